//===- Queues.cpp - Texts that wait in a member --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread that runs statements takes them out of a queue that other methods of its
// class fill. Which one it takes nobody knows: it may be any that is ever put in. The same
// holds for a map, of which the key may be known.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"
#include "checks/strings/MapEntries.h"

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

// Two texts that are known, and not the same.
static bool differ(const AbstractString &A, const AbstractString &B) {
  auto TextOf = [](const AbstractString &Text, std::string &Out) {
    for (const Piece &P : Text.size() == 1 ? llvm::ArrayRef<Piece>(Text.front().Pieces) : llvm::ArrayRef<Piece>())
      if (P.IsHole)
        return false;
      else
        Out += P.Text;
    return Text.size() == 1;
  };
  std::string X;
  std::string Y;
  return TextOf(A, X) && TextOf(B, Y) && X != Y;
}

AbstractString Evaluator::queued(const Expr *E) {
  const Expr *Key = nullptr;
  const Expr *List = tableOf(E, &Key);
  // The variable of a loop over it.
  const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (List == nullptr && Variable != nullptr && Variable->isLocalVarDecl() && Variable->getInit() != nullptr)
    List = tableOf(Variable->getInit()->IgnoreImplicit());
  const auto *Member = List == nullptr ? nullptr : dyn_cast<MemberExpr>(List->IgnoreParenImpCasts());
  const auto *Field = Member == nullptr ? nullptr : dyn_cast<FieldDecl>(Member->getMemberDecl());
  const auto *Class = Field == nullptr ? nullptr : dyn_cast<CXXRecordDecl>(Field->getParent());
  if (QualType Held = Field == nullptr ? QualType() : mappedType(Field->getType()); !Held.isNull()) {
    bool IsOwn = Apis.isText(Held) && isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts());
    std::optional<std::vector<MapEntry>> Entries = IsOwn ? entriesOf(Field) : std::nullopt;
    if (!Entries || !Active.insert({Field, Class}).second)
      return {};
    AbstractString Wanted = Key == nullptr || !Apis.isText(Key->getType()) ? AbstractString() : visit(Key);
    AbstractString All;
    for (const MapEntry &Entry : *Entries) {
      Scope Inside(*this, Entry.Where);
      if (Key != nullptr && (differ(Key, Entry.Key, AST) || (!Wanted.empty() && differ(Wanted, visit(Entry.Key)))))
        continue;
      for (Alternative &A : visit(Entry.Value)) {
        A.Conditions.clear();
        A.Stops.push_back({Entry.Value->getExprLoc(), fmt::format("put into '{}'", Field->getNameAsString())});
        All.push_back(std::move(A));
      }
    }
    Active.erase({Field, Class});
    return All.empty() ? All : settled(bounded(std::move(All), Field->getNameAsString()));
  }
  // All queues of a template would be one.
  if (Class == nullptr || !Apis.isTextList(Field->getType()) || !isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()) || Class->isTemplated() ||
      isa<ClassTemplateSpecializationDecl>(Class))
    return {};
  Writers W = writersOf(Field);
  if (!((W.IsClosed && !W.IsLeaked) || W.IsKept) || !Active.insert({Field, Class}).second)
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
