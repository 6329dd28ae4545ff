//===- Actions.h - What an editor can do about findings -----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_ACTIONS_H
#define TENANTSCAN_TOOL_LSP_ACTIONS_H

#include "tool/lsp/Workspace.h"

#include "llvm/Support/LSP/Protocol.h"

namespace tenantscan::lsp {

/// Opens the page of a check; the argument is its id.
inline constexpr char OpenDocumentation[] = "tenantscan.openDocumentation";
/// Scans all files of the project that the cache has no result of.
inline constexpr char ScanProject[] = "tenantscan.scanProject";

/// What makes tenantscan quiet about \p Check on the 1-based \p Line of \p Text: a
/// NOLINT at its end or, where the line is in the middle of a raw string or another
/// token of many lines, a NOLINTBEGIN above it and a NOLINTEND below. Empty where a
/// comment would change what the compiler sees.
std::vector<llvm::lsp::TextEdit> suppressionEdits(const std::string &Text, unsigned Line, const std::string &Check);

/// The same in a file of SQL: a comment at the end of the line. Empty where that would
/// be in a string or another comment.
std::vector<llvm::lsp::TextEdit> sqlSuppressionEdits(const std::string &Text, unsigned Line, const std::string &Check);

/// The code actions for the findings on the lines of \p Part of \p File, the best first.
/// What is known of \p D is about the text that it has.
llvm::json::Array codeActions(const std::string &File, const Document &D, llvm::lsp::Range Part);

} // namespace tenantscan::lsp

#endif
