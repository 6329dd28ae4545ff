//===- BaselineTest.cpp - What is new, known and gone -------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/gate/Baseline.h"
#include "tool/report/Report.h"

#include <gtest/gtest.h>

using namespace tenantscan;
using Matches = std::vector<std::optional<size_t>>;

static KnownFinding known(const char *File, uint32_t Line, const char *Print, const char *Content = "c") {
  return {"tenant-sql-predicate", "error", "m", File, Line, Print, Content};
}

static bool nothingIsGone(const std::string &) { return false; }

TEST(Match, EachOnceAndTheNearestLinesFirst) {
  std::vector<KnownFinding> Then{known("a", 10, "x"), known("a", 50, "x"), known("a", 11, "y")};
  EXPECT_EQ(matchFindings({known("a", 53, "x"), known("a", 12, "x")}, Then, nothingIsGone), (Matches{1, 0}));
  EXPECT_EQ(matchFindings({known("a", 11, "x"), known("a", 49, "x"), known("a", 30, "x")}, Then, nothingIsGone), (Matches{0, 1, std::nullopt}))
      << "three are more than two";
  EXPECT_EQ(matchFindings({known("a", 30, "x"), known("a", 11, "x"), known("a", 49, "x")}, Then, nothingIsGone), (Matches{std::nullopt, 0, 1}));
  EXPECT_EQ(matchFindings({known("a", 11, "z")}, Then, nothingIsGone), Matches{std::nullopt});
  EXPECT_EQ(matchFindings({known("a", 10, "x"), known("a", 10, "x")}, {known("a", 10, "x")}, nothingIsGone).back().has_value() +
                matchFindings({known("a", 10, "x"), known("a", 10, "x")}, {known("a", 10, "x")}, nothingIsGone).front().has_value(),
            1);
}

TEST(Match, ManyThatAreAlikeTakeNoLongTime) {
  std::vector<KnownFinding> Now;
  std::vector<KnownFinding> Then;
  for (uint32_t I = 0; I < 50000; ++I) {
    Now.push_back(known("a", I + 7, "x"));
    Then.push_back(known("a", I, "x"));
  }
  Matches All = matchFindings(Now, Then, nothingIsGone);
  EXPECT_EQ(std::count(All.begin(), All.end(), std::nullopt), 0);
}

TEST(Match, ARenamedFileIsTheSameOnlyIfTheOldOneIsGone) {
  std::vector<KnownFinding> Then{known("old", 1, "x")};
  auto IsGone = [](const std::string &File) { return File == "old"; };
  EXPECT_EQ(matchFindings({known("new", 9, "y")}, Then, IsGone), Matches{0});
  EXPECT_EQ(matchFindings({known("new", 9, "y")}, Then, nothingIsGone), Matches{std::nullopt});
  EXPECT_EQ(matchFindings({known("new", 9, "y", "other")}, Then, IsGone), Matches{std::nullopt});
  EXPECT_EQ(matchFindings({known("old", 3, "x"), known("new", 9, "y")}, Then, IsGone), (Matches{0, std::nullopt})) << "it is known once";
}

static Finding finding(const char *Check, Severity Level, uint32_t Line) {
  Finding F;
  F.Check = Check;
  F.Level = Level;
  F.Message = "m";
  F.Primary = {"/r/a.cpp", Line, 1, 2, "x", 0};
  F.Key = "k" + std::to_string(Line);
  return F;
}

static ScanResult result(std::vector<Finding> Findings) {
  ScanResult R;
  R.Root = "/r";
  R.Findings = std::move(Findings);
  return R;
}

TEST(Gate, AReportIsItsOwnBaseline) {
  ScanResult R = result({finding("tenant-sql-predicate", Severity::Error, 1), finding("tenant-sql-session", Severity::Note, 2)});
  R.Suppressed.push_back({finding("tenant-sql-predicate", Severity::Error, 3), true, "why", ""});
  RunInfo Info;
  Info.Checks = {"tenant-sql-predicate", "tenant-sql-session"};
  llvm::Expected<Baseline> B = parseBaseline(renderSarif(R, Info));
  ASSERT_TRUE(static_cast<bool>(B)) << llvm::toString(B.takeError());
  ASSERT_EQ(B->Findings.size(), 2u) << "what is suppressed is not known";
  EXPECT_EQ(B->Root, "/r");
  EXPECT_EQ(B->Findings[0].File, "a.cpp");
  Comparison Same = compare(R, *B, Info.Checks, true);
  EXPECT_EQ(Same.countNew(), 0u);
  EXPECT_TRUE(Same.IsSuppressedNew[0]);
  EXPECT_TRUE(Same.Absent.empty());
  ScanResult Less = result({R.Findings[0]});
  EXPECT_EQ(compare(Less, *B, Info.Checks, true).Absent.size(), 1u);
  EXPECT_EQ(compare(Less, *B, {"tenant-sql-predicate"}, true).Absent.size(), 0u) << "nobody looked for it";
  EXPECT_EQ(compare(Less, *B, Info.Checks, false).Absent.size(), 0u);
  ScanResult Suppressed = result({});
  Suppressed.Suppressed = {{R.Findings[0], true, "", ""}, {R.Findings[1], true, "", ""}};
  EXPECT_EQ(compare(Suppressed, *B, Info.Checks, true).Absent.size(), 0u) << "it is there, and suppressed";
}

TEST(Gate, SeverityAndStateDecide) {
  ScanResult R = result({finding("tenant-sql-predicate", Severity::Warning, 1), finding("tenant-sql-predicate", Severity::Error, 2)});
  Gate G;
  EXPECT_TRUE(G.fails(R, 0));
  G.AtLeast = Severity::Error;
  EXPECT_FALSE(G.fails(R, 0));
  EXPECT_TRUE(G.fails(R, 1));
  G.Compared = Comparison{{true, false}, {}, {}};
  G.On = FailOn::New;
  EXPECT_FALSE(G.fails(R, 1));
  G.AtLeast = Severity::Note;
  EXPECT_TRUE(G.fails(R, 0));
  G.On = FailOn::None;
  EXPECT_FALSE(G.fails(R, 0));
}

TEST(Baseline, WhatIsNoReportIsAnError) {
  for (const char *Text : {"", "[]", "{}", "null", "{\"runs\": 1}", "{\"runs\": []}", "{\"runs\": [{}]}",
                           "{\"runs\": [{\"tool\": {\"driver\": {\"name\": \"other\"}}, \"results\": []}]}",
                           "{\"runs\": [{\"tool\": {\"driver\": {\"name\": \"tenantscan\"}}, \"results\": [{\"ruleId\": 1}]}]}",
                           "{\"runs\": [{\"tool\": {\"driver\": {\"name\": \"tenantscan\"}}, \"results\": [1]}]}",
                           "{\"runs\": [{\"tool\": {\"driver\": {\"name\": \"tenantscan\"}}, \"results\": [], \"originalUriBaseIds\": 3}]}"}) {
    llvm::Expected<Baseline> B = parseBaseline(Text);
    EXPECT_FALSE(static_cast<bool>(B)) << Text;
    llvm::consumeError(B.takeError());
  }
  llvm::Expected<Baseline> Deep = parseBaseline(std::string(1000000, '['));
  EXPECT_FALSE(static_cast<bool>(Deep));
  llvm::consumeError(Deep.takeError());
}
