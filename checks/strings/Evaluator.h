//===- Evaluator.h - From an expression to its texts --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_EVALUATOR_H
#define TENANTSCAN_CHECKS_STRINGS_EVALUATOR_H

#include "checks/model/ApiMatcher.h"
#include "checks/strings/AbstractString.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace tenantscan::strings {

/// Evaluates expressions of text types: literals and what is built from them by
/// `+`, conversions, conditional operators and variables that are never changed
/// after their initialisation. Everything else is a hole.
class Evaluator {
public:
  Evaluator(clang::ASTContext &AST, model::ApiMatcher &Apis) : AST(AST), Apis(Apis) {}

  AbstractString evaluate(const clang::Expr *E);
  /// Text that is not known, as \p E holds it.
  AbstractString unknown(const clang::Expr *E) { return hole(E); }
  /// Every text of \p Left with every text of \p Right behind it; a hole at
  /// \p Source where that were too many.
  AbstractString concatenate(const AbstractString &Left, const AbstractString &Right, const clang::Expr *Source);

private:
  AbstractString visit(const clang::Expr *E);
  AbstractString visitVariable(const clang::VarDecl *Variable, const clang::Expr *Use);
  AbstractString visitField(const clang::FieldDecl *Field, const clang::Expr *Use);
  AbstractString visitCall(const clang::CallExpr *Call);
  AbstractString visitConstruction(const clang::CXXConstructExpr *Construction);
  AbstractString visitConditional(const clang::AbstractConditionalOperator *Choice);
  AbstractString literal(const clang::StringLiteral *Literal, const clang::Expr *Source);
  AbstractString hole(const clang::Expr *E);

  bool isUnchanged(const clang::VarDecl *Variable);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  /// Variables that are being evaluated; stops cycles.
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> Active;
  unsigned Depth = 0;
};

/// What an expression is called: the variable, member or function it names.
std::string nameOf(const clang::Expr *E);

} // namespace tenantscan::strings

#endif
