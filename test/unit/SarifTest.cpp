//===- SarifTest.cpp - Limits and origins of SARIF -----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/gate/Baseline.h"
#include "tool/report/Report.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace tenantscan;
using nlohmann::json;

static Finding finding(Severity Level, uint32_t Line) {
  Finding F;
  F.Check = "tenant-sql-predicate";
  F.Level = Level;
  F.Message = "m";
  F.Primary = {"/r/a.cpp", Line, 1, 2, "x", 0};
  F.Key = std::to_string(Line);
  return F;
}

TEST(Sarif, TheLeastSevereAreLeftOut) {
  ScanResult R;
  R.Root = "/r";
  for (uint32_t I = 1; I <= 25010; ++I)
    R.Findings.push_back(finding(I % 100 == 0 ? Severity::Note : I % 2 == 0 ? Severity::Warning : Severity::Error, I));
  R.Suppressed.push_back({finding(Severity::Error, 1), true, "", ""});
  RunInfo Info;
  Info.Checks = {"tenant-sql-predicate"};
  SarifText Report = sarifWithin(R, Info);
  EXPECT_EQ(Report.LeftOut, 11u);
  const std::string &Text = Report.Text;
  const json Run = json::parse(Text)["runs"][0];
  ASSERT_EQ(Run["results"].size(), 25000u);
  size_t Notes = 0;
  uint32_t Before = 0;
  for (const json &Result : Run["results"]) {
    Notes += Result["level"] == "note" ? 1 : 0;
    EXPECT_FALSE(Result.contains("suppressions"));
    uint32_t Line = Result["locations"][0]["physicalLocation"]["region"]["startLine"];
    EXPECT_GT(Line, Before) << "the order stays";
    Before = Line;
  }
  EXPECT_EQ(Notes, 240u);
  const json &Told = Run["invocations"][0]["toolExecutionNotifications"];
  ASSERT_EQ(Told.size(), 1u);
  EXPECT_EQ(Told[0]["message"]["text"], "11 results of the least severity left out: GitHub takes 25000 results and 10 MB of a compressed file, and no more.");
  llvm::Expected<Baseline> B = parseBaseline(Text);
  ASSERT_TRUE(static_cast<bool>(B));
  EXPECT_FALSE(B->IsComplete) << "what is left out would be new";
}

TEST(Sarif, AFileThatIsTooBigLosesTheLeastSevere) {
  ScanResult R;
  R.Root = "/r";
  uint32_t Seed = 1;
  for (uint32_t I = 1; I <= 400; ++I) {
    R.Findings.push_back(finding(I % 4 == 0 ? Severity::Error : Severity::Note, I));
    for (unsigned C = 0; C < 1000; ++C)
      R.Findings.back().Message += static_cast<char>('a' + ((Seed = Seed * 1664525 + 1013904223) >> 24) % 26);
  }
  RunInfo Info;
  Info.Checks = {"tenant-sql-predicate"};
  EXPECT_EQ(sarifWithin(R, Info).LeftOut, 0u);
  SarifText Report = sarifWithin(R, Info, 150'000);
  llvm::SmallVector<uint8_t, 0> Packed;
  llvm::compression::zlib::compress(llvm::arrayRefFromStringRef(Report.Text), Packed);
  EXPECT_LE(Packed.size(), 150'000u);
  EXPECT_GT(Packed.size(), 120'000u) << "no more is left out than has to be";
  const json Run = json::parse(Report.Text)["runs"][0];
  EXPECT_EQ(Run["results"].size(), 400 - Report.LeftOut);
  EXPECT_EQ(Run["properties"]["leftOut"], Report.LeftOut);
  EXPECT_EQ(Run["invocations"][0]["toolExecutionNotifications"].size(), 1u);
  size_t Errors = 0;
  for (const json &Result : Run["results"])
    Errors += Result["level"] == "error" ? 1 : 0;
  EXPECT_EQ(Errors, 100u) << "all of them";
  EXPECT_EQ(sarifWithin(R, Info, 10).LeftOut, 400u) << "and it ends";
}

TEST(Sarif, ManyLocationsAreCut) {
  ScanResult R;
  R.Root = "/r";
  R.Findings.push_back(finding(Severity::Error, 1));
  for (uint32_t I = 0; I < 1500; ++I)
    R.Findings[0].Evidence.push_back({{"/r/a.cpp", I + 1, 1, 2, "x", 0}, "used here"});
  const json Run = json::parse(renderSarif(R, RunInfo()))["runs"][0];
  EXPECT_EQ(Run["results"][0]["relatedLocations"].size(), 999u);
  EXPECT_EQ(Run["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"].size(), 1000u);
  EXPECT_EQ(Run["invocations"][0]["toolExecutionNotifications"].size(), 1u);
}

TEST(Provenance, RemotesBecomeUrisWithoutSecrets) {
  EXPECT_EQ(repositoryUri("https://github.com/o/r.git"), "https://github.com/o/r");
  EXPECT_EQ(repositoryUri("https://user:token@github.com/o/r"), "https://github.com/o/r");
  EXPECT_EQ(repositoryUri("https://user:p@ss@github.com/o/r"), "https://github.com/o/r");
  EXPECT_EQ(repositoryUri("http://forge.example:8080/o/r/"), "http://forge.example:8080/o/r");
  EXPECT_EQ(repositoryUri("git@github.com:o/r.git"), "https://github.com/o/r");
  EXPECT_EQ(repositoryUri("ssh://git@forge.example:2222/o/r.git"), "https://forge.example/o/r");
  EXPECT_EQ(repositoryUri("git@github.com:o/a b\"<.git"), "https://github.com/o/a%20b%22%3C");
  for (const char *None :
       {"", "/srv/git/r.git", "../r", "./a:b", "file:///srv/r", "ext::sh -c x", "https://", "https:///o/r", "https://a b/o", "host:"})
    EXPECT_EQ(repositoryUri(None), "") << None;
}
