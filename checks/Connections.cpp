//===- Connections.cpp - What a function does to its connections --------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Connections.h"

#include "checks/ConnectionFlow.h"
#include "sqlscan/Session.h"

using namespace clang;

namespace tenantscan {

using model::TransactionState;

// What the texts of one call do.
static SessionUse useOf(const SqlSite &Site) {
  SessionUse Result;
  Result.Resets = AllFollowed;
  bool First = true;
  for (const SourceText &Text : Site.Texts) {
    ComposedText Composed(Text);
    std::vector<sql::SessionEffect> Effects = sql::sessionEffects(Composed.query(Site));
    uint8_t After = 0;
    bool BeginsFirst = false;
    unsigned Resets = 0;
    // What comes first may be BEGIN.
    if (Text.Pieces.empty() || Text.Pieces.front().IsHole) {
      After = Unseen;
      Result.IsOpen = true;
    }
    for (const sql::SessionEffect &E : Effects) {
      if (E.Action == sql::SessionAction::Begin || E.Action == sql::SessionAction::End) {
        BeginsFirst = BeginsFirst || (After == 0 && E.Action == sql::SessionAction::Begin);
        After = E.Action == sql::SessionAction::Begin ? SomeOpen : NoneOpen;
      }
      Result.NeedsTransaction = Result.NeedsTransaction || (E.Action == sql::SessionAction::Set && E.Scope == sql::SettingScope::Transaction);
      for (unsigned Bit = 0; Bit < std::size(FollowedSettings); ++Bit) {
        if (E.Action == sql::SessionAction::Set && E.Setting == FollowedSettings[Bit] && E.Scope != sql::SettingScope::Transaction) {
          Result.Switches = Result.Switches || !sql::isNeutralValue(E.Setting, E.Constant) || E.Value != sql::SettingValue::Constant;
          Resets &= ~(1u << Bit);
        }
        if (E.resets(FollowedSettings[Bit]))
          Resets |= 1u << Bit;
      }
    }
    // Of several texts, what they all do.
    Result.Resets &= Resets;
    Result.BeginsFirst = (First || Result.BeginsFirst) && BeginsFirst;
    if (First)
      Result.After = After == 0 ? std::nullopt : std::optional<uint8_t>(After);
    else if (Result.After.value_or(0) != After)
      Result.After = static_cast<uint8_t>(After == 0 || !Result.After ? Unseen : *Result.After | After);
    First = false;
  }
  return Result;
}

static const CXXRecordDecl *classOf(const FunctionDecl *Function) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  return Method == nullptr ? nullptr : Method->getParent()->getCanonicalDecl();
}

void Connections::follow(const FunctionDecl *Function, const Body &Calls, UnitFacts &Out) {
  const std::vector<ConnectionUse> &Uses = Calls.Uses;
  std::vector<SqlSite> &Sites = Out.Sites;
  std::vector<SessionUse> Effects;
  bool Matters = !Calls.HandedOn.empty();
  for (const ConnectionUse &U : Uses) {
    Effects.push_back(useOf(Sites[U.Site]));
    Matters = Matters || Effects.back().Switches || Effects.back().NeedsTransaction;
    if (U.Class != TransactionState::Unknown && Sites[U.Site].Transaction == TransactionState::Unknown)
      Sites[U.Site].Transaction = U.Class;
    if (Effects.back().Switches)
      Owners.push_back({U.Site, Function});
    if (isa<CXXDestructorDecl>(Function))
      ResetByDestructor[classOf(Function)] |= Effects.back().Resets;
  }
  bool Steers = llvm::any_of(Effects, [](const SessionUse &E) { return E.Resets != 0 || (E.After && *E.After != Unseen); });
  Matters = Matters || (Steers && llvm::any_of(Effects, [](const SessionUse &E) { return E.IsOpen; }));
  // A function that is given the text and the connection: its callers know both.
  for (size_t I = 0; I < Uses.size() && !Matters; ++I)
    Matters = Effects[I].IsOpen && isa_and_nonnull<ParmVarDecl>(connectionRoot(Uses[I].Connection, Apis));
  if (!Matters || Function->isDependentContext() || !Function->hasBody())
    return;
  const FunctionDecl *Body = Function->getDefinition();
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  std::unique_ptr<CFG> Graph = Body == nullptr ? nullptr : CFG::buildCFG(Body, Body->getBody(), &AST, Options);
  // Too much for a graph is too much for a finding.
  if (!Graph) {
    for (const ConnectionUse &U : Uses)
      Sites[U.Site].ResetLater.assign(std::begin(FollowedSettings), std::end(FollowedSettings));
    return;
  }
  llvm::SmallVector<const ValueDecl *, 4> Roots;
  auto RootOf = [&](const auto &Call) { return connectionRoot(Call.Connection, Apis); };
  auto AddRoots = [&](const auto &All) {
    for (const auto &Call : All)
      if (const ValueDecl *Root = RootOf(Call); Root != nullptr && !llvm::is_contained(Roots, Root))
        Roots.push_back(Root);
  };
  AddRoots(Uses);
  AddRoots(Calls.HandedOn);
  for (const ValueDecl *Root : Roots) {
    ConnectionFlow F(Body, Root, *Graph, AST, Apis, P);
    for (size_t I = 0; I < Uses.size(); ++I)
      if (RootOf(Uses[I]) == Root)
        F.Uses[Uses[I].Call] = {&Uses[I], Effects[I]};
    for (const ConnectionArgument &A : Calls.HandedOn)
      if (RootOf(A) == Root)
        F.HandedOn[A.Call].push_back(A.Index);
    F.run(Sites, Out.SessionCalls);
  }
}

void Connections::finish(std::vector<SqlSite> &Sites) {
  if (ResetByDestructor.empty())
    return;
  for (const Owner &O : Owners) {
    unsigned Resets = ResetByDestructor.lookup(classOf(O.Function));
    auto Find = [&](auto &&Self, const Stmt *S) -> void {
      if (const auto *Declaration = dyn_cast_or_null<DeclStmt>(S))
        for (const Decl *D : Declaration->decls())
          if (const auto *Variable = dyn_cast<VarDecl>(D))
            if (const CXXRecordDecl *Class = Variable->getType()->getAsCXXRecordDecl())
              Resets |= ResetByDestructor.lookup(Class->getCanonicalDecl());
      if (S != nullptr)
        for (const Stmt *Child : S->children())
          Self(Self, Child);
    };
    Find(Find, O.Function->getBody());
    for (unsigned Bit = 0; Bit < std::size(FollowedSettings); ++Bit)
      if ((Resets & (1u << Bit)) != 0)
        Sites[O.Site].ResetLater.push_back(FollowedSettings[Bit]);
  }
}

} // namespace tenantscan
