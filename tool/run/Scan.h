//===- Scan.h - From many units to one result ---------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_SCAN_H
#define TENANTSCAN_TOOL_RUN_SCAN_H

#include "checks/CacheKeyCheck.h"
#include "checks/SqlBindingCheck.h"
#include "checks/TaskContextCheck.h"
#include "tool/unit/SqlFile.h"

namespace tenantscan {

/// A finding that is not reported, and why.
struct SuppressedFinding {
  Finding What;
  /// In the source (NOLINT), or in the configuration.
  bool InSource = false;
  std::string Reason;
  /// The last day on which it is suppressed, `2027-01-31`; may be empty.
  std::string Until;
};

struct UnitFailure {
  std::string File;
  std::string Message;
};

/// What a scan found, from which every report is made.
struct ScanResult {
  std::string Root;
  std::vector<Finding> Findings;
  std::vector<SuppressedFinding> Suppressed;
  std::vector<SiteVerdict> Sites;
  /// Calls in functions that nobody calls, whose callers would complete the text: no statement
  /// comes of them, and they are no sites. Only of a whole program.
  std::vector<SiteVerdict> Uncalled;
  std::vector<UnitFailure> Failures;
  BindingCounts Bindings;
  /// Calls with keys of caches, and calls that hand on messages.
  std::vector<KeyVerdict> Keys;
  /// Source files or SQL files that were scanned, failed ones included.
  size_t Files = 0;
  /// Files without failures that were scanned, and those that have sites; sorted.
  std::vector<std::string> ScannedFiles;
  /// Nothing in the project names a tenant column. With \c Candidates, columns
  /// that might be it, most frequent first.
  bool NoTenantColumn = false;
  std::vector<std::string> Candidates;

  size_t count(VerdictKind Kind) const;
};

/// Joins the results of all units: findings and sites of headers count once,
/// tables that no statement uses with the tenant column are grouped where no
/// schema tells about them. Nothing is suppressed yet. The result does not depend on
/// the order of \p Units. \p Checks are the ids of those to run. With \p IsWhole the units
/// are all that the project has.
ScanResult link(std::vector<UnitResult> Units, const model::Project &P, const std::vector<std::string> &Checks, bool IsWhole = false);
/// The same for the statements of \p Files, of which no two are one file. They are judged
/// part by part: memory is needed for what is found, not for all sites at once.
ScanResult link(const std::vector<SqlFile> &Files, const model::Project &P, const std::vector<std::string> &Checks);

} // namespace tenantscan

#endif
