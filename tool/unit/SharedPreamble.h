//===- SharedPreamble.h - What many files begin with --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Units of one project often begin with the same headers, and these are most of what
// there is to parse. They are parsed once, for all units that begin so (a precompiled
// preamble), and what stands behind them is parsed for each. The result is the same.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_SHAREDPREAMBLE_H
#define TENANTSCAN_TOOL_UNIT_SHAREDPREAMBLE_H

#include "tool/unit/Unit.h"

#include "llvm/ADT/StringRef.h"

namespace tenantscan {

/// A directive among those that a file begins with.
struct LeadingDirective {
  /// Offset of its #, in bytes.
  unsigned Begin = 0;
  /// Offset of the next directive, or of what stands there instead.
  unsigned End = 0;
  /// What it includes, in quotes; empty for others, and for `<name>`.
  std::string Quoted;
  /// No #if is open behind it.
  bool IsWhole = false;
};

/// The `#include`s that a file begins with, and the conditions around them. Ends before
/// anything that gives a meaning to what comes later, as a macro does, or that can tell
/// one file from another one.
std::vector<LeadingDirective> leadingDirectives(llvm::StringRef Text);

/// Parses the first \p Command.Preamble->Size bytes of a file, and writes down what they
/// are to \p Command.Preamble->File. The result has inputs, which the file itself is not
/// one of, and says why there is no preamble to be had. Does not throw.
UnitResult makePreamble(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier);

/// As scanUnit(), from behind the preamble. The inputs are those of what stands behind it,
/// and which of the quoted names before it are found beside the file.
UnitResult scanBehindPreamble(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier);

} // namespace tenantscan

#endif
