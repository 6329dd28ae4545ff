//===- Calls.cpp - Text through functions in sight -----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"
#include "checks/strings/Format.h"
#include "checks/strings/Loops.h"
#include "checks/strings/PointerPlaces.h"

#include "clang/AST/ExprCXX.h"

#include <fmt/format.h>

#include <algorithm>

using namespace clang;

namespace tenantscan::strings {

Flow &Evaluator::flowOf(const FunctionDecl *Function) {
  std::unique_ptr<Flow> &Known = Flows[Function];
  if (!Known)
    Known = std::make_unique<Flow>(Function, AST, Apis, P, Numbers, static_cast<unsigned>(Flows.size()) * Flow::KeysEach);
  return *Known;
}

// The body that a call runs, where that is certain.
const FunctionDecl *Evaluator::bodyOf(const model::Call &C, bool MayBeVariadic) {
  const FunctionDecl *Body = nullptr;
  if (C.Callee == nullptr || !C.Callee->hasBody(Body) || Body->isDependentContext() || (Body->isVariadic() && !MayBeVariadic) ||
      Calling.size() >= MaxCalls || llvm::is_contained(Calling, Body) || !isProjectCode(Body->getLocation(), AST.getSourceManager(), P))
    return nullptr;
  const auto *Method = dyn_cast<CXXMethodDecl>(Body);
  if (Method != nullptr && Method->isVirtual() && !Method->hasAttr<FinalAttr>() && !Method->getParent()->hasAttr<FinalAttr>())
    return nullptr;
  // What a generated message gives is what it was sent with, whatever the methods look like.
  if (C.Object != nullptr && Apis.isMessage(C.Object->getType()))
    return nullptr;
  return Body;
}

// What `return` gives, with what has to be so for the function to come there.
AbstractString Evaluator::visitReturned(const Expr *E, const FunctionDecl *Body) {
  Flow &F = flowOf(Body);
  std::optional<Alternative> Here = F.returned().size() > 1 ? F.knownAt(E, *this) : Alternative();
  if (!Here)
    return {};
  AbstractString Left;
  for (Alternative &A : visit(E)) {
    if (A.contradicts(*Here))
      continue;
    for (const Need &N : Here->Needs)
      A.need(N);
    Left.push_back(std::move(A));
  }
  return Left;
}

AbstractString Evaluator::resultOf(const FunctionDecl *Body) {
  if (auto Known = Results.find(Body); Known != Results.end())
    return Known->second;
  AbstractString All;
  Calling.push_back(Body);
  {
    // What the function says is seen from its own beginning.
    Scope Inside(*this, Body);
    for (const Expr *E : flowOf(Body).returned())
      for (Alternative &A : visitReturned(E, Body))
        All.push_back(std::move(A));
  }
  Calling.pop_back();
  // A format that fails makes nothing.
  auto IsFormatted = [](const Alternative &A) { return llvm::any_of(A.Pieces, [](const Piece &P) { return P.Formatted.has_value(); }); };
  if (llvm::any_of(All, IsFormatted))
    llvm::erase_if(All, [](const Alternative &A) { return A.Pieces.empty(); });
  AbstractString Text = bounded(std::move(All), Body->getNameAsString());
  if (std::optional<FormatShape> Shape = llvm::all_of(Text, [](const Alternative &A) { return A.isUnknown() && !A.Pieces.front().Formatted; })
                                             ? formatShapeOf(Body, Apis, P)
                                             : std::nullopt;
      Shape && !Shape->Into) {
    Piece Filled;
    Filled.IsHole = true;
    Filled.Parameter = Body->getParamDecl(Shape->Format);
    Filled.Name = Filled.Parameter->getNameAsString();
    Filled.Formatted = model::FormatStyle::Printf;
    Text = {{{Filled}, {}, {}}};
  }
  // Deep within other calls, less is known than from the outside.
  if (Calling.empty())
    Results[Body] = Text;
  return Text;
}

// The functions that an object runs when it is called: those of the lambdas that it is made
// of, too.
static void addCallOperators(const CXXRecordDecl *Class, llvm::SmallVectorImpl<const FunctionDecl *> &Out) {
  Class = Class == nullptr ? nullptr : Class->getDefinition();
  if (Class == nullptr)
    return;
  for (const CXXBaseSpecifier &Base : Class->bases())
    addCallOperators(Base.getType()->getAsCXXRecordDecl(), Out);
  for (const Decl *D : Class->decls()) {
    if (const auto *Method = dyn_cast<CXXMethodDecl>(D); Method != nullptr && Method->getOverloadedOperator() == OO_Call)
      Out.push_back(Method);
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
        Template != nullptr && Template->getTemplatedDecl()->getOverloadedOperator() == OO_Call)
      // What was only considered has no body.
      llvm::copy_if(Template->specializations(), std::back_inserter(Out), [](const FunctionDecl *F) { return F->isDefined(); });
  }
}

// Of the functions of a visitor those that take an alternative of the variant as it is, where each has one.
static void keepFitting(QualType Variant, llvm::SmallVectorImpl<const FunctionDecl *> &Functions) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Variant.getNonReferenceType()->getAsCXXRecordDecl());
  if (Class == nullptr || Class->getName() != "variant" || Class->getTemplateArgs()[0].getKind() != TemplateArgument::Pack)
    return;
  llvm::SmallVector<const FunctionDecl *, 4> Fitting;
  for (const TemplateArgument &Alternative : Class->getTemplateArgs()[0].pack_elements()) {
    size_t Before = Fitting.size();
    for (const FunctionDecl *F : Functions)
      if (F->getNumParams() == 1 && Alternative.getKind() == TemplateArgument::Type &&
          F->getASTContext().hasSameUnqualifiedType(F->getParamDecl(0)->getType().getNonReferenceType(), Alternative.getAsType()))
        Fitting.push_back(F);
    if (Fitting.size() == Before)
      return;
  }
  Functions.assign(Fitting.begin(), Fitting.end());
}

// The functions of the project that a library runs to give what one of them returns:
// `std::visit(overloaded{[](Open) { return "..."; }, [](Paid) { return "..."; }}, state)`
static llvm::SmallVector<const FunctionDecl *, 4> runBy(const model::Call &C) {
  llvm::SmallVector<const FunctionDecl *, 4> Functions;
  if (C.Callee == nullptr || !C.Callee->isInStdNamespace() || C.Object != nullptr || C.Arguments.empty())
    return Functions;
  const Expr *Callable = C.Arguments.front()->IgnoreParenImpCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Callable); Reference != nullptr && isa<FunctionDecl>(Reference->getDecl()))
    Functions.push_back(cast<FunctionDecl>(Reference->getDecl()));
  else
    addCallOperators(Callable->getType().getNonReferenceType()->getAsCXXRecordDecl(), Functions);
  if (C.Arguments.size() == 2)
    keepFitting(C.Arguments[1]->getType(), Functions);
  return Functions;
}

std::optional<AbstractString> Evaluator::resultOf(const model::Call &C) {
  QualType T = C.Expression->getType();
  if (!Apis.isText(T) && !Apis.isTextList(T))
    return std::nullopt;
  if (const FunctionDecl *Body = bodyOf(C, true)) {
    AbstractString Text = resultOf(Body);
    return Text.empty() ? std::nullopt : std::optional(substitute(Text, Body, C));
  }
  AbstractString Any;
  for (const FunctionDecl *F : runBy(C)) {
    const FunctionDecl *Body = nullptr;
    if (!F->hasBody(Body) || Body->isDependentContext() || !Apis.isText(Body->getReturnType()) || Calling.size() >= MaxCalls ||
        llvm::is_contained(Calling, Body))
      return std::nullopt;
    for (Alternative &A : resultOf(Body)) {
      // What it is given is a part of something else.
      A.Needs.clear();
      for (Piece &P : A.Pieces)
        P.Parameter = P.Parameter != nullptr && P.Parameter->getDeclContext() == Body ? nullptr : P.Parameter;
      Any.push_back(std::move(A));
    }
  }
  return Any.empty() ? std::nullopt : std::optional(bounded(std::move(Any), nameOf(C.Expression)));
}

// Whether there may be anything to fill in.
static bool hasMarkers(const AbstractString &Text, model::FormatStyle Style) {
  char Marker = Style == model::FormatStyle::Printf ? '%' : '{';
  return llvm::any_of(Text, [&](const Alternative &A) {
    return llvm::any_of(A.Pieces, [&](const Piece &P) { return P.Parameter != nullptr || (!P.IsHole && llvm::StringRef(P.Text).contains(Marker)); });
  });
}

std::vector<GivenText> Evaluator::givenBy(const model::Call &C, bool IsOutermost) {
  std::vector<GivenText> Given;
  for (unsigned I = 0; I < C.Callee->getNumParams(); ++I) {
    QualType T = C.Callee->getParamDecl(I)->getType();
    const Expr *Argument = argumentOf(C, C.Callee->getParamDecl(I));
    if (Argument == nullptr)
      break;
    // Numbers are many, and rarely asked for.
    if (isFlag(T) && !Apis.isText(T) && (!T->isIntegerType() || T->isBooleanType() || T->isEnumeralType() || asksNumbers(C.Callee))) {
      if (std::optional<GivenText> Flag = givenFlag(Argument, C.Callee->getParamDecl(I)))
        Given.push_back(std::move(*Flag));
      continue;
    }
    if (!Apis.isText(T) && !Apis.isTextList(T) && !isPlaceOfText(T, Apis)) {
      if (size_t Least = isRange(T) ? leastLength(Argument) : 0; Least > 0)
        Given.push_back({I, std::nullopt, {}, Least});
      continue;
    }
    AbstractString Text = IsOutermost ? evaluate(Argument) : visit(Argument);
    if (isNullPointer(Text, AST)) {
      Given.push_back({I, std::nullopt, {}, 0});
      continue;
    }
    // It may be the format text of what follows it.
    bool TakesMore = Apis.isText(T) && (C.Callee->isVariadic() ? I + 1 == C.Callee->getNumParams() : C.Callee->getPrimaryTemplate() != nullptr);
    if (TakesMore) {
      llvm::ArrayRef<const Expr *> Rest = llvm::ArrayRef(C.Arguments).drop_front(std::min<size_t>(I + 1, C.Arguments.size()));
      for (model::FormatStyle Style : {model::FormatStyle::Printf, model::FormatStyle::Braces})
        if (Style == model::FormatStyle::Printf || !C.Callee->isVariadic())
          Given.push_back({I, Style, hasMarkers(Text, Style) ? format(Style, Text, Rest, C.Expression) : Text});
    }
    size_t Least = strings::leastLength(Text);
    Given.push_back({I, std::nullopt, std::move(Text), Least});
  }
  return Given;
}

// What comes of the format text of a wrapper, with what its caller gives.
AbstractString Evaluator::formatted(const Piece &Parameter, const AbstractString &Format, const model::Call &C) {
  llvm::ArrayRef<const Expr *> Rest =
      llvm::ArrayRef(C.Arguments).drop_front(std::min<size_t>(Parameter.Parameter->getFunctionScopeIndex() + 1, C.Arguments.size()));
  if (Rest.empty() || !isVaList(Rest.front()->IgnoreParenImpCasts()->getType()))
    return format(*Parameter.Formatted, Format, Rest, C.Expression);
  // The caller is a wrapper itself.
  return handedOn(*Parameter.Formatted, Format, C.Expression);
}

// What comes of a format text with arguments that only a caller has.
AbstractString Evaluator::handedOn(model::FormatStyle Style, const AbstractString &Format, const Expr *Source) {
  AbstractString Result;
  for (const Alternative &A : Format) {
    if (A.Pieces.size() == 1 && A.Pieces.front().Parameter != nullptr && !A.Pieces.front().Formatted) {
      Alternative HandedOn = A;
      HandedOn.Pieces.front().Formatted = Style;
      Result.push_back(std::move(HandedOn));
      continue;
    }
    for (Alternative &Filled : format(Style, {A}, {}, Source))
      Result.push_back(std::move(Filled));
  }
  return bounded(std::move(Result), nameOf(Source));
}

// The parameter that a value is, in another form perhaps: `std::to_string(id)`.
static const ParmVarDecl *parameterOf(const Expr *E) {
  for (unsigned Steps = 0; E != nullptr && Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      return dyn_cast<ParmVarDecl>(Reference->getDecl());
    const auto *Call = dyn_cast<CallExpr>(E);
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (Call != nullptr && Call->getNumArgs() == 1 && Call->getDirectCallee() != nullptr && !isa<CXXMethodDecl>(Call->getDirectCallee()) &&
             Call->getDirectCallee()->getNameAsString() == "to_string")
      E = Call->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

const Expr *Evaluator::argumentOf(const model::Call &C, const ParmVarDecl *Parameter) {
  unsigned Index = Parameter->getFunctionScopeIndex();
  if (Index < C.Arguments.size())
    return C.Arguments[Index];
  bool HasDefault = Parameter->hasDefaultArg() && !Parameter->hasUninstantiatedDefaultArg() && !Parameter->hasUnparsedDefaultArg();
  return HasDefault ? Parameter->getDefaultArg() : nullptr;
}

std::optional<AbstractString> Evaluator::afterBody(const FunctionDecl *Body, const Cell &Inside, const model::Call &C) {
  Calling.push_back(Body);
  std::shared_ptr<const AbstractString> AtExit = flowOf(Body).valueAtExit(Inside, *this);
  Calling.pop_back();
  return AtExit ? std::optional(substitute(*AtExit, Body, C)) : std::nullopt;
}

// What the caller gives in place of the parameters, and its objects in place of members.
AbstractString Evaluator::substitute(const AbstractString &Text, const FunctionDecl *Callee, const model::Call &C) {
  AbstractString Result;
  llvm::SmallDenseMap<const ParmVarDecl *, AbstractString, 4> Given;
  llvm::SmallDenseMap<Cell, AbstractString, 4> Held;
  auto GivenFor = [&](const Piece &P) -> AbstractString {
    const Expr *Argument = argumentOf(C, P.Parameter);
    AbstractString Part = {{{P}, {}, {}}};
    if (Argument == nullptr) {
      Part.front().Pieces.front().Parameter = nullptr;
      return Part;
    }
    auto [It, IsNew] = Given.try_emplace(P.Parameter);
    if (IsNew)
      It->second = visit(Argument);
    AbstractString Whole = It->second;
    return P.Formatted ? formatted(P, Whole, C) : Whole;
  };
  auto HeldIn = [&](const Piece &P) -> AbstractString {
    auto [It, IsNew] = Held.try_emplace(Cell{P.Owner, P.Field});
    if (IsNew) {
      const Expr *Object = P.Owner != nullptr ? argumentOf(C, P.Owner) : C.Object;
      std::optional<AbstractString> Known = Object == nullptr ? std::nullopt : textIn(Object, P.Field);
      AbstractString Part = {{{P}, {}, {}}};
      Part.front().Pieces.front().Field = nullptr;
      Part.front().Pieces.front().Function = nullptr;
      Part.front().Pieces.front().Owner = nullptr;
      // Where the caller knows no more of it, it is what the function has.
      if (Known && Known->size() == 1 && Known->front().isUnknown() && Known->front().Pieces.front().Source == nullptr)
        Known->front().Pieces.front().Source = P.Source;
      Held[Cell{P.Owner, P.Field}] = Known ? std::move(*Known) : std::move(Part);
    }
    return Held[Cell{P.Owner, P.Field}];
  };
  for (const Alternative &A : Text) {
    Fulfilled Left;
    std::optional<Alternative> Begun = fulfilled(A, Callee, C, GivenFor, HeldIn, Left);
    if (!Begun)
      continue;
    AbstractString Built = {*Begun};
    auto Chosen = [&](const ParmVarDecl *Parameter, const FieldDecl *Field) -> const AbstractString * {
      auto It = Left.find(Cell{Parameter, Field});
      return It == Left.end() ? nullptr : &It->second;
    };
    for (const Piece &P : A.Pieces) {
      AbstractString Part = {{{P}, {}, {}}};
      if (P.Given) {
        std::vector<GivenText> Inner = *P.Given;
        for (GivenText &G : Inner) {
          G.Texts = substitute(G.Texts, Callee, C);
          G.LeastLength = std::max(G.LeastLength, strings::leastLength(G.Texts));
        }
        give(Part.front().Pieces.front(), std::move(Inner));
      } else if (P.Parameter != nullptr && P.Parameter->getDeclContext() == Callee) {
        const AbstractString *Known = P.Formatted ? nullptr : Chosen(P.Parameter, nullptr);
        Part = Known != nullptr ? *Known : GivenFor(P);
      } else if (P.Field != nullptr && P.Function == Callee) {
        const AbstractString *Known = Chosen(P.Owner, P.Field);
        Part = Known != nullptr ? *Known : HeldIn(P);
      } else if (const ParmVarDecl *Value = P.IsHole && P.Source != nullptr && P.IsValue ? parameterOf(P.Source) : nullptr;
                 Value != nullptr && Value->getDeclContext() == Callee && Value->getFunctionScopeIndex() < C.Arguments.size()) {
        // A number: whose it is, the caller knows.
        Piece &Hole = Part.front().Pieces.front();
        Hole.Source = C.Arguments[Value->getFunctionScopeIndex()];
        Hole.Name = nameOf(Hole.Source).empty() ? Hole.Name : nameOf(Hole.Source);
      }
      if (P.JoinedBy && !(Part.size() == 1 && Part.front().Pieces.size() == 1 && Part.front().Pieces.front().JoinedBy == P.JoinedBy))
        Part = joined(Part, substitute(*P.JoinedBy, Callee, C), C.Expression);
      Built = concatenate(Built, Part, C.Expression);
    }
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return Result.empty() && !Text.empty() ? hole(C.Expression) : bounded(std::move(Result), nameOf(C.Expression));
}

} // namespace tenantscan::strings
