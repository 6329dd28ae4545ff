//===- Validation.cpp - Was a value compared with the tenant? -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A forward must-analysis over the control flow graph, for one value at a time. What holds on a
// way is one of three states, and where ways meet the lower one is left. ValidationSteps.cpp has
// what conditions say, ValidationWrites.cpp what statements do, ValidationSides.cpp whose the other side of a comparison
// is, and ValidationFacts.cpp what is written to in a function.
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/Places.h"
#include "checks/values/Guards.h"
#include "checks/values/Holders.h"
#include "checks/values/Memberships.h"
#include "checks/values/Origins.h"

#include "clang/AST/ParentMapContext.h"

#include <algorithm>
#include <utility>

using namespace clang;

namespace tenantscan::values {

using Standing = Validation::Standing;
using Kind = ValueSource::Kind;

/// Functions with more blocks are not followed.
static constexpr unsigned MaxBlocks = 4000;
/// Functions that call each other are not followed further.
static constexpr unsigned MaxCalls = 3;
/// Statements, and parts of such, of all functions that are followed for one question.
static constexpr unsigned MaxLooked = 5000;

bool Validation::isTested(const FunctionDecl *F, const AccessPath &Path) {
  const FunctionFacts &Facts = factsOf(F);
  if (Facts.AsksForRole || Facts.Tested.contains(Path.Root))
    return true;
  // A copy of it was looked at.
  if (auto It = Facts.Sources.find(Path.Root); It != Facts.Sources.end())
    if (llvm::any_of(It->second, [&](const ValueDecl *D) { return Facts.Tested.contains(D); }))
      return true;
  if (isOfLists(Facts, Path))
    return true;
  return llvm::any_of(questionsOf(F), [&](const Membership &M) {
    const AccessPath *Asked = pathOf(M.Tenant);
    return Asked != nullptr && Asked->Root == Path.Root;
  });
}

Validation::States Validation::statesOf(const FunctionDecl *F, const AccessPath &Path, Standing Entry) {
  std::tuple Key(F, Path.Root, Path.Steps, Entry, Marker, Given, IsInList, Depth, CallDepth);
  if (auto It = Known.find(Key); It != Known.end())
    return It->second;
  CFG &Graph = *factsOf(F).Graph;
  States Result;
  std::vector<std::optional<Standing>> &In = Result.In;
  In.resize(Graph.getNumBlockIDs());
  In[Graph.getEntry().getBlockID()] = Entry;
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
    bool Ends = false;
    for (const CFGElement &E : *Block)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>()) {
        Looked += Depth > 1 || CallDepth > 0 ? 1 : 0;
        Now = after(S->getStmt(), Path, Now);
        Ends = Ends || isEndless(S->getStmt());
      }
    if (Ends)
      continue;
    const auto *Switch = Marker != nullptr ? nullptr : dyn_cast_or_null<SwitchStmt>(Block->getTerminatorStmt());
    const Expr *Condition = Marker == nullptr && Switch == nullptr && Block->succ_size() == 2 ? Block->getLastCondition() : nullptr;
    unsigned Index = 0;
    for (const CFGBlock *Next : Block->succs()) {
      bool Outcome = Index++ == 0;
      if (Next == nullptr)
        continue;
      Standing There = Condition != nullptr ? where(Condition, Outcome, Path, Now) : Switch != nullptr ? whereSwitched(Switch, Next, Path, Now) : Now;
      if (const auto *Loop = dyn_cast_or_null<CXXForRangeStmt>(Block->getTerminatorStmt()); Loop != nullptr && !Outcome && Marker == nullptr)
        There = std::max(There, behindLoop(F, Loop, Path));
      Result.HasEqual = Result.HasEqual || There == Standing::Equal;
      std::optional<Standing> &Before = In[Next->getBlockID()];
      if (Before && *Before <= There)
        continue;
      Before = There;
      Work.push_back(Next);
    }
  }
  if (Looked < MaxLooked)
    Known[Key] = Result;
  return Result;
}

CFG *Validation::graphOf(const FunctionDecl *F) {
  FunctionFacts &Facts = factsOf(F);
  if (!Facts.Graph && F->getBody() != nullptr) {
    CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Options.AddInitializers = true;
    Facts.Graph = CFG::buildCFG(F, F->getBody(), &AST, Options);
    if (Facts.Graph)
      for (const CFGBlock *Block : *Facts.Graph)
        for (unsigned I = 0; I < Block->size(); ++I)
          if (std::optional<CFGStmt> S = (*Block)[I].getAs<CFGStmt>())
            Facts.Places.try_emplace(S->getStmt(), Block, I);
  }
  return Facts.Graph && Facts.Graph->getNumBlockIDs() <= MaxBlocks ? Facts.Graph.get() : nullptr;
}

std::optional<std::pair<const CFGBlock *, unsigned>> Validation::placeOf(const FunctionDecl *F, const Expr *E) {
  FunctionFacts &Facts = factsOf(F);
  DynTypedNode Node = DynTypedNode::create(*E);
  auto It = Facts.Places.find(E);
  for (unsigned Steps = 0; It == Facts.Places.end() && Steps < 12; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return std::nullopt;
    Node = Parents[0];
    if (const auto *S = Node.get<Stmt>())
      It = Facts.Places.find(S);
  }
  return It == Facts.Places.end() ? std::nullopt : std::optional(It->second);
}

Standing Validation::at(const FunctionDecl *F, const AccessPath &Path, const Expr *Place) {
  FunctionFacts &Facts = factsOf(F);
  if (!isTested(F, Path) && !Facts.AsksObjects)
    return Standing::Unchecked;
  if (graphOf(F) == nullptr)
    return Standing::Doubtful;
  std::vector<std::optional<Standing>> In = statesOf(F, Path).In;
  auto Found = placeOf(F, Place);
  if (!Found || !In[Found->first->getBlockID()])
    return Standing::Doubtful;
  auto [Block, Last] = *Found;
  Standing Now = *In[Block->getBlockID()];
  for (unsigned I = 0; I < Last; ++I)
    if (std::optional<CFGStmt> S = (*Block)[I].getAs<CFGStmt>())
      Now = after(S->getStmt(), Path, Now);
  // Whenever a lambda that writes to it is called.
  return Facts.ChangedInLambda.contains(Path.Root) ? std::min(Now, Standing::Doubtful) : Now;
}

const FunctionDecl *Validation::bodyOf(const FunctionDecl *F) const {
  const FunctionDecl *Body = nullptr;
  bool IsVirtual = isa_and_nonnull<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->isVirtual();
  return F != nullptr && !IsVirtual && isProjectCode(F->getLocation(), AST.getSourceManager(), P) && F->hasBody(Body) ? Body : nullptr;
}

const FunctionDecl *Validation::followedBody(const FunctionDecl *F) const { return CallDepth < MaxCalls && Looked < MaxLooked ? bodyOf(F) : nullptr; }

// static void reject(Response &r) { r.status = 403; throw Denied(); }
bool Validation::comesBack(const FunctionDecl *F) {
  if (std::optional<bool> Known = factsOf(F).ComesBack)
    return *Known;
  // While it is looked at: a function that calls itself.
  factsOf(F).ComesBack = true;
  bool Result = true;
  if (CFG *Graph = graphOf(F); Graph != nullptr && !isa<CXXConstructorDecl>(F)) {
    llvm::SmallPtrSet<const CFGBlock *, 16> Seen;
    std::vector<const CFGBlock *> Work = {&Graph->getEntry()};
    for (const CFGBlock *Block : *Graph)
      if (isa_and_nonnull<CXXCatchStmt>(Block->getLabel()))
        Work.push_back(Block);
    Result = false;
    while (!Work.empty() && !Result) {
      const CFGBlock *Block = Work.back();
      Work.pop_back();
      if (!Seen.insert(Block).second)
        continue;
      Result = Block == &Graph->getExit();
      bool Ends = Block->hasNoReturnElement();
      for (const CFGElement &E : *Block)
        if (std::optional<CFGStmt> S = E.getAs<CFGStmt>())
          Ends = Ends || isa<CXXThrowExpr>(S->getStmt()) || isEndless(S->getStmt());
      if (!Ends)
        for (const CFGBlock *Next : Block->succs())
          if (Next != nullptr)
            Work.push_back(Next);
    }
  }
  factsOf(F).ComesBack = Result;
  return Result;
}

bool Validation::isEndless(const Stmt *S) {
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *Body = Call == nullptr ? nullptr : bodyOf(Call->getDirectCallee());
  return Body != nullptr && !Body->isDependentContext() && !comesBack(Body);
}

// check(tenant, ctx), which throws.
bool Validation::isGivenToGuard(const Expr *Argument, const AccessPath &Path) {
  DynTypedNode Node = DynTypedNode::create(*Argument);
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return false;
    Node = Parents[0];
    if (const auto *Construction = Node.get<CXXConstructExpr>(); Construction != nullptr && isMaking(Construction->getConstructor()))
      if (calledWith(Construction, Path, std::nullopt) != Standing::Unchecked)
        return true;
    const auto *Call = Node.get<CallExpr>();
    const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(Call);
    bool IsCall = Call != nullptr && Call->getDirectCallee() != nullptr && (Operator == nullptr || Operator->getOperator() == OO_Call);
    if (IsCall && (!pathOf(Call) || isGivenToOwn(Call, Path)))
      return calledWith(Call, Path, std::nullopt) != Standing::Unchecked || judgedBy(Call, Path) != Standing::Unchecked;
    if (Node.get<Expr>() == nullptr)
      return false;
  }
  return false;
}

Standing Validation::of(const Expr *Use, const Expr *Place) { return find(Use, Place == nullptr ? Use : Place); }

bool Validation::misses(const Expr *Use) {
  const AccessPath *Path = pathOf(Use);
  const FunctionDecl *F = Path == nullptr ? nullptr : functionAround(Path->Root);
  if (F != nullptr && F->getBody() != nullptr && !isTested(F, *Path))
    return false;
  return Path != nullptr && find(Use, Use) == Standing::Unchecked && !isGivenToGuard(Use, *Path);
}

// [tenant] { ... }
static bool isCopied(const LambdaExpr *Lambda, const ValueDecl *D) {
  return llvm::any_of(Lambda->captures(),
                      [&](const LambdaCapture &C) { return C.capturesVariable() && C.getCapturedVar() == D && C.getCaptureKind() == LCK_ByCopy; });
}

const FunctionDecl *Validation::functionAround(const ValueDecl *D) const {
  return D == nullptr ? nullptr : dyn_cast_or_null<FunctionDecl>(D->getParentFunctionOrMethod());
}

Standing Validation::find(const Expr *Use, const Expr *Place) {
  static constexpr unsigned MaxDepth = 2;
  if (Depth == 0)
    Looked = 0;
  const AccessPath *Path = Depth < MaxDepth && Looked < MaxLooked ? pathOf(Use) : nullptr;
  if (!Path)
    return Standing::Unchecked;
  ++Depth;
  const VarDecl *Before = std::exchange(Marker, nullptr);
  Standing Result = Standing::Unchecked, Most = Standing::Equal;
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
    if (Result != Standing::Equal && (factsOf(Function).Quantifies || !factsOf(Function).Loops.empty()))
      for (const AccessPath &Each : eachAround(*Path))
        Result = std::max(Result, at(Function, Each, Place));
    bool IsCaptured = Path->Root == nullptr || Path->Root->getDeclContext() != Function;
    Place = IsCaptured ? Lambda : nullptr;
    // The lambda may run when it was written to.
    if (const FunctionDecl *Outer = Place == nullptr ? nullptr : functionAround(Path->Root);
        Outer != nullptr && factsOf(Outer).Changed.contains(Path->Root) && !isCopied(cast<LambdaExpr>(Lambda), Path->Root))
      Most = Standing::Doubtful;
  }
  Result = std::min(Result, Most);
  --Depth;
  Marker = Before;
  return Result;
}

} // namespace tenantscan::values
