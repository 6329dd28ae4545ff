//===- Lexer.cpp - SQL tokens of all dialects -----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Lexer.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

/// Longer names of placeholders are none; keeps the lexer linear.
static constexpr size_t MaxNameLength = 128;

enum CharacterClass : uint8_t { DigitClass = 1, SpaceClass = 2, WordStartClass = 4, OperatorClass = 8 };

static constexpr std::array<uint8_t, 256> Classes = [] {
  std::array<uint8_t, 256> C{};
  for (unsigned I = 0; I < C.size(); ++I) {
    bool IsLetter = (I >= 'a' && I <= 'z') || (I >= 'A' && I <= 'Z') || I == '_' || I >= 0x80;
    C[I] = I >= '0' && I <= '9' ? DigitClass : I == ' ' || (I >= '\t' && I <= '\r') ? SpaceClass : IsLetter ? WordStartClass : 0;
  }
  for (char Operator : std::string_view("+-*/<>=~!@#%^&|`?:"))
    C[static_cast<unsigned char>(Operator)] = OperatorClass;
  return C;
}();

static bool isOf(char C, uint8_t Wanted) { return (Classes[static_cast<unsigned char>(C)] & Wanted) != 0; }
static bool isDigit(char C) { return isOf(C, DigitClass); }
static bool isSpace(char C) { return isOf(C, SpaceClass); }
static bool isWordStart(char C) { return isOf(C, WordStartClass); }
static bool isWord(char C) { return isOf(C, WordStartClass | DigitClass); }
static bool isOperator(char C) { return isOf(C, OperatorClass); }
static char lower(char C) { return C >= 'A' && C <= 'Z' ? static_cast<char>(C + 32) : C; }

bool equalsIgnoreCase(std::string_view A, std::string_view B) {
  return A.size() == B.size() && std::equal(A.begin(), A.end(), B.begin(), [](char X, char Y) { return lower(X) == lower(Y); });
}

namespace {

class Lexer {
public:
  explicit Lexer(const Query &Q) : Q(Q), Text(Q.Text) {}
  std::vector<Token> run();
  void run(const std::function<void(const Token &)> &Visit);

private:
  char at(size_t I) const { return I < Text.size() ? Text[I] : '\0'; }
  bool has(PlaceholderStyle Style) const { return (Q.Placeholders & Style) != 0; }
  bool is(Dialect D) const { return Q.Language == D; }
  bool isHole(size_t I);
  /// Whether after a colon a placeholder's name begins here: x, or psql's 'x' and "x".
  bool beginsName(size_t I) const;
  /// Adds the next token; false at the end.
  bool next();
  void scanToken();
  void scanQuoted(char End, TokenKind Kind, bool Backslash);
  bool scanDollarQuote();
  bool scanPlaceholder();
  bool scanVariable();
  bool scanFixedOperator();
  bool scanComment();
  void scanWord();
  void scanNumber();
  void scanOperator();
  void emit(TokenKind Kind, size_t End);

  const Query &Q;
  std::string_view Text;
  size_t Pos = 0;
  size_t NextHole = 0;
  bool HoleInside = false;
  /// Inside one of MySQL's executable comments.
  bool Executable = false;
  /// Square brackets that are open.
  unsigned Brackets = 0;
  std::vector<Token> Tokens;
};

} // namespace

// Holes are looked at in ascending order, but a token may look ahead by one.
bool Lexer::isHole(size_t I) {
  if (Q.Holes.empty())
    return false;
  while (NextHole < Q.Holes.size() && Q.Holes[NextHole].Offset < Pos)
    ++NextHole;
  for (size_t H = NextHole; H < Q.Holes.size() && Q.Holes[H].Offset <= I; ++H)
    if (Q.Holes[H].Offset == I)
      return true;
  return false;
}

void Lexer::emit(TokenKind Kind, size_t End) {
  Token T;
  T.Kind = Kind;
  T.HasHole = HoleInside;
  T.Begin = static_cast<uint32_t>(Pos);
  T.End = static_cast<uint32_t>(std::min(End, Text.size()));
  Tokens.push_back(T);
  Pos = T.End;
  HoleInside = false;
}

// A string or quoted name: a doubled quote stands for itself.
void Lexer::scanQuoted(char End, TokenKind Kind, bool Backslash) {
  size_t I = Pos;
  while (Text[I] != End && !(End == ']' && Text[I] == '['))
    ++I; // the prefix of E'...' and friends
  size_t H = NextHole;
  for (++I; I < Text.size(); ++I) {
    while (H < Q.Holes.size() && Q.Holes[H].Offset < I)
      ++H;
    if (H < Q.Holes.size() && Q.Holes[H].Offset == I) {
      HoleInside = true;
      continue;
    }
    if (Backslash && Text[I] == '\\') {
      ++I;
      continue;
    }
    if (Text[I] != End)
      continue;
    if (at(I + 1) != End || End == ']')
      return emit(Kind, I + 1);
    ++I;
  }
  emit(TokenKind::Unterminated, Text.size());
}

// PostgreSQL's $tag$ ... $tag$.
bool Lexer::scanDollarQuote() {
  size_t I = Pos + 1;
  while (isWord(at(I)))
    ++I;
  if (at(I) != '$' || isDigit(at(Pos + 1)))
    return false;
  std::string_view Tag = Text.substr(Pos, I + 1 - Pos);
  size_t End = Text.find(Tag, I + 1);
  if (End == std::string_view::npos)
    emit(TokenKind::Unterminated, Text.size());
  else
    emit(TokenKind::String, End + Tag.size());
  return true;
}

bool Lexer::scanComment() {
  char C = Text[Pos];
  // MySQL runs what is in /*! ... */ and /*!50000 ... */.
  if (is(Dialect::MySQL) && Text.substr(Pos, 3) == "/*!") {
    size_t End = Pos + 3;
    while (isDigit(at(End)))
      ++End;
    Executable = true;
    emit(TokenKind::Comment, End);
    return true;
  }
  if (Executable && C == '*' && at(Pos + 1) == '/') {
    Executable = false;
    emit(TokenKind::Comment, Pos + 2);
    return true;
  }
  // In MySQL `5--1` is five minus minus one, and so is `5---1`; a line of dashes is none.
  size_t AfterDashes = std::min(Text.find_first_not_of('-', Pos), Text.size());
  bool Dashes = AfterDashes > Pos + 1 && (!is(Dialect::MySQL) || AfterDashes == Text.size() || isSpace(at(AfterDashes)));
  if (Dashes || (C == '#' && is(Dialect::MySQL))) {
    size_t End = Text.find('\n', Pos);
    emit(TokenKind::Comment, End == std::string_view::npos ? Text.size() : End);
    return true;
  }
  if (C != '/' || at(Pos + 1) != '*')
    return false;
  bool Nests = !is(Dialect::MySQL) && !is(Dialect::SQLite);
  unsigned Depth = 1;
  for (size_t I = Pos + 2; I < Text.size(); ++I) {
    if (Text[I] == '*' && at(I + 1) == '/') {
      ++I;
      if (--Depth == 0) {
        emit(TokenKind::Comment, I + 1);
        return true;
      }
    } else if (Nests && Text[I] == '/' && at(I + 1) == '*') {
      ++I;
      ++Depth;
    }
  }
  emit(TokenKind::Unterminated, Text.size());
  return true;
}

// A printf conversion (%d, %-5.2f, %lld, %s) or a Python one (%(name)s).
static size_t percentLength(std::string_view S) {
  size_t I = 1;
  auto At = [&](size_t K) { return K < S.size() ? S[K] : '\0'; };
  if (At(I) == '(') {
    size_t Close = S.substr(0, MaxNameLength).find(')', I);
    if (Close == std::string_view::npos || At(Close + 1) != 's')
      return 0;
    return Close + 2;
  }
  while (std::string_view("-+0#").find(At(I)) != std::string_view::npos && At(I) != '\0')
    ++I;
  while (isDigit(At(I)) || At(I) == '.' || At(I) == '*')
    ++I;
  while (std::string_view("hlLqjzt").find(At(I)) != std::string_view::npos && At(I) != '\0')
    ++I;
  char C = At(I);
  if (C == '\0' || std::string_view("sdiuxXfgGeEcpQqw").find(C) == std::string_view::npos || isWord(At(I + 1)))
    return 0;
  return I + 1;
}

bool Lexer::beginsName(size_t I) const {
  char Quote = at(I);
  if (isWordStart(Quote) || isDigit(Quote))
    return true;
  if ((Quote != '\'' && Quote != '"') || !is(Dialect::PostgreSQL))
    return false;
  size_t End = I + 1;
  while (isWord(at(End)))
    ++End;
  return End > I + 1 && at(End) == Quote;
}

static bool endsOperand(TokenKind Kind) {
  return Kind <= TokenKind::Number || Kind == TokenKind::RightParen || Kind == TokenKind::RightBracket || Kind == TokenKind::Placeholder;
}

bool Lexer::scanPlaceholder() {
  char C = Text[Pos];
  char Next = at(Pos + 1);
  PlaceholderStyle Style = PlaceholderDollar;
  size_t End = 0;
  auto WordEnd = [&](size_t I) {
    while (isWord(at(I)))
      ++I;
    return I;
  };
  auto DigitsEnd = [&](size_t I) {
    while (isDigit(at(I)))
      ++I;
    return I;
  };
  if (C == '$' && has(PlaceholderDollar) && isDigit(Next)) {
    End = DigitsEnd(Pos + 1);
  } else if (C == '$' && has(PlaceholderDollarName) && isWordStart(Next)) {
    Style = PlaceholderDollarName;
    End = WordEnd(Pos + 1);
  } else if (C == '?' && has(PlaceholderQuestionNumber) && isDigit(Next)) {
    Style = PlaceholderQuestionNumber;
    End = DigitsEnd(Pos + 1);
  } else if (C == '?' && has(PlaceholderQuestion)) {
    // `??` is how JDBC spells the operator `?`; `?|` and `?&` are jsonb's.
    if (Next == '?' || Next == '|' || Next == '&')
      return false;
    Style = PlaceholderQuestion;
    End = Pos + 1;
  } else if (C == ':' && has(PlaceholderColon) && beginsName(Pos + 1)) {
    // Not the second half of `::`, nor a slice such as a[1:2] and a[m:n].
    bool Adjoins = !Tokens.empty() && Tokens.back().End == Pos && (Tokens.back().Kind == TokenKind::Number || Text[Pos - 1] == ':');
    if (Adjoins || (Brackets != 0 && !Tokens.empty() && endsOperand(Tokens.back().Kind)))
      return false;
    Style = PlaceholderColon;
    bool IsQuoted = Next == '\'' || Next == '"';
    End = WordEnd(Pos + 1 + IsQuoted) + IsQuoted;
  } else if (C == '@' && has(PlaceholderAt) && isWordStart(Next)) {
    Style = PlaceholderAt;
    End = WordEnd(Pos + 1);
  } else if (C == '{' && has(PlaceholderBraces)) {
    size_t Close = Text.substr(Pos, MaxNameLength).find('}');
    if (Close == std::string_view::npos)
      return false;
    Style = PlaceholderBraces;
    End = Pos + Close + 1;
  } else if (C == '%' && has(PlaceholderQt) && isDigit(Next)) {
    Style = PlaceholderQt;
    End = std::min(DigitsEnd(Pos + 1), Pos + 3);
  } else if (C == '%' && has(PlaceholderPercent)) {
    size_t Length = percentLength(Text.substr(Pos));
    if (Length == 0)
      return false;
    Style = PlaceholderPercent;
    End = Pos + Length;
  } else {
    return false;
  }
  emit(TokenKind::Placeholder, End);
  Tokens.back().Style = Style;
  return true;
}

// @x, @`x`, @'x', @@session.x
bool Lexer::scanVariable() {
  if (Text[Pos] != '@' || !is(Dialect::MySQL))
    return false;
  size_t I = Pos + 1;
  I += at(I) == '@';
  if (char Quote = at(I); Quote == '`' || Quote == '\'' || Quote == '"') {
    size_t End = Text.find(Quote, I + 1);
    emit(End == std::string_view::npos ? TokenKind::Unterminated : TokenKind::Variable, End == std::string_view::npos ? Text.size() : End + 1);
    return true;
  }
  while (isWord(at(I)) || at(I) == '$' || (at(I) == '.' && isWord(at(I + 1)))) {
    HoleInside = HoleInside || isHole(I);
    ++I;
  }
  emit(TokenKind::Variable, I);
  return true;
}

// A word may have holes in it: `invoices_\1` is a name known at run time only.
void Lexer::scanWord() {
  size_t I = Pos;
  size_t H = NextHole;
  if (H == Q.Holes.size()) {
    while (I < Text.size() && (isWord(Text[I]) || Text[I] == '$'))
      ++I;
    return emit(TokenKind::Word, I);
  }
  while (I < Text.size()) {
    while (H < Q.Holes.size() && Q.Holes[H].Offset < I)
      ++H;
    if (H < Q.Holes.size() && Q.Holes[H].Offset == I)
      HoleInside = true;
    else if (!isWord(Text[I]) && Text[I] != '$')
      break;
    ++I;
  }
  emit(TokenKind::Word, I);
}

void Lexer::scanNumber() {
  size_t I = Pos;
  while (isDigit(at(I)))
    ++I;
  if (at(I) == '.' && at(I + 1) != '.') {
    ++I;
    while (isDigit(at(I)))
      ++I;
  }
  if ((at(I) == 'e' || at(I) == 'E') && (isDigit(at(I + 1)) || ((at(I + 1) == '-' || at(I + 1) == '+') && isDigit(at(I + 2))))) {
    I += 2;
    while (isDigit(at(I)))
      ++I;
  }
  // 0xFF, and 0b01 of MySQL.
  if ((lower(at(I)) == 'x' || (lower(at(I)) == 'b' && is(Dialect::MySQL))) && I == Pos + 1)
    for (++I; isWord(at(I));)
      ++I;
  emit(TokenKind::Number, I);
}

// MySQL and SQLite have these operators only: `a=!b` is `a = !b`.
bool Lexer::scanFixedOperator() {
  if (!is(Dialect::MySQL) && !is(Dialect::SQLite))
    return false;
  static constexpr std::string_view Long[] = {"->>", "<=>", "||", "&&", "<<", ">>", "<=", ">=", "<>", "!=", "==", ":=", "->"};
  for (std::string_view Operator : Long) {
    if (Text.substr(Pos, Operator.size()) != Operator || (is(Dialect::SQLite) && (Operator == "<=>" || Operator == "&&" || Operator == ":=")))
      continue;
    // A hole is none of its characters.
    bool HasHole = false;
    for (size_t I = 1; I < Operator.size(); ++I)
      HasHole = HasHole || isHole(Pos + I);
    if (HasHole)
      continue;
    emit(TokenKind::Operator, Pos + Operator.size());
    return true;
  }
  emit(TokenKind::Operator, Pos + 1);
  return true;
}

// PostgreSQL takes the longest run of operator characters, but comments end it
// and so does what we take for a placeholder or a hole.
void Lexer::scanOperator() {
  if (scanFixedOperator())
    return;
  size_t I = Pos;
  while (I < Text.size() && isOperator(Text[I]) && !(I > Pos && isHole(I))) {
    if (I > Pos &&
        ((Text[I] == '-' && at(I + 1) == '-') || (Text[I] == '/' && at(I + 1) == '*') || (Executable && Text[I] == '*' && at(I + 1) == '/')))
      break;
    // `=?`, `=:x`, `=@x`, `=%s`: the operator ends where a placeholder begins.
    if (I > Pos && Text[I] == '?' && has(PlaceholderQuestion) && at(I + 1) != '|' && at(I + 1) != '&' && at(I + 1) != '?' && Text[I - 1] != '@' &&
        Text[I - 1] != '?')
      break;
    if (I > Pos && Text[I] == '?' && has(PlaceholderQuestionNumber) && isDigit(at(I + 1)))
      break;
    if (I > Pos && Text[I] == ':' && has(PlaceholderColon) && Text[I - 1] != ':' && beginsName(I + 1))
      break;
    if (I > Pos && Text[I] == '@' && has(PlaceholderAt) && isWordStart(at(I + 1)))
      break;
    if (I > Pos && Text[I] == '%' && ((has(PlaceholderPercent) && percentLength(Text.substr(I)) != 0) || (has(PlaceholderQt) && isDigit(at(I + 1)))))
      break;
    if (I > Pos && Text[I] == '`' && !is(Dialect::PostgreSQL))
      break;
    ++I;
    if (Text[I - 1] == ':' && at(I) != ':' && at(I) != '=' && I == Pos + 1)
      break;
  }
  // A sign at the end belongs to the next operand, as in PostgreSQL's scan.l.
  while (I > Pos + 1 && (Text[I - 1] == '+' || Text[I - 1] == '-') && Text.substr(Pos, I - Pos).find_first_of("~!@#%^&|`?") == std::string_view::npos)
    --I;
  emit(TokenKind::Operator, std::max(I, Pos + 1));
}

void Lexer::scanToken() {
  char C = Text[Pos];
  char Next = at(Pos + 1);
  if (isHole(Pos)) {
    if (Pos + 1 < Text.size() && isWord(Next) && !isHole(Pos + 1))
      return scanWord();
    return emit(TokenKind::Hole, Pos + 1);
  }
  // Most tokens. What else begins with a letter has a quote or U& next.
  if (isWordStart(C) && Next != '\'' && Next != '&')
    return scanWord();
  if (scanComment() || scanPlaceholder() || scanVariable())
    return;
  bool MySQL = is(Dialect::MySQL);
  if (C == '\'')
    return scanQuoted('\'', TokenKind::String, MySQL);
  if (Next == '\'' && (lower(C) == 'e' || lower(C) == 'n' || lower(C) == 'x' || lower(C) == 'b'))
    return scanQuoted('\'', TokenKind::String, MySQL || lower(C) == 'e');
  if (lower(C) == 'u' && Next == '&' && (at(Pos + 2) == '\'' || at(Pos + 2) == '"'))
    return scanQuoted(at(Pos + 2), at(Pos + 2) == '\'' ? TokenKind::String : TokenKind::QuotedName, false);
  if (C == '"')
    return scanQuoted('"', MySQL ? TokenKind::String : TokenKind::QuotedName, MySQL);
  if (C == '`' && !is(Dialect::PostgreSQL))
    return scanQuoted('`', TokenKind::QuotedName, false);
  if (C == '[' && is(Dialect::SQLite))
    return scanQuoted(']', TokenKind::QuotedName, false);
  if (C == '$' && !MySQL && !is(Dialect::SQLite) && scanDollarQuote())
    return;
  if (isWordStart(C))
    return scanWord();
  if (isDigit(C) || (C == '.' && isDigit(Next)))
    return scanNumber();
  switch (C) {
  case ',':
    return emit(TokenKind::Comma, Pos + 1);
  case ';':
    return emit(TokenKind::Semicolon, Pos + 1);
  case '(':
    return emit(TokenKind::LeftParen, Pos + 1);
  case ')':
    return emit(TokenKind::RightParen, Pos + 1);
  case '[':
    ++Brackets;
    return emit(TokenKind::LeftBracket, Pos + 1);
  case ']':
    Brackets -= Brackets != 0;
    return emit(TokenKind::RightBracket, Pos + 1);
  case '.':
    return emit(TokenKind::Dot, Pos + 1);
  default:
    break;
  }
  if (isOperator(C))
    return scanOperator();
  emit(TokenKind::Unknown, Pos + 1);
}

bool Lexer::next() {
  // The byte order mark that editors of Windows put at the start of a file.
  if (Pos == 0 && Text.substr(0, 3) == "\xEF\xBB\xBF" && !isHole(0))
    Pos = 3;
  while (Pos < Text.size() && isSpace(Text[Pos]) && !isHole(Pos))
    ++Pos;
  if (Pos >= Text.size())
    return false;
  while (NextHole < Q.Holes.size() && Q.Holes[NextHole].Offset < Pos)
    ++NextHole;
  scanToken();
  return true;
}

std::vector<Token> Lexer::run() {
  Tokens.reserve(Text.size() / 4 + 8);
  while (next())
    ;
  return std::move(Tokens);
}

// What a token is may depend on the one before it, and on no other that is kept.
void Lexer::run(const std::function<void(const Token &)> &Visit) {
  while (next()) {
    Tokens.erase(Tokens.begin(), Tokens.end() - 1);
    Visit(Tokens.back());
  }
}

std::vector<Token> lex(const Query &Q) { return Lexer(Q).run(); }
void lex(const Query &Q, const std::function<void(const Token &)> &Visit) { Lexer(Q).run(Visit); }

} // namespace tenantscan::sql
