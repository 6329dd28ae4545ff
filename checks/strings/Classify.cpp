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
#include "checks/Places.h"
#include "checks/strings/Climb.h"

#include "clang/AST/ExprCXX.h"

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

bool isZero(const Expr *E, const ASTContext &AST) {
  Expr::EvalResult Value;
  return E->getType()->isIntegerType() && !E->isValueDependent() && E->EvaluateAsInt(Value, AST) && Value.Val.getInt().isZero();
}

void Changes::note(Climb &Now, Event::Kind What, const Expr *At, const Expr *Value) {
  Event New;
  New.What = Now.Direct ? What : Event::Kind::Unknown;
  New.Where = Now.C;
  New.At = At;
  New.Value = Value;
  add(New, Now.InLambda);
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
    if (Now.Type->isArrayType() || Now.WasRead)
      noteAlias(Now.C, Now.Above.take_front(Now.I));
    // strchr(buffer, 'x') leads into the buffer, and takes constant text.
    if (const auto *Call = dyn_cast_or_null<CallExpr>(Now.above(1)); Call != nullptr && Call->getType()->isPointerType() &&
                                                                     Call->getType()->getPointeeType()->isAnyCharacterType() &&
                                                                     !isReadOnly(Call->getType())) {
      --Now.I;
      if (isKept(Now) && Apis.matchText(model::Call::of(Call)) == nullptr)
        share(Now);
      return false;
    }
    // (char *)(const char *)p
    if (!isa_and_nonnull<ExplicitCastExpr>(Now.above(1)) || isa<ImplicitCastExpr>(Cast))
      return false;
  }
  Now.E = Cast;
  return true;
}

// The project's own `std::ostream &operator<<(std::ostream &, const Filter &)`.
static const FunctionDecl *insertionInSight(const CXXOperatorCallExpr *Operator, const model::Project &P) {
  const FunctionDecl *Callee = Operator->getDirectCallee();
  const FunctionDecl *Body = nullptr;
  bool IsOurs = Operator->getOperator() == OO_LessLess && Callee != nullptr && !isa<CXXMethodDecl>(Callee) && Callee->hasBody(Body) &&
                Body->getNumParams() == 2 && isStreamParameter(Body->getParamDecl(0));
  return IsOurs && isProjectCode(Body->getLocation(), Body->getASTContext().getSourceManager(), P) ? Body : nullptr;
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
      if (const FunctionDecl *Own = insertionInSight(Operator, P))
        pass(Now, Operator, 0, Own->getParamDecl(0)->getType());
      else
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
  if (model::isForwarding(Callee)) {
    moved(Now.C, Now.Above.take_front(Now.I), Now.InLambda);
    return false;
  }
  // References that are kept in an object.
  static constexpr llvm::StringLiteral Keeping[] = {"ref", "tie", "forward_as_tuple", "addressof", "bind", "bind_front", "async", "make_tuple"};
  if (IsStandard && llvm::is_contained(Keeping, plainName(Callee)) && !Now.E->getType().isConstQualified() && Now.E->isGLValue()) {
    bool IsCopied = plainName(Callee).starts_with("bind") || plainName(Callee) == "async" || plainName(Callee) == "make_tuple";
    if (!IsCopied)
      escape(Now.C);
    return false;
  }
  if (IsStandard && plainName(Callee) == "back_inserter") {
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
      share(Now);
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

// The last place of an array, where every text in it has its end: `sizeof buffer - 1`.
static bool isLastPlace(const Expr *Index, QualType Array, const ASTContext &AST) {
  const ConstantArrayType *Type = AST.getAsConstantArrayType(Array);
  Expr::EvalResult Number;
  return Type != nullptr && !Index->isValueDependent() && Index->EvaluateAsInt(Number, AST) && !Number.Val.getInt().isNegative() &&
         Number.Val.getInt().getLimitedValue() + 1 == Type->getSize().getLimitedValue();
}

bool Changes::climbElement(Climb &Now, const ArraySubscriptExpr *Element) {
  const auto *Assignment = dyn_cast_or_null<BinaryOperator>(Now.above(1));
  bool Ends = Assignment != nullptr && Assignment->getOpcode() == BO_Assign && Assignment->getLHS()->IgnoreParens() == Element && Now.isBuffer() &&
              Now.Position == nullptr && isZero(Assignment->getRHS(), AST);
  if (Ends && isLastPlace(Element->getIdx(), Now.Type, AST))
    return false;
  // `buffer[0] = 0` makes it empty.
  if (Ends && Now.Type->isArrayType() && isZero(Element->getIdx(), AST)) {
    note(Now, Event::Kind::Clear, Assignment);
    return false;
  }
  // buffer[strlen(buffer) - 1] = 0
  if (std::optional<unsigned> Count = Ends ? lessThanLength(Element->getIdx(), *this, Now.C, AST) : std::nullopt) {
    drop(Now, Assignment, *Count);
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

// A pointer to an object that is a text, a parameter: `*sql = "..."`, `sql->append("...")`, `fill(sql)`.
void Changes::classifyPlace(const Expr *Pointer, const Cell &C, llvm::ArrayRef<const Stmt *> Above, bool InLambda) {
  auto SkipParens = [&] {
    while (!Above.empty() && isa<ParenExpr>(Above.back())) {
      Pointer = cast<Expr>(Above.back());
      Above = Above.drop_back();
    }
  };
  SkipParens();
  const auto *Read = Above.empty() ? nullptr : dyn_cast<ImplicitCastExpr>(Above.back());
  // Another one from now on, or its own place is given away.
  if (Read == nullptr || Read->getCastKind() != CK_LValueToRValue)
    return escape(C);
  Pointer = Read;
  Above = Above.drop_back();
  SkipParens();
  const auto *Star = Above.empty() ? nullptr : dyn_cast<UnaryOperator>(Above.back());
  if (Star != nullptr && Star->getOpcode() == UO_Deref)
    return classify(Star, C, Above.drop_back(), InLambda);
  bool IsArrow = !Above.empty() && isa<MemberExpr>(Above.back());
  classify(Pointer, C, Above, InLambda, !IsArrow);
}

void Changes::classify(const Expr *Reference, const Cell &C, llvm::ArrayRef<const Stmt *> Above, bool InLambda, bool IsAddress) {
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
  Now.IsAddress = IsAddress;
  while (Now.I-- > 0) {
    const auto *Parent = dyn_cast<Expr>(Above[Now.I]);
    if (Parent == nullptr) {
      if (const auto *Declaration = dyn_cast<DeclStmt>(Above[Now.I]))
        reachDeclaration(Now, Declaration);
      // A reference to it is returned.
      bool IsStatic = C.Field == nullptr && C.Object->hasGlobalStorage();
      if (isa<ReturnStmt>(Above[Now.I]) && (Now.E->isGLValue() || Now.IsAddress || Now.IsContent || Now.WasRead || IsStatic)) {
        QualType Returned = Function->getReturnType();
        for (const Stmt *S : llvm::reverse(Above))
          if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
            Returned = Lambda->getCallOperator()->getReturnType();
            break;
          }
        bool LeadsThere = Returned->isReferenceType() || Now.IsAddress || Now.IsContent;
        bool IsOurs = C.Field == nullptr && C.Object->isLocalVarDeclOrParm() && !InLambda;
        // Of its own object, who calls it sees what is done with that.
        bool IsOfThis = C.Object == nullptr && C.Field != nullptr && !InLambda && !IsForeign;
        if ((IsOfThis || IsStatic) && !isReadOnly(Returned) && (LeadsThere || Now.WasRead || (IsStatic && Returned->isPointerType())))
          GivenAway.insert(C);
        else if (LeadsThere && !IsOurs && !isReadOnly(Returned))
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
