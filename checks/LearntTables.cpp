//===- LearntTables.cpp - Tables that the code creates -------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/LearntTables.h"

#include <algorithm>
#include <tuple>

namespace tenantscan {

bool mayDefineTables(std::string_view Text) {
  std::string Folded = sql::foldCase(Text);
  return (Folded.find("create") != std::string::npos && Folded.find("table") != std::string::npos) || Folded.find("alter table") != std::string::npos;
}

// Of several definitions of one table one with the tenant column counts.
bool learnTables(Program &P) {
  struct Definition {
    int Rank;
    std::string File;
    uint32_t Line;
    std::string Text;
    sql::Dialect Language;
    auto key() const { return std::tie(Rank, File, Line, Text); }
  };
  std::vector<Definition> Definitions;
  for (const JudgedSite &S : P.Sites)
    for (size_t I = 0; I < S.Verdicts.size(); ++I) {
      const std::vector<TextPiece> &Pieces = S.Site.Texts[I].Pieces;
      if (std::any_of(Pieces.begin(), Pieces.end(), [](const TextPiece &T) { return T.IsHole; }))
        continue;
      std::string Text = ComposedText(S.Site.Texts[I]).Text;
      if (!mayDefineTables(Text))
        continue;
      int Rank = sql::foldCase(Text).find("create") == std::string::npos ? 2 : S.Verdicts[I].MentionsTenant ? 0 : 1;
      Definitions.push_back({Rank, S.Site.Call.File, S.Site.Call.Line, std::move(Text), S.Site.Language});
    }
  std::sort(Definitions.begin(), Definitions.end(), [](const Definition &A, const Definition &B) { return A.key() < B.key(); });
  bool Learnt = false;
  for (const Definition &D : Definitions)
    Learnt = P.Tables.learnDefinitions(D.Text, D.Language) || Learnt;
  return Learnt;
}

} // namespace tenantscan
