//===- Gate.h - Which findings stop a change --------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_GATE_GATE_H
#define TENANTSCAN_TOOL_GATE_GATE_H

#include "tool/run/Scan.h"

#include <algorithm>
#include <optional>

namespace tenantscan {

/// A finding of an earlier run, as a baseline keeps it.
struct KnownFinding {
  std::string Check;
  std::string Level;
  std::string Message;
  /// Relative to the root; absolute outside of it.
  std::string File;
  uint32_t Line = 0;
  /// See fingerprint() and contentFingerprint().
  std::string Fingerprint;
  std::string Content;
};

/// What a baseline says about a result.
struct Comparison {
  /// Parallel to the findings, and to the suppressed ones.
  std::vector<bool> IsNew;
  std::vector<bool> IsSuppressedNew;
  /// In the baseline, and found no more.
  std::vector<KnownFinding> Absent;

  size_t countNew() const { return static_cast<size_t>(std::count(IsNew.begin(), IsNew.end(), true)); }
};

enum class FailOn : uint8_t { Any, New, None };

/// Decides which findings make the exit code 1.
struct Gate {
  FailOn On = FailOn::Any;
  /// Findings below it pass.
  Severity AtLeast = Severity::Note;
  std::optional<Comparison> Compared;

  /// Whether the finding with the number \p I is new; all are without a baseline.
  bool isNew(size_t I) const { return !Compared || Compared->IsNew[I]; }
  bool fails(const ScanResult &R, size_t I) const { return On != FailOn::None && R.Findings[I].Level <= AtLeast && (On == FailOn::Any || isNew(I)); }
  /// Whether reports for people list it: what is known is counted only, unless it
  /// counts as much as what is new.
  bool lists(size_t I) const { return On == FailOn::Any || isNew(I); }
};

} // namespace tenantscan

#endif
