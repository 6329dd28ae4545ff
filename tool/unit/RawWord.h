//===- RawWord.h - Words as a source file has them ----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_RAWWORD_H
#define TENANTSCAN_TOOL_UNIT_RAWWORD_H

#include "clang/Basic/LangOptions.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace tenantscan {

/// What raw tokens are read as, whatever the language.
clang::LangOptions rawLanguage();

/// \p Identifier, the text of a raw token, as it was meant: a line may end with a backslash
/// before it and in the middle of it. Empty where it is spelled with escapes.
std::string cleanWord(llvm::StringRef Identifier);

} // namespace tenantscan

#endif
