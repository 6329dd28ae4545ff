//===- PredicateFix.cpp - A predicate where it belongs ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/PredicateFix.h"

#include "sqlscan/Analyze.h"
#include "sqlscan/Lexer.h"

#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace tenantscan {

using sql::Token;
using sql::TokenKind;

namespace {

/// The WHERE of the query block around a relation.
struct Block {
  /// The token WHERE; nullptr where there is none.
  const Token *Where = nullptr;
  /// The last token that may stand before a predicate.
  const Token *Last = nullptr;
  bool HasOr = false;
};

} // namespace

static bool isOneOf(std::string_view Word, std::initializer_list<std::string_view> Words) {
  return std::any_of(Words.begin(), Words.end(), [&](std::string_view W) { return sql::equalsIgnoreCase(Word, W); });
}

// Tokens say enough, since what comes of them is judged afterwards.
static std::optional<Block> blockAround(const std::vector<Token> &Tokens, const sql::Query &Q, uint32_t Relation) {
  Block B;
  unsigned Depth = 0;
  auto Word = [&](size_t I) { return I < Tokens.size() && Tokens[I].Kind == TokenKind::Word ? Tokens[I].text(Q.Text) : std::string_view(); };
  for (size_t I = 0; I < Tokens.size(); ++I) {
    const Token &T = Tokens[I];
    if (T.Begin < Relation || T.Kind == TokenKind::Comment)
      continue;
    if (T.Kind == TokenKind::Semicolon || (T.Kind == TokenKind::RightParen && Depth == 0))
      break;
    if (T.Kind == TokenKind::LeftParen)
      ++Depth;
    else if (T.Kind == TokenKind::RightParen)
      --Depth;
    if (Depth == 0 && T.Kind == TokenKind::Word) {
      if (isOneOf(Word(I), {"GROUP", "HAVING", "WINDOW", "UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "RETURNING"}) ||
          (isOneOf(Word(I), {"ON"}) && isOneOf(Word(I + 1), {"CONFLICT", "DUPLICATE"})))
        break;
      if (isOneOf(Word(I), {"WHERE"}) && B.Where == nullptr)
        B.Where = &T;
      else if (B.Where == nullptr && isOneOf(Word(I), {"LEFT", "RIGHT", "FULL"}))
        return std::nullopt;
      else if (isOneOf(Word(I), {"OR"}))
        B.HasOr = B.Where != nullptr;
    }
    B.Last = &T;
  }
  if (B.Last == nullptr || B.Last == B.Where || Depth != 0)
    return std::nullopt;
  return B;
}

/// An outer join between FROM and the relation pads the one or the other.
static bool hasOuterJoinBefore(const std::vector<Token> &Tokens, const sql::Query &Q, uint32_t Relation) {
  unsigned Depth = 0;
  for (size_t I = Tokens.size(); I-- > 0;) {
    const Token &T = Tokens[I];
    if (T.Begin >= Relation)
      continue;
    if (T.Kind == TokenKind::RightParen)
      ++Depth;
    else if (T.Kind == TokenKind::LeftParen && Depth-- == 0)
      return false;
    if (Depth != 0 || T.Kind != TokenKind::Word)
      continue;
    if (isOneOf(T.text(Q.Text), {"FROM", "UPDATE", "USING", "SELECT"}))
      return false;
    if (isOneOf(T.text(Q.Text), {"LEFT", "RIGHT", "FULL"}))
      return true;
  }
  return false;
}

/// A placeholder without a name or number counts those before it.
static bool hasCountedBehind(const std::vector<Token> &Tokens, uint32_t Offset) {
  return std::any_of(Tokens.begin(), Tokens.end(), [&](const Token &T) {
    return T.Kind == TokenKind::Placeholder && T.Begin >= Offset &&
           (T.Style == sql::PlaceholderQuestion || T.Style == sql::PlaceholderPercent || T.Style == sql::PlaceholderBraces);
  });
}

static std::optional<Insertion> behind(const Token &T, const ComposedText &Text, std::string New) {
  for (uint32_t Offset = T.Begin; Offset < T.End; ++Offset)
    if (!Text.isWritten(Offset))
      return std::nullopt;
  Place P = Text.placeOf({T.Begin, T.End});
  // Written as it is, not with escapes and not by a macro.
  llvm::StringRef Written = llvm::StringRef(P.LineText).substr(P.Column == 0 ? 0 : P.Column - 1);
  if (P.Line == 0 || !Written.starts_with(std::string_view(Text.Text).substr(T.Begin, T.End - T.Begin)))
    return std::nullopt;
  P.Column += T.End - T.Begin;
  P.RawLocation += P.RawLocation == 0 ? 0 : T.End - T.Begin;
  P.EndColumn = P.Column;
  return Insertion{std::move(P), std::move(New)};
}

static bool isGone(const sql::Reason &R, const sql::Verdict &Before, const sql::Verdict &After) {
  auto Count = [&](const sql::Verdict &V) {
    return std::count_if(V.Reasons.begin(), V.Reasons.end(),
                         [&](const sql::Reason &Other) { return Other.Relation == R.Relation && Other.Verb == R.Verb; });
  };
  return After.Kind != sql::VerdictKind::Unresolved && After.Reasons.size() < Before.Reasons.size() && Count(After) < Count(Before);
}

SuggestedFix predicateFix(const JudgedSite &S, size_t Index, const sql::Reason &R, const sql::Schema &Tables, const sql::Vocabulary &Words) {
  if (R.Predicate.empty() || R.Predicate.find_first_of("\"\\\n") != std::string::npos || isOneOf(R.Verb, {"INSERT", "MERGE"}))
    return {};
  ComposedText Text(S.Site.Texts[Index]);
  sql::Query Q = Text.query(S.Site);
  std::vector<Token> Tokens = sql::lex(Q);
  std::optional<Block> B = blockAround(Tokens, Q, R.Range.Begin);
  if (!B || hasOuterJoinBefore(Tokens, Q, R.Range.Begin) || hasCountedBehind(Tokens, B->Last->End))
    return {};
  SuggestedFix Fix;
  std::string Clause = (B->Where ? "AND " : "WHERE ") + R.Predicate;
  std::string Changed(Q.Text);
  auto Insert = [&](const Token &Behind, const std::string &New) {
    // The later place first: offsets before it stay what they are.
    std::optional<Insertion> I = behind(Behind, Text, New);
    if (I)
      Fix.Insertions.insert(Fix.Insertions.begin(), std::move(*I));
    Changed.insert(Behind.End, New);
    for (sql::Hole &H : Q.Holes)
      if (H.Offset >= Behind.End)
        H.Offset += static_cast<uint32_t>(New.size());
    return I.has_value();
  };
  if (!Insert(*B->Last, (B->HasOr ? ") " : " ") + Clause) || (B->HasOr && !Insert(*B->Where, " (")))
    return {};
  // As one writes it: "WHERE (a", not "WHERE ( a".
  if (B->HasOr)
    if (Insertion &I = Fix.Insertions.front(); llvm::StringRef(I.At.LineText).substr(I.At.Column - 1).starts_with(" ")) {
      I.At.EndColumn = ++I.At.Column;
      I.At.RawLocation += I.At.RawLocation == 0 ? 0 : 1;
      I.Text = "(";
    }
  Q.Text = Changed;
  if (!isGone(R, S.Verdicts[Index], sql::analyze(Q, Tables, Words)))
    return {};
  bool IsBound = Clause.find_first_of("$?:@%{") != std::string::npos;
  Fix.Description = fmt::format("Add \"{}\"{}", Clause, IsBound ? "; bind the tenant to it" : "");
  return Fix;
}

void dropSharedFixes(const Program &P, std::vector<Finding> &Findings) {
  struct User {
    const SourceText *Text;
    const Run *Part;
  };
  using Line = std::pair<std::string, uint32_t>;
  std::map<Line, std::vector<User>> Users;
  for (const Finding &F : Findings)
    for (const Insertion &I : F.Fix.Insertions)
      Users[{I.At.File, I.At.Line}];
  if (Users.empty())
    return;
  for (const JudgedSite &S : P.Sites)
    for (const SourceText &Text : S.Site.Texts)
      for (const TextPiece &Piece : Text.Pieces)
        for (const Run &R : Piece.Runs)
          if (auto It = Users.find({R.At.File, R.At.Line}); It != Users.end())
            It->second.push_back({&Text, &R});
  for (Finding &F : Findings) {
    std::set<std::string> Texts;
    for (const Insertion &I : F.Fix.Insertions)
      for (const User &U : Users[{I.At.File, I.At.Line}])
        // The byte before the place is one of the literal's.
        if (I.At.Column > U.Part->At.Column && I.At.Column <= U.Part->At.Column + U.Part->Length)
          Texts.insert(ComposedText(*U.Text).Text);
    if (Texts.size() > 1)
      F.Fix = {};
  }
}

} // namespace tenantscan
