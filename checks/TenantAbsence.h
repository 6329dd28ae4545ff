//===- TenantAbsence.h - Ways on which there is no tenant ---------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_TENANTABSENCE_H
#define TENANTSCAN_CHECKS_TENANTABSENCE_H

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace tenantscan {

/// Whether \p Call runs only after a condition around it, or one before it that leaves
/// the block, may have said that there is no tenant: in the `else` of
/// `if (tenant && *tenant)`, behind `if (!tenant.empty()) return ...;`. A comparison with
/// another tenant says nothing. \p NamesTenant: whether an expression mentions the tenant,
/// or a setting that says whether there are tenants at all.
bool isWithoutTenant(const clang::Expr *Call, clang::ASTContext &AST, llvm::function_ref<bool(const clang::Stmt *)> NamesTenant);

} // namespace tenantscan

#endif
