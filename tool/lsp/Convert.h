//===- Convert.h - Findings in the words of the protocol ----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_CONVERT_H
#define TENANTSCAN_TOOL_LSP_CONVERT_H

#include "tool/lsp/Analysis.h"

#include "llvm/Support/LSP/Protocol.h"

#include <optional>

namespace tenantscan::lsp {

/// Lines from 0, columns from 0 in UTF-16 units.
llvm::lsp::Range rangeOf(const Place &P);

/// `file:` and an absolute path; empty where it is none. A text of its own: LLVM's
/// JSON of a URI only points to it.
std::string uriOf(const std::string &File);

/// A Diagnostic: with the code, a link to the check's page, and the evidence as
/// related information.
llvm::json::Value diagnosticOf(const Finding &F);

/// The same for what is wrong in a configuration, or in a file that it names.
llvm::json::Value diagnosticOf(const model::Problem &P);

/// What is known about the SQL text at a position of \p File; nullopt where there is
/// none. Plain text, in which names from hostile sources are no links or pictures.
std::optional<llvm::lsp::Hover> hoverAt(const Analysis &A, const std::string &File, llvm::lsp::Position At);

} // namespace tenantscan::lsp

#endif
