//===- Aliases.cpp - Several names for one text ---------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Changes.h"

using namespace clang;

namespace tenantscan::strings {

// `o.text = x`: o may be `*this`, or what another parameter refers to.
void Changes::separateAliases() {
  auto MayBeOther = [](const Cell &C) {
    return C.Field != nullptr && (C.Object == nullptr || C.Object->getType()->isReferenceType() || C.Object->getType()->isPointerType());
  };
  for (const Cell &C : Cells) {
    if (!MayBeOther(C))
      continue;
    bool IsElsewhere = ChangedElsewhere.count(C.Field) != 0;
    bool IsMixed = false;
    for (const Cell &O : Cells)
      if (!(O == C) && O.Field == C.Field && MayBeOther(O)) {
        IsElsewhere = IsElsewhere || Escaped.count(O) != 0;
        IsMixed = IsMixed || Changed.count(O) != 0;
      }
    if (IsElsewhere)
      Escaped.insert(C);
    else if (IsMixed)
      Mixed.insert(C);
  }
  // Its own text is the one at its declaration, and not what its initialiser would be elsewhere.
  for (const VarDecl *Other : Leading)
    Changed.insert({Other, nullptr});
  // const_cast of a constant reference.
  for (const auto &[Bound, C] : References)
    if (Bound->getType()->isReferenceType() && (Changed.count({Bound, nullptr}) != 0 || Escaped.count({Bound, nullptr}) != 0))
      (C.Object != nullptr && C.Object->isFileVarDecl() ? void(ChangedGlobals.insert(C.Object)) : void(Escaped.insert(C)));
}

// Who sees a text through a reference does not know it any more when it changes.
void Changes::followReferences() {
  for (unsigned Round = 0; Round < 4; ++Round) {
    bool Again = false;
    for (const auto &[Bound, C] : References) {
      Cell View{Bound, nullptr};
      if (!follows(View) || Escaped.count(View) != 0)
        continue;
      if (Escaped.count(C) != 0) {
        Escaped.insert(View);
        Again = true;
        continue;
      }
      auto Add = [&, &C = C, Bound = Bound](llvm::SmallVector<Event, 1> &Here) {
        const auto *Change = llvm::find_if(Here, [&](const Event &E) { return E.Where == C; });
        if (Change == Here.end() || llvm::any_of(Here, [&](const Event &E) { return E.Where == View; }))
          return;
        // Another text that one pointer gets is nothing to the other.
        if (Change->What != Event::Kind::Share && C.type()->isPointerType() && Bound->getType()->isPointerType())
          return;
        Event E;
        E.Where = View;
        E.At = Change->At;
        Here.push_back(E);
        Changed.insert(View);
        Again = true;
      };
      for (auto &[Statement, Here] : Events)
        Add(Here);
      for (auto &[Variable, Here] : AfterDeclaration)
        Add(Here);
    }
    if (!Again)
      break;
  }
}

} // namespace tenantscan::strings
