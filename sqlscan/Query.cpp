//===- Query.cpp - Names of dialects and placeholder styles -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Query.h"

#include <utility>

namespace tenantscan::sql {

static constexpr std::pair<std::string_view, Dialect> DialectNames[] = {
    {"postgresql", Dialect::PostgreSQL},
    {"mysql", Dialect::MySQL},
    {"sqlite", Dialect::SQLite},
    {"generic", Dialect::Generic},
};

std::optional<Dialect> parseDialect(std::string_view Name) {
  for (const auto &[Known, D] : DialectNames)
    if (Known == Name)
      return D;
  return std::nullopt;
}

std::string_view dialectName(Dialect D) {
  for (const auto &[Known, Value] : DialectNames)
    if (Value == D)
      return Known;
  return {};
}

static constexpr std::pair<std::string_view, PlaceholderStyle> StyleNames[] = {
    {"dollar", PlaceholderDollar}, {"qmark", PlaceholderQuestion}, {"qmarkN", PlaceholderQuestionNumber},
    {"colon", PlaceholderColon},   {"at", PlaceholderAt},          {"dollarName", PlaceholderDollarName},
    {"braces", PlaceholderBraces}, {"pct", PlaceholderPercent},    {"qt", PlaceholderQt},
};

std::optional<PlaceholderStyle> parsePlaceholderStyle(std::string_view Name) {
  for (const auto &[Known, Style] : StyleNames)
    if (Known == Name)
      return Style;
  return std::nullopt;
}

std::vector<std::string_view> placeholderStyleNames() {
  std::vector<std::string_view> Names;
  for (const auto &[Known, Style] : StyleNames)
    Names.push_back(Known);
  return Names;
}

} // namespace tenantscan::sql
