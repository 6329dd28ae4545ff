//===- Handlers.cpp - Where the client names the tenant -------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Handlers.h"

#include "checks/Places.h"
#include "checks/model/Words.h"
#include "checks/values/Holders.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

#include <set>
#include <utility>

using namespace clang;

namespace tenantscan {

using Kind = ValueSource::Kind;

bool Handlers::isTenantName(llvm::StringRef Name) const {
  std::string_view Text(Name.data(), Name.size());
  return P.Names.mayMention(Text) && P.Names.isIdentifier(Text);
}

// A number, a text, an enumerator, or a class that wraps one: not the context.
bool Handlers::isIdentifier(QualType T) const {
  T = T.getNonReferenceType();
  if (T->isBooleanType())
    return false;
  if (T->isArithmeticType() || T->isEnumeralType() || Apis.isText(T))
    return true;
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (Record == nullptr)
    return false;
  if (const auto *Template = dyn_cast<ClassTemplateSpecializationDecl>(Record);
      Template != nullptr && Template->getTemplateArgs().size() != 0 && Template->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
      (Record->getName() == "optional" || Record->getName() == "shared_ptr"))
    return isIdentifier(Template->getTemplateArgs()[0].getAsType());
  static const model::WordList &Identifiers = model::wordList("identifiers");
  return Identifiers.fitsLast(std::string_view(Record->getName()));
}

/// Behind the name of a helper: what it takes from the request must not be kept as the tenant.
static constexpr llvm::StringLiteral KeptMark = "#kept";

void Handlers::function(const FunctionDecl *F, const FunctionDecl *Around) {
  bool HasRequest = llvm::any_of(F->parameters(), [&](const ParmVarDecl *Parameter) { return Apis.isRequest(Parameter->getType()); });
  bool IsLambda = isa<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->getParent()->isLambda();
  for (const ParmVarDecl *Parameter : F->parameters()) {
    bool IsTenant = isTenantName(Parameter->getName()) || (!Parameter->getName().empty() && Values.isTenantType(Parameter->getType()));
    if (IsTenant && isIdentifier(Parameter->getType()))
      Parameters.push_back({F, Parameter, Around == nullptr ? std::string() : model::qualifiedName(Around), HasRequest});
  }
  // What a helper takes from the request, for callers in other units.
  if (!IsLambda && HasRequest && F->isExternallyVisible())
    if (ValueSource S = Values.ofResult(F); S.What == Kind::Client) {
      ClientResults.push_back(usrOf(F) + KeptMark.str());
      if (S.From == "path" || S.From == "query" || S.From == "body")
        ClientResults.push_back(usrOf(F));
    }
}

// A header that is handed on is judged where it is bound to a statement.
static bool isFromRequest(const ValueSource &S, bool IsKept = false) {
  return S.What == Kind::Client && (IsKept || S.From == "path" || S.From == "query" || S.From == "body" || S.From == "message" || S.From == "token");
}

// The parameter that a value is, or is a part of; the variables on the way to it.
static const ParmVarDecl *rootParameter(const Expr *E, llvm::SmallVectorImpl<SourceLocation> &Through) {
  for (unsigned Steps = 0; Steps < 24; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenCasts();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
      if (const auto *Parameter = dyn_cast<ParmVarDecl>(Reference->getDecl()))
        return Parameter;
      const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
      if (const auto *Binding = dyn_cast<BindingDecl>(Reference->getDecl())) {
        Through.push_back(Binding->getLocation());
        Variable = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
      }
      if (Variable == nullptr || !Variable->isLocalVarDecl() || Variable->getInit() == nullptr)
        return nullptr;
      E = Variable->getInit();
      Through.push_back(E->getBeginLoc());
      continue;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      E = Member->getBase();
    else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      E = Call->getImplicitObjectArgument();
    else if (const auto *Call = dyn_cast<CallExpr>(E); Call != nullptr && Call->getNumArgs() != 0)
      E = Call->getArg(0);
    else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() != 0)
      E = Construction->getArg(0);
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
      E = Unary->getSubExpr();
    else
      return nullptr;
    if (E == nullptr)
      return nullptr;
  }
  return nullptr;
}

// A value that is used as the tenant. Whether it is turned down where it is another's is asked
// of what the client may have sent only: that goes through the whole function.
void Handlers::given(const Expr *Value, const FunctionDecl *Around, Fate Becomes, const Excuse &Excused) {
  bool IsKept = Becomes == Fate::Kept;
  const Expr *Use = Value;
  // A parameter of a handler is judged at the end, when it is known which ones are handlers.
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Value->IgnoreUnlessSpelledInSource()))
    if (const auto *Parameter = dyn_cast<ParmVarDecl>(Reference->getDecl()))
      Uses[Parameter].emplace_back(Value, Excused);
  // What is kept in a variable was taken where the variable was given it.
  llvm::SmallVector<const VarDecl *, 4> Variables;
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    const auto *Reference = dyn_cast<DeclRefExpr>(Value->IgnoreUnlessSpelledInSource());
    const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    if (V == nullptr || isa<ParmVarDecl>(V) || V->getInit() == nullptr)
      break;
    Variables.push_back(V);
    // An empty one is filled in later.
    const auto *Construction = dyn_cast<CXXConstructExpr>(V->getInit()->IgnoreImplicit());
    if ((Construction != nullptr && Construction->getNumArgs() == 0) || Values.roughly(V->getInit()).What == Kind::Literal)
      break;
    Value = V->getInit();
  }
  ValueSource S = Values.roughly(Value);
  bool IsTaken = isFromRequest(S, IsKept);
  const ParmVarDecl *Root = IsTaken ? nullptr : parameterOf(Value);
  // A helper of another unit that is given the request.
  const auto *Call = dyn_cast<CallExpr>(Value->IgnoreUnlessSpelledInSource());
  const FunctionDecl *Helper = IsTaken || S.What != Kind::Unknown || Call == nullptr ? nullptr : Call->getDirectCallee();
  if (Helper != nullptr && (Helper->hasBody() || !isProjectCode(Helper->getLocation(), AST.getSourceManager(), P) ||
                            llvm::none_of(Helper->parameters(), [&](const ParmVarDecl *Parameter) { return Apis.isRequest(Parameter->getType()); })))
    Helper = nullptr;
  // What its callers are given by the client, or by the route, is known at the end.
  bool IsPending = !IsTaken && Helper == nullptr;
  if ((IsPending && (Root == nullptr || isTenantName(Root->getName()) || Apis.isRequest(Root->getType()))) || (Excused && Excused()))
    return;
  // No comparison, or one that comes too late, on another way only, or with something else.
  std::optional<bool> Misses;
  auto IsMissed = [&] {
    if (!Misses)
      Misses = Values.misses(Use);
    return *Misses;
  };
  if (llvm::any_of(Variables, [&](const VarDecl *V) { return isLookedAt(V) && !IsMissed(); }))
    return;
  if (IsTaken || Root != nullptr)
    if (const Stmt *Body = bodyAround(Value); Body != nullptr && isLookedAt(Body, spelled(Value)) && !IsMissed())
      return;
  if (IsTaken && Values.isChecked(Use))
    return;
  S = Values.complete(std::move(S), Value);
  if (IsPending) {
    if (!isLookedAt(Root))
      Pending.push_back({Root, inputAt(Value, S, Around)});
    return;
  }
  TenantInput Input = inputAt(Value, S, Around);
  if (Helper != nullptr)
    Input.Result = usrOf(Helper) + (IsKept ? KeptMark.str() : std::string());
  llvm::SmallVector<SourceLocation, 4> Through;
  rootParameter(Value, Through);
  std::vector<Place> Before;
  for (SourceLocation L : Through)
    Before.push_back(tokenPlace(L, AST));
  Inputs.push_back({std::move(Input), std::move(Before)});
}

TenantInput Handlers::inputAt(const Expr *Value, const ValueSource &S, const FunctionDecl *Around) const {
  TenantInput Input;
  Input.Where = tokenPlace(Value->getBeginLoc(), AST);
  Input.Function = Around == nullptr ? std::string() : model::qualifiedName(Around);
  Input.Name = S.Name;
  Input.From = S.From;
  Input.Steps = S.Steps;
  return Input;
}

const ParmVarDecl *Handlers::parameterOf(const Expr *Value) const {
  llvm::SmallVector<SourceLocation, 4> Through;
  const ParmVarDecl *Root = rootParameter(Value, Through);
  const auto *F = Root == nullptr ? nullptr : dyn_cast<FunctionDecl>(Root->getDeclContext());
  return F != nullptr && isProjectCode(F->getLocation(), AST.getSourceManager(), P) ? Root : nullptr;
}

// Where a parameter has its value from: the route, or a caller that has it from the request.
std::string Handlers::givenBy(const ParmVarDecl *Parameter, unsigned Depth) {
  static constexpr unsigned MaxDepth = 3;
  const auto *F = cast<FunctionDecl>(Parameter->getDeclContext())->getCanonicalDecl();
  if (Registered.contains(F) && isIdentifier(Parameter->getType()))
    return "path";
  auto It = Depth < MaxDepth ? Calls.find(F) : Calls.end();
  if (It == Calls.end())
    return {};
  for (const model::Call &C : It->second) {
    if (Parameter->getFunctionScopeIndex() >= C.Arguments.size())
      continue;
    const Expr *Given = C.Arguments[Parameter->getFunctionScopeIndex()];
    if (ValueSource S = Values.of(Given); isFromRequest(S))
      return S.From;
    else if (const ParmVarDecl *Next = S.What == Kind::Tenant ? nullptr : parameterOf(Given))
      if (std::string From = givenBy(Next, Depth + 1); !From.empty())
        return From;
  }
  return {};
}

// "/tenants/{id}"
static bool isPath(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource();
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() == 1)
    E = Construction->getArg(0)->IgnoreUnlessSpelledInSource();
  const auto *Text = dyn_cast<StringLiteral>(E);
  return Text != nullptr && Text->isOrdinary() && Text->getString().starts_with("/");
}

// router.get("/orders", show), router.at("/orders").get(show): a router that no pack knows.
static bool isRouting(const model::Call &C) {
  static const model::WordList &Routes = model::wordList("routes");
  if (!C.Callee->getDeclName().isIdentifier() || !Routes.fitsFirst(std::string_view(C.Callee->getName())))
    return false;
  if (llvm::any_of(C.Arguments, isPath))
    return true;
  const Expr *Object = C.Object;
  for (unsigned Steps = 0; Object != nullptr && Steps < 12; ++Steps) {
    const auto *Before = dyn_cast<CXXMemberCallExpr>(Object->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
    if (Before != nullptr && llvm::any_of(Before->arguments(), isPath))
      return true;
    Object = Before == nullptr ? nullptr : Before->getImplicitObjectArgument();
  }
  return false;
}

void Handlers::call(const model::Call &C, const FunctionDecl *Around) {
  if (C.Callee == nullptr)
    return;
  const model::RouteApi *Route = Apis.matchRoute(C);
  if (Route != nullptr || isRouting(C))
    for (unsigned I = Route != nullptr ? Route->Handler : 0; I < C.Arguments.size(); ++I)
      for (const FunctionDecl *F : handedOverBy(C.Arguments[I]))
        Registered.insert(F->getCanonicalDecl());
  Values.noteCallbacks(C);
  bool IsOwn = isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P);
  if (IsOwn && !C.Arguments.empty() && C.Callee->hasBody())
    Calls[C.Callee->getCanonicalDecl()].push_back(C);
  for (unsigned I = 0; IsOwn && I < C.Arguments.size() && I < C.Callee->getNumParams(); ++I)
    if (isTenantName(C.Callee->getParamDecl(I)->getName())) {
      Called.insert(C.Callee->getCanonicalDecl());
      given(C.Arguments[I], Around, isKept(C) ? Fate::Kept : Fate::HandedOn, [this, E = C.Expression, Argument = C.Arguments[I]] {
        model::Call Whole = model::Call::of(E);
        return isHarmless(E) || values::isLogin(Whole.Callee, Whole.Arguments) ||
               (Values.roughly(Argument).What == Kind::Client && Values.isJudged(Argument));
      });
    }
  // What a tenant is looked up by is no tenant: TenantContext ctx(db, req.get_header_value("X-Api-Key"))
  static const model::WordList &Credentials = model::wordList("credentials");
  for (unsigned I = 0; isKept(C) && I < C.Arguments.size(); ++I)
    if (const Expr *Argument = C.Arguments[I]; !isa<StringLiteral>(Argument->IgnoreUnlessSpelledInSource()) && !Credentials.fits(spelled(Argument)) &&
                                               (I >= C.Callee->getNumParams() || !Credentials.fits(C.Callee->getParamDecl(I)->getNameAsString())))
      given(Argument, Around, Fate::Kept);
  // request.get_param_value("tenant_id"), json["tenant_id"], request->tenant_id()
  bool NamesTenant = C.Object != nullptr && C.Arguments.empty() && C.Callee->getDeclName().isIdentifier() && isTenantName(C.Callee->getName());
  for (const Expr *Argument : C.Arguments)
    if (const auto *Text = dyn_cast<StringLiteral>(Argument->IgnoreUnlessSpelledInSource()); Text != nullptr && Text->isOrdinary())
      NamesTenant = NamesTenant || isTenantName(Text->getString());
  static const model::WordList &Looks = model::wordList("looks");
  NamesTenant = NamesTenant && !(C.Callee->getDeclName().isIdentifier() && Looks.contains(C.Callee->getName()));
  if (NamesTenant && isFromRequest(Values.of(C.Expression)) && !C.Callee->getReturnType()->isBooleanType() &&
      !C.Callee->getReturnType()->isVoidType() && !isHarmless(C.Expression))
    given(C.Expression, Around);
}

// set_tenant_context(value), TenantScope scope(value), request->attributes()->insert("tenant_id", value)
bool Handlers::isKept(const model::Call &C) {
  const auto *Constructor = dyn_cast<CXXConstructorDecl>(C.Callee);
  if (Constructor != nullptr)
    return !Constructor->isCopyOrMoveConstructor() && !C.Arguments.empty() && P.Names.isTenantType(model::qualifiedName(Constructor->getParent())) &&
           isProjectCode(Constructor->getLocation(), AST.getSourceManager(), P);
  if (!C.Callee->getDeclName().isIdentifier() || C.Arguments.empty())
    return false;
  static const model::WordList &Keeps = model::wordList("keeps"), &Contexts = model::wordList("contexts");
  std::string_view Name = C.Callee->getName();
  std::vector<std::string> Words = model::wordsOf(Name);
  if (Words.empty() || !Keeps.contains(Words.front()) || (C.Object != nullptr && Apis.isMessage(C.Object->getType())))
    return false;
  if (P.Names.mayMention(Name) && (P.Names.isTenantType(Name) || P.Names.isIdentifier(Name)))
    return true;
  const auto *Key = dyn_cast<StringLiteral>(C.Arguments.front()->IgnoreUnlessSpelledInSource());
  if (C.Object == nullptr || C.Arguments.size() < 2 || Key == nullptr || !Key->isOrdinary() || !isTenantName(Key->getString()))
    return false;
  // Of the request, or of a class that is called a context.
  QualType T = C.Object->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  return Apis.isRequest(C.Object->getType()) || (Class != nullptr && Contexts.fits(std::string_view(Class->getName())));
}

void Handlers::variable(const VarDecl *V, const FunctionDecl *Around) {
  if (V->getInit() != nullptr && !isa<ParmVarDecl>(V) && V->isReferenced() && isTenantName(V->getName()) && isIdentifier(V->getType()))
    given(V->getInit(), Around, Fate::HandedOn,
          [this, V] { return isLookedAt(V) || isOnlyCompared(V) || (Values.roughly(V->getInit()).What == Kind::Client && isCheckedBefore(V)); });
  const auto *Parts = dyn_cast<DecompositionDecl>(V);
  if (Parts == nullptr || V->getInit() == nullptr)
    return;
  // auto [tenant, id] = split(req);
  for (const BindingDecl *Binding : Parts->bindings()) {
    if (!isTenantName(Binding->getName()))
      continue;
    ValueSource S = Values.of(V->getInit());
    const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
    if (!isFromRequest(S) || (F != nullptr && F->getBody() != nullptr && isLookedAt(F->getBody(), Binding->getNameAsString())))
      continue;
    TenantInput Input = inputAt(V->getInit(), S, Around);
    Input.Where = tokenPlace(Binding->getLocation(), AST);
    Inputs.push_back({std::move(Input), {}});
  }
}

// context.attributes["tenant_id"]: an element of something that is called a context, or is in one.
bool Handlers::isTenantOfContext(const Expr *E) const {
  const auto *Element = dyn_cast<CXXOperatorCallExpr>(E);
  if (Element == nullptr || Element->getOperator() != OO_Subscript || Element->getNumArgs() != 2)
    return false;
  const auto *Key = dyn_cast<StringLiteral>(Element->getArg(1)->IgnoreUnlessSpelledInSource());
  if (Key == nullptr || !Key->isOrdinary() || !isTenantName(Key->getString()))
    return false;
  static const model::WordList &Contexts = model::wordList("contexts");
  const Expr *Of = Element->getArg(0)->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  for (unsigned Steps = 0; Of != nullptr && Steps < 8; ++Steps) {
    QualType T = Of->getType()->isPointerType() ? Of->getType()->getPointeeType() : Of->getType();
    const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
    const auto *Member = dyn_cast<MemberExpr>(Of);
    const auto *Reference = dyn_cast<DeclRefExpr>(Of);
    std::string Name = Member != nullptr      ? Member->getMemberDecl()->getNameAsString()
                       : Reference != nullptr ? Reference->getDecl()->getNameAsString()
                                              : "";
    if (Contexts.fits(Name) || (Class != nullptr && Contexts.fits(std::string_view(Class->getName()))))
      return true;
    Of = Member == nullptr ? nullptr : Member->getBase()->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  }
  return false;
}

void Handlers::assignment(const Expr *To, const Expr *Value, const FunctionDecl *Around) {
  To = To->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  const ValueDecl *D = nullptr;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(To))
    D = Reference->getDecl();
  if (const auto *Member = dyn_cast<MemberExpr>(To))
    D = Member->getMemberDecl();
  if (isTenantOfContext(To))
    return given(Value, Around, Fate::Kept);
  if (D == nullptr || !D->getDeclName().isIdentifier() || !isTenantName(D->getName()))
    return;
  given(Value, Around, isa<FieldDecl>(D) ? Fate::Kept : Fate::HandedOn, [this, V = dyn_cast<VarDecl>(D)] { return V != nullptr && isLookedAt(V); });
}

void Handlers::list(const InitListExpr *List, const FunctionDecl *Around) {
  if (!List->isSemanticForm())
    List = List->getSemanticForm();
  // {"GET", "/orders/{id}", &Orders::get}: a row of a table of routes.
  if (List != nullptr && llvm::any_of(List->inits(), [](const Expr *E) { return E != nullptr && isPath(E); }))
    for (const Expr *E : List->inits())
      for (const FunctionDecl *F : handedOverBy(E))
        Registered.insert(F->getCanonicalDecl());
  const RecordDecl *Record = List == nullptr ? nullptr : List->getType()->getAsRecordDecl();
  if (Record == nullptr || Record->isUnion())
    return;
  const auto *Class = dyn_cast<CXXRecordDecl>(Record);
  unsigned Bases = Class == nullptr ? 0 : Class->getNumBases();
  for (const FieldDecl *Field : Record->fields()) {
    unsigned I = Bases + Field->getFieldIndex();
    if (I < List->getNumInits() && List->getInit(I) != nullptr && isTenantName(Field->getName()) && isIdentifier(Field->getType()))
      given(List->getInit(I), Around, Fate::Kept);
  }
}

void Handlers::finish(UnitFacts &Out) {
  for (const Parameter &H : Parameters) {
    bool IsRegistered = Registered.contains(H.Handler->getCanonicalDecl());
    if (!IsRegistered && !H.HasRequest && !P.StrictParameters)
      continue;
    bool IsMissed = llvm::any_of(Uses[H.Tenant], [this](const auto &Use) { return !(Use.second && Use.second()) && Values.misses(Use.first); });
    if ((isLookedAt(H.Tenant) && !IsMissed) || isCheckedBefore(H.Tenant))
      continue;
    TenantInput Input;
    Input.Where = tokenPlace(H.Tenant->getLocation(), AST);
    Input.Function = H.Function;
    Input.Name = H.Tenant->getNameAsString();
    Input.Handler = usrOf(H.Handler);
    Input.IsRegistered = IsRegistered;
    Input.IsHandler = IsRegistered || H.HasRequest;
    Out.TenantInputs.push_back(std::move(Input));
  }
  for (auto &[Root, Input] : Pending)
    if (Input.From = givenBy(Root, 0); !Input.From.empty())
      Inputs.push_back({std::move(Input), {}});
  // What was found where it is read is not found again where it is handed on.
  std::vector<Place> Read;
  for (const auto &[I, Before] : Inputs)
    Read.push_back(I.Where);
  for (auto &[I, Before] : Inputs) {
    for (const Step &S : I.Steps)
      Before.push_back(S.Where);
    if (llvm::none_of(Before, [&, &Here = I.Where](const Place &P) { return !(P == Here) && llvm::is_contained(Read, P); }))
      Out.TenantInputs.push_back(std::move(I));
  }
  Out.ClientResults = std::move(ClientResults);
  // Whoever is called with a tenant is no handler, but a helper of one.
  std::set<std::string> CalledWithTenant;
  for (const FunctionDecl *F : Called)
    CalledWithTenant.insert(usrOf(F));
  Out.CalledWithTenant.assign(CalledWithTenant.begin(), CalledWithTenant.end());
}

} // namespace tenantscan
