//===- HandlerGuards.cpp - What a handler does with a named tenant -------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Handlers.h"

#include "checks/Places.h"
#include "checks/model/Words.h"
#include "checks/values/Holders.h"
#include "checks/values/Validation.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace tenantscan {

using values::isAccess;
using values::isEnd;
using values::isOutcome;
using values::isSearch;
using values::Purpose;
using Sense = values::Guards::Sense;
using Kind = ValueSource::Kind;

static const Expr *withoutMove(const Expr *E) {
  for (unsigned Steps = 0; Steps < 4; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    const auto *Call = dyn_cast<CallExpr>(E);
    if (Call == nullptr || !Call->isCallToStdMove())
      break;
    E = Call->getArg(0);
  }
  return E;
}

/// A value that a client may have chosen, as a function has it: a variable, or what
/// is spelled in one way everywhere.
struct Handlers::Watched {
  const VarDecl *Variable = nullptr;
  std::string Text;
};

bool Handlers::isIt(const Stmt *S, const Watched &W) const {
  const auto *E = dyn_cast_or_null<Expr>(S);
  if (E == nullptr)
    return false;
  if (W.Variable != nullptr) {
    const auto *Reference = dyn_cast<DeclRefExpr>(E);
    return Reference != nullptr && Reference->getDecl() == W.Variable;
  }
  return isa<MemberExpr, CallExpr, DeclRefExpr, ArraySubscriptExpr>(E) && spelled(E) == W.Text;
}

bool Handlers::refersTo(const Stmt *S, const Watched &W) const {
  return S != nullptr && (isIt(S, W) || llvm::any_of(S->children(), [&](const Stmt *Child) { return refersTo(Child, W); }));
}

// it->second != ctx.tenant_id; a constant is no tenant, and neither is what the client sent.
bool Handlers::isAgainst(const Expr *A, const Expr *B, const Watched &W) {
  for (auto [Side, Other] : {std::pair(A, B), std::pair(B, A)}) {
    if (!refersTo(Side, W) || isEnd(Other))
      continue;
    Kind What = Values.roughly(Other).What;
    const Expr *Bare = withoutMove(Side);
    if (What == Kind::Tenant || (What == Kind::Unknown && (isIt(Bare, W) || (W.Variable != nullptr && spelled(Bare) == W.Variable->getName()))))
      return true;
  }
  return false;
}

// A call that is given the value and judges it.
bool Handlers::isAsked(const CallExpr *Call, const Stmt *Body, const Watched &W, unsigned Depth) {
  const FunctionDecl *F = Call->getDirectCallee();
  const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
  Purpose Why = values::purposeOf(F);
  bool IsObject = Member != nullptr && refersTo(Member->getImplicitObjectArgument(), W);
  bool IsGiven = llvm::any_of(Call->arguments(), [&](const Expr *Argument) { return refersTo(Argument, W); });
  if (!IsGiven && !(IsObject && Why == Purpose::Compares))
    return false;
  auto Uses = [&](const Stmt *S) { return refersTo(S, W); };
  auto Decides = [&](Sense S) { return Checks.decides(Body, Call, S, Uses); };
  switch (Why) {
  case Purpose::Guards:
    // What gives no outcome throws.
    return (!F->getReturnType()->isBooleanType() && !F->getReturnType()->isEnumeralType()) || Decides(Sense::Either);
  case Purpose::Compares: {
    llvm::SmallVector<const Expr *, 4> Sides(Call->arguments().begin(), Call->arguments().end());
    if (Member != nullptr)
      Sides.push_back(Member->getImplicitObjectArgument());
    bool HasOther = llvm::any_of(Sides, [&](const Expr *Side) {
      ValueSource S = refersTo(Side, W) ? ValueSource() : Values.of(Side);
      return !refersTo(Side, W) && (S.What == Kind::Tenant || S.What == Kind::Unknown) && !Side->getType()->isIntegerType();
    });
    if (HasOther)
      return Decides(Sense::Either);
    break;
  }
  case Purpose::Other:
    if ((isOutcome(F->getReturnType()) && !isAccess(F)) || isSearch(F, isProjectCode(F->getLocation(), AST.getSourceManager(), P)))
      if (Decides(Sense::Either))
        return true;
    break;
  default:
    break;
  }
  // A function in sight that is handed the value looks at it.
  const FunctionDecl *Callee = nullptr;
  if (W.Variable == nullptr || !F->hasBody(Callee) || !isProjectCode(Callee->getLocation(), AST.getSourceManager(), P))
    return false;
  for (unsigned I = 0; I < Call->getNumArgs() && I < Callee->getNumParams(); ++I) {
    const Expr *Given = withoutMove(Call->getArg(I));
    if (isIt(Given, W) && isLookedAt(Callee->getParamDecl(I), Depth + 1))
      return !isOutcome(F->getReturnType()) || Decides(Sense::Either);
  }
  return false;
}

// message.set_tenant_id(ctx.tenant_id), for `message.tenant_id()` and `message.getTenantId()`.
bool Handlers::isWrittenOver(const CXXMemberCallExpr *Call, llvm::StringRef Text) const {
  const CXXMethodDecl *Method = Call->getMethodDecl();
  if (Method == nullptr || Call->getNumArgs() == 0 || !Method->getDeclName().isIdentifier() || !Method->getName().starts_with_insensitive("set") ||
      !Text.consume_back("()"))
    return false;
  size_t End = std::max(Text.rfind('.') + 1, Text.rfind('>') + 1);
  if (End == 0 || End == llvm::StringRef::npos)
    return false;
  std::vector<std::string> Given = model::wordsOf(std::string_view(Method->getName()));
  std::vector<std::string> Read = model::wordsOf(std::string_view(Text.substr(End)));
  Given.erase(Given.begin());
  if (!Read.empty() && Read.front() == "get")
    Read.erase(Read.begin());
  llvm::StringRef Object = Text.take_front(End);
  if (!Object.consume_back("->"))
    Object.consume_back(".");
  return Given == Read && spelled(Call->getImplicitObjectArgument()) == Object && Values.roughly(Call->getArg(0)).What != Kind::Client;
}

// Whether a function turns down a value that is not the tenant's.
bool Handlers::isGuarded(const Stmt *S, const Stmt *Body, const Watched &W, unsigned Depth) {
  if (S == nullptr)
    return false;
  auto Uses = [&](const Stmt *Part) { return refersTo(Part, W); };
  auto Test = [&](const Expr *Whole, const Expr *A, const Expr *B, bool IsEqual) {
    return isAgainst(A, B, W) && Checks.decides(Body, Whole, IsEqual ? Sense::Fits : Sense::Fails, Uses);
  };
  if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
    if (Binary->isEqualityOp() && Test(Binary, Binary->getLHS(), Binary->getRHS(), Binary->getOpcode() == BO_EQ))
      return true;
    if (W.Variable == nullptr && Binary->isAssignmentOp() && isIt(withoutMove(Binary->getLHS()), W))
      return true;
  }
  // C++20: a != b, where only == is declared.
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(S); Rewritten != nullptr && BinaryOperator::isEqualityOp(Rewritten->getOpcode()))
    return Test(Rewritten, Rewritten->getLHS(), Rewritten->getRHS(), Rewritten->getOpcode() == BO_EQ);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S); Operator != nullptr && Operator->getNumArgs() == 2) {
    OverloadedOperatorKind Op = Operator->getOperator();
    if ((Op == OO_EqualEqual || Op == OO_ExclaimEqual) && Test(Operator, Operator->getArg(0), Operator->getArg(1), Op == OO_EqualEqual))
      return true;
    if (W.Variable == nullptr && Operator->isAssignmentOp() && isIt(withoutMove(Operator->getArg(0)), W))
      return true;
  }
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(S); Member != nullptr && W.Variable == nullptr && isWrittenOver(Member, W.Text))
    return true;
  // What is made of it is looked at.
  if (const auto *Statement = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Statement->decls())
      if (const auto *Other = dyn_cast<VarDecl>(D); Other != nullptr && Other != W.Variable && Other->getInit() != nullptr &&
                                                    !Other->getType()->isBooleanType() && refersTo(Other->getInit(), W) &&
                                                    isLookedAt(Other, Depth + 1))
        return true;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && Call->getDirectCallee() != nullptr && !isa<CXXOperatorCallExpr>(Call))
    if (isAsked(Call, Body, W, Depth))
      return true;
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return isGuarded(Child, Body, W, Depth); });
}

bool Handlers::isLookedAt(const VarDecl *V, unsigned Depth) {
  static constexpr unsigned MaxDepth = 3;
  static constexpr unsigned MaxVariables = 64;
  Followed = Depth == 0 ? 0 : Followed + 1;
  if (Depth > MaxDepth || Followed > MaxVariables)
    return false;
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  return F != nullptr && F->getBody() != nullptr && isGuarded(F->getBody(), F->getBody(), {V, {}}, Depth);
}

// `if (req.get_param_value("tenant") != ctx.tenant_id())`, `body["tenant"] = ctx.tenant_id()`
bool Handlers::isHarmless(const Expr *E) {
  if (Values.roughly(E).What == Kind::Client && Values.isJudged(E))
    return true;
  DynTypedNode Node = DynTypedNode::create(*E);
  for (unsigned Steps = 0; Steps < 12; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return false;
    const auto *Child = Node.get<Expr>();
    Node = Parents[0];
    if (const auto *Binary = Node.get<BinaryOperator>(); Binary != nullptr && Binary->isAssignmentOp())
      return Binary->getLHS() == Child;
    if (const auto *Operator = Node.get<CXXOperatorCallExpr>(); Operator != nullptr && Operator->isAssignmentOp())
      return Operator->getArg(0) == Child;
    if (const auto *Binary = Node.get<BinaryOperator>(); Binary != nullptr && Binary->isComparisonOp())
      return true;
    if (const auto *Operator = Node.get<CXXOperatorCallExpr>();
        Operator != nullptr && (Operator->isComparisonOp() || Operator->getOperator() == OO_ExclaimEqual))
      return true;
    if (Node.get<CXXRewrittenBinaryOperator>() != nullptr)
      return true;
    // What a condition looks at, not what is done under it.
    if (const auto *If = Node.get<IfStmt>())
      return Child != nullptr && If->getCond() != nullptr && If->getCond()->IgnoreParenImpCasts() == Child->IgnoreParenImpCasts();
    if (const auto *Call = Node.get<CallExpr>(); Call != nullptr && Call->getDirectCallee() != nullptr) {
      Purpose Why = values::purposeOf(Call->getDirectCallee());
      if (Why == Purpose::Guards || Why == Purpose::Compares || values::isLogin(Call->getDirectCallee(), {Call->getArgs(), Call->getNumArgs()}))
        return true;
    }
    // A variable that nothing uses does no harm.
    if (const auto *V = Node.get<VarDecl>())
      return !V->isReferenced() || isLookedAt(V) || isOnlyCompared(V) || isCheckedBefore(V);
    if (Node.get<Expr>() == nullptr && Node.get<Decl>() == nullptr && Node.get<DeclStmt>() == nullptr)
      return false;
  }
  return false;
}

// Whether it was compared with the tenant wherever it is used, on every way.
bool Handlers::isCheckedBefore(const VarDecl *V) {
  // While it is looked at: a variable that is made of itself.
  auto [It, IsNew] = CheckedBefore.try_emplace(V, false);
  if (!IsNew)
    return It->second;
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  bool IsUsed = false;
  auto Find = [&](auto &&Self, const Stmt *S) -> bool {
    const auto *Reference = dyn_cast_or_null<DeclRefExpr>(S);
    if (Reference != nullptr && Reference->getDecl() == V && !isHarmless(Reference)) {
      IsUsed = true;
      return Values.isChecked(Reference);
    }
    return S == nullptr || llvm::all_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  bool Result = F != nullptr && F->getBody() != nullptr && !isa<DecompositionDecl>(V) && Find(Find, F->getBody()) && IsUsed;
  CheckedBefore[V] = Result;
  return Result;
}

// if (user == "admin" && ...): what is never used otherwise does no harm.
bool Handlers::isOnlyCompared(const VarDecl *V) {
  auto [It, IsNew] = OnlyCompared.try_emplace(V, false);
  if (!IsNew)
    return It->second;
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  auto IsHarmless = [&](auto &&Self, const Stmt *S) -> bool {
    const auto *Reference = dyn_cast_or_null<DeclRefExpr>(S);
    if (Reference != nullptr && Reference->getDecl() == V)
      return isHarmless(Reference);
    return S == nullptr || llvm::all_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  // The parts of `auto [tenant, id]` have names of their own.
  bool Result = F != nullptr && F->getBody() != nullptr && !isa<DecompositionDecl>(V) && IsHarmless(IsHarmless, F->getBody());
  OnlyCompared[V] = Result;
  return Result;
}

// The source of an expression without blanks, and without what only converts it.
std::string Handlers::spelled(const Expr *E) const {
  const SourceManager &SM = AST.getSourceManager();
  CharSourceRange Range = CharSourceRange::getTokenRange(SM.getExpansionRange(E->getSourceRange()).getAsRange());
  std::string Text;
  for (char C : Lexer::getSourceText(Range, SM, AST.getLangOpts()))
    if (!isWhitespace(C))
      Text += C;
  llvm::StringRef Bare(Text);
  while (Bare.ends_with("()") || Bare.ends_with(">()")) {
    size_t Dot = Bare.rfind('.');
    llvm::StringRef Last = Dot == llvm::StringRef::npos ? llvm::StringRef() : Bare.substr(Dot + 1);
    static const model::WordList &Converts = model::wordList("converts");
    if (!Converts.contains(Last.take_until([](char C) { return C == '(' || C == '<'; })))
      break;
    Bare = Bare.take_front(Dot);
  }
  return Bare.str();
}

// The function or lambda that an expression is in.
const Stmt *Handlers::bodyAround(const Expr *E) const {
  static constexpr unsigned MaxSteps = 400;
  DynTypedNode Node = DynTypedNode::create(*E);
  for (unsigned Steps = 0; Steps < MaxSteps; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return nullptr;
    Node = Parents[0];
    if (const auto *Lambda = Node.get<LambdaExpr>())
      return Lambda->getBody();
    if (const auto *F = Node.get<FunctionDecl>())
      return F->getBody();
  }
  return nullptr;
}

// `dto.tenant_id`, `request->tenant_id()`, `body["tenant_id"]`: compared, given to a
// guard, or written over.
bool Handlers::isLookedAt(const Stmt *Body, const std::string &Text) {
  auto [It, IsNew] = LookedAt[Body].try_emplace(Text, false);
  if (IsNew) {
    bool Found = isGuarded(Body, Body, {nullptr, Text}, 0);
    LookedAt[Body][Text] = Found;
    return Found;
  }
  return It->second;
}

} // namespace tenantscan
