//===- CacheShape.cpp - Caches that no rule pack knows --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/CacheShape.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::model {

static bool hasWord(const CXXRecordDecl *Class, std::string_view Word) {
  return Class != nullptr && Class->getIdentifier() != nullptr && llvm::is_contained(wordsOf(std::string_view(Class->getName())), Word);
}

// titles_.find(key) in a method of the class `TitleCache`, where `titles_` is a map of its own. The calls of a
// template are the accesses themselves.
static bool isMapOfCache(const Call &C, const CXXRecordDecl *Map) {
  const auto *Member = C.Object == nullptr ? nullptr : dyn_cast<MemberExpr>(C.Object->IgnoreParenImpCasts());
  const auto *Holder = Member == nullptr ? nullptr : dyn_cast<CXXRecordDecl>(Member->getMemberDecl()->getDeclContext());
  const auto *This = Holder == nullptr ? nullptr : dyn_cast<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts());
  return This != nullptr && This->getType()->getPointeeCXXRecordDecl() == Holder && hasWord(Map, "map") && hasWord(Holder, "cache") &&
         !isa<ClassTemplateSpecializationDecl>(Holder);
}

bool isCacheAccess(const Call &C, QualType Taken) {
  const auto *Class = dyn_cast<ClassTemplateSpecializationDecl>(cast<CXXMethodDecl>(C.Callee)->getParent());
  if (Class == nullptr || Class->getTemplateArgs().size() == 0 || Class->getTemplateArgs()[0].getKind() != TemplateArgument::Type ||
      !(hasWord(Class, "cache") || isMapOfCache(C, Class)))
    return false;
  // set_capacity(n) takes no key: a key has the type that the cache is a template over.
  QualType Wanted = Class->getTemplateArgs()[0].getAsType().getCanonicalType().getUnqualifiedType();
  return Wanted == Taken.getNonReferenceType().getCanonicalType().getUnqualifiedType();
}

} // namespace tenantscan::model
