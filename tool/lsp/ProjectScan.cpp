//===- ProjectScan.cpp - What is known of the whole project -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/ProjectScan.h"

#include "tool/Commands.h"
#include "tool/run/Cache.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Keys.h"
#include "tool/run/Rounds.h"
#include "tool/run/Run.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenantscan::lsp {

/// Files that are scanned without having been asked for: what was changed since the
/// last scan.
static constexpr size_t FewFiles = 20;

ProjectState scanProject(const ServerOptions &Options, Databases &Commands, const ProjectRequest &Request, const std::atomic<bool> &Abandon) {
  ProjectState State;
  std::string Inside = joinPaths(Request.Folder, "any");
  std::shared_ptr<const model::Project> P = loadProject(Options.Config, Inside, Options.TenantColumns, State.Wrong);
  std::shared_ptr<const Database> D = Commands.databaseFor(Inside);
  if (!P || !D || !D->Problem.empty()) {
    State.Problems.push_back(!P   ? fmt::format("the project is not judged: {}", explained(State.Wrong))
                             : !D ? fmt::format("the project is not judged: there is no compile_commands.json for {}", Request.Folder)
                                  : fmt::format("the project is not judged: {}", D->Problem));
    return State;
  }
  Digest Base = digestOf((llvm::toStringRef(toolDigest(Options.Program)) + llvm::toStringRef(collectionDigest(*P))).str());
  CacheOptions Caching;
  Caching.Folder = Options.CacheFolder;
  ResultCache Cache(Caching, Base);
  auto Units = std::make_shared<std::vector<UnitResult>>();
  // Of what is open the text in the editor counts. A file may have several commands, and be
  // a header's unit as well.
  std::set<std::string> Given;
  for (const std::shared_ptr<const std::vector<UnitResult>> &Open : Request.Open) {
    std::set<std::string> Own;
    for (const UnitResult &U : *Open)
      if (!Given.contains(U.File)) {
        Own.insert(U.File);
        Units->push_back(U);
      }
    Given.merge(Own);
  }
  State.Commands = D->Commands.size();
  EditorWorker::Options O{workerCommand(Options.Program, *P, Options.TenantColumns), Options.Timeout, Options.MemoryLimit};
  O.Command[1] = "editor-worker";
  O.IsBackground = true;
  EditorWorker Worker(O);
  // A few that are not in the cache are scanned now, or all if somebody asked for it.
  auto Read = [&](std::vector<CompileCommand> Wanted, const std::function<void(size_t, UnitResult)> &Finished) {
    std::vector<size_t> Missing;
    for (size_t I = 0; I < Wanted.size(); ++I)
      if (std::optional<UnitResult> Known = Cache.find(Wanted[I], Wanted[I].IsSurvey))
        Finished(I, std::move(*Known));
      else
        Missing.push_back(I);
    bool AreFew = Missing.size() <= std::min(FewFiles, State.Commands / 2);
    for (size_t N = 0; N < Missing.size() && (AreFew || Request.ScanAll) && !Abandon; ++N) {
      Request.Progress(N, Missing.size());
      std::optional<UnitResult> R = Worker.scanForCache(Wanted[Missing[N]], Abandon);
      if (!R)
        break;
      Cache.store(Wanted[Missing[N]], *R);
      Finished(Missing[N], std::move(*R));
    }
  };
  std::vector<UnitResult> Surveys(D->Commands.size());
  std::vector<CompileCommand> Asked = D->Commands;
  for (CompileCommand &C : Asked)
    C.IsSurvey = true;
  Read(Asked, [&](size_t I, UnitResult R) { Surveys[I] = std::move(R); });
  State.Missing = static_cast<size_t>(std::count_if(Surveys.begin(), Surveys.end(), [](const UnitResult &R) { return R.File.empty(); }));
  // Without all of them nobody knows which unit tells of what.
  if (State.Missing == 0) {
    Rounds Plan(D->Commands, Surveys, *P, /*IsPrefiltered=*/true);
    for (const UnitResult &Open : *Units)
      Plan.consider(Open.Facts);
    for (size_t I = 0; I < D->Commands.size(); ++I)
      if (Given.contains(D->Commands[I].File))
        Plan.finish(I, UnitResult());
    for (std::vector<size_t> Next = Plan.next(); !Next.empty() && State.Missing == 0; Next = Plan.next()) {
      std::vector<CompileCommand> Now;
      for (size_t I : Next)
        Now.push_back(Plan.command(I));
      State.Missing = Next.size();
      Read(Now, [&](size_t I, UnitResult R) {
        Plan.finish(Next[I], std::move(R));
        --State.Missing;
      });
    }
    for (UnitResult &R : Plan.take())
      if (!Given.contains(R.File))
        Units->push_back(std::move(R));
  }
  Analysis A;
  judge(A, *Units, *P, Options.Checks, Request.Unsaved, {});
  for (Finding &F : A.Findings)
    State.Findings[F.Primary.File].push_back(std::move(F));
  State.Problems = std::move(A.Problems);
  if (State.Missing != 0)
    State.Problems.push_back(fmt::format("{} of {} files of {} are not in the cache, and not judged: run tenantscan scan, or the command "
                                         "tenantscan.scanProject",
                                         State.Missing, State.Commands, Request.Folder));
  State.Units = std::move(Units);
  return State;
}

} // namespace tenantscan::lsp
