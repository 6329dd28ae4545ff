//===- OwnFacts.h - What of a unit other units tell ---------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_OWNFACTS_H
#define TENANTSCAN_CHECKS_OWNFACTS_H

#include "checks/SourceText.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

#include <array>

namespace tenantscan {

/// A header is included by many units, and what its functions do is the same in all of
/// them: one unit tells of it. Watches where the walk over a unit is, and takes back
/// what was found in headers that other units tell of. Instantiations of templates
/// stay: they belong to the unit that uses the template.
class OwnFacts {
public:
  /// \p OwnFiles as for collectSites(); null: everything is the unit's own.
  OwnFacts(clang::ASTContext &AST, const std::vector<std::string> *OwnFiles, UnitFacts &Out);

  /// The walk is in a declaration.
  class Scope {
  public:
    Scope(OwnFacts &Owner, const clang::Decl *D) : Owner(Owner), Before(Owner.Where) { Owner.enter(D); }
    ~Scope() { Owner.move(Before); }

  private:
    OwnFacts &Owner;
    char Before;
  };

  /// What is found where the walk is would be taken back.
  bool isElsewhere() const { return Where == Elsewhere; }
  /// When all of the unit was seen, and nobody needs the indices of facts any more.
  void finish();

private:
  enum : char { Here, Elsewhere, Instantiated };
  /// How many facts of each kind there are.
  using Counts = std::array<size_t, 7>;

  Counts counts() const;
  void enter(const clang::Decl *D);
  void move(char To);
  bool isOwn(clang::SourceLocation Loc);
  void notePattern(const clang::Decl *D);

  clang::ASTContext &AST;
  UnitFacts &Out;
  bool Everything;
  llvm::StringSet<> Own;
  llvm::DenseMap<clang::FileID, bool> IsOwnFile;
  char Where = Here;
  Counts Begin{};
  std::vector<std::pair<Counts, Counts>> Dropped;
};

} // namespace tenantscan

#endif
