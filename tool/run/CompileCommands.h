//===- CompileCommands.h - What there is to scan ------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_COMPILECOMMANDS_H
#define TENANTSCAN_TOOL_RUN_COMPILECOMMANDS_H

#include "tool/unit/Unit.h"

#include "llvm/Support/Error.h"

namespace tenantscan {

/// Reads compile_commands.json from \p BuildFolder or, where that is empty, from
/// the nearest folder from the current one upwards that has one. Entries come
/// without duplicates and assembler files, sorted by file. Flags are never guessed: a file without an
/// entry has no command.
llvm::Expected<std::vector<CompileCommand>> readCompileCommands(const std::string &BuildFolder);

/// The commands for the given files and folders; all where there are none. A
/// path that no command is for is an error that says so.
llvm::Expected<std::vector<CompileCommand>> selectCommands(std::vector<CompileCommand> Commands, const std::vector<std::string> &Paths);

/// \p Path as an absolute path without `.` and `..`.
std::string absolutePath(const std::string &Path);

/// \p Path below \p Folder unless it is absolute, without `.` and `..`.
std::string joinPaths(const std::string &Folder, const std::string &Path);

} // namespace tenantscan

#endif
