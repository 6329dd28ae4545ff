//===- ValidationSteps.cpp - What conditions and statements say -----------===//
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

bool isAccess(const FunctionDecl *F) {
  static const model::WordList &Accesses = model::wordList("accesses");
  return Accesses.fits(F->getNameAsString());
}

// A class of the project that is not called after what it allows looks for rows: invoices.find(ctx, id).
bool isSearch(const FunctionDecl *F, bool IsOwn) {
  if (!F->getDeclName().isIdentifier() || (F->getName() != "find" && F->getName() != "count"))
    return false;
  static const model::WordList &Guards = model::wordList("guards");
  const auto *Class = dyn_cast<CXXRecordDecl>(F->getDeclContext());
  return !IsOwn || (Class != nullptr &&
                    llvm::any_of(model::wordsOf(std::string_view(Class->getName())), [](const std::string &Word) { return Guards.begins(Word); }));
}

bool isOutcome(QualType T) {
  if (T->isBooleanType() || T->isEnumeralType())
    return true;
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (Record == nullptr)
    return false;
  static const model::WordList &Outcomes = model::wordList("outcomes");
  std::vector<std::string> Words = model::wordsOf(std::string_view(Record->getName()));
  if (!Words.empty() && Outcomes.contains(Words.back()))
    return true;
  const auto *Template = dyn_cast<ClassTemplateSpecializationDecl>(Record);
  return Template != nullptr && Record->getName() == "expected" && Template->getTemplateArgs().size() != 0 &&
         Template->getTemplateArgs()[0].getKind() == TemplateArgument::Type && Template->getTemplateArgs()[0].getAsType()->isVoidType();
}

bool isEnd(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E->IgnoreUnlessSpelledInSource());
  const FunctionDecl *F = Call == nullptr ? nullptr : Call->getDirectCallee();
  return F != nullptr && F->getDeclName().isIdentifier() && (F->getName() == "end" || F->getName() == "cend");
}

static Standing raised(Standing Now) { return std::max(Now, Standing::Doubtful); }
static Standing lowered(Standing Now) { return std::min(Now, Standing::Doubtful); }

Kind Validation::kindOf(const Expr *E) {
  const auto *Reference = dyn_cast<DeclRefExpr>(plain(E));
  const auto *Parameter = Reference == nullptr ? nullptr : dyn_cast<ParmVarDecl>(Reference->getDecl());
  return Parameter != nullptr && TenantParameters.contains(Parameter) ? Kind::Tenant : Values.of(E).What;
}

bool Validation::mentions(const Stmt *S, const AccessPath &Path, unsigned Level) {
  static constexpr unsigned MaxLevels = 60;
  if (S == nullptr || Level > MaxLevels)
    return false;
  if (const auto *E = dyn_cast<Expr>(S))
    if (std::optional<AccessPath> Here = pathOf(E)) {
      if (Here->contains(Path))
        return true;
      // A part of the same object is not it: request->page(), of request->tenant_id().
      if (Here->Root == Path.Root)
        return false;
    }
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return mentions(Child, Path, Level + 1); });
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

static bool isZero(const Expr *E) {
  E = plain(E);
  const auto *Number = dyn_cast<IntegerLiteral>(E);
  return Number != nullptr ? Number->getValue() == 0 : isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E);
}

// Who may look at every tenant, or whether there are tenants at all: `ctx.is_admin`, `multi_tenant`.
bool asksForRole(const Stmt *S, unsigned Level) {
  static const model::WordList &Roles = model::wordList("roles"), &Modes = model::wordList("modes");
  if (S == nullptr || Level > 20)
    return false;
  std::string Name;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
    Name = Reference->getDecl()->getNameAsString();
  else if (const auto *Member = dyn_cast<MemberExpr>(S))
    Name = Member->getMemberDecl()->getNameAsString();
  else if (const auto *Text = dyn_cast<StringLiteral>(S); Text != nullptr && Text->isOrdinary())
    Name = Text->getString();
  return (!Name.empty() && (Roles.fits(Name) || Modes.fits(Name))) ||
         llvm::any_of(S->children(), [&](const Stmt *Child) { return asksForRole(Child, Level + 1); });
}

Standing Validation::whereCompared(const Expr *A, const Expr *B, bool AreEqual, const AccessPath &Path, Standing Now) {
  for (auto [Side, Other] : {std::pair(A, B), std::pair(B, A)}) {
    if (std::optional<AccessPath> Here = pathOf(Side); Here && *Here == Path) {
      Kind What = kindOf(Other);
      if (!AreEqual || What == Kind::Client || What == Kind::OtherId)
        return Now;
      return What == Kind::Tenant ? Standing::Equal : raised(Now);
    }
    // strcmp(a, b) == 0, check(a) == true
    if (const auto *Call = dyn_cast<CallExpr>(plain(Side)); Call != nullptr && mentions(Call, Path)) {
      const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(plain(Other));
      if (isZero(Other) || Bool != nullptr)
        return where(Call, (Bool != nullptr && Bool->getValue()) == AreEqual, Path, Now);
      const FunctionDecl *F = Call->getDirectCallee();
      if (isEnd(Other))
        return F != nullptr && isSearch(F, isProjectCode(F->getLocation(), AST.getSourceManager(), P)) ? raised(Now) : Now;
    }
  }
  if (mentions(A, Path) || mentions(B, Path))
    return raised(Now);
  return asksForRole(A) || asksForRole(B) ? (AreEqual ? raised(Now) : Now) : Now;
}

// body.contains("tenant"), for body["tenant"]
static bool asksForPart(const CallExpr *Call, const AccessPath &Path) {
  static const model::WordList &Looks = model::wordList("looks");
  return Looks.fits(Call->getDirectCallee()->getNameAsString()) && llvm::any_of(Call->arguments(), [&](const Expr *Argument) {
           const auto *Text = dyn_cast<StringLiteral>(plain(Argument));
           return Text != nullptr && Text->isOrdinary() && llvm::StringRef(Path.Steps).contains(("\"" + Text->getString() + "\",").str());
         });
}

Standing Validation::whereCalled(const CallExpr *Call, bool Outcome, const AccessPath &Path, Standing Now) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (F == nullptr)
    return mentions(Call, Path) ? raised(Now) : Now;
  std::string Name = F->getNameAsString();
  const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
  const Expr *Object = Member == nullptr ? nullptr : Member->getImplicitObjectArgument();
  if (asksForPart(Call, Path))
    return Outcome ? Now : raised(Now);
  if (std::optional<AccessPath> Here = Object == nullptr ? std::nullopt : pathOf(Object); Here && *Here == Path && Call->getNumArgs() == 0) {
    bool IsEmpty = Name == "empty" || Name == "isEmpty" || Name == "isNull" || Name == "is_null";
    if (IsEmpty || Name == "has_value" || isa<CXXConversionDecl>(F))
      return IsEmpty == Outcome ? raised(Now) : Now;
  }
  Purpose Why = purposeOf(F);
  if (Why == Purpose::Compares) {
    llvm::SmallVector<const Expr *, 4> Sides(Call->arguments().begin(), Call->arguments().end());
    if (Object != nullptr)
      Sides.push_back(Object);
    // What orders two texts gives 0 where they are equal.
    bool AreEqual = F->getReturnType()->isBooleanType() == Outcome;
    bool IsAsked = llvm::any_of(Sides, [&](const Expr *Side) {
      std::optional<AccessPath> Here = pathOf(Side);
      return Here && *Here == Path;
    });
    for (const Expr *Side : Sides) {
      if (!IsAsked || !AreEqual || Side->getType()->isIntegerType() || mentions(Side, Path))
        continue;
      if (Kind What = kindOf(Side); What == Kind::Tenant)
        return Standing::Equal;
      else if (What == Kind::Unknown)
        Now = raised(Now);
    }
    if (IsAsked)
      return Now;
  }
  if (!mentions(Call, Path))
    return Outcome && asksForRole(Call) ? raised(Now) : Now;
  return std::max(Now, calledWith(Call, Path, Outcome));
}

// if (m.tenant == tenant) allowed = true; ... if (!allowed) return;
bool Validation::isNoted(const VarDecl *V, const AccessPath &Path) {
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  if (F == nullptr || !V->isLocalVarDecl() || !factsOf(F).Changed.contains(V))
    return false;
  auto Writes = [&](auto &&Self, const Stmt *S) -> bool {
    const auto *Binary = dyn_cast_or_null<BinaryOperator>(S);
    const auto *Unary = dyn_cast_or_null<UnaryOperator>(S);
    const Expr *To = Binary != nullptr && Binary->isAssignmentOp()         ? Binary->getLHS()
                     : Unary != nullptr && Unary->isIncrementDecrementOp() ? Unary->getSubExpr()
                                                                           : nullptr;
    const auto *Reference = To == nullptr ? nullptr : dyn_cast<DeclRefExpr>(plain(To));
    return S != nullptr &&
           ((Reference != nullptr && Reference->getDecl() == V) || llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); }));
  };
  return llvm::any_of(factsOf(F).Ifs, [&](const IfStmt *If) {
    return (Writes(Writes, If->getThen()) || Writes(Writes, If->getElse())) && mentions(If->getCond(), Path);
  });
}

Standing Validation::where(const Expr *Condition, bool Outcome, const AccessPath &Path, Standing Now) {
  const Expr *E = plain(Condition);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary != nullptr && Unary->getOpcode() == UO_LNot)
    return where(Unary->getSubExpr(), !Outcome, Path, Now);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    OverloadedOperatorKind Op = Operator->getOperator();
    if (Op == OO_Exclaim)
      return where(Operator->getArg(0), !Outcome, Path, Now);
    if ((Op == OO_EqualEqual || Op == OO_ExclaimEqual) && Operator->getNumArgs() == 2)
      return whereCompared(Operator->getArg(0), Operator->getArg(1), (Op == OO_EqualEqual) == Outcome, Path, Now);
  }
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E); Rewritten != nullptr && BinaryOperator::isEqualityOp(Rewritten->getOpcode()))
    return whereCompared(Rewritten->getLHS(), Rewritten->getRHS(), (Rewritten->getOpcode() == BO_EQ) == Outcome, Path, Now);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isEqualityOp())
      return whereCompared(Binary->getLHS(), Binary->getRHS(), (Binary->getOpcode() == BO_EQ) == Outcome, Path, Now);
    if (Binary->isLogicalOp()) {
      // Both come out so, or the first, or the other one and then the second.
      bool Decides = Binary->getOpcode() == BO_LOr;
      if (Outcome != Decides)
        return where(Binary->getRHS(), Outcome, Path, where(Binary->getLHS(), Outcome, Path, Now));
      return std::min(where(Binary->getLHS(), Outcome, Path, Now),
                      where(Binary->getRHS(), Outcome, Path, where(Binary->getLHS(), !Outcome, Path, Now)));
    }
  }
  if (std::optional<AccessPath> Here = pathOf(E); Here && *Here == Path)
    return Outcome ? Now : raised(Now);
  // A variable that keeps the outcome, and a method of it: status.ok()
  const Expr *Kept = E;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E); Member != nullptr && Member->getNumArgs() == 0)
    Kept = plain(Member->getImplicitObjectArgument());
  const auto *Reference = dyn_cast<DeclRefExpr>(Kept);
  if (const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
      V != nullptr && V->isLocalVarDecl() && V->getInit() != nullptr && mentions(V->getInit(), Path)) {
    const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
    if (Kept == E && V->getType()->isBooleanType() && F != nullptr && !factsOf(F).Changed.contains(V))
      return where(V->getInit(), Outcome, Path, Now);
    const auto *Call = dyn_cast<CallExpr>(plain(V->getInit()));
    return Call == nullptr || Call->getDirectCallee() == nullptr ? raised(Now) : whereCalled(Call, Outcome, Path, Now);
  }
  if (const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && isNoted(V, Path))
    return raised(Now);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return whereCalled(Call, Outcome, Path, Now);
  if (mentions(E, Path))
    return raised(Now);
  return Outcome && asksForRole(E) ? raised(Now) : Now;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

Standing Validation::calledWith(const CallExpr *Call, const AccessPath &Path, std::optional<bool> Outcome) {
  static constexpr unsigned MaxCalls = 3;
  const FunctionDecl *F = Call->getDirectCallee();
  model::Call C = model::Call::of(Call);
  Purpose Why = purposeOf(F);
  const FunctionDecl *Body = nullptr;
  bool IsOwn = isProjectCode(F->getLocation(), AST.getSourceManager(), P);
  bool IsInSight = IsOwn && F->hasBody(Body) && CallDepth < MaxCalls && (!isa<CXXMethodDecl>(F) || !cast<CXXMethodDecl>(F)->isVirtual());
  if (IsInSight && (!Outcome || F->getReturnType()->isBooleanType())) {
    Standing Result = Standing::Unchecked;
    llvm::SmallPtrSet<const ParmVarDecl *, 4> Before = TenantParameters;
    for (unsigned I = 0; I < C.Arguments.size() && I < Body->getNumParams(); ++I)
      if (kindOf(C.Arguments[I]) == Kind::Tenant)
        TenantParameters.insert(Body->getParamDecl(I));
    // Results for other arguments are not kept.
    for (unsigned I = 0; I < C.Arguments.size() && I < Body->getNumParams(); ++I) {
      std::optional<AccessPath> Given = pathOf(C.Arguments[I]);
      if (!Given || !Given->contains(Path))
        continue;
      AccessPath Inside;
      Inside.Root = Body->getParamDecl(I);
      Inside.Steps = Path.Steps.substr(Given->Steps.size());
      ++CallDepth;
      Result = std::max(Result, atExit(Body, Inside, Outcome));
      --CallDepth;
    }
    TenantParameters = Before;
    if (Result != Standing::Unchecked)
      return Result;
  }
  if (!Outcome)
    return !IsInSight && Why == Purpose::Guards && !F->getReturnType()->isBooleanType() && !F->getReturnType()->isEnumeralType()
               ? Standing::Doubtful
               : Standing::Unchecked;
  if (Why == Purpose::Tells || Why == Purpose::Parses)
    return Standing::Unchecked;
  // What an object tells of itself is no judgement, and neither is what a function writes to it: body.is_object()
  bool IsGiven = false, HasTenant = false;
  for (unsigned I = 0; I < C.Arguments.size(); ++I) {
    IsGiven = IsGiven || (mentions(C.Arguments[I], Path) && (IsOwn || !isWritten(F, I)));
    HasTenant = HasTenant || kindOf(C.Arguments[I]) == Kind::Tenant;
  }
  if (!IsGiven && !HasTenant && Why != Purpose::Guards)
    return Standing::Unchecked;
  bool Judges = Why == Purpose::Guards || Why == Purpose::Compares || isSearch(F, IsOwn) || (isOutcome(F->getReturnType()) && !isAccess(F));
  return Judges ? Standing::Doubtful : Standing::Unchecked;
}

Standing Validation::assigned(const Expr *To, const Expr *Value, const AccessPath &Path, Standing Now) {
  std::optional<AccessPath> Written = pathOf(To);
  if (!Written)
    return Now;
  if (llvm::is_contained(Path.Indices, Written->Root))
    return Standing::Unchecked;
  if (!Written->contains(Path))
    return Path.contains(*Written) ? lowered(Now) : Now;
  Kind What = kindOf(Value);
  return What == Kind::Client ? Standing::Unchecked : What == Kind::Tenant && *Written == Path ? Standing::Equal : Standing::Doubtful;
}

// for (auto &line : lines) if (line.tenant != ctx.tenant) return; and another loop over the same.
Standing Validation::declared(const VarDecl *V, const AccessPath &Path, Standing Now) {
  if (declarationOf(Path.Root) != V && !llvm::is_contained(Path.Indices, V))
    return Now;
  const auto *F = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod());
  if (!V->isCXXForRangeDecl() || F == nullptr)
    return Standing::Unchecked;
  const FunctionFacts &Facts = factsOf(F);
  auto Here = llvm::find_if(Facts.Loops, [&](const CXXForRangeStmt *Loop) { return Loop->getLoopVariable() == V; });
  std::optional<AccessPath> Range = Here == Facts.Loops.end() ? std::nullopt : pathOf((*Here)->getRangeInit());
  auto Leaves = [](auto &&Self, const Stmt *S) -> bool {
    return S != nullptr &&
           (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr>(S) || llvm::any_of(S->children(), [&](const Stmt *C) { return Self(Self, C); }));
  };
  for (auto It = Facts.Loops.begin(); Range && It != Here; ++It) {
    std::optional<AccessPath> Other = pathOf((*It)->getRangeInit());
    if (!Other || !(*Other == *Range) || !Leaves(Leaves, (*It)->getBody()))
      continue;
    // The same part of each: param.second, or the second name of the two.
    AccessPath Element = Path;
    Element.Root = (*It)->getLoopVariable();
    const auto *Part = dyn_cast<BindingDecl>(Path.Root);
    const auto *Parts = dyn_cast<DecompositionDecl>(Element.Root);
    if (Part != nullptr && Parts != nullptr)
      for (auto [Mine, Theirs] : llvm::zip(cast<DecompositionDecl>(V)->bindings(), Parts->bindings()))
        Element.Root = Mine == Part ? Theirs : Element.Root;
    if (Facts.Tested.contains(Element.Root) && mentions((*It)->getBody(), Element))
      return Standing::Doubtful;
  }
  return Standing::Unchecked;
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

Standing Validation::afterCall(const CallExpr *Call, const AccessPath &Path, Standing Now) {
  static const model::WordList &Reads = model::wordList("reads"), &Passes = model::wordList("passes");
  const FunctionDecl *F = Call->getDirectCallee();
  if (F == nullptr)
    return Now;
  model::Call C = model::Call::of(Call);
  std::string Name = F->getNameAsString();
  bool Fills = Reads.fits(Name) || Passes.fits(Name);
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call); Member != nullptr && Method != nullptr && !Method->isConst() && !Method->isStatic()) {
    std::optional<AccessPath> Object = pathOf(Member->getImplicitObjectArgument());
    if (Object && Object->contains(Path) && !pathOf(Call)) {
      if (C.Arguments.size() == 1 && isSetterOf(Name, Path)) {
        Kind What = kindOf(C.Arguments.front());
        return What == Kind::Tenant ? Standing::Equal : What == Kind::Client ? Standing::Unchecked : Standing::Doubtful;
      }
      Now = Fills ? Standing::Unchecked : lowered(Now);
    }
  }
  bool IsGiven = false;
  for (unsigned I = 0; I < C.Arguments.size(); ++I) {
    std::optional<AccessPath> Given = pathOf(C.Arguments[I]);
    if (!Given || !Given->contains(Path))
      continue;
    IsGiven = true;
    if (isWritten(F, I))
      Now = Fills ? Standing::Unchecked : lowered(Now);
  }
  return IsGiven ? std::max(Now, calledWith(Call, Path, std::nullopt)) : Now;
}

Standing Validation::after(const Stmt *S, const AccessPath &Path, Standing Now) {
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        Now = declared(V, Path, Now);
    return Now;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(S); Binary != nullptr && Binary->isAssignmentOp())
    return assigned(Binary->getLHS(), Binary->getRHS(), Path, Now);
  if (const auto *Unary = dyn_cast<UnaryOperator>(S); Unary != nullptr && Unary->isIncrementDecrementOp()) {
    std::optional<AccessPath> Written = pathOf(Unary->getSubExpr());
    if (Written && llvm::is_contained(Path.Indices, Written->Root))
      return Standing::Unchecked;
    return Written && Written->contains(Path) ? lowered(Now) : Now;
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S)) {
    if (Operator->isAssignmentOp() && Operator->getNumArgs() == 2)
      return assigned(Operator->getArg(0), Operator->getArg(1), Path, Now);
    if (Operator->getOperator() == OO_GreaterGreater && Operator->getNumArgs() == 2) {
      std::optional<AccessPath> Written = pathOf(Operator->getArg(1));
      return Written && Written->contains(Path) ? Standing::Unchecked : Now;
    }
    return Now;
  }
  if (const auto *Call = dyn_cast<CallExpr>(S))
    return afterCall(Call, Path, Now);
  return Now;
}

} // namespace tenantscan::values
