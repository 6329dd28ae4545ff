//===- ValidationFacts.cpp - What a function writes to, and compares ------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/Places.h"
#include "checks/values/Guards.h"
#include "checks/values/Holders.h"
#include "checks/values/Origins.h"

#include "clang/AST/RecursiveASTVisitor.h"

#include <algorithm>

using namespace clang;

namespace tenantscan::values {

const AccessPath *Validation::pathOf(const Expr *E) {
  auto It = Paths.find(E);
  if (It == Paths.end()) {
    std::optional<AccessPath> Path = accessPath(E, [this](const VarDecl *V, const ValueDecl *D) {
      const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
      return F == nullptr || F->getBody() == nullptr || factsOf(F).Changed.contains(D);
    });
    It = Paths.emplace(E, std::move(Path)).first;
  }
  return It->second ? &*It->second : nullptr;
}

const VarDecl *Validation::declarationOf(const ValueDecl *D) {
  const auto *Binding = dyn_cast_or_null<BindingDecl>(D);
  return dyn_cast_or_null<VarDecl>(Binding != nullptr ? Binding->getDecomposedDecl() : D);
}

// std::all_of, std::find_if
static bool isQuantifying(const NamedDecl *D) {
  return D->getDeclName().isIdentifier() && (D->getName().ends_with("_of") || D->getName().contains("_if"));
}

// ctx.is_support, auth->isOperator()
static bool asksObject(const Stmt *S, unsigned Level = 0) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  if (E == nullptr || Level > 20)
    return false;
  if (E->getType()->isBooleanType() && isa<MemberExpr, CXXMemberCallExpr>(E))
    return true;
  return llvm::any_of(E->children(), [&](const Stmt *Child) { return asksObject(Child, Level + 1); });
}

// Whether what a call gives may lead to what it is given: `stream << x` is the stream, and not x.
static bool mayLeadTo(const CallExpr *Call, unsigned I) {
  const FunctionDecl *F = Call->getDirectCallee();
  unsigned Own = isa<CXXOperatorCallExpr>(Call) && isa_and_nonnull<CXXMethodDecl>(F) ? 1 : 0;
  if (F == nullptr || I < Own || I - Own >= F->getNumParams())
    return true;
  QualType T = F->getParamDecl(I - Own)->getType();
  bool IsConstant = T->isReferenceType() || T->isPointerType() ? T->getPointeeType().isConstQualified() : true;
  return !IsConstant || isNonOwning(T->isReferenceType() || T->isPointerType() ? T->getPointeeType() : T);
}

bool Validation::isMaking(const CXXConstructorDecl *F) { return F->getNumParams() != 0 && !F->isCopyOrMoveConstructor(); }

bool Validation::isWritten(const FunctionDecl *F, unsigned I) {
  if (I >= F->getNumParams())
    return false;
  QualType T = F->getParamDecl(I)->getType();
  if (!(T->isLValueReferenceType() || T->isPointerType()) || T->getPointeeType().isConstQualified())
    return false;
  // What is only forwarded: exec_params(sql, values...)
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  if (Pattern == nullptr || Pattern->getNumParams() == 0)
    return true;
  QualType Written = Pattern->getParamDecl(std::min(I, Pattern->getNumParams() - 1))->getType();
  if (const auto *Pack = Written->getAs<PackExpansionType>())
    Written = Pack->getPattern();
  return !Written->isRValueReferenceType();
}

Validation::FunctionFacts &Validation::factsOf(const FunctionDecl *F) {
  std::unique_ptr<FunctionFacts> &Facts = Functions[F];
  if (Facts)
    return *Facts;
  Facts = std::make_unique<FunctionFacts>();
  struct Walk : RecursiveASTVisitor<Walk> {
    Walk(FunctionFacts &Out, const Validation &Around) : Out(Out), Around(Around) {}
    bool shouldVisitImplicitCode() const { return false; }
    // What a statement refers to, through the initialisers of variables.
    void test(const Stmt *S, unsigned Depth = 0) {
      static constexpr unsigned MaxDepth = 40;
      if (S == nullptr || Depth > MaxDepth)
        return;
      if (isa<CXXThisExpr>(S))
        Out.Tested.insert(nullptr);
      const auto *Reference = dyn_cast<DeclRefExpr>(S);
      if (const auto *Part = Reference == nullptr ? nullptr : dyn_cast<BindingDecl>(Reference->getDecl()))
        if (const VarDecl *Whole = declarationOf(Part); Whole != nullptr && Out.Tested.insert(Whole).second)
          test(Whole->getInit(), Depth + 1);
      if (Reference != nullptr)
        if (Out.Tested.insert(Reference->getDecl()).second)
          if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && V->isLocalVarDecl())
            test(V->getInit(), Depth + 1);
      for (const Stmt *Child : S->children())
        test(Child, Depth + 1);
    }
    // What a write goes to, through members, elements and what leads there.
    void change(const Expr *E, unsigned Depth = 0) {
      static constexpr unsigned MaxDepth = 40;
      if (E == nullptr || Depth > MaxDepth)
        return;
      E = plain(E);
      if (isa<CXXThisExpr>(E))
        note(nullptr);
      else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
        change(Unary->getSubExpr(), Depth + 1);
      else if (const auto *Member = dyn_cast<MemberExpr>(E))
        change(Member->getBase(), Depth + 1);
      else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
        change(Element->getBase(), Depth + 1);
      else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
        change(Cast->getSubExpr(), Depth + 1);
      else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
        change(Call->getImplicitObjectArgument(), Depth + 1);
      else if (const auto *Call = dyn_cast<CallExpr>(E))
        for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
          if (mayLeadTo(Call, I))
            change(Call->getArg(I), Depth + 1);
        }
      else if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
        note(Reference->getDecl());
        const VarDecl *V = declarationOf(Reference->getDecl());
        if (isa<BindingDecl>(Reference->getDecl()) && V != nullptr)
          note(V);
        if (V != nullptr && (Depth != 0 || V->getType()->isReferenceType()) && Seen.insert(V).second) {
          note(V);
          Through.push_back({V, InLambda != 0});
        }
      }
    }
    // What is written to through `*p`, wherever p leads to.
    void finish() {
      for (size_t I = 0; I < Through.size(); ++I) {
        auto [V, IsInLambda] = Through[I];
        auto It = Out.Sources.find(V);
        if (!Out.Leading.contains(V) || It == Out.Sources.end())
          continue;
        InLambda = IsInLambda;
        for (const ValueDecl *D : It->second) {
          note(D);
          if (const VarDecl *Next = declarationOf(D); Next != nullptr && Seen.insert(Next).second)
            Through.push_back({Next, IsInLambda});
        }
      }
    }
    void note(const ValueDecl *D) {
      Out.Changed.insert(D);
      if (InLambda != 0)
        Out.ChangedInLambda.insert(D);
    }
    // Variables that an expression is made of.
    void addSources(const ValueDecl *To, const Stmt *S) {
      if (S == nullptr)
        return;
      if (const auto *Reference = dyn_cast<DeclRefExpr>(S); Reference != nullptr && isa<VarDecl, BindingDecl>(Reference->getDecl()))
        Out.Sources[To].insert(Reference->getDecl());
      if (isa<CXXThisExpr>(S))
        Out.Sources[To].insert(nullptr);
      // { &tenant }, std::ref(tenant)
      const auto *Unary = dyn_cast<UnaryOperator>(S);
      const auto *Call = dyn_cast<CallExpr>(S);
      bool IsRef = Call != nullptr && Call->getDirectCallee() != nullptr && Call->getDirectCallee()->isInStdNamespace() &&
                   Call->getDirectCallee()->getNameAsString() == "ref";
      if (IsRef || (Unary != nullptr && Unary->getOpcode() == UO_AddrOf))
        Out.Leading.insert(To);
      for (const Stmt *Child : S->children())
        addSources(To, Child);
    }
    bool VisitVarDecl(VarDecl *V) {
      if (isNonOwning(V->getType()))
        Out.Leading.insert(V);
      addSources(V, V->getInit());
      if (const auto *Parts = dyn_cast<DecompositionDecl>(V))
        for (const BindingDecl *Part : Parts->bindings()) {
          Out.Sources[Part].insert(V);
          if (isNonOwning(V->getType()))
            Out.Leading.insert(Part);
        }
      return true;
    }
    bool TraverseLambdaExpr(LambdaExpr *E) {
      ++InLambda;
      bool Result = RecursiveASTVisitor<Walk>::TraverseLambdaExpr(E);
      --InLambda;
      return Result;
    }
    void assign(const Expr *To, const Expr *Value, bool IsWhole) {
      change(To);
      const auto *Reference = dyn_cast<DeclRefExpr>(plain(To));
      if (Reference == nullptr)
        return;
      addSources(Reference->getDecl(), Value);
      Out.Assigned[Reference->getDecl()].push_back({Value, IsWhole});
    }
    bool VisitBinaryOperator(BinaryOperator *E) {
      if (E->isAssignmentOp())
        assign(E->getLHS(), E->getRHS(), E->getOpcode() != BO_AndAssign);
      if (E->isEqualityOp())
        test(E);
      return true;
    }
    bool VisitUnaryOperator(UnaryOperator *E) {
      if (E->isIncrementDecrementOp())
        change(E->getSubExpr());
      return true;
    }
    bool VisitCXXRewrittenBinaryOperator(CXXRewrittenBinaryOperator *E) {
      test(E->getLHS());
      test(E->getRHS());
      return true;
    }
    bool VisitSwitchStmt(SwitchStmt *S) {
      test(S->getCond());
      return true;
    }
    bool VisitIfStmt(IfStmt *S) {
      Out.Ifs.push_back(S);
      Out.AsksForRole = Out.AsksForRole || asksForRole(S->getCond());
      Out.AsksObjects = Out.AsksObjects || asksObject(S->getCond());
      return true;
    }
    bool VisitConditionalOperator(ConditionalOperator *E) {
      Out.AsksForRole = Out.AsksForRole || asksForRole(E->getCond());
      Out.AsksObjects = Out.AsksObjects || asksObject(E->getCond());
      return true;
    }
    bool VisitCXXForRangeStmt(CXXForRangeStmt *S) {
      Out.Loops.push_back(S);
      addSources(S->getLoopVariable(), S->getRangeInit());
      return true;
    }
    bool VisitCXXConstructExpr(CXXConstructExpr *E) {
      const CXXConstructorDecl *F = E->getConstructor();
      for (unsigned I = 0; I < E->getNumArgs() && I < F->getNumParams(); ++I)
        if (isWritten(F, I))
          change(E->getArg(I), 1);
      if (isMaking(F) && isProjectCode(F->getLocation(), Around.AST.getSourceManager(), Around.P))
        test(E);
      return true;
    }
    bool VisitCallExpr(CallExpr *E) {
      const FunctionDecl *F = E->getDirectCallee();
      if (F == nullptr) {
        test(E);
        return true;
      }
      const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      if (Operator != nullptr && Operator->isAssignmentOp() && Operator->getNumArgs() == 2)
        assign(Operator->getArg(0), Operator->getArg(1), true);
      if (Operator != nullptr && (Operator->getOperator() == OO_PlusPlus || Operator->getOperator() == OO_MinusMinus))
        change(Operator->getArg(0));
      if (Operator != nullptr && Operator->getOperator() == OO_Call) {
        test(E);
        // std::ranges::all_of
        if (const auto *Object = dyn_cast<DeclRefExpr>(plain(Operator->getArg(0))))
          Out.Quantifies = Out.Quantifies || isQuantifying(Object->getDecl());
      }
      if (Operator != nullptr &&
          (Operator->getOperator() == OO_EqualEqual || Operator->getOperator() == OO_ExclaimEqual || Operator->getOperator() == OO_Spaceship))
        test(E);
      model::Call C = model::Call::of(E);
      for (unsigned I = 0; I < C.Arguments.size() && I < F->getNumParams(); ++I)
        if (isWritten(F, I))
          change(C.Arguments[I], 1);
      const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
      if (Member != nullptr && Member->getMethodDecl() != nullptr && mayChange(Member->getMethodDecl()))
        change(Member->getImplicitObjectArgument());
      if (Operator != nullptr)
        return true;
      Out.Quantifies = Out.Quantifies || isQuantifying(F);
      if (constructorBehind(F) != nullptr)
        test(E);
      Purpose Why = purposeOf(F);
      bool IsOwn = isProjectCode(F->getLocation(), Around.AST.getSourceManager(), Around.P);
      if (Why == Purpose::Guards || Why == Purpose::Compares || isSearch(F, IsOwn) || (isOutcome(F->getReturnType()) && !isAccess(F)) ||
          (IsOwn && F->hasBody()))
        test(E);
      return true;
    }
    FunctionFacts &Out;
    const Validation &Around;
    unsigned InLambda = 0;
    std::vector<std::pair<const VarDecl *, bool>> Through;
    llvm::SmallPtrSet<const VarDecl *, 8> Seen;
  };
  if (F->getBody() != nullptr) {
    Walk Walker(*Facts, *this);
    Walker.TraverseStmt(F->getBody());
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        Walker.TraverseStmt(Init->getInit());
    Walker.finish();
  }
  return *Functions[F];
}

} // namespace tenantscan::values
