//===- Rewrite.cpp - Any dialect, spelled for libpg_query -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Rewrite.h"

#include "sqlscan/Dialects.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_map>

namespace tenantscan::sql {

namespace {

class Rewriter {
public:
  explicit Rewriter(const Query &Q) : Q(Q) {}
  Rewritten run();

private:
  bool refuse(std::string Why, ByteRange Where);
  bool checkTokens();
  void emitAll();
  void emitToken(size_t I);
  void emitHole(size_t I);
  void emitString(size_t I);
  void emitQuotedName(size_t I);
  void emitPlaceholder(size_t I);
  void emitUnknownName(size_t I);
  void emitParameter(unsigned Number, const Token &T);
  void copy(const Token &T) { append(Q.Text.substr(T.Begin, T.End - T.Begin), T.Begin, T.End - T.Begin); }
  void append(std::string_view Text, uint32_t Original, uint32_t Length);
  unsigned newParameter(const Token &T, unsigned Placeholder, int Hole);
  int holeIn(const Token &T) const;
  void trackClause(size_t I);
  std::string_view gap(const Token &Before, const Token &After) const;

  bool word(size_t I, std::initializer_list<std::string_view> Expected) const;
  bool isNamePosition(size_t I) const;
  bool isValuePosition(size_t I) const;
  bool isConditionPosition(size_t I) const;

  const Query &Q;
  Rewritten Result;
  std::unordered_map<std::string, unsigned> Known;
  unsigned NextPlaceholder = 1;
  unsigned NextUnknown = 1;
  unsigned Depth = 0;
  bool AfterOrder = false;
};

} // namespace

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

// What would make the parser overflow its stack is refused before it runs.
bool Rewriter::checkTokens() {
  unsigned Nesting = 0;
  std::vector<unsigned> Chains{0};
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
      ++Chains.back();
      Chains.push_back(0);
      if (++Nesting + Cases > Limits::MaxNesting)
        return refuse("the statement is nested too deeply", Where);
      continue;
    case TokenKind::RightParen:
    case TokenKind::RightBracket:
      if (Nesting > 0) {
        --Nesting;
        Chains.pop_back();
      }
      continue;
    case TokenKind::Comma:
    case TokenKind::Semicolon:
      Chains.back() = 0;
      continue;
    case TokenKind::Word:
      if (word(I, {"AND", "OR", "SELECT", "JOIN", "WHEN", "THEN", "ELSE"}))
        Chains.back() = 0;
      if (word(I, {"CASE"}) && ++Cases + Nesting > Limits::MaxNesting)
        return refuse("the statement is nested too deeply", Where);
      if (word(I, {"END"}) && Cases > 0)
        --Cases;
      if (word(I, {"UNION", "INTERSECT", "EXCEPT", "JOIN"}) && ++SetOperations > Limits::MaxChain)
        return refuse("the statement has too many joins or set operations", Where);
      break;
    default:
      break;
    }
    if (++Chains.back() > 2 * Limits::MaxChain)
      return refuse("an expression has too many operators in a row", Where);
  }
  return true;
}

void Rewriter::append(std::string_view Text, uint32_t Original, uint32_t Length) {
  Result.Map.push_back({static_cast<uint32_t>(Result.Text.size()), Original, Length});
  Result.Text += Text;
}

int Rewriter::holeIn(const Token &T) const {
  auto It = std::lower_bound(Q.Holes.begin(), Q.Holes.end(), T.Begin, [](const Hole &H, uint32_t Offset) { return H.Offset < Offset; });
  return It != Q.Holes.end() && It->Offset < T.End ? static_cast<int>(It - Q.Holes.begin()) : -1;
}

unsigned Rewriter::newParameter(const Token &T, unsigned Placeholder, int Hole) {
  Result.Parameters.push_back({{T.Begin, T.End}, Placeholder, Hole, false});
  return static_cast<unsigned>(Result.Parameters.size());
}

void Rewriter::emitParameter(unsigned Number, const Token &T) {
  // Blanks keep it apart from an operator or a word on either side.
  append(" $" + std::to_string(Number) + " ", T.Begin, 0);
}

void Rewriter::emitUnknownName(size_t I) {
  const Token &T = Result.Tokens[I];
  append(" " + std::string(UnknownNamePrefix) + std::to_string(NextUnknown++) + " ", T.Begin, 0);
}

void Rewriter::emitPlaceholder(size_t I) {
  const Token &T = Result.Tokens[I];
  // Formatted into the text before the driver sees it: may be a name as well.
  if ((T.Style & (PlaceholderBraces | PlaceholderPercent | PlaceholderQt)) != 0 && isNamePosition(I))
    return emitUnknownName(I);
  std::string_view Spelled = T.text(Q.Text);
  bool Anonymous = T.Style == PlaceholderQuestion || Spelled == "{}" || (T.Style == PlaceholderPercent && Spelled[1] != '(');
  if (Anonymous)
    return emitParameter(newParameter(T, NextPlaceholder++, -1), T);
  auto [It, IsNew] = Known.try_emplace(std::string(Spelled), 0);
  if (IsNew) {
    unsigned Number = 0;
    for (char C : Spelled.substr(1))
      Number = C >= '0' && C <= '9' && Number < 100000 ? Number * 10 + static_cast<unsigned>(C - '0') : Number;
    bool Numbered = T.Style == PlaceholderDollar || T.Style == PlaceholderQuestionNumber || T.Style == PlaceholderQt;
    It->second = newParameter(T, Numbered ? Number : NextPlaceholder++, -1);
  }
  emitParameter(It->second, T);
}

bool Rewriter::isNamePosition(size_t I) const {
  const auto &Tokens = Result.Tokens;
  auto IsDot = [&](size_t K) { return K < Tokens.size() && Tokens[K].Kind == TokenKind::Dot; };
  if (IsDot(I + 1) || (I > 0 && IsDot(I - 1)))
    return true;
  if (I == 0)
    return false;
  if (word(I - 1, {"JOIN", "INTO", "UPDATE", "TABLE", "ONLY", "AS"}))
    return true;
  if (!word(I - 1, {"FROM"}))
    return false;
  // IS DISTINCT FROM x, EXTRACT(field FROM x), TRIM(BOTH y FROM x)
  if (I >= 2 && word(I - 2, {"DISTINCT"}))
    return false;
  for (size_t K = I - 1, Steps = 0; K-- > 0 && Steps < 4; ++Steps)
    if (Tokens[K].Kind == TokenKind::LeftParen)
      return !(K > 0 && word(K - 1, {"EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION"}));
  return true;
}

bool Rewriter::isValuePosition(size_t I) const {
  if (I == 0)
    return false;
  switch (Result.Tokens[I - 1].Kind) {
  case TokenKind::Operator:
  case TokenKind::Comma:
  case TokenKind::LeftParen:
  case TokenKind::LeftBracket:
    return true;
  case TokenKind::Word:
    return word(I - 1, {"SELECT", "WHERE",  "AND",    "OR",   "NOT",      "LIKE", "ILIKE", "BETWEEN", "LIMIT",  "OFFSET", "BY",   "WHEN", "THEN",
                        "ELSE",   "CASE",   "ON",     "HAVING", "RETURNING", "DISTINCT", "ALL",  "FROM",  "ESCAPE",  "REGEXP", "RLIKE",  "GLOB", "DIV",
                        "MOD",    "BINARY", "TO"});
  default:
    return false;
  }
}

// `WHERE <hole>`, `AND (<hole>)`: the hole is a whole condition.
bool Rewriter::isConditionPosition(size_t I) const {
  size_t Before = I;
  size_t After = I + 1;
  while (Before > 0 && After < Result.Tokens.size() && Result.Tokens[Before - 1].Kind == TokenKind::LeftParen &&
         Result.Tokens[After].Kind == TokenKind::RightParen) {
    --Before;
    ++After;
  }
  if (Before == 0 || !word(Before - 1, {"WHERE", "AND", "OR", "NOT", "ON", "HAVING"}))
    return false;
  // x BETWEEN a AND <hole>
  for (size_t K = Before - 1, Steps = 0; K-- > 0 && Steps < 3; ++Steps)
    if (word(K, {"BETWEEN"}))
      return false;
  if (After >= Result.Tokens.size())
    return true;
  TokenKind Next = Result.Tokens[After].Kind;
  return Next == TokenKind::RightParen || Next == TokenKind::Semicolon || Next == TokenKind::Hole ||
         word(After, {"AND", "OR", "ORDER", "GROUP", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "RETURNING", "FOR", "OFFSET", "HAVING",
                      "LEFT", "RIGHT", "INNER", "JOIN", "CROSS", "FULL", "WHERE"});
}

void Rewriter::emitHole(size_t I) {
  const Token &T = Result.Tokens[I];
  int Index = holeIn(T);
  bool IsValue = Index >= 0 && Q.Holes[static_cast<size_t>(Index)].IsValue;
  ByteRange Where{T.Begin, T.End};
  if (isNamePosition(I))
    return emitUnknownName(I);
  if (!IsValue && isConditionPosition(I)) {
    bool Bracketed = Result.Tokens[I - 1].Kind == TokenKind::LeftParen;
    (Bracketed ? Result.HasCondition : Result.HasFragment) = true;
    (Bracketed ? Result.ConditionRange : Result.FragmentRange) = Where;
    return emitParameter(newParameter(T, 0, Index), T);
  }
  if (I > 0 && word(I - 1, {"IN"})) {
    unsigned Number = newParameter(T, 0, Index);
    Result.Parameters.back().IsList = true;
    return append(" ($" + std::to_string(Number) + ") ", T.Begin, 0);
  }
  if (isValuePosition(I)) {
    unsigned Number = newParameter(T, 0, Index);
    // IN (<hole>): the text of the hole may be a whole list.
    Result.Parameters.back().IsList = !IsValue && I >= 2 && word(I - 2, {"IN"});
    return emitParameter(Number, T);
  }
  // ORDER BY name <hole>: nothing that may come here can let more rows in.
  if (AfterOrder && Depth == 0)
    return append(" ", T.Begin, 0);
  if (!Result.HasFragment)
    Result.FragmentRange = Where;
  Result.HasFragment = true;
  append(" ", T.Begin, 0);
}

// The text between the quotes is one placeholder: '%s', '{}'.
static bool isQuotedPlaceholder(std::string_view Inner, PlaceholderStyles Styles) {
  if ((Styles & PlaceholderPercent) != 0 && Inner.size() >= 2 && Inner[0] == '%' && Inner.find('%', 1) == std::string_view::npos)
    return Inner.size() == 2 && std::string_view("sdiuqQ").find(Inner[1]) != std::string_view::npos;
  if ((Styles & PlaceholderBraces) != 0 && Inner.size() >= 2 && Inner[0] == '{' && Inner.find('}') == Inner.size() - 1)
    return true;
  return (Styles & PlaceholderQt) != 0 && Inner.size() == 2 && Inner[0] == '%' && Inner[1] >= '1' && Inner[1] <= '9';
}

void Rewriter::emitString(size_t I) {
  const Token &T = Result.Tokens[I];
  std::string_view Spelled = T.text(Q.Text);
  size_t Quote = Spelled.find_first_of("'\"$");
  bool Typed = I > 0 && word(I - 1, {"INTERVAL", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ"});
  if (T.HasHole && Typed)
    return append("'1'", T.Begin, 0);
  if (T.HasHole)
    return emitParameter(newParameter(T, 0, holeIn(T)), T);
  if (Spelled.size() >= Quote + 2 && isQuotedPlaceholder(Spelled.substr(Quote + 1, Spelled.size() - Quote - 2), Q.Placeholders))
    return emitParameter(newParameter(T, NextPlaceholder++, -1), T);
  if (Q.Language != Dialect::MySQL || Quote != 0)
    return copy(T);
  // MySQL escapes by backslash in plain strings, and quotes them by " too.
  std::string Out = "E'";
  for (size_t K = 1; K + 1 < Spelled.size(); ++K) {
    if (Spelled[K] == '\\' && K + 2 < Spelled.size()) {
      Out += Spelled[K++];
      Out += Spelled[K];
    } else if (Spelled[K] == '\'' && Spelled[0] == '"') {
      Out += "''";
    } else if (Spelled[K] == '"' && Spelled[0] == '"') {
      Out += '"';
      ++K;
    } else {
      Out += Spelled[K];
    }
  }
  append(Out + "'", T.Begin, 0);
}

// MySQL and SQLite compare names without regard to case, quoted or not.
void Rewriter::emitQuotedName(size_t I) {
  const Token &T = Result.Tokens[I];
  if (T.HasHole)
    return emitUnknownName(I);
  std::string_view Spelled = T.text(Q.Text);
  if (Q.Language == Dialect::PostgreSQL || (Q.Language == Dialect::Generic && Spelled[0] == '"'))
    return copy(T);
  std::string Out = "\"";
  for (char C : Spelled.substr(1, Spelled.size() - 2)) {
    Out += C >= 'A' && C <= 'Z' ? static_cast<char>(C + 32) : C;
    if (C == '"')
      Out += '"';
  }
  append(Out + "\"", T.Begin, 0);
}

void Rewriter::trackClause(size_t I) {
  TokenKind Kind = Result.Tokens[I].Kind;
  if (Kind == TokenKind::LeftParen)
    ++Depth;
  else if (Kind == TokenKind::RightParen)
    Depth -= Depth > 0;
  else if (Kind == TokenKind::Semicolon || word(I, {"UNION", "INTERSECT", "EXCEPT", "SELECT"}))
    AfterOrder = AfterOrder && Depth > 0;
  else if (Depth == 0 && ((word(I, {"ORDER"}) && word(I + 1, {"BY"})) || word(I, {"LIMIT", "OFFSET", "FETCH"})))
    AfterOrder = true;
}

void Rewriter::emitToken(size_t I) {
  const Token &T = Result.Tokens[I];
  trackClause(I);
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

void Rewriter::emitAll() {
  std::vector<TokenEdit> Edits = dialectEdits(Q, Result.Tokens);
  auto Edit = Edits.begin();
  for (size_t I = 0; I <= Result.Tokens.size(); ++I) {
    while (Edit != Edits.end() && Edit->First == I) {
      uint32_t Original = I < Result.Tokens.size() ? Result.Tokens[I].Begin : static_cast<uint32_t>(Q.Text.size());
      append(" " + std::string(Edit->Text) + " ", Original, 0);
      I = Edit->Last;
      ++Edit;
    }
    if (I >= Result.Tokens.size())
      break;
    if (!Result.Text.empty() && I > 0)
      Result.Text += gap(Result.Tokens[I - 1], Result.Tokens[I]);
    emitToken(I);
  }
}

Rewritten Rewriter::run() {
  if (Q.Text.size() > Limits::MaxBytes) {
    refuse("the text is longer than 1 MiB", {0, 0});
    return std::move(Result);
  }
  // The parser takes a C string.
  if (size_t Nul = Q.Text.find('\0'); Nul != std::string_view::npos && std::none_of(Q.Holes.begin(), Q.Holes.end(), [&](const Hole &H) {
        return H.Offset == Nul;
      })) {
    refuse("the text has a NUL byte", {static_cast<uint32_t>(Nul), static_cast<uint32_t>(Nul + 1)});
    return std::move(Result);
  }
  Result.Tokens = lex(Q);
  std::erase_if(Result.Tokens, [](const Token &T) { return T.Kind == TokenKind::Comment; });
  if (!checkTokens())
    return std::move(Result);
  Result.Text.reserve(Q.Text.size() + 64);
  Result.Map.reserve(Result.Tokens.size());
  emitAll();
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
