//===- Analysis.h - What is to say about one open file ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_ANALYSIS_H
#define TENANTSCAN_TOOL_LSP_ANALYSIS_H

#include "checks/Finding.h"
#include "tool/unit/Unit.h"
#include "llvm/Support/Chrono.h"

#include <map>
#include <string>
#include <vector>

namespace tenantscan::lsp {

/// What `tenantscan lsp` was started with.
struct ServerOptions {
  /// The program itself, for workers.
  std::string Program;
  /// With compile_commands.json; empty: the nearest one from each file upwards.
  std::string BuildFolder;
  std::string Config;
  std::vector<std::string> Checks;
  std::vector<std::string> TenantColumns;
  unsigned Timeout = 300;
  uint64_t MemoryLimit = 0;
  /// Milliseconds without a change after which a file is scanned again.
  unsigned Delay = 500;
};

/// A call that takes SQL text, and where the text is written.
struct SiteView {
  SiteVerdict Verdict;
  std::vector<Place> Text;
};

/// What a scan of one file gave.
struct Analysis {
  /// The file has a compile command; without one nothing is scanned.
  bool IsUnit = false;
  /// In the file and in headers of the project, without the suppressed ones.
  std::vector<Finding> Findings;
  std::vector<SiteView> Sites;
  /// Why there is nothing, or not everything; sentences for the log.
  std::vector<std::string> Problems;
};

/// Scans files in worker processes, so that no source can take the server down.
class Analyser {
public:
  explicit Analyser(ServerOptions Options) : Options(std::move(Options)) {}

  /// Scans \p File, an absolute path, with the texts of \p Unsaved in place of the
  /// files, and judges it alone. Reads configuration and compile commands again where
  /// they have changed.
  Analysis analyse(const std::string &File, std::map<std::string, std::string> Unsaved);

private:
  struct Database {
    llvm::sys::TimePoint<> Modified;
    uint64_t Size = 0;
    std::vector<CompileCommand> Commands;
  };

  std::vector<CompileCommand> commandsFor(const std::string &File, std::vector<std::string> &Problems);

  ServerOptions Options;
  std::map<std::string, Database> Databases;
};

} // namespace tenantscan::lsp

#endif
