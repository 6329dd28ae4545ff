//===- Git.h - What git prints -------------------------------- -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_GATE_GIT_H
#define TENANTSCAN_TOOL_GATE_GIT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace tenantscan {

struct GitOptions {
  /// Given to it as standard input.
  std::string Input = {};
  /// Instead of the repository's own index; absolute.
  std::string IndexFile = {};
  unsigned Seconds = 10;
};

/// Runs git in \p Folder, and returns what it prints to standard output. An error
/// has its first line on standard error, or says that there is no git.
llvm::Expected<std::string> git(const std::string &Folder, llvm::ArrayRef<llvm::StringRef> Arguments, const GitOptions &Options = {});

/// The first line that git prints; empty where it fails.
std::string gitLine(const std::string &Folder, llvm::ArrayRef<llvm::StringRef> Arguments);

} // namespace tenantscan

#endif
