//===- Output.cpp - What a query block hands to the block around it -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Functions.h"
#include "sqlscan/Prover.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

bool Prover::visibleOutside(TermId Id, RelationId FirstInside) const {
  const Term &T = F[Id];
  if (T.isValue())
    return true;
  return T.Kind == Term::Column ? T.Relation < FirstInside : T.Relation <= FirstInside;
}

void Prover::addColumn(std::string Name, std::optional<TermId> Value, Block &B) {
  ResultColumn C;
  C.Name = std::move(Name);
  // Groups are representatives of classes; columns that are no terms are alone.
  C.IsNotNull = Value && isNeverNull(*Value);
  C.MayBeNull = Value && mayBeNull(*Value);
  C.IsInexact = Value && isInexact(*Value);
  C.IsText = Value && isText(*Value);
  C.Group = Value ? F.find(*Value) : 0x80000000u + static_cast<uint32_t>(B.Out.Columns.size());
  if (Value) {
    noteKey(C, *Value, B);
    F.anyInClass(*Value, [&](TermId Member) {
      if (visibleOutside(Member, B.FirstInside))
        C.Equals.push_back(Member);
      return false;
    });
    auto Position = static_cast<uint32_t>(B.Out.Columns.size());
    for (Pending &P : B.Out.Pendings)
      if (std::any_of(P.Terms.begin(), P.Terms.end(), [&](TermId T) { return F.equal(T, *Value); }))
        P.Carriers.push_back(Position);
      else if (std::any_of(P.SeveredTerms.begin(), P.SeveredTerms.end(), [&](TermId T) { return F.equal(T, *Value); }))
        P.Severed.push_back(Position);
  }
  B.Out.Columns.push_back(std::move(C));
}

static bool isStar(Node Value) {
  bool Is = false;
  for (Node Field : Value.as("ColumnRef")["fields"].elements())
    Is = Field.kind() == "A_Star";
  return Is;
}

// The server refuses the reference unless the table has the column: it is qualified, or
// no other relation in sight could be meant.
bool Prover::isOwnedColumn(Node Reference, TermId Column, const Block &B) const {
  if (Reference.kind() != "ColumnRef" || F[Column].Kind != Term::Column || F[Column].Relation < B.FirstInside)
    return false;
  if (Reference.body()["fields"].size() > 1)
    return true;
  auto IsAlone = [](const Scope *S) { return S->RelationsHidden || S->Relations.empty(); };
  const Scope *Outer = B.S.Parent;
  while (Outer != nullptr && IsAlone(Outer))
    Outer = Outer->Parent;
  return Outer == nullptr && B.S.Relations.size() == 1;
}

void Prover::addOutput(Node Targets, Block &B) {
  B.Out.Columns.reserve(B.Out.Columns.size() + Targets.size());
  for (Node Entry : Targets.elements()) {
    Node Target = Entry.as("ResTarget");
    Node Value = Target["val"];
    std::string Name(Target.text("name"));
    if (!isStar(Value)) {
      std::optional<TermId> Selected = term(Value, B.S);
      addColumn(Name.empty() ? columnNameOf(Value) : Name, Selected, B);
      if (Selected && isOwnedColumn(Value, *Selected, B))
        for (Pending &P : B.Out.Pendings)
          P.ShowsTenant = P.ShowsTenant || std::find(P.Terms.begin(), P.Terms.end(), *Selected) != P.Terms.end();
      if (Value.kind() == "A_Const")
        B.Out.Columns.back().IsNotNull = !Value.body().flag("isnull");
      continue;
    }
    std::vector<std::string_view> Parts;
    for (Node Field : Value.body()["fields"].elements())
      if (Field.kind() != "A_Star")
        Parts.push_back(Field.as("String").text("sval"));
    bool Open = false;
    std::vector<StarColumn> Columns;
    std::vector<RelationId> Sources;
    if (Parts.empty()) {
      for (const FromItem &Item : B.From) {
        for (StarColumn &C : expandStar(Item, Open))
          Columns.push_back(std::move(C));
        relationsOf(Item, Sources);
      }
    } else {
      std::string_view SchemaName = Parts.size() > 1 ? Parts[Parts.size() - 2] : std::string_view();
      std::optional<RelationId> Id = findRelation(Parts.back(), SchemaName, B.S, true);
      if (!Id)
        Id = findRelation(Parts.back(), SchemaName, B.S, false);
      // A row of a block further out, or a value of a composite type.
      Open = !Id;
      if (Id) {
        Columns = expandStar(*Id, Open);
        Sources.push_back(*Id);
      }
    }
    for (StarColumn &C : Columns)
      addColumn(C.Name, C.Value, B);
    if (!Open)
      continue;
    B.Out.Open = true;
    // The tenant column of a table without a definition comes along by name.
    for (RelationId Id : Sources)
      if (Relations[Id].Kind == Relation::Base && Relations[Id].Definition == nullptr && Relations[Id].Renamed.empty() &&
          Relations[Id].Tenancy != TableKind::Global)
        for (const std::string &Tenant : Words.TenantColumns)
          addColumn(Tenant, F.column(Id, foldCase(Tenant)), B);
  }
}

// PostgreSQL's FigureColname: how sure it is of the name decides, for a cast, between
// what is cast and the type.
static bool figureName(Node Value, std::string &Name) {
  std::string_view Kind = Value.kind();
  Node Body = Value.body();
  auto Is = [&](std::string_view Text) {
    Name = Text;
    return true;
  };
  if (Kind == "ColumnRef")
    return Is(lastName(Body["fields"]));
  if (Kind == "FuncCall")
    return Is(lastName(Body["funcname"]));
  if (Kind == "A_Indirection") {
    std::string_view Field = lastName(Body["indirection"]);
    return Field.empty() ? figureName(Body["arg"], Name) : Is(Field);
  }
  if (Kind == "CollateClause")
    return figureName(Body["arg"], Name);
  if (Kind == "TypeCast") {
    if (!figureName(Body["arg"], Name))
      Name = lastName(Body["typeName"]["names"]);
    return false;
  }
  if (Kind == "CaseExpr") {
    if (!figureName(Body["defresult"], Name) || Name.empty())
      Name = "case";
    return false;
  }
  if (Kind == "CoalesceExpr")
    return Is("coalesce");
  if (Kind == "MinMaxExpr")
    return Is(Body.text("op") == "IS_LEAST" ? "least" : "greatest");
  if (Kind == "A_Expr" && Body.text("kind") == "AEXPR_NULLIF")
    return Is("nullif");
  if (Kind == "A_ArrayExpr")
    return Is("array");
  if (Kind == "RowExpr")
    return Is("row");
  if (Kind == "SubLink") {
    if (Body.text("subLinkType") == "EXISTS_SUBLINK")
      return Is("exists");
    if (Body.text("subLinkType") == "ARRAY_SUBLINK")
      return Is("array");
    for (Node Entry : Body["subselect"].as("SelectStmt")["targetList"].elements()) {
      Name = Entry.as("ResTarget").text("name");
      return !Name.empty() || figureName(Entry.as("ResTarget")["val"], Name);
    }
  }
  return false;
}

std::string columnNameOf(Node Value) {
  std::string Name;
  figureName(Value, Name);
  return Name.empty() ? "?column?" : Name;
}

// GROUP BY may name an input column, an output column, or a position; DISTINCT ON
// and ORDER BY look at output columns first.
std::vector<TermId> Prover::keyTerms(Node Keys, Node Targets, Scope &S, bool &HasSets, bool OutputFirst) {
  std::vector<TermId> Terms;
  for (Node Key : Keys.elements()) {
    if (Key.kind() == "GroupingSet") {
      HasSets = true;
      continue;
    }
    std::optional<TermId> T;
    if (Node Constant = Key.as("A_Const")) {
      int64_t Position = Constant["ival"].number("ival");
      for (Node Entry : Targets.elements()) {
        // How many columns it stands for is not counted here.
        if (isStar(Entry.as("ResTarget")["val"]))
          break;
        if (--Position == 0)
          T = term(Entry.as("ResTarget")["val"], S);
      }
    } else {
      Node Fields = Key.as("ColumnRef")["fields"];
      Node Named;
      if (Fields.size() == 1)
        for (Node Entry : Targets.elements())
          if (Entry.as("ResTarget").text("name") == lastName(Fields))
            Named = Entry.as("ResTarget")["val"];
      T = term(OutputFirst && Named ? Named : Key, S);
      if (!T && Named)
        T = term(Named, S);
    }
    if (T)
      Terms.push_back(*T);
  }
  return Terms;
}

void functionsIn(Node E, std::vector<Node> &Out) {
  if (!E.hasCalls())
    return;
  if (E.isList()) {
    for (Node Item : E.elements())
      functionsIn(Item, Out);
    return;
  }
  if (!E.isObject() || E.kind() == "SubLink")
    return;
  if (Node Call = E.as("FuncCall"))
    Out.push_back(Call);
  for (Node Child : E.fields())
    if (Child.isObject() || Child.isList())
      functionsIn(Child, Out);
}

bool callsAggregatesOnly(Node E) {
  std::vector<Node> Calls;
  functionsIn(E, Calls);
  return std::all_of(Calls.begin(), Calls.end(), isAggregate);
}

// A filter on a grouped column drops whole groups, so it may as well come first.
Implications Prover::havingOf(Node Select, Block &B) {
  Implications Having;
  bool HasSets = false;
  std::vector<TermId> Keys = keyTerms(Select["groupClause"], Select["targetList"], B.S, HasSets);
  Implications All;
  imply(Select["havingClause"], false, B.S, All);
  if (!HasSets && isNever(All))
    never(Having);
  if (HasSets || Keys.empty())
    return Having;
  for (const Equality &E : All.Equalities) {
    auto IsKey = [&](TermId T) { return F[T].isValue() || std::find(Keys.begin(), Keys.end(), T) != Keys.end(); };
    if (IsKey(E.first) && IsKey(E.second))
      Having.Equalities.push_back(E);
  }
  return Having;
}

// Whether nothing but aggregates with FILTER looks at the rows.
static bool collectFilters(Node Targets, std::vector<Node> &Filters) {
  std::vector<Node> Stack{Targets};
  while (!Stack.empty()) {
    Node E = Stack.back();
    Stack.pop_back();
    if (E.kind() == "ColumnRef")
      return false;
    if (Node Call = E.as("FuncCall")) {
      if (!Call["agg_filter"] || Call["over"])
        return false;
      Filters.push_back(Call["agg_filter"]);
      continue;
    }
    for (Node Item : E.elements())
      Stack.push_back(Item);
    for (Node Child : E.fields())
      if (Child.isObject() || Child.isList())
        Stack.push_back(Child);
  }
  return !Filters.empty();
}

// Of the one row of `SELECT count(*) FILTER (WHERE tenant_id = $1) FROM a`, it does not
// matter which rows there are that fulfil none of the filters.
void Prover::implyFilters(Node Select, const Scope &S, Implications &Out) {
  for (std::string_view Clause : {"groupClause", "havingClause", "distinctClause", "sortClause"})
    if (Select[Clause])
      return;
  std::vector<Node> Filters;
  if (Select["targetList"].hasSubLinks() || !collectFilters(Select["targetList"], Filters))
    return;
  std::vector<Implications> Each;
  for (Node Filter : Filters)
    imply(Filter, false, S, Each.emplace_back());
  if (Each.size() == 1)
    Out = std::move(Each.front());
  else
    implyCommon(std::move(Each), Out);
}

// LIMIT NULL (ALL) and OFFSET 0, which keeps PostgreSQL from merging queries, do not.
bool leavesOutRows(Node Select) {
  Node Limit = Select["limitCount"];
  Node Offset = Select["limitOffset"].as("A_Const")["ival"];
  return (Limit && !Limit.as("A_Const").flag("isnull")) || (Select["limitOffset"] && (!Offset || Offset.number("ival") != 0));
}

void Pending::sever(std::string_view Clause) {
  if (Carriers.empty())
    return;
  SeveredBy = Clause;
  Severed.insert(Severed.end(), Carriers.begin(), Carriers.end());
  Carriers.clear();
}

// Clauses that look at rows of all tenants before a filter outside can drop them.
void Prover::carry(Node Select, Block &B) {
  std::string Always;
  if (leavesOutRows(Select))
    Always = "LIMIT";
  if (Select["lockingClause"].size() != 0)
    Always = "FOR UPDATE";

  std::vector<std::pair<std::string, std::vector<TermId>>> KeySets;
  bool HasSets = false;
  // A tenant column that comes out of grouping sets is NULL in the rows that are
  // not grouped by it.
  if (Select["groupClause"].size() != 0) {
    std::vector<TermId> Keys = keyTerms(Select["groupClause"], Select["targetList"], B.S, HasSets);
    if (!HasSets)
      KeySets.emplace_back("GROUP BY", std::move(Keys));
  }
  // MySQL and SQLite give the columns of some row beside an aggregate.
  if (aggregatesAll(Select, B.S))
    KeySets.emplace_back("an aggregate", std::vector<TermId>());
  Node Distinct = Select["distinctClause"];
  for (Node First : Distinct.elements()) {
    if (!First.kind().empty())
      KeySets.emplace_back("DISTINCT ON", keyTerms(Distinct, Select["targetList"], B.S, HasSets, /*OutputFirst=*/true));
    break;
  }
  std::vector<Node> Calls;
  if (Select.hasCalls()) {
    functionsIn(Select["targetList"], Calls);
    functionsIn(Select["sortClause"], Calls);
    functionsIn(Select["distinctClause"], Calls);
    std::vector<Node> OfRows = Calls;
    functionsIn(Select["whereClause"], OfRows);
    if (auto Effect = std::find_if(OfRows.begin(), OfRows.end(), hasEffect); Effect != OfRows.end())
      Always = lastName((*Effect)["funcname"]);
  }
  for (Node Call : Calls) {
    Node Over = Call["over"];
    if (!Over)
      continue;
    std::vector<TermId> Partition = keyTerms(Over["partitionClause"], Node(), B.S, HasSets);
    for (Node Named : Select["windowClause"].elements()) {
      Node Window = Named.as("WindowDef");
      if (Window.text("name") == Over.text("name") || Window.text("name") == Over.text("refname"))
        for (TermId T : keyTerms(Window["partitionClause"], Node(), B.S, HasSets))
          Partition.push_back(T);
    }
    KeySets.emplace_back("a window function", std::move(Partition));
  }

  for (Pending &P : B.Out.Pendings) {
    std::string Cut = Always;
    auto IsTenant = [&](TermId Key) { return std::any_of(P.Terms.begin(), P.Terms.end(), [&](TermId T) { return F.equal(T, Key); }); };
    for (const auto &[Clause, Keys] : KeySets)
      if (std::none_of(Keys.begin(), Keys.end(), IsTenant))
        Cut = Clause;
    if (!Cut.empty())
      P.sever(Cut);
  }
}

static bool isNullOfNothing(Node Call) {
  static constexpr std::array<std::string_view, 8> Names{"max", "min", "sum", "avg", "array_agg", "string_agg", "bool_and", "bool_or"};
  return !Call["over"] && isBuiltIn(Call["funcname"]) && std::find(Names.begin(), Names.end(), lastName(Call["funcname"])) != Names.end();
}

// What HAVING compares is NULL, or zero, of no rows.
static bool needsRow(Node Having) {
  Node Body = Having.body();
  if (Having.kind() == "BoolExpr") {
    std::string_view Operator = Body.text("boolop");
    for (Node Argument : Body["args"].elements())
      if (Operator != "NOT_EXPR" && needsRow(Argument) == (Operator == "AND_EXPR"))
        return Operator == "AND_EXPR";
    return Operator == "OR_EXPR";
  }
  if (Having.kind() != "A_Expr" || Body.text("kind") != "AEXPR_OP" || !isBuiltIn(Body["name"]))
    return false;
  Node Call = Body["lexpr"].as("FuncCall");
  std::string_view Operator = lastName(Body["name"]);
  static constexpr std::array<std::string_view, 5> Comparisons{"=", "<", "<=", ">", ">="};
  if (!isAggregate(Call) || std::find(Comparisons.begin(), Comparisons.end(), Operator) == Comparisons.end())
    return false;
  if (lastName(Call["funcname"]) != "count")
    return isNullOfNothing(Call);
  Node Bound = Body["rexpr"].as("A_Const")["ival"];
  return Bound && (Operator == ">" ? Bound.number("ival") >= 0 : (Operator == ">=" || Operator == "=") && Bound.number("ival") >= 1);
}

// An aggregate without GROUP BY, or an empty grouping set, returns a row even
// where nothing matched. Any function may be an aggregate, but a block that
// returns a column of its own as it is has none.
bool Prover::mayReturnRowOfNothing(Node Select, Block &B) {
  Node Groups = Select["groupClause"];
  for (Node Key : Groups.elements())
    if (Key.kind() == "GroupingSet")
      return true;
  if (Groups.size() != 0)
    return false;
  if (Node Having = Select["havingClause"])
    return !needsRow(Having);
  if (!Select.hasCalls())
    return false;
  // PostgreSQL refuses a column beside an aggregate.
  bool IsRefused = Text.Language == Dialect::PostgreSQL;
  if (!IsRefused && aggregatesAll(Select, B.S))
    return true;
  for (Node Entry : Select["targetList"].elements()) {
    Node Value = Entry.as("ResTarget")["val"];
    if (Value.kind() != "ColumnRef")
      continue;
    for (Node Field : Value.body()["fields"].elements())
      if (Field.kind() == "A_Star")
        return false;
    std::optional<TermId> Column = term(Value, B.S);
    if (Column && F[*Column].Kind == Term::Column && F[*Column].Relation >= B.FirstInside)
      return false;
  }
  std::vector<Node> Calls;
  functionsIn(Select["targetList"], Calls);
  functionsIn(Select["sortClause"], Calls);
  return std::any_of(Calls.begin(), Calls.end(), [](Node Call) { return !Call["over"]; }) || (IsRefused && aggregatesAll(Select, B.S));
}

bool Prover::aggregatesAll(Node Select, const Scope &S) const {
  if (Select["groupClause"].size() != 0 || !Select.hasCalls())
    return false;
  static constexpr std::array<std::string_view, 3> Clauses{"targetList", "havingClause", "sortClause"};
  return std::any_of(Clauses.begin(), Clauses.end(), [&](std::string_view Clause) {
    std::vector<Node> Calls;
    functionsIn(Select[Clause], Calls);
    return std::any_of(Calls.begin(), Calls.end(), mayAggregate) || aggregatesOutside(Select[Clause], S);
  });
}

// Aggregates that are NULL where there was no row, and columns of the block.
void Prover::markNullOfNothing(Node Targets, Block &B) {
  size_t I = 0;
  for (Node Entry : Targets.elements()) {
    ResultColumn &C = B.Out.Columns[I++];
    C.IsNotNull = false;
    Node Value = Entry.as("ResTarget")["val"];
    while (Node Cast = Value.as("TypeCast"))
      Value = Cast["arg"];
    for (Node Field : Value.as("ColumnRef")["fields"].elements())
      if (Field.kind() == "A_Star")
        return;
    if (Node Call = Value.as("FuncCall"))
      C.IsNullOfNothing = isNullOfNothing(Call);
    else if (std::optional<TermId> T = Value.kind() == "ColumnRef" ? term(Value, B.S) : std::nullopt)
      C.IsNullOfNothing = F[*T].Kind == Term::Column && F[*T].Relation >= B.FirstInside;
  }
}

std::vector<Equality> Prover::impliedOutside(const Block &B) const {
  std::vector<Equality> Result;
  // There is nothing outside.
  if (B.S.Parent == nullptr && BlockStarts.size() == 1)
    return Result;
  FlatSet<TermId> Seen;
  for (TermId Learnt : F.learntSince(B.Mark)) {
    if (!Seen.insert(F.find(Learnt)).second)
      continue;
    std::optional<TermId> First;
    F.anyInClass(Learnt, [&](TermId Member) {
      if (!visibleOutside(Member, B.FirstInside))
        return false;
      if (First)
        Result.emplace_back(*First, Member);
      else
        First = Member;
      return false;
    });
  }
  return Result;
}

} // namespace tenantscan::sql
