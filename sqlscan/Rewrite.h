//===- Rewrite.h - Any dialect, spelled for libpg_query ---------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every placeholder and every hole in the place of a value becomes `$n`; a hole
// in the place of a name becomes an identifier that no schema has; quoting and
// clauses of MySQL and SQLite are spelled PostgreSQL's way where that keeps the
// meaning. A map leads every byte back to the original text.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_REWRITE_H
#define TENANTSCAN_SQLSCAN_REWRITE_H

#include "sqlscan/Lexer.h"
#include "sqlscan/Verdict.h"

namespace tenantscan::sql {

/// Where a `$n` of the rewritten text comes from.
struct Parameter {
  ByteRange Range;        ///< In the original text.
  unsigned Placeholder = 0; ///< 1-based, as the driver counts; 0 for a hole.
  int Hole = -1;          ///< Index into Query::Holes; -1 for a placeholder.
  /// The value may stand for any number of values: `IN <hole>`.
  bool IsList = false;
};

/// Names that stand for unknown ones begin with this.
inline constexpr std::string_view UnknownNamePrefix = "tenantscan_unknown_";

/// A text that libpg_query can read, or the reason why there is none.
struct Rewritten {
  std::string Text;
  /// Parameters[n - 1] is `$n`.
  std::vector<Parameter> Parameters;
  /// Tokens of the original text, comments left out.
  std::vector<Token> Tokens;
  /// Why the text cannot be judged; empty where it can.
  std::string Refusal;
  ByteRange RefusalRange;
  /// Of the original text.
  Dialect Language = Dialect::PostgreSQL;
  /// One statement of several tables became several of one.
  bool Repeats = false;
  /// A hole stands where any piece of grammar may come; what is not shown to
  /// be confined is then unresolved rather than a leak, and the reverse.
  bool HasFragment = false;
  ByteRange FragmentRange;
  /// A hole stands for a whole condition: it can only narrow what is shown.
  bool HasCondition = false;
  ByteRange ConditionRange;

  /// Original offset of a byte of Text.
  uint32_t originalOffset(uint32_t Offset) const;
  /// Original range of the identifier, possibly qualified, that begins at \p Offset of Text.
  ByteRange nameAt(uint32_t Offset) const;
  /// Original range of the single token that begins at \p Offset of Text.
  ByteRange tokenAt(uint32_t Offset) const;

  struct Mapping {
    uint32_t Rewritten;
    uint32_t Original;
    uint32_t Length; ///< Bytes that are the same in both; 0 for replaced ones.
  };
  /// Sorted by Rewritten.
  std::vector<Mapping> Map;
};

/// Limits that keep the parser's stack and time bounded, whatever the input.
struct Limits {
  static constexpr size_t MaxBytes = 1 << 20;
  /// Brackets, CASE and NOT within each other. libpg_query's stack is the measure.
  static constexpr unsigned MaxNesting = 200;
  /// Operators in a row that bind to the left (`1 + 1 + ...`), joins, set operations.
  static constexpr unsigned MaxChain = 1000;
};

Rewritten rewrite(const Query &Q);

} // namespace tenantscan::sql

#endif
