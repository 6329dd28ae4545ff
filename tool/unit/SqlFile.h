//===- SqlFile.h - The statements of a file of SQL ----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_SQLFILE_H
#define TENANTSCAN_TOOL_UNIT_SQLFILE_H

#include "tool/unit/Unit.h"

namespace tenantscan {

/// The placeholders that files in a dialect usually have.
sql::PlaceholderStyles usualPlaceholders(sql::Dialect Language);

/// One site for every statement of \p Text, the content of \p File.
UnitResult unitOfSql(const std::string &File, llvm::StringRef Text, sql::Dialect Language, sql::PlaceholderStyles Placeholders);

} // namespace tenantscan

#endif
