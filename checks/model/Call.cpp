//===- Call.cpp - Calls and constructions, as the source has them ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/Call.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::model {

std::string qualifiedName(const NamedDecl *D) {
  llvm::SmallVector<std::string, 6> Parts;
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(D))
    Parts.push_back(Constructor->getParent()->getName().str());
  else if (D->getDeclName().isIdentifier() || !isa<FunctionDecl>(D))
    Parts.push_back(D->getNameAsString());
  else
    Parts.push_back(D->getDeclName().getAsString());
  for (const DeclContext *Context = D->getDeclContext(); Context != nullptr; Context = Context->getParent()) {
    if (const auto *Namespace = dyn_cast<NamespaceDecl>(Context)) {
      if (!Namespace->isInline() && !Namespace->isAnonymousNamespace())
        Parts.push_back(Namespace->getName().str());
    } else if (const auto *Record = dyn_cast<RecordDecl>(Context)) {
      if (!Record->getName().empty())
        Parts.push_back(Record->getName().str());
    }
  }
  std::string Name;
  for (auto It = Parts.rbegin(); It != Parts.rend(); ++It)
    Name += Name.empty() ? *It : "::" + *It;
  return Name;
}

bool isForwarding(const FunctionDecl *F) {
  return F != nullptr && F->isInStdNamespace() && F->getNumParams() == 1 && F->getDeclName().isIdentifier() &&
         (F->getName() == "move" || F->getName() == "forward" || F->getName() == "as_const");
}

static bool mayBind(QualType Parameter, const Expr *Argument) {
  Parameter = Parameter.getNonReferenceType().getCanonicalType();
  QualType Given = Argument->getType().getCanonicalType();
  const CXXRecordDecl *Wanted = Parameter->getAsCXXRecordDecl();
  const CXXRecordDecl *Class = Given->getAsCXXRecordDecl();
  if (Wanted != nullptr && Class != nullptr)
    return Wanted->getCanonicalDecl() == Class->getCanonicalDecl() ||
           (Class->hasDefinition() && Wanted->hasDefinition() && Class->isDerivedFrom(Wanted));
  if (!Parameter->isPointerType())
    return true;
  QualType Pointee;
  if (const Type *Element = Given->isArrayType() ? Given->getArrayElementTypeNoTypeQual() : nullptr)
    Pointee = QualType(Element, 0);
  else
    Pointee = Given->getPointeeType();
  return !Pointee.isNull() && Pointee.getUnqualifiedType() == Parameter->getPointeeType().getUnqualifiedType();
}

// std::make_unique<Statement>(db, text) and the like construct their type from
// their arguments; the constructor is called deep inside the standard library.
static const CXXConstructorDecl *constructedBy(const CallExpr *E) {
  const FunctionDecl *F = E->getDirectCallee();
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  bool IsStandard = Method != nullptr ? Method->getParent()->isInStdNamespace() : F->isInStdNamespace();
  if (!IsStandard || !F->getDeclName().isIdentifier())
    return nullptr;
  const TemplateArgumentList *Arguments = nullptr;
  if (Method != nullptr) {
    const auto *Class = dyn_cast<ClassTemplateSpecializationDecl>(Method->getParent());
    if (Class != nullptr && (F->getName() == "emplace_back" || (F->getName() == "emplace" && Class->getName().ends_with("optional"))))
      Arguments = &Class->getTemplateArgs();
  } else if (F->getName() == "make_unique" || F->getName() == "make_shared" || F->getName() == "make_optional") {
    Arguments = F->getTemplateSpecializationArgs();
  }
  if (Arguments == nullptr || Arguments->size() == 0 || Arguments->get(0).getKind() != TemplateArgument::Type)
    return nullptr;
  const CXXRecordDecl *Class = Arguments->get(0).getAsType()->getAsCXXRecordDecl();
  if (Class == nullptr || !Class->hasDefinition())
    return nullptr;
  for (const CXXConstructorDecl *Constructor : Class->getDefinition()->ctors()) {
    if (Constructor->isCopyOrMoveConstructor() || E->getNumArgs() < Constructor->getMinRequiredArguments() ||
        E->getNumArgs() > Constructor->getNumParams())
      continue;
    bool Fits = true;
    for (unsigned I = 0; I < E->getNumArgs(); ++I)
      Fits = Fits && mayBind(Constructor->getParamDecl(I)->getType(), E->getArg(I));
    if (Fits)
      return Constructor;
  }
  return nullptr;
}

Call Call::of(const Expr *E) {
  Call C;
  auto Add = [&](const Expr *Argument) {
    if (!isa<CXXDefaultArgExpr>(Argument))
      C.Arguments.push_back(Argument);
  };
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E)) {
    C.Expression = E;
    C.Callee = Construction->getConstructor();
    // `using std::thread::thread;`
    if (const InheritedConstructor Inherited = Construction->getConstructor()->getInheritedConstructor())
      C.Callee = Inherited.getConstructor();
    for (const Expr *Argument : Construction->arguments())
      Add(Argument);
    return C;
  }
  const auto *Plain = dyn_cast<CallExpr>(E);
  if (Plain == nullptr || Plain->getDirectCallee() == nullptr)
    return C;
  C.Expression = E;
  C.Callee = Plain->getDirectCallee();
  if (const CXXConstructorDecl *Constructor = constructedBy(Plain)) {
    C.Callee = Constructor;
    for (const Expr *Argument : Plain->arguments())
      Add(Argument);
    return C;
  }
  unsigned First = 0;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    C.Object = Member->getImplicitObjectArgument();
  } else if (const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee); Method != nullptr && isa<CXXOperatorCallExpr>(E) && !Method->isStatic()) {
    C.Object = Plain->getArg(0);
    First = 1;
  }
  for (unsigned I = First; I < Plain->getNumArgs(); ++I)
    Add(Plain->getArg(I));
  return C;
}

} // namespace tenantscan::model
