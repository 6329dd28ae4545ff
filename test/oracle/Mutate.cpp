//===- Mutate.cpp - One small mistake -----------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Generator.h"

#include <functional>

namespace tenantscan::oracle {

namespace {

/// A place where a mistake can be made, and how to make it.
struct Site {
  unsigned Weight;
  std::function<void()> Apply;
};

/// Collects the places of one statement.
class Mistakes {
public:
  explicit Mistakes(Random &R) : R(R) {}
  std::vector<Site> Sites;

  /// \p Visible: the relations that the names at \p N may mean. \p Frozen: the
  /// assigned and returned columns of a statement with several candidates.
  void find(Node &N, std::vector<std::string> Visible, bool Frozen);

private:
  void inConditions(Node &Conditions);
  void inJoin(Node &Join);
  void inSelect(Node &Select);
  void inColumn(Node &Column, const std::vector<std::string> &Visible);
  void add(unsigned Weight, std::function<void()> Apply) { Sites.push_back({Weight, std::move(Apply)}); }

  Random &R;
};

bool aboutTenant(const Node &N) {
  bool Any = false;
  walk(N, [&](const Node &Part) { Any = Any || (Part.K == Kind::Column && Part.Name == "tenant_id") || (Part.K == Kind::Parameter && Part.Number == 1); });
  return Any;
}

void aliases(const Node &From, std::vector<std::string> &Out) {
  if (From.K == Kind::Table || From.K == Kind::Derived)
    Out.push_back(From.Alias.empty() ? From.Name : From.Alias);
  if (From.K == Kind::Derived)
    return;
  for (const Node &Kid : From.Kids)
    aliases(Kid, Out);
}

void Mistakes::inConditions(Node &Conditions) {
  for (size_t I = 0; I < Conditions.Kids.size(); ++I) {
    unsigned Weight = aboutTenant(Conditions.Kids[I]) ? 4 : 1;
    add(3 * Weight, [&Conditions, I] { Conditions.Kids.erase(Conditions.Kids.begin() + static_cast<long>(I)); });
    add(2 * Weight, [this, &Conditions, I] {
      Node Other = R.chance(50) && Conditions.Kids.size() > 1 ? Conditions.Kids[(I + 1) % Conditions.Kids.size()]
                                                             : compare(parameter(2), "=", constant(R.between(1, 3)));
      Conditions.Kids[I] = make(Kind::Or, "", {Conditions.Kids[I], Other});
    });
    add(Weight, [&Conditions, I] { Conditions.Kids[I] = make(Kind::Not, "", {Conditions.Kids[I]}); });
    if (Conditions.Kids[I].K == Kind::Compare && Conditions.Kids[I].Name == "=")
      add(Weight, [this, &Conditions, I] {
        static const char *const Operators[] = {"<>", "<=", ">=", "IS DISTINCT FROM", "<"};
        Conditions.Kids[I].Name = R.pick(Operators);
      });
  }
  if (Conditions.Kids.size() > 1)
    add(3, [&Conditions] { Conditions.Kids = {make(Kind::Or, "", std::move(Conditions.Kids))}; });
}

void Mistakes::inJoin(Node &Join) {
  add(4, [this, &Join] {
    static const char *const Joins[] = {"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT JOIN"};
    Join.Name = R.pick(Joins);
  });
  if (Join.Number == JoinUsing)
    add(3, [&Join] { Join.Kids[2].Kids = {literal("id")}; });
}

void Mistakes::inSelect(Node &Select) {
  Node &Where = Select.Kids[SelectWhere];
  Node &From = Select.Kids[SelectFrom];
  // A predicate that moves between WHERE and the ON of the last join.
  if (!From.Kids.empty() && From.Kids.back().K == Kind::Join && From.Kids.back().Number == JoinOn) {
    Node &On = From.Kids.back().Kids[2];
    for (size_t I = 0; I < Where.Kids.size(); ++I)
      if (Where.Kids[I].K == Kind::Compare)
        add(4, [&Where, &On, I] {
          On.Kids.push_back(Where.Kids[I]);
          Where.Kids.erase(Where.Kids.begin() + static_cast<long>(I));
        });
    for (size_t I = 0; I < On.Kids.size(); ++I)
      add(3, [&Where, &On, I] {
        Where.Kids.push_back(On.Kids[I]);
        On.Kids.erase(On.Kids.begin() + static_cast<long>(I));
      });
  }
  // A predicate that moves into a subquery, where it may filter other rows.
  std::vector<Node *> Inner;
  for (SelectSlot Slot : {SelectFrom, SelectWhere})
    walk(Select.Kids[Slot], [&](Node &N) {
      if (N.K == Kind::Select)
        Inner.push_back(&N);
    });
  for (size_t I = 0; I < Where.Kids.size(); ++I) {
    bool HasQuery = false;
    walk(Where.Kids[I], [&](const Node &N) { HasQuery = HasQuery || N.isQuery(); });
    if (HasQuery || !aboutTenant(Where.Kids[I]))
      continue;
    for (Node *Query : Inner)
      add(4, [this, &Where, Query, I] {
        Query->Kids[SelectWhere].Kids.push_back(Where.Kids[I]);
        if (R.chance(85))
          Where.Kids.erase(Where.Kids.begin() + static_cast<long>(I));
      });
  }
  // LIMIT in a derived table, below the predicate.
  for (Node &Item : From.Kids)
    if (Item.K == Kind::Derived && width(Item.Kids[0]) != 0) {
      Node &Inner = Item.Kids[0];
      Node &Limit = Inner.K == Kind::SetOp ? Inner.Kids[2] : Inner.Kids.back();
      if (Inner.isQuery() && Inner.K != Kind::Values && Limit.Kids.empty())
        add(3, [&Limit] { Limit.Kids.push_back(literal("LIMIT 1")); });
    }
  for (SelectSlot Slot : {SelectLimit, SelectGroup, SelectOn, SelectHaving})
    for (size_t I = 0; I < Select.Kids[Slot].Kids.size(); ++I)
      add(2, [&Select, Slot, I] {
        std::vector<Node> &Items = Select.Kids[Slot].Kids;
        Items.erase(Items.begin() + static_cast<long>(I));
      });
  if (width(Select) != 0 && Select.Kids[SelectLimit].Kids.empty() && Select.Number == 0)
    add(1, [&Select] { Select.Kids[SelectLimit].Kids.push_back(literal("LIMIT 1")); });
  std::vector<Node> &Targets = Select.Kids[SelectTargets].Kids;
  if (Targets.size() > 1)
    add(1, [&Targets] { std::swap(Targets[0], Targets[1]); });
}

void Mistakes::inColumn(Node &Column, const std::vector<std::string> &Visible) {
  unsigned Weight = Column.Name == "tenant_id" ? 3 : 1;
  if (!Column.Alias.empty()) {
    add(Weight, [&Column] { Column.Alias.clear(); });
    if (Visible.size() > 1)
      add(2 * Weight, [this, &Column, Visible] { Column.Alias = Visible[R.below(Visible.size())]; });
  }
  if (Column.Name == "tenant_id")
    add(2, [this, &Column] {
      static const char *const Names[] = {"id", "customer_id", "id", "total"};
      Column.Name = R.pick(Names);
    });
}

void Mistakes::find(Node &N, std::vector<std::string> Visible, bool Frozen) {
  switch (N.K) {
  case Kind::Select:
    for (const Node &Item : N.Kids[SelectFrom].Kids)
      aliases(Item, Visible);
    Frozen = false;
    inSelect(N);
    inConditions(N.Kids[SelectWhere]);
    break;
  case Kind::Update:
  case Kind::Delete:
    Visible.push_back(N.Alias.empty() ? N.Name : N.Alias);
    for (const Node &Item : N.Kids[UpdateFrom].Kids)
      aliases(Item, Visible);
    inConditions(N.Kids[UpdateWhere]);
    for (size_t I = 0; I < N.Kids.size(); ++I) {
      bool OfTarget = I == UpdateSet || I == UpdateReturning;
      find(N.Kids[I], OfTarget ? std::vector<std::string>{N.Alias.empty() ? N.Name : N.Alias} : Visible, OfTarget);
    }
    return;
  case Kind::Merge:
    Visible.push_back(N.Alias);
    for (const Node &Item : N.Kids[MergeSource].Kids)
      aliases(Item, Visible);
    inConditions(N.Kids[MergeOn]);
    // A tenant predicate in WHEN does not choose the rows that are met.
    for (Node &When : N.Kids[MergeWhens].Kids)
      if (N.Kids[MergeOn].Kids.size() > 1)
        add(3, [&N, &When] {
          When.Kids[0].Kids.push_back(N.Kids[MergeOn].Kids.back());
          N.Kids[MergeOn].Kids.pop_back();
        });
    break;
  case Kind::Conflict:
    add(4, [this, &N] { N.Name = R.chance(70) ? "(id)" : N.Number == 0 ? "" : "(tenant_id, id)"; });
    add(2, [&N] {
      if (N.Number == 0)
        N.Name.clear();
    });
    break;
  case Kind::Join:
    inJoin(N);
    inConditions(N.Kids[2]);
    break;
  case Kind::SetOp:
    add(3, [this, &N] {
      static const char *const Names[] = {"UNION", "EXCEPT", "INTERSECT", "EXCEPT ALL"};
      N.Name = R.pick(Names);
    });
    add(1, [&N] { std::swap(N.Kids[0], N.Kids[1]); });
    break;
  case Kind::Exists:
  case Kind::InQuery:
    add(2, [&N] { N.Name = N.Name.empty() ? "NOT" : ""; });
    break;
  case Kind::Over:
    if (!N.Kids[1].Kids.empty())
      add(4, [&N] { N.Kids[1].Kids.erase(N.Kids[1].Kids.begin()); });
    break;
  case Kind::And:
  case Kind::Or:
    add(1, [&N] { N.K = N.K == Kind::And ? Kind::Or : Kind::And; });
    break;
  case Kind::Column:
    if (!Frozen)
      inColumn(N, Visible);
    break;
  case Kind::Parameter:
    if (N.Number == 1)
      add(1, [this, &N] { N = R.chance(50) ? constant(3) : parameter(2); });
    break;
  case Kind::Values:
    if (N.Kids.size() == 1 && N.Kids[0].Kids.size() > 1)
      add(1, [&N] { std::swap(N.Kids[0].Kids[0], N.Kids[0].Kids[1]); });
    break;
  default:
    break;
  }
  for (Node &Kid : N.Kids)
    find(Kid, Visible, Frozen);
}

} // namespace

void mutate(Node &Statement, Random &R) {
  Mistakes M(R);
  M.find(Statement, {}, false);
  size_t Sum = 0;
  for (const Site &S : M.Sites)
    Sum += S.Weight;
  size_t Roll = R.below(Sum);
  for (const Site &S : M.Sites) {
    if (Roll < S.Weight)
      return S.Apply();
    Roll -= S.Weight;
  }
}

} // namespace tenantscan::oracle
