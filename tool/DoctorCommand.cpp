//===- DoctorCommand.cpp - tenantscan doctor ----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Check.h"
#include "tool/Commands.h"
#include "tool/report/Escape.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Files.h"
#include "tool/unit/Arguments.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Regex.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <memory>
#include <set>
#include <unistd.h>

namespace tenantscan {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

struct DoctorOptions {
  std::string BuildFolder;
  std::string Config;
  std::string ClangTidy;
  std::string Module;
};

/// The lines that are printed: what is well, and what is not.
class Diagnosis {
public:
  Diagnosis() : Colors(::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr) {}

  void ok(const std::string &What) { Text += fmt::format("{} {}\n", Colors ? "\033[32mok:\033[0m" : "ok:", printable(What)); }
  void problem(const std::string &What, const std::string &ToDo) {
    IsWell = false;
    Text += fmt::format("{} {} -> {}\n", Colors ? "\033[1;31mproblem:\033[0m" : "problem:", printable(What), printable(ToDo));
  }

  std::string Text;
  bool IsWell = true;

private:
  bool Colors;
};

/// What a program did that was run.
struct Ran {
  /// Negative where it could not be run, crashed or took too long.
  int Code = -1;
  /// What it printed to standard output and standard error.
  std::string Printed;
  /// Why the code is negative.
  std::string Failure;

  /// The first line that has something to say, for a message.
  std::string firstLine() const {
    llvm::StringRef Line = llvm::StringRef(Printed).ltrim().split('\n').first.rtrim();
    return !Failure.empty() ? Failure : Line.empty() ? fmt::format("it prints nothing, and ends with {}", Code) : Line.str();
  }
};

/// A clang-tidy with the module: all that the steps below ask for.
struct Tidy {
  std::string Program;
  std::string Module;
};

} // namespace

// No shell is between: whatever is in a name is a name.
static Ran run(const std::string &Program, const std::vector<std::string> &Arguments) {
  static constexpr unsigned Seconds = 120;
  Ran R;
  llvm::SmallString<128> Output;
  if (std::error_code Error = fs::createTemporaryFile("tenantscan-doctor", "txt", Output)) {
    R.Failure = fmt::format("no temporary file: {}", Error.message());
    return R;
  }
  llvm::FileRemover Remove(Output);
  std::vector<llvm::StringRef> Words{Program};
  Words.insert(Words.end(), Arguments.begin(), Arguments.end());
  R.Code = llvm::sys::ExecuteAndWait(Program, Words, std::nullopt, {llvm::StringRef(""), Output.str(), Output.str()}, Seconds, 0, &R.Failure);
  if (auto Buffer = llvm::MemoryBuffer::getFile(Output))
    R.Printed = (*Buffer)->getBuffer().str();
  return R;
}

// The major version in `Debian LLVM version 22.1.8`; empty where there is none.
static std::string majorIn(llvm::StringRef Text, llvm::StringRef Pattern) {
  llvm::SmallVector<llvm::StringRef, 2> Parts;
  return llvm::Regex(Pattern).match(Text, &Parts) ? Parts[1].str() : "";
}

static std::string findModule(const DoctorOptions &O, const std::string &Program) {
  if (!O.Module.empty())
    return fs::is_regular_file(O.Module) ? absolutePath(O.Module) : "";
  std::string Folder = path::parent_path(Program).str();
  std::string Name = fmt::format("libTenantTidyModule-{}.so", TENANTSCAN_LLVM_MAJOR);
  for (const char *Place : {"", "../lib", "../lib64"})
    if (std::string File = joinPaths(joinPaths(Folder, Place), Name); fs::is_regular_file(File))
      return File;
  return "";
}

static std::string findClangTidy(const DoctorOptions &O) {
  std::vector<std::string> Names{fmt::format("clang-tidy-{}", TENANTSCAN_LLVM_MAJOR), "clang-tidy"};
  if (!O.ClangTidy.empty())
    Names = {O.ClangTidy};
  for (const std::string &Name : Names)
    // What has a slash in it is not looked for.
    if (llvm::ErrorOr<std::string> Found = llvm::sys::findProgramByName(Name); Found && fs::can_execute(*Found))
      return *Found;
  return "";
}

// The two, where both are there and fit.
static std::optional<Tidy> examineTools(const DoctorOptions &O, const std::string &Program, Diagnosis &D) {
  Tidy T{findClangTidy(O), findModule(O, Program)};
  std::string Wanted = fmt::format("clang-tidy-{}", TENANTSCAN_LLVM_MAJOR);
  std::string ModuleMajor = majorIn(path::filename(T.Module), "TenantTidyModule-([0-9]+)");
  if (T.Module.empty())
    D.problem(O.Module.empty() ? fmt::format("libTenantTidyModule-{}.so is not where tenantscan is, nor in lib beside it", TENANTSCAN_LLVM_MAJOR)
                               : fmt::format("there is no module {}", O.Module),
              "build it (target TenantTidyModule), and name it with --module");
  else
    D.ok(fmt::format("module {}", T.Module));
  if (T.Program.empty()) {
    D.problem(O.ClangTidy.empty() ? fmt::format("neither {} nor clang-tidy is on the PATH", Wanted)
                                  : fmt::format("there is no program {}", O.ClangTidy),
              fmt::format("install {}, or name a clang-tidy with --clang-tidy", Wanted));
    return std::nullopt;
  }
  Ran Version = run(T.Program, {"--version"});
  std::string Major = majorIn(Version.Printed, "version ([0-9]+)");
  if (Version.Code != 0 || Major.empty()) {
    D.problem(fmt::format("{} does not tell its version: {}", T.Program, Version.firstLine()),
              fmt::format("install {}, or name it with --clang-tidy", Wanted));
    return std::nullopt;
  }
  if (!ModuleMajor.empty() && Major != ModuleMajor) {
    D.problem(fmt::format("{} is of LLVM {}, and the module of LLVM {}", T.Program, Major, ModuleMajor),
              fmt::format("install clang-tidy-{}, or name it with --clang-tidy", ModuleMajor));
    return std::nullopt;
  }
  D.ok(fmt::format("{} is of LLVM {}", T.Program, Major));
  if (T.Module.empty())
    return std::nullopt;
  return T;
}

static llvm::Error writeCanary(const std::string &Source, const std::string &Config) {
  if (llvm::Error Failure = replaceFile(Source, "void run(const char *Sql);\nvoid canary() { run(\"SELECT total FROM invoices\"); }\n"))
    return Failure;
  return replaceFile(Config, R"({"tables": {"tenant": ["invoices"]}, "sinks": [{"function": "run", "argument": 0}]})");
}

// A file with a leak in it: if clang-tidy is silent about it, it is about everything.
static bool examineCanary(const Tidy &T, Diagnosis &D) {
  llvm::SmallString<128> Folder;
  if (std::error_code Error = fs::createUniqueDirectory("tenantscan-doctor", Folder)) {
    D.problem(fmt::format("no folder for a canary file: {}", Error.message()), "let TMPDIR name a folder to write to");
    return false;
  }
  std::string Source = joinPaths(Folder.str().str(), "canary.cpp");
  llvm::Error Failure = writeCanary(Source, joinPaths(Folder.str().str(), "tenantscan.json"));
  bool IsWritten = !Failure;
  if (Failure)
    D.problem(fmt::format("no canary file can be written: {}", llvm::toString(std::move(Failure))), "let TMPDIR name a folder to write to");
  Ran R;
  if (IsWritten)
    R = run(T.Program, {"-load", T.Module, "-checks=-*,tenant-sql-predicate", "-config={}", Source, "--"});
  fs::remove_directories(Folder);
  llvm::StringRef Printed = R.Printed;
  bool IsFound = R.Code == 0 && Printed.contains("canary.cpp:2:") && Printed.contains("[tenant-sql-predicate]");
  if (IsFound)
    D.ok("the module finds the leak in a canary file");
  else if (IsWritten)
    D.problem(fmt::format("the module does not find the leak in a canary file: {}", R.firstLine()),
              fmt::format("build the module against the LLVM that {} is from", T.Program));
  return IsFound;
}

// The nearest .clang-tidy of the current folder; empty where there is none.
static std::string findTidyConfig() {
  for (std::string Folder = absolutePath("."); !Folder.empty(); Folder = path::parent_path(Folder).str())
    if (std::string File = joinPaths(Folder, ".clang-tidy"); fs::is_regular_file(File))
      return File;
  return "";
}

static void examineTidyConfig(const Tidy &T, Diagnosis &D) {
  std::string File = findTidyConfig();
  if (File.empty())
    return D.ok("no .clang-tidy here or above: the checks are those of the command line, -checks='-*,tenant-*'");
  Ran Verified = run(T.Program, {"-load", T.Module, "--verify-config"});
  // A file that it cannot read it passes over.
  if (Verified.Code != 0 || llvm::StringRef(Verified.Printed).contains("error: "))
    return D.problem(fmt::format("{}: {}", File, Verified.firstLine()), "repair it; clang-tidy --verify-config with -load of the module lists all");
  Ran Listed = run(T.Program, {"-load", T.Module, "--list-checks"});
  std::vector<std::string> Off;
  for (const std::unique_ptr<Check> &C : allChecks())
    if (!llvm::Regex("^ +" + C->id().str() + "$", llvm::Regex::Newline).match(Listed.Printed))
      Off.push_back(C->id().str());
  if (!Off.empty())
    return D.problem(fmt::format("{} does not enable {}", File, fmt::join(Off, ", ")), "add tenant-* to its Checks");
  D.ok(fmt::format("{} enables all checks of the module", File));
}

static void examineProject(const DoctorOptions &O, Diagnosis &D) {
  std::string File = O.Config.empty() ? model::findConfig(absolutePath(".")) : O.Config;
  if (File.empty())
    return D.ok("no tenantscan.json here or above: the defaults apply; tenantscan init writes one");
  std::vector<model::Problem> Problems;
  std::shared_ptr<const model::Project> P = model::loadProject(File, absolutePath("."), Problems);
  for (const model::Problem &Problem_ : Problems)
    D.problem(Problem_.str(), Problem_.IsWarning ? "repair it; it is left out until then" : "repair it; nothing is scanned until then");
  if (Problems.empty())
    D.ok(fmt::format("{}: tenant column {}, {} in the schema files", File, fmt::join(P->Words.TenantColumns, ", "),
                     counted(P->Tables.tables().size(), "table")));
}

static bool isProgram(const std::string &Name, const std::string &Folder) {
  if (Name.find('/') == std::string::npos)
    return static_cast<bool>(llvm::sys::findProgramByName(Name));
  return fs::can_execute(joinPaths(Folder, Name));
}

static void examineDatabase(const DoctorOptions &O, Diagnosis &D) {
  llvm::Expected<std::vector<CompileCommand>> Commands = readCompileCommands(O.BuildFolder);
  if (!Commands) {
    std::string Message = llvm::toString(Commands.takeError());
    llvm::SmallVector<llvm::StringRef, 4> Lines;
    llvm::StringRef(Message).split(Lines, '\n');
    std::string Hint;
    for (llvm::StringRef Line : llvm::drop_begin(Lines))
      Hint += (Hint.empty() ? "" : ", ") + Line.trim().str();
    return D.problem(Lines.front().str(), Hint.empty() ? "configure the build again, with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON" : Hint);
  }
  std::set<std::string> Files;
  std::set<std::string> Missing;
  std::set<std::string> Compilers;
  std::set<std::string> NoCompilers;
  for (const CompileCommand &C : *Commands) {
    (fs::exists(C.File) ? Files : Missing).insert(C.File);
    if (!C.Arguments.empty())
      (isProgram(C.Arguments.front(), C.Directory) ? Compilers : NoCompilers).insert(C.Arguments.front());
  }
  if (!Missing.empty())
    D.problem(fmt::format("{} of compile_commands.json {} not there: {}{}", counted(Missing.size(), "file"), Missing.size() == 1 ? "is" : "are",
                          *Missing.begin(), Missing.size() > 1 ? " and others" : ""),
              "build what generates them, or configure again");
  for (const std::string &Name : NoCompilers)
    D.problem(fmt::format("the compiler {} of compile_commands.json is not there", Name),
              "configure on the machine that scans: its headers are taken from it");
  if (Missing.empty() && NoCompilers.empty())
    D.ok(fmt::format("compile_commands.json has {}, compiled by {}", counted(Files.size(), "file"), fmt::join(Compilers, ", ")));
}

static int examine(const DoctorOptions &O, const Invocation &I) {
  Diagnosis D;
  if (resourceFolder().empty())
    D.problem(fmt::format("Clang's own headers are not at {}", TENANTSCAN_RESOURCE_DIR),
              fmt::format("install libclang-common-{}-dev", TENANTSCAN_LLVM_MAJOR));
  if (std::optional<Tidy> T = examineTools(O, I.Program, D); T && examineCanary(*T, D))
    examineTidyConfig(*T, D);
  examineProject(O, D);
  examineDatabase(O, D);
  if (!writeOutput("", D.Text))
    return ExitUsage;
  return D.IsWell ? ExitClean : ExitFindings;
}

void addDoctor(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<DoctorOptions>();
  CLI::App *Command = App.add_subcommand("doctor", "Look whether clang-tidy, the module and the project are set up, and say what to repair");
  Command->add_option("-p,--build", O->BuildFolder, "Folder with compile_commands.json; without it the nearest one upwards")->type_name("DIR");
  Command->add_option("--config", O->Config, "Look at this tenantscan.json instead of the nearest one upwards")->type_name("FILE");
  Command
      ->add_option("--clang-tidy", O->ClangTidy, fmt::format("The clang-tidy to use; without it clang-tidy-{}, or clang-tidy", TENANTSCAN_LLVM_MAJOR))
      ->type_name("PROGRAM");
  Command
      ->add_option("--module", O->Module,
                   fmt::format("The module to load; without it libTenantTidyModule-{}.so beside tenantscan", TENANTSCAN_LLVM_MAJOR))
      ->type_name("FILE");
  Command->footer("Prints one line for each thing that was looked at: 'ok: ...', or\n"
                  "'problem: ... -> what to do'. The module is run over a file with a leak.\n"
                  "\n"
                  "Examples:\n"
                  "  tenantscan doctor -p build\n"
                  "  tenantscan doctor -p build --clang-tidy /opt/llvm/bin/clang-tidy --module libTenantTidyModule-22.so\n"
                  "\n"
                  "Exit codes: 0 all is well, 1 something is not, 2 wrong usage.");
  Command->callback([O, &I] { I.ExitCode = examine(*O, I); });
}

} // namespace tenantscan
