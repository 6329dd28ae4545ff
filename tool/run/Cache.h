//===- Cache.h - Results of units that were scanned before --------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_CACHE_H
#define TENANTSCAN_TOOL_RUN_CACHE_H

#include "tool/unit/Unit.h"

#include <optional>

namespace tenantscan {

struct CacheOptions {
  bool Enabled = true;
  /// Take what is there, write nothing.
  bool ReadOnly = false;
  /// Empty: the default folder.
  std::string Folder;
  uint64_t SizeBytes = uint64_t(1) << 30;
};

/// `tenantscan` below XDG_CACHE_HOME or `~/.cache`; empty where there is no home.
std::string defaultCacheFolder();

/// Which units a scan read, and which headers each of them told of; nullopt: of all.
struct PlannedUnit {
  size_t Index = 0;
  std::optional<std::vector<std::string>> OwnFiles;
};

/// Two levels, as in ccache's direct mode. The manifest of a command lists what
/// the unit asked of the file system each time it was parsed; where all answers
/// are the same now, the result of that time is the result of this time.
///
/// Files are replaced in one step and carry a checksum, so that any number of
/// processes may share a folder and be killed at any moment: what is damaged is
/// as good as absent.
class ResultCache {
public:
  /// \p Base is what all results depend on: the tool and the configuration. With
  /// \p Earlier, which may be null, results are of units with the files of then.
  ResultCache(const CacheOptions &Options, const Digest &Base, const EarlierFiles *Earlier = nullptr);

  /// \p WithInputs: the result's inputs are wanted, too.
  std::optional<UnitResult> find(const CompileCommand &Command, bool WithInputs = false);
  /// Keeps a result whose inputs are known; forgets it where it cannot be written.
  void store(const CompileCommand &Command, const UnitResult &Result);
  /// What was read when all files were what they are now. \p Scan stands for the commands, and
  /// for all of the configuration.
  std::optional<std::vector<PlannedUnit>> findPlan(const Digest &Scan);
  /// \p Inputs are what the surveys of the scan asked for.
  void storePlan(const Digest &Scan, const std::vector<Input> &Inputs, const std::vector<PlannedUnit> &Plan);
  /// Removes what was not used for longest, where the folder is too big.
  void prune() const;
  /// Where results are kept; empty where none are.
  std::string folder() const { return Options.Enabled && !Options.ReadOnly ? Options.Folder : std::string(); }
  /// The first thing that went wrong with writing; empty where all is well.
  const std::string &problem() const { return Problem; }

private:
  std::string fileFor(const Digest &Key) const;
  Digest keyOf(const CompileCommand &Command) const;
  std::optional<std::string> read(const Digest &Key) const;
  /// What was kept with inputs that are what they were; these go to \p Inputs.
  template <typename T> std::optional<T> findStored(const Digest &Key, T (*From)(const nlohmann::json &), std::string &Inputs);
  void keep(const Digest &Key, const std::vector<Input> &Inputs, const nlohmann::json &What);
  bool write(const Digest &Key, llvm::StringRef Content);
  bool holds(llvm::StringRef Inputs);

  CacheOptions Options;
  Digest Base;
  FileStates Files;
  std::string Problem;
  bool Stored = false;
};

} // namespace tenantscan

#endif
