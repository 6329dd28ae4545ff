//===- ProjectScan.h - What is known of the whole project ---------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_PROJECTSCAN_H
#define TENANTSCAN_TOOL_LSP_PROJECTSCAN_H

#include "tool/lsp/Analysis.h"

namespace tenantscan::lsp {

/// The units of a folder with a compile_commands.json, and what is found in them
/// together.
struct ProjectState {
  std::shared_ptr<const std::vector<UnitResult>> Units;
  std::map<std::string, std::vector<Finding>> Findings;
  /// Commands, and those of them of which nothing is known.
  size_t Commands = 0;
  size_t Missing = 0;
  std::vector<std::string> Problems;
  /// What is wrong in the configuration, and in the files that it names.
  std::vector<model::Problem> Wrong;
};

struct ProjectRequest {
  /// Absolute.
  std::string Folder;
  /// Scan what the cache has not; without it only a few files that have changed.
  bool ScanAll = false;
  /// Texts in place of files, and what open files gave.
  std::map<std::string, std::string> Unsaved;
  std::vector<std::shared_ptr<const std::vector<UnitResult>>> Open;
  /// Is told how many of the files that are to be scanned are done.
  std::function<void(size_t Done, size_t Of)> Progress;
};

/// Takes the results of the units from the cache that `tenantscan scan` fills, and
/// scans the others, one after the other and with low priority, into the cache. Stops
/// scanning, with what there is, when \p Abandon is set.
ProjectState scanProject(const ServerOptions &Options, Databases &Commands, const ProjectRequest &Request, const std::atomic<bool> &Abandon);

} // namespace tenantscan::lsp

#endif
