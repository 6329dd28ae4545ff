//===- AnalyzeFuzzer.cpp - Any bytes as SQL, to a verdict ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The first byte says the dialect and how the rest is to be read, the others are
// the text. Bytes 1 and 2 are holes. Whatever comes, there is a verdict, and its
// ranges lie in the text. With bit 64 the text also defines tables and views, of which
// some are read.
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Analyze.h"
#include "sqlscan/Session.h"

#include <cstdlib>

using namespace tenantscan::sql;

static const Schema &schema() {
  static const Schema S = [] {
    Schema New;
    New.addDefinitions("CREATE TABLE a (tenant_id int, id int, b_id int, PRIMARY KEY (tenant_id, id));"
                       "CREATE TABLE b (tenant_id int, id int UNIQUE);"
                       "CREATE TABLE g (id int);"
                       "CREATE VIEW v AS SELECT * FROM a JOIN b USING (tenant_id) LIMIT 3;",
                       Dialect::PostgreSQL);
    return New;
  }();
  return S;
}

static void check(bool Holds) {
  if (!Holds)
    std::abort();
}

static void readDefinitions(std::string_view Text, Dialect Language) {
  Schema Defined;
  Defined.addDefinitions(Text, Language);
  unsigned Left = 4;
  for (const auto &[Key, Table] : Defined.tables()) {
    if (Left-- == 0)
      break;
    std::string Read = "SELECT * FROM \"" + Table.Name + "\" WHERE tenant_id = $1";
    Query Q;
    Q.Text = Read;
    Verdict V = analyze(Q, Defined, {});
    check(V.Kind != VerdictKind::Leaks || !V.Reasons.empty());
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Bytes, size_t Size) {
  if (Size == 0)
    return 0;
  std::string_view Text(reinterpret_cast<const char *>(Bytes) + 1, Size - 1);
  Query Q;
  Q.Text = Text;
  Q.Language = static_cast<Dialect>(Bytes[0] & 3);
  Q.Placeholders = (Bytes[0] & 4) != 0 ? PlaceholderDollar : static_cast<PlaceholderStyles>(0x1FF);
  for (uint32_t I = 0; I < Text.size(); ++I)
    if (Text[I] == 1 || Text[I] == 2)
      Q.Holes.push_back({I, "hole", Text[I] == 2});
  if ((Bytes[0] & 64) != 0)
    readDefinitions(Text, Q.Language);
  static const Schema Empty;
  Verdict V = analyze(Q, (Bytes[0] & 8) != 0 ? schema() : Empty, {});
  check(V.Kind != VerdictKind::Leaks || !V.Reasons.empty());
  check(V.Kind != VerdictKind::Unresolved || !V.Unresolved.empty());
  for (const Reason &R : V.Reasons)
    check(R.Range.Begin <= R.Range.End && R.Range.End <= Text.size());
  for (const Confinement &C : V.Confinements)
    check(C.ValueRange.End <= Text.size() && C.Range.End <= Text.size());
  check(V.UnresolvedRange.End <= Text.size());
  for (const SessionEffect &E : sessionEffects(Q))
    check(E.Range.Begin < E.Range.End && E.Range.End <= Text.size() && E.Hole < static_cast<int>(Q.Holes.size()));
  for (const SessionEffect &E : connectionEffects(Q))
    check(E.Range.Begin <= E.Range.End && E.Range.End <= Text.size());
  return 0;
}
