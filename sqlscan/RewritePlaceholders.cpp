//===- RewritePlaceholders.cpp - Placeholders and holes as values ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Rewriter.h"

#include <algorithm>

namespace tenantscan::sql {

int Rewriter::holeIn(const Token &T) const {
  auto It = std::lower_bound(Q.Holes.begin(), Q.Holes.end(), T.Begin, [](const Hole &H, uint32_t Offset) { return H.Offset < Offset; });
  return It != Q.Holes.end() && It->Offset < T.End ? static_cast<int>(It - Q.Holes.begin()) : -1;
}

// `"$" + std::to_string(n)`, `":id" + std::to_string(n)`: a placeholder that is numbered at run
// time is some value, as a hole is.
void Rewriter::joinCountedPlaceholders() {
  static constexpr PlaceholderStyles Counted =
      PlaceholderDollar | PlaceholderDollarName | PlaceholderQuestionNumber | PlaceholderColon | PlaceholderAt;
  std::vector<Token> Joined;
  unsigned Brackets = 0;
  for (Token T : Result.Tokens) {
    Brackets += T.Kind == TokenKind::LeftBracket ? 1 : 0;
    Brackets -= T.Kind == TokenKind::RightBracket && Brackets != 0 ? 1 : 0;
    int Index = T.Kind == TokenKind::Hole ? holeIn(T) : -1;
    if (Index < 0 || !Q.Holes[static_cast<size_t>(Index)].IsValue || Joined.empty() || Joined.back().End != T.Begin) {
      Joined.push_back(T);
      continue;
    }
    Token &Before = Joined.back();
    std::string_view Spelled = Before.text(Q.Text);
    bool IsMark = Spelled == "$" && (Q.Placeholders & PlaceholderDollar) != 0;
    // Not `::`, nor the bounds of a slice.
    bool IsColon = Before.Kind == TokenKind::Operator && Spelled.ends_with(':') && !Spelled.ends_with("::") && Brackets == 0 &&
                   (Q.Placeholders & PlaceholderColon) != 0;
    if (IsMark || (IsColon && Spelled.size() == 1) || (Before.Kind == TokenKind::Placeholder && (Before.Style & Counted) != 0)) {
      T.Begin = Before.Begin;
      Joined.pop_back();
    } else if (IsColon) {
      T.Begin = --Before.End;
    }
    Joined.push_back(T);
  }
  Result.Tokens = std::move(Joined);
}

unsigned Rewriter::newParameter(size_t I, unsigned Placeholder, int Hole) {
  if (Repeats)
    if (auto It = Emitted.find(I); It != Emitted.end())
      return It->second;
  const Token &T = Result.Tokens[I];
  Result.Parameters.push_back({{T.Begin, T.End}, Placeholder, Hole, false});
  auto Number = static_cast<unsigned>(Result.Parameters.size());
  if (Repeats)
    Emitted.emplace(I, Number);
  return Number;
}

void Rewriter::emitParameter(unsigned Number, const Token &T) {
  // Blanks keep it apart from an operator or a word on either side.
  append(" $" + std::to_string(Number) + " ", T.Begin, 0);
}

// `AND <hole> = $1`, `WHERE i."<hole>" = $1`: the column may be that of the tenant.
void Rewriter::noteComparedName(size_t I) {
  const auto &Tokens = Result.Tokens;
  if (I + 1 >= Tokens.size() || Tokens[I + 1].Kind != TokenKind::Operator || Tokens[I + 1].text(Q.Text) != "=")
    return;
  size_t First = I;
  while (First >= 2 && Tokens[First - 1].Kind == TokenKind::Dot)
    First -= 2;
  while (First > 0 && Tokens[First - 1].Kind == TokenKind::LeftParen)
    --First;
  if (First == 0 || !word(First - 1, {"WHERE", "AND", "ON"}) || Result.HasCondition)
    return;
  Result.HasCondition = true;
  Result.ConditionRange = {Tokens[I].Begin, Tokens[I].End};
}

void Rewriter::emitUnknownName(size_t I) {
  noteComparedName(I);
  const Token &T = Result.Tokens[I];
  unsigned Number = Repeats ? Emitted.try_emplace(I, NextUnknown).first->second : NextUnknown;
  NextUnknown += Number == NextUnknown ? 1 : 0;
  append(" " + std::string(UnknownNamePrefix) + std::to_string(Number) + " ", T.Begin, 0);
}

// Formatted into the text before the driver sees it, and not as a number or an
// escaped literal.
static bool isRawText(const Token &T, std::string_view Spelled) {
  if (T.Style == PlaceholderPercent)
    return Spelled[1] != '(' && (Spelled.back() == 's' || Spelled.back() == 'w' || Spelled.back() == 'q');
  return T.Style == PlaceholderBraces || T.Style == PlaceholderQt;
}

static bool isAnonymous(const Token &T, std::string_view Spelled) {
  return T.Style == PlaceholderQuestion || Spelled == "{}" || (T.Style == PlaceholderPercent && Spelled[1] != '(');
}

void Rewriter::emitPlaceholder(size_t I) {
  const Token &T = Result.Tokens[I];
  std::string_view Spelled = T.text(Q.Text);
  // Formatted into the text before the driver sees it: may be a name as well.
  if ((T.Style & (PlaceholderBraces | PlaceholderPercent | PlaceholderQt)) != 0 && isNamePosition(I))
    return emitUnknownName(I);
  // psql's :"name".
  if (T.Style == PlaceholderColon && Spelled[1] == '"')
    return emitUnknownName(I);
  if (T.Style == PlaceholderColon && Spelled[1] == '\'' && isTextPosition(I))
    return append(" '' ", T.Begin, 0);
  bool IsRaw = isRawText(T, Spelled);
  if (IsRaw && isConditionPosition(I)) {
    Result.HasFragment = true;
    Result.FragmentRange = {T.Begin, T.End};
  }
  unsigned Number = 0;
  // What a cast of MySQL and SQLite makes of a value may be another one.
  bool IsCast = (Q.Language == Dialect::MySQL || Q.Language == Dialect::SQLite) && I >= 2 && word(I - 2, {"CAST", "CONVERT"});
  if (IsCast || isAnonymous(T, Spelled)) {
    Number = newParameter(I, Numbers[I], -1);
  } else {
    auto [It, IsNew] = Known.try_emplace(Spelled, 0);
    if (IsNew)
      It->second = newParameter(I, Numbers[I], -1);
    Number = It->second;
  }
  // IN (%s): the text may be a whole list.
  if (IsRaw && I >= 2 && Result.Tokens[I - 1].Kind == TokenKind::LeftParen && word(I - 2, {"IN"}))
    Result.Parameters[Number - 1].IsList = true;
  emitParameter(Number, T);
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

// Of a statement that takes a text in this place, and no value: COPY t FROM :'file'.
bool Rewriter::isTextPosition(size_t I) const {
  if (word(0, {"SET"}))
    return true;
  return word(0, {"COPY", "CREATE", "ALTER", "LOAD", "DO", "COMMENT"}) && I > 0 && Result.Tokens[I - 1].Kind == TokenKind::Word;
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
    if (Q.Language == Dialect::SQLite && word(I - 1, {"IS"}))
      return true;
    return word(I - 1, {"SELECT", "WHERE",  "AND",    "OR",    "NOT",  "LIKE", "ILIKE",  "BETWEEN",   "LIMIT",    "OFFSET",
                        "BY",     "WHEN",   "THEN",   "ELSE",  "CASE", "ON",   "HAVING", "RETURNING", "DISTINCT", "ALL",
                        "FROM",   "ESCAPE", "REGEXP", "RLIKE", "GLOB", "DIV",  "MOD",    "BINARY",    "TO"});
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
         word(After, {"AND", "OR", "ORDER", "GROUP", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "RETURNING", "FOR", "OFFSET", "HAVING", "LEFT", "RIGHT",
                      "INNER", "JOIN", "CROSS", "FULL", "WHERE"});
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
    return emitParameter(newParameter(I, 0, Index), T);
  }
  if (I > 0 && word(I - 1, {"IN"})) {
    unsigned Number = newParameter(I, 0, Index);
    Result.Parameters[Number - 1].IsList = true;
    return append(" ($" + std::to_string(Number) + ") ", T.Begin, 0);
  }
  if (isValuePosition(I)) {
    if (!IsValue)
      noteComparedName(I);
    unsigned Number = newParameter(I, 0, Index);
    // IN (<hole>): the text of the hole may be a whole list.
    Result.Parameters[Number - 1].IsList = !IsValue && I >= 2 && word(I - 2, {"IN"});
    return emitParameter(Number, T);
  }
  // ORDER BY name <hole>: nothing that may come here can let more rows in.
  if (InOrder[I])
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

// The text has one of sqlite3_mprintf's own conversions in it: 'x-%q'.
static bool hasQuotingConversion(std::string_view Inner) {
  for (size_t At = Inner.find('%'); At != std::string_view::npos && At + 1 < Inner.size(); At = Inner.find('%', At + 2))
    if (Inner[At + 1] == 'q' || Inner[At + 1] == 'Q' || Inner[At + 1] == 'w')
      return true;
  return false;
}

static std::string_view withoutQuotes(std::string_view Spelled) {
  size_t Quote = Spelled.find_first_of("'\"$`[");
  return Quote != std::string_view::npos && Spelled.size() >= Quote + 2 ? Spelled.substr(Quote + 1, Spelled.size() - Quote - 2) : std::string_view();
}

// Number of conversions that the string takes from the driver's arguments.
static unsigned conversionsIn(const Token &T, std::string_view Spelled, PlaceholderStyles Styles) {
  std::string_view Inner = withoutQuotes(Spelled);
  if (T.HasHole || Inner.empty())
    return 0;
  if (T.Kind == TokenKind::String && isQuotedPlaceholder(Inner, Styles))
    return 1;
  return (Styles & PlaceholderPercent) != 0 && hasQuotingConversion(Inner) ? static_cast<unsigned>(std::count(Inner.begin(), Inner.end(), '%')) : 0;
}

void Rewriter::emitString(size_t I) {
  const Token &T = Result.Tokens[I];
  std::string_view Spelled = T.text(Q.Text);
  size_t Quote = Spelled.find_first_of("'\"$");
  bool Typed = I > 0 && word(I - 1, {"INTERVAL", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ"});
  if (T.HasHole && Typed)
    return append("'1'", T.Begin, 0);
  if (T.HasHole)
    return emitParameter(newParameter(I, 0, holeIn(T)), T);
  if (Numbers[I] != 0)
    return emitParameter(newParameter(I, Numbers[I], -1), T);
  bool IsForeign = Q.Language == Dialect::MySQL || Q.Language == Dialect::SQLite;
  char Prefix = Quote == 1 ? static_cast<char>(Spelled[0] | 0x20) : '\0';
  // Bits and bytes equal numbers and texts that are spelled differently.
  if (IsForeign && (Prefix == 'x' || Prefix == 'b'))
    return append(" '" + std::string(1, Prefix) + std::string(withoutQuotes(Spelled)) + "'::tenantscan_converted ", T.Begin, 0);
  if (Q.Language != Dialect::MySQL || (Quote != 0 && Prefix != 'n'))
    return copy(T);
  // MySQL escapes by backslash in plain strings, and quotes them by " too.
  char Mark = Spelled[Quote];
  std::string Out = " E'";
  for (size_t K = Quote + 1; K + 1 < Spelled.size(); ++K) {
    if (Spelled[K] == '\\' && K + 2 < Spelled.size()) {
      Out += Spelled[K++];
      Out += Spelled[K];
    } else if (Spelled[K] == '\'' && Mark == '"') {
      Out += "''";
    } else if (Spelled[K] == '"' && Mark == '"') {
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
  std::string_view Spelled = T.text(Q.Text);
  if (T.HasHole || ((Q.Placeholders & PlaceholderPercent) != 0 && hasQuotingConversion(withoutQuotes(Spelled))))
    return emitUnknownName(I);
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

// The driver counts in the order of the text, whatever becomes of it here.
void Rewriter::numberPlaceholders() {
  Numbers.assign(Result.Tokens.size(), 0);
  std::unordered_map<std::string_view, unsigned> Named;
  unsigned Next = 1;
  for (size_t I = 0; I < Result.Tokens.size(); ++I) {
    const Token &T = Result.Tokens[I];
    std::string_view Spelled = T.text(Q.Text);
    if (T.Kind == TokenKind::String || T.Kind == TokenKind::QuotedName) {
      unsigned Count = conversionsIn(T, Spelled, Q.Placeholders);
      Numbers[I] = Count != 0 ? Next : 0;
      Next += Count;
    }
    if (T.Kind != TokenKind::Placeholder)
      continue;
    if (isAnonymous(T, Spelled)) {
      Numbers[I] = Next++;
      continue;
    }
    auto [It, IsNew] = Named.try_emplace(Spelled, 0);
    if (IsNew) {
      unsigned Number = 0;
      for (char C : Spelled.substr(1))
        Number = C >= '0' && C <= '9' && Number < 100000 ? Number * 10 + static_cast<unsigned>(C - '0') : Number;
      bool Numbered = T.Style == PlaceholderDollar || T.Style == PlaceholderQuestionNumber || T.Style == PlaceholderQt;
      It->second = Numbered ? Number : Next++;
      // SQLite goes on from the largest one.
      if (T.Style == PlaceholderQuestionNumber)
        Next = std::max(Next, Number + 1);
    }
    Numbers[I] = It->second;
  }
}

void Rewriter::findOrderClauses() {
  InOrder.assign(Result.Tokens.size(), false);
  unsigned Depth = 0;
  bool AfterOrder = false;
  for (size_t I = 0; I < Result.Tokens.size(); ++I) {
    TokenKind Kind = Result.Tokens[I].Kind;
    if (Kind == TokenKind::LeftParen)
      ++Depth;
    else if (Kind == TokenKind::RightParen)
      Depth -= Depth > 0;
    else if (Kind == TokenKind::Semicolon || word(I, {"UNION", "INTERSECT", "EXCEPT", "SELECT"}))
      AfterOrder = AfterOrder && Depth > 0;
    else if (Depth == 0 && ((word(I, {"ORDER"}) && word(I + 1, {"BY"})) || word(I, {"LIMIT", "OFFSET", "FETCH"})))
      AfterOrder = true;
    InOrder[I] = AfterOrder && Depth == 0;
  }
}

} // namespace tenantscan::sql
