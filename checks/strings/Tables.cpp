//===- Tables.cpp - Text from constant tables ----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"
#include "checks/strings/Format.h"
#include "checks/strings/MapEntries.h"

#include "clang/AST/ExprCXX.h"

#include <fmt/format.h>

#include <algorithm>

using namespace clang;

namespace tenantscan::strings {

// From a braced list or what is constructed from one to its elements.
std::vector<const Expr *> listedIn(const Expr *E) {
  for (unsigned I = 0; I < 8; ++I) {
    E = E->IgnoreUnlessSpelledInSource();
    if (const auto *List = dyn_cast<InitListExpr>(E)) {
      // std::array<T, N> holds an array.
      const auto *Record = List->getType()->getAsCXXRecordDecl();
      if (Record != nullptr && Record->isInStdNamespace() && Record->getName() == "array" && List->getNumInits() == 1) {
        E = List->getInit(0);
        continue;
      }
      return {List->inits().begin(), List->inits().end()};
    }
    if (const auto *Standard = dyn_cast<CXXStdInitializerListExpr>(E))
      E = Standard->getSubExpr();
    else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() != 0)
      E = Construction->getArg(0);
    else
      break;
  }
  return {};
}

// The variable that a name stands for, if it never changes.
const VarDecl *Evaluator::constantOf(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource();
  const ValueDecl *Named = nullptr;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    Named = Reference->getDecl();
  else if (const auto *Member = dyn_cast<MemberExpr>(E))
    Named = Member->getMemberDecl();
  const auto *Variable = dyn_cast_or_null<VarDecl>(Named);
  const VarDecl *Defined = nullptr;
  if (Variable == nullptr || isa<ParmVarDecl>(Variable) || Variable->getAnyInitializer(Defined) == nullptr)
    return nullptr;
  QualType T = Defined->getType();
  bool IsConstant = T.isConstQualified() || Defined->isConstexpr() || isNeverChanged(Defined) ||
                    (T->isArrayType() && AST.getBaseElementType(T).isConstQualified()) ||
                    (Defined->isLocalVarDecl() && !T->isReferenceType() && !T->isPointerType() && isUnchanged(Defined));
  return IsConstant ? Defined : nullptr;
}

std::vector<const Expr *> Evaluator::elementsOf(const Expr *List) {
  const VarDecl *Variable = constantOf(List);
  // `static const auto &table() { static const std::map<...> m = {...}; return m; }`
  if (const auto *Call = dyn_cast<CallExpr>(List->IgnoreUnlessSpelledInSource()); Variable == nullptr && Call != nullptr)
    if (const FunctionDecl *Body = bodyOf(model::Call::of(Call)); Body != nullptr && flowOf(Body).returned().size() == 1)
      Variable = constantOf(flowOf(Body).returned().front());
  return listedIn(Variable != nullptr ? Variable->getAnyInitializer() : List);
}

// The range of the loop whose hidden iterator is dereferenced: `*__begin`.
static const Expr *rangeOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  const Expr *Iterator = nullptr;
  if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
    Iterator = Star->getSubExpr();
  if (const auto *Star = dyn_cast<CXXOperatorCallExpr>(E); Star != nullptr && Star->getOperator() == OO_Star)
    Iterator = Star->getArg(0);
  for (unsigned I = 0; I < 2 && Iterator != nullptr; ++I) {
    const auto *Reference = dyn_cast<DeclRefExpr>(Iterator->IgnoreParenImpCasts());
    const auto *Hidden = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    if (Hidden == nullptr || !Hidden->isImplicit() || Hidden->getInit() == nullptr)
      return nullptr;
    const Expr *Init = Hidden->getInit()->IgnoreImplicit();
    if (I == 1)
      return Init;
    // begin() of the range, or an array.
    if (const auto *Begin = dyn_cast<CXXMemberCallExpr>(Init))
      Init = Begin->getImplicitObjectArgument();
    Iterator = Init;
  }
  return nullptr;
}

static bool isPair(const RecordDecl *Class) {
  return Class != nullptr && Class->isInStdNamespace() && Class->getIdentifier() != nullptr &&
         (Class->getName() == "pair" || Class->getName() == "tuple");
}

static bool isPair(QualType T) { return isPair(T.getNonReferenceType()->getAsCXXRecordDecl()); }

// The parts of a pair or tuple: `{1, "a"}`, `std::make_pair(1, "a")`.
const Expr *partOf(const Expr *Element, unsigned Index) {
  for (unsigned I = 0; I < 4; ++I) {
    Element = Element->IgnoreUnlessSpelledInSource();
    if (const auto *Construction = dyn_cast<CXXConstructExpr>(Element)) {
      if (Construction->getNumArgs() != 1)
        return Index < Construction->getNumArgs() ? Construction->getArg(Index) : nullptr;
      Element = Construction->getArg(0);
      continue;
    }
    if (const auto *List = dyn_cast<InitListExpr>(Element))
      return Index < List->getNumInits() ? List->getInit(Index) : nullptr;
    const auto *Call = dyn_cast<CallExpr>(Element);
    const FunctionDecl *Callee = Call == nullptr ? nullptr : Call->getDirectCallee();
    if (Callee != nullptr && Callee->isInStdNamespace() && Callee->getDeclName().isIdentifier() &&
        (Callee->getName() == "make_pair" || Callee->getName() == "make_tuple"))
      return Index < Call->getNumArgs() ? Call->getArg(Index) : nullptr;
    return nullptr;
  }
  return nullptr;
}

// The list that E is an element of, and where in it, as far as that is said.
const Expr *Evaluator::tableOf(const Expr *E, const Expr **At) {
  E = E->IgnoreParenImpCasts();
  const Expr *Table = rangeOf(E);
  const Expr *Index = nullptr;
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    Table = Element->getBase()->IgnoreParenImpCasts();
    Index = Element->getIdx();
  }
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
  if (Operator != nullptr && Operator->getOperator() == OO_Subscript) {
    Table = Operator->getArg(0);
    Index = Operator->getArg(1);
  }
  auto IsNamed = [](const CXXMemberCallExpr *Call, std::initializer_list<llvm::StringRef> Names) {
    return Call != nullptr && Call->getMethodDecl() != nullptr && Call->getMethodDecl()->getDeclName().isIdentifier() &&
           llvm::is_contained(Names, Call->getMethodDecl()->getName());
  };
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
      IsNamed(Call, {"at", "value", "front", "back", "top", "first", "last", "takeFirst", "takeLast", "dequeue"}) && Call->getNumArgs() <= 1) {
    Table = Call->getImplicitObjectArgument();
    Index = Call->getNumArgs() == 1 ? Call->getArg(0) : nullptr;
  }
  // it->second, (*it).second: it = table.find(...)
  if (Operator != nullptr && (Operator->getOperator() == OO_Arrow || Operator->getOperator() == OO_Star) && Table == nullptr) {
    const auto *Reference = dyn_cast<DeclRefExpr>(Operator->getArg(0)->IgnoreParenImpCasts());
    const auto *Iterator = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    const Expr *Init = Iterator == nullptr || !Iterator->isLocalVarDecl() ? nullptr : Iterator->getInit();
    const auto *Found = Init == nullptr ? nullptr : dyn_cast<CXXMemberCallExpr>(Init->IgnoreUnlessSpelledInSource());
    if (IsNamed(Found, {"find", "begin", "cbegin", "lower_bound", "constFind", "constBegin"}) && isUnchanged(Iterator)) {
      Table = Found->getImplicitObjectArgument();
      Index = Found->getMethodDecl()->getName() == "find" && Found->getNumArgs() == 1 ? Found->getArg(0) : nullptr;
    }
  }
  if (At != nullptr)
    *At = Index;
  return Table;
}

std::vector<const Expr *> Evaluator::initialisersOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  const Expr *Index = nullptr;
  const Expr *Table = tableOf(E, &Index);
  if (Table != nullptr) {
    std::vector<std::vector<const Expr *>> Rows{elementsOf(Table)};
    // table[i][1], row[1], table[i].texts[1]
    if (Rows.front().empty() && Table->IgnoreParenImpCasts() != E)
      for (const Expr *Row : elementPartsOf(Table->IgnoreParenImpCasts()))
        Rows.push_back(listedIn(Row));
    std::vector<const Expr *> Result;
    bool IsPlain = Table->getType()->isArrayType() || Table->IgnoreParenImpCasts()->getType()->isArrayType();
    for (const std::vector<const Expr *> &All : Rows)
      for (size_t I = 0; I < All.size(); ++I) {
        const Expr *Key = Index == nullptr || !isPair(All[I]->getType()) ? nullptr : partOf(All[I], 0);
        Expr::EvalResult At;
        bool IsOther = Key != nullptr && differ(Key, Index, AST);
        if (IsPlain && Index != nullptr && !Index->isValueDependent() && Index->EvaluateAsInt(At, AST))
          IsOther = At.Val.getInt().getExtValue() != static_cast<int64_t>(I);
        if (!IsOther)
          Result.push_back(All[I]);
      }
    return Result;
  }
  // The variable of a loop, or a reference to an element.
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()); Variable != nullptr && Variable->getInit() != nullptr) {
      QualType T = Variable->getType();
      bool IsConstant = T.getNonReferenceType().isConstQualified() || (Variable->isLocalVarDecl() && !T->isReferenceType() && isUnchanged(Variable));
      if (IsConstant && Active.insert({Variable, nullptr}).second) {
        std::vector<const Expr *> Result;
        const Expr *Init = Variable->getInit()->IgnoreImplicit();
        if (const auto *Copy = dyn_cast<CXXConstructExpr>(Init);
            Copy != nullptr && Copy->getConstructor()->isCopyOrMoveConstructor() && Copy->getNumArgs() == 1)
          Init = Copy->getArg(0);
        Result = isa<InitListExpr>(Init) ? std::vector<const Expr *>{Init} : initialisersOf(Init);
        Active.erase({Variable, nullptr});
        return Result;
      }
    }
  return {};
}

// std::get<1>(element)
static std::optional<unsigned> indexOfGet(const Expr *E, const Expr *&Object) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call == nullptr ? nullptr : Call->getDirectCallee();
  if (Callee == nullptr || !Callee->isInStdNamespace() || !Callee->getDeclName().isIdentifier() || Callee->getName() != "get" ||
      Call->getNumArgs() != 1)
    return std::nullopt;
  const TemplateArgumentList *Arguments = Callee->getTemplateSpecializationArgs();
  if (Arguments == nullptr || Arguments->size() == 0 || Arguments->get(0).getKind() != TemplateArgument::Integral)
    return std::nullopt;
  Object = Call->getArg(0)->IgnoreParenImpCasts();
  // The hidden object of a structured binding is moved from.
  if (const auto *Move = dyn_cast<ExplicitCastExpr>(Object))
    Object = Move->getSubExpr()->IgnoreParenImpCasts();
  return static_cast<unsigned>(Arguments->get(0).getAsIntegral().getZExtValue());
}

namespace {

/// An element of a table, or a member or part of it.
struct ElementPart {
  explicit ElementPart(const Expr *E) {
    const auto *Member = dyn_cast<MemberExpr>(E);
    Field = Member == nullptr ? nullptr : dyn_cast<FieldDecl>(Member->getMemberDecl());
    Object = Member != nullptr ? Member->getBase() : E;
    Part = indexOfGet(E, Object);
    if (Field != nullptr && isPair(Field->getParent()))
      Part = Field->getName() == "second" ? 1 : 0;
  }
  bool isWhole() const { return Field == nullptr && !Part; }
  const Expr *Object;
  const FieldDecl *Field;
  std::optional<unsigned> Part;
};

} // namespace

// What an element has for E; null where that is not known.
static const Expr *partOf(const Expr *Element, const ElementPart &Sought, const Expr *E) {
  // What a map leads to.
  if (Sought.isWhole() && isPair(Element->getType()) && !isPair(E->getType()))
    return partOf(Element, 1);
  if (Sought.Part)
    return partOf(Element, *Sought.Part);
  if (Sought.Field == nullptr)
    return Element;
  const auto *List = dyn_cast<InitListExpr>(Element->IgnoreUnlessSpelledInSource());
  return List == nullptr ? nullptr : initialiserIn(List, Sought.Field);
}

std::vector<const Expr *> Evaluator::elementPartsOf(const Expr *E) {
  ElementPart Sought(E);
  std::vector<const Expr *> Parts;
  for (const Expr *Element : initialisersOf(Sought.Object)) {
    Element = partOf(Element, Sought, E);
    if (Element == nullptr)
      return {};
    Parts.push_back(Element);
  }
  return Parts;
}

static bool isArray(QualType T) {
  const auto *Record = T->getAsCXXRecordDecl();
  return T->isArrayType() || (Record != nullptr && Record->isInStdNamespace() && Record->getIdentifier() != nullptr && Record->getName() == "array");
}

// The parameter that an index is, by conversions that keep what is small and not negative.
static const Expr *parameterIn(const Expr *Index, const ASTContext &AST) {
  while (Index != nullptr) {
    Index = Index->IgnoreParens();
    const auto *Cast = dyn_cast<CastExpr>(Index);
    if (Cast == nullptr)
      break;
    QualType From = Cast->getSubExpr()->getType(), To = Cast->getType();
    bool IsKept = From->isIntegralOrEnumerationType() && To->isIntegralOrEnumerationType() && AST.getIntWidth(From) <= AST.getIntWidth(To);
    Index = IsKept ? Cast->getSubExpr() : nullptr;
  }
  const auto *Reference = dyn_cast_or_null<DeclRefExpr>(Index);
  return Reference != nullptr && isa<ParmVarDecl>(Reference->getDecl()) ? Reference : nullptr;
}

// table[kind]: which element it is, who calls the function says. Empty where it is none of those.
AbstractString Evaluator::visitChosen(const Expr *E) {
  ElementPart Sought(E);
  const Expr *Index = nullptr, *Object = Sought.Object->IgnoreParenImpCasts();
  // const Row &row = table[kind];
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Object))
    if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
        V != nullptr && V->isLocalVarDecl() && V->getInit() != nullptr && (V->getType()->isReferenceType() || isUnchanged(V)))
      Object = V->getInit()->IgnoreImplicit();
  const Expr *Table = tableOf(Object, &Index);
  const Expr *Parameter = Table != nullptr && isArray(Table->IgnoreParenImpCasts()->getType()) ? parameterIn(Index, AST) : nullptr;
  const auto *Function = Parameter == nullptr ? nullptr : dyn_cast<FunctionDecl>(cast<DeclRefExpr>(Parameter)->getDecl()->getDeclContext());
  if (Function == nullptr || !Function->doesThisDeclarationHaveABody())
    return {};
  AbstractString All;
  std::vector<const Expr *> Elements = elementsOf(Table);
  for (size_t I = 0; I < Elements.size(); ++I) {
    const Expr *Element = partOf(Elements[I], Sought, E);
    std::optional<Need> Chosen = flowOf(Function).needOf({Parameter, Need::Kind::Equal, static_cast<int64_t>(I)});
    if (Element == nullptr || !Chosen)
      return {};
    for (Alternative &A : visit(Element)) {
      A.need(*Chosen);
      All.push_back(std::move(A));
    }
  }
  return All;
}

AbstractString Evaluator::visitElement(const Expr *E) {
  AbstractString All = visitChosen(E);
  if (All.empty())
    for (const Expr *Element : elementPartsOf(E))
      for (Alternative &A : visit(Element))
        All.push_back(std::move(A));
  ElementPart Sought(E);
  if (All.empty() && (Sought.isWhole() || Sought.Part == 1U) && Apis.isText(E->getType())) {
    AbstractString Any = Sought.isWhole() ? anyElement(E) : AbstractString();
    return Any.empty() ? queued(Sought.isWhole() ? E : Sought.Object) : Any;
  }
  return All.empty() ? All : bounded(std::move(All), nameOf(E));
}

} // namespace tenantscan::strings
