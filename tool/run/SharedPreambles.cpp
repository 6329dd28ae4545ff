//===- SharedPreambles.cpp - Which units share what they begin with -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/SharedPreambles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace tenantscan {

namespace {

/// What several units begin with: the includes of Parent, and one more.
struct Prefix {
  static constexpr size_t None = static_cast<size_t>(-1);

  size_t Parent = None;
  uint64_t Bytes = 0;
  /// The units that begin so.
  uint64_t Units = 0;
  /// What is saved, in bytes that are not parsed, where all these units are served in the
  /// best way.
  double Saved = 0;
  /// What those of them save that are served by longer prefixes, whatever is done here; and
  /// how many they are that do so even where this one is shared.
  double SavedBelow = 0;
  double SavedByLeavers = 0;
  uint64_t Leavers = 0;
  bool IsShared = false;
  /// Shares a prefix with others even where Parent is shared.
  bool Leaves = false;
  /// The prefix that is shared by the units that end here.
  size_t Chosen = None;
};

} // namespace

// To parse headers and to write down what they are takes longer than to parse them only,
// and to read that some of the time.
static constexpr double CostOfMaking = 1.3;
static constexpr double CostOfUsing = 0.25;
/// Less is not worth a file.
static constexpr uint64_t FewBytes = 50'000;

static double savedBySharing(uint64_t Bytes, uint64_t Units) {
  return static_cast<double>(Bytes) * (static_cast<double>(Units) * (1 - CostOfUsing) - CostOfMaking);
}

static std::string plainPath(llvm::StringRef Folder, llvm::StringRef Path) {
  llvm::SmallString<256> Absolute(Path);
  llvm::sys::path::make_absolute(Folder, Absolute);
  llvm::sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  return Absolute.str().str();
}

// What units must have in common beside their text; empty where a unit cannot share.
static std::string argumentsOf(const CompileCommand &Command) {
  // A header of another kind stands there already, or the text is read for several targets.
  auto IsOther = [](const std::string &A) {
    llvm::StringRef Argument = A;
    return Argument.starts_with("-fmodule") || Argument.starts_with("-fcxx-modules") || Argument.starts_with("-fprebuilt-module") ||
           Argument.ends_with("-include-pch") || Argument.contains("cuda") || Argument == "-arch";
  };
  std::vector<std::string> Arguments = parseArguments(Command);
  if (!Command.Unsaved.empty() || llvm::any_of(Arguments, IsOther))
    return {};
  std::string File = plainPath(Command.Directory, Command.File);
  std::string All = Command.Directory + '\0' + llvm::sys::path::extension(File).str();
  for (const std::string &A : Arguments)
    if (llvm::StringRef(A).starts_with("-") || plainPath(Command.Directory, A) != File)
      All += '\0' + A;
  return All;
}

static std::string keyOf(const std::string &Arguments, const LeadingIncludes &L) { return Arguments + '\0' + llvm::toStringRef(L.What).str(); }

std::vector<std::string> preambleKeys(const CompileCommand &Command, const std::vector<LeadingIncludes> &Leading) {
  std::vector<std::string> Keys;
  if (std::string Arguments = Leading.empty() ? std::string() : argumentsOf(Command); !Arguments.empty())
    for (const LeadingIncludes &L : Leading)
      Keys.push_back(keyOf(Arguments, L));
  return Keys;
}

std::vector<PreambleGroup> groupByPreamble(const std::vector<CompileCommand> &Commands,
                                           const std::vector<const std::vector<LeadingIncludes> *> &Leading) {
  std::vector<Prefix> Prefixes;
  std::map<std::pair<size_t, Digest>, size_t> Known;
  std::map<std::string, size_t> Roots;
  // Of each unit, from the shortest to the longest.
  std::vector<std::vector<size_t>> Chains(Commands.size());
  for (size_t I = 0; I < Commands.size(); ++I) {
    if (Leading[I] == nullptr || Leading[I]->empty())
      continue;
    std::string Arguments = argumentsOf(Commands[I]);
    if (Arguments.empty())
      continue;
    auto [Root, IsNewRoot] = Roots.try_emplace(std::move(Arguments), Prefixes.size());
    if (IsNewRoot)
      Prefixes.emplace_back();
    size_t Parent = Root->second;
    for (const LeadingIncludes &L : *Leading[I]) {
      auto [It, IsNew] = Known.try_emplace({Root->second, L.What}, Prefixes.size());
      if (IsNew) {
        Prefixes.emplace_back();
        Prefixes.back().Parent = Parent;
        Prefixes.back().Bytes = L.Bytes;
      }
      Parent = It->second;
      ++Prefixes[Parent].Units;
      Chains[I].push_back(Parent);
    }
  }
  // Longer ones come later than those that they begin with.
  for (Prefix &X : llvm::reverse(Prefixes)) {
    double Shared = X.SavedByLeavers + savedBySharing(X.Bytes, X.Units - X.Leavers);
    X.IsShared = X.Parent != Prefix::None && X.Bytes >= FewBytes && X.Units - X.Leavers > 1 && Shared > X.SavedBelow;
    X.Saved = X.IsShared ? Shared : X.SavedBelow;
    if (X.Parent == Prefix::None)
      continue;
    Prefix &Parent = Prefixes[X.Parent];
    Parent.SavedBelow += X.Saved;
    X.Leaves = X.Saved > static_cast<double>(Parent.Bytes) * static_cast<double>(X.Units) * (1 - CostOfUsing);
    if (X.Leaves) {
      Parent.SavedByLeavers += X.Saved;
      Parent.Leavers += X.Units;
    }
  }
  for (size_t I = 0; I < Prefixes.size(); ++I) {
    Prefix &X = Prefixes[I];
    size_t Inherited = X.Parent == Prefix::None ? Prefix::None : Prefixes[X.Parent].Chosen;
    bool Inherits = Inherited != Prefix::None && !(Inherited == X.Parent && X.Leaves);
    X.Chosen = Inherits ? Inherited : X.IsShared ? I : Prefix::None;
  }
  std::map<size_t, PreambleGroup> Groups;
  for (size_t I = 0; I < Commands.size(); ++I) {
    if (Chains[I].empty())
      continue;
    size_t Chosen = Prefixes[Chains[I].back()].Chosen;
    auto It = llvm::find(Chains[I], Chosen);
    if (It == Chains[I].end())
      continue;
    const LeadingIncludes &Common = (*Leading[I])[static_cast<size_t>(It - Chains[I].begin())];
    PreambleGroup &Group = Groups[Chosen];
    if (Group.Units.empty())
      Group.Key = keyOf(argumentsOf(Commands[I]), Common);
    Group.Units.emplace_back(I, Common.Size);
  }
  std::vector<PreambleGroup> Out;
  for (auto &[Chosen, Group] : Groups)
    if (Group.Units.size() > 1)
      Out.push_back(std::move(Group));
  return Out;
}

// Without a name; -1 where there is none to be had.
static int openNameless(llvm::StringRef Folder) {
  llvm::SmallString<256> Path(Folder);
  llvm::sys::path::append(Path, "tenantscan-preamble-XXXXXX");
  std::string Name = Path.str().str();
  int File = ::mkostemp(Name.data(), O_CLOEXEC);
  if (File >= 0)
    ::unlink(Name.c_str());
  return File;
}

NamelessFile::NamelessFile(const std::string &Folder) {
  if (!Folder.empty())
    File = openNameless(Folder);
  if (File < 0) {
    llvm::SmallString<256> Temporary;
    llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, Temporary);
    File = openNameless(Temporary);
  }
  if (File < 0)
    return;
  Path = fmt::format("/proc/{}/fd/{}", ::getpid(), File);
  if (::access(Path.c_str(), R_OK | W_OK) != 0)
    Path.clear();
}

uint64_t NamelessFile::size() const {
  struct stat Status = {};
  return File >= 0 && ::fstat(File, &Status) == 0 ? static_cast<uint64_t>(Status.st_size) : 0;
}

NamelessFile::~NamelessFile() {
  if (File >= 0)
    ::close(File);
}

} // namespace tenantscan
