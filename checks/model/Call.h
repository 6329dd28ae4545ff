//===- Call.h - Calls and constructions, as the source has them ---*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_CALL_H
#define TENANTSCAN_CHECKS_MODEL_CALL_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"

#include <string>

namespace tenantscan::model {

/// Qualified name without inline and anonymous namespaces and without template
/// arguments, as rule packs spell it.
std::string qualifiedName(const clang::NamedDecl *D);
/// `std::move`, `std::forward`, `std::as_const`: gives back what it is given. Null is none.
bool isForwarding(const clang::FunctionDecl *F);

/// A call or construction, seen as the source has it.
struct Call {
  const clang::Expr *Expression = nullptr;
  const clang::FunctionDecl *Callee = nullptr;
  /// Without the implicit object and without defaulted arguments.
  llvm::SmallVector<const clang::Expr *, 6> Arguments;
  /// The implicit object; null where there is none.
  const clang::Expr *Object = nullptr;

  /// Null Callee where \p E is no call of a known function.
  static Call of(const clang::Expr *E);
};

} // namespace tenantscan::model

#endif
