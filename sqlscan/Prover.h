//===- Prover.h - The scoping proof over one parse tree ---------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A statement is scoped when every tenant relation in it is confined: its tenant
// column is in an equivalence class with a tenant value. Classes are gathered
// per query block from the conjuncts that hold for every row that comes out.
//
// A relation that is not confined inside its block may still be so outside:
// `SELECT * FROM (SELECT id, tenant_id FROM t) x WHERE x.tenant_id = $1`. So a
// block returns, with its columns, what is still *pending*: relations and the
// result columns that carry their tenant column. The block around it treats
// those columns as it treats the tenant column of a table. LIMIT, aggregates,
// windows and DISTINCT ON cut the tie, since they look at rows of all tenants
// before a filter outside can drop them.
//
// Everything flows as values: proving a block twice gives the same result and
// reports nothing; only what is pending at the end of the statement is a leak.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_PROVER_H
#define TENANTSCAN_SQLSCAN_PROVER_H

#include "sqlscan/RangeTable.h"
#include "sqlscan/Rewrite.h"
#include "sqlscan/Schema.h"

#include <deque>
#include <list>
#include <map>
#include <optional>

namespace tenantscan::sql {

class Prover {
public:
  Prover(const Rewritten &Text, const Schema &Tables, const Vocabulary &Words) : Text(Text), Tables(Tables), Words(Words) {}

  /// Proves the statement \p Stmt (an element of the tree's `stmts`). What is
  /// pending in the result leaks.
  QueryResult proveStatement(Node Stmt);

  /// Verb of the last statement proved: SELECT, UPDATE, ...
  const std::string &verb() const { return Verb; }
  /// Why it could not be judged; empty where it could.
  const std::string &unresolved() const { return Unresolved; }
  uint32_t unresolvedLocation() const { return UnresolvedLocation; }
  const Facts &facts() const { return F; }

private:
  /// A query block, or the part of a statement that is like one.
  struct Block {
    Scope S;
    std::vector<FromItem> From;
    /// Locations of the subqueries in expressions that are proved already.
    FlatSet<int64_t> Done;
    QueryResult Out;
    size_t Mark = 0;
    bool HasWhere = false;
    /// It returns rows as they are stored, not as they are written.
    bool IsQuery = false;
    /// A join was found to pad no rows.
    bool IsSimplified = false;
    /// SELECT, UPDATE or DELETE. None for others.
    Node Statement;
    /// It does not matter how often a row comes out.
    bool IgnoresRepeats = false;
    /// Nor what it selects, but whether there is a row.
    bool IgnoresTargets = false;
    /// For INSERT: the values of tenant columns; none where rows differ.
    std::map<std::string, std::optional<TermId>> Written;
    /// Relations from here on belong to the block or to blocks inside it.
    RelationId FirstInside = 0;
  };

  // Prover.cpp: query blocks.
  Block open(Node Statement, Scope *Parent);
  QueryResult close(Block &B);
  /// Learns what WHERE, ON and \p Having imply, settles every relation of FROM
  /// and proves the subqueries in WHERE.
  void proveBody(Block &B, Node Where, const Implications &Having);
  QueryResult proveSelect(Node Select, Scope *Parent, Use Matters = Use::Rows);
  QueryResult proveBlock(Node Select, Scope *Parent, Use Matters);
  QueryResult proveValues(Node Select, Scope *Parent);
  /// A statement that may stand in WITH, PREPARE, EXPLAIN or COPY.
  QueryResult proveNested(Node Statement, Scope *Parent);
  void addCommonTables(Node With, Block &B);
  std::vector<Node> inOrder(Node With);
  QueryResult proveRecursive(Node Query, const std::string &Name, Node Aliases, Scope &S);
  QueryResult combine(std::string_view Operation, QueryResult Left, QueryResult Right);
  /// Confines what is pending in \p Rows and carried by a column that equals a value in
  /// the other branch of INTERSECT, or in the left one of EXCEPT.
  void confineByBranch(QueryResult &Rows, const QueryResult &Other);

  // FromClause.cpp: range table and joins.
  FromItem addFromItem(Node Item, Block &B);
  FromItem addJoin(Node Join, Block &B);
  TermId addPair(FromItem &Join, TermId Left, TermId Right);
  void addComparedPairs(FromItem &Join);
  RelationId addTable(Node RangeVar, Block &B, Action Does);
  /// Gives the first columns new names: `AS x (a, b)`.
  static void rename(QueryResult &Rows, Node Names);
  /// \p View with its \p Rows; none where the statement writes, and nothing in it belongs
  /// to tenants.
  std::optional<RelationId> addView(const sql::Table &View, QueryResult Rows, Node RangeVar, Block &B, Action Does);
  RelationId addFunction(std::string_view Kind, Node Item, Scope &S);
  RelationId addResult(QueryResult Rows, Node Alias, Scope &S, uint32_t Location);
  /// The rows of a view; none where its query is not understood.
  std::optional<QueryResult> proveView(const sql::Table &View, uint32_t Location);
  /// Tells the relations that outer joins pad what their conditions imply.
  void noteMatches(const FromItem &Item, Block &B, bool IsNullable);
  /// What \p On implies of the rows for which it is true, where no side is padded yet.
  Implications implyMatch(const FromItem &Join, Block &B);
  /// Learns what follows from columns of \p Ids not being NULL.
  void learnNotNull(const FlatSet<RelationId> &Ids);
  void noteNotNull(TermId Column, Implications &Out) const;
  /// What \p Where implies of the rows for which it is true.
  Implications implyWhere(Node Where, const Scope &S);
  /// What the pairs of a FULL JOIN are in rows that have this side.
  void learnMerged(const FromItem &Join, size_t Side);
  void learnJoins(FromItem &Item, Block &B, FlatSet<RelationId> &NotNull, std::vector<SubqueryEquality> &Subqueries);
  /// Learns once more what the conditions of joins that pad nothing imply.
  void learnInnerJoins(const FromItem &Item, Block &B);
  void learnResults(FromItem &Item, Block &B);
  void learnRows(const std::vector<std::optional<TermId>> &Columns, const QueryResult &Rows);
  static Scope &scopeOf(const FromItem &Join, Block &B) { return Join.On ? *Join.On : B.S; }
  void learnSubqueries(const std::vector<SubqueryEquality> &Subqueries, Block &B, std::vector<std::pair<SubqueryEquality, QueryResult>> &Proved);

  // Settle.cpp: which relations are confined.
  void settle(FromItem &Item, Block &B);
  void settleNullable(FromItem &Join, size_t Side, Block &B);
  void settleRelation(RelationId Id, Block &B);
  /// \p IsFilter: no row comes out for which the comparison with \p Rows is not true.
  void settleSubquery(const SubqueryEquality &Sub, QueryResult Rows, QueryResult &Out, bool IsFilter);
  void settlePending(Pending P, std::vector<TermId> Terms, QueryResult &Out);
  void explain(Pending &P) const;
  std::optional<TermId> confiningValue(TermId Column) const;
  bool isConfined(RelationId Id);
  /// For a table without tenant column: the tenant of the row that it belongs to.
  static constexpr std::string_view OwnerColumn = "\x01owner";
  TermId ownerTerm(RelationId Id) { return F.column(Id, OwnerColumn); }
  std::vector<const ForeignKey *> ownersOf(RelationId Id) const;
  /// The tenant of the row that \p Id holds, for tables that have one such column.
  std::optional<TermId> rowTenant(RelationId Id);
  /// The columns that hold the tenant of a row; see Vocabulary::required().
  const std::vector<std::vector<std::string>> &required(const Relation &R);

  // Keys.cpp: rows that are the same, and rows that belong to others.
  /// Relations that hold the same row of one table, by a unique key, have the same
  /// tenant, and so have a row and the one that its foreign key refers to.
  void learnKeys(const Block &B);
  /// \p A and \p B hold the same row of one table.
  void learnSameRow(RelationId A, RelationId B);
  /// The same for a relation whose key has the values of a row that \p Rows comes from, by
  /// the column \p I of it. \p Columns: what the columns of \p Rows are equal to.
  void learnKey(const std::vector<std::optional<TermId>> &Columns, const QueryResult &Rows, size_t I);
  bool isTiedToOwner(RelationId Child);
  std::vector<RelationId> withSameValues(RelationId Id, const std::vector<std::string> &Columns, const Table &Of,
                                         const std::vector<std::string> &OfColumns);
  void noteKey(ResultColumn &C, TermId Value, const Block &B);
  bool noteKeyColumn(ResultColumn &C, TermId Column, const Block &B);
  std::optional<RelationId> keyPartner(RelationId Id, const std::vector<TermId> &TenantTerms);
  /// The same as terms: of every list, one has to equal a value.
  std::vector<std::vector<TermId>> tenantTerms(RelationId Id);
  std::string tenantColumnOf(const Relation &R) const;
  static void relationsOf(const FromItem &Item, std::vector<RelationId> &Out);

  // Unasked.cpp: relations of which no row matters.
  void markUnasked(Block &B);
  void markUnasked(FromItem &Item, Block &B);
  static bool isMerged(const FromItem &Item, RelationId Id);
  /// Whether every row of the other side of \p Join meets one row of \p Padded at most.
  bool meetsOneRow(const FromItem &Join, const FromItem &Padded, Block &B);
  /// Relations of the same table of which a row is there whenever the block is looked at.
  std::vector<RelationId> witnesses(RelationId Id, const Block &B) const;
  /// Whether a witness is a row of \p Id itself that will do wherever another one does.
  bool isWitnessed(RelationId Id, Block &B);
  unsigned countWitnessed(Node Condition, const Scope &S, RelationId Id, RelationId Witness);
  unsigned countWitnessed(const FromItem &Item, Block &B, RelationId Id, RelationId Witness);
  /// Whether \p E is true with \p Witness in the place of \p Id.
  bool isTrueOf(Node E, const Scope &S, RelationId Id, RelationId Witness);

  // References.cpp: where a statement names a relation.
  /// Whether a name outside of \p Condition and of the item itself means it.
  bool isReferredTo(const FromItem &Item, const Block &B, Node Condition);
  /// Names that may mean a column of \p Id, or all of them, wherever they are.
  unsigned countReferences(RelationId Id, const Block &B);
  unsigned countReferences(Node E, RelationId Id, const Scope &S) { return countReferences(E, Id, S, InnerNames()); }
  unsigned countReferences(Node E, RelationId Id, const Scope &S, const InnerNames &Inner);
  unsigned countInFrom(Node From, RelationId Id, const Scope &S);
  unsigned countNames(Node ColumnRef, RelationId Id, const InnerNames &Inner);
  void addOwnNames(Node From, const Scope &S, InnerNames &Names) const;
  InnerNames namesInside(Node Query, const InnerNames &Outer, const Scope &S) const;
  /// Whether an aggregate that \p Select returns is one of its rows.
  bool hasOwnAggregate(Node Select, const Scope &S) const;
  /// Whether an aggregate may be there that another block counts rows for, or that counts
  /// those of this one in a subquery.
  bool hasStrayAggregate(Node Select, const Scope &S) const;
  /// Whether a subquery in \p E has an aggregate that may be one of the block around it.
  bool aggregatesOutside(Node E, const Scope &S, const InnerNames *Inner = nullptr) const;
  /// The common table that \p Name means.
  static const CommonTable *findCommonTable(std::string_view Name, const Scope &S);

  // Names.cpp: column references.
  std::optional<TermId> resolve(Node ColumnRef, const Scope &S);
  std::optional<TermId> resolveName(std::string_view Column, const Scope &S);
  std::optional<TermId> resolveQualified(std::string_view SchemaName, std::string_view Qualifier, std::string_view Column, const Scope &S);
  std::optional<TermId> resolveField(Node Indirection, const Scope &S);
  std::optional<RelationId> findRelation(std::string_view Name, std::string_view Schema, const Scope &Block, bool IsExact) const;
  /// Weak: it may have the column, but a table that should have it comes first.
  enum class Has : uint8_t { No, Weak, Maybe, Yes };
  Has lookUp(RelationId Id, std::string_view Column, std::optional<TermId> &Found);
  struct StarColumn {
    std::string Name;
    std::optional<TermId> Value;
  };
  /// The columns of `*`, or of `x.*`. Sets \p Open where there may be more.
  std::vector<StarColumn> expandStar(RelationId Id, bool &Open);
  std::vector<StarColumn> expandStar(const FromItem &Item, bool &Open);

  // Conditions.cpp: what an expression implies.
  void learn(const Implications &I);
  void implyOrder(Node E, bool Negated, const Scope &S, Implications &Out);
  /// \p Test, a row or a value, equals what a query selects.
  void equateRow(Node Test, Node Targets, const Scope &S, Implications &Out);
  /// Where \p Equal, a comparison, is not true.
  void implyUnequal(Node Equal, const Scope &S, Implications &Out);
  void implyCase(Node Case, bool Negated, const Scope &S, Implications &Out);
  /// What one of \p Each implies, of which at least one is true.
  /// \p Where: OR, CASE or COALESCE.
  void implyOneOf(std::vector<Implications> Each, bool HasDeadBranch, std::string_view Where, Implications &Out);
  std::optional<TermId> comparedTerm(Node E, const Scope &S);
  void imply(Node E, bool Negated, const Scope &S, Implications &Out);
  void implyAny(Node Alternatives, std::string_view Where, bool Negated, const Scope &S, Implications &Out);
  /// What all of \p Each imply.
  void implyCommon(std::vector<Implications> Each, Implications &Out);
  /// What follows from \p Left being one of \p Items.
  void implyOneOf(Node Left, Node Items, const Scope &S, Implications &Out);
  /// Learns what is so where no branch of an OR but \p Branch is true.
  void learnNotTrue(Node Branches, Node Branch, const Scope &S);
  void implyComparison(Node E, bool Negated, const Scope &S, Implications &Out);
  /// Whether \p E is a column that cannot be NULL.
  bool isNeverNull(Node E, const Scope &S);
  bool isNeverNull(TermId Column) const;
  bool mayBeNull(TermId Column) const;
  void pad(const FromItem &Item, int By = 1);
  /// The sides of \p Join that it pads.
  static std::vector<const FromItem *> paddedSides(const FromItem &Join);
  /// What is true of no row.
  void never(Implications &Out);
  bool isNever(const Implications &I);
  /// Whether \p E is true of every row of the block, by what is known already.
  bool isAlways(Node E, const Scope &S);
  /// Whether a subquery in the scope \p S has a row, whatever the tables have.
  bool hasRowAlways(Node Select, const Scope &S) const;
  bool isAlwaysTrue(Node Link, const Scope &S) const;
  void implySubquery(Node Link, const Scope &S, Implications &Out);
  void equate(Node Left, Node Right, bool Strict, const Scope &S, Implications &Out);
  void missed(Node Operand, ReasonKind Why, std::string Detail, const Scope &S);
  /// The term that an expression is, if it is one whose value is equal to it.
  std::optional<TermId> term(Node E, const Scope &S, Implications *Out = nullptr);
  std::optional<TermId> coalescedSides(Node Arguments, const Scope &S);
  std::optional<TermId> functionTerm(Node Call);
  /// \p Value as it is after something that may make one value of several.
  TermId otherValue(TermId Value, std::string_view How, uint32_t Location);
  /// Proves the subqueries in an expression that the block has not yet proved.
  void proveSubqueries(Node E, Scope &S, FlatSet<int64_t> &Done, QueryResult &Out);
  void proveInside(Node E, Scope &S, FlatSet<int64_t> &Done, QueryResult &Out);
  /// Those in the arguments of aggregates, which see rows even where the block as a
  /// whole may return a row for none.
  void proveInAggregates(Node E, Scope &S, FlatSet<int64_t> &Done, QueryResult &Out);
  bool isInjectiveCast(Node Cast, TermId Of) const;
  bool isInexact(TermId Column) const;
  bool isText(TermId Column) const;
  bool isNumber(TermId Value) const;
  /// MySQL takes a text for the number that it begins with: 'acme' = 0 is true.
  bool isNumericEquality(TermId A, TermId B) const;

  // Output.cpp: the result of a block.
  bool isOwnedColumn(Node Reference, TermId Column, const Block &B) const;
  void addOutput(Node Targets, Block &B);
  void addColumn(std::string Name, std::optional<TermId> Value, Block &B);
  void carry(Node Select, Block &B);
  void markNullOfNothing(Node Targets, Block &B);
  bool mayReturnRowOfNothing(Node Select, Block &B);
  /// Whether \p Select makes one row of all, by an aggregate without GROUP BY.
  bool aggregatesAll(Node Select, const Scope &S) const;
  std::vector<Equality> impliedOutside(const Block &B) const;
  bool visibleOutside(TermId Id, RelationId FirstInside) const;
  /// The terms of GROUP BY and the like; keys that are no terms are left out, and
  /// \p HasSets is set where there are grouping sets.
  std::vector<TermId> keyTerms(Node Keys, Node Targets, Scope &S, bool &HasSets, bool OutputFirst = false);
  Implications havingOf(Node Select, Block &B);
  void implyFilters(Node Select, const Scope &S, Implications &Out);

  // Modify.cpp: statements that write.
  QueryResult proveInsert(Node Insert, Scope *Parent);
  QueryResult proveUpdate(Node Update, Scope *Parent);
  QueryResult proveDelete(Node Delete, Scope *Parent);
  QueryResult proveMerge(Node Merge, Scope *Parent);
  QueryResult proveWholeTables(Node RangeVars, Action Does);
  RelationId addTarget(Node RangeVar, Block &B, Action Does);
  RelationId nameTargetAgain(Block &B, Action Does);
  void checkConflict(Node Conflict, RelationId Target, Block &B);
  void checkAssignments(Node Targets, RelationId Target, Block &B);
  /// From here on the target's columns are those of the rows as they were written.
  void becomeWritten(Node Targets, RelationId Target, Block &B);
  void checkInserted(Node Columns, Node Row, RelationId Target, Block &B);
  /// The tenant value that \p Given, which is written to \p Column, equals.
  std::optional<TermId> insertedValue(Node Given, RelationId Target, const std::string &Column, Block &B);
  bool isConfinedOwner(TermId Value, const ForeignKey &Key);
  /// Whether \p C is the key of a parent that is confined.
  bool isConfinedOwner(const ResultColumn &C, const ForeignKey &Key) const;
  /// Where INSERT writes the key of a row's parent; nullopt where it does not.
  static std::optional<size_t> ownerPosition(Node Columns, const Relation &R, const ForeignKey &Key);
  /// Whether \p Row, a list of VALUES, names a parent that is confined: by a subquery.
  bool namesConfinedOwner(Node Columns, Node Row, RelationId Child, Block &B);
  void checkInsertedQuery(Node Columns, const QueryResult &Source, RelationId Target, Block &B);
  /// Position of the tenant column among the values of an INSERT; -1 where it
  /// gets none, -2 where that cannot be known.
  int insertPosition(Node Columns, const Relation &Target, const std::vector<std::string> &OneOf, std::string &Column) const;
  void noteWritten(const std::string &Column, std::optional<TermId> Value, Block &B);
  /// \p Column: the tenant column that it is about, where not the first one.
  void leak(RelationId Id, ReasonKind Why, std::string Detail, Block &B, const std::string &Column = {});

  void giveUp(std::string Why, uint32_t Location);

  const Rewritten &Text;
  const Schema &Tables;
  const Vocabulary &Words;
  /// Whether it is worth looking for them; see ParseTree.
  Facts F;
  /// By definition, and by nullptr for tables without one: what required() says.
  std::map<const sql::Table *, std::vector<std::vector<std::string>>> Required;
  std::list<std::vector<std::vector<std::string>>> RequiredOfResults;
  /// A deque: entries stay where they are while others are added.
  std::deque<Relation> Relations;
  /// A list: it costs nothing while it is empty, as it mostly is.
  std::list<ParseTree> Views;
  /// The numbers for ResultColumn::KeyRow: by relation, and by what it calls the row.
  std::map<std::pair<RelationId, uint32_t>, uint32_t> KeyRows;
  std::vector<NearMiss> NearMisses;
  std::string Verb;
  std::string Unresolved;
  uint32_t UnresolvedLocation = 0;
  /// FirstInside of the blocks that are open, the innermost one last.
  std::vector<RelationId> BlockStarts;
  /// A comparison was seen that is true of two NULLs, and what is not NULL is of interest.
  bool SawNullEquality = false;
  /// An OR, a CASE or a list of values was looked at.
  bool SawAlternatives = false;
  /// While conditions are looked at again: columns that they say are not NULL.
  FlatSet<TermId> KnownNotNull;
  unsigned LateralDepth = 0;
  unsigned ViewDepth = 0;
  /// Beyond this many branches an OR is taken to imply nothing; keeps the work linear.
  static constexpr unsigned MaxBranches = 1000;
  unsigned Branches = 0;
};

/// Whether the rows of \p Select, as far as they matter, are the same however often a
/// row of its joins is repeated.
bool ignoresRepeats(Node Select, Use Matters);

/// What \p Subselect selects, where it is one row without FROM, WHERE and the like.
Node onlyRow(Node Subselect);
/// The same, where it is one value.
Node onlyValue(Node Subselect);

/// The name that PostgreSQL gives to a result column without AS.
std::string columnNameOf(Node Value);

} // namespace tenantscan::sql

#endif
