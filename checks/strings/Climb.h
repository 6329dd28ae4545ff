//===- Climb.h - The way up from the name of a text ---------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_CLIMB_H
#define TENANTSCAN_CHECKS_STRINGS_CLIMB_H

#include "checks/strings/Changes.h"

namespace tenantscan::strings {

/// The way up from a name.
struct Changes::Climb {
  llvm::ArrayRef<const clang::Stmt *> Above;
  /// Index of the expression that E is a part of.
  size_t I;
  const clang::Expr *E;
  Cell C;
  clang::QualType Type;
  bool InLambda;
  bool IsClass = false;
  /// The text is a list of texts.
  bool IsList = false;
  /// Whether E still is the text itself, and not something it is a part of.
  bool Direct = true;
  /// A pointer's value was read: what it points to may still be changed.
  bool WasRead = false;
  bool IsAddress = false;
  /// E is a pointer to the characters: `s.data()`, `&s[0]`.
  bool IsContent = false;
  /// E is an iterator that appends.
  bool IsInserter = false;
  const clang::Expr *Position = nullptr;

  const clang::Stmt *above(size_t Steps) const { return I >= Steps ? Above[I - Steps] : nullptr; }
  bool isBuffer() const { return Type->isArrayType() || WasRead || IsContent; }
};

/// The plain name of a function; empty where it has none.
inline llvm::StringRef plainName(const clang::FunctionDecl *F) {
  return F != nullptr && F->getDeclName().isIdentifier() ? F->getName() : llvm::StringRef();
}

/// The one number that is taken from the length of a text: `s.size() - 2`; nullopt for anything else.
std::optional<unsigned> lessThanLength(const clang::Expr *E, const Changes &Of, const Cell &C, const clang::ASTContext &AST);
/// Whether an expression is the number zero.
bool isZero(const clang::Expr *E, const clang::ASTContext &AST);

} // namespace tenantscan::strings

#endif
