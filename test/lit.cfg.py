# How the tests under test/ run. Substitutions:
#   %tenantscan          the scanner
#   %faults              the scanner with faults: see support/Faults.cpp
#   %check_tenant        runs a C++ file through both doors: see support/check_tenant.py
#   %compile_commands    writes a compile_commands.json: see support/compile_commands.py
#   %sarif_errors        validates SARIF and prints what is wrong: see support/sarif_errors.py
#   %clang_tidy, %module clang-tidy and our module
#   %other_clang_tidy    one of another major version
import os
import shutil
import subprocess

import lit.formats

source = config.tenantscan_source
build = config.tenantscan_build
support = os.path.join(source, "test", "support")

config.name = "tenantscan-" + config.suite
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".cpp", ".c", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.join(source, "test", config.suite)
config.test_exec_root = os.path.join(build, "test", config.suite)

module = os.path.join(build, "lib", "libTenantTidyModule-" + config.llvm_major + ".so")
clang_tidy = os.path.join(config.llvm_tools, "clang-tidy")
config.environment["PATH"] = os.pathsep.join([config.llvm_tools, os.environ["PATH"]])
config.environment["XDG_CACHE_HOME"] = os.path.join(build, "test", "cache")
config.environment["TENANTSCAN"] = os.path.join(build, "bin", "tenantscan")
config.environment["TENANT_MODULE"] = module
config.environment["CLANG_TIDY"] = clang_tidy
validator = os.path.join(build, "node", "node_modules", "@microsoft", "sarif-multitool-linux", "Sarif.Multitool")
config.environment["SARIF_MULTITOOL"] = validator
if shutil.which("psql") and os.path.exists("/usr/lib/postgresql/15/bin/initdb"):
    config.available_features.add("postgresql")
other_clang_tidy = next(filter(None, (shutil.which(f"clang-tidy-{m}") for m in range(14, 30) if str(m) != config.llvm_major)), None)
if other_clang_tidy:
    config.available_features.add("other-clang-tidy")
    config.substitutions.append(("%other_clang_tidy", other_clang_tidy))
if config.llvm_major == "22" and shutil.which("git") and shutil.which("run-clang-tidy-22") and shutil.which("clang-tidy-diff-22.py"):
    config.available_features.add("clang-tidy-scripts")
if shutil.which("redis-server"):
    config.available_features.add("redis-server")
# Debian's: the test gives it stubs of what this version would download.
if shutil.which("bazel-4"):
    config.available_features.add("bazel")
if shutil.which("nvim"):
    config.available_features.add("neovim")
if shutil.which("node") and os.path.exists(os.path.join(build, "node", "node_modules", "vscode-languageclient")):
    config.available_features.add("language-client")
# The language server is left out where LLVM lacks what it is made of.
if os.path.exists(os.path.join(config.llvm_include, "llvm", "Support", "LSP", "Transport.h")):
    config.available_features.add("lsp")
if os.path.exists(validator):
    config.available_features.add("sarif-multitool")
# The recipes of docs/ci.md are YAML. The substitution is the Python that is asked here.
if subprocess.run([config.python, "-c", "import yaml"], capture_output=True).returncode == 0:
    config.available_features.add("yaml")

config.substitutions += [
    ("%faults", os.path.join(build, "test", "tenantscan-faults")),
    ("%tenantscan", os.path.join(build, "bin", "tenantscan")),
    ("%check_tenant", config.python + " " + os.path.join(support, "check_tenant.py")),
    ("%compile_commands", config.python + " " + os.path.join(support, "compile_commands.py")),
    ("%sarif_errors", config.python + " " + os.path.join(support, "sarif_errors.py")),
    ("%python", config.python),
    ("%clang_tidy", clang_tidy),
    ("%module", module),
    ("%build", build),
    ("%root", source),
    ("%llvm_include", config.llvm_include),
]
