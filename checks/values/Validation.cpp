//===- Validation.cpp - Was a value compared with the tenant? -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A forward must-analysis over the control flow graph, for one value at a time. What holds on a
// way is one of three states, and where ways meet the lower one is left. ValidationSteps.cpp has
// what conditions and statements do to the state.
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/Places.h"
#include "checks/values/Guards.h"
#include "checks/values/Holders.h"
#include "checks/values/Origins.h"

#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

#include <algorithm>

using namespace clang;

namespace tenantscan::values {

using Standing = Validation::Standing;
using Kind = ValueSource::Kind;

/// Functions with more blocks are not followed.
static constexpr unsigned MaxBlocks = 4000;

std::optional<AccessPath> Validation::pathOf(const Expr *E) {
  return accessPath(E, [this](const VarDecl *V) {
    const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
    return F != nullptr && F->getBody() != nullptr && !factsOf(F).Changed.contains(V);
  });
}

const VarDecl *Validation::declarationOf(const ValueDecl *D) {
  const auto *Binding = dyn_cast_or_null<BindingDecl>(D);
  return dyn_cast_or_null<VarDecl>(Binding != nullptr ? Binding->getDecomposedDecl() : D);
}

bool Validation::isWritten(const FunctionDecl *F, unsigned I) {
  if (I >= F->getNumParams())
    return false;
  QualType T = F->getParamDecl(I)->getType();
  if (!(T->isLValueReferenceType() || T->isPointerType()) || T->getPointeeType().isConstQualified())
    return false;
  // What is only forwarded: exec_params(sql, values...)
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  if (Pattern == nullptr || Pattern->getNumParams() == 0)
    return true;
  QualType Written = Pattern->getParamDecl(std::min(I, Pattern->getNumParams() - 1))->getType();
  if (const auto *Pack = Written->getAs<PackExpansionType>())
    Written = Pack->getPattern();
  return !Written->isRValueReferenceType();
}

Validation::FunctionFacts &Validation::factsOf(const FunctionDecl *F) {
  std::unique_ptr<FunctionFacts> &Facts = Functions[F];
  if (Facts)
    return *Facts;
  Facts = std::make_unique<FunctionFacts>();
  struct Walk : RecursiveASTVisitor<Walk> {
    Walk(FunctionFacts &Out, const Validation &Around) : Out(Out), Around(Around) {}
    bool shouldVisitImplicitCode() const { return false; }
    // What a statement refers to, through the initialisers of variables.
    void test(const Stmt *S, unsigned Depth = 0) {
      static constexpr unsigned MaxDepth = 40;
      if (S == nullptr || Depth > MaxDepth)
        return;
      if (isa<CXXThisExpr>(S))
        Out.Tested.insert(nullptr);
      if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
        if (Out.Tested.insert(Reference->getDecl()).second)
          if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && V->isLocalVarDecl())
            test(V->getInit(), Depth + 1);
      for (const Stmt *Child : S->children())
        test(Child, Depth + 1);
    }
    void change(const Expr *E) {
      E = plain(E);
      if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary != nullptr && Unary->getOpcode() == UO_AddrOf)
        E = plain(Unary->getSubExpr());
      if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
        Out.Changed.insert(Reference->getDecl());
    }
    bool VisitBinaryOperator(BinaryOperator *E) {
      if (E->isAssignmentOp())
        change(E->getLHS());
      if (E->isEqualityOp())
        test(E);
      return true;
    }
    bool VisitUnaryOperator(UnaryOperator *E) {
      if (E->isIncrementDecrementOp() || E->getOpcode() == UO_AddrOf)
        change(E->getSubExpr());
      return true;
    }
    bool VisitCXXRewrittenBinaryOperator(CXXRewrittenBinaryOperator *E) {
      test(E->getLHS());
      test(E->getRHS());
      return true;
    }
    bool VisitIfStmt(IfStmt *S) {
      Out.Ifs.push_back(S);
      Out.AsksForRole = Out.AsksForRole || asksForRole(S->getCond());
      return true;
    }
    bool VisitCXXForRangeStmt(CXXForRangeStmt *S) {
      Out.Loops.push_back(S);
      return true;
    }
    bool VisitCallExpr(CallExpr *E) {
      const FunctionDecl *F = E->getDirectCallee();
      if (F == nullptr)
        return true;
      const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      if (Operator != nullptr && Operator->isAssignmentOp())
        change(Operator->getArg(0));
      if (Operator != nullptr && (Operator->getOperator() == OO_EqualEqual || Operator->getOperator() == OO_ExclaimEqual))
        test(E);
      model::Call C = model::Call::of(E);
      for (unsigned I = 0; I < C.Arguments.size() && I < F->getNumParams(); ++I)
        if (F->getParamDecl(I)->getType()->isLValueReferenceType() && isWritten(F, I))
          change(C.Arguments[I]);
      if (Operator != nullptr)
        return true;
      Purpose Why = purposeOf(F);
      bool IsOwn = isProjectCode(F->getLocation(), Around.AST.getSourceManager(), Around.P);
      if (Why == Purpose::Guards || Why == Purpose::Compares || isSearch(F, IsOwn) || (isOutcome(F->getReturnType()) && !isAccess(F)) ||
          (IsOwn && F->hasBody() && F->getReturnType()->isVoidType()))
        test(E);
      return true;
    }
    FunctionFacts &Out;
    const Validation &Around;
  };
  if (F->getBody() != nullptr)
    Walk(*Facts, *this).TraverseStmt(F->getBody());
  return *Functions[F];
}

bool Validation::isTested(const FunctionFacts &Facts, const AccessPath &Path) const {
  if (Facts.AsksForRole || Facts.Tested.contains(Path.Root))
    return true;
  // A loop before may have looked at each of them.
  const VarDecl *V = declarationOf(Path.Root);
  return V != nullptr && V->isCXXForRangeDecl() && Facts.Loops.size() > 1;
}

Validation::States Validation::statesOf(const FunctionDecl *F, const AccessPath &Path) {
  std::pair Key(F, std::pair(Path.Root, Path.Steps));
  bool IsKept = Depth <= 1 && TenantParameters.empty();
  if (auto It = Known.find(Key); It != Known.end() && IsKept)
    return It->second;
  CFG &Graph = *factsOf(F).Graph;
  States Result;
  std::vector<std::optional<Standing>> &In = Result.In;
  In.resize(Graph.getNumBlockIDs());
  In[Graph.getEntry().getBlockID()] = Standing::Unchecked;
  // Anything may have been skipped where an exception is caught.
  for (const CFGBlock *Block : Graph)
    if (isa_and_nonnull<CXXCatchStmt>(Block->getLabel()))
      In[Block->getBlockID()] = Standing::Unchecked;
  std::vector<const CFGBlock *> Work;
  for (const CFGBlock *Block : Graph)
    if (In[Block->getBlockID()])
      Work.push_back(Block);
  // A state is lowered twice at most.
  while (!Work.empty()) {
    const CFGBlock *Block = Work.back();
    Work.pop_back();
    Standing Now = *In[Block->getBlockID()];
    for (const CFGElement &E : *Block)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>())
        Now = after(S->getStmt(), Path, Now);
    const Expr *Condition = Block->succ_size() == 2 ? Block->getLastCondition() : nullptr;
    unsigned Index = 0;
    for (const CFGBlock *Next : Block->succs()) {
      bool Outcome = Index++ == 0;
      if (Next == nullptr)
        continue;
      Standing There = Condition == nullptr ? Now : where(Condition, Outcome, Path, Now);
      Result.HasEqual = Result.HasEqual || There == Standing::Equal;
      std::optional<Standing> &Before = In[Next->getBlockID()];
      if (Before && *Before <= There)
        continue;
      Before = There;
      Work.push_back(Next);
    }
  }
  if (IsKept)
    Known[Key] = Result;
  return Result;
}

Standing Validation::at(const FunctionDecl *F, const AccessPath &Path, const Expr *Place) {
  FunctionFacts &Facts = factsOf(F);
  if (!isTested(Facts, Path))
    return Standing::Unchecked;
  if (!Facts.Graph) {
    CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Facts.Graph = CFG::buildCFG(F, F->getBody(), &AST, Options);
    if (!Facts.Graph)
      return Standing::Doubtful;
    for (const CFGBlock *Block : *Facts.Graph)
      for (unsigned I = 0; I < Block->size(); ++I)
        if (std::optional<CFGStmt> S = (*Block)[I].getAs<CFGStmt>())
          Facts.Places.try_emplace(S->getStmt(), Block, I);
  }
  if (Facts.Graph->getNumBlockIDs() > MaxBlocks)
    return Standing::Doubtful;
  std::vector<std::optional<Standing>> In = statesOf(F, Path).In;
  // What is evaluated as a part of something else.
  DynTypedNode Node = DynTypedNode::create(*Place);
  auto It = Facts.Places.find(Place);
  for (unsigned Steps = 0; It == Facts.Places.end() && Steps < 12; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return Standing::Doubtful;
    Node = Parents[0];
    if (const auto *S = Node.get<Stmt>())
      It = Facts.Places.find(S);
  }
  if (It == Facts.Places.end() || !In[It->second.first->getBlockID()])
    return Standing::Doubtful;
  auto [Block, Last] = It->second;
  Standing Now = *In[Block->getBlockID()];
  for (unsigned I = 0; I < Last; ++I)
    if (std::optional<CFGStmt> S = (*Block)[I].getAs<CFGStmt>())
      Now = after(S->getStmt(), Path, Now);
  return Now;
}

// Where a function comes back: behind an exception nobody goes on.
Standing Validation::atExit(const FunctionDecl *F, const AccessPath &Path, std::optional<bool> Outcome) {
  FunctionFacts &Facts = factsOf(F);
  if (!isTested(Facts, Path))
    return Standing::Unchecked;
  if (!Facts.Graph) {
    CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Facts.Graph = CFG::buildCFG(F, F->getBody(), &AST, Options);
  }
  if (!Facts.Graph || Facts.Graph->getNumBlockIDs() > MaxBlocks)
    return Standing::Doubtful;
  std::vector<std::optional<Standing>> In = statesOf(F, Path).In;
  std::optional<Standing> Result;
  const CFGBlock *Exit = &Facts.Graph->getExit();
  for (const CFGBlock::AdjacentBlock &Before : Exit->preds()) {
    if (!Before || !In[Before->getBlockID()] || Before->hasNoReturnElement())
      continue;
    Standing Now = *In[Before->getBlockID()];
    const ReturnStmt *Return = nullptr;
    bool Throws = false;
    for (const CFGElement &E : *Before)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>()) {
        Now = after(S->getStmt(), Path, Now);
        Throws = Throws || isa<CXXThrowExpr>(S->getStmt());
        Return = isa<ReturnStmt>(S->getStmt()) ? cast<ReturnStmt>(S->getStmt()) : Return;
      }
    if (Throws)
      continue;
    if (Outcome && Return != nullptr && Return->getRetValue() != nullptr) {
      if (const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(plain(Return->getRetValue())); Bool != nullptr && Bool->getValue() != *Outcome)
        continue;
      Now = where(Return->getRetValue(), *Outcome, Path, Now);
    }
    // The last statement is a condition.
    if (const Expr *Condition = Before->succ_size() == 2 ? Before->getLastCondition() : nullptr)
      Now = where(Condition, *Before->succ_begin() == Exit, Path, Now);
    Result = std::min(Result.value_or(Now), Now);
  }
  return Result.value_or(Standing::Unchecked);
}

// check(tenant, ctx), which throws.
bool Validation::isGivenToGuard(const Expr *Argument, const AccessPath &Path) {
  DynTypedNode Node = DynTypedNode::create(*Argument);
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return false;
    Node = Parents[0];
    const auto *Call = Node.get<CallExpr>();
    if (Call != nullptr && Call->getDirectCallee() != nullptr && !isa<CXXOperatorCallExpr>(Call) && !pathOf(Call))
      return calledWith(Call, Path, std::nullopt) != Standing::Unchecked || calledWith(Call, Path, true) != Standing::Unchecked;
    if (Node.get<Expr>() == nullptr)
      return false;
  }
  return false;
}

Standing Validation::of(const Expr *Use, const Expr *Place) {
  bool IsElsewhere = false;
  return find(Use, Place == nullptr ? Use : Place, IsElsewhere);
}

bool Validation::misses(const Expr *Use) {
  bool IsElsewhere = false;
  return find(Use, Use, IsElsewhere) == Standing::Unchecked && IsElsewhere;
}

Standing Validation::find(const Expr *Use, const Expr *Place, bool &IsElsewhere) {
  static constexpr unsigned MaxDepth = 2;
  std::optional<AccessPath> Path = Depth < MaxDepth ? pathOf(Use) : std::nullopt;
  if (!Path)
    return Standing::Unchecked;
  ++Depth;
  Standing Result = Standing::Unchecked;
  // What a lambda captures was looked at where the lambda is made, perhaps.
  for (unsigned Levels = 0; Place != nullptr && Result == Standing::Unchecked && Levels < 4; ++Levels) {
    DynTypedNode Node = DynTypedNode::create(*Place);
    const FunctionDecl *Function = nullptr;
    const Expr *Lambda = nullptr;
    auto IsOperator = [](const FunctionDecl *F) { return isa<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->getParent()->isLambda(); };
    for (unsigned Steps = 0; Lambda == nullptr && (Function == nullptr || IsOperator(Function)) && Steps < 400; ++Steps) {
      DynTypedNodeList Parents = AST.getParents(Node);
      if (Parents.empty())
        break;
      Node = Parents[0];
      Lambda = Node.get<LambdaExpr>();
      if (Function == nullptr)
        Function = Lambda != nullptr ? cast<LambdaExpr>(Lambda)->getCallOperator() : Node.get<FunctionDecl>();
    }
    if (Function == nullptr || !Function->hasBody())
      break;
    Result = at(Function, *Path, Place);
    if (const FunctionFacts &Facts = factsOf(Function); Result == Standing::Unchecked && isTested(Facts, *Path) && Facts.Graph)
      IsElsewhere = IsElsewhere || (statesOf(Function, *Path).HasEqual && !isGivenToGuard(Place, *Path));
    bool IsCaptured = Path->Root == nullptr || Path->Root->getDeclContext() != Function;
    Place = IsCaptured ? Lambda : nullptr;
  }
  --Depth;
  return Result;
}

} // namespace tenantscan::values
