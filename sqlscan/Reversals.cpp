//===- Reversals.cpp - What takes a migration back ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Reversals.h"

#include "sqlscan/Lexer.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

/// Whether \p Line is the comment with which a tool for migrations marks a part of a
/// file: `-- +goose Down`, `-- migrate:down`, `-- +migrate Up`, `# --- !Downs`.
static bool isMark(std::string_view Line, std::string_view Direction) {
  static constexpr std::array<std::string_view, 5> Before{"+goose ", "migrate:", "+migrate ", "+micrate ", "--- !"};
  size_t Begin = Line.find_first_not_of(" \t");
  if (Begin == std::string_view::npos || (Line.substr(Begin, 2) != "--" && Line[Begin] != '#'))
    return false;
  Line = Line.substr(Begin + (Line[Begin] == '#' ? 1 : 2));
  Line = Line.substr(std::min(Line.find_first_not_of(" \t"), Line.size()));
  if (equalsIgnoreCase(Line.substr(0, Direction.size()), Direction) && equalsIgnoreCase(Line.substr(Direction.size(), 10), " migration"))
    return true;
  if (Direction == "down" && equalsIgnoreCase(Line.substr(0, 7), "//@undo"))
    return true;
  for (std::string_view Tool : Before)
    if (equalsIgnoreCase(Line.substr(0, Tool.size()), Tool) && equalsIgnoreCase(Line.substr(Tool.size(), Direction.size()), Direction))
      return true;
  return false;
}

std::string withoutReversals(std::string_view Text) {
  std::string Out(Text);
  bool IsReversal = false;
  for (size_t Begin = 0; Begin < Out.size();) {
    size_t End = std::min(Out.find('\n', Begin), Out.size());
    std::string_view Line = std::string_view(Out).substr(Begin, End - Begin);
    IsReversal = isMark(Line, "down") || (IsReversal && !isMark(Line, "up"));
    if (IsReversal)
      std::fill(Out.begin() + static_cast<long>(Begin), Out.begin() + static_cast<long>(End), ' ');
    Begin = End + 1;
  }
  return Out;
}

} // namespace tenantscan::sql
