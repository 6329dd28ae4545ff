//===- DialectOthers.cpp - What SQL Server, Oracle and ODBC spell their way -===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Libraries for several back ends reach servers that have no dialect of their own here.
// What PostgreSQL's grammar would misread, or refuses although it says nothing about
// rows, is spelled its way or refused.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DialectTokens.h"

#include <algorithm>

namespace tenantscan::sql {

namespace {

class OthersEditor {
public:
  OthersEditor(const TokenWalk &W, TokenSpan Where, PlanWriter &Out) : W(W), Where(Where), Out(Out) {}
  void run();

private:
  void limit(size_t Select);
  void rowNumber(size_t I);
  void hints(size_t With);
  void escape(size_t Open);

  const TokenWalk &W;
  TokenSpan Where;
  PlanWriter &Out;
  unsigned Depth = 0;
};

} // namespace

// SELECT TOP (10) a, SELECT FIRST 10 SKIP 5 a: of the whole statement it does not matter;
// in a query inside it is applied before what is around filters, as LIMIT is.
void OthersEditor::limit(size_t Select) {
  size_t First = Select + 1;
  while (W.anyOf(First, {"DISTINCT", "ALL"}))
    ++First;
  size_t I = First;
  auto IsCount = [&](size_t At) { return W.is(At, TokenKind::Number) || W.is(At, TokenKind::LeftParen) || W.is(At, TokenKind::Placeholder); };
  while (W.anyOf(I, {"TOP", "FIRST", "SKIP"}) && IsCount(I + 1))
    I = W.next(I + 1);
  if (I == First)
    return;
  while (W.anyOf(I, {"PERCENT"}) || W.words(I, {"WITH", "TIES"}))
    I += W.word(I, "PERCENT") ? 1 : 2;
  // top(10), first(x) AS y: functions.
  bool IsFunction = W.is(I, TokenKind::Comma) || W.is(I, TokenKind::RightParen) || W.anyOf(I, {"FROM", "AS", "OVER", "FILTER"}) || I >= Where.Last ||
                    (W.is(I, TokenKind::Operator) && W.text(I) != "*");
  if (IsFunction)
    return;
  bool IsWhole = Depth == 0 && Select == Where.First && W.find(Where, {"UNION", "INTERSECT", "EXCEPT", "MINUS"}) == Where.Last;
  if (!IsWhole)
    return Out.refuse(First, "a limit in front of the columns of a subquery is not understood");
  Out.edit(First, I, "");
}

// Oracle numbers rows before it sorts them: WHERE ROWNUM <= 10 is a LIMIT.
void OthersEditor::rowNumber(size_t I) {
  bool IsAlias = false;
  for (size_t J = Where.First; J < Where.Last; ++J)
    IsAlias = IsAlias || (W.word(J, "ROWNUM") && W.word(J - 1, "AS"));
  if (Depth > 0 && !IsAlias)
    Out.refuse(I, "ROWNUM in a subquery is not understood");
}

// FROM t WITH (NOLOCK)
void OthersEditor::hints(size_t With) {
  size_t Close = W.close(With + 1);
  if (Close >= Where.Last || Close == With + 2)
    return;
  for (size_t I = With + 2; I < Close; ++I)
    if (!W.is(I, TokenKind::Comma) &&
        !W.anyOf(I, {"NOLOCK", "READUNCOMMITTED", "READCOMMITTED", "READPAST", "UPDLOCK", "HOLDLOCK", "ROWLOCK", "PAGLOCK", "TABLOCK", "TABLOCKX",
                     "XLOCK", "SERIALIZABLE", "REPEATABLEREAD", "NOWAIT", "FORCESEEK"}))
      return;
  Out.edit(With, Close + 1, "");
}

// ODBC: {ts '2020-01-01 00:00:00'}, {fn UCASE(x)}, {oj a LEFT OUTER JOIN b ON ...}
void OthersEditor::escape(size_t Open) {
  if (!W.anyOf(Open + 1, {"D", "T", "TS", "FN", "OJ"}))
    return;
  size_t Nested = 0;
  for (size_t I = Open; I < Where.Last; ++I) {
    Nested += W.text(I) == "{";
    if (W.text(I) != "}" || --Nested != 0)
      continue;
    Out.edit(Open, Open + 2, "");
    Out.edit(I, I + 1, "");
    return;
  }
}

void OthersEditor::run() {
  for (size_t I = Where.First; I < Where.Last; ++I) {
    Depth += W.is(I, TokenKind::LeftParen);
    Depth -= W.is(I, TokenKind::RightParen) && Depth > 0;
    if (W.word(I, "SELECT"))
      limit(I);
    else if (W.word(I, "ROWNUM"))
      rowNumber(I);
    else if (W.word(I, "WITH") && W.is(I + 1, TokenKind::LeftParen) && I > Where.First && W.isName(I - 1))
      hints(I);
    else if (W.word(I, "MINUS") && (W.word(I + 1, "SELECT") || W.is(I + 1, TokenKind::LeftParen)) && !W.isOperandPosition(I))
      Out.edit(I, I + 1, "EXCEPT");
    else if (W.text(I) == "{")
      escape(I);
  }
}

void editOthers(const TokenWalk &W, TokenSpan Where, PlanWriter &Out) { OthersEditor(W, Where, Out).run(); }

} // namespace tenantscan::sql
