//===- Handlers.h - Where the client names the tenant -------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_HANDLERS_H
#define TENANTSCAN_CHECKS_HANDLERS_H

#include "checks/SourceText.h"
#include "checks/model/ApiMatcher.h"
#include "checks/values/Guards.h"
#include "checks/values/Origins.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"

#include <functional>

namespace tenantscan {

/// Finds the request handlers of a unit, and where they take the tenant from
/// what the client sent instead of from the bound context.
class Handlers {
public:
  Handlers(clang::ASTContext &AST, model::ApiMatcher &Apis, values::Origins &Values, const model::Project &P)
      : AST(AST), Apis(Apis), Values(Values), P(P) {}

  /// A function or the call operator of a lambda, with a body. \p Around: the
  /// named function that it is, or is in.
  void function(const clang::FunctionDecl *F, const clang::FunctionDecl *Around);
  /// A call that may register a handler, or read the request.
  void call(const model::Call &C, const clang::FunctionDecl *Around);
  /// A variable that is given a value.
  void variable(const clang::VarDecl *V, const clang::FunctionDecl *Around);
  /// `To = Value`
  void assignment(const clang::Expr *To, const clang::Expr *Value, const clang::FunctionDecl *Around);
  /// `TenantContext{value}`
  void list(const clang::InitListExpr *List, const clang::FunctionDecl *Around);
  /// When all of the unit was seen.
  void finish(UnitFacts &Out);

private:
  struct Parameter {
    const clang::FunctionDecl *Handler;
    const clang::ParmVarDecl *Tenant;
    std::string Function;
    bool HasRequest;
  };
  bool isIdentifier(clang::QualType T) const;
  bool isTenantName(llvm::StringRef Name) const;
  struct Watched;
  bool isIt(const clang::Stmt *S, const Watched &W) const;
  bool refersTo(const clang::Stmt *S, const Watched &W) const;
  bool isAgainst(const clang::Expr *A, const clang::Expr *B, const Watched &W);
  bool isAsked(const clang::CallExpr *Call, const clang::Stmt *Body, const Watched &W, unsigned Depth);
  bool isWrittenOver(const clang::CXXMemberCallExpr *Call, llvm::StringRef Text) const;
  bool isGuarded(const clang::Stmt *S, const clang::Stmt *Body, const Watched &W, unsigned Depth);
  /// Whether the function around a variable turns it down where it is not the tenant's.
  bool isLookedAt(const clang::VarDecl *V, unsigned Depth = 0);
  /// The same of an expression that \p Text spells.
  bool isLookedAt(const clang::Stmt *Body, const std::string &Text);
  bool isCheckedBefore(const clang::VarDecl *V);
  bool isOnlyCompared(const clang::VarDecl *V);
  /// Whether a value is compared or written over where it stands.
  bool isHarmless(const clang::Expr *E);
  std::string spelled(const clang::Expr *E) const;
  const clang::Stmt *bodyAround(const clang::Expr *E) const;
  TenantInput inputAt(const clang::Expr *Value, const ValueSource &S, const clang::FunctionDecl *Around) const;
  const clang::ParmVarDecl *parameterOf(const clang::Expr *Value) const;
  std::string givenBy(const clang::ParmVarDecl *Parameter, unsigned Depth);
  /// What becomes of a value that is used as the tenant: handed on, where what is done with it is judged,
  /// or kept for whoever serves the request, who takes it for the tenant of the context.
  enum class Fate : uint8_t { HandedOn, Kept };
  /// \p Excused: what makes it harmless, asked where it would matter; with nothing it never is.
  using Excuse = std::function<bool()>;
  void given(const clang::Expr *Value, const clang::FunctionDecl *Around, Fate Becomes = Fate::HandedOn, const Excuse &Excused = nullptr);
  bool isKept(const model::Call &C);
  bool isTenantOfContext(const clang::Expr *E) const;

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  values::Origins &Values;
  const model::Project &P;
  /// Variables that were looked at for another one.
  unsigned Followed = 0;
  std::vector<Parameter> Parameters;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 16> Registered;
  /// With the places of what they were taken from.
  std::vector<std::pair<TenantInput, std::vector<Place>>> Inputs;
  /// By function and spelling.
  llvm::DenseMap<const clang::Stmt *, llvm::StringMap<bool>> LookedAt;
  values::Guards Checks;
  /// Inputs that are parts of a parameter: of the client if that is.
  std::vector<std::pair<const clang::ParmVarDecl *, TenantInput>> Pending;
  /// Where parameters are used as the tenant.
  llvm::DenseMap<const clang::ParmVarDecl *, std::vector<std::pair<const clang::Expr *, Excuse>>> Uses;
  /// Variables that were asked for already.
  llvm::DenseMap<const clang::VarDecl *, bool> CheckedBefore, OnlyCompared;
  /// Calls of functions of the project.
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<model::Call>> Calls;
  /// Functions that are called with a tenant.
  llvm::SmallPtrSet<const clang::FunctionDecl *, 16> Called;
  std::vector<std::string> ClientResults;
};

} // namespace tenantscan

#endif
