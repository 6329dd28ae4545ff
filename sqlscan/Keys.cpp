//===- Keys.cpp - Rows that are the same, and rows that belong to others ----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE tenant_id = $1)`: where
// `id` alone is unique, both relations hold the same row.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Prover.h"

#include <algorithm>

namespace tenantscan::sql {

std::vector<const ForeignKey *> Prover::ownersOf(RelationId Id) const {
  const Relation &R = Relations[Id];
  if (R.Kind != Relation::Base || R.Tenancy != TableKind::Tenant || R.Definition == nullptr)
    return {};
  return Tables.ownersOf(*R.Definition, Words);
}

std::optional<TermId> Prover::rowTenant(RelationId Id) {
  std::vector<std::vector<TermId>> Terms = tenantTerms(Id);
  if (Terms.size() == 1 && Terms.front().empty() && !ownersOf(Id).empty())
    return ownerTerm(Id);
  return Terms.size() == 1 && Terms.front().size() == 1 ? std::optional(Terms.front().front()) : std::nullopt;
}

// A row that is being written is not the stored row with its key.
std::vector<RelationId> Prover::withSameValues(RelationId Id, const std::vector<std::string> &Columns, const Table &Of,
                                               const std::vector<std::string> &OfColumns) {
  std::vector<RelationId> Result;
  if (Columns.empty() || Columns.size() != OfColumns.size() || Of.HasHeirs)
    return Result;
  for (size_t I = 0; I < Columns.size(); ++I) {
    if (Columns[I].empty())
      return {};
    std::vector<RelationId> Here;
    F.anyInClass(F.column(Id, Columns[I]), [&](TermId Member) {
      const Term &T = F[Member];
      if (T.Kind == Term::Column && T.Relation != Id && (T.Column_ & Facts::ColumnOfResult) == 0 && Relations[T.Relation].Definition == &Of &&
          Relations[T.Relation].Does != Action::Writes && F.columnName(T) == OfColumns[I])
        Here.push_back(T.Relation);
      return false;
    });
    if (I == 0)
      Result = std::move(Here);
    else
      std::erase_if(Result, [&](RelationId R) { return std::find(Here.begin(), Here.end(), R) == Here.end(); });
  }
  return Result;
}

// To a row of one tenant, or to a row that is looked up by its key.
bool Prover::isTiedToOwner(RelationId Id) {
  if (confiningValue(ownerTerm(Id)))
    return true;
  std::vector<RelationId> Owned;
  F.anyInClass(ownerTerm(Id), [&](TermId Member) {
    if (F[Member].Kind == Term::Column)
      Owned.push_back(F[Member].Relation);
    return false;
  });
  auto HasValue = [&](RelationId R, const ForeignKey *Key) {
    return std::all_of(Key->Columns.begin(), Key->Columns.end(), [&](const std::string &C) { return confiningValue(F.column(R, C)).has_value(); });
  };
  return std::any_of(Owned.begin(), Owned.end(), [&](RelationId R) {
    std::vector<const ForeignKey *> Keys = ownersOf(R);
    return std::any_of(Keys.begin(), Keys.end(), [&](const ForeignKey *Key) { return HasValue(R, Key); });
  });
}

static bool isKeyOfRow(const UniqueKey &Key, const Table &T) {
  return !T.HasHeirs && !Key.AllowsRepeats &&
         std::all_of(Key.Columns.begin(), Key.Columns.end(), [&](const std::string &C) { return T.isNotNull(C); });
}

void Prover::learnSameRow(RelationId A, RelationId B) {
  if (!ownersOf(A).empty())
    F.learn(ownerTerm(A), ownerTerm(B));
  for (const std::string &Column : Relations[A].Definition->Columns)
    if (Words.isTenantColumn(Column))
      F.learn(F.column(A, foldCase(Column)), F.column(B, foldCase(Column)));
}

// What a subquery compares with a row of a block around it tells about that row too.
void Prover::learnKeys(const Block &B) {
  std::vector<RelationId> Visible;
  for (const Scope *S = &B.S; S != nullptr; S = S->Parent)
    Visible.insert(Visible.end(), S->Relations.begin(), S->Relations.end());
  for (RelationId Id : Visible) {
    const Relation &R = Relations[Id];
    if (R.Kind != Relation::Base || R.Tenancy != TableKind::Tenant || R.Definition == nullptr || R.Does == Action::Writes)
      continue;
    auto IsSame = [&](const Relation &Other) { return &Other != &R && Other.Definition == R.Definition; };
    if (std::any_of(Relations.begin(), Relations.end(), IsSame))
      for (const UniqueKey &Key : R.Definition->UniqueKeys)
        if (isKeyOfRow(Key, *R.Definition))
          for (RelationId Same : withSameValues(Id, Key.Columns, *R.Definition, Key.Columns))
            learnSameRow(Id, Same);
    if (std::any_of(Relations.begin(), Relations.end(), IsSame))
      for (const char *Name : {"ctid", "rowid", "_rowid_"})
        if (R.Definition->isRowName(Name))
          for (RelationId Same : withSameValues(Id, {Name}, *R.Definition, {Name}))
            learnSameRow(Id, Same);
    for (const ForeignKey *Key : ownersOf(Id))
      for (RelationId Owner :
           withSameValues(Id, Key->Columns, *Tables.find(Key->Parent, Key->ParentSchema, Words), Tables.referencedColumns(*Key, Words)))
        if (std::optional<TermId> Theirs = rowTenant(Owner))
          F.learn(ownerTerm(Id), *Theirs);
  }
}

void Prover::learnKey(const std::vector<std::optional<TermId>> &Columns, const QueryResult &Rows, size_t I) {
  const ResultColumn &From = Rows.Columns[I];
  std::vector<TermId> Same;
  F.anyInClass(*Columns[I], [&](TermId Member) {
    const Term &T = F[Member];
    if (T.Kind == Term::Column && (T.Column_ & Facts::ColumnOfResult) == 0 && Relations[T.Relation].Does != Action::Writes)
      Same.push_back(Member);
    return false;
  });
  // Whether the columns of a relation have the values that the row has in those of the key.
  auto HaveValues = [&](RelationId Id, const std::vector<std::string> &Mine, const std::vector<std::string> &Theirs) {
    for (size_t C = 0; C < Mine.size(); ++C) {
      TermId Column = F.column(Id, Mine[C]);
      bool IsEqual = false;
      for (size_t J = 0; J < Columns.size() && J < Rows.Columns.size() && !IsEqual; ++J)
        IsEqual = Columns[J] && Rows.Columns[J].KeyOf == From.KeyOf && Rows.Columns[J].KeyRow == From.KeyRow && !Rows.Columns[J].IsKeyWritten &&
                  Rows.Columns[J].KeyName == Theirs[C] && F.equal(Column, *Columns[J]);
      if (!IsEqual)
        return false;
    }
    return true;
  };
  for (TermId Member : Same) {
    RelationId Id = F[Member].Relation;
    std::string Name(F.columnName(F[Member]));
    auto IsSameRow = [&](const UniqueKey &Key) {
      return Key.Columns.size() > 1 && Key.Columns.front() == Name && isKeyOfRow(Key, *From.KeyOf) && HaveValues(Id, Key.Columns, Key.Columns);
    };
    const std::vector<UniqueKey> &Keys = From.KeyOf->UniqueKeys;
    if (Relations[Id].Kind == Relation::Base && Relations[Id].Definition == From.KeyOf && Name == From.KeyName &&
        (From.IsWholeKey || std::any_of(Keys.begin(), Keys.end(), IsSameRow)))
      for (const auto &[Tenant, Theirs] : From.KeyTenant)
        F.learn(F.column(Id, Tenant), Theirs);
    std::vector<TermId> Mine;
    for (const ForeignKey *Key : ownersOf(Id)) {
      std::vector<std::string> Referenced = Tables.referencedColumns(*Key, Words);
      if (Key->Columns.size() == Referenced.size() && !Referenced.empty() && Key->Columns.front() == Name && Referenced.front() == From.KeyName &&
          Tables.find(Key->Parent, Key->ParentSchema, Words) == From.KeyOf &&
          (Referenced.size() == 1 ? From.IsWholeKey : HaveValues(Id, Key->Columns, Referenced)))
        Mine.push_back(ownerTerm(Id));
    }
    // Of a parent with several tenant columns the child has no single one.
    bool IsOne = std::all_of(From.KeyTenant.begin(), From.KeyTenant.end(), [&](const auto &T) { return T.first == From.KeyTenant.front().first; });
    for (TermId M : Mine)
      for (const auto &[Tenant, Theirs] : From.KeyTenant)
        if (IsOne)
          F.learn(M, Theirs);
  }
}

// What equals a key is as good as the key: l.order_id, where it is o.id.
void Prover::noteKey(ResultColumn &C, TermId Value, const Block &B) {
  if (F[Value].Kind == Term::Column && !noteKeyColumn(C, Value, B)) {
    std::vector<TermId> Same;
    F.anyInClass(Value, [&](TermId Member) {
      if (Member != Value && F[Member].Kind == Term::Column)
        Same.push_back(Member);
      return false;
    });
    for (size_t I = 0; I < Same.size() && !noteKeyColumn(C, Same[I], B);)
      ++I;
  }
}

bool Prover::noteKeyColumn(ResultColumn &C, TermId Column, const Block &B) {
  const Term &T = F[Column];
  if (T.Relation < B.FirstInside)
    return false;
  const Relation &R = Relations[T.Relation];
  if ((T.Column_ & Facts::ColumnOfResult) != 0) {
    uint32_t Position = T.Column_ & ~Facts::ColumnOfResult;
    if (R.Kind != Relation::Result || Position >= R.Rows.Columns.size() || R.Rows.Columns[Position].KeyOf == nullptr)
      return false;
    const ResultColumn &From = R.Rows.Columns[Position];
    C.KeyOf = From.KeyOf;
    C.KeyName = From.KeyName;
    C.IsWholeKey = From.IsWholeKey;
    C.KeyRow = KeyRows.try_emplace({T.Relation, From.KeyRow}, static_cast<uint32_t>(KeyRows.size() + 1)).first->second;
    C.IsKeyWritten = From.IsKeyWritten || !B.IsQuery;
    for (const auto &Known : From.KeyTenant)
      if (visibleOutside(Known.second, B.FirstInside))
        C.KeyTenant.push_back(Known);
    return true;
  }
  if (R.Kind != Relation::Base || R.Tenancy != TableKind::Tenant || R.Definition == nullptr)
    return false;
  std::string_view Name = F.columnName(T);
  const std::vector<UniqueKey> &Keys = R.Definition->UniqueKeys;
  auto IsKey = [&](const UniqueKey &Key) { return Key.Columns.size() == 1 && Key.Columns.front() == Name && isKeyOfRow(Key, *R.Definition); };
  auto IsTenant = [&](const std::string &Column) { return Words.isTenantColumn(Column); };
  auto IsPart = [&](const UniqueKey &Key) {
    return Key.Columns.size() > 1 && std::find(Key.Columns.begin(), Key.Columns.end(), Name) != Key.Columns.end() &&
           std::none_of(Key.Columns.begin(), Key.Columns.end(), IsTenant) && isKeyOfRow(Key, *R.Definition);
  };
  bool IsWhole = R.Definition->isRowName(Name) || std::any_of(Keys.begin(), Keys.end(), IsKey);
  if (!IsWhole && std::none_of(Keys.begin(), Keys.end(), IsPart))
    return false;
  C.KeyOf = R.Definition;
  C.KeyName = Name;
  C.IsWholeKey = IsWhole;
  C.KeyRow = KeyRows.try_emplace({T.Relation, 0}, static_cast<uint32_t>(KeyRows.size() + 1)).first->second;
  C.IsKeyWritten = !B.IsQuery;
  RelationId Id = T.Relation;
  auto Note = [&](const std::string &Tenant) {
    F.anyInClass(F.column(Id, Tenant), [&](TermId Member) {
      if (visibleOutside(Member, B.FirstInside))
        C.KeyTenant.emplace_back(Tenant, Member);
      return false;
    });
  };
  if (!ownersOf(Id).empty())
    Note(std::string(OwnerColumn));
  for (const std::string &Column : R.Definition->Columns)
    if (Words.isTenantColumn(Column))
      Note(foldCase(Column));
  return true;
}

} // namespace tenantscan::sql
