//===- GenerateCondition.cpp - Predicates and values --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Generator.h"

namespace tenantscan::oracle {

// Everything here is true only where both sides are equal (or both NULL).
Node Generator::equal(Node Left, Node Right) {
  if (R.chance(30))
    std::swap(Left, Right);
  if (Spellings != 0 && R.chance(Spellings))
    return respelled(std::move(Left), std::move(Right));
  switch (R.weighted({60u, 5u, 5u, 4u, 4u, 3u, 4u, 3u, 3u, 2u, 2u, 2u, 2u})) {
  case 1:
    return make(Kind::In, "", {Left, Right});
  case 2:
    return make(Kind::AnyOf, "", {Left, Right});
  case 3:
    return make(Kind::Not, "", {compare(Left, "<>", Right)});
  case 4:
    return compare(Left, "IS NOT DISTINCT FROM", Right);
  case 5:
    return make(Kind::Test, "TRUE", {compare(Left, "=", Right)});
  case 6: {
    Node Other = constant(R.between(1, 3));
    return compare(make(Kind::Tuple, "", {Left, Other}), "=", make(Kind::Tuple, "", {Right, Other}));
  }
  case 7:
    return compare(make(Kind::Cast, "bigint", {Left}), "=", Right);
  case 8:
    return compare(make(Kind::Cast, "text", {Left}), "=", make(Kind::Cast, "text", {Right}));
  case 9:
    return make(Kind::Between, "", {Left, Right, Right});
  case 10:
    return make(Kind::Or, "",
                {compare(Left, "=", Right), make(Kind::And, "", {compare(Right, "=", Left), compare(Left, "=", constant(R.between(1, 3)))})});
  case 11: {
    Node Inner = Node();
    Inner = oracle::statement(Kind::Select, SelectSlots);
    Inner.Kids[SelectTargets].Kids.push_back(Right);
    return compare(Left, "=", make(Kind::Scalar, "", {Inner}));
  }
  case 12:
    return make(Kind::InQuery, "", {Left, make(Kind::Values, "", {list({Right})})});
  default:
    return compare(Left, "=", Right);
  }
}

Node Generator::respelled(Node Left, Node Right) {
  for (Node *Side : {&Left, &Right})
    if (Side->K == Kind::Column && R.chance(50))
      Side->Number = 1;
  if (R.chance(35))
    return compare(Left, R.chance(80) ? "=" : "IS NOT DISTINCT FROM", Right);
  std::vector<Node> Lefts{Left};
  std::vector<Node> Rights{Right};
  if (R.chance(40)) {
    // A chain, or the same element in both.
    Node Other = R.chance(50) ? constant(R.between(1, 3)) : parameter(2);
    bool IsChain = R.chance(40);
    Lefts = {Left, Other};
    Rights = IsChain ? std::vector<Node>{Other, Right} : std::vector<Node>{Right, Other};
  }
  return compare(make(Kind::Array, "", std::move(Lefts)), R.chance(85) ? "=" : "IS NOT DISTINCT FROM", make(Kind::Array, "", std::move(Rights)));
}

// Most of these do not confine. Some do, since tenant columns are NOT NULL; they
// are rare in real statements and rare here.
Node Generator::nearlyEqual(Node Left, Node Right) {
  switch (R.weighted({2u, 2u, 2u, 12u, 12u, 12u, 12u, 2u, 2u, 12u, 12u, 12u})) {
  case 0:
    return compare(make(Kind::Call, "COALESCE", {Left, Right}), "=", Right);
  case 1:
    return compare(make(Kind::Call, "COALESCE", {Right, Left}), "=", Left);
  case 2:
    return make(Kind::Test, "NOT FALSE", {compare(Left, "=", Right)});
  case 3:
    return make(Kind::In, "", {Left, Right, constant(3)});
  case 4:
    return make(Kind::AnyOf, "", {Left, Right, parameter(2)});
  case 5:
    return make(Kind::Or, "", {compare(Left, "=", Right), make(Kind::Test, "NULL", {Left})});
  case 6:
    return compare(Left, "<=", Right);
  case 7:
    return make(Kind::Case, "", {compare(Left, "=", Right), literal("TRUE"), literal(R.chance(50) ? "FALSE" : "NULL")});
  case 8:
    return compare(make(Kind::Call, "NULLIF", {Left, constant(3)}), "=", Right);
  case 9:
    return make(Kind::Between, "", {Left, Right, constant(3)});
  case 10:
    return compare(Left, "=", make(Kind::Call, "COALESCE", {Right, constant(3)}));
  default:
    return compare(make(Kind::Cast, "boolean", {Left}), "=", make(Kind::Cast, "boolean", {Right}));
  }
}

// Whether that confines the relation depends on what the condition says where
// the subquery returns nothing; aggregates return a row even then.
Node Generator::confinedBySubquery(const Source &Own, const Node &Value) {
  static const char *const Names[] = {"invoices", "customers", "lines"};
  std::string Alias = freshAlias();
  Node Column = column(Own.Alias, "tenant_id");
  Node Other = column(Own.Alias, R.pick(Own.Columns));
  Node Select = oracle::statement(Kind::Select, SelectSlots);
  Node &Where = Select.Kids[SelectWhere];
  Select.Kids[SelectFrom].Kids.push_back(table(R.pick(Names), Alias));
  Where.Kids.push_back(equal(column(Alias, "tenant_id"), Value));
  if (R.chance(50))
    Where.Kids.push_back(compare(column(Alias, "tenant_id"), "=", Column));
  else
    Where.Kids.push_back(equal(Column, Value));
  if (R.chance(40))
    Where.Kids.push_back(compare(column(Alias, "id"), R.chance(50) ? "=" : "<=", R.chance(50) ? Other : parameter(2)));
  std::vector<Node> &Targets = Select.Kids[SelectTargets].Kids;
  size_t Form = R.below(7);
  Targets.push_back(Form < 2 ? column(Alias, "tenant_id") : R.chance(60) ? column(Alias, "id") : R.chance(50) ? Other : constant(R.between(1, 3)));
  switch (R.weighted({70u, 8u, 6u, 8u})) {
  case 1:
    Targets[0] = make(Kind::Call, "max", {Targets[0]});
    break;
  case 2:
    Select.Kids[SelectGroup].Kids.push_back(R.chance(40) ? literal("()") : make(Kind::Call, "ROLLUP", {column(Alias, "id")}));
    break;
  case 3:
    Select.Kids[SelectHaving].Kids.push_back(compare(make(Kind::Call, "count", {make(Kind::Star, "")}), ">=", constant(R.between(0, 1))));
    break;
  default:
    break;
  }
  if (Form == 0)
    return make(Kind::InQuery, "", {Column, Select});
  if (Form < 4)
    return Form == 2 ? make(Kind::InQuery, "", {Other, Select}) : make(Kind::Exists, "", {Select});
  Select.Kids[SelectLimit].Kids.push_back(literal("LIMIT 1"));
  Node Scalar = make(Kind::Scalar, "", {std::move(Select)});
  if (Form == 4)
    return compare(Other, "=", Scalar);
  return Form == 5 ? compare(Other, "IS NOT DISTINCT FROM", Scalar)
                   : compare(make(Kind::Call, "COALESCE", {Scalar, constant(R.between(1, 3))}), "=", Other);
}

Node Generator::choice(const Scope &S, const Node &Column, const Node &Value, Node Condition) {
  static const char *const Operators[] = {"=", "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"};
  Node Operand = R.chance(60) ? intColumn(S) : parameter(static_cast<unsigned>(R.between(2, Parameters)));
  Node Bound = constant(R.between(1, 3));
  Node Other = compare(Operand, R.pick(Operators), Bound);
  if (R.chance(15))
    Operand = make(Kind::Call, "COALESCE", {Operand, constant(R.between(1, 3))});
  Node Excluding =
      R.chance(40) ? make(Kind::Not, "", {Other}) : compare(Operand, R.pick(Operators), R.chance(75) ? Bound : constant(R.between(1, 3)));
  switch (R.below(4)) {
  case 0: {
    const char *Operator = R.pick(Operators);
    return make(Kind::And, "", {make(R.chance(70) ? Kind::In : Kind::AnyOf, "", {Column, Value, Operand}), compare(Column, Operator, Operand)});
  }
  case 1: {
    static const char *const Names[] = {"invoices", "customers", "lines"};
    std::string Alias = freshAlias();
    Node Select = oracle::statement(Kind::Select, SelectSlots);
    Select.Kids[SelectFrom].Kids.push_back(table(R.pick(Names), Alias));
    Select.Kids[SelectWhere].Kids.push_back(make(Kind::Or, "", {equal(column(Alias, "tenant_id"), Value), Other}));
    Select.Kids[SelectTargets].Kids.push_back(constant(1));
    Node Same = R.chance(50) ? Other : Excluding;
    return make(Kind::And, "",
                {std::move(Condition), make(Kind::Or, "", {make(Kind::Exists, R.chance(25) ? "NOT" : "", {std::move(Select)}), Same})});
  }
  default:
    return make(Kind::And, "", {make(Kind::Or, "", {std::move(Condition), std::move(Other)}), std::move(Excluding)});
  }
}

// $1, or the tenant column of a relation outside.
Node Generator::tenantValue(const Scope *Outer) {
  for (const Scope *S = Outer; S != nullptr; S = S->Outer)
    if (!S->Sources.empty() && R.chance(45)) {
      const Source &From = R.pick(S->Sources);
      if (From.HasTenant)
        return column(From.Alias, "tenant_id");
    }
  return parameter(1);
}

Node Generator::intColumn(const Scope &S) {
  if (S.Sources.empty())
    return parameter(2);
  const Scope *From = &S;
  if (S.Outer != nullptr && !S.Outer->Sources.empty() && R.chance(15))
    From = S.Outer;
  const Source &Owner = R.pick(From->Sources);
  for (int Try = 0; Try < 4; ++Try) {
    const std::string &Name = R.pick(Owner.Columns);
    if (!isText(Name) && (Name != "tenant_id" || R.chance(20)))
      return column(Owner.Alias, Name);
  }
  return column(Owner.Alias, Owner.Columns.front());
}

Node Generator::intValue(const Scope &S, unsigned Depth) {
  switch (R.weighted({30u, 20u, 30u, 6u, 6u, 8u})) {
  case 0:
    return constant(R.between(1, 4));
  case 1:
    return parameter(static_cast<unsigned>(R.between(2, Parameters)));
  case 3:
    return compare(intColumn(S), R.chance(50) ? "+" : "-", constant(1));
  case 4:
    return make(Kind::Call, "COALESCE", {intColumn(S), constant(0)});
  case 5:
    if (Depth < 2) {
      Want W;
      W.Width = 1;
      W.OneRow = true;
      W.Depth = Depth + 1;
      return make(Kind::Scalar, "", {query(W, &S).Query});
    }
    [[fallthrough]];
  default:
    return intColumn(S);
  }
}

Node Generator::aggregateCall(const Scope &S) {
  static const char *const Names[] = {"sum", "max", "min", "count"};
  Node Call = R.chance(40) ? make(Kind::Call, "count", {make(Kind::Star, "")}) : make(Kind::Call, Names[R.below(4)], {intColumn(S)});
  if (R.chance(12))
    return make(Kind::Filter, "", {Call, compare(intColumn(S), "=", R.chance(50) ? parameter(2) : constant(2))});
  return Call;
}

Node Generator::strayAggregate(const Scope &S) {
  Node Call = aggregateCall(S);
  if (Strays == 0 || !R.chance(Strays))
    return Call;
  Node Select = oracle::statement(Kind::Select, SelectSlots);
  if (R.chance(40)) {
    Select.Kids[SelectFrom].Kids.push_back(table("plans", freshAlias()));
    Select.Kids[SelectLimit].Kids.push_back(literal("LIMIT 1"));
  }
  Select.Kids[SelectTargets].Kids.push_back(std::move(Call));
  return make(Kind::Scalar, "", {std::move(Select)});
}

Node Generator::subqueryCondition(const Scope &S, unsigned Depth) {
  Want W;
  W.Depth = Depth + 1;
  switch (R.below(4)) {
  case 0:
    W.Width = 1;
    return make(Kind::InQuery, R.chance(30) ? "NOT" : "", {intColumn(S), query(W, &S).Query});
  case 1: {
    // The operands carry the tenant in.
    W.Width = 2;
    W.Expose = true;
    Node Operands = make(Kind::Tuple, "", {tenantValue(&S), intColumn(S)});
    return make(Kind::InQuery, R.chance(15) ? "NOT" : "", {Operands, query(W, &S).Query});
  }
  default:
    break;
  }
  Node Query = query(W, &S).Query;
  // What EXISTS selects is not looked at.
  if (Query.K == Kind::Select && R.chance(Bystanders)) {
    Node Largest = oracle::statement(Kind::Select, SelectSlots);
    Largest.Kids[SelectFrom].Kids.push_back(table("lines", freshAlias()));
    Largest.Kids[SelectTargets].Kids.push_back(make(Kind::Call, "max", {column("", "qty")}));
    Query.Kids[SelectTargets].Kids.push_back(as(make(Kind::Scalar, "", {std::move(Largest)}), "largest"));
  }
  return make(Kind::Exists, R.chance(35) ? "NOT" : "", {std::move(Query)});
}

Node Generator::condition(const Scope &S, unsigned Depth) {
  Node Left;
  switch (R.weighted({45u, 6u, 6u, 5u, 12u, 5u, 20u, 6u})) {
  case 1:
    return make(Kind::In, R.chance(25) ? "NOT" : "",
                {intColumn(S), constant(R.between(1, 2)), parameter(static_cast<unsigned>(R.between(2, Parameters)))});
  case 2:
    return make(Kind::Between, "", {intColumn(S), constant(R.between(0, 2)), constant(R.between(2, 4))});
  case 3:
    Left = intColumn(S);
    return make(Kind::Test, R.chance(40) && Left.Name != "id" && Left.Name != "tenant_id" ? "NULL" : "NOT NULL", {Left});
  case 4:
    if (Depth < 3)
      return make(R.chance(75) ? Kind::Or : Kind::And, "", {condition(S, Depth + 2), condition(S, Depth + 2)});
    break;
  case 5:
    if (Depth < 3)
      return make(Kind::Not, "", {condition(S, Depth + 2)});
    break;
  case 6:
    if (Depth < 2)
      return subqueryCondition(S, Depth);
    break;
  case 7:
    for (const Source &From : S.Sources)
      for (const std::string &Name : From.Columns)
        if (isText(Name))
          return compare(column(From.Alias, Name), "=", literal(R.chance(50) ? "'a'" : "'b'"));
    break;
  default:
    break;
  }
  static const char *const Operators[] = {"=", "=", "=", "<>", "<", ">="};
  Left = intColumn(S);
  Node Right = intValue(S, Depth);
  // Where a subquery returns nothing these are true of NULL, or of a constant.
  if (Right.K == Kind::Scalar && R.chance(30))
    return R.chance(50) ? compare(Left, "IS NOT DISTINCT FROM", Right)
                        : compare(make(Kind::Call, "COALESCE", {Right, constant(R.between(1, 3))}), "=", Left);
  // A column compared with itself, `x = x`, `x < x + 1`, filters nothing, or everything.
  bool IsItself = false;
  if (!Right.isQuery() && Right.K != Kind::Scalar)
    walk(Right, [&](const Node &N) { IsItself = IsItself || (N.K == Kind::Column && N.Alias == Left.Alias && N.Name == Left.Name); });
  if (IsItself)
    Right = parameter(2);
  return compare(std::move(Left), R.pick(Operators), std::move(Right));
}

} // namespace tenantscan::oracle
