//===- DialectExpressions.cpp - Operators, functions, names, joins --------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One walk over the tokens of a statement with a stack of brackets. What has no
// counterpart in PostgreSQL becomes a call of a function that it does not know,
// or a cast to a type that it does not know: the proof takes nothing from either.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/DialectTokens.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace tenantscan::sql {

/// A cast to it keeps a value a value, and makes a column one that confines nothing.
static constexpr std::string_view Converted = "tenantscan_converted";

namespace {

enum class Keyword : uint8_t {
  Again, ///< SELECT
  From,
  Clause,   ///< Ends what came before: WHERE, GROUP, ...
  Boundary, ///< Ends a condition: WHEN, THEN, AS, OR, ...
  Binary,
  Cast,
  Collate,
  Convert,
  Hint, ///< USE INDEX (...)
  Indexed,
  Into,
  Is,
  Interval,
  Join,
  Like, ///< REGEXP and the like
  Limit,
  Lock,
  Match,
  Member,
  Modulo,  ///< DIV, MOD
  Niladic, ///< CURRENT_TIMESTAMP()
  Not,
  On,
  Partition,
  Separator,
  Sounds,
  Truth,    ///< TRUE, FALSE
  TypeCall, ///< TIME(x), CHAR(x): names of types, called
  Using,
  Wait,
  With,
  Xor,
};

struct PendingJoin {
  size_t Keyword;
  /// The token after the right side; NoToken until it is seen.
  size_t FactorEnd;
  /// The word CROSS; NoToken where there is none.
  size_t Cross;
  /// May stand without a condition.
  bool IsInner;
};

/// What is open between two brackets.
struct Frame {
  enum ClauseKind : uint8_t { None, Select, From, Other } In = None;
  /// The word LIMIT that a comma may follow; NoToken where there is none.
  size_t Limit = NoToken;
  /// The bracket that it is in.
  size_t Open = NoToken;
  /// Holds the tables of a join, in brackets.
  bool HoldsTables = false;
  /// Holds a query in the place of a table.
  bool IsDerived = false;
  bool HasXor = false;
  /// Where the condition begins that XOR would be the loosest operator of.
  size_t ConditionStart = 0;
  size_t GroupBy = NoToken;
  std::vector<PendingJoin> Joins;
};

class Editor {
public:
  Editor(const TokenWalk &W, TokenSpan Where, PlanWriter &Out) : W(W), Where(Where), Out(Out) {}
  void run();

private:
  Frame &top() { return Frames.back(); }
  void endCondition(size_t I);
  void endJoins(size_t I);
  void endClause(size_t I);
  void open(size_t I);
  void comma(size_t I);
  void close(size_t I);
  size_t keyword(Keyword K, size_t I);
  size_t word(size_t I);
  size_t operatorToken(size_t I);
  size_t string(size_t I);
  void reservedName(size_t I);
  size_t join(size_t I);
  size_t on(size_t I);
  size_t select(size_t I);
  size_t into(size_t I);
  size_t interval(size_t I);
  size_t is(size_t I);
  size_t match(size_t I);
  void convert(size_t I);
  void cast(size_t I);
  size_t collate(size_t I);
  size_t hint(size_t I);

  const TokenWalk &W;
  TokenSpan Where;
  PlanWriter &Out;
  std::vector<Frame> Frames;
  /// The bracket of a join's USING, which holds columns.
  size_t ColumnsAt = NoToken;
};

} // namespace

static std::string folded(std::string_view Word) {
  std::string Out(Word);
  for (char &C : Out)
    C = C >= 'a' && C <= 'z' ? static_cast<char>(C - 32) : C;
  return Out;
}

static const std::unordered_map<std::string_view, Keyword> &keywords() {
  static const std::unordered_map<std::string_view, Keyword> Map = [] {
    std::unordered_map<std::string_view, Keyword> M;
    auto Add = [&](Keyword K, std::initializer_list<std::string_view> Words) {
      for (std::string_view Word : Words)
        M.emplace(Word, K);
    };
    Add(Keyword::Again, {"SELECT"});
    Add(Keyword::From, {"FROM"});
    Add(Keyword::Clause, {"WHERE", "GROUP", "HAVING", "ORDER", "UNION", "INTERSECT", "EXCEPT", "SET", "VALUES", "RETURNING", "FOR"});
    Add(Keyword::Boundary,
        {"OR", "WHEN", "THEN", "ELSE", "CASE", "END", "AS", "BY", "DISTINCT", "ALL", "ASC", "DESC", "OFFSET", "OVER", "UPDATE", "DELETE"});
    Add(Keyword::Binary, {"BINARY"});
    Add(Keyword::Cast, {"CAST"});
    Add(Keyword::Collate, {"COLLATE"});
    Add(Keyword::Convert, {"CONVERT"});
    Add(Keyword::Hint, {"USE", "FORCE", "IGNORE"});
    Add(Keyword::Indexed, {"INDEXED"});
    Add(Keyword::Into, {"INTO"});
    Add(Keyword::Is, {"IS"});
    Add(Keyword::Interval, {"INTERVAL"});
    Add(Keyword::Join, {"JOIN", "STRAIGHT_JOIN"});
    Add(Keyword::Like, {"REGEXP", "RLIKE", "GLOB"});
    Add(Keyword::Limit, {"LIMIT"});
    Add(Keyword::Lock, {"LOCK"});
    Add(Keyword::Match, {"MATCH"});
    Add(Keyword::Member, {"MEMBER"});
    Add(Keyword::Modulo, {"DIV", "MOD"});
    Add(Keyword::Niladic,
        {"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_USER", "CURRENT_ROLE", "LOCALTIME", "LOCALTIMESTAMP", "SESSION_USER"});
    Add(Keyword::Not, {"NOT"});
    Add(Keyword::On, {"ON"});
    Add(Keyword::Partition, {"PARTITION"});
    Add(Keyword::Separator, {"SEPARATOR"});
    Add(Keyword::Sounds, {"SOUNDS"});
    Add(Keyword::Truth, {"TRUE", "FALSE"});
    Add(Keyword::TypeCall, {"TIME", "TIMESTAMP", "CHAR", "USER", "BIT"});
    Add(Keyword::Using, {"USING"});
    Add(Keyword::Wait, {"WAIT"});
    Add(Keyword::With, {"WITH"});
    Add(Keyword::Xor, {"XOR"});
    return M;
  }();
  return Map;
}

// Words that PostgreSQL reserves and MySQL, or SQLite, does not.
static bool isReservedHere(const TokenWalk &W, const std::string &Word) {
  static const std::unordered_set<std::string_view> Both{
      "ANALYSE",        "ANY",        "ARRAY",    "ASYMMETRIC", "AUTHORIZATION", "COLLATION", "CONCURRENTLY", "CURRENT_CATALOG",
      "CURRENT_SCHEMA", "DEFERRABLE", "DO",       "END",        "FREEZE",        "ILIKE",     "INITIALLY",    "LATERAL",
      "OFFSET",         "ONLY",       "OVERLAPS", "PLACING",    "SESSION_USER",  "SIMILAR",   "SOME",         "SYMMETRIC",
      "TABLESAMPLE",    "USER",       "VARIADIC", "VERBOSE",    "WINDOW"};
  static const std::unordered_set<std::string_view> SQLiteOnly{"ANALYZE", "ASC",   "BINARY", "BOTH",    "COLUMN",    "CURRENT_ROLE",   "CURRENT_USER",
                                                               "DESC",    "FETCH", "GRANT",  "LEADING", "LOCALTIME", "LOCALTIMESTAMP", "TRAILING"};
  static const std::unordered_set<std::string_view> MySQLOnly{"ISNULL", "NOTNULL", "RETURNING"};
  if (Both.count(Word) != 0)
    return W.isMySQL() || W.isSQLite();
  return (W.isSQLite() && SQLiteOnly.count(Word) != 0) || (W.isMySQL() && MySQLOnly.count(Word) != 0);
}

void Editor::endCondition(size_t I) {
  if (top().HasXor) {
    Out.edit(top().ConditionStart, top().ConditionStart, "tenantscan_xor(");
    Out.after(I, ")");
  }
  top().HasXor = false;
  top().ConditionStart = I + 1;
}

// `a JOIN b` without a condition is every pair.
void Editor::endJoins(size_t I) {
  for (const PendingJoin &J : top().Joins)
    if (J.Cross == NoToken && J.IsInner)
      Out.after(std::min(J.FactorEnd, I), "ON true");
  top().Joins.clear();
}

void Editor::endClause(size_t I) {
  endCondition(I);
  endJoins(I);
  top().Limit = NoToken;
}

void Editor::open(size_t I) {
  // A bracket in the place of a table may hold joins.
  bool Tables = top().In == Frame::From && (W.is(I - 1, TokenKind::Comma) || W.is(I - 1, TokenKind::LeftParen) ||
                                            W.anyOf(I - 1, {"FROM", "JOIN", "STRAIGHT_JOIN", "UPDATE", "USING"}));
  Tables = Tables && I != ColumnsAt;
  Frames.emplace_back();
  top().Open = I;
  top().In = Tables ? Frame::From : Frame::None;
  top().IsDerived = Tables && W.anyOf(I + 1, {"SELECT", "WITH", "VALUES"});
  top().HoldsTables = Tables && !top().IsDerived;
  top().ConditionStart = I + 1;
}

void Editor::comma(size_t I) {
  endCondition(I);
  if (top().In == Frame::From)
    endJoins(I);
  if (top().In == Frame::From && top().HoldsTables)
    Out.edit(I, I + 1, "CROSS JOIN");
  // The first number is the offset.
  if (top().Limit != NoToken) {
    Out.edit(top().Limit, top().Limit + 1, "OFFSET");
    Out.edit(I, I + 1, "LIMIT");
  }
  top().Limit = NoToken;
}

// SQLite needs no name for a query in FROM.
void Editor::close(size_t I) {
  endClause(I);
  if (Frames.size() == 1)
    return;
  bool IsQuery = top().IsDerived;
  size_t Open = top().Open;
  Frames.pop_back();
  // ((SELECT ...) UNION ...): the outer bracket holds the query.
  if (IsQuery && top().HoldsTables && W.is(Open - 1, TokenKind::LeftParen) &&
      (W.is(I + 1, TokenKind::RightParen) || W.anyOf(I + 1, {"UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT"}))) {
    top().IsDerived = true;
    top().HoldsTables = false;
    return;
  }
  if (!IsQuery || W.isMySQL() || W.is(I + 1, TokenKind::QuotedName) || W.is(I + 1, TokenKind::String))
    return;
  bool IsName = W.is(I + 1, TokenKind::Word) &&
                !W.anyOf(I + 1, {"JOIN",  "INNER",  "LEFT",   "RIGHT", "CROSS", "FULL",  "NATURAL",   "ON",     "USING",     "WHERE",
                                 "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "RETURNING", "SET"});
  if (!IsName)
    Out.after(I + 1, "AS tenantscan_derived_" + std::to_string(I));
}

size_t Editor::operatorToken(size_t I) {
  std::string_view Text = W.text(I);
  if (Text == "==" && !W.isMySQL()) {
    Out.edit(I, I + 1, "=");
  } else if (W.isMySQL() && Text == "<=>") {
    Out.edit(I, I + 1, "IS NOT DISTINCT FROM");
  } else if (W.isMySQL() && Text == "&&") {
    Out.edit(I, I + 1, "AND");
  } else if (W.isMySQL() && Text == "||") {
    Out.edit(I, I + 1, "OR");
    endCondition(I);
  } else if (W.isMySQL() && Text == ":=" && I > Where.First && W.is(I - 1, TokenKind::Variable)) {
    // An assignment has the value that is assigned.
    Out.edit(I - 1, I + 1, "");
  } else if (W.isMySQL() && Text == "!") {
    // It binds tighter than a comparison, and NOT does not: where that matters it
    // stays an operator that PostgreSQL does not know.
    bool Begins = W.is(I - 1, TokenKind::LeftParen) || W.isOperator(I - 1, "&&") || W.isOperator(I - 1, "||") ||
                  W.anyOf(I - 1, {"WHERE", "AND", "OR", "XOR", "ON", "HAVING", "NOT", "WHEN"});
    size_t After = W.is(I + 1, TokenKind::LeftParen) ? W.close(I + 1) + 1 : NoToken;
    bool Ends =
        After != NoToken && (After >= Where.Last || W.is(After, TokenKind::RightParen) || W.isOperator(After, "&&") || W.isOperator(After, "||") ||
                             W.anyOf(After, {"AND", "OR", "XOR", "GROUP", "ORDER", "LIMIT", "HAVING", "UNION", "THEN"}));
    if (I > Where.First && Begins && Ends)
      Out.edit(I, I + 1, "NOT");
  }
  return I + 1;
}

// A string in the place of an alias, and 'a' 'b' on one line.
size_t Editor::string(size_t I) {
  if (I == Where.First)
    return I + 1;
  bool AfterOperand = W.is(I - 1, TokenKind::RightParen) || W.is(I - 1, TokenKind::QuotedName) || W.is(I - 1, TokenKind::Number) ||
                      (W.is(I - 1, TokenKind::Word) && W.is(I - 2, TokenKind::Dot));
  if (W.word(I - 1, "AS") || (AfterOperand && top().In == Frame::Select)) {
    std::string Name = W[I].HasHole ? std::string() : W.name(I);
    Out.edit(I, I + 1, '"' + (Name.empty() ? std::string("tenantscan_alias") : TokenWalk::escaped(Name)) + '"');
  } else if (W.isMySQL() && W.is(I - 1, TokenKind::String)) {
    Out.edit(I, I, "||");
  }
  return I + 1;
}

void Editor::reservedName(size_t I) {
  if (W[I].HasHole || !isReservedHere(W, folded(W.text(I))))
    return;
  bool Qualifies = W.is(I + 1, TokenKind::Dot) && !W.is(I - 1, TokenKind::Dot);
  bool IsTable = W.anyOf(I - 1, {"INTO", "TABLE", "UPDATE"});
  if (Qualifies || IsTable || (W.isOperandPosition(I) && !W.is(I + 1, TokenKind::LeftParen)))
    Out.edit(I, I + 1, W.quoted(I));
}

size_t Editor::select(size_t I) {
  endClause(I);
  top().In = Frame::Select;
  size_t After = I + 1;
  while (W.anyOf(After, {"HIGH_PRIORITY", "SQL_CALC_FOUND_ROWS", "SQL_NO_CACHE", "SQL_CACHE", "SQL_BIG_RESULT", "SQL_SMALL_RESULT",
                         "SQL_BUFFER_RESULT", "STRAIGHT_JOIN", "DISTINCT", "DISTINCTROW", "ALL"}) &&
         !W.is(After + 1, TokenKind::Comma) && !W.word(After + 1, "FROM")) {
    if (W.word(After, "DISTINCTROW"))
      Out.edit(After, After + 1, "DISTINCT");
    else if (!W.anyOf(After, {"DISTINCT", "ALL"}))
      Out.edit(After, After + 1, "");
    ++After;
  }
  top().ConditionStart = After;
  return After;
}

size_t Editor::join(size_t I) {
  if (top().In != Frame::From)
    return I + 1;
  size_t First = I;
  size_t Cross = NoToken;
  bool IsNatural = false;
  bool IsOuter = false;
  while (First > Where.First && W.anyOf(First - 1, {"INNER", "CROSS", "LEFT", "RIGHT", "FULL", "OUTER", "NATURAL"})) {
    --First;
    Cross = W.word(First, "CROSS") ? First : Cross;
    IsNatural = IsNatural || W.word(First, "NATURAL");
    IsOuter = IsOuter || W.anyOf(First, {"LEFT", "RIGHT", "FULL"});
  }
  endCondition(First);
  top().ConditionStart = I + 1;
  if (!top().Joins.empty() && top().Joins.back().FactorEnd == NoToken)
    top().Joins.back().FactorEnd = First;
  if (W.word(I, "STRAIGHT_JOIN"))
    Out.edit(I, I + 1, "JOIN");
  // SQLite takes an outer join without a condition as well.
  if (!IsNatural)
    top().Joins.push_back({I, NoToken, Cross, !IsOuter || W.isSQLite()});
  return I + 1;
}

size_t Editor::on(size_t I) {
  if (W.anyOf(I + 1, {"DUPLICATE", "CONFLICT"})) {
    endClause(I);
    top().In = Frame::Other;
    return I + 1;
  }
  endCondition(I);
  if (top().In == Frame::From && !top().Joins.empty()) {
    if (size_t Cross = top().Joins.back().Cross; Cross != NoToken)
      Out.edit(Cross, Cross + 1, "");
    top().Joins.pop_back();
  }
  return I + 1;
}

// SELECT ... INTO OUTFILE 'x' FIELDS ..., INTO @a, @b: where the rows go.
size_t Editor::into(size_t I) {
  endCondition(I);
  if (!W.isMySQL() || !(W.anyOf(I + 1, {"OUTFILE", "DUMPFILE"}) || W.is(I + 1, TokenKind::Variable)))
    return I + 1;
  endClause(I);
  size_t End = I + 1;
  while (End < Where.Last && (W.is(End, TokenKind::Variable) || W.is(End, TokenKind::Comma) || W.is(End, TokenKind::String) ||
                              W.anyOf(End, {"OUTFILE", "DUMPFILE", "FIELDS", "COLUMNS", "TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED", "BY",
                                            "LINES", "STARTING", "CHARACTER", "SET", "CHARSET", "UTF8", "UTF8MB4", "LATIN1"})))
    ++End;
  Out.edit(I, End, "");
  return End;
}

// INTERVAL expression unit.
size_t Editor::interval(size_t I) {
  static constexpr unsigned MaxTokens = 64;
  bool IsColumn = W.is(I + 1, TokenKind::Comma) || W.is(I + 1, TokenKind::RightParen) || W.anyOf(I + 1, {"FROM", "AS", "IS"});
  if (W.isSQLite() || IsColumn || (W.isGeneric() && W.is(I + 1, TokenKind::String)))
    return I + 1;
  size_t Unit = W.next(I + 1);
  for (unsigned Steps = 0; Unit < Where.Last && Steps < MaxTokens; ++Steps, Unit = W.next(Unit)) {
    if (W.anyOf(Unit, {"MICROSECOND",
                       "SECOND",
                       "MINUTE",
                       "HOUR",
                       "DAY",
                       "WEEK",
                       "MONTH",
                       "QUARTER",
                       "YEAR",
                       "SECOND_MICROSECOND",
                       "MINUTE_MICROSECOND",
                       "MINUTE_SECOND",
                       "HOUR_MICROSECOND",
                       "HOUR_SECOND",
                       "HOUR_MINUTE",
                       "DAY_MICROSECOND",
                       "DAY_SECOND",
                       "DAY_MINUTE",
                       "DAY_HOUR",
                       "YEAR_MONTH"}) &&
        !W.is(Unit + 1, TokenKind::LeftParen)) {
      Out.edit(I, I + 1, "tenantscan_interval(");
      Out.edit(Unit, Unit + 1, ")");
      return I + 1;
    }
    if (W.is(Unit, TokenKind::Comma) || W.is(Unit, TokenKind::RightParen) ||
        W.anyOf(Unit, {"AND", "OR", "FROM", "WHERE", "THEN", "INTERVAL", "SELECT"}))
      break;
  }
  if (W.isMySQL() && W.is(I + 1, TokenKind::LeftParen))
    Out.edit(I, I + 1, "tenantscan_interval");
  return I + 1;
}

// SQLite compares by IS what it compares by =, but for NULL.
size_t Editor::is(size_t I) {
  bool Negated = W.word(I + 1, "NOT");
  size_t Right = I + 1 + (Negated ? 1 : 0);
  bool IsValue =
      W.is(Right, TokenKind::Placeholder) || W.is(Right, TokenKind::Number) || W.is(Right, TokenKind::String) || W.is(Right, TokenKind::Hole);
  if (W.isMySQL() || Right >= Where.Last || (W.isGeneric() && !IsValue) || W.anyOf(Right, {"NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT"}))
    return Right;
  // What a hole holds may be NULL as a keyword.
  if (W.is(Right, TokenKind::Hole) && !W.isSQLite())
    return Right;
  Out.edit(I, Right, Negated ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM");
  return Right;
}

// MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)
size_t Editor::match(size_t I) {
  if (W.isSQLite()) {
    if (!W.isOperandPosition(I) || W.word(I - 1, "NOT"))
      Out.edit(I, I + 1, "LIKE");
    return I + 1;
  }
  size_t Close = W.is(I + 1, TokenKind::LeftParen) ? W.close(I + 1) : W.size();
  if (!W.word(Close + 1, "AGAINST") || !W.is(Close + 2, TokenKind::LeftParen))
    return I + 1;
  size_t End = W.close(Close + 2);
  Out.edit(I, I + 1, "tenantscan_match");
  Out.edit(Close, Close + 3, ",");
  for (size_t K = Close + 3; K < End; K = W.next(K))
    if (W.words(K, {"IN", "BOOLEAN"}) || W.words(K, {"IN", "NATURAL"}) || W.words(K, {"WITH", "QUERY"})) {
      Out.edit(K, End, "");
      break;
    }
  return I + 1;
}

// CONVERT(x USING utf8), CONVERT(x, CHAR)
void Editor::convert(size_t I) {
  if (!W.is(I + 1, TokenKind::LeftParen) || !W.isMySQL())
    return;
  size_t Close = W.close(I + 1);
  size_t Type = W.find({I + 2, Close}, {"USING"});
  if (Type >= Close)
    for (size_t K = I + 2; K < Close; K = W.next(K))
      if (W.is(K, TokenKind::Comma))
        Type = K;
  if (Type >= Close || Close >= Where.Last)
    return;
  Out.edit(I, I + 1, "CAST");
  Out.edit(Type, Close, "AS " + std::string(Converted));
}

// Casts of MySQL and SQLite map several values to one. As text only MySQL takes a
// number for the same: in SQLite 1 and '1' are two values.
void Editor::cast(size_t I) {
  if (!W.is(I + 1, TokenKind::LeftParen) || W.isGeneric())
    return;
  size_t Close = W.close(I + 1);
  size_t As = W.find({I + 2, Close}, {"AS"});
  if (As >= Close || Close >= Where.Last)
    return;
  bool IsText = W.isMySQL() && As + 2 == Close && W.anyOf(As + 1, {"CHAR", "NCHAR"});
  Out.edit(As + 1, Close, IsText ? "text" : std::string(Converted));
}

size_t Editor::collate(size_t I) {
  if (!W.isName(I + 1) && !W.is(I + 1, TokenKind::String))
    return I + 1;
  // NOCASE and RTRIM take different texts for the same.
  bool IsCoarse = W.isSQLite() && W.name(I + 1) != "binary";
  Out.edit(I, I + 2, IsCoarse ? "|| ''" : "");
  return I + 2;
}

// USE INDEX FOR JOIN (a, b)
size_t Editor::hint(size_t I) {
  if (!W.anyOf(I + 1, {"INDEX", "KEY"}))
    return I + 1;
  size_t Open = I + 2;
  while (W.anyOf(Open, {"FOR", "JOIN", "ORDER", "GROUP", "BY"}))
    ++Open;
  size_t Close = W.is(Open, TokenKind::LeftParen) ? W.close(Open) : W.size();
  if (Close >= Where.Last)
    return I + 1;
  Out.edit(I, Close + 1, "");
  return Close + 1;
}

size_t Editor::keyword(Keyword K, size_t I) {
  bool Called = W.is(I + 1, TokenKind::LeftParen);
  switch (K) {
  case Keyword::Again:
    return select(I);
  case Keyword::From: {
    bool IsPart = W.word(I - 1, "DISTINCT") && I > Where.First;
    if (!IsPart && (top().In == Frame::Select || top().In == Frame::From)) {
      endClause(I);
      top().In = Frame::From;
    }
    return I + 1;
  }
  case Keyword::Clause:
    endClause(I);
    if (W.words(I, {"GROUP", "BY"}))
      top().GroupBy = I + 2;
    top().In = Frame::Other;
    return I + 1;
  case Keyword::Boundary:
    endCondition(I);
    reservedName(I);
    return I + 1;
  case Keyword::Binary:
    if (W.isMySQL() && (W.isOperandPosition(I)) && !W.is(I + 1, TokenKind::Comma) && !W.is(I + 1, TokenKind::RightParen))
      Out.edit(I, I + 1, "");
    else
      reservedName(I);
    return I + 1;
  case Keyword::Cast:
    cast(I);
    return I + 1;
  case Keyword::Collate:
    return collate(I);
  case Keyword::Convert:
    convert(I);
    return I + 1;
  case Keyword::Hint:
    return hint(I);
  case Keyword::Indexed:
    if (W.word(I + 1, "BY")) {
      Out.edit(I, std::min(I + 3, Where.Last), "");
      return I + 3;
    }
    return I + 1;
  case Keyword::Into:
    return into(I);
  case Keyword::Is:
    return is(I);
  case Keyword::Interval:
    return interval(I);
  case Keyword::Join:
    return join(I);
  case Keyword::Like:
    if (!W.isOperandPosition(I) || W.word(I - 1, "NOT"))
      Out.edit(I, I + 1, "LIKE");
    return I + 1;
  case Keyword::Limit:
    endClause(I);
    top().Limit = I;
    top().In = Frame::Other;
    return I + 1;
  case Keyword::Lock:
    if (W.words(I, {"LOCK", "IN", "SHARE", "MODE"})) {
      endClause(I);
      Out.edit(I, I + 4, "FOR SHARE");
      return I + 4;
    }
    return I + 1;
  case Keyword::Match:
    return match(I);
  case Keyword::Member:
    if (W.word(I + 1, "OF") && W.is(I + 2, TokenKind::LeftParen)) {
      Out.edit(I, I + 2, "LIKE");
      return I + 2;
    }
    return I + 1;
  case Keyword::Modulo:
    if (!W.isOperandPosition(I) && !W.isSQLite())
      Out.edit(I, I + 1, "%");
    return I + 1;
  case Keyword::Niladic:
    if (Called && W.is(I + 2, TokenKind::RightParen))
      Out.edit(I + 1, I + 3, "");
    else
      reservedName(I);
    return I + 1;
  case Keyword::Not:
    if (W.word(I + 1, "INDEXED")) {
      Out.edit(I, I + 2, "");
      return I + 2;
    }
    if (W.word(I + 1, "NULL") && W.isSQLite() && I > Where.First && !W.isOperandPosition(I) && !W.word(I - 1, "IS")) {
      Out.edit(I, I, "IS");
      return I + 2;
    }
    return I + 1;
  case Keyword::On:
    return on(I);
  case Keyword::Partition:
    if (Called && W.isMySQL() && W.close(I + 1) < Where.Last) {
      Out.edit(I, W.close(I + 1) + 1, "");
      return W.close(I + 1) + 1;
    }
    return I + 1;
  case Keyword::Separator:
    if (W.is(I + 1, TokenKind::String)) {
      Out.edit(I, I + 2, "");
      return I + 2;
    }
    return I + 1;
  case Keyword::Sounds:
    if (W.word(I + 1, "LIKE"))
      Out.edit(I, I + 1, "");
    return I + 1;
  case Keyword::Truth: {
    // Numbers, but where they stand for a whole condition: 1 = TRUE is true.
    bool IsCompared = W.is(I + 1, TokenKind::Operator) ||
                      W.anyOf(I + 1, {"IS", "IN", "NOT", "LIKE", "BETWEEN", "REGEXP", "RLIKE", "GLOB", "MATCH", "COLLATE", "DIV", "MOD"});
    bool IsCondition = !IsCompared && W.anyOf(I - 1, {"WHERE", "AND", "OR", "ON", "HAVING", "NOT", "IS", "THEN", "ELSE"});
    if (!W.isGeneric() && !IsCondition && W.isOperandPosition(I))
      Out.edit(I, I + 1, W.word(I, "TRUE") ? "1" : "0");
    return I + 1;
  }
  case Keyword::TypeCall:
    if (Called && (W.isMySQL() || W.isSQLite()) && W.isOperandPosition(I) && !W.anyOf(I - 1, {"INTO", "TABLE", "AS"}))
      Out.edit(I, I + 1, W.quoted(I));
    else
      reservedName(I);
    return I + 1;
  case Keyword::Using:
    endCondition(I);
    if (top().In == Frame::From && !top().Joins.empty()) {
      ColumnsAt = I + 1;
      return on(I);
    }
    if (top().In == Frame::Select || top().In == Frame::From)
      top().In = Frame::From;
    return I + 1;
  case Keyword::Wait:
    if (W.is(I + 1, TokenKind::Number)) {
      Out.edit(I, I + 2, "");
      return I + 2;
    }
    return I + 1;
  case Keyword::With:
    if (W.word(I + 1, "ROLLUP")) {
      bool Known = top().GroupBy != NoToken;
      if (Known)
        Out.edit(top().GroupBy, top().GroupBy, "ROLLUP (");
      Out.edit(I, I + 2, Known ? ")" : "");
      return I + 2;
    }
    return I + 1;
  case Keyword::Xor:
    if (W.isMySQL()) {
      top().HasXor = true;
      Out.edit(I, I + 1, ",");
    }
    return I + 1;
  }
  return I + 1;
}

size_t Editor::word(size_t I) {
  if (!W.isDotted(I) && !W[I].HasHole && W.text(I).size() <= 20) {
    auto It = keywords().find(folded(W.text(I)));
    if (It != keywords().end())
      return keyword(It->second, I);
  }
  reservedName(I);
  return I + 1;
}

void Editor::run() {
  Frames.emplace_back();
  top().ConditionStart = Where.First;
  // The tables of UPDATE come at once, those of DELETE after FROM and USING.
  if (W.anyOf(Where.First, {"UPDATE", "DELETE"}))
    top().In = Frame::From;
  for (size_t I = Where.First; I < Where.Last;) {
    switch (W[I].Kind) {
    case TokenKind::LeftParen:
      open(I++);
      break;
    case TokenKind::RightParen:
      close(I++);
      break;
    case TokenKind::Comma:
      comma(I++);
      break;
    case TokenKind::Operator:
      I = operatorToken(I);
      break;
    case TokenKind::String:
      I = string(I);
      break;
    case TokenKind::Word:
      I = word(I);
      break;
    default:
      ++I;
      break;
    }
  }
  // What is still open ends with the statement.
  while (!Frames.empty()) {
    endClause(Where.Last);
    Frames.pop_back();
  }
}

void editExpressions(const TokenWalk &W, TokenSpan Where, PlanWriter &Out) {
  if (!Where.empty())
    Editor(W, Where, Out).run();
}

} // namespace tenantscan::sql
