//===- Interrupt.cpp - SIGINT and SIGTERM -------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Interrupt.h"

namespace tenantscan {

// A handler has no other way to tell.
static volatile std::sig_atomic_t Received = 0;

int InterruptGuard::received() { return Received; }

InterruptGuard::InterruptGuard() {
  Received = 0;
  struct sigaction Action = {};
  Action.sa_handler = [](int Signal) { Received = Signal; };
  // No SA_RESTART: poll() has to return.
  Action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigemptyset(&Action.sa_mask);
  ::sigaction(SIGINT, &Action, &OldInterrupt);
  ::sigaction(SIGTERM, &Action, &OldTerminate);
}

InterruptGuard::~InterruptGuard() {
  ::sigaction(SIGINT, &OldInterrupt, nullptr);
  ::sigaction(SIGTERM, &OldTerminate, nullptr);
}

} // namespace tenantscan
