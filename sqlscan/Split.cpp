//===- Split.cpp - A .sql file, statement by statement ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Split.h"

#include "sqlscan/Lexer.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

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

// The rows that psql reads itself, up to a line `\.`; \p At is on the line before them. A
// file that has no such line is not read by psql. Returns where the rows end.
static size_t blankRows(std::string &Text, size_t At) {
  size_t Begin = Text.find('\n', At);
  for (size_t Line = Begin; Line < Text.size(); Line = Text.find('\n', Line + 1)) {
    size_t End = std::min(Text.find('\n', Line + 1), Text.size());
    std::string_view Row = std::string_view(Text).substr(Line + 1, End - Line - 1);
    if (Row != "\\." && Row != "\\.\r")
      continue;
    blank(Text, Begin + 1, End);
    return End;
  }
  return At;
}

static bool startsWith(std::string_view Text, std::string_view Prefix) { return equalsIgnoreCase(Text.substr(0, Prefix.size()), Prefix); }

/// Whether \p Command, psql's copy, is followed by rows.
static bool readsRows(std::string_view Command) {
  for (size_t I = Command.find(' '); I != std::string_view::npos; I = Command.find(' ', I + 1))
    if (startsWith(Command.substr(I), " from stdin") || startsWith(Command.substr(I), " from stdout"))
      return true;
  return false;
}

// A command of psql: `\set x 1` reaches to the next backslash, `\copy` to the end of the
// line. Returns whether it sends the statement before it, as `\gset` does.
static bool blankCommand(std::string &Text, size_t Begin) {
  static constexpr std::array<std::string_view, 4> ToLineEnd{"copy", "ef", "ev", "help"};
  static constexpr std::array<std::string_view, 8> Senders{"g", "gx", "gset", "gexec", "gdesc", "crosstabview", "watch", "parse"};
  std::string_view Line = std::string_view(Text).substr(Begin + 1, std::min(Text.find('\n', Begin), Text.size()) - Begin - 1);
  if (Line.substr(0, 1) == ";")
    return true;
  auto IsLetter = [](char C) { return C >= 'a' && C <= 'z'; };
  std::string_view Name = Line.substr(0, static_cast<size_t>(std::find_if_not(Line.begin(), Line.end(), IsLetter) - Line.begin()));
  size_t End = Name.size();
  for (bool IsQuoted = false; End < Line.size() && (IsQuoted || Line[End] != '\\'); ++End)
    IsQuoted ^= Line[End] == '\'';
  if (Line.substr(0, 1) == "!" || std::find(ToLineEnd.begin(), ToLineEnd.end(), Name) != ToLineEnd.end())
    End = Line.size();
  bool Sends = std::find(Senders.begin(), Senders.end(), Name) != Senders.end();
  if (Name == "copy" && readsRows(Line))
    blankRows(Text, Begin);
  // Two backslashes end the command, and no other one begins.
  End += Line.substr(End, 2) == "\\\\" ? 2 : 0;
  blank(Text, Begin, Begin + 1 + End);
  return Sends;
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

// Between these goose takes all for one statement, which needs no semicolon at its end.
static bool isStatementMark(std::string_view Comment) {
  return startsWith(Comment, "-- +goose StatementBegin") || startsWith(Comment, "-- +goose StatementEnd");
}

std::vector<SplitStatement> split(std::string_view Text, Dialect D) {
  // What is blanked further on is not read.
  std::string Clean(Text);
  bool HasPsql = D == Dialect::PostgreSQL || D == Dialect::Generic;
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
  bool IsCopy = false;
  bool AfterFrom = false;
  // COPY ... FROM STDIN; psql sends what `\;` ends with the next statement.
  unsigned Copies = 0;
  auto Finish = [&] {
    if (HasToken)
      Emit(Begin, End);
    HasToken = false;
    Depth = 0;
    Body.reset();
  };
  lex(Q, [&](const Token &T) {
    // Not every server takes it for one.
    if (T.Kind == TokenKind::Comment) {
      if (isStatementMark(T.text(Clean)))
        Finish();
      End = HasToken && (D == Dialect::MySQL || D == Dialect::Generic) ? T.End : End;
      return;
    }
    if (T.Kind == TokenKind::Unknown && Clean[T.Begin] == '\\') {
      // The mysql client has \G.
      bool IsEnd = D == Dialect::MySQL && startsWith(std::string_view(Clean).substr(T.End), "g");
      if (IsEnd)
        blank(Clean, T.End, T.End + 1);
      if (IsEnd || (HasPsql && blankCommand(Clean, T.Begin)))
        Finish();
      if (IsEnd || HasPsql)
        return;
    }
    // A command of SQLite's shell.
    if (D == Dialect::SQLite && T.Kind == TokenKind::Dot && !HasToken)
      return blank(Clean, T.Begin, std::min(Clean.find('\n', T.Begin), Clean.size()));
    if (T.Kind == TokenKind::Semicolon && Depth == 0 && !Body.inside()) {
      size_t At = T.End;
      for (; Copies != 0 && Clean[T.Begin - 1] != '\\'; --Copies)
        At = blankRows(Clean, At);
      return Finish();
    }
    std::string_view Word = T.Kind == TokenKind::Word ? T.text(Clean) : std::string_view();
    // COPY (query) writes rows only.
    if (T.Kind == TokenKind::LeftParen && HasToken && equalsIgnoreCase(std::string_view(Clean).substr(Begin, End - Begin), "COPY"))
      IsCopy = false;
    if (!HasToken) {
      Begin = T.Begin;
      IsCopy = HasPsql && equalsIgnoreCase(Word, "COPY");
      AfterFrom = false;
    }
    HasToken = true;
    End = T.End;
    Copies += IsCopy && AfterFrom && (equalsIgnoreCase(Word, "STDIN") || equalsIgnoreCase(Word, "STDOUT"));
    AfterFrom = Depth == 0 && equalsIgnoreCase(Word, "FROM");
    Depth += T.Kind == TokenKind::LeftParen;
    Depth -= T.Kind == TokenKind::RightParen && Depth > 0;
    if (!Word.empty())
      Body.word(Word);
  });
  Finish();
  return Result;
}

} // namespace tenantscan::sql
