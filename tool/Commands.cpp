//===- Commands.cpp - What the subcommands share ------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"

#include "tool/report/CheckCatalogue.h"
#include "tool/report/Escape.h"
#include "tool/report/TextParts.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Files.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <set>
#include <unistd.h>

namespace tenantscan {

RunProgress progressOnTerminal(bool Quiet) {
  if (Quiet || ::isatty(STDERR_FILENO) == 0)
    return [](const char *, size_t, size_t) {};
  return [](const char *What, size_t Done, size_t Of) {
    if (Done < Of)
      fmt::print(stderr, "\r[{}/{}] {} ", Done, Of, What);
    else
      fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
  };
}

void printError(const std::string &Message) { fmt::print(stderr, "tenantscan: error: {}\n", Message); }

void OutputOptions::add(CLI::App &Command) {
  std::vector<std::string_view> Names;
  for (const ReportFormat &F : reportFormats())
    Names.push_back(F.Name);
  Command
      .add_option("--format", Formats,
                  fmt::format("How to report: {}; with :FILE into that file. May be repeated; text without it", fmt::join(Names, ", ")))
      ->type_name("NAME[:FILE]")
      ->allow_extra_args(false)
      ->check([Names](const std::string &Value) -> std::string {
        auto [Name, Target] = llvm::StringRef(Value).split(':');
        if (std::find(Names.begin(), Names.end(), std::string_view(Name)) == Names.end())
          return fmt::format("unknown format '{}'; known are {}", printable(Name.str()), fmt::join(Names, ", "));
        return Target.empty() && Value.size() > Name.size() ? fmt::format("a file is missing behind '{}'", Value) : "";
      });
  Command.add_option("-o,--output", File, "Write the only report to FILE (replaced in one step) instead of standard output")->type_name("FILE");
  Command
      .add_option("--source-url", SourceUrl, "Link places in Markdown: what comes before the path, as in https://github.com/OWNER/NAME/blob/COMMIT")
      ->type_name("URL")
      ->check([](const std::string &Value) -> std::string {
        return llvm::StringRef(Value).starts_with("https://") || llvm::StringRef(Value).starts_with("http://")
                   ? ""
                   : "must begin with https:// or http://";
      });
  Command.add_option("--color", Color, "Colours in text: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  Command.add_flag("--show-unresolved", ShowUnresolved, "List the sites that could not be judged, and why");
  Command.add_flag("--provenance", WithProvenance, "Name the repository and the commit in SARIF, as git knows them");
  Command.add_flag("--omit-suppressed", OmitSuppressed,
                   "Leave suppressed findings out of the reports, and absent ones out of SARIF; GitHub shows them otherwise");
}

// Says why not.
static bool endOutput(bool IsWritten) {
  if (std::fflush(stdout) == 0 && IsWritten)
    return true;
  printError(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
  return false;
}

bool writeOutput(const std::string &File, const std::string &Text) {
  if (File.empty() || File == "-")
    return endOutput(std::fwrite(Text.data(), 1, Text.size(), stdout) == Text.size());
  llvm::Error Failure = replaceFile(File, Text);
  if (!Failure)
    return true;
  printError(fmt::format("cannot write {}: {}", File, llvm::toString(std::move(Failure))));
  return false;
}

namespace {

struct Target {
  std::string (*Render)(const ScanResult &R, const RunInfo &Info);
  /// Empty: standard output.
  std::string File;
};

} // namespace

// Which report goes where; nullopt, after saying why, where that is unclear.
static std::optional<std::vector<Target>> targets(const std::vector<std::string> &Formats, const std::string &OnlyFile) {
  std::vector<Target> Targets;
  std::set<std::string> Files;
  for (const std::string &Format : Formats.empty() ? std::vector<std::string>{"text"} : Formats) {
    auto [Name, File] = llvm::StringRef(Format).split(':');
    if (!OnlyFile.empty() && (Formats.size() > 1 || !File.empty())) {
      printError("--output is for one report; with several, or a file in --format, write --format=NAME:FILE for each");
      return std::nullopt;
    }
    if (File.empty())
      File = OnlyFile;
    if (!Files.insert(File.empty() ? "" : absolutePath(File.str())).second) {
      printError(File.empty() ? "only one report can go to standard output; write --format=NAME:FILE for the others"
                              : fmt::format("two reports into {}", printable(File.str())));
      return std::nullopt;
    }
    auto Known = std::find_if(reportFormats().begin(), reportFormats().end(),
                              [&, Wanted = Name](const ReportFormat &F) { return F.Name == std::string_view(Wanted); });
    Targets.push_back({Known->Render, File.str()});
  }
  return Targets;
}

bool OutputOptions::areClear() const { return targets(Formats, File).has_value(); }

bool OutputOptions::write(ScanResult R, RunInfo Info) const {
  if (OmitSuppressed)
    R.Suppressed.clear();
  Info.OmitAbsent = OmitSuppressed;
  if (WithProvenance && !(Info.Commit = readProvenance(R.Root)))
    fmt::print(stderr, "tenantscan: warning: no commit with a remote repository at {}\n", printable(R.Root));
  bool Terminal = ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  Info.ShowUnresolved = ShowUnresolved;
  Info.SourceUrl = llvm::StringRef(SourceUrl).rtrim('/').str();
  bool Shown = false;
  for (const Target &T : targets(Formats, File).value_or(std::vector<Target>())) {
    Info.Columns = T.File.empty() ? llvm::sys::Process::StandardOutColumns() : 0;
    Info.Colors = Color == "always" || (Color == "auto" && Terminal && T.File.empty());
    Shown = Shown || T.File.empty();
    if (T.Render == renderText && T.File.empty()) {
      bool IsWritten = true;
      writeText(R, Info, [&](std::string_view Part) { IsWritten = IsWritten && std::fwrite(Part.data(), 1, Part.size(), stdout) == Part.size(); });
      if (!endOutput(IsWritten))
        return false;
      continue;
    }
    SarifText Report = T.Render == renderSarif ? sarifWithin(R, Info) : SarifText{T.Render(R, Info), 0};
    if (!writeOutput(T.File, Report.Text))
      return false;
    if (Report.LeftOut != 0)
      fmt::print(stderr, "tenantscan: warning: {} of the least severity left out of SARIF, which is more than GitHub takes\n",
                 counted(Report.LeftOut, "result"));
  }
  if (Shown)
    return true;
  if (R.NoTenantColumn)
    printError("no statement of the project names a tenant column; name yours in tenantscan.json or with --tenant-column");
  fmt::print(stderr, "{}{}\n", renderFailures(R, /*Colors=*/false), summary(R, Info));
  return true;
}

// The root of a project without a configuration: its repository, or else the highest
// folder around that a build system is told about, or where we are. Wrappers in headers
// outside of the root are not seen.
static std::string defaultRoot(const std::string &Near) {
  std::string Folder = absolutePath(Near);
  for (std::string F = Folder; !F.empty() && F != "/"; F = llvm::sys::path::parent_path(F).str())
    if (llvm::sys::fs::exists(F + "/.git"))
      return F;
  static constexpr llvm::StringLiteral Markers[] = {"CMakeLists.txt", "meson.build", "configure.ac",          "WORKSPACE", "MODULE.bazel",
                                                    "xmake.lua",      "SConstruct",  "compile_commands.json", ".hg",       "BUILD.bazel",
                                                    "conanfile.py",   "vcpkg.json"};
  std::string Highest;
  const char *Home = std::getenv("HOME");
  for (std::string F = Folder; !F.empty() && F != "/" && (Home == nullptr || F != Home); F = llvm::sys::path::parent_path(F).str())
    if (llvm::any_of(Markers, [&](llvm::StringRef Marker) { return llvm::sys::fs::exists(F + "/" + Marker.str()); }))
      Highest = F;
  if (!Highest.empty())
    return Highest;
  return llvm::sys::fs::is_directory(Folder) ? Folder : llvm::sys::path::parent_path(Folder).str();
}

std::shared_ptr<const model::Project> loadProject(const std::string &ConfigFile, const std::string &Near,
                                                  const std::vector<std::string> &TenantColumns, std::vector<model::Problem> &Problems) {
  std::string File = ConfigFile.empty() ? model::findConfig(absolutePath(Near)) : ConfigFile;
  std::shared_ptr<const model::Project> P = model::loadProject(File, defaultRoot(Near), Problems);
  if (std::any_of(Problems.begin(), Problems.end(), [](const model::Problem &Problem_) { return !Problem_.IsWarning; }))
    return nullptr;
  if (!TenantColumns.empty()) {
    auto Changed = std::make_shared<model::Project>(*P);
    Changed->setTenantColumns(TenantColumns);
    P = Changed;
  }
  return P;
}

std::shared_ptr<const model::Project> loadOrExplain(const std::string &ConfigFile, const std::string &Near,
                                                    const std::vector<std::string> &TenantColumns) {
  std::vector<model::Problem> Problems;
  std::shared_ptr<const model::Project> P = loadProject(ConfigFile, Near, TenantColumns, Problems);
  for (const model::Problem &Problem_ : Problems)
    fmt::print(stderr, "{}{}\n", Problem_.IsWarning ? "warning: " : "", Problem_.str());
  return P;
}

std::vector<std::string> selectChecks(const std::string &Globs) {
  std::vector<std::string> Selected;
  if (Globs.empty()) {
    for (const CheckInfo &C : checkCatalogue())
      Selected.push_back(C.Id);
    return Selected;
  }
  std::vector<std::string> Ids;
  for (const CheckInfo &C : checkCatalogue())
    Ids.push_back(C.Id);
  llvm::SmallVector<llvm::StringRef, 8> Parts;
  llvm::StringRef(Globs).split(Parts, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef Part : Parts) {
    Part = Part.trim();
    bool Remove = Part.consume_front("-");
    llvm::Expected<llvm::GlobPattern> Pattern = llvm::GlobPattern::create(Part);
    bool Any = false;
    if (!Pattern) {
      printError(fmt::format("--checks: {}", llvm::toString(Pattern.takeError())));
      return {};
    }
    for (const std::string &Id : Ids) {
      if (!Pattern->match(Id))
        continue;
      Any = true;
      auto It = std::find(Selected.begin(), Selected.end(), Id);
      if (Remove && It != Selected.end())
        Selected.erase(It);
      else if (!Remove && It == Selected.end())
        Selected.push_back(Id);
    }
    if (!Any) {
      std::string Near = model::closest(Part.str(), Ids);
      printError(fmt::format("no check is called {}{}; see tenantscan list-checks", Part.str(),
                             Near.empty() ? "" : fmt::format(", did you mean {}?", Near)));
      return {};
    }
  }
  if (Selected.empty())
    printError("--checks leaves no check to run");
  return Selected;
}

void GateOptions::add(CLI::App &Command) {
  Command.add_option("--baseline", BaselineFile, "SARIF report with the findings that are known; see tenantscan baseline")->type_name("FILE");
  Command
      .add_option("--fail-on", FailOnName,
                  "Findings that make the exit code 1: any, new (not in the baseline) or none; new with a baseline, else any")
      ->type_name("WHICH")
      ->check(CLI::IsMember({"any", "new", "none"}));
  Command.add_option("--min-severity", MinSeverity, "Less severe findings are reported, but do not count for the exit code: error, warning or note")
      ->check(CLI::IsMember({"error", "warning", "note"}))
      ->capture_default_str();
}

void GateOptions::addSince(CLI::App &Command) {
  Command
      .add_option(
          "--since", Since,
          "Compare with the project as it was at the merge base of HEAD and REV, which is scanned as far as the change can have an effect on it")
      ->type_name("REV")
      ->excludes("--baseline");
}

bool GateOptions::load() {
  if (!Since.empty())
    return true;
  if (BaselineFile.empty()) {
    if (FailOnName == "new")
      printError("--fail-on=new needs --baseline or --since");
    return FailOnName != "new";
  }
  llvm::Expected<Baseline> B = readBaseline(BaselineFile);
  if (!B) {
    printError(printable(llvm::toString(B.takeError())));
    return false;
  }
  Known = std::move(*B);
  return true;
}

Gate GateOptions::gate(const ScanResult &R, const std::vector<std::string> &Checks, bool IsComplete) const {
  Gate G;
  G.On = FailOnName == "none" ? FailOn::None : FailOnName == "any" || !Known ? FailOn::Any : FailOn::New;
  G.AtLeast = MinSeverity == "error" ? Severity::Error : MinSeverity == "warning" ? Severity::Warning : Severity::Note;
  if (Known)
    G.Compared = compare(R, *Known, Checks, IsComplete && R.Failures.empty() && !R.NoTenantColumn);
  return G;
}

int exitCodeFor(const ScanResult &R, const Gate &G) {
  if (R.NoTenantColumn)
    return ExitUsage;
  if (!R.Failures.empty())
    return ExitIncomplete;
  for (size_t I = 0; I < R.Findings.size(); ++I)
    if (G.fails(R, I))
      return ExitFindings;
  return ExitClean;
}

} // namespace tenantscan
