//===- Loops.h - Loops over lists ---------------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_LOOPS_H
#define TENANTSCAN_CHECKS_STRINGS_LOOPS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace tenantscan::strings {

/// The loops of a body that run once for every element of a list, and the lists:
/// `for (auto &x : list)`, from 0 to `list.size()`, from `list.begin()` to `list.end()`.
/// Only those that a call of the function comes to once at most: in no other loop, and
/// in no function with labels.
llvm::DenseMap<const clang::Stmt *, const clang::Expr *> loopsOverLists(const clang::Stmt *Body, const clang::ASTContext &AST);

/// A question whether a list is empty.
struct Emptiness {
  const clang::Expr *List = nullptr;
  /// Whether it is true of an empty list.
  bool WhenEmpty = true;
};
/// `list.empty()`, `list.size() > 0` and the like.
std::optional<Emptiness> emptinessIn(const clang::Expr *Condition, const clang::ASTContext &AST);

/// Whether something can be looped over: a class with `begin()` and `end()`.
bool isRange(clang::QualType T);

} // namespace tenantscan::strings

#endif
