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
// The JSON is read into a flat array. A JSON library takes longer: it does not know
// that there is no white space and that nearly all texts are short, and it copies them.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_PARSETREE_H
#define TENANTSCAN_SQLSCAN_PARSETREE_H

#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tenantscan::sql {

/// A node of the parse tree, or none. Copying is cheap; valid as long as the
/// ParseTree that it comes from.
class Node {
public:
  /// A value of the JSON text. What is inside an object or a list follows it.
  struct Value {
    enum KindType : uint8_t { Null, False, True, Number, Text, List, Object };

    std::string_view text() const { return {Begin, Length}; }
    std::string_view name() const { return {Name, NameLength}; }
    bool isNamed(std::string_view Other) const { return name() == Other; }

    union {
      const char *Begin; ///< Of a text.
      int64_t Integer;   ///< Of a number.
    };
    const char *Name; ///< In an object.
    uint32_t Length;  ///< Of a text; for a list, how many elements.
    uint32_t Span;    ///< With all that is inside: so many values further is the next one.
    uint8_t NameLength;
    KindType Kind;
    bool HasSubLinks; ///< Further inside.
    bool HasCalls;
  };

  Node() = default;
  explicit Node(const Value *V) : V(V) {}

  explicit operator bool() const { return V != nullptr; }

  /// The field called \p Name of this object.
  Node operator[](std::string_view Name) const {
    if (isObject())
      for (const Value *Field = V + 1, *End = V + V->Span; Field != End; Field += Field->Span)
        if (Field->isNamed(Name))
          return Node(Field);
    return {};
  }
  /// The field as text; empty where it is missing or is no text.
  std::string_view text(std::string_view Name) const { return (*this)[Name].asText(); }
  int64_t number(std::string_view Name) const {
    Node Field = (*this)[Name];
    return Field && Field.V->Kind == Value::Number ? Field.V->Integer : 0;
  }
  bool flag(std::string_view Name) const {
    Node Field = (*this)[Name];
    return Field && Field.V->Kind == Value::True;
  }
  /// This node itself, as text.
  std::string_view asText() const { return V != nullptr && V->Kind == Value::Text ? V->text() : std::string_view(); }

  /// A node that can be of several kinds is an object with one field, which is
  /// called like the kind: {"ColumnRef": {...}}.
  std::string_view kind() const { return isObject() && V->Span > 1 ? V[1].name() : std::string_view(); }
  /// The object inside such a node.
  Node body() const { return isObject() && V->Span > 1 ? Node(V + 1) : Node(); }
  /// body() where kind() is \p Kind, else none.
  Node as(std::string_view Kind) const { return isObject() && V->Span > 1 && V[1].isNamed(Kind) ? Node(V + 1) : Node(); }

  /// The number of elements of a list; 0 where this is no list.
  size_t size() const { return isList() ? V->Length : 0; }

  class Iterator {
  public:
    explicit Iterator(const Value *V) : V(V) {}
    Node operator*() const { return Node(V); }
    Iterator &operator++() {
      V += V->Span;
      return *this;
    }
    bool operator!=(const Iterator &Other) const { return V != Other.V; }

  private:
    const Value *V;
  };
  struct List {
    const Value *Begin = nullptr;
    const Value *End = nullptr;
    Iterator begin() const { return Iterator(Begin); }
    Iterator end() const { return Iterator(End); }
  };
  /// The elements of a list; none where this is no list.
  List elements() const { return isList() ? List{V + 1, V + V->Span} : List{}; }
  /// The values of the fields of an object; none where this is no object.
  List fields() const { return isObject() ? List{V + 1, V + V->Span} : List{}; }
  /// The name of the field that this is the value of.
  std::string_view name() const { return V != nullptr ? V->name() : std::string_view(); }

  /// Whether a subquery in an expression, or a call of a function, is in this node.
  bool hasSubLinks() const { return V != nullptr && V->HasSubLinks; }
  bool hasCalls() const { return V != nullptr && V->HasCalls; }

  bool isObject() const { return V != nullptr && V->Kind == Value::Object; }
  bool isList() const { return V != nullptr && V->Kind == Value::List; }

private:
  const Value *V = nullptr;
};

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
