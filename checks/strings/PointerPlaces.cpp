//===- PointerPlaces.cpp - Where a caller keeps its text ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/PointerPlaces.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace tenantscan::strings {

bool isPlaceOfText(QualType Parameter, model::ApiMatcher &Apis) {
  return Parameter->isPointerType() && !Apis.isText(Parameter) && Apis.isText(Parameter->getPointeeType());
}

namespace {

/// Looks for what may write to the place, or lead there.
struct PlaceUses {
  const ParmVarDecl *Place;
  const Expr *Read;
  const SourceManager &SM;
  llvm::SmallVector<const Stmt *, 32> Above;
  bool IsWritten = false;

  // `*place`, `place != NULL`: the climb from the name.
  bool onlyReads() const {
    bool IsThere = false;
    for (const Stmt *S : llvm::reverse(Above)) {
      if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S)) {
        bool IsConstant = Cast->getCastKind() == CK_NoOp && Cast->getType().isConstQualified();
        if (Cast->getCastKind() == CK_PointerToBoolean || (IsThere && (Cast->getCastKind() == CK_LValueToRValue || IsConstant)))
          return true;
        continue;
      }
      const auto *Unary = dyn_cast<UnaryOperator>(S);
      if (Unary != nullptr && (Unary->getOpcode() == UO_LNot || Unary->getOpcode() == UO_Deref)) {
        if (IsThere || Unary->getOpcode() == UO_LNot)
          return Unary->getOpcode() == UO_LNot;
        IsThere = true;
        continue;
      }
      const auto *Binary = dyn_cast<BinaryOperator>(S);
      if (Binary != nullptr && (Binary->isComparisonOp() || Binary->isLogicalOp()))
        return true;
      // C++: a copy of the text, or a method that changes none.
      if (const auto *Member = dyn_cast<MemberExpr>(S)) {
        const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
        return Method != nullptr && Method->isConst();
      }
      if (const auto *Copy = dyn_cast<CXXConstructExpr>(S); Copy != nullptr && IsThere)
        return Copy->getConstructor()->isCopyConstructor();
      if (!isa<ParenExpr>(S))
        return isa<IfStmt, WhileStmt, ForStmt>(S);
    }
    return false;
  }

  void see(const Stmt *S, bool IsInLoop) {
    if (S == nullptr || IsWritten)
      return;
    // Jumps back are not looked at.
    if (isa<LabelStmt>(S) && SM.isBeforeInTranslationUnit(S->getBeginLoc(), Read->getBeginLoc()))
      IsWritten = true;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S); Reference != nullptr && Reference->getDecl() == Place && !onlyReads())
      IsWritten = IsInLoop || (!llvm::is_contained(Above, Read) && SM.isBeforeInTranslationUnit(Reference->getBeginLoc(), Read->getEndLoc()));
    Above.push_back(S);
    bool Repeats = IsInLoop || isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, LambdaExpr>(S);
    for (const Stmt *Child : S->children())
      see(Child, Repeats);
    Above.pop_back();
  }
};

} // namespace

const ParmVarDecl *placeReadBy(const Expr *E, model::ApiMatcher &Apis) {
  const auto *Star = dyn_cast<UnaryOperator>(E->IgnoreParens());
  if (Star == nullptr || Star->getOpcode() != UO_Deref || !Apis.isText(Star->getType()))
    return nullptr;
  const auto *Reference = dyn_cast<DeclRefExpr>(Star->getSubExpr()->IgnoreParenImpCasts());
  const auto *Place = Reference == nullptr ? nullptr : dyn_cast<ParmVarDecl>(Reference->getDecl());
  const auto *Function = Place == nullptr ? nullptr : dyn_cast<FunctionDecl>(Place->getDeclContext());
  if (Function == nullptr || !Function->doesThisDeclarationHaveABody() || !isPlaceOfText(Place->getType(), Apis))
    return nullptr;
  PlaceUses Uses{Place, Star, Function->getASTContext().getSourceManager(), {}};
  Uses.see(Function->getBody(), false);
  return Uses.IsWritten ? nullptr : Place;
}

} // namespace tenantscan::strings
