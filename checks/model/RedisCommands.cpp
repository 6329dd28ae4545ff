//===- RedisCommands.cpp - Where Redis commands have their keys -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/RedisCommands.h"

#include "checks/model/EmbeddedRules.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <nlohmann/json.hpp>

namespace tenantscan::model {

namespace {

/// Where one command has its keys, counted in words.
struct Layout {
  RedisCommand::Use What = RedisCommand::Use::None;
  long First = 0; ///< 0: there are no keys at fixed places.
  long Last = 0;  ///< Negative: counted from the end.
  long Step = 1;
  long Count = 0;  ///< The word with the number of keys behind it; 0: there is none.
  long Fields = 0; ///< The first word that names a field; 0: there is none.
  long FieldStep = 1;
};

} // namespace

static const llvm::StringMap<Layout> &layouts() {
  static const llvm::StringMap<Layout> Table = [] {
    using Use = RedisCommand::Use;
    llvm::StringMap<Layout> Result;
    const nlohmann::json Root = nlohmann::json::parse(embeddedRule("redis-commands.json"));
    for (const nlohmann::json &Entry : Root["commands"]) {
      Layout L;
      std::string What = Entry["use"];
      L.What = What == "data" ? Use::Data : What == "queue" ? Use::Queue : What == "pattern" ? Use::Pattern : What == "all" ? Use::All : Use::None;
      L.First = Entry.value("first", 0);
      L.Last = Entry.value("last", 0);
      L.Step = Entry.value("step", 1);
      L.Count = Entry.value("count", 0);
      L.Fields = Entry.value("fields", 0);
      L.FieldStep = Entry.value("fieldStep", 1);
      for (const nlohmann::json &Name : Entry["names"])
        Result[Name.get<std::string>()] = L;
    }
    return Result;
  }();
  return Table;
}

// KEYS pattern, SCAN cursor [MATCH pattern] [...]
static std::vector<size_t> patternOf(const std::vector<std::optional<std::string>> &Words) {
  if (llvm::StringRef(*Words.front()).equals_insensitive("keys"))
    return Words.size() > 1 ? std::vector<size_t>{1} : std::vector<size_t>();
  for (size_t I = 2; I + 1 < Words.size(); ++I)
    if (Words[I] && llvm::StringRef(*Words[I]).equals_insensitive("match"))
      return {I + 1};
  return {};
}

RedisCommand redisCommand(const std::vector<std::optional<std::string>> &Words) {
  RedisCommand Result;
  if (Words.empty() || !Words.front())
    return Result;
  auto It = layouts().find(llvm::StringRef(*Words.front()).lower());
  if (It == layouts().end())
    return Result;
  const Layout &L = It->second;
  Result.What = L.What;
  if (L.What == RedisCommand::Use::Pattern) {
    Result.Keys = patternOf(Words);
    return Result;
  }
  long Size = static_cast<long>(Words.size());
  long Last = L.Last < 0 ? Size + L.Last : L.Last;
  for (long I = L.First; L.First != 0 && I <= Last && I < Size; I += L.Step)
    Result.Keys.push_back(static_cast<size_t>(I));
  for (long I = L.Fields; L.Fields != 0 && I < Size; I += L.FieldStep) {
    Result.Fields.push_back(static_cast<size_t>(I));
    if (L.FieldStep == 0)
      break;
  }
  if (L.Count == 0)
    return Result;
  unsigned Count = 0;
  if (L.Count >= Size || !Words[L.Count] || llvm::StringRef(*Words[L.Count]).getAsInteger(10, Count)) {
    Result.What = RedisCommand::Use::Unknown;
    return Result;
  }
  for (long I = L.Count + 1; I < Size && I <= L.Count + static_cast<long>(std::min(Count, 1000u)); ++I)
    Result.Keys.push_back(static_cast<size_t>(I));
  return Result;
}

} // namespace tenantscan::model
