//===- TenantNames.cpp - Which names mean the tenant ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/TenantNames.h"

#include "checks/model/Words.h"

#include <algorithm>

namespace tenantscan::model {

static bool isUpper(char C) { return C >= 'A' && C <= 'Z'; }
static bool isLower(char C) { return C >= 'a' && C <= 'z'; }
static bool isDigit(char C) { return C >= '0' && C <= '9'; }

std::vector<std::string> wordsOf(std::string_view Name) {
  std::vector<std::string> Words;
  for (size_t I = 0; I < Name.size(); ++I) {
    char C = Name[I];
    if (!isUpper(C) && !isLower(C) && !isDigit(C))
      continue;
    char Before = I == 0 ? '_' : Name[I - 1];
    char Next = I + 1 < Name.size() ? Name[I + 1] : '_';
    bool Begins = (!isUpper(Before) && !isLower(Before) && !isDigit(Before)) || (isUpper(C) && (!isUpper(Before) || isLower(Next)));
    if (Begins || Words.empty())
      Words.emplace_back();
    Words.back() += isUpper(C) ? static_cast<char>(C + 32) : C;
  }
  return Words;
}

static bool contains(const std::vector<std::string> &Words, const std::vector<std::string> &Part) {
  return !Part.empty() && std::search(Words.begin(), Words.end(), Part.begin(), Part.end()) != Words.end();
}

namespace {

/// The lists that names are told by; rules/words.json says what they are for.
struct Lists {
  const WordList &Ids = wordList("ids");
  const WordList &Noise = wordList("noise");
  const WordList &OtherTenants = wordList("otherTenants");
  const WordList &Open = wordList("open");
  const WordList &TenantLike = wordList("tenantLike");
  const WordList &TenantForms = wordList("tenantForms");
  const WordList &TenantTypes = wordList("tenantTypes");
};

} // namespace

static const Lists &lists() {
  static const Lists All;
  return All;
}

void TenantNames::addName(std::string_view Name) { Names.push_back(wordsOf(Name)); }

void TenantNames::addColumn(std::string_view Column) {
  std::vector<std::string> Words = wordsOf(Column);
  if (Words.size() > 1 && lists().Ids.contains(Words.back())) {
    std::vector<std::string> Stem(Words.begin(), Words.end() - 1);
    WholeNames.push_back(std::move(Stem));
  }
  // `monitorid` is `monitor_id`.
  for (std::string_view Id : lists().Ids.words())
    if (Words.size() == 1 && Words.front().size() >= Id.size() + 3 &&
        std::string_view(Words.front()).substr(Words.front().size() - Id.size()) == Id) {
      std::string Stem = Words.front().substr(0, Words.front().size() - Id.size());
      WholeNames.push_back({Stem});
      Names.push_back({std::move(Stem), std::string(Id)});
    }
  Names.push_back(std::move(Words));
}

bool TenantNames::hasName(const std::vector<std::string> &Written) const {
  // tenant2, realm0
  std::vector<std::string> Words = Written;
  for (std::string &Word : Words)
    if (!isDigit(Word.front()))
      Word.erase(Word.find_last_not_of("0123456789") + 1);
  if (std::any_of(Names.begin(), Names.end(), [&](const auto &Name) { return contains(Words, Name); }))
    return true;
  std::vector<std::string> Bare;
  for (const std::string &Word : Words)
    if (!lists().Noise.contains(Word))
      Bare.push_back(Word);
  return std::find(WholeNames.begin(), WholeNames.end(), Bare) != WholeNames.end();
}

/// Whether a word is short for another: `char` for `character`, `acct` for `account`.
static bool abbreviates(const std::string &Short, const std::string &Long) {
  if (Short.size() < 3 || Short.size() >= Long.size() || Short.front() != Long.front())
    return false;
  if (Long.compare(0, Short.size(), Short) == 0)
    return true;
  // Consonants, in their order.
  size_t At = 1;
  for (size_t I = 1; I < Short.size(); ++I, ++At) {
    At = std::string_view("aeiou").find(Short[I]) == std::string_view::npos ? Long.find(Short[I], At) : std::string::npos;
    if (At == std::string::npos)
      return false;
  }
  return true;
}

/// Whether the words may be a name in short.
static bool mayAbbreviate(const std::vector<std::string> &Words, const std::vector<std::vector<std::string>> &Names) {
  return std::any_of(Names.begin(), Names.end(), [&](const std::vector<std::string> &Name) {
    return Name.size() == Words.size() && std::equal(Words.begin(), Words.end(), Name.begin(), [](const std::string &Word, const std::string &Full) {
             return Word == Full || abbreviates(Word, Full) || (lists().Ids.contains(Word) && lists().Ids.contains(Full));
           });
  });
}

NameKind TenantNames::kindOf(std::string_view Name) const {
  std::vector<std::string> Words = wordsOf(Name);
  if (hasName(Words))
    return NameKind::Tenant;
  std::erase_if(Words, [](const std::string &Word) { return lists().Noise.contains(Word); });
  if (Words.empty() || (Words.size() == 1 && lists().Ids.contains(Words.front())))
    return NameKind::Generic;
  if (!lists().Ids.contains(Words.back()) || Words.size() < 2)
    return NameKind::Unknown;
  bool MayBeTenant = std::any_of(Words.begin(), Words.end() - 1, [](const std::string &Word) { return lists().OtherTenants.contains(Word); });
  return MayBeTenant || mayAbbreviate(Words, Names) ? NameKind::Unknown : NameKind::OtherId;
}

bool TenantNames::isDescriptive(std::string_view Name) const {
  std::vector<std::string> Words = wordsOf(Name);
  if (hasName(Words))
    return false;
  std::erase_if(Words, [](const std::string &Word) { return lists().Noise.contains(Word); });
  if (Words.empty() || (Words.size() == 1 && (lists().Ids.contains(Words.front()) || Words.front().size() < 3)) ||
      lists().Open.contains(Words.back()))
    return false;
  return std::none_of(Words.begin(), Words.end(), [](const std::string &Word) { return lists().TenantLike.contains(Word); });
}

bool TenantNames::isIdentifier(std::string_view Name) const {
  std::vector<std::string> Words = wordsOf(Name);
  if (!hasName(Words))
    return false;
  std::erase_if(Words, [](const std::string &Word) { return lists().Noise.contains(Word); });
  // `tenant_name` and `tenant_count` tell something about a tenant.
  return Words.empty() || lists().Ids.contains(Words.back()) || lists().TenantForms.contains(Words.back()) || hasName({Words.back()});
}

bool TenantNames::isTenantItself(std::string_view Name) const {
  return kindOf(Name) == NameKind::Tenant && isIdentifier(Name) && !lists().Open.fitsLast(Name);
}

bool TenantNames::mayMention(std::string_view Text) const {
  auto Lower = [](char C) { return isUpper(C) ? static_cast<char>(C + 32) : C; };
  auto Has = [&](const std::vector<std::string> &Words) {
    return !Words.empty() && std::search(Text.begin(), Text.end(), Words.front().begin(), Words.front().end(),
                                         [&](char A, char B) { return Lower(A) == B; }) != Text.end();
  };
  return std::any_of(Names.begin(), Names.end(), Has) && hasName(wordsOf(Text));
}

bool TenantNames::isTenantType(std::string_view Qualified) const {
  size_t Colons = Qualified.rfind("::");
  std::string_view Last = Colons == std::string_view::npos ? Qualified : Qualified.substr(Colons + 2);
  if (std::any_of(Types.begin(), Types.end(), [&](const std::string &Type) { return Type == Qualified || Type == Last; }))
    return true;
  std::vector<std::string> Words = wordsOf(Last);
  if (!Words.empty() && Words.back() == "t")
    Words.pop_back();
  return !Words.empty() && lists().TenantTypes.contains(Words.back()) && hasName(Words);
}

} // namespace tenantscan::model
