//===- LimitsTest.cpp - Hostile and huge texts --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judge.h"
#include "sqlscan/Rewrite.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

static std::string repeat(std::string_view Text, size_t Times) {
  std::string Out;
  for (size_t I = 0; I < Times; ++I)
    Out += Text;
  return Out;
}

static std::string kindOf(const std::string &Text) {
  std::string Verdict = judge(Text);
  return Verdict.substr(0, Verdict.find(' '));
}

TEST(Limits, TooMuchIsUnresolved) {
  EXPECT_EQ(kindOf("SELECT " + repeat("(", 100000) + "1" + repeat(")", 100000)), "unresolved");
  EXPECT_EQ(kindOf("SELECT 1" + repeat(" + 1", 100000)), "unresolved");
  EXPECT_EQ(kindOf("SELECT " + repeat("NOT ", 100000) + "true"), "unresolved");
  EXPECT_EQ(kindOf("SELECT " + repeat("- ", 100000) + "1"), "unresolved");
  EXPECT_EQ(kindOf("SELECT " + repeat("CASE WHEN a THEN ", 50000) + "1" + repeat(" END", 50000)), "unresolved");
  EXPECT_EQ(kindOf("SELECT 1" + repeat(" UNION SELECT 1", 50000)), "unresolved");
  EXPECT_EQ(kindOf("SELECT 1::int" + repeat("::int", 100000)), "unresolved");
  EXPECT_EQ(kindOf(repeat("SELECT * FROM (", 5000)), "unresolved");
  EXPECT_EQ(kindOf(std::string(2 << 20, ' ')), "unresolved");
  EXPECT_EQ(kindOf("SELECT 1 FROM a" + repeat(" JOIN a ON true", 5000)), "unresolved");
}

// As much as the limits allow must fit the stack, and be judged in no time.
TEST(Limits, AllThatIsAllowedIsJudged) {
  EXPECT_EQ(kindOf("SELECT " + repeat("(", Limits::MaxNesting) + "1" + repeat(")", Limits::MaxNesting)), "scoped");
  EXPECT_EQ(kindOf("SELECT 1" + repeat(" + 1", Limits::MaxChain - 2)), "scoped");
  EXPECT_EQ(kindOf("SELECT " + repeat("NOT ", 2 * Limits::MaxChain - 10) + "true"), "scoped");
  EXPECT_EQ(kindOf("SELECT 1" + repeat(" UNION SELECT 1", Limits::MaxChain)), "scoped");
  EXPECT_EQ(kindOf("SELECT 1 FROM a" + repeat(" JOIN a ON true", Limits::MaxChain)), "leaks");
  EXPECT_EQ(kindOf("SELECT * FROM invoices WHERE tenant_id = $1 AND id IN (0" + repeat(", 1", 10000) + ")"), "scoped");
  EXPECT_EQ(kindOf("SELECT * FROM invoices WHERE tenant_id = $1 AND (id = 0" + repeat(" OR id = 1", 10000) + ")"), "scoped");
  EXPECT_EQ(kindOf("SELECT * FROM invoices WHERE tenant_id = $1" + repeat(" AND id = 1", 10000)), "scoped");
  EXPECT_EQ(kindOf("SELECT id FROM invoices WHERE tenant_id = $1" + repeat(" UNION ALL SELECT id FROM invoices WHERE tenant_id = $1", 500)),
            "scoped");
}

// Latin-1, as old sources and dumps have it.
TEST(Limits, BytesThatAreNotUtf8) {
  EXPECT_EQ(judge("SELECT 'caf\xe9' FROM t /* \xe9 */ WHERE tenant_id = $1 AND caf\xe9 = 'b\xfc'"), "scoped");
  EXPECT_EQ(judge("SELECT 'caf\xe9' FROM t WHERE tenant_id\xe9 = $1").substr(0, 9), "leaks [t]");
  EXPECT_EQ(judge("SELECT * FROM `caf\xe9` WHERE `tenant_id` = ? AND a = 'b\xfc'", {}, Dialect::MySQL, PlaceholderQuestion), "scoped");
  EXPECT_EQ(judge("SELECT 'b\xfc' FROM caf\xe9 c", {}, Dialect::MySQL, PlaceholderQuestion).substr(0, 12), "leaks [caf\xe9]");
}

TEST(Limits, BrokenText) {
  EXPECT_EQ(judge("SELECT 'abc"), "unresolved ['abc]: a string, quoted name or comment has no end");
  EXPECT_EQ(judge("SELECT 1 /* never"), "unresolved [/* never]: a string, quoted name or comment has no end");
  EXPECT_EQ(judge("SELECT FROM WHERE"), "unresolved [WHERE]: syntax error at or near \"WHERE\"");
  EXPECT_EQ(judge("INSERT INTO t (\x01) VALUES (\x01)"),
            "unresolved [\x01]: the statement cannot be read without the parts known at run time only: syntax error at or near one of them");
  EXPECT_EQ(kindOf(std::string("SELECT \0 1", 10)), "unresolved");
  EXPECT_EQ(kindOf("SELECT '\xff\xfe' FROM \xc3\x28"), "unresolved");
  EXPECT_EQ(kindOf(""), "scoped");
  EXPECT_EQ(kindOf("-- nothing"), "scoped");
  EXPECT_EQ(kindOf("$tag$"), "unresolved");
}
