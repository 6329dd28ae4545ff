//===- Analysis.cpp - What is to say about one open file ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Analysis.h"

#include "tool/Commands.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Keys.h"
#include "tool/run/Run.h"
#include "tool/run/Suppressions.h"
#include "tool/unit/SqlFile.h"

#include "clang/Driver/Types.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace tenantscan::lsp {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Workers of one thread: projects that are open at the same time.
static constexpr size_t MaxWorkers = 3;
/// Files that are tried for one that includes a header.
static constexpr size_t MaxNeighbours = 3;

static void addVerdicts(SiteView &View, const JudgedSite &S) {
  for (const sql::Verdict &V : S.Verdicts) {
    for (const sql::Reason &R : V.Reasons)
      View.Leaks.emplace_back(R.Relation, R.Message);
    for (const sql::Confinement &C : V.Confinements) {
      BoundView Bound{C, {}, ValueSource::Kind::Unknown};
      for (const BoundValue &B : S.Site.Bound)
        if (B.Placeholder != 0 ? B.Placeholder == C.Placeholder
                               : !B.Name.empty() && llvm::StringRef(C.Value).ltrim(":@$").trim("{}()s%") == llvm::StringRef(B.Name)) {
          Bound.Value = B.Value.Name;
          Bound.Kind = B.Value.What;
        }
      View.Confined.push_back(std::move(Bound));
    }
  }
}

static void addViews(Analysis &A, const std::vector<UnitResult> &Units, const model::Project &P) {
  std::vector<const UnitFacts *> Facts;
  for (const UnitResult &U : Units)
    Facts.push_back(&U.Facts);
  Program Linked = linkProgram(Facts, P);
  for (const JudgedSite &S : Linked.Sites) {
    SiteView View{verdictOf(S), {S.Site.Call}, {}, {}};
    for (const SourceText &Text : S.Site.Texts)
      for (const TextPiece &Piece : Text.Pieces)
        for (const Run &R : Piece.Runs) {
          Place At = R.At;
          At.EndColumn = std::max(At.EndColumn, At.Column + R.Length);
          View.Text.push_back(std::move(At));
        }
    addVerdicts(View, S);
    A.Sites.push_back(std::move(View));
  }
}

void judge(Analysis &A, std::vector<UnitResult> Units, const model::Project &P, const std::vector<std::string> &Checks,
           const std::map<std::string, std::string> &Unsaved, const std::set<std::string> &Files) {
  ScanResult R = link(std::move(Units), P, Checks);
  SuppressionOptions Suppressing{Checks, today(), /*IsWholeProject=*/false, Unsaved};
  applySuppressions(R, P, Suppressing);
  auto IsWanted = [&](const Place &Where) { return Files.empty() || Files.contains(Where.File); };
  for (Finding &F : R.Findings)
    if (IsWanted(F.Primary))
      A.Findings.push_back(std::move(F));
  std::erase_if(A.Sites, [&](const SiteView &S) { return std::none_of(S.Text.begin(), S.Text.end(), IsWanted); });
  for (const UnitFailure &F : R.Failures)
    if (Files.empty() || Files.contains(F.File))
      A.Problems.push_back(fmt::format("not all of it is scanned: {}: {}", F.File, F.Message));
  if (R.NoTenantColumn)
    A.Problems.push_back("nothing here names a tenant column; name yours in tenantscan.json (\"tenantColumns\")");
}

std::string explained(const std::vector<model::Problem> &Problems) {
  for (const model::Problem &One : Problems)
    if (!One.IsWarning)
      return "the configuration is wrong: " + One.str();
  return "the configuration is wrong";
}

EditorWorker &Analyser::workerFor(const model::Project &P) {
  EditorWorker::Options O{workerCommand(Options.Program, P, Options.TenantColumns), Options.Timeout, Options.MemoryLimit};
  O.Command[1] = "editor-worker";
  std::string Key = spelled(collectionDigest(P));
  for (const std::string &Word : O.Command)
    Key += '\0' + Word;
  auto It = std::find_if(Workers.begin(), Workers.end(), [&](const Worker &W) { return W.Key == Key; });
  if (It == Workers.end()) {
    Workers.emplace_front(Key, O);
    if (Workers.size() > MaxWorkers)
      Workers.pop_back();
  } else {
    Workers.splice(Workers.begin(), Workers, It);
  }
  return Workers.front().Process;
}

static bool isHeader(const std::string &File) {
  llvm::StringRef Extension = path::extension(File);
  clang::driver::types::ID Type =
      Extension.empty() ? clang::driver::types::TY_INVALID : clang::driver::types::lookupTypeForExtension(Extension.drop_front());
  return Type == clang::driver::types::TY_INVALID || clang::driver::types::onlyPrecompileType(Type);
}

static bool reads(const UnitResult &Unit, const std::string &File) {
  return std::any_of(Unit.Inputs.begin(), Unit.Inputs.end(), [&](const Input &I) {
    return I.What == Input::Kind::File && path::filename(I.Path) == path::filename(File) && (I.Path == File || fs::equivalent(I.Path, File));
  });
}

void Analyser::addUnsaved(std::vector<CompileCommand> &Chosen, const Source &S) const {
  for (CompileCommand &C : Chosen) {
    C.Unsaved = S.Unsaved;
    // The database may have another name for the file.
    auto Text = S.Unsaved.find(S.File);
    if (Text != S.Unsaved.end() && path::filename(C.File) == path::filename(S.File) && fs::equivalent(C.File, S.File))
      C.Unsaved[C.File] = Text->second;
  }
}

std::vector<CompileCommand> Analyser::commandsFor(Source &S, const model::Project &P, Analysis &A, const std::atomic<bool> &Abandon) {
  std::shared_ptr<const Database> D = Commands.databaseFor(S.File);
  if (!D) {
    std::string Name = Commands.nameFor(S.File);
    A.Problems.push_back(fmt::format("not scanned: {}: there is no {}", S.File, Name.empty() ? "compile_commands.json" : Name));
    return {};
  }
  if (!D->Problem.empty()) {
    A.Problems.push_back(fmt::format("not scanned: {}: {}", S.File, D->Problem));
    return {};
  }
  std::vector<CompileCommand> Found = D->commandsFor(S.File);
  A.IsUnit = !Found.empty();
  if (A.IsUnit)
    return Found;
  if (isHeader(S.File)) {
    // With what comes before it in a real unit it means what it means there.
    std::vector<CompileCommand> Candidates;
    if (auto Known = HeaderUnits.find(S.File); Known != HeaderUnits.end())
      Candidates.push_back(Known->second);
    else if (!S.Includer.empty())
      Candidates = D->commandsFor(S.Includer);
    std::vector<CompileCommand> Neighbours = D->neighboursOf(S.File, MaxNeighbours);
    Candidates.insert(Candidates.end(), Neighbours.begin(), Neighbours.end());
    addUnsaved(Candidates, S);
    for (CompileCommand &C : Candidates) {
      std::optional<EditorWorker::Scanned> Tried = workerFor(P).scan(C, Abandon);
      if (!Tried)
        return {};
      if (!reads(Tried->Unit, S.File))
        continue;
      C.Unsaved.clear();
      HeaderUnits[S.File] = C;
      A.Units = std::make_shared<std::vector<UnitResult>>(1, std::move(Tried->Unit));
      A.UsedPreamble = Tried->UsedPreamble;
      return {C};
    }
    HeaderUnits.erase(S.File);
  }
  A.IsUnit = true;
  if (std::optional<CompileCommand> Inferred = D->inferredFor(S.File)) {
    A.Problems.push_back(fmt::format("{} has no entry in {}: scanned with the flags of a file that is like it", S.File, D->Name));
    return {std::move(*Inferred)};
  }
  A.Problems.push_back(fmt::format("not scanned: {} has no entry in {}", S.File, D->Name));
  return {};
}

std::optional<Analysis> Analyser::analyse(Source S, const std::atomic<bool> &Abandon) {
  Analysis A;
  std::shared_ptr<const model::Project> P = loadProject(Options.Config, S.File, Options.TenantColumns, A.Wrong);
  if (!P) {
    A.Problems.push_back(fmt::format("not scanned: {}: {}", S.File, explained(A.Wrong)));
    return A;
  }
  A.Files = {P->Inputs.begin(), P->Inputs.end()};
  // A text in place of a folder would hide the files in it.
  std::erase_if(S.Unsaved, [](const auto &Entry) { return fs::is_directory(Entry.first); });
  if (S.IsSql) {
    A.IsScanned = A.IsUnit = true;
    UnitResult Unit = SqlFile(S.File, S.Unsaved[S.File], P->SchemaDialect, usualPlaceholders(P->SchemaDialect)).unit();
    std::vector<std::string> Checks;
    for (const char *Check : {"tenant-sql-predicate", "tenant-suppression"})
      if (std::find(Options.Checks.begin(), Options.Checks.end(), Check) != Options.Checks.end())
        Checks.emplace_back(Check);
    std::vector<UnitResult> Units{std::move(Unit)};
    addViews(A, Units, *P);
    judge(A, std::move(Units), *P, Checks, S.Unsaved, {S.File});
    return A;
  }
  std::vector<CompileCommand> Chosen = commandsFor(S, *P, A, Abandon);
  if (Abandon)
    return std::nullopt;
  if (Chosen.empty())
    return A;
  A.IsScanned = true;
  if (!A.Units) {
    addUnsaved(Chosen, S);
    auto Units = std::make_shared<std::vector<UnitResult>>();
    A.UsedPreamble = true;
    for (const CompileCommand &C : Chosen) {
      std::optional<EditorWorker::Scanned> Scanned = workerFor(*P).scan(C, Abandon);
      if (!Scanned)
        return std::nullopt;
      A.UsedPreamble = A.UsedPreamble && Scanned->UsedPreamble;
      Units->push_back(std::move(Scanned->Unit));
    }
    A.Units = std::move(Units);
  }
  std::map<std::string, std::string> Unsaved = S.Unsaved;
  std::set<std::string> Names;
  for (const CompileCommand &C : Chosen)
    if (C.File != S.File && path::filename(C.File) == path::filename(S.File)) {
      Names.insert(C.File);
      if (auto Text = S.Unsaved.find(S.File); Text != S.Unsaved.end())
        Unsaved[C.File] = Text->second;
    }
  std::set<std::string> Wanted{S.File};
  for (const UnitResult &U : *A.Units) {
    Wanted.insert(U.File);
    for (const Input &I : U.Inputs)
      if (I.What == Input::Kind::File && P->owns(joinPaths("/", I.Path)))
        Wanted.insert(joinPaths("/", I.Path));
  }
  std::vector<UnitResult> Units = *A.Units;
  if (std::shared_ptr<const std::vector<UnitResult>> Project = S.Project())
    for (const UnitResult &Other : *Project)
      if (std::none_of(A.Units->begin(), A.Units->end(), [&](const UnitResult &Own) { return Own.File == Other.File; }))
        Units.push_back(Other);
  addViews(A, Units, *P);
  // What else is in the unit of a header is said where the unit is open.
  judge(A, std::move(Units), *P, Options.Checks, Unsaved, A.IsUnit ? Wanted : std::set<std::string>{S.File});
  // Under the name that the editor has for it.
  auto Rename = [&](Place &Where) {
    if (Names.contains(Where.File))
      Where.File = S.File;
  };
  for (Finding &F : A.Findings) {
    Rename(F.Primary);
    for (Insertion &I : F.Fix.Insertions)
      Rename(I.At);
  }
  for (SiteView &V : A.Sites)
    std::for_each(V.Text.begin(), V.Text.end(), Rename);
  A.Files.merge(Wanted);
  return A;
}

void Analyser::prepare(const Source &S) {
  std::vector<model::Problem> Wrong;
  std::shared_ptr<const model::Project> P = loadProject(Options.Config, S.File, Options.TenantColumns, Wrong);
  std::shared_ptr<const Database> D = Commands.databaseFor(S.File);
  if (!P || !D || S.IsSql)
    return;
  std::vector<CompileCommand> Chosen = D->commandsFor(S.File);
  if (auto Header = HeaderUnits.find(S.File); Chosen.empty() && Header != HeaderUnits.end())
    Chosen.push_back(Header->second);
  if (Chosen.empty())
    if (std::optional<CompileCommand> Inferred = D->inferredFor(S.File))
      Chosen.push_back(std::move(*Inferred));
  addUnsaved(Chosen, S);
  for (const CompileCommand &C : Chosen)
    workerFor(*P).prepare(C);
}

} // namespace tenantscan::lsp
