//===- Server.h - The language server -----------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_SERVER_H
#define TENANTSCAN_TOOL_LSP_SERVER_H

#include "tool/lsp/Analysis.h"

#include <cstdio>

namespace tenantscan::lsp {

/// Speaks the language server protocol over \p In and standard output until `exit`
/// or the end of the input. Returns whether the editor asked for `shutdown` before.
bool serve(const ServerOptions &Options, std::FILE *In);

} // namespace tenantscan::lsp

#endif
