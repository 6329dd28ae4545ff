//===- WorkerPool.h - Units in processes of their own -------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_WORKERPOOL_H
#define TENANTSCAN_TOOL_RUN_WORKERPOOL_H

#include "tool/unit/Unit.h"

#include <functional>

namespace tenantscan {

struct PoolOptions {
  unsigned Workers = 1;
  /// Seconds that one unit may take.
  unsigned Timeout = 300;
  /// How often a unit whose worker did not survive is given to a fresh one.
  unsigned Retries = 1;
  /// Bytes that a worker may allocate; 0: as many as there are.
  uint64_t MemoryLimit = 0;
  /// What a worker is started with: the program and its arguments.
  std::vector<std::string> WorkerCommand;
  /// Let the workers' standard error through.
  bool Verbose = false;
};

/// Takes the result of the command with an index.
using OnResult = std::function<void(size_t, UnitResult)>;

inline constexpr size_t NoCommand = static_cast<size_t>(-1);

/// What a pool tells of its commands, by their index, and what it is told. The commands
/// may be changed as long as they are not begun.
struct PoolEvents {
  /// A worker gets the command.
  std::function<void(size_t)> Starting = {};
  OnResult Finished;
  /// For each command the one that has to be finished before, or NoCommand; empty: they
  /// do not wait for each other.
  std::vector<size_t> After = {};
};

/// Scans the units in worker processes. A unit that crashes its worker, takes too
/// long or too much memory costs that unit only, after another try: its result says
/// so, and the worker is replaced; a preamble is not used again where a worker was lost
/// with it. Results come in the order in which they are made; after a signal that
/// InterruptGuard notes, there are no more.
void scanInWorkers(const std::vector<CompileCommand> &Commands, const PoolOptions &Options, const PoolEvents &Events);

/// The other side: reads jobs from standard input until it ends, and writes
/// results to standard output. \p Earlier as for scanUnit(). Returns the exit code of
/// the process.
int runWorker(const model::Project &P, uint64_t MemoryLimit, const EarlierFiles *Earlier);

} // namespace tenantscan

#endif
