//===- Flow.cpp - How the text of variables changes ---------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Flow.h"

#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan::strings {

/// Zero, one and two runs of a loop.
static constexpr unsigned Sweeps = 3;
/// Conditions beyond these are not told apart.
static constexpr unsigned MaxKeys = Flow::KeysEach;
/// Functions with more blocks are not followed.
static constexpr unsigned MaxBlocks = 20000;

Flow::Flow(const FunctionDecl *Function, ASTContext &AST, model::ApiMatcher &Apis, unsigned FirstKey)
    : Function(Function), AST(AST), Apis(Apis), FirstKey(FirstKey) {
  for (const ParmVarDecl *Parameter : Function->parameters())
    isCandidate(Parameter);
  Ancestors Above;
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Function))
    for (const CXXCtorInitializer *Init : Constructor->inits())
      collect(Init->getInit(), Above, nullptr);
  collect(Function->getBody(), Above, nullptr);
  for (const auto &[Bound, Variable] : References)
    if (Escaped.count(Variable) != 0 || changesAfter(Variable, Bound->getLocation()))
      Escaped.insert(Bound);
  for (const VarDecl *Variable : Escaped) {
    Index.erase(Variable);
    Changed.erase(Variable);
  }
}

bool Flow::changesAfter(const VarDecl *Variable, SourceLocation Where) const {
  for (const auto &[Statement, Changes] : Events)
    for (const Event &E : Changes)
      if (E.Variable == Variable && AST.getSourceManager().isBeforeInTranslationUnit(Where, E.At->getExprLoc()))
        return true;
  return false;
}

bool Flow::isCandidate(const VarDecl *Variable) {
  if (Index.count(Variable) != 0)
    return true;
  bool IsHere = Variable->isLocalVarDeclOrParm() && !Variable->isStaticLocal() &&
                dyn_cast<FunctionDecl>(Variable->getParentFunctionOrMethod()) == Function && !Variable->getType()->isDependentType();
  if (!IsHere || !Apis.isText(Variable->getType()))
    return false;
  Index[Variable] = static_cast<unsigned>(Variables.size());
  Variables.push_back(Variable);
  return true;
}

void Flow::add(Event E, bool InLambda) {
  // When a lambda runs is not known.
  if (InLambda) {
    Escaped.insert(E.Variable);
    return;
  }
  Changed.insert(E.Variable);
  Events[E.At].push_back(E);
}

void Flow::collect(const Stmt *S, Ancestors &Above, const LambdaExpr *Lambda) {
  // What is never evaluated changes nothing.
  if (S == nullptr || isa<UnaryExprOrTypeTraitExpr>(S) || isa<CXXNoexceptExpr>(S) || isa<CXXTypeidExpr>(S))
    return;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable != nullptr && isCandidate(Variable)) {
      if (Lambda != nullptr)
        InLambdas[Reference] = Lambda;
      classify(Reference, Variable, Above, Lambda != nullptr);
    } else if (Variable != nullptr && !Variable->getType().isConstQualified()) {
      // A number that is only ever read keeps its value.
      const auto *Cast = Above.empty() ? nullptr : dyn_cast<ImplicitCastExpr>(Above.back());
      if (Cast == nullptr || Cast->getCastKind() != CK_LValueToRValue)
        MaybeChanged.insert(Variable);
    }
    return;
  }
  HasTry = HasTry || isa<CXXTryStmt>(S);
  IsRepeated = IsRepeated || isa<LabelStmt>(S);
  if (const auto *Return = dyn_cast<ReturnStmt>(S); Return != nullptr && Return->getRetValue() != nullptr && Lambda == nullptr)
    Returned.push_back(Return->getRetValue());
  if (const auto *Declaration = dyn_cast<DeclStmt>(S); Declaration != nullptr && Lambda == nullptr)
    for (const Decl *D : Declaration->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D); Variable != nullptr) {
        // In a loop it is another one each time, with another value.
        if (IsRepeated || llvm::any_of(Above, [](const Stmt *A) { return isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(A); }))
          MaybeChanged.insert(Variable);
        if (!isCandidate(Variable))
          continue;
        Event E;
        E.What = Event::Kind::Declare;
        E.Variable = Variable;
        E.Value = Variable->getInit();
        Declarations[Variable] = E;
      }
  Above.push_back(S);
  const auto *Inner = dyn_cast<LambdaExpr>(S);
  for (const Stmt *Child : S->children())
    collect(Child, Above, Inner != nullptr && Child == Inner->getBody() ? Inner : Lambda);
  Above.pop_back();
}

/// Methods of classes that hold text, by what they do to it.
static std::optional<Event::Kind> methodKind(llvm::StringRef Name, size_t Arguments) {
  if (Arguments == 1) {
    if (Name == "append" || Name == "push_back" || Name == "Append" || Name == "write")
      return Event::Kind::Append;
    if (Name == "prepend" || Name == "push_front")
      return Event::Kind::Prepend;
    if (Name == "assign" || Name == "str")
      return Event::Kind::Assign;
  }
  if (Arguments == 0 && Name == "clear")
    return Event::Kind::Clear;
  if (Arguments == 0 && Name == "pop_back")
    return Event::Kind::DropLast;
  return std::nullopt;
}

/// Methods that are not const, and yet change no text.
static bool onlyReads(llvm::StringRef Name) {
  static constexpr llvm::StringLiteral Names[] = {"reserve", "shrink_to_fit", "squeeze", "flush",      "precision", "width", "fill",
                                                  "setf",    "unsetf",        "imbue",   "exceptions", "setCodec",  "rdbuf"};
  return llvm::is_contained(Names, Name);
}

static bool isReadOnly(QualType Parameter) {
  if (Parameter->isRValueReferenceType())
    return true;
  if (Parameter->isReferenceType())
    return Parameter->getPointeeType().isConstQualified();
  if (Parameter->isPointerType())
    return Parameter->getPointeeType().isConstQualified() || Parameter->isFunctionPointerType();
  return true;
}

// A method that returns a reference to its own object, or to a part of its class.
static bool givesItself(const CXXMethodDecl *Method, QualType Object) {
  QualType Result = Method->getReturnType();
  const CXXRecordDecl *Class = Result->isLValueReferenceType() ? Result->getPointeeType()->getAsCXXRecordDecl() : nullptr;
  const CXXRecordDecl *Own = Object->getAsCXXRecordDecl();
  return Class != nullptr && Own != nullptr && Own->hasDefinition() &&
         (Class->getCanonicalDecl() == Own->getCanonicalDecl() || Own->isDerivedFrom(Class));
}

// What is moved from holds anything, once the whole expression is done.
void Flow::moved(const VarDecl *Variable, llvm::ArrayRef<const Stmt *> Above, bool InLambda) {
  Event E;
  E.Variable = Variable;
  const Stmt *Top = nullptr;
  for (const Stmt *S : llvm::reverse(Above)) {
    if (isa<ReturnStmt>(S))
      return;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Declared = dyn_cast<VarDecl>(D)) {
          Changed.insert(Variable);
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
  if (const auto *Assignment = dyn_cast_or_null<CXXOperatorCallExpr>(Top); Assignment != nullptr && Assignment->getOperator() == OO_Equal)
    if (const auto *Left = dyn_cast<DeclRefExpr>(Assignment->getArg(0)->IgnoreParenImpCasts()); Left != nullptr && Left->getDecl() == Variable)
      return;
  E.At = cast_or_null<Expr>(Top);
  if (Top == nullptr)
    Escaped.insert(Variable);
  else
    add(E, InLambda);
}

// `const char *p = buffer`, `p = buffer`: p is whatever the buffer is.
void Flow::noteAlias(const VarDecl *Variable, llvm::ArrayRef<const Stmt *> Above) {
  for (const Stmt *S : llvm::reverse(Above)) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Bound = dyn_cast<VarDecl>(D); Bound != nullptr && Bound->getType()->isPointerType())
          References.emplace_back(Bound, Variable);
      return;
    }
    if (const auto *Assignment = dyn_cast<BinaryOperator>(S); Assignment != nullptr && Assignment->getOpcode() == BO_Assign)
      if (const auto *Left = dyn_cast<DeclRefExpr>(Assignment->getLHS()->IgnoreParenImpCasts()))
        if (const auto *Bound = dyn_cast<VarDecl>(Left->getDecl()))
          References.emplace_back(Bound, Variable);
    if (!isa<CastExpr>(S) && !isa<ParenExpr>(S) && !isa<AbstractConditionalOperator>(S))
      return;
  }
}

// Climbs from a name to what is done with it.
void Flow::classify(const DeclRefExpr *Reference, const VarDecl *Variable, const Ancestors &Above, bool InLambda) {
  QualType Type = Variable->getType().getNonReferenceType();
  bool IsClass = Type->isRecordType();
  if (Variable->getType().isConstQualified() && IsClass)
    return;
  const Expr *E = Reference;
  // Whether E still is the variable itself, and not something it is a part of.
  bool Direct = true;
  // Whether a pointer's value was read: what it points to may still be changed.
  bool WasRead = false;
  Event New;
  New.Variable = Variable;
  auto Add = [&](Event::Kind What, const Expr *At, const Expr *Value = nullptr) {
    New.What = Direct ? What : Event::Kind::Unknown;
    New.At = At;
    New.Value = Value;
    add(New, InLambda);
  };
  auto Pass = [&](const Expr *Call, unsigned Argument, QualType Parameter) {
    if (isReadOnly(Parameter) || (WasRead && Parameter->isPointerType() && Type->isPointerType() && Type->getPointeeType().isConstQualified()))
      return;
    New.Argument = Argument;
    Add(Event::Kind::Call, Call, Call);
  };
  bool IsAddress = false;
  for (size_t I = Above.size(); I-- > 0;) {
    const Stmt *Parent = Above[I];
    const auto *ParentExpr = dyn_cast<Expr>(Parent);
    if (ParentExpr == nullptr) {
      // The initialiser of a reference.
      if (const auto *Declaration = dyn_cast<DeclStmt>(Parent)) {
        for (const Decl *D : Declaration->decls()) {
          const auto *Bound = dyn_cast<VarDecl>(D);
          if (Bound == nullptr || Bound->getInit() == nullptr || Bound->getInit()->IgnoreImplicit() != E->IgnoreImplicit())
            continue;
          // for (char &c : text)
          if (Bound->isImplicit() && llvm::any_of(Above, [&](const Stmt *S) {
                const auto *Loop = dyn_cast<CXXForRangeStmt>(S);
                return Loop != nullptr && Loop->getRangeStmt() == Declaration && !isReadOnly(Loop->getLoopVariable()->getType());
              }))
            Escaped.insert(Variable);
          bool Aliases = Bound->getType()->isReferenceType() && !Bound->getType()->getPointeeType().isConstQualified() && !Bound->isImplicit();
          bool Points = (IsAddress || (Type->isArrayType() || WasRead)) && Bound->getType()->isPointerType() && !isReadOnly(Bound->getType());
          if (Aliases || Points)
            Escaped.insert(Variable);
          // A constant reference sees later changes, which its own text does not show.
          if (Bound->getType()->isReferenceType() && !Bound->isImplicit())
            References.emplace_back(Bound, Variable);
        }
      }
      return;
    }
    if (const auto *Cast = dyn_cast<CastExpr>(ParentExpr)) {
      if (Cast->getCastKind() == CK_LValueToRValue) {
        if (!Type->isPointerType() || !Direct)
          return;
        WasRead = true;
      }
      if (Cast->getCastKind() == CK_ToVoid || Cast->getCastKind() == CK_PointerToBoolean)
        return;
      // A pointer to constant text reads, but sees later changes.
      if (Cast->getType()->isPointerType() && Cast->getType()->getPointeeType().isConstQualified() && !IsAddress) {
        if (Type->isArrayType())
          noteAlias(Variable, llvm::ArrayRef(Above).take_front(I));
        return;
      }
      E = ParentExpr;
      continue;
    }
    if (isa<ParenExpr>(ParentExpr) || isa<MaterializeTemporaryExpr>(ParentExpr) || isa<CXXBindTemporaryExpr>(ParentExpr) ||
        isa<FullExpr>(ParentExpr) || isa<SubstNonTypeTemplateParmExpr>(ParentExpr)) {
      E = ParentExpr;
      continue;
    }
    if (isa<LambdaExpr>(ParentExpr))
      return;
    if (const auto *Member = dyn_cast<MemberExpr>(ParentExpr)) {
      const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
      const auto *Call = I > 0 ? dyn_cast<CXXMemberCallExpr>(Above[I - 1]) : nullptr;
      if (Method == nullptr || Call == nullptr)
        return Add(Event::Kind::Unknown, ParentExpr);
      llvm::StringRef Name = Method->getDeclName().isIdentifier() ? Method->getName() : llvm::StringRef();
      model::Call Arguments = model::Call::of(Call);
      if (std::optional<Event::Kind> Kind = methodKind(Name, Arguments.Arguments.size()); Kind && !Method->isConst()) {
        Add(*Kind, Call, Arguments.Arguments.empty() ? nullptr : Arguments.Arguments.front());
        if (!givesItself(Method, Type))
          return;
        // `s.append(a).append(b)`: the same object goes on.
        E = Call;
        --I;
        continue;
      }
      if (Name == "insert" && Arguments.Arguments.size() == 2 && !Method->isConst()) {
        Expr::EvalResult Position;
        if (Arguments.Arguments[0]->getType()->isIntegerType() && !Arguments.Arguments[0]->isValueDependent() &&
            Arguments.Arguments[0]->EvaluateAsInt(Position, AST) && Position.Val.getInt().isZero())
          return Add(Event::Kind::Prepend, Call, Arguments.Arguments[1]);
      }
      // operator[] and the like give a reference, which is read or written.
      QualType Result = Method->getReturnType();
      bool GivesElement =
          Result->isLValueReferenceType() && !Result->getPointeeType().isConstQualified() && Result->getPointeeType()->isAnyCharacterType();
      if (Method->isConst() || onlyReads(Name))
        return;
      if (GivesElement && I > 1 && isa<ImplicitCastExpr>(Above[I - 2]) && cast<ImplicitCastExpr>(Above[I - 2])->getCastKind() == CK_LValueToRValue)
        return;
      // data() is read where constant text is wanted.
      if (Result->isPointerType() && I > 1 && isa<ImplicitCastExpr>(Above[I - 2]) && isReadOnly(cast<ImplicitCastExpr>(Above[I - 2])->getType()))
        return;
      return Add(Event::Kind::Unknown, Call);
    }
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(ParentExpr)) {
      bool IsFirst = Operator->getNumArgs() > 0 && Operator->getArg(0)->IgnoreParens() == E->IgnoreParens();
      if (IsFirst && IsClass && Operator->getNumArgs() == 2) {
        switch (Operator->getOperator()) {
        case OO_Equal:
          Add(Event::Kind::Assign, Operator, Operator->getArg(1));
          E = Operator;
          continue;
        case OO_PlusEqual:
        case OO_LessLess:
          // `s << a << b`: the outer operator goes on with the same object.
          Add(Event::Kind::Append, Operator, Operator->getArg(1));
          E = Operator;
          continue;
        default:
          break;
        }
      }
      const FunctionDecl *Callee = Operator->getDirectCallee();
      if (Callee == nullptr)
        return Add(Event::Kind::Unknown, Operator);
      const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      bool IsMember = Method != nullptr && !Method->isStatic();
      if (IsFirst && IsMember) {
        bool Reads = Method->isConst() ||
                     (I > 0 && isa<ImplicitCastExpr>(Above[I - 1]) && cast<ImplicitCastExpr>(Above[I - 1])->getCastKind() == CK_LValueToRValue);
        return Reads ? void() : Add(Event::Kind::Unknown, Operator);
      }
      for (unsigned A = 0; A < Operator->getNumArgs(); ++A)
        if (unsigned Parameter = A - (IsMember ? 1 : 0);
            Operator->getArg(A)->IgnoreParens() == E->IgnoreParens() && Parameter < Callee->getNumParams())
          return Pass(Operator, Parameter, Callee->getParamDecl(Parameter)->getType());
      return;
    }
    if (isa<CallExpr>(ParentExpr) || isa<CXXConstructExpr>(ParentExpr)) {
      const FunctionDecl *Callee = nullptr;
      llvm::ArrayRef<const Expr *> Arguments;
      if (const auto *Call = dyn_cast<CallExpr>(ParentExpr)) {
        Callee = Call->getDirectCallee();
        Arguments = {Call->getArgs(), Call->getNumArgs()};
      } else {
        const auto *Construction = cast<CXXConstructExpr>(ParentExpr);
        Callee = Construction->getConstructor();
        Arguments = {Construction->getArgs(), Construction->getNumArgs()};
      }
      if (Callee == nullptr)
        return Add(Event::Kind::Unknown, ParentExpr);
      // std::move and std::forward hand on what they get.
      if (Callee->isInStdNamespace() && Callee->getDeclName().isIdentifier() && (Callee->getName() == "move" || Callee->getName() == "forward"))
        return moved(Variable, llvm::ArrayRef(Above).take_front(I), InLambda);
      for (unsigned A = 0; A < Arguments.size(); ++A)
        if (Arguments[A]->IgnoreParens() == E->IgnoreParens() && A < Callee->getNumParams()) {
          QualType Parameter = Callee->getParamDecl(A)->getType();
          // Objects that keep a reference change it whenever they like.
          if (isa<CXXConstructExpr>(ParentExpr) && !isReadOnly(Parameter)) {
            Escaped.insert(Variable);
            return;
          }
          return Pass(ParentExpr, A, Parameter);
        }
      return;
    }
    if (const auto *Operator = dyn_cast<BinaryOperator>(ParentExpr)) {
      bool IsLeft = Operator->getLHS()->IgnoreParens() == E->IgnoreParens();
      if (Operator->isAssignmentOp() && IsLeft) {
        if (Operator->getOpcode() == BO_Assign && !IsClass && !WasRead)
          return Add(Event::Kind::Assign, Operator, Operator->getRHS());
        return Add(Event::Kind::Unknown, Operator);
      }
      if (Operator->isAssignmentOp()) {
        // `other = buffer`: another name for what may be written to.
        if ((IsAddress || Type->isArrayType() || WasRead) && !isReadOnly(Operator->getLHS()->getType()))
          Escaped.insert(Variable);
        return;
      }
      if (Operator->isComparisonOp() || Operator->isLogicalOp())
        return;
      Direct = false;
      E = ParentExpr;
      continue;
    }
    if (const auto *Operator = dyn_cast<UnaryOperator>(ParentExpr)) {
      if (Operator->getOpcode() == UO_AddrOf) {
        IsAddress = true;
        E = ParentExpr;
        continue;
      }
      if (Operator->getOpcode() == UO_LNot)
        return;
      if (Operator->isIncrementDecrementOp())
        return Add(Event::Kind::Unknown, Operator);
      Direct = false;
      E = ParentExpr;
      continue;
    }
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(ParentExpr)) {
      // `buffer[0] = 0` makes it empty.
      const auto *Assignment = I > 0 ? dyn_cast<BinaryOperator>(Above[I - 1]) : nullptr;
      Expr::EvalResult Position;
      Expr::EvalResult Value;
      if (Assignment != nullptr && Assignment->getOpcode() == BO_Assign && Assignment->getLHS()->IgnoreParens() == Element && Type->isArrayType() &&
          Element->getIdx()->EvaluateAsInt(Position, AST) && Position.Val.getInt().isZero() && Assignment->getRHS()->EvaluateAsInt(Value, AST) &&
          Value.Val.getInt().isZero())
        return Add(Event::Kind::Clear, Assignment);
      Direct = false;
      E = ParentExpr;
      continue;
    }
    if (isa<AbstractConditionalOperator>(ParentExpr)) {
      Direct = false;
      E = ParentExpr;
      continue;
    }
    // In a list of initialisers it is copied, or else bound to a reference.
    if (isa<InitListExpr>(ParentExpr) && !ParentExpr->isGLValue()) {
      if (IsAddress || (!WasRead && E->isGLValue()))
        Escaped.insert(Variable);
      return;
    }
    Escaped.insert(Variable);
    return;
  }
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

// A condition is the same wherever it is asked if nothing in it ever changes.
bool Flow::isStable(const Stmt *Condition) {
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Condition)) {
    if (isa<EnumConstantDecl>(Reference->getDecl()) || isa<FunctionDecl>(Reference->getDecl()))
      return true;
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable == nullptr || !Variable->isLocalVarDeclOrParm())
      return Variable != nullptr && Variable->isConstexpr();
    if (follows(Variable) && !isConstant(Variable))
      return false;
    // A constant reference to text is taken for constant text.
    return MaybeChanged.count(Variable) == 0 && (follows(Variable) || !Variable->getType()->isReferenceType());
  }
  bool Allowed = isa<CastExpr>(Condition) || isa<ParenExpr>(Condition) || isa<IntegerLiteral>(Condition) || isa<CXXBoolLiteralExpr>(Condition) ||
                 isa<CharacterLiteral>(Condition) || isa<CXXNullPtrLiteralExpr>(Condition) || isa<UnaryOperator>(Condition) ||
                 isa<BinaryOperator>(Condition) || isa<MemberExpr>(Condition) || isa<StringLiteral>(Condition) || isa<FullExpr>(Condition);
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Condition)) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    Allowed = Method != nullptr && Method->isConst() && Apis.isText(Call->getImplicitObjectArgument()->getType());
  }
  if (const auto *Member = dyn_cast<MemberExpr>(Condition))
    Allowed = isa<CXXMethodDecl>(Member->getMemberDecl());
  if (!Allowed)
    return false;
  for (const Stmt *Child : Condition->children())
    if (Child == nullptr || !isStable(Child))
      return false;
  return true;
}

std::optional<unsigned> Flow::keyOf(const Expr *Condition, bool &Negated) {
  Condition = Condition->IgnoreParenImpCasts();
  while (const auto *Not = dyn_cast<UnaryOperator>(Condition)) {
    if (Not->getOpcode() != UO_LNot)
      break;
    Negated = !Negated;
    Condition = Not->getSubExpr()->IgnoreParenImpCasts();
  }
  if (!isStable(Condition))
    return std::nullopt;
  llvm::FoldingSetNodeID Key;
  Condition->Profile(Key, AST, /*Canonical=*/true);
  for (unsigned I = 0; I < Keys.size(); ++I)
    if (Keys[I] == Key)
      return FirstKey + I;
  if (Keys.size() == MaxKeys)
    return std::nullopt;
  Keys.push_back(Key);
  return FirstKey + static_cast<unsigned>(Keys.size() - 1);
}

static std::string spelling(const Expr *E, const ASTContext &AST) {
  static constexpr size_t MaxLength = 60;
  CharSourceRange Range = Lexer::makeFileCharRange(CharSourceRange::getTokenRange(E->getSourceRange()), AST.getSourceManager(), AST.getLangOpts());
  std::string Text = Lexer::getSourceText(Range, AST.getSourceManager(), AST.getLangOpts()).str();
  for (char &C : Text)
    C = C == '\n' || C == '\r' || C == '\t' ? ' ' : C;
  if (Text.empty())
    Text = "the condition";
  return Text.size() > MaxLength ? Text.substr(0, MaxLength) + "..." : Text;
}

void Flow::conditionOf(const CFGBlock *From, const CFGBlock *To, Alternative &A, bool WithStop) {
  if (From->succ_size() != 2 || From->getTerminatorStmt() == nullptr || isa<SwitchStmt>(From->getTerminatorStmt()))
    return;
  const auto *Condition = dyn_cast_or_null<Expr>(From->getTerminatorCondition());
  if (Condition == nullptr)
    return;
  bool IsTrue = From->succ_begin()->getReachableBlock() == To;
  bool Negated = false;
  std::optional<unsigned> Key = keyOf(Condition, Negated);
  if (Key)
    A.assume(*Key, IsTrue != Negated);
  if (WithStop)
    A.Stops.push_back({Condition->getExprLoc(), fmt::format("taken where '{}' is {}", spelling(Condition, AST), IsTrue ? "true" : "false"), Condition});
}

// The text that comes from a block to a join, with what must hold on the way
// there from the block where the ways part.
AbstractString Flow::under(const AbstractString &Text, const CFGBlock *From, const CFGBlock *Join, const CFGBlock *Dominator) {
  llvm::SmallVector<std::pair<const CFGBlock *, const CFGBlock *>, 4> Edges;
  if (From->succ_size() == 2)
    Edges.push_back({From, Join});
  const CFGBlock *Block = From;
  for (unsigned I = 0; I < 64 && Block != nullptr && Block != Dominator; ++I) {
    auto *Node = Dominators->getBase().getNode(const_cast<CFGBlock *>(Block));
    if (Node == nullptr || Node->getIDom() == nullptr)
      break;
    const CFGBlock *Above = Node->getIDom()->getBlock();
    if (Above->succ_size() == 2)
      for (const CFGBlock *Next : Above->succs())
        if (Next == Block && Next->pred_size() == 1)
          Edges.push_back({Above, Next});
    Block = Above;
  }
  AbstractString Result = Text;
  for (Alternative &A : Result)
    for (const auto &[Above, Next] : llvm::reverse(Edges))
      conditionOf(Above, Next, A, /*WithStop=*/true);
  return Result;
}

//===----------------------------------------------------------------------===//
// Solving
//===----------------------------------------------------------------------===//

void Flow::apply(const Event &E, State &S, Evaluator &Strings) {
  auto Found = Index.find(E.Variable);
  if (Found == Index.end())
    return;
  std::shared_ptr<const AbstractString> &Slot = S[Found->second];
  Slot = std::make_shared<const AbstractString>(Strings.afterEvent(E, Slot ? *Slot : AbstractString()));
}

bool Flow::transfer(const CFGBlock &Block, State &S, Evaluator &Strings, const Stmt *Until, bool Inclusive) {
  Evaluator::Scope Scope(Strings, *this, S);
  for (const CFGElement &Element : Block) {
    std::optional<CFGStmt> Here = Element.getAs<CFGStmt>();
    if (!Here)
      continue;
    const Stmt *Statement = Here->getStmt();
    if (Statement == Until && !Inclusive)
      return true;
    if (const auto *Declaration = dyn_cast<DeclStmt>(Statement)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D)) {
          if (auto It = Declarations.find(Variable); It != Declarations.end())
            apply(It->second, S, Strings);
          if (auto It = AfterDeclaration.find(Variable); It != AfterDeclaration.end())
            for (const Event &E : It->second)
              apply(E, S, Strings);
        }
    } else if (auto It = Events.find(Statement); It != Events.end()) {
      for (const Event &E : It->second)
        apply(E, S, Strings);
    }
    if (Statement == Until)
      return true;
  }
  return false;
}

// What comes in from all sides. False where nothing does yet.
bool Flow::join(const CFGBlock &Block, State &S) {
  llvm::SmallVector<const CFGBlock *, 4> From;
  for (const CFGBlock *Before : Block.preds())
    if (Before != nullptr && !Out[Before->getBlockID()].empty() && !llvm::is_contained(From, Before))
      From.push_back(Before);
  if (From.empty())
    return false;
  S = Out[From.front()->getBlockID()];
  if (From.size() == 1) {
    // Only what may hold here: `if (a) s = "x"; if (!a) use(s);`
    Alternative Here;
    conditionOf(From.front(), &Block, Here, /*WithStop=*/false);
    if (Here.Conditions.empty())
      return true;
    for (std::shared_ptr<const AbstractString> &Text : S) {
      if (!Text || std::none_of(Text->begin(), Text->end(), [&](const Alternative &A) { return A.contradicts(Here); }))
        continue;
      AbstractString Possible;
      for (const Alternative &A : *Text)
        if (!A.contradicts(Here))
          Possible.push_back(A);
      Text = std::make_shared<const AbstractString>(std::move(Possible));
    }
    return true;
  }
  auto *Node = Dominators->getBase().getNode(const_cast<CFGBlock *>(&Block));
  const CFGBlock *Dominator = Node != nullptr && Node->getIDom() != nullptr ? Node->getIDom()->getBlock() : nullptr;
  for (size_t V = 0; V < S.size(); ++V) {
    bool Same = std::all_of(From.begin(), From.end(), [&](const CFGBlock *Before) { return Out[Before->getBlockID()][V] == S[V]; });
    if (Same)
      continue;
    AbstractString All;
    for (const CFGBlock *Before : From)
      if (const std::shared_ptr<const AbstractString> &Text = Out[Before->getBlockID()][V])
        for (Alternative &A : under(*Text, Before, &Block, Dominator))
          All.push_back(std::move(A));
    AbstractString Joined = bounded(std::move(All), Variables[V]->getNameAsString());
    const State &Before = In[Block.getBlockID()];
    if (!Before.empty() && Before[V] && sameTexts(*Before[V], Joined))
      S[V] = Before[V];
    else
      S[V] = std::make_shared<const AbstractString>(std::move(Joined));
  }
  return true;
}

void Flow::solve(Evaluator &Strings) {
  IsSolved = true;
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddInitializers = true;
  // Any call may end in a handler.
  Options.AddEHEdges = HasTry;
  Graph = CFG::buildCFG(Function, Function->getBody(), &AST, Options);
  if (Graph == nullptr || Graph->getNumBlockIDs() > MaxBlocks) {
    Graph = nullptr;
    return;
  }
  Dominators = std::make_unique<CFGDomTree>(Graph.get());
  In.resize(Graph->getNumBlockIDs());
  Out.resize(Graph->getNumBlockIDs());
  for (const CFGBlock *Block : *Graph)
    for (const CFGElement &Element : *Block)
      if (std::optional<CFGStmt> Here = Element.getAs<CFGStmt>())
        Points[Here->getStmt()] = Block;
  State Start(Variables.size());
  for (const VarDecl *Variable : Variables)
    if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable))
      Start[Index.lookup(Variable)] = std::make_shared<const AbstractString>(Strings.parameter(Parameter));
  // In reverse post order, without the edges that are never taken.
  PostOrderCFGView Order(Graph.get());
  for (unsigned Sweep = 0; Sweep < Sweeps; ++Sweep) {
    bool Changes = false;
    for (const CFGBlock *Block : Order) {
      State S;
      if (Block == &Graph->getEntry())
        S = Start;
      else if (!join(*Block, S))
        continue;
      unsigned Id = Block->getBlockID();
      // The same texts come in as the last time: the same go out.
      if (Sweep != 0 && S == In[Id])
        continue;
      In[Id] = S;
      transfer(*Block, S, Strings, nullptr, false);
      Changes = true;
      Out[Id] = std::move(S);
    }
    if (!Changes)
      break;
  }
}

std::shared_ptr<const AbstractString> Flow::at(const VarDecl *Variable, const Stmt *Point, bool Inclusive, Evaluator &Strings) {
  if (!IsSolved)
    solve(Strings);
  auto Found = Points.find(Point);
  if (Graph == nullptr || Found == Points.end() || In[Found->second->getBlockID()].empty())
    return nullptr;
  State S = In[Found->second->getBlockID()];
  transfer(*Found->second, S, Strings, Point, Inclusive);
  return S[Index.lookup(Variable)];
}

std::shared_ptr<const AbstractString> Flow::valueAt(const VarDecl *Variable, const Expr *Use, Evaluator &Strings) {
  auto Captured = InLambdas.find(Use);
  if (Captured == InLambdas.end())
    return at(Variable, Use, false, Strings);
  // In a lambda: the text is that of the place where the lambda is made, if
  // nothing changes it from there on.
  const LambdaExpr *Lambda = Captured->second;
  if (changesAfter(Variable, Lambda->getBeginLoc()))
    return nullptr;
  return at(Variable, Lambda, false, Strings);
}

std::shared_ptr<const AbstractString> Flow::valueAfter(const VarDecl *Variable, const Expr *E, Evaluator &Strings) {
  return at(Variable, E, true, Strings);
}

std::shared_ptr<const AbstractString> Flow::valueAtExit(const VarDecl *Variable, Evaluator &Strings) {
  if (!IsSolved)
    solve(Strings);
  if (Graph == nullptr)
    return nullptr;
  const State &S = In[Graph->getExit().getBlockID()];
  return S.empty() ? nullptr : S[Index.lookup(Variable)];
}

const VarDecl *Flow::changedBy(const Expr *E) const {
  auto It = Events.find(E);
  if (It == Events.end() || It->second.size() != 1 || !follows(It->second.front().Variable))
    return nullptr;
  Event::Kind What = It->second.front().What;
  bool ReturnsIt = What == Event::Kind::Assign || What == Event::Kind::Append || What == Event::Kind::Prepend;
  return ReturnsIt ? It->second.front().Variable : nullptr;
}

} // namespace tenantscan::strings
