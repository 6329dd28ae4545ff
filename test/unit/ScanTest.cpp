//===- ScanTest.cpp - Joining results, and suppressions -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Suppressions.h"

#include <gtest/gtest.h>

using namespace tenantscan;

static bool covered(const char *Text, unsigned Line, std::string *Reason = nullptr) {
  std::vector<Suppression> All = parseSuppressions("/r/a.cpp", Text);
  const Suppression *S = findSuppression(All, Line, "tenant-sql-predicate");
  if (S != nullptr && Reason != nullptr)
    *Reason = S->Reason;
  return S != nullptr;
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

static Suppression only(const char *Text) {
  std::vector<Suppression> All = parseSuppressions("/r/a.cpp", Text);
  EXPECT_EQ(All.size(), 1u) << Text;
  return All.empty() ? Suppression() : All[0];
}

TEST(NoLint, ReasonsAndDays) {
  Suppression S = only("x(); /* NOLINT(tenant-*) : until 2027-01-31: the move */ y();");
  EXPECT_EQ(S.Text, "NOLINT(tenant-*)");
  EXPECT_EQ(S.Where.Column, 9u);
  EXPECT_EQ(S.Where.EndColumn, 25u);
  EXPECT_EQ(S.Until, "2027-01-31");
  EXPECT_EQ(S.Reason, "the move");
  EXPECT_TRUE(S.namesOurs());
  EXPECT_FALSE(only("// NOLINT: why").namesOurs());
  EXPECT_FALSE(only("// NOLINT(bugprone-*): why").namesOurs());
  S = only("// NOLINT: until the move is done");
  EXPECT_EQ(S.Reason, "until the move is done");
  EXPECT_TRUE(S.Until.empty());
  EXPECT_EQ(only("// NOLINT: until 2027-01-31").Reason, "");
  for (const char *Wrong : {"2027-1-31", "2027-13-01", "2027-00-10", "2027-01-32", "2027-01-311", "31.01.2027", "2"})
    EXPECT_TRUE(only((std::string("// NOLINT: until ") + Wrong + ": why").c_str()).IsDateWrong) << Wrong;
  EXPECT_EQ(only("// NOLINT(tenant-a").Globs, std::vector<std::string>{"tenant-a"}) << "no end";
  EXPECT_TRUE(only("// NOLINT(").covers("tenant-sql-predicate") == false);
}

TEST(NoLint, TheNarrowestCounts) {
  std::string Reason;
  const char *Text =
      "// NOLINTBEGIN(tenant-*): outer\n// NOLINTBEGIN(tenant-sql-*): inner\nx(); // NOLINT: line\ny();\n// NOLINTEND(tenant-sql-*)\nz();\n";
  EXPECT_TRUE(covered(Text, 3, &Reason));
  EXPECT_EQ(Reason, "line");
  EXPECT_TRUE(covered(Text, 4, &Reason));
  EXPECT_EQ(Reason, "inner");
  EXPECT_TRUE(covered(Text, 6, &Reason));
  EXPECT_EQ(Reason, "outer");
}

TEST(NoLint, HostileTextTakesNoLongTime) {
  for (const char *Piece :
       {"NOLINT(", "NOLINT: ", "NOLINTBEGIN(a)\n", "NOLINTEND(b)\n", "-- tenantscan:allow x: y\n", "NOLINTBEGIN(a)NOLINTEND(b)\n", "NOLINT\n"}) {
    std::string Text;
    while (Text.size() < 4000000)
      Text += Piece;
    EXPECT_LE(parseSuppressions("/r/a.cpp", Text).size(), 1000000u) << Piece;
  }
}

TEST(Allow, CoversALineOrTheStatementBelow) {
  EXPECT_TRUE(covered("SELECT 1\nFROM t; -- tenantscan:allow tenant-sql-predicate: why", 2));
  EXPECT_FALSE(covered("SELECT 1\nFROM t; -- tenantscan:allow tenant-sql-predicate: why", 1));
  const char *Above = "-- tenantscan:allow tenant-sql-*: why\nSELECT 1\nFROM t; -- x;\nSELECT 2 FROM t;";
  EXPECT_TRUE(covered(Above, 2));
  EXPECT_TRUE(covered(Above, 3));
  EXPECT_FALSE(covered(Above, 4));
  EXPECT_FALSE(covered("SELECT 'tenantscan:allow tenant-sql-predicate' FROM t", 1));
  EXPECT_FALSE(covered("-- tenantscan:allow tenant-sql-session: why\nSELECT 1;", 2));
  EXPECT_FALSE(covered("-- tenantscan:allow : why\nSELECT 1;", 2)) << "it names no check";
}

static SqlSite site(const char *File, unsigned Line, const char *Text) {
  SqlSite S;
  S.Call = {File, Line, 1, 2, "", 0};
  S.Callee = "Db::run";
  S.Language = sql::Dialect::PostgreSQL;
  S.Placeholders = sql::PlaceholderDollar;
  TextPiece Piece;
  Piece.Text = Text;
  Piece.Runs.push_back({0, static_cast<uint32_t>(Piece.Text.size()), {File, Line, 10, 10, std::string(10, ' ') + Text, 0}});
  S.Texts.push_back({{Piece}, {}});
  return S;
}

static UnitResult unit(const char *File, std::vector<SqlSite> Sites, const char *Failure = "") {
  UnitResult U;
  U.File = File;
  U.Facts.Sites = std::move(Sites);
  U.Failure = Failure;
  return U;
}

static const std::vector<std::string> Checks{"tenant-sql-predicate"};

TEST(Link, HeadersCountOnceWhateverTheOrder) {
  model::Project P;
  UnitResult A = unit("/r/a.cpp", {site("/r/h.h", 3, "SELECT a FROM t WHERE tenant_id = $1")});
  UnitResult B = unit("/r/b.cpp", {site("/r/h.h", 3, "SELECT a FROM t WHERE tenant_id > $1")}, "broken");
  UnitResult C = unit("/r/c.cpp", {site("/r/h.h", 3, "SELECT a FROM t WHERE tenant_id > $1")});
  for (std::vector<UnitResult> Units : {std::vector<UnitResult>{A, B, C}, std::vector<UnitResult>{C, B, A}}) {
    ScanResult R = link(Units, P, Checks);
    EXPECT_EQ(R.Findings.size(), 1u);
    EXPECT_EQ(R.Sites.size(), 1u);
    EXPECT_EQ(R.count(VerdictKind::Leaks), 1u) << "the worst verdict counts";
    EXPECT_EQ(R.Files, 3u);
    EXPECT_EQ(R.Failures.size(), 1u);
  }
}

TEST(Link, AStarBeforeALimitDoesNotNameTheTenant) {
  model::Project P;
  UnitResult U = unit("/r/a.cpp", {site("/r/a.cpp", 1, "SELECT * FROM version LIMIT 1"), site("/r/a.cpp", 2, "SELECT a FROM version"),
                                   site("/r/a.cpp", 3, "SELECT * FROM known LIMIT 1"), site("/r/a.cpp", 9, "SELECT a FROM known WHERE tenant_id = $1"),
                                   site("/r/a.cpp", 10, "SELECT * FROM (SELECT * FROM late LIMIT 1) l WHERE tenant_id = $1")});
  ScanResult R = link({U}, P, Checks);
  ASSERT_EQ(R.Findings.size(), 3u);
  EXPECT_EQ(R.Findings[0].Message, "table 'version' is used in 2 places without a tenant predicate and never with one: is it a tenant table?");
  EXPECT_EQ(R.Findings[1].Subject, "known");
  EXPECT_EQ(R.Findings[1].Level, Severity::Error);
  EXPECT_EQ(R.Findings[2].Subject, "late");
  EXPECT_EQ(R.Findings[2].Level, Severity::Error);
}

// The server refuses a column that the table does not have.
TEST(Link, ATenantColumnThatIsSelectedShowsWhoseTheTableIs) {
  model::Project P;
  UnitResult U = unit("/r/a.cpp", {site("/r/a.cpp", 1, "SELECT id, tenant_id FROM mine WHERE id = $1"), site("/r/a.cpp", 2, "SELECT id FROM mine"),
                                   site("/r/a.cpp", 3, "SELECT y.tenant_id FROM yours y JOIN others o ON o.id = y.id"),
                                   site("/r/a.cpp", 4, "SELECT tenant_id FROM either JOIN other ON true"),
                                   site("/r/a.cpp", 5, "SELECT (SELECT tenant_id FROM inner_one LIMIT 1) FROM outer_one"),
                                   site("/r/a.cpp", 6, "SELECT id AS tenant_id FROM renamed GROUP BY tenant_id")});
  ScanResult R = link({U}, P, Checks);
  std::vector<std::string> Errors;
  for (const Finding &F : R.Findings)
    if (F.Level == Severity::Error)
      Errors.push_back(F.Subject);
  EXPECT_EQ(Errors, (std::vector<std::string>{"mine", "mine", "yours"}));
}

TEST(Link, TablesThatAreNeverUsedWithATenantAreOneQuestion) {
  model::Project P;
  UnitResult U = unit("/r/a.cpp", {site("/r/a.cpp", 1, "SELECT a FROM known"), site("/r/a.cpp", 2, "SELECT a FROM stranger"),
                                   site("/r/a.cpp", 3, "SELECT b FROM stranger"), site("/r/a.cpp", 9, "SELECT a FROM known WHERE tenant_id = $1")});
  ScanResult R = link({U}, P, Checks);
  ASSERT_EQ(R.Findings.size(), 2u);
  EXPECT_EQ(R.Findings[0].Subject, "known");
  EXPECT_EQ(R.Findings[1].Message, "table 'stranger' is used in 2 places without a tenant predicate and never with one: is it a tenant table?");
  EXPECT_EQ(R.Findings[1].Evidence.size(), 2u);
  EXPECT_EQ(R.Findings[1].Level, Severity::Note);
}

TEST(Link, AProjectThatNeverNamesATenantIsNotFlooded) {
  model::Project P;
  ScanResult R = link({unit("/r/a.cpp", {site("/r/a.cpp", 1, "SELECT a FROM t WHERE org_id = $1")})}, P, Checks);
  EXPECT_TRUE(R.NoTenantColumn);
  EXPECT_TRUE(R.Findings.empty());
  EXPECT_EQ(R.Candidates, std::vector<std::string>{"org_id"});
}

static SourceText parameter(const char *Function, unsigned Index) {
  TextPiece Hole;
  Hole.IsHole = true;
  Hole.Name = "sql";
  Hole.From = {Slot::Kind::Parameter, Function, Function, Index, std::nullopt};
  return {{Hole}, {}};
}

// `Function` hands its first parameter to the database.
static SqlSite wrapper(const char *File, const char *Function) {
  SqlSite S = site(File, 1, "");
  S.Texts = {parameter(Function, 0)};
  return S;
}

static CallFlow call(const char *File, unsigned Line, const char *Function, SourceText Text) {
  CallFlow C;
  C.CalleeId = C.Callee = Function;
  C.Call = {File, Line, 1, 2, "", 0};
  C.Arguments.push_back({0, std::nullopt, {std::move(Text)}});
  return C;
}

TEST(Link, AWrapperInAnotherUnitIsASink) {
  model::Project P;
  UnitResult Database = unit("/r/db.cpp", {wrapper("/r/db.cpp", "query")});
  UnitResult Caller = unit("/r/a.cpp", {});
  Caller.Facts.Calls.push_back(call("/r/a.cpp", 5, "query", site("/r/a.cpp", 5, "SELECT a FROM t").Texts[0]));
  Caller.Facts.Calls.push_back(call("/r/a.cpp", 6, "query", site("/r/a.cpp", 6, "SELECT a FROM t WHERE tenant_id = $1").Texts[0]));
  Caller.Facts.Calls.push_back(call("/r/a.cpp", 7, "other", site("/r/a.cpp", 7, "SELECT a FROM t").Texts[0]));
  for (std::vector<UnitResult> Units : {std::vector<UnitResult>{Database, Caller}, std::vector<UnitResult>{Caller, Database}}) {
    ScanResult R = link(Units, P, Checks);
    EXPECT_EQ(R.Sites.size(), 2u) << "the wrapper's own call is no site beside its callers";
    EXPECT_EQ(R.count(VerdictKind::Scoped), 1u);
    ASSERT_EQ(R.Findings.size(), 1u);
    EXPECT_EQ(R.Findings[0].Primary.Line, 5u);
    ASSERT_EQ(R.Findings[0].Evidence.size(), 2u);
    EXPECT_EQ(R.Findings[0].Evidence[0].Message, "the text is handed to 'query'");
    EXPECT_EQ(R.Findings[0].Evidence[1].Message, "the text is handed to 'Db::run'");
  }
}

TEST(Link, AWrapperThatNobodyCallsStaysUnresolved) {
  model::Project P;
  ScanResult R = link({unit("/r/db.cpp", {wrapper("/r/db.cpp", "query")})}, P, Checks);
  EXPECT_EQ(R.Sites.size(), 1u);
  EXPECT_EQ(R.count(VerdictKind::Unresolved), 1u);
}

TEST(Link, CyclesAndChainsOfWrappersEnd) {
  model::Project P;
  UnitResult U = unit("/r/a.cpp", {wrapper("/r/a.cpp", "a")});
  U.Facts.Calls = {call("/r/a.cpp", 2, "a", parameter("b", 0)), call("/r/a.cpp", 3, "b", parameter("a", 0)),
                   call("/r/a.cpp", 4, "b", parameter("b", 0)),
                   call("/r/a.cpp", 5, "b", site("/r/a.cpp", 5, "SELECT 1 FROM t WHERE tenant_id = $1").Texts[0])};
  ScanResult R = link({U}, P, Checks);
  EXPECT_EQ(R.count(VerdictKind::Scoped), 1u);
  EXPECT_EQ(R.count(VerdictKind::Leaks), 0u);
}

TEST(Link, AWrapperThatAddsThePredicateScopes) {
  model::Project P;
  SqlSite S = wrapper("/r/db.cpp", "find");
  TextPiece Rest = site("/r/db.cpp", 1, " WHERE tenant_id = $1").Texts[0].Pieces[0];
  S.Texts[0].Pieces.push_back(Rest);
  UnitResult U = unit("/r/db.cpp", {S});
  U.Facts.Calls = {call("/r/a.cpp", 2, "find", site("/r/a.cpp", 2, "SELECT a FROM t").Texts[0]),
                   call("/r/a.cpp", 3, "find", site("/r/a.cpp", 3, "SELECT a FROM t LEFT JOIN u USING (x)").Texts[0])};
  ScanResult R = link({U}, P, Checks);
  EXPECT_EQ(R.count(VerdictKind::Scoped), 1u);
  EXPECT_EQ(R.count(VerdictKind::Leaks), 1u);
}

TEST(Link, ACallThroughTheBaseClassReachesTheOverrider) {
  model::Project P;
  UnitResult U = unit("/r/db.cpp", {wrapper("/r/db.cpp", "Pg::query")});
  U.Facts.Overrides = {{"Pg::query", "Db::query"}};
  U.Facts.Calls = {call("/r/a.cpp", 2, "Db::query", site("/r/a.cpp", 2, "SELECT a FROM t").Texts[0])};
  UnitResult Scoped = unit("/r/b.cpp", {site("/r/b.cpp", 1, "DELETE FROM t WHERE tenant_id = $1")});
  ScanResult R = link({U, Scoped}, P, Checks);
  EXPECT_EQ(R.count(VerdictKind::Leaks), 1u);
}

TEST(Link, TablesThatTheCodeCreatesAreKnown) {
  model::Project P;
  UnitResult U = unit("/r/a.cpp", {site("/r/a.cpp", 1, "CREATE TABLE orders (id int, tenant_id int)"),
                                   site("/r/a.cpp", 2, "CREATE TABLE IF NOT EXISTS plans (id int)"), site("/r/a.cpp", 3, "SELECT id FROM orders"),
                                   site("/r/a.cpp", 4, "SELECT id FROM plans"), site("/r/a.cpp", 5, "SELECT id FROM others"),
                                   site("/r/a.cpp", 6, "SELECT id FROM late"), site("/r/b.cpp", 7, "CREATE TABLE late (id int)"),
                                   site("/r/c.cpp", 8, "ALTER TABLE late ADD COLUMN tenant_id int")});
  ScanResult R = link({U}, P, Checks);
  ASSERT_EQ(R.Findings.size(), 3u);
  EXPECT_EQ(R.Findings[0].Subject, "orders");
  EXPECT_EQ(R.Findings[0].Level, Severity::Error);
  EXPECT_EQ(R.Findings[1].Subject, "others") << "others may be defined elsewhere";
  EXPECT_EQ(R.Findings[1].Level, Severity::Note);
  EXPECT_EQ(R.Findings[2].Subject, "late");
  EXPECT_EQ(R.Findings[2].Level, Severity::Error);
}
