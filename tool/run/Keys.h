//===- Keys.h - What results depend on ----------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_KEYS_H
#define TENANTSCAN_TOOL_RUN_KEYS_H

#include "tool/run/UnitTimes.h"
#include "tool/unit/Unit.h"

namespace tenantscan {

/// The program at \p Program, the rules that are built into it, and its Clang.
Digest toolDigest(const std::string &Program);

/// What collecting the sites of a unit takes from the configuration. What only
/// judging needs is not in it: tables, schema files, sessions, exemptions.
Digest collectionDigest(const model::Project &P);
/// Whether the same is taken from units with both; the roots do not matter.
bool collectsTheSame(const model::Project &A, const model::Project &B);

/// The whole configuration, judging included, wherever the project lies.
Digest configurationDigest(const model::Project &P);

/// A compile command, and what of the environment a compiler reads.
Digest commandDigest(const CompileCommand &Command);

/// What the choice of the units to read depends on beside files: all commands, and the whole
/// configuration.
Digest scanDigest(const std::vector<CompileCommand> &Commands, const model::Project &P, bool IsPrefiltered);

/// All commands of a scan, wherever the project, whose folder is \p Root, lies, and what
/// they are divided by.
Digest commandsDigest(const std::vector<CompileCommand> &Commands, const std::string &Root, const UnitTimes &Times);

} // namespace tenantscan

#endif
