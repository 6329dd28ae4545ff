//===- AnalyzeBench.cpp - What a verdict costs beside parsing -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The whole verdict on every statement. The figure that matters is its ratio to what
// ParseBench.cpp measures; docs/performance.md has the table.
//
//===----------------------------------------------------------------------===//
#include "Statements.h"

#include "sqlscan/Analyze.h"

using namespace tenantscan::sql;

static void verdict(benchmark::State &State, const std::string &Sql) {
  Query Q;
  Q.Text = Sql;
  Schema S;
  Vocabulary Words;
  for (auto _ : State)
    benchmark::DoNotOptimize(analyze(Q, S, Words).Kind);
}

int main(int Count, char **Values) { runOnAll(Count, Values, "verdict", verdict); }
