//===- TreePrintingTest.cpp - What is appended instead of the library -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include <gtest/gtest.h>
#include <pg_query.h>

#include <climits>
#include <string>

// The linker replaces the first by sqlscan's; the second is the library's own.
extern "C" {
struct StringInfoData {
  char *data;
  int len;
  int maxlen;
  int cursor;
};
void initStringInfo(StringInfoData *To);
void appendStringInfo(StringInfoData *To, const char *Format, ...);
void __real_appendStringInfo(StringInfoData *To, const char *Format, ...); // NOLINT(bugprone-reserved-identifier)
void *pg_query_enter_memory_context();
void pg_query_exit_memory_context(void *Context);
}

namespace {

class TreePrinting : public testing::Test {
protected:
  TreePrinting() {
    pg_query_free_parse_result(pg_query_parse("")); // starts the library
    Context = pg_query_enter_memory_context();
    initStringInfo(&Ours);
    initStringInfo(&Theirs);
  }
  ~TreePrinting() override { pg_query_exit_memory_context(Context); }

  template <typename... T> void append(const char *Format, T... Values) {
    appendStringInfo(&Ours, Format, Values...);
    __real_appendStringInfo(&Theirs, Format, Values...);
    EXPECT_STREQ(Ours.data, Theirs.data) << Format;
    EXPECT_EQ(Ours.len, Theirs.len) << Format;
  }

  void *Context = nullptr;
  StringInfoData Ours;
  StringInfoData Theirs;
};

} // namespace

TEST_F(TreePrinting, AppendsWhatTheLibraryAppends) {
  EXPECT_NE(appendStringInfo, __real_appendStringInfo);
  append("");
  append("\"ColumnRef\":{");
  append("\"op\":\"%s\",", "AEXPR_OP");
  append("%s", "");
  append("%s", static_cast<const char *>(nullptr));
  for (int Number : {0, 1, -1, 42, INT_MAX, INT_MIN})
    append("\"location\":%d,", Number);
  for (unsigned Number : {0u, 7u, UINT_MAX})
    append("\"relid\":%u,", Number);
}

TEST_F(TreePrinting, LeavesOtherFormatsToTheLibrary) {
  append("\"relpersistence\":\"%c\",", 'p');
  append("\"startup_cost\":%f,", 0.25);
  append("\"ival\":%ld,", LONG_MIN);
  append("\\u%04x", 7);
  append("%d%%", 7);
  append("%s:%d", "a", 1);
  append("%5d|%-5d|", 7, 7);
}

TEST_F(TreePrinting, MakesRoom) {
  for (size_t Length : {1u, 900u, 1023u, 1024u, 5000u, 100000u}) {
    std::string Text(Length, 'x');
    append("%s", Text.c_str());
    append(Text.c_str());
    append("\"location\":%d,", INT_MIN);
  }
}
