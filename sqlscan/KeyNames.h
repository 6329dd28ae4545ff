//===- KeyNames.h - Columns that look like keys -----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_KEYNAMES_H
#define TENANTSCAN_SQLSCAN_KEYNAMES_H

#include <string_view>

namespace tenantscan::sql {

/// Whether a column with this name may hold the id of something, of a tenant perhaps:
/// `tenant_id`, `TenantId`, `userid`; but not `id`, `paid` and `valid`.
bool looksLikeKey(std::string_view Name);

} // namespace tenantscan::sql

#endif
