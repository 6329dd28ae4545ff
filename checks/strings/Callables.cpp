//===- Callables.cpp - Text from functions that something holds -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

// The function that runs when a lambda, a pointer to a function or a std::function made of either is called.
static const FunctionDecl *functionIn(const Expr *E) {
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Lambda = dyn_cast<LambdaExpr>(E))
      return Lambda->isGenericLambda() ? nullptr : Lambda->getCallOperator();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      return dyn_cast<FunctionDecl>(Reference->getDecl());
    const auto *Construction = dyn_cast<CXXConstructExpr>(E);
    const auto *Converted = dyn_cast<CXXMemberCallExpr>(E);
    const auto *Unary = dyn_cast<UnaryOperator>(E);
    if (Construction != nullptr && Construction->getNumArgs() == 1)
      E = Construction->getArg(0);
    else if (Converted != nullptr && isa_and_nonnull<CXXConversionDecl>(Converted->getMethodDecl()))
      E = Converted->getImplicitObjectArgument();
    else if (Unary != nullptr && (Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Plus))
      E = Unary->getSubExpr();
    else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else
      return nullptr;
  }
  return nullptr;
}

static bool isStandardFunction(QualType T) {
  const CXXRecordDecl *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Class != nullptr && Class->isInStdNamespace() && Class->getIdentifier() != nullptr &&
         (Class->getName() == "function" || Class->getName() == "move_only_function");
}

std::optional<AbstractString> Evaluator::calledFrom(const CallExpr *Call) {
  if (!Apis.isText(Call->getType()))
    return std::nullopt;
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
  if (Operator != nullptr && (Operator->getOperator() != OO_Call || !isStandardFunction(Operator->getArg(0)->getType())))
    return std::nullopt;
  if (Operator == nullptr && Call->getDirectCallee() != nullptr)
    return std::nullopt;
  const Expr *Holder = (Operator != nullptr ? Operator->getArg(0) : Call->getCallee())->IgnoreParenImpCasts();
  if (const auto *Star = dyn_cast<UnaryOperator>(Holder); Star != nullptr && Star->getOpcode() == UO_Deref && Operator == nullptr)
    Holder = Star->getSubExpr()->IgnoreParenImpCasts();
  std::vector<const Expr *> Made = elementPartsOf(Holder);
  if (const VarDecl *Variable = Made.empty() ? constantOf(Holder) : nullptr; Variable != nullptr && Variable->getAnyInitializer() != nullptr)
    Made.push_back(Variable->getAnyInitializer());
  AbstractString Any;
  for (const Expr *E : Made) {
    model::Call C;
    C.Callee = functionIn(E);
    C.Expression = Call;
    for (const Expr *Argument : llvm::drop_begin(Call->arguments(), Operator != nullptr ? 1 : 0))
      C.Arguments.push_back(Argument);
    const FunctionDecl *Body = bodyOf(C);
    if (Body == nullptr)
      return std::nullopt;
    for (Alternative &A : substitute(resultOf(Body), Body, C))
      Any.push_back(std::move(A));
  }
  return Any.empty() ? std::nullopt : std::optional(bounded(std::move(Any), nameOf(Call)));
}

} // namespace tenantscan::strings
