//===- SoundnessTest.cpp - Statements made to mislead the proof -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each statement is judged by the definition in docs/how-it-works.md: would other
// tenants' rows show, or change? Bad ones stand beside good ones that look the same.
//
//===----------------------------------------------------------------------===//
#include "Judge.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

namespace {

struct Case {
  const char *Verdict;
  const char *Sql;
};

void expectAll(const std::vector<Case> &Cases, const Schema &S) {
  for (const Case &C : Cases) {
    std::string Got = judge(C.Sql, S);
    EXPECT_EQ(Got.substr(0, Got.find(' ')), C.Verdict) << C.Sql << "\n  is: " << Got;
  }
}

Schema define(std::string_view Text) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions(Text, Dialect::PostgreSQL).empty());
  // As the configuration can name them: without a definition, with a tenant column.
  S.addGlobalTable("api_keys");
  return S;
}

/// Invoices, with keys that hold for some rows only, heirs and views.
Schema first() {
  return define(
      "CREATE TABLE tenants (id int PRIMARY KEY, name text);"
      "CREATE TABLE invoices (tenant_id int NOT NULL, id int NOT NULL, customer_id int, total int, status text, PRIMARY KEY (tenant_id, id));"
      "CREATE TABLE customers (tenant_id int NOT NULL, id int NOT NULL, name text, region int, PRIMARY KEY (tenant_id, id), CONSTRAINT customers_id "
      "UNIQUE (id));"
      "CREATE TABLE lines (tenant_id int NOT NULL, id int PRIMARY KEY, invoice_id int, qty int);"
      "CREATE TABLE notes (tenant_id text, id int, body text);"
      "CREATE TABLE plans (id int PRIMARY KEY, name text, price int);"
      "CREATE TABLE events (tenant_id int NOT NULL, id int NOT NULL, kind int);"
      "CREATE UNIQUE INDEX ON events (id) WHERE kind = 1;"
      "CREATE UNIQUE INDEX ON events ((id + kind));"
      "CREATE TABLE base (tenant_id int NOT NULL, id int PRIMARY KEY);"
      "CREATE TABLE heir (extra int) INHERITS (base);"
      "ALTER TABLE base ADD CONSTRAINT base_u UNIQUE (id);"
      "CREATE VIEW totals AS SELECT id, total FROM invoices;"
      "CREATE VIEW mine AS SELECT id, total, tenant_id FROM invoices WHERE tenant_id = current_setting('app.tenant_id')::int;"
      "CREATE VIEW top AS SELECT id, tenant_id FROM invoices ORDER BY total DESC LIMIT 10;"
      "CREATE MATERIALIZED VIEW mat AS SELECT id, total FROM invoices;");
}

/// Two tables alike, a child table, views over each.
Schema second() {
  return define("CREATE TABLE orgs (id int PRIMARY KEY);"
                "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int, y int, b_id int, PRIMARY KEY (tenant_id, id));"
                "CREATE TABLE b (tenant_id int NOT NULL, id int NOT NULL, x int, y int, PRIMARY KEY (tenant_id, id));"
                "CREATE TABLE c (tenant_id int, id int PRIMARY KEY, x int);"
                "CREATE TABLE g (id int PRIMARY KEY, x int, tenant int);"
                "CREATE TABLE child (id int PRIMARY KEY, c_id int NOT NULL REFERENCES c, v int);"
                "CREATE VIEW va AS SELECT tenant_id, id, x FROM a;"
                "CREATE VIEW vsum AS SELECT tenant_id, sum(x) AS s FROM a GROUP BY tenant_id;"
                "CREATE VIEW vall AS SELECT sum(x) AS s FROM a;"
                "CREATE VIEW vren (t, i) AS SELECT tenant_id, id FROM a;"
                "CREATE VIEW vunion AS SELECT tenant_id, id FROM a UNION ALL SELECT tenant_id, id FROM b;"
                "CREATE TABLE parted (tenant_id int NOT NULL, id int NOT NULL, PRIMARY KEY (tenant_id, id)) PARTITION BY LIST (tenant_id);"
                "CREATE TABLE parted1 PARTITION OF parted FOR VALUES IN (1);");
}

} // namespace

TEST(Soundness, ViewsAsTargets) {
  expectAll(
      {
          {"leaks", "UPDATE totals SET total = 0"},
          {"leaks", "DELETE FROM totals WHERE id = $1"},
          {"leaks", "DELETE FROM top WHERE id = $1"},
          {"scoped", "UPDATE mine SET total = 0"},
          {"scoped", "SELECT * FROM mine"},
          {"leaks", "SELECT * FROM mat"},
          {"leaks", "SELECT * FROM totals"},
          {"leaks", "SELECT * FROM top WHERE tenant_id = $1"},
      },
      first());
  expectAll(
      {
          {"scoped", "SELECT t FROM vren WHERE t = $1"},
          {"leaks", "SELECT i FROM vren WHERE i = $1"},
          {"leaks", "SELECT s FROM vall"},
          {"scoped", "SELECT s FROM vsum WHERE tenant_id = $1"},
          {"leaks", "SELECT s FROM vsum WHERE s = $1"},
          {"scoped", "SELECT * FROM vunion WHERE tenant_id = $1"},
          {"leaks", "SELECT count(*) FROM vunion"},
          {"scoped", "UPDATE va SET x = 1 WHERE tenant_id = $1"},
          {"leaks", "UPDATE va SET x = 1 WHERE id = $1"},
          {"leaks", "UPDATE va SET tenant_id = $2 WHERE tenant_id = $1"},
          {"scoped", "INSERT INTO va (tenant_id, id) VALUES ($1, $2)"},
          {"leaks", "INSERT INTO va (id) VALUES ($2)"},
          {"leaks", "INSERT INTO va (tenant_id, id) SELECT tenant_id, id FROM b"},
          {"scoped", "DELETE FROM va WHERE tenant_id = $1 AND id IN (SELECT id FROM va WHERE tenant_id = $1)"},
      },
      second());
}

TEST(Soundness, FunctionsInFrom) {
  expectAll(
      {
          {"leaks", "SELECT * FROM XMLTABLE('/r' PASSING (SELECT xmlagg(xmlelement(name x, total)) FROM invoices) COLUMNS a int) x"},
          {"leaks", "SELECT * FROM plans TABLESAMPLE BERNOULLI ((SELECT count(*) FROM invoices))"},
          {"leaks", "SELECT * FROM generate_series(1, (SELECT max(total) FROM invoices)) g"},
          {"scoped", "SELECT * FROM generate_series(1, (SELECT max(total) FROM invoices WHERE tenant_id = $1)) g"},
          {"scoped",
           "SELECT * FROM invoices i, generate_series(1, (SELECT max(qty) FROM lines l WHERE l.tenant_id = i.tenant_id)) g WHERE i.tenant_id = $1"},
          {"leaks", "SELECT * FROM invoices i WHERE EXISTS (SELECT 1 FROM jsonb_to_recordset($2) AS r(tenant_id int, id int) WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM invoices i WHERE EXISTS (SELECT 1 FROM my_func($2) WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM invoices i WHERE EXISTS (SELECT 1 FROM unnest($2::int[]) AS tenant_id WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM invoices i WHERE EXISTS (SELECT 1 FROM unnest($2::int[]) AS u(tenant_id) WHERE tenant_id = $1)"},
          {"scoped", "SELECT * FROM invoices i, jsonb_to_recordset($2) AS r(id int, qty int) WHERE tenant_id = $1 AND r.id = i.id"},
      },
      first());
  expectAll(
      {
          {"leaks", "SELECT count(*) FROM a TABLESAMPLE SYSTEM (10)"},
          {"leaks", "SELECT * FROM ROWS FROM (generate_series(1, 2), unnest((SELECT array_agg(x) FROM a))) AS r(p, q)"},
      },
      second());
}

TEST(Soundness, CommonTables) {
  expectAll(
      {
          {"leaks", "WITH RECURSIVE a AS (SELECT * FROM plans), plans AS (SELECT * FROM invoices) SELECT * FROM a"},
          {"scoped", "WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT id FROM invoices WHERE tenant_id = $1) SELECT * FROM a"},
          {"leaks", "WITH u AS (UPDATE invoices SET customer_id = 5 WHERE tenant_id = $1 AND customer_id = 3 RETURNING customer_id) SELECT * FROM "
                    "invoices WHERE customer_id = 5 AND customer_id IN (SELECT customer_id FROM u)"},
          {"scoped", "WITH u AS (UPDATE invoices SET customer_id = 5 WHERE tenant_id = $1 AND customer_id = 3 RETURNING tenant_id, customer_id) "
                     "SELECT * FROM invoices i JOIN u ON u.tenant_id = i.tenant_id"},
          {"unresolved", "WITH RECURSIVE r AS (WITH plans AS (SELECT id, total FROM invoices) SELECT id, 1 AS n FROM plans UNION ALL SELECT id, n + "
                         "1 FROM r WHERE n < 3) SELECT * FROM r"},
          {"leaks",
           "INSERT INTO invoices (tenant_id, id, total) WITH plans AS (SELECT total FROM invoices) VALUES ($1, 1, (SELECT max(total) FROM plans))"},
          {"scoped", "INSERT INTO invoices (tenant_id, id, total) WITH w AS (SELECT total FROM invoices WHERE tenant_id = $1) VALUES ($1, 1, (SELECT "
                     "max(total) FROM w))"},
      },
      first());
  expectAll(
      {
          {"leaks", "WITH RECURSIVE r AS (SELECT id, x, tenant_id FROM a WHERE id = $2 UNION ALL SELECT a.id, a.x, a.tenant_id FROM a JOIN r ON a.x "
                    "= r.id) SELECT * FROM r WHERE tenant_id = $1"},
          {"scoped", "WITH RECURSIVE r AS (SELECT id, x, tenant_id FROM a WHERE id = $2 UNION ALL SELECT a.id, a.x, a.tenant_id FROM a JOIN r ON a.x "
                     "= r.id AND a.tenant_id = r.tenant_id) SELECT * FROM r WHERE tenant_id = $1"},
          {"leaks", "WITH RECURSIVE r AS (SELECT id, tenant_id FROM a WHERE tenant_id = $1 UNION ALL SELECT a.id, a.x FROM a JOIN r ON a.tenant_id = "
                    "r.tenant_id) SELECT * FROM r"},
          {"leaks", "WITH w AS (SELECT * FROM a) SELECT 1 FROM w"},
          {"scoped", "WITH w AS (SELECT * FROM a) SELECT 1"},
          {"leaks", "WITH w AS (DELETE FROM a) SELECT 1"},
          {"leaks", "WITH w AS (DELETE FROM a WHERE id = $2 RETURNING *) SELECT * FROM w WHERE tenant_id = $1"},
          {"leaks", "WITH w AS (INSERT INTO a (tenant_id, id) VALUES ($1, 1) RETURNING *) SELECT * FROM a"},
          {"scoped", "WITH w AS (INSERT INTO a (tenant_id, id) VALUES ($1, 1) RETURNING *) SELECT * FROM w"},
          {"leaks", "WITH w AS (SELECT tenant_id FROM a LIMIT 1) SELECT * FROM b JOIN w USING (tenant_id) WHERE tenant_id = $1"},
          {"leaks", "WITH w AS MATERIALIZED (SELECT DISTINCT ON (x) * FROM a) SELECT * FROM w WHERE tenant_id = $1"},
      },
      second());
}

TEST(Soundness, Writes) {
  expectAll(
      {
          {"leaks", "DELETE FROM base WHERE id IN (SELECT id FROM base WHERE tenant_id = $1)"},
          {"scoped", "DELETE FROM lines WHERE id IN (SELECT id FROM lines WHERE tenant_id = $1)"},
          {"leaks", "DELETE FROM invoices WHERE id IN (SELECT id FROM invoices WHERE tenant_id = $1)"},
          {"leaks", "EXPLAIN ANALYZE DECLARE c CURSOR FOR SELECT * FROM invoices"},
          {"leaks", "EXPLAIN ANALYZE DELETE FROM invoices"},
      },
      first());
  expectAll(
      {
          {"leaks", "INSERT INTO a (id) VALUES (1)"},
          {"scoped", "INSERT INTO a VALUES ($1)"},
          {"scoped", "INSERT INTO a VALUES ($1, $2)"},
          {"leaks", "INSERT INTO a DEFAULT VALUES"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES (DEFAULT, 1)"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES ($1, 1), (NULL, 2)"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES ((SELECT max(tenant_id) FROM b), 1)"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES ((SELECT tenant FROM g WHERE id = 1), 1)"},
          {"leaks", "INSERT INTO a (id, tenant_id) SELECT $1, id FROM b WHERE tenant_id = $1"},
          {"scoped", "INSERT INTO a (tenant_id, id) SELECT $1, id FROM b WHERE tenant_id = $1"},
          {"leaks", "INSERT INTO a (tenant_id, id) SELECT $1, id FROM b"},
          {"leaks", "INSERT INTO a (tenant_id, id) SELECT tenant_id, max(id) FROM b GROUP BY tenant_id"},
          {"leaks", "INSERT INTO c (tenant_id, id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET x = excluded.x"},
          {"leaks", "INSERT INTO c (tenant_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING"},
          {"scoped", "INSERT INTO a (tenant_id, id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET x = excluded.x"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET tenant_id = $3"},
          {"scoped", "INSERT INTO a (tenant_id, id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET tenant_id = excluded.tenant_id"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET x = (SELECT max(x) FROM b)"},
          {"leaks",
           "INSERT INTO a (tenant_id, id) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT a_pkey DO UPDATE SET x = 1 RETURNING (SELECT count(*) FROM b)"},
          {"leaks", "UPDATE a SET x = (SELECT max(x) FROM b) WHERE tenant_id = $1"},
          {"leaks", "UPDATE a SET x = b.x FROM b WHERE a.id = b.id AND b.tenant_id = $1"},
          {"leaks", "UPDATE a SET x = b.x FROM b WHERE a.id = b.id AND a.tenant_id = $1"},
          {"scoped", "UPDATE a SET x = b.x FROM b WHERE a.id = b.id AND a.tenant_id = $1 AND b.tenant_id = a.tenant_id"},
          {"leaks", "UPDATE a SET (x, tenant_id) = (1, $2) WHERE tenant_id = $1"},
          {"leaks", "UPDATE a SET (tenant_id, x) = (SELECT tenant_id, x FROM b WHERE b.tenant_id = $1) WHERE tenant_id = $1"},
          {"leaks", "UPDATE a SET tenant_id = DEFAULT WHERE tenant_id = $1"},
          {"leaks", "UPDATE a AS t SET x = 1 FROM a AS s WHERE s.tenant_id = $1 AND s.id = t.id"},
          {"scoped", "UPDATE a AS t SET x = 1 FROM a AS s WHERE s.tenant_id = $1 AND s.id = t.id AND s.tenant_id = t.tenant_id"},
          {"scoped", "UPDATE c AS t SET x = 1 FROM c AS s WHERE s.tenant_id = $1 AND s.id = t.id"},
          {"leaks", "UPDATE a SET x = 1 WHERE tenant_id = $1 RETURNING (SELECT count(*) FROM b)"},
          {"leaks", "DELETE FROM a USING b WHERE b.tenant_id = $1"},
          {"leaks", "DELETE FROM a WHERE tenant_id = $1 OR x = 1"},
          {"scoped", "DELETE FROM a WHERE CURRENT OF cur"},
          {"leaks", "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED AND a.tenant_id = $1 THEN DELETE"},
          {"leaks", "MERGE INTO a USING (SELECT * FROM b WHERE tenant_id = $1) s ON a.id = s.id WHEN MATCHED THEN DELETE"},
          {"scoped", "MERGE INTO a USING (SELECT * FROM b WHERE tenant_id = $1) s ON a.id = s.id AND a.tenant_id = s.tenant_id WHEN MATCHED THEN "
                     "UPDATE SET x = s.x WHEN NOT MATCHED THEN INSERT (tenant_id, id) VALUES (s.tenant_id, s.id)"},
          {"leaks", "MERGE INTO a USING (SELECT * FROM b WHERE tenant_id = $1) s ON a.id = s.id AND a.tenant_id = s.tenant_id WHEN NOT MATCHED THEN "
                    "INSERT (tenant_id, id) VALUES (s.id, s.id)"},
          {"leaks", "MERGE INTO a USING (SELECT * FROM b WHERE tenant_id = $1) s ON a.id = s.id AND a.tenant_id = s.tenant_id WHEN MATCHED THEN "
                    "UPDATE SET tenant_id = s.x"},
          {"leaks", "MERGE INTO a USING g ON a.id = g.id WHEN NOT MATCHED THEN INSERT (tenant_id, id) VALUES ($1, 1) WHEN MATCHED AND a.tenant_id = "
                    "$1 THEN DELETE"},
          {"leaks", "COPY a TO STDOUT"},
          {"leaks", "COPY (SELECT * FROM a) TO STDOUT"},
          {"scoped", "COPY (SELECT * FROM a WHERE tenant_id = $1) TO STDOUT"},
          {"leaks", "TRUNCATE g, a"},
          {"leaks", "SELECT * INTO tmp FROM a"},
          {"leaks", "CREATE TABLE tmp AS SELECT * FROM a"},
          {"leaks", "CREATE TEMP TABLE tmp AS TABLE a"},
          {"leaks", "PREPARE p AS SELECT * FROM a"},
          {"leaks", "DECLARE cur CURSOR FOR SELECT * FROM a"},
          {"leaks", "EXPLAIN SELECT * FROM a"},
          {"leaks", "SELECT 1; DELETE FROM a"},
          {"scoped", "SELECT 1; DELETE FROM a WHERE tenant_id = $1"},
      },
      second());
}

TEST(Soundness, SetOperations) {
  expectAll(
      {
          {"leaks", "SELECT * FROM invoices WHERE tenant_id IN (SELECT tenant_id FROM customers WHERE tenant_id = $1 UNION SELECT 3 + 1)"},
      },
      first());
  expectAll(
      {
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 UNION SELECT * FROM a"},
          {"scoped", "SELECT tenant_id, id FROM a WHERE tenant_id = $1 EXCEPT SELECT tenant_id, id FROM b"},
          {"leaks", "SELECT id FROM a WHERE tenant_id = $1 EXCEPT SELECT id FROM b"},
          {"scoped", "SELECT * FROM (SELECT tenant_id, id FROM a EXCEPT SELECT tenant_id, id FROM b) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT id, tenant_id FROM a EXCEPT SELECT tenant_id, id FROM b) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, id FROM a UNION SELECT NULL, id FROM b) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, id FROM a UNION SELECT $1, id FROM b) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, id FROM a UNION ALL SELECT tenant_id, id FROM b LIMIT 5) q WHERE tenant_id = $1"},
      },
      second());
}

TEST(Soundness, Barriers) {
  expectAll(
      {
          {"leaks", "SELECT * FROM (SELECT DISTINCT ON (2) p.*, i.tenant_id FROM plans p, invoices i ORDER BY 2) x WHERE x.tenant_id = $1"},
          {"leaks", "SELECT x.tenant_id FROM (SELECT p.*, i.tenant_id, count(*) FROM plans p, invoices i GROUP BY 1, 2, 3) x WHERE x.tenant_id = $1 "
                    "AND false OR true"},
          {"leaks", "SELECT * FROM (SELECT j.tenant_id, count(*) c FROM (invoices i JOIN plans p ON true) AS j GROUP BY ROLLUP(j.tenant_id)) x WHERE "
                    "x.tenant_id IS NULL"},
          {"scoped", "SELECT * FROM invoices WHERE ROW(tenant_id, id) IS NOT DISTINCT FROM ROW($1, $2)"},
          {"leaks", "SELECT * FROM invoices WHERE ROW(tenant_id, id) IS DISTINCT FROM ROW($1, $2)"},
          {"leaks",
           "SELECT * FROM invoices i WHERE EXISTS (SELECT 1 FROM customers c WHERE c.tenant_id = $1 AND i.tenant_id = c.tenant_id GROUP BY ())"},
          {"scoped",
           "SELECT * FROM invoices i WHERE EXISTS (SELECT 1 FROM customers c WHERE c.tenant_id = $1 AND i.tenant_id = c.tenant_id GROUP BY c.id)"},
          {"leaks", "SELECT sum(total) FILTER (WHERE tenant_id = $1), max(total) FROM invoices"},
          {"leaks", "SELECT count(*) FROM invoices HAVING max(tenant_id) = $1"},
          {"scoped", "SELECT tenant_id, count(*) FROM invoices GROUP BY tenant_id HAVING tenant_id = $1"},
          {"leaks", "SELECT tenant_id, count(*) FROM invoices GROUP BY ROLLUP (tenant_id) HAVING tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, count(*) FROM invoices GROUP BY GROUPING SETS ((tenant_id), ())) x WHERE tenant_id = $1 OR "
                    "tenant_id IS NULL"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, rank() OVER (ORDER BY total) FROM invoices) x WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM (SELECT tenant_id, rank() OVER (PARTITION BY tenant_id ORDER BY total) FROM invoices) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, rank() OVER w FROM invoices WINDOW w AS (PARTITION BY id)) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id FROM invoices OFFSET 1) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id FROM invoices ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT DISTINCT ON (id) tenant_id, id FROM invoices) x WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM (SELECT DISTINCT ON (tenant_id, id) tenant_id, id FROM invoices) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT DISTINCT ON (tenant_id) id AS tenant_id, tenant_id AS t FROM invoices) x WHERE t = $1"},
          {"scoped", "SELECT * FROM (SELECT DISTINCT tenant_id, id FROM invoices) x WHERE tenant_id = $1"},
      },
      first());
  expectAll(
      {
          {"scoped", "SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.tenant_id = a.tenant_id LIMIT 3) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.tenant_id = tenant_id LIMIT 3) q WHERE a.tenant_id = $1"},
          {"leaks",
           "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = a.tenant_id AND b.tenant_id = $1 OFFSET 0) OR false IS NULL OR true"},
          {"scoped", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = a.tenant_id AND b.tenant_id = $1 OFFSET 0)"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = (SELECT tenant_id FROM b WHERE tenant_id = $1 LIMIT 1)"},
          {"scoped", "SELECT * FROM a WHERE (tenant_id = $1) IS NOT DISTINCT FROM true"},
          {"leaks", "SELECT * FROM a GROUP BY tenant_id, id HAVING count(*) > 1 AND tenant_id >= $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, sum(x) OVER () AS s FROM a) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT min(tenant_id) AS tenant_id, id FROM a GROUP BY id) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, id FROM a GROUP BY CUBE (tenant_id, id)) q WHERE id = 3"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 LIMIT (SELECT count(*) FROM b)"},
          {"leaks", "SELECT sum(x) OVER (PARTITION BY (SELECT max(x) FROM b)) FROM a WHERE tenant_id = $1"},
      },
      second());
}

TEST(Soundness, Joins) {
  expectAll(
      {
          {"leaks", "SELECT * FROM (invoices i JOIN plans p ON true) AS j(a, tenant_id) WHERE j.tenant_id = $1"},
          {"scoped", "SELECT * FROM (invoices i JOIN plans p ON true) AS j WHERE j.tenant_id = $1"},
          {"scoped", "SELECT * FROM (invoices i JOIN plans p ON true) AS j(org, a) WHERE j.org = $1"},
          {"leaks", "SELECT * FROM invoices i WHERE i.tenant_id = $1 AND EXISTS (SELECT 1 FROM plans p1 JOIN plans p2 ON tenant_id = $1, lines l)"},
          {"scoped", "SELECT * FROM invoices i JOIN plans p ON tenant_id = $1 JOIN lines l ON l.tenant_id = i.tenant_id"},
          {"scoped", "SELECT * FROM invoices JOIN lines USING (tenant_id) AS j WHERE j.tenant_id = $1"},
          {"scoped", "SELECT * FROM invoices NATURAL JOIN lines WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM invoices NATURAL FULL JOIN lines WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM invoices i FULL JOIN lines l USING (tenant_id) WHERE i.tenant_id = $1 OR l.tenant_id IS NULL"},
          {"leaks", "SELECT * FROM invoices i LEFT JOIN lines l ON l.tenant_id = $1 AND i.tenant_id = $1"},
          {"leaks", "SELECT * FROM invoices i LEFT JOIN customers c USING (id) WHERE i.tenant_id = $1"},
      },
      first());
  expectAll(
      {
          {"leaks", "SELECT * FROM a LEFT JOIN b ON a.tenant_id = b.tenant_id WHERE b.tenant_id = $1 OR b.id IS NULL"},
          {"scoped", "SELECT * FROM a LEFT JOIN b ON a.tenant_id = b.tenant_id WHERE b.tenant_id = $1"},
          {"leaks", "SELECT * FROM a RIGHT JOIN b ON a.tenant_id = b.tenant_id AND a.tenant_id = $1"},
          {"leaks", "SELECT * FROM a LEFT JOIN b USING (tenant_id) WHERE b.tenant_id IS NULL"},
          {"leaks", "SELECT * FROM a RIGHT JOIN b USING (tenant_id, id) WHERE a.tenant_id = $1 OR tenant_id IS NOT NULL"},
          {"scoped", "SELECT * FROM a RIGHT JOIN b USING (tenant_id, id) WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM a LEFT JOIN b USING (tenant_id, id) WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM a FULL JOIN b USING (tenant_id, id) WHERE tenant_id = $1 OR a.x = 1"},
          {"leaks", "SELECT * FROM a CROSS JOIN b WHERE a.tenant_id = $1"},
          {"leaks", "SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.id = a.id) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT * FROM a LEFT JOIN LATERAL (SELECT * FROM b WHERE b.tenant_id = a.tenant_id) q ON q.tenant_id = $1"},
          {"scoped", "SELECT * FROM a LEFT JOIN LATERAL (SELECT * FROM b WHERE b.tenant_id = a.tenant_id) q ON true WHERE a.tenant_id = $1"},
          {"scoped", "SELECT * FROM a JOIN (VALUES ($1::int)) v(t) ON v.t = a.tenant_id"},
          {"leaks", "SELECT * FROM a JOIN (VALUES ($1::int), ($2)) v(t) ON v.t = a.tenant_id"},
          {"leaks", "SELECT x.* FROM a, b x WHERE x.tenant_id = $1"},
          {"leaks", "SELECT * FROM child JOIN c ON c.id = child.c_id WHERE c.tenant_id = $1"},
          {"leaks", "SELECT * FROM child JOIN c ON c.id = child.id WHERE c.tenant_id = $1"},
          {"leaks", "SELECT * FROM a WHERE (x, $1) IN (SELECT g.*, b.tenant_id FROM b, g)"},
          {"leaks", "SELECT * FROM a, b WHERE a.tenant_id = $1 FOR UPDATE OF a"},
      },
      second());
}

TEST(Soundness, Subqueries) {
  expectAll(
      {
          {"leaks", "SELECT * FROM events WHERE id IN (SELECT id FROM events WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM invoices i WHERE i.tenant_id = $1 AND EXISTS (SELECT 1 FROM lines \"I\" WHERE i.tenant_id = $1)"},
          {"scoped", "SELECT * FROM invoices i WHERE i.tenant_id = $1 AND EXISTS (SELECT 1 FROM lines \"I\" WHERE \"I\".tenant_id = $1)"},
          {"leaks", "SELECT (SELECT count(*) + (SELECT count(*) FROM lines l WHERE l.tenant_id = p.price) FROM invoices i WHERE i.tenant_id = "
                    "p.price AND i.tenant_id = $1) FROM plans p"},
          {"scoped", "SELECT (SELECT sum((SELECT count(*) FROM lines l WHERE l.tenant_id = i.tenant_id)) FROM invoices i WHERE i.tenant_id = p.price "
                     "AND i.tenant_id = $1) FROM plans p"},
          {"leaks", "SELECT * FROM invoices i WHERE EXISTS (SELECT 1 FROM api_keys WHERE tenant_id = $1)"},
          {"scoped", "SELECT * FROM invoices WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM api_keys WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM invoices WHERE EXISTS (SELECT 1 FROM (SELECT tenant_id::text FROM api_keys) k WHERE tenant_id = $1)"},
          {"scoped", "SELECT * FROM (SELECT tenant_id::text, id FROM invoices) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id = ALL(SELECT $1::int WHERE false)"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id IN (SELECT tenant_id FROM invoices WHERE id = $1)"},
          {"scoped", "SELECT * FROM invoices WHERE tenant_id IN (SELECT tenant_id FROM customers WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id NOT IN (SELECT tenant_id FROM customers WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id < ANY (SELECT tenant_id FROM customers WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id IN (SELECT max(tenant_id) FROM customers)"},
          {"scoped", "SELECT * FROM invoices WHERE tenant_id IN (SELECT max(tenant_id) FROM customers WHERE tenant_id = $1) AND tenant_id = $1"},
          {"leaks", "SELECT * FROM invoices i WHERE EXISTS (SELECT max(c.id) FROM customers c WHERE c.tenant_id = $1 AND i.tenant_id = c.tenant_id)"},
          {"leaks", "SELECT * FROM invoices i WHERE (SELECT count(*) FROM customers c WHERE c.tenant_id = $1 AND i.tenant_id = c.tenant_id) >= 0"},
      },
      first());
  expectAll(
      {
          {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = b.tenant_id AND tenant_id = $1)"},
          {"leaks", "SELECT * FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.tenant_id = a.tenant_id AND b.tenant_id = $1)"},
          {"leaks", "SELECT * FROM a WHERE a.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM b WHERE b.id = a.id)"},
          {"scoped", "SELECT * FROM a WHERE a.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM b WHERE b.id = a.id AND b.tenant_id = a.tenant_id)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = (SELECT tenant FROM g WHERE id = $1)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = (SELECT max(tenant_id) FROM b)"},
          {"scoped", "SELECT (SELECT count(*) FROM b WHERE b.tenant_id = a.tenant_id) FROM a WHERE a.tenant_id = $1"},
          {"leaks", "SELECT (SELECT count(*) FROM b WHERE b.id = a.id) FROM a WHERE a.tenant_id = $1"},
          {"leaks", "SELECT * FROM (VALUES ((SELECT max(x) FROM a))) v"},
          {"leaks", "SELECT * FROM (SELECT array_agg(tenant_id) AS tenant_id FROM a) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT x AS tenant_id FROM a) q WHERE q.tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id + 0 AS tenant_id FROM a) q WHERE q.tenant_id = $1"},
          {"leaks", "SELECT * FROM a WHERE $1 IN (SELECT g.* FROM g) AND x = 1"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = any (SELECT tenant_id FROM b)"},
          {"leaks", "SELECT EXISTS (SELECT 1 FROM a WHERE id = $2)"},
          {"leaks", "SELECT ARRAY(SELECT x FROM a)"},
          {"scoped", "SELECT ARRAY(SELECT x FROM a WHERE tenant_id = $1)"},
          {"leaks", "SELECT CASE WHEN EXISTS (SELECT 1 FROM a) THEN 1 END"},
          {"leaks", "SELECT * FROM a ORDER BY (SELECT max(x) FROM b WHERE b.tenant_id = a.tenant_id)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 ORDER BY (SELECT max(x) FROM b)"},
      },
      second());
}

TEST(Soundness, Conditions) {
  expectAll(
      {
          {"leaks", "SELECT * FROM invoices i WHERE i.tenant_id OPERATOR(public.=) $1"},
          {"scoped", "SELECT * FROM invoices i WHERE i.tenant_id OPERATOR(pg_catalog.=) $1"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id = ANY(ARRAY[$1::int[]])"},
          {"scoped", "SELECT * FROM invoices WHERE tenant_id = ANY(ARRAY[$1]::int[])"},
          {"scoped", "SELECT * FROM invoices WHERE tenant_id = ANY(ARRAY[$1])"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id = ANY($1::int[])"},
          {"leaks", "SELECT * FROM notes WHERE tenant_id::int = 1"},
          {"leaks", "SELECT * FROM notes WHERE tenant_id::int = $1"},
          {"scoped", "SELECT * FROM invoices WHERE tenant_id::bigint = $1"},
          {"scoped", "SELECT * FROM notes WHERE tenant_id::text = $1"},
          {"scoped", "SELECT tenant_id FROM invoices WHERE tenant_id >= $1 AND tenant_id <= $1"},
          {"scoped", "SELECT * FROM invoices WHERE tenant_id BETWEEN SYMMETRIC $1 AND $1"},
          {"scoped", "SELECT * FROM invoices WHERE NOT (tenant_id NOT BETWEEN $1 AND $1)"},
          {"leaks", "SELECT * FROM invoices WHERE NOT (tenant_id BETWEEN $1 AND $1)"},
          {"leaks", "SELECT * FROM invoices WHERE (tenant_id, id) >= ($1, $2)"},
          {"leaks", "SELECT * FROM invoices WHERE (tenant_id, id) <> ($1, $2)"},
          {"scoped", "SELECT * FROM invoices WHERE NOT ((tenant_id, id) <> ($1, $2))"},
          {"leaks", "SELECT * FROM invoices i WHERE i = ROW($1, 2, 3, 4, 'a')"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id = $1 % 10 + tenant_id"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id = ALL($1)"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id = ALL(ARRAY[]::int[])"},
          {"scoped", "SELECT * FROM invoices WHERE tenant_id = ALL(ARRAY[$1, $2])"},
          {"leaks", "SELECT * FROM invoices WHERE tenant_id <> ALL(ARRAY[$1])"},
          {"scoped", "SELECT * FROM invoices WHERE NOT (tenant_id <> ALL(ARRAY[$1]))"},
          {"scoped", "SELECT * FROM invoices WHERE NOT (tenant_id <> ANY(ARRAY[$1, $2]))"},
      },
      first());
  expectAll(
      {
          {"leaks", "SELECT * FROM ONLY a"},
          {"scoped", "SELECT * FROM ONLY a WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM parted1"},
          {"scoped", "SELECT * FROM parted WHERE tenant_id = $1"},
          {"leaks", "TABLE a"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = COALESCE($1, tenant_id)"},
          {"leaks", "SELECT * FROM a WHERE COALESCE(tenant_id, $1) <> $2"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 IS NOT FALSE OR x = 2"},
          {"leaks", "SELECT * FROM a WHERE (tenant_id = $1) IS NOT TRUE"},
          {"leaks", "SELECT * FROM c WHERE (tenant_id = $1) IS NOT FALSE"},
          {"leaks", "SELECT * FROM a WHERE (tenant_id = $1) IS NOT FALSE"},
          {"leaks", "SELECT * FROM a WHERE (tenant_id = $1) = (x = 2)"},
          {"scoped", "SELECT * FROM a WHERE (tenant_id = $1) = true"},
          {"leaks", "SELECT * FROM a WHERE (tenant_id = $1) = false"},
          {"scoped", "SELECT * FROM a WHERE CASE WHEN tenant_id = $1 THEN true ELSE false END"},
          {"leaks", "SELECT * FROM a WHERE CASE WHEN x = 1 THEN tenant_id = $1 ELSE true END"},
          {"scoped", "SELECT * FROM a WHERE CASE WHEN x = 1 THEN tenant_id = $1 ELSE tenant_id = $1 AND y = 2 END"},
          {"leaks", "SELECT * FROM a WHERE CASE x WHEN 1 THEN tenant_id = $1 END OR y = 1"},
          {"scoped", "SELECT * FROM a WHERE CASE x WHEN 1 THEN tenant_id = $1 END"},
          {"leaks", "SELECT * FROM a WHERE tenant_id BETWEEN $1 AND $2"},
          {"leaks", "SELECT * FROM a WHERE tenant_id IN ($1, $2)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id::text LIKE $1"},
          {"leaks", "SELECT * FROM a WHERE ARRAY[tenant_id] && $1"},
          {"leaks", "SELECT * FROM a WHERE ARRAY[tenant_id] = ARRAY[$1, $2]"},
          {"leaks", "SELECT * FROM a WHERE to_jsonb(a)->>'tenant_id' = $1"},
          {"leaks", "SELECT * FROM a WHERE (a).tenant_id + 0 = $1"},
          {"leaks", "SELECT * FROM a AS q(x, tenant_id) WHERE q.tenant_id = $1"},
          {"scoped", "SELECT * FROM a AS q(x) WHERE q.x = $1"},
          {"leaks", "SELECT * FROM s1.a, s2.a AS a2 WHERE a.tenant_id = $1"},
          {"scoped", "SELECT * FROM s1.a WHERE s1.a.tenant_id = $1"},
          {"leaks", "SELECT * FROM child WHERE id = $1"},
          {"leaks", "SELECT * FROM a FOR UPDATE"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = current_setting('app.tenant_id')::int"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = current_setting('app.other')::int"},
          {"leaks", "SELECT * FROM a WHERE tenant_id::text = left($1, 2)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND tenant_id = $1 OR tenant_id = tenant_id"},
      },
      second());
}
