//===- ValidationLists.cpp - Was each element of a list compared? ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What holds of each element of a list is followed like a value: the path of the list, a step that
// stands for any element, and the part of it. std::all_of and its kind say something of it, and so
// does a loop that goes through all of the list.
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/Places.h"
#include "checks/model/Words.h"
#include "checks/values/Guards.h"
#include "checks/values/Holders.h"
#include "checks/values/Origins.h"

#include <algorithm>
#include <utility>

using namespace clang;

namespace tenantscan::values {

using Standing = Validation::Standing;
using Kind = ValueSource::Kind;

static constexpr llvm::StringLiteral EachStep("each element");

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

static AccessPath eachOf(const AccessPath &List, llvm::StringRef Rest) {
  AccessPath Path = List;
  Path.Steps += AccessPath::Separator;
  Path.Steps += EachStep;
  Path.Steps += Rest;
  return Path;
}

// The steps behind the element, where a path is any element of a list, or a part of it.
static std::optional<std::string> restBehind(const AccessPath &List, const AccessPath &Path) {
  AccessPath Each = eachOf(List, "");
  return Each.contains(Path) ? std::optional<std::string>(Path.Steps.substr(Each.Steps.size())) : std::nullopt;
}

// lines[0], lines.at(i), lines.front(), lines.begin()
static bool isElementStep(llvm::StringRef Step) {
  for (llvm::StringRef Begin : {"[", "operator[](", "at(", "front(", "back(", "begin(", "cbegin(", "rbegin("})
    if (Step.starts_with(Begin))
      return true;
  return false;
}

std::vector<AccessPath> Validation::eachAround(const AccessPath &Path) {
  std::vector<AccessPath> Result;
  for (size_t Begin = Path.Steps.find(AccessPath::Separator); Begin != std::string::npos;) {
    size_t End = Path.Steps.find(AccessPath::Separator, Begin + 1);
    if (isElementStep(llvm::StringRef(Path.Steps).slice(Begin + 1, End))) {
      AccessPath List;
      List.Root = Path.Root;
      List.Steps = Path.Steps.substr(0, Begin);
      Result.push_back(eachOf(List, End == std::string::npos ? llvm::StringRef() : llvm::StringRef(Path.Steps).substr(End)));
    }
    Begin = End;
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// Algorithms
//===----------------------------------------------------------------------===//

// The list of list.begin(), std::begin(list)
static const Expr *listOf(const Expr *E, llvm::ArrayRef<llvm::StringRef> Names) {
  const auto *Call = dyn_cast<CallExpr>(plain(E));
  const FunctionDecl *F = Call == nullptr ? nullptr : Call->getDirectCallee();
  if (F == nullptr || !F->getDeclName().isIdentifier() || !llvm::is_contained(Names, F->getName()))
    return nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Member->getImplicitObjectArgument();
  return Call->getNumArgs() == 1 ? Call->getArg(0) : nullptr;
}

// The function, or the object that is called: std::ranges::all_of.
static const NamedDecl *calledBy(const CallExpr *Call) {
  if (!isa<CXXOperatorCallExpr>(Call))
    return Call->getDirectCallee();
  const auto *Object = Call->getNumArgs() == 0 ? nullptr : dyn_cast<DeclRefExpr>(plain(Call->getArg(0)));
  return Object == nullptr ? nullptr : Object->getDecl();
}

std::optional<Validation::Quantifier> Validation::quantifierOf(const Expr *E) {
  using Q = Quantifier::Kind;
  const auto *Call = dyn_cast<CallExpr>(plain(E));
  if (Call == nullptr)
    return std::nullopt;
  model::Call C = model::Call::of(Call);
  const NamedDecl *Named = calledBy(Call);
  if (Named == nullptr || !Named->getDeclName().isIdentifier() || isa<CXXMethodDecl>(Named) ||
      isProjectCode(Named->getLocation(), AST.getSourceManager(), P))
    return std::nullopt;
  llvm::StringRef Name = Named->getName();
  Name.consume_front("c_");
  Quantifier Result;
  if (Name == "all_of" || Name == "any_of" || Name == "none_of")
    Result.What = Name == "all_of" ? Q::All : Name == "any_of" ? Q::Any : Q::None;
  else if (Name == "find_if" || Name == "find_if_not" || Name == "count_if")
    Result.What = Name == "find_if" ? Q::Find : Name == "count_if" ? Q::Count : Q::FindNot;
  else
    return std::nullopt;
  if (C.Arguments.size() < 2)
    return std::nullopt;
  size_t Next = 1;
  if (const Expr *Begin = listOf(C.Arguments[0], {"begin", "cbegin"})) {
    const Expr *End = listOf(C.Arguments[1], {"end", "cend"});
    const AccessPath *A = pathOf(Begin), *B = End == nullptr ? nullptr : pathOf(End);
    if (C.Arguments.size() < 3)
      return std::nullopt;
    Result.Elements = Begin;
    Result.List = A;
    Result.IsWhole = A != nullptr && B != nullptr && *A == *B;
    Next = 2;
  } else if (C.Arguments[0]->getType()->isRecordType()) {
    Result.Elements = C.Arguments[0];
    Result.List = pathOf(C.Arguments[0]);
  }
  // &Line::tenant_id, which is looked at instead of the element
  if (Next + 1 < C.Arguments.size()) {
    const auto *Address = dyn_cast<UnaryOperator>(plain(C.Arguments[Next + 1]));
    const auto *Member = Address == nullptr ? nullptr : dyn_cast<DeclRefExpr>(plain(Address->getSubExpr()));
    if (Member == nullptr || !isa<FieldDecl>(Member->getDecl()))
      return std::nullopt;
    Result.Part = AccessPath::Separator + Member->getDecl()->getNameAsString();
  }
  Result.Predicate = functionIn(C.Arguments[Next]);
  return Result.Elements == nullptr || Result.Predicate == nullptr ? std::nullopt : std::optional(std::move(Result));
}

// std::any_of(memberships.begin(), memberships.end(), [&](const auto &m) { return m.tenant_id == tenant; })
Standing Validation::ofSome(const Quantifier &Q, bool Outcome, const AccessPath &Path) {
  const FunctionDecl *Body = followedBody(Q.Predicate);
  Kind Elements = kindOf(Q.Elements);
  if (Body == nullptr || Body->getNumParams() != 1)
    return Standing::Doubtful;
  ParameterKinds Inner = Given;
  if (Elements == Kind::Client)
    Inner[Body->getParamDecl(0)] = Kind::Client;
  std::swap(Given, Inner);
  ++CallDepth;
  Standing Result = atExit(Body, Path, truth(Outcome));
  --CallDepth;
  std::swap(Given, Inner);
  // Whose list it is, is not known.
  return std::min(Result, Standing::Doubtful);
}

bool Validation::looksFor(const CallExpr *Call) const {
  const NamedDecl *Named = calledBy(Call);
  if (Named == nullptr || !Named->getDeclName().isIdentifier())
    return false;
  bool IsOwn = isProjectCode(Named->getLocation(), AST.getSourceManager(), P);
  if (const auto *F = dyn_cast<FunctionDecl>(Named); F != nullptr && isSearch(F, IsOwn))
    return true;
  static const model::WordList &Searches = model::wordList("searches");
  llvm::StringRef Name = Named->getName();
  Name.consume_front("c_");
  return !IsOwn && Searches.contains(Name);
}

// It found something.
Standing Validation::whereSought(const CallExpr *Call, const AccessPath &Path, Standing Now) {
  if (std::optional<Quantifier> Q = quantifierOf(Call))
    return Q->What == Quantifier::Kind::Find || Q->What == Quantifier::Kind::FindNot
               ? std::max(Now, ofSome(*Q, Q->What == Quantifier::Kind::Find, Path))
               : Now;
  model::Call C = model::Call::of(Call);
  bool IsOfClient =
      C.Object != nullptr && !isa<CXXOperatorCallExpr>(Call)
          ? kindOf(C.Object) == Kind::Client
          : llvm::any_of(C.Arguments, [&](const Expr *Argument) { return !mentions(Argument, Path) && kindOf(Argument) == Kind::Client; });
  return looksFor(Call) && !IsOfClient ? std::max(Now, Standing::Doubtful) : Now;
}

Standing Validation::ofElement(const Quantifier &Q, bool Outcome, llvm::StringRef Rest) {
  const FunctionDecl *Body = followedBody(Q.Predicate);
  if (!Rest.consume_front(Q.Part) || (!Rest.empty() && Rest.front() != AccessPath::Separator))
    return Standing::Unchecked;
  if (Body == nullptr || Body->getNumParams() != 1)
    return Body == nullptr ? Standing::Doubtful : Standing::Unchecked;
  AccessPath Inside;
  Inside.Root = Body->getParamDecl(0);
  Inside.Steps = Rest;
  ParameterKinds Inner = Given;
  Inner[Body->getParamDecl(0)] = Kind::Client;
  std::swap(Given, Inner);
  ++CallDepth;
  Standing Result = factsOf(Body).Changed.contains(Inside.Root) ? Standing::Unchecked : atExit(Body, Inside, truth(Outcome));
  --CallDepth;
  std::swap(Given, Inner);
  return Result;
}

std::optional<Standing> Validation::whereQuantified(const Expr *Call, Answer Asked, const AccessPath &Path, Standing Now) {
  using W = Quantifier::Kind;
  std::optional<Quantifier> Q = quantifierOf(Call);
  if (!Q)
    return std::nullopt;
  bool Outcome = (Asked.Value == 0) != Asked.Is;
  if (Q->List == nullptr || !Q->List->contains(Path)) {
    if (!mentions(Call, Path) || Q->What == W::Find || Q->What == W::FindNot)
      return std::nullopt;
    // There is one, or one of which the predicate says no.
    bool IsSome = Q->What == W::Any || Q->What == W::Count ? Outcome : !Outcome;
    return IsSome ? std::max(Now, ofSome(*Q, Q->What != W::All, Path)) : Now;
  }
  std::optional<std::string> Rest = restBehind(*Q->List, Path);
  bool IsOfAll = Q->What == W::All || Q->What == W::None ? Outcome : (Q->What == W::Any || Q->What == W::Count) && Asked.Value == 0 && !Outcome;
  return Rest && IsOfAll && Q->IsWhole ? std::max(Now, ofElement(*Q, Q->What == W::All, *Rest)) : Now;
}

std::optional<Standing> Validation::whereFound(const Expr *Found, bool IsEnd, const AccessPath &Path, Standing Now) {
  using W = Quantifier::Kind;
  const auto *Reference = dyn_cast<DeclRefExpr>(plain(Found));
  const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  const FunctionDecl *F = V == nullptr || !V->isLocalVarDecl() || V->getInit() == nullptr ? nullptr : functionAround(V);
  if (V != nullptr && (F == nullptr || factsOf(F).Changed.contains(V)))
    return std::nullopt;
  std::optional<Quantifier> Q = quantifierOf(V == nullptr ? Found : V->getInit());
  if (!Q || Q->List == nullptr || (Q->What != W::Find && Q->What != W::FindNot))
    return std::nullopt;
  if (V != nullptr && Path.Root == V)
    return IsEnd ? Now : std::max(Now, ofElement(*Q, Q->What == W::Find, Path.Steps));
  std::optional<std::string> Rest = restBehind(*Q->List, Path);
  if (!Rest)
    return Q->List->contains(Path) ? std::optional(Now) : std::nullopt;
  bool IsOfAll = IsEnd && Q->IsWhole && (V == nullptr || isStillSo(V, Path, Reference));
  return IsOfAll ? std::max(Now, ofElement(*Q, Q->What == W::FindNot, *Rest)) : Now;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

std::optional<AccessPath> Validation::elementIn(const CXXForRangeStmt *Loop, const AccessPath &Path) {
  const AccessPath *List = pathOf(Loop->getRangeInit());
  std::optional<std::string> Rest = List == nullptr ? std::nullopt : restBehind(*List, Path);
  if (!Rest)
    return std::nullopt;
  AccessPath Element;
  Element.Root = Loop->getLoopVariable();
  Element.Steps = *Rest;
  return Element;
}

// for (auto &line : lines) if (line.tenant != ctx.tenant) return; of all of them, behind it
Standing Validation::behindLoop(const FunctionDecl *F, const CXXForRangeStmt *Loop, const AccessPath &Path) {
  std::optional<AccessPath> Element = elementIn(Loop, Path);
  if (!Element)
    return Standing::Unchecked;
  // What is done to the list meanwhile.
  auto IsKept = [&](auto &&Self, const Stmt *S) -> bool {
    return S == nullptr ||
           (after(S, Path, Standing::Equal) == Standing::Equal && llvm::all_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); }));
  };
  if (!IsKept(IsKept, Loop->getBody()))
    return Standing::Unchecked;
  bool Before = std::exchange(IsInList, true);
  std::vector<std::optional<Standing>> In = statesOf(F, *Element).In;
  IsInList = Before;
  for (const CFGBlock *Block : *factsOf(F).Graph)
    if (Block->getLoopTarget() == Loop)
      return In[Block->getBlockID()].value_or(Standing::Unchecked);
  return Standing::Unchecked;
}

// The variable of a loop is any element of the list.
Standing Validation::ofLoop(const FunctionDecl *F, const VarDecl *V, const AccessPath &Path) {
  FunctionFacts &Facts = factsOf(F);
  auto Here = llvm::find_if(Facts.Loops, [&](const CXXForRangeStmt *Loop) { return Loop->getLoopVariable() == V; });
  const AccessPath *List = IsInList || Path.Root != V || Here == Facts.Loops.end() ? nullptr : pathOf((*Here)->getRangeInit());
  return List == nullptr ? Standing::Unchecked : at(F, eachOf(*List, Path.Steps), (*Here)->getRangeInit());
}

bool Validation::isOfLists(const FunctionFacts &Facts, const AccessPath &Path) {
  const auto *V = dyn_cast_or_null<VarDecl>(Path.Root);
  bool IsOfList = llvm::StringRef(Path.Steps).contains(EachStep) || (V != nullptr && V->isCXXForRangeDecl());
  return IsOfList && (Facts.Quantifies || Facts.Loops.size() > 1);
}

} // namespace tenantscan::values
