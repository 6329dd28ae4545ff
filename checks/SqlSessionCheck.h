//===- SqlSessionCheck.h - Sessions that keep a tenant ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_SQLSESSIONCHECK_H
#define TENANTSCAN_CHECKS_SQLSESSIONCHECK_H

#include "checks/Check.h"

namespace tenantscan {

/// Finds tenant settings, roles and search paths that stay with a database
/// session when the request is over, or never take effect.
///
/// For the user-facing documentation see docs/checks/tenant-sql-session.md.
class SqlSessionCheck : public Check {
public:
  llvm::StringRef id() const override { return "tenant-sql-session"; }
  void judge(const Program &P, std::vector<Finding> &Out) const override;
};

/// The connections of functions that set something for a transaction: whether one is open
/// their callers know.
std::vector<Slot> followedConnections(const Program &P);

} // namespace tenantscan

#endif
