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

namespace {
/// A place where a query reads a table.
struct Reference {
  uint32_t Begin = 0;
  bool HasAlias = false;
  /// The names that it gives to columns.
  std::vector<std::string> Columns;
};
} // namespace

/// The places where \p E names \p T. Sets \p IsCommon where a common table has the name.
static void findNames(Node E, const Table &T, std::vector<Reference> &Found, bool &IsCommon) {
  for (Node Item : E.elements())
    findNames(Item, T, Found, IsCommon);
  IsCommon = IsCommon || equalsIgnoreCase(E.as("CommonTableExpr").text("ctename"), T.Name);
  if (Node Named = E.as("RangeVar"); Named && equalsIgnoreCase(Named.text("relname"), T.Name) &&
                                     (!Named["schemaname"] || isSameSchema(foldCase(Named.text("schemaname")), T.SchemaName)))
    Found.push_back({static_cast<uint32_t>(Named.number("location")), static_cast<bool>(Named["alias"]), names(Named["alias"]["colnames"])});
  for (Node Child : E.fields())
    if (Child.isObject() || Child.isList())
      findNames(Child, T, Found, IsCommon);
}

/// Writes \p Query anew: what \p Spell says in the place of each reference to \p T, with its
/// alias. It is given the reference, its name and its alias as they are written.
static void respell(std::string &Query, const Table &T,
                    const std::function<std::string(const Reference &, std::string_view, std::string_view)> &Spell) {
  if (foldCase(Query).find(T.Name) == std::string::npos)
    return;
  ParseTree Tree = ParseTree::parse(Query);
  std::vector<Reference> Found;
  bool IsCommon = false;
  findNames(Tree.statements(), T, Found, IsCommon);
  if (IsCommon || Found.empty())
    return;
  std::sort(Found.begin(), Found.end(), [](const Reference &A, const Reference &B) { return A.Begin < B.Begin; });
  sql::Query Q;
  Q.Text = Query;
  std::vector<Token> Tokens = lex(Q);
  std::erase_if(Tokens, [](const Token &Tok) { return Tok.Kind == TokenKind::Comment; });
  std::string Out;
  uint32_t Done = 0;
  for (const Reference &R : Found) {
    auto It = std::find_if(Tokens.begin(), Tokens.end(), [&](const Token &Tok) { return Tok.Begin >= R.Begin; });
    if (It == Tokens.end())
      return;
    // TABLE t has no place for an alias.
    bool IsTable = It != Tokens.begin() && equalsIgnoreCase((It - 1)->text(Query), "TABLE");
    uint32_t Begin = IsTable ? (It - 1)->Begin : R.Begin;
    while (Tokens.end() - It > 2 && (It + 1)->Kind == TokenKind::Dot)
      It += 2;
    std::string_view Name = std::string_view(Query).substr(R.Begin, It->End - R.Begin);
    std::string_view Alias;
    if (R.HasAlias) {
      while (++It != Tokens.end() && (It->text(Query) == "*" || equalsIgnoreCase(It->text(Query), "AS")))
        ;
      if (It == Tokens.end())
        return;
      Alias = It->text(Query);
      while (!R.Columns.empty() && It + 1 != Tokens.end() && It->Kind != TokenKind::RightParen)
        ++It;
    }
    Out += Query.substr(Done, Begin - Done) + (IsTable ? "SELECT * FROM " : "") + Spell(R, Name, Alias);
    Done = It->End;
  }
  Query = Out + Query.substr(Done);
}

static std::string inList(const std::vector<std::string> &Names) {
  std::string List;
  for (const std::string &Name : Names)
    List += (List.empty() ? " (" : ", ") + inQuotes(Name);
  return List.empty() ? List : List + ")";
}

void renameInQuery(std::string &Query, const Table &T, const std::string &NewSchema, const std::string &NewName) {
  respell(Query, T, [&](const Reference &R, std::string_view, std::string_view Alias) {
    return quotedName(NewSchema, NewName) + " AS " + (R.HasAlias ? std::string(Alias) : inQuotes(T.Name)) + inList(R.Columns);
  });
}

void changeAliasesInQuery(std::string &Query, const Table &T, const std::function<void(std::vector<std::string> &)> &Change) {
  respell(Query, T, [&](const Reference &R, std::string_view Name, std::string_view Alias) {
    std::vector<std::string> Columns = R.Columns;
    Change(Columns);
    return std::string(Name) + " AS " + (R.HasAlias ? std::string(Alias) : inQuotes(T.Name)) + inList(Columns);
  });
}

void keepColumnsInQuery(std::string &Query, const Table &T, const std::vector<std::string> &Columns) {
  std::string List;
  for (const std::string &Column : Columns)
    List += (List.empty() ? "" : ", ") + inQuotes(Column);
  std::string Kept = Query;
  respell(Kept, T, [&](const Reference &R, std::string_view Name, std::string_view Alias) {
    return "(SELECT " + List + " FROM " + std::string(Name) + ") AS " + (R.HasAlias ? std::string(Alias) : inQuotes(T.Name)) + inList(R.Columns);
  });
  // ONLY has no place for a query.
  if (ParseTree::parse(Kept).ok())
    Query = std::move(Kept);
}

} // namespace tenantscan::sql
