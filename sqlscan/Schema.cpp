//===- Schema.cpp - Which tables carry the tenant -----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Schema.h"

#include "sqlscan/DefinitionReader.h"
#include "sqlscan/Lexer.h"

#include <algorithm>

namespace tenantscan::sql {

std::string foldCase(std::string_view Name) {
  std::string Folded(Name);
  for (char &C : Folded)
    C = C >= 'A' && C <= 'Z' ? static_cast<char>(C + 32) : C;
  return Folded;
}

static bool containsName(const std::vector<std::string> &Names, std::string_view Name) {
  return std::any_of(Names.begin(), Names.end(), [&](const std::string &N) { return equalsIgnoreCase(N, Name); });
}

bool Vocabulary::isTenantColumn(std::string_view Name) const { return containsName(TenantColumns, Name); }
// The entries are alternatives, the columns of one belong together: (a) or (b and c) is
// (a or b) and (a or c).
std::vector<std::vector<std::string>> Vocabulary::required(const std::vector<std::string> *Columns) const {
  auto Has = [&](const std::string &Name) { return Columns == nullptr || containsName(*Columns, Name); };
  std::vector<std::vector<std::string>> Result(1);
  if (TenantKeys.empty()) {
    for (const std::string &Name : TenantColumns)
      if (Has(Name))
        Result.front().push_back(foldCase(Name));
    return Result;
  }
  for (const std::vector<std::string> &Key : TenantKeys) {
    std::vector<std::vector<std::string>> Next;
    for (const std::string &Name : Key)
      if (Has(Name))
        for (std::vector<std::string> Choice : Result) {
          Choice.push_back(foldCase(Name));
          Next.push_back(std::move(Choice));
        }
    static constexpr size_t MaxChoices = 64;
    if (!Next.empty() && Next.size() <= MaxChoices)
      Result = std::move(Next);
  }
  return Result;
}

bool Vocabulary::isTenantFunction(std::string_view Name) const { return containsName(TenantFunctions, Name); }
bool Vocabulary::isTenantSetting(std::string_view Name) const {
  return containsName(TenantSettings, Name) || foldCase(Name).find("tenant") != std::string::npos;
}

static bool hasTenantColumn(const Table &T, const Vocabulary &Words) {
  return std::any_of(T.Columns.begin(), T.Columns.end(), [&](const std::string &C) { return Words.isTenantColumn(C); });
}

int Table::position(std::string_view Column) const {
  for (size_t I = 0; I < Columns.size(); ++I)
    if (equalsIgnoreCase(Columns[I], Column))
      return static_cast<int>(I);
  return -1;
}

void Schema::addTenantTable(std::string_view Name) { Listed[foldCase(Name)] = TableKind::Tenant; }
void Schema::addGlobalTable(std::string_view Name) { Listed[foldCase(Name)] = TableKind::Global; }

static std::string qualified(std::string_view SchemaName, std::string_view Name) { return foldCase(SchemaName) + "." + foldCase(Name); }

static bool isDefault(std::string_view SchemaName) { return SchemaName.empty() || SchemaName == "public"; }

bool isSameSchema(std::string_view A, std::string_view B) { return A == B || (isDefault(A) && isDefault(B)); }

const Table *Schema::find(std::string_view Name) const {
  auto It = Tables.find(foldCase(Name));
  return It == Tables.end() ? nullptr : &It->second;
}

const Table *Schema::find(std::string_view Name, std::string_view SchemaName, const Vocabulary &Words) const {
  const Table *First = find(Name);
  // Where no schema is written, neither here nor there, or nothing else has the name.
  if (First == nullptr || (SchemaName.empty() && (isDefault(First->SchemaName) || !First->HasNamesakes)))
    return First;
  if (!SchemaName.empty()) {
    std::string Wanted = foldCase(SchemaName);
    if (First->SchemaName == Wanted)
      return First;
    for (std::string_view Spelled : {std::string_view(Wanted), std::string_view()})
      if (auto It = isSameSchema(Spelled, Wanted) ? Tables.find(qualified(Spelled, Name)) : Tables.end(); It != Tables.end())
        return &It->second;
    // The files may leave the schema out.
    return isDefault(First->SchemaName) && (Wanted == "public" || First->SchemaName.empty()) ? First : nullptr;
  }
  // Which one is meant is a question of the search path.
  const Table *Best = nullptr;
  std::string End = "." + foldCase(Name);
  for (const auto &[Key, T] : Tables) {
    if (Key.size() != T.SchemaName.size() + End.size() || Key.substr(T.SchemaName.size()) != End)
      continue;
    if (isDefault(T.SchemaName))
      return &T;
    std::set<const Table *> Seen;
    if (belongsToTenants(T, Words, Seen) && (Best == nullptr || T.SchemaName < Best->SchemaName))
      Best = &T;
  }
  std::set<const Table *> Seen;
  return Best == nullptr || belongsToTenants(*First, Words, Seen) ? First : Best;
}

TableKind Schema::kindOf(std::string_view Name, const Vocabulary &Words, std::string_view SchemaName) const {
  if (auto It = SchemaName.empty() ? Listed.end() : Listed.find(qualified(SchemaName, Name)); It != Listed.end())
    return It->second;
  if (auto It = Listed.find(foldCase(Name)); It != Listed.end())
    return It->second;
  const Table *T = find(Name, SchemaName, Words);
  if (T == nullptr)
    return IsComplete ? TableKind::Unknown : TableKind::Tenant;
  std::set<const Table *> Seen;
  return belongsToTenants(*T, Words, Seen) ? TableKind::Tenant : TableKind::Global;
}

bool Schema::belongsToTenants(const Table &T, const Vocabulary &Words, std::set<const Table *> &Seen) const {
  if (auto It = Listed.find(foldCase(T.Name)); It != Listed.end())
    return It->second == TableKind::Tenant;
  // A table that is on the way already leads nowhere else.
  if (!Seen.insert(&T).second)
    return false;
  return hasTenantColumn(T, Words) ||
         std::any_of(T.ForeignKeys.begin(), T.ForeignKeys.end(), [&](const ForeignKey &Key) { return isOwner(Key, T, Words, Seen); });
}

bool Schema::isOwner(const ForeignKey &Key, const Table &Child, const Vocabulary &Words, std::set<const Table *> &Seen) const {
  const Table *Parent = find(Key.Parent, Key.ParentSchema, Words);
  return Parent != nullptr && std::all_of(Key.Columns.begin(), Key.Columns.end(), [&](const std::string &C) { return Child.isNotNull(C); }) &&
         belongsToTenants(*Parent, Words, Seen);
}

std::vector<const ForeignKey *> Schema::ownersOf(const Table &Child, const Vocabulary &Words) const {
  std::vector<const ForeignKey *> Result;
  if (hasTenantColumn(Child, Words))
    return Result;
  for (const ForeignKey &Key : Child.ForeignKeys) {
    std::set<const Table *> Seen{&Child};
    if (isOwner(Key, Child, Words, Seen))
      Result.push_back(&Key);
  }
  return Result;
}

std::vector<std::string> Schema::referencedColumns(const ForeignKey &Key, const Vocabulary &Words) const {
  if (!Key.ParentColumns.empty())
    return Key.ParentColumns;
  if (const Table *Parent = find(Key.Parent, Key.ParentSchema, Words))
    for (const UniqueKey &Unique : Parent->UniqueKeys)
      if (Unique.IsPrimary)
        return Unique.Columns;
  return {};
}

bool Schema::isListed(std::string_view Name) const { return Listed.count(foldCase(Name)) != 0; }

bool Schema::hasTenantTables(const Vocabulary &Words) const {
  auto IsTenant = [&](const auto &Entry) { return kindOf(Entry.first, Words) == TableKind::Tenant; };
  return std::any_of(Listed.begin(), Listed.end(), IsTenant) || std::any_of(Tables.begin(), Tables.end(), IsTenant);
}

bool Table::isNotNull(std::string_view Column) const { return std::find(NotNull.begin(), NotNull.end(), Column) != NotNull.end(); }

bool Table::isRowName(std::string_view Column) const {
  return (Column == "ctid" || Column == "rowid" || Column == "_rowid_") && position(Column) < 0 && ViewQuery.empty() && !HasHeirs && !IsPartitioned;
}

} // namespace tenantscan::sql
