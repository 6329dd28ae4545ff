//===- HeldFunctions.cpp - Calls of what variables hold ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Collector.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan {

// A parameter goes by its function, whose declarations may call it what they like.
static std::string holderUsr(const ValueDecl *Holder) {
  const auto *Parameter = dyn_cast<ParmVarDecl>(Holder);
  const auto *Function = Parameter == nullptr ? nullptr : dyn_cast<FunctionDecl>(Parameter->getDeclContext());
  if (Function == nullptr)
    return usrOf(Holder);
  std::string Usr = usrOf(Function);
  return Usr.empty() ? Usr : Usr + '#' + std::to_string(Parameter->getFunctionScopeIndex());
}

// A variable or member that functions are put into, and called through.
void Collector::hold(const ValueDecl *Holder, const FunctionDecl *F) {
  if (F == nullptr || !isProjectCode(Holder->getLocation(), AST.getSourceManager(), P))
    return;
  holdSink(Holder, F);
  if (!takesText(F))
    return;
  std::string Usr = usrOf(F), Base = holderUsr(Holder);
  if (!Usr.empty() && !Base.empty() && SeenOverrides.insert(Usr + " " + Base).second)
    Out.Overrides.push_back({std::move(Usr), std::move(Base)});
}

void Collector::hold(const ValueDecl *Holder, const Expr *Value) {
  if (Holder == nullptr)
    return;
  // Who is given a parameter, or a list, may hand it on.
  bool IsFollowed =
      !isa<ParmVarDecl>(Holder) && !isListOfFunctions(Holder->getType()) && isProjectCode(Holder->getLocation(), AST.getSourceManager(), P);
  for (const HeldFunction &Held : heldFunctions(Value)) {
    hold(Holder, Held.Function);
    if (IsFollowed && Held.Name != nullptr)
      Named.insert(Held.Name);
  }
}

void Collector::noteNamed(const Expr *Function) {
  if (const DeclRefExpr *Reference = functionNameIn(Function))
    Named.insert(Reference);
}

// `with(run, db)`: what the function calls through its parameter. `runs.push_back(run)`: what is called through an
// element.
void Collector::holdGiven(const CallExpr *E) {
  const FunctionDecl *Callee = E->getDirectCallee();
  if (Callee == nullptr)
    return;
  model::Call C = model::Call::of(E);
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee); Method != nullptr && C.Object != nullptr && Method->getParent()->isInStdNamespace()) {
    const ValueDecl *List = mayHoldFunctions(C.Object->getType()) ? holderIn(C.Object) : nullptr;
    for (const Expr *Argument : C.Arguments)
      hold(List, Argument);
    return;
  }
  if (!isProjectCode(Callee->getLocation(), AST.getSourceManager(), P))
    return;
  for (unsigned I = 0; I < C.Arguments.size() && I < Callee->getNumParams(); ++I)
    if (mayHoldFunctions(Callee->getParamDecl(I)->getType()))
      hold(Callee->getParamDecl(I), C.Arguments[I]);
}

// `for (auto *run : {open, close})`: any of those that the list has.
void Collector::holdLooped(const VarDecl *Variable) {
  if (const Expr *List = mayHoldFunctions(Variable->getType()) ? loopedOver(Variable) : nullptr; List != nullptr && holderIn(List) == nullptr)
    hold(Variable, List);
}

// `std::thread(run, std::ref(db), "")`: who is given a function may call it with anything.
void Collector::addUnseenCall(const DeclRefExpr *Reference) {
  const auto *F = dyn_cast<FunctionDecl>(Reference->getDecl());
  if (F == nullptr || Owned.isElsewhere() || Named.contains(Reference) || F->isDependentContext() || !takesText(F))
    return;
  CallFlow Flow;
  Flow.CalleeId = usrOf(F);
  if (Flow.CalleeId.empty())
    return;
  for (const ParmVarDecl *Parameter : F->parameters())
    if (Apis.isText(Parameter->getType())) {
      TextPiece Given;
      Given.IsHole = true;
      Given.Name = Parameter->getNameAsString();
      Given.At = tokenPlace(Reference->getExprLoc(), AST);
      Flow.Arguments.push_back({Parameter->getFunctionScopeIndex(), std::nullopt, {{{std::move(Given)}, {}}}});
    }
  Flow.Callee = model::qualifiedName(F);
  Flow.Call = tokenPlace(Reference->getExprLoc(), AST);
  Flow.Function = functionName();
  Out.Calls.push_back(std::move(Flow));
}

// `int (*run)(MYSQL *, const char *) = mysql_query;`: whoever calls the variable runs SQL.
void Collector::holdSink(const ValueDecl *Holder, const FunctionDecl *F) {
  auto Sink = llvm::find_if(F->parameters(), [&](const ParmVarDecl *Parameter) { return Apis.isSink(Parameter); });
  std::string Base = Sink == F->parameters().end() || Owned.isElsewhere() ? std::string() : holderUsr(Holder);
  if (Base.empty() || !SeenOverrides.insert(Base + '#' + std::to_string((*Sink)->getFunctionScopeIndex())).second)
    return;
  TextPiece Given;
  Given.IsHole = true;
  Given.Name = (*Sink)->getNameAsString();
  Given.At = tokenPlace(Holder->getLocation(), AST);
  Given.From.What = Slot::Kind::Parameter;
  Given.From.Function = Base;
  // Who calls through a parameter has the function's name.
  const auto *Function = isa<ParmVarDecl>(Holder) ? dyn_cast<FunctionDecl>(Holder->getDeclContext()) : nullptr;
  Given.From.Name = Function != nullptr ? model::qualifiedName(Function) : Holder->getQualifiedNameAsString();
  Given.From.Index = (*Sink)->getFunctionScopeIndex();
  SqlSite Site;
  Site.Call = Given.At;
  Site.Callee = model::qualifiedName(F);
  for (const model::RulePack &Pack : P.Packs)
    for (const model::Api &A : Pack.Apis)
      if (A.What == model::Role::Sql && A.Sql && A.Sql->Index == Given.From.Index && A.Function == Site.Callee) {
        Site.Language = A.Language;
        Site.Placeholders = A.Placeholders;
      }
  Site.Function = functionName();
  Site.Texts = {{{std::move(Given)}, {}}};
  Out.Sites.push_back(std::move(Site));
}

// `(all ? run : log)(db, "...")`: each of them may be called.
void Collector::addChosen(const CallExpr *E) {
  if (E->getDirectCallee() != nullptr || isa<CXXMemberCallExpr, CXXOperatorCallExpr>(E) || holderIn(E->getCallee()) != nullptr)
    return;
  for (const HeldFunction &Held : heldFunctions(E->getCallee())) {
    if (Held.Name != nullptr)
      Named.insert(Held.Name);
    model::Call C;
    C.Expression = E;
    C.Callee = Held.Function;
    C.Arguments.append(E->arg_begin(), E->arg_end());
    const model::Api *A = Apis.match(C);
    const Expr *Argument = A != nullptr && A->What == model::Role::Sql && A->Sql ? Apis.argument(C, *A->Sql) : nullptr;
    if (Argument != nullptr && !A->Formatted)
      add(C, *A, Strings.evaluate(Argument));
    else if (A == nullptr)
      addCall(C);
  }
}

void Collector::addIndirectCall(const CallExpr *E) {
  addChosen(E);
  IndirectCall C = IndirectCall::of(E);
  if (C.Through == nullptr || !isProjectCode(C.Through->getLocation(), AST.getSourceManager(), P))
    return;
  CallFlow Flow;
  for (unsigned I = 0; I < C.Arguments.size(); ++I)
    if (Apis.isText(C.Arguments[I]->getType())) {
      strings::AbstractString Text = Strings.evaluate(C.Arguments[I]);
      addOverrides(Text);
      Flow.Arguments.push_back({I, std::nullopt, textsOf(Text, E)});
    }
  Flow.CalleeId = holderUsr(C.Through);
  if (Flow.Arguments.empty() || Flow.CalleeId.empty())
    return;
  Flow.Callee = C.Through->getNameAsString();
  Flow.Call = tokenPlace(E->getExprLoc(), AST);
  Flow.Function = functionName();
  Out.Calls.push_back(std::move(Flow));
}

} // namespace tenantscan
