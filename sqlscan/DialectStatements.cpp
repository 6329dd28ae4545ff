//===- DialectStatements.cpp - The shape of statements --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// PostgreSQL changes one table in a statement. An UPDATE or DELETE of several, as
// MySQL has it, becomes one statement for each: its target is a table of the FROM
// that all of them share, so that every one is judged with all joins.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/StatementPlanner.h"

#include <algorithm>

namespace tenantscan::sql {

/// More targets than this are refused: the text grows by the FROM for each.
static constexpr size_t MaxTargets = 8;

static const std::initializer_list<std::string_view> Verbs{"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES", "TABLE"};

size_t StatementPlanner::skipWords(size_t I, std::initializer_list<std::string_view> Words) const {
  while (I < S.Last && W.anyOf(I, Words) && (W.isName(I + 1) || W.is(I + 1, TokenKind::LeftParen)))
    ++I;
  return I;
}

void StatementPlanner::name(size_t I) {
  if (W.is(I, TokenKind::Word) && !W[I].HasHole)
    Out.text(I, W.quoted(I));
  else
    Out.copy(I, I + 1);
}

// As a text: what is put in behind the name in the join does not belong here.
void StatementPlanner::target(const TableRef &T) {
  size_t Last = T.Alias != NoToken ? T.Alias + 1 : T.Name.Last;
  for (size_t I = T.Alias != NoToken ? T.Alias : T.Name.First; I < Last; ++I) {
    bool IsKnown = (W.is(I, TokenKind::Word) || W.is(I, TokenKind::QuotedName)) && !W[I].HasHole;
    if (W.is(I, TokenKind::Dot))
      Out.text(I, ".");
    else if (IsKnown)
      Out.text(I, W.quoted(I));
    else
      Out.copy(I, I + 1);
  }
}

// Tables of a join, in brackets or not. False where something is not understood.
bool StatementPlanner::tables(TokenSpan Refs, std::vector<TableRef> &Found) const {
  bool Expected = true;
  for (size_t I = Refs.First; I < Refs.Last;) {
    if (!Expected) {
      Expected = W.is(I, TokenKind::Comma) || W.anyOf(I, {"JOIN", "STRAIGHT_JOIN"});
      I = W.next(I);
      continue;
    }
    if (W.anyOf(I, {"LATERAL", "ONLY"})) {
      ++I;
      continue;
    }
    TableRef T;
    bool IsTable = false;
    if (W.is(I, TokenKind::LeftParen)) {
      if (!W.anyOf(I + 1, {"SELECT", "WITH", "VALUES", "TABLE"})) {
        size_t Close = W.close(I);
        if (Close >= Refs.Last || !tables({I + 1, Close}, Found))
          return false;
        Expected = false;
        I = Close + 1;
        continue;
      }
      I = W.next(I);
    } else if (W.isName(I)) {
      T.Name = {I, W.afterName(I)};
      I = T.Name.Last;
      IsTable = !W.is(I, TokenKind::LeftParen);
      if (!IsTable)
        I = W.next(I);
    } else {
      return false;
    }
    if (W.word(I, "PARTITION") && W.is(I + 1, TokenKind::LeftParen))
      I = W.next(I + 1);
    if (W.word(I, "AS"))
      ++I;
    bool IsClause = W.anyOf(I, {"JOIN",  "INNER",  "LEFT", "RIGHT", "CROSS",   "FULL", "NATURAL", "STRAIGHT_JOIN", "ON",    "USING", "USE",
                                "FORCE", "IGNORE", "SET",  "WHERE", "INDEXED", "NOT",  "ORDER",   "LIMIT",         "OUTER", "AS"});
    if (I < Refs.Last && (W.is(I, TokenKind::Word) || W.is(I, TokenKind::QuotedName)) && !IsClause)
      T.Alias = I++;
    if (IsTable)
      Found.push_back(T);
    Expected = false;
  }
  return !Expected;
}

// Index of the one table that \p Name means; -1 where there is none, or not one only.
int StatementPlanner::match(TokenSpan Name, const std::vector<TableRef> &Tables) const {
  int Found = -1;
  for (size_t I = 0; I < Tables.size(); ++I) {
    const TableRef &T = Tables[I];
    bool Matches = false;
    if (Name.Last - Name.First == 1)
      Matches = W.name(T.Alias != NoToken ? T.Alias : T.Name.Last - 1) == W.name(Name.First);
    else if (T.Alias == NoToken)
      Matches =
          W.name(T.Name.Last - 1) == W.name(Name.Last - 1) && (T.Name.Last - T.Name.First == 1 || W.name(T.Name.Last - 3) == W.name(Name.Last - 3));
    if (!Matches)
      continue;
    if (Found >= 0)
      return -1;
    Found = static_cast<int>(I);
  }
  return Found;
}

bool StatementPlanner::assignments(TokenSpan Where, std::vector<Assignment> &Found) const {
  for (TokenSpan Part : W.split(Where)) {
    size_t Equal = Part.First;
    while (Equal < Part.Last && !W.isOperator(Equal, "=") && !W.isOperator(Equal, ":="))
      Equal = W.next(Equal);
    if (Equal >= Part.Last || Equal == Part.First || Equal + 1 == Part.Last)
      return false;
    bool IsName = W.isName(Part.First) && W.afterName(Part.First) == Equal;
    if (!IsName && !W.is(Part.First, TokenKind::LeftParen))
      return false;
    Found.push_back({{Part.First, Equal}, Equal, {Equal + 1, Part.Last}});
  }
  return !Found.empty();
}

void StatementPlanner::assign(const Assignment &A) {
  if (W.is(A.Left.First, TokenKind::LeftParen))
    Out.copy(A.Left);
  else
    name(A.Left.Last - 1);
  Out.text(A.Operator, "=");
  Out.copy(A.Value);
}

size_t StatementPlanner::endOfRows(size_t First) {
  size_t End = W.find({First, S.Last}, {"ORDER", "LIMIT", "RETURNING"});
  if (W.contains({End, W.find({End, S.Last}, {"RETURNING"})}, {"SELECT"}))
    Out.refuse(End, "a query decides which rows the statement changes");
  return End;
}

// UPDATE tables SET assignments [FROM tables] [WHERE] [ORDER BY] [LIMIT] [RETURNING]
void StatementPlanner::planUpdate(size_t I) {
  size_t First = I + 1;
  if (W.word(First, "OR")) {
    if (W.word(First + 1, "REPLACE"))
      return Out.refuse(First, "UPDATE OR REPLACE deletes the rows that are in the way, whoever they belong to");
    First += 2;
  }
  First = skipWords(First, Modifiers);
  size_t Set = W.find({First, S.Last}, {"SET"});
  std::vector<TableRef> Tables;
  std::vector<Assignment> Assigned;
  size_t Rest = W.find({std::min(Set + 1, S.Last), S.Last}, {"WHERE", "FROM", "ORDER", "LIMIT", "RETURNING"});
  if (Set >= S.Last || !tables({First, Set}, Tables) || !assignments({Set + 1, Rest}, Assigned)) {
    // As PostgreSQL reads it, `t.a = 1` would be a field of a column.
    if (Set < S.Last && !W.isGeneric())
      for (size_t Dot = Set; Dot < Rest; ++Dot)
        if (W.is(Dot, TokenKind::Dot))
          return Out.refuse(Set, "the assignments of UPDATE are not understood");
    begin();
    return Out.copy(I, S.Last);
  }
  size_t Rows = endOfRows(Rest);
  size_t Returning = W.find({Rest, S.Last}, {"RETURNING"});
  bool IsJoin = Tables.size() != 1 || W.find({First, Set}, {"JOIN", "STRAIGHT_JOIN"}) < Set || W.split({First, Set}).size() > 1;
  // Which table each of the assignments is of; what is not said may be of any.
  std::vector<std::vector<const Assignment *>> Of(Tables.size());
  for (const Assignment &A : Assigned) {
    bool IsQualified = W.isName(A.Left.First) && A.Left.Last - A.Left.First > 1;
    int Table = IsQualified ? match({A.Left.First, A.Left.Last - 2}, Tables) : -1;
    if (IsQualified && Table < 0) {
      // A field of a column, in PostgreSQL.
      if (W.isGeneric() && !IsJoin) {
        begin();
        return Out.copy(I, S.Last);
      }
      return Out.refuse(A.Left.First, "the table that an assignment changes is not known");
    }
    for (size_t T = 0; T < Tables.size(); ++T) {
      const TokenSpan &Name = Tables[T].Name;
      bool IsCommon = Name.Last - Name.First == 1 && std::find(Common.begin(), Common.end(), W.name(Name.First)) != Common.end();
      if (IsQualified ? Table == static_cast<int>(T) : !IsCommon)
        Of[T].push_back(&A);
    }
  }
  size_t Targets = static_cast<size_t>(std::count_if(Of.begin(), Of.end(), [](const auto &List) { return !List.empty(); }));
  if (Targets == 0)
    return Out.refuse(I, "the table that UPDATE changes is not known");
  if (Targets > MaxTargets)
    return Out.refuse(I, "the statement changes too many tables");
  if (IsJoin && Rest < S.Last && W.word(Rest, "FROM"))
    return Out.refuse(Rest, "UPDATE of a join with FROM is not understood");
  bool Separate = false;
  for (size_t T = 0; T < Tables.size(); ++T) {
    if (Of[T].empty())
      continue;
    if (Separate) {
      Out.text(I, ";");
      Out.setRepeats();
    }
    Separate = true;
    begin();
    Out.copy(I, I + 1);
    if (IsJoin)
      target(Tables[T]);
    else
      Out.copy(First, Set);
    Out.copy(Set, Set + 1);
    for (const Assignment *A : Of[T]) {
      if (A != Of[T].front())
        Out.text(A->Left.First, ",");
      assign(*A);
    }
    if (IsJoin) {
      Out.text(First, "FROM");
      Out.copy(First, Set);
    }
    Out.copy(Rest, Rows);
    Out.copy(Returning, S.Last);
  }
}

// DELETE FROM t, DELETE a, b FROM tables, DELETE FROM a, b USING tables
void StatementPlanner::planDelete(size_t I) {
  size_t First = skipWords(I + 1, Modifiers);
  size_t Names = W.word(First, "FROM") ? First + 1 : First;
  size_t Refs = Names == First ? W.find({First, S.Last}, {"FROM"}) : W.find({Names, S.Last}, {"USING", "WHERE"});
  size_t Rest = Refs;
  bool HasRefs = Refs < S.Last && W.anyOf(Refs, {"FROM", "USING"});
  if (HasRefs)
    Rest = W.find({Refs + 1, S.Last}, {"WHERE", "ORDER", "LIMIT", "RETURNING"});
  else
    Rest = W.find({Names, S.Last}, {"WHERE", "ORDER", "LIMIT", "RETURNING"});
  size_t Rows = endOfRows(Rest);
  size_t Returning = W.find({Rest, S.Last}, {"RETURNING"});
  std::vector<TableRef> Tables;
  if (HasRefs && !tables({Refs + 1, Rest}, Tables)) {
    begin();
    return Out.copy(I, S.Last);
  }
  std::vector<TokenSpan> Targets = W.split({Names, HasRefs ? Refs : Rest});
  // PostgreSQL's USING names other tables only.
  bool IsForeign = HasRefs && (Names == First || Targets.size() > 1 || (!W.isSQLite() && !Targets.empty() && match(Targets[0], Tables) >= 0));
  if (!IsForeign) {
    begin();
    Out.copy(I, I + 1);
    Out.text(I, "FROM");
    Out.copy(Names, Rows);
    return Out.copy(Returning, S.Last);
  }
  if (Targets.size() > MaxTargets)
    return Out.refuse(I, "the statement changes too many tables");
  for (TokenSpan &Target : Targets) {
    // `t.*` is the same as `t`.
    if (Target.Last - Target.First > 2 && W.isOperator(Target.Last - 1, "*") && W.is(Target.Last - 2, TokenKind::Dot))
      Target.Last -= 2;
    int Table = !Target.empty() && W.isName(Target.First) && W.afterName(Target.First) == Target.Last ? match(Target, Tables) : -1;
    if (Table < 0)
      return Out.refuse(std::min(Target.First, S.Last - 1), "the table that DELETE names is not one of those that it joins");
    if (&Target != &Targets.front()) {
      Out.text(I, ";");
      Out.setRepeats();
    }
    begin();
    Out.copy(I, I + 1);
    Out.text(I, "FROM");
    target(Tables[static_cast<size_t>(Table)]);
    Out.text(Refs, "USING");
    Out.copy(Refs + 1, Rest);
    Out.copy(Rest, Rows);
    Out.copy(Returning, S.Last);
  }
}

// SET @a = (SELECT ...), @b = 1: what is read counts.
void StatementPlanner::planVariables(size_t I) {
  if (touchesNoRows(W, {I + 1, S.Last}))
    return planNothing(I, Out);
  Out.text(I, "SELECT");
  bool First = true;
  for (TokenSpan Part : W.split({I + 1, S.Last})) {
    size_t Equal = Part.First;
    while (Equal < Part.Last && !W.is(Equal, TokenKind::Operator))
      Equal = W.next(Equal);
    if (Equal + 1 >= Part.Last)
      return Out.refuse(I, "the query inside SET is not understood");
    if (!First)
      Out.text(Part.First, ",");
    First = false;
    Out.copy(Equal + 1, Part.Last);
  }
}

// Steers the session or the database file; PostgreSQL's grammar does not know it.
bool StatementPlanner::isUtility(size_t I) const {
  static const std::initializer_list<std::string_view> OfMySQL{
      "ANALYZE", "BEGIN",    "BINLOG",    "CACHE", "CHANGE", "CHECK",    "CHECKSUM", "COMMIT",    "DEALLOCATE", "FLUSH", "GET",
      "GRANT",   "HELP",     "INSTALL",   "KILL",  "LOCK",   "OPTIMIZE", "PURGE",    "RELEASE",   "REPAIR",     "RESET", "RESIGNAL",
      "REVOKE",  "ROLLBACK", "SAVEPOINT", "SHOW",  "SIGNAL", "START",    "STOP",     "UNINSTALL", "UNLOCK",     "USE",   "XA"};
  static const std::initializer_list<std::string_view> OfSQLite{"ANALYZE", "ATTACH",  "BEGIN",   "COMMIT",   "DETACH",    "END",
                                                                "PRAGMA",  "REINDEX", "RELEASE", "ROLLBACK", "SAVEPOINT", "VACUUM"};
  // ANALYZE TABLE t UPDATE HISTOGRAM ON a
  if (W.isMySQL() && W.word(I, "ANALYZE") && (W.word(I + 1, "TABLE") || W.word(I + 2, "TABLE")))
    return true;
  bool Known = ((W.isMySQL() || W.isGeneric()) && W.anyOf(I, OfMySQL)) || ((W.isSQLite() || W.isGeneric()) && W.anyOf(I, OfSQLite));
  return Known && (W.anyOf(I, {"GRANT", "REVOKE"}) || touchesNoRows(W, {I, S.Last}));
}

// EXPLAIN, PREPARE, EXECUTE: returns the statement inside, or S.Last where all is planned.
size_t StatementPlanner::planHead(size_t I) {
  bool IsAnalyze = W.word(I, "ANALYZE") && !W.word(I + 1, "TABLE");
  bool Explains = W.anyOf(I, {"EXPLAIN", "DESCRIBE", "DESC"}) || (IsAnalyze && (W.word(I + 1, "FORMAT") || W.anyOf(I + 1, Verbs)));
  if (Explains) {
    size_t Inner = I + 1;
    while (Inner < S.Last && !W.anyOf(Inner, Verbs) && !(W.is(Inner, TokenKind::LeftParen) && W.word(Inner + 1, "SELECT")))
      Inner = W.next(Inner);
    if (Inner >= S.Last) {
      planNothing(I, Out);
      return S.Last;
    }
    Out.text(I, "EXPLAIN");
    return Inner;
  }
  if (W.words(I, {"EXECUTE", "IMMEDIATE"}) || (W.word(I, "PREPARE") && W.word(I + 2, "FROM"))) {
    size_t Inner = I + (W.word(I, "PREPARE") ? 3 : 2);
    if (Inner >= S.Last || !(W.anyOf(Inner, Verbs) || W.is(Inner, TokenKind::Word))) {
      Out.refuse(I, "the text of a prepared statement is not known");
      return S.Last;
    }
    if (W.word(I, "PREPARE")) {
      Out.copy(I, I + 2);
      Out.text(I + 2, "AS");
    }
    // What follows EXECUTE IMMEDIATE '...' are values.
    size_t Using = W.word(I, "EXECUTE") ? W.find({Inner, S.Last}, {"USING"}) : S.Last;
    while (Using < S.Last && !W.is(Using + 1, TokenKind::Variable))
      Using = W.find({Using + 1, S.Last}, {"USING"});
    S.Last = Using;
    return Inner;
  }
  if (W.isMySQL() && W.word(I, "EXECUTE") && W.isName(I + 1)) {
    Out.copy(I, I + 2);
    return S.Last;
  }
  return I;
}

void StatementPlanner::planBody() {
  size_t I = S.First;
  if (W.word(I, "WITH")) {
    size_t Verb = I + 1;
    while (Verb < S.Last && !W.anyOf(Verb, {"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "VALUES", "TABLE"}))
      Verb = W.next(Verb);
    if (Verb >= S.Last)
      return Out.copy(S);
    for (size_t As = I + 2; As < Verb; As = W.next(As))
      if (W.word(As, "AS")) {
        // Before it is the name, or the name and its columns.
        size_t Name = As - 1;
        if (W.is(Name, TokenKind::RightParen)) {
          while (Name > I + 1 && !W.is(Name, TokenKind::LeftParen))
            --Name;
          --Name;
        }
        Common.push_back(W.name(Name));
      }
    Prefix.push_back({I, Verb});
    I = Verb;
  }
  if (W.anyOf(I, {"INSERT", "REPLACE"}))
    return planInsert(I);
  if (W.word(I, "UPDATE"))
    return planUpdate(I);
  if (W.word(I, "DELETE"))
    return planDelete(I);
  if (W.isMySQL() && W.word(I, "LOAD"))
    return planLoad(I);
  if (W.isMySQL() && W.word(I, "SET"))
    return planVariables(I);
  if (W.isMySQL() && W.word(I, "DO")) {
    Out.text(I, "SELECT");
    return Out.copy(I + 1, S.Last);
  }
  if (isUtility(I))
    return planNothing(I, Out);
  Out.copy(S);
}

void StatementPlanner::run() {
  if (W.anyOf(S.First, {"CREATE", "ALTER", "DROP", "RENAME"}))
    return planDefinition(W, S, Out);
  size_t Inner = planHead(S.First);
  if (Inner >= S.Last)
    return;
  S.First = Inner;
  planBody();
  size_t Verb = Prefix.empty() ? S.First : Prefix.front().Last;
  for (TokenSpan Span : Prefix)
    editExpressions(W, Span, Out);
  editExpressions(W, {Verb, S.Last}, Out);
}

void planStatement(const TokenWalk &W, TokenSpan Statement, PlanWriter &Out) { StatementPlanner(W, Statement, Out).run(); }

} // namespace tenantscan::sql
