//===- Faults.cpp - What goes wrong with processes ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Linked into tenantscan-faults, which is the scanner otherwise. TENANTSCAN_FAULT:
//   kill:MS    every worker is killed after a random time of up to MS milliseconds
//   spawn:N    N times out of 10, at random, no worker can be started
//
//===----------------------------------------------------------------------===//
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <random>
#include <spawn.h>
#include <string_view>
#include <thread>
#include <unistd.h>

static unsigned amountOf(std::string_view Fault) {
  const char *Wanted = std::getenv("TENANTSCAN_FAULT");
  return Wanted != nullptr && std::string_view(Wanted).starts_with(Fault) ? static_cast<unsigned>(std::atoi(Wanted + Fault.size())) : 0;
}

// glibc hands the arguments of main() to constructors.
__attribute__((constructor)) static void armWorker(int Count, char **Values) {
  unsigned Most = amountOf("kill:");
  if (Most == 0 || Count < 2 || std::strcmp(Values[1], "worker") != 0)
    return;
  std::thread([Most] {
    std::this_thread::sleep_for(std::chrono::microseconds(std::random_device()() % (Most * 1000)));
    ::kill(::getpid(), SIGKILL);
  }).detach();
}

extern "C" int posix_spawn(pid_t *Process, const char *Path, const posix_spawn_file_actions_t *Actions, const posix_spawnattr_t *Attributes,
                           char *const *Arguments, char *const *Environment) {
  if (std::random_device()() % 10 < amountOf("spawn:"))
    return EAGAIN;
  static auto *Real = reinterpret_cast<decltype(&posix_spawn)>(::dlsym(RTLD_NEXT, "posix_spawn"));
  return Real(Process, Path, Actions, Attributes, Arguments, Environment);
}
