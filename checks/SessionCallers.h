//===- SessionCallers.h - Transactions that callers opened --------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_SESSIONCALLERS_H
#define TENANTSCAN_CHECKS_SESSIONCALLERS_H

#include "checks/SourceText.h"

#include <map>
#include <set>

namespace tenantscan {

/// Knows whether a transaction is open on the connections that functions are given.
class SessionCallers {
public:
  explicit SessionCallers(const std::vector<const UnitFacts *> &Units);
  /// For a site whose connection is as the function around it was given it: what all of
  /// the callers in sight say, with the places of some of them. Unknown where one does not
  /// tell, where they differ, and where there is none.
  void complete(SqlSite &Site) const;
  /// The same for a site whose text comes from the call of \p Function at \p Call.
  void complete(SqlSite &Site, const std::string &Function, const Place &Call) const;

private:
  /// \p Seen: parameters that were asked for, whose answer is that of the others.
  std::optional<model::TransactionState> stateOf(const Slot &Parameter, std::set<std::pair<std::string, unsigned>> &Seen,
                                                 std::vector<Step> &Where) const;

  std::map<std::pair<std::string, unsigned>, std::vector<const SessionCall *>> Calls;
};

} // namespace tenantscan

#endif
