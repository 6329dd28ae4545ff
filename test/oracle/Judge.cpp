//===- Judge.cpp - sqlscan's verdict beside the server's ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Judge.h"

#include "test/oracle/Generator.h"

#include <algorithm>

namespace tenantscan::oracle {

Judge::Judge(Server &S, size_t FirstPairs) : S(S), FirstPairs(FirstPairs) {
  Tables.addDefinitions(definitions(), sql::Dialect::PostgreSQL);
  Tables.addGlobalTable("plans");
}

sql::Verdict Judge::verdict(const std::string &Text) const {
  sql::Query Q;
  Q.Text = Text;
  return sql::analyze(Q, Tables, Words);
}

std::vector<std::vector<int>> Judge::values(uint64_t Seed) const {
  Random R(Seed);
  std::vector<std::vector<int>> Values(S.pairs().size());
  for (std::vector<int> &Row : Values) {
    Row.push_back(S.own());
    while (Row.size() < Parameters)
      Row.push_back(R.between(0, 4));
  }
  return Values;
}

static Run runOf(const Node &Statement, std::vector<std::vector<int>> Values, const std::vector<std::string> &AsTenant = {}) {
  Run R;
  R.Text = render(Statement, AsTenant);
  R.Writes = writes(Statement);
  R.Ordered = isOrdered(Statement);
  R.Values = std::move(Values);
  return R;
}

bool Judge::isOtherValue(const Node &Statement, const sql::Verdict &V, std::vector<std::vector<int>> Values) {
  std::vector<std::string> AsTenant;
  bool Any = false;
  for (const sql::Confinement &C : V.Confinements) {
    if (C.HardWired)
      AsTenant.push_back(C.Value);
    if (C.Placeholder > 1 && C.Placeholder <= Parameters)
      for (std::vector<int> &Row : Values)
        Row[C.Placeholder - 1] = Tenant;
    Any = Any || C.HardWired || C.Placeholder > 1;
  }
  return Any && !S.run(runOf(Statement, std::move(Values), AsTenant)).leaks();
}

Judged Judge::again(const Node &Statement, const std::vector<std::vector<int>> &Values) {
  Judged J;
  Run R = runOf(Statement, Values);
  J.Text = R.Text;
  J.Verdict = verdict(J.Text);
  if (J.Verdict.Kind != sql::VerdictKind::Scoped)
    return J;
  J.Truth = S.run(R);
  J.OtherValue = J.Truth.leaks() && isOtherValue(Statement, J.Verdict, Values);
  return J;
}

Judged Judge::judge(const Node &Statement, uint64_t Seed, bool OnlyScoped) {
  Judged J;
  std::vector<std::vector<int>> Values = values(Seed);
  std::vector<std::vector<int>> First(Values.begin(), Values.begin() + static_cast<long>(std::min(FirstPairs, Values.size())));
  Run R = runOf(Statement, First);
  J.Text = R.Text;
  J.Verdict = verdict(J.Text);
  J.IsSkipped = OnlyScoped && J.Verdict.Kind != sql::VerdictKind::Scoped;
  if (J.IsSkipped)
    return J;
  J.Truth = S.run(R);
  bool Missed = J.Truth.leaks() && J.Verdict.Kind == sql::VerdictKind::Scoped;
  J.OtherValue = Missed && isOtherValue(Statement, J.Verdict, Values);
  doubt(J, Statement, Seed, 3);
  return J;
}

// A leak that needs luck to be seen is no false alarm, nor is one that a tenant
// value that is missing shows.
void Judge::doubt(Judged &J, const Node &Statement, uint64_t Seed, uint64_t Rounds) {
  Run R = runOf(Statement, {});
  for (uint64_t Round = 0; Round < Rounds && J.falseAlarm(); ++Round) {
    R.Values = values(Seed + 7919 * Round);
    if (Rounds > 1 && Round == Rounds - 1)
      for (std::vector<int> &Row : R.Values)
        Row.front() = NullValue;
    Outcome More = S.run(R);
    More.AnyRow = More.AnyRow || J.Truth.AnyRow;
    More.IsRefused = More.IsRefused || J.Truth.IsRefused;
    if (More.leaks() || More.ErrorDiffers)
      J.Truth = std::move(More);
    else
      J.Truth.AnyRow = More.AnyRow, J.Truth.IsRefused = More.IsRefused;
  }
}

} // namespace tenantscan::oracle
