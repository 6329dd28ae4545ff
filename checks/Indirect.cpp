//===- Indirect.cpp - Calls through variables and members -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Indirect.h"

using namespace clang;

namespace tenantscan {

// `front()`, `at(i)` of a list of the standard library.
static bool isElementOf(const CXXMethodDecl *Method) {
  static constexpr llvm::StringLiteral Names[] = {"at", "front", "back", "top"};
  return Method->getParent()->isInStdNamespace() && Method->getDeclName().isIdentifier() && llvm::is_contained(Names, Method->getName());
}

const ValueDecl *holderIn(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  // (*run)(text)
  if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
    E = Star->getSubExpr()->IgnoreParenImpCasts();
  // runs[i](text), runs.at(i)(text)
  for (;;) {
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
    const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase()->IgnoreParenImpCasts();
    else if (Operator != nullptr && Operator->getOperator() == OO_Subscript)
      E = Operator->getArg(0)->IgnoreParenImpCasts();
    else if (Call != nullptr && Call->getMethodDecl() != nullptr && isElementOf(Call->getMethodDecl()))
      E = Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
    else
      break;
  }
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    const Expr *List = Variable == nullptr || !mayHoldFunctions(Variable->getType()) ? nullptr : loopedOver(Variable);
    const ValueDecl *Holder = List == nullptr ? nullptr : holderIn(List);
    return Holder != nullptr ? Holder : Variable;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (isa<FieldDecl>(Member->getMemberDecl()) || isa<VarDecl>(Member->getMemberDecl()))
      return Member->getMemberDecl();
  }
  return nullptr;
}

// A class whose objects are called and hold one of many functions, told by how it
// is constructed: std::function, boost::function, absl::AnyInvocable, folly::Function.
static bool holdsFunctions(QualType T) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(T.getNonReferenceType()->getAsCXXRecordDecl());
  if (Class == nullptr || Class->getTemplateArgs().size() == 0)
    return false;
  const TemplateArgument &First = Class->getTemplateArgs()[0];
  return First.getKind() == TemplateArgument::Type && First.getAsType()->isFunctionType();
}

bool mayHoldFunctions(QualType T) {
  for (unsigned Steps = 0; Steps < 4; ++Steps) {
    T = T.getNonReferenceType();
    if (T->isFunctionPointerType() || T->isFunctionType() || holdsFunctions(T))
      return true;
    const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(T->getAsCXXRecordDecl());
    if (T->isArrayType()) {
      T = QualType(T->getBaseElementTypeUnsafe(), 0);
    } else if (Class != nullptr && Class->isInStdNamespace() && Class->getTemplateArgs().size() != 0) {
      // The values of a map are its second argument.
      const TemplateArgument *Last = nullptr;
      for (const TemplateArgument &A : Class->getTemplateArgs().asArray().take_front(Class->getName().contains("map") ? 2 : 1))
        Last = A.getKind() == TemplateArgument::Type ? &A : nullptr;
      if (Last == nullptr)
        return false;
      T = Last->getAsType();
    } else {
      return false;
    }
  }
  return false;
}

bool isListOfFunctions(QualType T) {
  T = T.getNonReferenceType();
  return T->isRecordType() && !holdsFunctions(T) && mayHoldFunctions(T);
}

// The variable that the compiler makes for a loop, which E is, perhaps with `*` or `begin()` around it.
static const VarDecl *loopVariableIn(const Expr *E) {
  for (unsigned Steps = 0; E != nullptr && Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
      const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
      return Variable != nullptr && Variable->isImplicit() ? Variable : nullptr;
    }
    if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
      E = Star->getSubExpr();
    else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E))
      E = Member->getImplicitObjectArgument();
    else if (const auto *Call = dyn_cast<CallExpr>(E); Call != nullptr && Call->getNumArgs() == 1)
      E = Call->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

const Expr *loopedOver(const VarDecl *Variable) {
  const VarDecl *Begin = Variable->isCXXForRangeDecl() && Variable->getInit() != nullptr ? loopVariableIn(Variable->getInit()) : nullptr;
  const VarDecl *Range = Begin != nullptr && Begin->getInit() != nullptr ? loopVariableIn(Begin->getInit()) : nullptr;
  return Range == nullptr ? nullptr : Range->getInit();
}

IndirectCall IndirectCall::of(const CallExpr *E) {
  IndirectCall C;
  unsigned First = 0;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (Operator->getOperator() != OO_Call || !holdsFunctions(Operator->getArg(0)->getType()))
      return C;
    C.Through = holderIn(Operator->getArg(0));
    First = 1;
  } else if (E->getDirectCallee() == nullptr && !isa<CXXMemberCallExpr>(E)) {
    C.Through = holderIn(E->getCallee());
  }
  if (C.Through != nullptr)
    for (unsigned I = First; I < E->getNumArgs(); ++I)
      C.Arguments.push_back(E->getArg(I));
  return C;
}

// The lambda, or the name of a function, that E is, itself or wrapped in an object.
static const Expr *heldIn(const Expr *E) {
  for (unsigned Steps = 0; E != nullptr && Steps < 16; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (isa<LambdaExpr, DeclRefExpr>(E))
      return E;
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary != nullptr && (Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Plus || Unary->getOpcode() == UO_Deref))
      E = Unary->getSubExpr();
    else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() == 1)
      E = Construction->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

const FunctionDecl *functionIn(const Expr *E) {
  const Expr *Held = heldIn(E);
  if (const auto *Lambda = dyn_cast_or_null<LambdaExpr>(Held))
    return Lambda->isGenericLambda() ? nullptr : Lambda->getCallOperator();
  const DeclRefExpr *Name = functionNameIn(E);
  return Name == nullptr ? nullptr : cast<FunctionDecl>(Name->getDecl());
}

const DeclRefExpr *functionNameIn(const Expr *E) {
  const auto *Name = dyn_cast_or_null<DeclRefExpr>(heldIn(E));
  return Name != nullptr && isa<FunctionDecl>(Name->getDecl()) ? Name : nullptr;
}

static void addHeld(const Expr *E, llvm::SmallVectorImpl<HeldFunction> &Out, unsigned Steps) {
  static constexpr unsigned MaxSteps = 6;
  if (E == nullptr || Steps > MaxSteps || E->isTypeDependent())
    return;
  if (const FunctionDecl *F = functionIn(E))
    return Out.push_back({F, functionNameIn(E)});
  const Expr *Inner = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(Inner)) {
    addHeld(Choice->getTrueExpr(), Out, Steps + 1);
    addHeld(Choice->getFalseExpr(), Out, Steps + 1);
  } else if (const auto *Star = dyn_cast<UnaryOperator>(Inner);
             Star != nullptr && (Star->getOpcode() == UO_Deref || Star->getOpcode() == UO_AddrOf)) {
    addHeld(Star->getSubExpr(), Out, Steps + 1);
  } else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(Inner)) {
    addHeld(Cast->getSubExpr(), Out, Steps + 1);
  } else if (const auto *List = dyn_cast<InitListExpr>(Inner)) {
    // A struct has members that are called.
    if (List->getType()->isArrayType() || mayHoldFunctions(List->getType()) || List->getType()->isVoidType())
      for (const Expr *Element : List->inits())
        addHeld(Element, Out, Steps + 1);
  } else if (const auto *Standard = dyn_cast<CXXStdInitializerListExpr>(Inner)) {
    addHeld(Standard->getSubExpr(), Out, Steps + 1);
  } else if (const auto *Construction = dyn_cast<CXXConstructExpr>(Inner);
             Construction != nullptr && Construction->getConstructor()->getParent()->isInStdNamespace()) {
    for (const Expr *Argument : Construction->arguments())
      addHeld(Argument, Out, Steps + 1);
  }
}

llvm::SmallVector<HeldFunction, 2> heldFunctions(const Expr *E) {
  llvm::SmallVector<HeldFunction, 2> Result;
  addHeld(E, Result, 0);
  return Result;
}

llvm::SmallVector<std::pair<const ValueDecl *, const FunctionDecl *>, 4> functionsIn(const InitListExpr *List) {
  llvm::SmallVector<std::pair<const ValueDecl *, const FunctionDecl *>, 4> Result;
  if (!List->isSemanticForm())
    List = List->getSemanticForm();
  const RecordDecl *Record = List == nullptr ? nullptr : List->getType()->getAsRecordDecl();
  if (Record == nullptr || Record->isUnion())
    return Result;
  // Base classes come first.
  const auto *Class = dyn_cast<CXXRecordDecl>(Record);
  unsigned Bases = Class == nullptr ? 0 : Class->getNumBases();
  for (const FieldDecl *Field : Record->fields()) {
    unsigned I = Bases + Field->getFieldIndex();
    if (I < List->getNumInits() && List->getInit(I) != nullptr)
      if (const FunctionDecl *F = functionIn(List->getInit(I)))
        Result.emplace_back(Field, F);
  }
  return Result;
}

// Qt calls what its generated code names, which may be no code of the project.
static bool hasMetaObject(const CXXRecordDecl *Class) {
  Class = Class == nullptr ? nullptr : Class->getDefinition();
  if (Class == nullptr)
    return false;
  if (llvm::any_of(Class->methods(), [](const CXXMethodDecl *M) { return M->getDeclName().isIdentifier() && M->getName() == "qt_metacall"; }))
    return true;
  return llvm::any_of(Class->bases(), [](const CXXBaseSpecifier &Base) { return hasMetaObject(Base.getType()->getAsCXXRecordDecl()); });
}

bool isCalledByNameOnly(const FunctionDecl *F, const ASTContext &AST) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (isa<CXXConstructorDecl, CXXDestructorDecl, CXXConversionDecl>(F) || F->isOverloadedOperator() || F->isMain() || F->isDependentContext() ||
      F->getTemplatedKind() != FunctionDecl::TK_NonTemplate || F->hasAttr<ConstructorAttr>() || F->hasAttr<DestructorAttr>())
    return false;
  if (Method != nullptr && (Method->isVirtual() || Method->getParent()->isLambda() || hasMetaObject(Method->getParent())))
    return false;
  if (!F->isExternallyVisible())
    return true;
  bool IsShared = AST.getLangOpts().PICLevel != 0 && AST.getLangOpts().PIE == 0 && F->getVisibility() == DefaultVisibility;
  return !IsShared && !F->isExternC() && !F->hasAttr<VisibilityAttr>() && !F->hasAttr<DLLExportAttr>() && !F->hasAttr<UsedAttr>();
}

} // namespace tenantscan
