//===- CommonTables.cpp - WITH, and recursion -----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Prover.h"

#include <algorithm>
#include <map>
#include <set>

namespace tenantscan::sql {

static bool mentionsTable(Node E, std::string_view Name) {
  if (E.isList()) {
    for (Node Item : E.elements())
      if (mentionsTable(Item, Name))
        return true;
    return false;
  }
  if (!E.isObject())
    return false;
  if (E.text("relname") == Name && !E["schemaname"])
    return true;
  for (Node Child : E.fields())
    if ((Child.isObject() || Child.isList()) && mentionsTable(Child, Name))
      return true;
  return false;
}

// The recursive branch may assume of the table what holds for its own rows:
// columns equal to a value stay so if every branch keeps them so (induction). A
// column is invariant if the recursive branch hands it on; only then does a
// filter outside reach the rows that the recursion started from.
QueryResult Prover::proveRecursive(Node Query, const std::string &Name, Node Aliases, Scope &S) {
  if (Query["withClause"] || mentionsTable(Query["larg"], Name))
    giveUp("this form of a recursive query is not understood", 0);
  QueryResult Base = proveSelect(Query["larg"], &S);
  rename(Base, Aliases);
  QueryResult Assumed = Base;
  Assumed.Pendings.clear();
  Assumed.Confinements.clear();
  Assumed.Implied.clear();
  std::vector<TermId> Markers;
  for (ResultColumn &C : Assumed.Columns) {
    Markers.push_back(F.freshSubquery(static_cast<RelationId>(Relations.size()), 0));
    C.Equals.push_back(Markers.back());
    C.IsNotNull = C.IsNullOfNothing = C.IsWholeKey = false;
    C.KeyOf = nullptr;
  }
  QueryResult Step;
  for (size_t Round = 0; Round <= Markers.size() + 1; ++Round) {
    S.CommonTables.push_back({Name, Assumed});
    Step = proveSelect(Query["rarg"], &S);
    S.CommonTables.pop_back();
    QueryResult Kept = combine("SETOP_UNION", Assumed, Step);
    bool Changed = false;
    for (size_t I = 0; I < Kept.Columns.size(); ++I) {
      // The marker is a question, not an assumption to be dropped.
      std::vector<TermId> &Equals = Kept.Columns[I].Equals;
      if (std::find(Equals.begin(), Equals.end(), Markers[I]) == Equals.end())
        Equals.push_back(Markers[I]);
      Changed = Changed || Equals.size() != Assumed.Columns[I].Equals.size();
      for (size_t J = 0; J < I; ++J)
        Changed = Changed || ((Kept.Columns[I].Group == Kept.Columns[J].Group) != (Assumed.Columns[I].Group == Assumed.Columns[J].Group));
      Assumed.Columns[I].Equals = Equals;
      Assumed.Columns[I].Group = Kept.Columns[I].Group;
      Assumed.Columns[I].MayBeNull = Kept.Columns[I].MayBeNull;
    }
    if (!Changed)
      break;
  }
  std::vector<bool> Invariant(Markers.size(), false);
  for (size_t I = 0; I < Markers.size() && I < Step.Columns.size(); ++I) {
    const std::vector<TermId> &Equals = Step.Columns[I].Equals;
    // MySQL and SQLite have LIMIT here.
    if (Base.Open || Step.Open || Query["limitCount"] || Query["limitOffset"])
      break;
    Invariant[I] = std::find(Equals.begin(), Equals.end(), Markers[I]) != Equals.end();
  }
  QueryResult Result = Assumed;
  for (size_t I = 0; I < Result.Columns.size(); ++I)
    std::erase(Result.Columns[I].Equals, Markers[I]);
  for (QueryResult *Part : {&Base, &Step}) {
    for (Pending &P : Part->Pendings) {
      std::erase_if(P.Carriers, [&](uint32_t C) { return C >= Invariant.size() || !Invariant[C]; });
      Result.Pendings.push_back(std::move(P));
    }
    for (Confined &C : Part->Confinements)
      Result.Confinements.push_back(std::move(C));
  }
  FlatSet<int64_t> Done;
  for (std::string_view Clause : {"limitCount", "limitOffset"})
    proveSubqueries(Query[Clause], S, Done, Result);
  return Result;
}

static void tablesIn(Node E, std::set<std::string_view> &Out) {
  for (Node Item : E.elements())
    tablesIn(Item, Out);
  if (std::string_view Name = E.text("relname"); !Name.empty())
    Out.insert(Name);
  for (Node Child : E.fields())
    if (Child.isObject() || Child.isList())
      tablesIn(Child, Out);
}

// With RECURSIVE a common table may be used by one before it.
std::vector<Node> Prover::inOrder(Node With) {
  std::vector<Node> Tables;
  for (Node Entry : With["ctes"].elements())
    Tables.push_back(Entry.as("CommonTableExpr"));
  if (!With.flag("recursive") || Tables.size() < 2)
    return Tables;
  std::vector<std::set<std::string_view>> Uses(Tables.size());
  std::map<std::string_view, size_t> Positions;
  bool IsForward = false;
  for (size_t I = Tables.size(); I-- > 0;) {
    tablesIn(Tables[I]["ctequery"], Uses[I]);
    for (std::string_view Name : Uses[I])
      IsForward = IsForward || Positions.count(Name) != 0;
    Positions[Tables[I].text("ctename")] = I;
  }
  if (!IsForward)
    return Tables;
  static constexpr size_t MaxTables = 100;
  std::vector<Node> Sorted;
  std::set<std::string_view> Left;
  for (Node Table : Tables)
    Left.insert(Table.text("ctename"));
  for (bool Changed = Tables.size() <= MaxTables; Changed;) {
    Changed = false;
    for (size_t I = 0; I < Tables.size(); ++I) {
      std::string_view Name = Tables[I].text("ctename");
      if (Left.count(Name) == 0 ||
          std::any_of(Uses[I].begin(), Uses[I].end(), [&](std::string_view Used) { return Used != Name && Left.count(Used) != 0; }))
        continue;
      Left.erase(Name);
      Sorted.push_back(Tables[I]);
      Changed = true;
    }
  }
  if (Sorted.size() != Tables.size())
    giveUp("common tables that use each other are not understood", 0);
  return Sorted.size() == Tables.size() ? Sorted : Tables;
}

void Prover::addCommonTables(Node With, Block &B) {
  bool Recursive = With.flag("recursive");
  for (Node Table : inOrder(With)) {
    std::string Name(Table.text("ctename"));
    Node Query = Table["ctequery"];
    Node Select = Query.as("SelectStmt");
    QueryResult Rows;
    if (Recursive && Select && mentionsTable(Query, Name)) {
      if (Select["rarg"])
        Rows = proveRecursive(Select, Name, Table["aliascolnames"], B.S);
      else
        giveUp("a recursive query without UNION is not understood", 0);
    } else {
      Rows = proveNested(Query, &B.S);
    }
    rename(Rows, Table["aliascolnames"]);
    for (std::string_view Added : {Table["search_clause"].text("search_seq_column"), Table["cycle_clause"].text("cycle_mark_column"),
                                   Table["cycle_clause"].text("cycle_path_column")})
      if (!Added.empty()) {
        ResultColumn C;
        C.Name = Added;
        C.Group = 0x80000000u + static_cast<uint32_t>(Rows.Columns.size());
        Rows.Columns.push_back(std::move(C));
      }
    // A statement that writes runs once, whether or not anybody reads its rows.
    if (!Select) {
      QueryResult Written;
      Written.Pendings = std::move(Rows.Pendings);
      Written.Confinements = std::move(Rows.Confinements);
      Rows.Pendings.clear();
      Rows.Confinements.clear();
      absorb(B.Out, std::move(Written));
    }
    B.S.CommonTables.push_back({std::move(Name), std::move(Rows)});
  }
}

} // namespace tenantscan::sql
