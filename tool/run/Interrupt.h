//===- Interrupt.h - SIGINT and SIGTERM ---------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_INTERRUPT_H
#define TENANTSCAN_TOOL_RUN_INTERRUPT_H

#include <csignal>

namespace tenantscan {

/// While it lives, the first SIGINT or SIGTERM is only noted, so that what is known
/// can be written; the second one ends the program. There is one at a time.
class InterruptGuard {
public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard &) = delete;
  InterruptGuard &operator=(const InterruptGuard &) = delete;

  /// The signal that came; 0 where none did.
  static int received();

private:
  struct sigaction OldInterrupt;
  struct sigaction OldTerminate;
};

} // namespace tenantscan

#endif
