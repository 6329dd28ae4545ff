//===- Constants.cpp - Text that the compiler computes -------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/LiteralSupport.h"

using namespace clang;

namespace tenantscan::strings {

static void collectLiterals(const Stmt *S, llvm::SmallVectorImpl<const StringLiteral *> &Literals) {
  if (const auto *Literal = dyn_cast_or_null<StringLiteral>(S))
    Literals.push_back(Literal);
  if (S != nullptr)
    for (const Stmt *Child : S->children())
      collectLiterals(Child, Literals);
}

// Qt 5 has QStringLiteral(text) as a lambda that is called at once, with the text
// in a static constant of an internal type: the one literal in there is the text.
const StringLiteral *literalOfMacro(const CXXOperatorCallExpr *Call) {
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
  if (InConstants == 1 && Literals.size() == 1)
    return Literals.front();
  // FMT_STRING(text) makes a class with the text in a conversion.
  const CXXRecordDecl *Made = Operator->getReturnType()->getAsCXXRecordDecl();
  if (!Literals.empty() || Made == nullptr || Made->getParentFunctionOrMethod() != Operator)
    return nullptr;
  for (const CXXMethodDecl *Method : Made->methods())
    if (isa<CXXConversionDecl>(Method) && Method->hasBody())
      collectLiterals(Method->getBody(), Literals);
  return Literals.size() == 1 ? Literals.front() : nullptr;
}

namespace {

/// Characters in a constant: those of a literal, or of an array.
struct Characters {
  const StringLiteral *Literal = nullptr;
  const APValue *Array = nullptr;

  uint64_t size() const { return Literal != nullptr ? Literal->getLength() : Array->getArraySize(); }
  /// -1 for what is no character of one byte.
  int at(uint64_t I) const {
    if (Literal != nullptr)
      return static_cast<int>(Literal->getCodeUnit(static_cast<unsigned>(I)));
    const APValue &Each = I < Array->getArrayInitializedElts() ? Array->getArrayInitializedElt(static_cast<unsigned>(I)) : Array->getArrayFiller();
    return Each.isInt() && Each.getInt().getBitWidth() == 8 ? static_cast<int>(Each.getInt().getExtValue() & 0xff) : -1;
  }
};

} // namespace

// The characters that a pointer points into, and at which of them.
static std::optional<Characters> charactersAt(const APValue &Pointer, uint64_t &First) {
  if (!Pointer.isLValue() || Pointer.getLValueBase().isNull())
    return std::nullopt;
  APValue::LValueBase Base = Pointer.getLValueBase();
  if (const auto *Literal = dyn_cast_or_null<StringLiteral>(Base.dyn_cast<const Expr *>())) {
    if (Literal->getCharByteWidth() != 1 || Pointer.getLValueOffset().isNegative())
      return std::nullopt;
    First = static_cast<uint64_t>(Pointer.getLValueOffset().getQuantity());
    return Characters{Literal, nullptr};
  }
  const ValueDecl *Object = Base.dyn_cast<const ValueDecl *>();
  const APValue *At = nullptr;
  if (const auto *Parameter = dyn_cast_or_null<TemplateParamObjectDecl>(Object))
    At = &Parameter->getValue();
  else if (const auto *Variable = dyn_cast_or_null<VarDecl>(Object);
           Variable != nullptr && Variable->isConstexpr() && Variable->getInit() != nullptr && !Variable->getInit()->isValueDependent())
    At = Variable->evaluateValue();
  if (At == nullptr || !Pointer.hasLValuePath())
    return std::nullopt;
  auto IsCharacters = [](const APValue &V) {
    return V.isArray() && (V.hasArrayFiller() ? V.getArrayFiller().isInt() : V.getArrayInitializedElts() != 0 && V.getArrayInitializedElt(0).isInt());
  };
  for (APValue::LValuePathEntry Entry : Pointer.getLValuePath()) {
    if (At->isArray()) {
      uint64_t Index = Entry.getAsArrayIndex();
      if (IsCharacters(*At)) {
        First = Index;
        return Characters{nullptr, At};
      }
      if (Index >= At->getArrayInitializedElts())
        return std::nullopt;
      At = &At->getArrayInitializedElt(static_cast<unsigned>(Index));
      continue;
    }
    const Decl *Step = Entry.getAsBaseOrMember().getPointer();
    if (!At->isStruct() || Step == nullptr)
      return std::nullopt;
    if (const auto *Field = dyn_cast<FieldDecl>(Step)) {
      At = &At->getStructField(Field->getFieldIndex());
      continue;
    }
    // A base class.
    const auto *Wanted = dyn_cast<CXXRecordDecl>(Step);
    const APValue *Found = nullptr;
    const auto *Class = Object->getType()->getAsCXXRecordDecl();
    unsigned Index = 0;
    if (Wanted != nullptr && Class != nullptr && Class->hasDefinition() && At->getStructNumBases() == Class->getNumBases())
      for (const CXXBaseSpecifier &B : Class->bases()) {
        if (B.getType()->getAsCXXRecordDecl() != nullptr && B.getType()->getAsCXXRecordDecl()->getCanonicalDecl() == Wanted->getCanonicalDecl())
          Found = &At->getStructBase(Index);
        ++Index;
      }
    if (Found == nullptr)
      return std::nullopt;
    At = Found;
  }
  // The array itself.
  First = 0;
  return IsCharacters(*At) ? std::optional(Characters{nullptr, At}) : std::nullopt;
}

AbstractString Evaluator::constant(const APValue &Of, const Expr *Use) {
  const APValue *Value = &Of;
  std::optional<uint64_t> Length;
  // A view has a pointer and a length, in an order that is nobody's business.
  for (unsigned Steps = 0; Value != nullptr && Value->isStruct() && Steps < 4; ++Steps) {
    const APValue *Pointer = nullptr;
    for (unsigned I = 0; I < Value->getStructNumFields(); ++I) {
      const APValue &Field = Value->getStructField(I);
      if (Field.isInt() && Field.getInt().getActiveBits() < 32)
        Length = Field.getInt().getZExtValue();
      else
        Pointer = &Field;
    }
    Value = Pointer;
  }
  uint64_t First = 0;
  std::optional<Characters> In = Value == nullptr ? std::nullopt : charactersAt(*Value, First);
  if (!In || First > In->size())
    return hole(Use);
  Piece Part;
  Part.Literal = In->Literal;
  Part.Source = Use;
  Part.FirstByte = static_cast<unsigned>(First);
  for (uint64_t I = First; I < In->size() && (!Length || I - First < *Length); ++I) {
    int Character = In->at(I);
    if (Character < 0)
      return hole(Use);
    if (Character == 0 && !Length)
      break;
    Part.Text += static_cast<char>(Character);
  }
  return {{{Part}, {}, {}}};
}

AbstractString Evaluator::constant(const VarDecl *Variable, const Expr *Use) {
  const APValue *Value = Variable->getInit() == nullptr || Variable->getInit()->isValueDependent() ? nullptr : Variable->evaluateValue();
  return Value == nullptr ? hole(Use) : constant(*Value, Use);
}

// A call of a constexpr function whose arguments are constants.
std::optional<AbstractString> Evaluator::computed(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  const CXXRecordDecl *Class = Call->getType()->getAsCXXRecordDecl();
  bool IsView = Call->getType()->isPointerType() || (Class != nullptr && Class->hasDefinition() && Class->isTriviallyCopyable());
  if (Callee == nullptr || !Callee->isConstexpr() || !Callee->hasBody() || !IsView || Call->isValueDependent() || Call->isTypeDependent())
    return std::nullopt;
  Expr::EvalResult Result;
  if (!Call->EvaluateAsRValue(Result, AST) || Result.HasSideEffects)
    return std::nullopt;
  AbstractString Text = constant(Result.Val, Call);
  return Text.front().isUnknown() ? std::nullopt : std::optional(std::move(Text));
}

// The literal of `"..."_x`, which the syntax tree does not keep where the operator is
// a template.
// A literal operator that is given the text and its length.
static bool takesString(const CallExpr *E) { return E->getNumArgs() == 2; }

const StringLiteral *Evaluator::writtenIn(const CallExpr *E) {
  if (takesString(E))
    return dyn_cast<StringLiteral>(E->getArg(0)->IgnoreParenImpCasts());
  const SourceManager &SM = AST.getSourceManager();
  // A literal begins elsewhere than other calls.
  SourceLocation Begin = static_cast<const Stmt *>(E)->getBeginLoc();
  SourceLocation Spelled = SM.getSpellingLoc(Begin);
  Token Tok;
  if (Spelled.isInvalid() || Lexer::getRawToken(Spelled, Tok, SM, AST.getLangOpts()) || !tok::isStringLiteral(Tok.getKind()))
    return nullptr;
  StringLiteralParser Parser(Tok, SM, AST.getLangOpts(), AST.getTargetInfo());
  if (Parser.hadError || !Parser.isOrdinary())
    return nullptr;
  QualType Type = AST.getStringLiteralArrayType(AST.CharTy, Parser.GetNumStringChars());
  return StringLiteral::Create(AST, Parser.GetString(), StringLiteralKind::Ordinary, false, Type, Begin);
}

// What an operator makes of a literal keeps the places of its lines, if it keeps the
// lines: those that take away the indentation do.
AbstractString Evaluator::userLiteral(const CallExpr *E, const APValue *Value) {
  const FunctionDecl *Operator = E->getDirectCallee();
  bool IsOwn = Operator != nullptr && Operator->getLocation().isValid() && !AST.getSourceManager().isInSystemHeader(Operator->getLocation());
  const StringLiteral *Literal = writtenIn(E);
  AbstractString Text = Value != nullptr ? constant(*Value, E) : computed(E).value_or(hole(E));
  if (Text.front().isUnknown()) {
    if (!takesString(E) || !Apis.isText(E->getType()))
      return hole(E);
    if (std::optional<AbstractString> Returned = IsOwn ? resultOf(model::Call::of(E)) : std::nullopt)
      return *Returned;
    return visit(E->getArg(0));
  }
  Piece Whole = Text.front().Pieces.front();
  if (Literal == nullptr || Literal->getCharByteWidth() != 1 || Whole.Literal != nullptr)
    return Text;
  llvm::StringRef All = Literal->getString();
  Alternative Placed;
  size_t From = 0;
  for (llvm::StringRef Rest = Whole.Text; !Rest.empty();) {
    size_t End = Rest.find('\n');
    llvm::StringRef Line = Rest.take_front(End == llvm::StringRef::npos ? Rest.size() : End + 1);
    size_t At = All.find(Line, From);
    if (At == llvm::StringRef::npos)
      return Text;
    Piece P = Whole;
    P.Literal = Literal;
    P.FirstByte = static_cast<unsigned>(At);
    P.Text = Line.str();
    Placed.Pieces.push_back(std::move(P));
    From = At + Line.size();
    Rest = Rest.drop_front(Line.size());
  }
  return Placed.Pieces.empty() || Placed.Pieces.size() > 500 ? Text : AbstractString{Placed};
}

} // namespace tenantscan::strings
