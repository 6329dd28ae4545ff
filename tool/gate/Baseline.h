//===- Baseline.h - What was found earlier ----------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_GATE_BASELINE_H
#define TENANTSCAN_TOOL_GATE_BASELINE_H

#include "tool/gate/Gate.h"

#include "llvm/Support/Error.h"

#include <functional>

namespace tenantscan {

/// The findings that a SARIF report of tenantscan leaves open: neither suppressed
/// nor absent.
struct Baseline {
  std::vector<KnownFinding> Findings;
  /// The folder that relative files start at; may be empty.
  std::string Root;
  /// Everything was scanned.
  bool IsComplete = true;
};

/// Reads SARIF \p Text. An error says what is wrong with it.
llvm::Expected<Baseline> parseBaseline(const std::string &Text);
/// The same for a file.
llvm::Expected<Baseline> readBaseline(const std::string &File);

/// What a result has open, as a baseline for another one with the same root.
Baseline asBaseline(const ScanResult &R);

/// For each of \p Now the number of the one of \p Then that it is, or nullopt.
/// Equal fingerprints match, each once, the nearest lines first. What is left
/// matches by its content if the file that it was in \p IsGone: a renamed file.
std::vector<std::optional<size_t>> matchFindings(const std::vector<KnownFinding> &Now, const std::vector<KnownFinding> &Then,
                                                 const std::function<bool(const std::string &File)> &IsGone);

/// Says of a file, relative to \p Root or absolute, that it is not there.
std::function<bool(const std::string &File)> goneFrom(const std::string &Root);

/// Compares a result with a baseline. Findings of checks that are not in \p Checks,
/// and all where the scan is not complete, are not absent: nobody looked for them.
Comparison compare(const ScanResult &R, const Baseline &Known, const std::vector<std::string> &Checks, bool IsComplete);

/// The SARIF report \p Text with the open results for which \p Keep holds, without
/// what changes from run to run. \p Text must be one that parseBaseline() takes.
std::string baselineOf(const std::string &Text, const std::function<bool(size_t Open)> &Keep);

} // namespace tenantscan

#endif
