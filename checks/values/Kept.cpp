//===- Kept.cpp - Values that an object keeps -----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Origins.h"

#include "checks/Places.h"
#include "checks/values/Guards.h"
#include "checks/values/Holders.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace tenantscan::values {

using Kind = ValueSource::Kind;

namespace {

/// What the methods of a class put into one of its members.
struct MemberWrites : RecursiveASTVisitor<MemberWrites> {
  MemberWrites(const FieldDecl *Field, model::ApiMatcher &Apis) : Field(Field), Apis(Apis) {}
  bool isIt(const Expr *E) const {
    const auto *Member = E == nullptr ? nullptr : dyn_cast<MemberExpr>(plain(E));
    return Member != nullptr && Member->getMemberDecl() == Field;
  }
  bool refers(const Stmt *S) const {
    const auto *E = dyn_cast_or_null<Expr>(S);
    return S != nullptr && ((E != nullptr && isIt(E)) || llvm::any_of(S->children(), [&](const Stmt *Child) { return refers(Child); }));
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->getOpcode() == BO_Assign && isIt(E->getLHS()))
      Values.push_back(E->getRHS());
    IsCompared = IsCompared || (E->isEqualityOp() && refers(E));
    return true;
  }
  bool VisitCXXRewrittenBinaryOperator(CXXRewrittenBinaryOperator *E) {
    IsCompared = IsCompared || refers(E->getLHS()) || refers(E->getRHS());
    return true;
  }
  bool VisitCallExpr(CallExpr *E) {
    const FunctionDecl *F = E->getDirectCallee();
    if (F == nullptr)
      return true;
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
      if (Operator->getOperator() == OO_Equal && Operator->getNumArgs() == 2 && isIt(Operator->getArg(0)))
        Values.push_back(Operator->getArg(1));
      bool IsEquality = Operator->getOperator() == OO_EqualEqual || Operator->getOperator() == OO_ExclaimEqual;
      IsCompared = IsCompared || (IsEquality && refers(E));
      return true;
    }
    Purpose Why = purposeOf(F);
    IsCompared = IsCompared || ((Why == Purpose::Guards || Why == Purpose::Compares) && refers(E));
    model::Call C = model::Call::of(E);
    const model::InputApi *Input = Apis.matchInput(F);
    for (unsigned I = 0; I < C.Arguments.size(); ++I) {
      if (!isIt(C.Arguments[I]))
        continue;
      if (Input != nullptr && Input->Into == I)
        Filled.push_back({E, Input});
      else if (Validation::isWritten(F, I))
        IsUnknown = true;
    }
    return true;
  }

  const FieldDecl *Field;
  model::ApiMatcher &Apis;
  std::vector<const Expr *> Values;
  std::vector<std::pair<const Expr *, const model::InputApi *>> Filled;
  bool IsCompared = false;
  bool IsUnknown = false;
};

} // namespace

// `tenant_ = req.get_header_value("X-Tenant")`, which another method uses: where only the methods of the class, all
// of them in sight, may write to it, and what they write is the client's.
std::optional<ValueSource> Origins::keptIn(const FieldDecl *Field) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (Class == nullptr || Field->getAccess() == AS_public || Field->getAccess() == AS_none || Class->hasFriends() ||
      !isProjectCode(Class->getLocation(), AST.getSourceManager(), P))
    return std::nullopt;
  auto [It, IsNew] = Kept.try_emplace(Field, std::nullopt);
  if (!IsNew)
    return It->second;
  MemberWrites Writes(Field, Apis);
  for (const CXXMethodDecl *Method : Class->methods()) {
    const FunctionDecl *Body = nullptr;
    if (Method->isImplicit() || Method->isDefaulted() || Method->isDeleted() || Method->isPureVirtual())
      continue;
    if (!Method->hasBody(Body)) {
      if (!Method->isConst() && !Method->isStatic())
        return std::nullopt;
      continue;
    }
    Writes.TraverseStmt(Body->getBody());
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Body))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        if (Init->getMember() == Field && Init->isWritten())
          Writes.Values.push_back(Init->getInit());
  }
  if (Writes.IsUnknown || Writes.IsCompared)
    return std::nullopt;
  std::optional<ValueSource> Result;
  for (const auto &[Call, Input] : Writes.Filled)
    Result = client(*Input, Call);
  for (const Expr *E : Writes.Values) {
    const auto *Construction = dyn_cast<CXXConstructExpr>(plain(E));
    if (Construction != nullptr && Construction->getNumArgs() == 0)
      continue;
    ValueSource S = visit(E);
    if (S.What != Kind::Client && S.What != Kind::Literal)
      return std::nullopt;
    if (S.What == Kind::Client)
      Result = std::move(S);
  }
  Kept[Field] = Result;
  return Result;
}

} // namespace tenantscan::values
