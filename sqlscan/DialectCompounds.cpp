//===- DialectCompounds.cpp - UNION, INTERSECT and EXCEPT from left to right ==//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Elsewhere INTERSECT binds tighter than the others. SQLite has no brackets around the
// parts, so what is in brackets is another query.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DialectTokens.h"

namespace tenantscan::sql {

namespace {

/// What is open between two brackets.
struct Compound {
  size_t Start = NoToken;
  /// UNION or EXCEPT, since the last INTERSECT.
  bool HasOther = false;
};

} // namespace

void groupCompounds(const TokenWalk &W, TokenSpan Where, PlanWriter &Out) {
  std::vector<Compound> Open(1);
  for (size_t I = Where.First; I < Where.Last; ++I) {
    Compound &Here = Open.back();
    if (W.is(I, TokenKind::LeftParen)) {
      Open.emplace_back();
    } else if (W.is(I, TokenKind::RightParen)) {
      if (Open.size() > 1)
        Open.pop_back();
    } else if (W.anyOf(I, {"SELECT", "VALUES"})) {
      Here.Start = Here.Start == NoToken ? I : Here.Start;
    } else if (W.anyOf(I, {"UNION", "EXCEPT"})) {
      Here.HasOther = true;
    } else if (W.word(I, "INTERSECT") && Here.HasOther && Here.Start != NoToken) {
      Out.edit(Here.Start, Here.Start, "(");
      Out.after(I, ")");
      Here.HasOther = false;
    }
  }
}

} // namespace tenantscan::sql
