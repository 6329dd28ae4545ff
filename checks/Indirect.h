//===- Indirect.h - Calls through variables and members -----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `run_("SELECT ...")`, where run_ is a std::function or a pointer to a function:
// whatever function is put into it anywhere may be the one that is called. The
// variable stands for them as a method of a base class stands for its overriders.
//
#ifndef TENANTSCAN_CHECKS_INDIRECT_H
#define TENANTSCAN_CHECKS_INDIRECT_H

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallVector.h"

#include <utility>

namespace tenantscan {

/// A call of what a variable or data member holds.
struct IndirectCall {
  /// Null: it is no such call.
  const clang::ValueDecl *Through = nullptr;
  llvm::SmallVector<const clang::Expr *, 4> Arguments;

  static IndirectCall of(const clang::CallExpr *E);
};

/// The function that \p E is, itself or wrapped in an object: a lambda, a name.
/// Null where it is none, or where parameters are moved about (std::bind).
const clang::FunctionDecl *functionIn(const clang::Expr *E);
/// A function that is kept, and where its name stands; a lambda has none.
struct HeldFunction {
  const clang::FunctionDecl *Function;
  const clang::DeclRefExpr *Name;
};
/// All that \p E may be as functionIn() tells: either side of `?:`, and the elements of a list.
llvm::SmallVector<HeldFunction, 2> heldFunctions(const clang::Expr *E);
/// Whether something of the type may be called, or has elements that may be.
bool mayHoldFunctions(clang::QualType T);
/// Whether it is a list of the standard library whose elements may be.
bool isListOfFunctions(clang::QualType T);
/// What a loop goes over whose variable this is; null for others.
const clang::Expr *loopedOver(const clang::VarDecl *Variable);
/// Where the function's name stands in that; null where it is a lambda, or none.
const clang::DeclRefExpr *functionNameIn(const clang::Expr *E);

/// The variable or data member that \p E names; null where it is something else.
const clang::ValueDecl *holderIn(const clang::Expr *E);

/// Whether only those who name a function call it: it is no method of a base class, no operator
/// or constructor, which libraries run, no slot of Qt, no template, and the unit is no part of a
/// shared library that would offer it to others.
bool isCalledByNameOnly(const clang::FunctionDecl *F, const clang::ASTContext &AST);

/// The functions that a list of initialisers puts into the members of a struct.
llvm::SmallVector<std::pair<const clang::ValueDecl *, const clang::FunctionDecl *>, 4> functionsIn(const clang::InitListExpr *List);

} // namespace tenantscan

#endif
