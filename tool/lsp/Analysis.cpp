//===- Analysis.cpp - What is to say about one open file ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Analysis.h"

#include "tool/Commands.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Run.h"
#include "tool/run/Suppressions.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenantscan::lsp {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static constexpr char DatabaseName[] = "compile_commands.json";

/// The nearest database upwards, also in a folder `build`; empty where there is none.
static std::string findDatabase(const std::string &File) {
  for (std::string Folder = path::parent_path(File).str(); !Folder.empty(); Folder = path::parent_path(Folder).str()) {
    for (const std::string &Candidate : {joinPaths(Folder, DatabaseName), joinPaths(Folder, std::string("build/") + DatabaseName)})
      if (fs::exists(Candidate))
        return Candidate;
    if (Folder == "/")
      break;
  }
  return {};
}

std::vector<CompileCommand> Analyser::commandsFor(const std::string &File, std::vector<std::string> &Problems) {
  std::string Name = Options.BuildFolder;
  if (Name.empty())
    Name = findDatabase(File);
  else if (fs::is_directory(Name))
    Name = joinPaths(absolutePath(Name), DatabaseName);
  fs::file_status Status;
  if (Name.empty() || fs::status(Name, Status)) {
    Problems.push_back(fmt::format("not scanned: {}: there is no {}", File, Name.empty() ? DatabaseName : Name));
    return {};
  }
  Database &D = Databases[Name];
  if (D.Modified != Status.getLastModificationTime() || D.Size != Status.getSize()) {
    llvm::Expected<std::vector<CompileCommand>> All = readCompileCommands(Name);
    if (!All) {
      Problems.push_back(fmt::format("not scanned: {}: {}", File, llvm::toString(All.takeError())));
      return {};
    }
    D = {Status.getLastModificationTime(), Status.getSize(), std::move(*All)};
  }
  std::vector<CompileCommand> Commands;
  for (const CompileCommand &C : D.Commands)
    // The editor may know the file by another way through links.
    if (C.File == File || (path::filename(C.File) == path::filename(File) && fs::equivalent(C.File, File)))
      Commands.push_back(C);
  if (Commands.empty())
    Problems.push_back(fmt::format("not scanned: {} has no entry in {}, and flags are never guessed", File, Name));
  return Commands;
}

static std::vector<SiteView> viewsOf(const std::vector<UnitResult> &Units, const model::Project &P) {
  std::vector<const UnitFacts *> Facts;
  for (const UnitResult &U : Units)
    Facts.push_back(&U.Facts);
  std::vector<SiteView> Views;
  for (const JudgedSite &S : linkProgram(Facts, P).Sites) {
    SiteView View{verdictOf(S), {S.Site.Call}};
    for (const SourceText &Text : S.Site.Texts)
      for (const TextPiece &Piece : Text.Pieces)
        for (const Run &R : Piece.Runs) {
          Place At = R.At;
          At.EndColumn = std::max(At.EndColumn, At.Column + R.Length);
          View.Text.push_back(std::move(At));
        }
    Views.push_back(std::move(View));
  }
  return Views;
}

Analysis Analyser::analyse(const std::string &File, std::map<std::string, std::string> Unsaved) {
  Analysis A;
  std::vector<CompileCommand> Commands = commandsFor(File, A.Problems);
  if (Commands.empty())
    return A;
  A.IsUnit = true;
  std::shared_ptr<const model::Project> P = loadOrExplain(Options.Config, File, Options.TenantColumns);
  if (!P) {
    A.Problems.push_back(fmt::format("not scanned: {}: the configuration is wrong; standard error has the details", File));
    return A;
  }
  // A text in place of a folder would hide the files in it.
  std::erase_if(Unsaved, [](const auto &Entry) { return fs::is_directory(Entry.first); });
  SuppressionOptions Suppressing{Options.Checks, today(), /*IsWholeProject=*/false, Unsaved};
  for (CompileCommand &C : Commands) {
    C.Unsaved = Unsaved;
    if (auto Text = Unsaved.find(File); Text != Unsaved.end())
      Suppressing.Unsaved[C.File] = C.Unsaved[C.File] = Text->second;
  }
  PoolOptions Pool;
  Pool.Timeout = Options.Timeout;
  Pool.MemoryLimit = Options.MemoryLimit;
  Pool.WorkerCommand = workerCommand(Options.Program, *P, Options.TenantColumns);
  std::vector<UnitResult> Units(Commands.size());
  scanInWorkers(Commands, Pool, [&](size_t Index, UnitResult R) { Units[Index] = std::move(R); });
  A.Sites = viewsOf(Units, *P);
  ScanResult R = link(std::move(Units), *P, Options.Checks);
  applySuppressions(R, *P, Suppressing);
  A.Findings = std::move(R.Findings);
  // Under the name that the editor has for it.
  auto Rename = [&](Place &P) {
    if (std::any_of(Commands.begin(), Commands.end(), [&](const CompileCommand &C) { return C.File == P.File; }))
      P.File = File;
  };
  for (Finding &F : A.Findings)
    Rename(F.Primary);
  for (SiteView &S : A.Sites)
    std::for_each(S.Text.begin(), S.Text.end(), Rename);
  for (const UnitFailure &F : R.Failures)
    A.Problems.push_back(fmt::format("not all of it is scanned: {}: {}", F.File, F.Message));
  if (R.NoTenantColumn)
    A.Problems.push_back(fmt::format("nothing in {} names a tenant column; name yours in tenantscan.json (\"tenantColumns\")", File));
  return A;
}

} // namespace tenantscan::lsp
