//===- AccessPaths.h - Expressions that give the same value -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_ACCESSPATHS_H
#define TENANTSCAN_CHECKS_VALUES_ACCESSPATHS_H

#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <string>

namespace tenantscan::values {

/// A variable, or a part of one: `line.tenant_id()`, `body["tenant"]`, `request->lines(i)`. Two
/// expressions with the same path give the same value as long as nothing is changed.
struct AccessPath {
  /// Null: the object that a method was called on.
  const clang::ValueDecl *Root = nullptr;
  /// The members, methods and elements behind it, each with its separator.
  std::string Steps;
  /// Variables in the arguments on the way.
  llvm::SmallVector<const clang::ValueDecl *, 2> Indices;

  bool operator==(const AccessPath &Other) const { return Root == Other.Root && Steps == Other.Steps; }
  /// Whether \p Other is this, or a part of it.
  bool contains(const AccessPath &Other) const {
    return Root == Other.Root && llvm::StringRef(Other.Steps).starts_with(Steps) &&
           (Other.Steps.size() == Steps.size() || Other.Steps[Steps.size()] == Separator);
  }
  static constexpr char Separator = '\x1f';
};

/// Whether a variable may be written to in the function that declares another one; null is `this`.
using IsChangedIn = llvm::function_ref<bool(const clang::VarDecl *, const clang::ValueDecl *)>;

/// The path that \p E is, without what only gives it in another form: `std::string(x.c_str())` is
/// `x`. A reference is what it refers to; a local variable that keeps the value that it begins with
/// is this value, as long as what it was taken from keeps it too. nullopt for what has no path, such
/// as a call that may give something else every time.
std::optional<AccessPath> accessPath(const clang::Expr *E, IsChangedIn IsChanged, unsigned Depth = 0);

/// Whether a variable of a type leads to what another one keeps: pointers, iterators, views.
bool isNonOwning(clang::QualType T);
/// Whether a method may change its object; what gives a part of it, as `at` does, only leads to it.
bool mayChange(const clang::CXXMethodDecl *Method);

} // namespace tenantscan::values

#endif
