//===- LocalUses.cpp - Which locals does a function change? ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/LocalUses.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;

namespace tenantscan::strings {

class LocalUsesVisitor : public RecursiveASTVisitor<LocalUsesVisitor> {
public:
  explicit LocalUsesVisitor(LocalUses &Out) : Out(Out) {}
  bool shouldVisitImplicitCode() const { return true; }

  bool dataTraverseStmtPre(Stmt *S) {
    if (isScope(S))
      Scopes.push_back(S);
    return true;
  }
  bool dataTraverseStmtPost(Stmt *S) {
    if (isScope(S))
      Scopes.pop_back();
    return true;
  }
  bool VisitVarDecl(VarDecl *D) { return declare(D); }
  bool VisitBindingDecl(BindingDecl *D) { return declare(D); }
  bool VisitImplicitCastExpr(ImplicitCastExpr *E) {
    if (E->getCastKind() == CK_LValueToRValue)
      if (const auto *Name = dyn_cast<DeclRefExpr>(E->getSubExpr()->IgnoreParens()))
        Read.insert(Name);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (!Read.contains(E))
      Out.Uses[E->getDecl()].IsMoreThanRead = true;
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      noteChanged(E->getLHS());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) {
    if (E->isIncrementDecrementOp())
      noteChanged(E->getSubExpr());
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    const CXXMethodDecl *Method = E->getMethodDecl();
    if (Method != nullptr && !Method->isConst() && !Method->isStatic() && !E->getImplicitObjectArgument()->getType()->isPointerType())
      noteChanged(E->getImplicitObjectArgument());
    return true;
  }
  bool VisitCallExpr(CallExpr *E) {
    noteReferences(E);
    for (const Expr *Argument : E->arguments()) {
      QualType T = Argument->getType();
      const auto *Address = dyn_cast<UnaryOperator>(Argument->IgnoreParenImpCasts());
      if (Address != nullptr && Address->getOpcode() == UO_AddrOf && T->isPointerType() && !T->getPointeeType().isConstQualified())
        noteChanged(Address->getSubExpr());
    }
    return true;
  }

private:
  // What is given as a `T &` by name. Of templates it is for their bodies to say.
  void noteReferences(const CallExpr *E) {
    const FunctionDecl *Callee = E->getDirectCallee();
    if (Callee == nullptr || Callee->isTemplateInstantiation() || Callee->isDependentContext())
      return;
    // The object of an operator is the first argument.
    unsigned First = isa<CXXOperatorCallExpr>(E) && isa<CXXMethodDecl>(Callee) ? 1 : 0;
    for (unsigned I = 0; I < Callee->getNumParams() && First + I < E->getNumArgs(); ++I)
      if (QualType T = Callee->getParamDecl(I)->getType(); T->isLValueReferenceType() && !T->getPointeeType().isConstQualified())
        noteChanged(E->getArg(First + I));
  }
  // What is plain to see need not be asked about.
  void noteChanged(const Expr *E) {
    for (;;) {
      E = E->IgnoreParens();
      const auto *Member = dyn_cast<MemberExpr>(E);
      if (Member == nullptr || Member->isArrow())
        break;
      E = Member->getBase();
    }
    if (const auto *Name = dyn_cast<DeclRefExpr>(E); Name != nullptr && !Name->getDecl()->getType()->isReferenceType())
      Out.Uses[Name->getDecl()].IsUntouched = false;
  }
  static bool isScope(const Stmt *S) {
    return isa<CompoundStmt, IfStmt, SwitchStmt, WhileStmt, ForStmt, CXXForRangeStmt, CXXCatchStmt>(S);
  }
  bool declare(const ValueDecl *D) {
    if (!isa<ParmVarDecl>(D) && !Scopes.empty())
      Out.Uses[D].Scope = Scopes.back();
    return true;
  }

  LocalUses &Out;
  llvm::SmallVector<const Stmt *, 8> Scopes;
  llvm::DenseSet<const DeclRefExpr *> Read;
};

LocalUses::LocalUses(const Stmt *Body) : Body(Body) { LocalUsesVisitor(*this).TraverseStmt(const_cast<Stmt *>(Body)); }

bool LocalUses::isUntouched(const ValueDecl *Local, ASTContext &AST) {
  Use &U = Uses[Local];
  if (!U.IsUntouched)
    U.IsUntouched = !U.IsMoreThanRead || !ExprMutationAnalyzer(U.Scope != nullptr ? *U.Scope : *Body, AST).isMutated(Local);
  return *U.IsUntouched;
}

} // namespace tenantscan::strings
