//===- Terms.cpp - Expressions that equal a column or a value ------------===//
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

bool Prover::isText(TermId Column) const {
  const Term &T = F[Column];
  if (T.Kind != Term::Column)
    return false;
  const Relation &R = Relations[T.Relation];
  if ((T.Column_ & Facts::ColumnOfResult) == 0)
    return R.Definition != nullptr && std::find(R.Definition->Texts.begin(), R.Definition->Texts.end(), F.columnName(T)) != R.Definition->Texts.end();
  uint32_t Position = T.Column_ & ~Facts::ColumnOfResult;
  return Position < R.Rows.Columns.size() && R.Rows.Columns[Position].IsText;
}

bool Prover::isNumber(TermId Value) const {
  const Term &T = F[Value];
  if (T.Kind == Term::Constant)
    return F.isNumber(T);
  if (T.Kind != Term::Column || (T.Column_ & Facts::ColumnOfResult) != 0 || isText(Value))
    return false;
  const sql::Table *Definition = Relations[T.Relation].Definition;
  return Definition != nullptr &&
         (isInexact(Value) || std::find(Definition->RowIds.begin(), Definition->RowIds.end(), F.columnName(T)) != Definition->RowIds.end());
}

bool Prover::isNumericEquality(TermId A, TermId B) const {
  return Text.Language == Dialect::MySQL && ((isText(A) && isNumber(B)) || (isText(B) && isNumber(A)));
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

static bool isConstant(Node E) {
  while (Node Cast = E.as("TypeCast"))
    E = Cast["arg"];
  return E.kind() == "A_Const";
}

// Of a constant nothing is known then: it may equal any other.
TermId Prover::otherValue(TermId Value, std::string_view How, uint32_t Location) {
  return F[Value].Kind == Term::Constant ? F.constant("c" + std::to_string(Location), Location) : F.respelled(Value, How);
}

// COALESCE(l.x, r.x), where a FULL JOIN compares the two.
std::optional<TermId> Prover::coalescedSides(Node Arguments, const Scope &S) {
  std::vector<TermId> Sides;
  for (Node Argument : Arguments.elements())
    if (std::optional<TermId> T = Argument.as("ColumnRef") ? term(Argument, S) : std::nullopt)
      Sides.push_back(*T);
  if (Sides.size() != 2 || Arguments.size() != 2)
    return std::nullopt;
  for (const Scope *Names = &S; Names != nullptr; Names = Names->Parent)
    for (const FullJoinPair &Pair : (Names->Block != nullptr ? Names->Block : Names)->Pairs)
      if ((Pair.Left == Sides[0] && Pair.Right == Sides[1]) || (Pair.Left == Sides[1] && Pair.Right == Sides[0]))
        return Pair.Value;
  return std::nullopt;
}

// SELECT x, y without FROM has one row, whatever there is.
Node onlyRow(Node Subselect) {
  Node Select = Subselect.as("SelectStmt");
  for (std::string_view Clause : {"fromClause", "whereClause", "groupClause", "havingClause", "limitCount", "limitOffset", "withClause", "larg",
                                  "distinctClause", "valuesLists"})
    if (Select[Clause])
      return {};
  return Select["targetList"];
}

Node onlyValue(Node Subselect) {
  Node Targets = onlyRow(Subselect);
  Node Value;
  for (Node Entry : Targets.elements())
    Value = Entry.as("ResTarget")["val"];
  return Targets.size() == 1 ? Value : Node();
}

// NULL, where the subquery has no row, is refused.
std::optional<TermId> Prover::insertedValue(Node Given, RelationId Target, const std::string &Column, Block &B) {
  std::optional<TermId> Value = term(Given, B.S);
  Node Link = Given.as("SubLink");
  const sql::Table *Definition = Relations[Target].Definition;
  if (Value || Link.text("subLinkType") != "EXPR_SUBLINK" || Definition == nullptr || !Definition->isNotNull(Column))
    return Value ? confiningValue(*Value) : std::nullopt;
  QueryResult Rows = proveSelect(Link["subselect"].as("SelectStmt"), &B.S);
  std::optional<TermId> Confining;
  if (Rows.Columns.size() == 1 && !Rows.Open)
    for (TermId Equal : Rows.Columns.front().Equals)
      if (!Confining)
        Confining = confiningValue(Equal);
  return Confining;
}

std::optional<TermId> Prover::term(Node E, const Scope &S, Implications *Out) {
  std::string_view Kind = E.kind();
  Node Body = E.body();
  auto Location = static_cast<uint32_t>(Body.number("location"));
  if (Kind == "ColumnRef")
    return resolve(Body, S);
  if (Kind == "A_Indirection")
    return resolveField(Body, S);
  if (Kind == "ParamRef") {
    auto Number = static_cast<uint32_t>(Body.number("number"));
    if (Number == 0 || Number > Text.Parameters.size() || Text.Parameters[Number - 1].IsList)
      return std::nullopt;
    return F.parameter(Number, Location);
  }
  if (Kind == "A_Const") {
    if (Body.flag("isnull"))
      return std::nullopt;
    for (Node Value : Body.fields()) {
      std::string_view Field = Value.name();
      if (Field == "ival")
        return F.constant("i" + std::to_string(Value.number("ival")), Location);
      if (Field == "sval")
        return F.constant("s" + std::string(Value.text("sval")), Location);
      if (Field == "fval")
        return F.constant("f" + std::string(Value.text("fval")), Location);
      // A number on some of the servers.
      if (Field == "boolval" && Text.Language == Dialect::Generic)
        return F.constant("c" + std::to_string(Location), Location);
      if (Field == "boolval")
        return F.constant(Value.flag("boolval") ? "btrue" : "bfalse", Location);
    }
    return std::nullopt;
  }
  // SQLite's way to keep a column from an index.
  if (Kind == "A_Expr" && Body.text("kind") == "AEXPR_OP" && !Body["lexpr"] && lastName(Body["name"]) == "+" && isBuiltIn(Body["name"]))
    return term(Body["rexpr"], S, Out);
  if (Kind == "TypeCast") {
    std::optional<TermId> Inner = term(Body["arg"], S, Out);
    // true::int is 1.
    if (Inner && F[*Inner].Kind == Term::Constant && Body["arg"].as("A_Const")["boolval"] && lastName(Body["typeName"]["names"]) != "bool")
      return F.constant("c" + std::to_string(Location), Location);
    if (!Inner || isInjectiveCast(Body, *Inner)) {
      if (Inner && !F[*Inner].isValue())
        F.noteTextEquality();
      return Inner;
    }
    // A list of values is not one.
    if (!F[*Inner].isValue() || Body["typeName"]["arrayBounds"].size() != 0)
      return std::nullopt;
    // 1::boolean and 2::boolean are the same.
    std::string How(lastName(Body["typeName"]["names"]));
    return otherValue(*Inner, Body["typeName"]["typmods"] ? How + std::to_string(Location) : How, Location);
  }
  if (Kind == "CollateClause")
    return isDeterministicCollation(Body) ? term(Body["arg"], S, Out) : std::nullopt;
  if (Kind == "FuncCall") {
    bool IsInjective = false;
    Node Same = respelled(Body, IsInjective);
    std::optional<TermId> Inner = Same ? term(Same, S) : std::nullopt;
    if (!Inner)
      return functionTerm(Body);
    F.noteTextEquality();
    if (!F[*Inner].isValue())
      return IsInjective ? Inner : std::nullopt;
    return otherValue(*Inner, lastName(Body["funcname"]), Location);
  }
  // NULLIF(setting, '') and COALESCE(setting, constant): the setting, or nothing sensible.
  if (Kind == "CoalesceExpr" || (Kind == "A_Expr" && Body.text("kind") == "AEXPR_NULLIF")) {
    Node First;
    bool RestConstant = true;
    if (Kind == "A_Expr") {
      First = Body["lexpr"];
      RestConstant = isConstant(Body["rexpr"]);
    } else {
      for (Node Argument : Body["args"].elements())
        if (!First)
          First = Argument;
        else
          RestConstant = RestConstant && isConstant(Argument);
    }
    if (Kind == "CoalesceExpr" && isNeverNull(First, S))
      return term(First, S);
    if (std::optional<TermId> Value = Kind == "CoalesceExpr" ? coalescedSides(Body["args"], S) : std::nullopt)
      return Value;
    // NULLIF(x, y) is x or NULL, and something that is equal is not NULL.
    if (Kind == "A_Expr" && Out != nullptr)
      return term(First, S, Out);
    std::optional<TermId> Inner = RestConstant ? term(First, S) : std::nullopt;
    // Where the setting is NULL, it is the constant, or NULL for the constant.
    if (Inner && F[*Inner].isValue())
      return otherValue(*Inner, "of " + std::to_string(Location), Location);
    return std::nullopt;
  }
  bool IsScalar = Kind == "SubLink" && Body.text("subLinkType") == "EXPR_SUBLINK";
  if (Node Value = IsScalar ? onlyValue(Body["subselect"]) : Node())
    return term(Value, S);
  if (IsScalar && Out != nullptr) {
    TermId Value = F.freshSubquery(static_cast<RelationId>(Relations.size()), Location);
    Out->Subqueries.push_back({Body["subselect"], Body.number("location"), {Value}, Use::Rows, nullptr});
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
  // (t.*, x) = (y, z): what is compared with what is not known here.
  if ((LeftRow && hasStar(LeftRow["args"])) || (RightRow && hasStar(RightRow["args"])))
    return;
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
  // Arrays are equal where both have a NULL in one place, too.
  Node LeftArray = Left.as("A_ArrayExpr")["elements"];
  Node RightArray = Right.as("A_ArrayExpr")["elements"];
  if (LeftArray && LeftArray.size() == RightArray.size()) {
    auto J = RightArray.elements().begin();
    for (Node Item : LeftArray.elements()) {
      bool IsStrictHere = isNeverNull(Item, S) || isNeverNull(*J, S);
      SawNullEquality = SawNullEquality || !IsStrictHere;
      equate(Item, *J, IsStrictHere, S, Out);
      ++J;
    }
    return;
  }
  // IS NOT DISTINCT FROM is true of a subquery without rows, too.
  std::optional<TermId> A = term(Left, S, Strict ? &Out : nullptr);
  std::optional<TermId> B = term(Right, S, Strict ? &Out : nullptr);
  if (Strict)
    for (const std::optional<TermId> &T : {A, B})
      if (T)
        noteNotNull(*T, Out);
  if (A && B && isNumericEquality(*A, *B)) {
    missed(Left, ReasonKind::NotAnEquality, "a number", S);
    return missed(Right, ReasonKind::NotAnEquality, "a number", S);
  }
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

bool Prover::mayBeNull(TermId Column) const {
  const Term &T = F[Column];
  if (T.Kind != Term::Column)
    return T.Kind == Term::Merged;
  const Relation &R = Relations[T.Relation];
  if (R.Padded > 0)
    return true;
  if ((T.Column_ & Facts::ColumnOfResult) == 0)
    return R.Definition != nullptr && !R.Definition->isNotNull(F.columnName(T));
  uint32_t Position = T.Column_ & ~Facts::ColumnOfResult;
  return Position < R.Rows.Columns.size() && R.Rows.Columns[Position].MayBeNull;
}

bool Prover::isNeverNull(Node E, const Scope &S) {
  if (E.kind() == "A_Const")
    return !E.body().flag("isnull");
  std::optional<TermId> T = E.kind() == "ColumnRef" ? term(E, S) : std::nullopt;
  return T && isNeverNull(*T);
}

bool Prover::isNeverNull(TermId Column) const {
  if (KnownNotNull.count(Column) != 0)
    return true;
  const Term &T = F[Column];
  if (T.Kind != Term::Column || Relations[T.Relation].Padded > 0)
    return false;
  const Relation &R = Relations[T.Relation];
  if ((T.Column_ & Facts::ColumnOfResult) == 0)
    return R.Kind == Relation::Base && R.Definition != nullptr && R.Definition->isNotNull(F.columnName(T));
  uint32_t Position = T.Column_ & ~Facts::ColumnOfResult;
  return R.Kind == Relation::Result && Position < R.Rows.Columns.size() && R.Rows.Columns[Position].IsNotNull;
}

} // namespace tenantscan::sql
