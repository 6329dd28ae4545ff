//===- Conditions.cpp - What follows from a condition that is true --------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Prover.h"

#include <algorithm>
#include <array>
#include <map>

namespace tenantscan::sql {

/// Beyond this many branches an OR is taken to imply nothing; keeps the work linear.
static constexpr unsigned MaxBranches = 1000;

// A cast that maps different values to different values, so that equality after
// it is equality before it.
bool Prover::isInjectiveCast(Node Cast, TermId Of) const {
  Node Type = Cast["typeName"];
  if (Type["typmods"].size() != 0 || Type["arrayBounds"].size() != 0 || !isBuiltIn(Type["names"]))
    return false;
  std::string_view Name = lastName(Type["names"]);
  if (Name == "text" || Name == "varchar")
    return true;
  // '1' and '01', 1.2 and 1.3; a column of which no definition says otherwise is an id.
  static constexpr std::array<std::string_view, 5> Names{"int2", "int4", "int8", "numeric", "uuid"};
  return std::find(Names.begin(), Names.end(), Name) != Names.end() && !isInexact(Of);
}

bool Prover::isInexact(TermId Column) const {
  const Term &T = F[Column];
  if (T.Kind != Term::Column)
    return false;
  const Relation &R = Relations[T.Relation];
  if ((T.Column_ & Facts::ColumnOfResult) == 0) {
    const std::vector<std::string> *Inexact = R.Definition != nullptr ? &R.Definition->Inexact : nullptr;
    return Inexact != nullptr && std::find(Inexact->begin(), Inexact->end(), F.columnName(T)) != Inexact->end();
  }
  uint32_t Position = T.Column_ & ~Facts::ColumnOfResult;
  return Position < R.Rows.Columns.size() && R.Rows.Columns[Position].IsInexact;
}

std::optional<TermId> Prover::functionTerm(Node Call) {
  std::string_view Name = lastName(Call["funcname"]);
  auto Location = static_cast<uint32_t>(Call.number("location"));
  if (equalsIgnoreCase(Name, "current_setting")) {
    for (Node Argument : Call["args"].elements()) {
      std::string_view Setting = Argument.as("A_Const")["sval"].text("sval");
      if (Words.isTenantSetting(Setting))
        return F.setting(Setting, Location);
      break;
    }
    return std::nullopt;
  }
  if (Words.isTenantFunction(Name))
    return F.setting(std::string(Name) + "()", Location);
  return std::nullopt;
}

std::optional<TermId> Prover::term(Node E, const Scope &S, Implications *Out) {
  std::string_view Kind = E.kind();
  Node Body = E.body();
  auto Location = static_cast<uint32_t>(Body.number("location"));
  if (Kind == "ColumnRef")
    return resolve(Body, S);
  if (Kind == "ParamRef") {
    auto Number = static_cast<uint32_t>(Body.number("number"));
    if (Number == 0 || Number > Text.Parameters.size() || Text.Parameters[Number - 1].IsList)
      return std::nullopt;
    return F.parameter(Number, Location);
  }
  if (Kind == "A_Const") {
    if (Body.flag("isnull"))
      return std::nullopt;
    for (auto [Field, Value] : Body.fields().Object) {
      Node Inner{Value};
      if (Field == "ival")
        return F.constant("i" + std::to_string(Inner.number("ival")), Location);
      if (Field == "sval")
        return F.constant("s" + std::string(Inner.text("sval")), Location);
      if (Field == "fval")
        return F.constant("f" + std::string(Inner.text("fval")), Location);
      if (Field == "boolval")
        return F.constant(Inner.flag("boolval") ? "btrue" : "bfalse", Location);
    }
    return std::nullopt;
  }
  if (Kind == "TypeCast") {
    std::optional<TermId> Inner = term(Body["arg"], S, Out);
    if (!Inner || isInjectiveCast(Body, *Inner)) {
      if (Inner && !F[*Inner].isValue())
        F.noteTextEquality();
      return Inner;
    }
    // A list of values is not one.
    if (!F[*Inner].isValue() || Body["typeName"]["arrayBounds"].size() != 0)
      return std::nullopt;
    // 1::boolean and 2::boolean are the same.
    return F[*Inner].Kind == Term::Constant ? F.constant("c" + std::to_string(Location), Location) : *Inner;
  }
  if (Kind == "CollateClause")
    return term(Body["arg"], S, Out);
  if (Kind == "FuncCall")
    return functionTerm(Body);
  // NULLIF(setting, '') and COALESCE(setting, constant): the setting, or nothing sensible.
  if (Kind == "CoalesceExpr" || (Kind == "A_Expr" && Body.text("kind") == "AEXPR_NULLIF")) {
    Node First;
    bool RestConstant = true;
    if (Kind == "A_Expr") {
      First = Body["lexpr"];
      RestConstant = Body["rexpr"].kind() == "A_Const";
    } else {
      for (Node Argument : Body["args"].elements())
        if (!First)
          First = Argument;
        else
          RestConstant = RestConstant && Argument.kind() == "A_Const";
    }
    if (Kind == "CoalesceExpr" && isNeverNull(First, S))
      return term(First, S);
    // NULLIF(x, y) is x or NULL, and something that is equal is not NULL.
    if (Kind == "A_Expr" && Out != nullptr)
      return term(First, S, Out);
    std::optional<TermId> Inner = RestConstant ? term(First, S) : std::nullopt;
    return Inner && F[*Inner].isValue() ? Inner : std::nullopt;
  }
  if (Kind == "SubLink" && Body.text("subLinkType") == "EXPR_SUBLINK" && Out != nullptr) {
    TermId Value = F.freshSubquery(static_cast<RelationId>(Relations.size()), Location);
    Out->Subqueries.push_back({Body["subselect"], Body.number("location"), {Value}});
    return Value;
  }
  return std::nullopt;
}

void Prover::missed(Node Operand, ReasonKind Why, std::string Detail, const Scope &S) {
  std::optional<TermId> Column;
  // lower(tenant_id), COALESCE($1, tenant_id), tenant_id + 0: the first tenant column in it.
  std::vector<Node> Stack{Operand};
  for (unsigned Steps = 0; !Stack.empty() && Steps < 32; ++Steps) {
    Node E = Stack.back();
    Stack.pop_back();
    if (E.kind() == "ColumnRef") {
      Column = resolve(E.body(), S);
      if (Column && F[*Column].Kind == Term::Column)
        NearMisses.push_back({*Column, Why, Detail});
      continue;
    }
    if (E.kind() == "SubLink")
      continue;
    for (std::string_view Field : {"arg", "lexpr", "rexpr"})
      if (Node Child = E.body()[Field])
        Stack.push_back(Child);
    for (Node Child : E.body()["args"].elements())
      Stack.push_back(Child);
  }
}

void Prover::equate(Node Left, Node Right, bool Strict, const Scope &S, Implications &Out) {
  Node LeftRow = Left.as("RowExpr");
  Node RightRow = Right.as("RowExpr");
  if (LeftRow && RightRow) {
    auto L = LeftRow["args"].elements();
    auto R = RightRow["args"].elements();
    if (LeftRow["args"].size() != RightRow["args"].size())
      return;
    auto J = R.begin();
    for (Node Item : L) {
      equate(Item, *J, Strict, S, Out);
      ++J;
    }
    return;
  }
  // IS NOT DISTINCT FROM is true of a subquery without rows, too.
  std::optional<TermId> A = term(Left, S, Strict ? &Out : nullptr);
  std::optional<TermId> B = term(Right, S, Strict ? &Out : nullptr);
  if (Strict)
    for (const std::optional<TermId> &T : {A, B})
      if (T && F[*T].Kind == Term::Column)
        Out.NotNull.insert(F[*T].Relation);
  if (A && B) {
    if (*A != *B)
      Out.Equalities.emplace_back(*A, *B);
    else if (F[*A].Kind == Term::Column)
      NearMisses.push_back({*A, ReasonKind::NotAnEquality, "itself"});
    return;
  }
  missed(Left, A ? ReasonKind::UntrustedValue : ReasonKind::NotAnEquality, "", S);
  missed(Right, B ? ReasonKind::UntrustedValue : ReasonKind::NotAnEquality, "", S);
}

bool isAggregate(Node Call) {
  static constexpr std::array<std::string_view, 16> Names{
      "count",   "sum",   "avg",      "min",       "max",    "array_agg", "string_agg",      "bool_and",
      "bool_or", "every", "json_agg", "jsonb_agg", "stddev", "variance",  "json_object_agg", "jsonb_object_agg"};
  return Call && isBuiltIn(Call["funcname"]) && !Call["over"] && std::find(Names.begin(), Names.end(), lastName(Call["funcname"])) != Names.end();
}

// EXISTS (SELECT count(*) FROM t): an aggregate returns a row whatever t has.
static bool isAlwaysTrue(Node Link) {
  Node Select = Link["subselect"].as("SelectStmt");
  if (Link.text("subLinkType") != "EXISTS_SUBLINK" || Select["targetList"].size() == 0)
    return false;
  for (std::string_view Clause : {"groupClause", "havingClause", "limitCount", "limitOffset", "withClause", "larg", "distinctClause"})
    if (Select[Clause])
      return false;
  bool HasAggregate = false;
  for (Node Entry : Select["targetList"].elements()) {
    Node Value = Entry.as("ResTarget")["val"];
    while (Node Cast = Value.as("TypeCast"))
      Value = Cast["arg"];
    bool IsAggregate = isAggregate(Value.as("FuncCall"));
    HasAggregate = HasAggregate || IsAggregate;
    // A function that returns a set may return none.
    if (!IsAggregate && Value.kind() != "A_Const")
      return false;
  }
  return HasAggregate;
}

bool Prover::isNeverNull(Node E, const Scope &S) {
  if (E.kind() == "A_Const")
    return !E.body().flag("isnull");
  std::optional<TermId> T = E.kind() == "ColumnRef" ? term(E, S) : std::nullopt;
  return T && isNeverNull(*T);
}

bool Prover::isNeverNull(TermId Column) const {
  const Term &T = F[Column];
  if (T.Kind != Term::Column || Relations[T.Relation].Padded > 0)
    return false;
  const Relation &R = Relations[T.Relation];
  if ((T.Column_ & Facts::ColumnOfResult) == 0)
    return R.Kind == Relation::Base && R.Definition != nullptr && R.Definition->isNotNull(F.columnName(T));
  uint32_t Position = T.Column_ & ~Facts::ColumnOfResult;
  return R.Kind == Relation::Result && Position < R.Rows.Columns.size() && R.Rows.Columns[Position].IsNotNull;
}

void Prover::never(Implications &Out) { Out.Equalities.emplace_back(F.constant("btrue", 0), F.constant("bfalse", 0)); }

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
  if ((Kind == "AEXPR_NOT_DISTINCT" && !Negated) || (Kind == "AEXPR_DISTINCT" && Negated))
    // Where one side is never NULL, the other is not NULL either.
    return equate(Left, Right, isNeverNull(Left, S) || isNeverNull(Right, S), S, Out);
  if (Kind == "AEXPR_IN")
    implyOrder(E, Negated, S, Out);
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
  bool AllEqual = Kind == "AEXPR_OP_ALL" && IsEqual;
  if (AnyEqual || NotAllUnequal || AllEqual) {
    // ARRAY[$1]::int[] is the array of $1::int.
    Node Array = Right;
    while (Node Cast = Array.as("TypeCast"))
      Array = Cast["arg"];
    Node Elements = Array.as("A_ArrayExpr")["elements"];
    if (Elements.size() == 1 || (AllEqual && Elements.size() > 0)) {
      for (Node Item : Elements.elements())
        equate(Left, Item, true, S, Out);
      return;
    }
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
      if (T && F[*T].Kind == Term::Column)
        Out.NotNull.insert(F[*T].Relation);
    }
  }
  for (Node Operand : {Left, Right})
    missed(Operand, ReasonKind::NotAnEquality, std::string(Operator), S);
}

void Prover::implySubquery(Node Link, const Scope &S, Implications &Out) {
  std::string_view Kind = Link.text("subLinkType");
  Node Operator = Link["operName"];
  SubqueryEquality Sub{Link["subselect"], Link.number("location"), {}};
  if (Kind == "ANY_SUBLINK" || Kind == "ROWCOMPARE_SUBLINK") {
    if (Operator && (lastName(Operator) != "=" || !isBuiltIn(Operator)))
      return;
    Node Test = Link["testexpr"];
    if (Node Row = Test.as("RowExpr"))
      for (Node Item : Row["args"].elements())
        Sub.Operands.push_back(term(Item, S));
    else
      Sub.Operands.push_back(term(Test, S));
    for (const std::optional<TermId> &T : Sub.Operands)
      if (T && F[*T].Kind == Term::Column)
        Out.NotNull.insert(F[*T].Relation);
  } else if (Kind != "EXISTS_SUBLINK" || isAlwaysTrue(Link)) {
    return;
  }
  Out.Subqueries.push_back(std::move(Sub));
}

bool Prover::isNever(const Implications &I) {
  if (F.contradictory())
    return false;
  size_t Mark = F.mark();
  learn(I);
  bool Result = F.contradictory();
  F.undo(Mark);
  return Result;
}

// What an OR implies is what every branch does. Each branch is tried on the
// facts and taken back; two terms are equal after the OR when they are so in
// every branch.
void Prover::implyAny(Node Alternatives, bool Negated, const Scope &S, Implications &Out) {
  Branches += static_cast<unsigned>(Alternatives.size());
  std::vector<Implications> Each;
  bool HasDeadBranch = false;
  for (Node Branch : Alternatives.elements()) {
    Implications Here;
    if (Branches <= MaxBranches || Each.empty())
      imply(Branch, Negated, S, Here);
    // No row comes through a branch that is never true.
    if (isNever(Here)) {
      HasDeadBranch = true;
      continue;
    }
    Each.push_back(std::move(Here));
    if (Branches > MaxBranches && Each.size() > 1)
      break;
  }
  implyOneOf(std::move(Each), HasDeadBranch, Alternatives::Or, Out);
}

void Prover::implyOneOf(std::vector<Implications> Each, bool HasDeadBranch, Alternatives Where, Implications &Out) {
  if (Each.empty()) {
    if (HasDeadBranch)
      never(Out);
    return;
  }
  if (Each.size() == 1 && HasDeadBranch) {
    // A subquery in it has to be true as if it stood alone.
    Out.Equalities.insert(Out.Equalities.end(), Each.front().Equalities.begin(), Each.front().Equalities.end());
    Out.Comparisons.insert(Out.Comparisons.end(), Each.front().Comparisons.begin(), Each.front().Comparisons.end());
    Out.NotNull.insert(Each.front().NotNull.begin(), Each.front().NotNull.end());
    return;
  }
  for (const Implications &Here : Each)
    for (const auto &[A, B] : Here.Equalities)
      for (TermId T : {A, B})
        if (F[T].Kind == Term::Column)
          NearMisses.push_back(
              {T, Where == Alternatives::Or ? ReasonKind::InsideOr : ReasonKind::NotAnEquality, Where == Alternatives::Or ? "OR" : "CASE"});

  implyCommon(std::move(Each), Out);
}

void Prover::implyCommon(std::vector<Implications> Each, Implications &Out) {
  Implications Common = std::move(Each.front());
  // A subquery in one branch proves nothing about the others.
  Common.Subqueries.clear();
  Each.front().Comparisons = Common.Comparisons;
  std::vector<TermId> Candidates;
  for (const auto &[A, B] : Common.Equalities) {
    Candidates.push_back(A);
    Candidates.push_back(B);
  }
  std::sort(Candidates.begin(), Candidates.end());
  Candidates.erase(std::unique(Candidates.begin(), Candidates.end()), Candidates.end());
  std::vector<std::vector<TermId>> Classes(Candidates.size());
  Each.front().Equalities = Common.Equalities;
  for (const Implications &Here : Each) {
    if (Here.Equalities.empty()) {
      Candidates.clear();
      break;
    }
    size_t Mark = F.mark();
    learn(Here);
    for (size_t I = 0; I < Candidates.size(); ++I)
      Classes[I].push_back(F.find(Candidates[I]));
    F.undo(Mark);
  }
  std::map<std::vector<TermId>, TermId> First;
  for (size_t I = 0; I < Candidates.size(); ++I) {
    auto [It, IsNew] = First.try_emplace(Classes[I], Candidates[I]);
    if (!IsNew)
      Out.Equalities.emplace_back(It->second, Candidates[I]);
  }
  for (RelationId Id : Common.NotNull)
    if (std::all_of(Each.begin() + 1, Each.end(), [&](const Implications &Here) { return Here.NotNull.count(Id) != 0; }))
      Out.NotNull.insert(Id);
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

// One arm is taken: its condition and its result are true (or its result is false, under
// NOT). ELSE is taken where no condition is true, which says nothing by itself.
void Prover::implyCase(Node Case, bool Negated, const Scope &S, Implications &Out) {
  std::vector<Implications> Each;
  bool HasDeadBranch = !Case["defresult"];
  auto Add = [&](Implications Here) {
    if (isNever(Here))
      HasDeadBranch = true;
    else
      Each.push_back(std::move(Here));
  };
  Branches += static_cast<unsigned>(Case["args"].size());
  if (Branches > MaxBranches)
    return;
  for (Node Arm : Case["args"].elements()) {
    Implications Here;
    if (Case["arg"])
      equate(Case["arg"], Arm.as("CaseWhen")["expr"], true, S, Here);
    else
      imply(Arm.as("CaseWhen")["expr"], false, S, Here);
    imply(Arm.as("CaseWhen")["result"], Negated, S, Here);
    Add(std::move(Here));
  }
  if (Node Default = Case["defresult"]) {
    Implications Here;
    imply(Default, Negated, S, Here);
    Add(std::move(Here));
  }
  if (Each.empty())
    return never(Out);
  if (Each.size() == 1) {
    Implications Only = std::move(Each.front());
    Out.Equalities.insert(Out.Equalities.end(), Only.Equalities.begin(), Only.Equalities.end());
    Out.Comparisons.insert(Out.Comparisons.end(), Only.Comparisons.begin(), Only.Comparisons.end());
    Out.NotNull.insert(Only.NotNull.begin(), Only.NotNull.end());
    for (SubqueryEquality &Sub : Only.Subqueries)
      Out.Subqueries.push_back(std::move(Sub));
    return;
  }
  implyOneOf(std::move(Each), HasDeadBranch, Alternatives::Case, Out);
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
      return implyAny(Body["args"], Negated, S, Out);
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
    if (T && F[*T].Kind == Term::Column && (Test == "IS_NOT_NULL") != Negated)
      Out.NotNull.insert(F[*T].Relation);
    return missed(Body["arg"], ReasonKind::NotAnEquality, "IS NULL", S);
  }
  if (Kind == "SubLink" && !Negated)
    return implySubquery(Body, S, Out);
  if (Kind == "SubLink" && isAlwaysTrue(Body))
    return never(Out);
  if (Kind == "CaseExpr")
    return implyCase(Body, Negated, S, Out);
  if (Kind == "CoalesceExpr" || Kind == "FuncCall")
    missed(E, ReasonKind::NotAnEquality, "", S);
}

void Prover::proveInAggregates(Node E, Scope &S, std::set<int64_t> &Done, QueryResult &Out) {
  if (!HasSubLinks || E.kind() == "SubLink")
    return;
  if (Node Call = E.as("FuncCall"); Call && isAggregate(Call)) {
    for (std::string_view Field : {"args", "agg_filter", "agg_order"})
      proveSubqueries(Call[Field], S, Done, Out);
    return;
  }
  for (Node Item : E.elements())
    proveInAggregates(Item, S, Done, Out);
  for (auto [Name, Value] : E.fields().Object)
    if (Node Child{Value}; Child.isObject() || Child.isList())
      proveInAggregates(Child, S, Done, Out);
}

bool Prover::isAlways(Node E, const Scope &S) {
  Node Body = E.body();
  if (E.kind() == "BoolExpr" && Body.text("boolop") == "OR_EXPR") {
    for (Node Branch : Body["args"].elements())
      if (isAlways(Branch, S))
        return true;
    return false;
  }
  if (E.kind() != "A_Expr" || Body.text("kind") != "AEXPR_OP" || lastName(Body["name"]) != "=" || !isBuiltIn(Body["name"]))
    return false;
  std::optional<TermId> Left = term(Body["lexpr"], S);
  std::optional<TermId> Right = term(Body["rexpr"], S);
  if (!Left || !Right || !F.equal(*Left, *Right))
    return false;
  // NULL is not equal to itself.
  return F.anyInClass(*Left, [&](TermId Member) { return F[Member].Kind == Term::Constant || isNeverNull(Member); });
}

// Subqueries in the branches of an AND see what the other branches say: rows
// for which those are false do not come out, whatever the subquery returns.
void Prover::proveSubqueries(Node E, Scope &S, std::set<int64_t> &Done, QueryResult &Out) {
  if (!HasSubLinks)
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
      proveInside(Branch, S, Done, Out);
      F.undo(Mark);
    }
    return;
  }
  proveInside(E, S, Done, Out);
}

void Prover::proveInside(Node E, Scope &S, std::set<int64_t> &Done, QueryResult &Out) {
  if (E.isList()) {
    for (Node Item : E.elements())
      proveSubqueries(Item, S, Done, Out);
    return;
  }
  if (!E.isObject())
    return;
  if (Node Link = E.as("SubLink")) {
    if (isAlwaysTrue(Link))
      return;
    if (Done.insert(Link.number("location")).second) {
      Implications Operands;
      implySubquery(Link, S, Operands);
      SubqueryEquality Sub{Link["subselect"], 0, {}};
      if (!Operands.Subqueries.empty())
        Sub = std::move(Operands.Subqueries.front());
      settleSubquery(Sub, proveSelect(Sub.Subselect.as("SelectStmt"), &S), Out);
    }
    proveInside(Link["testexpr"], S, Done, Out);
    return;
  }
  for (auto [Name, Value] : E.fields().Object) {
    Node Child{Value};
    if (Child.isObject() || Child.isList())
      proveSubqueries(Child, S, Done, Out);
  }
}

} // namespace tenantscan::sql
