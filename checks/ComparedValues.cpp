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

namespace {

/// Goes through the tokens of statements that read or write rows.
class ValueReader {
public:
  ValueReader(std::string_view Source, const sql::Schema &Tables, const sql::Vocabulary &Words) : Source(Source), Tables(&Tables), Words(&Words) {}

  /// Whether the next token is a value in quotes of a column that is no tenant's.
  bool isPlainValue(const Token &T) {
    if (T.Kind == TokenKind::Comment)
      return false;
    if (T.Kind == TokenKind::Semicolon) {
      *this = ValueReader(Source, *Tables, *Words);
      return false;
    }
    if (Count++ == 0) {
      HasRows = T.Kind == TokenKind::Word && isOneOf(T.text(Source), {"SELECT", "UPDATE", "DELETE"});
      IsInsert = T.Kind == TokenKind::Word && isOneOf(T.text(Source), {"INSERT", "REPLACE"});
    }
    bool IsText = T.Kind == TokenKind::String && Source[T.Begin] == '\'';
    bool IsPlain =
        IsText && ((HasRows && Count > 3 && compares(Before[1], Source) && isPlainColumn(columnOf(Before[0], Source))) || (IsInsert && isInserted()));
    if (IsInsert)
      follow(T);
    Before = {Before[1], T};
    return IsPlain;
  }

private:
  bool isPlainColumn(std::string_view Column) const { return !Column.empty() && !Words->isTenantColumn(Column); }

  // INSERT INTO table (column, ...) VALUES (value, ...), (value, ...)
  void follow(const Token &T) {
    Depth += T.Kind == TokenKind::LeftParen ? 1 : T.Kind == TokenKind::RightParen ? -1 : 0;
    bool IsWord = T.Kind == TokenKind::Word && Depth == 0;
    if (IsWord && isOneOf(T.text(Source), {"VALUES", "VALUE"})) {
      IsInValues = true;
    } else if (IsWord && (IsInValues || isOneOf(T.text(Source), {"SELECT", "SET"}))) {
      // INSERT INTO table SELECT ..., ON CONFLICT DO UPDATE SET ...
      IsInsert = false;
      HasRows = true;
    } else if (!IsInValues && !columnOf(T, Source).empty()) {
      if (Depth == 1)
        Columns.push_back(columnOf(T, Source));
      else if (Columns.empty())
        Table = columnOf(T, Source);
    }
    if (IsInValues && T.Kind == TokenKind::LeftParen && Depth == 1)
      Index = 0;
    if (IsInValues && T.Kind == TokenKind::Comma && Depth == 1)
      ++Index;
  }

  // Where nobody knows the columns, nobody knows which one is the tenant's.
  bool isInserted() const {
    bool IsValue = IsInValues && Depth == 1 && (Before[1].Kind == TokenKind::LeftParen || Before[1].Kind == TokenKind::Comma);
    if (!IsValue || !Columns.empty())
      return IsValue && Index < Columns.size() && isPlainColumn(Columns[Index]);
    return !Table.empty() && Tables->find(Table) == nullptr;
  }

  std::string_view Source;
  const sql::Schema *Tables;
  const sql::Vocabulary *Words;
  size_t Count = 0;
  bool HasRows = false;
  bool IsInsert = false;
  bool IsInValues = false;
  int Depth = 0;
  size_t Index = 0;
  std::string_view Table;
  std::vector<std::string_view> Columns;
  /// The two tokens before.
  std::array<Token, 2> Before;
};

} // namespace

void closeComparedValues(const SqlSite &Site, SourceText &Text, const sql::Schema &Tables, const sql::Vocabulary &Words) {
  if (Text.Pieces.size() < 3 ||
      std::none_of(Text.Pieces.begin(), Text.Pieces.end(), [](const TextPiece &P) { return P.IsHole && P.From.What != Slot::Kind::None; }))
    return;
  ComposedText Composed(Text);
  std::vector<bool> IsClosed(Composed.Holes.size());
  ValueReader Reader(Composed.Text, Tables, Words);
  sql::lex(Composed.query(Site), [&](const Token &T) {
    if (Reader.isPlainValue(T) && T.HasHole)
      for (size_t I = 0; I < Composed.Holes.size(); ++I)
        IsClosed[I] = IsClosed[I] || (Composed.Holes[I].Offset > T.Begin && Composed.Holes[I].Offset < T.End);
  });
  size_t Hole = 0;
  for (TextPiece &P : Text.Pieces)
    if (P.IsHole && IsClosed[Hole++])
      P.From = Slot();
}

} // namespace tenantscan
