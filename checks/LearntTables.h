//===- LearntTables.h - Tables that the code creates --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_LEARNTTABLES_H
#define TENANTSCAN_CHECKS_LEARNTTABLES_H

#include "checks/Program.h"

namespace tenantscan {

/// Adds to the tables of a program those of the CREATE TABLE and ALTER TABLE that its code runs
/// itself. Returns whether there were any.
bool learnTables(Program &P);

} // namespace tenantscan

#endif
