//===- SplitTest.cpp - .sql files ---------------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Split.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

static std::vector<std::string> pieces(const char *Text, Dialect D = Dialect::PostgreSQL) {
  std::vector<std::string> Out;
  for (const SplitStatement &S : split(Text, D))
    Out.push_back(std::to_string(S.Line) + ":" + std::string(S.Text));
  return Out;
}

TEST(Split, AtSemicolons) {
  EXPECT_EQ(pieces("SELECT 1; SELECT ';' ;\n\n-- x;\nSELECT $$;$$"), (std::vector<std::string>{"1:SELECT 1", "1:SELECT ';'", "4:SELECT $$;$$"}));
  EXPECT_EQ(pieces(";;  ;"), std::vector<std::string>());
  EXPECT_EQ(pieces("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3").size(), 2u);
  EXPECT_EQ(pieces("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; SELECT 3").size(), 2u);
}

TEST(Split, LeavesPsqlOut) {
  EXPECT_EQ(pieces("\\set x 1\nSELECT 1;\nCOPY t FROM stdin;\n1\t'\n\\.\nSELECT 2;"),
            (std::vector<std::string>{"2:SELECT 1", "3:COPY t FROM stdin", "6:SELECT 2"}));
}

TEST(Split, CommandsOfClients) {
  // They end a statement, or only the line.
  EXPECT_EQ(pieces("SELECT 1 AS a \\gset\nSELECT 2 \\g (format=aligned) out.txt\nSELECT 3;"),
            (std::vector<std::string>{"1:SELECT 1 AS a", "2:SELECT 2", "3:SELECT 3"}));
  EXPECT_EQ(pieces("SELECT 1\\; SELECT 2\\;; SELECT 3;"), (std::vector<std::string>{"1:SELECT 1", "1:SELECT 2", "1:SELECT 3"}));
  EXPECT_EQ(pieces("  \\echo it's\nSELECT 1;\n\\getenv a b\n\\set x 'a;b' \\\\ SELECT 2;\n\\if :x \\echo y;\n\\endif\nSELECT 3"),
            (std::vector<std::string>{"2:SELECT 1", "4:SELECT 2", "7:SELECT 3"}));
  // Inside of a text it is none.
  EXPECT_EQ(pieces("SELECT E'a\n\\b;';SELECT $$\n\\d\n$$").size(), 2u);
  EXPECT_EQ(pieces("SELECT 1\\G SELECT 2;", Dialect::MySQL), (std::vector<std::string>{"1:SELECT 1", "1:SELECT 2"}));
  EXPECT_EQ(pieces(".mode csv\nSELECT 1;\n.headers on", Dialect::SQLite), (std::vector<std::string>{"2:SELECT 1"}));
}

TEST(Split, RowsOfCopy) {
  EXPECT_EQ(pieces("  copy t (a, b)\n FROM STDIN WITH (FORMAT csv); -- x\n1;'\n\\.\nSELECT 2;"),
            (std::vector<std::string>{"1:copy t (a, b)\n FROM STDIN WITH (FORMAT csv)", "5:SELECT 2"}));
  EXPECT_EQ(pieces("\\copy t FROM stdin\n1;'\n\\.\nSELECT 2;"), std::vector<std::string>{"4:SELECT 2"});
  EXPECT_EQ(pieces("SELECT 0\\; copy t from stdin\\; copy t from stdin; -- x\n1\n\\.b\n\\.\n'\n\\.\nSELECT 2").size(), 4u);
  EXPECT_EQ(pieces("copy (select 1) from stdin;\nSELECT 2;\n\\.\n").size(), 2u);
  // For another client: there are no rows.
  EXPECT_EQ(pieces("COPY t FROM STDIN;\nSELECT 2;").size(), 2u);
  EXPECT_EQ(pieces("COPY t FROM 'stdin';\nSELECT 2;\n\\.\n").size(), 2u);
}

TEST(Split, BodiesAreOneStatement) {
  EXPECT_EQ(pieces("CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN b THEN 1 END; DELETE FROM u; END; SELECT 1", Dialect::SQLite).size(), 2u);
  EXPECT_EQ(pieces("CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; BEGIN SELECT 2; END; END; SELECT 1", Dialect::MySQL).size(), 2u);
  EXPECT_EQ(pieces("BEGIN; SELECT 1; END; SELECT 2", Dialect::SQLite).size(), 4u);
}

TEST(Split, MarksOfGoose) {
  const char *File = "-- +goose StatementBegin\nSELECT 1\n-- +goose StatementEnd\n-- +goose StatementBegin\nSELECT 2;\n-- +goose StatementEnd\nSELECT\n-- +goose\n3";
  std::vector<SplitStatement> Pieces = split(File, Dialect::PostgreSQL);
  ASSERT_EQ(Pieces.size(), 3u);
  EXPECT_EQ(Pieces[0].Text, "SELECT 1");
  EXPECT_EQ(Pieces[1].Text, "SELECT 2");
  EXPECT_EQ(Pieces[2].Text, "SELECT\n-- +goose\n3");
}

TEST(Split, Delimiter) {
  EXPECT_EQ(pieces("DELIMITER //\nUPDATE a SET b = 'x//y'; DELETE FROM c //\nSELECT 1//\nDELIMITER ;\nSELECT 2;", Dialect::MySQL),
            (std::vector<std::string>{"2:UPDATE a SET b = 'x//y'; DELETE FROM c", "3:SELECT 1", "5:SELECT 2"}));
  // A byte order mark is no part of the first statement.
  EXPECT_EQ(pieces("\xEF\xBB\xBFSELECT 1"), (std::vector<std::string>{"1:SELECT 1"}));
}
