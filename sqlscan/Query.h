//===- Query.h - SQL text and what is known about it ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_QUERY_H
#define TENANTSCAN_SQLSCAN_QUERY_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenantscan::sql {

/// The SQL dialect that a text is written in. Generic: PostgreSQL's grammar
/// with the quoting of all three, for libraries with several back ends.
enum class Dialect : uint8_t { PostgreSQL, MySQL, SQLite, Generic };

/// Reads `postgresql`, `mysql`, `sqlite`, `generic`; nullopt for other names.
std::optional<Dialect> parseDialect(std::string_view Name);
std::string_view dialectName(Dialect D);

/// The placeholder styles that a driver replaces, as a set of bits.
enum PlaceholderStyle : uint16_t {
  PlaceholderDollar = 1,        ///< $1
  PlaceholderQuestion = 2,      ///< ?
  PlaceholderQuestionNumber = 4, ///< ?1
  PlaceholderColon = 8,         ///< :name
  PlaceholderAt = 16,           ///< @name
  PlaceholderDollarName = 32,   ///< $name
  PlaceholderBraces = 64,       ///< {} and {name}
  PlaceholderPercent = 128,     ///< %s, %d, %(name)s
  PlaceholderQt = 256,          ///< %1
};
using PlaceholderStyles = uint16_t;

/// Reads the names of the rule packs (`dollar`, `qmark`, ...).
std::optional<PlaceholderStyle> parsePlaceholderStyle(std::string_view Name);
/// All names that parsePlaceholderStyle() reads.
std::vector<std::string_view> placeholderStyleNames();

/// A place in the text whose content is known at run time only. The byte at
/// Offset stands for it; its value does not matter.
struct Hole {
  uint32_t Offset = 0;
  /// What the value is called where it comes from; may be empty.
  std::string Name;
  /// The content is a value (a number, an escaped literal) and cannot be a
  /// piece of SQL grammar.
  bool IsValue = false;
  /// The content is an escaped name, with its quotes.
  bool IsIdentifier = false;
};

/// A text to judge.
struct Query {
  std::string_view Text;
  Dialect Language = Dialect::PostgreSQL;
  PlaceholderStyles Placeholders = PlaceholderDollar;
  /// Sorted by Offset.
  std::vector<Hole> Holes;
};

} // namespace tenantscan::sql

#endif
