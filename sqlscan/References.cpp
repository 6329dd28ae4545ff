//===- References.cpp - Where a statement names a relation ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which names in a part of a statement may mean a relation, or a column of it. Names that
// a query inside has of its own mean nothing further out.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Functions.h"
#include "sqlscan/Prover.h"

#include <algorithm>

namespace tenantscan::sql {

const CommonTable *Prover::findCommonTable(std::string_view Name, const Scope &S) {
  for (const Scope *Outer = &S; Outer != nullptr; Outer = Outer->Parent)
    for (const Scope *Block : {Outer, Outer->Block})
      if (Block != nullptr)
        for (const CommonTable &C : Block->CommonTables)
          if (C.Name == Name)
            return &C;
  return nullptr;
}

// The columns of tables whose definition is known: what else is in FROM may hide more names,
// and is not asked.
void Prover::addOwnNames(Node From, const Scope &S, InnerNames &Names) const {
  Names.HasFrom = true;
  for (Node Item : From.elements())
    addOwnNames(Item, S, Names);
  std::string_view Alias = From.body()["alias"].text("aliasname");
  if (!Alias.empty())
    Names.Aliases.push_back(Alias);
  if (Node Join = From.as("JoinExpr")) {
    if (!Alias.empty())
      return;
    addOwnNames(Join["larg"], S, Names);
    return addOwnNames(Join["rarg"], S, Names);
  }
  Node Table = From.as("RangeVar");
  std::string_view Name = Table.text("relname");
  if (Table && Alias.empty())
    Names.Aliases.push_back(Name);
  if (!Table || Names.IsHidden || Table["alias"]["colnames"] || (Table.text("schemaname").empty() && findCommonTable(Name, S) != nullptr))
    return;
  if (const sql::Table *Definition = Tables.find(Name, Table.text("schemaname"), Words); Definition != nullptr && Definition->ViewQuery.empty())
    Names.Columns.insert(Names.Columns.end(), Definition->Columns.begin(), Definition->Columns.end());
}

static bool hasName(const std::vector<std::string_view> &Names, std::string_view Name) {
  return std::any_of(Names.begin(), Names.end(), [&](std::string_view Own) { return equalsIgnoreCase(Own, Name); });
}

InnerNames Prover::namesInside(Node Query, const InnerNames &Outer, const Scope &S) const {
  InnerNames Own = Outer;
  Own.IsHidden = Own.IsHidden || Query["withClause"];
  if (Node From = Query["fromClause"])
    addOwnNames(From, S, Own);
  return Own;
}

// An aggregate belongs to the innermost query that its columns are of: max(a.x) in
// `SELECT (SELECT max(a.x) FROM b) FROM a` is one of a.
static bool hasInnerColumn(Node E, const InnerNames &Inner, bool &HasColumns) {
  if (Node Column = E.as("ColumnRef")) {
    HasColumns = true;
    std::vector<std::string_view> Names;
    for (Node Field : Column["fields"].elements())
      Names.push_back(Field.as("String").text("sval"));
    return Names.size() == 1 ? hasName(Inner.Columns, Names.front()) : hasName(Inner.Aliases, Names[Names.size() - 2]);
  }
  for (Node Item : E.elements())
    if (hasInnerColumn(Item, Inner, HasColumns))
      return true;
  for (Node Child : E.fields())
    if ((Child.isObject() || Child.isList()) && hasInnerColumn(Child, Inner, HasColumns))
      return true;
  return false;
}

static bool isOfInner(Node Call, const InnerNames &Inner) {
  bool HasColumns = false;
  return hasInnerColumn(Call, Inner, HasColumns) || !HasColumns;
}

bool Prover::hasOwnAggregate(Node Select, const Scope &S) const {
  InnerNames Own = namesInside(Select, {}, S);
  std::vector<Node> Calls;
  functionsIn(Select["targetList"], Calls);
  return std::any_of(Calls.begin(), Calls.end(), [&](Node Call) { return isAggregate(Call) && isOfInner(Call, Own); });
}

bool Prover::hasStrayAggregate(Node Select, const Scope &S) const {
  if (!Select.hasCalls())
    return false;
  InnerNames Own = namesInside(Select, {}, S);
  for (std::string_view Clause : {"targetList", "havingClause", "sortClause", "distinctClause", "groupClause"}) {
    std::vector<Node> Calls;
    if (S.Parent != nullptr)
      functionsIn(Select[Clause], Calls);
    if (aggregatesOutside(Select[Clause], S) ||
        std::any_of(Calls.begin(), Calls.end(), [&](Node Call) { return isAggregate(Call) && !isOfInner(Call, Own); }))
      return true;
  }
  return false;
}

bool Prover::aggregatesOutside(Node E, const Scope &S, const InnerNames *Inner) const {
  if (!E.hasCalls() || (Inner == nullptr && !E.hasSubLinks()))
    return false;
  if (Inner != nullptr && mayAggregate(E.as("FuncCall")) && !isOfInner(E.as("FuncCall"), *Inner))
    return true;
  for (Node Item : E.elements())
    if (aggregatesOutside(Item, S, Inner))
      return true;
  std::optional<InnerNames> Own;
  if (E.as("SubLink") || E["targetList"])
    Own = namesInside(E, Inner != nullptr ? *Inner : InnerNames(), S);
  for (Node Child : E.fields())
    if ((Child.isObject() || Child.isList()) && aggregatesOutside(Child, S, Own ? &*Own : Inner))
      return true;
  return false;
}

unsigned Prover::countNames(Node ColumnRef, RelationId Id, const InnerNames &Inner) {
  unsigned Count = 0;
  Node Fields = ColumnRef["fields"];
  bool IsFirst = true;
  for (Node Field : Fields.elements()) {
    std::string_view Name = Field.as("String").text("sval");
    std::optional<TermId> Found;
    bool IsRelation = equalsIgnoreCase(Name, Relations[Id].Name);
    if (Field.kind() == "A_Star"
            ? Fields.size() == 1 && !Inner.HasFrom
            : IsRelation || (IsFirst && Fields.size() == 1 && !hasName(Inner.Columns, Name) && lookUp(Id, Name, Found) != Has::No))
      ++Count;
    IsFirst = false;
  }
  return Count;
}

unsigned Prover::countReferences(Node E, RelationId Id, const Scope &S, const InnerNames &Inner) {
  if (Node Column = E.as("ColumnRef"))
    return countNames(Column, Id, Inner);
  unsigned Count = 0;
  for (Node Item : E.elements())
    Count += countReferences(Item, Id, S, Inner);
  // What FROM has is not seen in FROM itself, and common tables may hide tables.
  bool HasNames = E["fromClause"] || E["withClause"];
  InnerNames Own = HasNames ? namesInside(E, Inner, S) : InnerNames();
  InnerNames InFrom = HasNames ? Inner : InnerNames();
  InFrom.IsHidden = Own.IsHidden;
  for (Node Child : E.fields())
    if (Child.isObject() || Child.isList())
      Count += countReferences(Child, Id, S, !HasNames ? Inner : Child.name() == "fromClause" ? InFrom : Own);
  return Count;
}

// A subquery in the FROM of the block does not see what else is there unless it is LATERAL.
unsigned Prover::countInFrom(Node From, RelationId Id, const Scope &S) {
  unsigned Count = 0;
  for (Node Item : From.elements())
    Count += countInFrom(Item, Id, S);
  if (Node Join = From.as("JoinExpr"))
    return countInFrom(Join["larg"], Id, S) + countInFrom(Join["rarg"], Id, S) + countReferences(Join["quals"], Id, S);
  if (Node Query = From.as("RangeSubselect"); Query && !Query.flag("lateral"))
    return 0;
  return From.isList() ? Count : countReferences(From, Id, S);
}

unsigned Prover::countReferences(RelationId Id, const Block &B) {
  unsigned Count = 0;
  for (Node Clause : B.Statement.fields()) {
    // What is in WITH sees nothing of FROM.
    if (Clause.name() == "withClause" || (B.IgnoresTargets && Clause.name() == "targetList"))
      continue;
    bool IsFrom = Clause.name() == "fromClause" || Clause.name() == "usingClause";
    Count += IsFrom ? countInFrom(Clause, Id, B.S) : countReferences(Clause, Id, B.S);
  }
  return Count;
}

bool Prover::isReferredTo(const FromItem &Item, const Block &B, Node Condition) {
  unsigned Own = Item.IsLateral ? countReferences(Item.Query, Item.Entry, B.S) : 0;
  return countReferences(Item.Entry, B) != countReferences(Condition, Item.Entry, B.S) + Own;
}

} // namespace tenantscan::sql
