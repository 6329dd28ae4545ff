//===- Analyze.cpp - SQL text in, verdict out ---------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Analyze.h"

#include "sqlscan/KeyNames.h"
#include "sqlscan/ParseTree.h"
#include "sqlscan/Prover.h"
#include "sqlscan/Readings.h"
#include "sqlscan/Reasons.h"
#include "sqlscan/Rewrite.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace tenantscan::sql {

static Verdict unresolved(std::string Why, ByteRange Where) {
  Verdict V;
  V.Kind = VerdictKind::Unresolved;
  V.Unresolved = std::move(Why);
  V.UnresolvedRange = Where;
  return V;
}

static std::string upper(std::string_view Text) {
  std::string Out(Text);
  for (char &C : Out)
    C = C >= 'a' && C <= 'z' ? static_cast<char>(C - 32) : C;
  return Out;
}

static Confinement describe(const Confined &C, const Facts &F, const Rewritten &Text, const Query &Q) {
  Confinement Out;
  Out.Relation = C.Table;
  Out.Range = Text.nameAt(C.Location);
  const Term &T = F[C.Value];
  if (T.Kind == Term::Parameter) {
    const Parameter &P = Text.Parameters[T.Number - 1];
    Out.ValueRange = P.Range;
    Out.Placeholder = P.Placeholder;
    Out.Hole = P.Hole;
    Out.Value =
        P.Hole >= 0 ? "{" + Q.Holes[static_cast<size_t>(P.Hole)].Name + "}" : std::string(Q.Text.substr(P.Range.Begin, P.Range.End - P.Range.Begin));
    return Out;
  }
  Out.ValueRange = Text.tokenAt(T.Location);
  Out.HardWired = T.Kind == Term::Constant;
  if (T.Kind == Term::Setting && Q.Text[Out.ValueRange.Begin] != '@') {
    size_t Close = Q.Text.find(')', Out.ValueRange.Begin);
    if (Close != std::string_view::npos)
      Out.ValueRange.End = static_cast<uint32_t>(Close + 1);
  }
  Out.Value = Q.Text.substr(Out.ValueRange.Begin, Out.ValueRange.End - Out.ValueRange.Begin);
  return Out;
}

// Of several relations that may own an unqualified tenant column one does own
// it, and is confined by it; the others are not.
static void dropOneOwner(std::vector<Pending> &Pendings) {
  auto IsAmbiguous = [](const Pending &P) { return P.Why == ReasonKind::AmbiguousColumn; };
  auto First = std::find_if(Pendings.begin(), Pendings.end(), IsAmbiguous);
  if (First != Pendings.end() && std::find_if(First + 1, Pendings.end(), IsAmbiguous) != Pendings.end())
    Pendings.erase(First);
}

// Several columns that are the tenant together, and the same is wrong with each.
static void joinColumns(std::vector<Pending> &Pendings) {
  for (size_t I = 0; I < Pendings.size(); ++I)
    for (size_t J = I + 1; J < Pendings.size();) {
      const Pending &A = Pendings[I];
      const Pending &B = Pendings[J];
      bool IsSame = A.Location == B.Location && A.Does == B.Does && A.Table == B.Table && A.Why == B.Why && A.Detail == B.Detail;
      if (!IsSame || A.TenantColumn == B.TenantColumn || B.TenantColumn.empty()) {
        ++J;
        continue;
      }
      Pendings[I].AlsoColumns.push_back(B.TenantColumn);
      Pendings.erase(Pendings.begin() + static_cast<long>(J));
    }
}

static bool isGuess(const Reason &R, const Schema &S, bool ShowsTenant) {
  switch (R.Kind) {
  case ReasonKind::NoPredicate:
  case ReasonKind::KeyOnly:
  case ReasonKind::WholeTable:
  case ReasonKind::TenantNotWritten:
  case ReasonKind::AmbiguousColumn:
    return !ShowsTenant && S.find(R.Relation) == nullptr && !S.isListed(R.Relation);
  default:
    return false; // the tenant column is named
  }
}

static bool isTextHole(const Token &T, const Query &Q) {
  if (T.Kind != TokenKind::Hole)
    return false;
  return std::none_of(Q.Holes.begin(), Q.Holes.end(), [&](const Hole &H) { return H.Offset == T.Begin && H.IsValue; });
}

/// Candidates for the name of the tenant column; more of them tell nothing.
static constexpr size_t MaxKeyColumns = 100;

bool looksLikeKey(std::string_view Name) {
  auto EndsWith = [&](std::string_view End) { return Name.size() > End.size() && equalsIgnoreCase(Name.substr(Name.size() - End.size()), End); };
  if (Name.size() <= 3)
    return false;
  if (EndsWith("_id") || Name.find("Id") != std::string_view::npos)
    return true;
  // Words that end so and are no keys: is_valid, unpaid, void, liquid, hybrid.
  static constexpr std::string_view Words[] = {"alid", "paid", "void", "olid", "quid", "luid", "brid", "apid", "droid", "uuid", "grid", "_bid"};
  return EndsWith("id") && std::none_of(std::begin(Words), std::end(Words), EndsWith);
}

static void noteNames(const Query &Q, const Rewritten &Text, const Vocabulary &Words, Verdict &V) {
  for (size_t I = 0; I < Text.Tokens.size(); ++I) {
    const Token &T = Text.Tokens[I];
    if (T.Kind != TokenKind::Word && T.Kind != TokenKind::QuotedName)
      continue;
    std::string_view Name = T.text(Q.Text);
    if (T.Kind == TokenKind::QuotedName && Name.size() >= 2)
      Name = Name.substr(1, Name.size() - 2);
    V.MentionsTenant = V.MentionsTenant || Words.isTenantColumn(Name);
    bool IsCalled = I + 1 < Text.Tokens.size() && Text.Tokens[I + 1].Kind == TokenKind::LeftParen;
    if (IsCalled || V.KeyColumns.size() >= MaxKeyColumns || !looksLikeKey(Name))
      continue;
    if (std::none_of(V.KeyColumns.begin(), V.KeyColumns.end(), [&](const std::string &Known) { return equalsIgnoreCase(Known, Name); }))
      V.KeyColumns.push_back(foldCase(Name));
  }
}

static void judge(Node Statement, Prover &P, const Rewritten &Text, const Query &Q, const Schema &S, const Vocabulary &Words, Verdict &V) {
  QueryResult Rows = P.proveStatement(Statement);
  if (V.Verb.empty())
    V.Verb = P.verb();
  V.Confinements.reserve(V.Confinements.size() + Rows.Confinements.size());
  for (const Confined &C : Rows.Confinements)
    V.Confinements.push_back(describe(C, P.facts(), Text, Q));
  auto GiveUp = [&](std::string Why, ByteRange Where) {
    if (!V.Unresolved.empty())
      return;
    V.Unresolved = std::move(Why);
    V.UnresolvedRange = Where;
  };
  if (!P.unresolved().empty())
    GiveUp(P.unresolved(), Text.tokenAt(P.unresolvedLocation()));
  if (Text.HasFragment)
    GiveUp("a part of the statement is known at run time only", Text.FragmentRange);
  if (!Words.TenantKeys.empty())
    joinColumns(Rows.Pendings);
  dropOneOwner(Rows.Pendings);
  for (const Pending &Left : Rows.Pendings) {
    if (Left.Table.substr(0, UnknownNamePrefix.size()) == UnknownNamePrefix) {
      GiveUp("the name of a table is known at run time only", Text.tokenAt(Left.Location));
      continue;
    }
    if (Text.HasFragment)
      continue;
    if (Text.HasCondition && Left.Why != ReasonKind::WholeTable && Left.Why != ReasonKind::TenantNotWritten) {
      GiveUp("a condition is known at run time only", Text.ConditionRange);
      continue;
    }
    V.Reasons.push_back(describe(Left, P.verb(), nextPlaceholder(Q, Text, Left.TenantColumn), Text));
    V.Reasons.back().TableIsGuess = isGuess(V.Reasons.back(), S, Left.ShowsTenant);
  }
}

/// The name of a function that is handed SQL, or the name of a table, as a text.
static const Token *findTextRunner(const Rewritten &Text, const Query &Q) {
  static constexpr std::array<std::string_view, 22> Names{"query_to_xml",
                                                          "query_to_xmlschema",
                                                          "query_to_xml_and_xmlschema",
                                                          "table_to_xml",
                                                          "table_to_xml_and_xmlschema",
                                                          "cursor_to_xml",
                                                          "schema_to_xml",
                                                          "database_to_xml",
                                                          "xpath_table",
                                                          "ts_stat",
                                                          "ts_rewrite",
                                                          "crosstab",
                                                          "crosstab2",
                                                          "crosstab3",
                                                          "crosstab4",
                                                          "crosstabn",
                                                          "connectby",
                                                          "dblink",
                                                          "dblink_exec",
                                                          "dblink_open",
                                                          "dblink_fetch",
                                                          "dblink_send_query"};
  for (size_t I = 0; I + 1 < Text.Tokens.size(); ++I) {
    const Token &T = Text.Tokens[I];
    if (T.Kind != TokenKind::Word || Text.Tokens[I + 1].Kind != TokenKind::LeftParen || T.End - T.Begin < 6)
      continue;
    std::string Name = foldCase(T.text(Q.Text));
    if (std::find(Names.begin(), Names.end(), Name) != Names.end())
      return &T;
  }
  return nullptr;
}

// The parser's words, with placeholders as they were written.
static std::string errorOf(const ParseTree &Tree, const Rewritten &Text, const Query &Q) {
  std::string Why = Tree.error();
  ByteRange At = Text.tokenAt(Tree.errorOffset());
  size_t Quote = Why.find("\"$");
  size_t End = Quote == std::string::npos ? Quote : Why.find('"', Quote + 1);
  if (End == std::string::npos)
    return Why;
  // Said behind "without the parts known at run time only".
  if (std::any_of(Text.Tokens.begin(), Text.Tokens.end(), [&](const Token &T) { return T.Kind == TokenKind::Hole && T.Begin == At.Begin; }))
    Why.replace(Quote, End + 1 - Quote, "one of them");
  else if (Q.Text[At.Begin] != '$')
    Why.replace(Quote + 1, End - Quote - 1, Q.Text.substr(At.Begin, At.End - At.Begin));
  return Why;
}

static Verdict analyzeAs(const Query &Q, const Schema &S, const Vocabulary &Words) {
  Rewritten Text = rewrite(Q);
  Verdict V;
  if (!Text.Refusal.empty())
    return unresolved(Text.Refusal, Text.RefusalRange);
  noteNames(Q, Text, Words, V);
  auto Unresolved = [&](std::string Why, ByteRange Where) {
    V.Kind = VerdictKind::Unresolved;
    V.Unresolved = std::move(Why);
    V.UnresolvedRange = Where;
    return V;
  };
  ParseTree Tree = ParseTree::parse(Text.Text);
  if (!Tree.ok()) {
    if (Text.HasFragment)
      return Unresolved("a part of the statement is known at run time only", Text.FragmentRange);
    V.IsSyntaxError = true;
    bool Dynamic = std::any_of(Text.Tokens.begin(), Text.Tokens.end(), [](const Token &T) { return T.Kind == TokenKind::Hole; });
    std::string Why = Dynamic ? "the statement cannot be read without the parts known at run time only: " : "";
    return Unresolved(Why + errorOf(Tree, Text, Q), Text.tokenAt(Tree.errorOffset()));
  }
  // A savepoint whose name is not known is still a savepoint.
  bool OnlyTransactions = true;
  for (Node Statement : Tree.statements().elements())
    OnlyTransactions = OnlyTransactions && Statement["stmt"].kind() == "TransactionStmt";
  if (OnlyTransactions && !Text.HasFragment && Tree.statements().size() != 0) {
    V.Verb = upper(Text.Tokens.front().text(Q.Text));
    return V;
  }
  for (Node Statement : Tree.statements().elements()) {
    Prover P(Text, S, Words);
    judge(Statement, P, Text, Q, S, Words, V);
  }
  if (const Token *Runs = findTextRunner(Text, Q); Runs != nullptr && V.Unresolved.empty()) {
    V.Unresolved = "the function runs a text as SQL, which is not looked into";
    V.UnresolvedRange = {Runs->Begin, Runs->End};
  }
  if (V.Verb.empty() && Q.Language != Dialect::PostgreSQL && !Text.Tokens.empty())
    V.Verb = upper(Text.Tokens.front().text(Q.Text));
  // Nothing but unknown text, or `SELECT <hole>`: the tables may be in the hole.
  if (V.Unresolved.empty() && !Q.Holes.empty()) {
    bool TouchesTables = std::any_of(Text.Tokens.begin(), Text.Tokens.end(), [&](const Token &T) {
      std::string_view Word = T.Kind == TokenKind::Word ? T.text(Q.Text) : std::string_view();
      return equalsIgnoreCase(Word, "FROM") || equalsIgnoreCase(Word, "INTO") || equalsIgnoreCase(Word, "UPDATE");
    });
    auto TextHole = std::find_if(Text.Tokens.begin(), Text.Tokens.end(), [&](const Token &T) { return isTextHole(T, Q); });
    if (!TouchesTables && TextHole != Text.Tokens.end()) {
      V.Unresolved = "a part of the statement is known at run time only";
      V.UnresolvedRange = {TextHole->Begin, TextHole->End};
    }
  }
  if (V.Unresolved.empty() && Text.HasFragment) {
    V.Unresolved = "a part of the statement is known at run time only";
    V.UnresolvedRange = Text.FragmentRange;
  }
  std::sort(V.Reasons.begin(), V.Reasons.end(),
            [](const Reason &A, const Reason &B) { return std::tie(A.Range.Begin, A.Kind, A.Message) < std::tie(B.Range.Begin, B.Kind, B.Message); });
  // A relation may be reached twice by one block that was proved for two places. A
  // target of several is read for the others; 'changes' sorts before 'reads'.
  auto IsSame = [&](const Reason &A, const Reason &B) {
    return A.Range == B.Range && (A.Message == B.Message || (Text.Repeats && A.Kind == B.Kind));
  };
  V.Reasons.erase(std::unique(V.Reasons.begin(), V.Reasons.end(), IsSame), V.Reasons.end());
  V.Kind = !V.Reasons.empty() ? VerdictKind::Leaks : !V.Unresolved.empty() ? VerdictKind::Unresolved : VerdictKind::Scoped;
  return V;
}

// A library for several databases does not tell which one it talks to. What is
// no SQL to PostgreSQL's parser may be to the others'.
static Verdict analyzeFirst(const Query &Q, const Schema &S, const Vocabulary &Words) {
  Verdict V = analyzeAs(Q, S, Words);
  if (Q.Language != Dialect::Generic || !V.IsSyntaxError)
    return V;
  for (Dialect D : {Dialect::MySQL, Dialect::SQLite}) {
    Query Other = Q;
    Other.Language = D;
    if (Verdict Read = analyzeAs(Other, S, Words); Read.Kind != VerdictKind::Unresolved)
      return Read;
  }
  return V;
}

// However a server reads it, it must not leak.
Verdict analyze(const Query &Q, const Schema &S, const Vocabulary &Words) {
  Verdict V = analyzeFirst(Q, S, Words);
  if (V.Kind == VerdictKind::Leaks)
    return V;
  for (Reading &R : otherReadings(Q)) {
    Query Other = Q;
    Other.Text = R.Text;
    Other.Language = R.Language;
    Other.Holes = std::move(R.Holes);
    if (Verdict Read = analyzeAs(Other, S, Words); Read.Kind == VerdictKind::Leaks)
      return Read;
  }
  return V;
}

} // namespace tenantscan::sql
