//===- Sites.h - The calls that the checks look at ----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_SITES_H
#define TENANTSCAN_CHECKS_SITES_H

#include "checks/SourceText.h"
#include "checks/model/Project.h"

#include "clang/AST/ASTContext.h"

namespace tenantscan {

/// Finds the sites of a unit and how text travels between its functions, in the
/// order of the source. Code in system headers and outside the project's root is
/// not looked at; templates are looked at as they are instantiated.
///
/// With \p OwnFiles, what functions in other included files do is left out, unless they
/// are instantiations of templates: other units tell of them.
UnitFacts collectSites(clang::ASTContext &AST, const model::Project &P, const std::vector<std::string> *OwnFiles = nullptr);

} // namespace tenantscan

#endif
