//===- Bindings.cpp - Texts of structured bindings ------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `auto [sql, parameters] = build(filter);`: the parts of a struct, pair or tuple that a
// function of the project returns, or that is written in place.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

// Whether an expression says the same wherever it is asked for.
bool Evaluator::isSettled(const Stmt *S) {
  if (S == nullptr)
    return true;
  if (isa<CXXThisExpr, LambdaExpr>(S))
    return false;
  // What a pointer leads to may change unseen.
  if (const auto *Member = dyn_cast<MemberExpr>(S); Member != nullptr && Member->isArrow())
    return false;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S); Reference != nullptr && !isa<FunctionDecl, EnumConstantDecl>(Reference->getDecl())) {
    QualType T = Reference->getDecl()->getType();
    bool Leads = T->isReferenceType() || T->isPointerType();
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    bool IsLocal = Variable != nullptr && Variable->isLocalVarDeclOrParm() && (!Leads || isa<ParmVarDecl>(Variable));
    bool MayMatter = Leads || T->isRecordType() || T->isArrayType();
    if (MayMatter && !(IsLocal && isUntouched(Variable)))
      return false;
  }
  return llvm::all_of(S->children(), [&](const Stmt *Child) { return isSettled(Child); });
}

std::optional<AbstractString> Evaluator::textInPart(const Expr *Object, unsigned Index) {
  if (const Expr *Part = partOf(Object, Index))
    return Apis.isText(Part->getType()) ? std::optional(visit(Part)) : std::nullopt;
  const auto *Call = dyn_cast<CallExpr>(Object->IgnoreUnlessSpelledInSource());
  model::Call C = Call == nullptr ? model::Call() : model::Call::of(Call);
  const FunctionDecl *Body = C.Callee == nullptr ? nullptr : bodyOf(C);
  if (Body == nullptr)
    return std::nullopt;
  AbstractString All;
  bool IsKnown = true;
  Calling.push_back(Body);
  {
    Scope Inside(*this, Body);
    for (const Expr *E : flowOf(Body).returned()) {
      std::optional<AbstractString> Text = textInPart(E, Index);
      IsKnown = IsKnown && Text.has_value();
      for (Alternative &A : Text ? *Text : AbstractString())
        All.push_back(std::move(A));
    }
  }
  Calling.pop_back();
  if (!IsKnown || All.empty())
    return std::nullopt;
  return substitute(bounded(std::move(All), Body->getNameAsString()), Body, C);
}

AbstractString Evaluator::visitBinding(const BindingDecl *Binding, const Expr *Use) {
  const auto *Whole = dyn_cast_or_null<DecompositionDecl>(Binding->getDecomposedDecl());
  const Expr *Init = Whole == nullptr ? nullptr : Whole->getInit();
  const VarDecl *Held = Binding->getHoldingVar();
  const Expr *Part = Held != nullptr ? Held->getInit() : Binding->getBinding();
  if (Init != nullptr && Apis.isText(Binding->getType()) && !isa<DeclRefExpr>(Init->IgnoreUnlessSpelledInSource()) && isUntouched(Binding) &&
      isSettled(Init)) {
    const auto *Member = Held == nullptr ? dyn_cast_or_null<MemberExpr>(Part) : nullptr;
    const auto *Field = Member == nullptr ? nullptr : dyn_cast<FieldDecl>(Member->getMemberDecl());
    std::optional<AbstractString> Text;
    if (Field != nullptr)
      Text = textIn(Init, Field);
    else if (const auto *It = llvm::find(Whole->bindings(), Binding); Held != nullptr && It != Whole->bindings().end())
      Text = textInPart(Init, static_cast<unsigned>(It - Whole->bindings().begin()));
    if (Text)
      return *Text;
  }
  return Part != nullptr ? visit(Part) : hole(Use);
}

} // namespace tenantscan::strings
