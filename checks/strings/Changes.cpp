//===- Changes.cpp - What a function does to its texts ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Changes.h"

#include "checks/Places.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"

#include <tuple>

using namespace clang;

namespace tenantscan::strings {

const RecordDecl *objectClass(QualType T) {
  T = T.getNonReferenceType().getCanonicalType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const RecordDecl *Class = T->getAsRecordDecl();
  if (const auto *Pointer = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Class);
      Pointer != nullptr && Pointer->isInStdNamespace() && Pointer->getName() == "unique_ptr" &&
      Pointer->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    Class = Pointer->getTemplateArgs()[0].getAsType()->getAsRecordDecl();
  return Class != nullptr ? Class->getDefinition() : nullptr;
}

static llvm::SmallVector<const FieldDecl *, 4> findTextFields(const RecordDecl *Class, model::ApiMatcher &Apis, const model::Project &P) {
  static constexpr size_t MaxFields = 64;
  llvm::SmallVector<const FieldDecl *, 4> Fields;
  bool IsPair = Class->isInStdNamespace() && Class->getIdentifier() != nullptr && Class->getName() == "pair";
  if (!IsPair && !isProjectCode(Class->getLocation(), Class->getASTContext().getSourceManager(), P))
    return Fields;
  if (const auto *Derived = dyn_cast<CXXRecordDecl>(Class))
    for (const CXXBaseSpecifier &Base : Derived->bases())
      if (!Base.isVirtual())
        Fields.append(textFieldsOf(Base.getType()->getAsCXXRecordDecl(), Apis, P));
  for (const FieldDecl *Field : Class->fields())
    if ((Apis.isText(Field->getType()) || Apis.isTextList(Field->getType())) && !Field->getType()->isReferenceType())
      Fields.push_back(Field);
  if (Fields.size() > MaxFields)
    Fields.clear();
  return Fields;
}

llvm::SmallVector<const FieldDecl *, 4> textFieldsOf(const RecordDecl *Class, model::ApiMatcher &Apis, const model::Project &P) {
  Class = Class == nullptr ? nullptr : Class->getDefinition();
  if (Class == nullptr || Class->isDependentContext() || Class->isUnion() || Class->isLambda())
    return {};
  return Apis.fieldsOf(Class, [&] { return findTextFields(Class, Apis, P); });
}

llvm::SmallVector<const FieldDecl *, 4> handedFieldsOf(QualType Object, model::ApiMatcher &Apis, const model::Project &P) {
  static constexpr size_t MaxFields = 8;
  llvm::SmallVector<const FieldDecl *, 4> Fields;
  if (!Object->isDependentType() && !Apis.isText(Object))
    Fields = textFieldsOf(objectClass(Object), Apis, P);
  if (Fields.size() > MaxFields)
    Fields.clear();
  return Fields;
}

bool isObjectPlace(QualType Parameter, model::ApiMatcher &Apis) {
  if (!Parameter->isPointerType())
    return false;
  QualType Text = Parameter->getPointeeType();
  return Text->isRecordType() && !Text.isConstQualified() && Apis.isText(Text);
}

bool isBuffer(QualType Parameter) {
  return Parameter->isPointerType() && Parameter->getPointeeType()->isAnyCharacterType() && !Parameter->getPointeeType().isConstQualified();
}

static bool alwaysReturnsThis(const Stmt *S, unsigned Steps, bool &Any);

static bool isThisObject(const Expr *E, unsigned Steps) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
    E = Star->getSubExpr()->IgnoreParenImpCasts();
  if (isa<CXXThisExpr>(E))
    return true;
  // return add("...");
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
  return Call != nullptr && Call->getMethodDecl() != nullptr && Steps < 4 && isThisObject(Call->getImplicitObjectArgument(), Steps + 1) &&
         returnsThis(Call->getMethodDecl(), Steps + 1);
}

static bool alwaysReturnsThis(const Stmt *S, unsigned Steps, bool &Any) {
  if (S == nullptr || isa<LambdaExpr>(S))
    return true;
  if (const auto *Return = dyn_cast<ReturnStmt>(S); Return != nullptr && Return->getRetValue() != nullptr) {
    Any = true;
    return isThisObject(Return->getRetValue(), Steps);
  }
  return llvm::all_of(S->children(), [&](const Stmt *Child) { return alwaysReturnsThis(Child, Steps, Any); });
}

bool returnsThis(const FunctionDecl *Method, unsigned Steps) {
  const FunctionDecl *Body = nullptr;
  const auto *Virtual = dyn_cast<CXXMethodDecl>(Method);
  if (Virtual == nullptr || Virtual->isVirtual() || !Method->getReturnType()->isLValueReferenceType() || !Method->hasBody(Body))
    return false;
  bool Any = false;
  return alwaysReturnsThis(Body->getBody(), Steps, Any) && Any;
}

bool mayReturnThis(const FunctionDecl *F, const model::Project &P) {
  if (returnsThis(F))
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (Method == nullptr || Method->isStatic() || Method->isVirtual() || Method->getDefinition() != nullptr ||
      !Method->getReturnType()->isLValueReferenceType() || Method->getReturnType()->getPointeeType().isConstQualified())
    return false;
  const CXXRecordDecl *Returned = Method->getReturnType()->getPointeeType()->getAsCXXRecordDecl();
  return Returned != nullptr && Returned->getCanonicalDecl() == Method->getParent()->getCanonicalDecl() &&
         isProjectCode(Method->getLocation(), Method->getASTContext().getSourceManager(), P);
}

Changes::Changes(const FunctionDecl *Function, ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P)
    : Function(Function), AST(AST), Apis(Apis), P(P) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Function); Method != nullptr && !Method->isStatic() && !Method->getParent()->isLambda()) {
    ThisClass = Method->getParent();
    for (const FieldDecl *Field : textFieldsOf(ThisClass, Apis, P))
      follow({nullptr, Field});
  }
  for (const ParmVarDecl *Parameter : Function->parameters()) {
    isCandidate(Parameter);
    (void)cellsOf(Parameter);
  }
  findCursors();
  Ancestors Above;
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Function))
    for (const CXXCtorInitializer *Init : Constructor->inits()) {
      Initialising = Init->getInit();
      collect(Initialising, Above, nullptr);
    }
  Initialising = nullptr;
  collect(Function->getBody(), Above, nullptr);
  checkCursors();
  separateAliases();
  followReferences();
  for (const auto *Lost : {&Escaped, &Mixed})
    for (const Cell &C : *Lost) {
      Index.erase(C);
      Changed.erase(C);
    }
}

bool Changes::changesAfter(const Cell &C, SourceLocation Where) const {
  for (const auto &[Statement, Here] : Events)
    for (const Event &E : Here)
      if (E.Where == C && AST.getSourceManager().isBeforeInTranslationUnit(Where, E.At->getExprLoc()))
        return true;
  for (const auto &[Variable, Here] : AfterDeclaration)
    for (const Event &E : Here)
      if (E.Where == C && AST.getSourceManager().isBeforeInTranslationUnit(Where, Variable->getLocation()))
        return true;
  return false;
}

bool Changes::onlyHandsOn(const Cell &Pointer) const {
  return llvm::all_of(eventsOf(Pointer), [](const Event *E) { return E->What == Event::Kind::Call || E->What == Event::Kind::Clear; });
}

std::vector<const Event *> Changes::eventsOf(const Cell &C) const {
  std::vector<const Event *> Found;
  for (const auto &[Statement, Here] : Events)
    for (const Event &E : Here)
      if (E.Where == C)
        Found.push_back(&E);
  // The map is ordered by addresses.
  llvm::sort(Found, [](const Event *A, const Event *B) {
    auto Key = [](const Event *E) { return std::tuple(E->At->getExprLoc(), E->At->getBeginLoc(), E->At->getEndLoc(), E->What, E->Argument); };
    return Key(A) < Key(B);
  });
  return Found;
}

void Changes::follow(const Cell &C) {
  if (!Index.try_emplace(C, static_cast<unsigned>(Cells.size())).second)
    return;
  if (C.Field != nullptr)
    Objects[C.Object].push_back(static_cast<unsigned>(Cells.size()));
  Cells.push_back(C);
}

bool isStreamParameter(const VarDecl *Variable) {
  QualType T = Variable->getType();
  const CXXRecordDecl *Class = isa<ParmVarDecl>(Variable) && T->isLValueReferenceType() ? T->getPointeeType()->getAsCXXRecordDecl() : nullptr;
  return Class != nullptr && Class->isInStdNamespace() && Class->getIdentifier() != nullptr && Class->getName() == "basic_ostream";
}

bool Changes::isCandidate(const VarDecl *Variable) {
  if (Index.count({Variable, nullptr}) != 0)
    return true;
  bool IsHere = Variable->isLocalVarDeclOrParm() && !Variable->isStaticLocal() &&
                dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod()) == Function && !Variable->getType()->isDependentType();
  if (!IsHere || (!Apis.isText(Variable->getType()) && !Apis.isTextList(Variable->getType()) && !isStreamParameter(Variable) &&
                  !(isa<ParmVarDecl>(Variable) && isObjectPlace(Variable->getType(), Apis))))
    return false;
  follow({Variable, nullptr});
  return true;
}

llvm::ArrayRef<unsigned> Changes::cellsOf(const VarDecl *Object) {
  if (auto Known = Objects.find(Object); Known != Objects.end() || Object == nullptr)
    return Known == Objects.end() ? llvm::ArrayRef<unsigned>() : llvm::ArrayRef<unsigned>(Known->second);
  Objects[Object];
  QualType T = Object->getType();
  bool IsHere = Object->isLocalVarDeclOrParm() && !Object->isStaticLocal() &&
                dyn_cast_or_null<FunctionDecl>(Object->getParentFunctionOrMethod()) == Function && !T->isDependentType();
  // What a reference stands for may be known by another name.
  if (!IsHere || ((T->isReferenceType() || T->isPointerType()) && !isa<ParmVarDecl>(Object)) || Apis.isText(T))
    return {};
  for (const FieldDecl *Field : textFieldsOf(objectClass(T), Apis, P))
    follow({Object, Field});
  return Objects[Object];
}

void Changes::add(Event E, bool InLambda) {
  if (IsForeign && E.Where.Field != nullptr && E.What == Event::Kind::Assign) {
    Foreign.push_back(E);
    ChangedElsewhere.insert(E.Where.Field);
    return;
  }
  // When a lambda runs is not known.
  if (InLambda || IsForeign)
    return escape(E.Where);
  Changed.insert(E.Where);
  Events[E.At].push_back(E);
}

void Changes::escape(const Cell &C) {
  if (IsForeign && C.Field == nullptr) {
    ChangedGlobals.insert(C.Object);
  } else if (IsForeign) {
    ChangedElsewhere.insert(C.Field);
    Foreign.emplace_back().Where = C;
  } else {
    Escaped.insert(C);
    if (!IsWhole)
      EscapedItself.insert(C);
  }
}

void Changes::collectDeclaration(const VarDecl *Variable, const Ancestors &Above) {
  // In a loop it is another one each time, with another value.
  if (IsRepeated || llvm::any_of(Above, [](const Stmt *A) { return isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(A); }))
    MaybeChanged.insert(Variable);
  if (Variable->getType()->isIntegerType() && Variable->getInit() != nullptr)
    Numbers[Variable].push_back({Variable->getInit(), false});
  Event E;
  E.What = Event::Kind::Declare;
  E.Value = Variable->getInit();
  if (isCandidate(Variable)) {
    E.Where = {Variable, nullptr};
    Declarations[Variable].push_back(E);
  }
  for (unsigned I : cellsOf(Variable)) {
    E.Where = Cells[I];
    Declarations[Variable].push_back(E);
  }
}

bool isTextOfFile(const VarDecl *Variable, model::ApiMatcher &Apis) {
  QualType T = Variable->getType();
  const Type *Element = T->isArrayType() ? T->getBaseElementTypeUnsafe() : T.getTypePtr();
  return Variable->isFileVarDecl() && !Variable->isExternallyVisible() && !T->isReferenceType() && !T.isVolatileQualified() &&
         !T->isDependentType() && (Apis.isText(QualType(Element, 0)) || Apis.isText(T));
}

bool isStaticText(const VarDecl *Variable, model::ApiMatcher &Apis) {
  QualType T = Variable->getType();
  return Variable->hasGlobalStorage() && !Variable->isStaticDataMember() && !Variable->isConstexpr() && !T.isConstQualified() &&
         !T.isVolatileQualified() && !T->isReferenceType() && !T->isDependentType() && Apis.isText(T);
}

bool isSharedText(const VarDecl *Variable, model::ApiMatcher &Apis) {
  QualType T = Variable->getType();
  return Variable->isFileVarDecl() && !Variable->isStaticDataMember() && Variable->isExternallyVisible() && !T->isReferenceType() &&
         !T->isArrayType() && !T.isVolatileQualified() && !T->isDependentType() && Apis.isText(T);
}

bool isSharedText(const FieldDecl *Field, model::ApiMatcher &Apis, const model::Project &P) {
  const auto *Class = dyn_cast<RecordDecl>(Field->getDeclContext());
  QualType T = Field->getType();
  return Class != nullptr && !Class->isUnion() && !Class->isDependentContext() && !isa<ClassTemplateSpecializationDecl>(Class) &&
         !T->isReferenceType() && !T->isArrayType() && !T.isVolatileQualified() && Apis.isText(T) &&
         isProjectCode(Class->getLocation(), Field->getASTContext().getSourceManager(), P);
}

void Changes::collect(const Stmt *S, Ancestors &Above, const LambdaExpr *Lambda) {
  // What is never evaluated changes nothing.
  if (S == nullptr || isa<UnaryExprOrTypeTraitExpr>(S) || isa<CXXNoexceptExpr>(S) || isa<CXXTypeidExpr>(S))
    return;
  auto Root = [&](const Expr *Reference, const VarDecl *Object) {
    if (Lambda != nullptr) {
      InLambdas[Reference] = Lambda;
      if (const auto *Member = dyn_cast_or_null<MemberExpr>(Above.empty() ? nullptr : Above.back()))
        InLambdas[Member] = Lambda;
    }
    classifyObject(Reference, Object, Above, Lambda != nullptr);
  };
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Lambda == nullptr && seeCursor(Reference, Above))
      return;
    if (Variable != nullptr && isCandidate(Variable)) {
      if (Lambda == nullptr && beginsCursor({Variable, nullptr}, Above))
        return;
      if (Lambda != nullptr)
        InLambdas[Reference] = Lambda;
      if (isa<ParmVarDecl>(Variable) && isObjectPlace(Variable->getType(), Apis))
        classifyPlace(Reference, {Variable, nullptr}, Above, Lambda != nullptr);
      else
        classify(Reference, {Variable, nullptr}, Above, Lambda != nullptr);
    } else if (Variable != nullptr && !cellsOf(Variable).empty()) {
      Root(Reference, Variable);
    } else if (Variable != nullptr && (isTextOfFile(Variable, Apis) || isSharedText(Variable, Apis) || isStaticText(Variable, Apis))) {
      IsForeign = true;
      classify(Reference, {Variable, nullptr}, Above, Lambda != nullptr);
      IsForeign = false;
      if (isStaticText(Variable, Apis)) {
        follow({Variable, nullptr});
        classify(Reference, {Variable, nullptr}, Above, Lambda != nullptr);
      }
    } else if (Variable != nullptr && isTableOfFile(Variable)) {
      if (!isOnlyRead(Reference, Above))
        ChangedGlobals.insert(Variable);
    } else if (Variable != nullptr && !Variable->getType().isConstQualified()) {
      // A number that is only ever read keeps its value.
      const auto *Cast = Above.empty() ? nullptr : dyn_cast<ImplicitCastExpr>(Above.back());
      // va_start(arguments, last)
      const auto *Call = Above.empty() ? nullptr : dyn_cast<CallExpr>(Above.back());
      unsigned Builtin = Call == nullptr || Call->getDirectCallee() == nullptr ? 0 : Call->getDirectCallee()->getBuiltinID();
      if (Builtin == Builtin::BI__builtin_va_start || Builtin == Builtin::BI__va_start)
        return;
      if (Cast == nullptr || Cast->getCastKind() != CK_LValueToRValue) {
        MaybeChanged.insert(Variable);
        const auto *Operator = Above.empty() ? nullptr : dyn_cast<BinaryOperator>(Above.back());
        bool IsCounted =
            Operator != nullptr && Operator->getLHS() == S && (Operator->getOpcode() == BO_Assign || Operator->getOpcode() == BO_AddAssign);
        if (Variable->getType()->isIntegerType())
          Numbers[Variable].push_back(
              {IsCounted && Lambda == nullptr ? Operator->getRHS() : nullptr, IsCounted && Operator->getOpcode() == BO_AddAssign});
      }
    }
    return;
  }
  if (isa<CXXThisExpr>(S) && ThisClass != nullptr)
    return Root(cast<Expr>(S), nullptr);
  if (const auto *Member = dyn_cast<MemberExpr>(S)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    const Expr *Base = Member->getBase()->IgnoreParenImpCasts();
    const auto *Reference = dyn_cast<DeclRefExpr>(Base);
    const auto *Object = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    bool IsFollowed = (isa<CXXThisExpr>(Base) && ThisClass != nullptr) || (Object != nullptr && !cellsOf(Object).empty());
    // A member of an object that is not followed.
    if (Field != nullptr && !IsFollowed && Apis.isText(Field->getType())) {
      IsForeign = true;
      classify(Member, {nullptr, Field}, Above, Lambda != nullptr);
      IsForeign = false;
    }
  }
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(S))
    return collect(Default->getExpr(), Above, Lambda);
  // Around it is what makes the task.
  if (const auto *Coroutine = dyn_cast<CoroutineBodyStmt>(S))
    return collect(Coroutine->getBody(), Above, Lambda);
  HasTry = HasTry || isa<CXXTryStmt>(S);
  IsRepeated = IsRepeated || isa<LabelStmt>(S);
  if (const auto *Return = dyn_cast<ReturnStmt>(S); Return != nullptr && Return->getRetValue() != nullptr && Lambda == nullptr)
    Returned.push_back(Return->getRetValue());
  if (const auto *Return = dyn_cast<CoreturnStmt>(S); Return != nullptr && Return->getOperand() != nullptr && Lambda == nullptr)
    Returned.push_back(Return->getOperand());
  if (ThisClass != nullptr && Lambda == nullptr && (isa<CallExpr>(S) || isa<CXXConstructExpr>(S)))
    Calls.push_back(cast<Expr>(S));
  if (const auto *Declaration = dyn_cast<DeclStmt>(S); Declaration != nullptr && Lambda == nullptr)
    for (const Decl *D : Declaration->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D); Variable != nullptr)
        collectDeclaration(Variable, Above);
  Above.push_back(S);
  const auto *Inner = dyn_cast<LambdaExpr>(S);
  for (const Stmt *Child : S->children())
    collect(Child, Above, Inner != nullptr && Child == Inner->getBody() ? Inner : Lambda);
  Above.pop_back();
}

} // namespace tenantscan::strings
