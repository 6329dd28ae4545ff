//===- Dialects.h - MySQL and SQLite, spelled PostgreSQL's way --*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// By topic: DialectExpressions.cpp (clauses, names, joins), DialectOperators.cpp,
// DialectStatements.cpp (the shape of statements), DialectInserts.cpp and
// DialectDefinitions.cpp (CREATE, ALTER). What is understood: docs/dialects.md.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_DIALECTS_H
#define TENANTSCAN_SQLSCAN_DIALECTS_H

#include "sqlscan/Lexer.h"

namespace tenantscan::sql {

/// Tokens [First, Last) are to be spelled \p Text. Where there are none of them, it
/// is put in before the token First, or, if it Trails, after the token First - 1.
struct TokenEdit {
  size_t First;
  size_t Last;
  std::string Text;
  bool Trails = false;
};

/// The tokens [First, Last) as they stand but for the edits, or a text of its own
/// that belongs to the token First.
struct TokenPiece {
  size_t First;
  size_t Last;
  std::string Text;
};

/// How a text of MySQL or SQLite is spelled for PostgreSQL's grammar. A token may be
/// left out, moved, or stand in several pieces: a statement that changes several
/// tables becomes one for each.
struct DialectPlan {
  /// In ascending order, without overlap.
  std::vector<TokenEdit> Edits;
  std::vector<TokenPiece> Pieces;
  /// Why the text cannot be judged; empty where it can.
  std::string Refusal;
  size_t RefusedAt = 0;
  /// Some tokens stand in several pieces.
  bool Repeats = false;
};

/// The plan for \p Tokens, which hold no comments; for PostgreSQL it copies them.
/// What is spelled differently touches the same rows, or more of them. Linear time.
DialectPlan planDialect(const Query &Q, const std::vector<Token> &Tokens);

/// `PREPARE s FROM '...'` and `EXECUTE IMMEDIATE '...'`: the tokens of the literal in
/// the place of the literal. One with escapes in it stays as it is.
void splicePreparedTexts(const Query &Q, std::vector<Token> &Tokens);

} // namespace tenantscan::sql

#endif
