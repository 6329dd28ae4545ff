//===- Unasked.cpp - Relations of which no row matters --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where it does not matter how often a row comes out (DISTINCT, EXISTS, max, the rows
// that DELETE meets), a relation that nothing refers to can only decide whether there
// is a row at all. On the nullable side of an outer join it does not even do that, which
// planners know as join removal: SELECT DISTINCT a.* FROM a LEFT JOIN b ON b.a_id = a.id.
// And a table of which another row is there already is not empty.
//
// Where it matters how often a row comes out, the same holds for what has one row for
// each of the others: SELECT a.* FROM a LEFT JOIN b ON b.id = a.b_id, where b.id is unique.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Functions.h"
#include "sqlscan/Prover.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace tenantscan::sql {

/// Whether every call in \p E gives the same for one row and for many like it. A
/// function that is not known may be an aggregate.
static bool callsIgnoreRepeats(Node E, bool &HasAggregate) {
  if (!E.hasCalls())
    return true;
  static constexpr std::array<std::string_view, 5> Names{"min", "max", "bool_and", "bool_or", "every"};
  for (Node Item : E.elements())
    if (!callsIgnoreRepeats(Item, HasAggregate))
      return false;
  if (!E.isObject() || E.kind() == "SubLink")
    return true;
  if (Node Call = E.as("FuncCall")) {
    if (Call["over"] || !isAggregate(Call) ||
        (!Call.flag("agg_distinct") && std::find(Names.begin(), Names.end(), lastName(Call["funcname"])) == Names.end()))
      return false;
    HasAggregate = true;
  }
  for (Node Child : E.fields())
    if ((Child.isObject() || Child.isList()) && !callsIgnoreRepeats(Child, HasAggregate))
      return false;
  return true;
}

bool ignoresRepeats(Node Select, Use Matters) {
  bool IsMembership = Matters != Use::Rows;
  bool HasAggregate = false;
  bool HasCalls = Select.hasCalls();
  // However often a row is repeated, the first one is the same.
  Node Limit = Select["limitCount"].as("A_Const")["ival"];
  bool IsFirst = Limit && Limit.number("ival") == 1 && !Select["limitOffset"] && Select["sortClause"].size() != 0 &&
                 Select.text("limitOption") != "LIMIT_OPTION_WITH_TIES";
  if (!HasCalls && !IsMembership && !IsFirst && !Select["distinctClause"] && !Select["groupClause"])
    return false;
  if (HasCalls)
    for (std::string_view Clause : {"targetList", "havingClause", "sortClause", "distinctClause", "groupClause"})
      if (!callsIgnoreRepeats(Select[Clause], HasAggregate))
        return false;
  if (Select["lockingClause"].size() != 0)
    return false;
  // EXISTS (... LIMIT 1): there is a row, or there is none.
  bool KeepsRow = Matters == Use::Existence && Limit && Limit.number("ival") > 0;
  bool HasLimit = (Select["limitCount"] && !KeepsRow) || Select["limitOffset"];
  return IsFirst || Select["distinctClause"].size() != 0 || Select["groupClause"].size() != 0 || HasAggregate || (IsMembership && !HasLimit);
}

// A row of the same table that is there whenever the block is looked at: of a relation
// further out, or of another one of the block that matters itself.
std::vector<RelationId> Prover::witnesses(RelationId Id, const Block &B) const {
  const Relation &R = Relations[Id];
  std::vector<RelationId> Found;
  if (R.Definition == nullptr || R.Definition->HasHeirs || !R.Definition->ViewQuery.empty())
    return Found;
  auto IsWitness = [&](RelationId Other) {
    const Relation &W = Relations[Other];
    return Other != Id && W.Kind == Relation::Base && W.Definition == R.Definition && W.Schema == R.Schema && W.Padded == 0 &&
           W.Does != Action::Writes && !W.IsUnasked && !W.IsSampled;
  };
  for (const Scope *S = &B.S; S != nullptr; S = S->Parent)
    if (!S->RelationsHidden && !S->IsOfNothing)
      std::copy_if(S->Relations.begin(), S->Relations.end(), std::back_inserter(Found), IsWitness);
  return Found;
}

static std::vector<Node> itemsOf(Node List) {
  std::vector<Node> Items;
  for (Node Item : List.elements())
    Items.push_back(Item);
  return Items;
}

bool Prover::isTrueOf(Node E, const Scope &S, RelationId Id, RelationId Witness) {
  Node Body = E.body();
  auto IsTrue = [&](Node Part) { return isTrueOf(Part, S, Id, Witness); };
  if (E.kind() == "BoolExpr") {
    std::vector<Node> Arguments = itemsOf(Body["args"]);
    return Body.text("boolop") == "AND_EXPR"  ? std::all_of(Arguments.begin(), Arguments.end(), IsTrue)
           : Body.text("boolop") == "OR_EXPR" ? std::any_of(Arguments.begin(), Arguments.end(), IsTrue)
                                              : false;
  }
  auto TermOf = [&](Node Part) {
    std::optional<TermId> T = term(Part, S);
    if (T && F[*T].Kind == Term::Column && F[*T].Relation == Id && (F[*T].Column_ & Facts::ColumnOfResult) == 0)
      T = F.column(Witness, std::string(F.columnName(F[*T])));
    return T;
  };
  // NULL is not equal to itself.
  auto AreEqual = [&](Node L, Node R) {
    std::optional<TermId> A = TermOf(L);
    std::optional<TermId> B = TermOf(R);
    return A && B && F.equal(*A, *B) && F.anyInClass(*A, [&](TermId Member) { return F[Member].Kind == Term::Constant || isNeverNull(Member); });
  };
  if (E.kind() != "A_Expr")
    return false;
  std::string_view Operator = lastName(Body["name"]);
  bool IsReflexive = Operator == "=" || ((Operator == "<=" || Operator == ">=") && Body.text("kind") == "AEXPR_OP") || Operator == "BETWEEN";
  if (!IsReflexive || !isBuiltIn(Body["name"]))
    return false;
  Node Left = Body["lexpr"];
  Node Right = Body["rexpr"];
  std::string_view Kind = Body.text("kind");
  Node Items = Kind == "AEXPR_IN" ? Right.as("List")["items"] : Kind == "AEXPR_OP_ANY" ? Right.as("A_ArrayExpr")["elements"] : Node();
  if (Items) {
    std::vector<Node> Elements = itemsOf(Items);
    return std::any_of(Elements.begin(), Elements.end(), [&](Node Item) { return AreEqual(Left, Item); });
  }
  if (Kind == "AEXPR_BETWEEN") {
    std::vector<Node> Bounds = itemsOf(Right.as("List")["items"]);
    return std::all_of(Bounds.begin(), Bounds.end(), [&](Node Bound) { return AreEqual(Left, Bound); });
  }
  if (Kind != "AEXPR_OP" && Kind != "AEXPR_NOT_DISTINCT")
    return false;
  Node LeftRow = Left.as("RowExpr")["args"];
  Node RightRow = Right.as("RowExpr")["args"];
  if (!LeftRow || !RightRow)
    return AreEqual(Left, Right);
  std::vector<Node> L = itemsOf(LeftRow);
  std::vector<Node> R = itemsOf(RightRow);
  return L.size() == R.size() && !hasStar(LeftRow) && !hasStar(RightRow) && std::equal(L.begin(), L.end(), R.begin(), AreEqual);
}

unsigned Prover::countWitnessed(Node Condition, const Scope &S, RelationId Id, RelationId Witness) {
  unsigned Count = 0;
  if (Condition.kind() == "BoolExpr" && Condition.body().text("boolop") == "AND_EXPR") {
    for (Node Part : Condition.body()["args"].elements())
      Count += countWitnessed(Part, S, Id, Witness);
    return Count;
  }
  return isTrueOf(Condition, S, Id, Witness) ? countReferences(Condition, Id, S) : 0;
}

unsigned Prover::countWitnessed(const FromItem &Item, Block &B, RelationId Id, RelationId Witness) {
  if (Item.Join != FromItem::Inner)
    return 0;
  unsigned Count = countWitnessed(Item.Condition, scopeOf(Item, B), Id, Witness);
  for (const FromItem &Side : Item.Sides)
    Count += countWitnessed(Side, B, Id, Witness);
  return Count;
}

// Where columns are merged, a name may mean any of the relations, and so may the alias of a join.
bool Prover::isMerged(const FromItem &Item, RelationId Id) {
  std::vector<RelationId> Inside;
  if (Item.MergesColumns)
    relationsOf(Item, Inside);
  return std::find(Inside.begin(), Inside.end(), Id) != Inside.end() ||
         std::any_of(Item.Sides.begin(), Item.Sides.end(), [&](const FromItem &Side) { return isMerged(Side, Id); });
}

// Where every condition on a row is true of the witness, too, some row is there if and only
// if the witness fulfils them: DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.id = a.id.
bool Prover::isWitnessed(RelationId Id, Block &B) {
  const Relation &R = Relations[Id];
  if (!B.IgnoresRepeats || R.Kind != Relation::Base || R.Does != Action::Reads || R.Padded != 0 || R.IsSampled ||
      std::any_of(B.From.begin(), B.From.end(), [&](const FromItem &Item) { return isMerged(Item, Id); }))
    return false;
  std::vector<RelationId> Witnesses = witnesses(Id, B);
  return std::any_of(Witnesses.begin(), Witnesses.end(), [&](RelationId W) {
    unsigned Count = countWitnessed(B.Statement["whereClause"], B.S, Id, W);
    for (const FromItem &Item : B.From)
      Count += countWitnessed(Item, B, Id, W);
    return Count == countReferences(Id, B);
  });
}

// An aggregate without GROUP BY gives one row, whatever there is.
static bool givesOneRow(Node Select) {
  for (std::string_view Clause : {"groupClause", "havingClause", "limitCount", "limitOffset", "larg", "valuesLists"})
    if (Select[Clause])
      return false;
  std::vector<Node> Calls;
  functionsIn(Select["targetList"], Calls);
  return !Calls.empty() && std::all_of(Calls.begin(), Calls.end(), isAggregate);
}

static bool hasEffects(Node E) {
  if (!E.hasCalls())
    return false;
  if (Node Call = E.as("FuncCall"); Call && hasEffect(Call))
    return true;
  for (Node Item : E.elements())
    if (hasEffects(Item))
      return true;
  for (Node Child : E.fields())
    if ((Child.isObject() || Child.isList()) && hasEffects(Child))
      return true;
  return false;
}

// The rule by which planners remove joins: by a unique key, or of one row.
bool Prover::meetsOneRow(const FromItem &Join, const FromItem &Padded, Block &B) {
  if (Padded.Query) {
    Node Limit = Padded.Query["limitCount"].as("A_Const")["ival"];
    bool WithTies = Padded.Query.text("limitOption") == "LIMIT_OPTION_WITH_TIES";
    return (givesOneRow(Padded.Query) && (B.S.Parent == nullptr || hasOwnAggregate(Padded.Query, B.S))) ||
           (Limit && Limit.number("ival") <= 1 && !WithTies);
  }
  const Table *Definition = Relations[Padded.Entry].Definition;
  if (Relations[Padded.Entry].Kind != Relation::Base || Definition == nullptr || Definition->HasHeirs || !Definition->ViewQuery.empty())
    return false;
  Implications On;
  if (!Definition->UniqueKeys.empty())
    imply(Join.Condition, false, scopeOf(Join, B), On);
  auto IsGiven = [&](const std::string &Name) {
    TermId Column = F.column(Padded.Entry, Name);
    auto IsOther = [&](TermId T) { return F[T].isValue() || (F[T].Kind == Term::Column && F[T].Relation != Padded.Entry); };
    return std::any_of(On.Equalities.begin(), On.Equalities.end(),
                       [&](const Equality &E) { return (E.first == Column && IsOther(E.second)) || (E.second == Column && IsOther(E.first)); });
  };
  return std::any_of(Definition->UniqueKeys.begin(), Definition->UniqueKeys.end(), [&](const UniqueKey &Key) {
    return !Key.AllowsRepeats && !Key.Columns.empty() &&
           std::all_of(Key.Columns.begin(), Key.Columns.end(), [&](const std::string &C) { return Definition->isNotNull(C) && IsGiven(C); });
  });
}

void Prover::markUnasked(FromItem &Item, Block &B) {
  if (Item.MergesColumns)
    return;
  if (Item.Join == FromItem::Inner)
    for (FromItem &Side : Item.Sides)
      markUnasked(Side, B);
  if (Item.Join == FromItem::Left || Item.Join == FromItem::Right) {
    FromItem &Kept = Item.Sides[Item.Join == FromItem::Left ? 0 : 1];
    FromItem &Padded = Item.Sides[Item.Join == FromItem::Left ? 1 : 0];
    if (Padded.Join == FromItem::None && !Padded.Arguments && Relations[Padded.Entry].Does == Action::Reads && !hasEffects(Padded.Query) &&
        (B.IgnoresRepeats || meetsOneRow(Item, Padded, B)) && !isReferredTo(Padded, B, Item.Condition))
      Relations[Padded.Entry].IsUnasked = true;
    markUnasked(Kept, B);
  }
  if (Item.Query)
    Relations[Item.Entry].IsUnasked = givesOneRow(Item.Query) && (B.S.Parent == nullptr || hasOwnAggregate(Item.Query, B.S)) &&
                                      !hasEffects(Item.Query) && !isReferredTo(Item, B, Node());
}

void Prover::markUnasked(Block &B) {
  // Counting walks over the statement for each relation.
  static constexpr size_t MaxRelations = 20;
  if (B.S.Relations.size() > MaxRelations)
    return;
  for (FromItem &Item : B.From)
    markUnasked(Item, B);
}

} // namespace tenantscan::sql
