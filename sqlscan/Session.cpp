//===- Session.cpp - Statements that steer the session --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Session.h"

#include "sqlscan/Lexer.h"
#include "sqlscan/Rewrite.h"
#include "sqlscan/Schema.h"

#include <algorithm>
#include <initializer_list>
#include <tuple>

namespace tenantscan::sql {

namespace {

/// Reads the statements of one text.
class Reader {
public:
  explicit Reader(const Query &Q) : Q(Q) {}
  std::vector<SessionEffect> run();

private:
  using Tokens = std::vector<Token>;
  void statement();
  void set();
  void reset();
  void transaction();
  void calls();
  void call(size_t Name, size_t Close);

  bool word(size_t I, std::initializer_list<std::string_view> Expected) const;
  bool is(size_t I, TokenKind Kind) const { return I < Last && All[I].Kind == Kind; }
  bool isOperator(size_t I, std::string_view Begin) const;
  std::string name(size_t &I) const;
  void value(SessionEffect &E, size_t Begin, size_t End) const;
  std::string constant(const Token &T) const;
  SettingScope scopeOf(size_t Begin, size_t End) const;
  SessionEffect &add(SessionAction Action, size_t Begin, size_t End);

  const Query &Q;
  Tokens All;
  /// The statement that is being read: [First, Last).
  size_t First = 0;
  size_t Last = 0;
  bool HasBodies = false;
  std::vector<SessionEffect> Out;
  /// For each effect, the statement that it is from.
  std::vector<unsigned> Numbers;
  unsigned Number = 0;
};

} // namespace

bool Reader::word(size_t I, std::initializer_list<std::string_view> Expected) const {
  if (!is(I, TokenKind::Word) || All[I].HasHole)
    return false;
  std::string_view Text = All[I].text(Q.Text);
  return std::any_of(Expected.begin(), Expected.end(), [&](std::string_view E) { return equalsIgnoreCase(E, Text); });
}

// `=-1` is one operator to the lexer.
bool Reader::isOperator(size_t I, std::string_view Begin) const {
  return is(I, TokenKind::Operator) && All[I].text(Q.Text).substr(0, Begin.size()) == Begin;
}

SessionEffect &Reader::add(SessionAction Action, size_t Begin, size_t End) {
  SessionEffect E;
  E.Action = Action;
  E.Range = {All[Begin].Begin, All[End - 1].End};
  Out.push_back(std::move(E));
  Numbers.push_back(Number);
  return Out.back();
}

// `app.tenant_id`, from I on, which is moved behind it; empty with a hole in it.
std::string Reader::name(size_t &I) const {
  std::string Result;
  bool Known = true;
  while (is(I, TokenKind::Word) || is(I, TokenKind::QuotedName) || is(I, TokenKind::Hole)) {
    const Token &T = All[I++];
    Known = Known && T.Kind != TokenKind::Hole && !T.HasHole;
    std::string_view Spelled = T.text(Q.Text);
    Result += foldCase(T.Kind == TokenKind::QuotedName && Spelled.size() >= 2 ? Spelled.substr(1, Spelled.size() - 2) : Spelled);
    if (!is(I, TokenKind::Dot))
      break;
    Result += '.';
    ++I;
  }
  return Known ? Result : std::string();
}

std::string Reader::constant(const Token &T) const {
  std::string_view Spelled = T.text(Q.Text);
  if (T.Kind == TokenKind::QuotedName && Spelled.size() >= 2)
    return std::string(Spelled.substr(1, Spelled.size() - 2));
  size_t Quote = Spelled.find('\'');
  if (T.Kind == TokenKind::String && Quote != std::string_view::npos && Spelled.size() >= Quote + 2)
    return std::string(Spelled.substr(Quote + 1, Spelled.size() - Quote - 2));
  return T.Kind == TokenKind::Word ? foldCase(Spelled) : std::string(Spelled);
}

// What the tokens [Begin, End) are; for a call an expression, else a list.
void Reader::value(SessionEffect &E, size_t Begin, size_t End) const {
  auto Take = [&](SettingValue V, int Hole) {
    if (E.Hole < 0 && Hole >= 0)
      E.Hole = Hole;
    if (V > E.Value) {
      E.Value = V;
      E.Hole = Hole;
    }
  };
  for (size_t I = Begin; I < End; ++I) {
    const Token &T = All[I];
    auto H = std::lower_bound(Q.Holes.begin(), Q.Holes.end(), T.Begin, [](const Hole &Before, uint32_t Offset) { return Before.Offset < Offset; });
    for (; H != Q.Holes.end() && H->Offset < T.End; ++H)
      Take(H->IsValue || H->IsIdentifier ? SettingValue::Escaped : SettingValue::Raw, static_cast<int>(H - Q.Holes.begin()));
    if (T.Kind == TokenKind::Placeholder)
      Take(SettingValue::Bound, -1);
    bool IsExpression =
        T.Kind == TokenKind::LeftParen || T.Kind == TokenKind::QuotedName || (T.Kind == TokenKind::Word && !word(I, {"NULL", "TRUE", "FALSE"}));
    bool IsCast = I > Begin && isOperator(I - 1, "::");
    if (E.IsCall && IsExpression && !IsCast)
      Take(SettingValue::Bound, -1);
    if (T.Kind == TokenKind::Operator)
      E.Constant += T.text(Q.Text).substr(isOperator(I, "=") ? 1 : 0);
    else if (T.Kind == TokenKind::Comma)
      E.Constant += ',';
    else if (T.Kind != TokenKind::Placeholder)
      E.Constant += constant(T);
  }
  if (E.Value != SettingValue::Constant)
    E.Constant.clear();
}

// SET [SESSION | LOCAL] ...
void Reader::set() {
  size_t I = First + 1;
  SettingScope Scope = SettingScope::Session;
  auto IsName = [&](size_t K) { return is(K + 1, TokenKind::Dot) || isOperator(K + 1, "=") || word(K + 1, {"TO"}); };
  if (word(I, {"SESSION", "LOCAL"}) && !IsName(I) && !word(I + 1, {"AUTHORIZATION", "CHARACTERISTICS"})) {
    Scope = word(I, {"LOCAL"}) ? SettingScope::Transaction : SettingScope::Session;
    ++I;
  }
  std::string Setting;
  if (!IsName(I) && word(I, {"ROLE"})) {
    Setting = "role";
    ++I;
  } else if (!IsName(I) && word(I, {"SCHEMA"})) {
    Setting = "search_path";
    ++I;
  } else if (word(I, {"SESSION"}) && word(I + 1, {"AUTHORIZATION"})) {
    Setting = "session_authorization";
    I += 2;
  } else {
    if (word(I, {"SESSION", "TRANSACTION", "CONSTRAINTS", "TIME", "NAMES", "XML", "CATALOG"}) && !IsName(I))
      return;
    Setting = name(I);
    if (!isOperator(I, "=") && !word(I, {"TO"}))
      return;
  }
  size_t NameEnd = I;
  // The operator may have the sign of a number behind it.
  if (word(I, {"TO"}) || (isOperator(I, "=") && All[I].End - All[I].Begin == 1))
    ++I;
  if (I >= Last)
    return;
  bool IsDefault = I + 1 == Last && (word(I, {"DEFAULT"}) || (Setting == "role" && foldCase(constant(All[I])) == "none"));
  SessionEffect &E = add(IsDefault ? SessionAction::Reset : SessionAction::Set, First, NameEnd);
  E.Setting = std::move(Setting);
  E.Scope = Scope;
  value(E, I, Last);
}

void Reader::reset() {
  size_t I = First + 1;
  if (word(First, {"DISCARD"})) {
    if (word(I, {"ALL"}))
      add(SessionAction::Discard, First, I + 1);
    return;
  }
  if (I >= Last)
    return;
  if (word(I, {"ALL"}) && I + 1 == Last) {
    add(SessionAction::ResetAll, First, Last);
    return;
  }
  std::string Setting = word(I, {"SESSION"}) && word(I + 1, {"AUTHORIZATION"}) ? "session_authorization" : name(I);
  add(SessionAction::Reset, First, Last).Setting = std::move(Setting);
}

void Reader::transaction() {
  auto Has = [&](std::initializer_list<std::string_view> Words) {
    for (size_t I = First + 1; I < Last; ++I)
      if (word(I, Words))
        return true;
    return false;
  };
  if (word(First, {"BEGIN"}) || (word(First, {"START"}) && word(First + 1, {"TRANSACTION"})))
    add(SessionAction::Begin, First, First + 1);
  else if (word(First, {"COMMIT", "END", "ABORT"}) || (word(First, {"ROLLBACK"}) && !Has({"TO"})) ||
           (word(First, {"PREPARE"}) && word(First + 1, {"TRANSACTION"}))) {
    add(SessionAction::End, First, First + 1);
    // COMMIT AND CHAIN begins the next one.
    if (Has({"CHAIN"}) && !Has({"NO"}))
      add(SessionAction::Begin, First, First + 1);
  }
}

// The third argument of set_config: 'true', TRUE, 't'::boolean.
SettingScope Reader::scopeOf(size_t Begin, size_t End) const {
  if (End == Begin + 3 && isOperator(Begin + 1, "::") && word(Begin + 2, {"BOOL", "BOOLEAN"}))
    End = Begin + 1;
  if (End != Begin + 1 || All[Begin].HasHole)
    return SettingScope::Unknown;
  bool IsLiteral = All[Begin].Kind == TokenKind::String || word(Begin, {"TRUE", "FALSE"});
  std::string Text = IsLiteral ? foldCase(constant(All[Begin])) : std::string();
  for (std::string_view Yes : {"true", "t", "yes", "y", "on", "1"})
    if (Text == Yes)
      return SettingScope::Transaction;
  for (std::string_view No : {"false", "f", "no", "n", "off", "0"})
    if (Text == No)
      return SettingScope::Session;
  return SettingScope::Unknown;
}

// set_config(name, value, is_local), by position or by name.
void Reader::call(size_t Name, size_t Close) {
  struct Range {
    size_t Begin = 0;
    size_t End = 0;
  };
  Range Arguments[3];
  unsigned Position = 0;
  unsigned Depth = 0;
  size_t Begin = Name + 2;
  for (size_t I = Begin; I <= Close; ++I) {
    TokenKind Kind = All[I].Kind;
    Depth += Kind == TokenKind::LeftParen || Kind == TokenKind::LeftBracket ? 1 : 0;
    if (Depth > 0 && (Kind == TokenKind::RightParen || Kind == TokenKind::RightBracket)) {
      --Depth;
      continue;
    }
    if (I != Close && (Depth > 0 || Kind != TokenKind::Comma))
      continue;
    unsigned Index = Position++;
    if (isOperator(Begin + 1, "=>") || isOperator(Begin + 1, ":=")) {
      Index = word(Begin, {"setting_name"}) ? 0 : word(Begin, {"new_value"}) ? 1 : word(Begin, {"is_local"}) ? 2 : 3;
      Begin += 2;
    }
    if (Index < 3)
      Arguments[Index] = {Begin, I};
    Begin = I + 1;
  }
  if (Position != 3)
    return;
  SessionEffect &E = add(SessionAction::Set, Name, Close + 1);
  E.IsCall = true;
  const Range &Which = Arguments[0];
  if (Which.Begin < Which.End && All[Which.Begin].Kind == TokenKind::String && !All[Which.Begin].HasHole)
    E.Setting = foldCase(constant(All[Which.Begin]));
  value(E, Arguments[1].Begin, Arguments[1].End);
  E.Scope = scopeOf(Arguments[2].Begin, Arguments[2].End);
}

void Reader::calls() {
  size_t Before = Out.size();
  bool BesideRows = false;
  for (size_t I = First; I < Last; ++I) {
    BesideRows = BesideRows || word(I, {"FROM", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "TABLE"});
    if (!word(I, {"set_config"}) || !is(I + 1, TokenKind::LeftParen))
      continue;
    unsigned Depth = 0;
    for (size_t Close = I + 1; Close < Last; ++Close) {
      Depth += All[Close].Kind == TokenKind::LeftParen ? 1 : 0;
      if (Depth > Limits::MaxNesting)
        break;
      if (All[Close].Kind != TokenKind::RightParen || --Depth != 0)
        continue;
      call(I, Close);
      break;
    }
  }
  for (size_t I = Before; I < Out.size(); ++I)
    Out[I].BesideRows = BesideRows;
}

void Reader::statement() {
  if (word(First, {"SET"}))
    set();
  else if (word(First, {"RESET", "DISCARD"}))
    reset();
  else if (word(First, {"SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE"}))
    calls();
  else if (!HasBodies)
    transaction();
}

std::vector<SessionEffect> Reader::run() {
  if (Q.Text.size() > Limits::MaxBytes)
    return {};
  All = lex(Q);
  std::erase_if(All, [](const Token &T) { return T.Kind == TokenKind::Comment; });
  Last = All.size();
  // CREATE FUNCTION ... BEGIN ATOMIC ...; END
  for (size_t I = 0; I < All.size(); ++I)
    HasBodies = HasBodies || word(I, {"ATOMIC"});
  for (size_t I = 0; I <= All.size(); ++I) {
    if (I < All.size() && All[I].Kind != TokenKind::Semicolon)
      continue;
    Last = I;
    if (First < Last) {
      statement();
      ++Number;
    }
    First = I + 1;
  }
  for (size_t I = 0; I < Out.size(); ++I)
    Out[I].StatementsAfter = Number - 1 - Numbers[I];
  return std::move(Out);
}

std::vector<SessionEffect> sessionEffects(const Query &Q) { return Reader(Q).run(); }

namespace {

/// The options of a connection string, which may be part of a URI.
class OptionReader {
public:
  explicit OptionReader(const Query &Q) : Q(Q) {}
  std::vector<SessionEffect> run();

private:
  /// The byte at At, percent-encoding undone, and how long it is there.
  std::pair<char, size_t> next(size_t At) const;
  bool isHole(size_t At) const {
    return std::any_of(Q.Holes.begin(), Q.Holes.end(), [&](const Hole &H) { return H.Offset == At; });
  }
  void option(size_t At);

  const Query &Q;
  std::vector<SessionEffect> Out;
};

} // namespace

std::pair<char, size_t> OptionReader::next(size_t At) const {
  if (At >= Q.Text.size())
    return {'\0', 0};
  if (Q.Text[At] != '%' || At + 2 >= Q.Text.size())
    return {Q.Text[At], 1};
  auto Digit = [](char C) { return C >= '0' && C <= '9' ? C - '0' : (C | 0x20) >= 'a' && (C | 0x20) <= 'f' ? (C | 0x20) - 'a' + 10 : 0; };
  return {static_cast<char>(Digit(Q.Text[At + 1]) * 16 + Digit(Q.Text[At + 2])), 3};
}

// `name=value`, from At on.
void OptionReader::option(size_t At) {
  SessionEffect E;
  size_t Begin = At;
  for (;;) {
    auto [C, Length] = next(At);
    bool IsName = (C >= '0' && C <= '9') || (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || C == '_' || C == '.' || C == '-';
    if (!IsName || isHole(At)) {
      if (C != '=' || isHole(At))
        return;
      E.Range = {static_cast<uint32_t>(Begin), static_cast<uint32_t>(At)};
      At += Length;
      break;
    }
    E.Setting += C == '-' ? '_' : C;
    At += Length;
  }
  E.Setting = foldCase(E.Setting);
  for (;;) {
    auto [C, Length] = next(At);
    if (Length == 0 || C == ' ' || C == '\'' || C == '\t' || C == '\n' || Q.Text[At] == '&')
      break;
    if (isHole(At))
      E.Value = SettingValue::Raw;
    E.Constant += C;
    At += Length;
  }
  if (E.Value != SettingValue::Constant)
    E.Constant.clear();
  if (!E.Setting.empty())
    Out.push_back(std::move(E));
}

std::vector<SessionEffect> OptionReader::run() {
  size_t Options = foldCase(Q.Text).find("options");
  for (size_t At = Options; At < Q.Text.size(); ++At) {
    if (Q.Text[At] != '-' || isHole(At))
      continue;
    char Before = At == 0 ? ' ' : Q.Text[At - 1];
    bool IsFirst = Before == ' ' || Before == '=' || Before == '\'' || Before == '0' || Before == '+' || Before == 'D' || Before == 'd';
    auto [C, Length] = next(At + 1);
    if (!IsFirst || (C != 'c' && C != '-'))
      continue;
    size_t Name = At + 1 + Length;
    for (auto [Blank, Size] = next(Name); C == 'c' && (Blank == ' ' || Blank == '+' || Blank == '\\');) {
      Name += Size;
      std::tie(Blank, Size) = next(Name);
    }
    option(Name);
  }
  return std::move(Out);
}

std::vector<SessionEffect> connectionEffects(const Query &Q) {
  return Q.Text.size() > Limits::MaxBytes ? std::vector<SessionEffect>() : OptionReader(Q).run();
}

// RESET ALL leaves the role alone; a new authorization ends it.
bool SessionEffect::resets(std::string_view Name) const {
  bool IsRole = Name == "role" || Name == "session_authorization";
  switch (Action) {
  case SessionAction::Discard:
    return true;
  case SessionAction::ResetAll:
    return !IsRole;
  case SessionAction::Reset:
    return Setting == Name || (Setting == "session_authorization" && Name == "role");
  case SessionAction::Set:
    return Setting == Name && Scope == SettingScope::Session && Value == SettingValue::Constant;
  case SessionAction::Begin:
  case SessionAction::End:
    break;
  }
  return false;
}

bool isNeutralValue(std::string_view Name, std::string_view Constant) {
  if (Name == "role")
    return equalsIgnoreCase(Constant, "none");
  if (Name == "row_security")
    return foldCase(Constant) == "on" || foldCase(Constant) == "true" || Constant == "1";
  if (Name != "search_path")
    return equalsIgnoreCase(Constant, "null") || Constant.find_first_not_of("-0 ") == std::string_view::npos || Constant == "-1";
  for (size_t Begin = 0; Begin <= Constant.size();) {
    size_t End = std::min(Constant.find(',', Begin), Constant.size());
    std::string Schema = foldCase(Constant.substr(Begin, End - Begin));
    std::erase(Schema, ' ');
    std::erase(Schema, '"');
    if (!Schema.empty() && Schema != "public" && Schema != "$user" && Schema != "pg_catalog" && Schema != "pg_temp")
      return false;
    Begin = End + 1;
  }
  return true;
}

} // namespace tenantscan::sql
