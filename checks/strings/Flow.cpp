//===- Flow.cpp - How the text of variables changes ---------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Flow.h"

#include "checks/strings/Evaluator.h"
#include "checks/strings/Loops.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan::strings {

/// Zero, one and two runs of a loop.
static constexpr unsigned Sweeps = 3;
/// Conditions beyond these are not told apart.
static constexpr unsigned MaxKeys = Flow::KeysEach;
/// Functions with more blocks are not followed.
static constexpr unsigned MaxBlocks = 20000;

Flow::Flow(const FunctionDecl *Function, ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P, MemberNumbers &Numbers, unsigned FirstKey)
    : Function(Function), AST(AST), Apis(Apis), Numbers(Numbers), What(Function, AST, Apis, P), FirstKey(FirstKey) {}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

// A condition is the same wherever it is asked if nothing in it ever changes.
bool Flow::isStable(const Stmt *Condition) {
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Condition)) {
    if (isa<EnumConstantDecl>(Reference->getDecl()) || isa<FunctionDecl>(Reference->getDecl()))
      return true;
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable == nullptr || !Variable->isLocalVarDeclOrParm())
      return Variable != nullptr && Variable->isConstexpr();
    Cell C{Variable, nullptr};
    if ((follows(C) && !isConstant(C)) || What.isEscaped(C))
      return false;
    // A constant reference to text is taken for constant text.
    return What.MaybeChanged.count(Variable) == 0 && (follows(C) || !Variable->getType()->isReferenceType());
  }
  bool Allowed = isa<CastExpr>(Condition) || isa<ParenExpr>(Condition) || isa<IntegerLiteral>(Condition) || isa<CXXBoolLiteralExpr>(Condition) ||
                 isa<CharacterLiteral>(Condition) || isa<CXXNullPtrLiteralExpr>(Condition) || isa<UnaryOperator>(Condition) ||
                 isa<BinaryOperator>(Condition) || isa<MemberExpr>(Condition) || isa<StringLiteral>(Condition) || isa<FullExpr>(Condition);
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Condition)) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    Allowed = Method != nullptr && Method->isConst() && Apis.isText(Call->getImplicitObjectArgument()->getType());
  }
  if (const auto *Member = dyn_cast<MemberExpr>(Condition))
    Allowed = isa<CXXMethodDecl>(Member->getMemberDecl());
  if (!Allowed)
    return false;
  for (const Stmt *Child : Condition->children())
    if (Child == nullptr || !isStable(Child))
      return false;
  return true;
}

std::optional<unsigned> Flow::keyOf(const llvm::FoldingSetNodeID &Key) {
  for (unsigned I = 0; I < Keys.size(); ++I)
    if (Keys[I] == Key)
      return FirstKey + I;
  if (Keys.size() == MaxKeys)
    return std::nullopt;
  Keys.push_back(Key);
  return FirstKey + static_cast<unsigned>(Keys.size() - 1);
}

std::optional<unsigned> Flow::keyOf(const Expr *Condition, bool &Negated) {
  Condition = Condition->IgnoreParenImpCasts();
  while (const auto *Not = dyn_cast<UnaryOperator>(Condition)) {
    if (Not->getOpcode() != UO_LNot)
      break;
    Negated = !Negated;
    Condition = Not->getSubExpr()->IgnoreParenImpCasts();
  }
  if (std::optional<Emptiness> Asked = emptinessIn(Condition, AST))
    if (std::optional<unsigned> Key = keyOfEmptiness(Asked->List)) {
      Negated = Negated == Asked->WhenEmpty;
      return Key;
    }
  if (!isStable(Condition))
    return std::nullopt;
  llvm::FoldingSetNodeID Key;
  Condition->Profile(Key, AST, /*Canonical=*/true);
  return keyOf(Key);
}

static std::string spelling(const Expr *E, const ASTContext &AST) {
  static constexpr size_t MaxLength = 60;
  CharSourceRange Range = Lexer::makeFileCharRange(CharSourceRange::getTokenRange(E->getSourceRange()), AST.getSourceManager(), AST.getLangOpts());
  std::string Text = Lexer::getSourceText(Range, AST.getSourceManager(), AST.getLangOpts()).str();
  for (char &C : Text)
    C = C == '\n' || C == '\r' || C == '\t' ? ' ' : C;
  if (Text.empty())
    Text = "the condition";
  return Text.size() > MaxLength ? Text.substr(0, MaxLength) + "..." : Text;
}

void Flow::conditionOf(const CFGBlock *From, const CFGBlock *To, Alternative &A, bool WithStop) {
  if (From->succ_size() != 2 || From->getTerminatorStmt() == nullptr || isa<SwitchStmt>(From->getTerminatorStmt()))
    return;
  const auto *Condition = dyn_cast_or_null<Expr>(From->getTerminatorCondition());
  if (Condition == nullptr)
    return;
  bool IsTrue = From->succ_begin()->getReachableBlock() == To;
  bool Negated = false;
  std::optional<unsigned> Key = keyOf(Condition, Negated);
  if (Key)
    A.assume(*Key, IsTrue != Negated);
  if (WithStop)
    A.Stops.push_back(
        {Condition->getExprLoc(), fmt::format("taken where '{}' is {}", spelling(Condition, AST), IsTrue ? "true" : "false"), Condition});
}

//===----------------------------------------------------------------------===//
// Solving
//===----------------------------------------------------------------------===//

static bool isShared(const Alternative &A) {
  return llvm::any_of(A.Pieces, [](const Piece &P) { return P.IsShared; });
}

// What a text is that others may write to as well: not any more what one of them left there.
static AbstractString changedUnseen(AbstractString Text) {
  for (Alternative &A : Text)
    for (Piece &P : A.Pieces)
      if (P.IsShared) {
        P.Result = nullptr;
        P.Into = std::nullopt;
        P.Given = nullptr;
      }
  return Text;
}

// A pointer that is given another text: who was handed the text before has that one. It
// does not help where others hold the place of the pointer.
static bool pointsElsewhere(const Event &E, const Changes &What) {
  if (E.What != Event::Kind::Assign || E.Where.Field != nullptr || !E.Where.type()->isPointerType())
    return false;
  for (const auto &[Statement, Here] : What.Events)
    for (const Event &Other : Here)
      if (Other.What == Event::Kind::Call && Other.Where == E.Where) {
        model::Call C = model::Call::of(Other.At);
        if (C.Callee == nullptr || Other.Argument >= C.Callee->getNumParams() || C.Callee->getParamDecl(Other.Argument)->getType()->isReferenceType())
          return false;
      }
  return true;
}

// `fill(member)`: a text that a method of its own object is given, and nothing else. Null where it is not so.
static const Event *givenToOwner(const Event &E, llvm::ArrayRef<Event> Here) {
  const Event *Given = nullptr;
  unsigned Methods = 0;
  for (const Event &O : Here) {
    if (!(O.Where == E.Where))
      continue;
    if (O.At != E.At || (O.What == Event::Kind::Call && Given != nullptr) || (O.What != Event::Kind::Call && O.What != Event::Kind::Method))
      return nullptr;
    Methods += O.What == Event::Kind::Method ? 1 : 0;
    Given = O.What == Event::Kind::Call ? &O : Given;
  }
  return Methods == 1 ? Given : nullptr;
}

// What several events of one statement read is what was there before it.
void Flow::apply(llvm::ArrayRef<Event> Here, State &S, Evaluator &Strings) {
  llvm::SmallVector<std::pair<unsigned, std::shared_ptr<const AbstractString>>, 4> Later;
  for (const Event &E : Here) {
    auto Found = What.Index.find(E.Where);
    if (Found == What.Index.end())
      continue;
    std::shared_ptr<const AbstractString> &Slot = S[Found->second];
    // Who holds a pointer to it may write over what is written here.
    AbstractString Before = Slot ? *Slot : AbstractString();
    AbstractString Unseen;
    if (E.What != Event::Kind::Declare && llvm::any_of(Before, isShared) && !pointsElsewhere(E, What)) {
      std::copy_if(Before.begin(), Before.end(), std::back_inserter(Unseen), isShared);
      Unseen = changedUnseen(std::move(Unseen));
      llvm::erase_if(Before, isShared);
      if (Before.empty()) {
        Slot = std::make_shared<const AbstractString>(std::move(Unseen));
        continue;
      }
    }
    // One text given twice: what is done to one parameter is done to the other.
    Event Done = E;
    bool IsTwice = (E.What == Event::Kind::Call || E.What == Event::Kind::Method) &&
                   llvm::count_if(Here, [&](const Event &O) { return O.Where == E.Where; }) > 1;
    std::optional<AbstractString> Own;
    if (const Event *Given = IsTwice ? givenToOwner(E, Here) : nullptr)
      Own = Strings.afterOwnPlace(*Given, Before);
    if (IsTwice)
      Done.What = Event::Kind::Unknown;
    AbstractString Left = Own ? std::move(*Own) : Strings.afterEvent(Done, Before);
    Left.insert(Left.end(), std::make_move_iterator(Unseen.begin()), std::make_move_iterator(Unseen.end()));
    mergeSuspects(Left);
    auto After = std::make_shared<const AbstractString>(std::move(Left));
    if (E.What == Event::Kind::Method || E.What == Event::Kind::Call || E.What == Event::Kind::Copy)
      Later.emplace_back(Found->second, std::move(After));
    else
      Slot = std::move(After);
  }
  for (auto &[Index, After] : Later)
    S[Index] = std::move(After);
}

// Members before the body of a constructor.
void Flow::initialise(const CXXCtorInitializer *Init, State &S, Evaluator &Strings) {
  llvm::SmallVector<Event, 4> Here;
  for (const Cell &C : What.Cells) {
    if (C.Object != nullptr || !follows(C))
      continue;
    bool IsOurs = Init->isMemberInitializer() ? Init->getMember() == C.Field : !Init->isIndirectMemberInitializer();
    if (Init->isBaseInitializer()) {
      const auto *Base = Init->getBaseClass()->getAsCXXRecordDecl();
      const auto *Owner = dyn_cast<CXXRecordDecl>(C.Field->getParent());
      IsOurs = Base != nullptr && Owner != nullptr && Base->hasDefinition() &&
               (Base->getCanonicalDecl() == Owner->getCanonicalDecl() || Base->isDerivedFrom(Owner));
    }
    if (!IsOurs)
      continue;
    Event E;
    E.What = Init->isMemberInitializer() ? Event::Kind::Assign : Event::Kind::Copy;
    E.Where = C;
    E.At = Init->getInit();
    E.Value = Init->getInit();
    Here.push_back(E);
  }
  apply(Here, S, Strings);
  if (auto It = What.AfterInitialiser.find(Init->getInit()); It != What.AfterInitialiser.end())
    apply(It->second, S, Strings);
}

// Whether something changed, or may have.
bool Flow::transfer(const CFGElement &Element, State &S, Evaluator &Strings) {
  if (std::optional<CFGInitializer> Init = Element.getAs<CFGInitializer>()) {
    initialise(Init->getInitializer(), S, Strings);
    return true;
  }
  std::optional<CFGStmt> Here = Element.getAs<CFGStmt>();
  if (!Here)
    return false;
  const Stmt *Statement = Here->getStmt();
  bool Any = false;
  auto Apply = [&](const auto &EventsOf, const auto *Key) {
    auto It = EventsOf.find(Key);
    if (It == EventsOf.end())
      return;
    apply(It->second, S, Strings);
    Any = true;
  };
  if (const auto *Declaration = dyn_cast<DeclStmt>(Statement)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D)) {
        if (auto It = What.AfterDeclaration.find(Variable); It != What.AfterDeclaration.end()) {
          llvm::SmallVector<Event, 1> Shares;
          llvm::copy_if(It->second, std::back_inserter(Shares), [](const Event &E) { return E.What == Event::Kind::Share; });
          apply(Shares, S, Strings);
        }
        Apply(What.Declarations, Variable);
        Apply(What.AfterDeclaration, Variable);
      }
  } else {
    Apply(What.Events, Statement);
    Apply(Elsewhere, Statement);
  }
  return Any;
}

void Flow::transfer(const CFGBlock &Block, State &S, Evaluator &Strings) {
  Evaluator::Scope Scope(Strings, *this, S);
  for (const CFGElement &Element : Block)
    transfer(Element, S, Strings);
}

// What comes in from all sides. False where nothing does yet.
bool Flow::join(const CFGBlock &Block, State &S, Evaluator &Strings) {
  llvm::SmallVector<const CFGBlock *, 4> From;
  for (const CFGBlock *Before : Block.preds())
    if (Before != nullptr && !Out[Before->getBlockID()].empty() && !llvm::is_contained(From, Before))
      From.push_back(Before);
  if (From.empty())
    return false;
  S = Out[From.front()->getBlockID()];
  if (From.size() == 1) {
    if (auto It = Loops.find(From.front()); It != Loops.end() && It->second.Exit == &Block)
      for (std::shared_ptr<const AbstractString> &Text : S)
        if (Text && llvm::any_of(*Text, [&](const Alternative &A) { return A.assumes(It->second.HasRun, false); })) {
          AbstractString Left = *Text;
          alongLoops(Left, From.front(), &Block, Strings);
          Text = std::make_shared<const AbstractString>(std::move(Left));
        }
    // Only what may hold here: `if (a) s = "x"; if (!a) use(s);`
    Edge E = edge(From.front(), &Block);
    IsNever[Block.getBlockID()] = IsNever[From.front()->getBlockID()] || E.IsImpossible;
    if (E.Here.Conditions.empty() && E.Here.Needs.empty() && !E.Asked)
      return true;
    if (E.Asked && !sameTexts(*S[*E.Asked], *E.Left))
      S[*E.Asked] = E.Left;
    for (std::shared_ptr<const AbstractString> &Text : S) {
      if (!Text || std::none_of(Text->begin(), Text->end(), [&](const Alternative &A) { return A.contradicts(E.Here); }))
        continue;
      AbstractString Possible;
      for (const Alternative &A : *Text)
        if (!A.contradicts(E.Here))
          Possible.push_back(A);
      Text = std::make_shared<const AbstractString>(std::move(Possible));
    }
    return true;
  }
  auto *Node = Dominators->getBase().getNode(const_cast<CFGBlock *>(&Block));
  const CFGBlock *Dominator = Node != nullptr && Node->getIDom() != nullptr ? Node->getIDom()->getBlock() : nullptr;
  llvm::SmallVector<std::vector<Edge>, 4> Edges;
  llvm::SmallVector<const CFGBlock *, 4> Live;
  for (const CFGBlock *Before : From) {
    std::vector<Edge> Here = edgesBetween(Dominator, Before, &Block);
    if (IsNever[Before->getBlockID()] || llvm::any_of(Here, [](const Edge &E) { return E.IsImpossible; }))
      continue;
    Live.push_back(Before);
    Edges.push_back(std::move(Here));
  }
  IsNever[Block.getBlockID()] = Live.empty();
  if (Live.empty()) {
    Live = From;
    Edges.resize(From.size());
  }
  From = std::move(Live);
  S = Out[From.front()->getBlockID()];
  // What is asked by the last block before the join.
  auto TextFrom = [&](size_t Way, size_t V) -> const std::shared_ptr<const AbstractString> & {
    const Edge *Last = Edges[Way].empty() ? nullptr : &Edges[Way].front();
    bool IsLast = Last != nullptr && Last->Asked == V && From[Way]->succ_size() == 2;
    return IsLast ? Last->Left : Out[From[Way]->getBlockID()][V];
  };
  for (size_t V = 0; V < S.size(); ++V) {
    bool Same = std::all_of(From.begin(), From.end(), [&](const CFGBlock *Before) { return Out[Before->getBlockID()][V] == S[V]; });
    if (Same)
      continue;
    AbstractString All;
    for (size_t Way = 0; Way < From.size(); ++Way)
      if (const std::shared_ptr<const AbstractString> &Text = TextFrom(Way, V)) {
        AbstractString Here = under(*Text, Edges[Way]);
        alongLoops(Here, From[Way], &Block, Strings);
        All.insert(All.end(), std::make_move_iterator(Here.begin()), std::make_move_iterator(Here.end()));
      }
    AbstractString Joined = bounded(std::move(All), What.Cells[V].name());
    const State &Before = In[Block.getBlockID()];
    if (!Before.empty() && Before[V] && sameTexts(*Before[V], Joined))
      S[V] = Before[V];
    else
      S[V] = std::make_shared<const AbstractString>(std::move(Joined));
  }
  return true;
}

void Flow::solve(Evaluator &Strings) {
  IsSolved = true;
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddInitializers = true;
  // Any call may end in a handler.
  Options.AddEHEdges = What.HasTry;
  Graph = CFG::buildCFG(Function, Function->getBody(), &AST, Options);
  if (Graph == nullptr || Graph->getNumBlockIDs() > MaxBlocks) {
    Graph = nullptr;
    return;
  }
  Dominators = std::make_unique<CFGDomTree>(Graph.get());
  In.resize(Graph->getNumBlockIDs());
  Out.resize(Graph->getNumBlockIDs());
  IsNever.resize(Graph->getNumBlockIDs());
  for (const CFGBlock *Block : *Graph)
    for (auto [Index, Element] : llvm::enumerate(*Block))
      if (std::optional<CFGStmt> Here = Element.getAs<CFGStmt>())
        Points[Here->getStmt()] = {Block, Index};
  IsSolving = true;
  noteElsewhere(Strings);
  findLoops();
  State Start(What.Cells.size());
  for (const Cell &C : What.Cells)
    if (follows(C) && (C.Object == nullptr || isa<ParmVarDecl>(C.Object) || C.Object->hasGlobalStorage()))
      Start[What.Index.lookup(C)] = std::make_shared<const AbstractString>(Strings.atEntry(C, Function));
  // In reverse post order, without the edges that are never taken.
  PostOrderCFGView Order(Graph.get());
  for (unsigned Sweep = 0; Sweep < Sweeps; ++Sweep) {
    bool Changes = false;
    for (const CFGBlock *Block : Order) {
      State S;
      if (Block == &Graph->getEntry())
        S = Start;
      else if (!join(*Block, S, Strings))
        continue;
      unsigned Id = Block->getBlockID();
      // The same texts come in as the last time: the same go out.
      if (Sweep != 0 && S == In[Id])
        continue;
      In[Id] = S;
      transfer(*Block, S, Strings);
      Changes = true;
      Out[Id] = std::move(S);
    }
    if (!Changes)
      break;
  }
  IsSolving = false;
}

// Calls that may come back to the object and change its members.
void Flow::noteElsewhere(Evaluator &Strings) {
  llvm::SmallVector<Cell, 4> AtRisk;
  for (const Cell &C : What.Cells)
    if (C.Object == nullptr && follows(C) && !isConstant(C) && Strings.isChangedByOthers(C.Field, Function))
      AtRisk.push_back(C);
  for (const Cell &C : What.Cells)
    if (C.Object != nullptr && C.Object->hasGlobalStorage() && follows(C))
      noteWriters(C.Object, Strings);
  if (AtRisk.empty())
    return;
  for (const Expr *Call : What.Calls)
    if (What.Events.count(Call) == 0 && Strings.maySeeObject(Call, Function))
      for (const Cell &C : AtRisk) {
        Event E;
        E.Where = C;
        E.At = Call;
        Elsewhere[Call].push_back(E);
      }
}

std::shared_ptr<const AbstractString> Flow::at(const Cell &C, const Stmt *Point, bool Inclusive, Evaluator &Strings) {
  if (!IsSolved)
    solve(Strings);
  auto Found = Points.find(Point);
  if (Graph == nullptr || Found == Points.end() || In[Found->second.Block->getBlockID()].empty())
    return nullptr;
  const auto [Block, Element] = Found->second;
  size_t End = Inclusive ? Element + 1 : Element;
  // So many changes are looked at again at most.
  static constexpr unsigned Between = 8;
  Reached *Kept = Strings.reached();
  if (Kept != nullptr && Kept->Block != Block)
    *Kept = {Block, {{0, In[Block->getBlockID()]}}};
  size_t Index = 0;
  State S;
  if (Kept != nullptr)
    std::tie(Index, S) = *std::prev(llvm::partition_point(Kept->States, [&](const auto &R) { return R.first <= End; }));
  else
    S = In[Block->getBlockID()];
  Evaluator::Scope Scope(Strings, *this, S);
  unsigned Changed = 0;
  for (auto It = Block->begin() + static_cast<std::ptrdiff_t>(Index); Index < End; ++It) {
    Changed += transfer(*It, S, Strings) ? 1 : 0;
    ++Index;
    if (Kept != nullptr && Changed == Between && Kept->States.back().first < Index)
      Kept->States.emplace_back(Index, S);
    Changed %= Between;
  }
  return S[What.Index.lookup(C)];
}

std::shared_ptr<const AbstractString> Flow::valueAt(const Cell &C, const Expr *Use, Evaluator &Strings) {
  auto Captured = What.InLambdas.find(Use);
  if (Captured == What.InLambdas.end())
    return at(C, Use, false, Strings);
  // In a lambda: the text is that of the place where the lambda is made, if
  // nothing changes it from there on.
  const LambdaExpr *Lambda = Captured->second;
  if (What.changesAfter(C, Lambda->getBeginLoc()))
    return nullptr;
  return at(C, Lambda, false, Strings);
}

std::shared_ptr<const AbstractString> Flow::valueAfter(const Cell &C, const Expr *E, Evaluator &Strings) { return at(C, E, true, Strings); }

std::shared_ptr<const AbstractString> Flow::valueAtExit(const Cell &C, Evaluator &Strings) {
  if (!IsSolved)
    solve(Strings);
  if (Graph == nullptr)
    return nullptr;
  const State &S = In[Graph->getExit().getBlockID()];
  return S.empty() ? nullptr : S[What.Index.lookup(C)];
}

std::optional<Cell> Flow::changedBy(const Expr *E) const {
  auto It = What.Events.find(E);
  if (It == What.Events.end() || It->second.size() != 1 || !follows(It->second.front().Where))
    return std::nullopt;
  Event::Kind Kind = It->second.front().What;
  bool ReturnsIt = Kind == Event::Kind::Assign || Kind == Event::Kind::Append || Kind == Event::Kind::Prepend || Kind == Event::Kind::Replace;
  return ReturnsIt ? std::optional(It->second.front().Where) : std::nullopt;
}

} // namespace tenantscan::strings
