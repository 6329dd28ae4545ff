//===- FlatSet.h - A set of a few things ------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_FLATSET_H
#define TENANTSCAN_SQLSCAN_FLATSET_H

#include <algorithm>
#include <vector>

namespace tenantscan::sql {

/// What std::set is, as a sorted vector: most of these sets have no member or one.
/// What comes in ascending order, as relations and locations mostly do, is added
/// in constant time.
template <typename T> class FlatSet {
public:
  using const_iterator = typename std::vector<T>::const_iterator;

  std::pair<const_iterator, bool> insert(const T &Value) {
    auto It = Members.empty() || Members.back() < Value ? Members.end() : std::lower_bound(Members.begin(), Members.end(), Value);
    if (It != Members.end() && *It == Value)
      return {It, false};
    return {Members.insert(It, Value), true};
  }
  template <typename Iterator> void insert(Iterator First, Iterator Last) {
    for (; First != Last; ++First)
      insert(*First);
  }
  size_t count(const T &Value) const { return std::binary_search(Members.begin(), Members.end(), Value) ? 1 : 0; }
  bool empty() const { return Members.empty(); }
  size_t size() const { return Members.size(); }
  const_iterator begin() const { return Members.begin(); }
  const_iterator end() const { return Members.end(); }

private:
  std::vector<T> Members;
};

} // namespace tenantscan::sql

#endif
