//===- Names.cpp - Column references, resolved as the server does ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Prover.h"

#include <algorithm>

namespace tenantscan::sql {

// Which columns a relation has is known from its definition, or from the query
// that it stands for. A table without a definition may have any column; that it
// has a tenant column is taken from its kind.
Prover::Has Prover::lookUp(RelationId Id, std::string_view Column, std::optional<TermId> &Found) {
  const Relation &R = Relations[Id];
  switch (R.Kind) {
  case Relation::Base:
    for (size_t I = 0; I < R.Renamed.size(); ++I)
      if (equalsIgnoreCase(R.Renamed[I], Column)) {
        Found = std::nullopt;
        if (R.Definition != nullptr && I < R.Definition->Columns.size())
          Found = F.column(Id, R.Definition->Columns[I]);
        return Has::Yes;
      }
    if (R.Definition != nullptr && !R.Renamed.empty() && R.Definition->position(Column) < static_cast<int>(R.Renamed.size()))
      return Has::No;
    if (R.Definition != nullptr) {
      if (R.Definition->position(Column) < 0 && !R.Definition->isRowName(foldCase(Column)))
        return Has::No;
      Found = F.column(Id, foldCase(Column));
      return Has::Yes;
    }
    Found = F.column(Id, foldCase(Column));
    return Words.isTenantColumn(Column) && R.Tenancy == TableKind::Global ? Has::Weak : Has::Maybe;
  case Relation::Result: {
    unsigned Matches = 0;
    for (uint32_t I = 0; I < R.Rows.Columns.size(); ++I) {
      if (!equalsIgnoreCase(R.Rows.Columns[I].Name, Column))
        continue;
      Found = F.resultColumn(Id, I);
      ++Matches;
    }
    // Two columns of one name: the server refuses the reference.
    if (Matches > 1)
      Found = std::nullopt;
    if (Matches > 0)
      return Has::Yes;
    if (!R.Rows.Open)
      return Has::No;
    Found = F.column(Id, foldCase(Column));
    return Has::Maybe;
  }
  case Relation::Opaque:
    // A function that returns one column gives it the name of the alias.
    Found = std::nullopt;
    if (equalsIgnoreCase(R.Name, Column) || std::find(R.Renamed.begin(), R.Renamed.end(), foldCase(Column)) != R.Renamed.end())
      return Has::Yes;
    return Words.isTenantColumn(Column) ? Has::Weak : Has::Maybe;
  case Relation::JoinAlias: {
    if (!R.Columns.empty()) {
      unsigned Matches = 0;
      for (const MergedColumn &C : R.Columns)
        if (equalsIgnoreCase(C.Name, Column)) {
          Found = Matches++ == 0 ? C.Value : std::nullopt;
        }
      return Matches > 0 ? Has::Yes : R.Rows.Open ? Has::Maybe : Has::No;
    }
    for (const MergedColumn &M : R.Merged)
      if (equalsIgnoreCase(M.Name, Column)) {
        Found = M.Value;
        return Has::Yes;
      }
    Has Best = Has::No;
    for (RelationId Member : R.Members) {
      std::optional<TermId> Here;
      Has H = lookUp(Member, Column, Here);
      if (H > Best) {
        Best = H;
        Found = Here;
      } else if (H == Best && H != Has::No) {
        Found = std::nullopt;
      }
    }
    return Best;
  }
  }
  return Has::No;
}

// An unqualified name belongs to the innermost block that has it. Where several
// relations of a block may have it, none is taken: a wrong guess could call a
// leak scoped.
std::optional<TermId> Prover::resolveName(std::string_view Column, const Scope &S) {
  for (const Scope *Block = &S; Block != nullptr; Block = Block->Parent) {
    if (Block->RelationsHidden)
      continue;
    for (const MergedColumn &M : Block->Merged)
      if (equalsIgnoreCase(M.Name, Column))
        return M.Value;
    size_t Certain = 0;
    std::optional<TermId> CertainTerm;
    size_t Possible = 0;
    std::optional<TermId> PossibleTerm;
    bool IsWeak = false;
    for (RelationId Id : Block->Relations) {
      std::optional<TermId> Found;
      Has H = lookUp(Id, Column, Found);
      if (H == Has::Yes && Certain++ == 0)
        CertainTerm = Found;
      if (H == Has::Maybe && Possible++ == 0)
        PossibleTerm = Found;
      IsWeak = IsWeak || H == Has::Weak;
    }
    if (Certain == 1)
      return CertainTerm;
    if (Certain == 0 && Possible == 1)
      return PossibleTerm;
    if (Certain == 0 && Possible == 0 && !IsWeak)
      continue;
    if (Possible != 0 && Words.isTenantColumn(Column))
      for (RelationId Id : Block->Relations) {
        std::optional<TermId> Found;
        if (lookUp(Id, Column, Found) == Has::Maybe && Found)
          NearMisses.push_back({*Found, ReasonKind::AmbiguousColumn, std::string(Column)});
      }
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<RelationId> Prover::findRelation(std::string_view Name, std::string_view SchemaName, const Scope &Block, bool IsExact) const {
  for (RelationId Id : Block.Relations) {
    const Relation &R = Relations[Id];
    bool IsCalled = IsExact ? R.Name == Name : equalsIgnoreCase(R.Name, Name);
    if (IsCalled && (SchemaName.empty() || equalsIgnoreCase(R.Schema, SchemaName)))
      return Id;
  }
  return std::nullopt;
}

// Names that differ in case only are two names to PostgreSQL, and one to others.
std::optional<TermId> Prover::resolve(Node ColumnRef, const Scope &S) {
  // What is in front of the schema is the database.
  std::string_view SchemaName;
  std::string_view Qualifier;
  std::string_view Column;
  size_t Count = 0;
  for (Node Field : ColumnRef["fields"].elements()) {
    Node Name = Field.as("String");
    if (!Name)
      return std::nullopt;
    SchemaName = std::exchange(Qualifier, std::exchange(Column, Name.text("sval")));
    ++Count;
  }
  if (Count == 0)
    return std::nullopt;
  return Count == 1 ? resolveName(Column, S) : resolveQualified(SchemaName, Qualifier, Column, S);
}

// `(i).tenant_id`, `(i.*).tenant_id`: a field of the row of i, unless a column is called i.
std::optional<TermId> Prover::resolveField(Node Indirection, const Scope &S) {
  Node Path = Indirection["indirection"];
  std::vector<Node> Names;
  for (Node Field : Indirection["arg"].as("ColumnRef")["fields"].elements())
    Names.push_back(Field);
  bool HasStar = Names.size() == 2 && Names[1].kind() == "A_Star";
  std::string_view Column = lastName(Path);
  if (Path.size() != 1 || Column.empty() || (Names.size() != 1 && !HasStar))
    return std::nullopt;
  std::string_view Row = Names[0].as("String").text("sval");
  for (const Scope *Block = &S; Block != nullptr && !HasStar; Block = Block->Parent) {
    std::optional<TermId> Found;
    auto HasColumn = [&](RelationId Id) { return lookUp(Id, Row, Found) != Has::No; };
    if (!Block->RelationsHidden && std::any_of(Block->Relations.begin(), Block->Relations.end(), HasColumn))
      return std::nullopt;
  }
  return resolveQualified({}, Row, Column, S);
}

std::optional<TermId> Prover::resolveQualified(std::string_view SchemaName, std::string_view Qualifier, std::string_view Column, const Scope &S) {
  std::optional<RelationId> Inexact;
  std::optional<RelationId> Unqualified;
  for (const Scope *Block = &S; Block != nullptr; Block = Block->Parent) {
    if (Block->RelationsHidden)
      continue;
    std::optional<RelationId> Id = findRelation(Qualifier, SchemaName, *Block, true);
    // public.t may be the t that FROM names without its schema, or the one further out.
    if (!Id && !SchemaName.empty() && !Unqualified)
      if (Unqualified = findRelation(Qualifier, {}, *Block, true); Unqualified && !Relations[*Unqualified].Schema.empty())
        Unqualified = std::nullopt;
    if (Id && (Inexact || Unqualified))
      return std::nullopt;
    std::optional<TermId> Found;
    if (Id)
      return lookUp(*Id, Column, Found) == Has::No ? std::nullopt : Found;
    if (!Inexact)
      Inexact = findRelation(Qualifier, SchemaName, *Block, false);
  }
  std::optional<TermId> Found;
  if (Unqualified)
    return lookUp(*Unqualified, Column, Found) != Has::No ? Found : std::nullopt;
  return Inexact && lookUp(*Inexact, Column, Found) != Has::No ? Found : std::nullopt;
}

std::vector<Prover::StarColumn> Prover::expandStar(RelationId Id, bool &Open) {
  const Relation &R = Relations[Id];
  std::vector<StarColumn> Columns;
  switch (R.Kind) {
  case Relation::Base:
    if (R.Definition != nullptr) {
      for (size_t I = 0; I < R.Definition->Columns.size(); ++I)
        Columns.push_back({I < R.Renamed.size() ? R.Renamed[I] : R.Definition->Columns[I], F.column(Id, R.Definition->Columns[I])});
      break;
    }
    Open = true;
    break;
  case Relation::Result:
    Open = Open || R.Rows.Open;
    for (uint32_t I = 0; I < R.Rows.Columns.size(); ++I)
      Columns.push_back({R.Rows.Columns[I].Name, F.resultColumn(Id, I)});
    break;
  case Relation::Opaque:
    Open = true;
    break;
  case Relation::JoinAlias:
    Open = Open || R.Rows.Open;
    for (const MergedColumn &C : R.Columns)
      Columns.push_back({C.Name, C.Value});
    for (RelationId Member : R.Members)
      for (StarColumn &C : expandStar(Member, Open))
        Columns.push_back(std::move(C));
    break;
  }
  return Columns;
}

// Columns that USING merged come first and once.
std::vector<Prover::StarColumn> Prover::expandStar(const FromItem &Item, bool &Open) {
  if (Item.Join == FromItem::None)
    return expandStar(Item.Entry, Open);
  std::vector<StarColumn> Left = expandStar(Item.Sides[0], Open);
  std::vector<StarColumn> Right = expandStar(Item.Sides[1], Open);
  std::vector<StarColumn> Columns;
  auto IsMerged = [&](const StarColumn &C) {
    if (!C.Value)
      return false;
    for (const auto &[A, B] : Item.Using)
      if (*C.Value == A || *C.Value == B)
        return true;
    return false;
  };
  for (const auto &[A, B] : Item.Using) {
    StarColumn Merged;
    for (const StarColumn &C : Left)
      if (C.Value && *C.Value == A)
        Merged.Name = C.Name;
    if (Item.Join != FromItem::Full)
      Merged.Value = Item.Join == FromItem::Right ? B : A;
    Columns.push_back(std::move(Merged));
  }
  for (auto *Side : {&Left, &Right})
    for (StarColumn &C : *Side)
      if (!IsMerged(C))
        Columns.push_back(std::move(C));
  return Columns;
}

} // namespace tenantscan::sql
