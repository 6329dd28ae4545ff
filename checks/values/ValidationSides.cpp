//===- ValidationSides.cpp - Is it the tenant of the context? -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/Places.h"
#include "checks/model/Words.h"
#include "checks/values/Guards.h"
#include "checks/values/Holders.h"
#include "checks/values/Origins.h"

#include <algorithm>

using namespace clang;

namespace tenantscan::values {

using Kind = ValueSource::Kind;

static constexpr unsigned MaxLevels = 12;

// What a name says of a tenant: that it is one, and whose.
static bool isAnother(const model::TenantNames &Names, const std::string &Name) {
  static const model::WordList &NotOurs = model::wordList("notOurs");
  return Names.kindOf(Name) == model::NameKind::Tenant && (!Names.isTenantItself(Name) || NotOurs.fits(Name));
}

// load(request.get_param_value("invoice")): what the client asks for, which may be anybody's.
bool Validation::isLookedUp(const Expr *E, unsigned Level) {
  if (E == nullptr || Level > MaxLevels)
    return false;
  E = plain(E);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
    return V != nullptr && V->isLocalVarDecl() && !V->isCXXForRangeDecl() && isLookedUp(V->getInit(), Level + 1);
  }
  const auto *Call = dyn_cast<CallExpr>(E);
  if (Call != nullptr && Call->getDirectCallee() != nullptr && isAccess(Call->getDirectCallee()))
    for (const Expr *Argument : Call->arguments())
      if (ValueSource S = Values.of(Argument); S.What == Kind::Client && S.From != "header" && S.From != "cookie" && S.From != "token")
        return true;
  return llvm::any_of(E->children(), [&](const Stmt *Child) {
    const auto *Part = dyn_cast_or_null<Expr>(Child);
    return Part != nullptr && isLookedUp(Part, Level + 1);
  });
}

// The member that a method in sight gives: const std::string &tenant_id() const { return tenant_; }
static const ValueDecl *memberBehind(const FunctionDecl *F) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(F->getBody());
  const auto *Return = Body == nullptr || Body->size() != 1 ? nullptr : dyn_cast<ReturnStmt>(Body->body_front());
  const auto *Member = Return == nullptr || Return->getRetValue() == nullptr ? nullptr : dyn_cast<MemberExpr>(plain(Return->getRetValue()));
  return Member != nullptr && isa<CXXThisExpr>(plain(Member->getBase())) ? Member->getMemberDecl() : nullptr;
}

Kind Validation::ofContext(const Expr *E, unsigned Level) {
  if (Level > MaxLevels)
    return Kind::Tenant;
  E = plain(E);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const ValueDecl *D = Reference->getDecl();
    const auto *V = dyn_cast<VarDecl>(D);
    if (V != nullptr && V->hasGlobalStorage() && !V->isLocalVarDecl() && (V->isConstexpr() || V->getType().isConstQualified()) &&
        V->getAnyInitializer() != nullptr)
      return Kind::Literal;
    if (isAnother(P.Names, D->getNameAsString()))
      return Kind::Unknown;
    if (V == nullptr)
      return Kind::Tenant;
    // What callers give it is not known here, whatever it is called.
    if (Level == 0 && isa<ParmVarDecl>(V) && !Values.isTenantType(V->getType()))
      return Kind::Unknown;
    if (V->isCXXForRangeDecl() || (V->isLocalVarDecl() && isLookedUp(V->getInit())))
      return Kind::Unknown;
    return Kind::Tenant;
  }
  const Expr *Object = nullptr;
  const ValueDecl *Part = nullptr;
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    Object = Member->getBase();
    Part = Member->getMemberDecl();
  } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E); Call != nullptr && Call->getMethodDecl() != nullptr) {
    Object = Call->getImplicitObjectArgument();
    Part = Call->getMethodDecl();
  } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E); Operator != nullptr && Operator->getNumArgs() != 0) {
    return ofContext(Operator->getArg(0), Level + 1);
  } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
    bool IsAnother = Call->getDirectCallee() != nullptr && isAnother(P.Names, Call->getDirectCallee()->getNameAsString());
    return IsAnother || isLookedUp(Call) ? Kind::Unknown : Kind::Tenant;
  } else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() == 1) {
    return ofContext(Construction->getArg(0), Level + 1);
  } else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
    return ofContext(Cast->getSubExpr(), Level + 1);
  }
  if (Part == nullptr)
    return Kind::Tenant;
  if (isAnother(P.Names, Part->getNameAsString()))
    return Kind::Unknown;
  const auto *Reference = dyn_cast<DeclRefExpr>(plain(Object));
  const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (V == nullptr || !V->isLocalVarDecl())
    return isa<CXXThisExpr>(plain(Object)) ? Kind::Tenant : ofContext(Object, Level + 1);
  const CXXRecordDecl *Record = V->getType()->getAsCXXRecordDecl();
  const auto *Construction = V->getInit() == nullptr ? nullptr : dyn_cast<CXXConstructExpr>(plain(V->getInit()));
  // What the constructor puts into it.
  const FunctionDecl *Body = Construction == nullptr ? nullptr : bodyOf(Construction->getConstructor());
  if (const auto *Method = dyn_cast<FunctionDecl>(Part); Method != nullptr)
    if (const FunctionDecl *Behind = bodyOf(Method))
      Part = memberBehind(Behind);
  if (const auto *Constructor = dyn_cast_or_null<CXXConstructorDecl>(Body); Constructor != nullptr && Part != nullptr)
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (Init->getMember() == Part && Values.roughly(Init->getInit()).What == Kind::Client)
        return Kind::Client;
  // What was read into an object that is no context: Input in; parse(request, in);
  static const model::WordList &Contexts = model::wordList("contexts");
  bool IsContext = Values.isTenantType(V->getType()) || Contexts.fits(V->getNameAsString()) ||
                   (Record != nullptr && Record->getDeclName().isIdentifier() && Contexts.fits(std::string_view(Record->getName())));
  bool IsFilled = Construction != nullptr && Construction->getNumArgs() == 0;
  return isLookedUp(V->getInit()) || V->isCXXForRangeDecl() || (IsFilled && !IsContext) ? Kind::Unknown : Kind::Tenant;
}

Kind Validation::kindOf(const Expr *E) {
  // What a function is given wins over what it calls it.
  if (const AccessPath *Path = Given.empty() ? nullptr : pathOf(E); Path && Path->Root != nullptr)
    if (auto It = Given.find(Path->Root); It != Given.end() && (Path->Steps.empty() || It->second == Kind::Client))
      return It->second;
  Kind What = Values.roughly(E).What;
  return What == Kind::Tenant ? ofContext(E) : What;
}

} // namespace tenantscan::values
