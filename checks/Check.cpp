//===- Check.cpp - The list of all checks -------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Check.h"

#include "checks/CacheKeyCheck.h"
#include "checks/HandlerParameterCheck.h"
#include "checks/SqlBindingCheck.h"
#include "checks/SqlPredicateCheck.h"
#include "checks/SqlSessionCheck.h"
#include "checks/TaskContextCheck.h"

namespace tenantscan {

const std::vector<std::unique_ptr<Check>> &allChecks() {
  static const std::vector<std::unique_ptr<Check>> Checks = [] {
    std::vector<std::unique_ptr<Check>> List;
    List.push_back(std::make_unique<CacheKeyCheck>());
    List.push_back(std::make_unique<HandlerParameterCheck>());
    List.push_back(std::make_unique<SqlBindingCheck>());
    List.push_back(std::make_unique<SqlPredicateCheck>());
    List.push_back(std::make_unique<SqlSessionCheck>());
    List.push_back(std::make_unique<TaskContextCheck>());
    return List;
  }();
  return Checks;
}

} // namespace tenantscan
