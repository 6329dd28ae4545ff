//===- SqlSessionCheck.cpp - Sessions that keep a tenant ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/SqlSessionCheck.h"

#include "sqlscan/Session.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace tenantscan {

using model::TransactionState;
using sql::SessionAction;
using sql::SessionEffect;
using sql::SettingScope;
using sql::SettingValue;

namespace {

struct Complaint {
  Severity Level = Severity::Error;
  /// What is wrong, in a word: part of the key.
  const char *Kind = "";
  std::string Message;
  std::string Advice;
};

} // namespace

static bool isIdentity(const std::string &Setting) { return Setting == "search_path" || Setting == "role" || Setting == "session_authorization"; }

static std::string localForm(const std::string &Setting) {
  if (Setting == "role")
    return "\"SET LOCAL ROLE ...\"";
  if (Setting == "session_authorization")
    return "\"SET LOCAL SESSION AUTHORIZATION ...\"";
  if (Setting == "search_path")
    return "\"SET LOCAL search_path TO ...\"";
  return fmt::format("\"SET LOCAL {0} = ...\" or \"SELECT set_config('{0}', $1, true)\"", Setting);
}

static std::string describe(const SessionEffect &E) { return fmt::format("'{}'", E.Setting); }

// A setting that policies read the tenant from.
static std::optional<Complaint> judgeTenant(const SessionEffect &E) {
  if (E.Scope == SettingScope::Transaction || (E.Value == SettingValue::Constant && sql::isNeutralValue(E.Setting, E.Constant)))
    return std::nullopt;
  Complaint C;
  C.Kind = "session";
  C.Message = E.Scope == SettingScope::Unknown
                  ? fmt::format("{} may be set for the whole session: the third argument of 'set_config' is not 'true'", describe(E))
                  : fmt::format("{} is set for the whole session: the next request on this connection runs with it too", describe(E));
  C.Advice = fmt::format("in a transaction, write {}", localForm(E.Setting));
  return C;
}

// SET LOCAL outside of a transaction is over as soon as it is run.
static std::optional<Complaint> judgeLocal(const SessionEffect &E, TransactionState Now) {
  // With other statements behind it, it holds for these.
  if (E.Scope != SettingScope::Transaction || Now != TransactionState::None || E.BesideRows || E.StatementsAfter > 0)
    return std::nullopt;
  Complaint C;
  C.Level = Severity::Warning;
  C.Kind = "no transaction";
  C.Message = fmt::format("{} is set for a transaction, but none is open here: it has no effect", describe(E));
  C.Advice = "begin a transaction before, and run the statements that need the setting inside of it";
  return C;
}

// The role and the schemas that names are looked up in.
static std::optional<Complaint> judgeIdentity(const SessionEffect &E, const ComposedText &Text, const SqlSite &Site, bool ResetInText) {
  Complaint C;
  if (E.Value == SettingValue::Raw) {
    std::string Name = E.Hole >= 0 ? Text.Holes[static_cast<size_t>(E.Hole)].Name : std::string();
    C.Kind = "raw";
    C.Message = fmt::format("{} is built from {}, which is not escaped: it can name what belongs to another tenant", describe(E),
                            Name.empty() ? "text known at run time only" : fmt::format("'{}'", Name));
    C.Advice = fmt::format("choose from names that the program knows or escape the name, and in a transaction write {}", localForm(E.Setting));
    return C;
  }
  if (E.Scope == SettingScope::Transaction || ResetInText)
    return std::nullopt;
  // What the connection is closed with needs no reset.
  if (Site.Connection == SqlSite::ConnectionKind::Own ||
      std::find(Site.ResetLater.begin(), Site.ResetLater.end(), E.Setting) != Site.ResetLater.end())
    return std::nullopt;
  if (E.Value == SettingValue::Constant && (Site.Connection != SqlSite::ConnectionKind::Borrowed || sql::isNeutralValue(E.Setting, E.Constant)))
    return std::nullopt;
  C.Kind = "not reset";
  C.Message = fmt::format("{} stays switched when the function is left: the next request on this connection runs with it too", describe(E));
  C.Advice = fmt::format("in a transaction, write {}, or reset it on every way out of the function", localForm(E.Setting));
  return C;
}

static std::optional<Complaint> judgeRowSecurity(const SessionEffect &E) {
  bool IsOff = sql::foldCase(E.Constant) == "off" || sql::foldCase(E.Constant) == "false" || E.Constant == "0";
  if (E.Value != SettingValue::Constant || !IsOff)
    return std::nullopt;
  Complaint C;
  C.Kind = "row security";
  C.Message = "'row_security' is switched off: the statements that follow are not confined by the policies of their tables";
  C.Advice = "leave it on, and give jobs for all tenants a role of their own with policies for it";
  return C;
}

namespace {

/// Collects findings; the same one on several ways is one finding.
class Reporter {
public:
  Reporter(const model::Project &P, llvm::StringRef Id, std::vector<Finding> &Out) : P(P), Id(Id), Out(Out) {}
  void text(const SqlSite &Site, const SourceText &Text);
  void connection(const SqlSite &Site, const SourceText &Text);

private:
  void report(const Complaint &C, const SessionEffect &E, const ComposedText &Composed, const SourceText &Text, const SqlSite &Site);

  const model::Project &P;
  llvm::StringRef Id;
  std::vector<Finding> &Out;
  std::map<std::tuple<std::string, uint32_t, uint32_t, uint32_t, std::string>, size_t> Known;
};

} // namespace

void Reporter::report(const Complaint &C, const SessionEffect &E, const ComposedText &Composed, const SourceText &Text, const SqlSite &Site) {
  Finding F;
  F.Check = Id.str();
  F.Level = C.Level;
  F.Message = C.Message;
  F.Advice = C.Advice;
  F.Function = Site.Function;
  F.Subject = E.Setting;
  F.Key = fmt::format("{}|{}|{}", C.Kind, E.Setting, Site.Callee);
  // A function that writes the SET itself: its argument says what is set.
  sql::ByteRange Where = E.Range;
  while (Where.Begin + 1 < Where.End && !Composed.isWritten(Where.Begin))
    ++Where.Begin;
  F.Primary = Composed.placeOf(Composed.isWritten(Where.Begin) ? Where : E.Range);
  F.Evidence = Text.Steps;
  F.Evidence.push_back(handedOver(Site));
  F.Evidence.insert(F.Evidence.end(), Site.Way.begin(), Site.Way.end());
  auto [It, IsNew] = Known.try_emplace({F.Primary.File, F.Primary.Line, F.Primary.Column, F.Primary.EndColumn, F.Message}, Out.size());
  if (IsNew) {
    Out.push_back(std::move(F));
    return;
  }
  std::vector<Step> &Steps = Out[It->second].Evidence;
  for (Step &S : F.Evidence)
    if (std::none_of(Steps.begin(), Steps.end(), [&](const Step &T) { return T.Where == S.Where && T.Message == S.Message; }))
      Steps.push_back(std::move(S));
}

void Reporter::text(const SqlSite &Site, const SourceText &Text) {
  ComposedText Composed(Text);
  std::vector<SessionEffect> Effects = sql::sessionEffects(Composed.query(Site));
  TransactionState Now = Site.Transaction;
  for (size_t I = 0; I < Effects.size(); ++I) {
    const SessionEffect &E = Effects[I];
    if (E.Action == SessionAction::Begin)
      Now = TransactionState::Open;
    if (E.Action == SessionAction::End)
      Now = TransactionState::None;
    if (E.Action != SessionAction::Set || E.Setting.empty() || P.isSessionAllowed(E.Setting))
      continue;
    bool ResetInText = std::any_of(Effects.begin() + static_cast<std::ptrdiff_t>(I) + 1, Effects.end(),
                                   [&](const SessionEffect &Later) { return Later.resets(E.Setting); });
    std::optional<Complaint> C;
    if (isIdentity(E.Setting))
      C = judgeIdentity(E, Composed, Site, ResetInText);
    else if (E.Setting == "row_security")
      C = judgeRowSecurity(E);
    else if (P.isSessionSetting(E.Setting))
      C = judgeTenant(E);
    else
      continue;
    if (!C && E.Setting != "row_security")
      C = judgeLocal(E, Now);
    if (C)
      report(*C, E, Composed, Text, Site);
  }
}

void Reporter::connection(const SqlSite &Site, const SourceText &Text) {
  ComposedText Composed(Text);
  for (const SessionEffect &E : sql::connectionEffects(Composed.query(Site))) {
    if (P.isSessionAllowed(E.Setting))
      continue;
    if (std::optional<Complaint> C = E.Setting == "row_security" ? judgeRowSecurity(E) : std::nullopt)
      report(*C, E, Composed, Text, Site);
    if (!P.isSessionSetting(E.Setting) || (E.Value == SettingValue::Constant && sql::isNeutralValue(E.Setting, E.Constant)))
      continue;
    Complaint C;
    C.Kind = "connection";
    C.Message = fmt::format("{} is an option of the connection: every request on it runs with this tenant", describe(E));
    C.Advice = fmt::format("leave it out of the connection string; in a transaction, write {}", localForm(E.Setting));
    report(C, E, Composed, Text, Site);
  }
}

std::vector<Slot> followedConnections(const Program &P) {
  std::vector<Slot> Out;
  for (const JudgedSite &S : P.Sites) {
    if (S.Site.Entry.What == Slot::Kind::None)
      continue;
    bool NeedsTransaction = std::any_of(S.Site.Texts.begin(), S.Site.Texts.end(), [&](const SourceText &Text) {
      ComposedText Composed(Text);
      std::vector<SessionEffect> Effects = sql::sessionEffects(Composed.query(S.Site));
      return std::any_of(Effects.begin(), Effects.end(),
                         [](const SessionEffect &E) { return E.Action == SessionAction::Set && E.Scope == SettingScope::Transaction; });
    });
    if (NeedsTransaction)
      Out.push_back(S.Site.Entry);
  }
  return Out;
}

void SqlSessionCheck::judge(const Program &P, std::vector<Finding> &Out) const {
  Reporter R(P.P, id(), Out);
  for (const JudgedSite &S : P.Sites) {
    bool IsPostgres = S.Site.Language == sql::Dialect::PostgreSQL || S.Site.Language == sql::Dialect::Generic;
    // A file of statements is run by a session of its own.
    if (!IsPostgres || S.Site.Callee.empty())
      continue;
    for (const SourceText &Text : S.Site.Texts)
      R.text(S.Site, Text);
  }
  for (const SqlSite &S : P.Connects)
    for (const SourceText &Text : S.Texts)
      R.connection(S, Text);
}

} // namespace tenantscan
