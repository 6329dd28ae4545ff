//===- Sarif.cpp - SARIF 2.1.0 ------------------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/CheckCatalogue.h"
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/MemoryBuffer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

namespace tenantscan {

// Keys keep the order that they are written in: $schema first.
using json = nlohmann::ordered_json;

namespace {

class SarifReport {
public:
  /// With no more than \p Limit results.
  SarifReport(const ScanResult &R, const RunInfo &Info, size_t Limit) : R(R), Info(Info), Limit(Limit) {}
  json render();

private:
  /// A file as it is on disk, read once.
  struct SourceFile {
    std::unique_ptr<llvm::MemoryBuffer> Text;
    llvm::SmallVector<llvm::StringRef, 0> Lines;
    std::vector<std::string> Hashes;
  };

  json rule(const CheckInfo &C) const;
  json result(const Finding &F);
  json suppressed(const SuppressedFinding &S);
  json absent(const KnownFinding &F);
  size_t ruleIndex(const std::string &Check) const {
    return static_cast<size_t>(std::find(Info.Checks.begin(), Info.Checks.end(), Check) - Info.Checks.begin());
  }
  json location(const Place &P) const;
  json artifact(const std::string &Path) const;
  json invocation() const;
  const SourceFile &source(const std::string &Path);
  json context(const Place &P);
  json fix(const SuggestedFix &Fix) const;
  size_t leftOut() const;

  const ScanResult &R;
  const RunInfo &Info;
  size_t Limit;
  std::map<std::string, SourceFile> Sources;
  std::map<std::string, unsigned> FingerprintCount;
};

} // namespace

// What GitHub takes (docs.github.com, SARIF support for code scanning).
static constexpr size_t MaxResults = 25000;
static constexpr size_t MaxLocations = 1000;
// A line that nobody wrote by hand is no context.
static constexpr size_t MaxContextLine = 1000;

// In messages, brackets are links and a backslash escapes them.
static std::string messageText(const std::string &Text) {
  std::string Out;
  for (char C : cleanUtf8(Text)) {
    if (C == '[' || C == ']' || C == '\\')
      Out += '\\';
    Out += C;
  }
  return Out;
}

static std::string sentence(const std::string &Text) { return Text.empty() || Text.back() == '.' ? Text : Text + "."; }

json SarifReport::artifact(const std::string &Path) const {
  llvm::StringRef P(Path);
  if (P.consume_front(R.Root + "/"))
    return {{"uri", uriPath(P.str())}, {"uriBaseId", "%SRCROOT%"}};
  return {{"uri", "file://" + uriPath(Path)}};
}

json SarifReport::location(const Place &P) const {
  json Region = {{"startLine", P.Line},
                 {"startColumn", utf16Column(P.LineText, P.Column)},
                 {"endColumn", utf16Column(P.LineText, P.EndColumn)},
                 {"snippet", {{"text", cleanUtf8(P.LineText)}}}};
  return {{"physicalLocation", {{"artifactLocation", artifact(P.File)}, {"region", Region}}}};
}

const SarifReport::SourceFile &SarifReport::source(const std::string &Path) {
  auto [It, IsNew] = Sources.try_emplace(Path);
  if (IsNew)
    if (auto Buffer = llvm::MemoryBuffer::getFile(Path)) {
      It->second.Text = std::move(*Buffer);
      It->second.Text->getBuffer().split(It->second.Lines, '\n');
      It->second.Hashes = lineHashes(It->second.Text->getBuffer().str());
    }
  return It->second;
}

// Two lines before and two behind, as far as the file goes; null where the file
// is not what was scanned.
json SarifReport::context(const Place &P) {
  const auto &Lines = source(P.File).Lines;
  if (P.Line < 1 || P.Line > Lines.size() || Lines[P.Line - 1].rtrim('\r') != P.LineText)
    return nullptr;
  size_t First = std::max<size_t>(P.Line, 3) - 2;
  size_t Last = std::min<size_t>(P.Line + 2, Lines.size());
  std::string Text;
  for (size_t Line = First; Line <= Last; ++Line) {
    if (Lines[Line - 1].size() > MaxContextLine)
      return nullptr;
    Text += Lines[Line - 1].rtrim('\r').str() + "\n";
  }
  return {{"startLine", First}, {"endLine", Last}, {"snippet", {{"text", cleanUtf8(Text)}}}};
}

// How soon to look at it, of 100: by what the check finds at worst, and how bad this is.
static int rankOf(const Finding &F) {
  const CheckInfo *C = findCheck(F.Check);
  double Worst = C != nullptr ? std::strtod(C->SecuritySeverity.c_str(), nullptr) * 10 : 50;
  return static_cast<int>(Worst * (F.Level == Severity::Error ? 1.0 : F.Level == Severity::Warning ? 0.7 : 0.4));
}

json SarifReport::rule(const CheckInfo &C) const {
  json Tags = C.Tags;
  for (int Number : C.Cwe)
    Tags.push_back(fmt::format("external/cwe/cwe-{}", Number));
  for (const std::string &Category : C.Owasp)
    Tags.push_back("external/owasp/owasp-" + Category);
  // The first paragraph says why it matters.
  llvm::StringRef Why = llvm::StringRef(C.Help).split("\n\n").first;
  return {{"id", C.Id},
          {"name", C.Name},
          {"shortDescription", {{"text", C.Summary}}},
          {"fullDescription", {{"text", C.Summary + " " + Why.str()}}},
          {"help", {{"text", C.Help}, {"markdown", C.Help}}},
          {"helpUri", helpUri(C.Id)},
          {"defaultConfiguration", {{"level", C.Level}}},
          {"properties", {{"precision", C.Precision}, {"security-severity", C.SecuritySeverity}, {"tags", Tags}}}};
}

// Texts that go between two characters: regions without any.
json SarifReport::fix(const SuggestedFix &Fix) const {
  std::map<std::string, json> Changes;
  for (const Insertion &I : Fix.Insertions) {
    unsigned Column = utf16Column(I.At.LineText, I.At.Column);
    Changes.try_emplace(I.At.File, json::array())
        .first->second.push_back({{"deletedRegion", {{"startLine", I.At.Line}, {"startColumn", Column}, {"endColumn", Column}}},
                                  {"insertedContent", {{"text", cleanUtf8(I.Text)}}}});
  }
  json Files = json::array();
  for (const auto &[File, Replacements] : Changes)
    Files.push_back({{"artifactLocation", artifact(File)}, {"replacements", Replacements}});
  return {{"description", {{"text", sentence(messageText(Fix.Description))}}}, {"artifactChanges", Files}};
}

json SarifReport::result(const Finding &F) {
  json Related = json::array();
  json Flow = json::array();
  int Id = 0;
  json Start = location(F.Primary);
  Start["message"]["text"] = sentence(messageText(fmt::format("'{}' is named here", F.Subject)));
  Flow.push_back({{"location", Start}});
  for (const Step &S : llvm::ArrayRef(F.Evidence).take_front(MaxLocations - 1)) {
    json Where = location(S.Where);
    Where["message"]["text"] = sentence(messageText(S.Message));
    Flow.push_back({{"location", Where}});
    Where["id"] = ++Id;
    Related.push_back(Where);
  }
  std::string Message = sentence(messageText(F.Message));
  if (!F.Advice.empty())
    Message += " To fix: " + sentence(messageText(F.Advice));
  if (Id > 0)
    Message += fmt::format(" See [where it is used]({}).", Id);
  json Primary = location(F.Primary);
  if (json Around = context(F.Primary); !Around.is_null())
    Primary["physicalLocation"]["contextRegion"] = std::move(Around);
  if (!F.Function.empty())
    Primary["logicalLocations"] = json::array({{{"fullyQualifiedName", cleanUtf8(F.Function)}, {"kind", "function"}}});
  std::string Stable = fingerprint(F, R);
  json Result = {{"ruleId", F.Check},
                 {"ruleIndex", ruleIndex(F.Check)},
                 {"level", levelName(F.Level)},
                 {"rank", rankOf(F)},
                 {"message", {{"text", Message}}},
                 {"locations", json::array({Primary})},
                 {"relatedLocations", Related},
                 {"codeFlows", json::array({{{"threadFlows", json::array({{{"locations", Flow}}})}}})}};
  // Two findings that are alike but for their place: the count tells them apart.
  Result["fingerprints"] = {{"tenantscan/v1", fmt::format("{}:{}", Stable, ++FingerprintCount[Stable])},
                            {"tenantscan/content/v1", contentFingerprint(F)}};
  if (const std::vector<std::string> &Hashes = source(F.Primary.File).Hashes; F.Primary.Line >= 1 && F.Primary.Line <= Hashes.size())
    Result["partialFingerprints"] = {{"primaryLocationLineHash", Hashes[F.Primary.Line - 1]}};
  if (!F.Fix.Insertions.empty())
    Result["fixes"] = json::array({fix(F.Fix)});
  return Result;
}

json SarifReport::suppressed(const SuppressedFinding &S) {
  json Result = result(S.What);
  json Suppression = {{"kind", S.InSource ? "inSource" : "external"}, {"status", "accepted"}};
  if (!S.Reason.empty())
    Suppression["justification"] = cleanUtf8(S.Reason);
  Result["suppressions"] = json::array({Suppression});
  return Result;
}

json SarifReport::absent(const KnownFinding &F) {
  json Artifact = F.File.starts_with("/") ? artifact(F.File) : artifact(R.Root + "/" + F.File);
  return {{"ruleId", F.Check},
          {"ruleIndex", ruleIndex(F.Check)},
          {"level", F.Level},
          {"message", {{"text", messageText(F.Message)}}},
          {"locations", json::array({{{"physicalLocation", {{"artifactLocation", Artifact}, {"region", {{"startLine", F.Line}}}}}}})},
          {"fingerprints",
           {{"tenantscan/v1", fmt::format("{}:{}", F.Fingerprint, ++FingerprintCount[F.Fingerprint])}, {"tenantscan/content/v1", F.Content}}},
          {"baselineState", "absent"}};
}

json SarifReport::invocation() const {
  json Arguments = json::array();
  for (const std::string &A : Info.Arguments)
    Arguments.push_back(cleanUtf8(A));
  json Notifications = json::array();
  for (const UnitFailure &F : R.Failures)
    Notifications.push_back({{"level", "error"},
                             {"message", {{"text", sentence(messageText(F.Message))}}},
                             {"locations", json::array({{{"physicalLocation", {{"artifactLocation", artifact(F.File)}}}}})}});
  auto Warn = [&](const std::string &Text) { Notifications.push_back({{"level", "warning"}, {"message", {{"text", Text}}}}); };
  if (size_t LeftOut = leftOut())
    Warn(fmt::format("{} of the least severity left out: GitHub takes {} results and {} MB of a compressed file, and no more.",
                     counted(LeftOut, "result"), MaxResults, MaxSarifSize / 1'000'000));
  auto IsLong = [](const Finding &F) { return F.Evidence.size() >= MaxLocations; };
  if (auto Cut = std::count_if(R.Findings.begin(), R.Findings.end(), IsLong); Cut != 0)
    Warn(fmt::format("Locations are left out of {}: GitHub takes {} for each and no more.", counted(static_cast<size_t>(Cut), "result"),
                     MaxLocations));
  return {{"arguments", Arguments},
          {"exitCode", Info.ExitCode},
          {"executionSuccessful", R.Failures.empty() && !R.NoTenantColumn},
          {"toolExecutionNotifications", Notifications}};
}

namespace {

/// A result that gets into the file.
struct Chosen {
  enum Origin : uint8_t { Open, Suppressed, Absent } Kind;
  int Rank;
  size_t Index;
};

} // namespace

// All of them in the order of the file, before the limit.
static std::vector<Chosen> allResults(const ScanResult &R, const RunInfo &Info) {
  std::vector<Chosen> All;
  All.reserve(R.Findings.size() + R.Suppressed.size());
  for (size_t I = 0; I < R.Findings.size(); ++I)
    All.push_back({Chosen::Open, rankOf(R.Findings[I]), I});
  for (size_t I = 0; I < R.Suppressed.size(); ++I)
    All.push_back({Chosen::Suppressed, rankOf(R.Suppressed[I].What), I});
  if (Info.Deciding.Compared && !Info.OmitAbsent)
    for (size_t I = 0; I < Info.Deciding.Compared->Absent.size(); ++I)
      All.push_back({Chosen::Absent, 0, I});
  return All;
}

// What is open goes before what is suppressed, and that before what is gone.
static std::vector<Chosen> chosenResults(const ScanResult &R, const RunInfo &Info, size_t Limit) {
  std::vector<Chosen> All = allResults(R, Info);
  if (All.size() <= Limit)
    return All;
  auto BySeverity = [](const Chosen &C) { return std::tuple(C.Kind, -C.Rank, C.Index); };
  auto ByPlace = [](const Chosen &C) { return std::tie(C.Kind, C.Index); };
  std::sort(All.begin(), All.end(), [&](const Chosen &A, const Chosen &B) { return BySeverity(A) < BySeverity(B); });
  All.resize(Limit);
  std::sort(All.begin(), All.end(), [&](const Chosen &A, const Chosen &B) { return ByPlace(A) < ByPlace(B); });
  return All;
}

size_t SarifReport::leftOut() const {
  size_t Count = allResults(R, Info).size();
  return Count - std::min(Count, Limit);
}

json SarifReport::render() {
  json Rules = json::array();
  for (const std::string &Id : Info.Checks)
    if (const CheckInfo *C = findCheck(Id))
      Rules.push_back(rule(*C));
  json Results = json::array();
  const Comparison *Compared = Info.Deciding.Compared ? &*Info.Deciding.Compared : nullptr;
  for (const Chosen &C : chosenResults(R, Info, Limit)) {
    json Result = C.Kind == Chosen::Open         ? result(R.Findings[C.Index])
                  : C.Kind == Chosen::Suppressed ? suppressed(R.Suppressed[C.Index])
                                                 : absent(Compared->Absent[C.Index]);
    if (Compared != nullptr && C.Kind != Chosen::Absent)
      Result["baselineState"] = (C.Kind == Chosen::Open ? Compared->IsNew : Compared->IsSuppressedNew)[C.Index] ? "new" : "unchanged";
    Results.push_back(std::move(Result));
  }
  json Driver = {{"name", "tenantscan"},
                 {"organization", "tenantscan"},
                 {"version", TENANTSCAN_VERSION},
                 {"semanticVersion", TENANTSCAN_VERSION},
                 {"informationUri", InformationUri},
                 {"rules", Rules}};
  json Properties = {{"sqlSites", R.Sites.size()}};
  for (const auto &[Name, N] : verdictCounts(R))
    Properties[Name] = N;
  Properties["files"] = R.Files;
  Properties["failedFiles"] = R.Failures.size();
  Properties["leftOut"] = leftOut();
  json Root = {{"description", {{"text", "The root of the project."}}}};
  if (!Info.OmitRoot)
    Root["uri"] = "file://" + uriPath(R.Root) + "/";
  json Run = {
      {"tool", {{"driver", Driver}}},
      {"automationDetails", {{"id", "tenantscan/"}}},
      {"invocations", json::array({invocation()})},
      {"originalUriBaseIds", {{"%SRCROOT%", Root}}},
      {"columnKind", "utf16CodeUnits"},
      {"results", Results},
      {"properties", Properties}};
  if (const std::optional<Provenance> &C = Info.Commit) {
    json Commit = {{"repositoryUri", C->Repository}, {"revisionId", C->Revision}};
    if (!C->Branch.empty())
      Commit["branch"] = cleanUtf8(C->Branch);
    if (C->IsWholeRepository)
      Commit["mappedTo"] = {{"uriBaseId", "%SRCROOT%"}};
    Run["versionControlProvenance"] = json::array({Commit});
  }
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", json::array({Run})}};
}

// As gzip has it, but for the 18 bytes that it adds.
static size_t compressedSize(const std::string &Text) {
  if (!llvm::compression::zlib::isAvailable())
    return Text.size();
  llvm::SmallVector<uint8_t, 0> Packed;
  llvm::compression::zlib::compress(llvm::arrayRefFromStringRef(Text), Packed);
  return Packed.size() + 18;
}

SarifText sarifWithin(const ScanResult &R, const RunInfo &Info, size_t MaxSize) {
  const size_t Count = allResults(R, Info).size();
  for (size_t Limit = std::min(Count, MaxResults);;) {
    SarifText Out{SarifReport(R, Info, Limit).render().dump(2, ' ', false, json::error_handler_t::replace) + "\n", Count - Limit};
    size_t Size = Out.Text.size() <= MaxSize ? 0 : compressedSize(Out.Text);
    if (Size <= MaxSize || Limit == 0)
      return Out;
    // Results are of about the same size; a little less, so that few tries are enough.
    Limit = std::min(Limit - 1, static_cast<size_t>(static_cast<double>(Limit) * static_cast<double>(MaxSize) / static_cast<double>(Size) * 0.97));
  }
}

std::string renderSarif(const ScanResult &R, const RunInfo &Info) { return sarifWithin(R, Info).Text; }

} // namespace tenantscan
