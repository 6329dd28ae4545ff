//===- Memberships.h - Statements that ask who belongs to a tenant -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_MEMBERSHIPS_H
#define TENANTSCAN_CHECKS_VALUES_MEMBERSHIPS_H

#include "checks/model/ApiMatcher.h"
#include "checks/strings/Evaluator.h"
#include "checks/values/Bindings.h"

#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <vector>

namespace tenantscan::values {

/// `SELECT 1 FROM memberships WHERE user_id = $1 AND tenant_id = $2`: where a row comes out, the user belongs to
/// the tenant.
struct Membership {
  /// The call that runs or prepares the statement.
  const clang::Expr *Call = nullptr;
  /// What keeps its rows, or the statement; may be null.
  const clang::ValueDecl *Keeper = nullptr;
  /// What is bound to the tenant's column, and to the user's.
  const clang::Expr *Tenant = nullptr;
  const clang::Expr *User = nullptr;

  /// Whether a part of the text is the tenant, with quotes perhaps.
  bool isTenant(const clang::Expr *Part) const;
};

/// Finds the statements of a function that read nothing but who belongs to which tenant, and are confined both to one
/// tenant and to one user.
class Memberships {
public:
  Memberships(clang::ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P, strings::Evaluator &Strings, Bindings &Bound)
      : AST(AST), Apis(Apis), P(P), Strings(Strings), Bound(Bound) {}

  /// In the order of the source. Does not ask whose the values are.
  const std::vector<Membership> &of(const clang::FunctionDecl *F);

private:
  void look(const model::Call &C, const clang::FunctionDecl *F, std::vector<Membership> &Out);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  const model::Project &P;
  strings::Evaluator &Strings;
  Bindings &Bound;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<std::vector<Membership>>> Known;
};

} // namespace tenantscan::values

#endif
