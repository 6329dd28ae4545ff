//===- DefinedWords.h - What a file may define --------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_DEFINEDWORDS_H
#define TENANTSCAN_TOOL_RUN_DEFINEDWORDS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace tenantscan {

/// What a word is for definableWords().
enum class MacroKind : uint8_t {
  None,
  Macro,
  Braced, ///< A macro with braces in its text.
  Uneven, ///< One with parentheses that are not closed there, or not opened.
};

/// The words of a text by which it may define a function; nullopt where nobody knows which
/// these are. A word is none of them where it is seen, every time, to be called or
/// declared: `word(1);`, `object.word(1)`. What a macro is given may be anything; directives are
/// not looked at. One pass.
std::optional<std::set<std::string>> definableWords(llvm::StringRef Text, llvm::function_ref<MacroKind(llvm::StringRef)> Kind);

} // namespace tenantscan

#endif
