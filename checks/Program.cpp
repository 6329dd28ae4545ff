//===- Program.cpp - The sites of all units, linked and judged ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Program.h"

#include "checks/SessionCallers.h"
#include "checks/strings/AbstractString.h"
#include "sqlscan/Analyze.h"
#include "sqlscan/Session.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tenantscan {

/// A text is followed through at most so many functions.
static constexpr size_t MaxCallDepth = 8;

static sql::Verdict judge(const SqlSite &Site, const SourceText &Text, const sql::Schema &Tables, const sql::Vocabulary &Words) {
  if (Text.isUnknown()) {
    sql::Verdict V;
    V.Kind = VerdictKind::Unresolved;
    const std::string &Name = Text.Pieces.front().Name;
    V.Unresolved = Name.empty() ? "the text is not known here" : fmt::format("the text of '{}' is not known here", Name);
    return V;
  }
  return sql::analyze(ComposedText(Text).query(Site), Tables, Words);
}

// What tells one text from another: not where it is written.
static void appendKey(const SourceText &Text, std::string &Key) {
  for (const TextPiece &P : Text.Pieces) {
    Key += P.IsHole ? fmt::format("\x01{}\x02{}\x02{}\x02{}", P.Name, P.IsValue, P.From.Function, P.From.Index) : P.Text;
    for (const SourceText &T : P.JoinedBy)
      appendKey(T, Key);
    for (const GivenText &G : P.Given) {
      Key += fmt::format("\x06{}", G.Index);
      for (const SourceText &T : G.Texts)
        appendKey(T, Key);
    }
    Key += '\x03';
  }
  for (const Slot &List : Text.WhereEmpty)
    Key += fmt::format("\x07{}\x02{}", List.Function, List.Index);
}

static std::string keyOf(const SourceText &Text) {
  std::string Key;
  appendKey(Text, Key);
  return Key;
}

static void appendKey(const Place &P, std::string &Key) { Key += fmt::format("{}:{}:{}\x03", P.File, P.Line, P.Column); }

namespace {

/// Who calls whom with which texts, and what functions return; over all units.
class CallGraph {
public:
  CallGraph(const std::vector<const UnitFacts *> &Units, const model::Project &P);
  /// In an order that does not depend on that of the units.
  const std::vector<const CallFlow *> &callsOf(const std::string &Function) const {
    auto It = Calls.find(Function);
    return It == Calls.end() ? None : It->second;
  }
  /// Every text that comes of \p Text when results of functions are put in.
  std::vector<SourceText> withResults(const SourceText &Text) const;

private:
  std::map<std::string, std::vector<const CallFlow *>> Calls;
  struct Result {
    std::vector<SourceText> Texts;
    std::optional<ResultFlow::Joining> Joins;
  };
  std::vector<SourceText> resultOf(const TextPiece &Call) const;
  std::vector<SourceText> statementsOf(const model::StatementFiles &Files, const TextPiece &Call) const;

  const model::Project &P;
  bool IsOneUnit;
  std::map<std::string, Result> Results;
  /// The methods that override one.
  std::map<std::string, std::vector<std::string>> Overriders;
  std::vector<const CallFlow *> None;
};

/// Follows the texts of sites through the functions that hand a parameter on, to
/// the calls that know what it is.
template <typename Site, typename Judgement> class Follower {
public:
  explicit Follower(const CallGraph &Graph) : Graph(Graph) {}
  virtual ~Follower() = default;
  void follow(Site S) { expand(std::move(S), {}); }

protected:
  virtual Judgement judge(const Site &S, const SourceText &Text) = 0;
  /// Whether a caller may know more about the text.
  virtual bool isOpen(const Site &S, const SourceText &Text, const Judgement &J) = 0;
  /// Whether it matters that the text is never the one.
  virtual bool isBad(const Judgement &J) = 0;
  virtual void keep(Site S, std::vector<Judgement> Judgements) = 0;
  /// The site has come to a call of \p Function.
  virtual void arrive(Site &, const std::string & /*Function*/, const Place & /*Call*/) {}

private:
  /// The functions that a text came through, and what it was there; calls of them
  /// are not followed again.
  using Path = std::map<std::string, std::set<std::string>>;
  void expand(Site S, const Path &Passed);
  void move(const Site &S, const std::vector<SourceText> &Texts, const std::string &Function, const Path &Passed);
  bool wasSeen(const Site &S, const Path &Passed);

  const CallGraph &Graph;
  std::set<std::string> Seen;
};

class SqlFollower : public Follower<SqlSite, sql::Verdict> {
public:
  SqlFollower(const CallGraph &Graph, const SessionCallers &Sessions, const model::Project &P) : Follower(Graph), Sessions(Sessions), P(P) {}
  std::vector<JudgedSite> Out;
  std::set<Wrapper> Wrappers;

protected:
  sql::Verdict judge(const SqlSite &Site, const SourceText &Text) override { return tenantscan::judge(Site, Text, P.Tables, P.Words); }
  bool isOpen(const SqlSite &Site, const SourceText &Text, const sql::Verdict &V) override;
  bool isBad(const sql::Verdict &V) override { return V.Kind == VerdictKind::Leaks; }
  void keep(SqlSite Site, std::vector<sql::Verdict> Verdicts) override;
  void arrive(SqlSite &Site, const std::string &Function, const Place &Call) override { Sessions.complete(Site, Function, Call); }

private:
  void noteWrapper(const SqlSite &Site, const SourceText &Text);

  const SessionCallers &Sessions;
  const model::Project &P;
};

class KeyFollower : public Follower<KeySite, std::vector<KeyUse>> {
public:
  KeyFollower(const CallGraph &Graph, const model::Project &P) : Follower(Graph), P(P) {}
  std::vector<JudgedKey> Out;

protected:
  std::vector<KeyUse> judge(const KeySite &Site, const SourceText &Text) override { return keyUses(Site, Text, P.Names); }
  bool isOpen(const KeySite &, const SourceText &, const std::vector<KeyUse> &Uses) override {
    return std::any_of(Uses.begin(), Uses.end(), [](const KeyUse &U) {
      return U.What == KeyUse::Kind::Unknown || U.Names == KeyUse::Tenancy::Unknown || (U.IsOpen && U.Names == KeyUse::Tenancy::None);
    });
  }
  bool isBad(const std::vector<KeyUse> &) override { return false; }
  void keep(KeySite Site, std::vector<std::vector<KeyUse>> Uses) override { Out.push_back({std::move(Site), std::move(Uses)}); }

private:
  const model::Project &P;
};

} // namespace

static int styleNumber(const std::optional<model::FormatStyle> &Style) { return Style ? static_cast<int>(*Style) : -1; }

static std::string keyOf(const CallFlow &C) {
  std::string Key;
  appendKey(C.Call, Key);
  Key += C.Function + '\x03';
  for (const GivenText &A : C.Arguments) {
    Key += fmt::format("{}\x05{}\x04", A.Index, styleNumber(A.Formatted));
    for (const SourceText &T : A.Texts)
      appendKey(T, Key);
  }
  return Key;
}

CallGraph::CallGraph(const std::vector<const UnitFacts *> &Units, const model::Project &P) : P(P), IsOneUnit(Units.size() == 1) {
  // Calls in headers come from many units.
  std::map<std::string, std::map<std::string, const CallFlow *>> ByKey;
  std::set<std::string> Wanted;
  for (const UnitFacts *U : Units) {
    auto WantIn = [&](auto &&Self, const std::vector<SourceText> &Texts) -> void {
      for (const SourceText &T : Texts)
        for (const TextPiece &Piece : T.Pieces) {
          if (Piece.From.What == Slot::Kind::Parameter)
            Wanted.insert(Piece.From.Function);
          for (const GivenText &Given : Piece.Given)
            Self(Self, Given.Texts);
        }
      for (const SourceText &T : Texts)
        for (const Slot &List : T.WhereEmpty)
          Wanted.insert(List.Function);
    };
    auto Want = [&](const std::vector<SourceText> &Texts) { WantIn(WantIn, Texts); };
    for (const SqlSite &S : U->Sites)
      Want(S.Texts);
    for (const KeySite &S : U->Keys)
      Want(S.Texts);
    for (const CallFlow &C : U->Calls)
      for (const GivenText &A : C.Arguments)
        Want(A.Texts);
    for (const Override &O : U->Overrides)
      Wanted.insert(O.Base);
  }
  for (const UnitFacts *U : Units) {
    for (const CallFlow &C : U->Calls)
      if (Wanted.count(C.CalleeId) != 0)
        ByKey[C.CalleeId].try_emplace(keyOf(C), &C);
    for (const ResultFlow &R : U->Results) {
      Result &Of = Results[R.Function];
      if (R.Joins)
        Of.Joins = R.Joins;
      std::vector<SourceText> &Known = Of.Texts;
      for (const SourceText &T : R.Texts) {
        if (std::none_of(Known.begin(), Known.end(), [&](const SourceText &K) { return keyOf(K) == keyOf(T); }))
          Known.push_back(T);
      }
    }
  }
  std::set<std::pair<std::string, std::string>> Overridden;
  for (const UnitFacts *U : Units)
    for (const Override &O : U->Overrides)
      Overridden.emplace(O.Method, O.Base);
  auto AddCalls = [&](const std::string &Callee, const std::string &Function) {
    if (auto It = ByKey.find(Callee); It != ByKey.end())
      for (const auto &[Key, C] : It->second)
        Calls[Function].push_back(C);
  };
  for (const auto &[Callee, Entry] : ByKey)
    AddCalls(Callee, Callee);
  for (const auto &[Method, Base] : Overridden) {
    AddCalls(Base, Method);
    Overriders[Base].push_back(Method);
  }
}

static bool isEnd(const TextPiece &P) { return !P.IsHole && P.Runs.empty() && P.Text.size() == 1 && P.Text.front() == ElementEnd; }

/// The elements of every list with every text between them.
static std::vector<SourceText> join(const std::vector<SourceText> &Lists, const std::vector<SourceText> &Between) {
  std::vector<SourceText> Joined;
  for (const SourceText &List : Lists)
    for (const SourceText &B : Between) {
      SourceText &Text = Joined.emplace_back();
      Text.Steps = List.Steps;
      Text.WhereEmpty = List.WhereEmpty;
      for (size_t I = 0; I < List.Pieces.size(); ++I)
        if (!isEnd(List.Pieces[I])) {
          Text.Pieces.push_back(List.Pieces[I]);
          // Perhaps a list that others know, and not one element.
          bool MayBeList = (I + 1 == List.Pieces.size() || !isEnd(List.Pieces[I + 1])) && (I == 0 || isEnd(List.Pieces[I - 1]));
          if (MayBeList && Text.Pieces.back().JoinedBy.empty())
            Text.Pieces.back().From = Slot();
        } else if (I + 1 < List.Pieces.size())
          Text.Pieces.insert(Text.Pieces.end(), B.Pieces.begin(), B.Pieces.end());
    }
  return Joined;
}

/// Every text in which \p Alternatives stand for the pieces that \p IsReplaced
/// picks; where that were too many, a hole is left.
template <typename Picks, typename Find>
static std::vector<SourceText> replace(const SourceText &Text, const Picks &IsReplaced, const Find &AlternativesFor) {
  std::vector<SourceText> Result(1);
  Result.front().Steps = Text.Steps;
  Result.front().WhereEmpty = Text.WhereEmpty;
  size_t Most = Text.Pieces.size() == 1 ? strings::MaxLiterals : strings::MaxAlternatives;
  for (const TextPiece &Piece : Text.Pieces) {
    const std::vector<SourceText> *Alternatives = IsReplaced(Piece) ? AlternativesFor(Piece) : nullptr;
    std::vector<SourceText> Joined;
    if (Alternatives != nullptr && !Piece.JoinedBy.empty()) {
      Joined = join(*Alternatives, Piece.JoinedBy);
      Alternatives = &Joined;
    }
    if (Alternatives == nullptr || Alternatives->empty() || Result.size() * Alternatives->size() > Most) {
      TextPiece Left = Piece;
      if (IsReplaced(Piece))
        Left.From = Slot();
      for (SourceText &T : Result)
        T.Pieces.push_back(Left);
      continue;
    }
    std::vector<SourceText> Longer;
    for (const SourceText &T : Result)
      for (const SourceText &A : *Alternatives) {
        SourceText Both = T;
        Both.Pieces.insert(Both.Pieces.end(), A.Pieces.begin(), A.Pieces.end());
        Both.Steps.insert(Both.Steps.begin(), A.Steps.begin(), A.Steps.end());
        Both.WhereEmpty.insert(Both.WhereEmpty.end(), A.WhereEmpty.begin(), A.WhereEmpty.end());
        Longer.push_back(std::move(Both));
      }
    Result = std::move(Longer);
  }
  return Result;
}

// What a call gives a parameter; null where that is not known.
static const std::vector<SourceText> *givenTo(const std::vector<GivenText> &Given, unsigned Index,
                                              const std::optional<model::FormatStyle> &Formatted) {
  for (const GivenText &G : Given)
    if (G.Index == Index && G.Formatted == Formatted)
      return &G.Texts;
  return nullptr;
}

// Whether a call gives elements to a list of the function that has to be empty for a text.
static bool givesElements(const SourceText &Text, const std::string &Function, const std::vector<GivenText> &Given) {
  return std::any_of(Text.WhereEmpty.begin(), Text.WhereEmpty.end(), [&](const Slot &List) {
    return List.Function == Function &&
           std::any_of(Given.begin(), Given.end(), [&](const GivenText &G) { return G.Index == List.Index && G.LeastLength > 0; });
  });
}

static void forgetLists(SourceText &Text, const std::string &Function) {
  std::erase_if(Text.WhereEmpty, [&](const Slot &List) { return List.Function == Function; });
}

// The first line with something on it.
static Place beginOf(const model::StatementFiles::File &File) {
  Place Begin;
  Begin.File = File.Path;
  size_t At = std::min(File.Text.find_first_not_of(" \t\r\n"), File.Text.size());
  size_t LineBegin = At == 0 ? 0 : File.Text.rfind('\n', At - 1) + 1;
  Begin.Line = static_cast<uint32_t>(1 + std::count(File.Text.begin(), File.Text.begin() + static_cast<std::ptrdiff_t>(At), '\n'));
  Begin.LineText = File.Text.substr(LineBegin, File.Text.find_first_of("\r\n", At) - LineBegin);
  Begin.Column = static_cast<uint32_t>(1 + At - LineBegin);
  Begin.EndColumn = static_cast<uint32_t>(1 + Begin.LineText.size());
  return Begin;
}

// The texts of the files that a call of their reader may mean.
std::vector<SourceText> CallGraph::statementsOf(const model::StatementFiles &Files, const TextPiece &Call) const {
  std::vector<SourceText> All;
  const std::vector<SourceText> *Given = givenTo(Call.Given, Files.Argument, std::nullopt);
  std::vector<SourceText> Names;
  for (const SourceText &Name : Given != nullptr ? *Given : std::vector<SourceText>())
    for (SourceText &Known : withResults(Name))
      Names.push_back(std::move(Known));
  for (const SourceText &Name : Names) {
    ComposedText Composed(Name);
    std::vector<const model::StatementFiles::File *> Named;
    if (Composed.Holes.empty())
      Named = Files.named(Composed.Text);
    // Of several names one that is not known is one that may be asked for.
    if (Named.empty()) {
      SourceText &Unknown = All.emplace_back();
      Unknown.Pieces.push_back(Call);
      Unknown.Pieces.back().From = Slot();
      Unknown.Pieces.back().Given.clear();
    }
    for (const model::StatementFiles::File *File : Named) {
      SourceText &Text = All.emplace_back();
      TextPiece &Piece = Text.Pieces.emplace_back();
      Piece.Text = File->Text;
      Piece.At = Call.At;
      Text.Steps = Name.Steps;
      Text.Steps.push_back({beginOf(*File), fmt::format("the text is read from '{}'", P.relative(File->Path))});
    }
  }
  return All;
}

// What a function returns, with what the call gives in the place of its parameters.
std::vector<SourceText> CallGraph::resultOf(const TextPiece &Call) const {
  if (const model::StatementFiles *Files = P.statementsOf(Call.From.Name))
    return statementsOf(*Files, Call);
  std::vector<std::string> Functions = {Call.From.Function};
  if (auto It = Overriders.find(Call.From.Function); It != Overriders.end())
    Functions.insert(Functions.end(), It->second.begin(), It->second.end());
  std::vector<SourceText> All;
  bool IsVariable = Call.From.Index == 2;
  // Where it is changed, or may be in files that are not in sight, its first text says nothing.
  if (auto Known = Results.find(Call.From.Function); IsVariable && Known != Results.end()) {
    const std::vector<SourceText> &Texts = Known->second.Texts;
    if (IsOneUnit || std::any_of(Texts.begin(), Texts.end(), [](const SourceText &T) { return T.isUnknown(); }))
      return {};
  }
  for (const std::string &Function : Functions) {
    auto Known = Results.find(Function);
    if (Known == Results.end())
      continue;
    if (Call.From.Index == 1 && All.empty()) {
      SourceText Unknown;
      Unknown.Pieces.push_back(Call);
      Unknown.Pieces.back().From = Slot();
      Unknown.Pieces.back().Given.clear();
      All.push_back(std::move(Unknown));
    }
    const Result &Of = Known->second;
    if (Of.Joins) {
      const std::vector<SourceText> *List = givenTo(Call.Given, Of.Joins->List, std::nullopt);
      const std::vector<SourceText> *Between = Of.Joins->Between ? givenTo(Call.Given, *Of.Joins->Between, std::nullopt) : nullptr;
      if (List == nullptr || (Of.Joins->Between && Between == nullptr))
        return {};
      TextPiece Text;
      Text.Text = Of.Joins->Known;
      Text.At = Call.At;
      std::vector<SourceText> Joined = join(*List, Between != nullptr ? *Between : std::vector<SourceText>{{{Text}, {}}});
      All.insert(All.end(), Joined.begin(), Joined.end());
      continue;
    }
    std::string Owner = Function.substr(0, Function.find(WrittenTo));
    auto IsParameter = [&](const TextPiece &P) { return P.From.What == Slot::Kind::Parameter && P.From.Function == Owner; };
    auto Find = [&](const TextPiece &P) { return givenTo(Call.Given, P.From.Index, P.From.Formatted); };
    for (const SourceText &T : Of.Texts) {
      if (givesElements(T, Function, Call.Given))
        continue;
      for (SourceText &Filled : replace(T, IsParameter, Find)) {
        forgetLists(Filled, Function);
        // What the function gives to others is, in turn, what it was given.
        for (TextPiece &P : Filled.Pieces)
          for (GivenText &G : P.Given) {
            std::vector<SourceText> Texts;
            for (const SourceText &Inner : G.Texts)
              for (SourceText &New : replace(Inner, IsParameter, Find))
                Texts.push_back(std::move(New));
            G.Texts = std::move(Texts);
          }
        All.push_back(std::move(Filled));
      }
    }
  }
  return All;
}

std::vector<SourceText> CallGraph::withResults(const SourceText &Text) const {
  // Results are made of the results of others.
  static constexpr unsigned MaxRounds = 5;
  auto IsResult = [](const TextPiece &Piece) { return Piece.From.What == Slot::Kind::Result; };
  std::vector<SourceText> Now = {Text};
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    if (std::none_of(Now.begin(), Now.end(), [&](const SourceText &T) { return std::any_of(T.Pieces.begin(), T.Pieces.end(), IsResult); }))
      return Now;
    std::vector<SourceText> Next;
    for (const SourceText &T : Now) {
      std::deque<std::vector<SourceText>> Kept;
      auto Find = [&](const TextPiece &Piece) -> const std::vector<SourceText> * { return &Kept.emplace_back(resultOf(Piece)); };
      for (SourceText &New : replace(T, IsResult, Find))
        if (New.Pieces.size() <= 2000)
          Next.push_back(std::move(New));
    }
    if (Next.empty() || Next.size() > strings::MaxLiterals)
      break;
    Now = std::move(Next);
  }
  for (SourceText &T : Now)
    for (TextPiece &P : T.Pieces)
      if (IsResult(P))
        P.From = Slot();
  return Now;
}

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

void SqlFollower::keep(SqlSite Site, std::vector<sql::Verdict> Verdicts) {
  Sessions.complete(Site);
  // Of several texts one that is no statement at all is a way that is never
  // taken: the list that a loop fills, with nothing in it.
  auto IsBroken = [&](size_t I) {
    const std::vector<TextPiece> &Pieces = Site.Texts[I].Pieces;
    return Verdicts[I].IsSyntaxError && std::none_of(Pieces.begin(), Pieces.end(), [](const TextPiece &P) { return P.IsHole && !P.IsValue; });
  };
  size_t Left = 0;
  for (size_t I = 0; I < Verdicts.size(); ++I)
    Left += IsBroken(I) ? 0 : 1;
  JudgedSite Judged{std::move(Site), {}};
  Site.Texts = std::exchange(Judged.Site.Texts, {});
  for (size_t I = 0; I < Verdicts.size(); ++I)
    if (Left == 0 || !IsBroken(I)) {
      Judged.Site.Texts.push_back(std::move(Site.Texts[I]));
      Judged.Verdicts.push_back(std::move(Verdicts[I]));
    }
  Out.push_back(std::move(Judged));
}

// The same site, at every call of the function whose parameters its texts hold.
template <typename Site, typename Judgement>
void Follower<Site, Judgement>::move(const Site &S, const std::vector<SourceText> &Texts, const std::string &Function, const Path &Passed) {
  Path Longer = Passed;
  for (const SourceText &T : Texts)
    Longer[Function].insert(keyOf(T));
  for (const CallFlow *C : Graph.callsOf(Function)) {
    Site Moved = S;
    Moved.Way.insert(Moved.Way.begin(), handedOver(S));
    Moved.Call = C->Call;
    Moved.Callee = C->Callee;
    Moved.Function = C->Function;
    Moved.Texts.clear();
    for (const SourceText &T : Texts) {
      // A null pointer is no statement.
      bool IsNull = std::any_of(T.Pieces.begin(), T.Pieces.end(), [&](const TextPiece &Piece) {
        return Piece.From.What == Slot::Kind::Parameter && Piece.From.Function == Function &&
               std::any_of(C->Arguments.begin(), C->Arguments.end(),
                           [&](const GivenText &G) { return G.Index == Piece.From.Index && G.Texts.empty() && G.LeastLength == 0; });
      });
      if (IsNull || givesElements(T, Function, C->Arguments))
        continue;
      auto Find = [&](const TextPiece &Piece) -> const std::vector<SourceText> * {
        for (const GivenText &A : C->Arguments)
          if (A.Index == Piece.From.Index && A.Formatted == Piece.From.Formatted)
            return &A.Texts;
        return nullptr;
      };
      auto IsParameter = [&](const TextPiece &Piece) { return Piece.From.What == Slot::Kind::Parameter && Piece.From.Function == Function; };
      for (SourceText &New : replace(T, IsParameter, Find)) {
        forgetLists(New, Function);
        Moved.Texts.push_back(std::move(New));
      }
    }
    arrive(Moved, Function, C->Call);
    expand(std::move(Moved), Longer);
  }
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
  for (const SourceText &T : S.Texts)
    for (SourceText &New : Graph.withResults(T))
      Texts.push_back(std::move(New));
  S.Texts = std::move(Texts);
  if (wasSeen(S, Passed))
    return;
  std::vector<SourceText> All = std::exchange(S.Texts, {});
  Site Kept = S;
  std::vector<Judgement> Judgements;
  std::map<std::string, std::vector<SourceText>> Moved;
  for (SourceText &T : All) {
    Judgement J = judge(S, T);
    std::string Function;
    bool IsCycle = false;
    bool MayMove = isOpen(S, T, J);
    auto Consider = [&](const Slot &From) {
      if (From.What != Slot::Kind::Parameter || Graph.callsOf(From.Function).empty())
        return;
      auto Before = Passed.find(From.Function);
      if (Before != Passed.end())
        IsCycle = IsCycle || Before->second.count(keyOf(T)) != 0;
      else if (Function.empty() && Passed.size() < MaxCallDepth)
        Function = From.Function;
    };
    for (const TextPiece &Piece : T.Pieces)
      if (MayMove)
        Consider(Piece.From);
    // A leak that needs an empty list is one where a call may give it.
    for (const Slot &List : T.WhereEmpty)
      if (isBad(J))
        Consider(List);
    // A function that hands its parameter to itself adds no text.
    if (IsCycle)
      continue;
    if (!Function.empty()) {
      Moved[Function].push_back(std::move(T));
    } else {
      Kept.Texts.push_back(std::move(T));
      Judgements.push_back(std::move(J));
    }
  }
  if (!Kept.Texts.empty())
    keep(std::move(Kept), std::move(Judgements));
  for (const auto &[Function, Moving] : Moved)
    move(S, Moving, Function, Passed);
}

Program linkPart(const std::vector<const UnitFacts *> &Units, const model::Project &P) {
  CallGraph Graph(Units, P);
  SessionCallers Sessions(Units);
  SqlFollower Sql(Graph, Sessions, P);
  KeyFollower Keys(Graph, P);
  bool NamesTenant = false;
  for (const UnitFacts *U : Units) {
    for (const SqlSite &S : U->Sites)
      Sql.follow(S);
    for (const KeySite &S : U->Keys)
      Keys.follow(S);
    NamesTenant = NamesTenant || U->NamesTenant;
  }
  // Code in headers comes from many units.
  std::map<std::string, const Execution *> Executions;
  for (const UnitFacts *U : Units)
    for (const Execution &E : U->Executions) {
      std::string Key = E.Statement + '\x03';
      appendKey(E.Call, Key);
      Executions.try_emplace(Key, &E);
    }
  std::vector<SqlSite> Connects;
  for (const UnitFacts *U : Units)
    Connects.insert(Connects.end(), U->Connects.begin(), U->Connects.end());
  Program Result{P,
                 P.Tables,
                 std::move(Sql.Out),
                 std::move(Keys.Out),
                 NamesTenant,
                 std::move(Connects),
                 std::move(Sql.Wrappers),
                 {},
                 {},
                 {},
                 !P.BindsTenant.empty(),
                 {},
                 {},
                 {}};
  for (const UnitFacts *U : Units) {
    Result.TenantInputs.insert(Result.TenantInputs.end(), U->TenantInputs.begin(), U->TenantInputs.end());
    Result.TaskBodies.insert(Result.TaskBodies.end(), U->TaskBodies.begin(), U->TaskBodies.end());
    Result.BindsTenant = Result.BindsTenant || U->BindsTenant;
    Result.ClientResults.insert(U->ClientResults.begin(), U->ClientResults.end());
    Result.CalledWithTenant.insert(U->CalledWithTenant.begin(), U->CalledWithTenant.end());
  }
  for (const JudgedSite &S : Result.Sites)
    for (const sql::Verdict &V : S.Verdicts)
      Result.NamesTenant = Result.NamesTenant || V.MentionsTenant;
  std::set<std::string> Seen;
  for (const UnitFacts *U : Units)
    for (const TenantArgument &A : U->TenantArguments) {
      std::string Key = A.Callee + '\x03' + std::to_string(A.Index) + '\x03';
      appendKey(A.Value.At, Key);
      if (Seen.insert(std::move(Key)).second)
        Result.TenantArguments[{A.Callee, A.Index}].push_back(A);
    }
  for (const auto &[Key, E] : Executions)
    Result.Executions.push_back(*E);
  return Result;
}

Step handedOver(const TextSite &Site) {
  return {Site.Call, fmt::format("the text is handed to '{}'{}", Site.Callee, Site.Function.empty() ? "" : fmt::format(" in '{}'", Site.Function))};
}

bool mayDefineTables(std::string_view Text) {
  std::string Folded = sql::foldCase(Text);
  return (Folded.find("create") != std::string::npos && Folded.find("table") != std::string::npos) || Folded.find("alter table") != std::string::npos;
}

// CREATE TABLE and ALTER TABLE that the code runs itself. Of several definitions
// of one table one with the tenant column counts.
static bool learnTables(Program &P) {
  struct Definition {
    int Rank;
    std::string File;
    uint32_t Line;
    std::string Text;
    sql::Dialect Language;
    auto key() const { return std::tie(Rank, File, Line, Text); }
  };
  std::vector<Definition> Definitions;
  for (const JudgedSite &S : P.Sites)
    for (size_t I = 0; I < S.Verdicts.size(); ++I) {
      const std::vector<TextPiece> &Pieces = S.Site.Texts[I].Pieces;
      if (std::any_of(Pieces.begin(), Pieces.end(), [](const TextPiece &T) { return T.IsHole; }))
        continue;
      std::string Text = ComposedText(S.Site.Texts[I]).Text;
      if (!mayDefineTables(Text))
        continue;
      int Rank = sql::foldCase(Text).find("create") == std::string::npos ? 2 : S.Verdicts[I].MentionsTenant ? 0 : 1;
      Definitions.push_back({Rank, S.Site.Call.File, S.Site.Call.Line, std::move(Text), S.Site.Language});
    }
  std::sort(Definitions.begin(), Definitions.end(), [](const Definition &A, const Definition &B) { return A.key() < B.key(); });
  bool Learnt = false;
  for (const Definition &D : Definitions)
    Learnt = P.Tables.learnDefinitions(D.Text, D.Language) || Learnt;
  return Learnt;
}

Program linkProgram(const std::vector<const UnitFacts *> &Units, const model::Project &P) {
  Program Result = linkPart(Units, P);
  if (learnTables(Result))
    for (JudgedSite &S : Result.Sites)
      for (size_t I = 0; I < S.Verdicts.size(); ++I)
        S.Verdicts[I] = judge(S.Site, S.Site.Texts[I], Result.Tables, P.Words);
  return Result;
}

SiteVerdict verdictOf(const JudgedSite &S) {
  SiteVerdict Result;
  Result.Call = S.Site.Call;
  // Reports quote the lines of findings only.
  Result.Call.LineText.clear();
  Result.Call.LineText.shrink_to_fit();
  Result.Callee = S.Site.Callee;
  Result.Function = S.Site.Function;
  Result.Kind = VerdictKind::Scoped;
  for (const sql::Verdict &V : S.Verdicts) {
    if (V.Kind == VerdictKind::Unresolved && Result.Kind == VerdictKind::Scoped) {
      Result.Kind = VerdictKind::Unresolved;
      Result.Reason = V.Unresolved;
    } else if (V.Kind == VerdictKind::Leaks) {
      Result.Kind = VerdictKind::Leaks;
      Result.Reason.clear();
    }
    for (const sql::Confinement &Confined : V.Confinements)
      Result.TenantTables.push_back(sql::foldCase(Confined.Relation));
    Result.MentionsTenant = Result.MentionsTenant || V.MentionsTenant;
    for (const std::string &Column : V.KeyColumns)
      if (std::find(Result.KeyColumns.begin(), Result.KeyColumns.end(), Column) == Result.KeyColumns.end())
        Result.KeyColumns.push_back(Column);
  }
  const sql::Verdict &First = S.Verdicts.front();
  Result.Confinements = First.Confinements;
  if (Result.Callee.empty())
    Result.Callee = First.Verb.empty() ? "statement" : First.Verb;
  return Result;
}

} // namespace tenantscan
