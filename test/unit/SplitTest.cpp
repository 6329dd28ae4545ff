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
