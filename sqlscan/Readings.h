//===- Readings.h - Texts that servers read in several ways -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_READINGS_H
#define TENANTSCAN_SQLSCAN_READINGS_H

#include "sqlscan/Query.h"

namespace tenantscan::sql {

/// Another way to read a text. Offsets are those of the text.
struct Reading {
  std::string Text;
  Dialect Language;
  std::vector<Hole> Holes;
};

/// How some server may read \p Q that analyze() does not take it for at first: without
/// what is in `/*! ... */`, which is run by some versions of MySQL only; for
/// Dialect::Generic by the rules of MySQL and SQLite for comments and quotes, where these
/// differ. Mostly none.
std::vector<Reading> otherReadings(const Query &Q);

} // namespace tenantscan::sql

#endif
