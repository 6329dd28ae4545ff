//===- DialectFormsTest.cpp - Forms of MySQL and SQLite -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every form comes twice: once confined to a tenant, once not.
//
//===----------------------------------------------------------------------===//
#include "Judge.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

namespace {

struct Twins {
  const char *Scoped;
  const char *Leaks;
  /// The place of the first leak.
  const char *Where = "t";
};

} // namespace

static std::string mysql(const std::string &Text, const Schema &S = {}) { return judge(Text, S, Dialect::MySQL, PlaceholderQuestion); }

static std::string sqlite(const std::string &Text, const Schema &S = {}) {
  return judge(Text, S, Dialect::SQLite, PlaceholderQuestion | PlaceholderQuestionNumber | PlaceholderColon | PlaceholderAt | PlaceholderDollarName);
}

template <typename Judge, size_t N> static void check(const Twins (&Forms)[N], Judge Verdict) {
  for (const Twins &Form : Forms) {
    if (Form.Scoped != nullptr)
      EXPECT_EQ(Verdict(Form.Scoped), "scoped") << Form.Scoped;
    if (Form.Leaks != nullptr)
      EXPECT_EQ(Verdict(Form.Leaks).substr(0, 8 + std::string(Form.Where).size()), "leaks [" + std::string(Form.Where) + "]") << Form.Leaks;
  }
}

TEST(MySQLForms, OfLaterVersions) {
  check(
      {
          {"SELECT * FROM t JOIN JSON_TABLE(t.doc, '$[*]' COLUMNS(n FOR ORDINALITY, tenant_id INT PATH '$.t' NULL ON EMPTY, NESTED PATH '$.x' COLUMNS(y INT "
           "PATH '$'))) AS j WHERE t.tenant_id = ?",
           "SELECT j.x FROM t JOIN JSON_TABLE(t.doc, '$[*]' COLUMNS(x INT PATH '$.x')) AS j WHERE j.x = ?"},
          {"SELECT JSON_VALUE(doc, '$.a' RETURNING DECIMAL(4, 2) DEFAULT 1 ON EMPTY) FROM t WHERE tenant_id = ?",
           "SELECT JSON_VALUE(doc, '$.a' RETURNING UNSIGNED) FROM t"},
          {"SELECT a FROM t WHERE tenant_id = ? GROUP BY a DESC, b ASC WITH ROLLUP ORDER BY a DESC", "SELECT a FROM t GROUP BY a DESC HAVING a > 1"},
          {"SELECT * FROM t JOIN (VALUES ROW(1, 'a'), ROW(2, 'b')) AS v(x, y) ON v.x = t.x WHERE tenant_id = ?",
           "SELECT * FROM t WHERE x IN (VALUES ROW(1), ROW(2))"},
          {"INSERT INTO t (tenant_id, id) VALUES (?, NEXT VALUE FOR s.q)", "SELECT NEXT VALUE FOR q FROM t"},
      },
      [](const char *Text) { return mysql(Text); });
  for (const char *Nothing : {"VALUES ROW(1, 2), ROW(3, 4)", "ANALYZE LOCAL TABLE a, b", "ANALYZE TABLE t UPDATE HISTOGRAM ON x WITH 10 BUCKETS",
                              "CREATE OR REPLACE USER 'j'@'localhost' IDENTIFIED BY 'p'", "GET DIAGNOSTICS @n = NUMBER", "SIGNAL SQLSTATE '45000'"})
    EXPECT_EQ(mysql(Nothing), "scoped") << Nothing;
}

TEST(MySQLForms, UpdateOfSeveralTables) {
  check(
      {
          {"UPDATE t JOIN u ON u.id = t.u_id SET t.x = u.x WHERE t.tenant_id = ? AND u.tenant_id = ?",
           "UPDATE t JOIN u ON u.id = t.u_id SET t.x = u.x WHERE u.tenant_id = ?"},
          {"UPDATE t, u SET t.x = 1, u.y = ? WHERE t.tenant_id = ? AND u.tenant_id = t.tenant_id",
           "UPDATE t, u SET t.x = 1, u.y = ? WHERE t.tenant_id = ?", "u"},
          {"UPDATE t AS a INNER JOIN u AS b ON a.id = b.id AND a.tenant_id = b.tenant_id SET x = 1 WHERE a.tenant_id = ?",
           "UPDATE t AS a INNER JOIN u AS b ON a.id = b.id SET x = 1 WHERE b.tenant_id = ?"},
          // ON confines the side that may be missing only.
          {"UPDATE t a LEFT JOIN u b ON b.tenant_id = a.tenant_id SET b.x = 1 WHERE a.tenant_id = ?",
           "UPDATE t a LEFT JOIN u b ON a.tenant_id = ? AND b.tenant_id = ? SET a.x = 1"},
          {"UPDATE (t JOIN u ON t.id = u.id) SET t.a = 1 WHERE t.tenant_id = ? AND u.tenant_id = ?",
           "UPDATE (t JOIN u ON t.id = u.id) SET t.a = 1 WHERE u.tenant_id = ?"},
          {"WITH x AS (SELECT id FROM u WHERE tenant_id = ?) UPDATE t JOIN x ON x.id = t.id SET a = 1 WHERE t.tenant_id = ?",
           "WITH x AS (SELECT id FROM u) UPDATE t JOIN x ON x.id = t.id SET a = 1 WHERE t.tenant_id = ?", "u"},
          {"UPDATE LOW_PRIORITY IGNORE t SET t.x = ? WHERE tenant_id = ? ORDER BY x LIMIT ?", "UPDATE t SET t.tenant_id = 5 WHERE t.tenant_id = ?"},
          {"UPDATE t JOIN u ON t.id = u.id SET t.tenant_id = t.tenant_id WHERE t.tenant_id = ? AND u.tenant_id = ?",
           "UPDATE t JOIN u ON t.id = u.id SET t.tenant_id = u.tenant_id WHERE t.tenant_id = ? AND u.tenant_id = ?"},
      },
      [](const char *Text) { return mysql(Text); });
  // One reason for a table, though it is read for the others too.
  EXPECT_EQ(mysql("UPDATE t, u SET t.x = 1, u.y = 2 WHERE t.tenant_id = ?"),
            "leaks [u] error: 'UPDATE' changes table 'u' of every tenant: no predicate on 'tenant_id'");
  EXPECT_EQ(mysql("UPDATE t JOIN u ON t.id = u.id SET v.x = 1 WHERE t.tenant_id = ?"),
            "unresolved [v]: the table that an assignment changes is not known");
  EXPECT_EQ(mysql("UPDATE t SET x = 1 WHERE tenant_id = ? ORDER BY (SELECT max(x) FROM u) LIMIT 1"),
            "unresolved [ORDER]: a query decides which rows the statement changes");
}

TEST(MySQLForms, DeleteOfSeveralTables) {
  check(
      {
          {"DELETE t FROM t JOIN u ON t.id = u.id WHERE t.tenant_id = ? AND u.tenant_id = ?",
           "DELETE t FROM t JOIN u ON t.id = u.id WHERE u.tenant_id = ?"},
          {"DELETE a, b.* FROM t AS a JOIN u AS b ON a.id = b.id WHERE a.tenant_id = ? AND b.tenant_id = ?",
           "DELETE a, b FROM t AS a JOIN u AS b ON a.id = b.id WHERE a.tenant_id = ?", "u"},
          {"DELETE FROM t, u USING t JOIN u WHERE t.tenant_id = ? AND u.tenant_id = ?", "DELETE FROM t USING t JOIN u WHERE u.tenant_id = ?"},
          {"DELETE QUICK FROM t WHERE tenant_id = ? LIMIT 1", "DELETE FROM t PARTITION (p0) WHERE id = ?"},
      },
      [](const char *Text) { return mysql(Text); });
  EXPECT_EQ(mysql("DELETE x FROM t JOIN u ON t.id = u.id WHERE t.tenant_id = ?"),
            "unresolved [x]: the table that DELETE names is not one of those that it joins");
  // Two tables of two schemas, in PostgreSQL.
  EXPECT_EQ(judge("DELETE FROM a.t USING b.t WHERE b.t.tenant_id = $1").substr(0, 9), "leaks [a.");
}

TEST(MySQLForms, Insert) {
  check(
      {
          {"INSERT INTO t SET tenant_id = ?, b = 2", "INSERT INTO t SET a = ?, b = 2"},
          {"INSERT DELAYED t (t.tenant_id, t.b) VALUES (?, 1)", "INSERT HIGH_PRIORITY INTO t (a) VALUE (?)"},
          {"INSERT INTO t (tenant_id) VALUES ROW(?), ROW(?)", "INSERT INTO t (a) VALUES ROW(?)"},
          {"LOAD DATA INFILE 'x' INTO TABLE t FIELDS TERMINATED BY ',' IGNORE 1 LINES (a, @b) SET tenant_id = ?",
           "LOAD DATA INFILE 'x' INTO TABLE t (a, tenant_id)"},
          {"LOAD DATA INFILE 'x' INTO TABLE t SET tenant_id = ?, a = 1", "LOAD DATA LOCAL INFILE 'x' INTO TABLE t"},
      },
      [](const char *Text) { return mysql(Text); });
  Schema S;
  S.addDefinitions(
      "CREATE TABLE `good` (tenant_id int, id int, PRIMARY KEY (tenant_id, id)) ENGINE=InnoDB; CREATE TABLE bad (tenant_id int, id int PRIMARY KEY);",
      Dialect::MySQL);
  EXPECT_EQ(mysql("INSERT INTO good () VALUES ()", S).substr(0, 12), "leaks [good]");
  EXPECT_EQ(mysql("INSERT INTO good (tenant_id, id) VALUES (?, ?) AS n ON DUPLICATE KEY UPDATE id = n.id, tenant_id = VALUES(tenant_id)", S),
            "scoped");
  EXPECT_EQ(mysql("INSERT INTO good (tenant_id, id) VALUES (?, ?) ON DUPLICATE KEY UPDATE tenant_id = VALUES(id)", S).substr(0, 12), "leaks [good]");
  EXPECT_EQ(mysql("INSERT INTO good (tenant_id, id) VALUES (?, ?) ON DUPLICATE KEY UPDATE good.tenant_id = 7", S).substr(0, 12), "leaks [good]");
  EXPECT_EQ(mysql("INSERT INTO bad (tenant_id, id) VALUES (?, ?) AS n ON DUPLICATE KEY UPDATE id = n.id", S).substr(0, 11), "leaks [bad]");
  EXPECT_EQ(mysql("REPLACE LOW_PRIORITY good SET tenant_id = ?", S), "scoped");
  EXPECT_EQ(mysql("REPLACE DELAYED INTO bad SET tenant_id = ?", S).substr(0, 11), "leaks [bad]");
  EXPECT_EQ(mysql("INSERT INTO good (tenant_id, id) VALUES (?, ?) AS n (a, b) ON DUPLICATE KEY UPDATE id = b", S),
            "unresolved [n]: other names for the columns of inserted rows are not understood");
}

TEST(MySQLForms, Joins) {
  check(
      {
          {"SELECT * FROM t JOIN u WHERE t.tenant_id = ? AND u.tenant_id = t.tenant_id", "SELECT * FROM t JOIN u WHERE u.tenant_id = ?"},
          {"SELECT * FROM t JOIN u LEFT JOIN v ON v.tenant_id = t.tenant_id WHERE t.tenant_id = ? AND u.tenant_id = ?",
           "SELECT * FROM t JOIN u LEFT JOIN v ON v.tenant_id = t.tenant_id WHERE u.tenant_id = ?"},
          {"SELECT * FROM t CROSS JOIN u ON t.tenant_id = u.tenant_id WHERE t.tenant_id = ?",
           "SELECT * FROM t CROSS JOIN u ON t.id = u.id WHERE u.tenant_id = ?"},
          {"SELECT * FROM t JOIN (u JOIN v ON u.tenant_id = v.tenant_id) ON t.tenant_id = u.tenant_id WHERE t.tenant_id = ?",
           "SELECT * FROM t JOIN (u JOIN v) WHERE u.tenant_id = ? AND v.tenant_id = ?"},
          {"SELECT * FROM t JOIN u JOIN v ON v.tenant_id = u.tenant_id ON u.tenant_id = t.tenant_id WHERE t.tenant_id = ?",
           "SELECT * FROM t, u JOIN v WHERE u.tenant_id = ? AND v.tenant_id = ?"},
          {"SELECT * FROM t PARTITION (p0) USE INDEX (a) WHERE tenant_id = ?", "SELECT * FROM t PARTITION (p0, p1) AS a WHERE a.id = ?"},
      },
      [](const char *Text) { return mysql(Text); });
}

TEST(MySQLForms, Expressions) {
  check(
      {
          {"SELECT a AS 'x', b AS \"y z\", count(*) 'n' FROM t WHERE tenant_id = ?", "SELECT a AS 'tenant_id' FROM t WHERE id = ?"},
          {"SELECT * FROM t WHERE tenant_id = 0xFF", "SELECT * FROM t WHERE tenant_id = ? OR 0x01 = 1"},
          {"SELECT * FROM t WHERE tenant_id = x'ff' AND b = b'01' AND c = 0b01", "SELECT * FROM t WHERE tenant_id = ? OR x'61' = 'a'"},
          {"SELECT * FROM t WHERE tenant_id = N'it\\'s' AND a = _utf8'x' 'y'", "SELECT * FROM t WHERE name = N'it\\'s tenant_id = '"},
          {"SELECT @x := a, @n := @n + 1 FROM t WHERE tenant_id = @tenant_id", "SELECT @tenant_id := a FROM t WHERE tenant_id = @tenant_id"},
          {"SELECT a INTO @x FROM t WHERE tenant_id = ?", "SELECT * FROM t WHERE tenant_id = @@session.tenant_id"},
          {"SET @x = (SELECT max(a) FROM t WHERE tenant_id = ?), @y := 3", "SET @x = 1, @y = (SELECT max(a) FROM t)"},
          {"SELECT CURRENT_TIMESTAMP(), UTC_TIMESTAMP(), CURRENT_DATE() FROM t WHERE tenant_id = ?", "SELECT CURRENT_USER() FROM t"},
          {"SELECT * FROM t WHERE tenant_id = ? AND d > NOW() - INTERVAL -1 DAY AND e < DATE_ADD(f, INTERVAL g DAY) AND h > INTERVAL ? HOUR + NOW()",
           "SELECT * FROM t WHERE d > NOW() - INTERVAL (1 + ?) DAY AND id = ?"},
          {"SELECT * FROM t WHERE tenant_id = ? AND a IN (SELECT 1 FROM u WHERE tenant_id = ? AND d > INTERVAL '1:1' HOUR_MINUTE + now())",
           "SELECT * FROM t WHERE tenant_id = ? AND d > NOW() - INTERVAL (SELECT max(x) FROM u) DAY", "u"},
          {"SELECT * FROM t WHERE tenant_id = ? AND MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)",
           "SELECT * FROM t WHERE MATCH (tenant_id) AGAINST (? WITH QUERY EXPANSION)"},
          {"SELECT * FROM t WHERE tenant_id = ? AND (b = 1 XOR c = 2)", "SELECT * FROM t WHERE a = 1 AND tenant_id = ? AND b XOR c"},
          {nullptr, "SELECT * FROM t WHERE NOT (tenant_id <> ? XOR b <> 1)"},
          {"SELECT * FROM t WHERE BINARY tenant_id = ? AND CONVERT(x USING utf8) = 'a' AND CONVERT(y, DECIMAL(10, 2)) = 1",
           "SELECT * FROM t WHERE CONVERT(tenant_id, UNSIGNED) = ?"},
          {"SELECT * FROM t WHERE CAST(tenant_id AS CHAR) = ? AND CAST(x AS UNSIGNED INTEGER) = 1",
           "SELECT * FROM t WHERE CAST(tenant_id AS SIGNED) = ?"},
          {"SELECT a DIV b, a MOD 2, MOD(a, 2) FROM t WHERE tenant_id = ? && name RLIKE 'x' AND a SOUNDS LIKE 'b'",
           "SELECT a DIV b FROM t WHERE tenant_id RLIKE ?"},
          // `!` binds tighter than `<>`.
          {"SELECT * FROM t WHERE !(tenant_id <> ?)", "SELECT * FROM t WHERE !tenant_id <> ?"},
          {nullptr, "SELECT * FROM t WHERE !(tenant_id <> ?) = 0"},
          {nullptr, "SELECT * FROM t WHERE tenant_id = ? || b = 1"},
          {nullptr, "SELECT * FROM t WHERE tenant_id = ? OR 1 = TRUE"},
          {"SELECT `select`, user, t.order, t.desc, offset, end FROM t WHERE user = ? AND tenant_id = ? AND offset > 3 LIMIT 3 OFFSET 4",
           "SELECT user FROM t AS only WHERE only.id = ?"},
          {"SELECT IF(a, b, c), CHAR(65), TIME(d) FROM t WHERE tenant_id = ? LIMIT ?, ?", "SELECT IF(a, b, c) FROM t WHERE IF(tenant_id = ?, 1, 1)"},
          // The offset comes first: no row is left out by this 0.
          {"SELECT * FROM t WHERE tenant_id = ? LIMIT 0, 20", "SELECT * FROM t LIMIT 0, 20"},
          {"SELECT * FROM t JOIN (u, v) ON u.tenant_id = t.tenant_id AND v.tenant_id = t.tenant_id WHERE t.tenant_id = ?",
           "SELECT * FROM (t, u JOIN v USING (tenant_id, a)) WHERE u.tenant_id = ?"},
          {"SELECT SQL_NO_CACHE SQL_CALC_FOUND_ROWS DISTINCT a FROM t WHERE tenant_id = ?",
           "SELECT HIGH_PRIORITY STRAIGHT_JOIN a FROM t WHERE id = ?"},
          {"SELECT * FROM t WHERE tenant_id = ? LOCK IN SHARE MODE", "SELECT * FROM t WHERE id = ? LIMIT 1 FOR UPDATE SKIP LOCKED"},
          {"SELECT a FROM t WHERE tenant_id = ? INTO OUTFILE '/tmp/x' FIELDS TERMINATED BY ','", "SELECT a INTO OUTFILE '/tmp/x' FROM t"},
          {"SELECT tenant_id, sum(a) FROM t WHERE tenant_id = ? GROUP BY tenant_id, b WITH ROLLUP",
           "SELECT tenant_id, sum(a) FROM t GROUP BY tenant_id WITH ROLLUP"},
          {nullptr, "SELECT * FROM t WHERE id = 1 /*!50000 OR tenant_id = ? */"},
      },
      [](const char *Text) { return mysql(Text); });
}

TEST(MySQLForms, OtherStatements) {
  check(
      {
          {"PREPARE s FROM 'SELECT * FROM t WHERE tenant_id = ?'", "PREPARE s FROM 'SELECT * FROM t WHERE id = ?'"},
          {"EXECUTE IMMEDIATE 'DELETE FROM t WHERE tenant_id = ?' USING @a", "EXECUTE IMMEDIATE \"DELETE FROM t WHERE id = ?\" USING @a"},
          {"EXPLAIN FORMAT=JSON SELECT * FROM t WHERE tenant_id = ?", "ANALYZE FORMAT=JSON DELETE FROM t"},
          {"SHOW TABLES LIKE 'x%'; LOCK TABLES t READ; OPTIMIZE TABLE t; DESC t; SELECT * FROM t WHERE tenant_id = ?", "USE x; SELECT * FROM t"},
          {"ALTER TABLE t ADD INDEX i (a), CHANGE a b int, MODIFY c text; DROP TABLE IF EXISTS a, b", "TRUNCATE t"},
          {"DROP INDEX i ON t", "ALTER TABLE t TRUNCATE PARTITION p0"},
          {"DO SLEEP(1)", "DO (SELECT max(a) FROM t)"},
      },
      [](const char *Text) { return mysql(Text); });
  EXPECT_EQ(mysql("PREPARE s FROM @q"), "unresolved [PREPARE]: the text of a prepared statement is not known");
  EXPECT_EQ(mysql("PREPARE s FROM 'SELECT \\'a\\' FROM t'"), "unresolved [PREPARE]: the text of a prepared statement is not known");
  EXPECT_EQ(mysql("CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN DELETE FROM u; END"),
            "unresolved [CREATE]: the body of a trigger, procedure or event is not looked into");
  EXPECT_EQ(mysql("BEGIN NOT ATOMIC DELETE FROM t; END").substr(0, 10), "unresolved");
}

// What the driver counts is not what is left of the text.
TEST(MySQLForms, PlaceholdersAreCountedInTheText) {
  auto Number = [](const char *Text) {
    Query Q;
    Q.Text = Text;
    Q.Language = Dialect::MySQL;
    Q.Placeholders = PlaceholderQuestion;
    Verdict V = analyze(Q, {}, {});
    return V.Confinements.empty() ? 0 : V.Confinements.back().Placeholder;
  };
  EXPECT_EQ(Number("SELECT * FROM t WHERE d > INTERVAL ? DAY + now() AND tenant_id = ?"), 2u);
  EXPECT_EQ(Number("UPDATE t JOIN u ON u.id = ? SET t.x = ? WHERE t.tenant_id = ?"), 3u);
  EXPECT_EQ(Number("INSERT INTO t SET a = ?, tenant_id = ?"), 2u);
  EXPECT_EQ(Number("DELETE t FROM t JOIN u ON u.a = ? AND u.tenant_id = t.tenant_id WHERE t.tenant_id = ?"), 2u);
}

TEST(SQLiteForms, Everything) {
  check(
      {
          {"SELECT * FROM t WHERE tenant_id IS ? AND a IS NOT ? AND b IS c", "SELECT * FROM t WHERE tenant_id IS NOT ?"},
          {nullptr, "SELECT * FROM t WHERE tenant_id IS ? = 0"},
          {"SELECT * FROM t WHERE tenant_id == $tenant AND b = @x AND c = ?5 AND d = :e", "SELECT * FROM t WHERE id == ?1"},
          {"SELECT * FROM t INDEXED BY i WHERE tenant_id = ?", "SELECT * FROM t NOT INDEXED WHERE id = ?"},
          {"SELECT * FROM t WHERE tenant_id = ? AND a ISNULL AND b NOTNULL AND c NOT NULL", "SELECT * FROM t WHERE tenant_id NOT NULL"},
          {"SELECT * FROM t WHERE tenant_id = ? AND a GLOB 'x*' AND b NOT REGEXP 'y' AND c MATCH 'z'", "SELECT * FROM t WHERE tenant_id GLOB ?"},
          {"SELECT rowid, * FROM t WHERE rowid = ? AND tenant_id = ?", "SELECT * FROM t WHERE rowid = ?"},
          {"INSERT OR ABORT INTO t (tenant_id) VALUES (?) RETURNING id", "INSERT OR IGNORE INTO t (a) VALUES (?)"},
          {"INSERT INTO t (tenant_id, b) VALUES (\"acme\", \"it's\")", "SELECT * FROM t WHERE \"tenant_id\" = \"acme\""},
          {"UPDATE OR IGNORE t SET a = 1 WHERE tenant_id = ?", "UPDATE OR IGNORE t SET a = 1 WHERE id = ?"},
          {"SELECT [a b] FROM [t] WHERE [tenant_id] = ? LIMIT 3 OFFSET 5", "SELECT [tenant_id = 1] FROM t"},
          {"DELETE FROM t WHERE tenant_id = ? RETURNING *", "EXPLAIN QUERY PLAN DELETE FROM t RETURNING *"},
          {"SELECT * FROM t WHERE tenant_id = ? LIMIT 0, 20", "SELECT * FROM t LIMIT 0, 20"},
          // A query in FROM needs no name.
          {"SELECT * FROM (SELECT * FROM u WHERE tenant_id = ?) JOIN t ON t.tenant_id = ?",
           "SELECT count(*) FROM (SELECT a FROM t UNION SELECT a FROM u WHERE tenant_id = ?)"},
          {"SELECT * FROM ((SELECT a FROM t WHERE tenant_id = ?)) WHERE a > 1",
           "SELECT * FROM (u JOIN (SELECT a FROM t) USING (a, b)) WHERE u.tenant_id = ?"},
          {"SELECT user, end FROM t AS desc WHERE desc.tenant_id = ?", "SELECT value FROM t JOIN u WHERE u.tenant_id = ?"},
          {"PRAGMA table_info(t); ATTACH 'x' AS y; VACUUM; BEGIN IMMEDIATE; SELECT 1", "PRAGMA x = 1; SELECT * FROM t"},
          {"CREATE VIRTUAL TABLE f USING fts5(a, tokenize = 'x')", nullptr},
          {"SELECT * FROM t WHERE tenant_id = ? OR FALSE", "SELECT * FROM t WHERE tenant_id = ? OR TRUE IS 1"},
          // Both make one value of several.
          {"SELECT * FROM t WHERE tenant_id = CAST(:t AS INTEGER)", "SELECT * FROM t WHERE CAST(tenant_id AS INTEGER) = ?"},
          // In SQLite, 1 and '1' are two values.
          {nullptr, "SELECT * FROM t WHERE tenant_id = ? OR tenant_id < CAST(tenant_id AS TEXT)"},
          {nullptr, "SELECT * FROM t WHERE tenant_id = ? OR :t <> CAST(:t AS BLOB)"},
          {"SELECT * FROM t WHERE tenant_id = ? AND name = ? COLLATE NOCASE", "SELECT * FROM t WHERE tenant_id = ? COLLATE NOCASE"},
      },
      [](const char *Text) { return sqlite(Text); });
  EXPECT_EQ(sqlite("UPDATE OR REPLACE t SET a = 1 WHERE tenant_id = ?"),
            "unresolved [OR]: UPDATE OR REPLACE deletes the rows that are in the way, whoever they belong to");
  EXPECT_EQ(sqlite("CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; END").substr(0, 19), "unresolved [CREATE]");
}

// sqlite3_mprintf puts text into the statement.
TEST(SQLiteForms, FormattedText) {
  auto Formatted = [](const char *Text) { return judge(Text, {}, Dialect::SQLite, PlaceholderPercent); };
  EXPECT_EQ(Formatted("SELECT * FROM t WHERE tenant_id = '%q'"), "scoped");
  EXPECT_EQ(Formatted("SELECT * FROM t WHERE tenant_id = 'x-%q'"), "scoped");
  EXPECT_EQ(Formatted("SELECT * FROM t WHERE tenant_id = %Q"), "scoped");
  EXPECT_EQ(Formatted("SELECT * FROM t WHERE id = %Q").substr(0, 9), "leaks [t]");
  EXPECT_EQ(Formatted("SELECT * FROM \"%w\" WHERE id = %d"), "unresolved [\"%w\"]: the name of a table is known at run time only");
  EXPECT_EQ(Formatted("SELECT * FROM t WHERE tenant_id = %d AND %s"), "unresolved [%s]: a part of the statement is known at run time only");
  EXPECT_EQ(Formatted("SELECT * FROM t WHERE tenant_id IN (%s)").substr(0, 9), "leaks [t]");
}

TEST(Definitions, OfMySQL) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions("\xEF\xBB\xBF"
                               "CREATE TABLE IF NOT EXISTS `Orders` (\n"
                               "  `id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'a, b',\n"
                               "  `tenant_id` bigint unsigned NOT NULL,\n"
                               "  `kind` enum('a','b)') CHARACTER SET utf8 COLLATE utf8_bin DEFAULT 'a',\n"
                               "  `done` tinyint(1) DEFAULT (1 + 1),\n"
                               "  `at` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,\n"
                               "  `sum` int GENERATED ALWAYS AS (`id` + 1) STORED,\n"
                               "  PRIMARY KEY (`tenant_id`,`id`) USING BTREE,\n"
                               "  UNIQUE KEY `uk` (`tenant_id`,`kind`(10) DESC),\n"
                               "  KEY `k` (`kind`), FULLTEXT KEY `f` (`kind`),\n"
                               "  CONSTRAINT `fk` FOREIGN KEY (`kind`) REFERENCES `x` (`id`) ON DELETE CASCADE\n"
                               ") ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COMMENT='x; y';\n"
                               "CREATE UNIQUE INDEX u2 USING BTREE ON Orders (tenant_id, done);\n"
                               "ALTER TABLE Orders ADD INDEX i (at), CHANGE `at` `stamp` int NOT NULL, MODIFY kind text FIRST, ADD UNIQUE KEY u3 "
                               "(done), ADD (p int, q int);\n"
                               "CREATE TABLE copied LIKE Orders;\n"
                               "RENAME TABLE copied TO moved;\n"
                               "CREATE DEFINER=`a`@`b` SQL SECURITY DEFINER VIEW v AS SELECT * FROM `Orders`;",
                               Dialect::MySQL)
                  .empty());
  const Table *T = S.find("orders");
  ASSERT_NE(T, nullptr);
  EXPECT_EQ(T->Columns, (std::vector<std::string>{"kind", "id", "tenant_id", "done", "stamp", "sum", "p", "q"}));
  EXPECT_TRUE(T->isNotNull("tenant_id") && T->isNotNull("stamp") && !T->isNotNull("done"));
  ASSERT_EQ(T->UniqueKeys.size(), 4u);
  EXPECT_EQ(T->UniqueKeys[0].Columns, (std::vector<std::string>{"tenant_id", "id"}));
  // A key over a part of a column does not have the column.
  EXPECT_EQ(T->UniqueKeys[1].Columns, (std::vector<std::string>{"tenant_id", "tenantscan_part"}));
  EXPECT_EQ(T->UniqueKeys[1].Name, "uk");
  EXPECT_EQ(T->UniqueKeys[2].Name, "u2");
  EXPECT_EQ(T->UniqueKeys[3].Columns, (std::vector<std::string>{"done"}));
  EXPECT_NE(S.find("moved"), nullptr);
  EXPECT_EQ(S.find("copied"), nullptr);
  EXPECT_EQ(mysql("SELECT * FROM v WHERE tenant_id = ?", S), "scoped");
  EXPECT_EQ(mysql("SELECT * FROM v", S).substr(0, 9), "leaks [v]");
}

TEST(Definitions, OfSQLite) {
  Schema S;
  EXPECT_TRUE(S.addDefinitions("CREATE TABLE [orders] (id INTEGER PRIMARY KEY AUTOINCREMENT, \"tenant_id\", key TEXT, n UNSIGNED BIG INT NOT NULL ON "
                               "CONFLICT ABORT CHECK (n > 0),\n"
                               "  g AS (n + 1), UNIQUE (tenant_id, key) ON CONFLICT REPLACE) STRICT, WITHOUT ROWID;\n"
                               "CREATE VIRTUAL TABLE f USING fts5(body, tenant_id UNINDEXED, tokenize = 'porter');\n"
                               "CREATE VIEW IF NOT EXISTS v AS SELECT * FROM orders;",
                               Dialect::SQLite)
                  .empty());
  const Table *T = S.find("orders");
  ASSERT_NE(T, nullptr);
  EXPECT_EQ(T->Columns, (std::vector<std::string>{"id", "tenant_id", "key", "n", "g"}));
  ASSERT_EQ(T->UniqueKeys.size(), 2u);
  EXPECT_EQ(T->UniqueKeys[1].Columns, (std::vector<std::string>{"tenant_id", "key"}));
  EXPECT_TRUE(T->isNotNull("n"));
  EXPECT_EQ(S.kindOf("f", {}), TableKind::Tenant);
  EXPECT_EQ(sqlite("SELECT * FROM v WHERE tenant_id = ?", S), "scoped");
}

// Whatever the text is, it is judged, and soon.
TEST(Dialects, HostileTexts) {
  auto Repeat = [](const std::string &Text, size_t Times) {
    std::string Out;
    for (size_t I = 0; I < Times; ++I)
      Out += Text;
    return Out;
  };
  for (const char *Part : {"UPDATE ",
                           "DELETE a,",
                           "INTERVAL ",
                           "a XOR ",
                           "JOIN a ",
                           "@",
                           "INSERT INTO t (",
                           "ON DUPLICATE KEY UPDATE ",
                           "CREATE TABLE t (",
                           "CAST(",
                           "x AS ",
                           "! ",
                           "UNIQUE ",
                           "PREPARE s FROM 'x'",
                           "SET a = ",
                           "CONVERT(",
                           "LOAD DATA INTO TABLE t SET ",
                           "WITH ",
                           "ALTER TABLE t ADD ",
                           "MATCH (a) AGAINST (",
                           "GROUP BY a WITH ROLLUP ",
                           "VALUES (",
                           "RENAME TABLE a TO ",
                           "EXPLAIN ",
                           "IS ",
                           ".",
                           "'a' ",
                           "CREATE TRIGGER BEGIN "}) {
    for (Dialect D : {Dialect::MySQL, Dialect::SQLite, Dialect::Generic})
      for (size_t Times : {1u, 3u, 20000u})
        EXPECT_FALSE(judge(Repeat(Part, Times), {}, D, PlaceholderQuestion).empty()) << Part;
  }
  for (const char *Text : {"UPDATE t SET", "DELETE t FROM", "INSERT INTO t SET", "INSERT INTO t () VALUES", "SELECT a AS", "LOAD DATA INTO TABLE t (",
                           "CREATE TABLE t (a int,", "PREPARE s FROM", "SELECT @`x", "UPDATE t JOIN"})
    EXPECT_EQ(mysql(Text).substr(0, 10), "unresolved") << Text;
}

TEST(DialectForms, GenericIsWhateverReadsIt) {
  EXPECT_EQ(judge("SET @@SESSION.time_zone = '+00:00'", {}, Dialect::Generic), "scoped");
  EXPECT_EQ(
      judge("DELETE i FROM invoices i JOIN customers c ON c.id = i.id AND c.tenant_id = i.tenant_id WHERE i.tenant_id = $1", {}, Dialect::Generic),
      "scoped");
  EXPECT_EQ(judge("DELETE i FROM invoices i JOIN plans c ON c.id = i.id", {}, Dialect::Generic).substr(0, 16), "leaks [invoices]");
  EXPECT_EQ(judge("SELECT FROM WHERE", {}, Dialect::Generic).substr(0, 10), "unresolved");
  // TRUE is 1 on some servers.
  EXPECT_EQ(judge("SELECT 1 FROM t WHERE x = 1 AND x = TRUE", {}, Dialect::Generic).substr(0, 9), "leaks [t]");
  EXPECT_EQ(judge("SELECT 1 FROM t WHERE x = 0 AND x IN (FALSE)", {}, Dialect::Generic).substr(0, 9), "leaks [t]");
  EXPECT_EQ(judge("SELECT 1 FROM t WHERE x = 1 AND x = 2", {}, Dialect::Generic), "scoped");
  EXPECT_EQ(judge("SELECT 1 FROM t WHERE false", {}, Dialect::Generic), "scoped");
  EXPECT_EQ(judge("SELECT 1 FROM t WHERE (tenant_id = $1) = TRUE", {}, Dialect::Generic), "scoped");
}

TEST(DialectForms, BracketsThatDoNotFitEnd) {
  for (Dialect D : {Dialect::MySQL, Dialect::SQLite, Dialect::Generic})
    EXPECT_EQ(judge(";WITH x )AS ,SELE.T id, tT)AS ,SELECT id* tTH x )H x )AS ,SELECT id, tenaenant_id = $0", {}, D).substr(0, 10), "unresolved");
}
