//===- TaskContextCheck.h - Messages that forget their tenant -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_TASKCONTEXTCHECK_H
#define TENANTSCAN_CHECKS_TASKCONTEXTCHECK_H

#include "checks/Check.h"

namespace tenantscan {

/// Finds tasks and messages that are enqueued without their tenant: in the
/// payload, the key, the headers or the topic. Who takes them from the queue has
/// no way to confine what it does. Silent in a project that names no tenant.
///
/// For the user-facing documentation see docs/checks/tenant-task-context.md.
class TaskContextCheck : public Check {
public:
  llvm::StringRef id() const override { return "tenant-task-context"; }
  void judge(const Program &P, std::vector<Finding> &Out) const override;
};

/// The calls that hand on a task or a message, in the order of the sources; of
/// what a call may hand on, the worst.
std::vector<KeyVerdict> judgedMessages(const Program &P);

} // namespace tenantscan

#endif
