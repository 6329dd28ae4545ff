//===- ProjectTest.cpp - Globs and rule packs ---------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/Project.h"
#include "checks/model/EmbeddedRules.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

using namespace tenantscan::model;

TEST(Glob, Stars) {
  EXPECT_TRUE(matchesGlob("src/*.cpp", "src/a.cpp"));
  EXPECT_FALSE(matchesGlob("src/*.cpp", "src/x/a.cpp"));
  EXPECT_TRUE(matchesGlob("src/**.cpp", "src/x/a.cpp"));
  EXPECT_TRUE(matchesGlob("**/a.cpp", "a.cpp"));
  EXPECT_TRUE(matchesGlob("**/admin/*", "src/admin/a.cpp"));
  EXPECT_TRUE(matchesGlob("admin::*", "admin::report"));
  EXPECT_TRUE(matchesGlob("a?c", "abc"));
  EXPECT_FALSE(matchesGlob("a?c", "a/c"));
  EXPECT_FALSE(matchesGlob("", "x"));
  EXPECT_FALSE(matchesGlob(std::string(2000, '*') + "b", std::string(5000, 'a')));
}

TEST(TenantNames, OfAColumnWithoutWords) {
  TenantNames Names;
  Names.addColumn("monitorid");
  for (const char *Tenant : {"monitorid", "monitor_id", "MonitorId", "monitor"})
    EXPECT_EQ(Names.kindOf(Tenant), NameKind::Tenant) << Tenant;
  EXPECT_EQ(Names.kindOf("event_id"), NameKind::OtherId);
  TenantNames Short;
  Short.addColumn("guid");
  EXPECT_NE(Short.kindOf("gu"), NameKind::Tenant);
}

TEST(RulePacks, AllBuiltInOnesAreValidAndDistinct) {
  std::vector<Problem> Problems;
  std::shared_ptr<const Project> P = loadProject("", "/", Problems);
  for (const Problem &Each : Problems)
    ADD_FAILURE() << Each.str();
  EXPECT_GE(P->Packs.size(), 20u);
  std::set<std::string> Names;
  for (const RulePack &Pack : P->Packs)
    EXPECT_TRUE(Names.insert(Pack.Name).second) << Pack.Name;
  for (const EmbeddedFile &F : embeddedRules())
    if (F.Name.substr(0, 6) == "packs/") {
      EXPECT_EQ(Names.count(std::string(F.Name.substr(6, F.Name.size() - 11))), 1u) << F.Name << ": the pack has another name than its file";
    }
}

TEST(RulePacks, BadOnesAreExplained) {
  std::vector<Problem> Problems;
  readPack("own.json", "{\"schema\": 1, \"pack\": \"own\",\n \"apis\": [{\"fn\": \"f\", \"role\": \"sq\", \"in\": {\"sql\": 0}}]}", Problems);
  ASSERT_EQ(Problems.size(), 1u);
  EXPECT_EQ(Problems[0].str(), "own.json:2:23: \"role\" must be one of \"sql\", \"sqlText\", \"stmtName\", not \"sq\"; did you mean \"sql\"?");
}

TEST(Project, TenantColumnsThatBelongTogether) {
  auto Load = [](const std::string &Text, std::vector<Problem> &Problems) {
    std::string Folder = testing::TempDir() + "tenantscan-columns";
    std::filesystem::create_directories(Folder);
    std::ofstream(Folder + "/tenantscan.json") << Text;
    return loadProject(Folder + "/tenantscan.json", Folder, Problems);
  };
  std::vector<Problem> Problems;
  std::shared_ptr<const Project> P = Load(R"({"tenantColumns": [["org_id", "workspace_id"], "tenant_id"]})", Problems);
  for (const Problem &Each : Problems)
    ADD_FAILURE() << Each.str();
  EXPECT_EQ(P->Words.TenantColumns, (std::vector<std::string>{"org_id", "workspace_id", "tenant_id"}));
  EXPECT_EQ(P->Words.TenantKeys, (std::vector<std::vector<std::string>>{{"org_id", "workspace_id"}, {"tenant_id"}}));

  P = Load(R"({"tenantColumns": ["org_id", "tenant_id"]})", Problems);
  EXPECT_TRUE(P->Words.TenantKeys.empty());
  EXPECT_EQ(P->Words.TenantColumns.size(), 2u);

  Problems.clear();
  Load(R"({"tenantColumns": [["org_id", 3]]})", Problems);
  EXPECT_EQ(Problems.size(), 1u);
}
