//===- ConnectionFlow.cpp - One connection of one function --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/ConnectionFlow.h"

#include "checks/Places.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <algorithm>

using namespace clang;

namespace tenantscan {

using model::TransactionState;

// What is got from an object may be its connection.
static bool leadsOn(QualType T) { return T->isPointerType() || T->isRecordType(); }

static const ValueDecl *rootOf(const Expr *E, model::ApiMatcher &Apis, unsigned Depth) {
  if (E == nullptr || Depth > 16)
    return nullptr;
  auto Root = [&](const Expr *Inner) { return rootOf(Inner, Apis, Depth + 1); };
  E = E->IgnoreParenImpCasts()->IgnoreImplicit()->IgnoreParenImpCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable == nullptr || Variable->getInit() == nullptr || isa<ParmVarDecl>(Variable))
      return Variable;
    const Expr *Init = Variable->getInit()->IgnoreImplicit();
    const ValueDecl *Behind = nullptr;
    if (Variable->getType()->isReferenceType())
      Behind = Root(Init);
    else if (Apis.transactionClass(Variable->getType()) != nullptr)
      if (model::Call C = model::Call::of(Init); !C.Arguments.empty())
        Behind = Root(C.Arguments.front());
    return Behind != nullptr ? Behind : Variable;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()) ? Member->getMemberDecl() : Root(Member->getBase());
  if (const auto *Operator = dyn_cast<UnaryOperator>(E);
      Operator != nullptr && (Operator->getOpcode() == UO_AddrOf || Operator->getOpcode() == UO_Deref))
    return Root(Operator->getSubExpr());
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E))
    return Operator->getNumArgs() == 1 ? Root(Operator->getArg(0)) : nullptr;
  // c.get(), lease.connection()
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
    return Call->getNumArgs() == 0 && leadsOn(Call->getType()) ? Root(Call->getImplicitObjectArgument()) : nullptr;
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E))
    return Construction->getNumArgs() == 1 ? Root(Construction->getArg(0)) : nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(E); Call != nullptr && Call->isCallToStdMove())
    return Root(Call->getArg(0));
  return nullptr;
}

const ValueDecl *connectionRoot(const Expr *E, model::ApiMatcher &Apis) { return rootOf(E, Apis, 0); }

bool ConnectionFlow::isRoot(const Expr *E) const { return connectionRoot(E, Apis) == Root; }

// What is got from an object by one call, and handed back to it by another, was
// idle: nobody gets a connection from a pool in the middle of a transaction.
bool ConnectionFlow::isGivenBack() const {
  const auto *Variable = dyn_cast<VarDecl>(Root);
  const Expr *Init = Variable == nullptr ? nullptr : Variable->getInit();
  const auto *Got = Init == nullptr ? nullptr : dyn_cast<CXXMemberCallExpr>(Init->IgnoreImplicit());
  const ValueDecl *Pool = Got == nullptr ? nullptr : connectionRoot(Got->getImplicitObjectArgument(), Apis);
  if (Pool == nullptr)
    return false;
  for (const CFGBlock *Block : Graph)
    for (const CFGElement &E : *Block)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>())
        if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S->getStmt()))
          if (Call != Got && connectionRoot(Call->getImplicitObjectArgument(), Apis) == Pool &&
              std::any_of(Call->arg_begin(), Call->arg_end(), [&](const Expr *A) { return isRoot(A); }))
            return true;
  return false;
}

// std::unique_ptr<PGconn, Close> c(PQconnectdb(info))
static const Expr *insidePointer(const Expr *Init) {
  Init = Init->IgnoreImplicit();
  const auto *Construction = dyn_cast<CXXConstructExpr>(Init);
  bool IsPointer = Construction != nullptr && Construction->getNumArgs() > 0 && Construction->getConstructor()->isInStdNamespace() &&
                   Construction->getArg(0)->getType()->isPointerType();
  return IsPointer ? Construction->getArg(0)->IgnoreImplicit() : Init;
}

// How it is with a connection that was just opened or got from somewhere.
uint8_t ConnectionFlow::opened(const Expr *Init) const {
  if (Init == nullptr)
    return Unseen;
  model::Call C = model::Call::of(insidePointer(Init));
  if (C.Callee != nullptr && Apis.matchConnect(C) != nullptr)
    return NoneOpen;
  bool Begins = callsTransaction(true);
  bool Ends = callsTransaction(false);
  for (const auto &[Call, U] : Uses) {
    Begins = Begins || (U.Does.After && (*U.Does.After & SomeOpen) != 0);
    Ends = Ends || (U.Does.After && (*U.Does.After & NoneOpen) != 0);
  }
  return (Begins || !Ends) && isGivenBack() ? NoneOpen : AtEntry;
}

// How it is behind a call that begins or ends a transaction on the connection.
std::optional<uint8_t> ConnectionFlow::transactionAfter(const model::Call &C) const {
  const model::TransactionApi *T = C.Callee == nullptr ? nullptr : Apis.matchTransaction(C);
  if (T == nullptr)
    return std::nullopt;
  const Expr *On = !T->Connection ? C.Object : *T->Connection < C.Arguments.size() ? C.Arguments[*T->Connection] : nullptr;
  if (On == nullptr || !isRoot(On))
    return std::nullopt;
  return T->Begins ? SomeOpen : NoneOpen;
}

bool ConnectionFlow::callsTransaction(bool Begins) const {
  for (const CFGBlock *Block : Graph)
    for (const CFGElement &E : *Block)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>())
        if (const auto *Call = dyn_cast<Expr>(S->getStmt()); Call != nullptr && (isa<CallExpr>(Call) || isa<CXXConstructExpr>(Call)))
          if (std::optional<uint8_t> After = transactionAfter(model::Call::of(Call)); After && (*After == SomeOpen) == Begins)
            return true;
  return false;
}

// What is possible behind a statement; nullopt: what was before.
std::optional<uint8_t> ConnectionFlow::transfer(const Stmt *S) const {
  if (auto It = Uses.find(S); It != Uses.end())
    return It->second.Does.After;
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls()) {
      const auto *Variable = dyn_cast<VarDecl>(D);
      if (Variable == Root)
        return opened(Variable->getInit());
      // Another name for it: what happens by that name is not followed.
      if (Variable != nullptr && Variable->getInit() != nullptr && !Variable->getType()->isReferenceType() && isRoot(Variable->getInit()) &&
          Apis.transactionClass(Variable->getType()) == nullptr)
        return Unseen;
    }
    return std::nullopt;
  }
  if (const auto *Assignment = dyn_cast<BinaryOperator>(S); Assignment != nullptr && Assignment->isAssignmentOp()) {
    if (isRoot(Assignment->getLHS()))
      return opened(Assignment->getRHS());
    return isRoot(Assignment->getRHS()) ? std::optional<uint8_t>(Unseen) : std::nullopt;
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    for (const LambdaCapture &Capture : Lambda->captures())
      if ((Capture.capturesVariable() && Capture.getCapturedVar() == Root) || (Capture.capturesThis() && isa<FieldDecl>(Root)))
        return Unseen;
    return std::nullopt;
  }
  const auto *E = dyn_cast<Expr>(S);
  if (E == nullptr || (!isa<CallExpr>(E) && !isa<CXXConstructExpr>(E)))
    return std::nullopt;
  model::Call C = model::Call::of(E);
  if (std::optional<uint8_t> After = transactionAfter(C))
    return After;
  bool TakesIt = std::any_of(C.Arguments.begin(), C.Arguments.end(), [&](const Expr *A) { return isRoot(A); });
  bool IsOfIt = C.Object != nullptr && isRoot(C.Object);
  if (!TakesIt && !IsOfIt) {
    // A method of its own object may do anything to a member.
    bool OnThis = C.Object != nullptr && isa<CXXThisExpr>(C.Object->IgnoreParenImpCasts()) && isa<FieldDecl>(Root);
    return OnThis ? std::optional<uint8_t>(Unseen) : std::nullopt;
  }
  if ((C.Callee != nullptr && Apis.isInquiry(C.Callee)) || (!TakesIt && isRoot(E)))
    return std::nullopt;
  bool IsOurs = C.Callee == nullptr || isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P);
  // A transaction object does what its class says, and smart pointers do nothing.
  if (!IsOurs && (!TakesIt || Apis.transactionClass(E->getType()) != nullptr || isa<CXXConstructExpr>(E)))
    return std::nullopt;
  return Unseen;
}

// One answer for what is possible. As it was at the entry, callers know.
TransactionState ConnectionFlow::stateOf(uint8_t Here, Slot &Entry) const {
  const auto *Parameter = dyn_cast<ParmVarDecl>(Root);
  if (Here == AtEntry && Parameter != nullptr && Parameter->getDeclContext() == Function) {
    Entry.What = Slot::Kind::Parameter;
    Entry.Function = usrOf(Function);
    Entry.Name = model::qualifiedName(Function);
    Entry.Index = Parameter->getFunctionScopeIndex();
    if (Entry.Function.empty())
      Entry = Slot();
  }
  if (Here == 0 || (Here & (Unseen | AtEntry)) != 0)
    return TransactionState::Unknown;
  return (Here & NoneOpen) != 0 ? TransactionState::None : TransactionState::Open;
}

void ConnectionFlow::forward(std::vector<SqlSite> &Sites, llvm::MutableArrayRef<SessionCall> Calls) {
  std::vector<uint8_t> In(Graph.getNumBlockIDs(), 0);
  In[Graph.getEntry().getBlockID()] = AtEntry;
  auto Walk = [&](const CFGBlock &Block, uint8_t Now, bool Record) {
    for (const CFGElement &E : Block) {
      std::optional<CFGStmt> S = E.getAs<CFGStmt>();
      if (!S)
        continue;
      if (auto It = Uses.find(S->getStmt()); It != Uses.end() && Record) {
        const ConnectionUse &U = *It->second.From;
        uint8_t Here = Now;
        if ((Here & AtEntry) != 0 && U.Class == TransactionState::None)
          Here = static_cast<uint8_t>((Here & ~AtEntry) | NoneOpen);
        TransactionState &State = Sites[U.Site].Transaction;
        if (U.Class == TransactionState::Open)
          State = TransactionState::Open;
        else if (Slot Entry; Here != 0) {
          State = stateOf(Here, Entry);
          if (It->second.Does.NeedsTransaction || It->second.Does.IsOpen)
            Sites[U.Site].Entry = std::move(Entry);
        }
      }
      if (auto It = HandedOn.find(S->getStmt()); It != HandedOn.end() && Record)
        for (size_t Index : It->second)
          if (Calls[Index].Transaction == TransactionState::Unknown)
            Calls[Index].Transaction = stateOf(Now, Calls[Index].Entry);
      if (std::optional<uint8_t> After = transfer(S->getStmt()))
        Now = *After;
    }
    return Now;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const CFGBlock *Block : Graph) {
      uint8_t Out = Walk(*Block, In[Block->getBlockID()], false);
      for (const CFGBlock *Next : Block->succs())
        if (Next != nullptr && In[Block->getBlockID()] != 0 && (In[Next->getBlockID()] | Out) != In[Next->getBlockID()]) {
          In[Next->getBlockID()] |= Out;
          Changed = true;
        }
    }
  }
  for (const CFGBlock *Block : Graph)
    Walk(*Block, In[Block->getBlockID()], true);
}

static bool mentions(const Stmt *S, llvm::function_ref<bool(const Stmt *)> Wanted) {
  if (S == nullptr)
    return false;
  if (Wanted(S))
    return true;
  for (const Stmt *Child : S->children())
    if (mentions(Child, Wanted))
      return true;
  return false;
}

// What is surely reset from a point to the end, and whether the next thing that
// happens to transactions is a BEGIN. Ways that end in an exception, and those on
// which the switch itself failed, do not count.
void ConnectionFlow::backward(std::vector<SqlSite> &Sites) {
  constexpr unsigned BeginBit = AllFollowed + 1;
  constexpr unsigned Everything = AllFollowed | BeginBit;
  std::vector<unsigned> In(Graph.getNumBlockIDs(), Everything);
  auto Walk = [&](const CFGBlock &Block, unsigned Now, bool Record) {
    for (auto It = Block.rbegin(); It != Block.rend(); ++It) {
      std::optional<CFGStmt> S = It->getAs<CFGStmt>();
      if (!S)
        continue;
      auto Found = Uses.find(S->getStmt());
      if (Found == Uses.end()) {
        if (std::optional<uint8_t> After = transfer(S->getStmt()))
          Now = *After == SomeOpen ? Now | BeginBit : Now & ~BeginBit;
        continue;
      }
      const SessionUse &Does = Found->second.Does;
      if (Record) {
        SqlSite &Site = Sites[Found->second.From->Site];
        for (unsigned Bit = 0; Bit < std::size(FollowedSettings); ++Bit)
          if ((Now & (1u << Bit)) != 0)
            Site.ResetLater.push_back(FollowedSettings[Bit]);
        // Nobody begins a transaction inside of one.
        if (Site.Transaction == TransactionState::Unknown && !Does.After && (Now & BeginBit) != 0)
          Site.Transaction = TransactionState::None;
      }
      Now |= Does.Resets;
      if (Does.After)
        Now = Does.BeginsFirst ? Now | BeginBit : Now & ~BeginBit;
    }
    return Now;
  };
  // The condition asks for the result of the last switch in its block.
  auto AsksForSwitch = [&](const CFGBlock &Block) {
    const Stmt *Condition = Block.getTerminatorCondition();
    const Stmt *Last = nullptr;
    llvm::SmallPtrSet<const VarDecl *, 2> Results;
    for (const CFGElement &E : Block)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>()) {
        if (auto It = Uses.find(S->getStmt()); It != Uses.end())
          Last = It->second.Does.Switches ? S->getStmt() : nullptr;
        if (Last == nullptr)
          continue;
        if (const auto *Declaration = dyn_cast<DeclStmt>(S->getStmt()))
          for (const Decl *D : Declaration->decls())
            if (const auto *V = dyn_cast<VarDecl>(D); V != nullptr && mentions(V->getInit(), [&](const Stmt *Part) { return Part == Last; }))
              Results.insert(V);
        if (const auto *A = dyn_cast<BinaryOperator>(S->getStmt()); A != nullptr && A->isAssignmentOp())
          if (const auto *Left = dyn_cast<DeclRefExpr>(A->getLHS()->IgnoreParenImpCasts());
              Left != nullptr && mentions(A->getRHS(), [&](const Stmt *Part) { return Part == Last; }))
            if (const auto *V = dyn_cast<VarDecl>(Left->getDecl()))
              Results.insert(V);
      }
    return Last != nullptr && mentions(Condition, [&](const Stmt *Part) {
             const auto *Reference = dyn_cast<DeclRefExpr>(Part);
             return Part == Last || (Reference != nullptr && Results.contains(dyn_cast<VarDecl>(Reference->getDecl())));
           });
  };
  auto OutOf = [&](const CFGBlock &Block) {
    if (Block.getBlockID() == Graph.getExit().getBlockID())
      return 0u;
    if (Block.hasNoReturnElement())
      return Everything & ~BeginBit;
    for (const CFGElement &E : Block)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>(); S && isa<CXXThrowExpr>(S->getStmt()))
        return Everything & ~BeginBit;
    unsigned Out = Everything;
    unsigned Any = 0;
    bool HasNext = false;
    for (const CFGBlock *Next : Block.succs())
      if (Next != nullptr) {
        HasNext = true;
        Out &= In[Next->getBlockID()];
        Any |= In[Next->getBlockID()];
      }
    if (!HasNext)
      return Everything & ~BeginBit;
    return AsksForSwitch(Block) ? Any : Out;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const CFGBlock *Block : llvm::reverse(Graph)) {
      unsigned New = Walk(*Block, OutOf(*Block), false);
      Changed = Changed || New != In[Block->getBlockID()];
      In[Block->getBlockID()] = New;
    }
  }
  for (const CFGBlock *Block : Graph)
    Walk(*Block, OutOf(*Block), true);
}

// Where the connection comes from, and whether it stays with the function.
SqlSite::ConnectionKind ConnectionFlow::kind() const {
  const auto *Variable = dyn_cast<VarDecl>(Root);
  if (Variable == nullptr || isa<ParmVarDecl>(Variable) || !Variable->isLocalVarDecl() || Variable->isStaticLocal() ||
      Variable->getDeclContext() != Function || Variable->getInit() == nullptr)
    return SqlSite::ConnectionKind::Unknown;
  const Expr *Init = insidePointer(Variable->getInit());
  model::Call Source = model::Call::of(Init);
  if (Source.Callee == nullptr)
    return SqlSite::ConnectionKind::Unknown;
  bool IsClass = Variable->getType()->isRecordType();
  for (const CFGBlock *Block : Graph)
    for (const CFGElement &E : *Block) {
      std::optional<CFGStmt> S = E.getAs<CFGStmt>();
      if (!S)
        continue;
      if (const auto *Return = dyn_cast<ReturnStmt>(S->getStmt()); Return != nullptr && isRoot(Return->getRetValue()))
        return SqlSite::ConnectionKind::Unknown;
      if (!isa<DeclStmt>(S->getStmt()) && Uses.count(S->getStmt()) == 0)
        if (std::optional<uint8_t> After = transfer(S->getStmt()); After && *After == Unseen) {
          // PQfinish(c) is where a pointer to a connection of our own ends.
          const auto *Call = dyn_cast<CallExpr>(S->getStmt());
          bool IsLibrary = Call != nullptr && Call->getDirectCallee() != nullptr &&
                           !isProjectCode(Call->getDirectCallee()->getLocation(), AST.getSourceManager(), P);
          if (!IsLibrary)
            return SqlSite::ConnectionKind::Unknown;
          IsClass = true;
        }
    }
  if (const model::ConnectApi *A = Apis.matchConnect(Source); A != nullptr && Apis.isLent(Source, *A))
    return SqlSite::ConnectionKind::Borrowed;
  if (Apis.matchConnect(Source) != nullptr)
    return IsClass ? SqlSite::ConnectionKind::Own : SqlSite::ConnectionKind::Unknown;
  return isa<CXXConstructExpr>(Init) ? SqlSite::ConnectionKind::Unknown : SqlSite::ConnectionKind::Borrowed;
}

void ConnectionFlow::run(std::vector<SqlSite> &Sites, llvm::MutableArrayRef<SessionCall> Calls) {
  forward(Sites, Calls);
  backward(Sites);
  SqlSite::ConnectionKind Kind = kind();
  for (const auto &[Call, U] : Uses)
    Sites[U.From->Site].Connection = Kind;
}

} // namespace tenantscan
