//===- Calls.cpp - Text through functions in sight -----------------------===//
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

/// Calls within calls are followed this deep.
static constexpr size_t MaxCalls = 6;

Flow &Evaluator::flowOf(const FunctionDecl *Function) {
  std::unique_ptr<Flow> &Known = Flows[Function];
  if (!Known)
    Known = std::make_unique<Flow>(Function, AST, Apis, P, static_cast<unsigned>(Flows.size()) * Flow::KeysEach);
  return *Known;
}

// The body that a call runs, where that is certain.
const FunctionDecl *Evaluator::bodyOf(const model::Call &C) {
  const FunctionDecl *Body = nullptr;
  if (C.Callee == nullptr || !C.Callee->hasBody(Body) || Body->isDependentContext() || Body->isVariadic() || Calling.size() >= MaxCalls ||
      llvm::is_contained(Calling, Body) || !isProjectCode(Body->getLocation(), AST.getSourceManager(), P))
    return nullptr;
  const auto *Method = dyn_cast<CXXMethodDecl>(Body);
  if (Method != nullptr && Method->isVirtual() && !Method->hasAttr<FinalAttr>() && !Method->getParent()->hasAttr<FinalAttr>())
    return nullptr;
  return Body;
}

AbstractString Evaluator::resultOf(const FunctionDecl *Body) {
  if (auto Known = Results.find(Body); Known != Results.end())
    return Known->second;
  AbstractString All;
  Calling.push_back(Body);
  {
    // What the function says is seen from its own beginning.
    Scope Inside(*this, Body);
    for (const Expr *E : flowOf(Body).returned())
      for (Alternative &A : visit(E))
        All.push_back(std::move(A));
  }
  Calling.pop_back();
  AbstractString Text = bounded(std::move(All), Body->getNameAsString());
  // Deep within other calls, less is known than from the outside.
  if (Calling.empty())
    Results[Body] = Text;
  return Text;
}

std::optional<AbstractString> Evaluator::resultOf(const model::Call &C) {
  const FunctionDecl *Body = Apis.isText(C.Expression->getType()) ? bodyOf(C) : nullptr;
  AbstractString Text = Body == nullptr ? AbstractString() : resultOf(Body);
  return Text.empty() ? std::nullopt : std::optional(substitute(Text, Body, C));
}

// The parameter that a value is, in another form perhaps: `std::to_string(id)`.
static const ParmVarDecl *parameterOf(const Expr *E) {
  for (unsigned Steps = 0; E != nullptr && Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      return dyn_cast<ParmVarDecl>(Reference->getDecl());
    const auto *Call = dyn_cast<CallExpr>(E);
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (Call != nullptr && Call->getNumArgs() == 1 && Call->getDirectCallee() != nullptr && !isa<CXXMethodDecl>(Call->getDirectCallee()) &&
             Call->getDirectCallee()->getNameAsString() == "to_string")
      E = Call->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

const Expr *Evaluator::argumentOf(const model::Call &C, const ParmVarDecl *Parameter) {
  unsigned Index = Parameter->getFunctionScopeIndex();
  if (Index < C.Arguments.size())
    return C.Arguments[Index];
  bool HasDefault = Parameter->hasDefaultArg() && !Parameter->hasUninstantiatedDefaultArg() && !Parameter->hasUnparsedDefaultArg();
  return HasDefault ? Parameter->getDefaultArg() : nullptr;
}

// What the caller gives in place of the parameters, and its objects in place of members.
AbstractString Evaluator::substitute(const AbstractString &Text, const FunctionDecl *Callee, const model::Call &C) {
  AbstractString Result;
  llvm::SmallDenseMap<const ParmVarDecl *, AbstractString, 4> Given;
  llvm::SmallDenseMap<Cell, AbstractString, 4> Held;
  auto GivenFor = [&](const Piece &P) -> AbstractString {
    const Expr *Argument = argumentOf(C, P.Parameter);
    AbstractString Part = {{{P}, {}, {}}};
    if (Argument == nullptr) {
      Part.front().Pieces.front().Parameter = nullptr;
      return Part;
    }
    auto [It, IsNew] = Given.try_emplace(P.Parameter);
    if (IsNew)
      It->second = visit(Argument);
    AbstractString Whole = It->second;
    llvm::ArrayRef<const Expr *> Rest =
        llvm::ArrayRef(C.Arguments).drop_front(std::min<size_t>(P.Parameter->getFunctionScopeIndex() + 1, C.Arguments.size()));
    return P.Formatted ? format(*P.Formatted, Whole, Rest, C.Expression) : Whole;
  };
  auto HeldIn = [&](const Piece &P) -> AbstractString {
    auto [It, IsNew] = Held.try_emplace(Cell{P.Owner, P.Field});
    if (IsNew) {
      const Expr *Object = P.Owner != nullptr ? argumentOf(C, P.Owner) : C.Object;
      std::optional<AbstractString> Known = Object == nullptr ? std::nullopt : textIn(Object, P.Field);
      AbstractString Part = {{{P}, {}, {}}};
      Part.front().Pieces.front().Field = nullptr;
      Part.front().Pieces.front().Function = nullptr;
      Part.front().Pieces.front().Owner = nullptr;
      Held[Cell{P.Owner, P.Field}] = Known ? std::move(*Known) : std::move(Part);
    }
    return Held[Cell{P.Owner, P.Field}];
  };
  for (const Alternative &A : Text) {
    AbstractString Built = {{{}, A.Stops, {}}};
    for (const Piece &P : A.Pieces) {
      AbstractString Part = {{{P}, {}, {}}};
      if (P.Parameter != nullptr && P.Parameter->getDeclContext() == Callee) {
        Part = GivenFor(P);
      } else if (P.Field != nullptr && P.Function == Callee) {
        Part = HeldIn(P);
      } else if (const ParmVarDecl *Value = P.IsHole && P.Source != nullptr && P.IsValue ? parameterOf(P.Source) : nullptr;
                 Value != nullptr && Value->getDeclContext() == Callee && Value->getFunctionScopeIndex() < C.Arguments.size()) {
        // A number: whose it is, the caller knows.
        Piece &Hole = Part.front().Pieces.front();
        Hole.Source = C.Arguments[Value->getFunctionScopeIndex()];
        Hole.Name = nameOf(Hole.Source).empty() ? Hole.Name : nameOf(Hole.Source);
      }
      Built = concatenate(Built, Part, C.Expression);
    }
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return bounded(std::move(Result), nameOf(C.Expression));
}

} // namespace tenantscan::strings
