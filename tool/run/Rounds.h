//===- Rounds.h - Which units are read, and when ------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_ROUNDS_H
#define TENANTSCAN_TOOL_RUN_ROUNDS_H

#include "tool/run/Prefilter.h"

namespace tenantscan {

/// The way through the units of a project. Every header's functions are told of by one
/// unit. With a prefilter, what was found in one round says which units are read in the
/// next one. The results do not depend on who reads the units, nor on their order.
class Rounds {
public:
  /// \p Surveys has one for every command. With \p Earlier, files are what they were.
  Rounds(std::vector<CompileCommand> Commands, const std::vector<UnitResult> &Surveys, const model::Project &P, bool IsPrefiltered,
         const EarlierFiles *Earlier = nullptr);

  /// Something else is known of the project. \p Known must outlive this object.
  void consider(const UnitFacts &Known) { Facts.push_back(&Known); }

  /// The units to read now; nothing: all is done. All of them must be finished before
  /// the next call.
  std::vector<size_t> next();
  /// How to read a unit in this round.
  const CompileCommand &command(size_t Unit) const { return Commands[Unit]; }
  /// What came of it. A unit may be read again, for the headers of one that cannot be.
  void finish(size_t Unit, UnitResult Result);
  /// Whether the unit was read.
  bool isFinished(size_t Unit) const { return Facts[Unit] != nullptr; }
  /// One for every command; of those that nobody had to read without facts.
  std::vector<UnitResult> take();

private:
  std::vector<CompileCommand> Commands;
  HeaderOwners Owners;
  std::optional<Prefilter> Filter;
  std::vector<UnitResult> Results;
  /// By unit; null where it was not read yet. Behind them, what else is known.
  std::vector<const UnitFacts *> Facts;
  /// Units that could not be read in full, of the last round.
  std::vector<size_t> Failed;
  bool IsFirst = true;
};

} // namespace tenantscan

#endif
