//===- TenantAbsence.cpp - Ways on which there is no tenant ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/TenantAbsence.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace tenantscan {

using Names = llvm::function_ref<bool(const Stmt *)>;

// nullptr, 0, -1, '\0', "".
static bool isNothing(const Expr *E, ASTContext &AST) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Text = dyn_cast<StringLiteral>(E))
    return Text->getLength() == 0;
  if (E->isValueDependent())
    return false;
  if (E->isNullPointerConstant(AST, Expr::NPC_NeverValueDependent) != Expr::NPCK_NotNull)
    return true;
  Expr::EvalResult Value;
  return E->getType()->isIntegralOrEnumerationType() && E->EvaluateAsInt(Value, AST) && !Value.Val.getInt().isStrictlyPositive();
}

static llvm::StringRef calledBy(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  return F != nullptr && F->getDeclName().isIdentifier() ? F->getName() : llvm::StringRef();
}

// Whether there may be no tenant where the condition comes out like that.
static bool saysNone(const Expr *E, bool Outcome, ASTContext &AST, Names NamesTenant) {
  E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *Not = dyn_cast<UnaryOperator>(E); Not != nullptr && Not->getOpcode() == UO_LNot)
    return saysNone(Not->getSubExpr(), !Outcome, AST, NamesTenant);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isLogicalOp())
      return saysNone(Binary->getLHS(), Outcome, AST, NamesTenant) || saysNone(Binary->getRHS(), Outcome, AST, NamesTenant);
    bool IsEqual = Binary->getOpcode() == BO_EQ, IsOther = Binary->getOpcode() == BO_NE || Binary->getOpcode() == BO_GT;
    return (IsEqual ? Outcome : IsOther && !Outcome) && isNothing(Binary->getRHS(), AST) && NamesTenant(Binary->getLHS());
  }
  // C++20: a != b, where only == is declared.
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    bool IsEqual = Rewritten->getOpcode() == BO_EQ, IsOther = Rewritten->getOpcode() == BO_NE;
    return (IsEqual ? Outcome : IsOther && !Outcome) && isNothing(Rewritten->getRHS()->IgnoreUnlessSpelledInSource(), AST) &&
           NamesTenant(Rewritten->getLHS());
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (Operator->getOperator() == OO_Exclaim)
      return saysNone(Operator->getArg(0), !Outcome, AST, NamesTenant);
    bool IsEqual = Operator->getOperator() == OO_EqualEqual, IsOther = Operator->getOperator() == OO_ExclaimEqual;
    if (IsEqual || IsOther)
      return Operator->getNumArgs() == 2 && IsEqual == Outcome && isNothing(Operator->getArg(1)->IgnoreUnlessSpelledInSource(), AST) &&
             NamesTenant(Operator->getArg(0));
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    llvm::StringRef Name = calledBy(Call);
    if (Name == "empty" || Name == "isEmpty" || Name == "isNull" || Name == "is_null")
      return Outcome && NamesTenant(Call);
    // A function that is given the tenant asks something else of it.
    bool IsPlain = Call->getNumArgs() == 0 || isa<CXXOperatorCallExpr>(Call) || Name == "strlen";
    return !Outcome && IsPlain && NamesTenant(Call);
  }
  return !Outcome && NamesTenant(E);
}

// Whether a statement does not go on to the one behind it.
static bool leaves(const Stmt *S) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    S = Block->body_empty() ? nullptr : Block->body_back();
  if (const auto *Full = dyn_cast_or_null<FullExpr>(S))
    S = Full->getSubExpr();
  return S != nullptr && isa<ReturnStmt, CoreturnStmt, CXXThrowExpr, GotoStmt, BreakStmt, ContinueStmt>(S);
}

bool isWithoutTenant(const Expr *Call, ASTContext &AST, Names NamesTenant) {
  DynTypedNode Node = DynTypedNode::create(*Call);
  for (unsigned Steps = 0; Steps < 200; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty() || Parents[0].get<FunctionDecl>() != nullptr)
      return false;
    const auto *Child = Node.get<Stmt>();
    Node = Parents[0];
    if (const auto *If = Node.get<IfStmt>()) {
      bool IsBranch = Child == If->getThen() || Child == If->getElse();
      if (IsBranch && If->getCond() != nullptr && saysNone(If->getCond(), Child == If->getThen(), AST, NamesTenant))
        return true;
    } else if (const auto *Choice = Node.get<AbstractConditionalOperator>()) {
      bool IsBranch = Child == Choice->getTrueExpr() || Child == Choice->getFalseExpr();
      if (IsBranch && saysNone(Choice->getCond(), Child == Choice->getTrueExpr(), AST, NamesTenant))
        return true;
    } else if (const auto *Block = Node.get<CompoundStmt>()) {
      for (const Stmt *Before : Block->body()) {
        if (Before == Child)
          break;
        const auto *If = dyn_cast<IfStmt>(Before);
        if (If == nullptr || If->getCond() == nullptr)
          continue;
        if ((leaves(If->getThen()) && saysNone(If->getCond(), false, AST, NamesTenant)) ||
            (leaves(If->getElse()) && saysNone(If->getCond(), true, AST, NamesTenant)))
          return true;
      }
    }
  }
  return false;
}

} // namespace tenantscan
