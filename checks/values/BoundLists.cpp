//===- BoundLists.cpp - Values that are bound from a list -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Bindings.h"

#include "checks/Places.h"
#include "checks/values/Holders.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace tenantscan::values {

/// An array with more elements is not looked at.
static constexpr size_t MaxValues = 64;

bool Bindings::isList(QualType T) {
  const CXXRecordDecl *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (Class == nullptr || Class->getIdentifier() == nullptr)
    return false;
  llvm::StringRef Name = Class->getName();
  return Name == "vector" || Name == "initializer_list" || Name == "span" || Name == "array" || Name == "deque" || Name == "list" ||
         Name == "QList" || Name == "QVector" || Name == "QStringList";
}

// Without calls that give an object in another form: p.c_str(), QVariant(p)
static const Expr *bare(const Expr *E) {
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    E = plain(E);
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E); Member != nullptr && Member->getNumArgs() == 0)
      E = Member->getImplicitObjectArgument();
    else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() == 1)
      E = Construction->getArg(0);
    else
      break;
  }
  return E;
}

// The loop over a list that goes through it in a variable, where a call is made once for each.
static const CXXForRangeStmt *loopAround(const Expr *Call, const VarDecl *Variable, ASTContext &AST) {
  DynTypedNode Node = DynTypedNode::create(*Call);
  for (unsigned Steps = 0; Steps < 24; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return nullptr;
    Node = Parents[0];
    if (const auto *Loop = Node.get<CXXForRangeStmt>())
      return Loop->getLoopVariable() == Variable ? Loop : nullptr;
    if (Node.get<IfStmt>() != nullptr || Node.get<ForStmt>() != nullptr || Node.get<LambdaExpr>() != nullptr)
      return nullptr;
  }
  return nullptr;
}

static bool isNumber(const Expr *E, unsigned Wanted, const ASTContext &AST) {
  Expr::EvalResult Number;
  return !E->isValueDependent() && E->getType()->isIntegralOrEnumerationType() && E->EvaluateAsInt(Number, AST) && Number.Val.getInt() == Wanted;
}

// Whether a placeholder's number is that of the element: `i + 1` for `params[i]`, or `n++` from the first on.
static bool isNumberOf(const Expr *Number, const Expr *Element, unsigned First, const ASTContext &AST) {
  Number = bare(Number);
  if (const auto *Unary = dyn_cast<UnaryOperator>(Number); Unary != nullptr && Unary->isIncrementOp() && Element == nullptr) {
    const auto *Reference = dyn_cast<DeclRefExpr>(plain(Unary->getSubExpr()));
    const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    return V != nullptr && V->getInit() != nullptr && (Unary->isPostfix() || First != 0) &&
           isNumber(V->getInit(), Unary->isPostfix() ? First : First - 1, AST);
  }
  const auto *Index = Element == nullptr ? nullptr : dyn_cast<DeclRefExpr>(bare(Element));
  auto IsIndex = [&](const Expr *E) {
    const auto *Reference = dyn_cast<DeclRefExpr>(bare(E));
    return Index != nullptr && Reference != nullptr && Reference->getDecl() == Index->getDecl();
  };
  if (const auto *Sum = dyn_cast<BinaryOperator>(Number); Sum != nullptr && Sum->getOpcode() == BO_Add)
    return (IsIndex(Sum->getLHS()) && isNumber(Sum->getRHS(), First, AST)) || (IsIndex(Sum->getRHS()) && isNumber(Sum->getLHS(), First, AST));
  return First == 0 && IsIndex(Number);
}

const ParmVarDecl *Bindings::listBehind(const Expr *Value, const Expr *Call, const Expr *Number, unsigned First, const FunctionDecl *Around) {
  Value = bare(Value);
  const Expr *List = nullptr, *Index = nullptr;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Value)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    const CXXForRangeStmt *Loop = Variable != nullptr && Variable->isCXXForRangeDecl() ? loopAround(Call, Variable, AST) : nullptr;
    List = Loop == nullptr ? nullptr : Loop->getRangeInit();
  } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Value); Operator != nullptr && Operator->getOperator() == OO_Subscript) {
    List = Operator->getArg(0);
    Index = Operator->getArg(1);
  } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Value); Member != nullptr && Member->getNumArgs() == 1 &&
                                                                      Member->getMethodDecl() != nullptr &&
                                                                      Member->getMethodDecl()->getNameAsString() == "at") {
    List = Member->getImplicitObjectArgument();
    Index = Member->getArg(0);
  }
  bool IsInOrder = Number == nullptr ? Index == nullptr || !isa<IntegerLiteral>(bare(Index)) : isNumberOf(Number, Index, First, AST);
  if (List == nullptr || !IsInOrder)
    return nullptr;
  std::optional<BoundList> All = listOf(List, Around);
  return All && All->Elements.empty() ? All->Parameter : nullptr;
}

std::optional<Bindings::BoundList> Bindings::listOf(const Expr *E, const FunctionDecl *Around, unsigned Depth) {
  static constexpr unsigned MaxDepth = 8;
  if (E == nullptr || Depth > MaxDepth)
    return std::nullopt;
  E = plain(E);
  auto Inner = [&](const Expr *Part) { return listOf(Part, Around, Depth + 1); };
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    return Inner(Cast->getSubExpr());
  if (const auto *Standard = dyn_cast<CXXStdInitializerListExpr>(E))
    return Inner(Standard->getSubExpr());
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    // Of a std::array the braces of the array in it.
    if (List->getNumInits() == 1 && isa<InitListExpr>(plain(List->getInit(0))))
      return Inner(List->getInit(0));
    BoundList Result;
    Result.Elements.assign(List->inits().begin(), List->inits().end());
    return Result;
  }
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E)) {
    if (Construction->getNumArgs() == 0)
      return BoundList();
    for (unsigned I = 1; I < Construction->getNumArgs(); ++I)
      if (!isa<CXXDefaultArgExpr>(Construction->getArg(I)))
        return std::nullopt;
    return Inner(Construction->getArg(0));
  }
  // values.data(), std::move(values), pqxx::prepare::make_dynamic_params(values)
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E))
    return Member->getNumArgs() == 0 && Member->getMethodDecl() != nullptr && Member->getMethodDecl()->getNameAsString() == "data"
               ? Inner(Member->getImplicitObjectArgument())
               : std::nullopt;
  if (const auto *Call = dyn_cast<CallExpr>(E); Call != nullptr && Call->getNumArgs() == 1 && Call->getDirectCallee() != nullptr)
    return Call->isCallToStdMove() || Call->getDirectCallee()->getNameAsString() == "make_dynamic_params" ? Inner(Call->getArg(0)) : std::nullopt;
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (Variable == nullptr || !isList(Variable->getType()))
    return std::nullopt;
  BoundList Result;
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable)) {
    Result.Parameter = Parameter;
    return Result;
  }
  if (!Variable->isLocalVarDecl() || Around == nullptr)
    return std::nullopt;
  if (Variable->getInit() != nullptr) {
    std::optional<BoundList> Begun = Inner(Variable->getInit());
    if (!Begun)
      return std::nullopt;
    Result = std::move(*Begun);
  }
  FunctionFacts &Facts = factsOf(Around);
  for (const model::Call &C : Facts.Calls) {
    for (unsigned I = 0; I < C.Arguments.size() && I < C.Callee->getNumParams(); ++I)
      if (QualType T = C.Callee->getParamDecl(I)->getType(); T->isLValueReferenceType() && !T->getPointeeType().isConstQualified() &&
                                                             objectOf(C.Arguments[I]) == Variable && !isa<CXXConstructorDecl>(C.Callee) &&
                                                             isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), Values.project()))
        return std::nullopt;
    const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
    const auto *Object = C.Object == nullptr ? nullptr : dyn_cast<DeclRefExpr>(plain(C.Object));
    if (Method == nullptr || Object == nullptr || Object->getDecl() != Variable || Method->isConst() || isa<CXXConstructorDecl>(Method))
      continue;
    std::string Name = Method->getNameAsString();
    if (Name == "reserve" || Name == "data" || Name == "begin" || Name == "end" || Name == "operator[]" || Name == "front" || Name == "back" ||
        Name == "at")
      continue;
    bool Adds =
        C.Arguments.size() == 1 && (Name == "push_back" || Name == "emplace_back" || Name == "append" || Name == "push" || Name == "operator<<");
    if (!Adds || Result.Parameter != nullptr)
      return std::nullopt;
    if (!Facts.Conditional.contains(C.Expression)) {
      Result.Elements.push_back(C.Arguments.front());
      continue;
    }
    // for (const auto &p : params) values.push_back(p.c_str());
    Result.Parameter = listBehind(C.Arguments.front(), C.Expression, nullptr, 0, Around);
    if (Result.Parameter == nullptr)
      return std::nullopt;
  }
  return Result;
}

Bindings::Expressions Bindings::elementsOf(const Expr *Array, const FunctionDecl *Around) {
  Expressions Out;
  const auto *Variable = dyn_cast_or_null<VarDecl>(objectOf(Array));
  if (Variable == nullptr || !Variable->isLocalVarDecl())
    return Out;
  auto Fill = [&](auto &&Self, const Expr *Init) -> void {
    Init = plain(Init);
    if (const auto *List = dyn_cast<InitListExpr>(Init)) {
      for (const Expr *Item : List->inits()) {
        if (isa<InitListExpr>(plain(Item)))
          return Self(Self, Item);
        Out.push_back(Item);
      }
    } else if (const auto *Standard = dyn_cast<CXXStdInitializerListExpr>(Init)) {
      Self(Self, Standard->getSubExpr());
    } else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(Init)) {
      Self(Self, Temporary->getSubExpr());
    } else if (const auto *Construction = dyn_cast<CXXConstructExpr>(Init); Construction != nullptr && Construction->getNumArgs() != 0) {
      Self(Self, Construction->getArg(0));
    }
  };
  if (Variable->getInit() != nullptr)
    Fill(Fill, Variable->getInit());
  if (Around == nullptr)
    return Out;
  for (const FunctionFacts::Element &E : factsOf(Around).Elements) {
    if (E.Array != Variable)
      continue;
    Expr::EvalResult Index;
    if (!E.Index->EvaluateAsInt(Index, AST) || Index.Val.getInt().getExtValue() < 0 ||
        Index.Val.getInt().getExtValue() >= static_cast<int64_t>(MaxValues))
      return {};
    auto Position = static_cast<size_t>(Index.Val.getInt().getExtValue());
    if (Out.size() <= Position)
      Out.resize(Position + 1, nullptr);
    Out[Position] = E.Value;
  }
  return Out;
}

void Bindings::addElements(const ParmVarDecl *List, unsigned Before, std::vector<BoundValue> &Out) {
  const auto *F = dyn_cast<FunctionDecl>(List->getDeclContext());
  if (F == nullptr)
    return;
  for (unsigned I = 0; I < MaxElements; ++I) {
    BoundValue &V = Out.emplace_back();
    V.Placeholder = Before + I + 1;
    V.Value = elementOf(List, I);
  }
}

ValueSource Bindings::elementOf(const ParmVarDecl *List, unsigned I) {
  const auto *F = cast<FunctionDecl>(List->getDeclContext());
  ValueSource S;
  S.Name = List->getNameAsString();
  S.At = tokenPlace(List->getLocation(), AST);
  S.Parameter = {Slot::Kind::Parameter, usrOf(F), model::qualifiedName(F), elementSlot(List->getFunctionScopeIndex(), I), std::nullopt};
  return S;
}

std::vector<ValueSource> Bindings::elements(const Expr *List, const FunctionDecl *Around) {
  std::vector<ValueSource> Result;
  std::optional<BoundList> All = listOf(List, Around);
  if (!All)
    return Result;
  for (const Expr *E : All->Elements)
    if (Result.size() < MaxElements)
      Result.push_back(Values.of(E));
  for (unsigned I = 0; All->Parameter != nullptr && isa<FunctionDecl>(All->Parameter->getDeclContext()) && Result.size() < MaxElements; ++I)
    Result.push_back(elementOf(All->Parameter, I));
  return Result;
}

} // namespace tenantscan::values
