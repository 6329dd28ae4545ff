//===- Markdown.cpp - The comment at a pull request ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include <fmt/format.h>

namespace tenantscan {

// GitHub takes 65,536 characters in a comment.
static constexpr size_t MaxSize = 60000;

namespace {

class MarkdownReport {
public:
  MarkdownReport(const ScanResult &R, const RunInfo &Info) : R(R), Info(Info) {}
  std::string render();

private:
  std::string place(const std::string &File, unsigned Line) const;
  size_t listed() const;
  void findings();
  void gone();
  void failures();
  /// Adds \p Row if there is room for it.
  bool add(const std::string &Row);

  const ScanResult &R;
  const RunInfo &Info;
  std::string Out;
};

} // namespace

std::string MarkdownReport::place(const std::string &File, unsigned Line) const {
  std::string Path = relativePath(File, R);
  std::string Text = fmt::format("<code>{}:{}</code>", markdownText(Path), Line);
  if (Info.SourceUrl.empty() || Path.starts_with("/"))
    return Text;
  return fmt::format("<a href=\"{}/{}#L{}\">{}</a>", xmlText(Info.SourceUrl), uriPath(Path), Line, Text);
}

size_t MarkdownReport::listed() const {
  size_t Count = 0;
  for (size_t I = 0; I < R.Findings.size(); ++I)
    Count += Info.Deciding.lists(I) ? 1 : 0;
  return Count;
}

bool MarkdownReport::add(const std::string &Row) {
  if (Out.size() + Row.size() > MaxSize)
    return false;
  Out += Row;
  return true;
}

void MarkdownReport::findings() {
  size_t Left = listed();
  if (Left != 0)
    Out += "\n| | Where | What |\n| --- | --- | --- |\n";
  for (size_t I = 0; I < R.Findings.size(); ++I) {
    if (!Info.Deciding.lists(I))
      continue;
    const Finding &F = R.Findings[I];
    std::string Advice = F.Advice.empty() ? "" : "<br>To fix: " + markdownText(F.Advice);
    if (!add(fmt::format("| {} | {} | {} ({}){} |\n", levelName(F.Level), place(F.Primary.File, F.Primary.Line), markdownText(F.Message),
                         markdownText(F.Check), Advice))) {
      Out += fmt::format("\n{} more are left out here.\n", Left);
      return;
    }
    --Left;
  }
}

void MarkdownReport::gone() {
  const std::vector<KnownFinding> &Absent = Info.Deciding.Compared->Absent;
  if (Absent.empty())
    return;
  Out += "\nNo longer found:\n\n| | Where it was | What |\n| --- | --- | --- |\n";
  for (size_t I = 0; I < Absent.size(); ++I) {
    const KnownFinding &F = Absent[I];
    if (!add(fmt::format("| {} | <code>{}:{}</code> | {} ({}) |\n", markdownText(F.Level), markdownText(F.File), F.Line, markdownText(F.Message),
                         markdownText(F.Check)))) {
      Out += fmt::format("\n{} more are left out here.\n", Absent.size() - I);
      return;
    }
  }
}

void MarkdownReport::failures() {
  if (R.Failures.empty())
    return;
  Out += "\nNot scanned:\n\n| Where | Why |\n| --- | --- |\n";
  for (size_t I = 0; I < R.Failures.size(); ++I) {
    const UnitFailure &F = R.Failures[I];
    if (!add(fmt::format("| {} | {} |\n", place(F.File, 1), markdownText(F.Message)))) {
      Out += fmt::format("\n{} more are left out here.\n", R.Failures.size() - I);
      return;
    }
  }
}

std::string MarkdownReport::render() {
  const bool HasBaseline = Info.Deciding.Compared.has_value();
  std::string Title = listed() == 0 ? (HasBaseline ? "nothing new" : "nothing found")
                                    : counted(listed(), HasBaseline && Info.Deciding.On != FailOn::Any ? "new finding" : "finding");
  Out = fmt::format("### tenantscan: {}\n\n{}\n", Title, summary(R, Info));
  findings();
  failures();
  if (HasBaseline)
    gone();
  return Out;
}

std::string renderMarkdown(const ScanResult &R, const RunInfo &Info) { return MarkdownReport(R, Info).render(); }

} // namespace tenantscan
