//===- RequestShape.cpp - Classes that are requests by what they have -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/RequestShape.h"

#include "checks/model/Words.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace tenantscan::model {

bool looksLikeRequest(const CXXRecordDecl *Class) {
  static const WordList &Requests = wordList("requests"), &Sent = wordList("sentRequests");
  if (Class->getIdentifier() == nullptr || !Class->hasDefinition() || !Requests.fitsLast(std::string_view(Class->getName())))
    return false;
  Class = Class->getDefinition();
  if (Class->getASTContext().getSourceManager().isInSystemHeader(Class->getLocation()))
    return false;
  bool HasHeaders = false;
  bool HasPart = false;
  for (const Decl *D : Class->decls()) {
    const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
    const auto *Member = dyn_cast<NamedDecl>(Template != nullptr ? Template->getTemplatedDecl() : D);
    if (Member == nullptr || !Member->getDeclName().isIdentifier() || !isa<FieldDecl, CXXMethodDecl>(Member))
      continue;
    std::string_view Name = Member->getName();
    if (Sent.fits(Name))
      return false;
    std::string_view Part = requestPart(Name);
    HasHeaders = HasHeaders || Part == "header";
    HasPart = HasPart || Part == "path" || Part == "query" || Part == "body";
  }
  return HasHeaders && HasPart;
}

} // namespace tenantscan::model
