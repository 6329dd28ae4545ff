//===- Scan.cpp - From many units to one result -------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Scan.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Regex.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace tenantscan {

size_t ScanResult::count(VerdictKind Kind) const {
  return static_cast<size_t>(std::count_if(Sites.begin(), Sites.end(), [&](const SiteVerdict &S) { return S.Kind == Kind; }));
}

static auto order(const Place &P) { return std::tie(P.File, P.Line, P.Column, P.EndColumn); }

/// Takes away the items that \p Add has added to the one before them. In place: there
/// may be as many as a large file has statements.
template <typename T, typename Adder> static void unite(std::vector<T> &Items, const Adder &Add) {
  size_t Kept = 0;
  for (size_t I = 0; I < Items.size(); ++I) {
    if (Kept != 0 && Add(Items[Kept - 1], Items[I]))
      continue;
    if (Kept != I)
      Items[Kept] = std::move(Items[I]);
    ++Kept;
  }
  Items.resize(Kept);
}

// A site in a header is seen by many units, and one in a template by many
// instantiations: the worst verdict counts.
static void uniteSites(std::vector<SiteVerdict> &Sites) {
  std::sort(Sites.begin(), Sites.end(), [](const SiteVerdict &A, const SiteVerdict &B) {
    return std::tuple(order(A.Call), std::tie(A.Callee, A.Kind, A.Reason, A.Function)) <
           std::tuple(order(B.Call), std::tie(B.Callee, B.Kind, B.Reason, B.Function));
  });
  auto Rank = [](VerdictKind K) { return K == VerdictKind::Leaks ? 2 : K == VerdictKind::Unresolved ? 1 : 0; };
  unite(Sites, [&](SiteVerdict &Known, SiteVerdict &S) {
    if (!(Known.Call == S.Call) || Known.Callee != S.Callee)
      return false;
    if (Rank(S.Kind) > Rank(Known.Kind)) {
      Known.Kind = S.Kind;
      Known.Reason = S.Reason;
    }
    Known.IsUncalled = Known.IsUncalled && S.IsUncalled;
    Known.MentionsTenant = Known.MentionsTenant || S.MentionsTenant;
    Known.TenantTables.insert(Known.TenantTables.end(), S.TenantTables.begin(), S.TenantTables.end());
    Known.KeyColumns.insert(Known.KeyColumns.end(), S.KeyColumns.begin(), S.KeyColumns.end());
    return true;
  });
}

static bool sameFinding(const Finding &A, const Finding &B) { return A.Check == B.Check && A.Primary == B.Primary && A.Message == B.Message; }

static void uniteFindings(std::vector<Finding> &Findings) {
  std::sort(Findings.begin(), Findings.end(), [](const Finding &A, const Finding &B) {
    return std::tuple(order(A.Primary), std::tie(A.Check, A.Message, A.Function)) <
           std::tuple(order(B.Primary), std::tie(B.Check, B.Message, B.Function));
  });
  unite(Findings, [](Finding &Known, Finding &F) {
    if (!sameFinding(Known, F))
      return false;
    if (!(F.Fix == Known.Fix))
      Known.Fix = {};
    for (Step &S : F.Evidence)
      if (std::none_of(Known.Evidence.begin(), Known.Evidence.end(), [&](const Step &T) { return T.Where == S.Where && T.Message == S.Message; }))
        Known.Evidence.push_back(std::move(S));
    return true;
  });
}

// Without a schema, tables are learnt from usage: one that any statement uses
// with the tenant column is a tenant table. What is left is one question per
// table, not one finding per statement.
static void groupUnknownTables(std::vector<Finding> &Findings, std::set<std::string> Learnt, const sql::Schema &Tables) {
  // Other reasons than a missing predicate show that the column is there.
  for (const Finding &F : Findings)
    if (!F.TableIsGuess)
      Learnt.insert(sql::foldCase(F.Subject));
  std::map<std::string, Finding> Grouped;
  size_t Kept = 0;
  for (Finding &F : Findings) {
    std::string Table = sql::foldCase(F.Subject);
    if (Tables.isListed(Table) || Tables.find(Table) != nullptr || Learnt.count(Table) != 0) {
      if (&Findings[Kept] != &F)
        Findings[Kept] = std::move(F);
      ++Kept;
      continue;
    }
    auto [It, IsNew] = Grouped.try_emplace(Table);
    Finding &Group = It->second;
    if (IsNew) {
      Group = F;
      Group.Level = Severity::Note;
      Group.Evidence.clear();
      Group.Fix = {};
      Group.Key = "unknown table|" + Table;
      Group.Advice =
          fmt::format("name '{}' in \"tables\" of tenantscan.json as tenant or global, or add its definition to \"schemaFiles\"", F.Subject);
    }
    Group.Evidence.push_back({std::move(F.Primary), fmt::format("used here{}", F.Function.empty() ? "" : fmt::format(" in '{}'", F.Function))});
  }
  Findings.resize(Kept);
  for (auto &[Table, Group] : Grouped) {
    size_t Places = Group.Evidence.size();
    Group.Message = fmt::format("table '{}' is used {} without a tenant predicate and never with one: is it a tenant table?", Group.Subject,
                                Places == 1 ? "once" : fmt::format("in {} places", Places));
    Findings.push_back(std::move(Group));
  }
}

static void findCandidates(const std::map<std::string, size_t> &Count, ScanResult &R) {
  std::vector<std::pair<size_t, std::string>> Ranked;
  for (const auto &[Column, N] : Count)
    Ranked.emplace_back(N, Column);
  std::sort(Ranked.begin(), Ranked.end(), [](const auto &A, const auto &B) { return std::tie(B.first, A.second) < std::tie(A.first, B.second); });
  for (size_t I = 0; I < Ranked.size() && I < 5; ++I)
    R.Candidates.push_back(Ranked[I].second);
}

namespace {

/// Gathers what was judged, at once or part by part, and makes the result of it.
class Joiner {
public:
  Joiner(const model::Project &P, const std::vector<std::string> &Checks) : Checks(Checks), P(P) { R.Root = P.Root; }
  void addFile(const UnitResult &Unit);
  void add(const Program &Judged);
  /// Keeps of the sites and findings so far what reports show of them; no other part
  /// has the same.
  void endPart();
  ScanResult finish(const sql::Schema &Tables);
  /// The units are all that the project has.
  bool IsWhole = false;
  /// Makes room for so many sites, and a finding for each: what is not used is not
  /// resident, where vectors that grow are there twice.
  void reserve(size_t Sites) {
    R.Sites.reserve(Sites);
    R.Findings.reserve(Sites);
  }

private:
  void gather(const SiteVerdict &S);
  void takeUncalled();

  ScanResult R;
  std::vector<std::string> Sources;
  std::set<std::string> Files;
  std::set<std::pair<std::string, std::string>> Failures;
  /// What the sites say together, of those before Gathered.
  std::set<std::string> ConfinedTables;
  std::map<std::string, size_t> KeyColumns;
  bool MentionsTenant = false;
  size_t Gathered = 0;
  /// Of findings before this one only what reports show is kept.
  size_t Trimmed = 0;
  const std::vector<std::string> &Checks;
  const model::Project &P;
};

} // namespace

void Joiner::addFile(const UnitResult &Unit) {
  Files.insert(Unit.File);
  Sources.push_back(Unit.File);
  if (!Unit.Failure.empty())
    Failures.emplace(Unit.File, Unit.Failure);
}

void Joiner::add(const Program &Judged) {
  for (const JudgedSite &S : Judged.Sites)
    R.Sites.push_back(verdictOf(S));
  BindingCounts Bindings = countBindings(Judged);
  R.Bindings.Tenant += Bindings.Tenant;
  R.Bindings.Other += Bindings.Other;
  R.Bindings.Unknown += Bindings.Unknown;
  for (auto *Judge : {&judgedKeys, &judgedMessages})
    for (KeyVerdict &Key : Judge(Judged))
      R.Keys.push_back(std::move(Key));
  // Apart from those of other parts, at all of which a check may look.
  std::vector<Finding> Part;
  for (const std::unique_ptr<Check> &C : allChecks())
    if (std::find(Checks.begin(), Checks.end(), C->id()) != Checks.end())
      C->judge(Judged, Part);
  std::move(Part.begin(), Part.end(), std::back_inserter(R.Findings));
}

void Joiner::gather(const SiteVerdict &S) {
  ConfinedTables.insert(S.TenantTables.begin(), S.TenantTables.end());
  for (const std::string &Column : S.KeyColumns)
    ++KeyColumns[Column];
  MentionsTenant = MentionsTenant || S.MentionsTenant;
}

void Joiner::endPart() {
  for (; Gathered < R.Sites.size(); ++Gathered) {
    gather(R.Sites[Gathered]);
    R.Sites[Gathered].TenantTables = {};
    R.Sites[Gathered].KeyColumns = {};
  }
  // No report quotes the line of a fix. It is for columns in other units than bytes.
  for (; Trimmed < R.Findings.size(); ++Trimmed)
    for (Insertion &I : R.Findings[Trimmed].Fix.Insertions)
      if (llvm::isASCII(llvm::StringRef(I.At.LineText)))
        I.At.LineText = std::string();
}

// Whether the text of a file has a function `main`.
static bool hasMain(const std::string &File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  llvm::Regex Main("(^|[^A-Za-z0-9_])main[[:space:]]*\\(");
  return Buffer && Main.match((*Buffer)->getBuffer());
}

// Of a library alone others are the callers.
void Joiner::takeUncalled() {
  auto Uncalled = [](const SiteVerdict &S) { return S.IsUncalled && S.Kind == VerdictKind::Unresolved; };
  if (std::none_of(R.Sites.begin(), R.Sites.end(), Uncalled) || std::none_of(Sources.begin(), Sources.end(), hasMain))
    return;
  std::copy_if(R.Sites.begin(), R.Sites.end(), std::back_inserter(R.Uncalled), Uncalled);
  std::erase_if(R.Sites, Uncalled);
}

ScanResult Joiner::finish(const sql::Schema &Tables) {
  R.Files = Files.size();
  for (const auto &[File, Message] : Failures) {
    R.Failures.push_back({File, Message});
    Files.erase(File);
  }
  uniteSites(R.Sites);
  if (IsWhole && R.Failures.empty())
    takeUncalled();
  uniteFindings(R.Findings);
  // Of parts that were gathered there is nothing left to gather.
  for (const SiteVerdict &S : R.Sites)
    gather(S);
  auto IsAboutTable = [](const Finding &F) { return F.Check == "tenant-sql-predicate" || F.Check == "tenant-sql-binding"; };
  if (!MentionsTenant && std::any_of(R.Findings.begin(), R.Findings.end(), IsAboutTable) && !Tables.hasTenantTables(P.Words)) {
    R.NoTenantColumn = true;
    findCandidates(KeyColumns, R);
    std::erase_if(R.Findings, IsAboutTable);
  }
  groupUnknownTables(R.Findings, std::move(ConfinedTables), Tables);
  uniteFindings(R.Findings);
  // A failed file was read in part only, whatever another unit says about it.
  for (const SiteVerdict &S : R.Sites)
    if (std::none_of(R.Failures.begin(), R.Failures.end(), [&](const UnitFailure &F) { return F.File == S.Call.File; }))
      Files.insert(S.Call.File);
  R.ScannedFiles.assign(Files.begin(), Files.end());
  return std::move(R);
}

ScanResult link(std::vector<UnitResult> Units, const model::Project &P, const std::vector<std::string> &Checks, bool IsWhole) {
  Joiner All(P, Checks);
  All.IsWhole = IsWhole;
  std::vector<const UnitFacts *> Facts;
  for (const UnitResult &U : Units) {
    All.addFile(U);
    Facts.push_back(&U.Facts);
  }
  Program Linked = linkProgram(Facts, P);
  All.add(Linked);
  return All.finish(Linked.Tables);
}

// What many statements define has to be known first.
static sql::Schema definedBy(const std::vector<SqlFile> &Files, const model::Project &P) {
  std::vector<UnitResult> Units;
  for (const SqlFile &File : Files)
    for (size_t I = 0; I < File.statements().size(); ++I)
      if (mayDefineTables(File.statements()[I].Text))
        Units.push_back(File.unit(I, I + 1));
  std::vector<const UnitFacts *> Facts;
  for (const UnitResult &U : Units)
    Facts.push_back(&U.Facts);
  return linkProgram(Facts, P).Tables;
}

ScanResult link(const std::vector<SqlFile> &Files, const model::Project &P, const std::vector<std::string> &Checks) {
  // Of text; a site takes some thirty times as much.
  static constexpr size_t PartSize = 128 * 1024;
  model::Project WithTables = P;
  WithTables.Tables = definedBy(Files, P);
  Joiner All(WithTables, Checks);
  size_t Count = 0;
  for (const SqlFile &File : Files)
    Count += File.statements().size();
  All.reserve(Count);
  for (const SqlFile &File : Files) {
    const std::vector<sql::SplitStatement> &Statements = File.statements();
    All.addFile(File.unit(0, 0));
    for (size_t Begin = 0, End = 0; Begin < Statements.size(); Begin = End) {
      for (size_t Size = 0; End < Statements.size() && (Size == 0 || Size + Statements[End].Text.size() <= PartSize); ++End)
        Size += Statements[End].Text.size();
      UnitResult Part = File.unit(Begin, End);
      All.add(linkPart({&Part.Facts}, WithTables));
      All.endPart();
    }
  }
  return All.finish(WithTables.Tables);
}

} // namespace tenantscan
