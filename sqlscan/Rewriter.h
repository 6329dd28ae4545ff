//===- Rewriter.h - Spelling a text, token by token -------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For the Rewrite*.cpp files only.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_REWRITER_H
#define TENANTSCAN_SQLSCAN_REWRITER_H

#include "sqlscan/Dialects.h"
#include "sqlscan/Rewrite.h"

#include <initializer_list>
#include <unordered_map>
#include <unordered_set>

namespace tenantscan::sql {

/// Makes a Rewritten of one text; for one use.
class Rewriter {
public:
  explicit Rewriter(const Query &Q) : Q(Q) {}
  Rewritten run();

private:
  bool refuse(std::string Why, ByteRange Where);
  bool checkTokens();
  bool keepsText();
  void emitAll(const DialectPlan &Plan);
  void emitEdit(const TokenEdit &Edit);
  void emitToken(size_t I);
  void emitHole(size_t I);
  void emitString(size_t I);
  void emitQuotedName(size_t I);
  void emitPlaceholder(size_t I);
  void emitUnknownName(size_t I);
  void emitVariable(size_t I);
  std::string variableName(size_t I) const;
  void findAssignedVariables();
  void emitParameter(unsigned Number, const Token &T);
  void copy(const Token &T) { append(Q.Text.substr(T.Begin, T.End - T.Begin), T.Begin, T.End - T.Begin); }
  void append(std::string_view Text, uint32_t Original, uint32_t Length);
  unsigned newParameter(size_t I, unsigned Placeholder, int Hole);
  void joinCountedPlaceholders();
  int holeIn(const Token &T) const;
  void numberPlaceholders();
  void findOrderClauses();
  std::string_view gap(const Token &Before, const Token &After) const;

  bool word(size_t I, std::initializer_list<std::string_view> Expected) const;
  bool isNamePosition(size_t I) const;
  bool isTextPosition(size_t I) const;
  bool isValuePosition(size_t I) const;
  bool isConditionPosition(size_t I) const;
  void noteComparedName(size_t I);

  const Query &Q;
  Rewritten Result;
  /// By token: the number of the placeholder as the driver counts; 0 for what is none.
  std::vector<unsigned> Numbers;
  /// By token, where there are holes: in an ORDER BY, LIMIT, ... of the outermost query.
  std::vector<bool> InOrder;
  /// By spelling: the parameters of named placeholders.
  std::unordered_map<std::string_view, unsigned> Known;
  /// By token: the parameter, or the unknown name, that it became. A token may be
  /// emitted several times.
  std::unordered_map<size_t, unsigned> Emitted;
  std::unordered_set<std::string> Assigned;
  unsigned NextUnknown = 1;
  bool IsUtf8 = true;
  /// Whether to keep Emitted.
  bool Repeats = false;
};

} // namespace tenantscan::sql

#endif
