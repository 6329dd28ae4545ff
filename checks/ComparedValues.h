//===- ComparedValues.h - Holes in quotes that decide nothing -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_COMPAREDVALUES_H
#define TENANTSCAN_CHECKS_COMPAREDVALUES_H

#include "checks/SourceText.h"
#include "sqlscan/Schema.h"

namespace tenantscan {

/// Cuts the holes of \p Text off from what they come from that stand in quotes and are compared with, or become the
/// value of, a column that is no tenant's: `WHERE name = '{name}'`, `INSERT INTO notes (body) VALUES ('{body}')`. A hole
/// in quotes is taken for a part of the value: the verdict is the same whatever it is, and nobody needs to be asked.
void closeComparedValues(const SqlSite &Site, SourceText &Text, const sql::Schema &Tables, const sql::Vocabulary &Words);

} // namespace tenantscan

#endif
