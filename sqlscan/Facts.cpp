//===- Facts.cpp - What is known to be equal ------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Facts.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <map>
#include <set>

namespace tenantscan::sql {

// What tells terms of one kind apart is the relation and the column, or the number.
TermId Facts::intern(uint64_t Hash, Term T) {
  auto [Id, IsNew] = Interned.insert((static_cast<uint64_t>(T.Kind) << 61) ^ Hash, [&](TermId Other) {
    const Term &O = Terms[Other];
    return O.Kind == T.Kind && O.Relation == T.Relation && O.Column_ == T.Column_ && O.Number == T.Number;
  });
  if (!IsNew)
    return Id;
  static constexpr size_t Usual = 16;
  if (Terms.empty())
    Terms.reserve(Usual);
  // Text is written in many ways: '1', '01'.
  bool IsDistinct = T.Kind == Term::Constant && (TextOf[T.Column_].front() == 'i' || TextOf[T.Column_].front() == 'b');
  Terms.push_back({T, Id, Id, 1, IsDistinct ? Id : NoTerm});
  return Id;
}

// Names of columns, and the texts of constants and settings.
uint32_t Facts::number(std::string_view Text) {
  auto [Number, IsNew] = Texts.insert(std::hash<std::string_view>()(Text), [&](uint32_t Other) { return TextOf[Other] == Text; });
  if (IsNew)
    TextOf.emplace_back(Text);
  return Number;
}

static uint64_t pair(uint32_t A, uint32_t B) { return (static_cast<uint64_t>(A) << 32) | B; }

TermId Facts::column(RelationId Relation, std::string_view Name) {
  Term T;
  T.Relation = Relation;
  T.Column_ = number(Name);
  return intern(pair(Relation, T.Column_), T);
}

TermId Facts::resultColumn(RelationId Relation, uint32_t Position) {
  Term T;
  T.Relation = Relation;
  T.Column_ = Position | ColumnOfResult;
  return intern(pair(Relation, T.Column_), T);
}

TermId Facts::parameter(uint32_t Number, uint32_t Location) {
  Term T;
  T.Kind = Term::Parameter;
  T.Number = Number;
  T.Location = Location;
  return intern(Number, T);
}

TermId Facts::setting(std::string_view Name, uint32_t Location) {
  Term T;
  T.Kind = Term::Setting;
  T.Location = Location;
  T.Column_ = number(Name);
  return intern(T.Column_, T);
}

TermId Facts::constant(std::string_view Text, uint32_t Location) {
  Term T;
  T.Kind = Term::Constant;
  T.Location = Location;
  if (int32_t Value = 0;
      Text.size() > 1 && Text.front() == 'i' && std::from_chars(Text.data() + 1, Text.data() + Text.size(), Value).ec == std::errc())
    T.Integer = Value;
  T.Column_ = number(Text);
  return intern(T.Column_, T);
}

TermId Facts::respelled(TermId Value, std::string_view How) {
  Term T = Terms[Value];
  uint32_t Tag = number(std::to_string(Value) + ' ' + std::string(How)) + 1;
  uint32_t Name = T.Kind == Term::Parameter ? T.Number : T.Column_;
  (T.Kind == Term::Parameter ? T.Column_ : T.Number) = Tag;
  return intern(pair(Tag, Name), T);
}

TermId Facts::fresh(Term::KindType Kind, RelationId Before, uint32_t Location) {
  Term T;
  T.Kind = Kind;
  T.Relation = Before;
  T.Number = static_cast<uint32_t>(Terms.size());
  T.Location = Location;
  return intern(T.Number, T);
}

void Facts::learn(TermId A, TermId B) {
  TermId Small = find(A);
  TermId Large = find(B);
  if (Small == Large)
    return;
  if (Terms[Small].Size > Terms[Large].Size)
    std::swap(Small, Large);
  Terms[Small].Parent = Large;
  Terms[Large].Size += Terms[Small].Size;
  std::swap(Terms[Small].Next, Terms[Large].Next);
  TermId Known = Terms[Large].ConstantOf;
  // The same constant is one term: two terms are two values.
  bool IsContradiction = Known != NoTerm && Terms[Small].ConstantOf != NoTerm;
  Trail.push_back({Small, Large, Known, IsContradiction});
  Contradictions += IsContradiction ? 1 : 0;
  OrderContradicts.reset();
  if (Known == NoTerm)
    Terms[Large].ConstantOf = Terms[Small].ConstantOf;
}

void Facts::learn(const std::vector<Comparison> &C) {
  if (C.empty())
    return;
  for (const Comparison &One : C) {
    Compared.push_back(One);
    Trail.push_back({NoTerm, NoTerm, NoTerm, false});
  }
  OrderContradicts.reset();
  // An equality may make more equal; what is beyond a few steps is not needed.
  for (int Round = 0; Round < 3; ++Round) {
    std::vector<Equality> Equal;
    if (!checkOrder(&Equal) || Equal.empty())
      return;
    learn(Equal);
  }
}

bool Facts::isOrderContradictory() const {
  if (!OrderContradicts)
    OrderContradicts = !checkOrder(nullptr);
  return *OrderContradicts;
}

namespace {

/// What is known of the terms of a class. No type is: between 1 and 2 there may be more.
struct Range {
  int64_t Low = std::numeric_limits<int64_t>::min();
  int64_t High = std::numeric_limits<int64_t>::max();
  bool WithoutLow = false;
  bool WithoutHigh = false;
  std::vector<int32_t> Not;
  std::optional<std::set<int32_t>> OneOf;

  void atLeast(int64_t Value, bool IsStrict) {
    WithoutLow = Value > Low ? IsStrict : WithoutLow || (Value == Low && IsStrict);
    Low = std::max(Low, Value);
  }
  void atMost(int64_t Value, bool IsStrict) {
    WithoutHigh = Value < High ? IsStrict : WithoutHigh || (Value == High && IsStrict);
    High = std::min(High, Value);
  }
  bool has(int64_t Value) const {
    return Value >= Low && Value <= High && !(WithoutLow && Value == Low) && !(WithoutHigh && Value == High) &&
           std::find(Not.begin(), Not.end(), Value) == Not.end() && (!OneOf || OneOf->count(static_cast<int32_t>(Value)) != 0);
  }
  /// The only value that is left, where there is one; \p IsEmpty where there is none.
  std::optional<int64_t> only(bool &IsEmpty) const {
    IsEmpty = Low > High || (Low == High && !has(Low));
    if (IsEmpty || Low == High)
      return Low;
    if (!OneOf)
      return std::nullopt;
    std::optional<int64_t> Only;
    for (int32_t Value : *OneOf)
      if (has(Value)) {
        if (Only)
          return std::nullopt;
        Only = Value;
      }
    IsEmpty = !Only;
    return Only;
  }
};

} // namespace

bool Facts::checkOrder(std::vector<Equality> *Equal) const {
  // Keeps the work linear; statements by people have a few.
  static constexpr size_t MaxCompared = 64;
  if (Compared.size() > MaxCompared)
    return true;
  std::map<TermId, Range> Ranges;
  std::map<Equality, bool> Below;
  auto Value = [&](TermId Root) { return Terms[Root].ConstantOf != NoTerm ? Terms[Terms[Root].ConstantOf].Integer : std::nullopt; };
  for (const Comparison &C : Compared) {
    TermId Left = find(C.Left);
    if (C.Kind == Comparison::OneOf) {
      std::optional<std::set<int32_t>> &OneOf = Ranges[Left].OneOf;
      std::set<int32_t> Values(C.Values.begin(), C.Values.end());
      if (OneOf)
        std::erase_if(Values, [&](int32_t V) { return OneOf->count(V) == 0; });
      OneOf = std::move(Values);
      continue;
    }
    TermId Right = find(C.Right);
    if (Left == Right && C.Kind != Comparison::LessEqual)
      return false;
    std::optional<int32_t> L = Value(Left);
    std::optional<int32_t> R = Value(Right);
    if (C.Kind == Comparison::Unequal) {
      if (R)
        Ranges[Left].Not.push_back(*R);
      if (L)
        Ranges[Right].Not.push_back(*L);
      continue;
    }
    bool IsStrict = C.Kind == Comparison::Less;
    if (R)
      Ranges[Left].atMost(*R, IsStrict);
    if (L)
      Ranges[Right].atLeast(*L, IsStrict);
    if (IsOrderKnown) {
      auto [It, IsNew] = Below.try_emplace({Left, Right}, IsStrict);
      It->second = It->second || IsStrict;
    }
  }
  for (const auto &[Root, R] : Ranges) {
    if (std::optional<int32_t> Known = Value(Root)) {
      if (!R.has(*Known))
        return false;
      continue;
    }
    bool IsEmpty = false;
    std::optional<int64_t> Only = R.only(IsEmpty);
    if (IsEmpty)
      return false;
    if (Only && Equal != nullptr)
      for (TermId T = 0; T < Terms.size(); ++T)
        if (Terms[T].Integer == static_cast<int32_t>(*Only)) {
          Equal->emplace_back(Root, T);
          break;
        }
  }
  for (const auto &[Pair, IsStrict] : Below) {
    auto Back = Below.find({Pair.second, Pair.first});
    if (Back == Below.end() || Pair.first == Pair.second)
      continue;
    if (IsStrict || Back->second)
      return false;
    if (Equal != nullptr)
      Equal->push_back(Pair);
  }
  return true;
}

std::vector<TermId> Facts::learntSince(size_t Mark) const {
  std::vector<TermId> Result;
  for (size_t I = Mark; I < Trail.size(); ++I)
    if (Trail[I].Small != NoTerm)
      Result.push_back(Trail[I].Small);
  return Result;
}

void Facts::undo(size_t Mark) {
  while (Trail.size() > Mark) {
    auto [Small, Large, ConstantBefore, IsContradiction] = Trail.back();
    Trail.pop_back();
    OrderContradicts.reset();
    if (Small == NoTerm) {
      Compared.pop_back();
      continue;
    }
    Terms[Large].ConstantOf = ConstantBefore;
    Contradictions -= IsContradiction ? 1 : 0;
    // Swapping the same two links again splits the joined circle.
    std::swap(Terms[Small].Next, Terms[Large].Next);
    Terms[Large].Size -= Terms[Small].Size;
    Terms[Small].Parent = Small;
  }
}

} // namespace tenantscan::sql
