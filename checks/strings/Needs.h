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
  bool isAboutNumber() const { return What != Need::Kind::Empty && What != Need::Kind::NotEmpty; }
};
/// What \p Condition asks, where it is one question and no more.
std::optional<Question> questionIn(const clang::Expr *Condition, const clang::ASTContext &AST);

/// Whether a parameter of the type may be asked for: a flag, an enumerator, an optional value,
/// a number.
bool isFlag(clang::QualType Parameter);
/// Whether \p Argument, an optional value or what becomes one, has a value: 1 or 0.
std::optional<int64_t> optionalIn(const clang::Expr *Argument);
/// \p E without the conversions that keep every value as it is: not from a wider type, not to
/// `bool`, not to another sign.
const clang::Expr *ignoreLossless(const clang::Expr *E, const clang::ASTContext &AST);
/// Whether \p E, made a \p Type, is the number that ignoreLossless() of it is.
bool keepsNumber(const clang::Expr *E, clang::QualType Type, const clang::ASTContext &AST);
/// The number that \p E is as a \p Type, where the compiler knows it and 64 bits hold it.
std::optional<int64_t> numberAs(clang::QualType Type, const clang::Expr *E, const clang::ASTContext &AST);

/// The texts that may fulfil \p Asked, with what that needs of the values that they are made of.
AbstractString fulfilling(const AbstractString &Texts, const Question &Asked, clang::ASTContext &AST);
/// What all of them assume and need, and no text.
Alternative sharedBy(const AbstractString &Texts);

} // namespace tenantscan::strings

#endif
