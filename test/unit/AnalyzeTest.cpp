//===- AnalyzeTest.cpp - What is scoped and what leaks ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judge.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

namespace {

struct Case {
  const char *Sql;
  /// The beginning of the verdict.
  const char *Verdict;
};

void expectAll(const std::vector<Case> &Cases, const Schema &S = {}) {
  for (const Case &C : Cases) {
    std::string Got = judge(C.Sql, S);
    EXPECT_EQ(Got.substr(0, std::string(C.Verdict).size()), C.Verdict) << C.Sql << "\n  is: " << Got;
  }
}

Schema shop() {
  Schema S;
  EXPECT_TRUE(S.addDefinitions("CREATE TABLE tenants (id int PRIMARY KEY, name text);"
                               "CREATE TABLE invoices (tenant_id int NOT NULL, id int, customer_id int, total int, PRIMARY KEY (tenant_id, id));"
                               "CREATE TABLE customers (tenant_id int NOT NULL, id int, name text, UNIQUE (id));"
                               "CREATE VIEW open_invoices AS SELECT id, tenant_id FROM invoices WHERE total > 0;"
                               "CREATE VIEW top_invoices AS SELECT id, tenant_id FROM invoices ORDER BY total DESC LIMIT 10;"
                               "CREATE TABLE plans (id int PRIMARY KEY, price int);",
                               Dialect::PostgreSQL)
                  .empty());
  return S;
}

} // namespace

TEST(Analyze, FunctionsThatRunText) {
  expectAll({
      {"SELECT query_to_xml('SELECT * FROM invoices', true, false, '')", "unresolved [query_to_xml]: the function runs a text as SQL"},
      {"SELECT * FROM crosstab('SELECT 1, 2, 3 FROM invoices') AS c(a int, b int)", "unresolved [crosstab]"},
      {"SELECT * FROM public.dblink($1, 'DELETE FROM invoices') AS d(a int)", "unresolved [dblink]"},
      {"SELECT query_to_xml($1, true, false, '') FROM invoices", "leaks [invoices]"},
      {"SELECT crosstab FROM invoices WHERE tenant_id = $1", "scoped"},
  });
}

TEST(Analyze, Predicates) {
  expectAll({
      {"SELECT * FROM invoices WHERE tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices WHERE $1 = tenant_id AND id = $2", "scoped"},
      {"SELECT * FROM invoices WHERE id = $1", "leaks [invoices] error: 'SELECT' reads table 'invoices' of every tenant: no predicate on 'tenant_id'"},
      {"SELECT * FROM invoices", "leaks [invoices] error"},
      {"SELECT 1", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id = $1::uuid", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id::text = $1", "scoped"},
      // A cast that maps several tenants to one value.
      {"SELECT * FROM invoices WHERE tenant_id::varchar(2) = $1", "leaks"},
      {"SELECT * FROM invoices WHERE tenant_id::bool = $1", "leaks"},
      {"SELECT * FROM invoices WHERE tenant_id = current_setting('app.tenant_id')::uuid", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id = current_setting('TimeZone')", "leaks"},
      {"SELECT * FROM invoices WHERE \"tenant_id\" = $1", "scoped"},
      {"SELECT * FROM app.invoices i WHERE i.TENANT_ID = $1", "scoped"},
      {"SELECT * FROM invoices WHERE (tenant_id, id) = ($1, $2)", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id IN ($1)", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id = ANY(ARRAY[$1])", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id IS NOT DISTINCT FROM $1", "scoped"},
      {"SELECT * FROM invoices WHERE (tenant_id = $1) IS TRUE", "scoped"},
      {"SELECT * FROM invoices WHERE (tenant_id <> $1) IS FALSE", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id BETWEEN $1 AND $1", "scoped"},
      {"SELECT * FROM invoices WHERE (tenant_id, id) IN (($1, 1), ($1, 2))", "scoped"},
      {"SELECT * FROM invoices WHERE (tenant_id, id) IN (($1, 1), ($2, 2))", "leaks [invoices] error: 'SELECT' reads table 'invoices' of several"},
      {"SELECT * FROM invoices WHERE COALESCE(tenant_id = $1, false)", "scoped"},
      {"SELECT * FROM invoices WHERE COALESCE(tenant_id = $1, true)", "leaks [invoices] error: 'SELECT' reads table 'invoices' of every tenant: 'tenant_id' is not compared for equality with one tenant, but inside of COALESCE"},
      {"SELECT * FROM invoices WHERE COALESCE(tenant_id = $1, public)", "leaks"},
      {"SELECT * FROM invoices WHERE NOT COALESCE(tenant_id <> $1, true)", "scoped"},
      {"SELECT * FROM invoices WHERE NOT COALESCE(tenant_id <> $1, false)", "leaks"},
      {"SELECT * FROM invoices WHERE NOT tenant_id <> ANY (ARRAY[$1::int])", "scoped"},
      {"SELECT * FROM invoices WHERE NOT tenant_id <> ANY ($1)", "leaks"},
      {"SELECT * FROM invoices WHERE tenant_id <> ANY (ARRAY[$1::int])", "leaks"},
      {"SELECT * FROM invoices WHERE tenant_id IN ($1, $2)", "leaks [invoices] error: 'SELECT' reads table 'invoices' of several tenants"},
      {"SELECT * FROM invoices WHERE tenant_id = ANY($1)", "leaks [invoices] error: 'SELECT' reads table 'invoices' of several tenants"},
  });
}

TEST(Analyze, ThingsThatConfineNothing) {
  for (const char *Condition :
       {"tenant_id <> $1", "tenant_id > $1", "tenant_id IS NOT NULL", "tenant_id = tenant_id", "COALESCE($1, tenant_id) = tenant_id", "tenant_id = COALESCE($1, tenant_id)",
        "lower(tenant_id) = $1", "tenant_id LIKE $1", "NOT tenant_id = $1", "(tenant_id = $1) IS NOT FALSE", "CASE WHEN $2 THEN tenant_id = $1 ELSE true END",
        "tenant_id BETWEEN $1 AND $2", "'tenant_id = $1' <> ''", "tenant_id = id"}) {
    std::string Got = judge(std::string("SELECT * FROM invoices WHERE ") + Condition);
    EXPECT_EQ(Got.substr(0, 5), "leaks") << Condition << "\n  is: " << Got;
  }
}

TEST(Analyze, WhatInsertReturnsIsWhatItWrote) {
  expectAll({
      {"WITH w AS (INSERT INTO a (tenant_id, id) VALUES ($1, 3) RETURNING tenant_id) SELECT b.* FROM w, b WHERE b.tenant_id = w.tenant_id", "scoped"},
      {"WITH w AS (INSERT INTO a (tenant_id, id) VALUES ($1, 3), ($2, 4) RETURNING tenant_id) SELECT b.* FROM w, b WHERE b.tenant_id = w.tenant_id",
       "leaks [b]"},
      {"WITH w AS (INSERT INTO a (tenant_id, id) VALUES ($1, 3), (DEFAULT, 4) RETURNING tenant_id) SELECT b.* FROM w, b WHERE b.tenant_id = w.tenant_id",
       "leaks"},
      {"WITH w AS (INSERT INTO a (tenant_id, id) SELECT tenant_id, id FROM c WHERE tenant_id = $1 RETURNING tenant_id) SELECT b.* FROM w, b WHERE "
       "b.tenant_id = w.tenant_id",
       "scoped"},
      {"WITH w AS (INSERT INTO a (tenant_id, id) VALUES ($1, 3) RETURNING id AS tenant_id) SELECT b.* FROM w, b WHERE b.tenant_id = w.tenant_id",
       "leaks [b]"},
  });
}

TEST(Analyze, AndOrNot) {
  expectAll({
      {"SELECT * FROM invoices WHERE tenant_id = $1 OR public", "leaks [invoices] error: 'SELECT' reads table 'invoices' of every tenant: the predicate on 'tenant_id' is inside OR"},
      {"SELECT * FROM invoices WHERE tenant_id = $1 AND (paid OR open)", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id = $1 AND paid OR open", "leaks"},
      {"SELECT * FROM invoices WHERE (tenant_id = $1 AND paid) OR (tenant_id = $1 AND open)", "scoped"},
      {"SELECT * FROM invoices WHERE (tenant_id = $1 AND paid) OR (tenant_id = $2 AND open)", "leaks"},
      {"SELECT * FROM invoices WHERE NOT (tenant_id <> $1 OR open)", "scoped"},
      {"SELECT * FROM invoices WHERE NOT (tenant_id <> $1 AND open)", "leaks"},
      {"SELECT * FROM invoices i, customers c WHERE (i.tenant_id = $1 AND c.tenant_id = i.tenant_id) OR (c.tenant_id = $1 AND i.tenant_id = c.tenant_id)", "scoped"},
  });
}

TEST(Analyze, Joins) {
  expectAll({
      {"SELECT * FROM invoices i JOIN customers c ON c.id = i.customer_id AND c.tenant_id = i.tenant_id WHERE i.tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices i JOIN customers c ON c.id = i.customer_id WHERE i.tenant_id = $1",
       "leaks [customers] warning: 'SELECT' reads table 'customers' through a key of 'i' only"},
      {"SELECT * FROM invoices i, customers c WHERE i.tenant_id = $1 AND c.tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices JOIN customers USING (tenant_id) WHERE tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices i LEFT JOIN customers c ON c.id = i.customer_id AND c.tenant_id = i.tenant_id WHERE i.tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices i LEFT JOIN customers c ON c.tenant_id = $1 WHERE i.tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices i LEFT JOIN customers c ON i.tenant_id = $1 AND c.tenant_id = i.tenant_id",
       "leaks [invoices] error: 'SELECT' reads table 'invoices' of every tenant: the predicate on 'tenant_id' is in the ON of the preserved side of LEFT JOIN"},
      // A condition on the padded side drops the padded rows.
      {"SELECT * FROM invoices i LEFT JOIN customers c ON i.tenant_id = c.tenant_id WHERE c.tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices i LEFT JOIN customers c ON c.id = i.customer_id WHERE i.tenant_id = $1 AND (c.tenant_id = $1 OR c.tenant_id IS NULL)", "leaks [customers]"},
      {"SELECT * FROM customers c RIGHT JOIN invoices i ON c.tenant_id = i.tenant_id WHERE i.tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices i FULL JOIN customers c ON i.tenant_id = c.tenant_id AND i.tenant_id = $1", "leaks [invoices]"},
      {"SELECT * FROM invoices i FULL JOIN customers c ON i.id = c.id WHERE i.tenant_id = $1", "leaks [customers]"},
      {"SELECT * FROM (invoices i JOIN customers c USING (tenant_id)) AS j WHERE j.tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices i JOIN customers c ON c.id = i.customer_id WHERE tenant_id = $1",
       "leaks [customers] warning: 'SELECT' reads table 'customers' by key only: the unqualified 'tenant_id'"},
  });
}

TEST(Analyze, Subqueries) {
  expectAll({
      {"SELECT * FROM (SELECT id, tenant_id FROM invoices) x WHERE x.tenant_id = $1", "scoped"},
      {"SELECT * FROM (SELECT id, tenant_id AS t FROM invoices) x WHERE x.t = $1", "scoped"},
      {"SELECT * FROM (SELECT id FROM invoices) x WHERE x.id = $1", "leaks"},
      {"SELECT * FROM (SELECT * FROM invoices) x WHERE x.tenant_id = $1", "scoped"},
      {"SELECT * FROM (SELECT id, tenant_id FROM invoices LIMIT 9) x WHERE tenant_id = $1",
       "leaks [invoices] error: 'SELECT' reads table 'invoices' of every tenant: LIMIT is applied before"},
      {"SELECT * FROM (SELECT DISTINCT ON (id) id, tenant_id FROM invoices) x WHERE tenant_id = $1",
       "leaks [invoices] error: 'SELECT' reads table 'invoices' of every tenant: DISTINCT ON"},
      {"SELECT * FROM (SELECT DISTINCT ON (tenant_id) id, tenant_id FROM invoices) x WHERE tenant_id = $1", "scoped"},
      {"SELECT * FROM (SELECT tenant_id, sum(total) FROM invoices GROUP BY tenant_id) x WHERE tenant_id = $1", "scoped"},
      {"SELECT * FROM (SELECT max(tenant_id) AS tenant_id FROM invoices) x WHERE tenant_id = $1", "leaks"},
      {"SELECT tenant_id, sum(total) FROM invoices GROUP BY tenant_id HAVING tenant_id = $1", "scoped"},
      {"SELECT id FROM invoices GROUP BY id HAVING max(tenant_id) = $1", "leaks"},
      {"SELECT * FROM (SELECT tenant_id, rank() OVER (ORDER BY id) FROM invoices) x WHERE tenant_id = $1", "leaks"},
      {"SELECT * FROM (SELECT tenant_id, rank() OVER (PARTITION BY tenant_id) FROM invoices) x WHERE tenant_id = $1", "scoped"},
      {"SELECT * FROM (SELECT tenant_id, rank() OVER w FROM invoices WINDOW w AS (PARTITION BY id)) x WHERE tenant_id = $1", "leaks"},
      {"SELECT * FROM invoices i, LATERAL (SELECT * FROM customers c WHERE c.tenant_id = i.tenant_id LIMIT 1) x WHERE i.tenant_id = $1", "scoped"},
      {"SELECT * FROM invoices i, LATERAL (SELECT * FROM customers c WHERE c.id = i.customer_id) x WHERE i.tenant_id = $1", "leaks [customers] warning"},
      {"SELECT * FROM invoices WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM customers c WHERE c.tenant_id = invoices.tenant_id)", "scoped"},
      {"SELECT * FROM invoices i WHERE i.tenant_id = $1 AND EXISTS (SELECT 1 FROM customers c WHERE c.id = i.customer_id)", "leaks [customers] warning"},
      // The inner block has a tenant_id of its own, which captures the name.
      {"SELECT * FROM invoices i WHERE i.tenant_id = $1 AND EXISTS (SELECT 1 FROM customers WHERE tenant_id = tenant_id)", "leaks [customers]"},
      {"SELECT * FROM invoices WHERE tenant_id = $1 AND customer_id IN (SELECT id FROM customers WHERE tenant_id = $1)", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id = $1 AND customer_id IN (SELECT id FROM customers)", "leaks [customers] error"},
      {"SELECT * FROM invoices WHERE tenant_id = $1 AND tenant_id IN (SELECT tenant_id FROM customers)", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id IN (SELECT tenant_id FROM customers WHERE tenant_id = $1)", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id = (SELECT c.tenant_id FROM customers c WHERE c.tenant_id = $1 AND c.id = $2)", "scoped"},
      {"SELECT * FROM invoices WHERE tenant_id = (SELECT c.tenant_id FROM customers c WHERE c.id = $2)", "leaks"},
      {"SELECT * FROM invoices i WHERE EXISTS (SELECT 1 FROM customers c WHERE c.tenant_id = $1 AND c.tenant_id = i.tenant_id)", "scoped"},
      {"SELECT * FROM invoices i WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant_id = $1 AND c.tenant_id = i.tenant_id)", "leaks [invoices]"},
      {"SELECT * FROM invoices i WHERE EXISTS (SELECT count(*) FROM customers c WHERE c.tenant_id = $1 AND c.tenant_id = i.tenant_id)", "leaks [invoices]"},
      {"SELECT (SELECT count(*) FROM customers c WHERE c.tenant_id = i.tenant_id) FROM invoices i WHERE i.tenant_id = $1", "scoped"},
      {"SELECT (SELECT count(*) FROM customers) FROM invoices i WHERE i.tenant_id = $1", "leaks [customers]"},
      {"SELECT * FROM invoices WHERE tenant_id = $1 ORDER BY (SELECT count(*) FROM customers)", "leaks [customers]"},
  });
}

TEST(Analyze, CommonTables) {
  expectAll({
      {"WITH x AS (SELECT * FROM invoices WHERE tenant_id = $1) SELECT * FROM x", "scoped"},
      {"WITH x AS (SELECT id, tenant_id FROM invoices) SELECT * FROM x WHERE tenant_id = $1", "scoped"},
      {"WITH x AS (SELECT id, tenant_id FROM invoices) SELECT * FROM x WHERE tenant_id = $1 UNION SELECT * FROM x", "leaks"},
      {"WITH x (t) AS (SELECT tenant_id FROM invoices) SELECT * FROM x WHERE t = $1", "scoped"},
      {"WITH x AS (DELETE FROM invoices RETURNING id) SELECT 1", "leaks [invoices] error: 'DELETE' deletes from table 'invoices'"},
      {"WITH x AS (UPDATE invoices SET total = 0 WHERE tenant_id = $1 RETURNING id) SELECT * FROM x", "scoped"},
      {"WITH RECURSIVE t AS (SELECT id, tenant_id FROM n WHERE tenant_id = $1 UNION ALL SELECT n.id, n.tenant_id FROM n JOIN t ON n.parent = t.id) SELECT * FROM t", "leaks"},
      {"WITH RECURSIVE t AS (SELECT id, tenant_id FROM n WHERE tenant_id = $1 UNION ALL SELECT n.id, n.tenant_id FROM n JOIN t ON n.parent = t.id AND n.tenant_id = "
       "t.tenant_id) SELECT * FROM t",
       "scoped"},
      {"WITH RECURSIVE t AS (SELECT id, tenant_id FROM n UNION ALL SELECT n.id, n.tenant_id FROM n JOIN t ON n.parent = t.id AND n.tenant_id = t.tenant_id) SELECT * FROM t "
       "WHERE tenant_id = $1",
       "scoped"},
      {"WITH RECURSIVE t AS (SELECT id, tenant_id FROM n UNION ALL SELECT n.id, n.tenant_id FROM n JOIN t ON n.parent = t.id) SELECT * FROM t WHERE tenant_id = $1", "leaks"},
  });
}

TEST(Analyze, SetOperations) {
  expectAll({
      {"SELECT id FROM invoices WHERE tenant_id = $1 UNION SELECT id FROM customers WHERE tenant_id = $1", "scoped"},
      {"SELECT id FROM invoices WHERE tenant_id = $1 UNION ALL SELECT id FROM customers", "leaks [customers]"},
      {"SELECT id FROM invoices WHERE tenant_id = $1 EXCEPT SELECT id FROM customers", "leaks [customers]"},
      {"SELECT * FROM (SELECT tenant_id, id FROM invoices UNION SELECT tenant_id, id FROM customers) u WHERE u.tenant_id = $1", "scoped"},
      {"SELECT * FROM (SELECT tenant_id, id FROM invoices UNION SELECT id, tenant_id FROM customers) u WHERE u.tenant_id = $1", "leaks [customers]"},
      {"SELECT * FROM (SELECT tenant_id, id FROM invoices UNION SELECT tenant_id, id FROM customers LIMIT 3) u WHERE u.tenant_id = $1", "leaks"},
  });
}

TEST(Analyze, Writes) {
  expectAll({
      {"INSERT INTO invoices (tenant_id, id) VALUES ($1, $2)", "scoped"},
      {"INSERT INTO invoices (id) VALUES ($1)", "leaks [invoices] error: 'INSERT' writes table 'invoices' without a tenant"},
      {"INSERT INTO invoices (tenant_id, id) VALUES ($1, 1), (DEFAULT, 2)", "leaks"},
      {"INSERT INTO invoices VALUES ($1)", "unresolved [invoices]: the columns that INSERT writes are not known"},
      {"INSERT INTO invoices DEFAULT VALUES", "unresolved"},
      {"INSERT INTO invoices (tenant_id, id) SELECT $1, id FROM customers WHERE tenant_id = $1", "scoped"},
      {"INSERT INTO invoices (tenant_id, id) SELECT $1, id FROM customers", "leaks [customers]"},
      {"INSERT INTO invoices (tenant_id, id) SELECT tenant_id, id FROM customers WHERE tenant_id = $1", "scoped"},
      {"INSERT INTO invoices (tenant_id, id) SELECT id, id FROM customers WHERE tenant_id = $1", "leaks [invoices]"},
      {"INSERT INTO invoices (tenant_id, id) VALUES ($1, 2) ON CONFLICT (tenant_id, id) DO UPDATE SET total = EXCLUDED.total", "scoped"},
      {"INSERT INTO invoices (tenant_id, id) VALUES ($1, 2) ON CONFLICT (id) DO UPDATE SET total = 1",
       "leaks [invoices] error: 'INSERT' writes table 'invoices' and may meet another tenant's row"},
      {"INSERT INTO invoices (tenant_id, id) VALUES ($1, 2) ON CONFLICT (id) DO NOTHING", "leaks [invoices] warning"},
      {"UPDATE invoices SET total = 1 WHERE id = $1", "leaks [invoices] error: 'UPDATE' changes table 'invoices' of every tenant"},
      {"UPDATE invoices SET total = 1 WHERE id = $1 AND tenant_id = $2", "scoped"},
      {"UPDATE invoices SET tenant_id = $3 WHERE tenant_id = $2", "leaks [invoices] error: 'UPDATE' changes table 'invoices' and moves rows to another tenant"},
      {"UPDATE invoices SET tenant_id = $2 WHERE tenant_id = $2", "scoped"},
      {"UPDATE invoices SET (tenant_id, total) = ($3, 1) WHERE tenant_id = $2", "leaks"},
      {"UPDATE invoices i SET total = c.n FROM customers c WHERE c.tenant_id = i.tenant_id AND i.tenant_id = $1", "scoped"},
      {"UPDATE invoices i SET total = c.n FROM customers c WHERE c.id = i.customer_id AND i.tenant_id = $1", "leaks [customers] warning"},
      {"UPDATE invoices SET total = (SELECT count(*) FROM customers) WHERE tenant_id = $1", "leaks [customers]"},
      {"DELETE FROM invoices WHERE id = $1", "leaks [invoices] error: 'DELETE' deletes from table 'invoices' of every tenant"},
      {"DELETE FROM invoices USING customers c WHERE invoices.tenant_id = c.tenant_id AND c.tenant_id = $1", "scoped"},
      {"MERGE INTO invoices i USING (SELECT * FROM customers WHERE tenant_id = $1) c ON c.tenant_id = i.tenant_id AND c.id = i.id WHEN MATCHED THEN DELETE", "scoped"},
      {"MERGE INTO invoices i USING (SELECT * FROM customers WHERE tenant_id = $1) c ON c.id = i.id WHEN MATCHED AND i.tenant_id = $1 THEN DELETE", "scoped"},
      {"MERGE INTO invoices i USING (SELECT * FROM customers WHERE tenant_id = $1) c ON c.id = i.id WHEN MATCHED AND i.tenant_id = $1 THEN DELETE "
       "WHEN MATCHED THEN UPDATE SET total = 0",
       "leaks [invoices]"},
      {"MERGE INTO invoices i USING (SELECT * FROM customers WHERE tenant_id = $1) c ON c.id = i.id WHEN MATCHED AND i.tenant_id = $1 THEN DELETE "
       "WHEN NOT MATCHED THEN INSERT (id, tenant_id) VALUES (c.id, $1)",
       "leaks [invoices]"},
      {"TRUNCATE invoices, customers", "leaks [invoices] error: 'TRUNCATE' empties table 'invoices' of every tenant"},
      {"COPY invoices TO STDOUT", "leaks [invoices]"},
      {"COPY (SELECT * FROM invoices WHERE tenant_id = 1) TO STDOUT", "scoped"},
      {"CREATE TABLE x AS SELECT * FROM invoices", "leaks [invoices]"},
      {"DECLARE c CURSOR FOR SELECT * FROM invoices", "leaks [invoices]"},
      {"PREPARE p AS SELECT * FROM invoices", "leaks [invoices]"},
      {"EXPLAIN SELECT * FROM invoices WHERE tenant_id = $1", "scoped"},
      {"DO $$ BEGIN PERFORM 1; END $$", "unresolved"},
      {"BEGIN; SELECT 1 FROM invoices; COMMIT", "leaks [invoices]"},
      {"CREATE INDEX ON invoices (id)", "scoped"},
      {"SET LOCAL app.tenant_id = '1'", "scoped"},
  });
}

TEST(Analyze, WithSchema) {
  expectAll(
      {
          {"SELECT * FROM plans", "scoped"},
          {"SELECT * FROM plans JOIN invoices ON true WHERE tenant_id = $1", "scoped"},
          {"SELECT * FROM open_invoices WHERE tenant_id = $1", "scoped"},
          {"SELECT * FROM open_invoices", "leaks [open_invoices]"},
          {"SELECT * FROM top_invoices WHERE tenant_id = $1", "leaks [top_invoices] error: 'SELECT' reads table 'invoices' of every tenant: LIMIT"},
          {"INSERT INTO invoices VALUES ($1, 2, 3, 4)", "scoped"},
          {"INSERT INTO customers (tenant_id, id) VALUES ($1, 2) ON CONFLICT DO NOTHING", "leaks [customers] warning"},
          {"INSERT INTO invoices (tenant_id, id) VALUES ($1, 2) ON CONFLICT ON CONSTRAINT invoices_pkey DO UPDATE SET total = 1", "scoped"},
          {"SELECT * FROM (SELECT * FROM invoices UNION ALL SELECT * FROM invoices) u WHERE u.tenant_id = $1", "scoped"},
          {"SELECT * FROM invoices NATURAL JOIN customers WHERE tenant_id = $1", "scoped"},
          {"SELECT * FROM stranger", "leaks [stranger] note"},
          // The lookup table is shared; which tenant comes out is not shown.
          {"SELECT * FROM invoices i JOIN tenants t ON t.id = i.tenant_id WHERE t.name = $1", "leaks [invoices] warning"},
          {"SELECT * FROM invoices i JOIN tenants t ON t.id = i.tenant_id WHERE t.id = $1", "scoped"},
          {"SELECT * FROM pg_catalog.pg_class, information_schema.tables", "scoped"},
      },
      shop());
}

// Statements that a real server showed to leak, each by a rule that was too generous.
TEST(Analyze, FoundByTheOracle) {
  expectAll(
      {
          {"SELECT a.id FROM invoices a WHERE a.total IS NOT DISTINCT FROM (SELECT b.id FROM customers b WHERE b.tenant_id = $1 AND b.tenant_id = a.tenant_id)", "leaks [invoices]"},
          {"SELECT a.id FROM invoices a WHERE (a.total, 1) IS NOT DISTINCT FROM ((SELECT b.id FROM customers b WHERE b.tenant_id = $1 AND b.tenant_id = a.tenant_id), 1)",
           "leaks [invoices]"},
          {"SELECT a.id FROM invoices a WHERE COALESCE((SELECT b.id FROM customers b WHERE b.tenant_id = $1 AND a.tenant_id = $1), 1) = a.total", "leaks [invoices]"},
          {"SELECT a.id FROM invoices a(id, tenant_id, x, y) WHERE a.tenant_id = $1", "leaks [invoices]"},
          {"SELECT a.id FROM invoices a(t) WHERE a.t = $1", "scoped"},
          {"SELECT a.id FROM invoices a WHERE EXISTS (SELECT b.id FROM customers b WHERE b.tenant_id = $1 AND b.tenant_id = a.tenant_id GROUP BY ROLLUP (b.id))", "leaks [invoices]"},
          {"SELECT a.id, x.n FROM invoices a, LATERAL (SELECT a.tenant_id AS t, count(*) AS n FROM customers b WHERE a.tenant_id = $1 AND b.tenant_id = $1) x", "leaks [invoices]"},
          {"SELECT a.id FROM invoices a WHERE a.tenant_id = (SELECT a.tenant_id FROM customers b WHERE a.tenant_id = $1 AND b.tenant_id = $1 HAVING count(*) >= 0)", "leaks [invoices]"},
          {"SELECT x.total FROM (SELECT DISTINCT ON (tenant_id) id AS tenant_id, tenant_id AS t, total FROM invoices ORDER BY 1, 2) x WHERE x.t = $1", "leaks [invoices]"},
          // And quiet ones that were called leaking.
          {"SELECT * FROM invoices a JOIN customers b USING (tenant_id) JOIN invoices c USING (tenant_id) WHERE a.tenant_id = $1", "scoped"},
          {"SELECT x.id FROM (SELECT a.tenant_id, a.id FROM invoices a WHERE EXISTS (SELECT 1 FROM customers b WHERE b.tenant_id = a.tenant_id)) x WHERE x.tenant_id = $1", "scoped"},
          {"SELECT x.id FROM (SELECT a.tenant_id, (SELECT count(*) FROM customers b WHERE b.tenant_id = a.tenant_id) AS id FROM invoices a) x WHERE x.tenant_id = $1", "scoped"},
          {"SELECT x.id FROM (SELECT a.tenant_id, a.id FROM invoices a WHERE EXISTS (SELECT 1 FROM customers b WHERE b.id = a.id)) x WHERE x.tenant_id = $1", "leaks [customers]"},
          {"INSERT INTO invoices (tenant_id, id) VALUES ($1, 1) ON CONFLICT (tenant_id, id) DO UPDATE SET tenant_id = $1", "scoped"},
          {"INSERT INTO invoices (tenant_id, id) VALUES ($1, 1) ON CONFLICT (tenant_id, id) DO UPDATE SET tenant_id = $2", "leaks [invoices]"},
      },
      shop());
}

TEST(Analyze, WhatIsNeverTrueReadsNoRow) {
  expectAll(
      {
          {"SELECT * FROM invoices WHERE false", "scoped"},
          {"SELECT * FROM invoices WHERE id = 1 AND id = 2", "scoped"},
          {"SELECT * FROM invoices WHERE id = 1 AND id = 1", "leaks [invoices]"},
          {"SELECT * FROM invoices WHERE id = '1' AND id = '01'", "leaks [invoices]"},
          {"SELECT * FROM invoices WHERE total::boolean = 1::boolean AND total::boolean = 2::boolean", "leaks [invoices]"},
          {"SELECT * FROM invoices WHERE id <> id", "scoped"},
          {"SELECT * FROM invoices WHERE NOT (id = id)", "scoped"},
          {"SELECT * FROM invoices WHERE NOT (id <> id)", "leaks [invoices]"},
          {"SELECT * FROM invoices WHERE tenant_id = $1 OR false", "scoped"},
          {"SELECT * FROM invoices WHERE tenant_id = $1 OR NULL", "scoped"},
          {"SELECT * FROM invoices WHERE tenant_id = $1 OR true", "leaks [invoices]"},
          {"SELECT * FROM invoices WHERE tenant_id = $1 OR (id = 1 AND id = 2)", "scoped"},
          {"SELECT * FROM invoices WHERE tenant_id = $1 OR tenant_id IS NULL", "scoped"},
          {"SELECT * FROM invoices WHERE tenant_id = $1 OR total IS NULL", "leaks [invoices]"},
          {"SELECT * FROM plans p LEFT JOIN invoices i ON i.id = p.id WHERE i.tenant_id = $1 OR i.tenant_id IS NULL", "leaks [invoices]"},
          {"SELECT i.id FROM invoices i GROUP BY ROLLUP (i.id, i.tenant_id) HAVING i.tenant_id IS NULL", "leaks [invoices]"},
          {"SELECT count(*), (SELECT count(*) FROM customers) FROM invoices WHERE false", "leaks [customers]"},
          {"SELECT count(*) FROM invoices WHERE false", "scoped"},
          {"SELECT count(*) FROM invoices HAVING false", "scoped"},
          {"SELECT * FROM invoices LIMIT 0", "scoped"},
          {"SELECT * FROM invoices LIMIT 1", "leaks [invoices]"},
          {"SELECT * FROM plans p LEFT JOIN invoices i ON false", "scoped"},
          {"SELECT * FROM invoices i LEFT JOIN plans p ON false", "leaks [invoices]"},
          {"SELECT * FROM invoices i FULL JOIN plans p ON false", "leaks [invoices]"},
          {"SELECT * FROM plans UNION SELECT id, total FROM invoices WHERE 1 = 2", "scoped"},
          {"WITH gone AS (DELETE FROM invoices RETURNING id) SELECT * FROM gone WHERE false", "leaks [invoices]"},
          {"SELECT * FROM invoices i, customers c WHERE i.tenant_id = $1 AND (c.tenant_id = i.tenant_id) IS NOT FALSE", "scoped"},
          {"SELECT * FROM invoices i, customers c WHERE i.tenant_id = $1 AND (c.tenant_id = i.total) IS NOT FALSE", "leaks [customers]"},
          {"SELECT * FROM invoices WHERE COALESCE(tenant_id, $2) = $1", "scoped"},
          {"SELECT * FROM invoices WHERE COALESCE($1, tenant_id) = tenant_id", "leaks [invoices]"},
          {"SELECT * FROM invoices WHERE CASE WHEN tenant_id = $1 THEN TRUE ELSE FALSE END", "scoped"},
          {"SELECT * FROM invoices WHERE CASE WHEN tenant_id = $1 THEN TRUE END", "scoped"},
          {"SELECT * FROM invoices WHERE CASE WHEN tenant_id = $1 THEN TRUE ELSE id = 1 END", "leaks [invoices]"},
          {"SELECT * FROM invoices WHERE NOT CASE WHEN tenant_id = $1 THEN FALSE ELSE FALSE END", "leaks [invoices]"},
      },
      shop());
}

TEST(Analyze, ConfinementsNameTheirValue) {
  EXPECT_EQ(confinements("SELECT * FROM invoices WHERE id = $1 AND tenant_id = $2"), "invoices=$2#2");
  EXPECT_EQ(confinements("SELECT * FROM a JOIN b USING (tenant_id) WHERE b.tenant_id = $3"), "a=$3#3, b=$3#3");
  EXPECT_EQ(confinements("SELECT * FROM a WHERE tenant_id = 42"), "a=42!");
  EXPECT_EQ(confinements("SELECT * FROM a WHERE tenant_id = current_setting('app.tenant_id')"), "a=current_setting('app.tenant_id')");
  EXPECT_EQ(confinements("SELECT * FROM a WHERE x = ? AND tenant_id = ?", {}, PlaceholderQuestion), "a=?#2");
  EXPECT_EQ(confinements("SELECT * FROM a WHERE x = :x AND tenant_id = :t", {}, PlaceholderColon), "a=:t#2");
}

TEST(Analyze, OtherTenantColumns) {
  Vocabulary Words;
  Words.TenantColumns = {"org_id", "workspace_id"};
  EXPECT_EQ(judge("SELECT * FROM a WHERE org_id = $1", {}, Dialect::PostgreSQL, PlaceholderDollar, Words), "scoped");
  EXPECT_EQ(judge("SELECT * FROM a WHERE tenant_id = $1", {}, Dialect::PostgreSQL, PlaceholderDollar, Words).substr(0, 5), "leaks");
}

TEST(Analyze, WhatIsPaddedWithNullEqualsWhereItIsCompared) {
  expectAll(
      {
          {"SELECT * FROM invoices a LEFT JOIN customers c ON c.tenant_id = a.tenant_id LEFT JOIN invoices d ON d.tenant_id = c.tenant_id "
           "WHERE a.tenant_id = $1",
           "scoped"},
          {"SELECT * FROM invoices a LEFT JOIN customers c ON c.id = a.id LEFT JOIN invoices d ON d.tenant_id = c.tenant_id WHERE a.tenant_id = $1",
           "leaks [customers] warning"},
          {"SELECT * FROM invoices a LEFT JOIN customers c ON c.tenant_id = a.tenant_id WHERE a.tenant_id = $1 AND "
           "EXISTS (SELECT 1 FROM invoices e WHERE e.tenant_id = c.tenant_id)",
           "scoped"},
          {"SELECT * FROM invoices a LEFT JOIN customers c ON c.tenant_id = a.tenant_id WHERE a.tenant_id = $1 AND "
           "EXISTS (SELECT 1 FROM invoices e WHERE e.tenant_id = COALESCE(c.tenant_id, 3))",
           "leaks [invoices]"},
          {"SELECT * FROM plans p LEFT JOIN customers c ON p.id = c.id AND (c.tenant_id = $1 OR c.tenant_id IS NULL)", "scoped"},
          {"SELECT * FROM open_invoices WHERE tenant_id = $1 OR tenant_id IS NULL", "scoped"},
          {"SELECT * FROM plans p LEFT JOIN open_invoices o ON o.id = p.id WHERE o.tenant_id = $1 OR o.tenant_id IS NULL", "leaks [open_invoices]"},
          {"SELECT * FROM invoices WHERE NULLIF(tenant_id, 0) = $1", "scoped"},
          {"SELECT * FROM invoices WHERE NULLIF(tenant_id, 0) IS NOT DISTINCT FROM $1", "leaks [invoices]"},
          {"SELECT * FROM invoices a WHERE a.total = (SELECT max(c.id) FROM customers c WHERE c.tenant_id = $1 AND a.tenant_id = $1)", "scoped"},
          {"SELECT * FROM invoices a WHERE a.total >= (SELECT c.id FROM customers c WHERE c.tenant_id = $1 AND a.tenant_id = $1 LIMIT 1)", "scoped"},
          {"SELECT * FROM invoices a WHERE a.total = (SELECT count(c.id) FROM customers c WHERE c.tenant_id = $1 AND a.tenant_id = $1)",
           "leaks [invoices]"},
          {"SELECT * FROM (SELECT tenant_id, sum(total) FROM invoices GROUP BY ROLLUP (tenant_id)) x WHERE x.tenant_id = $1", "scoped"},
          {"SELECT * FROM (SELECT tenant_id, sum(total) FROM invoices GROUP BY ROLLUP (tenant_id)) x WHERE x.tenant_id = $1 OR x.tenant_id IS NULL",
           "leaks [invoices]"},
      },
      shop());
}

TEST(Analyze, TheSameRowByItsKey) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions("CREATE TABLE jobs (id bigint PRIMARY KEY, tenant_id int NOT NULL, slug text UNIQUE, state int);"
                               "CREATE TABLE orders (tenant_id int NOT NULL, id int, PRIMARY KEY (tenant_id, id));",
                               Dialect::PostgreSQL)
                  .empty());
  expectAll(
      {
          {"DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE tenant_id = $1 ORDER BY id LIMIT 10)", "scoped"},
          {"DELETE FROM jobs WHERE id IN (SELECT id FROM jobs ORDER BY id LIMIT 10)", "leaks [jobs"},
          {"DELETE FROM jobs WHERE id IN (SELECT state FROM jobs WHERE tenant_id = $1)", "leaks [jobs"},
          {"UPDATE jobs SET state = 1 FROM (SELECT id FROM jobs WHERE tenant_id = $1 FOR UPDATE SKIP LOCKED LIMIT 1) n WHERE jobs.id = n.id RETURNING *",
           "scoped"},
          {"WITH n AS (SELECT id FROM jobs WHERE tenant_id = $1) SELECT * FROM jobs j JOIN n ON n.id = j.id", "scoped"},
          {"SELECT * FROM jobs a JOIN jobs b ON a.id = b.id WHERE b.tenant_id = $1", "scoped"},
          // A unique column that may be NULL; equality finds none of those.
          {"SELECT * FROM jobs a JOIN jobs b ON a.slug IS NOT DISTINCT FROM b.slug WHERE b.tenant_id = $1", "leaks [jobs"},
          {"SELECT * FROM orders a JOIN orders b ON a.id = b.id WHERE b.tenant_id = $1", "leaks [orders"},
          // The new key, not that of a stored row.
          {"WITH m AS (UPDATE jobs SET id = id + 1 WHERE tenant_id = $1 RETURNING id) SELECT * FROM jobs j JOIN m ON m.id = j.id", "leaks [jobs"},
          {"SELECT * FROM jobs j WHERE id IN (SELECT id FROM jobs WHERE tenant_id = $1 UNION SELECT state FROM jobs WHERE tenant_id = $1)", "leaks [jobs"},
      },
      S);
}

TEST(Analyze, ChildTables) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions("CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id int NOT NULL);"
                               "CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, qty int);"
                               "CREATE TABLE notes (id bigint PRIMARY KEY, line_id bigint NOT NULL, text text, FOREIGN KEY (line_id) REFERENCES lines (id));"
                               "CREATE TABLE templates (id bigint PRIMARY KEY, made_from bigint REFERENCES orders);",
                               Dialect::PostgreSQL)
                  .empty());
  expectAll(
      {
          {"SELECT * FROM lines", "leaks [lines] error: 'SELECT' reads table 'lines' of every tenant: it has no tenant column, and nothing ties it to one "
                                  "tenant's 'orders'"},
          {"SELECT * FROM lines WHERE id = $1", "leaks [lines] error"},
          {"SELECT * FROM lines WHERE order_id = $1", "leaks [lines] warning: 'SELECT' reads table 'lines' through its key to 'orders' only"},
          {"SELECT l.* FROM lines l JOIN orders o ON o.id = l.order_id WHERE o.tenant_id = $1", "leaks [lines] warning"},
          {"SELECT * FROM lines WHERE order_id IN (SELECT id FROM orders WHERE tenant_id = $1)", "leaks [lines] warning"},
          {"INSERT INTO lines (id, order_id) VALUES ($1, $2)",
           "leaks [lines] warning: 'INSERT' writes table 'lines' with a parent in 'orders' that may be another tenant's: it has no tenant column"},
          {"INSERT INTO lines (id, order_id) VALUES ($1, (SELECT id FROM orders WHERE tenant_id = $2 AND id = $3))", "scoped"},
          // A key that may be NULL owns nothing.
          {"SELECT * FROM templates", "scoped"},
      },
      S);
  S.setChildTables(ChildTables::ViaParent);
  expectAll(
      {
          {"SELECT l.* FROM lines l JOIN orders o ON o.id = l.order_id WHERE o.tenant_id = $1", "scoped"},
          {"SELECT l.* FROM lines l LEFT JOIN orders o ON o.id = l.order_id AND o.tenant_id = $1", "leaks [lines] error"},
          {"SELECT l.* FROM lines l JOIN orders o ON o.id = l.id WHERE o.tenant_id = $1", "leaks [lines]"},
          {"SELECT * FROM lines WHERE order_id IN (SELECT id FROM orders WHERE tenant_id = $1)", "scoped"},
          {"SELECT * FROM lines l WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = l.order_id AND o.tenant_id = $1)", "scoped"},
          {"UPDATE lines SET qty = 0 FROM orders o WHERE o.id = order_id AND o.tenant_id = $1", "scoped"},
          {"SELECT n.* FROM notes n JOIN lines l ON l.id = n.line_id JOIN orders o ON o.id = l.order_id WHERE o.tenant_id = $1", "scoped"},
          {"SELECT n.* FROM notes n JOIN lines l ON l.id = n.line_id WHERE l.order_id = $1", "leaks [notes] warning: 'SELECT' reads table 'notes' through its key to 'lines' only: it has no tenant column; [lines] warning"},
          {"SELECT * FROM lines WHERE order_id = $1", "leaks [lines] warning"},
          // Whose parent a parameter names, nobody knows.
          {"INSERT INTO lines (id, order_id) VALUES ($1, $2)", "leaks [lines] warning"},
          {"INSERT INTO lines (id, order_id) SELECT $1, $2", "leaks [lines] warning"},
          {"INSERT INTO lines DEFAULT VALUES", "leaks [lines] warning"},
          {"INSERT INTO lines (id, order_id) VALUES ($1, (SELECT id FROM orders WHERE tenant_id = $2 AND id = $3))", "scoped"},
          {"INSERT INTO lines VALUES ($1, (SELECT id FROM orders WHERE tenant_id = $2 AND id = $3), 1), ($4, (SELECT id FROM orders WHERE tenant_id = $2), 1)",
           "scoped"},
          {"INSERT INTO lines VALUES ($1, (SELECT id FROM orders WHERE tenant_id = $2 AND id = $3), 1), ($4, $5, 1)", "leaks [lines] warning"},
          {"INSERT INTO lines (order_id, id) VALUES ($1, (SELECT id FROM orders WHERE tenant_id = $2 AND id = $3))", "leaks [lines] warning"},
          {"INSERT INTO lines (id, order_id) VALUES ($1, (SELECT tenant_id FROM orders WHERE tenant_id = $2 AND id = $3))", "leaks [lines] warning"},
          {"INSERT INTO lines (id, order_id) VALUES ($1, (SELECT id FROM orders WHERE id = $3))", "leaks [lines] warning"},
          // A parent that the statement writes itself.
          {"WITH o AS (INSERT INTO orders (tenant_id, id) VALUES ($1, $2) RETURNING id) INSERT INTO lines (id, order_id) SELECT $3, id FROM o", "scoped"},
          {"WITH o AS (INSERT INTO orders (tenant_id, id) VALUES ($1, $2) RETURNING id, tenant_id) INSERT INTO lines (id, order_id) SELECT id, tenant_id FROM o",
           "leaks [lines] warning"},
          {"WITH o AS (INSERT INTO orders (id) VALUES ($2) RETURNING id) INSERT INTO lines (id, order_id) SELECT $3, id FROM o", "leaks [orders]"},
          // A stored line has the key that the order had before.
          {"WITH o AS (UPDATE orders SET id = $2 WHERE tenant_id = $1 RETURNING id) SELECT l.* FROM lines l JOIN o ON o.id = l.order_id",
           "leaks [lines] "},
          {"INSERT INTO lines (id, order_id) SELECT $2, id FROM orders WHERE tenant_id = $1 AND id = $3", "scoped"},
          {"INSERT INTO lines SELECT $2, o.id, 1 FROM orders o WHERE o.tenant_id = $1", "scoped"},
          {"INSERT INTO lines SELECT o.id, 1, 2 FROM orders o WHERE o.tenant_id = $1", "leaks [lines] warning"},
          {"INSERT INTO lines (id, order_id) SELECT $2, id FROM orders WHERE id = $3", "leaks [lines] warning"},
          {"INSERT INTO lines (id, order_id, qty) SELECT l.id + 1, l.order_id, l.qty FROM lines l JOIN orders o ON o.id = l.order_id WHERE o.tenant_id = $1",
           "scoped"},
          {"UPDATE lines SET order_id = $3 FROM orders o WHERE o.id = order_id AND o.tenant_id = $1", "leaks [lines] warning"},
          {"UPDATE lines SET order_id = o2.id FROM orders o, orders o2 WHERE o.id = order_id AND o.tenant_id = $1 AND o2.tenant_id = $1 AND o2.id = $2",
           "scoped"},
          {"UPDATE lines SET order_id = o2.id FROM orders o, orders o2 WHERE o.id = order_id AND o.tenant_id = $1 AND o2.id = $2", "leaks [lines] warning"},
          {"UPDATE lines SET order_id = n.id FROM orders o, (SELECT id FROM orders WHERE tenant_id = $1 LIMIT 1) n WHERE o.id = order_id AND o.tenant_id = $1",
           "scoped"},
          {"UPDATE lines SET order_id = n.id FROM orders o, (SELECT tenant_id AS id FROM orders WHERE tenant_id = $1 LIMIT 1) n WHERE o.id = order_id AND "
           "o.tenant_id = $1",
           "leaks [lines] warning"},
      },
      S);
}

// Every table refers to every other: what a table belongs to is found all the same.
TEST(Analyze, ForeignKeysInCircles) {
  std::string Text;
  for (int I = 0; I < 12; ++I) {
    Text += "CREATE TABLE t" + std::to_string(I) + " (id int PRIMARY KEY";
    for (int J = 0; J < 12; ++J)
      Text += ", r" + std::to_string(J) + " int NOT NULL REFERENCES t" + std::to_string(J);
    Text += ");";
  }
  Schema S;
  EXPECT_TRUE(S.addDefinitions(Text + "CREATE TABLE a (id int PRIMARY KEY, tenant_id int); CREATE TABLE b (id int, a int NOT NULL REFERENCES a, b int "
                                      "NOT NULL REFERENCES t3);",
                               Dialect::PostgreSQL)
                  .empty());
  EXPECT_EQ(judge("SELECT * FROM t5 WHERE id = $1", S), "scoped");
  EXPECT_EQ(judge("SELECT * FROM b WHERE id = $1", S).substr(0, 9), "leaks [b]");
}

TEST(Analyze, NoKeySpansAnHeir) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions("CREATE TABLE jobs (id int PRIMARY KEY, tenant_id int NOT NULL); CREATE TABLE old_jobs (why text) INHERITS (jobs);",
                               Dialect::PostgreSQL)
                  .empty());
  EXPECT_EQ(judge("DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE tenant_id = $1)", S).substr(0, 11), "leaks [jobs");
}
