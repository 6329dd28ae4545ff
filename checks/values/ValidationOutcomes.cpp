//===- ValidationOutcomes.cpp - What functions say of a value -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Validation.h"

#include "checks/Places.h"
#include "checks/values/Guards.h"
#include "checks/values/Holders.h"
#include "checks/values/Origins.h"

#include <algorithm>
#include <utility>

using namespace clang;

namespace tenantscan::values {

using Standing = Validation::Standing;
using Kind = ValueSource::Kind;

static Standing raised(Standing Now) { return std::max(Now, Standing::Doubtful); }

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static llvm::StringRef classOf(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Record != nullptr && Record->getDeclName().isIdentifier() ? Record->getName() : llvm::StringRef();
}

std::optional<int64_t> Validation::constantOf(const Expr *E) const {
  E = plain(E);
  if (E->isValueDependent())
    return std::nullopt;
  QualType T = E->getType();
  if (Expr::EvalResult Result; T->isIntegralOrEnumerationType() && E->EvaluateAsInt(Result, AST) && Result.Val.getInt().getSignificantBits() <= 64)
    return Result.Val.getInt().getExtValue();
  const auto *Text = dyn_cast<StringLiteral>(E);
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E) || classOf(T) == "nullopt_t" || (Text != nullptr && Text->getLength() == 0))
    return 0;
  // std::strong_ordering::equal
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  if (Reference == nullptr || !classOf(T).ends_with("_ordering") || !Reference->getDecl()->getDeclName().isIdentifier())
    return std::nullopt;
  llvm::StringRef Name = Reference->getDecl()->getName();
  return Name == "equal" || Name == "equivalent" ? std::optional<int64_t>(0) : std::nullopt;
}

std::optional<bool> Validation::equals(const Expr *E, QualType Type, int64_t Value) const {
  E = plain(E);
  if (E->isTypeDependent())
    return std::nullopt;
  if (Type->isUndeducedType() || Type->isDependentType())
    Type = E->getType();
  if (Type->isIntegralOrEnumerationType()) {
    std::optional<int64_t> Given = constantOf(E);
    return Given ? std::optional<bool>(*Given == Value) : std::nullopt;
  }
  if (Value != 0)
    return std::nullopt;
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E))
    return true;
  if (const auto *Text = dyn_cast<StringLiteral>(E); Text != nullptr && classOf(Type) != "optional")
    return Text->getLength() == 0;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E); Type->isPointerType())
    return isa<CXXNewExpr>(E) || (Unary != nullptr && Unary->getOpcode() == UO_AddrOf) ? std::optional<bool>(false) : std::nullopt;
  llvm::StringRef Class = classOf(Type), Given = classOf(E->getType());
  if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(E); Cast != nullptr && Given == Class)
    return equals(Cast->getSubExpr(), Type, Value);
  const auto *List = dyn_cast<InitListExpr>(E);
  const auto *Construction = dyn_cast<CXXConstructExpr>(E);
  bool IsDefault = isa<CXXScalarValueInitExpr>(E) || (List != nullptr && List->getNumInits() == 0) ||
                   (Construction != nullptr && Construction->getNumArgs() == 0 && (Given == Class || Given.empty()));
  if (Class == "expected") {
    if (Given == "unexpected" || Given == "unexpect_t")
      return true;
    return IsDefault || Given != Class ? std::optional<bool>(false) : std::nullopt;
  }
  if (Given == "nullopt_t" || IsDefault)
    return true;
  if (Construction != nullptr && Given == Class && Construction->getNumArgs() == 1)
    return equals(Construction->getArg(0), Type, Value);
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = Call == nullptr ? nullptr : Call->getDirectCallee();
  llvm::StringRef Name = F != nullptr && F->getDeclName().isIdentifier() ? F->getName() : llvm::StringRef();
  if (Class == "optional")
    return Given != Class || Name == "make_optional" ? std::optional<bool>(false) : std::nullopt;
  if (Class == "unique_ptr" || Class == "shared_ptr")
    return Name.starts_with("make_") ? std::optional<bool>(false) : std::nullopt;
  // std::make_error_code(std::errc::permission_denied)
  if (Class == "error_code" || Class == "error_condition")
    if (const Expr *Code = Name.starts_with("make_error_") && Call->getNumArgs() == 1 ? Call->getArg(0) : E; Code->getType()->isEnumeralType())
      if (std::optional<int64_t> Number = constantOf(Code))
        return *Number == 0;
  return std::nullopt;
}

std::optional<Validation::Answer> Validation::askedBy(const FunctionDecl *Method, bool Outcome) {
  std::string Name = Method->getNameAsString();
  if (Name == "empty" || Name == "isEmpty" || Name == "isNull" || Name == "is_null")
    return Answer{0, Outcome};
  if (Name == "has_value" || isa<CXXConversionDecl>(Method))
    return truth(Outcome);
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Answers
//===----------------------------------------------------------------------===//

Standing Validation::whereAnswered(const Expr *E, Answer Asked, const AccessPath &Path, Standing Now) {
  E = plain(E);
  bool IsTruth = E->getType()->isBooleanType() || (E->isTypeDependent() && isa<BinaryOperator, UnaryOperator>(E));
  if (IsTruth && (Asked.Value == 0 || Asked.Value == 1) && !isa<DeclRefExpr>(E))
    return where(E, (Asked.Value == 1) == Asked.Is, Path, Now);
  if (Asked.Value == 0)
    if (std::optional<Standing> There = whereMember(E, !Asked.Is, Path, Now))
      return *There;
  if (const auto Order = orderOf(E))
    return Asked.Value == 0 ? whereCompared(Order->first, Order->second, Asked.Is, Path, Now) : Now;
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    std::optional<Standing> Result;
    for (auto [Branch, Outcome] : {std::pair(Choice->getTrueExpr(), true), std::pair(Choice->getFalseExpr(), false)}) {
      std::optional<bool> Same = equals(Branch, Choice->getType(), Asked.Value);
      if (Same && *Same != Asked.Is)
        continue;
      Standing There = where(Choice->getCond(), Outcome, Path, Now);
      There = Same ? There : whereAnswered(Branch, Asked, Path, There);
      Result = std::min(Result.value_or(There), There);
    }
    return Result.value_or(Now);
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return whereCalled(Call, Asked, Path, Now);
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (V != nullptr && V->isLocalVarDecl() && V->getInit() != nullptr && mentions(V->getInit(), Path)) {
    if (const Expr *Test = keptTest(E, Path))
      return whereAnswered(Test, Asked, Path, Now);
    return isOverruled(V, Asked.Is == (Asked.Value != 0), Path) || !isStillSo(V, Path, E) ? Now : raised(Now);
  }
  if (V != nullptr && (Asked.Value == 0 || Asked.Value == 1))
    if (std::optional<Standing> There = whereNoted(V, (Asked.Value == 1) == Asked.Is, Path, Now))
      return *There;
  if (V != nullptr && isNoted(V, Path))
    return V->getType()->isIntegralOrEnumerationType() || (Asked.Value == 0) != Asked.Is ? raised(Now) : Now;
  return mentions(E, Path) ? raised(Now) : Now;
}

Standing Validation::whereSwitched(const SwitchStmt *Switch, const CFGBlock *To, const AccessPath &Path, Standing Now) {
  auto ValueOf = [&](const SwitchCase *Label) -> std::optional<int64_t> {
    const auto *Case = dyn_cast<CaseStmt>(Label);
    return Case != nullptr && Case->getRHS() == nullptr ? constantOf(Case->getLHS()) : std::nullopt;
  };
  for (const SwitchCase *Label = Switch->getSwitchCaseList(); Label != nullptr; Label = Label->getNextSwitchCase())
    if (Label == To->getLabel() && !isa<DefaultStmt>(Label)) {
      std::optional<int64_t> Value = ValueOf(Label);
      return Value ? whereAnswered(Switch->getCond(), {*Value, true}, Path, Now) : Now;
    }
  // None of them.
  for (const SwitchCase *Label = Switch->getSwitchCaseList(); Label != nullptr; Label = Label->getNextSwitchCase())
    if (std::optional<int64_t> Value = ValueOf(Label))
      Now = whereAnswered(Switch->getCond(), {*Value, false}, Path, Now);
  return Now;
}

// Where a function comes back: behind an exception nobody goes on.
Standing Validation::atExit(const FunctionDecl *F, const AccessPath &Path, std::optional<Answer> Asked, Standing Entry) {
  FunctionFacts &Facts = factsOf(F);
  bool IsWritten = Facts.Changed.contains(Path.Root) || llvm::any_of(Path.Indices, [&](const ValueDecl *D) { return Facts.Changed.contains(D); });
  if (!isTested(F, Path) && !IsWritten)
    return Entry;
  if (graphOf(F) == nullptr)
    return Standing::Doubtful;
  std::vector<std::optional<Standing>> In = statesOf(F, Path, Entry).In;
  std::optional<Standing> Result;
  const CFGBlock *Exit = &Facts.Graph->getExit();
  for (const CFGBlock::AdjacentBlock &Before : Exit->preds()) {
    if (!Before || !In[Before->getBlockID()] || Before->hasNoReturnElement())
      continue;
    Standing Now = *In[Before->getBlockID()];
    const ReturnStmt *Return = nullptr;
    bool Throws = false;
    for (const CFGElement &E : *Before)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>()) {
        Now = after(S->getStmt(), Path, Now);
        Throws = Throws || isa<CXXThrowExpr>(S->getStmt()) || isEndless(S->getStmt());
        Return = isa<ReturnStmt>(S->getStmt()) ? cast<ReturnStmt>(S->getStmt()) : Return;
      }
    if (Throws)
      continue;
    if (Asked && Return != nullptr && Return->getRetValue() != nullptr) {
      std::optional<bool> Same = equals(Return->getRetValue(), F->getReturnType(), Asked->Value);
      if (Same && *Same != Asked->Is)
        continue;
      Now = Same ? Now : whereAnswered(Return->getRetValue(), *Asked, Path, Now);
    }
    // The last statement is a condition.
    if (const auto *Switch = dyn_cast_or_null<SwitchStmt>(Before->getTerminatorStmt()))
      Now = whereSwitched(Switch, Exit, Path, Now);
    else if (const Expr *Condition = Before->succ_size() == 2 ? Before->getLastCondition() : nullptr)
      Now = where(Condition, *Before->succ_begin() == Exit, Path, Now);
    Result = std::min(Result.value_or(Now), Now);
  }
  return Result.value_or(Entry);
}

bool Validation::judges(const FunctionDecl *F, const AccessPath &Path) {
  FunctionFacts &Facts = factsOf(F);
  if (!isTested(F, Path))
    return false;
  if (graphOf(F) == nullptr || statesOf(F, Path).HasEqual)
    return true;
  // return Status(tenant == ctx.tenant_id);
  auto Decides = [&](auto &&Self, const Stmt *S, unsigned Level) -> bool {
    static constexpr unsigned MaxLevels = 40;
    const auto *E = dyn_cast_or_null<Expr>(S);
    if (E == nullptr || Level > MaxLevels)
      return false;
    if (E->getType()->isBooleanType() && plain(E) == E)
      return where(E, true, Path, Standing::Unchecked) != where(E, false, Path, Standing::Unchecked);
    return llvm::any_of(E->children(), [&](const Stmt *Child) { return Self(Self, Child, Level + 1); });
  };
  for (const CFGBlock::AdjacentBlock &Before : Facts.Graph->getExit().preds())
    if (Before)
      for (const CFGElement &E : *Before)
        if (std::optional<CFGStmt> S = E.getAs<CFGStmt>(); S && isa<ReturnStmt>(S->getStmt()))
          if (Decides(Decides, cast<ReturnStmt>(S->getStmt())->getRetValue(), 0))
            return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

// auto mine = [&](const auto &t) { return t == ctx.tenant_id; }; std::function<bool(Text)> mine = ...; bool (*mine)(Text) = &same;
// The constructor that std::make_unique<Guard>(ctx, tenant) calls, where only one can take so many.
const CXXConstructorDecl *Validation::constructorBehind(const FunctionDecl *F) {
  bool Makes = F->isInStdNamespace() && F->getDeclName().isIdentifier() && (F->getName() == "make_unique" || F->getName() == "make_shared");
  const TemplateArgumentList *Arguments = Makes ? F->getTemplateSpecializationArgs() : nullptr;
  if (Arguments == nullptr || Arguments->size() == 0 || Arguments->get(0).getKind() != TemplateArgument::Type)
    return nullptr;
  const CXXRecordDecl *Class = Arguments->get(0).getAsType()->getAsCXXRecordDecl();
  if (Class == nullptr || !Class->hasDefinition())
    return nullptr;
  const CXXConstructorDecl *Found = nullptr;
  for (const CXXConstructorDecl *Constructor : Class->ctors()) {
    if (!isMaking(Constructor) || F->getNumParams() < Constructor->getMinRequiredArguments() || F->getNumParams() > Constructor->getNumParams())
      continue;
    if (Found != nullptr)
      return nullptr;
    Found = Constructor;
  }
  return Found;
}

const FunctionDecl *Validation::functionIn(const Expr *E) {
  for (unsigned Steps = 0; E != nullptr && Steps < 12; ++Steps) {
    E = plain(E);
    const FunctionDecl *F = nullptr;
    const auto *Reference = dyn_cast<DeclRefExpr>(E);
    if (const auto *Lambda = dyn_cast<LambdaExpr>(E))
      F = Lambda->getCallOperator();
    else if (Reference != nullptr)
      F = dyn_cast<FunctionDecl>(Reference->getDecl());
    if (const FunctionTemplateDecl *Template = F == nullptr ? nullptr : F->getDescribedFunctionTemplate())
      for (const FunctionDecl *Special : Template->specializations())
        F = Special->hasBody() ? Special : F;
    if (F != nullptr)
      return bodyOf(F);
    const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    const FunctionDecl *Around = V == nullptr || !V->isLocalVarDecl() ? nullptr : functionAround(V);
    const auto *Unary = dyn_cast<UnaryOperator>(E);
    const auto *Construction = dyn_cast<CXXConstructExpr>(E);
    const auto *Converted = dyn_cast<CXXMemberCallExpr>(E);
    if (Around != nullptr && !factsOf(Around).Changed.contains(V))
      E = V->getInit();
    else if (Unary != nullptr && (Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Plus))
      E = Unary->getSubExpr();
    else if (Construction != nullptr && Construction->getNumArgs() == 1)
      E = Construction->getArg(0);
    else if (Converted != nullptr && isa_and_nonnull<CXXConversionDecl>(Converted->getMethodDecl()))
      E = Converted->getImplicitObjectArgument();
    else
      return nullptr;
  }
  return nullptr;
}

model::Call Validation::callOf(const Expr *E) {
  model::Call C = model::Call::of(E);
  if (const CXXConstructorDecl *Constructor = C.Callee == nullptr ? nullptr : constructorBehind(C.Callee))
    C.Callee = Constructor;
  const auto *Call = dyn_cast<CallExpr>(E);
  bool IsKnown = C.Callee != nullptr && (C.Callee->getOverloadedOperator() != OO_Call || bodyOf(C.Callee) != nullptr || C.Object == nullptr);
  if (IsKnown || Call == nullptr)
    return C;
  const FunctionDecl *F = functionIn(C.Callee != nullptr ? C.Object : Call->getCallee());
  if (F == nullptr)
    return C;
  if (C.Callee == nullptr)
    C.Arguments.assign(Call->arg_begin(), Call->arg_end());
  C.Expression = E;
  C.Callee = F;
  return C;
}

std::optional<Standing> Validation::within(const model::Call &C, const AccessPath &Path,
                                           llvm::function_ref<Standing(const FunctionDecl *, const AccessPath &)> Ask) {
  const FunctionDecl *Body = followedBody(C.Callee);
  if (Body == nullptr)
    return std::nullopt;
  ParameterKinds Inner;
  for (unsigned I = 0; I < C.Arguments.size() && I < Body->getNumParams(); ++I) {
    const ParmVarDecl *Parameter = Body->getParamDecl(I);
    // What it writes over is no longer what it was given.
    Inner[Parameter] = factsOf(Body).Changed.contains(Parameter) ? Kind::Unknown : kindOf(C.Arguments[I]);
  }
  ParameterKinds Before = std::exchange(Given, std::move(Inner));
  std::optional<Standing> Result;
  bool IsLost = false;
  ++CallDepth;
  for (unsigned I = 0; I < C.Arguments.size() && I < Body->getNumParams(); ++I) {
    const AccessPath *Here = pathOf(C.Arguments[I]);
    if (!Here || !Here->contains(Path)) {
      IsLost = IsLost || mentions(C.Arguments[I], Path);
      continue;
    }
    const ParmVarDecl *Parameter = Body->getParamDecl(I);
    AccessPath Inside;
    Inside.Root = Parameter;
    Inside.Steps = Path.Steps.substr(Here->Steps.size());
    // A copy of its own that it writes over.
    bool IsOther = !isNonOwning(Parameter->getType()) && factsOf(Body).Changed.contains(Parameter);
    Standing Behind = IsOther ? Standing::Unchecked : Ask(Body, Inside);
    Result = std::max(Result.value_or(Behind), Behind);
  }
  // A lambda looks at what is around it.
  if (const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee); Method != nullptr && Method->getParent()->isLambda()) {
    Standing Behind = Ask(Body, Path);
    Result = std::max(Result.value_or(Behind), Behind);
  }
  --CallDepth;
  Given = std::move(Before);
  return IsLost ? std::nullopt : Result;
}

// std::optional<Principal> verify(const Request &): what is made of an object is no judgement of a part of it.
static bool givesObject(QualType T) {
  T = T.getNonReferenceType();
  if (const CXXRecordDecl *Class = T->isPointerType() ? T->getPointeeCXXRecordDecl() : T->getAsCXXRecordDecl()) {
    const auto *Template = dyn_cast<ClassTemplateSpecializationDecl>(Class);
    const TemplateArgument *First = Template == nullptr || Template->getTemplateArgs().size() == 0 ? nullptr : &Template->getTemplateArgs()[0];
    bool IsOfOutcome =
        First != nullptr && First->getKind() == TemplateArgument::Type && (First->getAsType()->isVoidType() || isOutcome(First->getAsType()));
    return !isOutcome(T) && !IsOfOutcome;
  }
  return false;
}

// A function that is not in sight, by its name and what it gives.
Standing Validation::namedJudge(const model::Call &C, const AccessPath &Path) {
  const FunctionDecl *F = C.Callee;
  Purpose Why = purposeOf(F);
  if (Why == Purpose::Tells || Why == Purpose::Parses)
    return Standing::Unchecked;
  bool IsOwn = isProjectCode(F->getLocation(), AST.getSourceManager(), P);
  // What an object tells of itself is no judgement, and neither is what a function writes to it: body.is_object()
  bool IsGiven = false, HasTenant = false, IsMaking = givesObject(F->getReturnType());
  for (unsigned I = 0; I < C.Arguments.size(); ++I) {
    // The whole request, of which somebody is made.
    if (const AccessPath *Here = pathOf(C.Arguments[I]); IsMaking && Here && Here->contains(Path) && !(*Here == Path))
      continue;
    IsGiven = IsGiven || (mentions(C.Arguments[I], Path) && (IsOwn || !isWritten(F, I)));
    HasTenant = HasTenant || kindOf(C.Arguments[I]) == Kind::Tenant;
  }
  if (!IsGiven && !HasTenant && (Why != Purpose::Guards || IsMaking))
    return Standing::Unchecked;
  bool Judges = Why == Purpose::Guards || Why == Purpose::Compares || isSearch(F, IsOwn) || (isOutcome(F->getReturnType()) && !isAccess(F));
  return Judges ? Standing::Doubtful : Standing::Unchecked;
}

Standing Validation::calledWith(const Expr *Call, const AccessPath &Path, std::optional<Answer> Asked) {
  model::Call C = callOf(Call);
  const FunctionDecl *F = C.Callee;
  if (F == nullptr)
    return Standing::Unchecked;
  if (auto Result = within(C, Path, [&](const FunctionDecl *Body, const AccessPath &Inside) { return atExit(Body, Inside, Asked); }))
    return *Result;
  if (Asked)
    return namedJudge(C, Path);
  bool Throws = !isa<CXXConstructorDecl>(F) && !F->getReturnType()->isBooleanType() && !F->getReturnType()->isEnumeralType();
  // verify(request), which gives who sent it.
  bool IsAsked = !givesObject(F->getReturnType()) || llvm::any_of(C.Arguments, [&](const Expr *Argument) {
    const AccessPath *Here = pathOf(Argument);
    return Here != nullptr ? *Here == Path : mentions(Argument, Path);
  });
  return followedBody(F) == nullptr && purposeOf(F) == Purpose::Guards && Throws && IsAsked ? Standing::Doubtful : Standing::Unchecked;
}

Standing Validation::judgedBy(const CallExpr *Call, const AccessPath &Path) {
  model::Call C = callOf(Call);
  if (C.Callee == nullptr)
    return Standing::Doubtful;
  auto Ask = [&](const FunctionDecl *Body, const AccessPath &Inside) { return judges(Body, Inside) ? Standing::Doubtful : Standing::Unchecked; };
  std::optional<Standing> Result = within(C, Path, Ask);
  return Result ? *Result : namedJudge(C, Path);
}

} // namespace tenantscan::values
