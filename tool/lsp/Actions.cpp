//===- Actions.cpp - What an editor can do about findings ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Actions.h"

#include "tool/lsp/Convert.h"
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include "sqlscan/Lexer.h"

#include "clang/Lex/Lexer.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenantscan::lsp {

namespace json = llvm::json;
using llvm::StringRef;
using llvm::lsp::CodeAction;
using llvm::lsp::Position;
using llvm::lsp::Range;
using llvm::lsp::TextEdit;

static constexpr char ReasonToGive[] = "TODO: say why";

namespace {

/// The lines of a text, counted from 1.
class TextLines {
public:
  explicit TextLines(StringRef Text) {
    Text.split(Lines, '\n');
    for (StringRef &L : Lines)
      L = L.rtrim('\r');
  }
  size_t count() const { return Lines.size(); }
  StringRef line(unsigned Number) const { return Lines[Number - 1]; }
  unsigned at(const char *Byte) const {
    auto Behind = std::upper_bound(Lines.begin(), Lines.end(), Byte, [](const char *B, StringRef L) { return B < L.data(); });
    return static_cast<unsigned>(Behind - Lines.begin());
  }

private:
  llvm::SmallVector<StringRef, 0> Lines;
};

} // namespace

/// Lines that a comment may stand above and below, around \p Line.
static std::pair<unsigned, unsigned> linesAround(const std::string &Text, const TextLines &Lines, unsigned Line) {
  std::vector<std::pair<unsigned, unsigned>> Spans;
  clang::LangOptions Language;
  Language.CPlusPlus = Language.CPlusPlus11 = Language.RawStringLiterals = Language.LineComment = true;
  const char *Begin = Text.c_str();
  clang::Lexer Lexer(clang::SourceLocation(), Language, Begin, Begin, Begin + Text.size());
  Lexer.SetCommentRetentionState(true);
  clang::Token Token;
  do {
    Lexer.LexFromRawLexer(Token);
    const char *End = Lexer.getBufferLocation();
    unsigned First = Lines.at(End - Token.getLength());
    unsigned Last = Lines.at(End);
    if (Last > First && Token.isNot(clang::tok::eof))
      Spans.emplace_back(First, Last);
  } while (Token.isNot(clang::tok::eof));
  std::pair<unsigned, unsigned> Around(Line, Line);
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (auto [First, Last] : Spans)
      if (First <= Around.second && Last >= Around.first && (First < Around.first || Last > Around.second)) {
        Around = {std::min(First, Around.first), std::max(Last, Around.second)};
        Grew = true;
      }
  }
  return Around;
}

static Position endOf(const TextLines &Lines, unsigned Line) {
  std::string Content = Lines.line(Line).str();
  return Position(static_cast<int>(Line - 1), static_cast<int>(utf16Column(Content, static_cast<unsigned>(Content.size() + 1)) - 1));
}

std::vector<TextEdit> suppressionEdits(const std::string &Text, unsigned Line, const std::string &Check) {
  TextLines Lines(Text);
  if (Line == 0 || Line > Lines.count())
    return {};
  auto [First, Last] = linesAround(Text, Lines, Line);
  // The text of a macro goes on: a comment would swallow it.
  for (unsigned L = std::max(First, 2U) - 1; L <= Last; ++L)
    if (Lines.line(L).rtrim().ends_with("\\"))
      return {};
  if (First == Last)
    return {{llvm::lsp::Range(endOf(Lines, Line)), fmt::format(" // NOLINT({}): {}", Check, ReasonToGive)}};
  std::string Indent = Lines.line(First).take_while([](char C) { return C == ' ' || C == '\t'; }).str();
  return {{llvm::lsp::Range(Position(static_cast<int>(First - 1), 0)), fmt::format("{}// NOLINTBEGIN({}): {}\n", Indent, Check, ReasonToGive)},
          {llvm::lsp::Range(endOf(Lines, Last)), fmt::format("\n{}// NOLINTEND({})", Indent, Check)}};
}

std::vector<TextEdit> sqlSuppressionEdits(const std::string &Text, unsigned Line, const std::string &Check) {
  TextLines Lines(Text);
  if (Line == 0 || Line > Lines.count())
    return {};
  auto End = static_cast<size_t>(Lines.line(Line).end() - Text.data());
  sql::Query Q;
  Q.Text = Text;
  for (const sql::Token &T : sql::lex(Q)) {
    bool IsComment = T.Kind == sql::TokenKind::Comment;
    if (T.Begin < End && (T.End > End || (T.End == End && IsComment)))
      return {};
  }
  return {{Range(endOf(Lines, Line)), fmt::format(" -- tenantscan:allow {}: {}", Check, ReasonToGive)}};
}

static json::Value actionOf(const std::string &Title, const Document &D, std::vector<TextEdit> Edits, const json::Value &About, bool IsPreferred) {
  CodeAction Action;
  Action.title = Title;
  Action.kind = CodeAction::kQuickFix.str();
  Action.isPreferred = IsPreferred;
  Action.edit = llvm::lsp::WorkspaceEdit{{{D.Uri, std::move(Edits)}}};
  json::Value Out = toJSON(Action);
  Out.getAsObject()->insert({"diagnostics", json::Array{About}});
  return Out;
}

/// The fix, put in; nothing where a part of it goes into another file.
static std::vector<TextEdit> editsOf(const SuggestedFix &Fix, const std::string &File) {
  std::vector<TextEdit> Edits;
  for (const Insertion &I : Fix.Insertions) {
    if (I.At.File != File)
      return {};
    Edits.push_back({Range(rangeOf(I.At).start), I.Text});
  }
  return Edits;
}

json::Array codeActions(const std::string &File, const Document &D, Range Part) {
  json::Array Fixes;
  json::Array Others;
  for (const Finding &F : D.Last.Findings) {
    int Line = rangeOf(F.Primary).start.line;
    if (F.Primary.File != File || Line < Part.start.line || Line > Part.end.line)
      continue;
    json::Value About = diagnosticOf(F);
    if (std::vector<TextEdit> Edits = editsOf(F.Fix, File); !Edits.empty())
      Fixes.push_back(actionOf(printable(F.Fix.Description), D, std::move(Edits), About, true));
    if (F.Check != "tenant-suppression")
      if (std::vector<TextEdit> Edits =
              D.IsSql ? sqlSuppressionEdits(D.Text, F.Primary.Line, F.Check) : suppressionEdits(D.Text, F.Primary.Line, F.Check);
          !Edits.empty())
        Others.push_back(actionOf(fmt::format("Suppress {} here, with a reason", F.Check), D, std::move(Edits), About, false));
    std::string Title = fmt::format("Open the page about {}", F.Check);
    json::Object Command{{"title", Title}, {"command", OpenDocumentation}, {"arguments", json::Array{F.Check}}};
    Others.push_back(json::Object{
        {"title", Title}, {"kind", CodeAction::kQuickFix}, {"diagnostics", json::Array{std::move(About)}}, {"command", std::move(Command)}});
  }
  for (json::Value &Other : Others)
    Fixes.push_back(std::move(Other));
  return Fixes;
}

} // namespace tenantscan::lsp
