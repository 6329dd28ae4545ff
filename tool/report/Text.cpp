//===- Text.cpp - Findings on a terminal --------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include "llvm/Support/Unicode.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenantscan {

namespace {

class TextReport {
public:
  TextReport(const ScanResult &R, const RunInfo &Info) : R(R), Info(Info) {}
  std::string render();

private:
  void finding(const Finding &F);
  void site(const SiteVerdict &S);
  void location(const Place &P, std::string_view Level, std::string_view Color, const std::string &Message);
  void excerpt(const Place &P);
  std::string shown(const std::string &Path) const { return printable(relativePath(Path, R)); }
  std::string colored(std::string_view Code, const std::string &Text) const {
    return Info.Colors ? fmt::format("\033[{}m{}\033[0m", Code, Text) : Text;
  }

  const ScanResult &R;
  const RunInfo &Info;
  std::string Out;
};

} // namespace

void TextReport::location(const Place &P, std::string_view Level, std::string_view Color, const std::string &Message) {
  Out += colored("1", fmt::format("{}:{}:{}: ", shown(P.File), P.Line, P.Column));
  Out += colored(Color, fmt::format("{}: ", Level));
  Out += printable(Message) + "\n";
}

void TextReport::excerpt(const Place &P) {
  if (P.LineText.empty())
    return;
  // A window around the place where the line is long; on a terminal a line that is
  // broken has its mark in the wrong place.
  const size_t Room = Info.Columns > 48 ? Info.Columns - 12 : 160;
  size_t Begin = P.LineText.size() > Room && P.Column > Room / 2 ? P.Column - Room * 3 / 8 : 0;
  while (Begin > 0 && Begin < P.LineText.size() && (static_cast<unsigned char>(P.LineText[Begin]) & 0xC0) == 0x80)
    --Begin;
  // Neither edge is inside of a character.
  size_t End = std::min(P.LineText.size(), Begin + Room);
  while (End > Begin && End < P.LineText.size() && (static_cast<unsigned char>(P.LineText[End]) & 0xC0) == 0x80)
    --End;
  std::string Number = std::to_string(P.Line);
  Out += fmt::format("{:>5} | {}{}\n", Number, Begin > 0 ? "..." : "", printable(P.LineText.substr(Begin, End - Begin)));
  auto Width = [](const std::string &Text) {
    int Columns = llvm::sys::unicode::columnWidthUTF8(Text);
    return static_cast<size_t>(std::max(0, Columns));
  };
  size_t Before = Width(printable(P.LineText.substr(Begin, P.Column - 1 - Begin))) + (Begin > 0 ? 3 : 0);
  size_t Marked =
      std::max<size_t>(1, Width(printable(P.LineText.substr(
                              P.Column - 1, std::min<size_t>(P.EndColumn - P.Column, std::max<size_t>(End, P.Column - 1) - (P.Column - 1))))));
  Out += fmt::format("      | {}{}\n", std::string(Before, ' '), colored("32;1", "^" + std::string(Marked - 1, '~')));
}

void TextReport::finding(const Finding &F) {
  std::string_view Color = F.Level == Severity::Error ? "31;1" : F.Level == Severity::Warning ? "35;1" : "36;1";
  location(F.Primary, levelName(F.Level), Color, fmt::format("{} [{}]", F.Message, F.Check));
  excerpt(F.Primary);
  for (const Step &S : F.Evidence) {
    location(S.Where, "note", "36", S.Message);
    excerpt(S.Where);
  }
  if (!F.Advice.empty())
    location(F.Primary, "note", "36", F.Advice);
  Out += "\n";
}

// `queries.sql:3:1: scoped: SELECT: invoices by $1, lines by $1`
void TextReport::site(const SiteVerdict &S) {
  std::string Why = S.Reason;
  for (const sql::Confinement &C : S.Confinements) {
    std::string One = fmt::format("{} by {}{}", C.Relation, C.Value, C.HardWired ? " (hard-wired)" : "");
    if (Why.find(One) == std::string::npos)
      Why += (Why.empty() ? "" : ", ") + One;
  }
  location(S.Call, verdictName(S.Kind),
           S.Kind == VerdictKind::Scoped  ? "32"
           : S.Kind == VerdictKind::Leaks ? "31;1"
                                          : "33",
           Why.empty() ? S.Callee : fmt::format("{}: {}", S.Callee, Why));
}

std::string TextReport::render() {
  if (Info.ShowSites) {
    for (const SiteVerdict &S : R.Sites)
      site(S);
    if (!R.Findings.empty())
      Out += "\n";
  }
  for (size_t I = 0; I < R.Findings.size(); ++I)
    if (Info.Deciding.lists(I))
      finding(R.Findings[I]);
  if (Info.ShowUnresolved && !Info.ShowSites)
    for (const SiteVerdict &S : R.Sites)
      if (S.Kind == VerdictKind::Unresolved)
        location(S.Call, "unresolved", "33", fmt::format("{} (text of '{}')", S.Reason, S.Callee));
  if (Info.ShowUnresolved)
    for (const KeyVerdict &K : R.Keys)
      if (K.What == KeyVerdict::Kind::Unknown)
        location(K.Call, "unresolved", "33",
                 fmt::format("the tenant may be in the {} '{}' (of '{}')", K.IsMessage ? "message" : "key", K.Pattern, K.Callee));
  for (const UnitFailure &F : R.Failures)
    Out += colored("31;1", "failed: ") + fmt::format("{}: {}\n", shown(F.File), printable(F.Message));
  if (R.NoTenantColumn) {
    Out += "No statement of the project names a tenant column, so none could be judged. ";
    Out += "Name yours in tenantscan.json (\"tenantColumns\") or with --tenant-column.\n";
    std::string List;
    for (const std::string &C : R.Candidates)
      List += (List.empty() ? "" : ", ") + printable(C);
    if (!List.empty())
      Out += fmt::format("Columns that might be it, most frequent first: {}\n", List);
  }
  if (const BindingCounts &B = R.Bindings; B.Tenant + B.Other + B.Unknown != 0)
    Out +=
        fmt::format("Bound to tenant predicates: {} times the tenant, {} times something else, {} times not known.\n", B.Tenant, B.Other, B.Unknown);
  auto Count = [&](KeyVerdict::Kind What, bool IsMessage) { return count(R.Keys, What, IsMessage); };
  using Kind = KeyVerdict::Kind;
  if (std::any_of(R.Keys.begin(), R.Keys.end(), [](const KeyVerdict &K) { return !K.IsMessage; }))
    Out += fmt::format("Keys of caches and stores: {} with the tenant, {} without, {} shared by configuration, {} not known.\n",
                       Count(Kind::Tenant, false), Count(Kind::None, false), Count(Kind::Shared, false), Count(Kind::Unknown, false));
  if (std::any_of(R.Keys.begin(), R.Keys.end(), [](const KeyVerdict &K) { return K.IsMessage; }))
    Out += fmt::format("Tasks and messages: {} with the tenant, {} without, {} not known.\n", Count(Kind::Tenant, true), Count(Kind::None, true),
                       Count(Kind::Unknown, true));
  Out += summary(R, Info) + "\n";
  return Out;
}

std::string renderText(const ScanResult &R, const RunInfo &Info) { return TextReport(R, Info).render(); }

} // namespace tenantscan
