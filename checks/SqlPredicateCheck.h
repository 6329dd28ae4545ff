//===- SqlPredicateCheck.h - SQL without a tenant predicate -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_SQLPREDICATECHECK_H
#define TENANTSCAN_CHECKS_SQLPREDICATECHECK_H

#include "checks/Check.h"

namespace tenantscan {

/// Finds SQL handed to a database call that reads or writes a tenant table
/// without being confined to one tenant.
///
/// For the user-facing documentation see docs/checks/tenant-sql-predicate.md.
class SqlPredicateCheck : public Check {
public:
  llvm::StringRef id() const override { return "tenant-sql-predicate"; }
  void judge(const Program &P, std::vector<Finding> &Out) const override;
};

} // namespace tenantscan

#endif
