//===- Classify.cpp - What an expression does to a text -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From each name of a text the expression around it is climbed, until it is clear
// what is done: the text is read, changed in a known way, changed somehow, or its
// address goes where nobody follows it.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Changes.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"

using namespace clang;

namespace tenantscan::strings {

bool isReadOnly(QualType Parameter) {
  if (Parameter->isRValueReferenceType())
    return true;
  if (Parameter->isReferenceType() || Parameter->isPointerType())
    return Parameter->getPointeeType().isConstQualified() || Parameter->isFunctionPointerType();
  return true;
}

bool givesItself(const CXXMethodDecl *Method, QualType Object) {
  QualType Result = Method->getReturnType();
  const CXXRecordDecl *Class = Result->isLValueReferenceType() ? Result->getPointeeType()->getAsCXXRecordDecl() : nullptr;
  const CXXRecordDecl *Own = Object->getAsCXXRecordDecl();
  return Class != nullptr && Own != nullptr && Own->hasDefinition() &&
         (Class->getCanonicalDecl() == Own->getCanonicalDecl() || Own->isDerivedFrom(Class));
}

static llvm::StringRef nameOf(const FunctionDecl *F) { return F != nullptr && F->getDeclName().isIdentifier() ? F->getName() : llvm::StringRef(); }

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

static bool isZero(const Expr *E, const ASTContext &AST) {
  Expr::EvalResult Value;
  return E->getType()->isIntegerType() && !E->isValueDependent() && E->EvaluateAsInt(Value, AST) && Value.Val.getInt().isZero();
}

// The one number that is taken from the length of a text: `s.size() - 2`.
static std::optional<unsigned> lessThanLength(const Expr *E, const Changes &Of, const Cell &C, const ASTContext &AST) {
  const auto *Minus = dyn_cast<BinaryOperator>(E->IgnoreParenImpCasts());
  Expr::EvalResult Value;
  if (Minus == nullptr || Minus->getOpcode() != BO_Sub || !Of.isLengthOf(Minus->getLHS(), C) || !Minus->getRHS()->EvaluateAsInt(Value, AST) ||
      Value.Val.getInt().isNegative() || Value.Val.getInt().getActiveBits() > 8)
    return std::nullopt;
  return static_cast<unsigned>(Value.Val.getInt().getZExtValue());
}

/// The way up from a name.
struct Changes::Climb {
  llvm::ArrayRef<const Stmt *> Above;
  /// Index of the expression that E is a part of.
  size_t I;
  const Expr *E;
  Cell C;
  QualType Type;
  bool InLambda;
  bool IsClass = false;
  /// The text is a list of texts.
  bool IsList = false;
  /// Whether E still is the text itself, and not something it is a part of.
  bool Direct = true;
  /// A pointer's value was read: what it points to may still be changed.
  bool WasRead = false;
  bool IsAddress = false;
  /// E is a pointer to the characters: `s.data()`, `&s[0]`.
  bool IsContent = false;
  /// E is an iterator that appends.
  bool IsInserter = false;
  const Expr *Position = nullptr;

  const Stmt *above(size_t Steps) const { return I >= Steps ? Above[I - Steps] : nullptr; }
  bool isBuffer() const { return Type->isArrayType() || WasRead || IsContent; }
};

void Changes::note(Climb &Now, Event::Kind What, const Expr *At, const Expr *Value) {
  Event New;
  New.What = Now.Direct ? What : Event::Kind::Unknown;
  New.Where = Now.C;
  New.At = At;
  New.Value = Value;
  add(New, Now.InLambda);
}

// Whether the result of the call at I is bound to something, or written through.
bool Changes::isKept(const Climb &Now) {
  for (size_t I = Now.I; I-- > 0;) {
    const Stmt *Parent = Now.Above[I];
    const auto *Binary = dyn_cast<BinaryOperator>(Parent);
    const auto *Unary = dyn_cast<UnaryOperator>(Parent);
    if (isa<DeclStmt>(Parent) || isa<ArraySubscriptExpr>(Parent) || (Unary != nullptr && Unary->getOpcode() == UO_Deref) ||
        (Binary != nullptr && Binary->isAssignmentOp()))
      return true;
    if (!isa<CastExpr>(Parent) && !isa<ParenExpr>(Parent) && !isa<FullExpr>(Parent) && !(Binary != nullptr && Binary->isAdditiveOp()))
      return false;
  }
  return false;
}

// The text, or its address, is an argument.
void Changes::pass(Climb &Now, const Expr *Call, unsigned Argument, QualType Parameter) {
  // strchr(text, 'x') leads into the text.
  QualType Result = Call->getType();
  bool LeadsIn = (Result->isPointerType() && Result->getPointeeType()->isCharType() && !Result->getPointeeType().isConstQualified()) ||
                 (Call->isLValue() && !Result.isConstQualified() && (Apis.isText(Result) || Result->isCharType()));
  if (LeadsIn && isKept(Now)) {
    const model::TextApi *T = Apis.matchText(model::Call::of(Call));
    if (T == nullptr || T->Into)
      escape(Now.C);
  }
  bool IsConstText =
      Now.WasRead && !Now.IsContent && Parameter->isPointerType() && Now.Type->isPointerType() && Now.Type->getPointeeType().isConstQualified();
  if (!Now.IsInserter && (isReadOnly(Parameter) || IsConstText))
    return;
  // fmt::join(list, ", ") takes any reference, and only looks.
  if (const model::TextApi *T = Now.IsList ? Apis.matchText(model::Call::of(Call)) : nullptr; T != nullptr && !T->Into)
    return;
  Event New;
  New.What = Now.Direct ? Event::Kind::Call : Event::Kind::Unknown;
  New.Where = Now.C;
  New.At = Call;
  New.Value = Call;
  New.Argument = Argument;
  New.Position = Now.Position;
  New.All = Now.IsInserter;
  add(New, Now.InLambda);
}

// What is moved from holds anything, once the whole expression is done.
void Changes::moved(const Cell &C, llvm::ArrayRef<const Stmt *> Above, bool InLambda) {
  Event E;
  E.Where = C;
  const Stmt *Top = nullptr;
  for (const Stmt *S : llvm::reverse(Above)) {
    if (isa<ReturnStmt>(S))
      return;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Declared = dyn_cast<VarDecl>(D)) {
          Changed.insert(C);
          AfterDeclaration[Declared].push_back(E);
        }
      return;
    }
    if (!isa<Expr>(S))
      break;
    if (isa<CallExpr>(S) || isa<CXXConstructExpr>(S) || isa<BinaryOperator>(S))
      Top = S;
  }
  // `s = std::move(s) + "..."`
  if (const auto *Assignment = dyn_cast_or_null<CXXOperatorCallExpr>(Top);
      Assignment != nullptr && Assignment->getOperator() == OO_Equal && C.Field == nullptr)
    if (const auto *Left = dyn_cast<DeclRefExpr>(Assignment->getArg(0)->IgnoreParenImpCasts()); Left != nullptr && Left->getDecl() == C.Object)
      return;
  E.At = cast_or_null<Expr>(Top);
  if (Initialising != nullptr && !InLambda) {
    Changed.insert(C);
    AfterInitialiser[Initialising].push_back(E);
  } else if (Top == nullptr)
    escape(C);
  else
    add(E, InLambda);
}

// `const char *p = buffer`, `p = buffer`: p is whatever the buffer is.
void Changes::noteAlias(const Cell &C, llvm::ArrayRef<const Stmt *> Above) {
  for (const Stmt *S : llvm::reverse(Above)) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Bound = dyn_cast<VarDecl>(D); Bound != nullptr && Bound->getType()->isPointerType())
          References.emplace_back(Bound, C);
      return;
    }
    if (const auto *Assignment = dyn_cast<BinaryOperator>(S); Assignment != nullptr && Assignment->getOpcode() == BO_Assign)
      if (const auto *Left = dyn_cast<DeclRefExpr>(Assignment->getLHS()->IgnoreParenImpCasts()))
        if (const auto *Bound = dyn_cast<VarDecl>(Left->getDecl()))
          References.emplace_back(Bound, C);
    if (!isa<CastExpr>(S) && !isa<ParenExpr>(S) && !isa<AbstractConditionalOperator>(S))
      return;
  }
}

/// Whether objects of the type show text that is held elsewhere.
static bool isView(QualType T) {
  if (T->isReferenceType() || T->isPointerType())
    return true;
  const CXXRecordDecl *Class = T.getCanonicalType()->getAsCXXRecordDecl();
  if (Class == nullptr || Class->getIdentifier() == nullptr)
    return false;
  std::string Name = Class->getName().lower();
  return llvm::StringRef(Name).contains("view") || llvm::StringRef(Name).contains("piece") || llvm::StringRef(Name).contains("ref") ||
         Name == "range" || llvm::StringRef(Name).contains("latin1");
}

// `const char *p = s.c_str()`, `std::string_view v = s`: what is changed later
// shows in them, or is not theirs any more.
void Changes::noteView(const Cell &C, llvm::ArrayRef<const Stmt *> Above, QualType Given) {
  if (!isView(Given))
    return;
  bool IsWritable = false;
  for (const Stmt *S : llvm::reverse(Above)) {
    // char *p = const_cast<char *>(s.c_str())
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(S); Cast != nullptr && Cast->getType()->isPointerType() && !isReadOnly(Cast->getType()))
      IsWritable = true;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Bound = dyn_cast<VarDecl>(D); Bound != nullptr && isView(Bound->getType()))
          References.emplace_back(Bound, C);
      if (IsWritable)
        escape(C);
      return;
    }
    const auto *Binary = dyn_cast<BinaryOperator>(S);
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S);
    bool IsAssignment = (Binary != nullptr && Binary->getOpcode() == BO_Assign) || (Operator != nullptr && Operator->getOperator() == OO_Equal);
    if (IsAssignment) {
      const Expr *Left = Binary != nullptr ? Binary->getLHS() : Operator->getArg(0);
      if (const auto *Named = dyn_cast<DeclRefExpr>(Left->IgnoreParenImpCasts()))
        if (const auto *Bound = dyn_cast<VarDecl>(Named->getDecl()); Bound != nullptr && isView(Bound->getType()))
          References.emplace_back(Bound, C);
      return;
    }
    const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
    bool GoesOn = isa<CastExpr>(S) || isa<ParenExpr>(S) || isa<FullExpr>(S) || isa<MaterializeTemporaryExpr>(S) || isa<CXXBindTemporaryExpr>(S) ||
                  isa<MemberExpr>(S) || isa<AbstractConditionalOperator>(S) || (isa<CXXConstructExpr>(S) && isView(cast<Expr>(S)->getType())) ||
                  (Call != nullptr && isView(Call->getType()));
    if (!GoesOn)
      return;
  }
}

// The initialiser of something.
void Changes::reachDeclaration(Climb &Now, const DeclStmt *Declaration) {
  for (const Decl *D : Declaration->decls()) {
    const auto *Bound = dyn_cast<VarDecl>(D);
    if (Bound == nullptr || Bound->getInit() == nullptr || Bound->getInit()->IgnoreImplicit() != Now.E->IgnoreImplicit())
      continue;
    // for (char &c : text)
    if (Bound->isImplicit() && llvm::any_of(Now.Above, [&](const Stmt *S) {
          const auto *Loop = dyn_cast<CXXForRangeStmt>(S);
          return Loop != nullptr && Loop->getRangeStmt() == Declaration && !isReadOnly(Loop->getLoopVariable()->getType()) &&
                 !(Now.IsList && !ExprMutationAnalyzer(*Loop->getBody(), AST).isMutated(Loop->getLoopVariable()));
        }))
      escape(Now.C);
    bool Aliases = Bound->getType()->isReferenceType() && !Bound->getType()->getPointeeType().isConstQualified() && !Bound->isImplicit();
    bool Points = (Now.IsAddress || Now.isBuffer()) && Bound->getType()->isPointerType() && !isReadOnly(Bound->getType());
    if (Aliases || Points || Now.IsInserter)
      escape(Now.C);
    // A constant reference sees later changes, which its own text does not show.
    if ((Bound->getType()->isReferenceType() && !Bound->isImplicit()) || (Now.IsContent && Bound->getType()->isPointerType()))
      References.emplace_back(Bound, Now.C);
  }
}

bool Changes::climbCast(Climb &Now, const CastExpr *Cast) {
  if (Cast->getCastKind() == CK_LValueToRValue) {
    if (!Now.Type->isPointerType() || !Now.Direct)
      return false;
    Now.WasRead = true;
  }
  if (Cast->getCastKind() == CK_ToVoid || Cast->getCastKind() == CK_PointerToBoolean)
    return false;
  // A pointer to constant text reads, but sees later changes.
  if (Cast->getType()->isPointerType() && Cast->getType()->getPointeeType().isConstQualified() && !Now.IsAddress && !Now.IsContent) {
    if (Now.Type->isArrayType())
      noteAlias(Now.C, Now.Above.take_front(Now.I));
    // strchr(buffer, 'x') leads into the buffer, and takes constant text.
    if (const auto *Call = dyn_cast_or_null<CallExpr>(Now.above(1));
        Call != nullptr && Call->getType()->isPointerType() && Call->getType()->getPointeeType()->isCharType() && !isReadOnly(Call->getType())) {
      --Now.I;
      if (isKept(Now) && Apis.matchText(model::Call::of(Call)) == nullptr)
        escape(Now.C);
      return false;
    }
    // (char *)(const char *)p
    if (!isa_and_nonnull<ExplicitCastExpr>(Now.above(1)) || isa<ImplicitCastExpr>(Cast))
      return false;
  }
  Now.E = Cast;
  return true;
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
  llvm::StringRef Name = nameOf(Method);
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
  auto Drops = [&](unsigned Count) {
    Event New;
    New.What = Now.Direct ? Event::Kind::DropLast : Event::Kind::Unknown;
    New.Where = Now.C;
    New.At = Call;
    New.Argument = Count;
    add(New, Now.InLambda);
  };
  if (std::optional<Event::Kind> Kind = Method->isConst() ? std::nullopt : methodKind(Name, Arguments.size())) {
    const Expr *Value = Arguments.size() == 1 ? Arguments.front() : nullptr;
    // append("text", 4), append(first, last), append(3, ' '): something.
    if (Arguments.size() == 2 && isLengthOfText(Arguments[1], Arguments[0], AST))
      Value = Arguments[0];
    if (*Kind == Event::Kind::DropLast)
      Drops(1);
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
      Drops(*Fewer);
      return false;
    }
    if (Name == "erase" && Arguments.size() == 2 && Fewer && Arguments[1]->EvaluateAsInt(Number, AST) && Number.Val.getInt() >= *Fewer) {
      Drops(*Fewer);
      return false;
    }
    if (Name == "chop" && Arguments.size() == 1 && Arguments[0]->EvaluateAsInt(Number, AST) && !Number.Val.getInt().isNegative() &&
        Number.Val.getInt().getActiveBits() <= 8) {
      Drops(static_cast<unsigned>(Number.Val.getInt().getZExtValue()));
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

// Whether an element, or an iterator, goes to a function that looks at it only.
bool Changes::onlyLooks(const Climb &Now, size_t Steps) const {
  for (const Stmt *Above = Now.above(Steps); Above != nullptr; Above = Now.above(++Steps)) {
    const auto *Construction = dyn_cast<CXXConstructExpr>(Above);
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
    return Callee->isInStdNamespace() && llvm::is_contained(Looking, nameOf(Callee));
  }
  return false;
}

// Of a list of texts, elements come and go.
bool Changes::climbList(Climb &Now, const CXXMethodDecl *Method, const CXXMemberCallExpr *Call) {
  llvm::StringRef Name = nameOf(Method);
  if (Method->isConst() || onlyReads(Name))
    return false;
  llvm::SmallVector<const Expr *, 6> Arguments = model::Call::of(Call).Arguments;
  auto Edge = [&](const Expr *E) {
    const auto *At = dyn_cast<CXXMemberCallExpr>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
    return At != nullptr && At->getMethodDecl() != nullptr ? nameOf(At->getMethodDecl()) : llvm::StringRef();
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

bool Changes::climbOperator(Climb &Now, const CXXOperatorCallExpr *Operator) {
  bool IsFirst = Operator->getNumArgs() > 0 && Operator->getArg(0)->IgnoreParens() == Now.E->IgnoreParens();
  if (IsFirst && Now.IsClass && Operator->getNumArgs() == 2) {
    switch (Operator->getOperator()) {
    case OO_Equal:
      note(Now, Event::Kind::Assign, Operator, Operator->getArg(1));
      Now.E = Operator;
      return true;
    case OO_PlusEqual:
    case OO_LessLess:
      // `s << a << b`: the outer operator goes on with the same object.
      note(Now, Event::Kind::Append, Operator, Operator->getArg(1));
      Now.E = Operator;
      return true;
    case OO_Percent:
      // boost::format
      if (const model::TextApi *T = Apis.matchText(model::Call::of(Operator)); T != nullptr && T->Style == model::FormatStyle::Boost) {
        note(Now, Event::Kind::Replace, Operator, Operator->getArg(1));
        Now.E = Operator;
        return true;
      }
      break;
    default:
      break;
    }
  }
  const FunctionDecl *Callee = Operator->getDirectCallee();
  if (Callee == nullptr) {
    note(Now, Event::Kind::Unknown, Operator);
    return false;
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  bool IsMember = Method != nullptr && !Method->isStatic();
  if (IsFirst && IsMember) {
    const auto *Read = dyn_cast_or_null<ImplicitCastExpr>(Now.above(1));
    bool Reads =
        Method->isConst() ||
        (Read != nullptr && (Read->getCastKind() == CK_LValueToRValue || (Read->getCastKind() == CK_NoOp && Read->getType().isConstQualified())));
    // &s[0]
    const auto *Address = dyn_cast_or_null<UnaryOperator>(Now.above(1));
    if (!Reads && Operator->getOperator() == OO_Subscript && Address != nullptr && Address->getOpcode() == UO_AddrOf &&
        isZero(Operator->getArg(1), AST)) {
      Now.IsContent = true;
      Now.E = Address;
      --Now.I;
      return true;
    }
    if (!Reads && Now.IsList && Operator->getOperator() == OO_Subscript && onlyLooks(Now, 1))
      return false;
    // *optional
    if (!Reads && Operator->getOperator() == OO_Star && Apis.isText(Operator->getType())) {
      Now.E = Operator;
      return true;
    }
    if (!Reads) {
      note(Now, Event::Kind::Unknown, Operator);
      if (isa_and_nonnull<DeclStmt>(Now.above(1)))
        escape(Now.C);
    }
    return false;
  }
  for (unsigned A = 0; A < Operator->getNumArgs(); ++A)
    if (unsigned Parameter = A - (IsMember ? 1 : 0);
        Operator->getArg(A)->IgnoreParens() == Now.E->IgnoreParens() && Parameter < Callee->getNumParams())
      pass(Now, Operator, Parameter, Callee->getParamDecl(Parameter)->getType());
  return false;
}

// A std::pair or std::tuple of values, which take any reference to make a copy.
static bool keepsCopies(QualType T) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(T->getAsCXXRecordDecl());
  if (Class == nullptr || !Class->isInStdNamespace() || (Class->getName() != "pair" && Class->getName() != "tuple"))
    return false;
  auto IsValue = [](const TemplateArgument &A) {
    return A.getKind() == TemplateArgument::Type && !A.getAsType()->isReferenceType() && !A.getAsType()->isPointerType();
  };
  return llvm::all_of(Class->getTemplateArgs().asArray(), [&](const TemplateArgument &A) {
    return A.getKind() == TemplateArgument::Pack ? llvm::all_of(A.getPackAsArray(), IsValue) : IsValue(A);
  });
}

// The text is an argument of a call or construction.
bool Changes::climbCall(Climb &Now, const Expr *Call) {
  const FunctionDecl *Callee = nullptr;
  llvm::ArrayRef<const Expr *> Arguments;
  if (const auto *Plain = dyn_cast<CallExpr>(Call)) {
    Callee = Plain->getDirectCallee();
    Arguments = {Plain->getArgs(), Plain->getNumArgs()};
  } else {
    const auto *Construction = cast<CXXConstructExpr>(Call);
    Callee = Construction->getConstructor();
    Arguments = {Construction->getArgs(), Construction->getNumArgs()};
  }
  if (Callee == nullptr) {
    note(Now, Event::Kind::Unknown, Call);
    return false;
  }
  bool IsStandard = Callee->isInStdNamespace();
  // std::move and std::forward hand on what they get.
  if (IsStandard && (nameOf(Callee) == "move" || nameOf(Callee) == "forward")) {
    moved(Now.C, Now.Above.take_front(Now.I), Now.InLambda);
    return false;
  }
  // References that are kept in an object.
  static constexpr llvm::StringLiteral Keeping[] = {"ref", "tie", "forward_as_tuple", "addressof", "bind", "bind_front", "async", "make_tuple"};
  if (IsStandard && llvm::is_contained(Keeping, nameOf(Callee)) && !Now.E->getType().isConstQualified() && Now.E->isGLValue()) {
    bool IsCopied = nameOf(Callee).starts_with("bind") || nameOf(Callee) == "async" || nameOf(Callee) == "make_tuple";
    if (!IsCopied)
      escape(Now.C);
    return false;
  }
  if (IsStandard && nameOf(Callee) == "back_inserter") {
    Now.IsInserter = true;
    Now.E = Call;
    return true;
  }
  for (unsigned A = 0; A < Arguments.size(); ++A)
    if (Arguments[A]->IgnoreParens() == Now.E->IgnoreParens()) {
      // The iterator itself is copied.
      if (const auto *Copy = dyn_cast<CXXConstructExpr>(Call);
          Copy != nullptr && Now.IsInserter && Copy->getConstructor()->isCopyOrMoveConstructor()) {
        Now.E = Call;
        return true;
      }
      // What follows `...` is handed on as it is.
      if (A >= Callee->getNumParams()) {
        if (Now.IsAddress || (Now.isBuffer() && !Now.Type->isPointerType()))
          pass(Now, Call, A, Arguments[A]->getType());
        return false;
      }
      QualType Parameter = Callee->getParamDecl(A)->getType();
      // Objects that keep a reference change it whenever they like.
      if (isa<CXXConstructExpr>(Call) && !isReadOnly(Parameter)) {
        if (!keepsCopies(Call->getType()))
          escape(Now.C);
        return false;
      }
      pass(Now, Call, A, Parameter);
      return false;
    }
  return false;
}

bool Changes::climbBinary(Climb &Now, const BinaryOperator *Operator) {
  bool IsLeft = Operator->getLHS()->IgnoreParens() == Now.E->IgnoreParens();
  if (Operator->isAssignmentOp() && IsLeft) {
    bool IsPlain = Operator->getOpcode() == BO_Assign && !Now.IsClass && !Now.WasRead && !Now.IsContent;
    note(Now, IsPlain ? Event::Kind::Assign : Event::Kind::Unknown, Operator, IsPlain ? Operator->getRHS() : nullptr);
    return false;
  }
  if (Operator->isAssignmentOp()) {
    // `other = buffer`: another name for what may be written to.
    if ((Now.IsAddress || Now.isBuffer()) && !isReadOnly(Operator->getLHS()->getType()))
      escape(Now.C);
    return false;
  }
  if (Operator->isComparisonOp() || Operator->isLogicalOp())
    return false;
  // buffer + strlen(buffer)
  if (Operator->getOpcode() == BO_Add && IsLeft && Now.isBuffer() && Now.Position == nullptr)
    Now.Position = Operator->getRHS();
  else
    Now.Direct = false;
  Now.E = Operator;
  return true;
}

bool Changes::climbElement(Climb &Now, const ArraySubscriptExpr *Element) {
  // `buffer[0] = 0` makes it empty.
  const auto *Assignment = dyn_cast_or_null<BinaryOperator>(Now.above(1));
  if (Assignment != nullptr && Assignment->getOpcode() == BO_Assign && Assignment->getLHS()->IgnoreParens() == Element && Now.Type->isArrayType() &&
      isZero(Element->getIdx(), AST) && isZero(Assignment->getRHS(), AST)) {
    note(Now, Event::Kind::Clear, Assignment);
    return false;
  }
  // &buffer[n]
  const auto *Address = dyn_cast_or_null<UnaryOperator>(Now.above(1));
  if (Address != nullptr && Address->getOpcode() == UO_AddrOf && Now.isBuffer() && Now.Position == nullptr) {
    if (!isZero(Element->getIdx(), AST))
      Now.Position = Element->getIdx();
    Now.E = Address;
    --Now.I;
    return true;
  }
  Now.Direct = false;
  Now.E = Element;
  return true;
}

bool Changes::climb(Climb &Now, const Expr *Parent) {
  if (const auto *Cast = dyn_cast<CastExpr>(Parent))
    return climbCast(Now, Cast);
  if (isa<ParenExpr>(Parent) || isa<MaterializeTemporaryExpr>(Parent) || isa<CXXBindTemporaryExpr>(Parent) || isa<FullExpr>(Parent) ||
      isa<SubstNonTypeTemplateParmExpr>(Parent)) {
    Now.E = Parent;
    return true;
  }
  if (isa<LambdaExpr>(Parent))
    return false;
  if (const auto *Member = dyn_cast<MemberExpr>(Parent))
    return climbMethod(Now, Member);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Parent))
    return climbOperator(Now, Operator);
  if (isa<CallExpr>(Parent) || isa<CXXConstructExpr>(Parent))
    return climbCall(Now, Parent);
  if (const auto *Operator = dyn_cast<BinaryOperator>(Parent))
    return climbBinary(Now, Operator);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(Parent))
    return climbElement(Now, Element);
  if (const auto *Operator = dyn_cast<UnaryOperator>(Parent)) {
    if (Operator->getOpcode() == UO_LNot)
      return false;
    if (Operator->isIncrementDecrementOp()) {
      note(Now, Event::Kind::Unknown, Operator);
      return false;
    }
    Now.IsAddress = Now.IsAddress || Operator->getOpcode() == UO_AddrOf;
    Now.Direct = Now.Direct && Operator->getOpcode() == UO_AddrOf;
    Now.E = Parent;
    return true;
  }
  if (isa<AbstractConditionalOperator>(Parent)) {
    Now.Direct = false;
    Now.E = Parent;
    return true;
  }
  // In a list of initialisers it is copied, or else bound to a reference.
  if (isa<InitListExpr>(Parent) && !Parent->isGLValue()) {
    if (Now.IsAddress || Now.IsContent || (!Now.WasRead && Now.E->isGLValue()))
      escape(Now.C);
    return false;
  }
  escape(Now.C);
  return false;
}

void Changes::classify(const Expr *Reference, const Cell &C, llvm::ArrayRef<const Stmt *> Above, bool InLambda) {
  QualType Declared = C.type();
  QualType Type = Declared.getNonReferenceType();
  if (Declared.isConstQualified() && Type->isRecordType()) {
    // const_cast<std::string &>(text)
    for (const Stmt *S : llvm::reverse(Above)) {
      const auto *Cast = dyn_cast<CastExpr>(S);
      if (Cast == nullptr && !isa<ParenExpr>(S))
        return;
      if (Cast != nullptr && isa<ExplicitCastExpr>(Cast) && Cast->isLValue() && !Cast->getType().isConstQualified())
        return escape(C);
    }
    return;
  }
  Climb Now{Above, Above.size(), Reference, C, Type, InLambda};
  Now.IsClass = Type->isRecordType();
  Now.IsList = Apis.isTextList(Type);
  while (Now.I-- > 0) {
    const auto *Parent = dyn_cast<Expr>(Above[Now.I]);
    if (Parent == nullptr) {
      if (const auto *Declaration = dyn_cast<DeclStmt>(Above[Now.I]))
        reachDeclaration(Now, Declaration);
      // A reference to it is returned.
      if (isa<ReturnStmt>(Above[Now.I]) && (Now.E->isGLValue() || Now.IsAddress || Now.IsContent)) {
        QualType Returned = Function->getReturnType();
        for (const Stmt *S : llvm::reverse(Above))
          if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
            Returned = Lambda->getCallOperator()->getReturnType();
            break;
          }
        bool LeadsThere = Returned->isReferenceType() || Now.IsAddress || Now.IsContent;
        bool IsOurs = C.Field == nullptr && C.Object->isLocalVarDeclOrParm() && !InLambda;
        if (LeadsThere && !IsOurs && !isReadOnly(Returned))
          escape(C);
      }
      return;
    }
    if (!climb(Now, Parent))
      return;
  }
  // A member keeps the address, or is a reference.
  if (Initialising != nullptr && (Now.IsAddress || Now.IsContent || Now.E->isGLValue()))
    escape(C);
}

} // namespace tenantscan::strings
