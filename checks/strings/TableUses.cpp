//===- TableUses.cpp - What is done with tables of structs ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `Statement statements[] = {{1, "SELECT ..."}, ...};` keeps what it was given if
// everything in its file only reads it, by index, in loops, or from a pointer on that
// goes through it: `for (const Statement *s = begin; s != end; ++s)`.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Changes.h"
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

static bool isNamed(const FunctionDecl *F, std::initializer_list<llvm::StringRef> Names) {
  return F != nullptr && F->getDeclName().isIdentifier() && llvm::is_contained(Names, F->getName());
}

static const CXXRecordDecl *standardArray(QualType T) {
  const CXXRecordDecl *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Class != nullptr && Class->isInStdNamespace() && Class->getIdentifier() != nullptr && Class->getName() == "array" ? Class : nullptr;
}

bool isTableOfFile(const VarDecl *Variable) {
  QualType T = Variable->getType();
  if (!Variable->isFileVarDecl() || Variable->isExternallyVisible() || T.isVolatileQualified() || T->isDependentType())
    return false;
  if (T->isArrayType())
    return T->getBaseElementTypeUnsafe()->isRecordType();
  const auto *Array = dyn_cast_or_null<ClassTemplateSpecializationDecl>(standardArray(T));
  return Array != nullptr && Array->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
         Array->getTemplateArgs()[0].getAsType()->isRecordType();
}

// `for (const auto &s : table)`, `for (auto s : table)`
static bool isReadInLoop(const CXXForRangeStmt *Loop) {
  const VarDecl *Variable = Loop->getLoopVariable();
  return Variable != nullptr && isReadOnly(Variable->getType());
}

bool isOnlyRead(const Expr *Reference, llvm::ArrayRef<const Stmt *> Above) {
  const Stmt *Here = Reference;
  for (size_t I = Above.size(); I-- > 0;) {
    const Stmt *Parent = Above[I];
    if (const auto *Cast = dyn_cast<CastExpr>(Parent)) {
      QualType To = Cast->getType();
      if (Cast->getCastKind() == CK_LValueToRValue || (To->isPointerType() ? isReadOnly(To) : To.isConstQualified()))
        return true;
      if (isa<ExplicitCastExpr>(Cast))
        return false;
    } else if (const auto *Member = dyn_cast<MemberExpr>(Parent)) {
      const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
      if (Method != nullptr) {
        static constexpr std::initializer_list<llvm::StringRef> Leads = {"begin", "end", "data", "at", "front", "back"};
        if (I == 0 || (Method->isConst() && isReadOnly(Method->getReturnType())))
          return I != 0;
        if (standardArray(Member->getBase()->getType()) == nullptr || !isNamed(Method, Leads))
          return false;
        // What the call gives is climbed from.
        Parent = Above[--I];
      }
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Parent)) {
      bool Leads = Operator->getOperator() == OO_Subscript && Operator->getArg(0) == Here && standardArray(Operator->getArg(0)->getType()) != nullptr;
      if (!Leads)
        return Operator->isComparisonOp();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(Parent)) {
      if (Unary->isIncrementDecrementOp())
        return false;
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(Parent)) {
      if (Binary->isComparisonOp())
        return true;
      if (!Binary->isAdditiveOp())
        return false;
    } else if (isa<CallExpr, CXXConstructExpr>(Parent)) {
      model::Call C = model::Call::of(cast<Expr>(Parent));
      for (unsigned A = 0; C.Callee != nullptr && A < C.Arguments.size() && A < C.Callee->getNumParams(); ++A)
        if (C.Arguments[A] == Here)
          return isReadOnly(C.Callee->getParamDecl(A)->getType()) && !C.Callee->getParamDecl(A)->getType()->isRValueReferenceType();
      return false;
    } else if (const auto *Declaration = dyn_cast<DeclStmt>(Parent)) {
      const auto *Variable = Declaration->isSingleDecl() ? dyn_cast<VarDecl>(Declaration->getSingleDecl()) : nullptr;
      if (Variable == nullptr)
        return false;
      const auto *Loop = I == 0 ? nullptr : dyn_cast<CXXForRangeStmt>(Above[I - 1]);
      return Variable->isImplicit() ? Loop != nullptr && isReadInLoop(Loop)
                                    : isReadOnly(Variable->getType()) && !Variable->getType()->isRValueReferenceType();
    } else if (!isa<ArraySubscriptExpr, ParenExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr>(Parent)) {
      return false;
    }
    Here = Parent;
  }
  return false;
}

namespace {

/// Reads a body once, for one pointer or iterator.
struct Walk {
  const VarDecl *Walker;
  bool isIt(const Expr *E) const {
    const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
    return Reference != nullptr && Reference->getDecl() == Walker;
  }
  /// Whether all that is done to it is to go on, to compare it, and to look at where it is.
  bool onlyGoesOn(const Stmt *S) const {
    if (S == nullptr)
      return true;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
      return Reference->getDecl() != Walker;
    bool Takes = false;
    if (const auto *Unary = dyn_cast<UnaryOperator>(S))
      Takes = Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_Deref;
    else if (const auto *Binary = dyn_cast<BinaryOperator>(S))
      Takes = Binary->isComparisonOp() || Binary->getOpcode() == BO_AddAssign;
    else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S))
      Takes = Operator->isComparisonOp() || Operator->getOperator() == OO_PlusPlus || Operator->getOperator() == OO_PlusEqual ||
              Operator->getOperator() == OO_Star || Operator->getOperator() == OO_Arrow;
    else if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(S))
      return (isIt(Rewritten->getLHS()) || onlyGoesOn(Rewritten->getLHS())) && (isIt(Rewritten->getRHS()) || onlyGoesOn(Rewritten->getRHS()));
    else if (const auto *Member = dyn_cast<MemberExpr>(S))
      Takes = Member->isArrow();
    return llvm::all_of(S->children(), [&](const Stmt *Child) {
      const auto *E = dyn_cast_or_null<Expr>(Child);
      return (Takes && E != nullptr && isIt(E)) || onlyGoesOn(Child);
    });
  }
};

} // namespace

const Expr *walkedFrom(const VarDecl *Variable) {
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  QualType T = Variable->getType();
  bool IsPointer = T->isPointerType() && T->getPointeeType().isConstQualified() && T->getPointeeType()->isRecordType();
  const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  bool IsIterator = Class != nullptr && Class->getIdentifier() != nullptr && Class->getName().contains("iterator");
  if (Function == nullptr || Function->getBody() == nullptr || !Variable->isLocalVarDecl() || Variable->isStaticLocal() ||
      Variable->getInit() == nullptr || !(IsPointer || IsIterator) || !Walk{Variable}.onlyGoesOn(Function->getBody()))
    return nullptr;
  return Variable->getInit()->IgnoreUnlessSpelledInSource();
}

// `table`, `table.begin() + 2`, `std::begin(table)`, `&table[2]`: the table.
static const Expr *tableIn(const Expr *E) {
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
    const auto *Call = dyn_cast<CallExpr>(E);
    const auto *Address = dyn_cast<UnaryOperator>(E);
    const auto *Element =
        Address == nullptr || Address->getOpcode() != UO_AddrOf ? nullptr : dyn_cast<ArraySubscriptExpr>(Address->getSubExpr()->IgnoreParens());
    if (E->getType()->isArrayType())
      return E;
    if (Member != nullptr && isNamed(Member->getMethodDecl(), {"begin", "cbegin", "constBegin", "data", "constData"}))
      return Member->getImplicitObjectArgument();
    if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary != nullptr && Binary->isAdditiveOp() && E->getType()->isPointerType())
      E = Binary->getLHS()->getType()->isIntegerType() ? Binary->getRHS() : Binary->getLHS();
    else if (Operator != nullptr && Operator->getNumArgs() == 2 && (Operator->getOperator() == OO_Plus || Operator->getOperator() == OO_Minus))
      E = Operator->getArg(0);
    else if (Element != nullptr)
      E = Element->getBase();
    else if (Member == nullptr && Operator == nullptr && Call != nullptr && Call->getNumArgs() == 1 && Call->getDirectCallee() != nullptr &&
             Call->getDirectCallee()->isInStdNamespace() && isNamed(Call->getDirectCallee(), {"begin", "cbegin", "data"}))
      return Call->getArg(0)->IgnoreParenImpCasts();
    else
      return nullptr;
  }
  return nullptr;
}

std::vector<const Expr *> Evaluator::elementsFrom(const Expr *E) {
  if (const Expr *Table = tableIn(E))
    return elementsOf(Table);
  // A struct that is looked at where it is.
  E = E->IgnoreParenImpCasts();
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  if (Reference == nullptr ? isa<ArraySubscriptExpr, UnaryOperator, CallExpr>(E) : Reference->getDecl()->getType()->isReferenceType())
    return initialisersOf(E);
  return {};
}

} // namespace tenantscan::strings
