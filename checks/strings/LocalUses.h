//===- LocalUses.h - Which locals does a function change? ---------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_LOCALUSES_H
#define TENANTSCAN_CHECKS_STRINGS_LOCALUSES_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace tenantscan::strings {

/// Tells which locals of a function nothing in it changes.
///
/// Clang's ExprMutationAnalyzer decides. It goes through all of the code that it is given,
/// for every question: so it is asked only about locals of which more is done than to read
/// their value, and given no more than the block that they are in.
class LocalUses {
public:
  explicit LocalUses(const clang::Stmt *Body);
  /// \p Local: a variable, parameter or structured binding of the function.
  bool isUntouched(const clang::ValueDecl *Local, clang::ASTContext &AST);

private:
  friend class LocalUsesVisitor;
  struct Use {
    /// The innermost statement that has the declaration in it, and so all that names it;
    /// null for parameters.
    const clang::Stmt *Scope = nullptr;
    bool IsMoreThanRead = false;
    std::optional<bool> IsUntouched;
  };

  const clang::Stmt *Body;
  llvm::DenseMap<const clang::ValueDecl *, Use> Uses;
};

} // namespace tenantscan::strings

#endif
