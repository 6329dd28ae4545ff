//===- Memberships.cpp - Statements that ask who belongs to a tenant ------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Memberships.h"

#include "checks/Places.h"
#include "checks/model/Words.h"
#include "sqlscan/Analyze.h"

#include "clang/AST/RecursiveASTVisitor.h"

#include <algorithm>
#include <cctype>
#include <set>

using namespace clang;

namespace tenantscan::values {

static bool isUserWord(const std::string &Word) {
  static const model::WordList &Users = model::wordList("users");
  return Users.contains(Word) || (Word.size() > 1 && Word.back() == 's' && Users.contains(Word.substr(0, Word.size() - 1)));
}

// `tenant_users`, `memberships`: a table that says who belongs where, and nothing else.
static bool isOfMembers(const std::string &Relation, const model::TenantNames &Names) {
  static const model::WordList &Memberships = model::wordList("memberships"), &OtherTenants = model::wordList("otherTenants");
  std::vector<std::string> Words = model::wordsOf(Relation);
  auto IsTenant = [&](const std::string &Word) {
    std::string One = Word.ends_with("s") ? Word.substr(0, Word.size() - 1) : Word;
    return Names.kindOf(Word) == model::NameKind::Tenant || Names.kindOf(One) == model::NameKind::Tenant || OtherTenants.contains(One);
  };
  return !Words.empty() && std::any_of(Words.begin(), Words.end(), [&](const std::string &W) { return Memberships.contains(W) || isUserWord(W); }) &&
         std::all_of(Words.begin(), Words.end(), [&](const std::string &W) { return Memberships.contains(W) || isUserWord(W) || IsTenant(W); });
}

// Names in a statement that a column of users may have: user_id, and id where the table is called after them.
static std::set<std::string> columnsOfUsers(const std::string &Text, bool HasUsers) {
  std::set<std::string> Result;
  auto IsWord = [](char C) { return std::isalnum(static_cast<unsigned char>(C)) != 0 || C == '_'; };
  for (size_t I = 0; I < Text.size();) {
    size_t End = I;
    while (End < Text.size() && IsWord(Text[End]))
      ++End;
    if (End == I) {
      ++I;
      continue;
    }
    std::string Name = Text.substr(I, End - I);
    std::transform(Name.begin(), Name.end(), Name.begin(), [](unsigned char C) { return static_cast<char>(std::tolower(C)); });
    std::vector<std::string> Words = model::wordsOf(Name);
    bool IsKey = Words.size() == 1 && (Words.front() == "id" || Words.front() == "uuid" || Words.front() == "guid");
    if (std::any_of(Words.begin(), Words.end(), isUserWord) || (IsKey && HasUsers))
      Result.insert(Name);
    I = End;
  }
  return Result;
}

// tx.quote(tenant): what is escaped in a text.
static const Expr *withoutQuotes(const Expr *E) {
  const auto *Call = E == nullptr ? nullptr : dyn_cast<CallExpr>(E->IgnoreUnlessSpelledInSource());
  return Call != nullptr && !isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() == 1 ? Call->getArg(0) : E;
}

bool Membership::isTenant(const Expr *Part) const { return Part != nullptr && (Part == Tenant || withoutQuotes(Part) == Tenant); }

/// \p Spliced: the expressions in the text, by its holes.
static const Expr *boundTo(const std::vector<BoundValue> &Bound, llvm::ArrayRef<const Expr *> Spliced, const sql::Confinement &C) {
  if (C.Hole >= 0)
    return static_cast<size_t>(C.Hole) < Spliced.size() ? withoutQuotes(Spliced[static_cast<size_t>(C.Hole)]) : nullptr;
  size_t Begin = C.Value.find_first_not_of(":@$");
  std::string Name = Begin == std::string::npos ? std::string() : C.Value.substr(Begin);
  auto It = std::find_if(Bound.begin(), Bound.end(),
                         [&](const BoundValue &B) { return B.Name.empty() ? B.Placeholder != 0 && B.Placeholder == C.Placeholder : B.Name == Name; });
  return It == Bound.end() ? nullptr : It->Source;
}

void Memberships::look(const model::Call &C, const FunctionDecl *F, std::vector<Membership> &Out) {
  const model::Api *A = Apis.match(C);
  if (A == nullptr || A->What != model::Role::Sql || !A->Sql)
    return;
  strings::AbstractString Texts = Strings.evaluateIn(F, Apis.argument(C, *A->Sql));
  if (Texts.size() != 1)
    return;
  SourceText Text = sourceText(Texts.front(), AST, [](const Expr *) { return ValueSource(); });
  ComposedText Composed(Text);
  SqlSite Site;
  Site.Language = A->Language;
  Site.Placeholders = A->Placeholders;
  sql::Vocabulary Words = P.Words;
  sql::Verdict ByTenant = sql::analyze(Composed.query(Site), sql::Schema(), Words);
  bool IsQuestion = ByTenant.Kind == sql::VerdictKind::Scoped && ByTenant.Verb == "SELECT" && !ByTenant.Confinements.empty() &&
                    llvm::all_of(ByTenant.Confinements, [&](const sql::Confinement &Each) { return isOfMembers(Each.Relation, P.Names); });
  if (!IsQuestion)
    return;
  std::vector<BoundValue> Bound = this->Bound.expressions(C, *A, F);
  llvm::SmallVector<const Expr *, 4> Spliced;
  for (const strings::Piece &Piece : Texts.front().Pieces)
    if (Piece.IsHole)
      Spliced.push_back(Piece.Source);
  if (Spliced.size() != Composed.Holes.size())
    return;
  const Expr *Tenant = boundTo(Bound, Spliced, ByTenant.Confinements.front());
  bool HasUsers = llvm::any_of(ByTenant.Confinements, [](const sql::Confinement &Each) {
    std::vector<std::string> Words = model::wordsOf(Each.Relation);
    return isUserWord(Words.back());
  });
  for (const std::string &Column : columnsOfUsers(Composed.Text, HasUsers)) {
    Words.TenantColumns = {Column};
    Words.TenantKeys.clear();
    sql::Verdict ByUser = sql::analyze(Composed.query(Site), sql::Schema(), Words);
    for (const sql::Confinement &Each : ByUser.Confinements)
      if (const Expr *User = boundTo(Bound, Spliced, Each); User != nullptr && Tenant != nullptr && User != Tenant) {
        Out.push_back({C.Expression, A->Bind.Methods.empty() ? nullptr : this->Bound.keeperOf(C, F), Tenant, User});
        return;
      }
  }
}

const std::vector<Membership> &Memberships::of(const FunctionDecl *F) {
  auto [It, IsNew] = Known.try_emplace(F, nullptr);
  if (!IsNew)
    return *It->second;
  auto Found = std::make_unique<std::vector<Membership>>();
  struct Walk : RecursiveASTVisitor<Walk> {
    bool VisitCallExpr(CallExpr *E) {
      if (!E->isTypeDependent())
        Calls.push_back(model::Call::of(E));
      return true;
    }
    bool VisitCXXConstructExpr(CXXConstructExpr *E) {
      if (!E->isTypeDependent())
        Calls.push_back(model::Call::of(E));
      return true;
    }
    std::vector<model::Call> Calls;
  } Walker;
  if (F->getBody() != nullptr)
    Walker.TraverseStmt(F->getBody());
  for (const model::Call &C : Walker.Calls)
    if (C.Callee != nullptr)
      look(C, F, *Found);
  return *(Known[F] = std::move(Found));
}

} // namespace tenantscan::values
