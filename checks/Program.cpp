//===- Program.cpp - The sites of all units, linked and judged ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Program.h"

#include "checks/Following.h"
#include "checks/LearntTables.h"
#include "checks/PreparedStatements.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tenantscan {

// A call that leads to several databases: what one of them cannot read is meant for another.
static void dropOtherLanguages(std::vector<JudgedSite> &Sites) {
  auto KeyOf = [](const SqlSite &S, const SourceText &T) {
    std::string Key;
    appendKey(S.Call, Key);
    appendKey(T, Key);
    return Key;
  };
  std::set<std::string> Read;
  for (const JudgedSite &S : Sites)
    for (size_t I = 0; I < S.Verdicts.size(); ++I)
      if (!S.Verdicts[I].IsSyntaxError)
        Read.insert(KeyOf(S.Site, S.Site.Texts[I]));
  for (JudgedSite &S : Sites)
    for (size_t I = S.Verdicts.size(); I-- > 0;)
      if (S.Verdicts[I].IsSyntaxError && Read.count(KeyOf(S.Site, S.Site.Texts[I])) != 0) {
        S.Verdicts.erase(S.Verdicts.begin() + static_cast<std::ptrdiff_t>(I));
        S.Site.Texts.erase(S.Site.Texts.begin() + static_cast<std::ptrdiff_t>(I));
      }
  std::erase_if(Sites, [](const JudgedSite &S) { return S.Verdicts.empty(); });
}

Program linkPart(const std::vector<const UnitFacts *> &Units, const model::Project &P) {
  CallGraph Graph(Units, P);
  SessionCallers Sessions(Units);
  SqlFollower Sql(Graph, Sessions, P);
  KeyFollower Keys(Graph, P);
  bool NamesTenant = false;
  for (const UnitFacts *U : Units) {
    for (const SqlSite &S : U->Sites)
      Sql.follow(S);
    for (const KeySite &S : U->Keys)
      Keys.follow(S);
    NamesTenant = NamesTenant || U->NamesTenant;
  }
  dropOtherLanguages(Sql.Out);
  judgeExecuted(Sql.Out);
  // Code in headers comes from many units.
  std::map<std::string, const Execution *> Executions;
  for (const UnitFacts *U : Units)
    for (const Execution &E : U->Executions) {
      std::string Key = E.Statement + '\x03';
      appendKey(E.Call, Key);
      Executions.try_emplace(Key, &E);
    }
  std::vector<SqlSite> Connects;
  for (const UnitFacts *U : Units)
    Connects.insert(Connects.end(), U->Connects.begin(), U->Connects.end());
  Program Result{P,
                 P.Tables,
                 std::move(Sql.Out),
                 std::move(Keys.Out),
                 NamesTenant,
                 std::move(Connects),
                 std::move(Sql.Wrappers),
                 {},
                 {},
                 {},
                 !P.BindsTenant.empty(),
                 {},
                 {},
                 {},
                 Graph.takeAsked()};
  for (const UnitFacts *U : Units) {
    Result.TenantInputs.insert(Result.TenantInputs.end(), U->TenantInputs.begin(), U->TenantInputs.end());
    Result.TaskBodies.insert(Result.TaskBodies.end(), U->TaskBodies.begin(), U->TaskBodies.end());
    Result.BindsTenant = Result.BindsTenant || U->BindsTenant;
    Result.ClientResults.insert(U->ClientResults.begin(), U->ClientResults.end());
    Result.CalledWithTenant.insert(U->CalledWithTenant.begin(), U->CalledWithTenant.end());
  }
  for (const JudgedSite &S : Result.Sites)
    for (const sql::Verdict &V : S.Verdicts)
      Result.NamesTenant = Result.NamesTenant || V.MentionsTenant;
  std::set<std::string> Seen;
  for (const UnitFacts *U : Units)
    for (const TenantArgument &A : U->TenantArguments) {
      std::string Key = A.Callee + '\x03' + std::to_string(A.Index) + '\x03';
      appendKey(A.Value.At, Key);
      if (Seen.insert(std::move(Key)).second)
        Result.TenantArguments[{A.Callee, A.Index}].push_back(A);
    }
  for (const auto &[Key, E] : Executions)
    Result.Executions.push_back(*E);
  return Result;
}

Step handedOver(const TextSite &Site) {
  return {Site.Call, fmt::format("the text is handed to '{}'{}", Site.Callee, Site.Function.empty() ? "" : fmt::format(" in '{}'", Site.Function))};
}

Program linkProgram(const std::vector<const UnitFacts *> &Units, const model::Project &P) {
  Program Result = linkPart(Units, P);
  if (learnTables(Result))
    for (JudgedSite &S : Result.Sites)
      for (size_t I = 0; I < S.Verdicts.size(); ++I) {
        sql::Verdict V = judge(S.Site, S.Site.Texts[I], Result.Tables, P.Words);
        // The call graph, which is gone, knew more of the reason.
        if (V.Kind == VerdictKind::Unresolved && S.Verdicts[I].Kind == VerdictKind::Unresolved)
          V.Unresolved = std::move(S.Verdicts[I].Unresolved);
        S.Verdicts[I] = std::move(V);
      }
  return Result;
}

SiteVerdict verdictOf(const JudgedSite &S) {
  SiteVerdict Result;
  Result.Call = S.Site.Call;
  // Reports quote the lines of findings only.
  Result.Call.LineText.clear();
  Result.Call.LineText.shrink_to_fit();
  Result.Callee = S.Site.Callee;
  Result.Function = S.Site.Function;
  Result.Kind = VerdictKind::Scoped;
  Result.IsUncalled = S.IsUncalled;
  for (const sql::Verdict &V : S.Verdicts) {
    if (V.Kind == VerdictKind::Unresolved && Result.Kind == VerdictKind::Scoped) {
      Result.Kind = VerdictKind::Unresolved;
      Result.Reason = V.Unresolved;
    } else if (V.Kind == VerdictKind::Leaks) {
      Result.Kind = VerdictKind::Leaks;
      Result.Reason.clear();
    }
    for (const sql::Confinement &Confined : V.Confinements)
      Result.TenantTables.push_back(sql::foldCase(Confined.Relation));
    Result.MentionsTenant = Result.MentionsTenant || V.MentionsTenant;
    for (const std::string &Column : V.KeyColumns)
      if (std::find(Result.KeyColumns.begin(), Result.KeyColumns.end(), Column) == Result.KeyColumns.end())
        Result.KeyColumns.push_back(Column);
  }
  const sql::Verdict &First = S.Verdicts.front();
  Result.Confinements = First.Confinements;
  if (Result.Callee.empty())
    Result.Callee = First.Verb.empty() ? "statement" : First.Verb;
  return Result;
}

} // namespace tenantscan
