//===- Report.cpp - What a run showed -----------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Report.h"

#include <algorithm>
#include <cstdio>

namespace tenantscan::oracle {

static constexpr const char *ReasonNames[] = {
    "NoPredicate", "InsideOr",        "NotAnEquality",    "SeveralTenants",   "PreservedSide",          "FilteredTooLate", "UntrustedValue",
    "KeyOnly",     "AmbiguousColumn", "TenantNotWritten", "TenantReassigned", "ConflictCrossesTenants", "WholeTable"};

std::string describe(const std::vector<int> &Values) {
  std::string Out;
  for (size_t I = 0; I < Values.size(); ++I)
    Out += (I == 0 ? "$" : ", $") + std::to_string(I + 1) + " = " + (Values[I] == NullValue ? "NULL" : std::to_string(Values[I]));
  return Out;
}

const char *nameOf(Leak What) {
  switch (What) {
  case Leak::None:
    return "quiet";
  case Leak::Answer:
    return "the answers differ";
  case Leak::OwnRows:
    return "the tenant's or the global rows differ afterwards";
  case Leak::OthersRows:
    return "rows of other tenants changed";
  }
  return "";
}

const char *nameOf(const Outcome &O) {
  return !O.Informative ? "error" : !O.leaks() && (O.ErrorDiffers || O.IsRefused) ? "errors" : !O.leaks() && !O.AnyRow ? "no rows" : nameOf(O.What);
}

const char *nameOf(sql::VerdictKind Kind) {
  return Kind == sql::VerdictKind::Scoped ? "scoped" : Kind == sql::VerdictKind::Leaks ? "leaks" : "unresolved";
}

static bool isWarning(const sql::Verdict &V) {
  return std::none_of(V.Reasons.begin(), V.Reasons.end(), [](const sql::Reason &R) { return R.Level == sql::Severity::Error; });
}

// Messages of one kind differ in table and column names: those go.
static std::string withoutNames(const sql::Reason &R) {
  std::string Out;
  bool Quoted = false;
  for (char C : R.Message) {
    // Not the apostrophe of "tenant's".
    if (C == '\'' && (Quoted || Out.empty() || Out.back() == ' '))
      Quoted = !Quoted;
    else if (!Quoted)
      Out += C;
  }
  return std::string(ReasonNames[static_cast<size_t>(R.Kind)]) + ": " + Out;
}

void Report::count(std::map<std::string, Class> &Classes, const std::string &Name, const std::string &Example) {
  Class &C = Classes[Name];
  ++C.Count;
  // The shortest ones say most.
  C.Examples.push_back(Example);
  std::sort(C.Examples.begin(), C.Examples.end(),
            [](const std::string &A, const std::string &B) { return std::pair(A.size(), A) < std::pair(B.size(), B); });
  if (C.Examples.size() > 3)
    C.Examples.pop_back();
}

void Report::add(const Judged &J, bool Intact) {
  const Outcome &T = J.Truth;
  size_t Row = J.IsSkipped ? 5 : T.leaks() ? 0 : T.ErrorDiffers || T.IsRefused ? 3 : !T.Informative ? 4 : T.AnyRow ? 1 : 2;
  size_t Column = J.Verdict.Kind == sql::VerdictKind::Scoped ? 0 : J.Verdict.Kind == sql::VerdictKind::Unresolved ? 3 : isWarning(J.Verdict) ? 2 : 1;
  ++Matrix[Row][Column];
  OtherValues += J.OtherValue;
  Missed += J.missed();
  QuietIntact += Intact && Row == 1;
  if (Intact && J.falseAlarm() && Row == 1 && !J.Verdict.Reasons.empty())
    count(IntactAlarms, withoutNames(J.Verdict.Reasons.front()), J.Text);
  if (J.falseAlarm() && Row == 1 && !J.Verdict.Reasons.empty())
    count(FalseAlarms, withoutNames(J.Verdict.Reasons.front()), J.Text);
  if (J.Verdict.Kind == sql::VerdictKind::Unresolved && Row < 4)
    count(Unresolved, J.Verdict.Unresolved, J.Text);
  if (Row == 4)
    count(Errors, T.Error, J.Text);
}

void Report::addMissed(const Judged &Original, const Judged &Smallest, const ContentPair &Pair, const std::vector<int> &Values) {
  ++Shown;
  std::printf("MISSED: leaks on the server, called scoped: %s\n  %s\n", nameOf(Smallest.Truth.What), Smallest.Text.c_str());
  std::printf("  with %s\n%s", describe(Values).c_str(), Smallest.Truth.Shown.c_str());
  for (const sql::Confinement &C : Smallest.Verdict.Confinements)
    std::printf("  sqlscan: %s at %u is confined by %s at %u\n", C.Relation.c_str(), C.Range.Begin, C.Value.c_str(), C.ValueRange.Begin);
  std::printf("  database A:\n%s  database B:\n%s  shrunk from: %s\n\n", oracle::describe(Pair.A).c_str(), oracle::describe(Pair.B).c_str(),
              Original.Text.c_str());
  std::fflush(stdout);
}

void Report::print(const char *Title, const std::map<std::string, Class> &Classes, size_t Of, size_t Limit) {
  std::vector<std::pair<std::string, Class>> Sorted(Classes.begin(), Classes.end());
  std::sort(Sorted.begin(), Sorted.end(),
            [](const auto &A, const auto &B) { return std::pair(B.second.Count, A.first) < std::pair(A.second.Count, B.first); });
  size_t Sum = 0;
  for (const auto &[Name, C] : Sorted)
    Sum += C.Count;
  std::printf("\n%s: %zu of %zu (%.2f %%)\n", Title, Sum, Of, Of == 0 ? 0.0 : 100.0 * static_cast<double>(Sum) / static_cast<double>(Of));
  for (const auto &[Name, C] : Sorted) {
    if (Limit-- == 0)
      break;
    std::printf("  %5zu  %s\n", C.Count, Name.c_str());
    for (const std::string &Example : C.Examples)
      std::printf("           %s\n", Example.c_str());
  }
}

void Report::print() const {
  static constexpr const char *Rows[Truths] = {"leaks", "quiet", "no rows", "some errors", "errors only", "not run"};
  size_t Sums[Truths] = {};
  size_t All = 0;
  std::printf("\n%-14s %9s %9s %9s %9s %9s\n", "server", "scoped", "error", "warning", "unresolved", "all");
  for (size_t I = 0; I < Truths; ++I) {
    for (size_t Count : Matrix[I])
      Sums[I] += Count;
    All += Sums[I];
    std::printf("%-14s %9zu %9zu %9zu %9zu %9zu\n", Rows[I], Matrix[I][0], Matrix[I][1], Matrix[I][2], Matrix[I][3], Sums[I]);
  }
  std::printf(
      "statements: %zu, leaking: %zu, quiet: %zu, quiet without any row: %zu, an error that hides something: %zu, errors only: %zu, not run: %zu\n",
      All, Sums[0], Sums[1], Sums[2], Sums[3], Sums[4], Sums[5]);
  std::printf("leaking, called scoped by another value than $1 (not failures): %zu\n", OtherValues);
  print("quiet, called leaking", FalseAlarms, Sums[1]);
  print("of these without a mistake made on purpose", IntactAlarms, QuietIntact);
  print("unresolved", Unresolved, All - Sums[4] - Sums[5]);
  print("errors only", Errors, All, 8);
  std::printf("\nFAILURES (leaking, called scoped): %zu, shown above: %zu\n", Missed, Shown);
}

} // namespace tenantscan::oracle
