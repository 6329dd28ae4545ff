//===- TextTest.cpp - Findings on a terminal ----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/TextParts.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Unicode.h"

#include <gtest/gtest.h>

using namespace tenantscan;

static std::string report(const std::string &Line, uint32_t Column, uint32_t EndColumn, unsigned Columns) {
  ScanResult R;
  R.Root = "/r";
  Finding F;
  F.Check = "tenant-sql-predicate";
  F.Message = "a message of some words that is longer than one line of a terminal that has few columns";
  F.Primary = {"/r/a.cpp", 7, Column, EndColumn, Line, 0};
  R.Findings.push_back(F);
  R.Bindings.Tenant = 1;
  R.Keys.emplace_back();
  RunInfo Info;
  Info.Columns = Columns;
  return renderText(R, Info);
}

// Parts come as they are made, and are the same text.
TEST(Text, ComesInParts) {
  ScanResult R;
  R.Root = "/r";
  Finding F;
  F.Check = "tenant-sql-predicate";
  F.Message = "a message";
  F.Primary = {"/r/a.cpp", 7, 1, 2, std::string(100, 'x'), 0};
  R.Findings.assign(3000, F);
  std::string Joined;
  size_t Longest = 0;
  writeText(R, {}, [&](std::string_view Part) {
    Joined += Part;
    Longest = std::max(Longest, Part.size());
  });
  EXPECT_EQ(Joined, renderText(R, {}));
  EXPECT_GT(Joined.size(), 4 * Longest);
}

// Every position of a mark in every line of umlauts and emojis: no line is too wide or
// cut inside of a character, and the mark is below what it marks.
TEST(Text, FitsTheTerminal) {
  std::string Line = "  call(\"";
  for (int I = 0; I < 40; ++I)
    Line += I % 3 == 0 ? "\u00e4" : I % 3 == 1 ? "\U0001f600" : "x y ";
  for (unsigned Columns : {60U, 80U, 120U})
    for (uint32_t Column = 1; Column < Line.size(); ++Column) {
      if ((static_cast<unsigned char>(Line[Column - 1]) & 0xC0) == 0x80)
        continue;
      std::string Text = report(Line, Column, Column + 1, Columns);
      EXPECT_TRUE(llvm::json::isUTF8(Text));
      EXPECT_EQ(Text.find("\uFFFD"), std::string::npos) << Text;
      llvm::SmallVector<llvm::StringRef, 8> Lines;
      llvm::StringRef(Text).split(Lines, '\n');
      for (llvm::StringRef L : Lines)
        EXPECT_LT(llvm::sys::unicode::columnWidthUTF8(L), static_cast<int>(Columns)) << Text;
    }
}

TEST(Text, BreaksMessagesBetweenWords) {
  EXPECT_TRUE(llvm::StringRef(report("x", 1, 2, 60))
                  .starts_with("a.cpp:7:1: error: a message of some words that is longer\n"
                               "      than one line of a terminal that has few columns\n"
                               "      [tenant-sql-predicate]\n"
                               "    7 | x\n"
                               "      | ^\n"))
      << report("x", 1, 2, 60);
  EXPECT_NE(report("x", 1, 2, 0).find("few columns [tenant-sql-predicate]\n"), std::string::npos);
}

TEST(Text, ShowsThatALineIsCut) {
  std::string Line(300, 'a');
  Line[150] = 'b';
  std::string Text = report(Line, 151, 152, 80);
  EXPECT_NE(Text.find("    7 | ...a"), std::string::npos) << Text;
  EXPECT_NE(Text.find("a...\n"), std::string::npos) << Text;
  Text = report(std::string(71, 'a'), 1, 2, 80);
  EXPECT_EQ(Text.find("..."), std::string::npos) << Text;
}
