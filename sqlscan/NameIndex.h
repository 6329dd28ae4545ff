//===- NameIndex.h - Small numbers for keys ---------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A proof gives numbers to some ten names and terms, and is over in microseconds:
// a map that allocates for each of them would cost as much as the proof.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_NAMEINDEX_H
#define TENANTSCAN_SQLSCAN_NAMEINDEX_H

#include <cstdint>
#include <utility>
#include <vector>

namespace tenantscan::sql {

/// Hash table with open addressing from keys to 0, 1, 2, ... in the order in which
/// they come; the keys themselves are kept by the user.
class NameIndex {
public:
  static constexpr uint32_t None = ~0u;

  /// The number of the key with \p Hash for which \p IsKey(number) is true; the next
  /// number, and true, where there is none. O(1) expected.
  template <typename Predicate> std::pair<uint32_t, bool> insert(uint64_t Hash, Predicate IsKey) {
    if (2 * (Hashes.size() + 1) > Slots.size())
      grow();
    for (size_t At = mix(Hash);; ++At) {
      uint32_t &Slot = Slots[At & (Slots.size() - 1)];
      if (Slot == None) {
        Slot = static_cast<uint32_t>(Hashes.size());
        Hashes.push_back(Hash);
        return {Slot, true};
      }
      if (Hashes[Slot] == Hash && IsKey(Slot))
        return {Slot, false};
    }
  }

private:
  static size_t mix(uint64_t Hash) { return static_cast<size_t>((Hash * 0x9E3779B97F4A7C15u) >> 32); }
  void grow() {
    Slots.assign(Slots.empty() ? 32 : 2 * Slots.size(), None);
    Hashes.reserve(Slots.size() / 2);
    for (uint32_t I = 0; I < Hashes.size(); ++I) {
      size_t At = mix(Hashes[I]);
      while (Slots[At & (Slots.size() - 1)] != None)
        ++At;
      Slots[At & (Slots.size() - 1)] = I;
    }
  }

  std::vector<uint32_t> Slots;
  std::vector<uint64_t> Hashes;
};

} // namespace tenantscan::sql

#endif
