//===- SoundnessLogicTest.cpp - More statements made to mislead the proof ===//
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
  return S;
}

/// Two tables alike, one with a nullable tenant, keys that cross tenants, and views.
Schema first() {
  return define("CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int, y int, name text, PRIMARY KEY (tenant_id, id));"
                "CREATE TABLE b (tenant_id int NOT NULL, id int NOT NULL, x int, y int, PRIMARY KEY (tenant_id, id));"
                "CREATE TABLE n (tenant_id int, id int, x int);"
                "CREATE TABLE u (tenant_id int NOT NULL, id int PRIMARY KEY, ref int REFERENCES u (id));"
                "CREATE TABLE nu (tenant_id int NOT NULL, code int UNIQUE, id int);"
                "CREATE TABLE g (id int PRIMARY KEY, x int, y int);"
                "CREATE VIEW va AS SELECT tenant_id, id, x FROM a;"
                "CREATE VIEW vg AS SELECT id, x FROM g;"
                "CREATE VIEW vx AS SELECT id AS tenant_id, x FROM a;"
                "CREATE VIEW vdis AS SELECT DISTINCT x FROM a;"
                "CREATE VIEW vown AS SELECT * FROM a WHERE tenant_id = current_setting('app.tenant_id')::int;");
}

} // namespace

TEST(SoundnessLogic, RowsAsWritten) {
  expectAll(
      {
          {"leaks",
           "WITH w AS (UPDATE a SET x = y WHERE tenant_id = $1 AND x = 1 AND y = 2 RETURNING x) SELECT * FROM w JOIN b ON b.x = w.x AND w.x = 2"},
          {"leaks", "WITH w AS (UPDATE u SET id = id + 1 WHERE tenant_id = $1 RETURNING id) SELECT * FROM u WHERE id IN (SELECT id FROM w)"},
          {"leaks", "WITH w AS (UPDATE u SET id = id + 1 WHERE tenant_id = $1 RETURNING *) SELECT * FROM u WHERE id IN (SELECT id FROM w)"},
          {"scoped", "WITH w AS (UPDATE a SET x = 2 WHERE tenant_id = $1 RETURNING *) SELECT * FROM b JOIN w USING (tenant_id)"},
          {"leaks", "WITH w AS (DELETE FROM u WHERE tenant_id = $1 RETURNING ref) SELECT * FROM u WHERE id IN (SELECT ref FROM w)"},
      },
      first());
}

TEST(SoundnessLogic, Views) {
  expectAll(
      {
          {"leaks", "SELECT * FROM vx WHERE tenant_id = $1"},
          {"leaks", "UPDATE vx SET x = 1 WHERE tenant_id = $1"},
          {"scoped", "UPDATE vg SET x = 1"},
          {"leaks", "DELETE FROM vdis"},
          {"scoped", "UPDATE vown SET x = 1"},
          {"leaks", "UPDATE vown SET tenant_id = $1"},
          {"scoped", "DELETE FROM vown WHERE id = $1"},
          {"leaks", "INSERT INTO vown (id, x) VALUES (1, 2)"},
          {"leaks", "UPDATE va SET x = (SELECT max(x) FROM b) WHERE tenant_id = $1"},
          {"leaks", "UPDATE va SET x = b.x FROM b WHERE va.tenant_id = $1 AND b.id = va.id"},
          {"scoped", "UPDATE va v SET x = b.x FROM b WHERE v.tenant_id = $1 AND b.tenant_id = v.tenant_id"},
      },
      first());
}

TEST(SoundnessLogic, SetOperations) {
  expectAll(
      {
          {"leaks", "SELECT tenant_id, id FROM a WHERE tenant_id = $1 INTERSECT SELECT id, tenant_id FROM b"},
          {"scoped", "SELECT tenant_id, id FROM a WHERE tenant_id = $1 INTERSECT SELECT tenant_id, id FROM b"},
          {"scoped", "SELECT tenant_id, id FROM a INTERSECT SELECT tenant_id, id FROM b WHERE tenant_id = $1"},
          {"leaks", "SELECT tenant_id, id FROM a EXCEPT SELECT tenant_id, id FROM b WHERE tenant_id = $1"},
          {"leaks", "SELECT tenant_id, id FROM a WHERE tenant_id = $1 EXCEPT (SELECT tenant_id, id FROM b ORDER BY id LIMIT 3)"},
          {"leaks", "SELECT tenant_id, id FROM a WHERE tenant_id = $1 INTERSECT SELECT tenant_id, count(*) FROM b GROUP BY x, tenant_id UNION SELECT "
                    "1, x FROM b"},
          {"scoped", "SELECT tenant_id, id FROM a WHERE tenant_id = $1 INTERSECT SELECT tenant_id, count(*) FROM b GROUP BY tenant_id"},
          {"leaks", "SELECT tenant_id, id FROM a WHERE tenant_id = $1 INTERSECT SELECT max(tenant_id), id FROM b GROUP BY id"},
      },
      first());
}

TEST(SoundnessLogic, Aggregates) {
  expectAll(
      {
          {"leaks", "SELECT count(*) FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.x < 1 AND b.x > 3)"},
          {"leaks", "SELECT count(*) FROM g WHERE EXISTS (SELECT count(*) FROM b HAVING count(*) > 3)"},
          {"scoped", "SELECT count(*) FROM g WHERE EXISTS (SELECT count(*) FROM b)"},
          {"leaks", "SELECT count(*) FROM g WHERE EXISTS (SELECT count(*) FROM b GROUP BY x)"},
          {"leaks", "SELECT count(*) FROM g WHERE EXISTS (SELECT count(*), generate_series(1, max(x)) FROM b)"},
          {"leaks", "SELECT count(*) FROM g WHERE EXISTS (SELECT count(*) OVER () FROM b)"},
          {"leaks", "SELECT count(*) FROM g WHERE EXISTS (SELECT count(*) FROM b LIMIT (SELECT x FROM a LIMIT 1))"},
          {"leaks", "SELECT count(*) FROM g WHERE EXISTS (SELECT count(*) FROM b OFFSET 1) OR EXISTS (SELECT 1 FROM a)"},
          {"leaks", "SELECT count(*) FROM g WHERE EXISTS (SELECT my.count(*) FROM b)"},
          {"scoped", "SELECT * FROM a WHERE x IN (SELECT b.x FROM b WHERE b.tenant_id = $1 AND a.tenant_id = b.tenant_id HAVING count(*) >= 1)"},
          {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = $1 AND a.tenant_id = b.tenant_id HAVING count(*) >= 0)"},
          {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = $1 AND a.tenant_id = b.tenant_id HAVING count(*) <= 1)"},
          {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = $1 AND a.tenant_id = b.tenant_id HAVING NOT (count(*) >= 1))"},
          {"leaks",
           "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = $1 AND a.tenant_id = b.tenant_id HAVING count(*) >= 1 OR true)"},
          {"scoped", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = $1 AND a.tenant_id = b.tenant_id HAVING max(b.x) > 1)"},
          {"leaks",
           "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = $1 AND a.tenant_id = b.tenant_id HAVING max(b.x) IS DISTINCT FROM 1)"},
          {"leaks", "INSERT INTO a (tenant_id, id) SELECT count(*), 1 FROM b WHERE x < 1 AND x > 3"},
          {"leaks", "SELECT max(a.x), (SELECT max(x) FROM b WHERE b.tenant_id = g.x) FROM g LEFT JOIN a ON a.tenant_id = $1"},
          {"leaks", "SELECT (SELECT max(a.x) FROM a WHERE a.tenant_id = $1 AND a.x = (SELECT max(b.x) FROM b WHERE b.tenant_id = g.x)) FROM g"},
          {"scoped",
           "SELECT (SELECT max(a.x) FROM a WHERE a.tenant_id = $1 AND g.x = $1 AND a.x = (SELECT max(b.x) FROM b WHERE b.tenant_id = g.x)) FROM g"},
          {"leaks",
           "SELECT (SELECT max(a.x) + (SELECT max(b.x) FROM b WHERE b.tenant_id = g.x) FROM a WHERE a.tenant_id = $1 AND g.x = a.tenant_id) FROM g"},
          {"leaks", "SELECT (SELECT COALESCE(max(a.x), (SELECT max(b.x) FROM b WHERE b.tenant_id = g.x)) FROM a WHERE a.tenant_id = $1 AND g.x = "
                    "a.tenant_id) FROM g"},
      },
      first());
}

TEST(SoundnessLogic, Case) {
  expectAll(
      {
          {"leaks", "SELECT * FROM a WHERE CASE WHEN tenant_id = $1 THEN x = 1 WHEN x = 2 THEN true END"},
          {"leaks", "SELECT * FROM a WHERE NOT CASE WHEN tenant_id = $1 THEN false ELSE false END"},
          {"scoped", "SELECT * FROM a WHERE NOT CASE WHEN tenant_id = $1 THEN false ELSE true END"},
          {"leaks", "SELECT * FROM a WHERE NOT CASE WHEN tenant_id = $1 THEN true ELSE false END"},
          {"leaks", "SELECT * FROM a WHERE NOT CASE WHEN tenant_id <> $1 THEN false END OR x = 1"},
          {"leaks", "SELECT * FROM a WHERE CASE tenant_id WHEN $1 THEN true WHEN $2 THEN true END"},
          {"scoped", "SELECT * FROM a WHERE CASE tenant_id WHEN $1 THEN true END"},
          {"leaks", "SELECT * FROM a WHERE (tenant_id = $1) <> true"},
          {"leaks", "SELECT * FROM a WHERE NOT ((tenant_id = $1) = true)"},
          {"scoped", "SELECT * FROM a WHERE NOT ((tenant_id = $1) = false) AND NOT ((tenant_id = $1) <> true)"},
          {"leaks", "SELECT * FROM a WHERE (tenant_id = $1) IS DISTINCT FROM false"},
      },
      first());
}

TEST(SoundnessLogic, Joins) {
  expectAll(
      {
          {"leaks", "SELECT * FROM a LEFT JOIN b ON b.tenant_id = a.tenant_id AND b.x < 1 AND b.x > 3 "},
          {"scoped", "SELECT * FROM a LEFT JOIN b ON b.x < 1 AND b.x > 3 WHERE a.tenant_id = $1"},
          {"scoped", "SELECT * FROM a FULL JOIN b ON b.x < 1 AND b.x > 3 WHERE a.tenant_id = $1"},
          {"leaks", "SELECT * FROM g LEFT JOIN a ON true WHERE a.id IS NOT DISTINCT FROM (SELECT b.x FROM b WHERE b.tenant_id = $1 AND b.tenant_id = "
                    "a.tenant_id LIMIT 1)"},
          {"leaks", "SELECT * FROM nu p JOIN nu q ON p.code IS NOT DISTINCT FROM q.code WHERE p.tenant_id = $1"},
          {"leaks", "SELECT * FROM nu p JOIN nu q ON p.code = q.code + 0 WHERE p.tenant_id = $1"},
          {"leaks", "SELECT * FROM u p LEFT JOIN u q ON p.id = q.id WHERE q.tenant_id = $1 OR q.id IS NULL"},
          {"scoped", "SELECT * FROM u p JOIN u q ON p.id = q.id WHERE q.tenant_id = $1"},
          {"leaks", "SELECT * FROM a, (VALUES (1)) AS v(tenant_id) WHERE v.tenant_id = $1"},
          {"leaks", "SELECT * FROM g JOIN a ON g.id = a.id JOIN b ON tenant_id = $1"},
          {"leaks", "SELECT * FROM a JOIN LATERAL (SELECT * FROM b WHERE tenant_id = $1) q ON q.id = a.id"},
          {"leaks", "SELECT * FROM a JOIN b ON a.tenant_id = b.tenant_id AND EXISTS (SELECT 1 FROM n WHERE n.tenant_id = $1)"},
          {"scoped",
           "SELECT * FROM a JOIN b ON a.tenant_id = b.tenant_id AND EXISTS (SELECT 1 FROM n WHERE n.tenant_id = $1 AND a.tenant_id = n.tenant_id)"},
          {"leaks", "SELECT * FROM a LEFT JOIN b ON a.tenant_id = b.tenant_id AND EXISTS (SELECT 1 FROM n WHERE n.tenant_id = $1 AND a.tenant_id = "
                    "n.tenant_id)"},
          {"leaks", "SELECT * FROM (a JOIN g ON true) AS j(tenant_id, b1, c1) WHERE j.b1 = $1"},
          {"scoped", "SELECT * FROM (a JOIN g ON true) AS j(tenant_id, b1, c1) WHERE j.tenant_id = $1"},
          {"leaks", "SELECT * FROM a JOIN g USING (id) AS j WHERE j.id = $1"},
      },
      first());
}

TEST(SoundnessLogic, OrderAndContradiction) {
  expectAll(
      {
          {"scoped", "SELECT * FROM a WHERE x < 1 AND x > 3"},
          {"leaks", "SELECT * FROM a WHERE x < 3 AND x > 1"},
          {"leaks", "SELECT * FROM a WHERE x < 1 OR x > 3"},
          {"leaks", "SELECT * FROM a WHERE name < '1' AND name > '3'"},
          {"scoped", "SELECT * FROM a WHERE x = 2 AND x <> 2"},
          {"leaks", "SELECT * FROM a WHERE x IS DISTINCT FROM y AND x <= y AND y <= x AND false OR true"},
          {"scoped", "SELECT * FROM a WHERE x < y AND y < x"},
          {"leaks", "SELECT * FROM a WHERE x <= y AND y <= x"},
          {"scoped", "SELECT * FROM a WHERE x IN (1, 2) AND x NOT IN (1, 2)"},
          {"leaks", "SELECT * FROM a WHERE x IN (1, 2) AND x NOT IN (1, 3)"},
          {"leaks", "SELECT * FROM a WHERE x IN (1, $2) AND x NOT IN (1, 3)"},
          {"scoped", "SELECT * FROM a WHERE x IN (1, 2) AND x > 5"},
          {"scoped", "SELECT * FROM a WHERE tenant_id IN (1, 2) AND tenant_id <> 1"},
          {"leaks", "SELECT * FROM a WHERE tenant_id IN (1, 2) AND tenant_id <> 3"},
          {"scoped", "SELECT * FROM a WHERE tenant_id <= $1 AND tenant_id >= $1"},
          {"leaks", "SELECT * FROM a WHERE tenant_id <= $1 AND tenant_id >= $2"},
          {"leaks", "SELECT * FROM a WHERE tenant_id <= $1 OR tenant_id >= $1"},
          {"scoped", "SELECT * FROM g WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.x < 1 AND b.x > 3)"},
          {"leaks", "SELECT * FROM a WHERE a.id IS NOT DISTINCT FROM (SELECT b.x FROM b WHERE b.tenant_id = $1 AND b.tenant_id = a.tenant_id LIMIT "
                    "1) OR a.x = 1"},
          {"leaks", "SELECT * FROM a WHERE (tenant_id = $1 OR EXISTS (SELECT 1 FROM b)) AND x = 1"},
          {"leaks", "SELECT * FROM a WHERE NOT (tenant_id <> $1 OR EXISTS (SELECT 1 FROM b))"},
          {"leaks", "INSERT INTO a (tenant_id, id) SELECT 3 + id, id FROM b WHERE x < 3 AND x > 1"},
          {"scoped", "INSERT INTO a (tenant_id, id) SELECT 3 + id, id FROM b WHERE x < 1 AND x > 3"},
          {"leaks", "UPDATE a SET tenant_id = 3 WHERE x = 1"},
          {"scoped", "UPDATE a SET tenant_id = $3 WHERE x < 1 AND x > 3"},
          {"leaks", "DELETE FROM u WHERE id IN (SELECT ref FROM u WHERE tenant_id = $1)"},
      },
      first());
}

TEST(SoundnessLogic, Others) {
  expectAll(
      {
          {"scoped",
           "SELECT * FROM a WHERE a.id IS NOT DISTINCT FROM (SELECT b.x FROM b WHERE b.tenant_id = $1 AND b.tenant_id = a.tenant_id LIMIT 1)"},
          {"leaks",
           "SELECT * FROM a WHERE a.x IS NOT DISTINCT FROM (SELECT b.x FROM b WHERE b.tenant_id = $1 AND b.tenant_id = a.tenant_id LIMIT 1)"},
          {"scoped", "SELECT * FROM a WHERE (tenant_id = $1 OR EXISTS (SELECT 1 FROM b)) AND tenant_id = $1"},
          {"leaks", "SELECT * FROM n WHERE (tenant_id = $2 OR EXISTS (SELECT 1 FROM b)) AND tenant_id IS NOT DISTINCT FROM $1 AND tenant_id IS NOT "
                    "DISTINCT FROM $2"},
          {"leaks", "SELECT (tenant_id = $2 OR EXISTS (SELECT 1 FROM b)) FROM a WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM a WHERE NOT (tenant_id = $1 OR EXISTS (SELECT 1 FROM b WHERE b.tenant_id = $1))"},
          {"leaks", "SELECT * FROM a, (SELECT 1 AS tenant_id) q WHERE q.tenant_id = $1"},
      },
      first());
}

// Every table may have any column then, and the tenant's.
TEST(SoundnessLogic, WithoutSchema) {
  expectAll(
      {
          {"leaks", "SELECT * FROM t WHERE $1 IN (SELECT * FROM u)"},
          {"leaks", "SELECT * FROM t WHERE ($1, id) IN (SELECT * FROM u WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM t WHERE ($1, id) IN (SELECT *, tenant_id FROM u) AND tenant_id = $1"},
          {"leaks", "SELECT * FROM t WHERE ($1, id) IN (SELECT u.*, u.tenant_id FROM u) AND tenant_id = $1"},
          {"scoped", "SELECT * FROM t WHERE ($1, id) IN (SELECT u.tenant_id, u.id FROM u) AND tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT * FROM t UNION SELECT * FROM u) x WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM (SELECT tenant_id, id FROM t UNION SELECT tenant_id, id FROM u) x WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM (SELECT * FROM t) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT * FROM t LIMIT 3) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT a.*, b.* FROM t a, u b) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT a.*, b.id AS tenant_id FROM t a, u b) x WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM t, u WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM t JOIN u ON t.id = u.id WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM t JOIN u USING (tenant_id) WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM t NATURAL JOIN u WHERE t.tenant_id = $1"},
          {"leaks", "SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM t WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM u WHERE id = t.id)"},
          {"leaks", "SELECT * FROM t WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM u WHERE u.tenant_id = tenant_id)"},
          {"leaks", "SELECT * FROM t AS x(a, b) WHERE x.a = $1"},
          {"leaks", "SELECT * FROM t AS x(tenant_id) WHERE x.tenant_id = $1"},
          {"leaks", "SELECT * FROM (t JOIN u ON t.id = u.id) AS j(a, tenant_id) WHERE j.tenant_id = $1"},
          {"leaks", "SELECT * FROM (t JOIN u ON t.id = u.id) AS j WHERE j.tenant_id = $1"},
          {"leaks", "INSERT INTO t VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET x = 1"},
          {"unresolved", "INSERT INTO t VALUES ($1, $2)"},
          {"unresolved", "INSERT INTO t (tenant_id, id) SELECT * FROM u WHERE tenant_id = $1"},
          {"scoped", "INSERT INTO t (tenant_id, id) SELECT tenant_id, id FROM u WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM t, unnest($2) AS tenant_id WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM t, unnest($2) AS q(tenant_id) WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM t, json_to_recordset($2) AS q(tenant_id int) WHERE q.tenant_id = $1"},
          {"scoped", "SELECT * FROM t, f($2) AS q WHERE t.tenant_id = $1"},
          {"scoped", "SELECT * FROM t, f($2) AS q WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM t CROSS JOIN generate_series(1, 3) WHERE tenant_id = $1"},
          {"leaks", "SELECT q.* FROM t, LATERAL (SELECT t.*) q WHERE q.tenant_id = $1"},
          {"leaks", "SELECT * FROM t \"T\" WHERE t.tenant_id = $1 AND \"T\".id IN (SELECT id FROM u t)"},
          {"leaks", "WITH t AS (SELECT * FROM u WHERE tenant_id = $1) SELECT * FROM public.t"},
          {"scoped", "WITH t AS (SELECT * FROM u WHERE tenant_id = $1) SELECT * FROM t"},
          {"leaks", "WITH t AS (SELECT * FROM t) SELECT * FROM t"},
          {"leaks", "WITH \"T\" AS (SELECT * FROM u WHERE tenant_id = $1) SELECT * FROM t"},
          {"leaks", "SELECT * FROM t WHERE ROW(tenant_id, id) IN (SELECT $1, id FROM u)"},
          {"leaks", "SELECT t FROM t WHERE t.tenant_id = $1 AND (SELECT u FROM u LIMIT 1) IS NOT NULL"},
          {"leaks", "UPDATE t SET x = 1 FROM u WHERE tenant_id = $1"},
          {"leaks", "UPDATE t SET x = 1 FROM u WHERE t.tenant_id = $1 AND u.id = t.id"},
          {"leaks", "DELETE FROM t USING u WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM t LEFT JOIN LATERAL (SELECT tenant_id) q ON true WHERE q.tenant_id = $1 OR q.tenant_id IS NULL"},
          {"leaks", "SELECT * FROM t WHERE tenant_id = $1 GROUP BY GROUPING SETS ((id), ()) HAVING (SELECT count(*) FROM u) > 1"},
          {"leaks", "SELECT * FROM t FULL JOIN u ON t.tenant_id = u.tenant_id WHERE t.tenant_id = $1 OR u.tenant_id = $1"},
          {"scoped", "SELECT * FROM t FULL JOIN u ON t.tenant_id = u.tenant_id WHERE t.tenant_id = $1 AND u.tenant_id = $1"},
          {"leaks", "SELECT * FROM t FULL JOIN u ON t.tenant_id = u.tenant_id WHERE COALESCE(t.tenant_id, u.tenant_id) = $1 OR t.id = 1"},
          {"leaks", "MERGE INTO t USING u ON t.tenant_id = $1 WHEN MATCHED THEN DELETE"},
          {"leaks", "MERGE INTO t USING (SELECT $1::int AS tenant_id) s ON t.id = $2 WHEN MATCHED AND t.tenant_id = s.tenant_id THEN DELETE WHEN NOT "
                    "MATCHED THEN INSERT (tenant_id, id) VALUES (s.tenant_id, $2)"},
          {"scoped", "MERGE INTO t USING (SELECT $1::int AS tenant_id) s ON t.id = $2 AND t.tenant_id = s.tenant_id WHEN MATCHED THEN DELETE WHEN "
                     "NOT MATCHED THEN INSERT (tenant_id, id) VALUES (s.tenant_id, $2)"},
      },
      Schema());
}

// A relation that nothing refers to, where it does not matter how often a row comes out.
TEST(SoundnessLogic, RelationsThatNobodyAsksFor) {
  expectAll(
      {
          {"scoped", "SELECT DISTINCT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x FROM a JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x, b.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 AND b.x = 1"},
          {"leaks",
           "SELECT DISTINCT a.x FROM a LEFT JOIN b ON b.id = a.id LEFT JOIN n ON n.id = b.x AND n.tenant_id = $1 WHERE a.tenant_id = $1 AND n.x = 1"},
          {"leaks", "SELECT DISTINCT * FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"scoped", "SELECT DISTINCT a.* FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x FROM a FULL JOIN b ON b.id = a.id WHERE a.tenant_id = $1 OR a.tenant_id IS NULL"},
          {"scoped", "SELECT max(a.x) FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT sum(a.x) FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x, count(*) FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 GROUP BY a.x"},
          {"scoped", "SELECT a.x, count(DISTINCT a.id) FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 GROUP BY a.x"},
          {"leaks", "SELECT DISTINCT a.x, row_number() OVER () FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT mine(a.x) FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x, (SELECT b.x) FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = a.tenant_id)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND x = (SELECT n.x FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = a.tenant_id)"},
          {"leaks",
           "SELECT * FROM a WHERE tenant_id = $1 AND x IN (SELECT n.x FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = a.tenant_id LIMIT 1)"},
          // The row at hand is one of the table.
          {"scoped", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM b)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a other WHERE other.x = 1)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a other OFFSET 1)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a p TABLESAMPLE BERNOULLI (1))"},
          {"leaks", "SELECT count(*), EXISTS (SELECT 1 FROM a other) FROM a WHERE tenant_id = $1"},
          {"leaks", "SELECT 1 FROM a WHERE tenant_id = $1 LIMIT (SELECT max(1) FROM a other)"},
          {"leaks", "SELECT g.id FROM g LEFT JOIN a ON a.tenant_id = $1 WHERE EXISTS (SELECT 1 FROM a other)"},
          {"leaks", "SELECT 1 FROM g WHERE EXISTS (SELECT 1 FROM a p, a q)"},
          {"scoped", "DELETE FROM a USING a other WHERE a.tenant_id = $1"},
          {"leaks", "DELETE FROM a USING b WHERE a.tenant_id = $1"},
          {"leaks", "DELETE FROM a USING a other WHERE a.tenant_id = $1 AND other.x = 1"},
          {"leaks", "DELETE FROM a USING a other WHERE other.tenant_id = $1"},
          {"leaks", "SELECT * FROM a, a other WHERE a.tenant_id = $1"},
          {"leaks", "INSERT INTO a (tenant_id, id) SELECT $1, 1 WHERE EXISTS (SELECT 1 FROM a other)"},
      },
      first());
}

// One row for each of the others: nothing is told by it.
TEST(SoundnessLogic, JoinsThatMeetOneRow) {
  expectAll(
      {
          {"scoped", "SELECT a.x, count(*) FROM a LEFT JOIN u ON u.id = a.x WHERE a.tenant_id = $1 GROUP BY a.x"},
          {"scoped", "SELECT a.x FROM a LEFT JOIN u ON u.id = a.x AND u.tenant_id <> $1 WHERE a.tenant_id = $1"},
          {"scoped", "SELECT a.x FROM u RIGHT JOIN a ON a.x = u.id WHERE a.tenant_id = $1"},
          {"scoped", "SELECT a.x FROM a LEFT JOIN b ON b.id = a.x AND b.tenant_id = a.y WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN b ON b.id = a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN u ON u.id > a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN u ON u.id = a.x OR u.id = 5 WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN u ON u.id = u.ref WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN nu ON nu.code IS NOT DISTINCT FROM a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a JOIN u ON u.id = a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a FULL JOIN u ON u.id = a.x WHERE a.tenant_id = $1 OR a.tenant_id IS NULL"},
          {"leaks", "SELECT a.x, u FROM a LEFT JOIN u ON u.id = a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN u ON u.id = a.x WHERE a.tenant_id = $1 ORDER BY u.ref"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN u ON u.id = a.x LEFT JOIN g ON g.id = u.ref WHERE a.tenant_id = $1 AND g.x = 1"},
          // A subquery of one row.
          {"scoped", "SELECT a.x FROM a, (SELECT count(*) FROM b) q WHERE a.tenant_id = $1"},
          {"scoped", "SELECT a.x FROM a CROSS JOIN LATERAL (SELECT max(b.x) AS m FROM b WHERE b.id = a.id) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x, q.m FROM a CROSS JOIN LATERAL (SELECT max(b.x) AS m FROM b WHERE b.id = a.id) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT * FROM a, (SELECT count(*) FROM b) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a, (SELECT count(*) AS n FROM b) q WHERE a.tenant_id = $1 AND n > 1"},
          {"leaks", "SELECT a.x FROM a, (SELECT count(*) FROM b GROUP BY b.x) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a, (SELECT count(*) FROM b HAVING max(b.x) > 1) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a, (SELECT count(*) FROM b OFFSET (SELECT max(x) FROM b)) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a, (SELECT max(b.x), generate_series(1, max(b.x)) FROM b) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a, (SELECT count(*) OVER () FROM b) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a, (SELECT count(*) FROM b UNION SELECT 0) q WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a, (SELECT max(nextval('s')) FROM b) q WHERE a.tenant_id = $1"},
          {"scoped", "SELECT a.x FROM a LEFT JOIN (SELECT b.x FROM b ORDER BY b.x LIMIT 1) q ON q.x = a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN (SELECT b.x FROM b ORDER BY b.x LIMIT 2) q ON q.x = a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN (SELECT b.x FROM b ORDER BY b.x FETCH FIRST 1 ROW WITH TIES) q ON q.x = a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a JOIN (SELECT b.x FROM b ORDER BY b.x LIMIT 1) q ON q.x = a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a JOIN (SELECT b.x FROM b ORDER BY b.x LIMIT 1) q ON true WHERE a.tenant_id = $1"},
          {"leaks", "SELECT a.x, q.x FROM a LEFT JOIN (SELECT b.x FROM b ORDER BY b.x LIMIT 1) q ON q.x = a.x WHERE a.tenant_id = $1"},
          // How often a row comes out does not matter.
          {"scoped", "SELECT DISTINCT a.x FROM a LEFT JOIN (SELECT x FROM b) q ON q.x = a.x WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x FROM a LEFT JOIN (SELECT nextval('s') AS x FROM b) q ON q.x = a.x WHERE a.tenant_id = $1"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = $1 AND x IN (SELECT n.x FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = a.tenant_id UNION ALL "
                     "SELECT 1)"},
          {"scoped", "SELECT n.x FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = $1 INTERSECT SELECT x FROM g"},
          {"leaks", "SELECT n.x FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = $1 INTERSECT ALL SELECT x FROM g"},
          {"scoped", "SELECT n.x FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = $1 UNION ALL SELECT 1 EXCEPT SELECT 2"},
          {"leaks", "SELECT n.x FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = $1 UNION ALL SELECT 1 EXCEPT ALL SELECT 2"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND x IN (SELECT n.x FROM n LEFT JOIN b ON b.id = n.id WHERE n.tenant_id = a.tenant_id UNION ALL "
                    "SELECT 1 LIMIT 2)"},
      },
      first());
}

// Another row of the table will do, and the one at hand is one that does.
TEST(SoundnessLogic, RowsThatWitness) {
  expectAll(
      {
          {"scoped", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.id = a.id"},
          {"scoped", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND (b.tenant_id = $1 OR $2 = 1)"},
          {"scoped", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.tenant_id IN ($2, a.tenant_id) AND b.id = b.id"},
          {"scoped", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND (b.tenant_id, b.id) IS NOT DISTINCT FROM (a.tenant_id, a.id)"},
          {"scoped", "SELECT DISTINCT a.x FROM a JOIN a b ON b.tenant_id = ANY (ARRAY[a.tenant_id, $2]) WHERE a.tenant_id = $1"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT b.x FROM a b WHERE b.id = a.id)"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM a b WHERE b.id = a.id AND a.x = 1)"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM b WHERE false UNION ALL SELECT b.x FROM a b)"},
          // Where it is NULL, no row will do.
          {"leaks", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.x = a.x"},
          {"leaks", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.id <> a.id"},
          {"leaks", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.id = a.x"},
          {"leaks", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.tenant_id <> $2"},
          {"leaks", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.id = a.id AND b.x = 1"},
          {"leaks", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.id = a.id RETURNING b.x"},
          {"leaks", "DELETE FROM a USING a b WHERE a.tenant_id = $1 AND b.id = a.id RETURNING *"},
          {"leaks", "UPDATE a SET x = b.x FROM a b WHERE a.tenant_id = $1 AND b.id = a.id"},
          {"leaks", "SELECT a.x FROM a JOIN a b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x, b.x FROM a JOIN a b ON b.id = a.id WHERE a.tenant_id = $1"},
          {"scoped", "SELECT DISTINCT a.x FROM a LEFT JOIN (a b JOIN b c ON c.id = b.id) ON b.id = a.id WHERE a.tenant_id = $1 AND c.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT a.x FROM a LEFT JOIN (a b JOIN b c ON c.id = b.x) ON b.id = a.id WHERE a.tenant_id = $1 AND c.tenant_id = $1"},
          {"leaks", "SELECT DISTINCT 1 FROM a JOIN a b ON b.id = a.id"},
          {"leaks", "SELECT DISTINCT g.x FROM g LEFT JOIN a ON a.tenant_id = $1 JOIN a b ON b.id = g.id"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT b.x FROM a b WHERE b.id = a.id OFFSET 1)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM b c WHERE c.id = a.id)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a b WHERE b.id = a.id GROUP BY a.id HAVING count(*) > 1)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND x IN (SELECT b.x FROM a b WHERE b.id = a.id)"},
      },
      first());
}

// A join below that turns out to pad nothing.
TEST(SoundnessLogic, JoinsThatAreSimplified) {
  expectAll(
      {
          {"scoped", "SELECT 1 FROM a RIGHT JOIN g ON a.id = g.id JOIN b ON b.tenant_id = COALESCE(a.tenant_id, 3) WHERE a.tenant_id = $1"},
          {"leaks", "SELECT 1 FROM a RIGHT JOIN g ON a.id = g.id AND a.tenant_id = $1 JOIN b ON b.tenant_id = COALESCE(a.tenant_id, 3)"},
      },
      first());
}

TEST(SoundnessLogic, WhatExistsSelects) {
  expectAll(
      {
          {"scoped", "SELECT 1 FROM a WHERE tenant_id = $1 AND EXISTS (SELECT (SELECT max(x) FROM b) FROM a p WHERE p.tenant_id = $1)"},
          {"scoped", "SELECT 1 FROM a WHERE tenant_id = $1 AND NOT EXISTS (SELECT max(p.x), (SELECT max(x) FROM b) FROM a p WHERE p.tenant_id = $1 GROUP BY p.id)"},
          {"leaks", "SELECT 1 FROM a WHERE tenant_id = $1 AND EXISTS (SELECT generate_series(1, (SELECT max(x) FROM b)) FROM a p WHERE p.tenant_id = $1)"},
          {"leaks", "SELECT 1 FROM a WHERE tenant_id = $1 AND EXISTS (SELECT DISTINCT (SELECT max(b.x) FROM b WHERE b.id > p.id) FROM a p WHERE p.tenant_id = $1 "
                    "OFFSET 1)"},
          {"leaks", "SELECT 1 FROM a WHERE tenant_id = $1 AND EXISTS (SELECT (SELECT max(x) FROM b) FROM a p WHERE p.tenant_id = $1 EXCEPT SELECT 1)"},
          {"leaks", "SELECT 1 FROM a WHERE tenant_id = $1 AND x IN (SELECT (SELECT max(x) FROM b) FROM a p WHERE p.tenant_id = $1)"},
          {"leaks", "SELECT 1 FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a p WHERE p.tenant_id = $1 AND p.x > (SELECT max(x) FROM b))"},
      },
      first());
}

// A row of many tenants that NOT IN compares with NULL.
TEST(SoundnessLogic, NullsAmongOthers) {
  expectAll(
      {
          {"leaks", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) NOT IN (SELECT tenant_id, max(x) FROM b GROUP BY ROLLUP (tenant_id))"},
          {"leaks", "SELECT (tenant_id, x) IN (SELECT tenant_id, max(x) FROM b GROUP BY ROLLUP (tenant_id)) FROM a WHERE tenant_id = $1"},
          {"scoped", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) IN (SELECT tenant_id, max(x) FROM b GROUP BY ROLLUP (tenant_id))"},
          {"scoped", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) NOT IN (SELECT tenant_id, max(x) FROM b GROUP BY tenant_id)"},
          {"leaks", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) NOT IN (SELECT b.tenant_id, g.x FROM g LEFT JOIN b ON b.id = g.id)"},
          {"leaks", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) NOT IN (SELECT q.tenant_id, g.x FROM g LEFT JOIN (SELECT * FROM b) q ON q.id = g.id)"},
          {"scoped", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) NOT IN (SELECT b.tenant_id, g.x FROM g JOIN b ON b.id = g.id)"},
          {"leaks", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) NOT IN (SELECT tenant_id, x FROM n)"},
          {"scoped", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) NOT IN (SELECT tenant_id, x FROM n WHERE tenant_id = $1)"},
          {"leaks", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) NOT IN (SELECT tenant_id, x FROM b UNION ALL SELECT tenant_id, x FROM n)"},
          {"scoped", "UPDATE a SET x = 4 WHERE tenant_id = $1 AND (tenant_id, x) IN (SELECT tenant_id, x FROM n)"},
      },
      first());
}

// What one condition says of NULL, another one makes use of.
TEST(SoundnessLogic, ColumnsThatAreNotNull) {
  expectAll(
      {
          {"scoped", "SELECT 1 FROM a WHERE x IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 AND a.tenant_id = $1 LIMIT 1) AND x > 1"},
          {"scoped", "SELECT 1 FROM a WHERE x <> 3 AND x IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 AND a.tenant_id = $1 LIMIT 1)"},
          {"leaks", "SELECT 1 FROM a WHERE x IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 AND a.tenant_id = $1 LIMIT 1)"},
          {"leaks", "SELECT 1 FROM a WHERE x IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 AND a.tenant_id = $1 LIMIT 1) AND y > 1"},
          {"leaks", "SELECT 1 FROM a WHERE x IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 AND a.tenant_id = $1 LIMIT 1) AND (x > 1 OR y = 1)"},
          {"leaks", "SELECT 1 FROM a WHERE x IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 AND a.tenant_id = $1 LIMIT 1) AND x IS DISTINCT FROM 1"},
          {"scoped", "SELECT 1 FROM (SELECT tenant_id, 1 AS one FROM a) q WHERE one IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 AND q.tenant_id = "
                     "$1 LIMIT 1)"},
          {"leaks", "SELECT 1 FROM (SELECT tenant_id, NULL AS one FROM a) q WHERE one IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 AND "
                    "q.tenant_id = $1 LIMIT 1)"},
          {"leaks", "SELECT 1 FROM g LEFT JOIN (SELECT tenant_id, 1 AS one FROM a) q ON true WHERE one IS NOT DISTINCT FROM (SELECT n.x FROM n WHERE n.tenant_id = $1 "
                    "AND q.tenant_id = $1 LIMIT 1)"},
          // A row that the join pads has no tenant.
          {"scoped", "SELECT a.x FROM a LEFT JOIN b USING (tenant_id) WHERE a.tenant_id = $1 OR b.tenant_id = $1"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN b USING (tenant_id) WHERE a.tenant_id = $1 OR b.tenant_id IS NULL"},
          {"leaks", "SELECT a.x FROM a LEFT JOIN b USING (id) WHERE a.tenant_id = $1 OR b.tenant_id = $1"},
      },
      first());
}

// What is equal to the value of a subquery is not NULL, if that value is a column.
TEST(SoundnessLogic, SubqueriesThatReturnAPaddedColumn) {
  expectAll(
      {
          {"scoped",
           "SELECT a.id FROM a LEFT JOIN b ON b.id = a.id AND b.tenant_id = $1 LEFT JOIN n ON n.id = b.x AND n.tenant_id = (SELECT b.tenant_id) "
           "WHERE a.tenant_id = $1"},
          {"leaks",
           "SELECT a.id FROM a LEFT JOIN b ON b.id = a.id AND b.tenant_id = $1 LEFT JOIN n ON n.id = a.x AND n.tenant_id IS NOT DISTINCT FROM "
           "(SELECT b.tenant_id) WHERE a.tenant_id = $1"},
          {"leaks",
           "SELECT a.id FROM a LEFT JOIN b ON b.id = a.id LEFT JOIN n ON n.id = b.x AND n.tenant_id = (SELECT b.tenant_id) WHERE a.tenant_id = $1"},
      },
      first());
}

TEST(SoundnessLogic, GroupingSets) {
  expectAll(
      {
          {"scoped", "SELECT * FROM (SELECT a.tenant_id, max(b.x) FROM a, b WHERE b.tenant_id = a.tenant_id GROUP BY ROLLUP (a.tenant_id)) q WHERE "
                     "tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT a.tenant_id, max(b.x) FROM a, b WHERE b.id = a.id GROUP BY ROLLUP (a.tenant_id)) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT a.tenant_id, max(b.x) FROM a, b WHERE b.tenant_id = a.tenant_id GROUP BY ROLLUP (a.tenant_id)) q WHERE "
                    "tenant_id = $1 OR "
                    "tenant_id IS NULL"},
          {"leaks",
           "SELECT * FROM (SELECT a.id, max(b.x) FROM a, b WHERE b.tenant_id = a.tenant_id GROUP BY CUBE (a.tenant_id, a.id)) q WHERE id = $1"},
          {"leaks", "SELECT * FROM (SELECT a.tenant_id, max(b.x) FROM a LEFT JOIN b ON b.id = a.id GROUP BY GROUPING SETS ((a.tenant_id), ())) q "
                    "WHERE tenant_id = $1"},
      },
      first());
}
