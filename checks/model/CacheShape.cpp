//===- CacheShape.cpp - Caches that no rule pack knows --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/CacheShape.h"

#include "checks/model/Words.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::model {

static bool hasWord(const CXXRecordDecl *Class, std::string_view Word) {
  return Class != nullptr && Class->getIdentifier() != nullptr && llvm::is_contained(wordsOf(std::string_view(Class->getName())), Word);
}

// LruCache, Memoizer
static bool isCache(const CXXRecordDecl *Class) {
  static const WordList &Caches = wordList("caches");
  return Class != nullptr && Class->getIdentifier() != nullptr && Caches.fits(std::string_view(Class->getName()));
}

// std::map<std::string, ConnectionPool *>: what is kept are objects that serve, and no data.
static bool keepsServices(const CXXRecordDecl *Map) {
  static const WordList &Services = wordList("services");
  const auto *Template = dyn_cast<ClassTemplateSpecializationDecl>(Map);
  if (Template == nullptr || Template->getTemplateArgs().size() < 2 || Template->getTemplateArgs()[1].getKind() != TemplateArgument::Type)
    return false;
  QualType T = Template->getTemplateArgs()[1].getAsType();
  const CXXRecordDecl *Kept = T->isPointerType() ? T->getPointeeCXXRecordDecl() : T->getAsCXXRecordDecl();
  // std::unique_ptr<ConnectionPool>
  if (const auto *Pointer = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Kept);
      Pointer != nullptr && (Pointer->getName() == "unique_ptr" || Pointer->getName() == "shared_ptr"))
    Kept = Pointer->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  return Kept != nullptr && Kept->getIdentifier() != nullptr && Services.fitsLast(std::string_view(Kept->getName()));
}

// titles_.find(key) in a method of the class `TitleCache`, where `titles_` is a map of its own. The calls of a
// template are the accesses themselves.
static bool isMapOfCache(const Call &C, const CXXRecordDecl *Map) {
  // static std::map<...> name_cache: all that the process serves share it.
  const auto *Reference = C.Object == nullptr ? nullptr : dyn_cast<DeclRefExpr>(C.Object->IgnoreParenImpCasts());
  if (const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl()); Variable != nullptr)
    return Variable->hasGlobalStorage() && !Variable->getTLSKind() && hasWord(Map, "map") &&
           llvm::is_contained(wordsOf(std::string_view(Variable->getName())), "cache") && !keepsServices(Map);
  const auto *Member = C.Object == nullptr ? nullptr : dyn_cast<MemberExpr>(C.Object->IgnoreParenImpCasts());
  const auto *Holder = Member == nullptr ? nullptr : dyn_cast<CXXRecordDecl>(Member->getMemberDecl()->getDeclContext());
  const auto *This = Holder == nullptr ? nullptr : dyn_cast<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts());
  return This != nullptr && This->getType()->getPointeeCXXRecordDecl() == Holder && hasWord(Map, "map") && isCache(Holder) &&
         !keepsServices(Map) && !isa<ClassTemplateSpecializationDecl>(Holder);
}

bool isCacheAccess(const Call &C, QualType Taken) {
  const auto *Class = dyn_cast<ClassTemplateSpecializationDecl>(cast<CXXMethodDecl>(C.Callee)->getParent());
  if (Class == nullptr || Class->getTemplateArgs().size() == 0 || Class->getTemplateArgs()[0].getKind() != TemplateArgument::Type ||
      !(isCache(Class) || isMapOfCache(C, Class)))
    return false;
  // set_capacity(n) takes no key: a key has the type that the cache is a template over.
  QualType Wanted = Class->getTemplateArgs()[0].getAsType().getCanonicalType().getUnqualifiedType();
  return Wanted == Taken.getNonReferenceType().getCanonicalType().getUnqualifiedType();
}

} // namespace tenantscan::model
