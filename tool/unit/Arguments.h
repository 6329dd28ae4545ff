//===- Arguments.h - Compile commands that may be run on anybody's code -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_ARGUMENTS_H
#define TENANTSCAN_TOOL_UNIT_ARGUMENTS_H

#include <string>
#include <vector>

namespace tenantscan {

/// The arguments of a compile command, made fit for a syntax-only run of Clang
/// over code from strangers: what would load code, run a program or write a
/// file is left out, and so are options that only GCC knows. \p Arguments begin
/// with the compiler; response files are expanded already.
std::vector<std::string> safeArguments(const std::vector<std::string> &Arguments);

/// Clang's own headers (stddef.h and others) for this build; empty where they
/// are not installed.
std::string resourceFolder();

} // namespace tenantscan

#endif
