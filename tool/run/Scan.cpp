//===- Scan.cpp - From many units to one result -------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace tenantscan {

size_t ScanResult::count(VerdictKind Kind) const {
  return static_cast<size_t>(std::count_if(Sites.begin(), Sites.end(), [&](const SiteVerdict &S) { return S.Kind == Kind; }));
}

static auto order(const Place &P) { return std::tie(P.File, P.Line, P.Column, P.EndColumn); }

// A site in a header is seen by many units, and one in a template by many
// instantiations: the worst verdict counts.
static void uniteSites(std::vector<SiteVerdict> &Sites) {
  std::sort(Sites.begin(), Sites.end(), [](const SiteVerdict &A, const SiteVerdict &B) {
    return std::tuple(order(A.Call), std::tie(A.Callee, A.Kind, A.Reason, A.Function)) <
           std::tuple(order(B.Call), std::tie(B.Callee, B.Kind, B.Reason, B.Function));
  });
  auto Rank = [](VerdictKind K) { return K == VerdictKind::Leaks ? 2 : K == VerdictKind::Unresolved ? 1 : 0; };
  std::vector<SiteVerdict> United;
  for (SiteVerdict &S : Sites) {
    if (United.empty() || !(United.back().Call == S.Call) || United.back().Callee != S.Callee) {
      United.push_back(std::move(S));
      continue;
    }
    SiteVerdict &Known = United.back();
    if (Rank(S.Kind) > Rank(Known.Kind)) {
      Known.Kind = S.Kind;
      Known.Reason = S.Reason;
    }
    Known.MentionsTenant = Known.MentionsTenant || S.MentionsTenant;
    Known.TenantTables.insert(Known.TenantTables.end(), S.TenantTables.begin(), S.TenantTables.end());
    Known.KeyColumns.insert(Known.KeyColumns.end(), S.KeyColumns.begin(), S.KeyColumns.end());
  }
  Sites = std::move(United);
}

static bool sameFinding(const Finding &A, const Finding &B) { return A.Check == B.Check && A.Primary == B.Primary && A.Message == B.Message; }

static void uniteFindings(std::vector<Finding> &Findings) {
  std::sort(Findings.begin(), Findings.end(), [](const Finding &A, const Finding &B) {
    return std::tuple(order(A.Primary), std::tie(A.Check, A.Message, A.Function)) <
           std::tuple(order(B.Primary), std::tie(B.Check, B.Message, B.Function));
  });
  std::vector<Finding> United;
  for (Finding &F : Findings) {
    if (United.empty() || !sameFinding(United.back(), F)) {
      United.push_back(std::move(F));
      continue;
    }
    if (!(F.Fix == United.back().Fix))
      United.back().Fix = {};
    for (Step &S : F.Evidence)
      if (std::none_of(United.back().Evidence.begin(), United.back().Evidence.end(),
                       [&](const Step &T) { return T.Where == S.Where && T.Message == S.Message; }))
        United.back().Evidence.push_back(std::move(S));
  }
  Findings = std::move(United);
}

// Without a schema, tables are learnt from usage: one that any statement uses
// with the tenant column is a tenant table. What is left is one question per
// table, not one finding per statement.
static void groupUnknownTables(std::vector<Finding> &Findings, const std::vector<SiteVerdict> &Sites, const sql::Schema &Tables) {
  std::set<std::string> Learnt;
  for (const SiteVerdict &S : Sites)
    Learnt.insert(S.TenantTables.begin(), S.TenantTables.end());
  // Other reasons than a missing predicate show that the column is there.
  for (const Finding &F : Findings)
    if (!F.TableIsGuess)
      Learnt.insert(sql::foldCase(F.Subject));
  std::map<std::string, Finding> Grouped;
  std::vector<Finding> Kept;
  for (Finding &F : Findings) {
    std::string Table = sql::foldCase(F.Subject);
    bool IsKnown = Tables.isListed(Table) || Tables.find(Table) != nullptr || Learnt.count(Table) != 0;
    if (IsKnown) {
      Kept.push_back(std::move(F));
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
    Group.Evidence.push_back({F.Primary, fmt::format("used here{}", F.Function.empty() ? "" : fmt::format(" in '{}'", F.Function))});
  }
  for (auto &[Table, Group] : Grouped) {
    size_t Places = Group.Evidence.size();
    Group.Message = fmt::format("table '{}' is used {} without a tenant predicate and never with one: is it a tenant table?", Group.Subject,
                                Places == 1 ? "once" : fmt::format("in {} places", Places));
    Kept.push_back(std::move(Group));
  }
  Findings = std::move(Kept);
}

static void findCandidates(ScanResult &R) {
  std::map<std::string, size_t> Count;
  for (const SiteVerdict &S : R.Sites)
    for (const std::string &Column : S.KeyColumns)
      ++Count[Column];
  std::vector<std::pair<size_t, std::string>> Ranked;
  for (const auto &[Column, N] : Count)
    Ranked.emplace_back(N, Column);
  std::sort(Ranked.begin(), Ranked.end(), [](const auto &A, const auto &B) { return std::tie(B.first, A.second) < std::tie(A.first, B.second); });
  for (size_t I = 0; I < Ranked.size() && I < 5; ++I)
    R.Candidates.push_back(Ranked[I].second);
}

ScanResult link(std::vector<UnitResult> Units, const model::Project &P, const std::vector<std::string> &Checks) {
  ScanResult R;
  R.Root = P.Root;
  std::set<std::string> Files;
  std::set<std::pair<std::string, std::string>> Failures;
  std::vector<const UnitFacts *> Facts;
  for (UnitResult &U : Units) {
    Files.insert(U.File);
    if (!U.Failure.empty())
      Failures.emplace(U.File, U.Failure);
    Facts.push_back(&U.Facts);
  }
  R.Files = Files.size();
  for (const auto &[File, Message] : Failures) {
    R.Failures.push_back({File, Message});
    Files.erase(File);
  }
  Program Linked = linkProgram(Facts, P);
  for (const JudgedSite &S : Linked.Sites)
    R.Sites.push_back(verdictOf(S));
  R.Bindings = countBindings(Linked);
  R.Keys = judgedKeys(Linked);
  for (KeyVerdict &Message : judgedMessages(Linked))
    R.Keys.push_back(std::move(Message));
  for (const std::unique_ptr<Check> &C : allChecks())
    if (std::find(Checks.begin(), Checks.end(), C->id()) != Checks.end())
      C->judge(Linked, R.Findings);
  uniteSites(R.Sites);
  uniteFindings(R.Findings);
  bool Mentioned = std::any_of(R.Sites.begin(), R.Sites.end(), [](const SiteVerdict &S) { return S.MentionsTenant; });
  auto IsAboutTable = [](const Finding &F) { return F.Check == "tenant-sql-predicate" || F.Check == "tenant-sql-binding"; };
  if (!Mentioned && std::any_of(R.Findings.begin(), R.Findings.end(), IsAboutTable) && !Linked.Tables.hasTenantTables(P.Words)) {
    R.NoTenantColumn = true;
    findCandidates(R);
    std::erase_if(R.Findings, IsAboutTable);
  }
  groupUnknownTables(R.Findings, R.Sites, Linked.Tables);
  uniteFindings(R.Findings);
  // A failed file was read in part only, whatever another unit says about it.
  for (const SiteVerdict &S : R.Sites)
    if (std::none_of(R.Failures.begin(), R.Failures.end(), [&](const UnitFailure &F) { return F.File == S.Call.File; }))
      Files.insert(S.Call.File);
  R.ScannedFiles.assign(Files.begin(), Files.end());
  return R;
}

} // namespace tenantscan
