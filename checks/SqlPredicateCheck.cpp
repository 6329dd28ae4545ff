//===- SqlPredicateCheck.cpp - SQL without a tenant predicate -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/SqlPredicateCheck.h"

#include "sqlscan/Analyze.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

#include <fmt/format.h>

#include <algorithm>

using namespace clang;

namespace tenantscan {

namespace {

/// A text as sqlscan takes it, with the way back to the pieces.
struct Composed {
  std::string Text;
  std::vector<sql::Hole> Holes;
  /// Offset in Text of every piece.
  std::vector<uint32_t> Starts;
};

} // namespace

static Composed compose(const strings::Alternative &A) {
  Composed C;
  for (const strings::Piece &P : A.Pieces) {
    C.Starts.push_back(static_cast<uint32_t>(C.Text.size()));
    if (P.IsHole) {
      C.Holes.push_back({C.Starts.back(), P.Name, P.IsValue});
      C.Text += '\x01';
    } else {
      C.Text += P.Text;
    }
  }
  return C;
}

static Place tokenPlace(SourceLocation Loc, const ASTContext &AST) {
  const SourceManager &SM = AST.getSourceManager();
  Loc = SM.getExpansionLoc(Loc);
  return placeAt(Loc, clang::Lexer::MeasureTokenLength(Loc, SM, AST.getLangOpts()), SM);
}

// The place of a range of the composed text: inside the literal it comes from.
static Place placeOf(sql::ByteRange Range, const Composed &C, const strings::Alternative &A, const Unit &U) {
  auto It = std::upper_bound(C.Starts.begin(), C.Starts.end(), Range.Begin);
  if (It == C.Starts.begin())
    return {};
  auto Index = static_cast<size_t>(It - C.Starts.begin() - 1);
  const strings::Piece &P = A.Pieces[Index];
  unsigned Offset = Range.Begin - C.Starts[Index];
  SourceLocation Begin = strings::locationOf(P, Offset, U.AST);
  if (P.IsHole || Begin.isInvalid())
    return tokenPlace(Begin, U.AST);
  // The last byte may be in another token of the literal, or on another line.
  unsigned Last = std::min<unsigned>(Range.End - C.Starts[Index], static_cast<unsigned>(P.Text.size()));
  Place Result = placeAt(Begin, Last > Offset ? Last - Offset : 0, U.AST.getSourceManager());
  if (Last > Offset + 1) {
    Place End = placeAt(strings::locationOf(P, Last - 1, U.AST), 1, U.AST.getSourceManager());
    if (End.File == Result.File && End.Line == Result.Line && End.Column >= Result.Column)
      Result.EndColumn = End.EndColumn;
  }
  return Result;
}

// What is the same for the same statement, however it is laid out.
static std::string normalized(const std::string &Text) {
  std::string Out;
  for (char C : Text) {
    bool Space = C == ' ' || (C >= '\t' && C <= '\r');
    if (!Space)
      Out += C;
    else if (!Out.empty() && Out.back() != ' ')
      Out += ' ';
  }
  return Out;
}

static Finding makeFinding(const sql::Reason &R, const Composed &C, const strings::Alternative &A, const SqlSite &Site, const Unit &U,
                           llvm::StringRef Id) {
  Finding F;
  F.Check = Id.str();
  F.Level = R.Level;
  F.Message = R.Message;
  F.Advice = R.Advice;
  F.Function = Site.Function;
  F.Subject = R.Relation;
  F.TableIsGuess = R.TableIsGuess;
  F.Key = fmt::format("{}|{}|{}|{}", R.Verb, R.Relation, static_cast<int>(R.Kind), normalized(C.Text));
  F.Primary = placeOf(R.Range, C, A, U);
  for (const strings::Stop &S : A.Stops)
    F.Evidence.push_back({tokenPlace(S.Where, U.AST), S.Message});
  std::string Where = Site.Function.empty() ? "" : fmt::format(" in '{}'", Site.Function);
  F.Evidence.push_back({tokenPlace(Site.Call.Expression->getExprLoc(), U.AST), fmt::format("the text is handed to '{}'{}", Site.Callee, Where)});
  return F;
}

// One text may leak on several ways: to one call, where only the steps that all
// ways share explain it, or to several calls, each of which is worth a step.
static void addOnce(Finding F, std::vector<Finding> &Findings) {
  auto Has = [](const Finding &Where, const Step &S) {
    return std::any_of(Where.Evidence.begin(), Where.Evidence.end(), [&](const Step &T) { return T.Where == S.Where && T.Message == S.Message; });
  };
  for (Finding &Known : Findings) {
    if (Known.Check != F.Check || !(Known.Primary == F.Primary) || Known.Message != F.Message)
      continue;
    if (Has(Known, F.Evidence.back()))
      std::erase_if(Known.Evidence, [&](const Step &S) { return !Has(F, S); });
    else
      Known.Evidence.push_back(F.Evidence.back());
    return;
  }
  Findings.push_back(std::move(F));
}

void SqlPredicateCheck::run(const Unit &U, UnitFindings &Out) const {
  for (const SqlSite &Site : U.SqlSites) {
    SiteVerdict Verdict;
    Verdict.Call = tokenPlace(Site.Call.Expression->getExprLoc(), U.AST);
    Verdict.Callee = Site.Callee;
    Verdict.Function = Site.Function;
    Verdict.Kind = VerdictKind::Scoped;
    for (const strings::Alternative &A : Site.Text) {
      sql::Verdict V;
      Composed C = compose(A);
      if (A.isUnknown()) {
        V.Kind = VerdictKind::Unresolved;
        V.Unresolved = A.Pieces.front().Name.empty() ? "the text is not known here" : fmt::format("the text of '{}' is not known here", A.Pieces.front().Name);
      } else {
        sql::Query Q;
        Q.Text = C.Text;
        Q.Language = Site.Api->Language;
        Q.Placeholders = Site.Api->Placeholders;
        Q.Holes = C.Holes;
        V = sql::analyze(Q, U.P.Tables, U.P.Words);
      }
      if (V.Kind == VerdictKind::Unresolved && Verdict.Kind == VerdictKind::Scoped) {
        Verdict.Kind = VerdictKind::Unresolved;
        Verdict.Reason = V.Unresolved;
      } else if (V.Kind == VerdictKind::Leaks) {
        Verdict.Kind = VerdictKind::Leaks;
        Verdict.Reason.clear();
      }
      for (const sql::Confinement &Confined : V.Confinements)
        Verdict.TenantTables.push_back(sql::foldCase(Confined.Relation));
      if (&A == &Site.Text.front())
        Verdict.Confinements = V.Confinements;
      Verdict.MentionsTenant = Verdict.MentionsTenant || V.MentionsTenant;
      for (const std::string &Column : V.KeyColumns)
        if (std::find(Verdict.KeyColumns.begin(), Verdict.KeyColumns.end(), Column) == Verdict.KeyColumns.end())
          Verdict.KeyColumns.push_back(Column);
      for (const sql::Reason &R : V.Reasons)
        addOnce(makeFinding(R, C, A, Site, U, id()), Out.Findings);
    }
    Out.Sites.push_back(std::move(Verdict));
  }
}

} // namespace tenantscan
