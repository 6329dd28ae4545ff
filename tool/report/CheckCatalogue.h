//===- CheckCatalogue.h - rules/checks.json -----------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_REPORT_CHECKCATALOGUE_H
#define TENANTSCAN_TOOL_REPORT_CHECKCATALOGUE_H

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace tenantscan {

/// What rules/checks.json says about a check.
struct CheckInfo {
  std::string Id;
  std::string Name;
  std::string Summary;
  std::string Level;
  std::string SecuritySeverity;
  std::string Precision;
  std::vector<int> Cwe;
  std::vector<std::string> Tags;
  /// Categories of OWASP's lists: `a01-2021`, `api1-2023`.
  std::vector<std::string> Owasp;
  /// Markdown.
  std::string Help;
};

/// All checks of rules/checks.json, in its order.
const std::vector<CheckInfo> &checkCatalogue();
const CheckInfo *findCheck(const std::string &Id);

/// Where the documentation of a check is on the web.
std::string helpUri(const std::string &Id);

/// The project's page.
inline constexpr char InformationUri[] = "https://github.com/tenantscan/tenantscan";

} // namespace tenantscan

#endif
