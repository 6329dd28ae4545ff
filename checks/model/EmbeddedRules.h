//===- EmbeddedRules.h - The files of rules/, built in ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_EMBEDDEDRULES_H
#define TENANTSCAN_CHECKS_MODEL_EMBEDDEDRULES_H

#include <string_view>
#include <vector>

namespace tenantscan::model {

struct EmbeddedFile {
  /// Relative to rules/: `packs/libpq.json`.
  std::string_view Name;
  std::string_view Text;
};

/// Every .json file of rules/ and rules/packs/, by name.
const std::vector<EmbeddedFile> &embeddedRules();

/// The text of one of them, which must exist.
std::string_view embeddedRule(std::string_view Name);

} // namespace tenantscan::model

#endif
