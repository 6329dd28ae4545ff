//===- AbstractString.cpp - Where a byte of a text is written -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/AbstractString.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <numeric>
#include <set>

using namespace clang;

namespace tenantscan::strings {

void Alternative::assume(unsigned Condition, bool IsTrue) {
  auto It = llvm::lower_bound(Conditions, std::pair(Condition, false));
  if (It == Conditions.end() || It->first != Condition)
    Conditions.insert(It, {Condition, IsTrue});
}

bool Alternative::assumes(unsigned Condition, bool IsTrue) const { return llvm::is_contained(Conditions, std::pair(Condition, IsTrue)); }

bool Need::isFulfilledBy(int64_t Value) const {
  switch (What) {
  case Kind::Equal:
    return Value == Number;
  case Kind::NotEqual:
    return Value != Number;
  case Kind::AtMost:
    return Value <= Number;
  case Kind::AtLeast:
    return Value >= Number;
  case Kind::Empty:
  case Kind::NotEmpty:
    break;
  }
  return true;
}

bool Need::contradicts(const Need &O) const {
  if (!isOfSame(O))
    return false;
  auto Excludes = [](const Need &A, const Need &B) {
    return (A.What == Kind::Empty && B.What == Kind::NotEmpty) || (A.What == Kind::Equal && B.isAboutNumber() && !B.isFulfilledBy(A.Number)) ||
           (A.What == Kind::AtMost && B.What == Kind::AtLeast && A.Number < B.Number);
  };
  return Excludes(*this, O) || Excludes(O, *this);
}

void Alternative::need(const Need &N) {
  // Beyond these the text is taken for one that may always be.
  static constexpr size_t MaxNeeds = 16;
  if (Needs.size() < MaxNeeds && !llvm::is_contained(Needs, N))
    Needs.push_back(N);
}

bool Alternative::contradicts(const Alternative &Other) const {
  for (const auto &[Condition, IsTrue] : Conditions)
    if (llvm::is_contained(Other.Conditions, std::pair(Condition, !IsTrue)))
      return true;
  return llvm::any_of(Needs, [&](const Need &N) { return llvm::any_of(Other.Needs, [&](const Need &O) { return N.contradicts(O); }); });
}

const ValueDecl *Cell::declaration() const { return Field != nullptr ? static_cast<const ValueDecl *>(Field) : Object; }

QualType Cell::type() const {
  if (Field != nullptr)
    return Field->getType();
  QualType T = Object->getType();
  return isa<ParmVarDecl>(Object) && T->isPointerType() && T->getPointeeType()->isRecordType() ? T->getPointeeType() : T;
}

std::string Cell::name() const {
  return Object != nullptr && Field != nullptr ? Object->getNameAsString() + "." + Field->getNameAsString() : declaration()->getNameAsString();
}

static bool sameGiven(const Piece &A, const Piece &B) {
  if (A.Given == B.Given || A.Given == nullptr || B.Given == nullptr)
    return A.Given == B.Given;
  return std::equal(A.Given->begin(), A.Given->end(), B.Given->begin(), B.Given->end(), [](const GivenText &X, const GivenText &Y) {
    return X.Index == Y.Index && X.Formatted == Y.Formatted && X.LeastLength == Y.LeastLength && X.Number == Y.Number && sameTexts(X.Texts, Y.Texts);
  });
}

static bool sameJoined(const Piece &A, const Piece &B) {
  return A.JoinedBy == B.JoinedBy || (A.JoinedBy && B.JoinedBy && sameTexts(*A.JoinedBy, *B.JoinedBy));
}

bool operator==(const Piece &A, const Piece &B) {
  return A.IsHole == B.IsHole && A.Field == B.Field && A.HeldIn == B.HeldIn && A.HeldAt == B.HeldAt && A.Owner == B.Owner &&
         A.Function == B.Function && A.IsShared == B.IsShared && A.Suspect == B.Suspect && A.SuspectAt == B.SuspectAt && A.IsCut == B.IsCut &&
         A.Keeper == B.Keeper && A.Static == B.Static && A.Literal == B.Literal && A.FirstByte == B.FirstByte && A.Text == B.Text &&
         A.Name == B.Name && A.IsValue == B.IsValue && A.IsIdentifier == B.IsIdentifier && A.Parameter == B.Parameter && A.Formatted == B.Formatted &&
         A.Result == B.Result && A.Into == B.Into && A.Variable == B.Variable && sameGiven(A, B) && sameJoined(A, B) &&
         (A.Literal != nullptr || A.Source == B.Source);
}

bool sameTexts(const AbstractString &A, const AbstractString &B) {
  return A.size() == B.size() && std::equal(A.begin(), A.end(), B.begin(), [](const Alternative &X, const Alternative &Y) {
           return X.Conditions == Y.Conditions && X.Needs == Y.Needs && X.Pieces == Y.Pieces;
         });
}

// Of two ways to the same text only what they share is kept.
static void merge(Alternative &Known, const Alternative &Other) {
  llvm::erase_if(Known.Conditions, [&](const auto &C) { return !llvm::is_contained(Other.Conditions, C); });
  llvm::erase_if(Known.Needs, [&](const Need &N) { return !llvm::is_contained(Other.Needs, N); });
  std::erase_if(Known.Stops, [&](const Stop &S) {
    return std::none_of(Other.Stops.begin(), Other.Stops.end(), [&](const Stop &T) { return S.Where == T.Where && S.Message == T.Message; });
  });
}

/// Of texts that each begin with a literal of their own so many are told apart.
static constexpr size_t MaxStatements = 64;

// The literal that a text begins with, also where a function of another unit fills it in.
static const StringLiteral *beginOf(const Alternative &A) {
  const Piece *First = A.Pieces.empty() ? nullptr : &A.Pieces.front();
  if (First != nullptr && First->Result != nullptr && First->Given)
    for (const GivenText &G : *First->Given)
      if (G.Formatted && G.Texts.size() == 1)
        return beginOf(G.Texts.front());
  return First == nullptr ? nullptr : First->Literal;
}

// Each begins with a literal of its own: a branch of a long chain of them, and no text that
// is put together of parts, of which there are soon too many. One may not be known: the null
// pointer of before.
static bool areStatements(const AbstractString &Texts) {
  llvm::SmallPtrSet<const StringLiteral *, 32> Begins;
  unsigned Unknown = 0;
  return llvm::all_of(Texts, [&](const Alternative &A) {
    if (const StringLiteral *Begin = beginOf(A))
      return Begins.insert(Begin).second;
    return A.isUnknown() && ++Unknown == 1;
  });
}

// Each is the one for a number of its own, of one parameter: an element of a table.
static bool areChosen(const AbstractString &Texts) {
  std::set<int64_t> Numbers;
  const ParmVarDecl *Parameter = nullptr;
  return llvm::all_of(Texts, [&](const Alternative &A) {
    const auto *Chosen = llvm::find_if(A.Needs, [&](const Need &N) {
      return N.What == Need::Kind::Equal && N.Parameter != nullptr && N.Field == nullptr && (Parameter == nullptr || N.Parameter == Parameter);
    });
    if (Chosen == A.Needs.end())
      return false;
    Parameter = Chosen->Parameter;
    return Numbers.insert(Chosen->Number).second;
  });
}

// Whether one of two ways needs all that the other needs.
static bool isWider(const Alternative &A, const Alternative &B) {
  auto Has = [](const Alternative &Of, const Alternative &All) {
    return llvm::all_of(All.Needs, [&](const Need &N) { return llvm::is_contained(Of.Needs, N); });
  };
  return Has(A, B) || Has(B, A);
}

// One text each; with \p WhateverNeeded also where ways to it need different things.
static AbstractString merged(AbstractString All, bool WhateverNeeded) {
  AbstractString Result;
  for (Alternative &A : All) {
    auto Same =
        std::find_if(Result.begin(), Result.end(), [&](const Alternative &K) { return (WhateverNeeded || isWider(K, A)) && K.Pieces == A.Pieces; });
    if (Same == Result.end())
      Result.push_back(std::move(A));
    else
      merge(*Same, A);
  }
  return Result;
}

// A number that stands for itself in a text: `status = 0`.
static size_t numberAt(llvm::StringRef Text, size_t At) {
  auto IsWord = [](char C) { return llvm::isAlnum(C) || C == '_' || C == '$' || C == '.' || C == ':' || C == '\'' || C == '"' || C == '`'; };
  if (!llvm::isDigit(Text[At]) || (At != 0 && IsWord(Text[At - 1])))
    return 0;
  size_t End = At;
  while (End < Text.size() && llvm::isDigit(Text[End]))
    ++End;
  return End == Text.size() || !IsWord(Text[End]) ? End - At : 0;
}

// The text with a value in place of every number in it.
static Alternative withoutNumbers(const Alternative &A) {
  Alternative Result = A.begun();
  for (const Piece &P : A.Pieces) {
    Piece Rest = P;
    for (size_t At = 0; !Rest.IsHole && At < Rest.Text.size(); ++At) {
      size_t Length = numberAt(Rest.Text, At);
      if (Length == 0)
        continue;
      Piece Before = Rest;
      Before.Text.resize(At);
      if (!Before.Text.empty())
        Result.Pieces.push_back(std::move(Before));
      Piece Number;
      Number.IsHole = true;
      Number.IsValue = true;
      Number.Source = Rest.Source;
      Result.Pieces.push_back(std::move(Number));
      Rest.Text.erase(0, At + Length);
      Rest.FirstByte += static_cast<unsigned>(At + Length);
      At = static_cast<size_t>(-1);
    }
    if (Rest.IsHole || !Rest.Text.empty())
      Result.Pieces.push_back(std::move(Rest));
  }
  return Result;
}

// Whether texts say the same of whatever values: `id = 0` and `id = ` with a number behind it,
// which may be given different names.
static bool sameButValues(const Alternative &A, const Alternative &B) {
  auto IsValue = [](const Piece &P) { return P.IsHole && P.IsValue && !P.Formatted && !P.JoinedBy && P.Result == nullptr; };
  auto SameText = [](const Piece &P, const Piece &Q) { return !P.IsHole && !Q.IsHole && P.Text == Q.Text; };
  return A.Pieces.size() == B.Pieces.size() && std::equal(A.Pieces.begin(), A.Pieces.end(), B.Pieces.begin(), [&](const Piece &P, const Piece &Q) {
           // Of two names one would be lost, of a number nothing is.
           return (IsValue(P) && IsValue(Q) && (P.Name == Q.Name || P.Name.empty() || Q.Name.empty())) || SameText(P, Q) || P == Q;
         });
}

// Texts that differ in values only are one.
static AbstractString mergedValues(const AbstractString &All) {
  AbstractString Result;
  for (const Alternative &Each : All) {
    Alternative A = withoutNumbers(Each);
    auto Same = std::find_if(Result.begin(), Result.end(), [&](const Alternative &K) { return sameButValues(K, A); });
    if (Same == Result.end()) {
      Result.push_back(std::move(A));
      continue;
    }
    for (size_t I = 0; I < A.Pieces.size(); ++I)
      if (A.Pieces[I].IsHole && Same->Pieces[I].Name.empty())
        Same->Pieces[I] = A.Pieces[I];
    merge(*Same, A);
  }
  return Result;
}

void mergeSuspects(AbstractString &Texts) {
  static constexpr size_t MaxSuspects = 64;
  auto IsSuspect = [](const Piece &P) { return P.Suspect != nullptr; };
  auto HasSuspect = [&](const Alternative &A) { return llvm::any_of(A.Pieces, IsSuspect); };
  if (llvm::none_of(Texts, HasSuspect) ||
      (llvm::count_if(Texts, HasSuspect) == 1 && llvm::all_of(llvm::find_if(Texts, HasSuspect)->Pieces, IsSuspect)))
    return;
  Alternative All;
  for (const Alternative &A : Texts)
    for (const Piece &P : A.Pieces)
      if (IsSuspect(P) && llvm::none_of(All.Pieces, [&](const Piece &O) { return O.Suspect == P.Suspect && O.SuspectAt == P.SuspectAt; }))
        All.Pieces.push_back(P);
  // Of so many one keeps something.
  if (All.Pieces.size() > MaxSuspects) {
    All.Pieces.resize(1);
    All.Pieces.front().Suspect = nullptr;
  }
  llvm::erase_if(Texts, HasSuspect);
  Texts.push_back(std::move(All));
}

using Pieces = llvm::ArrayRef<Piece>;

// The pieces that both have, in the same order, as many as there can be.
static std::vector<Piece> inBoth(Pieces A, Pieces B) {
  std::vector<std::vector<unsigned>> Length(A.size() + 1, std::vector<unsigned>(B.size() + 1, 0));
  for (size_t I = A.size(); I-- > 0;)
    for (size_t J = B.size(); J-- > 0;)
      Length[I][J] = A[I] == B[J] ? Length[I + 1][J + 1] + 1 : std::max(Length[I + 1][J], Length[I][J + 1]);
  std::vector<Piece> Both;
  for (size_t I = 0, J = 0; I < A.size() && J < B.size();) {
    if (A[I] == B[J]) {
      Both.push_back(A[I++]);
      ++J;
    } else {
      ++(Length[I + 1][J] >= Length[I][J + 1] ? I : J);
    }
  }
  return Both;
}

// The pieces that all texts have, in their order, and holes for what some of them have between.
static Alternative sharedOf(const AbstractString &Texts, const std::string &Name) {
  // Of longer ones only what they begin and end with is compared.
  static constexpr size_t MaxCompared = 64;
  Pieces First = Texts.front().Pieces;
  size_t Front = First.size();
  size_t Shortest = First.size();
  size_t Longest = 0;
  for (const Alternative &A : Texts) {
    Front = static_cast<size_t>(std::mismatch(First.begin(), First.begin() + Front, A.Pieces.begin(), A.Pieces.end()).first - First.begin());
    Shortest = std::min(Shortest, A.Pieces.size());
    Longest = std::max(Longest, A.Pieces.size());
  }
  size_t Back = Shortest - Front;
  for (const Alternative &A : Texts)
    Back = static_cast<size_t>(std::mismatch(First.rbegin(), First.rbegin() + Back, A.Pieces.rbegin(), A.Pieces.rend()).first - First.rbegin());
  auto Middle = [&](const Alternative &A) { return Pieces(A.Pieces).drop_front(Front).drop_back(Back); };
  std::vector<Piece> Shared;
  if (Longest - Front - Back <= MaxCompared) {
    Shared = Middle(Texts.front()).vec();
    for (const Alternative &A : llvm::drop_begin(Texts))
      Shared = inBoth(Shared, Middle(A));
  }
  // Whether any text has something before each shared piece, and behind the last one.
  std::vector<bool> Differs(Shared.size() + 1, false);
  for (const Alternative &A : Texts) {
    Pieces Rest = Middle(A);
    for (size_t I = 0; I < Shared.size(); ++I) {
      size_t At = static_cast<size_t>(llvm::find(Rest, Shared[I]) - Rest.begin());
      Differs[I] = Differs[I] || At != 0;
      Rest = Rest.drop_front(At + 1);
    }
    Differs.back() = Differs.back() || !Rest.empty();
  }
  Alternative Only;
  Only.Pieces = First.take_front(Front).vec();
  for (size_t I = 0; I <= Shared.size(); ++I) {
    if (Differs[I]) {
      Piece &Hole = Only.Pieces.emplace_back();
      Hole.IsHole = true;
      Hole.Name = Name;
    }
    if (I < Shared.size())
      Only.Pieces.push_back(std::move(Shared[I]));
  }
  llvm::append_range(Only.Pieces, First.take_back(Back));
  return Only;
}

// Of how many pieces what the functions of a text are given is made.
static size_t givenPieces(const AbstractString &Text) {
  size_t Count = 0;
  for (const Alternative &A : Text)
    for (const Piece &P : A.Pieces)
      if (P.Given)
        for (const GivenText &G : *P.Given)
          for (const Alternative &Inner : G.Texts)
            Count += Inner.Pieces.size() + givenPieces({Inner});
  return Count;
}

void give(Piece &Hole, std::vector<GivenText> Given) {
  std::vector<size_t> Pieces;
  llvm::transform(Given, std::back_inserter(Pieces), [](const GivenText &G) { return givenPieces(G.Texts); });
  while (std::accumulate(Pieces.begin(), Pieces.end(), size_t{0}) > MaxGivenPieces) {
    auto Longest = llvm::max_element(Pieces);
    Given.erase(Given.begin() + (Longest - Pieces.begin()));
    Pieces.erase(Longest);
  }
  Hole.Given = std::make_shared<const std::vector<GivenText>>(std::move(Given));
}

AbstractString bounded(AbstractString All, const std::string &Name) {
  mergeSuspects(All);
  AbstractString Result = merged(std::move(All), false);
  auto IsFew = [&] {
    bool Plain =
        std::all_of(Result.begin(), Result.end(), [](const Alternative &A) { return A.Pieces.size() == 1 && A.Pieces.front().Literal != nullptr; });
    return Result.size() <= (Plain ? MaxLiterals : areStatements(Result) ? MaxStatements : areChosen(Result) ? MaxLiterals : MaxAlternatives);
  };
  if (IsFew())
    return Result;
  Result = merged(std::move(Result), true);
  if (IsFew())
    return Result;
  if (AbstractString Few = mergedValues(Result); Few.size() <= MaxAlternatives)
    return Few;
  return {sharedOf(Result, Name)};
}

// Reads one escape of \p Text at \p Pos, a backslash: moves Pos behind it and
// returns how many bytes of UTF-8 it stands for.
static unsigned skipEscape(llvm::StringRef Text, size_t &Pos) {
  auto Digits = [&](unsigned Base, size_t Most) {
    llvm::StringRef Number = Text.substr(Pos, Most).take_while([&](char C) { return llvm::hexDigitValue(C) < Base; });
    Pos += Number.size();
    uint32_t Value = 0;
    Number.getAsInteger(Base, Value);
    return Value < 0x80 ? 1u : Value < 0x800 ? 2u : Value < 0x10000 ? 3u : 4u;
  };
  ++Pos;
  char Kind = Pos < Text.size() ? Text[Pos] : '\0';
  if (Kind >= '0' && Kind <= '7')
    return Digits(8, 3);
  ++Pos;
  switch (Kind) {
  case 'x':
    return Digits(16, llvm::StringRef::npos);
  case 'u':
    return Digits(16, 4);
  case 'U':
    return Digits(16, 8);
  case '\r':
    Pos += Pos < Text.size() && Text[Pos] == '\n' ? 1 : 0;
    return 0;
  case '\n':
    return 0;
  default:
    return 1;
  }
}

// The stretches of one token of a literal, whose first byte is byte Offset of the
// piece. Bytes of a literal are counted as UTF-8, which is how they are spelled,
// also in wide ones. Moves Offset behind the token.
static void addToken(llvm::StringRef Token, SourceLocation Loc, int64_t &Offset, int64_t Size, std::vector<Stretch> &Out) {
  size_t Pos = Token.find('"');
  size_t End = Token.rfind('"');
  if (Pos == llvm::StringRef::npos || Pos == End)
    return;
  bool IsRaw = Pos > 0 && Token[Pos - 1] == 'R';
  if (IsRaw) {
    End = Token.rfind(')');
    Pos = Token.find('(');
  }
  bool Continues = false;
  for (++Pos; Pos < End && Offset < Size;) {
    size_t Begin = Pos;
    unsigned Bytes = 1;
    bool IsEscape = !IsRaw && Token[Pos] == '\\';
    if (IsEscape)
      Bytes = skipEscape(Token, Pos);
    else if (IsRaw && Token[Pos] == '\r' && Pos + 1 < End && Token[Pos + 1] == '\n')
      Pos += 2;
    else
      ++Pos;
    if (Bytes != 0 && Offset + Bytes > 0) {
      if (!Continues)
        Out.push_back({static_cast<uint32_t>(std::max<int64_t>(Offset, 0)), 0, Loc.getLocWithOffset(static_cast<SourceLocation::IntTy>(Begin))});
      Out.back().Length += Bytes;
    }
    // What follows on the next line, or an escape, does not stand beside.
    Continues = !Out.empty() && Offset + Bytes > 0 && !IsEscape && Token[Begin] != '\n' && Token[Begin] != '\r';
    Offset += Bytes;
  }
}

std::vector<Stretch> stretchesOf(const Piece &P, const ASTContext &AST) {
  std::vector<Stretch> Out;
  if (P.Literal == nullptr)
    return Out;
  const SourceManager &SM = AST.getSourceManager();
  int64_t Offset = -static_cast<int64_t>(P.FirstByte);
  for (unsigned I = 0; I < P.Literal->getNumConcatenated(); ++I) {
    SourceLocation Spelled = SM.getSpellingLoc(P.Literal->getStrTokenLoc(I));
    // What # and ## make is spelled in no file.
    if (!SM.getFileEntryRefForID(SM.getFileID(Spelled)))
      return {};
    bool Invalid = false;
    const char *Data = SM.getCharacterData(Spelled, &Invalid);
    if (Invalid)
      return {};
    addToken({Data, Lexer::MeasureTokenLength(Spelled, SM, AST.getLangOpts())}, Spelled, Offset, static_cast<int64_t>(P.Text.size()), Out);
  }
  return Out;
}

SourceLocation locationOf(const Piece &P) {
  if (P.Literal != nullptr)
    return P.Literal->getBeginLoc();
  return P.Source == nullptr ? SourceLocation() : P.Source->getBeginLoc();
}

} // namespace tenantscan::strings
