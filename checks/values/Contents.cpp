//===- Contents.cpp - Is the tenant in this value? ------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Contents.h"

#include "checks/Places.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace tenantscan::values {

using Kind = ValueSource::Kind;
using Part = ValueSource::Part;

/// What is nested deeper, or has more parts, may hold anything.
static constexpr unsigned MaxDepth = 24;
static constexpr unsigned MaxVisits = 200;

bool isSerialising(llvm::StringRef Name) {
  static const model::WordList &Serialises = model::wordList("serialises");
  return Serialises.fits(std::string_view(Name));
}

static bool isClosed(const ValueSource &S) { return S.What != Kind::Tenant && S.Holds == Part::None; }

// `PlainKey{id}`, {"invoice_id", id}: the name of the field tells whose.
ValueSource Contents::ofKey(llvm::StringRef Name, ValueSource S) const {
  bool IsTenant = P.Names.kindOf(std::string_view(Name.data(), Name.size())) == model::NameKind::Tenant;
  // What the client says is no tenant, and neither is a constant.
  if (IsTenant && S.What == Kind::Unknown)
    S.What = Kind::Tenant;
  static const model::WordList &Ids = model::wordList("ids");
  if (S.What == Kind::Unknown && S.Holds == Part::Maybe && P.Names.kindOf(S.Name) == model::NameKind::Generic) {
    // {"document", id} is the identifier of a document, whatever else may be called so.
    bool IsId = Ids.fitsLast(S.Name) && P.Names.kindOf(Name.str() + "_id") == model::NameKind::OtherId;
    if (IsId || P.Names.isDescriptive(std::string_view(Name.data(), Name.size())))
      S.Holds = Part::None;
  }
  return S;
}

ValueSource Contents::named(llvm::StringRef Name, const Expr *Value) { return ofKey(Name, visit(Value)); }

ValueSource Contents::visitParts(llvm::ArrayRef<const Expr *> Parts, const Expr *Whole) {
  ValueSource Result = Values.of(Whole);
  Result.What = Kind::Unknown;
  Result.Holds = Part::None;
  llvm::StringRef Key;
  bool IsConstant = !Parts.empty();
  for (const Expr *E : Parts) {
    ValueSource S = visit(E);
    IsConstant = IsConstant && S.What == Kind::Literal;
    // {"tenant_id", x}
    if (!Key.empty())
      S = ofKey(Key, std::move(S));
    if (S.What == Kind::Tenant)
      return S;
    Result.Holds = std::max(Result.Holds, S.Holds);
    const auto *Text = dyn_cast<StringLiteral>(E->IgnoreUnlessSpelledInSource());
    Key = Text != nullptr && Text->isOrdinary() ? Text->getString() : llvm::StringRef();
  }
  // {{"what", "reload"}}
  if (IsConstant)
    Result.What = Kind::Literal;
  return Result;
}

ValueSource Contents::visitList(const InitListExpr *List) {
  if (const InitListExpr *Semantic = List->getSemanticForm())
    List = Semantic;
  const RecordDecl *Record = List->getType()->getAsRecordDecl();
  if (Record == nullptr || Record->isUnion())
    return visitParts({List->inits().begin(), List->inits().end()}, List);
  ValueSource Result = Values.of(List);
  Result.What = Kind::Unknown;
  Result.Holds = Part::None;
  unsigned Index = 0;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record))
    Index = Class->getNumBases();
  for (unsigned I = 0; I < Index && I < List->getNumInits(); ++I)
    if (ValueSource S = visit(List->getInit(I)); S.What == Kind::Tenant)
      return S;
    else
      Result.Holds = std::max(Result.Holds, S.Holds);
  for (const FieldDecl *Field : Record->fields()) {
    if (Field->isUnnamedBitField())
      continue;
    const Expr *Init = Index < List->getNumInits() ? List->getInit(Index++) : nullptr;
    // Not given: empty, or what the class says.
    const auto *Construction = Init == nullptr ? nullptr : dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit());
    if (Init == nullptr || isa<ImplicitValueInitExpr, CXXDefaultInitExpr>(Init) || (Construction != nullptr && Construction->getNumArgs() == 0))
      continue;
    ValueSource S = named(Field->getName(), Init);
    if (S.What == Kind::Tenant)
      return S;
    Result.Holds = std::max(Result.Holds, S.Holds);
  }
  return Result;
}

ValueSource Contents::visitLambda(const LambdaExpr *Lambda) {
  ValueSource Result = Values.of(Lambda);
  Result.What = Kind::Unknown;
  Result.Holds = Part::None;
  // It does the same every time.
  if (Lambda->capture_size() == 0)
    Result.What = Kind::Literal;
  auto Init = Lambda->capture_init_begin();
  for (const LambdaCapture &Capture : Lambda->captures()) {
    const Expr *Value = *Init++;
    if (!Capture.capturesVariable()) {
      Result.Holds = std::max(Result.Holds, Part::Maybe);
      continue;
    }
    ValueSource S = Value != nullptr ? named(Capture.getCapturedVar()->getName(), Value) : ValueSource();
    if (S.What == Kind::Tenant)
      return S;
    Result.Holds = std::max(Result.Holds, S.Holds);
  }
  return Result;
}

static const CXXRecordDecl *classOf(QualType T) {
  T = T.getNonReferenceType();
  return T->isPointerType() ? T->getPointeeCXXRecordDecl() : T->getAsCXXRecordDecl();
}

// parts.join(":"): all that is in the object.
static bool isJoining(const model::Call &C) {
  static const model::WordList &Mixes = model::wordList("mixes");
  auto IsLiteral = [](const Expr *E) { return isa<StringLiteral, CharacterLiteral>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts()); };
  return C.Object != nullptr && C.Callee->getDeclName().isIdentifier() && llvm::all_of(C.Arguments, IsLiteral) &&
         llvm::any_of(model::wordsOf(std::string_view(C.Callee->getName())), [](const std::string &Word) { return Mixes.begins(Word); });
}

// builder.add(id), path / id: it gives the object back, with more in it.
static bool isFluent(const model::Call &C) {
  QualType Returned = C.Callee->getReturnType();
  if (C.Callee->isOverloadedOperator() && C.Object == nullptr)
    return C.Arguments.size() == 2 && classOf(Returned) != nullptr && classOf(Returned) == classOf(C.Arguments.front()->getType());
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  if (Method == nullptr || Method->isStatic() || C.Arguments.empty() || classOf(Returned) != Method->getParent())
    return false;
  // A method that gives an element of itself has other names, or is const.
  static const model::WordList &Grows = model::wordList("grows");
  bool IsItself = Returned->isReferenceType() && !Returned->getPointeeType().isConstQualified() && !Method->isConst();
  return IsItself ? Method->getOverloadedOperator() != OO_Subscript
                  : Method->isOverloadedOperator() || Grows.fitsFirst(std::string_view(Method->getName()));
}

ValueSource Contents::visitCall(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  ValueSource Known = Values.of(Call);
  if (F == nullptr || Known.What != Kind::Unknown)
    return Known;
  model::Call C = model::Call::of(Call);
  llvm::SmallVector<const Expr *, 8> Parts(C.Arguments.begin(), C.Arguments.end());
  if (C.Object != nullptr)
    Parts.push_back(C.Object);
  std::string Name = F->getNameAsString();
  bool IsConversion = isa<CXXConversionDecl, CXXConstructorDecl>(F) || Name == "operator+" || Name == "operator<<" || Name == "operator*";
  bool Builds = isa<CXXConstructorDecl>(C.Callee) || IsConversion || isSerialising(Name) || isFluent(C) || isJoining(C) ||
                (!C.Arguments.empty() && !isProjectCode(F->getLocation(), AST.getSourceManager(), P));
  if (std::optional<ValueSource> Returned = visitBody(C); Returned && (Returned->What == Kind::Tenant || Returned->Holds == Part::None)) {
    Known.What = Returned->What;
    Known.Holds = Returned->Holds;
    return Known;
  }
  if (Parts.empty())
    return Known;
  ValueSource Inside = visitParts(Parts, Call);
  if (Inside.What == Kind::Tenant) {
    // What is found by the tenant need not have it inside.
    if (Builds)
      return Inside;
    Known.Holds = Part::Mixed;
    return Known;
  }
  if (Builds)
    Known.Holds = Inside.Holds;
  return byType(Call->getType(), Known);
}

static void findReturns(const Stmt *S, llvm::SmallVectorImpl<const Expr *> &Out) {
  if (S == nullptr || isa<LambdaExpr>(S))
    return;
  if (const auto *Return = dyn_cast<ReturnStmt>(S); Return != nullptr && Return->getRetValue() != nullptr)
    Out.push_back(Return->getRetValue());
  if (const auto *Return = dyn_cast<CoreturnStmt>(S); Return != nullptr && Return->getOperand() != nullptr)
    Out.push_back(Return->getOperand());
  for (const Stmt *Child : S->children())
    findReturns(Child, Out);
}

// envelope("mail", body), where it returns {{"tenant", ...}, {"body", body}}.
std::optional<ValueSource> Contents::visitBody(const model::Call &C) {
  static constexpr unsigned MaxActive = 12;
  const FunctionDecl *F = nullptr;
  if (!C.Callee->hasBody(F) || F->getReturnType()->isVoidType() || Active.size() > MaxActive ||
      !isProjectCode(F->getLocation(), AST.getSourceManager(), P) || isa<CXXConstructorDecl>(F))
    return std::nullopt;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F); Method != nullptr && Method->isVirtual())
    return std::nullopt;
  if (!Active.insert(F).second)
    return std::nullopt;
  for (unsigned I = 0; I < C.Arguments.size() && I < F->getNumParams(); ++I)
    Given[F->getParamDecl(I)] = C.Arguments[I];
  std::optional<ValueSource> Result = visitReturned(F);
  for (const ParmVarDecl *Parameter : F->parameters())
    Given.erase(Parameter);
  Active.erase(F);
  return Result;
}

std::optional<ValueSource> Contents::visitReturned(const FunctionDecl *F) {
  llvm::SmallVector<const Expr *, 4> Returned;
  findReturns(F->getBody(), Returned);
  std::optional<ValueSource> Result;
  for (const Expr *E : Returned) {
    ValueSource S = visit(E);
    // One way without the tenant is enough to doubt it.
    if (Result && (Result->What == Kind::Tenant) != (S.What == Kind::Tenant)) {
      S.What = Kind::Unknown;
      S.Holds = Part::Maybe;
    }
    if (!Result || Result->Holds < S.Holds || Result->What == Kind::Tenant)
      Result = std::move(S);
  }
  if (Result && Result->What != Kind::Tenant)
    Result->What = Kind::Unknown;
  return Result;
}

// A struct of the project's own with a field for the tenant; one that has none,
// and where every field is called something else.
ValueSource Contents::byType(QualType T, ValueSource Otherwise) {
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (Record == nullptr || !Record->hasDefinition() || Record->isLambda() || !isProjectCode(Record->getLocation(), AST.getSourceManager(), P))
    return Otherwise;
  Record = Record->getDefinition();
  bool IsClosed = !Record->isPolymorphic() && Record->getNumBases() == 0 && !Record->field_empty();
  for (const FieldDecl *Field : Record->fields()) {
    llvm::StringRef Name = Field->getName();
    if (P.Names.kindOf(std::string_view(Name.data(), Name.size())) == model::NameKind::Tenant || Values.isTenantType(Field->getType())) {
      Otherwise.What = Kind::Tenant;
      return Otherwise;
    }
    IsClosed = IsClosed && (P.Names.isDescriptive(std::string_view(Name.data(), Name.size())) || Field->getType()->isBooleanType());
  }
  if (IsClosed)
    Otherwise.Holds = Part::None;
  return Otherwise;
}

ValueSource Contents::visitVariable(const VarDecl *Variable, const Expr *Use) {
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable))
    if (auto It = Given.find(Parameter); It != Given.end()) {
      const Expr *Value = It->second;
      // Its own caller's parameters may be called so, too.
      Given.erase(It);
      ValueSource S = named(Parameter->getName(), Value);
      Given[Parameter] = Value;
      return S;
    }
  ValueSource Known = Values.of(Use);
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  // kafka::NullKey
  if (Known.What == Kind::Unknown && Variable->hasGlobalStorage() && !isProjectCode(Variable->getLocation(), AST.getSourceManager(), P)) {
    static const model::WordList &Nothing = model::wordList("nothing");
    if (Nothing.fits(std::string_view(Variable->getName()))) {
      Known.Holds = Part::None;
      return Known;
    }
  }
  // An object may have more put into it than it is made of.
  bool MayGrow = Known.What == Kind::OtherId && Function != nullptr && !isa<ParmVarDecl>(Variable) && Variable->getType()->isRecordType() &&
                 !Apis.isText(Variable->getType()) && writesOf(Function).contains(Variable);
  if (Known.What == Kind::Tenant || Known.What == Kind::Literal || (Known.What == Kind::OtherId && !MayGrow))
    return Known;
  bool IsParameter = isa<ParmVarDecl>(Variable);
  auto AsGiven = [&] { return Known.What == Kind::Client ? Known : byType(Variable->getType(), Known); };
  // A document that a function is given may get the tenant there: doc["tenant"] = ctx.tenant
  if (Function == nullptr || (IsParameter && !writesOf(Function).contains(Variable)) || Variable->isStaticLocal() || !Active.insert(Variable).second)
    return AsGiven();
  ValueSource Result = Known;
  Result.What = Kind::Unknown;
  Result.Holds = Part::None;
  bool IsKnown = false;
  auto Take = [&](const ValueSource &S, bool IsConditional) {
    IsKnown = true;
    if (S.What == Kind::Tenant && IsConditional)
      Result.Holds = std::max(Result.Holds, Part::Maybe);
    else if (S.What == Kind::Tenant)
      Result = S;
    else
      Result.Holds = std::max(Result.Holds, S.Holds);
    return Result.What == Kind::Tenant;
  };
  const Expr *Init = IsParameter ? nullptr : Variable->getInit();
  const auto *Construction = Init == nullptr ? nullptr : dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit());
  if (Init != nullptr && (Construction == nullptr || Construction->getNumArgs() != 0))
    Take(visit(Init), false);
  else
    IsKnown = Variable->getType()->isRecordType();
  const Writes &All = writesOf(Function);
  auto It = All.find(Variable);
  if (It != All.end() && Result.What != Kind::Tenant)
    for (const Write &W : It->second) {
      // The call that the value is handed to, and what comes after it.
      if (AST.getSourceManager().isBeforeInTranslationUnit(Use->getBeginLoc(), W.Whole->getEndLoc()))
        continue;
      // Another one that it was handed to.
      if (const auto *Call = dyn_cast<CallExpr>(W.Whole); Call != nullptr && Apis.matchKey(model::Call::of(Call)) != nullptr)
        continue;
      if (W.IsUnknown) {
        Result.Holds = std::max(Result.Holds, Part::Maybe);
        continue;
      }
      bool Done = false;
      for (const Expr *Value : W.Values) {
        ValueSource S = visit(Value);
        for (const std::string &Name : W.Names)
          S = ofKey(Name, std::move(S));
        Done = Done || Take(S, W.IsConditional);
      }
      if (Done)
        break;
    }
  Active.erase(Variable);
  if (Result.What == Kind::Tenant)
    return Result;
  if (IsParameter)
    return AsGiven();
  if (!IsKnown || (Known.What == Kind::Client && Result.Holds != Part::None))
    return Known;
  // By its own name it is something else.
  if (Known.What == Kind::Unknown && Known.Holds == Part::None && !Variable->getType()->isRecordType())
    Result.Holds = Part::None;
  return Result;
}

// A class without bases, constructors of its own and initialisers.
static bool isEmptyAtFirst(const CXXRecordDecl *Class) {
  return Class->getNumBases() == 0 && !Class->hasUserProvidedDefaultConstructor() &&
         llvm::none_of(Class->fields(), [](const FieldDecl *Field) { return Field->hasInClassInitializer(); });
}

ValueSource Contents::visit(const Expr *E) {
  struct Level {
    explicit Level(unsigned &Depth) : Depth(Depth) { ++Depth; }
    ~Level() { --Depth; }
    unsigned &Depth;
  } Here(Depth);
  if (Depth > MaxDepth || ++Visited > MaxVisits)
    return Values.byType(E);
  E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return visitList(List);
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E))
    return visitLambda(Lambda);
  if (const auto *List = dyn_cast<CXXStdInitializerListExpr>(E))
    return visit(List->getSubExpr());
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
    ValueSource S = Values.of(E);
    return S.What == Kind::Unknown ? visit(Cast->getSubExpr()) : S;
  }
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E)) {
    ValueSource S = Values.of(E);
    if (S.What == Kind::Tenant)
      return S;
    // What a library makes of nothing has no tenant in it, and neither has what no code of its own makes.
    if (Construction->getNumArgs() == 0) {
      bool IsOwn = isProjectCode(Construction->getConstructor()->getLocation(), AST.getSourceManager(), P);
      if ((!IsOwn || isEmptyAtFirst(Construction->getConstructor()->getParent())) && S.What == Kind::Unknown)
        S.Holds = Part::None;
      return S;
    }
    llvm::SmallVector<const Expr *, 8> Parts;
    for (const Expr *Argument : Construction->arguments())
      if (!isa<CXXDefaultArgExpr>(Argument))
        Parts.push_back(Argument);
    return Parts.size() == 1 ? visit(Parts.front()) : visitParts(Parts, E);
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary != nullptr && (Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Deref || Unary->getOpcode() == UO_Coawait))
    return visit(Unary->getSubExpr());
  if (const auto *New = dyn_cast<CXXNewExpr>(E); New != nullptr && New->getInitializer() != nullptr)
    return visit(New->getInitializer());
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
    ValueSource True = visit(Choice->getTrueExpr());
    ValueSource False = visit(Choice->getFalseExpr());
    if (True.What == Kind::Tenant && False.What != Kind::Tenant) {
      False.What = Kind::Unknown;
      False.Holds = Part::Maybe;
      return False;
    }
    return isClosed(True) ? False : True;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return visitCall(Call);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
      return visitVariable(Variable, E);
    if (isa<FunctionDecl>(Reference->getDecl())) {
      // Code has no data in it: std::bind(send, invoice_id)
      ValueSource S = Values.of(E);
      S.Holds = S.What == Kind::Unknown ? Part::None : S.Holds;
      return S;
    }
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    ValueSource S = Values.of(Member);
    return S.What == Kind::Unknown ? byType(Member->getType(), S) : S;
  }
  return Values.of(E);
}

ValueSource Contents::of(const Expr *E) {
  Visited = 0;
  ValueSource S = visit(E);
  if (S.What != Kind::Unknown || S.Holds == Part::None)
    return S;
  auto [Call, Parameter] = documentIn(E);
  const FunctionDecl *F = Call != nullptr        ? Call->getDirectCallee()
                          : Parameter != nullptr ? cast<FunctionDecl>(Parameter->getDeclContext())
                                                 : nullptr;
  if (F == nullptr || usrOf(F).empty())
    return S;
  S.Parameter = Slot();
  S.Parameter.What = Call != nullptr ? Slot::Kind::Result : Slot::Kind::Parameter;
  S.Parameter.Function = usrOf(F) + DocumentOf;
  S.Parameter.Name = model::qualifiedName(F);
  if (Parameter != nullptr)
    S.Parameter.Index = Parameter->getFunctionScopeIndex();
  return S;
}

ValueSource Contents::returnedBy(const FunctionDecl *F) {
  Visited = 0;
  return visitReturned(F).value_or(ValueSource());
}

} // namespace tenantscan::values
