//===- WorkerProcess.cpp - Both ends of a worker's pipes ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/WorkerProcess.h"

#include "llvm/Support/ErrorHandling.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace tenantscan {

using nlohmann::json;

std::string frame(const json &Message) {
  std::vector<uint8_t> Body = json::to_cbor(Message);
  auto Length = static_cast<uint32_t>(Body.size());
  std::string Out(sizeof Length, '\0');
  std::memcpy(Out.data(), &Length, sizeof Length);
  Out.append(Body.begin(), Body.end());
  return Out;
}

bool takeMessage(std::string &Buffer, json &Message) {
  uint32_t Length = 0;
  if (Buffer.size() < sizeof Length)
    return false;
  std::memcpy(&Length, Buffer.data(), sizeof Length);
  if (Buffer.size() < sizeof Length + Length)
    return false;
  auto Begin = Buffer.begin() + sizeof Length;
  Message = json::from_cbor(Begin, Begin + Length, /*strict=*/true, /*allow_exceptions=*/false);
  Buffer.erase(0, sizeof Length + Length);
  return true;
}

bool writeAll(int File, std::string_view Data) {
  while (!Data.empty()) {
    ssize_t Written = ::write(File, Data.data(), Data.size());
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written <= 0)
      return false;
    Data.remove_prefix(static_cast<size_t>(Written));
  }
  return true;
}

/// The exit code of a worker that got no more memory.
static constexpr int ExitNoMemory = 77;

bool spawnWorker(const std::vector<std::string> &Command, bool Verbose, pid_t &Process, int &In, int &Out) {
  int ToWorker[2];
  int FromWorker[2];
  if (::pipe2(ToWorker, O_CLOEXEC) != 0)
    return false;
  if (::pipe2(FromWorker, O_CLOEXEC) != 0) {
    ::close(ToWorker[0]);
    ::close(ToWorker[1]);
    return false;
  }
  posix_spawn_file_actions_t Actions;
  ::posix_spawn_file_actions_init(&Actions);
  ::posix_spawn_file_actions_adddup2(&Actions, ToWorker[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&Actions, FromWorker[1], STDOUT_FILENO);
  if (!Verbose)
    ::posix_spawn_file_actions_addopen(&Actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char *> Arguments;
  for (const std::string &A : Command)
    Arguments.push_back(const_cast<char *>(A.c_str()));
  Arguments.push_back(nullptr);
  int Error = ::posix_spawn(&Process, Arguments[0], &Actions, nullptr, Arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&Actions);
  ::close(ToWorker[0]);
  ::close(FromWorker[1]);
  In = ToWorker[1];
  Out = FromWorker[0];
  if (Error != 0) {
    ::close(In);
    ::close(Out);
    Process = -1;
    errno = Error;
  }
  return Error == 0;
}

std::string describeEnd(int Status, uint64_t MemoryLimit) {
  if (WIFSIGNALED(Status))
    return fmt::format("the worker process crashed: {}", ::strsignal(WTERMSIG(Status)));
  if (WEXITSTATUS(Status) == ExitNoMemory && MemoryLimit != 0)
    return fmt::format("needs more memory than the limit of {} MB", MemoryLimit >> 20);
  return fmt::format("the worker process ended with exit code {}", WEXITSTATUS(Status));
}

static void limitMemory(uint64_t Bytes) {
  if (Bytes == 0)
    return;
  // Private memory; the libraries, which all workers share, do not count.
  rlimit Limit{Bytes, Bytes};
  ::setrlimit(RLIMIT_DATA, &Limit);
  std::set_new_handler([] { ::_exit(ExitNoMemory); });
  llvm::install_bad_alloc_error_handler([](void *, const char *, bool) { ::_exit(ExitNoMemory); });
}

JobPipe::JobPipe(uint64_t MemoryLimit) {
  // On a terminal it goes to all processes; the scan decides what becomes of us.
  ::signal(SIGINT, SIG_IGN);
  // A scan that is killed leaves nobody behind.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  limitMemory(MemoryLimit);
  // Nothing but results may go to the pipe.
  Results = ::dup(STDOUT_FILENO);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
}

bool JobPipe::next(json &Job) {
  char Chunk[65536];
  while (!takeMessage(Buffer, Job)) {
    ssize_t Got = ::read(STDIN_FILENO, Chunk, sizeof Chunk);
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      return false;
    Buffer.append(Chunk, static_cast<size_t>(Got));
  }
  return true;
}

bool JobPipe::isWaiting() const {
  pollfd In{STDIN_FILENO, POLLIN, 0};
  return !Buffer.empty() || ::poll(&In, 1, 0) > 0;
}

bool JobPipe::reply(const json &Message) const { return writeAll(Results, frame(Message)); }

} // namespace tenantscan
