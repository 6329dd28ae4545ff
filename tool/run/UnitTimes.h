//===- UnitTimes.h - How long units took the last time ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_UNITTIMES_H
#define TENANTSCAN_TOOL_RUN_UNITTIMES_H

#include "llvm/Support/Error.h"

#include <map>
#include <string>

namespace tenantscan {

/// CPU seconds, by the path of the source relative to the project's root.
using UnitTimes = std::map<std::string, double>;

/// What writeUnitTimes() wrote. Nothing where there is no such file: the first time.
llvm::Expected<UnitTimes> readUnitTimes(const std::string &File);
/// Replaces the file in one step.
llvm::Error writeUnitTimes(const std::string &File, const UnitTimes &Times);

} // namespace tenantscan

#endif
