//===- Ast.h - Generated statements as trees --------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One kind of node for everything. Mutation and shrinking cut and paste subtrees
// without regard to what SQL allows; the server refuses what makes no sense.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_ORACLE_AST_H
#define TENANTSCAN_TEST_ORACLE_AST_H

#include <cstdint>
#include <string>
#include <vector>

namespace tenantscan::oracle {

enum class Kind : uint8_t {
  // Expressions.
  Column,    ///< Alias.Name, or Name; Number 1: (Alias).Name.
  Parameter, ///< $Number; $1 is the tenant.
  Constant,  ///< An integer, in Name.
  Literal,   ///< Name as it stands.
  Compare,   ///< Name is the operator.
  And,
  Or,
  Not,
  In,      ///< First kid IN the others; Name is `NOT` or empty.
  AnyOf,   ///< First kid = ANY (ARRAY[the others]).
  Array,   ///< ARRAY[kids].
  Between,
  Test,    ///< IS Name.
  Tuple,
  Call,    ///< Name(kids); COALESCE and NULLIF too.
  Case,    ///< WHEN first THEN second ELSE third.
  Cast,    ///< To the type Name.
  Filter,  ///< Aggregate, condition.
  Over,    ///< Function, list of PARTITION BY, list of ORDER BY.
  Exists,  ///< Name is `NOT` or empty.
  InQuery, ///< Operand, query; Name is `NOT` or empty.
  Scalar,
  Star,    ///< Alias.* or *.
  As,      ///< Kid AS Alias.
  // Parts of queries.
  List,        ///< Clauses: conjuncts, columns, relations. Empty: no such clause.
  Table,       ///< Name AS Alias; no alias where empty.
  Derived,     ///< (query) AS Alias; Number 1: LATERAL.
  Join,        ///< Left, right, list of ON; Name is the join; Number: see JoinBy.
  CommonTable, ///< Alias AS (kid); Alias may have a list of columns.
  // Statements.
  Select, ///< Slots: see SelectSlot. Number 1: DISTINCT.
  SetOp,  ///< Left, right, list of LIMIT; Name is the operation.
  Values, ///< Lists.
  Insert, ///< Into Name. Slots: see InsertSlot.
  Conflict, ///< Name is the arbiter; Number 1: DO UPDATE; lists of SET and WHERE.
  Assign,   ///< Name = kid.
  Update,   ///< Slots: see UpdateSlot.
  Delete,   ///< Slots: see UpdateSlot; SET is empty, FROM is USING.
  Merge,    ///< Slots: see MergeSlot.
  When,     ///< Name is `MATCHED` or `NOT MATCHED`; list of conditions, action.
  MergeAction, ///< Name is UPDATE, DELETE, INSERT or DO NOTHING; kids: assignments or values. Alias: columns of INSERT.
  Truncate,
};

enum SelectSlot : uint8_t { SelectWith, SelectOn, SelectTargets, SelectFrom, SelectWhere, SelectGroup, SelectHaving, SelectOrder, SelectLimit, SelectSlots };
enum InsertSlot : uint8_t { InsertWith, InsertColumns, InsertSource, InsertConflict, InsertReturning, InsertSlots };
enum UpdateSlot : uint8_t { UpdateWith, UpdateSet, UpdateFrom, UpdateWhere, UpdateReturning, UpdateSlots };
enum MergeSlot : uint8_t { MergeWith, MergeSource, MergeOn, MergeWhens, MergeSlots };
enum JoinBy : uint8_t { JoinOn, JoinUsing, JoinNatural };

struct Node {
  Kind K = Kind::List;
  std::string Name;
  std::string Alias;
  unsigned Number = 0;
  std::vector<Node> Kids;

  bool isQuery() const { return K == Kind::Select || K == Kind::SetOp || K == Kind::Values; }
  /// It writes by itself; a query may still hold a CTE that does.
  bool isWrite() const { return K >= Kind::Insert && K != Kind::Conflict && K != Kind::Assign && K != Kind::When && K != Kind::MergeAction; }
};

/// The text of a statement. The constants in \p AsTenant are written as the
/// tenant's number, so that they are as good a proof as `$1`.
///
/// A query with LIMIT, DISTINCT ON or ORDER BY is ordered by all its columns at
/// last: ties are equal rows, and the answer is determined.
std::string render(const Node &Statement, const std::vector<std::string> &AsTenant = {});

/// Whether the statement writes anything, in a CTE perhaps.
bool writes(const Node &Statement);
/// Whether the order of its rows is determined.
bool isOrdered(const Node &Statement);
/// Number of columns of a query's result; 0 where `*` hides it.
size_t width(const Node &Query);
/// Calls \p Visit for \p Root and everything below it, parents first.
template <typename NodeType, typename Visitor> void walk(NodeType &Root, Visitor Visit) {
  Visit(Root);
  for (auto &Kid : Root.Kids)
    walk(Kid, Visit);
}

// Constructors.
Node make(Kind K, std::string Name, std::vector<Node> Kids = {});
Node list(std::vector<Node> Kids = {});
Node column(std::string Alias, std::string Name);
Node parameter(unsigned Number);
Node constant(int Value);
Node literal(std::string Text);
Node compare(Node Left, std::string Operator, Node Right);
Node as(Node Value, std::string Name);
Node table(std::string Name, std::string Alias);
/// Statement with \p Slots empty slots.
Node statement(Kind K, size_t Slots);

} // namespace tenantscan::oracle

#endif
