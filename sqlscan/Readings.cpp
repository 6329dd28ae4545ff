//===- Readings.cpp - Texts that servers read in several ways -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Readings.h"

#include "sqlscan/Lexer.h"

#include <algorithm>

namespace tenantscan::sql {

static void erase(Reading &R, size_t Begin, size_t End) {
  std::fill(R.Text.begin() + static_cast<long>(Begin), R.Text.begin() + static_cast<long>(End), ' ');
  std::erase_if(R.Holes, [&](const Hole &H) { return H.Offset >= Begin && H.Offset < End; });
}

// One in which no server runs what is in comments, and one in which MariaDB does.
static void addComments(const Query &Q, std::vector<Reading> &Out) {
  Query Spelled = Q;
  Spelled.Language = Dialect::MySQL;
  Reading Without{std::string(Q.Text), Dialect::MySQL, Q.Holes};
  Reading With = Without;
  size_t Open = std::string_view::npos;
  bool IsMariaDB = false;
  bool IsRun = false;
  for (const Token &T : lex(Spelled)) {
    if (T.Kind != TokenKind::Comment)
      continue;
    std::string_view Text = T.text(Q.Text);
    if (Text.substr(0, 3) == "/*!") {
      Open = T.Begin;
      IsRun = true;
    } else if (Text == "*/" && Open != std::string_view::npos) {
      erase(Without, Open, T.End);
      Open = std::string_view::npos;
    } else if (Text.substr(0, 4) == "/*M!") {
      With.Text.replace(T.Begin, 4, " /*!");
      IsMariaDB = true;
    }
  }
  if (Open != std::string_view::npos)
    erase(Without, Open, Q.Text.size());
  if (IsRun)
    Out.push_back(std::move(Without));
  if (IsMariaDB)
    Out.push_back(std::move(With));
}

/// Whether the rules for comments and quotes may come to different tokens.
static bool isAmbiguous(std::string_view Text) {
  size_t First = Text.find("/*");
  if (First != std::string_view::npos && Text.find("/*", First + 2) != std::string_view::npos)
    return true;
  for (size_t At = Text.find("--"); At != std::string_view::npos; At = Text.find("--", At + 2))
    if (At + 2 < Text.size() && Text[At + 2] != ' ' && Text[At + 2] != '\n' && Text[At + 2] != '\t' && Text[At + 2] != '\r')
      return true;
  return Text.find_first_of("\\#") != std::string_view::npos;
}

/// Whether it matters in which order set operations are combined.
static bool mixesSetOperations(const Query &Q) {
  static constexpr std::string_view Word = "intersect";
  auto IsSame = [](char A, char B) { return (A | 0x20) == B; };
  if (std::search(Q.Text.begin(), Q.Text.end(), Word.begin(), Word.end(), IsSame) == Q.Text.end())
    return false;
  bool HasIntersect = false;
  bool HasOther = false;
  for (const Token &T : lex(Q)) {
    HasIntersect = HasIntersect || (T.Kind == TokenKind::Word && equalsIgnoreCase(T.text(Q.Text), Word));
    HasOther = HasOther || (T.Kind == TokenKind::Word && (equalsIgnoreCase(T.text(Q.Text), "union") || equalsIgnoreCase(T.text(Q.Text), "except")));
  }
  return HasIntersect && HasOther;
}

std::vector<Reading> otherReadings(const Query &Q) {
  std::vector<Reading> Out;
  bool IsGeneric = Q.Language == Dialect::Generic;
  if (Q.Language != Dialect::MySQL && !IsGeneric)
    return Out;
  if (Q.Text.find("/*!") != std::string_view::npos || Q.Text.find("/*M!") != std::string_view::npos)
    addComments(Q, Out);
  if (IsGeneric && (!Out.empty() || isAmbiguous(Q.Text) || mixesSetOperations(Q)))
    for (Dialect D : {Dialect::PostgreSQL, Dialect::MySQL, Dialect::SQLite})
      Out.push_back({std::string(Q.Text), D, Q.Holes});
  return Out;
}

} // namespace tenantscan::sql
