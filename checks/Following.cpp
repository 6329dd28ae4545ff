//===- Following.cpp - Sites at the calls that know their texts -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Following.h"

#include "sqlscan/Analyze.h"
#include "sqlscan/Session.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

namespace tenantscan {

/// A text is followed through at most so many functions.
static constexpr size_t MaxCallDepth = 12;

sql::Verdict judge(const SqlSite &Site, const SourceText &Text, const sql::Schema &Tables, const sql::Vocabulary &Words) {
  if (Text.isUnknown()) {
    sql::Verdict V;
    V.Kind = VerdictKind::Unresolved;
    const std::string &Name = Text.Pieces.front().Name;
    V.Unresolved = Name.empty() ? "the text is not known here" : fmt::format("the text of '{}' is not known here", Name);
    return V;
  }
  return sql::analyze(ComposedText(Text).query(Site), Tables, Words);
}

sql::Verdict SqlFollower::judge(const SqlSite &Site, const SourceText &Text) { return tenantscan::judge(Site, Text, P.Tables, P.Words); }

template <typename Site, typename Judgement> bool Follower<Site, Judgement>::wasSeen(const Site &S, const Path &Passed) {
  std::string Key;
  appendKey(S.Call, Key);
  Key += S.Callee + '\x03' + S.Function + '\x03' + std::to_string(Passed.size());
  for (const Step &Before : S.Way)
    appendKey(Before.Where, Key);
  for (const SourceText &T : S.Texts)
    appendKey(T, Key);
  return !Seen.insert(std::move(Key)).second;
}

// Of a text that a caller would decide, where there is none. Whether there can be none.
bool SqlFollower::explain(const SourceText &Text, sql::Verdict &V) const {
  if (V.Kind != VerdictKind::Unresolved)
    return false;
  auto IsOpen = [&](const TextPiece &P) {
    return P.From.What == Slot::Kind::Parameter && P.From.Index < MemberSlots && !P.IsValue && Graph.callsOf(P.From).empty();
  };
  auto Open = std::find_if(Text.Pieces.begin(), Text.Pieces.end(), IsOpen);
  if (Open == Text.Pieces.end())
    return false;
  V.Unresolved += fmt::format(", and no call of '{}' is in sight", Open->From.Name);
  return Graph.isUncalled(Open->From);
}

void SqlFollower::keep(SqlSite Site, std::vector<sql::Verdict> Verdicts) {
  Sessions.complete(Site);
  size_t Uncalled = 0;
  for (size_t I = 0; I < Verdicts.size(); ++I)
    Uncalled += explain(Site.Texts[I], Verdicts[I]) ? 1 : 0;
  bool IsUncalled = Uncalled == Verdicts.size();
  // Of several texts one that is no statement at all is a way that is never
  // taken: the list that a loop fills, with nothing in it.
  auto IsBroken = [&](size_t I) {
    const std::vector<TextPiece> &Pieces = Site.Texts[I].Pieces;
    return Verdicts[I].IsSyntaxError && std::none_of(Pieces.begin(), Pieces.end(), [](const TextPiece &P) { return P.IsHole && !P.IsValue; });
  };
  size_t Left = 0;
  for (size_t I = 0; I < Verdicts.size(); ++I)
    Left += IsBroken(I) ? 0 : 1;
  JudgedSite Judged{std::move(Site), {}, IsUncalled};
  Site.Texts = std::exchange(Judged.Site.Texts, {});
  for (size_t I = 0; I < Verdicts.size(); ++I)
    if (Left == 0 || !IsBroken(I)) {
      Judged.Site.Texts.push_back(std::move(Site.Texts[I]));
      Judged.Verdicts.push_back(std::move(Verdicts[I]));
    }
  Out.push_back(std::move(Judged));
}

// Whether all that a text lacks of what \p Function is given is in members of an object.
static bool lacksMembersOnly(const SourceText &Text, const std::string &Function) {
  bool Any = false;
  for (const TextPiece &P : Text.Pieces)
    if (P.From.What == Slot::Kind::Parameter && P.From.Function == Function) {
      Any = true;
      if (P.From.Index < MemberSlots)
        return false;
    }
  return Any;
}

// Whether a caller knows of a part of a text, or one of its callers may. All that a member may
// be anywhere says nothing.
template <typename Site, typename Judgement> bool Follower<Site, Judgement>::saysSomething(const SourceText &Given) const {
  if (Given.isUnknown() && Given.Pieces.front().From.What == Slot::Kind::Result && Given.Pieces.front().From.Index >= 3)
    return false;
  std::vector<SourceText> Known = Graph.withResults(Given);
  return std::any_of(Known.begin(), Known.end(), [&](const SourceText &T) {
    return !T.isUnknown() || (T.Pieces.front().From.What == Slot::Kind::Parameter && !Graph.callsOf(T.Pieces.front().From).empty());
  });
}

// What has to be so for a call to be reached; false where the text cannot be the one then.
static bool addNeeds(SourceText &Text, const std::vector<GivenText> &Given) {
  auto Way = std::find_if(Given.begin(), Given.end(), [](const GivenText &G) { return G.Index == WayThere; });
  if (Way == Given.end() || Way->Texts.empty())
    return true;
  const std::vector<Need> &Needs = Way->Texts.front().Needs;
  if (contradict(Text.Needs, Needs))
    return false;
  Text.Needs.insert(Text.Needs.end(), Needs.begin(), Needs.end());
  return true;
}

// Of a number that \p Function is given nothing comes along: it may be anything.
static void loseValues(SourceText &Text, const std::string &Function) {
  for (TextPiece &P : Text.Pieces)
    if (P.Value.What == ValueSource::Kind::Unknown && P.Value.Holds == ValueSource::Part::Maybe && P.Value.Parameter.What == Slot::Kind::Parameter &&
        P.Value.Parameter.Function == Function)
      P.Value.Holds = ValueSource::Part::Mixed;
}

// The same site, at every call of the function whose parameters its texts hold. Returns the
// texts that some call says nothing of: that one has an object, and no text of its own.
template <typename Site, typename Judgement>
std::vector<SourceText> Follower<Site, Judgement>::move(const Site &S, const std::vector<SourceText> &Texts, const Slot &Parameter,
                                                        const Path &Passed) {
  const std::string &Function = Parameter.Function;
  Path Longer = Passed;
  for (const SourceText &T : Texts)
    Longer[Function].insert(keyOf(T));
  std::vector<bool> IsLeft(Texts.size());
  for (const CallFlow *C : Graph.callsOf(Parameter)) {
    ++Asked;
    Site Moved = S;
    Moved.Way.insert(Moved.Way.begin(), handedOver(S));
    Moved.Call = C->Call;
    Moved.Callee = C->Callee;
    Moved.Function = C->Function;
    Moved.Texts.clear();
    for (size_t I = 0; I < Texts.size(); ++I) {
      const SourceText &T = Texts[I];
      // A null pointer is no statement.
      bool IsNull = std::any_of(T.Pieces.begin(), T.Pieces.end(), [&](const TextPiece &Piece) {
        return Piece.From.What == Slot::Kind::Parameter && Piece.From.Function == Function &&
               std::any_of(C->Arguments.begin(), C->Arguments.end(),
                           [&](const GivenText &G) { return G.Index == Piece.From.Index && G.Texts.empty() && G.LeastLength == 0; });
      });
      std::optional<SourceText> Possible = IsNull ? std::nullopt : withNeeds(T, Function, C->Arguments);
      if (!Possible || !addNeeds(*Possible, C->Arguments))
        continue;
      loseValues(*Possible, Function);
      std::deque<std::vector<SourceText>> Fitting;
      // A statement that is all in the object is the caller's.
      bool IsTold = T.isUnknown() || !lacksMembersOnly(T, Function);
      auto Find = [&](const TextPiece &Piece) -> const std::vector<SourceText> * {
        for (const GivenText &A : C->Arguments)
          if (A.Index == Piece.From.Index && A.Formatted == Piece.From.Formatted) {
            IsTold = IsTold || std::any_of(A.Texts.begin(), A.Texts.end(), [&](const SourceText &Given) { return saysSomething(Given); });
            return T.Needs.empty() ? &A.Texts : &Fitting.emplace_back(fulfilling(T, Piece.From, A.Texts));
          }
        return nullptr;
      };
      auto IsParameter = [&](const TextPiece &Piece) { return Piece.From.What == Slot::Kind::Parameter && Piece.From.Function == Function; };
      std::vector<SourceText> Replaced = replace(*Possible, IsParameter, Find);
      if (!IsTold) {
        IsLeft[I] = true;
        continue;
      }
      std::move(Replaced.begin(), Replaced.end(), std::back_inserter(Moved.Texts));
    }
    if (Moved.Texts.empty())
      continue;
    arrive(Moved, Function, C->Call);
    expand(std::move(Moved), Longer);
  }
  std::vector<SourceText> Left;
  for (size_t I = 0; I < Texts.size(); ++I)
    if (IsLeft[I])
      Left.push_back(Texts[I]);
  return Left;
}

// A text that is one parameter, and known text around it.
void SqlFollower::noteWrapper(const SqlSite &Site, const SourceText &Text) {
  Wrapper W;
  W.Language = Site.Language;
  W.Placeholders = Site.Placeholders;
  for (const TextPiece &Piece : Text.Pieces) {
    if (!Piece.IsHole) {
      (W.Function.empty() ? W.Before : W.After) += Piece.Text;
      continue;
    }
    if (Piece.From.What != Slot::Kind::Parameter || Piece.From.Index >= MemberSlots || !W.Function.empty())
      return;
    W.Function = Piece.From.Name;
    W.Index = Piece.From.Index;
    W.Formatted = Piece.From.Formatted;
  }
  // A lambda has no name to be called by.
  if (!W.Function.empty() && W.Function.find("operator()") == std::string::npos)
    Wrappers.insert(std::move(W));
}

// What a caller gives decides whether the text steers the session, and to what:
// the name of a setting, a role or a schema.
static bool steersByParameter(const SqlSite &Site, const SourceText &Text) {
  if (std::none_of(Text.Pieces.begin(), Text.Pieces.end(), [](const TextPiece &P) { return P.From.What == Slot::Kind::Parameter && !P.IsValue; }))
    return false;
  ComposedText Composed(Text);
  for (const sql::SessionEffect &E : sql::sessionEffects(Composed.query(Site)))
    if (E.Action == sql::SessionAction::Set &&
        (E.Setting.empty() ||
         (E.Value == sql::SettingValue::Raw && (E.Setting == "search_path" || E.Setting == "role" || E.Setting == "session_authorization"))))
      return true;
  return false;
}

bool SqlFollower::isOpen(const SqlSite &Site, const SourceText &Text, const sql::Verdict &V) {
  if (V.Kind == VerdictKind::Unresolved)
    noteWrapper(Site, Text);
  return V.Kind == VerdictKind::Unresolved || steersByParameter(Site, Text);
}

template <typename Site, typename Judgement> void Follower<Site, Judgement>::expand(Site S, const Path &Passed) {
  std::vector<SourceText> Texts;
  for (SourceText &T : S.Texts) {
    close(S, T);
    for (SourceText &New : Graph.withResults(T))
      Texts.push_back(std::move(New));
  }
  auto IsHarmless = [&](const SourceText &T) { return Graph.isHarmless(T); };
  if (!std::all_of(Texts.begin(), Texts.end(), IsHarmless))
    std::erase_if(Texts, IsHarmless);
  S.Texts = std::move(Texts);
  if (wasSeen(S, Passed))
    return;
  std::vector<SourceText> All = std::exchange(S.Texts, {});
  Site Kept = S;
  std::vector<Judgement> Judgements;
  // By the function, with one of its parameters.
  std::map<std::string, std::pair<Slot, std::vector<SourceText>>> Moved;
  for (SourceText &T : All) {
    Judgement J = judge(S, T);
    Slot Parameter;
    bool IsCycle = false;
    bool MayMove = isOpen(S, T, J);
    auto Consider = [&](const Slot &From) {
      if (From.What != Slot::Kind::Parameter || Graph.callsOf(From).empty())
        return;
      auto Before = Passed.find(From.Function);
      if (Before != Passed.end())
        IsCycle = IsCycle || Before->second.count(keyOf(T)) != 0;
      else if (Parameter.What == Slot::Kind::None && Passed.size() < MaxCallDepth)
        Parameter = From;
    };
    for (const TextPiece &Piece : T.Pieces)
      if (MayMove)
        Consider(Piece.From);
    // A leak that needs an empty list, or a flag, is one where a call may give it.
    for (const Need &N : T.Needs)
      if (isBad(J) && Asked < MaxAsked && !Graph.isTaken(N.Of.Function))
        Consider(N.Of);
    // A function that hands its parameter to itself adds no text.
    if (IsCycle)
      continue;
    if (Parameter.What != Slot::Kind::None) {
      auto &[Of, Texts] = Moved[Parameter.Function];
      Of = std::move(Parameter);
      Texts.push_back(std::move(T));
    } else {
      Kept.Texts.push_back(std::move(T));
      Judgements.push_back(std::move(J));
    }
  }
  for (const auto &[Function, Moving] : Moved)
    for (SourceText &Left : move(S, Moving.second, Moving.first, Passed)) {
      Judgements.push_back(judge(S, Left));
      Kept.Texts.push_back(std::move(Left));
    }
  if (!Kept.Texts.empty())
    keep(std::move(Kept), std::move(Judgements));
}

template class Follower<SqlSite, sql::Verdict>;
template class Follower<KeySite, std::vector<KeyUse>>;

} // namespace tenantscan
