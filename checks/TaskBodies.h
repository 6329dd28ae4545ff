//===- TaskBodies.h - What workers do before they bind a tenant ---*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_TASKBODIES_H
#define TENANTSCAN_CHECKS_TASKBODIES_H

#include "checks/SourceText.h"
#include "checks/model/ApiMatcher.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <optional>

namespace tenantscan {

/// Finds the bodies of tasks and the consumers of messages in a unit, and follows
/// their control flow: what reaches a database, a cache or a queue on a way where
/// no tenant has been bound yet?
class TaskBodies {
public:
  TaskBodies(clang::ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P) : AST(AST), Apis(Apis), P(P) {}

  /// A function, or the call operator of a lambda, with a body.
  void function(const clang::FunctionDecl *F, const clang::FunctionDecl *Around);
  /// A call that may register a consumer, or bind a tenant.
  /// \p Around: the named function that it is in.
  void call(const model::Call &C, const clang::FunctionDecl *Around);
  /// When all of the unit was seen.
  void finish(UnitFacts &Out);

private:
  /// What a function does for a caller that has bound no tenant.
  struct Effect {
    /// The first calls that reach something; the last one is the call itself.
    std::vector<Step> Reaches;
    /// Functions of other units that are called then, in their order.
    std::vector<std::pair<Step, std::string>> Elsewhere;
    /// A tenant is bound on every way to its end.
    bool Binds = false;
    /// One is bound on every way on which the result is not false, null or empty.
    bool BindsIfTrue = false;
    /// One is bound on some way, and the result may tell on which.
    bool MayBind = false;
    /// One is bound somewhere, for a part of the function perhaps.
    bool BindsWithin = false;
  };
  bool isBinding(const clang::FunctionDecl *F) const;
  bool isUnbinding(const clang::FunctionDecl *F) const;
  /// What a statement that is sent to a database does, as far as it is written there.
  enum class Statement { Data, Control, Binds };
  Statement statementOf(const model::Call &C, const model::Api &A) const;
  bool isScope(clang::QualType T) const;
  /// \p FromMessage: what it does from where it takes a message from a queue.
  Effect effectOf(const clang::FunctionDecl *F, bool FromMessage = false);
  /// Whether a variable is a request, or a tenant by name or type.
  bool tellsTenant(const clang::ValueDecl *D);
  bool isGivenTenant(const clang::FunctionDecl *F);
  /// Whether a timer is set for a request or a tenant, by what its closure captures or the function around it is given.
  bool isSetForTenant(const model::Call &C, const clang::FunctionDecl *Around);
  /// Whether the function around has a tenant, or a request, and the closure that it starts on another thread gets none.
  bool losesTenant(const model::Call &C, const clang::FunctionDecl *Around);
  /// Whether a call takes a message from a queue, and whether a function does so in a loop.
  bool takesMessage(const model::Call &C);
  bool takesMessageItself(const model::Call &C);
  bool takesMessages(const clang::FunctionDecl *F);
  /// Whether a function of the project takes a message and returns it.
  bool givesMessage(const clang::FunctionDecl *F);
  /// Takes down what a function of the project is given to call.
  void handOver(const model::Call &C);
  /// Whether a function takes messages in a loop and calls an argument for them, or a member that it keeps the argument in.
  bool runsForMessages(const clang::FunctionDecl *F, unsigned Index);
  /// The first text that is written in an expression, or in what its variables begin with.
  static const clang::StringLiteral *firstText(const clang::Stmt *S, unsigned Depth = 0);
  /// The effect of the call that the outcome of a condition is that of, and
  /// whether the condition turns it around.
  std::optional<std::pair<Effect, bool>> askedBy(const clang::Expr *Condition);
  bool isCalledBound(const clang::FunctionDecl *F);
  /// The method of the project that \p F overrides as workers do: `MailJob::run()`, `handle(const Job &)`
  /// of a consumer. Null where it is none such.
  const clang::CXXMethodDecl *overriddenTask(const clang::FunctionDecl *F);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  const model::Project &P;
  struct Body {
    const clang::FunctionDecl *Function;
    std::string Name;
  };
  std::vector<Body> Bodies;
  struct Handing {
    const clang::FunctionDecl *To;
    unsigned Index;
    const clang::FunctionDecl *Function;
  };
  std::vector<Handing> HandedOver;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 8> Registered;
  llvm::DenseMap<const clang::FunctionDecl *, Effect> Known;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Gives;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 8> Active;
  /// Virtual methods that methods of the same object call, after a tenant was bound and before.
  llvm::SmallPtrSet<const clang::FunctionDecl *, 8> CalledBound;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 8> CalledUnbound;
  bool BindsTenant = false;
  bool SeesMessages = false;
};

} // namespace tenantscan

#endif
