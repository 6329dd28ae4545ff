//===- Parts.cpp - Whose value is a part of a pair or tuple? --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Origins.h"

#include "checks/Places.h"
#include "checks/values/Holders.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::values {

static bool isPairOrTuple(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Record != nullptr && Record->isInStdNamespace() && Record->getDeclName().isIdentifier() &&
         (Record->getName() == "pair" || Record->getName() == "tuple");
}

// The arguments behind it are lists of arguments.
static bool isPiecewise(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Record != nullptr && Record->getDeclName().isIdentifier() && Record->getName() == "piecewise_construct_t";
}

// The only thing that a function in sight does is to return something.
static const Expr *onlyReturned(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  if (!F->hasBody(Definition))
    return nullptr;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Definition->getBody());
  const auto *Return = Body == nullptr || Body->size() != 1 ? nullptr : dyn_cast<ReturnStmt>(Body->body_front());
  return Return == nullptr ? nullptr : Return->getRetValue();
}

const Expr *Origins::partGiven(const Expr *Whole, unsigned I) {
  for (unsigned Steps = 0; Whole != nullptr && Steps < 12; ++Steps) {
    const Expr *E = plain(Whole);
    if (!isPairOrTuple(E->getType()))
      return nullptr;
    Whole = nullptr;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
      if (V != nullptr && V->isLocalVarDecl() && !V->isCXXForRangeDecl() && !Checked.isChanged(V))
        Whole = V->getInit();
    } else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
      Whole = Cast->getSubExpr();
    } else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E)) {
      if (Construction->getConstructor()->isCopyOrMoveConstructor())
        Whole = Construction->getArg(0);
      else if (Construction->getNumArgs() >= 2 && I < Construction->getNumArgs() && !isPiecewise(Construction->getArg(0)->getType()))
        return Construction->getArg(I);
    } else if (const auto *Call = dyn_cast<CallExpr>(E); Call != nullptr && Call->getDirectCallee() != nullptr) {
      const FunctionDecl *F = Call->getDirectCallee();
      std::string Name = F->getNameAsString();
      if (F->isInStdNamespace() && (Name == "make_pair" || Name == "make_tuple" || Name == "tie" || Name == "forward_as_tuple"))
        return I < Call->getNumArgs() ? Call->getArg(I) : nullptr;
      if (Call->isCallToStdMove())
        Whole = Call->getArg(0);
      else if (isProjectCode(F->getLocation(), AST.getSourceManager(), P))
        Whole = onlyReturned(F);
    }
  }
  return nullptr;
}

const Expr *Origins::partGiven(const Expr *E) {
  E = plain(E);
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    return Field != nullptr && !Member->isArrow() ? partGiven(Member->getBase(), Field->getFieldIndex()) : nullptr;
  }
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    if (const auto *Binding = dyn_cast<BindingDecl>(Reference->getDecl()))
      if (const auto *Whole = dyn_cast_or_null<DecompositionDecl>(Binding->getDecomposedDecl());
          Whole != nullptr && Whole->getInit() != nullptr && !Whole->isCXXForRangeDecl() && !Checked.isChanged(Binding) && !Checked.isChanged(Whole))
        return partGiven(Whole->getInit(), llvm::find(Whole->bindings(), Binding) - Whole->bindings().begin());
  // std::get<0>(both)
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = Call == nullptr || Call->getNumArgs() != 1 ? nullptr : Call->getDirectCallee();
  const TemplateArgumentList *Arguments = F != nullptr && F->isInStdNamespace() && F->getDeclName().isIdentifier() && F->getName() == "get"
                                              ? F->getTemplateSpecializationArgs()
                                              : nullptr;
  bool HasNumber = Arguments != nullptr && Arguments->size() != 0 && Arguments->get(0).getKind() == TemplateArgument::Integral;
  return HasNumber ? partGiven(Call->getArg(0), Arguments->get(0).getAsIntegral().getZExtValue()) : nullptr;
}

} // namespace tenantscan::values
