//===- PredicateFix.h - A predicate where it belongs --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_PREDICATEFIX_H
#define TENANTSCAN_CHECKS_PREDICATEFIX_H

#include "checks/Program.h"

#include <optional>

namespace tenantscan {

/// Text to insert into a source.
struct Insertion {
  /// The byte before it.
  Place Behind;
  std::string Text;
};

/// The tenant predicate, put into a statement.
struct PredicateFix {
  /// `AND invoices.tenant_id = ?`
  std::string Clause;
  /// In the order of the text.
  std::vector<Insertion> Insertions;
};

/// What to insert so that \p R, a reason in the verdict over text \p Index of \p S, is
/// gone. It is given only where it was tried: the changed text is judged, and does not
/// have the reason any more. Nothing where the place is not written in a source, where
/// an outer join would become an inner one, or where the numbers of other placeholders
/// would change.
std::optional<PredicateFix> predicateFix(const JudgedSite &S, size_t Index, const sql::Reason &R, const sql::Schema &Tables,
                                         const sql::Vocabulary &Words);

} // namespace tenantscan

#endif
