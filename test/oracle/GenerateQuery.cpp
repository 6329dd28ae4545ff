//===- GenerateQuery.cpp - Query blocks, joins, CTEs --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Generator.h"

#include <algorithm>
#include <utility>

namespace tenantscan::oracle {

std::string Generator::freshAlias() {
  std::string Alias(1, static_cast<char>('a' + Aliases % 26));
  if (Aliases >= 26)
    Alias += std::to_string(Aliases / 26);
  ++Aliases;
  return Alias;
}

Node Generator::relation(Scope &S, unsigned Depth, bool MayBeLateral) {
  Source New;
  if (!CommonTables.empty() && R.chance(40)) {
    const Available &Table = R.pick(CommonTables);
    New.Alias = freshAlias();
    New.Columns = Table.Columns;
    New.HasTenant = New.NeedsTenant = Table.Exposes;
    S.Sources.push_back(New);
    return table(Table.Name, New.Alias);
  }
  if (Depth < 2 && R.chance(Depth == 0 ? 20 : 10)) {
    Want W;
    W.Depth = Depth + 1;
    W.Expose = R.chance(45);
    W.Width = static_cast<unsigned>(R.between(2, 3));
    bool Lateral = MayBeLateral && R.chance(40);
    Made Inner = query(W, Lateral ? &S : S.Outer);
    New.Alias = freshAlias();
    New.Columns = Inner.Columns;
    New.HasTenant = New.NeedsTenant = W.Expose;
    S.Sources.push_back(New);
    Node Item = make(Kind::Derived, "", {std::move(Inner.Query)});
    Item.Alias = New.Alias;
    Item.Number = Lateral;
    if (R.chance(10))
      Item.Alias += rename(S.Sources.back());
    return Item;
  }
  static const char *const Names[] = {"invoices", "customers", "lines", "plans", "open_invoices", "customer_totals", "top_lines"};
  const TableShape &Shape = shape(Names[R.weighted({32u, 26u, 22u, 9u, 6u, 4u, 1u})]);
  auto Taken = [&](const Source &Other) { return Other.Alias == Shape.Name; };
  bool Bare = R.chance(20) && std::none_of(S.Sources.begin(), S.Sources.end(), Taken);
  New.Alias = Bare ? Shape.Name : freshAlias();
  New.Columns = Shape.Columns;
  New.HasTenant = New.NeedsTenant = Shape.hasTenant();
  S.Sources.push_back(New);
  std::string Renamed = !Bare && R.chance(3) ? rename(S.Sources.back()) : "";
  return table(Shape.Name, Bare ? "" : New.Alias + Renamed);
}

// A list of column aliases, which may give one column the name of another.
std::string Generator::rename(Source &S) {
  std::vector<std::string> Names = S.Columns;
  if (R.chance(50) && S.HasTenant)
    std::swap(R.pick(Names), R.pick(Names));
  std::string Out;
  for (const std::string &Name : Names)
    Out += (Out.empty() ? "(" : ", ") + Name;
  return Out + ")";
}

// Adds what confines the source \p I to WHERE, or to the ON of the join that
// brought it in. \p Join is empty for the first source, "," for a comma.
void Generator::confine(Node &Where, Node *On, const Scope &S, size_t I, bool Expose, const std::string &Join) {
  const Source &Own = S.Sources[I];
  if (!Own.NeedsTenant)
    return;
  std::vector<const Source *> Earlier;
  for (size_t J = 0; J < I; ++J)
    if (S.Sources[J].HasTenant)
      Earlier.push_back(&S.Sources[J]);
  // What is to be confined outside is tied to the first source, which gives its column out.
  if (Expose && Earlier.empty())
    return;
  bool Tie = !Earlier.empty() && (Expose || R.chance(55));
  Node Value = Tie ? column((Expose ? Earlier.front() : R.pick(Earlier))->Alias, "tenant_id") : tenantValue(S.Outer);
  Node Column = column(Own.Alias, "tenant_id");
  Node Condition = R.chance(4) ? nearlyEqual(Column, Value) : equal(Column, Value);
  if (R.chance(4) && Own.Columns.size() > 1)
    Condition = confinedBySubquery(Own, Value);
  if (Choices != 0 && R.chance(Choices))
    Condition = choice(S, Column, Value, std::move(Condition));
  bool Outer = Join == "LEFT JOIN";
  bool InOn = On != nullptr && (Outer ? R.chance(88) : Join == "JOIN" && R.chance(60));
  (InOn ? *On : Where).Kids.push_back(std::move(Condition));
}

void Generator::from(Node &Select, Scope &S, const Want &W) {
  Node &Items = Select.Kids[SelectFrom];
  Node &Where = Select.Kids[SelectWhere];
  size_t Count = 1 + R.weighted({56u, 33u, 11u});
  Items.Kids.push_back(relation(S, W.Depth, false));
  confine(Where, nullptr, S, 0, W.Expose, "");
  // ON does not see what stands before a comma: either commas or joins.
  bool Commas = R.chance(25);
  bool AllUsing = false;
  for (size_t I = 1; I < Count; ++I) {
    static const char *const Joins[] = {"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN"};
    std::string Join = Commas ? "," : Joins[R.weighted({50u, 32u, 9u, 5u, 4u})];
    bool Preserves = Join == "RIGHT JOIN" || Join == "FULL JOIN";
    Node Right = relation(S, W.Depth, !Preserves);
    const Source &New = S.Sources.back();
    const Source &Old = S.Sources[R.below(I)];
    if (Join == ",") {
      Items.Kids.push_back(std::move(Right));
      if (R.chance(60))
        Where.Kids.push_back(compare(column(Old.Alias, Old.Columns.front()), "=", column(New.Alias, New.Columns.front())));
      confine(Where, nullptr, S, I, W.Expose, Join);
      continue;
    }
    Node Tree = make(Kind::Join, Join == "CROSS JOIN" ? "JOIN" : Join, {});
    Node On = list();
    bool Using = New.HasTenant && Old.HasTenant && (I == 1 ? R.chance(22) : AllUsing && R.chance(75));
    AllUsing = Using && (I == 1 || AllUsing);
    if (Using) {
      Tree.Number = R.chance(65) ? JoinUsing : JoinNatural;
      On.Kids.push_back(literal("tenant_id"));
      if (R.chance(40) && std::count(New.Columns.begin(), New.Columns.end(), "id") + std::count(Old.Columns.begin(), Old.Columns.end(), "id") == 2)
        On.Kids.push_back(literal("id"));
      if (!Preserves && R.chance(20))
        Where.Kids.push_back(equal(column(R.chance(50) ? "" : New.Alias, "tenant_id"), tenantValue(S.Outer)));
      if (Preserves)
        confine(Where, nullptr, S, I, W.Expose, Join);
    } else {
      if (Join != "CROSS JOIN" && R.chance(75))
        On.Kids.push_back(compare(intColumn(S), "=", column(New.Alias, New.Columns.front())));
      confine(Where, &On, S, I, W.Expose, Join);
      if (R.chance(12))
        On.Kids.push_back(condition(S, 2));
    }
    Tree.Kids.push_back(std::move(Items.Kids.back()));
    Tree.Kids.push_back(std::move(Right));
    Tree.Kids.push_back(std::move(On));
    Items.Kids.back() = std::move(Tree);
  }
  if (R.chance(Bystanders))
    bystander(Items, S);
}

// A second row of a table, for which the first one will often do.
void Generator::another(Node &Items, Scope &S, const Source &New) {
  const Source &First = R.pick(S.Sources);
  for (const char *Name : {"invoices", "customers", "lines"}) {
    if (shape(Name).Columns != First.Columns)
      continue;
    Node On = list();
    do {
      Node Column = column(New.Alias, R.chance(40) ? "id" : R.chance(60) ? "tenant_id" : R.pick(First.Columns));
      Node Value = R.chance(80) ? column(First.Alias, Column.Name) : R.chance(50) ? Column : parameter(1);
      Node Condition = R.chance(85) ? equal(Column, Value) : nearlyEqual(Column, Value);
      On.Kids.push_back(R.chance(70) ? Condition : make(Kind::Or, "", {Condition, condition(S, 2)}));
    } while (R.chance(35));
    Node Tree = make(Kind::Join, R.chance(85) ? "JOIN" : "LEFT JOIN", {std::move(Items.Kids.back()), table(Name, New.Alias), std::move(On)});
    Items.Kids.back() = std::move(Tree);
    return;
  }
}

// Where it matters how often a row comes out, those that have one row for each of the
// others: by a unique key, an aggregate, a LIMIT. In some statements something does refer
// to it.
void Generator::bystander(Node &Items, Scope &S) {
  static const char *const Names[] = {"invoices", "customers", "lines"};
  size_t Form = R.weighted({30u, 13u, 22u, 20u, 15u});
  const TableShape &Shape = shape(Form == 0 ? "customers" : R.pick(Names));
  Source New{freshAlias(), {"id"}, false, false};
  if (Form == 4)
    return another(Items, S, New);
  Node Item = table(Shape.Name, New.Alias);
  if (Form >= 2) {
    Scope Inner;
    Inner.Sources.push_back({freshAlias(), Shape.Columns, false, false});
    Node Query = oracle::statement(Kind::Select, SelectSlots);
    Query.Kids[SelectFrom].Kids.push_back(table(Shape.Name, Inner.Sources[0].Alias));
    if (R.chance(30))
      Query.Kids[SelectWhere].Kids.push_back(condition(Inner, 2));
    if (Form == 3 && R.chance(15))
      Query.Kids[SelectGroup].Kids.push_back(intColumn(Inner));
    if (Form == 2)
      Query.Kids[SelectLimit].Kids.push_back(literal(R.chance(85) ? "LIMIT 1" : "LIMIT 2"));
    Query.Kids[SelectTargets].Kids.push_back(as(Form == 2 ? intColumn(Inner) : make(Kind::Cast, "int", {aggregateCall(Inner)}), "id"));
    Item = make(Kind::Derived, "", {std::move(Query)});
    Item.Alias = New.Alias;
  }
  Node On = list();
  if (Form != 3 || R.chance(50))
    On.Kids.push_back(compare(column(New.Alias, "id"), R.chance(90) ? "=" : ">=", R.chance(85) ? intColumn(S) : parameter(2)));
  if (Form < 2 && R.chance(20))
    On.Kids.push_back(compare(column(New.Alias, "tenant_id"), "<>", parameter(1)));
  bool IsInner = Form == 3 ? On.Kids.empty() && R.chance(70) : R.chance(8);
  Node Tree = make(Kind::Join, IsInner ? "JOIN" : "LEFT JOIN", {});
  Tree.Kids.push_back(std::move(Items.Kids.back()));
  Tree.Kids.push_back(std::move(Item));
  Tree.Kids.push_back(std::move(On));
  Items.Kids.back() = std::move(Tree);
  if (R.chance(12))
    S.Sources.push_back(std::move(New));
}

Node Generator::window(const Scope &S, const std::string &Tenant) {
  static const char *const Ranks[] = {"rank", "dense_rank"};
  bool Rank = R.chance(50);
  Node Call = Rank ? make(Kind::Call, R.pick(Ranks), {}) : aggregateCall(S);
  Node Partition = list();
  Node Order = list();
  if (!Tenant.empty())
    Partition.Kids.push_back(column(Tenant, "tenant_id"));
  if (R.chance(30))
    Partition.Kids.push_back(intColumn(S));
  if (Rank)
    Order.Kids.push_back(intColumn(S));
  return make(Kind::Over, "", {Call, Partition, Order});
}

void Generator::aggregate(Node &Select, const Scope &S, const Want &W, std::vector<std::string> &Columns) {
  Node &Targets = Select.Kids[SelectTargets];
  Node &Group = Select.Kids[SelectGroup];
  if (W.Expose)
    Group.Kids.push_back(column(S.Sources.front().Alias, "tenant_id"));
  if (R.chance(50))
    Group.Kids.push_back(intColumn(S));
  if (!W.OneRow)
    for (const Node &Key : Group.Kids)
      if (Targets.Kids.size() + 1 < std::max(W.Width, 2u)) {
        Columns.push_back(Columns.empty() && W.Expose ? "tenant_id" : "c" + std::to_string(Columns.size()));
        Targets.Kids.push_back(as(Key, Columns.back()));
      }
  if (W.OneRow)
    Group.Kids.clear();
  do {
    Columns.push_back("c" + std::to_string(Columns.size()));
    Targets.Kids.push_back(as(make(Kind::Cast, "int", {strayAggregate(S)}), Columns.back()));
  } while (Targets.Kids.size() < W.Width);
  // Empty grouping sets make a row of nothing.
  if (R.chance(8) && !Group.Kids.empty())
    Group.Kids = {make(Kind::Call, R.chance(60) ? "ROLLUP" : "CUBE", std::move(Group.Kids))};
  else if (R.chance(4) && Group.Kids.empty())
    Group.Kids.push_back(literal("()"));
  // Columns from outside need no grouping.
  if (S.Outer != nullptr && !S.Outer->Sources.empty() && Group.Kids.empty() && !W.Expose && R.chance(25)) {
    Targets.Kids[0] = as(intColumn(*S.Outer), Columns[0]);
    Select.Kids[SelectHaving].Kids.push_back(compare(aggregateCall(S), ">=", constant(R.between(0, 1))));
    return;
  }
  if (R.chance(20))
    Select.Kids[SelectHaving].Kids.push_back(R.chance(50) ? compare(aggregateCall(S), ">=", constant(R.between(1, 3)))
                                                          : compare(aggregateCall(S), "<", constant(R.between(2, 4))));
}

void Generator::targets(Node &Select, const Scope &S, const Want &W, std::vector<std::string> &Columns) {
  if (R.chance(W.OneRow ? 65 : 16))
    return aggregate(Select, S, W, Columns);
  Node &Targets = Select.Kids[SelectTargets];
  if (W.Width == 0 && W.Depth == 0 && !W.Expose && R.chance(12)) {
    Targets.Kids.push_back(make(Kind::Star, ""));
    return;
  }
  auto Add = [&](Node Value, std::string Name) {
    if (Value.K == Kind::Column && Value.Name == Name)
      Targets.Kids.push_back(std::move(Value));
    else
      Targets.Kids.push_back(as(std::move(Value), Name));
    Columns.push_back(std::move(Name));
  };
  unsigned Width = W.Width != 0 ? W.Width : static_cast<unsigned>(R.between(1, 3));
  std::string Tenant = W.Expose ? S.Sources.front().Alias : "";
  if (W.Expose)
    Add(column(Tenant, "tenant_id"), "tenant_id");
  while (Targets.Kids.size() < Width) {
    Node Value = R.chance(8) ? window(S, Tenant) : R.chance(12) ? intValue(S, W.Depth) : intColumn(S);
    bool Named = Value.K == Kind::Column && std::find(Columns.begin(), Columns.end(), Value.Name) == Columns.end() && Value.Name != "tenant_id";
    if (Value.K == Kind::Over)
      Value = make(Kind::Cast, "int", {make(Kind::Tuple, "", {Value})});
    std::string Name = Named ? Value.Name : "c" + std::to_string(Columns.size());
    Add(std::move(Value), std::move(Name));
  }
  if (W.OneRow || R.chance(W.Expose ? 5 : 9)) {
    Select.Kids[SelectLimit].Kids.push_back(literal("LIMIT " + std::to_string(W.OneRow ? 1 : R.between(1, 2))));
    if (R.chance(15))
      Select.Kids[SelectLimit].Kids.push_back(literal("OFFSET 1"));
  } else if (R.chance(6)) {
    Node &On = Select.Kids[SelectOn];
    if (W.Expose)
      On.Kids.push_back(column(Tenant, "tenant_id"));
    if (!W.Expose || R.chance(40))
      On.Kids.push_back(intColumn(S));
    // By the name of an output column, which goes before that of an input column.
    for (Node &Key : On.Kids)
      if (R.chance(20))
        Key.Alias.clear();
    if (R.chance(15))
      swapNames(Targets.Kids);
  } else if (R.chance(10)) {
    Select.Number = 1;
  }
  if (Select.Number != 1 && R.chance(6))
    Select.Kids[SelectOrder].Kids.push_back(intColumn(S));
}

void Generator::swapNames(std::vector<Node> &Targets) {
  if (Targets.size() < 2)
    return;
  for (size_t I : {0, 1})
    if (Targets[I].K == Kind::Column)
      Targets[I] = as(Targets[I], Targets[I].Name);
  if (Targets[0].K == Kind::As && Targets[1].K == Kind::As)
    std::swap(Targets[0].Kids, Targets[1].Kids);
}

void Generator::unqualify(Node &Part, const std::string &Alias) {
  if (Part.isQuery())
    return;
  if (Part.K == Kind::Column && Part.Alias == Alias)
    Part.Alias.clear();
  for (Node &Kid : Part.Kids)
    unqualify(Kid, Alias);
}

Generator::Made Generator::block(const Want &W, const Scope *Outer) {
  Made M;
  M.Query = oracle::statement(Kind::Select, SelectSlots);
  Scope S;
  S.Outer = Outer;
  // The first source gives the tenant column out.
  if (W.Expose) {
    static const char *const Names[] = {"invoices", "customers", "lines", "open_invoices", "customer_totals"};
    const TableShape &Shape = shape(Names[R.weighted({35u, 30u, 20u, 10u, 5u})]);
    S.Sources.push_back({freshAlias(), Shape.Columns, true, true});
    M.Query.Kids[SelectFrom].Kids.push_back(table(Shape.Name, S.Sources.back().Alias));
    if (R.chance(35)) {
      M.Query.Kids[SelectFrom].Kids.push_back(relation(S, W.Depth, true));
      confine(M.Query.Kids[SelectWhere], nullptr, S, 1, true, ",");
    }
  } else {
    from(M.Query, S, W);
  }
  for (size_t N = R.weighted({55u, 32u, 13u}); N > 0; --N)
    M.Query.Kids[SelectWhere].Kids.push_back(condition(S, W.Depth));
  targets(M.Query, S, W, M.Columns);
  if (S.Sources.size() == 1 && R.chance(35))
    for (Node &Slot : M.Query.Kids)
      unqualify(Slot, S.Sources.front().Alias);
  return M;
}

Generator::Made Generator::setOperation(const Want &W, const Scope *Outer) {
  static const char *const Names[] = {"UNION", "UNION ALL", "INTERSECT", "EXCEPT", "EXCEPT ALL", "INTERSECT ALL"};
  Want Branch = W;
  Branch.Width = W.Width != 0 ? W.Width : static_cast<unsigned>(R.between(1, 3));
  Made Left = block(Branch, Outer);
  Made Right = R.chance(12) ? setOperation(Branch, Outer) : block(Branch, Outer);
  Made M;
  M.Columns = std::move(Left.Columns);
  M.Query = make(Kind::SetOp, R.pick(Names), {std::move(Left.Query), std::move(Right.Query), list()});
  if (W.OneRow || R.chance(7))
    M.Query.Kids[2].Kids.push_back(literal("LIMIT 1"));
  return M;
}

Generator::Made Generator::query(const Want &W, const Scope *Outer) {
  return R.chance(W.Depth == 0 ? 8 : 12) ? setOperation(W, Outer) : block(W, Outer);
}

// WITH RECURSIVE r (tenant_id, id, n) AS (start UNION step), at most three deep.
Node Generator::recursive(const std::string &Name) {
  Node Start = oracle::statement(Kind::Select, SelectSlots);
  Node Step = oracle::statement(Kind::Select, SelectSlots);
  bool Expose = R.chance(40);
  bool Joined = R.chance(70);
  Start.Kids[SelectTargets] = list({column("s", "tenant_id"), column("s", "id"), constant(1)});
  Start.Kids[SelectTargets].Kids[2].K = Kind::Literal;
  Start.Kids[SelectFrom] = list({table("invoices", "s")});
  if (!Expose)
    Start.Kids[SelectWhere].Kids.push_back(equal(column("s", "tenant_id"), parameter(1)));
  Step.Kids[SelectTargets] = list({column(R.chance(50) ? "p" : "t", "tenant_id"), column("t", "customer_id"), literal("p.n + 1")});
  Step.Kids[SelectFrom] = list({table(Name, "p"), table("invoices", "t")});
  Step.Kids[SelectWhere] = list({literal("p.n < 3"), compare(column("t", "id"), "=", column("p", "id"))});
  Step.Kids[SelectWhere].Kids.push_back(equal(column("t", "tenant_id"), Joined || Expose ? column("p", "tenant_id") : parameter(1)));
  Node Table = make(Kind::CommonTable, "", {make(Kind::SetOp, "UNION", {Start, Step, list()})});
  Table.Alias = Name + "(tenant_id, id, n)";
  CommonTables.push_back({Name, {"tenant_id", "id", "n"}, Expose});
  return Table;
}

Node Generator::commonTables() {
  Node Tables = list();
  for (size_t N = 1 + R.below(2); N > 0; --N) {
    // A common table may hide the table that it is made of.
    std::string Name = R.chance(20) ? R.chance(50) ? "invoices" : "customers" : "w" + std::to_string(Tables.Kids.size());
    if (std::any_of(CommonTables.begin(), CommonTables.end(), [&](const Available &Other) { return Other.Name == Name; }))
      Name += "2";
    if (Name[0] == 'w' && R.chance(14)) {
      Tables.Number = 1;
      Tables.Kids.push_back(recursive(Name));
      continue;
    }
    Want W;
    W.Depth = 1;
    W.Expose = R.chance(45);
    W.Width = static_cast<unsigned>(R.between(2, 3));
    Made Inner = query(W, nullptr);
    Node Table = make(Kind::CommonTable, "", {std::move(Inner.Query)});
    Table.Alias = Name;
    if (R.chance(15)) {
      Source Renamed{Name, Inner.Columns, true, W.Expose};
      Table.Alias += rename(Renamed);
    }
    Tables.Kids.push_back(std::move(Table));
    CommonTables.push_back({Name, Inner.Columns, W.Expose});
  }
  return Tables;
}

Node Generator::statement() {
  CommonTables.clear();
  Aliases = 0;
  bool Changes = R.chance(30);
  if (Changes && R.chance(85))
    return change(target(), false);
  Node With = list();
  if (Changes) {
    With = commonTables();
    Node Change = change(target(), false);
    if (Change.K != Kind::Truncate)
      Change.Kids[0] = std::move(With);
    return Change;
  }
  if (R.chance(16))
    With = commonTables();
  if (R.chance(4)) {
    // A CTE that writes; its rows may be read.
    std::string Table = target();
    std::vector<Available> Saved = std::exchange(CommonTables, {});
    Node Written = make(Kind::CommonTable, "", {change(Table, true)});
    CommonTables = std::move(Saved);
    Written.Alias = "dml";
    With.Kids.push_back(std::move(Written));
  }
  Node Query = query(Want(), nullptr).Query;
  if (With.Kids.empty())
    return Query;
  if (Query.K != Kind::Select) {
    Node Around = oracle::statement(Kind::Select, SelectSlots);
    Around.Kids[SelectTargets].Kids.push_back(make(Kind::Star, ""));
    Node Item = make(Kind::Derived, "", {std::move(Query)});
    Item.Alias = "q";
    Around.Kids[SelectFrom].Kids.push_back(std::move(Item));
    Query = std::move(Around);
  }
  Query.Kids[SelectWith] = std::move(With);
  return Query;
}

} // namespace tenantscan::oracle
