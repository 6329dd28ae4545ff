//===- SqlBindingCheck.cpp - Another value than the tenant ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/SqlBindingCheck.h"

#include "checks/model/Words.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace tenantscan {

using Kind = ValueSource::Kind;

namespace {

/// A value that confines a relation, and what is known of it.
struct Confining {
  const JudgedSite &Site;
  const SourceText &Text;
  const sql::Verdict &Verdict;
  const sql::Confinement &By;
  /// Null where it is not known what is bound.
  const ValueSource *Value;
  /// All values that the same call binds; empty for a value inside the text.
  std::vector<const BoundValue *> Beside;
  /// The call that binds; null where it is the site's own.
  const Execution *Runs;
  /// The parameters that the value comes through, from the outermost call in.
  std::vector<const TenantArgument *> Through{};
  /// What Beside points to, where it is what the outermost call gives.
  std::shared_ptr<const std::vector<BoundValue>> Given{};
};

} // namespace

static std::string_view bareName(std::string_view Placeholder) {
  size_t Begin = Placeholder.find_first_not_of(":@$");
  return Begin == std::string_view::npos ? std::string_view() : Placeholder.substr(Begin);
}

static bool isFor(const BoundValue &B, const sql::Confinement &C) {
  return B.Name.empty() ? B.Placeholder != 0 && B.Placeholder == C.Placeholder : B.Name == bareName(C.Value);
}

/// A value is followed through at most so many functions.
static constexpr size_t MaxCallDepth = 8;

namespace {

struct Visitor {
  std::function<void(const Confining &)> Found;
  /// Is told of each parameter whose arguments are looked for.
  std::function<void(const Slot &)> Asked = [](const Slot &) {};
};

} // namespace

// The values that a call binds beside another one, as the call \p Outer of its function gives them.
static void bindAsGiven(const Program &P, const TenantArgument &Outer, Confining &C) {
  auto Given = std::make_shared<std::vector<BoundValue>>();
  for (const BoundValue *B : std::exchange(C.Beside, {})) {
    BoundValue &Value = Given->emplace_back(*B);
    if (B->Value.Parameter.What != Slot::Kind::Parameter || B->Value.Parameter.Function != Outer.Callee)
      continue;
    auto Arguments = P.TenantArguments.find({Outer.Callee, B->Value.Parameter.Index});
    const TenantArgument *Same = nullptr;
    if (Arguments != P.TenantArguments.end())
      for (const TenantArgument &A : Arguments->second)
        Same = A.Call == Outer.Call ? &A : Same;
    if (Same != nullptr)
      Value.Value = Same->Value;
    else if (B->Value.What != Kind::Tenant)
      Value.Value = ValueSource();
  }
  for (const BoundValue &B : *Given)
    C.Beside.push_back(&B);
  C.Given = std::move(Given);
}

// A tenant by name may be something else where the function is called, and so may
// a parameter whose name says nothing.
static void throughCalls(const Program &P, const Confining &C, const Visitor &Visit) {
  bool IsOpen = C.Value != nullptr && (C.Value->What == Kind::Tenant || C.Value->What == Kind::Unknown);
  if (!IsOpen || C.Value->Parameter.What != Slot::Kind::Parameter || C.Through.size() == MaxCallDepth)
    return Visit.Found(C);
  Visit.Asked(C.Value->Parameter);
  auto It = P.TenantArguments.find({C.Value->Parameter.Function, C.Value->Parameter.Index});
  if (It == P.TenantArguments.end() ||
      std::any_of(C.Through.begin(), C.Through.end(), [&](const TenantArgument *A) { return A->Callee == It->first.first; }))
    return Visit.Found(C);
  // Where the text comes from a call of the function, its value is that of this call.
  const SqlSite &Site = C.Site.Site;
  auto IsOnWay = [&](const TenantArgument &A) {
    return A.Call == Site.Call || std::any_of(Site.Way.begin(), Site.Way.end(), [&](const Step &S) { return S.Where == A.Call; });
  };
  bool IsDecided = std::any_of(It->second.begin(), It->second.end(), IsOnWay);
  for (const TenantArgument &A : It->second) {
    if (IsDecided && !IsOnWay(A))
      continue;
    Confining Outer = C;
    Outer.Value = &A.Value;
    bindAsGiven(P, A, Outer);
    Outer.Through.insert(Outer.Through.begin(), &A);
    throughCalls(P, Outer, Visit);
  }
}

// Statements whose name is prepared with one text only, in the whole program.
static std::map<std::string, std::vector<const Execution *>> executionsOf(const Program &P) {
  std::map<std::string, std::set<std::string>> Texts;
  for (const JudgedSite &S : P.Sites)
    for (const SourceText &T : S.Site.Texts)
      if (const std::string &Name = S.Site.nameOf(T); !Name.empty())
        Texts[Name].insert(ComposedText(T).Text);
  std::map<std::string, std::vector<const Execution *>> Result;
  for (const Execution &E : P.Executions)
    if (auto It = Texts.find(E.Statement); It != Texts.end() && It->second.size() == 1)
      Result[E.Statement].push_back(&E);
  return Result;
}

static void visitConfining(const Program &P, const Visitor &Each) {
  auto Visit = [&](const Confining &C) { throughCalls(P, C, Each); };
  std::map<std::string, std::vector<const Execution *>> Executions = executionsOf(P);
  for (const JudgedSite &S : P.Sites)
    for (size_t I = 0; I < S.Verdicts.size(); ++I)
      for (const sql::Confinement &C : S.Verdicts[I].Confinements) {
        auto Look = [&](const std::vector<BoundValue> &Bound, const Execution *Runs) {
          Confining Here{S, S.Site.Texts[I], S.Verdicts[I], C, nullptr, {}, Runs};
          for (const BoundValue &B : Bound) {
            Here.Beside.push_back(&B);
            if (isFor(B, C))
              Here.Value = &B.Value;
          }
          Visit(Here);
        };
        if (C.Hole >= 0) {
          const TextPiece &Hole = ComposedText(S.Site.Texts[I]).holeAt(static_cast<size_t>(C.Hole));
          Visit({S, S.Site.Texts[I], S.Verdicts[I], C, &Hole.Value, {}, nullptr});
          continue;
        }
        if (C.Placeholder == 0)
          continue;
        const std::string &Name = S.Site.nameOf(S.Site.Texts[I]);
        auto It = Name.empty() ? Executions.end() : Executions.find(Name);
        if (It == Executions.end())
          Look(S.Site.Bound, nullptr);
        else
          for (const Execution *E : It->second)
            Look(E->Bound, E);
      }
}

static void forEachConfining(const Program &P, std::function<void(const Confining &)> Found) { visitConfining(P, {std::move(Found)}); }

std::vector<Slot> followedParameters(const Program &P) {
  std::vector<Slot> Result;
  visitConfining(P, {[](const Confining &) {}, [&](const Slot &Parameter) { Result.push_back(Parameter); }});
  return Result;
}

// A name that most tenant predicates are given is what the project calls its tenant.
static std::set<std::string> habitualNames(const Program &P) {
  std::map<std::string, std::set<std::pair<std::string, uint32_t>>> Uses;
  std::set<std::pair<std::string, uint32_t>> All;
  forEachConfining(P, [&](const Confining &C) {
    if (C.Value == nullptr || (C.Value->What != Kind::OtherId && C.Value->What != Kind::Tenant))
      return;
    std::pair<std::string, uint32_t> Where(C.Value->At.File, C.Value->At.Line);
    All.insert(Where);
    if (C.Value->What == Kind::OtherId)
      Uses[C.Value->Name].insert(Where);
  });
  std::set<std::string> Result;
  for (const auto &[Name, Where] : Uses)
    if (Where.size() >= 3 && 2 * Where.size() > All.size())
      Result.insert(Name);
  return Result;
}

static bool isNamedAfter(const std::vector<std::string> &Words, const std::vector<std::string> &Table, bool InSingular) {
  if (Words.size() != Table.size() + 1 || Table.empty() || Words.back() != "id" || !std::equal(Table.begin(), Table.end() - 1, Words.begin()))
    return false;
  const std::string &One = Words[Table.size() - 1], &Many = Table.back();
  return One == Many ||
         (InSingular && (One + "s" == Many || One + "es" == Many || (One.back() == 'y' && One.substr(0, One.size() - 1) + "ies" == Many)));
}

// `guild_members_id` where the tenant's column is the key of `guild_members`: a row of
// it is a tenant. Without a definition only the whole name of the table says so.
static bool isRowOfTenant(const Program &P, const Confining &C) {
  std::vector<std::string> Words = model::wordsOf(C.Value->Name), Table = model::wordsOf(C.By.Relation);
  const sql::Table *Defined = P.Tables.find(C.By.Relation);
  if (Defined == nullptr)
    return isNamedAfter(Words, Table, false);
  bool IsKey = std::any_of(Defined->UniqueKeys.begin(), Defined->UniqueKeys.end(),
                           [&](const sql::UniqueKey &K) { return K.Columns.size() == 1 && P.P.Words.isTenantColumn(K.Columns.front()); });
  return IsKey && isNamedAfter(Words, Table, true);
}

// The tenant, bound to a placeholder that confines nothing.
static const BoundValue *misplacedTenant(const Confining &C) {
  for (const BoundValue *B : C.Beside)
    if (B->Value.What == Kind::Tenant &&
        std::none_of(C.Verdict.Confinements.begin(), C.Verdict.Confinements.end(), [&](const sql::Confinement &Other) { return isFor(*B, Other); }))
      return B;
  return nullptr;
}

// `id`, `uuid`: of whatever the function is about.
static bool isBareId(const std::string &Name) {
  static const model::WordList &Ids = model::wordList("ids");
  std::vector<std::string> Words = model::wordsOf(Name);
  return Words.size() == 1 && Ids.contains(Words.front());
}

static std::string nameOf(const BoundValue &B) { return B.Name.empty() ? fmt::format("placeholder {}", B.Placeholder) : fmt::format("'{}'", B.Name); }

static std::string fromClient(const ValueSource &V) {
  if (V.From == "header" || V.From == "cookie")
    return fmt::format("a {} that the client sends", V.From);
  if (V.From == "host")
    return "the host name that the client sends";
  return fmt::format("the {} of the request, which the client chooses", V.From);
}

BindingCounts countBindings(const Program &P) {
  BindingCounts Counts;
  forEachConfining(P, [&](const Confining &C) {
    // Statements of SQL files are bound elsewhere.
    if (C.Site.Site.Callee.empty())
      return;
    Kind What = C.Value == nullptr ? Kind::Unknown : C.Value->What;
    ++(What == Kind::Tenant ? Counts.Tenant : What == Kind::Unknown ? Counts.Unknown : Counts.Other);
  });
  return Counts;
}

void SqlBindingCheck::judge(const Program &P, std::vector<Finding> &Out) const {
  std::set<std::string> Habitual = habitualNames(P);
  // One value may confine several tables of a statement: one finding.
  std::set<std::tuple<std::string, uint32_t, uint32_t, std::string>> Known;
  auto Report = [&](const Confining &C, Severity Level, std::string Message, const Place &Primary) {
    ComposedText Composed(C.Text);
    Place Predicate = Composed.placeOf(C.By.ValueRange);
    Place Where = Primary.File.empty() ? Predicate : Primary;
    if (!Known.insert({Where.File, Where.Line, Where.Column, std::to_string(static_cast<int>(Level)) + C.By.Value}).second)
      return;
    Finding F;
    F.Check = id().str();
    F.Level = Level;
    F.Message = std::move(Message);
    F.Primary = Where;
    F.Function = !C.Through.empty() ? C.Through.front()->Function : C.Runs != nullptr ? C.Runs->Function : C.Site.Site.Function;
    F.Subject = C.By.Relation;
    F.Key = fmt::format("{}|{}|{}", C.By.Relation, C.By.Value, C.Value == nullptr ? "" : C.Value->Name);
    F.Advice = "bind the tenant of the request context";
    if (C.Value != nullptr)
      F.Evidence = C.Value->Steps;
    for (size_t I = 1; I < C.Through.size(); ++I)
      F.Evidence.push_back({C.Through[I]->Value.At, fmt::format("'{}' hands it on", C.Through[I]->Function)});
    if (!(Predicate == Where))
      F.Evidence.push_back({Predicate, fmt::format("this confines '{}'", C.By.Relation)});
    F.Evidence.insert(F.Evidence.end(), C.Text.Steps.begin(), C.Text.Steps.end());
    if (!C.Site.Site.Callee.empty())
      F.Evidence.push_back(handedOver(C.Site.Site));
    if (C.Runs != nullptr)
      F.Evidence.push_back({C.Runs->Call, fmt::format("the statement '{}' is run by '{}'", C.Runs->Statement, C.Runs->Callee)});
    Out.push_back(std::move(F));
  };
  auto Constant = [&](const Confining &C, const std::string &Value, const Place &Where) {
    Report(C, Severity::Note, fmt::format("'{}' is confined to one constant tenant: {}", C.By.Relation, Value), Where);
  };
  auto ReportSwapped = [&](const Confining &C, const std::string &What) {
    const BoundValue *Tenant = misplacedTenant(C);
    if (Tenant != nullptr)
      Report(
          C, Severity::Error,
          fmt::format("{} is '{}', and the tenant '{}' is bound to {}: they are swapped", What, C.Value->Name, Tenant->Value.Name, nameOf(*Tenant)),
          C.Value->At);
    return Tenant != nullptr;
  };
  forEachConfining(P, [&](const Confining &C) {
    if (C.Value == nullptr)
      return;
    std::string What = C.By.Hole >= 0 ? fmt::format("what confines '{}' to one tenant", C.By.Relation)
                                      : fmt::format("what is bound to '{}', which confines '{}' to one tenant,", C.By.Value, C.By.Relation);
    switch (C.Value->What) {
    case Kind::Client:
      return Report(C, Severity::Error, fmt::format("{} is {}", What, fromClient(*C.Value)), C.Value->At);
    case Kind::Literal:
      return Constant(C, C.Value->Name, C.Value->At);
    case Kind::OtherId:
      if (ReportSwapped(C, What))
        return;
      if (Habitual.count(C.Value->Name) == 0 && !isRowOfTenant(P, C))
        Report(C, Severity::Error, fmt::format("{} is '{}', not the tenant", What, C.Value->Name), C.Value->At);
      return;
    case Kind::Unknown:
      // id, tenant for `tenant_id = $1 AND id = $2`; of a function about tenants it may be one of those.
      if (isBareId(C.Value->Name) && !P.P.Names.mayMention(C.Site.Site.Function))
        ReportSwapped(C, What);
      return;
    case Kind::Tenant:
      return;
    }
  });
  for (const JudgedSite &S : P.Sites)
    for (size_t I = 0; I < S.Verdicts.size(); ++I)
      for (const sql::Confinement &C : S.Verdicts[I].Confinements)
        if (C.HardWired && !S.Site.Callee.empty())
          Constant({S, S.Site.Texts[I], S.Verdicts[I], C, nullptr, {}, nullptr}, C.Value, {});
}

} // namespace tenantscan
