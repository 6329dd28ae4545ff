//===- Guards.h - Does a comparison reject anything? --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_GUARDS_H
#define TENANTSCAN_CHECKS_VALUES_GUARDS_H

#include "clang/AST/Expr.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <memory>

namespace tenantscan::values {

/// What a function does with a value that it is given, by its name.
enum class Purpose {
  Guards,   ///< `assert_tenant_access`, `authorize`
  Compares, ///< `strcmp`, `equals`
  Parses,   ///< `is_numeric`, `stoll`
  Tells,    ///< `log`, `count`: the outcome is for people.
  Other,
};
Purpose purposeOf(const clang::FunctionDecl *F);

/// Tells whether the outcome of a test keeps a function from going on with a
/// value: `if (tenant != ctx.tenant) return;`, but not `log(tenant == ctx.tenant)`.
class Guards {
public:
  /// What it says about the value that a test is true.
  enum class Sense {
    Fits,   ///< `tenant == ctx.tenant`
    Fails,  ///< `tenant != ctx.tenant`
    Either, ///< Not known.
  };
  /// Whether \p Test, somewhere in \p Body, decides. \p Uses: whether a statement
  /// uses the value that is tested, or gives it another one. When in doubt it decides.
  bool decides(const clang::Stmt *Body, const clang::Expr *Test, Sense S, llvm::function_ref<bool(const clang::Stmt *)> Uses);

private:
  using UsesFunction = llvm::function_ref<bool(const clang::Stmt *)>;
  bool decides(const clang::Stmt *Body, const clang::Stmt *Test, Sense S, UsesFunction Uses, unsigned Depth);
  bool decidesBranch(const clang::Stmt *OnTrue, const clang::Stmt *OnFalse, Sense S, UsesFunction Uses) const;
  static bool isFilter(const clang::IfStmt *If, const clang::Stmt *Test, const clang::ParentMap &Map, UsesFunction Uses);
  bool decidesVariable(const clang::Stmt *Body, const clang::VarDecl *V, Sense S, UsesFunction Uses, unsigned Depth);

  llvm::DenseMap<const clang::Stmt *, std::unique_ptr<clang::ParentMap>> Parents;
};

} // namespace tenantscan::values

#endif
