//===- Arrivals.cpp - Values that come by other ways than assignments ------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Origins.h"

#include "checks/Places.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

#include <array>

using namespace clang;

namespace tenantscan::values {

using Kind = ValueSource::Kind;

// Functions that give an iterator to one of the elements that they are given iterators to.
static bool isOneOfThem(const FunctionDecl *F) {
  static const std::array<llvm::StringRef, 6> Names = {"find_if", "find_if_not", "next", "prev", "min_element", "max_element"};
  return F->isInStdNamespace() && F->getDeclName().isIdentifier() && llvm::is_contained(Names, F->getName());
}

// What a library function that parses, cuts or copies gives back is what it was
// given. One that looks something up by it, or checks a token, gives other data.
bool Origins::passesOn(const FunctionDecl *F) const {
  if (isProjectCode(F->getLocation(), AST.getSourceManager(), P))
    return false;
  if (F->getOverloadedOperator() == OO_GreaterGreater || isOneOfThem(F))
    return true;
  static const model::WordList &Passes = model::wordList("passes"), &Replaces = model::wordList("replaces");
  std::string Name = F->getNameAsString();
  const auto *Member = dyn_cast<CXXMethodDecl>(F);
  bool IsToken = llvm::StringRef(model::qualifiedName(F)).contains_insensitive("jwt") ||
                 (Member != nullptr && llvm::StringRef(model::qualifiedName(Member->getParent())).contains_insensitive("token"));
  return Passes.fits(Name) && !Replaces.fits(Name) && !IsToken;
}

std::optional<ValueSource> Origins::partOfRequest(const NamedDecl *Member, const Expr *Object, const Expr *Use) {
  if (!Member->getDeclName().isIdentifier() || !Apis.isRequest(Object->getType()))
    return std::nullopt;
  static const model::WordList &NotSent = model::wordList("notSent");
  std::string_view Name = Member->getName();
  std::string_view From = NotSent.fits(Name) ? std::string_view() : model::requestPart(Name);
  if (From.empty())
    return std::nullopt;
  ValueSource S = make(Kind::Client, Use);
  S.From = From;
  return S;
}

static const VarDecl *variableIn(const Expr *E) {
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenCasts();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      return dyn_cast<VarDecl>(Reference->getDecl());
    if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary != nullptr && Unary->getOpcode() == UO_AddrOf)
      E = Unary->getSubExpr();
    else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
             Call != nullptr && Call->getMethodDecl() != nullptr && Call->getMethodDecl()->getNameAsString() == "data")
      E = Call->getImplicitObjectArgument();
    else
      return nullptr;
  }
  return nullptr;
}

static bool isWrittenThrough(QualType T) { return (T->isLValueReferenceType() || T->isPointerType()) && !T->getPointeeType().isConstQualified(); }

void Origins::noteWritten(const CallExpr *E, Sources &Out) {
  const FunctionDecl *F = E->getDirectCallee();
  if (F == nullptr || E->getNumArgs() == 0)
    return;
  model::Call C = model::Call::of(E);
  if (const model::InputApi *Input = Apis.matchInput(F); Input != nullptr && Input->Into && *Input->Into < C.Arguments.size()) {
    if (const VarDecl *V = variableIn(C.Arguments[*Input->Into]))
      Out[V].push_back(E);
    return;
  }
  std::string Name = F->getNameAsString();
  bool IsMember = isa<CXXMemberCallExpr>(E);
  bool FromObject = IsMember && (Name == "get_to" || Name == "getline" || Name == "read");
  bool IsShift = F->getOverloadedOperator() == OO_GreaterGreater;
  // reader.parse(text, root), message.ParseFromString(text)
  static const model::WordList &Reads = model::wordList("reads");
  bool IsParser = IsMember && !FromObject && Reads.fits(Name) && passesOn(F);
  if (!FromObject && !IsShift && !IsParser && (IsMember || isa<CXXOperatorCallExpr>(E) || !passesOn(F)))
    return;
  if (const VarDecl *V = IsParser ? variableIn(C.Object) : nullptr)
    Out[V].insert(Out[V].end(), C.Arguments.begin(), C.Arguments.end());
  // in >> tenant, of a method or of a free function.
  if (IsShift) {
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
    if (Operator != nullptr && Operator->getNumArgs() == 2)
      if (const VarDecl *V = variableIn(Operator->getArg(1)))
        Out[V].push_back(Operator->getArg(0));
    return;
  }
  for (unsigned I = 0; I < C.Arguments.size(); ++I) {
    // What is behind the parameters of sscanf is written to.
    bool IsWritten = I < F->getNumParams() ? isWrittenThrough(F->getParamDecl(I)->getType()) : F->isVariadic();
    const VarDecl *V = IsWritten ? variableIn(C.Arguments[I]) : nullptr;
    if (V == nullptr)
      continue;
    if (FromObject)
      Out[V].push_back(C.Object);
    else
      for (unsigned K = 0; K < C.Arguments.size() && K < F->getNumParams(); ++K)
        if (K != I)
          Out[V].push_back(C.Arguments[K]);
  }
}

void Origins::noteCallbacks(const model::Call &C) {
  for (const Expr *Argument : C.Arguments)
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Argument->IgnoreUnlessSpelledInSource()))
      Callbacks.try_emplace(Lambda->getCallOperator()->getCanonicalDecl(), C);
}

// The function that is written in the source, for one that a generic lambda became.
static const FunctionDecl *patternOf(const FunctionDecl *F) {
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  return (Pattern == nullptr ? F : Pattern)->getCanonicalDecl();
}

std::optional<ValueSource> Origins::arrived(const VarDecl *Variable, const Expr *Use) {
  const auto *Function = dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod());
  if (Function == nullptr || !Active.insert(Variable).second)
    return std::nullopt;
  std::optional<ValueSource> Result;
  auto Take = [&](const ValueSource &S) {
    if (!Result && S.What == Kind::Client)
      Result = S;
  };
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable)) {
    auto It = Callbacks.find(patternOf(Function));
    if (It != Callbacks.end() && !Apis.isRequest(Parameter->getType())) {
      const model::Call Given = It->second;
      const model::InputApi *Input = Apis.matchInput(Given.Callee);
      if (Input != nullptr && (Input->From != "message" || Apis.isText(Parameter->getType())))
        Take(client(*Input, Use));
      else if (Input == nullptr && Given.Object != nullptr)
        Take(visit(Given.Object));
    } else if (Apis.isTextHandler(Function) && Apis.isText(Parameter->getType())) {
      Result = make(Kind::Client, Use);
      Result->From = "message";
    }
  }
  FunctionFacts &Facts = factsOf(Function);
  if (auto It = Facts.Written.find(Variable); It != Facts.Written.end())
    for (const Expr *E : std::vector<const Expr *>(It->second)) {
      const auto *Call = dyn_cast<CallExpr>(E);
      const model::InputApi *Input = Call == nullptr || Call->getDirectCallee() == nullptr ? nullptr : Apis.matchInput(Call->getDirectCallee());
      if (Input != nullptr && Input->Into)
        Take(client(*Input, E));
      else
        Take(visit(E));
    }
  Active.erase(Variable);
  return Result;
}

} // namespace tenantscan::values
