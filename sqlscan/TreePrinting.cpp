//===- TreePrinting.cpp - How libpg_query appends to its JSON -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libpg_query writes its tree field by field, `"location":%d,`, each through PostgreSQL's
// own printf, which takes longer than the parser itself. The linker gives the library the
// function below in place of its own (`--wrap` in CMakeLists.txt). It knows what nearly
// all fields need, one short conversion, and leaves the rest to the library.
//
//===----------------------------------------------------------------------===//
#include <charconv>
#include <cstdarg>
#include <cstring>
#include <string_view>

extern "C" {
/// As in PostgreSQL's lib/stringinfo.h.
struct StringInfoData {
  char *data;
  int len;
  int maxlen;
  int cursor;
};
/// Makes room for so many bytes and a NUL; does not return where there is no memory.
void enlargeStringInfo(StringInfoData *To, int Needed);
void appendBinaryStringInfo(StringInfoData *To, const char *Bytes, int Length);
/// Returns 0, or how much room it needs.
int appendStringInfoVA(StringInfoData *To, const char *Format, va_list Values);
void __wrap_appendStringInfo(StringInfoData *To, const char *Format, ...); // NOLINT(bugprone-reserved-identifier)
}

static void append(StringInfoData *To, std::string_view Text) {
  std::memcpy(To->data + To->len, Text.data(), Text.size());
  To->len += static_cast<int>(Text.size());
}

// Whether Format has no conversion, or one that is simple; else nothing is appended.
static bool appendSimple(StringInfoData *To, std::string_view Format, va_list Values) {
  size_t Percent = Format.find('%');
  if (Percent == std::string_view::npos) {
    appendBinaryStringInfo(To, Format.data(), static_cast<int>(Format.size()));
    return true;
  }
  if (Percent + 1 == Format.size())
    return false;
  std::string_view Tail = Format.substr(Percent + 2);
  if (Tail.find('%') != std::string_view::npos)
    return false;
  char Short[16];
  std::string_view Value;
  auto Spell = [&](auto Number) { Value = {Short, static_cast<size_t>(std::to_chars(Short, Short + sizeof(Short), Number).ptr - Short)}; };
  switch (Format[Percent + 1]) {
  case 's': {
    const char *Text = va_arg(Values, const char *);
    if (Text == nullptr)
      return false;
    Value = Text;
    break;
  }
  case 'd':
    Spell(va_arg(Values, int));
    break;
  case 'u':
    Spell(va_arg(Values, unsigned));
    break;
  default:
    return false;
  }
  enlargeStringInfo(To, static_cast<int>(Format.size() + Value.size()));
  append(To, Format.substr(0, Percent));
  append(To, Value);
  append(To, Tail);
  To->data[To->len] = '\0';
  return true;
}

void __wrap_appendStringInfo(StringInfoData *To, const char *Format, ...) {
  va_list Values;
  va_start(Values, Format);
  bool IsAppended = appendSimple(To, Format, Values);
  va_end(Values);
  while (!IsAppended) {
    va_start(Values, Format);
    int Needed = appendStringInfoVA(To, Format, Values);
    va_end(Values);
    IsAppended = Needed == 0;
    if (!IsAppended)
      enlargeStringInfo(To, Needed);
  }
}
