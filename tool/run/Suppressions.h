//===- Suppressions.h - Findings that are right, and wanted -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_SUPPRESSIONS_H
#define TENANTSCAN_TOOL_RUN_SUPPRESSIONS_H

#include "tool/run/Scan.h"

#include <map>

namespace tenantscan {

/// A comment that suppresses: clang-tidy's NOLINT, NOLINTNEXTLINE and
/// NOLINTBEGIN, and `-- tenantscan:allow CHECK: reason` in SQL.
struct Suppression {
  /// From the word to the end of the list; without the text of the line, which
  /// begins at \c LineOffset.
  Place Where;
  size_t LineOffset = 0;
  /// As written.
  std::string Text;
  /// Globs over checks, a leading minus takes back; empty: every check.
  std::vector<std::string> Globs;
  std::string Reason;
  /// The last day on which it holds, `2027-01-31`; empty: it holds forever.
  std::string Until;
  /// What stands where the day should be is none.
  bool IsDateWrong = false;
  /// The lines that it covers.
  uint32_t First = 0;
  uint32_t Last = 0;

  bool covers(const std::string &Check) const;
  /// Whether it names a check of ours, with a glob that begins with `tenant-`.
  bool namesOurs() const;
};

/// The suppressions in the text of a file, in its order.
std::vector<Suppression> parseSuppressions(const std::string &File, llvm::StringRef Text);

/// The narrowest one that covers \p Check on \p Line; nullptr where none does.
const Suppression *findSuppression(const std::vector<Suppression> &All, uint32_t Line, const std::string &Check);

struct SuppressionOptions {
  /// Ids of the checks that ran. With tenant-suppression among them, what is wrong
  /// with suppressions becomes a finding.
  std::vector<std::string> Checks;
  /// `2027-01-31`; what ended before suppresses nothing.
  std::string Today;
  /// Everything was scanned: an exemption that fits no finding fits none at all.
  bool IsWholeProject = false;
  /// Texts that stand in for files, by absolute path: not saved by an editor, or of
  /// another revision.
  std::map<std::string, std::string> Unsaved = {};
};

/// Moves the findings that comments or exemptions of the configuration cover to
/// the suppressed ones, and adds those of tenant-suppression.
void applySuppressions(ScanResult &R, const model::Project &P, const SuppressionOptions &Options);

/// The day in UTC; that of SOURCE_DATE_EPOCH where it is set.
std::string today();

} // namespace tenantscan

#endif
