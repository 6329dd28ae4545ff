//===- AccessPaths.h - Expressions that give the same value -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_ACCESSPATHS_H
#define TENANTSCAN_CHECKS_VALUES_ACCESSPATHS_H

#include "clang/AST/Decl.h"
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

/// The path that \p E is, without what only gives it in another form: `std::string(x.c_str())` is
/// `x`. \p IsGivenOnce: whether a local variable keeps the value that it begins with; its path is
/// that of this value then. What a loop goes through is an element of its range. nullopt for what
/// has no path, such as a call that may give something else every time.
std::optional<AccessPath> accessPath(const clang::Expr *E, llvm::function_ref<bool(const clang::VarDecl *)> IsGivenOnce, unsigned Depth = 0);

} // namespace tenantscan::values

#endif
