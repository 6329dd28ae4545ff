//===- Objects.cpp - Text in members of objects --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"
#include "checks/SourceText.h"
#include "checks/strings/Format.h"

#include "clang/AST/ExprCXX.h"

#include <fmt/format.h>

#include <algorithm>

using namespace clang;

namespace tenantscan::strings {

bool hasConstructorsInSight(const CXXRecordDecl *Class) {
  // Of a template only what this unit makes of it is seen.
  for (const Decl *D : Class->decls())
    if (isa<FunctionTemplateDecl>(D) && isa<CXXConstructorDecl>(cast<FunctionTemplateDecl>(D)->getTemplatedDecl()))
      return false;
  return llvm::all_of(Class->ctors(),
                      [](const CXXConstructorDecl *C) { return C->isDeleted() || C->isImplicit() || C->isDefaulted() || C->hasBody(); });
}

// A constant member has its initialiser, where nothing can give it another: no
// constructor, and no list, which may be the initialiser of an aggregate in any unit.
static bool hasItsInitialiser(const FieldDecl *Field) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (Class == nullptr || !Field->hasInClassInitializer() || Field->getInClassInitializer() == nullptr || !Field->getType().isConstQualified() ||
      Field->isMutable() || Class->isUnion() || Class->isAnonymousStructOrUnion() || Class->isAggregate() || !hasConstructorsInSight(Class))
    return false;
  for (const CXXConstructorDecl *Constructor : Class->ctors()) {
    const FunctionDecl *Body = nullptr;
    const auto *Written = Constructor->hasBody(Body) ? cast<CXXConstructorDecl>(Body) : Constructor;
    for (const CXXCtorInitializer *Init : Written->inits())
      if (Init->getMember() == Field && Init->isWritten())
        return false;
  }
  return true;
}

AbstractString Evaluator::visitField(const FieldDecl *Field, const Expr *Use) {
  if (!hasItsInitialiser(Field))
    return hole(Use);
  if (!Active.insert({Field, nullptr}).second)
    return hole(Use);
  AbstractString Result = visit(Field->getInClassInitializer());
  Active.erase({Field, nullptr});
  for (Alternative &A : Result)
    A.Stops.push_back({Field->getLocation(), fmt::format("kept in '{}'", Field->getNameAsString())});
  return Result;
}

const Expr *plainObject(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Cleanups = dyn_cast<FullExpr>(E))
      E = Cleanups->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temporary->getSubExpr();
    else if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bound->getSubExpr();
    else if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
      E = Default->getExpr();
    else if (const auto *Init = dyn_cast<CXXDefaultInitExpr>(E))
      E = Init->getExpr();
    else if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Static = dyn_cast<CXXStaticCastExpr>(E))
      E = Static->getSubExpr();
    else if (const auto *List = dyn_cast<InitListExpr>(E); List != nullptr && List->isTransparent())
      E = List->getInit(0);
    else if (const auto *Address = dyn_cast<UnaryOperator>(E); Address != nullptr && Address->getOpcode() == UO_AddrOf)
      E = Address->getSubExpr();
    else if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
      if (const Expr *Pointer = Star->getSubExpr()->IgnoreParenImpCasts(); isa<CXXThisExpr>(Pointer))
        E = Pointer;
      else
        return E;
    else
      return E;
  }
}

const Expr *initialiserIn(const InitListExpr *List, const FieldDecl *Field) {
  const RecordDecl *Class = List->getType()->getAsRecordDecl();
  if (Class == nullptr || Class != Field->getParent() || Class->isUnion())
    return nullptr;
  const auto *WithBases = dyn_cast<CXXRecordDecl>(Class);
  unsigned Index = WithBases == nullptr ? 0 : WithBases->getNumBases();
  for (const FieldDecl *Each : Class->fields()) {
    if (Each == Field)
      return Index < List->getNumInits() ? List->getInit(Index) : nullptr;
    // Bit-fields without a name are not in the list.
    Index += Each->isUnnamedBitField() ? 0 : 1;
  }
  return nullptr;
}

/// Whether an object has nothing in the member yet that is given no initialiser.
static AbstractString untouched(const FieldDecl *Field) {
  QualType T = Field->getType();
  if (T->isRecordType() || T->isArrayType())
    return {{{}, {}, {}}};
  Piece P;
  P.IsHole = true;
  P.Name = Field->getNameAsString();
  return {{{P}, {}, {}}};
}

AbstractString Evaluator::atEntry(const Cell &C, const FunctionDecl *Function) {
  if (C.Field == nullptr) {
    Piece Hole;
    Hole.IsHole = true;
    Hole.Name = C.Object->getNameAsString();
    Hole.Parameter = dyn_cast<ParmVarDecl>(C.Object);
    if (Hole.Parameter == nullptr) {
      Hole.Static = C.Object;
      if (isSharedText(C.Object, Apis) && isProjectCode(C.Object->getLocation(), AST.getSourceManager(), P))
        Hole.Variable = C.Object->getCanonicalDecl();
    }
    return {{{Hole}, {}, {}}};
  }
  if (C.Object == nullptr && isa<CXXConstructorDecl>(Function))
    return untouched(C.Field);
  Piece P;
  P.IsHole = true;
  P.Name = C.Field->getNameAsString();
  P.Field = C.Field;
  P.Owner = cast_or_null<ParmVarDecl>(C.Object);
  P.Function = Function;
  P.IsShared = C.Object == nullptr && writersOf(C.Field).IsLeaked;
  if (P.IsShared) {
    P.Field = nullptr;
    P.Function = nullptr;
  }
  return {{{P}, {}, {}}};
}

std::optional<AbstractString> Evaluator::textInCell(const Cell &C, const Expr *Use, bool Behind) {
  const FunctionDecl *Function = functionAround(C);
  const FunctionDecl *Body = nullptr;
  if (Function == nullptr || !Function->hasBody(Body) || Function->isDependentContext())
    return std::nullopt;
  Flow &F = flowOf(Body);
  if (!F.follows(C))
    return std::nullopt;
  AbstractString Text;
  if (Behind && Following != &F) {
    std::shared_ptr<const AbstractString> Texts = F.valueAfter(C, Use, *this);
    Text = Texts ? *Texts : AbstractString();
  } else {
    Text = visitCell(C, F, Use);
  }
  return Text.empty() ? std::nullopt : std::optional(std::move(Text));
}

// An object that a constructor makes.
std::optional<AbstractString> Evaluator::textInConstructed(const model::Call &C, const FieldDecl *Field) {
  const auto *Constructor = cast<CXXConstructorDecl>(C.Callee);
  if (Constructor->isCopyOrMoveConstructor() && !C.Arguments.empty() && (Constructor->isDefaulted() || Constructor->isImplicit()))
    return textIn(C.Arguments.front(), Field);
  const FunctionDecl *Body = bodyOf(C);
  if (Body == nullptr) {
    const auto *Owner = dyn_cast<CXXRecordDecl>(Field->getParent());
    bool IsImplicit = Constructor->isDefaulted() && C.Arguments.empty() && Owner != nullptr &&
                      Owner->getCanonicalDecl() == Constructor->getParent()->getCanonicalDecl();
    if (!IsImplicit) {
      Event Made;
      Made.What = Event::Kind::Method;
      Made.Where = {nullptr, Field};
      Made.At = C.Expression;
      AbstractString Left = leftElsewhere(Made, {});
      return Left.empty() ? std::nullopt : std::optional(std::move(Left));
    }
    return Field->hasInClassInitializer() && Field->getInClassInitializer() != nullptr ? visit(Field->getInClassInitializer()) : untouched(Field);
  }
  Cell Inside{nullptr, Field};
  Flow &F = flowOf(Body);
  if (!F.follows(Inside))
    return std::nullopt;
  Calling.push_back(Body);
  std::shared_ptr<const AbstractString> AtExit = F.valueAtExit(Inside, *this);
  Calling.pop_back();
  if (!AtExit || AtExit->empty())
    return std::nullopt;
  return substitute(*AtExit, Body, C);
}

// A member of the object that a function of the project returns.
std::optional<AbstractString> Evaluator::textReturned(const FunctionDecl *Body, const FieldDecl *Field) {
  AbstractString All;
  bool IsKnown = true;
  Calling.push_back(Body);
  {
    Scope Inside(*this, Body);
    for (const Expr *E : flowOf(Body).returned()) {
      std::optional<AbstractString> Text = textIn(E, Field);
      IsKnown = IsKnown && Text.has_value();
      for (Alternative &A : Text ? *Text : AbstractString())
        All.push_back(std::move(A));
    }
  }
  Calling.pop_back();
  return IsKnown && !All.empty() ? std::optional(bounded(std::move(All), Field->getNameAsString())) : std::nullopt;
}

std::optional<AbstractString> Evaluator::returnedIn(const FunctionDecl *Body, const FieldDecl *Field) {
  std::optional<AbstractString> Text = textReturned(Body, Field);
  return Text ? std::optional(settled(*Text)) : std::nullopt;
}

std::optional<AbstractString> Evaluator::textInResult(const model::Call &C, const FieldDecl *Field) {
  if (const FunctionDecl *Body = bodyOf(C)) {
    std::optional<AbstractString> Text = textReturned(Body, Field);
    return Text ? std::optional(substitute(*Text, Body, C)) : std::nullopt;
  }
  if (!isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P) || (C.Callee->getDefinition() != nullptr && !isVirtual(C.Callee)))
    return std::nullopt;
  // What is behind a pointer may be an object that others have as well: see Heaps.cpp.
  QualType Returned = C.Callee->getReturnType().getNonReferenceType();
  if (!Returned->isRecordType() || objectClass(Returned) != Returned->getAsRecordDecl()->getDefinition())
    return std::nullopt;
  // Its own unit, or those of its overriders, tell what it returns.
  auto Fields = handedFieldsOf(Returned, Apis, P);
  const auto *It = llvm::find(Fields, Field);
  if (It == Fields.end())
    return std::nullopt;
  Piece Part;
  Part.IsHole = true;
  Part.Source = C.Expression;
  Part.Name = Field->getNameAsString();
  Part.Result = C.Callee;
  Part.Into = MemberSlots + static_cast<unsigned>(It - Fields.begin());
  if (GivenDepth < MaxGiven) {
    ++GivenDepth;
    give(Part, givenBy(C, false));
    --GivenDepth;
  }
  return AbstractString{{{Part}, {}, {}}};
}

std::optional<AbstractString> Evaluator::textInElements(const Expr *Object, const FieldDecl *Field) {
  // `*s`, `s`: where a pointer or an iterator is that goes through a table.
  const Expr *At = Object;
  if (const auto *Star = dyn_cast<UnaryOperator>(At); Star != nullptr && Star->getOpcode() == UO_Deref)
    At = Star->getSubExpr()->IgnoreParenImpCasts();
  else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(At);
           Operator != nullptr && (Operator->getOperator() == OO_Star || Operator->getOperator() == OO_Arrow))
    At = Operator->getArg(0)->IgnoreParenImpCasts();
  const auto *Reference = dyn_cast<DeclRefExpr>(At);
  const auto *Walker = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  const Expr *Begin = Walker == nullptr ? nullptr : walkedFrom(Walker);
  if (Begin != nullptr)
    if (const auto *Outer = dyn_cast<DeclRefExpr>(Begin->IgnoreParenImpCasts()); Outer != nullptr && isa<ParmVarDecl>(Outer->getDecl()))
      return textIn(Outer, Field);
  AbstractString All;
  for (const Expr *Element : elementsFrom(Begin != nullptr ? Begin : Object)) {
    if (Element->getType()->getAsRecordDecl() != Field->getParent())
      return std::nullopt;
    std::optional<AbstractString> Text = textIn(Element, Field);
    if (!Text)
      return std::nullopt;
    // The last one may say that it is.
    if (!isNullPointer(*Text, AST))
      for (Alternative &A : *Text)
        All.push_back(std::move(A));
  }
  return All.empty() ? std::nullopt : std::optional(bounded(std::move(All), Field->getNameAsString()));
}

std::optional<AbstractString> Evaluator::textIn(const Expr *Object, const FieldDecl *Field) {
  if (Depth > 100)
    return std::nullopt;
  struct Level {
    unsigned &D;
    explicit Level(unsigned &D) : D(++D) {}
    ~Level() { --D; }
  } Guard(Depth);
  Object = plainObject(Object);
  if (isa<CXXThisExpr>(Object))
    return textInCell({nullptr, Field}, Object, false);
  if (std::optional<AbstractString> Text = textInElements(Object, Field))
    return Text;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Object)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable == nullptr)
      return std::nullopt;
    if (Variable->isLocalVarDeclOrParm() && !Variable->isStaticLocal())
      return textInCell({Variable, Field}, Object, false);
    const VarDecl *Defined = nullptr;
    const Expr *Init = Variable->getAnyInitializer(Defined);
    bool IsConstant = Variable->getType().isConstQualified() || Variable->isConstexpr();
    if (Init == nullptr || !IsConstant || Field->isMutable() || !Active.insert({Variable, Field}).second)
      return std::nullopt;
    std::optional<AbstractString> Text = textIn(Init, Field);
    Active.erase({Variable, Field});
    return Text;
  }
  if (const auto *List = dyn_cast<InitListExpr>(Object)) {
    if (List->getNumInits() == 1 && List->getInit(0)->getType()->getAsRecordDecl() == Field->getParent() &&
        !isa<ImplicitValueInitExpr>(List->getInit(0)) && List->getType()->getAsRecordDecl() == Field->getParent())
      return textIn(List->getInit(0), Field);
    const Expr *Init = initialiserIn(List, Field);
    if (Init == nullptr)
      return std::nullopt;
    return isa<ImplicitValueInitExpr>(Init) ? untouched(Field) : visit(Init);
  }
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(Object)) {
    std::optional<AbstractString> True = textIn(Choice->getTrueExpr(), Field);
    std::optional<AbstractString> False = textIn(Choice->getFalseExpr(), Field);
    if (!True || !False)
      return std::nullopt;
    True->insert(True->end(), False->begin(), False->end());
    return bounded(std::move(*True), Field->getNameAsString());
  }
  model::Call C = model::Call::of(Object);
  if (C.Callee == nullptr)
    return std::nullopt;
  if (isa<CXXConstructorDecl>(C.Callee))
    return textInConstructed(C, Field);
  if (model::isForwarding(C.Callee))
    return textIn(C.Arguments.front(), Field);
  // std::unique_ptr leads to its object.
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Object); Operator != nullptr && isa<CXXMethodDecl>(C.Callee) &&
                                                                    cast<CXXMethodDecl>(C.Callee)->getParent()->isInStdNamespace() &&
                                                                    (Operator->getOperator() == OO_Arrow || Operator->getOperator() == OO_Star))
    return textIn(Operator->getArg(0), Field);
  if (C.Object == nullptr || !mayReturnThis(C.Callee, P))
    return textInResult(C, Field);
  // A chain of methods: it changes the object that it begins with.
  const Expr *Root = plainObject(C.Object);
  for (model::Call Link = model::Call::of(Root); Link.Callee != nullptr && Link.Object != nullptr && mayReturnThis(Link.Callee, P);
       Link = model::Call::of(Root))
    Root = plainObject(Link.Object);
  if (const auto *Arrow = dyn_cast<CXXOperatorCallExpr>(Root);
      Arrow != nullptr && (Arrow->getOperator() == OO_Arrow || Arrow->getOperator() == OO_Star))
    Root = plainObject(Arrow->getArg(0));
  if (isa<CXXThisExpr>(Root))
    return textInCell({nullptr, Field}, Object, true);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Root)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    return Variable == nullptr || !Variable->isLocalVarDeclOrParm() ? std::nullopt : textInCell({Variable, Field}, Object, true);
  }
  Event E;
  E.What = Event::Kind::Method;
  E.Where = {nullptr, Field};
  E.At = Object;
  E.All = true;
  std::optional<AbstractString> Before = textIn(C.Object, Field);
  if (!Before)
    return std::nullopt;
  AbstractString Text = afterMethod(E, *Before);
  if (Text.empty())
    Text = leftElsewhere(E, *Before);
  return Text.empty() ? std::nullopt : std::optional(std::move(Text));
}

std::optional<AbstractString> Evaluator::memberText(const Expr *Object, const FieldDecl *Field) {
  std::optional<AbstractString> Text = textIn(Object, Field);
  return Text ? std::optional(settled(*Text)) : std::nullopt;
}

} // namespace tenantscan::strings
