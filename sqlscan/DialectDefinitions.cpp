//===- DialectDefinitions.cpp - CREATE, ALTER, DROP, RENAME ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of a definition only what the proof uses is kept. A column becomes `"name" type [NOT NULL]
// [UNIQUE] [PRIMARY KEY]`; defaults, options and other keys are left out.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DialectTokens.h"

#include <algorithm>

namespace tenantscan::sql {

namespace {

class DefinitionPlanner {
public:
  DefinitionPlanner(const TokenWalk &W, TokenSpan S, PlanWriter &Out) : W(W), S(S), Out(Out) {}
  void run();

private:
  void planCreate();
  void planTable(size_t Name);
  void planVirtualTable(size_t Name);
  void planIndex(size_t Index, bool IsUnique);
  void planView(size_t View);
  void planAlter();
  void planAlteration(TokenSpan Command, TokenSpan Table);
  void planRename();
  void planDrop();
  bool isForeign() const;
  void alter(TokenSpan Table);
  std::string_view typeOf(TokenSpan Rest) const;
  void column(TokenSpan Definition);
  void key(TokenSpan Constraint);
  void keyColumns(size_t Open);
  void name(size_t I);
  std::string placeOf(TokenSpan Definition) const;
  void change(size_t Column, TokenSpan Definition, TokenSpan Table);
  bool isKeyOrCheck(size_t I) const;
  size_t uniqueKey(TokenSpan Constraint) const;
  size_t skipIfExists(size_t I) const;
  /// The query of a definition is judged as any other.
  void query(size_t First) {
    Out.copy(First, S.Last);
    editExpressions(W, {First, S.Last}, Out);
  }

  const TokenWalk &W;
  TokenSpan S;
  PlanWriter &Out;
};

} // namespace

void DefinitionPlanner::name(size_t I) {
  if (W[I].HasHole || W.is(I, TokenKind::Hole))
    Out.copy(I, I + 1);
  else
    Out.text(I, W.quoted(I));
}

size_t DefinitionPlanner::skipIfExists(size_t I) const {
  if (W.words(I, {"IF", "NOT", "EXISTS"}))
    return I + 3;
  return W.words(I, {"IF", "EXISTS"}) ? I + 2 : I;
}

bool DefinitionPlanner::isKeyOrCheck(size_t I) const {
  // `key` and `index` may be columns of SQLite; a key has brackets.
  if (W.anyOf(I, {"KEY", "INDEX"}))
    return W.is(I + 1, TokenKind::LeftParen) || (W.isName(I + 1) && (W.is(I + 2, TokenKind::LeftParen) || W.word(I + 2, "USING")) && W.isMySQL()) ||
           (W.isMySQL() && W.word(I + 1, "USING"));
  return W.anyOf(I, {"FULLTEXT", "SPATIAL", "FOREIGN", "CHECK", "CONSTRAINT", "EXCLUDE", "PERIOD"});
}

// The keyword PRIMARY or UNIQUE of a key over columns; the end where there is none.
size_t DefinitionPlanner::uniqueKey(TokenSpan Constraint) const {
  size_t I = Constraint.First;
  if (W.word(I, "CONSTRAINT"))
    I += W.anyOf(I + 1, {"PRIMARY", "UNIQUE"}) ? 1 : 2;
  return I < Constraint.Last && (W.words(I, {"PRIMARY", "KEY"}) || W.word(I, "UNIQUE")) ? I : Constraint.Last;
}

// Keys over a part or a function of a column do not have the column.
void DefinitionPlanner::keyColumns(size_t Open) {
  Out.text(Open, "(");
  bool First = true;
  for (TokenSpan Part : W.split({Open + 1, W.close(Open)})) {
    if (!First)
      Out.text(Part.First, ",");
    First = false;
    bool IsColumn = !Part.empty() && W.isName(Part.First) && !W.is(Part.First + 1, TokenKind::LeftParen);
    if (IsColumn)
      name(Part.First);
    else
      Out.text(Part.First, "tenantscan_part");
  }
  Out.text(Open, ")");
}

// [CONSTRAINT x] PRIMARY KEY (a), UNIQUE [KEY|INDEX] [x] [USING BTREE] (a)
void DefinitionPlanner::key(TokenSpan Constraint) {
  size_t Kind = uniqueKey(Constraint);
  size_t Named = W.word(Constraint.First, "CONSTRAINT") && Kind == Constraint.First + 2 ? Constraint.First + 1 : NoToken;
  size_t Open = Kind + 1;
  while (Open < Constraint.Last && !W.is(Open, TokenKind::LeftParen)) {
    if (W.word(Open, "USING"))
      ++Open;
    // MySQL prefers the name of the index to that of the constraint.
    else if ((Named == NoToken || W.isMySQL()) && W.isName(Open) && !W.anyOf(Open, {"KEY", "INDEX"}))
      Named = Open;
    ++Open;
  }
  if (Open >= Constraint.Last || W.close(Open) >= Constraint.Last)
    return Out.refuse(Constraint.First, "a key is not understood");
  if (Named != NoToken && W.word(Kind, "UNIQUE")) {
    Out.text(Named, "CONSTRAINT");
    name(Named);
  }
  Out.text(Kind, W.word(Kind, "UNIQUE") ? "UNIQUE" : "PRIMARY KEY");
  keyColumns(Open);
}

// As far as it matters: what is compared as a text, and what SQLite takes for the rowid.
std::string_view DefinitionPlanner::typeOf(TokenSpan Rest) const {
  if (W.isSQLite())
    return W.word(Rest.First, "INTEGER") && !W.is(Rest.First + 1, TokenKind::LeftParen) ? "integer" : "text";
  if (!W.isMySQL())
    return "text";
  if (W.anyOf(Rest.First, {"TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT", "BOOL", "BOOLEAN", "SERIAL"}))
    return "integer";
  if (W.anyOf(Rest.First, {"BINARY", "VARBINARY", "UUID", "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB"}))
    return "bytea";
  return W.anyOf(Rest.First, {"DECIMAL", "NUMERIC", "DEC", "FIXED", "FLOAT", "DOUBLE", "REAL"}) ? "numeric" : "text";
}

// FIRST, AFTER x; as PostgreSQL spells options of a column: ("x" 'after').
std::string DefinitionPlanner::placeOf(TokenSpan Definition) const {
  size_t Last = Definition.Last - 1;
  if (W.isSQLite() || Definition.Last - Definition.First < 2)
    return {};
  if (W.word(Last, "FIRST"))
    return "\"first\" 'first'";
  return W.word(Last - 1, "AFTER") && W.isName(Last) && !W[Last].HasHole ? W.quoted(Last) + " 'after'" : std::string();
}

void DefinitionPlanner::column(TokenSpan Definition) {
  name(Definition.First);
  Out.text(Definition.First, std::string(typeOf({Definition.First + 1, Definition.Last})));
  if (std::string Place = placeOf(Definition); !Place.empty())
    Out.text(Definition.First, "OPTIONS (" + Place + ")");
  bool IsPrimary = false;
  bool IsUnique = false;
  bool IsNotNull = false;
  for (size_t I = Definition.First + 1; I < Definition.Last; I = W.next(I)) {
    IsNotNull = IsNotNull || W.words(I, {"NOT", "NULL"});
    IsUnique = IsUnique || W.word(I, "UNIQUE");
    // MySQL takes KEY alone for the primary one.
    IsPrimary = IsPrimary || W.words(I, {"PRIMARY", "KEY"}) || (W.isMySQL() && W.word(I, "KEY") && !W.word(I - 1, "UNIQUE"));
  }
  if (IsNotNull)
    Out.text(Definition.First, "NOT NULL");
  if (IsUnique)
    Out.text(Definition.First, "UNIQUE");
  if (IsPrimary)
    Out.text(Definition.First, "PRIMARY KEY");
}

// CREATE [TEMPORARY] TABLE [IF NOT EXISTS] t (...) options [[AS] SELECT ...]
void DefinitionPlanner::planTable(size_t Name) {
  Name = skipIfExists(Name);
  if (!W.isName(Name))
    return Out.copy(S);
  size_t Open = W.afterName(Name);
  bool Replaces = W.words(S.First + 1, {"OR", "REPLACE"});
  if (Replaces) {
    Out.text(S.First, "DROP TABLE");
    Out.copy(Name, Open);
  }
  Out.text(S.First, Replaces ? "; CREATE TABLE" : "CREATE TABLE");
  Out.copy(Name, Open);
  // CREATE TABLE t LIKE u
  size_t Like = W.is(Open, TokenKind::LeftParen) ? Open + 1 : Open;
  if (W.word(Like, "LIKE") && W.isName(Like + 1)) {
    Out.text(Like, "(LIKE");
    Out.copy(Like + 1, W.afterName(Like + 1));
    return Out.text(Like, ")");
  }
  bool HasColumns = W.is(Open, TokenKind::LeftParen) && !W.anyOf(Open + 1, {"SELECT", "WITH", "VALUES"}) && !W.is(Open + 1, TokenKind::LeftParen);
  size_t Close = HasColumns ? W.close(Open) : Open;
  if (Close >= S.Last && HasColumns)
    return Out.copy(Open, S.Last);
  // Options up to the query, if there is one.
  size_t Query = HasColumns ? Close + 1 : Open;
  while (Query < S.Last && !W.anyOf(Query, {"SELECT", "WITH", "VALUES", "TABLE"}) &&
         !(W.is(Query, TokenKind::LeftParen) && (W.anyOf(Query + 1, {"SELECT", "WITH"}) || W.is(Query + 1, TokenKind::LeftParen))))
    Query = W.next(Query);
  if (Query < S.Last && !(W.word(Query, "WITH") && W.word(Query + 1, "SYSTEM"))) {
    Out.text(Query, "AS");
    return query(Query);
  }
  if (!HasColumns)
    return Out.text(Open < S.Last ? Open : Name, "()");
  Out.copy(Open, Open + 1);
  bool First = true;
  for (TokenSpan Part : W.split({Open + 1, Close})) {
    if (Part.empty())
      return Out.copy(Part.First, S.Last);
    bool IsKey = uniqueKey(Part) < Part.Last;
    // Constraints of SQLite may follow each other without a comma; a key among them counts.
    if (!IsKey && (isKeyOrCheck(Part.First) || !W.isName(Part.First)))
      continue;
    if (!First)
      Out.text(Part.First, ",");
    First = false;
    if (IsKey)
      key(Part);
    else
      column(Part);
  }
  Out.copy(Close, Close + 1);
}

// CREATE VIRTUAL TABLE t USING fts5(a, b UNINDEXED, option = x)
void DefinitionPlanner::planVirtualTable(size_t Name) {
  Name = skipIfExists(Name);
  size_t Using = W.isName(Name) ? W.afterName(Name) : S.Last;
  bool HasColumns = W.word(Using, "USING") && W.anyOf(Using + 1, {"fts3", "fts4", "fts5", "rtree", "rtree_i32"}) &&
                    W.is(Using + 2, TokenKind::LeftParen) && W.close(Using + 2) < S.Last;
  if (!HasColumns)
    return planNothing(S.First, Out);
  Out.text(S.First, "CREATE TABLE");
  Out.copy(Name, Using);
  Out.text(Using, "(");
  bool First = true;
  for (TokenSpan Part : W.split({Using + 3, W.close(Using + 2)})) {
    if (Part.empty() || !W.isName(Part.First) || W.is(Part.First + 1, TokenKind::Operator))
      continue;
    if (!First)
      Out.text(Part.First, ",");
    First = false;
    name(Part.First);
    Out.text(Part.First, "text");
  }
  Out.text(Using, ")");
}

// CREATE UNIQUE INDEX x [USING BTREE] ON t (a, b) [WHERE ...]
void DefinitionPlanner::planIndex(size_t Index, bool IsUnique) {
  size_t Name = skipIfExists(Index + 1);
  size_t On = W.find({Name, S.Last}, {"ON"});
  size_t Open = On + 1 < S.Last && W.isName(On + 1) ? W.afterName(On + 1) : S.Last;
  if (W.word(Open, "USING"))
    Open += 2;
  if (!IsUnique || !W.isName(Name) || !W.is(Open, TokenKind::LeftParen) || W.close(Open) >= S.Last)
    return planNothing(S.First, Out);
  Out.text(S.First, "CREATE UNIQUE INDEX");
  Out.text(Name, W.quoted(W.afterName(Name) - 1));
  Out.copy(On, W.afterName(On + 1));
  keyColumns(Open);
  if (W.find({Open, S.Last}, {"WHERE"}) < S.Last)
    Out.text(Open, "WHERE true");
}

// CREATE ALGORITHM = x DEFINER = y VIEW [IF NOT EXISTS] v [(columns)] AS SELECT ...
void DefinitionPlanner::planView(size_t View) {
  size_t Name = skipIfExists(View + 1);
  Out.text(S.First, "CREATE VIEW");
  size_t As = W.find({Name, S.Last}, {"AS"});
  if (Name == View + 1 || As >= S.Last)
    return query(Name);
  Out.copy(Name, As);
  Out.text(As, "WITH (if_not_exists)");
  query(As);
}

void DefinitionPlanner::planCreate() {
  size_t I = S.First + 1;
  bool IsUnique = false;
  for (; I < S.Last; I = W.next(I)) {
    IsUnique = IsUnique || W.word(I, "UNIQUE");
    if (W.anyOf(I, {"TABLE", "INDEX", "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE", "DATABASE", "SCHEMA", "USER", "ROLE", "SERVER",
                    "SEQUENCE", "AS", "ON"}))
      break;
  }
  if (W.words(I, {"TABLE"}))
    return W.word(I - 1, "VIRTUAL") ? planVirtualTable(I + 1) : planTable(I + 1);
  if (W.word(I, "INDEX"))
    return planIndex(I, IsUnique);
  if (W.word(I, "VIEW"))
    return planView(I);
  if (W.anyOf(I, {"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE"})) {
    // A loadable function has no body.
    if (W.word(I, "FUNCTION") && W.contains(S, {"SONAME"}))
      return planNothing(S.First, Out);
    return Out.refuse(S.First, "the body of a trigger, procedure or event is not looked into");
  }
  if (W.anyOf(I, {"USER", "ROLE", "SERVER"}) || touchesNoRows(W, S))
    return planNothing(S.First, Out);
  query(S.First);
}

void DefinitionPlanner::alter(TokenSpan Table) {
  Out.text(S.First, "; ALTER TABLE");
  Out.copy(Table);
}

// MODIFY and CHANGE give a column all of its definition anew.
void DefinitionPlanner::change(size_t Column, TokenSpan Definition, TokenSpan Table) {
  auto Alter = [&](const std::string &How) {
    alter(Table);
    Out.text(Column, "ALTER COLUMN");
    name(Column);
    Out.text(Column, How);
  };
  bool IsNotNull = false;
  for (size_t K = Definition.First; K < Definition.Last; K = W.next(K)) {
    IsNotNull = IsNotNull || W.words(K, {"NOT", "NULL"}) || W.words(K, {"PRIMARY", "KEY"});
    if (!W.anyOf(K, {"UNIQUE", "PRIMARY"}))
      continue;
    alter(Table);
    Out.text(Column, W.word(K, "UNIQUE") ? "ADD UNIQUE (" : "ADD PRIMARY KEY (");
    name(Column);
    Out.text(Column, ")");
  }
  Alter(IsNotNull ? "SET NOT NULL" : "DROP NOT NULL");
  Alter("TYPE " + std::string(typeOf(Definition)));
  if (std::string Place = placeOf({Column, Definition.Last}); !Place.empty())
    Alter("OPTIONS (SET " + Place + ")");
}

// Every alteration is a statement of its own: some of PostgreSQL's cannot be combined.
void DefinitionPlanner::planAlteration(TokenSpan C, TokenSpan Table) {
  size_t I = C.First;
  auto IsColumn = [&](size_t K) { return K < C.Last && W.isName(K); };
  if (W.word(I, "ADD")) {
    if (W.word(I + 1, "PARTITION"))
      return;
    size_t Column = I + 1;
    bool IsKey = uniqueKey({I + 1, C.Last}) < C.Last;
    if (!IsKey && isKeyOrCheck(Column))
      return;
    if (W.word(Column, "COLUMN"))
      ++Column;
    Column = skipIfExists(Column);
    if (W.is(Column, TokenKind::LeftParen)) {
      for (TokenSpan Part : W.split({Column + 1, W.close(Column)}))
        if (!Part.empty() && W.isName(Part.First) && !isKeyOrCheck(Part.First) && uniqueKey(Part) >= Part.Last) {
          alter(Table);
          Out.text(Part.First, "ADD COLUMN");
          column(Part);
        }
      return;
    }
    if (!IsKey && !IsColumn(Column))
      return;
    alter(Table);
    Out.text(I, IsKey ? "ADD" : "ADD COLUMN");
    return IsKey ? key({I + 1, C.Last}) : column({Column, C.Last});
  }
  if (W.anyOf(I, {"CHANGE", "MODIFY"})) {
    size_t Column = skipIfExists(I + (W.word(I + 1, "COLUMN") ? 2 : 1));
    size_t New = Column + (W.word(I, "CHANGE") ? 1 : 0);
    if (!IsColumn(Column) || !IsColumn(New))
      return;
    if (New != Column && W.name(New) != W.name(Column)) {
      alter(Table);
      Out.text(I, "RENAME COLUMN");
      name(Column);
      Out.text(I, "TO");
      name(New);
    }
    return change(New, {New + 1, C.Last}, Table);
  }
  if (W.words(I, {"DROP", "PRIMARY", "KEY"})) {
    alter(Table);
    return Out.text(I, "DROP CONSTRAINT \"PRIMARY\"");
  }
  if (size_t Key = skipIfExists(I + 2); W.word(I, "DROP") && W.anyOf(I + 1, {"INDEX", "KEY", "CONSTRAINT"}) && IsColumn(Key)) {
    alter(Table);
    Out.text(I, "DROP CONSTRAINT");
    return name(Key);
  }
  if (W.word(I, "RENAME") && W.anyOf(I + 1, {"INDEX", "KEY"}) && W.word(I + 3, "TO") && IsColumn(I + 2) && IsColumn(I + 4)) {
    alter(Table);
    Out.text(I, "RENAME CONSTRAINT");
    name(I + 2);
    Out.text(I, "TO");
    return name(I + 4);
  }
  if (W.word(I, "DROP") && !W.anyOf(I + 1, {"PRIMARY", "INDEX", "KEY", "FOREIGN", "CONSTRAINT", "CHECK", "PARTITION"})) {
    size_t Column = skipIfExists(I + (W.word(I + 1, "COLUMN") ? 2 : 1));
    if (!IsColumn(Column))
      return;
    alter(Table);
    Out.text(I, "DROP COLUMN");
    return name(Column);
  }
  if (W.word(I, "RENAME") && !W.anyOf(I + 1, {"INDEX", "KEY"})) {
    size_t To = W.find(C, {"TO", "AS"});
    size_t Old = I + (W.word(I + 1, "COLUMN") ? 2 : 1);
    size_t New = To < C.Last ? To + 1 : I + 1;
    if (!IsColumn(New))
      return;
    alter(Table);
    Out.text(I, To < C.Last && Old < To ? "RENAME COLUMN" : "RENAME");
    if (To < C.Last && Old < To)
      name(Old);
    Out.text(I, "TO");
    return name(W.afterName(New) - 1);
  }
  if (W.words(I, {"TRUNCATE", "PARTITION"})) {
    Out.text(I, "; TRUNCATE");
    Out.copy(Table);
  }
}

void DefinitionPlanner::planAlter() {
  size_t I = S.First + 1;
  while (W.anyOf(I, {"ONLINE", "OFFLINE", "IGNORE"}))
    ++I;
  if (!W.word(I, "TABLE") || !W.isName(skipIfExists(I + 1))) {
    // ALTER VIEW v AS SELECT ...
    if (touchesNoRows(W, S))
      return planNothing(S.First, Out);
    if (size_t View = W.find(S, {"VIEW"}); View < S.Last)
      return planView(View);
    return Out.refuse(S.First, "the body of a trigger, procedure or event is not looked into");
  }
  size_t Name = skipIfExists(I + 1);
  TokenSpan Table{Name, W.afterName(Name)};
  planNothing(S.First, Out);
  for (TokenSpan Command : W.split({Table.Last, S.Last}))
    if (!Command.empty())
      planAlteration(Command, Table);
}

// RENAME TABLE a TO b, c TO d
void DefinitionPlanner::planRename() {
  planNothing(S.First, Out);
  if (!W.anyOf(S.First + 1, {"TABLE", "TABLES"}))
    return;
  for (TokenSpan Part : W.split({skipIfExists(S.First + 2), S.Last})) {
    size_t To = W.find(Part, {"TO"});
    if (Part.empty() || !W.isName(Part.First) || To + 1 >= Part.Last || !W.isName(To + 1))
      continue;
    alter({Part.First, W.afterName(Part.First)});
    Out.text(To, "RENAME TO");
    name(W.afterName(To + 1) - 1);
  }
}

// DROP TABLE a, b; DROP INDEX i ON t, which is the table's own
void DefinitionPlanner::planDrop() {
  size_t I = S.First + 1;
  size_t Name = skipIfExists(I + 1);
  if (!W.anyOf(I, {"TABLE", "TABLES", "VIEW", "INDEX"}) || !W.isName(Name))
    return planNothing(S.First, Out);
  size_t On = W.find({Name, S.Last}, {"ON"});
  if (!W.word(I, "INDEX") || On >= S.Last) {
    Out.text(S.First, W.word(I, "INDEX") ? "DROP INDEX" : W.word(I, "VIEW") ? "DROP VIEW" : "DROP TABLE");
    for (TokenSpan Part : W.split({Name, S.Last}))
      if (!Part.empty() && W.isName(Part.First)) {
        Out.text(Part.First, Part.First == Name ? "" : ",");
        Out.copy(Part.First, W.afterName(Part.First));
      }
    return;
  }
  planNothing(S.First, Out);
  if (W.isName(On + 1)) {
    alter({On + 1, W.afterName(On + 1)});
    Out.text(S.First, "DROP CONSTRAINT");
    name(Name);
  }
}

// PostgreSQL's own grammar, unless something shows that it is not.
bool DefinitionPlanner::isForeign() const {
  bool DropsKey = W.words(S.First, {"DROP", "INDEX"}) && W.contains(S, {"ON"});
  for (size_t I = S.First; I < S.Last && W.word(S.First, "ALTER"); I = W.next(I))
    DropsKey = DropsKey || (W.anyOf(I, {"DROP", "RENAME"}) && W.anyOf(I + 1, {"INDEX", "KEY", "PRIMARY"}));
  return DropsKey ||
         W.contains(S, {"ENGINE", "AUTO_INCREMENT", "AUTOINCREMENT", "UNSIGNED", "TINYINT", "MEDIUMINT", "LONGTEXT", "MEDIUMTEXT", "DATETIME", "ENUM",
                        "FULLTEXT", "CHARSET", "ROWID", "STRICT", "VIRTUAL", "MODIFY", "CHANGE", "DEFINER", "ALGORITHM"});
}

void DefinitionPlanner::run() {
  if (W.isGeneric() && !isForeign())
    return query(S.First);
  W.word(S.First, "CREATE") ? planCreate() : W.word(S.First, "ALTER") ? planAlter() : W.word(S.First, "RENAME") ? planRename() : planDrop();
}

void planDefinition(const TokenWalk &W, TokenSpan Statement, PlanWriter &Out) { DefinitionPlanner(W, Statement, Out).run(); }

} // namespace tenantscan::sql
