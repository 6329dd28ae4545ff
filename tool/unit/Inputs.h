//===- Inputs.h - What a unit asked of the file system ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_INPUTS_H
#define TENANTSCAN_TOOL_UNIT_INPUTS_H

#include "tool/unit/EarlierFiles.h"

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tenantscan {

/// BLAKE3, cut to 128 bits. The files are anybody's: with a hash that is only
/// fast, two texts can be made that look the same to the cache.
using Digest = llvm::BLAKE3Result<16>;

Digest digestOf(llvm::StringRef Bytes);
/// In hexadecimal.
std::string spelled(const Digest &D);

/// A question to the file system, with its answer. A unit whose inputs all have
/// the same answers as before gives the same result as before.
struct Input {
  enum class Kind : char {
    Absent = 'A',    ///< There is nothing.
    Directory = 'D', ///< There is a folder.
    File = 'F',      ///< There is a file with this content.
    Listing = 'L',   ///< A folder with these entries.
    Other = 'O',     ///< A pipe, a device, an error: nobody knows what comes next time.
  };
  std::string Path; ///< Absolute, otherwise as it was asked for.
  Kind What = Kind::Absent;
  Digest Content{};

  bool operator==(const Input &) const = default;
};

/// One string for all: of every input its kind, its content and its path, which ends with a zero.
std::string packInputs(const std::vector<Input> &Inputs);
/// The way back; nullopt where \p Packed is nothing that packInputs made.
std::optional<std::vector<Input>> unpackInputs(llvm::StringRef Packed);

/// The contents of files, each of which is hashed once, as long as its size and
/// its times stay the same.
class FileDigests {
public:
  /// \p Text is what the file with \p Status has.
  Digest of(const llvm::vfs::Status &Status, llvm::StringRef Text);

private:
  struct Known {
    uint64_t Size = 0;
    llvm::sys::TimePoint<> Modified;
    Digest Content;
  };
  std::map<llvm::sys::fs::UniqueID, Known> Files;
};

/// The file system as it is now, or as it was with the files of then, every question
/// asked once.
class FileStates {
public:
  /// \p Earlier may be null; else it must outlive this object.
  explicit FileStates(const EarlierFiles *Earlier = nullptr) : Earlier(Earlier) {}

  /// Whether the answer to a question is still the same.
  bool holds(llvm::StringRef Path, Input::Kind What, const Digest &Content);

private:
  struct State {
    Input::Kind What = Input::Kind::Absent;
    std::optional<Digest> Content;
    std::optional<Digest> Listing;
  };
  const EarlierFiles *Earlier;
  llvm::StringMap<State> Known;
};

/// What \p Status says, or the error instead of it.
Input::Kind kindOf(const llvm::ErrorOr<llvm::vfs::Status> &Status);

/// The entries of a folder; nullopt where it cannot be read.
std::optional<Digest> digestOfListing(const std::string &Folder);

/// What a RecordingFileSystem was asked.
class InputRecord {
public:
  explicit InputRecord(FileDigests &Digests) : Digests(Digests) {}

  void add(const std::string &Path, Input::Kind What);
  void addContent(const std::string &Path, const llvm::vfs::Status &Status, llvm::StringRef Text);
  void addListing(const std::string &Folder);
  /// Sorted by path. Files of which only the existence was asked for are read now, from \p Files.
  std::vector<Input> take(llvm::vfs::FileSystem &Files);
  /// The files that were there, without their contents.
  std::vector<Input> files() const;

private:
  FileDigests &Digests;
  std::map<std::pair<std::string, Input::Kind>, std::optional<Digest>> Asked;
};

/// Passes everything on, and writes it down.
class RecordingFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  RecordingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files, std::shared_ptr<InputRecord> Record)
      : ProxyFileSystem(std::move(Files)), Record(std::move(Record)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override;
  bool exists(const llvm::Twine &Path) override { return static_cast<bool>(status(Path)); }
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &Path) override;
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine &Folder, std::error_code &Error) override;

private:
  std::string absolute(const llvm::Twine &Path) const;

  std::shared_ptr<InputRecord> Record;
};

} // namespace tenantscan

#endif
