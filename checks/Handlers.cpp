//===- Handlers.cpp - Where the client names the tenant -------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Handlers.h"

#include "checks/Places.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace tenantscan {

using Kind = ValueSource::Kind;

bool Handlers::isTenantName(llvm::StringRef Name) const { return P.Names.mayMention(std::string_view(Name.data(), Name.size())); }

// A number, a text, an enumerator, or a class that wraps one: not the context.
bool Handlers::isIdentifier(QualType T) const {
  T = T.getNonReferenceType();
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
  std::vector<std::string> Words = model::wordsOf(std::string_view(Record->getName()));
  return !Words.empty() && llvm::StringSwitch<bool>(Words.back())
                               .Cases({"id", "uuid", "guid", "key", "identifier", "code", "slug", "string", "int64", "int32", "typedef"}, true)
                               .Default(false);
}

// A call in a condition is given the variable: it is looked up, or checked.
static bool isAsked(const Stmt *S, const VarDecl *V, bool InCondition) {
  if (S == nullptr)
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && InCondition && !isa<CXXOperatorCallExpr>(Call))
    for (const Expr *Argument : Call->arguments())
      if (const auto *Reference = dyn_cast<DeclRefExpr>(Argument->IgnoreUnlessSpelledInSource()); Reference != nullptr && Reference->getDecl() == V)
        return true;
  const Expr *Condition = nullptr;
  if (const auto *If = dyn_cast<IfStmt>(S))
    Condition = If->getCond();
  if (const auto *Choice = dyn_cast<ConditionalOperator>(S))
    Condition = Choice->getCond();
  return (Condition != nullptr && isAsked(Condition, V, true)) ||
         llvm::any_of(S->children(), [&](const Stmt *Child) { return isAsked(Child, V, InCondition); });
}

bool Handlers::isLookedAt(const VarDecl *V) {
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  return Values.isCompared(V) || (F != nullptr && isAsked(F->getBody(), V, false));
}

// `if (req.get_param_value("tenant") != ctx.tenant_id())`, `body["tenant"] = ctx.tenant_id()`
bool Handlers::isHarmless(const Expr *E) {
  DynTypedNode Node = DynTypedNode::create(*E);
  for (unsigned Steps = 0; Steps < 12; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return false;
    const auto *Child = Node.get<Expr>();
    Node = Parents[0];
    if (const auto *Binary = Node.get<BinaryOperator>(); Binary != nullptr && Binary->isAssignmentOp())
      return Binary->getLHS() == Child;
    if (const auto *Operator = Node.get<CXXOperatorCallExpr>(); Operator != nullptr && Operator->isAssignmentOp())
      return Operator->getArg(0) == Child;
    if (const auto *Binary = Node.get<BinaryOperator>(); Binary != nullptr && Binary->isComparisonOp())
      return true;
    if (const auto *Operator = Node.get<CXXOperatorCallExpr>();
        Operator != nullptr && (Operator->isComparisonOp() || Operator->getOperator() == OO_ExclaimEqual))
      return true;
    if (Node.get<IfStmt>() != nullptr)
      return true;
    if (const auto *V = Node.get<VarDecl>())
      return isLookedAt(V);
    if (Node.get<Expr>() == nullptr && Node.get<Decl>() == nullptr && Node.get<DeclStmt>() == nullptr)
      return false;
  }
  return false;
}

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
    if (ValueSource S = Values.ofResult(F); S.What == Kind::Client && (S.From == "path" || S.From == "query" || S.From == "body"))
      ClientResults.push_back(usrOf(F));
}

// The functions that an expression hands over: a lambda, a name, std::bind(&C::f, this).
void Handlers::registered(const Expr *Handler) {
  auto Find = [&](auto &&Self, const Stmt *S, unsigned Depth) -> void {
    if (S == nullptr || Depth > 12)
      return;
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      Registered.insert(Lambda->getCallOperator()->getCanonicalDecl());
      return;
    }
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *F = dyn_cast<FunctionDecl>(Reference->getDecl()))
        Registered.insert(F->getCanonicalDecl());
      if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && V->isLocalVarDecl() && V->getInit() != nullptr)
        Self(Self, V->getInit(), Depth + 1);
      return;
    }
    for (const Stmt *Child : S->children())
      Self(Self, Child, Depth + 1);
  };
  Find(Find, Handler, 0);
}

static bool isFromRequest(const ValueSource &S) {
  return S.What == Kind::Client && (S.From == "path" || S.From == "query" || S.From == "body" || S.From == "message");
}

// A value that is used as the tenant.
void Handlers::given(const Expr *Value, const FunctionDecl *Around) {
  // What is kept in a variable was taken where the variable was given it.
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    const auto *Reference = dyn_cast<DeclRefExpr>(Value->IgnoreUnlessSpelledInSource());
    const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    if (V == nullptr || isa<ParmVarDecl>(V) || V->getInit() == nullptr)
      break;
    if (isLookedAt(V))
      return;
    Value = V->getInit();
  }
  ValueSource S = Values.of(Value);
  TenantInput Input;
  const auto *Call = dyn_cast<CallExpr>(Value->IgnoreUnlessSpelledInSource());
  if (!isFromRequest(S)) {
    // A helper of another unit that is given the request.
    const FunctionDecl *F = Call == nullptr ? nullptr : Call->getDirectCallee();
    bool TakesRequest = F != nullptr && !F->hasBody() && isProjectCode(F->getLocation(), AST.getSourceManager(), P) &&
                        llvm::any_of(F->parameters(), [&](const ParmVarDecl *Parameter) { return Apis.isRequest(Parameter->getType()); });
    if (S.What != Kind::Unknown || !TakesRequest)
      return;
    Input.Result = usrOf(F);
  }
  Input.Where = tokenPlace(Value->getBeginLoc(), AST);
  Input.Function = Around == nullptr ? std::string() : model::qualifiedName(Around);
  Input.Name = S.Name;
  Input.From = S.From;
  Input.Steps = S.Steps;
  Inputs.push_back(std::move(Input));
}

void Handlers::call(const model::Call &C, const FunctionDecl *Around) {
  if (C.Callee == nullptr)
    return;
  if (const model::RouteApi *Route = Apis.matchRoute(C))
    for (unsigned I = Route->Handler; I < C.Arguments.size(); ++I)
      registered(C.Arguments[I]);
  bool IsOwn = isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P);
  for (unsigned I = 0; IsOwn && I < C.Arguments.size() && I < C.Callee->getNumParams(); ++I)
    if (isTenantName(C.Callee->getParamDecl(I)->getName()) && !isHarmless(C.Expression)) {
      Called.push_back(usrOf(C.Callee));
      given(C.Arguments[I], Around);
    }
  // request.get_param_value("tenant_id"), json["tenant_id"], request->tenant_id()
  bool NamesTenant = C.Object != nullptr && C.Arguments.empty() && C.Callee->getDeclName().isIdentifier() && isTenantName(C.Callee->getName());
  for (const Expr *Argument : C.Arguments)
    if (const auto *Text = dyn_cast<StringLiteral>(Argument->IgnoreUnlessSpelledInSource()); Text != nullptr && Text->isOrdinary())
      NamesTenant = NamesTenant || isTenantName(Text->getString());
  if (NamesTenant && isFromRequest(Values.of(C.Expression)) && !C.Callee->getReturnType()->isBooleanType() &&
      !C.Callee->getReturnType()->isVoidType() && !isHarmless(C.Expression))
    given(C.Expression, Around);
}

void Handlers::variable(const VarDecl *V, const FunctionDecl *Around) {
  if (V->getInit() != nullptr && !isa<ParmVarDecl>(V) && isTenantName(V->getName()) && isIdentifier(V->getType()) && !isLookedAt(V))
    given(V->getInit(), Around);
}

void Handlers::assignment(const Expr *To, const Expr *Value, const FunctionDecl *Around) {
  To = To->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  const ValueDecl *D = nullptr;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(To))
    D = Reference->getDecl();
  if (const auto *Member = dyn_cast<MemberExpr>(To))
    D = Member->getMemberDecl();
  if (D == nullptr || !D->getDeclName().isIdentifier() || !isTenantName(D->getName()))
    return;
  if (const auto *V = dyn_cast<VarDecl>(D); V != nullptr && isLookedAt(V))
    return;
  given(Value, Around);
}

void Handlers::finish(UnitFacts &Out) {
  for (const Parameter &H : Parameters) {
    bool IsRegistered = Registered.contains(H.Handler->getCanonicalDecl());
    if ((!IsRegistered && !H.HasRequest && !P.StrictParameters) || isLookedAt(H.Tenant))
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
  Out.TenantInputs.insert(Out.TenantInputs.end(), Inputs.begin(), Inputs.end());
  Out.ClientResults = std::move(ClientResults);
  // Whoever is called with a tenant is no handler, but a helper of one.
  std::sort(Called.begin(), Called.end());
  Called.erase(std::unique(Called.begin(), Called.end()), Called.end());
  Out.CalledWithTenant = std::move(Called);
}

} // namespace tenantscan
