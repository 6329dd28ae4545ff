//===- Fulfilling.cpp - Whether a call gives what a text needs -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

using namespace clang;

namespace tenantscan::strings {

const ParmVarDecl *Evaluator::ownParameter(const Expr *Argument) {
  const auto *Reference = Argument == nullptr ? nullptr : dyn_cast<DeclRefExpr>(Argument->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
  const auto *Parameter = Reference == nullptr ? nullptr : dyn_cast<ParmVarDecl>(Reference->getDecl());
  if (Parameter == nullptr || !isa<FunctionDecl>(Parameter->getDeclContext()))
    return nullptr;
  QualType T = Parameter->getType();
  bool IsConstant = T->isReferenceType() && T->getPointeeType().isConstQualified();
  return IsConstant || isUntouched(Parameter) ? Parameter : nullptr;
}

// The number that a call gives as a parameter of a type: a constant, or a variable that stays
// what it begins with.
std::optional<int64_t> Evaluator::givenNumber(const Expr *Argument, QualType Type) {
  if (!Type.getNonReferenceType()->isIntegralOrEnumerationType())
    return optionalIn(Argument);
  if (std::optional<int64_t> Number = numberAs(Type, Argument, AST))
    return Number;
  const auto *Reference = dyn_cast<DeclRefExpr>(ignoreLossless(Argument, AST));
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  bool IsLocal = Variable != nullptr && Variable->isLocalVarDecl() && !Variable->isStaticLocal() && !Variable->getType()->isReferenceType() &&
                 !Variable->getType().isVolatileQualified();
  return IsLocal && Variable->getInit() != nullptr && keepsNumber(Argument, Type, AST) && isUntouched(Variable)
             ? numberAs(Variable->getType(), Variable->getInit(), AST)
             : std::nullopt;
}

// Whether a parameter is handed on as it is, whatever it is.
static bool handsOn(const Expr *Argument, const ParmVarDecl *Own, QualType Type, const ASTContext &AST) {
  Type = Type.getNonReferenceType();
  return Type->isIntegralOrEnumerationType() ? keepsNumber(Argument, Type, AST)
                                             : AST.hasSameUnqualifiedType(Own->getType().getNonReferenceType(), Type);
}

// Whether a list of any elements, or a flag, may be what is needed of it.
bool Evaluator::mayBeGiven(const Need &N, const Expr *Argument, Alternative &Into) {
  bool IsNumber = N.isAboutNumber();
  if (!IsNumber && N.What == Need::Kind::Empty && leastLength(Argument) > 0)
    return false;
  if (std::optional<int64_t> Number = IsNumber ? givenNumber(Argument, N.Parameter->getType()) : std::nullopt)
    return N.isFulfilledBy(*Number);
  const ParmVarDecl *Own = ownParameter(Argument);
  if (Own != nullptr && (!IsNumber || handsOn(Argument, Own, N.Parameter->getType(), AST))) {
    Need Ours = N;
    Ours.Parameter = Own;
    Ours.Function = cast<FunctionDecl>(Own->getDeclContext());
    Alternative Needed;
    Needed.need(Ours);
    if (Into.contradicts(Needed))
      return false;
    Into.need(Ours);
  }
  return true;
}

// The number that a member of an object was made with.
std::optional<int64_t> Evaluator::memberNumber(const Expr *Object, const FieldDecl *Field, unsigned Steps) {
  static constexpr unsigned MaxSteps = 16;
  if (Object == nullptr || Steps > MaxSteps)
    return std::nullopt;
  Object = plainObject(Object);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Object)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    bool IsKept = Variable != nullptr && Variable->getInit() != nullptr && isNeverReplaced(Variable);
    return IsKept ? memberNumber(Variable->getInit(), Field, Steps + 1) : std::nullopt;
  }
  if (const auto *List = dyn_cast<InitListExpr>(Object)) {
    const Expr *Init = initialiserIn(List, Field);
    return Init == nullptr ? std::nullopt : numberAs(Field->getType(), Init, AST);
  }
  model::Call C = model::Call::of(Object);
  // The same object goes on.
  if (C.Callee != nullptr && C.Object != nullptr && returnsThis(C.Callee))
    return memberNumber(C.Object, Field, Steps + 1);
  const FunctionDecl *Body = nullptr;
  const auto *Constructor = dyn_cast_or_null<CXXConstructorDecl>(C.Callee);
  if (Constructor == nullptr)
    return std::nullopt;
  if (Constructor->isCopyOrMoveConstructor() && (Constructor->isDefaulted() || Constructor->isImplicit()))
    return C.Arguments.empty() ? std::nullopt : memberNumber(C.Arguments.front(), Field, Steps + 1);
  if (Constructor->getParent()->getCanonicalDecl() != cast<CXXRecordDecl>(Field->getParent())->getCanonicalDecl() || !Constructor->hasBody(Body))
    return std::nullopt;
  const Expr *Init = initialiserOf(Field, cast<CXXConstructorDecl>(Body));
  if (Init == nullptr)
    return std::nullopt;
  if (std::optional<int64_t> Number = numberAs(Field->getType(), Init, AST))
    return Number;
  const auto *Reference = dyn_cast<DeclRefExpr>(ignoreLossless(Init, AST));
  const auto *Parameter = Reference == nullptr ? nullptr : dyn_cast<ParmVarDecl>(Reference->getDecl());
  const Expr *Argument = Parameter == nullptr ? nullptr : argumentOf(C, Parameter);
  return Argument != nullptr && keepsNumber(Init, Field->getType(), AST) ? givenNumber(Argument, Parameter->getType()) : std::nullopt;
}

// Whether a member of the object of a call may be what is needed of it.
bool Evaluator::mayBeHeld(const Need &N, const Expr *Object, Alternative &Into) {
  if (std::optional<int64_t> Number = memberNumber(Object, N.Field))
    return N.isFulfilledBy(*Number);
  // It is what the object of the method has that calls.
  if (Object == nullptr || !isa<CXXThisExpr>(plainObject(Object)) || Current == nullptr || !isa<CXXMethodDecl>(Current))
    return true;
  Need Ours = N;
  Ours.Function = Current;
  Alternative Needed;
  Needed.need(Ours);
  if (Into.contradicts(Needed))
    return false;
  Into.need(Ours);
  return true;
}

// What is needed of what a call gives, and of its object, is looked for there. Returns what a
// text begins with then, and in \p Left the texts to be put into it; nullopt where the call
// contradicts it.
std::optional<Alternative> Evaluator::fulfilled(const Alternative &A, const FunctionDecl *Callee, const model::Call &C, FindText GivenFor,
                                                FindText HeldIn, Fulfilled &Left) {
  Alternative Begun = {{}, A.Stops, {}};
  for (const Need &N : A.Needs) {
    if (N.Function != Callee)
      continue;
    if (N.Field != nullptr && N.isAboutNumber() && N.Field->getType()->isIntegralOrEnumerationType()) {
      if (!mayBeHeld(N, C.Object, Begun))
        return std::nullopt;
      continue;
    }
    const Expr *Argument = N.Field == nullptr ? argumentOf(C, N.Parameter) : nullptr;
    bool IsText = N.Field != nullptr || Apis.isText(N.Parameter->getType()) || Apis.isTextList(N.Parameter->getType());
    if (N.Field == nullptr && (Argument == nullptr || !IsText)) {
      if (Argument != nullptr && !mayBeGiven(N, Argument, Begun))
        return std::nullopt;
      continue;
    }
    Piece P;
    P.IsHole = true;
    P.Field = N.Field;
    P.Function = N.Field != nullptr ? N.Function : nullptr;
    (N.Field != nullptr ? P.Owner : P.Parameter) = N.Parameter;
    Cell Where{N.Parameter, N.Field};
    auto Known = Left.find(Where);
    AbstractString Texts = Known != Left.end() ? Known->second : N.Field != nullptr ? HeldIn(P) : GivenFor(P);
    Texts = fulfilling(Texts, {nullptr, N.What, N.Number}, AST);
    if (Texts.empty())
      return std::nullopt;
    Alternative Shared = sharedBy(Texts);
    if (Begun.contradicts(Shared))
      return std::nullopt;
    for (const auto &[Key, IsTrue] : Shared.Conditions)
      Begun.assume(Key, IsTrue);
    for (const Need &Ours : Shared.Needs)
      Begun.need(Ours);
    Left[Where] = std::move(Texts);
  }
  return Begun;
}

// A flag, or an enumerator, that is a constant or a parameter of the function around.
std::optional<GivenText> Evaluator::givenFlag(const Expr *Argument, const ParmVarDecl *Parameter) {
  GivenText Given;
  Given.Index = Parameter->getFunctionScopeIndex();
  if (Argument->isValueDependent() || Argument->isTypeDependent())
    return std::nullopt;
  Given.Number = givenNumber(Argument, Parameter->getType());
  if (Given.Number)
    return Given;
  const ParmVarDecl *Own = ownParameter(Argument);
  if (Own == nullptr || !handsOn(Argument, Own, Parameter->getType(), AST))
    return std::nullopt;
  Piece Handed;
  Handed.IsHole = true;
  Handed.IsValue = true;
  Handed.Name = Own->getNameAsString();
  Handed.Parameter = Own;
  Given.Texts = {{{Handed}, {}, {}}};
  return Given;
}

// What is needed of a member of an object is needed of what is put there, or is the caller's.
bool Evaluator::settle(Alternative &Of, const Need &N) {
  Piece P;
  P.IsHole = true;
  P.Field = N.Field;
  P.Owner = N.Parameter;
  P.Function = N.Function;
  AbstractString Known = anywhere(N.Field, N.Function, P, /*WithNothing=*/true);
  if (Known.size() == 1 && Known.front().isUnknown() && Known.front().Pieces.front().HeldIn != nullptr) {
    Need Held = N;
    Held.HeldIn = Known.front().Pieces.front().HeldIn;
    Held.HeldAt = Known.front().Pieces.front().HeldAt;
    Of.need(Held);
    return true;
  }
  AbstractString Left = fulfilling(Known, {nullptr, N.What, N.Number}, AST);
  for (const Need &Inner : sharedBy(Left).Needs)
    Of.need(Inner);
  return !Left.empty();
}

} // namespace tenantscan::strings
