//===- Words.cpp - What words in names say --------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/Words.h"

#include "checks/model/EmbeddedRules.h"
#include "checks/model/TenantNames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/ErrorHandling.h"

#include <nlohmann/json.hpp>

namespace tenantscan::model {

namespace {

struct AllWords {
  llvm::StringMap<WordList> Lists;
  /// The first that fits: `routeParam` is of the path, `bodyField` of the body.
  std::vector<std::pair<std::string, WordList>> RequestParts;
};

} // namespace

static const AllWords &allWords() {
  static const AllWords Words = [] {
    AllWords Result;
    const nlohmann::json Root = nlohmann::json::parse(embeddedRule("words.json"));
    for (const auto &[Name, Entry] : Root["lists"].items())
      Result.Lists.try_emplace(Name, Entry["words"].get<std::vector<std::string>>());
    for (const nlohmann::json &Entry : Root["requestParts"])
      Result.RequestParts.emplace_back(Entry["from"], WordList(Entry["words"].get<std::vector<std::string>>()));
    return Result;
  }();
  return Words;
}

bool WordList::fits(std::string_view Name) const {
  return llvm::any_of(wordsOf(Name), [&](const std::string &Word) { return contains(Word); });
}

bool WordList::begins(llvm::StringRef Text) const {
  return llvm::any_of(Words, [&](const std::string &Word) { return Text.starts_with(Word); });
}

bool WordList::fitsFirst(std::string_view Name) const {
  std::vector<std::string> Words = wordsOf(Name);
  return !Words.empty() && contains(Words.front());
}

bool WordList::fitsLast(std::string_view Name) const {
  std::vector<std::string> Words = wordsOf(Name);
  return !Words.empty() && contains(Words.back());
}

const WordList &wordList(llvm::StringRef Name) {
  auto It = allWords().Lists.find(Name);
  if (It == allWords().Lists.end())
    llvm::report_fatal_error("rules/words.json has no list called " + llvm::Twine(Name));
  return It->second;
}

std::string_view requestPart(std::string_view Name) {
  std::vector<std::string> Words = wordsOf(Name);
  for (const auto &[From, List] : allWords().RequestParts)
    if (llvm::any_of(Words, [&](const std::string &Word) { return List.contains(Word); }))
      return From;
  return {};
}

} // namespace tenantscan::model
