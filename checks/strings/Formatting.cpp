//===- Formatting.cpp - Functions that fill in a format text --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every project has its own stringf(), and gets the memory for the text in a way of its
// own, which need not be understood: a variadic function that gives its format text,
// together with what follows it, to a function that fills it in, and does nothing else
// with texts, returns what comes of the format text.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

bool isVaList(QualType T) {
  T = T.getNonReferenceType().getCanonicalType();
  const Type *Element = T->isPointerType() ? T->getPointeeType().getTypePtr() : T->getBaseElementTypeUnsafe();
  const RecordDecl *Record = Element->getAsRecordDecl();
  return Record != nullptr && Record->getIdentifier() != nullptr && Record->getName().contains("va_list");
}

bool isFilled(QualType Parameter) {
  QualType T = Parameter.getNonReferenceType();
  if (const CXXRecordDecl *Class = T->getAsCXXRecordDecl(); Class != nullptr && Class->hasDefinition())
    return Parameter->isLValueReferenceType() && !T.isConstQualified() && Class->getNumBases() == 0 &&
           std::distance(Class->field_begin(), Class->field_end()) == 1 && isFilled(Class->field_begin()->getType());
  return T->isPointerType() && T->getPointeeType()->isAnyCharacterType() && !T->getPointeeType().isConstQualified() && !T.isConstQualified();
}

// A function of the project's own that goes by the name of one in the manner of `vsnprintf`, and replaces what was there.
static bool isNamedFormat(const FunctionDecl *Callee) {
  llvm::StringRef Name = Callee->getDeclName().isIdentifier() ? Callee->getName() : llvm::StringRef();
  bool Appends = Name.contains_insensitive("append") || Name.contains_insensitive("cat") || Name.contains_insensitive("add");
  return !Appends && (Name.contains_insensitive("printf") || Name.contains_insensitive("format"));
}

std::optional<unsigned> listFormatOf(const FunctionDecl *Callee, model::ApiMatcher &Apis) {
  unsigned Count = Callee->getNumParams();
  bool IsFormat = Count >= 2 && isVaList(Callee->getParamDecl(Count - 1)->getType()) && Apis.isText(Callee->getParamDecl(Count - 2)->getType()) &&
                  isNamedFormat(Callee);
  return IsFormat ? std::optional(Count - 2) : std::nullopt;
}

namespace {

/// Looks at a body once.
struct Look {
  const ParmVarDecl *Format;
  model::ApiMatcher &Apis;
  const model::Project &P;
  const SourceManager &SM;
  bool IsOther = false;
  bool Fills = false;
  const ParmVarDecl *Buffer = nullptr;

  bool isFormat(const Expr *E) const {
    const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
    return Reference != nullptr && Reference->getDecl() == Format;
  }
  // `base_vprintf(buffer, sizeof(buffer), format, arguments)`
  bool fills(const CallExpr *Call) const {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee == nullptr || !llvm::any_of(Call->arguments(), [&](const Expr *A) { return isFormat(A); }) ||
        !llvm::any_of(Call->arguments(), [](const Expr *A) { return isVaList(A->IgnoreParenImpCasts()->getType()); }))
      return false;
    if (const model::TextApi *T = Apis.matchText(model::Call::of(Call)))
      return T->TakesVaList && !T->Appends;
    return isNamedFormat(Callee);
  }

  static const ParmVarDecl *parameterIn(const Expr *E) {
    const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
    return Reference == nullptr ? nullptr : dyn_cast<ParmVarDecl>(Reference->getDecl());
  }

  // The parameter that the text is written to.
  const ParmVarDecl *bufferIn(const CallExpr *Call) const {
    // buffer.vprintf(format, arguments)
    if (const auto *Method = dyn_cast<CXXMemberCallExpr>(Call)) {
      const ParmVarDecl *Object = parameterIn(Method->getImplicitObjectArgument());
      return Object != nullptr && isFilled(Object->getType()) ? Object : nullptr;
    }
    const model::TextApi *T = Apis.matchText(model::Call::of(Call));
    const ParmVarDecl *Found = nullptr;
    for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
      const ParmVarDecl *Parameter = parameterIn(Call->getArg(I));
      if (Parameter == nullptr || Parameter == Format || !isFilled(Parameter->getType()) || Parameter->getType()->getAsCXXRecordDecl() != nullptr)
        continue;
      if (Found != nullptr || (T != nullptr && T->Into != I))
        return nullptr;
      Found = Parameter;
    }
    return Found;
  }

  void see(const Stmt *S) {
    // What is said in an error is not returned.
    if (S == nullptr || IsOther || isa<CXXThrowExpr>(S))
      return;
    if (const auto *Text = dyn_cast<StringLiteral>(S); Text != nullptr && Text->getLength() > 0)
      IsOther = true;
    if (isa<CXXThisExpr, LambdaExpr, AsmStmt, ConditionalOperator>(S))
      IsOther = true;
    // text[0] = 0, *end = '\n'
    if (const auto *Assignment = dyn_cast<BinaryOperator>(S); Assignment != nullptr && Assignment->isAssignmentOp()) {
      const Expr *Left = Assignment->getLHS()->IgnoreParenImpCasts();
      const auto *Zero = Assignment->getRHS()->IgnoreParenImpCasts();
      const auto *Character = dyn_cast<CharacterLiteral>(Zero);
      const auto *Number = dyn_cast<IntegerLiteral>(Zero);
      bool IsEnd = (Character != nullptr && Character->getValue() == 0) || (Number != nullptr && Number->getValue() == 0);
      if (Left->getType()->isAnyCharacterType() && !IsEnd)
        IsOther = true;
    }
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()))
        if ((V->hasGlobalStorage() && Apis.isText(V->getType())) || (isa<ParmVarDecl>(V) && V != Format && V != Buffer && Apis.isText(V->getType())))
          IsOther = true;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (fills(Call)) {
        // The first one may only ask how long it is.
        const ParmVarDecl *Into = bufferIn(Call);
        IsOther = IsOther || (Fills && Into != Buffer);
        Fills = true;
        Buffer = Into;
      } else if (Callee == nullptr) {
        IsOther = true;
      } else if (!Callee->getBuiltinID()) {
        llvm::StringRef Name = Callee->getDeclName().isIdentifier() ? Callee->getName() : llvm::StringRef();
        const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
        static constexpr llvm::StringLiteral Changing[] = {"append", "insert", "replace", "push_back", "erase", "transform", "substr", "prepend"};
        bool Adds = Operator != nullptr &&
                    (Operator->getOperator() == OO_Plus || Operator->getOperator() == OO_PlusEqual || Operator->getOperator() == OO_LessLess);
        bool IsGiven = llvm::any_of(Call->arguments(), [&](const Expr *A) { return Apis.isText(A->getType()); });
        // What the project's own functions do to the text, nobody looks at here.
        if (Adds || llvm::is_contained(Changing, Name) || (IsGiven && isProjectCode(Callee->getLocation(), SM, P)))
          IsOther = true;
      }
    }
    for (const Stmt *Child : S->children())
      see(Child);
  }
};

} // namespace

std::optional<FormatShape> formatShapeOf(const FunctionDecl *Body, model::ApiMatcher &Apis, const model::Project &P) {
  if (!Body->isVariadic() || Body->getNumParams() == 0 || !Body->doesThisDeclarationHaveABody() || Body->isDependentContext())
    return std::nullopt;
  const ParmVarDecl *Format = Body->getParamDecl(Body->getNumParams() - 1);
  if (!Apis.isText(Format->getType()))
    return std::nullopt;
  Look At{Format, Apis, P, Body->getASTContext().getSourceManager()};
  At.see(Body->getBody());
  if (!At.Fills || At.IsOther || (At.Buffer == nullptr && !Apis.isText(Body->getReturnType())))
    return std::nullopt;
  FormatShape Shape{Format->getFunctionScopeIndex(), std::nullopt};
  if (At.Buffer != nullptr)
    Shape.Into = At.Buffer->getFunctionScopeIndex();
  return Shape;
}

} // namespace tenantscan::strings
