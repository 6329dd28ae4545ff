//===- DocumentTest.cpp - Errors with a line and a column ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/Document.h"

#include <gtest/gtest.h>

using namespace tenantscan::model;
using nlohmann::json;

static const json Schema = json::parse(R"({
  "type": "object", "additionalProperties": false, "required": ["name"],
  "properties": {
    "name": {"type": "string", "pattern": "^[a-z]+$"},
    "color": {"enum": ["red", "green"]},
    "sizes": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 1}},
    "either": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
  }
})");

static std::string problems(std::string Text) {
  std::vector<Problem> Found;
  Document D = Document::parse("f.json", std::move(Text), Found);
  if (Found.empty())
    validate(D, Schema, Found);
  std::string Out;
  for (const Problem &P : Found)
    Out += (Out.empty() ? "" : "\n") + P.str();
  return Out;
}

TEST(Document, GoodOnes) {
  EXPECT_EQ(problems(R"({"name": "x"})"), "");
  EXPECT_EQ(problems("{ // comment\n \"name\": /* here */ \"x\", \"sizes\": [1, 2], \"either\": [\"a\"]}"), "");
}

TEST(Document, EveryErrorSaysWhereAndWhatIsAllowed) {
  EXPECT_EQ(problems("{\n  \"nam\": \"x\", \"name\": \"y\"\n}"), "f.json:2:3: unknown key \"nam\"; did you mean \"name\"?");
  EXPECT_EQ(problems("{\"name\": \"x\",\n \"weight\": 1}"), "f.json:2:2: unknown key \"weight\"; known keys: color, either, name, sizes");
  EXPECT_EQ(problems("{\"name\": 1}"), "f.json:1:2: \"name\" must be a string, not 1");
  EXPECT_EQ(problems("{\"name\": \"x\", \"color\": \"greem\"}"), "f.json:1:15: \"color\" must be one of \"red\", \"green\", not \"greem\"; did you mean \"green\"?");
  EXPECT_EQ(problems("{\"name\": \"x\", \"sizes\": [1,\n  0]}"), "f.json:2:3: \"sizes\" must be 1 or more");
  EXPECT_EQ(problems("{\"name\": \"x\", \"sizes\": []}"), "f.json:1:15: \"sizes\" must not be empty");
  EXPECT_EQ(problems("{}"), "f.json:1:1: key \"name\" is missing");
  EXPECT_EQ(problems("{\"name\": \"X\"}"), "f.json:1:2: \"name\" must look like ^[a-z]+$");
  EXPECT_EQ(problems("{\"name\": \"x\", \"either\": 3}"), "f.json:1:15: \"either\" must be a string or a list, each a string, not 3");
  EXPECT_EQ(problems("[]"), "f.json:1:1: the document must be an object, not a list");
  EXPECT_EQ(problems("{\"name\": \"x\", \"name\": \"y\"}"), "f.json:1:15: key \"name\" is given twice");
}

TEST(Document, BadJson) {
  EXPECT_EQ(problems("{\"name\": \"x\"").substr(0, 12), "f.json:1:13:");
  EXPECT_EQ(problems("").substr(0, 11), "f.json:1:1:");
  EXPECT_EQ(problems("{\"name\" \"x\"}").substr(0, 9), "f.json:1:");
}

TEST(Document, Closest) {
  EXPECT_EQ(closest("tenant-sql-predicat", {"tenant-sql-predicate", "tenant-cache-key"}), "tenant-sql-predicate");
  EXPECT_EQ(closest("zzz", {"tenant-sql-predicate"}), "");
}
