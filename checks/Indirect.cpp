//===- Indirect.cpp - Calls through variables and members -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Indirect.h"

using namespace clang;

namespace tenantscan {

const ValueDecl *holderIn(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  // (*run)(text)
  if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
    E = Star->getSubExpr()->IgnoreParenImpCasts();
  // runs[i](text)
  while (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    E = Element->getBase()->IgnoreParenImpCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return dyn_cast<VarDecl>(Reference->getDecl());
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (isa<FieldDecl>(Member->getMemberDecl()) || isa<VarDecl>(Member->getMemberDecl()))
      return Member->getMemberDecl();
  }
  return nullptr;
}

// A class whose objects are called and hold one of many functions, told by how it
// is constructed: std::function, boost::function, absl::AnyInvocable, folly::Function.
static bool holdsFunctions(QualType T) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(T.getNonReferenceType()->getAsCXXRecordDecl());
  if (Class == nullptr || Class->getTemplateArgs().size() == 0)
    return false;
  const TemplateArgument &First = Class->getTemplateArgs()[0];
  return First.getKind() == TemplateArgument::Type && First.getAsType()->isFunctionType();
}

IndirectCall IndirectCall::of(const CallExpr *E) {
  IndirectCall C;
  unsigned First = 0;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (Operator->getOperator() != OO_Call || !holdsFunctions(Operator->getArg(0)->getType()))
      return C;
    C.Through = holderIn(Operator->getArg(0));
    First = 1;
  } else if (E->getDirectCallee() == nullptr && !isa<CXXMemberCallExpr>(E)) {
    C.Through = holderIn(E->getCallee());
  }
  if (C.Through != nullptr)
    for (unsigned I = First; I < E->getNumArgs(); ++I)
      C.Arguments.push_back(E->getArg(I));
  return C;
}

// The lambda, or the name of a function, that E is, itself or wrapped in an object.
static const Expr *heldIn(const Expr *E) {
  for (unsigned Steps = 0; E != nullptr && Steps < 16; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (isa<LambdaExpr, DeclRefExpr>(E))
      return E;
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary != nullptr && (Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Plus || Unary->getOpcode() == UO_Deref))
      E = Unary->getSubExpr();
    else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() == 1)
      E = Construction->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

const FunctionDecl *functionIn(const Expr *E) {
  const Expr *Held = heldIn(E);
  if (const auto *Lambda = dyn_cast_or_null<LambdaExpr>(Held))
    return Lambda->isGenericLambda() ? nullptr : Lambda->getCallOperator();
  const DeclRefExpr *Name = functionNameIn(E);
  return Name == nullptr ? nullptr : cast<FunctionDecl>(Name->getDecl());
}

const DeclRefExpr *functionNameIn(const Expr *E) {
  const auto *Name = dyn_cast_or_null<DeclRefExpr>(heldIn(E));
  return Name != nullptr && isa<FunctionDecl>(Name->getDecl()) ? Name : nullptr;
}

llvm::SmallVector<std::pair<const ValueDecl *, const FunctionDecl *>, 4> functionsIn(const InitListExpr *List) {
  llvm::SmallVector<std::pair<const ValueDecl *, const FunctionDecl *>, 4> Result;
  if (!List->isSemanticForm())
    List = List->getSemanticForm();
  const RecordDecl *Record = List == nullptr ? nullptr : List->getType()->getAsRecordDecl();
  if (Record == nullptr || Record->isUnion())
    return Result;
  // Base classes come first.
  const auto *Class = dyn_cast<CXXRecordDecl>(Record);
  unsigned Bases = Class == nullptr ? 0 : Class->getNumBases();
  for (const FieldDecl *Field : Record->fields()) {
    unsigned I = Bases + Field->getFieldIndex();
    if (I < List->getNumInits() && List->getInit(I) != nullptr)
      if (const FunctionDecl *F = functionIn(List->getInit(I)))
        Result.emplace_back(Field, F);
  }
  return Result;
}

} // namespace tenantscan
