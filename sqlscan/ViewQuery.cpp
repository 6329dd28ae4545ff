//===- ViewQuery.cpp - The query of a view ----------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/ViewQuery.h"

#include "sqlscan/DefinitionReader.h"
#include "sqlscan/Lexer.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

// `WITH CASCADED CHECK OPTION`, `WITH NO DATA`: what comes after the query.
static uint32_t endOfQuery(const std::string &Text, const std::vector<Token> &Tokens) {
  static constexpr std::array<std::string_view, 6> Options{"CASCADED", "LOCAL", "CHECK", "OPTION", "NO", "DATA"};
  for (size_t I = Tokens.size(); I-- > 0 && Tokens[I].Kind == TokenKind::Word;) {
    std::string_view Word = Tokens[I].text(Text);
    if (equalsIgnoreCase(Word, "WITH") && I + 1 < Tokens.size())
      return Tokens[I].Begin;
    if (std::none_of(Options.begin(), Options.end(), [&](std::string_view Option) { return equalsIgnoreCase(Option, Word); }))
      break;
  }
  return static_cast<uint32_t>(Text.size());
}

static std::string inQuotes(std::string_view Name) {
  std::string Out = "\"";
  for (char C : Name)
    Out += C == '"' ? "\"\"" : std::string(1, C);
  return Out + "\"";
}

std::string quotedName(std::string_view SchemaName, std::string_view Name) {
  return SchemaName.empty() ? inQuotes(Name) : inQuotes(SchemaName) + "." + inQuotes(Name);
}

// CREATE RECURSIVE VIEW v (a) AS q is a view of WITH RECURSIVE v (a) AS (q) SELECT a FROM v.
static std::string recursive(const Table &View, const std::string &Step) {
  std::string List;
  for (const std::string &Column : View.Columns)
    List += (List.empty() ? "" : ", ") + inQuotes(Column);
  return "WITH RECURSIVE " + inQuotes(View.Name) + " (" + List + ") AS (" + Step + ") SELECT " + List + " FROM " + inQuotes(View.Name);
}

// It begins after the first AS outside brackets.
std::string viewQuery(const std::string &Text, const Table &View) {
  Query Q;
  Q.Text = Text;
  std::vector<Token> Tokens = lex(Q);
  std::erase_if(Tokens, [](const Token &T) { return T.Kind == TokenKind::Comment; });
  bool IsRecursive = false;
  unsigned Depth = 0;
  for (const Token &T : Tokens) {
    Depth += T.Kind == TokenKind::LeftParen;
    Depth -= T.Kind == TokenKind::RightParen && Depth > 0;
    if (Depth != 0 || T.Kind != TokenKind::Word)
      continue;
    IsRecursive = IsRecursive || equalsIgnoreCase(T.text(Text), "RECURSIVE");
    if (!equalsIgnoreCase(T.text(Text), "AS"))
      continue;
    std::string Found = Text.substr(T.End, endOfQuery(Text, Tokens) - T.End);
    return IsRecursive ? recursive(View, Found) : Found;
  }
  return {};
}

/// The places where \p E names \p T, and whether it gives it an alias there. Sets
/// \p IsCommon where a common table has the name.
static void findNames(Node E, const Table &T, std::vector<std::pair<uint32_t, bool>> &Found, bool &IsCommon) {
  for (Node Item : E.elements())
    findNames(Item, T, Found, IsCommon);
  IsCommon = IsCommon || equalsIgnoreCase(E.as("CommonTableExpr").text("ctename"), T.Name);
  if (Node Named = E.as("RangeVar"); Named && equalsIgnoreCase(Named.text("relname"), T.Name) &&
                                     (!Named["schemaname"] || isSameSchema(foldCase(Named.text("schemaname")), T.SchemaName)))
    Found.emplace_back(static_cast<uint32_t>(Named.number("location")), static_cast<bool>(Named["alias"]));
  for (Node Child : E.fields())
    if (Child.isObject() || Child.isList())
      findNames(Child, T, Found, IsCommon);
}

void renameInQuery(std::string &Query, const Table &T, const std::string &NewSchema, const std::string &NewName) {
  if (foldCase(Query).find(T.Name) == std::string::npos)
    return;
  ParseTree Tree = ParseTree::parse(Query);
  std::vector<std::pair<uint32_t, bool>> Found;
  bool IsCommon = false;
  findNames(Tree.statements(), T, Found, IsCommon);
  if (IsCommon || Found.empty())
    return;
  std::sort(Found.begin(), Found.end());
  sql::Query Q;
  Q.Text = Query;
  std::vector<Token> Tokens = lex(Q);
  std::string Out;
  uint32_t Done = 0;
  for (auto [Begin, HasAlias] : Found) {
    auto It = std::find_if(Tokens.begin(), Tokens.end(), [&](const Token &Tok) { return Tok.Begin >= Begin; });
    while (Tokens.end() - It > 2 && (It + 1)->Kind == TokenKind::Dot)
      It += 2;
    if (It == Tokens.end())
      return;
    Out += Query.substr(Done, Begin - Done) + quotedName(NewSchema, NewName) + (HasAlias ? "" : " AS " + inQuotes(T.Name));
    Done = It->End;
  }
  Query = Out + Query.substr(Done);
}

} // namespace tenantscan::sql
