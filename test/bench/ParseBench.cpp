//===- ParseBench.cpp - What parsing alone costs --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libpg_query's parser as the distribution has it: without sqlscan, which links a function
// of its own into it (sqlscan/TreePrinting.cpp).
//
//===----------------------------------------------------------------------===//
#include "Statements.h"

#include <pg_query.h>

static void parse(benchmark::State &State, const std::string &Sql) {
  for (auto _ : State)
    pg_query_free_parse_result(pg_query_parse(Sql.c_str()));
}

int main(int Count, char **Values) { runOnAll(Count, Values, "parse", parse); }
