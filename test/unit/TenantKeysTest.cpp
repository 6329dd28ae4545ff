//===- TenantKeysTest.cpp - Several tenant columns ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judge.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

namespace {

struct Case {
  const char *Sql;
  /// The beginning of the verdict.
  const char *Verdict;
};

Schema workspaces() {
  Schema S;
  EXPECT_TRUE(
      S.addDefinitions(
           "CREATE TABLE docs (org_id int NOT NULL, workspace_id int NOT NULL, id int PRIMARY KEY, body text, UNIQUE (org_id, workspace_id, id));"
           "CREATE TABLE notes (org_id int NOT NULL, workspace_id int NOT NULL, id int, UNIQUE (workspace_id, id));"
           "CREATE TABLE members (org_id int NOT NULL, id int PRIMARY KEY);"
           "CREATE TABLE audits (tenant_id int NOT NULL, id int);"
           "CREATE VIEW open_docs AS SELECT org_id, workspace_id, id FROM docs;"
           "CREATE TABLE plans (id int PRIMARY KEY);",
           Dialect::PostgreSQL)
          .empty());
  return S;
}

void expectAll(const std::vector<Case> &Cases, const Vocabulary &Words, const Schema &S) {
  for (const Case &C : Cases) {
    std::string Got = judge(C.Sql, S, Dialect::PostgreSQL, PlaceholderDollar, Words);
    EXPECT_EQ(Got.substr(0, std::string(C.Verdict).size()), C.Verdict) << C.Sql << "\n  is: " << Got;
  }
}

Vocabulary either() {
  Vocabulary Words;
  Words.TenantColumns = {"org_id", "workspace_id", "tenant_id"};
  return Words;
}

Vocabulary together() {
  Vocabulary Words = either();
  Words.TenantKeys = {{"org_id", "workspace_id"}, {"tenant_id"}};
  return Words;
}

} // namespace

TEST(TenantKeys, AnyOneConfines) {
  expectAll(
      {
          {"SELECT * FROM docs WHERE org_id = $1", "scoped"},
          {"SELECT * FROM docs WHERE workspace_id = $1", "scoped"},
          {"SELECT * FROM docs WHERE id = $1", "leaks [docs] error: 'SELECT' reads table 'docs' of every tenant: no predicate on 'org_id'"},
          {"SELECT * FROM members WHERE org_id = $1", "scoped"},
          {"SELECT * FROM audits WHERE tenant_id = $1", "scoped"},
          {"SELECT * FROM plans", "scoped"},
          // The other column's value is not its own.
          {"UPDATE docs SET org_id = workspace_id WHERE org_id = $1", "leaks"},
          {"UPDATE docs SET org_id = $1 WHERE org_id = $1", "scoped"},
          {"INSERT INTO notes (workspace_id, id) VALUES ($1, $2) ON CONFLICT (workspace_id, id) DO UPDATE SET org_id = excluded.org_id", "leaks"},
      },
      either(), workspaces());
}

TEST(TenantKeys, AllConfineTogether) {
  expectAll(
      {
          {"SELECT * FROM docs WHERE org_id = $1 AND workspace_id = $2", "scoped"},
          {"SELECT * FROM docs WHERE org_id = $1", "leaks [docs] error: 'SELECT' reads table 'docs' of every tenant: no predicate on 'workspace_id'"},
          {"SELECT * FROM docs WHERE workspace_id = $1", "leaks [docs] error: 'SELECT' reads table 'docs' of every tenant: no predicate on 'org_id'"},
          {"SELECT * FROM docs", "leaks [docs] error: 'SELECT' reads table 'docs' of every tenant: no predicate on 'org_id' and 'workspace_id'"},
          {"SELECT * FROM docs WHERE (org_id, workspace_id) = ($1, $2)", "scoped"},
          {"SELECT * FROM docs WHERE (org_id, workspace_id) IN (($1, $2), ($1, $3))", "leaks [docs] error: 'SELECT' reads table 'docs' of several"},
          // A table has what it has of them.
          {"SELECT * FROM members WHERE org_id = $1", "scoped"},
          {"SELECT * FROM audits WHERE tenant_id = $1", "scoped"},
          {"SELECT * FROM audits", "leaks [audits] error: 'SELECT' reads table 'audits' of every tenant: no predicate on 'tenant_id'"},
          // One inside, the other outside.
          {"SELECT * FROM (SELECT * FROM docs WHERE org_id = $1) d WHERE d.workspace_id = $2", "scoped"},
          {"SELECT * FROM (SELECT * FROM docs WHERE org_id = $1 LIMIT 3) d WHERE d.workspace_id = $2",
           "leaks [docs] error: 'SELECT' reads table 'docs' of every tenant: LIMIT"},
          {"SELECT * FROM (SELECT org_id, workspace_id, count(*) FROM docs GROUP BY org_id) d WHERE org_id = $1 AND workspace_id = $2", "leaks"},
          {"SELECT * FROM open_docs WHERE org_id = $1 AND workspace_id = $2", "scoped"},
          {"SELECT * FROM docs d JOIN notes n USING (org_id, workspace_id) WHERE d.org_id = $1 AND d.workspace_id = $2", "scoped"},
          {"SELECT * FROM docs d JOIN notes n USING (org_id) WHERE d.org_id = $1 AND d.workspace_id = $2", "leaks [notes]"},
          {"SELECT * FROM docs d LEFT JOIN notes n ON n.org_id = d.org_id AND n.workspace_id = $2 WHERE d.org_id = $1", "leaks [docs]"},
          {"SELECT * FROM docs WHERE id IN (SELECT id FROM docs WHERE org_id = $1 AND workspace_id = $2 LIMIT 5)", "scoped"},
          {"SELECT * FROM docs WHERE id IN (SELECT id FROM docs WHERE org_id = $1 LIMIT 5)", "leaks"},
          {"SELECT * FROM docs WHERE org_id = $1 OR workspace_id = $2", "leaks"},
          {"DELETE FROM docs WHERE org_id = $1 AND workspace_id = $2", "scoped"},
          {"DELETE FROM docs WHERE org_id = $1", "leaks"},
          {"UPDATE docs SET workspace_id = $3 WHERE org_id = $1 AND workspace_id = $2", "leaks"},
          {"UPDATE docs SET workspace_id = org_id WHERE org_id = $1 AND workspace_id = $2", "leaks"},
          {"UPDATE docs SET body = $3 WHERE org_id = $1 AND workspace_id = $2", "scoped"},
          {"INSERT INTO docs (org_id, workspace_id, id) VALUES ($1, $2, $3)", "scoped"},
          {"INSERT INTO docs (org_id, id) VALUES ($1, $3)",
           "leaks [docs] error: 'INSERT' writes table 'docs' without a tenant: column 'workspace_id'"},
          {"INSERT INTO docs VALUES ($1, $2, $3)", "scoped"},
          {"INSERT INTO docs (org_id, workspace_id, id) SELECT org_id, workspace_id, id FROM notes WHERE org_id = $1 AND workspace_id = $2",
           "scoped"},
          {"INSERT INTO docs (org_id, workspace_id, id) SELECT org_id, id, id FROM notes WHERE org_id = $1 AND workspace_id = $2", "leaks"},
          {"INSERT INTO docs VALUES ($1, $2, $3) ON CONFLICT (org_id, workspace_id, id) DO UPDATE SET body = ''", "scoped"},
          {"INSERT INTO docs VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET body = ''", "leaks"},
          {"INSERT INTO notes VALUES ($1, $2, $3) ON CONFLICT (workspace_id, id) DO NOTHING", "leaks"},
          // Without a definition every column is asked for.
          {"SELECT * FROM elsewhere WHERE org_id = $1 AND workspace_id = $2 AND tenant_id = $3", "scoped"},
      },
      together(), workspaces());
}

TEST(TenantKeys, SaysWhatConfinesWhat) {
  Query Q;
  Q.Text = "SELECT * FROM docs d JOIN members m ON m.org_id = $3 WHERE d.org_id = $1 AND d.workspace_id = $2";
  std::string Got;
  for (const Confinement &C : analyze(Q, workspaces(), together()).Confinements)
    Got += C.Relation + "=" + C.Value + " ";
  EXPECT_EQ(Got, "docs=$1 docs=$2 members=$3 ");
}

TEST(TenantKeys, AdviceNamesEveryColumn) {
  Query Q;
  Q.Text = "SELECT * FROM docs d WHERE d.id = $1";
  Verdict V = analyze(Q, workspaces(), together());
  ASSERT_EQ(V.Reasons.size(), 1u);
  EXPECT_NE(V.Reasons[0].Advice.find("AND d.org_id = $2 AND d.workspace_id = $3"), std::string::npos) << V.Reasons[0].Advice;
}
