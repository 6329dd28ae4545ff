//===- Evaluator.cpp - From an expression to its texts ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"
#include "llvm/Support/ConvertUTF.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan::strings {

/// Deeper expressions are holes; keeps the stack bounded.
static constexpr unsigned MaxDepth = 200;

std::string nameOf(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return Reference->getNameInfo().getAsString();
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->getMemberNameInfo().getAsString();
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    // to_string(x), x.c_str(), quote(x): the thing inside says more.
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (const auto *Method = dyn_cast<CXXMemberCallExpr>(Call);
        Method != nullptr && Call->getNumArgs() == 0 && Callee != nullptr &&
        (isa<CXXConversionDecl>(Callee) || Callee->getNameAsString() == "c_str" || Callee->getNameAsString() == "data"))
      return nameOf(Method->getImplicitObjectArgument());
    if (Callee != nullptr && Call->getNumArgs() == 1 && !isa<CXXOperatorCallExpr>(Call))
      return nameOf(Call->getArg(0));
    return Callee == nullptr ? std::string() : Callee->getNameAsString();
  }
  return {};
}

AbstractString Evaluator::hole(const Expr *E) {
  Piece P;
  P.IsHole = true;
  P.Source = E;
  P.Name = nameOf(E);
  QualType T = E->getType().getNonReferenceType();
  P.IsValue = T->isArithmeticType() || T->isEnumeralType();
  if (const auto *Call = dyn_cast<CallExpr>(E->IgnoreUnlessSpelledInSource()))
    if (const FunctionDecl *Callee = Call->getDirectCallee(); Callee != nullptr && model::qualifiedName(Callee) == "std::to_string")
      P.IsValue = true;
  return {{{P}, {}}};
}

AbstractString Evaluator::literal(const StringLiteral *Literal, const Expr *Source) {
  Piece P;
  P.Literal = Literal;
  P.Source = Source;
  if (Literal->getCharByteWidth() == 1) {
    P.Text = Literal->getString().str();
  } else {
    for (unsigned I = 0; I < Literal->getLength(); ++I) {
      char Buffer[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
      char *End = Buffer;
      uint32_t Unit = Literal->getCodeUnit(I);
      if (Unit >= 0xD800 && Unit < 0xDC00 && I + 1 < Literal->getLength())
        Unit = 0x10000 + ((Unit - 0xD800) << 10) + (Literal->getCodeUnit(++I) - 0xDC00);
      if (llvm::ConvertCodePointToUTF8(Unit, End))
        P.Text.append(Buffer, End);
    }
  }
  return {{{P}, {}}};
}

AbstractString Evaluator::concatenate(const AbstractString &Left, const AbstractString &Right, const Expr *Source) {
  if (Left.size() * Right.size() > MaxAlternatives)
    return hole(Source);
  AbstractString Result;
  for (const Alternative &L : Left)
    for (const Alternative &R : Right) {
      Alternative Both = L;
      for (const Piece &P : R.Pieces)
        if (P.IsHole || !P.Text.empty())
          Both.Pieces.push_back(P);
      Both.Stops.insert(Both.Stops.end(), R.Stops.begin(), R.Stops.end());
      Result.push_back(std::move(Both));
    }
  return Result;
}

// A variable keeps the text of its initialiser if it is constant, or if nothing
// in its function can change it.
bool Evaluator::isUnchanged(const VarDecl *Variable) {
  QualType T = Variable->getType();
  bool PointsToText = T->isPointerType();
  if (Variable->isConstexpr() || (T.isConstQualified() && (!PointsToText || T->getPointeeType().isConstQualified())) ||
      (T->isArrayType() && AST.getBaseElementType(T).isConstQualified()))
    return true;
  if (!Variable->isLocalVarDeclOrParm())
    return false;
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  if (Function == nullptr || !Function->hasBody())
    return false;
  return !ExprMutationAnalyzer(*Function->getBody(), AST).isMutated(Variable);
}

AbstractString Evaluator::visitVariable(const VarDecl *Variable, const Expr *Use) {
  const VarDecl *Defined = nullptr;
  const Expr *Init = Variable->getAnyInitializer(Defined);
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable)) {
    AbstractString Given = hole(Use);
    if (isUnchanged(Parameter))
      Given.front().Pieces.front().Parameter = Parameter;
    return Given;
  }
  if (Init == nullptr || !isUnchanged(Defined) || !Active.insert(Variable).second)
    return hole(Use);
  AbstractString Result = visit(Init);
  Active.erase(Variable);
  for (Alternative &A : Result)
    if (!A.isUnknown())
      A.Stops.push_back({Defined->getLocation(), fmt::format("kept in '{}'", Variable->getNameAsString())});
  return Result;
}

// A constant member has its initialiser, unless a constructor gives it another.
AbstractString Evaluator::visitField(const FieldDecl *Field, const Expr *Use) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (!Field->hasInClassInitializer() || Field->getInClassInitializer() == nullptr || !Field->getType().isConstQualified() || Class == nullptr)
    return hole(Use);
  for (const CXXConstructorDecl *Constructor : Class->ctors()) {
    if (!Constructor->isDefaulted() && !Constructor->isThisDeclarationADefinition() && !Constructor->isDeleted())
      return hole(Use);
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (Init->getMember() == Field && Init->isWritten())
        return hole(Use);
  }
  if (!Active.insert(Field).second)
    return hole(Use);
  AbstractString Result = visit(Field->getInClassInitializer());
  Active.erase(Field);
  for (Alternative &A : Result)
    A.Stops.push_back({Field->getLocation(), fmt::format("kept in '{}'", Field->getNameAsString())});
  return Result;
}

AbstractString Evaluator::visitConditional(const AbstractConditionalOperator *Choice) {
  AbstractString True = visit(Choice->getTrueExpr());
  AbstractString False = visit(Choice->getFalseExpr());
  if (True.size() + False.size() > MaxAlternatives)
    return hole(Choice);
  for (Alternative &A : True)
    A.Stops.push_back({Choice->getTrueExpr()->getExprLoc(), "taken where the condition is true"});
  for (Alternative &A : False) {
    A.Stops.push_back({Choice->getFalseExpr()->getExprLoc(), "taken where the condition is false"});
    True.push_back(std::move(A));
  }
  return True;
}

static void collectLiterals(const Stmt *S, llvm::SmallVectorImpl<const StringLiteral *> &Literals) {
  if (const auto *Literal = dyn_cast_or_null<StringLiteral>(S))
    Literals.push_back(Literal);
  if (S != nullptr)
    for (const Stmt *Child : S->children())
      collectLiterals(Child, Literals);
}

// Qt 5 has QStringLiteral(text) as a lambda that is called at once, with the text
// in a static constant of an internal type: the one literal in there is the text.
static const StringLiteral *literalOfMacro(const CXXOperatorCallExpr *Call) {
  const auto *Operator = dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
  if (Operator == nullptr || !Operator->getParent()->isLambda() || Operator->getNumParams() != 0 || !Call->getBeginLoc().isMacroID() ||
      Operator->getParent()->capture_size() != 0 || !Operator->hasBody())
    return nullptr;
  llvm::SmallVector<const StringLiteral *, 2> Literals;
  for (const Decl *D : Operator->decls())
    if (const auto *Variable = dyn_cast<VarDecl>(D); Variable != nullptr && Variable->isStaticLocal() && Variable->getType().isConstQualified())
      collectLiterals(Variable->getInit(), Literals);
  size_t InConstants = Literals.size();
  Literals.clear();
  collectLiterals(Operator->getBody(), Literals);
  return InConstants == 1 && Literals.size() == 1 ? Literals.front() : nullptr;
}

AbstractString Evaluator::visitCall(const CallExpr *Call) {
  model::Call C = model::Call::of(Call);
  if (C.Callee == nullptr)
    return hole(Call);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    // % is how QStringBuilder concatenates.
    bool IsConcatenation = Operator->getOperator() == OO_Plus || Operator->getOperator() == OO_Percent;
    if (IsConcatenation && Operator->getNumArgs() == 2 && Apis.isText(Call->getType()))
      return concatenate(visit(Operator->getArg(0)), visit(Operator->getArg(1)), Call);
    if (Operator->getOperator() == OO_Call && Apis.isText(Call->getType()))
      if (const StringLiteral *Literal = literalOfMacro(Operator))
        return literal(Literal, Call);
    return hole(Call);
  }
  if (isa<CXXConversionDecl>(C.Callee) && C.Object != nullptr && Apis.isText(C.Object->getType()) && Apis.isText(Call->getType()))
    return visit(C.Object);
  if (Apis.returnsItsText(C.Callee)) {
    if (C.Object != nullptr)
      return visit(C.Object);
    if (!C.Arguments.empty())
      return visit(C.Arguments.front());
  }
  if (const model::Api *A = Apis.match(C); A != nullptr && A->What == model::Role::SqlText)
    return visit(Apis.argument(C, *A->Sql));
  return hole(Call);
}

AbstractString Evaluator::visitConstruction(const CXXConstructExpr *Construction) {
  model::Call C = model::Call::of(Construction);
  if (const model::Api *A = Apis.match(C); A != nullptr && A->What == model::Role::SqlText)
    return visit(Apis.argument(C, *A->Sql));
  if (Construction->getConstructor()->isCopyOrMoveConstructor() && !C.Arguments.empty())
    return visit(C.Arguments.front());
  if (!Apis.isText(Construction->getType()))
    return hole(Construction);
  if (C.Arguments.empty())
    return {{{}, {}}};
  if (C.Arguments.size() == 1 && Apis.isText(C.Arguments.front()->getType()))
    return visit(C.Arguments.front());
  return hole(Construction);
}

AbstractString Evaluator::visit(const Expr *E) {
  if (++Depth > MaxDepth) {
    --Depth;
    return hole(E);
  }
  struct Leave {
    unsigned &D;
    ~Leave() { --D; }
  } Guard{Depth};

  E = E->IgnoreParens();
  if (const auto *Literal = dyn_cast<StringLiteral>(E))
    return literal(Literal, E);
  // In C the wide characters are integers, and so are pointers to them.
  auto IsPointer = [](QualType T) { return T->isPointerType() || T->isArrayType(); };
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return Apis.isText(Cast->getSubExpr()->getType()) || (IsPointer(Cast->getType()) && IsPointer(Cast->getSubExpr()->getType())) ||
                   isa<CXXConstructExpr>(Cast->getSubExpr()->IgnoreImplicit()) || Cast->getCastKind() == CK_ConstructorConversion ||
                   Cast->getCastKind() == CK_UserDefinedConversion || Cast->getCastKind() == CK_NoOp
               ? visit(Cast->getSubExpr())
               : hole(E);
  if (const auto *Cleanups = dyn_cast<FullExpr>(E))
    return visit(Cleanups->getSubExpr());
  if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
    return visit(Temporary->getSubExpr());
  if (const auto *Temporary = dyn_cast<CXXBindTemporaryExpr>(E))
    return visit(Temporary->getSubExpr());
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
    return visit(Default->getExpr());
  if (const auto *Substituted = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
    return visit(Substituted->getReplacement());
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E))
    return visitConditional(Choice);
  if (const auto *UserLiteral = dyn_cast<UserDefinedLiteral>(E)) {
    bool Cooked = UserLiteral->getLiteralOperatorKind() == UserDefinedLiteral::LOK_String && Apis.isText(E->getType());
    return Cooked ? visit(UserLiteral->getArg(0)) : hole(E);
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return visitCall(Call);
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E))
    return visitConstruction(Construction);
  if (const auto *List = dyn_cast<InitListExpr>(E); List != nullptr && List->getNumInits() == 1)
    return visit(List->getInit(0));
  if (const auto *Character = dyn_cast<CharacterLiteral>(E); Character != nullptr && Character->getValue() < 0x80) {
    Piece P;
    P.Text = std::string(1, static_cast<char>(Character->getValue()));
    P.Source = E;
    return {{{P}, {}}};
  }
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
      return visitVariable(Variable, E);
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *Variable = dyn_cast<VarDecl>(Member->getMemberDecl()))
      return visitVariable(Variable, E);
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
      return visitField(Field, E);
  }
  return hole(E);
}

AbstractString Evaluator::evaluate(const Expr *E) { return visit(E); }

} // namespace tenantscan::strings
