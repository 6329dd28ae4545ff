//===- EarlierFiles.cpp - Files as they were at another revision ----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/EarlierFiles.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <nlohmann/json.hpp>

using namespace llvm;

namespace tenantscan {

namespace {

class FileSystemOfThen : public vfs::ProxyFileSystem {
public:
  FileSystemOfThen(IntrusiveRefCntPtr<vfs::FileSystem> Now, const EarlierFiles &Files) : ProxyFileSystem(std::move(Now)), Files(Files) {}

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    std::string Full = absolute(Path);
    if (auto Then = Files.find(Full)) {
      if (Then->empty())
        return std::make_error_code(std::errc::no_such_file_or_directory);
      auto Status = ProxyFileSystem::status(*Then);
      return Status ? vfs::Status::copyWithNewName(*Status, Path) : Status;
    }
    auto Status = ProxyFileSystem::status(Path);
    if (Status || !Files.isFolder(Full))
      return Status;
    return vfs::Status(Path, Files.folderId(Full), sys::TimePoint<>(), 0, 0, 0, sys::fs::file_type::directory_file, sys::fs::all_read);
  }
  bool exists(const Twine &Path) override { return static_cast<bool>(status(Path)); }
  ErrorOr<std::unique_ptr<vfs::File>> openFileForRead(const Twine &Path) override {
    auto Then = Files.find(absolute(Path));
    if (!Then)
      return ProxyFileSystem::openFileForRead(Path);
    if (Then->empty())
      return std::make_error_code(std::errc::no_such_file_or_directory);
    return vfs::File::getWithPath(ProxyFileSystem::openFileForRead(*Then), Path);
  }

private:
  std::string absolute(const Twine &Path) const {
    SmallString<256> Full;
    Path.toVector(Full);
    (void)makeAbsolute(Full);
    sys::path::remove_dots(Full, /*remove_dot_dot=*/false);
    return Full.str().str();
  }

  const EarlierFiles &Files;
};

} // namespace

void EarlierFiles::add(StringRef Path, StringRef Content) {
  Contents[Path] = Content.str();
  if (Content.empty())
    return;
  for (StringRef Folder = sys::path::parent_path(Path); Folder.size() > 1; Folder = sys::path::parent_path(Folder))
    if (!Folders.try_emplace(Folder, vfs::getNextVirtualUniqueID()).second)
      break;
}

StringRef EarlierFiles::realName(StringRef Folder) const {
  auto [Known, IsNew] = RealNames.try_emplace(Folder);
  if (!IsNew || Folder.size() <= 1)
    return Folder.size() <= 1 ? Folder : StringRef(Known->second);
  SmallString<256> Name;
  if (sys::fs::real_path(Folder, Name)) {
    // What is not there today may have been there.
    Name = realName(sys::path::parent_path(Folder));
    sys::path::append(Name, sys::path::filename(Folder));
    sys::path::remove_dots(Name, /*remove_dot_dot=*/true);
  }
  return RealNames[Folder] = Name.str().str();
}

std::string EarlierFiles::realPath(StringRef Path) const {
  SmallString<256> Name(realName(sys::path::parent_path(Path)));
  sys::path::append(Name, sys::path::filename(Path));
  return Name.str().str();
}

std::optional<StringRef> EarlierFiles::find(StringRef Path) const {
  auto It = Contents.find(Path);
  if (It == Contents.end())
    It = Contents.find(realPath(Path));
  return It == Contents.end() ? std::nullopt : std::optional<StringRef>(It->second);
}

sys::fs::UniqueID EarlierFiles::folderId(StringRef Path) const {
  auto It = Folders.find(Path);
  return It != Folders.end() ? It->second : Folders.lookup(realPath(Path));
}

bool EarlierFiles::isFolder(StringRef Path) const { return !Folders.empty() && (Folders.contains(Path) || Folders.contains(realPath(Path))); }

std::optional<std::string> EarlierFiles::text(StringRef Path) const {
  auto Then = find(Path);
  if (!Then)
    return std::nullopt;
  auto Buffer = Then->empty() ? std::make_error_code(std::errc::no_such_file_or_directory) : MemoryBuffer::getFile(*Then);
  return Buffer ? (*Buffer)->getBuffer().str() : std::string();
}

// As CBOR: names need not be UTF-8.
std::string EarlierFiles::packed() const {
  nlohmann::json All = nlohmann::json::array();
  for (const auto &Entry : Contents)
    All.push_back({Entry.first().str(), Entry.second});
  std::string Bytes;
  nlohmann::json::to_cbor(All, Bytes);
  return Bytes;
}

EarlierFiles EarlierFiles::unpacked(StringRef Bytes) {
  EarlierFiles Files;
  for (const nlohmann::json &Entry : nlohmann::json::from_cbor(Bytes, true, false))
    Files.add(Entry.at(0).get_ref<const std::string &>(), Entry.at(1).get_ref<const std::string &>());
  return Files;
}

IntrusiveRefCntPtr<vfs::FileSystem> EarlierFiles::over(IntrusiveRefCntPtr<vfs::FileSystem> Now) const {
  return makeIntrusiveRefCnt<FileSystemOfThen>(std::move(Now), *this);
}

} // namespace tenantscan
