//===- GenerateModify.cpp - INSERT, UPDATE, DELETE, MERGE, TRUNCATE -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Generator.h"

#include <algorithm>

namespace tenantscan::oracle {

std::string Generator::target() {
  static const char *const Names[] = {"invoices", "customers", "lines", "plans"};
  return Names[R.weighted({45u, 35u, 18u, 2u})];
}

Node Generator::returning(const std::string &Table, const std::string &Alias) {
  Node Columns = list();
  if (!R.chance(35))
    return Columns;
  Columns.Kids.push_back(column(Alias, "id"));
  if (R.chance(60))
    Columns.Kids.push_back(column(Alias, shape(Table).Columns.back()));
  return Columns;
}

// Of the target's columns only: which row of FROM an update takes is open.
Node Generator::assignments(const std::string &Table, const Scope &S, bool MayUseSubquery) {
  Node Set = list();
  const std::string &Column = R.pick(shape(Table).Settable);
  Set.Kids.push_back(make(Kind::Assign, Column, {R.chance(50) ? intValue(S, MayUseSubquery ? 0 : 2) : constant(R.between(0, 4))}));
  if (shape(Table).hasTenant() && R.chance(5))
    Set.Kids.push_back(make(Kind::Assign, "tenant_id", {R.chance(60) ? parameter(1) : R.chance(50) ? intColumn(S) : constant(3)}));
  return Set;
}

Node Generator::insertedRow(const std::vector<std::string> &Columns, const Scope &S, unsigned Fresh) {
  Node Row = list();
  for (const std::string &Column : Columns)
    if (Column == "id")
      Row.Kids.push_back(constant(R.chance(Fresh) ? R.between(6, 9) : R.between(1, 5)));
    else if (Column == "tenant_id")
      Row.Kids.push_back(R.chance(94) ? tenantValue(&S) : R.chance(50) ? constant(3) : intValue(S, 0));
    else if (isText(Column))
      Row.Kids.push_back(literal(R.chance(70) ? "'a'" : "NULL"));
    else
      Row.Kids.push_back(R.chance(70) ? constant(R.between(0, 4)) : intValue(S, 0));
  return Row;
}

Node Generator::conflict(const std::string &Table) {
  Node Clause = list();
  if (!R.chance(38))
    return Clause;
  Node C = make(Kind::Conflict, "(tenant_id, id)", {list(), list()});
  if (Table == "plans")
    C.Name = "(id)";
  else if (Table == "customers" && R.chance(35))
    C.Name = R.chance(50) ? "(id)" : "ON CONSTRAINT customers_id";
  else if (R.chance(12))
    C.Name = "ON CONSTRAINT " + Table + "_pkey";
  C.Number = R.chance(50);
  if (C.Number == 0 && R.chance(35))
    C.Name.clear();
  if (C.Number == 1) {
    Scope S;
    S.Sources.push_back({Table, shape(Table).Columns, true, shape(Table).hasTenant()});
    S.Sources.push_back({"excluded", shape(Table).Columns, true, shape(Table).hasTenant()});
    C.Kids[0] = assignments(Table, S, true);
    if (R.chance(25))
      C.Kids[1].Kids.push_back(R.chance(40) && shape(Table).hasTenant() ? equal(column(Table, "tenant_id"), parameter(1)) : condition(S, 2));
  }
  Clause.Kids.push_back(std::move(C));
  return Clause;
}

Node Generator::insert(const std::string &Table) {
  Node N = oracle::statement(Kind::Insert, InsertSlots);
  N.Name = Table;
  std::vector<std::string> Columns = shape(Table).Columns;
  if (R.chance(75)) {
    if (R.chance(30))
      std::swap(Columns[0], Columns[1]);
    if (R.chance(40))
      Columns.pop_back();
    for (const std::string &Column : Columns)
      N.Kids[InsertColumns].Kids.push_back(literal(Column));
  }
  N.Kids[InsertConflict] = conflict(Table);
  N.Kids[InsertReturning] = returning(Table, "");
  // Conflicts are wanted where there is a clause for them, and errors otherwise not.
  unsigned Fresh = N.Kids[InsertConflict].Kids.empty() ? 85 : 15;
  if (R.chance(45)) {
    Scope Empty;
    N.Kids[InsertSource] = make(Kind::Values, "", {insertedRow(Columns, Empty, Fresh)});
    if (R.chance(20))
      N.Kids[InsertSource].Kids.push_back(insertedRow(Columns, Empty, Fresh));
    return N;
  }
  Node Select = oracle::statement(Kind::Select, SelectSlots);
  Scope S;
  from(Select, S, Want());
  if (R.chance(40))
    Select.Kids[SelectWhere].Kids.push_back(condition(S, 0));
  Select.Kids[SelectTargets] = insertedRow(Columns, S, Fresh);
  for (size_t I = 0; I < Columns.size(); ++I) {
    Node &Value = Select.Kids[SelectTargets].Kids[I];
    // Keys that differ from row to row, or nearly every INSERT fails.
    if (Columns[I] == "id" && R.chance(75))
      Value = compare(intColumn(S), "+", literal(R.chance(Fresh) ? "10" : "0"));
    Value = as(std::move(Value), "c" + std::to_string(I));
  }
  if (R.chance(35))
    Select.Number = 1;
  N.Kids[InsertSource] = std::move(Select);
  return N;
}

Node Generator::update(const std::string &Table) {
  Node N = oracle::statement(Kind::Update, UpdateSlots);
  N.Name = Table;
  if (R.chance(50))
    N.Alias = freshAlias();
  Scope S;
  S.Sources.push_back({N.Alias.empty() ? Table : N.Alias, shape(Table).Columns, shape(Table).hasTenant(), shape(Table).hasTenant()});
  Node &Where = N.Kids[UpdateWhere];
  std::string Own = S.Sources.front().Alias;
  N.Kids[UpdateSet] = assignments(Table, S, true);
  N.Kids[UpdateReturning] = returning(Table, Own);
  confine(Where, nullptr, S, 0, false, "");
  if (R.chance(35)) {
    N.Kids[UpdateFrom].Kids.push_back(relation(S, 1, false));
    confine(Where, nullptr, S, 1, false, ",");
    if (R.chance(80))
      Where.Kids.push_back(compare(intColumn(S), "=", column(S.Sources.back().Alias, S.Sources.back().Columns.front())));
  }
  if (R.chance(60))
    Where.Kids.push_back(condition(S, 0));
  if (S.Sources.size() == 1 && R.chance(55))
    for (Node &Slot : N.Kids)
      unqualify(Slot, Own);
  return N;
}

Node Generator::remove(const std::string &Table) {
  Node N = update(Table);
  N.K = Kind::Delete;
  N.Kids[UpdateSet].Kids.clear();
  return N;
}

Node Generator::merge(const std::string &Table) {
  Node N = oracle::statement(Kind::Merge, MergeSlots);
  N.Name = Table;
  N.Alias = freshAlias();
  Scope S;
  // The source first: it may not see the target.
  Node Where = list();
  Want W;
  W.Width = 3;
  W.Depth = 1;
  W.Expose = R.chance(25);
  if (W.Expose || R.chance(70)) {
    Made Inner = query(W, nullptr);
    Node Item = make(Kind::Derived, "", {std::move(Inner.Query)});
    Item.Alias = freshAlias();
    S.Sources.push_back({Item.Alias, Inner.Columns, W.Expose, W.Expose});
    N.Kids[MergeSource].Kids.push_back(std::move(Item));
  } else {
    S.Sources.push_back({freshAlias(), shape("plans").Columns, false, false});
    N.Kids[MergeSource].Kids.push_back(table("plans", S.Sources.back().Alias));
  }
  Scope Inserted = S;
  S.Sources.push_back({N.Alias, shape(Table).Columns, shape(Table).hasTenant(), shape(Table).hasTenant()});
  Node &On = N.Kids[MergeOn];
  const std::vector<std::string> &From = S.Sources.front().Columns;
  On.Kids.push_back(compare(column(N.Alias, "id"), "=", column(S.Sources.front().Alias, R.pick(From))));
  if (shape(Table).hasTenant())
    On.Kids.push_back(equal(column(N.Alias, "tenant_id"), parameter(1)));
  if (R.chance(80)) {
    Node Action = make(Kind::MergeAction, R.chance(75) ? "UPDATE" : "DELETE", {});
    if (Action.Name == "UPDATE")
      Action.Kids = assignments(Table, S, false).Kids;
    Node Conditions = list();
    if (R.chance(30))
      Conditions.Kids.push_back(condition(S, 2));
    N.Kids[MergeWhens].Kids.push_back(make(Kind::When, "MATCHED", {Conditions, Action}));
  }
  if (R.chance(65) || N.Kids[MergeWhens].Kids.empty()) {
    std::vector<std::string> Columns = shape(Table).Columns;
    Node Action = make(Kind::MergeAction, "INSERT", insertedRow(Columns, Inserted, 70).Kids);
    for (const std::string &Column : Columns)
      Action.Alias += (Action.Alias.empty() ? "(" : ", ") + Column;
    Action.Alias += ")";
    Node Conditions = list();
    if (R.chance(20))
      Conditions.Kids.push_back(condition(Inserted, 2));
    for (size_t I = 0; I < Columns.size(); ++I)
      if (Columns[I] == "id")
        Action.Kids[I] = compare(intColumn(Inserted), "+", literal("10"));
    N.Kids[MergeWhens].Kids.push_back(make(Kind::When, "NOT MATCHED", {Conditions, Action}));
  }
  return N;
}

Node Generator::change(const std::string &Table, bool InWith) {
  switch (R.weighted({36u, 34u, 19u, 10u, 1u})) {
  case 0:
    return insert(Table);
  case 2:
    return remove(Table);
  case 3:
    if (!InWith)
      return merge(Table);
    break;
  case 4:
    if (!InWith)
      return make(Kind::Truncate, Table);
    break;
  default:
    break;
  }
  return update(Table);
}

} // namespace tenantscan::oracle
