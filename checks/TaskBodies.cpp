//===- TaskBodies.cpp - What workers do before they bind a tenant ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/TaskBodies.h"

#include "checks/Places.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Analysis/CFG.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan {

/// Calls within calls are followed this deep.
static constexpr unsigned MaxDepth = 6;

// By the configuration, or by its name: set_tenant_context(...), TenantScope scope(...).
bool TaskBodies::isBinding(const FunctionDecl *F) const {
  std::string Name = model::qualifiedName(F);
  if (llvm::is_contained(P.BindsTenant, Name))
    return true;
  const auto *Constructor = dyn_cast<CXXConstructorDecl>(F);
  if (Constructor != nullptr && (Constructor->isCopyOrMoveConstructor() || Constructor->getNumParams() == 0))
    return false;
  llvm::StringRef Last = Constructor != nullptr            ? Constructor->getParent()->getName()
                         : F->getDeclName().isIdentifier() ? F->getName()
                                                           : llvm::StringRef();
  if (!P.Names.mayMention(std::string_view(Last)) || F->getNumParams() == 0)
    return false;
  static constexpr llvm::StringLiteral Verbs[] = {"set", "bind", "enter", "activate", "use", "switch", "assume", "establish", "push", "install"};
  static constexpr llvm::StringLiteral Nouns[] = {"scope", "guard", "binder", "binding", "activation"};
  std::vector<std::string> Words = model::wordsOf(std::string_view(Last));
  return Constructor != nullptr ? llvm::is_contained(Nouns, llvm::StringRef(Words.back()))
                                : llvm::is_contained(Verbs, llvm::StringRef(Words.front()));
}

void TaskBodies::function(const FunctionDecl *F, const FunctionDecl *Around) {
  std::string Name = Around == nullptr ? std::string() : model::qualifiedName(Around);
  Bodies.push_back({F, Name});
  bool IsTask =
      Apis.isConsumer(F) || llvm::any_of(P.TaskHandlers, [&](const std::string &Glob) { return model::matchesGlob(Glob, model::qualifiedName(F)); });
  if (IsTask)
    Registered.insert(F->getCanonicalDecl());
}

void TaskBodies::call(const model::Call &C) {
  if (C.Callee == nullptr)
    return;
  BindsTenant = BindsTenant || isBinding(C.Callee);
  if (const model::RouteApi *Consumer = Apis.matchConsumer(C))
    for (unsigned I = Consumer->Handler; I < C.Arguments.size(); ++I)
      for (const FunctionDecl *F : handedOverBy(C.Arguments[I]))
        Registered.insert(F->getCanonicalDecl());
}

TaskBodies::Effect TaskBodies::effectOf(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  if (!F->hasBody(Definition) || Definition->isDependentContext() || Active.size() >= MaxDepth ||
      !isProjectCode(Definition->getLocation(), AST.getSourceManager(), P))
    return {};
  if (auto It = Known.find(Definition); It != Known.end())
    return It->second;
  if (!Active.insert(Definition).second)
    return {};
  Effect Result;
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  std::unique_ptr<CFG> Graph = CFG::buildCFG(Definition, Definition->getBody(), &AST, Options);
  if (!Graph) {
    Active.erase(Definition);
    return {};
  }
  // One way without a tenant is enough. Blocks are walked until nothing changes,
  // and once more to take down what is reached.
  std::vector<bool> Unbound(Graph->getNumBlockIDs(), false);
  Unbound[Graph->getEntry().getBlockID()] = true;
  auto Walk = [&](const CFGBlock &Block, bool Now, bool Record) {
    for (const CFGElement &E : Block) {
      std::optional<CFGStmt> S = E.getAs<CFGStmt>();
      const auto *Expression = S ? dyn_cast<Expr>(S->getStmt()) : nullptr;
      if (!Now || Expression == nullptr || !isa<CallExpr, CXXConstructExpr>(Expression))
        continue;
      model::Call C = model::Call::of(Expression);
      if (C.Callee == nullptr)
        continue;
      if (isBinding(C.Callee)) {
        Now = false;
        continue;
      }
      std::string Name = model::qualifiedName(C.Callee);
      Step Here{tokenPlace(Expression->getExprLoc(), AST), fmt::format("'{}' is called before a tenant is bound", Name)};
      const model::Api *Sql = Apis.match(C);
      if ((Sql != nullptr && Sql->What != model::Role::SqlText) || Apis.matchKey(C) != nullptr) {
        if (Record && Result.Reaches.empty())
          Result.Reaches.push_back(Here);
        continue;
      }
      Effect Inside = effectOf(C.Callee);
      if (Record && Result.Reaches.empty() && !Inside.Reaches.empty()) {
        Here.Message = fmt::format("'{}' is called before a tenant is bound", Name);
        Result.Reaches.push_back(Here);
        Result.Reaches.insert(Result.Reaches.end(), Inside.Reaches.begin(), Inside.Reaches.end());
      }
      const FunctionDecl *Body = nullptr;
      if (Record && !C.Callee->hasBody(Body) && isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
        Result.Elsewhere.emplace_back(Here, Name);
      if (Record)
        Result.Elsewhere.insert(Result.Elsewhere.end(), Inside.Elsewhere.begin(), Inside.Elsewhere.end());
      Now = Now && !Inside.Binds;
    }
    return Now;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const CFGBlock *Block : Graph->nodes())
      if (Unbound[Block->getBlockID()] && Walk(*Block, true, false))
        for (const CFGBlock *Next : Block->succs())
          if (Next != nullptr && !Unbound[Next->getBlockID()]) {
            Unbound[Next->getBlockID()] = true;
            Changed = true;
          }
  }
  // From the beginning of the function on.
  for (auto It = Graph->nodes_begin(), End = Graph->nodes_end(); It != End; ++It) {
    const CFGBlock *Block = *It;
    if (Unbound[Block->getBlockID()])
      Walk(*Block, true, true);
  }
  Result.Binds = !Unbound[Graph->getExit().getBlockID()];
  Active.erase(Definition);
  if (Active.empty())
    Known[Definition] = Result;
  return Result;
}

void TaskBodies::finish(UnitFacts &Out) {
  Out.BindsTenant = BindsTenant;
  for (const Body &B : Bodies) {
    if (!Registered.contains(B.Function->getCanonicalDecl()))
      continue;
    Effect E = effectOf(B.Function);
    TaskBody Task;
    Task.Where = tokenPlace(B.Function->getLocation(), AST);
    Task.Function = B.Name;
    Task.Reaches = std::move(E.Reaches);
    for (auto &[Here, Name] : E.Elsewhere)
      Task.Elsewhere.push_back({std::move(Here), std::move(Name)});
    if (!Task.Reaches.empty() || !Task.Elsewhere.empty())
      Out.TaskBodies.push_back(std::move(Task));
  }
}

} // namespace tenantscan
