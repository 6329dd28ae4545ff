//===- Sites.cpp - The calls that the checks look at ---------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Sites.h"

#include "checks/Collector.h"
#include "sqlscan/Session.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace tenantscan {

// Empty where a part of it is not known.
static std::string knownText(const strings::Alternative &A) {
  std::string Text;
  for (const strings::Piece &Piece : A.Pieces) {
    if (Piece.IsHole)
      return {};
    Text += Piece.Text;
  }
  return Text;
}

// Empty where it may be one of several.
static std::string onlyText(const strings::AbstractString &Text) { return Text.size() == 1 ? knownText(Text.front()) : std::string(); }

void Collector::add(const model::Call &C, const model::Api &A, const strings::AbstractString &Text) {
  // The body of a function that a pack knows: its calls are the sites.
  for (const strings::Alternative &Alternative : Text)
    for (const strings::Piece &Piece : Alternative.Pieces)
      if (Piece.Parameter != nullptr && Apis.isSink(Piece.Parameter))
        return;
  SqlSite Site;
  Site.Call = tokenPlace(C.Expression->getExprLoc(), AST);
  Site.Callee = model::qualifiedName(C.Callee);
  Site.Function = functionName();
  Site.Language = A.Language;
  Site.Placeholders = A.Placeholders;
  strings::AbstractString Reached = decidable(reachedAt(C.Expression, Text));
  Site.Texts = textsOf(Reached, C.Expression);
  Site.Bound = boundBy(C, A);
  // Who asks whether somebody belongs to a tenant may ask that of any tenant.
  if (around() != nullptr)
    for (const values::Membership &M : Members.of(around())) {
      if (M.Call != C.Expression)
        continue;
      for (BoundValue &B : Site.Bound)
        if (B.Source == M.Tenant)
          B.Value = ValueSource();
      for (size_t I = 0; I < Reached.size(); ++I)
        for (size_t K = 0; K < Reached[I].Pieces.size(); ++K)
          if (M.isTenant(Reached[I].Pieces[K].Source))
            Site.Texts[I].Pieces[K].Value = ValueSource();
    }
  strings::AbstractString Names = statementNames(C, A);
  Site.Statement = onlyText(Names);
  nameEach(Names, Reached, Site.Texts);
  Site.Transaction = A.Transaction;
  noteChecked(Reached, Site, C.Expression);
  addOverrides(Reached);
  const Expr *Connection = A.Connection ? Apis.argument(C, *A.Connection) : C.Object;
  if (Connection != nullptr && !Bodies.empty()) {
    const model::TransactionClass *Class = Apis.transactionClass(Connection->IgnoreParenImpCasts()->getType());
    bool ByClass = A.Transaction == model::TransactionState::Unknown && Class != nullptr;
    Bodies.back().Uses.push_back({C.Expression, Connection, ByClass ? Class->State : A.Transaction, Out.Sites.size()});
  }
  Out.Sites.push_back(std::move(Site));
}

// The texts that may be the ones where the call is reached.
strings::AbstractString Collector::reachedAt(const Expr *Call, const strings::AbstractString &Text) {
  strings::Alternative Here;
  Here.Needs = Strings.neededAt(Call);
  strings::AbstractString Left;
  for (strings::Alternative A : Text) {
    if (A.contradicts(Here))
      continue;
    for (const strings::Need &N : Here.Needs)
      A.need(N);
    Left.push_back(std::move(A));
  }
  return Left.empty() ? Text : Left;
}

// Whether a list is empty, or a flag set, is decided where the function is called: only if all
// its calls are noted, which those of functions with a text or a flag are, and none can be
// through a pointer.
strings::AbstractString Collector::decidable(strings::AbstractString Text) {
  for (strings::Alternative &A : Text)
    llvm::erase_if(A.Needs, [&](const strings::Need &N) {
      return N.Field == nullptr ? !takesText(N.Function) && !takesFlag(N.Function)
                                : N.HeldIn == nullptr || (N.Parameter == nullptr && !runsItsObject(N.HeldIn));
    });
  return Text;
}

std::vector<BoundValue> Collector::boundBy(const model::Call &C, const model::Api &A) {
  if (!A.Bind.isKnown())
    return {};
  auto It = Chained.find(C.Expression);
  return Bound.of(C, A, It == Chained.end() ? llvm::ArrayRef<const Expr *>() : llvm::ArrayRef<const Expr *>(It->second),
                  Functions.empty() ? nullptr : Functions.back());
}

// What it may be called, wrapped in an object perhaps; empty where it has no name.
strings::AbstractString Collector::statementNames(const model::Call &C, const model::Api &A) {
  const Expr *Argument = A.Statement ? Apis.argument(C, *A.Statement) : nullptr;
  if (Argument == nullptr)
    return {};
  const Expr *Inner = Argument->IgnoreUnlessSpelledInSource();
  if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(Inner))
    Inner = Cast->getSubExpr()->IgnoreUnlessSpelledInSource();
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(Inner);
      Construction != nullptr && Construction->getNumArgs() == 1 && !Apis.isText(Inner->getType()))
    Inner = Construction->getArg(0);
  if (const auto *List = dyn_cast<InitListExpr>(Inner); List != nullptr && List->getNumInits() == 1)
    Inner = List->getInit(0);
  return Strings.evaluate(Inner);
}

// for (const auto &[name, sql] : statements) connection.prepare(name, sql): a name belongs to the text beside it, which
// is in the same row if all names and texts stand by turns.
void Collector::nameEach(const strings::AbstractString &Names, const strings::AbstractString &From, std::vector<SourceText> &Texts) const {
  if (Names.size() != From.size() || Names.size() < 2)
    return;
  const SourceManager &SM = AST.getSourceManager();
  SourceLocation Before;
  std::optional<bool> IsNameFirst;
  for (size_t I = 0; I < Names.size(); ++I) {
    if (Names[I].Pieces.empty() || From[I].Pieces.empty() || knownText(Names[I]).empty())
      return;
    SourceLocation Name = strings::locationOf(Names[I].Pieces.front()), Text = strings::locationOf(From[I].Pieces.front());
    if (Name.isInvalid() || Text.isInvalid())
      return;
    bool IsFirst = SM.isBeforeInTranslationUnit(Name, Text);
    if (IsNameFirst.value_or(IsFirst) != IsFirst || (Before.isValid() && !SM.isBeforeInTranslationUnit(Before, IsFirst ? Name : Text)))
      return;
    IsNameFirst = IsFirst;
    Before = IsFirst ? Text : Name;
  }
  for (size_t I = 0; I < Names.size(); ++I)
    Texts[I].Statement = knownText(Names[I]);
}

void Collector::addExecution(const model::Call &C, const model::Api &A) {
  Execution E;
  E.Statement = onlyText(statementNames(C, A));
  if (E.Statement.empty())
    return;
  E.Bound = boundBy(C, A);
  if (E.Bound.empty())
    return;
  E.Call = tokenPlace(C.Expression->getExprLoc(), AST);
  E.Callee = model::qualifiedName(C.Callee);
  E.Function = functionName();
  Out.Executions.push_back(std::move(E));
}

static bool refersTo(const Stmt *S, const VarDecl *Variable) {
  if (const auto *Reference = dyn_cast_or_null<DeclRefExpr>(S))
    return Reference->getDecl() == Variable;
  return S != nullptr && llvm::any_of(S->children(), [&](const Stmt *Child) { return refersTo(Child, Variable); });
}

// Whether a call or comparison in S is given the variable.
static bool isGiven(const Stmt *S, const VarDecl *Variable) {
  if (const auto *Call = dyn_cast_or_null<CallExpr>(S))
    for (const Expr *Argument : Call->arguments())
      if (const auto *Reference = dyn_cast<DeclRefExpr>(Argument->IgnoreUnlessSpelledInSource());
          Reference != nullptr && Reference->getDecl() == Variable)
        return true;
  return S != nullptr && llvm::any_of(S->children(), [&](const Stmt *Child) { return isGiven(Child, Variable); });
}

// `if (!known.count(schema)) throw ...`, `auto it = known.find(schema); if (it == ...)`:
// a condition before the call asks about the value.
bool Collector::isChecked(const VarDecl *Variable, const Expr *Before) {
  const SourceManager &SM = AST.getSourceManager();
  llvm::SmallVector<const VarDecl *, 2> Answers;
  auto Find = [&](auto &&Self, const Stmt *S) -> bool {
    if (S == nullptr || !SM.isBeforeInTranslationUnit(S->getBeginLoc(), Before->getEndLoc()))
      return false;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declaration->decls())
        if (const auto *V = dyn_cast<VarDecl>(D); V != nullptr && V->getInit() != nullptr && isGiven(V->getInit(), Variable))
          Answers.push_back(V);
    const Expr *Condition = nullptr;
    if (const auto *If = dyn_cast<IfStmt>(S))
      Condition = If->getCond();
    if (const auto *Choice = dyn_cast<ConditionalOperator>(S))
      Condition = Choice->getCond();
    if (Condition != nullptr &&
        (isGiven(Condition, Variable) || llvm::any_of(Answers, [&](const VarDecl *Answer) { return refersTo(Condition, Answer); })))
      return true;
    return llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  return !Functions.empty() && Find(Find, Functions.back()->getBody());
}

// A name that was looked up among known ones is as good as an escaped one.
void Collector::noteChecked(const strings::AbstractString &Text, SqlSite &Site, const Expr *Call) {
  for (size_t I = 0; I < Text.size(); ++I) {
    std::vector<sql::SessionEffect> Effects = sql::sessionEffects(ComposedText(Site.Texts[I]).query(Site));
    if (llvm::none_of(Effects, [](const sql::SessionEffect &E) { return E.Action == sql::SessionAction::Set && E.Value == sql::SettingValue::Raw; }))
      continue;
    for (size_t K = 0; K < Text[I].Pieces.size(); ++K) {
      const strings::Piece &Piece = Text[I].Pieces[K];
      const Expr *Source = Piece.IsHole && Piece.Source != nullptr ? Piece.Source->IgnoreUnlessSpelledInSource() : nullptr;
      const auto *Reference = dyn_cast_or_null<DeclRefExpr>(Source);
      const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
      if (Variable != nullptr && isChecked(Variable, Call))
        Site.Texts[I].Pieces[K].IsIdentifier = true;
    }
  }
}

// A function that runs SET with its arguments.
void Collector::addSetting(const model::Call &C, const model::SettingApi &S) {
  model::Api A;
  A.Language = S.Language;
  auto Known = [&](const char *Text) {
    strings::Piece P;
    P.Text = Text;
    P.Source = C.Expression;
    return strings::AbstractString{{{P}, {}, {}}};
  };
  strings::AbstractString Value = Strings.evaluate(C.Arguments[S.Value]);
  // The function gets one value, whatever it is made from.
  for (strings::Alternative &V : Value)
    for (strings::Piece &Piece : V.Pieces)
      Piece.IsValue = Piece.IsHole;
  strings::AbstractString Name = Strings.concatenate(Known("SET "), Strings.evaluate(C.Arguments[S.Name]), C.Expression);
  add(C, A, Strings.concatenate(Strings.concatenate(Name, Known(" = "), C.Expression), Value, C.Expression));
}

void Collector::addConnect(const model::Call &C) {
  const model::ConnectApi *A = Apis.matchConnect(C);
  if (A == nullptr || !A->Text || *A->Text >= C.Arguments.size() || !Apis.isText(C.Arguments[*A->Text]->getType()))
    return;
  SqlSite Site;
  Site.Call = tokenPlace(C.Expression->getExprLoc(), AST);
  Site.Callee = model::qualifiedName(C.Callee);
  Site.Function = functionName();
  Site.Texts = textsOf(Strings.evaluate(C.Arguments[*A->Text]));
  if (!std::all_of(Site.Texts.begin(), Site.Texts.end(), [](const SourceText &T) { return T.isUnknown(); }))
    Out.Connects.push_back(std::move(Site));
}

void Collector::addKey(const model::Call &C, const model::KeyApi &K) {
  for (const strings::AbstractString &Text : Stored.add(C, K, around()))
    addOverrides(Text);
}

static bool hasInstantiation(const FunctionDecl *Pattern) {
  if (const FunctionTemplateDecl *Template = Pattern->getDescribedFunctionTemplate())
    return llvm::any_of(Template->specializations(), [](const FunctionDecl *F) { return F->isTemplateInstantiation() && F->hasBody(); });
  const auto *Method = dyn_cast<CXXMethodDecl>(Pattern);
  const ClassTemplateDecl *Template = Method == nullptr ? nullptr : Method->getParent()->getDescribedClassTemplate();
  return Template != nullptr && llvm::any_of(Template->specializations(), [&](const ClassTemplateSpecializationDecl *Class) {
           return llvm::any_of(Class->methods(), [&](const CXXMethodDecl *F) {
             const FunctionDecl *From = F->getInstantiatedFromMemberFunction();
             return From != nullptr && From->getCanonicalDecl() == Pattern->getCanonicalDecl() && F->hasBody();
           });
         });
}

// What a template does is seen in what it was made into, if anything.
bool Collector::isInInstantiated() {
  const FunctionDecl *F = Functions.empty() ? nullptr : Functions.back();
  if (F == nullptr || !F->isDependentContext())
    return false;
  auto [It, IsNew] = Instantiated.try_emplace(F, false);
  if (IsNew)
    It->second = hasInstantiation(F);
  return It->second;
}

void Collector::look(const Expr *E) {
  if (Done.contains(E) || isInInstantiated())
    return;
  if (Owned.isElsewhere()) {
    model::Call C = model::Call::of(E);
    Requests.call(C, around());
    return Tasks.call(C, around());
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator != nullptr && (Operator->getOperator() == OO_LessLess || Operator->getOperator() == OO_Comma)) {
    noteChain(Operator);
    llvm::SmallVector<const Expr *, 8> Appended;
    const Expr *Base = chainBase(E, Appended);
    if (Base != nullptr) {
      for (const Expr *Link = E; isa<CXXOperatorCallExpr>(Link);) {
        Done.insert(Link);
        if (Link == Base)
          break;
        Link = cast<CXXOperatorCallExpr>(Link)->getArg(0)->IgnoreUnlessSpelledInSource();
      }
      model::Call C = model::Call::of(Base);
      const model::Api *A = Apis.match(C);
      strings::AbstractString Text = Strings.evaluate(Apis.argument(C, *A->Sql));
      for (const Expr *More : llvm::reverse(Appended))
        Text = Strings.concatenate(Text, Strings.evaluate(More), More);
      if (const Expr *Object = grownElsewhere(C)) {
        strings::AbstractString Rest = Strings.unknown(Object);
        Text = Strings.concatenate(Strings.concatenate(Rest, Text, Object), Rest, Object);
      }
      return add(C, *A, Text);
    }
  }
  model::Call C = model::Call::of(E);
  Requests.call(C, around());
  Tasks.call(C, around());
  const model::Api *A = Apis.match(C);
  if (A == nullptr) {
    if (const model::SettingApi *S = C.Callee == nullptr ? nullptr : Apis.matchSetting(C))
      return addSetting(C, *S);
    addConnect(C);
    if (const model::KeyApi *K = C.Callee == nullptr ? nullptr : Apis.matchKey(C))
      return addKey(C, *K);
    addTenantArguments(C);
    addSessionCalls(C);
    return addCall(C);
  }
  if (A->What == model::Role::StatementName)
    return addExecution(C, *A);
  if (A->What != model::Role::Sql || !A->Sql)
    return;
  const Expr *Argument = Apis.argument(C, *A->Sql);
  strings::AbstractString Text = Strings.evaluate(Argument);
  std::optional<model::FormatStyle> Style = A->Formatted;
  // bool query(Db *db, const char *sql, ...);
  if (!Style && C.Callee->isVariadic() && A->Sql->Index + 1 == C.Callee->getNumParams())
    Style = model::FormatStyle::Printf;
  if (Style)
    Text = Strings.format(*Style, Text, llvm::ArrayRef(C.Arguments).drop_front(A->Sql->Index + 1), C.Expression);
  auto Known = [&](const std::string &Around) {
    strings::Piece P;
    P.Text = Around;
    P.Source = C.Expression;
    return strings::AbstractString{{{P}, {}, {}}};
  };
  if (!A->TextBefore.empty())
    Text = Strings.concatenate(Known(A->TextBefore), Text, Argument);
  if (!A->TextAfter.empty())
    Text = Strings.concatenate(Text, Known(A->TextAfter), Argument);
  add(C, *A, Text);
}

UnitFacts collectSites(ASTContext &AST, const model::Project &P, const std::vector<std::string> *OwnFiles) {
  UnitFacts Out;
  const SourceManager &SM = AST.getSourceManager();
  std::vector<Decl *> Ours;
  for (Decl *D : AST.getTranslationUnitDecl()->decls())
    if (isProjectCode(D->getLocation(), SM, P))
      Ours.push_back(D);
  // Who asks for a parent gets a map of all that is in scope: made of everything that is
  // included it would cost a tenth of the parse.
  std::vector<Decl *> Scope = AST.getTraversalScope().vec();
  AST.setTraversalScope(Ours);
  Collector C(AST, P, OwnFiles, Out);
  for (Decl *D : Ours)
    C.TraverseDecl(D);
  C.finish();
  AST.setTraversalScope(Scope);
  return Out;
}

} // namespace tenantscan
