//===- HandlerGuards.cpp - What a handler does with a named tenant -------===//
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

using namespace clang;

namespace tenantscan {

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

static const Expr *withoutMove(const Expr *E) {
  for (unsigned Steps = 0; Steps < 4; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    const auto *Call = dyn_cast<CallExpr>(E);
    if (Call == nullptr || !Call->isCallToStdMove())
      break;
    E = Call->getArg(0);
  }
  return E;
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

// A function in sight that is handed the variable looks at it.
bool Handlers::isLookedAtInside(const Stmt *S, const VarDecl *V, unsigned Depth) {
  if (S == nullptr)
    return false;
  // it->second != ctx.tenant_id
  auto IsAgainst = [&](const Expr *A, const Expr *B) {
    return (refersTo(A, V) && Values.of(B).What == ValueSource::Kind::Tenant) || (refersTo(B, V) && Values.of(A).What == ValueSource::Kind::Tenant);
  };
  if (const auto *Binary = dyn_cast<BinaryOperator>(S); Binary != nullptr && Binary->isEqualityOp() && IsAgainst(Binary->getLHS(), Binary->getRHS()))
    return true;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S);
      Operator != nullptr && Operator->getNumArgs() == 2 &&
      (Operator->getOperator() == OO_EqualEqual || Operator->getOperator() == OO_ExclaimEqual) && IsAgainst(Operator->getArg(0), Operator->getArg(1)))
    return true;
  // What is made of it is looked at.
  if (const auto *Statement = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Statement->decls())
      if (const auto *Other = dyn_cast<VarDecl>(D);
          Other != nullptr && Other != V && Other->getInit() != nullptr && refersTo(Other->getInit(), V) && isLookedAt(Other, Depth + 1))
        return true;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && Call->getDirectCallee() != nullptr && !isa<CXXOperatorCallExpr>(Call)) {
    const FunctionDecl *Callee = nullptr;
    if (Call->getDirectCallee()->hasBody(Callee) && isProjectCode(Callee->getLocation(), AST.getSourceManager(), P))
      for (unsigned I = 0; I < Call->getNumArgs() && I < Callee->getNumParams(); ++I) {
        const auto *Reference = dyn_cast<DeclRefExpr>(withoutMove(Call->getArg(I)));
        if (Reference != nullptr && Reference->getDecl() == V && isLookedAt(Callee->getParamDecl(I), Depth + 1))
          return true;
      }
  }
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return isLookedAtInside(Child, V, Depth); });
}

bool Handlers::isLookedAt(const VarDecl *V, unsigned Depth) {
  static constexpr unsigned MaxDepth = 3;
  static constexpr unsigned MaxVariables = 64;
  Followed = Depth == 0 ? 0 : Followed + 1;
  if (Depth > MaxDepth || Followed > MaxVariables)
    return false;
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  return Values.isCompared(V) || (F != nullptr && (isAsked(F->getBody(), V, false) || isLookedAtInside(F->getBody(), V, Depth)));
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
    if (Node.get<CXXRewrittenBinaryOperator>() != nullptr)
      return true;
    // What a condition looks at, not what is done under it.
    if (const auto *If = Node.get<IfStmt>())
      return Child != nullptr && If->getCond() != nullptr && If->getCond()->IgnoreParenImpCasts() == Child->IgnoreParenImpCasts();
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
const Stmt *Handlers::bodyAround(const Expr *E) const {
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

} // namespace tenantscan
