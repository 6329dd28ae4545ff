//===- SoundnessLogicTest.cpp - Statements made to mislead it, continued ------===//
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
