//===- ValidationWrites.cpp - What statements do to a value ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/Places.h"
#include "checks/model/Words.h"
#include "checks/values/Guards.h"
#include "checks/values/Holders.h"
#include "checks/values/Origins.h"

#include <algorithm>

using namespace clang;

namespace tenantscan::values {

using Standing = Validation::Standing;
using Kind = ValueSource::Kind;

static Standing lowered(Standing Now) { return std::min(Now, Standing::Doubtful); }

//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

// tenant, tenant[0], request.params of request.get_param_value("tenant")
bool Validation::mayOverlap(const AccessPath &Written, const AccessPath &Path) {
  if (Written.contains(Path) || Path.contains(Written))
    return true;
  if (Written.Root != Path.Root)
    return areRelated(Written.Root, Path.Root);
  // Two members are two things, and so are two elements with two constants.
  size_t Same = 0;
  while (Same < Written.Steps.size() && Same < Path.Steps.size() && Written.Steps[Same] == Path.Steps[Same])
    ++Same;
  auto StepOf = [&](llvm::StringRef Steps) {
    size_t Begin = Steps.take_front(Same + 1).rfind(AccessPath::Separator);
    return Begin == llvm::StringRef::npos ? Steps : Steps.substr(Begin + 1).split(AccessPath::Separator).first;
  };
  llvm::StringRef A = StepOf(Written.Steps), B = StepOf(Path.Steps);
  auto IsField = [](llvm::StringRef Step) { return !Step.contains('(') && !Step.contains('['); };
  auto IsConstant = [](llvm::StringRef Step) { return (Step.starts_with("[") || Step.starts_with("operator[](")) && !Step.contains('@'); };
  return !(IsField(A) && IsField(B)) && !(IsConstant(A) && IsConstant(B));
}

bool Validation::areRelated(const ValueDecl *A, const ValueDecl *B) {
  const FunctionDecl *F = functionAround(A);
  F = F == nullptr ? functionAround(B) : F;
  if (F == nullptr || A == B)
    return false;
  const FunctionFacts &Facts = factsOf(F);
  llvm::SmallPtrSet<const ValueDecl *, 8> Roots[2];
  for (auto [Roots, Begin] : {std::pair(&Roots[0], A), std::pair(&Roots[1], B)}) {
    std::vector<const ValueDecl *> Work = {Begin};
    while (!Work.empty()) {
      const ValueDecl *D = Work.back();
      Work.pop_back();
      if (!Roots->insert(D).second || !Facts.Leading.contains(D))
        continue;
      if (auto It = Facts.Sources.find(D); It != Facts.Sources.end())
        Work.insert(Work.end(), It->second.begin(), It->second.end());
    }
  }
  return llvm::any_of(Roots[0], [&](const ValueDecl *D) { return Roots[1].contains(D) && (Facts.Changed.contains(D) || D == A || D == B); });
}

static Kind clientKind() { return Kind::Client; }

Standing Validation::written(const Expr *To, llvm::function_ref<Kind()> What, const AccessPath &Path, Standing Now) {
  const AccessPath *Written = pathOf(To);
  if (!Written) {
    const ValueDecl *Root = objectOf(To);
    if (Root == nullptr || isa<FieldDecl>(Root) || !(Root == Path.Root || areRelated(Root, Path.Root)))
      return Now;
    return What() == Kind::Client ? Standing::Unchecked : lowered(Now);
  }
  if (llvm::is_contained(Path.Indices, Written->Root))
    return Standing::Unchecked;
  if (!mayOverlap(*Written, Path))
    return Now;
  Kind Given = What();
  return Given == Kind::Client ? Standing::Unchecked : Given == Kind::Tenant && *Written == Path ? Standing::Equal : lowered(Now);
}

Standing Validation::assigned(const Expr *To, const Expr *Value, const AccessPath &Path, Standing Now) {
  auto What = [&] { return kindOf(Value); };
  // std::tie(tenant, page) = split(text);
  if (const auto *Call = dyn_cast<CallExpr>(plain(To));
      Call != nullptr && Call->getDirectCallee() != nullptr && Call->getDirectCallee()->getNameAsString() == "tie") {
    for (const Expr *Part : Call->arguments())
      Now = written(Part, What, Path, Now);
    return Now;
  }
  const AccessPath *Written = pathOf(To);
  // What nothing looked at is what is written to it.
  if (Written != nullptr && *Written == Path)
    if (Kind Given = What(); Given != Kind::Client && Given != Kind::Tenant)
      return Standing::Doubtful;
  // A whole object: its part is another one's.
  if (Written != nullptr && Written->contains(Path) && !(*Written == Path) && What() != Kind::Tenant)
    return Standing::Unchecked;
  return written(To, What, Path, Now);
}

bool Validation::isStillSo(const VarDecl *V, const AccessPath &Path, const Expr *Test) {
  const FunctionDecl *F = functionAround(V);
  if (F == nullptr || F->getBody() == nullptr || Marker != nullptr || graphOf(F) == nullptr)
    return false;
  auto Place = placeOf(F, Test);
  Marker = V;
  std::vector<std::optional<Standing>> In = statesOf(F, Path).In;
  Standing Now = Place && In[Place->first->getBlockID()] ? *In[Place->first->getBlockID()] : Standing::Unchecked;
  for (unsigned I = 0; Place && I < Place->second; ++I)
    if (std::optional<CFGStmt> S = (*Place->first)[I].getAs<CFGStmt>())
      Now = after(S->getStmt(), Path, Now);
  Marker = nullptr;
  return Now == Standing::Equal;
}

const Expr *Validation::keptTest(const Expr *E, const AccessPath &Path) {
  const auto *Reference = dyn_cast<DeclRefExpr>(plain(E));
  const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  const FunctionDecl *F = V == nullptr ? nullptr : functionAround(V);
  bool IsOutcome = F != nullptr && V->isLocalVarDecl() && V->getInit() != nullptr && !V->isCXXForRangeDecl();
  if (const AccessPath *Of = IsOutcome ? pathOf(V->getInit()) : nullptr)
    IsOutcome = !Of->contains(Path);
  return IsOutcome && !factsOf(F).Changed.contains(V) && mentions(V->getInit(), Path) && isStillSo(V, Path, Reference) ? V->getInit() : nullptr;
}

// bool ok = tenant == ctx.tenant_id; ... ok = true;
bool Validation::isOverruled(const VarDecl *V, bool Outcome, const AccessPath &Path) {
  const FunctionDecl *F = functionAround(V);
  if (F == nullptr || !factsOf(F).Assigned.contains(V))
    return false;
  bool Begins = V->getInit() != nullptr && mentions(V->getInit(), Path);
  return llvm::any_of(factsOf(F).Assigned[V], [&](const auto &Given) {
    const auto *Binary = dyn_cast<BinaryOperator>(plain(Given.first));
    const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(plain(Given.first));
    // ok &= x, ok = ok && x
    if (!Begins || !V->getType()->isBooleanType() || !Outcome || (Binary != nullptr && Binary->getOpcode() == BO_LAnd) || !Given.second)
      return false;
    return (Bool == nullptr || Bool->getValue()) && !mentions(Given.first, Path);
  });
}

Standing Validation::declared(const VarDecl *V, const AccessPath &Path, Standing Now) {
  if (declarationOf(Path.Root) != V && !llvm::is_contained(Path.Indices, V))
    return Now;
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  if (!V->isCXXForRangeDecl() || F == nullptr)
    return V->getInit() != nullptr && Path.Steps.empty() && Path.Root == V && kindOf(V->getInit()) == Kind::Tenant ? Standing::Equal
                                                                                                                   : Standing::Unchecked;
  return ofLoop(F, V, Path);
}

// set_tenant_id, for the step `tenant_id(` or `getTenantId(`
static bool isSetterOf(llvm::StringRef Name, const AccessPath &Path) {
  llvm::StringRef Last = llvm::StringRef(Path.Steps).rsplit(AccessPath::Separator).second;
  if (!Name.starts_with_insensitive("set") || !Last.consume_back("("))
    return false;
  std::vector<std::string> Given = model::wordsOf(std::string_view(Name)), Read = model::wordsOf(std::string_view(Last));
  Given.erase(Given.begin());
  if (!Read.empty() && Read.front() == "get")
    Read.erase(Read.begin());
  return Given == Read;
}

Standing Validation::afterCall(const Expr *E, const AccessPath &Path, Standing Now) {
  static const model::WordList &Reads = model::wordList("reads"), &Passes = model::wordList("passes");
  model::Call C = callOf(E);
  const FunctionDecl *F = C.Callee;
  if (F == nullptr)
    return Now;
  std::string Name = F->getNameAsString();
  const FunctionDecl *Body = followedBody(F);
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  // What a lambda does to the variables around it.
  if (Method != nullptr && Method->getParent()->isLambda()) {
    ++CallDepth;
    Now = Body == nullptr ? lowered(Now) : atExit(Body, Path, std::nullopt, Now);
    --CallDepth;
  }
  // What it is given goes into what it writes to.
  std::optional<Kind> Known;
  auto Written = [&] {
    if (!Known) {
      bool HasClient = Reads.fits(Name) || Passes.fits(Name) ||
                       llvm::any_of(C.Arguments, [&](const Expr *Argument) { return !mentions(Argument, Path) && kindOf(Argument) == Kind::Client; });
      Known = HasClient ? Kind::Client : Kind::Unknown;
    }
    return *Known;
  };
  auto Inside = [&](const AccessPath &Given, const ValueDecl *Root) {
    AccessPath Part;
    Part.Root = Root;
    Part.Steps = Path.Steps.substr(Given.Steps.size());
    return Part;
  };
  if (C.Object != nullptr && Method != nullptr && !Method->isStatic() && !Method->isConst() && mayChange(Method)) {
    const AccessPath *Object = pathOf(C.Object);
    if (Object && Object->contains(Path) && C.Arguments.size() == 1 && isSetterOf(Name, Path)) {
      Kind What = kindOf(C.Arguments.front());
      return What == Kind::Tenant ? Standing::Equal : What == Kind::Client ? Standing::Unchecked : Standing::Doubtful;
    }
    if (Body != nullptr && Object && Object->contains(Path)) {
      ++CallDepth;
      Now = atExit(Body, Inside(*Object, nullptr), std::nullopt, Now);
      --CallDepth;
    } else {
      Now = written(C.Object, Written, Path, Now);
    }
  }
  bool IsGiven = false;
  for (unsigned I = 0; I < C.Arguments.size(); ++I) {
    const AccessPath *Here = pathOf(C.Arguments[I]);
    bool Contains = Here && Here->contains(Path);
    IsGiven = IsGiven || Contains;
    if (!isWritten(F, I))
      continue;
    if (Body != nullptr && Contains && I < Body->getNumParams()) {
      ++CallDepth;
      Now = atExit(Body, Inside(*Here, Body->getParamDecl(I)), std::nullopt, Now);
      --CallDepth;
    } else {
      Now = written(C.Arguments[I], Written, Path, Now);
    }
  }
  return IsGiven ? std::max(Now, calledWith(E, Path, std::nullopt)) : Now;
}

Standing Validation::after(const Stmt *S, const AccessPath &Path, Standing Now) {
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        Now = V == Marker ? Standing::Equal : declared(V, Path, Now);
    return Now;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(S); Binary != nullptr && Binary->isAssignmentOp())
    return Binary->getOpcode() == BO_Assign ? assigned(Binary->getLHS(), Binary->getRHS(), Path, Now)
                                            : written(Binary->getLHS(), clientKind, Path, Now);
  // Another element, where an iterator is moved.
  if (const auto *Unary = dyn_cast<UnaryOperator>(S); Unary != nullptr && Unary->isIncrementDecrementOp())
    return written(Unary->getSubExpr(), clientKind, Path, Now);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S)) {
    OverloadedOperatorKind Op = Operator->getOperator();
    if (Op == OO_Equal && Operator->getNumArgs() == 2)
      return assigned(Operator->getArg(0), Operator->getArg(1), Path, Now);
    if (Operator->isAssignmentOp() || Op == OO_PlusPlus || Op == OO_MinusMinus)
      return written(Operator->getArg(0), clientKind, Path, Now);
    if (Op == OO_GreaterGreater && Operator->getNumArgs() == 2)
      return written(Operator->getArg(1), clientKind, Path, Now);
    return Op == OO_Call ? afterCall(Operator, Path, Now) : Now;
  }
  // std::swap, std::advance
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (F != nullptr && F->isInStdNamespace() && F->getDeclName().isIdentifier() && F->getName() == "advance" && Call->getNumArgs() != 0)
      return written(Call->getArg(0), clientKind, Path, Now);
    return afterCall(Call, Path, Now);
  }
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(S); Construction != nullptr && isMaking(Construction->getConstructor()))
    return afterCall(Construction, Path, Now);
  return Now;
}

} // namespace tenantscan::values
