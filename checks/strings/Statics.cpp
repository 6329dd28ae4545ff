//===- Statics.cpp - Texts that outlive the function that writes them -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `static char sql[500]`: followed like a local variable in each function that names it. What it holds where the
// function begins nobody knows, and what is called may write to it as well.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

const Evaluator::StaticWriters &Evaluator::writersOf(const VarDecl *Static) {
  if (!Statics) {
    Statics.emplace();
    for (const FunctionDecl *F : functionsOfUnit()) {
      const Changes &What = flowOf(F).changes();
      for (const Cell &C : What.Cells) {
        if (C.Object == nullptr || !C.Object->hasGlobalStorage())
          continue;
        StaticWriters &Known = (*Statics)[C.Object];
        Known.IsLeaked = Known.IsLeaked || What.isEscaped(C);
        if (What.isConstant(C) && !What.isEscaped(C) && !What.isGivenAway(C))
          continue;
        Known.Functions.insert(F);
        Known.HasVirtual = Known.HasVirtual || (isa<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->isVirtual());
      }
    }
  }
  return (*Statics)[Static];
}

const FunctionDecl *Evaluator::functionAround(const Cell &C) const {
  bool IsLocal = C.Object != nullptr && C.Object->isLocalVarDeclOrParm();
  return IsLocal ? dyn_cast_or_null<FunctionDecl>(C.Object->getParentFunctionOrMethod()) : Current;
}

// The flow that knows a static text where the function around uses it; null where nobody writes to it.
Flow *Evaluator::flowOfStatic(const VarDecl *Static) {
  const FunctionDecl *Function = functionAround({Static, nullptr});
  if (Function == nullptr || !isStaticText(Static, Apis) || !Function->doesThisDeclarationHaveABody() || Function->isDependentContext())
    return nullptr;
  Flow &F = flowOf(Function);
  const StaticWriters &Known = writersOf(Static);
  return F.follows({Static, nullptr}) && !Known.Functions.empty() && !Known.IsLeaked ? &F : nullptr;
}

void Flow::noteWriters(const VarDecl *Static, Evaluator &Strings) {
  for (const auto &[Statement, At] : Points) {
    if (!isa<CallExpr, CXXConstructExpr>(Statement) || !Strings.mayWrite(cast<Expr>(Statement), Static))
      continue;
    Event E;
    E.What = Event::Kind::Inside;
    E.Where = {Static, nullptr};
    E.At = cast<Expr>(Statement);
    Elsewhere[Statement].push_back(E);
  }
}

// What a function in sight leaves in a static text; empty where that is not known.
AbstractString Evaluator::leftInside(const Event &E, const AbstractString &Before) {
  model::Call C = model::Call::of(E.At);
  const FunctionDecl *Body = bodyOf(C);
  // Who gets a pointer to it may write there next.
  if (Body == nullptr || !flowOf(Body).follows(E.Where) || flowOf(Body).changes().isGivenAway(E.Where))
    return {};
  std::optional<AbstractString> Left = afterBody(Body, E.Where, C);
  if (!Left)
    return {};
  // What it was before is not the caller's.
  AbstractString Result;
  for (const Alternative &A : *Left) {
    AbstractString Built = {A.begun()};
    for (const Piece &P : A.Pieces)
      Built = concatenate(Built, P.IsHole && P.Static == E.Where.Object ? Before : AbstractString{{{P}, {}, {}}}, E.At);
    llvm::append_range(Result, Built);
  }
  return bounded(std::move(Result), E.Where.name());
}

} // namespace tenantscan::strings
