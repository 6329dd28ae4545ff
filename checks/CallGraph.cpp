//===- CallGraph.cpp - Texts between the functions of all units ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/CallGraph.h"

#include "sqlscan/Schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace tenantscan {

void appendKey(const SourceText &Text, std::string &Key) {
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
  if (!Text.Statement.empty())
    Key += '\x08' + Text.Statement;
  for (const Need &N : Text.Needs)
    Key += fmt::format("\x07{}\x02{}\x02{}\x02{}", N.Of.Function, N.Of.Index, static_cast<int>(N.What), N.Number);
}

std::string keyOf(const SourceText &Text) {
  std::string Key;
  appendKey(Text, Key);
  return Key;
}

void appendKey(const Place &P, std::string &Key) { Key += fmt::format("{}:{}:{}\x03", P.File, P.Line, P.Column); }

static int styleNumber(const std::optional<model::FormatStyle> &Style) { return Style ? static_cast<int>(*Style) : -1; }

static std::string keyOf(const CallFlow &C) {
  std::string Key;
  appendKey(C.Call, Key);
  Key += C.Function + '\x03';
  for (const GivenText &A : C.Arguments) {
    Key += fmt::format("{}\x05{}\x04", A.Index, styleNumber(A.Formatted));
    if (A.Number)
      Key += fmt::format("{}\x04", *A.Number);
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
          Self(Self, Piece.JoinedBy);
          for (const GivenText &Given : Piece.Given)
            Self(Self, Given.Texts);
        }
      for (const SourceText &T : Texts)
        for (const Need &N : T.Needs)
          Wanted.insert(N.Of.Function);
    };
    auto Want = [&](const std::vector<SourceText> &Texts) { WantIn(WantIn, Texts); };
    for (const SqlSite &S : U->Sites)
      Want(S.Texts);
    for (const KeySite &S : U->Keys)
      Want(S.Texts);
    for (const CallFlow &C : U->Calls)
      for (const GivenText &A : C.Arguments)
        Want(A.Texts);
    for (const ResultFlow &R : U->Results)
      Want(R.Texts);
    for (const Override &O : U->Overrides)
      Wanted.insert(O.Base);
  }
  std::set<std::string> SeenResults;
  for (const UnitFacts *U : Units) {
    for (const CallFlow &C : U->Calls)
      if (Wanted.count(C.CalleeId) != 0)
        ByKey[C.CalleeId].try_emplace(keyOf(C), &C);
    for (const ResultFlow &R : U->Results) {
      Result &Of = Results[R.Function];
      if (R.Joins)
        Of.Joins = R.Joins;
      for (const SourceText &T : R.Texts)
        if (SeenResults.insert(R.Function + '\x08' + keyOf(T)).second)
          Of.Texts.push_back(T);
    }
  }
  for (const UnitFacts *U : Units) {
    Closed.insert(U->Closed.begin(), U->Closed.end());
    Reachable.insert(U->Reachable.begin(), U->Reachable.end());
    Taken.insert(U->Taken.begin(), U->Taken.end());
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

void CallGraph::ask(const Slot &For) const { Asked.try_emplace({For.What, For.Function}, For); }

std::vector<Slot> CallGraph::takeAsked() const {
  std::vector<Slot> Result;
  for (auto &[Key, For] : std::exchange(Asked, {}))
    Result.push_back(For);
  return Result;
}

const std::vector<const CallFlow *> &CallGraph::callsOf(const Slot &From) const {
  ask(From);
  auto It = Calls.find(From.Function);
  return It == Calls.end() ? None : It->second;
}

bool CallGraph::isUncalled(const Slot &From) const {
  return callsOf(From).empty() && !IsOneUnit && Closed.count(From.Function) != 0 && Reachable.count(From.Function) == 0 && !isTaken(From.Function);
}

static bool isEnd(const TextPiece &P) { return !P.IsHole && P.Runs.empty() && P.Text.size() == 1 && P.Text.front() == ElementEnd; }

std::vector<SourceText> join(const std::vector<SourceText> &Lists, const std::vector<SourceText> &Between) {
  std::vector<SourceText> Joined;
  for (const SourceText &List : Lists)
    for (const SourceText &B : Between) {
      SourceText &Text = Joined.emplace_back();
      Text.Steps = List.Steps;
      Text.Needs = List.Needs;
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

// What a call gives a parameter; null where that is not known.
static const std::vector<SourceText> *givenTo(const std::vector<GivenText> &Given, unsigned Index,
                                              const std::optional<model::FormatStyle> &Formatted) {
  for (const GivenText &G : Given)
    if (G.Index == Index && G.Formatted == Formatted)
      return &G.Texts;
  return nullptr;
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

// The folders of a file, folded: `src`, `sql`, `sqlite`.
static std::set<std::string> foldersOf(const std::string &Path) {
  std::set<std::string> Folders;
  std::string Folded = sql::foldCase(Path);
  for (size_t At = 0, End; (End = Folded.find('/', At)) != std::string::npos; At = End + 1)
    Folders.insert(Folded.substr(At, End - At));
  return Folders;
}

// Of variants for several databases the one whose folder the calling file is called after:
// `SQLite/select.sql` for `sqlitestorage.cpp`. All, where that names none or each of them.
static void keepVariant(std::vector<const model::StatementFiles::File *> &Variants, const std::string &Caller) {
  std::map<std::string, size_t> Times;
  for (const model::StatementFiles::File *File : Variants)
    for (const std::string &Folder : foldersOf(File->Path))
      ++Times[Folder];
  std::string Name = sql::foldCase(Caller.substr(Caller.rfind('/') + 1));
  std::vector<const model::StatementFiles::File *> Meant;
  std::copy_if(Variants.begin(), Variants.end(), std::back_inserter(Meant), [&](const model::StatementFiles::File *File) {
    std::set<std::string> Folders = foldersOf(File->Path);
    return std::any_of(Folders.begin(), Folders.end(), [&](const std::string &Folder) {
      return Folder.size() > 2 && Times[Folder] < Variants.size() && Name.find(Folder) != std::string::npos;
    });
  });
  if (!Meant.empty())
    Variants = std::move(Meant);
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
    if (Named.size() > 1)
      keepVariant(Named, Call.At.File);
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
  // A text of its own object: what it leaves there by its name nobody tells.
  if (Call.From.Function.size() > 1 && Call.From.Function.back() == WrittenTo) {
    TextPiece Plain = Call;
    Plain.From.Function.pop_back();
    size_t Part = Plain.From.Function.find(WrittenTo);
    Slot Names = Plain.From;
    Names.Function = Plain.From.Function.substr(0, Part) + KeepsNothing + std::to_string(OwnTexts);
    Slot Keeps = Plain.From;
    Keeps.Function = Plain.From.Function.substr(0, Part) + KeepsNothing + Plain.From.Function.substr(Part + 1);
    return keepsNothing(Names) && keepsNothing(Keeps) ? resultOf(Plain) : std::vector<SourceText>();
  }
  if (const model::StatementFiles *Files = P.statementsOf(Call.From.Name))
    return statementsOf(*Files, Call);
  std::vector<std::string> Functions = {Call.From.Function};
  size_t Part = std::min(Call.From.Function.find(WrittenTo), Call.From.Function.size());
  if (auto It = Overriders.find(Call.From.Function.substr(0, Part)); It != Overriders.end())
    for (const std::string &Method : It->second)
      Functions.push_back(Method + Call.From.Function.substr(Part));
  std::vector<SourceText> All;
  bool IsVariable = Call.From.Index >= 2;
  // Where it is changed, or may be in files that are not in sight, its first text says nothing.
  if (auto Known = Results.find(Call.From.Function); IsVariable && Known != Results.end()) {
    const std::vector<SourceText> &Texts = Known->second.Texts;
    if (IsOneUnit || std::any_of(Texts.begin(), Texts.end(), [](const SourceText &T) { return T.isUnknown(); }))
      return {};
  }
  ask(Call.From);
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
      std::optional<SourceText> Possible = withNeeds(T, Owner, Call.Given);
      if (!Possible)
        continue;
      std::deque<std::vector<SourceText>> Fitting;
      auto FindFitting = [&](const TextPiece &P) -> const std::vector<SourceText> * {
        const std::vector<SourceText> *All = Find(P);
        return All == nullptr ? nullptr : &Fitting.emplace_back(fulfilling(T, P.From, *All));
      };
      for (SourceText &Filled : replace(*Possible, IsParameter, FindFitting)) {
        // What this call does not tell is not what other calls give.
        for (TextPiece &P : Filled.Pieces)
          if (IsParameter(P))
            P.From = Slot();
        // What the function gives to others is, in turn, what it was given.
        for (TextPiece &P : Filled.Pieces)
          for (GivenText &G : P.Given) {
            std::vector<SourceText> Texts;
            for (const SourceText &Inner : G.Texts)
              if (std::optional<SourceText> Fits = withNeeds(Inner, Owner, Call.Given))
                for (SourceText &New : replace(*Fits, IsParameter, Find))
                  Texts.push_back(std::move(New));
            G.Texts = std::move(Texts);
          }
        All.push_back(std::move(Filled));
      }
    }
  }
  return All;
}

static bool isSuspect(const TextPiece &P) { return P.From.What == Slot::Kind::Result && P.From.Function.find(KeepsNothing) != std::string::npos; }

// Methods that run each other keep nothing if none of them does.
bool CallGraph::keepsNothing(const Slot &Method) const {
  ask(Method);
  auto [It, IsNew] = Keeping.try_emplace(Method.Function, true);
  if (!IsNew)
    return It->second;
  size_t End = Method.Function.find(KeepsNothing);
  std::string Usr = Method.Function.substr(0, End);
  // What a function is given it keeps no pointer to where its unit tells what it leaves there.
  std::string At = Method.Function.substr(End + std::string_view(KeepsNothing).size());
  bool IsOwn = At == std::to_string(OwnTexts);
  std::string What = At.empty() || IsOwn ? KeepsNothing + At : WrittenTo + At;
  std::vector<std::string> Bodies;
  if (auto Overriding = Overriders.find(Usr); Overriding != Overriders.end())
    for (const std::string &Each : Overriding->second)
      Bodies.push_back(Each + What);
  // One without a body has those that override it.
  if (Bodies.empty() || Results.count(Usr + What) != 0)
    Bodies.push_back(Usr + What);
  bool Keeps = std::any_of(Bodies.begin(), Bodies.end(), [&](const std::string &Body) {
    auto Known = Results.find(Body);
    return Known == Results.end() || std::any_of(Known->second.Texts.begin(), Known->second.Texts.end(), [&](const SourceText &T) {
             return !std::all_of(T.Pieces.begin(), T.Pieces.end(),
                                 [&](const TextPiece &P) { return isSuspect(P) ? keepsNothing(P.From) : !At.empty() && !IsOwn; });
           });
  });
  // What was taken for granted on a cycle does not hold then.
  if (Keeps)
    std::erase_if(Keeping, [&](const auto &Each) { return Each.second && Each.first != Method.Function; });
  return Keeping[Method.Function] = !Keeps;
}

bool CallGraph::isHarmless(const SourceText &Text) const {
  bool Any = false;
  for (const TextPiece &P : Text.Pieces)
    if (isSuspect(P)) {
      Any = true;
      if (!keepsNothing(P.From))
        return false;
    }
  return Any;
}

static bool mayBeEscaped(const SourceText &Text) {
  return std::any_of(Text.Pieces.begin(), Text.Pieces.end(),
                     [](const TextPiece &P) { return P.IsHole || P.Text.find_first_of("'\"\\\n") != std::string::npos; });
}

std::vector<SourceText> CallGraph::withResults(const SourceText &Text) const {
  // Results are made of the results of others.
  static constexpr unsigned MaxRounds = 5;
  auto IsResult = [](const TextPiece &Piece) { return Piece.From.What == Slot::Kind::Result && !isSuspect(Piece); };
  std::vector<SourceText> Now = {Text};
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    if (std::none_of(Now.begin(), Now.end(), [&](const SourceText &T) { return std::any_of(T.Pieces.begin(), T.Pieces.end(), IsResult); }))
      return Now;
    std::vector<SourceText> Next;
    for (const SourceText &T : Now) {
      std::deque<std::vector<SourceText>> Kept;
      auto Find = [&](const TextPiece &Piece) -> const std::vector<SourceText> * {
        // As a part of a text a member is better known by its name than by all that it may be.
        if (Piece.From.Index >= 3 && T.Pieces.size() != 1)
          return nullptr;
        std::vector<SourceText> &Result = Kept.emplace_back(resultOf(Piece));
        // What is escaped is known where there is nothing to escape.
        return Piece.IsValue && std::any_of(Result.begin(), Result.end(), mayBeEscaped) ? nullptr : &Result;
      };
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

} // namespace tenantscan
