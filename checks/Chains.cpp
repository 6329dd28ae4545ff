//===- Chains.cpp - Operators that build a text or bind values -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Collector.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan {

// `session << "a" << x << "b", use(y)`: the operators lean to the left. Returns
// the innermost call that takes SQL, and what is appended to its text.
const Expr *Collector::chainBase(const Expr *E, llvm::SmallVectorImpl<const Expr *> &Appended) {
  const Expr *Base = nullptr;
  size_t AppendedToBase = 0;
  for (const Expr *Link = E; Link != nullptr;) {
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Link->IgnoreUnlessSpelledInSource());
    if (Operator == nullptr || Operator->getNumArgs() != 2 || (Operator->getOperator() != OO_LessLess && Operator->getOperator() != OO_Comma))
      break;
    const model::Api *A = Apis.match(model::Call::of(Operator));
    if (A != nullptr && A->After == model::Chain::Append) {
      Base = Operator;
      AppendedToBase = Appended.size();
    }
    if (Operator->getOperator() == OO_LessLess)
      Appended.push_back(Operator->getArg(1));
    Link = Operator->getArg(0);
  }
  Appended.resize(AppendedToBase);
  return Base;
}

// How often the enclosing function adds to the text of a variable.
unsigned Collector::appendsTo(const VarDecl *Variable) {
  unsigned Appends = 0;
  auto Count = [&](auto &&Self, const Stmt *S) -> void {
    if (S == nullptr)
      return;
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S); Operator != nullptr && Operator->getOperator() == OO_LessLess) {
      const auto *Left = dyn_cast<DeclRefExpr>(Operator->getArg(0)->IgnoreUnlessSpelledInSource());
      Appends += Left != nullptr && Left->getDecl() == Variable ? 1 : 0;
    }
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  if (const Stmt *Body = Functions.back()->getBody())
    Count(Count, Body);
  return Appends;
}

// The calls in an expression that begin a text.
llvm::SmallVector<const Expr *, 2> Collector::linksOf(const Expr *E) {
  llvm::SmallVector<const Expr *, 2> Links;
  auto Find = [&](auto &&Self, const Stmt *S) -> void {
    if (const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(S))
      if (const model::Api *A = Apis.match(model::Call::of(Operator)); A != nullptr && A->After == model::Chain::Append)
        Links.push_back(Operator);
    if (S != nullptr)
      for (const Stmt *Child : S->children())
        Self(Self, Child);
  };
  Find(Find, E);
  return Links;
}

// `statement << "a"; if (…) statement << "b";`: an operator that returns its own
// object lets a text grow over several statements. Returns the object where
// another expression may add to it, too: no single one has the whole text then.
const Expr *Collector::grownElsewhere(const model::Call &C) {
  if (Grown.contains(C.Expression))
    return C.Expression;
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  if (C.Object == nullptr || Functions.empty() || Method == nullptr ||
      Method->getReturnType().getNonReferenceType()->getAsCXXRecordDecl() != Method->getParent())
    return nullptr;
  const Expr *Object = C.Object->IgnoreUnlessSpelledInSource();
  const auto *Reference = dyn_cast<DeclRefExpr>(Object);
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (Variable == nullptr || !Variable->isLocalVarDecl() || Variable->getType()->isReferenceType())
    return Object;
  bool Whole = appendsTo(Variable) == 1 && (Variable->getInit() == nullptr || linksOf(Variable->getInit()).empty());
  return Whole ? nullptr : Object;
}

// The outermost operator is seen first.
void Collector::noteChain(const CXXOperatorCallExpr *Outermost) {
  llvm::SmallVector<const Expr *, 8> Operands;
  for (const auto *Link = Outermost; Link != nullptr && Link->getNumArgs() == 2 && isChainOperator(Link);
       Link = dyn_cast<CXXOperatorCallExpr>(Link->getArg(0)->IgnoreUnlessSpelledInSource())) {
    const model::Api *A = Apis.match(model::Call::of(Link));
    if (A != nullptr && A->Bind.isKnown() && !Operands.empty())
      Chained.try_emplace(Link, llvm::SmallVector<const Expr *, 4>(Operands.rbegin(), Operands.rend()));
    Operands.push_back(Link->getArg(1));
  }
}

void Collector::skipChain(const Expr *E) {
  const auto *Link = dyn_cast<CXXOperatorCallExpr>(E->IgnoreUnlessSpelledInSource());
  while (Link != nullptr && Link->getNumArgs() == 2 && isChainOperator(Link)) {
    const model::Api *A = Link->isTypeDependent() ? nullptr : Apis.match(model::Call::of(Link));
    // Where << binds, the text is whole.
    if (A != nullptr && A->After == model::Chain::Bind)
      return;
    Done.insert(Link);
    Link = dyn_cast<CXXOperatorCallExpr>(Link->getArg(0)->IgnoreUnlessSpelledInSource());
  }
}

} // namespace tenantscan
