//===- WorkerProcess.h - Both ends of a worker's pipes ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_WORKERPROCESS_H
#define TENANTSCAN_TOOL_RUN_WORKERPROCESS_H

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace tenantscan {

/// A message is its length, four bytes in the machine's order, and CBOR, which
/// unlike JSON text takes any bytes in strings: file names need not be UTF-8.
std::string frame(const nlohmann::json &Message);

/// Takes the message at the front of \p Buffer out, if it is complete. What cannot be
/// read becomes a message of the type "discarded".
bool takeMessage(std::string &Buffer, nlohmann::json &Message);

bool writeAll(int File, std::string_view Data);

/// Starts a process with a pipe to its input and one from its output; false, with
/// errno, where that fails. Its standard error is shown where \p Verbose.
bool spawnWorker(const std::vector<std::string> &Command, bool Verbose, pid_t &Process, int &In, int &Out);

/// What \p Status, of waitpid, means for a worker that was to be alive.
std::string describeEnd(int Status, uint64_t MemoryLimit);

/// The side of the worker. Making one limits the memory of the process, ties its life
/// to that of the process that started it, and keeps everything but replies out of
/// the pipe.
class JobPipe {
public:
  explicit JobPipe(uint64_t MemoryLimit);
  /// The next job; false at the end.
  bool next(nlohmann::json &Job);
  /// Whether something came in since the last job.
  bool isWaiting() const;
  bool reply(const nlohmann::json &Message) const;

private:
  int Results;
  std::string Buffer;
};

} // namespace tenantscan

#endif
