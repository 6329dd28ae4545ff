//===- Text.cpp - Findings on a terminal --------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"
#include "tool/report/TextParts.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/Unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tenantscan {

static std::string colored(std::string_view Code, const std::string &Text, bool Colors) {
  return Colors ? fmt::format("\033[{}m{}\033[0m", Code, Text) : Text;
}

namespace {

class TextReport {
public:
  TextReport(const ScanResult &R, const RunInfo &Info, const ReportSink &Sink) : R(R), Info(Info), Sink(Sink) {}
  void write();

private:
  void finding(const Finding &F);
  void site(const SiteVerdict &S);
  void unresolvedFor();
  /// A line that begins at column \p Used, broken between words on a terminal.
  void sentence(const std::string &Text, size_t Used = 0);
  void location(const Place &P, std::string_view Level, std::string_view Color, const std::string &Message);
  void excerpt(const Place &P);
  /// Hands on what there is, as soon as it is worth it.
  void handOn(size_t AtLeast);
  std::string shown(const std::string &Path) const { return printable(relativePath(Path, R)); }
  std::string colored(std::string_view Code, const std::string &Text) const { return tenantscan::colored(Code, Text, Info.Colors); }

  const ScanResult &R;
  const RunInfo &Info;
  const ReportSink &Sink;
  std::string Out;
};

} // namespace

static size_t widthOf(llvm::StringRef Text) {
  int Columns = llvm::sys::unicode::columnWidthUTF8(Text);
  return static_cast<size_t>(std::max(0, Columns));
}

/// \p Text in lines of at most \p Columns, the first of which begins at column \p Used.
/// A word that is longer stays whole.
static std::string wrapped(const std::string &Text, size_t Used, size_t Columns) {
  static constexpr std::string_view Indent = "      ";
  std::string Result;
  bool IsFirst = true;
  for (llvm::StringRef Rest = Text; !Rest.empty() || IsFirst; IsFirst = false) {
    auto [Word, Behind] = Rest.split(' ');
    size_t Width = widthOf(Word);
    if (!IsFirst && Used + 1 + Width >= Columns) {
      Result += "\n";
      Result += Indent;
      Used = Indent.size();
    } else if (!IsFirst) {
      Result += " ";
      ++Used;
    }
    Result += Word.str();
    Used += Width;
    Rest = Behind;
  }
  return Result;
}

void TextReport::sentence(const std::string &Text, size_t Used) { Out += (Info.Columns > 48 ? wrapped(Text, Used, Info.Columns) : Text) + "\n"; }

void TextReport::location(const Place &P, std::string_view Level, std::string_view Color, const std::string &Message) {
  std::string Where = fmt::format("{}:{}:{}: ", shown(P.File), P.Line, P.Column);
  std::string Which = fmt::format("{}: ", Level);
  Out += colored("1", Where) + colored(Color, Which);
  sentence(printable(Message), widthOf(Where) + Which.size());
}

void TextReport::excerpt(const Place &P) {
  if (P.LineText.empty())
    return;
  // A window around the place where the line is long; on a terminal a line that is
  // broken has its mark in the wrong place.
  const size_t All = Info.Columns > 48 ? Info.Columns - 9 : 166;
  const bool IsLong = P.LineText.size() > All;
  const size_t Room = IsLong ? All - 6 : All;
  auto IsInside = [&](size_t At) { return At < P.LineText.size() && (static_cast<unsigned char>(P.LineText[At]) & 0xC0) == 0x80; };
  size_t Begin = IsLong && P.Column > Room / 2 ? P.Column - Room * 3 / 8 : 0;
  size_t End = std::min(P.LineText.size(), Begin + Room);
  // Neither edge is inside of a character.
  while (Begin > 0 && IsInside(Begin))
    --Begin;
  while (End > Begin && IsInside(End))
    --End;
  Out += fmt::format("{:>5} | {}{}{}\n", P.Line, Begin > 0 ? "..." : "", printable(P.LineText.substr(Begin, End - Begin)),
                     End < P.LineText.size() ? "..." : "");
  size_t Before = widthOf(printable(P.LineText.substr(Begin, P.Column - 1 - Begin))) + (Begin > 0 ? 3 : 0);
  size_t Last = std::min<size_t>(P.EndColumn - 1, End);
  size_t Marked = Last < P.Column ? 1 : std::max<size_t>(1, widthOf(printable(P.LineText.substr(P.Column - 1, Last - (P.Column - 1)))));
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

void TextReport::handOn(size_t AtLeast) {
  if (Out.size() < AtLeast)
    return;
  Sink(Out);
  Out.clear();
}

void TextReport::write() {
  static constexpr size_t PartSize = 64 * 1024;
  if (Info.ShowSites) {
    for (const SiteVerdict &S : R.Sites) {
      site(S);
      handOn(PartSize);
    }
    if (!R.Findings.empty())
      Out += "\n";
  }
  for (size_t I = 0; I < R.Findings.size(); ++I)
    if (Info.Deciding.lists(I)) {
      finding(R.Findings[I]);
      handOn(PartSize);
    }
  if (Info.ShowUnresolved && !Info.ShowSites)
    for (const SiteVerdict &S : R.Sites)
      if (S.Kind == VerdictKind::Unresolved)
        location(S.Call, "unresolved", "33", fmt::format("{} (text of '{}')", S.Reason, S.Callee));
  if (Info.ShowUnresolved)
    for (const SiteVerdict &S : R.Uncalled)
      location(S.Call, "uncalled", "33", fmt::format("{} (text of '{}')", S.Reason, S.Callee));
  if (Info.ShowUnresolved)
    for (const KeyVerdict &K : R.Keys)
      if (K.What == KeyVerdict::Kind::Unknown)
        location(K.Call, "unresolved", "33",
                 fmt::format("the tenant may be in the {} '{}' (of '{}')", K.IsMessage ? "message" : "key", K.Pattern, K.Callee));
  Out += renderFailures(R, Info.Colors);
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
    sentence(fmt::format("Values bound to tenant predicates: {} the tenant, {} something else, {} not known.", B.Tenant, B.Other, B.Unknown));
  auto Count = [&](KeyVerdict::Kind What, bool IsMessage) { return count(R.Keys, What, IsMessage); };
  using Kind = KeyVerdict::Kind;
  if (std::any_of(R.Keys.begin(), R.Keys.end(), [](const KeyVerdict &K) { return !K.IsMessage; }))
    sentence(fmt::format("Keys of caches and stores: {} with the tenant, {} without, {} shared by configuration, {} not known.",
                         Count(Kind::Tenant, false), Count(Kind::None, false), Count(Kind::Shared, false), Count(Kind::Unknown, false)));
  if (std::any_of(R.Keys.begin(), R.Keys.end(), [](const KeyVerdict &K) { return K.IsMessage; }))
    sentence(fmt::format("Tasks and messages: {} with the tenant, {} without, {} not known.", Count(Kind::Tenant, true), Count(Kind::None, true),
                         Count(Kind::Unknown, true)));
  if (!R.Uncalled.empty())
    sentence(fmt::format("{} no site: nobody calls the function around, which is given a part of the text.",
                         R.Uncalled.size() == 1 ? "1 call that takes SQL is" : fmt::format("{} calls that take SQL are", R.Uncalled.size())));
  if (!Info.ShowUnresolved && !Info.ShowSites)
    unresolvedFor();
  sentence(summary(R, Info));
  handOn(0);
}

// Where most of what is left has one reason, it may be mended in one place.
void TextReport::unresolvedFor() {
  static constexpr size_t Least = 10;
  std::map<std::string, size_t> Reasons;
  for (const SiteVerdict &S : R.Sites)
    if (S.Kind == VerdictKind::Unresolved)
      ++Reasons[S.Reason];
  auto Most = std::max_element(Reasons.begin(), Reasons.end(), [](const auto &A, const auto &B) { return A.second < B.second; });
  size_t All = R.count(VerdictKind::Unresolved);
  if (All < Least || Most->second * 2 < All)
    return;
  sentence(fmt::format("Of {} unresolved sites {} have one reason: {}. --show-unresolved lists them.", All, Most->second, printable(Most->first)));
  if (Most->first.starts_with("the text of"))
    sentence("If that reads the text from files, name the function in \"statementFiles\" of tenantscan.json.");
}

// Of a scan that was interrupted, or of a library whose headers are missing, there are
// hundreds with one reason: then a few of them are named.
std::string renderFailures(const ScanResult &R, bool Colors) {
  static constexpr size_t MostWithOneReason = 10, Named = 3;
  // A compiler's error begins with its place.
  llvm::Regex Placed("^[^:]*:[0-9]+:[0-9]+: (.*)$");
  auto Reason = [&](const UnitFailure &F) {
    llvm::SmallVector<llvm::StringRef> Parts;
    return Placed.match(F.Message, &Parts) ? Parts[1].str() : F.Message;
  };
  std::string Out;
  std::map<std::string, size_t> Count, Done;
  for (const UnitFailure &F : R.Failures)
    ++Count[Reason(F)];
  for (const UnitFailure &F : R.Failures) {
    std::string Why = Reason(F);
    size_t All = Count[Why], Index = Done[Why]++;
    if (All <= MostWithOneReason || Index < Named)
      Out += colored("31;1", "failed: ", Colors) + fmt::format("{}: {}\n", printable(relativePath(F.File, R)), printable(F.Message));
    else if (Index == Named)
      Out += colored("31;1", "failed: ", Colors) + fmt::format("{} more: {}\n", All - Named, printable(Why));
  }
  return Out;
}

void writeText(const ScanResult &R, const RunInfo &Info, const ReportSink &Sink) { TextReport(R, Info, Sink).write(); }

std::string renderText(const ScanResult &R, const RunInfo &Info) {
  std::string Text;
  writeText(R, Info, [&](std::string_view Part) { Text += Part; });
  return Text;
}

} // namespace tenantscan
