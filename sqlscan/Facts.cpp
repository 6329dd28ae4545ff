//===- Facts.cpp - What is known to be equal ------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Facts.h"

namespace tenantscan::sql {

TermId Facts::intern(std::string Key, Term T) {
  auto [It, IsNew] = Interned.try_emplace(std::move(Key), static_cast<TermId>(Terms.size()));
  if (IsNew) {
    TermId Id = It->second;
    Terms.push_back(T);
    Parent.push_back(Id);
    Size.push_back(1);
    Next.push_back(Id);
    // Text is written in many ways: '1', '01'.
    bool IsDistinct = T.Kind == Term::Constant && (It->first[1] == 'i' || It->first[1] == 'b');
    ConstantOf.push_back(IsDistinct ? Id : NoTerm);
  }
  return It->second;
}

// Keys begin with the kind, so that kinds never meet.
static std::string key(char Kind, uint32_t A, uint32_t B) {
  std::string Key(9, Kind);
  for (int I = 0; I < 4; ++I) {
    Key[static_cast<size_t>(1 + I)] = static_cast<char>(A >> (8 * I));
    Key[static_cast<size_t>(5 + I)] = static_cast<char>(B >> (8 * I));
  }
  return Key;
}

TermId Facts::column(RelationId Relation, std::string_view Name) {
  auto [It, IsNew] = Names.try_emplace(std::string(Name), static_cast<uint32_t>(NameOf.size()));
  if (IsNew)
    NameOf.emplace_back(Name);
  Term T;
  T.Relation = Relation;
  T.Column_ = It->second;
  return intern(key('c', Relation, T.Column_), T);
}

TermId Facts::resultColumn(RelationId Relation, uint32_t Position) {
  Term T;
  T.Relation = Relation;
  T.Column_ = Position | ColumnOfResult;
  return intern(key('c', Relation, T.Column_), T);
}

TermId Facts::parameter(uint32_t Number, uint32_t Location) {
  Term T;
  T.Kind = Term::Parameter;
  T.Number = Number;
  T.Location = Location;
  return intern(key('p', Number, 0), T);
}

TermId Facts::setting(std::string_view Name, uint32_t Location) {
  Term T;
  T.Kind = Term::Setting;
  T.Location = Location;
  return intern("s" + std::string(Name), T);
}

TermId Facts::constant(std::string_view Text, uint32_t Location) {
  Term T;
  T.Kind = Term::Constant;
  T.Location = Location;
  return intern("k" + std::string(Text), T);
}

TermId Facts::freshSubquery(RelationId Before, uint32_t Location) {
  Term T;
  T.Kind = Term::Subquery;
  T.Relation = Before;
  T.Number = static_cast<uint32_t>(Terms.size());
  T.Location = Location;
  return intern(key('q', T.Number, 0), T);
}

void Facts::learn(TermId A, TermId B) {
  TermId Small = find(A);
  TermId Large = find(B);
  if (Small == Large)
    return;
  if (Size[Small] > Size[Large])
    std::swap(Small, Large);
  Parent[Small] = Large;
  Size[Large] += Size[Small];
  std::swap(Next[Small], Next[Large]);
  TermId Known = ConstantOf[Large];
  // The same constant is one term: two terms are two values.
  bool IsContradiction = Known != NoTerm && ConstantOf[Small] != NoTerm;
  Trail.push_back({Small, Large, Known, IsContradiction});
  Contradictions += IsContradiction ? 1 : 0;
  if (Known == NoTerm)
    ConstantOf[Large] = ConstantOf[Small];
}

std::vector<TermId> Facts::learntSince(size_t Mark) const {
  std::vector<TermId> Result;
  for (size_t I = Mark; I < Trail.size(); ++I)
    Result.push_back(Trail[I].Small);
  return Result;
}

void Facts::undo(size_t Mark) {
  while (Trail.size() > Mark) {
    auto [Small, Large, ConstantBefore, IsContradiction] = Trail.back();
    Trail.pop_back();
    ConstantOf[Large] = ConstantBefore;
    Contradictions -= IsContradiction ? 1 : 0;
    // Swapping the same two links again splits the joined circle.
    std::swap(Next[Small], Next[Large]);
    Size[Large] -= Size[Small];
    Parent[Small] = Small;
  }
}

} // namespace tenantscan::sql
