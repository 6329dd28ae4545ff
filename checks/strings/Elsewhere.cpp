//===- Elsewhere.cpp - What functions of other units do to a text ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function whose body is not in sight is given the place of a text: a buffer, a reference, an object with texts in
// it. Its own unit tells the link step what it leaves there, made of what it was given; and so that it keeps no
// pointer to it.
//
//===----------------------------------------------------------------------===//
#include "checks/Places.h"
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

// A function of the project in the manner of `vsnprintf` that is not in sight: what it writes to the buffer that it is
// given, or to its object. Empty where it is none.
AbstractString Evaluator::filledFromList(const Event &E, const model::Call &C) {
  bool IsUnseen = C.Callee != nullptr && C.Callee->getDefinition() == nullptr && E.Position == nullptr;
  std::optional<unsigned> Format = IsUnseen ? listFormatOf(C.Callee, Apis) : std::nullopt;
  if (!Format || *Format >= C.Arguments.size() || !isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
    return {};
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  bool IsOwn =
      E.What == Event::Kind::Method && Method != nullptr && isFilled(AST.getLValueReferenceType(AST.getCanonicalTagType(Method->getParent())));
  unsigned Places = 0;
  for (unsigned I = 0; I < *Format; ++I)
    Places += isFilled(C.Callee->getParamDecl(I)->getType()) ? 1 : 0;
  bool IsGiven = E.What == Event::Kind::Call && E.Argument < *Format && Places == 1 && isFilled(C.Callee->getParamDecl(E.Argument)->getType());
  return IsOwn || IsGiven ? handedOn(model::FormatStyle::Printf, visit(C.Arguments[*Format]), C.Expression) : AbstractString();
}

// A function in the manner of `snprintf`: what it writes to the buffer that it is given.
// Empty where it is none.
AbstractString Evaluator::filledBy(const Event &E, const model::Call &C) {
  if (C.Callee == nullptr || !C.Callee->isVariadic() || E.Position != nullptr || E.Argument + 1 >= C.Callee->getNumParams() ||
      !isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
    return {};
  QualType Buffer = C.Callee->getParamDecl(E.Argument)->getType();
  unsigned Last = C.Callee->getNumParams() - 1;
  if (!isFilled(Buffer) || !Apis.isText(C.Callee->getParamDecl(Last)->getType()) || C.Arguments.size() <= Last)
    return {};
  if (const FunctionDecl *Body = bodyOf(C, true)) {
    std::optional<FormatShape> Shape = formatShapeOf(Body, Apis, P);
    if (!Shape || Shape->Into != E.Argument)
      return {};
    return format(model::FormatStyle::Printf, visit(C.Arguments[Shape->Format]), llvm::ArrayRef(C.Arguments).drop_front(Shape->Format + 1),
                  C.Expression);
  }
  if (C.Callee->getDefinition() != nullptr)
    return {};
  // What it does its own unit tells.
  Piece Written;
  Written.IsHole = true;
  Written.Source = E.At;
  Written.Name = E.Where.name();
  Written.Result = C.Callee;
  Written.Into = E.Argument;
  give(Written, givenBy(C, false));
  return {{{Written}, {}, {}}};
}

// Whether a parameter is the place of a text that the function may write to.
static bool isPlace(QualType Parameter, model::ApiMatcher &Apis) {
  return isBuffer(Parameter) || isObjectPlace(Parameter, Apis) ||
         (Parameter->isLValueReferenceType() && !isReadOnly(Parameter) && Apis.isText(Parameter.getNonReferenceType()));
}

// An object that a function may write to, and may be given one that others have.
static bool isHandedObject(QualType Parameter) {
  return (Parameter->isLValueReferenceType() || Parameter->isPointerType()) && !isReadOnly(Parameter);
}

std::optional<Evaluator::Told> Evaluator::toldAs(const Event &E, const FunctionDecl *Callee) {
  // What is written in the manner of `printf` goes to what it is given.
  if (Callee == nullptr || E.Position != nullptr || (Callee->isVariadic() && E.What == Event::Kind::Method))
    return std::nullopt;
  auto IndexIn = [&](QualType Object) -> std::optional<unsigned> {
    auto Fields = handedFieldsOf(Object, Apis, P);
    const auto *It = llvm::find(Fields, E.Where.Field);
    return It == Fields.end() ? std::nullopt : std::optional(static_cast<unsigned>(It - Fields.begin()));
  };
  if (E.What == Event::Kind::Method) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    std::optional<unsigned> Member = Method == nullptr ? std::nullopt : IndexIn(AST.getCanonicalTagType(Method->getParent()));
    return Member ? std::optional(Told{(E.All ? ChainSlots : ThisSlots) + *Member, MemberSlots + *Member}) : std::nullopt;
  }
  if (E.What != Event::Kind::Call || E.Argument >= Callee->getNumParams())
    return std::nullopt;
  QualType T = Callee->getParamDecl(E.Argument)->getType();
  if (isPlace(T, Apis))
    return Told{E.Argument, E.Argument};
  std::optional<unsigned> Member = E.Where.Field != nullptr && isHandedObject(T) ? IndexIn(T) : std::nullopt;
  return Member ? std::optional(Told{memberSlot(E.Argument, *Member), memberSlot(E.Argument, *Member)}) : std::nullopt;
}

// What a call gives its function: texts, and those in its objects.
std::vector<GivenText> Evaluator::givenWithMembers(const model::Call &C) {
  std::vector<GivenText> Given = givenBy(C, false);
  auto Add = [&](const Expr *Object, QualType Type, unsigned First) {
    for (const FieldDecl *Field : handedFieldsOf(Type, Apis, P)) {
      if (std::optional<AbstractString> Text = textIn(Object, Field); Text)
        Given.push_back({First, std::nullopt, std::move(*Text), 0});
      ++First;
    }
  };
  for (unsigned I = 0; I < C.Callee->getNumParams() && I < C.Arguments.size(); ++I)
    Add(C.Arguments[I], C.Callee->getParamDecl(I)->getType(), memberSlot(I, 0));
  if (const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee); Method != nullptr && C.Object != nullptr && !Method->isStatic())
    Add(C.Object, AST.getCanonicalTagType(Method->getParent()), MemberSlots);
  return Given;
}

// What a function of another unit leaves in the place that it is given, which its own unit tells. Empty where nobody
// will.
AbstractString Evaluator::leftElsewhere(const Event &E, const AbstractString &Before) {
  model::Call C = model::Call::of(E.At);
  if (C.Callee == nullptr || C.Callee->getDefinition() != nullptr || isVirtual(C.Callee) || GivenDepth >= MaxGiven ||
      !isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
    return {};
  std::optional<Told> By = toldAs(E, C.Callee);
  if (!By)
    return {};
  ++GivenDepth;
  std::vector<GivenText> Given = givenWithMembers(C);
  --GivenDepth;
  llvm::erase_if(Given, [&](const GivenText &G) { return G.Index == By->Held; });
  Given.push_back({By->Held, std::nullopt, Before, 0});
  Piece Left;
  Left.IsHole = true;
  Left.Source = E.At;
  Left.Name = E.Where.name();
  Left.Result = C.Callee;
  Left.Into = By->Into;
  give(Left, std::move(Given));
  return {{{Left}, {}, {}}};
}

std::optional<AbstractString> Evaluator::leftIn(const FunctionDecl *Body, const Cell &C) {
  Flow &F = flowOf(Body);
  bool IsPointer = C.Field == nullptr && C.type()->isPointerType();
  if (!F.follows(C) || F.changes().isGivenAway(C) || (IsPointer && !F.changes().onlyHandsOn(C)))
    return std::nullopt;
  AbstractString Left;
  if (F.isConstant(C) && !isa<CXXConstructorDecl>(Body)) {
    Left = atEntry(C, Body);
  } else {
    Calling.push_back(Body);
    std::shared_ptr<const AbstractString> AtExit = F.valueAtExit(C, *this);
    Calling.pop_back();
    if (!AtExit || AtExit->empty())
      return std::nullopt;
    Left = *AtExit;
  }
  return settled(withHeld(std::move(Left), Body));
}

// What the members were, who calls the function knows.
AbstractString Evaluator::withHeld(AbstractString Text, const FunctionDecl *Body) {
  for (Alternative &A : Text) {
    for (Piece &P : A.Pieces)
      if (P.Field != nullptr && P.Function == Body)
        P = heldBefore(P.Field, Body, P);
    for (Need &N : A.Needs)
      if (N.Field != nullptr && N.Function == Body && !N.Field->getType()->isIntegralOrEnumerationType()) {
        Piece Member;
        Member.Owner = N.Parameter;
        Member = heldBefore(N.Field, Body, Member);
        N.HeldIn = Member.HeldIn;
        N.HeldAt = Member.HeldAt;
      }
  }
  return Text;
}

std::optional<AbstractString> Evaluator::returnedOfObject(const FunctionDecl *Body) {
  AbstractString Text = settled(withHeld(resultOf(Body), Body));
  auto IsOfObject = [&](const Piece &P) { return P.HeldIn == Body && P.HeldAt < memberSlot(0, 0); };
  bool Any = llvm::any_of(Text, [&](const Alternative &A) { return llvm::any_of(A.Pieces, IsOfObject); });
  return Any ? std::optional(std::move(Text)) : std::nullopt;
}

std::vector<Evaluator::LeftText> Evaluator::leftBy(const FunctionDecl *Body) {
  std::vector<LeftText> All;
  auto Add = [&](unsigned Into, const Cell &C) {
    if (std::optional<AbstractString> Text = leftIn(Body, C))
      All.push_back({Into, std::move(*Text)});
  };
  auto AddMembers = [&](const VarDecl *Object, QualType Type, unsigned First) {
    for (const FieldDecl *Field : handedFieldsOf(Type, Apis, P))
      Add(First++, {Object, Field});
  };
  // What a function in the manner of `snprintf` makes depends on what it is given besides.
  if (formatShapeOf(Body, Apis, P))
    return All;
  for (const ParmVarDecl *Parameter : Body->parameters())
    if (QualType T = Parameter->getType(); isPlace(T, Apis))
      Add(Parameter->getFunctionScopeIndex(), {Parameter, nullptr});
    else if (isHandedObject(T))
      AddMembers(Parameter, T, memberSlot(Parameter->getFunctionScopeIndex(), 0));
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Body); Method != nullptr && !Method->isStatic() && !Method->isConst() && !Body->isVariadic())
    for (unsigned First : {ThisSlots, ChainSlots})
      if (First == ThisSlots || returnsThis(Method))
        AddMembers(nullptr, AST.getCanonicalTagType(Method->getParent()), First);
  return All;
}

// `make(&text)` gives a local pointer its value. Nobody keeps the place of one that is
// gone with the function.
static bool isOutParameter(const Event &E, const FunctionDecl *Callee) {
  if (E.What != Event::Kind::Call || E.Where.Field != nullptr || E.Argument >= Callee->getNumParams())
    return false;
  QualType T = Callee->getParamDecl(E.Argument)->getType();
  return T->isPointerType() && T->getPointeeType()->isPointerType() && E.Where.type()->isPointerType() && E.Where.Object->hasLocalStorage();
}

// Whether a function may leave a pointer to the text behind. A local variable that leads to it
// is gone with the function, if it is not handed on.
static bool isKept(const Changes &What, const Cell &C, llvm::SmallPtrSetImpl<const VarDecl *> &Seen) {
  if (!What.isEscaped(C) || !What.follows(C))
    return What.isEscaped(C);
  auto IsHandedOn = [&](const VarDecl *Other) {
    if (Other == nullptr || !Seen.insert(Other).second)
      return Other == nullptr;
    Cell There{Other, nullptr};
    return !What.follows(There) || isKept(What, There, Seen) ||
           llvm::any_of(What.eventsOf(There), [](const Event *E) { return E->What == Event::Kind::Call; });
  };
  auto Shares = [&](const Event &E) { return E.What == Event::Kind::Share && E.Where == C; };
  for (const auto &[Statement, Here] : What.Events)
    if (const auto *Assignment = dyn_cast<BinaryOperator>(Statement); Assignment != nullptr && llvm::any_of(Here, Shares)) {
      const auto *Named = dyn_cast<DeclRefExpr>(Assignment->getLHS()->IgnoreParens());
      if (IsHandedOn(Named == nullptr ? nullptr : dyn_cast<VarDecl>(Named->getDecl())))
        return true;
    }
  return llvm::any_of(What.AfterDeclaration, [&](const auto &Each) { return llvm::any_of(Each.second, Shares) && IsHandedOn(Each.first); });
}

// Code that is not in sight may keep a pointer to what it is given.
AbstractString Evaluator::lost(const Event &E, AbstractString Text) {
  model::Call C = model::Call::of(E.At);
  if (C.Callee != nullptr && C.Callee->getDefinition() == nullptr && isOutParameter(E, C.Callee))
    return Text;
  bool IsUnseen = C.Callee != nullptr && C.Callee->getDefinition() == nullptr &&
                  (isa<CXXMethodDecl>(C.Callee) || isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P));
  bool MayKeep = C.Callee == nullptr || E.What == Event::Kind::Method || isa<CXXMethodDecl>(C.Callee) ||
                 (E.Argument < C.Callee->getNumParams() && C.Callee->getParamDecl(E.Argument)->getType()->isPointerType());
  const FunctionDecl *Body = C.Callee == nullptr ? nullptr : C.Callee->getDefinition();
  if (Body != nullptr && !Body->isDependentContext() && isProjectCode(Body->getLocation(), AST.getSourceManager(), P)) {
    llvm::SmallPtrSet<const VarDecl *, 4> Seen;
    Cell Inside{nullptr, E.Where.Field};
    if (E.What == Event::Kind::Call)
      Inside = E.Argument < Body->getNumParams() ? insideOf(E, Body) : Cell{nullptr, nullptr};
    IsUnseen = MayKeep = (Inside.Object != nullptr || Inside.Field != nullptr) && isKept(flowOf(Body).changes(), Inside, Seen);
  }
  if (!IsUnseen || !MayKeep)
    return Text;
  // What functions of the project do their own units tell.
  std::optional<Told> By = Body == nullptr ? toldAs(E, C.Callee) : std::nullopt;
  bool IsTold = Body == nullptr && C.Callee != nullptr && isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P) &&
                (E.What == Event::Kind::Method ? E.Where.Field != nullptr && isa<CXXMethodDecl>(C.Callee) : By.has_value());
  Piece Kept;
  Kept.IsHole = true;
  Kept.Name = E.Where.name();
  Kept.IsShared = true;
  if (!IsTold)
    return {{{Kept}, {}, {}}};
  Kept.Suspect = C.Callee->getCanonicalDecl();
  if (E.What == Event::Kind::Call)
    Kept.SuspectAt = By->Into;
  Text.push_back({{Kept}, {}, {}});
  return Text;
}

} // namespace tenantscan::strings
