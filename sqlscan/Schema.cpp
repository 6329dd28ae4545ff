//===- Schema.cpp - Which tables carry the tenant -----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Schema.h"

#include "sqlscan/ParseTree.h"
#include "sqlscan/Rewrite.h"
#include "sqlscan/Split.h"

#include <algorithm>
#include <array>

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

const Table *Schema::find(std::string_view Name) const {
  auto It = Tables.find(foldCase(Name));
  return It == Tables.end() ? nullptr : &It->second;
}

TableKind Schema::kindOf(std::string_view Name, const Vocabulary &Words) const {
  if (auto It = Listed.find(foldCase(Name)); It != Listed.end())
    return It->second;
  const Table *T = find(Name);
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
  const Table *Parent = find(Key.Parent);
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

std::vector<std::string> Schema::referencedColumns(const ForeignKey &Key) const {
  if (!Key.ParentColumns.empty())
    return Key.ParentColumns;
  if (const Table *Parent = find(Key.Parent))
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

static std::string nameOf(Node RangeVar) { return foldCase(RangeVar.text("relname")); }

static std::vector<std::string> names(Node List) {
  std::vector<std::string> Result;
  for (Node Name : List.elements())
    Result.push_back(foldCase(Name.as("String").text("sval")));
  return Result;
}

static bool readsSetting(Node Default) {
  // Any call of current_setting in a default of a tenant column is the session's tenant.
  std::vector<Node> Stack{Default};
  while (!Stack.empty()) {
    Node E = Stack.back();
    Stack.pop_back();
    if (E.text("sval") == "current_setting")
      return true;
    for (auto [Name, Value] : E.fields().Object)
      Stack.emplace_back(Value);
    for (Node Item : E.elements())
      Stack.push_back(Item);
  }
  return false;
}

static void addConstraint(Node Constraint, std::string_view Column, Table &T) {
  std::string_view Type = Constraint.text("contype");
  if (Type == "CONSTR_DEFAULT" && !Column.empty() && readsSetting(Constraint["raw_expr"]))
    T.TenantDefaults.emplace_back(Column);
  if (Type == "CONSTR_NOTNULL" && !Column.empty())
    T.NotNull.emplace_back(Column);
  if (Type == "CONSTR_FOREIGN") {
    ForeignKey Key{names(Constraint["fk_attrs"]), nameOf(Constraint["pktable"]), names(Constraint["pk_attrs"])};
    if (Key.Columns.empty() && !Column.empty())
      Key.Columns.emplace_back(Column);
    T.ForeignKeys.push_back(std::move(Key));
  }
  if (Type != "CONSTR_PRIMARY" && Type != "CONSTR_UNIQUE")
    return;
  UniqueKey Key;
  Key.Name = Constraint.text("conname");
  Key.Columns = names(Constraint["keys"]);
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
  if (Key.IsPrimary)
    T.NotNull.insert(T.NotNull.end(), Key.Columns.begin(), Key.Columns.end());
  if (!Key.Columns.empty())
    T.UniqueKeys.push_back(std::move(Key));
}

static void noteType(Node Type, const std::string &Column, Table &T) {
  static constexpr std::array<std::string_view, 8> Types{"text", "varchar", "bpchar", "citext", "name", "numeric", "float4", "float8"};
  std::erase(T.Inexact, Column);
  if (std::find(Types.begin(), Types.end(), lastName(Type["names"])) != Types.end())
    T.Inexact.push_back(Column);
}

static void addColumn(Node Definition, Table &T) {
  std::string Name = foldCase(Definition.text("colname"));
  if (T.position(Name) < 0)
    T.Columns.push_back(Name);
  noteType(Definition["typeName"], Name, T);
  for (Node Constraint : Definition["constraints"].elements())
    addConstraint(Constraint.as("Constraint"), Name, T);
}

static void dropColumn(Table &T, const std::string &Column) {
  std::erase(T.Columns, Column);
  std::erase_if(T.UniqueKeys, [&](const UniqueKey &Key) { return containsName(Key.Columns, Column); });
  std::erase_if(T.ForeignKeys, [&](const ForeignKey &Key) { return containsName(Key.Columns, Column); });
}

static void dropIndex(std::string_view Name, std::unordered_map<std::string, Table> &Tables) {
  for (auto &Entry : Tables)
    std::erase_if(Entry.second.UniqueKeys, [&](const UniqueKey &Key) { return equalsIgnoreCase(Key.Name, Name); });
}

static void define(Node Statement, const std::string &Text, std::unordered_map<std::string, Table> &Tables) {
  if (Node Create = Statement.as("CreateStmt")) {
    Table T;
    T.Name = nameOf(Create["relation"]);
    for (Node Parent : Create["inhRelations"].elements())
      if (auto It = Tables.find(nameOf(Parent.as("RangeVar"))); It != Tables.end()) {
        T.Columns = It->second.Columns;
        T.NotNull = It->second.NotNull;
        T.Inexact = It->second.Inexact;
        It->second.HasHeirs = It->second.HasHeirs || !Create["partbound"];
      }
    for (Node Element : Create["tableElts"].elements()) {
      if (Node Column = Element.as("ColumnDef"))
        addColumn(Column, T);
      else if (Node Constraint = Element.as("Constraint"))
        addConstraint(Constraint, {}, T);
      else if (Node Like = Element.as("TableLikeClause"))
        if (auto It = Tables.find(nameOf(Like["relation"])); It != Tables.end()) {
          T.Columns.insert(T.Columns.end(), It->second.Columns.begin(), It->second.Columns.end());
          T.NotNull.insert(T.NotNull.end(), It->second.NotNull.begin(), It->second.NotNull.end());
          T.Inexact.insert(T.Inexact.end(), It->second.Inexact.begin(), It->second.Inexact.end());
        }
    }
    // IF NOT EXISTS after another definition adds nothing.
    if (!T.Columns.empty())
      Tables.try_emplace(T.Name, std::move(T));
  } else if (Node Alter = Statement.as("AlterTableStmt")) {
    auto It = Tables.find(nameOf(Alter["relation"]));
    if (It == Tables.end())
      return;
    for (Node Entry : Alter["cmds"].elements()) {
      Node Command = Entry.as("AlterTableCmd");
      std::string_view Type = Command.text("subtype");
      if (Type == "AT_AddColumn")
        addColumn(Command["def"].as("ColumnDef"), It->second);
      else if (Type == "AT_AddConstraint")
        addConstraint(Command["def"].as("Constraint"), {}, It->second);
      else if (Type == "AT_DropConstraint")
        std::erase_if(It->second.UniqueKeys, [&](const UniqueKey &Key) { return equalsIgnoreCase(Key.Name, Command.text("name")); });
      else if (Type == "AT_DropColumn")
        dropColumn(It->second, foldCase(Command.text("name")));
      if (Type == "AT_DropColumn" || Type == "AT_DropNotNull")
        std::erase(It->second.NotNull, foldCase(Command.text("name")));
      else if (Type == "AT_SetNotNull")
        It->second.NotNull.push_back(foldCase(Command.text("name")));
      else if (Type == "AT_AlterColumnType")
        noteType(Command["def"].as("ColumnDef")["typeName"], foldCase(Command.text("name")), It->second);
    }
  } else if (Node Rename = Statement.as("RenameStmt")) {
    auto It = Tables.find(nameOf(Rename["relation"]));
    if (It == Tables.end())
      return;
    std::string New = foldCase(Rename.text("newname"));
    if (Rename.text("renameType") == "OBJECT_COLUMN") {
      std::erase(It->second.NotNull, foldCase(Rename.text("subname")));
      auto RenameIn = [&](std::vector<std::string> &Columns) { std::replace(Columns.begin(), Columns.end(), foldCase(Rename.text("subname")), New); };
      RenameIn(It->second.Columns);
      RenameIn(It->second.Inexact);
      for (UniqueKey &Key : It->second.UniqueKeys)
        RenameIn(Key.Columns);
      for (ForeignKey &Key : It->second.ForeignKeys)
        RenameIn(Key.Columns);
    } else if (Rename.text("renameType") == "OBJECT_TABLE") {
      Table T = std::move(It->second);
      Tables.erase(It);
      T.Name = New;
      Tables[New] = std::move(T);
    }
  } else if (Node Index = Statement.as("IndexStmt")) {
    auto It = Tables.find(nameOf(Index["relation"]));
    if (It == Tables.end() || !Index.flag("unique") || Index["whereClause"])
      return;
    UniqueKey Key;
    Key.Name = Index.text("idxname");
    for (Node Element : Index["indexParams"].elements())
      Key.Columns.push_back(foldCase(Element.as("IndexElem").text("name")));
    It->second.UniqueKeys.push_back(std::move(Key));
  } else if (Node Drop = Statement.as("DropStmt")) {
    if (Drop.text("removeType") == "OBJECT_INDEX")
      for (Node Name : Drop["objects"].elements())
        dropIndex(lastName(Name.as("List")["items"]), Tables);
  } else if (Node View = Statement.as("ViewStmt")) {
    Table T;
    T.Name = nameOf(View["view"]);
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
    Tables[T.Name] = std::move(T);
  }
}

bool Schema::learnDefinitions(std::string_view Text, Dialect D) {
  bool WasComplete = IsComplete;
  size_t Before = Tables.size();
  addDefinitions(Text, D);
  IsComplete = WasComplete;
  return Tables.size() != Before;
}

std::vector<std::string> Schema::addDefinitions(std::string_view Text, Dialect D) {
  std::vector<std::string> Problems;
  for (const SplitStatement &Piece : split(Text, D)) {
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
      define(Statement["stmt"], Spelled.Text, Tables);
  }
  IsComplete = IsComplete || !Tables.empty();
  return Problems;
}

} // namespace tenantscan::sql
