//===- Settle.cpp - Which relations are confined, and why not -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Prover.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

// A value that the client or the session gives is a better proof than a constant.
std::optional<TermId> Prover::confiningValue(TermId Column) const {
  std::optional<TermId> Best;
  F.anyInClass(Column, [&](TermId Member) {
    if (!F[Member].isValue())
      return false;
    if (!Best || F[*Best].Kind == Term::Constant)
      Best = Member;
    return F[*Best].Kind != Term::Constant;
  });
  return Best;
}

std::string Prover::tenantColumnOf(const Relation &R) const {
  if (R.Definition != nullptr) {
    for (const std::string &Column : R.Definition->Columns)
      if (Words.isTenantColumn(Column))
        return Column;
    if (!Tables.ownersOf(*R.Definition, Words).empty())
      return {};
  }
  return Words.TenantColumns.empty() ? std::string() : Words.TenantColumns.front();
}

const std::vector<std::vector<std::string>> &Prover::required(const Relation &R) {
  if (R.Kind == Relation::Result) {
    std::vector<std::string> Columns;
    for (const ResultColumn &C : R.Rows.Columns)
      Columns.push_back(C.Name);
    return RequiredOfResults.emplace_back(Words.required(&Columns));
  }
  auto [It, IsNew] = Required.try_emplace(R.Definition);
  if (IsNew)
    It->second = Words.required(R.Definition != nullptr ? &R.Definition->Columns : nullptr);
  return It->second;
}

std::vector<std::vector<TermId>> Prover::tenantTerms(RelationId Id) {
  const Relation &R = Relations[Id];
  std::vector<std::vector<TermId>> Terms;
  for (const std::vector<std::string> &OneOf : required(R)) {
    std::vector<TermId> &Here = Terms.emplace_back();
    for (const std::string &Column : OneOf) {
      if (R.Kind != Relation::Result)
        Here.push_back(F.column(Id, Column));
      else
        for (uint32_t I = 0; I < R.Rows.Columns.size(); ++I)
          if (equalsIgnoreCase(R.Rows.Columns[I].Name, Column))
            Here.push_back(F.resultColumn(Id, I));
    }
    if (Here.empty() && R.Definition != nullptr && Tables.childTables() == ChildTables::ViaParent && !ownersOf(Id).empty())
      Here.push_back(ownerTerm(Id));
  }
  return Terms;
}

bool Prover::isConfined(RelationId Id) {
  const Relation &R = Relations[Id];
  auto HasValue = [&](TermId T) { return confiningValue(T).has_value(); };
  if (R.Kind == Relation::Base && R.Tenancy != TableKind::Global) {
    std::vector<std::vector<TermId>> Terms = tenantTerms(Id);
    return std::all_of(Terms.begin(), Terms.end(), [&](const auto &OneOf) { return std::any_of(OneOf.begin(), OneOf.end(), HasValue); });
  }
  if (R.Kind == Relation::Result) {
    for (const Pending &P : R.Rows.Pendings)
      if (std::none_of(P.Carriers.begin(), P.Carriers.end(), [&](uint32_t C) { return HasValue(F.resultColumn(Id, C)); }) &&
          std::none_of(P.Outer.begin(), P.Outer.end(), HasValue))
        return false;
    return !R.Rows.Pendings.empty() || !R.Rows.Confinements.empty();
  }
  return false;
}

// The first of these that applies is the one that helps most.
void Prover::explain(Pending &P) const {
  static constexpr std::array<ReasonKind, 6> Order{ReasonKind::SeveralTenants, ReasonKind::InsideOr,       ReasonKind::PreservedSide,
                                                   ReasonKind::NotAnEquality,  ReasonKind::UntrustedValue, ReasonKind::AmbiguousColumn};
  if (P.Why == ReasonKind::FilteredTooLate)
    return;
  for (ReasonKind Kind : Order)
    for (const NearMiss &Miss : NearMisses)
      if (Miss.Why == Kind && std::find(P.Terms.begin(), P.Terms.end(), Miss.Column) != P.Terms.end()) {
        P.Why = Kind;
        P.Detail = Miss.Detail;
        return;
      }
  // It equals what a subquery returns, of which nothing is known.
  auto IsSubquery = [&](TermId Member) { return F[Member].Kind == Term::Subquery; };
  if (P.Why == ReasonKind::NoPredicate && std::any_of(P.Terms.begin(), P.Terms.end(), [&](TermId T) { return F.anyInClass(T, IsSubquery); }))
    P.Why = ReasonKind::UntrustedValue;
}

void Prover::settlePending(Pending P, std::vector<TermId> Terms, QueryResult &Out) {
  // No row is looked at.
  if (F.contradictory())
    return;
  for (TermId Term : Terms)
    if (std::optional<TermId> Value = confiningValue(Term)) {
      Out.Confinements.push_back({P.Table, P.Location, *Value});
      return;
    }
  if (P.Why == ReasonKind::NoPredicate &&
      std::any_of(P.SeveredTerms.begin(), P.SeveredTerms.end(), [&](TermId T) { return confiningValue(T).has_value(); })) {
    P.Why = ReasonKind::FilteredTooLate;
    P.Detail = P.SeveredBy;
  }
  P.Terms = std::move(Terms);
  P.Carriers.clear();
  P.Severed.clear();
  P.Outer.clear();
  // The column that a FULL JOIN merges it into stands for it where its side is at hand.
  for (size_t I = 0, End = P.Terms.size(); I < End; ++I)
    F.anyInClass(P.Terms[I], [&](TermId Member) {
      if (F[Member].Kind == Term::Column && visibleOutside(Member, BlockStarts.back()))
        P.Outer.push_back(Member);
      if (F[Member].Kind == Term::Merged)
        P.Terms.push_back(Member);
      return false;
    });
  explain(P);
  Out.Pendings.push_back(std::move(P));
}

// A row that comes along with a confined row by some key is a weaker leak, and
// so is one whose tenant was looked up in a table that all tenants share.
std::optional<RelationId> Prover::keyPartner(RelationId Id, const std::vector<TermId> &TenantTerms) {
  std::optional<RelationId> Partner;
  for (TermId T = 0; T < F.size() && !Partner; ++T) {
    if (F[T].Kind != Term::Column || F[T].Relation != Id)
      continue;
    bool IsTenant = std::find(TenantTerms.begin(), TenantTerms.end(), T) != TenantTerms.end();
    // Not inside anyInClass: isConfined may add terms.
    std::vector<RelationId> Others;
    F.anyInClass(T, [&](TermId Other) {
      if (F[Other].Kind == Term::Column && F[Other].Relation != Id)
        Others.push_back(F[Other].Relation);
      return false;
    });
    for (RelationId Other : Others) {
      const Relation &R = Relations[Other];
      bool LookedUp = IsTenant && R.Kind == Relation::Base && R.Tenancy == TableKind::Global;
      if (LookedUp || isConfined(Other)) {
        Partner = Other;
        break;
      }
    }
  }
  return Partner;
}

void Prover::settleRelation(RelationId Id, Block &B) {
  Relation &R = Relations[Id];
  QueryResult &Out = B.Out;
  if (R.IsUnasked)
    return;
  if (R.Kind == Relation::Result) {
    for (const Confined &C : R.Rows.Confinements)
      Out.Confinements.push_back(C);
    for (Pending P : R.Rows.Pendings) {
      std::vector<TermId> Terms;
      for (uint32_t Carrier : P.Carriers)
        Terms.push_back(F.resultColumn(Id, Carrier));
      Terms.insert(Terms.end(), P.Outer.begin(), P.Outer.end());
      P.SeveredTerms.clear();
      for (uint32_t Position : P.Severed)
        P.SeveredTerms.push_back(F.resultColumn(Id, Position));
      settlePending(std::move(P), std::move(Terms), Out);
    }
    return;
  }
  if (R.Kind != Relation::Base || R.Tenancy == TableKind::Global)
    return;
  const std::vector<std::vector<std::string>> &Columns = required(R);
  std::vector<std::vector<TermId>> All = tenantTerms(Id);
  auto IsOpen = [&](const auto &OneOf) { return std::none_of(OneOf.begin(), OneOf.end(), [&](TermId T) { return confiningValue(T).has_value(); }); };
  if (std::any_of(All.begin(), All.end(), IsOpen) && isWitnessed(Id, B)) {
    R.IsUnasked = true;
    return;
  }
  for (size_t I = 0; I < All.size(); ++I) {
    Pending P;
    P.Table = R.Table;
    P.Alias = R.Name;
    P.TenantColumn = All.size() > 1 ? Columns[I].front() : tenantColumnOf(R);
    P.Location = R.Location;
    P.Does = R.Does;
    P.Kind = R.Tenancy;
    P.HasWhere = B.HasWhere;
    std::vector<TermId> &Terms = All[I];
    if (IsOpen(Terms)) {
      if (std::optional<RelationId> Partner = keyPartner(Id, Terms)) {
        P.Why = ReasonKind::KeyOnly;
        P.Detail = Relations[*Partner].Name;
      }
      if (std::vector<const ForeignKey *> Owners = ownersOf(Id); !Owners.empty()) {
        P.Detail = Owners.front()->Parent;
        if (isTiedToOwner(Id))
          P.Why = ReasonKind::KeyOnly;
      }
    }
    settlePending(std::move(P), std::move(Terms), Out);
  }
}

// What is pending in a subquery of an expression can be confined only through
// the operands that its columns are compared with, and by correlation. A NULL among those
// columns is not equal to the operand, but it makes `NOT IN` neither true nor false.
void Prover::settleSubquery(const SubqueryEquality &Sub, QueryResult Rows, QueryResult &Out, bool IsFilter) {
  for (Confined &C : Rows.Confinements)
    Out.Confinements.push_back(std::move(C));
  for (Pending &P : Rows.Pendings) {
    std::vector<TermId> Terms;
    for (uint32_t Carrier : P.Carriers)
      if (!Rows.Open && Carrier < Sub.Operands.size() && Sub.Operands[Carrier] && F[*Sub.Operands[Carrier]].Kind != Term::Subquery &&
          (IsFilter || !Rows.Columns[Carrier].MayBeNull))
        Terms.push_back(*Sub.Operands[Carrier]);
    Terms.insert(Terms.end(), P.Outer.begin(), P.Outer.end());
    P.SeveredTerms.clear();
    for (uint32_t Position : P.Severed)
      if (!Rows.Open && Position < Sub.Operands.size() && Sub.Operands[Position])
        P.SeveredTerms.push_back(*Sub.Operands[Position]);
    settlePending(std::move(P), std::move(Terms), Out);
  }
}

// Rows of this side are padded with NULLs where the condition is false; where
// it is true, everything that holds for the other side and ON holds.
void Prover::settleNullable(FromItem &Join, size_t Index, Block &B) {
  size_t Mark = F.mark();
  FromItem &Side = Join.Sides[Index];
  if (Side.Join == FromItem::None && Relations[Side.Entry].IsUnasked)
    return;
  FlatSet<RelationId> NotNull;
  std::vector<SubqueryEquality> Subqueries;
  // Of a FULL JOIN both sides come out where the condition is false.
  if (Join.Join == FromItem::Full) {
    learnMerged(Join, Index);
  } else {
    Implications On = implyMatch(Join, B);
    learn(On);
    learnNotNull(On.NotNull);
    NotNull = std::move(On.NotNull);
    Subqueries = std::move(On.Subqueries);
  }
  learnJoins(Side, B, NotNull, Subqueries);
  learnResults(Side, B);
  std::vector<std::pair<SubqueryEquality, QueryResult>> Proved;
  learnSubqueries(Subqueries, B, Proved);
  learnKeys(B);
  settle(Side, B);
  for (auto &[Sub, Rows] : Proved)
    settleSubquery(Sub, std::move(Rows), B.Out, /*IsFilter=*/true);
  if (Join.Join != FromItem::Full)
    proveSubqueries(Join.Condition, scopeOf(Join, B), B.Done, B.Out);
  F.undo(Mark);
}

void Prover::settle(FromItem &Item, Block &B) {
  switch (Item.Join) {
  case FromItem::None:
    settleRelation(Item.Entry, B);
    return proveSubqueries(Item.Arguments, B.S, B.Done, B.Out);
  case FromItem::Inner:
    settle(Item.Sides[0], B);
    settle(Item.Sides[1], B);
    return proveSubqueries(Item.Condition, scopeOf(Item, B), B.Done, B.Out);
  case FromItem::Left:
    settle(Item.Sides[0], B);
    return settleNullable(Item, 1, B);
  case FromItem::Right:
    settle(Item.Sides[1], B);
    return settleNullable(Item, 0, B);
  case FromItem::Full:
    settleNullable(Item, 0, B);
    settleNullable(Item, 1, B);
    return proveSubqueries(Item.Condition, scopeOf(Item, B), B.Done, B.Out);
  }
}

} // namespace tenantscan::sql
