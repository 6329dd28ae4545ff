//===- Databases.h - How the files of an editor are compiled ------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_DATABASES_H
#define TENANTSCAN_TOOL_LSP_DATABASES_H

#include "tool/unit/Unit.h"

#include "llvm/Support/Chrono.h"

#include <map>
#include <memory>
#include <mutex>

namespace clang::tooling {
class CompilationDatabase;
} // namespace clang::tooling

namespace tenantscan::lsp {

/// A compile_commands.json, as it was when it was read.
struct Database {
  Database();
  ~Database();

  std::string Name;
  llvm::sys::TimePoint<> Modified;
  uint64_t Size = 0;
  /// Sorted by file.
  std::vector<CompileCommand> Commands;
  /// What is wrong with it; there are no commands then.
  std::string Problem;

  /// The commands of a file, under whatever name the editor has it.
  std::vector<CompileCommand> commandsFor(const std::string &File) const;
  /// What might include a header: files with its name first, then those beside it.
  std::vector<CompileCommand> neighboursOf(const std::string &Header, size_t Most) const;
  /// The command of the most similar file, for \p File; nullopt where there is none.
  std::optional<CompileCommand> inferredFor(const std::string &File) const;

  std::unique_ptr<clang::tooling::CompilationDatabase> Similar;
};

/// The databases of all files, each read once for each time that it changes. For
/// any number of threads.
class Databases {
public:
  /// \p BuildFolder: the one for all files; empty: the nearest one from each upwards.
  explicit Databases(std::string BuildFolder) : BuildFolder(std::move(BuildFolder)) {}

  /// The path of the one for \p File, or where it would be; empty where there is none.
  std::string nameFor(const std::string &File) const;
  /// The one for \p File; null where there is none.
  std::shared_ptr<const Database> databaseFor(const std::string &File);

private:
  std::string BuildFolder;
  std::mutex Mutex;
  std::map<std::string, std::shared_ptr<const Database>> Known;
};

} // namespace tenantscan::lsp

#endif
