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
#include <unordered_set>

namespace tenantscan::sql {

namespace {

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
  int holeIn(const Token &T) const;
  void numberPlaceholders();
  void findOrderClauses();
  std::string_view gap(const Token &Before, const Token &After) const;

  bool word(size_t I, std::initializer_list<std::string_view> Expected) const;
  bool isNamePosition(size_t I) const;
  bool isValuePosition(size_t I) const;
  bool isConditionPosition(size_t I) const;

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
  /// Whether to keep Emitted.
  bool Repeats = false;
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

/// First letters of the keywords that checkTokens() looks for; most words have others.
static constexpr std::string_view CheckedLetters = "AOSJWTECUI";

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
      if (CheckedLetters.find(static_cast<char>(Q.Text[T.Begin] & ~0x20)) == std::string_view::npos)
        break;
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

void Rewriter::emitUnknownName(size_t I) {
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
  if (Result.Tokens.empty() || Q.Language != Dialect::PostgreSQL || !Q.Holes.empty() || HasMark || Q.Text.find('\v') != std::string_view::npos)
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
  Result.Tokens = lex(Q);
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
