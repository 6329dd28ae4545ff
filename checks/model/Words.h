//===- Words.h - What words in names say --------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_WORDS_H
#define TENANTSCAN_CHECKS_MODEL_WORDS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>
#include <string_view>
#include <vector>

namespace tenantscan::model {

/// A list of words that rules/words.json has.
class WordList {
public:
  explicit WordList(std::vector<std::string> Words) : Words(std::move(Words)) {
    for (const std::string &Word : this->Words)
      Known.insert(Word);
  }
  const std::vector<std::string> &words() const { return Words; }
  bool contains(llvm::StringRef Word) const { return Known.contains(Word); }
  /// Whether one of the words of \p Name is in the list.
  bool fits(std::string_view Name) const;
  /// Whether the first word of \p Name is, and the last one.
  bool fitsFirst(std::string_view Name) const;
  bool fitsLast(std::string_view Name) const;

  /// Whether \p Text begins with a word of the list.
  bool begins(llvm::StringRef Text) const;

private:
  std::vector<std::string> Words;
  llvm::StringSet<> Known;
};

/// The list that is called \p Name; it has to be there.
const WordList &wordList(llvm::StringRef Name);

/// Which part of a request a member gives that is called \p Name, by its words; empty
/// where they do not say.
std::string_view requestPart(std::string_view Name);

} // namespace tenantscan::model

#endif
