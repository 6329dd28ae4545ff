//===- SqlFile.cpp - The statements of a file of SQL --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/SqlFile.h"

#include <algorithm>

namespace tenantscan {

/// Maps offsets of a text to places.
class LineStarts {
public:
  LineStarts(const std::string &File, llvm::StringRef Text) : File(File), Text(Text) {
    for (size_t At = 0; At != llvm::StringRef::npos; At = Text.find('\n', At)) {
      At += !Starts.empty();
      Starts.push_back(static_cast<uint32_t>(At));
    }
  }
  Place at(size_t Begin, size_t End) const {
    auto Line = static_cast<size_t>(std::upper_bound(Starts.begin(), Starts.end(), Begin) - Starts.begin());
    size_t Start = Starts[Line - 1];
    Place P;
    P.File = File;
    P.Line = static_cast<uint32_t>(Line);
    llvm::StringRef All = Text.slice(Start, Line < Starts.size() ? Starts[Line] - 1 : Text.size()).rtrim('\r');
    if (mayQuote(Line, Begin, All.size()))
      P.LineText = All.str();
    P.Column = static_cast<uint32_t>(Begin - Start + 1);
    P.EndColumn = static_cast<uint32_t>(std::min(End - Start, All.size()) + 1);
    P.EndColumn = std::max(P.EndColumn, P.Column);
    return P;
  }

private:
  // A dump may be one line with all its statements: the line is not kept for each of them.
  bool mayQuote(size_t Line, size_t Begin, size_t Length) const {
    static constexpr size_t Budget = 16'000;
    static constexpr size_t LeastQuotes = 8;
    if (Line != LastLine || Begin < LastBegin)
      Quotes = 0;
    LastLine = Line;
    LastBegin = Begin;
    return ++Quotes <= std::max(LeastQuotes, Budget / (Length + 1));
  }

  std::string File;
  llvm::StringRef Text;
  std::vector<uint32_t> Starts;
  mutable size_t LastLine = 0;
  mutable size_t LastBegin = 0;
  mutable size_t Quotes = 0;
};

sql::PlaceholderStyles usualPlaceholders(sql::Dialect Language) {
  // In PostgreSQL's own files a question mark is an operator and a percent sign too.
  if (Language == sql::Dialect::PostgreSQL)
    return sql::PlaceholderDollar | sql::PlaceholderColon;
  sql::PlaceholderStyles Styles =
      sql::PlaceholderDollar | sql::PlaceholderQuestion | sql::PlaceholderQuestionNumber | sql::PlaceholderColon | sql::PlaceholderPercent;
  // SQLite itself has these, too.
  return Language == sql::Dialect::SQLite ? Styles | sql::PlaceholderAt | sql::PlaceholderDollarName : Styles;
}

static SqlSite siteOf(const sql::SplitStatement &S, const LineStarts &Where, sql::Dialect Language, sql::PlaceholderStyles Placeholders) {
  SqlSite Site;
  Site.Call = Where.at(S.Offset, S.Offset + 1);
  Site.Language = Language;
  Site.Placeholders = Placeholders;
  TextPiece Piece;
  Piece.Text = S.Text;
  Piece.At = Site.Call;
  for (size_t Begin = 0; Begin < S.Text.size();) {
    size_t End = std::min(S.Text.find('\n', Begin), S.Text.size() - 1) + 1;
    Piece.Runs.push_back({static_cast<uint32_t>(Begin), static_cast<uint32_t>(End - Begin), Where.at(S.Offset + Begin, S.Offset + Begin)});
    Begin = End;
  }
  Site.Texts.push_back({{std::move(Piece)}, {}});
  return Site;
}

SqlFile::SqlFile(std::string Name, llvm::StringRef Text, sql::Dialect Language, sql::PlaceholderStyles Placeholders)
    : File(std::move(Name)), Language(Language), Placeholders(Placeholders), Lines(std::make_unique<LineStarts>(File, Text)),
      Statements(sql::split({Text.data(), Text.size()}, Language)) {}

SqlFile::SqlFile(SqlFile &&) noexcept = default;
SqlFile::~SqlFile() = default;

UnitResult SqlFile::unit(size_t Begin, size_t End) const {
  UnitResult Unit;
  Unit.File = File;
  for (size_t I = Begin; I < End; ++I)
    Unit.Facts.Sites.push_back(siteOf(Statements[I], *Lines, Language, Placeholders));
  return Unit;
}

} // namespace tenantscan
