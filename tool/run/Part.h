//===- Part.h - Results of some units, in a file ------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_PART_H
#define TENANTSCAN_TOOL_RUN_PART_H

#include "tool/run/UnitTimes.h"
#include "tool/unit/Unit.h"

#include "llvm/Support/Error.h"

namespace tenantscan {

/// One of \c Count parts of a scan, \c Index from 1 on.
struct Shard {
  unsigned Index = 1;
  unsigned Count = 1;
};

/// `2/5`; nullopt where \p Text is something else.
std::optional<Shard> parseShard(const std::string &Text);

/// The commands of one shard, wherever the project lies. A unit stays in its shard when
/// others come and go, so that the caches of the machines stay of use. With \p Times
/// shards take about the same time, and a few units move when times change.
std::vector<CompileCommand> selectShard(std::vector<CompileCommand> Commands, const Shard &S, const model::Project &P, const UnitTimes &Times = {});

/// What some units gave, with what must be the same for all parts of a scan.
struct Part {
  /// Hexadecimal digests.
  std::string Tool;
  std::string Configuration;
  /// Of all commands that were divided; empty where the units were chosen by hand.
  std::string Commands;
  Shard Which;
  /// With these merging loads the same project. Root is empty where it is not to be
  /// known: whoever reads the part has to say it.
  std::string ConfigFile;
  std::string Root;
  std::vector<std::string> TenantColumns;
  std::vector<UnitResult> Units;
  /// Of the units of a shard that were parsed.
  UnitTimes Times = {};
};

/// A part without units, for a scan by \p Program.
Part makePart(const std::string &Program, const model::Project &P, const std::vector<std::string> &TenantColumns);

/// Paths are written relative to the root. With \p NamesRoot it is in there, too: else
/// the bytes are the same wherever the project lies.
std::string serialize(const Part &P, bool NamesRoot = true);
/// With \p Root the part is read as if it had been made in that folder.
llvm::Expected<Part> readPart(const std::string &File, const std::string &Root = {});

/// Why the parts, which \p Files names, do not make one whole scan by this tool;
/// success where they do.
llvm::Error checkParts(const std::vector<Part> &Parts, const std::vector<std::string> &Files, const std::string &Tool);

} // namespace tenantscan

#endif
