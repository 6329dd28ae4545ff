//===- Holders.h - What holds a value -----------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_HOLDERS_H
#define TENANTSCAN_CHECKS_VALUES_HOLDERS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

#include <utility>

namespace tenantscan::values {

/// An expression without what the compiler adds to it.
inline const clang::Expr *plain(const clang::Expr *E) { return E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts(); }

/// The variable or member behind `x`, `*x`, `&x`, `x->`, `x.get()`, `std::move(x)`; null for
/// what is none.
const clang::ValueDecl *objectOf(const clang::Expr *E);

/// `a[i]` of an array or a container that is a variable or a member: that, and the index.
/// The variable alone has no index.
std::pair<const clang::ValueDecl *, const clang::Expr *> elementIn(const clang::Expr *E);

/// Whether a call is how somebody logs in: `authenticate(tenant, user, password)`. Who has no
/// tenant yet names one there.
bool isLogin(const clang::FunctionDecl *F, llvm::ArrayRef<const clang::Expr *> Arguments);

} // namespace tenantscan::values

#endif
