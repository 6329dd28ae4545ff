//===- Lines.cpp - Reports of one line for each finding ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include <fmt/format.h>

namespace tenantscan {

std::string renderCompact(const ScanResult &R, const RunInfo &Info) {
  std::string Out;
  for (size_t I = 0; I < R.Findings.size(); ++I) {
    if (!Info.Deciding.lists(I))
      continue;
    const Finding &F = R.Findings[I];
    Out += fmt::format("{}:{}:{}: {}: {} [{}]\n", printable(relativePath(F.Primary.File, R)), F.Primary.Line, F.Primary.Column, levelName(F.Level),
                       printable(F.Message), F.Check);
  }
  for (const UnitFailure &F : R.Failures)
    Out += fmt::format("{}:1:1: error: not scanned: {}\n", printable(relativePath(F.File, R)), printable(F.Message));
  return Out;
}

std::string renderGitHub(const ScanResult &R, const RunInfo &Info) {
  std::string Out;
  for (size_t I = 0; I < R.Findings.size(); ++I) {
    if (!Info.Deciding.lists(I))
      continue;
    const Finding &F = R.Findings[I];
    std::string Advice = F.Advice.empty() ? "" : "%0ATo fix: " + commandMessage(F.Advice);
    Out += fmt::format("::{} file={},line={},col={},endColumn={},title={}::{}{}\n", F.Level == Severity::Note ? "notice" : levelName(F.Level),
                       commandProperty(relativePath(F.Primary.File, R)), F.Primary.Line, F.Primary.Column, F.Primary.EndColumn,
                       commandProperty(F.Check), commandMessage(F.Message), Advice);
  }
  for (const UnitFailure &F : R.Failures)
    Out += fmt::format("::error file={},title=not scanned::{}\n", commandProperty(relativePath(F.File, R)), commandMessage(F.Message));
  return Out + summary(R, Info) + "\n";
}

} // namespace tenantscan
