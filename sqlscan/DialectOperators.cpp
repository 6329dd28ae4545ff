//===- DialectOperators.cpp - Operators, functions and hints --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DialectEditor.h"

#include <algorithm>

namespace tenantscan::sql {

/// A cast to it keeps a value a value, and makes a column one that confines nothing.
static constexpr std::string_view Converted = "tenantscan_converted";

size_t ExpressionEditor::operatorToken(size_t I) {
  std::string_view Text = W.text(I);
  if (Text == "==" && !W.isMySQL()) {
    Out.edit(I, I + 1, "=");
  } else if (W.isMySQL() && Text == "<=>") {
    Out.edit(I, I + 1, "IS NOT DISTINCT FROM");
  } else if (W.isMySQL() && Text == "&&") {
    Out.edit(I, I + 1, "AND");
  } else if (W.isMySQL() && Text == "||") {
    Out.edit(I, I + 1, "OR");
    endCondition(I);
  } else if (W.isMySQL() && Text == ":=" && I > Where.First && W.is(I - 1, TokenKind::Variable)) {
    // An assignment has the value that is assigned.
    Out.edit(I - 1, I + 1, "");
  } else if (W.isMySQL() && Text == "!") {
    // It binds tighter than a comparison, and NOT does not: where that matters it
    // stays an operator that PostgreSQL does not know.
    bool Begins = W.is(I - 1, TokenKind::LeftParen) || W.isOperator(I - 1, "&&") || W.isOperator(I - 1, "||") ||
                  W.anyOf(I - 1, {"WHERE", "AND", "OR", "XOR", "ON", "HAVING", "NOT", "WHEN"});
    size_t After = W.is(I + 1, TokenKind::LeftParen) ? W.close(I + 1) + 1 : NoToken;
    bool Ends =
        After != NoToken && (After >= Where.Last || W.is(After, TokenKind::RightParen) || W.isOperator(After, "&&") || W.isOperator(After, "||") ||
                             W.anyOf(After, {"AND", "OR", "XOR", "GROUP", "ORDER", "LIMIT", "HAVING", "UNION", "THEN"}));
    if (I > Where.First && Begins && Ends)
      Out.edit(I, I + 1, "NOT");
  }
  return I + 1;
}

// A string in the place of an alias, and 'a' 'b' on one line.
size_t ExpressionEditor::string(size_t I) {
  if (I == Where.First)
    return I + 1;
  bool AfterOperand = W.is(I - 1, TokenKind::RightParen) || W.is(I - 1, TokenKind::QuotedName) || W.is(I - 1, TokenKind::Number) ||
                      (W.is(I - 1, TokenKind::Word) && W.is(I - 2, TokenKind::Dot));
  if (W.word(I - 1, "AS") || (AfterOperand && top().In == ExpressionFrame::Select)) {
    std::string Name = W[I].HasHole ? std::string() : W.name(I);
    Out.edit(I, I + 1, '"' + (Name.empty() ? std::string("tenantscan_alias") : TokenWalk::escaped(Name)) + '"');
  } else if (W.isMySQL() && W.is(I - 1, TokenKind::String)) {
    Out.edit(I, I, "||");
  }
  return I + 1;
}

size_t ExpressionEditor::select(size_t I) {
  endClause(I);
  top().In = ExpressionFrame::Select;
  size_t After = I + 1;
  while (W.anyOf(After, {"HIGH_PRIORITY", "SQL_CALC_FOUND_ROWS", "SQL_NO_CACHE", "SQL_CACHE", "SQL_BIG_RESULT", "SQL_SMALL_RESULT",
                         "SQL_BUFFER_RESULT", "STRAIGHT_JOIN", "DISTINCT", "DISTINCTROW", "ALL"}) &&
         !W.is(After + 1, TokenKind::Comma) && !W.word(After + 1, "FROM")) {
    if (W.word(After, "DISTINCTROW"))
      Out.edit(After, After + 1, "DISTINCT");
    else if (!W.anyOf(After, {"DISTINCT", "ALL"}))
      Out.edit(After, After + 1, "");
    ++After;
  }
  top().ConditionStart = After;
  return After;
}

// SELECT ... INTO OUTFILE 'x' FIELDS ..., INTO @a, @b: where the rows go.
size_t ExpressionEditor::into(size_t I) {
  endCondition(I);
  if (!W.isMySQL() || !(W.anyOf(I + 1, {"OUTFILE", "DUMPFILE"}) || W.is(I + 1, TokenKind::Variable)))
    return I + 1;
  endClause(I);
  size_t End = I + 1;
  while (End < Where.Last && (W.is(End, TokenKind::Variable) || W.is(End, TokenKind::Comma) || W.is(End, TokenKind::String) ||
                              W.anyOf(End, {"OUTFILE", "DUMPFILE", "FIELDS", "COLUMNS", "TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED", "BY",
                                            "LINES", "STARTING", "CHARACTER", "SET", "CHARSET", "UTF8", "UTF8MB4", "LATIN1"})))
    ++End;
  Out.edit(I, End, "");
  return End;
}

// INTERVAL expression unit.
size_t ExpressionEditor::interval(size_t I) {
  static constexpr unsigned MaxTokens = 64;
  bool IsColumn = W.is(I + 1, TokenKind::Comma) || W.is(I + 1, TokenKind::RightParen) || W.anyOf(I + 1, {"FROM", "AS", "IS"});
  if (W.isSQLite() || IsColumn || (W.isGeneric() && W.is(I + 1, TokenKind::String)))
    return I + 1;
  size_t Unit = W.next(I + 1);
  for (unsigned Steps = 0; Unit < Where.Last && Steps < MaxTokens; ++Steps, Unit = W.next(Unit)) {
    if (W.anyOf(Unit, {"MICROSECOND",
                       "SECOND",
                       "MINUTE",
                       "HOUR",
                       "DAY",
                       "WEEK",
                       "MONTH",
                       "QUARTER",
                       "YEAR",
                       "SECOND_MICROSECOND",
                       "MINUTE_MICROSECOND",
                       "MINUTE_SECOND",
                       "HOUR_MICROSECOND",
                       "HOUR_SECOND",
                       "HOUR_MINUTE",
                       "DAY_MICROSECOND",
                       "DAY_SECOND",
                       "DAY_MINUTE",
                       "DAY_HOUR",
                       "YEAR_MONTH"}) &&
        !W.is(Unit + 1, TokenKind::LeftParen)) {
      Out.edit(I, I + 1, "tenantscan_interval(");
      Out.edit(Unit, Unit + 1, ")");
      return I + 1;
    }
    if (W.is(Unit, TokenKind::Comma) || W.is(Unit, TokenKind::RightParen) ||
        W.anyOf(Unit, {"AND", "OR", "FROM", "WHERE", "THEN", "INTERVAL", "SELECT"}))
      break;
  }
  if (W.isMySQL() && W.is(I + 1, TokenKind::LeftParen))
    Out.edit(I, I + 1, "tenantscan_interval");
  return I + 1;
}

// SQLite compares by IS what it compares by =, but for NULL.
size_t ExpressionEditor::is(size_t I) {
  bool Negated = W.word(I + 1, "NOT");
  size_t Right = I + 1 + (Negated ? 1 : 0);
  bool IsValue =
      W.is(Right, TokenKind::Placeholder) || W.is(Right, TokenKind::Number) || W.is(Right, TokenKind::String) || W.is(Right, TokenKind::Hole);
  if (W.isMySQL() || Right >= Where.Last || (W.isGeneric() && !IsValue) || W.anyOf(Right, {"NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT"}))
    return Right;
  // What a hole holds may be NULL as a keyword.
  if (W.is(Right, TokenKind::Hole) && !W.isSQLite())
    return Right;
  Out.edit(I, Right, Negated ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM");
  return Right;
}

// MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)
size_t ExpressionEditor::match(size_t I) {
  if (W.isSQLite()) {
    if (!W.isOperandPosition(I) || W.word(I - 1, "NOT"))
      Out.edit(I, I + 1, "LIKE");
    return I + 1;
  }
  size_t Close = W.is(I + 1, TokenKind::LeftParen) ? W.close(I + 1) : W.size();
  if (!W.word(Close + 1, "AGAINST") || !W.is(Close + 2, TokenKind::LeftParen))
    return I + 1;
  size_t End = W.close(Close + 2);
  Out.edit(I, I + 1, "tenantscan_match");
  Out.edit(Close, Close + 3, ",");
  for (size_t K = Close + 3; K < End; K = W.next(K))
    if (W.words(K, {"IN", "BOOLEAN"}) || W.words(K, {"IN", "NATURAL"}) || W.words(K, {"WITH", "QUERY"})) {
      Out.edit(K, End, "");
      break;
    }
  return I + 1;
}

// CONVERT(x USING utf8), CONVERT(x, CHAR)
void ExpressionEditor::convert(size_t I) {
  if (!W.is(I + 1, TokenKind::LeftParen) || !W.isMySQL())
    return;
  size_t Close = W.close(I + 1);
  size_t Type = W.find({I + 2, Close}, {"USING"});
  if (Type >= Close)
    for (size_t K = I + 2; K < Close; K = W.next(K))
      if (W.is(K, TokenKind::Comma))
        Type = K;
  if (Type >= Close || Close >= Where.Last)
    return;
  Out.edit(I, I + 1, "CAST");
  Out.edit(Type, Close, "AS " + std::string(Converted));
}

// Casts of MySQL and SQLite map several values to one. As text only MySQL takes a
// number for the same: in SQLite 1 and '1' are two values.
void ExpressionEditor::cast(size_t I) {
  if (!W.is(I + 1, TokenKind::LeftParen) || W.isGeneric())
    return;
  size_t Close = W.close(I + 1);
  size_t As = W.find({I + 2, Close}, {"AS"});
  if (As >= Close || Close >= Where.Last)
    return;
  bool IsText = W.isMySQL() && As + 2 == Close && W.anyOf(As + 1, {"CHAR", "NCHAR"});
  Out.edit(As + 1, Close, IsText ? "text" : std::string(Converted));
}

size_t ExpressionEditor::collate(size_t I) {
  if (!W.isName(I + 1) && !W.is(I + 1, TokenKind::String))
    return I + 1;
  // NOCASE and RTRIM take different texts for the same.
  bool IsCoarse = W.isSQLite() && W.name(I + 1) != "binary";
  Out.edit(I, I + 2, IsCoarse ? "|| ''" : "");
  return I + 2;
}

// USE INDEX FOR JOIN (a, b)
size_t ExpressionEditor::hint(size_t I) {
  if (!W.anyOf(I + 1, {"INDEX", "KEY"}))
    return I + 1;
  size_t Open = I + 2;
  while (W.anyOf(Open, {"FOR", "JOIN", "ORDER", "GROUP", "BY"}))
    ++Open;
  size_t Close = W.is(Open, TokenKind::LeftParen) ? W.close(Open) : W.size();
  if (Close >= Where.Last)
    return I + 1;
  Out.edit(I, Close + 1, "");
  return Close + 1;
}

} // namespace tenantscan::sql
