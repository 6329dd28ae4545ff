//===- Commands.cpp - What the subcommands share ------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"

#include "tool/report/CheckCatalogue.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Files.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Path.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace tenantscan {

void printError(const std::string &Message) { fmt::print(stderr, "tenantscan: error: {}\n", Message); }

void OutputOptions::add(CLI::App &Command) {
  Command.add_option("--format", Format, "How to report: text, sarif or json")->check(CLI::IsMember({"text", "sarif", "json"}))->capture_default_str();
  Command.add_option("-o,--output", File, "Write the report to FILE (replaced in one step) instead of standard output")->type_name("FILE");
  Command.add_option("--color", Color, "Colours in text: auto, always or never")->check(CLI::IsMember({"auto", "always", "never"}))->capture_default_str();
  Command.add_flag("--show-unresolved", ShowUnresolved, "List the sites that could not be judged, and why");
  Command.add_flag("--omit-suppressed", OmitSuppressed, "Leave suppressed findings out of the report; GitHub shows them otherwise");
}

bool writeOutput(const std::string &File, const std::string &Text) {
  if (File.empty() || File == "-") {
    size_t Written = std::fwrite(Text.data(), 1, Text.size(), stdout);
    if (std::fflush(stdout) == 0 && Written == Text.size())
      return true;
    printError(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
    return false;
  }
  llvm::Error Failure = replaceFile(File, Text);
  if (!Failure)
    return true;
  printError(fmt::format("cannot write {}: {}", File, llvm::toString(std::move(Failure))));
  return false;
}

bool OutputOptions::write(ScanResult R, RunInfo Info) const {
  if (OmitSuppressed)
    R.Suppressed.clear();
  bool Terminal = File.empty() && ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  Info.Colors = Color == "always" || (Color == "auto" && Terminal);
  Info.ShowUnresolved = ShowUnresolved;
  std::string Report = Format == "sarif" ? renderSarif(R, Info) : Format == "json" ? renderJson(R, Info) : renderText(R, Info);
  if (!writeOutput(File, Report))
    return false;
  if (File.empty())
    return true;
  if (R.NoTenantColumn)
    printError("no statement of the project names a tenant column; name yours in tenantscan.json or with --tenant-column");
  for (const UnitFailure &F : R.Failures)
    fmt::print(stderr, "failed: {}: {}\n", F.File, F.Message);
  fmt::print(stderr, "{}\n", summary(R));
  return true;
}

// The root of a project without a configuration: its repository, or where we are.
static std::string defaultRoot(const std::string &Near) {
  std::string Folder = absolutePath(Near);
  for (std::string F = Folder; !F.empty() && F != "/"; F = llvm::sys::path::parent_path(F).str())
    if (llvm::sys::fs::exists(F + "/.git"))
      return F;
  return llvm::sys::fs::is_directory(Folder) ? Folder : llvm::sys::path::parent_path(Folder).str();
}

std::shared_ptr<const model::Project> loadOrExplain(const std::string &ConfigFile, const std::string &Near, const std::vector<std::string> &TenantColumns) {
  std::vector<model::Problem> Problems;
  std::string File = ConfigFile.empty() ? model::findConfig(absolutePath(Near)) : ConfigFile;
  std::shared_ptr<const model::Project> P = model::loadProject(File, defaultRoot(Near), Problems);
  bool Failed = false;
  for (const model::Problem &Problem_ : Problems) {
    fmt::print(stderr, "{}{}\n", Problem_.IsWarning ? "warning: " : "", Problem_.str());
    Failed = Failed || !Problem_.IsWarning;
  }
  if (Failed)
    return nullptr;
  if (!TenantColumns.empty()) {
    auto Changed = std::make_shared<model::Project>(*P);
    Changed->setTenantColumns(TenantColumns);
    P = Changed;
  }
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
      printError(fmt::format("no check is called {}{}; see tenantscan list-checks", Part.str(), Near.empty() ? "" : fmt::format(", did you mean {}?", Near)));
      return {};
    }
  }
  if (Selected.empty())
    printError("--checks leaves no check to run");
  return Selected;
}

int exitCodeFor(const ScanResult &R) {
  if (R.NoTenantColumn)
    return ExitUsage;
  if (!R.Failures.empty())
    return ExitIncomplete;
  return R.Findings.empty() ? ExitClean : ExitFindings;
}

} // namespace tenantscan
