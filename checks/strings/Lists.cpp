//===- Lists.cpp - Lists of texts ----------------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A list of texts is followed as one text: its elements one behind the other, each
// with ElementEnd behind it. So it grows, is copied and handed on as texts are, and
// joining it is to put something else in the place of all but the last end.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"

#include "clang/AST/ExprCXX.h"

#include <algorithm>
#include <limits>

using namespace clang;

namespace tenantscan::strings {

static bool isEnd(const Piece &P) { return !P.IsHole && P.Literal == nullptr && P.Text.size() == 1 && P.Text.front() == ElementEnd; }

AbstractString Evaluator::element(const AbstractString &Text, const Expr *Source) {
  Piece End;
  End.Text = std::string(1, ElementEnd);
  End.Source = Source;
  return concatenate(Text, {{{End}, {}, {}}}, Source);
}

static bool isEdge(const CXXMemberCallExpr *Call) {
  const CXXMethodDecl *Method = Call == nullptr ? nullptr : Call->getMethodDecl();
  return Method != nullptr && Method->getDeclName().isIdentifier() && (Method->getName() == "begin" || Method->getName() == "cbegin");
}

AbstractString Evaluator::visitList(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Cleanups = dyn_cast<FullExpr>(E))
      E = Cleanups->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temporary->getSubExpr();
    else if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bound->getSubExpr();
    else if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
      E = Default->getExpr();
    else
      break;
  }
  auto Elements = [&](llvm::ArrayRef<const Expr *> Each) {
    AbstractString List = {{{}, {}, {}}};
    for (const Expr *One : Each) {
      if (!Apis.isText(One->getType()))
        return hole(E);
      List = concatenate(List, element(shown(One), One), E);
    }
    return List;
  };
  if (isa<InitListExpr>(E) || isa<CXXStdInitializerListExpr>(E))
    return Elements(listedIn(E));
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E)) {
    llvm::SmallVector<const Expr *, 6> Arguments = model::Call::of(Construction).Arguments;
    llvm::erase_if(Arguments, [](const Expr *A) { return isa<CXXDefaultArgExpr>(A); });
    if (Arguments.empty())
      return {{{}, {}, {}}};
    const Expr *First = Arguments.front()->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (Arguments.size() == 1 && Apis.isTextList(Arguments.front()->getType()))
      return visitList(Arguments.front());
    // (begin, end)
    if (const auto *Begin = dyn_cast<CXXMemberCallExpr>(First);
        Arguments.size() == 2 && isEdge(Begin) && Apis.isTextList(Begin->getImplicitObjectArgument()->getType()))
      return visitList(Begin->getImplicitObjectArgument());
    // (n, text): one, or many.
    if (Arguments.size() == 2 && First->getType()->isIntegerType() && Apis.isText(Arguments[1]->getType())) {
      AbstractString One = element(shown(Arguments[1]), E);
      AbstractString Several = concatenate(One, One, E);
      One.insert(One.end(), Several.begin(), Several.end());
      return bounded(std::move(One), nameOf(E));
    }
    return hole(E);
  }
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E))
    return visitConditional(Choice);
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (std::optional<AbstractString> Text = changed(Call))
      return *Text;
    model::Call C = model::Call::of(Call);
    if (C.Callee == nullptr)
      return hole(E);
    // QStringList() << "a" << "b", list + list
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call); Operator != nullptr && Operator->getNumArgs() == 2 &&
                                                                    (Operator->getOperator() == OO_LessLess || Operator->getOperator() == OO_Plus) &&
                                                                    Apis.isTextList(Operator->getArg(0)->getType())) {
      const Expr *Right = Operator->getArg(1);
      AbstractString Added = Apis.isTextList(Right->getType()) ? visitList(Right)
                             : Apis.isText(Right->getType())   ? element(shown(Right), E)
                                                               : hole(E);
      return concatenate(visitList(Operator->getArg(0)), Added, E);
    }
    if (model::isForwarding(C.Callee))
      return visitList(C.Arguments.front());
    if (std::optional<AbstractString> Text = resultOf(C))
      return *Text;
    return hole(E);
  }
  return visitNamed(E);
}

size_t leastLength(const AbstractString &List) {
  size_t Least = List.empty() ? 0 : std::numeric_limits<size_t>::max();
  for (const Alternative &A : List)
    Least = std::min<size_t>(Least, llvm::count_if(A.Pieces, isEnd));
  return Least;
}

size_t Evaluator::leastLength(const Expr *List) {
  if (Apis.isTextList(List->getType()))
    return strings::leastLength(visitList(List));
  return elementsOf(List).size();
}

bool Evaluator::isListHole(const Piece &P) {
  return P.IsHole &&
         ((P.Parameter != nullptr && Apis.isTextList(P.Parameter->getType())) || (P.Field != nullptr && Apis.isTextList(P.Field->getType())) ||
          (P.Result != nullptr && Apis.isTextList(P.Result->getReturnType())));
}

AbstractString Evaluator::joined(const AbstractString &List, const AbstractString &Between, const Expr *Source) {
  AbstractString Result;
  for (const Alternative &A : List) {
    AbstractString Built = {A.begun()};
    for (size_t I = 0; I < A.Pieces.size(); ++I) {
      // A list that its caller, or its object, knows.
      if (isListHole(A.Pieces[I])) {
        Piece List = A.Pieces[I];
        List.JoinedBy = std::make_shared<const AbstractString>(Between);
        Built = concatenate(Built, {{{List}, {}, {}}}, Source);
        if (I + 1 < A.Pieces.size())
          Built = concatenate(Built, Between, Source);
      } else if (!isEnd(A.Pieces[I]))
        Built = concatenate(Built, {{{A.Pieces[I]}, {}, {}}}, Source);
      else if (I + 1 < A.Pieces.size())
        Built = concatenate(Built, Between, Source);
    }
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return bounded(std::move(Result), nameOf(Source));
}

// A function of a library that joins a list, or what is between two iterators.
AbstractString Evaluator::joined(const model::Call &C, const model::TextApi &T) {
  const Expr *List = T.Format ? (*T.Format < C.Arguments.size() ? C.Arguments[*T.Format] : nullptr) : C.Object;
  size_t Between = T.Value;
  if (const auto *Begin = List == nullptr ? nullptr : dyn_cast<CXXMemberCallExpr>(List->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
      isEdge(Begin)) {
    List = Begin->getImplicitObjectArgument();
    Between += 1;
  }
  if (List == nullptr || Between >= C.Arguments.size())
    return hole(C.Expression);
  // Some are methods of a base class that is no list.
  if (const Expr *Inner = List->IgnoreParenImpCasts(); Apis.isTextList(Inner->getType()))
    List = Inner;
  AbstractString Elements;
  if (Apis.isTextList(List->getType())) {
    Elements = visitList(List);
  } else {
    // Numbers, and whatever else is written down.
    std::vector<const Expr *> Written = elementsOf(List);
    if (Written.empty())
      return hole(C.Expression);
    Elements = {{{}, {}, {}}};
    for (const Expr *E : Written)
      Elements = concatenate(Elements, element(shown(E), E), C.Expression);
  }
  return joined(Elements, shown(C.Arguments[Between]), C.Expression);
}

// The list that an iterator to its first element, or to the one behind it, is of.
static const Expr *listBehind(const Expr *Iterator, bool &SkipsFirst) {
  Iterator = Iterator->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *Step = dyn_cast<CallExpr>(Iterator); Step != nullptr && isIteratorStep(Step)) {
    const auto *Number = Step->getNumArgs() > 1 ? dyn_cast<IntegerLiteral>(Step->getArg(1)->IgnoreImplicit()->IgnoreParenImpCasts()) : nullptr;
    bool IsOne = (Step->getNumArgs() > 1 && isa<CXXDefaultArgExpr>(Step->getArg(1))) || (Number != nullptr && Number->getValue() == 1);
    const FunctionDecl *Callee = Step->getDirectCallee();
    bool GoesOn = isa<CXXOperatorCallExpr>(Step) ? cast<CXXOperatorCallExpr>(Step)->getOperator() == OO_Plus : Callee->getName() == "next";
    if (!IsOne || !GoesOn)
      return nullptr;
    SkipsFirst = true;
    Iterator = Step->getArg(0)->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  }
  const auto *Begin = dyn_cast<CXXMemberCallExpr>(Iterator);
  return isEdge(Begin) ? Begin->getImplicitObjectArgument()->IgnoreParenImpCasts() : nullptr;
}

// `list[0]`, `list.front()`, `*list.begin()`
static bool isFirstOf(const Expr *Element, const Expr *List) {
  Element = Element->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *Copy = dyn_cast<CXXConstructExpr>(Element); Copy != nullptr && Copy->getNumArgs() == 1)
    Element = Copy->getArg(0)->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  const Expr *Of = nullptr;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Element)) {
    bool SkipsFirst = false;
    const auto *Index = Operator->getNumArgs() == 2 ? dyn_cast<IntegerLiteral>(Operator->getArg(1)->IgnoreParenImpCasts()) : nullptr;
    if (Operator->getOperator() == OO_Subscript && Index != nullptr && Index->getValue() == 0)
      Of = Operator->getArg(0);
    else if (Operator->getOperator() == OO_Star)
      Of = listBehind(Operator->getArg(0), SkipsFirst);
    if (SkipsFirst)
      return false;
  } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Element);
             Call != nullptr && Call->getNumArgs() == 0 && Call->getMethodDecl() != nullptr && Call->getMethodDecl()->getDeclName().isIdentifier() &&
             Call->getMethodDecl()->getName() == "front") {
    Of = Call->getImplicitObjectArgument();
  }
  std::optional<Cell> Here = Of == nullptr ? std::nullopt : cellOf(Of), There = cellOf(List);
  return Here && There && *Here == *There;
}

// `std::accumulate(std::next(list.begin()), list.end(), list.front(), lambda)`
std::optional<AbstractString> Evaluator::accumulated(const model::Call &C) {
  if (!C.Callee->isInStdNamespace() || !C.Callee->getDeclName().isIdentifier() || C.Callee->getName() != "accumulate" || C.Arguments.size() != 4)
    return std::nullopt;
  bool SkipsFirst = false;
  const Expr *List = listBehind(C.Arguments[0], SkipsFirst);
  std::optional<std::string> Between = foldSeparatorOf(C.Arguments[3]);
  if (List == nullptr || !Between || !Apis.isTextList(List->getType()))
    return std::nullopt;
  Piece Known;
  Known.Text = *Between;
  Known.Source = C.Expression;
  AbstractString Separator = Between->empty() ? AbstractString{{{}, {}, {}}} : AbstractString{{{Known}, {}, {}}};
  if (SkipsFirst)
    return isFirstOf(C.Arguments[2], List) ? std::optional(joined(visitList(List), Separator, C.Expression)) : std::nullopt;
  // Each element has the separator before it.
  AbstractString Elements = visitList(List), Before = visit(C.Arguments[2]);
  if (llvm::any_of(Elements, [](const Alternative &A) { return A.Pieces.empty() || !isEnd(A.Pieces.back()); }))
    return std::nullopt;
  return concatenate(concatenate(Before, Separator, C.Expression), joined(Elements, Separator, C.Expression), C.Expression);
}

std::optional<AbstractString> Evaluator::joinedBy(const model::Call &C) {
  if (C.Callee == nullptr || !Apis.isText(C.Expression->getType()))
    return std::nullopt;
  if (std::optional<AbstractString> Text = accumulated(C))
    return Text;
  const FunctionDecl *Body = bodyOf(C);
  std::optional<JoinShape> Shape = Body == nullptr ? std::nullopt : joinShapeOf(Body, Apis, P);
  if (!Shape)
    return std::nullopt;
  if (Shape->Member != nullptr) {
    std::optional<AbstractString> Held = C.Object == nullptr ? std::nullopt : textIn(C.Object, Shape->Member);
    if (!Held || Shape->Between)
      return std::nullopt;
    Piece Between;
    Between.Text = Shape->Known;
    Between.Source = C.Expression;
    return joined(*Held, {{{Between}, {}, {}}}, C.Expression);
  }
  const Expr *List = argumentOf(C, Body->getParamDecl(Shape->List));
  const Expr *Between = Shape->Between ? argumentOf(C, Body->getParamDecl(*Shape->Between)) : nullptr;
  if (List == nullptr || (Shape->Between && Between == nullptr))
    return std::nullopt;
  Piece Known;
  Known.Text = Shape->Known;
  Known.Source = C.Expression;
  return joined(visitList(List), Between != nullptr ? shown(Between) : AbstractString{{{Known}, {}, {}}}, C.Expression);
}

// What stands in a loop over a list that grows, or is taken out of one: by its place, where that is known.
AbstractString Evaluator::anyElement(const Expr *E) {
  const Expr *Index = nullptr;
  const Expr *List = tableOf(E, &Index);
  if (List == nullptr || !Apis.isTextList(List->getType()))
    return {};
  Expr::EvalResult At;
  bool IsPlaced = Index != nullptr && Index->getType()->isIntegerType() && !Index->isValueDependent() && Index->EvaluateAsInt(At, AST);
  AbstractString All;
  for (const Alternative &A : visitList(List)) {
    // Of a list that is a part of it nobody knows how long it is.
    bool IsCounted = IsPlaced && llvm::none_of(A.Pieces, [&](const Piece &P) { return isListHole(P); });
    int64_t Place = 0;
    Alternative One{{}, A.Stops, {}};
    for (const Piece &P : A.Pieces) {
      if (!isEnd(P)) {
        One.Pieces.push_back(P);
        continue;
      }
      if (!IsCounted || At.Val.getInt() == Place)
        All.push_back(One);
      ++Place;
      One.Pieces.clear();
    }
    // What is in the list beside its elements is not known.
    if (!One.Pieces.empty())
      return {};
  }
  return All.empty() ? All : bounded(std::move(All), nameOf(E));
}

} // namespace tenantscan::strings
