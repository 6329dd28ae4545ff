//===- KeySites.h - Calls with keys and messages ------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_KEYSITES_H
#define TENANTSCAN_CHECKS_KEYSITES_H

#include "checks/SourceText.h"
#include "checks/TenantAtHand.h"
#include "checks/strings/Evaluator.h"
#include "checks/values/Contents.h"

#include "clang/AST/ASTContext.h"

namespace tenantscan {

/// Takes the calls of a unit that use a key or hand on a message, with the texts
/// that their keys, commands and payloads may be.
class KeySites {
public:
  KeySites(clang::ASTContext &AST, model::ApiMatcher &Apis, strings::Evaluator &Strings, values::Contents &Held, const model::Project &P,
           UnitFacts &Out)
      : AST(AST), Apis(Apis), Strings(Strings), Held(Held), P(P), Out(Out), Tenants(AST, Apis, Held, P) {}

  /// Adds the sites of a call in \p Around, which may be null, in the order of the source; returns their texts.
  std::vector<strings::AbstractString> add(const model::Call &C, const model::KeyApi &K, const clang::FunctionDecl *Around);
  /// What one function selects holds for its own calls only.
  void leaveFunction() { Selections.clear(); }

private:
  // KeyArguments.cpp
  /// The elements of a list, as far as it is written in one place; empty for others.
  static std::vector<const clang::Expr *> elementsOf(const clang::Expr *List);
  const clang::Expr *pointedTo(const clang::Expr *E);
  const clang::Expr *unwrapped(const clang::Expr *E);
  strings::AbstractString textOf(const model::Call &C, const model::KeyApi &K);

  /// `SELECT n` with the tenant's number, or a prefix that a client puts before every key.
  void noteSelection(const model::Call &C, const clang::Expr *Value);
  const clang::Expr *selectedFor(const model::Call &C);
  bool isTenantIdentifier(const clang::Expr *E);
  const clang::Expr *objectOfTenant(const model::Call &C, const model::KeyApi &K);
  bool hasTenant(const strings::Alternative &A);
  bool isMissing(const KeySite &Site) const;
  bool isSentInParts(const model::Call &C);
  /// What the holes of \p Texts are by the variables that keep them, and by the calls that they are made by.
  void settle(const strings::AbstractString &From, std::vector<SourceText> &Texts, const model::Call &C, const clang::FunctionDecl *Around);
  void nameHole(TextPiece &Piece, const std::string &Name) const;
  /// A message without the tenant that a function template sends: the site is where the type of what is sent gets known.
  void moveToUse(KeySite &Site, const clang::FunctionDecl *Around) const;
  /// Whether a condition asks if there is a tenant, or are tenants at all.
  bool asksForTenant(const clang::Stmt *Condition);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  strings::Evaluator &Strings;
  values::Contents &Held;
  const model::Project &P;
  UnitFacts &Out;
  TenantAtHand Tenants;
  struct Selection {
    const clang::Decl *Connection;
    const clang::Expr *Call;
    /// Where the tenant is in what was selected; null where it is another thing.
    const clang::Expr *Tenant;
  };
  std::vector<Selection> Selections;
};

} // namespace tenantscan

#endif
