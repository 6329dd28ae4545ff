//===- Evaluator.h - From an expression to its texts --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_EVALUATOR_H
#define TENANTSCAN_CHECKS_STRINGS_EVALUATOR_H

#include "checks/model/ApiMatcher.h"
#include "checks/strings/AbstractString.h"
#include "checks/strings/Flow.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <utility>

namespace tenantscan::strings {

/// Evaluates expressions of text types: literals and what is built from them by
/// operators, conversions, conditional operators, local variables as they change,
/// and functions of the project whose body is in sight. Everything else is a hole.
class Evaluator {
public:
  Evaluator(clang::ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P) : AST(AST), Apis(Apis), P(P) {}

  AbstractString evaluate(const clang::Expr *E);
  /// What a function with a body returns; its parameters are holes.
  AbstractString resultOf(const clang::FunctionDecl *Body);
  /// Text that is not known, as \p E holds it.
  AbstractString unknown(const clang::Expr *E) { return hole(E); }
  /// Every text of \p Left with every text of \p Right behind it; a hole at
  /// \p Source where that were too many.
  AbstractString concatenate(const AbstractString &Left, const AbstractString &Right, const clang::Expr *Source);

  /// While a Flow is solved: variables have the text that they have at its point.
  struct Scope {
    Scope(Evaluator &Strings, Flow &Following, Flow::State &Now)
        : Strings(Strings), OuterFlow(std::exchange(Strings.Following, &Following)), OuterState(std::exchange(Strings.Now, &Now)) {}
    ~Scope() {
      Strings.Following = OuterFlow;
      Strings.Now = OuterState;
    }
    Scope(const Scope &) = delete;
    Evaluator &Strings;
    Flow *OuterFlow;
    Flow::State *OuterState;
  };
  /// The texts of a variable behind \p E, if they were \p Before.
  AbstractString afterEvent(const Event &E, const AbstractString &Before);
  /// The format text of a call, filled in with the arguments from \p First on.
  AbstractString format(model::FormatStyle Style, const AbstractString &Format, llvm::ArrayRef<const clang::Expr *> Arguments,
                        const clang::Expr *Source);
  /// What a caller gives.
  AbstractString parameter(const clang::ParmVarDecl *Parameter);

private:
  AbstractString visit(const clang::Expr *E);
  AbstractString visitLocal(const clang::VarDecl *Variable, const clang::Expr *Use);
  /// The initialisers of what \p E, an element of a constant table, may be; empty
  /// where they are not known.
  std::vector<const clang::Expr *> initialisersOf(const clang::Expr *E);
  AbstractString visitElement(const clang::Expr *E);
  AbstractString afterCall(const Event &E, const AbstractString &Before);
  Flow &flowOf(const clang::FunctionDecl *Function);
  const clang::FunctionDecl *bodyOf(const model::Call &C);
  std::optional<AbstractString> resultOf(const model::Call &C);
  AbstractString substitute(const AbstractString &Text, const clang::FunctionDecl *Callee, const model::Call &C);
  AbstractString shown(const clang::Expr *E);
  AbstractString converted(const clang::Expr *E, char Conversion);
  AbstractString makeText(const model::Call &C, const model::TextApi &T);
  std::optional<AbstractString> changed(const clang::Expr *E);
  AbstractString visitVariable(const clang::VarDecl *Variable, const clang::Expr *Use);
  AbstractString visitField(const clang::FieldDecl *Field, const clang::Expr *Use);
  AbstractString visitCall(const clang::CallExpr *Call);
  AbstractString visitConstruction(const clang::CXXConstructExpr *Construction);
  AbstractString visitConditional(const clang::AbstractConditionalOperator *Choice);
  AbstractString literal(const clang::StringLiteral *Literal, const clang::Expr *Source);
  AbstractString hole(const clang::Expr *E);

  bool isUnchanged(const clang::VarDecl *Variable);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  const model::Project &P;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Flow>> Flows;
  llvm::DenseMap<const clang::FunctionDecl *, AbstractString> Results;
  /// The texts of variables that never change.
  llvm::DenseMap<const clang::VarDecl *, AbstractString> Constants;
  /// Functions whose result is being found; stops recursion.
  llvm::SmallVector<const clang::FunctionDecl *, 8> Calling;
  Flow *Following = nullptr;
  Flow::State *Now = nullptr;
  /// Variables that are being evaluated; stops cycles.
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> Active;
  unsigned Depth = 0;
};

/// What an expression is called: the variable, member or function it names.
std::string nameOf(const clang::Expr *E);

} // namespace tenantscan::strings

#endif
