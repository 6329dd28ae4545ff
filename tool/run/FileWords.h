//===- FileWords.h - The words of source files --------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_FILEWORDS_H
#define TENANTSCAN_TOOL_RUN_FILEWORDS_H

#include "checks/model/TenantNames.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tenantscan {

/// Words by number.
class WordTable {
public:
  explicit WordTable(const model::TenantNames &Names) : Names(Names) {}
  uint32_t numberOf(llvm::StringRef Word);
  /// size() where nobody asked for the number.
  uint32_t find(llvm::StringRef Word) const {
    auto It = Numbers.find(Word);
    return It == Numbers.end() ? static_cast<uint32_t>(size()) : It->second;
  }
  llvm::StringRef spelling(uint32_t Number) const { return Spellings[Number]; }
  /// Whether the word may be the name of a tenant, or of its type.
  bool isTenant(uint32_t Number) const { return Tenants[Number]; }
  /// What a word may name by the words that it is made of.
  struct Meaning {
    bool IsHeader = false;
    bool IsWorker = false;
    bool IsWork = false;
    bool IsBinding = false;
    bool IsCache = false;
    bool IsAccess = false; ///< A method that is called so may be given a key.
  };
  const Meaning &meaning(uint32_t Number) const { return Meanings[Number]; }
  size_t size() const { return Spellings.size(); }
  /// Whether a text in quotes may speak of the tenant.
  bool speaksOfTenant(llvm::StringRef Text) const { return Names.mayMention(std::string_view(Text)); }

private:
  const model::TenantNames &Names;
  llvm::StringMap<uint32_t> Numbers;
  std::vector<llvm::StringRef> Spellings;
  std::vector<bool> Tenants;
  std::vector<Meaning> Meanings;
};

/// The tokens of a file as far as names can come of them. Nothing is expanded and
/// no condition is looked at: what any configuration may see is there.
struct FileWords {
  struct Macro {
    uint32_t Name = 0;
    /// The words of its text without its parameters.
    std::vector<uint32_t> Body;
    /// What ## puts together: text, or (nullopt) what the macro is given.
    std::vector<std::vector<std::optional<std::string>>> Pasted;
    /// Parentheses of its text are not closed there, or not opened.
    bool IsUneven = false;
    bool HasBraces = false;
    /// Where its text stands in the file, in bytes.
    size_t Begin = 0;
    size_t End = 0;
  };
  /// A class template that is called a cache.
  struct CacheClass {
    uint32_t Name = 0;
    /// The words between its braces.
    std::vector<uint32_t> Body;
  };
  /// Identifiers, keywords, suffixes of literals; sorted, each once.
  std::vector<uint32_t> Words;
  std::vector<Macro> Macros;
  std::vector<CacheClass> CacheClasses;
  /// A class that is called a cache is defined or has methods that are: it may keep a map. Or a variable is that is
  /// called so, which may be one.
  bool HasCacheMethods = false;
  /// A class is called a request, and something a header: handlers may be given one.
  bool HasRequestClass = false;
  /// Something is called a worker or a job, and something does its work; something binds a tenant.
  bool HasWorker = false;
  bool HasBinding = false;
  /// An identifier, or a text in quotes, may speak of the tenant.
  bool NamesTenant = false;
  bool SpeaksOfTenant = false;
  /// A name is spelled with escapes: nobody knows the words.
  bool IsOdd = false;
};

/// What a word is for argumentsOf().
enum class WordKind : uint8_t { Other, Macro, Wanted };

/// What a text gives to the macros that are wanted: the words between their parentheses,
/// and all words of a macro's call that gives one of them to another macro.
std::set<std::string> argumentsOf(llvm::StringRef Text, llvm::function_ref<WordKind(llvm::StringRef)> Kind);

/// Through which names objects of a class come to be where the class is not named: the
/// other words of the declarations that name it, and the classes around those. With
/// \p OnlyNamed what is declared with it as its type, and what a macro is given with it.
/// Aliases go to \p Aliases.
void companionsOf(llvm::StringRef Class, llvm::StringRef Text, bool OnlyNamed, llvm::function_ref<bool(llvm::StringRef)> IsMacro,
                  std::set<std::string> &Companions, std::set<std::string> &Aliases);

FileWords wordsOfFile(llvm::StringRef Text, WordTable &Table);

} // namespace tenantscan

#endif
