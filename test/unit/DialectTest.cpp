//===- DialectTest.cpp - Placeholders, holes and dialects ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judge.h"
#include "sqlscan/Rewrite.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

static std::string spelled(std::string Text, PlaceholderStyles Styles, Dialect Language = Dialect::PostgreSQL) {
  Query Q;
  Q.Text = Text;
  Q.Placeholders = Styles;
  Q.Language = Language;
  for (size_t I = 0; I < Text.size(); ++I)
    if (Text[I] == '\x01')
      Q.Holes.push_back({static_cast<uint32_t>(I), "hole", false});
  Rewritten R = rewrite(Q);
  // One blank for many: only the tokens matter here.
  std::string Out;
  for (char C : R.Text)
    if (C != ' ' || (!Out.empty() && Out.back() != ' '))
      Out += C;
  return Out;
}

TEST(Placeholders, BecomeNumbers) {
  EXPECT_EQ(spelled("a=? AND b=?", PlaceholderQuestion), "a= $1 AND b= $2 ");
  EXPECT_EQ(spelled("a=:x AND b=:y AND c=:x", PlaceholderColon), "a= $1 AND b= $2 AND c= $1 ");
  EXPECT_EQ(spelled("a=@x", PlaceholderAt), "a= $1 ");
  EXPECT_EQ(spelled("a=%s AND b=%d", PlaceholderPercent), "a= $1 AND b= $2 ");
  EXPECT_EQ(spelled("a='%s'", PlaceholderPercent), "a= $1 ");
  EXPECT_EQ(spelled("a={} AND b={name}", PlaceholderBraces), "a= $1 AND b= $2 ");
  EXPECT_EQ(spelled("a=%1 AND b=%2", PlaceholderQt), "a= $1 AND b= $2 ");
  EXPECT_EQ(spelled("a=$7 AND b=$7", PlaceholderDollar), "a= $1 AND b= $1 ");
}

// What only looks like a placeholder.
TEST(Placeholders, LeaveOperatorsAlone) {
  for (const char *Same : {"a::int", "b @> '{1}'", "c ?| array['x']", "d ?& array['x']", "e -> 'k' ->> 'x'", "f[1:2]", "f[m:n]", "f[m : n]", "'12:30:00'", "g % 2", "h LIKE '%x%'", "$$ ? :x $$", "-- ? :x"}) {
    std::string Text = Same;
    std::string Got = spelled(Text, PlaceholderDollar | PlaceholderQuestion | PlaceholderColon | PlaceholderPercent);
    EXPECT_EQ(Got, Text.substr(0, 2) == "--" ? "" : Text);
  }
}

// As psql spells its variables: a value, a text, a name.
TEST(Placeholders, OfPsql) {
  EXPECT_EQ(spelled("a=:'x' AND b = f[:y]", PlaceholderColon), "a= $1 AND b = f[ $2 ]");
  EXPECT_EQ(judge("SELECT * FROM a WHERE tenant_id = :'tenant'", {}, Dialect::PostgreSQL, PlaceholderColon), "scoped");
  EXPECT_EQ(judge("SELECT * FROM :\"t\" WHERE id = 1", {}, Dialect::PostgreSQL, PlaceholderColon),
            "unresolved [:\"t\"]: the name of a table is known at run time only");
  // Where only a text may come.
  EXPECT_EQ(judge("COPY g (a) TO :'file' WITH CSV", {}, Dialect::PostgreSQL, PlaceholderColon).substr(0, 9), "leaks [g]");
  EXPECT_EQ(judge("COPY (SELECT a FROM g WHERE tenant_id = :'t') TO :'file'", {}, Dialect::PostgreSQL, PlaceholderColon), "scoped");
  EXPECT_EQ(judge("SET app.tenant_id = :'t'", {}, Dialect::PostgreSQL, PlaceholderColon), "scoped");
  EXPECT_EQ(judge("SELECT 1; :query", {}, Dialect::PostgreSQL, PlaceholderColon), "unresolved [:query]: syntax error at or near \":query\"");
}

TEST(Placeholders, KeepTheirPlace) {
  // The range of a finding is one of the original text, whatever came before it.
  EXPECT_EQ(judge("SELECT ?, ? FROM invoices WHERE id = ?", {}, Dialect::MySQL, PlaceholderQuestion).substr(0, 16), "leaks [invoices]");
  EXPECT_EQ(judge("SELECT `a` FROM `my invoices` WHERE `id` = ?", {}, Dialect::MySQL, PlaceholderQuestion).substr(0, 21), "leaks [`my invoices`]");
}

TEST(Holes, StandForValuesOrNames) {
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = \x01"), "scoped");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = '\x01'"), "scoped");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = \x01").substr(0, 16), "leaks [invoices]");
  EXPECT_EQ(judge("SELECT * FROM \x01 WHERE id = 1"), "unresolved [\x01]: the name of a table is known at run time only");
  EXPECT_EQ(judge("SELECT * FROM shard_\x01 WHERE id = 1"), "unresolved [shard_\x01]: the name of a table is known at run time only");
  EXPECT_EQ(judge("SELECT * FROM shard_\x01 WHERE tenant_id = $1"), "scoped");
  EXPECT_EQ(judge("SELECT \x01 FROM invoices WHERE tenant_id = $1"), "scoped");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = $1 ORDER BY \x01 \x01 LIMIT \x01"), "scoped");
}

TEST(Holes, NumberPlaceholders) {
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = $\x02"), "scoped");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id=$1 AND id IN ($\x02, $\x02)"), "scoped");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id IN ($\x02, $1\x02)").substr(0, 16), "leaks [invoices]");
  EXPECT_EQ(judge("INSERT INTO invoices (id, total) VALUES ($\x02, $\x02)").substr(0, 5), "leaks");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = :tenant AND id=:id\x02", {}, Dialect::Generic, PlaceholderColon), "scoped");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id=:\x02 OR id = :\x02", {}, Dialect::Generic, PlaceholderColon).substr(0, 5), "leaks");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = ?\x02", {}, Dialect::SQLite, PlaceholderQuestionNumber).substr(0, 5), "leaks");
  // The bound of a slice.
  EXPECT_EQ(judge("SELECT names[1:\x02] FROM invoices WHERE tenant_id = :tenant", {}, Dialect::PostgreSQL, PlaceholderColon), "scoped");
  // What is no number may be anything.
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = $\x01").substr(0, 10), "unresolved");
}

// A hole that may be any piece of SQL: neither scoped nor a leak.
TEST(Holes, ThatMayBeAnything) {
  EXPECT_EQ(judge("SELECT * FROM invoices \x01"), "unresolved [\x01]: a part of the statement is known at run time only");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = $1 \x01"), "unresolved [\x01]: a part of the statement is known at run time only");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE \x01"), "unresolved [\x01]: a part of the statement is known at run time only");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = $1 AND \x01"), "unresolved [\x01]: a part of the statement is known at run time only");
  // In brackets it can only narrow.
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = $1 AND (\x01)"), "scoped");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = 1 AND (\x01)"), "unresolved [\x01]: a condition is known at run time only");
  // A column that may be the tenant's.
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = 1 AND \x01 = $1"), "unresolved [\x01]: a condition is known at run time only");
  EXPECT_EQ(judge("SELECT * FROM invoices i WHERE (i.\x01 = $1)"), "unresolved [\x01]: a condition is known at run time only");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE \"\x01\" = $1"), "unresolved [\"\x01\"]: a condition is known at run time only");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE tenant_id = $1 AND \x01 = $2"), "scoped");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = 1 OR \x01 = $1").substr(0, 5), "leaks");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = 1 AND \x01 > $1").substr(0, 5), "leaks");
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = 1 AND \x02 = $1").substr(0, 5), "leaks");
  // A number is no SQL.
  EXPECT_EQ(judge("SELECT * FROM invoices WHERE id = 1 AND \x02").substr(0, 5), "leaks");
}

TEST(Holes, WithoutATableAreNotScoped) {
  for (const char *Text : {"\x01\x01", "\x01 ", "\x01;", "/* x */ \x01", "BEGIN;\x01", "SELECT \x01", "\x01 WHERE tenant_id = $1"})
    EXPECT_EQ(judge(Text).substr(0, 10), "unresolved") << Text;
  EXPECT_EQ(judge("SELECT '\x01'"), "scoped");
  EXPECT_EQ(judge("SELECT \x02"), "scoped");
}

TEST(Dialects, MySQL) {
  auto MySQL = [](const char *Text) { return judge(Text, {}, Dialect::MySQL, PlaceholderQuestion).substr(0, 16); };
  EXPECT_EQ(MySQL("SELECT * FROM `Invoices` WHERE `Tenant_ID` = ? LIMIT 5, 10"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE tenant_id <=> ?"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE tenant_id = ? && id = \"x\" # comment"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE tenant_id = ? || id = 1"), "leaks [invoices]");
  // Which rows an upsert meets, the unique keys decide.
  EXPECT_EQ(MySQL("REPLACE INTO invoices (tenant_id, id) VALUES (?, ?)"), "unresolved [invo");
  EXPECT_EQ(MySQL("INSERT INTO invoices (tenant_id) VALUES (?) ON DUPLICATE KEY UPDATE x = 1"), "unresolved [invo");
  EXPECT_EQ(MySQL("CREATE TABLE x AS SELECT * FROM invoices"), "leaks [invoices]");
  EXPECT_EQ(MySQL("SET @a = (SELECT max(total) FROM invoices)"), "leaks [invoices]");
  EXPECT_EQ(MySQL("INSERT IGNORE INTO invoices (tenant_id, id) VALUES (?, ?)"), "scoped");
  EXPECT_EQ(MySQL("INSERT INTO invoices (id) VALUES (?) ON DUPLICATE KEY UPDATE id = 1"), "leaks [invoices]");
  EXPECT_EQ(MySQL("DELETE FROM invoices WHERE id = ? ORDER BY id LIMIT 1"), "leaks [invoices]");
  EXPECT_EQ(MySQL("UPDATE LOW_PRIORITY invoices SET x = 'it\\'s' WHERE tenant_id = ? LIMIT 1"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices USE INDEX (a, b) STRAIGHT_JOIN customers ON invoices.tenant_id = customers.tenant_id WHERE invoices.tenant_id = ?"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE tenant_id = ? /*!50000 OR 1=1 */"), "leaks [invoices]");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE tenant_id = ? /* OR 1=1 */"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE id = 5--1 AND tenant_id = ?"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE tenant_id = ? AND b = (SELECT 1 LIMIT 1) AND c IN (1, 2)"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE tenant_id = ? AND d > NOW() - INTERVAL 5 DAY"), "scoped");
  EXPECT_EQ(MySQL("SELECT * FROM invoices WHERE tenant_id = ? AND name NOT REGEXP 'x'"), "scoped");
  EXPECT_EQ(MySQL("DELETE FROM t USING t INNER JOIN u ON u.id = t.u_id WHERE t.tenant_id = ? AND u.tenant_id = ?"), "scoped");
  EXPECT_EQ(MySQL("DELETE FROM t USING t INNER JOIN u ON u.id = t.u_id WHERE u.tenant_id = ?"), "leaks [t] warnin");
  EXPECT_EQ(MySQL("SELECT 1 FROM DUAL"), "scoped");
  EXPECT_EQ(MySQL("SHOW TABLES"), "scoped");
  EXPECT_EQ(MySQL("SELECT GROUP_CONCAT(a SEPARATOR ',') FROM invoices GROUP BY b WITH ROLLUP"), "leaks [invoices]");
}

TEST(Dialects, SQLite) {
  auto SQLite = [](const char *Text) { return judge(Text, {}, Dialect::SQLite, PlaceholderQuestion | PlaceholderColon | PlaceholderAt).substr(0, 18); };
  EXPECT_EQ(SQLite("SELECT * FROM [Invoices] WHERE [tenant_id] == ?"), "scoped");
  EXPECT_EQ(SQLite("INSERT OR IGNORE INTO invoices (tenant_id) VALUES (@t)"), "scoped");
  Schema S;
  S.addDefinitions("CREATE TABLE good (tenant_id int, id int, PRIMARY KEY (tenant_id, id)); CREATE TABLE bad (tenant_id int, id int PRIMARY KEY);", Dialect::SQLite);
  EXPECT_EQ(judge("INSERT OR REPLACE INTO good (tenant_id) VALUES (?)", S, Dialect::SQLite, PlaceholderQuestion), "scoped");
  EXPECT_EQ(judge("REPLACE INTO bad (tenant_id) VALUES (?);", S, Dialect::SQLite, PlaceholderQuestion).substr(0, 11), "leaks [bad]");
  EXPECT_EQ(SQLite("SELECT * FROM invoices WHERE name GLOB 'x*'"), "leaks [invoices] e");
  EXPECT_EQ(SQLite("PRAGMA foreign_keys = ON"), "scoped");
  EXPECT_EQ(SQLite("EXPLAIN QUERY PLAN SELECT * FROM invoices WHERE tenant_id = :t"), "scoped");
}
