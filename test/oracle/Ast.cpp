//===- Ast.cpp - Generated statements as trees --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Ast.h"

#include <algorithm>

namespace tenantscan::oracle {

Node make(Kind K, std::string Name, std::vector<Node> Kids) {
  Node N;
  N.K = K;
  N.Name = std::move(Name);
  N.Kids = std::move(Kids);
  return N;
}

Node list(std::vector<Node> Kids) { return make(Kind::List, "", std::move(Kids)); }
Node constant(int Value) { return make(Kind::Constant, std::to_string(Value)); }
Node literal(std::string Text) { return make(Kind::Literal, std::move(Text)); }

Node column(std::string Alias, std::string Name) {
  Node N = make(Kind::Column, std::move(Name));
  N.Alias = std::move(Alias);
  return N;
}

Node parameter(unsigned Number) {
  Node N = make(Kind::Parameter, "");
  N.Number = Number;
  return N;
}

Node compare(Node Left, std::string Operator, Node Right) {
  Node N = make(Kind::Compare, std::move(Operator));
  N.Kids.push_back(std::move(Left));
  N.Kids.push_back(std::move(Right));
  return N;
}

Node as(Node Value, std::string Name) {
  Node N = make(Kind::As, "");
  N.Alias = std::move(Name);
  N.Kids.push_back(std::move(Value));
  return N;
}

Node table(std::string Name, std::string Alias) {
  Node N = make(Kind::Table, std::move(Name));
  N.Alias = std::move(Alias);
  return N;
}

Node statement(Kind K, size_t Slots) { return make(K, "", std::vector<Node>(Slots)); }

bool writes(const Node &Statement) {
  bool Any = false;
  walk(Statement, [&](const Node &N) { Any = Any || N.isWrite(); });
  return Any;
}

bool isOrdered(const Node &Statement) {
  if (Statement.K == Kind::SetOp)
    return !Statement.Kids[2].Kids.empty();
  return Statement.K == Kind::Select && (!Statement.Kids[SelectOrder].Kids.empty() || !Statement.Kids[SelectLimit].Kids.empty());
}

size_t width(const Node &Query) {
  if (Query.K == Kind::SetOp)
    return width(Query.Kids[0]);
  if (Query.K == Kind::Values)
    return Query.Kids.empty() ? 0 : Query.Kids[0].Kids.size();
  if (Query.K != Kind::Select)
    return 0;
  const std::vector<Node> &Targets = Query.Kids[SelectTargets].Kids;
  bool Star = std::any_of(Targets.begin(), Targets.end(), [](const Node &N) { return N.K == Kind::Star; });
  return Star ? 0 : Targets.size();
}

} // namespace tenantscan::oracle
