//===- SchemaTest.cpp - Definitions of tables ---------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Schema.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

TEST(Schema, LearnsTablesFromDefinitions) {
  Schema S;
  Vocabulary Words;
  EXPECT_TRUE(S.addDefinitions("CREATE TABLE a (id int, tenant_id uuid DEFAULT current_setting('app.tenant_id')::uuid, UNIQUE (tenant_id, id));\n"
                               "CREATE TABLE b (id int PRIMARY KEY);\n"
                               "ALTER TABLE b ADD COLUMN tenant_id uuid;\n"
                               "CREATE UNIQUE INDEX b_x ON b (id);\n"
                               "CREATE TABLE c (LIKE a);\n"
                               "ALTER TABLE c DROP COLUMN tenant_id;\n"
                               "CREATE TABLE d (x int); ALTER TABLE d RENAME TO e; ALTER TABLE e RENAME x TO tenant_id;\n"
                               "INSERT INTO b VALUES (1);",
                               Dialect::PostgreSQL)
                  .empty());
  EXPECT_EQ(S.kindOf("a", Words), TableKind::Tenant);
  EXPECT_EQ(S.kindOf("B", Words), TableKind::Tenant);
  EXPECT_EQ(S.kindOf("c", Words), TableKind::Global);
  EXPECT_EQ(S.kindOf("e", Words), TableKind::Tenant);
  EXPECT_EQ(S.kindOf("nobody", Words), TableKind::Unknown);
  ASSERT_NE(S.find("a"), nullptr);
  EXPECT_EQ(S.find("a")->Columns, (std::vector<std::string>{"id", "tenant_id"}));
  EXPECT_EQ(S.find("a")->TenantDefaults, std::vector<std::string>{"tenant_id"});
  EXPECT_EQ(S.find("b")->UniqueKeys.size(), 2u);
}

TEST(Schema, ListsComeFirst) {
  Schema S;
  Vocabulary Words;
  EXPECT_EQ(S.kindOf("a", Words), TableKind::Tenant) << "with no schema at all, tables are tenant tables";
  S.addGlobalTable("A");
  EXPECT_EQ(S.kindOf("a", Words), TableKind::Global);
  EXPECT_FALSE(S.hasTenantTables(Words));
  S.addTenantTable("t");
  EXPECT_TRUE(S.hasTenantTables(Words));
}

TEST(Schema, SaysWhatItCannotRead) {
  Schema S;
  std::vector<std::string> Problems = S.addDefinitions("SELECT 1;\n\nCREATE TABLE a (id int,);\nCREATE TABLE b (id int);", Dialect::PostgreSQL);
  ASSERT_EQ(Problems.size(), 1u);
  EXPECT_EQ(Problems[0], "line 3: syntax error at or near \")\"");
  EXPECT_NE(S.find("b"), nullptr);
}
