//===- Fingerprint.cpp - What stays the same about a finding ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/xxhash.h"

#include <fmt/format.h>

#include <array>
#include <map>

namespace tenantscan {

static std::vector<llvm::UTF16> utf16(const std::string &Text) {
  llvm::SmallVector<llvm::UTF16, 0> Units;
  llvm::convertUTF8ToUTF16String(cleanUtf8(Text), Units);
  return {Units.begin(), Units.end()};
}

unsigned utf16Column(const std::string &Line, unsigned ByteColumn) {
  if (ByteColumn == 0)
    return 1;
  // What is not known of the line counts as ASCII.
  unsigned Beyond = ByteColumn - 1 > Line.size() ? ByteColumn - 1 - static_cast<unsigned>(Line.size()) : 0;
  return static_cast<unsigned>(utf16(Line.substr(0, ByteColumn - 1)).size()) + Beyond + 1;
}

std::string fingerprint(const Finding &F, const ScanResult &R) {
  std::string Text = fmt::format("{}\n{}\n{}\n{}", F.Check, relativePath(F.Primary.File, R), F.Function, F.Key);
  return fmt::format("{:016x}", llvm::xxh3_64bits(Text));
}

std::string contentFingerprint(const Finding &F) {
  return fmt::format("{:016x}", llvm::xxh3_64bits(fmt::format("{}\n{}\n{}", F.Check, F.Function, F.Key)));
}

namespace {

/// A window of 100 units that moves over the text; when the first unit of a line
/// is about to leave it, the hash of the window is the hash of that line.
class LineHasher {
public:
  explicit LineHasher(std::vector<std::string> &Out) : Out(Out) {
    for (size_t I = 0; I < Size; ++I)
      Power *= Base;
    StartsLine.fill(false);
    Window.fill(0);
  }

  void add(uint16_t Unit) {
    if (Unit == ' ' || Unit == '\t' || (AfterReturn && Unit == '\n')) {
      AfterReturn = false;
      return;
    }
    AfterReturn = Unit == '\r';
    if (AfterReturn)
      Unit = '\n';
    leave();
    if (AtLineStart) {
      StartsLine[At] = true;
      AtLineStart = false;
    }
    AtLineStart = Unit == '\n';
    push(Unit);
  }

  void finish() {
    add(0xFFFF);
    for (size_t I = 0; I < Size; ++I) {
      leave();
      push(0);
    }
  }

private:
  static constexpr size_t Size = 100;
  static constexpr uint64_t Base = 37;

  void leave() {
    if (!StartsLine[At])
      return;
    StartsLine[At] = false;
    std::string Hex = fmt::format("{:x}", Hash);
    Out.push_back(fmt::format("{}:{}", Hex, ++Count[Hex]));
  }
  void push(uint16_t Unit) {
    Hash = Hash * Base + Unit - Power * Window[At];
    Window[At] = Unit;
    At = (At + 1) % Size;
  }

  std::vector<std::string> &Out;
  std::array<uint16_t, Size> Window;
  std::array<bool, Size> StartsLine;
  std::map<std::string, unsigned> Count;
  uint64_t Hash = 0;
  uint64_t Power = 1;
  size_t At = 0;
  bool AtLineStart = true;
  bool AfterReturn = false;
};

} // namespace

std::vector<std::string> lineHashes(const std::string &Text) {
  std::vector<std::string> Hashes;
  LineHasher Hasher(Hashes);
  for (llvm::UTF16 Unit : utf16(Text))
    Hasher.add(Unit);
  Hasher.finish();
  return Hashes;
}

} // namespace tenantscan
