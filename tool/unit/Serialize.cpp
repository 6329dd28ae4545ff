//===- Serialize.cpp - Unit results as JSON -----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/Unit.h"

#include <nlohmann/json.hpp>

namespace tenantscan {

using nlohmann::json;

static json toJson(const Place &P) { return json::array({P.File, P.Line, P.Column, P.EndColumn, P.LineText}); }

static Place placeFromJson(const json &J) {
  Place P;
  P.File = J[0];
  P.Line = J[1];
  P.Column = J[2];
  P.EndColumn = J[3];
  P.LineText = J[4];
  return P;
}

static json toJson(const Finding &F) {
  json Evidence = json::array();
  for (const Step &S : F.Evidence)
    Evidence.push_back({toJson(S.Where), S.Message});
  return {{"check", F.Check},   {"level", static_cast<int>(F.Level)}, {"message", F.Message},   {"primary", toJson(F.Primary)}, {"evidence", Evidence},
          {"advice", F.Advice}, {"function", F.Function},             {"subject", F.Subject}, {"key", F.Key},
          {"guess", F.TableIsGuess}};
}

static Finding findingFromJson(const json &J) {
  Finding F;
  F.Check = J["check"];
  F.Level = static_cast<Severity>(J["level"].get<int>());
  F.Message = J["message"];
  F.Primary = placeFromJson(J["primary"]);
  for (const json &S : J["evidence"])
    F.Evidence.push_back({placeFromJson(S[0]), S[1]});
  F.Advice = J["advice"];
  F.Function = J["function"];
  F.Subject = J["subject"];
  F.Key = J["key"];
  F.TableIsGuess = J["guess"];
  return F;
}

static json toJson(const SiteVerdict &S) {
  json Confinements = json::array();
  for (const sql::Confinement &C : S.Confinements)
    Confinements.push_back({C.Relation, C.Value, C.Placeholder, C.HardWired});
  return {{"call", toJson(S.Call)},       {"callee", S.Callee},           {"function", S.Function},          {"kind", static_cast<int>(S.Kind)},
          {"reason", S.Reason},           {"tenantTables", S.TenantTables}, {"mentionsTenant", S.MentionsTenant}, {"keyColumns", S.KeyColumns},
          {"confinements", Confinements}};
}

static SiteVerdict siteFromJson(const json &J) {
  SiteVerdict S;
  S.Call = placeFromJson(J["call"]);
  S.Callee = J["callee"];
  S.Function = J["function"];
  S.Kind = static_cast<VerdictKind>(J["kind"].get<int>());
  S.Reason = J["reason"];
  S.TenantTables = J["tenantTables"].get<std::vector<std::string>>();
  S.MentionsTenant = J["mentionsTenant"];
  S.KeyColumns = J["keyColumns"].get<std::vector<std::string>>();
  for (const json &Entry : J["confinements"]) {
    sql::Confinement C;
    C.Relation = Entry[0];
    C.Value = Entry[1];
    C.Placeholder = Entry[2];
    C.HardWired = Entry[3];
    S.Confinements.push_back(std::move(C));
  }
  return S;
}

json toJson(const CompileCommand &C) { return {{"directory", C.Directory}, {"file", C.File}, {"arguments", C.Arguments}}; }

CompileCommand commandFromJson(const json &J) {
  return {J["directory"].get<std::string>(), J["file"].get<std::string>(), J["arguments"].get<std::vector<std::string>>()};
}

json toJson(const UnitResult &R) {
  json Findings = json::array();
  for (const Finding &F : R.Found.Findings)
    Findings.push_back(toJson(F));
  json Sites = json::array();
  for (const SiteVerdict &S : R.Found.Sites)
    Sites.push_back(toJson(S));
  return {{"file", R.File}, {"findings", Findings}, {"sites", Sites}, {"failure", R.Failure}};
}

UnitResult resultFromJson(const json &J) {
  UnitResult R;
  R.File = J["file"];
  R.Failure = J["failure"];
  for (const json &F : J["findings"])
    R.Found.Findings.push_back(findingFromJson(F));
  for (const json &S : J["sites"])
    R.Found.Sites.push_back(siteFromJson(S));
  return R;
}

} // namespace tenantscan
