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

// Whether a list of any elements, or a flag, may be what is needed of it.
bool Evaluator::mayBeGiven(const Need &N, const Expr *Argument, Alternative &Into) {
  bool IsNumber = N.What == Need::Kind::Equal || N.What == Need::Kind::NotEqual;
  if (!IsNumber && N.What == Need::Kind::Empty && leastLength(Argument) > 0)
    return false;
  if (std::optional<int64_t> Number = IsNumber ? givenNumber(Argument, N.Parameter->getType()) : std::nullopt)
    return (*Number == N.Number) == (N.What == Need::Kind::Equal);
  const ParmVarDecl *Own = ownParameter(Argument);
  if (Own != nullptr && (!IsNumber || keepsNumber(Argument, N.Parameter->getType(), AST))) {
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

// What is needed of what a call gives, and of its object, is looked for there. Returns what a
// text begins with then, and in \p Left the texts to be put into it; nullopt where the call
// contradicts it.
std::optional<Alternative> Evaluator::fulfilled(const Alternative &A, const FunctionDecl *Callee, const model::Call &C, FindText GivenFor,
                                                FindText HeldIn, Fulfilled &Left) {
  Alternative Begun = {{}, A.Stops, {}};
  for (const Need &N : A.Needs) {
    if (N.Function != Callee)
      continue;
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
  if (Own == nullptr || !keepsNumber(Argument, Parameter->getType(), AST))
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
