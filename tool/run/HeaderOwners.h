//===- HeaderOwners.h - Which unit tells of which header ----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_HEADEROWNERS_H
#define TENANTSCAN_TOOL_RUN_HEADEROWNERS_H

#include "tool/unit/Unit.h"

namespace tenantscan {

/// Which unit tells what the functions of a header do. A header that stands for the
/// same in several units is told of by one of them: the one that is called like it,
/// which knows most about it, else one that stays the same when other units come and go.
class HeaderOwners {
public:
  /// \p Surveys has one for every command. A unit whose survey failed tells of everything.
  HeaderOwners(const std::vector<CompileCommand> &Commands, const std::vector<UnitResult> &Surveys);

  /// The headers that a unit tells of, sorted; nullopt: of all.
  std::optional<std::vector<std::string>> ownFiles(size_t Unit) const;

  /// \p Unit cannot be read in full: others tell of its headers. Returns the units that
  /// have more to tell now.
  std::vector<size_t> replace(size_t Unit);

private:
  struct Header {
    std::string Path;
    /// Those who could tell of it, the best first.
    std::vector<size_t> Units;
    size_t Owner = 0; ///< Index in Units.
  };
  std::vector<Header> Headers;
  /// Of each unit, the files that are a part of it.
  std::vector<std::vector<std::string>> Parts;
  std::vector<bool> IsSurveyed;
};

} // namespace tenantscan

#endif
