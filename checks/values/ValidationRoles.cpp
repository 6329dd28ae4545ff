//===- ValidationRoles.cpp - Who need not be of the tenant? ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/model/Words.h"
#include "checks/values/Holders.h"
#include "checks/values/Origins.h"

#include "clang/AST/ParentMapContext.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace tenantscan::values {

using Standing = Validation::Standing;
using Kind = ValueSource::Kind;

// Who may look at every tenant, or whether there are tenants at all: `ctx.is_admin`, `multi_tenant`.
bool asksForRole(const Stmt *S, unsigned Level) {
  static const model::WordList &Roles = model::wordList("roles"), &Modes = model::wordList("modes");
  if (S == nullptr || Level > 20)
    return false;
  std::string Name;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
    Name = Reference->getDecl()->getNameAsString();
  else if (const auto *Member = dyn_cast<MemberExpr>(S))
    Name = Member->getMemberDecl()->getNameAsString();
  else if (const auto *Text = dyn_cast<StringLiteral>(S); Text != nullptr && Text->isOrdinary())
    Name = Text->getString();
  return (!Name.empty() && (Roles.fits(Name) || Modes.fits(Name))) ||
         llvm::any_of(S->children(), [&](const Stmt *Child) { return asksForRole(Child, Level + 1); });
}

// Whether objects of a class give the tenant.
static bool givesTenant(const CXXRecordDecl *Class, const model::TenantNames &Names) {
  auto IsTenant = [&](const NamedDecl *D) { return D->getDeclName().isIdentifier() && Names.isTenantItself(std::string_view(D->getName())); };
  return Class->hasDefinition() && (llvm::any_of(Class->fields(), IsTenant) || llvm::any_of(Class->methods(), IsTenant));
}

bool Validation::isOfContext(const Expr *E) {
  E = plain(E);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary != nullptr && Unary->getOpcode() == UO_LNot)
    return isOfContext(Unary->getSubExpr());
  if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary != nullptr && Binary->isLogicalOp())
    return isOfContext(Binary->getLHS()) && isOfContext(Binary->getRHS());
  if (!E->getType()->isBooleanType())
    return false;
  const auto *Member = dyn_cast<MemberExpr>(E);
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
  const Expr *Object = Member != nullptr                            ? Member->getBase()
                       : Call != nullptr && Call->getNumArgs() == 0 ? Call->getImplicitObjectArgument()
                                                                    : nullptr;
  if (Object == nullptr || isa<CXXThisExpr>(plain(Object)))
    return false;
  QualType T = Object->getType()->isPointerType() ? Object->getType()->getPointeeType() : Object->getType();
  const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  return Class != nullptr && (Values.isTenantType(T) || givesTenant(Class, P.Names)) && kindOf(Object) != Kind::Client;
}

// !ctx.is_support && tenant != ctx.tenant_id, if (!ctx.is_support) { if (tenant != ctx.tenant_id) return; }, ctx.is_support ? named : ctx.tenant_id,
// if (ctx.is_support) tenant = named;
bool Validation::exempts(const Expr *Flag, const AccessPath &Path) {
  if (IsExempting)
    return false;
  llvm::SaveAndRestore Guard(IsExempting, true);
  auto IsOfTenant = [&](const VarDecl *V) {
    const FunctionDecl *F = functionAround(V);
    if (V->getInit() != nullptr && kindOf(V->getInit()) == Kind::Tenant)
      return true;
    return F != nullptr && factsOf(F).Assigned.contains(V) &&
           llvm::any_of(factsOf(F).Assigned[V], [&](const auto &Given) { return kindOf(Given.first) == Kind::Tenant; });
  };
  auto Decides = [&](auto &&Self, const Stmt *S) -> bool {
    if (S == nullptr)
      return false;
    if (const auto *If = dyn_cast<IfStmt>(S); If != nullptr && mentions(If->getCond(), Path))
      return true;
    const Expr *To = nullptr;
    if (const auto *Binary = dyn_cast<BinaryOperator>(S); Binary != nullptr && Binary->isAssignmentOp())
      To = Binary->getLHS();
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S); Operator != nullptr && Operator->isAssignmentOp())
      To = Operator->getArg(0);
    const auto *Reference = To == nullptr ? nullptr : dyn_cast<DeclRefExpr>(plain(To));
    const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    return (V != nullptr && V->isLocalVarDecl() && IsOfTenant(V)) ||
           llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  static constexpr unsigned MaxSteps = 12;
  DynTypedNode Node = DynTypedNode::create(*Flag);
  for (unsigned Steps = 0; Steps < MaxSteps; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return false;
    const Stmt *Child = Node.get<Stmt>();
    Node = Parents[0];
    if (const auto *Binary = Node.get<BinaryOperator>(); Binary != nullptr && Binary->isLogicalOp()) {
      const Expr *Other = Binary->getLHS() == Child ? Binary->getRHS() : Binary->getLHS();
      if (std::max(where(Other, true, Path, Standing::Unchecked), where(Other, false, Path, Standing::Unchecked)) == Standing::Equal)
        return true;
    }
    if (const auto *Choice = Node.get<ConditionalOperator>())
      return Choice->getCond() == Child && (kindOf(Choice->getTrueExpr()) == Kind::Tenant || kindOf(Choice->getFalseExpr()) == Kind::Tenant);
    if (const auto *If = Node.get<IfStmt>())
      return If->getCond() == Child && (Decides(Decides, If->getThen()) || Decides(Decides, If->getElse()));
    if (Node.get<Expr>() == nullptr)
      return false;
  }
  return false;
}

} // namespace tenantscan::values
