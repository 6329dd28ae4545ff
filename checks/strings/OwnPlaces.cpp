//===- OwnPlaces.cpp - What methods do to the texts of their object -------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `fill(member, ...)`, where fill() is a method of the object: it may change the text as its argument, and as a member
// by its name. It is the argument only where the method, and those that it runs on its object, name no text of it.
//
//===----------------------------------------------------------------------===//
#include "checks/SourceText.h"
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

namespace {

/// What a body does with the object whose method it is.
struct OwnUse {
  std::vector<const CXXMethodDecl *> Methods;
  /// It names a text, or the object as a whole.
  bool IsTouched = false;
};

/// The methods that a method runs on its object: those in sight, which are looked into in turn, and others.
struct RunMethods {
  explicit RunMethods(const FunctionDecl *Method) : InSight{Method} {}
  /// False where it is not known which one it is, or there are too many.
  bool add(const CXXMethodDecl *Called) {
    static constexpr size_t MaxMethods = 64;
    if (Called == nullptr || InSight.size() + Elsewhere.size() > MaxMethods)
      return false;
    const FunctionDecl *Body = nullptr;
    bool IsInSight = !Called->isVirtual() && Called->hasBody(Body) && !Body->isDependentContext();
    const FunctionDecl *Next = IsInSight ? Body : Called->getCanonicalDecl();
    auto &Into = IsInSight ? InSight : Elsewhere;
    if (!llvm::is_contained(Into, Next))
      Into.push_back(Next);
    return true;
  }

  std::vector<const FunctionDecl *> InSight;
  std::vector<const FunctionDecl *> Elsewhere;
};

} // namespace

static bool mayHoldText(QualType T, model::ApiMatcher &Apis, const model::Project &P) {
  if (T->isReferenceType() || T->isPointerType() || T->isArrayType() || Apis.isText(T) || Apis.isTextList(T))
    return true;
  const RecordDecl *Class = T->getAsRecordDecl();
  return Class != nullptr && !textFieldsOf(Class, Apis, P).empty();
}

static void collectOwn(const Stmt *S, model::ApiMatcher &Apis, const model::Project &P, OwnUse &Use) {
  if (S == nullptr || Use.IsTouched)
    return;
  const auto *Member = dyn_cast<MemberExpr>(S);
  if (Member != nullptr && isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts())) {
    const ValueDecl *Named = Member->getMemberDecl();
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Named); Method != nullptr && !Method->isStatic())
      Use.Methods.push_back(Method);
    else if (isa<FieldDecl>(Named))
      Use.IsTouched = mayHoldText(Named->getType(), Apis, P);
    return;
  }
  if (isa<CXXThisExpr>(S)) {
    Use.IsTouched = true;
    return;
  }
  for (const Stmt *Child : S->children())
    collectOwn(Child, Apis, P, Use);
}

std::optional<std::vector<const FunctionDecl *>> Evaluator::keepsNothing(const FunctionDecl *Method) {
  if (textFieldsOf(cast<CXXMethodDecl>(Method)->getParent(), Apis, P).empty())
    return std::nullopt;
  RunMethods Run(Method);
  for (size_t I = 0; I < Run.InSight.size(); ++I) {
    const Changes &What = flowOf(Run.InSight[I]).changes();
    if (llvm::any_of(What.Cells, [&](const Cell &C) { return C.Object == nullptr && (What.isEscaped(C) || What.isGivenAway(C)); }))
      return std::nullopt;
    for (const auto &[Statement, Here] : What.Events) {
      const auto *E = llvm::find_if(Here, [](const Event &Each) { return Each.What == Event::Kind::Method && Each.Where.Object == nullptr; });
      if (E != Here.end() && !Run.add(dyn_cast_or_null<CXXMethodDecl>(model::Call::of(E->At).Callee)))
        return std::nullopt;
    }
  }
  return Run.Elsewhere;
}

std::optional<std::vector<const FunctionDecl *>> Evaluator::leavesOwnTexts(const FunctionDecl *Method) {
  const auto *Own = dyn_cast<CXXMethodDecl>(Method);
  if (Own == nullptr || Own->isStatic() || textFieldsOf(Own->getParent(), Apis, P).empty())
    return std::nullopt;
  RunMethods Run(Method);
  for (size_t I = 0; I < Run.InSight.size(); ++I) {
    OwnUse Use;
    collectOwn(Run.InSight[I]->getBody(), Apis, P, Use);
    if (Use.IsTouched || !llvm::all_of(Use.Methods, [&](const CXXMethodDecl *Called) { return Run.add(Called); }))
      return std::nullopt;
  }
  return Run.Elsewhere;
}

std::optional<AbstractString> Evaluator::afterOwnPlace(const Event &E, const AbstractString &Before) {
  model::Call C = model::Call::of(E.At);
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  if (Method == nullptr || E.Position != nullptr)
    return std::nullopt;
  const FunctionDecl *Body = nullptr;
  std::vector<const FunctionDecl *> Elsewhere = {Method->getCanonicalDecl()};
  if (!Method->isVirtual() && Method->hasBody(Body)) {
    std::optional<std::vector<const FunctionDecl *>> Others = leavesOwnTexts(Body);
    if (!Others)
      return std::nullopt;
    Elsewhere = std::move(*Others);
  }
  AbstractString Left = afterEvent(E, Before);
  auto IsElsewhere = [&](const FunctionDecl *F) { return F != nullptr && llvm::is_contained(Elsewhere, F->getCanonicalDecl()); };
  // Whether they keep a pointer to it is asked together with whether they name it.
  llvm::erase_if(Left,
                 [&](const Alternative &A) { return llvm::all_of(A.Pieces, [&](const Piece &P) { return P.SuspectAt && IsElsewhere(P.Suspect); }); });
  // What is not in sight is known where the text is what it left there, and nothing where it is not.
  for (Alternative &A : Left)
    for (const FunctionDecl *Other : Elsewhere) {
      auto IsLeft = [&](const Piece &P) { return P.IsHole && P.Into && P.Result != nullptr && P.Result->getCanonicalDecl() == Other; };
      if (llvm::none_of(A.Pieces, IsLeft))
        return std::nullopt;
      for (Piece &P : A.Pieces)
        if (IsLeft(P))
          P.SuspectAt = OwnTexts;
    }
  return Left.empty() ? std::nullopt : std::optional(std::move(Left));
}

} // namespace tenantscan::strings
