//===- Reasons.cpp - What leaks, in words -------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace tenantscan::sql {

static std::string does(Action A, std::string_view Verb, const std::string &Table) {
  switch (A) {
  case Action::Reads:
    return fmt::format("'{}' reads table '{}'", Verb, Table);
  case Action::Changes:
    return fmt::format("'{}' changes table '{}'", Verb, Table);
  case Action::Deletes:
    return fmt::format("'{}' deletes from table '{}'", Verb, Table);
  case Action::Writes:
    return fmt::format("'{}' writes table '{}'", Verb, Table);
  case Action::Empties:
    return fmt::format("'{}' empties table '{}'", Verb, Table);
  case Action::Copies:
    return fmt::format("'{}' copies table '{}'", Verb, Table);
  }
  return {};
}

std::string nextPlaceholder(const Query &Q, const Rewritten &Text, std::string_view TenantColumn) {
  unsigned Last = 0;
  bool Anonymous = false;
  for (const Token &T : Text.Tokens)
    if (T.Kind == TokenKind::Placeholder) {
      if (T.Style == PlaceholderColon || T.Style == PlaceholderAt || T.Style == PlaceholderDollarName)
        return std::string(1, Q.Text[T.Begin]) + std::string(TenantColumn);
      Anonymous = Anonymous || T.Style == PlaceholderQuestion;
    }
  for (const Parameter &P : Text.Parameters)
    Last = std::max(Last, P.Placeholder);
  if (Anonymous || ((Q.Placeholders & PlaceholderDollar) == 0 && (Q.Placeholders & PlaceholderQuestion) != 0))
    return "?";
  if (Q.Language == Dialect::MySQL || Q.Language == Dialect::SQLite)
    return "?";
  if ((Q.Placeholders & PlaceholderDollar) == 0 && (Q.Placeholders & PlaceholderColon) != 0)
    return ":" + std::string(TenantColumn);
  return fmt::format("${}", Last + 1);
}

// What the part of the statement that does it is called: WITH x AS (DELETE ...) SELECT ...
static std::string_view verbOf(Action A, std::string_view Verb) {
  auto Or = [&](std::initializer_list<std::string_view> Fitting, std::string_view Default) {
    return std::find(Fitting.begin(), Fitting.end(), Verb) != Fitting.end() ? Verb : Default;
  };
  switch (A) {
  case Action::Changes:
    return Or({"UPDATE", "MERGE", "INSERT"}, "UPDATE");
  case Action::Deletes:
    return Or({"DELETE", "MERGE"}, "DELETE");
  case Action::Writes:
    return Or({"INSERT", "MERGE", "COPY"}, "INSERT");
  default:
    return Verb;
  }
}

/// ` in the second branch of UNION`; empty where there is no set operation.
static std::string inBranch(const Pending &P) {
  static constexpr std::string_view Ordinals[] = {"first", "second", "third", "fourth", "fifth"};
  if (P.Branch == 0)
    return {};
  std::string Ordinal = P.Branch <= std::size(Ordinals) ? std::string(Ordinals[P.Branch - 1]) : fmt::format("{}th", P.Branch);
  return fmt::format(" in the {} branch of {}", Ordinal, P.SetOperation);
}

/// What is done with the column instead.
static std::string butHow(std::string_view Detail) {
  if (Detail.empty())
    return ", but is inside of an expression";
  if (Detail == "itself")
    return ", but with itself";
  if (Detail == "IS NULL")
    return ", but is tested for NULL";
  if (Detail == "a number")
    return ", but as a text with a number, which it equals if it begins with it";
  if (Detail == "CASE")
    return ", but in some branch of CASE";
  if (Detail == "COALESCE")
    return ", but inside of COALESCE";
  static constexpr std::pair<std::string_view, std::string_view> Spelled[] = {
      {"~~", "LIKE"}, {"!~~", "NOT LIKE"}, {"~~*", "ILIKE"}, {"!~~*", "NOT ILIKE"}};
  for (const auto &[Operator, Word] : Spelled)
    if (Operator == Detail)
      Detail = Word;
  return fmt::format(", but by {}", Detail);
}

/// `$3` after `$2`; `:workspace_id` after `:org_id`.
static std::string placeholderAfter(std::string_view Placeholder, std::string_view Column, std::string_view Next) {
  unsigned Number = 0;
  if (Placeholder.size() > 1 && std::from_chars(Placeholder.data() + 1, Placeholder.data() + Placeholder.size(), Number).ec == std::errc())
    return fmt::format("{}{}", Placeholder.front(), Number + 1);
  return Placeholder.size() > 1 && Placeholder.substr(1) == Column ? fmt::format("{}{}", Placeholder.front(), Next) : std::string(Placeholder);
}

Reason describe(const Pending &P, std::string_view StatementVerb, std::string_view FirstPlaceholder, const Rewritten &Text) {
  std::string Placeholder(FirstPlaceholder);
  std::string_view Verb = verbOf(P.Does, StatementVerb);
  Reason R;
  R.Kind = P.Why;
  R.Level = Severity::Error;
  R.Verb = Verb;
  R.Relation = P.Table;
  R.Range = Text.nameAt(P.Location);
  std::string Does = does(P.Does, Verb, P.Table) + inBranch(P);
  std::string Column = P.TenantColumn;
  std::string Name = P.Alias.empty() ? P.Table : P.Alias;
  std::string Predicate = fmt::format("{}.{} = {}", Name, Column, Placeholder);
  std::string_view Last = P.TenantColumn;
  for (const std::string &Also : P.AlsoColumns) {
    Column += "' and '" + Also;
    Placeholder = placeholderAfter(Placeholder, Last, Also);
    Predicate += fmt::format(" AND {}.{} = {}", Name, Also, Placeholder);
    Last = Also;
  }
  R.Advice = fmt::format("add \"{} {}\" and bind the tenant of the request context", P.HasWhere ? "AND" : "WHERE", Predicate);
  switch (P.Why) {
  case ReasonKind::NoPredicate:
    R.Message = fmt::format("{} of every tenant: no predicate on '{}'", Does, Column);
    break;
  case ReasonKind::InsideOr:
    R.Message = fmt::format("{} of every tenant: the predicate on '{}' is inside OR", Does, Column);
    R.Advice = fmt::format("put the OR in brackets and keep the predicate on '{}' outside of it", Column);
    break;
  case ReasonKind::NotAnEquality:
    R.Message = fmt::format("{} of every tenant: '{}' is not compared for equality with one tenant{}", Does, Column, butHow(P.Detail));
    break;
  case ReasonKind::SeveralTenants:
    R.Message = fmt::format("{} of several tenants: '{}' is compared with a list", Does, Column);
    R.Advice = fmt::format("compare with the one tenant of the request context: \"{}\"", Predicate);
    break;
  case ReasonKind::PreservedSide:
    R.Message = fmt::format("{} of every tenant: the predicate on '{}' is in the ON of the preserved side of {}, where it filters nothing", Does,
                            Column, P.Detail);
    R.Advice = fmt::format("move the predicate on '{}' to WHERE", Column);
    break;
  case ReasonKind::FilteredTooLate:
    R.Message = fmt::format("{} of every tenant: {} is applied before any predicate on '{}'", Does, P.Detail, Column);
    R.Advice = fmt::format("put \"{}\" inside, before {}", Predicate, P.Detail);
    break;
  case ReasonKind::UntrustedValue:
    R.Message = fmt::format("{} of every tenant: '{}' is compared with something that is not confined itself", Does, Column);
    break;
  case ReasonKind::KeyOnly:
    R.Level = Severity::Warning;
    R.Message = fmt::format("{} through a key of '{}' only: no predicate on '{}'", Does, P.Detail, Column);
    break;
  case ReasonKind::AmbiguousColumn:
    R.Level = Severity::Warning;
    R.Message = fmt::format("{} by key only: the unqualified '{}' can belong to one of the joined tables only", Does, P.Detail);
    R.Advice = fmt::format("qualify the column and confine each table: \"AND {}\"", Predicate);
    break;
  case ReasonKind::TenantNotWritten:
    if (P.Detail == "value")
      R.Message = fmt::format("{} with something in '{}' that is not a tenant value", Does, Column);
    else
      R.Message = fmt::format("{} without a tenant: column '{}' is not given", Does, Column);
    R.Advice = fmt::format("write the tenant of the request context into '{}'", Column);
    break;
  case ReasonKind::TenantReassigned:
    R.Message = fmt::format("{} and moves rows to another tenant: it assigns '{}'", Does, P.Detail);
    R.Advice = fmt::format("leave '{}' out of SET", P.Detail);
    break;
  case ReasonKind::ConflictCrossesTenants:
    R.Message = fmt::format("{} and may meet another tenant's row: the unique key that decides does not have '{}'", Does, Column);
    R.Advice = fmt::format("make the unique key, and the conflict target, include '{}'", Column);
    if (P.Detail == "DO NOTHING")
      R.Level = Severity::Warning;
    break;
  case ReasonKind::WholeTable:
    R.Message = fmt::format("{} of every tenant: {} has no predicate", Does, P.Detail);
    R.Advice = P.Does == Action::Copies ? fmt::format("copy a query instead: \"COPY (SELECT ... WHERE {}) TO ...\"", Predicate)
                                        : fmt::format("use a statement with \"WHERE {}\" instead", Predicate);
    break;
  }
  if (!Column.empty() && (P.Why == ReasonKind::NoPredicate || P.Why == ReasonKind::KeyOnly || P.Why == ReasonKind::AmbiguousColumn))
    R.Predicate = Predicate;
  // A child table, whose rows belong to tenants through their parent.
  if (Column.empty() && P.Kind == TableKind::Tenant && R.Kind == ReasonKind::KeyOnly && P.Does == Action::Writes) {
    R.Message = fmt::format("{} with a parent in '{}' that may be another tenant's: it has no tenant column", Does, P.Detail);
    R.Advice = fmt::format("take the parent's key from '{}', with its tenant predicate: \"INSERT ... SELECT\"; or give '{}' the tenant column",
                           P.Detail, P.Table);
  } else if (Column.empty() && P.Kind == TableKind::Tenant) {
    if (R.Kind == ReasonKind::KeyOnly)
      R.Message = fmt::format("{} through its key to '{}' only: it has no tenant column", Does, P.Detail);
    else if (R.Kind == ReasonKind::NoPredicate)
      R.Message = fmt::format("{} of every tenant: it has no tenant column, and nothing ties it to one tenant's '{}'", Does, P.Detail);
    R.Advice = fmt::format("join '{}' with its tenant predicate, and accept that by \"childTables\": \"via-parent\"; or give '{}' the tenant column",
                           P.Detail, P.Table);
  }
  if (P.Kind == TableKind::Unknown) {
    R.Level = Severity::Note;
    R.Message += fmt::format(" (table '{}' is in no schema file)", P.Table);
    R.Advice = fmt::format("name '{}' in \"tables\" of tenantscan.json as tenant or global, or add its definition to \"schemaFiles\"", P.Table);
  }
  return R;
}

} // namespace tenantscan::sql
