//===- Positions.cpp - Positions in texts, and their lengths -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Changes.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace tenantscan::strings {

std::optional<Cell> cellOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
      return Cell{Variable, nullptr};
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    const Expr *Base = Member->getBase()->IgnoreParenImpCasts();
    if (Field != nullptr && isa<CXXThisExpr>(Base))
      return Cell{nullptr, Field};
    const auto *Reference = dyn_cast<DeclRefExpr>(Base);
    if (const auto *Object = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl()); Field != nullptr && Object != nullptr)
      return Cell{Object, Field};
  }
  return std::nullopt;
}

const Expr *measuredBy(const Expr *Length) {
  Length = Length->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  const auto *Call = dyn_cast<CallExpr>(Length);
  const FunctionDecl *Callee = Call == nullptr ? nullptr : Call->getDirectCallee();
  if (Callee == nullptr || !Callee->getDeclName().isIdentifier())
    return nullptr;
  llvm::StringRef Name = Callee->getName();
  if (const auto *Method = dyn_cast<CXXMemberCallExpr>(Call))
    return Call->getNumArgs() == 0 && (Name == "size" || Name == "length" || Name == "end" || Name == "cend" || Name == "count")
               ? Method->getImplicitObjectArgument()
               : nullptr;
  return Call->getNumArgs() == 1 && (Name == "strlen" || Name == "wcslen" || Name == "__builtin_strlen" || Name == "__builtin_wcslen")
             ? Call->getArg(0)
             : nullptr;
}

// The literal that a text is, without the conversions around it.
static const StringLiteral *literalOf(const Expr *E) {
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenCasts();
    const auto *Construction = dyn_cast<CXXConstructExpr>(E);
    if (Construction == nullptr || Construction->getNumArgs() == 0)
      break;
    E = Construction->getArg(0);
  }
  return dyn_cast<StringLiteral>(E);
}

static bool isSameText(const Expr *A, const Expr *B) {
  const StringLiteral *X = literalOf(A);
  const StringLiteral *Y = literalOf(B);
  if (X != nullptr && Y != nullptr)
    return X->getCharByteWidth() == 1 && Y->getCharByteWidth() == 1 && X->getString() == Y->getString();
  std::optional<Cell> C = cellOf(A->IgnoreUnlessSpelledInSource());
  std::optional<Cell> D = cellOf(B->IgnoreUnlessSpelledInSource());
  return C && D && *C == *D;
}

bool isLengthOfText(const Expr *Length, const Expr *Text, const ASTContext &AST) {
  if (const Expr *Measured = measuredBy(Length))
    return isSameText(Measured, Text);
  const StringLiteral *Literal = literalOf(Text);
  Expr::EvalResult Value;
  return Literal != nullptr && Length->getType()->isIntegerType() && !Length->isValueDependent() && Length->EvaluateAsInt(Value, AST) &&
         Value.Val.getInt() == Literal->getLength();
}

// `text.resize(length + 1)`
static bool makesRoom(const Event &E, const VarDecl *Length) {
  const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(E.At);
  if (E.What != Event::Kind::Unknown || Call == nullptr || Call->getNumArgs() == 0 || Call->getMethodDecl() == nullptr ||
      !Call->getMethodDecl()->getDeclName().isIdentifier() || Call->getMethodDecl()->getName() != "resize")
    return false;
  const Expr *Size = Call->getArg(0)->IgnoreParenImpCasts();
  if (const auto *Plus = dyn_cast<BinaryOperator>(Size); Plus != nullptr && Plus->getOpcode() == BO_Add)
    Size = Plus->getLHS()->IgnoreParenImpCasts();
  const auto *Reference = dyn_cast<DeclRefExpr>(Size);
  return Reference != nullptr && Reference->getDecl() == Length;
}

// Whether a statement may run again: it is in a loop.
static bool isInLoop(const Stmt *Body, const Expr *E) {
  auto Find = [&](auto &&Self, const Stmt *S, bool IsRepeated) -> std::optional<bool> {
    if (S == nullptr || S == E)
      return S == nullptr ? std::nullopt : std::optional(IsRepeated);
    IsRepeated = IsRepeated || isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
    for (const Stmt *Child : S->children())
      if (std::optional<bool> Found = Self(Self, Child, IsRepeated))
        return Found;
    return std::nullopt;
  };
  return Find(Find, Body, false).value_or(true);
}

// `const size_t length = strlen(text);`, and nothing is written to the text up to here.
bool Changes::isLengthSince(const VarDecl *Length, const Cell &C, const Expr *At) const {
  const Expr *Init = Length->isLocalVarDecl() && !Length->isStaticLocal() && MaybeChanged.count(Length) == 0 ? Length->getInit() : nullptr;
  if (Init == nullptr || measuredBy(Init) == nullptr || !isLengthOf(Init, C) || At == nullptr || IsRepeated || isInLoop(Function->getBody(), At))
    return false;
  const SourceManager &SM = AST.getSourceManager();
  return llvm::none_of(Events, [&](const auto &Each) {
    return llvm::any_of(Each.second, [&](const Event &E) {
      return E.Where == C && E.At != nullptr && E.At != At && SM.isBeforeInTranslationUnit(Init->getEndLoc(), E.At->getBeginLoc()) &&
             SM.isBeforeInTranslationUnit(E.At->getBeginLoc(), At->getBeginLoc());
    });
  });
}

bool Changes::isLengthOf(const Expr *Length, const Cell &C, const Expr *At) const {
  if (const Expr *Measured = measuredBy(Length)) {
    std::optional<Cell> Of = cellOf(Measured);
    return Of && *Of == C;
  }
  const auto *Reference = dyn_cast<DeclRefExpr>(Length->IgnoreParenImpCasts());
  const auto *Counter = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  auto Known = Counter == nullptr ? Numbers.end() : Numbers.find(Counter);
  if (Known == Numbers.end())
    return false;
  if (Known->second.size() == 1 && isLengthSince(Counter, C, At))
    return true;
  // A variable counts what is written if it is given every length that is written; what
  // comes later does not matter where nothing runs twice.
  bool IsOnce = At != nullptr && !IsRepeated && !isInLoop(Function->getBody(), At);
  const SourceManager &SM = AST.getSourceManager();
  auto IsLater = [&](const Expr *E) { return IsOnce && E != nullptr && !SM.isBeforeInTranslationUnit(E->getBeginLoc(), At->getBeginLoc()); };
  llvm::SmallPtrSet<const Stmt *, 8> Writes, Beginnings;
  for (const Assigned &A : Known->second) {
    if (A.Value == nullptr)
      return false;
    if (IsLater(A.Value))
      continue;
    const Expr *Value = A.Value->IgnoreParenImpCasts();
    Expr::EvalResult Number;
    bool IsZero = !Value->isValueDependent() && Value->EvaluateAsInt(Number, AST) && Number.Val.getInt().isZero();
    if (IsZero || (!A.Adds && measuredBy(Value) != nullptr && isLengthOf(Value, C)))
      continue;
    const auto *Call = dyn_cast<CallExpr>(Value);
    if (Call == nullptr)
      return false;
    // snprintf(nullptr, 0, ...) measures only.
    const model::TextApi *Measures = Apis.matchText(model::Call::of(Call));
    if (Measures != nullptr && Measures->Into && *Measures->Into < Call->getNumArgs() &&
        Call->getArg(*Measures->Into)->isNullPointerConstant(AST, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull)
      continue;
    Writes.insert(Value);
    if (!A.Adds)
      Beginnings.insert(Value);
  }
  for (const auto &[Statement, Here] : Events)
    for (const Event &E : Here)
      if (E.Where == C && !IsLater(E.At) &&
          !(E.What == Event::Kind::Call && Writes.erase(E.At) && (E.Position == nullptr || !Beginnings.contains(E.At))) &&
          E.What != Event::Kind::Clear && !makesRoom(E, Counter))
        return false;
  return Writes.empty();
}

// The pattern of `c.find(pattern)`.
static const Expr *soughtBy(const Expr *E, const Cell &C) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
  if (Call == nullptr || Call->getNumArgs() == 0 || Call->getMethodDecl() == nullptr || !Call->getMethodDecl()->getDeclName().isIdentifier() ||
      (Call->getMethodDecl()->getName() != "find" && Call->getMethodDecl()->getName() != "indexOf"))
    return nullptr;
  std::optional<Cell> Of = cellOf(Call->getImplicitObjectArgument());
  return Of && *Of == C ? Call->getArg(0) : nullptr;
}

// What is at a position: what was looked for. \p All: again and again.
const Expr *Changes::soughtAt(const Expr *Position, const Cell &C, llvm::ArrayRef<const Stmt *> Above, bool &All) const {
  if (const Expr *Pattern = soughtBy(Position, C))
    return Pattern;
  const auto *Reference = dyn_cast<DeclRefExpr>(Position->IgnoreParenImpCasts());
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (Variable == nullptr || !Variable->isLocalVarDecl())
    return nullptr;
  llvm::SmallVector<const Expr *, 4> Values;
  if (Variable->getInit() != nullptr)
    Values.push_back(Variable->getInit());
  bool IsKnown = true;
  const Expr *InCondition = nullptr;
  auto Find = [&](auto &&Self, const Stmt *S, bool IsCondition) -> void {
    if (S == nullptr)
      return;
    if (const auto *Assignment = dyn_cast<BinaryOperator>(S); Assignment != nullptr && Assignment->isAssignmentOp()) {
      const auto *Left = dyn_cast<DeclRefExpr>(Assignment->getLHS()->IgnoreParenImpCasts());
      if (Left != nullptr && Left->getDecl() == Variable) {
        if (Assignment->getOpcode() == BO_Assign)
          Values.push_back(Assignment->getRHS());
        else
          IsKnown = false;
        if (IsCondition && Assignment->getOpcode() == BO_Assign)
          InCondition = soughtBy(Assignment->getRHS(), C);
      }
    }
    if (const auto *Step = dyn_cast<UnaryOperator>(S); Step != nullptr && (Step->isIncrementDecrementOp() || Step->getOpcode() == UO_AddrOf))
      if (const auto *Left = dyn_cast<DeclRefExpr>(Step->getSubExpr()->IgnoreParenImpCasts()); Left != nullptr && Left->getDecl() == Variable)
        IsKnown = false;
    for (const Stmt *Child : S->children())
      Self(Self, Child, IsCondition);
  };
  // while ((at = s.find(x, at)) != npos): in the body it is that.
  for (const Stmt *S : llvm::reverse(Above))
    if (const auto *Loop = dyn_cast<WhileStmt>(S)) {
      Find(Find, Loop->getCond(), true);
      if (InCondition != nullptr) {
        All = true;
        return InCondition;
      }
    }
  Values.clear();
  if (Variable->getInit() != nullptr)
    Values.push_back(Variable->getInit());
  IsKnown = true;
  Find(Find, Function->getBody(), false);
  const Expr *Pattern = nullptr;
  for (const Expr *Value : Values) {
    const Expr *Sought = soughtBy(Value, C);
    if (!IsKnown || Sought == nullptr || (Pattern != nullptr && !isSameText(Pattern, Sought)))
      return nullptr;
    Pattern = Sought;
  }
  All = Values.size() > 1;
  return Pattern;
}

} // namespace tenantscan::strings
