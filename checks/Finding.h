//===- Finding.h - What a check has to say ------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_FINDING_H
#define TENANTSCAN_CHECKS_FINDING_H

#include "sqlscan/Verdict.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tenantscan {

using sql::Severity;
using sql::VerdictKind;

/// A range on one line of one file.
struct Place {
  std::string File;       ///< Absolute path.
  uint32_t Line = 0;      ///< 1-based.
  uint32_t Column = 0;    ///< 1-based, in bytes.
  uint32_t EndColumn = 0; ///< 1-based, in bytes, behind the last byte.
  /// The whole line without its end, for excerpts and for columns in other units.
  std::string LineText;
  /// clang::SourceLocation::getRawEncoding() while the AST lives; no part of the value.
  uint32_t RawLocation = 0;

  bool operator==(const Place &O) const { return File == O.File && Line == O.Line && Column == O.Column && EndColumn == O.EndColumn; }
};

/// One step of the way that leads to a finding.
struct Step {
  Place Where;
  std::string Message;
};

/// Text to put into a source.
struct Insertion {
  /// An empty range: the text comes before the byte at its column.
  Place At;
  std::string Text;

  bool operator==(const Insertion &O) const { return At == O.At && Text == O.Text; }
};

/// A mechanical change after which a finding is gone.
struct SuggestedFix {
  /// What it does, as the title of a menu entry: `Add "AND invoices.tenant_id = $2"`.
  std::string Description;
  /// In the order of their places; empty where there is no fix.
  std::vector<Insertion> Insertions;

  bool operator==(const SuggestedFix &O) const { return Description == O.Description && Insertions == O.Insertions; }
};

/// One finding, from which every output is made: a clang-tidy diagnostic, a
/// SARIF result, a line of text. A check builds it once.
struct Finding {
  std::string Check; ///< `tenant-sql-predicate`
  Severity Level = Severity::Error;
  /// One sentence without a full stop.
  std::string Message;
  Place Primary;
  /// From the literal to the call, in the order of the data's way.
  std::vector<Step> Evidence;
  /// What to write instead; may be empty.
  std::string Advice;
  SuggestedFix Fix;
  /// Qualified name of the function around the call; empty at namespace scope.
  std::string Function;
  /// The table, key or header that the finding is about.
  std::string Subject;
  /// That the table belongs to tenants is an assumption: no schema tells, and
  /// the statement does not name its tenant column.
  bool TableIsGuess = false;
  /// What stays the same when the code around is moved or reformatted: with
  /// check, file and function it tells findings apart.
  std::string Key;
};

/// What was found out about one call that takes SQL text.
struct SiteVerdict {
  Place Call;
  /// Qualified name of the function that is called.
  std::string Callee;
  std::string Function;
  VerdictKind Kind = VerdictKind::Unresolved;
  /// For Unresolved: why.
  std::string Reason;
  /// For Unresolved: no caller of the function around, which would complete the text, is in
  /// sight, and none can be elsewhere if all of the program is.
  bool IsUncalled = false;
  /// What confines which table. Of several texts that the call may be given,
  /// those of the first.
  std::vector<sql::Confinement> Confinements;
  /// Tables that the text confines to a tenant, in lower case.
  std::vector<std::string> TenantTables;
  /// The text names a tenant column.
  bool MentionsTenant = false;
  /// Columns in the text that end in `_id`, in lower case: candidates for the
  /// tenant column of a project that is not configured.
  std::vector<std::string> KeyColumns;
};

} // namespace tenantscan

#endif
