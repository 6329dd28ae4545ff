//===- PreparedStatements.h - EXECUTE of a name -------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_PREPAREDSTATEMENTS_H
#define TENANTSCAN_CHECKS_PREPAREDSTATEMENTS_H

#include "checks/Program.h"

namespace tenantscan {

/// Calls that run `EXECUTE name` get the texts, and so the verdicts, of the statements that are
/// prepared under the name: by `PREPARE name AS ...`, or by a call that takes a name. Where
/// nothing in sight prepares it, what it runs is not known.
void judgeExecuted(std::vector<JudgedSite> &Sites);

} // namespace tenantscan

#endif
