//===- Flow.h - How the text of variables changes -----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_FLOW_H
#define TENANTSCAN_CHECKS_STRINGS_FLOW_H

#include "checks/strings/Changes.h"
#include "checks/strings/Needs.h"

#include "clang/Analysis/Analyses/Dominators.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <optional>

namespace tenantscan::strings {

class Evaluator;
class MemberNumbers;

/// Follows the local variables, parameters and members of one function that hold text,
/// over its control flow graph, which is built when the first question comes. A
/// loop counts as run zero, one and two times.
class Flow {
public:
  /// The texts of all cells at one point; null where not known yet.
  using State = std::vector<std::shared_ptr<const AbstractString>>;
  /// States in front of elements of the block that was asked about last, in their order:
  /// the next question need not begin with the block.
  struct Reached {
    const clang::CFGBlock *Block = nullptr;
    std::vector<std::pair<size_t, State>> States;
  };
  /// So many numbers of conditions each function has of its own.
  static constexpr unsigned KeysEach = 1024;

  /// The conditions of the function are numbered from \p FirstKey.
  Flow(const clang::FunctionDecl *Function, clang::ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P, MemberNumbers &Numbers,
       unsigned FirstKey);

  /// Whether the cell is followed: nothing changes it unseen.
  bool follows(const Cell &C) const { return What.follows(C); }
  /// Whether it never changes after its declaration.
  bool isConstant(const Cell &C) const { return What.isConstant(C); }
  /// Whether any followed cell of the function changes.
  bool hasChanges() const { return What.hasChanges(); }
  const Changes &changes() const { return What; }
  const clang::FunctionDecl *function() const { return Function; }

  /// The texts of a followed cell where \p Use, an expression of the function,
  /// is evaluated. Nullptr where the point is not found.
  std::shared_ptr<const AbstractString> valueAt(const Cell &C, const clang::Expr *Use, Evaluator &Strings);
  /// The same when the function returns; nullptr where it never does.
  std::shared_ptr<const AbstractString> valueAtExit(const Cell &C, Evaluator &Strings);
  /// The cell that \p E, a call or operator, changes and returns a reference to.
  std::optional<Cell> changedBy(const clang::Expr *E) const;
  /// The texts of a cell behind \p E, which may change it.
  std::shared_ptr<const AbstractString> valueAfter(const Cell &C, const clang::Expr *E, Evaluator &Strings);

  /// A cell's text in \p S.
  const std::shared_ptr<const AbstractString> &in(const State &S, const Cell &C) const { return S[What.Index.lookup(C)]; }

  /// What a question about a number or a flag that is a parameter needs of it.
  std::optional<Need> needOf(const Question &Asked);
  /// What has to be so where \p Point, an expression of the function, is evaluated; nullopt
  /// where it never is.
  std::optional<Alternative> knownAt(const clang::Expr *Point, Evaluator &Strings);
  /// What the function returns, in the order of the source.
  const std::vector<const clang::Expr *> &returned() const { return What.Returned; }

private:
  void solve(Evaluator &Strings);
  void noteElsewhere(Evaluator &Strings);
  void noteWriters(const clang::VarDecl *Static, Evaluator &Strings);
  void transfer(const clang::CFGBlock &Block, State &S, Evaluator &Strings);
  bool transfer(const clang::CFGElement &Element, State &S, Evaluator &Strings);
  void apply(llvm::ArrayRef<Event> Here, State &S, Evaluator &Strings);
  void initialise(const clang::CXXCtorInitializer *Init, State &S, Evaluator &Strings);
  bool join(const clang::CFGBlock &Block, State &S, Evaluator &Strings);
  /// What is known on the way from one block to another.
  struct Edge {
    Alternative Here;
    /// Where something is asked of a cell: its index, and the texts that fulfil it.
    std::optional<unsigned> Asked;
    std::shared_ptr<const AbstractString> Left;
    /// None does.
    bool IsImpossible = false;
  };
  Edge edge(const clang::CFGBlock *From, const clang::CFGBlock *To);
  std::vector<Edge> edgesBetween(const clang::CFGBlock *Dominator, const clang::CFGBlock *From, const clang::CFGBlock *Join);
  std::vector<Edge> edgesAbove(const clang::CFGBlock *Dominator, const clang::CFGBlock *Block);
  static AbstractString under(const AbstractString &Text, llvm::ArrayRef<Edge> Edges);
  const clang::ParmVarDecl *flagIn(const clang::Expr *E);
  const clang::FieldDecl *memberFlagIn(const clang::Expr *E) const;
  std::optional<Question> questionOf(const clang::Expr *Condition, unsigned Steps = 0);
  void conditionOf(const clang::CFGBlock *From, const clang::CFGBlock *To, Alternative &A, bool WithStop);
  std::optional<unsigned> keyOf(const clang::Expr *Condition, bool &Negated);
  std::optional<unsigned> keyOf(const llvm::FoldingSetNodeID &Key);
  std::optional<unsigned> keyOfEmptiness(const clang::Expr *List);
  const clang::VarDecl *stableList(const clang::Expr *List);
  void findLoops();
  void alongLoops(AbstractString &Texts, const clang::CFGBlock *From, const clang::CFGBlock *To, Evaluator &Strings);
  bool isStable(const clang::Stmt *Condition);
  std::shared_ptr<const AbstractString> at(const Cell &C, const clang::Stmt *Point, bool Inclusive, Evaluator &Strings);

  const clang::FunctionDecl *Function;
  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  MemberNumbers &Numbers;
  Changes What;
  /// What calls may do to the members of the object that come back to it, and to texts that outlive the function.
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<Event, 1>> Elsewhere;

  bool IsSolved = false;
  bool IsSolving = false;
  std::unique_ptr<clang::CFG> Graph;
  std::unique_ptr<clang::CFGDomTree> Dominators;
  /// At the entry and the end of every block, by its number; empty where never reached.
  std::vector<State> In;
  std::vector<State> Out;
  /// Blocks, by their number, that no way leads to on which all questions have an answer.
  std::vector<bool> IsNever;
  struct Place {
    const clang::CFGBlock *Block = nullptr;
    size_t Element = 0;
  };
  llvm::DenseMap<const clang::Stmt *, Place> Points;
  /// A loop over a list, by the block that asks whether it goes on.
  struct Loop {
    const clang::CFGBlock *Exit = nullptr;
    const clang::Expr *List = nullptr;
    /// The numbers of two conditions: it has run, and the list is empty, if that never changes.
    unsigned HasRun = 0;
    std::optional<unsigned> IsEmpty;
    /// The list is this parameter.
    const clang::ParmVarDecl *Parameter = nullptr;
    /// On every way to the loop it was asked for, and is not empty.
    bool HasElements = false;
  };
  llvm::DenseMap<const clang::CFGBlock *, Loop> Loops;
  /// Lists that were asked for, and whether nothing changes them.
  llvm::DenseMap<const clang::VarDecl *, bool> StableLists;
  unsigned FirstKey;
  std::vector<llvm::FoldingSetNodeID> Keys;
};

} // namespace tenantscan::strings

#endif
