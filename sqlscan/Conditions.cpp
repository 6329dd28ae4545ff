//===- Conditions.cpp - What follows from a condition that is true --------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Functions.h"
#include "sqlscan/Prover.h"

#include <algorithm>
#include <array>
#include <map>

namespace tenantscan::sql {

void Prover::implyComparison(Node E, bool Negated, const Scope &S, Implications &Out) {
  std::string_view Kind = E.text("kind");
  std::string_view Operator = lastName(E["name"]);
  Node Left = E["lexpr"];
  Node Right = E["rexpr"];
  // Somebody's own `=` may be anything.
  if (!isBuiltIn(E["name"])) {
    for (Node Operand : {Left, Right})
      missed(Operand, ReasonKind::NotAnEquality, std::string(Operator), S);
    return;
  }
  // x <> x, x < x: false, or NULL where x is.
  bool IsStrict = Operator == "<>" || Operator == "<" || Operator == ">";
  bool IsReflexive = Operator == "=" || Operator == "<=" || Operator == ">=";
  if (Kind == "AEXPR_OP" && Left.kind() != "RowExpr" && ((IsStrict && !Negated) || (IsReflexive && Negated))) {
    std::optional<TermId> A = term(Left, S);
    std::optional<TermId> B = A ? term(Right, S) : std::nullopt;
    if (A && A == B)
      return never(Out);
  }
  bool IsEqual = !Negated && Operator == "=";
  bool IsNotUnequal = Negated && Operator == "<>";

  // (t = $1) = true; only comparisons by name, since a column may be NULL as well.
  if ((Kind == "AEXPR_OP" && (IsEqual || IsNotUnequal)) || ((Kind == "AEXPR_NOT_DISTINCT" && !Negated) || (Kind == "AEXPR_DISTINCT" && Negated)))
    for (auto [Condition, Other] : {std::pair{Left, Right}, std::pair{Right, Left}})
      if (Node Truth = Other.as("A_Const")["boolval"]; Truth && (Condition.kind() == "A_Expr" || Condition.kind() == "BoolExpr"))
        return imply(Condition, !Truth.flag("boolval"), S, Out);
  if (Kind == "AEXPR_OP" && (IsEqual || IsNotUnequal))
    return equate(Left, Right, true, S, Out);
  if ((Kind == "AEXPR_NOT_DISTINCT" && !Negated) || (Kind == "AEXPR_DISTINCT" && Negated)) {
    // Where one side is never NULL, the other is not NULL either.
    bool IsStrictHere = isNeverNull(Left, S) || isNeverNull(Right, S);
    SawNullEquality = SawNullEquality || !IsStrictHere;
    return equate(Left, Right, IsStrictHere, S, Out);
  }
  if (Kind == "AEXPR_IN")
    implyOrder(E, Negated, S, Out);
  // True of one of the elements at least, and so not NULL itself.
  if (((Kind == "AEXPR_IN" || Kind == "AEXPR_OP_ANY") && IsEqual) || ((Kind == "AEXPR_IN" || Kind == "AEXPR_OP_ALL") && IsNotUnequal))
    if (std::optional<TermId> T = Left.kind() == "ColumnRef" ? term(Left, S) : std::nullopt; T && F[*T].Kind == Term::Column)
      noteNotNull(*T, Out);
  if (Kind == "AEXPR_IN" && (IsEqual || IsNotUnequal)) {
    Node Items = Right.as("List")["items"];
    if (Items.size() == 1)
      for (Node Item : Items.elements())
        equate(Left, Item, true, S, Out);
    else if (Left.kind() == "RowExpr" && Items.size() <= MaxBranches) {
      // (tenant_id, id) IN ((1, 2), (1, 3)): an OR of row equalities.
      Implications Common;
      bool First = true;
      for (Node Item : Items.elements()) {
        Implications Here;
        equate(Left, Item, true, S, Here);
        std::erase_if(Common.Equalities,
                      [&](const Equality &Q) { return std::find(Here.Equalities.begin(), Here.Equalities.end(), Q) == Here.Equalities.end(); });
        if (First)
          Common.Equalities = Here.Equalities;
        First = false;
      }
      for (const Equality &Q : Common.Equalities)
        Out.Equalities.push_back(Q);
    }
    if (Items.size() > 1)
      implyOneOf(Left, Items, S, Out);
    if (Items.size() != 1)
      missed(Left, ReasonKind::SeveralTenants, "IN", S);
    else
      for (Node Item : Items.elements())
        if (Item.kind() == "ParamRef")
          missed(Left, ReasonKind::SeveralTenants, "IN", S);
    return;
  }
  bool AnyEqual = Kind == "AEXPR_OP_ANY" && IsEqual;
  bool NotAllUnequal = Kind == "AEXPR_OP_ALL" && IsNotUnequal;
  // NOT x <> ANY (...) is x = ALL (...).
  bool AllEqual = (Kind == "AEXPR_OP_ALL" && IsEqual) || (Kind == "AEXPR_OP_ANY" && IsNotUnequal);
  if (AnyEqual || NotAllUnequal || AllEqual) {
    // ARRAY[$1]::int[] is the array of $1::int.
    Node Array = Right;
    bool IsCast = false;
    while (Node Cast = Array.as("TypeCast")) {
      Array = Cast["arg"];
      IsCast = true;
    }
    // = ANY (ARRAY(SELECT ...)) is IN (SELECT ...).
    if (Node Link = Array.as("SubLink"); Link && AnyEqual && !IsCast && Link.text("subLinkType") == "ARRAY_SUBLINK") {
      std::optional<TermId> Operand = term(Left, S);
      if (Operand)
        noteNotNull(*Operand, Out);
      Out.Subqueries.push_back({Link["subselect"], Link.number("location"), {Operand}, Use::Membership, nullptr});
      return;
    }
    Node Elements = Array.as("A_ArrayExpr")["elements"];
    if (Elements.size() == 1 || (AllEqual && Elements.size() > 0)) {
      for (Node Item : Elements.elements())
        equate(Left, Item, true, S, Out);
      return;
    }
    if (Elements && !IsCast)
      implyOneOf(Left, Elements, S, Out);
    return missed(Left, ReasonKind::SeveralTenants, "ANY", S);
  }
  implyOrder(E, Negated, S, Out);
  bool IsBetween = Kind == "AEXPR_BETWEEN" || Kind == "AEXPR_BETWEEN_SYM";
  bool IsNotBetween = Kind == "AEXPR_NOT_BETWEEN" || Kind == "AEXPR_NOT_BETWEEN_SYM";
  if ((IsBetween && !Negated) || (IsNotBetween && Negated)) {
    std::vector<Node> Bounds;
    for (Node Bound : Right.as("List")["items"].elements())
      Bounds.push_back(Bound);
    if (Bounds.size() == 2) {
      std::optional<TermId> Low = term(Bounds[0], S);
      std::optional<TermId> High = term(Bounds[1], S);
      if (Low && High && *Low == *High)
        return equate(Left, Bounds[0], true, S, Out);
    }
  }
  // Other operators of PostgreSQL's own types are strict: neither side is NULL
  // where the result is true.
  static constexpr std::array<std::string_view, 6> StrictKinds{"AEXPR_OP", "AEXPR_LIKE", "AEXPR_ILIKE", "AEXPR_SIMILAR", "AEXPR_BETWEEN", "AEXPR_IN"};
  if (std::find(StrictKinds.begin(), StrictKinds.end(), Kind) != StrictKinds.end()) {
    for (Node Operand : {Left, Right}) {
      std::optional<TermId> T;
      if (Operand.kind() == "ColumnRef" || Operand.kind() == "SubLink")
        T = term(Operand, S, &Out);
      if (T)
        noteNotNull(*T, Out);
    }
  }
  for (Node Operand : {Left, Right})
    missed(Operand, ReasonKind::NotAnEquality, std::string(Operator), S);
}

void Prover::implySubquery(Node Link, const Scope &S, Implications &Out) {
  std::string_view Kind = Link.text("subLinkType");
  Node Operator = Link["operName"];
  SubqueryEquality Sub{Link["subselect"], Link.number("location"), {}, Use::Rows, nullptr};
  if (Kind == "ANY_SUBLINK" || Kind == "ROWCOMPARE_SUBLINK") {
    if (Operator && (lastName(Operator) != "=" || !isBuiltIn(Operator)))
      return;
    Node Test = Link["testexpr"];
    if (Node Row = Test.as("RowExpr"); Row && !hasStar(Row["args"]))
      for (Node Item : Row["args"].elements())
        Sub.Operands.push_back(term(Item, S));
    else if (!Row)
      Sub.Operands.push_back(term(Test, S));
    for (const std::optional<TermId> &T : Sub.Operands)
      if (T)
        noteNotNull(*T, Out);
  } else if (Kind != "EXISTS_SUBLINK" || isAlwaysTrue(Link, S)) {
    return;
  }
  if (Kind != "ROWCOMPARE_SUBLINK")
    Sub.Matters = Kind == "EXISTS_SUBLINK" ? Use::Existence : Use::Membership;
  Out.Subqueries.push_back(std::move(Sub));
}

void Prover::noteNotNull(TermId Column, Implications &Out) const {
  if (F[Column].Kind != Term::Column)
    return;
  Out.NotNull.insert(F[Column].Relation);
  if (SawNullEquality)
    Out.NotNullColumns.insert(Column);
}

// `x IS NOT DISTINCT FROM (SELECT ...) AND x > 1`: that x is not NULL tells that the
// subquery has a row. Of what one condition says another one may make use.
Implications Prover::implyWhere(Node Where, const Scope &S) {
  bool WasAsked = SawNullEquality;
  Implications Conditions;
  imply(Where, false, S, Conditions);
  if (!SawNullEquality)
    return Conditions;
  if (!WasAsked) {
    Conditions = {};
    imply(Where, false, S, Conditions);
  }
  if (Conditions.NotNullColumns.empty())
    return Conditions;
  KnownNotNull = std::move(Conditions.NotNullColumns);
  Implications Again;
  imply(Where, false, S, Again);
  KnownNotNull = {};
  return Again;
}

void Prover::learn(const Implications &I) {
  F.learn(I.Equalities);
  F.learn(I.Comparisons);
}

// A cast may change the order, and so may a number beside text in SQLite: '10' < '9'.
std::optional<TermId> Prover::comparedTerm(Node E, const Scope &S) {
  std::string_view Kind = E.kind();
  if (Kind == "A_Const" && !E.body()["ival"])
    return std::nullopt;
  std::optional<TermId> T = Kind == "ColumnRef" || Kind == "ParamRef" || Kind == "A_Const" ? term(E, S) : std::nullopt;
  return T && isInexact(*T) ? std::nullopt : T;
}

void Prover::implyOrder(Node E, bool Negated, const Scope &S, Implications &Out) {
  std::string_view Kind = E.text("kind");
  std::string_view Operator = lastName(E["name"]);
  std::optional<TermId> Left = comparedTerm(E["lexpr"], S);
  if (!Left)
    return;
  auto Add = [&](Comparison::KindType How, TermId A, TermId B) { Out.Comparisons.push_back({How, A, B, {}}); };
  std::vector<std::optional<TermId>> Items;
  for (Node Item : E["rexpr"].as("List")["items"].elements())
    Items.push_back(comparedTerm(Item, S));
  if (Kind == "AEXPR_IN" && (Operator == "=") != Negated) {
    Comparison In{Comparison::OneOf, *Left, 0, {}};
    for (const std::optional<TermId> &Item : Items) {
      if (!Item || !F[*Item].Integer)
        return;
      In.Values.push_back(*F[*Item].Integer);
    }
    Out.Comparisons.push_back(std::move(In));
  } else if (Kind == "AEXPR_IN") {
    for (const std::optional<TermId> &Item : Items)
      if (Item)
        Add(Comparison::Unequal, *Left, *Item);
  } else if ((Kind == "AEXPR_BETWEEN" && !Negated) || (Kind == "AEXPR_NOT_BETWEEN" && Negated)) {
    if (Items.size() == 2 && Items[0])
      Add(Comparison::LessEqual, *Items[0], *Left);
    if (Items.size() == 2 && Items[1])
      Add(Comparison::LessEqual, *Left, *Items[1]);
  }
  std::optional<TermId> Right = comparedTerm(E["rexpr"], S);
  if (!Right)
    return;
  if ((Kind == "AEXPR_DISTINCT" && !Negated) || (Kind == "AEXPR_NOT_DISTINCT" && Negated) ||
      (Kind == "AEXPR_OP" && Operator == (Negated ? "=" : "<>")))
    Add(Comparison::Unequal, *Left, *Right);
  else if (Kind == "AEXPR_OP" && Operator == (Negated ? ">=" : "<"))
    Add(Comparison::Less, *Left, *Right);
  else if (Kind == "AEXPR_OP" && Operator == (Negated ? ">" : "<="))
    Add(Comparison::LessEqual, *Left, *Right);
  else if (Kind == "AEXPR_OP" && Operator == (Negated ? "<=" : ">"))
    Add(Comparison::Less, *Right, *Left);
  else if (Kind == "AEXPR_OP" && Operator == (Negated ? "<" : ">="))
    Add(Comparison::LessEqual, *Right, *Left);
}

void Prover::equateRow(Node Test, Node Targets, const Scope &S, Implications &Out) {
  std::vector<Node> Values;
  for (Node Entry : Targets.elements())
    Values.push_back(Entry.as("ResTarget")["val"]);
  Node Row = Test.as("RowExpr")["args"];
  if (!Row && Values.size() == 1)
    return equate(Test, Values.front(), true, S, Out);
  if (Row.size() != Values.size() || hasStar(Row))
    return;
  size_t I = 0;
  for (Node Item : Row.elements())
    equate(Item, Values[I++], true, S, Out);
}

void Prover::implyUnequal(Node Equal, const Scope &S, Implications &Out) {
  bool IsEquality = Equal.text("kind") == "AEXPR_OP" && lastName(Equal["name"]) == "=" && isBuiltIn(Equal["name"]);
  std::optional<TermId> Left = IsEquality ? comparedTerm(Equal["lexpr"], S) : std::nullopt;
  std::optional<TermId> Right = Left ? comparedTerm(Equal["rexpr"], S) : std::nullopt;
  if (Right && (isNeverNull(Equal["lexpr"], S) || isNeverNull(Equal["rexpr"], S)))
    Out.Comparisons.push_back({Comparison::Unequal, *Left, *Right, {}});
}

void Prover::imply(Node E, bool Negated, const Scope &S, Implications &Out) {
  std::string_view Kind = E.kind();
  Node Body = E.body();
  if (Kind == "BoolExpr") {
    std::string_view Operator = Body.text("boolop");
    if (Operator == "NOT_EXPR") {
      for (Node Argument : Body["args"].elements())
        imply(Argument, !Negated, S, Out);
      return;
    }
    if ((Operator == "AND_EXPR") == Negated)
      return implyAny(Body["args"], "OR", Negated, S, Out);
    for (Node Argument : Body["args"].elements())
      imply(Argument, Negated, S, Out);
    return;
  }
  if (Kind == "A_Expr")
    return implyComparison(Body, Negated, S, Out);
  if (Kind == "A_Const" && (Body.flag("isnull") || (Body["boolval"] && Body["boolval"].flag("boolval") == Negated)))
    return never(Out);
  if (Kind == "BooleanTest") {
    std::string_view Test = Body.text("booltesttype");
    // Neither side can be NULL: false is the only other value.
    Node Compared = Body["arg"].as("A_Expr");
    bool IsTwoValued = Compared && Compared.text("kind") == "AEXPR_OP" && isNeverNull(Compared["lexpr"], S) && isNeverNull(Compared["rexpr"], S);
    if (IsTwoValued && Test == "IS_NOT_FALSE" && !Negated)
      return imply(Body["arg"], false, S, Out);
    // False, or NULL where the other side is.
    if (Compared && ((Test == "IS_NOT_TRUE" && !Negated) || ((Test.empty() || Test == "IS_TRUE") && Negated)))
      implyUnequal(Compared, S, Out);
    if (Test.empty() || Test == "IS_TRUE") {
      if (!Negated)
        imply(Body["arg"], false, S, Out);
    } else if ((Test == "IS_NOT_TRUE" && Negated) || (Test == "IS_FALSE" && !Negated) || (Test == "IS_NOT_FALSE" && Negated)) {
      imply(Body["arg"], Test != "IS_NOT_TRUE", S, Out);
    }
    return;
  }
  if (Kind == "NullTest") {
    std::string_view Test = Body.text("nulltesttype");
    if ((Test == "IS_NOT_NULL") == Negated && isNeverNull(Body["arg"], S))
      return never(Out);
    std::optional<TermId> T = Body["arg"].kind() == "ColumnRef" ? term(Body["arg"], S) : std::nullopt;
    if (T && (Test == "IS_NOT_NULL") != Negated)
      noteNotNull(*T, Out);
    return missed(Body["arg"], ReasonKind::NotAnEquality, "IS NULL", S);
  }
  // x = ALL (SELECT y), NOT x <> ANY (SELECT y)
  if (Kind == "SubLink" && Body.text("subLinkType") == (Negated ? "ANY_SUBLINK" : "ALL_SUBLINK"))
    if (Node Only = onlyRow(Body["subselect"]); Only && Body["operName"] && isBuiltIn(Body["operName"]))
      if (lastName(Body["operName"]) == (Negated ? "<>" : "="))
        return equateRow(Body["testexpr"], Only, S, Out);
  if (Kind == "SubLink" && !Negated)
    return implySubquery(Body, S, Out);
  if (Kind == "SubLink" && isAlwaysTrue(Body, S))
    return never(Out);
  if (Kind == "CaseExpr")
    return implyCase(Body, Negated, S, Out);
  // It is one of them: COALESCE(tenant_id = $1, false).
  if (Kind == "CoalesceExpr")
    implyAny(Body["args"], "COALESCE", Negated, S, Out);
  if (Kind == "CoalesceExpr" || Kind == "FuncCall")
    missed(E, ReasonKind::NotAnEquality, "", S);
}

void Prover::proveInAggregates(Node E, Scope &S, FlatSet<int64_t> &Done, QueryResult &Out) {
  if (!E.hasSubLinks() || E.kind() == "SubLink")
    return;
  if (Node Call = E.as("FuncCall"); Call && isAggregate(Call)) {
    for (std::string_view Field : {"args", "agg_filter", "agg_order"})
      proveSubqueries(Call[Field], S, Done, Out);
    return;
  }
  for (Node Item : E.elements())
    proveInAggregates(Item, S, Done, Out);
  for (Node Child : E.fields())
    if (Child.isObject() || Child.isList())
      proveInAggregates(Child, S, Done, Out);
}

// Subqueries in the branches of an AND see what the other branches say: rows
// for which those are false do not come out, whatever the subquery returns.
void Prover::proveSubqueries(Node E, Scope &S, FlatSet<int64_t> &Done, QueryResult &Out) {
  if (!E.hasSubLinks())
    return;
  if (E.kind() == "BoolExpr" && E.body().text("boolop") == "OR_EXPR") {
    // True without them.
    if (isAlways(E, S))
      return;
    for (Node Branch : E.body()["args"].elements()) {
      size_t Mark = F.mark();
      Implications Here;
      imply(Branch, false, S, Here);
      learn(Here);
      learnNotTrue(E.body()["args"], Branch, S);
      proveInside(Branch, S, Done, Out);
      F.undo(Mark);
    }
    return;
  }
  proveInside(E, S, Done, Out);
}

void Prover::proveInside(Node E, Scope &S, FlatSet<int64_t> &Done, QueryResult &Out) {
  if (E.isList()) {
    for (Node Item : E.elements())
      proveSubqueries(Item, S, Done, Out);
    return;
  }
  if (!E.isObject())
    return;
  if (Node Link = E.as("SubLink")) {
    if (isAlwaysTrue(Link, S))
      return;
    if (Done.insert(Link.number("location")).second) {
      Implications Operands;
      implySubquery(Link, S, Operands);
      SubqueryEquality Sub{Link["subselect"], 0, {}, Use::Rows, nullptr};
      if (!Operands.Subqueries.empty())
        Sub = std::move(Operands.Subqueries.front());
      settleSubquery(Sub, proveSelect(Sub.Subselect.as("SelectStmt"), &S, Sub.Matters), Out, /*IsFilter=*/false);
    }
    proveInside(Link["testexpr"], S, Done, Out);
    return;
  }
  for (Node Child : E.fields()) {
    if (Child.isObject() || Child.isList())
      proveSubqueries(Child, S, Done, Out);
  }
}

} // namespace tenantscan::sql
