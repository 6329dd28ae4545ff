//===- OwnFacts.cpp - What of a unit other units tell ---------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/OwnFacts.h"

#include "checks/Places.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace tenantscan {

OwnFacts::OwnFacts(ASTContext &AST, const std::vector<std::string> *OwnFiles, UnitFacts &Out) : AST(AST), Out(Out), Everything(OwnFiles == nullptr) {
  if (OwnFiles != nullptr)
    Own.insert(OwnFiles->begin(), OwnFiles->end());
}

OwnFacts::Counts OwnFacts::counts() const {
  return {Out.Sites.size(),   Out.Keys.size(),       Out.Connects.size(),       Out.Calls.size(),
          Out.Results.size(), Out.Executions.size(), Out.TenantArguments.size()};
}

bool OwnFacts::isOwn(SourceLocation Loc) {
  const SourceManager &SM = AST.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(Loc));
  auto [It, IsNew] = IsOwnFile.try_emplace(File, true);
  if (IsNew)
    It->second = File == SM.getMainFileID() || Own.contains(pathOf(File, SM));
  return It->second;
}

static bool isInstantiation(const Decl *D) {
  if (const auto *F = dyn_cast<FunctionDecl>(D))
    return F->isTemplateInstantiation();
  if (const auto *V = dyn_cast<VarDecl>(D))
    return V->getTemplateSpecializationKind() == TSK_ImplicitInstantiation;
  const auto *Class = dyn_cast<CXXRecordDecl>(D);
  return Class != nullptr && Class->getTemplateSpecializationKind() != TSK_Undeclared &&
         Class->getTemplateSpecializationKind() != TSK_ExplicitSpecialization;
}

static bool isInLambda(const Decl *D) {
  const auto *Class = dyn_cast<CXXRecordDecl>(D->getDeclContext());
  return Class != nullptr && Class->isLambda();
}

void OwnFacts::enter(const Decl *D) {
  if (Everything || D == nullptr || D->getLocation().isInvalid() || Where == Instantiated || isInLambda(D))
    return;
  if (isInstantiation(D))
    return move(Instantiated);
  move(isOwn(D->getLocation()) ? Here : Elsewhere);
  if (Where == Here)
    notePattern(D);
}

void OwnFacts::move(char To) {
  if (To == Elsewhere && Where != Elsewhere)
    Begin = counts();
  else if (To != Elsewhere && Where == Elsewhere)
    Dropped.push_back({Begin, counts()});
  Where = To;
}

// What a template of a header does is for those to tell who use it: they are known by
// its name.
void OwnFacts::notePattern(const Decl *D) {
  const SourceManager &SM = AST.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(D->getLocation()));
  if (File == SM.getMainFileID())
    return;
  const auto *F = dyn_cast<FunctionDecl>(D);
  const auto *V = dyn_cast<VarDecl>(D);
  bool IsPattern = F != nullptr   ? F->doesThisDeclarationHaveABody() && F->isDependentContext()
                   : V != nullptr ? V->getInit() != nullptr && !V->isLocalVarDecl() && !isa<ParmVarDecl>(V) &&
                                        (V->getDeclContext()->isDependentContext() || V->getDescribedVarTemplate() != nullptr)
                                  : false;
  if (!IsPattern)
    return;
  TemplatePattern T;
  T.File = pathOf(File, SM);
  CharSourceRange Text = Lexer::makeFileCharRange(SM.getExpansionRange(D->getSourceRange()), SM, AST.getLangOpts());
  if (Text.isValid() && SM.getFileID(Text.getBegin()) == File) {
    T.Begin = SM.getFileOffset(Text.getBegin());
    T.End = SM.getFileOffset(Text.getEnd());
  } else {
    T.End = UINT32_MAX;
  }
  const auto *Named = cast<NamedDecl>(D);
  if (Named->getDeclName().isIdentifier())
    T.Name = Named->getName().str();
  Out.Patterns.push_back(std::move(T));
}

template <typename Fact> static void drop(std::vector<Fact> &Facts, const std::vector<std::pair<size_t, size_t>> &Ranges) {
  for (auto It = Ranges.rbegin(); It != Ranges.rend(); ++It)
    Facts.erase(Facts.begin() + static_cast<std::ptrdiff_t>(It->first), Facts.begin() + static_cast<std::ptrdiff_t>(It->second));
}

void OwnFacts::finish() {
  auto Ranges = [&](size_t Kind) {
    std::vector<std::pair<size_t, size_t>> Result;
    for (const auto &[From, To] : Dropped)
      if (From[Kind] != To[Kind])
        Result.push_back({From[Kind], To[Kind]});
    return Result;
  };
  drop(Out.Sites, Ranges(0));
  drop(Out.Keys, Ranges(1));
  drop(Out.Connects, Ranges(2));
  drop(Out.Calls, Ranges(3));
  drop(Out.Results, Ranges(4));
  drop(Out.Executions, Ranges(5));
  drop(Out.TenantArguments, Ranges(6));
  Dropped.clear();
}

} // namespace tenantscan
