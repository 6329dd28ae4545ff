//===- Unit.h - One compile command, one result -------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_UNIT_H
#define TENANTSCAN_TOOL_UNIT_UNIT_H

#include "checks/Check.h"
#include "tool/unit/Inputs.h"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tenantscan {

/// What a file begins with, written down so that units can share it (SharedPreamble.h).
struct PreambleFile {
  std::string File;
  /// Of the text that it stands for, in bytes.
  unsigned Size = 0;
  /// The unit is only read so far, and the file is written.
  bool IsMade = false;
};

/// What to scan: an entry of compile_commands.json.
struct CompileCommand {
  std::string Directory;
  /// Absolute path of the source file.
  std::string File;
  std::vector<std::string> Arguments;
  /// Texts that an editor has not saved, by absolute path; they stand in for the
  /// files. The cache knows nothing of them.
  std::map<std::string, std::string> Unsaved = {};
  /// The files whose functions this unit tells of; those of other headers are left to
  /// other units. Without a value: all. The file itself always counts.
  std::optional<std::vector<std::string>> OwnFiles = std::nullopt;
  /// The unit is only surveyed: which files does it include?
  bool IsSurvey = false;
  /// Changes what it costs, and nothing else.
  std::optional<PreambleFile> Preamble = std::nullopt;
};

/// A file of the project that a unit includes.
struct IncludedFile {
  /// As places spell it.
  std::string Path;
  /// What it is made of beside its text: the macros that its words are. Where two units
  /// include it with the same, it is the same in both. Without a value, the file is a part
  /// of this unit like the unit's own text.
  std::optional<Digest> Context;
};

/// The includes at the top of a file, up to one of them.
struct LeadingIncludes {
  /// Where they end, in bytes of the file.
  unsigned Size = 0;
  /// Of all the files that are read for them.
  uint64_t Bytes = 0;
  /// Which files they are, by which names. To units with the same arguments they are the
  /// same where this is the same.
  Digest What{};
};

/// CPU time that a unit took, in seconds.
struct UnitCost {
  double Whole = 0;
  /// Of it, for what the checks need.
  double Collecting = 0;
};

/// What one translation unit gave.
struct UnitResult {
  std::string File;
  UnitFacts Facts;
  /// Why the unit is not complete: compiler errors, a crash, a time-out. Empty
  /// where all is well.
  std::string Failure;
  /// What the result depends on beside the command, the tool and the
  /// configuration. Empty where that is not known: after a crash.
  std::vector<Input> Inputs;
  /// Of a survey.
  std::vector<IncludedFile> Included = {};
  /// Of a survey, each longer than the one before it.
  std::vector<LeadingIncludes> Leading = {};
  /// Nothing, where it comes from the cache.
  UnitCost Cost = {};
};

/// The arguments that a unit is parsed with; what the command has beside them
/// does not matter to the result. None where the command is empty.
std::vector<std::string> parseArguments(const CompileCommand &Command);

/// CPU time of this process so far, in seconds.
double cpuSeconds();

/// Parses one unit and takes from it what the checks need. Does not throw; a
/// crash of the parser is the caller's to survive. \p Digests may serve many units.
/// With \p Earlier, the unit is what it was with these files.
UnitResult scanUnit(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier = nullptr);

nlohmann::json toJson(const CompileCommand &C);
CompileCommand commandFromJson(const nlohmann::json &J);
/// Without the inputs.
nlohmann::json toJson(const UnitResult &R);
/// Throws nlohmann::json::exception where \p J is nothing that toJson made.
UnitResult resultFromJson(const nlohmann::json &J);

} // namespace tenantscan

#endif
