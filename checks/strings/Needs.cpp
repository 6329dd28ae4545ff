//===- Needs.cpp - What a branch asks of a text --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Needs.h"

#include "checks/strings/Evaluator.h"
#include "checks/strings/Loops.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"

using namespace clang;

namespace tenantscan::strings {

Question Question::negated() const {
  using Kind = Need::Kind;
  Question Other = *this;
  Other.What = What == Kind::Empty ? Kind::NotEmpty : What == Kind::NotEmpty ? Kind::Empty : What == Kind::Equal ? Kind::NotEqual : Kind::Equal;
  return Other;
}

static const Expr *plain(const Expr *E) { return E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts(); }

static bool isOptional(QualType T) {
  const CXXRecordDecl *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Class != nullptr && Class->getIdentifier() != nullptr && Class->getName() == "optional";
}

static bool isNothing(const Expr *E) {
  const CXXRecordDecl *Class = plain(E)->getType()->getAsCXXRecordDecl();
  return Class != nullptr && Class->getIdentifier() != nullptr && (Class->getName() == "nullopt_t" || Class->getName() == "none_t");
}

bool isFlag(QualType Parameter) {
  bool IsConstant = !Parameter->isReferenceType() || Parameter->getPointeeType().isConstQualified();
  QualType T = Parameter.getNonReferenceType();
  return IsConstant && ((T->isIntegralOrEnumerationType() && !Parameter->isReferenceType()) || isOptional(T));
}

std::optional<int64_t> optionalIn(const Expr *Argument) {
  if (Argument->isValueDependent() || Argument->isTypeDependent())
    return std::nullopt;
  if (!isOptional(Argument->getType()))
    return std::nullopt;
  const Expr *E = plain(Argument);
  const auto *List = dyn_cast<InitListExpr>(E);
  const auto *Construction = dyn_cast<CXXConstructExpr>(E);
  if (isNothing(E) || (List != nullptr && List->getNumInits() == 0) || (Construction != nullptr && Construction->getNumArgs() == 0))
    return 0;
  return isOptional(E->getType()) || List != nullptr || E->getType()->isRecordType() ? std::nullopt : std::optional<int64_t>(1);
}

static bool isEmptyLiteral(const Expr *E) {
  const auto *Literal = dyn_cast<StringLiteral>(plain(E));
  return Literal != nullptr && Literal->getLength() == 0;
}

// `*text`, `text[0]`, `strlen(text)`: true of what is not empty.
static const Expr *beginningOf(const Expr *E, const ASTContext &AST) {
  E = plain(E);
  if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
    E = Star->getSubExpr();
  else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    Expr::EvalResult Index;
    if (Element->getIdx()->isValueDependent() || !Element->getIdx()->EvaluateAsInt(Index, AST) || !Index.Val.getInt().isZero())
      return nullptr;
    E = Element->getBase();
  } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee == nullptr || Call->getNumArgs() != 1 || !Callee->getDeclName().isIdentifier() || Callee->getName() != "strlen")
      return nullptr;
    E = Call->getArg(0);
  } else
    return nullptr;
  QualType T = E->getType();
  return (T->isPointerType() || T->isArrayType()) && T->getPointeeOrArrayElementType()->isAnyCharacterType() ? plain(E) : nullptr;
}

// The two sides of `a == b`, or of `a != b`.
struct Comparison {
  const Expr *Left = nullptr;
  const Expr *Right = nullptr;
  bool IsEqual = true;
};
static std::optional<Comparison> comparisonIn(const Expr *E) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary != nullptr && Binary->isEqualityOp())
    return Comparison{Binary->getLHS(), Binary->getRHS(), Binary->getOpcode() == BO_EQ};
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator != nullptr && Operator->getNumArgs() == 2 && (Operator->getOperator() == OO_EqualEqual || Operator->getOperator() == OO_ExclaimEqual))
    return Comparison{Operator->getArg(0), Operator->getArg(1), Operator->getOperator() == OO_EqualEqual};
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E); Rewritten != nullptr && BinaryOperator::isEqualityOp(Rewritten->getOperator()))
    return Comparison{Rewritten->getLHS(), Rewritten->getRHS(), Rewritten->getOperator() == BO_EQ};
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

// Whether each value of one type is the same one in another.
static bool keepsValues(QualType From, QualType To, const ASTContext &AST) {
  From = From.getNonReferenceType();
  To = To.getNonReferenceType();
  if (AST.hasSameUnqualifiedType(From, To))
    return true;
  if (!From->isIntegralOrEnumerationType() || !To->isIntegralOrEnumerationType() || To->isBooleanType() || To->isEnumeralType())
    return false;
  bool IsSigned = From->isSignedIntegerOrEnumerationType();
  if (IsSigned == To->isSignedIntegerOrEnumerationType())
    return AST.getIntWidth(From) <= AST.getIntWidth(To);
  return !IsSigned && AST.getIntWidth(From) < AST.getIntWidth(To);
}

const Expr *ignoreLossless(const Expr *E, const ASTContext &AST) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Whole = dyn_cast<FullExpr>(E)) {
      E = Whole->getSubExpr();
    } else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E)) {
      E = Temporary->getSubExpr();
    } else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
               Cast != nullptr && (Cast->getCastKind() == CK_NoOp || Cast->getCastKind() == CK_LValueToRValue ||
                                   (Cast->getCastKind() == CK_IntegralCast && keepsValues(Cast->getSubExpr()->getType(), Cast->getType(), AST)))) {
      E = Cast->getSubExpr();
    } else {
      return E;
    }
  }
}

bool keepsNumber(const Expr *E, QualType Type, const ASTContext &AST) {
  return keepsValues(E->getType(), Type, AST) && !isa<ImplicitCastExpr>(ignoreLossless(E, AST));
}

std::optional<int64_t> numberAs(QualType Type, const Expr *E, const ASTContext &AST) {
  Type = Type.getNonReferenceType();
  Expr::EvalResult Result;
  if (E->isValueDependent() || E->isTypeDependent() || !Type->isIntegralOrEnumerationType() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(Result, AST))
    return std::nullopt;
  llvm::APSInt Number = Result.Val.getInt();
  if (Type->isBooleanType())
    return Number.isZero() ? 0 : 1;
  Number = Number.extOrTrunc(AST.getIntWidth(Type));
  Number.setIsSigned(Type->isSignedIntegerOrEnumerationType());
  return Number.isRepresentableByInt64() ? std::optional(Number.getExtValue()) : std::nullopt;
}

static bool isScalar(QualType T) { return T->isIntegralOrEnumerationType() || T->isPointerType(); }

std::optional<Question> questionIn(const Expr *Condition, const ASTContext &AST) {
  using Kind = Need::Kind;
  const Expr *E = Condition == nullptr ? nullptr : plain(Condition);
  if (E == nullptr || E->isTypeDependent() || E->isValueDependent() || E->getType().isNull())
    return std::nullopt;
  if (const auto *Not = dyn_cast<UnaryOperator>(E); Not != nullptr && Not->getOpcode() == UO_LNot) {
    std::optional<Question> Inner = questionIn(Not->getSubExpr(), AST);
    return Inner ? std::optional(Inner->negated()) : std::nullopt;
  }
  if (std::optional<Emptiness> Asked = emptinessIn(E, AST))
    return Question{plain(Asked->List), Asked->WhenEmpty ? Kind::Empty : Kind::NotEmpty};
  if (const Expr *Text = beginningOf(E, AST))
    return Question{Text, Kind::NotEmpty};
  // if (optional), optional.has_value()
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
      Call != nullptr && Call->getNumArgs() == 0 && Call->getMethodDecl() != nullptr && isOptional(Call->getImplicitObjectArgument()->getType())) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    bool Asks = (isa<CXXConversionDecl>(Method) && Method->getReturnType()->isBooleanType()) ||
                (Method->getDeclName().isIdentifier() && (Method->getName() == "has_value" || Method->getName() == "is_initialized"));
    return Asks ? std::optional(Question{plain(Call->getImplicitObjectArgument()), Kind::NotEqual, 0}) : std::nullopt;
  }
  if (std::optional<Comparison> C = comparisonIn(E)) {
    for (auto [Value, Constant] : {std::pair(C->Left, C->Right), std::pair(C->Right, C->Left)})
      if (isNothing(Constant) && isOptional(Value->getType()))
        return Question{plain(Value), C->IsEqual ? Kind::Equal : Kind::NotEqual, 0};
    for (auto [Value, Constant] : {std::pair(C->Left, C->Right), std::pair(C->Right, C->Left)}) {
      if (isEmptyLiteral(Constant) && !Value->getType()->isPointerType() && !isEmptyLiteral(Value))
        return Question{plain(Value), C->IsEqual ? Kind::Empty : Kind::NotEmpty};
      if (!isa<BinaryOperator>(E) || !isScalar(Value->getType()))
        continue;
      std::optional<int64_t> Number;
      if (Value->getType()->isPointerType()) {
        if (Constant->isNullPointerConstant(const_cast<ASTContext &>(AST), Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull)
          Number = 0;
      } else {
        Number = numberAs(Value->getType(), Constant, AST);
      }
      if (!Number)
        continue;
      if (const Expr *Text = *Number == 0 ? beginningOf(Value, AST) : nullptr)
        return Question{Text, C->IsEqual ? Kind::Empty : Kind::NotEmpty};
      const Expr *Of = Value->getType()->isPointerType() ? plain(Value) : ignoreLossless(Value, AST);
      return Question{Of, C->IsEqual ? Kind::Equal : Kind::NotEqual, *Number};
    }
    return std::nullopt;
  }
  // Of an optional value it is the conversion that asks, which nobody spells.
  if (isa<DeclRefExpr>(E) && (isScalar(E->getType()) || isOptional(E->getType())))
    return Question{E, Kind::NotEqual, 0};
  return std::nullopt;
}

static bool isNull(const Piece &P, ASTContext &AST) {
  return P.IsHole && P.Source != nullptr && P.Source->getType()->isAnyPointerType() &&
         P.Source->isNullPointerConstant(AST, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
}

// The value of a hole is the same wherever its function asks.
static std::optional<Need> needOf(const Piece &P, const Question &Asked) {
  if (!P.IsHole || P.Formatted || P.JoinedBy || P.IsShared || P.IsCut)
    return std::nullopt;
  Need N;
  N.What = Asked.What;
  N.Number = Asked.Number;
  if (P.Parameter != nullptr) {
    N.Parameter = P.Parameter;
    N.Function = dyn_cast<FunctionDecl>(P.Parameter->getDeclContext());
  } else if (P.Field != nullptr && P.Function != nullptr) {
    N.Parameter = P.Owner;
    N.Field = P.Field;
    N.Function = P.Function;
  }
  return N.Function != nullptr ? std::optional(N) : std::nullopt;
}

// Whether a text may fulfil what is asked; what that needs is added to it.
static bool mayFulfil(Alternative &A, const Question &Asked, ASTContext &AST) {
  auto IsKnown = [](const Piece &P) { return !P.IsHole && !P.Text.empty(); };
  bool AnyKnown = llvm::any_of(A.Pieces, IsKnown);
  auto Holes = llvm::count_if(A.Pieces, [](const Piece &P) { return P.IsHole; });
  bool IsNullPointer = A.isUnknown() && isNull(A.Pieces.front(), AST);
  llvm::SmallVector<Need, 1> New;
  auto Ask = [&](const Piece &P) {
    if (std::optional<Need> N = needOf(P, Asked))
      New.push_back(*N);
  };
  switch (Asked.What) {
  case Need::Kind::Empty:
    if (AnyKnown)
      return false;
    for (const Piece &P : A.Pieces)
      Ask(P);
    break;
  case Need::Kind::NotEmpty:
    if ((!AnyKnown && Holes == 0) || IsNullPointer)
      return false;
    if (!AnyKnown && Holes == 1)
      for (const Piece &P : A.Pieces)
        Ask(P);
    break;
  case Need::Kind::Equal:
    if (Asked.Number == 0 && (AnyKnown || Holes == 0))
      return false;
    if (A.isUnknown() && !IsNullPointer)
      Ask(A.Pieces.front());
    break;
  case Need::Kind::NotEqual:
    if (Asked.Number == 0 && IsNullPointer)
      return false;
    if (A.isUnknown())
      Ask(A.Pieces.front());
    break;
  }
  Alternative Needed;
  for (const Need &N : New)
    Needed.need(N);
  if (A.contradicts(Needed))
    return false;
  for (const Need &N : New)
    A.need(N);
  return true;
}

AbstractString fulfilling(const AbstractString &Texts, const Question &Asked, ASTContext &AST) {
  AbstractString Left;
  for (Alternative A : Texts)
    if (mayFulfil(A, Asked, AST))
      Left.push_back(std::move(A));
  return Left;
}

Alternative sharedBy(const AbstractString &Texts) {
  Alternative Shared;
  if (Texts.empty())
    return Shared;
  for (const auto &C : Texts.front().Conditions)
    if (llvm::all_of(Texts, [&](const Alternative &A) { return llvm::is_contained(A.Conditions, C); }))
      Shared.Conditions.push_back(C);
  for (const Need &N : Texts.front().Needs)
    if (llvm::all_of(Texts, [&](const Alternative &A) { return llvm::is_contained(A.Needs, N); }))
      Shared.Needs.push_back(N);
  return Shared;
}

//===----------------------------------------------------------------------===//
// Branches of a function
//===----------------------------------------------------------------------===//

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

std::optional<Need> Flow::needOf(const Question &Asked) {
  bool IsAboutNumber = Asked.What == Need::Kind::Equal || Asked.What == Need::Kind::NotEqual;
  const ParmVarDecl *Flag = IsAboutNumber ? flagIn(Asked.Of) : nullptr;
  if (Flag == nullptr)
    return std::nullopt;
  Need N;
  N.What = Asked.What;
  N.Number = Asked.Number;
  N.Parameter = Flag;
  N.Function = Function;
  if (N.What == Need::Kind::NotEqual && Flag->getType()->isBooleanType()) {
    if (N.Number != 0 && N.Number != 1)
      return std::nullopt;
    N.What = Need::Kind::Equal;
    N.Number = N.Number == 0 ? 1 : 0;
  }
  return N;
}

// `const bool filtered = !where.empty();`
std::optional<Question> Flow::questionOf(const Expr *Condition, unsigned Steps) {
  std::optional<Question> Asked = questionIn(Condition, AST);
  const auto *Reference = Asked && Steps < 4 ? dyn_cast<DeclRefExpr>(Asked->Of) : nullptr;
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (Variable == nullptr || !Variable->isLocalVarDecl() || !Variable->getType()->isBooleanType() || Variable->getInit() == nullptr ||
      Asked->Number != 0 || !isStable(Reference))
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
  bool IsAboutNumber = Asked->What == Need::Kind::Equal || Asked->What == Need::Kind::NotEqual;
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
  bool IsAboutNumber = Asked->What == Need::Kind::Equal || Asked->What == Need::Kind::NotEqual;
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
