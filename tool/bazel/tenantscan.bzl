"""Scans C and C++ targets with tenantscan: one action for each source.

An action gets a source, the headers that its target may include, the toolchain, the
configuration and the program, and writes one file that says nothing of where the
workspace lies: it can be cached, shared and executed remotely.

WORKSPACE:

    local_repository(name = "tenantscan", path = "/usr/local/share/tenantscan/bazel")
    load("@tenantscan//:tenantscan.bzl", "tenantscan_program")
    tenantscan_program()

BUILD:

    load("@tenantscan//:tenantscan.bzl", "tenantscan_report", "tenantscan_test")
    tenantscan_test(name = "tenants", deps = [":app"])      # fails on findings
    tenantscan_report(name = "report", deps = [":app"])     # writes report.sarif

Both are about the sources of deps and of all that these depend on in the workspace.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

TenantscanInfo = provider(
    "What was scanned of a target and of those it depends on.",
    fields = {
        "parts": "depset of files: results for `tenantscan merge`",
        "sources": "depset of files: what findings can be in",
    },
)

_C = ["c"]
_CXX = ["cc", "cpp", "cxx", "c++", "C", "CPP"]
_HEADERS = ["h", "hh", "hpp", "hxx", "h++", "inc", "inl", "ipp", "tcc"]

def _is_external(folder):
    return folder == "external" or folder.startswith("external/") or "/external/" in folder

def _words(text):
    """The words of a text as a shell reads them, which is what Bazel does with copts."""
    words, word, quote, is_escaped = [], None, "", False
    for i in range(len(text)):
        c = text[i]
        if is_escaped:
            word, is_escaped = (word or "") + c, False
        elif c == "\\" and quote != "'":
            is_escaped = True
        elif quote:
            word, quote = (word, "") if c == quote else (word + c, quote)
        elif c in "'\"":
            word, quote = word or "", c
        elif c != " ":
            word = (word or "") + c
        elif word != None:
            words.append(word)
            word = None
    return words if word == None else words + [word]

def _flags_of(ctx, compilation, toolchain, source):
    """The compiler and its arguments for one source."""
    is_c = source.extension in _C
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    fragment = ctx.fragments.cpp
    own = [
        word
        for option in getattr(ctx.rule.attr, "copts", [])
        for word in _words(ctx.expand_make_variables("copts", option, {}))
    ]

    # Bazel makes the includes of a cc_library -isystem, whosever they are. But system
    # headers are not looked at: those of the workspace are its own code.
    includes, quoted, external = [], [], []
    for folders, ours in [(compilation.quote_includes, quoted), (compilation.includes, includes), (compilation.system_includes, includes)]:
        for folder in folders.to_list():
            (external if _is_external(folder) else ours).append(folder)
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = source.path,
        user_compile_flags = fragment.copts + (fragment.conlyopts if is_c else fragment.cxxopts) + own,
        include_directories = depset(includes),
        quote_include_directories = depset(quoted),
        system_include_directories = depset(external),
        framework_include_directories = compilation.framework_includes,
        preprocessor_defines = depset(transitive = [compilation.defines, compilation.local_defines]),
    )
    action = ACTION_NAMES.c_compile if is_c else ACTION_NAMES.cpp_compile
    return [cc_common.get_tool_for_action(feature_configuration = features, action_name = action)] + \
           cc_common.get_memory_inefficient_command_line(feature_configuration = features, action_name = action, variables = variables)

def _config_arguments(files):
    return [word for file in files if file.basename == "tenantscan.json" for word in ["--config", file.path]]

def _aspect_impl(target, ctx):
    attributes = ctx.rule.attr
    below = [
        dep[TenantscanInfo]
        for name in ["deps", "implementation_deps", "srcs", "data"]
        for dep in (getattr(attributes, name, None) or [])
        if type(dep) == "Target" and TenantscanInfo in dep
    ]
    parts, sources, headers = [], [], []
    if CcInfo in target and hasattr(attributes, "srcs") and not _is_external(ctx.label.workspace_root):
        toolchain = find_cpp_toolchain(ctx)
        compilation = target[CcInfo].compilation_context
        for name in ["srcs", "hdrs", "textual_hdrs"]:
            for dep in getattr(attributes, name, None) or []:
                for file in dep.files.to_list():
                    if file.extension in _C + _CXX and name == "srcs":
                        sources.append(file)
                    elif file.extension in _C + _CXX + _HEADERS:
                        headers.append(file)
        for source in sources:
            part = ctx.actions.declare_file("{}.tenantscan/{}.part".format(ctx.label.name, source.short_path.replace("../", "")))
            arguments = ctx.actions.args()
            arguments.add_all(["unit", source.path, "-o", part.path, "--relocatable", "--root", "."])
            arguments.add_all(_config_arguments(ctx.files._config))
            arguments.add("--")
            arguments.add_all(_flags_of(ctx, compilation, toolchain, source))
            ctx.actions.run(
                executable = ctx.executable._program,
                arguments = [arguments],
                inputs = depset([source] + headers + ctx.files._config, transitive = [compilation.headers, toolchain.all_files]),
                outputs = [part],
                mnemonic = "Tenantscan",
                progress_message = "Scanning " + source.short_path,
            )
            parts.append(part)
    all_parts = depset(parts, transitive = [info.parts for info in below])
    return [
        TenantscanInfo(parts = all_parts, sources = depset(sources + headers, transitive = [info.sources for info in below])),
        OutputGroupInfo(tenantscan_parts = all_parts),
    ]

_PROGRAM = attr.label(
    default = Label("//:program"),
    executable = True,
    allow_files = True,
    cfg = "exec",
)

_CONFIG = attr.label(default = Label("//:config"), allow_files = True)

tenantscan_aspect = aspect(
    implementation = _aspect_impl,
    attr_aspects = ["deps", "implementation_deps", "srcs", "data"],
    attrs = {
        "_program": _PROGRAM,
        "_config": _CONFIG,
        "_cc_toolchain": attr.label(default = Label("@bazel_tools//tools/cpp:current_cc_toolchain")),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    doc = "Scans the sources of C and C++ targets; output group tenantscan_parts.",
)

_MERGED = {
    "deps": attr.label_list(aspects = [tenantscan_aspect], mandatory = True),
    "arguments": attr.string_list(doc = "More options of `tenantscan merge`"),
    "_program": _PROGRAM,
    "_config": _CONFIG,
}

def _united(ctx):
    return (
        depset(transitive = [dep[TenantscanInfo].parts for dep in ctx.attr.deps]),
        depset(transitive = [dep[TenantscanInfo].sources for dep in ctx.attr.deps]),
    )

def _report_impl(ctx):
    parts, sources = _united(ctx)
    report = ctx.actions.declare_file(ctx.label.name + ".sarif")
    arguments = ctx.actions.args()
    arguments.add_all([ctx.executable._program.path, "merge", "--root", ".", "--relocatable", "--fail-on=none", "--format=sarif:" + report.path])
    arguments.add_all(ctx.attr.arguments)
    arguments.add("--")
    arguments.add_all(parts)
    ctx.actions.run_shell(
        # 3: some source could not be scanned, which the report says.
        command = "\"$@\"; code=$?; [ $code -eq 3 ] || exit $code",
        arguments = [arguments],
        tools = [ctx.executable._program],
        inputs = depset(ctx.files._config, transitive = [parts, sources]),
        outputs = [report],
        mnemonic = "TenantscanMerge",
        progress_message = "Judging what was scanned for " + str(ctx.label),
    )
    return [DefaultInfo(files = depset([report]))]

tenantscan_report = rule(
    implementation = _report_impl,
    attrs = _MERGED,
    doc = "Writes NAME.sarif; findings are no error.",
)

def _quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"

def _test_impl(ctx):
    parts, sources = _united(ctx)
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    words = ["merge", "--root", "."] + ctx.attr.arguments + ["--"] + [part.short_path for part in parts.to_list()]
    ctx.actions.write(
        script,
        "#!/bin/sh\nexec {} {}\n".format(_quoted(ctx.executable._program.short_path), " ".join([_quoted(word) for word in words])),
        is_executable = True,
    )
    files = [ctx.executable._program] + ctx.files._config
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles(files = files, transitive_files = depset(transitive = [parts, sources])))]

tenantscan_test = rule(
    implementation = _test_impl,
    attrs = _MERGED,
    test = True,
    doc = "Passes if nothing is found that counts, and all could be scanned.",
)

def _program_impl(repository):
    path = repository.attr.path or repository.which("tenantscan")
    if not path:
        fail("tenantscan is not in PATH: name it with tenantscan_program(path = \"/folder/tenantscan\")")
    repository.symlink(path, "tenantscan")
    repository.file("BUILD", "exports_files([\"tenantscan\"])\nalias(name = \"program\", actual = \":tenantscan\", visibility = [\"//visibility:public\"])\n")

_program_repository = repository_rule(
    implementation = _program_impl,
    attrs = {"path": attr.string()},
    environ = ["PATH"],
    local = True,
)

def tenantscan_program(path = ""):
    """Makes an installed tenantscan known to the build.

    Args:
      path: absolute; without it the program is searched for in PATH.
    """
    _program_repository(name = "tenantscan_program", path = path)
