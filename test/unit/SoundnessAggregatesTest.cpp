//===- SoundnessAggregatesTest.cpp - Aggregates, and which rows they count --===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An aggregate counts the rows of the innermost query that its columns are of, wherever it
// stands. Bad statements stand beside good ones that look the same.
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

constexpr const char *Definitions = "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int, y int, PRIMARY KEY (tenant_id, id));"
                                    "CREATE TABLE b (tenant_id int NOT NULL, id int NOT NULL, x int, y int, PRIMARY KEY (tenant_id, id));"
                                    "CREATE TABLE u (tenant_id int NOT NULL, id int NOT NULL PRIMARY KEY, ref int);"
                                    "CREATE TABLE n (tenant_id int, id int, x int);"
                                    "CREATE TABLE g (id int NOT NULL PRIMARY KEY, x int, y int);";

void expectAll(const std::vector<Case> &Cases, Dialect D = Dialect::PostgreSQL, std::string Schema_ = Definitions) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions(Schema_, D).empty());
  PlaceholderStyles Styles = D == Dialect::PostgreSQL ? PlaceholderDollar : PlaceholderQuestion;
  for (const Case &C : Cases) {
    std::string Got = judge(C.Sql, S, D, Styles);
    EXPECT_EQ(Got.substr(0, Got.find(' ')), C.Verdict) << C.Sql << "\n  is: " << Got;
  }
}

} // namespace

// One row comes out, whatever there is, and so nothing follows from it.
TEST(SoundnessAggregates, OfAQueryFurtherOut) {
  expectAll({
      {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT (SELECT max(b.x)) FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1)"},
      {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT (SELECT 1 FROM g WHERE g.id = max(b.x)) FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1)"},
      {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT ARRAY(SELECT bit_and(b.x)) FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1)"},
      {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1 ORDER BY (SELECT max(b.x)))"},
      {"leaks", "SELECT * FROM a WHERE (SELECT (SELECT count(b.x)) FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1) = 0"},
      {"scoped", "SELECT * FROM a WHERE EXISTS (SELECT (SELECT count(*)) FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1)"},
      {"scoped", "SELECT * FROM a WHERE EXISTS (SELECT (SELECT max(g.x + b.x) FROM g) FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1)"},
      {"scoped", "SELECT * FROM a WHERE EXISTS (SELECT (SELECT max(x) FROM g) FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1)"},
      {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT (SELECT max(tenant_id) FROM g) FROM b WHERE b.tenant_id = $1 AND a.tenant_id = $1)"},
      // It counts rows that others repeat.
      {"leaks", "SELECT DISTINCT (SELECT count(a.id)) FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
      {"leaks", "SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 GROUP BY a.x HAVING (SELECT count(a.id)) > 1"},
      {"scoped", "SELECT DISTINCT (SELECT count(g.id) FROM g) FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1"},
      // The subquery has no aggregate of its own: whether it has a row, and how many, shows.
      {"leaks", "SELECT a.x, EXISTS (SELECT max(a.x) FROM b) FROM a WHERE a.tenant_id = $1 GROUP BY a.x"},
      {"leaks", "SELECT a.x FROM a GROUP BY a.x HAVING NOT EXISTS (SELECT max(a.x) FROM b)"},
      {"leaks", "SELECT ARRAY(SELECT max(a.x) FROM b LEFT JOIN a c ON c.id = b.id WHERE b.tenant_id = $1) FROM a WHERE a.tenant_id = $1"},
      {"leaks", "SELECT EXISTS (SELECT 1 FROM (SELECT max(a.x) FROM b) q) FROM a WHERE a.tenant_id = $1"},
      {"scoped", "SELECT a.x, EXISTS (SELECT max(b.x) FROM b) FROM a WHERE a.tenant_id = $1 GROUP BY a.x"},
      {"scoped", "SELECT EXISTS (SELECT 1 FROM (SELECT max(b.x) FROM b) q) FROM a WHERE a.tenant_id = $1"},
  });
}

// PostgreSQL refuses a column beside an aggregate. The others give that of some row.
TEST(SoundnessAggregates, ColumnsBeside) {
  std::vector<Case> Cases{
      {"leaks", "SELECT * FROM (SELECT tenant_id, id, max(x) FROM a) q WHERE tenant_id = ?"},
      {"leaks", "SELECT * FROM (SELECT tenant_id, id, max(x) AS m FROM a HAVING max(x) > 1) q WHERE tenant_id = ?"},
      {"leaks", "SELECT * FROM (SELECT tenant_id, id FROM a ORDER BY count(*)) q WHERE tenant_id = ?"},
      {"leaks", "SELECT * FROM (SELECT tenant_id, group_concat(x) FROM a) q WHERE tenant_id = ?"},
      {"leaks", "SELECT * FROM (SELECT tenant_id, (SELECT max(a.x)) FROM a) q WHERE tenant_id = ?"},
      {"leaks", "SELECT * FROM b WHERE b.tenant_id IN (SELECT tenant_id FROM (SELECT tenant_id, max(x) FROM a) q WHERE tenant_id = ?)"},
      {"leaks", "SELECT * FROM b WHERE EXISTS (SELECT a.id, max(a.x) FROM a WHERE a.tenant_id = ? AND b.tenant_id = a.tenant_id)"},
      {"scoped", "SELECT * FROM (SELECT tenant_id, id, max(x) FROM a WHERE tenant_id = ?) q"},
      {"scoped", "SELECT * FROM (SELECT tenant_id, max(x) FROM a GROUP BY tenant_id) q WHERE tenant_id = ?"},
      {"scoped", "SELECT * FROM (SELECT tenant_id, id, abs(x) FROM a) q WHERE tenant_id = ?"},
      {"scoped", "SELECT * FROM b WHERE EXISTS (SELECT a.id, abs(a.x) FROM a WHERE a.tenant_id = ? AND b.tenant_id = a.tenant_id)"},
  };
  for (Dialect D : {Dialect::MySQL, Dialect::SQLite, Dialect::Generic})
    expectAll(Cases, D);
}

// max(a, b) of SQLite is of one row.
TEST(SoundnessAggregates, LargestOfSeveralValues) {
  expectAll(
      {
          {"leaks", "SELECT * FROM a WHERE tenant_id = ? AND EXISTS (SELECT max(b.x, 3) FROM b)"},
          {"leaks", "SELECT a.x FROM a JOIN (SELECT min(b.x, 3) FROM b) q WHERE a.tenant_id = ?"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = ? AND EXISTS (SELECT max(b.x) FROM b)"},
          {"scoped", "SELECT a.x FROM a JOIN (SELECT min(b.x) FROM b) q WHERE a.tenant_id = ?"},
          {"scoped", "SELECT * FROM (SELECT tenant_id, max(x, 3) FROM a) q WHERE tenant_id = ?"},
      },
      Dialect::SQLite);
}

TEST(SoundnessAggregates, QueriesThatAlwaysHaveARow) {
  expectAll({
      {"scoped", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM (SELECT max(x) AS m FROM b) q)"},
      {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM (SELECT max(x) AS m FROM b) q WHERE q.m > 3)"},
      {"scoped", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT x FROM b UNION SELECT max(x) FROM b)"},
      {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT x FROM b UNION SELECT max(x) FROM b OFFSET 1)"},
      {"leaks", "SELECT * FROM a WHERE tenant_id = $1 AND EXISTS (SELECT x FROM b EXCEPT SELECT max(x) FROM b)"},
      {"scoped", "SELECT * FROM a WHERE NOT EXISTS (SELECT x FROM b UNION ALL VALUES (1))"},
      {"leaks", "SELECT * FROM a WHERE NOT EXISTS (SELECT 1 FROM (VALUES (1)) v WHERE a.x = 1)"},
      {"leaks", "SELECT * FROM a WHERE NOT EXISTS (SELECT generate_series(1, 0) FROM (SELECT max(x) FROM g) q)"},
  });
}

// Names that a subquery has of its own do not refer to a relation outside, and columns that
// are merged elsewhere do not either.
TEST(SoundnessAggregates, NamesOfSubqueries) {
  expectAll({
      {"scoped", "SELECT DISTINCT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 AND EXISTS (SELECT * FROM g WHERE g.id = a.x)"},
      {"scoped", "SELECT DISTINCT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 AND EXISTS (SELECT x FROM g WHERE y = a.y)"},
      {"leaks", "SELECT DISTINCT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 AND EXISTS (SELECT 1 FROM g WHERE b.y = g.y)"},
      {"leaks", "SELECT DISTINCT a.x FROM a LEFT JOIN u ON u.id = a.id WHERE a.tenant_id = $1 AND EXISTS (SELECT 1 FROM g WHERE ref IS NOT NULL)"},
      {"leaks", "WITH g AS (SELECT 1 AS q) SELECT DISTINCT a.x FROM a LEFT JOIN u ON u.ref = a.id WHERE a.tenant_id = $1 AND EXISTS (SELECT 1 FROM g "
                "WHERE id IS NOT NULL)"},
      {"leaks",
       "SELECT a.x FROM a LEFT JOIN u ON u.id = a.x WHERE a.tenant_id = $1 AND EXISTS (WITH g AS (SELECT 1 AS q) SELECT 1 FROM g WHERE ref = 1)"},
      {"leaks", "SELECT a.x FROM a LEFT JOIN u ON u.id = a.x WHERE a.tenant_id = $1 AND EXISTS (SELECT 1 FROM g, (SELECT ref) z WHERE z.ref = 1)"},
      {"leaks", "SELECT a.x FROM a LEFT JOIN u ON u.id = a.x, LATERAL (SELECT ref) z WHERE a.tenant_id = $1 AND z.ref = 1"},
      {"scoped", "SELECT a.x FROM a LEFT JOIN u ON u.id = a.x, (SELECT 1 AS id) z WHERE a.tenant_id = $1 AND z.id = 1"},
      {"scoped", "SELECT a.x FROM (SELECT tenant_id, id, x FROM a) a LEFT JOIN u ON u.id = a.x WHERE a.tenant_id = $1"},
      {"scoped", "SELECT a.y FROM (a JOIN g USING (id)) LEFT JOIN u ON u.id = a.y WHERE a.tenant_id = $1"},
      {"leaks", "SELECT a.y FROM (a LEFT JOIN u ON u.id = a.y) JOIN g USING (ref) WHERE a.tenant_id = $1"},
      {"leaks", "SELECT * FROM (a JOIN g USING (id)) LEFT JOIN u ON u.id = a.y WHERE a.tenant_id = $1"},
  });
}

// Where repeats do not matter outside, they do not matter in FROM; nor does the first row
// depend on how often a row is repeated.
TEST(SoundnessAggregates, RepeatsThatDoNotMatter) {
  expectAll({
      {"scoped", "SELECT DISTINCT q.x FROM (SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1) q"},
      {"leaks", "SELECT count(q.x) FROM (SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1) q"},
      {"leaks", "SELECT DISTINCT q.x FROM (SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 ORDER BY a.x LIMIT 3) q"},
      {"leaks", "SELECT DISTINCT q.c FROM (SELECT a.x, count(*) AS c FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 GROUP BY a.x) q"},
      {"scoped", "UPDATE a SET x = 1 FROM (SELECT g.id FROM g LEFT JOIN b ON b.id = g.id) q WHERE q.id = a.id AND a.tenant_id = $1"},
      {"leaks", "UPDATE a SET x = 1 FROM (SELECT g.id FROM g JOIN b ON b.id = g.id) q WHERE q.id = a.id AND a.tenant_id = $1"},
      {"scoped", "SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 ORDER BY a.x LIMIT 1"},
      {"leaks", "SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 ORDER BY a.x LIMIT 1 OFFSET 1"},
      {"leaks", "SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 ORDER BY a.x FETCH FIRST 1 ROWS WITH TIES"},
      {"leaks", "SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 ORDER BY b.x, a.x LIMIT 1"},
      {"leaks", "SELECT a.x, count(*) OVER () FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 ORDER BY a.x LIMIT 1"},
      {"leaks", "SELECT a.x FROM a JOIN b ON b.id = a.id WHERE a.tenant_id = $1 ORDER BY a.x LIMIT 1"},
  });
}

TEST(SoundnessAggregates, WhatIsNotTrue) {
  expectAll({
      {"scoped", "SELECT * FROM a WHERE NOT ((tenant_id = $1) IS TRUE) AND tenant_id = $1"},
      {"scoped", "SELECT * FROM a JOIN b ON b.tenant_id = a.tenant_id WHERE (a.tenant_id = b.tenant_id) IS NOT TRUE"},
      {"leaks", "SELECT * FROM a WHERE (tenant_id = $1) IS NOT TRUE"},
      {"leaks", "SELECT * FROM n WHERE NOT ((tenant_id = id) IS TRUE) AND tenant_id IS NOT DISTINCT FROM id"},
  });
}

TEST(SoundnessAggregates, RowsThatEqualAllOfOne) {
  expectAll({
      {"scoped", "SELECT * FROM a WHERE (tenant_id, id) = ALL (SELECT $1::int, 1)"},
      {"scoped", "SELECT * FROM a WHERE NOT (tenant_id, id) <> ANY (SELECT $1::int, 1)"},
      {"leaks", "SELECT * FROM a WHERE (id, tenant_id) = ALL (SELECT $1::int, x FROM g)"},
      {"leaks", "SELECT * FROM a WHERE (tenant_id, id) = ALL (SELECT $1::int, 1 WHERE a.x = 1)"},
      {"leaks", "SELECT * FROM a WHERE NOT (tenant_id, id) <> ALL (SELECT $1::int, 1 FROM g)"},
      {"leaks", "SELECT * FROM a WHERE (id, tenant_id) = ALL (SELECT $1::int, x)"},
  });
}

// A table in brackets is that table.
TEST(SoundnessAggregates, TablesInBrackets) {
  std::vector<Case> Cases{
      {"leaks", "SELECT * FROM (a)"},
      {"scoped", "SELECT * FROM (a) WHERE tenant_id = ?"},
      {"scoped", "SELECT * FROM ((a AS o)) WHERE o.tenant_id = ?"},
      {"leaks", "SELECT * FROM (a o), (b) WHERE o.tenant_id = ?"},
      {"scoped", "SELECT * FROM (a o) JOIN (b) ON b.tenant_id = o.tenant_id WHERE o.tenant_id = ?"},
      {"scoped", "SELECT * FROM (a JOIN b ON b.tenant_id = a.tenant_id) WHERE a.tenant_id = ?"},
      {"leaks", "SELECT * FROM a WHERE tenant_id = ? AND id IN (SELECT id FROM (b))"},
  };
  for (Dialect D : {Dialect::MySQL, Dialect::SQLite})
    expectAll(Cases, D);
  expectAll(
      {
          {"scoped", "UPDATE a SET x = DEFAULT(x) WHERE tenant_id = ?"},
          {"leaks", "UPDATE a SET tenant_id = DEFAULT(tenant_id) WHERE tenant_id = ?"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES (DEFAULT(tenant_id), 1)"},
          {"scoped", "INSERT INTO a (tenant_id, id, x) VALUES (?, 1, DEFAULT)"},
      },
      Dialect::MySQL);
}

// Keys over a part of the rows, and exclusions, decide conflicts too; they say of no two
// rows that they are the same.
TEST(SoundnessAggregates, KeysOverAPart) {
  std::string Schema_ = "CREATE TABLE p (tenant_id int NOT NULL, id int NOT NULL, x int, PRIMARY KEY (tenant_id, id));"
                        "CREATE UNIQUE INDEX p_x ON p (id) WHERE x > 0;"
                        "CREATE TABLE q (tenant_id int NOT NULL, id int NOT NULL, x int, PRIMARY KEY (tenant_id, id));"
                        "CREATE UNIQUE INDEX q_x ON q (tenant_id, x) WHERE x > 0;";
  std::string Exclusions =
      "CREATE TABLE e (tenant_id int NOT NULL, id int NOT NULL, x int, PRIMARY KEY (tenant_id, id), EXCLUDE (id WITH =, x WITH <>));"
      "CREATE TABLE f (tenant_id int NOT NULL, id int NOT NULL, r int, PRIMARY KEY (tenant_id, id), EXCLUDE USING gist (tenant_id "
      "WITH =, r WITH &&));";
  expectAll(
      {
          {"leaks", "INSERT INTO p (tenant_id, id, x) VALUES ($1, 3, 1) ON CONFLICT DO NOTHING"},
          {"scoped", "INSERT INTO p (tenant_id, id, x) VALUES ($1, 3, 1) ON CONFLICT (tenant_id, id) DO NOTHING"},
          {"scoped", "INSERT INTO q (tenant_id, id, x) VALUES ($1, 3, 1) ON CONFLICT DO NOTHING"},
          {"leaks", "DELETE FROM p WHERE id IN (SELECT id FROM p WHERE tenant_id = $1)"},
          {"leaks", "INSERT INTO e (tenant_id, id, x) VALUES ($1, 3, 1) ON CONFLICT DO NOTHING"},
          {"leaks", "DELETE FROM e WHERE id IN (SELECT id FROM e WHERE tenant_id = $1)"},
          {"scoped", "INSERT INTO f (tenant_id, id, r) VALUES ($1, 3, 1) ON CONFLICT DO NOTHING"},
      },
      Dialect::PostgreSQL, Schema_ + Exclusions);
  expectAll(
      {
          {"leaks", "INSERT OR IGNORE INTO p (tenant_id, id, x) VALUES (?, 3, 1)"},
          {"leaks", "INSERT OR REPLACE INTO p (tenant_id, id, x) VALUES (?, 3, 1)"},
          {"scoped", "INSERT OR REPLACE INTO q (tenant_id, id, x) VALUES (?, 3, 1)"},
          {"leaks", "DELETE FROM p WHERE id IN (SELECT id FROM p WHERE tenant_id = ?)"},
      },
      Dialect::SQLite, Schema_);
}

// SQLite combines them from left to right.
TEST(SoundnessAggregates, OrderOfSetOperations) {
  std::vector<Case> Cases{
      {"leaks", "SELECT 1, 2 UNION SELECT id, tenant_id FROM a WHERE tenant_id = ? INTERSECT SELECT id, tenant_id FROM b"},
      {"leaks", "SELECT * FROM (SELECT 1, 2 UNION SELECT id, tenant_id FROM a WHERE tenant_id = ? INTERSECT SELECT id, tenant_id FROM b) q"},
      {"leaks", "SELECT 1, 2 EXCEPT SELECT 1, 3 UNION SELECT id, tenant_id FROM a WHERE tenant_id = ? INTERSECT SELECT id, tenant_id FROM b"},
      {"scoped", "SELECT id, tenant_id FROM b UNION SELECT id, tenant_id FROM a INTERSECT SELECT id, tenant_id FROM a WHERE tenant_id = ?"},
      {"scoped", "SELECT id, tenant_id FROM a WHERE tenant_id = ? INTERSECT SELECT id, tenant_id FROM b UNION SELECT 1, 2"},
  };
  expectAll(Cases, Dialect::SQLite);
  Cases[3].Verdict = "leaks";
  expectAll(Cases, Dialect::Generic);
  expectAll({{"scoped", "SELECT 1, 2 UNION SELECT id, tenant_id FROM a WHERE tenant_id = $1 INTERSECT SELECT id, tenant_id FROM b"}});
  // In brackets there is one order only.
  expectAll({{"scoped", "SELECT 1, 2 UNION (SELECT id, tenant_id FROM a WHERE tenant_id = ? INTERSECT SELECT id, tenant_id FROM b)"}},
            Dialect::Generic);
  expectAll({{"leaks", "SELECT 1 UNION SELECT 2 ORDER BY (SELECT count(*) FROM a)"}}, Dialect::MySQL);
}
