//===- Branches.cpp - What is so on the ways through a function ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Places.h"
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"

using namespace clang;

namespace tenantscan::strings {

// The parameter that a number, a flag or an enumerator is, where nothing changes it.
const ParmVarDecl *Flow::flagIn(const Expr *E) {
  const auto *Reference = dyn_cast<DeclRefExpr>(ignoreLossless(E, AST));
  const auto *Parameter = Reference == nullptr ? nullptr : dyn_cast<ParmVarDecl>(Reference->getDecl());
  if (Parameter == nullptr || Parameter->getDeclContext() != Function || !isFlag(Parameter->getType()) || Apis.isText(Parameter->getType()))
    return nullptr;
  QualType T = Parameter->getType();
  bool IsOptional = !T->isIntegralOrEnumerationType();
  bool IsKept = IsOptional ? T->isReferenceType() || !ExprMutationAnalyzer(*Function->getBody(), AST).isMutated(Parameter) : isStable(Reference);
  return IsKept ? Parameter : nullptr;
}

// The flag of the object whose method the function is, where only its constructor sets it.
const FieldDecl *Flow::memberFlagIn(const Expr *E) const {
  const auto *Member = dyn_cast<MemberExpr>(ignoreLossless(E, AST));
  const auto *Field = Member == nullptr ? nullptr : dyn_cast<FieldDecl>(Member->getMemberDecl());
  bool IsOurs = Field != nullptr && isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()) && !isa<CXXConstructorDecl>(Function);
  return IsOurs && Numbers.isSetOnce(Field) ? Field : nullptr;
}

std::optional<Need> Flow::needOf(const Question &Asked) {
  Need N;
  N.What = Asked.What;
  N.Number = Asked.Number;
  N.Function = Function;
  if (!N.isAboutNumber())
    return std::nullopt;
  N.Parameter = flagIn(Asked.Of);
  N.Field = N.Parameter == nullptr ? memberFlagIn(Asked.Of) : nullptr;
  if (N.Parameter == nullptr && N.Field == nullptr)
    return std::nullopt;
  if ((N.Parameter != nullptr ? N.Parameter->getType() : N.Field->getType())->isBooleanType()) {
    bool MayBeFalse = N.isFulfilledBy(0);
    if (MayBeFalse == N.isFulfilledBy(1))
      return std::nullopt;
    N.What = Need::Kind::Equal;
    N.Number = MayBeFalse ? 0 : 1;
  }
  return N;
}

// `const bool filtered = !where.empty();`
std::optional<Question> Flow::questionOf(const Expr *Condition, unsigned Steps) {
  std::optional<Question> Asked = questionIn(Condition, AST);
  const auto *Reference = Asked && Steps < 4 ? dyn_cast<DeclRefExpr>(Asked->Of) : nullptr;
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (Variable == nullptr || !Variable->isLocalVarDecl() || !Variable->getType()->isBooleanType() || Variable->getInit() == nullptr ||
      Asked->Number != 0 || (Asked->What != Need::Kind::Equal && Asked->What != Need::Kind::NotEqual) || !isStable(Reference))
    return Asked;
  std::optional<Question> Inner = questionOf(Variable->getInit(), Steps + 1);
  std::optional<Cell> C = Inner ? cellOf(Inner->Of) : std::nullopt;
  if (!Inner || (C && (!follows(*C) || !isConstant(*C))))
    return Asked;
  return Asked->What == Need::Kind::NotEqual ? Inner : Inner->negated();
}

// What is known on the way from one block to another.
Flow::Edge Flow::edge(const CFGBlock *From, const CFGBlock *To) {
  Edge E;
  conditionOf(From, To, E.Here, /*WithStop=*/true);
  const auto *Condition = dyn_cast_or_null<Expr>(From->getTerminatorCondition());
  if (Condition == nullptr)
    return E;
  if (const auto *Switch = dyn_cast<SwitchStmt>(From->getTerminatorStmt())) {
    auto NumberOf = [&](const CaseStmt *Case) -> std::optional<int64_t> {
      return Case->getRHS() == nullptr ? numberAs(Condition->getType(), Case->getLHS(), AST) : std::nullopt;
    };
    auto Add = [&](Need::Kind What, std::optional<int64_t> Number) {
      if (std::optional<Need> N = Number ? needOf({Condition, What, *Number}) : std::nullopt)
        E.Here.need(*N);
    };
    // Without a default, it may go on at a label of a switch around it.
    const SwitchCase *Taken = Switch->getSwitchCaseList();
    while (Taken != nullptr && Taken != To->getLabel())
      Taken = Taken->getNextSwitchCase();
    if (const auto *Case = dyn_cast_or_null<CaseStmt>(Taken))
      Add(Need::Kind::Equal, NumberOf(Case));
    else
      for (const SwitchCase *Each = Switch->getSwitchCaseList(); Each != nullptr; Each = Each->getNextSwitchCase())
        if (const auto *Case = dyn_cast<CaseStmt>(Each))
          Add(Need::Kind::NotEqual, NumberOf(Case));
    return E;
  }
  // Who comes to the end of `a && b` asks for b.
  for (const auto *Both = dyn_cast<BinaryOperator>(Condition->IgnoreParenImpCasts()); Both != nullptr && Both->isLogicalOp();
       Both = dyn_cast<BinaryOperator>(Condition->IgnoreParenImpCasts()))
    Condition = Both->getRHS();
  std::optional<Question> Asked = From->succ_size() == 2 ? questionOf(Condition) : std::nullopt;
  if (!Asked)
    return E;
  if (From->succ_begin()->getReachableBlock() != To)
    Asked = Asked->negated();
  if (std::optional<Need> N = needOf(*Asked)) {
    E.Here.need(*N);
    return E;
  }
  // Of an optional text it is not known whether it is one.
  bool IsAboutNumber = Asked->isAboutNumber();
  std::optional<Cell> C = IsAboutNumber && Asked->Of->getType()->isRecordType() ? std::nullopt : cellOf(Asked->Of);
  auto Found = C ? What.Index.find(*C) : What.Index.end();
  const State &S = Out[From->getBlockID()];
  if (Found == What.Index.end() || S.empty() || !S[Found->second] || S[Found->second]->empty())
    return E;
  AbstractString Left = fulfilling(*S[Found->second], *Asked, AST);
  E.IsImpossible = Left.empty();
  if (E.IsImpossible)
    return E;
  Alternative Shared = sharedBy(Left);
  for (const auto &[Key, IsTrue] : Shared.Conditions)
    E.Here.assume(Key, IsTrue);
  for (const Need &N : Shared.Needs)
    E.Here.need(N);
  E.Asked = Found->second;
  E.Left = std::make_shared<const AbstractString>(std::move(Left));
  return E;
}

static bool decides(const CFGBlock *Block) { return Block->succ_size() == 2 || isa_and_nonnull<SwitchStmt>(Block->getTerminatorStmt()); }

// What must hold on the way to a join from the block where the ways part; the last of it first.
std::vector<Flow::Edge> Flow::edgesBetween(const CFGBlock *Dominator, const CFGBlock *From, const CFGBlock *Join) {
  std::vector<Edge> Edges;
  if (decides(From))
    Edges.push_back(edge(From, Join));
  std::vector<Edge> Above = edgesAbove(Dominator, From);
  Edges.insert(Edges.end(), std::make_move_iterator(Above.begin()), std::make_move_iterator(Above.end()));
  return Edges;
}

// What must hold on the way to a block.
std::vector<Flow::Edge> Flow::edgesAbove(const CFGBlock *Dominator, const CFGBlock *Block) {
  std::vector<Edge> Edges;
  for (unsigned I = 0; I < 64 && Block != nullptr && Block != Dominator; ++I) {
    auto *Node = Dominators->getBase().getNode(const_cast<CFGBlock *>(Block));
    if (Node == nullptr || Node->getIDom() == nullptr)
      break;
    const CFGBlock *Above = Node->getIDom()->getBlock();
    if (decides(Above) && Block->pred_size() == 1 && llvm::is_contained(Above->succs(), Block))
      Edges.push_back(edge(Above, Block));
    Block = Above;
  }
  return Edges;
}

std::optional<Alternative> Flow::knownAt(const Expr *Point, Evaluator &Strings) {
  if (!IsSolved)
    solve(Strings);
  auto Found = Points.find(Point);
  // The point of `return "text";` is that of what is converted.
  for (const Stmt *S = Point; Found == Points.end() && S != nullptr;) {
    S = std::distance(S->child_begin(), S->child_end()) == 1 ? *S->child_begin() : nullptr;
    Found = S != nullptr ? Points.find(S) : Found;
  }
  Alternative Here;
  if (Graph == nullptr || IsSolving || Found == Points.end())
    return Here;
  const CFGBlock *Block = Found->second.Block;
  if (IsNever[Block->getBlockID()])
    return std::nullopt;
  for (const Edge &E : edgesAbove(&Graph->getEntry(), Block)) {
    if (E.IsImpossible)
      return std::nullopt;
    for (const Need &N : E.Here.Needs)
      Here.need(N);
  }
  return Here;
}

// The text that comes to a join on such a way.
AbstractString Flow::under(const AbstractString &Text, llvm::ArrayRef<Edge> Edges) {
  Alternative Here;
  for (const Edge &E : Edges) {
    for (const auto &[Key, IsTrue] : E.Here.Conditions)
      Here.assume(Key, IsTrue);
    for (const Need &N : E.Here.Needs)
      Here.need(N);
  }
  AbstractString Result;
  for (const Alternative &A : Text)
    if (!A.contradicts(Here))
      Result.push_back(A);
  for (Alternative &A : Result)
    for (const Edge &E : llvm::reverse(Edges)) {
      for (const auto &[Key, IsTrue] : E.Here.Conditions)
        A.assume(Key, IsTrue);
      for (const Need &N : E.Here.Needs)
        A.need(N);
      A.Stops.insert(A.Stops.end(), E.Here.Stops.begin(), E.Here.Stops.end());
    }
  return Result;
}

llvm::SmallVector<Need, 1> Evaluator::neededAt(const Expr *Point) {
  // Whoever makes an object or applies an operator need not name the function.
  if (Current == nullptr || !Current->doesThisDeclarationHaveABody() || Current->isDependentContext() || Current->getNumParams() == 0 ||
      isa<CXXConstructorDecl, CXXDestructorDecl, CXXConversionDecl>(Current) || Current->isOverloadedOperator())
    return {};
  std::optional<Alternative> Here = flowOf(Current).knownAt(Point, *this);
  return Here ? Here->Needs : llvm::SmallVector<Need, 1>();
}

// Whether a condition asks for a number that is a parameter, or a table is looked into at one.
static bool asksNumber(const Stmt *S, bool IsCondition) {
  if (S == nullptr)
    return false;
  const auto *Reference = dyn_cast<DeclRefExpr>(S);
  if (IsCondition && Reference != nullptr && isa<ParmVarDecl>(Reference->getDecl()) && Reference->getType()->isIntegerType())
    return true;
  const Stmt *Condition = nullptr;
  if (const auto *If = dyn_cast<IfStmt>(S))
    Condition = If->getCond();
  else if (const auto *Switch = dyn_cast<SwitchStmt>(S))
    Condition = Switch->getCond();
  else if (const auto *Choice = dyn_cast<ConditionalOperator>(S))
    Condition = Choice->getCond();
  else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(S); Element != nullptr && !Element->getType()->isArithmeticType())
    Condition = Element->getIdx();
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return asksNumber(Child, IsCondition || (Child != nullptr && Child == Condition)); });
}

bool Evaluator::asksNumbers(const FunctionDecl *Function) {
  auto [It, IsNew] = AskingNumbers.try_emplace(Function->getCanonicalDecl(), false);
  const FunctionDecl *Body = nullptr;
  if (IsNew && llvm::any_of(Function->parameters(), [](const ParmVarDecl *P) { return P->getType()->isIntegerType(); }) && Function->hasBody(Body) &&
      isProjectCode(Body->getLocation(), AST.getSourceManager(), P))
    It->second = asksNumber(Body->getBody(), false);
  return It->second;
}

// One branch of `?:`, as far as what is asked may be answered so.
AbstractString Evaluator::visitBranch(const AbstractConditionalOperator *Choice, bool IsTrue) {
  const Expr *Branch = IsTrue ? Choice->getTrueExpr() : Choice->getFalseExpr();
  std::optional<Question> Asked = isa<ConditionalOperator>(Choice) ? questionIn(Choice->getCond(), AST) : std::nullopt;
  if (!Asked || Current == nullptr || !Current->doesThisDeclarationHaveABody() || Current->isDependentContext())
    return visit(Branch);
  if (!IsTrue)
    Asked = Asked->negated();
  Alternative Here;
  std::optional<Flow::State> Narrowed;
  bool IsList = Apis.isTextList(Asked->Of->getType());
  bool IsAboutNumber = Asked->isAboutNumber();
  if (std::optional<Need> N = flowOf(Current).needOf(*Asked)) {
    Here.need(*N);
  } else if ((Apis.isText(Asked->Of->getType()) || IsList) && !(IsAboutNumber && Asked->Of->getType()->isRecordType())) {
    AbstractString Left = fulfilling(IsList ? visitList(Asked->Of) : visit(Asked->Of), *Asked, AST);
    if (Left.empty())
      return {};
    Here = sharedBy(Left);
    std::optional<Cell> C = cellOf(Asked->Of);
    if (C && Following != nullptr && Following->function() == Current && Following->follows(*C)) {
      Narrowed = *Now;
      (*Narrowed)[Following->changes().Index.lookup(*C)] = std::make_shared<const AbstractString>(std::move(Left));
    }
  }
  std::optional<Scope> Inside;
  if (Narrowed)
    Inside.emplace(*this, *Following, *Narrowed);
  return concatenate({Here}, visit(Branch), Branch);
}

AbstractString Evaluator::visitConditional(const AbstractConditionalOperator *Choice) {
  AbstractString True = visitBranch(Choice, true);
  AbstractString False = visitBranch(Choice, false);
  if (True.empty() && False.empty())
    return hole(Choice);
  for (Alternative &A : True)
    A.Stops.push_back({Choice->getTrueExpr()->getExprLoc(), "taken where the condition is true", Choice->getCond()});
  for (Alternative &A : False) {
    A.Stops.push_back({Choice->getFalseExpr()->getExprLoc(), "taken where the condition is false", Choice->getCond()});
    True.push_back(std::move(A));
  }
  return bounded(std::move(True), nameOf(Choice));
}

} // namespace tenantscan::strings
