//===- WorkerPool.cpp - Units in processes of their own -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/WorkerPool.h"

#include "tool/run/Interrupt.h"
#include "tool/run/WorkerProcess.h"
#include "tool/unit/SharedPreamble.h"
#include "tool/unit/Survey.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <poll.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tenantscan {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

static UnitResult read(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, Surveyor &Surveys, const EarlierFiles *Earlier) {
  if (Command.IsSurvey)
    return Surveys.survey(Command, P, Digests, Earlier);
  if (!Command.Preamble)
    return scanUnit(Command, P, Digests, Earlier);
  if (Command.Preamble->IsMade)
    return makePreamble(Command, P, Digests, Earlier);
  UnitResult Result = scanBehindPreamble(Command, P, Digests, Earlier);
  if (Result.Failure.empty())
    return Result;
  // What is said of a unit must not depend on others.
  UnitCost Before = Result.Cost;
  Result = scanUnit(Command, P, Digests, Earlier);
  Result.Cost.Whole += Before.Whole;
  Result.Cost.Collecting += Before.Collecting;
  return Result;
}

int runWorker(const model::Project &P, uint64_t MemoryLimit, const EarlierFiles *Earlier) {
  JobPipe Pipe(MemoryLimit);
  FileDigests Digests;
  Surveyor Surveys;
  json Job;
  while (Pipe.next(Job)) {
    CompileCommand Command = commandFromJson(Job);
    UnitResult Result = read(Command, P, Digests, Surveys, Earlier);
    json Message = toJson(Result);
    Message["inputs"] = packInputs(Result.Inputs);
    Message["cost"] = {Result.Cost.Whole, Result.Cost.Collecting};
    if (!Pipe.reply(Message))
      return 1;
#ifdef __GLIBC__
    // Headers with what is written of them take most; the rest of the scan needs less.
    if (Command.Preamble && Command.Preamble->IsMade)
      ::malloc_trim(0);
#endif
  }
  return 0;
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
  Pool(const std::vector<CompileCommand> &Commands, const PoolOptions &Options, const PoolEvents &Events)
      : Commands(Commands), Options(Options), Events(Events), Followers(Commands.size()), Tries(Commands.size()) {
    for (size_t I = 0; I < Commands.size(); ++I)
      if (Events.After.empty() || Events.After[I] == NoCommand)
        Waiting.push_back(I);
      else
        Followers[Events.After[I]].push_back(I);
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

  const std::vector<CompileCommand> &Commands;
  const PoolOptions &Options;
  const PoolEvents &Events;
  std::vector<Worker> Workers;
  std::deque<size_t> Waiting;
  /// Those that begin when this one is finished.
  std::vector<std::vector<size_t>> Followers;
  /// How often a worker was lost, by job.
  std::vector<unsigned> Tries;
  size_t Done = 0;
};

} // namespace

bool Pool::start(Worker &W) {
  std::vector<std::string> Command = Options.WorkerCommand;
  Command.push_back(fmt::format("--memory-limit={}", Options.MemoryLimit));
  if (!spawnWorker(Command, Options.Verbose, W.Process, W.In, W.Out))
    return false;
  W.Buffer.clear();
  W.Busy = false;
  return true;
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
  Events.Finished(Job, std::move(R));
  Waiting.insert(Waiting.begin(), Followers[Job].begin(), Followers[Job].end());
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
    if (Events.Starting)
      Events.Starting(W.Job);
    CompileCommand Command = Commands[W.Job];
    if (Tries[W.Job] > 0 && Command.Preamble && !Command.Preamble->IsMade)
      Command.Preamble.reset();
    if (!writeAll(W.In, frame(toJson(Command))))
      lose(W, describeEnd(stop(W, true), Options.MemoryLimit));
  }
}

void Pool::receive(Worker &W) {
  char Chunk[65536];
  ssize_t Got = ::read(W.Out, Chunk, sizeof Chunk);
  if (Got < 0 && errno == EINTR)
    return;
  if (Got <= 0)
    return lose(W, describeEnd(stop(W, false), Options.MemoryLimit));
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
  R.Cost = {Message["cost"].at(0), Message["cost"].at(1)};
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

void scanInWorkers(const std::vector<CompileCommand> &Commands, const PoolOptions &Options, const PoolEvents &Events) {
  Pool(Commands, Options, Events).run();
}

} // namespace tenantscan
