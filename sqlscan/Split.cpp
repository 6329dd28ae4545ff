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

static void blank(std::string &Text, size_t Begin, size_t End) {
  std::fill(Text.begin() + static_cast<long>(Begin), Text.begin() + static_cast<long>(End), ' ');
}

// After `DELIMITER //` that is what ends a statement; it takes the place of the
// semicolons there. Offsets and lines stay as they are.
static void applyDelimiters(std::string &Text) {
  std::string Delimiter = ";";
  for (size_t Begin = 0; Begin < Text.size();) {
    size_t End = std::min(Text.find('\n', Begin), Text.size());
    size_t First = std::min(Text.find_first_not_of(" \t", Begin), End);
    std::string_view Line = std::string_view(Text).substr(First, End - First);
    if (Line.size() > 10 && equalsIgnoreCase(Line.substr(0, 9), "DELIMITER") && (Line[9] == ' ' || Line[9] == '\t')) {
      Line = Line.substr(std::min(Line.find_first_not_of(" \t", 9), Line.size()));
      Delimiter = Line.substr(0, Line.find_first_of(" \t\r"));
      blank(Text, Begin, End);
    } else if (!Delimiter.empty() && Delimiter != ";") {
      std::replace(Text.begin() + static_cast<long>(Begin), Text.begin() + static_cast<long>(End), ';', ' ');
      std::string_view Rest = std::string_view(Text).substr(Begin, End - Begin);
      for (size_t At = Rest.find(Delimiter); At != std::string_view::npos; At = Rest.find(Delimiter, At + Delimiter.size())) {
        blank(Text, Begin + At, Begin + At + Delimiter.size());
        Text[Begin + At] = ';';
      }
    }
    Begin = End + 1;
  }
}

/// Counts BEGIN ... END of bodies.
class BodyDepth {
public:
  explicit BodyDepth(Dialect D) : HasBlocks(D != Dialect::PostgreSQL) {}
  bool inside() const { return Depth != 0; }
  void reset() { *this = BodyDepth(HasBlocks ? Dialect::SQLite : Dialect::PostgreSQL); }
  void word(std::string_view Word) {
    auto Is = [&](std::string_view W, std::string_view Expected) { return equalsIgnoreCase(W, Expected); };
    ++Count;
    if (Count == 1)
      Creates = Is(Word, "CREATE");
    Defines = Defines || (Creates && (Is(Word, "TRIGGER") || Is(Word, "PROCEDURE") || Is(Word, "FUNCTION") || Is(Word, "EVENT")));
    // END IF and the like close what was not counted.
    bool ClosesOther = Is(Previous, "END") && (Is(Word, "IF") || Is(Word, "LOOP") || Is(Word, "WHILE") || Is(Word, "REPEAT"));
    if (ClosesOther)
      Depth += Pending;
    Pending = 0;
    if ((Is(Word, "ATOMIC") && Is(Previous, "BEGIN") && Depth == 0) || (HasBlocks && Defines && Is(Word, "BEGIN"))) {
      ++Depth;
    } else if (Depth != 0 && Is(Word, "CASE") && !Is(Previous, "END")) {
      ++Depth;
    } else if (Depth != 0 && Is(Word, "END")) {
      --Depth;
      Pending = 1;
    }
    Previous = Word;
  }

private:
  bool HasBlocks;
  bool Creates = false;
  bool Defines = false;
  unsigned Count = 0;
  unsigned Depth = 0;
  /// The last word was an END that was counted.
  unsigned Pending = 0;
  std::string_view Previous;
};

std::vector<SplitStatement> split(std::string_view Text, Dialect D) {
  std::string Clean = withoutPsql(Text);
  if (D == Dialect::MySQL || D == Dialect::Generic)
    applyDelimiters(Clean);
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
  BodyDepth Body(D);
  bool HasToken = false;
  uint32_t Begin = 0;
  uint32_t End = 0;
  lex(Q, [&](const Token &T) {
    // Not every server takes it for one.
    if (T.Kind == TokenKind::Comment) {
      End = HasToken && (D == Dialect::MySQL || D == Dialect::Generic) ? T.End : End;
      return;
    }
    if (T.Kind == TokenKind::Semicolon && Depth == 0 && !Body.inside()) {
      if (HasToken)
        Emit(Begin, End);
      HasToken = false;
      Body.reset();
      return;
    }
    if (!HasToken)
      Begin = T.Begin;
    HasToken = true;
    End = T.End;
    Depth += T.Kind == TokenKind::LeftParen;
    Depth -= T.Kind == TokenKind::RightParen && Depth > 0;
    if (T.Kind == TokenKind::Word)
      Body.word(T.text(Clean));
  });
  if (HasToken)
    Emit(Begin, End);
  return Result;
}

} // namespace tenantscan::sql
