//===- Since.h - What the project was at another revision ----- -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A unit's result depends on its command, the tool, the configuration and the files
// that it asked for. So a unit that asked for no file that differs gave then what it
// gives now; only the others are scanned with the files of then. Both results are of
// the whole project: a wrapper in a file that did not change is known to both.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_GATE_SINCE_H
#define TENANTSCAN_TOOL_GATE_SINCE_H

#include "tool/gate/Baseline.h"
#include "tool/gate/Revision.h"
#include "tool/run/Run.h"

namespace tenantscan {

struct SinceOptions {
  /// How the units of today were run.
  RunOptions Run;
  std::vector<std::string> TenantColumns;
  /// Ids of the checks that run.
  std::vector<std::string> Checks;
  bool IsWholeProject = false;
};

/// What there was at the revision.
struct EarlierScan {
  Baseline Known;
  /// Units that were scanned as they were: the change may have an effect on them.
  size_t Scanned = 0;
  /// Units that could not be scanned as they were: what is found in them now is new.
  std::vector<UnitFailure> Failures;
  /// What else the user should know.
  std::vector<std::string> Warnings;
  int Signal = 0;
};

/// Scans what \p Commands were at \p Then. \p Now is their run of today, compared with the
/// files of then; \p P is the project of today.
llvm::Expected<EarlierScan> scanAsOf(const Revision &Then, const std::vector<CompileCommand> &Commands, const UnitRun &Now, const model::Project &P,
                                     const SinceOptions &Options);

} // namespace tenantscan

#endif
