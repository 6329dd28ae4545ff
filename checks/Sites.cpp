//===- Sites.cpp - The calls that the checks look at --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Sites.h"

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
#include "sqlscan/Session.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace tenantscan {

namespace {

class Collector : public RecursiveASTVisitor<Collector> {
public:
  Collector(ASTContext &AST, const model::Project &P, const std::vector<std::string> *OwnFiles, UnitFacts &Out)
      : Owned(AST, OwnFiles, Out), AST(AST), P(P), Out(Out), Apis(P), Strings(AST, Apis, P), Values(AST, Apis, P), Bound(AST, Apis, Values),
        Held(AST, Apis, Values, P), Stored(AST, Apis, Strings, Held, P, Out), Requests(AST, Apis, Values, P), Tasks(AST, Apis, P),
        Sessions(AST, Apis, P) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseDecl(Decl *D) {
    const auto *Function = dyn_cast_or_null<FunctionDecl>(D);
    bool Named = Function != nullptr && !(isa<CXXMethodDecl>(Function) && cast<CXXMethodDecl>(Function)->getParent()->isLambda());
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
  bool TraverseLambdaExpr(LambdaExpr *E) {
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

  bool VisitCallExpr(CallExpr *E) {
    if (!E->isTypeDependent() && !E->isValueDependent()) {
      look(E);
      if (!Owned.isElsewhere())
        addIndirectCall(E);
    }
    return true;
  }
  // In a template the end of a chain may depend on its parameters: what comes
  // before it is a part of a text, which is known where the template is used.
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp() && !E->isTypeDependent()) {
      Requests.assignment(E->getLHS(), E->getRHS(), around());
      hold(holderIn(E->getLHS()), E->getRHS());
    }
    if (E->isTypeDependent() && (E->getOpcode() == BO_Shl || E->getOpcode() == BO_Comma))
      skipChain(E->getLHS());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->isAssignmentOp() && E->getNumArgs() == 2 && !E->isTypeDependent()) {
      Requests.assignment(E->getArg(0), E->getArg(1), around());
      hold(holderIn(E->getArg(0)), E->getArg(1));
    }
    if (E->isTypeDependent() && E->getNumArgs() == 2 && isChainOperator(E))
      skipChain(E->getArg(0));
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    if (!E->isTypeDependent() && !E->isValueDependent())
      look(E);
    return true;
  }

  bool TraverseConstructorInitializer(CXXCtorInitializer *Init) {
    if (Init->getMember() != nullptr && Init->getInit() != nullptr && !Init->getInit()->isTypeDependent())
      hold(Init->getMember(), Init->getInit());
    return RecursiveASTVisitor::TraverseConstructorInitializer(Init);
  }
  bool VisitFieldDecl(FieldDecl *D) {
    if (D->hasInClassInitializer() && D->getInClassInitializer() != nullptr && !D->getInClassInitializer()->isTypeDependent())
      hold(D, D->getInClassInitializer());
    return true;
  }
  bool VisitInitListExpr(InitListExpr *E) {
    if (!E->isTypeDependent()) {
      Requests.list(E, around());
      for (const auto &[Field, Function] : functionsIn(E))
        hold(Field, Function);
    }
    return true;
  }

  bool VisitNamedDecl(NamedDecl *D) {
    if (!Out.NamesTenant && D->getDeclName().isIdentifier())
      Out.NamesTenant = P.Names.mayMention(std::string_view(D->getName()));
    return true;
  }

  // What other units get that see a declaration only.
  bool VisitFunctionDecl(FunctionDecl *F) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    bool IsVirtual = Method != nullptr && Method->isVirtual();
    if (!Owned.isElsewhere() && F->isThisDeclarationADefinition() && ((F->isExternallyVisible() && !F->isInlined()) || IsVirtual) && !F->isDependentContext() &&
        F->hasBody()) {
      if (Apis.isText(F->getReturnType()) || Apis.isTextList(F->getReturnType()))
        addResult(F);
      if (F->isVariadic())
        addWritten(F);
    }
    return true;
  }

  // A variable that other units see, too: where it is made, and where it is changed.
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (const auto *Variable = dyn_cast<VarDecl>(E->getDecl()); Variable != nullptr && isSharedText(Variable))
      if (around() == nullptr || Strings.changesShared(around(), Variable))
        addShared(Variable, Strings.unknown(E));
    return true;
  }

  // What calls of a generic lambda make of it is no child of the lambda.
  bool VisitLambdaExpr(LambdaExpr *E) {
    if (FunctionTemplateDecl *Template = E->getDependentCallOperator())
      for (FunctionDecl *Specialization : Template->specializations())
        TraverseDecl(Specialization);
    return true;
  }
  // `Statement s = (session << "a"); s << "b";`
  bool VisitVarDecl(VarDecl *D) {
    if (D->getInit() != nullptr && !D->getInit()->isTypeDependent() && !D->getInit()->isValueDependent())
      Requests.variable(D, around());
    if (D->getInit() != nullptr && D->isThisDeclarationADefinition() == VarDecl::Definition && isSharedText(D))
      addShared(D, Strings.evaluate(D->getInit()));
    // A lambda is called by its own name, whatever variable holds it.
    const CXXRecordDecl *Class = D->getType()->getAsCXXRecordDecl();
    if (D->getInit() != nullptr && !D->getInit()->isTypeDependent() && (Class == nullptr || !Class->isLambda()))
      hold(D, D->getInit());
    if (!D->isLocalVarDecl() || D->getInit() == nullptr || !D->getType()->isRecordType() || Functions.empty())
      return true;
    llvm::SmallVector<const Expr *, 2> Links = linksOf(D->getInit());
    if (!Links.empty() && appendsTo(D) != 0)
      Grown.insert(Links.begin(), Links.end());
    return true;
  }
  // What is never evaluated hands no text to anyone.
  bool TraverseDecltypeTypeLoc(DecltypeTypeLoc, bool = true) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) { return true; }
  bool TraverseCXXNoexceptExpr(CXXNoexceptExpr *) { return true; }
  bool TraverseConceptRequirement(concepts::Requirement *) { return true; }

private:
  static bool isChainOperator(const CXXOperatorCallExpr *E) { return E->getOperator() == OO_LessLess || E->getOperator() == OO_Comma; }
  void skipChain(const Expr *E);
  void look(const Expr *E);
  unsigned appendsTo(const VarDecl *Variable);
  llvm::SmallVector<const Expr *, 2> linksOf(const Expr *E);
  const Expr *grownElsewhere(const model::Call &C);
  const Expr *chainBase(const Expr *E, llvm::SmallVectorImpl<const Expr *> &Appended);
  void add(const model::Call &C, const model::Api &A, const strings::AbstractString &Text);
  void keepDecidable(std::vector<SourceText> &Texts);
  void addExecution(const model::Call &C, const model::Api &A);
  std::string statementName(const model::Call &C, const model::Api &A);
  std::vector<BoundValue> boundBy(const model::Call &C, const model::Api &A);
  void noteChain(const CXXOperatorCallExpr *Outermost);
  void addSetting(const model::Call &C, const model::SettingApi &S);
  void addConnect(const model::Call &C);
  void addKey(const model::Call &C, const model::KeyApi &K);
  void noteChecked(const strings::AbstractString &Text, SqlSite &Site, const Expr *Call);
  bool isChecked(const VarDecl *Variable, const Expr *Before);
  const FunctionDecl *around() const { return Functions.empty() ? nullptr : Functions.back(); }
  void leaveBody(const FunctionDecl *Body) {
    if (Body->doesThisDeclarationHaveABody() && !Body->isDependentContext()) {
      Requests.function(Body, around());
      Tasks.function(Body, around());
    }
    Sessions.follow(Body, Bodies.back(), Out);
    Bodies.pop_back();
  }
  void addCall(const model::Call &C);
  void addMembers(const model::Call &C, CallFlow &Flow);
  void addIndirectCall(const CallExpr *E);
  void hold(const ValueDecl *Holder, const FunctionDecl *F);
  void hold(const ValueDecl *Holder, const Expr *Value) {
    if (Holder != nullptr)
      hold(Holder, functionIn(Value));
  }
  void addTenantArguments(const model::Call &C);
  void addSessionCalls(const model::Call &C);
  /// Indices of parameters.
  struct Parameters {
    std::vector<unsigned> Tenants;
    std::vector<unsigned> Others;
    std::vector<unsigned> Connections;
  };
  const Parameters &parametersOf(const FunctionDecl *Callee);
  void addResult(const FunctionDecl *F);
  void addWritten(const FunctionDecl *F);
  bool isSharedText(const VarDecl *Variable) {
    return strings::isSharedText(Variable, Apis) && isProjectCode(Variable->getLocation(), AST.getSourceManager(), P);
  }
  void addShared(const VarDecl *Variable, strings::AbstractString Text);
  void addOverrides(const strings::AbstractString &Text);
  void addBases(const CXXMethodDecl *Method, const std::string &Usr);
  bool takesText(const FunctionDecl *Callee);
  std::vector<SourceText> textsOf(const strings::AbstractString &Text) {
    return sourceTexts(Text, AST, [this](const Expr *E) {
      ValueSource S = Values.of(E);
      // document.dump()
      return S.What == ValueSource::Kind::Unknown && isa<CallExpr>(E->IgnoreUnlessSpelledInSource()) ? Held.of(E) : S;
    });
  }
  std::string functionName() const { return Functions.empty() ? std::string() : model::qualifiedName(Functions.back()); }

  OwnFacts Owned;
  ASTContext &AST;
  const model::Project &P;
  UnitFacts &Out;
  model::ApiMatcher Apis;
  strings::Evaluator Strings;
  values::Origins Values;
  values::Bindings Bound;
  values::Contents Held;
  KeySites Stored;
  Handlers Requests;
  TaskBodies Tasks;
  Connections Sessions;
  /// The calls that run SQL, of every function and lambda around.
  std::vector<Connections::Body> Bodies;
  llvm::SmallVector<const FunctionDecl *, 4> Functions;
  /// Calls that were looked at as a part of a chain.
  llvm::SmallPtrSet<const Expr *, 16> Done;
  /// What operators do behind a call that takes SQL: their right operands, in order.
  llvm::DenseMap<const Expr *, llvm::SmallVector<const Expr *, 4>> Chained;
  /// Calls with a part of a text only: more is added elsewhere.
  llvm::SmallPtrSet<const Expr *, 4> Grown;
  /// Functions of the project.
  llvm::DenseMap<const FunctionDecl *, Parameters> CalledParameters;
  /// Functions of the project with a parameter that is text.
  llvm::DenseMap<const FunctionDecl *, bool> TextFunctions;
  llvm::StringSet<> SeenOverrides;
};

} // namespace

// `session << "a" << x << "b", use(y)`: the operators lean to the left. Returns
// the innermost call that takes SQL, and what is appended to its text.
const Expr *Collector::chainBase(const Expr *E, llvm::SmallVectorImpl<const Expr *> &Appended) {
  const Expr *Base = nullptr;
  size_t AppendedToBase = 0;
  for (const Expr *Link = E; Link != nullptr;) {
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Link->IgnoreUnlessSpelledInSource());
    if (Operator == nullptr || Operator->getNumArgs() != 2 || (Operator->getOperator() != OO_LessLess && Operator->getOperator() != OO_Comma))
      break;
    const model::Api *A = Apis.match(model::Call::of(Operator));
    if (A != nullptr && A->After == model::Chain::Append) {
      Base = Operator;
      AppendedToBase = Appended.size();
    }
    if (Operator->getOperator() == OO_LessLess)
      Appended.push_back(Operator->getArg(1));
    Link = Operator->getArg(0);
  }
  Appended.resize(AppendedToBase);
  return Base;
}

// How often the enclosing function adds to the text of a variable.
unsigned Collector::appendsTo(const VarDecl *Variable) {
  unsigned Appends = 0;
  auto Count = [&](auto &&Self, const Stmt *S) -> void {
    if (S == nullptr)
      return;
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S); Operator != nullptr && Operator->getOperator() == OO_LessLess) {
      const auto *Left = dyn_cast<DeclRefExpr>(Operator->getArg(0)->IgnoreUnlessSpelledInSource());
      Appends += Left != nullptr && Left->getDecl() == Variable ? 1 : 0;
    }
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  if (const Stmt *Body = Functions.back()->getBody())
    Count(Count, Body);
  return Appends;
}

// The calls in an expression that begin a text.
llvm::SmallVector<const Expr *, 2> Collector::linksOf(const Expr *E) {
  llvm::SmallVector<const Expr *, 2> Links;
  auto Find = [&](auto &&Self, const Stmt *S) -> void {
    if (const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(S))
      if (const model::Api *A = Apis.match(model::Call::of(Operator)); A != nullptr && A->After == model::Chain::Append)
        Links.push_back(Operator);
    if (S != nullptr)
      for (const Stmt *Child : S->children())
        Self(Self, Child);
  };
  Find(Find, E);
  return Links;
}

// `statement << "a"; if (…) statement << "b";`: an operator that returns its own
// object lets a text grow over several statements. Returns the object where
// another expression may add to it, too: no single one has the whole text then.
const Expr *Collector::grownElsewhere(const model::Call &C) {
  if (Grown.contains(C.Expression))
    return C.Expression;
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  if (C.Object == nullptr || Functions.empty() || Method == nullptr ||
      Method->getReturnType().getNonReferenceType()->getAsCXXRecordDecl() != Method->getParent())
    return nullptr;
  const Expr *Object = C.Object->IgnoreUnlessSpelledInSource();
  const auto *Reference = dyn_cast<DeclRefExpr>(Object);
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (Variable == nullptr || !Variable->isLocalVarDecl() || Variable->getType()->isReferenceType())
    return Object;
  bool Whole = appendsTo(Variable) == 1 && (Variable->getInit() == nullptr || linksOf(Variable->getInit()).empty());
  return Whole ? nullptr : Object;
}

void Collector::add(const model::Call &C, const model::Api &A, const strings::AbstractString &Text) {
  // The body of a function that a pack knows: its calls are the sites.
  for (const strings::Alternative &Alternative : Text)
    for (const strings::Piece &Piece : Alternative.Pieces)
      if (Piece.Parameter != nullptr && Apis.isSink(Piece.Parameter))
        return;
  SqlSite Site;
  Site.Call = tokenPlace(C.Expression->getExprLoc(), AST);
  Site.Callee = model::qualifiedName(C.Callee);
  Site.Function = functionName();
  Site.Language = A.Language;
  Site.Placeholders = A.Placeholders;
  Site.Texts = textsOf(Text);
  Site.Bound = boundBy(C, A);
  Site.Statement = statementName(C, A);
  Site.Transaction = A.Transaction;
  keepDecidable(Site.Texts);
  noteChecked(Text, Site, C.Expression);
  addOverrides(Text);
  const Expr *Connection = A.Connection ? Apis.argument(C, *A.Connection) : C.Object;
  if (Connection != nullptr && !Bodies.empty()) {
    const model::TransactionClass *Class = Apis.transactionClass(Connection->IgnoreParenImpCasts()->getType());
    bool ByClass = A.Transaction == model::TransactionState::Unknown && Class != nullptr;
    Bodies.back().Uses.push_back({C.Expression, Connection, ByClass ? Class->State : A.Transaction, Out.Sites.size()});
  }
  Out.Sites.push_back(std::move(Site));
}

// Whether a list is empty is decided where the function is called: only if all its
// calls are noted, which those of functions with a text are.
void Collector::keepDecidable(std::vector<SourceText> &Texts) {
  std::string Usr = around() != nullptr && takesText(around()) ? usrOf(around()) : std::string();
  for (SourceText &T : Texts)
    std::erase_if(T.WhereEmpty, [&](const Slot &List) { return List.Function != Usr; });
}

std::vector<BoundValue> Collector::boundBy(const model::Call &C, const model::Api &A) {
  if (!A.Bind.isKnown())
    return {};
  auto It = Chained.find(C.Expression);
  return Bound.of(C, A, It == Chained.end() ? llvm::ArrayRef<const Expr *>() : llvm::ArrayRef<const Expr *>(It->second),
                  Functions.empty() ? nullptr : Functions.back());
}

// The one literal that is its name, wrapped in an object perhaps.
std::string Collector::statementName(const model::Call &C, const model::Api &A) {
  const Expr *Argument = A.Statement ? Apis.argument(C, *A.Statement) : nullptr;
  if (Argument == nullptr)
    return {};
  const Expr *Inner = Argument->IgnoreUnlessSpelledInSource();
  if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(Inner))
    Inner = Cast->getSubExpr()->IgnoreUnlessSpelledInSource();
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(Inner);
      Construction != nullptr && Construction->getNumArgs() == 1 && !Apis.isText(Inner->getType()))
    Inner = Construction->getArg(0);
  if (const auto *List = dyn_cast<InitListExpr>(Inner); List != nullptr && List->getNumInits() == 1)
    Inner = List->getInit(0);
  strings::AbstractString Text = Strings.evaluate(Inner);
  std::string Name;
  if (Text.size() == 1)
    for (const strings::Piece &Piece : Text.front().Pieces)
      Name += Piece.IsHole ? std::string() : Piece.Text;
  bool IsKnown = Text.size() == 1 && llvm::none_of(Text.front().Pieces, [](const strings::Piece &Piece) { return Piece.IsHole; });
  return IsKnown ? Name : std::string();
}

void Collector::addExecution(const model::Call &C, const model::Api &A) {
  Execution E;
  E.Statement = statementName(C, A);
  if (E.Statement.empty())
    return;
  E.Bound = boundBy(C, A);
  if (E.Bound.empty())
    return;
  E.Call = tokenPlace(C.Expression->getExprLoc(), AST);
  E.Callee = model::qualifiedName(C.Callee);
  E.Function = functionName();
  Out.Executions.push_back(std::move(E));
}

// The outermost operator is seen first.
void Collector::noteChain(const CXXOperatorCallExpr *Outermost) {
  llvm::SmallVector<const Expr *, 8> Operands;
  for (const auto *Link = Outermost; Link != nullptr && Link->getNumArgs() == 2 && isChainOperator(Link);
       Link = dyn_cast<CXXOperatorCallExpr>(Link->getArg(0)->IgnoreUnlessSpelledInSource())) {
    const model::Api *A = Apis.match(model::Call::of(Link));
    if (A != nullptr && A->Bind.isKnown() && !Operands.empty())
      Chained.try_emplace(Link, llvm::SmallVector<const Expr *, 4>(Operands.rbegin(), Operands.rend()));
    Operands.push_back(Link->getArg(1));
  }
}

static bool refersTo(const Stmt *S, const VarDecl *Variable) {
  if (const auto *Reference = dyn_cast_or_null<DeclRefExpr>(S))
    return Reference->getDecl() == Variable;
  return S != nullptr && llvm::any_of(S->children(), [&](const Stmt *Child) { return refersTo(Child, Variable); });
}

// Whether a call or comparison in S is given the variable.
static bool isGiven(const Stmt *S, const VarDecl *Variable) {
  if (const auto *Call = dyn_cast_or_null<CallExpr>(S))
    for (const Expr *Argument : Call->arguments())
      if (const auto *Reference = dyn_cast<DeclRefExpr>(Argument->IgnoreUnlessSpelledInSource());
          Reference != nullptr && Reference->getDecl() == Variable)
        return true;
  return S != nullptr && llvm::any_of(S->children(), [&](const Stmt *Child) { return isGiven(Child, Variable); });
}

// `if (!known.count(schema)) throw ...`, `auto it = known.find(schema); if (it == ...)`:
// a condition before the call asks about the value.
bool Collector::isChecked(const VarDecl *Variable, const Expr *Before) {
  const SourceManager &SM = AST.getSourceManager();
  llvm::SmallVector<const VarDecl *, 2> Answers;
  auto Find = [&](auto &&Self, const Stmt *S) -> bool {
    if (S == nullptr || !SM.isBeforeInTranslationUnit(S->getBeginLoc(), Before->getEndLoc()))
      return false;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declaration->decls())
        if (const auto *V = dyn_cast<VarDecl>(D); V != nullptr && V->getInit() != nullptr && isGiven(V->getInit(), Variable))
          Answers.push_back(V);
    const Expr *Condition = nullptr;
    if (const auto *If = dyn_cast<IfStmt>(S))
      Condition = If->getCond();
    if (const auto *Choice = dyn_cast<ConditionalOperator>(S))
      Condition = Choice->getCond();
    if (Condition != nullptr &&
        (isGiven(Condition, Variable) || llvm::any_of(Answers, [&](const VarDecl *Answer) { return refersTo(Condition, Answer); })))
      return true;
    return llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  return !Functions.empty() && Find(Find, Functions.back()->getBody());
}

// A name that was looked up among known ones is as good as an escaped one.
void Collector::noteChecked(const strings::AbstractString &Text, SqlSite &Site, const Expr *Call) {
  for (size_t I = 0; I < Text.size(); ++I) {
    std::vector<sql::SessionEffect> Effects = sql::sessionEffects(ComposedText(Site.Texts[I]).query(Site));
    if (llvm::none_of(Effects, [](const sql::SessionEffect &E) { return E.Action == sql::SessionAction::Set && E.Value == sql::SettingValue::Raw; }))
      continue;
    for (size_t K = 0; K < Text[I].Pieces.size(); ++K) {
      const strings::Piece &Piece = Text[I].Pieces[K];
      const Expr *Source = Piece.IsHole && Piece.Source != nullptr ? Piece.Source->IgnoreUnlessSpelledInSource() : nullptr;
      const auto *Reference = dyn_cast_or_null<DeclRefExpr>(Source);
      const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
      if (Variable != nullptr && isChecked(Variable, Call))
        Site.Texts[I].Pieces[K].IsIdentifier = true;
    }
  }
}

// A function that runs SET with its arguments.
void Collector::addSetting(const model::Call &C, const model::SettingApi &S) {
  model::Api A;
  A.Language = S.Language;
  auto Known = [&](const char *Text) {
    strings::Piece P;
    P.Text = Text;
    P.Source = C.Expression;
    return strings::AbstractString{{{P}, {}, {}}};
  };
  strings::AbstractString Value = Strings.evaluate(C.Arguments[S.Value]);
  // The function gets one value, whatever it is made from.
  for (strings::Alternative &V : Value)
    for (strings::Piece &Piece : V.Pieces)
      Piece.IsValue = Piece.IsHole;
  strings::AbstractString Name = Strings.concatenate(Known("SET "), Strings.evaluate(C.Arguments[S.Name]), C.Expression);
  add(C, A, Strings.concatenate(Strings.concatenate(Name, Known(" = "), C.Expression), Value, C.Expression));
}

void Collector::addConnect(const model::Call &C) {
  const model::ConnectApi *A = Apis.matchConnect(C);
  if (A == nullptr || !A->Text || *A->Text >= C.Arguments.size() || !Apis.isText(C.Arguments[*A->Text]->getType()))
    return;
  SqlSite Site;
  Site.Call = tokenPlace(C.Expression->getExprLoc(), AST);
  Site.Callee = model::qualifiedName(C.Callee);
  Site.Function = functionName();
  Site.Texts = textsOf(Strings.evaluate(C.Arguments[*A->Text]));
  if (!std::all_of(Site.Texts.begin(), Site.Texts.end(), [](const SourceText &T) { return T.isUnknown(); }))
    Out.Connects.push_back(std::move(Site));
}

void Collector::addKey(const model::Call &C, const model::KeyApi &K) {
  for (const strings::AbstractString &Text : Stored.add(C, K, around()))
    addOverrides(Text);
}

// Who calls a method through its base class does not name the method.
void Collector::addOverrides(const strings::AbstractString &Text) {
  auto Add = [&](const ParmVarDecl *Parameter) {
    if (const auto *Method = Parameter == nullptr ? nullptr : dyn_cast<CXXMethodDecl>(Parameter->getDeclContext()))
      if (std::string Usr = usrOf(Method); Method->size_overridden_methods() != 0 && SeenOverrides.insert(Usr).second)
        addBases(Method, Usr);
  };
  for (const strings::Alternative &A : Text) {
    for (const strings::Piece &Piece : A.Pieces)
      Add(Piece.Parameter);
    for (const ParmVarDecl *List : A.WhereEmpty)
      Add(List);
  }
}

void Collector::addBases(const CXXMethodDecl *Method, const std::string &Usr) {
  for (const CXXMethodDecl *Base : Method->overridden_methods()) {
    Out.Overrides.push_back({Usr, usrOf(Base)});
    addBases(Base, Usr);
  }
}

void Collector::addResult(const FunctionDecl *F) {
  std::string Usr = usrOf(F);
  if (Usr.empty())
    return;
  ResultFlow Flow;
  Flow.Function = Usr;
  if (std::optional<strings::JoinShape> Shape = strings::joinShapeOf(F, Apis, P)) {
    Flow.Joins = ResultFlow::Joining{Shape->List, Shape->Between, Shape->Known};
    Out.Results.push_back(std::move(Flow));
    return;
  }
  strings::AbstractString Text = Strings.returnedBy(F);
  // The call that gets the result knows the arguments, and is in another unit.
  bool IsKnown = false;
  for (strings::Alternative &A : Text)
    for (strings::Piece &Piece : A.Pieces) {
      bool IsOwn = Piece.Parameter != nullptr && Piece.Parameter->getDeclContext() == F;
      IsKnown = IsKnown || !Piece.IsHole || IsOwn || Piece.Result != nullptr;
      // By its name alone nobody can say what it is given.
      if (IsOwn && P.Names.kindOf(std::string_view(Piece.Parameter->getName())) != model::NameKind::Tenant)
        Piece.Source = nullptr;
    }
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  bool IsVirtual = Method != nullptr && Method->isVirtual();
  // One of several methods that is not known is one that may be called.
  if (!IsKnown && !IsVirtual)
    return;
  Flow.Texts = textsOf(Text);
  Out.Results.push_back(std::move(Flow));
  if (IsVirtual && SeenOverrides.insert(Usr).second)
    addBases(Method, Usr);
}

// What a function in the manner of `snprintf` writes to a parameter.
void Collector::addWritten(const FunctionDecl *F) {
  std::optional<strings::FormatShape> Shape = strings::formatShapeOf(F, Apis, P);
  std::string Usr = usrOf(F);
  if (!Shape || !Shape->Into || Usr.empty())
    return;
  strings::Piece Filled;
  Filled.IsHole = true;
  Filled.Parameter = F->getParamDecl(Shape->Format);
  Filled.Name = Filled.Parameter->getNameAsString();
  Filled.Formatted = model::FormatStyle::Printf;
  Out.Results.push_back({Usr + WrittenTo + std::to_string(*Shape->Into), textsOf({{{Filled}, {}, {}}}), std::nullopt});
}

// A text that a variable may have, as if a function returned it.
void Collector::addShared(const VarDecl *Variable, strings::AbstractString Text) {
  std::string Usr = usrOf(Variable);
  if (Usr.empty())
    return;
  for (strings::Alternative &A : Text) {
    if (!A.isUnknown())
      A.Stops.push_back({Variable->getLocation(), "kept in '" + Variable->getNameAsString() + "'"});
    // It would be what it may be again.
    for (strings::Piece &Piece : A.Pieces)
      Piece.Variable = Piece.Variable == Variable->getCanonicalDecl() ? nullptr : Piece.Variable;
  }
  Out.Results.push_back({std::move(Usr), textsOf(Text), std::nullopt});
}

bool Collector::takesText(const FunctionDecl *Callee) {
  auto [It, IsNew] = TextFunctions.try_emplace(Callee->getCanonicalDecl(), false);
  if (IsNew) {
    bool Takes = false;
    for (const ParmVarDecl *Parameter : Callee->parameters())
      Takes = Takes || Apis.isText(Parameter->getType()) || Apis.isTextList(Parameter->getType());
    It->second = Takes && !Callee->isDefaulted() && !Callee->getBuiltinID() && isProjectCode(Callee->getLocation(), AST.getSourceManager(), P);
  }
  return It->second;
}

// A lambda goes by the name of the variable that holds it.
static std::string calleeName(const model::Call &C) {
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  if (Method == nullptr || !Method->getParent()->isLambda() || C.Object == nullptr)
    return model::qualifiedName(C.Callee);
  std::string Name = strings::nameOf(C.Object);
  return Name.empty() ? "lambda" : Name;
}

// A statement in an object: `query.execute()` hands over what the object holds.
void Collector::addMembers(const model::Call &C, CallFlow &Flow) {
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  if (Method == nullptr || C.Object == nullptr || Method->isStatic() || !Method->getDeclName().isIdentifier() || !Apis.runsItself(Method))
    return;
  unsigned Index = MemberSlots;
  for (const FieldDecl *Field : strings::textFieldsOf(Method->getParent(), Apis, P)) {
    if (std::optional<strings::AbstractString> Text = Strings.memberText(C.Object, Field))
      Flow.Arguments.push_back({Index, std::nullopt, textsOf(*Text)});
    ++Index;
  }
}

void Collector::addCall(const model::Call &C) {
  if (C.Callee == nullptr)
    return;
  CallFlow Flow;
  addMembers(C, Flow);
  if (takesText(C.Callee))
    for (const strings::GivenText &Given : Strings.givenBy(C)) {
      if (!Given.Formatted)
        addOverrides(Given.Texts);
      Flow.Arguments.push_back({Given.Index, Given.Formatted, textsOf(Given.Texts), Given.LeastLength});
    }
  Flow.CalleeId = usrOf(C.Callee);
  if (Flow.Arguments.empty() || Flow.CalleeId.empty())
    return;
  Flow.Callee = calleeName(C);
  Flow.Call = tokenPlace(C.Expression->getExprLoc(), AST);
  Flow.Function = functionName();
  Out.Calls.push_back(std::move(Flow));
}

// A variable or member that functions are put into, and called through.
void Collector::hold(const ValueDecl *Holder, const FunctionDecl *F) {
  if (F == nullptr || !isProjectCode(Holder->getLocation(), AST.getSourceManager(), P) || !takesText(F))
    return;
  std::string Usr = usrOf(F), Base = usrOf(Holder);
  if (!Usr.empty() && !Base.empty() && SeenOverrides.insert(Usr + " " + Base).second)
    Out.Overrides.push_back({std::move(Usr), std::move(Base)});
}

void Collector::addIndirectCall(const CallExpr *E) {
  IndirectCall C = IndirectCall::of(E);
  if (C.Through == nullptr || !isProjectCode(C.Through->getLocation(), AST.getSourceManager(), P))
    return;
  CallFlow Flow;
  for (unsigned I = 0; I < C.Arguments.size(); ++I)
    if (Apis.isText(C.Arguments[I]->getType())) {
      strings::AbstractString Text = Strings.evaluate(C.Arguments[I]);
      addOverrides(Text);
      Flow.Arguments.push_back({I, std::nullopt, textsOf(Text)});
    }
  Flow.CalleeId = usrOf(C.Through);
  if (Flow.Arguments.empty() || Flow.CalleeId.empty())
    return;
  Flow.Callee = C.Through->getNameAsString();
  Flow.Call = tokenPlace(E->getExprLoc(), AST);
  Flow.Function = functionName();
  Out.Calls.push_back(std::move(Flow));
}

// Those that are called a tenant, others that one value fits in, and connections.
const Collector::Parameters &Collector::parametersOf(const FunctionDecl *Callee) {
  auto [It, IsNew] = CalledParameters.try_emplace(Callee->getCanonicalDecl());
  if (!IsNew || Callee->isImplicit() || Callee->getBuiltinID() || !isProjectCode(Callee->getLocation(), AST.getSourceManager(), P))
    return It->second;
  for (unsigned I = 0; I < Callee->getNumParams(); ++I) {
    QualType T = Callee->getParamDecl(I)->getType().getNonReferenceType();
    if (P.Names.kindOf(std::string_view(Callee->getParamDecl(I)->getName())) == model::NameKind::Tenant)
      It->second.Tenants.push_back(I);
    else if (Apis.isConnection(T))
      It->second.Connections.push_back(I);
    else if (T->isIntegerType() || Apis.isText(T) || Callee->getPrimaryTemplate() != nullptr)
      It->second.Others.push_back(I);
  }
  return It->second;
}

// Whether a transaction is open where a function of the project gets its connection.
void Collector::addSessionCalls(const model::Call &C) {
  if (C.Callee == nullptr || Bodies.empty())
    return;
  for (unsigned I : parametersOf(C.Callee).Connections) {
    if (I >= C.Arguments.size())
      continue;
    SessionCall Call;
    Call.Callee = usrOf(C.Callee);
    Call.Index = I;
    Call.Call = tokenPlace(C.Expression->getExprLoc(), AST);
    if (const model::TransactionClass *Class = Apis.transactionClass(C.Arguments[I]->IgnoreParenImpCasts()->getType()))
      Call.Transaction = Class->State;
    Bodies.back().HandedOn.push_back({C.Expression, C.Arguments[I], Out.SessionCalls.size()});
    Out.SessionCalls.push_back(std::move(Call));
  }
}

void Collector::addTenantArguments(const model::Call &C) {
  using Kind = ValueSource::Kind;
  if (C.Callee == nullptr)
    return;
  auto Add = [&](unsigned I, bool (*IsWorthIt)(const ValueSource &)) {
    if (I >= C.Arguments.size())
      return;
    if (ValueSource Value = Values.of(C.Arguments[I]); IsWorthIt(Value))
      Out.TenantArguments.push_back({usrOf(C.Callee), I, std::move(Value), functionName(), tokenPlace(C.Expression->getExprLoc(), AST)});
  };
  const Parameters &Called = parametersOf(C.Callee);
  // Another name for the same thing needs no second look.
  for (unsigned I : Called.Tenants)
    Add(I, [](const ValueSource &V) { return V.What != Kind::Unknown && (V.What != Kind::Tenant || V.Parameter.What != Slot::Kind::None); });
  for (unsigned I : Called.Others)
    Add(I, [](const ValueSource &V) {
      return V.What == Kind::Client || V.What == Kind::OtherId || V.What == Kind::Tenant ||
             (V.What == Kind::Unknown && V.Parameter.What != Slot::Kind::None);
    });
}

void Collector::skipChain(const Expr *E) {
  const auto *Link = dyn_cast<CXXOperatorCallExpr>(E->IgnoreUnlessSpelledInSource());
  while (Link != nullptr && Link->getNumArgs() == 2 && isChainOperator(Link)) {
    const model::Api *A = Link->isTypeDependent() ? nullptr : Apis.match(model::Call::of(Link));
    // Where << binds, the text is whole.
    if (A != nullptr && A->After == model::Chain::Bind)
      return;
    Done.insert(Link);
    Link = dyn_cast<CXXOperatorCallExpr>(Link->getArg(0)->IgnoreUnlessSpelledInSource());
  }
}

void Collector::look(const Expr *E) {
  if (Done.contains(E))
    return;
  if (Owned.isElsewhere()) {
    model::Call C = model::Call::of(E);
    Requests.call(C, around());
    return Tasks.call(C, around());
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator != nullptr && (Operator->getOperator() == OO_LessLess || Operator->getOperator() == OO_Comma)) {
    noteChain(Operator);
    llvm::SmallVector<const Expr *, 8> Appended;
    const Expr *Base = chainBase(E, Appended);
    if (Base != nullptr) {
      for (const Expr *Link = E; isa<CXXOperatorCallExpr>(Link);) {
        Done.insert(Link);
        if (Link == Base)
          break;
        Link = cast<CXXOperatorCallExpr>(Link)->getArg(0)->IgnoreUnlessSpelledInSource();
      }
      model::Call C = model::Call::of(Base);
      const model::Api *A = Apis.match(C);
      strings::AbstractString Text = Strings.evaluate(Apis.argument(C, *A->Sql));
      for (const Expr *More : llvm::reverse(Appended))
        Text = Strings.concatenate(Text, Strings.evaluate(More), More);
      if (const Expr *Object = grownElsewhere(C)) {
        strings::AbstractString Rest = Strings.unknown(Object);
        Text = Strings.concatenate(Strings.concatenate(Rest, Text, Object), Rest, Object);
      }
      return add(C, *A, Text);
    }
  }
  model::Call C = model::Call::of(E);
  Requests.call(C, around());
  Tasks.call(C, around());
  const model::Api *A = Apis.match(C);
  if (A == nullptr) {
    if (const model::SettingApi *S = C.Callee == nullptr ? nullptr : Apis.matchSetting(C))
      return addSetting(C, *S);
    addConnect(C);
    if (const model::KeyApi *K = C.Callee == nullptr ? nullptr : Apis.matchKey(C))
      return addKey(C, *K);
    addTenantArguments(C);
    addSessionCalls(C);
    return addCall(C);
  }
  if (A->What == model::Role::StatementName)
    return addExecution(C, *A);
  if (A->What != model::Role::Sql || !A->Sql)
    return;
  const Expr *Argument = Apis.argument(C, *A->Sql);
  strings::AbstractString Text = Strings.evaluate(Argument);
  if (A->Formatted)
    Text = Strings.format(*A->Formatted, Text, llvm::ArrayRef(C.Arguments).drop_front(A->Sql->Index + 1), C.Expression);
  auto Known = [&](const std::string &Around) {
    strings::Piece P;
    P.Text = Around;
    P.Source = C.Expression;
    return strings::AbstractString{{{P}, {}, {}}};
  };
  if (!A->TextBefore.empty())
    Text = Strings.concatenate(Known(A->TextBefore), Text, Argument);
  if (!A->TextAfter.empty())
    Text = Strings.concatenate(Text, Known(A->TextAfter), Argument);
  add(C, *A, Text);
}

UnitFacts collectSites(ASTContext &AST, const model::Project &P, const std::vector<std::string> *OwnFiles) {
  UnitFacts Out;
  const SourceManager &SM = AST.getSourceManager();
  std::vector<Decl *> Ours;
  for (Decl *D : AST.getTranslationUnitDecl()->decls())
    if (isProjectCode(D->getLocation(), SM, P))
      Ours.push_back(D);
  // Who asks for a parent gets a map of all that is in scope: made of everything that is
  // included it would cost a tenth of the parse.
  std::vector<Decl *> Scope = AST.getTraversalScope().vec();
  AST.setTraversalScope(Ours);
  Collector C(AST, P, OwnFiles, Out);
  for (Decl *D : Ours)
    C.TraverseDecl(D);
  C.finish();
  AST.setTraversalScope(Scope);
  return Out;
}

} // namespace tenantscan
