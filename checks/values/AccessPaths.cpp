//===- AccessPaths.cpp - Expressions that give the same value -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/AccessPaths.h"

#include "checks/model/Words.h"
#include "checks/values/Holders.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace tenantscan::values {

static void addStep(AccessPath &Path, llvm::StringRef Step) {
  Path.Steps += AccessPath::Separator;
  Path.Steps += Step;
}

// A number or a text; an object of a class of one's own is no index.
static bool isIndex(const DeclRefExpr *E) {
  const CXXRecordDecl *Class = E->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Class == nullptr || Class->isInStdNamespace() || E->getDecl()->getASTContext().getSourceManager().isInSystemHeader(Class->getLocation());
}

// "tenant", 0, i: what makes one element another one.
static bool addArgument(AccessPath &Path, const Expr *E) {
  E = plain(E);
  if (const auto *Text = dyn_cast<StringLiteral>(E); Text != nullptr && Text->isOrdinary())
    Path.Steps += ("\"" + Text->getString() + "\",").str();
  else if (const auto *Number = dyn_cast<IntegerLiteral>(E))
    Path.Steps += std::to_string(Number->getValue().getLimitedValue()) + ',';
  else if (const auto *Reference = dyn_cast<DeclRefExpr>(E);
           Reference != nullptr && isa<VarDecl, EnumConstantDecl>(Reference->getDecl()) && isIndex(Reference)) {
    // Two variables may have the same name.
    Path.Steps += Reference->getDecl()->getNameAsString() + '@' + std::to_string(Reference->getDecl()->getID()) + ',';
    Path.Indices.push_back(Reference->getDecl());
  } else
    return isa<CXXDefaultArgExpr>(E);
  return true;
}

// Whether a function in sight returns its argument: std::string copy(const std::string &s) { return s; }
static bool returnsArgument(const FunctionDecl *F) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(F->getBody());
  const auto *Return = Body == nullptr || Body->size() != 1 ? nullptr : dyn_cast<ReturnStmt>(Body->body_front());
  const auto *Reference = Return == nullptr || Return->getRetValue() == nullptr ? nullptr : dyn_cast<DeclRefExpr>(plain(Return->getRetValue()));
  return Reference != nullptr && isa<ParmVarDecl>(Reference->getDecl()) && cast<ParmVarDecl>(Reference->getDecl())->getFunctionScopeIndex() == 0;
}

// Functions of libraries that give their argument in another form, and all of it. Who calls one of his own so may
// cut something off.
static bool isFormOfIt(const FunctionDecl *F) {
  static const model::WordList &Forms = model::wordList("sameForms");
  const FunctionDecl *Body = nullptr;
  bool IsLibrary = F->isInStdNamespace() || F->isExternC() || F->getASTContext().getSourceManager().isInSystemHeader(F->getLocation());
  if (!F->getDeclName().isIdentifier())
    return false;
  if (!IsLibrary && F->hasBody(Body))
    return returnsArgument(Body);
  return Forms.contains(F->getName());
}

// Methods that give their object in another form.
static bool isConverting(const CXXMethodDecl *Method) {
  static const model::WordList &Converts = model::wordList("converts");
  return isa<CXXConversionDecl>(Method) || Converts.contains(Method->getNameAsString());
}

// A method that gives a part of its object, and always the same.
static bool isReading(const CXXMethodDecl *Method) {
  std::string Name = Method->getNameAsString();
  return Method->isConst() || Method->isStatic() || Name == "operator[]" || Name == "at" || Name == "find" || Name == "get" || Name == "front" ||
         Name == "back";
}

bool mayChange(const CXXMethodDecl *Method) {
  static const model::WordList &Leads = model::wordList("leads");
  OverloadedOperatorKind Op = Method->getOverloadedOperator();
  return !isReading(Method) && !isConverting(Method) && !isa<CXXConstructorDecl>(Method) && !Leads.contains(Method->getNameAsString()) &&
         Op != OO_Star && Op != OO_Arrow && Op != OO_Call;
}

bool isNonOwning(QualType T) {
  if (T->isReferenceType() || T->isAnyPointerType())
    return true;
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (Record == nullptr || !Record->getDeclName().isIdentifier())
    return false;
  std::string Name = Record->getName().lower();
  return llvm::any_of(std::initializer_list<llvm::StringRef>{"iter", "view", "span", "_ptr", "reference", "piece"},
                      [&](llvm::StringRef Part) { return llvm::StringRef(Name).contains(Part); });
}

// The part of an object that a name in `auto [a, b]` stands for: `second`, `[1,`
static std::string partOf(const BindingDecl *Binding) {
  const auto *Whole = cast<DecompositionDecl>(Binding->getDecomposedDecl());
  size_t I = llvm::find(Whole->bindings(), Binding) - Whole->bindings().begin();
  const CXXRecordDecl *Record = Whole->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (Record != nullptr && Record->getDeclName().isIdentifier() && Record->getName() == "pair")
    return I == 0 ? "first" : "second";
  const auto *Member = dyn_cast_or_null<MemberExpr>(Binding->getBinding());
  return Member != nullptr ? Member->getMemberDecl()->getNameAsString() : "[" + std::to_string(I) + ',';
}

static std::optional<AccessPath> pathOfVariable(const ValueDecl *D, IsChangedIn IsChanged, unsigned Depth) {
  if (const auto *Binding = dyn_cast<BindingDecl>(D); Binding != nullptr && isa_and_nonnull<DecompositionDecl>(Binding->getDecomposedDecl())) {
    std::optional<AccessPath> Path = pathOfVariable(Binding->getDecomposedDecl(), IsChanged, Depth + 1);
    if (Path)
      addStep(*Path, partOf(Binding));
    return Path;
  }
  AccessPath Path;
  Path.Root = D;
  const auto *V = dyn_cast<VarDecl>(D);
  if (V == nullptr || !V->isLocalVarDecl() || V->getInit() == nullptr || V->isCXXForRangeDecl() || V->isImplicit())
    return Path;
  bool IsReference = V->getType()->isReferenceType();
  if (!IsReference && IsChanged(V, V))
    return Path;
  std::optional<AccessPath> Behind = accessPath(V->getInit(), IsChanged, Depth + 1);
  if (!Behind || llvm::any_of(Behind->Indices, [&](const ValueDecl *Index) { return IsChanged(V, Index); }))
    return Path;
  // What leads to another object goes on to lead to it, and a copy is no longer that once the other is written to.
  bool Follows = isNonOwning(V->getType()) && (Behind->Root == nullptr || !isNonOwning(Behind->Root->getType()));
  return Follows || !IsChanged(V, Behind->Root) ? Behind : Path;
}

// Of a generic lambda that nothing has made a function of: line.at("tenant"), line.tenant_id()
static std::optional<AccessPath> pathOfDependentCall(const CallExpr *Call, IsChangedIn IsChanged, unsigned Depth) {
  static const model::WordList &Converts = model::wordList("converts");
  const auto *Member = dyn_cast<CXXDependentScopeMemberExpr>(Call->getCallee());
  if (Member == nullptr || Member->isImplicitAccess())
    return std::nullopt;
  std::optional<AccessPath> Path = accessPath(Member->getBase(), IsChanged, Depth + 1);
  std::string Name = Member->getMember().getAsString();
  if (!Path || (Call->getNumArgs() == 0 && Converts.contains(Name)))
    return Path;
  bool IsElement = Name == "at" && Call->getNumArgs() == 1 && isa<StringLiteral>(plain(Call->getArg(0)));
  addStep(*Path, IsElement ? "[" : Name + "(");
  for (const Expr *Argument : Call->arguments())
    if (!addArgument(*Path, Argument))
      return std::nullopt;
  return Path;
}

static std::optional<AccessPath> pathOfCall(const CallExpr *Call, IsChangedIn IsChanged, unsigned Depth) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (F == nullptr)
    return pathOfDependentCall(Call, IsChanged, Depth);
  llvm::ArrayRef<const Expr *> Arguments(Call->getArgs(), Call->getNumArgs());
  const Expr *Object = nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    // tx.quote(tenant)
    std::string Name = F->getNameAsString();
    if (Arguments.size() == 1 && (Name == "quote" || Name == "esc"))
      return accessPath(Arguments.front(), IsChanged, Depth + 1);
    Object = Member->getImplicitObjectArgument();
  } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    OverloadedOperatorKind Kind = Operator->getOperator();
    if (Kind != OO_Star && Kind != OO_Arrow && Kind != OO_Subscript)
      return std::nullopt;
    if (Arguments.size() == 1 && Kind != OO_Subscript)
      return accessPath(Arguments.front(), IsChanged, Depth + 1);
    Object = Arguments.front();
    Arguments = Arguments.drop_front();
  } else {
    // field(req, "tenant"): a function that only looks.
    if (Arguments.empty() || F->getNumParams() == 0)
      return std::nullopt;
    QualType T = F->getParamDecl(0)->getType();
    bool Looks = !(T->isLValueReferenceType() || T->isPointerType()) || T->getPointeeType().isConstQualified();
    if (Call->isCallToStdMove() || isFormOfIt(F))
      return accessPath(Arguments.front(), IsChanged, Depth + 1);
    if (!Looks)
      return std::nullopt;
    Object = Arguments.front();
    Arguments = Arguments.drop_front();
  }
  std::optional<AccessPath> Path = accessPath(Object, IsChanged, Depth + 1);
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  bool IsMethod = Method != nullptr && !isa<CXXOperatorCallExpr>(Call) && isa<CXXMemberCallExpr>(Call);
  if (!Path || (IsMethod && Arguments.empty() && isConverting(Method)))
    return Path;
  if (Method != nullptr && !isReading(Method))
    return std::nullopt;
  // Three ways to one element: body["tenant"], body.at("tenant"), body.value("tenant", "")
  std::string Name = F->getNameAsString();
  const auto *Key = Method == nullptr || Arguments.empty() ? nullptr : dyn_cast<StringLiteral>(plain(Arguments.front()));
  if (Key != nullptr && Key->isOrdinary() && (Name == "operator[]" || Name == "at" || Name == "value")) {
    addStep(*Path, "[");
    Arguments = Arguments.take_front(1);
  } else {
    addStep(*Path, Name + "(");
  }
  for (const Expr *Argument : Arguments)
    if (!addArgument(*Path, Argument))
      return std::nullopt;
  return Path;
}

std::optional<AccessPath> accessPath(const Expr *E, IsChangedIn IsChanged, unsigned Depth) {
  static constexpr unsigned MaxDepth = 24;
  if (E == nullptr || Depth > MaxDepth)
    return std::nullopt;
  auto Inner = [&](const Expr *Part) { return accessPath(Part, IsChanged, Depth + 1); };
  E = plain(E);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return isa<VarDecl, BindingDecl>(Reference->getDecl()) ? pathOfVariable(Reference->getDecl(), IsChanged, Depth) : std::nullopt;
  if (isa<CXXThisExpr>(E))
    return AccessPath();
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    std::optional<AccessPath> Path = isa<FieldDecl>(Member->getMemberDecl()) ? Inner(Member->getBase()) : std::nullopt;
    if (Path)
      addStep(*Path, Member->getMemberDecl()->getName());
    return Path;
  }
  // Of a generic lambda that nothing has made a function of.
  if (const auto *Member = dyn_cast<CXXDependentScopeMemberExpr>(E); Member != nullptr && !Member->isImplicitAccess()) {
    std::optional<AccessPath> Path = Inner(Member->getBase());
    if (Path)
      addStep(*Path, Member->getMember().getAsString());
    return Path;
  }
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    std::optional<AccessPath> Path = Inner(Element->getBase());
    if (!Path)
      return std::nullopt;
    addStep(*Path, "[");
    return addArgument(*Path, Element->getIdx()) ? Path : std::nullopt;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary != nullptr && (Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Deref || Unary->getOpcode() == UO_Plus))
    return Inner(Unary->getSubExpr());
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    return Inner(Cast->getSubExpr());
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return pathOfCall(Call, IsChanged, Depth);
  if (const auto *Construction = dyn_cast<CXXConstructExpr>(E); Construction != nullptr && Construction->getNumArgs() != 0) {
    for (unsigned I = 1; I < Construction->getNumArgs(); ++I)
      if (!isa<CXXDefaultArgExpr>(Construction->getArg(I)))
        return std::nullopt;
    return Inner(Construction->getArg(0));
  }
  if (const auto *List = dyn_cast<InitListExpr>(E); List != nullptr && List->getNumInits() == 1)
    return Inner(List->getInit(0));
  return std::nullopt;
}

} // namespace tenantscan::values
