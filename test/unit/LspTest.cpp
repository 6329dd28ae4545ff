//===- LspTest.cpp - What the language server tells the editor ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Actions.h"
#include "tool/lsp/Convert.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace tenantscan;

// The edits as `line:column text`, a line break as `|`.
static std::string edits(const std::string &Text, unsigned Line) {
  std::string Out;
  for (const llvm::lsp::TextEdit &E : lsp::suppressionEdits(Text, Line, "c")) {
    std::string New = E.newText;
    std::replace(New.begin(), New.end(), '\n', '|');
    Out += fmt::format("{}:{} {};", E.range.start.line, E.range.start.character, New);
    EXPECT_EQ(E.range.start, E.range.end);
  }
  return Out;
}

TEST(Lsp, SuppressesAtTheEndOfTheLine) {
  EXPECT_EQ(edits("a;\nf(\"x\");\nb;\n", 2), "1:7  // NOLINT(c): TODO: say why;");
  EXPECT_EQ(edits("f(\"x\");", 1), "0:7  // NOLINT(c): TODO: say why;");
  // Windows' line ends stay behind the comment.
  EXPECT_EQ(edits("f();\r\ng();\r\n", 2), "1:4  // NOLINT(c): TODO: say why;");
  // Columns are UTF-16 units: two for the emoji, one for the umlaut.
  EXPECT_EQ(edits("f(\"\xF0\x9F\x98\x80\xC3\xA4\");", 1), "0:9  // NOLINT(c): TODO: say why;");
}

TEST(Lsp, SuppressesAroundTextOfManyLines) {
  EXPECT_EQ(edits("a;\n  f(R\"(x\ny\nz)\");\nb;\n", 3), "1:0   // NOLINTBEGIN(c): TODO: say why|;3:5 |  // NOLINTEND(c);");
  // Also where the line is the first or the last one of the text.
  EXPECT_EQ(edits("f(R\"(x\ny)\");\n", 1), edits("f(R\"(x\ny)\");\n", 2));
  // Two texts that share a line.
  EXPECT_EQ(edits("f(R\"(x\ny)\", R\"(\nz)\");\n", 1), "0:0 // NOLINTBEGIN(c): TODO: say why|;2:5 |// NOLINTEND(c);");
  EXPECT_EQ(edits("/* x\ny */ f();\n", 2), "0:0 // NOLINTBEGIN(c): TODO: say why|;1:9 |// NOLINTEND(c);");
  // A text that never ends.
  EXPECT_EQ(edits("a;\nf(R\"(x\ny", 2), "1:0 // NOLINTBEGIN(c): TODO: say why|;2:1 |// NOLINTEND(c);");
}

TEST(Lsp, LeavesMacrosAlone) {
  EXPECT_EQ(edits("#define M \\\n  f(\"x\")\n", 1), "");
  EXPECT_EQ(edits("#define M \\\n  f(\"x\")\n", 2), "");
  EXPECT_EQ(edits("#define M \\ \n  f(R\"(x\ny)\")\n", 3), "");
}

TEST(Lsp, HasNoEditForLinesThatAreNotThere) {
  EXPECT_EQ(edits("", 0), "");
  EXPECT_EQ(edits("a;", 2), "");
  EXPECT_EQ(edits("", 4294967295U), "");
}

TEST(Lsp, PlacesHaveUtf16Ranges) {
  Place P{"/a", 3, 6, 8, "\xF0\x9F\x98\x80 ab", 0};
  EXPECT_EQ(lsp::rangeOf(P), llvm::lsp::Range(llvm::lsp::Position(2, 3), llvm::lsp::Position(2, 5)));
  // What a check left open.
  EXPECT_EQ(lsp::rangeOf(Place()), llvm::lsp::Range(llvm::lsp::Position(0, 0)));
}

TEST(Lsp, UrisAreEscaped) {
  EXPECT_EQ(lsp::uriOf("/a b/%/\xC3\xA4.cpp"), "file:///a%20b/%25/%C3%A4.cpp");
  EXPECT_EQ(lsp::uriOf("relative.cpp"), "");
}
