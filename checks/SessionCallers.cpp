//===- SessionCallers.cpp - Transactions that callers opened ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/SessionCallers.h"

#include <algorithm>
#include <tuple>

namespace tenantscan {

using model::TransactionState;

/// A finding shows so many callers.
static constexpr size_t MaxShown = 3;

static auto keyOf(const Place &P) { return std::tie(P.File, P.Line, P.Column); }

SessionCallers::SessionCallers(const std::vector<const UnitFacts *> &Units) {
  for (const UnitFacts *U : Units)
    for (const SessionCall &C : U->SessionCalls)
      Calls[{C.Callee, C.Index}].push_back(&C);
  // In an order that does not depend on that of the units; calls in headers come from many.
  for (auto &[Parameter, All] : Calls) {
    auto Key = [](const SessionCall *C) { return std::tuple(keyOf(C->Call), C->Transaction, C->Entry.Function, C->Entry.Index); };
    std::sort(All.begin(), All.end(), [&](const SessionCall *L, const SessionCall *R) { return Key(L) < Key(R); });
    All.erase(std::unique(All.begin(), All.end(), [&](const SessionCall *L, const SessionCall *R) { return Key(L) == Key(R); }), All.end());
  }
}

std::optional<TransactionState> SessionCallers::stateOf(const Slot &Parameter, std::set<std::pair<std::string, unsigned>> &Seen,
                                                        std::vector<Step> &Where) const {
  auto Found = Calls.find({Parameter.Function, Parameter.Index});
  if (Found == Calls.end())
    return TransactionState::Unknown;
  if (!Seen.insert(Found->first).second)
    return std::nullopt;
  std::optional<TransactionState> All;
  for (const SessionCall *C : Found->second) {
    bool IsKnown = C->Transaction != TransactionState::Unknown;
    std::optional<TransactionState> One = C->Entry.What == Slot::Kind::None || IsKnown ? C->Transaction : stateOf(C->Entry, Seen, Where);
    if (!One)
      continue;
    if (*One == TransactionState::Unknown || (All && *All != *One))
      return TransactionState::Unknown;
    All = One;
    if (IsKnown && *One == TransactionState::None && Where.size() < MaxShown)
      Where.push_back({C->Call, "no transaction is open where the connection is handed over here"});
  }
  return All;
}

void SessionCallers::complete(SqlSite &Site) const {
  if (Site.Entry.What == Slot::Kind::None || Site.Transaction != TransactionState::Unknown)
    return;
  std::set<std::pair<std::string, unsigned>> Seen;
  std::vector<Step> Where;
  Site.Transaction = stateOf(Site.Entry, Seen, Where).value_or(TransactionState::Unknown);
  if (Site.Transaction == TransactionState::None)
    Site.Way.insert(Site.Way.end(), Where.begin(), Where.end());
}

void SessionCallers::complete(SqlSite &Site, const std::string &Function, const Place &Call) const {
  if (Site.Entry.What == Slot::Kind::None || Site.Entry.Function != Function)
    return;
  auto Found = Calls.find({Function, Site.Entry.Index});
  Site.Entry = Slot();
  Site.Transaction = TransactionState::Unknown;
  if (Found == Calls.end())
    return;
  std::vector<const SessionCall *> Here;
  std::copy_if(Found->second.begin(), Found->second.end(), std::back_inserter(Here), [&](const SessionCall *C) { return C->Call == Call; });
  if (Here.size() != 1)
    return;
  Site.Transaction = Here.front()->Transaction;
  Site.Entry = Here.front()->Entry;
  complete(Site);
}

} // namespace tenantscan
