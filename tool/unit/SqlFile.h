//===- SqlFile.h - The statements of a file of SQL ----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_SQLFILE_H
#define TENANTSCAN_TOOL_UNIT_SQLFILE_H

#include "sqlscan/Split.h"
#include "tool/unit/Unit.h"

namespace tenantscan {

/// The placeholders that files in a dialect usually have.
sql::PlaceholderStyles usualPlaceholders(sql::Dialect Language);

/// Where the lines of a text begin.
class LineStarts;

/// A file of SQL as sites, a part of it at a time: a site takes many times what its
/// statement does.
class SqlFile {
public:
  /// Refers to \p Text, the content of \p File.
  SqlFile(std::string File, llvm::StringRef Text, sql::Dialect Language, sql::PlaceholderStyles Placeholders);
  SqlFile(SqlFile &&) noexcept;
  ~SqlFile();

  const std::string &name() const { return File; }
  const std::vector<sql::SplitStatement> &statements() const { return Statements; }
  /// One site for each of the statements from \p Begin to \p End.
  UnitResult unit(size_t Begin, size_t End) const;
  UnitResult unit() const { return unit(0, Statements.size()); }

private:
  std::string File;
  sql::Dialect Language;
  sql::PlaceholderStyles Placeholders;
  std::unique_ptr<LineStarts> Lines;
  std::vector<sql::SplitStatement> Statements;
};

} // namespace tenantscan

#endif
