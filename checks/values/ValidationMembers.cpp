//===- ValidationMembers.cpp - Does the user belong to the tenant? --------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where a statement is confined to the user of the context and to the tenant that the client named, a row
// of it says that the user belongs to that tenant.
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/model/Words.h"
#include "checks/values/Holders.h"
#include "checks/values/Memberships.h"
#include "checks/values/Origins.h"

#include "clang/Lex/Lexer.h"

using namespace clang;

namespace tenantscan::values {

using Standing = Validation::Standing;
using Kind = ValueSource::Kind;

const std::vector<Membership> &Validation::questionsOf(const FunctionDecl *F) const {
  static const std::vector<Membership> None;
  Memberships *All = Values.memberships();
  return All == nullptr || F->getBody() == nullptr || F->isDependentContext() ? None : All->of(F);
}

bool Validation::isMadeOf(const Stmt *S, const Membership &M, unsigned Level) {
  static constexpr unsigned MaxLevels = 30;
  if (S == nullptr || Level > MaxLevels)
    return false;
  if (S == M.Call)
    return true;
  const auto *Reference = dyn_cast<DeclRefExpr>(S);
  if (Reference != nullptr && Reference->getDecl() == M.Keeper)
    return true;
  if (const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && V->isLocalVarDecl()) {
    if (isMadeOf(V->getInit(), M, Level + 5))
      return true;
    const FunctionDecl *F = functionAround(V);
    if (F != nullptr && factsOf(F).Assigned.contains(V))
      return llvm::any_of(factsOf(F).Assigned[V], [&](const auto &Given) { return isMadeOf(Given.first, M, Level + 5); });
    return false;
  }
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return isMadeOf(Child, M, Level + 1); });
}

// What `0 op Value` gives: whether it is so where there is no row.
static bool holdsOfNone(BinaryOperatorKind Op, int64_t Value) {
  switch (Op) {
  case BO_EQ:
    return Value == 0;
  case BO_NE:
    return Value != 0;
  case BO_LT:
    return 0 < Value;
  case BO_LE:
    return 0 <= Value;
  case BO_GT:
    return 0 > Value;
  default:
    return 0 >= Value;
  }
}

// SQLITE_DONE, SQL_NO_DATA
static bool standsForNone(const Expr *E, ASTContext &AST) {
  static const model::WordList &Ends = model::wordList("rowEnds");
  E = plain(E);
  SourceLocation Loc = E->getBeginLoc();
  std::string Name;
  if (Loc.isMacroID())
    Name = Lexer::getImmediateMacroName(Loc, AST.getSourceManager(), AST.getLangOpts()).str();
  else if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    Name = Reference->getDecl()->getNameAsString();
  return Ends.fits(Name);
}

std::optional<bool> Validation::saysFound(const Expr *E, bool Outcome, const Membership &M) {
  E = plain(E);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary != nullptr && Unary->getOpcode() == UO_LNot)
    return saysFound(Unary->getSubExpr(), !Outcome, M);
  const Expr *Left = nullptr, *Right = nullptr;
  BinaryOperatorKind Op = BO_EQ;
  if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary != nullptr && Binary->isComparisonOp()) {
    Left = Binary->getLHS(), Right = Binary->getRHS(), Op = Binary->getOpcode();
  } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
             Operator != nullptr && Operator->isComparisonOp() && Operator->getNumArgs() == 2) {
    Left = Operator->getArg(0), Right = Operator->getArg(1), Op = BinaryOperator::getOverloadedOpcode(Operator->getOperator());
  } else if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    Left = Rewritten->getLHS(), Right = Rewritten->getRHS(), Op = Rewritten->getOpcode();
  }
  if (Left != nullptr) {
    if (!isMadeOf(Left, M)) {
      std::swap(Left, Right);
      Op = BinaryOperator::isRelationalOp(Op) ? BinaryOperator::reverseComparisonOp(Op) : Op;
    }
    if (!saysFound(Left, true, M))
      return std::nullopt;
    if (isEnd(Right) || standsForNone(Right, AST))
      return BinaryOperator::isEqualityOp(Op) ? std::optional<bool>((Op == BO_EQ) != Outcome) : std::nullopt;
    std::optional<int64_t> Value = constantOf(Right);
    return Value ? std::optional<bool>(holdsOfNone(Op, *Value) != Outcome) : std::nullopt;
  }
  if (!isMadeOf(E, M))
    return std::nullopt;
  // That there is a handle says nothing of rows.
  if (E == M.Call || isa<DeclRefExpr>(E))
    return E->getType()->isPointerType() && (E == M.Call || cast<DeclRefExpr>(E)->getDecl() == M.Keeper) ? std::nullopt : std::optional(Outcome);
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = Call == nullptr ? nullptr : Call->getDirectCallee();
  if (F == nullptr)
    return Outcome;
  static const model::WordList &Rows = model::wordList("rows");
  std::string Name = F->getNameAsString();
  if (std::optional<Answer> Held = askedBy(F, Outcome))
    return Held->Value == 0 ? std::optional<bool>(!Held->Is) : std::nullopt;
  return Rows.fits(Name) || isa<CXXOperatorCallExpr>(Call) ? std::optional(Outcome) : std::nullopt;
}

std::optional<Standing> Validation::whereMember(const Expr *Condition, bool Outcome, const AccessPath &Path, Standing Now) {
  const FunctionDecl *F = functionAround(Path.Root);
  if (F == nullptr)
    return std::nullopt;
  for (const Membership &M : questionsOf(F)) {
    const AccessPath *Asked = pathOf(M.Tenant);
    if (Asked == nullptr || !(*Asked == Path))
      continue;
    std::optional<bool> IsFound = saysFound(Condition, Outcome, M);
    if (!IsFound)
      continue;
    switch (*IsFound ? kindOf(M.User) : Kind::Client) {
    case Kind::OtherId:
    case Kind::Tenant:
      return Standing::Equal;
    case Kind::Unknown:
      return std::max(Now, Standing::Doubtful);
    default:
      return Now;
    }
  }
  return std::nullopt;
}

} // namespace tenantscan::values
