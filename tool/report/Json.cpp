//===- Json.cpp - The result as plain JSON ------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include <nlohmann/json.hpp>

namespace tenantscan {

using json = nlohmann::ordered_json;

static json place(const Place &P, const ScanResult &R) {
  return {{"file", cleanUtf8(relativePath(P.File, R))}, {"line", P.Line}, {"column", P.Column}, {"endColumn", P.EndColumn}};
}

static std::string_view keyVerdictName(KeyVerdict::Kind What) {
  switch (What) {
  case KeyVerdict::Kind::Tenant:
    return "present";
  case KeyVerdict::Kind::Shared:
    return "shared";
  case KeyVerdict::Kind::None:
    return "missing";
  case KeyVerdict::Kind::Unknown:
    break;
  }
  return "unknown";
}

static json finding(const Finding &F, const ScanResult &R) {
  json Evidence = json::array();
  for (const Step &S : F.Evidence)
    Evidence.push_back({{"at", place(S.Where, R)}, {"message", cleanUtf8(S.Message)}});
  json Out = {{"check", F.Check},
              {"level", levelName(F.Level)},
              {"message", cleanUtf8(F.Message)},
              {"at", place(F.Primary, R)},
              {"function", cleanUtf8(F.Function)},
              {"subject", cleanUtf8(F.Subject)},
              {"advice", cleanUtf8(F.Advice)},
              {"evidence", Evidence},
              {"fingerprint", fingerprint(F, R)}};
  if (!F.Fix.Insertions.empty()) {
    json Insertions = json::array();
    for (const Insertion &I : F.Fix.Insertions)
      Insertions.push_back({{"at", place(I.At, R)}, {"text", cleanUtf8(I.Text)}});
    Out["fix"] = {{"description", cleanUtf8(F.Fix.Description)}, {"insertions", Insertions}};
  }
  return Out;
}

std::string renderJson(const ScanResult &R, const RunInfo &Info) {
  json Findings = json::array();
  for (size_t I = 0; I < R.Findings.size(); ++I) {
    Findings.push_back(finding(R.Findings[I], R));
    if (Info.Deciding.Compared)
      Findings.back()["state"] = Info.Deciding.isNew(I) ? "new" : "unchanged";
  }
  json Suppressed = json::array();
  for (const SuppressedFinding &S : R.Suppressed) {
    json Entry = finding(S.What, R);
    Entry["suppressedBy"] = S.InSource ? "NOLINT" : "exemption";
    Entry["reason"] = cleanUtf8(S.Reason);
    if (!S.Until.empty())
      Entry["until"] = S.Until;
    Suppressed.push_back(std::move(Entry));
  }
  json Sites = json::array();
  for (const SiteVerdict &S : R.Sites) {
    json Site = {{"at", place(S.Call, R)}, {"callee", cleanUtf8(S.Callee)}, {"function", cleanUtf8(S.Function)}, {"verdict", verdictName(S.Kind)}};
    if (!S.Reason.empty())
      Site["reason"] = cleanUtf8(S.Reason);
    json Confined = json::array();
    for (const sql::Confinement &C : S.Confinements)
      Confined.push_back(
          {{"table", cleanUtf8(C.Relation)}, {"value", cleanUtf8(C.Value)}, {"placeholder", C.Placeholder}, {"hardWired", C.HardWired}});
    Site["confined"] = std::move(Confined);
    Sites.push_back(std::move(Site));
  }
  json Uncalled = json::array();
  for (const SiteVerdict &S : R.Uncalled)
    Uncalled.push_back({{"at", place(S.Call, R)}, {"callee", cleanUtf8(S.Callee)}, {"function", cleanUtf8(S.Function)}});
  json Keys = json::array();
  for (const KeyVerdict &K : R.Keys)
    Keys.push_back({{"at", place(K.Call, R)},
                    {"callee", cleanUtf8(K.Callee)},
                    {"function", cleanUtf8(K.Function)},
                    {K.IsMessage ? "message" : "key", cleanUtf8(K.Pattern)},
                    {"tenant", keyVerdictName(K.What)}});
  json Failures = json::array();
  for (const UnitFailure &F : R.Failures)
    Failures.push_back({{"file", cleanUtf8(F.File)}, {"message", cleanUtf8(F.Message)}});
  json Counts = {{"sites", R.Sites.size()}};
  for (const auto &[Name, N] : verdictCounts(R))
    Counts[Name] = N;
  Counts["findings"] = R.Findings.size();
  Counts["suppressed"] = R.Suppressed.size();
  Counts["files"] = R.Files;
  Counts["failedFiles"] = R.Failures.size();
  json Out = {{"schema", 1},
              {"tool", {{"name", "tenantscan"}, {"version", TENANTSCAN_VERSION}}},
              {"exitCode", Info.ExitCode},
              {"counts", Counts},
              {"findings", Findings},
              {"suppressed", Suppressed},
              {"sites", Sites},
              {"uncalled", Uncalled},
              {"keys", Keys},
              {"failures", Failures}};
  if (const std::optional<Comparison> &C = Info.Deciding.Compared) {
    Out["counts"]["new"] = C->countNew();
    Out["counts"]["unchanged"] = R.Findings.size() - C->countNew();
    Out["counts"]["absent"] = C->Absent.size();
    Out["absent"] = json::array();
    for (const KnownFinding &F : C->Absent)
      Out["absent"].push_back({{"check", F.Check},
                               {"level", F.Level},
                               {"message", cleanUtf8(F.Message)},
                               {"file", cleanUtf8(F.File)},
                               {"line", F.Line},
                               {"fingerprint", F.Fingerprint}});
  }
  if (R.NoTenantColumn)
    Out["tenantColumnCandidates"] = R.Candidates;
  return Out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace tenantscan
