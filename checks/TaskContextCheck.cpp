//===- TaskContextCheck.cpp - Messages that forget their tenant -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/TaskContextCheck.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tenantscan {

using Tenancy = KeyUse::Tenancy;

// A message that is the same every time is about nobody's data.
static Tenancy tenancyOf(const KeyUse &U) { return U.IsConstant ? Tenancy::Unknown : U.Names; }

// Of several texts that a call may hand on, the worst.
static const KeyUse *worstMessage(const JudgedKey &K, size_t &Index) {
  const KeyUse *Worst = nullptr;
  auto Rank = [](const KeyUse &U) { return tenancyOf(U) == Tenancy::None ? 2 : tenancyOf(U) == Tenancy::Unknown ? 1 : 0; };
  for (size_t I = 0; I < K.Uses.size(); ++I)
    for (const KeyUse &U : K.Uses[I])
      if (U.What == KeyUse::Kind::Message && (Worst == nullptr || Rank(U) > Rank(*Worst))) {
        Worst = &U;
        Index = I;
      }
  return Worst;
}

// The way to what a task does before it binds a tenant; empty where there is none.
static std::vector<Step> wayOf(const TaskBody &T, const std::set<std::string> &WithSites) {
  if (!T.Reaches.empty())
    return T.Reaches;
  for (const TaskBody::Call &C : T.Elsewhere)
    if (WithSites.count(C.Callee) != 0)
      return {C.Here};
  return {};
}

// Where a project binds tenants, every task has to.
static void judgeBodies(const Program &P, std::vector<Finding> &Out, const std::string &Check) {
  std::set<std::string> WithSites;
  for (const JudgedSite &S : P.Sites)
    WithSites.insert(S.Site.Function);
  for (const JudgedKey &K : P.Keys)
    WithSites.insert(K.Site.Function);
  // Where some workers of a kind bind the tenant themselves, who calls them does not do it for them.
  std::set<std::string> BoundByThemselves;
  for (const TaskBody &T : P.TaskBodies)
    if (T.Binds)
      BoundByThemselves.insert(T.Overrides);
  for (const TaskBody &T : P.TaskBodies) {
    std::vector<Step> Way = wayOf(T, WithSites);
    if (!P.BindsTenant || Way.empty() || (!T.Overrides.empty() && BoundByThemselves.count(T.Overrides) == 0))
      continue;
    Finding F;
    F.Check = Check;
    F.Message = fmt::format("the task '{}' reaches a database, a cache or a queue before it binds the tenant", T.Function);
    F.Primary = Way.front().Where;
    F.Function = T.Function;
    F.Subject = T.Function;
    F.Key = "body|" + T.Function;
    F.Advice = "bind the tenant of the task first, on every way";
    F.Evidence.push_back({T.Where, "the task begins here"});
    F.Evidence.insert(F.Evidence.end(), Way.begin(), Way.end());
    Out.push_back(std::move(F));
  }
}

void TaskContextCheck::judge(const Program &P, std::vector<Finding> &Out) const {
  if (!P.NamesTenant)
    return;
  judgeBodies(P, Out, id().str());
  for (const JudgedKey &K : P.Keys) {
    size_t Index = 0;
    const KeyUse *U = worstMessage(K, Index);
    if (U == nullptr || tenancyOf(*U) != Tenancy::None)
      continue;
    const SourceText &Text = K.Site.Texts[Index];
    Finding F;
    F.Check = id().str();
    F.Message = fmt::format("what '{}' hands on does not carry the tenant: who takes it from the queue cannot tell whose it is", U->Verb);
    F.Primary = K.Site.Call;
    F.Function = K.Site.Function;
    F.Subject = U->Pattern;
    F.Key = fmt::format("{}|{}", U->Verb, U->Pattern);
    F.Advice = "add the tenant of the request context to the payload or to the headers";
    F.Evidence.push_back({ComposedText(Text).placeOf(U->Range), fmt::format("it is made of '{}'", U->Pattern)});
    F.Evidence.insert(F.Evidence.end(), Text.Steps.begin(), Text.Steps.end());
    F.Evidence.insert(F.Evidence.end(), K.Site.Way.begin(), K.Site.Way.end());
    if (F.Evidence.front().Where.File.empty())
      F.Evidence.erase(F.Evidence.begin());
    Out.push_back(std::move(F));
  }
}

std::vector<KeyVerdict> judgedMessages(const Program &P) {
  std::vector<KeyVerdict> Result;
  if (!P.NamesTenant)
    return Result;
  for (const JudgedKey &K : P.Keys) {
    size_t Index = 0;
    if (const KeyUse *U = worstMessage(K, Index)) {
      KeyVerdict::Kind What = tenancyOf(*U) == Tenancy::Tenant ? KeyVerdict::Kind::Tenant
                              : tenancyOf(*U) == Tenancy::None ? KeyVerdict::Kind::None
                                                               : KeyVerdict::Kind::Unknown;
      Result.push_back({K.Site.Call, K.Site.Callee, K.Site.Function, U->Pattern, What, true});
    }
  }
  unite(Result);
  return Result;
}

} // namespace tenantscan
