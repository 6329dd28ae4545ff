//===- DefinitionReader.h - Statements that define tables ---------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_DEFINITIONREADER_H
#define TENANTSCAN_SQLSCAN_DEFINITIONREADER_H

#include "sqlscan/ParseTree.h"
#include "sqlscan/Schema.h"

#include <functional>

namespace tenantscan::sql {

/// Whether a table that is defined in one of the schemas is defined in the other one:
/// no schema is `public`.
bool isSameSchema(std::string_view A, std::string_view B);
std::string nameOf(Node RangeVar);
std::string schemaOf(Node RangeVar);
/// The texts of a list, in lower case.
std::vector<std::string> names(Node List);
/// The names of the columns of a query; empty where a star stands for some.
std::vector<std::string> namesOf(Node Select);
/// Whether a default calls current_setting.
bool readsSetting(Node Default);
bool contains(const std::vector<std::string> &Names, std::string_view Name);

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
  /// \p Text is the whole statement.
  void createView(Node Name, Node Columns, const std::string &Text);
  void createAs(Node As);
  void createSchema(Node Create);
  void alter(Node Alter);
  void alter(Table &T, Node Command);
  /// Those that inherit columns from \p T, and those that inherit from them.
  std::vector<Table *> heirsOf(const Table &T);
  void rename(Node Rename);
  void renameColumn(Table &T, const std::string &Old, const std::string &New);
  void renameOwnColumn(Table &T, const std::string &Old, const std::string &New);
  void dropKey(Table &T, const std::string &Name);
  void dropColumn(Table &T, const std::string &Column);
  /// What the columns of a table or view are called; empty where that is not known.
  static std::vector<std::string> columnsOf(const Table &T);
  std::vector<const Table *> withPartitions(const Table &T);
  /// Changes the lists of columns' names that views give to \p T in FROM.
  void changeAliases(const Table &T, const std::function<void(std::vector<std::string> &)> &Change);
  /// Before \p T gets a column: the stars of views that name theirs go on to stand for those that there are.
  void keepStars(const Table &T);
  void moveToSchema(Node Alter);
  void createIndex(Node Index);
  void drop(Node Drop);
  void setPath(Node Set);

  /// The table that a statement means, by a name with or without a schema.
  Table *find(Node RangeVar) { return find(schemaOf(RangeVar), nameOf(RangeVar)); }
  Table *find(const std::string &SchemaName, const std::string &Name);
  /// The table that is defined in this schema.
  Table *findIn(const std::string &SchemaName, const std::string &Name);
  bool isDefined(Node RangeVar);
  void move(Table &T, std::string NewSchema, std::string NewName);
  /// \p T becomes a part of the rows of \p Whole, with all the columns that it gets.
  static void becomePartition(Table &T, const Table &Whole);
  /// \p T gets the columns that \p Parent gets from now on.
  static void becomeHeir(Table &T, Table &Parent);
  void add(Table T);
  void addColumn(Node Definition, Table &T);
  void addExclusion(Node Constraint, Table &T);
  void addConstraint(Node Constraint, std::string_view Column, Table &T);
  static void placeColumn(Node Options, const std::string &Name, Table &T);
  static void noteType(Node Type, const std::string &Column, Table &T);

  std::unordered_map<std::string, Table> &Tables;
  Dialect Language;
  bool IsHistory;
  /// The first schema of the search path, in which a name without one is defined.
  std::string Path;
};

} // namespace tenantscan::sql

#endif
