//===- Functions.h - What built-in functions do to values -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_FUNCTIONS_H
#define TENANTSCAN_SQLSCAN_FUNCTIONS_H

#include "sqlscan/ParseTree.h"

namespace tenantscan::sql {

/// Whether \p Call is one of PostgreSQL's aggregates, and no window function.
bool isAggregate(Node Call);

/// Whether \p Call is an aggregate of any of the servers.
bool mayAggregate(Node Call);

/// Whether running \p Call for one row more can be seen later, or by others: it counts
/// a sequence on, sets something, locks, notifies.
bool hasEffect(Node Call);

/// What \p Call spells in another way, as `UUID_TO_BIN(x)` and `lower(x)` do, where all
/// its other arguments are constants; nothing where it is no such function. \p IsInjective
/// is set where different values never become the same.
Node respelled(Node Call, bool &IsInjective);

/// Whether texts that differ are never equal under the collation of \p Clause, a
/// CollateClause: one that comes with the server.
bool isDeterministicCollation(Node Clause);

/// Whether \p List has a `x.*`, which stands for any number of items.
bool hasStar(Node List);

/// Adds the function calls in \p E that are not inside of a subquery.
void functionsIn(Node E, std::vector<Node> &Out);
/// Whether all of these are aggregates: nothing in \p E returns a set of rows.
bool callsAggregatesOnly(Node E);

/// Whether LIMIT or OFFSET of \p Select may leave out a row.
bool leavesOutRows(Node Select);

} // namespace tenantscan::sql

#endif
