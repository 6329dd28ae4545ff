//===- ScanTest.cpp - Joining results, and suppressions -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Scan.h"

#include <gtest/gtest.h>

using namespace tenantscan;

static bool covered(const char *Text, unsigned Line, std::string *Reason = nullptr) {
  std::string Ignored;
  return isNoLint(Text, Line, "tenant-sql-predicate", Reason != nullptr ? *Reason : Ignored);
}

TEST(NoLint, AsInClangTidy) {
  EXPECT_TRUE(covered("x(); // NOLINT", 1));
  EXPECT_TRUE(covered("x(); // NOLINT(tenant-sql-predicate)", 1));
  EXPECT_TRUE(covered("x(); // NOLINT(tenant-*, bugprone-*)", 1));
  EXPECT_FALSE(covered("x(); // NOLINT(bugprone-*)", 1));
  EXPECT_FALSE(covered("x(); // NOLINT(tenant-*,-tenant-sql-*)", 1));
  EXPECT_FALSE(covered("x(); // NOLINTED", 1));
  EXPECT_TRUE(covered("// NOLINTNEXTLINE(tenant-sql-predicate)\nx();", 2));
  EXPECT_FALSE(covered("// NOLINTNEXTLINE(tenant-sql-predicate)\n\nx();", 3));
  EXPECT_TRUE(covered("// NOLINTBEGIN(tenant-*)\n\nx();\n// NOLINTEND(tenant-*)\ny();", 3));
  EXPECT_FALSE(covered("// NOLINTBEGIN(tenant-*)\n\nx();\n// NOLINTEND(tenant-*)\ny();", 5));
  std::string Reason;
  EXPECT_TRUE(covered("x(); // NOLINT(tenant-sql-predicate): for the admin page", 1, &Reason));
  EXPECT_EQ(Reason, "for the admin page");
}

static Finding finding(const char *File, unsigned Line, const char *Table, bool Guess) {
  Finding F;
  F.Check = "tenant-sql-predicate";
  F.Message = std::string("leak of ") + Table;
  F.Primary.File = File;
  F.Primary.Line = Line;
  F.Primary.Column = 1;
  F.Subject = Table;
  F.TableIsGuess = Guess;
  return F;
}

static SiteVerdict site(const char *File, unsigned Line, VerdictKind Kind, std::vector<std::string> Tenants) {
  SiteVerdict S;
  S.Call.File = File;
  S.Call.Line = Line;
  S.Kind = Kind;
  S.TenantTables = std::move(Tenants);
  S.MentionsTenant = !S.TenantTables.empty();
  S.KeyColumns = {"org_id"};
  return S;
}

TEST(Link, HeadersCountOnceWhateverTheOrder) {
  model::Project P;
  UnitResult A{"/r/a.cpp", {{finding("/r/h.h", 3, "t", false)}, {site("/r/h.h", 3, VerdictKind::Scoped, {"t"})}}, ""};
  UnitResult B{"/r/b.cpp", {{finding("/r/h.h", 3, "t", false)}, {site("/r/h.h", 3, VerdictKind::Leaks, {})}}, "broken"};
  for (std::vector<UnitResult> Units : {std::vector<UnitResult>{A, B}, std::vector<UnitResult>{B, A}}) {
    ScanResult R = link(Units, P);
    EXPECT_EQ(R.Findings.size(), 1u);
    EXPECT_EQ(R.Sites.size(), 1u);
    EXPECT_EQ(R.count(VerdictKind::Leaks), 1u) << "the worst verdict counts";
    EXPECT_EQ(R.Files, 2u);
    EXPECT_EQ(R.Failures.size(), 1u);
  }
}

TEST(Link, TablesThatAreNeverUsedWithATenantAreOneQuestion) {
  model::Project P;
  UnitResult U{"/r/a.cpp",
               {{finding("/r/a.cpp", 1, "known", true), finding("/r/a.cpp", 2, "stranger", true), finding("/r/a.cpp", 3, "stranger", true)},
                {site("/r/a.cpp", 9, VerdictKind::Scoped, {"known"})}},
               ""};
  ScanResult R = link({U}, P);
  ASSERT_EQ(R.Findings.size(), 2u);
  EXPECT_EQ(R.Findings[0].Message, "leak of known");
  EXPECT_EQ(R.Findings[1].Message, "table 'stranger' is used in 2 places without a tenant predicate and never with one: is it a tenant table?");
  EXPECT_EQ(R.Findings[1].Evidence.size(), 2u);
  EXPECT_EQ(R.Findings[1].Level, Severity::Note);
}

TEST(Link, AProjectThatNeverNamesATenantIsNotFlooded) {
  model::Project P;
  UnitResult U{"/r/a.cpp", {{finding("/r/a.cpp", 1, "t", true)}, {site("/r/a.cpp", 1, VerdictKind::Leaks, {})}}, ""};
  ScanResult R = link({U}, P);
  EXPECT_TRUE(R.NoTenantColumn);
  EXPECT_TRUE(R.Findings.empty());
  EXPECT_EQ(R.Candidates, std::vector<std::string>{"org_id"});
}
