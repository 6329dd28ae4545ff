//===- Lexer.h - SQL tokens of all dialects ---------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libpg_query understands `$1` and PostgreSQL's quoting only. This lexer cuts a
// text of any dialect into tokens, so that Rewrite.h can spell it the way the
// parser reads it. It never fails: what it does not know becomes Unknown.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_LEXER_H
#define TENANTSCAN_SQLSCAN_LEXER_H

#include "sqlscan/Query.h"

#include <functional>

namespace tenantscan::sql {

enum class TokenKind : uint8_t {
  Word,        ///< Identifier or keyword without quotes.
  QuotedName,  ///< "x", `x`, [x]
  String,      ///< 'x', E'x', $$x$$, MySQL's "x"
  Number,
  Operator,    ///< A run of operator characters.
  Comma,
  Semicolon,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  Dot,
  Placeholder, ///< In one of the styles of the query.
  Variable,    ///< @x and @@x of MySQL, where they are no placeholders.
  Hole,        ///< A hole on its own; holes inside words and strings are not tokens.
  Comment,
  Unterminated, ///< A string, comment or quoted name without its end.
  Unknown,
};

struct Token {
  TokenKind Kind = TokenKind::Unknown;
  /// A hole is inside the word, string or name.
  bool HasHole = false;
  /// For Placeholder: its style.
  PlaceholderStyle Style = PlaceholderDollar;
  uint32_t Begin = 0;
  uint32_t End = 0;

  std::string_view text(std::string_view Source) const { return Source.substr(Begin, End - Begin); }
};

/// Cuts \p Q into tokens. White space is left out, comments are kept. Linear in
/// the length of the text; texts are at most 4 GiB long.
std::vector<Token> lex(const Query &Q);
/// The same, token by token: what is kept does not grow with the text.
void lex(const Query &Q, const std::function<void(const Token &)> &Visit);

/// ASCII case-insensitive comparison, as SQL compares keywords.
bool equalsIgnoreCase(std::string_view A, std::string_view B);

} // namespace tenantscan::sql

#endif
