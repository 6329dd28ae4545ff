//===- ValidationNotes.cpp - Outcomes that are kept in a variable ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `bool found = false;`, set where a test decides, and asked later: what is true of a value where the variable is set is
// true where it is found to be set. Where it is found as it was at first, no test has decided to change it.
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/values/Holders.h"

#include "clang/AST/ParentMapContext.h"

#include "llvm/ADT/ScopeExit.h"

#include <algorithm>

using namespace clang;

namespace tenantscan::values {

using Standing = Validation::Standing;

// if (m.tenant == tenant) allowed = true; ... if (!allowed) return;
bool Validation::isNoted(const VarDecl *V, const AccessPath &Path) {
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  if (F == nullptr || !V->isLocalVarDecl() || !factsOf(F).Changed.contains(V))
    return false;
  auto Writes = [&](auto &&Self, const Stmt *S) -> bool {
    const auto *Binary = dyn_cast_or_null<BinaryOperator>(S);
    const auto *Unary = dyn_cast_or_null<UnaryOperator>(S);
    const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(S);
    const Expr *To = Binary != nullptr && Binary->isAssignmentOp()         ? Binary->getLHS()
                     : Operator != nullptr && Operator->isAssignmentOp()   ? Operator->getArg(0)
                     : Unary != nullptr && Unary->isIncrementDecrementOp() ? Unary->getSubExpr()
                                                                           : nullptr;
    const auto *Reference = To == nullptr ? nullptr : dyn_cast<DeclRefExpr>(plain(To));
    return S != nullptr &&
           ((Reference != nullptr && Reference->getDecl() == V) || llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); }));
  };
  return llvm::any_of(factsOf(F).Ifs, [&](const IfStmt *If) {
    return (Writes(Writes, If->getThen()) || Writes(Writes, If->getElse())) && mentions(If->getCond(), Path);
  });
}

static std::optional<bool> truthOf(const Expr *E) {
  const auto *Literal = E == nullptr ? nullptr : dyn_cast<CXXBoolLiteralExpr>(plain(E));
  return Literal == nullptr ? std::nullopt : std::optional(Literal->getValue());
}

/// Steps from a statement to the function around it.
static constexpr unsigned MaxSteps = 40;

Standing Validation::whereAssigned(const Expr *Assigned, const AccessPath &Path) {
  Standing Result = Standing::Unchecked;
  DynTypedNode Node = DynTypedNode::create(*Assigned);
  for (unsigned Steps = 0; Steps < MaxSteps; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      break;
    const Stmt *Child = Node.get<Stmt>();
    Node = Parents[0];
    if (const auto *If = Node.get<IfStmt>(); If != nullptr && Child != nullptr && (Child == If->getThen() || Child == If->getElse()))
      Result = std::max(Result, where(If->getCond(), Child == If->getThen(), Path, Standing::Unchecked));
    if (Node.get<FunctionDecl>() != nullptr || Node.get<LambdaExpr>() != nullptr)
      break;
  }
  return Result;
}

static bool hasContinue(const Stmt *S) {
  return S != nullptr && (isa<ContinueStmt, GotoStmt>(S) || llvm::any_of(S->children(), [](const Stmt *Child) { return hasContinue(Child); }));
}

Standing Validation::whereNotAssigned(const Expr *Assigned, const AccessPath &Path) {
  const IfStmt *If = nullptr;
  bool IsInElse = false;
  const CXXForRangeStmt *Loop = nullptr;
  DynTypedNode Node = DynTypedNode::create(*Assigned);
  for (unsigned Steps = 0; Steps < MaxSteps; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      break;
    const Stmt *Child = Node.get<Stmt>();
    Node = Parents[0];
    if (Node.get<FunctionDecl>() != nullptr || Node.get<LambdaExpr>() != nullptr)
      break;
    if (const auto *Around = Node.get<IfStmt>();
        Around != nullptr && If == nullptr && Child != nullptr && (Child == Around->getThen() || Child == Around->getElse())) {
      If = Around;
      IsInElse = Child == Around->getElse();
    } else if (const auto *Through = Node.get<CXXForRangeStmt>();
               Through != nullptr && If != nullptr && Loop == nullptr && !hasContinue(Through->getBody())) {
      Loop = Through;
    } else if (Node.get<CompoundStmt>() == nullptr && Node.get<Expr>() == nullptr) {
      return Standing::Unchecked;
    }
  }
  if (If == nullptr)
    return Standing::Unchecked;
  if (Loop == nullptr)
    return where(If->getCond(), IsInElse, Path, Standing::Unchecked);
  if (std::optional<AccessPath> Element = elementIn(Loop, Path))
    return where(If->getCond(), IsInElse, *Element, Standing::Unchecked);
  // for (const auto &m : memberships) if (m.tenant != tenant) ok = false: there may be none at all.
  return std::min(Standing::Doubtful, where(If->getCond(), IsInElse, Path, Standing::Unchecked));
}

std::optional<Standing> Validation::whereNoted(const VarDecl *V, bool Outcome, const AccessPath &Path, Standing Now) {
  const FunctionDecl *F = functionAround(V);
  std::optional<bool> First = F != nullptr && V->isLocalVarDecl() && V->getType()->isBooleanType() ? truthOf(V->getInit()) : std::nullopt;
  if (!First || !factsOf(F).Assigned.contains(V) || factsOf(F).ChangedInLambda.contains(V))
    return std::nullopt;
  // A copy: what is asked of conditions may add to the facts.
  const auto All = factsOf(F).Assigned[V];
  if (!llvm::all_of(All, [](const auto &Given) { return truthOf(Given.first).has_value(); }))
    return std::nullopt;
  static constexpr size_t MaxNoted = 3;
  if (Noted.size() == MaxNoted || !Noted.insert(V).second)
    return Now;
  auto IsDone = llvm::scope_exit([&] { Noted.erase(V); });
  std::optional<Standing> Result;
  if (*First == Outcome) {
    Standing There = Now;
    for (const auto &Given : All)
      if (*truthOf(Given.first) != Outcome)
        There = std::max(There, whereNotAssigned(Given.first, Path));
    Result = There;
  }
  for (const auto &Given : All)
    if (*truthOf(Given.first) == Outcome) {
      Standing There = std::max(Now, whereAssigned(Given.first, Path));
      Result = std::min(Result.value_or(There), There);
    }
  return Result.value_or(Now);
}

} // namespace tenantscan::values
