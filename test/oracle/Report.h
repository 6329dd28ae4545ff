//===- Report.h - What a run showed -----------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_ORACLE_REPORT_H
#define TENANTSCAN_TEST_ORACLE_REPORT_H

#include "test/oracle/Judge.h"

#include <map>
#include <string>
#include <vector>

namespace tenantscan::oracle {

/// Counts statements and keeps the ones that are worth a look.
class Report {
public:
  /// \p Intact: no mistake was made in it on purpose.
  void add(const Judged &J, bool Intact);
  /// A statement that leaks and is called scoped; \p Smallest is the shrunk one.
  void addMissed(const Judged &Original, const Judged &Smallest, const ContentPair &Pair, const std::vector<int> &Values);
  /// How many leak and are called scoped, shrunk or not.
  size_t missed() const { return Missed; }
  void print() const;

private:
  /// By the server's word and sqlscan's; see the names in print().
  static constexpr size_t Truths = 6;
  static constexpr size_t Verdicts = 4;
  struct Class {
    size_t Count = 0;
    std::vector<std::string> Examples;
  };
  static void count(std::map<std::string, Class> &Classes, const std::string &Name, const std::string &Example);
  static void print(const char *Title, const std::map<std::string, Class> &Classes, size_t Of, size_t Limit = 100);

  size_t Matrix[Truths][Verdicts] = {};
  size_t Missed = 0;
  size_t Shown = 0;
  size_t OtherValues = 0;
  /// Quiet statements without a mistake; alarms on these are the false ones that matter.
  size_t QuietIntact = 0;
  std::map<std::string, Class> IntactAlarms;
  std::map<std::string, Class> FalseAlarms;
  std::map<std::string, Class> Unresolved;
  std::map<std::string, Class> Errors;
};

/// `$1 = 1, $2 = 3`.
std::string describe(const std::vector<int> &Values);
const char *nameOf(Leak What);
const char *nameOf(const Outcome &O);
const char *nameOf(sql::VerdictKind Kind);

} // namespace tenantscan::oracle

#endif
