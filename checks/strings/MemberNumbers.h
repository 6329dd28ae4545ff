//===- MemberNumbers.h - Flags that objects are made with ---------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `explicit Query(bool Mine) : Mine(Mine) {}`: where nothing but constructors gives the member
// a value, it has the one that its object was made with.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_MEMBERNUMBERS_H
#define TENANTSCAN_CHECKS_STRINGS_MEMBERNUMBERS_H

#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

namespace tenantscan::strings {

/// Tells which members are set by constructors only; each is looked for once.
class MemberNumbers {
public:
  /// Whether \p Field, a flag, an enumerator or a number, is what the initialisers of its
  /// constructor say, as long as the object is not assigned another one as a whole.
  bool isSetOnce(const clang::FieldDecl *Field);

private:
  llvm::DenseMap<const clang::FieldDecl *, bool> Known;
};

/// What \p Constructor, which has a body, gives a member; null where it does not say.
const clang::Expr *initialiserOf(const clang::FieldDecl *Field, const clang::CXXConstructorDecl *Constructor);
/// Whether a local object stays the one that it is made as: it is not assigned another, and
/// nobody gets a reference to it who may do that.
bool isNeverReplaced(const clang::VarDecl *Object);

} // namespace tenantscan::strings

#endif
