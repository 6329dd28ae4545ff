"""Runs the commands of docs/clang-tidy.md in a small project, with and without a
finding:  clang_tidy_docs.py ROOT TENANTSCAN FOLDER"""
import os
import re
import shutil
import subprocess
import sys

root, tenantscan, folder = sys.argv[1:]
with open(os.path.join(root, "docs", "clang-tidy.md"), encoding="utf-8") as file:
    text = file.read()
sections = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", text, flags=re.M)}
blocks = {name: re.findall(r"^```sh\n(.*?)^```$", part, flags=re.M | re.S) for name, part in sections.items()}
yaml = re.search(r"^```yaml\n(.*?)^```$", sections[".clang-tidy"], flags=re.M | re.S).group(1)
finding = "src/billing.cpp:3:34: "
environment = {**os.environ, "PATH": os.path.dirname(tenantscan) + os.pathsep + os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull,
               "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


def write(path, content):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(content)


def shell(script, fails=False, shows=""):
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], capture_output=True, text=True, env=environment)
    printed = done.stdout + done.stderr
    assert (done.returncode != 0) == fails, (script, done)
    assert shows in printed and (shows or finding not in printed), (script, shows, done)


def prepare(is_bad):
    """A project whose last line is not on main, and has a finding or none."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    source = "void run(const char *Sql);\nvoid good() { run(\"SELECT 1 FROM invoices WHERE tenant_id = $1\"); }\n"
    write(".clang-tidy", "Checks: '-*,bugprone-*'\n")
    write("tenantscan.json", '{"tables": {"tenant": ["invoices"]}, "sinks": [{"function": "run", "argument": 0}]}')
    write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(sample CXX)\nadd_library(sample OBJECT src/billing.cpp)\n")
    write("src/billing.cpp", source)
    shell("git init -q -b main && git add . && git commit -qm first")
    write("src/billing.cpp", source + 'void more() { run("SELECT 2 FROM invoices%s"); }\n' % ("" if is_bad else " WHERE tenant_id = $1"))
    for script in blocks["# clang-tidy"]:
        shell(script)


for is_bad in (False, True):
    shown = finding if is_bad else ""
    prepare(is_bad)
    warns, gates = blocks["One file"]
    shell(warns, False, shown)
    shell(gates, is_bad, shown)
    for section in ("All files", "What a change touches", "In the build"):
        assert blocks[section], section
        for script in blocks[section]:
            shell(script, is_bad, shown)
    if is_bad:
        # As the page says: the line that is removed is none to show a finding at.
        lines = ["void run(const char *Sql);", 'void more() { run("SELECT 2 FROM invoices"', '" WHERE tenant_id = $1"', "); }", ""]
        write("src/billing.cpp", "\n".join(lines))
        shell("git commit -qam second")
        del lines[2]
        write("src/billing.cpp", "\n".join(lines))
        shell(blocks["What a change touches"][0])
        shell(gates, True, "src/billing.cpp:2:34: ")
        prepare(is_bad)
    write(".clang-tidy", yaml)
    runs, lists, verifies = blocks[".clang-tidy"]
    shell(runs, is_bad, shown)
    shell(lists, False, "    tenant-sql-predicate\n")
    shell(verifies, False, "No config errors detected.")
    shell(blocks["Is it set up?"][0], False, "ok: the module finds the leak in a canary file")
