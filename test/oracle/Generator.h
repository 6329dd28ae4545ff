//===- Generator.h - Random statements, scoped by construction --*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Statements start as confined ones: every relation gets a predicate on its
// tenant column where it belongs. mutate() then breaks some of them, most often
// in one place. Statements that are wrong at random leak in so many ways that
// they tell nothing.
//
// The server's answer must be determined by the contents alone. So a statement
// never asks for an order that ties leave open (see render()), UPDATE .. FROM
// assigns and returns columns of its target only, and aggregates do not depend
// on the order of their input.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_ORACLE_GENERATOR_H
#define TENANTSCAN_TEST_ORACLE_GENERATOR_H

#include "test/oracle/Ast.h"
#include "test/oracle/Content.h"

#include <string>
#include <vector>

namespace tenantscan::oracle {

/// $1 is the tenant; the others are small numbers.
inline constexpr unsigned Parameters = 4;

class Generator {
public:
  /// \p Bystanders: percentage of blocks that read rows of every tenant of which none
  /// matters. \p Choices: percentage of relations whose tenant is said in a branch of an
  /// OR or in a list, of which other conditions leave nothing else, or nearly nothing.
  /// \p Spellings: percentage of equalities that are said of arrays and fields of rows.
  /// \p Strays: percentage of aggregates that stand in a subquery.
  Generator(Random &R, unsigned Bystanders, unsigned Choices, unsigned Spellings, unsigned Strays)
      : R(R), Bystanders(Bystanders), Choices(Choices), Spellings(Spellings), Strays(Strays) {}
  Node statement();

private:
  /// A relation as the expressions of a block see it.
  struct Source {
    std::string Alias;
    std::vector<std::string> Columns;
    /// It has a tenant column that something must confine or tie.
    bool NeedsTenant = false;
    /// Its tenant column, where it has one.
    bool HasTenant = false;
  };
  struct Scope {
    std::vector<Source> Sources;
    const Scope *Outer = nullptr;
  };
  /// What a query is wanted for.
  struct Want {
    /// Give the tenant column out, first, and leave it to the block around.
    bool Expose = false;
    /// Number of columns; 0: any. All integers.
    unsigned Width = 0;
    /// At most one row.
    bool OneRow = false;
    unsigned Depth = 0;
  };
  struct Made {
    Node Query;
    std::vector<std::string> Columns;
  };
  struct Available {
    std::string Name;
    std::vector<std::string> Columns;
    bool Exposes = false;
  };

  // GenerateQuery.cpp
  Made query(const Want &W, const Scope *Outer);
  Made block(const Want &W, const Scope *Outer);
  Made setOperation(const Want &W, const Scope *Outer);
  Node relation(Scope &S, unsigned Depth, bool MayBeLateral);
  void from(Node &Select, Scope &S, const Want &W);
  /// Adds a relation of every tenant that tells nothing as long as nothing refers to it.
  void bystander(Node &Items, Scope &S);
  void another(Node &Items, Scope &S, const Source &New);
  void confine(Node &Where, Node *On, const Scope &S, size_t I, bool Expose, const std::string &Join);
  void targets(Node &Select, const Scope &S, const Want &W, std::vector<std::string> &Columns);
  void aggregate(Node &Select, const Scope &S, const Want &W, std::vector<std::string> &Columns);
  Node window(const Scope &S, const std::string &Tenant);
  std::string rename(Source &S);
  /// Gives the first two columns each other's name.
  static void swapNames(std::vector<Node> &Targets);
  void unqualify(Node &Part, const std::string &Alias);
  Node commonTables();
  Node recursive(const std::string &Name);
  std::string freshAlias();

  // GenerateCondition.cpp
  Node equal(Node Left, Node Right);
  Node nearlyEqual(Node Left, Node Right);
  Node respelled(Node Left, Node Right);
  /// A condition whose subquery says that the tenant of \p Own is \p Value.
  Node confinedBySubquery(const Source &Own, const Node &Value);
  /// \p Condition, which says that \p Column is \p Value, as one of several.
  Node choice(const Scope &S, const Node &Column, const Node &Value, Node Condition);
  Node tenantValue(const Scope *Outer);
  Node intColumn(const Scope &S);
  Node intValue(const Scope &S, unsigned Depth);
  Node aggregateCall(const Scope &S);
  /// The same, where it may be in a subquery, of which it counts no rows.
  Node strayAggregate(const Scope &S);
  Node condition(const Scope &S, unsigned Depth);
  Node subqueryCondition(const Scope &S, unsigned Depth);

  // GenerateModify.cpp
  Node insert(const std::string &Table);
  Node conflict(const std::string &Table);
  Node update(const std::string &Table);
  Node remove(const std::string &Table);
  Node merge(const std::string &Table);
  Node change(const std::string &Table, bool InWith);
  Node returning(const std::string &Table, const std::string &Alias);
  Node assignments(const std::string &Table, const Scope &S, bool MayUseSubquery);
  /// \p Fresh: percentage of keys that no row has yet.
  Node insertedRow(const std::vector<std::string> &Columns, const Scope &S, unsigned Fresh);
  std::string target();

  Random &R;
  unsigned Bystanders;
  unsigned Choices;
  unsigned Spellings;
  unsigned Strays;
  std::vector<Available> CommonTables;
  unsigned Aliases = 0;
};

/// Breaks \p Statement in one place; mostly in what confines it.
void mutate(Node &Statement, Random &R);

} // namespace tenantscan::oracle

#endif
