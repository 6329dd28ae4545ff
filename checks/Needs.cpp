//===- Needs.cpp - What has to be so for a text --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/CallGraph.h"

#include <algorithm>

namespace tenantscan {

static bool isOfSame(const Slot &A, const Slot &B) { return A.Function == B.Function && A.Index == B.Index; }

// Whether a number is what is needed.
static bool isFulfilledBy(const Need &N, int64_t Value) {
  switch (N.What) {
  case Need::Kind::Equal:
    return Value == N.Number;
  case Need::Kind::NotEqual:
    return Value != N.Number;
  case Need::Kind::AtMost:
    return Value <= N.Number;
  case Need::Kind::AtLeast:
    return Value >= N.Number;
  case Need::Kind::Empty:
  case Need::Kind::NotEmpty:
    break;
  }
  return true;
}

static bool excludes(const Need &A, const Need &B) {
  using Kind = Need::Kind;
  return (A.What == Kind::Empty && B.What == Kind::NotEmpty) || (A.What == Kind::Equal && !isFulfilledBy(B, A.Number)) ||
         (A.What == Kind::AtMost && B.What == Kind::AtLeast && A.Number < B.Number);
}

bool contradict(const std::vector<Need> &Some, const std::vector<Need> &Others) {
  return std::any_of(Some.begin(), Some.end(), [&](const Need &A) {
    return std::any_of(Others.begin(), Others.end(), [&](const Need &B) { return isOfSame(A.Of, B.Of) && (excludes(A, B) || excludes(B, A)); });
  });
}

static bool isHandedOn(const TextPiece &P) { return P.IsHole && P.From.What == Slot::Kind::Parameter && !P.From.Formatted && P.JoinedBy.empty(); }

// \p Text, if it may fulfil what is needed, with what that needs in turn.
static std::optional<SourceText> fulfilling(SourceText Text, const Need &N) {
  auto IsKnown = [](const TextPiece &P) { return !P.IsHole && !P.Text.empty(); };
  auto IsHole = [](const TextPiece &P) { return P.IsHole; };
  bool AnyKnown = std::any_of(Text.Pieces.begin(), Text.Pieces.end(), IsKnown);
  auto Holes = static_cast<size_t>(std::count_if(Text.Pieces.begin(), Text.Pieces.end(), IsHole));
  std::vector<Need> New;
  auto Ask = [&](const TextPiece &P) {
    if (isHandedOn(P))
      New.push_back({P.From, N.What, N.Number});
  };
  switch (N.What) {
  case Need::Kind::Empty:
    if (AnyKnown)
      return std::nullopt;
    for (const TextPiece &P : Text.Pieces)
      if (P.IsHole)
        Ask(P);
    break;
  case Need::Kind::NotEmpty:
    if (!AnyKnown && Holes == 0)
      return std::nullopt;
    if (!AnyKnown && Holes == 1)
      Ask(*std::find_if(Text.Pieces.begin(), Text.Pieces.end(), IsHole));
    break;
  case Need::Kind::Equal:
    // What has text is no null pointer.
    if (AnyKnown && N.Number == 0)
      return std::nullopt;
    [[fallthrough]];
  case Need::Kind::NotEqual:
  case Need::Kind::AtMost:
  case Need::Kind::AtLeast:
    if (Text.isUnknown())
      Ask(Text.Pieces.front());
    break;
  }
  if (contradict(Text.Needs, New))
    return std::nullopt;
  Text.Needs.insert(Text.Needs.end(), New.begin(), New.end());
  return Text;
}

// Of what a call gives a parameter: what fulfils a need, and whether nothing can.
static std::vector<SourceText> fulfilling(const GivenText &Given, const Need &N, bool &IsImpossible) {
  using Kind = Need::Kind;
  bool IsNull = Given.Texts.empty() && Given.LeastLength == 0 && !Given.Number;
  if (IsNull)
    IsImpossible = N.What == Kind::NotEmpty || (N.What == Kind::NotEqual && N.Number == 0);
  else if (Given.Number)
    IsImpossible = !isFulfilledBy(N, *Given.Number);
  else if (Given.LeastLength > 0)
    IsImpossible = N.What == Kind::Empty;
  std::vector<SourceText> Left;
  for (const SourceText &T : Given.Texts)
    if (std::optional<SourceText> Possible = fulfilling(T, N))
      Left.push_back(std::move(*Possible));
  IsImpossible = IsImpossible || (!Given.Texts.empty() && Left.empty());
  return Left;
}

std::optional<SourceText> withNeeds(const SourceText &Text, const std::string &Function, const std::vector<GivenText> &Given) {
  SourceText Result = Text;
  std::erase_if(Result.Needs, [&](const Need &N) { return N.Of.Function == Function; });
  for (const Need &N : Text.Needs) {
    auto G = std::find_if(Given.begin(), Given.end(), [&](const GivenText &Each) { return Each.Index == N.Of.Index && !Each.Formatted; });
    if (N.Of.Function != Function || G == Given.end())
      continue;
    bool IsImpossible = false;
    std::vector<SourceText> Left = fulfilling(*G, N, IsImpossible);
    if (IsImpossible)
      return std::nullopt;
    // What all of them need.
    for (const Need &Inner : Left.empty() ? std::vector<Need>() : Left.front().Needs) {
      auto Has = [&](const SourceText &T) {
        return std::any_of(T.Needs.begin(), T.Needs.end(),
                           [&](const Need &O) { return isOfSame(O.Of, Inner.Of) && O.What == Inner.What && O.Number == Inner.Number; });
      };
      if (!std::all_of(Left.begin(), Left.end(), Has))
        continue;
      if (contradict(Result.Needs, {Inner}))
        return std::nullopt;
      if (!Has(Result))
        Result.Needs.push_back(Inner);
    }
  }
  return Result;
}

std::vector<SourceText> fulfilling(const SourceText &Text, const Slot &Parameter, const std::vector<SourceText> &Given) {
  std::vector<SourceText> Left = Given;
  for (const Need &N : Text.Needs) {
    if (!isOfSame(N.Of, Parameter))
      continue;
    std::vector<SourceText> Fitting;
    for (SourceText &T : Left)
      if (std::optional<SourceText> Possible = fulfilling(std::move(T), N))
        Fitting.push_back(std::move(*Possible));
    Left = std::move(Fitting);
  }
  return Left;
}

} // namespace tenantscan
