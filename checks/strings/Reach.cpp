//===- Reach.cpp - What a call may come back to --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Places.h"
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

/// Calls within calls that are looked into.
static constexpr unsigned MaxSteps = 6;

static const FunctionDecl *calleeOf(const Stmt *Call) {
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(Call))
    return Construction->getConstructor();
  return cast<CallExpr>(Call)->getDirectCallee();
}

// Whether \p Found is true of a function that is called in \p S; it is asked with null for one that
// is not known.
static bool anyCall(const Stmt *S, llvm::function_ref<bool(const FunctionDecl *)> Found) {
  if (S == nullptr)
    return false;
  if (isa<CallExpr, CXXConstructExpr>(S) && !cast<Expr>(S)->isTypeDependent() && Found(calleeOf(S)))
    return true;
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return anyCall(Child, Found); });
}

// Libraries call back what they are given.
static bool callsBack(const FunctionDecl *F) {
  return llvm::any_of(F->parameters(), [](const ParmVarDecl *Parameter) {
    QualType T = Parameter->getType().getNonReferenceType();
    const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
    return T->isFunctionPointerType() || T->isFunctionType() ||
           (Record != nullptr && (Record->isLambda() || (Record->isInStdNamespace() && Record->getIdentifier() != nullptr &&
                                                         Record->getName() == "function")));
  });
}

// Whether code that F runs may call methods of a class; that is not certain where
// code is not in sight.
bool Evaluator::reachesMethods(const FunctionDecl *F, const CXXRecordDecl *Class, unsigned Steps) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  auto IsRelated = [&](const CXXRecordDecl *Other) {
    return Other->getCanonicalDecl() == Class->getCanonicalDecl() ||
           (Other->hasDefinition() && Class->hasDefinition() && (Other->isDerivedFrom(Class) || Class->isDerivedFrom(Other)));
  };
  if (Method != nullptr && !isa<CXXConstructorDecl>(F) && !Method->isConst() && !Method->isStatic() && IsRelated(Method->getParent()))
    return true;
  if (F->isImplicit() || F->isDefaulted())
    return false;
  if (!isProjectCode(F->getLocation(), AST.getSourceManager(), P))
    return callsBack(F) || (Method != nullptr && Method->getOverloadedOperator() == OO_Call);
  const FunctionDecl *Body = nullptr;
  if (!F->hasBody(Body) || (Method != nullptr && Method->isVirtual()) || Steps > MaxSteps)
    return true;
  auto [It, IsNew] = Reaches.try_emplace({Body, Class}, false);
  if (!IsNew)
    return It->second;
  bool Found = anyCall(Body->getBody(), [&](const FunctionDecl *Callee) { return Callee == nullptr || reachesMethods(Callee, Class, Steps + 1); });
  Reaches[{Body, Class}] = Found;
  // What was found out about functions on a cycle holds only if nothing was found at all.
  if (Steps == 0 && Found)
    Reaches.clear();
  return Found;
}

bool Evaluator::maySeeObject(const Expr *Call, const FunctionDecl *Method) {
  const CXXRecordDecl *Class = cast<CXXMethodDecl>(Method)->getParent();
  const FunctionDecl *Callee = calleeOf(Call);
  // Methods that are constant do not change their own object.
  if (const auto *Own = dyn_cast_or_null<CXXMethodDecl>(Callee);
      Own != nullptr && Own->isConst() && Own->getParent()->getCanonicalDecl() == Class->getCanonicalDecl() && Own->hasBody())
    return reachesMethods(Own, Class, 0);
  return Callee == nullptr || reachesMethods(Callee, Class, 0);
}

// Whether what a function does may write to a static text, which it names. One of another unit is not taken for one
// that comes back into this unit while the text is in use.
bool Evaluator::mayWrite(const FunctionDecl *F, const VarDecl *Static, unsigned Steps) {
  if (F == nullptr)
    return true;
  if (F->isImplicit() || F->isDefaulted())
    return false;
  if (!isProjectCode(F->getLocation(), AST.getSourceManager(), P))
    return callsBack(F);
  const FunctionDecl *Body = nullptr;
  const StaticWriters &Known = writersOf(Static);
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F); Method != nullptr && Method->isVirtual() && Known.HasVirtual)
    return true;
  if (!F->hasBody(Body))
    return Static->isFileVarDecl() && Static->isExternallyVisible();
  if (Steps > MaxSteps || Known.Functions.count(Body) != 0)
    return true;
  auto [It, IsNew] = Writes.try_emplace({Body, Static}, false);
  if (!IsNew)
    return It->second;
  bool Found = anyCall(Body->getBody(), [&](const FunctionDecl *Callee) { return mayWrite(Callee, Static, Steps + 1); });
  Writes[{Body, Static}] = Found;
  if (Steps == 0 && Found)
    Writes.clear();
  return Found;
}

bool Evaluator::mayWrite(const Expr *Call, const VarDecl *Static) { return mayWrite(calleeOf(Call), Static, 0); }

} // namespace tenantscan::strings
