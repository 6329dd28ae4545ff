//===- TaskBodies.cpp - What workers do before they bind a tenant ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/TaskBodies.h"

#include "checks/Places.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Analysis/CFG.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan {

/// Calls within calls are followed this deep.
static constexpr unsigned MaxDepth = 6;

// Whether objects of a class with such a name bind a tenant for as long as they live.
static bool isScopeName(llvm::StringRef Name) {
  static const model::WordList &Scopes = model::wordList("scopes");
  return Scopes.fitsLast(std::string_view(Name));
}

// By the configuration, or by its name: set_tenant_context(...), TenantScope scope(...).
bool TaskBodies::isBinding(const FunctionDecl *F) const {
  std::string Name = model::qualifiedName(F);
  if (llvm::is_contained(P.BindsTenant, Name))
    return true;
  const auto *Constructor = dyn_cast<CXXConstructorDecl>(F);
  if (Constructor != nullptr && (Constructor->isCopyOrMoveConstructor() || Constructor->getNumParams() == 0))
    return false;
  llvm::StringRef Last = Constructor != nullptr            ? Constructor->getParent()->getName()
                         : F->getDeclName().isIdentifier() ? F->getName()
                                                           : llvm::StringRef();
  if (!P.Names.mayMention(std::string_view(Last)) || F->getNumParams() == 0)
    return false;
  static const model::WordList &Binds = model::wordList("binds");
  return Constructor != nullptr ? isScopeName(Last) : Binds.contains(model::wordsOf(std::string_view(Last)).front());
}

void TaskBodies::function(const FunctionDecl *F, const FunctionDecl *Around) {
  std::string Name = Around == nullptr ? std::string() : model::qualifiedName(Around);
  Bodies.push_back({F, Name});
  bool IsTask =
      Apis.isConsumer(F) || llvm::any_of(P.TaskHandlers, [&](const std::string &Glob) { return model::matchesGlob(Glob, model::qualifiedName(F)); });
  if (IsTask)
    Registered.insert(F->getCanonicalDecl());
}

void TaskBodies::call(const model::Call &C, const FunctionDecl *Around) {
  if (C.Callee == nullptr)
    return;
  BindsTenant = BindsTenant || isBinding(C.Callee);
  SeesMessages = SeesMessages || takesMessageItself(C);
  const model::RouteApi *Consumer = Apis.matchConsumer(C);
  if (Consumer != nullptr && !Consumer->Polls && (!Consumer->Delays || isSetForTenant(C, Around)) && (!Consumer->Detaches || losesTenant(C, Around)))
    for (unsigned I = Consumer->Handler; I < C.Arguments.size(); ++I)
      if (!Consumer->Detaches || isa<LambdaExpr>(C.Arguments[I]->IgnoreUnlessSpelledInSource()))
        for (const FunctionDecl *F : handedOverBy(C.Arguments[I]))
          Registered.insert(F->getCanonicalDecl());
  if (Consumer == nullptr)
    handOver(C);
}

bool TaskBodies::tellsTenant(const ValueDecl *D) {
  const CXXRecordDecl *Class = D->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Apis.isRequest(D->getType()) || (D->getDeclName().isIdentifier() && P.Names.mayMention(std::string_view(D->getName()))) ||
         (Class != nullptr && P.Names.isTenantType(model::qualifiedName(Class)));
}

bool TaskBodies::isSetForTenant(const model::Call &C, const FunctionDecl *Around) {
  for (const Expr *Argument : C.Arguments)
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Argument->IgnoreUnlessSpelledInSource()))
      for (const LambdaCapture &Capture : Lambda->captures())
        if (Capture.capturesVariable() && tellsTenant(Capture.getCapturedVar()))
          return true;
  return isGivenTenant(Around);
}

bool TaskBodies::isGivenTenant(const FunctionDecl *F) {
  return F != nullptr && llvm::any_of(F->parameters(), [&](const ParmVarDecl *Parameter) { return tellsTenant(Parameter); });
}

// std::thread([invoice_id] { ... }) of a function with a tenant. What it captures may bring the tenant along, `this` too.
bool TaskBodies::losesTenant(const model::Call &C, const FunctionDecl *Around) {
  auto Brings = [&](const LambdaCapture &Capture) {
    if (!Capture.capturesVariable())
      return true;
    QualType T = Capture.getCapturedVar()->getType().getNonReferenceType();
    return tellsTenant(Capture.getCapturedVar()) || (T->isRecordType() && !Apis.isText(T));
  };
  bool IsGivenOthers = false;
  const LambdaExpr *Found = nullptr;
  for (const Expr *Argument : C.Arguments)
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Argument->IgnoreUnlessSpelledInSource()))
      Found = Lambda;
    else
      IsGivenOthers = IsGivenOthers || Found != nullptr;
  return isGivenTenant(Around) && Found != nullptr && !IsGivenOthers && llvm::none_of(Found->captures(), Brings);
}

// clear_tenant(), TenantContext::reset()
bool TaskBodies::isUnbinding(const FunctionDecl *F) const {
  if (!F->getDeclName().isIdentifier() || F->getMinRequiredArguments() != 0)
    return false;
  static const model::WordList &Unbinds = model::wordList("unbinds");
  std::vector<std::string> Words = model::wordsOf(std::string_view(F->getName()));
  if (Words.empty() || !Unbinds.contains(Words.front()))
    return false;
  return P.Names.mayMention(std::string_view(F->getName()));
}

// A binding object, or a smart pointer or an optional with one.
bool TaskBodies::isScope(QualType T) const {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (const auto *Template = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
      Template != nullptr && Record->isInStdNamespace() && Template->getTemplateArgs().size() != 0 &&
      Template->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    Record = Template->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  if (Record == nullptr || !P.Names.mayMention(std::string_view(Record->getName())))
    return false;
  return isScopeName(Record->getName());
}

const StringLiteral *TaskBodies::firstText(const Stmt *S, unsigned Depth) {
  static constexpr unsigned MaxTextDepth = 16;
  if (S == nullptr || Depth > MaxTextDepth)
    return nullptr;
  if (const auto *Text = dyn_cast<StringLiteral>(S))
    return Text->isOrdinary() ? Text : nullptr;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
    if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && !isa<ParmVarDecl>(V))
      return firstText(V->getAnyInitializer(), Depth + 1);
  for (const Stmt *Child : S->children())
    if (const StringLiteral *Text = firstText(Child, Depth + 1))
      return Text;
  return nullptr;
}

// BEGIN touches no data; SET LOCAL app.tenant_id binds.
TaskBodies::Statement TaskBodies::statementOf(const model::Call &C, const model::Api &A) const {
  const Expr *Argument = A.Sql ? Apis.argument(C, *A.Sql) : nullptr;
  const StringLiteral *Text = firstText(Argument);
  if (Text == nullptr)
    return Statement::Data;
  llvm::StringRef Sql = Text->getString().ltrim();
  std::string Lower = Sql.lower();
  bool IsSet = Lower.starts_with("set ");
  bool Mentions = P.Names.mayMention(std::string_view(Lower)) || Lower.find("tenant") != std::string::npos;
  if ((IsSet || Lower.find("set_config") != std::string::npos) && Mentions)
    return Statement::Binds;
  static constexpr llvm::StringLiteral Control[] = {
      "begin", "start transaction", "commit", "rollback", "savepoint", "release", "end", "set", "reset", "pragma", "discard"};
  return llvm::any_of(Control,
                      [&](llvm::StringLiteral Word) {
                        return Lower == Word || llvm::StringRef(Lower).starts_with((Word + " ").str()) ||
                               llvm::StringRef(Lower).starts_with((Word + ";").str());
                      })
             ? Statement::Control
             : Statement::Data;
}

// False, null, an empty object.
static bool saysNo(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(E))
    return !Bool->getValue();
  if (const auto *Number = dyn_cast<IntegerLiteral>(E))
    return Number->getValue() == 0;
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E))
    return Construction->getNumArgs() == 0 || (Construction->getNumArgs() == 1 && saysNo(Construction->getArg(0)));
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 0;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return Reference->getDecl()->getDeclName().isIdentifier() && Reference->getDecl()->getName() == "nullopt";
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E);
}

std::optional<std::pair<TaskBodies::Effect, bool>> TaskBodies::askedBy(const Expr *Condition) {
  bool Turned = false;
  for (unsigned Steps = 0; Condition != nullptr && Steps < 12; ++Steps) {
    Condition = Condition->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Unary = dyn_cast<UnaryOperator>(Condition); Unary != nullptr && Unary->getOpcode() == UO_LNot) {
      Turned = !Turned;
      Condition = Unary->getSubExpr();
    } else if (const auto *Reference = dyn_cast<DeclRefExpr>(Condition)) {
      const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
      Condition = V == nullptr || isa<ParmVarDecl>(V) || !V->isLocalVarDecl() ? nullptr : V->getInit();
    } else if (const auto *Call = dyn_cast<CallExpr>(Condition); Call != nullptr && Call->getDirectCallee() != nullptr) {
      // ok(), has_value(), and the like of what it returned.
      const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
      const FunctionDecl *F = nullptr;
      if (Call->getDirectCallee()->hasBody(F) && isProjectCode(F->getLocation(), AST.getSourceManager(), P)) {
        Effect Found = effectOf(F);
        if (Found.BindsIfTrue || Found.MayBind)
          return std::pair(std::move(Found), Turned);
      }
      Condition = Member != nullptr && Call->getNumArgs() == 0 ? Member->getImplicitObjectArgument() : nullptr;
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// The call operators of lambdas that a function of a library is given: it, or a
// thread of its own, calls them.
static std::vector<const FunctionDecl *> calledByLibrary(const model::Call &C) {
  std::vector<const FunctionDecl *> Found;
  for (const Expr *Argument : C.Arguments)
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Argument->IgnoreUnlessSpelledInSource()))
      Found.push_back(Lambda->getCallOperator());
  return Found;
}

TaskBodies::Effect TaskBodies::effectOf(const FunctionDecl *F, bool FromMessage) {
  const FunctionDecl *Definition = nullptr;
  if (!F->hasBody(Definition) || Definition->isDependentContext() || Active.size() >= MaxDepth ||
      !isProjectCode(Definition->getLocation(), AST.getSourceManager(), P))
    return {};
  if (auto It = Known.find(Definition); It != Known.end() && !FromMessage)
    return It->second;
  if (!Active.insert(Definition).second)
    return {};
  Effect Result;
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddImplicitDtors = true;
  std::unique_ptr<CFG> Graph = CFG::buildCFG(Definition, Definition->getBody(), &AST, Options);
  if (!Graph) {
    Active.erase(Definition);
    return {};
  }
  // One way without a tenant is enough. Blocks are walked until nothing changes,
  // and once more to take down what is reached.
  std::vector<bool> Unbound(Graph->getNumBlockIDs(), false);
  std::vector<bool> Bound(Graph->getNumBlockIDs(), false);
  (FromMessage ? Bound : Unbound)[Graph->getEntry().getBlockID()] = true;
  // Something is bound that outlives the scopes of the function.
  bool IsBoundForGood = false;
  bool OnlyNoUnbound = true;
  auto Walk = [&](const CFGBlock &Block, bool Now, bool Record) {
    for (const CFGElement &E : Block) {
      // What a scope bound ends with it.
      if (std::optional<CFGAutomaticObjDtor> End = E.getAs<CFGAutomaticObjDtor>()) {
        Now = Now || (!IsBoundForGood && isScope(End->getVarDecl()->getType()));
        continue;
      }
      std::optional<CFGStmt> S = E.getAs<CFGStmt>();
      if (S && Now && Record)
        if (const auto *Return = dyn_cast<ReturnStmt>(S->getStmt()))
          OnlyNoUnbound = OnlyNoUnbound && Return->getRetValue() != nullptr && saysNo(Return->getRetValue());
      const auto *Expression = S ? dyn_cast<Expr>(S->getStmt()) : nullptr;
      if (Expression == nullptr || !isa<CallExpr, CXXConstructExpr>(Expression))
        continue;
      model::Call C = model::Call::of(Expression);
      if (C.Callee == nullptr)
        continue;
      if (const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
          Record && Method != nullptr && Method->isVirtual() && C.Object != nullptr && isa<CXXThisExpr>(C.Object->IgnoreParenImpCasts()))
        (Now ? CalledUnbound : CalledBound).insert(Method->getCanonicalDecl());
      bool IsTaken = takesMessage(C);
      if (isUnbinding(C.Callee) || (IsTaken && FromMessage)) {
        Now = true;
        continue;
      }
      if (IsTaken)
        continue;
      if (!Now)
        continue;
      if (isBinding(C.Callee)) {
        Result.BindsWithin = true;
        IsBoundForGood = IsBoundForGood || !isa<CXXConstructorDecl>(C.Callee);
        Now = false;
        continue;
      }
      std::string Name = model::qualifiedName(C.Callee);
      Step Here{tokenPlace(Expression->getExprLoc(), AST), fmt::format("'{}' is called before a tenant is bound", Name)};
      const model::Api *Sql = Apis.match(C);
      if ((Sql != nullptr && Sql->What != model::Role::SqlText) || Apis.matchKey(C) != nullptr) {
        Statement What = Sql == nullptr ? Statement::Data : statementOf(C, *Sql);
        if (What == Statement::Binds) {
          Result.BindsWithin = true;
          IsBoundForGood = true;
          Now = false;
        } else if (Record && Result.Reaches.empty() && What == Statement::Data) {
          Result.Reaches.push_back(Here);
        }
        continue;
      }
      Effect Inside = effectOf(C.Callee);
      Result.BindsWithin = Result.BindsWithin || Inside.BindsWithin;
      if (!isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
        for (const FunctionDecl *Called : calledByLibrary(C))
          if (Effect Later = effectOf(Called); Inside.Reaches.empty())
            Inside.Reaches = std::move(Later.Reaches);
      if (Record && Result.Reaches.empty() && !Inside.Reaches.empty()) {
        Result.Reaches.push_back(Here);
        Result.Reaches.insert(Result.Reaches.end(), Inside.Reaches.begin(), Inside.Reaches.end());
      }
      const FunctionDecl *Body = nullptr;
      if (Record && !C.Callee->hasBody(Body) && isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P))
        Result.Elsewhere.emplace_back(Here, Name);
      if (Record)
        Result.Elsewhere.insert(Result.Elsewhere.end(), Inside.Elsewhere.begin(), Inside.Elsewhere.end());
      IsBoundForGood = IsBoundForGood || Inside.Binds || Inside.BindsIfTrue || Inside.MayBind;
      Now = Now && !Inside.Binds;
    }
    return Now;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const CFGBlock *Block : Graph->nodes()) {
      for (bool Before : {true, false}) {
        if (!(Before ? Unbound : Bound)[Block->getBlockID()])
          continue;
        bool After = Walk(*Block, Before, false);
        const auto *Condition = dyn_cast_or_null<Expr>(Block->getTerminatorCondition());
        std::optional<std::pair<Effect, bool>> Asked;
        if (After && Condition != nullptr && Block->succ_size() == 2)
          Asked = askedBy(Condition);
        unsigned Index = 0;
        for (const CFGBlock *Next : Block->succs()) {
          bool IsTrue = (Index++ == 0) != (Asked && Asked->second);
          bool IsNow = After && !(Asked && (Asked->first.BindsIfTrue ? IsTrue : true));
          if (Next == nullptr || (IsNow ? Unbound : Bound)[Next->getBlockID()])
            continue;
          (IsNow ? Unbound : Bound)[Next->getBlockID()] = true;
          Changed = true;
        }
      }
    }
  }
  // From the beginning of the function on.
  for (const CFGBlock *Block : Graph->nodes())
    for (bool Before : {true, false})
      if ((Before ? Unbound : Bound)[Block->getBlockID()])
        Walk(*Block, Before, true);
  unsigned Exit = Graph->getExit().getBlockID();
  Result.Binds = !Unbound[Exit] && Bound[Exit];
  bool Returns = !Definition->getReturnType()->isVoidType();
  Result.MayBind = Returns && !Result.Binds && Bound[Exit];
  Result.BindsIfTrue = Result.MayBind && OnlyNoUnbound;
  Active.erase(Definition);
  if (Active.empty() && !FromMessage)
    Known[Definition] = Result;
  return Result;
}

// A class that has the word of a worker last, or a parameter of a class that has the word of a message last.
static bool isOfTasks(const CXXMethodDecl *Method) {
  static const model::WordList &Workers = model::wordList("workers"), &Jobs = model::wordList("jobs");
  auto EndsIn = [](const CXXRecordDecl *Class, const model::WordList &List) {
    return Class != nullptr && List.fitsLast(std::string_view(Class->getName()));
  };
  return EndsIn(Method->getParent(), Workers) || llvm::any_of(Method->parameters(), [&](const ParmVarDecl *Parameter) {
           QualType T = Parameter->getType().getNonReferenceType();
           return EndsIn(T->isPointerType() ? T->getPointeeCXXRecordDecl() : T->getAsCXXRecordDecl(), Jobs);
         });
}

const CXXMethodDecl *TaskBodies::overriddenTask(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (Method == nullptr || Method->size_overridden_methods() == 0)
    return nullptr;
  bool IsOfTasks = isOfTasks(Method);
  while (Method->size_overridden_methods() != 0)
    Method = *Method->begin_overridden_methods();
  static const model::WordList &Works = model::wordList("works");
  bool IsTask = Method->getDeclName().isIdentifier() && Works.fitsFirst(std::string_view(Method->getName())) &&
                isProjectCode(Method->getLocation(), AST.getSourceManager(), P) && (IsOfTasks || isOfTasks(Method)) && !isGivenTenant(F);
  return IsTask ? Method->getCanonicalDecl() : nullptr;
}

// An override that the methods of a base class call after they bound a tenant.
bool TaskBodies::isCalledBound(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (Method == nullptr)
    return false;
  for (const CXXMethodDecl *Overridden : Method->overridden_methods()) {
    for (const CXXMethodDecl *Other : Overridden->getParent()->methods())
      if (Other->hasBody() && Other->getCanonicalDecl() != Overridden->getCanonicalDecl())
        effectOf(Other);
    const FunctionDecl *Base = Overridden->getCanonicalDecl();
    if (CalledBound.contains(Base) && !CalledUnbound.contains(Base))
      return true;
  }
  return false;
}

void TaskBodies::finish(UnitFacts &Out) {
  Out.BindsTenant = BindsTenant;
  // Loops of the project's own that run what they are given.
  for (const Handing &H : HandedOver)
    if (SeesMessages && runsForMessages(H.To, H.Index))
      Registered.insert(H.Function->getCanonicalDecl());
  for (const Body &B : Bodies) {
    bool IsRegistered = Registered.contains(B.Function->getCanonicalDecl());
    bool FromMessage = !IsRegistered && SeesMessages && takesMessages(B.Function);
    const CXXMethodDecl *Overridden = IsRegistered || FromMessage ? nullptr : overriddenTask(B.Function);
    if ((!IsRegistered && !FromMessage && Overridden == nullptr) || isCalledBound(B.Function))
      continue;
    Effect E = effectOf(B.Function, FromMessage);
    TaskBody Task;
    Task.Where = tokenPlace(B.Function->getLocation(), AST);
    Task.Function = B.Name;
    Task.Reaches = std::move(E.Reaches);
    for (auto &[Here, Name] : E.Elsewhere)
      Task.Elsewhere.push_back({std::move(Here), std::move(Name)});
    // What others of its kind do says whether it has to bind a tenant itself.
    if (Overridden != nullptr) {
      Task.Overrides = usrOf(Overridden);
      Task.Binds = E.BindsWithin;
    }
    if (!Task.Reaches.empty() || !Task.Elsewhere.empty() || Task.Binds)
      Out.TaskBodies.push_back(std::move(Task));
  }
}

} // namespace tenantscan
