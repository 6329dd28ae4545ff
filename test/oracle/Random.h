//===- Random.h - A generator that is the same everywhere -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_ORACLE_RANDOM_H
#define TENANTSCAN_TEST_ORACLE_RANDOM_H

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>

namespace tenantscan::oracle {

/// The distributions of the standard library differ between implementations; a
/// seed is to mean the same statements everywhere.
class Random {
public:
  explicit Random(uint64_t Seed) : Engine(Seed * 0x9E3779B97F4A7C15ULL + 1) {}

  /// 0 to \p Bound - 1; 0 where \p Bound is 0.
  size_t below(size_t Bound) { return Bound == 0 ? 0 : static_cast<size_t>(Engine() >> 11) % Bound; }
  int between(int Low, int High) { return Low + static_cast<int>(below(static_cast<size_t>(High - Low + 1))); }
  bool chance(unsigned Percent) { return below(100) < Percent; }
  template <typename Container> auto &pick(Container &C) { return C[below(std::size(C))]; }
  /// Index by weight.
  template <size_t N> size_t weighted(const unsigned (&Weights)[N]) {
    size_t Sum = 0;
    for (unsigned W : Weights)
      Sum += W;
    size_t Roll = below(Sum);
    for (size_t I = 0; I < N; ++I) {
      if (Roll < Weights[I])
        return I;
      Roll -= Weights[I];
    }
    return 0;
  }

private:
  std::mt19937_64 Engine;
};

} // namespace tenantscan::oracle

#endif
