//===- Verdict.h - What the proof says about a statement --------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_VERDICT_H
#define TENANTSCAN_SQLSCAN_VERDICT_H

#include <cstdint>
#include <string>
#include <vector>

namespace tenantscan::sql {

/// Half-open range of byte offsets in the text that was handed to analyze().
struct ByteRange {
  uint32_t Begin = 0;
  uint32_t End = 0;
  bool operator==(const ByteRange &) const = default;
};

/// Scoped: proved that no row of another tenant can be read, changed or added.
/// Leaks: at least one relation is not confined. Unresolved: neither could be
/// shown (dynamic text, a parse error, an unknown construct).
enum class VerdictKind : uint8_t { Scoped, Leaks, Unresolved };

/// How bad a leak is. Error: nothing confines the relation. Warning: its only
/// tie is a join by key to a confined relation. Note: it is not known whether
/// the table belongs to tenants.
enum class Severity : uint8_t { Error, Warning, Note };

/// Why a relation is not confined.
enum class ReasonKind : uint8_t {
  NoPredicate,        ///< Nothing compares the tenant column with a tenant value.
  InsideOr,           ///< It is compared in some branch of an OR only.
  NotAnEquality,      ///< It is compared, but not for equality with one value.
  SeveralTenants,     ///< It is compared with a list or an array of values.
  PreservedSide,      ///< The comparison is in the ON of an outer join that keeps the row anyway.
  FilteredTooLate,    ///< A LIMIT, DISTINCT ON, aggregate or window comes before the comparison.
  UntrustedValue,     ///< It is compared with a value that is not known to be one tenant's.
  KeyOnly,            ///< Tied to a confined relation by another column only.
  AmbiguousColumn,    ///< An unqualified tenant column belongs to one of several relations.
  TenantNotWritten,   ///< INSERT does not give the tenant column a tenant value.
  TenantReassigned,   ///< UPDATE gives the tenant column another value.
  ConflictCrossesTenants, ///< The ON CONFLICT arbiter lacks the tenant column.
  WholeTable,         ///< TRUNCATE, COPY: the whole table, whatever the tenant.
};

/// One relation that is not confined, and why.
struct Reason {
  ReasonKind Kind = ReasonKind::NoPredicate;
  Severity Level = Severity::Error;
  /// What the statement does to the relation: SELECT, UPDATE, ...
  std::string Verb;
  /// Table name as written, without quotes and alias.
  std::string Relation;
  /// The table name in the text, or the verb where there is none.
  ByteRange Range;
  /// One sentence for the person who gets the finding.
  std::string Message;
  /// What to write instead; may be empty.
  std::string Advice;
  /// Where a predicate in WHERE would do: the predicate. Empty otherwise.
  std::string Predicate;
  /// That the table belongs to tenants is an assumption: no schema and no
  /// configuration tells, and nothing in the statement shows its tenant column.
  bool TableIsGuess = false;
};

/// What confines one relation.
struct Confinement {
  std::string Relation;
  ByteRange Range;
  /// The tenant value as written: `$2`, `:tenant`, `current_setting('app.tenant_id')`, `42`.
  std::string Value;
  /// Position of the value in the text.
  ByteRange ValueRange;
  /// 1-based number of the placeholder as the driver counts them; 0 where the
  /// value is no placeholder.
  unsigned Placeholder = 0;
  /// Index into Query::Holes of the value; -1 where it is no hole.
  int Hole = -1;
  /// The value is a constant in the text.
  bool HardWired = false;
};

/// The verdict over one text, which may hold several statements.
struct Verdict {
  VerdictKind Kind = VerdictKind::Scoped;
  /// For Leaks: what leaks, in the order of the text. Never empty then.
  std::vector<Reason> Reasons;
  /// What was shown to be confined, and by what.
  std::vector<Confinement> Confinements;
  /// For Unresolved: why, as one sentence without a full stop.
  std::string Unresolved;
  /// For Unresolved: the place in the text.
  ByteRange UnresolvedRange;
  /// For Unresolved: the parser refused the text.
  bool IsSyntaxError = false;
  /// Verb of the first statement (`SELECT`), empty where the text did not parse.
  std::string Verb;
  /// The text names a tenant column.
  bool MentionsTenant = false;
  /// Names in the text that look like keys (`org_id`, `OrgId`), in lower case and
  /// once each: candidates for the tenant column where none is configured.
  std::vector<std::string> KeyColumns;
};

} // namespace tenantscan::sql

#endif
