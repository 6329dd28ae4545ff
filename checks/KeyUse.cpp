//===- KeyUse.cpp - Keys and messages in the texts of a call --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/KeyUse.h"

#include "checks/model/RedisCommands.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <tuple>

namespace tenantscan {

using Kind = KeyUse::Kind;
using Tenancy = KeyUse::Tenancy;

// The words of a command, as ranges of the text.
static std::vector<sql::ByteRange> wordsOf(const std::string &Text, bool AtBlanks) {
  auto Separates = [&](char C) { return AtBlanks ? C == ' ' || C == '\t' || C == '\n' || C == '\r' : C == WordEnd; };
  std::vector<sql::ByteRange> Words;
  for (uint32_t I = 0; I < Text.size();) {
    uint32_t End = I;
    while (End < Text.size() && !Separates(Text[End]))
      ++End;
    // An empty word is one where words have ends of their own.
    if (End > I || (!AtBlanks && End < Text.size()))
      Words.push_back({I, End});
    I = End + 1;
  }
  return Words;
}

// `{invoice_id}`; where it has no name of its own, as the source has it.
static std::string shownHole(const TextPiece &Hole) {
  const std::string &Text = Hole.Name.empty() || (Hole.Name.starts_with("operator") && !Hole.Value.Name.empty()) ? Hole.Value.Name : Hole.Name;
  return !Text.empty() && Text.front() == '{' ? Text : "{" + Text + "}";
}

/// Whose `id` something is tells the word before it: `invoice:{id}`.
static model::NameKind kindAfter(const std::string &Text, uint32_t Begin, uint32_t Offset, const std::string &Name, const model::TenantNames &Names) {
  std::vector<std::string> Own = model::wordsOf(Name);
  static const std::set<std::string_view> Vague = {"id", "ids", "uuid", "guid", "name", "token", "code", "slug", "number", "no", "value"};
  if (Own.size() != 1 || Vague.count(Own.front()) == 0)
    return model::NameKind::Unknown;
  auto IsWord = [](char C) { return std::isalnum(static_cast<unsigned char>(C)) != 0 || C == '_' || C == '-'; };
  uint32_t End = Offset;
  while (End > Begin && !IsWord(Text[End - 1]) && Text[End - 1] != '\x01')
    --End;
  uint32_t Start = End;
  while (Start > Begin && IsWord(Text[Start - 1]))
    --Start;
  // In `a:{x}:{id}` the word before is that of another part.
  return Start == End || End == Offset ? model::NameKind::Unknown : Names.kindOf(Text.substr(Start, End - Start) + "_id");
}

// What the parts of a range say together.
static void judge(const ComposedText &Composed, const model::TenantNames &Names, KeyUse &Use) {
  bool HasHole = false;
  bool IsOpen = false;
  bool HasTenant = false;
  size_t Hole = 0;
  for (const sql::Hole &H : Composed.Holes) {
    const TextPiece &Piece = Composed.holeAt(Hole++);
    if (H.Offset < Use.Range.Begin || H.Offset >= Use.Range.End)
      continue;
    HasHole = HasHole || Piece.Value.What != ValueSource::Kind::Literal;
    HasTenant = HasTenant || Piece.Value.What == ValueSource::Kind::Tenant;
    if (Piece.Value.What != ValueSource::Kind::Unknown || Piece.Value.Holds == ValueSource::Part::None) {
      IsOpen = IsOpen || Piece.Value.Holds != ValueSource::Part::None;
      continue;
    }
    Use.IsOpen = true;
    model::NameKind Kind = Piece.Value.Holds == ValueSource::Part::Mixed ? model::NameKind::Unknown
                                                                         : kindAfter(Composed.Text, Use.Range.Begin, H.Offset, Piece.Name, Names);
    HasTenant = HasTenant || Kind == model::NameKind::Tenant;
    IsOpen = IsOpen || Kind != model::NameKind::OtherId;
  }
  bool IsEmpty = Use.Range.Begin == Use.Range.End;
  Use.Names = HasTenant ? Tenancy::Tenant : IsOpen || (IsEmpty && Use.What == Kind::Key) ? Tenancy::Unknown : Tenancy::None;
  Use.IsConstant = !HasHole;
  Hole = 0;
  for (uint32_t I = 0; I < Use.Range.End; ++I) {
    bool IsHole = Hole < Composed.Holes.size() && Composed.Holes[Hole].Offset == I;
    if (I >= Use.Range.Begin) {
      if (!IsHole)
        Use.Pattern += Composed.Text[I] == WordEnd ? ' ' : Composed.Text[I];
      else
        Use.Pattern += shownHole(Composed.holeAt(Hole));
    }
    Hole += IsHole ? 1 : 0;
  }
}

static std::string lastName(const std::string &Qualified) {
  size_t Colons = Qualified.rfind("::");
  return Colons == std::string::npos ? Qualified : Qualified.substr(Colons + 2);
}

std::vector<KeyUse> keyUses(const KeySite &Site, const SourceText &Text, const model::TenantNames &Names) {
  ComposedText Composed(Text);
  auto Make = [&](Kind What, std::string Verb, sql::ByteRange Range) {
    KeyUse Use;
    Use.What = What;
    Use.Verb = std::move(Verb);
    Use.Range = Range;
    judge(Composed, Names, Use);
    return Use;
  };
  sql::ByteRange Whole{0, static_cast<uint32_t>(Composed.Text.size())};
  if (Site.What == KeySite::Kind::Key)
    return {Make(Kind::Key, lastName(Site.Callee), Whole)};
  if (Site.What == KeySite::Kind::Message)
    return {Make(Kind::Message, lastName(Site.Callee), Whole)};
  std::vector<sql::ByteRange> Ranges = wordsOf(Composed.Text, Site.What == KeySite::Kind::Command);
  std::vector<std::optional<std::string>> Words;
  for (const sql::ByteRange &R : Ranges) {
    bool HasHole =
        std::any_of(Composed.Holes.begin(), Composed.Holes.end(), [&](const sql::Hole &H) { return H.Offset >= R.Begin && H.Offset < R.End; });
    Words.push_back(HasHole ? std::nullopt : std::optional(Composed.Text.substr(R.Begin, R.End - R.Begin)));
  }
  model::RedisCommand Command = model::redisCommand(Words);
  std::string Verb = Words.empty() || !Words.front() ? std::string() : *Words.front();
  std::vector<KeyUse> Uses;
  using Use = model::RedisCommand::Use;
  switch (Command.What) {
  case Use::Unknown:
    return {Make(Kind::Unknown, Verb, Whole)};
  case Use::None:
    return {};
  case Use::All:
    return {Make(Kind::All, Verb, {0, 0})};
  case Use::Queue:
    return Ranges.size() < 2 ? std::vector<KeyUse>() : std::vector<KeyUse>{Make(Kind::Message, Verb, {Ranges[1].Begin, Ranges.back().End})};
  case Use::Pattern:
    return {Make(Kind::Pattern, Verb, Command.Keys.empty() ? sql::ByteRange{0, 0} : Ranges[Command.Keys.front()])};
  case Use::Data:
    for (size_t Index : Command.Keys)
      Uses.push_back(Make(Kind::Key, Verb, Ranges[Index]));
    // HGET totals {tenant_id}: the field confines what is read.
    if (!Command.Fields.empty() && !Uses.empty() && Uses.front().Names == Tenancy::None) {
      Tenancy Fields = Tenancy::Tenant;
      for (size_t Index : Command.Fields)
        if (Tenancy One = Make(Kind::Key, Verb, Ranges[Index]).Names; One != Tenancy::Tenant)
          Fields = One == Tenancy::Unknown && Fields != Tenancy::None ? Tenancy::Unknown : Tenancy::None;
      if (Fields == Tenancy::Tenant || (Fields == Tenancy::Unknown && Uses.front().IsConstant))
        Uses.front().Names = Fields;
    }
    return Uses;
  }
  return Uses;
}

void unite(std::vector<KeyVerdict> &Keys) {
  auto Where = [](const KeyVerdict &K) { return std::tie(K.Call.File, K.Call.Line, K.Call.Column); };
  std::sort(Keys.begin(), Keys.end(), [&](const KeyVerdict &A, const KeyVerdict &B) {
    return std::tuple(Where(A), B.What, std::tie(A.Pattern, A.Function)) < std::tuple(Where(B), A.What, std::tie(B.Pattern, B.Function));
  });
  Keys.erase(std::unique(Keys.begin(), Keys.end(), [&](const KeyVerdict &A, const KeyVerdict &B) { return Where(A) == Where(B); }), Keys.end());
}

size_t count(const std::vector<KeyVerdict> &Keys, KeyVerdict::Kind What, bool IsMessage) {
  return static_cast<size_t>(
      std::count_if(Keys.begin(), Keys.end(), [&](const KeyVerdict &K) { return K.What == What && K.IsMessage == IsMessage; }));
}

} // namespace tenantscan
