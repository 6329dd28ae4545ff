//===- Program.h - The sites of all units, linked and judged ------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_PROGRAM_H
#define TENANTSCAN_CHECKS_PROGRAM_H

#include "checks/KeyUse.h"
#include "checks/model/Project.h"

#include <map>
#include <set>
#include <tuple>

namespace tenantscan {

/// A site, and what sqlscan says about each of its texts.
struct JudgedSite {
  SqlSite Site;
  /// One for every text.
  std::vector<sql::Verdict> Verdicts;
  /// See SiteVerdict::IsUncalled.
  bool IsUncalled = false;
};

/// A call with a key or a message, and what each of its texts says.
struct JudgedKey {
  KeySite Site;
  /// One for every text.
  std::vector<std::vector<KeyUse>> Uses;
};

/// A function that hands a parameter on to a database, as it is or with known
/// text around it.
struct Wrapper {
  /// Qualified name.
  std::string Function;
  unsigned Index = 0;
  /// The parameter is a format text, filled in with the arguments that follow it.
  std::optional<model::FormatStyle> Formatted;
  std::string Before;
  std::string After;
  sql::Dialect Language = sql::Dialect::Generic;
  sql::PlaceholderStyles Placeholders = 0;

  auto key() const { return std::tie(Function, Index, Formatted, Before, After, Language, Placeholders); }
  bool operator<(const Wrapper &O) const { return key() < O.key(); }
};

/// What is known about a program, or the part of it that was looked at. The
/// result does not depend on the order of the units.
struct Program {
  const model::Project &P;
  /// The tables of the project, and those that its C++ code creates.
  sql::Schema Tables;
  std::vector<JudgedSite> Sites;
  std::vector<JudgedKey> Keys;
  /// Something of the project's own, or a statement, names the tenant.
  bool NamesTenant = false;
  /// Calls that open a connection.
  std::vector<SqlSite> Connects;
  /// Sorted.
  std::set<Wrapper> Wrappers;
  /// Calls of statements that were prepared under a name.
  std::vector<Execution> Executions;
  /// By the function that is called and the index of the parameter.
  std::map<std::pair<std::string, unsigned>, std::vector<TenantArgument>> TenantArguments;
  std::vector<TaskBody> TaskBodies;
  bool BindsTenant = false;
  std::vector<TenantInput> TenantInputs;
  /// USRs: functions that return a part of the request they are given, and
  /// functions that are called with a tenant.
  std::set<std::string> ClientResults;
  std::set<std::string> CalledWithTenant;
  /// What the texts depend on that are not all in sight: see CallGraph::takeAsked().
  std::vector<Slot> Asked;
};

/// Follows text through the functions that hand a parameter on to a database,
/// and judges what arrives: the site is then at the call that knows the text. A
/// function that nobody is seen to call keeps its site, unresolved.
Program linkProgram(const std::vector<const UnitFacts *> &Units, const model::Project &P);

/// The same for a part of a program that the rest has nothing to do with. No tables are
/// learnt: \p P has them all.
Program linkPart(const std::vector<const UnitFacts *> &Units, const model::Project &P);

/// Whether linkProgram() may learn tables from \p Text.
bool mayDefineTables(std::string_view Text);

/// The verdict over a site as a whole: the worst of its texts.
SiteVerdict verdictOf(const JudgedSite &S);

} // namespace tenantscan

#endif
