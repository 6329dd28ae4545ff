//===- CallFlows.cpp - What travels between functions --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Collector.h"
#include "checks/strings/PointerPlaces.h"
#include "checks/values/Holders.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/StringExtras.h"

#include <map>

using namespace clang;

namespace tenantscan {

// Who calls a method through its base class does not name the method.
void Collector::addOverrides(const strings::AbstractString &Text) {
  auto Add = [&](const ParmVarDecl *Parameter) {
    if (const auto *Method = Parameter == nullptr ? nullptr : dyn_cast<CXXMethodDecl>(Parameter->getDeclContext()))
      if (std::string Usr = usrOf(Method); Method->size_overridden_methods() != 0 && SeenOverrides.insert(Usr).second)
        addBases(Method, Usr);
  };
  for (const strings::Alternative &A : Text) {
    for (const strings::Piece &Piece : A.Pieces) {
      Add(Piece.Parameter);
      noteCallers(Piece.Parameter);
      if (Piece.HeldIn != nullptr && Piece.HeldIn->getNumParams() != 0)
        Add(Piece.HeldIn->getParamDecl(0));
    }
    for (const strings::Need &N : A.Needs)
      Add(N.Parameter);
  }
}

// Who may call a function whose text its callers complete.
void Collector::noteCallers(const ParmVarDecl *Parameter) {
  const auto *F = Parameter == nullptr ? nullptr : dyn_cast<FunctionDecl>(Parameter->getDeclContext());
  if (F == nullptr || !SeenFunctions.insert(F->getCanonicalDecl()).second)
    return;
  if (std::string Usr = usrOf(F); !Usr.empty())
    (isCalledByNameOnly(F, AST) ? Out.Closed : Out.Reachable).push_back(std::move(Usr));
}

// `&Store::purge`, `connect(this, &Store::purge)`, a name in a template that is not known yet
void Collector::noteReference(const ValueDecl *D) {
  const auto *F = dyn_cast<FunctionDecl>(D);
  if (F == nullptr || !(takesText(F) || takesFlag(F)) || !SeenReferences.insert(F->getCanonicalDecl()).second)
    return;
  if (std::string Usr = usrOf(F); !Usr.empty())
    Out.Taken.push_back(std::move(Usr));
}

void Collector::addBases(const CXXMethodDecl *Method, const std::string &Usr) {
  for (const CXXMethodDecl *Base : Method->overridden_methods()) {
    Out.Overrides.push_back({Usr, usrOf(Base)});
    addBases(Base, Usr);
  }
}

// For a coroutine: what `co_await` makes of its task.
bool Collector::returnsText(const FunctionDecl *F) {
  QualType T = F->getReturnType();
  const auto *Task = dyn_cast_or_null<ClassTemplateSpecializationDecl>(T->getAsCXXRecordDecl());
  if (isa_and_nonnull<CoroutineBodyStmt>(F->getBody()) && Task != nullptr && Task->getTemplateArgs().size() != 0 &&
      Task->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    T = Task->getTemplateArgs()[0].getAsType();
  return Apis.isText(T) || Apis.isTextList(T);
}

// Whether it is known that the tenant is in a value, or is not.
static bool saysTenancy(const ValueSource &Value) {
  return Value.What == ValueSource::Kind::Tenant || (Value.What == ValueSource::Kind::Unknown && Value.Holds == ValueSource::Part::None);
}

// `return document.dump();`: no text is known, but perhaps whether the tenant is in it. Where it is on some ways
// only, the others count.
static std::optional<SourceText> madeOfDocument(const FunctionDecl *F, const strings::AbstractString &From, const std::vector<SourceText> &Texts) {
  const SourceText *Worst = nullptr;
  for (size_t I = 0; I < Texts.size(); ++I) {
    const Expr *Source = From[I].Pieces.size() == 1 ? From[I].Pieces.front().Source : nullptr;
    const auto *Call = Source == nullptr ? nullptr : dyn_cast<CXXMemberCallExpr>(Source->IgnoreUnlessSpelledInSource());
    const ValueSource &Value = Texts[I].Pieces.front().Value;
    if (Call == nullptr || !saysTenancy(Value))
      return std::nullopt;
    if (Worst == nullptr || Value.What != ValueSource::Kind::Tenant)
      Worst = &Texts[I];
  }
  if (Worst == nullptr)
    return std::nullopt;
  SourceText Made = *Worst;
  Made.Pieces.front().Name = F->getNameAsString();
  return Made;
}

void Collector::addResult(const FunctionDecl *F) {
  std::string Usr = usrOf(F);
  if (Usr.empty())
    return;
  ResultFlow Flow;
  Flow.Function = Usr;
  if (std::optional<strings::JoinShape> Shape = strings::joinShapeOf(F, Apis, P); Shape && Shape->Member == nullptr) {
    Flow.Joins = ResultFlow::Joining{Shape->List, Shape->Between, Shape->Known};
    Out.Results.push_back(std::move(Flow));
    return;
  }
  strings::AbstractString Text = Strings.returnedBy(F);
  // The call that gets the result knows the arguments, and is in another unit.
  bool IsKnown = false;
  for (strings::Alternative &A : Text)
    for (strings::Piece &Piece : A.Pieces) {
      bool IsOwn = Piece.Parameter != nullptr && Piece.Parameter->getDeclContext() == F;
      IsKnown = IsKnown || !Piece.IsHole || IsOwn || Piece.Result != nullptr;
      // By its name alone nobody can say what it is given.
      if (IsOwn && P.Names.kindOf(std::string_view(Piece.Parameter->getName())) != model::NameKind::Tenant)
        Piece.Source = nullptr;
    }
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  bool IsVirtual = Method != nullptr && Method->isVirtual();
  if (Method != nullptr && !IsVirtual && !Method->isStatic())
    if (std::optional<strings::AbstractString> OfObject = Strings.returnedOfObject(F))
      Out.Results.push_back({Usr + WrittenTo + std::to_string(ResultOfObject), textsOf(*OfObject), std::nullopt});
  Flow.Texts = textsOf(Text);
  std::optional<SourceText> Made = IsKnown ? std::nullopt : madeOfDocument(F, Text, Flow.Texts);
  // One of several methods that is not known is one that may be called.
  if (!IsKnown && !Made && !IsVirtual)
    return;
  if (Made)
    Flow.Texts = {std::move(*Made)};
  Out.Results.push_back(std::move(Flow));
  if (IsVirtual && SeenOverrides.insert(Usr).second)
    addBases(Method, Usr);
}

// `json envelope(const Context &)`: whether the tenant is in what it makes.
void Collector::addDocument(const FunctionDecl *F) {
  ValueSource Value = Held.returnedBy(F);
  std::string Usr = usrOf(F);
  if (Usr.empty() || !saysTenancy(Value))
    return;
  TextPiece Made;
  Made.IsHole = true;
  Made.Name = F->getNameAsString();
  Made.At = tokenPlace(F->getLocation(), AST);
  Made.Value = std::move(Value);
  Out.Results.push_back({Usr + values::DocumentOf, {{{std::move(Made)}, {}}}, std::nullopt});
}

// What a function in the manner of `snprintf` writes to a parameter.
void Collector::addWritten(const FunctionDecl *F) {
  std::optional<strings::FormatShape> Shape = strings::formatShapeOf(F, Apis, P);
  std::string Usr = usrOf(F);
  if (!Shape || !Shape->Into || Usr.empty())
    return;
  strings::Piece Filled;
  Filled.IsHole = true;
  Filled.Parameter = F->getParamDecl(Shape->Format);
  Filled.Name = Filled.Parameter->getNameAsString();
  Filled.Formatted = model::FormatStyle::Printf;
  Out.Results.push_back({Usr + WrittenTo + std::to_string(*Shape->Into), textsOf({{{Filled}, {}, {}}}), std::nullopt});
}

// Whether a method leaves a pointer into its object behind, and whether it names the texts of its object.
void Collector::addKept(const FunctionDecl *F) {
  std::string Usr = usrOf(F);
  if (Usr.empty())
    return;
  auto Add = [&](const std::optional<std::vector<const FunctionDecl *>> &Others, std::optional<unsigned> At) {
    if (!Others)
      return;
    ResultFlow Flow;
    Flow.Function = Usr + KeepsNothing + (At ? std::to_string(*At) : "");
    std::map<std::string, const FunctionDecl *> ByName;
    for (const FunctionDecl *Other : *Others)
      ByName.emplace(usrOf(Other), Other);
    for (const auto &[Name, Other] : ByName) {
      strings::Piece Run;
      Run.IsHole = true;
      Run.Suspect = Other;
      Run.SuspectAt = At;
      Run.Name = Other->getNameAsString();
      for (SourceText &T : textsOf({{{Run}, {}, {}}}))
        Flow.Texts.push_back(std::move(T));
    }
    Out.Results.push_back(std::move(Flow));
    if (const auto *Method = cast<CXXMethodDecl>(F); Method->isVirtual() && SeenOverrides.insert(Usr).second)
      addBases(Method, Usr);
  };
  Add(Strings.keepsNothing(F), std::nullopt);
  Add(Strings.leavesOwnTexts(F), OwnTexts);
}

// The texts in the object that a function returns, and those that it leaves where it is given a place.
void Collector::addParts(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  auto Add = [&](unsigned Into, const strings::AbstractString &Text) {
    std::string Usr = usrOf(F);
    if (Usr.empty())
      return;
    Out.Results.push_back({Usr + WrittenTo + std::to_string(Into), textsOf(Text), std::nullopt});
    if (Method != nullptr && Method->isVirtual() && SeenOverrides.insert(Usr).second)
      addBases(Method, Usr);
  };
  unsigned Into = MemberSlots;
  for (const FieldDecl *Field : strings::handedFieldsOf(F->getReturnType(), Apis, P)) {
    if (std::optional<strings::AbstractString> Text = Strings.returnedIn(F, Field))
      Add(Into, *Text);
    ++Into;
  }
  for (const strings::Evaluator::LeftText &Left : Strings.leftBy(F))
    Add(Left.Into, Left.Text);
}

// A text that a variable, or a member, may have, as if a function returned it.
void Collector::addShared(const ValueDecl *Holder, strings::AbstractString Text) {
  std::string Usr = usrOf(Holder);
  // A word in a table of thousands is no statement.
  auto IsWord = [](const strings::Alternative &A) {
    return llvm::all_of(A.Pieces, [](const strings::Piece &P) { return !P.IsHole && llvm::none_of(P.Text, llvm::isSpace); });
  };
  if (isa<FieldDecl>(Holder))
    llvm::erase_if(Text, IsWord);
  if (Usr.empty() || Text.empty())
    return;
  unsigned &Before = SharedTexts[Holder];
  if (Before > strings::MaxLiterals)
    return;
  Before += Text.size();
  // Of so many nobody can tell which one it is.
  if (Before > strings::MaxLiterals)
    Text = Strings.unknown(nullptr);
  for (strings::Alternative &A : Text) {
    if (!A.isUnknown())
      A.Stops.push_back({Holder->getLocation(), "kept in '" + Holder->getNameAsString() + "'"});
    // It would be what it may be again.
    for (strings::Piece &Piece : A.Pieces)
      Piece.Variable = Piece.Variable == Holder->getCanonicalDecl() ? nullptr : Piece.Variable;
  }
  Out.Results.push_back({std::move(Usr), textsOf(Text), std::nullopt});
}

// What a list that makes an object gives its members.
void Collector::addListed(const InitListExpr *List) {
  // As it is written it does not say which is which.
  if (!List->isSemanticForm())
    List = List->getSemanticForm();
  if (List == nullptr || Followed.contains(List) || Owned.isElsewhere())
    return;
  // Lists that braces are left out of are nowhere written.
  for (const Expr *Init : List->inits())
    if (const auto *Inner = dyn_cast_or_null<InitListExpr>(Init); Inner != nullptr && Inner->getSyntacticForm() == nullptr)
      addListed(Inner);
  const RecordDecl *Class = List->getType()->getAsRecordDecl();
  if (Class == nullptr)
    return;
  for (const FieldDecl *Field : Class->fields())
    if (const Expr *Init = strings::isSharedText(Field, Apis, P) ? strings::initialiserIn(List, Field) : nullptr;
        Init != nullptr && !isa<ImplicitValueInitExpr>(Init)) {
      strings::AbstractString Text = Strings.evaluate(Init);
      llvm::erase_if(Text, [](const strings::Alternative &A) { return A.Pieces.empty(); });
      if (!Text.empty() && !strings::isNullPointer(Text, AST))
        addShared(Field, std::move(Text));
    }
}

// `std::make_unique<Job>(name, sql)`, `jobs.emplace_back(name, sql)`: since C++20 that makes
// objects of classes without a constructor, too, where nobody looks.
void Collector::addPlaced(const model::Call &C) {
  if (!AST.getLangOpts().CPlusPlus20 || C.Callee == nullptr || C.Callee->getTemplateSpecializationArgs() == nullptr ||
      isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P) ||
      llvm::none_of(C.Arguments, [&](const Expr *A) { return Apis.isText(A->getType()); }))
    return;
  auto Add = [&](const TemplateArgumentList &Types) {
    for (const TemplateArgument &T : Types.asArray())
      if (const CXXRecordDecl *Class = T.getKind() == TemplateArgument::Type ? T.getAsType()->getAsCXXRecordDecl() : nullptr;
          Class != nullptr && Class->hasDefinition() && Class->isAggregate())
        addUnseen(T.getAsType());
  };
  Add(*C.Callee->getTemplateSpecializationArgs());
  if (const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee))
    if (const auto *Of = dyn_cast<ClassTemplateSpecializationDecl>(Method->getParent()))
      Add(Of->getTemplateArgs());
}

bool Collector::takesText(const FunctionDecl *Callee) {
  auto [It, IsNew] = TextFunctions.try_emplace(Callee->getCanonicalDecl(), false);
  if (IsNew) {
    bool Takes = false;
    for (const ParmVarDecl *Parameter : Callee->parameters())
      Takes =
          Takes || Apis.isText(Parameter->getType()) || Apis.isTextList(Parameter->getType()) || strings::isPlaceOfText(Parameter->getType(), Apis);
    It->second = Takes && !Callee->isDefaulted() && !Callee->getBuiltinID() && isProjectCode(Callee->getLocation(), AST.getSourceManager(), P);
  }
  return It->second;
}

// A function of the project that is given a flag, and perhaps no text.
bool Collector::takesFlag(const FunctionDecl *Callee) {
  auto IsFlag = [](const ParmVarDecl *P) {
    QualType T = P->getType();
    return strings::isFlag(T) && (!T->isIntegerType() || T->isBooleanType() || T->isEnumeralType());
  };
  // Others see no body, and do not know that a number is asked for.
  bool AsksNumbers = !Callee->isExternallyVisible() && Strings.asksNumbers(Callee);
  return (AsksNumbers || llvm::any_of(Callee->parameters(), IsFlag)) && !Callee->isDefaulted() && !Callee->getBuiltinID() &&
         isProjectCode(Callee->getLocation(), AST.getSourceManager(), P);
}

// A lambda goes by the name of the variable that holds it.
static std::string calleeName(const model::Call &C) {
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  if (Method == nullptr || !Method->getParent()->isLambda() || C.Object == nullptr)
    return model::qualifiedName(C.Callee);
  std::string Name = strings::nameOf(C.Object);
  return Name.empty() ? "lambda" : Name;
}

// A statement in an object: `query.execute()`, `query()` and `run(query)` hand over what the object holds.
void Collector::addMembers(const model::Call &C, CallFlow &Flow) {
  if (!C.Callee->isDefaulted() && isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
    for (unsigned I = 0; I < C.Arguments.size() && I < C.Callee->getNumParams(); ++I) {
      unsigned Member = 0;
      for (const FieldDecl *Field : strings::handedFieldsOf(C.Callee->getParamDecl(I)->getType(), Apis, P)) {
        // A call of which nothing is known is one, too.
        strings::AbstractString Text = Strings.memberText(C.Arguments[I], Field).value_or(Strings.unknown(nullptr));
        if (strings::Piece &Only = Text.front().Pieces.front();
            Text.size() == 1 && Text.front().isUnknown() && Only.Source == nullptr && strings::isSharedText(Field, Apis, P))
          Only.Variable = Field->getCanonicalDecl();
        Flow.Arguments.push_back({memberSlot(I, Member++), std::nullopt, textsOf(Text, C.Expression)});
      }
    }
  if (C.Object == nullptr || !runsItsObject(C.Callee))
    return;
  unsigned Index = MemberSlots;
  for (const FieldDecl *Field : strings::textFieldsOf(cast<CXXMethodDecl>(C.Callee)->getParent(), Apis, P))
    Flow.Arguments.push_back({Index++, std::nullopt, textsOf(Strings.memberText(C.Object, Field).value_or(Strings.unknown(nullptr)))});
}

bool Collector::runsItsObject(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method != nullptr && !Method->isStatic() && !Method->getParent()->isLambda() &&
         (Method->getOverloadedOperator() == OO_Call || (Method->getDeclName().isIdentifier() && Apis.runsItself(Method)));
}

// put(queue, {{"id", id}}): whether the tenant is in a document that is handed over.
void Collector::addDocuments(const model::Call &C, CallFlow &Flow) {
  if (!isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
    return;
  for (unsigned I = 0; I < C.Arguments.size() && I < C.Callee->getNumParams(); ++I) {
    if (!values::Contents::isGivenDocument(C.Callee->getParamDecl(I), AST, P))
      continue;
    TextPiece Given;
    Given.IsHole = true;
    Given.Name = C.Callee->getParamDecl(I)->getNameAsString();
    Given.At = tokenPlace(C.Arguments[I]->getExprLoc(), AST);
    Given.Value = Held.of(C.Arguments[I]);
    Given.From = values::takeDocument(Given.Value).value_or(Slot());
    // As a list, which it may be too, it has a length and no texts.
    auto Known = llvm::find_if(Flow.Arguments, [&](const GivenText &G) { return G.Index == I && !G.Formatted; });
    if (Known == Flow.Arguments.end())
      Known = Flow.Arguments.insert(Known, {I, std::nullopt, {}});
    Known->Texts.push_back({{std::move(Given)}, {}});
  }
}

// A text that may be a statement, and no word.
static bool givesStatement(const GivenText &Given) {
  return llvm::any_of(Given.Texts, [](const SourceText &T) {
    return llvm::any_of(T.Pieces, [](const TextPiece &P) { return !P.IsHole && llvm::any_of(P.Text, llvm::isSpace); });
  });
}

void Collector::addCall(const model::Call &C) {
  if (C.Callee == nullptr)
    return;
  addPlaced(C);
  CallFlow Flow;
  addMembers(C, Flow);
  bool IsNoted = takesText(C.Callee) || takesFlag(C.Callee);
  if (IsNoted)
    for (const strings::GivenText &Given : Strings.givenBy(C)) {
      if (!Given.Formatted)
        addOverrides(Given.Texts);
      Flow.Arguments.push_back({Given.Index, Given.Formatted, textsOf(Given.Texts, C.Expression), Given.LeastLength, Given.Number});
    }
  addDocuments(C, Flow);
  Flow.CalleeId = usrOf(C.Callee);
  // A flag that nobody knows is one that may be set.
  if ((Flow.Arguments.empty() && !IsNoted) || Flow.CalleeId.empty())
    return;
  if (around() != nullptr && takesFlag(around()) && (!C.Callee->isExternallyVisible() || llvm::any_of(Flow.Arguments, givesStatement))) {
    strings::Alternative Way;
    Way.Needs = Strings.neededAt(C.Expression);
    if (strings::AbstractString Decided = decidable({Way}); !Decided.front().Needs.empty()) {
      addOverrides(Decided);
      Flow.Arguments.push_back({WayThere, std::nullopt, textsOf(Decided)});
    }
  }
  Flow.Callee = calleeName(C);
  Flow.Call = tokenPlace(C.Expression->getExprLoc(), AST);
  Flow.Function = functionName();
  Out.Calls.push_back(std::move(Flow));
}

// Those that are called a tenant, others that one value fits in, and connections.
const Collector::Parameters &Collector::parametersOf(const FunctionDecl *Callee) {
  auto [It, IsNew] = CalledParameters.try_emplace(Callee->getCanonicalDecl());
  if (!IsNew || Callee->isImplicit() || Callee->getBuiltinID() || !isProjectCode(Callee->getLocation(), AST.getSourceManager(), P))
    return It->second;
  for (unsigned I = 0; I < Callee->getNumParams(); ++I) {
    QualType T = Callee->getParamDecl(I)->getType().getNonReferenceType();
    if (P.Names.kindOf(std::string_view(Callee->getParamDecl(I)->getName())) == model::NameKind::Tenant)
      It->second.Tenants.push_back(I);
    else if (Apis.isConnection(T))
      It->second.Connections.push_back(I);
    else if (T->isIntegerType() || Apis.isText(T) || Callee->getPrimaryTemplate() != nullptr)
      It->second.Others.push_back(I);
  }
  return It->second;
}

// Whether a transaction is open where a function of the project gets its connection.
void Collector::addSessionCalls(const model::Call &C) {
  if (C.Callee == nullptr || Bodies.empty())
    return;
  for (unsigned I : parametersOf(C.Callee).Connections) {
    if (I >= C.Arguments.size())
      continue;
    SessionCall Call;
    Call.Callee = usrOf(C.Callee);
    Call.Index = I;
    Call.Call = tokenPlace(C.Expression->getExprLoc(), AST);
    if (const model::TransactionClass *Class = Apis.transactionClass(C.Arguments[I]->IgnoreParenImpCasts()->getType()))
      Call.Transaction = Class->State;
    Bodies.back().HandedOn.push_back({C.Expression, C.Arguments[I], Out.SessionCalls.size()});
    Out.SessionCalls.push_back(std::move(Call));
  }
}

void Collector::addTenantArguments(const model::Call &C) {
  using Kind = ValueSource::Kind;
  if (C.Callee == nullptr)
    return;
  // Who logs in names a tenant, and shows a password for it.
  bool IsLogin = values::isLogin(C.Callee, C.Arguments);
  auto Add = [&](unsigned I, bool (*IsWorthIt)(const ValueSource &)) {
    if (I >= C.Arguments.size())
      return;
    if (ValueSource Value = Values.roughly(C.Arguments[I]); IsWorthIt(Value) && !(IsLogin && Value.What == Kind::Client))
      Out.TenantArguments.push_back(
          {usrOf(C.Callee), I, Values.complete(std::move(Value), C.Arguments[I]), functionName(), tokenPlace(C.Expression->getExprLoc(), AST)});
  };
  const Parameters &Called = parametersOf(C.Callee);
  // Another name for the same thing needs no second look.
  for (unsigned I : Called.Tenants)
    Add(I, [](const ValueSource &V) { return V.What != Kind::Unknown && (V.What != Kind::Tenant || V.Parameter.What != Slot::Kind::None); });
  for (unsigned I : Called.Others)
    Add(I, [](const ValueSource &V) {
      return V.What == Kind::Client || V.What == Kind::OtherId || V.What == Kind::Tenant ||
             (V.What == Kind::Unknown && V.Parameter.What != Slot::Kind::None);
    });
  // run(sql, {tenant, id})
  bool IsOwn = isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P);
  for (unsigned I = 0; IsOwn && I < C.Arguments.size() && I < C.Callee->getNumParams(); ++I) {
    if (!values::Bindings::isList(C.Callee->getParamDecl(I)->getType()))
      continue;
    unsigned Element = 0;
    for (ValueSource &Value : Bound.elements(C.Arguments[I], Functions.empty() ? nullptr : Functions.back()))
      Out.TenantArguments.push_back(
          {usrOf(C.Callee), values::elementSlot(I, Element++), std::move(Value), functionName(), tokenPlace(C.Expression->getExprLoc(), AST)});
  }
}

} // namespace tenantscan
