//===- EditorWorker.h - A worker that remembers -------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The workers of a scan are given a file once. Those of the editor get the same few
// files again and again: they keep preambles, and give up a scan that nobody needs.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_EDITORWORKER_H
#define TENANTSCAN_TOOL_LSP_EDITORWORKER_H

#include "tool/unit/Unit.h"

#include <atomic>
#include <optional>
#include <sys/types.h>

namespace tenantscan::lsp {

/// The process: reads jobs from standard input until it ends. Returns its exit code.
int runEditorWorker(const model::Project &P, uint64_t MemoryLimit);

/// The server's end of one such process, which is started when there is something to
/// do, and again when it has died. Serves one thread.
class EditorWorker {
public:
  struct Options {
    std::vector<std::string> Command;
    /// Seconds that one job may take.
    unsigned Timeout = 300;
    uint64_t MemoryLimit = 0;
    /// It has the time that nobody else wants.
    bool IsBackground = false;
  };
  explicit EditorWorker(Options O) : Given(std::move(O)) {}
  ~EditorWorker() { stop(/*Kill=*/true); }
  EditorWorker(const EditorWorker &) = delete;
  EditorWorker &operator=(const EditorWorker &) = delete;

  struct Scanned {
    UnitResult Unit;
    /// It began behind a preamble.
    bool UsedPreamble = false;
  };
  /// Scans a unit; a crash, or a job that takes too long, is a failure in the result.
  /// Nothing where \p Abandon was set in the meantime.
  std::optional<Scanned> scan(const CompileCommand &Command, const std::atomic<bool> &Abandon);
  /// As scan, with a result that a ResultCache can keep: no preamble, all inputs.
  std::optional<UnitResult> scanForCache(const CompileCommand &Command, const std::atomic<bool> &Abandon);
  /// Lets the process parse the preamble. Whether there is one now.
  bool prepare(const CompileCommand &Command);

private:
  enum class Outcome { Answered, Abandoned, Lost, Slow };
  Outcome ask(const nlohmann::json &Job, const std::atomic<bool> *Abandon, nlohmann::json &Answer, std::string &Why);
  bool start();
  int stop(bool Kill);

  Options Given;
  pid_t Process = -1;
  int In = -1;
  int Out = -1;
  std::string Buffer;
};

} // namespace tenantscan::lsp

#endif
