//===- Joining.cpp - Functions that join a list of texts -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every project has its own join(), implode(), concat(). How they get rid of the last
// separator, or of the first, does not matter, as long as they do: they are known by what
// they are given, and by what they put into a text, which is elements of the list and the
// separator, and nothing else.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace tenantscan::strings {

namespace {

/// Looks at a body once.
struct Look {
  const ParmVarDecl *List;
  const FieldDecl *Member;
  const ParmVarDecl *Between;
  model::ApiMatcher &Apis;
  const model::Project &P;
  const SourceManager &SM;
  /// Variables that stand for an element, or for a place in the list.
  llvm::SmallPtrSet<const VarDecl *, 4> Elements = {};
  std::string Known = {};
  bool IsOther = false;
  bool AddsElement = false, AddsBetween = false;
  /// One separator fewer than elements: something is decided in the loop, or taken away.
  bool IsTrimmed = false;
  /// An element is put into the text outside of the loop, and the loop begins behind it.
  bool AddsFirst = false, SkipsFirst = false;
  unsigned Loops = 0;
  /// Branches that do not depend on what an element says.
  unsigned Branches = 0;

  bool mentions(const Stmt *S, const llvm::function_ref<bool(const VarDecl *)> &Is) const {
    if (S == nullptr)
      return false;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
      if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()); Variable != nullptr && Is(Variable))
        return true;
    return llvm::any_of(S->children(), [&](const Stmt *Child) { return mentions(Child, Is); });
  }
  bool isMember(const Stmt *S) const {
    const auto *Reference = dyn_cast<MemberExpr>(S);
    return Reference != nullptr && Member != nullptr && Reference->getMemberDecl() == Member &&
           isa<CXXThisExpr>(Reference->getBase()->IgnoreParenImpCasts());
  }
  bool hasMember(const Stmt *S) const {
    return S != nullptr && (isMember(S) || llvm::any_of(S->children(), [&](const Stmt *Child) { return hasMember(Child); }));
  }
  bool isOfList(const Stmt *S) const {
    return (Member != nullptr && hasMember(S)) || mentions(S, [&](const VarDecl *V) { return V == List || Elements.contains(V); });
  }
  bool isBetween(const Stmt *S) const {
    return mentions(S, [&](const VarDecl *V) { return V == Between; });
  }

  /// What is put into a text: something of the list, what stands between, or the text so far.
  void added(const Expr *E) {
    const Expr *Inner = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    QualType T = Inner->getType();
    if (!Apis.isText(T) && !T->isAnyCharacterType())
      return;
    if (isOfList(Inner)) {
      AddsElement = true;
      AddsFirst = AddsFirst || Loops == 0;
    } else if (Between != nullptr && isBetween(Inner))
      AddsBetween = true;
    if (Between != nullptr && Branches > 0 && isBetween(Inner))
      IsTrimmed = true;
  }

  /// Whether a condition looks at the text of an element, and not only at its place.
  bool looksAtElement(const Stmt *S) const {
    const auto *Address = dyn_cast_or_null<UnaryOperator>(S);
    if (S == nullptr || (Address != nullptr && Address->getOpcode() == UO_AddrOf))
      return false;
    if (const auto *E = dyn_cast<Expr>(S); E != nullptr && Apis.isText(E->getType()) && isOfList(E))
      return true;
    return llvm::any_of(S->children(), [&](const Stmt *Child) { return looksAtElement(Child); });
  }

  void literal(llvm::StringRef Text) {
    if (Text.empty() || Text == llvm::StringRef("\0", 1))
      return;
    if (Between != nullptr || (!Known.empty() && Known != Text))
      IsOther = true;
    Known = Text.str();
    if (Branches > 0)
      IsTrimmed = true;
  }

  void see(const Stmt *S) {
    if (S == nullptr || IsOther)
      return;
    if (const auto *Text = dyn_cast<StringLiteral>(S)) {
      if (Text->getCharByteWidth() == 1)
        literal(Text->getString());
      else
        IsOther = true;
    }
    if (const auto *Character = dyn_cast<CharacterLiteral>(S))
      literal(std::string(1, static_cast<char>(Character->getValue())));
    if (isMember(S))
      return;
    if (isa<CXXThisExpr>(S) || isa<CXXNewExpr>(S) || isa<AsmStmt>(S))
      IsOther = true;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declaration->decls())
        if (const auto *V = dyn_cast<VarDecl>(D)) {
          // Nothing from elsewhere.
          if (!V->isLocalVarDecl() || V->isStaticLocal())
            IsOther = true;
          else if (V->getInit() != nullptr && isOfList(V->getInit()) && !V->getType()->isArithmeticType())
            Elements.insert(V);
        }
    // it = list.begin(), for (it = ...)
    if (const auto *Assignment = dyn_cast<CXXOperatorCallExpr>(S); Assignment != nullptr && Assignment->getOperator() == OO_Equal)
      if (const auto *Left = dyn_cast<DeclRefExpr>(Assignment->getArg(0)->IgnoreParenImpCasts()))
        if (const auto *V = dyn_cast<VarDecl>(Left->getDecl()); V != nullptr && isOfList(Assignment->getArg(1)) && !Apis.isText(V->getType()))
          Elements.insert(V);
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
      for (const ParmVarDecl *Parameter : Lambda->getCallOperator()->parameters())
        if (Apis.isText(Parameter->getType()))
          Elements.insert(Parameter);
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && V->hasGlobalStorage())
        IsOther = true;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (Callee == nullptr) {
        IsOther = true;
        return;
      }
      // What the project's own functions do to an element, nobody looks at here.
      const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      bool IsLambda = Method != nullptr && Method->getParent()->isLambda();
      if (!IsLambda && isProjectCode(Callee->getLocation(), SM, P)) {
        IsOther = true;
        return;
      }
      llvm::StringRef Name = Callee->getDeclName().isIdentifier() ? Callee->getName() : llvm::StringRef();
      static constexpr llvm::StringLiteral Trimming[] = {"resize", "pop_back", "erase", "chop", "truncate", "remove_suffix"};
      if (const auto *OnText = dyn_cast<CXXMemberCallExpr>(Call);
          OnText != nullptr && Apis.isText(OnText->getImplicitObjectArgument()->getType()) && llvm::is_contained(Trimming, Name))
        IsTrimmed = true;
      static constexpr llvm::StringLiteral Changing[] = {"substr",    "replace",       "transform", "quoted",
                                                         "to_string", "regex_replace", "erase_if",  "insert"};
      if (llvm::is_contained(Changing, Name))
        IsOther = true;
      const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
      bool Adds = Operator != nullptr
                      ? Operator->getOperator() == OO_PlusEqual || Operator->getOperator() == OO_LessLess || Operator->getOperator() == OO_Plus ||
                            (Operator->getOperator() == OO_Equal && Apis.isText(Call->getType()))
                      : Name == "append" || Name == "push_back" || Name == "assign" || Name == "copy" || Name == "accumulate" || Name == "strcat";
      if (Adds)
        for (const Expr *A : Call->arguments())
          added(A);
    }
    bool IsLoop = isa<ForStmt>(S) || isa<CXXForRangeStmt>(S) || isa<WhileStmt>(S) || isa<DoStmt>(S);
    // for (size_t I = 1; ...)
    if (const auto *For = dyn_cast<ForStmt>(S))
      if (const auto *Start = dyn_cast_or_null<DeclStmt>(For->getInit()); Start != nullptr && Start->isSingleDecl())
        if (const auto *I = dyn_cast<VarDecl>(Start->getSingleDecl()); I != nullptr && I->getType()->isIntegerType() && I->getInit() != nullptr)
          if (const auto *One = dyn_cast<IntegerLiteral>(I->getInit()->IgnoreParenImpCasts()); One != nullptr && One->getValue() == 1)
            SkipsFirst = true;
    const auto *If = Loops > 0 ? dyn_cast<IfStmt>(S) : nullptr;
    const auto *Choice = dyn_cast<AbstractConditionalOperator>(S);
    const Expr *Condition = If != nullptr ? If->getCond() : Choice != nullptr ? Choice->getCond() : nullptr;
    // In accumulate() the first element is what there is so far.
    bool IsBranch = Condition != nullptr && ((Choice != nullptr && Loops == 0) || !looksAtElement(Condition));
    Loops += IsLoop ? 1 : 0;
    Branches += IsBranch ? 1 : 0;
    for (const Stmt *Child : S->children())
      see(Child);
    Loops -= IsLoop ? 1 : 0;
    Branches -= IsBranch ? 1 : 0;
  }
};

} // namespace

// The one list of texts of its object that a method mentions.
static const FieldDecl *listOfObject(const FunctionDecl *Body, model::ApiMatcher &Apis, const model::Project &P) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Body);
  if (Method == nullptr || Method->isStatic() || Method->getParent()->isLambda())
    return nullptr;
  const FieldDecl *Only = nullptr;
  bool IsOne = true;
  auto Find = [&](auto &&Self, const Stmt *S) -> void {
    if (S == nullptr)
      return;
    if (const auto *Member = dyn_cast<MemberExpr>(S); Member != nullptr && isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()))
      if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()); Field != nullptr && Apis.isTextList(Field->getType())) {
        IsOne = IsOne && (Only == nullptr || Only == Field);
        Only = Field;
      }
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  if (!textFieldsOf(Method->getParent(), Apis, P).empty())
    Find(Find, Body->getBody());
  return IsOne ? Only : nullptr;
}

std::optional<JoinShape> joinShapeOf(const FunctionDecl *Body, model::ApiMatcher &Apis, const model::Project &P) {
  if (!Body->doesThisDeclarationHaveABody() || Body->isDependentContext() || Body->isVariadic() || Body->getNumParams() > 2 ||
      !Apis.isText(Body->getReturnType()))
    return std::nullopt;
  JoinShape Shape;
  Shape.Member = listOfObject(Body, Apis, P);
  bool HasList = Shape.Member != nullptr;
  for (unsigned I = 0; I < Body->getNumParams(); ++I) {
    QualType T = Body->getParamDecl(I)->getType();
    if (Apis.isTextList(T) && !HasList) {
      Shape.List = I;
      HasList = true;
    } else if (Apis.isText(T) || T->isAnyCharacterType()) {
      Shape.Between = I;
    } else {
      return std::nullopt;
    }
  }
  if (!HasList)
    return std::nullopt;
  Look At{Shape.Member == nullptr ? Body->getParamDecl(Shape.List) : nullptr,
          Shape.Member,
          Shape.Between ? Body->getParamDecl(*Shape.Between) : nullptr,
          Apis,
          P,
          Body->getASTContext().getSourceManager()};
  At.see(Body->getBody());
  bool IsTrimmed = At.IsTrimmed || At.SkipsFirst;
  // What begins with the second has to say where the first is.
  bool IsWhole = At.AddsFirst || !At.SkipsFirst;
  bool IsJoin = !At.IsOther && IsTrimmed && IsWhole && At.AddsElement && (Shape.Between ? At.AddsBetween : !At.Known.empty());
  Shape.Known = At.Known;
  return IsJoin ? std::optional(Shape) : std::nullopt;
}

// The operands of `a + b + c`, without what makes one text of another.
static void operandsOf(const Expr *E, llvm::SmallVectorImpl<const Expr *> &Out) {
  for (;;) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    const auto *Construction = dyn_cast<CXXConstructExpr>(E);
    const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(E);
    const auto *Call = dyn_cast<CallExpr>(E);
    if (Construction != nullptr && Construction->getNumArgs() == 1)
      E = Construction->getArg(0);
    else if (Cast != nullptr)
      E = Cast->getSubExpr();
    else if (Call != nullptr && Call->isCallToStdMove())
      E = Call->getArg(0);
    else
      break;
  }
  const auto *Plus = dyn_cast<CXXOperatorCallExpr>(E);
  if (Plus == nullptr || Plus->getOperator() != OO_Plus || Plus->getNumArgs() != 2) {
    Out.push_back(E);
    return;
  }
  operandsOf(Plus->getArg(0), Out);
  operandsOf(Plus->getArg(1), Out);
}

std::optional<std::string> foldSeparatorOf(const Expr *Function) {
  const Expr *Inner = Function->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(Inner); Construction != nullptr && Construction->getNumArgs() == 1)
    Inner = Construction->getArg(0)->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  const auto *Lambda = dyn_cast<LambdaExpr>(Inner);
  const CXXMethodDecl *Body = Lambda == nullptr ? nullptr : Lambda->getCallOperator();
  if (Body == nullptr || Body->isDependentContext() || Body->getNumParams() != 2)
    return std::nullopt;
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Lambda->getBody());
  const auto *Return = Block == nullptr || Block->size() != 1 ? nullptr : dyn_cast<ReturnStmt>(Block->body_front());
  if (Return == nullptr || Return->getRetValue() == nullptr)
    return std::nullopt;
  llvm::SmallVector<const Expr *, 4> Operands;
  operandsOf(Return->getRetValue(), Operands);
  auto Is = [&](const Expr *E, unsigned Parameter) {
    const auto *Reference = dyn_cast<DeclRefExpr>(E);
    return Reference != nullptr && Reference->getDecl() == Body->getParamDecl(Parameter);
  };
  if (Operands.size() < 2 || !Is(Operands.front(), 0) || !Is(Operands.back(), 1))
    return std::nullopt;
  std::string Between;
  for (const Expr *E : llvm::ArrayRef(Operands).drop_front().drop_back()) {
    const auto *Text = dyn_cast<StringLiteral>(E);
    const auto *Character = dyn_cast<CharacterLiteral>(E);
    if (Text != nullptr && Text->getCharByteWidth() == 1)
      Between += Text->getString();
    else if (Character != nullptr && Character->getValue() < 0x80)
      Between += static_cast<char>(Character->getValue());
    else
      return std::nullopt;
  }
  return Between;
}

} // namespace tenantscan::strings
