//===- Dialects.h - MySQL and SQLite, spelled PostgreSQL's way --*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_DIALECTS_H
#define TENANTSCAN_SQLSCAN_DIALECTS_H

#include "sqlscan/Lexer.h"

namespace tenantscan::sql {

/// Tokens [First, Last) are to be spelled \p Text.
struct TokenEdit {
  size_t First;
  size_t Last;
  std::string_view Text;
};

/// The clauses of MySQL and SQLite that PostgreSQL's grammar refuses and that
/// can be spelled differently, or left out, without changing which rows a
/// statement touches. In ascending order, without overlap. \p Tokens hold no
/// comments. Empty for PostgreSQL.
std::vector<TokenEdit> dialectEdits(const Query &Q, const std::vector<Token> &Tokens);

/// Whether the statement that begins at \p First only steers the session or the
/// database file (PRAGMA, ATTACH, SHOW, USE, LOCK TABLES, ...) in a way that
/// PostgreSQL's grammar does not know. It touches no rows.
bool isForeignUtility(const Query &Q, const std::vector<Token> &Tokens, size_t First);

} // namespace tenantscan::sql

#endif
