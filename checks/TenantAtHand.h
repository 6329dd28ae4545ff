//===- TenantAtHand.h - The tenant where a literal is written -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_TENANTATHAND_H
#define TENANTSCAN_CHECKS_TENANTATHAND_H

#include "checks/SourceText.h"
#include "checks/strings/AbstractString.h"
#include "checks/values/Contents.h"

namespace tenantscan {

/// Finds, for literals of one function, how a value could be put into them, and the
/// variable, parameter or member that has the tenant there.
class TenantAtHand {
public:
  TenantAtHand(clang::ASTContext &AST, model::ApiMatcher &Apis, values::Contents &Held, const model::Project &P)
      : AST(AST), Apis(Apis), Held(Held), P(P) {}

  /// For the literals of \p Text that are written in the body of \p Function. A literal
  /// has none where it is neither joined nor a format text, where it is in a lambda,
  /// where no tenant is known, or where there are several.
  std::vector<Splice> splicesIn(const strings::AbstractString &Text, const clang::FunctionDecl *Function);

private:
  using Path = llvm::SmallVector<const clang::Stmt *, 16>;
  /// A value of the type of the tenant, as the source would spell it.
  struct Value {
    std::string Spelling;
    clang::QualType Type;
    std::string Name;
  };
  std::optional<Splice> spliceAt(const Path &Way);
  std::optional<Value> tenantAt(const Path &Way, const clang::FunctionDecl *Function);
  void addValues(const clang::ValueDecl *D, const std::string &Before, std::vector<Value> &Out);
  /// False where a value of the type cannot be written into a text.
  bool spell(const Value &V, Splice &S) const;

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  values::Contents &Held;
  const model::Project &P;
};

} // namespace tenantscan

#endif
