//===- Cursors.cpp - Places in a text that something is written at -------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `char *p = buffer; p += sprintf(p, ...); p += sprintf(p, ...);`, `out = format_to(out,
// ...)`: the variable is behind what was written last, so what is written at it is
// appended. That holds where it is used for nothing else.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Changes.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace tenantscan::strings {

static bool isInserter(QualType T) {
  const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  return Class != nullptr && Class->isInStdNamespace() && Class->getIdentifier() != nullptr && Class->getName() == "back_insert_iterator";
}

static const Expr *bare(const Expr *E) { return E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts(); }

static const VarDecl *variableIn(const Expr *E) {
  const auto *Reference = dyn_cast<DeclRefExpr>(bare(E));
  return Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
}

// What a cursor is put before: an array of characters, or what is appended to.
static std::optional<Cell> startIn(const Expr *E, bool IsInserter) {
  E = bare(E);
  if (IsInserter) {
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *Callee = Call == nullptr || Call->getNumArgs() != 1 ? nullptr : Call->getDirectCallee();
    bool Inserts = Callee != nullptr && Callee->isInStdNamespace() && Callee->getDeclName().isIdentifier() && Callee->getName() == "back_inserter";
    return Inserts ? cellOf(Call->getArg(0)) : std::nullopt;
  }
  // char *end = buffer + sizeof(buffer)
  if (const auto *Plus = dyn_cast<BinaryOperator>(E); Plus != nullptr && Plus->getOpcode() == BO_Add)
    E = bare(Plus->getLHS());
  std::optional<Cell> Start = cellOf(E);
  return Start && Start->type()->isArrayType() ? Start : std::nullopt;
}

namespace {

/// Reads a body once, for one variable.
struct Uses {
  const VarDecl *Cursor;
  bool IsInserter;
  model::ApiMatcher &Apis;
  std::optional<Cell> Start = {};
  bool IsOther = false;
  /// It is somewhere else than at the beginning: nothing is written there.
  bool IsBound = false;
  bool IsWritten = false;

  // The call writes at the cursor, and at nothing else.
  bool isWrite(const Expr *E) const {
    const auto *Call = dyn_cast<CallExpr>(bare(E));
    const model::TextApi *T = Call == nullptr ? nullptr : Apis.matchText(model::Call::of(Call));
    return T != nullptr && T->Into && *T->Into < Call->getNumArgs() && variableIn(Call->getArg(*T->Into)) == Cursor;
  }
  // The arguments of a write: the cursor may be a part of the size.
  void seeWrite(const Expr *E) {
    IsWritten = true;
    const auto *Call = cast<CallExpr>(bare(E));
    unsigned Into = *Apis.matchText(model::Call::of(Call))->Into;
    for (unsigned I = 0; I < Call->getNumArgs(); ++I)
      if (I != Into)
        see(Call->getArg(I));
  }
  void begin(const Expr *Value) {
    std::optional<Cell> Here = startIn(Value, IsInserter);
    if (!Here || (Start && !(*Start == *Here)))
      IsOther = true;
    Start = Here;
    IsBound = IsBound || isa<BinaryOperator>(bare(Value));
  }
  // p = stpcpy(p, ...), out = format_to(out, ...): the place behind what was written.
  bool givesEnd(const Expr *E) const {
    static constexpr llvm::StringLiteral Names[] = {"stpcpy", "mempcpy", "format_to", "vformat_to"};
    const FunctionDecl *Callee = isWrite(E) ? cast<CallExpr>(bare(E))->getDirectCallee() : nullptr;
    return Callee != nullptr && Callee->getDeclName().isIdentifier() && llvm::is_contained(Names, Callee->getName());
  }
  // *p = 0
  bool ends(const BinaryOperator *Assignment) const {
    const auto *Star = dyn_cast<UnaryOperator>(Assignment->getLHS()->IgnoreParens());
    Expr::EvalResult Value;
    return Star != nullptr && Star->getOpcode() == UO_Deref && variableIn(Star->getSubExpr()) == Cursor && Assignment->getOpcode() == BO_Assign &&
           !Assignment->getRHS()->isValueDependent() && Assignment->getRHS()->EvaluateAsInt(Value, Cursor->getASTContext()) &&
           Value.Val.getInt().isZero();
  }
  void assign(const Expr *Value) {
    if (givesEnd(Value))
      seeWrite(Value);
    else
      begin(Value);
  }

  void see(const Stmt *S) {
    if (S == nullptr || IsOther)
      return;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S)) {
      IsOther = Reference->getDecl() == Cursor;
      return;
    }
    if (const auto *Assignment = dyn_cast<BinaryOperator>(S)) {
      if (ends(Assignment)) {
        IsWritten = true;
        return;
      }
      if (Assignment->isAssignmentOp() && variableIn(Assignment->getLHS()) == Cursor) {
        if (Assignment->getOpcode() == BO_Assign)
          return assign(Assignment->getRHS());
        // p += sprintf(p, ...)
        if (Assignment->getOpcode() == BO_AddAssign && isWrite(Assignment->getRHS()) && bare(Assignment->getRHS())->getType()->isIntegerType())
          return seeWrite(Assignment->getRHS());
        IsOther = true;
        return;
      }
      // p - buffer, end - p, p < end
      if (Assignment->getOpcode() == BO_Sub || Assignment->isComparisonOp()) {
        if (variableIn(Assignment->getLHS()) != Cursor)
          see(Assignment->getLHS());
        if (variableIn(Assignment->getRHS()) != Cursor)
          see(Assignment->getRHS());
        return;
      }
    }
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S);
        Operator != nullptr && Operator->getOperator() == OO_Equal && Operator->getNumArgs() == 2 && variableIn(Operator->getArg(0)) == Cursor)
      return assign(Operator->getArg(1));
    // What is inserted is always appended.
    if (const auto *Call = dyn_cast<CallExpr>(S); Call != nullptr && IsInserter && isWrite(Call))
      return seeWrite(Call);
    if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declaration->decls())
        if (D == Cursor && Cursor->getInit() != nullptr)
          return begin(Cursor->getInit());
    if (isa<LambdaExpr>(S))
      for (const Stmt *Child : S->children())
        IsOther = IsOther || mentions(Child);
    else
      for (const Stmt *Child : S->children())
        see(Child);
  }
  bool mentions(const Stmt *S) const {
    if (const auto *Reference = dyn_cast_or_null<DeclRefExpr>(S); Reference != nullptr && Reference->getDecl() == Cursor)
      return true;
    return S != nullptr && llvm::any_of(S->children(), [&](const Stmt *Child) { return mentions(Child); });
  }
};

} // namespace

void Changes::findCursors() {
  auto Find = [&](auto &&Self, const Stmt *S) -> void {
    if (S == nullptr || isa<LambdaExpr>(S))
      return;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declaration->decls()) {
        const auto *Variable = dyn_cast<VarDecl>(D);
        if (Variable == nullptr || !Variable->isLocalVarDecl() || Variable->isStaticLocal())
          continue;
        QualType T = Variable->getType();
        bool IsPointer = T->isPointerType() && T->getPointeeType()->isAnyCharacterType() && !T->getPointeeType().isConstQualified();
        if (!IsPointer && !isInserter(T))
          continue;
        Uses All{Variable, isInserter(T), Apis};
        All.see(Function->getBody());
        if (!All.IsOther && !(All.IsBound && All.IsWritten) && All.Start && All.Start->Object != nullptr && All.Start->Object->isLocalVarDeclOrParm())
          Cursors[Variable] = *All.Start;
      }
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  Find(Find, Function->getBody());
}

// What else writes to the text does not move a pointer into it.
void Changes::checkCursors() {
  for (const auto &[Cursor, C] : Cursors)
    if (!isInserter(Cursor->getType()))
      for (const auto &[Statement, Here] : Events)
        if (!AtCursors.contains(Statement) && llvm::any_of(Here, [&, &C = C](const Event &E) { return E.Where == C; }))
          Escaped.insert(C);
}

// What is written at a cursor is appended to the text; one that is put before it again
// writes over it.
bool Changes::seeCursor(const DeclRefExpr *Reference, llvm::ArrayRef<const Stmt *> Above) {
  auto It = Cursors.find(dyn_cast<VarDecl>(Reference->getDecl()));
  if (It == Cursors.end())
    return false;
  for (size_t I = Above.size(); I-- > 0;) {
    const auto *Call = dyn_cast<CallExpr>(Above[I]);
    const model::TextApi *T = Call == nullptr ? nullptr : Apis.matchText(model::Call::of(Call));
    if (T != nullptr && T->Into && *T->Into < Call->getNumArgs() && variableIn(Call->getArg(*T->Into)) == It->first) {
      // The size may name it, too.
      if (bare(Call->getArg(*T->Into)) != Reference)
        return true;
      Event E;
      E.What = Event::Kind::Call;
      E.Where = It->second;
      E.At = Call;
      E.Value = Call;
      E.Argument = *T->Into;
      E.All = true;
      add(E, /*InLambda=*/false);
      AtCursors.insert(Call);
      return true;
    }
    if (!isa<Expr>(Above[I]))
      break;
  }
  return true;
}

// Whether the text is where a cursor begins: notes what that does.
bool Changes::beginsCursor(const Cell &C, llvm::ArrayRef<const Stmt *> Above) {
  for (const Stmt *S : llvm::reverse(Above)) {
    const VarDecl *Begun = nullptr;
    if (const auto *Assignment = dyn_cast<BinaryOperator>(S); Assignment != nullptr && Assignment->getOpcode() == BO_Assign)
      Begun = variableIn(Assignment->getLHS());
    else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S); Operator != nullptr && Operator->getOperator() == OO_Equal)
      Begun = variableIn(Operator->getArg(0));
    if (const auto *Declaration = dyn_cast<DeclStmt>(S); Declaration != nullptr && Declaration->isSingleDecl())
      Begun = dyn_cast<VarDecl>(Declaration->getSingleDecl());
    if (auto It = Begun == nullptr ? Cursors.end() : Cursors.find(Begun); It != Cursors.end() && It->second == C) {
      bool IsBound = llvm::any_of(Above, [](const Stmt *Part) {
        const auto *Plus = dyn_cast<BinaryOperator>(Part);
        return Plus != nullptr && Plus->getOpcode() == BO_Add;
      });
      if (IsBound || isInserter(Begun->getType()))
        return true;
      Event E;
      E.What = Event::Kind::Clear;
      E.Where = C;
      E.At = dyn_cast<Expr>(S);
      AtCursors.insert(S);
      if (E.At != nullptr) {
        add(E, /*InLambda=*/false);
      } else {
        Changed.insert(C);
        AfterDeclaration[Begun].push_back(E);
      }
      return true;
    }
    if (isa<DeclStmt>(S) || (!isa<CastExpr>(S) && !isa<ParenExpr>(S) && !isa<FullExpr>(S) && !isa<MaterializeTemporaryExpr>(S) &&
                             !isa<CXXConstructExpr>(S) && !isa<CallExpr>(S) && !isa<BinaryOperator>(S)))
      return false;
  }
  return false;
}

} // namespace tenantscan::strings
