//===- CacheTest.cpp - Inputs, sealed files, shards ---------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Cache.h"
#include "tool/run/Files.h"
#include "tool/run/Part.h"
#include "tool/run/Relocation.h"
#include "tool/unit/Inputs.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace tenantscan;

TEST(Inputs, PackedAndUnpacked) {
  std::vector<Input> Inputs{
      {"/a b\n\xff", Input::Kind::File, digestOf("x")}, {"", Input::Kind::Absent, Digest{}}, {"/d", Input::Kind::Listing, digestOf("")}};
  std::string Packed = packInputs(Inputs);
  EXPECT_EQ(unpackInputs(Packed), Inputs);
  EXPECT_EQ(unpackInputs(""), std::vector<Input>());
  for (size_t Size = 1; Size < Packed.size(); ++Size)
    if (std::optional<std::vector<Input>> Some = unpackInputs(llvm::StringRef(Packed).take_front(Size)))
      EXPECT_LT(Some->size(), Inputs.size());
  EXPECT_EQ(unpackInputs("X" + Packed.substr(1)), std::nullopt);
}

TEST(Sealed, DamageIsNoticed) {
  std::string Content(1000, 'a');
  std::string Sealed = seal("magic", Content);
  EXPECT_EQ(unseal("magic", Sealed), Content);
  EXPECT_EQ(unseal("magic", seal("magic", "")), "");
  EXPECT_EQ(unseal("other", Sealed), std::nullopt);
  for (size_t At = 0; At < Sealed.size(); ++At) {
    std::string Damaged = Sealed;
    Damaged[At] ^= 1;
    EXPECT_EQ(unseal("magic", Damaged), std::nullopt) << At;
    EXPECT_EQ(unseal("magic", llvm::StringRef(Sealed).take_front(At)), std::nullopt) << At;
  }
}

// Who knows the format can make a good checksum for a size that is not.
TEST(Sealed, SizeThatIsMadeUp) {
  std::string Body = std::string("\xff\xff\xff\xff\xff\xff\xff\x7f", 8) + "abc";
  Digest Sum = digestOf(Body);
  EXPECT_EQ(unseal("m", "m" + std::string(Sum.begin(), Sum.end()) + Body), std::nullopt);
}

TEST(Plan, HoldsAsLongAsAllFilesAreWhatTheyWere) {
  llvm::SmallString<128> Folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("tenantscan-plan", Folder));
  std::string Header = (Folder + "/a.h").str(), Missing = (Folder + "/first/a.h").str();
  auto Write = [](const std::string &File, const char *Text) { ASSERT_FALSE(bool(replaceFile(File, Text))); };
  Write(Header, "int a;");
  std::vector<Input> Inputs{{Header, Input::Kind::File, digestOf("int a;")}, {Missing, Input::Kind::Absent, Digest{}}};
  CacheOptions Options;
  Options.Folder = (Folder + "/cache").str();
  Digest Scan = digestOf("scan");
  ResultCache(Options, Digest{}).storePlan(Scan, Inputs, {{2, std::nullopt}, {5, std::vector<std::string>{Header}}});
  // Each time as another scan: one looks at a file only once.
  auto Planned = [&](const Digest &Of) {
    std::vector<size_t> Units;
    for (const PlannedUnit &U : ResultCache(Options, Digest{}).findPlan(Of).value_or(std::vector<PlannedUnit>()))
      Units.push_back(U.Index * 10 + (U.OwnFiles ? U.OwnFiles->size() : 9));
    return Units;
  };
  EXPECT_EQ(Planned(Scan), (std::vector<size_t>{29, 51}));
  EXPECT_EQ(Planned(digestOf("other")), std::vector<size_t>());
  // A file was edited while the scan ran.
  Write(Header, "int c;");
  ResultCache(Options, Digest{}).storePlan(digestOf("edited"), Inputs, {{1, std::nullopt}});
  Write(Header, "int a;");
  EXPECT_EQ(Planned(digestOf("edited")), std::vector<size_t>());
  Write(Header, "int b;");
  EXPECT_EQ(Planned(Scan), std::vector<size_t>());
  Write(Header, "int a;");
  EXPECT_EQ(Planned(Scan), (std::vector<size_t>{29, 51}));
  ASSERT_FALSE(llvm::sys::fs::create_directory(Folder + "/first"));
  Write(Missing, "");
  EXPECT_EQ(Planned(Scan), std::vector<size_t>());
  // Nobody knows what comes of a pipe the next time.
  Inputs[1].What = Input::Kind::Other;
  ResultCache(Options, Digest{}).storePlan(digestOf("pipe"), Inputs, {{1, std::nullopt}});
  EXPECT_EQ(Planned(digestOf("pipe")), std::vector<size_t>());
  ASSERT_FALSE(llvm::sys::fs::remove_directories(Folder));
}

TEST(Relocation, TheSameInAnotherFolder) {
  using nlohmann::json;
  std::string Zero("a\0n\0r/\0", 8);
  json Before = {"/srv/app", "/srv/app/a.cpp", "in /srv/app/a.cpp:1", "/srv/app2/a.cpp", "-I/srv/app/x", "//srv", Zero, {{"file", "/srv/app/b"}}, 7, "/srv/app/x y/x", "/y/x:1: /srv/app"};
  json Moved = {"/x",        "/x/a.cpp",       "in /x/a.cpp:1",       "/srv/app2/a.cpp", "-I/x/x",        "//srv", Zero, {{"file", "/x/b"}},       7, "/x/x y/x",       "/y/x:1: /x"};
  json Same = Before, Taken = Before, Other = Moved;
  takeRootOut(Taken, "/srv/app");
  EXPECT_EQ(Taken.dump().find("/srv/app/"), std::string::npos);
  takeRootOut(Other, "/x");
  EXPECT_EQ(Taken, Other);
  putRootIn(Other, "/srv/app");
  EXPECT_EQ(Other, Before);
  putRootIn(Taken, "/x");
  EXPECT_EQ(Taken, Moved);
  takeRootOut(Same, "");
  putRootIn(Same, "/x");
  EXPECT_EQ(Same, Before);
}

TEST(Shards, OfAboutTheSameTime) {
  model::Project P;
  P.Root = "/r";
  std::vector<CompileCommand> Commands;
  UnitTimes Times;
  for (int I = 0; I < 200; ++I) {
    std::string Name = "src/" + std::to_string(I) + ".cpp";
    Commands.push_back({"/r", "/r/" + Name, {"c++", Name}});
    // The last ones are not known.
    if (I < 190)
      Times[Name] = I % 20 == 0 ? 30 : 1;
  }
  auto Shards = [&](const UnitTimes &By) {
    std::map<std::string, unsigned> Where;
    for (unsigned Index = 1; Index <= 4; ++Index)
      for (const CompileCommand &C : selectShard(Commands, {Index, 4}, P, By))
        EXPECT_TRUE(Where.emplace(C.File, Index).second) << C.File;
    EXPECT_EQ(Where.size(), Commands.size());
    return Where;
  };
  std::map<std::string, unsigned> Before = Shards(Times);
  std::map<unsigned, double> Sums;
  for (const auto &[File, Index] : Before)
    if (auto It = Times.find(P.relative(File)); It != Times.end())
      Sums[Index] += It->second;
  for (const auto &[Index, Sum] : Sums)
    EXPECT_NEAR(Sum, 480.0 / 4, 40) << Index;
  Times["src/3.cpp"] = 2;
  size_t Moved = 0;
  for (const auto &[File, Index] : Shards(Times))
    Moved += Before[File] != Index ? 1 : 0;
  EXPECT_LE(Moved, 6u);
  Shards({});
}

// With a checksum that is right: what is in the file is checked too.
TEST(Parts, ContentThatIsMadeUp) {
  using nlohmann::json;
  Part Good;
  Good.Root = "/r";
  Good.Units.push_back({"/r/a.cpp", {}, "failed", {}});
  Good.Units.back().Facts.Sites.emplace_back();
  llvm::SmallString<128> File;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("tenantscan", "part", File));
  auto Reads = [&](llvm::StringRef Text) {
    EXPECT_FALSE(static_cast<bool>(replaceFile(File.str().str(), Text)));
    llvm::Expected<Part> Read = readPart(File.str().str());
    bool Done = static_cast<bool>(Read);
    llvm::consumeError(Read.takeError());
    return Done;
  };
  std::string Sealed = serialize(Good);
  EXPECT_TRUE(Reads(Sealed));
  constexpr llvm::StringLiteral Magic = "tenantscan part 2\n";
  json Whole = json::from_cbor(*unseal(Magic, Sealed));
  auto SealedJson = [&](const json &J) {
    std::vector<uint8_t> Bytes = json::to_cbor(J);
    return seal(Magic, {reinterpret_cast<const char *>(Bytes.data()), Bytes.size()});
  };
  json Flat = Whole.flatten();
  ASSERT_GT(Flat.size(), 20u);
  for (const auto &[Key, Value] : Flat.items()) {
    json Changed = Whole;
    json::json_pointer Where(Key);
    // Something missing, or something else in its place.
    json &Parent = Changed.at(Where.parent_pointer());
    if (Parent.is_array())
      Parent = json::array();
    else
      Parent.erase(Where.back());
    bool IsListOfNone = Whole.at(Where.parent_pointer()).is_array() && (Where.parent_pointer().back() == "strings" || Value.is_null());
    if (!IsListOfNone && !Value.is_array())
      EXPECT_FALSE(Reads(SealedJson(Changed))) << Key;
  }
  EXPECT_FALSE(Reads(SealedJson(json::array())));
  EXPECT_FALSE(Reads(seal(Magic, "no CBOR")));
  llvm::sys::fs::remove(File);
}

TEST(FileStates, EachAnswer) {
  llvm::SmallString<128> Folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("tenantscan", Folder));
  std::string File = (Folder + "/file").str();
  ASSERT_FALSE(static_cast<bool>(replaceFile(File, "text")));
  std::optional<Digest> Listing = digestOfListing(Folder.str().str());
  ASSERT_TRUE(Listing.has_value());
  {
    FileStates Now;
    EXPECT_TRUE(Now.holds(File, Input::Kind::File, digestOf("text")));
    EXPECT_FALSE(Now.holds(File, Input::Kind::File, digestOf("other")));
    EXPECT_FALSE(Now.holds(File, Input::Kind::Absent, Digest{}));
    EXPECT_FALSE(Now.holds(File, Input::Kind::Directory, Digest{}));
    EXPECT_TRUE(Now.holds(Folder, Input::Kind::Directory, Digest{}));
    EXPECT_TRUE(Now.holds(Folder, Input::Kind::Listing, *Listing));
    EXPECT_TRUE(Now.holds(File + "2", Input::Kind::Absent, Digest{}));
    EXPECT_FALSE(Now.holds("/dev/null", Input::Kind::Other, Digest{}));
  }
  ASSERT_FALSE(static_cast<bool>(replaceFile(File + "2", "")));
  FileStates Later;
  EXPECT_FALSE(Later.holds(Folder, Input::Kind::Listing, *Listing));
  EXPECT_FALSE(Later.holds(File + "2", Input::Kind::Absent, Digest{}));
  llvm::sys::fs::remove_directories(Folder);
}

TEST(Shards, Spelled) {
  ASSERT_TRUE(parseShard("2/5").has_value());
  EXPECT_EQ(parseShard("2/5")->Index, 2u);
  EXPECT_EQ(parseShard("2/5")->Count, 5u);
  for (const char *Wrong : {"", "1", "/", "1/", "/1", "0/1", "2/1", "-1/2", "1/2/3", "a/b", "1 /2", "1/99999999999"})
    EXPECT_FALSE(parseShard(Wrong).has_value()) << Wrong;
}

TEST(Shards, EachUnitIsInOneAndStaysThere) {
  model::Project P;
  P.Root = "/r";
  std::vector<CompileCommand> All;
  for (int I = 0; I < 1000; ++I)
    All.push_back({"/r", "/r/" + std::to_string(I) + ".cpp", {}});
  size_t Sum = 0;
  for (unsigned Index = 1; Index <= 4; ++Index) {
    std::vector<CompileCommand> Some = selectShard(All, {Index, 4}, P);
    EXPECT_GT(Some.size(), 200u);
    Sum += Some.size();
    std::vector<CompileCommand> Half(All.begin(), All.begin() + 500);
    std::vector<CompileCommand> OfHalf = selectShard(Half, {Index, 4}, P);
    for (size_t I = 0; I < OfHalf.size(); ++I)
      EXPECT_EQ(OfHalf[I].File, Some[I].File);
  }
  EXPECT_EQ(Sum, All.size());
}
