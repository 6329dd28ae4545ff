//===- PredicateFix.h - A predicate where it belongs --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_PREDICATEFIX_H
#define TENANTSCAN_CHECKS_PREDICATEFIX_H

#include "checks/Program.h"

namespace tenantscan {

/// The predicate to put into sources so that \p R, a reason in the verdict over text
/// \p Index of \p S, is gone. It is given only where it was tried: the changed text is
/// judged, and does not have the reason any more. Nothing where the place is not written
/// in a source, where an outer join would become an inner one, or where the numbers of
/// other placeholders would change.
SuggestedFix predicateFix(const JudgedSite &S, size_t Index, const sql::Reason &R, const sql::Schema &Tables, const sql::Vocabulary &Words);

/// Takes back the fixes that go into a literal which is a part of another text, too:
/// what is right for the one may break the other.
void dropSharedFixes(const Program &P, std::vector<Finding> &Findings);

} // namespace tenantscan

#endif
