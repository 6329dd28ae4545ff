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

#include "llvm/Support/SaveAndRestore.h"

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

// lines.begin(), for an element of it
static bool leadsInto(const AccessPath &Here, const AccessPath &Path) {
  auto [List, Last] = llvm::StringRef(Here.Steps).rsplit(AccessPath::Separator);
  AccessPath Before;
  Before.Root = Here.Root;
  Before.Steps = List;
  return (Last == "begin(" || Last == "cbegin(") && Before.contains(Path);
}

bool Validation::isGivenToOwn(const CallExpr *Call, const AccessPath &Path) {
  const FunctionDecl *F = isa<CXXOperatorCallExpr>(Call) ? nullptr : Call->getDirectCallee();
  return F != nullptr && isProjectCode(F->getLocation(), AST.getSourceManager(), P) && llvm::any_of(Call->arguments(), [&](const Expr *Argument) {
           const AccessPath *Here = pathOf(Argument);
           return Here != nullptr && *Here == Path;
         });
}

bool Validation::mentions(const Stmt *S, const AccessPath &Path, unsigned Level) {
  static constexpr unsigned MaxLevels = 60;
  if (S == nullptr || Level > MaxLevels)
    return false;
  // What is said of the value itself: is_own(tenant)
  if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && isGivenToOwn(Call, Path))
    return true;
  if (const auto *E = dyn_cast<Expr>(S))
    if (const AccessPath *Here = pathOf(E)) {
      if (Here->contains(Path))
        return true;
      // A part of the same object is not it: request->page(), of request->tenant_id(). Neither is a part of it.
      if (Here->Root == Path.Root)
        return leadsInto(*Here, Path);
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

// a <=> b
std::optional<std::pair<const Expr *, const Expr *>> orderOf(const Expr *E) {
  E = plain(E);
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E); Rewritten != nullptr && Rewritten->getOpcode() == BO_Cmp)
    return std::pair(Rewritten->getLHS(), Rewritten->getRHS());
  if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary != nullptr && Binary->getOpcode() == BO_Cmp)
    return std::pair<const Expr *, const Expr *>(Binary->getLHS(), Binary->getRHS());
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator != nullptr && Operator->getOperator() == OO_Spaceship && Operator->getNumArgs() == 2)
    return std::pair<const Expr *, const Expr *>(Operator->getArg(0), Operator->getArg(1));
  return std::nullopt;
}

// "" and 0, which stand for none.
static bool isNone(const Expr *E) {
  const auto *Text = dyn_cast<StringLiteral>(plain(E));
  return isZero(E) || (Text != nullptr && Text->getLength() == 0);
}

Standing Validation::whereCompared(const Expr *A, const Expr *B, bool AreEqual, const AccessPath &Path, Standing Now) {
  for (auto [Side, Other] : {std::pair(A, B), std::pair(B, A)}) {
    if (isEnd(Other)) {
      if (std::optional<Standing> There = whereFound(Side, AreEqual, Path, Now))
        return *There;
      // An iterator that leads to it.
      if (const AccessPath *Here = pathOf(Side); Here && Here->contains(Path))
        return Now;
    }
    if (const AccessPath *Here = pathOf(Side); Here && *Here == Path) {
      if (!AreEqual || isNone(Other))
        return AreEqual ? raised(Now) : Now;
      switch (kindOf(Other)) {
      case Kind::Tenant:
        return Standing::Equal;
      case Kind::Unknown:
        return raised(Now);
      default:
        // A constant lets everybody pass who knows it.
        return Now;
      }
    }
    // strcmp(a, b) == 0, check(a) == Status::Ok, and a variable that keeps the outcome
    const Expr *Test = keptTest(Side, Path);
    const Expr *Asked = plain(Test != nullptr ? Test : Side);
    if (!mentions(Asked, Path))
      continue;
    if (std::optional<int64_t> Value = constantOf(Other))
      return whereAnswered(Asked, {*Value, AreEqual}, Path, Now);
    if (const auto *Call = dyn_cast<CallExpr>(Asked); Call != nullptr && isEnd(Other))
      return AreEqual ? Now : whereSought(Call, Path, Now);
  }
  if (mentions(A, Path) || mentions(B, Path) || isCopyOf(A, Path) || isCopyOf(B, Path))
    return raised(Now);
  return asksForRole(A) || asksForRole(B) ? (AreEqual ? raised(Now) : Now) : Now;
}

// What a variable was given, and may have changed since.
bool Validation::isCopyOf(const Expr *E, const AccessPath &Path) {
  const auto *V = dyn_cast_or_null<VarDecl>(Path.Root);
  const AccessPath *Here = V != nullptr && V->isLocalVarDecl() && Path.Steps.empty() ? pathOf(E) : nullptr;
  auto IsKept = [](const VarDecl *, const ValueDecl *) { return false; };
  std::optional<AccessPath> Behind = Here && V->getInit() != nullptr ? accessPath(V->getInit(), IsKept) : std::nullopt;
  return Behind && *Behind == *Here;
}

// Not what looks at a part of them, or at capital letters as at small ones: strncmp, a.compare(0, 3, b), strcasecmp
std::optional<Validation::Equality> Validation::equalityOf(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  model::Call C = model::Call::of(Call);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    llvm::StringRef Class = Method == nullptr || !Method->getParent()->isInStdNamespace() ? llvm::StringRef() : Method->getParent()->getName();
    if (Operator->getOperator() == OO_Call && Operator->getNumArgs() == 3 && (Class == "equal_to" || Class == "not_equal_to"))
      return Equality{Operator->getArg(1), Operator->getArg(2), Class == "equal_to"};
    return std::nullopt;
  }
  if (!F->getDeclName().isIdentifier())
    return std::nullopt;
  llvm::StringRef Name = F->getName();
  if (Name == "compare" && C.Object != nullptr && C.Arguments.size() == 1)
    return Equality{C.Object, C.Arguments[0], F->getReturnType()->isBooleanType()};
  bool IsLibrary = F->isExternC() || F->isInStdNamespace();
  if (IsLibrary && (Name == "strcmp" || Name == "wcscmp") && C.Arguments.size() == 2)
    return Equality{C.Arguments[0], C.Arguments[1], false};
  if (!IsLibrary || Name != "equal" || C.Arguments.size() != 4)
    return std::nullopt;
  // std::equal(a.begin(), a.end(), b.begin(), b.end())
  const Expr *Objects[4];
  for (unsigned I = 0; I < 4; ++I) {
    const auto *Member = dyn_cast<CXXMemberCallExpr>(plain(C.Arguments[I]));
    std::string Called = Member == nullptr || Member->getMethodDecl() == nullptr ? std::string() : Member->getMethodDecl()->getNameAsString();
    if (Called != (I % 2 == 0 ? "begin" : "end") && Called != (I % 2 == 0 ? "cbegin" : "cend"))
      return std::nullopt;
    Objects[I] = Member->getImplicitObjectArgument();
  }
  const ValueDecl *First = objectOf(Objects[0]), *Second = objectOf(Objects[2]);
  if (First == nullptr || Second == nullptr || First != objectOf(Objects[1]) || Second != objectOf(Objects[3]))
    return std::nullopt;
  return Equality{Objects[0], Objects[2], true};
}

// body.contains("tenant"), for body["tenant"]
static bool asksForPart(const CallExpr *Call, const AccessPath &Path) {
  static const model::WordList &Looks = model::wordList("looks");
  return Looks.fits(Call->getDirectCallee()->getNameAsString()) && llvm::any_of(Call->arguments(), [&](const Expr *Argument) {
           const auto *Text = dyn_cast<StringLiteral>(plain(Argument));
           return Text != nullptr && Text->isOrdinary() && llvm::StringRef(Path.Steps).contains(("\"" + Text->getString() + "\",").str());
         });
}

// std::is_eq(a <=> b): the comparison, and whether it gives true where they are equal. Of others they say nothing.
static std::optional<std::pair<const Expr *, bool>> askedOfOrder(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (F == nullptr || !F->isInStdNamespace() || !F->getDeclName().isIdentifier() || Call->getNumArgs() != 1)
    return std::nullopt;
  if (F->getName() == "is_eq" || F->getName() == "is_neq")
    return std::pair(Call->getArg(0), F->getName() == "is_eq");
  return F->getName().starts_with("is_lt") || F->getName().starts_with("is_gt") ? std::optional(std::pair(static_cast<const Expr *>(nullptr), false))
                                                                                : std::nullopt;
}

Standing Validation::whereCalled(const CallExpr *Call, Answer Asked, const AccessPath &Path, Standing Now) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (F == nullptr)
    return mentions(Call, Path) ? (callOf(Call).Callee != nullptr ? std::max(Now, calledWith(Call, Path, Asked)) : raised(Now)) : Now;
  if (std::optional<Standing> There = whereQuantified(Call, Asked, Path, Now))
    return *There;
  if (auto Order = askedOfOrder(Call))
    return Order->first == nullptr ? Now : whereAnswered(Order->first, {0, Order->second == !Asked.Is}, Path, Now);
  // It is something, where it is not none.
  bool Outcome = (Asked.Value == 0) != Asked.Is;
  std::string Name = F->getNameAsString();
  const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
  const Expr *Object = Member == nullptr ? nullptr : Member->getImplicitObjectArgument();
  if (asksForPart(Call, Path))
    return Outcome ? Now : raised(Now);
  if (const AccessPath *Here = Object == nullptr ? nullptr : pathOf(Object); Here && *Here == Path && Call->getNumArgs() == 0) {
    if (std::optional<Answer> Held = askedBy(F, Outcome))
      return Held->Is ? raised(Now) : Now;
  }
  // check(tenant).has_value(), check(tenant).ok()
  if (const auto *Inner = Object == nullptr ? nullptr : dyn_cast<CallExpr>(plain(Object));
      Inner != nullptr && Call->getNumArgs() == 0 && !pathOf(Inner) && mentions(Inner, Path)) {
    std::optional<Answer> Held = askedBy(F, Outcome);
    return Held ? whereAnswered(Inner, *Held, Path, Now) : std::max(Now, judgedBy(Inner, Path));
  }
  if (std::optional<Equality> Compared = equalityOf(Call)) {
    // compare(a, b) == 1
    if (Asked.Value != 0)
      return Now;
    return whereCompared(Compared->A, Compared->B, Compared->IsTrue == Outcome, Path, Now);
  }
  // a.compare(0, 3, b)
  if (Name == "compare" && Object != nullptr && Call->getNumArgs() > 2)
    return Now;
  if (!mentions(Call, Path))
    return Outcome && asksForRole(Call) ? raised(Now) : Now;
  if (looksFor(Call))
    return Outcome ? whereSought(Call, Path, Now) : Now;
  return std::max(Now, calledWith(Call, Path, Asked));
}

Standing Validation::where(const Expr *Condition, bool Outcome, const AccessPath &Path, Standing Now) {
  static constexpr unsigned MaxConditions = 100;
  llvm::SaveAndRestore Level(Conditions, Conditions + 1);
  if (Conditions > MaxConditions)
    return Now;
  const Expr *E = plain(Condition);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary != nullptr && Unary->getOpcode() == UO_LNot)
    return where(Unary->getSubExpr(), !Outcome, Path, Now);
  if (std::optional<Standing> There = whereMember(E, Outcome, Path, Now))
    return *There;
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
    // std::count_if(...) > 0
    if (Binary->getOpcode() == BO_GT && isZero(Binary->getRHS()) && quantifierOf(Binary->getLHS()))
      return whereAnswered(Binary->getLHS(), truth(Outcome), Path, Now);
    if (Binary->isLogicalOp()) {
      // Both come out so, or the first, or the other one and then the second.
      bool Decides = Binary->getOpcode() == BO_LOr;
      if (Outcome != Decides)
        return where(Binary->getRHS(), Outcome, Path, where(Binary->getLHS(), Outcome, Path, Now));
      return std::min(where(Binary->getLHS(), Outcome, Path, Now),
                      where(Binary->getRHS(), Outcome, Path, where(Binary->getLHS(), !Outcome, Path, Now)));
    }
  }
  if (isOfContext(E) && exempts(E, Path))
    return raised(Now);
  // That there is something to take it from says nothing of it: `if (!body) return;`
  if (const AccessPath *Here = pathOf(E); Here && Here->contains(Path))
    return Outcome || !(*Here == Path) ? Now : raised(Now);
  // A variable that keeps the outcome, and a method of it: status.ok()
  const Expr *Kept = E;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E); Member != nullptr && Member->getNumArgs() == 0)
    Kept = plain(Member->getImplicitObjectArgument());
  const auto *Reference = dyn_cast<DeclRefExpr>(Kept);
  const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (V != nullptr && V->isLocalVarDecl() && V->getInit() != nullptr && mentions(V->getInit(), Path)) {
    std::optional<Answer> Asked = Kept == E ? truth(Outcome) : askedBy(cast<CXXMemberCallExpr>(E)->getMethodDecl(), Outcome);
    const AccessPath *Of = pathOf(V->getInit());
    if (Asked && (Kept == E || Of == nullptr || !Of->contains(Path)))
      return whereAnswered(Kept, *Asked, Path, Now);
    const auto *Call = dyn_cast<CallExpr>(plain(V->getInit()));
    return Call == nullptr || Call->getDirectCallee() == nullptr ? raised(Now) : std::max(Now, judgedBy(Call, Path));
  }
  if (std::optional<Standing> There = V != nullptr && Kept == E ? whereNoted(V, Outcome, Path, Now) : std::nullopt)
    return *There;
  if (V != nullptr && isNoted(V, Path)) {
    // An object says so where it holds something.
    bool IsFlag = V->getType()->isIntegralOrEnumerationType();
    std::optional<Answer> Asked = Kept == E ? truth(Outcome) : askedBy(cast<CXXMemberCallExpr>(E)->getMethodDecl(), Outcome);
    return isOverruled(V, Outcome, Path) || (!IsFlag && (!Asked || Asked->Is)) ? Now : raised(Now);
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return whereCalled(Call, truth(Outcome), Path, Now);
  if (mentions(E, Path))
    return raised(Now);
  return Outcome && asksForRole(E) ? raised(Now) : Now;
}

} // namespace tenantscan::values
