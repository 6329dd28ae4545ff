//===- Convert.cpp - Findings in the words of the protocol --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Convert.h"

#include "tool/report/CheckCatalogue.h"
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include "clang/Lex/Lexer.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenantscan::lsp {

namespace json = llvm::json;
using llvm::StringRef;
using llvm::lsp::DiagnosticSeverity;
using llvm::lsp::Position;
using llvm::lsp::TextEdit;

llvm::lsp::Range rangeOf(const Place &P) {
  auto At = [&](uint32_t Column) {
    return Position(P.Line == 0 ? 0 : static_cast<int>(P.Line - 1), static_cast<int>(utf16Column(P.LineText, std::max(Column, 1U)) - 1));
  };
  return {At(P.Column), At(std::max(P.EndColumn, P.Column))};
}

std::string uriOf(const std::string &File) {
  if (llvm::Expected<llvm::lsp::URIForFile> Uri = llvm::lsp::URIForFile::fromFile(cleanUtf8(File)))
    return Uri->uri().str();
  else
    llvm::consumeError(Uri.takeError());
  return {};
}

static DiagnosticSeverity severityOf(Severity Level) {
  switch (Level) {
  case Severity::Error:
    return DiagnosticSeverity::Error;
  case Severity::Warning:
    return DiagnosticSeverity::Warning;
  case Severity::Note:
    return DiagnosticSeverity::Information;
  }
  return DiagnosticSeverity::Undetermined;
}

json::Value diagnosticOf(const Finding &F) {
  llvm::lsp::Diagnostic D;
  D.range = rangeOf(F.Primary);
  D.severity = severityOf(F.Level);
  D.source = "tenantscan";
  D.message = printable(F.Message);
  if (!F.Advice.empty())
    D.message += "\nTo fix: " + printable(F.Advice);
  json::Array Related;
  for (const Step &S : F.Evidence)
    if (std::string Uri = uriOf(S.Where.File); !Uri.empty())
      Related.push_back(
          json::Object{{"location", json::Object{{"uri", std::move(Uri)}, {"range", rangeOf(S.Where)}}}, {"message", printable(S.Message)}});
  json::Value Out = llvm::lsp::toJSON(D);
  Out.getAsObject()->insert({"relatedInformation", std::move(Related)});
  Out.getAsObject()->insert({"code", F.Check});
  Out.getAsObject()->insert({"codeDescription", json::Object{{"href", helpUri(F.Check)}}});
  return Out;
}

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
  static constexpr char Reason[] = "TODO: say why";
  TextLines Lines(Text);
  if (Line == 0 || Line > Lines.count())
    return {};
  auto [First, Last] = linesAround(Text, Lines, Line);
  // The text of a macro goes on: a comment would swallow it.
  for (unsigned L = std::max(First, 2U) - 1; L <= Last; ++L)
    if (Lines.line(L).rtrim().ends_with("\\"))
      return {};
  if (First == Last)
    return {{llvm::lsp::Range(endOf(Lines, Line)), fmt::format(" // NOLINT({}): {}", Check, Reason)}};
  std::string Indent = Lines.line(First).take_while([](char C) { return C == ' ' || C == '\t'; }).str();
  return {{llvm::lsp::Range(Position(static_cast<int>(First - 1), 0)), fmt::format("{}// NOLINTBEGIN({}): {}\n", Indent, Check, Reason)},
          {llvm::lsp::Range(endOf(Lines, Last)), fmt::format("\n{}// NOLINTEND({})", Indent, Check)}};
}

static bool covers(const Place &P, const std::string &File, Position At) {
  llvm::lsp::Range R = rangeOf(P);
  return P.File == File && (R.contains(At) || R.start == At);
}

static std::string describe(const SiteView &S) {
  std::string Out = fmt::format("tenantscan: {}", verdictName(S.Verdict.Kind));
  if (!S.Verdict.Callee.empty())
    Out += fmt::format(" (text of {})", printable(S.Verdict.Callee));
  if (!S.Verdict.Reason.empty())
    Out += "\n\n" + printable(S.Verdict.Reason);
  Out += "\n";
  for (const sql::Confinement &C : S.Verdict.Confinements)
    Out += fmt::format("\n- {}: confined by {}{}", printable(C.Relation), printable(C.Value), C.HardWired ? " (hard-wired)" : "");
  return Out;
}

std::optional<llvm::lsp::Hover> hoverAt(const Analysis &A, const std::string &File, Position At) {
  std::string Text;
  for (const SiteView &S : A.Sites) {
    if (std::none_of(S.Text.begin(), S.Text.end(), [&](const Place &P) { return covers(P, File, At); }))
      continue;
    Text += (Text.empty() ? "" : "\n\n") + describe(S);
    for (const Finding &F : A.Findings)
      if (std::any_of(S.Text.begin(), S.Text.end(), [&](const Place &P) { return P.File == F.Primary.File && P.Line == F.Primary.Line; }))
        Text += fmt::format("\n- {}: {}", levelName(F.Level), printable(F.Message));
  }
  if (Text.empty())
    return std::nullopt;
  llvm::lsp::Hover H{llvm::lsp::Range(At)};
  H.contents = {llvm::lsp::MarkupKind::PlainText, Text};
  return H;
}

} // namespace tenantscan::lsp
