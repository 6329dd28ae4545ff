//===- Preamble.h - The beginning of a file, parsed once ----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is slow about a file that somebody edits is what stands at its top: the
// headers. Clang writes their syntax trees down (a precompiled preamble, as clangd
// has it too); later parses of the file begin behind them. The result is the same.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_PREAMBLE_H
#define TENANTSCAN_TOOL_UNIT_PREAMBLE_H

#include "tool/unit/Unit.h"

#include <list>

namespace tenantscan {

/// Preambles of some files, in memory. Serves one thread.
class PreambleCache {
public:
  /// Forgets what was not used for longest where all together have more than
  /// \p MaxBytes; the last one stays.
  explicit PreambleCache(uint64_t MaxBytes);
  ~PreambleCache();

  /// As scanUnit, from behind the preamble where there is one for this command, this
  /// beginning of the file, and headers whose contents are what they were. Stops
  /// half-way, with no result, when \p IsAbandoned says so. The inputs are the files
  /// that were read, without their contents.
  UnitResult scan(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const std::function<bool()> &IsAbandoned);
  /// Whether the last scan began behind a preamble.
  bool wasUsed() const { return Used; }

  /// Parses the preamble of a file. Returns false where there is none to be had: the
  /// file begins with no directive, or something in it has an error, of which each
  /// scan is to tell.
  bool prepare(const CompileCommand &Command, const model::Project &P, FileDigests &Digests);

private:
  struct Entry;
  class UseAction;
  class BuildAction;

  uint64_t MaxBytes;
  bool Used = false;
  /// Last used first.
  std::list<Entry> Entries;
};

} // namespace tenantscan

#endif
