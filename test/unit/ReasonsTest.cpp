//===- ReasonsTest.cpp - Why a predicate that is there does not confine -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judge.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

// Each near miss has words of its own, so that nobody has to guess what is wrong with
// the predicate that is there.
TEST(Reasons, EachNearMissHasItsWords) {
  static const std::pair<const char *, const char *> Cases[] = {
      {"SELECT * FROM t WHERE id = $1", "no predicate on 'tenant_id'"},
      {"SELECT * FROM t WHERE tenant_id = $1 OR id = 2", "the predicate on 'tenant_id' is inside OR"},
      {"SELECT * FROM t WHERE NOT (tenant_id <> $1 AND id = 2)", "the predicate on 'tenant_id' is inside OR"},
      {"SELECT * FROM t WHERE CASE WHEN id = 1 THEN tenant_id = $1 ELSE true END", "with one tenant, but in some branch of CASE"},
      {"SELECT * FROM t WHERE tenant_id <> $1", "with one tenant, but by <>"},
      {"SELECT * FROM t WHERE tenant_id <= $1", "with one tenant, but by <="},
      {"SELECT * FROM t WHERE tenant_id BETWEEN $1 AND $2", "with one tenant, but by BETWEEN"},
      {"SELECT * FROM t WHERE tenant_id LIKE $1", "with one tenant, but by LIKE"},
      {"SELECT * FROM t WHERE tenant_id IS NOT NULL", "with one tenant, but is tested for NULL"},
      {"SELECT * FROM t WHERE tenant_id = tenant_id", "with one tenant, but with itself"},
      {"SELECT * FROM t WHERE COALESCE($1, tenant_id) = tenant_id", "with one tenant, but is inside of an expression"},
      {"SELECT * FROM t WHERE lower(tenant_id) = $1", "with one tenant, but is inside of an expression"},
      {"SELECT * FROM t WHERE tenant_id IN ($1, $2)", "of several tenants: 'tenant_id' is compared with a list"},
      {"SELECT * FROM t WHERE tenant_id = ANY($1)", "of several tenants: 'tenant_id' is compared with a list"},
      {"SELECT * FROM t WHERE tenant_id = (SELECT max(id) FROM u WHERE tenant_id = $1)", "is compared with something that is not confined itself"},
      {"SELECT * FROM t LEFT JOIN u ON u.tenant_id = $1 AND t.tenant_id = $1", "in the ON of the preserved side of LEFT JOIN"},
      {"SELECT * FROM u RIGHT JOIN t ON u.tenant_id = $1 AND t.tenant_id = $1", "in the ON of the preserved side of RIGHT JOIN"},
      {"SELECT * FROM t FULL JOIN u ON u.tenant_id = $1 AND t.tenant_id = $1", "in the ON of the preserved side of FULL JOIN"},
      {"SELECT * FROM (SELECT * FROM t LIMIT 5) x WHERE tenant_id = $1", "LIMIT is applied before any predicate on 'tenant_id'"},
      {"SELECT * FROM (SELECT tenant_id, id FROM t FOR UPDATE) x WHERE tenant_id = $1", "FOR UPDATE is applied before"},
      {"SELECT * FROM (SELECT DISTINCT ON (id) id, tenant_id FROM t) x WHERE tenant_id = $1", "DISTINCT ON is applied before"},
      {"SELECT * FROM (SELECT id, max(tenant_id) OVER (), tenant_id FROM t) x WHERE tenant_id = $1", "a window function is applied before"},
      {"SELECT * FROM (SELECT * FROM (SELECT tenant_id FROM t LIMIT 5) y) x WHERE tenant_id = $1", "LIMIT is applied before"},
      {"SELECT * FROM (SELECT tenant_id FROM t UNION SELECT 1 LIMIT 5) x WHERE tenant_id = $1", "LIMIT is applied before"},
      {"SELECT * FROM u WHERE tenant_id = $1 AND tenant_id IN (SELECT tenant_id FROM t LIMIT 5)", "LIMIT is applied before"},
      // Nothing further out has a predicate that would come too late.
      {"SELECT id, tenant_id FROM t WHERE id = $1 LIMIT 1", "no predicate on 'tenant_id'"},
      {"SELECT id, tenant_id, count(*) FROM t GROUP BY id", "no predicate on 'tenant_id'"},
      {"SELECT id, tenant_id FROM t WHERE id = $1 FOR UPDATE", "no predicate on 'tenant_id'"},
      {"SELECT * FROM (SELECT id, tenant_id FROM t LIMIT 5) x WHERE id = $1", "no predicate on 'tenant_id'"},
      {"SELECT tenant_id FROM t UNION SELECT 1 LIMIT 5", "in the first branch of UNION of every tenant: no predicate on 'tenant_id'"},
      {"SELECT * FROM u JOIN t ON t.id = u.t_id WHERE u.tenant_id = $1", "through a key of 'u' only"},
      {"SELECT * FROM t, u WHERE tenant_id = $1", "the unqualified 'tenant_id' can belong to one of the joined tables only"},
      {"INSERT INTO t (id) VALUES ($1)", "without a tenant: column 'tenant_id' is not given"},
      {"INSERT INTO t (tenant_id) VALUES (now())", "with something in 'tenant_id' that is not a tenant value"},
      {"UPDATE t SET tenant_id = $2 WHERE tenant_id = $1", "moves rows to another tenant: it assigns 'tenant_id'"},
      {"INSERT INTO t (tenant_id, id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET x = 1", "the unique key that decides does not have 'tenant_id'"},
      {"SELECT id FROM t WHERE tenant_id = $1 UNION SELECT id FROM u", "reads table 'u' in the second branch of UNION of every tenant: no predicate"},
      {"SELECT id FROM t UNION SELECT id FROM u WHERE tenant_id = $1", "reads table 't' in the first branch of UNION of every tenant"},
      {"SELECT id FROM t WHERE tenant_id = $1 UNION ALL SELECT 1 UNION ALL SELECT id FROM u", "'u' in the third branch of UNION"},
      {"SELECT id FROM t WHERE tenant_id = $1 UNION SELECT 1 EXCEPT SELECT id FROM u", "'u' in the second branch of EXCEPT"},
      {"SELECT * FROM (SELECT id FROM t WHERE tenant_id = $1 INTERSECT SELECT id FROM u) q", "'u' in the second branch of INTERSECT"},
      {"TRUNCATE t", "TRUNCATE has no predicate"},
      {"COPY t TO STDOUT", "COPY has no predicate"},
  };
  for (const auto &[Sql, Words] : Cases) {
    std::string Got = judge(Sql);
    EXPECT_NE(Got.find(Words), std::string::npos) << Sql << "\n  is: " << Got;
  }
}

// The finding is at the table that it is about, whichever side or branch that is.
TEST(Reasons, NameTheRelation) {
  static const std::pair<const char *, const char *> Cases[] = {
      {"SELECT id FROM t WHERE tenant_id = $1 UNION ALL SELECT id FROM u", "leaks [u]"},
      {"SELECT * FROM t LEFT JOIN u ON u.id = t.id WHERE t.tenant_id = $1", "leaks [u]"},
      {"SELECT * FROM t a JOIN t b ON a.id = b.id WHERE b.tenant_id = $1", "leaks [t] warning: 'SELECT' reads table 't' through a key of 'b' only"},
      {"WITH w AS (SELECT * FROM u) SELECT * FROM t, w WHERE t.tenant_id = $1", "leaks [u]"},
      {"DELETE FROM t USING u WHERE t.tenant_id = $1 AND u.x = 1", "leaks [u]"},
  };
  for (const auto &[Sql, Verdict] : Cases)
    EXPECT_EQ(judge(Sql).substr(0, std::string(Verdict).size()), Verdict) << Sql;
}
