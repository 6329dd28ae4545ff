//===- Escape.cpp - Hostile text in reports ------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

#include <fmt/format.h>

#include <string_view>

namespace tenantscan {

std::string cleanUtf8(const std::string &Text) { return llvm::json::isUTF8(Text) ? Text : llvm::json::fixUTF8(Text); }

static void replaceAll(std::string &Text, std::string_view From, std::string_view To) {
  for (size_t At = Text.find(From); At != std::string::npos; At = Text.find(From, At + To.size()))
    Text.replace(At, From.size(), To);
}

std::string printable(const std::string &Text) {
  const std::string Clean = cleanUtf8(Text);
  std::string Out;
  for (size_t I = 0; I < Clean.size(); ++I) {
    auto U = static_cast<unsigned char>(Clean[I]);
    if (Clean[I] == '\t')
      Out += ' ';
    else if (U < 0x20 || U == 0x7F)
      Out += fmt::format("\\x{:02x}", U);
    else if (U == 0xC2 && static_cast<unsigned char>(Clean[I + 1]) < 0xA0) { // C1 controls: U+0080 to U+009F
      Out += '?';
      ++I;
    } else
      Out += Clean[I];
  }
  // Marks of direction (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to
  // U+2069), ends of lines (U+2028, U+2029), and what XML forbids.
  for (std::string_view Mark :
       {"\xD8\x9C", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD",
        "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9", "\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    replaceAll(Out, Mark, "?");
  return Out;
}

std::string xmlText(const std::string &Text) {
  std::string Out = printable(Text);
  replaceAll(Out, "&", "&amp;");
  replaceAll(Out, "<", "&lt;");
  replaceAll(Out, ">", "&gt;");
  replaceAll(Out, "\"", "&quot;");
  return Out;
}

std::string markdownText(const std::string &Text) {
  // A character reference is text wherever it stands. A mark without width tears
  // links and mentions apart, which are looked for in the text that comes out.
  static constexpr std::string_view Gap = "&#8203;";
  std::string Out;
  for (char C : printable(Text)) {
    if (llvm::isAlnum(C) || (C & 0x80) != 0 || std::string_view(" .,:;'\"=?()/-").find(C) != std::string_view::npos)
      Out += C;
    else
      Out += fmt::format("&#{};", static_cast<int>(C));
    if (C == '@' || C == '#')
      Out += Gap;
  }
  replaceAll(Out, "://", fmt::format(":{}//", Gap));
  for (std::string_view Www : {"w.", "W."})
    replaceAll(Out, Www, fmt::format("{}{}.", Www.front(), Gap));
  return Out;
}

std::string commandMessage(const std::string &Text) {
  std::string Out = printable(Text);
  replaceAll(Out, "%", "%25");
  return Out;
}

std::string commandProperty(const std::string &Text) {
  std::string Out = commandMessage(Text);
  replaceAll(Out, ":", "%3A");
  replaceAll(Out, ",", "%2C");
  return Out;
}

} // namespace tenantscan
