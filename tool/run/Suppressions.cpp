//===- Suppressions.cpp - Findings that are right, and wanted ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Suppressions.h"

#include "checks/model/Document.h"
#include "checks/model/Project.h"
#include "tool/report/CheckCatalogue.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/MemoryBuffer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>
#include <set>

namespace tenantscan {

static constexpr char OwnCheck[] = "tenant-suppression";
static constexpr uint32_t EndOfFile = std::numeric_limits<uint32_t>::max();

bool Suppression::covers(const std::string &Check) const {
  bool Covers = Globs.empty();
  for (llvm::StringRef Glob : Globs) {
    bool Negative = Glob.consume_front("-");
    llvm::Expected<llvm::GlobPattern> Pattern = llvm::GlobPattern::create(Glob);
    if (!Pattern)
      llvm::consumeError(Pattern.takeError());
    else if (Pattern->match(Check))
      Covers = !Negative;
  }
  return Covers;
}

bool Suppression::namesOurs() const {
  return std::any_of(Globs.begin(), Globs.end(), [](llvm::StringRef Glob) { return Glob.starts_with("tenant-"); });
}

static bool isDate(llvm::StringRef Text) {
  static constexpr llvm::StringLiteral Form = "dddd-dd-dd";
  if (Text.size() != Form.size())
    return false;
  for (size_t I = 0; I < Form.size(); ++I)
    if (Form[I] == 'd' ? !llvm::isDigit(Text[I]) : Text[I] != '-')
      return false;
  unsigned Month = 0;
  unsigned Day = 0;
  return !Text.substr(5, 2).getAsInteger(10, Month) && !Text.substr(8).getAsInteger(10, Day) && Month >= 1 && Month <= 12 && Day >= 1 && Day <= 31;
}

// What follows the list: `: until 2027-01-31: reason`, each part may be missing.
static void readReason(llvm::StringRef After, Suppression &S) {
  After = After.ltrim();
  if (!After.consume_front(":"))
    return;
  After = After.split("*/").first.trim();
  // `until the move is done` is a reason.
  if (After.starts_with("until ") && After.size() > 6 && llvm::isDigit(After[6])) {
    llvm::StringRef Date = After.drop_front(6).take_until([](char C) { return C == ':' || C == ' '; });
    S.IsDateWrong = !isDate(Date);
    S.Until = Date.str();
    After = After.drop_front(6 + Date.size()).ltrim();
    if (!After.consume_front(":"))
      return;
  }
  S.Reason = After.trim().str();
}

static void readGlobs(llvm::StringRef List, Suppression &S) {
  llvm::SmallVector<llvm::StringRef, 4> Globs;
  List.split(Globs, ',');
  for (llvm::StringRef Glob : Globs)
    S.Globs.push_back(Glob.trim().str());
}

// Sources may be hostile: what nobody writes by hand is not looked at, so that time
// and memory stay in proportion to the text.
static constexpr size_t MaxLine = 65536;
static constexpr size_t MaxComment = 1000;
static constexpr unsigned MaxPerLine = 20;
static constexpr size_t MaxOpen = 1000;

namespace {

class SuppressionParser {
public:
  SuppressionParser(const std::string &File, llvm::StringRef Text) : File(File), Text(Text) {}

  std::vector<Suppression> parse() {
    llvm::StringRef Rest = Text;
    for (Number = 1; !Rest.empty(); ++Number) {
      std::tie(Line, Rest) = Rest.split('\n');
      if (Line.size() > MaxLine)
        continue;
      Line = Line.rtrim('\r');
      // The end of a statement, but for what is in comments.
      if (Line.split("--").first.rtrim().ends_with(";"))
        closeStatements();
      unsigned Count = 0;
      for (size_t At = Line.find("NOLINT"); At != llvm::StringRef::npos && ++Count <= MaxPerLine; At = Line.find("NOLINT", At + 1))
        noLint(At);
      if (size_t At = Line.find("tenantscan:allow "); At != llvm::StringRef::npos && Line.take_front(At).rtrim().ends_with("--"))
        allow(At);
    }
    closeStatements();
    return std::move(All);
  }

private:
  Suppression start(size_t Begin, size_t End) const {
    Suppression S;
    S.Where = {File, Number, static_cast<uint32_t>(Begin + 1), static_cast<uint32_t>(End + 1), "", 0};
    S.LineOffset = static_cast<size_t>(Line.data() - Text.data());
    S.Text = Line.slice(Begin, End).str();
    return S;
  }

  void noLint(size_t At) {
    llvm::StringRef Word = Line.drop_front(At).take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
    if (Word != "NOLINT" && Word != "NOLINTNEXTLINE" && Word != "NOLINTBEGIN" && Word != "NOLINTEND")
      return;
    llvm::StringRef After = Line.drop_front(At + Word.size()).take_front(MaxComment);
    llvm::StringRef List = After.starts_with("(") ? After.take_front(After.find(')')) : "";
    size_t Size = List.empty() ? 0 : std::min(List.size() + 1, After.size());
    Suppression S = start(At, At + Word.size() + Size);
    if (List.consume_front("("))
      readGlobs(List, S);
    readReason(After.drop_front(Size), S);
    S.First = S.Last = Word == "NOLINTNEXTLINE" ? Number + 1 : Number;
    if (Word == "NOLINTEND")
      return close(S.Globs);
    if (Word == "NOLINTBEGIN") {
      if (Open.size() == MaxOpen)
        return;
      S.Last = EndOfFile;
      Open.push_back(All.size());
    }
    All.push_back(std::move(S));
  }

  // The last one with the same list that is open, or the last one.
  void close(const std::vector<std::string> &Globs) {
    if (Open.empty())
      return;
    auto It = std::find_if(Open.rbegin(), Open.rend(), [&](size_t I) { return All[I].Globs == Globs; });
    auto Closed = It == Open.rend() ? std::prev(Open.end()) : std::prev(It.base());
    All[*Closed].Last = Number;
    Open.erase(Closed);
  }

  // Behind a statement it covers the line, on a line of its own the statement
  // below, which goes on to a line that ends with a semicolon.
  void allow(size_t At) {
    static constexpr size_t Word = sizeof("tenantscan:allow ") - 1;
    llvm::StringRef After = Line.drop_front(At + Word).take_front(MaxComment);
    llvm::StringRef List = After.take_until([](char C) { return C == ':'; });
    Suppression S = start(At, At + Word + List.rtrim().size());
    readGlobs(List, S);
    readReason(After.drop_front(List.size()), S);
    S.First = S.Last = Number;
    if (Line.take_front(At).rtrim().drop_back(2).trim().empty())
      Above.push_back(All.size());
    All.push_back(std::move(S));
  }

  void closeStatements() {
    for (size_t I : Above)
      All[I].Last = Number;
    Above.clear();
  }

  const std::string &File;
  llvm::StringRef Text;
  llvm::StringRef Line;
  uint32_t Number = 0;
  std::vector<Suppression> All;
  /// Numbers of the NOLINTBEGINs that no NOLINTEND closed yet.
  std::vector<size_t> Open;
  /// Numbers of the comments whose statement has not ended yet.
  std::vector<size_t> Above;
};

} // namespace

std::vector<Suppression> parseSuppressions(const std::string &File, llvm::StringRef Text) { return SuppressionParser(File, Text).parse(); }

const Suppression *findSuppression(const std::vector<Suppression> &All, uint32_t Line, const std::string &Check) {
  const Suppression *Best = nullptr;
  for (const Suppression &S : All)
    if (S.First <= Line && Line <= S.Last && S.covers(Check) && (Best == nullptr || S.Last - S.First <= Best->Last - Best->First))
      Best = &S;
  return Best;
}

namespace {

class Applier {
public:
  Applier(ScanResult &R, const model::Project &P, const SuppressionOptions &O) : R(R), P(P), O(O) {}
  void apply();

private:
  struct SourceFile {
    std::unique_ptr<llvm::MemoryBuffer> Text;
    std::vector<Suppression> Suppressions;
  };

  /// Null where there is no such file.
  std::unique_ptr<llvm::MemoryBuffer> textOf(const std::string &File) const;
  const std::vector<Suppression> &suppressionsOf(const std::string &File);
  /// The comment that covers the finding, which counts as used; nullptr where none does.
  const Suppression *comment(const Place &Where, const std::string &Check);
  bool holds(const Suppression &S) const { return !S.IsDateWrong && (S.Until.empty() || O.Today <= S.Until); }
  void takeAway();
  void reviewComments(std::vector<Finding> &Out);
  void reviewExemptions(std::vector<Finding> &Out) const;
  bool couldBeUsed(const Suppression &S) const;

  ScanResult &R;
  const model::Project &P;
  const SuppressionOptions &O;
  /// Each file is read once.
  std::map<std::string, SourceFile> Files;
  std::set<const Suppression *> Used;
  std::set<const model::Exemption *> UsedExemptions;
};

} // namespace

std::unique_ptr<llvm::MemoryBuffer> Applier::textOf(const std::string &File) const {
  if (auto Unsaved = O.Unsaved.find(File); Unsaved != O.Unsaved.end())
    return llvm::MemoryBuffer::getMemBuffer(Unsaved->second, File);
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  return Buffer ? std::move(*Buffer) : nullptr;
}

const std::vector<Suppression> &Applier::suppressionsOf(const std::string &File) {
  auto [It, IsNew] = Files.try_emplace(File);
  if (!IsNew)
    return It->second.Suppressions;
  SourceFile &Source = It->second;
  Source.Text = textOf(File);
  if (Source.Text)
    Source.Suppressions = parseSuppressions(File, Source.Text->getBuffer());
  return It->second.Suppressions;
}

const Suppression *Applier::comment(const Place &Where, const std::string &Check) {
  const Suppression *S = findSuppression(suppressionsOf(Where.File), Where.Line, Check);
  if (S != nullptr)
    Used.insert(S);
  return S;
}

// In place: there may be as many as a large file has statements.
void Applier::takeAway() {
  size_t Kept = 0;
  for (Finding &F : R.Findings) {
    const Suppression *S = comment(F.Primary, F.Check);
    // clang-tidy has a finding for each use of a table that this one asks about.
    if (F.TableIsGuess)
      for (const Step &Use : F.Evidence)
        comment(Use.Where, F.Check);
    const model::Exemption *E = P.exemption(F.Check, F.Primary.File, F.Function, F.Subject);
    if (S != nullptr && holds(*S))
      R.Suppressed.push_back({std::move(F), true, S->Reason, S->Until});
    else if (E != nullptr) {
      UsedExemptions.insert(E);
      R.Suppressed.push_back({std::move(F), false, E->Reason, ""});
    } else {
      if (&R.Findings[Kept] != &F)
        R.Findings[Kept] = std::move(F);
      ++Kept;
    }
  }
  R.Findings.resize(Kept);
}

static Finding about(const Suppression &S, Severity Level, std::string_view Key, std::string Message) {
  Finding F;
  F.Check = OwnCheck;
  F.Level = Level;
  F.Message = std::move(Message);
  F.Primary = S.Where;
  F.Subject = S.Text;
  F.Key = fmt::format("{}|{}", Key, S.Text);
  return F;
}

// A comment for a check that did not run may be of use when it runs; one for a
// check that does not exist never is.
bool Applier::couldBeUsed(const Suppression &S) const {
  auto Covers = [&](const std::string &Id) { return S.covers(Id); };
  bool IsKnown = std::any_of(checkCatalogue().begin(), checkCatalogue().end(), [&](const CheckInfo &C) { return Covers(C.Id); });
  return !IsKnown || std::any_of(O.Checks.begin(), O.Checks.end(), Covers);
}

void Applier::reviewComments(std::vector<Finding> &Out) {
  for (const std::string &File : R.ScannedFiles)
    suppressionsOf(File);
  for (const auto &[File, Source] : Files) {
    size_t Before = Out.size();
    for (const Suppression &S : Source.Suppressions) {
      bool IsUsed = Used.count(&S) != 0;
      if (!IsUsed && !S.namesOurs())
        continue;
      if (S.IsDateWrong)
        Out.push_back(about(S, Severity::Warning, "date",
                            fmt::format("'{}' has '{}' where a day such as 2027-01-31 should be, and suppresses nothing", S.Text, S.Until)));
      else if (IsUsed && !holds(S))
        Out.push_back(about(S, Severity::Warning, "ended", fmt::format("'{}' ended on {}: what it suppressed is reported again", S.Text, S.Until)));
      else if (!IsUsed && couldBeUsed(S))
        Out.push_back(about(S, Severity::Note, "unused", fmt::format("'{}' suppresses nothing", S.Text)));
      else if (IsUsed && S.Reason.empty() && P.RequireReason) {
        Out.push_back(about(S, Severity::Warning, "reason", fmt::format("'{}' gives no reason", S.Text)));
        Out.back().Advice = fmt::format("write the reason behind a colon: '{}: reason'", S.Text);
      }
      if (Out.size() == Before)
        continue;
      Before = Out.size();
      Out.back().Primary.LineText = Source.Text->getBuffer().substr(S.LineOffset).take_until([](char C) { return C == '\n' || C == '\r'; }).str();
    }
  }
}

void Applier::reviewExemptions(std::vector<Finding> &Out) const {
  if (!O.IsWholeProject || !R.Failures.empty() || P.Exemptions.empty())
    return;
  std::unique_ptr<llvm::MemoryBuffer> Buffer = textOf(P.ConfigFile);
  if (!Buffer)
    return;
  std::vector<model::Problem> Ignored;
  model::Document D = model::Document::parse(P.ConfigFile, Buffer->getBuffer().str(), Ignored);
  llvm::SmallVector<llvm::StringRef, 0> Lines;
  Buffer->getBuffer().split(Lines, '\n');
  for (size_t I = 0; I < P.Exemptions.size(); ++I) {
    const model::Exemption &E = P.Exemptions[I];
    bool HasRun =
        E.Check.empty() || std::any_of(O.Checks.begin(), O.Checks.end(), [&](const std::string &Id) { return model::matchesGlob(E.Check, Id); });
    model::Problem Where = D.at(fmt::format("/exemptions/{}", I), "");
    if (UsedExemptions.count(&E) != 0 || !HasRun || Where.Line == 0 || Where.Line > Lines.size())
      continue;
    Suppression S;
    S.Where = {P.ConfigFile, Where.Line, Where.Column, Where.Column + 1, Lines[Where.Line - 1].rtrim('\r').str(), 0};
    S.Text = E.Reason;
    Out.push_back(about(S, Severity::Note, "exemption", fmt::format("the exemption with the reason '{}' fits no finding", E.Reason)));
  }
}

void Applier::apply() {
  takeAway();
  if (R.NoTenantColumn || std::find(O.Checks.begin(), O.Checks.end(), OwnCheck) == O.Checks.end())
    return;
  std::vector<Finding> Own;
  reviewComments(Own);
  reviewExemptions(Own);
  for (Finding &F : Own) {
    if (const model::Exemption *E = P.exemption(F.Check, F.Primary.File, F.Function, F.Subject))
      R.Suppressed.push_back({std::move(F), false, E->Reason, ""});
    else
      R.Findings.push_back(std::move(F));
  }
  auto Order = [](const Finding &F) {
    return std::tie(F.Primary.File, F.Primary.Line, F.Primary.Column, F.Primary.EndColumn, F.Check, F.Message, F.Function);
  };
  std::sort(R.Findings.begin(), R.Findings.end(), [&](const Finding &A, const Finding &B) { return Order(A) < Order(B); });
}

void applySuppressions(ScanResult &R, const model::Project &P, const SuppressionOptions &Options) { Applier(R, P, Options).apply(); }

std::string today() {
  using namespace std::chrono;
  sys_seconds Now = floor<seconds>(system_clock::now());
  long long Epoch = 0;
  if (const char *Set = std::getenv("SOURCE_DATE_EPOCH"); Set != nullptr && !llvm::StringRef(Set).getAsInteger(10, Epoch))
    Now = sys_seconds(seconds(Epoch));
  year_month_day Day(floor<days>(Now));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(Day.year()), static_cast<unsigned>(Day.month()), static_cast<unsigned>(Day.day()));
}

} // namespace tenantscan
