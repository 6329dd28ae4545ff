//===- RewriteFuzzer.cpp - Any bytes through lexer and rewriter ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Rewrite.h"
#include "sqlscan/Split.h"

#include <cstdlib>

using namespace tenantscan::sql;

static void check(bool Holds) {
  if (!Holds)
    std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Bytes, size_t Size) {
  if (Size == 0)
    return 0;
  std::string_view Text(reinterpret_cast<const char *>(Bytes) + 1, Size - 1);
  Query Q;
  Q.Text = Text;
  Q.Language = static_cast<Dialect>(Bytes[0] & 3);
  Q.Placeholders = static_cast<PlaceholderStyles>(Bytes[0] << 1);
  for (uint32_t I = 0; I < Text.size(); ++I)
    if (Text[I] == 1)
      Q.Holes.push_back({I, "hole", false});
  // Tokens cover the text in order and never overlap.
  uint32_t End = 0;
  for (const Token &T : lex(Q)) {
    check(T.Begin >= End && T.End > T.Begin && T.End <= Text.size());
    End = T.End;
  }
  Rewritten R = rewrite(Q);
  check(R.Text.size() <= 64 * (Text.size() + 64));
  for (uint32_t I = 0; I <= R.Text.size(); ++I)
    check(R.originalOffset(I) <= Text.size());
  for (const SplitStatement &S : split(Text, Q.Language))
    check(S.Offset + S.Text.size() <= Text.size() && S.Line >= 1);
  return 0;
}
