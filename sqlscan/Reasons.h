//===- Reasons.h - What leaks, in words -------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_REASONS_H
#define TENANTSCAN_SQLSCAN_REASONS_H

#include "sqlscan/Prover.h"

namespace tenantscan::sql {

/// Says in words what \p P is, for a statement whose verb is \p Verb.
/// \p Placeholder is how the statement would spell one more parameter.
Reason describe(const Pending &P, std::string_view Verb, std::string_view Placeholder, const Rewritten &Text);

/// How a parameter that is added to \p Q is spelled: `$3`, `?`, `:tenant_id`.
std::string nextPlaceholder(const Query &Q, const Rewritten &Text, std::string_view TenantColumn);

} // namespace tenantscan::sql

#endif
