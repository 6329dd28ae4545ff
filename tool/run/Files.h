//===- Files.h - Files that are there as a whole or not at all ----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_FILES_H
#define TENANTSCAN_TOOL_RUN_FILES_H

#include "llvm/Support/Error.h"

#include <optional>
#include <string>

namespace tenantscan {

/// Writes \p File in one step: whoever reads it, and whatever happens in the
/// middle, sees the old content or the new one. Devices and pipes are written to as they are.
llvm::Error replaceFile(const std::string &File, llvm::StringRef Content);

/// Packs \p Content with its checksum, compressed. \p Magic names what it is.
std::string seal(llvm::StringRef Magic, llvm::StringRef Content);
/// The content; nullopt where \p Sealed is something else, of another version or damaged.
std::optional<std::string> unseal(llvm::StringRef Magic, llvm::StringRef Sealed);

} // namespace tenantscan

#endif
