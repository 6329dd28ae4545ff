//===- Survey.h - What a unit includes ----------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_SURVEY_H
#define TENANTSCAN_TOOL_UNIT_SURVEY_H

#include "tool/unit/Unit.h"

#include <memory>

namespace tenantscan {

/// Runs nothing but the preprocessing directives of units, which costs some
/// hundredths of a parse. Keeps the directives of the files that it has seen.
class Surveyor {
public:
  Surveyor();
  ~Surveyor();

  /// The files of the project that a unit includes, and everything that it asked the
  /// file system. No facts. Does not throw.
  UnitResult survey(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier = nullptr);

private:
  class Files;
  class Action;
  std::unique_ptr<Files> Known;
};

} // namespace tenantscan

#endif
