//===- EarlierFiles.h - Files as they were at another revision  -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_EARLIERFILES_H
#define TENANTSCAN_TOOL_UNIT_EARLIERFILES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <optional>
#include <string>

namespace tenantscan {

/// The files that were different at another revision, with their paths of now. A
/// unit that is parsed with them gives what it gave then: same command, same paths.
class EarlierFiles {
public:
  /// \p Path, absolute, had what the file \p Content has; where that is empty, there was no such file.
  void add(llvm::StringRef Path, llvm::StringRef Content);

  /// nullopt: \p Path, absolute, is as it was. Empty: there was no file. Else the
  /// file that has its content. Links to folders on the way are followed.
  std::optional<llvm::StringRef> find(llvm::StringRef Path) const;
  /// A folder with a file that was there.
  bool isFolder(llvm::StringRef Path) const;
  /// For the file system: each folder of isFolder() has a number of its own.
  llvm::sys::fs::UniqueID folderId(llvm::StringRef Path) const;
  /// The text of \p Path then, where it was different.
  std::optional<std::string> text(llvm::StringRef Path) const;

  /// As bytes, for worker processes, and back from what packed() made.
  std::string packed() const;
  static EarlierFiles unpacked(llvm::StringRef Bytes);

  /// \p Now with the files of then in their places. This object must outlive it.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> over(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Now) const;

private:
  /// \p Folder without links and dots.
  llvm::StringRef realName(llvm::StringRef Folder) const;
  /// \p Path with the real name of its folder.
  std::string realPath(llvm::StringRef Path) const;

  llvm::StringMap<std::string> Contents;
  llvm::StringMap<llvm::sys::fs::UniqueID> Folders;
  /// What folders are called without links.
  mutable llvm::StringMap<std::string> RealNames;
};

} // namespace tenantscan

#endif
