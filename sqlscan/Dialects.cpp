//===- Dialects.cpp - MySQL and SQLite, spelled PostgreSQL's way ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DialectTokens.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace tenantscan::sql {

TokenWalk::TokenWalk(const Query &Q, const std::vector<Token> &Tokens) : Q(Q), Tokens(Tokens), Partner(Tokens.size(), Tokens.size()) {
  std::vector<size_t> Open;
  for (size_t I = 0; I < Tokens.size(); ++I) {
    if (Tokens[I].Kind == TokenKind::LeftParen) {
      Open.push_back(I);
    } else if (Tokens[I].Kind == TokenKind::RightParen && !Open.empty()) {
      Partner[Open.back()] = I;
      Open.pop_back();
    } else if (Tokens[I].Kind == TokenKind::Semicolon) {
      Open.clear();
    }
  }
}

bool TokenWalk::word(size_t I, std::string_view Expected) const {
  if (!is(I, TokenKind::Word))
    return false;
  std::string_view Text = text(I);
  // The length and the first letter rule most words out.
  return Text.size() == Expected.size() && (Text[0] & ~0x20) == (Expected[0] & ~0x20) && equalsIgnoreCase(Text, Expected) && !isDotted(I);
}

bool TokenWalk::anyOf(size_t I, std::initializer_list<std::string_view> Expected) const {
  return is(I, TokenKind::Word) && std::any_of(Expected.begin(), Expected.end(), [&](std::string_view E) { return word(I, E); });
}

bool TokenWalk::words(size_t I, std::initializer_list<std::string_view> Expected) const {
  return std::all_of(Expected.begin(), Expected.end(), [&](std::string_view E) { return word(I++, E); });
}

size_t TokenWalk::afterName(size_t I) const {
  ++I;
  while (is(I, TokenKind::Dot) && isName(I + 1))
    I += 2;
  return I;
}

size_t TokenWalk::find(TokenSpan Where, std::initializer_list<std::string_view> Expected) const {
  for (size_t I = Where.First; I < Where.Last; I = next(I))
    if (anyOf(I, Expected))
      return I;
  return Where.Last;
}

bool TokenWalk::contains(TokenSpan Where, std::initializer_list<std::string_view> Expected) const {
  for (size_t I = Where.First; I < Where.Last; ++I)
    if (anyOf(I, Expected))
      return true;
  return false;
}

std::vector<TokenSpan> TokenWalk::split(TokenSpan Where) const {
  std::vector<TokenSpan> Parts;
  if (Where.empty())
    return Parts;
  size_t First = Where.First;
  for (size_t I = Where.First; I < Where.Last; I = next(I))
    if (is(I, TokenKind::Comma)) {
      Parts.push_back({First, I});
      First = I + 1;
    }
  Parts.push_back({First, Where.Last});
  return Parts;
}

std::string TokenWalk::name(size_t I) const {
  std::string_view Spelled = text(I);
  if ((is(I, TokenKind::QuotedName) || is(I, TokenKind::String)) && Spelled.size() >= 2)
    Spelled = Spelled.substr(1, Spelled.size() - 2);
  std::string Name(Spelled);
  for (char &C : Name)
    C = C >= 'A' && C <= 'Z' ? static_cast<char>(C + 32) : C;
  return Name;
}

std::string TokenWalk::escaped(std::string_view Name) {
  std::string Out;
  for (char C : Name)
    Out.append(C == '"' ? 2 : 1, C);
  return Out;
}

bool TokenWalk::isOperandPosition(size_t I) const {
  if (I == 0 || I >= Tokens.size())
    return false;
  switch (Tokens[I - 1].Kind) {
  case TokenKind::Operator:
  case TokenKind::Comma:
  case TokenKind::LeftParen:
    return true;
  case TokenKind::Word:
    return anyOf(I - 1, {"SELECT", "WHERE", "AND",    "OR",        "XOR",   "NOT",      "ON",       "HAVING", "BY",      "SET",
                         "WHEN",   "THEN",  "ELSE",   "CASE",      "IN",    "LIKE",     "DISTINCT", "ALL",    "BETWEEN", "UPDATE",
                         "INTO",   "FROM",  "JOIN",   "TABLE",     "AS",    "DIV",      "MOD",      "REGEXP", "RLIKE",   "GLOB",
                         "BINARY", "LIMIT", "OFFSET", "RETURNING", "USING", "INTERVAL", "COLUMN",   "ADD",    "EXISTS"});
  default:
    return false;
  }
}

bool touchesNoRows(const TokenWalk &W, TokenSpan Where) {
  return !W.contains(Where, {"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE", "LOAD", "CALL", "EXECUTE", "HANDLER", "DO"});
}

void planNothing(size_t At, PlanWriter &Out) { Out.text(At, "RESET tenantscan.statement"); }

// Edits come from several walks. Of two that overlap the first one that was made
// stays; what is put in before a token comes before what replaces it.
static void order(std::vector<TokenEdit> &Edits) {
  std::vector<size_t> Order(Edits.size());
  std::iota(Order.begin(), Order.end(), size_t{0});
  std::sort(Order.begin(), Order.end(), [&](size_t L, size_t R) {
    auto Rank = [](const TokenEdit &E) { return E.Trails ? 0 : E.First == E.Last ? 1 : 2; };
    return std::tuple(Edits[L].First, Rank(Edits[L]), L) < std::tuple(Edits[R].First, Rank(Edits[R]), R);
  });
  std::vector<TokenEdit> Kept;
  size_t End = 0;
  for (size_t I : Order) {
    if (Edits[I].First < End)
      continue;
    End = Edits[I].Last;
    Kept.push_back(std::move(Edits[I]));
  }
  Edits = std::move(Kept);
}

DialectPlan planDialect(const Query &Q, const std::vector<Token> &Tokens) {
  DialectPlan Plan;
  PlanWriter Out(Plan);
  if (Q.Language == Dialect::PostgreSQL) {
    Out.copy(0, Tokens.size());
    return Plan;
  }
  TokenWalk W(Q, Tokens);
  for (size_t First = 0; First < Tokens.size();) {
    size_t Last = First;
    while (Last < Tokens.size() && Tokens[Last].Kind != TokenKind::Semicolon)
      ++Last;
    if (First < Last && W.isGeneric())
      editOthers(W, {First, Last}, Out);
    if (First < Last)
      planStatement(W, {First, Last}, Out);
    // The semicolon too.
    Out.copy(Last, std::min(Last + 1, Tokens.size()));
    First = Last + 1;
  }
  order(Plan.Edits);
  return Plan;
}

void splicePreparedTexts(const Query &Q, std::vector<Token> &Tokens) {
  if (Q.Language != Dialect::MySQL)
    return;
  std::vector<Token> Out;
  bool Found = false;
  auto Is = [&](size_t I, std::string_view Word) {
    return I < Tokens.size() && Tokens[I].Kind == TokenKind::Word && equalsIgnoreCase(Tokens[I].text(Q.Text), Word);
  };
  for (size_t I = 0; I < Tokens.size(); ++I) {
    const Token &T = Tokens[I];
    std::string_view Spelled = T.text(Q.Text);
    bool Prepared = T.Kind == TokenKind::String &&
                    ((I >= 3 && Is(I - 1, "FROM") && Is(I - 3, "PREPARE")) || (I >= 2 && Is(I - 1, "IMMEDIATE") && Is(I - 2, "EXECUTE")));
    bool IsPlain = Prepared && Spelled.size() > 2 && (Spelled[0] == '\'' || Spelled[0] == '"') && Spelled.find('\\') == std::string_view::npos &&
                   Spelled.find(Spelled[0], 1) == Spelled.size() - 1;
    if (!IsPlain) {
      if (Found)
        Out.push_back(T);
      continue;
    }
    if (!Found)
      Out.assign(Tokens.begin(), Tokens.begin() + static_cast<long>(I));
    Found = true;
    Query Inner = Q;
    Inner.Text = Spelled.substr(1, Spelled.size() - 2);
    Inner.Placeholders |= PlaceholderQuestion;
    Inner.Holes.clear();
    auto Hole = std::lower_bound(Q.Holes.begin(), Q.Holes.end(), T.Begin, [](const sql::Hole &H, uint32_t Offset) { return H.Offset < Offset; });
    for (; Hole != Q.Holes.end() && Hole->Offset + 1 < T.End; ++Hole)
      Inner.Holes.push_back({Hole->Offset - T.Begin - 1, Hole->Name, Hole->IsValue});
    for (Token Part : lex(Inner)) {
      Part.Begin += T.Begin + 1;
      Part.End += T.Begin + 1;
      if (Part.Kind != TokenKind::Comment)
        Out.push_back(Part);
    }
  }
  if (Found)
    Tokens = std::move(Out);
}

} // namespace tenantscan::sql
