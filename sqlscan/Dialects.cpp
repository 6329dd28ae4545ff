//===- Dialects.cpp - MySQL and SQLite, spelled PostgreSQL's way ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Dialects.h"

#include <algorithm>
#include <initializer_list>

namespace tenantscan::sql {

namespace {

class Editor {
public:
  Editor(const Query &Q, const std::vector<Token> &Tokens) : Q(Q), Tokens(Tokens) {}
  std::vector<TokenEdit> run();

private:
  bool word(size_t I, std::string_view Expected) const {
    return I < Tokens.size() && Tokens[I].Kind == TokenKind::Word && equalsIgnoreCase(Tokens[I].text(Q.Text), Expected);
  }
  bool anyWord(size_t I, std::initializer_list<std::string_view> Expected) const {
    return std::any_of(Expected.begin(), Expected.end(), [&](std::string_view E) { return word(I, E); });
  }
  bool is(size_t I, TokenKind Kind) const { return I < Tokens.size() && Tokens[I].Kind == Kind; }
  size_t closingParen(size_t Open) const;
  void edit(size_t First, size_t Last, std::string_view Text) { Edits.push_back({First, Last, Text}); }

  void statementHead(size_t I);
  void endStatement(size_t End);
  size_t clause(size_t I);
  size_t operatorToken(size_t I);

  const Query &Q;
  const std::vector<Token> &Tokens;
  std::vector<TokenEdit> Edits;
  unsigned Depth = 0;
  /// The statement is UPDATE or DELETE, where PostgreSQL knows no ORDER BY and LIMIT.
  bool Modifies = false;
  bool AfterLimit = false;
  /// In the assignments of ON DUPLICATE KEY UPDATE.
  bool AfterDuplicate = false;
  /// The statement is a REPLACE, to be spelled as an upsert at its end.
  bool Replaces = false;
};

} // namespace

size_t Editor::closingParen(size_t Open) const {
  unsigned Level = 0;
  for (size_t I = Open; I < Tokens.size(); ++I) {
    if (Tokens[I].Kind == TokenKind::LeftParen)
      ++Level;
    else if (Tokens[I].Kind == TokenKind::RightParen && --Level == 0)
      return I;
  }
  return Tokens.size();
}

// Words between the verb and its object.
void Editor::statementHead(size_t I) {
  Modifies = anyWord(I, {"UPDATE", "DELETE"});
  AfterLimit = false;
  AfterDuplicate = false;
  // REPLACE, and SQLite's INSERT OR REPLACE, delete the rows that a unique key
  // says are the same: an upsert on any key, as far as tenants are concerned.
  Replaces = word(I, "REPLACE") || (anyWord(I, {"INSERT", "UPDATE"}) && word(I + 1, "OR") && word(I + 2, "REPLACE"));
  if (word(I, "REPLACE")) {
    edit(I, I + 1, "INSERT");
    if (!word(I + 1, "INTO"))
      edit(I + 1, I + 1, "INTO ");
    return;
  }
  size_t After = I + 1;
  if (anyWord(I, {"INSERT", "UPDATE"}) && word(After, "OR"))
    After += 2; // SQLite's conflict clause
  while (anyWord(After, {"IGNORE", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "SQL_CALC_FOUND_ROWS",
                         "SQL_NO_CACHE", "SQL_CACHE", "SQL_BIG_RESULT", "SQL_SMALL_RESULT", "STRAIGHT_JOIN",
                         "DISTINCTROW"}) &&
         !is(After + 1, TokenKind::Dot) && !is(After + 1, TokenKind::Comma))
    ++After;
  if (After != I + 1)
    edit(I + 1, After, "");
  if (word(I, "INSERT") && !word(After, "INTO") && (is(After, TokenKind::Word) || is(After, TokenKind::QuotedName)))
    edit(After, After, "INTO ");
  if (word(I, "EXPLAIN") && word(I + 1, "QUERY") && word(I + 2, "PLAN"))
    edit(I + 1, I + 3, "");
}

void Editor::endStatement(size_t End) {
  if (Replaces)
    edit(End, End, "ON CONFLICT DO UPDATE SET tenantscan_replaced = true");
  Replaces = false;
}

size_t Editor::operatorToken(size_t I) {
  std::string_view Text = Tokens[I].text(Q.Text);
  bool MySQL = Q.Language == Dialect::MySQL;
  if (Text == "==" && Q.Language == Dialect::SQLite)
    edit(I, I + 1, "=");
  else if (Text == "<=>" && MySQL)
    edit(I, I + 1, " IS NOT DISTINCT FROM ");
  else if (Text == "&&" && MySQL)
    edit(I, I + 1, " AND ");
  else if (Text == "||" && MySQL)
    edit(I, I + 1, " OR ");
  return I + 1;
}

// Returns the index of the next token to look at.
size_t Editor::clause(size_t I) {
  if (anyWord(I, {"REGEXP", "RLIKE", "GLOB"}) || (word(I, "MATCH") && Q.Language == Dialect::SQLite)) {
    edit(I, I + 1, "LIKE");
    return I + 1;
  }
  if (word(I, "STRAIGHT_JOIN")) {
    edit(I, I + 1, "JOIN");
    return I + 1;
  }
  // Index hints name no rows.
  if (anyWord(I, {"USE", "FORCE", "IGNORE"}) && anyWord(I + 1, {"INDEX", "KEY"})) {
    size_t Open = I + 2;
    while (Open < Tokens.size() && Tokens[Open].Kind == TokenKind::Word)
      ++Open;
    size_t Close = is(Open, TokenKind::LeftParen) ? closingParen(Open) : Tokens.size();
    if (Close < Tokens.size()) {
      edit(I, Close + 1, "");
      return Close + 1;
    }
  }
  if (word(I, "INDEXED") && word(I + 1, "BY")) {
    edit(I, std::min(I + 3, Tokens.size()), "");
    return I + 3;
  }
  if (word(I, "ON") && word(I + 1, "DUPLICATE") && word(I + 2, "KEY") && word(I + 3, "UPDATE")) {
    edit(I, I + 4, "ON CONFLICT DO UPDATE SET");
    AfterDuplicate = true;
    return I + 4;
  }
  if (AfterDuplicate && word(I, "VALUES") && is(I + 1, TokenKind::LeftParen)) {
    edit(I, I + 1, "tenantscan_new_value");
    return I + 1;
  }
  // INTERVAL 5 DAY, INTERVAL ? DAY
  if (word(I, "INTERVAL") && (is(I + 1, TokenKind::Number) || is(I + 1, TokenKind::Placeholder)) && is(I + 2, TokenKind::Word)) {
    edit(I, I + 3, "INTERVAL '1'");
    return I + 3;
  }
  if (word(I, "WITH") && word(I + 1, "ROLLUP")) {
    edit(I, I + 2, "");
    return I + 2;
  }
  if (word(I, "SEPARATOR") && is(I + 1, TokenKind::String)) {
    edit(I, I + 2, "");
    return I + 2;
  }
  if (anyWord(I, {"DIV", "MOD"}) && !is(I + 1, TokenKind::LeftParen)) {
    edit(I, I + 1, "%");
    return I + 1;
  }
  if (word(I, "COLLATE") && is(I + 1, TokenKind::Word)) {
    edit(I, I + 2, "");
    return I + 2;
  }
  // UPDATE t SET ... ORDER BY ... LIMIT n touches a part of what it would without.
  if (Modifies && Depth == 0 && ((word(I, "ORDER") && word(I + 1, "BY")) || word(I, "LIMIT"))) {
    size_t End = I;
    unsigned Level = 0;
    while (End < Tokens.size() && !(Level == 0 && (is(End, TokenKind::Semicolon) || word(End, "RETURNING")))) {
      Level += is(End, TokenKind::LeftParen);
      Level -= Level > 0 && is(End, TokenKind::RightParen);
      ++End;
    }
    edit(I, End, "");
    return End;
  }
  if (word(I, "LIMIT"))
    AfterLimit = true;
  return I + 1;
}

std::vector<TokenEdit> Editor::run() {
  if (Q.Language == Dialect::PostgreSQL)
    return {};
  bool AtHead = true;
  for (size_t I = 0; I < Tokens.size();) {
    switch (Tokens[I].Kind) {
    case TokenKind::Semicolon:
      endStatement(I);
      AtHead = true;
      Depth = 0;
      ++I;
      continue;
    case TokenKind::LeftParen:
      ++Depth;
      if (anyWord(I + 1, {"SELECT"}))
        statementHead(I + 1);
      ++I;
      break;
    case TokenKind::RightParen:
      Depth -= Depth > 0;
      AfterLimit = false;
      ++I;
      break;
    case TokenKind::Comma:
      if (AfterLimit) {
        edit(I, I + 1, " OFFSET ");
        AfterLimit = false;
      }
      ++I;
      break;
    case TokenKind::Operator:
      I = operatorToken(I);
      break;
    case TokenKind::Word:
      if (AtHead) {
        statementHead(I);
        size_t Next = I + 1;
        if (!Edits.empty())
          Next = std::max(Next, Edits.back().Last);
        I = Next;
      } else {
        I = clause(I);
      }
      break;
    default:
      ++I;
      break;
    }
    AtHead = false;
  }
  endStatement(Tokens.size());
  return std::move(Edits);
}

std::vector<TokenEdit> dialectEdits(const Query &Q, const std::vector<Token> &Tokens) { return Editor(Q, Tokens).run(); }

bool isForeignUtility(const Query &Q, const std::vector<Token> &Tokens, size_t First) {
  if (First >= Tokens.size() || Tokens[First].Kind != TokenKind::Word)
    return false;
  std::string_view Verb = Tokens[First].text(Q.Text);
  auto AnyOf = [&](std::initializer_list<std::string_view> Words) {
    return std::any_of(Words.begin(), Words.end(), [&](std::string_view W) { return equalsIgnoreCase(W, Verb); });
  };
  switch (Q.Language) {
  case Dialect::PostgreSQL:
    return false;
  case Dialect::SQLite:
    return AnyOf({"PRAGMA", "ATTACH", "DETACH", "VACUUM", "REINDEX", "ANALYZE", "BEGIN", "COMMIT", "END", "ROLLBACK",
                  "SAVEPOINT", "RELEASE", "CREATE", "ALTER", "DROP"});
  case Dialect::MySQL:
    return AnyOf({"SHOW", "USE", "LOCK", "UNLOCK", "SET", "FLUSH", "OPTIMIZE", "ANALYZE", "CHECK", "REPAIR", "KILL", "DESCRIBE",
                  "DESC", "START", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "RESET", "HELP", "CREATE", "ALTER",
                  "DROP", "RENAME", "GRANT", "REVOKE"});
  case Dialect::Generic:
    return AnyOf({"PRAGMA", "ATTACH", "DETACH", "SHOW", "USE", "LOCK", "UNLOCK", "SET", "FLUSH", "OPTIMIZE", "DESCRIBE", "VACUUM",
                  "REINDEX", "ANALYZE", "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "CREATE", "ALTER",
                  "DROP", "GRANT", "REVOKE"});
  }
  return false;
}

} // namespace tenantscan::sql
