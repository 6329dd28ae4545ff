//===- ParseTree.cpp - libpg_query's parse tree ---------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/ParseTree.h"

#include <pg_query.h>

#include <cstring>

namespace tenantscan::sql {

/// Left-deep chains of operators and set operations are this deep at most,
/// given the limits on tokens.
static constexpr size_t MaxJsonDepth = 1 << 15;

static const simdjson::dom::array EmptyArray = [] {
  static simdjson::dom::parser Parser;
  return simdjson::dom::array(Parser.parse(std::string_view("[]")).value_unsafe().get_array().value_unsafe());
}();
static const simdjson::dom::object EmptyObject = [] {
  static simdjson::dom::parser Parser;
  return simdjson::dom::object(Parser.parse(std::string_view("{}")).value_unsafe().get_object().value_unsafe());
}();

size_t Node::size() const {
  simdjson::dom::array Array;
  if (!Present || Element.get_array().get(Array))
    return 0;
  // The tape counts up to 2^24 elements only, far above the limits on texts.
  return Array.size();
}

Node::List Node::elements() const {
  simdjson::dom::array Array;
  if (!Present || Element.get_array().get(Array))
    return {EmptyArray};
  return {Array};
}

Node::Fields Node::fields() const {
  simdjson::dom::object Object;
  if (!Present || Element.get_object().get(Object))
    return {EmptyObject};
  return {Object};
}

struct ParseTree::Storage {
  simdjson::dom::parser Parser;
  simdjson::dom::element Root;
  bool HasSubLinks = false;
  bool HasCalls = false;
};

/// Buffers for larger texts than this are not kept.
static constexpr size_t MaxSpareCapacity = 1 << 16;

// Setting up a JSON parser costs as much as a short statement.
std::vector<std::unique_ptr<ParseTree::Storage>> &ParseTree::spares() {
  static thread_local std::vector<std::unique_ptr<Storage>> Spares;
  return Spares;
}

std::unique_ptr<ParseTree::Storage> ParseTree::takeStorage() {
  std::vector<std::unique_ptr<Storage>> &Spares = spares();
  if (Spares.empty())
    return std::make_unique<Storage>();
  std::unique_ptr<Storage> Spare = std::move(Spares.back());
  Spares.pop_back();
  return Spare;
}

ParseTree::ParseTree() = default;
ParseTree::~ParseTree() {
  if (Json && Json->Parser.capacity() <= MaxSpareCapacity && spares().size() < 4)
    spares().push_back(std::move(Json));
}
ParseTree::ParseTree(ParseTree &&) noexcept = default;
ParseTree &ParseTree::operator=(ParseTree &&) noexcept = default;

// libpg_query reports characters; its parser works on bytes of UTF-8.
static uint32_t byteOffset(const std::string &Text, int OneBasedCharacter) {
  size_t Byte = 0;
  for (int Left = OneBasedCharacter - 1; Left > 0 && Byte < Text.size(); --Left)
    for (++Byte; Byte < Text.size() && (static_cast<unsigned char>(Text[Byte]) & 0xC0) == 0x80;)
      ++Byte;
  return static_cast<uint32_t>(Byte);
}

// A query in an expression stands in brackets. The text is a tenth of the tree.
static bool mayHaveSubLinks(std::string_view Text) {
  for (size_t Open = Text.find('('); Open != std::string_view::npos; Open = Text.find('(', Open + 1)) {
    size_t Next = Text.find_first_not_of(" \t\n\r\f\v", Open + 1);
    // SELECT, WITH, VALUES, TABLE, another bracket, or a comment before them.
    if (Next != std::string_view::npos && std::string_view("sSwWvVtT(/-").find(Text[Next]) != std::string_view::npos)
      return true;
  }
  return false;
}

ParseTree ParseTree::parse(const std::string &Text) {
  ParseTree Tree;
  PgQueryParseResult Raw = pg_query_parse(Text.c_str());
  if (Raw.error != nullptr) {
    Tree.Error = Raw.error->message != nullptr ? Raw.error->message : "syntax error";
    Tree.ErrorOffset = byteOffset(Text, Raw.error->cursorpos);
  } else {
    Tree.Json = takeStorage();
    size_t Length = std::strlen(Raw.parse_tree);
    auto &Parser = Tree.Json->Parser;
    auto Failure = Parser.parse(Raw.parse_tree, Length).get(Tree.Json->Root);
    // The default depth is enough for all but long chains, and cheaper to set up.
    if (Failure == simdjson::DEPTH_ERROR)
      Failure = Parser.allocate(Length, MaxJsonDepth) ? simdjson::MEMALLOC : Parser.parse(Raw.parse_tree, Length).get(Tree.Json->Root);
    // Not with the quotes in front: there are so many of them.
    auto Has = [&](std::string_view Name) { return ::memmem(Raw.parse_tree, Length, Name.data(), Name.size()) != nullptr; };
    Tree.Json->HasSubLinks = mayHaveSubLinks(Text) && Has("SubLink\"");
    Tree.Json->HasCalls = Has("FuncCall\"");
    if (Failure)
      Tree.Error = "the parser's output could not be read";
  }
  pg_query_free_parse_result(Raw);
  return Tree;
}

bool ParseTree::hasSubLinks() const { return Json && Json->HasSubLinks; }
bool ParseTree::hasCalls() const { return Json && Json->HasCalls; }

Node ParseTree::statements() const { return Json ? Node(Json->Root)["stmts"] : Node(); }

std::string_view lastName(Node Names) {
  std::string_view Last;
  for (Node Part : Names.elements())
    Last = Part.as("String").text("sval");
  return Last;
}

bool isBuiltIn(Node Names) {
  if (Names.size() > 1)
    for (Node Schema : Names.elements())
      return Schema.as("String").text("sval") == "pg_catalog";
  return true;
}

} // namespace tenantscan::sql
