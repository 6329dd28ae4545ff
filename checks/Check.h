//===- Check.h - What every check is ------------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_CHECK_H
#define TENANTSCAN_CHECKS_CHECK_H

#include "checks/Program.h"

#include "llvm/ADT/StringRef.h"

#include <memory>

namespace tenantscan {

/// A check judges the sites of a program: in the scanner all units together, in
/// clang-tidy one unit. It is stateless; the same object serves all.
class Check {
public:
  virtual ~Check() = default;
  /// `tenant-...`, as in rules/checks.json.
  virtual llvm::StringRef id() const = 0;
  /// Adds what it has to say to \p Out.
  virtual void judge(const Program &P, std::vector<Finding> &Out) const = 0;
};

/// All checks, in the order of their ids.
const std::vector<std::unique_ptr<Check>> &allChecks();

} // namespace tenantscan

#endif
