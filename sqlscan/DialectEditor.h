//===- DialectEditor.h - Edits in the expressions of a statement *- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For DialectExpressions.cpp and DialectOperators.cpp only.
//
// One walk over the tokens of a statement with a stack of brackets. What has no
// counterpart in PostgreSQL becomes a call of a function that it does not know,
// or a cast to a type that it does not know: the proof takes nothing from either.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_DIALECTEDITOR_H
#define TENANTSCAN_SQLSCAN_DIALECTEDITOR_H

#include "sqlscan/DialectTokens.h"

namespace tenantscan::sql {

/// What a word does to the walk.
enum class ExpressionKeyword : uint8_t {
  Again, ///< SELECT
  From,
  Clause,   ///< Ends what came before: WHERE, GROUP, ...
  Boundary, ///< Ends a condition: WHEN, THEN, AS, OR, ...
  Binary,
  Cast,
  Collate,
  Columns, ///< What JSON_TABLE takes apart
  Convert,
  Direction, ///< ASC, DESC
  Hint,      ///< USE INDEX (...)
  In,        ///< IN t, of a table
  Indexed,
  Into,
  Is,
  Interval,
  Join,
  Like, ///< REGEXP and the like
  Limit,
  Lock,
  Match,
  Member,
  Modulo,  ///< DIV, MOD
  Next,    ///< NEXT VALUE FOR s
  Niladic, ///< CURRENT_TIMESTAMP()
  Not,
  On,
  Partition,
  Returning,
  Row, ///< VALUES ROW(...)
  Separator,
  Sounds,
  Truth,    ///< TRUE, FALSE
  TypeCall, ///< TIME(x), CHAR(x): names of types, called
  Using,
  Wait,
  With,
  Xor,
};

/// A join whose condition may still come.
struct PendingJoin {
  size_t Keyword;
  /// The token after the right side; NoToken until it is seen.
  size_t FactorEnd;
  /// The word CROSS; NoToken where there is none.
  size_t Cross;
  /// May stand without a condition.
  bool IsInner;
};

/// What is open between two brackets.
struct ExpressionFrame {
  enum ClauseKind : uint8_t { None, Select, From, Other } In = None;
  /// The word LIMIT that a comma may follow; NoToken where there is none.
  size_t Limit = NoToken;
  /// The bracket that it is in.
  size_t Open = NoToken;
  /// Holds the tables of a join, in brackets.
  bool HoldsTables = false;
  /// Holds a query in the place of a table.
  bool IsDerived = false;
  bool HasXor = false;
  /// Where the condition begins that XOR would be the loosest operator of.
  size_t ConditionStart = 0;
  size_t GroupBy = NoToken;
  std::vector<PendingJoin> Joins;
};

/// Makes the edits of editExpressions().
class ExpressionEditor {
public:
  ExpressionEditor(const TokenWalk &W, TokenSpan Where, PlanWriter &Out) : W(W), Where(Where), Out(Out) {}
  void run();

private:
  ExpressionFrame &top() { return Frames.back(); }
  void endCondition(size_t I);
  void endJoins(size_t I);
  void endClause(size_t I);
  void open(size_t I);
  void comma(size_t I);
  void close(size_t I);
  size_t keyword(ExpressionKeyword K, size_t I);
  size_t word(size_t I);
  size_t operatorToken(size_t I);
  size_t string(size_t I);
  void reservedName(size_t I);
  size_t join(size_t I);
  size_t on(size_t I);
  size_t select(size_t I);
  size_t into(size_t I);
  size_t interval(size_t I);
  size_t is(size_t I);
  size_t match(size_t I);
  void convert(size_t I);
  void cast(size_t I);
  size_t collate(size_t I);
  size_t hint(size_t I);
  size_t row(size_t I);
  /// Leaves out what is in the brackets of a call of \p Function from \p I on; \p I + 1
  /// where it is in none.
  size_t restOfCall(size_t I, std::string_view Function);

  const TokenWalk &W;
  TokenSpan Where;
  PlanWriter &Out;
  std::vector<ExpressionFrame> Frames;
  /// The bracket of a join's USING, which holds columns.
  size_t ColumnsAt = NoToken;
  /// Where another ROW(...) of VALUES may come.
  size_t NextRow = NoToken;
};

} // namespace tenantscan::sql

#endif
