//===- ClassifyMethods.cpp - What methods do to a text ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Climb.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

/// Methods of classes that hold text, by what they do to it.
static std::optional<Event::Kind> methodKind(llvm::StringRef Name, size_t Arguments) {
  if (Arguments >= 1 && (Name == "append" || Name == "push_back" || Name == "Append" || Name == "write"))
    return Event::Kind::Append;
  if (Arguments == 1) {
    if (Name == "prepend" || Name == "push_front")
      return Event::Kind::Prepend;
    if (Name == "assign" || Name == "str" || Name == "emplace" || Name == "swap")
      return Name == "swap" ? Event::Kind::Unknown : Event::Kind::Assign;
  }
  if (Arguments == 0 && (Name == "clear" || Name == "reset"))
    return Event::Kind::Clear;
  if (Arguments == 0 && Name == "pop_back")
    return Event::Kind::DropLast;
  return std::nullopt;
}

/// Methods that are not const, and yet change no text.
static bool onlyReads(llvm::StringRef Name) {
  static constexpr llvm::StringLiteral Names[] = {"reserve", "shrink_to_fit", "squeeze", "flush",      "precision", "width", "fill",
                                                  "setf",    "unsetf",        "imbue",   "exceptions", "setCodec",  "rdbuf"};
  return llvm::is_contained(Names, Name);
}

std::optional<unsigned> lessThanLength(const Expr *E, const Changes &Of, const Cell &C, const ASTContext &AST) {
  const auto *Minus = dyn_cast<BinaryOperator>(E->IgnoreParenImpCasts());
  Expr::EvalResult Value;
  if (Minus == nullptr || Minus->getOpcode() != BO_Sub || !Of.isLengthOf(Minus->getLHS(), C) || !Minus->getRHS()->EvaluateAsInt(Value, AST) ||
      Value.Val.getInt().isNegative() || Value.Val.getInt().getActiveBits() > 8)
    return std::nullopt;
  return static_cast<unsigned>(Value.Val.getInt().getZExtValue());
}

void Changes::drop(const Climb &Now, const Expr *At, unsigned Count) {
  Event New;
  New.What = Now.Direct ? Event::Kind::DropLast : Event::Kind::Unknown;
  New.Where = Now.C;
  New.At = At;
  New.Argument = Count;
  add(New, Now.InLambda);
}

// The text is the object of a method.
bool Changes::climbMethod(Climb &Now, const MemberExpr *Member) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
  const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(Now.above(1));
  if (Method == nullptr || Call == nullptr) {
    note(Now, Event::Kind::Unknown, Member);
    return false;
  }
  if (Now.IsList)
    return climbList(Now, Method, Call);
  llvm::StringRef Name = plainName(Method);
  // The clear() of a stream is about its errors.
  if (Name == "clear" && Method->getParent()->getIdentifier() != nullptr && Method->getParent()->getName() == "basic_ios")
    return false;
  llvm::SmallVector<const Expr *, 6> Arguments = model::Call::of(Call).Arguments;
  auto Replaces = [&](const Expr *Pattern, const Expr *Value, bool All) {
    Event New;
    New.What = Now.Direct && Pattern != nullptr ? Event::Kind::Replace : Event::Kind::Unknown;
    New.Where = Now.C;
    New.At = Call;
    New.Value = Value;
    New.Pattern = Pattern;
    New.All = All;
    add(New, Now.InLambda);
  };
  if (std::optional<Event::Kind> Kind = Method->isConst() ? std::nullopt : methodKind(Name, Arguments.size())) {
    const Expr *Value = Arguments.size() == 1 ? Arguments.front() : nullptr;
    // append("text", 4), append(first, last), append(3, ' '): something.
    if (Arguments.size() == 2 && isLengthOfText(Arguments[1], Arguments[0], AST))
      Value = Arguments[0];
    if (*Kind == Event::Kind::DropLast)
      drop(Now, Call, 1);
    else
      note(Now, *Kind, Call, Value);
    if (!givesItself(Method, Now.Type))
      return false;
    // `s.append(a).append(b)`: the same object goes on.
    Now.E = Call;
    --Now.I;
    return true;
  }
  if (!Method->isConst()) {
    // What was written is as long as that.
    if ((Name == "resize" || Name == "truncate") && Arguments.size() == 1 && isLengthOf(Arguments[0], Now.C))
      return false;
    std::optional<unsigned> Fewer = Arguments.empty() ? std::nullopt : lessThanLength(Arguments.front(), *this, Now.C, AST);
    Expr::EvalResult Number;
    if (Name == "insert" && Arguments.size() >= 2 && isZero(Arguments[0], AST)) {
      note(Now, Event::Kind::Prepend, Call, Arguments.size() == 2 ? Arguments[1] : nullptr);
      return false;
    }
    if (Name == "insert" && Arguments.size() >= 2 && isLengthOf(Arguments[0], Now.C)) {
      note(Now, Event::Kind::Append, Call, Arguments.size() == 2 ? Arguments[1] : nullptr);
      return false;
    }
    if ((Name == "resize" || Name == "erase" || Name == "truncate") && Arguments.size() == 1 && Fewer) {
      drop(Now, Call, *Fewer);
      return false;
    }
    if (Name == "erase" && Arguments.size() == 2 && Fewer && Arguments[1]->EvaluateAsInt(Number, AST) && Number.Val.getInt() >= *Fewer) {
      drop(Now, Call, *Fewer);
      return false;
    }
    if (Name == "chop" && Arguments.size() == 1 && Arguments[0]->EvaluateAsInt(Number, AST) && !Number.Val.getInt().isNegative() &&
        Number.Val.getInt().getActiveBits() <= 8) {
      drop(Now, Call, static_cast<unsigned>(Number.Val.getInt().getZExtValue()));
      return false;
    }
    if (Name == "replace" && Arguments.size() == 2 && Apis.isText(Arguments[0]->getType()) && Apis.isText(Arguments[1]->getType())) {
      Replaces(Arguments[0], Arguments[1], true);
      if (!givesItself(Method, Now.Type))
        return false;
      Now.E = Call;
      --Now.I;
      return true;
    }
    if (Name == "replace" && Arguments.size() == 3 && Apis.isText(Arguments[2]->getType())) {
      bool All = false;
      const Expr *Pattern = soughtAt(Arguments[0], Now.C, Now.Above, All);
      Replaces(Pattern != nullptr && isLengthOfText(Arguments[1], Pattern, AST) ? Pattern : nullptr, Arguments[2], All);
      return false;
    }
  }
  QualType Result = Method->getReturnType();
  if (Method->isConst() && Now.I >= 1)
    noteView(Now.C, Now.Above.take_front(Now.I - 1), Result);
  const auto *Read = dyn_cast_or_null<ImplicitCastExpr>(Now.above(2));
  // data() is read where constant text is wanted.
  if (Method->isConst() || onlyReads(Name) || (Read != nullptr && Result->isPointerType() && isReadOnly(Read->getType())))
    return false;
  // operator[] and the like give a reference, which is read or written.
  if (Result->isLValueReferenceType() && Read != nullptr &&
      (Read->getCastKind() == CK_LValueToRValue || (Read->getCastKind() == CK_NoOp && Read->getType().isConstQualified())))
    return false;
  // A pointer to the first character.
  bool IsFirst = Result->isLValueReferenceType() && (Name == "front" || (Name == "at" && Arguments.size() == 1 && isZero(Arguments[0], AST)));
  const auto *Address = dyn_cast_or_null<UnaryOperator>(Now.above(2));
  if ((Result->isPointerType() && Name == "data") || (IsFirst && Address != nullptr && Address->getOpcode() == UO_AddrOf)) {
    Now.IsContent = true;
    Now.E = Result->isPointerType() ? static_cast<const Expr *>(Call) : Address;
    Now.I -= Result->isPointerType() ? 1 : 2;
    return true;
  }
  // *optional, optional.value(): the text itself.
  if (Name == "value" && Arguments.empty() && Result->isLValueReferenceType() && Apis.isText(Result)) {
    Now.E = Call;
    --Now.I;
    return true;
  }
  // An iterator, or a reference that is kept, changes it later.
  if (isa_and_nonnull<DeclStmt>(Now.above(2)) && Result->isLValueReferenceType())
    escape(Now.C);
  if (Name == "begin" || Name == "end" || Name == "rbegin" || Name == "rend") {
    // Where iterators are compared or handed to algorithms that read, nothing
    // shows that they only read.
    note(Now, Event::Kind::Unknown, Call);
    if (!isa_and_nonnull<CallExpr>(Now.above(2)))
      escape(Now.C);
    return false;
  }
  note(Now, Event::Kind::Unknown, Call);
  return false;
}

bool isIteratorStep(const CallExpr *Call) {
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call))
    return (Operator->getOperator() == OO_Plus || Operator->getOperator() == OO_Minus) && Operator->getType()->isRecordType() &&
           Operator->getDirectCallee() != nullptr && Operator->getDirectCallee()->getDeclContext()->getEnclosingNamespaceContext()->isNamespace() &&
           Operator->getNumArgs() == 2 && Operator->getArg(1)->getType()->isIntegerType();
  const FunctionDecl *Callee = Call->getDirectCallee();
  return Callee != nullptr && Callee->isInStdNamespace() && (plainName(Callee) == "next" || plainName(Callee) == "prev");
}

// Whether an element, or an iterator, goes to a function that looks at it only.
bool Changes::onlyLooks(const Climb &Now, size_t Steps) const {
  for (const Stmt *Above = Now.above(Steps); Above != nullptr; Above = Now.above(++Steps)) {
    const auto *Construction = dyn_cast<CXXConstructExpr>(Above);
    // std::next(list.begin()), list.begin() + 1
    if (const auto *Step = dyn_cast<CallExpr>(Above); Step != nullptr && isIteratorStep(Step))
      continue;
    if (isa<ImplicitCastExpr>(Above) || isa<MaterializeTemporaryExpr>(Above) || isa<CXXBindTemporaryExpr>(Above) ||
        (Construction != nullptr && Construction->getConstructor()->isCopyOrMoveConstructor()))
      continue;
    const auto *Call = dyn_cast<CallExpr>(Above);
    const FunctionDecl *Callee = Call == nullptr ? nullptr : Call->getDirectCallee();
    if (Callee == nullptr)
      return false;
    if (const model::TextApi *T = Apis.matchText(model::Call::of(Call)); T != nullptr && !T->Into)
      return true;
    // None that gives an iterator back, which may be written through.
    static constexpr llvm::StringLiteral Looking[] = {"accumulate", "any_of",   "all_of", "none_of",   "count",
                                                      "count_if",   "distance", "equal",  "is_sorted", "binary_search"};
    return Callee->isInStdNamespace() && llvm::is_contained(Looking, plainName(Callee));
  }
  return false;
}

// Of a list of texts, elements come and go.
bool Changes::climbList(Climb &Now, const CXXMethodDecl *Method, const CXXMemberCallExpr *Call) {
  llvm::StringRef Name = plainName(Method);
  if (Method->isConst() || onlyReads(Name))
    return false;
  llvm::SmallVector<const Expr *, 6> Arguments = model::Call::of(Call).Arguments;
  auto Edge = [&](const Expr *E) {
    const auto *At = dyn_cast<CXXMemberCallExpr>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
    return At != nullptr && At->getMethodDecl() != nullptr ? plainName(At->getMethodDecl()) : llvm::StringRef();
  };
  static constexpr llvm::StringLiteral Appending[] = {"push_back", "emplace_back", "append", "push", "emplace"};
  static constexpr llvm::StringLiteral Prepending[] = {"push_front", "emplace_front", "prepend"};
  bool Appends = llvm::is_contained(Appending, Name);
  if (Appends || llvm::is_contained(Prepending, Name)) {
    // What several arguments make, nobody knows.
    note(Now, Appends ? Event::Kind::Append : Event::Kind::Prepend, Call, Arguments.size() == 1 ? Arguments.front() : nullptr);
    // emplace_back() gives a reference to the element.
    size_t Steps = 2;
    while (isa_and_nonnull<FullExpr>(Now.above(Steps)) || isa_and_nonnull<ParenExpr>(Now.above(Steps)))
      ++Steps;
    if (Call->isLValue() && (isa_and_nonnull<Expr>(Now.above(Steps)) || isa_and_nonnull<DeclStmt>(Now.above(Steps))))
      escape(Now.C);
    return false;
  }
  if (Name == "clear") {
    note(Now, Event::Kind::Clear, Call);
    return false;
  }
  if (Name == "insert" && Arguments.size() == 2 && (Edge(Arguments[0]) == "end" || Edge(Arguments[0]) == "cend")) {
    note(Now, Event::Kind::Append, Call, Arguments[1]);
    return false;
  }
  // insert(end(), other.begin(), other.end())
  if (Name == "insert" && Arguments.size() == 3 && (Edge(Arguments[0]) == "end" || Edge(Arguments[0]) == "cend") &&
      (Edge(Arguments[1]) == "begin" || Edge(Arguments[1]) == "cbegin")) {
    const auto *First = cast<CXXMemberCallExpr>(Arguments[1]->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
    note(Now, Event::Kind::Append, Call,
         Apis.isTextList(First->getImplicitObjectArgument()->getType()) ? First->getImplicitObjectArgument() : nullptr);
    return false;
  }
  if (Name == "begin" || Name == "end" || Name == "rbegin" || Name == "rend") {
    // for (auto it = list.begin(); it != list.end(); ++it)
    if (onlyLooks(Now, 2))
      return false;
    for (size_t Steps = 2; const Stmt *Above = Now.above(Steps); ++Steps) {
      if (const auto *Inserts = dyn_cast<CXXMemberCallExpr>(Above); Inserts != nullptr && Inserts->getMethodDecl() != nullptr)
        return false;
      const auto *Comparison = dyn_cast<CXXOperatorCallExpr>(Above);
      if (Comparison != nullptr && Comparison->isComparisonOp())
        return false;
      if (!isa<ImplicitCastExpr>(Above) && !isa<MaterializeTemporaryExpr>(Above) && !isa<CXXConstructExpr>(Above) &&
          !isa<CXXBindTemporaryExpr>(Above))
        break;
    }
    note(Now, Event::Kind::Unknown, Call);
    escape(Now.C);
    return false;
  }
  // What is moved out of a queue is taken out next.
  const auto *Moved = dyn_cast_or_null<CallExpr>(Now.above(2));
  if (Moved != nullptr && Moved->isCallToStdMove() && (Name == "front" || Name == "back" || Name == "top"))
    return false;
  const auto *Read = dyn_cast_or_null<ImplicitCastExpr>(Now.above(2));
  bool IsRead = Method->getReturnType()->isLValueReferenceType() &&
                ((Read != nullptr && (Read->getCastKind() == CK_LValueToRValue || Read->getCastKind() == CK_NoOp)) || onlyLooks(Now, 2));
  if (IsRead)
    return false;
  if (isa_and_nonnull<DeclStmt>(Now.above(2)) && Method->getReturnType()->isLValueReferenceType())
    escape(Now.C);
  note(Now, Event::Kind::Unknown, Call);
  return false;
}

} // namespace tenantscan::strings
