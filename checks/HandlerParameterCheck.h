//===- HandlerParameterCheck.h - The client names the tenant ------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_HANDLERPARAMETERCHECK_H
#define TENANTSCAN_CHECKS_HANDLERPARAMETERCHECK_H

#include "checks/Check.h"

namespace tenantscan {

/// Finds request handlers that take the tenant as a parameter, or from the path,
/// the query, the body or the message of the request, instead of from the bound
/// context. Comparing it with the tenant of the context is right.
///
/// For the user-facing documentation see docs/checks/tenant-handler-parameter.md.
class HandlerParameterCheck : public Check {
public:
  llvm::StringRef id() const override { return "tenant-handler-parameter"; }
  void judge(const Program &P, std::vector<Finding> &Out) const override;
};

} // namespace tenantscan

#endif
