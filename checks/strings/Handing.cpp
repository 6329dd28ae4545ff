//===- Handing.cpp - Where the place of a text goes ---------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Something else is given the text, its address or a view of it, and may change it, or
// show later changes.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Climb.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"

using namespace clang;

namespace tenantscan::strings {

// Whether the result of the call at I is bound to something, or written through.
bool Changes::isKept(const Climb &Now) {
  for (size_t I = Now.I; I-- > 0;) {
    const Stmt *Parent = Now.Above[I];
    const auto *Binary = dyn_cast<BinaryOperator>(Parent);
    const auto *Unary = dyn_cast<UnaryOperator>(Parent);
    if (isa<DeclStmt>(Parent) || isa<ArraySubscriptExpr>(Parent) || (Unary != nullptr && Unary->getOpcode() == UO_Deref) ||
        (Binary != nullptr && Binary->isAssignmentOp()))
      return true;
    if (!isa<CastExpr>(Parent) && !isa<ParenExpr>(Parent) && !isa<FullExpr>(Parent) && !(Binary != nullptr && Binary->isAdditiveOp()))
      return false;
  }
  return false;
}

// `p = text`, `char *p = strchr(text, 'x')`: up to here the text is known. Others than
// local variables may show it, or be shown, wherever they like.
void Changes::share(const Climb &Now) {
  const VarDecl *Other = nullptr;
  const BinaryOperator *Assignment = nullptr;
  for (size_t I = Now.I + 1; I-- > 0;) {
    const Stmt *Parent = Now.Above[I];
    const Stmt *Child = I + 1 < Now.Above.size() ? Now.Above[I + 1] : Now.E;
    if (const auto *Declaration = dyn_cast<DeclStmt>(Parent))
      for (const Decl *D : Declaration->decls())
        if (const auto *Bound = dyn_cast<VarDecl>(D); Bound != nullptr && Bound->getInit() == Child)
          Other = Bound;
    const auto *Binary = dyn_cast<BinaryOperator>(Parent);
    if (Binary != nullptr && Binary->getOpcode() == BO_Assign && Binary->getRHS() == Child) {
      const auto *Named = dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParens());
      Other = Named == nullptr ? nullptr : dyn_cast<VarDecl>(Named->getDecl());
      Assignment = Binary;
      // `text = grown(text, size)`: the pointer itself gets it.
      if (std::optional<Cell> Same = cellOf(Binary->getLHS()); Same && *Same == Now.C && Now.Type->isPointerType())
        return;
    }
    bool GoesOn = isa<CastExpr, ParenExpr, FullExpr, AbstractConditionalOperator>(Parent) || (isa<CallExpr>(Parent) && I == Now.I) ||
                  (Binary != nullptr && Binary->isAdditiveOp());
    if (Other != nullptr || !GoesOn)
      break;
  }
  bool IsLocal = Other != nullptr && Other->hasLocalStorage() && !Other->isImplicit() && Other->getDeclContext() == Function;
  // The place of a pointer, and not what it points to.
  bool IsPlace = Now.IsAddress || Now.IsInserter || (Now.Type->isPointerType() && !Now.WasRead);
  if (!IsLocal || IsPlace || Now.InLambda || IsForeign || Now.C.Field != nullptr)
    return escape(Now.C);
  Event E;
  E.What = Event::Kind::Share;
  E.Where = Now.C;
  E.At = Assignment != nullptr ? Assignment : Other->getInit();
  Shared.insert(Now.C);
  Changed.insert(Now.C);
  // Before the other one is given what it shares.
  auto &Here = Assignment != nullptr ? Events[Assignment] : AfterDeclaration[Other];
  Here.insert(Here.begin(), E);
  Leading.push_back(Other);
}

// The text, or its address, is an argument.
void Changes::pass(Climb &Now, const Expr *Call, unsigned Argument, QualType Parameter) {
  // strchr(text, 'x') leads into the text.
  QualType Result = Call->getType();
  bool LeadsIn = (Result->isPointerType() && Result->getPointeeType()->isAnyCharacterType() && !Result->getPointeeType().isConstQualified()) ||
                 (Call->isLValue() && !Result.isConstQualified() && (Apis.isText(Result) || Result->isAnyCharacterType()));
  if (LeadsIn && isKept(Now)) {
    const model::TextApi *T = Apis.matchText(model::Call::of(Call));
    if (T == nullptr || T->Into)
      share(Now);
  }
  bool IsConstText =
      Now.WasRead && !Now.IsContent && Parameter->isPointerType() && Now.Type->isPointerType() && Now.Type->getPointeeType().isConstQualified();
  if (!Now.IsInserter && (isReadOnly(Parameter) || IsConstText))
    return;
  // fmt::join(list, ", ") takes any reference, and only looks.
  if (const model::TextApi *T = Now.IsList ? Apis.matchText(model::Call::of(Call)) : nullptr; T != nullptr && !T->Into)
    return;
  Event New;
  New.What = Now.Direct ? Event::Kind::Call : Event::Kind::Unknown;
  New.Where = Now.C;
  New.At = Call;
  New.Value = Call;
  New.Argument = Argument;
  New.Position = Now.Position;
  New.All = Now.IsInserter;
  add(New, Now.InLambda);
}

// What is moved from holds anything, once the whole expression is done.
void Changes::moved(const Cell &C, llvm::ArrayRef<const Stmt *> Above, bool InLambda) {
  Event E;
  E.Where = C;
  const Stmt *Top = nullptr;
  for (const Stmt *S : llvm::reverse(Above)) {
    if (isa<ReturnStmt>(S))
      return;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Declared = dyn_cast<VarDecl>(D)) {
          Changed.insert(C);
          AfterDeclaration[Declared].push_back(E);
        }
      return;
    }
    if (!isa<Expr>(S))
      break;
    if (isa<CallExpr>(S) || isa<CXXConstructExpr>(S) || isa<BinaryOperator>(S))
      Top = S;
  }
  // `s = std::move(s) + "..."`
  if (const auto *Assignment = dyn_cast_or_null<CXXOperatorCallExpr>(Top);
      Assignment != nullptr && Assignment->getOperator() == OO_Equal && C.Field == nullptr)
    if (const auto *Left = dyn_cast<DeclRefExpr>(Assignment->getArg(0)->IgnoreParenImpCasts()); Left != nullptr && Left->getDecl() == C.Object)
      return;
  E.At = cast_or_null<Expr>(Top);
  if (Initialising != nullptr && !InLambda) {
    Changed.insert(C);
    AfterInitialiser[Initialising].push_back(E);
  } else if (Top == nullptr)
    escape(C);
  else
    add(E, InLambda);
}

// `const char *p = buffer`, `p = buffer`: p is whatever the buffer is.
void Changes::noteAlias(const Cell &C, llvm::ArrayRef<const Stmt *> Above) {
  for (const Stmt *S : llvm::reverse(Above)) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Bound = dyn_cast<VarDecl>(D); Bound != nullptr && Bound->getType()->isPointerType())
          References.emplace_back(Bound, C);
      return;
    }
    if (const auto *Assignment = dyn_cast<BinaryOperator>(S); Assignment != nullptr && Assignment->getOpcode() == BO_Assign)
      if (const auto *Left = dyn_cast<DeclRefExpr>(Assignment->getLHS()->IgnoreParenImpCasts()))
        if (const auto *Bound = dyn_cast<VarDecl>(Left->getDecl()))
          References.emplace_back(Bound, C);
    if (!isa<CastExpr>(S) && !isa<ParenExpr>(S) && !isa<AbstractConditionalOperator>(S))
      return;
  }
}

/// Whether objects of the type show text that is held elsewhere.
static bool isView(QualType T) {
  if (T->isReferenceType() || T->isPointerType())
    return true;
  const CXXRecordDecl *Class = T.getCanonicalType()->getAsCXXRecordDecl();
  if (Class == nullptr || Class->getIdentifier() == nullptr)
    return false;
  std::string Name = Class->getName().lower();
  return llvm::StringRef(Name).contains("view") || llvm::StringRef(Name).contains("piece") || llvm::StringRef(Name).contains("ref") ||
         Name == "range" || llvm::StringRef(Name).contains("latin1");
}

// `const char *p = s.c_str()`, `std::string_view v = s`: what is changed later
// shows in them, or is not theirs any more.
void Changes::noteView(const Cell &C, llvm::ArrayRef<const Stmt *> Above, QualType Given) {
  if (!isView(Given))
    return;
  bool IsWritable = false;
  for (const Stmt *S : llvm::reverse(Above)) {
    // char *p = const_cast<char *>(s.c_str())
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(S); Cast != nullptr && Cast->getType()->isPointerType() && !isReadOnly(Cast->getType()))
      IsWritable = true;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Bound = dyn_cast<VarDecl>(D); Bound != nullptr && isView(Bound->getType()))
          References.emplace_back(Bound, C);
      if (IsWritable)
        escape(C);
      return;
    }
    const auto *Binary = dyn_cast<BinaryOperator>(S);
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S);
    bool IsAssignment = (Binary != nullptr && Binary->getOpcode() == BO_Assign) || (Operator != nullptr && Operator->getOperator() == OO_Equal);
    if (IsAssignment) {
      const Expr *Left = Binary != nullptr ? Binary->getLHS() : Operator->getArg(0);
      if (const auto *Named = dyn_cast<DeclRefExpr>(Left->IgnoreParenImpCasts()))
        if (const auto *Bound = dyn_cast<VarDecl>(Named->getDecl()); Bound != nullptr && isView(Bound->getType()))
          References.emplace_back(Bound, C);
      return;
    }
    const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
    bool GoesOn = isa<CastExpr>(S) || isa<ParenExpr>(S) || isa<FullExpr>(S) || isa<MaterializeTemporaryExpr>(S) || isa<CXXBindTemporaryExpr>(S) ||
                  isa<MemberExpr>(S) || isa<AbstractConditionalOperator>(S) || (isa<CXXConstructExpr>(S) && isView(cast<Expr>(S)->getType())) ||
                  (Call != nullptr && isView(Call->getType()));
    if (!GoesOn)
      return;
  }
}

// The initialiser of something.
void Changes::reachDeclaration(Climb &Now, const DeclStmt *Declaration) {
  for (const Decl *D : Declaration->decls()) {
    const auto *Bound = dyn_cast<VarDecl>(D);
    if (Bound == nullptr || Bound->getInit() == nullptr || Bound->getInit()->IgnoreImplicit() != Now.E->IgnoreImplicit())
      continue;
    // for (char &c : text)
    if (Bound->isImplicit() && llvm::any_of(Now.Above, [&](const Stmt *S) {
          const auto *Loop = dyn_cast<CXXForRangeStmt>(S);
          return Loop != nullptr && Loop->getRangeStmt() == Declaration && !isReadOnly(Loop->getLoopVariable()->getType()) &&
                 !(Now.IsList && !ExprMutationAnalyzer(*Loop->getBody(), AST).isMutated(Loop->getLoopVariable()));
        }))
      escape(Now.C);
    bool Aliases = Bound->getType()->isReferenceType() && !Bound->getType()->getPointeeType().isConstQualified() && !Bound->isImplicit();
    bool Points = (Now.IsAddress || Now.isBuffer()) && Bound->getType()->isPointerType() && !isReadOnly(Bound->getType());
    if (Aliases || Points || Now.IsInserter)
      share(Now);
    // A constant reference sees later changes, which its own text does not show.
    if ((Bound->getType()->isReferenceType() && !Bound->isImplicit()) || (Now.IsContent && Bound->getType()->isPointerType()))
      References.emplace_back(Bound, Now.C);
  }
}

} // namespace tenantscan::strings
