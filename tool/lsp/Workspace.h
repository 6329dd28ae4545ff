//===- Workspace.h - The open files, and the threads that scan them -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_WORKSPACE_H
#define TENANTSCAN_TOOL_LSP_WORKSPACE_H

#include "tool/lsp/Analysis.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tenantscan::lsp {

using Clock = std::chrono::steady_clock;

/// A file that is open in the editor.
struct Document {
  /// As the editor writes it.
  std::string Uri;
  std::string Text;
  bool IsSql = false;
  int64_t Version = 0;
  /// Another one for every text that any file had.
  uint64_t Generation = 0;
  /// When it is to be scanned.
  std::optional<Clock::time_point> Due;
  /// Set to make the scan that is under way stop; null where none is.
  std::shared_ptr<std::atomic<bool>> Abandon;
  Clock::time_point Since;
  /// The last result, and the generation that it is about; 0 before the first.
  Analysis Last;
  uint64_t LastGeneration = 0;
  /// The configuration and the database that applied when somebody looked last.
  std::optional<std::pair<std::string, std::string>> Applied;
  /// Its preamble is to be parsed when there is nothing else to do.
  bool WantsPreamble = false;
  /// The thread that scans it: the one whose worker has its preamble.
  unsigned Thread = 0;

  /// What is known is about the text that the editor has, and nothing newer is due.
  bool isCurrent() const { return LastGeneration == Generation && !Due && !Abandon; }
};

/// Open files, by absolute path, and the threads that keep what is known about them up
/// to date. One lock guards everything; the hooks are called with it held.
class Workspace {
public:
  struct Hooks {
    /// A file has a new result; the one before is \p Before.
    std::function<void(const std::string &File, Document &D, const Analysis &Before)> Judged;
  };
  Workspace(const ServerOptions &Options, Databases &Commands, Hooks H);
  /// Begins to scan. The threads never end.
  void start();

  std::unique_lock<std::mutex> lock() { return std::unique_lock(Mutex); }

  // What follows needs the lock.

  std::map<std::string, Document> &documents() { return Open; }
  /// Nullptr where it is not open.
  Document *find(llvm::StringRef File);
  Document &open(const std::string &File, std::string Uri, std::string Text, int64_t Version, bool IsSql);
  void change(Document &D, std::string Text, int64_t Version);
  void close(const std::string &File);
  void schedule(Document &D, std::chrono::milliseconds Delay);
  void scheduleAll(std::chrono::milliseconds Delay);
  /// Scans again what depends on a file that is not what it was.
  void scheduleChanged();
  /// What is known of the project; may be null.
  void setProject(std::shared_ptr<const std::vector<UnitResult>> Units);
  /// The texts of all open files.
  std::map<std::string, std::string> texts() const;
  /// Files whose scan takes longer than \p Patience.
  std::vector<std::string> slowScans(std::chrono::milliseconds Patience) const;

private:
  void scanForever(unsigned Thread);
  Source sourceOf(const std::string &File, const Document &D);

  const ServerOptions &Options;
  Databases &Commands;
  Hooks TheHooks;
  unsigned Threads;
  std::mutex Mutex;
  std::condition_variable Wake;
  uint64_t Generations = 0;
  std::map<std::string, Document> Open;
  /// The file that was opened or changed last, by thread.
  std::vector<std::string> LastTouched;
  std::shared_ptr<const std::vector<UnitResult>> Project;
  /// When each file that results depend on was changed, and its size.
  std::map<std::string, std::pair<llvm::sys::TimePoint<>, uint64_t>> Stamps;
};

} // namespace tenantscan::lsp

#endif
