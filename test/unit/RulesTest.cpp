//===- RulesTest.cpp - Each construct, and both of its sides --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One test for each kind of construct that touches rows: what confines, and what looks
// like it and does not. The finer points are in the other tests.
//
//===----------------------------------------------------------------------===//
#include "Judge.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

namespace {

Schema tables() {
  Schema S;
  EXPECT_TRUE(S.addDefinitions("CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int, PRIMARY KEY (tenant_id, id));"
                               "CREATE TABLE b (tenant_id int NOT NULL, id int NOT NULL, x int, PRIMARY KEY (tenant_id, id));"
                               "CREATE TABLE u (tenant_id int NOT NULL, id int PRIMARY KEY, x int);"
                               "CREATE TABLE shared (id int PRIMARY KEY, x int);"
                               "CREATE VIEW all_a AS SELECT * FROM a;"
                               "CREATE VIEW first_a AS SELECT * FROM a LIMIT 9;",
                               Dialect::PostgreSQL)
                  .empty());
  return S;
}

void expectSides(const std::vector<const char *> &Scoped, const std::vector<const char *> &Leaks) {
  const Schema S = tables();
  for (const char *Sql : Scoped)
    EXPECT_EQ(judge(Sql, S), "scoped") << Sql;
  for (const char *Sql : Leaks)
    EXPECT_EQ(judge(Sql, S).substr(0, 5), "leaks") << Sql << "\n  is: " << judge(Sql, S);
}

} // namespace

TEST(Rules, AndOr) {
  expectSides(
      {"SELECT * FROM a WHERE tenant_id = $1 AND (x = 1 OR x = 2)", "SELECT * FROM a WHERE tenant_id = $1 AND x = 1 OR x = 2 AND tenant_id = $1"},
      {"SELECT * FROM a WHERE tenant_id = $1 AND x = 1 OR x = 2", "SELECT * FROM a WHERE (tenant_id = $1 OR x = 1) AND id = 2"});
}

TEST(Rules, WhatIsNoEquality) {
  expectSides({"SELECT * FROM a WHERE NOT (tenant_id <> $1)", "SELECT * FROM a WHERE tenant_id IS NOT DISTINCT FROM $1",
               "SELECT * FROM a WHERE (tenant_id = $1) IS TRUE", "SELECT * FROM a WHERE (tenant_id, id) = ($1, $2)",
               "SELECT * FROM a WHERE tenant_id IN ($1)", "SELECT * FROM a WHERE tenant_id = ANY (ARRAY[$1])"},
              {"SELECT * FROM a WHERE tenant_id <> $1", "SELECT * FROM a WHERE tenant_id IS DISTINCT FROM $1",
               "SELECT * FROM a WHERE (tenant_id = $1) IS NOT FALSE", "SELECT * FROM a WHERE (tenant_id, id) <> ($1, $2)",
               "SELECT * FROM a WHERE tenant_id >= $1", "SELECT * FROM a WHERE tenant_id IS NOT NULL", "SELECT * FROM a WHERE tenant_id = tenant_id",
               "SELECT * FROM a WHERE COALESCE($1, tenant_id) = tenant_id", "SELECT * FROM a WHERE CASE WHEN $2 THEN tenant_id = $1 ELSE true END"});
}

TEST(Rules, SeveralTenants) {
  expectSides({"SELECT * FROM a WHERE tenant_id IN ($1, $2) AND tenant_id = $1"},
              {"SELECT * FROM a WHERE tenant_id IN ($1, $2)", "SELECT * FROM a WHERE tenant_id = ANY ($1)"});
}

TEST(Rules, InnerJoins) {
  expectSides({"SELECT * FROM a JOIN b ON b.tenant_id = a.tenant_id AND a.tenant_id = $1",
               "SELECT * FROM a JOIN b USING (tenant_id) WHERE b.tenant_id = $1", "SELECT * FROM a NATURAL JOIN b WHERE a.tenant_id = $1"},
              {"SELECT * FROM a JOIN b ON b.id = a.id AND a.tenant_id = $1", "SELECT * FROM a JOIN b USING (id) WHERE b.tenant_id = $1",
               "SELECT * FROM a CROSS JOIN b WHERE a.tenant_id = $1"});
}

TEST(Rules, OuterJoins) {
  expectSides({"SELECT * FROM a LEFT JOIN b ON b.tenant_id = a.tenant_id WHERE a.tenant_id = $1",
               "SELECT * FROM shared s LEFT JOIN b ON b.tenant_id = $1", "SELECT * FROM a RIGHT JOIN b ON a.tenant_id = $1 WHERE b.tenant_id = $1",
               "SELECT * FROM a FULL JOIN b ON b.id = a.id WHERE a.tenant_id = $1 AND b.tenant_id = $1",
               "SELECT * FROM a FULL JOIN b USING (tenant_id) WHERE tenant_id = $1"},
              {"SELECT * FROM a LEFT JOIN b ON b.tenant_id = a.tenant_id AND a.tenant_id = $1",
               "SELECT * FROM a RIGHT JOIN b ON a.tenant_id = $1 AND b.tenant_id = $1",
               "SELECT * FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 AND (b.tenant_id = $1 OR b.tenant_id IS NULL)",
               "SELECT * FROM a FULL JOIN b ON a.tenant_id = $1 AND b.tenant_id = $1",
               "SELECT * FROM a FULL JOIN b USING (tenant_id) WHERE tenant_id = $1 OR a.x = 1",
               "SELECT * FROM a FULL JOIN b USING (id) WHERE a.tenant_id = $1"});
}

TEST(Rules, DerivedTables) {
  expectSides({"SELECT * FROM (SELECT * FROM a) q WHERE tenant_id = $1",
               "WITH q AS (SELECT tenant_id, max(x) FROM a GROUP BY tenant_id) SELECT * FROM q WHERE tenant_id = $1",
               "SELECT * FROM all_a WHERE tenant_id = $1", "SELECT * FROM (SELECT DISTINCT ON (tenant_id, x) * FROM a) q WHERE tenant_id = $1",
               "SELECT * FROM (SELECT tenant_id, rank() OVER (PARTITION BY tenant_id ORDER BY x) FROM a) q WHERE tenant_id = $1"},
              {"SELECT * FROM (SELECT * FROM a LIMIT 5) q WHERE tenant_id = $1", "SELECT * FROM (SELECT * FROM a OFFSET 5) q WHERE tenant_id = $1",
               "WITH q AS (SELECT max(tenant_id) AS tenant_id FROM a) SELECT * FROM q WHERE tenant_id = $1",
               "SELECT * FROM first_a WHERE tenant_id = $1", "SELECT * FROM (SELECT DISTINCT ON (x) * FROM a) q WHERE tenant_id = $1",
               "SELECT * FROM (SELECT tenant_id, rank() OVER (ORDER BY x) FROM a) q WHERE tenant_id = $1",
               "SELECT * FROM (SELECT id AS tenant_id FROM a) q WHERE tenant_id = $1"});
}

TEST(Rules, SetOperations) {
  expectSides({"SELECT id FROM a WHERE tenant_id = $1 UNION ALL SELECT id FROM b WHERE tenant_id = $1",
               "SELECT * FROM (SELECT tenant_id, id FROM a UNION SELECT tenant_id, id FROM b) q WHERE tenant_id = $1",
               "SELECT id FROM a WHERE tenant_id = $1 EXCEPT SELECT id FROM b WHERE tenant_id = $1"},
              {"SELECT id FROM a WHERE tenant_id = $1 UNION ALL SELECT id FROM b",
               "SELECT * FROM (SELECT tenant_id, id FROM a UNION SELECT id, tenant_id FROM b) q WHERE tenant_id = $1",
               "SELECT id FROM a WHERE tenant_id = $1 EXCEPT SELECT id FROM b"});
}

TEST(Rules, Subqueries) {
  expectSides({"SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM b WHERE b.tenant_id = a.tenant_id AND b.id = a.id)",
               "SELECT * FROM a WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM b WHERE tenant_id = $1)",
               "SELECT (SELECT max(x) FROM b WHERE b.tenant_id = a.tenant_id) FROM a WHERE tenant_id = $1",
               "SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.tenant_id = a.tenant_id LIMIT 3) q WHERE a.tenant_id = $1"},
              {"SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM b WHERE tenant_id = tenant_id AND b.id = a.id)",
               "SELECT * FROM a WHERE tenant_id = $1 AND id IN (SELECT id FROM b)", "SELECT (SELECT max(x) FROM b) FROM a WHERE tenant_id = $1",
               "SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.id = a.id LIMIT 3) q WHERE a.tenant_id = $1"});
}

TEST(Rules, Inserts) {
  expectSides({"INSERT INTO a (tenant_id, id) VALUES ($1, 1), ($1, 2)", "INSERT INTO a VALUES ($1, 1, 2)",
               "INSERT INTO a (id, tenant_id) SELECT id, tenant_id FROM b WHERE tenant_id = $1",
               "INSERT INTO a (tenant_id, id) VALUES ($1, 1) ON CONFLICT (tenant_id, id) DO UPDATE SET x = excluded.x"},
              {"INSERT INTO a (tenant_id, id) VALUES ($1, 1), (NULL, 2)", "INSERT INTO a (id) VALUES (1)",
               "INSERT INTO a (tenant_id, id) SELECT $1, id FROM b", "INSERT INTO a (tenant_id, id) SELECT id, id FROM b WHERE tenant_id = $1",
               "INSERT INTO u (tenant_id, id) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET x = excluded.x"});
}

TEST(Rules, Changes) {
  expectSides(
      {"UPDATE a SET x = b.x FROM b WHERE a.tenant_id = $1 AND b.tenant_id = a.tenant_id AND b.id = a.id",
       "UPDATE a SET tenant_id = $1, x = 1 WHERE tenant_id = $1", "DELETE FROM a USING b WHERE a.tenant_id = b.tenant_id AND b.tenant_id = $1",
       "MERGE INTO a USING (SELECT * FROM b WHERE tenant_id = $1) s ON a.tenant_id = s.tenant_id AND a.id = s.id WHEN MATCHED THEN DELETE"},
      {"UPDATE a SET x = b.x FROM b WHERE a.tenant_id = $1 AND b.id = a.id", "UPDATE a SET tenant_id = $2 WHERE tenant_id = $1",
       "DELETE FROM a USING b WHERE a.id = b.id AND b.tenant_id = $1",
       "MERGE INTO a USING (SELECT * FROM b WHERE tenant_id = $1) s ON a.id = s.id WHEN MATCHED AND a.tenant_id = s.tenant_id THEN DELETE WHEN NOT "
       "MATCHED THEN INSERT (tenant_id, id) VALUES (s.tenant_id, s.id)"});
}

TEST(Rules, ChangesInWith) {
  expectSides({"WITH w AS (DELETE FROM a WHERE tenant_id = $1) SELECT 1",
               "UPDATE a SET x = 1 WHERE tenant_id = $1 RETURNING (SELECT max(x) FROM b WHERE b.tenant_id = a.tenant_id)",
               "SELECT * FROM a WHERE tenant_id = $1 FOR UPDATE"},
              {"WITH w AS (DELETE FROM a) SELECT 1", "UPDATE a SET x = 1 WHERE tenant_id = $1 RETURNING (SELECT max(x) FROM b)",
               "SELECT * FROM a WHERE id = $1 FOR UPDATE"});
}

TEST(Rules, WholeTables) {
  expectSides({"COPY (SELECT * FROM a WHERE tenant_id = current_setting('app.tenant_id')::int) TO STDOUT", "TRUNCATE shared"},
              {"COPY a TO STDOUT", "TRUNCATE shared, a", "COPY a FROM STDIN"});
}

TEST(Rules, StatementsInStatements) {
  expectSides({"CREATE TABLE t AS SELECT * FROM a WHERE tenant_id = $1", "SELECT * INTO t FROM a WHERE tenant_id = $1",
               "DECLARE c CURSOR FOR SELECT * FROM a WHERE tenant_id = $1", "PREPARE p AS SELECT * FROM a WHERE tenant_id = $1",
               "EXPLAIN ANALYZE DELETE FROM a WHERE tenant_id = $1"},
              {"CREATE TABLE t AS SELECT * FROM a", "SELECT * INTO t FROM a", "DECLARE c CURSOR FOR SELECT * FROM a", "PREPARE p AS SELECT * FROM a",
               "EXPLAIN ANALYZE DELETE FROM a"});
}

TEST(Rules, JoinsByKeyAreWarnings) {
  const Schema S = tables();
  EXPECT_EQ(judge("SELECT * FROM a JOIN b ON b.x = a.id WHERE a.tenant_id = $1", S).substr(0, 17), "leaks [b] warning");
  EXPECT_EQ(judge("SELECT * FROM a JOIN b ON b.x > a.id WHERE a.tenant_id = $1", S).substr(0, 15), "leaks [b] error");
}

TEST(Rules, ConstantsAreMarked) {
  EXPECT_EQ(confinements("SELECT * FROM a WHERE tenant_id = 42", tables()), "a=42!");
  EXPECT_EQ(confinements("SELECT * FROM a WHERE tenant_id = $1", tables()).find('!'), std::string::npos);
}
