//===- Queues.cpp - Texts that wait in a member --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread that runs statements takes them out of a queue that other methods of its
// class fill. Which one it takes nobody knows: it may be any that is ever put in.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan::strings {

// `queue.pop()`: some elements are gone, and the others are the same.
static bool onlyTakesOut(const Event &E) {
  const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(E.At);
  const CXXMethodDecl *Method = Call == nullptr ? nullptr : Call->getMethodDecl();
  static constexpr llvm::StringLiteral Names[] = {"pop",         "pop_front",  "pop_back",  "erase",    "clear",
                                                  "removeFirst", "removeLast", "takeFirst", "takeLast", "dequeue"};
  return E.What == Event::Kind::Clear || (Method != nullptr && Method->getDeclName().isIdentifier() && llvm::is_contained(Names, Method->getName()));
}

AbstractString Evaluator::queued(const Expr *E) {
  const Expr *List = tableOf(E);
  const auto *Member = List == nullptr ? nullptr : dyn_cast<MemberExpr>(List->IgnoreParenImpCasts());
  const auto *Field = Member == nullptr ? nullptr : dyn_cast<FieldDecl>(Member->getMemberDecl());
  const auto *Class = Field == nullptr ? nullptr : dyn_cast<CXXRecordDecl>(Field->getParent());
  // All queues of a template would be one.
  if (Class == nullptr || !Apis.isTextList(Field->getType()) || !isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()) || Class->isTemplated() ||
      isa<ClassTemplateSpecializationDecl>(Class))
    return {};
  Writers W = writersOf(Field);
  if (!W.IsClosed || W.IsLeaked || !Active.insert({Field, Class}).second)
    return {};
  Cell Queue{nullptr, Field};
  AbstractString All;
  bool IsKnown = true;
  for (const FunctionDecl *F : W.Functions) {
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
      IsKnown = IsKnown && llvm::none_of(Constructor->inits(), [&](const CXXCtorInitializer *Init) {
                  return Init->getMember() == Field && Init->isWritten() && !model::Call::of(Init->getInit()).Arguments.empty();
                });
    for (const Event *Each : flowOf(F).changes().eventsOf(Queue)) {
      if (onlyTakesOut(*Each))
        continue;
      bool Puts = (Each->What == Event::Kind::Append || Each->What == Event::Kind::Prepend) && Each->Value != nullptr;
      if (!Puts || Apis.isTextList(Each->Value->getType()) || !Apis.isText(Each->Value->getType())) {
        IsKnown = false;
        continue;
      }
      Scope Inside(*this, F);
      for (Alternative &A : visit(Each->Value)) {
        A.Conditions.clear();
        A.Stops.push_back({Each->At->getExprLoc(), fmt::format("put into '{}'", Field->getNameAsString())});
        All.push_back(std::move(A));
      }
    }
  }
  Active.erase({Field, Class});
  return IsKnown && !All.empty() ? settled(bounded(std::move(All), Field->getNameAsString())) : AbstractString();
}

} // namespace tenantscan::strings
