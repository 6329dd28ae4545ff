//===- MapEntries.h - What a class puts into one of its maps ------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_MAPENTRIES_H
#define TENANTSCAN_CHECKS_STRINGS_MAPENTRIES_H

#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"

#include <optional>
#include <vector>

namespace tenantscan::strings {

/// A value, and the function that puts it into a map under a key.
struct MapEntry {
  const clang::Expr *Key;
  const clang::Expr *Value;
  const clang::FunctionDecl *Where;
};

/// The values of a type that is a map of two template arguments; a null type for others.
clang::QualType mappedType(clang::QualType Map);
/// Whether two keys are known numbers, and not the same.
bool differ(const clang::Expr *A, const clang::Expr *B, const clang::ASTContext &AST);
/// All that methods and constructors of its class put into a private member that is a map;
/// nullopt where one of them does something else to it, or others may.
std::optional<std::vector<MapEntry>> entriesOf(const clang::FieldDecl *Map);

} // namespace tenantscan::strings

#endif
