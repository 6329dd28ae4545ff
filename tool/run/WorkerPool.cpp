//===- WorkerPool.cpp - Units in processes of their own -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/WorkerPool.h"

#include "tool/run/Interrupt.h"

#include "llvm/Support/ErrorHandling.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char **environ;

namespace tenantscan {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

// A message is its length, four bytes in the machine's order, and CBOR, which
// unlike JSON text takes any bytes in strings: file names need not be UTF-8.
static std::string frame(const json &Message) {
  std::vector<uint8_t> Body = json::to_cbor(Message);
  auto Length = static_cast<uint32_t>(Body.size());
  std::string Out(sizeof Length, '\0');
  std::memcpy(Out.data(), &Length, sizeof Length);
  Out.append(Body.begin(), Body.end());
  return Out;
}

static bool writeAll(int File, std::string_view Data) {
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

/// The message at the front of \p Buffer, if it is complete; it is taken out.
static bool takeMessage(std::string &Buffer, json &Message) {
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

/// The exit code of a worker that got no more memory.
static constexpr int ExitNoMemory = 77;

static void limitMemory(uint64_t Bytes) {
  if (Bytes == 0)
    return;
  // Private memory; the libraries, which all workers share, do not count.
  rlimit Limit{Bytes, Bytes};
  ::setrlimit(RLIMIT_DATA, &Limit);
  std::set_new_handler([] { ::_exit(ExitNoMemory); });
  llvm::install_bad_alloc_error_handler([](void *, const char *, bool) { ::_exit(ExitNoMemory); });
}

int runWorker(const model::Project &P, uint64_t MemoryLimit, const EarlierFiles *Earlier) {
  // On a terminal it goes to all processes; the scan decides what becomes of us.
  ::signal(SIGINT, SIG_IGN);
  // A scan that is killed leaves nobody behind.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  limitMemory(MemoryLimit);
  // Nothing but results may go to the pipe.
  int Results = ::dup(STDOUT_FILENO);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  FileDigests Digests;
  std::string Buffer;
  char Chunk[65536];
  for (;;) {
    json Job;
    while (!takeMessage(Buffer, Job)) {
      ssize_t Got = ::read(STDIN_FILENO, Chunk, sizeof Chunk);
      if (Got < 0 && errno == EINTR)
        continue;
      if (Got <= 0)
        return 0;
      Buffer.append(Chunk, static_cast<size_t>(Got));
    }
    UnitResult Result = scanUnit(commandFromJson(Job), P, Digests, Earlier);
    json Message = toJson(Result);
    Message["inputs"] = packInputs(Result.Inputs);
    if (!writeAll(Results, frame(Message)))
      return 1;
  }
}

namespace {

struct Worker {
  pid_t Process = -1;
  int In = -1;  ///< Jobs go here.
  int Out = -1; ///< Results come from here.
  std::string Buffer;
  size_t Job = 0;
  bool Busy = false;
  Clock::time_point Deadline;
};

class Pool {
public:
  Pool(const std::vector<CompileCommand> &Commands, const PoolOptions &Options, const OnResult &Finished)
      : Commands(Commands), Options(Options), Finished(Finished), Tries(Commands.size()) {
    for (size_t I = 0; I < Commands.size(); ++I)
      Waiting.push_back(I);
  }
  void run();

private:
  bool start(Worker &W);
  int stop(Worker &W, bool Kill);
  void assign(Worker &W);
  void finish(size_t Job, UnitResult R);
  void fail(size_t Job, const std::string &Why);
  void lose(Worker &W, const std::string &Why);
  void receive(Worker &W);
  std::string describeEnd(int Status) const;

  const std::vector<CompileCommand> &Commands;
  const PoolOptions &Options;
  const OnResult &Finished;
  std::vector<Worker> Workers;
  std::deque<size_t> Waiting;
  /// How often a worker was lost, by job.
  std::vector<unsigned> Tries;
  size_t Done = 0;
};

} // namespace

bool Pool::start(Worker &W) {
  int In[2];
  int Out[2];
  if (::pipe2(In, O_CLOEXEC) != 0)
    return false;
  if (::pipe2(Out, O_CLOEXEC) != 0) {
    ::close(In[0]);
    ::close(In[1]);
    return false;
  }
  posix_spawn_file_actions_t Actions;
  ::posix_spawn_file_actions_init(&Actions);
  ::posix_spawn_file_actions_adddup2(&Actions, In[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&Actions, Out[1], STDOUT_FILENO);
  if (!Options.Verbose)
    ::posix_spawn_file_actions_addopen(&Actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char *> Arguments;
  for (const std::string &A : Options.WorkerCommand)
    Arguments.push_back(const_cast<char *>(A.c_str()));
  std::string Limit = fmt::format("--memory-limit={}", Options.MemoryLimit);
  Arguments.push_back(Limit.data());
  Arguments.push_back(nullptr);
  int Error = ::posix_spawn(&W.Process, Arguments[0], &Actions, nullptr, Arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&Actions);
  ::close(In[0]);
  ::close(Out[1]);
  W.In = In[1];
  W.Out = Out[0];
  W.Buffer.clear();
  W.Busy = false;
  if (Error != 0) {
    ::close(W.In);
    ::close(W.Out);
    W.Process = -1;
    errno = Error;
  }
  return Error == 0;
}

int Pool::stop(Worker &W, bool Kill) {
  if (W.Process < 0)
    return 0;
  ::close(W.In);
  ::close(W.Out);
  if (Kill)
    ::kill(W.Process, SIGKILL);
  int Status = 0;
  while (::waitpid(W.Process, &Status, 0) < 0 && errno == EINTR) {
  }
  W.Process = -1;
  W.Busy = false;
  return Status;
}

void Pool::finish(size_t Job, UnitResult R) {
  ++Done;
  Finished(Job, std::move(R));
}

void Pool::fail(size_t Job, const std::string &Why) {
  UnitResult R;
  R.File = Commands[Job].File;
  R.Failure = Why;
  finish(Job, std::move(R));
}

/// The worker is gone, and its unit has no result.
void Pool::lose(Worker &W, const std::string &Why) {
  W.Busy = false;
  if (++Tries[W.Job] > Options.Retries)
    return fail(W.Job, Why);
  // At once, not at the end: the order of the results is better that way.
  Waiting.push_front(W.Job);
}

void Pool::assign(Worker &W) {
  while (!W.Busy && !Waiting.empty()) {
    W.Job = Waiting.front();
    // What killed one worker may be left over from an earlier unit: a fresh one.
    if (Tries[W.Job] > 0)
      stop(W, false);
    if (W.Process < 0 && !start(W)) {
      // Another worker takes the unit when it is done with its own.
      if (std::any_of(Workers.begin(), Workers.end(), [](const Worker &Other) { return Other.Busy; }))
        return;
      std::string Why = fmt::format("cannot start a worker process: {}", std::strerror(errno));
      // Short of processes or memory: that may pass.
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      Waiting.pop_front();
      lose(W, Why);
      continue;
    }
    Waiting.pop_front();
    W.Busy = true;
    W.Deadline = Clock::now() + std::chrono::seconds(Options.Timeout);
    if (!writeAll(W.In, frame(toJson(Commands[W.Job]))))
      lose(W, describeEnd(stop(W, true)));
  }
}

std::string Pool::describeEnd(int Status) const {
  if (WIFSIGNALED(Status))
    return fmt::format("the worker process crashed: {}", ::strsignal(WTERMSIG(Status)));
  if (WEXITSTATUS(Status) == ExitNoMemory && Options.MemoryLimit != 0)
    return fmt::format("needs more memory than the limit of {} MB", Options.MemoryLimit >> 20);
  return fmt::format("the worker process ended with exit code {}", WEXITSTATUS(Status));
}

void Pool::receive(Worker &W) {
  char Chunk[65536];
  ssize_t Got = ::read(W.Out, Chunk, sizeof Chunk);
  if (Got < 0 && errno == EINTR)
    return;
  if (Got <= 0)
    return lose(W, describeEnd(stop(W, false)));
  W.Buffer.append(Chunk, static_cast<size_t>(Got));
  json Message;
  if (!takeMessage(W.Buffer, Message))
    return;
  if (!Message.is_object()) {
    stop(W, true);
    return lose(W, "the worker process gave a result that cannot be read");
  }
  UnitResult R = resultFromJson(Message);
  R.Inputs = unpackInputs(Message["inputs"].get_ref<const std::string &>()).value_or(std::vector<Input>());
  W.Busy = false;
  finish(W.Job, std::move(R));
}

void Pool::run() {
  Workers.resize(std::max<size_t>(1, std::min<size_t>(Options.Workers, Commands.size())));
  while (Done < Commands.size() && InterruptGuard::received() == 0) {
    for (Worker &W : Workers)
      assign(W);
    std::vector<pollfd> Polled;
    std::vector<Worker *> Owners;
    Clock::time_point First = Clock::now() + std::chrono::seconds(1);
    for (Worker &W : Workers)
      if (W.Busy) {
        Polled.push_back({W.Out, POLLIN, 0});
        Owners.push_back(&W);
        First = std::min(First, W.Deadline);
      }
    if (Polled.empty())
      continue;
    auto Left = std::chrono::duration_cast<std::chrono::milliseconds>(First - Clock::now()).count() + 1;
    if (::poll(Polled.data(), Polled.size(), static_cast<int>(std::max<long>(Left, 0))) < 0)
      continue;
    for (size_t I = 0; I < Polled.size(); ++I) {
      Worker &W = *Owners[I];
      if (Polled[I].revents != 0) {
        receive(W);
      } else if (Clock::now() >= W.Deadline) {
        stop(W, true);
        lose(W, fmt::format("took longer than {} s", Options.Timeout));
      }
    }
  }
  for (Worker &W : Workers)
    stop(W, /*Kill=*/W.Busy);
}

void scanInWorkers(const std::vector<CompileCommand> &Commands, const PoolOptions &Options, const OnResult &Finished) {
  Pool(Commands, Options, Finished).run();
}

} // namespace tenantscan
