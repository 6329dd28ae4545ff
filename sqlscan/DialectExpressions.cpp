//===- DialectExpressions.cpp - Clauses, names and joins ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DialectEditor.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace tenantscan::sql {

static std::string folded(std::string_view Word) {
  std::string Out(Word);
  for (char &C : Out)
    C = C >= 'a' && C <= 'z' ? static_cast<char>(C - 32) : C;
  return Out;
}

static const std::unordered_map<std::string_view, ExpressionKeyword> &keywords() {
  static const std::unordered_map<std::string_view, ExpressionKeyword> Map = [] {
    std::unordered_map<std::string_view, ExpressionKeyword> M;
    auto Add = [&](ExpressionKeyword K, std::initializer_list<std::string_view> Words) {
      for (std::string_view Word : Words)
        M.emplace(Word, K);
    };
    Add(ExpressionKeyword::Again, {"SELECT"});
    Add(ExpressionKeyword::From, {"FROM"});
    Add(ExpressionKeyword::Clause, {"WHERE", "GROUP", "HAVING", "ORDER", "UNION", "INTERSECT", "EXCEPT", "SET", "VALUES", "FOR"});
    Add(ExpressionKeyword::Boundary,
        {"OR", "WHEN", "THEN", "ELSE", "CASE", "END", "AS", "BY", "DISTINCT", "ALL", "OFFSET", "OVER", "UPDATE", "DELETE"});
    Add(ExpressionKeyword::Binary, {"BINARY"});
    Add(ExpressionKeyword::Cast, {"CAST"});
    Add(ExpressionKeyword::Collate, {"COLLATE"});
    Add(ExpressionKeyword::Columns, {"COLUMNS"});
    Add(ExpressionKeyword::Convert, {"CONVERT"});
    Add(ExpressionKeyword::Direction, {"ASC", "DESC"});
    Add(ExpressionKeyword::Hint, {"USE", "FORCE", "IGNORE"});
    Add(ExpressionKeyword::In, {"IN"});
    Add(ExpressionKeyword::Indexed, {"INDEXED"});
    Add(ExpressionKeyword::Into, {"INTO"});
    Add(ExpressionKeyword::Is, {"IS"});
    Add(ExpressionKeyword::Interval, {"INTERVAL"});
    Add(ExpressionKeyword::Join, {"JOIN", "STRAIGHT_JOIN"});
    Add(ExpressionKeyword::Like, {"REGEXP", "RLIKE", "GLOB"});
    Add(ExpressionKeyword::Limit, {"LIMIT"});
    Add(ExpressionKeyword::Lock, {"LOCK"});
    Add(ExpressionKeyword::Match, {"MATCH"});
    Add(ExpressionKeyword::Member, {"MEMBER"});
    Add(ExpressionKeyword::Modulo, {"DIV", "MOD"});
    Add(ExpressionKeyword::Next, {"NEXT", "PREVIOUS"});
    Add(ExpressionKeyword::Niladic,
        {"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_USER", "CURRENT_ROLE", "LOCALTIME", "LOCALTIMESTAMP", "SESSION_USER"});
    Add(ExpressionKeyword::Not, {"NOT"});
    Add(ExpressionKeyword::On, {"ON"});
    Add(ExpressionKeyword::Partition, {"PARTITION"});
    Add(ExpressionKeyword::Returning, {"RETURNING"});
    Add(ExpressionKeyword::Row, {"ROW"});
    Add(ExpressionKeyword::Separator, {"SEPARATOR"});
    Add(ExpressionKeyword::Sounds, {"SOUNDS"});
    Add(ExpressionKeyword::Truth, {"TRUE", "FALSE"});
    Add(ExpressionKeyword::TypeCall, {"TIME", "TIMESTAMP", "CHAR", "USER", "BIT", "DEFAULT"});
    Add(ExpressionKeyword::Using, {"USING"});
    Add(ExpressionKeyword::Wait, {"WAIT"});
    Add(ExpressionKeyword::With, {"WITH"});
    Add(ExpressionKeyword::Xor, {"XOR"});
    return M;
  }();
  return Map;
}

// Words that PostgreSQL reserves and MySQL, or SQLite, does not.
static bool isReservedHere(const TokenWalk &W, const std::string &Word) {
  static const std::unordered_set<std::string_view> Both{
      "ANALYSE",        "ANY",        "ARRAY",    "ASYMMETRIC", "AUTHORIZATION", "COLLATION", "CONCURRENTLY", "CURRENT_CATALOG",
      "CURRENT_SCHEMA", "DEFERRABLE", "DO",       "END",        "FREEZE",        "ILIKE",     "INITIALLY",    "LATERAL",
      "OFFSET",         "ONLY",       "OVERLAPS", "PLACING",    "SESSION_USER",  "SIMILAR",   "SOME",         "SYMMETRIC",
      "TABLESAMPLE",    "USER",       "VARIADIC", "VERBOSE",    "WINDOW"};
  static const std::unordered_set<std::string_view> SQLiteOnly{"ANALYZE", "ASC",   "BINARY", "BOTH",    "COLUMN",    "CURRENT_ROLE",   "CURRENT_USER",
                                                               "DESC",    "FETCH", "GRANT",  "LEADING", "LOCALTIME", "LOCALTIMESTAMP", "TRAILING"};
  static const std::unordered_set<std::string_view> MySQLOnly{"ISNULL", "NOTNULL", "RETURNING"};
  if (Both.count(Word) != 0)
    return W.isMySQL() || W.isSQLite();
  return (W.isSQLite() && SQLiteOnly.count(Word) != 0) || (W.isMySQL() && MySQLOnly.count(Word) != 0);
}

void ExpressionEditor::endCondition(size_t I) {
  if (top().HasXor) {
    Out.edit(top().ConditionStart, top().ConditionStart, "tenantscan_xor(");
    Out.after(I, ")");
  }
  top().HasXor = false;
  top().ConditionStart = I + 1;
}

// `a JOIN b` without a condition is every pair.
void ExpressionEditor::endJoins(size_t I) {
  for (const PendingJoin &J : top().Joins)
    if (J.Cross == NoToken && J.IsInner)
      Out.after(std::min(J.FactorEnd, I), "ON true");
  top().Joins.clear();
}

void ExpressionEditor::endClause(size_t I) {
  endCondition(I);
  endJoins(I);
  top().Limit = NoToken;
}

void ExpressionEditor::open(size_t I) {
  // A bracket in the place of a table may hold joins.
  bool Tables = top().In == ExpressionFrame::From && (W.is(I - 1, TokenKind::Comma) || W.is(I - 1, TokenKind::LeftParen) ||
                                                      W.anyOf(I - 1, {"FROM", "JOIN", "STRAIGHT_JOIN", "UPDATE", "USING"}));
  Tables = Tables && I != ColumnsAt;
  Frames.emplace_back();
  top().Open = I;
  top().In = Tables ? ExpressionFrame::From : ExpressionFrame::None;
  top().IsDerived = Tables && W.anyOf(I + 1, {"SELECT", "WITH", "VALUES"});
  top().HoldsTables = Tables && !top().IsDerived;
  top().ConditionStart = I + 1;
}

void ExpressionEditor::comma(size_t I) {
  endCondition(I);
  if (top().In == ExpressionFrame::From)
    endJoins(I);
  if (top().In == ExpressionFrame::From && top().HoldsTables)
    Out.edit(I, I + 1, "CROSS JOIN");
  // The first number is the offset.
  if (top().Limit != NoToken) {
    Out.edit(top().Limit, top().Limit + 1, "OFFSET");
    Out.edit(I, I + 1, "LIMIT");
  }
  top().Limit = NoToken;
}

// One table, with or without another name.
static bool isOneTable(const TokenWalk &W, size_t First, size_t Last) {
  while (W.is(First, TokenKind::LeftParen) && W.close(First) + 1 == Last) {
    ++First;
    --Last;
  }
  size_t End = W.isName(First) ? W.afterName(First) : First;
  if (End != First && End < Last)
    End += W.word(End, "AS") ? 2 : W.isName(End) ? 1 : 0;
  return End != First && End == Last;
}

// SQLite needs no name for a query in FROM.
void ExpressionEditor::close(size_t I) {
  endClause(I);
  if (Frames.size() == 1)
    return;
  if (top().HoldsTables && isOneTable(W, top().Open + 1, I)) {
    Out.edit(top().Open, top().Open + 1, "");
    Out.edit(I, I + 1, "");
  }
  bool IsQuery = top().IsDerived;
  size_t Open = top().Open;
  Frames.pop_back();
  // ((SELECT ...) UNION ...): the outer bracket holds the query.
  if (IsQuery && top().HoldsTables && W.is(Open - 1, TokenKind::LeftParen) &&
      (W.is(I + 1, TokenKind::RightParen) || W.anyOf(I + 1, {"UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT"}))) {
    top().IsDerived = true;
    top().HoldsTables = false;
    return;
  }
  if (!IsQuery || W.isMySQL() || W.is(I + 1, TokenKind::QuotedName) || W.is(I + 1, TokenKind::String))
    return;
  bool IsName = W.is(I + 1, TokenKind::Word) &&
                !W.anyOf(I + 1, {"JOIN",  "INNER",  "LEFT",   "RIGHT", "CROSS", "FULL",  "NATURAL",   "ON",     "USING",     "WHERE",
                                 "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "RETURNING", "SET"});
  if (!IsName)
    Out.after(I + 1, "AS tenantscan_derived_" + std::to_string(I));
}

void ExpressionEditor::reservedName(size_t I) {
  if (W[I].HasHole || !isReservedHere(W, folded(W.text(I))))
    return;
  bool Qualifies = W.is(I + 1, TokenKind::Dot) && !W.is(I - 1, TokenKind::Dot);
  bool IsTable = W.anyOf(I - 1, {"INTO", "TABLE", "UPDATE"});
  if (Qualifies || IsTable || (W.isOperandPosition(I) && !W.is(I + 1, TokenKind::LeftParen)))
    Out.edit(I, I + 1, W.quoted(I));
}

size_t ExpressionEditor::join(size_t I) {
  if (top().In != ExpressionFrame::From)
    return I + 1;
  size_t First = I;
  size_t Cross = NoToken;
  bool IsNatural = false;
  bool IsOuter = false;
  while (First > Where.First && W.anyOf(First - 1, {"INNER", "CROSS", "LEFT", "RIGHT", "FULL", "OUTER", "NATURAL"})) {
    --First;
    Cross = W.word(First, "CROSS") ? First : Cross;
    IsNatural = IsNatural || W.word(First, "NATURAL");
    IsOuter = IsOuter || W.anyOf(First, {"LEFT", "RIGHT", "FULL"});
  }
  endCondition(First);
  top().ConditionStart = I + 1;
  if (!top().Joins.empty() && top().Joins.back().FactorEnd == NoToken)
    top().Joins.back().FactorEnd = First;
  if (W.word(I, "STRAIGHT_JOIN"))
    Out.edit(I, I + 1, "JOIN");
  // SQLite takes an outer join without a condition as well.
  if (!IsNatural)
    top().Joins.push_back({I, NoToken, Cross, !IsOuter || W.isSQLite()});
  return I + 1;
}

size_t ExpressionEditor::on(size_t I) {
  if (W.anyOf(I + 1, {"DUPLICATE", "CONFLICT"})) {
    endClause(I);
    top().In = ExpressionFrame::Other;
    return I + 1;
  }
  endCondition(I);
  if (top().In == ExpressionFrame::From && !top().Joins.empty()) {
    if (size_t Cross = top().Joins.back().Cross; Cross != NoToken)
      Out.edit(Cross, Cross + 1, "");
    top().Joins.pop_back();
  }
  return I + 1;
}

size_t ExpressionEditor::restOfCall(size_t I, std::string_view Function) {
  size_t Open = top().Open;
  if (W.isSQLite() || Open == NoToken || Open == 0 || !W.word(Open - 1, Function) || W.close(Open) >= Where.Last)
    return I + 1;
  Out.edit(I, W.close(Open), "");
  return W.close(Open);
}

// VALUES ROW(1, 2), ROW(3, 4)
size_t ExpressionEditor::row(size_t I) {
  if (W.is(I + 1, TokenKind::LeftParen) && (NextRow == I || W.word(I - 1, "VALUES"))) {
    NextRow = W.close(I + 1) + 2;
    Out.edit(I, I + 1, "");
  }
  return I + 1;
}

size_t ExpressionEditor::keyword(ExpressionKeyword K, size_t I) {
  bool Called = W.is(I + 1, TokenKind::LeftParen);
  switch (K) {
  case ExpressionKeyword::Again:
    return select(I);
  case ExpressionKeyword::From: {
    bool IsPart = W.word(I - 1, "DISTINCT") && I > Where.First;
    if (!IsPart && (top().In == ExpressionFrame::Select || top().In == ExpressionFrame::From)) {
      endClause(I);
      top().In = ExpressionFrame::From;
    }
    return I + 1;
  }
  case ExpressionKeyword::Clause:
    endClause(I);
    if (W.words(I, {"GROUP", "BY"}))
      top().GroupBy = I + 2;
    else if (W.words(I, {"ORDER", "BY"}))
      top().GroupBy = NoToken;
    top().In = ExpressionFrame::Other;
    return I + 1;
  case ExpressionKeyword::Returning:
    if (size_t End = restOfCall(I, "JSON_VALUE"); End != I + 1)
      return End;
    return keyword(ExpressionKeyword::Clause, I);
  case ExpressionKeyword::Columns:
    return restOfCall(I, "JSON_TABLE");
  case ExpressionKeyword::Direction:
    // GROUP BY a DESC of old servers sorts as well.
    if (W.isMySQL() && top().In == ExpressionFrame::Other && top().GroupBy != NoToken)
      Out.edit(I, I + 1, "");
    return keyword(ExpressionKeyword::Boundary, I);
  case ExpressionKeyword::Next:
    if (!W.isSQLite() && W.words(I + 1, {"VALUE", "FOR"}) && W.isName(I + 3)) {
      Out.edit(I, W.afterName(I + 3), "nextval('sequence')");
      return W.afterName(I + 3);
    }
    reservedName(I);
    return I + 1;
  case ExpressionKeyword::Row:
    return row(I);
  case ExpressionKeyword::Boundary:
    endCondition(I);
    reservedName(I);
    return I + 1;
  case ExpressionKeyword::Binary:
    if (W.isMySQL() && (W.isOperandPosition(I)) && !W.is(I + 1, TokenKind::Comma) && !W.is(I + 1, TokenKind::RightParen))
      Out.edit(I, I + 1, "");
    else
      reservedName(I);
    return I + 1;
  case ExpressionKeyword::Cast:
    cast(I);
    return I + 1;
  case ExpressionKeyword::Collate:
    return collate(I);
  case ExpressionKeyword::Convert:
    convert(I);
    return I + 1;
  case ExpressionKeyword::Hint:
    return hint(I);
  case ExpressionKeyword::In:
    if (W.isSQLite() && (W.is(I + 1, TokenKind::Word) || W.is(I + 1, TokenKind::QuotedName)) && !W.is(W.afterName(I + 1), TokenKind::LeftParen)) {
      Out.edit(I + 1, I + 1, "(TABLE ");
      Out.after(W.afterName(I + 1), ")");
    }
    return I + 1;
  case ExpressionKeyword::Indexed:
    if (W.word(I + 1, "BY")) {
      Out.edit(I, std::min(I + 3, Where.Last), "");
      return I + 3;
    }
    return I + 1;
  case ExpressionKeyword::Into:
    return into(I);
  case ExpressionKeyword::Is:
    return is(I);
  case ExpressionKeyword::Interval:
    return interval(I);
  case ExpressionKeyword::Join:
    return join(I);
  case ExpressionKeyword::Like:
    if (!W.isOperandPosition(I) || W.word(I - 1, "NOT"))
      Out.edit(I, I + 1, "LIKE");
    return I + 1;
  case ExpressionKeyword::Limit:
    endClause(I);
    top().Limit = I;
    top().In = ExpressionFrame::Other;
    return I + 1;
  case ExpressionKeyword::Lock:
    if (W.words(I, {"LOCK", "IN", "SHARE", "MODE"})) {
      endClause(I);
      Out.edit(I, I + 4, "FOR SHARE");
      return I + 4;
    }
    return I + 1;
  case ExpressionKeyword::Match:
    return match(I);
  case ExpressionKeyword::Member:
    if (W.word(I + 1, "OF") && W.is(I + 2, TokenKind::LeftParen)) {
      Out.edit(I, I + 2, "LIKE");
      return I + 2;
    }
    return I + 1;
  case ExpressionKeyword::Modulo:
    if (!W.isOperandPosition(I) && !W.isSQLite())
      Out.edit(I, I + 1, "%");
    return I + 1;
  case ExpressionKeyword::Niladic:
    if (Called && W.is(I + 2, TokenKind::RightParen))
      Out.edit(I + 1, I + 3, "");
    else
      reservedName(I);
    return I + 1;
  case ExpressionKeyword::Not:
    if (W.word(I + 1, "INDEXED")) {
      Out.edit(I, I + 2, "");
      return I + 2;
    }
    if (W.word(I + 1, "NULL") && W.isSQLite() && I > Where.First && !W.isOperandPosition(I) && !W.word(I - 1, "IS")) {
      Out.edit(I, I, "IS");
      return I + 2;
    }
    return I + 1;
  case ExpressionKeyword::On:
    return on(I);
  case ExpressionKeyword::Partition:
    if (Called && W.isMySQL() && W.close(I + 1) < Where.Last) {
      Out.edit(I, W.close(I + 1) + 1, "");
      return W.close(I + 1) + 1;
    }
    return I + 1;
  case ExpressionKeyword::Separator:
    if (W.is(I + 1, TokenKind::String)) {
      Out.edit(I, I + 2, "");
      return I + 2;
    }
    return I + 1;
  case ExpressionKeyword::Sounds:
    if (W.word(I + 1, "LIKE"))
      Out.edit(I, I + 1, "");
    return I + 1;
  case ExpressionKeyword::Truth: {
    // Numbers, but where they stand for a whole condition: 1 = TRUE is true.
    bool IsCompared = W.is(I + 1, TokenKind::Operator) ||
                      W.anyOf(I + 1, {"IS", "IN", "NOT", "LIKE", "BETWEEN", "REGEXP", "RLIKE", "GLOB", "MATCH", "COLLATE", "DIV", "MOD"});
    bool IsCondition = !IsCompared && W.anyOf(I - 1, {"WHERE", "AND", "OR", "ON", "HAVING", "NOT", "IS", "THEN", "ELSE"});
    if (!W.isGeneric() && !IsCondition && W.isOperandPosition(I))
      Out.edit(I, I + 1, W.word(I, "TRUE") ? "1" : "0");
    return I + 1;
  }
  case ExpressionKeyword::TypeCall:
    if (Called && (W.isMySQL() || W.isSQLite()) && W.isOperandPosition(I) && !W.anyOf(I - 1, {"INTO", "TABLE", "AS"}))
      Out.edit(I, I + 1, W.quoted(I));
    else
      reservedName(I);
    return I + 1;
  case ExpressionKeyword::Using:
    endCondition(I);
    if (top().In == ExpressionFrame::From && !top().Joins.empty()) {
      ColumnsAt = I + 1;
      return on(I);
    }
    if (top().In == ExpressionFrame::Select || top().In == ExpressionFrame::From)
      top().In = ExpressionFrame::From;
    return I + 1;
  case ExpressionKeyword::Wait:
    if (W.is(I + 1, TokenKind::Number)) {
      Out.edit(I, I + 2, "");
      return I + 2;
    }
    return I + 1;
  case ExpressionKeyword::With:
    if (W.word(I + 1, "ROLLUP")) {
      bool Known = top().GroupBy != NoToken;
      if (Known)
        Out.edit(top().GroupBy, top().GroupBy, "ROLLUP (");
      Out.edit(I, I + 2, Known ? ")" : "");
      return I + 2;
    }
    return I + 1;
  case ExpressionKeyword::Xor:
    if (W.isMySQL()) {
      top().HasXor = true;
      Out.edit(I, I + 1, ",");
    }
    return I + 1;
  }
  return I + 1;
}

size_t ExpressionEditor::word(size_t I) {
  if (!W.isDotted(I) && !W[I].HasHole && W.text(I).size() <= 20) {
    auto It = keywords().find(folded(W.text(I)));
    if (It != keywords().end())
      return keyword(It->second, I);
  }
  reservedName(I);
  return I + 1;
}

void ExpressionEditor::run() {
  Frames.emplace_back();
  top().ConditionStart = Where.First;
  // The tables of UPDATE come at once, those of DELETE after FROM and USING.
  if (W.anyOf(Where.First, {"UPDATE", "DELETE"}))
    top().In = ExpressionFrame::From;
  for (size_t I = Where.First; I < Where.Last;) {
    switch (W[I].Kind) {
    case TokenKind::LeftParen:
      open(I++);
      break;
    case TokenKind::RightParen:
      close(I++);
      break;
    case TokenKind::Comma:
      comma(I++);
      break;
    case TokenKind::Operator:
      I = operatorToken(I);
      break;
    case TokenKind::String:
      I = string(I);
      break;
    case TokenKind::Word:
      I = word(I);
      break;
    default:
      ++I;
      break;
    }
  }
  // What is still open ends with the statement.
  while (!Frames.empty()) {
    endClause(Where.Last);
    Frames.pop_back();
  }
}

void editExpressions(const TokenWalk &W, TokenSpan Where, PlanWriter &Out) {
  if (Where.empty())
    return;
  ExpressionEditor(W, Where, Out).run();
  if (W.isSQLite())
    groupCompounds(W, Where, Out);
}

} // namespace tenantscan::sql
