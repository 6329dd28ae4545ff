//===- Content.h - Tables, and databases that differ in others' rows -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_ORACLE_CONTENT_H
#define TENANTSCAN_TEST_ORACLE_CONTENT_H

#include "test/oracle/Random.h"

#include <string>
#include <string_view>
#include <vector>

namespace tenantscan::oracle {

/// The tenant that every statement is run for, the value of $1. The others are
/// on both sides of it, or `tenant_id <= $1` would look confined.
inline constexpr int Tenant = 2;

struct TableShape {
  std::string Name;
  std::vector<std::string> Columns;
  /// The columns that UPDATE may set.
  std::vector<std::string> Settable;
  bool IsView = false;

  bool has(std::string_view Column) const;
  bool hasTenant() const { return has("tenant_id"); }
};

/// The tables and views that statements are about.
const std::vector<TableShape> &shapes();
const TableShape &shape(std::string_view Name);

/// CREATE TABLE and CREATE VIEW, for the server and for sqlscan.
std::string_view definitions();

/// Columns that hold text; all others are integers.
bool isText(std::string_view Column);

/// The rows of one database, as texts of SQL values.
struct Content {
  struct Rows {
    std::string Table;
    std::vector<std::vector<std::string>> Values;
  };
  std::vector<Rows> Tables;
};

/// Two databases that agree on the tenant's rows and on global tables.
struct ContentPair {
  Content A;
  Content B;
};

/// \p Own is the tenant; the others are one less and one more.
ContentPair makePair(Random &R, int Own = Tenant);
/// INSERT statements for \p C.
std::string fill(const Content &C);
/// For people: one line for each table.
std::string describe(const Content &C);

} // namespace tenantscan::oracle

#endif
