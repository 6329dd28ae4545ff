//===- Since.cpp - What the project was at another revision ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/gate/Since.h"

#include "tool/run/CompileCommands.h"
#include "tool/run/Files.h"
#include "tool/run/Keys.h"
#include "tool/run/Suppressions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

using namespace llvm;

namespace tenantscan {

namespace {

/// The project as it was.
struct EarlierProject {
  std::shared_ptr<const model::Project> P;
  /// Units are parsed with a configuration that matters to what is taken from them;
  /// empty: with that of today, which takes the same.
  std::string ConfigFile;
};

} // namespace

static Expected<EarlierProject> projectAsOf(const Revision &Then, const model::Project &Now, const SinceOptions &Options,
                                            std::vector<std::string> &Warnings) {
  auto Same = std::make_shared<model::Project>(Now);
  bool MayDiffer =
      Then.differsIn({".sql", ".json"}) || any_of(Now.Inputs, [&](const std::string &File) { return Then.files().find(File).has_value(); });
  if (Now.ConfigFile.empty() || !MayDiffer)
    return EarlierProject{Same, ""};
  Expected<std::string> Tree = Then.layOut({".sql", ".json"}, Now.Inputs);
  if (!Tree)
    return Tree.takeError();
  std::string Config = *Tree + "/" + sys::path::filename(Now.ConfigFile).str();
  // A project without a configuration is looked at with the one that it got.
  if (!sys::fs::exists(Config))
    if (std::error_code Failure = sys::fs::copy_file(Now.ConfigFile, Config))
      return createStringError(Failure, "cannot copy %s: %s", Now.ConfigFile.c_str(), Failure.message().c_str());
  std::vector<model::Problem> Problems;
  auto P = std::make_shared<model::Project>(*model::loadProject(Config, *Tree, Problems));
  auto Wrong = find_if(Problems, [](const model::Problem &Problem_) { return !Problem_.IsWarning; });
  if (Wrong != Problems.end()) {
    Warnings.push_back(fmt::format("the configuration of {} cannot be used, today's stands in for it: {}", Then.commit().substr(0, 12),
                                   StringRef(Wrong->str()).ltrim(*Tree + "/").str()));
    return EarlierProject{Same, ""};
  }
  if (!Options.TenantColumns.empty())
    P->setTenantColumns(Options.TenantColumns);
  bool Collects = collectsTheSame(*P, Now);
  P->Root = Now.Root;
  P->ConfigFile = Now.ConfigFile;
  return EarlierProject{P, Collects ? "" : Config};
}

/// The command for a file with the name that it had.
static CompileCommand renamed(CompileCommand Command, const std::string &OldName) {
  for (std::string &Argument : Command.Arguments)
    if (joinPaths(Command.Directory, Argument) == Command.File)
      Argument = OldName;
  Command.File = OldName;
  return Command;
}

static SuppressionOptions suppressionsOf(const ScanResult &R, const EarlierFiles &Files, const model::Project &P, const SinceOptions &O) {
  SuppressionOptions Out;
  Out.Checks = O.Checks;
  Out.Today = today();
  Out.IsWholeProject = O.IsWholeProject;
  auto Add = [&](const std::string &File) {
    if (Out.Unsaved.count(File) == 0)
      if (std::optional<std::string> Text = Files.text(File))
        Out.Unsaved[File] = std::move(*Text);
  };
  Add(P.ConfigFile);
  for (const std::string &File : R.ScannedFiles)
    Add(File);
  for (const Finding &F : R.Findings) {
    Add(F.Primary.File);
    for (const Step &S : F.Evidence)
      Add(S.Where.File);
  }
  return Out;
}

Expected<EarlierScan> scanAsOf(const Revision &Then, const std::vector<CompileCommand> &Commands, const UnitRun &Now,
                               const model::Project &P, const SinceOptions &Options) {
  EarlierScan Out;
  for (const std::string &Name : Then.submodules())
    Out.Warnings.push_back(fmt::format("the submodule {} differs; its files are taken as they are now", Name));
  Expected<EarlierProject> Project = projectAsOf(Then, P, Options, Out.Warnings);
  if (!Project)
    return Project.takeError();
  RunOptions Run = Options.Run;
  std::string List = Then.scratchFile("files");
  if (Error Failure = replaceFile(List, Then.files().packed()))
    return std::move(Failure);
  Run.ComparedWith = nullptr;
  Run.Earlier = &Then.files();
  Run.Pool.WorkerCommand.insert(Run.Pool.WorkerCommand.end(), {"--earlier", List});
  if (Project->ConfigFile.empty()) {
    Run.Known = &Now.Lasting;
  } else {
    Run.Pool.WorkerCommand.insert(Run.Pool.WorkerCommand.end(), {"--config", Project->ConfigFile});
    Run.Cache.Enabled = false;
  }

  std::vector<CompileCommand> CommandsThen;
  for (const CompileCommand &Command : Commands) {
    auto File = Then.files().find(Command.File);
    if (!File || !File->empty())
      CommandsThen.push_back(Command);
    else if (auto Old = Then.oldNames().find(Command.File); Old != Then.oldNames().end())
      CommandsThen.push_back(renamed(Command, Old->second));
  }
  UnitRun Scanned = runUnits(CommandsThen, Run, *Project->P, [](const char *, size_t, size_t) {});
  Out.Signal = Scanned.Signal;
  Out.Scanned = Scanned.Parsed + Scanned.Cached;
  ScanResult Result = link(std::move(Scanned.Units), *Project->P, Options.Checks);
  Out.Failures = Result.Failures;
  applySuppressions(Result, *Project->P, suppressionsOf(Result, Then.files(), *Project->P, Options));
  Out.Known = asBaseline(Result);
  return Out;
}

} // namespace tenantscan
