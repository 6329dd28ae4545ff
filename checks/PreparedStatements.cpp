//===- PreparedStatements.cpp - EXECUTE of a name ------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/PreparedStatements.h"

#include "sqlscan/Schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace tenantscan {

static constexpr std::string_view Blanks = " \t\r\n";

static std::string_view withoutBlanks(std::string_view Text) {
  Text.remove_prefix(std::min(Text.find_first_not_of(Blanks), Text.size()));
  return Text;
}

static bool isWordPart(char C) {
  return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || (C >= '0' && C <= '9') || C == '_' || C == '$' || static_cast<unsigned char>(C) >= 0x80;
}

// Takes a word from the front of a text, or a name in quotes without them; what is not known is no word.
static std::string_view takeWord(std::string_view &Text) {
  Text = withoutBlanks(Text);
  char Quote = Text.empty() || (Text.front() != '"' && Text.front() != '`') ? '\0' : Text.front();
  size_t End = 0;
  if (Quote != '\0') {
    End = Text.find(Quote, 1);
    if (End == std::string_view::npos)
      return {};
    std::string_view Name = Text.substr(1, End - 1);
    Text.remove_prefix(End + 1);
    return Name;
  }
  while (End < Text.size() && isWordPart(Text[End]))
    ++End;
  std::string_view Word = Text.substr(0, End);
  Text.remove_prefix(End);
  return Word;
}

// The name behind PREPARE or EXECUTE; empty where it is known at run time only. Nothing where the text is no such
// statement.
static std::optional<std::string> nameBehind(std::string_view Verb, const SourceText &Source) {
  ComposedText Composed(Source);
  std::string_view Text = Composed.Text;
  if (sql::foldCase(takeWord(Text)) != Verb)
    return std::nullopt;
  std::string Name = sql::foldCase(takeWord(Text));
  // EXECUTE IMMEDIATE has the text itself; other databases run procedures.
  std::string_view Rest = withoutBlanks(Text);
  if (Name == "immediate" || Name == "procedure" || Name == "function" || Name == "block" || (Verb == "execute" && Rest.starts_with(".")))
    return std::nullopt;
  return Rest.starts_with('\x01') ? std::string() : Name;
}

namespace {

/// The statements of a name, by their sites and texts.
using Prepared = std::map<std::string, std::vector<std::pair<const JudgedSite *, size_t>>>;

} // namespace

static Prepared preparedIn(const std::vector<JudgedSite> &Sites) {
  Prepared Result;
  for (const JudgedSite &S : Sites)
    for (size_t I = 0; I < S.Verdicts.size(); ++I) {
      const std::string &Given = S.Site.nameOf(S.Site.Texts[I]);
      std::optional<std::string> Name = Given.empty() ? nameBehind("prepare", S.Site.Texts[I]) : sql::foldCase(Given);
      if (Name && !Name->empty())
        Result[*Name].emplace_back(&S, I);
    }
  return Result;
}

static sql::Verdict unresolved(const std::string &Name) {
  sql::Verdict V;
  V.Kind = VerdictKind::Unresolved;
  V.Unresolved = Name.empty() ? "which prepared statement is run is known at run time only"
                              : fmt::format("nothing in sight prepares the statement '{}' that is run", Name);
  return V;
}

void judgeExecuted(std::vector<JudgedSite> &Sites) {
  // What is run is looked for first: most programs have no EXECUTE.
  struct Run {
    size_t Site;
    size_t Text;
    std::string Name;
  };
  std::vector<Run> Runs;
  for (size_t S = 0; S < Sites.size(); ++S)
    for (size_t I = 0; I < Sites[S].Verdicts.size(); ++I)
      // A statement of an SQL file stands beside the one that prepares it.
      if (!Sites[S].Site.Callee.empty() && Sites[S].Verdicts[I].Kind != VerdictKind::Leaks)
        if (std::optional<std::string> Name = nameBehind("execute", Sites[S].Site.Texts[I]))
          Runs.push_back({S, I, std::move(*Name)});
  if (Runs.empty())
    return;
  const std::vector<JudgedSite> Before = Sites;
  Prepared Known = preparedIn(Before);
  // From the back, so that what stands before keeps its place.
  for (auto R = Runs.rbegin(); R != Runs.rend(); ++R) {
    JudgedSite &S = Sites[R->Site];
    auto It = Known.find(R->Name);
    if (It == Known.end()) {
      S.Verdicts[R->Text] = unresolved(R->Name);
      continue;
    }
    std::vector<SourceText> Texts;
    std::vector<sql::Verdict> Verdicts;
    for (const auto &[Of, I] : It->second) {
      SourceText &T = Texts.emplace_back(Of->Site.Texts[I]);
      T.Steps.push_back({Of->Site.Call, fmt::format("prepared as '{}'", R->Name)});
      Verdicts.push_back(Of->Verdicts[I]);
    }
    auto At = static_cast<std::ptrdiff_t>(R->Text);
    S.Site.Texts.erase(S.Site.Texts.begin() + At);
    S.Verdicts.erase(S.Verdicts.begin() + At);
    S.Site.Texts.insert(S.Site.Texts.begin() + At, Texts.begin(), Texts.end());
    S.Verdicts.insert(S.Verdicts.begin() + At, Verdicts.begin(), Verdicts.end());
  }
}

} // namespace tenantscan
