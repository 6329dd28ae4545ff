//===- Origins.h - Whose value is this expression? --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_ORIGINS_H
#define TENANTSCAN_CHECKS_VALUES_ORIGINS_H

#include "checks/SourceText.h"
#include "checks/model/ApiMatcher.h"
#include "checks/values/Guards.h"
#include "checks/values/Validation.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace tenantscan::values {

class Memberships;

/// Tells the tenant of the request from other identifiers, constants and what
/// the client sent: through conversions, local variables, short functions in
/// sight, and at last by names and types. When in doubt the answer is Unknown.
class Origins {
public:
  Origins(clang::ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P) : AST(AST), Apis(Apis), P(P), Checked(AST, P, *this) {}

  ValueSource of(const clang::Expr *E) { return complete(visit(E), E); }
  /// The same but for the name, the place and the steps.
  ValueSource roughly(const clang::Expr *E) { return visit(E); }
  /// \p Rough with them.
  ValueSource complete(ValueSource Rough, const clang::Expr *E) const;
  const model::Project &project() const { return P; }
  /// What tells the statements that ask who belongs to a tenant; null for nothing.
  void setMemberships(Memberships *All) { Asked = All; }
  Memberships *memberships() const { return Asked; }
  /// Whether a value of the type is a tenant, or holds one.
  bool isTenantType(clang::QualType T) const;
  /// What a function with a body returns, where it does little else.
  ValueSource ofResult(const clang::FunctionDecl *F) { return visitBody(F); }
  /// What is known of a value where what was made of it is used, at \p Place: what the client chose is
  /// the tenant's where it was compared with the tenant before.
  ValueSource unlessChecked(ValueSource S, const clang::Expr *Use, const clang::Expr *Place = nullptr);
  /// Whether an expression is evaluated where nothing has compared it with the tenant.
  bool misses(const clang::Expr *E) { return Checked.misses(E); }
  /// Whether it is given to what looks at it.
  bool isJudged(const clang::Expr *E) { return Checked.isJudged(E); }
  /// Whether what the client may have chosen was looked at on every way to where it is evaluated.
  bool isChecked(const clang::Expr *E) { return Checked.of(E) != Validation::Standing::Unchecked; }
  /// A call that may hand parts of its object to a lambda: `body.then([](json::value v) ...)`.
  /// To be told before the lambda is looked into.
  void noteCallbacks(const model::Call &C);
  /// What the type of \p Use alone says about it.
  ValueSource byType(const clang::Expr *Use);

private:
  /// What \p Name, of something of the type \p Type, says about it at \p Use.
  ValueSource byName(llvm::StringRef Name, clang::QualType Type, const clang::Expr *Use, const clang::Expr *Object = nullptr);
  ValueSource visit(const clang::Expr *E);
  bool isTenantInBranch(const clang::Expr *E);
  ValueSource visitVariable(const clang::VarDecl *Variable, const clang::Expr *Use);
  /// What a private member was given, if a client sent it.
  std::optional<ValueSource> keptIn(const clang::FieldDecl *Field);
  ValueSource visitMember(const clang::MemberExpr *Member);
  /// What a part of a pair or tuple was given where that was made: of `both.first`, `std::get<0>(both)`, and of a
  /// name in `auto [a, b]`. Null where this is not known.
  const clang::Expr *partGiven(const clang::Expr *E);
  const clang::Expr *partGiven(const clang::Expr *Whole, unsigned I);
  ValueSource visitCall(const clang::CallExpr *E);
  ValueSource visitBody(const clang::FunctionDecl *F);
  ValueSource byKey(llvm::StringRef Key, const clang::Expr *Use);
  ValueSource client(const model::InputApi &Input, const clang::Expr *Use);
  /// What a member of a request class gives that no pack names, by what it is called:
  /// `query`, `pathParam`, `bodyText`.
  std::optional<ValueSource> partOfRequest(const clang::NamedDecl *Member, const clang::Expr *Object, const clang::Expr *Use);
  ValueSource make(ValueSource::Kind What, const clang::Expr *E) const;
  void place(ValueSource &S, const clang::Expr *E) const;
  /// What a variable is given by other means than an initialiser or an assignment, if a client sent it.
  std::optional<ValueSource> arrived(const clang::VarDecl *Variable, const clang::Expr *Use);
  /// Whether a function of a library returns, or writes, parts of what it is given.
  bool passesOn(const clang::FunctionDecl *F) const;
  using Sources = llvm::DenseMap<const clang::VarDecl *, std::vector<const clang::Expr *>>;
  /// Adds the variables that a function of a library writes to, and what to.
  void noteWritten(const clang::CallExpr *E, Sources &Out);
  /// What is assigned to the variables of a function, by variable.
  const std::vector<const clang::Expr *> &assignedTo(const clang::VarDecl *Variable);

  struct FunctionFacts {
    Sources Assigned;
    /// What library functions put into them: `std::getline(in, line)`.
    Sources Written;
  };
  FunctionFacts &factsOf(const clang::DeclContext *Function);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  const model::Project &P;
  llvm::DenseMap<const clang::DeclContext *, std::unique_ptr<FunctionFacts>> Functions;
  llvm::SmallPtrSet<const clang::Decl *, 8> Active;
  llvm::DenseMap<const clang::FieldDecl *, std::optional<ValueSource>> Kept;
  /// The calls that lambdas are handed to, by their call operators.
  llvm::DenseMap<const clang::FunctionDecl *, model::Call> Callbacks;
  Validation Checked;
  Memberships *Asked = nullptr;
  /// How often the client's value was looked at in a way of which nothing is known. What is made of
  /// it is not known either, whatever it is called.
  unsigned Doubts = 0;
  std::vector<const clang::Expr *> NoExpressions;
  unsigned Depth = 0;
  /// Since Depth was 0.
  unsigned Visited = 0;
};

} // namespace tenantscan::values

#endif
