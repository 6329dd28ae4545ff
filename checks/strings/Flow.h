//===- Flow.h - How the text of variables changes -----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_FLOW_H
#define TENANTSCAN_CHECKS_STRINGS_FLOW_H

#include "checks/model/ApiMatcher.h"
#include "checks/strings/AbstractString.h"

#include "clang/Analysis/Analyses/Dominators.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <optional>

namespace tenantscan::strings {

class Evaluator;

/// What one statement does to the text of a variable.
struct Event {
  enum class Kind : uint8_t {
    Declare, ///< Value is its initialiser; may be null.
    Assign,  ///< It has the text of Value from now on.
    Append,
    Prepend,
    Clear,
    DropLast, ///< Loses its last character.
    Call,     ///< Value is a call that may change it through its argument Argument.
    Unknown,
  };
  Kind What = Kind::Unknown;
  const clang::VarDecl *Variable = nullptr;
  /// The expression that does it; for Declare the DeclStmt is found by the variable.
  const clang::Expr *At = nullptr;
  const clang::Expr *Value = nullptr;
  unsigned Argument = 0;
};

/// Follows the local variables and parameters of one function that hold text,
/// over its control flow graph, which is built when the first question comes. A
/// loop counts as run zero, one and two times.
class Flow {
public:
  /// The texts of all followed variables at one point; null where not known yet.
  using State = std::vector<std::shared_ptr<const AbstractString>>;
  /// So many numbers of conditions each function has of its own.
  static constexpr unsigned KeysEach = 1024;

  /// The conditions of the function are numbered from \p FirstKey.
  Flow(const clang::FunctionDecl *Function, clang::ASTContext &AST, model::ApiMatcher &Apis, unsigned FirstKey);

  /// Whether \p Variable is followed: nothing changes it unseen.
  bool follows(const clang::VarDecl *Variable) const { return Index.count(Variable) != 0; }
  /// Whether it never changes after its declaration.
  bool isConstant(const clang::VarDecl *Variable) const { return Changed.count(Variable) == 0; }
  /// Whether any followed variable of the function changes.
  bool hasChanges() const { return !Changed.empty(); }

  /// The texts of a followed variable where \p Use, an expression of the function,
  /// is evaluated. Nullptr where the point is not found.
  std::shared_ptr<const AbstractString> valueAt(const clang::VarDecl *Variable, const clang::Expr *Use, Evaluator &Strings);
  /// The same when the function returns; nullptr where it never does.
  std::shared_ptr<const AbstractString> valueAtExit(const clang::VarDecl *Variable, Evaluator &Strings);
  /// The variable that \p E, a call or operator, changes and returns a reference to.
  const clang::VarDecl *changedBy(const clang::Expr *E) const;
  /// The texts of a variable behind \p E, which changes it.
  std::shared_ptr<const AbstractString> valueAfter(const clang::VarDecl *Variable, const clang::Expr *E, Evaluator &Strings);

  /// A variable's text in \p S.
  const std::shared_ptr<const AbstractString> &in(const State &S, const clang::VarDecl *Variable) const { return S[Index.lookup(Variable)]; }

  /// What the function returns, in the order of the source.
  const std::vector<const clang::Expr *> &returned() const { return Returned; }

private:
  using Ancestors = llvm::SmallVector<const clang::Stmt *, 32>;
  void collect(const clang::Stmt *S, Ancestors &Above, const clang::LambdaExpr *Lambda);
  void classify(const clang::DeclRefExpr *Reference, const clang::VarDecl *Variable, const Ancestors &Above, bool InLambda);
  /// Whether something changes the variable further down in the source.
  bool changesAfter(const clang::VarDecl *Variable, clang::SourceLocation Where) const;
  void noteAlias(const clang::VarDecl *Variable, llvm::ArrayRef<const clang::Stmt *> Above);
  void moved(const clang::VarDecl *Variable, llvm::ArrayRef<const clang::Stmt *> Above, bool InLambda);
  void add(Event E, bool InLambda);
  bool isCandidate(const clang::VarDecl *Variable);

  void solve(Evaluator &Strings);
  bool transfer(const clang::CFGBlock &Block, State &S, Evaluator &Strings, const clang::Stmt *Until, bool Inclusive);
  void apply(const Event &E, State &S, Evaluator &Strings);
  bool join(const clang::CFGBlock &Block, State &S);
  AbstractString under(const AbstractString &Text, const clang::CFGBlock *From, const clang::CFGBlock *Join, const clang::CFGBlock *Dominator);
  void conditionOf(const clang::CFGBlock *From, const clang::CFGBlock *To, Alternative &A, bool WithStop);
  std::optional<unsigned> keyOf(const clang::Expr *Condition, bool &Negated);
  bool isStable(const clang::Stmt *Condition);
  std::shared_ptr<const AbstractString> at(const clang::VarDecl *Variable, const clang::Stmt *Point, bool Inclusive, Evaluator &Strings);

  const clang::FunctionDecl *Function;
  clang::ASTContext &AST;
  model::ApiMatcher &Apis;

  /// In the order of their first appearance.
  std::vector<const clang::VarDecl *> Variables;
  llvm::DenseMap<const clang::VarDecl *, unsigned> Index;
  llvm::DenseSet<const clang::VarDecl *> Escaped;
  /// References, and the variables that they stand for.
  std::vector<std::pair<const clang::VarDecl *, const clang::VarDecl *>> References;
  llvm::DenseSet<const clang::VarDecl *> Changed;
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<Event, 1>> Events;
  llvm::DenseMap<const clang::VarDecl *, Event> Declarations;
  /// What the declaration of another variable does.
  llvm::DenseMap<const clang::VarDecl *, llvm::SmallVector<Event, 1>> AfterDeclaration;
  bool HasTry = false;
  /// There are labels to jump back to.
  bool IsRepeated = false;
  llvm::DenseMap<const clang::Expr *, const clang::LambdaExpr *> InLambdas;
  std::vector<const clang::Expr *> Returned;

  bool IsSolved = false;
  std::unique_ptr<clang::CFG> Graph;
  std::unique_ptr<clang::CFGDomTree> Dominators;
  /// At the entry and the end of every block, by its number; empty where never reached.
  std::vector<State> In;
  std::vector<State> Out;
  llvm::DenseMap<const clang::Stmt *, const clang::CFGBlock *> Points;
  unsigned FirstKey;
  std::vector<llvm::FoldingSetNodeID> Keys;
  /// Variables that hold no text, and are not only read.
  llvm::DenseSet<const clang::VarDecl *> MaybeChanged;
};

} // namespace tenantscan::strings

#endif
