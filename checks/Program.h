//===- Program.h - The sites of all units, linked and judged ------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_PROGRAM_H
#define TENANTSCAN_CHECKS_PROGRAM_H

#include "checks/SourceText.h"
#include "checks/model/Project.h"

namespace tenantscan {

/// A site, and what sqlscan says about each of its texts.
struct JudgedSite {
  SqlSite Site;
  /// One for every text.
  std::vector<sql::Verdict> Verdicts;
};

/// What is known about a program, or the part of it that was looked at. The
/// result does not depend on the order of the units.
struct Program {
  const model::Project &P;
  std::vector<JudgedSite> Sites;
};

/// Follows text through the functions that hand a parameter on to a database,
/// and judges what arrives: the site is then at the call that knows the text. A
/// function that nobody is seen to call keeps its site, unresolved.
Program linkProgram(const std::vector<const UnitFacts *> &Units, const model::Project &P);

/// The verdict over a site as a whole: the worst of its texts.
SiteVerdict verdictOf(const JudgedSite &S);

} // namespace tenantscan

#endif
