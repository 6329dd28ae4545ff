//===- Rewrite.cpp - Any dialect, spelled for libpg_query -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Rewriter.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace tenantscan::sql {

bool Rewriter::refuse(std::string Why, ByteRange Where) {
  Result.Refusal = std::move(Why);
  Result.RefusalRange = Where;
  return false;
}

bool Rewriter::word(size_t I, std::initializer_list<std::string_view> Expected) const {
  if (I >= Result.Tokens.size() || Result.Tokens[I].Kind != TokenKind::Word)
    return false;
  std::string_view Text = Result.Tokens[I].text(Q.Text);
  // The length and the first letter rule most words out.
  char First = static_cast<char>(Text[0] & ~0x20);
  for (std::string_view E : Expected)
    if (E.size() == Text.size() && E[0] == First && equalsIgnoreCase(E, Text))
      return true;
  return false;
}

/// Words that begin or end what the limits are for. A connective ends a chain of operators.
enum class Keyword : uint8_t { None, Connective, Join, SetOperation, Case, End };

// Every word is asked for; its length and first letter tell nearly all apart.
static Keyword keywordOf(std::string_view Word) {
  auto Is = [Word](std::string_view Expected, Keyword Kind) { return equalsIgnoreCase(Word, Expected) ? Kind : Keyword::None; };
  switch (Word.size() << 8 | static_cast<unsigned char>(Word[0] & ~0x20)) {
  case 2 << 8 | 'O':
    return Is("OR", Keyword::Connective);
  case 3 << 8 | 'A':
    return Is("AND", Keyword::Connective);
  case 3 << 8 | 'E':
    return Is("END", Keyword::End);
  case 4 << 8 | 'C':
    return Is("CASE", Keyword::Case);
  case 4 << 8 | 'E':
    return Is("ELSE", Keyword::Connective);
  case 4 << 8 | 'J':
    return Is("JOIN", Keyword::Join);
  case 4 << 8 | 'T':
    return Is("THEN", Keyword::Connective);
  case 4 << 8 | 'W':
    return Is("WHEN", Keyword::Connective);
  case 5 << 8 | 'U':
    return Is("UNION", Keyword::SetOperation);
  case 6 << 8 | 'E':
    return Is("EXCEPT", Keyword::SetOperation);
  case 6 << 8 | 'S':
    return Is("SELECT", Keyword::Connective);
  case 9 << 8 | 'I':
    return Is("INTERSECT", Keyword::SetOperation);
  default:
    return Keyword::None;
  }
}

// What would make the parser overflow its stack is refused before it runs.
bool Rewriter::checkTokens() {
  unsigned Nesting = 0;
  // By nesting: operators since the last word or comma that ends a chain of them.
  std::array<unsigned, Limits::MaxNesting + 1> Chains;
  Chains[0] = 0;
  unsigned Cases = 0;
  size_t SetOperations = 0;
  for (size_t I = 0; I < Result.Tokens.size(); ++I) {
    const Token &T = Result.Tokens[I];
    ByteRange Where{T.Begin, T.End};
    switch (T.Kind) {
    case TokenKind::Unterminated:
      return refuse("a string, quoted name or comment has no end", Where);
    case TokenKind::LeftParen:
    case TokenKind::LeftBracket:
      ++Chains[Nesting];
      if (++Nesting + Cases > Limits::MaxNesting)
        return refuse("the statement is nested too deeply", Where);
      Chains[Nesting] = 0;
      continue;
    case TokenKind::RightParen:
    case TokenKind::RightBracket:
      if (Nesting > 0)
        --Nesting;
      continue;
    case TokenKind::Comma:
    case TokenKind::Semicolon:
      Chains[Nesting] = 0;
      continue;
    case TokenKind::Word:
      switch (keywordOf(T.text(Q.Text))) {
      case Keyword::Join:
        Chains[Nesting] = 0;
        [[fallthrough]];
      case Keyword::SetOperation:
        if (++SetOperations > Limits::MaxChain)
          return refuse("the statement has too many joins or set operations", Where);
        break;
      case Keyword::Connective:
        Chains[Nesting] = 0;
        break;
      case Keyword::Case:
        if (++Cases + Nesting > Limits::MaxNesting)
          return refuse("the statement is nested too deeply", Where);
        break;
      case Keyword::End:
        Cases -= Cases > 0 ? 1 : 0;
        break;
      case Keyword::None:
        break;
      }
      break;
    default:
      break;
    }
    if (++Chains[Nesting] > 2 * Limits::MaxChain)
      return refuse("an expression has too many operators in a row", Where);
  }
  return true;
}

// A text of Latin-1: bytes that the parser's output cannot hold are spelled with
// letters. What they mean does not matter, as long as different texts stay different.
static std::string withoutBytes(std::string_view Text) {
  static constexpr std::string_view Digits = "0123456789abcdef";
  std::string Out;
  for (char C : Text) {
    auto Byte = static_cast<unsigned char>(C);
    if (Byte < 0x80) {
      Out += C;
      continue;
    }
    Out += "_x";
    Out += Digits[Byte >> 4];
    Out += Digits[Byte & 15];
  }
  return Out;
}

void Rewriter::append(std::string_view Text, uint32_t Original, uint32_t Length) {
  bool IsSpelled = IsUtf8 || simdjson::validate_utf8(Text.data(), Text.size());
  Result.Map.push_back({static_cast<uint32_t>(Result.Text.size()), Original, IsSpelled ? Length : 0});
  if (IsSpelled)
    Result.Text += Text;
  else
    Result.Text += withoutBytes(Text);
}

// A variable of the session is what a setting is in PostgreSQL, as long as the text
// does not assign it row by row.
void Rewriter::emitVariable(size_t I) {
  const Token &T = Result.Tokens[I];
  std::string Name = variableName(I);
  bool IsSetting = T.Kind == TokenKind::Variable && !T.HasHole && !Name.empty() && Assigned.count(Name) == 0;
  append(IsSetting ? " current_setting('" + Name + "') " : std::string(" tenantscan_variable() "), T.Begin, 0);
}

// In lower case; empty for a variable of the server, and for odd names.
std::string Rewriter::variableName(size_t I) const {
  std::string_view Spelled = Result.Tokens[I].text(Q.Text).substr(1);
  if (Spelled.size() >= 2 && (Spelled[0] == '`' || Spelled[0] == '\'' || Spelled[0] == '"'))
    Spelled = Spelled.substr(1, Spelled.size() - 2);
  std::string Name;
  for (char C : Spelled) {
    bool IsPlain = (C >= 'a' && C <= 'z') || (C >= '0' && C <= '9') || C == '_' || C == '.';
    if (!IsPlain && !(C >= 'A' && C <= 'Z'))
      return {};
    Name += C >= 'A' && C <= 'Z' ? static_cast<char>(C + 32) : C;
  }
  return Name;
}

// `@x := a`, and `SELECT ... INTO @x`: what it holds then, the rows say. A SET runs
// once, before what comes after it.
void Rewriter::findAssignedVariables() {
  bool InSet = false;
  bool AtHead = true;
  bool AfterInto = false;
  for (size_t I = 0; I < Result.Tokens.size(); ++I) {
    TokenKind Kind = Result.Tokens[I].Kind;
    if (AtHead)
      InSet = word(I, {"SET"});
    AtHead = Kind == TokenKind::Semicolon;
    AfterInto = word(I, {"INTO"}) || (AfterInto && (Kind == TokenKind::Variable || Kind == TokenKind::Comma));
    bool IsAssigned = !InSet && I + 1 < Result.Tokens.size() && Result.Tokens[I + 1].text(Q.Text) == ":=";
    if (Kind == TokenKind::Variable && (AfterInto || IsAssigned))
      Assigned.insert(variableName(I));
  }
}

void Rewriter::emitToken(size_t I) {
  const Token &T = Result.Tokens[I];
  switch (T.Kind) {
  case TokenKind::Hole:
    return emitHole(I);
  case TokenKind::Placeholder:
    return emitPlaceholder(I);
  case TokenKind::String:
    return emitString(I);
  case TokenKind::QuotedName:
    return emitQuotedName(I);
  case TokenKind::Word:
    return T.HasHole ? emitUnknownName(I) : copy(T);
  case TokenKind::Variable:
    return emitVariable(I);
  case TokenKind::Number:
    // 0xFF: as a number, and as a text, it is spelled in other ways too.
    if (Q.Language != Dialect::PostgreSQL && T.text(Q.Text).find_first_of("xXbB") == 1)
      return append(" '" + std::string(T.text(Q.Text)) + "'::tenantscan_converted ", T.Begin, 0);
    return copy(T);
  default:
    return copy(T);
  }
}

// What keeps two tokens apart. A line break matters: 'a' 'b' is one string only over two lines.
// Two operators that touch would become a comment in `5--1`.
std::string_view Rewriter::gap(const Token &Before, const Token &After) const {
  if (Before.End == After.Begin)
    return Before.Kind == TokenKind::Operator && After.Kind == TokenKind::Operator ? " " : "";
  return Q.Text.substr(Before.End, After.Begin - Before.End).find('\n') == std::string_view::npos ? " " : "\n";
}

void Rewriter::emitEdit(const TokenEdit &Edit) {
  size_t I = Edit.Trails && Edit.First > 0 ? Edit.First - 1 : Edit.First;
  uint32_t Original = I < Result.Tokens.size() ? Result.Tokens[I].Begin : static_cast<uint32_t>(Q.Text.size());
  append(" " + Edit.Text + " ", Original, 0);
}

void Rewriter::emitAll(const DialectPlan &Plan) {
  for (const TokenPiece &Piece : Plan.Pieces) {
    if (!Piece.Text.empty()) {
      emitEdit({Piece.First, Piece.Last, Piece.Text});
      continue;
    }
    auto Edit = std::lower_bound(Plan.Edits.begin(), Plan.Edits.end(), Piece.First, [](const TokenEdit &E, size_t I) { return E.First < I; });
    // What trails the token before belongs to the piece with that token.
    while (Edit != Plan.Edits.end() && Edit->First == Piece.First && Edit->Trails)
      ++Edit;
    bool Follows = false;
    for (size_t I = Piece.First; I < Piece.Last;) {
      size_t Begin = I;
      for (; Edit != Plan.Edits.end() && Edit->First == I; ++Edit) {
        emitEdit(*Edit);
        I = Edit->Last;
        Follows = false;
      }
      if (I == Begin) {
        Result.Text += Follows ? gap(Result.Tokens[I - 1], Result.Tokens[I]) : Result.Text.empty() ? "" : " ";
        emitToken(I++);
        Follows = true;
      }
      while (Edit != Plan.Edits.end() && Edit->First < I)
        ++Edit;
    }
    for (; Edit != Plan.Edits.end() && Edit->First == Piece.Last && Edit->Trails; ++Edit)
      emitEdit(*Edit);
  }
}

// PostgreSQL with `$1`, `$2`, ... in this order is what the parser reads: the usual
// case, and the text can stay as it is.
bool Rewriter::keepsText() {
  static constexpr PlaceholderStyles Formatted = PlaceholderPercent | PlaceholderBraces | PlaceholderQt;
  bool HasMark = Q.Text.substr(0, 3) == "\xEF\xBB\xBF";
  // A vertical tab is white space to us and not to the parser.
  if (!IsUtf8 || Result.Tokens.empty() || Q.Language != Dialect::PostgreSQL || !Q.Holes.empty() || HasMark ||
      Q.Text.find('\v') != std::string_view::npos)
    return false;
  std::vector<Parameter> Parameters;
  for (const Token &T : Result.Tokens) {
    bool IsQuoted = T.Kind == TokenKind::String || T.Kind == TokenKind::QuotedName;
    if (IsQuoted && (Q.Placeholders & Formatted) != 0)
      return false;
    if (T.Kind != TokenKind::Placeholder)
      continue;
    std::string_view Spelled = T.text(Q.Text);
    unsigned Number = 0;
    if (T.Style == PlaceholderDollar && Spelled.size() <= 6 && Spelled[1] != '0')
      for (char C : Spelled.substr(1))
        Number = Number * 10 + static_cast<unsigned>(C - '0');
    if (Number == 0 || Number > Parameters.size() + 1)
      return false;
    if (Number > Parameters.size())
      Parameters.push_back({{T.Begin, T.End}, Number, -1, false});
  }
  Result.Parameters = std::move(Parameters);
  Result.Text = Q.Text;
  Result.Map.push_back({0, 0, static_cast<uint32_t>(Q.Text.size())});
  return true;
}

Rewritten Rewriter::run() {
  if (Q.Text.size() > Limits::MaxBytes) {
    refuse("the text is longer than 1 MiB", {0, 0});
    return std::move(Result);
  }
  // The parser takes a C string.
  if (size_t Nul = Q.Text.find('\0');
      Nul != std::string_view::npos && std::none_of(Q.Holes.begin(), Q.Holes.end(), [&](const Hole &H) { return H.Offset == Nul; })) {
    refuse("the text has a NUL byte", {static_cast<uint32_t>(Nul), static_cast<uint32_t>(Nul + 1)});
    return std::move(Result);
  }
  IsUtf8 = simdjson::validate_utf8(Q.Text.data(), Q.Text.size());
  Result.Language = Q.Language;
  Result.Tokens = lex(Q);
  if (!Q.Holes.empty())
    joinCountedPlaceholders();
  std::erase_if(Result.Tokens, [](const Token &T) { return T.Kind == TokenKind::Comment; });
  splicePreparedTexts(Q, Result.Tokens);
  if (!checkTokens() || keepsText())
    return std::move(Result);
  DialectPlan Plan = planDialect(Q, Result.Tokens);
  if (!Plan.Refusal.empty()) {
    const Token &At = Result.Tokens[std::min(Plan.RefusedAt, Result.Tokens.size() - 1)];
    refuse(Plan.Refusal, {At.Begin, At.End});
    return std::move(Result);
  }
  Result.Repeats = Repeats = Plan.Repeats;
  numberPlaceholders();
  if (!Q.Holes.empty())
    findOrderClauses();
  if (Q.Language == Dialect::MySQL)
    findAssignedVariables();
  Result.Text.reserve(Q.Text.size() + 64);
  Result.Map.reserve(Result.Tokens.size());
  emitAll(Plan);
  return std::move(Result);
}

Rewritten rewrite(const Query &Q) { return Rewriter(Q).run(); }

uint32_t Rewritten::originalOffset(uint32_t Offset) const {
  auto It = std::upper_bound(Map.begin(), Map.end(), Offset, [](uint32_t O, const Mapping &M) { return O < M.Rewritten; });
  if (It == Map.begin())
    return 0;
  --It;
  return It->Original + std::min(Offset - It->Rewritten, It->Length);
}

ByteRange Rewritten::tokenAt(uint32_t Offset) const {
  uint32_t Original = originalOffset(Offset);
  auto It = std::upper_bound(Tokens.begin(), Tokens.end(), Original, [](uint32_t O, const Token &T) { return O < T.Begin; });
  if (It == Tokens.begin())
    return {Original, Original};
  --It;
  return {It->Begin, It->End};
}

ByteRange Rewritten::nameAt(uint32_t Offset) const {
  ByteRange Range = tokenAt(Offset);
  auto It = std::lower_bound(Tokens.begin(), Tokens.end(), Range.Begin, [](const Token &T, uint32_t O) { return T.Begin < O; });
  while (It != Tokens.end() && It + 1 != Tokens.end() && It + 2 != Tokens.end() && (It + 1)->Kind == TokenKind::Dot &&
         (It + 2)->Kind != TokenKind::Operator) {
    It += 2;
    Range.End = It->End;
  }
  return Range;
}

} // namespace tenantscan::sql
