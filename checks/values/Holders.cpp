//===- Holders.cpp - What holds a value -----------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Holders.h"

#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::values {

const ValueDecl *objectOf(const Expr *E) {
  for (unsigned Steps = 0; E != nullptr && Steps < 16; ++Steps) {
    E = plain(E);
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      return Reference->getDecl();
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (isa<FieldDecl>(Member->getMemberDecl()))
        return Member->getMemberDecl();
      E = Member->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      E = Unary->getSubExpr();
    } else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
      E = Cast->getSubExpr();
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E); Operator != nullptr && Operator->getNumArgs() != 0) {
      E = Operator->getArg(0);
    } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
      E = Call->getImplicitObjectArgument();
    } else if (const auto *Call = dyn_cast<CallExpr>(E); Call != nullptr && Call->getNumArgs() == 1) {
      E = Call->getArg(0);
    } else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() == 1) {
      E = Construction->getArg(0);
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

std::pair<const ValueDecl *, const Expr *> elementIn(const Expr *E) {
  E = plain(E);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    return {objectOf(Element->getBase()), Element->getIdx()};
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E); Operator != nullptr && Operator->getOperator() == OO_Subscript)
    return {objectOf(Operator->getArg(0)), Operator->getArg(1)};
  return {objectOf(E), nullptr};
}

bool isLogin(const FunctionDecl *F, llvm::ArrayRef<const Expr *> Arguments) {
  static const model::WordList &Logins = model::wordList("logins"), &Passwords = model::wordList("passwords");
  if (!F->getDeclName().isIdentifier() || !Logins.fits(std::string_view(F->getName())))
    return false;
  for (unsigned I = 0; I < Arguments.size(); ++I) {
    const ValueDecl *Given = objectOf(Arguments[I]);
    if ((I < F->getNumParams() && Passwords.fits(F->getParamDecl(I)->getNameAsString())) ||
        (Given != nullptr && Given->getDeclName().isIdentifier() && Passwords.fits(Given->getNameAsString())))
      return true;
  }
  return false;
}

} // namespace tenantscan::values
