//===- Evaluator.cpp - From an expression to its texts ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"
#include "checks/strings/Format.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"
#include "llvm/Support/ConvertUTF.h"

#include <fmt/format.h>

#include <algorithm>

using namespace clang;

namespace tenantscan::strings {

/// Deeper expressions are holes; keeps the stack bounded.
static constexpr unsigned MaxDepth = 200;

std::string nameOf(const Expr *E) {
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
      return nameOf(Call->getArg(0));
    return Callee == nullptr ? std::string() : Callee->getNameAsString();
  }
  return {};
}

static bool isVirtual(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method != nullptr && Method->isVirtual();
}

AbstractString Evaluator::hole(const Expr *E) {
  Piece P;
  P.IsHole = true;
  P.Source = E;
  P.Name = nameOf(E);
  QualType T = E->getType().getNonReferenceType();
  // A character may be a piece of grammar.
  P.IsValue = (T->isArithmeticType() && !T->isAnyCharacterType()) || T->isEnumeralType();
  if (const auto *Call = dyn_cast<CallExpr>(E->IgnoreUnlessSpelledInSource())) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee != nullptr && model::qualifiedName(Callee) == "std::to_string")
      P.IsValue = true;
    else if (Callee != nullptr && Callee->getDefinition() == nullptr && !isVirtual(Callee) && Apis.isText(T) &&
             isProjectCode(Callee->getLocation(), AST.getSourceManager(), this->P))
      P.Result = Callee;
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
    return false;
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  if (Function == nullptr || !Function->hasBody())
    return false;
  return !ExprMutationAnalyzer(*Function->getBody(), AST).isMutated(Variable);
}

AbstractString Evaluator::visitVariable(const VarDecl *Variable, const Expr *Use) {
  const VarDecl *Defined = nullptr;
  const Expr *Init = Variable->getAnyInitializer(Defined);
  if (Variable->isLocalVarDeclOrParm() && !Variable->isStaticLocal())
    return visitLocal(Variable, Use);
  if (Init == nullptr || !isUnchanged(Defined) || !Active.insert(Variable).second)
    return hole(Use);
  AbstractString Result = visit(Init);
  Active.erase(Variable);
  for (Alternative &A : Result)
    if (!A.isUnknown())
      A.Stops.push_back({Defined->getLocation(), fmt::format("kept in '{}'", Variable->getNameAsString())});
  return Result;
}

Flow &Evaluator::flowOf(const FunctionDecl *Function) {
  std::unique_ptr<Flow> &Known = Flows[Function];
  if (!Known)
    Known = std::make_unique<Flow>(Function, AST, Apis, static_cast<unsigned>(Flows.size()) * Flow::KeysEach);
  return *Known;
}

AbstractString Evaluator::parameter(const ParmVarDecl *Parameter) {
  Piece P;
  P.IsHole = true;
  P.Name = Parameter->getNameAsString();
  P.Parameter = Parameter;
  return {{{P}, {}, {}}};
}

AbstractString Evaluator::visitLocal(const VarDecl *Variable, const Expr *Use) {
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  const FunctionDecl *Defined = nullptr;
  if (Function == nullptr || !Function->hasBody(Defined) || Defined != Function || Function->isDependentContext())
    return hole(Use);
  Flow &F = flowOf(Function);
  AbstractString Unknown = hole(Use);
  if (!F.follows(Variable)) {
    QualType T = Variable->getType();
    bool IsConstant = Variable->isConstexpr() || (T.isConstQualified() && T->isPointerType() && T->getPointeeType().isConstQualified());
    if (!IsConstant || Variable->getInit() == nullptr || !Active.insert(Variable).second)
      return Unknown;
    AbstractString Result = visit(Variable->getInit());
    Active.erase(Variable);
    return Result;
  }
  if (Following == &F)
    return F.in(*Now, Variable) ? *F.in(*Now, Variable) : AbstractString();
  if (!F.hasChanges() || F.isConstant(Variable)) {
    if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable)) {
      Unknown.front().Pieces.front().Parameter = Parameter;
      return Unknown;
    }
    if (auto Known = Constants.find(Variable); Known != Constants.end())
      return Known->second;
    if (Variable->getInit() == nullptr || !Active.insert(Variable).second)
      return Unknown;
    Event E;
    E.What = Event::Kind::Declare;
    E.Variable = Variable;
    E.Value = Variable->getInit();
    AbstractString Result = afterEvent(E, {});
    Active.erase(Variable);
    if (Result.empty())
      return Unknown;
    // Within other variables and calls, less may be known than from the outside.
    if (Active.empty() || Result.front().Pieces.size() > 16)
      Constants[Variable] = Result;
    return Result;
  }
  if (!Active.insert(Variable).second)
    return Unknown;
  std::shared_ptr<const AbstractString> Texts = F.valueAt(Variable, Use, *this);
  Active.erase(Variable);
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

// What `<<` shows of a value.
AbstractString Evaluator::shown(const Expr *E) {
  const Expr *Inner = E->IgnoreParenImpCasts();
  if (Apis.isText(E->getType()) || isa<CharacterLiteral>(Inner))
    return visit(E);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Inner); Reference != nullptr && isa<FunctionDecl>(Reference->getDecl())) {
    Piece P;
    P.Source = E;
    P.Text = Reference->getDecl()->getName() == "endl" ? "\n" : "";
    return {{{P}, {}, {}}};
  }
  if (E->getType()->isFunctionPointerType() || E->getType()->isFunctionType())
    return {{{}, {}, {}}};
  return hole(E);
}

// A stream that is given a text writes over it from its beginning.
static bool overwrites(const VarDecl *Variable) {
  const CXXRecordDecl *Class = Variable->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Class != nullptr && Class->isInStdNamespace() && Class->getName().ends_with("stringstream");
}

static bool isEmpty(const AbstractString &S) {
  return std::all_of(S.begin(), S.end(), [](const Alternative &A) {
    return std::all_of(A.Pieces.begin(), A.Pieces.end(), [](const Piece &P) { return !P.IsHole && P.Text.empty(); });
  });
}

AbstractString Evaluator::afterEvent(const Event &E, const AbstractString &Before) {
  auto Note = [&](AbstractString &Texts, SourceLocation Where, const char *What) {
    static constexpr size_t MaxStops = 16;
    for (Alternative &A : Texts)
      if (!A.isUnknown() && !A.Pieces.empty() && A.Stops.size() < MaxStops)
        A.Stops.push_back({Where, fmt::format("{} '{}'", What, E.Variable->getNameAsString())});
  };
  auto Unknown = [&] {
    Piece P;
    P.IsHole = true;
    P.Name = E.Variable->getNameAsString();
    return AbstractString{{{P}, {}, {}}};
  };
  AbstractString Result;
  switch (E.What) {
  case Event::Kind::Declare: {
    QualType Type = E.Variable->getType();
    if (E.Value == nullptr)
      return Unknown();
    const auto *List = dyn_cast<InitListExpr>(E.Value->IgnoreImplicit());
    if (Type->isArrayType() && List != nullptr && (List->getNumInits() == 0 || List->getInit(0)->isIntegerConstantExpr(AST)))
      return {{{}, {}, {}}};
    Result = visit(E.Value);
    if (overwrites(E.Variable) && !isEmpty(Result))
      return Unknown();
    Note(Result, E.Variable->getLocation(), "kept in");
    return Result;
  }
  case Event::Kind::Assign:
    Result = visit(E.Value);
    if (overwrites(E.Variable) && !isEmpty(Result))
      return Unknown();
    Note(Result, E.At->getExprLoc(), "assigned to");
    return Result;
  case Event::Kind::Append: {
    Result = concatenate(Before, shown(E.Value), E.Value);
    return Result;
  }
  case Event::Kind::Prepend:
    return concatenate(shown(E.Value), Before, E.Value);
  case Event::Kind::Clear:
    return {{{}, {}, {}}};
  case Event::Kind::DropLast:
    for (Alternative A : Before) {
      while (!A.Pieces.empty() && !A.Pieces.back().IsHole && A.Pieces.back().Text.empty())
        A.Pieces.pop_back();
      if (!A.Pieces.empty() && A.Pieces.back().IsHole)
        A.Pieces.back().IsValue = false;
      else if (!A.Pieces.empty())
        A.Pieces.back().Text.pop_back();
      Result.push_back(std::move(A));
    }
    return bounded(std::move(Result), E.Variable->getNameAsString());
  case Event::Kind::Call:
    Result = afterCall(E, Before);
    return Result.empty() && !Before.empty() ? Unknown() : Result;
  case Event::Kind::Unknown:
    break;
  }
  return Unknown();
}

// A function that gets a reference may add to the text.
AbstractString Evaluator::afterCall(const Event &E, const AbstractString &Before) {
  model::Call C = model::Call::of(E.At);
  if (const model::TextApi *T = Apis.matchText(C); T != nullptr && T->Into && *T->Into == E.Argument) {
    AbstractString Made = makeText(C, *T);
    return T->Appends ? concatenate(Before, Made, E.At) : Made;
  }
  const FunctionDecl *Body = bodyOf(C);
  if (Body == nullptr || E.Argument >= Body->getNumParams() || !Body->getParamDecl(E.Argument)->getType()->isReferenceType())
    return {};
  const ParmVarDecl *Parameter = Body->getParamDecl(E.Argument);
  Flow &F = flowOf(Body);
  if (!F.follows(Parameter))
    return {};
  if (F.isConstant(Parameter))
    return Before;
  Calling.push_back(Body);
  std::shared_ptr<const AbstractString> AtExit = F.valueAtExit(Parameter, *this);
  Calling.pop_back();
  if (!AtExit)
    return {};
  return substitute(*AtExit, Body, C);
}

// What a conversion shows of its argument.
AbstractString Evaluator::converted(const Expr *E, char Conversion) {
  AbstractString Text = shown(E);
  bool IsName = Conversion == 'w';
  bool IsValue = Conversion == 'q' || Conversion == 'Q';
  // `%.10s`: cut off anywhere.
  if (Conversion != '.' && !IsName && !IsValue)
    return Text;
  AbstractString Hole = hole(E);
  Hole.front().Pieces.front().IsValue = IsValue;
  return Hole;
}

AbstractString Evaluator::format(model::FormatStyle Style, const AbstractString &Format, llvm::ArrayRef<const Expr *> Arguments, const Expr *Source) {
  unsigned Count = static_cast<unsigned>(Arguments.size());
  // QString::arg(text, text) replaces two markers, arg(number, width) one.
  if (Style == model::FormatStyle::Qt) {
    unsigned Texts = 0;
    while (Texts < Count && Apis.isText(Arguments[Texts]->getType()))
      ++Texts;
    Count = std::max(1u, Texts);
  }
  // fmt::arg("name", value)
  auto Named = [&](const std::string &Name) -> const Expr * {
    for (const Expr *A : Arguments) {
      const auto *Call = dyn_cast<CallExpr>(A->IgnoreUnlessSpelledInSource());
      if (Call == nullptr || Call->getNumArgs() != 2 || Call->getDirectCallee() == nullptr ||
          !Call->getDirectCallee()->getDeclName().isIdentifier() || Call->getDirectCallee()->getName() != "arg")
        continue;
      AbstractString Text = visit(Call->getArg(0));
      if (Text.size() == 1 && Text.front().Pieces.size() == 1 && Text.front().Pieces.front().Text == Name)
        return Call->getArg(1);
    }
    return nullptr;
  };
  AbstractString Result;
  for (const Alternative &A : Format) {
    AbstractString Built = {{{}, A.Stops, A.Conditions}};
    for (const FormatPart &Part : partsOf(Style, A.Pieces, Count)) {
      bool IsArgument = Part.Text.IsHole && (Part.Argument != -1 || !Part.Name.empty());
      const Expr *Given = Part.Argument >= 0 && static_cast<size_t>(Part.Argument) < Arguments.size() ? Arguments[Part.Argument] : nullptr;
      if (Given == nullptr && !Part.Name.empty())
        Given = Named(Part.Name);
      AbstractString Text = {{{Part.Text}, {}, {}}};
      if (Given != nullptr) {
        Text = converted(Given, Part.Conversion);
      } else if (IsArgument) {
        Text.front().Pieces.front().Source = Source;
        Text.front().Pieces.front().IsValue = llvm::StringRef("diuxXofgeEQ").contains(Part.Conversion) && Part.Conversion != 0;
      } else if (Part.Text.IsHole && Part.Text.Parameter == nullptr) {
        // What an unknown format makes has in it what the arguments have.
        Text.front().Pieces.front().Source = Source;
      }
      Built = concatenate(Built, Text, Source);
    }
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return bounded(std::move(Result), nameOf(Source));
}

AbstractString Evaluator::makeText(const model::Call &C, const model::TextApi &T) {
  llvm::ArrayRef<const Expr *> Arguments = llvm::ArrayRef(C.Arguments).drop_front(std::min<size_t>(T.First, C.Arguments.size()));
  switch (T.Makes) {
  case model::TextApi::Kind::Concat: {
    AbstractString Result = {{{}, {}, {}}};
    for (const Expr *A : Arguments)
      Result = concatenate(Result, shown(A), C.Expression);
    return Result;
  }
  case model::TextApi::Kind::Value:
  case model::TextApi::Kind::Identifier: {
    AbstractString Result = hole(Arguments.empty() ? C.Expression : Arguments.front());
    Result.front().Pieces.front().Source = C.Expression;
    Result.front().Pieces.front().IsValue = T.Makes == model::TextApi::Kind::Value;
    Result.front().Pieces.front().IsIdentifier = T.Makes == model::TextApi::Kind::Identifier;
    return Result;
  }
  case model::TextApi::Kind::Format:
    break;
  }
  const Expr *Format = T.Format ? (*T.Format < C.Arguments.size() ? C.Arguments[*T.Format] : nullptr) : C.Object;
  if (Format == nullptr)
    return hole(C.Expression);
  AbstractString Text = visit(Format);
  // The format text of a wrapper is what its caller gives.
  for (Alternative &A : Text)
    if (A.Pieces.size() == 1 && A.Pieces.front().Parameter != nullptr && T.Style != model::FormatStyle::Qt) {
      A.Pieces.front().Formatted = T.Style;
      return Text;
    }
  return format(T.Style, Text, T.TakesVaList ? llvm::ArrayRef<const Expr *>() : Arguments, C.Expression);
}

/// Calls within calls are followed this deep.
static constexpr size_t MaxCalls = 6;

// The body that a call runs, where that is certain.
const FunctionDecl *Evaluator::bodyOf(const model::Call &C) {
  const FunctionDecl *Body = nullptr;
  if (C.Callee == nullptr || !C.Callee->hasBody(Body) || Body->isDependentContext() || Body->isVariadic() || Calling.size() >= MaxCalls ||
      llvm::is_contained(Calling, Body) || !isProjectCode(Body->getLocation(), AST.getSourceManager(), P))
    return nullptr;
  const auto *Method = dyn_cast<CXXMethodDecl>(Body);
  if (Method != nullptr && Method->isVirtual() && !Method->hasAttr<FinalAttr>() && !Method->getParent()->hasAttr<FinalAttr>())
    return nullptr;
  return Body;
}

AbstractString Evaluator::resultOf(const FunctionDecl *Body) {
  if (auto Known = Results.find(Body); Known != Results.end())
    return Known->second;
  AbstractString All;
  Calling.push_back(Body);
  // What the function says is seen from its own beginning.
  Flow *OuterFlow = std::exchange(Following, nullptr);
  Flow::State *OuterState = std::exchange(Now, nullptr);
  for (const Expr *E : flowOf(Body).returned())
    for (Alternative &A : visit(E))
      All.push_back(std::move(A));
  Following = OuterFlow;
  Now = OuterState;
  Calling.pop_back();
  AbstractString Text = bounded(std::move(All), Body->getNameAsString());
  // Deep within other calls, less is known than from the outside.
  if (Calling.empty())
    Results[Body] = Text;
  return Text;
}

std::optional<AbstractString> Evaluator::resultOf(const model::Call &C) {
  const FunctionDecl *Body = Apis.isText(C.Expression->getType()) ? bodyOf(C) : nullptr;
  AbstractString Text = Body == nullptr ? AbstractString() : resultOf(Body);
  return Text.empty() ? std::nullopt : std::optional(substitute(Text, Body, C));
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

// What the caller gives in place of the parameters.
AbstractString Evaluator::substitute(const AbstractString &Text, const FunctionDecl *Callee, const model::Call &C) {
  AbstractString Result;
  for (const Alternative &A : Text) {
    AbstractString Built = {{{}, A.Stops, {}}};
    for (const Piece &P : A.Pieces) {
      bool IsOurs = P.Parameter != nullptr && P.Parameter->getDeclContext() == Callee;
      AbstractString Part = {{{P}, {}, {}}};
      if (IsOurs) {
        unsigned Index = P.Parameter->getFunctionScopeIndex();
        const Expr *Given = Index < C.Arguments.size() ? C.Arguments[Index] : nullptr;
        if (Given == nullptr && P.Parameter->hasDefaultArg() && !P.Parameter->hasUninstantiatedDefaultArg() && !P.Parameter->hasUnparsedDefaultArg())
          Given = P.Parameter->getDefaultArg();
        llvm::ArrayRef<const Expr *> Rest = llvm::ArrayRef(C.Arguments).drop_front(std::min<size_t>(Index + 1, C.Arguments.size()));
        if (Given != nullptr)
          Part = P.Formatted ? format(*P.Formatted, visit(Given), Rest, C.Expression) : visit(Given);
        else
          Part.front().Pieces.front().Parameter = nullptr;
      } else if (const ParmVarDecl *Value = P.IsHole && P.Source != nullptr && P.IsValue ? parameterOf(P.Source) : nullptr;
                 Value != nullptr && Value->getDeclContext() == Callee && Value->getFunctionScopeIndex() < C.Arguments.size()) {
        // A number: whose it is, the caller knows.
        Piece &Hole = Part.front().Pieces.front();
        Hole.Source = C.Arguments[Value->getFunctionScopeIndex()];
        Hole.Name = nameOf(Hole.Source).empty() ? Hole.Name : nameOf(Hole.Source);
      }
      Built = concatenate(Built, Part, C.Expression);
    }
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return bounded(std::move(Result), nameOf(C.Expression));
}

// From a braced list or what is constructed from one to its elements.
static std::vector<const Expr *> elementsOf(const Expr *E) {
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
static const VarDecl *constantOf(const Expr *E) {
  const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreUnlessSpelledInSource());
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (Variable == nullptr || isa<ParmVarDecl>(Variable) || Variable->getAnyInitializer() == nullptr)
    return nullptr;
  QualType T = Variable->getType();
  bool IsConstant =
      T.isConstQualified() || Variable->isConstexpr() || (T->isArrayType() && Variable->getASTContext().getBaseElementType(T).isConstQualified());
  return IsConstant ? Variable : nullptr;
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

std::vector<const Expr *> Evaluator::initialisersOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  const Expr *Table = rangeOf(E);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    Table = Element->getBase()->IgnoreParenImpCasts();
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E); Operator != nullptr && Operator->getOperator() == OO_Subscript)
    Table = Operator->getArg(0);
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E); Call != nullptr && Call->getMethodDecl() != nullptr &&
                                                         Call->getMethodDecl()->getDeclName().isIdentifier() &&
                                                         Call->getMethodDecl()->getName() == "at")
    Table = Call->getImplicitObjectArgument();
  if (Table != nullptr) {
    const VarDecl *Variable = constantOf(Table);
    return elementsOf(Variable != nullptr ? Variable->getAnyInitializer() : Table);
  }
  // The variable of a loop, or a reference to an element.
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()); Variable != nullptr && Variable->getInit() != nullptr) {
      QualType T = Variable->getType();
      if (T.getNonReferenceType().isConstQualified() && Active.insert(Variable).second) {
        std::vector<const Expr *> Result;
        const Expr *Init = Variable->getInit()->IgnoreImplicit();
        if (const auto *Copy = dyn_cast<CXXConstructExpr>(Init);
            Copy != nullptr && Copy->getConstructor()->isCopyOrMoveConstructor() && Copy->getNumArgs() == 1)
          Init = Copy->getArg(0);
        Result = isa<InitListExpr>(Init) ? std::vector<const Expr *>{Init} : initialisersOf(Init);
        Active.erase(Variable);
        return Result;
      }
    }
  return {};
}

AbstractString Evaluator::visitElement(const Expr *E) {
  const auto *Member = dyn_cast<MemberExpr>(E);
  const auto *Field = Member == nullptr ? nullptr : dyn_cast<FieldDecl>(Member->getMemberDecl());
  std::vector<const Expr *> Elements = initialisersOf(Member != nullptr ? Member->getBase() : E);
  AbstractString All;
  for (const Expr *Element : Elements) {
    if (Field != nullptr) {
      const auto *List = dyn_cast<InitListExpr>(Element->IgnoreUnlessSpelledInSource());
      if (List == nullptr || Field->getFieldIndex() >= List->getNumInits() || List->getType()->getAsRecordDecl() != Field->getParent())
        return {};
      Element = List->getInit(Field->getFieldIndex());
    }
    for (Alternative &A : visit(Element))
      All.push_back(std::move(A));
  }
  return All.empty() ? All : bounded(std::move(All), nameOf(E));
}

// A constant member has its initialiser, unless a constructor gives it another.
AbstractString Evaluator::visitField(const FieldDecl *Field, const Expr *Use) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (!Field->hasInClassInitializer() || Field->getInClassInitializer() == nullptr || !Field->getType().isConstQualified() || Class == nullptr)
    return hole(Use);
  for (const CXXConstructorDecl *Constructor : Class->ctors()) {
    if (!Constructor->isDefaulted() && !Constructor->isThisDeclarationADefinition() && !Constructor->isDeleted())
      return hole(Use);
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (Init->getMember() == Field && Init->isWritten())
        return hole(Use);
  }
  if (!Active.insert(Field).second)
    return hole(Use);
  AbstractString Result = visit(Field->getInClassInitializer());
  Active.erase(Field);
  for (Alternative &A : Result)
    A.Stops.push_back({Field->getLocation(), fmt::format("kept in '{}'", Field->getNameAsString())});
  return Result;
}

AbstractString Evaluator::visitConditional(const AbstractConditionalOperator *Choice) {
  AbstractString True = visit(Choice->getTrueExpr());
  AbstractString False = visit(Choice->getFalseExpr());
  for (Alternative &A : True)
    A.Stops.push_back({Choice->getTrueExpr()->getExprLoc(), "taken where the condition is true", Choice->getCond()});
  for (Alternative &A : False) {
    A.Stops.push_back({Choice->getFalseExpr()->getExprLoc(), "taken where the condition is false", Choice->getCond()});
    True.push_back(std::move(A));
  }
  return bounded(std::move(True), nameOf(Choice));
}

static void collectLiterals(const Stmt *S, llvm::SmallVectorImpl<const StringLiteral *> &Literals) {
  if (const auto *Literal = dyn_cast_or_null<StringLiteral>(S))
    Literals.push_back(Literal);
  if (S != nullptr)
    for (const Stmt *Child : S->children())
      collectLiterals(Child, Literals);
}

// Qt 5 has QStringLiteral(text) as a lambda that is called at once, with the text
// in a static constant of an internal type: the one literal in there is the text.
static const StringLiteral *literalOfMacro(const CXXOperatorCallExpr *Call) {
  const auto *Operator = dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
  if (Operator == nullptr || !Operator->getParent()->isLambda() || Operator->getNumParams() != 0 || !Call->getBeginLoc().isMacroID() ||
      Operator->getParent()->capture_size() != 0 || !Operator->hasBody())
    return nullptr;
  llvm::SmallVector<const StringLiteral *, 2> Literals;
  for (const Decl *D : Operator->decls())
    if (const auto *Variable = dyn_cast<VarDecl>(D); Variable != nullptr && Variable->isStaticLocal() && Variable->getType().isConstQualified())
      collectLiterals(Variable->getInit(), Literals);
  size_t InConstants = Literals.size();
  Literals.clear();
  collectLiterals(Operator->getBody(), Literals);
  return InConstants == 1 && Literals.size() == 1 ? Literals.front() : nullptr;
}

AbstractString Evaluator::visitCall(const CallExpr *Call) {
  model::Call C = model::Call::of(Call);
  if (C.Callee == nullptr)
    return hole(Call);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    // % is how QStringBuilder concatenates.
    bool IsConcatenation = Operator->getOperator() == OO_Plus || Operator->getOperator() == OO_Percent;
    if (IsConcatenation && Operator->getNumArgs() == 2 && Apis.isText(Call->getType()))
      return concatenate(visit(Operator->getArg(0)), visit(Operator->getArg(1)), Call);
    if (Operator->getOperator() == OO_Call && Apis.isText(Call->getType()))
      if (const StringLiteral *Literal = literalOfMacro(Operator))
        return literal(Literal, Call);
    if (std::optional<AbstractString> Text = changed(Call))
      return *Text;
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
  if (std::optional<AbstractString> Text = resultOf(C))
    return *Text;
  return hole(Call);
}

// `exec(sql.append("..."))`: the operator gives the variable that it changes.
std::optional<AbstractString> Evaluator::changed(const Expr *E) {
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
  const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
  const Expr *Object = Operator != nullptr && Operator->getNumArgs() > 0 ? Operator->getArg(0)
                       : Member != nullptr                               ? Member->getImplicitObjectArgument()
                                                                         : nullptr;
  while (const auto *Inner = dyn_cast_or_null<CXXOperatorCallExpr>(Object == nullptr ? nullptr : Object->IgnoreParenImpCasts()))
    Object = Inner->getNumArgs() > 0 ? Inner->getArg(0) : nullptr;
  const auto *Reference = dyn_cast_or_null<DeclRefExpr>(Object == nullptr ? nullptr : Object->IgnoreParenImpCasts());
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  const auto *Function = Variable == nullptr ? nullptr : dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  if (Function == nullptr || !Function->doesThisDeclarationHaveABody() || Function->isDependentContext())
    return std::nullopt;
  Flow &F = flowOf(Function);
  if (F.changedBy(E) != Variable)
    return std::nullopt;
  if (Following == &F)
    return F.in(*Now, Variable) ? *F.in(*Now, Variable) : AbstractString();
  std::shared_ptr<const AbstractString> Texts = F.valueAfter(Variable, E, *this);
  if (!Texts || Texts->empty())
    return std::nullopt;
  return *Texts;
}

AbstractString Evaluator::visitConstruction(const CXXConstructExpr *Construction) {
  model::Call C = model::Call::of(Construction);
  if (const model::Api *A = Apis.match(C); A != nullptr && A->What == model::Role::SqlText)
    return visit(Apis.argument(C, *A->Sql));
  if (Construction->getConstructor()->isCopyOrMoveConstructor() && !C.Arguments.empty())
    return visit(C.Arguments.front());
  if (!Apis.isText(Construction->getType()))
    return hole(Construction);
  if (C.Arguments.empty())
    return {{{}, {}, {}}};
  if (C.Arguments.size() == 1 && Apis.isText(C.Arguments.front()->getType()))
    return visit(C.Arguments.front());
  return hole(Construction);
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
  if (const auto *UserLiteral = dyn_cast<UserDefinedLiteral>(E)) {
    bool Cooked = UserLiteral->getLiteralOperatorKind() == UserDefinedLiteral::LOK_String && Apis.isText(E->getType());
    return Cooked ? visit(UserLiteral->getArg(0)) : hole(E);
  }
  if (isa<ArraySubscriptExpr>(E) || isa<UnaryOperator>(E) || isa<CXXOperatorCallExpr>(E) || isa<CXXMemberCallExpr>(E))
    if (AbstractString Element = visitElement(E); !Element.empty())
      return Element;
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return visitCall(Call);
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
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
      return visitVariable(Variable, E);
    // auto [id, text] = element;
    if (const auto *Binding = dyn_cast<BindingDecl>(Reference->getDecl()); Binding != nullptr && Binding->getBinding() != nullptr)
      return visit(Binding->getBinding());
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *Variable = dyn_cast<VarDecl>(Member->getMemberDecl()))
      return visitVariable(Variable, E);
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl())) {
      AbstractString Element = visitElement(E);
      return Element.empty() ? visitField(Field, E) : Element;
    }
  }
  return hole(E);
}

AbstractString Evaluator::evaluate(const Expr *E) {
  AbstractString Result = visit(E);
  return Result.empty() ? hole(E) : Result;
}

} // namespace tenantscan::strings
