//===- SchemaChangesTest.cpp - Definitions that change what others mean ---===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Views, heirs, foreign keys and names after ALTER, as a PostgreSQL 15 has them.
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

void expectAll(const char *Definitions, const std::vector<Case> &Cases, Dialect D = Dialect::PostgreSQL) {
  Schema S;
  EXPECT_EQ(S.addDefinitions(Definitions, D), std::vector<std::string>());
  for (const Case &C : Cases) {
    std::string Got = judge(C.Sql, S, D, PlaceholderDollar);
    EXPECT_EQ(Got.substr(0, Got.find(' ')), C.Verdict) << C.Sql << "\n  is: " << Got;
  }
}

} // namespace

TEST(SchemaChanges, WhatComesAfterTheQueryOfAView) {
  const char *Text = "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int);"
                     "CREATE VIEW plain AS SELECT id, x FROM a WHERE x > 1 WITH CHECK OPTION;"
                     "CREATE VIEW cascaded (i, t) AS SELECT id, tenant_id FROM a WHERE x > 1 WITH CASCADED CHECK OPTION;"
                     "CREATE VIEW mine WITH (security_invoker = true) AS SELECT id FROM a WHERE tenant_id = current_setting('app.tenant_id')::int "
                     "WITH LOCAL CHECK OPTION;"
                     "CREATE MATERIALIZED VIEW stored AS SELECT id, tenant_id FROM a WITH NO DATA;"
                     "CREATE MATERIALIZED VIEW IF NOT EXISTS largest (i, t) WITH (fillfactor = 70) AS SELECT id, tenant_id FROM a LIMIT 1 WITH DATA;"
                     "CREATE VIEW of_stored AS SELECT * FROM stored;"
                     "CREATE RECURSIVE VIEW chain (id, t, x) AS SELECT id, tenant_id, x FROM a WHERE x = 0 "
                     "UNION SELECT a.id, a.tenant_id, a.x FROM a JOIN chain c ON a.x = c.id AND a.tenant_id = c.t;"
                     "CREATE RECURSIVE VIEW numbers (n) AS SELECT 1 UNION SELECT n + 1 FROM numbers WHERE n < 9;";
  expectAll(Text, {
                      {"leaks", "SELECT * FROM plain"},
                      {"leaks", "DELETE FROM plain WHERE id = 1"},
                      {"leaks", "SELECT * FROM cascaded WHERE i = 1"},
                      {"scoped", "SELECT * FROM cascaded WHERE t = $1"},
                      {"scoped", "SELECT * FROM mine WHERE id = 1"},
                      {"leaks", "SELECT * FROM stored WHERE id = 1"},
                      {"scoped", "SELECT * FROM stored WHERE tenant_id = $1"},
                      {"scoped", "SELECT * FROM of_stored WHERE tenant_id = $1"},
                      {"leaks", "SELECT * FROM largest WHERE t = $1"},
                      {"leaks", "SELECT * FROM chain WHERE id = 1"},
                      {"scoped", "SELECT * FROM chain WHERE t = $1"},
                      {"scoped", "SELECT * FROM numbers"},
                  });
  expectAll("CREATE TABLE a (tenant_id int NOT NULL, id int); CREATE ALGORITHM = MERGE VIEW v AS SELECT id FROM a WITH CASCADED CHECK OPTION;",
            {{"leaks", "SELECT id FROM v"}}, Dialect::MySQL);
}

TEST(SchemaChanges, WritesToViews) {
  expectAll("CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int);"
            "CREATE VIEW v AS SELECT tenant_id, id FROM a;"
            "CREATE VIEW mine AS SELECT tenant_id, id FROM a WHERE tenant_id = current_setting('app.tenant_id')::int;"
            "CREATE VIEW swapped AS SELECT id AS tenant_id, x FROM a;",
            {
                {"scoped", "INSERT INTO v (tenant_id, id) VALUES ($1, 1)"},
                {"leaks", "INSERT INTO v (id) VALUES (1)"},
                {"scoped", "INSERT INTO mine (tenant_id, id) VALUES ($1, 1)"},
                {"unresolved", "INSERT INTO swapped (tenant_id, x) VALUES ($1, 1)"},
                {"leaks", "DELETE FROM swapped WHERE tenant_id = $1"},
            });
}

TEST(SchemaChanges, ViewsThatAreReplacedOrDropped) {
  const char *Text = "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL);"
                     "CREATE TABLE g (id int);"
                     "CREATE VIEW public.v AS SELECT id FROM g;"
                     "CREATE OR REPLACE VIEW v AS SELECT id FROM a;"
                     "CREATE VIEW w AS SELECT id FROM a; DROP VIEW w; CREATE VIEW public.w AS SELECT id FROM g;"
                     "CREATE MATERIALIZED VIEW m AS SELECT id FROM g; DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id FROM a;"
                     "CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT id FROM g;"
                     "CREATE MATERIALIZED VIEW n AS SELECT id FROM a; ALTER MATERIALIZED VIEW n RENAME TO n2;";
  expectAll(Text, {
                      {"leaks", "SELECT * FROM v"},
                      {"leaks", "SELECT * FROM public.v"},
                      {"scoped", "SELECT * FROM w"},
                      {"leaks", "SELECT * FROM m"},
                      {"leaks", "SELECT * FROM n2"},
                  });
}

// A view reads the table that it was defined over, whatever that is called now.
TEST(SchemaChanges, TablesThatGetAnotherName) {
  const char *Text = "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL PRIMARY KEY, x int);"
                     "CREATE TABLE child (a_id int NOT NULL REFERENCES a (id), y int);"
                     "CREATE VIEW v AS SELECT id, x FROM a;"
                     "CREATE VIEW q AS SELECT a.id, a.tenant_id, \"A\".x FROM public.a, a AS \"A\" WHERE \"A\".tenant_id = a.tenant_id;"
                     "CREATE VIEW of_common AS WITH a AS (SELECT 1 AS id) SELECT * FROM a;"
                     "CREATE VIEW whole AS TABLE a;"
                     "ALTER TABLE a RENAME TO b;"
                     "CREATE TABLE a (id int, x int, tenant_id int);"
                     "ALTER TABLE a DROP COLUMN tenant_id;"
                     "CREATE VIEW later AS SELECT id, x FROM a;"
                     "CREATE TABLE old (tenant_id int NOT NULL, id int); CREATE VIEW of_old AS SELECT id FROM old;"
                     "CREATE SCHEMA archive; ALTER TABLE old SET SCHEMA archive; CREATE TABLE old (id int);";
  expectAll(Text, {
                      {"leaks", "SELECT * FROM v"},
                      {"leaks", "SELECT * FROM q"},
                      {"scoped", "SELECT * FROM q WHERE tenant_id = $1"},
                      {"scoped", "SELECT * FROM of_common"},
                      {"leaks", "SELECT * FROM whole"},
                      {"scoped", "SELECT * FROM later"},
                      {"scoped", "SELECT * FROM a"},
                      {"leaks", "SELECT * FROM b"},
                      {"leaks", "SELECT * FROM child"},
                      {"scoped", "SELECT * FROM old"},
                      {"leaks", "SELECT * FROM archive.old"},
                      {"leaks", "SELECT * FROM of_old"},
                  });
}

// A view keeps the names of its columns, and which columns of its tables they are.
TEST(SchemaChanges, ColumnsThatGetAnotherName) {
  const char *Text = "CREATE TABLE a (id int PRIMARY KEY, tenant_id int NOT NULL, x int NOT NULL);"
                     "CREATE VIEW v AS SELECT id, tenant_id, x FROM a;"
                     "CREATE VIEW star AS SELECT * FROM a;"
                     "CREATE VIEW listed (i, t) AS SELECT p, q, y FROM a AS s (p, q, y);"
                     "CREATE VIEW filtered AS SELECT id, x FROM a WHERE tenant_id = current_setting('app.tenant_id')::int;"
                     "CREATE VIEW of_v AS SELECT tenant_id, x FROM v;"
                     "CREATE MATERIALIZED VIEW stored AS SELECT tenant_id, x FROM a;"
                     "CREATE TABLE whole (tenant_id int, x int) PARTITION BY LIST (x); CREATE TABLE part PARTITION OF whole DEFAULT;"
                     "CREATE VIEW of_part AS SELECT tenant_id, x FROM part;"
                     "ALTER TABLE whole RENAME tenant_id TO old; ALTER TABLE whole RENAME x TO tenant_id;"
                     "ALTER TABLE a RENAME COLUMN tenant_id TO old;"
                     "ALTER TABLE a RENAME x TO tenant_id;"
                     "CREATE VIEW later AS SELECT id, tenant_id FROM a;";
  expectAll(Text, {
                      {"leaks", "SELECT * FROM a WHERE old = $1"},
                      {"scoped", "SELECT * FROM a WHERE tenant_id = $1"},
                      {"leaks", "SELECT * FROM v WHERE tenant_id = $1"},
                      {"scoped", "SELECT * FROM v WHERE x = $1"},
                      {"leaks", "SELECT * FROM star WHERE tenant_id = $1"},
                      {"scoped", "SELECT * FROM star WHERE x = $1"},
                      {"leaks", "SELECT * FROM listed WHERE t = $1"},
                      {"scoped", "SELECT * FROM listed WHERE y = $1"},
                      {"leaks", "SELECT * FROM filtered"},
                      {"leaks", "SELECT * FROM of_v WHERE tenant_id = $1"},
                      {"scoped", "SELECT * FROM of_v WHERE x = $1"},
                      {"leaks", "SELECT * FROM stored WHERE tenant_id = $1"},
                      {"scoped", "SELECT * FROM part WHERE tenant_id = $1"},
                      {"leaks", "SELECT * FROM of_part WHERE tenant_id = $1"},
                      {"scoped", "SELECT * FROM of_part WHERE x = $1"},
                      {"scoped", "SELECT * FROM later WHERE tenant_id = $1"},
                  });
  const char *OfViews = "CREATE TABLE a (id int PRIMARY KEY, tenant_id int NOT NULL, x int NOT NULL);"
                        "CREATE VIEW v AS SELECT tenant_id, x FROM a;"
                        "CREATE VIEW listed (t, y) AS SELECT tenant_id, x FROM a;"
                        "CREATE VIEW of_v AS SELECT tenant_id, x FROM v;"
                        "CREATE VIEW of_listed AS SELECT t, y FROM listed;"
                        "ALTER VIEW v RENAME COLUMN tenant_id TO old; ALTER VIEW v RENAME COLUMN x TO tenant_id;"
                        "CREATE OR REPLACE VIEW v AS SELECT tenant_id AS old, x AS tenant_id, id FROM a;"
                        "ALTER TABLE listed RENAME COLUMN t TO z; ALTER TABLE listed RENAME COLUMN y TO t;"
                        "CREATE VIEW again AS SELECT tenant_id FROM a; DROP VIEW again; CREATE VIEW again AS SELECT x AS tenant_id FROM a;";
  expectAll(OfViews, {
                         {"leaks", "SELECT * FROM v WHERE tenant_id = $1"},
                         {"scoped", "SELECT * FROM v WHERE old = $1"},
                         {"leaks", "SELECT * FROM listed WHERE t = $1"},
                         {"scoped", "SELECT * FROM listed WHERE z = $1"},
                         {"scoped", "SELECT * FROM of_v WHERE tenant_id = $1"},
                         {"leaks", "SELECT * FROM of_v WHERE x = $1"},
                         {"scoped", "SELECT * FROM of_listed WHERE t = $1"},
                         {"leaks", "SELECT * FROM of_listed WHERE y = $1"},
                         {"leaks", "SELECT * FROM again WHERE tenant_id = $1"},
                     });
}

// MySQL looks the names in a view up anew.
TEST(SchemaChanges, NamesInViewsOfMySql) {
  expectAll("CREATE TABLE a (id int, tenant_id int NOT NULL, x int NOT NULL); CREATE VIEW v AS SELECT id, tenant_id AS t FROM a;"
            "ALTER TABLE a RENAME COLUMN tenant_id TO old; ALTER TABLE a RENAME COLUMN x TO tenant_id;",
            {{"scoped", "SELECT * FROM v WHERE t = $1"}}, Dialect::MySQL);
}

// The names that a view gives to columns are those of the columns that are left.
TEST(SchemaChanges, ColumnsThatAreDropped) {
  const char *Text = "CREATE TABLE a (id int PRIMARY KEY, unused int, other int, tenant_id int NOT NULL, x int);"
                     "CREATE VIEW v AS SELECT b.tenant_id, b.x, a.id FROM a, ONLY public.a AS b WHERE a.tenant_id = b.tenant_id;"
                     "CREATE VIEW whole AS TABLE a;"
                     "ALTER TABLE a DROP COLUMN unused; ALTER TABLE a RENAME x TO y; ALTER TABLE a DROP other; ALTER TABLE a RENAME id TO key;"
                     "ALTER TABLE a RENAME TO c; ALTER TABLE c RENAME tenant_id TO old; ALTER TABLE c RENAME y TO tenant_id;";
  expectAll(Text, {
                      {"leaks", "SELECT * FROM v"},
                      {"leaks", "SELECT * FROM v WHERE tenant_id = $1"},
                      {"leaks", "SELECT * FROM v WHERE x = $1"},
                      {"leaks", "SELECT * FROM whole WHERE tenant_id = $1"},
                      {"scoped", "SELECT * FROM whole WHERE x = $1"},
                      {"scoped", "SELECT * FROM c WHERE tenant_id = $1"},
                  });
  expectAll("CREATE TABLE a (id int PRIMARY KEY, unused int, tenant_id int NOT NULL, x int);"
            "CREATE VIEW v AS SELECT b.tenant_id, b.x, a.id FROM a, ONLY public.a AS b WHERE a.tenant_id = b.tenant_id;"
            "ALTER TABLE a RENAME x TO y; ALTER TABLE a DROP unused; ALTER TABLE a RENAME id TO key;",
            {{"leaks", "SELECT * FROM v"}, {"scoped", "SELECT * FROM v WHERE tenant_id = $1"}, {"leaks", "SELECT * FROM v WHERE x = $1"}});
}

// The star of a view that names its columns stands for those that there were.
TEST(SchemaChanges, ColumnsThatViewsDoNotHave) {
  const char *Text = "CREATE TABLE a (id int, x int); CREATE TABLE g (id int, tenant_id int NOT NULL);"
                     "CREATE VIEW v (i, x, t) AS SELECT a.*, g.id FROM a, g WHERE g.tenant_id = 1;"
                     "CREATE VIEW w (i, x, t) AS SELECT b.*, g.tenant_id FROM public.a AS b, g WHERE b.id = g.id;"
                     "CREATE VIEW plain AS SELECT * FROM a;"
                     "ALTER TABLE a ADD COLUMN tenant_id int NOT NULL;";
  expectAll(Text, {
                      {"leaks", "SELECT * FROM v WHERE t = $1"},
                      {"leaks", "SELECT i FROM w WHERE t = $1"},
                      {"scoped", "SELECT i FROM plain WHERE tenant_id = $1"},
                  });
  expectAll("CREATE TABLE a (id int, tenant_id int NOT NULL); CREATE VIEW v (i, t, n) AS SELECT a.*, 1 FROM a; ALTER TABLE a ADD y int;",
            {{"scoped", "SELECT i FROM v WHERE t = $1"}, {"leaks", "SELECT i FROM v WHERE n = $1"}});
}

// A key is gone with its index or constraint, whatever that was called.
TEST(SchemaChanges, KeysThatGo) {
  const char *Text =
      "CREATE TABLE kept (tenant_id int NOT NULL, id int NOT NULL); CREATE UNIQUE INDEX k ON kept (id); ALTER INDEX k RENAME TO k2;"
      "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL); CREATE UNIQUE INDEX i ON a (id); ALTER INDEX i RENAME TO i2; DROP INDEX i2;"
      "CREATE TABLE b (tenant_id int NOT NULL, id int NOT NULL); CREATE UNIQUE INDEX j ON b (id); ALTER TABLE j RENAME TO j2; DROP INDEX j2;"
      "CREATE TABLE c (tenant_id int NOT NULL, id int NOT NULL UNIQUE); ALTER TABLE c RENAME CONSTRAINT c_id_key TO u;"
      "ALTER TABLE c DROP CONSTRAINT u;";
  expectAll(Text, {
                      {"scoped", "DELETE FROM kept WHERE id IN (SELECT id FROM kept WHERE tenant_id = $1)"},
                      {"leaks", "DELETE FROM a WHERE id IN (SELECT id FROM a WHERE tenant_id = $1)"},
                      {"leaks", "DELETE FROM b WHERE id IN (SELECT id FROM b WHERE tenant_id = $1)"},
                      {"leaks", "DELETE FROM c WHERE id IN (SELECT id FROM c WHERE tenant_id = $1)"},
                  });
}

// A default belongs to its column, as long as it has one.
TEST(SchemaChanges, DefaultsThatGo) {
  const char *Text = "CREATE TABLE a (id int, tenant_id int NOT NULL DEFAULT current_setting('app.tenant_id')::int);"
                     "CREATE TABLE b (id int, tenant_id int DEFAULT current_setting('app.tenant_id')::int);"
                     "CREATE TABLE c (id int, tenant_id int DEFAULT current_setting('app.tenant_id')::int, x int);"
                     "CREATE TABLE d (id int, tenant_id int NOT NULL);"
                     "ALTER TABLE b ALTER COLUMN tenant_id DROP DEFAULT;"
                     "ALTER TABLE c RENAME tenant_id TO old; ALTER TABLE c RENAME x TO tenant_id;"
                     "ALTER TABLE d ALTER tenant_id SET DEFAULT current_setting('app.tenant_id')::int;";
  expectAll(Text, {
                      {"scoped", "INSERT INTO a (id) VALUES (1)"},
                      {"leaks", "INSERT INTO b (id) VALUES (1)"},
                      {"leaks", "INSERT INTO c (id) VALUES (1)"},
                      {"scoped", "INSERT INTO d (id) VALUES (1)"},
                  });
}

// What a table gets, its partitions get.
TEST(SchemaChanges, PartitionsAndHeirs) {
  const char *Text =
      "CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);"
      "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (id);"
      "CREATE TABLE events_11 PARTITION OF events_1 DEFAULT;"
      "CREATE TABLE events_2 (id int, at date);"
      "ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');"
      "ALTER TABLE events RENAME TO log;"
      "ALTER TABLE log ADD COLUMN owner int NOT NULL; ALTER TABLE log RENAME COLUMN owner TO tenant_id;"
      "CREATE TABLE left_side (id int, x int); CREATE TABLE right_side (id int, tenant_id int NOT NULL);"
      "CREATE TABLE both_sides (y int) INHERITS (left_side, right_side);"
      "CREATE TABLE root (id int); CREATE TABLE heir (x int) INHERITS (root); CREATE TABLE heir_of_heir () INHERITS (heir);"
      "ALTER TABLE root ADD COLUMN tenant_id int PRIMARY KEY;"
      "CREATE TABLE parent (owner int); CREATE TABLE adopted (owner int); ALTER TABLE adopted INHERIT parent;"
      "ALTER TABLE parent RENAME TO parents; ALTER TABLE parents RENAME COLUMN owner TO tenant_id;"
      "CREATE TABLE c1 (id int); CREATE TABLE c2 (x int) INHERITS (c1); ALTER TABLE c1 INHERIT c2; ALTER TABLE c1 ADD COLUMN tenant_id int;"
      "CREATE TABLE unknown_parent (id int) INHERITS (somewhere_else);"
      "CREATE TABLE unknown_like (id int, LIKE somewhere_else);"
      "CREATE TABLE unknown_whole PARTITION OF somewhere_else DEFAULT;"
      "CREATE TABLE of_type OF some_type (PRIMARY KEY (id));"
      "CREATE TABLE x1 (id int); CREATE TABLE x2 (id int); ALTER TABLE x1 ATTACH PARTITION x2 DEFAULT; "
      "ALTER TABLE x2 ATTACH PARTITION x1 DEFAULT;";
  expectAll(Text, {
                      {"leaks", "SELECT * FROM events_1"},
                      {"scoped", "SELECT * FROM events_1 WHERE tenant_id = $1"},
                      {"leaks", "DELETE FROM events_11 WHERE id = 1"},
                      {"scoped", "DELETE FROM events_11 WHERE id = 1 AND tenant_id = $1"},
                      {"scoped", "INSERT INTO events_11 (id, tenant_id) VALUES (1, $1)"},
                      {"leaks", "INSERT INTO events_11 (id) VALUES (1)"},
                      {"leaks", "TRUNCATE events_1"},
                      {"leaks", "SELECT * FROM events_2"},
                      {"scoped", "SELECT * FROM events_2 WHERE tenant_id = $1"},
                      // id, x, tenant_id, y
                      {"scoped", "INSERT INTO both_sides VALUES (1, 2, $1, 3)"},
                      {"leaks", "INSERT INTO both_sides VALUES (1, 2, 3 + 4, $1)"},
                      {"leaks", "SELECT * FROM heir"},
                      {"leaks", "SELECT * FROM heir_of_heir"},
                      {"scoped", "SELECT * FROM heir_of_heir WHERE tenant_id = $1"},
                      {"leaks", "SELECT * FROM adopted"},
                      {"scoped", "SELECT * FROM adopted WHERE tenant_id = $1"},
                      {"leaks", "SELECT * FROM c2"},
                      {"leaks", "SELECT * FROM unknown_parent"},
                      {"leaks", "SELECT * FROM unknown_like"},
                      {"leaks", "SELECT * FROM unknown_whole"},
                      {"leaks", "SELECT * FROM of_type"},
                      {"leaks", "SELECT * FROM x1"},
                  });
}

TEST(SchemaChanges, TablesOfQueriesAndSchemas) {
  expectAll("CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL);"
            "CREATE TABLE copy_of_a AS SELECT id, tenant_id FROM a;"
            "CREATE TABLE renamed (x, tenant_id) AS SELECT id, 1 AS y FROM a UNION SELECT 2, 3;"
            "CREATE TABLE ids AS SELECT id, count(*), 1::int FROM a GROUP BY 1;"
            "CREATE TABLE of_star AS SELECT * FROM a;"
            "CREATE SCHEMA app CREATE TABLE t (tenant_id int) CREATE TABLE g (id int);",
            {
                {"leaks", "SELECT * FROM copy_of_a"},
                {"scoped", "INSERT INTO copy_of_a VALUES (1, $1)"},
                {"scoped", "INSERT INTO renamed VALUES (1, $1)"},
                {"scoped", "SELECT id, count, int4 FROM ids"},
                {"leaks", "SELECT * FROM of_star"},
                {"leaks", "SELECT * FROM app.t"},
                {"scoped", "SELECT * FROM app.g"},
            });
}

TEST(SchemaChanges, SearchPaths) {
  const char *Text = "SET search_path = app, pg_catalog;"
                     "CREATE TABLE t (id int);"
                     "CREATE TABLE parent (tenant_id int NOT NULL, id int PRIMARY KEY);"
                     "CREATE TABLE child (parent_id int NOT NULL REFERENCES parent (id));"
                     "SET search_path = public, pg_catalog;"
                     "CREATE TABLE t (tenant_id int NOT NULL, id int);"
                     "CREATE TABLE parent (id int PRIMARY KEY);"
                     "CREATE TABLE child (parent_id int NOT NULL REFERENCES parent (id));"
                     "CREATE TABLE app.u (tenant_id int); CREATE TABLE u (id int);";
  expectAll(Text, {
                      {"scoped", "SELECT * FROM app.t"},
                      {"leaks", "SELECT * FROM public.t"},
                      {"leaks", "SELECT * FROM t"},
                      {"leaks", "SELECT * FROM app.child"},
                      {"scoped", "SELECT * FROM public.child"},
                      {"scoped", "SELECT * FROM u"},
                      {"scoped", "SELECT * FROM public.u"},
                      {"leaks", "SELECT * FROM app.u"},
                  });
}

// The keys of MySQL are those of their tables, and called like their first column.
TEST(SchemaChanges, KeysOfMySqlThatGo) {
  const char *Delete = "DELETE FROM a WHERE id IN (SELECT id FROM (SELECT id FROM a WHERE tenant_id = $1) x)";
  std::string Start = "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, UNIQUE KEY (tenant_id, id), UNIQUE KEY (id));"
                      "CREATE TABLE other (id int NOT NULL, UNIQUE KEY (id));";
  expectAll((Start + "DROP INDEX id ON other; ALTER TABLE a DROP INDEX tenant_id;").c_str(), {{"scoped", Delete}}, Dialect::MySQL);
  for (const char *Change : {"DROP INDEX id ON a", "DROP INDEX IF EXISTS `id` ON a ALGORITHM = INPLACE", "ALTER TABLE a DROP INDEX id", "ALTER TABLE a DROP KEY id",
                             "ALTER TABLE a COMMENT = 'x', DROP CONSTRAINT id", "ALTER TABLE a RENAME INDEX id TO k, DROP INDEX k",
                             "DROP TABLE IF EXISTS b, a; CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL)",
                             "/*!50001 DROP TABLE IF EXISTS `a`*/; CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL)",
                             "CREATE OR REPLACE TABLE a (tenant_id int NOT NULL, id int NOT NULL)"})
    expectAll((Start + Change + ";").c_str(), {{"leaks", Delete}}, Dialect::MySQL);
  for (const char *Change : {"ALTER TABLE a DROP PRIMARY KEY, ADD PRIMARY KEY (tenant_id, id)", "DROP INDEX `PRIMARY` ON a"})
    expectAll((std::string("CREATE TABLE a (tenant_id int NOT NULL, id int PRIMARY KEY);") + Change + ";").c_str(), {{"leaks", Delete}}, Dialect::MySQL);
  const char *Generic = "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL); CREATE UNIQUE INDEX k ON a (id);";
  expectAll(Generic, {{"scoped", Delete}}, Dialect::Generic);
  expectAll((std::string(Generic) + "DROP INDEX k ON a;").c_str(), {{"leaks", Delete}}, Dialect::Generic);
  expectAll((std::string(Generic) + "DROP INDEX k;").c_str(), {{"leaks", Delete}}, Dialect::Generic);
  expectAll((std::string(Generic) + "ALTER TABLE a DROP INDEX k;").c_str(), {{"leaks", Delete}}, Dialect::Generic);
  for (const char *Change : {"CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL UNIQUE) ENGINE = InnoDB; ALTER TABLE a DROP INDEX id;",
                             "CREATE TABLE a (tenant_id int NOT NULL, id int PRIMARY KEY AUTO_INCREMENT); ALTER TABLE a DROP PRIMARY KEY, ADD KEY (id);"})
    expectAll(Change, {{"leaks", Delete}}, Dialect::Generic);
  expectAll("CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL); CREATE UNIQUE INDEX k ON a (id); DROP INDEX IF EXISTS main.k;", {{"leaks", Delete}},
            Dialect::SQLite);
}

TEST(SchemaChanges, ColumnsOfMySqlThatChange) {
  const char *Upsert = "INSERT INTO a (tenant_id, id) VALUES ($1, 1) ON DUPLICATE KEY UPDATE x = 1";
  std::string Start = "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int, UNIQUE KEY (tenant_id, id));";
  expectAll((Start + "ALTER TABLE a MODIFY x int NOT NULL;").c_str(), {{"scoped", Upsert}}, Dialect::MySQL);
  for (const char *Change : {"ALTER TABLE a MODIFY id int NOT NULL UNIQUE", "ALTER TABLE a CHANGE id id int PRIMARY KEY"})
    expectAll((Start + Change + ";").c_str(), {{"leaks", Upsert}}, Dialect::MySQL);
  // Where a column is put.
  const char *Text = "CREATE TABLE a (id int, x int); ALTER TABLE a ADD tenant_id int NOT NULL FIRST;"
                     "CREATE TABLE b (id int, x int); ALTER TABLE b ADD COLUMN tenant_id int NOT NULL AFTER id;"
                     "CREATE TABLE c (id int, tenant_id int NOT NULL); ALTER TABLE c MODIFY tenant_id int NOT NULL FIRST, ADD y int FIRST;"
                     "CREATE TABLE d (x int, id int, tenant_id int NOT NULL); ALTER TABLE d CHANGE tenant_id tenant_id int NOT NULL AFTER x;";
  expectAll(Text,
            {
                {"scoped", "INSERT INTO a VALUES ($1, 1 + 1, 2 + 2)"},
                {"leaks", "INSERT INTO a VALUES (1 + 1, 2 + 2, $1)"},
                {"scoped", "INSERT INTO b VALUES (1 + 1, $1, 2 + 2)"},
                {"leaks", "INSERT INTO b VALUES (1 + 1, 2 + 2, $1)"},
                {"scoped", "INSERT INTO c VALUES (1 + 1, $1, 2 + 2)"},
                {"leaks", "INSERT INTO c VALUES ($1, 1 + 1, 2 + 2)"},
                {"scoped", "INSERT INTO d VALUES (1 + 1, $1, 2 + 2)"},
                {"leaks", "INSERT INTO d VALUES (1 + 1, 2 + 2, $1)"},
            },
            Dialect::MySQL);
  expectAll("CREATE TABLE a (tenant_id varchar(9) NOT NULL); CREATE TABLE b (tenant_id int NOT NULL); ALTER TABLE b MODIFY tenant_id varchar(9) NOT NULL;",
            {{"leaks", "SELECT * FROM a WHERE tenant_id = 0"}, {"leaks", "SELECT * FROM b WHERE tenant_id = 0"}}, Dialect::MySQL);
}

TEST(SchemaChanges, ViewsThatAreThereAlready) {
  for (Dialect D : {Dialect::MySQL, Dialect::SQLite})
    expectAll("CREATE TABLE a (tenant_id int NOT NULL, id int); CREATE TABLE g (id int);"
              "CREATE VIEW v AS SELECT id FROM a; CREATE VIEW IF NOT EXISTS v (i) AS SELECT id FROM g;"
              "CREATE VIEW w AS SELECT id FROM a; DROP VIEW IF EXISTS w; CREATE VIEW IF NOT EXISTS w (i) AS SELECT id FROM g;",
              {{"leaks", "SELECT * FROM v"}, {"scoped", "SELECT i FROM w"}}, D);
}
