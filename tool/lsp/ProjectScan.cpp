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
  std::vector<const CompileCommand *> Missing;
  std::set<std::string> Given;
  for (const std::shared_ptr<const std::vector<UnitResult>> &Open : Request.Open) {
    // A file may have several commands, and be a header's unit as well.
    std::set<std::string> Own;
    for (const UnitResult &U : *Open)
      if (!Given.contains(U.File)) {
        Own.insert(U.File);
        Units->push_back(U);
      }
    Given.merge(Own);
  }
  for (const CompileCommand &C : D->Commands) {
    if (Given.contains(C.File))
      continue;
    if (std::optional<UnitResult> Known = Cache.find(C))
      Units->push_back(std::move(*Known));
    else
      Missing.push_back(&C);
  }
  State.Commands = D->Commands.size();
  State.Missing = Missing.size();
  if (!Missing.empty() && (Request.ScanAll || Missing.size() <= std::min(FewFiles, State.Commands / 2))) {
    EditorWorker::Options O{workerCommand(Options.Program, *P, Options.TenantColumns), Options.Timeout, Options.MemoryLimit};
    O.Command[1] = "editor-worker";
    O.IsBackground = true;
    EditorWorker Worker(O);
    for (size_t I = 0; I < Missing.size() && !Abandon; ++I) {
      Request.Progress(I, Missing.size());
      std::optional<UnitResult> R = Worker.scanForCache(*Missing[I], Abandon);
      if (!R)
        break;
      Cache.store(*Missing[I], *R);
      Units->push_back(std::move(*R));
      --State.Missing;
    }
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
