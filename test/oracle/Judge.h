//===- Judge.h - sqlscan's verdict beside the server's ----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_ORACLE_JUDGE_H
#define TENANTSCAN_TEST_ORACLE_JUDGE_H

#include "sqlscan/Analyze.h"
#include "test/oracle/Ast.h"
#include "test/oracle/Server.h"

namespace tenantscan::oracle {

struct Judged {
  std::string Text;
  sql::Verdict Verdict;
  Outcome Truth;
  /// It leaks, and sqlscan calls it scoped, but with another value than $1,
  /// which is a matter of tenant-sql-binding: with the tenant's number in those
  /// places it does not leak.
  bool OtherValue = false;
  /// The server was not asked.
  bool IsSkipped = false;

  bool missed() const { return Truth.leaks() && Verdict.Kind == sql::VerdictKind::Scoped && !OtherValue; }
  bool falseAlarm() const {
    return !Truth.leaks() && Truth.Informative && !Truth.ErrorDiffers && !Truth.IsRefused && Verdict.Kind == sql::VerdictKind::Leaks;
  }
};

/// Asks both. \c S.problem() says whether the server is still there.
class Judge {
public:
  /// \p FirstPairs: how many pairs every statement is run on. Quiet ones that
  /// sqlscan calls leaking are run on all pairs, with more parameter values.
  Judge(Server &S, size_t FirstPairs);
  /// With \p OnlyScoped the server is not asked about what is called otherwise: of that
  /// nothing can be missed.
  Judged judge(const Node &Statement, uint64_t Seed, bool OnlyScoped);
  /// Runs a statement that looks like a false alarm again, on what the server has now,
  /// with so many sets of values; of several the last one has no tenant.
  void doubt(Judged &J, const Node &Statement, uint64_t Seed, uint64_t Rounds);
  /// The verdict alone.
  sql::Verdict verdict(const std::string &Text) const;
  /// Whether \p Statement leaks and is called scoped; on all pairs.
  Judged again(const Node &Statement, const std::vector<std::vector<int>> &Values);
  /// Values of the parameters for all pairs.
  std::vector<std::vector<int>> values(uint64_t Seed) const;
  const Server &server() const { return S; }

private:
  bool isOtherValue(const Node &Statement, const sql::Verdict &V, std::vector<std::vector<int>> Values);

  Server &S;
  size_t FirstPairs;
  sql::Schema Tables;
  sql::Vocabulary Words;
};

/// A smaller statement that \p J misses too.
Node shrink(Node Statement, Judge &J, const std::vector<std::vector<int>> &Values);

} // namespace tenantscan::oracle

#endif
