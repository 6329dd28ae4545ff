//===- Definitions.cpp - Tables, from the statements that define them -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DefinitionReader.h"
#include "sqlscan/Prover.h"
#include "sqlscan/Reversals.h"
#include "sqlscan/Rewrite.h"
#include "sqlscan/Schema.h"
#include "sqlscan/Split.h"
#include "sqlscan/ViewQuery.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tenantscan::sql {

std::string nameOf(Node RangeVar) { return foldCase(RangeVar.text("relname")); }

std::string schemaOf(Node RangeVar) { return foldCase(RangeVar.text("schemaname")); }

std::vector<std::string> names(Node List) {
  std::vector<std::string> Result;
  for (Node Name : List.elements())
    Result.push_back(foldCase(Name.as("String").text("sval")));
  return Result;
}

bool contains(const std::vector<std::string> &Names, std::string_view Name) {
  return std::any_of(Names.begin(), Names.end(), [&](const std::string &N) { return equalsIgnoreCase(N, Name); });
}

bool readsSetting(Node Default) {
  // Any call of current_setting in a default of a tenant column is the session's tenant.
  std::vector<Node> Stack{Default};
  while (!Stack.empty()) {
    Node E = Stack.back();
    Stack.pop_back();
    if (E.text("sval") == "current_setting")
      return true;
    for (Node Value : E.fields())
      Stack.push_back(Value);
    for (Node Item : E.elements())
      Stack.push_back(Item);
  }
  return false;
}

Table *DefinitionReader::findIn(const std::string &SchemaName, const std::string &Name) {
  for (const std::string &Key : {Name, SchemaName + "." + Name, "." + Name, "public." + Name})
    if (auto It = Tables.find(Key); It != Tables.end() && isSameSchema(It->second.SchemaName, SchemaName))
      return &It->second;
  return nullptr;
}

Table *DefinitionReader::find(const std::string &SchemaName, const std::string &Name) {
  if (Table *Exact = findIn(SchemaName.empty() ? Path : SchemaName, Name))
    return Exact;
  // The files may leave the schema out, here or there.
  auto It = Tables.find(Name);
  return It != Tables.end() && (SchemaName.empty() || It->second.SchemaName.empty()) ? &It->second : nullptr;
}

// IF NOT EXISTS after another definition adds nothing; what was dropped is no definition.
void DefinitionReader::add(Table T) {
  auto First = Tables.find(T.Name);
  if (First == Tables.end()) {
    Tables.emplace(T.Name, std::move(T));
    return;
  }
  Table *Known = findIn(T.SchemaName, T.Name);
  if (Known == nullptr) {
    First->second.HasNamesakes = true;
    Tables.insert_or_assign(T.SchemaName + "." + T.Name, std::move(T));
    return;
  }
  if (Known->IsDropped) {
    T.HasNamesakes = Known->HasNamesakes;
    *Known = std::move(T);
  }
}

void DefinitionReader::addConstraint(Node Constraint, std::string_view Column, Table &T) {
  std::string_view Type = Constraint.text("contype");
  if (Type == "CONSTR_DEFAULT" && !Column.empty() && readsSetting(Constraint["raw_expr"]))
    T.TenantDefaults.emplace_back(Column);
  if (Type == "CONSTR_NOTNULL" && !Column.empty())
    T.NotNull.emplace_back(Column);
  // Of the key before it, where it is written with the column.
  if (Type == "CONSTR_ATTR_DEFERRABLE" && !T.UniqueKeys.empty())
    T.UniqueKeys.back().AllowsRepeats = true;
  if (Type == "CONSTR_FOREIGN") {
    ForeignKey Key{names(Constraint["fk_attrs"]), nameOf(Constraint["pktable"]), schemaOf(Constraint["pktable"]), names(Constraint["pk_attrs"])};
    if (Key.ParentSchema.empty() && findIn(Path, Key.Parent) != nullptr)
      Key.ParentSchema = Path;
    if (Key.Columns.empty() && !Column.empty())
      Key.Columns.emplace_back(Column);
    T.ForeignKeys.push_back(std::move(Key));
  }
  if (Type == "CONSTR_EXCLUSION")
    addExclusion(Constraint, T);
  if (Type != "CONSTR_PRIMARY" && Type != "CONSTR_UNIQUE")
    return;
  UniqueKey Key;
  Key.Name = Constraint.text("conname");
  Key.Columns = names(Constraint["keys"]);
  Key.AllowsRepeats = Constraint.flag("deferrable");
  if (Key.Columns.empty() && !Column.empty())
    Key.Columns.emplace_back(Column);
  // MySQL calls a key like its first column.
  if (Key.Name.empty() && Type == "CONSTR_UNIQUE" && Language == Dialect::MySQL && !Key.Columns.empty()) {
    auto IsTaken = [&](const UniqueKey &Other) { return equalsIgnoreCase(Other.Name, Key.Name); };
    Key.Name = Key.Columns.front();
    for (unsigned Number = 2; std::any_of(T.UniqueKeys.begin(), T.UniqueKeys.end(), IsTaken); ++Number)
      Key.Name = Key.Columns.front() + "_" + std::to_string(Number);
  }
  // The names that PostgreSQL gives.
  if (Key.Name.empty()) {
    Key.Name = T.Name;
    for (const std::string &C : Key.Columns)
      Key.Name += Type == "CONSTR_UNIQUE" ? "_" + C : "";
    Key.Name += Type == "CONSTR_UNIQUE" ? "_key" : "_pkey";
  }
  Key.IsPrimary = Type == "CONSTR_PRIMARY";
  // SQLite lets a primary key be NULL, unless it is the rowid.
  bool IsRowId = Key.Columns.size() == 1 && contains(T.RowIds, Key.Columns.front());
  if (Key.IsPrimary && (Language != Dialect::SQLite || IsRowId))
    T.NotNull.insert(T.NotNull.end(), Key.Columns.begin(), Key.Columns.end());
  if (!Key.Columns.empty())
    T.UniqueKeys.push_back(std::move(Key));
}

// EXCLUDE (room WITH =, during WITH &&): rows that are equal in some columns, and more alike,
// are in conflict. No key, since two rows may be equal in these columns.
void DefinitionReader::addExclusion(Node Constraint, Table &T) {
  UniqueKey Key;
  Key.Name = Constraint.text("conname");
  Key.AllowsRepeats = true;
  for (Node Pair : Constraint["exclusions"].elements()) {
    Node Element;
    bool IsEqual = false;
    for (Node Part : Pair.as("List")["items"].elements())
      if (Node Index = Part.as("IndexElem"))
        Element = Index;
      else
        IsEqual = lastName(Part.as("List")["items"]) == "=";
    Key.Columns.push_back(IsEqual ? foldCase(Element.text("name")) : std::string());
  }
  T.UniqueKeys.push_back(std::move(Key));
}

void DefinitionReader::noteType(Node Type, const std::string &Column, Table &T) {
  static constexpr std::array<std::string_view, 5> Texts{"text", "varchar", "bpchar", "citext", "name"};
  static constexpr std::array<std::string_view, 3> Numbers{"numeric", "float4", "float8"};
  std::string_view Name = lastName(Type["names"]);
  bool IsText = std::find(Texts.begin(), Texts.end(), Name) != Texts.end();
  std::erase(T.Inexact, Column);
  std::erase(T.Texts, Column);
  std::erase(T.RowIds, Column);
  if (IsText)
    T.Texts.push_back(Column);
  if (IsText || std::find(Numbers.begin(), Numbers.end(), Name) != Numbers.end())
    T.Inexact.push_back(Column);
  if (Name == "int4")
    T.RowIds.push_back(Column);
}

// What MySQL says of the place of a column, as options: ("x" 'after').
void DefinitionReader::placeColumn(Node Options, const std::string &Name, Table &T) {
  for (Node Entry : Options.elements()) {
    Node Option = Entry.as("DefElem");
    bool IsFirst = Option["arg"].as("String").text("sval") == "first";
    std::string Before = foldCase(Option.text("defname"));
    if (!IsFirst && (Before == Name || T.position(Before) < 0))
      continue;
    std::erase(T.Columns, Name);
    T.Columns.insert(T.Columns.begin() + (IsFirst ? 0 : T.position(Before) + 1), Name);
  }
}

void DefinitionReader::addColumn(Node Definition, Table &T) {
  std::string Name = foldCase(Definition.text("colname"));
  if (T.position(Name) < 0)
    T.Columns.push_back(Name);
  if (Language != Dialect::PostgreSQL)
    placeColumn(Definition["fdwoptions"], Name, T);
  noteType(Definition["typeName"], Name, T);
  for (Node Constraint : Definition["constraints"].elements())
    addConstraint(Constraint.as("Constraint"), Name, T);
}

// A column that several parents have is one.
static void inherit(const Table &From, Table &To) {
  for (auto List : {&Table::Columns, &Table::NotNull, &Table::Inexact, &Table::Texts})
    for (const std::string &Column : From.*List)
      if (!contains(To.*List, Column))
        (To.*List).push_back(Column);
}

// What another server stores keeps no constraint. Of a table whose columns come from a
// table or a type that is not known, there is no definition.
void DefinitionReader::create(Node Create, bool IsForeign) {
  Table T;
  T.Name = nameOf(Create["relation"]);
  T.SchemaName = schemaOf(Create["relation"]);
  if (T.SchemaName.empty())
    T.SchemaName = Path;
  T.IsPartitioned = static_cast<bool>(Create["partspec"]);
  bool IsKnown = !Create["ofTypename"];
  for (Node Parent : Create["inhRelations"].elements()) {
    Table *Known = find(Parent.as("RangeVar"));
    IsKnown = IsKnown && Known != nullptr;
    if (Known == nullptr)
      continue;
    inherit(*Known, T);
    if (Create["partbound"])
      becomePartition(T, *Known);
    else
      becomeHeir(T, *Known);
  }
  for (Node Element : Create["tableElts"].elements()) {
    if (Node Column = Element.as("ColumnDef"))
      addColumn(Column, T);
    else if (Node Constraint = Element.as("Constraint"))
      addConstraint(Constraint, {}, T);
    else if (Node Like = Element.as("TableLikeClause")) {
      const Table *Known = find(Like["relation"]);
      IsKnown = IsKnown && Known != nullptr;
      if (Known != nullptr)
        inherit(*Known, T);
    }
  }
  if (IsForeign) {
    T.NotNull.clear();
    T.UniqueKeys.clear();
    T.HasHeirs = true;
  }
  // Without columns it is one that a dialect or a hole leaves nothing of.
  if (IsKnown && (!T.Columns.empty() || !T.ViewQuery.empty()))
    add(std::move(T));
}

std::vector<std::string> namesOf(Node Select) {
  std::vector<std::string> Names;
  while (Node Left = Select["larg"])
    Select = Left;
  for (Node Entry : Select["targetList"].elements()) {
    Node Target = Entry.as("ResTarget");
    if (Target["val"].as("ColumnRef") && lastName(Target["val"].as("ColumnRef")["fields"]).empty())
      return {};
    std::string Name(Target.text("name"));
    Names.push_back(foldCase(Name.empty() ? columnNameOf(Target["val"]) : Name));
  }
  return Names;
}

// CREATE TABLE ... AS: what the columns are called, where no star stands for some.
void DefinitionReader::createAs(Node As) {
  Table T;
  T.Name = nameOf(As["into"]["rel"]);
  T.SchemaName = schemaOf(As["into"]["rel"]);
  if (T.SchemaName.empty())
    T.SchemaName = Path;
  T.Columns = namesOf(As["query"].as("SelectStmt"));
  std::vector<std::string> Names = names(As["into"]["colNames"]);
  std::copy_n(Names.begin(), std::min(Names.size(), T.Columns.size()), T.Columns.begin());
  if (!T.Columns.empty())
    add(std::move(T));
}

// CREATE SCHEMA s CREATE TABLE t (...)
void DefinitionReader::createSchema(Node Create) {
  std::string Before = std::exchange(Path, foldCase(Create.text("schemaname")));
  for (Node Element : Create["schemaElts"].elements())
    if (Node Table = Element.as("CreateStmt"))
      create(Table, false);
    else if (Node Index = Element.as("IndexStmt"))
      createIndex(Index);
  Path = std::move(Before);
}

void DefinitionReader::createIndex(Node Index) {
  Table *T = find(Index["relation"]);
  if (T == nullptr || !Index.flag("unique"))
    return;
  UniqueKey Key;
  Key.Name = Index.text("idxname");
  // Conflicts are decided by it too, but two rows may have it.
  Key.AllowsRepeats = static_cast<bool>(Index["whereClause"]);
  for (Node Element : Index["indexParams"].elements())
    Key.Columns.push_back(foldCase(Element.as("IndexElem").text("name")));
  T->UniqueKeys.push_back(std::move(Key));
}

void DefinitionReader::createView(Node Name, Node Columns, const std::string &Text) {
  Table T;
  T.Name = nameOf(Name);
  T.SchemaName = schemaOf(Name);
  if (T.SchemaName.empty())
    T.SchemaName = Path;
  T.Columns = names(Columns);
  T.ViewQuery = viewQuery(Text, T);
  // The last definition of a view is the one that is there.
  if (Table *Known = findIn(T.SchemaName, T.Name))
    Known->IsDropped = true;
  add(std::move(T));
}

// SET search_path = app, public
void DefinitionReader::setPath(Node Set) {
  if (Set.text("name") != "search_path")
    return;
  Path.clear();
  for (Node Name : Set["args"].elements()) {
    Path = foldCase(Name.as("A_Const")["sval"].text("sval"));
    // The user's own schema is mostly not there.
    if (Path != "$user")
      break;
    Path.clear();
  }
}

static bool hasOption(Node Options, std::string_view Name) {
  bool Has = false;
  for (Node Entry : Options.elements())
    Has = Has || Entry.as("DefElem").text("defname") == Name;
  return Has;
}

bool DefinitionReader::isDefined(Node RangeVar) {
  std::string SchemaName = schemaOf(RangeVar);
  const Table *Known = findIn(SchemaName.empty() ? Path : SchemaName, nameOf(RangeVar));
  return Known != nullptr && !Known->IsDropped;
}

void DefinitionReader::read(Node Statement, const std::string &Text) {
  if (Node Create = Statement.as("CreateStmt"))
    create(Create, false);
  else if (Node Foreign = Statement.as("CreateForeignTableStmt"))
    create(Foreign["base"], true);
  else if (Node Alter = Statement.as("AlterTableStmt"))
    alter(Alter);
  else if (Node Rename = Statement.as("RenameStmt"))
    rename(Rename);
  else if (Node Index = Statement.as("IndexStmt"))
    createIndex(Index);
  else if (Node Drop = Statement.as("DropStmt"))
    drop(Drop);
  else if (Node View = Statement.as("ViewStmt"); hasOption(View["options"], "if_not_exists") && isDefined(View["view"]))
    return;
  else if (View)
    createView(View["view"], View["aliases"], Text);
  else if (Node As = Statement.as("CreateTableAsStmt"); As.flag("if_not_exists") && isDefined(As["into"]["rel"]))
    return;
  else if (As.text("objtype") == "OBJECT_MATVIEW")
    createView(As["into"]["rel"], As["into"]["colNames"], Text);
  else if (As)
    createAs(As);
  else if (Node Create = Statement.as("CreateSchemaStmt"))
    createSchema(Create);
  else if (Node Place = Statement.as("AlterObjectSchemaStmt"))
    moveToSchema(Place);
  else if (Node Set = Statement.as("VariableSetStmt"))
    setPath(Set);
}

bool Schema::learnDefinitions(std::string_view Text, Dialect D) {
  bool WasComplete = IsComplete;
  size_t Before = Tables.size();
  read(Text, D, /*IsHistory=*/false);
  IsComplete = WasComplete;
  return Tables.size() != Before;
}

std::vector<std::string> Schema::addDefinitions(std::string_view Text, Dialect D) { return read(Text, D, /*IsHistory=*/true); }

std::vector<std::string> Schema::read(std::string_view Text, Dialect D, bool IsHistory) {
  std::vector<std::string> Problems;
  std::string Forward = withoutReversals(Text);
  DefinitionReader Reader(Tables, D, IsHistory);
  for (const SplitStatement &Piece : split(Forward, D)) {
    Query Q;
    Q.Text = Piece.Text;
    Q.Language = D;
    Rewritten Spelled = rewrite(Q);
    // Only what defines something is worth a complaint.
    std::string_view Verb = Spelled.Tokens.empty() ? std::string_view() : Spelled.Tokens.front().text(Q.Text);
    bool Defines = equalsIgnoreCase(Verb, "CREATE") || equalsIgnoreCase(Verb, "ALTER") || equalsIgnoreCase(Verb, "RENAME");
    if ((!Defines && !equalsIgnoreCase(Verb, "DROP") && !equalsIgnoreCase(Verb, "SET")) || !Spelled.Refusal.empty())
      continue;
    ParseTree Tree = ParseTree::parse(Spelled.Text);
    if (!Tree.ok() && Defines) {
      Problems.push_back("line " + std::to_string(Piece.Line) + ": " + Tree.error());
      continue;
    }
    for (Node Statement : Tree.statements().elements())
      Reader.read(Statement["stmt"], Spelled.Text);
  }
  IsComplete = IsComplete || !Tables.empty();
  return Problems;
}

} // namespace tenantscan::sql
