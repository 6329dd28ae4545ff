//===- CompileCommands.cpp - What there is to scan ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/CompileCommands.h"

#include "clang/Driver/Types.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fcntl.h>
#include <set>
#include <tuple>
#include <unistd.h>

namespace tenantscan {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static llvm::Error failure(const std::string &Message) { return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s", Message.c_str()); }

std::string absolutePath(const std::string &Path) {
  llvm::SmallString<256> Full(Path);
  fs::make_absolute(Full);
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  return Full.str().str();
}

std::string joinPaths(const std::string &Folder, const std::string &Path) {
  llvm::SmallString<256> Full;
  if (!path::is_absolute(Path))
    Full = Folder;
  path::append(Full, Path);
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  return Full.str().str();
}

static llvm::Expected<std::string> findDatabase(const std::string &BuildFolder) {
  static constexpr char Name[] = "compile_commands.json";
  if (!BuildFolder.empty()) {
    std::string File = fs::is_directory(BuildFolder) ? joinPaths(absolutePath(BuildFolder), Name) : absolutePath(BuildFolder);
    if (!fs::exists(File))
      return failure(fmt::format(
          "there is no {}\n  make one with: cmake -S . -B {} -DCMAKE_EXPORT_COMPILE_COMMANDS=ON\n  or, for other build systems: bear -- make", File,
          BuildFolder));
    return File;
  }
  std::string Start = absolutePath(".");
  for (std::string Folder = Start; !Folder.empty(); Folder = path::parent_path(Folder).str()) {
    std::string File = joinPaths(Folder, Name);
    if (fs::exists(File))
      return File;
    if (Folder == "/")
      break;
  }
  std::string Hint;
  std::error_code Error;
  for (fs::directory_iterator It(Start, Error), End; It != End && !Error; It.increment(Error))
    if (fs::exists(joinPaths(It->path(), Name)))
      Hint = fmt::format("\n  there is one in {}: tenantscan scan -p {}", path::filename(It->path()).str(), path::filename(It->path()).str());
  return failure(fmt::format("there is no {} in {} or above; name the build folder with -p{}", Name, Start, Hint));
}

namespace {

/// Clang's reader prints what is wrong with the line that has it, whatever is in
/// that line and however long it is.
class SilencedErrors {
public:
  SilencedErrors() : Old(::dup(STDERR_FILENO)) {
    int Null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(Null, STDERR_FILENO);
    ::close(Null);
  }
  ~SilencedErrors() {
    ::dup2(Old, STDERR_FILENO);
    ::close(Old);
  }
  SilencedErrors(const SilencedErrors &) = delete;
  SilencedErrors &operator=(const SilencedErrors &) = delete;

private:
  int Old;
};

} // namespace

// Clang's reader is one for YAML: it takes a file that ends in the middle for a
// whole one, and what is missing would be missing from the scan. Names need not be
// UTF-8, but JSON for the library is.
static std::string mistakeIn(llvm::StringRef Text) {
  Text.consume_front("\xEF\xBB\xBF");
  auto IsPlain = [](char C) { return static_cast<signed char>(C) < 0 ? 'x' : C; };
  auto Begin = llvm::map_iterator(Text.begin(), IsPlain);
  auto End = llvm::map_iterator(Text.end(), IsPlain);
  if (nlohmann::json::accept(Begin, End))
    return {};
  size_t Where = 0;
  try {
    (void)nlohmann::json::parse(Begin, End);
  } catch (const nlohmann::json::parse_error &Error) {
    Where = Error.byte;
  }
  llvm::StringRef Before = Text.take_front(Where);
  return fmt::format("wrong JSON at line {}, byte {}", Before.count('\n') + 1, Before.size() - (Before.rfind('\n') + 1));
}

// Assembler has no calls to look at.
static bool isAssembler(const std::string &File) {
  llvm::StringRef Extension = path::extension(File);
  clang::driver::types::ID Type =
      Extension.empty() ? clang::driver::types::TY_INVALID : clang::driver::types::lookupTypeForExtension(Extension.drop_front());
  return Type == clang::driver::types::TY_Asm || Type == clang::driver::types::TY_PP_Asm;
}

llvm::Expected<std::vector<CompileCommand>> readCompileCommands(const std::string &BuildFolder) {
  llvm::Expected<std::string> File = findDatabase(BuildFolder);
  if (!File)
    return File.takeError();
  auto Text = llvm::MemoryBuffer::getFile(*File, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  std::string Message = Text ? mistakeIn((*Text)->getBuffer()) : Text.getError().message();
  std::vector<clang::tooling::CompileCommand> Entries;
  if (Message.empty()) {
    SilencedErrors Silenced;
    std::unique_ptr<clang::tooling::CompilationDatabase> Database =
        clang::tooling::JSONCompilationDatabase::loadFromBuffer((*Text)->getBuffer(), Message, clang::tooling::JSONCommandLineSyntax::AutoDetect);
    if (Database)
      Entries = clang::tooling::expandResponseFiles(std::move(Database), llvm::vfs::getRealFileSystem())->getAllCompileCommands();
  }
  if (!Message.empty())
    return failure(fmt::format("cannot read {}: {}", *File, Message));
  std::vector<CompileCommand> Commands;
  std::set<std::vector<std::string>> Seen;
  for (clang::tooling::CompileCommand &Entry : Entries) {
    std::string Folder = joinPaths(path::parent_path(*File).str(), Entry.Directory);
    CompileCommand C{Folder, joinPaths(Folder, Entry.Filename), std::move(Entry.CommandLine)};
    if (isAssembler(C.File))
      continue;
    std::vector<std::string> Key = C.Arguments;
    Key.push_back(C.File);
    Key.push_back(C.Directory);
    if (Seen.insert(std::move(Key)).second)
      Commands.push_back(std::move(C));
  }
  if (Commands.empty())
    return failure(fmt::format("{} has no entries for C or C++", *File));
  std::sort(Commands.begin(), Commands.end(), [](const CompileCommand &A, const CompileCommand &B) {
    return std::tie(A.File, A.Directory, A.Arguments) < std::tie(B.File, B.Directory, B.Arguments);
  });
  return Commands;
}

llvm::Expected<std::vector<CompileCommand>> selectCommands(std::vector<CompileCommand> Commands, const std::vector<std::string> &Paths) {
  if (Paths.empty())
    return Commands;
  std::vector<std::string> Wanted;
  for (const std::string &Path : Paths) {
    std::string Full = absolutePath(Path);
    if (!fs::exists(Full))
      return failure(fmt::format("there is no file or folder {}", Path));
    auto Below = [&](const CompileCommand &C) { return C.File == Full || llvm::StringRef(C.File).starts_with(Full == "/" ? Full : Full + "/"); };
    if (std::none_of(Commands.begin(), Commands.end(), Below))
      return failure(
          fs::is_directory(Full)
              ? fmt::format("no file in {} has an entry in compile_commands.json", Path)
              : fmt::format(
                    "{} has no entry in compile_commands.json, and flags are never guessed; add it to the build, or scan a file that includes it",
                    Path));
    Wanted.push_back(std::move(Full));
  }
  std::erase_if(Commands, [&](const CompileCommand &C) {
    return std::none_of(Wanted.begin(), Wanted.end(),
                        [&](const std::string &W) { return C.File == W || llvm::StringRef(C.File).starts_with(W == "/" ? W : W + "/"); });
  });
  return Commands;
}

} // namespace tenantscan
