//===- RangeTable.h - Relations, and what is known of rows ------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The values that the proof hands from block to block; see Prover.h.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_RANGETABLE_H
#define TENANTSCAN_SQLSCAN_RANGETABLE_H

#include "sqlscan/Facts.h"
#include "sqlscan/FlatSet.h"
#include "sqlscan/ParseTree.h"
#include "sqlscan/Schema.h"
#include "sqlscan/Verdict.h"

#include <memory>
#include <optional>

namespace tenantscan::sql {

/// What a statement does to a relation.
enum class Action : uint8_t { Reads, Changes, Deletes, Writes, Empties, Copies };

/// A tenant relation that nothing has confined yet.
struct Pending {
  std::string Table;
  /// How the statement calls it: the alias, or the table name.
  std::string Alias;
  std::string TenantColumn;
  /// More columns that the same is to be said of.
  std::vector<std::string> AlsoColumns;
  /// Offset of the table name in the rewritten text.
  uint32_t Location = 0;
  Action Does = Action::Reads;
  TableKind Kind = TableKind::Tenant;
  /// Why it is not confined, as far as is known.
  ReasonKind Why = ReasonKind::NoPredicate;
  /// What the explanation names: the other relation, the clause that comes too early.
  std::string Detail;
  /// The query selects its tenant column by name.
  bool ShowsTenant = false;
  /// Its block has a WHERE that a predicate could be added to.
  bool HasWhere = true;
  /// It is in this branch of a set operation, counted from 1; 0: in none.
  unsigned Branch = 0;
  std::string_view SetOperation;
  /// Positions in the result of the block that carry its tenant column.
  std::vector<uint32_t> Carriers;
  /// Positions that carried it until a clause looked at the rows of every tenant.
  std::vector<uint32_t> Severed;
  /// That clause, as the explanation names it.
  std::string SeveredBy;
  /// Inside its block: the terms that stand for its tenant column.
  std::vector<TermId> Terms;
  /// Columns of blocks further out that its tenant column equals.
  std::vector<TermId> Outer;
  /// Inside its block: the terms that would stand for its tenant column, were they not severed.
  std::vector<TermId> SeveredTerms;

  /// \p Clause looks at the rows of every tenant before a filter further out can drop them.
  void sever(std::string_view Clause);
};

/// A relation that was shown to be confined, and one value that confines it.
struct Confined {
  std::string Table;
  uint32_t Location = 0;
  TermId Value = 0;
};

/// A column of a block's result.
struct ResultColumn {
  std::string Name;
  /// Values and columns of outer blocks that it always equals.
  std::vector<TermId> Equals;
  /// Columns of the same group are always equal.
  uint32_t Group = 0;
  bool IsNotNull = false;
  /// NULL in some rows, by its definition or since something pads them: an outer join, or
  /// grouping sets. Of a column without definition that is not said.
  bool MayBeNull = false;
  /// See Table::Inexact and Table::Texts.
  bool IsInexact = false;
  bool IsText = false;
  /// It is this column of this table, a unique key or a part of one that is without the
  /// tenant, with what the tenant of the same row always equals.
  const Table *KeyOf = nullptr;
  std::string KeyName;
  std::vector<std::pair<std::string, TermId>> KeyTenant;
  /// It is a unique key alone.
  bool IsWholeKey = false;
  /// Columns of KeyOf with the same number are of the same row.
  uint32_t KeyRow = 0;
  /// The key is that of a row as it was written: no other relation has this row.
  bool IsKeyWritten = false;
  /// NULL in the row that stands for no row at all, that of `max(x)`.
  bool IsNullOfNothing = false;
};

/// What is known about the rows that a query returns.
struct QueryResult {
  std::vector<ResultColumn> Columns;
  /// There are more columns than these, at unknown positions (`*` over a table
  /// whose definition is not known).
  bool Open = false;
  /// It never has a row.
  bool IsEmpty = false;
  std::vector<Pending> Pendings;
  std::vector<Confined> Confinements;
  /// Equalities between values and columns of outer blocks that hold if the
  /// query returns a row at all.
  std::vector<Equality> Implied;
  /// Those that hold if a column with IsNullOfNothing is not NULL.
  std::vector<Equality> ImpliedByValue;
};

/// A column that USING or NATURAL merged; no term where it may be either side's.
struct MergedColumn {
  std::string Name;
  std::optional<TermId> Value;
};

struct Implications;

/// Columns of the two sides of a FULL JOIN that are equal where a row has both sides, and
/// what COALESCE of them is: in a row with the left side the left one, else the right one.
struct FullJoinPair {
  TermId Left;
  TermId Right;
  TermId Value;
};

/// An entry of the range table.
struct Relation {
  enum KindType : uint8_t {
    Base,      ///< A table.
    Result,    ///< A subquery, CTE, VALUES or view: see Rows.
    Opaque,    ///< A function or something else that has no tenant rows of its own.
    JoinAlias, ///< (a JOIN b) AS x
  } Kind = Base;
  std::string Name; ///< Alias or table name.
  std::string Schema;
  std::string Table;
  uint32_t Location = 0;
  TableKind Tenancy = TableKind::Global;
  const sql::Table *Definition = nullptr;
  /// For Base: new names of its first columns, `FROM t AS x (a, b)`.
  std::vector<std::string> Renamed;
  QueryResult Rows;
  Action Does = Action::Reads;
  /// No row of it matters; see Unasked.cpp.
  bool IsUnasked = false;
  /// Of TABLESAMPLE, which may leave out any row.
  bool IsSampled = false;
  /// How many outer joins and grouping sets may put NULL in place of its columns.
  int Padded = 0;
  /// What is true where a column of it is not NULL: the conditions of the outer
  /// joins that pad it.
  std::vector<std::shared_ptr<const Implications>> Matched;
  std::vector<RelationId> Members;
  /// For JoinAlias: the columns that USING merged.
  std::vector<MergedColumn> Merged;
  /// For JoinAlias with names of its own for columns: all of them; there may be more
  /// where Rows is open.
  std::vector<MergedColumn> Columns;
};

struct CommonTable {
  std::string Name;
  QueryResult Rows;
};

/// The names that a query block sees; Parent is the block around it.
struct Scope {
  Scope *Parent = nullptr;
  std::vector<RelationId> Relations;
  std::vector<MergedColumn> Merged;
  std::vector<FullJoinPair> Pairs;
  std::vector<CommonTable> CommonTables;
  /// The block whose common tables it sees too; for the condition of a join.
  const Scope *Block = nullptr;
  /// Set while something is looked at that is evaluated where no row is, too.
  bool IsOfNothing = false;
  /// Set while a subquery in FROM that is not LATERAL is looked at.
  bool RelationsHidden = false;
};

/// What the queries around a part of a statement have, from a block on inwards.
struct InnerNames {
  std::vector<std::string_view> Columns;
  std::vector<std::string_view> Aliases;
  bool HasFrom = false;
  /// Which tables there are is not known.
  bool IsHidden = false;
};

/// What of a query's rows matters to what is around it.
enum class Use : uint8_t {
  Rows,
  Membership, ///< IN: not how often a row comes out.
  Existence,  ///< EXISTS: whether there is one.
};

/// A subquery in an expression whose columns equal terms of the block.
struct SubqueryEquality {
  Node Subselect;
  int64_t Location;
  /// By ordinal; nullopt where the operand is no term.
  std::vector<std::optional<TermId>> Operands;
  Use Matters = Use::Rows;
  /// The names that it sees; none: those of the block.
  Scope *Names = nullptr;
};

/// What is true of every row for which a condition is true.
struct Implications {
  std::vector<Equality> Equalities;
  std::vector<Comparison> Comparisons;
  /// Relations of which some column is not NULL.
  FlatSet<RelationId> NotNull;
  /// The columns themselves, where that is asked for; see SawNullEquality.
  FlatSet<TermId> NotNullColumns;
  /// Subqueries that return a row, with the operands that equal its columns.
  std::vector<SubqueryEquality> Subqueries;
};

/// An item of FROM: a relation, or a join of two items.
struct FromItem {
  enum JoinKind : uint8_t { None, Inner, Left, Right, Full } Join = None;
  RelationId Entry = 0;
  std::vector<FromItem> Sides; ///< Two for a join.
  /// USING, NATURAL, or a join with an alias: names do not tell the sides apart.
  bool MergesColumns = false;
  Node Condition;
  /// The names that Condition sees: not those of the items after the join.
  std::shared_ptr<Scope> On;
  std::vector<Equality> Using;
  /// For a FULL JOIN: the columns that USING merged, and those that ON compares.
  std::vector<FullJoinPair> Pairs;
  /// The arguments of a function in FROM, which may have subqueries.
  Node Arguments;
  /// For a subquery: its SELECT.
  Node Query;
  bool IsLateral = false;
  /// For LATERAL: what to prove again once the block's facts are known.
  Node Lateral;
};

/// A comparison of a tenant column that does not confine it.
struct NearMiss {
  TermId Column;
  ReasonKind Why;
  std::string Detail;
};

/// Moves what is pending and confined in \p From to \p To.
void absorb(QueryResult &To, QueryResult From);

} // namespace tenantscan::sql

#endif
