//===- StatementPlanner.h - The plan of one statement -----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For DialectStatements.cpp and DialectInserts.cpp only.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_STATEMENTPLANNER_H
#define TENANTSCAN_SQLSCAN_STATEMENTPLANNER_H

#include "sqlscan/DialectTokens.h"

namespace tenantscan::sql {

/// Words between the verb and the table, which change nothing here.
inline constexpr std::initializer_list<std::string_view> Modifiers{"IGNORE", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK"};

/// A table among the joins of an UPDATE or DELETE.
struct TableRef {
  TokenSpan Name;
  size_t Alias = NoToken;
};

/// `a = value` of UPDATE and its like.
struct Assignment {
  /// The name or the names in brackets, with qualifiers.
  TokenSpan Left;
  size_t Operator = 0;
  TokenSpan Value;
};

/// Makes the pieces and edits of planStatement().
class StatementPlanner {
public:
  StatementPlanner(const TokenWalk &W, TokenSpan Statement, PlanWriter &Out) : W(W), S(Statement), Out(Out) {}
  void run();

private:
  size_t planHead(size_t I);
  void planBody();
  void planUpdate(size_t I);
  void planDelete(size_t I);
  void planInsert(size_t I);
  void planLoad(size_t I);
  void planVariables(size_t I);
  bool isUtility(size_t I) const;

  size_t skipWords(size_t I, std::initializer_list<std::string_view> Words) const;
  bool tables(TokenSpan Refs, std::vector<TableRef> &Found) const;
  int match(TokenSpan Name, const std::vector<TableRef> &Tables) const;
  bool assignments(TokenSpan Where, std::vector<Assignment> &Found) const;
  void target(const TableRef &T);
  void name(size_t I);
  void assign(const Assignment &A);
  void columnList(size_t Open);
  void upsert(size_t On, size_t End, std::string_view RowAlias, size_t AliasAt);
  /// Where ORDER BY and LIMIT begin, which only make the rows that change fewer.
  size_t endOfRows(size_t First);
  void begin() {
    for (TokenSpan Span : Prefix)
      Out.copy(Span);
  }

  const TokenWalk &W;
  TokenSpan S;
  PlanWriter &Out;
  /// The names that WITH gives.
  std::vector<std::string> Common;
  /// WITH ..., before every statement that this one becomes.
  std::vector<TokenSpan> Prefix;
};

} // namespace tenantscan::sql

#endif
