//===- Facts.h - What is known to be equal ----------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Equivalence classes over columns and values, as in a query planner. The proof
// walks a statement from the outside in; what holds outside holds inside too,
// so the facts form a stack: mark(), learn more, undo().
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_FACTS_H
#define TENANTSCAN_SQLSCAN_FACTS_H

#include "sqlscan/NameIndex.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tenantscan::sql {

/// Index of a term; dense from 0.
using TermId = uint32_t;
/// Index of a relation in the statement's range table; dense from 0.
using RelationId = uint32_t;

/// Something that has one value for a row: a column of a relation, a parameter,
/// a setting, a constant, the result of a scalar subquery, or what a FULL JOIN merges.
struct Term {
  enum KindType : uint8_t { Column, Parameter, Setting, Constant, Subquery, Merged } Kind = Column;
  /// For Subquery and Merged: relations from this one on are younger. For Column: the relation, and its column as an index into TextOf or, for a
  /// derived relation, the position of the column (see ColumnOfResult). For Setting and Constant: the text, likewise.
  RelationId Relation = 0;
  uint32_t Column_ = 0;
  /// For Parameter: n of `$n`. For Subquery: a serial number. What Facts::respelled() tells
  /// apart is in Column_ for Parameter, and here for Setting.
  uint32_t Number = 0;
  /// Offset in the rewritten text where it was first seen.
  uint32_t Location = 0;
  /// For Constant: its value, where it is an integer.
  std::optional<int32_t> Integer;

  bool isValue() const { return Kind == Parameter || Kind == Setting || Kind == Constant; }
};

using Equality = std::pair<TermId, TermId>;

/// A comparison that is true, so that neither side is NULL; only Unequal may be said of
/// NULL and another value too.
struct Comparison {
  enum KindType : uint8_t { Less, LessEqual, Unequal, OneOf } Kind = Less;
  TermId Left = 0;
  TermId Right = 0;
  /// For OneOf: Left is one of these integers.
  std::vector<int32_t> Values;
};

/// Union-find with undo; see the head of the file.
class Facts {
public:
  /// Set in Term::Column_ where it is a position in a query's result.
  static constexpr uint32_t ColumnOfResult = 0x80000000u;

  TermId column(RelationId Relation, std::string_view Name);
  TermId resultColumn(RelationId Relation, uint32_t Position);
  TermId parameter(uint32_t Number, uint32_t Location);
  TermId setting(std::string_view Name, uint32_t Location);
  TermId constant(std::string_view Text, uint32_t Location);
  /// The parameter or setting \p Value after \p How, a cast or a function that may make
  /// one value of several: as good a value, but another one.
  TermId respelled(TermId Value, std::string_view How);
  /// A new term on its own; \p Before is the first relation that may be added after it.
  TermId freshSubquery(RelationId Before, uint32_t Location) { return fresh(Term::Subquery, Before, Location); }
  /// Likewise, for a column that a FULL JOIN merges.
  TermId freshMerged(RelationId Before) { return fresh(Term::Merged, Before, 0); }
  size_t size() const { return Terms.size(); }
  /// The terms that were joined to another class since \p Mark.
  std::vector<TermId> learntSince(size_t Mark) const;

  const Term &operator[](TermId Id) const { return Terms[Id]; }
  /// Name of a Column term that is not the position in a result.
  std::string_view columnName(const Term &T) const { return TextOf[T.Column_]; }

  /// Whether the Constant \p T is written as a number, or as true or false.
  bool isNumber(const Term &T) const { return std::string_view("ifb").find(TextOf[T.Column_].front()) != std::string_view::npos; }

  /// Representative of the class of \p Id. O(log n).
  TermId find(TermId Id) const {
    while (Terms[Id].Parent != Id)
      Id = Terms[Id].Parent;
    return Id;
  }
  bool equal(TermId A, TermId B) const { return find(A) == find(B); }
  void learn(TermId A, TermId B);
  void learn(const std::vector<Equality> &Equalities) {
    for (const auto &[A, B] : Equalities)
      learn(A, B);
  }
  /// Learns \p C, and equalities that follow from all comparisons: x <= y and y <= x.
  void learn(const std::vector<Comparison> &C);
  /// Terms are equal that are so as texts only; what is less as a number need not be
  /// less as a text.
  void noteTextEquality() { IsOrderKnown = false; }
  /// Calls \p Visit with every member of the class of \p Id until it returns true.
  template <typename Visitor> bool anyInClass(TermId Id, Visitor Visit) const {
    TermId Member = Id;
    do {
      if (Visit(Member))
        return true;
      Member = Terms[Member].Next;
    } while (Member != Id);
    return false;
  }

  /// What was learnt cannot be true of any row: two constants that differ are equal.
  bool contradictory() const { return Contradictions != 0 || (!Compared.empty() && isOrderContradictory()); }
  /// Learns what is never true.
  void learnNever() { learn(constant("btrue", 0), constant("bfalse", 0)); }

  size_t mark() const { return Trail.size(); }
  /// Forgets what was learnt since \p Mark.
  void undo(size_t Mark);

private:
  TermId intern(uint64_t Hash, Term T);
  TermId fresh(Term::KindType Kind, RelationId Before, uint32_t Location);
  uint32_t number(std::string_view Text);
  bool isOrderContradictory() const;
  /// Looks at all comparisons together; returns whether they can be true, and adds what
  /// must be equal then to \p Equal.
  bool checkOrder(std::vector<Equality> *Equal) const;

  static constexpr TermId NoTerm = ~0u;
  /// A term as a member of its class.
  struct Member : Term {
    TermId Parent;
    TermId Next;       ///< Circular list of the members of a class.
    uint32_t Size;     ///< For a root: of its class.
    TermId ConstantOf; ///< For a root: a constant of its class that has only one way to be written.
  };
  std::vector<Member> Terms;
  /// A root that was hung below another one.
  struct Joined {
    TermId Small;
    TermId Large;
    TermId ConstantBefore; ///< Of Large.
    bool IsContradiction;
  };
  std::vector<Joined> Trail;
  unsigned Contradictions = 0;
  std::vector<Comparison> Compared;
  bool IsOrderKnown = true;
  /// What isOrderContradictory() said, while nothing was learnt or forgotten.
  mutable std::optional<bool> OrderContradicts;
  NameIndex Interned;
  NameIndex Texts;
  /// A deque: what columnName() returned stays valid.
  std::deque<std::string> TextOf;
};

} // namespace tenantscan::sql

#endif
