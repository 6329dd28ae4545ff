//===- CacheKeyCheck.cpp - Keys that all tenants share --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/CacheKeyCheck.h"

#include "checks/KeyFix.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace tenantscan {

using Tenancy = KeyUse::Tenancy;

static bool isKey(const KeyUse &U) { return U.What == KeyUse::Kind::Key || U.What == KeyUse::Kind::Pattern || U.What == KeyUse::Kind::All; }

static bool isShared(const Program &P, const KeyUse &U) { return U.What != KeyUse::Kind::All && P.P.isGlobalKey(U.Pattern); }

// What the client sends in a key is no tenant either.
static std::vector<Step> stepsOf(const SourceText &Text, const KeyUse &U) {
  std::vector<Step> Steps;
  ComposedText Composed(Text);
  size_t Hole = 0;
  for (const sql::Hole &H : Composed.Holes) {
    const TextPiece &Piece = Composed.holeAt(Hole++);
    if (H.Offset >= U.Range.Begin && H.Offset < U.Range.End)
      Steps.insert(Steps.end(), Piece.Value.Steps.begin(), Piece.Value.Steps.end());
  }
  return Steps;
}

static std::string advice(const KeyUse &U) {
  if (U.What == KeyUse::Kind::All)
    return "delete the keys of one tenant, by their prefix";
  if (U.Pattern.empty())
    return "look for the keys of one tenant: 'tenant:{tenant_id}:*'";
  return fmt::format("write 'tenant:{{tenant_id}}:{}'{}", U.Pattern,
                     U.IsConstant ? ", or name the key in \"globalKeys\" of tenantscan.json if all tenants share it" : "");
}

static std::string message(const KeyUse &U) {
  switch (U.What) {
  case KeyUse::Kind::All:
    return fmt::format("'{}' drops the keys of all tenants", U.Verb);
  case KeyUse::Kind::Pattern:
    return U.Pattern.empty() ? fmt::format("'{}' goes through the keys of all tenants", U.Verb)
                             : fmt::format("'{}' looks for '{}', which fits keys of all tenants", U.Verb, U.Pattern);
  default:
    break;
  }
  if (U.IsConstant)
    return fmt::format("key '{}' is the same for all tenants", U.Pattern);
  return fmt::format("key '{}' of '{}' does not name the tenant: all tenants share what is stored under it", U.Pattern, U.Verb);
}

void CacheKeyCheck::judge(const Program &P, std::vector<Finding> &Out) const {
  if (!P.NamesTenant)
    return;
  // A constant key is one question, however often it is used.
  std::map<std::string, Finding> Constants;
  std::vector<const JudgedKey *> Sites;
  for (const JudgedKey &K : P.Keys)
    Sites.push_back(&K);
  std::sort(Sites.begin(), Sites.end(), [](const JudgedKey *A, const JudgedKey *B) {
    auto Order = [](const JudgedKey *K) { return std::tie(K->Site.Call.File, K->Site.Call.Line, K->Site.Call.Column); };
    return Order(A) < Order(B);
  });
  for (const JudgedKey *K : Sites)
    for (size_t I = 0; I < K->Uses.size(); ++I)
      for (const KeyUse &U : K->Uses[I]) {
        if (!isKey(U) || U.Names != Tenancy::None || isShared(P, U))
          continue;
        const SourceText &Text = K->Site.Texts[I];
        Finding F;
        F.Check = id().str();
        bool IsCertain = U.What == KeyUse::Kind::Key && !U.IsConstant;
        F.Level = IsCertain ? Severity::Error : Severity::Warning;
        F.Message = message(U);
        F.Primary = U.Range.Begin == U.Range.End ? K->Site.Call : ComposedText(Text).placeOf(U.Range);
        if (F.Primary.File.empty())
          F.Primary = K->Site.Call;
        F.Function = K->Site.Function;
        F.Subject = U.Pattern;
        F.Key = fmt::format("{}|{}", U.Verb, U.Pattern);
        F.Advice = advice(U);
        F.Fix = keyFix(K->Site, Text, U);
        F.Evidence = stepsOf(Text, U);
        F.Evidence.insert(F.Evidence.end(), Text.Steps.begin(), Text.Steps.end());
        F.Evidence.push_back(handedOver(K->Site));
        F.Evidence.insert(F.Evidence.end(), K->Site.Way.begin(), K->Site.Way.end());
        if (!U.IsConstant || U.What != KeyUse::Kind::Key) {
          Out.push_back(std::move(F));
          continue;
        }
        F.Key = "constant|" + U.Pattern;
        auto [It, IsNew] = Constants.try_emplace(U.Pattern, F);
        if (!IsNew)
          It->second.Fix = {};
        if (!IsNew)
          It->second.Evidence.push_back({F.Primary, fmt::format("used here, too{}", F.Function.empty() ? "" : fmt::format(", in '{}'", F.Function))});
      }
  for (auto &[Pattern, F] : Constants)
    Out.push_back(std::move(F));
}

std::vector<KeyVerdict> judgedKeys(const Program &P) {
  std::vector<KeyVerdict> Result;
  if (!P.NamesTenant)
    return Result;
  for (const JudgedKey &K : P.Keys) {
    std::optional<KeyVerdict> Worst;
    for (const std::vector<KeyUse> &Uses : K.Uses)
      for (const KeyUse &U : Uses) {
        if (!isKey(U) && U.What != KeyUse::Kind::Unknown)
          continue;
        KeyVerdict::Kind What = U.What == KeyUse::Kind::Unknown ? KeyVerdict::Kind::Unknown
                                : U.Names == Tenancy::Tenant    ? KeyVerdict::Kind::Tenant
                                : isShared(P, U)                ? KeyVerdict::Kind::Shared
                                : U.Names == Tenancy::Unknown   ? KeyVerdict::Kind::Unknown
                                                                : KeyVerdict::Kind::None;
        if (!Worst || What > Worst->What)
          Worst = {K.Site.Call, K.Site.Callee, K.Site.Function, U.Pattern, What, false};
      }
    if (Worst)
      Result.push_back(std::move(*Worst));
  }
  unite(Result);
  return Result;
}

} // namespace tenantscan
