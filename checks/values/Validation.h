//===- Validation.h - Was a value compared with the tenant? -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_VALIDATION_H
#define TENANTSCAN_CHECKS_VALUES_VALIDATION_H

#include "checks/SourceText.h"
#include "checks/model/ApiMatcher.h"
#include "checks/values/AccessPaths.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace tenantscan::model {
struct Project;
}

namespace tenantscan::values {

class Origins;
struct Membership;

/// Whether a function gets at data: that there is some says nothing of whose it is.
bool isAccess(const clang::FunctionDecl *F);
/// Whether a function looks for a value among those that are allowed: `memberships.find(tenant)`.
bool isSearch(const clang::FunctionDecl *F, bool IsOwn);
/// Whether a judgement is given back as a type: a truth value, an enumerator, a Status.
bool isOutcome(clang::QualType T);
/// Whether a condition asks who may look at every tenant, or whether there are tenants at all.
bool asksForRole(const clang::Stmt *S, unsigned Level = 0);
/// `c.end()`: where a search ends says whether something was there, not whose it is.
bool isEnd(const clang::Expr *E);
/// The two sides of `a <=> b`.
std::optional<std::pair<const clang::Expr *, const clang::Expr *>> orderOf(const clang::Expr *E);

/// Tells whether a value that the client chose was found to be the tenant's before it is used.
/// Follows the control flow graph of the function forwards: a branch that is taken where the two
/// are equal, and a function that throws where they are not, make it the tenant's; what writes to
/// it takes that back. The worst of all ways to a use counts.
class Validation {
public:
  Validation(clang::ASTContext &AST, const model::Project &P, Origins &Values) : AST(AST), P(P), Values(Values) {}

  enum class Standing {
    Unchecked, ///< There is a way on which nothing looks at it.
    Doubtful,  ///< It is looked at on every way, and what follows is not known on some.
    Equal,     ///< It is the tenant's on every way.
  };
  /// What is known of an expression where it is evaluated, or at \p Place: a call that is given
  /// what was made of it, in the same function.
  Standing of(const clang::Expr *Use, const clang::Expr *Place = nullptr);
  /// Whether an expression is evaluated where nothing has looked at it, nor does what it is given to.
  /// What is no variable, nor a part of one, is not followed, nor is what its function never tests.
  bool misses(const clang::Expr *Use);
  /// Whether an expression is given to what looks at it: a function in sight that compares it, or one
  /// that is called so.
  bool isJudged(const clang::Expr *Use) {
    const AccessPath *Path = pathOf(Use);
    return Path != nullptr && isGivenToGuard(Use, *Path);
  }
  /// Whether something may write to a variable after its initialiser.
  bool isChanged(const clang::ValueDecl *D) {
    const clang::FunctionDecl *F = functionAround(D);
    return F == nullptr || factsOf(F).Changed.contains(D);
  }
  /// Whether a function may write to what an argument refers to.
  static bool isWritten(const clang::FunctionDecl *F, unsigned I);

private:
  struct FunctionFacts {
    std::unique_ptr<clang::CFG> Graph;
    /// Where expressions are evaluated: the block, and the number in it.
    llvm::DenseMap<const clang::Stmt *, std::pair<const clang::CFGBlock *, unsigned>> Places;
    /// Variables that a comparison, or a call that may judge, refers to; null is `this`.
    llvm::SmallPtrSet<const clang::ValueDecl *, 16> Tested;
    /// Variables that may be written to after their initialiser.
    llvm::SmallPtrSet<const clang::ValueDecl *, 16> Changed;
    /// What may be written to by a lambda that refers to it, whenever that is called.
    llvm::SmallPtrSet<const clang::ValueDecl *, 4> ChangedInLambda;
    /// The variables that a variable is given something of: in its initialiser, or later.
    llvm::DenseMap<const clang::ValueDecl *, llvm::SmallPtrSet<const clang::ValueDecl *, 4>> Sources;
    /// The variables that lead to others: references, pointers, iterators.
    llvm::SmallPtrSet<const clang::ValueDecl *, 8> Leading;
    /// What is assigned to variables, and whether nothing else is left of what they kept.
    llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<std::pair<const clang::Expr *, bool>, 2>> Assigned;
    /// Whether somebody goes on behind a call of it.
    std::optional<bool> ComesBack;
    std::vector<const clang::CXXForRangeStmt *> Loops;
    std::vector<const clang::IfStmt *> Ifs;
    /// Something is asked of all elements of a list: `std::all_of`.
    bool Quantifies = false;
    /// A condition asks who it is that calls.
    bool AsksForRole = false;
    /// A condition asks an object for a truth value.
    bool AsksObjects = false;
  };
  /// A constructor that is given what may be looked at.
  static bool isMaking(const clang::CXXConstructorDecl *F);
  FunctionFacts &factsOf(const clang::FunctionDecl *F);
  /// Its control flow graph; null where it has none, or too large a one.
  clang::CFG *graphOf(const clang::FunctionDecl *F);
  /// Where an expression is evaluated, as a part of something else perhaps.
  std::optional<std::pair<const clang::CFGBlock *, unsigned>> placeOf(const clang::FunctionDecl *F, const clang::Expr *E);
  /// The function around a variable, or the one that is looked at.
  const clang::FunctionDecl *functionAround(const clang::ValueDecl *D) const;
  /// The variable that is declared for one, or for a part of one; null where it is none.
  static const clang::VarDecl *declarationOf(const clang::ValueDecl *D);
  struct States {
    /// In which the blocks of a function are entered, by block id; null for what is not reached.
    std::vector<std::optional<Standing>> In;
    /// Some way out of a block has made it the tenant's.
    bool HasEqual = false;
  };
  States statesOf(const clang::FunctionDecl *F, const AccessPath &Path, Standing Entry = Standing::Unchecked);

  /// Null where it has none.
  const AccessPath *pathOf(const clang::Expr *E);
  bool isTested(const clang::FunctionDecl *F, const AccessPath &Path);
  /// Whether a function of the project is given the value itself.
  bool isGivenToOwn(const clang::CallExpr *Call, const AccessPath &Path);
  /// Whether a statement refers to the value, or to what it is a part of as a whole.
  bool mentions(const clang::Stmt *S, const AccessPath &Path, unsigned Depth = 0);
  Standing find(const clang::Expr *Use, const clang::Expr *Place);
  Standing at(const clang::FunctionDecl *F, const AccessPath &Path, const clang::Expr *Place);
  /// What a test asks of a value, and what comes out: whether it equals a number is \p Is. A truth
  /// value is 0 where it is false, and an object where it holds nothing: `std::nullopt`, an empty text.
  struct Answer {
    int64_t Value = 0;
    bool Is = false;
  };
  static Answer truth(bool Outcome) { return {0, !Outcome}; }
  Standing atExit(const clang::FunctionDecl *F, const AccessPath &Path, std::optional<Answer> Asked, Standing Entry = Standing::Unchecked);
  /// The function that a call runs, where it is in sight and of the project.
  const clang::FunctionDecl *bodyOf(const clang::FunctionDecl *F) const;
  /// The same, where it is to be followed.
  const clang::FunctionDecl *followedBody(const clang::FunctionDecl *F) const;
  bool comesBack(const clang::FunctionDecl *F);
  /// A call behind which nobody goes on.
  bool isEndless(const clang::Stmt *S);
  /// The state behind a statement.
  Standing after(const clang::Stmt *S, const AccessPath &Path, Standing Now);
  Standing afterCall(const clang::Expr *Call, const AccessPath &Path, Standing Now);
  Standing assigned(const clang::Expr *To, const clang::Expr *Value, const AccessPath &Path, Standing Now);
  /// The state behind a write to something of which \p What becomes a part, which is asked for where it matters.
  Standing written(const clang::Expr *To, llvm::function_ref<ValueSource::Kind()> What, const AccessPath &Path, Standing Now);
  /// Whether a write to one of two parts may be one to the other: the object is the same, and a method gives one of them.
  bool mayOverlap(const AccessPath &Written, const AccessPath &Path);
  /// Whether one of two variables leads to the other, or to a third one.
  bool areRelated(const clang::ValueDecl *A, const clang::ValueDecl *B);
  /// Whether nothing is written to a value between a variable's initialiser and a test of the variable.
  bool isStillSo(const clang::VarDecl *V, const AccessPath &Path, const clang::Expr *Test);
  /// Whether a variable that keeps an outcome may come out so although the test did not.
  bool isOverruled(const clang::VarDecl *V, bool Outcome, const AccessPath &Path);
  /// Whether the variable that a path begins with was given this, and may have changed since.
  bool isCopyOf(const clang::Expr *E, const AccessPath &Path);
  /// The initialiser of a variable that keeps a test of the value up to here; null where there is none.
  const clang::Expr *keptTest(const clang::Expr *E, const AccessPath &Path);
  /// The state on the way on which a condition comes out as \p Outcome.
  Standing where(const clang::Expr *Condition, bool Outcome, const AccessPath &Path, Standing Now);
  Standing whereCompared(const clang::Expr *A, const clang::Expr *B, bool IsEqual, const AccessPath &Path, Standing Now);
  Standing whereCalled(const clang::CallExpr *Call, Answer Asked, const AccessPath &Path, Standing Now);
  /// The same of any expression: `switch (check(tenant))`, `order == 0`, `error.has_value()`.
  Standing whereAnswered(const clang::Expr *E, Answer Asked, const AccessPath &Path, Standing Now);
  /// The state at a label of a `switch`, or behind it.
  Standing whereSwitched(const clang::SwitchStmt *Switch, const clang::CFGBlock *To, const AccessPath &Path, Standing Now);
  /// What is asked of an object by a method of it: `found.has_value()`. Of others nothing is known.
  static std::optional<Answer> askedBy(const clang::FunctionDecl *Method, bool Outcome);
  /// The number that an expression is to be compared with; 0 for none.
  std::optional<int64_t> constantOf(const clang::Expr *E) const;
  /// Whether an expression that becomes a \p Type equals a number; nullopt where this is not known.
  std::optional<bool> equals(const clang::Expr *E, clang::QualType Type, int64_t Value) const;
  /// What a function does with the value that it is given: where it comes back, and with this answer.
  Standing calledWith(const clang::Expr *Call, const AccessPath &Path, std::optional<Answer> Asked);
  /// The same, where nothing is known of what is asked: `check(tenant).ok()`.
  Standing judgedBy(const clang::CallExpr *Call, const AccessPath &Path);
  /// Whether a condition asks for truth values of objects that give the tenant, and for nothing else: `!ctx.is_support`.
  bool isOfContext(const clang::Expr *E);
  /// Whether who such a condition is true of, or not, need not pass a comparison of the value with the tenant.
  bool exempts(const clang::Expr *Flag, const AccessPath &Path);
  /// While exempts() asks what else a condition says: two flags do not exempt each other.
  bool IsExempting = false;
  /// The statements of a function that ask who belongs to a tenant.
  const std::vector<Membership> &questionsOf(const clang::FunctionDecl *F) const;
  /// Whether an expression is made of the answer to such a statement.
  bool isMadeOf(const clang::Stmt *S, const Membership &M, unsigned Level = 0);
  /// Whether a row came out where an expression comes out so; nullopt where it does not say.
  std::optional<bool> saysFound(const clang::Expr *E, bool Outcome, const Membership &M);
  /// The state where a condition asks whether the user belongs to the tenant; nullopt where it does not.
  std::optional<Standing> whereMember(const clang::Expr *Condition, bool Outcome, const AccessPath &Path, Standing Now);
  /// A call that asks something of the elements of a list.
  struct Quantifier {
    enum class Kind { All, Any, None, Find, FindNot, Count };
    Kind What = Kind::All;
    /// The list, or where it begins.
    const clang::Expr *Elements = nullptr;
    /// Null where it has none.
    const AccessPath *List = nullptr;
    /// Of the whole list, not of some of its elements.
    bool IsWhole = true;
    /// What the predicate is given of an element: nothing for all of it.
    std::string Part;
    const clang::FunctionDecl *Predicate = nullptr;
  };
  std::optional<Quantifier> quantifierOf(const clang::Expr *E);
  /// The path of any element of each list that a path leads through.
  static std::vector<AccessPath> eachAround(const AccessPath &Path);
  /// Whether a path is one of an element of a list, and the function may look at all of them.
  static bool isOfLists(const FunctionFacts &Facts, const AccessPath &Path);
  /// What is known of the part \p Rest of an element for which the predicate comes out so.
  Standing ofElement(const Quantifier &Q, bool Outcome, llvm::StringRef Rest);
  /// What is known of a value that the predicate compares with some element for which it comes out so.
  Standing ofSome(const Quantifier &Q, bool Outcome, const AccessPath &Path);
  /// Whether a call looks for a value among others: `memberships.find(tenant)`, `std::ranges::contains(tenants, tenant)`.
  bool looksFor(const clang::CallExpr *Call) const;
  /// The state where such a call found something.
  Standing whereSought(const clang::CallExpr *Call, const AccessPath &Path, Standing Now);
  /// The state where a call asks something of the list that a value is in; nullopt where it does not.
  std::optional<Standing> whereQuantified(const clang::Expr *Call, Answer Asked, const AccessPath &Path, Standing Now);
  /// The same where a search gives the end of the list, or something else.
  std::optional<Standing> whereFound(const clang::Expr *Found, bool IsEnd, const AccessPath &Path, Standing Now);
  /// What is known of any element behind a loop that went through all of them.
  Standing behindLoop(const clang::FunctionDecl *F, const clang::CXXForRangeStmt *Loop, const AccessPath &Path);
  /// What is known of the variable of a loop where it begins.
  Standing ofLoop(const clang::FunctionDecl *F, const clang::VarDecl *V, const AccessPath &Path);
  static const clang::CXXConstructorDecl *constructorBehind(const clang::FunctionDecl *F);
  /// The function in sight that a lambda, the name of a function, or a variable with one of both is.
  const clang::FunctionDecl *functionIn(const clang::Expr *E);
  /// A call, with the function that a variable stands for which keeps one.
  model::Call callOf(const clang::Expr *E);
  /// Asks a function in sight of each parameter that the value is given as; nullopt where that is not known.
  std::optional<Standing> within(const model::Call &C, const AccessPath &Path,
                                 llvm::function_ref<Standing(const clang::FunctionDecl *, const AccessPath &)> Ask);
  Standing namedJudge(const model::Call &C, const AccessPath &Path);
  /// Whether a function has a way on which the value is the tenant's, and another one.
  bool judges(const clang::FunctionDecl *F, const AccessPath &Path);
  /// The two texts that a library function compares as a whole, and whether it gives true where they are equal.
  struct Equality {
    const clang::Expr *A = nullptr, *B = nullptr;
    bool IsTrue = false;
  };
  static std::optional<Equality> equalityOf(const clang::CallExpr *Call);
  Standing declared(const clang::VarDecl *V, const AccessPath &Path, Standing Now);
  /// Whose a value is. The tenant is only what comes from the context: no constant, nothing that was looked up by what
  /// the client named, and no other tenant.
  ValueSource::Kind kindOf(const clang::Expr *E);
  ValueSource::Kind ofContext(const clang::Expr *E, unsigned Level = 0);
  bool isLookedUp(const clang::Expr *E, unsigned Level = 0);
  /// Whether a variable is written to where a test of the value decides.
  bool isNoted(const clang::VarDecl *V, const AccessPath &Path);
  /// The state where a truth value comes out so that is set where a test of the value decides, or of each element of
  /// the list that it is in; nullopt where it is none.
  std::optional<Standing> whereNoted(const clang::VarDecl *V, bool Outcome, const AccessPath &Path, Standing Now);
  /// What the conditions around an assignment say of a value where it is made.
  Standing whereAssigned(const clang::Expr *Assigned, const AccessPath &Path);
  /// What the condition of an assignment says where it is not made, if the condition is asked on every way.
  Standing whereNotAssigned(const clang::Expr *Assigned, const AccessPath &Path);
  /// The path of the same part of the variable of a loop as \p Path is of any element of the list.
  std::optional<AccessPath> elementIn(const clang::CXXForRangeStmt *Loop, const AccessPath &Path);
  /// Whether the call that an argument is given to is what looks at it.
  bool isGivenToGuard(const clang::Expr *Argument, const AccessPath &Path);

  clang::ASTContext &AST;
  const model::Project &P;
  Origins &Values;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionFacts>> Functions;
  std::unordered_map<const clang::Expr *, std::optional<AccessPath>> Paths;
  /// What parameters were given.
  using ParameterKinds = std::map<const clang::ValueDecl *, ValueSource::Kind>;
  /// By all that a result depends on: the function and the path, the state at its entry, the variable whose test is
  /// followed, what parameters were given, and how deep it is.
  std::map<std::tuple<const clang::FunctionDecl *, const clang::ValueDecl *, std::string, Standing, const clang::VarDecl *, ParameterKinds, bool,
                      unsigned, unsigned>,
           States>
      Known;
  /// Of the functions that are looked into.
  ParameterKinds Given;
  /// The variable whose test is followed, instead of conditions.
  const clang::VarDecl *Marker = nullptr;
  /// The flags of which whereNoted() asks where they are set: a condition around that may ask for the flag itself.
  llvm::SmallPtrSet<const clang::VarDecl *, 4> Noted;
  /// How many conditions are looked into, one for the sake of the other.
  unsigned Conditions = 0;
  /// Elements are followed for the list that they are in, which is not asked again.
  bool IsInList = false;
  unsigned Depth = 0;
  unsigned CallDepth = 0;
  /// How many statements of other functions were looked at for one question: when these are
  /// too many, functions are as good as not in sight.
  unsigned Looked = 0;
};

} // namespace tenantscan::values

#endif
