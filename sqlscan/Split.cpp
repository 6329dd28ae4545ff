//===- Split.cpp - A .sql file, statement by statement ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Split.h"

#include "sqlscan/Lexer.h"

#include <algorithm>

namespace tenantscan::sql {

// psql reads backslash commands and the rows after COPY ... FROM STDIN itself;
// they are blanked so that offsets and lines stay as they are.
static std::string withoutPsql(std::string_view Text) {
  std::string Out(Text);
  bool InRows = false;
  bool CopyPending = false;
  for (size_t Begin = 0; Begin < Out.size();) {
    size_t End = std::min(Out.find('\n', Begin), Out.size());
    std::string_view Line = std::string_view(Out).substr(Begin, End - Begin);
    bool Blank = InRows || (!Line.empty() && Line[0] == '\\');
    if (InRows && Line.substr(0, 2) == "\\.")
      InRows = false;
    if (!Blank && Line.size() > 5 && equalsIgnoreCase(Line.substr(0, 5), "COPY "))
      CopyPending = true;
    if (!Blank && CopyPending && Line.find(';') != std::string_view::npos) {
      std::string Upper(Line);
      std::transform(Upper.begin(), Upper.end(), Upper.begin(), [](unsigned char C) { return static_cast<char>(std::toupper(C)); });
      InRows = Upper.find("FROM STDIN") != std::string::npos;
      CopyPending = false;
    }
    if (Blank)
      std::fill(Out.begin() + static_cast<long>(Begin), Out.begin() + static_cast<long>(End), ' ');
    Begin = End + 1;
  }
  return Out;
}

std::vector<SplitStatement> split(std::string_view Text, Dialect D) {
  std::string Clean = withoutPsql(Text);
  Query Q;
  Q.Text = Clean;
  Q.Language = D;
  Q.Placeholders = 0;
  std::vector<SplitStatement> Result;
  size_t LineAt = 0;
  unsigned Line = 1;
  auto Emit = [&](uint32_t Begin, uint32_t End) {
    Line += static_cast<unsigned>(std::count(Text.begin() + static_cast<long>(LineAt), Text.begin() + Begin, '\n'));
    LineAt = Begin;
    Result.push_back({Text.substr(Begin, End - Begin), Begin, Line});
  };
  unsigned Depth = 0;
  unsigned Atomic = 0;
  bool HasToken = false;
  uint32_t Begin = 0;
  uint32_t End = 0;
  std::string_view Previous;
  for (const Token &T : lex(Q)) {
    if (T.Kind == TokenKind::Comment)
      continue;
    if (T.Kind == TokenKind::Semicolon && Depth == 0 && Atomic == 0) {
      if (HasToken)
        Emit(Begin, End);
      HasToken = false;
      continue;
    }
    if (!HasToken)
      Begin = T.Begin;
    HasToken = true;
    End = T.End;
    Depth += T.Kind == TokenKind::LeftParen;
    Depth -= T.Kind == TokenKind::RightParen && Depth > 0;
    if (T.Kind != TokenKind::Word)
      continue;
    std::string_view Word = T.text(Clean);
    if (equalsIgnoreCase(Word, "ATOMIC") && equalsIgnoreCase(Previous, "BEGIN"))
      Atomic = 1;
    else if (Atomic != 0 && equalsIgnoreCase(Word, "CASE"))
      ++Atomic;
    else if (Atomic != 0 && equalsIgnoreCase(Word, "END"))
      --Atomic;
    Previous = Word;
  }
  if (HasToken)
    Emit(Begin, End);
  return Result;
}

} // namespace tenantscan::sql
