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
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    if (!E->isTypeDependent() && !E->isValueDependent())
      look(E);
    return true;
  }

private:
  void look(const Expr *E);
  const Expr *chainBase(const Expr *E, llvm::SmallVectorImpl<const Expr *> &Appended);
  void add(const model::Call &C, const model::Api &A, strings::AbstractString Text);

  Unit &U;
  model::ApiMatcher Apis;
  strings::Evaluator Strings;
  llvm::SmallVector<const FunctionDecl *, 4> Functions;
  /// Calls that were looked at as a part of a chain.
  llvm::SmallPtrSet<const Expr *, 16> Done;
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
