//===- Alternatives.cpp - OR, CASE, and what is never or always true -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Functions.h"
#include "sqlscan/Prover.h"

#include <algorithm>
#include <map>

namespace tenantscan::sql {

void Prover::never(Implications &Out) { Out.Equalities.emplace_back(F.constant("btrue", 0), F.constant("bfalse", 0)); }

bool Prover::isNever(const Implications &I) {
  if (F.contradictory())
    return false;
  size_t Mark = F.mark();
  learn(I);
  bool Result = F.contradictory();
  F.undo(Mark);
  return Result;
}

// What an OR implies is what every branch does. Each branch is tried on the
// facts and taken back; two terms are equal after the OR when they are so in
// every branch.
void Prover::implyAny(Node Alternatives, std::string_view Where, bool Negated, const Scope &S, Implications &Out) {
  SawAlternatives = true;
  Branches += static_cast<unsigned>(Alternatives.size());
  std::vector<Implications> Each;
  bool HasDeadBranch = false;
  for (Node Branch : Alternatives.elements()) {
    Implications Here;
    if (Branches <= MaxBranches || Each.empty())
      imply(Branch, Negated, S, Here);
    // No row comes through a branch that is never true.
    if (isNever(Here)) {
      HasDeadBranch = true;
      continue;
    }
    Each.push_back(std::move(Here));
    if (Branches > MaxBranches && Each.size() > 1)
      break;
  }
  implyOneOf(std::move(Each), HasDeadBranch, Where, Out);
}

void Prover::implyOneOf(std::vector<Implications> Each, bool HasDeadBranch, std::string_view Where, Implications &Out) {
  if (Each.empty()) {
    if (HasDeadBranch)
      never(Out);
    return;
  }
  if (Each.size() == 1 && HasDeadBranch) {
    // A subquery in it has to be true as if it stood alone.
    Out.Equalities.insert(Out.Equalities.end(), Each.front().Equalities.begin(), Each.front().Equalities.end());
    Out.Comparisons.insert(Out.Comparisons.end(), Each.front().Comparisons.begin(), Each.front().Comparisons.end());
    Out.NotNull.insert(Each.front().NotNull.begin(), Each.front().NotNull.end());
    return;
  }
  for (const Implications &Here : Each)
    for (const auto &[A, B] : Here.Equalities)
      for (TermId T : {A, B})
        if (F[T].Kind == Term::Column)
          NearMisses.push_back({T, Where == "OR" ? ReasonKind::InsideOr : ReasonKind::NotAnEquality, std::string(Where)});

  implyCommon(std::move(Each), Out);
}

void Prover::implyCommon(std::vector<Implications> Each, Implications &Out) {
  Implications Common = std::move(Each.front());
  // A subquery in one branch proves nothing about the others.
  Common.Subqueries.clear();
  Each.front().Comparisons = Common.Comparisons;
  std::vector<TermId> Candidates;
  for (const auto &[A, B] : Common.Equalities) {
    Candidates.push_back(A);
    Candidates.push_back(B);
  }
  std::sort(Candidates.begin(), Candidates.end());
  Candidates.erase(std::unique(Candidates.begin(), Candidates.end()), Candidates.end());
  std::vector<std::vector<TermId>> Classes(Candidates.size());
  Each.front().Equalities = Common.Equalities;
  for (const Implications &Here : Each) {
    if (Here.Equalities.empty()) {
      Candidates.clear();
      break;
    }
    size_t Mark = F.mark();
    learn(Here);
    learnNotNull(Here.NotNull);
    for (size_t I = 0; I < Candidates.size(); ++I)
      Classes[I].push_back(F.find(Candidates[I]));
    F.undo(Mark);
  }
  std::map<std::vector<TermId>, TermId> First;
  for (size_t I = 0; I < Candidates.size(); ++I) {
    auto [It, IsNew] = First.try_emplace(Classes[I], Candidates[I]);
    if (!IsNew)
      Out.Equalities.emplace_back(It->second, Candidates[I]);
  }
  for (RelationId Id : Common.NotNull)
    if (std::all_of(Each.begin() + 1, Each.end(), [&](const Implications &Here) { return Here.NotNull.count(Id) != 0; }))
      Out.NotNull.insert(Id);
}

// Constants are compared as Comparison::OneOf; what is long is no choice of tenants.
void Prover::implyOneOf(Node Left, Node Items, const Scope &S, Implications &Out) {
  static constexpr size_t MaxItems = 8;
  bool HasOther = false;
  for (Node Item : Items.elements())
    HasOther = HasOther || Item.kind() != "A_Const";
  if (!HasOther || Items.size() > MaxItems || Left.kind() == "RowExpr")
    return;
  SawAlternatives = true;
  std::vector<Implications> Each;
  for (Node Item : Items.elements()) {
    Implications Here;
    equate(Left, Item, true, S, Here);
    if (!isNever(Here))
      Each.push_back(std::move(Here));
  }
  if (Each.empty())
    return never(Out);
  if (Each.size() > 1)
    return implyCommon(std::move(Each), Out);
  Out.Equalities.insert(Out.Equalities.end(), Each.front().Equalities.begin(), Each.front().Equalities.end());
}

// A branch that is NULL is not true either, so only what rules out a constant is learnt:
// nothing that is NULL equals it.
void Prover::learnNotTrue(Node Branches, Node Branch, const Scope &S) {
  static constexpr size_t MaxBranches = 16;
  if (Branches.size() > MaxBranches || !Branch.hasSubLinks())
    return;
  std::vector<Comparison> Unequal;
  for (Node Other : Branches.elements()) {
    Node Body = Other.as("A_Expr");
    if (!Body || Other.hasSubLinks() || Body.text("kind") != "AEXPR_OP" || lastName(Body["name"]) != "=" || !isBuiltIn(Body["name"]))
      continue;
    std::optional<TermId> Left = comparedTerm(Body["lexpr"], S);
    std::optional<TermId> Right = comparedTerm(Body["rexpr"], S);
    if (Left && Right && (F[*Left].Kind == Term::Constant || F[*Right].Kind == Term::Constant))
      Unequal.push_back({Comparison::Unequal, *Left, *Right, {}});
  }
  F.learn(Unequal);
}

// One arm is taken: its condition and its result are true (or its result is false, under
// NOT). ELSE is taken where no condition is true, which says nothing by itself.
void Prover::implyCase(Node Case, bool Negated, const Scope &S, Implications &Out) {
  std::vector<Implications> Each;
  bool HasDeadBranch = !Case["defresult"];
  auto Add = [&](Implications Here) {
    if (isNever(Here))
      HasDeadBranch = true;
    else
      Each.push_back(std::move(Here));
  };
  SawAlternatives = true;
  Branches += static_cast<unsigned>(Case["args"].size());
  if (Branches > MaxBranches)
    return;
  for (Node Arm : Case["args"].elements()) {
    Implications Here;
    if (Case["arg"])
      equate(Case["arg"], Arm.as("CaseWhen")["expr"], true, S, Here);
    else
      imply(Arm.as("CaseWhen")["expr"], false, S, Here);
    imply(Arm.as("CaseWhen")["result"], Negated, S, Here);
    Add(std::move(Here));
  }
  if (Node Default = Case["defresult"]) {
    Implications Here;
    imply(Default, Negated, S, Here);
    Add(std::move(Here));
  }
  if (Each.empty())
    return never(Out);
  if (Each.size() == 1) {
    Implications Only = std::move(Each.front());
    Out.Equalities.insert(Out.Equalities.end(), Only.Equalities.begin(), Only.Equalities.end());
    Out.Comparisons.insert(Out.Comparisons.end(), Only.Comparisons.begin(), Only.Comparisons.end());
    Out.NotNull.insert(Only.NotNull.begin(), Only.NotNull.end());
    for (SubqueryEquality &Sub : Only.Subqueries)
      Out.Subqueries.push_back(std::move(Sub));
    return;
  }
  implyOneOf(std::move(Each), HasDeadBranch, "CASE", Out);
}

// SELECT count(*) FROM t: an aggregate returns a row whatever t has.
bool Prover::hasRowAlways(Node Select, const Scope &S) const {
  for (std::string_view Clause : {"groupClause", "havingClause", "limitCount", "limitOffset", "withClause"})
    if (Select[Clause])
      return false;
  if (Select["larg"])
    return Select.text("op") == "SETOP_UNION" && (hasRowAlways(Select["larg"], S) || hasRowAlways(Select["rarg"], S));
  if (Select["targetList"].size() == 0)
    return Select["valuesLists"].size() != 0;
  if (Select["targetList"].hasCalls()) {
    for (Node Entry : Select["targetList"].elements()) {
      Node Value = Entry.as("ResTarget")["val"];
      while (Node Cast = Value.as("TypeCast"))
        Value = Cast["arg"];
      // A function that returns a set may return none.
      if (!isAggregate(Value.as("FuncCall")) && Value.kind() != "A_Const")
        return false;
    }
    return hasOwnAggregate(Select, S);
  }
  for (Node Item : Select["fromClause"].elements())
    if (Node Query = Item.as("RangeSubselect")["subquery"].as("SelectStmt"); !Query || !hasRowAlways(Query, S))
      return false;
  return !Select["whereClause"];
}

bool Prover::isAlwaysTrue(Node Link, const Scope &S) const {
  return Link.text("subLinkType") == "EXISTS_SUBLINK" && hasRowAlways(Link["subselect"].as("SelectStmt"), S);
}

bool Prover::isAlways(Node E, const Scope &S) {
  Node Body = E.body();
  if (E.kind() == "BoolExpr" && Body.text("boolop") == "OR_EXPR") {
    for (Node Branch : Body["args"].elements())
      if (isAlways(Branch, S))
        return true;
    return false;
  }
  if (E.kind() != "A_Expr" || Body.text("kind") != "AEXPR_OP" || lastName(Body["name"]) != "=" || !isBuiltIn(Body["name"]))
    return false;
  std::optional<TermId> Left = term(Body["lexpr"], S);
  std::optional<TermId> Right = term(Body["rexpr"], S);
  if (!Left || !Right || !F.equal(*Left, *Right))
    return false;
  // NULL is not equal to itself.
  return F.anyInClass(*Left, [&](TermId Member) { return F[Member].Kind == Term::Constant || isNeverNull(Member); });
}

} // namespace tenantscan::sql
