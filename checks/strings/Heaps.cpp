//===- Heaps.cpp - What is put into members of any object ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A job on the heap that holds a statement goes from hand to hand, through queues and
// pointers that nobody follows. What its member holds is what is put there, in whatever
// unit and object: the link step joins it.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace tenantscan::strings {

std::vector<std::pair<const FieldDecl *, AbstractString>> Evaluator::putBy(const FunctionDecl *Function) {
  std::vector<std::pair<const FieldDecl *, AbstractString>> Out;
  const FunctionDecl *Body = nullptr;
  if (!Function->hasBody(Body) || Body->isDependentContext())
    return Out;
  Flow &F = flowOf(Body);
  const Changes &What = F.changes();
  auto Matters = [&](const FieldDecl *Field) { return Field != nullptr && NotKnown.count(Field) == 0 && isSharedText(Field, Apis, P); };
  auto IsLost = [](const Alternative &A) {
    const Piece &P = A.Pieces.front();
    return A.isUnknown() && P.Parameter == nullptr && P.Result == nullptr && P.Variable == nullptr && P.HeldIn == nullptr;
  };
  auto Put = [&](const FieldDecl *Field, const AbstractString &Texts) {
    AbstractString Known;
    for (const Alternative &A : withoutNull(Texts, AST)) {
      // As it was; and what others add to is more than what any of them says.
      bool IsOwn = llvm::any_of(
          A.Pieces, [&](const Piece &P) { return (P.Field == Field && P.Function != nullptr) || P.Variable == Field->getCanonicalDecl(); });
      if (!A.Pieces.empty() && !(IsOwn && A.Pieces.size() == 1))
        Known.push_back(IsOwn ? hole(nullptr).front() : A);
    }
    if (Known.empty() || isNullPointer(Known, AST))
      return;
    Known = settled(Known);
    if (llvm::any_of(Known, IsLost)) {
      NotKnown.insert(Field);
      Known = hole(nullptr);
    }
    Out.emplace_back(Field, std::move(Known));
  };
  {
    Scope Inside(*this, Body);
    for (const Event &E : What.Foreign)
      if (Matters(E.Where.Field))
        Put(E.Where.Field, E.What == Event::Kind::Assign ? visit(E.Value) : hole(nullptr));
  }
  for (const Cell &C : What.Cells) {
    bool IsGiven = C.Object != nullptr ? isa<ParmVarDecl>(C.Object) : !isa<CXXConstructorDecl>(Body);
    if (!Matters(C.Field) || (IsGiven && F.follows(C) && F.isConstant(C)))
      continue;
    if (!F.follows(C)) {
      Put(C.Field, hole(nullptr));
      continue;
    }
    if (std::shared_ptr<const AbstractString> AtExit = F.valueAtExit(C, *this))
      Put(C.Field, *AtExit);
    // What is there before it gets another text.
    for (const Event *E : What.eventsOf(C))
      if (E->What == Event::Kind::Assign || E->What == Event::Kind::Copy || E->What == Event::Kind::Clear)
        if (std::shared_ptr<const AbstractString> Before = F.valueAt(C, E->At, *this))
          Put(C.Field, *Before);
  }
  return Out;
}

} // namespace tenantscan::strings
