//===- Sites.cpp - The calls that the checks look at --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Sites.h"

#include "checks/strings/Evaluator.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace tenantscan {

static std::string absolutePath(FileID File, const SourceManager &SM) {
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  if (!Entry)
    return {};
  llvm::SmallString<256> Path(Entry->getName());
  SM.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str();
}

bool isProjectCode(SourceLocation Loc, const SourceManager &SM, const model::Project &P) {
  Loc = SM.getExpansionLoc(Loc);
  if (Loc.isInvalid() || SM.isInSystemHeader(Loc))
    return false;
  FileID File = SM.getFileID(Loc);
  return File == SM.getMainFileID() || P.owns(absolutePath(File, SM));
}

Place placeAt(SourceLocation Begin, unsigned Length, const SourceManager &SM) {
  Place Result;
  Result.RawLocation = Begin.getRawEncoding();
  auto [File, Offset] = SM.getDecomposedLoc(Begin);
  Result.File = absolutePath(File, SM);
  bool Invalid = false;
  llvm::StringRef Text = SM.getBufferData(File, &Invalid);
  if (Invalid || Offset > Text.size())
    return Result;
  size_t LineStart = Text.take_front(Offset).rfind('\n');
  LineStart = LineStart == llvm::StringRef::npos ? 0 : LineStart + 1;
  llvm::StringRef Line = Text.substr(LineStart).take_until([](char C) { return C == '\n' || C == '\r'; });
  Result.Line = SM.getLineNumber(File, Offset);
  Result.Column = static_cast<uint32_t>(Offset - LineStart + 1);
  Result.EndColumn = static_cast<uint32_t>(std::min<size_t>(Result.Column + Length, Line.size() + 1));
  Result.EndColumn = std::max(Result.EndColumn, Result.Column);
  Result.LineText = Line.str();
  return Result;
}

namespace {

class Collector : public RecursiveASTVisitor<Collector> {
public:
  Collector(Unit &U) : U(U), Apis(U.P), Strings(U.AST, Apis) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseDecl(Decl *D) {
    const auto *Function = dyn_cast_or_null<FunctionDecl>(D);
    bool Named = Function != nullptr && !(isa<CXXMethodDecl>(Function) && cast<CXXMethodDecl>(Function)->getParent()->isLambda());
    if (Named)
      Functions.push_back(Function);
    bool Result = RecursiveASTVisitor::TraverseDecl(D);
    if (Named)
      Functions.pop_back();
    return Result;
  }

  bool VisitCallExpr(CallExpr *E) {
    if (!E->isTypeDependent() && !E->isValueDependent())
      look(E);
    return true;
  }
  // In a template the end of a chain may depend on its parameters: what comes
  // before it is a part of a text, which is known where the template is used.
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isTypeDependent() && (E->getOpcode() == BO_Shl || E->getOpcode() == BO_Comma))
      skipChain(E->getLHS());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->isTypeDependent() && E->getNumArgs() == 2 && isChainOperator(E))
      skipChain(E->getArg(0));
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    if (!E->isTypeDependent() && !E->isValueDependent())
      look(E);
    return true;
  }

  // What calls of a generic lambda make of it is no child of the lambda.
  bool VisitLambdaExpr(LambdaExpr *E) {
    if (FunctionTemplateDecl *Template = E->getDependentCallOperator())
      for (FunctionDecl *Specialization : Template->specializations())
        TraverseDecl(Specialization);
    return true;
  }
  // `Statement s = (session << "a"); s << "b";`
  bool VisitVarDecl(VarDecl *D) {
    if (!D->isLocalVarDecl() || D->getInit() == nullptr || !D->getType()->isRecordType() || Functions.empty())
      return true;
    llvm::SmallVector<const Expr *, 2> Links = linksOf(D->getInit());
    if (!Links.empty() && appendsTo(D) != 0)
      Grown.insert(Links.begin(), Links.end());
    return true;
  }
  // What is never evaluated hands no text to anyone.
  bool TraverseDecltypeTypeLoc(DecltypeTypeLoc, bool = true) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) { return true; }
  bool TraverseCXXNoexceptExpr(CXXNoexceptExpr *) { return true; }
  bool TraverseConceptRequirement(concepts::Requirement *) { return true; }

private:
  static bool isChainOperator(const CXXOperatorCallExpr *E) { return E->getOperator() == OO_LessLess || E->getOperator() == OO_Comma; }
  void skipChain(const Expr *E);
  void look(const Expr *E);
  unsigned appendsTo(const VarDecl *Variable);
  llvm::SmallVector<const Expr *, 2> linksOf(const Expr *E);
  const Expr *grownElsewhere(const model::Call &C);
  const Expr *chainBase(const Expr *E, llvm::SmallVectorImpl<const Expr *> &Appended);
  void add(const model::Call &C, const model::Api &A, strings::AbstractString Text);

  Unit &U;
  model::ApiMatcher Apis;
  strings::Evaluator Strings;
  llvm::SmallVector<const FunctionDecl *, 4> Functions;
  /// Calls that were looked at as a part of a chain.
  llvm::SmallPtrSet<const Expr *, 16> Done;
  /// Calls with a part of a text only: more is added elsewhere.
  llvm::SmallPtrSet<const Expr *, 4> Grown;
};

} // namespace

// `session << "a" << x << "b", use(y)`: the operators lean to the left. Returns
// the innermost call that takes SQL, and what is appended to its text.
const Expr *Collector::chainBase(const Expr *E, llvm::SmallVectorImpl<const Expr *> &Appended) {
  const Expr *Base = nullptr;
  size_t AppendedToBase = 0;
  for (const Expr *Link = E; Link != nullptr;) {
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Link->IgnoreUnlessSpelledInSource());
    if (Operator == nullptr || Operator->getNumArgs() != 2 || (Operator->getOperator() != OO_LessLess && Operator->getOperator() != OO_Comma))
      break;
    const model::Api *A = Apis.match(model::Call::of(Operator));
    if (A != nullptr && A->After == model::Chain::Append) {
      Base = Operator;
      AppendedToBase = Appended.size();
    }
    if (Operator->getOperator() == OO_LessLess)
      Appended.push_back(Operator->getArg(1));
    Link = Operator->getArg(0);
  }
  Appended.resize(AppendedToBase);
  return Base;
}

// How often the enclosing function adds to the text of a variable.
unsigned Collector::appendsTo(const VarDecl *Variable) {
  unsigned Appends = 0;
  auto Count = [&](auto &&Self, const Stmt *S) -> void {
    if (S == nullptr)
      return;
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S); Operator != nullptr && Operator->getOperator() == OO_LessLess) {
      const auto *Left = dyn_cast<DeclRefExpr>(Operator->getArg(0)->IgnoreUnlessSpelledInSource());
      Appends += Left != nullptr && Left->getDecl() == Variable ? 1 : 0;
    }
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  if (const Stmt *Body = Functions.back()->getBody())
    Count(Count, Body);
  return Appends;
}

// The calls in an expression that begin a text.
llvm::SmallVector<const Expr *, 2> Collector::linksOf(const Expr *E) {
  llvm::SmallVector<const Expr *, 2> Links;
  auto Find = [&](auto &&Self, const Stmt *S) -> void {
    if (const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(S))
      if (const model::Api *A = Apis.match(model::Call::of(Operator)); A != nullptr && A->After == model::Chain::Append)
        Links.push_back(Operator);
    if (S != nullptr)
      for (const Stmt *Child : S->children())
        Self(Self, Child);
  };
  Find(Find, E);
  return Links;
}

// `statement << "a"; if (…) statement << "b";`: an operator that returns its own
// object lets a text grow over several statements. Returns the object where
// another expression may add to it, too: no single one has the whole text then.
const Expr *Collector::grownElsewhere(const model::Call &C) {
  if (Grown.contains(C.Expression))
    return C.Expression;
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  if (C.Object == nullptr || Functions.empty() || Method == nullptr ||
      Method->getReturnType().getNonReferenceType()->getAsCXXRecordDecl() != Method->getParent())
    return nullptr;
  const Expr *Object = C.Object->IgnoreUnlessSpelledInSource();
  const auto *Reference = dyn_cast<DeclRefExpr>(Object);
  const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  if (Variable == nullptr || !Variable->isLocalVarDecl() || Variable->getType()->isReferenceType())
    return Object;
  bool Whole = appendsTo(Variable) == 1 && (Variable->getInit() == nullptr || linksOf(Variable->getInit()).empty());
  return Whole ? nullptr : Object;
}

void Collector::add(const model::Call &C, const model::Api &A, strings::AbstractString Text) {
  SqlSite Site;
  Site.Call = C;
  Site.Api = &A;
  Site.Callee = model::qualifiedName(C.Callee);
  if (!Functions.empty())
    Site.Function = model::qualifiedName(Functions.back());
  Site.Text = std::move(Text);
  U.SqlSites.push_back(std::move(Site));
}

void Collector::skipChain(const Expr *E) {
  const auto *Link = dyn_cast<CXXOperatorCallExpr>(E->IgnoreUnlessSpelledInSource());
  while (Link != nullptr && Link->getNumArgs() == 2 && isChainOperator(Link)) {
    const model::Api *A = Link->isTypeDependent() ? nullptr : Apis.match(model::Call::of(Link));
    // Where << binds, the text is whole.
    if (A != nullptr && A->After == model::Chain::Bind)
      return;
    Done.insert(Link);
    Link = dyn_cast<CXXOperatorCallExpr>(Link->getArg(0)->IgnoreUnlessSpelledInSource());
  }
}

void Collector::look(const Expr *E) {
  if (Done.contains(E))
    return;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator != nullptr && (Operator->getOperator() == OO_LessLess || Operator->getOperator() == OO_Comma)) {
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
      return add(C, *A, std::move(Text));
    }
  }
  model::Call C = model::Call::of(E);
  const model::Api *A = Apis.match(C);
  if (A == nullptr || A->What != model::Role::Sql || !A->Sql)
    return;
  add(C, *A, Strings.evaluate(Apis.argument(C, *A->Sql)));
}

Unit collectSites(ASTContext &AST, const model::Project &P) {
  Unit U{AST, P, {}};
  Collector C(U);
  const SourceManager &SM = AST.getSourceManager();
  for (Decl *D : AST.getTranslationUnitDecl()->decls())
    if (isProjectCode(D->getLocation(), SM, P))
      C.TraverseDecl(D);
  return U;
}

} // namespace tenantscan
