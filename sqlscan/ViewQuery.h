//===- ViewQuery.h - The query of a view ------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_VIEWQUERY_H
#define TENANTSCAN_SQLSCAN_VIEWQUERY_H

#include "sqlscan/Schema.h"

#include <functional>
#include <string>

namespace tenantscan::sql {

/// The query of \p View, which \p Text defines: `CREATE [RECURSIVE] [MATERIALIZED] VIEW
/// name [(columns)] ... AS query`. \p Text is in PostgreSQL's spelling and well-formed.
std::string viewQuery(const std::string &Text, const Table &View);

/// Makes \p Query, the query of a view, read \p T under its new name.
void renameInQuery(std::string &Query, const Table &T, const std::string &NewSchema, const std::string &NewName);

/// Calls \p Change for every place where \p Query, the query of a view, reads \p T, with the
/// names that it gives to the first columns there, and makes the query give the changed ones.
void changeAliasesInQuery(std::string &Query, const Table &T, const std::function<void(std::vector<std::string> &)> &Change);

/// Makes \p Query, the query of a view, read nothing but \p Columns of \p T.
void keepColumnsInQuery(std::string &Query, const Table &T, const std::vector<std::string> &Columns);

/// The name of a table as PostgreSQL quotes it; \p SchemaName may be empty.
std::string quotedName(std::string_view SchemaName, std::string_view Name);

} // namespace tenantscan::sql

#endif
