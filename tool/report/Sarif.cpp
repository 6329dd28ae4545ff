//===- Sarif.cpp - SARIF 2.1.0 ------------------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/CheckCatalogue.h"
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace tenantscan {

// Keys keep the order that they are written in: $schema first.
using json = nlohmann::ordered_json;

namespace {

class SarifReport {
public:
  SarifReport(const ScanResult &R, const RunInfo &Info) : R(R), Info(Info) {}
  json render();

private:
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
  std::string lineHash(const Place &P);

  const ScanResult &R;
  const RunInfo &Info;
  std::map<std::string, std::vector<std::string>> Hashes;
  std::map<std::string, unsigned> FingerprintCount;
};

} // namespace

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

std::string SarifReport::lineHash(const Place &P) {
  auto [It, IsNew] = Hashes.try_emplace(P.File);
  if (IsNew)
    if (auto Buffer = llvm::MemoryBuffer::getFile(P.File))
      It->second = lineHashes((*Buffer)->getBuffer().str());
  return P.Line >= 1 && P.Line <= It->second.size() ? It->second[P.Line - 1] : std::string();
}

json SarifReport::rule(const CheckInfo &C) const {
  json Tags = C.Tags;
  for (int Number : C.Cwe)
    Tags.push_back(fmt::format("external/cwe/cwe-{}", Number));
  return {{"id", C.Id},
          {"name", C.Name},
          {"shortDescription", {{"text", C.Summary}}},
          {"fullDescription", {{"text", C.Summary}}},
          {"help", {{"text", C.Help}, {"markdown", C.Help}}},
          {"helpUri", helpUri(C.Id)},
          {"defaultConfiguration", {{"level", C.Level}}},
          {"properties", {{"precision", C.Precision}, {"security-severity", C.SecuritySeverity}, {"tags", Tags}}}};
}

json SarifReport::result(const Finding &F) {
  json Related = json::array();
  json Flow = json::array();
  int Id = 0;
  json Start = location(F.Primary);
  Start["message"]["text"] = sentence(messageText(fmt::format("'{}' is named here", F.Subject)));
  Flow.push_back({{"location", Start}});
  for (const Step &S : F.Evidence) {
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
  if (!F.Function.empty())
    Primary["logicalLocations"] = json::array({{{"fullyQualifiedName", cleanUtf8(F.Function)}, {"kind", "function"}}});
  std::string Stable = fingerprint(F, R);
  json Result = {{"ruleId", F.Check},
                 {"ruleIndex", ruleIndex(F.Check)},
                 {"level", levelName(F.Level)},
                 {"message", {{"text", Message}}},
                 {"locations", json::array({Primary})},
                 {"relatedLocations", Related},
                 {"codeFlows", json::array({{{"threadFlows", json::array({{{"locations", Flow}}})}}})}};
  // Two findings that are alike but for their place: the count tells them apart.
  Result["fingerprints"] = {{"tenantscan/v1", fmt::format("{}:{}", Stable, ++FingerprintCount[Stable])}, {"tenantscan/content/v1", contentFingerprint(F)}};
  if (std::string Hash = lineHash(F.Primary); !Hash.empty())
    Result["partialFingerprints"] = {{"primaryLocationLineHash", Hash}};
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
          {"fingerprints", {{"tenantscan/v1", fmt::format("{}:{}", F.Fingerprint, ++FingerprintCount[F.Fingerprint])}, {"tenantscan/content/v1", F.Content}}},
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
  return {{"arguments", Arguments},
          {"exitCode", Info.ExitCode},
          {"executionSuccessful", R.Failures.empty() && !R.NoTenantColumn},
          {"toolExecutionNotifications", Notifications}};
}

json SarifReport::render() {
  json Rules = json::array();
  for (const std::string &Id : Info.Checks)
    if (const CheckInfo *C = findCheck(Id))
      Rules.push_back(rule(*C));
  json Results = json::array();
  const std::optional<Comparison> &Compared = Info.Deciding.Compared;
  auto Add = [&](json Result, const std::vector<bool> *IsNew, size_t I) {
    if (IsNew != nullptr)
      Result["baselineState"] = (*IsNew)[I] ? "new" : "unchanged";
    Results.push_back(std::move(Result));
  };
  for (size_t I = 0; I < R.Findings.size(); ++I)
    Add(result(R.Findings[I]), Compared ? &Compared->IsNew : nullptr, I);
  for (size_t I = 0; I < R.Suppressed.size(); ++I)
    Add(suppressed(R.Suppressed[I]), Compared ? &Compared->IsSuppressedNew : nullptr, I);
  if (Compared && !Info.OmitAbsent)
    for (const KnownFinding &F : Compared->Absent)
      Results.push_back(absent(F));
  json Driver = {{"name", "tenantscan"},
                 {"organization", "tenantscan"},
                 {"version", TENANTSCAN_VERSION},
                 {"semanticVersion", TENANTSCAN_VERSION},
                 {"informationUri", InformationUri},
                 {"rules", Rules}};
  json Run = {
      {"tool", {{"driver", Driver}}},
      {"automationDetails", {{"id", "tenantscan/"}}},
      {"invocations", json::array({invocation()})},
      {"originalUriBaseIds", {{"%SRCROOT%", {{"uri", "file://" + uriPath(R.Root) + "/"}, {"description", {{"text", "The root of the project."}}}}}}},
      {"columnKind", "utf16CodeUnits"},
      {"results", Results},
      {"properties",
       {{"sqlSites", R.Sites.size()},
        {"scoped", R.count(VerdictKind::Scoped)},
        {"leaking", R.count(VerdictKind::Leaks)},
        {"unresolved", R.count(VerdictKind::Unresolved)},
        {"boundTenant", R.Bindings.Tenant},
        {"boundOther", R.Bindings.Other},
        {"boundUnknown", R.Bindings.Unknown},
        {"keysWithTenant", count(R.Keys, KeyVerdict::Kind::Tenant, false)},
        {"keysWithoutTenant", count(R.Keys, KeyVerdict::Kind::None, false)},
        {"keysShared", count(R.Keys, KeyVerdict::Kind::Shared, false)},
        {"keysUnknown", count(R.Keys, KeyVerdict::Kind::Unknown, false)},
        {"messagesWithTenant", count(R.Keys, KeyVerdict::Kind::Tenant, true)},
        {"messagesWithoutTenant", count(R.Keys, KeyVerdict::Kind::None, true)},
        {"messagesUnknown", count(R.Keys, KeyVerdict::Kind::Unknown, true)},
        {"files", R.Files},
        {"failedFiles", R.Failures.size()}}}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", json::array({Run})}};
}

std::string renderSarif(const ScanResult &R, const RunInfo &Info) {
  return SarifReport(R, Info).render().dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace tenantscan
