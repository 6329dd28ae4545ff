//===- OriginsOfCalls.cpp - Whose value does a call give? -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Origins.h"

#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace tenantscan::values {

using Kind = ValueSource::Kind;

// Functions whose result is the value of their argument in another form.
static bool isConversion(llvm::StringRef Name) {
  static const model::WordList &Conversions = model::wordList("conversions"), &Begins = model::wordList("conversionBegins");
  return Conversions.contains(Name) || Begins.begins(Name);
}

// Functions that make one value of all that they are given.
static bool isMixing(llvm::StringRef Name) {
  static const model::WordList &Mixes = model::wordList("mixes");
  return llvm::any_of(model::wordsOf(std::string_view(Name)), [](const std::string &Word) { return Mixes.begins(Word); });
}

// Methods that give their object, or what it holds, in another form.
static bool isUnwrapping(llvm::StringRef Name) {
  static const model::WordList &Unwraps = model::wordList("unwraps");
  return Unwraps.contains(Name);
}

// `verifier.verify(decoded)` before the claims of a token are read: whoever issued it
// says what they are.
static bool isVerified(const Expr *Token, const Expr *Use, const SourceManager &SM) {
  const auto *Reference = Token == nullptr ? nullptr : dyn_cast<DeclRefExpr>(Token->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  const auto *Function = Variable == nullptr ? nullptr : dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  auto Find = [&](auto &&Self, const Stmt *S) -> bool {
    if (S == nullptr || SM.isBeforeInTranslationUnit(Use->getBeginLoc(), S->getBeginLoc()))
      return false;
    if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && Call->getDirectCallee() != nullptr) {
      static const model::WordList &Verifies = model::wordList("verifies");
      if (Verifies.fits(Call->getDirectCallee()->getNameAsString()) && llvm::any_of(Call->arguments(), [&](const Expr *Argument) {
            const auto *Given = dyn_cast<DeclRefExpr>(Argument->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
            return Given != nullptr && Given->getDecl() == Variable;
          }))
        return true;
    }
    return llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  return Function != nullptr && Function->getBody() != nullptr && Find(Find, Function->getBody());
}

ValueSource Origins::visitCall(const CallExpr *E) {
  const FunctionDecl *F = E->getDirectCallee();
  if (F == nullptr)
    return make(Kind::Unknown, E);
  model::Call C = model::Call::of(E);
  if (const model::InputApi *Input = Apis.matchInput(F, C.Object); Input != nullptr && !Input->Into) {
    if (Input->From != "token" || !isVerified(C.Object, E, AST.getSourceManager()))
      return client(*Input, E);
    // A claim is what it is called.
    const auto *Key =
        Input->Key && *Input->Key < C.Arguments.size() ? dyn_cast<StringLiteral>(C.Arguments[*Input->Key]->IgnoreUnlessSpelledInSource()) : nullptr;
    return Key != nullptr && Key->isOrdinary() ? byKey(Key->getString(), E) : make(Kind::Unknown, E);
  }
  std::string Name = F->getNameAsString();
  auto KeyOf = [&]() -> const StringLiteral * {
    return C.Arguments.empty() ? nullptr : dyn_cast<StringLiteral>(C.Arguments.front()->IgnoreUnlessSpelledInSource());
  };
  if (C.Object != nullptr && !isa<CXXConversionDecl>(F)) {
    const unsigned Before = Doubts;
    ValueSource Object = visit(C.Object);
    if (Object.What == Kind::Client || Doubts != Before)
      return Object;
    if (std::optional<ValueSource> Part = partOfRequest(F, C.Object, E))
      return *Part;
    if (isUnwrapping(Name)) {
      ValueSource Inner = Object.What == Kind::Unknown ? byName("value", E->getType(), E, C.Object) : Object;
      Inner.Holds = Inner.What == Kind::Unknown ? Object.Holds : Inner.Holds;
      return Inner;
    }
    if (Name == "operator[]" || Name == "at" || Name == "find" || Name == "contains")
      if (const StringLiteral *Key = KeyOf(); Key != nullptr && Key->isOrdinary())
        return byKey(Key->getString(), E);
  } else if (C.Object != nullptr) {
    return visit(C.Object);
  }
  ValueSource Inside = visitBody(F);
  if (Inside.What == Kind::Client)
    return Inside;
  // A text that is filled in has what its arguments have.
  if (const model::TextApi *T = Apis.matchText(C); T != nullptr && T->Makes == model::TextApi::Kind::Format) {
    ValueSource Result = make(Kind::Unknown, E);
    Result.Holds = ValueSource::Part::None;
    for (const Expr *Argument : C.Arguments) {
      ValueSource S = visit(Argument);
      if (S.What == Kind::Client || (S.What == Kind::Tenant && Result.What != Kind::Client))
        Result = std::move(S);
      else if (Result.What == Kind::Unknown && S.What != Kind::Literal)
        Result.Holds = std::max(Result.Holds, S.Holds);
      if (Result.What == Kind::Client)
        break;
    }
    return Result;
  }
  bool IsFree = C.Object == nullptr;
  if ((IsFree || isConversion(Name) || Apis.matchText(C) != nullptr) && !C.Arguments.empty()) {
    ValueSource First = visit(C.Arguments.front());
    if (isConversion(Name) || Apis.matchText(C) != nullptr || Apis.returnsItsText(F)) {
      if (First.What != Kind::Unknown || First.Holds != ValueSource::Part::Maybe)
        return First;
    } else if (First.What == Kind::Client && IsFree && passesOn(F)) {
      return First;
    } else if (const StringLiteral *Key = C.Arguments.size() > 1 ? dyn_cast<StringLiteral>(C.Arguments[1]->IgnoreUnlessSpelledInSource()) : nullptr;
               IsFree && First.What == Kind::Client && Key != nullptr) {
      return First;
    }
  }
  if (const StringLiteral *Key = KeyOf(); Key != nullptr && Key->isOrdinary() && C.Object != nullptr) {
    ValueSource S = byKey(Key->getString(), E);
    if (S.What == Kind::Tenant)
      return S;
  }
  ValueSource Named = byName(Name, E->getType(), E, C.Object);
  if (Named.What == Kind::Unknown || Named.Holds == ValueSource::Part::Maybe)
    for (const Expr *Argument : C.Arguments)
      if (ValueSource S = visit(Argument); S.What == Kind::Tenant || S.Holds == ValueSource::Part::Mixed) {
        if (isMixing(Name))
          return make(Kind::Tenant, E);
        Named.Holds = ValueSource::Part::Mixed;
      }
  return Named;
}

} // namespace tenantscan::values
