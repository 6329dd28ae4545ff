//===- AccessPaths.cpp - Expressions that give the same value -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/values/AccessPaths.h"

#include "checks/model/Words.h"
#include "checks/values/Holders.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace tenantscan::values {

using GivenOnce = llvm::function_ref<bool(const VarDecl *)>;

static void addStep(AccessPath &Path, llvm::StringRef Step) {
  Path.Steps += AccessPath::Separator;
  Path.Steps += Step;
}

// "tenant", 0, i: what makes one element another one.
static bool addArgument(AccessPath &Path, const Expr *E) {
  E = plain(E);
  if (const auto *Text = dyn_cast<StringLiteral>(E); Text != nullptr && Text->isOrdinary())
    Path.Steps += ("\"" + Text->getString() + "\",").str();
  else if (const auto *Number = dyn_cast<IntegerLiteral>(E))
    Path.Steps += std::to_string(Number->getValue().getLimitedValue()) + ',';
  else if (const auto *Reference = dyn_cast<DeclRefExpr>(E); Reference != nullptr && isa<VarDecl, EnumConstantDecl>(Reference->getDecl())) {
    Path.Steps += Reference->getDecl()->getNameAsString() + ',';
    Path.Indices.push_back(Reference->getDecl());
  } else
    return isa<CXXDefaultArgExpr>(E);
  return true;
}

// What is parsed out of a text may be a part of it: two functions give two parts.
static bool isFormOfIt(llvm::StringRef Name) {
  static const model::WordList &Conversions = model::wordList("conversions");
  return (Conversions.contains(Name) && Name != "get") || Name.starts_with("sto") || Name.starts_with("ato") || Name.starts_with("strto") ||
         Name.starts_with("to_");
}

// Methods that give their object in another form.
static bool isConverting(const CXXMethodDecl *Method) {
  static const model::WordList &Converts = model::wordList("converts");
  return isa<CXXConversionDecl>(Method) || Converts.contains(Method->getNameAsString());
}

// A method that gives a part of its object, and always the same.
static bool isReading(const CXXMethodDecl *Method) {
  std::string Name = Method->getNameAsString();
  return Method->isConst() || Method->isStatic() || Name == "operator[]" || Name == "at" || Name == "find" || Name == "get";
}

static std::optional<AccessPath> pathOfVariable(const ValueDecl *D, GivenOnce IsGivenOnce, unsigned Depth) {
  const auto *V = dyn_cast<VarDecl>(D);
  if (V != nullptr && V->isLocalVarDecl() && V->getInit() != nullptr && !V->isCXXForRangeDecl() && !V->isImplicit() && IsGivenOnce(V))
    if (std::optional<AccessPath> Behind = accessPath(V->getInit(), IsGivenOnce, Depth + 1))
      return Behind;
  AccessPath Path;
  Path.Root = D;
  return Path;
}

static std::optional<AccessPath> pathOfCall(const CallExpr *Call, GivenOnce IsGivenOnce, unsigned Depth) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (F == nullptr)
    return std::nullopt;
  llvm::ArrayRef<const Expr *> Arguments(Call->getArgs(), Call->getNumArgs());
  const Expr *Object = nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    // tx.quote(tenant)
    std::string Name = F->getNameAsString();
    if (Arguments.size() == 1 && (llvm::StringRef(Name).starts_with("quote") || llvm::StringRef(Name).starts_with("esc")))
      return accessPath(Arguments.front(), IsGivenOnce, Depth + 1);
    Object = Member->getImplicitObjectArgument();
  } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    OverloadedOperatorKind Kind = Operator->getOperator();
    if (Kind != OO_Star && Kind != OO_Arrow && Kind != OO_Subscript)
      return std::nullopt;
    if (Arguments.size() == 1 && Kind != OO_Subscript)
      return accessPath(Arguments.front(), IsGivenOnce, Depth + 1);
    Object = Arguments.front();
    Arguments = Arguments.drop_front();
  } else {
    // field(req, "tenant"): a function that only looks.
    if (Arguments.empty() || F->getNumParams() == 0)
      return std::nullopt;
    QualType T = F->getParamDecl(0)->getType();
    bool Looks = !(T->isLValueReferenceType() || T->isPointerType()) || T->getPointeeType().isConstQualified();
    if (Call->isCallToStdMove() || isFormOfIt(F->getNameAsString()))
      return accessPath(Arguments.front(), IsGivenOnce, Depth + 1);
    if (!Looks)
      return std::nullopt;
    Object = Arguments.front();
    Arguments = Arguments.drop_front();
  }
  std::optional<AccessPath> Path = accessPath(Object, IsGivenOnce, Depth + 1);
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  bool IsMethod = Method != nullptr && !isa<CXXOperatorCallExpr>(Call) && isa<CXXMemberCallExpr>(Call);
  if (!Path || (IsMethod && Arguments.empty() && isConverting(Method)))
    return Path;
  if (Method != nullptr && !isReading(Method))
    return std::nullopt;
  addStep(*Path, F->getNameAsString() + "(");
  for (const Expr *Argument : Arguments)
    if (!addArgument(*Path, Argument))
      return std::nullopt;
  return Path;
}

std::optional<AccessPath> accessPath(const Expr *E, GivenOnce IsGivenOnce, unsigned Depth) {
  static constexpr unsigned MaxDepth = 24;
  if (E == nullptr || Depth > MaxDepth)
    return std::nullopt;
  auto Inner = [&](const Expr *Part) { return accessPath(Part, IsGivenOnce, Depth + 1); };
  E = plain(E);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return isa<VarDecl, BindingDecl>(Reference->getDecl()) ? pathOfVariable(Reference->getDecl(), IsGivenOnce, Depth) : std::nullopt;
  if (isa<CXXThisExpr>(E))
    return AccessPath();
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    std::optional<AccessPath> Path = isa<FieldDecl>(Member->getMemberDecl()) ? Inner(Member->getBase()) : std::nullopt;
    if (Path)
      addStep(*Path, Member->getMemberDecl()->getName());
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
    return pathOfCall(Call, IsGivenOnce, Depth);
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
