//===- SoundnessFormsTest.cpp - Statements whose form misleads the proof --===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Names, types, schemas and comments that a server reads otherwise than they look. Each
// bad one was shown to leak on PostgreSQL 15, or follows from the manual of the server.
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

void expectAll(const std::vector<Case> &Cases, const Schema &S, Dialect D = Dialect::PostgreSQL, PlaceholderStyles Styles = PlaceholderDollar) {
  for (const Case &C : Cases) {
    std::string Got = judge(C.Sql, S, D, Styles);
    EXPECT_EQ(Got.substr(0, Got.find(' ')), C.Verdict) << C.Sql << "\n  is: " << Got;
  }
}

Schema define(std::string_view Text, Dialect D = Dialect::PostgreSQL) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions(Text, D).empty());
  return S;
}

constexpr const char *Tables = "CREATE TABLE a (tenant_id int NOT NULL, id int NOT NULL, x int, y int, name text, PRIMARY KEY (tenant_id, id));"
                               "CREATE TABLE b (tenant_id int NOT NULL, id int NOT NULL, x int, y int, PRIMARY KEY (tenant_id, id));"
                               "CREATE TABLE t (tenant_id text NOT NULL, id int NOT NULL, name text, PRIMARY KEY (tenant_id, id));"
                               "CREATE TABLE g (id int PRIMARY KEY, x int, y int);";

} // namespace

TEST(SoundnessForms, RowsWithStars) {
  expectAll(
      {
          {"leaks", "SELECT * FROM a, g, g g2 WHERE ROW(g.*, $1, 3, 4) = ROW(1, a.tenant_id, g2.*, 4)"},
          {"scoped", "SELECT * FROM a, g WHERE ROW(g.x, $1) = ROW(1, a.tenant_id)"},
          {"leaks", "SELECT * FROM a, g WHERE (g.*, 1) IN (SELECT 1, a.tenant_id, 2, 1)"},
          {"scoped", "SELECT * FROM a, g WHERE (g.x, 1) IN (SELECT 1, a.tenant_id)"},
          {"leaks", "SELECT * FROM a, g, LATERAL (VALUES (g.*, $1)) v(c1, c2, c3, c4) WHERE a.tenant_id = v.c2"},
          {"scoped", "SELECT * FROM a, g, LATERAL (VALUES (g.x, $1)) v(c1, c2) WHERE a.tenant_id = v.c2"},
          {"leaks", "UPDATE a SET (x, tenant_id, y, id) = ROW(g.*, a.tenant_id) FROM g WHERE a.tenant_id = $1 AND g.id = 1"},
          {"scoped", "UPDATE a SET (x, tenant_id) = ROW(g.x, a.tenant_id) FROM g WHERE a.tenant_id = $1 AND g.id = 1"},
          {"unresolved",
           "MERGE INTO a USING g ON a.id = g.id AND a.tenant_id = $1 WHEN NOT MATCHED THEN INSERT (id, tenant_id, x, y) VALUES (g.*, $1)"},
      },
      define(Tables));
}

TEST(SoundnessForms, CastsAndCollations) {
  expectAll(
      {
          {"leaks", "SELECT * FROM a WHERE x = true::int AND x = 1"},
          {"scoped", "SELECT * FROM a WHERE x = 1::int AND x = 2"},
          {"leaks", "SELECT * FROM t WHERE tenant_id COLLATE somebodys = $1"},
          {"leaks", "SELECT * FROM t WHERE tenant_id = $1 COLLATE ci"},
          {"scoped", "SELECT * FROM t WHERE tenant_id COLLATE \"C\" = $1"},
          {"scoped", "SELECT * FROM t WHERE tenant_id COLLATE \"en_US.utf8\" = $1"},
          {"scoped", "SELECT * FROM t WHERE tenant_id COLLATE \"und-x-icu\" = $1"},
          {"leaks", "SELECT * FROM t WHERE lower(tenant_id) = $1"},
          {"scoped", "SELECT * FROM t WHERE tenant_id = lower($1)"},
          {"leaks", "SELECT * FROM t WHERE tenant_id = lower(name)"},
          {"leaks", "SELECT * FROM t WHERE tenant_id = app.lower($1)"},
          {"leaks", "SELECT * FROM t WHERE tenant_id = replace($1, name, '')"},
          {"scoped", "SELECT * FROM t WHERE encode(tenant_id::bytea, 'hex') = encode($1, 'hex') AND tenant_id = $1"},
      },
      define(Tables));
}

TEST(SoundnessForms, EffectsBeforeAFilter) {
  expectAll(
      {
          {"leaks", "SELECT * FROM (SELECT tenant_id, id, nextval('s') AS n FROM a) q WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM (SELECT tenant_id, id, nextval('s') AS n FROM a WHERE tenant_id = $1) q"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, id FROM a WHERE pg_try_advisory_lock(id)) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT DISTINCT ON (tenant_id, ntile(2) OVER (ORDER BY x)) tenant_id, id FROM a) q WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM (SELECT DISTINCT ON (tenant_id, ntile(2) OVER (PARTITION BY tenant_id ORDER BY x)) tenant_id, id FROM a) q WHERE "
                     "tenant_id = $1"},
      },
      define(Tables));
}

TEST(SoundnessForms, ColumnsOfSearchAndCycle) {
  expectAll(
      {
          {"leaks", "SELECT * FROM a WHERE EXISTS (WITH RECURSIVE r AS (SELECT id, 1 AS k FROM g UNION SELECT id, k + 1 FROM r WHERE k < 2) CYCLE id "
                    "SET tenant_id TO 1 DEFAULT 2 USING p SELECT 1 FROM r WHERE tenant_id = $1)"},
          {"scoped", "SELECT * FROM a WHERE EXISTS (WITH RECURSIVE r AS (SELECT id, 1 AS k FROM g UNION SELECT id, k + 1 FROM r WHERE k < 2) CYCLE "
                     "id SET seen TO 1 DEFAULT 2 USING p SELECT 1 FROM r WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM a WHERE EXISTS (WITH RECURSIVE r AS (SELECT id FROM g UNION SELECT id FROM r) SEARCH DEPTH FIRST BY id SET "
                    "tenant_id SELECT 1 FROM r WHERE tenant_id = $1)"},
      },
      define(Tables));
}

TEST(SoundnessForms, NamesWithSchemas) {
  Schema S = define(std::string(Tables) + "CREATE TABLE app.g (tenant_id int NOT NULL, id int PRIMARY KEY);"
                                          "CREATE TABLE audit.e (id int);"
                                          "CREATE TABLE crm.e (tenant_id int, id int);"
                                          "CREATE TABLE app.child (id int PRIMARY KEY, g_id int NOT NULL REFERENCES app.g);"
                                          "CREATE TABLE child2 (id int PRIMARY KEY, g_id int NOT NULL REFERENCES g);");
  expectAll(
      {
          {"leaks", "SELECT * FROM app.g"},
          {"leaks", "DELETE FROM app.g WHERE id = $1"},
          {"scoped", "SELECT * FROM app.g WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM g"},
          {"scoped", "SELECT * FROM public.g"},
          {"scoped", "SELECT * FROM audit.e"},
          {"leaks", "SELECT * FROM crm.e"},
          {"leaks", "SELECT * FROM e"},
          {"leaks", "SELECT * FROM app.child"},
          {"scoped", "SELECT * FROM child2"},
          {"leaks", "SELECT * FROM public.a WHERE EXISTS (SELECT 1 FROM a WHERE public.a.tenant_id = $1 AND a.tenant_id = $1)"},
          {"scoped", "SELECT public.a.id FROM a WHERE public.a.tenant_id = $1"},
      },
      S);
  S.addGlobalTable("app.g");
  expectAll({{"scoped", "SELECT * FROM app.g"}, {"leaks", "SELECT * FROM crm.e"}}, S);
}

// Fields of rows, and arrays of one length: of what is equal, each element is.
TEST(SoundnessForms, FieldsAndElements) {
  Schema S = define(std::string(Tables) + "CREATE TABLE c (tenant_id int NOT NULL, id int, a b); CREATE TABLE n (tenant_id int, id int);");
  expectAll(
      {
          {"scoped", "SELECT * FROM a i WHERE (i).tenant_id = $1"},
          {"scoped", "SELECT * FROM a WHERE (a.*).tenant_id = $1"},
          {"leaks", "SELECT * FROM a i WHERE (i).id = $1"},
          // The column a of c, which is a row of b.
          {"leaks", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM c WHERE c.tenant_id = $1 AND (a).tenant_id = $1)"},
          {"scoped", "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b c WHERE c.tenant_id = $1 AND (a).tenant_id = $1)"},
          {"leaks", "SELECT * FROM a, c WHERE c.tenant_id = $1 AND (a).tenant_id = $1"},
          {"leaks", "SELECT DISTINCT 1 FROM a LEFT JOIN b i ON i.id = a.id WHERE a.tenant_id = $1 AND (i).x = 1"},
          {"scoped", "SELECT * FROM a WHERE ARRAY[tenant_id] = ARRAY[$1]"},
          {"scoped", "SELECT * FROM a, b WHERE ARRAY[a.tenant_id, b.id] = ARRAY[$1, a.id] AND b.tenant_id = a.tenant_id"},
          {"scoped", "SELECT * FROM a WHERE ARRAY[ARRAY[x, tenant_id]] = ARRAY[ARRAY[1, $1]]"},
          {"leaks", "SELECT * FROM a WHERE ARRAY[tenant_id] <> ARRAY[$1]"},
          {"scoped", "SELECT * FROM a WHERE ARRAY[tenant_id, x] = ARRAY[x, $1]"},
          {"leaks", "SELECT * FROM a WHERE ARRAY[tenant_id, x] = ARRAY[x, y]"},
          {"leaks", "SELECT * FROM a WHERE ARRAY[tenant_id] = ARRAY[$1, $2]"},
          {"leaks", "SELECT * FROM a WHERE ARRAY[tenant_id] @> ARRAY[$1]"},
          // NULL equals NULL there: what is padded comes out.
          {"leaks", "SELECT * FROM b LEFT JOIN n ON n.tenant_id = b.tenant_id AND n.tenant_id = $1 WHERE ARRAY[n.id] = ARRAY[n.tenant_id]"},
          {"scoped", "SELECT * FROM b LEFT JOIN n ON n.tenant_id = b.tenant_id AND n.tenant_id = $1 WHERE ARRAY[n.id] = ARRAY[1]"},
          {"leaks", "SELECT * FROM a WHERE ARRAY[(SELECT n.id FROM n WHERE n.tenant_id = a.tenant_id AND n.tenant_id = $1)] = ARRAY[x]"},
      },
      S);
  // Without a definition, a column may be called i.
  expectAll({{"leaks", "SELECT * FROM z i WHERE (i).tenant_id = $1"}}, Schema());
}

// What is written to a table that all tenants share may be read from one that they do not.
TEST(SoundnessForms, WritesToSharedTables) {
  expectAll(
      {
          {"leaks", "INSERT INTO g (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET x = (SELECT max(x) FROM a)"},
          {"scoped", "INSERT INTO g (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET x = (SELECT max(x) FROM a WHERE tenant_id = $1), y = excluded.y"},
          {"leaks", "INSERT INTO g (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET x = 1 WHERE EXISTS (SELECT 1 FROM a)"},
          {"scoped", "INSERT INTO g (id) VALUES (1) ON CONFLICT ON CONSTRAINT unknown DO UPDATE SET x = 1"},
          {"scoped", "INSERT INTO g (id) SELECT 1 ON CONFLICT DO NOTHING"},
          {"leaks", "MERGE INTO g USING (VALUES (1)) v (i) ON g.id = v.i WHEN MATCHED THEN UPDATE SET x = (SELECT max(x) FROM a)"},
          {"scoped",
           "MERGE INTO g USING (VALUES (1)) v (i) ON g.id = v.i WHEN MATCHED THEN UPDATE SET x = (SELECT max(x) FROM a WHERE tenant_id = $1)"},
          {"leaks", "UPDATE g SET x = (SELECT max(x) FROM a)"},
      },
      define(Tables));
}

// How many rows come out may tell of others, too.
TEST(SoundnessForms, LimitsThatAreQueries) {
  expectAll(
      {
          {"leaks", "SELECT x FROM g UNION SELECT y FROM g LIMIT (SELECT count(*) FROM a)"},
          {"leaks", "SELECT x FROM g UNION (SELECT y FROM g EXCEPT SELECT 1 OFFSET (SELECT count(*) FROM a))"},
          {"scoped", "SELECT x FROM g UNION SELECT y FROM g LIMIT (SELECT count(*) FROM a WHERE tenant_id = $1)"},
          {"leaks", "VALUES (1), (2) LIMIT (SELECT count(*) FROM a)"},
          {"leaks", "VALUES (1), (2) ORDER BY (SELECT max(x) FROM a)"},
          {"scoped", "VALUES (1), (2) OFFSET (SELECT count(*) FROM a WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM g WHERE id IN (VALUES (1), (2) LIMIT (SELECT count(*) FROM a))"},
          {"leaks", "INSERT INTO g (id) VALUES (1), (2) LIMIT (SELECT count(*) FROM a)"},
          {"scoped", "INSERT INTO g (id) VALUES (1), (2) LIMIT (SELECT count(*) FROM a WHERE tenant_id = $1)"},
          {"leaks", "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT (SELECT count(*) FROM a)) SELECT * FROM r"},
          {"scoped",
           "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT (SELECT count(*) FROM a WHERE tenant_id = $1)) SELECT * FROM r"},
      },
      define(Tables));
}

TEST(SoundnessForms, ViewsFarAway) {
  std::string Text = std::string(Tables) + "CREATE VIEW v1 AS SELECT tenant_id, id, x FROM a;";
  for (int I = 2; I < 11; ++I)
    Text += "CREATE VIEW v" + std::to_string(I) + " AS SELECT * FROM v" + std::to_string(I - 1) + ";";
  Text += "CREATE VIEW r AS SELECT tenant_id, id FROM a;"
          "ALTER VIEW r RENAME COLUMN tenant_id TO org;"
          "ALTER VIEW r RENAME COLUMN id TO tenant_id;";
  expectAll(
      {
          {"leaks", "SELECT id FROM v3"},
          {"leaks", "SELECT id FROM v10"},
          {"leaks", "DELETE FROM v10 WHERE id = $1"},
          {"scoped", "SELECT id FROM v4 WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM r WHERE tenant_id = $1"},
          {"scoped", "SELECT * FROM r WHERE org = $1"},
      },
      define(Text));
}

// A key of several columns, without the tenant, names a row as well; all of it has to be
// equal, and to the values of one row.
TEST(SoundnessForms, KeysOfSeveralColumns) {
  Schema S = define("CREATE TABLE jobs (tenant_id int NOT NULL, a int NOT NULL, b int NOT NULL, x int, UNIQUE (a, b));"
                    "CREATE TABLE loose (tenant_id int NOT NULL, a int NOT NULL, b int, UNIQUE (a, b));"
                    "CREATE TABLE parents (tenant_id int NOT NULL, a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b));"
                    "CREATE TABLE children (a int NOT NULL, b int NOT NULL, y int, FOREIGN KEY (a, b) REFERENCES parents);");
  expectAll(
      {
          {"scoped", "DELETE FROM jobs WHERE (a, b) IN (SELECT a, b FROM jobs WHERE tenant_id = $1 LIMIT 10)"},
          {"scoped", "DELETE FROM jobs WHERE (b, a) IN (SELECT b, a FROM jobs WHERE tenant_id = $1 FOR UPDATE)"},
          {"scoped", "WITH r AS (SELECT * FROM jobs WHERE tenant_id = $1 LIMIT 3) UPDATE jobs j SET x = 1 FROM r WHERE j.a = r.a AND j.b = r.b"},
          {"scoped", "WITH r AS (SELECT q.a AS c, q.b AS d FROM (SELECT a, b FROM jobs WHERE tenant_id = $1 LIMIT 3) q) "
                     "SELECT j.x FROM jobs j JOIN r ON (j.a, j.b) = (r.c, r.d)"},
          {"leaks", "DELETE FROM jobs WHERE a IN (SELECT a FROM jobs WHERE tenant_id = $1)"},
          {"leaks", "DELETE FROM jobs WHERE (a, x) IN (SELECT a, b FROM jobs WHERE tenant_id = $1)"},
          {"leaks", "DELETE FROM jobs WHERE (a, b) IN (SELECT b, a FROM jobs WHERE tenant_id = $1)"},
          {"leaks", "DELETE FROM jobs WHERE (a, b) IN (SELECT i.a, k.b FROM jobs i, jobs k WHERE i.tenant_id = $1 AND k.tenant_id = $1)"},
          {"leaks", "WITH r AS (SELECT a, b FROM jobs WHERE tenant_id = $1) DELETE FROM jobs j USING r, r s WHERE j.a = r.a AND j.b = s.b"},
          {"leaks", "DELETE FROM jobs WHERE (a, b) IN (SELECT a, max(b) FROM jobs WHERE tenant_id = $1 GROUP BY a)"},
          {"leaks", "DELETE FROM jobs WHERE (a, b) IN (SELECT a, b FROM jobs WHERE tenant_id = $1 UNION SELECT 1, 2)"},
          {"leaks", "WITH w AS (UPDATE jobs SET b = $2 WHERE tenant_id = $1 RETURNING a, b) DELETE FROM jobs WHERE (a, b) IN (SELECT a, b FROM w)"},
          {"leaks", "DELETE FROM loose WHERE (a, b) IN (SELECT a, b FROM loose WHERE tenant_id = $1)"},
      },
      S);
  S.setChildTables(ChildTables::ViaParent);
  expectAll(
      {
          {"scoped", "SELECT y FROM children WHERE (a, b) IN (SELECT a, b FROM parents WHERE tenant_id = $1 LIMIT 5)"},
          {"leaks", "SELECT y FROM children WHERE a IN (SELECT a FROM parents WHERE tenant_id = $1 LIMIT 5)"},
          {"leaks", "SELECT y FROM children WHERE (a, b) IN (SELECT p.a, q.b FROM parents p, parents q WHERE p.tenant_id = $1 AND q.tenant_id = $1)"},
      },
      S);
}

TEST(SoundnessForms, KeysThatDoNotHold) {
  Schema S = define("CREATE TABLE base (tenant_id int NOT NULL, id int PRIMARY KEY);"
                    "CREATE TABLE kin (tenant_id int NOT NULL, id int NOT NULL);"
                    "ALTER TABLE kin INHERIT base;"
                    "CREATE TABLE later (tenant_id int NOT NULL, id int NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED);"
                    "CREATE TABLE later2 (tenant_id int NOT NULL, id int NOT NULL, UNIQUE (id) DEFERRABLE);"
                    "CREATE TABLE now (tenant_id int NOT NULL, id int NOT NULL UNIQUE);"
                    "CREATE TABLE parted (tenant_id int NOT NULL, id int NOT NULL) PARTITION BY LIST (tenant_id);"
                    "CREATE FOREIGN TABLE far (tenant_id int NOT NULL, id int NOT NULL) SERVER s;");
  expectAll(
      {
          {"leaks", "DELETE FROM base WHERE id IN (SELECT id FROM base WHERE tenant_id = $1)"},
          {"leaks", "DELETE FROM later WHERE id IN (SELECT id FROM later WHERE tenant_id = $1)"},
          {"leaks", "DELETE FROM later2 WHERE id IN (SELECT id FROM later2 WHERE tenant_id = $1)"},
          {"scoped", "DELETE FROM now WHERE id IN (SELECT id FROM now WHERE tenant_id = $1)"},
          {"leaks", "SELECT * FROM far"},
          {"leaks", "SELECT * FROM far WHERE tenant_id IS NULL"},
          {"scoped", "SELECT * FROM now WHERE tenant_id IS NULL"},
          // The place of a row tells it from all others of its table.
          {"scoped", "DELETE FROM now WHERE ctid IN (SELECT ctid FROM now WHERE tenant_id = $1 LIMIT 10)"},
          {"scoped", "DELETE FROM now WHERE ctid = ANY (ARRAY(SELECT ctid FROM now WHERE tenant_id = $1 LIMIT 10))"},
          {"scoped", "WITH d AS (SELECT ctid FROM now WHERE tenant_id = $1 LIMIT 10) DELETE FROM now n USING d WHERE n.ctid = d.ctid"},
          {"leaks", "DELETE FROM now WHERE ctid IN (SELECT ctid FROM now LIMIT 10)"},
          {"leaks", "DELETE FROM kin WHERE ctid IN (SELECT ctid FROM now WHERE tenant_id = $1)"},
          {"leaks", "DELETE FROM parted WHERE ctid IN (SELECT ctid FROM parted WHERE tenant_id = $1)"},
          {"leaks", "DELETE FROM base WHERE ctid IN (SELECT ctid FROM base WHERE tenant_id = $1)"},
          {"leaks",
           "WITH w AS (UPDATE now SET id = id + 1 WHERE tenant_id = $1 RETURNING ctid) SELECT * FROM now WHERE ctid IN (SELECT ctid FROM w)"},
          {"leaks", "SELECT * FROM now WHERE NOT tenant_id <> ALL (ARRAY(SELECT id FROM now))"},
      },
      S);
}

TEST(SoundnessForms, Migrations) {
  // What takes a migration back, and what was dropped, is no definition.
  Schema S = define("-- +goose Up\nCREATE TABLE a (tenant_id int, id int);\n-- +goose Down\nALTER TABLE a DROP COLUMN tenant_id;\n");
  EXPECT_EQ(S.find("a")->Columns.size(), 2u);
  expectAll({{"leaks", "SELECT * FROM a"}, {"scoped", "SELECT * FROM a WHERE tenant_id = $1"}}, S);
  S.addDefinitions("-- migrate:up\nCREATE TABLE b (id int);\n-- migrate:down\nDROP TABLE b;\n", Dialect::PostgreSQL);
  expectAll({{"scoped", "SELECT * FROM b"}}, S);
  for (const char *Mark : {"-- +migrate Down", "-- migrate:down", "# --- !Downs", "-- Down Migration", "-- //@UNDO", "--+micrate down"}) {
    Schema One = define(std::string("CREATE TABLE a (tenant_id int, id int);\n") + Mark + "\nALTER TABLE a DROP COLUMN tenant_id;\n");
    expectAll({{"leaks", "SELECT * FROM a"}}, One);
  }
  expectAll({{"scoped", "SELECT * FROM a"}}, define("CREATE TABLE a (tenant_id int, id int);\n-- shut down\nALTER TABLE a DROP COLUMN tenant_id;"));
  S.addDefinitions("DROP TABLE IF EXISTS b; CREATE TABLE b (tenant_id int, id int);", Dialect::PostgreSQL);
  expectAll({{"leaks", "SELECT * FROM b"}}, S);
  S.addDefinitions("CREATE TABLE IF NOT EXISTS b (id int);", Dialect::PostgreSQL);
  expectAll({{"leaks", "SELECT * FROM b"}}, S);
}

TEST(SoundnessForms, MySQLTypes) {
  Schema S = define("CREATE TABLE t (tenant_id VARCHAR(20) NOT NULL, id INT NOT NULL, PRIMARY KEY (tenant_id, id));"
                    "CREATE TABLE a (tenant_id INT NOT NULL, id INT NOT NULL, PRIMARY KEY (tenant_id, id));"
                    "CREATE TABLE k (tenant_id BINARY(16) NOT NULL, id INT NOT NULL, PRIMARY KEY (tenant_id, id));",
                    Dialect::MySQL);
  expectAll(
      {
          // 'acme' = 0 is true.
          {"leaks", "SELECT * FROM t WHERE tenant_id = 0"},
          {"leaks", "SELECT * FROM t WHERE tenant_id IN (0)"},
          {"leaks", "SELECT * FROM (SELECT tenant_id FROM t) q WHERE tenant_id = 0"},
          {"scoped", "SELECT * FROM t WHERE tenant_id = '0'"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = 7"},
          {"scoped", "SELECT * FROM t WHERE tenant_id = ?"},
          {"leaks", "SELECT * FROM a JOIN t ON t.tenant_id = a.tenant_id WHERE a.tenant_id = ?"},
          {"leaks", "SELECT * FROM a WHERE id = TRUE AND id = 1"},
          {"scoped", "SELECT * FROM k WHERE tenant_id = UUID_TO_BIN(?)"},
          {"scoped", "SELECT * FROM k WHERE tenant_id = UNHEX(REPLACE(?, '-', ''))"},
          {"scoped", "SELECT * FROM k WHERE BIN_TO_UUID(tenant_id) = ?"},
          {"leaks", "SELECT * FROM k WHERE tenant_id = UUID_TO_BIN(id)"},
          {"leaks", "SELECT * FROM k WHERE UNHEX(tenant_id) = ?"},
          {"scoped", "INSERT INTO k (tenant_id, id) VALUES (UUID_TO_BIN(?), ?)"},
      },
      S, Dialect::MySQL, PlaceholderQuestion);
}

TEST(SoundnessForms, SQLiteKeys) {
  Schema S = define("CREATE TABLE t (id TEXT PRIMARY KEY, tenant_id INT NOT NULL);"
                    "CREATE TABLE i (id INTEGER PRIMARY KEY, tenant_id INT NOT NULL);"
                    "CREATE TABLE j (id INTEGER, tenant_id INT NOT NULL, PRIMARY KEY (id));",
                    Dialect::SQLite);
  expectAll(
      {
          // A primary key may be NULL there, unless it is the rowid.
          {"leaks", "SELECT * FROM t WHERE id IS NULL"},
          {"scoped", "SELECT * FROM i WHERE id IS NULL"},
          {"scoped", "DELETE FROM i WHERE id IN (SELECT id FROM i WHERE tenant_id = ? LIMIT 5)"},
          {"scoped", "DELETE FROM j WHERE id IN (SELECT id FROM j WHERE tenant_id = ? LIMIT 5)"},
          {"scoped", "DELETE FROM t WHERE rowid IN (SELECT rowid FROM t WHERE tenant_id = ? LIMIT 5)"},
          {"leaks", "DELETE FROM t WHERE rowid IN (SELECT rowid FROM t LIMIT 5)"},
          {"leaks", "DELETE FROM t WHERE rowid IN (SELECT id FROM i WHERE tenant_id = ?)"},
      },
      S, Dialect::SQLite, PlaceholderQuestion);
}

TEST(SoundnessForms, Comments) {
  Schema S = define(Tables);
  expectAll(
      {
          {"leaks", "SELECT * FROM a WHERE tenant_id = ? /* /* */ OR 1 = 1 -- */"},
          {"leaks", "SELECT * FROM a WHERE x = 1 ---1 OR 1 = 1\n AND tenant_id = ?"},
          {"scoped", "SELECT * FROM a WHERE x = 1 ------\n AND tenant_id = ?"},
          {"leaks", "SELECT * FROM a /*! WHERE tenant_id = ? */"},
          {"leaks", "SELECT * FROM a /*!99999 WHERE tenant_id = ? */"},
          {"scoped", "SELECT /*!40001 SQL_NO_CACHE */ * FROM a WHERE tenant_id = ?"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = ? /*M! OR 1 = 1 */"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = ? /*M! AND x = 1 */"},
          {"leaks", "SELECT * FROM a WHERE name = '/*! ' OR x = '*/' AND tenant_id = ?"},
      },
      S, Dialect::MySQL, PlaceholderQuestion);
  // Where it is not known which server reads it.
  expectAll(
      {
          {"leaks", "SELECT * FROM a WHERE tenant_id = ? /* /* */ OR 1 = 1 -- */"},
          {"leaks", "SELECT * FROM a WHERE x = 1 --1 OR 1 = 1\n AND tenant_id = ?"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = ? /*! OR 1 = 1 */"},
          {"leaks", "SELECT * FROM a WHERE name = '\\' OR 1 = 1 -- ' AND tenant_id = ?"},
          {"scoped", "SELECT * FROM a --all of them\n WHERE tenant_id = ? /* one */ /* two */"},
      },
      S, Dialect::Generic, PlaceholderQuestion);
}

// SQL Server, Oracle, Firebird and ODBC's escapes, behind a library for all of them.
TEST(SoundnessForms, OtherServers) {
  expectAll(
      {
          {"scoped", "SELECT TOP 5 * FROM a WHERE tenant_id = ?"},
          {"leaks", "SELECT TOP 5 * FROM a WHERE id = ?"},
          {"scoped", "SELECT DISTINCT TOP (5) PERCENT x FROM a WHERE tenant_id = ?"},
          {"scoped", "SELECT FIRST 5 SKIP 2 id FROM a WHERE tenant_id = ?"},
          {"unresolved", "SELECT * FROM (SELECT TOP (10) id, tenant_id FROM a ORDER BY x) q WHERE q.tenant_id = ?"},
          {"unresolved", "SELECT * FROM (SELECT FIRST (10) id, tenant_id FROM a ORDER BY x) q WHERE q.tenant_id = ?"},
          {"unresolved", "SELECT id FROM a WHERE tenant_id = ? UNION SELECT TOP (5) id FROM b"},
          {"scoped", "SELECT top(x) FROM (SELECT first(id) AS x FROM a WHERE tenant_id = ?) q"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = ? AND ROWNUM <= 10"},
          {"unresolved", "SELECT * FROM (SELECT tenant_id, id FROM a WHERE ROWNUM <= 10) q WHERE tenant_id = ?"},
          {"scoped", "SELECT * FROM (SELECT id, row_number() OVER (ORDER BY x) AS rownum FROM a WHERE tenant_id = ?) q WHERE rownum < 5"},
          {"scoped", "SELECT * FROM a WITH (NOLOCK) WHERE tenant_id = ?"},
          {"leaks", "SELECT * FROM a WITH (NOLOCK) WHERE id = ?"},
          {"scoped", "SELECT {fn UCASE(name)} FROM a WHERE tenant_id = ? AND x > {ts '2020-01-01 00:00:00'}"},
          {"leaks", "SELECT * FROM {oj a LEFT OUTER JOIN b ON a.id = b.id} WHERE a.tenant_id = ?"},
          {"leaks", "SELECT tenant_id, id FROM a WHERE tenant_id = ? MINUS SELECT id, tenant_id FROM b"},
          {"scoped", "SELECT tenant_id, id FROM a WHERE tenant_id = ? MINUS SELECT tenant_id, id FROM b"},
          {"scoped", "SELECT id AS minus FROM a WHERE tenant_id = ?"},
      },
      define(Tables), Dialect::Generic, PlaceholderQuestion);
}

TEST(SoundnessForms, RowsThatAreIgnored) {
  Schema S = define("CREATE TABLE s (id INT NOT NULL PRIMARY KEY, tenant_id INT NOT NULL);"
                    "CREATE TABLE k (tenant_id INT NOT NULL, name INT NOT NULL, PRIMARY KEY (tenant_id, name));",
                    Dialect::MySQL);
  // Whether the row comes in depends on other tenants' rows.
  expectAll({{"leaks", "INSERT IGNORE INTO s (id, tenant_id) VALUES (?, ?)"}, {"scoped", "INSERT IGNORE INTO k (tenant_id, name) VALUES (?, ?)"}}, S,
            Dialect::MySQL, PlaceholderQuestion);
  expectAll({{"leaks", "INSERT OR IGNORE INTO s (id, tenant_id) VALUES (?, ?) RETURNING id"},
             {"scoped", "INSERT OR IGNORE INTO k (tenant_id, name) VALUES (?, ?)"},
             {"scoped", "INSERT INTO s (id, tenant_id) VALUES (?, ?)"}},
            S, Dialect::SQLite, PlaceholderQuestion);
}

// In a row of one side the other one's column is NULL, and in a row of both they are equal.
TEST(SoundnessForms, CoalescedSidesOfFullJoins) {
  expectAll(
      {
          {"scoped", "SELECT * FROM a FULL JOIN b ON b.tenant_id = a.tenant_id AND b.id = a.id WHERE COALESCE(a.tenant_id, b.tenant_id) = $1"},
          {"scoped", "SELECT * FROM a FULL JOIN b ON b.tenant_id = a.tenant_id WHERE COALESCE(b.tenant_id, a.tenant_id) = $1"},
          {"scoped", "SELECT * FROM a FULL JOIN b USING (tenant_id, id) WHERE COALESCE(a.tenant_id, b.tenant_id) = $1"},
          {"scoped", "SELECT * FROM a FULL JOIN b ON b.tenant_id = a.tenant_id JOIN t ON t.id = COALESCE(a.tenant_id, b.tenant_id) AND t.id = $1 "
                     "WHERE t.tenant_id = $2"},
          {"scoped",
           "SELECT * FROM (SELECT a.x, COALESCE(a.tenant_id, b.tenant_id) AS t FROM a FULL JOIN b ON b.tenant_id = a.tenant_id) q WHERE t = $1"},
          {"scoped", "SELECT * FROM (SELECT tenant_id, count(*) FROM a FULL JOIN b USING (tenant_id, id) GROUP BY tenant_id) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, a.x FROM a FULL JOIN b USING (tenant_id, id) LIMIT 3) q WHERE tenant_id = $1"},
          {"leaks", "SELECT * FROM (SELECT tenant_id, count(*) FROM a FULL JOIN b USING (tenant_id, id) GROUP BY tenant_id) q WHERE tenant_id = $1 "
                    "OR tenant_id IS NULL"},
          {"leaks", "SELECT * FROM g WHERE $1 NOT IN (SELECT COALESCE(a.tenant_id, b.tenant_id) FROM g h LEFT JOIN (a FULL JOIN b ON b.tenant_id = "
                    "a.tenant_id) ON a.x = h.x)"},
          {"leaks", "SELECT * FROM a FULL JOIN b ON b.id = a.id WHERE COALESCE(a.tenant_id, b.tenant_id) = $1"},
          {"leaks", "SELECT * FROM a FULL JOIN b ON b.tenant_id = a.tenant_id OR b.id = a.id WHERE COALESCE(a.tenant_id, b.tenant_id) = $1"},
          {"leaks", "SELECT * FROM a FULL JOIN b ON b.tenant_id <> a.tenant_id WHERE COALESCE(a.tenant_id, b.tenant_id) = $1"},
          {"leaks", "SELECT * FROM a FULL JOIN b ON b.tenant_id = a.tenant_id WHERE COALESCE(a.tenant_id, b.id) = $1"},
          {"leaks", "SELECT * FROM a FULL JOIN b ON a.tenant_id = a.x WHERE COALESCE(a.tenant_id, a.x) = $1"},
          {"leaks", "SELECT * FROM a FULL JOIN b ON b.tenant_id = a.tenant_id WHERE COALESCE(a.tenant_id, b.tenant_id) > $1"},
      },
      define(Tables));
}

TEST(SoundnessForms, FiltersOfAggregates) {
  expectAll(
      {
          {"scoped", "SELECT count(*) FILTER (WHERE tenant_id = $1) FROM a"},
          {"scoped",
           "SELECT count(*) FILTER (WHERE tenant_id = $1 AND x > 3), COALESCE(sum(x) FILTER (WHERE y = 2 AND tenant_id = $1), 0) + 1 FROM a"},
          {"scoped", "SELECT count(*) FILTER (WHERE b.tenant_id = $1) FROM a LEFT JOIN b ON b.x = a.x WHERE a.tenant_id = $1"},
          {"scoped", "SELECT * FROM g WHERE x = (SELECT max(x) FILTER (WHERE tenant_id = $1) FROM a)"},
          {"leaks", "SELECT count(*) FILTER (WHERE tenant_id = $1), count(*) FILTER (WHERE x > 3) FROM a"},
          {"leaks", "SELECT count(*) FILTER (WHERE tenant_id = $1), count(*) FROM a"},
          {"leaks", "SELECT count(*) FILTER (WHERE tenant_id = $1), some_aggregate(1) FROM a"},
          {"leaks", "SELECT count(*) FILTER (WHERE tenant_id = $1 OR x = 1) FROM a"},
          {"leaks", "SELECT count(*) FILTER (WHERE tenant_id = $1) OVER () FROM a"},
          {"leaks", "SELECT x, count(*) FILTER (WHERE tenant_id = $1) FROM a GROUP BY x"},
          {"leaks", "SELECT count(*) FILTER (WHERE tenant_id = $1) FROM a HAVING count(*) > 3"},
          {"leaks", "SELECT count(*) FILTER (WHERE tenant_id = $1) FROM a ORDER BY count(*)"},
          {"leaks", "SELECT count(*) FILTER (WHERE tenant_id = $1), (SELECT count(a.x) FROM g LIMIT 1) FROM a"},
          {"leaks", "SELECT count(*) FILTER (WHERE a.tenant_id = $1) FROM a, b"},
          {"leaks", "SELECT count(*) FILTER (WHERE b.tenant_id = $1) FROM a LEFT JOIN b ON b.x = a.x"},
      },
      define(Tables));
}

// A subquery without FROM is its value; of another one, what it is written to refuses NULL.
TEST(SoundnessForms, SubqueriesThatAreValues) {
  Schema S = define("CREATE TABLE a (tenant_id int NOT NULL, id int, x int); CREATE TABLE n (tenant_id int, id int);"
                    "CREATE TABLE b (tenant_id int NOT NULL, id int NOT NULL, PRIMARY KEY (tenant_id, id));");
  expectAll(
      {
          {"scoped", "INSERT INTO a (tenant_id, id) VALUES ((SELECT $1::int), 1)"},
          {"scoped", "INSERT INTO a (tenant_id, id) SELECT (SELECT $1::int), 1"},
          {"scoped", "INSERT INTO a (tenant_id, id) VALUES ((SELECT tenant_id FROM b WHERE tenant_id = $1 AND id = 3), 1)"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES ((SELECT tenant_id FROM b WHERE id = 3), 1)"},
          {"leaks", "INSERT INTO a (tenant_id, id) VALUES ((SELECT id FROM b WHERE tenant_id = $1), 1)"},
          {"leaks", "INSERT INTO n (tenant_id, id) VALUES ((SELECT tenant_id FROM b WHERE tenant_id = $1 AND id = 3), 1)"},
          {"scoped", "INSERT INTO n (tenant_id, id) VALUES ((SELECT $1::int), 1)"},
          {"leaks", "INSERT INTO n (tenant_id, id) VALUES ((SELECT $1::int WHERE $2 = 1), 1)"},
          {"scoped", "SELECT * FROM a WHERE tenant_id = ALL (SELECT $1::int)"},
          {"scoped", "SELECT * FROM a WHERE NOT tenant_id <> SOME (SELECT $1::int)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = ALL (SELECT $1::int WHERE $2 = 1)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = ALL (SELECT $1::int LIMIT 0)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = ALL (SELECT b.tenant_id FROM b WHERE b.tenant_id = $1)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id >= ALL (SELECT $1::int)"},
          {"leaks", "SELECT * FROM a WHERE NOT tenant_id = ALL (SELECT $1::int)"},
          {"leaks", "SELECT * FROM a WHERE NOT tenant_id = ANY (SELECT $1::int)"},
          {"leaks", "SELECT * FROM a WHERE NOT tenant_id <> ALL (SELECT $1::int WHERE $2 = 1) OR x = 1"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = ALL (SELECT tenant_id)"},
          {"leaks", "SELECT * FROM a WHERE tenant_id = (SELECT a.tenant_id)"},
          {"scoped", "SELECT * FROM a JOIN b ON b.tenant_id = (SELECT a.tenant_id) WHERE a.tenant_id = (SELECT $1::int)"},
      },
      S);
}
