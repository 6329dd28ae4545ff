//===- Statements.h - What the benchmarks judge and parse -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_BENCH_STATEMENTS_H
#define TENANTSCAN_TEST_BENCH_STATEMENTS_H

#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <utility>

static std::string repeat(std::string_view Text, size_t Times) {
  std::string Out;
  for (size_t I = 0; I < Times; ++I)
    Out += Text;
  return Out;
}

/// Name and text.
static const std::pair<const char *, std::string> Statements[] = {
    {"short", "SELECT total FROM invoices WHERE tenant_id = $1 AND id = $2"},
    {"typical", "SELECT i.id, i.number, i.total, c.name FROM invoices i JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id "
                "WHERE i.tenant_id = $1 AND i.status IN ('open', 'overdue') AND i.issued_on > $2 ORDER BY i.issued_on DESC LIMIT 50"},
    {"report", "WITH paid AS (SELECT tenant_id, invoice_id, sum(amount) AS total FROM payments GROUP BY tenant_id, invoice_id) "
               "SELECT c.region, count(*), sum(i.total), coalesce(sum(p.total), 0) FROM invoices i "
               "JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id "
               "LEFT JOIN paid p ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id "
               "WHERE i.tenant_id = $1 AND EXISTS (SELECT 1 FROM lines l WHERE l.tenant_id = i.tenant_id AND l.invoice_id = i.id AND l.qty > 3) "
               "GROUP BY c.region HAVING sum(i.total) > 100 ORDER BY 3 DESC"},
    {"insert", "INSERT INTO invoices (tenant_id, id, number, total) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, id) DO UPDATE SET total = "
               "EXCLUDED.total RETURNING id"},
    {"update", "UPDATE invoices i SET status = 'paid' FROM payments p WHERE p.tenant_id = i.tenant_id AND p.invoice_id = i.id AND i.tenant_id = $1"},
    {"in-list of 1,000", "SELECT * FROM invoices WHERE tenant_id = $1 AND id IN (0" + repeat(", 12345", 1000) + ")"},
    {"in-list of 10,000", "SELECT * FROM invoices WHERE tenant_id = $1 AND id IN (0" + repeat(", 12345", 10000) + ")"},
    {"union of 50", "SELECT id FROM invoices WHERE tenant_id = $1" + repeat(" UNION ALL SELECT id FROM invoices WHERE tenant_id = $1", 50)},
    {"union of 500", "SELECT id FROM invoices WHERE tenant_id = $1" + repeat(" UNION ALL SELECT id FROM invoices WHERE tenant_id = $1", 500)},
    {"AND of 1,000", "SELECT id FROM invoices WHERE tenant_id = $1" + repeat(" AND number <> 7", 1000)},
    {"OR of 1,000", "SELECT id FROM invoices WHERE tenant_id = $1 AND (number = 7" + repeat(" OR number = 7", 1000) + ")"},
    {"50 CTEs", "WITH a AS (SELECT 1)" + repeat(", x AS (SELECT id FROM invoices WHERE tenant_id = $1)", 50) + " SELECT * FROM a"},
    {"1,000 columns", "SELECT id" + repeat(", number", 1000) + " FROM invoices WHERE tenant_id = $1"},
    {"10 joins", "SELECT 1 FROM a" + repeat(" JOIN a USING (tenant_id)", 10) + " WHERE a.tenant_id = $1"},
    {"100 joins", "SELECT 1 FROM a" + repeat(" JOIN a USING (tenant_id)", 100) + " WHERE a.tenant_id = $1"},
};

/// Runs \p Measure on every statement; the names begin with \p Side.
template <typename Function> void runOnAll(int Count, char **Values, const std::string &Side, Function Measure) {
  for (const auto &[Name, Sql] : Statements)
    benchmark::RegisterBenchmark((Side + "/" + Name).c_str(), Measure, Sql);
  benchmark::Initialize(&Count, Values);
  benchmark::RunSpecifiedBenchmarks();
}

#endif
