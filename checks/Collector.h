//===- Collector.h - Collects what the checks look at ------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_COLLECTOR_H
#define TENANTSCAN_CHECKS_COLLECTOR_H

#include "checks/Connections.h"
#include "checks/Handlers.h"
#include "checks/Indirect.h"
#include "checks/KeySites.h"
#include "checks/OwnFacts.h"
#include "checks/Places.h"
#include "checks/TaskBodies.h"
#include "checks/strings/Evaluator.h"
#include "checks/values/Bindings.h"
#include "checks/values/Contents.h"
#include "checks/values/Memberships.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/StringSet.h"

namespace tenantscan {

/// Walks over a unit for collectSites(). Sites.cpp has the sites themselves, Chains.cpp
/// the operators that build a text or bind values, CallFlows.cpp how text and connections
/// travel between functions.
class Collector : public clang::RecursiveASTVisitor<Collector> {
public:
  Collector(clang::ASTContext &AST, const model::Project &P, const std::vector<std::string> *OwnFiles, UnitFacts &Out)
      : Owned(AST, OwnFiles, Out), AST(AST), P(P), Out(Out), Apis(P), Strings(AST, Apis, P), Values(AST, Apis, P), Bound(AST, Apis, Values),
        Members(AST, Apis, P, Strings, Bound), Held(AST, Apis, Values, P), Stored(AST, Apis, Strings, Held, P, Out), Requests(AST, Apis, Values, P),
        Tasks(AST, Apis, P), Sessions(AST, Apis, P) {
    Values.setMemberships(&Members);
  }

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseDecl(clang::Decl *D) {
    const auto *Function = llvm::dyn_cast_or_null<clang::FunctionDecl>(D);
    bool Named =
        Function != nullptr && !(llvm::isa<clang::CXXMethodDecl>(Function) && llvm::cast<clang::CXXMethodDecl>(Function)->getParent()->isLambda());
    if (Named)
      Functions.push_back(Function);
    Strings.enter(around());
    if (Function != nullptr)
      Bodies.emplace_back();
    OwnFacts::Scope Within(Owned, D);
    bool Result = RecursiveASTVisitor::TraverseDecl(D);
    if (Function != nullptr)
      leaveBody(Function);
    if (Named) {
      Functions.pop_back();
      Stored.leaveFunction();
    }
    Strings.enter(around());
    return Result;
  }
  bool TraverseLambdaExpr(clang::LambdaExpr *E) {
    Bodies.emplace_back();
    bool Result = RecursiveASTVisitor::TraverseLambdaExpr(E);
    leaveBody(E->getCallOperator());
    return Result;
  }
  void finish() {
    Sessions.finish(Out.Sites);
    Requests.finish(Out);
    Tasks.finish(Out);
    Owned.finish();
  }

  bool VisitCallExpr(clang::CallExpr *E) {
    noteNamed(E->getCallee());
    if (!E->isTypeDependent() && !E->isValueDependent()) {
      Callees.insert(E->getCallee()->IgnoreParenImpCasts());
      holdGiven(E);
      look(E);
      if (!Owned.isElsewhere())
        addIndirectCall(E);
    }
    return true;
  }
  // In a template the end of a chain may depend on its parameters: what comes
  // before it is a part of a text, which is known where the template is used.
  bool VisitBinaryOperator(clang::BinaryOperator *E) {
    if (E->isAssignmentOp() && !E->isTypeDependent()) {
      Requests.assignment(E->getLHS(), E->getRHS(), around());
      hold(holderIn(E->getLHS()), E->getRHS());
    }
    if (E->isTypeDependent() && (E->getOpcode() == clang::BO_Shl || E->getOpcode() == clang::BO_Comma))
      skipChain(E->getLHS());
    return true;
  }
  bool VisitCXXOperatorCallExpr(clang::CXXOperatorCallExpr *E) {
    if (E->isAssignmentOp() && E->getNumArgs() == 2 && !E->isTypeDependent()) {
      Requests.assignment(E->getArg(0), E->getArg(1), around());
      hold(holderIn(E->getArg(0)), E->getArg(1));
    }
    if (E->isTypeDependent() && E->getNumArgs() == 2 && isChainOperator(E))
      skipChain(E->getArg(0));
    return true;
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr *E) {
    if (!E->isTypeDependent() && !E->isValueDependent())
      look(E);
    return true;
  }

  bool TraverseConstructorInitializer(clang::CXXCtorInitializer *Init) {
    if (Init->getMember() != nullptr && Init->getInit() != nullptr && !Init->getInit()->isTypeDependent())
      hold(Init->getMember(), Init->getInit());
    return RecursiveASTVisitor::TraverseConstructorInitializer(Init);
  }
  bool VisitFieldDecl(clang::FieldDecl *D) {
    if (D->hasInClassInitializer() && D->getInClassInitializer() != nullptr && !D->getInClassInitializer()->isTypeDependent())
      hold(D, D->getInClassInitializer());
    if (D->hasInClassInitializer() && D->getInClassInitializer() != nullptr && !Owned.isElsewhere() && strings::isSharedText(D, Apis, P))
      addShared(D, Strings.evaluate(D->getInClassInitializer()));
    return true;
  }
  bool VisitInitListExpr(clang::InitListExpr *E) {
    if (!E->isTypeDependent()) {
      Requests.list(E, around());
      addListed(E);
      for (const auto &[Field, Function] : functionsIn(E))
        hold(Field, Function);
      const clang::RecordDecl *Record = E->getType()->getAsRecordDecl();
      if (Record != nullptr && isProjectCode(Record->getLocation(), AST.getSourceManager(), P))
        for (const clang::Expr *Value : E->inits())
          noteNamed(Value);
    }
    return true;
  }

  bool VisitNamedDecl(clang::NamedDecl *D) {
    if (!Out.NamesTenant && D->getDeclName().isIdentifier())
      Out.NamesTenant = P.Names.mayMention(std::string_view(D->getName()));
    return true;
  }

  // What other units get that see a declaration only.
  bool VisitFunctionDecl(clang::FunctionDecl *F) {
    const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(F);
    bool IsVirtual = Method != nullptr && Method->isVirtual();
    if (!Owned.isElsewhere() && F->isThisDeclarationADefinition() && ((F->isExternallyVisible() && !F->isInlined()) || IsVirtual) &&
        !F->isDependentContext() && F->hasBody()) {
      if (returnsText(F))
        addResult(F);
      else if (values::Contents::isDocument(F->getReturnType(), AST, P))
        addDocument(F);
      addParts(F);
      if (Method != nullptr && !Method->isStatic() && !Method->isConst())
        addKept(F);
      if (F->isVariadic())
        addWritten(F);
    }
    return true;
  }

  // A variable that other units see, too: where it is made, and where it is changed.
  bool VisitDeclRefExpr(clang::DeclRefExpr *E) {
    if (Callees.count(E) == 0)
      noteReference(E->getDecl());
    // &Job::sql
    if (const auto *Field = llvm::dyn_cast<clang::FieldDecl>(E->getDecl()))
      addUnseen(Field);
    addUnseenCall(E);
    if (const auto *Variable = llvm::dyn_cast<clang::VarDecl>(E->getDecl()); Variable != nullptr && isSharedText(Variable))
      if (around() == nullptr || Strings.changesShared(around(), Variable))
        addShared(Variable, Strings.unknown(E));
    return true;
  }

  bool VisitMemberExpr(clang::MemberExpr *E) {
    if (Callees.count(E) == 0)
      noteReference(E->getMemberDecl());
    return true;
  }
  bool VisitOverloadExpr(clang::OverloadExpr *E) {
    for (const clang::NamedDecl *D : E->decls()) {
      const auto *Template = llvm::dyn_cast<clang::FunctionTemplateDecl>(D->getUnderlyingDecl());
      if (const auto *F = llvm::dyn_cast<clang::ValueDecl>(Template != nullptr ? Template->getTemplatedDecl() : D->getUnderlyingDecl()))
        noteReference(F);
    }
    return true;
  }

  bool VisitOffsetOfExpr(clang::OffsetOfExpr *E) {
    for (unsigned I = 0; I < E->getNumComponents(); ++I)
      if (E->getComponent(I).getKind() == clang::OffsetOfNode::Field)
        addUnseen(E->getComponent(I).getField());
    return true;
  }
  // Job(name, sql), of a class without a constructor
  bool VisitCXXParenListInitExpr(clang::CXXParenListInitExpr *E) {
    if (!E->isTypeDependent())
      addUnseen(E->getType());
    return true;
  }
  // auto &[name, sql] = *job;
  bool VisitDecompositionDecl(clang::DecompositionDecl *D) {
    if (D->getType()->isReferenceType() && !D->getType().getNonReferenceType().isConstQualified() && !D->getType()->isDependentType())
      addUnseen(D->getType().getNonReferenceType());
    return true;
  }

  // What calls of a generic lambda make of it is no child of the lambda.
  bool VisitLambdaExpr(clang::LambdaExpr *E) {
    if (clang::FunctionTemplateDecl *Template = E->getDependentCallOperator())
      for (clang::FunctionDecl *Specialization : Template->specializations())
        TraverseDecl(Specialization);
    return true;
  }
  // `Statement s = (session << "a"); s << "b";`
  bool VisitVarDecl(clang::VarDecl *D) {
    if (D->getInit() != nullptr && !D->getInit()->isTypeDependent() && !D->getInit()->isValueDependent())
      Requests.variable(D, around());
    if (D->isLocalVarDecl() && D->getInit() != nullptr)
      if (const auto *List = llvm::dyn_cast<clang::InitListExpr>(D->getInit()->IgnoreImplicit()))
        Followed.insert(List);
    if (D->getInit() != nullptr && D->isThisDeclarationADefinition() == clang::VarDecl::Definition && isSharedText(D))
      addShared(D, Strings.evaluate(D->getInit()));
    // A lambda is called by its own name, whatever variable holds it.
    const clang::CXXRecordDecl *Class = D->getType()->getAsCXXRecordDecl();
    if (D->getInit() != nullptr && !D->getInit()->isTypeDependent() && (Class == nullptr || !Class->isLambda()))
      hold(D, D->getInit());
    if (D->isCXXForRangeDecl() && D->getInit() != nullptr && !D->getInit()->isTypeDependent())
      holdLooped(D);
    if (!D->isLocalVarDecl() || D->getInit() == nullptr || !D->getType()->isRecordType() || Functions.empty())
      return true;
    llvm::SmallVector<const clang::Expr *, 2> Links = linksOf(D->getInit());
    if (!Links.empty() && appendsTo(D) != 0)
      Grown.insert(Links.begin(), Links.end());
    return true;
  }
  // What is never evaluated hands no text to anyone.
  bool TraverseDecltypeTypeLoc(clang::DecltypeTypeLoc, bool = true) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(clang::UnaryExprOrTypeTraitExpr *) { return true; }
  bool TraverseCXXNoexceptExpr(clang::CXXNoexceptExpr *) { return true; }
  bool TraverseConceptRequirement(clang::concepts::Requirement *) { return true; }

private:
  static bool isChainOperator(const clang::CXXOperatorCallExpr *E) {
    return E->getOperator() == clang::OO_LessLess || E->getOperator() == clang::OO_Comma;
  }
  void skipChain(const clang::Expr *E);
  void look(const clang::Expr *E);
  bool isInInstantiated();
  unsigned appendsTo(const clang::VarDecl *Variable);
  llvm::SmallVector<const clang::Expr *, 2> linksOf(const clang::Expr *E);
  const clang::Expr *grownElsewhere(const model::Call &C);
  const clang::Expr *chainBase(const clang::Expr *E, llvm::SmallVectorImpl<const clang::Expr *> &Appended);
  void add(const model::Call &C, const model::Api &A, const strings::AbstractString &Text);
  strings::AbstractString decidable(strings::AbstractString Text);
  strings::AbstractString reachedAt(const clang::Expr *Call, const strings::AbstractString &Text);
  bool runsItsObject(const clang::FunctionDecl *F);
  void addExecution(const model::Call &C, const model::Api &A);
  strings::AbstractString statementNames(const model::Call &C, const model::Api &A);
  void nameEach(const strings::AbstractString &Names, const strings::AbstractString &From, std::vector<SourceText> &Texts) const;
  std::vector<BoundValue> boundBy(const model::Call &C, const model::Api &A);
  void noteChain(const clang::CXXOperatorCallExpr *Outermost);
  void addSetting(const model::Call &C, const model::SettingApi &S);
  void addConnect(const model::Call &C);
  void addKey(const model::Call &C, const model::KeyApi &K);
  void noteChecked(const strings::AbstractString &Text, SqlSite &Site, const clang::Expr *Call);
  bool isChecked(const clang::VarDecl *Variable, const clang::Expr *Before);
  const clang::FunctionDecl *around() const { return Functions.empty() ? nullptr : Functions.back(); }
  void leaveBody(const clang::FunctionDecl *Body) {
    if (Body->doesThisDeclarationHaveABody() && !Body->isDependentContext()) {
      Requests.function(Body, around());
      Tasks.function(Body, around());
      if (!Owned.isElsewhere())
        for (auto &[Field, Text] : Strings.putBy(Body))
          addShared(Field, std::move(Text));
    }
    Sessions.follow(Body, Bodies.back(), Out);
    Bodies.pop_back();
  }
  void addCall(const model::Call &C);
  void addMembers(const model::Call &C, CallFlow &Flow);
  void addDocuments(const model::Call &C, CallFlow &Flow);
  void addIndirectCall(const clang::CallExpr *E);
  void addChosen(const clang::CallExpr *E);
  void holdGiven(const clang::CallExpr *E);
  void holdLooped(const clang::VarDecl *Variable);
  void hold(const clang::ValueDecl *Holder, const clang::FunctionDecl *F);
  void holdSink(const clang::ValueDecl *Holder, const clang::FunctionDecl *F);
  void hold(const clang::ValueDecl *Holder, const clang::Expr *Value);
  void noteNamed(const clang::Expr *Function);
  void addUnseenCall(const clang::DeclRefExpr *Named);
  void addTenantArguments(const model::Call &C);
  void addSessionCalls(const model::Call &C);
  /// Indices of parameters.
  struct Parameters {
    std::vector<unsigned> Tenants;
    std::vector<unsigned> Others;
    std::vector<unsigned> Connections;
  };
  const Parameters &parametersOf(const clang::FunctionDecl *Callee);
  void addResult(const clang::FunctionDecl *F);
  void addDocument(const clang::FunctionDecl *F);
  void addWritten(const clang::FunctionDecl *F);
  void addParts(const clang::FunctionDecl *F);
  void addKept(const clang::FunctionDecl *F);
  bool isSharedText(const clang::VarDecl *Variable) {
    return strings::isSharedText(Variable, Apis) && isProjectCode(Variable->getLocation(), AST.getSourceManager(), P);
  }
  void addShared(const clang::ValueDecl *Holder, strings::AbstractString Text);
  void addListed(const clang::InitListExpr *List);
  void addPlaced(const model::Call &C);
  void addUnseen(const clang::FieldDecl *Field) {
    if (!Owned.isElsewhere() && strings::isSharedText(Field, Apis, P))
      addShared(Field, Strings.unknown(nullptr));
  }
  void addUnseen(clang::QualType Object) {
    if (const clang::RecordDecl *Class = Object->getAsRecordDecl())
      for (const clang::FieldDecl *Field : Class->fields())
        addUnseen(Field);
  }
  void addOverrides(const strings::AbstractString &Text);
  void noteCallers(const clang::ParmVarDecl *Parameter);
  void noteReference(const clang::ValueDecl *D);
  void addBases(const clang::CXXMethodDecl *Method, const std::string &Usr);
  bool takesText(const clang::FunctionDecl *Callee);
  bool takesFlag(const clang::FunctionDecl *Callee);
  bool returnsText(const clang::FunctionDecl *F);
  /// \p Place: the call that the text is given to.
  std::vector<SourceText> textsOf(const strings::AbstractString &Text, const clang::Expr *Place = nullptr) {
    return sourceTexts(Text, AST, [this, Place](const clang::Expr *E) {
      ValueSource S = Place == nullptr ? Values.of(E) : Values.unlessChecked(Values.of(E), E, Place);
      // document.dump()
      return S.What == ValueSource::Kind::Unknown && llvm::isa<clang::CallExpr>(E->IgnoreUnlessSpelledInSource()) ? Held.of(E) : S;
    });
  }
  std::string functionName() const { return Functions.empty() ? std::string() : model::qualifiedName(Functions.back()); }

  OwnFacts Owned;
  clang::ASTContext &AST;
  const model::Project &P;
  UnitFacts &Out;
  model::ApiMatcher Apis;
  strings::Evaluator Strings;
  values::Origins Values;
  values::Bindings Bound;
  values::Memberships Members;
  values::Contents Held;
  KeySites Stored;
  Handlers Requests;
  TaskBodies Tasks;
  Connections Sessions;
  /// The calls that run SQL, of every function and lambda around.
  std::vector<Connections::Body> Bodies;
  llvm::SmallVector<const clang::FunctionDecl *, 4> Functions;
  /// Calls that were looked at as a part of a chain.
  llvm::SmallPtrSet<const clang::Expr *, 16> Done;
  /// See isInInstantiated().
  llvm::DenseMap<const clang::FunctionDecl *, bool> Instantiated;
  /// What operators do behind a call that takes SQL: their right operands, in order.
  llvm::DenseMap<const clang::Expr *, llvm::SmallVector<const clang::Expr *, 4>> Chained;
  /// Calls with a part of a text only: more is added elsewhere.
  llvm::SmallPtrSet<const clang::Expr *, 4> Grown;
  /// Functions of the project.
  llvm::DenseMap<const clang::FunctionDecl *, Parameters> CalledParameters;
  /// Functions of the project with a parameter that is text.
  llvm::DenseMap<const clang::FunctionDecl *, bool> TextFunctions;
  /// Lists that make local objects, which are followed.
  llvm::SmallPtrSet<const clang::Expr *, 8> Followed;
  /// Names of functions that are called there, or kept by something whose calls are noted.
  llvm::SmallPtrSet<const clang::Expr *, 16> Named;
  /// How many texts variables and members were given.
  llvm::DenseMap<const clang::ValueDecl *, unsigned> SharedTexts;
  llvm::StringSet<> SeenOverrides;
  /// Names that are called where they stand.
  llvm::SmallPtrSet<const clang::Expr *, 16> Callees;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 8> SeenFunctions;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 8> SeenReferences;
};

} // namespace tenantscan

#endif
