//===- Sites.h - The calls that the checks look at ----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_SITES_H
#define TENANTSCAN_CHECKS_SITES_H

#include "checks/Finding.h"
#include "checks/model/ApiMatcher.h"
#include "checks/strings/AbstractString.h"

namespace tenantscan {

/// A call that takes SQL text.
struct SqlSite {
  model::Call Call;
  const model::Api *Api = nullptr;
  /// Qualified name of the callee.
  std::string Callee;
  /// Qualified name of the named function around the call.
  std::string Function;
  strings::AbstractString Text;
};

/// A translation unit that was parsed, and the sites in the project's own files.
struct Unit {
  clang::ASTContext &AST;
  const model::Project &P;
  std::vector<SqlSite> SqlSites;
};

/// Finds the sites of a unit, in the order of the source. Code in system headers
/// and outside the project's root is not looked at; templates are looked at as
/// they are instantiated.
Unit collectSites(clang::ASTContext &AST, const model::Project &P);

/// Whether a declaration at \p Loc is in a file of the project.
bool isProjectCode(clang::SourceLocation Loc, const clang::SourceManager &SM, const model::Project &P);

/// The place that begins at \p Begin, a location in a file, and is \p Length
/// bytes long; it ends at the end of the line at the latest.
Place placeAt(clang::SourceLocation Begin, unsigned Length, const clang::SourceManager &SM);

} // namespace tenantscan

#endif
