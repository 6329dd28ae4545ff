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
  /// What a worker is started with: the program and its arguments.
  std::vector<std::string> WorkerCommand;
  /// Let the workers' standard error through.
  bool Verbose = false;
};

/// Scans the units in worker processes. A unit that crashes its worker or takes
/// too long costs that unit only: its result says so, and the worker is
/// replaced. Results come in the order of \p Commands, whatever order they were
/// made in. \p Progress is called after every unit with the number that is done.
std::vector<UnitResult> scanInWorkers(const std::vector<CompileCommand> &Commands, const PoolOptions &Options,
                                      const std::function<void(size_t)> &Progress);

/// The other side: reads jobs from standard input until it ends, and writes
/// results to standard output. Returns the exit code of the process.
int runWorker(const model::Project &P);

} // namespace tenantscan

#endif
