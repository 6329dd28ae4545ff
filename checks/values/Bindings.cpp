//===- Bindings.cpp - What is bound to the placeholders -------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Bindings.h"

#include "checks/values/Holders.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

#include <algorithm>
#include <map>
#include <optional>

using namespace clang;

namespace tenantscan::values {

/// More values than this are not looked at.
static constexpr size_t MaxValues = 64;

static const StringLiteral *literalIn(const Stmt *S) {
  if (S == nullptr)
    return nullptr;
  if (const auto *Literal = dyn_cast<StringLiteral>(S))
    return Literal;
  for (const Stmt *Child : S->children())
    if (const StringLiteral *Literal = literalIn(Child))
      return Literal;
  return nullptr;
}

static std::string nameIn(const StringLiteral *Literal) {
  std::string Name;
  for (unsigned I = 0; I < Literal->getLength(); ++I)
    if (uint32_t C = Literal->getCodeUnit(I); C < 0x80)
      Name += static_cast<char>(C);
  size_t Begin = Name.find_first_not_of(":@$");
  return Begin == std::string::npos ? std::string() : Name.substr(Begin);
}

Bindings::FunctionFacts &Bindings::factsOf(const FunctionDecl *F) {
  std::unique_ptr<FunctionFacts> &Facts = Functions[F];
  if (Facts)
    return *Facts;
  Facts = std::make_unique<FunctionFacts>();
  struct Walk : RecursiveASTVisitor<Walk> {
    explicit Walk(FunctionFacts &Out) : Out(Out) {}
    bool shouldVisitImplicitCode() const { return true; }
    void add(const Expr *E) {
      model::Call C = model::Call::of(E);
      if (C.Callee == nullptr)
        return;
      if (Conditions != 0)
        Out.Conditional.insert(E);
      Out.Calls.push_back(std::move(C));
    }
    bool VisitCallExpr(CallExpr *E) {
      if (!E->isTypeDependent())
        add(E);
      return true;
    }
    bool VisitCXXConstructExpr(CXXConstructExpr *E) {
      if (!E->isTypeDependent())
        add(E);
      return true;
    }
    bool VisitVarDecl(VarDecl *D) {
      Out.Variables.push_back(D);
      return true;
    }
    bool VisitBinaryOperator(BinaryOperator *E) {
      if (!E->isAssignmentOp())
        return true;
      const Expr *Left = plain(E->getLHS());
      if (const auto *Member = dyn_cast<MemberExpr>(Left))
        if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
          if (auto [Array, Index] = elementIn(Member->getBase()); Array != nullptr)
            Out.Fields.push_back({Array, Index, Field, E->getRHS()});
      if (const auto *Element = dyn_cast<ArraySubscriptExpr>(Left)) {
        if (const ValueDecl *Array = objectOf(Element->getBase()))
          Out.Elements.push_back({Array, Element->getIdx(), E->getRHS()});
      } else if (const ValueDecl *Variable = objectOf(Left)) {
        Out.Assigned.emplace_back(Variable, E->getRHS());
      }
      return true;
    }
    bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
      if (E->getOperator() == OO_Equal && E->getNumArgs() == 2)
        if (const ValueDecl *Variable = objectOf(E->getArg(0)))
          Out.Assigned.emplace_back(Variable, E->getArg(1));
      return true;
    }
    // What is under one of these may not happen, or several times.
    bool dataTraverseStmtPre(Stmt *S) {
      Conditions += isBranch(S) ? 1 : 0;
      return true;
    }
    bool dataTraverseStmtPost(Stmt *S) {
      Conditions -= isBranch(S) ? 1 : 0;
      return true;
    }
    static bool isBranch(const Stmt *S) { return isa<IfStmt, ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt>(S); }
    FunctionFacts &Out;
    unsigned Conditions = 0;
  };
  if (F->getBody() != nullptr)
    Walk(*Facts).TraverseStmt(F->getBody());
  return *Facts;
}

// The values in `params{a, b}`, or in a local variable of that class with what is
// appended to it. False where there are more that cannot be known.
bool Bindings::expandObject(const Expr *E, const model::Binding &B, const FunctionDecl *Around, Expressions &Out) {
  E = plain(E);
  if (const auto *Functional = dyn_cast<CXXFunctionalCastExpr>(E))
    E = plain(Functional->getSubExpr());
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E)) {
    if (Construction->getConstructor()->isCopyOrMoveConstructor() && Construction->getNumArgs() == 1)
      return expandObject(Construction->getArg(0), B, Around, Out);
    for (const Expr *Argument : Construction->arguments())
      if (!isa<CXXDefaultArgExpr>(Argument) && !expand(Argument, B, Around, Out))
        return false;
    return true;
  }
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    for (const Expr *Item : List->inits())
      if (!expand(Item, B, Around, Out))
        return false;
    return true;
  }
  const auto *Variable = dyn_cast_or_null<VarDecl>(objectOf(E));
  if (Variable == nullptr || !Variable->isLocalVarDecl() || Around == nullptr)
    return false;
  if (const Expr *Init = Variable->getInit(); Init != nullptr && !expandObject(Init, B, Around, Out))
    return false;
  FunctionFacts &Facts = factsOf(Around);
  for (const model::Call &C : Facts.Calls) {
    if (C.Object == nullptr || objectOf(C.Object) != Variable || !model::ApiMatcher::isOneOf(C.Callee, B.Append))
      continue;
    if (C.Arguments.size() != 1)
      return false;
    if (Facts.Conditional.contains(C.Expression)) {
      Rest = listBehind(C.Arguments.front(), C.Expression, nullptr, 0, Around);
      return false;
    }
    Out.push_back(C.Arguments.front());
  }
  return true;
}

bool Bindings::expand(const Expr *E, const model::Binding &B, const FunctionDecl *Around, Expressions &Out) {
  if (Out.size() >= MaxValues)
    return false;
  if (!B.Object.empty() && Apis.hasType(E->getType(), B.Object))
    return expandObject(E, B, Around, Out);
  // make_dynamic_params(values)
  if (const auto *Call = dyn_cast<CallExpr>(plain(E)); Call != nullptr && Call->getNumArgs() == 1 && isList(Call->getArg(0)->getType())) {
    std::optional<BoundList> List = listOf(Call, Around);
    if (List) {
      Out.append(List->Elements.begin(), List->Elements.end());
      Rest = List->Parameter;
    }
    return false;
  }
  Out.push_back(E);
  return true;
}

BoundValue Bindings::bound(const Expr *E) {
  BoundValue Result;
  Result.Source = E;
  if (!OnlyExpressions)
    Result.Value = Values.of(E);
  return Result;
}

std::vector<BoundValue> Bindings::expressions(const model::Call &C, const model::Api &A, const FunctionDecl *Around) {
  OnlyExpressions = true;
  std::vector<BoundValue> Result = of(C, A, {}, Around);
  OnlyExpressions = false;
  return Result;
}

// The object that stands for the prepared statement.
const ValueDecl *Bindings::statementOf(const model::Call &C, const FunctionDecl *Around) {
  const SourceManager &SM = AST.getSourceManager();
  auto Contains = [&](const Expr *Whole) {
    SourceLocation Begin = SM.getExpansionLoc(Whole->getBeginLoc());
    SourceLocation End = SM.getExpansionLoc(Whole->getEndLoc());
    SourceLocation Here = SM.getExpansionLoc(C.Expression->getExprLoc());
    return !SM.isBeforeInTranslationUnit(Here, Begin) && !SM.isBeforeInTranslationUnit(End, Here);
  };
  bool IsConstructor = isa<CXXConstructorDecl>(C.Callee);
  bool Returns = C.Callee->getReturnType()->isPointerType() || C.Callee->getReturnType()->isRecordType();
  if (IsConstructor || Returns) {
    FunctionFacts &Facts = factsOf(Around);
    for (const VarDecl *Variable : Facts.Variables)
      if (const Expr *Init = Variable->getInit(); Init != nullptr && Contains(Init))
        return Variable;
    for (const auto &[Variable, Value] : Facts.Assigned)
      if (Contains(Value))
        return Variable;
    if (IsConstructor)
      return nullptr;
  }
  if (C.Object != nullptr)
    return Returns && !isa<CXXMethodDecl>(C.Callee) ? nullptr : objectOf(C.Object);
  for (const Expr *Argument : C.Arguments)
    if (const auto *Address = dyn_cast<UnaryOperator>(plain(Argument)); Address != nullptr && Address->getOpcode() == UO_AddrOf)
      return objectOf(Address->getSubExpr());
  return C.Arguments.empty() ? nullptr : objectOf(C.Arguments.front());
}

// The entry for a function that binds a value to the statement; null for others.
static const model::BindMethod *methodOf(const FunctionDecl *Callee, const model::Binding &B) {
  // Most calls have another name than all of them.
  bool IsNamed = Callee->getDeclName().isIdentifier() || Callee->getOverloadedOperator() == OO_Call;
  std::string Name = IsNamed ? "::" + Callee->getNameAsString() : std::string();
  for (const model::BindMethod &M : B.Methods)
    if (!Name.empty() && ("::" + M.Function).ends_with(Name) && model::ApiMatcher::isOneOf(Callee, M.Function))
      return &M;
  return nullptr;
}

bool Bindings::setPlaceholder(const Expr *E, const model::BindMethod &B, BoundValue &Out) {
  Expr::EvalResult Index;
  if (E->getType()->isIntegralOrEnumerationType() && E->EvaluateAsInt(Index, AST)) {
    int64_t Number = Index.Val.getInt().getExtValue() - static_cast<int64_t>(B.FirstIndex) + 1;
    if (Number < 1)
      return false;
    Out.Placeholder = static_cast<unsigned>(Number);
    return true;
  }
  // sqlite3_bind_parameter_index(stmt, ":tenant_id")
  if (const StringLiteral *Literal = literalIn(E))
    Out.Name = nameIn(Literal);
  return !Out.Name.empty();
}

// `binds[0].buffer = &tenant; … mysql_stmt_bind_param(stmt, binds)`. An element that
// was given several values, or one that is not certain, is not known.
void Bindings::addRecords(const model::Call &Bind, const Expr *Records, const model::Binding &B, const FunctionDecl *Around,
                          std::vector<BoundValue> &Out) {
  Records = plain(Records);
  if (const auto *Address = dyn_cast<UnaryOperator>(Records); Address != nullptr && Address->getOpcode() == UO_AddrOf)
    Records = Address->getSubExpr();
  auto [Array, From] = elementIn(Records);
  auto NumberOf = [&](const Expr *Index) -> std::optional<size_t> {
    Expr::EvalResult Number;
    if (Index == nullptr)
      return 0;
    if (Index->isValueDependent() || !Index->EvaluateAsInt(Number, AST) || Number.Val.getInt().isNegative() ||
        Number.Val.getInt().getActiveBits() > 16)
      return std::nullopt;
    return Number.Val.getInt().getZExtValue();
  };
  if (Array == nullptr || NumberOf(From) != size_t(0))
    return;
  const SourceManager &SM = AST.getSourceManager();
  FunctionFacts &Facts = factsOf(Around);
  // The array may have served another statement before.
  SourceLocation Since;
  for (const model::Call &Other : Facts.Calls)
    if (Other.Expression != Bind.Expression && methodOf(Other.Callee, B) != nullptr &&
        SM.isBeforeInTranslationUnit(Other.Expression->getExprLoc(), Bind.Expression->getExprLoc()) &&
        llvm::any_of(Other.Arguments, [&](const Expr *Argument) {
          Argument = plain(Argument);
          if (const auto *Address = dyn_cast<UnaryOperator>(Argument))
            Argument = Address->getSubExpr();
          return elementIn(Argument).first == Array;
        }))
      Since = Other.Expression->getExprLoc();
  std::map<size_t, std::vector<const Expr *>> Given;
  for (const FunctionFacts::Field &F : Facts.Fields) {
    SourceLocation At = F.Value->getExprLoc();
    if (F.Array != Array || F.Member->getName() != B.Field || !SM.isBeforeInTranslationUnit(At, Bind.Expression->getExprLoc()) ||
        (Since.isValid() && SM.isBeforeInTranslationUnit(At, Since)))
      continue;
    std::optional<size_t> Number = NumberOf(F.Index);
    if (!Number)
      return;
    Given[*Number].push_back(F.Value);
  }
  for (const auto &[Number, Pointers] : Given) {
    if (Pointers.size() != 1 || Number >= MaxValues)
      continue;
    const Expr *Value = plain(Pointers.front());
    while (const auto *Cast = dyn_cast<ExplicitCastExpr>(Value))
      Value = plain(Cast->getSubExpr());
    if (const auto *Address = dyn_cast<UnaryOperator>(Value); Address != nullptr && Address->getOpcode() == UO_AddrOf)
      Value = Address->getSubExpr();
    BoundValue V = bound(Value);
    V.Placeholder = static_cast<unsigned>(Number + 1);
    Out.push_back(std::move(V));
  }
}

// `bind(a, b, c)`: a method that takes any number of values, one for each placeholder.
static bool takesAll(const FunctionDecl *Bind) {
  const FunctionTemplateDecl *Template = Bind->getPrimaryTemplate();
  const FunctionDecl *Pattern = Template == nullptr ? nullptr : Template->getTemplatedDecl();
  return Bind->isVariadic() || (Pattern != nullptr && Pattern->getNumParams() == 1 && Pattern->getParamDecl(0)->isParameterPack());
}

// The values among arguments. A function of C that takes any number of them is told their
// types by a number before each; where one is missing, nobody knows what follows.
static llvm::SmallVector<const Expr *, 8> valuesIn(llvm::ArrayRef<const Expr *> Arguments, const FunctionDecl *Callee) {
  bool HasTypes = Callee->isVariadic();
  llvm::SmallVector<const Expr *, 8> Values;
  for (size_t I = HasTypes ? 1 : 0; I < Arguments.size(); I += HasTypes ? 2 : 1) {
    if (HasTypes && !Arguments[I - 1]->getType()->isIntegralOrEnumerationType())
      break;
    Values.push_back(Arguments[I]);
  }
  return Values;
}

// `use(x)`, `use(x, "name")`: the value, and the name of its placeholder if it has one.
std::optional<BoundValue> Bindings::usedBy(const Expr *E, const model::Binding &B) {
  const auto *Use = dyn_cast<CallExpr>(plain(E));
  const FunctionDecl *Callee = Use == nullptr ? nullptr : Use->getDirectCallee();
  if (Callee == nullptr || !model::ApiMatcher::isOneOf(Callee, B.Comma) || Use->getNumArgs() == 0)
    return std::nullopt;
  BoundValue V = bound(Use->getArg(0));
  const StringLiteral *Name = nullptr;
  for (unsigned I = 1; I < Use->getNumArgs() && Name == nullptr; ++I)
    if (!isa<CXXDefaultArgExpr>(Use->getArg(I)))
      Name = literalIn(Use->getArg(I));
  if (Name != nullptr)
    V.Name = nameIn(Name);
  return V;
}

// Where a call binds: `(a)` in `statement(a)(b)`.
static SourceLocation bindsAt(const Expr *Bind) {
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Bind);
  return Operator != nullptr && Operator->getOperator() == OO_Call ? Operator->getRParenLoc() : Bind->getExprLoc();
}

void Bindings::addMethods(const model::Call &C, const model::Api &A, const FunctionDecl *Around, std::vector<BoundValue> &Out) {
  if (Around == nullptr)
    return;
  const ValueDecl *Statement = statementOf(C, Around);
  if (Statement == nullptr)
    return;
  const SourceManager &SM = AST.getSourceManager();
  FunctionFacts &Facts = factsOf(Around);
  SourceLocation Site = C.Expression->getExprLoc();
  // What is made of it, from one handle to the next, and values are bound to.
  llvm::SmallVector<const ValueDecl *, 4> Statements = {Statement};
  if (C.Callee->getReturnType()->isPointerType())
    for (const model::Call &Other : Facts.Calls)
      if (Other.Object == nullptr && Other.Callee->getReturnType()->isPointerType() && !Other.Arguments.empty() &&
          llvm::is_contained(Statements, objectOf(Other.Arguments.front())))
        if (const ValueDecl *Made = statementOf(Other, Around); Made != nullptr && !llvm::is_contained(Statements, Made))
          Statements.push_back(Made);
  // Until the object gets another statement, and since it had another one.
  SourceLocation Until, Since;
  for (const model::Call &Other : Facts.Calls) {
    SourceLocation Loc = Other.Expression->getExprLoc();
    bool IsLater = SM.isBeforeInTranslationUnit(Site, Loc);
    if (Other.Expression == C.Expression || (IsLater && Until.isValid() && !SM.isBeforeInTranslationUnit(Loc, Until)) ||
        (!IsLater && Since.isValid() && !SM.isBeforeInTranslationUnit(Since, Loc)))
      continue;
    const model::Api *Prepares = Apis.match(Other);
    if (Prepares != nullptr && Prepares->What == model::Role::Sql && !Prepares->Bind.Methods.empty() && statementOf(Other, Around) == Statement)
      (IsLater ? Until : Since) = Loc;
  }
  std::vector<std::pair<const model::Call *, const model::BindMethod *>> Binds, Earlier;
  for (const model::Call &Bind : Facts.Calls) {
    const model::BindMethod *Method = methodOf(Bind.Callee, A.Bind);
    SourceLocation Loc = bindsAt(Bind.Expression);
    const Expr *Handle = Bind.Object != nullptr ? Bind.Object : Bind.Arguments.empty() ? nullptr : Bind.Arguments.front();
    if (Method == nullptr || Handle == nullptr || !llvm::is_contained(Statements, objectOf(Handle)))
      continue;
    if (SM.isBeforeInTranslationUnit(Site, Loc) && (Until.isInvalid() || SM.isBeforeInTranslationUnit(Loc, Until)))
      Binds.emplace_back(&Bind, Method);
    else if (!A.Bind.Comma.empty() && SM.isBeforeInTranslationUnit(Loc, Site) && (Since.isInvalid() || SM.isBeforeInTranslationUnit(Since, Loc)))
      Earlier.emplace_back(&Bind, Method);
  }
  // What is bound between two statements is for the second one then.
  if (!Earlier.empty())
    Binds = std::move(Earlier);
  // In `call.bind(a).bind(b)` the outer call was seen first.
  llvm::sort(Binds,
             [&](const auto &L, const auto &R) { return SM.isBeforeInTranslationUnit(bindsAt(L.first->Expression), bindsAt(R.first->Expression)); });
  unsigned Next = 1;
  for (const auto &[Call, Method] : Binds) {
    const model::Call &Bind = *Call;
    llvm::ArrayRef<const Expr *> Rest(Bind.Arguments);
    if (Bind.Object == nullptr)
      Rest = Rest.drop_front();
    if (Rest.empty())
      continue;
    if (!A.Bind.Field.empty()) {
      addRecords(Bind, Rest.front(), A.Bind, Around, Out);
      continue;
    }
    // exchange(use(x)), and not exchange(into(x))
    if (!A.Bind.Comma.empty()) {
      if (std::optional<BoundValue> Used = usedBy(Rest.front(), A.Bind)) {
        Used->Placeholder = Used->Name.empty() ? Next++ : 0;
        Out.push_back(std::move(*Used));
      }
      continue;
    }
    if (takesAll(Bind.Callee)) {
      for (const Expr *Each : valuesIn(Rest, Bind.Callee)) {
        Out.push_back(bound(Each));
        Out.back().Placeholder = Next++;
      }
      continue;
    }
    BoundValue V;
    size_t Value = Method->Value.value_or(Rest.size() > 1 ? 1 : 0);
    // for (i = 0; i < params.size(); ++i) bind(i + 1, params[i])
    if (Value < Rest.size() && Facts.Conditional.contains(Bind.Expression)) {
      const Expr *Number = Rest.size() > 1 && Method->Index < Rest.size() ? Rest[Method->Index] : nullptr;
      if (const ParmVarDecl *List = listBehind(Rest[Value], Bind.Expression, Number, Method->FirstIndex, Around)) {
        addElements(List, Number == nullptr ? Next - 1 : 0, Out);
        continue;
      }
    }
    if (Rest.size() == 1)
      V.Placeholder = Next++;
    else if (Method->Index >= Rest.size() || !setPlaceholder(Rest[Method->Index], *Method, V))
      continue;
    if (Value >= Rest.size())
      continue;
    BoundValue Given = bound(Rest[Value]);
    Given.Placeholder = V.Placeholder;
    Given.Name = std::move(V.Name);
    Out.push_back(std::move(Given));
  }
}

std::vector<BoundValue> Bindings::of(const model::Call &C, const model::Api &A, llvm::ArrayRef<const Expr *> Chained, const FunctionDecl *Around) {
  const model::Binding &B = A.Bind;
  std::vector<BoundValue> Out;
  Expressions Positional;
  this->Rest = nullptr;
  std::optional<unsigned> Rest = B.Rest;
  if (B.RestIsAfterSql && A.Sql)
    for (unsigned I = 0; I < C.Arguments.size(); ++I)
      if (C.Arguments[I] == Apis.argument(C, *A.Sql))
        Rest = I + 1;
  if (Rest) {
    for (const Expr *Value : valuesIn(llvm::ArrayRef(C.Arguments).drop_front(std::min<size_t>(*Rest, C.Arguments.size())), C.Callee))
      if (!expand(Value, B, Around, Positional))
        break;
  } else if (!B.Object.empty()) {
    for (const Expr *Argument : C.Arguments)
      if (Apis.hasType(Argument->getType(), B.Object))
        expandObject(Argument, B, Around, Positional);
  }
  if (B.Array && *B.Array < C.Arguments.size())
    Positional = elementsOf(C.Arguments[*B.Array], Around);
  if (B.Array && *B.Array < C.Arguments.size() && Positional.empty())
    if (std::optional<BoundList> List = listOf(C.Arguments[*B.Array], Around)) {
      Positional = std::move(List->Elements);
      this->Rest = List->Parameter;
    }
  for (const Expr *Link : Chained) {
    if (std::optional<BoundValue> Used = usedBy(Link, B)) {
      if (Used->Name.empty())
        Positional.push_back(cast<CallExpr>(plain(Link))->getArg(0));
      else
        Out.push_back(std::move(*Used));
    } else if (B.Operator && !Link->getType()->isEnumeralType()) {
      Positional.push_back(Link);
    }
  }
  for (size_t I = 0; I < Positional.size(); ++I) {
    if (Positional[I] == nullptr)
      continue;
    Out.push_back(bound(Positional[I]));
    Out.back().Placeholder = static_cast<unsigned>(I + 1);
  }
  if (this->Rest != nullptr)
    addElements(this->Rest, static_cast<unsigned>(Positional.size()), Out);
  if (!B.Methods.empty())
    addMethods(C, A, Around, Out);
  return Out;
}

} // namespace tenantscan::values
