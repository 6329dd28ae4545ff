//===- Writes.cpp - What a function puts into its variables ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Contents.h"

#include "checks/Places.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace tenantscan::values {

// The variable that an expression leads into, and the fields and keys on the way.
static const VarDecl *rootOf(const Expr *E, std::vector<std::string> &Names) {
  for (unsigned Steps = 0; Steps < 16; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    auto AddKey = [&](const Expr *Key) {
      if (const auto *Text = dyn_cast<StringLiteral>(Key->IgnoreUnlessSpelledInSource()); Text != nullptr && Text->isOrdinary())
        Names.push_back(Text->getString().str());
    };
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      return dyn_cast<VarDecl>(Reference->getDecl());
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (!isa<CXXMethodDecl>(Member->getMemberDecl()))
        Names.push_back(Member->getMemberDecl()->getNameAsString());
      E = Member->getBase();
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      AddKey(Element->getIdx());
      E = Element->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      E = Unary->getSubExpr();
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
      if (Operator->getNumArgs() == 2)
        AddKey(Operator->getArg(1));
      E = Operator->getArg(0);
    } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
      // j.at("id"), message.mutable_context()
      if (const CXXMethodDecl *Method = Call->getMethodDecl())
        Names.push_back(Method->getNameAsString());
      for (const Expr *Argument : Call->arguments())
        AddKey(Argument);
      E = Call->getImplicitObjectArgument();
    } else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
      E = Cast->getSubExpr();
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

namespace {

/// Collects what the statements of a function put into its variables.
template <typename Sink> class WriteFinder : public RecursiveASTVisitor<WriteFinder<Sink>> {
public:
  /// \p IsOwn: whether a function is of the project, and may know the tenant by itself.
  WriteFinder(Sink Add, llvm::function_ref<bool(const FunctionDecl *)> IsOwn) : Add(std::move(Add)), IsOwn(IsOwn) {}

  bool TraverseStmt(Stmt *S) {
    bool Branches =
        S != nullptr && (isa<IfStmt, SwitchStmt, WhileStmt, ForStmt, DoStmt, CXXForRangeStmt, CXXTryStmt, AbstractConditionalOperator>(S));
    Conditional += Branches ? 1 : 0;
    bool Result = RecursiveASTVisitor<WriteFinder>::TraverseStmt(S);
    Conditional -= Branches ? 1 : 0;
    return Result;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      assign(E, E->getLHS(), E->getRHS());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->getNumArgs() == 2 && (E->isAssignmentOp() || E->getOperator() == OO_LessLess))
      assign(E, E->getArg(0), E->getArg(1));
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    const CXXMethodDecl *Method = E->getMethodDecl();
    if (Method == nullptr || E->getNumArgs() == 0 || Method->isConst())
      return arguments(E);
    std::vector<std::string> Names{Method->getNameAsString()};
    if (const VarDecl *V = rootOf(E->getImplicitObjectArgument(), Names)) {
      llvm::SmallVector<const Expr *, 2> Given;
      for (const Expr *Argument : E->arguments())
        if (const auto *Text = dyn_cast<StringLiteral>(Argument->IgnoreUnlessSpelledInSource()); Text != nullptr && Text->isOrdinary())
          Names.push_back(Text->getString().str());
        else
          Given.push_back(Argument);
      Add(V, E, std::move(Names), std::move(Given), Conditional != 0, false);
    }
    return arguments(E);
  }
  bool VisitCallExpr(CallExpr *E) { return isa<CXXMemberCallExpr, CXXOperatorCallExpr>(E) ? true : arguments(E); }
  // What an object writes to that it is built over: Writer writer(buffer).
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    for (unsigned I = 0; I < E->getNumArgs() && I < E->getConstructor()->getNumParams(); ++I)
      if (mayChange(E->getConstructor()->getParamDecl(I)->getType()))
        lose(E, E->getArg(I));
    return true;
  }
  // Another name for a part of it: auto &attributes = message["attributes"].
  bool VisitVarDecl(VarDecl *D) {
    QualType T = D->getType();
    // One that nothing refers to only checks a type, as in the macros of librdkafka.
    if (D->getInit() != nullptr && D->isReferenced() && !isa<ParmVarDecl>(D) && !D->isImplicit() && mayChange(T))
      lose(D->getInit(), D->getInit());
    return true;
  }

private:
  static bool mayChange(QualType T) { return (T->isLValueReferenceType() || T->isPointerType()) && !T->getPointeeType().isConstQualified(); }
  void lose(const Expr *Whole, const Expr *To) {
    std::vector<std::string> Names;
    if (const VarDecl *V = rootOf(To, Names))
      Add(V, Whole, std::move(Names), {}, Conditional != 0, true);
  }
  void assign(const Expr *Whole, const Expr *To, const Expr *Value) {
    std::vector<std::string> Names;
    if (const VarDecl *V = rootOf(To, Names))
      Add(V, Whole, std::move(Names), {Value}, Conditional != 0, false);
  }
  // What an iterator writes to: format_to(std::back_inserter(buffer), ...)
  static const Expr *writtenThrough(const Expr *Iterator) {
    const auto *Call = dyn_cast<CallExpr>(Iterator->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
    const FunctionDecl *F = Call == nullptr || isa<CXXMemberCallExpr, CXXOperatorCallExpr>(Call) ? nullptr : Call->getDirectCallee();
    bool Writes = F != nullptr && F->isInStdNamespace() && !model::isForwarding(F) && F->getNumParams() != 0 && Call->getNumArgs() != 0 &&
                  mayChange(F->getParamDecl(0)->getType());
    return Writes ? Call->getArg(0) : nullptr;
  }
  // A function that may change what it is given.
  bool arguments(CallExpr *E) {
    const FunctionDecl *F = E->getDirectCallee();
    if (F == nullptr || model::isForwarding(F))
      return true;
    for (unsigned I = 0; I < E->getNumArgs() && I < F->getNumParams(); ++I) {
      std::vector<std::string> Names;
      const Expr *To = writtenThrough(E->getArg(I));
      if (To == nullptr && mayChange(F->getParamDecl(I)->getType()))
        To = E->getArg(I);
      const VarDecl *V = To == nullptr ? nullptr : rootOf(To, Names);
      if (V == nullptr)
        continue;
      // A library knows what it is given, no more.
      static const model::WordList &Serialises = model::wordList("serialises");
      bool IsOpen = IsOwn(F) && !(F->getDeclName().isIdentifier() && Serialises.fits(std::string_view(F->getName())));
      llvm::SmallVector<const Expr *, 2> Others;
      for (unsigned K = 0; !IsOpen && K < E->getNumArgs(); ++K)
        if (K != I)
          Others.push_back(E->getArg(K));
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E); Member != nullptr && !IsOpen)
        Others.push_back(Member->getImplicitObjectArgument());
      for (const Expr *Other : Others)
        if (const auto *Text = dyn_cast<StringLiteral>(Other->IgnoreUnlessSpelledInSource()); Text != nullptr && Text->isOrdinary())
          Names.push_back(Text->getString().str());
      Add(V, E, std::move(Names), std::move(Others), Conditional != 0, IsOpen);
    }
    return true;
  }

  Sink Add;
  llvm::function_ref<bool(const FunctionDecl *)> IsOwn;
  unsigned Conditional = 0;
};

} // namespace

const Contents::Writes &Contents::writesOf(const FunctionDecl *Function) {
  std::unique_ptr<Writes> &Known = Functions[Function];
  if (Known)
    return *Known;
  Known = std::make_unique<Writes>();
  Writes &Out = *Known;
  auto Add = [&](const VarDecl *V, const Expr *Whole, std::vector<std::string> Names, llvm::SmallVector<const Expr *, 2> Given, bool IsConditional,
                 bool IsUnknown) { Out[V].push_back({Whole, std::move(Names), std::move(Given), IsConditional, IsUnknown}); };
  auto IsOwn = [&](const FunctionDecl *F) { return isProjectCode(F->getLocation(), AST.getSourceManager(), P); };
  if (Function->getBody() != nullptr)
    WriteFinder<decltype(Add)>(Add, IsOwn).TraverseStmt(Function->getBody());
  return Out;
}

} // namespace tenantscan::values
