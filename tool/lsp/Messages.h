//===- Messages.h - What comes in from the editor -----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_MESSAGES_H
#define TENANTSCAN_TOOL_LSP_MESSAGES_H

#include "llvm/Support/LSP/Transport.h"

#include <cstdio>
#include <functional>

namespace tenantscan::lsp {

/// Reads messages and hands them on until `exit` or the end of the input. LLVM's own
/// loop ends at the first message that is no JSON-RPC, allocates whatever length a
/// header asks for, and parses JSON of any depth on the stack; this one logs such a
/// message and goes on behind it. \p OnRequest is called with the id of each request
/// before it is handed on. Returns whether `exit` came.
bool readMessages(std::FILE *In, llvm::lsp::MessageHandler &Handler, const std::function<void(const llvm::json::Value &)> &OnRequest);

/// The largest message, in bytes; longer ones are skipped.
inline constexpr size_t MaxMessage = size_t(64) << 20;
/// How deep arrays and objects may be in each other.
inline constexpr size_t MaxDepth = 200;

} // namespace tenantscan::lsp

#endif
