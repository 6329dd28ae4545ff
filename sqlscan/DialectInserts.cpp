//===- DialectInserts.cpp - INSERT, REPLACE, LOAD DATA --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/StatementPlanner.h"

#include <algorithm>

namespace tenantscan::sql {

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
  const size_t Name = Table;
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
  else if (W.contains({I + 1, Name}, {"IGNORE"}) && W.find({Source, S.Last}, {"CONFLICT"}) == S.Last)
    Out.text(I, "ON CONFLICT DO NOTHING");
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

} // namespace tenantscan::sql
