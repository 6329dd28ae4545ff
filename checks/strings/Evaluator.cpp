//===- Evaluator.cpp - From an expression to its texts ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"
#include "checks/SourceText.h"
#include "checks/strings/Format.h"
#include "checks/strings/PointerPlaces.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/Support/ConvertUTF.h"

#include <fmt/format.h>

#include <algorithm>

using namespace clang;

namespace tenantscan::strings {

/// Deeper expressions are holes; keeps the stack bounded.
static constexpr unsigned MaxDepth = 200;

std::string nameOf(const Expr *E) {
  if (E == nullptr)
    return {};
  E = E->IgnoreUnlessSpelledInSource();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return Reference->getNameInfo().getAsString();
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->getMemberNameInfo().getAsString();
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    // to_string(x), x.c_str(), quote(x): the thing inside says more.
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (const auto *Method = dyn_cast<CXXMemberCallExpr>(Call);
        Method != nullptr && Call->getNumArgs() == 0 && Callee != nullptr &&
        (isa<CXXConversionDecl>(Callee) || Callee->getNameAsString() == "c_str" || Callee->getNameAsString() == "data"))
      return nameOf(Method->getImplicitObjectArgument());
    if (Callee != nullptr && Call->getNumArgs() == 1 && !isa<CXXOperatorCallExpr>(Call))
      if (std::string Inside = nameOf(Call->getArg(0)); !Inside.empty())
        return Inside;
    return Callee == nullptr ? std::string() : Callee->getNameAsString();
  }
  return {};
}

bool Evaluator::readsStatement(const FunctionDecl *Callee) const {
  return !P.Statements.empty() && P.statementsOf(model::qualifiedName(Callee)) != nullptr;
}

/// Whether a text is one, and has no holes.
static bool isKnown(const AbstractString &Text) {
  return Text.size() == 1 && llvm::none_of(Text.front().Pieces, [](const Piece &P) { return P.IsHole; });
}

bool isVirtual(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method != nullptr && Method->isVirtual();
}

// "..."s, which in what is made of a template is a call like others; null for what is none.
static const CallExpr *literalCallIn(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Operator = Call == nullptr ? nullptr : Call->getDirectCallee();
  return Operator != nullptr && Operator->getLiteralIdentifier() != nullptr ? Call : nullptr;
}

AbstractString Evaluator::hole(const Expr *E) {
  Piece P;
  // In code with errors.
  if (E != nullptr && E->getType().isNull()) {
    P.IsHole = true;
    return {{{P}, {}, {}}};
  }
  P.IsHole = true;
  P.Source = E;
  P.Name = nameOf(E);
  if (E == nullptr)
    return {{{P}, {}, {}}};
  QualType T = E->getType().getNonReferenceType();
  // A character may be a piece of grammar.
  P.IsValue = (T->isArithmeticType() && !T->isAnyCharacterType()) || T->isEnumeralType();
  const Expr *Asked = E->IgnoreUnlessSpelledInSource();
  if (const auto *Await = dyn_cast<CoawaitExpr>(Asked))
    Asked = Await->getOperand()->IgnoreUnlessSpelledInSource();
  if (const auto *Call = dyn_cast<CallExpr>(Asked)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee != nullptr && model::qualifiedName(Callee) == "std::to_string")
      P.IsValue = true;
    else if (Callee != nullptr && (Callee->getDefinition() == nullptr || isVirtual(Callee) || readsStatement(Callee)) &&
             (Apis.isText(T) || Apis.isTextList(T)) && isProjectCode(Callee->getLocation(), AST.getSourceManager(), this->P)) {
      P.Result = Callee;
      if (GivenDepth < MaxGiven) {
        ++GivenDepth;
        std::vector<GivenText> Given = givenWithMembers(model::Call::of(Call));
        auto IsOfObject = [](const GivenText &G) {
          bool IsMember = G.Index >= MemberSlots && G.Index < memberSlot(0, 0);
          return IsMember && (!G.Texts.front().isUnknown() || G.Texts.front().Pieces.front().Result != nullptr);
        };
        if (!isVirtual(Callee) && llvm::any_of(Given, IsOfObject))
          P.Into = ResultOfObject;
        if (!Given.empty())
          give(P, std::move(Given));
        --GivenDepth;
      }
    }
  }
  return {{{P}, {}, {}}};
}

AbstractString Evaluator::literal(const StringLiteral *Literal, const Expr *Source) {
  Piece P;
  P.Literal = Literal;
  P.Source = Source;
  if (Literal->getCharByteWidth() == 1) {
    P.Text = Literal->getString().str();
  } else {
    for (unsigned I = 0; I < Literal->getLength(); ++I) {
      char Buffer[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
      char *End = Buffer;
      uint32_t Unit = Literal->getCodeUnit(I);
      if (Unit >= 0xD800 && Unit < 0xDC00 && I + 1 < Literal->getLength())
        Unit = 0x10000 + ((Unit - 0xD800) << 10) + (Literal->getCodeUnit(++I) - 0xDC00);
      if (llvm::ConvertCodePointToUTF8(Unit, End))
        P.Text.append(Buffer, End);
    }
  }
  return {{{P}, {}, {}}};
}

AbstractString Evaluator::concatenate(const AbstractString &Left, const AbstractString &Right, const Expr *Source) {
  // `b = a + a; c = b + b; ...` doubles with every line.
  static constexpr size_t MaxPieces = 1000;
  AbstractString Result;
  for (const Alternative &L : Left)
    for (const Alternative &R : Right) {
      if (L.contradicts(R))
        continue;
      if (L.Pieces.size() + R.Pieces.size() > MaxPieces)
        return hole(Source);
      Alternative Both = L;
      for (const auto &[Condition, IsTrue] : R.Conditions)
        Both.assume(Condition, IsTrue);
      for (const Need &N : R.Needs)
        Both.need(N);
      for (const Piece &P : R.Pieces)
        if (P.IsHole || !P.Text.empty())
          Both.Pieces.push_back(P);
      Both.Stops.insert(Both.Stops.end(), R.Stops.begin(), R.Stops.end());
      Result.push_back(std::move(Both));
    }
  return bounded(std::move(Result), nameOf(Source));
}

// A variable keeps the text of its initialiser if it is constant, or if nothing
// in its function can change it.
bool Evaluator::isUnchanged(const VarDecl *Variable) {
  QualType T = Variable->getType();
  bool PointsToText = T->isPointerType();
  if (Variable->isConstexpr() || (T.isConstQualified() && (!PointsToText || T->getPointeeType().isConstQualified())) ||
      (T->isArrayType() && AST.getBaseElementType(T).isConstQualified()))
    return true;
  if (!Variable->isLocalVarDecl())
    return isNeverChanged(Variable);
  return isUntouched(Variable);
}

bool Evaluator::isUntouched(const ValueDecl *Local) {
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Local->getParentFunctionOrMethod());
  if (Function == nullptr || !Function->hasBody())
    return false;
  return Uses.try_emplace(Function, Function->getBody()).first->second.isUntouched(Local, AST);
}

AbstractString Evaluator::visitVariable(const VarDecl *Variable, const Expr *Use) {
  const VarDecl *Defined = nullptr;
  const Expr *Init = Variable->getAnyInitializer(Defined);
  if (Variable->isLocalVarDeclOrParm() && !Variable->isStaticLocal())
    return visitLocal(Variable, Use);
  if (Flow *F = flowOfStatic(Variable))
    return visitCell({Variable, nullptr}, *F, Use);
  if (Init == nullptr || !isUnchanged(Defined)) {
    AbstractString Unknown = hole(Use);
    if (isSharedText(Variable, Apis) && isProjectCode(Variable->getLocation(), AST.getSourceManager(), P))
      Unknown.front().Pieces.front().Variable = Variable->getCanonicalDecl();
    return Unknown;
  }
  if (!Active.insert({Variable, nullptr}).second)
    return hole(Use);
  AbstractString Result = visit(Init);
  Active.erase({Variable, nullptr});
  if (!isKnown(Result) && Variable->isConstexpr())
    if (AbstractString Known = constant(Defined, Use); isKnown(Known))
      Result = std::move(Known);
  for (Alternative &A : Result)
    if (!A.isUnknown())
      A.Stops.push_back({Defined->getLocation(), fmt::format("kept in '{}'", Variable->getNameAsString())});
  return Result;
}

AbstractString Evaluator::visitLocal(const VarDecl *Variable, const Expr *Use) {
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  const FunctionDecl *Defined = nullptr;
  if (Function == nullptr || !Function->hasBody(Defined) || Defined != Function || Function->isDependentContext())
    return hole(Use);
  Flow &F = flowOf(Function);
  Cell C{Variable, nullptr};
  if (F.follows(C))
    return visitCell(C, F, Use);
  QualType T = Variable->getType();
  bool IsConstant = Variable->isConstexpr() || (T.isConstQualified() && T->isPointerType() && T->getPointeeType().isConstQualified());
  if (!IsConstant || Variable->getInit() == nullptr || !Active.insert({Variable, nullptr}).second)
    return hole(Use);
  AbstractString Result = visit(Variable->getInit());
  Active.erase({Variable, nullptr});
  if (!isKnown(Result) && Variable->isConstexpr())
    if (AbstractString Known = constant(Variable, Use); isKnown(Known))
      Result = std::move(Known);
  return Result;
}

// A cell that is followed, where it is used.
AbstractString Evaluator::visitCell(const Cell &C, Flow &F, const Expr *Use) {
  if (Following == &F)
    return F.in(*Now, C) ? *F.in(*Now, C) : AbstractString();
  AbstractString Unknown = hole(Use);
  bool IsVariable = C.Field == nullptr;
  bool IsConstant = F.isConstant(C) && (C.Object == nullptr || !C.Object->hasGlobalStorage());
  if (IsConstant) {
    if (!IsVariable && (C.Object == nullptr || isa<ParmVarDecl>(C.Object)) && !isa<CXXConstructorDecl>(F.function()))
      return atEntry(C, F.function());
    if (const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(C.Object); Parameter != nullptr && IsVariable) {
      Unknown.front().Pieces.front().Parameter = Parameter;
      return Unknown;
    }
  }
  std::pair<const Decl *, const Decl *> Key(C.Object != nullptr ? static_cast<const Decl *>(C.Object) : F.function(), C.Field);
  if (IsVariable && IsConstant) {
    if (auto Known = Constants.find(C.Object); Known != Constants.end())
      return Known->second;
    if (C.Object->getInit() == nullptr || !Active.insert(Key).second)
      return Unknown;
    Event E;
    E.What = Event::Kind::Declare;
    E.Where = C;
    E.Value = C.Object->getInit();
    AbstractString Result = afterEvent(E, {});
    Active.erase(Key);
    if (Result.empty())
      return Unknown;
    // Within other variables and calls, less may be known than from the outside.
    if (Active.empty() || Result.front().Pieces.size() > 16)
      Constants[C.Object] = Result;
    return Result;
  }
  if (!Active.insert(Key).second)
    return Unknown;
  std::shared_ptr<const AbstractString> Texts = F.valueAt(C, Use, *this);
  Active.erase(Key);
  if (!Texts || Texts->empty())
    return Unknown;
  // A hole is called what it is called here.
  AbstractString Result = *Texts;
  for (Alternative &A : Result)
    for (Piece &Hole : A.Pieces)
      if (Hole.IsHole && Hole.Source == nullptr)
        Hole.Source = Use;
  return Result;
}

AbstractString Evaluator::visitCall(const CallExpr *Call) {
  if (std::optional<AbstractString> Text = calledFrom(Call))
    return *Text;
  model::Call C = model::Call::of(Call);
  // What the file says is seen in the link step.
  if (C.Callee == nullptr || readsStatement(C.Callee))
    return hole(Call);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    if (const model::TextApi *T = Apis.matchText(C); T != nullptr && T->Style == model::FormatStyle::Boost && Operator->getNumArgs() == 2) {
      std::optional<AbstractString> Text = changed(Call);
      return Text ? *Text : fedWith(visit(Operator->getArg(0)), Operator->getArg(1), Call);
    }
    // % is how QStringBuilder concatenates.
    bool IsConcatenation = Operator->getOperator() == OO_Plus || Operator->getOperator() == OO_Percent;
    if (IsConcatenation && Operator->getNumArgs() == 2 && Apis.isText(Call->getType()))
      return concatenate(visit(Operator->getArg(0)), visit(Operator->getArg(1)), Call);
    if (Operator->getOperator() == OO_Call)
      if (const StringLiteral *Literal = literalOfMacro(Operator))
        return literal(Literal, Call);
    if (std::optional<AbstractString> Text = changed(Call))
      return *Text;
    // *optional
    if (C.Object != nullptr && Apis.returnsItsText(C.Callee))
      return visit(C.Object);
    if (std::optional<AbstractString> Text = resultOf(C))
      return *Text;
    return hole(Call);
  }
  if (std::optional<AbstractString> Text = changed(Call))
    return *Text;
  if (const model::TextApi *T = Apis.matchText(C); T != nullptr && !T->Into)
    return makeText(C, *T);
  if (isa<CXXConversionDecl>(C.Callee) && C.Object != nullptr && Apis.isText(C.Object->getType()) && Apis.isText(Call->getType()))
    return visit(C.Object);
  if (Apis.returnsItsText(C.Callee)) {
    if (C.Object != nullptr)
      return visit(C.Object);
    if (!C.Arguments.empty())
      return visit(C.Arguments.front());
  }
  if (const model::Api *A = Apis.match(C); A != nullptr && A->What == model::Role::SqlText)
    return visit(Apis.argument(C, *A->Sql));
  // optional.value_or("..."), map.value(key, "...")
  if (C.Object != nullptr && C.Callee->getDeclName().isIdentifier() && C.Callee->getName() == "value_or" && C.Arguments.size() == 1 &&
      Apis.isText(C.Object->getType()) && Apis.isText(Call->getType())) {
    AbstractString Either = visit(C.Object);
    for (Alternative &A : visit(C.Arguments.front()))
      Either.push_back(std::move(A));
    return bounded(std::move(Either), nameOf(Call));
  }
  if (std::optional<AbstractString> Joined = joinedBy(C))
    return *Joined;
  std::optional<AbstractString> Text = resultOf(C);
  if (Text && isKnown(*Text))
    return *Text;
  if (std::optional<AbstractString> Known = Apis.isText(Call->getType()) ? computed(Call) : std::nullopt)
    return *Known;
  return Text ? *Text : hole(Call);
}

// `exec(sql.append("..."))`: the operator gives the variable that it changes.
std::optional<AbstractString> Evaluator::changed(const Expr *E) {
  const Expr *Object = E;
  for (bool Again = true; Again && Object != nullptr;) {
    Object = Object->IgnoreParenImpCasts();
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Object))
      Object = Operator->getNumArgs() > 0 ? Operator->getArg(0) : nullptr;
    else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Object))
      Object = Member->getImplicitObjectArgument();
    else
      Again = false;
  }
  std::optional<Cell> C = Object == nullptr ? std::nullopt : cellOf(Object);
  const FunctionDecl *Function = C ? functionAround(*C) : nullptr;
  if (Function == nullptr || !Function->doesThisDeclarationHaveABody() || Function->isDependentContext())
    return std::nullopt;
  Flow &F = flowOf(Function);
  if (std::optional<Cell> Here = F.changedBy(E); !Here || !(*Here == *C))
    return std::nullopt;
  if (Following == &F)
    return F.in(*Now, *C) ? *F.in(*Now, *C) : AbstractString();
  std::shared_ptr<const AbstractString> Texts = F.valueAfter(*C, E, *this);
  if (!Texts || Texts->empty())
    return std::nullopt;
  return *Texts;
}

AbstractString Evaluator::visit(const Expr *E) {
  if (++Depth > MaxDepth) {
    --Depth;
    return hole(E);
  }
  struct Leave {
    unsigned &D;
    ~Leave() { --D; }
  } Guard{Depth};

  E = E->IgnoreParens();
  if (E->getType().isNull())
    return hole(E);
  if (Apis.isTextList(E->getType()))
    return visitList(E);
  if (const auto *Literal = dyn_cast<StringLiteral>(E))
    return literal(Literal, E);
  // In C the wide characters are integers, and so are pointers to them.
  auto IsPointer = [](QualType T) { return T->isPointerType() || T->isArrayType(); };
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return Apis.isText(Cast->getSubExpr()->getType()) || (IsPointer(Cast->getType()) && IsPointer(Cast->getSubExpr()->getType())) ||
                   isa<CXXConstructExpr>(Cast->getSubExpr()->IgnoreImplicit()) || Cast->getCastKind() == CK_ConstructorConversion ||
                   Cast->getCastKind() == CK_UserDefinedConversion || Cast->getCastKind() == CK_NoOp
               ? visit(Cast->getSubExpr())
               : hole(E);
  if (const auto *Constant = dyn_cast<ConstantExpr>(E); Constant != nullptr && Constant->hasAPValueResult() && Apis.isText(E->getType())) {
    APValue Value = Constant->getAPValueResult();
    if (const CallExpr *Literal = literalCallIn(Constant->getSubExpr()->IgnoreImplicit()))
      return userLiteral(Literal, &Value);
    AbstractString Text = visit(Constant->getSubExpr());
    return Text.size() == 1 && Text.front().isUnknown() ? constant(Value, E) : Text;
  }
  if (const auto *Cleanups = dyn_cast<FullExpr>(E))
    return visit(Cleanups->getSubExpr());
  if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
    return visit(Temporary->getSubExpr());
  if (const auto *Temporary = dyn_cast<CXXBindTemporaryExpr>(E))
    return visit(Temporary->getSubExpr());
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
    return visit(Default->getExpr());
  if (const auto *Substituted = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
    return visit(Substituted->getReplacement());
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E))
    return visitConditional(Choice);
  if (const auto *Comma = dyn_cast<BinaryOperator>(E); Comma != nullptr && Comma->isCommaOp())
    return visit(Comma->getRHS());
  if (const auto *Block = dyn_cast<StmtExpr>(E))
    if (const auto *Last = Block->getSubStmt()->body_empty() ? nullptr : dyn_cast<Expr>(Block->getSubStmt()->body_back()))
      return visit(Last);
  if (const CallExpr *Literal = literalCallIn(E))
    return userLiteral(Literal, nullptr);
  // &buffer[0]
  if (const auto *Address = dyn_cast<UnaryOperator>(E); Address != nullptr && Address->getOpcode() == UO_AddrOf) {
    const Expr *Inner = Address->getSubExpr()->IgnoreParenImpCasts();
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Inner);
    const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Inner);
    const Expr *Index = Subscript != nullptr                                             ? Subscript->getIdx()
                        : Operator != nullptr && Operator->getOperator() == OO_Subscript ? Operator->getArg(1)
                                                                                         : nullptr;
    const Expr *Whole = Subscript != nullptr ? Subscript->getBase() : Index != nullptr ? Operator->getArg(0) : nullptr;
    Expr::EvalResult Zero;
    if (Index != nullptr && Apis.isText(Whole->getType()) && !Index->isValueDependent() && Index->EvaluateAsInt(Zero, AST) &&
        Zero.Val.getInt().isZero())
      return visit(Whole);
    // What is given is the place of the text.
    if (Index == nullptr && Apis.isText(Inner->getType()))
      return visit(Inner);
  }
  // *sql
  if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
    if (const auto *Reference = dyn_cast<DeclRefExpr>(Star->getSubExpr()->IgnoreParenImpCasts()))
      if (const auto *Place = dyn_cast<ParmVarDecl>(Reference->getDecl()); Place != nullptr && isObjectPlace(Place->getType(), Apis))
        return visitVariable(Place, E);
  if (const ParmVarDecl *Place = placeReadBy(E, Apis)) {
    AbstractString Given = hole(E);
    Given.front().Pieces.front().Name = Place->getNameAsString();
    Given.front().Pieces.front().Parameter = Place;
    return Given;
  }
  if (isa<ArraySubscriptExpr>(E) || isa<UnaryOperator>(E) || (isa<CallExpr>(E) && Apis.isText(E->getType())))
    if (AbstractString Element = visitElement(E); !Element.empty())
      return Element;
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return visitCall(Call);
  if (const auto *Await = dyn_cast<CoawaitExpr>(E)) {
    model::Call C = model::Call::of(Await->getOperand()->IgnoreUnlessSpelledInSource());
    C.Expression = Await;
    std::optional<AbstractString> Text = C.Callee != nullptr ? resultOf(C) : std::nullopt;
    return Text ? *Text : hole(E);
  }
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E))
    return visitConstruction(Construction);
  if (const auto *List = dyn_cast<InitListExpr>(E); List != nullptr && List->getNumInits() == 1)
    return visit(List->getInit(0));
  if (const auto *Character = dyn_cast<CharacterLiteral>(E); Character != nullptr && Character->getValue() < 0x80) {
    Piece P;
    P.Text = std::string(1, static_cast<char>(Character->getValue()));
    P.Source = E;
    return {{{P}, {}, {}}};
  }
  return visitNamed(E);
}

// A variable, a binding or a member.
AbstractString Evaluator::visitNamed(const Expr *E) {
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
      return visitVariable(Variable, E);
    // auto [id, text] = element;
    if (const auto *Binding = dyn_cast<BindingDecl>(Reference->getDecl()))
      return visitBinding(Binding, E);
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *Variable = dyn_cast<VarDecl>(Member->getMemberDecl()))
      return visitVariable(Variable, E);
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl())) {
      if (AbstractString Element = visitElement(E); !Element.empty())
        return Element;
      if (std::optional<AbstractString> Text = textIn(Member->getBase(), Field)) {
        // Neither is what another unit returns: session().tenant_id, or later from a variable that keeps it.
        auto IsReturned = [](const Piece &P) {
          return P.Result != nullptr && P.Into && *P.Into >= MemberSlots && P.Source != nullptr &&
                 isa<CallExpr>(P.Source->IgnoreUnlessSpelledInSource());
        };
        // What is not known of it is the member that stands here.
        for (Alternative &A : *Text)
          for (Piece &P : A.Pieces)
            if (P.IsHole && ((P.Source == nullptr && P.Field == Field) || IsReturned(P)))
              P.Source = E;
        return *Text;
      }
      AbstractString Text = visitField(Field, E);
      if (Text.front().isUnknown() && isSharedText(Field, Apis, P))
        Text.front().Pieces.front().Variable = Field->getCanonicalDecl();
      return Text;
    }
  }
  return hole(E);
}

AbstractString Evaluator::evaluate(const Expr *E) {
  AbstractString Result = withoutNull(visit(E), AST);
  return Result.empty() ? hole(E) : settled(Result);
}

} // namespace tenantscan::strings
