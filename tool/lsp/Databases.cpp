//===- Databases.cpp - How the files of an editor are compiled ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Databases.h"

#include "tool/run/CompileCommands.h"

#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace tenantscan::lsp {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace tooling = clang::tooling;

static constexpr char DatabaseName[] = "compile_commands.json";

namespace {

/// The commands of a Database, for Clang's search of similar files.
class AsClang : public tooling::CompilationDatabase {
public:
  explicit AsClang(std::vector<CompileCommand> Commands) : Commands(std::move(Commands)) {}

  std::vector<tooling::CompileCommand> getCompileCommands(llvm::StringRef File) const override {
    std::vector<tooling::CompileCommand> Found;
    for (const CompileCommand &C : Commands)
      if (C.File == File)
        Found.push_back(convert(C));
    return Found;
  }
  std::vector<std::string> getAllFiles() const override {
    std::vector<std::string> Files;
    for (const CompileCommand &C : Commands)
      Files.push_back(C.File);
    return Files;
  }
  std::vector<tooling::CompileCommand> getAllCompileCommands() const override {
    std::vector<tooling::CompileCommand> All;
    for (const CompileCommand &C : Commands)
      All.push_back(convert(C));
    return All;
  }

private:
  static tooling::CompileCommand convert(const CompileCommand &C) { return {C.Directory, C.File, C.Arguments, ""}; }

  std::vector<CompileCommand> Commands;
};

} // namespace

Database::Database() = default;
Database::~Database() = default;

std::vector<CompileCommand> Database::commandsFor(const std::string &File) const {
  std::vector<CompileCommand> Found;
  for (const CompileCommand &C : Commands)
    // The editor may know the file by another way through links.
    if (C.File == File || (path::filename(C.File) == path::filename(File) && fs::equivalent(C.File, File)))
      Found.push_back(C);
  return Found;
}

std::vector<CompileCommand> Database::neighboursOf(const std::string &Header, size_t Most) const {
  std::vector<CompileCommand> Found;
  auto Take = [&](auto Fits) {
    for (const CompileCommand &C : Commands)
      if (Found.size() < Most && Fits(C.File) &&
          std::none_of(Found.begin(), Found.end(), [&](const CompileCommand &Other) { return Other.File == C.File; }))
        Found.push_back(C);
  };
  llvm::StringRef Stem = path::stem(Header);
  llvm::StringRef Folder = path::parent_path(Header);
  Take([&](llvm::StringRef File) { return path::stem(File) == Stem && path::parent_path(File) == Folder; });
  Take([&](llvm::StringRef File) { return path::stem(File) == Stem; });
  Take([&](llvm::StringRef File) { return path::parent_path(File) == Folder; });
  return Found;
}

std::optional<CompileCommand> Database::inferredFor(const std::string &File) const {
  std::vector<tooling::CompileCommand> Found;
  if (Similar)
    Found = Similar->getCompileCommands(File);
  if (Found.empty())
    return std::nullopt;
  return CompileCommand{Found.front().Directory, File, Found.front().CommandLine};
}

std::string Databases::nameFor(const std::string &File) const {
  if (!BuildFolder.empty())
    return fs::is_directory(BuildFolder) || !llvm::StringRef(BuildFolder).ends_with(".json") ? joinPaths(absolutePath(BuildFolder), DatabaseName)
                                                                                             : absolutePath(BuildFolder);
  for (std::string Folder = path::parent_path(File).str(); !Folder.empty(); Folder = path::parent_path(Folder).str()) {
    for (const std::string &Candidate : {joinPaths(Folder, DatabaseName), joinPaths(Folder, std::string("build/") + DatabaseName)})
      if (fs::exists(Candidate))
        return Candidate;
    if (Folder == "/")
      break;
  }
  return {};
}

std::shared_ptr<const Database> Databases::databaseFor(const std::string &File) {
  std::string Name = nameFor(File);
  fs::file_status Status;
  if (Name.empty() || fs::status(Name, Status))
    return nullptr;
  std::lock_guard Lock(Mutex);
  std::shared_ptr<const Database> &D = Known[Name];
  if (D && D->Modified == Status.getLastModificationTime() && D->Size == Status.getSize())
    return D;
  auto Read = std::make_shared<Database>();
  Read->Name = Name;
  Read->Modified = Status.getLastModificationTime();
  Read->Size = Status.getSize();
  if (llvm::Expected<std::vector<CompileCommand>> All = readCompileCommands(Name))
    Read->Commands = std::move(*All);
  else
    Read->Problem = llvm::toString(All.takeError());
  if (!Read->Commands.empty())
    Read->Similar = tooling::inferMissingCompileCommands(std::make_unique<AsClang>(Read->Commands));
  D = Read;
  return D;
}

} // namespace tenantscan::lsp
