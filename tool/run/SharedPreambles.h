//===- SharedPreambles.h - Which units share what they begin with -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_SHAREDPREAMBLES_H
#define TENANTSCAN_TOOL_RUN_SHAREDPREAMBLES_H

#include "tool/unit/Unit.h"

#include <memory>
#include <utility>

namespace tenantscan {

/// Units that begin with the same includes, two at least.
struct PreambleGroup {
  /// Of preambleKeys(): what serves one unit that has it serves all.
  std::string Key;
  /// Index of each, and the bytes of its text that are in common; ascending.
  std::vector<std::pair<size_t, unsigned>> Units;
};

/// What a unit can be parsed behind, one for each of its leading includes; none where it
/// cannot share.
std::vector<std::string> preambleKeys(const CompileCommand &Command, const std::vector<LeadingIncludes> &Leading);

/// Chooses what to parse for several units at once, such that as little as possible is
/// parsed in all. \p Leading has one for every command, null where nothing is known of it.
std::vector<PreambleGroup> groupByPreamble(const std::vector<CompileCommand> &Commands, const std::vector<const std::vector<LeadingIncludes> *> &Leading);

/// A file that has no name, and is gone with this process, however it ends. Processes of
/// the same user can open it by a path.
class NamelessFile {
public:
  /// In \p Folder, or where temporary files are.
  explicit NamelessFile(const std::string &Folder);
  ~NamelessFile();
  NamelessFile(const NamelessFile &) = delete;
  NamelessFile &operator=(const NamelessFile &) = delete;

  /// Empty where there is no such file to be had.
  const std::string &path() const { return Path; }
  /// In bytes.
  uint64_t size() const;

private:
  int File = -1;
  std::string Path;
};

} // namespace tenantscan

#endif
