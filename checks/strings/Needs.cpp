//===- Needs.cpp - What a branch asks of a text --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Needs.h"

#include "checks/strings/Evaluator.h"
#include "checks/strings/Loops.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"

using namespace clang;

namespace tenantscan::strings {

Question Question::negated() const {
  using Kind = Need::Kind;
  Question Other = *this;
  switch (What) {
  case Kind::Empty:
    Other.What = Kind::NotEmpty;
    break;
  case Kind::NotEmpty:
    Other.What = Kind::Empty;
    break;
  case Kind::Equal:
    Other.What = Kind::NotEqual;
    break;
  case Kind::NotEqual:
    Other.What = Kind::Equal;
    break;
  case Kind::AtMost:
    Other.What = Kind::AtLeast;
    ++Other.Number;
    break;
  case Kind::AtLeast:
    Other.What = Kind::AtMost;
    --Other.Number;
    break;
  }
  return Other;
}

static const Expr *plain(const Expr *E) { return E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts(); }

static bool isOptional(QualType T) {
  const CXXRecordDecl *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Class != nullptr && Class->getIdentifier() != nullptr && Class->getName() == "optional";
}

static bool isNothing(const Expr *E) {
  const CXXRecordDecl *Class = plain(E)->getType()->getAsCXXRecordDecl();
  return Class != nullptr && Class->getIdentifier() != nullptr && (Class->getName() == "nullopt_t" || Class->getName() == "none_t");
}

bool isFlag(QualType Parameter) {
  bool IsConstant = !Parameter->isReferenceType() || Parameter->getPointeeType().isConstQualified();
  QualType T = Parameter.getNonReferenceType();
  return IsConstant && ((T->isIntegralOrEnumerationType() && !Parameter->isReferenceType()) || isOptional(T));
}

std::optional<int64_t> optionalIn(const Expr *Argument) {
  if (Argument->isValueDependent() || Argument->isTypeDependent())
    return std::nullopt;
  if (!isOptional(Argument->getType()))
    return std::nullopt;
  const Expr *E = plain(Argument);
  const auto *List = dyn_cast<InitListExpr>(E);
  const auto *Construction = dyn_cast<CXXConstructExpr>(E);
  if (isNothing(E) || (List != nullptr && List->getNumInits() == 0) || (Construction != nullptr && Construction->getNumArgs() == 0))
    return 0;
  return isOptional(E->getType()) || List != nullptr || E->getType()->isRecordType() ? std::nullopt : std::optional<int64_t>(1);
}

static bool isEmptyLiteral(const Expr *E) {
  const auto *Literal = dyn_cast<StringLiteral>(plain(E));
  return Literal != nullptr && Literal->getLength() == 0;
}

// `*text`, `text[0]`, `strlen(text)`: true of what is not empty.
static const Expr *beginningOf(const Expr *E, const ASTContext &AST) {
  E = plain(E);
  if (const auto *Star = dyn_cast<UnaryOperator>(E); Star != nullptr && Star->getOpcode() == UO_Deref)
    E = Star->getSubExpr();
  else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    Expr::EvalResult Index;
    if (Element->getIdx()->isValueDependent() || !Element->getIdx()->EvaluateAsInt(Index, AST) || !Index.Val.getInt().isZero())
      return nullptr;
    E = Element->getBase();
  } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee == nullptr || Call->getNumArgs() != 1 || !Callee->getDeclName().isIdentifier() || Callee->getName() != "strlen")
      return nullptr;
    E = Call->getArg(0);
  } else
    return nullptr;
  QualType T = E->getType();
  return (T->isPointerType() || T->isArrayType()) && T->getPointeeOrArrayElementType()->isAnyCharacterType() ? plain(E) : nullptr;
}

// The two sides of `a == b`, or of `a != b`.
struct Comparison {
  const Expr *Left = nullptr;
  const Expr *Right = nullptr;
  bool IsEqual = true;
};
static std::optional<Comparison> comparisonIn(const Expr *E) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary != nullptr && Binary->isEqualityOp())
    return Comparison{Binary->getLHS(), Binary->getRHS(), Binary->getOpcode() == BO_EQ};
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator != nullptr && Operator->getNumArgs() == 2 && (Operator->getOperator() == OO_EqualEqual || Operator->getOperator() == OO_ExclaimEqual))
    return Comparison{Operator->getArg(0), Operator->getArg(1), Operator->getOperator() == OO_EqualEqual};
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E); Rewritten != nullptr && BinaryOperator::isEqualityOp(Rewritten->getOperator()))
    return Comparison{Rewritten->getLHS(), Rewritten->getRHS(), Rewritten->getOperator() == BO_EQ};
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

// Whether each value of one type is the same one in another.
static bool keepsValues(QualType From, QualType To, const ASTContext &AST) {
  From = From.getNonReferenceType();
  To = To.getNonReferenceType();
  if (AST.hasSameUnqualifiedType(From, To))
    return true;
  if (!From->isIntegralOrEnumerationType() || !To->isIntegralOrEnumerationType() || To->isBooleanType() || To->isEnumeralType())
    return false;
  // An enumeration without a fixed type has no values but those that fit in the bits of its enumerators.
  if (const auto *Enum = AST.getLangOpts().CPlusPlus ? From->getAsEnumDecl() : nullptr; Enum != nullptr && Enum->isComplete() && !Enum->isFixed()) {
    bool IsNegative = Enum->getNumNegativeBits() > 0, IsToSigned = To->isSignedIntegerOrEnumerationType();
    unsigned Bits = std::max(Enum->getNumPositiveBits() + (IsToSigned ? 1 : 0), Enum->getNumNegativeBits());
    return (IsToSigned || !IsNegative) && Bits <= AST.getIntWidth(To);
  }
  bool IsSigned = From->isSignedIntegerOrEnumerationType();
  if (IsSigned == To->isSignedIntegerOrEnumerationType())
    return AST.getIntWidth(From) <= AST.getIntWidth(To);
  return !IsSigned && AST.getIntWidth(From) < AST.getIntWidth(To);
}

const Expr *ignoreLossless(const Expr *E, const ASTContext &AST) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Whole = dyn_cast<FullExpr>(E)) {
      E = Whole->getSubExpr();
    } else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E)) {
      E = Temporary->getSubExpr();
    } else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
               Cast != nullptr && (Cast->getCastKind() == CK_NoOp || Cast->getCastKind() == CK_LValueToRValue ||
                                   (Cast->getCastKind() == CK_IntegralCast && keepsValues(Cast->getSubExpr()->getType(), Cast->getType(), AST)))) {
      E = Cast->getSubExpr();
    } else {
      return E;
    }
  }
}

bool keepsNumber(const Expr *E, QualType Type, const ASTContext &AST) {
  return keepsValues(E->getType(), Type, AST) && !isa<ImplicitCastExpr>(ignoreLossless(E, AST));
}

std::optional<int64_t> numberAs(QualType Type, const Expr *E, const ASTContext &AST) {
  Type = Type.getNonReferenceType();
  Expr::EvalResult Result;
  if (E->isValueDependent() || E->isTypeDependent() || !Type->isIntegralOrEnumerationType() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(Result, AST))
    return std::nullopt;
  llvm::APSInt Number = Result.Val.getInt();
  if (Type->isBooleanType())
    return Number.isZero() ? 0 : 1;
  Number = Number.extOrTrunc(AST.getIntWidth(Type));
  Number.setIsSigned(Type->isSignedIntegerOrEnumerationType());
  return Number.isRepresentableByInt64() ? std::optional(Number.getExtValue()) : std::nullopt;
}

// `number <= 3`, `3 > number`.
static std::optional<Question> rangeIn(const Expr *E, const ASTContext &AST) {
  const auto *Binary = dyn_cast<BinaryOperator>(E);
  if (Binary == nullptr || !Binary->isRelationalOp())
    return std::nullopt;
  for (bool IsLeft : {true, false}) {
    const Expr *Value = IsLeft ? Binary->getLHS() : Binary->getRHS();
    std::optional<int64_t> Number = Value->getType()->isIntegralOrEnumerationType()
                                        ? numberAs(Value->getType(), IsLeft ? Binary->getRHS() : Binary->getLHS(), AST)
                                        : std::nullopt;
    // So that one more and one less are numbers, too.
    if (!Number || *Number < -INT64_C(0x4000000000000000) || *Number > INT64_C(0x4000000000000000))
      continue;
    BinaryOperatorKind How = IsLeft ? Binary->getOpcode() : BinaryOperator::reverseComparisonOp(Binary->getOpcode());
    const Expr *Of = ignoreLossless(Value, AST);
    switch (How) {
    case BO_LT:
      return Question{Of, Need::Kind::AtMost, *Number - 1};
    case BO_LE:
      return Question{Of, Need::Kind::AtMost, *Number};
    case BO_GT:
      return Question{Of, Need::Kind::AtLeast, *Number + 1};
    default:
      return Question{Of, Need::Kind::AtLeast, *Number};
    }
  }
  return std::nullopt;
}

static bool isScalar(QualType T) { return T->isIntegralOrEnumerationType() || T->isPointerType(); }

std::optional<Question> questionIn(const Expr *Condition, const ASTContext &AST) {
  using Kind = Need::Kind;
  const Expr *E = Condition == nullptr ? nullptr : plain(Condition);
  if (E == nullptr || E->isTypeDependent() || E->isValueDependent() || E->getType().isNull())
    return std::nullopt;
  if (const auto *Not = dyn_cast<UnaryOperator>(E); Not != nullptr && Not->getOpcode() == UO_LNot) {
    std::optional<Question> Inner = questionIn(Not->getSubExpr(), AST);
    return Inner ? std::optional(Inner->negated()) : std::nullopt;
  }
  if (std::optional<Emptiness> Asked = emptinessIn(E, AST))
    return Question{plain(Asked->List), Asked->WhenEmpty ? Kind::Empty : Kind::NotEmpty};
  if (const Expr *Text = beginningOf(E, AST))
    return Question{Text, Kind::NotEmpty};
  // if (optional), optional.has_value()
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
      Call != nullptr && Call->getNumArgs() == 0 && Call->getMethodDecl() != nullptr && isOptional(Call->getImplicitObjectArgument()->getType())) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    bool Asks = (isa<CXXConversionDecl>(Method) && Method->getReturnType()->isBooleanType()) ||
                (Method->getDeclName().isIdentifier() && (Method->getName() == "has_value" || Method->getName() == "is_initialized"));
    return Asks ? std::optional(Question{plain(Call->getImplicitObjectArgument()), Kind::NotEqual, 0}) : std::nullopt;
  }
  if (std::optional<Comparison> C = comparisonIn(E)) {
    for (auto [Value, Constant] : {std::pair(C->Left, C->Right), std::pair(C->Right, C->Left)})
      if (isNothing(Constant) && isOptional(Value->getType()))
        return Question{plain(Value), C->IsEqual ? Kind::Equal : Kind::NotEqual, 0};
    for (auto [Value, Constant] : {std::pair(C->Left, C->Right), std::pair(C->Right, C->Left)}) {
      if (isEmptyLiteral(Constant) && !Value->getType()->isPointerType() && !isEmptyLiteral(Value))
        return Question{plain(Value), C->IsEqual ? Kind::Empty : Kind::NotEmpty};
      if (!isa<BinaryOperator>(E) || !isScalar(Value->getType()))
        continue;
      std::optional<int64_t> Number;
      if (Value->getType()->isPointerType()) {
        if (Constant->isNullPointerConstant(const_cast<ASTContext &>(AST), Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull)
          Number = 0;
      } else {
        Number = numberAs(Value->getType(), Constant, AST);
      }
      if (!Number)
        continue;
      if (const Expr *Text = *Number == 0 ? beginningOf(Value, AST) : nullptr)
        return Question{Text, C->IsEqual ? Kind::Empty : Kind::NotEmpty};
      const Expr *Of = Value->getType()->isPointerType() ? plain(Value) : ignoreLossless(Value, AST);
      return Question{Of, C->IsEqual ? Kind::Equal : Kind::NotEqual, *Number};
    }
    return std::nullopt;
  }
  if (std::optional<Question> Asked = rangeIn(E, AST))
    return Asked;
  // Of an optional value it is the conversion that asks, which nobody spells.
  bool IsFlag = isa<MemberExpr>(E) && E->getType()->isIntegralOrEnumerationType();
  if (IsFlag || (isa<DeclRefExpr>(E) && (isScalar(E->getType()) || isOptional(E->getType()))))
    return Question{E, Kind::NotEqual, 0};
  return std::nullopt;
}

static bool isNull(const Piece &P, ASTContext &AST) {
  return P.IsHole && P.Source != nullptr && P.Source->getType()->isAnyPointerType() &&
         P.Source->isNullPointerConstant(AST, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
}

// The value of a hole is the same wherever its function asks.
static std::optional<Need> needOf(const Piece &P, const Question &Asked) {
  if (!P.IsHole || P.Formatted || P.JoinedBy || P.IsShared || P.IsCut)
    return std::nullopt;
  Need N;
  N.What = Asked.What;
  N.Number = Asked.Number;
  if (P.Parameter != nullptr) {
    N.Parameter = P.Parameter;
    N.Function = dyn_cast<FunctionDecl>(P.Parameter->getDeclContext());
  } else if (P.Field != nullptr && P.Function != nullptr) {
    N.Parameter = P.Owner;
    N.Field = P.Field;
    N.Function = P.Function;
  }
  return N.Function != nullptr ? std::optional(N) : std::nullopt;
}

// Whether a text may fulfil what is asked; what that needs is added to it.
static bool mayFulfil(Alternative &A, const Question &Asked, ASTContext &AST) {
  auto IsKnown = [](const Piece &P) { return !P.IsHole && !P.Text.empty(); };
  bool AnyKnown = llvm::any_of(A.Pieces, IsKnown);
  auto Holes = llvm::count_if(A.Pieces, [](const Piece &P) { return P.IsHole; });
  bool IsNullPointer = A.isUnknown() && isNull(A.Pieces.front(), AST);
  llvm::SmallVector<Need, 1> New;
  auto Ask = [&](const Piece &P) {
    if (std::optional<Need> N = needOf(P, Asked))
      New.push_back(*N);
  };
  switch (Asked.What) {
  case Need::Kind::Empty:
    if (AnyKnown)
      return false;
    for (const Piece &P : A.Pieces)
      Ask(P);
    break;
  case Need::Kind::NotEmpty:
    if ((!AnyKnown && Holes == 0) || IsNullPointer)
      return false;
    if (!AnyKnown && Holes == 1)
      for (const Piece &P : A.Pieces)
        Ask(P);
    break;
  case Need::Kind::Equal:
    if (Asked.Number == 0 && (AnyKnown || Holes == 0))
      return false;
    if (A.isUnknown() && !IsNullPointer)
      Ask(A.Pieces.front());
    break;
  case Need::Kind::NotEqual:
    if (Asked.Number == 0 && IsNullPointer)
      return false;
    if (A.isUnknown())
      Ask(A.Pieces.front());
    break;
  case Need::Kind::AtMost:
  case Need::Kind::AtLeast:
    break;
  }
  Alternative Needed;
  for (const Need &N : New)
    Needed.need(N);
  if (A.contradicts(Needed))
    return false;
  for (const Need &N : New)
    A.need(N);
  return true;
}

AbstractString fulfilling(const AbstractString &Texts, const Question &Asked, ASTContext &AST) {
  AbstractString Left;
  for (Alternative A : Texts)
    if (mayFulfil(A, Asked, AST))
      Left.push_back(std::move(A));
  return Left;
}

Alternative sharedBy(const AbstractString &Texts) {
  Alternative Shared;
  if (Texts.empty())
    return Shared;
  for (const auto &C : Texts.front().Conditions)
    if (llvm::all_of(Texts, [&](const Alternative &A) { return llvm::is_contained(A.Conditions, C); }))
      Shared.Conditions.push_back(C);
  for (const Need &N : Texts.front().Needs)
    if (llvm::all_of(Texts, [&](const Alternative &A) { return llvm::is_contained(A.Needs, N); }))
      Shared.Needs.push_back(N);
  return Shared;
}

} // namespace tenantscan::strings
