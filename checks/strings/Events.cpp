//===- Events.cpp - Text after what is done to it ------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"
#include "checks/strings/Format.h"

#include "clang/AST/ExprCXX.h"

#include <fmt/format.h>

#include <algorithm>

using namespace clang;

namespace tenantscan::strings {

// A stream that is given a text writes over it from its beginning.
static bool overwrites(const Cell &C) {
  const CXXRecordDecl *Class = C.type().getNonReferenceType()->getAsCXXRecordDecl();
  return Class != nullptr && Class->isInStdNamespace() && Class->getName().ends_with("stringstream");
}

static bool isEmpty(const AbstractString &S) {
  return std::all_of(S.begin(), S.end(), [](const Alternative &A) {
    return std::all_of(A.Pieces.begin(), A.Pieces.end(), [](const Piece &P) { return !P.IsHole && P.Text.empty(); });
  });
}

// Holes keep what they lose.
static Alternative withoutLast(Alternative A, unsigned Count) {
  while (Count > 0 && !A.Pieces.empty()) {
    Piece &Last = A.Pieces.back();
    if (Last.IsHole) {
      Last.IsValue = false;
      Last.IsIdentifier = false;
      Last.IsCut = true;
      break;
    }
    size_t Here = std::min<size_t>(Count, Last.Text.size());
    Last.Text.resize(Last.Text.size() - Here);
    Count -= static_cast<unsigned>(Here);
    if (Last.Text.empty())
      A.Pieces.pop_back();
  }
  return A;
}

// `for (const auto &tenant : tenants())`: what is not known of a text is known of the variable that it is given to.
static void keep(AbstractString &Texts, const Cell &Where, const model::TenantNames &Names) {
  const ValueDecl *Keeper = Where.declaration();
  if (Keeper == nullptr || !Names.isTenantItself(Where.name()))
    return;
  for (Alternative &A : Texts)
    if (A.isUnknown())
      A.Pieces.front().Keeper = Keeper;
}

// `document.stringify(stream)`: a library writes behind what is there.
static bool writesOn(const Event &E, const ASTContext &AST, const model::Project &P) {
  const auto *Call = dyn_cast_or_null<CallExpr>(E.At);
  const FunctionDecl *F = Call == nullptr || isa<CXXOperatorCallExpr>(Call) ? nullptr : Call->getDirectCallee();
  if (F == nullptr || E.Where.Field != nullptr || isProjectCode(F->getLocation(), AST.getSourceManager(), P))
    return false;
  for (unsigned I = 0; I < F->getNumParams() && I < Call->getNumArgs(); ++I)
    if (const auto *Given = dyn_cast<DeclRefExpr>(Call->getArg(I)->IgnoreParenImpCasts());
        Given != nullptr && Given->getDecl() == E.Where.Object && isStreamParameter(F->getParamDecl(I)))
      return true;
  return false;
}

AbstractString Evaluator::afterEvent(const Event &E, const AbstractString &Before) {
  auto Note = [&](AbstractString &Texts, SourceLocation Where, const char *What) {
    static constexpr size_t MaxStops = 16;
    for (Alternative &A : Texts)
      if (!A.isUnknown() && !A.Pieces.empty() && A.Stops.size() < MaxStops)
        A.Stops.push_back({Where, fmt::format("{} '{}'", What, E.Where.name())});
  };
  auto Unknown = [&] {
    Piece P;
    P.IsHole = true;
    P.Name = E.Where.name();
    return AbstractString{{{P}, {}, {}}};
  };
  auto Added = [&] {
    bool IsList = Apis.isTextList(E.Where.type());
    if (E.Value == nullptr)
      return IsList ? element(Unknown(), E.At) : Unknown();
    return IsList && !Apis.isTextList(E.Value->getType()) ? element(shown(E.Value), E.At) : shown(E.Value);
  };
  AbstractString Result;
  switch (E.What) {
  case Event::Kind::Declare: {
    QualType Type = E.Where.type();
    // A buffer that nothing was written to yet.
    if (E.Value == nullptr)
      return Type->isArrayType() ? AbstractString{{{}, {}, {}}} : Unknown();
    if (E.Where.Field != nullptr && writersOf(E.Where.Field).IsLeaked) {
      Result = Unknown();
      Result.front().Pieces.front().IsShared = true;
      return Result;
    }
    if (E.Where.Field != nullptr)
      return textIn(E.Value, E.Where.Field).value_or(Unknown());
    const auto *List = dyn_cast<InitListExpr>(E.Value->IgnoreImplicit());
    if (Type->isArrayType() && List != nullptr && (List->getNumInits() == 0 || List->getInit(0)->isIntegerConstantExpr(AST)))
      return {{{}, {}, {}}};
    Result = visit(E.Value);
    if (overwrites(E.Where) && !isEmpty(Result))
      return Unknown();
    Note(Result, E.Where.declaration()->getLocation(), "kept in");
    keep(Result, E.Where, P.Names);
    return Result;
  }
  case Event::Kind::Assign:
    Result = visit(E.Value);
    if (overwrites(E.Where) && !isEmpty(Result))
      return Unknown();
    Note(Result, E.At->getExprLoc(), "assigned to");
    keep(Result, E.Where, P.Names);
    return Result;
  case Event::Kind::Copy:
    return textIn(E.Value, E.Where.Field).value_or(Unknown());
  case Event::Kind::Append:
    return concatenate(Before, Added(), E.At);
  case Event::Kind::Prepend:
    return concatenate(Added(), Before, E.At);
  case Event::Kind::Replace:
    return E.Pattern == nullptr ? fedWith(Before, E.Value, E.At) : replaced(Before, visit(E.Pattern), shown(E.Value), E.All, E.At);
  case Event::Kind::Clear:
    return {{{}, {}, {}}};
  case Event::Kind::DropLast:
    for (const Alternative &A : Before)
      Result.push_back(withoutLast(A, E.Argument));
    return bounded(std::move(Result), E.Where.name());
  case Event::Kind::Call:
    Result = afterCall(E, Before);
    // Whatever an operator of the project writes, it is behind what is there.
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E.At); Result.empty() && Operator != nullptr && Operator->getOperator() == OO_LessLess)
      return concatenate(Before, Unknown(), E.At);
    break;
  case Event::Kind::Method:
    Result = afterMethod(E, Before);
    break;
  case Event::Kind::Inside:
    Result = leftInside(E, Before);
    return Result.empty() && !Before.empty() ? Unknown() : Result;
  case Event::Kind::Share:
    Result = Unknown();
    Result.front().Pieces.front().IsShared = true;
    return Result;
  case Event::Kind::Unknown:
    if (!writesOn(E, AST, P))
      return Unknown();
    break;
  }
  if (!Result.empty() || Before.empty())
    return Result;
  if (writesOn(E, AST, P)) {
    AbstractString Behind = Unknown();
    Behind.front().Pieces.front().Source = E.At;
    return concatenate(Before, Behind, E.At);
  }
  AbstractString Left = leftElsewhere(E, Before);
  return lost(E, Left.empty() ? Unknown() : std::move(Left));
}

// So many characters a text has at least. A number is taken for one with all its digits, for it may be one: what it
// loses makes another number of it. Of a text nobody knows.
static uint64_t leastCharacters(const Alternative &A, const ASTContext &AST) {
  uint64_t Length = 0;
  for (const Piece &P : A.Pieces) {
    QualType T = !P.IsHole || P.Source == nullptr ? QualType() : P.Source->getType().getNonReferenceType();
    if (!P.IsHole)
      Length += P.Text.size();
    else if (!T.isNull() && !T->isDependentType() && T->isIntegerType() && !T->isBooleanType() && !T->isAnyCharacterType())
      Length += AST.getIntWidth(T) <= 16 ? 5 : AST.getIntWidth(T) <= 32 ? 10 : 19;
  }
  return Length;
}

// `char sql[40]; snprintf(sql, sizeof(sql), ...)`: what does not fit in is cut off, and with it perhaps a condition.
AbstractString Evaluator::cutOff(AbstractString Made, const Event &E, const model::Call &C, const model::TextApi *T) {
  uint64_t Room = UINT64_MAX;
  // One of a single character at the end of a struct is as long as somebody makes it.
  if (const auto *Array = AST.getAsConstantArrayType(E.Where.type()); Array != nullptr && Array->getSize().ugt(1))
    Room = Array->getSize().getZExtValue();
  // The size that the function is given.
  Expr::EvalResult Size;
  if (T != nullptr && T->Makes == model::TextApi::Kind::Format && !T->Appends && E.Position == nullptr && T->Format && *T->Format > E.Argument + 1 &&
      E.Argument + 1 < C.Arguments.size())
    if (const Expr *Given = C.Arguments[E.Argument + 1];
        Given->getType()->isIntegerType() && !Given->isValueDependent() && Given->EvaluateAsInt(Size, AST) && !Size.Val.getInt().isNegative())
      Room = std::min(Room, Size.Val.getInt().getLimitedValue());
  if (Room == UINT64_MAX)
    return Made;
  for (Alternative &A : Made)
    if (leastCharacters(A, AST) >= Room) {
      Piece Cut;
      Cut.IsHole = true;
      Cut.Source = E.At;
      Cut.Name = E.Where.name();
      A.Pieces = {Cut};
    }
  return Made;
}

// What a text that a call is given is in the body that it runs: a parameter, or a member of the object that one is.
Cell insideOf(const Event &E, const FunctionDecl *Body) {
  const ParmVarDecl *Parameter = Body->getParamDecl(E.Argument);
  if (E.Where.Field == nullptr)
    return {Parameter, nullptr};
  QualType T = Parameter->getType().getNonReferenceType();
  const RecordDecl *Class = (T->isPointerType() ? T->getPointeeType() : T)->getAsRecordDecl();
  const auto *Derived = dyn_cast_or_null<CXXRecordDecl>(Class);
  const auto *Owner = dyn_cast<CXXRecordDecl>(E.Where.Field->getParent());
  bool IsDerived = Derived != nullptr && Owner != nullptr && Derived->hasDefinition() && Derived->isDerivedFrom(Owner);
  bool IsMember = IsDerived || (Class != nullptr && Class->getCanonicalDecl() == E.Where.Field->getParent()->getCanonicalDecl());
  return {Parameter, IsMember ? E.Where.Field : nullptr};
}

// A function that gets a reference may add to the text.
AbstractString Evaluator::afterCall(const Event &E, const AbstractString &Before) {
  model::Call C = model::Call::of(E.At);
  if (const model::TextApi *T = Apis.matchText(C); T != nullptr && T->Into && *T->Into == E.Argument) {
    bool Appends = T->Appends || E.All;
    if (E.Position != nullptr) {
      const FunctionDecl *Function = Following != nullptr ? Following->function() : nullptr;
      if (Function == nullptr || !Following->changes().isLengthOf(E.Position, E.Where, E.At))
        return {};
      Appends = true;
    }
    AbstractString Made = T->Makes == model::TextApi::Kind::Replace ? makeReplaced(C, *T, Before) : makeText(C, *T);
    return cutOff(Appends ? concatenate(Before, Made, E.At) : Made, E, C, T);
  }
  if (AbstractString Filled = filledBy(E, C); !Filled.empty())
    return cutOff(std::move(Filled), E, C, nullptr);
  if (AbstractString Filled = filledFromList(E, C); !Filled.empty())
    return Filled;
  const FunctionDecl *Body = E.Position != nullptr ? nullptr : bodyOf(C, /*MayBeVariadic=*/true);
  if (Body == nullptr || E.Argument >= Body->getNumParams())
    return {};
  Cell Inside = insideOf(E, Body);
  Flow &F = flowOf(Body);
  if (!F.follows(Inside))
    return {};
  if (QualType T = Inside.Object->getType(); !T->isReferenceType() && Inside.Field == nullptr && !isObjectPlace(T, Apis)) {
    bool IsCharacters = isBuffer(T) && (E.Where.type()->isArrayType() || E.Where.type()->isPointerType());
    if (!IsCharacters || !F.changes().onlyHandsOn(Inside))
      return {};
  }
  if (F.isConstant(Inside))
    return Before;
  if (std::optional<AbstractString> Text = afterReplacing(C, Inside, Before))
    return *Text;
  return afterBody(Body, Inside, C).value_or(AbstractString());
}

// Whether a method can do nothing to what a class that is derived from its own adds: it gives its object to
// nobody, and calls no method that the other class may override.
static bool keepsToItself(const FunctionDecl *Method, unsigned Steps = 0) {
  static constexpr unsigned MaxSteps = 4;
  const FunctionDecl *Body = nullptr;
  if (Steps > MaxSteps || !Method->hasBody(Body) || Body->isDependentContext())
    return false;
  auto Keeps = [&](auto &&Self, const Stmt *S, bool IsGivenBack) -> bool {
    if (S == nullptr)
      return true;
    if (const auto *Member = dyn_cast<MemberExpr>(S); Member != nullptr && isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts())) {
      const auto *Called = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
      return Called == nullptr || Called->isStatic() || (!Called->isVirtual() && (Called->isConst() || keepsToItself(Called, Steps + 1)));
    }
    if (isa<CXXThisExpr>(S))
      return IsGivenBack;
    bool IsSame = isa<ReturnStmt>(S) || (IsGivenBack && (isa<CastExpr, UnaryOperator, ParenExpr>(S)));
    return llvm::all_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child, IsSame); });
  };
  return Keeps(Keeps, Body->getBody(), false);
}

// A method of the object whose member it is.
AbstractString Evaluator::afterMethod(const Event &E, const AbstractString &Before) {
  model::Call C = model::Call::of(E.At);
  if (AbstractString Filled = filledFromList(E, C); !Filled.empty())
    return Filled;
  const FunctionDecl *Body = bodyOf(C);
  if (Body == nullptr)
    return {};
  Cell Inside{nullptr, E.Where.Field};
  Flow &F = flowOf(Body);
  if (!F.follows(Inside)) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Body);
    const auto *Owner = dyn_cast<CXXRecordDecl>(E.Where.Field->getParent());
    bool IsOfBase = Method != nullptr && Owner != nullptr && Owner->hasDefinition() && Owner->isDerivedFrom(Method->getParent());
    return IsOfBase && keepsToItself(Method) ? Before : AbstractString();
  }
  if (F.isConstant(Inside))
    return Before;
  return afterBody(Body, Inside, C).value_or(AbstractString());
}

// The project's own `replaceAll(text, from, to)`: all it does to the text is to
// replace one parameter by another.
std::optional<AbstractString> Evaluator::afterReplacing(const model::Call &C, const Cell &Inside, const AbstractString &Before) {
  const Changes &What = flowOf(cast<FunctionDecl>(Inside.Object->getDeclContext())).changes();
  const Event *Only = nullptr;
  for (const auto &[Statement, Here] : What.Events)
    for (const Event &E : Here)
      if (E.Where == Inside) {
        if (Only != nullptr || E.What != Event::Kind::Replace)
          return std::nullopt;
        Only = &E;
      }
  if (Only == nullptr)
    return std::nullopt;
  auto Parameter = [&](const Expr *E) -> const Expr * {
    std::optional<Cell> Named = cellOf(E->IgnoreUnlessSpelledInSource());
    const auto *P = Named && Named->Field == nullptr ? dyn_cast<ParmVarDecl>(Named->Object) : nullptr;
    return P != nullptr && P->getDeclContext() == Inside.Object->getDeclContext() && What.isConstant(*Named) ? argumentOf(C, P) : nullptr;
  };
  const Expr *Pattern = Parameter(Only->Pattern);
  const Expr *Value = Parameter(Only->Value);
  if (Pattern == nullptr || Value == nullptr)
    return std::nullopt;
  return replaced(Before, visit(Pattern), visit(Value), Only->All, C.Expression);
}

} // namespace tenantscan::strings
