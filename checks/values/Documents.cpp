//===- Documents.cpp - JSON and the like, handed between functions --------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Contents.h"

#include "checks/Places.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace tenantscan::values {

std::optional<Slot> takeDocument(ValueSource &Value) {
  if (!llvm::StringRef(Value.Parameter.Function).ends_with(DocumentOf))
    return std::nullopt;
  Slot Document = std::exchange(Value.Parameter, Slot());
  // Callers give it as they give a text.
  if (Document.What == Slot::Kind::Parameter)
    Document.Function.resize(Document.Function.size() - llvm::StringRef(DocumentOf).size());
  return Document;
}

bool Contents::isDocument(QualType T, const ASTContext &AST, const model::Project &P) {
  const CXXRecordDecl *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Class != nullptr && !Class->isLambda() && !Class->isInStdNamespace() && !isProjectCode(Class->getLocation(), AST.getSourceManager(), P);
}

// `const json &message`. One that may be changed by those that it is handed to is as good as unknown.
bool Contents::isGivenDocument(const ParmVarDecl *Parameter, const ASTContext &AST, const model::Project &P) {
  QualType T = Parameter->getType();
  if (!isa<FunctionDecl>(Parameter->getDeclContext()) || (T->isLValueReferenceType() && !T->getPointeeType().isConstQualified()) ||
      !isDocument(T, AST, P))
    return false;
  static const model::WordList &Documents = model::wordList("documents");
  const CXXRecordDecl *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Class->hasDefinition() && llvm::any_of(Class->methods(), [](const CXXMethodDecl *M) {
           return M->getDeclName().isIdentifier() && Documents.fits(std::string_view(M->getName()));
         });
}

// `doc["at"] = now();`: what is put into a document by keys, and is not the tenant, leaves whose it is as it was.
bool Contents::isOnlyStamped(const VarDecl *Document, const FunctionDecl *Function) {
  const Writes &All = writesOf(Function);
  auto It = All.find(Document);
  auto IsHarmless = [&](const Write &W) {
    if (W.IsUnknown || W.Names.empty() || W.Values.empty())
      return false;
    return llvm::all_of(W.Values, [&](const Expr *Value) {
      Value = Value->IgnoreUnlessSpelledInSource();
      // Another document may have anything in it.
      if (isDocument(Value->getType(), AST, P))
        return false;
      ValueSource S = ofKey(W.Names.front(), visit(Value));
      bool IsNumber = Value->getType()->isArithmeticType() && P.Names.isDescriptive(W.Names.front());
      return S.What != ValueSource::Kind::Tenant && (S.What == ValueSource::Kind::Literal || S.Holds == ValueSource::Part::None || IsNumber);
    });
  };
  return It == All.end() || llvm::all_of(It->second, IsHarmless);
}

// `envelope(ctx).dump()`, `json j = envelope(ctx); j.dump()`
std::pair<const CallExpr *, const ParmVarDecl *> Contents::documentIn(const Expr *E) {
  for (unsigned Steps = 0; Steps < 12; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *F = Call == nullptr ? nullptr : Call->getDirectCallee();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
      const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
      const auto *Function = Variable == nullptr ? nullptr : dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
      if (Function == nullptr || !isOnlyStamped(Variable, Function))
        return {};
      if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable))
        return {nullptr, isGivenDocument(Parameter, AST, P) ? Parameter : nullptr};
      if (Variable->isStaticLocal() || Variable->getInit() == nullptr)
        return {};
      E = Variable->getInit();
    } else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() == 1) {
      E = Construction->getArg(0);
    } else if (model::isForwarding(F)) {
      E = Call->getArg(0);
    } else if (F != nullptr && isProjectCode(F->getLocation(), AST.getSourceManager(), P)) {
      const auto *Method = dyn_cast<CXXMethodDecl>(F);
      bool IsMade = !F->hasBody() && (Method == nullptr || !Method->isVirtual()) && isDocument(F->getReturnType(), AST, P);
      return {IsMade ? Call : nullptr, nullptr};
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E); Member != nullptr && F != nullptr && isSerialising(F->getNameAsString())) {
      E = Member->getImplicitObjectArgument();
    } else if (F != nullptr && Call->getNumArgs() == 1 && isSerialising(F->getNameAsString())) {
      E = Call->getArg(0);
    } else {
      return {};
    }
  }
  return {};
}

} // namespace tenantscan::values
