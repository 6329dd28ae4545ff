//===- ArgumentsTest.cpp - Compile flags from strangers -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/Arguments.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace tenantscan;

static std::string safe(std::vector<std::string> Arguments) {
  Arguments.insert(Arguments.begin(), "c++");
  std::string Out;
  for (const std::string &A : safeArguments(Arguments))
    Out += (Out.empty() ? "" : " ") + A;
  return Out;
}

TEST(Arguments, NothingLoadsCode) {
  EXPECT_EQ(safe({"-fplugin=/tmp/evil.so", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safe({"-fplugin-arg-evil-x", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safe({"-fpass-plugin=/tmp/evil.so", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safe({"-Xclang", "-load", "-Xclang", "/tmp/evil.so", "-Xclang", "-add-plugin", "-Xclang", "evil", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safe({"-mllvm", "-load=/tmp/evil.so", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safe({"-cc1", "-load", "/tmp/evil.so", "-add-plugin", "evil", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safe({"--config=/tmp/evil.cfg", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safe({"-B/tmp/evil", "-specs=/tmp/evil", "a.cpp"}), "c++ a.cpp");
}

TEST(Arguments, NothingWritesFiles) {
  EXPECT_EQ(safe({"-c", "-o", "a.o", "-MD", "-MF", "a.d", "-MT", "a.o", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safe({"-save-temps", "-ftime-trace=/tmp/x", "--serialize-diagnostics", "/tmp/x", "-MJ", "/tmp/x", "a.cpp"}), "c++ a.cpp");
}

TEST(Arguments, WhatMattersIsKept) {
  EXPECT_EQ(safe({"-std=gnu++20", "-DX=1", "-Ifoo", "-isystem", "bar", "-include", "pre.h", "-fno-exceptions", "-m32", "-x", "c++", "a.cpp"}),
            "c++ -std=gnu++20 -D X=1 -I foo -isystem bar -include pre.h -fno-exceptions -m32 -x c++ a.cpp");
  EXPECT_EQ(safe({"-Xclang", "-include-pch", "-Xclang", "a.pch", "a.cpp"}), "c++ a.cpp -Xclang -include-pch -Xclang a.pch");
}

TEST(Arguments, FlagsOfOtherCompilersAreLeftOut) {
  EXPECT_EQ(safe({"-fno-var-tracking-assignments-toggle", "-fno-strange-gcc-thing", "a.cpp"}), "c++ a.cpp");
  EXPECT_EQ(safeArguments({}), std::vector<std::string>());
}
