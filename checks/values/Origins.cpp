//===- Origins.cpp - Whose value is this expression? ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/Origins.h"

#include "checks/Places.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace tenantscan::values {

using Kind = ValueSource::Kind;

/// Expressions nested deeper than this are unknown.
static constexpr unsigned MaxDepth = 40;

/// After so many parts of one expression the rest is unknown.
static constexpr unsigned MaxVisits = 400;

// The text of an expression on one line, for messages.
static std::string spelling(const Expr *E, const ASTContext &AST) {
  static constexpr size_t MaxSpelling = 60;
  const SourceManager &SM = AST.getSourceManager();
  CharSourceRange Range = CharSourceRange::getTokenRange(SM.getExpansionRange(E->getSourceRange()).getAsRange());
  std::string Out;
  for (char C : Lexer::getSourceText(Range, SM, AST.getLangOpts())) {
    bool IsSpace = C == ' ' || (C >= '\t' && C <= '\r');
    if (!IsSpace)
      Out += C;
    else if (!Out.empty() && Out.back() != ' ')
      Out += ' ';
    if (Out.size() > MaxSpelling)
      return Out.substr(0, MaxSpelling) + "...";
  }
  return Out;
}

ValueSource Origins::make(Kind What, const Expr *E) const {
  ValueSource S;
  S.What = What;
  S.Holds = What == Kind::Unknown ? ValueSource::Part::Maybe : ValueSource::Part::None;
  // Of others it is where they are used that counts.
  if (What == Kind::Client || What == Kind::OtherId || What == Kind::Literal)
    place(S, E);
  return S;
}

void Origins::place(ValueSource &S, const Expr *E) const {
  S.Name = spelling(E, AST);
  S.At = tokenPlace(E->getBeginLoc(), AST);
}

ValueSource Origins::complete(ValueSource S, const Expr *E) const {
  ValueSource Here;
  Here.What = S.What;
  place(Here, E);
  // What the value is where it comes from is worth a note of its own.
  if (S.What == Kind::Client && !(S.At == Here.At))
    S.Steps.push_back({S.At, "the client gives the value here"});
  if (S.What == Kind::OtherId || S.What == Kind::Literal) {
    if (Here.Name != S.Name && !(S.At == Here.At))
      S.Steps.push_back({S.At, "the value is '" + S.Name + "'"});
    Here.Name = S.Name;
  }
  Here.Holds = S.Holds;
  Here.From = S.From;
  Here.Parameter = S.Parameter;
  Here.Steps = std::move(S.Steps);
  return Here;
}

bool Origins::isTenantType(QualType T) const {
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  for (unsigned Steps = 0; Steps < 8 && !T.isNull(); ++Steps) {
    if (const auto *Alias = T->getAs<TypedefType>()) {
      if (P.Names.isTenantType(model::qualifiedName(Alias->getDecl())))
        return true;
      T = Alias->desugar();
      continue;
    }
    const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
    if (Record == nullptr)
      return false;
    if (P.Names.isTenantType(model::qualifiedName(Record)))
      return true;
    // The alias of a number is there only where the argument was written.
    QualType Written;
    if (const auto *AsWritten = T->getAs<TemplateSpecializationType>(); AsWritten != nullptr && !AsWritten->isTypeAlias() &&
                                                                        !AsWritten->template_arguments().empty() &&
                                                                        AsWritten->template_arguments().front().getKind() == TemplateArgument::Type)
      Written = AsWritten->template_arguments().front().getAsType();
    // optional<TenantId>, expected<TenantId, E>, shared_ptr<TenantContext>
    const auto *Template = dyn_cast<ClassTemplateSpecializationDecl>(Record);
    if (Template == nullptr || Template->getTemplateArgs().size() == 0 || Template->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
      return false;
    llvm::StringRef Name = Record->getName();
    if (Name != "optional" && Name != "expected" && Name != "shared_ptr" && Name != "unique_ptr" && Name != "reference_wrapper" &&
        Name != "StrongTypedef")
      return false;
    T = Written.isNull() ? Template->getTemplateArgs()[0].getAsType() : Written;
  }
  return false;
}

Origins::FunctionFacts &Origins::factsOf(const DeclContext *Function) {
  std::unique_ptr<FunctionFacts> &Facts = Functions[Function];
  if (Facts)
    return *Facts;
  Facts = std::make_unique<FunctionFacts>();
  struct Walk : RecursiveASTVisitor<Walk> {
    Walk(FunctionFacts &Out, Origins &Values) : Out(Out), Values(Values) {}
    static const VarDecl *variable(const Expr *E) {
      const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
      return Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
    }
    bool VisitBinaryOperator(BinaryOperator *E) {
      if (E->isAssignmentOp())
        if (const VarDecl *V = variable(E->getLHS()))
          Out.Assigned[V].push_back(E->getRHS());
      return true;
    }
    bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
      if (E->getNumArgs() != 2)
        return true;
      if (E->isAssignmentOp())
        if (const VarDecl *V = variable(E->getArg(0)))
          Out.Assigned[V].push_back(E->getArg(1));
      return true;
    }
    bool VisitCallExpr(CallExpr *E) {
      if (!E->isTypeDependent())
        Values.noteWritten(E, Out.Written);
      return true;
    }
    FunctionFacts &Out;
    Origins &Values;
  };
  if (const auto *F = dyn_cast<FunctionDecl>(Function); F != nullptr && F->getBody() != nullptr)
    Walk(*Facts, *this).TraverseStmt(F->getBody());
  return *Facts;
}

const std::vector<const Expr *> &Origins::assignedTo(const VarDecl *Variable) {
  const DeclContext *Function = Variable->getParentFunctionOrMethod();
  if (Function == nullptr)
    return NoExpressions;
  FunctionFacts &Facts = factsOf(Function);
  auto It = Facts.Assigned.find(Variable);
  return It == Facts.Assigned.end() ? NoExpressions : It->second;
}

// `if (path_tenant != ctx.tenant_id()) return not_found();`: what a client sent, and was looked at.
ValueSource Origins::unlessChecked(ValueSource S, const Expr *Use, const Expr *Place) {
  if (S.What != Kind::Client)
    return S;
  switch (Checked.of(Use, Place)) {
  case Validation::Standing::Equal:
    return make(Kind::Tenant, Use);
  case Validation::Standing::Doubtful:
    ++Doubts;
    return make(Kind::Unknown, Use);
  case Validation::Standing::Unchecked:
    break;
  }
  return S;
}

ValueSource Origins::client(const model::InputApi &Input, const Expr *Use) {
  ValueSource S = make(Kind::Client, Use);
  S.From = Input.From;
  return S;
}

ValueSource Origins::byType(const Expr *Use) { return complete(byName("", Use->getType(), Use), Use); }

ValueSource Origins::byName(llvm::StringRef Name, QualType Type, const Expr *Use, const Expr *Object) {
  model::NameKind Named = P.Names.kindOf(std::string_view(Name.data(), Name.size()));
  if (Named == model::NameKind::Tenant || isTenantType(Type))
    return make(Kind::Tenant, Use);
  auto Called = [&](Kind What) {
    ValueSource S = make(What, Use);
    S.Holds = P.Names.isDescriptive(std::string_view(Name.data(), Name.size())) ? ValueSource::Part::None : ValueSource::Part::Maybe;
    return S;
  };
  if (Named == model::NameKind::OtherId)
    return Called(Kind::OtherId);
  if (Named == model::NameKind::Unknown)
    return Called(Kind::Unknown);
  if (Named == model::NameKind::Generic && Object != nullptr) {
    ValueSource S = visit(Object);
    if (S.What == Kind::Tenant || S.What == Kind::Client)
      return S;
    // `user.id`: the name of its owner belongs to it.
    std::string Owner;
    const Expr *Base = Object->IgnoreParenImpCasts();
    // std::shared_ptr leads to its object.
    if (const auto *Arrow = dyn_cast<CXXOperatorCallExpr>(Base);
        Arrow != nullptr && (Arrow->getOperator() == OO_Arrow || Arrow->getOperator() == OO_Star))
      Base = Arrow->getArg(0)->IgnoreParenImpCasts();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(Base))
      Owner = Reference->getDecl()->getNameAsString();
    else if (const auto *Member = dyn_cast<MemberExpr>(Base))
      Owner = Member->getMemberDecl()->getNameAsString();
    else if (const auto *Call = dyn_cast<CallExpr>(Base); Call != nullptr && Call->getDirectCallee() != nullptr && !isa<CXXOperatorCallExpr>(Call))
      Owner = Call->getDirectCallee()->getNameAsString();
    if (!Owner.empty() && P.Names.kindOf(Owner + "_" + Name.str()) == model::NameKind::Tenant)
      return make(Kind::Tenant, Use);
    // `it->id`, `p->id`
    if (Owner.size() > 2 && P.Names.kindOf(Owner + "_" + Name.str()) == model::NameKind::OtherId)
      return make(Kind::OtherId, Use);
  }
  return make(Kind::Unknown, Use);
}

// `claims["tenant_id"]`, `row.at("user_id")`
ValueSource Origins::byKey(llvm::StringRef Key, const Expr *Use) {
  switch (P.Names.kindOf(std::string_view(Key.data(), Key.size()))) {
  case model::NameKind::Tenant:
    return make(Kind::Tenant, Use);
  case model::NameKind::OtherId:
    return make(Kind::OtherId, Use);
  default:
    return make(Kind::Unknown, Use);
  }
}

// Whether a branch of `?:` is the tenant.
bool Origins::isTenantInBranch(const Expr *E) {
  const auto *Choice = dyn_cast<AbstractConditionalOperator>(E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts());
  return Choice != nullptr && (visit(Choice->getTrueExpr()).What == Kind::Tenant || visit(Choice->getFalseExpr()).What == Kind::Tenant);
}

ValueSource Origins::visitVariable(const VarDecl *Variable, const Expr *Use) {
  // What a range-based loop declares has no name of its own.
  ValueSource Named = Variable->isImplicit() ? make(Kind::Unknown, Use) : byName(Variable->getName(), Variable->getType(), Use, nullptr);
  // A message that the client of a call sent.
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable); Parameter != nullptr && Apis.isMessage(Parameter->getType()))
    if (const auto *F = dyn_cast<FunctionDecl>(Parameter->getDeclContext());
        F != nullptr && llvm::any_of(F->parameters(), [&](const ParmVarDecl *Other) { return Apis.isRequest(Other->getType()); })) {
      ValueSource S = make(Kind::Client, Use);
      S.From = "message";
      return S;
    }
  std::vector<const Expr *> Given = assignedTo(Variable);
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable); Parameter != nullptr && Given.empty())
    if (const auto *F = dyn_cast<FunctionDecl>(Parameter->getDeclContext());
        F != nullptr && isProjectCode(F->getLocation(), AST.getSourceManager(), P))
      Named.Parameter = {Slot::Kind::Parameter, usrOf(F), model::qualifiedName(F), Parameter->getFunctionScopeIndex(), std::nullopt};
  if (const Expr *Init = Variable->getAnyInitializer(); Init != nullptr && !isa<ParmVarDecl>(Variable) && !isa<CXXDefaultInitExpr>(Init)) {
    const auto *Construction = dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit());
    if (Construction == nullptr || Construction->getNumArgs() != 0)
      Given.push_back(Init);
  }
  // What stands for none: std::string *own = nullptr;
  llvm::erase_if(Given, [](const Expr *E) { return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E->IgnoreUnlessSpelledInSource()); });
  if (std::optional<ValueSource> Arrived = arrived(Variable, Use))
    return unlessChecked(*Arrived, Use);
  if (Given.empty() || !Active.insert(Variable).second)
    return Named;
  std::optional<ValueSource> Flowed;
  bool Differ = false;
  ValueSource::Part Holds = ValueSource::Part::None;
  bool OnlyLiterals = true;
  bool MayBeTenant = false;
  const unsigned Before = Doubts;
  for (const Expr *E : Given) {
    ValueSource S = visit(E);
    MayBeTenant = MayBeTenant || S.What == Kind::Tenant || isTenantInBranch(E);
    OnlyLiterals = OnlyLiterals && S.What == Kind::Literal;
    Holds = std::max(Holds, S.What == Kind::Tenant ? ValueSource::Part::Mixed : S.Holds);
    if (Flowed && Flowed->What != S.What)
      Differ = true;
    // One way from the client is enough.
    if (!Flowed || S.What == Kind::Client)
      Flowed = std::move(S);
  }
  Active.erase(Variable);
  // The name tells what it is, unless the tenant went into it.
  if (Holds == ValueSource::Part::Mixed || (Holds == ValueSource::Part::None && !OnlyLiterals && !isa<ParmVarDecl>(Variable)))
    Named.Holds = Holds;
  if (Flowed->What == Kind::Client)
    return unlessChecked(*Flowed, Use);
  // `uint32_t mob_id = is_client() ? tenant_id() : bot_id();`: its name does not say which one.
  bool IsEither = Named.What == Kind::OtherId && MayBeTenant && (Differ || Flowed->What != Kind::Tenant);
  if (IsEither || Doubts != Before)
    return make(Kind::Unknown, Use);
  // A name of its own tells more than a constant, which others may replace.
  bool IsFixed = !Differ && (Variable->getType().isConstQualified() || Given.size() == 1);
  if (Named.What == Kind::Tenant || Differ || Flowed->What == Kind::Unknown)
    return Named;
  if (Flowed->What == Kind::Literal && (!IsFixed || Named.What != Kind::Unknown || !Variable->getType().isConstQualified()))
    return Named;
  return *Flowed;
}

ValueSource Origins::visitMember(const MemberExpr *Member) {
  const ValueDecl *D = Member->getMemberDecl();
  if (const model::InputApi *Input = Apis.matchInput(D))
    return client(*Input, Member);
  const Expr *Object = Member->getBase();
  if (const auto *Field = dyn_cast<FieldDecl>(D); Field != nullptr && Object != nullptr && isa<CXXThisExpr>(Object->IgnoreParenImpCasts()))
    if (std::optional<ValueSource> Given = keptIn(Field))
      return *Given;
  const unsigned Before = Doubts;
  ValueSource Base = Object == nullptr || isa<CXXThisExpr>(Object->IgnoreParenImpCasts()) ? make(Kind::Unknown, Member) : visit(Object);
  if (Base.What == Kind::Client || Doubts != Before)
    return Base;
  if (Object != nullptr)
    if (std::optional<ValueSource> Part = partOfRequest(D, Object, Member))
      return *Part;
  return byName(D->getName(), D->getType(), Member, Object);
}

// A function that does nothing but return the value of an expression.
ValueSource Origins::visitBody(const FunctionDecl *F) {
  ValueSource None;
  const FunctionDecl *Definition = nullptr;
  if (!F->hasBody(Definition) || !isProjectCode(Definition->getLocation(), AST.getSourceManager(), P) || !Active.insert(Definition).second)
    return None;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Definition->getBody());
  ValueSource Result;
  // One way on which it is the client's is enough; a header is less than what the client is asked for.
  auto IsHeader = [&] { return Result.From == "header" || Result.From == "cookie" || Result.From == "host"; };
  auto Find = [&](auto &&Self, const Stmt *S, bool IsLast) -> void {
    if (S == nullptr || isa<LambdaExpr>(S) || (Result.What == Kind::Client && !IsHeader()))
      return;
    const auto *Return = dyn_cast<ReturnStmt>(S);
    if (Return == nullptr || Return->getRetValue() == nullptr) {
      for (const Stmt *Child : S->children())
        Self(Self, Child, false);
    } else if (ValueSource Returned = visit(Return->getRetValue()); Returned.What == Kind::Client || (IsLast && Result.What != Kind::Client)) {
      Result = std::move(Returned);
    }
  };
  static constexpr unsigned MaxStatements = 24;
  if (Body != nullptr && Body->size() <= MaxStatements)
    for (const Stmt *S : Body->body())
      Find(Find, S, isa<ReturnStmt>(S));
  Active.erase(Definition);
  return Result;
}

ValueSource Origins::visit(const Expr *E) {
  struct Level {
    explicit Level(unsigned &Depth) : Depth(Depth) { ++Depth; }
    ~Level() { --Depth; }
    unsigned &Depth;
  } Here(Depth);
  Visited = Depth == 1 ? 0 : Visited + 1;
  const Expr *Whole = E;
  E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (Depth > MaxDepth || Visited > MaxVisits)
    return make(Kind::Unknown, Whole);
  if (isa<IntegerLiteral, StringLiteral, FloatingLiteral, CXXBoolLiteralExpr, CharacterLiteral, CXXNullPtrLiteralExpr, GNUNullExpr,
          UnaryExprOrTypeTraitExpr>(E))
    return make(Kind::Literal, E);
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
    ValueSource S = visit(Cast->getSubExpr());
    return S.What != Kind::Client && isTenantType(E->getType()) ? make(Kind::Tenant, E) : S;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_Minus || Unary->getOpcode() == UO_Plus || Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Deref ||
        Unary->getOpcode() == UO_Coawait)
      return visit(Unary->getSubExpr());
    return make(Kind::Unknown, E);
  }
  if (const auto *Await = dyn_cast<CoawaitExpr>(E))
    return visit(Await->getOperand());
  if (const auto *Block = dyn_cast<StmtExpr>(E); Block != nullptr && !Block->getSubStmt()->body_empty())
    if (const auto *Last = dyn_cast<Expr>(Block->getSubStmt()->body_back()))
      return visit(Last);
  if (const Expr *Part = isa<MemberExpr, DeclRefExpr, CallExpr>(E) ? partGiven(E) : nullptr)
    return unlessChecked(visit(Part), E);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
      return visitVariable(Variable, E);
    if (const auto *Binding = dyn_cast<BindingDecl>(Reference->getDecl())) {
      const auto *Whole = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
      const Expr *Init = Whole == nullptr ? nullptr : Whole->getInit();
      if (Init != nullptr && Active.insert(Binding).second) {
        ValueSource S = visit(Init);
        Active.erase(Binding);
        if (S.What == Kind::Client)
          return unlessChecked(std::move(S), E);
      }
      ValueSource Named = byName(Binding->getName(), E->getType(), E, nullptr);
      // auto [t, u] = ctx; by what the member is called
      const auto *Member = Named.What == Kind::Unknown ? dyn_cast_or_null<MemberExpr>(Binding->getBinding()) : nullptr;
      return Member != nullptr ? byName(Member->getMemberDecl()->getName(), E->getType(), E, nullptr) : Named;
    }
    if (isa<EnumConstantDecl>(Reference->getDecl()))
      return make(Kind::Literal, E);
    bool IsTenant = P.Names.kindOf(Reference->getDecl()->getNameAsString()) == model::NameKind::Tenant;
    return make(IsTenant ? Kind::Tenant : Kind::Unknown, E);
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return unlessChecked(visitMember(Member), E);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    ValueSource S = visit(Element->getBase());
    return S.What == Kind::Client || S.What == Kind::Tenant ? S : make(Kind::Unknown, E);
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return unlessChecked(visitCall(Call), E);
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E)) {
    ValueSource S = make(Kind::Unknown, E);
    if (const model::InputApi *Input = Apis.matchInput(Construction->getConstructor());
        Input != nullptr && Construction->getNumArgs() != 0 && !Construction->getConstructor()->isCopyOrMoveConstructor())
      return client(*Input, E);
    if (Construction->getNumArgs() != 0 && !isa<CXXDefaultArgExpr>(Construction->getArg(0)))
      S = visit(Construction->getArg(0));
    return S.What != Kind::Client && isTenantType(E->getType()) ? make(Kind::Tenant, E) : S;
  }
  if (const auto *List = dyn_cast<InitListExpr>(E); List != nullptr && List->getNumInits() == 1)
    return visit(List->getInit(0));
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
    ValueSource True = visit(Choice->getTrueExpr());
    ValueSource False = visit(Choice->getFalseExpr());
    if (True.What == Kind::Client || False.What == True.What)
      return True;
    return False.What == Kind::Client ? False : make(Kind::Unknown, E);
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    ValueSource Left = visit(Binary->getLHS());
    ValueSource Right = visit(Binary->getRHS());
    for (Kind Strong : {Kind::Client, Kind::Tenant})
      for (const ValueSource *Side : {&Left, &Right})
        if (Side->What == Strong)
          return *Side;
    return make(Kind::Unknown, E);
  }
  return make(Kind::Unknown, Whole);
}

} // namespace tenantscan::values
