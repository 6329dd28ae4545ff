//===- CacheKeyCheck.h - Keys that all tenants share --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_CACHEKEYCHECK_H
#define TENANTSCAN_CHECKS_CACHEKEYCHECK_H

#include "checks/Check.h"

namespace tenantscan {

/// Finds keys of caches and stores that do not name the tenant: what one tenant
/// stores under them, another one reads. Silent in a project that names no tenant.
///
/// For the user-facing documentation see docs/checks/tenant-cache-key.md.
class CacheKeyCheck : public Check {
public:
  llvm::StringRef id() const override { return "tenant-cache-key"; }
  void judge(const Program &P, std::vector<Finding> &Out) const override;
};

/// The calls with keys, in the order of the sources; of what a call may do, the worst.
std::vector<KeyVerdict> judgedKeys(const Program &P);

} // namespace tenantscan

#endif
