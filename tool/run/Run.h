//===- Run.h - Units from the cache, and from workers -------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_RUN_H
#define TENANTSCAN_TOOL_RUN_RUN_H

#include "tool/run/Cache.h"
#include "tool/run/WorkerPool.h"

namespace tenantscan {

/// Results of units that asked for no file that differs at another revision: they are the
/// same there. By commandDigest().
using LastingResults = std::map<Digest, UnitResult>;

struct RunOptions {
  PoolOptions Pool;
  CacheOptions Cache;
  /// The files of another revision; null: as they are. Workers are told by their command.
  const EarlierFiles *Earlier = nullptr;
  /// Each header's functions are told of by one of the units that include it, not by all.
  bool OwnHeadersOnly = false;
  /// With OwnHeadersOnly: units that can add nothing are not parsed. nullopt: where there
  /// are enough units for it to pay.
  std::optional<bool> Prefiltered = false;
  /// What several units begin with is parsed once.
  bool SharesPreambles = true;
  /// Somebody wants to know what units asked for, also of those from the cache.
  bool WithInputs = false;
  /// The same units are run with the files of another revision next; may be null.
  const EarlierFiles *ComparedWith = nullptr;
  /// What a run with ComparedWith gave, where this is the other revision; may be null.
  const LastingResults *Known = nullptr;
};

/// CPU time of the workers, in seconds.
struct RunProfile {
  double Surveys = 0;
  /// Parsing what several units begin with: how many there were of it, for how many units.
  double Preambles = 0;
  size_t PreambleCount = 0;
  size_t PreambleUsers = 0;
  double Parsing = 0;
  /// What the checks take from the syntax trees.
  double Collecting = 0;
  /// By file, every unit that was parsed.
  std::vector<std::pair<std::string, UnitCost>> Units;
};

/// Is told what is done, how many units are done, and of how many; the same number
/// at the end.
using RunProgress = std::function<void(const char *What, size_t Done, size_t Of)>;

/// What a run gave.
struct UnitRun {
  /// One for every command, in their order.
  std::vector<UnitResult> Units;
  size_t Parsed = 0;
  size_t Cached = 0;
  /// With RunOptions::ComparedWith, surveys among them.
  LastingResults Lasting;
  /// Why results could not be kept; empty where they could.
  std::string CacheProblem;
  /// The signal that ended the run before all units were scanned; 0 where none did.
  int Signal = 0;
  RunProfile Profile;
};

/// What a worker for the project is started with.
std::vector<std::string> workerCommand(const std::string &Program, const model::Project &P, const std::vector<std::string> &TenantColumns);

/// Takes results from the cache, and has the others made by workers. The first
/// word of the workers' command is the program.
UnitRun runUnits(const std::vector<CompileCommand> &Commands, const RunOptions &Options, const model::Project &P, const RunProgress &Progress);

/// `12 units: 3 parsed, 9 from the cache`.
std::string summary(const UnitRun &R);

} // namespace tenantscan

#endif
