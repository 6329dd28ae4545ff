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
#include "sqlscan/DialectTokens.h"

#include <algorithm>

namespace tenantscan::sql {

/// More targets than this are refused: the text grows by the FROM for each.
static constexpr size_t MaxTargets = 8;

namespace {

/// A table among the joins of an UPDATE or DELETE.
struct TableRef {
  TokenSpan Name;
  size_t Alias = NoToken;
};

struct Assignment {
  /// The name or the names in brackets, with qualifiers.
  TokenSpan Left;
  size_t Operator = 0;
  TokenSpan Value;
};

class StatementPlanner {
public:
  StatementPlanner(const TokenWalk &W, TokenSpan Statement, PlanWriter &Out) : W(W), S(Statement), Out(Out) {}
  void run();

private:
  size_t planHead(size_t I);
  void planBody();
  void planUpdate(size_t I);
  void planDelete(size_t I);
  void planInsert(size_t I);
  void planLoad(size_t I);
  void planVariables(size_t I);
  bool isUtility(size_t I) const;

  size_t skipWords(size_t I, std::initializer_list<std::string_view> Words) const;
  bool tables(TokenSpan Refs, std::vector<TableRef> &Found) const;
  int match(TokenSpan Name, const std::vector<TableRef> &Tables) const;
  bool assignments(TokenSpan Where, std::vector<Assignment> &Found) const;
  void target(const TableRef &T);
  void name(size_t I);
  void assign(const Assignment &A);
  void columnList(size_t Open);
  void upsert(size_t On, size_t End, std::string_view RowAlias, size_t AliasAt);
  /// Where ORDER BY and LIMIT begin, which only make the rows that change fewer.
  size_t endOfRows(size_t First);
  void begin() {
    for (TokenSpan Span : Prefix)
      Out.copy(Span);
  }

  const TokenWalk &W;
  TokenSpan S;
  PlanWriter &Out;
  /// The names that WITH gives.
  std::vector<std::string> Common;
  /// WITH ..., before every statement that this one becomes.
  std::vector<TokenSpan> Prefix;
};

} // namespace

static const std::initializer_list<std::string_view> Verbs{"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES", "TABLE"};
static const std::initializer_list<std::string_view> Modifiers{"IGNORE", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK"};

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

// The columns of INSERT may be qualified by its table.
void StatementPlanner::columnList(size_t Open) {
  size_t Close = W.close(Open);
  Out.copy(Open, Open + 1);
  bool First = true;
  for (TokenSpan Part : W.split({Open + 1, Close})) {
    if (!First)
      Out.text(Part.First, ",");
    First = false;
    if (!Part.empty() && W.isName(Part.First) && W.afterName(Part.First) == Part.Last)
      name(Part.Last - 1);
    else
      Out.copy(Part);
  }
  Out.copy(Close, Close + 1);
}

// ON DUPLICATE KEY UPDATE a = VALUES(a), b = new.b, t.c = 1
void StatementPlanner::upsert(size_t On, size_t End, std::string_view RowAlias, size_t AliasAt) {
  if (AliasAt != NoToken && W.is(AliasAt + 1, TokenKind::LeftParen))
    return Out.refuse(AliasAt, "other names for the columns of inserted rows are not understood");
  std::vector<Assignment> Assigned;
  if (!assignments({On + 4, End}, Assigned))
    return Out.refuse(On, "ON DUPLICATE KEY UPDATE without assignments");
  Out.text(On, "ON CONFLICT DO UPDATE SET");
  for (size_t I = On + 4; I < End; ++I) {
    if (W.word(I, "VALUES") && W.is(I + 1, TokenKind::LeftParen) && W.isName(I + 2) && W.close(I + 1) == W.afterName(I + 2)) {
      size_t Close = W.close(I + 1);
      Out.edit(I, Close - 1, "excluded.");
      Out.edit(Close, Close + 1, "");
    } else if (!RowAlias.empty() && W.isName(I) && W.is(I + 1, TokenKind::Dot) && !W.is(I - 1, TokenKind::Dot) && W.name(I) == RowAlias) {
      Out.edit(I, I + 1, "excluded");
    }
  }
  for (const Assignment &A : Assigned) {
    if (&A != &Assigned.front())
      Out.text(A.Left.First, ",");
    assign(A);
  }
}

// INSERT INTO t [(columns)] VALUES ... | SELECT ... | SET ... | DEFAULT VALUES
void StatementPlanner::planInsert(size_t I) {
  bool Replaces = W.word(I, "REPLACE");
  size_t Table = I + 1;
  if (W.word(Table, "OR")) {
    Replaces = Replaces || W.word(Table + 1, "REPLACE");
    Table += 2;
  }
  Table = skipWords(Table, Modifiers);
  if (W.word(Table, "INTO"))
    ++Table;
  if (!W.isName(Table)) {
    begin();
    return Out.copy(I, S.Last);
  }
  size_t Source = W.afterName(Table);
  while (Source < S.Last && !W.is(Source, TokenKind::LeftParen) && !W.anyOf(Source, {"VALUES", "VALUE", "SELECT", "SET", "DEFAULT", "WITH", "TABLE"}))
    Source = W.words(Source, {"PARTITION"}) ? W.next(Source + 1) : Source + 1;
  Source = std::min(Source, S.Last);
  size_t On = Source;
  while (On < S.Last && !W.words(On, {"ON", "DUPLICATE", "KEY", "UPDATE"}))
    On = W.next(On);
  On = std::min(On, S.Last);
  size_t Returning = W.find({On, S.Last}, {"RETURNING"});
  if (On == S.Last)
    Returning = W.find({Source, S.Last}, {"RETURNING"});
  size_t End = std::min(On, Returning);

  begin();
  Out.text(I, "INSERT INTO");
  Out.copy(Table, Source);
  bool HasColumns =
      W.is(Source, TokenKind::LeftParen) && !W.anyOf(Source + 1, {"SELECT", "WITH", "VALUES", "TABLE"}) && !W.is(Source + 1, TokenKind::LeftParen);
  bool IsEmptyList = HasColumns && W.close(Source) == Source + 1;
  if (HasColumns) {
    if (W.close(Source) >= S.Last)
      return Out.copy(Source, S.Last);
    if (!IsEmptyList)
      columnList(Source);
    Source = W.close(Source) + 1;
  }
  std::string RowAlias;
  size_t AliasAt = NoToken;
  bool IsValues = W.anyOf(Source, {"VALUES", "VALUE"});
  if (IsValues || W.word(Source, "SET")) {
    size_t As = W.find({Source, End}, {"AS"});
    if (!W.isSQLite() && As < End && W.isName(As + 1)) {
      AliasAt = As + 1;
      RowAlias = W.name(AliasAt);
      End = As;
    }
  }
  if (IsValues && W.is(Source + 1, TokenKind::LeftParen) && W.close(Source + 1) == Source + 2) {
    Out.text(Source, "DEFAULT VALUES");
    for (size_t K = Source; K < End; ++K)
      if (!W.is(K, TokenKind::LeftParen) && !W.is(K, TokenKind::RightParen) && !W.is(K, TokenKind::Comma) && K != Source)
        Out.copy(K, K + 1);
  } else if (IsValues) {
    Out.text(Source, "VALUES");
    bool HasQuery = W.contains({Source, End}, {"SELECT"});
    for (size_t K = Source + 1; K < End; ++K) {
      if (W.word(K, "ROW") && W.is(K + 1, TokenKind::LeftParen))
        Out.edit(K, K + 1, "");
      // No column can be meant here: SQLite takes it for a string.
      if (W.isSQLite() && !HasQuery && W.is(K, TokenKind::QuotedName) && W.text(K)[0] == '"' && !W.isDotted(K) && !W[K].HasHole) {
        std::string Quoted;
        for (char C : W.text(K).substr(1, W.text(K).size() - 2))
          Quoted.append(C == '\'' ? 2 : 1, C);
        Out.edit(K, K + 1, '\'' + Quoted + '\'');
      }
    }
    Out.copy(Source + 1, End);
  } else if (W.word(Source, "SET")) {
    std::vector<Assignment> Assigned;
    if (!assignments({Source + 1, End}, Assigned) ||
        std::any_of(Assigned.begin(), Assigned.end(), [&](const Assignment &A) { return W.is(A.Left.First, TokenKind::LeftParen); }))
      return Out.copy(Source, S.Last);
    for (bool Names : {true, false}) {
      Out.text(Source, Names ? "(" : ") VALUES (");
      for (const Assignment &A : Assigned) {
        if (&A != &Assigned.front())
          Out.text(A.Left.First, ",");
        if (Names)
          name(A.Left.Last - 1);
        else
          Out.copy(A.Value);
      }
    }
    Out.text(Source, ")");
  } else {
    Out.copy(Source, End);
  }
  // The rows that a unique key says are the same are deleted: an upsert on any
  // key, as far as tenants are concerned.
  if (Replaces)
    Out.text(I, "ON CONFLICT DO UPDATE SET tenantscan_replaced = true");
  else if (On < S.Last)
    upsert(On, Returning, RowAlias, AliasAt);
  Out.copy(Returning, S.Last);
}

// LOAD DATA ... INTO TABLE t ... [(columns)] [SET assignments]: an INSERT whose
// other values come from a file.
void StatementPlanner::planLoad(size_t I) {
  size_t Into = W.find({I, S.Last}, {"INTO"});
  size_t Table = Into + (W.word(Into + 1, "TABLE") ? 2 : 1);
  if (Into >= S.Last || !W.isName(Table)) {
    begin();
    return Out.copy(I, S.Last);
  }
  size_t After = W.afterName(Table);
  if (W.word(After, "PARTITION"))
    After = W.next(After + 1);
  size_t Open = After;
  size_t Set = S.Last;
  for (; Open < S.Last && !W.is(Open, TokenKind::LeftParen); ++Open)
    if (W.word(Open, "SET") && !W.word(Open - 1, "CHARACTER"))
      break;
  if (Open < S.Last)
    Set = W.is(Open, TokenKind::LeftParen) ? W.find({std::min(W.close(Open), S.Last), S.Last}, {"SET"}) : Open;
  std::vector<Assignment> Assigned;
  if (Set < S.Last && !assignments({Set + 1, S.Last}, Assigned))
    return Out.refuse(Set, "the assignments of LOAD DATA are not understood");
  bool HasList = W.is(Open, TokenKind::LeftParen);
  if (Assigned.empty() && !HasList) {
    Out.text(I, "COPY");
    Out.copy(Table, W.afterName(Table));
    return Out.text(Table, "FROM STDIN");
  }
  Out.text(I, "INSERT INTO");
  Out.copy(Table, W.afterName(Table));
  // SET comes first: it has the last word.
  std::vector<size_t> FromFile;
  if (HasList)
    for (TokenSpan Part : W.split({Open + 1, W.close(Open)}))
      if (!Part.empty() && W.isName(Part.First))
        FromFile.push_back(Part.Last - 1);
  for (bool Names : {true, false}) {
    bool First = true;
    Out.text(Open, Names ? "(" : ") VALUES (");
    for (const Assignment &A : Assigned) {
      Out.text(A.Left.First, First ? " " : ",");
      First = false;
      if (Names)
        name(A.Left.Last - 1);
      else
        Out.copy(A.Value);
    }
    for (size_t Column : FromFile) {
      Out.text(Column, First ? " " : ",");
      First = false;
      if (Names)
        name(Column);
      else
        Out.text(Column, "tenantscan_file()");
    }
    if (First)
      return Out.refuse(Open, "the columns that LOAD DATA writes are not known");
  }
  Out.text(Open, ")");
  if (W.find({I, Into}, {"REPLACE"}) < Into)
    Out.text(I, "ON CONFLICT DO UPDATE SET tenantscan_replaced = true");
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
      "ANALYZE", "BEGIN",    "BINLOG",    "CACHE", "CHANGE", "CHECK",    "CHECKSUM",  "COMMIT",  "DEALLOCATE", "FLUSH",
      "GRANT",   "HELP",     "INSTALL",   "KILL",  "LOCK",   "OPTIMIZE", "PURGE",     "RELEASE", "REPAIR",     "RESET",
      "REVOKE",  "ROLLBACK", "SAVEPOINT", "SHOW",  "START",  "STOP",     "UNINSTALL", "UNLOCK",  "USE",        "XA"};
  static const std::initializer_list<std::string_view> OfSQLite{"ANALYZE", "ATTACH",  "BEGIN",   "COMMIT",   "DETACH",    "END",
                                                                "PRAGMA",  "REINDEX", "RELEASE", "ROLLBACK", "SAVEPOINT", "VACUUM"};
  bool Known = ((W.isMySQL() || W.isGeneric()) && W.anyOf(I, OfMySQL)) || ((W.isSQLite() || W.isGeneric()) && W.anyOf(I, OfSQLite));
  return Known && (W.anyOf(I, {"GRANT", "REVOKE"}) || touchesNoRows(W, {I, S.Last}));
}

// EXPLAIN, PREPARE, EXECUTE: returns the statement inside, or S.Last where all is planned.
size_t StatementPlanner::planHead(size_t I) {
  bool Explains = W.anyOf(I, {"EXPLAIN", "DESCRIBE", "DESC"}) || (W.word(I, "ANALYZE") && (W.word(I + 1, "FORMAT") || W.anyOf(I + 1, Verbs)));
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
