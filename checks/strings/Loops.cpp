//===- Loops.cpp - Loops over lists --------------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Loops.h"

#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"

using namespace clang;

namespace tenantscan::strings {

// The object of a method that is called without arguments and has one of the names.
static const Expr *objectOf(const Expr *E, std::initializer_list<llvm::StringRef> Names) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
  const CXXMethodDecl *Method = Call == nullptr || Call->getNumArgs() != 0 ? nullptr : Call->getMethodDecl();
  return Method != nullptr && Method->getDeclName().isIdentifier() && llvm::is_contained(Names, Method->getName()) ? Call->getImplicitObjectArgument()
                                                                                                                   : nullptr;
}

static const VarDecl *variableIn(const Expr *E) {
  const auto *Reference = dyn_cast_or_null<DeclRefExpr>(E == nullptr ? nullptr : E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
  return Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
}

static std::optional<int64_t> numberIn(const Expr *E, const ASTContext &AST) {
  Expr::EvalResult Value;
  if (!E->getType()->isIntegerType() || E->isValueDependent() || !E->EvaluateAsInt(Value, AST))
    return std::nullopt;
  return Value.Val.getInt().getExtValue();
}

// for (size_t i = 0; i < list.size(); ...), for (auto it = list.begin(); it != list.end(); ...)
static const Expr *listOf(const ForStmt *Loop, const ASTContext &AST) {
  const auto *Start = dyn_cast_or_null<DeclStmt>(Loop->getInit());
  const Expr *Condition = Loop->getCond() == nullptr ? nullptr : Loop->getCond()->IgnoreParenImpCasts();
  const Expr *Left = nullptr;
  const Expr *Right = nullptr;
  if (const auto *Comparison = dyn_cast_or_null<BinaryOperator>(Condition);
      Comparison != nullptr && (Comparison->getOpcode() == BO_LT || Comparison->getOpcode() == BO_NE)) {
    Left = Comparison->getLHS();
    Right = Comparison->getRHS();
  } else if (const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(Condition);
             Operator != nullptr && Operator->getOperator() == OO_ExclaimEqual && Operator->getNumArgs() == 2) {
    Left = Operator->getArg(0);
    Right = Operator->getArg(1);
  } else if (const auto *Rewritten = dyn_cast_or_null<CXXRewrittenBinaryOperator>(Condition);
             Rewritten != nullptr && Rewritten->getOperator() == BO_NE) {
    Left = Rewritten->getLHS();
    Right = Rewritten->getRHS();
  }
  const VarDecl *Counter = variableIn(Left);
  if (Start == nullptr || Counter == nullptr || Counter->getInit() == nullptr ||
      llvm::none_of(Start->decls(), [&](const Decl *D) { return D == Counter; }))
    return nullptr;
  bool IsNumber = Counter->getType()->isIntegerType();
  const Expr *List = IsNumber ? objectOf(Right, {"size", "length", "count"}) : objectOf(Right, {"end", "cend", "constEnd"});
  if (List == nullptr || !isRange(List->getType()))
    return nullptr;
  if (IsNumber)
    return numberIn(Counter->getInit(), AST) == 0 ? List : nullptr;
  const Expr *Begin = objectOf(Counter->getInit(), {"begin", "cbegin", "constBegin"});
  const VarDecl *Variable = variableIn(List);
  return Begin != nullptr && Variable != nullptr && variableIn(Begin) == Variable ? List : nullptr;
}

llvm::DenseMap<const Stmt *, const Expr *> loopsOverLists(const Stmt *Body, const ASTContext &AST) {
  llvm::DenseMap<const Stmt *, const Expr *> Loops;
  bool HasLabels = false;
  auto Find = [&](auto &&Self, const Stmt *S, bool IsInLoop) -> void {
    if (S == nullptr || HasLabels || isa<LambdaExpr>(S))
      return;
    HasLabels = isa<LabelStmt>(S);
    const auto *Range = dyn_cast<CXXForRangeStmt>(S);
    const auto *For = dyn_cast<ForStmt>(S);
    if (const Expr *List = IsInLoop ? nullptr : Range != nullptr ? Range->getRangeInit() : For != nullptr ? listOf(For, AST) : nullptr)
      Loops[S] = List;
    bool IsLoop = Range != nullptr || For != nullptr || isa<WhileStmt>(S) || isa<DoStmt>(S);
    for (const Stmt *Child : S->children())
      Self(Self, Child, IsInLoop || IsLoop);
  };
  Find(Find, Body, false);
  if (HasLabels)
    Loops.clear();
  return Loops;
}

std::optional<Emptiness> emptinessIn(const Expr *Condition, const ASTContext &AST) {
  Condition = Condition->IgnoreParenImpCasts();
  if (const Expr *List = objectOf(Condition, {"empty", "isEmpty"}))
    return Emptiness{List, true};
  if (const Expr *List = objectOf(Condition, {"size", "length", "count"}))
    return Emptiness{List, false};
  const auto *Comparison = dyn_cast<BinaryOperator>(Condition);
  const Expr *List = Comparison == nullptr ? nullptr : objectOf(Comparison->getLHS(), {"size", "length", "count"});
  std::optional<int64_t> Number = List == nullptr ? std::nullopt : numberIn(Comparison->getRHS(), AST);
  if (!Number)
    return std::nullopt;
  BinaryOperatorKind Kind = Comparison->getOpcode();
  if ((Number == 0 && (Kind == BO_GT || Kind == BO_NE)) || (Number == 1 && Kind == BO_GE))
    return Emptiness{List, false};
  if ((Number == 0 && Kind == BO_EQ) || (Number == 1 && Kind == BO_LT))
    return Emptiness{List, true};
  return std::nullopt;
}

bool isRange(QualType T) {
  const CXXRecordDecl *Class = T.isNull() ? nullptr : T.getNonReferenceType()->getAsCXXRecordDecl();
  Class = Class == nullptr ? nullptr : Class->getDefinition();
  if (Class == nullptr || Class->isDependentContext())
    return false;
  auto HasMethod = [&](llvm::StringRef Name) {
    return llvm::any_of(Class->methods(), [&](const CXXMethodDecl *M) { return M->getDeclName().isIdentifier() && M->getName() == Name; });
  };
  if (HasMethod("begin") && HasMethod("end"))
    return true;
  return llvm::any_of(Class->bases(), [](const CXXBaseSpecifier &Base) { return isRange(Base.getType()); });
}

//===----------------------------------------------------------------------===//
// Texts along loops
//===----------------------------------------------------------------------===//

void Flow::findLoops() {
  llvm::DenseMap<const Stmt *, const Expr *> Lists = loopsOverLists(Function->getBody(), AST);
  for (const CFGBlock *Block : *Graph) {
    auto Found = Lists.find(Block->getTerminatorStmt());
    if (Found == Lists.end() || Block->succ_size() != 2)
      continue;
    llvm::FoldingSetNodeID Key;
    Key.AddString("has run");
    Key.AddPointer(Found->first);
    std::optional<unsigned> HasRun = keyOf(Key);
    if (!HasRun)
      return;
    Loop L;
    L.Exit = (Block->succ_begin() + 1)->getReachableBlock();
    L.List = Found->second;
    L.HasRun = *HasRun;
    L.IsEmpty = keyOfEmptiness(L.List);
    L.Parameter = L.IsEmpty ? dyn_cast<ParmVarDecl>(stableList(L.List)) : nullptr;
    // if (list.empty()) return;
    const CFGBlock *Next = Block;
    for (unsigned Steps = 0; L.IsEmpty && Steps < 64; ++Steps) {
      auto *Node = Dominators->getBase().getNode(const_cast<CFGBlock *>(Next));
      if (Node == nullptr || Node->getIDom() == nullptr)
        break;
      const CFGBlock *Above = Node->getIDom()->getBlock();
      Alternative Here;
      if (Next->pred_size() == 1 && llvm::is_contained(Above->succs(), Next))
        conditionOf(Above, Next, Here, /*WithStop=*/false);
      L.HasElements = L.HasElements || Here.assumes(*L.IsEmpty, false);
      Next = Above;
    }
    Loops[Block] = L;
  }
}

// Texts know whether a loop has run on their way. One that has not needs an empty list.
void Flow::alongLoops(AbstractString &Texts, const CFGBlock *From, const CFGBlock *To, Evaluator &Strings) {
  if (auto It = Loops.find(From); It != Loops.end() && It->second.Exit == To) {
    const Loop &L = It->second;
    bool HasElements = L.HasElements;
    if (!HasElements && llvm::any_of(Texts, [&](const Alternative &A) { return A.assumes(L.HasRun, false); })) {
      Evaluator::Scope Scope(Strings, *this, Out[From->getBlockID()]);
      HasElements = Strings.leastLength(L.List) > 0;
    }
    llvm::erase_if(Texts, [&](Alternative &A) {
      if (!A.assumes(L.HasRun, false))
        return false;
      if (HasElements || (L.IsEmpty && A.assumes(*L.IsEmpty, false)))
        return true;
      if (L.IsEmpty)
        A.assume(*L.IsEmpty, true);
      if (L.Parameter != nullptr) {
        Need N;
        N.Parameter = L.Parameter;
        N.Function = Function;
        A.need(N);
      }
      return false;
    });
  }
  if (auto It = Loops.find(To); It != Loops.end()) {
    const Loop &L = It->second;
    bool HasRun = Dominators->dominates(To, From);
    if (HasRun && L.IsEmpty)
      llvm::erase_if(Texts, [&](const Alternative &A) { return A.assumes(*L.IsEmpty, true); });
    for (Alternative &A : Texts) {
      llvm::erase_if(A.Conditions, [&](const auto &C) { return C.first == L.HasRun; });
      A.assume(L.HasRun, HasRun);
      if (HasRun && L.IsEmpty)
        A.assume(*L.IsEmpty, false);
    }
  }
}

// The variable that holds a list, of any elements, and that nothing changes.
const VarDecl *Flow::stableList(const Expr *List) {
  const VarDecl *Variable = variableIn(List);
  QualType T = Variable == nullptr ? QualType() : Variable->getType();
  if (Variable == nullptr || !Variable->isLocalVarDeclOrParm() || Variable->isStaticLocal() || !isRange(T) || Apis.isText(T) ||
      (T->isReferenceType() && !T->getPointeeType().isConstQualified()))
    return nullptr;
  if (T->isReferenceType())
    return Variable;
  auto [Known, IsNew] = StableLists.try_emplace(Variable, false);
  if (IsNew)
    Known->second =
        follows({Variable, nullptr}) ? isConstant({Variable, nullptr}) : !ExprMutationAnalyzer(*Function->getBody(), AST).isMutated(Variable);
  return Known->second ? Variable : nullptr;
}

std::optional<unsigned> Flow::keyOfEmptiness(const Expr *List) {
  const VarDecl *Variable = stableList(List);
  if (Variable == nullptr)
    return std::nullopt;
  llvm::FoldingSetNodeID Key;
  Key.AddString("is empty");
  Key.AddPointer(Variable);
  return keyOf(Key);
}

} // namespace tenantscan::strings
