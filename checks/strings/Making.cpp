//===- Making.cpp - Text that functions of libraries make ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"
#include "checks/strings/Format.h"

#include "clang/AST/ExprCXX.h"

#include <fmt/format.h>

#include <algorithm>

using namespace clang;

namespace tenantscan::strings {

// A null pointer is no statement.
static bool isNull(const Alternative &A, ASTContext &AST) {
  const Expr *Source = A.isUnknown() ? A.Pieces.front().Source : nullptr;
  return Source != nullptr && Source->getType()->isAnyPointerType() &&
         Source->isNullPointerConstant(AST, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
}

bool isNullPointer(const AbstractString &Text, ASTContext &AST) {
  return !Text.empty() && llvm::all_of(Text, [&](const Alternative &A) { return isNull(A, AST); });
}

AbstractString withoutNull(AbstractString Text, ASTContext &AST) {
  if (!isNullPointer(Text, AST))
    llvm::erase_if(Text, [&](const Alternative &A) { return isNull(A, AST); });
  return Text;
}

// What `<<` shows of a value.
AbstractString Evaluator::shown(const Expr *E) {
  const Expr *Inner = E->IgnoreParenImpCasts();
  if (Apis.isText(E->getType()) || Apis.isTextList(E->getType()) || isa<CharacterLiteral>(Inner))
    return withoutNull(visit(E), AST);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Inner); Reference != nullptr && isa<FunctionDecl>(Reference->getDecl())) {
    Piece P;
    P.Source = E;
    P.Text = Reference->getDecl()->getName() == "endl" ? "\n" : "";
    return {{{P}, {}, {}}};
  }
  if (E->getType()->isFunctionPointerType() || E->getType()->isFunctionType())
    return {{{}, {}, {}}};
  // fmt::join() makes something that can be shown only.
  if (const auto *Call = dyn_cast<CallExpr>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts())) {
    model::Call C = model::Call::of(Call);
    if (const model::TextApi *T = C.Callee == nullptr ? nullptr : Apis.matchText(C); T != nullptr && T->Makes == model::TextApi::Kind::Join)
      return makeText(C, *T);
  }
  return hole(E);
}

// What a conversion shows of its argument.
AbstractString Evaluator::converted(const Expr *E, char Conversion) {
  AbstractString Text = shown(E);
  bool IsName = Conversion == 'w';
  bool IsValue = Conversion == 'q' || Conversion == 'Q';
  // `%.10s`: cut off anywhere.
  if (Conversion != '.' && !IsName && !IsValue)
    return Text;
  // Nothing of it has to be escaped: `%q` of the text of an operator.
  auto IsPlain = [](const Alternative &A) {
    return llvm::none_of(A.Pieces, [](const Piece &P) { return P.IsHole || P.Text.find_first_of("'\"\\\n") != std::string::npos; });
  };
  if (Conversion == 'q' && llvm::all_of(Text, IsPlain))
    return Text;
  AbstractString Hole = hole(E);
  if (Conversion != 'q') {
    Hole.front().Pieces.front().Result = nullptr;
    Hole.front().Pieces.front().Given = nullptr;
  }
  Hole.front().Pieces.front().IsValue = IsValue;
  return Hole;
}

// Boost's formats are given their arguments one by one: until then they are holes.
static std::string markerName(int Argument) { return fmt::format("%{}%", Argument + 1); }

static int markerOf(const Piece &P) {
  llvm::StringRef Name(P.Name);
  int Number = 0;
  return P.IsHole && Name.size() > 2 && Name.front() == '%' && Name.back() == '%' && !Name.slice(1, Name.size() - 1).getAsInteger(10, Number) ? Number
                                                                                                                                              : 0;
}

// `format % argument`: the argument comes in the place of the lowest marker.
AbstractString Evaluator::fedWith(const AbstractString &Format, const Expr *Argument, const Expr *Source) {
  AbstractString Value = shown(Argument);
  AbstractString Result;
  for (const Alternative &A : Format) {
    int Lowest = 0;
    for (const Piece &P : A.Pieces)
      if (int Marker = markerOf(P); Marker != 0 && (Lowest == 0 || Marker < Lowest))
        Lowest = Marker;
    AbstractString Built = {A.begun()};
    for (const Piece &P : A.Pieces)
      Built = concatenate(Built, Lowest != 0 && markerOf(P) == Lowest ? Value : AbstractString{{{P}, {}, {}}}, Source);
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return bounded(std::move(Result), nameOf(Source));
}

AbstractString Evaluator::format(model::FormatStyle Style, const AbstractString &Format, llvm::ArrayRef<const Expr *> Arguments, const Expr *Source) {
  // vformat(text, make_format_args(a, b))
  llvm::SmallVector<const Expr *, 6> Packed;
  if (const auto *Pack = Arguments.empty() ? nullptr : dyn_cast<CallExpr>(Arguments.back()->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
      Pack != nullptr && Pack->getDirectCallee() != nullptr && Pack->getDirectCallee()->getDeclName().isIdentifier() &&
      (Pack->getDirectCallee()->getName() == "make_format_args" || Pack->getDirectCallee()->getName() == "make_printf_args")) {
    Packed.append(Pack->arg_begin(), Pack->arg_end());
    Arguments = Packed;
  }
  unsigned Count = static_cast<unsigned>(Arguments.size());
  // QString::arg(text, text) replaces two markers, arg(number, width) one.
  if (Style == model::FormatStyle::Qt) {
    unsigned Texts = 0;
    while (Texts < Count && Apis.isText(Arguments[Texts]->getType()))
      ++Texts;
    Count = std::max(1u, Texts);
  }
  // fmt::arg("name", value)
  auto Named = [&](const std::string &Name) -> const Expr * {
    for (const Expr *A : Arguments) {
      const auto *Call = dyn_cast<CallExpr>(A->IgnoreUnlessSpelledInSource());
      if (Call == nullptr || Call->getNumArgs() != 2 || Call->getDirectCallee() == nullptr ||
          !Call->getDirectCallee()->getDeclName().isIdentifier() || Call->getDirectCallee()->getName() != "arg")
        continue;
      AbstractString Text = visit(Call->getArg(0));
      if (Text.size() == 1 && Text.front().Pieces.size() == 1 && Text.front().Pieces.front().Text == Name)
        return Call->getArg(1);
    }
    return nullptr;
  };
  AbstractString Result;
  for (const Alternative &A : Format) {
    AbstractString Built = {A.begun()};
    for (const FormatPart &Part : partsOf(Style, A.Pieces, Count)) {
      bool IsArgument = Part.Text.IsHole && (Part.Argument != -1 || !Part.Name.empty());
      const Expr *Given = Part.Argument >= 0 && static_cast<size_t>(Part.Argument) < Arguments.size() ? Arguments[Part.Argument] : nullptr;
      if (Given == nullptr && !Part.Name.empty())
        Given = Named(Part.Name);
      AbstractString Text = {{{Part.Text}, {}, {}}};
      if (Given != nullptr) {
        Text = converted(Given, Part.Conversion);
      } else if (IsArgument) {
        Text.front().Pieces.front().Source = Source;
        Text.front().Pieces.front().Name = Style == model::FormatStyle::Boost ? markerName(Part.Argument) : Part.Name;
        Text.front().Pieces.front().IsValue = llvm::StringRef("diuxXofgeEQ").contains(Part.Conversion) && Part.Conversion != 0;
      } else if (Part.Text.IsHole && Part.Text.Parameter == nullptr) {
        // What an unknown format makes has in it what the arguments have.
        Text.front().Pieces.front().Source = Source;
      }
      Built = concatenate(Built, Text, Source);
    }
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return bounded(std::move(Result), nameOf(Source));
}

static bool isSameVariable(const Expr *A, const Expr *B) {
  const auto *Left = dyn_cast<DeclRefExpr>(A->IgnoreParenImpCasts());
  const auto *Right = dyn_cast<DeclRefExpr>(B->IgnoreParenImpCasts());
  return Left != nullptr && Right != nullptr && Left->getDecl() == Right->getDecl();
}

AbstractString Evaluator::visitConstruction(const CXXConstructExpr *Construction) {
  model::Call C = model::Call::of(Construction);
  if (const model::Api *A = Apis.match(C); A != nullptr && A->What == model::Role::SqlText)
    return visit(Apis.argument(C, *A->Sql));
  if (Construction->getConstructor()->isCopyOrMoveConstructor() && !C.Arguments.empty())
    return visit(C.Arguments.front());
  if (const model::TextApi *T = Apis.matchText(C))
    return makeText(C, *T);
  if (!Apis.isText(Construction->getType()))
    return hole(Construction);
  if (C.Arguments.empty())
    return {{{}, {}, {}}};
  if (C.Arguments.size() == 1 && Apis.isText(C.Arguments.front()->getType()))
    return visit(C.Arguments.front());
  // FMT_STRING(text)
  if (const auto *Made = dyn_cast<CXXOperatorCallExpr>(C.Arguments.front()->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts()))
    if (const StringLiteral *Literal = C.Arguments.size() == 1 && Made->getOperator() == OO_Call ? literalOfMacro(Made) : nullptr)
      return literal(Literal, Construction);
  // std::string(text, length)
  if (C.Arguments.size() == 2 && Apis.isText(C.Arguments.front()->getType()) && isLengthOfText(C.Arguments[1], C.Arguments[0], AST))
    return visit(C.Arguments.front());
  // Slice(buffer, snprintf(buffer, sizeof buffer, ...))
  if (const auto *Writes = C.Arguments.size() == 2 ? dyn_cast<CallExpr>(C.Arguments[1]->IgnoreParenCasts()) : nullptr; Writes != nullptr) {
    model::Call W = model::Call::of(Writes);
    const model::TextApi *T = Apis.matchText(W);
    if (T != nullptr && T->Makes == model::TextApi::Kind::Format && T->Into && !T->Appends && *T->Into < W.Arguments.size() &&
        isSameVariable(W.Arguments[*T->Into], C.Arguments.front()))
      return makeText(W, *T);
  }
  if (const CXXRecordDecl *Nothing = C.Arguments.front()->getType()->getAsCXXRecordDecl();
      Nothing != nullptr && Nothing->getIdentifier() != nullptr &&
      (Nothing->getName() == "nullopt_t" || Nothing->getName() == "none_t" || Nothing->getName() == "unexpected"))
    return {{{}, {}, {}}};
  return hole(Construction);
}

// The first characters of a text, as many as a number says.
AbstractString Evaluator::firstOf(const AbstractString &Text, const Expr *Number, const model::Call &C) {
  Expr::EvalResult Value;
  // What the rest of a buffer has room for is enough, as with snprintf.
  if (Number == nullptr || Number->isValueDependent() || !Number->EvaluateAsInt(Value, AST))
    return Text;
  for (const Alternative &A : Text) {
    uint64_t Length = 0;
    for (const Piece &P : A.Pieces)
      Length += P.IsHole ? ~0U : P.Text.size();
    if (Value.Val.getInt().isNegative() || Value.Val.getInt().getActiveBits() > 32 || Value.Val.getInt().getZExtValue() < Length)
      return hole(C.Expression);
  }
  return Text;
}

// Whether a number of bytes may be that of a whole text: a constant, `strlen(text) + 1`, a variable that is that, or what
// the function is given. Of what is counted otherwise it may be a part.
bool Evaluator::isSizeOfText(const Expr *Size, const Expr *Text) {
  Expr::EvalResult Number;
  Size = Size->IgnoreParenImpCasts();
  if (!Size->isValueDependent() && Size->EvaluateAsInt(Number, AST))
    return true;
  if (const auto *Plus = dyn_cast<BinaryOperator>(Size))
    return Plus->getOpcode() == BO_Add && isLengthOfText(Plus->getLHS(), Text, AST) && Plus->getRHS()->EvaluateAsInt(Number, AST) &&
           Number.Val.getInt().isStrictlyPositive();
  const auto *Reference = dyn_cast<DeclRefExpr>(Size);
  const auto *V = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  return V != nullptr &&
         (isa<ParmVarDecl>(V) || (V->isLocalVarDecl() && V->getInit() != nullptr && isUnchanged(V) && isSizeOfText(V->getInit(), Text)));
}

AbstractString Evaluator::makeText(const model::Call &C, const model::TextApi &T) {
  llvm::ArrayRef<const Expr *> Arguments = llvm::ArrayRef(C.Arguments).drop_front(std::min<size_t>(T.First, C.Arguments.size()));
  switch (T.Makes) {
  case model::TextApi::Kind::Concat: {
    if (T.Size) {
      const Expr *From = Arguments.empty() ? nullptr : Arguments.front();
      const Expr *Size = *T.Size < C.Arguments.size() ? C.Arguments[*T.Size] : nullptr;
      // memcpy(buffer, text, size)
      if (From != nullptr && From->getType()->isVoidPointerType()) {
        From = From->IgnoreParenImpCasts();
        From = Size != nullptr && isSizeOfText(Size, From) ? From : nullptr;
      }
      return From == nullptr ? hole(C.Expression) : firstOf(shown(From), Size, C);
    }
    AbstractString Result = {{{}, {}, {}}};
    for (const Expr *A : Arguments)
      Result = concatenate(Result, shown(A), C.Expression);
    return Result;
  }
  case model::TextApi::Kind::Value:
  case model::TextApi::Kind::Identifier: {
    AbstractString Result = hole(Arguments.empty() ? C.Expression : Arguments.front());
    Result.front().Pieces.front().Source = C.Expression;
    Result.front().Pieces.front().Result = nullptr;
    Result.front().Pieces.front().Given = nullptr;
    Result.front().Pieces.front().IsValue = T.Makes == model::TextApi::Kind::Value;
    Result.front().Pieces.front().IsIdentifier = T.Makes == model::TextApi::Kind::Identifier;
    return Result;
  }
  case model::TextApi::Kind::Replace:
    return makeReplaced(C, T, {});
  case model::TextApi::Kind::Join:
    return joined(C, T);
  case model::TextApi::Kind::Format:
    break;
  }
  if (!T.Clause.empty()) {
    Piece Clause;
    Clause.Text = T.Clause;
    Clause.Source = C.Expression;
    AbstractString Text = format(model::FormatStyle::Braces, {{{Clause}, {}, {}}}, C.Arguments, C.Expression);
    for (Alternative &A : Text)
      for (Piece &P : A.Pieces)
        P.IsValue = P.IsValue || (P.IsHole && P.Source == C.Expression && P.Name == "tenant");
    return Text;
  }
  const Expr *Format = T.Format ? (*T.Format < C.Arguments.size() ? C.Arguments[*T.Format] : nullptr) : C.Object;
  if (Format == nullptr)
    return hole(C.Expression);
  AbstractString Text = visit(Format);
  // The format text of a wrapper is what its caller gives, if the wrapper hands on
  // what follows it, and nothing of its own.
  auto IsHandedOn = [&](const ParmVarDecl *FormatText) {
    return T.TakesVaList || llvm::all_of(Arguments, [&](const Expr *A) {
             A = A->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
             const auto *Call = dyn_cast<CallExpr>(A);
             if (Call != nullptr && Call->getNumArgs() == 1 && Call->getDirectCallee() != nullptr && Call->getDirectCallee()->isInStdNamespace())
               A = Call->getArg(0)->IgnoreParenImpCasts();
             const auto *Reference = dyn_cast<DeclRefExpr>(A);
             const auto *Given = Reference == nullptr ? nullptr : dyn_cast<ParmVarDecl>(Reference->getDecl());
             const auto *Wrapper = dyn_cast<FunctionDecl>(FormatText->getDeclContext());
             return Given != nullptr && Wrapper != nullptr && Wrapper->isTemplateInstantiation() && Given->getDeclContext() == Wrapper &&
                    Given->getFunctionScopeIndex() > FormatText->getFunctionScopeIndex();
           });
  };
  for (Alternative &A : Text)
    if (A.Pieces.size() == 1 && A.Pieces.front().Parameter != nullptr &&
        (T.Style == model::FormatStyle::Printf || T.Style == model::FormatStyle::Braces)) {
      if (!IsHandedOn(A.Pieces.front().Parameter)) {
        A.Pieces.front().Parameter = nullptr;
        continue;
      }
      A.Pieces.front().Formatted = T.Style;
      return Text;
    }
  return format(T.Style, Text, T.TakesVaList ? llvm::ArrayRef<const Expr *>() : Arguments, C.Expression);
}

// The one text that something is, where it is known; of a pattern only that is of use.
static std::optional<std::string> knownText(const AbstractString &Text) {
  std::string Known;
  if (Text.size() != 1)
    return std::nullopt;
  for (const Piece &P : Text.front().Pieces) {
    if (P.IsHole)
      return std::nullopt;
    Known += P.Text;
  }
  return Known.empty() ? std::nullopt : std::optional(std::move(Known));
}

AbstractString Evaluator::makeReplaced(const model::Call &C, const model::TextApi &T, const AbstractString &Before) {
  auto At = [&](unsigned Index) { return Index < C.Arguments.size() ? C.Arguments[Index] : nullptr; };
  const Expr *Pattern = At(T.Pattern);
  const Expr *Value = At(T.Value);
  if (Pattern == nullptr || Value == nullptr)
    return hole(C.Expression);
  if (T.Into)
    return replaced(Before, visit(Pattern), shown(Value), T.All, C.Expression);
  const Expr *Subject = T.Format ? At(*T.Format) : C.Object;
  return Subject == nullptr ? hole(C.Expression) : replaced(visit(Subject), visit(Pattern), shown(Value), T.All, C.Expression);
}

// Every place of the pattern, or the first, has the value instead. The pattern may
// also be in what is not known.
AbstractString Evaluator::replaced(const AbstractString &Text, const AbstractString &Pattern, const AbstractString &Value, bool All,
                                   const Expr *Source) {
  std::optional<std::string> Sought = knownText(Pattern);
  if (!Sought)
    return hole(Source);
  AbstractString Result;
  for (const Alternative &A : Text) {
    AbstractString Built = {A.begun()};
    bool Done = false;
    auto Keep = [&](const Piece &P) {
      for (Alternative &B : Built)
        B.Pieces.push_back(P);
    };
    for (size_t I = 0; I < A.Pieces.size(); ++I) {
      Piece Rest = A.Pieces[I];
      if (Rest.IsHole) {
        // Of the first place nobody knows any more whether it is further on.
        if (!All && !Done && !Rest.IsValue)
          return hole(Source);
        Keep(Rest);
        continue;
      }
      // The pattern may be spread over literals that are written side by side.
      while (I + 1 < A.Pieces.size() && !A.Pieces[I + 1].IsHole && Rest.Text.find(*Sought) == std::string::npos &&
             (Rest.Text + A.Pieces[I + 1].Text).find(*Sought) != std::string::npos && A.Pieces[I + 1].Text.find(*Sought) == std::string::npos) {
        Rest.Text += A.Pieces[++I].Text;
        Rest.Literal = nullptr;
      }
      for (size_t At = Rest.Text.find(*Sought); At != std::string::npos && (All || !Done); At = Rest.Text.find(*Sought)) {
        Piece Front = Rest;
        Front.Text.resize(At);
        if (!Front.Text.empty())
          Keep(Front);
        Built = concatenate(Built, Value, Source);
        Rest.Text.erase(0, At + Sought->size());
        Rest.FirstByte += static_cast<unsigned>(At + Sought->size());
        Done = true;
      }
      if (!Rest.Text.empty())
        Keep(Rest);
    }
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return bounded(std::move(Result), nameOf(Source));
}

} // namespace tenantscan::strings
