//===- Judge.h - Verdicts as text, for tests ----------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_UNIT_JUDGE_H
#define TENANTSCAN_TEST_UNIT_JUDGE_H

#include "sqlscan/Analyze.h"

#include <string>

namespace tenantscan::sql {

/// What the verdict says, in a form that is easy to read in a failed test:
/// `scoped`, `leaks [invoices] error: ...; [lines] warning: ...`, `unresolved
/// [where]: why`. In \p Text, every '\x01' is a hole, and every '\x02' one that
/// is a value.
inline std::string judge(std::string Text, const Schema &S = {}, Dialect Language = Dialect::PostgreSQL,
                         PlaceholderStyles Styles = PlaceholderDollar, const Vocabulary &Words = {}) {
  Query Q;
  Q.Language = Language;
  Q.Placeholders = Styles;
  for (size_t I = 0; I < Text.size(); ++I)
    if (Text[I] == '\x01' || Text[I] == '\x02')
      Q.Holes.push_back({static_cast<uint32_t>(I), "hole", Text[I] == '\x02'});
  Q.Text = Text;
  Verdict V = analyze(Q, S, Words);
  auto At = [&](ByteRange R) { return "[" + Text.substr(R.Begin, R.End - R.Begin) + "]"; };
  switch (V.Kind) {
  case VerdictKind::Scoped:
    return "scoped";
  case VerdictKind::Unresolved:
    return "unresolved " + At(V.UnresolvedRange) + ": " + V.Unresolved;
  case VerdictKind::Leaks:
    break;
  }
  std::string Out = "leaks";
  for (const Reason &R : V.Reasons) {
    Out += Out == "leaks" ? " " : "; ";
    Out += At(R.Range) + (R.Level == Severity::Error ? " error: " : R.Level == Severity::Warning ? " warning: " : " note: ") + R.Message;
  }
  return Out;
}

/// The tables and values that confine: `invoices=$1, customers=$1`.
inline std::string confinements(const std::string &Text, const Schema &S = {}, PlaceholderStyles Styles = PlaceholderDollar) {
  Query Q;
  Q.Text = Text;
  Q.Placeholders = Styles;
  std::string Out;
  for (const Confinement &C : analyze(Q, S, {}).Confinements)
    Out += (Out.empty() ? "" : ", ") + C.Relation + "=" + C.Value + (C.HardWired ? "!" : "") + (C.Placeholder != 0 ? "#" + std::to_string(C.Placeholder) : "");
  return Out;
}

} // namespace tenantscan::sql

#endif
