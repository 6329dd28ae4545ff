//===- RawWord.cpp - Words as a source file has them ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/RawWord.h"

namespace tenantscan {

clang::LangOptions rawLanguage() {
  clang::LangOptions Options;
  Options.CPlusPlus = Options.CPlusPlus11 = Options.CPlusPlus14 = Options.CPlusPlus17 = Options.CPlusPlus20 = true;
  Options.LineComment = Options.Digraphs = Options.Bool = Options.RawStringLiterals = true;
  return Options;
}

std::string cleanWord(llvm::StringRef Identifier) {
  std::string Clean;
  for (size_t I = 0; I < Identifier.size(); ++I) {
    if (Identifier[I] != '\\') {
      Clean += Identifier[I];
      continue;
    }
    size_t After = Identifier.find_first_not_of(" \t\r", I + 1);
    if (After == llvm::StringRef::npos || Identifier[After] != '\n')
      return {};
    I = After;
  }
  return Clean;
}

} // namespace tenantscan
