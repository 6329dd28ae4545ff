//===- ComparedValues.cpp - Holes in quotes that decide nothing -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/ComparedValues.h"

#include "sqlscan/Lexer.h"

#include <algorithm>
#include <array>

namespace tenantscan {

using sql::Token;
using sql::TokenKind;

static bool isOneOf(std::string_view Text, std::initializer_list<std::string_view> Words) {
  return std::any_of(Words.begin(), Words.end(), [&](std::string_view Word) { return sql::equalsIgnoreCase(Text, Word); });
}

static bool compares(const Token &T, std::string_view Source) {
  std::string_view Text = T.text(Source);
  return T.Kind == TokenKind::Operator ? isOneOf(Text, {"=", "<>", "!=", "<", "<=", ">", ">="})
                                       : T.Kind == TokenKind::Word && isOneOf(Text, {"LIKE", "ILIKE"});
}

// The name of a column without its quotes; empty where it is none that is known.
static std::string_view columnOf(const Token &T, std::string_view Source) {
  std::string_view Text = T.text(Source);
  if (T.HasHole || (T.Kind != TokenKind::Word && T.Kind != TokenKind::QuotedName))
    return {};
  return T.Kind == TokenKind::Word ? Text : Text.size() > 2 ? Text.substr(1, Text.size() - 2) : std::string_view();
}

void closeComparedValues(const SqlSite &Site, SourceText &Text, const sql::Vocabulary &Words) {
  if (Text.Pieces.size() < 3 ||
      std::none_of(Text.Pieces.begin(), Text.Pieces.end(), [](const TextPiece &P) { return P.IsHole && P.From.What != Slot::Kind::None; }))
    return;
  ComposedText Composed(Text);
  std::vector<bool> IsClosed(Composed.Holes.size());
  bool HasRows = false;
  size_t Count = 0;
  // The two tokens before the one that is looked at.
  std::array<Token, 2> Before;
  sql::lex(Composed.query(Site), [&](const Token &T) {
    if (T.Kind == TokenKind::Comment)
      return;
    if (T.Kind == TokenKind::Semicolon)
      Count = 0;
    else if (Count++ == 0)
      HasRows = T.Kind == TokenKind::Word && isOneOf(T.text(Composed.Text), {"SELECT", "UPDATE", "DELETE"});
    if (HasRows && Count > 2 && T.Kind == TokenKind::String && T.HasHole && Composed.Text[T.Begin] == '\'' && compares(Before[1], Composed.Text)) {
      std::string_view Column = columnOf(Before[0], Composed.Text);
      for (size_t I = 0; I < Composed.Holes.size() && !Column.empty() && !Words.isTenantColumn(Column); ++I)
        IsClosed[I] = IsClosed[I] || (Composed.Holes[I].Offset > T.Begin && Composed.Holes[I].Offset < T.End);
    }
    Before = {Before[1], T};
  });
  size_t Hole = 0;
  for (TextPiece &P : Text.Pieces)
    if (P.IsHole && IsClosed[Hole++])
      P.From = Slot();
}

} // namespace tenantscan
