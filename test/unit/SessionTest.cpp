//===- SessionTest.cpp - Statements that steer the session --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Session.h"

#include <gtest/gtest.h>

using namespace tenantscan::sql;

namespace {

std::vector<SessionEffect> effects(const std::string &Text, PlaceholderStyles Styles = PlaceholderDollar) {
  Query Q;
  Q.Text = Text;
  Q.Placeholders = Styles;
  // \x01 is a hole, \x02 one that is a value, \x03 an escaped name.
  for (size_t I = 0; I < Text.size(); ++I)
    if (Text[I] >= '\x01' && Text[I] <= '\x03')
      Q.Holes.push_back({static_cast<uint32_t>(I), "hole", Text[I] == '\x02', Text[I] == '\x03'});
  return sessionEffects(Q);
}

/// `[SET app.x] set app.x session constant=1`
std::string described(const std::string &Text, PlaceholderStyles Styles = PlaceholderDollar) {
  static const char *const Actions[] = {"set", "reset", "reset-all", "discard", "begin", "end"};
  static const char *const Scopes[] = {"session", "transaction", "unknown"};
  static const char *const Values[] = {"constant", "bound", "escaped", "raw"};
  std::string Out;
  for (const SessionEffect &E : effects(Text, Styles)) {
    Out += Out.empty() ? "" : "; ";
    Out += Actions[static_cast<int>(E.Action)];
    if (E.Action == SessionAction::Set || E.Action == SessionAction::Reset)
      Out += " " + (E.Setting.empty() ? "?" : E.Setting);
    if (E.Action != SessionAction::Set)
      continue;
    Out += std::string(" ") + Scopes[static_cast<int>(E.Scope)] + " " + Values[static_cast<int>(E.Value)];
    if (E.Value == SettingValue::Constant)
      Out += "=" + E.Constant;
  }
  return Out;
}

} // namespace

TEST(Session, SetOfASetting) {
  const std::pair<const char *, const char *> Cases[] = {
      {"SET app.tenant_id = '42'", "set app.tenant_id session constant=42"},
      {"SET app.tenant_id TO 42", "set app.tenant_id session constant=42"},
      {"SET app.tenant_id =-1", "set app.tenant_id session constant=-1"},
      {"SET SESSION app.tenant_id = $1", "set app.tenant_id session bound"},
      {"SET LOCAL app.tenant_id = $1", "set app.tenant_id transaction bound"},
      {"set local App.Tenant_Id to '\x01'", "set app.tenant_id transaction raw"},
      {"SET app.tenant_id = \x02", "set app.tenant_id session escaped"},
      {"SET app.tenant_id = '\x02'", "set app.tenant_id session escaped"},
      {"SET app.tenant_id = 'a\x02-\x01'", "set app.tenant_id session raw"},
      {"SET \"app\".\"tenant_id\" = 'x'", "set app.tenant_id session constant=x"},
      {"SET app.\x01 = 'x'", "set ? session constant=x"},
      {"SET \x01 = 'x'", "set ? session constant=x"},
      {"/* c */ SET -- d\n app.tenant_id = 'x';", "set app.tenant_id session constant=x"},
      {"SET statement_timeout = '1s'", "set statement_timeout session constant=1s"},
      {"SET row_security = off", "set row_security session constant=off"},
      {"SET session.tenant_id = 'x'", "set session.tenant_id session constant=x"},
      {"SET role = 'x'", "set role session constant=x"},
      {"SET app.tenant_id TO DEFAULT", "reset app.tenant_id"},
      {"SET LOCAL app.tenant_id = DEFAULT", "reset app.tenant_id"},
  };
  for (const auto &[Text, Wanted] : Cases)
    EXPECT_EQ(described(Text), Wanted) << Text;
}

TEST(Session, RoleSchemaAndSearchPath) {
  const std::pair<const char *, const char *> Cases[] = {
      {"SET ROLE admin", "set role session constant=admin"},
      {"SET SESSION ROLE \x03", "set role session escaped"},
      {"SET LOCAL ROLE \x01", "set role transaction raw"},
      {"SET ROLE tenant_\x01", "set role session raw"},
      {"SET ROLE tenant_\x02", "set role session escaped"},
      {"SET ROLE \"\x01\"", "set role session raw"},
      {"SET ROLE NONE", "reset role"},
      {"RESET ROLE", "reset role"},
      {"SET SESSION AUTHORIZATION \x01", "set session_authorization session raw"},
      {"SET LOCAL SESSION AUTHORIZATION 'x'", "set session_authorization transaction constant=x"},
      {"SET SESSION AUTHORIZATION DEFAULT", "reset session_authorization"},
      {"RESET SESSION AUTHORIZATION", "reset session_authorization"},
      {"SET search_path TO \x01, public", "set search_path session raw"},
      {"SET search_path = \x03,public", "set search_path session escaped"},
      {"SET search_path TO a, \"B\", 'c'", "set search_path session constant=a,B,c"},
      {"SET SCHEMA 'x'", "set search_path session constant=x"},
      {"SET SCHEMA '\x01'", "set search_path session raw"},
      {"RESET search_path", "reset search_path"},
      {"RESET ALL", "reset-all"},
      {"DISCARD ALL", "discard"},
      {"DISCARD PLANS", ""},
  };
  for (const auto &[Text, Wanted] : Cases)
    EXPECT_EQ(described(Text), Wanted) << Text;
}

TEST(Session, SetConfig) {
  const std::pair<const char *, const char *> Cases[] = {
      {"SELECT set_config('app.tenant_id', $1, false)", "set app.tenant_id session bound"},
      {"SELECT set_config('app.tenant_id', $1, true)", "set app.tenant_id transaction bound"},
      {"SELECT pg_catalog.set_config('app.tenant_id', '7', 't'::bool)", "set app.tenant_id transaction constant=7"},
      {"SELECT set_config('app.tenant_id', '\x01', $2)", "set app.tenant_id unknown raw"},
      {"SELECT set_config('app.tenant_id', current_setting('x'), FALSE)", "set app.tenant_id session bound"},
      {"SELECT set_config('app.tenant_id', $1::text, true), set_config('app.user_id', $2, false)",
       "set app.tenant_id transaction bound; set app.user_id session bound"},
      {"SELECT set_config($1, $2, false)", "set ? session bound"},
      {"SELECT set_config('app.tenant_id', is_local => true, new_value => 'x')", "set app.tenant_id transaction constant=x"},
      {"SELECT set_config('app.tenant_id', coalesce($1, ''), false)", "set app.tenant_id session bound"},
      {"SELECT set_config('app.tenant_id', '', false)", "set app.tenant_id session constant="},
      {"WITH s AS (SELECT set_config('app.tenant_id', $1, true)) SELECT * FROM invoices, s", "set app.tenant_id transaction bound"},
      {"SELECT set_config('app.tenant_id', $1)", ""},
      {"SELECT set_config(", ""},
      {"SELECT set_config(,,)", "set ? unknown constant="},
      {"SELECT set_config(( => , =>,)", ""},
      {"SELECT 'set_config(''app.tenant_id'', $1, false)'", ""},
      {"CREATE FUNCTION f() RETURNS text BEGIN ATOMIC SELECT set_config('app.tenant_id', '1', false); END", ""},
  };
  for (const auto &[Text, Wanted] : Cases)
    EXPECT_EQ(described(Text), Wanted) << Text;
  EXPECT_TRUE(effects("WITH s AS (SELECT set_config('app.tenant_id', $1, true)) SELECT 1").front().BesideRows);
  EXPECT_TRUE(effects("SELECT set_config('app.tenant_id', $1, true), total FROM invoices").front().BesideRows);
  EXPECT_FALSE(effects("SELECT set_config('app.tenant_id', $1, true)").front().BesideRows);
}

TEST(Session, Transactions) {
  const std::pair<const char *, const char *> Cases[] = {
      {"BEGIN; SET LOCAL app.tenant_id = '1'; COMMIT", "begin; set app.tenant_id transaction constant=1; end"},
      {"START TRANSACTION ISOLATION LEVEL SERIALIZABLE", "begin"},
      {"ROLLBACK TO SAVEPOINT a", ""},
      {"SAVEPOINT a; RELEASE a", ""},
      {"COMMIT AND CHAIN", "end; begin"},
      {"COMMIT AND NO CHAIN", "end"},
      {"ABORT", "end"},
      {"END;", "end"},
      {"PREPARE TRANSACTION 'x'", "end"},
      {"PREPARE q AS SELECT 1", ""},
      {"SET TRANSACTION READ ONLY", ""},
      {"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", ""},
      {"SET CONSTRAINTS ALL DEFERRED", ""},
      {"SET TIME ZONE 'UTC'", ""},
  };
  for (const auto &[Text, Wanted] : Cases)
    EXPECT_EQ(described(Text), Wanted) << Text;
}

TEST(Session, WhatOthersKeepIsNotTheSession) {
  for (const char *Text :
       {"ALTER ROLE app SET app.tenant_id = '1'", "ALTER DATABASE d SET row_security = off",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = a AS 'SELECT 1'", "UPDATE t SET app.tenant_id = 1", "SELECT 'SET ROLE x'",
        "DO $$ BEGIN SET app.tenant_id = '1'; END $$", "", ";;", "SET", "RESET", "SET LOCAL", "SET x =", "\x01"})
    EXPECT_EQ(described(Text), "") << Text;
}

TEST(Session, ConnectionStrings) {
  auto Described = [](const std::string &Text) {
    Query Q;
    Q.Text = Text;
    for (size_t I = 0; I < Text.size(); ++I)
      if (Text[I] == '\x01')
        Q.Holes.push_back({static_cast<uint32_t>(I), "hole"});
    std::string Out;
    for (const SessionEffect &E : connectionEffects(Q))
      Out += (Out.empty() ? "" : "; ") + E.Setting + "=" + (E.Value == SettingValue::Raw ? "raw" : E.Constant) + "[" +
             Text.substr(E.Range.Begin, E.Range.End - E.Range.Begin) + "]";
    return Out;
  };
  EXPECT_EQ(Described("dbname=x options='-c app.tenant_id=42'"), "app.tenant_id=42[app.tenant_id]");
  EXPECT_EQ(Described("dbname=x options='-c app.tenant_id=\x01 -c statement_timeout=1s'"),
            "app.tenant_id=raw[app.tenant_id]; statement_timeout=1s[statement_timeout]");
  EXPECT_EQ(Described("options=-capp.tenant_id=7"), "app.tenant_id=7[app.tenant_id]");
  EXPECT_EQ(Described("options='--app.tenant_id=7'"), "app.tenant_id=7[app.tenant_id]");
  EXPECT_EQ(Described("postgresql://h/db?options=-c%20app.tenant_id%3D\x01&x=1"), "app.tenant_id=raw[app.tenant_id]");
  EXPECT_EQ(Described("options='-c \x01=7'"), "");
  EXPECT_EQ(Described("dbname=a-c app.tenant_id=1"), "");
  EXPECT_EQ(Described("options='-c"), "");
  EXPECT_EQ(Described("options=-"), "");
  EXPECT_EQ(Described("host=db-central options=''"), "");
}

TEST(Session, Places) {
  std::string Text = "SELECT 1; SET  app.tenant_id = '1'; SELECT set_config('a.b', f(1, 2), false), 2;";
  auto Found = effects(Text);
  ASSERT_EQ(Found.size(), 2u);
  auto At = [&](const SessionEffect &E) { return Text.substr(E.Range.Begin, E.Range.End - E.Range.Begin); };
  EXPECT_EQ(At(Found[0]), "SET  app.tenant_id");
  EXPECT_EQ(At(Found[1]), "set_config('a.b', f(1, 2), false)");
  EXPECT_EQ(Found[0].StatementsAfter, 1u);
  EXPECT_EQ(Found[1].StatementsAfter, 0u);
  EXPECT_EQ(effects("SET search_path TO a, \x03, \x01, \x01").front().Hole, 1);
}

TEST(Session, Resets) {
  auto Resets = [](const char *Text, const char *Name) { return effects(Text).front().resets(Name); };
  EXPECT_TRUE(Resets("RESET search_path", "search_path"));
  EXPECT_FALSE(Resets("RESET search_path", "role"));
  EXPECT_TRUE(Resets("RESET ALL", "search_path"));
  EXPECT_FALSE(Resets("RESET ALL", "role"));
  EXPECT_TRUE(Resets("DISCARD ALL", "role"));
  EXPECT_TRUE(Resets("SET SESSION AUTHORIZATION DEFAULT", "role"));
  EXPECT_TRUE(Resets("SET search_path TO public", "search_path"));
  EXPECT_FALSE(Resets("SET LOCAL search_path TO public", "search_path"));
  EXPECT_FALSE(Resets("SET search_path TO \x03", "search_path"));
}

TEST(Session, NeutralValues) {
  for (const char *Value : {"", "0", "-1", "NULL", "00000000-0000-0000-0000-000000000000"})
    EXPECT_TRUE(isNeutralValue("app.tenant_id", Value)) << Value;
  EXPECT_FALSE(isNeutralValue("app.tenant_id", "42"));
  EXPECT_TRUE(isNeutralValue("search_path", "$user, public"));
  EXPECT_FALSE(isNeutralValue("search_path", "acme,public"));
  EXPECT_FALSE(isNeutralValue("role", "admin"));
  EXPECT_TRUE(isNeutralValue("row_security", "ON"));
  EXPECT_FALSE(isNeutralValue("row_security", "off"));
}
