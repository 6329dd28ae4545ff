//===- PreamblesTest.cpp - What files begin with --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/SharedPreambles.h"
#include "tool/unit/SharedPreamble.h"

#include "gtest/gtest.h"

#include <fstream>
#include <unistd.h>

using namespace tenantscan;

namespace {

/// What is in the longest whole beginning, by the names of quoted includes.
std::pair<std::string, std::vector<std::string>> beginningOf(const std::string &Text) {
  std::pair<std::string, std::vector<std::string>> Out;
  std::vector<std::string> Names;
  for (const LeadingDirective &D : leadingDirectives(Text)) {
    if (!D.Quoted.empty())
      Names.push_back(D.Quoted);
    if (D.IsWhole)
      Out = {Text.substr(0, D.End), Names};
  }
  return Out;
}

using Names = std::vector<std::string>;

TEST(LeadingDirectives, EndBeforeTheFirstToken) {
  EXPECT_EQ(beginningOf("// a\n#include \"a.h\"\n\n# include <b/c.h> // b\nint x;\n#include \"d.h\"\n"),
            std::pair(std::string("// a\n#include \"a.h\"\n\n# include <b/c.h> // b\n"), Names{"a.h"}));
  EXPECT_EQ(beginningOf("#include \"a.h\""), std::pair(std::string("#include \"a.h\""), Names{"a.h"}));
  EXPECT_EQ(beginningOf("int x;\n#include \"a.h\"\n").first, "");
  EXPECT_EQ(beginningOf("").first, "");
  // With a comment a directive goes on in the next line.
  EXPECT_EQ(beginningOf("#include \"a.h\" /* x\n#include \"b.h\"\n*/ int y;\nint z;").second, Names{"a.h"});
  EXPECT_EQ(beginningOf("#include \"a.h\" /* x\n*/\nint z;").first, "#include \"a.h\" /* x\n*/\n");
}

TEST(LeadingDirectives, EndWhereTheFileGivesAMeaning) {
  for (const char *Other : {"#define A 1", "#undef A", "#pragma pack(1)", "#include MACRO", "#include_next <a.h>", "#import \"a.h\"", "#line 7",
                            "#error no", "#include L\"a.h\"", "import a;", "_Pragma(\"once\")", "#if __has_include(\"a.h\")\n#endif",
                            "#if defined(A) && \\\n__has_include(\"a.h\")\n#endif", "#if __LINE__ > 2\n#endif", "#endif"})
    EXPECT_EQ(beginningOf(std::string("#include \"z.h\"\n") + Other + "\n#include \"b.h\"\n").second, Names{"z.h"}) << Other;
}

TEST(LeadingDirectives, AreWholeWhereNoConditionIsOpen) {
  std::vector<LeadingDirective> All = leadingDirectives("#ifdef A\n#include \"a.h\"\n#else\n#include \"b.h\"\n#endif\n#include \"c.h\"\n#if B\n");
  ASSERT_EQ(All.size(), 7u);
  for (size_t I = 0; I < All.size(); ++I)
    EXPECT_EQ(All[I].IsWhole, I == 4 || I == 5) << I;
}

/// Units that begin with includes, each a letter of so many bytes.
std::vector<std::vector<size_t>> grouped(const std::vector<std::string> &Units, uint64_t BytesOfEach, const std::vector<std::string> &Flags = {}) {
  std::vector<CompileCommand> Commands;
  std::vector<std::vector<LeadingIncludes>> Leading;
  for (size_t I = 0; I < Units.size(); ++I) {
    std::string File = "/project/unit" + std::to_string(I) + ".cpp";
    Commands.push_back({"/project", File, {"c++", "-c", File}});
    if (!Flags.empty() && !Flags[I].empty())
      Commands.back().Arguments.push_back(Flags[I]);
    std::vector<LeadingIncludes> L;
    for (size_t N = 1; N <= Units[I].size(); ++N)
      L.push_back({static_cast<unsigned>(10 * N), BytesOfEach * N, digestOf(Units[I].substr(0, N))});
    Leading.push_back(std::move(L));
  }
  std::vector<const std::vector<LeadingIncludes> *> Pointers;
  for (const auto &L : Leading)
    Pointers.push_back(&L);
  std::vector<std::vector<size_t>> Out;
  for (const PreambleGroup &G : groupByPreamble(Commands, Pointers)) {
    Out.emplace_back();
    for (auto [Unit, Size] : G.Units)
      Out.back().push_back(Unit * 100 + Size);
  }
  std::sort(Out.begin(), Out.end());
  return Out;
}

using Groups = std::vector<std::vector<size_t>>;

constexpr uint64_t Large = 1'000'000;

// Unit 3 with 20 bytes is 320.
TEST(PreambleGroups, AreOfUnitsThatBeginTheSame) {
  EXPECT_EQ(grouped({"ab", "ab", "ab", "cb"}, Large), (Groups{{20, 120, 220}}));
  EXPECT_EQ(grouped({"ab", "cb", "b", ""}, Large), Groups{});
  EXPECT_EQ(grouped({"ax", "ay", "az"}, Large), (Groups{{10, 110, 210}}));
  // Too little of it.
  EXPECT_EQ(grouped({"ab", "ab", "ab"}, 1'000), Groups{});
  // One that is alone gets none.
  EXPECT_EQ(grouped({"ab"}, Large), Groups{});
}

TEST(PreambleGroups, SaveAsMuchAsCanBe) {
  // More in common, by few of those that have less in common.
  EXPECT_EQ(grouped({"abcdefgh", "abcdefgh", "abcdefgh", "abcdefgh", "ax", "ay"}, Large), (Groups{{80, 180, 280, 380}, {410, 510}}));
  // A little more, for two: what all have in common.
  EXPECT_EQ(grouped({"abcdefghx", "abcdefghx", "abcdefghy", "abcdefghz"}, Large), (Groups{{80, 180, 280, 380}}));
}

TEST(PreambleGroups, AreOfUnitsWithTheSameArguments) {
  EXPECT_EQ(grouped({"ab", "ab", "ab", "ab"}, Large, {"-DA", "", "-DA", ""}), (Groups{{20, 220}, {120, 320}}));
  EXPECT_EQ(grouped({"ab", "ab", "ab"}, Large, {"-fmodules", "-fmodules", ""}), Groups{});
}

TEST(NamelessFile, IsThereForOthersAndGoes) {
  std::string Path;
  {
    NamelessFile File("/nowhere");
    Path = File.path();
    ASSERT_FALSE(Path.empty());
    std::ofstream(Path) << "text";
    std::string Read;
    std::ifstream(Path) >> Read;
    EXPECT_EQ(Read, "text");
  }
  EXPECT_NE(::access(Path.c_str(), F_OK), 0);
}

} // namespace
