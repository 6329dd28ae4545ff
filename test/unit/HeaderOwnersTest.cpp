//===- HeaderOwnersTest.cpp - Which unit tells of which header ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/HeaderOwners.h"

#include "gtest/gtest.h"

#include <algorithm>

using namespace tenantscan;

namespace {

/// Of a project of four units, which all include 26 headers and one that is called like the
/// third: which unit tells of each.
std::vector<size_t> ownersIn(const std::string &Folder) {
  std::vector<std::string> Headers;
  for (char C = 'a'; C <= 'z'; ++C)
    Headers.push_back(Folder + "/include/" + std::string(1, C) + ".h");
  Headers.push_back(Folder + "/include/unit2.h");
  std::vector<CompileCommand> Commands;
  std::vector<UnitResult> Surveys;
  for (int I = 0; I < 4; ++I) {
    std::string File = Folder + "/src/unit" + std::to_string(I) + ".cpp";
    Commands.push_back({Folder, File, {"c++", "-c", File}});
    UnitResult &Survey = Surveys.emplace_back();
    for (const std::string &Header : Headers)
      Survey.Included.push_back({Header, digestOf("")});
  }
  HeaderOwners Owners(Commands, Surveys);
  std::vector<size_t> Out(Headers.size(), 4);
  for (size_t I = 0; I < 4; ++I) {
    std::vector<std::string> Own = Owners.ownFiles(I).value_or(std::vector<std::string>());
    for (size_t H = 0; H < Headers.size(); ++H)
      if (std::binary_search(Own.begin(), Own.end(), Headers[H]))
        Out[H] = I;
  }
  return Out;
}

TEST(HeaderOwners, AreTheSameWhereverTheProjectLies) {
  std::vector<size_t> Owners = ownersIn("/home/a/project");
  EXPECT_EQ(Owners.back(), 2U);
  // Spread over the units.
  for (size_t I = 0; I < 4; ++I)
    EXPECT_GT(std::count(Owners.begin(), Owners.end(), I), 2);
  for (const char *Folder : {"", "/b", "/builds/4711/project", "/home/a/project2"})
    EXPECT_EQ(ownersIn(Folder), Owners) << Folder;
}

} // namespace
