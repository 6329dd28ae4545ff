//===- Places.h - From Clang's locations to places ----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_PLACES_H
#define TENANTSCAN_CHECKS_PLACES_H

#include "checks/SourceText.h"
#include "checks/model/Project.h"
#include "checks/strings/AbstractString.h"

#include "clang/AST/ASTContext.h"

namespace tenantscan {

/// The absolute path that places give for a file; empty for what is none.
std::string pathOf(clang::FileID File, const clang::SourceManager &SM);

/// Whether a declaration at \p Loc is in a file of the project.
bool isProjectCode(clang::SourceLocation Loc, const clang::SourceManager &SM, const model::Project &P);

/// The place that begins at \p Begin, a location in a file, and is \p Length
/// bytes long; it ends at the end of the line at the latest.
Place placeAt(clang::SourceLocation Begin, unsigned Length, const clang::SourceManager &SM);

/// The place of the token at \p Loc; for macros, where they are expanded.
Place tokenPlace(clang::SourceLocation Loc, const clang::ASTContext &AST);

/// By value, for judging without the AST. \p ValueOf tells whose value a hole is.
using ValueFinder = llvm::function_ref<ValueSource(const clang::Expr *)>;
SourceText sourceText(const strings::Alternative &A, const clang::ASTContext &AST, ValueFinder ValueOf);
std::vector<SourceText> sourceTexts(const strings::AbstractString &S, const clang::ASTContext &AST, ValueFinder ValueOf);

/// The functions that an expression hands over: a lambda, a name, `std::bind(&C::f, this)`.
std::vector<const clang::FunctionDecl *> handedOverBy(const clang::Expr *E);

/// Clang's name for a declaration that is the same in every unit; empty where it has none.
std::string usrOf(const clang::Decl *D);

} // namespace tenantscan

#endif
