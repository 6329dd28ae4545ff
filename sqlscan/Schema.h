//===- Schema.h - Which tables carry the tenant -----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_SCHEMA_H
#define TENANTSCAN_SQLSCAN_SCHEMA_H

#include "sqlscan/Query.h"

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tenantscan::sql {

/// How the project calls the tenant in SQL.
struct Vocabulary {
  /// Columns that hold the tenant; any one of them confines a row. Compared
  /// without regard to case.
  std::vector<std::string> TenantColumns{"tenant_id"};
  /// Where several columns hold the tenant together: each entry is a way to name the
  /// tenant, by all of its columns that a table has. Empty: any one of TenantColumns is.
  std::vector<std::vector<std::string>> TenantKeys;
  /// Settings that hold the tenant of the session: current_setting('app.tenant_id').
  /// A setting whose name contains `tenant` counts too.
  std::vector<std::string> TenantSettings{"app.tenant_id", "app.current_tenant"};
  /// Functions that return it, without schema: current_tenant_id().
  std::vector<std::string> TenantFunctions;

  bool isTenantColumn(std::string_view Name) const;
  /// What has to be said of a row: of every list, one column is the tenant's. In lower
  /// case. \p Columns are those of the table; nullptr where they are not known.
  std::vector<std::vector<std::string>> required(const std::vector<std::string> *Columns) const;
  bool isTenantSetting(std::string_view Name) const;
  bool isTenantFunction(std::string_view Name) const;
};

/// Tenant: rows belong to tenants. Global: rows are shared by all. Unknown: the
/// schema is known, and the table is not in it.
enum class TableKind : uint8_t { Tenant, Global, Unknown };

/// A unique constraint or index, or a primary key.
struct UniqueKey {
  std::string Name; ///< Empty where the schema gives none.
  std::vector<std::string> Columns;
  bool IsPrimary = false;
  /// Two rows may have it all the same: until the transaction ends, where it is an index over
  /// a part of the rows, or an exclusion. Conflicts are decided by it.
  bool AllowsRepeats = false;
};

struct ForeignKey {
  std::vector<std::string> Columns; ///< In lower case.
  std::string Parent;               ///< In lower case.
  std::string ParentSchema;         ///< Likewise; empty where none is written.
  /// In lower case; empty where the parent's primary key is meant.
  std::vector<std::string> ParentColumns;
};

/// What confines a table without a tenant column whose foreign key leads to a
/// tenant table. Flag: nothing does, a join to the parent is a weak tie.
/// ViaParent: a join to the confined parent on the foreign key.
enum class ChildTables : uint8_t { Flag, ViaParent };

struct Table {
  std::string Name;
  /// The schema that it is defined in, in lower case; empty where none is written.
  std::string SchemaName;
  /// In the order of the table; complete.
  std::vector<std::string> Columns;
  /// In lower case.
  std::vector<std::string> NotNull;
  /// Columns of types of which a cast to an integer, a number or a uuid maps several
  /// values to one: text, numeric, float. In lower case.
  std::vector<std::string> Inexact;
  /// Columns of text. In lower case.
  std::vector<std::string> Texts;
  /// Columns of the type INTEGER, which SQLite takes for the rowid where they are the key.
  std::vector<std::string> RowIds;
  /// The schemas and names of the tables that it inherits columns from: it gets the later
  /// ones, too.
  std::vector<std::pair<std::string, std::string>> Parents;
  /// Other tables inherit from it: its rows are read with theirs, and its unique keys
  /// do not hold for all of them.
  bool HasHeirs = false;
  /// Its rows are stored in several tables.
  bool IsPartitioned = false;
  /// It was dropped since: another definition takes its place.
  bool IsDropped = false;
  /// Other schemas have a table of that name.
  bool HasNamesakes = false;
  std::vector<UniqueKey> UniqueKeys;
  std::vector<ForeignKey> ForeignKeys;
  /// The tenant columns that a default fills in from the session's setting.
  std::vector<std::string> TenantDefaults;
  /// For a view: the text of its query.
  std::string ViewQuery;
  /// For a view: old and new names of columns, in the order of the changes.
  std::vector<std::pair<std::string, std::string>> NewNames;

  /// Position of the column; -1 where there is none. Without regard to case.
  int position(std::string_view Column) const;
  /// Whether the definition says that the column is never NULL.
  bool isNotNull(std::string_view Column) const;
  /// Whether \p Column is what tells the stored rows of any table apart: PostgreSQL's
  /// `ctid`, SQLite's `rowid`.
  bool isRowName(std::string_view Column) const;
};

/// Tables by name. One name may be defined in several schemas; a name without a schema
/// is the table that is defined without one, or in `public`, else the one that belongs to
/// tenants.
class Schema {
public:
  /// Adds the tables, views, columns and keys that DDL statements in \p Text
  /// create; other statements are passed over. Returns messages about
  /// statements that do not parse, with their 1-based line.
  std::vector<std::string> addDefinitions(std::string_view Text, Dialect D);

  /// The same for definitions that are come across, of which there may be others:
  /// a table that is not defined is still taken for a tenant table. One that is
  /// defined already stays as it is. Returns whether anything was learnt.
  bool learnDefinitions(std::string_view Text, Dialect D);

  void setChildTables(ChildTables Policy) { Children = Policy; }
  ChildTables childTables() const { return Children; }
  void addTenantTable(std::string_view Name);
  void addGlobalTable(std::string_view Name);

  /// The definition of a table; nullptr where no CREATE TABLE was seen.
  const Table *find(std::string_view Name, std::string_view SchemaName, const Vocabulary &Words) const;
  /// The same for a name without a schema, whatever belongs to tenants.
  const Table *find(std::string_view Name) const;
  /// A table in neither list: its definition says, with those of the tables that
  /// it belongs to; where there are no schema files it is taken for a tenant table.
  TableKind kindOf(std::string_view Name, const Vocabulary &Words, std::string_view SchemaName = {}) const;

  /// The foreign keys through which the rows of a table without tenant column
  /// belong to tenants: those that are never NULL and lead to a tenant table.
  std::vector<const ForeignKey *> ownersOf(const Table &Child, const Vocabulary &Words) const;
  /// The columns of the parent that \p Key refers to.
  std::vector<std::string> referencedColumns(const ForeignKey &Key, const Vocabulary &Words) const;

  /// Whether the configuration names the table as tenant or global.
  bool isListed(std::string_view Name) const;
  /// Whether any table is known to belong to tenants.
  bool hasTenantTables(const Vocabulary &Words) const;
  const std::unordered_map<std::string, Table> &tables() const { return Tables; }

private:
  bool belongsToTenants(const Table &T, const Vocabulary &Words, std::set<const Table *> &Seen) const;
  std::vector<std::string> read(std::string_view Text, Dialect D, bool IsHistory);
  bool isOwner(const ForeignKey &Key, const Table &Child, const Vocabulary &Words, std::set<const Table *> &Seen) const;

  ChildTables Children = ChildTables::Flag;
  /// By name, and beyond the first of a name by `schema.name`.
  std::unordered_map<std::string, Table> Tables;
  std::unordered_map<std::string, TableKind> Listed;
  /// All tables of the project are defined.
  bool IsComplete = false;
};

/// \p Name in lower case (ASCII).
std::string foldCase(std::string_view Name);

} // namespace tenantscan::sql

#endif
