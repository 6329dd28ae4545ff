//===- SqlBindingCheck.h - Another value than the tenant --------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_SQLBINDINGCHECK_H
#define TENANTSCAN_CHECKS_SQLBINDINGCHECK_H

#include "checks/Check.h"

namespace tenantscan {

/// Finds statements with a tenant predicate to which something else than the
/// tenant of the request is bound: another identifier, a constant, or what the
/// client sent. A value that is not known for certain is passed over.
///
/// For the user-facing documentation see docs/checks/tenant-sql-binding.md.
class SqlBindingCheck : public Check {
public:
  llvm::StringRef id() const override { return "tenant-sql-binding"; }
  void judge(const Program &P, std::vector<Finding> &Out) const override;
};

/// How many values that confine a table are the tenant, something else, and unknown.
struct BindingCounts {
  size_t Tenant = 0;
  size_t Other = 0;
  size_t Unknown = 0;
};
BindingCounts countBindings(const Program &P);

/// The parameters that confine a relation, themselves or through other calls: what the
/// callers of their functions give counts.
std::vector<Slot> followedParameters(const Program &P);

} // namespace tenantscan

#endif
