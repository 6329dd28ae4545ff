//===- DialectTokens.h - Walking the tokens of a statement ------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For the Dialect*.cpp files only. Brackets are paired once, so that every walk
// steps over a bracketed part in constant time: the work stays linear.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_DIALECTTOKENS_H
#define TENANTSCAN_SQLSCAN_DIALECTTOKENS_H

#include "sqlscan/Dialects.h"

#include <initializer_list>

namespace tenantscan::sql {

/// Tokens [First, Last).
struct TokenSpan {
  size_t First = 0;
  size_t Last = 0;
  bool empty() const { return First >= Last; }
};

/// No token.
inline constexpr size_t NoToken = static_cast<size_t>(-1);

/// Read-only view of the tokens of a text. Any index may be asked for: beyond the
/// end nothing is anything.
class TokenWalk {
public:
  TokenWalk(const Query &Q, const std::vector<Token> &Tokens);

  size_t size() const { return Tokens.size(); }
  const Token &operator[](size_t I) const { return Tokens[I]; }
  bool is(size_t I, TokenKind Kind) const { return I < Tokens.size() && Tokens[I].Kind == Kind; }
  std::string_view text(size_t I) const { return I < Tokens.size() ? Tokens[I].text(Q.Text) : std::string_view(); }
  bool isOperator(size_t I, std::string_view Spelled) const { return is(I, TokenKind::Operator) && text(I) == Spelled; }
  /// A part of a qualified name: no keyword.
  bool isDotted(size_t I) const { return is(I + 1, TokenKind::Dot) || (I > 0 && is(I - 1, TokenKind::Dot)); }
  /// The keyword \p Expected (in capitals).
  bool word(size_t I, std::string_view Expected) const;
  bool anyOf(size_t I, std::initializer_list<std::string_view> Expected) const;
  /// The keywords one after the other.
  bool words(size_t I, std::initializer_list<std::string_view> Expected) const;
  bool isName(size_t I) const { return is(I, TokenKind::Word) || is(I, TokenKind::QuotedName) || is(I, TokenKind::Hole); }
  /// The bracket that closes the one at \p Open; size() where none does.
  size_t close(size_t Open) const { return Open < Partner.size() ? Partner[Open] : Tokens.size(); }
  /// The token after \p I, or after the brackets that it opens.
  size_t next(size_t I) const { return is(I, TokenKind::LeftParen) ? close(I) + 1 : I + 1; }
  /// The token after the name, possibly qualified, that begins at \p I.
  size_t afterName(size_t I) const;
  /// First of the keywords in \p Where and outside brackets; its end where there is none.
  size_t find(TokenSpan Where, std::initializer_list<std::string_view> Expected) const;
  /// Whether any of the keywords is in \p Where, brackets or not.
  bool contains(TokenSpan Where, std::initializer_list<std::string_view> Expected) const;
  /// The parts between commas outside brackets; none where \p Where is empty.
  std::vector<TokenSpan> split(TokenSpan Where) const;
  /// The name at \p I without its quotes, in lower case.
  std::string name(size_t I) const;
  /// The same, as PostgreSQL quotes it.
  std::string quoted(size_t I) const { return '"' + escaped(name(I)) + '"'; }
  /// An operand begins at \p I: what is before it demands one.
  bool isOperandPosition(size_t I) const;

  bool isMySQL() const { return Q.Language == Dialect::MySQL; }
  bool isSQLite() const { return Q.Language == Dialect::SQLite; }
  bool isGeneric() const { return Q.Language == Dialect::Generic; }
  const Query &query() const { return Q; }

  /// Double quotes doubled.
  static std::string escaped(std::string_view Name);

private:
  const Query &Q;
  const std::vector<Token> &Tokens;
  std::vector<size_t> Partner;
};

/// Collects the pieces of one text.
class PlanWriter {
public:
  explicit PlanWriter(DialectPlan &Plan) : Plan(Plan) {}

  void copy(TokenSpan Span) {
    if (!Span.empty())
      Plan.Pieces.push_back({Span.First, Span.Last, {}});
  }
  void copy(size_t First, size_t Last) { copy(TokenSpan{First, Last}); }
  /// \p Spelled in the place of the token at \p At.
  void text(size_t At, std::string Spelled) { Plan.Pieces.push_back({At, At, std::move(Spelled)}); }
  void edit(size_t First, size_t Last, std::string Spelled) { Plan.Edits.push_back({First, Last, std::move(Spelled)}); }
  /// Puts \p Spelled behind the token before \p I.
  void after(size_t I, std::string Spelled) { Plan.Edits.push_back({I, I, std::move(Spelled), true}); }
  void refuse(size_t At, std::string Why) {
    if (!Plan.Refusal.empty())
      return;
    Plan.Refusal = std::move(Why);
    Plan.RefusedAt = At;
  }
  void setRepeats() { Plan.Repeats = true; }

private:
  DialectPlan &Plan;
};

/// Operators, functions, names and joins in \p Where: edits only.
void editExpressions(const TokenWalk &W, TokenSpan Where, PlanWriter &Out);
/// Set operations in \p Where as SQLite combines them: edits only.
void groupCompounds(const TokenWalk &W, TokenSpan Where, PlanWriter &Out);
/// What other servers and ODBC spell their way, for Dialect::Generic: edits only.
void editOthers(const TokenWalk &W, TokenSpan Where, PlanWriter &Out);
/// One statement that is not empty: its pieces, and edits.
void planStatement(const TokenWalk &W, TokenSpan Statement, PlanWriter &Out);
/// CREATE, ALTER, DROP, RENAME: its pieces, and edits.
void planDefinition(const TokenWalk &W, TokenSpan Statement, PlanWriter &Out);
/// Something that touches no rows, in the place of \p At.
void planNothing(size_t At, PlanWriter &Out);
/// None of the words that begin a statement which reads or writes rows is in \p Where.
bool touchesNoRows(const TokenWalk &W, TokenSpan Where);

} // namespace tenantscan::sql

#endif
