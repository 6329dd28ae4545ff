//===- EditorWorker.cpp - A worker that remembers -----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/EditorWorker.h"

#include "tool/run/WorkerProcess.h"
#include "tool/unit/Preamble.h"
#include "tool/unit/Survey.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tenantscan::lsp {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

/// Preambles of one worker; those of five to ten files that include much.
static constexpr uint64_t PreambleBytes = uint64_t(384) << 20;
/// How long a worker may take to see that its scan is not wanted.
static constexpr std::chrono::milliseconds Patience(2000);
/// How often the server looks whether a scan is still wanted.
static constexpr int PollMs = 20;

int runEditorWorker(const model::Project &P, uint64_t MemoryLimit) {
  JobPipe Pipe(MemoryLimit);
  FileDigests Digests;
  Surveyor Surveys;
  PreambleCache Preambles(PreambleBytes);
  json Job;
  while (Pipe.next(Job)) {
    // Came too late: the scan had been answered.
    if (!Job.contains("command"))
      continue;
    CompileCommand Command = commandFromJson(Job["command"]);
    std::string What = Job.value("do", "");
    json Answer;
    if (What == "prepare") {
      Answer["prepared"] = Preambles.prepare(Command, P, Digests);
    } else if (What == "whole") {
      UnitResult R = Command.IsSurvey ? Surveys.survey(Command, P, Digests) : scanUnit(Command, P, Digests);
      Answer = {{"unit", toJson(R)}, {"inputs", packInputs(R.Inputs)}};
    } else {
      // Looking costs as much as parsing some declarations.
      bool Gone = false;
      unsigned Calls = 0;
      auto IsAbandoned = [&] { return Gone = Gone || (++Calls % 16 == 0 && Pipe.isWaiting()); };
      UnitResult R = Preambles.scan(Command, P, Digests, IsAbandoned);
      if (Gone)
        Answer["abandoned"] = true;
      else
        Answer = {{"unit", toJson(R)}, {"inputs", packInputs(R.Inputs)}, {"preamble", Preambles.wasUsed()}};
    }
    if (!Pipe.reply(Answer))
      return 1;
  }
  return 0;
}

bool EditorWorker::start() {
  if (Process >= 0)
    return true;
  std::vector<std::string> Command = Given.Command;
  Command.push_back(fmt::format("--memory-limit={}", Given.MemoryLimit));
  Buffer.clear();
  if (!spawnWorker(Command, /*Verbose=*/false, Process, In, Out))
    return false;
  if (Given.IsBackground)
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(Process), 5);
  return true;
}

int EditorWorker::stop(bool Kill) {
  if (Process < 0)
    return 0;
  ::close(In);
  ::close(Out);
  if (Kill)
    ::kill(Process, SIGKILL);
  int Status = 0;
  while (::waitpid(Process, &Status, 0) < 0 && errno == EINTR) {
  }
  Process = -1;
  return Status;
}

EditorWorker::Outcome EditorWorker::ask(const json &Job, const std::atomic<bool> *Abandon, json &Answer, std::string &Why) {
  if (!start()) {
    Why = fmt::format("cannot start a worker process: {}", std::strerror(errno));
    return Outcome::Lost;
  }
  if (!writeAll(In, frame(Job))) {
    Why = describeEnd(stop(/*Kill=*/true), Given.MemoryLimit);
    return Outcome::Lost;
  }
  Clock::time_point Deadline = Clock::now() + std::chrono::seconds(Given.Timeout);
  bool Told = false;
  for (;;) {
    if (takeMessage(Buffer, Answer)) {
      if (Answer.is_object())
        return Told || Answer.contains("abandoned") ? Outcome::Abandoned : Outcome::Answered;
      stop(/*Kill=*/true);
      Why = "the worker process gave a result that cannot be read";
      return Outcome::Lost;
    }
    if (Abandon != nullptr && *Abandon && !Told) {
      Told = true;
      Deadline = std::min(Deadline, Clock::now() + Patience);
      (void)writeAll(In, frame(json::object()));
    }
    pollfd Answered{Out, POLLIN, 0};
    if (::poll(&Answered, 1, PollMs) > 0) {
      char Chunk[65536];
      ssize_t Got = ::read(Out, Chunk, sizeof Chunk);
      if (Got > 0) {
        Buffer.append(Chunk, static_cast<size_t>(Got));
      } else if (Got == 0 || errno != EINTR) {
        Why = describeEnd(stop(/*Kill=*/false), Given.MemoryLimit);
        return Told ? Outcome::Abandoned : Outcome::Lost;
      }
    } else if (Clock::now() >= Deadline) {
      stop(/*Kill=*/true);
      Why = fmt::format("took longer than {} s", Given.Timeout);
      return Told ? Outcome::Abandoned : Outcome::Slow;
    }
  }
}

static UnitResult failed(const CompileCommand &Command, const std::string &Why) {
  UnitResult R;
  R.File = Command.File;
  R.Failure = Why;
  return R;
}

static UnitResult unitOf(const CompileCommand &Command, const json &Answer) {
  try {
    UnitResult R = resultFromJson(Answer.at("unit"));
    R.Inputs = unpackInputs(Answer.at("inputs").get_ref<const std::string &>()).value_or(std::vector<Input>());
    return R;
  } catch (const json::exception &) {
    return failed(Command, "the worker process gave a result that cannot be read");
  }
}

std::optional<EditorWorker::Scanned> EditorWorker::scan(const CompileCommand &Command, const std::atomic<bool> &Abandon) {
  json Job{{"do", "scan"}, {"command", toJson(Command)}};
  json Answer;
  std::string Why;
  Outcome O = ask(Job, &Abandon, Answer, Why);
  // What killed it may be left over from an earlier file, and somebody may have killed it.
  if (O == Outcome::Lost)
    O = ask(Job, &Abandon, Answer, Why);
  if (O == Outcome::Abandoned)
    return std::nullopt;
  if (O != Outcome::Answered)
    return Scanned{failed(Command, Why), false};
  return Scanned{unitOf(Command, Answer), Answer.value("preamble", false)};
}

std::optional<UnitResult> EditorWorker::scanForCache(const CompileCommand &Command, const std::atomic<bool> &Abandon) {
  json Answer;
  std::string Why;
  Outcome O = ask({{"do", "whole"}, {"command", toJson(Command)}}, &Abandon, Answer, Why);
  if (O == Outcome::Abandoned)
    return std::nullopt;
  return O == Outcome::Answered ? unitOf(Command, Answer) : failed(Command, Why);
}

bool EditorWorker::prepare(const CompileCommand &Command) {
  json Answer;
  std::string Why;
  return ask({{"do", "prepare"}, {"command", toJson(Command)}}, nullptr, Answer, Why) == Outcome::Answered && Answer.value("prepared", false);
}

} // namespace tenantscan::lsp
