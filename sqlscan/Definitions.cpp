//===- Definitions.cpp - Tables, from the statements that define them -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/ParseTree.h"
#include "sqlscan/Rewrite.h"
#include "sqlscan/Schema.h"
#include "sqlscan/Split.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

static std::string nameOf(Node RangeVar) { return foldCase(RangeVar.text("relname")); }

static std::string schemaOf(Node RangeVar) { return foldCase(RangeVar.text("schemaname")); }

static std::vector<std::string> names(Node List) {
  std::vector<std::string> Result;
  for (Node Name : List.elements())
    Result.push_back(foldCase(Name.as("String").text("sval")));
  return Result;
}

static bool contains(const std::vector<std::string> &Names, std::string_view Name) {
  return std::any_of(Names.begin(), Names.end(), [&](const std::string &N) { return equalsIgnoreCase(N, Name); });
}

static bool readsSetting(Node Default) {
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

namespace {

/// Reads one statement after the other into the tables of a schema.
class DefinitionReader {
public:
  /// \p IsHistory: the statements come in the order in which they are run.
  DefinitionReader(std::unordered_map<std::string, Table> &Tables, Dialect Language, bool IsHistory)
      : Tables(Tables), Language(Language), IsHistory(IsHistory) {}

  /// \p Statement, whose text is \p Text; what defines nothing is passed over.
  void read(Node Statement, const std::string &Text);

private:
  void create(Node Create, bool IsForeign);
  void createView(Node View, const std::string &Text);
  void alter(Node Alter);
  void rename(Node Rename);
  void createIndex(Node Index);
  void drop(Node Drop);

  Table *find(Node RangeVar);
  Table *find(const std::string &SchemaName, const std::string &Name);
  void add(Table T);
  void addColumn(Node Definition, Table &T);
  void addConstraint(Node Constraint, std::string_view Column, Table &T);
  static void noteType(Node Type, const std::string &Column, Table &T);

  std::unordered_map<std::string, Table> &Tables;
  Dialect Language;
  bool IsHistory;
};

} // namespace

Table *DefinitionReader::find(const std::string &SchemaName, const std::string &Name) {
  if (auto It = SchemaName.empty() ? Tables.end() : Tables.find(SchemaName + "." + Name); It != Tables.end())
    return &It->second;
  auto It = Tables.find(Name);
  bool IsMeant = It != Tables.end() && (SchemaName.empty() || It->second.SchemaName.empty() || It->second.SchemaName == SchemaName);
  return IsMeant ? &It->second : nullptr;
}

Table *DefinitionReader::find(Node RangeVar) { return find(schemaOf(RangeVar), nameOf(RangeVar)); }

// IF NOT EXISTS after another definition adds nothing; what was dropped is no definition.
void DefinitionReader::add(Table T) {
  auto It = Tables.find(T.Name);
  if (It == Tables.end()) {
    Tables.emplace(T.Name, std::move(T));
    return;
  }
  Table *Known = &It->second;
  if (Known->SchemaName != T.SchemaName) {
    auto [Other, IsNew] = Tables.try_emplace(T.SchemaName + "." + T.Name, T);
    Known->HasNamesakes = true;
    if (IsNew)
      return;
    Known = &Other->second;
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
    T.UniqueKeys.back().IsDeferrable = true;
  if (Type == "CONSTR_FOREIGN") {
    ForeignKey Key{names(Constraint["fk_attrs"]), nameOf(Constraint["pktable"]), schemaOf(Constraint["pktable"]), names(Constraint["pk_attrs"])};
    if (Key.Columns.empty() && !Column.empty())
      Key.Columns.emplace_back(Column);
    T.ForeignKeys.push_back(std::move(Key));
  }
  if (Type != "CONSTR_PRIMARY" && Type != "CONSTR_UNIQUE")
    return;
  UniqueKey Key;
  Key.Name = Constraint.text("conname");
  Key.Columns = names(Constraint["keys"]);
  Key.IsDeferrable = Constraint.flag("deferrable");
  if (Key.Columns.empty() && !Column.empty())
    Key.Columns.emplace_back(Column);
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

void DefinitionReader::addColumn(Node Definition, Table &T) {
  std::string Name = foldCase(Definition.text("colname"));
  if (T.position(Name) < 0)
    T.Columns.push_back(Name);
  noteType(Definition["typeName"], Name, T);
  for (Node Constraint : Definition["constraints"].elements())
    addConstraint(Constraint.as("Constraint"), Name, T);
}

static void inherit(const Table &From, Table &To) {
  for (auto List : {&Table::Columns, &Table::NotNull, &Table::Inexact, &Table::Texts})
    (To.*List).insert((To.*List).end(), (From.*List).begin(), (From.*List).end());
}

// What another server stores keeps no constraint.
void DefinitionReader::create(Node Create, bool IsForeign) {
  Table T;
  T.Name = nameOf(Create["relation"]);
  T.SchemaName = schemaOf(Create["relation"]);
  T.IsPartitioned = static_cast<bool>(Create["partspec"]);
  for (Node Parent : Create["inhRelations"].elements())
    if (Table *Known = find(Parent.as("RangeVar"))) {
      inherit(*Known, T);
      Known->HasHeirs = Known->HasHeirs || !Create["partbound"];
    }
  for (Node Element : Create["tableElts"].elements()) {
    if (Node Column = Element.as("ColumnDef"))
      addColumn(Column, T);
    else if (Node Constraint = Element.as("Constraint"))
      addConstraint(Constraint, {}, T);
    else if (Node Like = Element.as("TableLikeClause"))
      if (const Table *Known = find(Like["relation"]))
        inherit(*Known, T);
  }
  if (IsForeign) {
    T.NotNull.clear();
    T.UniqueKeys.clear();
    T.HasHeirs = true;
  }
  if (!T.Columns.empty())
    add(std::move(T));
}

static void dropColumn(Table &T, const std::string &Column) {
  std::erase(T.Columns, Column);
  std::erase_if(T.UniqueKeys, [&](const UniqueKey &Key) { return contains(Key.Columns, Column); });
  std::erase_if(T.ForeignKeys, [&](const ForeignKey &Key) { return contains(Key.Columns, Column); });
}

void DefinitionReader::alter(Node Alter) {
  Table *T = find(Alter["relation"]);
  if (T == nullptr)
    return;
  for (Node Entry : Alter["cmds"].elements()) {
    Node Command = Entry.as("AlterTableCmd");
    std::string_view Type = Command.text("subtype");
    std::string Name = foldCase(Command.text("name"));
    if (Type == "AT_AddColumn")
      addColumn(Command["def"].as("ColumnDef"), *T);
    else if (Type == "AT_AddConstraint")
      addConstraint(Command["def"].as("Constraint"), {}, *T);
    else if (Type == "AT_DropConstraint")
      std::erase_if(T->UniqueKeys, [&](const UniqueKey &Key) { return equalsIgnoreCase(Key.Name, Name); });
    else if (Type == "AT_DropColumn")
      dropColumn(*T, Name);
    else if (Type == "AT_AddInherit") {
      if (Table *Parent = find(Command["def"].as("RangeVar")))
        Parent->HasHeirs = true;
    }
    if (Type == "AT_DropColumn" || Type == "AT_DropNotNull")
      std::erase(T->NotNull, Name);
    else if (Type == "AT_SetNotNull")
      T->NotNull.push_back(Name);
    else if (Type == "AT_AlterColumnType")
      noteType(Command["def"].as("ColumnDef")["typeName"], Name, *T);
  }
}

void DefinitionReader::rename(Node Rename) {
  Table *T = find(Rename["relation"]);
  if (T == nullptr)
    return;
  std::string Old = foldCase(Rename.text("subname"));
  std::string New = foldCase(Rename.text("newname"));
  if (Rename.text("renameType") == "OBJECT_COLUMN") {
    std::erase(T->NotNull, Old);
    for (auto List : {&Table::Columns, &Table::Inexact, &Table::Texts})
      std::replace((T->*List).begin(), (T->*List).end(), Old, New);
    for (UniqueKey &Key : T->UniqueKeys)
      std::replace(Key.Columns.begin(), Key.Columns.end(), Old, New);
    for (ForeignKey &Key : T->ForeignKeys)
      std::replace(Key.Columns.begin(), Key.Columns.end(), Old, New);
    // The columns of a view may be those of its query.
    if (!T->ViewQuery.empty() && T->Columns.empty())
      T->NewNames.emplace_back(std::move(Old), std::move(New));
    return;
  }
  static constexpr std::array<std::string_view, 3> Kinds{"OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_FOREIGN_TABLE"};
  if (std::find(Kinds.begin(), Kinds.end(), Rename.text("renameType")) == Kinds.end())
    return;
  Table Moved = std::move(*T);
  std::erase_if(Tables, [&](const auto &Entry) { return &Entry.second == T; });
  Moved.Name = New;
  std::string Key = Tables.count(New) != 0 && Tables[New].SchemaName != Moved.SchemaName ? Moved.SchemaName + "." + New : New;
  Tables[Key] = std::move(Moved);
}

void DefinitionReader::createIndex(Node Index) {
  Table *T = find(Index["relation"]);
  if (T == nullptr || !Index.flag("unique") || Index["whereClause"])
    return;
  UniqueKey Key;
  Key.Name = Index.text("idxname");
  for (Node Element : Index["indexParams"].elements())
    Key.Columns.push_back(foldCase(Element.as("IndexElem").text("name")));
  T->UniqueKeys.push_back(std::move(Key));
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

void DefinitionReader::createView(Node View, const std::string &Text) {
  Table T;
  T.Name = nameOf(View["view"]);
  T.SchemaName = schemaOf(View["view"]);
  T.Columns = names(View["aliases"]);
  // The query begins after AS; the first one outside brackets is it.
  Query Q;
  Q.Text = Text;
  unsigned Depth = 0;
  for (const Token &Tok : lex(Q)) {
    Depth += Tok.Kind == TokenKind::LeftParen;
    Depth -= Tok.Kind == TokenKind::RightParen && Depth > 0;
    if (Depth == 0 && Tok.Kind == TokenKind::Word && equalsIgnoreCase(Tok.text(Text), "AS")) {
      T.ViewQuery = Text.substr(Tok.End);
      break;
    }
  }
  // The last definition of a view is the one that is there.
  if (Table *Known = find(T.SchemaName, T.Name))
    Known->IsDropped = true;
  add(std::move(T));
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
  else if (Node View = Statement.as("ViewStmt"))
    createView(View, Text);
}

/// Whether \p Line is the comment with which a tool for migrations marks a part of a
/// file: `-- +goose Down`, `-- migrate:down`, `-- +migrate Up`, `# --- !Downs`.
static bool isMark(std::string_view Line, std::string_view Direction) {
  static constexpr std::array<std::string_view, 5> Before{"+goose ", "migrate:", "+migrate ", "+micrate ", "--- !"};
  size_t Begin = Line.find_first_not_of(" \t");
  if (Begin == std::string_view::npos || (Line.substr(Begin, 2) != "--" && Line[Begin] != '#'))
    return false;
  Line = Line.substr(Begin + (Line[Begin] == '#' ? 1 : 2));
  Line = Line.substr(std::min(Line.find_first_not_of(" \t"), Line.size()));
  if (equalsIgnoreCase(Line.substr(0, Direction.size()), Direction) && equalsIgnoreCase(Line.substr(Direction.size(), 10), " migration"))
    return true;
  if (Direction == "down" && equalsIgnoreCase(Line.substr(0, 7), "//@undo"))
    return true;
  for (std::string_view Tool : Before)
    if (equalsIgnoreCase(Line.substr(0, Tool.size()), Tool) && equalsIgnoreCase(Line.substr(Tool.size(), Direction.size()), Direction))
      return true;
  return false;
}

// What takes a migration back has not happened. Offsets and lines stay as they are.
static std::string withoutReversals(std::string_view Text) {
  std::string Out(Text);
  bool IsReversal = false;
  for (size_t Begin = 0; Begin < Out.size();) {
    size_t End = std::min(Out.find('\n', Begin), Out.size());
    std::string_view Line = std::string_view(Out).substr(Begin, End - Begin);
    IsReversal = isMark(Line, "down") || (IsReversal && !isMark(Line, "up"));
    if (IsReversal)
      std::fill(Out.begin() + static_cast<long>(Begin), Out.begin() + static_cast<long>(End), ' ');
    Begin = End + 1;
  }
  return Out;
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
    if ((!Defines && !equalsIgnoreCase(Verb, "DROP")) || !Spelled.Refusal.empty())
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
