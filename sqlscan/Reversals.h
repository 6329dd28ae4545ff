//===- Reversals.h - What takes a migration back -----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_REVERSALS_H
#define TENANTSCAN_SQLSCAN_REVERSALS_H

#include <string>
#include <string_view>

namespace tenantscan::sql {

/// \p Text with blanks in place of the parts that take a migration back (`-- +goose
/// Down`): they have not happened. Offsets and lines stay as they are.
std::string withoutReversals(std::string_view Text);

} // namespace tenantscan::sql

#endif
