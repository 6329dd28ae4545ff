//===- DefinitionChanges.cpp - ALTER, RENAME and DROP ---------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DefinitionReader.h"
#include "sqlscan/Lexer.h"
#include "sqlscan/ViewQuery.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace tenantscan::sql {

// As no text of a view begins, which has a space or a bracket in front.
static std::string partitionQuery(std::string_view WholeSchema, std::string_view WholeName) {
  return "SELECT * FROM " + quotedName(WholeSchema, WholeName);
}

// As a view, its columns are always those of the whole.
void DefinitionReader::becomePartition(Table &T, const Table &Whole) {
  T.ViewQuery = partitionQuery(Whole.SchemaName, Whole.Name);
  T.Columns.clear();
}

// Foreign keys and views mean the same table afterwards.
void DefinitionReader::move(Table &T, std::string NewSchema, std::string NewName) {
  std::string OldName = T.Name;
  std::vector<ForeignKey *> Keys;
  for (auto &[Key, Other] : Tables) {
    for (ForeignKey &Foreign : Other.ForeignKeys)
      if (Foreign.Parent == OldName && find(Foreign.ParentSchema, OldName) == &T)
        Keys.push_back(&Foreign);
    for (auto &[ParentSchema, ParentName] : Other.Parents)
      if (ParentName == OldName && find(ParentSchema, OldName) == &T)
        std::tie(ParentSchema, ParentName) = std::tie(NewSchema, NewName);
    // MySQL looks the names of a view up anew.
    if (Other.ViewQuery == partitionQuery(T.SchemaName, OldName))
      Other.ViewQuery = partitionQuery(NewSchema, NewName);
    else if (!Other.ViewQuery.empty() && Language != Dialect::MySQL)
      renameInQuery(Other.ViewQuery, T, NewSchema, NewName);
  }
  for (ForeignKey *Key : Keys) {
    Key->Parent = NewName;
    Key->ParentSchema = NewSchema;
  }
  bool HadNamesakes = std::exchange(T.HasNamesakes, false);
  Table Moved = std::move(T);
  std::erase_if(Tables, [&](const auto &Entry) { return &Entry.second == &T; });
  if (HadNamesakes)
    for (auto It = Tables.begin(); It != Tables.end(); ++It)
      if (It->second.Name == OldName) {
        // The first one of a name is found by the name alone.
        auto Entry = Tables.extract(It);
        Entry.key() = OldName;
        Entry.mapped().HasNamesakes = true;
        Tables.insert(std::move(Entry));
        break;
      }
  Moved.Name = NewName;
  Moved.SchemaName = NewSchema;
  // What had the name before is gone.
  if (Table *Known = findIn(NewSchema, NewName))
    Known->IsDropped = true;
  add(std::move(Moved));
}

std::vector<std::string> DefinitionReader::columnsOf(const Table &T) {
  if (T.ViewQuery.empty() || !T.Columns.empty())
    return T.Columns;
  ParseTree Tree = ParseTree::parse(T.ViewQuery);
  std::vector<std::string> Names;
  for (Node Statement : Tree.statements().elements())
    Names = namesOf(Statement["stmt"].as("SelectStmt"));
  for (const auto &[Old, New] : T.NewNames)
    if (auto It = std::find(Names.begin(), Names.end(), Old); It != Names.end())
      *It = New;
  return Names;
}

// It, and its partitions, which have the columns of the whole.
std::vector<const Table *> DefinitionReader::withPartitions(const Table &T) {
  std::vector<const Table *> All{&T};
  for (size_t I = 0; I < All.size(); ++I)
    for (const auto &[Key, Other] : Tables)
      if (Other.ViewQuery == partitionQuery(All[I]->SchemaName, All[I]->Name) && std::find(All.begin(), All.end(), &Other) == All.end())
        All.push_back(&Other);
  return All;
}

// MySQL looks the names of a view up anew.
void DefinitionReader::changeAliases(const Table &T, const std::function<void(std::vector<std::string> &)> &Change) {
  if (Language == Dialect::MySQL)
    return;
  // What reads partitions has to keep the names that it knows.
  std::vector<const Table *> Renamed = withPartitions(T);
  for (auto &[Key, Other] : Tables)
    if (!Other.ViewQuery.empty() && std::find(Renamed.begin(), Renamed.end(), &Other) == Renamed.end())
      for (const Table *Each : Renamed)
        changeAliasesInQuery(Other.ViewQuery, *Each, Change);
}

// SQLite reads a view anew.
void DefinitionReader::keepStars(const Table &T) {
  if (Language == Dialect::SQLite || T.Columns.empty())
    return;
  std::vector<const Table *> Grown = withPartitions(T);
  for (auto &[Key, Other] : Tables)
    if (!Other.Columns.empty() && Other.ViewQuery.find('*') != std::string::npos && std::find(Grown.begin(), Grown.end(), &Other) == Grown.end())
      for (const Table *Each : Grown)
        keepColumnsInQuery(Other.ViewQuery, *Each, T.Columns);
}

void DefinitionReader::dropColumn(Table &T, const std::string &Column) {
  if (int Position = T.position(Column); Position >= 0)
    changeAliases(T, [&](std::vector<std::string> &Names) {
      if (static_cast<size_t>(Position) < Names.size())
        Names.erase(Names.begin() + Position);
    });
  for (auto List : {&Table::Columns, &Table::Inexact, &Table::Texts, &Table::RowIds, &Table::TenantDefaults})
    std::erase(T.*List, Column);
  std::erase_if(T.UniqueKeys, [&](const UniqueKey &Key) { return contains(Key.Columns, Column); });
  std::erase_if(T.ForeignKeys, [&](const ForeignKey &Key) { return contains(Key.Columns, Column); });
}

void DefinitionReader::becomeHeir(Table &T, Table &Parent) {
  T.Parents.emplace_back(Parent.SchemaName, Parent.Name);
  Parent.HasHeirs = true;
}

std::vector<Table *> DefinitionReader::heirsOf(const Table &T) {
  std::vector<Table *> Heirs;
  auto AddHeirs = [&](const Table &Parent) {
    for (auto &[Key, Other] : Tables)
      if (&Other != &T && std::find(Heirs.begin(), Heirs.end(), &Other) == Heirs.end() &&
          std::any_of(Other.Parents.begin(), Other.Parents.end(),
                      [&](const auto &P) { return P.second == Parent.Name && find(P.first, P.second) == &Parent; }))
        Heirs.push_back(&Other);
  };
  if (T.HasHeirs)
    AddHeirs(T);
  for (size_t I = 0; I < Heirs.size(); ++I)
    AddHeirs(*Heirs[I]);
  return Heirs;
}

// Where there is no key of that name, MySQL means the primary one, or what is called like its
// first column.
void DefinitionReader::dropKey(Table &T, const std::string &Name) {
  if (std::erase_if(T.UniqueKeys, [&](const UniqueKey &Key) { return equalsIgnoreCase(Key.Name, Name); }) != 0 || Language == Dialect::PostgreSQL)
    return;
  auto Is = [&](const UniqueKey &Key) { return Key.IsPrimary ? Name == "primary" : Key.Columns.front() == Name; };
  if (auto It = std::find_if(T.UniqueKeys.begin(), T.UniqueKeys.end(), Is); It != T.UniqueKeys.end())
    T.UniqueKeys.erase(It);
}

void DefinitionReader::alter(Table &T, Node Command) {
  std::string_view Type = Command.text("subtype");
  std::string Name = foldCase(Command.text("name"));
  if (Type == "AT_AddColumn") {
    keepStars(T);
    addColumn(Command["def"].as("ColumnDef"), T);
  } else if (Type == "AT_AddConstraint")
    addConstraint(Command["def"].as("Constraint"), {}, T);
  else if (Type == "AT_DropConstraint")
    dropKey(T, Name);
  else if (Type == "AT_AlterColumnGenericOptions")
    placeColumn(Command["def"].as("List")["items"], Name, T);
  else if (Type == "AT_DropColumn")
    dropColumn(T, Name);
  else if (Type == "AT_AddInherit") {
    if (Table *Parent = find(Command["def"].as("RangeVar")))
      becomeHeir(T, *Parent);
  } else if (Type == "AT_AttachPartition") {
    if (Table *Part = find(Command["def"].as("PartitionCmd")["name"]))
      becomePartition(*Part, T);
  }
  if (Type == "AT_DropColumn" || Type == "AT_DropNotNull")
    std::erase(T.NotNull, Name);
  else if (Type == "AT_SetNotNull")
    T.NotNull.push_back(Name);
  else if (Type == "AT_ColumnDefault") {
    std::erase(T.TenantDefaults, Name);
    if (readsSetting(Command["def"]))
      T.TenantDefaults.push_back(Name);
  } else if (Type == "AT_AlterColumnType")
    noteType(Command["def"].as("ColumnDef")["typeName"], Name, T);
}

void DefinitionReader::alter(Node Alter) {
  Table *T = find(Alter["relation"]);
  if (T == nullptr)
    return;
  for (Node Entry : Alter["cmds"].elements()) {
    Node Command = Entry.as("AlterTableCmd");
    alter(*T, Command);
    // What heirs get, too. A column that is dropped may be one of their own: it stays.
    std::string_view Type = Command.text("subtype");
    if (Type != "AT_AddColumn" && Type != "AT_DropNotNull" && Type != "AT_AlterColumnType")
      continue;
    for (Table *Heir : heirsOf(*T)) {
      // Neither keys nor references are inherited, nor that a key is never NULL.
      size_t Unique = Heir->UniqueKeys.size();
      size_t Foreign = Heir->ForeignKeys.size();
      size_t NotNull = Heir->NotNull.size();
      alter(*Heir, Command);
      Heir->UniqueKeys.resize(Unique);
      Heir->ForeignKeys.resize(Foreign);
      Heir->NotNull.resize(std::min(NotNull, Heir->NotNull.size()));
    }
  }
}

void DefinitionReader::renameColumn(Table &T, const std::string &Old, const std::string &New) {
  for (Table *Heir : heirsOf(T))
    renameOwnColumn(*Heir, Old, New);
  renameOwnColumn(T, Old, New);
}

// In the views that there are it is still called what it was.
void DefinitionReader::renameOwnColumn(Table &T, const std::string &Old, const std::string &New) {
  std::vector<std::string> Before = columnsOf(T);
  changeAliases(T, [&](std::vector<std::string> &Names) {
    if (Names.size() < Before.size())
      Names.insert(Names.end(), Before.begin() + static_cast<long>(Names.size()), Before.end());
  });
  for (auto &[Key, Other] : Tables)
    for (ForeignKey &Foreign : Other.ForeignKeys)
      if (Foreign.Parent == T.Name && find(Foreign.ParentSchema, Foreign.Parent) == &T)
        std::replace(Foreign.ParentColumns.begin(), Foreign.ParentColumns.end(), Old, New);
  std::erase(T.NotNull, Old);
  for (auto List : {&Table::Columns, &Table::Inexact, &Table::Texts, &Table::RowIds, &Table::TenantDefaults})
    std::replace((T.*List).begin(), (T.*List).end(), Old, New);
  for (UniqueKey &Key : T.UniqueKeys)
    std::replace(Key.Columns.begin(), Key.Columns.end(), Old, New);
  for (ForeignKey &Key : T.ForeignKeys)
    std::replace(Key.Columns.begin(), Key.Columns.end(), Old, New);
  // The columns of a view may be those of its query.
  if (!T.ViewQuery.empty() && T.Columns.empty())
    T.NewNames.emplace_back(Old, New);
}

// An index is renamed by ALTER TABLE, too.
void DefinitionReader::rename(Node Rename) {
  Table *T = find(Rename["relation"]);
  std::string New = foldCase(Rename.text("newname"));
  bool IsConstraint = Rename.text("renameType") == "OBJECT_TABCONSTRAINT";
  std::string OldKey = IsConstraint ? foldCase(Rename.text("subname")) : nameOf(Rename["relation"]);
  for (auto &[Name, Other] : Tables)
    if (IsConstraint ? &Other == T : T == nullptr)
      for (UniqueKey &Key : Other.UniqueKeys)
        if (equalsIgnoreCase(Key.Name, OldKey))
          Key.Name = New;
  if (T == nullptr)
    return;
  if (Rename.text("renameType") == "OBJECT_COLUMN")
    return renameColumn(*T, foldCase(Rename.text("subname")), New);
  static constexpr std::array<std::string_view, 4> Kinds{"OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"};
  if (std::find(Kinds.begin(), Kinds.end(), Rename.text("renameType")) != Kinds.end())
    move(*T, T->SchemaName, New);
}

// A table that is dropped at last stays: the statements that are judged use it.
void DefinitionReader::drop(Node Drop) {
  for (Node Object : Drop["objects"].elements()) {
    Node Items = Object.as("List")["items"];
    std::string Name = foldCase(lastName(Items));
    if (Drop.text("removeType") == "OBJECT_INDEX") {
      for (auto &Entry : Tables)
        std::erase_if(Entry.second.UniqueKeys, [&](const UniqueKey &Key) { return equalsIgnoreCase(Key.Name, Name); });
      continue;
    }
    std::vector<std::string> Parts = names(Items);
    if (Table *T = find(Parts.size() > 1 ? Parts[Parts.size() - 2] : std::string(), Name))
      T->IsDropped = IsHistory;
  }
}

void DefinitionReader::moveToSchema(Node Alter) {
  if (Table *T = Alter["relation"] ? find(Alter["relation"]) : nullptr)
    move(*T, foldCase(Alter.text("newschema")), T->Name);
}

} // namespace tenantscan::sql
