//===- Revision.h - The work tree beside another revision ----- -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_GATE_REVISION_H
#define TENANTSCAN_TOOL_GATE_REVISION_H

#include "tool/unit/EarlierFiles.h"

#include "llvm/Support/Error.h"

#include <map>
#include <string>
#include <vector>

namespace tenantscan {

/// What the work tree of a project has that another revision does not have, and the other
/// way round. The files of the revision are in a folder that goes with this object.
class Revision {
public:
  /// Compares the work tree around \p Root, with what is not committed and not even
  /// added, with the merge base of HEAD and \p Name: what others did since then is
  /// none of this change.
  static llvm::Expected<Revision> compare(const std::string &Root, const std::string &Name);

  Revision(Revision &&Other) noexcept;
  Revision &operator=(Revision &&) = delete;
  ~Revision();

  /// The commit that was compared with.
  const std::string &commit() const { return Commit; }
  const EarlierFiles &files() const { return Files; }
  size_t changedFiles() const { return Changed; }
  /// Files of today, absolute, that had another name: the name they had.
  const std::map<std::string, std::string> &oldNames() const { return OldNames; }
  /// Submodules that differ; what is in them is taken as it is today.
  const std::vector<std::string> &submodules() const { return Submodules; }
  /// Whether a file that differs has one of these endings: `.sql`.
  bool differsIn(llvm::ArrayRef<llvm::StringRef> Endings) const;

  /// Lays out the project's files with one of the endings, and \p Also, as they were,
  /// in a folder, which is returned.
  llvm::Expected<std::string> layOut(llvm::ArrayRef<llvm::StringRef> Endings, const std::vector<std::string> &Also) const;
  /// A file for \p Name, beside the files of the revision.
  std::string scratchFile(llvm::StringRef Name) const { return Folder + "/" + Name.str(); }

private:
  Revision() = default;
  llvm::Error checkOut(const std::string &Prefix, const std::string &Names) const;
  std::string absolute(llvm::StringRef InRepository) const;
  void add(llvm::StringRef InRepository, const std::string &Content);

  std::string Root;
  std::string Top;
  /// Of the project in its repository, with a slash at the end; empty: they are the same.
  std::string InTop;
  std::string Commit;
  std::string Folder;
  size_t Changed = 0;
  EarlierFiles Files;
  std::vector<std::string> ChangedNames;
  std::map<std::string, std::string> OldNames;
  std::vector<std::string> Submodules;
};

} // namespace tenantscan

#endif
