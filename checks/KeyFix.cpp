//===- KeyFix.cpp - The tenant, put into a key ----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/KeyFix.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <optional>

namespace tenantscan {

/// How many arguments a format text takes in order; nothing where they have numbers or
/// names, or where widths are arguments, too.
static std::optional<size_t> countOf(llvm::StringRef Text, Splice::Kind What) {
  size_t Count = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    if (What == Splice::Kind::Braces) {
      if (Text[I] != '{')
        continue;
      if (Text.substr(I).starts_with("{{")) {
        ++I;
        continue;
      }
      llvm::StringRef Inside = Text.substr(I + 1).take_until([](char C) { return C == '}'; });
      if (Inside.contains('{') || (!Inside.empty() && Inside.front() != ':'))
        return std::nullopt;
      ++Count;
      continue;
    }
    if (Text[I] != '%')
      continue;
    if (Text.substr(I).starts_with("%%")) {
      ++I;
      continue;
    }
    llvm::StringRef Spec = Text.substr(I + 1).take_until([](char C) { return llvm::isAlpha(C) || C == '%'; });
    if (Spec.contains('*') || Spec.contains('$'))
      return std::nullopt;
    // "%b" of hiredis is given a size as well.
    llvm::StringRef Behind = Text.substr(I + 1 + Spec.size());
    Count += Behind.starts_with("b") ? 2 : 1;
  }
  return Count;
}

static Place emptyAt(Place P, uint32_t Column) {
  P.RawLocation += P.RawLocation == 0 ? 0 : Column - P.Column;
  P.Column = P.EndColumn = Column;
  return P;
}

SuggestedFix keyFix(const KeySite &Site, const SourceText &Text, const KeyUse &Use) {
  ComposedText Composed(Text);
  if ((Use.What != KeyUse::Kind::Key && Use.What != KeyUse::Kind::Pattern) || Use.Range.Begin == Use.Range.End ||
      !Composed.isWritten(Use.Range.Begin))
    return {};
  Place Key = Composed.placeOf(Use.Range);
  for (const Splice &S : Site.Splices) {
    if (S.Literal.File != Key.File || S.Literal.Line != Key.Line || Key.Column <= S.Literal.Column || Key.Column >= S.Literal.EndColumn)
      continue;
    SuggestedFix Fix;
    Fix.Description = fmt::format("Add the tenant to the key: \"tenant:{{{}}}:\"", S.Tenant);
    if (S.What == Splice::Kind::Joined) {
      // The key begins where the literal does.
      if (Key.Column != S.Literal.Column + 1)
        return {};
      Fix.Insertions.push_back({emptyAt(S.Literal, S.Literal.Column), fmt::format("\"tenant:\" + {} + \":\" + ", S.Value)});
      return Fix;
    }
    llvm::StringRef Line = S.Literal.LineText;
    if (!countOf(Line.slice(S.Literal.Column - 1, S.Literal.EndColumn - 1), S.What))
      return {};
    std::optional<size_t> Before = countOf(Line.slice(S.Literal.Column - 1, Key.Column - 1), S.What);
    if (!Before || (*Before >= S.Arguments.size() && !S.Arguments.empty()) || (*Before != 0 && S.Arguments.empty()))
      return {};
    Fix.Insertions.push_back({emptyAt(Key, Key.Column), fmt::format("tenant:{}:", S.Marker)});
    if (S.Arguments.empty())
      Fix.Insertions.push_back({emptyAt(S.Literal, S.Literal.EndColumn), ", " + S.Value});
    else
      Fix.Insertions.push_back({S.Arguments[*Before], S.Value + ", "});
    return Fix;
  }
  return {};
}

} // namespace tenantscan
