//===- SoundnessChoicesTest.cpp - Branches that others exclude ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What follows from a choice (OR, CASE, a list of values) together with other
// conditions, and what a value is after a cast or a function. As in
// SoundnessLogicTest.cpp, bad ones stand beside good ones.
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

void expectAll(const std::vector<Case> &Cases) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions("CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int, y int, PRIMARY KEY (tenant_id, id));"
                               "CREATE TABLE b (tenant_id int NOT NULL, id int NOT NULL, x int, y int, PRIMARY KEY (tenant_id, id));"
                               "CREATE TABLE g (id int PRIMARY KEY, x int, y int);",
                               Dialect::PostgreSQL)
                  .empty());
  for (const Case &C : Cases) {
    std::string Got = judge(C.Sql, S);
    EXPECT_EQ(Got.substr(0, Got.find(' ')), C.Verdict) << C.Sql << "\n  is: " << Got;
  }
}

} // namespace

// Both comparisons of a value can be true where it was changed on the way to one of them.
TEST(SoundnessChoices, ChangedValuesAreOthers) {
  expectAll({
      {"leaks", "SELECT * FROM a WHERE $2::int = 1 AND $2::int::boolean = true"},
      {"scoped", "SELECT * FROM a WHERE $2::int = 1 AND $2::bigint = 2"},
      {"leaks", "SELECT * FROM a WHERE COALESCE($2, 1) = 1 AND COALESCE($2, 2) = 2"},
      {"leaks", "SELECT * FROM a WHERE $2 IS DISTINCT FROM 3 AND COALESCE($2, 3) = 3"},
      {"leaks", "SELECT * FROM a WHERE $2::numeric(2, 0) = 3 AND $2::numeric = 4"},
      {"leaks", "SELECT * FROM a WHERE $2::int::boolean = true AND $2::int = 2"},
      {"leaks", "SELECT * FROM a WHERE NULLIF($2, 1) IS NOT DISTINCT FROM $3 AND $2 = 1 AND $3 IS DISTINCT FROM 1"},
      {"leaks", "SELECT * FROM a WHERE tenant_id = COALESCE($1, 0) AND 1 = 2 OR COALESCE($1, 1) = 1 AND COALESCE($1, 3) = 3"},
      // They confine as before.
      {"scoped", "SELECT * FROM a WHERE tenant_id = COALESCE($1, 0)"},
      {"scoped", "SELECT * FROM a WHERE tenant_id = COALESCE($1, '0'::int)"},
      {"leaks", "SELECT * FROM a WHERE tenant_id = COALESCE($1, tenant_id)"},
      {"leaks", "SELECT * FROM a WHERE tenant_id = COALESCE($1, tenant_id::int)"},
      {"scoped", "SELECT * FROM a JOIN b USING (tenant_id) WHERE tenant_id = NULLIF($1, '')::int"},
      {"scoped", "UPDATE a SET tenant_id = $1::int WHERE tenant_id = $1"},
      {"leaks", "UPDATE a SET tenant_id = COALESCE($1, 7) WHERE tenant_id = $1"},
      {"scoped", "SELECT * FROM a, b WHERE a.tenant_id = COALESCE($1, 0) AND b.tenant_id = COALESCE($1, 0)"},
  });
}

TEST(SoundnessChoices, BranchesThatOthersExclude) {
  expectAll({
      {"scoped", "SELECT * FROM a WHERE (tenant_id = $1 OR x > 1) AND NOT x > 1"},
      {"scoped", "SELECT * FROM a WHERE x <= 1 AND (tenant_id = $1 OR x > 1)"},
      {"scoped", "SELECT * FROM a WHERE (x > 1 OR tenant_id = $1) AND x IN (0, 1)"},
      {"leaks", "SELECT * FROM a WHERE (tenant_id = $1 OR x > 1) AND NOT x > 2"},
      {"leaks", "SELECT * FROM a WHERE (tenant_id = $1 OR x > 1) AND NOT y > 1"},
      {"leaks", "SELECT * FROM a WHERE (tenant_id = $1 OR x IS NULL) AND x IS DISTINCT FROM 1"},
      {"scoped", "SELECT * FROM a WHERE CASE WHEN x = 1 THEN tenant_id = $1 ELSE x > 5 END AND x < 3"},
      {"leaks", "SELECT * FROM a WHERE CASE WHEN x = 1 THEN tenant_id = $1 ELSE x < 5 END AND x < 3"},
      {"scoped", "SELECT * FROM a JOIN g ON g.id = a.id AND (a.tenant_id = $1 OR g.x = 2) WHERE g.x = 1"},
      {"leaks", "SELECT * FROM g LEFT JOIN a ON g.id = a.id AND (a.tenant_id = $1 OR g.x = 2) AND g.x <> 2"},
      {"leaks", "SELECT * FROM g LEFT JOIN a ON g.id = a.id AND (a.tenant_id = $1 OR a.x = 2) WHERE a.x = 1 OR a.x IS NULL"},
      {"scoped", "DELETE FROM a WHERE (tenant_id = $1 OR x = 3) AND x <> 3"},
      {"leaks", "DELETE FROM a WHERE (tenant_id = $1 OR x = 3) AND y <> 3"},
  });
}

TEST(SoundnessChoices, ListsOfValues) {
  expectAll({
      {"scoped", "SELECT * FROM a WHERE tenant_id IN ($1, $1)"},
      {"scoped", "SELECT * FROM a WHERE tenant_id IN ($1, $2) AND tenant_id < $2"},
      {"leaks", "SELECT * FROM a WHERE tenant_id IN ($1, $2) AND tenant_id <= $2"},
      {"scoped", "SELECT * FROM a WHERE tenant_id IN ($1, x) AND x <> tenant_id"},
      {"leaks", "SELECT * FROM a WHERE tenant_id IN ($1, x) AND x IS DISTINCT FROM y"},
      {"scoped", "SELECT * FROM a, b WHERE a.tenant_id = $1 AND b.tenant_id = ANY (ARRAY[a.tenant_id, $1])"},
      {"leaks", "SELECT * FROM a, b WHERE a.tenant_id = $1 AND b.tenant_id = ANY (ARRAY[a.tenant_id, $2])"},
      {"leaks", "SELECT * FROM a, b WHERE a.tenant_id = $1 AND b.tenant_id <> ANY (ARRAY[a.tenant_id, $1])"},
      {"leaks", "SELECT * FROM a, b WHERE a.tenant_id = $1 AND b.tenant_id NOT IN (a.tenant_id, $1)"},
      {"leaks", "SELECT * FROM a, b WHERE a.tenant_id = $1 AND b.tenant_id IN (a.id, $1)"},
      {"leaks", "SELECT * FROM a WHERE tenant_id IN ($1, (SELECT max(b.tenant_id) FROM b WHERE b.tenant_id = $1))"},
  });
}

// Where one branch of an OR is true, what the others return does not matter.
TEST(SoundnessChoices, SubqueriesWhereOtherBranchesAreNotTrue) {
  expectAll({
      {"scoped", "SELECT * FROM g WHERE EXISTS (SELECT 1 FROM a WHERE tenant_id = $1 OR $2 = 3) OR $2 = 3"},
      {"leaks", "SELECT * FROM g WHERE EXISTS (SELECT 1 FROM a WHERE tenant_id = $1 OR $2 = 3) OR $2 = 4"},
      {"leaks", "SELECT * FROM g WHERE EXISTS (SELECT 1 FROM a WHERE tenant_id = $1 OR $2 = 3) OR $2 <> 3"},
      {"leaks", "SELECT * FROM g WHERE EXISTS (SELECT 1 FROM a WHERE tenant_id = $1 OR $2 = 3) AND $2 = 3"},
      {"scoped", "SELECT * FROM g WHERE g.x = 3 OR g.id IN (SELECT id FROM a WHERE tenant_id = $1 OR g.x = 3)"},
      {"leaks", "SELECT * FROM g WHERE g.x = 3 OR g.id IN (SELECT id FROM a WHERE tenant_id = $1 OR g.x IS NULL)"},
      {"leaks", "SELECT * FROM g WHERE g.x = 3 OR g.id IN (SELECT id FROM a WHERE tenant_id = $1 OR COALESCE(g.x, 3) = 3)"},
      {"leaks", "SELECT * FROM g WHERE $2 = 3 OR g.id IN (SELECT id FROM a WHERE tenant_id = $1 OR COALESCE($2, 3) = 3)"},
      // Both are not true of NULL.
      {"leaks", "SELECT * FROM g WHERE x <= 1 OR x >= 1 OR EXISTS (SELECT 1 FROM a)"},
      {"leaks", "SELECT * FROM g WHERE g.x = g.y OR EXISTS (SELECT 1 FROM a WHERE tenant_id = $1 OR g.x IS NOT DISTINCT FROM g.y)"},
  });
}

TEST(SoundnessChoices, RowsThatAreThereAnyway) {
  expectAll({
      {"scoped", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.tenant_id <= a.tenant_id)"},
      {"scoped", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.id BETWEEN a.id AND a.id LIMIT 2)"},
      {"leaks", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.tenant_id < a.tenant_id)"},
      {"leaks", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.x <= a.x)"},
      {"leaks", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.id <= a.id OFFSET 1)"},
      {"leaks", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.id BETWEEN a.id AND a.y)"},
      {"leaks", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.id <> ALL (ARRAY[a.id]))"},
      {"leaks", "UPDATE a SET x = (SELECT count(*) FROM a c WHERE c.id <= a.id) WHERE tenant_id = $1"},
      {"scoped", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.id <= a.id LIMIT 0)"},
      {"leaks", "UPDATE a SET x = 1 WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM a c WHERE c.id <= a.id LIMIT $2)"},
      {"scoped", "SELECT 1 FROM g WHERE EXISTS (SELECT 1 FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 LIMIT 1)"},
      {"leaks", "SELECT 1 FROM g WHERE EXISTS (SELECT 1 FROM a LEFT JOIN b ON b.id = a.id WHERE a.tenant_id = $1 OFFSET 3 LIMIT 1)"},
      {"scoped", "WITH w AS (SELECT tenant_id, id FROM g, (VALUES (1)) v (tenant_id)) "
                 "SELECT DISTINCT a.x FROM a JOIN a c ON c.tenant_id IN ($1, 3) WHERE a.tenant_id = $1"},
      {"leaks", "WITH w AS (SELECT 1) SELECT DISTINCT a.x FROM a JOIN a c ON c.tenant_id IN ($2, 3) WHERE a.tenant_id = $1"},
  });
}

TEST(SoundnessChoices, OffsetsOfNothing) {
  expectAll({
      {"scoped", "SELECT * FROM (SELECT * FROM a OFFSET 0) q WHERE tenant_id = $1"},
      {"scoped", "SELECT * FROM (SELECT * FROM a UNION ALL SELECT * FROM b OFFSET 0) q WHERE tenant_id = $1"},
      {"scoped", "SELECT * FROM (SELECT * FROM a LIMIT ALL OFFSET 0) q WHERE tenant_id = $1"},
      {"leaks", "SELECT * FROM (SELECT * FROM a OFFSET 1) q WHERE tenant_id = $1"},
      {"leaks", "SELECT * FROM (SELECT * FROM a OFFSET $2) q WHERE tenant_id = $1"},
      {"leaks", "SELECT * FROM (SELECT * FROM a LIMIT 1 OFFSET 0) q WHERE tenant_id = $1"},
      {"leaks", "SELECT * FROM (SELECT * FROM a UNION ALL SELECT * FROM b OFFSET 2) q WHERE tenant_id = $1"},
  });
}
