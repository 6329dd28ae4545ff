//===- Analyze.h - SQL text in, verdict out ---------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_ANALYZE_H
#define TENANTSCAN_SQLSCAN_ANALYZE_H

#include "sqlscan/Query.h"
#include "sqlscan/Schema.h"
#include "sqlscan/Verdict.h"

namespace tenantscan::sql {

/// Judges \p Q: is every statement in it confined to one tenant? The verdict is
/// a pure function of the arguments. Never fails and never throws: what cannot
/// be judged is Unresolved. Rules: docs/how-it-works.md.
///
/// Not to be called from many short-lived threads: libpg_query keeps something
/// for every thread that ever parsed. Needs about 4 MiB of stack.
Verdict analyze(const Query &Q, const Schema &S, const Vocabulary &Words);

} // namespace tenantscan::sql

#endif
