//===- Members.cpp - Text that methods find in members ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a member holds where a method begins is what constructors and other methods
// left in it. That is known if all code that can change it is in sight, and if
// every method that does so writes it anew: in which order methods add to a text,
// nobody knows.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Evaluator.h"

#include "checks/Places.h"
#include "checks/SourceText.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan::strings {

// The function, and those of classes that are declared in it.
static void functionsOf(const FunctionDecl *F, std::vector<const FunctionDecl *> &Out) {
  const FunctionDecl *Body = nullptr;
  if (!F->hasBody(Body) || Body->isDependentContext())
    return;
  Out.push_back(Body);
  functionsIn(Body, Out);
}

void functionsIn(const DeclContext *Context, std::vector<const FunctionDecl *> &Out) {
  for (const Decl *D : Context->decls()) {
    if (const auto *F = dyn_cast<FunctionDecl>(D)) {
      functionsOf(F, Out);
    } else if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
      for (const FunctionDecl *S : Template->specializations())
        functionsOf(S, Out);
    } else if (const auto *Nested = dyn_cast<CXXRecordDecl>(D)) {
      if (Nested->isCompleteDefinition() && !Nested->isInjectedClassName())
        functionsIn(Nested, Out);
    } else if (const auto *Class = dyn_cast<ClassTemplateDecl>(D)) {
      for (const ClassTemplateSpecializationDecl *S : Class->specializations())
        functionsIn(S, Out);
    } else if (isa<NamespaceDecl>(D) || isa<LinkageSpecDecl>(D)) {
      functionsIn(cast<DeclContext>(D), Out);
    }
  }
}

bool hasUnseenMethods(const CXXRecordDecl *Class) {
  auto IsUnseen = [](const FunctionDecl *F) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    bool IsHarmless = F->isDeleted() || F->isDefaulted() || F->isImplicit() || F->isPureVirtual() ||
                      (Method != nullptr && (Method->isConst() || Method->isStatic()) && !Method->getParent()->hasMutableFields());
    return !IsHarmless && !F->hasBody();
  };
  for (const Decl *D : Class->decls()) {
    if (const auto *F = dyn_cast<FunctionDecl>(D); F != nullptr && IsUnseen(F))
      return true;
    if (isa<FriendDecl>(D) || isa<FunctionTemplateDecl>(D))
      if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D); Template == nullptr || IsUnseen(Template->getTemplatedDecl()))
        return true;
  }
  return false;
}

std::vector<const FunctionDecl *> Evaluator::functionsOfUnit() {
  std::vector<const FunctionDecl *> Functions;
  for (const Decl *D : AST.getTranslationUnitDecl()->decls()) {
    if (!isProjectCode(D->getLocation(), AST.getSourceManager(), P))
      continue;
    if (isa<NamespaceDecl>(D) || isa<CXXRecordDecl>(D) || isa<LinkageSpecDecl>(D)) {
      functionsIn(cast<DeclContext>(D), Functions);
    } else if (const auto *F = dyn_cast<FunctionDecl>(D)) {
      if (F->doesThisDeclarationHaveABody())
        functionsOf(F, Functions);
    } else if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
      for (const FunctionDecl *S : Template->specializations())
        functionsOf(S, Functions);
    } else if (const auto *Class = dyn_cast<ClassTemplateDecl>(D)) {
      for (const ClassTemplateSpecializationDecl *S : Class->specializations())
        functionsIn(S, Functions);
    }
  }
  return Functions;
}

// Variables of the file that the initialiser of another one may lead to.
static void mentionedIn(const Stmt *S, bool IsKept, llvm::DenseSet<const VarDecl *> &Out) {
  if (S == nullptr)
    return;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S); Reference != nullptr && IsKept)
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
      Out.insert(Variable);
  for (const Stmt *Child : S->children())
    mentionedIn(Child, IsKept || isa<LambdaExpr>(S), Out);
}

static void keptIn(const DeclContext *Context, llvm::DenseSet<const VarDecl *> &Out) {
  for (const Decl *D : Context->decls()) {
    if (const auto *Variable = dyn_cast<VarDecl>(D); Variable != nullptr && Variable->getInit() != nullptr) {
      QualType T = Variable->getType();
      mentionedIn(Variable->getInit(), T->isReferenceType() || T->isPointerType() || T->isArrayType() || T->isRecordType(), Out);
    } else if (isa<NamespaceDecl>(D) || isa<LinkageSpecDecl>(D) || isa<CXXRecordDecl>(D)) {
      keptIn(cast<DeclContext>(D), Out);
    }
  }
}

bool Evaluator::isNeverChanged(const VarDecl *Variable) {
  if (!isTextOfFile(Variable, Apis) && !isTableOfFile(Variable))
    return false;
  if (!ChangedGlobals) {
    ChangedGlobals.emplace();
    for (const FunctionDecl *F : functionsOfUnit())
      for (const VarDecl *Changed : flowOf(F).changes().ChangedGlobals)
        ChangedGlobals->insert(Changed->getCanonicalDecl());
    llvm::DenseSet<const VarDecl *> Kept;
    for (const Decl *D : AST.getTranslationUnitDecl()->decls())
      if (isProjectCode(D->getLocation(), AST.getSourceManager(), P)) {
        if (const auto *Global = dyn_cast<VarDecl>(D); Global != nullptr && Global->getInit() != nullptr)
          mentionedIn(Global->getInit(), true, Kept);
        else if (isa<NamespaceDecl>(D) || isa<LinkageSpecDecl>(D) || isa<CXXRecordDecl>(D))
          keptIn(cast<DeclContext>(D), Kept);
      }
    for (const VarDecl *V : Kept)
      ChangedGlobals->insert(V->getCanonicalDecl());
  }
  return ChangedGlobals->count(Variable->getCanonicalDecl()) == 0;
}

bool Evaluator::changesShared(const FunctionDecl *Function, const VarDecl *Variable) {
  const FunctionDecl *Body = nullptr;
  if (!Function->hasBody(Body))
    return true;
  return !Body->isDependentContext() && llvm::any_of(flowOf(Body).changes().ChangedGlobals, [&](const VarDecl *Changed) {
    return Changed->getCanonicalDecl() == Variable->getCanonicalDecl();
  });
}

const Evaluator::Writers &Evaluator::writersOf(const FieldDecl *Field) {
  auto [It, IsNew] = Members.try_emplace(Field);
  if (!IsNew)
    return It->second;
  Writers Found;
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  const SourceManager &SM = AST.getSourceManager();
  if (Class == nullptr || Class->isUnion())
    return It->second;
  std::vector<const FunctionDecl *> Functions;
  bool IsOwn = Field->getAccess() == AS_private;
  // What only this file sees, only this file changes.
  bool IsLocal = SM.getFileID(SM.getExpansionLoc(Class->getLocation())) == SM.getMainFileID() || Class->isInAnonymousNamespace() ||
                 Class->getParentFunctionOrMethod() != nullptr;
  bool IsConstant = Field->getType().isConstQualified();
  if (IsOwn || IsConstant)
    functionsIn(Class, Functions);
  else if (IsLocal)
    Functions = functionsOfUnit();
  // An aggregate is filled by whoever makes one.
  Found.IsClosed = (IsOwn || IsConstant || IsLocal) && !Class->isAggregate() && !hasUnseenMethods(Class);
  Found.IsKept = IsOwn && Found.IsClosed;
  // A constant member is written by constructors only.
  if (IsConstant)
    Found.IsClosed = !Class->isAggregate() && hasConstructorsInSight(Class);
  for (const FunctionDecl *F : Functions) {
    const Changes &What = flowOf(F).changes();
    Cell Own{nullptr, Field};
    bool IsEscaped = What.isEscaped(Own) || What.isGivenAway(Own) || What.isMixed(Own) || What.ChangedElsewhere.count(Field) != 0;
    Found.IsKept = Found.IsKept && !What.isEscapedItself(Own) && !What.isGivenAway(Own) && What.ChangedElsewhere.count(Field) == 0;
    // Objects of the class that the function has by name.
    for (const Cell &C : What.Cells)
      if (C.Object != nullptr && C.Field == Field) {
        IsEscaped = IsEscaped || What.isEscaped(C) || What.isMixed(C) || !What.isConstant(C);
        Found.IsKept = Found.IsKept && !What.isEscapedItself(C) && What.isConstant(C);
      }
    if (IsEscaped)
      Found.IsClosed = false;
    Found.IsLeaked = Found.IsLeaked || What.isEscaped(Own);
    if (IsEscaped || !What.isConstant(Own))
      Found.Functions.push_back(F);
    else if (isa<CXXConstructorDecl>(F) && cast<CXXConstructorDecl>(F)->getParent()->getCanonicalDecl() == Class->getCanonicalDecl())
      Found.Functions.push_back(F);
  }
  return Members[Field] = std::move(Found);
}

bool Evaluator::isChangedByOthers(const FieldDecl *Field, const FunctionDecl *Function) {
  const Writers &W = writersOf(Field);
  return !W.IsClosed ||
         llvm::any_of(W.Functions, [&](const FunctionDecl *F) { return F != Function && !isa<CXXConstructorDecl>(F) && !isa<CXXDestructorDecl>(F); });
}

// A member as it is at the beginning of a method, which those who call it may know.
Piece Evaluator::heldBefore(const FieldDecl *Field, const FunctionDecl *Method, const Piece &Hole) {
  Piece Left = Hole;
  Left.Field = nullptr;
  Left.Owner = nullptr;
  Left.Function = nullptr;
  const auto *Within = dyn_cast_or_null<CXXMethodDecl>(Method);
  bool IsOfThis = Hole.Owner == nullptr && Within != nullptr && !Within->isStatic() && !isa<CXXConstructorDecl>(Within);
  if (Method != nullptr && (IsOfThis || Hole.Owner != nullptr)) {
    auto Fields = IsOfThis ? textFieldsOf(Within->getParent(), Apis, P) : handedFieldsOf(Hole.Owner->getType(), Apis, P);
    if (const auto *It = llvm::find(Fields, Field); It != Fields.end()) {
      auto Member = static_cast<unsigned>(It - Fields.begin());
      Left.HeldIn = Method;
      Left.HeldAt = IsOfThis ? MemberSlots + Member : memberSlot(Hole.Owner->getFunctionScopeIndex(), Member);
    }
  }
  return Left;
}

// What a member holds at the beginning of a method.
AbstractString Evaluator::anywhere(const FieldDecl *Field, const FunctionDecl *Method, const Piece &Hole, bool WithNothing) {
  AbstractString Unknown = {{{heldBefore(Field, Method, Hole)}, {}, {}}};
  // A constant member that only its class gives a value.
  if (AbstractString Default = visitField(Field, Hole.Source); !Default.front().isUnknown())
    Unknown = std::move(Default);
  const Writers &Known = writersOf(Field);
  if (Hole.Owner != nullptr || !Known.IsClosed || !Active.insert({Field, Field}).second)
    return Unknown;
  Writers W = Known;
  AbstractString All;
  bool IsKnown = true;
  const auto *Class = cast<CXXRecordDecl>(Field->getParent());
  auto Add = [&](AbstractString Texts) {
    for (Alternative &A : Texts) {
      bool IsOwn = llvm::any_of(A.Pieces, [&](const Piece &P) { return P.Field == Field && P.Function != nullptr; });
      // As it was.
      if (IsOwn && A.Pieces.size() == 1)
        continue;
      if (IsOwn)
        IsKnown = false;
      A.Conditions.clear();
      A.Needs.clear();
      All.push_back(std::move(A));
    }
  };
  for (const FunctionDecl *F : W.Functions) {
    if (isa<CXXDestructorDecl>(F) || Calling.size() >= MaxCalls)
      continue;
    const auto *Constructor = dyn_cast<CXXConstructorDecl>(F);
    if (Constructor != nullptr && Constructor->isCopyOrMoveConstructor() && Constructor->isDefaulted())
      continue;
    Flow &Through = flowOf(F);
    if (!Through.follows({nullptr, Field})) {
      IsKnown = false;
      break;
    }
    Calling.push_back(F);
    std::shared_ptr<const AbstractString> AtExit = Through.valueAtExit({nullptr, Field}, *this);
    Calling.pop_back();
    if (AtExit)
      Add(*AtExit);
  }
  // Without a constructor in the source there is the one of the language.
  if (llvm::none_of(W.Functions, [](const FunctionDecl *F) { return isa<CXXConstructorDecl>(F); }) ||
      llvm::any_of(Class->ctors(), [](const CXXConstructorDecl *C) { return C->isDefaultConstructor() && C->isDefaulted() && !C->isDeleted(); })) {
    if (Field->hasInClassInitializer() && Field->getInClassInitializer() != nullptr)
      Add(visit(Field->getInClassInitializer()));
  }
  Active.erase({Field, Field});
  // What was given nothing is no statement.
  if (!WithNothing)
    llvm::erase_if(All, [](const Alternative &A) { return A.Pieces.empty(); });
  if (!IsKnown || All.empty())
    return Unknown;
  for (Alternative &A : All)
    if (!A.isUnknown())
      A.Stops.push_back({Field->getLocation(), fmt::format("kept in '{}'", Field->getNameAsString())});
  return settled(bounded(std::move(All), Field->getNameAsString()));
}

AbstractString Evaluator::settled(const AbstractString &Text) {
  auto IsOpen = [](const Piece &P) { return P.Function != nullptr; };
  auto IsOpenNeed = [](const Need &N) { return N.Field != nullptr && N.HeldIn == nullptr && !N.Field->getType()->isIntegralOrEnumerationType(); };
  if (llvm::none_of(Text, [&](const Alternative &A) { return llvm::any_of(A.Pieces, IsOpen) || llvm::any_of(A.Needs, IsOpenNeed); }))
    return Text;
  auto Held = [&](const Piece &P) {
    AbstractString Known = anywhere(P.Field, P.Function, P);
    return P.JoinedBy && !(Known.size() == 1 && Known.front().isUnknown()) ? joined(Known, *P.JoinedBy, P.Source) : Known;
  };
  AbstractString Result;
  for (const Alternative &A : Text) {
    Alternative Begun = A.begun();
    llvm::erase_if(Begun.Needs, IsOpenNeed);
    if (!llvm::all_of(A.Needs, [&](const Need &N) { return !IsOpenNeed(N) || settle(Begun, N); }))
      continue;
    AbstractString Built = {Begun};
    for (const Piece &P : A.Pieces)
      Built = concatenate(Built, IsOpen(P) ? Held(P) : AbstractString{{{P}, {}, {}}}, P.Source);
    for (Alternative &B : Built)
      Result.push_back(std::move(B));
  }
  return Result.empty() ? Text : bounded(std::move(Result), "text");
}

} // namespace tenantscan::strings
