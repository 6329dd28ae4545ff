//===- MemberNumbers.cpp - Flags that objects are made with --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/MemberNumbers.h"

#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

// Whether what is done in S leaves a member as it is: it is read, and the object is not taken as a whole.
static bool leaves(const Stmt *S, const FieldDecl *Field, const Stmt *Parent) {
  if (S == nullptr)
    return true;
  if (const auto *Member = dyn_cast<MemberExpr>(S)) {
    const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Parent);
    if (Member->getMemberDecl() == Field && (Cast == nullptr || Cast->getCastKind() != CK_LValueToRValue))
      return false;
    // What it is a member of.
    const Expr *Base = Member->getBase()->IgnoreParenImpCasts();
    if (isa<CXXThisExpr>(Base))
      return true;
  }
  // `return *this;` for chains of calls.
  if (const auto *Return = dyn_cast<ReturnStmt>(S); Return != nullptr && Return->getRetValue() != nullptr) {
    const auto *Star = dyn_cast<UnaryOperator>(Return->getRetValue()->IgnoreParenImpCasts());
    if (Star != nullptr && Star->getOpcode() == UO_Deref && isa<CXXThisExpr>(Star->getSubExpr()->IgnoreParenImpCasts()))
      return true;
  }
  if (isa<CXXThisExpr>(S))
    return false;
  return llvm::all_of(S->children(), [&](const Stmt *Child) { return leaves(Child, Field, S); });
}

bool MemberNumbers::isSetOnce(const FieldDecl *Field) {
  auto [It, IsNew] = Known.try_emplace(Field, false);
  if (!IsNew)
    return It->second;
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  QualType T = Field->getType();
  if (Class == nullptr || Class->isUnion() || Class->isDependentContext() || !T->isIntegralOrEnumerationType() || T.isVolatileQualified() ||
      Field->isMutable() || Field->isBitField())
    return false;
  if (!T.isConstQualified()) {
    auto IsUnseen = [](const Decl *D) {
      const auto *Nested = dyn_cast<CXXRecordDecl>(D);
      return Nested != nullptr && Nested->isCompleteDefinition() && hasUnseenMethods(Nested);
    };
    if (Field->getAccess() != AS_private || hasUnseenMethods(Class) || llvm::any_of(Class->decls(), IsUnseen))
      return false;
    std::vector<const FunctionDecl *> Functions;
    functionsIn(Class, Functions);
    for (const FunctionDecl *F : Functions)
      if (!leaves(F->getBody(), Field, nullptr))
        return false;
  }
  return Known[Field] = true;
}

const Expr *initialiserOf(const FieldDecl *Field, const CXXConstructorDecl *Constructor) {
  for (const CXXCtorInitializer *Init : Constructor->inits())
    if (Init->isMemberInitializer() && Init->getMember() == Field)
      return Init->getInit();
  return nullptr;
}

// Whether all that is done with an object is to call its methods, to read its members, and to copy it.
static bool onlyUses(const Stmt *S, const VarDecl *Object, llvm::SmallVectorImpl<const Stmt *> &Above) {
  if (S == nullptr)
    return true;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S); Reference != nullptr && Reference->getDecl() == Object) {
    const Stmt *Use = nullptr;
    for (const Stmt *Each : llvm::reverse(Above)) {
      Use = Each;
      const auto *Cast = dyn_cast<ImplicitCastExpr>(Each);
      if (Cast != nullptr && Cast->getCastKind() == CK_NoOp && Cast->getType().isConstQualified())
        return true;
      if (!isa<ParenExpr>(Each) && Cast == nullptr)
        break;
    }
    const auto *Member = dyn_cast_or_null<MemberExpr>(Use);
    const auto *Method = Member == nullptr ? nullptr : dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
    return Member != nullptr && (Method == nullptr || Method->getOverloadedOperator() != OO_Equal);
  }
  Above.push_back(S);
  bool Result = llvm::all_of(S->children(), [&](const Stmt *Child) { return onlyUses(Child, Object, Above); });
  Above.pop_back();
  return Result;
}

bool isNeverReplaced(const VarDecl *Object) {
  if (!Object->isLocalVarDecl() || Object->isStaticLocal() || Object->getType()->isReferenceType() || Object->getType()->isPointerType())
    return false;
  if (Object->getType().isConstQualified())
    return true;
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Object->getParentFunctionOrMethod());
  llvm::SmallVector<const Stmt *, 16> Above;
  return Function != nullptr && Function->hasBody() && onlyUses(Function->getBody(), Object, Above);
}

} // namespace tenantscan::strings
