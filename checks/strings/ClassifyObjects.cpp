//===- ClassifyObjects.cpp - What is done with an object ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Places.h"
#include "checks/strings/Changes.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace tenantscan::strings {

// Whether a pointer is only asked for, and only methods of what it leads to are called.
static bool onlyRunsMethods(const Stmt *S, llvm::function_ref<bool(const Expr *)> IsPointer) {
  if (S == nullptr)
    return true;
  if (const auto *E = dyn_cast<Expr>(S); E != nullptr && IsPointer(E))
    return false;
  auto IsGiven = [&](const Expr *E) { return IsPointer(E->IgnoreParenImpCasts()); };
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S); Call != nullptr && IsGiven(Call->getImplicitObjectArgument()))
    return llvm::all_of(Call->arguments(), [&](const Expr *A) { return onlyRunsMethods(A, IsPointer); });
  if (const auto *Cast = dyn_cast<CastExpr>(S); Cast != nullptr && Cast->getCastKind() == CK_PointerToBoolean && IsGiven(Cast->getSubExpr()))
    return true;
  const auto *Comparison = dyn_cast<BinaryOperator>(S);
  bool Compares = Comparison != nullptr && Comparison->isComparisonOp();
  return llvm::all_of(S->children(),
                      [&](const Stmt *Child) { return (Compares && IsGiven(cast<Expr>(Child))) || onlyRunsMethods(Child, IsPointer); });
}

static bool names(const Stmt *S, const VarDecl *Variable) {
  const auto *Reference = dyn_cast_or_null<DeclRefExpr>(S);
  return S != nullptr && ((Reference != nullptr && Reference->getDecl() == Variable) ||
                          llvm::any_of(S->children(), [&](const Stmt *Child) { return names(Child, Variable); }));
}

// `Lock lock(this);`: a local object that nobody names, whose constructor does nothing with
// what it is given but keep it, and call methods.
static bool isGuard(const CXXConstructExpr *Made, unsigned Argument, llvm::ArrayRef<const Stmt *> Above, const FunctionDecl *Function) {
  while (!Above.empty() && (isa<FullExpr>(Above.back()) || isa<CXXBindTemporaryExpr>(Above.back()) || isa<CastExpr>(Above.back())))
    Above = Above.drop_back();
  const auto *Declaration = Above.empty() ? nullptr : dyn_cast<DeclStmt>(Above.back());
  const auto *Guard = Declaration == nullptr || !Declaration->isSingleDecl() ? nullptr : dyn_cast<VarDecl>(Declaration->getSingleDecl());
  const FunctionDecl *Body = nullptr;
  if (Guard == nullptr || !Guard->hasLocalStorage() || Guard->getType()->isReferenceType() || names(Function->getBody(), Guard) ||
      !Made->getConstructor()->hasBody(Body))
    return false;
  const auto *Constructor = cast<CXXConstructorDecl>(Body);
  if (Constructor->isDelegatingConstructor() || Argument >= Constructor->getNumParams())
    return false;
  const ParmVarDecl *Given = Constructor->getParamDecl(Argument);
  llvm::SmallPtrSet<const FieldDecl *, 2> Kept;
  auto IsPointer = [&](const Expr *E) {
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      return Reference->getDecl() == Given;
    const auto *Member = dyn_cast<MemberExpr>(E);
    return Member != nullptr && llvm::any_of(Kept, [&](const FieldDecl *Field) { return Field == Member->getMemberDecl(); });
  };
  for (const CXXCtorInitializer *Init : Constructor->inits())
    if (Init->getMember() != nullptr && IsPointer(Init->getInit()->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts()))
      Kept.insert(Init->getMember());
    else if (!onlyRunsMethods(Init->getInit(), IsPointer))
      return false;
  return onlyRunsMethods(Constructor->getBody(), IsPointer);
}

// Whether a method gives a place that its caller may write to: characters, a pointer to them, a text.
static bool givesPlace(const CXXMethodDecl *Method, model::ApiMatcher &Apis) {
  QualType Result = Method->getReturnType();
  if ((!Result->isPointerType() && !Result->isLValueReferenceType()) || isReadOnly(Result))
    return false;
  QualType Place = Result->getPointeeType();
  return Place->isCharType() || (Place->isPointerType() && Place->getPointeeType()->isCharType()) || Apis.isText(Place);
}

// Whether a method that gives pointers to characters or numbers is in another unit, which tells whether they may be
// those of its object: see Evaluator::keepsNothing().
static bool tellsItself(const CXXMethodDecl *Method, const model::Project &P) {
  QualType T = Method->getReturnType().getNonReferenceType();
  while (T->isPointerType())
    T = T->getPointeeType();
  return T->isArithmeticType() && !Method->hasBody() && isProjectCode(Method->getLocation(), Method->getASTContext().getSourceManager(), P);
}

// Whether what a method gives is looked at only; \p Above: what the call is in, outermost first.
static bool isLookedAt(const Expr *Given, llvm::ArrayRef<const Stmt *> Above) {
  for (const Stmt *S : llvm::reverse(Above)) {
    const auto *Parent = dyn_cast<Expr>(S);
    if (Parent == nullptr)
      return !isa<ReturnStmt, DeclStmt>(S);
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Parent)) {
      if (Cast->getCastKind() == CK_PointerToBoolean || Cast->getCastKind() == CK_ToVoid ||
          (Cast->getCastKind() == CK_LValueToRValue && !Cast->getType()->isPointerType()))
        return true;
      if (Cast->getCastKind() == CK_NoOp &&
          (Cast->getType().isConstQualified() || (Cast->getType()->isPointerType() && Cast->getType()->getPointeeType().isConstQualified())))
        return true;
    } else if (const auto *Star = dyn_cast<UnaryOperator>(Parent); Star != nullptr && Star->getOpcode() != UO_Deref) {
      return Star->getOpcode() == UO_LNot;
    } else if (isa<CallExpr, CXXConstructExpr>(Parent)) {
      model::Call C = model::Call::of(Parent);
      if (C.Callee == nullptr)
        return false;
      for (unsigned I = 0; I < C.Arguments.size(); ++I)
        if (C.Arguments[I]->IgnoreParens() == Given->IgnoreParens())
          return I < C.Callee->getNumParams() ? isReadOnly(C.Callee->getParamDecl(I)->getType()) : !Given->isGLValue();
      return false;
    } else if (const auto *Operator = dyn_cast<BinaryOperator>(Parent)) {
      if (Operator->isComparisonOp() || Operator->isLogicalOp())
        return true;
      if (!Operator->isAdditiveOp())
        return false;
    } else if (!isa<ParenExpr, FullExpr, CXXBindTemporaryExpr, MaterializeTemporaryExpr, UnaryOperator>(Parent) &&
               !(isa<ArraySubscriptExpr>(Parent) &&
                 cast<ArraySubscriptExpr>(Parent)->getBase()->IgnoreParenImpCasts() == Given->IgnoreParenImpCasts())) {
      return false;
    }
    Given = Parent;
  }
  return false;
}

// Climbs from an object to what is done with it; its texts go along.
void Changes::classifyObject(const Expr *Reference, const VarDecl *Object, llvm::ArrayRef<const Stmt *> Above, bool InLambda) {
  llvm::SmallVector<Cell, 8> Own;
  for (unsigned I : cellsOf(Object))
    Own.push_back(Cells[I]);
  if (Own.empty())
    return;
  auto Escape = [&] {
    IsWhole = true;
    for (const Cell &C : Own)
      escape(C);
    IsWhole = false;
  };
  auto Note = [&](Event::Kind What, const Expr *At, const Expr *Value = nullptr, unsigned Argument = 0, bool GoesOn = false) {
    IsWhole = true;
    for (const Cell &C : Own) {
      Event E;
      E.What = What;
      E.Where = C;
      E.At = At;
      E.Value = Value;
      E.Argument = Argument;
      E.All = GoesOn;
      add(E, InLambda);
    }
    IsWhole = false;
  };
  const Expr *Here = Reference;
  // Whether what is at Here is a pointer to the object, or the object itself.
  bool IsAddress = Object == nullptr || Object->getType()->isPointerType();
  for (size_t I = Above.size(); I-- > 0;) {
    const auto *Parent = dyn_cast<Expr>(Above[I]);
    if (Parent == nullptr) {
      if (const auto *Declaration = dyn_cast<DeclStmt>(Above[I]))
        for (const Decl *D : Declaration->decls()) {
          const auto *Bound = dyn_cast<VarDecl>(D);
          bool IsInit = Bound != nullptr && Bound->getInit() != nullptr && Bound->getInit()->IgnoreImplicit() == Here->IgnoreImplicit();
          if (IsInit && (Bound->getType()->isReferenceType() || IsAddress) && !isReadOnly(Bound->getType()))
            Escape();
        }
      bool Returns =
          isa<ReturnStmt>(Above[I]) && Object != nullptr && Function->getReturnType()->isReferenceType() && !isReadOnly(Function->getReturnType());
      if (Returns || (isa<ReturnStmt>(Above[I]) && IsAddress))
        Escape();
      return;
    }
    if (const auto *Cast = dyn_cast<CastExpr>(Parent)) {
      if (Cast->getCastKind() == CK_LValueToRValue && !IsAddress && Object != nullptr && !Object->getType()->isReferenceType())
        return;
      if (isa<CXXConstCastExpr>(Cast) || isa<CXXReinterpretCastExpr>(Cast) || isa<CStyleCastExpr>(Cast))
        return Escape();
      Here = Parent;
      continue;
    }
    if (isa<ParenExpr>(Parent) || isa<MaterializeTemporaryExpr>(Parent) || isa<CXXBindTemporaryExpr>(Parent) || isa<FullExpr>(Parent)) {
      Here = Parent;
      continue;
    }
    if (isa<LambdaExpr>(Parent))
      return;
    if (const auto *Member = dyn_cast<MemberExpr>(Parent)) {
      if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl())) {
        if (llvm::is_contained(Own, Cell{Object, Field}))
          classify(Member, {Object, Field}, Above.take_front(I), InLambda);
        return;
      }
      const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
      const auto *Call = I > 0 ? dyn_cast<CXXMemberCallExpr>(Above[I - 1]) : nullptr;
      if (Method == nullptr || Method->isStatic())
        return;
      if (Call == nullptr)
        return Escape();
      // unique_ptr::get() and the like.
      if (Object != nullptr && objectClass(Object->getType()) != Method->getParent()->getCanonicalDecl() && !Object->getType()->isPointerType() &&
          Method->getParent()->isInStdNamespace())
        return Escape();
      bool IsMutable = llvm::any_of(Own, [](const Cell &C) { return C.Field->isMutable(); });
      if (Method->isConst())
        for (const Cell &C : Own)
          noteView(C, Above.take_front(I - 1), Method->getReturnType());
      // What a const method gives, no event stands for.
      bool TellsItself = !Method->isConst() && tellsItself(Method, P);
      if (givesPlace(Method, Apis) && !TellsItself && !isLookedAt(Call, Above.take_front(I - 1)))
        Escape();
      if (Method->isConst() && !IsMutable)
        return;
      if (isa<CXXDestructorDecl>(Method))
        return;
      // query.where("..."); query.where("...").orderBy("...")
      llvm::ArrayRef<const Stmt *> Around = Above.take_front(I - 1);
      while (!Around.empty() && isa<FullExpr, ImplicitCastExpr, ParenExpr>(Around.back()))
        Around = Around.drop_back();
      const Stmt *Outer = Around.empty() ? nullptr : Around.back();
      bool MayReturnThis = mayReturnThis(Method, P);
      bool GoesOn = MayReturnThis && (isa_and_nonnull<MemberExpr>(Outer) || returnsThis(Method));
      Note(Event::Kind::Method, Call, Call, 0, GoesOn);
      if (GoesOn) {
        Here = Call;
        --I;
        IsAddress = false;
        continue;
      }
      if (MayReturnThis && !isa_and_nonnull<Expr>(Outer) && !isa_and_nonnull<DeclStmt>(Outer) && !isa_and_nonnull<ReturnStmt>(Outer))
        return;
      // A reference to a member, or to something that keeps the object.
      QualType Result = Method->getReturnType();
      if ((Result->isReferenceType() || Result->isPointerType()) && !isReadOnly(Result) && !Result->getPointeeType()->isArithmeticType() &&
          !TellsItself)
        Escape();
      return;
    }
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Parent)) {
      const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Operator->getDirectCallee());
      bool IsFirst = Operator->getNumArgs() > 0 && Operator->getArg(0)->IgnoreParens() == Here->IgnoreParens();
      if (Method != nullptr && !Method->isStatic() && IsFirst) {
        // std::unique_ptr leads to the object.
        if (Method->getParent()->isInStdNamespace() && (Operator->getOperator() == OO_Arrow || Operator->getOperator() == OO_Star)) {
          Here = Parent;
          continue;
        }
        if (Operator->getOperator() == OO_Equal && (Method->isDefaulted() || Method->getParent()->isInStdNamespace())) {
          Note(Event::Kind::Copy, Operator, Operator->getArg(1));
          return;
        }
        if (givesPlace(Method, Apis) && !isLookedAt(Operator, Above.take_front(I)))
          Escape();
        if (Method->isConst())
          return;
        Note(Event::Kind::Method, Operator, Operator);
        if (!returnsThis(Method))
          return;
        Here = Parent;
        continue;
      }
    }
    if (isa<CallExpr>(Parent) || isa<CXXConstructExpr>(Parent)) {
      model::Call C = model::Call::of(Parent);
      if (C.Callee == nullptr)
        return Escape();
      if (model::isForwarding(C.Callee)) {
        for (const Cell &Each : Own)
          moved(Each, Above.take_front(I), InLambda);
        return;
      }
      for (unsigned A = 0; A < C.Arguments.size(); ++A)
        if (C.Arguments[A]->IgnoreParens() == Here->IgnoreParens()) {
          QualType Parameter = A < C.Callee->getNumParams() ? C.Callee->getParamDecl(A)->getType() : C.Arguments[A]->getType();
          if (isReadOnly(Parameter) || (!Parameter->isReferenceType() && !Parameter->isPointerType()))
            return;
          const auto *Made = dyn_cast<CXXConstructExpr>(Parent);
          if (Made != nullptr && !InLambda && isGuard(Made, A, Above.take_front(I), Function))
            return Note(Event::Kind::Unknown, Parent);
          if ((Object == nullptr && IsAddress) || Made != nullptr)
            return Escape();
          return Note(Event::Kind::Call, Parent, Parent, A);
        }
      return;
    }
    if (const auto *Operator = dyn_cast<UnaryOperator>(Parent)) {
      if (Operator->isIncrementDecrementOp())
        return Escape();
      if (Operator->getOpcode() != UO_Deref && Operator->getOpcode() != UO_AddrOf)
        return;
      IsAddress = Operator->getOpcode() == UO_AddrOf;
      Here = Parent;
      continue;
    }
    if (const auto *Operator = dyn_cast<BinaryOperator>(Parent)) {
      bool IsLeft = Operator->getLHS()->IgnoreParens() == Here->IgnoreParens();
      // Another object from now on.
      if (Operator->isAssignmentOp() && IsLeft && IsAddress)
        return Escape();
      if (Operator->isAssignmentOp() && IsLeft)
        return Note(Event::Kind::Copy, Operator, Operator->getRHS());
      if (Operator->isComparisonOp())
        return;
    }
    return Escape();
  }
  // A member keeps the address, or is a reference.
  if (Initialising != nullptr && (IsAddress || Here->isGLValue()))
    Escape();
}

} // namespace tenantscan::strings
