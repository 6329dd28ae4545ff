//===- Relocation.h - Results that name no folder -----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Machines, and the sandboxes of build systems, have a project in folders of their own.
// What they write is to be the same, and to be read where the project is then.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_RELOCATION_H
#define TENANTSCAN_TOOL_RUN_RELOCATION_H

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace tenantscan {

/// Puts a mark in place of the folder \p Root (absolute, without a slash at its end) in
/// every string in \p J, and in \p Text. Exact: putting the same root in gives the same
/// strings again, whatever bytes they have.
void takeRootOut(nlohmann::json &J, const std::string &Root);
std::string withoutRoot(const std::string &Text, const std::string &Root);
/// The way back, with another root perhaps.
void putRootIn(nlohmann::json &J, const std::string &Root);

} // namespace tenantscan

#endif
