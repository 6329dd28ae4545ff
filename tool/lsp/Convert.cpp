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

#include "llvm/Support/MemoryBuffer.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenantscan::lsp {

namespace json = llvm::json;
using llvm::lsp::DiagnosticSeverity;
using llvm::lsp::Position;

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

/// The value or key that a problem is about, in the file as it is on the disk.
static Place placeOf(const model::Problem &P) {
  Place At;
  At.File = P.File;
  At.Line = std::max(P.Line, 1U);
  At.Column = At.EndColumn = 1;
  auto Buffer = llvm::MemoryBuffer::getFile(P.File);
  if (!Buffer || P.Line == 0)
    return At;
  llvm::StringRef Rest = (*Buffer)->getBuffer();
  for (unsigned Line = 1; Line < P.Line; ++Line)
    Rest = Rest.split('\n').second;
  llvm::StringRef Text = Rest.split('\n').first.rtrim('\r');
  At.LineText = Text.str();
  At.Column = std::clamp<unsigned>(P.Column, 1, static_cast<unsigned>(Text.size() + 1));
  llvm::StringRef Word = Text.substr(At.Column - 1);
  size_t End = Word.starts_with("\"") ? Word.find('"', 1) : Word.find_first_of(",]} \t") - 1;
  At.EndColumn = At.Column + static_cast<unsigned>(std::min(End, Word.size() == 0 ? 0 : Word.size() - 1) + (Word.empty() ? 0 : 1));
  return At;
}

json::Value diagnosticOf(const model::Problem &P) {
  llvm::lsp::Diagnostic D;
  D.range = rangeOf(placeOf(P));
  D.severity = P.IsWarning ? DiagnosticSeverity::Warning : DiagnosticSeverity::Error;
  D.source = "tenantscan";
  D.message = printable(P.Message);
  json::Value Out = llvm::lsp::toJSON(D);
  Out.getAsObject()->insert({"code", "configuration"});
  Out.getAsObject()->insert({"codeDescription", json::Object{{"href", std::string(InformationUri) + "/blob/main/docs/configuration.md"}}});
  return Out;
}

static bool covers(const Place &P, const std::string &File, Position At) {
  llvm::lsp::Range R = rangeOf(P);
  return P.File == File && (R.contains(At) || R.start == At);
}

static std::string boundTo(const BoundView &B) {
  std::string Name = B.Value.empty() ? "" : printable(B.Value);
  switch (B.Kind) {
  case ValueSource::Kind::Tenant:
    return fmt::format(", bound to the tenant{}", Name.empty() ? "" : " (" + Name + ")");
  case ValueSource::Kind::OtherId:
    return fmt::format(", bound to {}, which is no tenant", Name);
  case ValueSource::Kind::Literal:
    return fmt::format(", bound to {}, a constant", Name);
  case ValueSource::Kind::Client:
    return fmt::format(", bound to {}, which the client sent", Name);
  case ValueSource::Kind::Unknown:
    break;
  }
  return Name.empty() ? "" : fmt::format(", bound to {}", Name);
}

static std::string describe(const SiteView &S) {
  std::string Out = fmt::format("tenantscan: {}", verdictName(S.Verdict.Kind));
  if (!S.Verdict.Callee.empty())
    Out += fmt::format(" (text of {})", printable(S.Verdict.Callee));
  if (!S.Verdict.Reason.empty())
    Out += "\n\n" + printable(S.Verdict.Reason);
  Out += "\n";
  std::vector<std::string> Lines;
  for (const BoundView &B : S.Confined)
    Lines.push_back(fmt::format("\n- {}: confined by {}{}{}", printable(B.What.Relation), printable(B.What.Value),
                                B.What.HardWired ? " (hard-wired)" : "", boundTo(B)));
  for (const auto &[Relation, Message] : S.Leaks)
    Lines.push_back(fmt::format("\n- {}: not confined: {}", printable(Relation), printable(Message)));
  // Several texts may say the same.
  for (size_t I = 0; I < Lines.size(); ++I)
    if (std::find(Lines.begin(), Lines.begin() + static_cast<std::ptrdiff_t>(I), Lines[I]) == Lines.begin() + static_cast<std::ptrdiff_t>(I))
      Out += Lines[I];
  return Out;
}

std::optional<llvm::lsp::Hover> hoverAt(const Analysis &A, const std::string &File, Position At) {
  std::string Text;
  for (const SiteView &S : A.Sites) {
    if (std::none_of(S.Text.begin(), S.Text.end(), [&](const Place &P) { return covers(P, File, At); }))
      continue;
    Text += (Text.empty() ? "" : "\n\n") + describe(S);
    for (const Finding &F : A.Findings)
      if (std::none_of(S.Leaks.begin(), S.Leaks.end(), [&](const auto &Leak) { return Leak.second == F.Message; }) &&
          std::any_of(S.Text.begin(), S.Text.end(), [&](const Place &P) { return P.File == F.Primary.File && P.Line == F.Primary.Line; }))
        Text += fmt::format("\n- {}: {}", levelName(F.Level), printable(F.Message));
  }
  if (Text.empty())
    return std::nullopt;
  llvm::lsp::Hover H{llvm::lsp::Range(At)};
  H.contents = {llvm::lsp::MarkupKind::PlainText, Text};
  return H;
}

} // namespace tenantscan::lsp
