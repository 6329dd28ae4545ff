//===- ParseTree.h - libpg_query's parse tree -------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libpg_query hands out PostgreSQL's raw parse tree as JSON, in which fields
// with their default value are left out. Node is a view into it: asking for a
// field that is not there gives an empty node, an empty text, or zero.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_PARSETREE_H
#define TENANTSCAN_SQLSCAN_PARSETREE_H

#include <simdjson.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tenantscan::sql {

/// A node of the parse tree, or none. Copying is cheap; valid as long as the
/// ParseTree that it comes from.
class Node {
public:
  Node() = default;
  explicit Node(simdjson::dom::element E) : Element(E), Present(true) {}

  explicit operator bool() const { return Present; }

  /// The field called \p Name of this object.
  Node operator[](std::string_view Name) const;
  /// The field as text; empty where it is missing or is no text.
  std::string_view text(std::string_view Name) const;
  int64_t number(std::string_view Name) const;
  bool flag(std::string_view Name) const;
  /// This node itself, as text.
  std::string_view asText() const;

  /// A node that can be of several kinds is an object with one field, which is
  /// called like the kind: {"ColumnRef": {...}}.
  std::string_view kind() const;
  /// The object inside such a node.
  Node body() const;
  /// body() where kind() is \p Kind, else none.
  Node as(std::string_view Kind) const;

  /// The number of elements of a list; 0 where this is no list.
  size_t size() const;

  class Iterator {
  public:
    explicit Iterator(simdjson::dom::array::iterator I) : I(I) {}
    Node operator*() const { return Node(*I); }
    Iterator &operator++() {
      ++I;
      return *this;
    }
    bool operator!=(const Iterator &Other) const { return I != Other.I; }

  private:
    simdjson::dom::array::iterator I;
  };
  struct List {
    simdjson::dom::array Array;
    Iterator begin() const { return Iterator(Array.begin()); }
    Iterator end() const { return Iterator(Array.end()); }
  };
  /// The elements of a list; none where this is no list.
  List elements() const;

  struct Fields {
    simdjson::dom::object Object;
    auto begin() const { return Object.begin(); }
    auto end() const { return Object.end(); }
  };
  /// The fields of an object; none where this is no object.
  Fields fields() const;
  bool isObject() const { return Present && Element.is_object(); }
  bool isList() const { return Present && Element.is_array(); }

private:
  simdjson::dom::element Element;
  bool Present = false;
};

// Inline: a proof of microseconds calls them some hundred times.

inline Node Node::operator[](std::string_view Name) const {
  simdjson::dom::object Object;
  simdjson::dom::element Field;
  if (!Present || Element.get_object().get(Object) || Object.at_key(Name).get(Field))
    return {};
  return Node(Field);
}

inline std::string_view Node::asText() const {
  std::string_view Text;
  if (!Present || Element.get_string().get(Text))
    return {};
  return Text;
}

inline std::string_view Node::text(std::string_view Name) const { return (*this)[Name].asText(); }

inline int64_t Node::number(std::string_view Name) const {
  Node Field = (*this)[Name];
  int64_t Value = 0;
  if (!Field || Field.Element.get_int64().get(Value))
    return 0;
  return Value;
}

inline bool Node::flag(std::string_view Name) const {
  Node Field = (*this)[Name];
  bool Value = false;
  return Field && !Field.Element.get_bool().get(Value) && Value;
}

inline std::string_view Node::kind() const {
  simdjson::dom::object Object;
  if (!Present || Element.get_object().get(Object) || Object.begin() == Object.end())
    return {};
  return Object.begin().key();
}

inline Node Node::body() const {
  simdjson::dom::object Object;
  if (!Present || Element.get_object().get(Object) || Object.begin() == Object.end())
    return {};
  return Node(Object.begin().value());
}

inline Node Node::as(std::string_view Kind) const { return kind() == Kind ? body() : Node(); }

/// A parsed text, which may hold several statements.
class ParseTree {
public:
  ParseTree();
  ~ParseTree();
  ParseTree(ParseTree &&) noexcept;
  ParseTree &operator=(ParseTree &&) noexcept;

  /// Parses \p Text, which must fit sqlscan's Limits (see Rewrite.h).
  static ParseTree parse(const std::string &Text);

  bool ok() const { return Error.empty(); }
  /// What the parser says; empty where the text is well-formed.
  const std::string &error() const { return Error; }
  /// 0-based byte offset of the error.
  uint32_t errorOffset() const { return ErrorOffset; }

  /// Whether a subquery in an expression, or a call of a function, is anywhere in
  /// the tree. Wrongly true where a text in the statement spells it so; never
  /// wrongly false. Saves walks over trees that have none.
  bool hasSubLinks() const;
  bool hasCalls() const;

  /// The statements: objects with `stmt`, `stmt_location`, `stmt_len`.
  Node statements() const;

private:
  struct Storage;
  static std::unique_ptr<Storage> takeStorage();
  static std::vector<std::unique_ptr<Storage>> &spares();
  std::unique_ptr<Storage> Json;
  std::string Error;
  uint32_t ErrorOffset = 0;
};

/// The name of a function or operator: the last part of a qualified one.
std::string_view lastName(Node Names);

/// Whether \p Names is PostgreSQL's own function or operator as far as the spelling
/// tells: without a schema, or in pg_catalog.
bool isBuiltIn(Node Names);

} // namespace tenantscan::sql

#endif
