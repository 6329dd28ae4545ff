//===- GitLab.cpp - GitLab's Code Quality report -------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include "llvm/Support/xxhash.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace tenantscan {

using json = nlohmann::ordered_json;

// GitLab's words for how bad a finding is.
static std::string_view severityName(Severity Level) { return Level == Severity::Error ? "critical" : Level == Severity::Warning ? "major" : "info"; }

std::string renderGitLab(const ScanResult &R, const RunInfo &) {
  json Out = json::array();
  auto Add = [&](const std::string &Text, std::string_view Check, std::string_view Level, const std::string &Fingerprint, const std::string &File,
                 unsigned Line) {
    Out.push_back({{"description", printable(Text)},
                   {"check_name", Check},
                   {"fingerprint", Fingerprint},
                   {"severity", Level},
                   {"location", {{"path", cleanUtf8(relativePath(File, R))}, {"lines", {{"begin", Line}}}}}});
  };
  // GitLab wants each fingerprint once.
  std::map<std::string, unsigned> Count;
  for (const Finding &F : R.Findings) {
    std::string Stable = fingerprint(F, R);
    Add(F.Message, F.Check, severityName(F.Level), fmt::format("{}:{}", Stable, ++Count[Stable]), F.Primary.File, F.Primary.Line);
  }
  for (const UnitFailure &F : R.Failures)
    Add("not scanned: " + F.Message, "tenantscan", "blocker", fmt::format("{:016x}", llvm::xxh3_64bits("not scanned\n" + relativePath(F.File, R))),
        F.File, 1);
  return Out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace tenantscan
