//===- Needs.h - What a branch asks of a text ---------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_NEEDS_H
#define TENANTSCAN_CHECKS_STRINGS_NEEDS_H

#include "checks/strings/AbstractString.h"

#include "clang/AST/ASTContext.h"

namespace tenantscan::strings {

/// A question about one value: `text.empty()`, `list.size() > 0`, `text == ""`, `*text`,
/// `flag`, `kind == Kind::Open`, `pointer != nullptr`.
struct Question {
  const clang::Expr *Of = nullptr;
  /// What is so where the answer is yes.
  Need::Kind What = Need::Kind::Empty;
  int64_t Number = 0;

  Question negated() const;
};
/// What \p Condition asks, where it is one question and no more.
std::optional<Question> questionIn(const clang::Expr *Condition, const clang::ASTContext &AST);

/// Whether a parameter of the type may be asked for: a flag, an enumerator, an optional value,
/// a number.
bool isFlag(clang::QualType Parameter);
/// The number that \p Argument is, for a flag; for an optional value 1, or 0 where it has none.
std::optional<int64_t> constantIn(const clang::Expr *Argument, const clang::ASTContext &AST);

/// The texts that may fulfil \p Asked, with what that needs of the values that they are made of.
AbstractString fulfilling(const AbstractString &Texts, const Question &Asked, clang::ASTContext &AST);
/// What all of them assume and need, and no text.
Alternative sharedBy(const AbstractString &Texts);

} // namespace tenantscan::strings

#endif
