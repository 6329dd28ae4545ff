//===- Guards.cpp - Does a comparison reject anything? --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Guards.h"

#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace tenantscan::values {

using Sense = Guards::Sense;

Purpose purposeOf(const FunctionDecl *F) {
  static const model::WordList &Compares = model::wordList("compares"), &Tells = model::wordList("tells"), &Parses = model::wordList("parses"),
                               &Guards = model::wordList("guards");
  std::string Name = F->getNameAsString();
  return Compares.fits(Name) ? Purpose::Compares
         : Tells.fits(Name)  ? Purpose::Tells
         : Parses.fits(Name) ? Purpose::Parses
         : Guards.fits(Name) ? Purpose::Guards
                             : Purpose::Other;
}

static Sense opposite(Sense S) { return S == Sense::Fits ? Sense::Fails : S == Sense::Fails ? Sense::Fits : Sense::Either; }

// Whether a statement ends what is around it: a return, an exception, a call that
// does not come back, or one whose name says that it turns the request down.
static bool leaves(const Stmt *S, bool InLoop = false) {
  if (S == nullptr)
    return false;
  if (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr, GotoStmt>(S) || (!InLoop && isa<BreakStmt, ContinueStmt>(S)))
    return true;
  if (isa<LambdaExpr>(S))
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && Call->getDirectCallee() != nullptr) {
    const FunctionDecl *F = Call->getDirectCallee();
    static const model::WordList &Rejects = model::wordList("rejects");
    if (F->isNoReturn() || Rejects.fits(F->getNameAsString()))
      return true;
  }
  InLoop = InLoop || isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt>(S);
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return leaves(Child, InLoop); });
}

static bool assigns(const Stmt *S, llvm::function_ref<bool(const Stmt *)> Uses) {
  if (S == nullptr)
    return false;
  if (const auto *Binary = dyn_cast<BinaryOperator>(S); Binary != nullptr && Binary->isAssignmentOp() && Uses(Binary->getLHS()))
    return true;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S); Operator != nullptr && Operator->isAssignmentOp() && Uses(Operator->getArg(0)))
    return true;
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return assigns(Child, Uses); });
}

// The way on which the value does not fit ends, or the value is used on the other only.
bool Guards::decidesBranch(const Stmt *OnTrue, const Stmt *OnFalse, Sense S, UsesFunction Uses) const {
  const Stmt *Fitting = S == Sense::Fails ? OnFalse : OnTrue;
  const Stmt *Failing = S == Sense::Fails ? OnTrue : OnFalse;
  auto Stops = [&](const Stmt *Branch) { return leaves(Branch) || assigns(Branch, Uses); };
  if (Stops(Failing) || (Fitting != nullptr && Uses(Fitting)))
    return true;
  return S == Sense::Either && (Stops(Fitting) || (Failing != nullptr && Uses(Failing)));
}

static bool isZero(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Number = dyn_cast<IntegerLiteral>(E))
    return Number->getValue() == 0;
  if (const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(E))
    return !Bool->getValue();
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E);
}

// A variable that keeps the outcome: any place that decides by it.
bool Guards::decidesVariable(const Stmt *Body, const VarDecl *V, Sense S, UsesFunction Uses, unsigned Depth) {
  auto Find = [&](auto &&Self, const Stmt *Node) -> bool {
    if (Node == nullptr)
      return false;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(Node); Reference != nullptr && Reference->getDecl() == V)
      return decides(Body, Reference, S, Uses, Depth + 1);
    return llvm::any_of(Node->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  return Find(Find, Body);
}

// The two sides of a comparison.
static std::pair<const Expr *, const Expr *> sidesOf(const Stmt *Test) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(Test))
    return {Binary->getLHS(), Binary->getRHS()};
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(Test))
    return {Rewritten->getLHS(), Rewritten->getRHS()};
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Test); Operator != nullptr && Operator->getNumArgs() == 2)
    return {Operator->getArg(0), Operator->getArg(1)};
  return {nullptr, nullptr};
}

// Whether an expression refers to what a loop goes through: its variable, or one declared within.
static bool isOfLoop(const Stmt *E, const Stmt *Loop) {
  auto Declares = [&](auto &&Self, const Stmt *S, const ValueDecl *D) -> bool {
    if (const auto *Statement = dyn_cast_or_null<DeclStmt>(S); Statement != nullptr && llvm::is_contained(Statement->decls(), D))
      return true;
    return S != nullptr && llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child, D); });
  };
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const ValueDecl *D = Reference->getDecl();
    if (const auto *Binding = dyn_cast<BindingDecl>(D))
      D = Binding->getDecomposedDecl();
    return Declares(Declares, Loop, D);
  }
  return llvm::any_of(E->children(), [&](const Stmt *Child) { return Child != nullptr && isOfLoop(Child, Loop); });
}

// `for (auto &c : clients) if (c.tenant != tenant) continue;`: the value chooses among things, and nothing turns it down.
bool Guards::isFilter(const IfStmt *If, const Stmt *Test, const ParentMap &Map, UsesFunction Uses) {
  auto [Left, Right] = sidesOf(Test);
  if (Left == nullptr || leaves(If->getThen(), true) || leaves(If->getElse(), true))
    return false;
  const Expr *Other = Uses(Left) ? Right : Left;
  for (const Stmt *Loop = Map.getParent(If); Loop != nullptr && !isa<LambdaExpr>(Loop); Loop = Map.getParent(Loop))
    if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(Loop) && isOfLoop(Other, Loop))
      return true;
  return false;
}

// `if (m.tenant == tenant) allowed = true;`, and what is noted is asked later: `if (!allowed) return;`
static bool notesForLater(const Stmt *Branch, const Stmt *Body) {
  if (Branch == nullptr || isa<LambdaExpr>(Branch))
    return false;
  const Expr *To = nullptr;
  if (const auto *Binary = dyn_cast<BinaryOperator>(Branch); Binary != nullptr && Binary->isAssignmentOp())
    To = Binary->getLHS();
  else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Branch); Operator != nullptr && Operator->isAssignmentOp())
    To = Operator->getArg(0);
  const auto *Reference = To == nullptr ? nullptr : dyn_cast<DeclRefExpr>(To->IgnoreParenImpCasts());
  const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  auto Refers = [&](auto &&Self, const Stmt *S) -> bool {
    const auto *Use = dyn_cast_or_null<DeclRefExpr>(S);
    return S != nullptr &&
           ((Use != nullptr && Use->getDecl() == V) || llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); }));
  };
  auto IsAsked = [&](auto &&Self, const Stmt *S) -> bool {
    if (const auto *If = dyn_cast_or_null<IfStmt>(S);
        If != nullptr && Refers(Refers, If->getCond()) && (leaves(If->getThen()) || leaves(If->getElse())))
      return true;
    return S != nullptr && llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  return (V != nullptr && V->isLocalVarDecl() && IsAsked(IsAsked, Body)) ||
         llvm::any_of(Branch->children(), [&](const Stmt *Child) { return notesForLater(Child, Body); });
}

bool Guards::decides(const Stmt *Body, const Expr *Test, Sense S, UsesFunction Uses) { return decides(Body, Test, S, Uses, 0); }

bool Guards::decides(const Stmt *Body, const Stmt *Test, Sense S, UsesFunction Uses, unsigned Depth) {
  static constexpr unsigned MaxDepth = 3;
  static constexpr unsigned MaxSteps = 64;
  if (Depth > MaxDepth || Body == nullptr)
    return true;
  std::unique_ptr<ParentMap> &Map = Parents[Body];
  if (!Map)
    Map = std::make_unique<ParentMap>(const_cast<Stmt *>(Body));
  const Stmt *Child = Test;
  for (unsigned Steps = 0; Steps < MaxSteps; ++Steps) {
    const Stmt *Node = Map->getParent(Child);
    // In a part of the syntax that is written twice, such as the two forms of a list.
    if (Node == nullptr)
      return Child != Body;
    if (const auto *If = dyn_cast<IfStmt>(Node)) {
      bool IsAsked = Child == If->getCond() || Child == If->getConditionVariableDeclStmt();
      if (!IsAsked)
        return false;
      bool Decides = !isFilter(If, Test, *Map, Uses) && decidesBranch(If->getThen(), If->getElse(), S, Uses);
      return Decides || (S == Sense::Fits && notesForLater(If->getThen(), Body));
    }
    if (const auto *While = dyn_cast<WhileStmt>(Node))
      return Child == While->getCond() && decidesBranch(While->getBody(), nullptr, S, Uses);
    if (const auto *For = dyn_cast<ForStmt>(Node))
      return Child == For->getCond() && decidesBranch(For->getBody(), nullptr, S, Uses);
    if (const auto *Switch = dyn_cast<SwitchStmt>(Node))
      return Child == Switch->getCond();
    if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(Node)) {
      if (Child == Choice->getCond() && decidesBranch(Choice->getTrueExpr(), Choice->getFalseExpr(), S, Uses))
        return true;
      S = Sense::Either;
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(Node)) {
      if (Unary->getOpcode() == UO_LNot)
        S = opposite(S);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(Node)) {
      const Expr *Other = Binary->getLHS() == Child ? Binary->getRHS() : Binary->getLHS();
      if (Binary->isEqualityOp())
        S = !isZero(Other) ? Sense::Either : Binary->getOpcode() == BO_EQ ? opposite(S) : S;
      else if (Binary->isLogicalOp() && Child == Binary->getLHS() && Uses(Other)) // a == b && use(a)
        return true;
      else if (Binary->isAssignmentOp() || Binary->getOpcode() == BO_Comma) {
        const auto *Kept = dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParenImpCasts());
        if (!Binary->isAssignmentOp())
          return Child == Binary->getRHS();
        const auto *V = Kept == nullptr ? nullptr : dyn_cast<VarDecl>(Kept->getDecl());
        return V == nullptr || decidesVariable(Body, V, S, Uses, Depth);
      } else if (!Binary->isLogicalOp())
        S = Sense::Either;
    } else if (const auto *Statement = dyn_cast<DeclStmt>(Node)) {
      for (const Decl *D : Statement->decls())
        if (const auto *V = dyn_cast<VarDecl>(D);
            V != nullptr && V->getInit() != nullptr && !isa<LambdaExpr>(V->getInit()->IgnoreUnlessSpelledInSource()))
          if (decidesVariable(Body, V, S, Uses, Depth))
            return true;
      // if (bool ok = a == b; !ok), if (auto e = check(a))
      const Stmt *Around = Map->getParent(Node);
      const auto *If = dyn_cast_or_null<IfStmt>(Around);
      bool KeepsFunction = llvm::any_of(Statement->decls(), [](const Decl *D) {
        const auto *V = dyn_cast<VarDecl>(D);
        return V != nullptr && V->getInit() != nullptr && isa<LambdaExpr>(V->getInit()->IgnoreUnlessSpelledInSource());
      });
      return KeepsFunction ||
             (If != nullptr && If->getConditionVariableDeclStmt() == Statement && decidesBranch(If->getThen(), If->getElse(), S, Uses));
    } else if (isa<ReturnStmt, CoreturnStmt>(Node)) {
      // Of a lambda: what it was handed to knows what to do.
      const Stmt *Around = Node;
      while (Around != nullptr && !isa<LambdaExpr>(Around))
        Around = Map->getParent(Around);
      if (Around == nullptr)
        return true;
      S = Sense::Either;
      Node = Around;
    } else if (const auto *Call = dyn_cast<CallExpr>(Node)) {
      const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
      if (Operator != nullptr && Operator->getOperator() == OO_Exclaim)
        S = opposite(S);
      else if (Operator != nullptr && Operator->isAssignmentOp())
        return true;
      else
        S = Sense::Either;
      Purpose Why = Operator == nullptr && Call->getDirectCallee() != nullptr ? purposeOf(Call->getDirectCallee()) : Purpose::Other;
      if (Why == Purpose::Tells)
        return false;
      if (Why == Purpose::Guards || (Operator == nullptr && Call->getType()->isVoidType()))
        return true;
    } else if (isa<CXXConstructExpr, InitListExpr, CXXThrowExpr>(Node)) {
      S = Sense::Either;
    } else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(Node)) {
      if (Cast->getType()->isVoidType())
        return false;
    } else if (!isa<Expr>(Node)) {
      // A statement of its own: nothing looks at the outcome.
      return false;
    }
    Child = Node;
  }
  return true;
}

} // namespace tenantscan::values
