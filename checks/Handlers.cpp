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
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringSwitch.h"

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
  std::vector<std::string> Words = model::wordsOf(std::string_view(Record->getName()));
  return !Words.empty() && llvm::StringSwitch<bool>(Words.back())
                               .Cases({"id", "uuid", "guid", "key", "identifier", "code", "slug", "string", "int64", "int32", "typedef"}, true)
                               .Default(false);
}

static bool refersTo(const Stmt *S, const VarDecl *V) {
  if (const auto *Reference = dyn_cast_or_null<DeclRefExpr>(S))
    return Reference->getDecl() == V;
  return S != nullptr && llvm::any_of(S->children(), [&](const Stmt *Child) { return refersTo(Child, V); });
}

// What a function does with a value that it is given, by its name.
enum class Purpose { Guards, Compares, Parses, Other };
static Purpose purposeOf(const FunctionDecl *F) {
  static constexpr llvm::StringLiteral Parsing[] = {"parse", "numeric", "number", "valid", "empty",  "blank", "null", "digit", "digits",
                                                    "int",   "sto",     "stoi",   "stoll", "stoull", "atoi",  "uuid", "alnum", "length"};
  static constexpr llvm::StringLiteral Guarding[] = {"assert",  "authorize", "authorise", "check",  "verify",     "ensure", "require", "allow",
                                                     "allowed", "permit",    "permitted", "may",    "can",        "guard",  "access",  "deny",
                                                     "forbid",  "belongs",   "owns",      "member", "membership", "enforce"};
  std::string Name = F->getNameAsString();
  std::vector<std::string> Words = model::wordsOf(Name);
  auto Has = [&](llvm::ArrayRef<llvm::StringLiteral> List) {
    return llvm::any_of(Words, [&](const std::string &Word) { return llvm::is_contained(List, llvm::StringRef(Word)); });
  };
  static constexpr llvm::StringLiteral Comparing[] = {"compare", "equals", "iequals", "strcmp", "strncmp", "strcasecmp", "strncasecmp", "memcmp"};
  if (Has(Comparing))
    return Purpose::Compares;
  return Has(Parsing) ? Purpose::Parses : Has(Guarding) ? Purpose::Guards : Purpose::Other;
}

// A guard is given the variable, or a condition asks another function about it.
static bool isAsked(const Stmt *S, const VarDecl *V, bool InCondition) {
  if (S == nullptr)
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && Call->getDirectCallee() != nullptr && !isa<CXXOperatorCallExpr>(Call)) {
    Purpose Why = purposeOf(Call->getDirectCallee());
    bool IsGiven = llvm::any_of(Call->arguments(), [&](const Expr *Argument) { return refersTo(Argument, V); });
    if (IsGiven && (Why == Purpose::Guards || Why == Purpose::Compares || (InCondition && Why == Purpose::Other)))
      return true;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
        Member != nullptr && Why == Purpose::Compares && refersTo(Member->getImplicitObjectArgument(), V))
      return true;
  }
  const Stmt *Condition = nullptr;
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    Condition = If->getCond();
    if (If->getConditionVariableDeclStmt() != nullptr && isAsked(If->getConditionVariableDeclStmt(), V, true))
      return true;
    if (If->getInit() != nullptr && isAsked(If->getInit(), V, true))
      return true;
  }
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
    if (Node.get<CXXRewrittenBinaryOperator>() != nullptr || Node.get<IfStmt>() != nullptr)
      return true;
    if (const auto *Call = Node.get<CallExpr>(); Call != nullptr && Call->getDirectCallee() != nullptr) {
      Purpose Why = purposeOf(Call->getDirectCallee());
      if (Why == Purpose::Guards || Why == Purpose::Compares)
        return true;
    }
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

static bool isFromRequest(const ValueSource &S) {
  return S.What == Kind::Client && (S.From == "path" || S.From == "query" || S.From == "body" || S.From == "message");
}

// The source of an expression without blanks, and without what only converts it.
std::string Handlers::spelled(const Expr *E) const {
  const SourceManager &SM = AST.getSourceManager();
  CharSourceRange Range = CharSourceRange::getTokenRange(SM.getExpansionRange(E->getSourceRange()).getAsRange());
  std::string Text;
  for (char C : Lexer::getSourceText(Range, SM, AST.getLangOpts()))
    if (!isWhitespace(C))
      Text += C;
  llvm::StringRef Bare(Text);
  while (Bare.ends_with("()") || Bare.ends_with(">()")) {
    size_t Dot = Bare.rfind('.');
    llvm::StringRef Last = Dot == llvm::StringRef::npos ? llvm::StringRef() : Bare.substr(Dot + 1);
    if (Last != "c_str()" && Last != "str()" && Last != "value()" && Last != "data()" && !Last.starts_with("get<") && !Last.starts_with("as<"))
      break;
    Bare = Bare.take_front(Dot);
  }
  return Bare.str();
}

// The function or lambda that an expression is in.
static const Stmt *bodyAround(const Expr *E, ASTContext &AST) {
  static constexpr unsigned MaxSteps = 400;
  DynTypedNode Node = DynTypedNode::create(*E);
  for (unsigned Steps = 0; Steps < MaxSteps; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return nullptr;
    Node = Parents[0];
    if (const auto *Lambda = Node.get<LambdaExpr>())
      return Lambda->getBody();
    if (const auto *F = Node.get<FunctionDecl>())
      return F->getBody();
  }
  return nullptr;
}

// Expressions that a function compares, gives to a guard, or writes over:
// `dto.tenant_id`, `request->tenant_id()`, `body["tenant_id"]`.
const llvm::StringSet<> &Handlers::lookedAtIn(const Stmt *Body) {
  auto [It, IsNew] = LookedAt.try_emplace(Body);
  if (!IsNew)
    return It->second;
  llvm::StringSet<> Found;
  auto Find = [&](auto &&Self, const Stmt *S) -> void {
    if (S == nullptr)
      return;
    if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (Binary->isComparisonOp() || Binary->isAssignmentOp())
        Found.insert(spelled(Binary->getLHS()));
      if (Binary->isComparisonOp())
        Found.insert(spelled(Binary->getRHS()));
    }
    if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(S)) {
      Found.insert(spelled(Rewritten->getLHS()));
      Found.insert(spelled(Rewritten->getRHS()));
    }
    if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && Call->getDirectCallee() != nullptr) {
      const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
      Purpose Why = Operator == nullptr ? purposeOf(Call->getDirectCallee()) : Purpose::Other;
      bool Compares = (Operator != nullptr && Operator->isComparisonOp()) || Why == Purpose::Guards || Why == Purpose::Compares;
      if (Operator != nullptr && Operator->isAssignmentOp())
        Found.insert(spelled(Operator->getArg(0)));
      for (const Expr *Argument : Call->arguments())
        if (Compares)
          Found.insert(spelled(Argument));
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call); Member != nullptr && Why == Purpose::Compares)
        Found.insert(spelled(Member->getImplicitObjectArgument()));
    }
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  Find(Find, Body);
  return LookedAt[Body] = std::move(Found);
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
  if (isFromRequest(S))
    if (const Stmt *Body = bodyAround(Value, AST); Body != nullptr && lookedAtIn(Body).contains(spelled(Value)))
      return;
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
      for (const FunctionDecl *F : handedOverBy(C.Arguments[I]))
        Registered.insert(F->getCanonicalDecl());
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
  static constexpr llvm::StringLiteral Looks[] = {"erase", "remove", "count", "contains", "has", "exists"};
  NamesTenant = NamesTenant && !(C.Callee->getDeclName().isIdentifier() && llvm::is_contained(Looks, C.Callee->getName()));
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
