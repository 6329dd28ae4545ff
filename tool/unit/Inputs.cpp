//===- Inputs.cpp - What a unit asked of the file system ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/Inputs.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <algorithm>

using namespace llvm;
using sys::fs::file_type;

namespace tenantscan {

Digest digestOf(StringRef Bytes) { return BLAKE3::hash<16>(arrayRefFromStringRef(Bytes)); }

std::string spelled(const Digest &D) { return toHex(D, /*LowerCase=*/true); }

std::string packInputs(const std::vector<Input> &Inputs) {
  std::string Packed;
  for (const Input &I : Inputs) {
    Packed += static_cast<char>(I.What);
    Packed.append(I.Content.begin(), I.Content.end());
    Packed += I.Path;
    Packed += '\0';
  }
  return Packed;
}

std::optional<std::vector<Input>> unpackInputs(StringRef Packed) {
  std::vector<Input> Inputs;
  while (!Packed.empty()) {
    Input I;
    size_t End = Packed.size() > I.Content.size() ? Packed.find('\0', 1 + I.Content.size()) : StringRef::npos;
    if (End == StringRef::npos || !is_contained(StringRef("ADFLO"), Packed[0]))
      return std::nullopt;
    I.What = static_cast<Input::Kind>(Packed[0]);
    copy(Packed.substr(1, I.Content.size()), I.Content.begin());
    I.Path = Packed.slice(1 + I.Content.size(), End).str();
    Inputs.push_back(std::move(I));
    Packed = Packed.substr(End + 1);
  }
  return Inputs;
}

Digest FileDigests::of(const vfs::Status &Status, StringRef Text) {
  auto [It, IsNew] = Files.try_emplace(Status.getUniqueID());
  Known &K = It->second;
  if (IsNew || K.Size != Text.size() || K.Modified != Status.getLastModificationTime())
    K = {Text.size(), Status.getLastModificationTime(), digestOf(Text)};
  return K.Content;
}

static Input::Kind kindOf(file_type Type) {
  return Type == file_type::regular_file ? Input::Kind::File : Type == file_type::directory_file ? Input::Kind::Directory : Input::Kind::Other;
}

// Clang tells a file that is not there from one that cannot be reached: a circle of
// links, a folder without the right to look into it.
static Input::Kind kindOf(std::error_code Error) {
  return Error == std::errc::no_such_file_or_directory || Error == std::errc::not_a_directory ? Input::Kind::Absent : Input::Kind::Other;
}

Input::Kind kindOf(const ErrorOr<vfs::Status> &Status) { return Status ? kindOf(Status->getType()) : kindOf(Status.getError()); }

std::optional<Digest> digestOfListing(const std::string &Folder) {
  std::vector<std::string> Names;
  std::error_code Error;
  for (sys::fs::directory_iterator It(Folder, Error), End; It != End && !Error; It.increment(Error))
    Names.push_back(sys::path::filename(It->path()).str());
  if (Error)
    return std::nullopt;
  std::sort(Names.begin(), Names.end());
  return digestOf(join(Names, StringRef("\0", 1)));
}

bool FileStates::holds(StringRef Path, Input::Kind What, const Digest &Content) {
  auto [It, IsNew] = Known.try_emplace(Path);
  State &S = It->second;
  std::optional<StringRef> Then = Earlier != nullptr ? Earlier->find(Path) : std::nullopt;
  StringRef Location = Then.value_or(Path);
  if (IsNew) {
    sys::fs::file_status Status;
    std::error_code Error = Location.empty() ? std::make_error_code(std::errc::no_such_file_or_directory) : sys::fs::status(Location, Status);
    S.What = Error ? kindOf(Error) : kindOf(Status.type());
    if (S.What == Input::Kind::Absent && Earlier != nullptr && Earlier->isFolder(Path))
      S.What = Input::Kind::Directory;
  }
  if (What == Input::Kind::Listing) {
    if (!S.Listing)
      S.Listing = digestOfListing(Path.str());
    return S.Listing == Content;
  }
  if (S.What != What || What == Input::Kind::Other)
    return false;
  if (What != Input::Kind::File)
    return true;
  if (!S.Content) {
    auto Buffer = MemoryBuffer::getFile(Location, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    if (!Buffer)
      return false;
    S.Content = digestOf((*Buffer)->getBuffer());
  }
  return S.Content == Content;
}

void InputRecord::add(const std::string &Path, Input::Kind What) { Asked.try_emplace({Path, What}); }

void InputRecord::addContent(const std::string &Path, const vfs::Status &Status, StringRef Text) {
  std::optional<Digest> &Content = Asked[{Path, Input::Kind::File}];
  Digest Read = Digests.of(Status, Text);
  // It changed while the unit was parsed: nothing can be said of the result.
  if (Content && *Content != Read)
    add(Path, Input::Kind::Other);
  Content = Read;
}

void InputRecord::addListing(const std::string &Folder) {
  std::optional<Digest> Entries = digestOfListing(Folder);
  auto [It, IsNew] = Asked.try_emplace({Folder, Entries ? Input::Kind::Listing : Input::Kind::Absent}, Entries);
  // It changed while the unit was parsed.
  if (!IsNew && It->second != Entries)
    add(Folder, Input::Kind::Other);
}

std::vector<Input> InputRecord::take(vfs::FileSystem &Files) {
  std::vector<Input> Inputs;
  for (auto &[Question, Content] : Asked) {
    Input I{Question.first, Question.second, Digest{}};
    if (I.What == Input::Kind::File && !Content) {
      auto Now = Files.status(I.Path);
      auto Buffer = Files.getBufferForFile(I.Path, /*FileSize=*/-1, /*RequiresNullTerminator=*/false);
      if (Now && Buffer)
        Content = Digests.of(*Now, (*Buffer)->getBuffer());
      else
        I.What = Input::Kind::Other;
    }
    I.Content = Content.value_or(Digest{});
    Inputs.push_back(std::move(I));
  }
  Asked.clear();
  return Inputs;
}

std::vector<Input> InputRecord::files() const {
  std::vector<Input> Files;
  for (const auto &[Question, Content] : Asked)
    if (Question.second == Input::Kind::File)
      Files.push_back({Question.first, Question.second, Content.value_or(Digest{})});
  return Files;
}

namespace {

/// Writes down what is read.
class RecordedFile : public vfs::File {
public:
  RecordedFile(std::unique_ptr<vfs::File> Inner, std::string Path, std::shared_ptr<InputRecord> Record)
      : Inner(std::move(Inner)), Path(std::move(Path)), Record(std::move(Record)) {}

  ErrorOr<vfs::Status> status() override { return Inner->status(); }
  ErrorOr<std::string> getName() override { return Inner->getName(); }
  std::error_code close() override { return Inner->close(); }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name, int64_t Size, bool RequiresNullTerminator, bool IsVolatile) override {
    auto Status = Inner->status();
    auto Buffer = Inner->getBuffer(Name, Size, RequiresNullTerminator, IsVolatile);
    if (Status && Buffer && Status->isRegularFile())
      Record->addContent(Path, *Status, (*Buffer)->getBuffer());
    else
      Record->add(Path, Input::Kind::Other);
    return Buffer;
  }

private:
  std::unique_ptr<vfs::File> Inner;
  std::string Path;
  std::shared_ptr<InputRecord> Record;
};

} // namespace

std::string RecordingFileSystem::absolute(const Twine &Path) const {
  SmallString<256> Full;
  Path.toVector(Full);
  return makeAbsolute(Full) ? Path.str() : Full.str().str();
}

ErrorOr<vfs::Status> RecordingFileSystem::status(const Twine &Path) {
  ErrorOr<vfs::Status> Status = ProxyFileSystem::status(Path);
  Record->add(absolute(Path), Status ? kindOf(Status->getType()) : kindOf(Status.getError()));
  return Status;
}

ErrorOr<std::unique_ptr<vfs::File>> RecordingFileSystem::openFileForRead(const Twine &Path) {
  std::string Full = absolute(Path);
  ErrorOr<std::unique_ptr<vfs::File>> Opened = ProxyFileSystem::openFileForRead(Path);
  if (!Opened) {
    Record->add(Full, kindOf(Opened.getError()));
    return Opened;
  }
  if (auto Status = (*Opened)->status())
    Record->add(Full, kindOf(Status->getType()));
  return std::make_unique<RecordedFile>(std::move(*Opened), std::move(Full), Record);
}

vfs::directory_iterator RecordingFileSystem::dir_begin(const Twine &Folder, std::error_code &Error) {
  Record->addListing(absolute(Folder));
  return ProxyFileSystem::dir_begin(Folder, Error);
}

} // namespace tenantscan
