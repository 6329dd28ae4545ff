//===- NoLint.cpp - clang-tidy's suppression comments -------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Scan.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/GlobPattern.h"

namespace tenantscan {

// NOLINT without a list covers all checks; with one, the globs in it. A minus
// takes back what an earlier glob gave, as in clang-tidy.
static bool coversCheck(llvm::StringRef After, llvm::StringRef Check, std::string &Reason) {
  bool Covers = true;
  if (After.consume_front("(")) {
    Covers = false;
    auto [List, Rest] = After.split(')');
    After = Rest;
    llvm::SmallVector<llvm::StringRef, 4> Globs;
    List.split(Globs, ',');
    for (llvm::StringRef Glob : Globs) {
      Glob = Glob.trim();
      bool Negative = Glob.consume_front("-");
      llvm::Expected<llvm::GlobPattern> Pattern = llvm::GlobPattern::create(Glob);
      if (!Pattern) {
        llvm::consumeError(Pattern.takeError());
        continue;
      }
      if (Pattern->match(Check))
        Covers = !Negative;
    }
  }
  if (Covers && After.ltrim().consume_front(":"))
    Reason = After.ltrim().drop_front().trim().str();
  return Covers;
}

// The last directive of the line that is called like \p Name and no longer.
static bool lineCovers(llvm::StringRef Line, llvm::StringRef Name, llvm::StringRef Check, std::string &Reason) {
  for (size_t At = Line.find(Name); At != llvm::StringRef::npos; At = Line.find(Name, At + 1)) {
    llvm::StringRef After = Line.substr(At + Name.size());
    if (!After.empty() && (llvm::isAlnum(After[0]) || After[0] == '_'))
      continue;
    if (coversCheck(After, Check, Reason))
      return true;
  }
  return false;
}

bool isNoLint(const std::string &Text, unsigned Line, const std::string &Check, std::string &Reason) {
  llvm::StringRef Rest(Text);
  llvm::StringRef Previous;
  unsigned Open = 0;
  std::string BlockReason;
  for (unsigned Number = 1; Number <= Line && !Rest.empty(); ++Number) {
    llvm::StringRef Here;
    std::tie(Here, Rest) = Rest.split('\n');
    std::string Ignored;
    if (Here.contains("NOLINT")) {
      if (lineCovers(Here, "NOLINTBEGIN", Check, BlockReason))
        ++Open;
      if (Open > 0 && lineCovers(Here, "NOLINTEND", Check, Ignored))
        --Open;
    }
    if (Number == Line) {
      if (lineCovers(Here, "NOLINT", Check, Reason) || lineCovers(Previous, "NOLINTNEXTLINE", Check, Reason))
        return true;
      if (Open > 0)
        Reason = BlockReason;
      return Open > 0;
    }
    Previous = Here;
  }
  return false;
}

} // namespace tenantscan
