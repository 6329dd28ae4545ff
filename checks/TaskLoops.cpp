//===- TaskLoops.cpp - Loops that take messages from a queue --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Places.h"
#include "checks/TaskBodies.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan {

bool TaskBodies::takesMessage(const model::Call &C) { return takesMessageItself(C) || givesMessage(C.Callee); }

bool TaskBodies::takesMessageItself(const model::Call &C) {
  if (const model::RouteApi *Consumer = Apis.matchConsumer(C))
    return Consumer->Polls;
  const model::KeyApi *K = Apis.matchKey(C);
  if (K == nullptr || (K->What != model::KeyApi::Takes::Command && K->What != model::KeyApi::Takes::Words))
    return false;
  // BRPOP jobs 0
  static const model::WordList &Pops = model::wordList("pops");
  const Expr *Argument = Apis.argument(C, K->Argument);
  const StringLiteral *Text = K->Command.empty() ? firstText(Argument) : nullptr;
  llvm::StringRef Command = Text == nullptr ? llvm::StringRef(K->Command) : Text->getString();
  return Pops.contains(Command.ltrim().take_until([](char Char) { return Char == ' '; }).lower());
}

// `std::optional<Job> Queue::pop()`: takes one, and gives it to its caller. What else reaches something does
// more with it, or has sent what it waits to be answered.
bool TaskBodies::givesMessage(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  if (!SeesMessages || F->getReturnType()->isVoidType() || !F->hasBody(Definition) || Definition->isDependentContext() ||
      !isProjectCode(Definition->getLocation(), AST.getSourceManager(), P))
    return false;
  auto [It, IsNew] = Gives.try_emplace(Definition, false);
  if (!IsNew)
    return It->second;
  bool Takes = false, DoesMore = false;
  auto Look = [&](auto &&Self, const Stmt *S) -> void {
    if (S == nullptr || isa<LambdaExpr>(S))
      return;
    if (isa<CallExpr>(S))
      if (model::Call C = model::Call::of(cast<Expr>(S)); C.Callee != nullptr) {
        bool IsTaken = takesMessage(C);
        Takes = Takes || IsTaken;
        DoesMore = DoesMore || (!IsTaken && (Apis.matchKey(C) != nullptr || Apis.match(C) != nullptr));
      }
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  Look(Look, Definition->getBody());
  return Gives[Definition] = Takes && !DoesMore && !isGivenTenant(Definition);
}

// In a loop of its own body, not of a lambda within. Who waits for one answer is no consumer,
// and neither is who does it for a tenant that it is given.
bool TaskBodies::takesMessages(const FunctionDecl *F) {
  auto Find = [&](auto &&Self, const Stmt *S, bool InLoop) -> bool {
    if (S == nullptr || isa<LambdaExpr>(S))
      return false;
    if (InLoop && isa<CallExpr>(S))
      if (model::Call C = model::Call::of(cast<Expr>(S)); C.Callee != nullptr && takesMessage(C))
        return true;
    InLoop = InLoop || isa<WhileStmt, ForStmt, DoStmt, CXXForRangeStmt>(S);
    return llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child, InLoop); });
  };
  const FunctionDecl *Definition = nullptr;
  return F->hasBody(Definition) && !Definition->isDependentContext() && Find(Find, Definition->getBody(), false) &&
         !isGivenTenant(Definition);
}

static const ValueDecl *named(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return Reference->getDecl();
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->getMemberDecl();
  // std::move(handler)
  if (const auto *Call = dyn_cast<CallExpr>(E); Call != nullptr && Call->getNumArgs() == 1 && !isa<CXXMemberCallExpr, CXXOperatorCallExpr>(Call))
    return named(Call->getArg(0));
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() == 1)
    return named(Construction->getArg(0));
  return nullptr;
}

// Whether an expression is made of a parameter or member, by way of local variables too: `handlers_.at(topic)`,
// `it->second` where `auto it = handlers_.find(topic)`, an element of a loop over them.
static bool leadsTo(const Stmt *S, const ValueDecl *Holder, unsigned Depth = 0) {
  static constexpr unsigned MaxDepth = 24;
  if (S == nullptr || Depth > MaxDepth)
    return false;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S)) {
    const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
    if (const auto *Binding = dyn_cast<BindingDecl>(Reference->getDecl()))
      V = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
    return Reference->getDecl() == Holder || (V != nullptr && V->isLocalVarDecl() && leadsTo(V->getInit(), Holder, Depth + 4));
  }
  if (const auto *Member = dyn_cast<MemberExpr>(S); Member != nullptr && Member->getMemberDecl() == Holder)
    return true;
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return leadsTo(Child, Holder, Depth + 1); });
}

// Whether a body calls what a parameter or member holds: `run(job)`, `handler_(job)`, `std::invoke(run, job)`.
static bool callsThrough(const Stmt *S, const ValueDecl *Holder) {
  if (S == nullptr)
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
    const FunctionDecl *F = Call->getDirectCallee();
    bool IsInvoke = F != nullptr && F->isInStdNamespace() && F->getDeclName().isIdentifier() && F->getName() == "invoke";
    bool IsThrough = Operator != nullptr ? Operator->getOperator() == OO_Call : IsInvoke;
    const Expr *Through = IsThrough && Call->getNumArgs() != 0 ? Call->getArg(0) : F == nullptr ? Call->getCallee() : nullptr;
    if (leadsTo(Through, Holder))
      return true;
  }
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return callsThrough(Child, Holder); });
}

// The member that an expression begins with: `handlers_[topic]`, `handlers_`.
static const FieldDecl *memberIn(const Expr *E) {
  for (unsigned Steps = 0; E != nullptr && Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E))
      E = Operator->getArg(0);
    else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      E = Call->getImplicitObjectArgument();
    else if (const auto *Member = dyn_cast<MemberExpr>(E))
      return dyn_cast<FieldDecl>(Member->getMemberDecl());
    else
      return nullptr;
  }
  return nullptr;
}

// The members that a function keeps a parameter in, by itself or among others.
static void keptIn(const FunctionDecl *F, const ParmVarDecl *Parameter, llvm::SmallVectorImpl<const ValueDecl *> &Members) {
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (Init->isMemberInitializer() && named(Init->getInit()) == Parameter)
        Members.push_back(Init->getMember());
  auto Look = [&](auto &&Self, const Stmt *S) -> void {
    if (S == nullptr)
      return;
    const Expr *To = nullptr;
    auto IsGiven = [&](const Expr *E) { return named(E) == Parameter; };
    if (const auto *Binary = dyn_cast<BinaryOperator>(S); Binary != nullptr && Binary->isAssignmentOp())
      To = IsGiven(Binary->getRHS()) ? Binary->getLHS() : nullptr;
    else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S); Operator != nullptr && Operator->isAssignmentOp())
      To = IsGiven(Operator->getArg(1)) ? Operator->getArg(0) : nullptr;
    else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S))
      // handlers_.push_back(std::move(handler))
      To = llvm::any_of(Call->arguments(), IsGiven) ? Call->getImplicitObjectArgument() : nullptr;
    if (const FieldDecl *Member = memberIn(To))
      Members.push_back(Member);
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  Look(Look, F->getBody());
}

// A pointer to a function, a closure, std::function and the like.
static bool isCallable(QualType T) {
  T = T.getNonReferenceType();
  if (T->isFunctionPointerType() || T->isFunctionType())
    return true;
  const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  return Class != nullptr && Class->hasDefinition() &&
         llvm::any_of(Class->methods(), [](const CXXMethodDecl *M) { return M->getOverloadedOperator() == OO_Call; });
}

void TaskBodies::handOver(const model::Call &C) {
  if (!isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
    return;
  for (unsigned I = 0; I < C.Arguments.size() && I < C.Callee->getNumParams(); ++I)
    if (isCallable(C.Callee->getParamDecl(I)->getType()))
      for (const FunctionDecl *F : handedOverBy(C.Arguments[I]))
        HandedOver.push_back({C.Callee, I, F});
}

bool TaskBodies::runsForMessages(const FunctionDecl *F, unsigned Index) {
  const FunctionDecl *Definition = nullptr;
  if (Index >= F->getNumParams() || !F->hasBody(Definition) || Definition->isDependentContext())
    return false;
  const ParmVarDecl *Parameter = Definition->getParamDecl(Index);
  if (takesMessages(Definition) && callsThrough(Definition->getBody(), Parameter))
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(Definition);
  llvm::SmallVector<const ValueDecl *, 2> Members;
  if (Method != nullptr)
    keptIn(Definition, Parameter, Members);
  return llvm::any_of(Members, [&](const ValueDecl *Member) {
    return llvm::any_of(Method->getParent()->methods(), [&](const CXXMethodDecl *Other) {
      const FunctionDecl *Body = nullptr;
      return Other->hasBody(Body) && takesMessages(Body) && callsThrough(Body->getBody(), Member);
    });
  });
}

} // namespace tenantscan
