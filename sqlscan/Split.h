//===- Split.h - A .sql file, statement by statement ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_SPLIT_H
#define TENANTSCAN_SQLSCAN_SPLIT_H

#include "sqlscan/Query.h"

#include <string_view>
#include <vector>

namespace tenantscan::sql {

struct SplitStatement {
  /// Without the semicolon; a view into the text that was split.
  std::string_view Text;
  /// Byte offset of Text in it.
  uint32_t Offset = 0;
  /// 1-based line on which it begins.
  unsigned Line = 1;
};

/// Splits \p Text at the semicolons outside strings, comments, brackets and
/// BEGIN ATOMIC bodies; in MySQL and SQLite also outside the BEGIN ... END of
/// triggers and procedures, and as DELIMITER says. What is meant for the client is left
/// out: psql's backslash commands, of which `\gset` and the like end a statement too, the
/// rows after COPY ... FROM STDIN, mysql's `\G`, the dot commands of SQLite's shell. Statements without any token are left out as well.
std::vector<SplitStatement> split(std::string_view Text, Dialect D);

} // namespace tenantscan::sql

#endif
