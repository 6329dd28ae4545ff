//===- Joins.cpp - What joins say about rows -----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Prover.h"

#include <algorithm>

namespace tenantscan::sql {

void Prover::pad(const FromItem &Item, int By) {
  std::vector<RelationId> Inside;
  relationsOf(Item, Inside);
  for (RelationId Id : Inside)
    Relations[Id].Padded += By;
}

std::vector<const FromItem *> Prover::paddedSides(const FromItem &Join) {
  std::vector<const FromItem *> Sides;
  if (Join.Join == FromItem::Right || Join.Join == FromItem::Full)
    Sides.push_back(&Join.Sides[0]);
  if (Join.Join == FromItem::Left || Join.Join == FromItem::Full)
    Sides.push_back(&Join.Sides[1]);
  return Sides;
}

Implications Prover::implyMatch(const FromItem &Join, Block &B) {
  Implications On;
  for (const FromItem *Side : paddedSides(Join))
    pad(*Side, -1);
  imply(Join.Condition, false, scopeOf(Join, B), On);
  for (SubqueryEquality &Sub : On.Subqueries)
    Sub.Names = Join.On.get();
  for (const FromItem *Side : paddedSides(Join))
    pad(*Side);
  for (const auto &[L, R] : Join.Using) {
    On.Equalities.emplace_back(L, R);
    for (TermId T : {L, R})
      if (F[T].Kind == Term::Column)
        On.NotNull.insert(F[T].Relation);
  }
  return On;
}

// A row of a FULL JOIN with columns of one side may still be without the other.
void Prover::noteMatches(const FromItem &Item, Block &B, bool IsNullable) {
  if (Item.Join == FromItem::None)
    return;
  noteMatches(Item.Sides[0], B, IsNullable || Item.Join == FromItem::Right || Item.Join == FromItem::Full);
  noteMatches(Item.Sides[1], B, IsNullable || Item.Join == FromItem::Left || Item.Join == FromItem::Full);
  if (Item.Join == FromItem::Full || (Item.Join == FromItem::Inner && !IsNullable))
    return;
  auto On = std::make_shared<const Implications>(implyMatch(Item, B));
  std::vector<RelationId> Ids;
  if (Item.Join == FromItem::Inner)
    relationsOf(Item, Ids);
  for (const FromItem *Side : paddedSides(Item))
    relationsOf(*Side, Ids);
  for (RelationId Id : Ids)
    Relations[Id].Matched.push_back(On);
}

void Prover::learnNotNull(const FlatSet<RelationId> &Ids) {
  if (std::all_of(Ids.begin(), Ids.end(), [&](RelationId Id) { return Relations[Id].Matched.empty(); }))
    return;
  std::vector<RelationId> Todo(Ids.begin(), Ids.end());
  FlatSet<RelationId> Seen = Ids;
  while (!Todo.empty()) {
    RelationId Id = Todo.back();
    Todo.pop_back();
    for (const std::shared_ptr<const Implications> &On : Relations[Id].Matched) {
      learn(*On);
      for (RelationId Next : On->NotNull)
        if (Seen.insert(Next).second)
          Todo.push_back(Next);
    }
  }
}

void Prover::learnMerged(const FromItem &Join, size_t Side) {
  for (const FullJoinPair &Pair : Join.Pairs)
    F.learn(Pair.Value, Side == 0 ? Pair.Left : Pair.Right);
}

// Outer joins are simplified as the planner does: where a condition above drops
// the rows that were padded with NULLs, the join is an inner one.
void Prover::learnJoins(FromItem &Item, Block &B, FlatSet<RelationId> &NotNull, std::vector<SubqueryEquality> &Subqueries) {
  if (Item.Join == FromItem::None)
    return;
  auto IsNotNull = [&](const FromItem &Side) {
    std::vector<RelationId> Ids;
    relationsOf(Side, Ids);
    return std::any_of(Ids.begin(), Ids.end(), [&](RelationId Id) { return NotNull.count(Id) != 0; });
  };
  if (Item.Join != FromItem::Inner) {
    bool Left = IsNotNull(Item.Sides[0]);
    bool Right = IsNotNull(Item.Sides[1]);
    FromItem::JoinKind Simple = Item.Join;
    if (Item.Join == FromItem::Full)
      Simple = Left && Right ? FromItem::Inner : Left ? FromItem::Left : Right ? FromItem::Right : FromItem::Full;
    else if (Item.Join == FromItem::Left ? Right : Left)
      Simple = FromItem::Inner;
    if (Simple != Item.Join) {
      B.IsSimplified = true;
      for (const FromItem *Side : paddedSides(Item))
        pad(*Side, -1);
      Item.Join = Simple;
      for (const FromItem *Side : paddedSides(Item))
        pad(*Side);
    }
  }
  // It was a FULL JOIN as it was written.
  if (Item.Join != FromItem::Full)
    learnMerged(Item, Item.Join == FromItem::Right ? 1 : 0);
  switch (Item.Join) {
  case FromItem::Inner: {
    Implications On = implyMatch(Item, B);
    learn(On);
    learnNotNull(On.NotNull);
    NotNull.insert(On.NotNull.begin(), On.NotNull.end());
    for (SubqueryEquality &Sub : On.Subqueries)
      Subqueries.push_back(std::move(Sub));
    learnJoins(Item.Sides[0], B, NotNull, Subqueries);
    learnJoins(Item.Sides[1], B, NotNull, Subqueries);
    return;
  }
  case FromItem::Left:
  case FromItem::Right:
  case FromItem::Full: {
    // What ON says of a side that is kept anyway filters nothing.
    Implications On = implyMatch(Item, B);
    for (int Side : {0, 1}) {
      if (Item.Join == (Side == 0 ? FromItem::Right : FromItem::Left))
        continue;
      std::vector<RelationId> Ids;
      relationsOf(Item.Sides[static_cast<size_t>(Side)], Ids);
      for (const auto &[L, R] : On.Equalities)
        for (auto [Column, Value] : {Equality{L, R}, Equality{R, L}})
          if (F[Column].Kind == Term::Column && F[Value].isValue() && std::find(Ids.begin(), Ids.end(), F[Column].Relation) != Ids.end())
            NearMisses.push_back({Column, ReasonKind::PreservedSide,
                                  Item.Join == FromItem::Left    ? "LEFT JOIN"
                                  : Item.Join == FromItem::Right ? "RIGHT JOIN"
                                                                 : "FULL JOIN"});
    }
    if (Item.Join != FromItem::Full)
      learnJoins(Item.Sides[Item.Join == FromItem::Left ? 0 : 1], B, NotNull, Subqueries);
    return;
  }
  case FromItem::None:
    return;
  }
}

void Prover::learnInnerJoins(const FromItem &Item, Block &B) {
  if (Item.Join == FromItem::Inner)
    learn(implyMatch(Item, B));
  if (Item.Join == FromItem::Inner || Item.Join == FromItem::Left)
    learnInnerJoins(Item.Sides[0], B);
  if (Item.Join == FromItem::Inner || Item.Join == FromItem::Right)
    learnInnerJoins(Item.Sides[1], B);
}

void Prover::learnRows(const std::vector<std::optional<TermId>> &Columns, const QueryResult &Rows) {
  for (size_t I = 0; I < Columns.size() && I < Rows.Columns.size(); ++I) {
    if (!Columns[I])
      continue;
    for (TermId Same : Rows.Columns[I].Equals)
      F.learn(*Columns[I], Same);
    if (Rows.Columns[I].KeyOf != nullptr && !Rows.Columns[I].IsKeyWritten)
      learnKey(Columns, Rows, I);
    for (size_t J = 0; J < I; ++J)
      if (Columns[J] && Rows.Columns[J].Group == Rows.Columns[I].Group)
        F.learn(*Columns[I], *Columns[J]);
  }
  F.learn(Rows.Implied);
  if (Rows.IsEmpty)
    F.learnNever();
}

void Prover::learnResults(FromItem &Item, Block &B) {
  switch (Item.Join) {
  case FromItem::None: {
    Relation &R = Relations[Item.Entry];
    if (R.Kind != Relation::Result)
      return;
    if (Item.Lateral) {
      ++LateralDepth;
      QueryResult Again = proveSelect(Item.Lateral, &B.S, B.IgnoresRepeats ? Use::Membership : Use::Rows);
      --LateralDepth;
      for (size_t I = 0; I < Again.Columns.size() && I < R.Rows.Columns.size(); ++I)
        Again.Columns[I].Name = R.Rows.Columns[I].Name;
      R.Rows = std::move(Again);
    }
    std::vector<std::optional<TermId>> Columns;
    for (uint32_t I = 0; I < R.Rows.Columns.size(); ++I)
      Columns.emplace_back(F.resultColumn(Item.Entry, I));
    return learnRows(Columns, R.Rows);
  }
  case FromItem::Inner:
    learnResults(Item.Sides[0], B);
    return learnResults(Item.Sides[1], B);
  case FromItem::Left:
    return learnResults(Item.Sides[0], B);
  case FromItem::Right:
    return learnResults(Item.Sides[1], B);
  case FromItem::Full:
    return;
  }
}

void Prover::learnSubqueries(const std::vector<SubqueryEquality> &Subqueries, Block &B,
                             std::vector<std::pair<SubqueryEquality, QueryResult>> &Proved) {
  for (const SubqueryEquality &Sub : Subqueries) {
    if (!B.Done.insert(Sub.Location).second)
      continue;
    QueryResult Rows = proveSelect(Sub.Subselect.as("SelectStmt"), Sub.Names != nullptr ? Sub.Names : &B.S, Sub.Matters);
    // Behind a `*` of a table without definition no position is known.
    learnRows(Rows.Open ? std::vector<std::optional<TermId>>() : Sub.Operands, Rows);
    // The comparison is true: none of the columns is NULL, nor what they equal.
    FlatSet<RelationId> NotNull;
    for (size_t I = 0; I < Sub.Operands.size() && I < Rows.Columns.size() && !Rows.Open; ++I)
      for (TermId Same : Rows.Columns[I].Equals)
        if (F[Same].Kind == Term::Column)
          NotNull.insert(F[Same].Relation);
    learnNotNull(NotNull);
    for (size_t I = 0; I < Sub.Operands.size() && I < Rows.Columns.size(); ++I)
      if (Rows.Columns[I].IsNullOfNothing)
        F.learn(Rows.ImpliedByValue);
    Proved.emplace_back(Sub, std::move(Rows));
  }
}

} // namespace tenantscan::sql
