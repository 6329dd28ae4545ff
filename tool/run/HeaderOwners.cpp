//===- HeaderOwners.cpp - Which unit tells of which header ----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/HeaderOwners.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace tenantscan {

// The same wherever the project lies.
static uint64_t hashOfPair(llvm::StringRef File, llvm::StringRef Header) {
  size_t Common = static_cast<size_t>(std::mismatch(File.begin(), File.end(), Header.begin(), Header.end()).first - File.begin());
  return llvm::xxh3_64bits((File.drop_front(Common) + llvm::Twine('\0') + Header.drop_front(Common)).str());
}

HeaderOwners::HeaderOwners(const std::vector<CompileCommand> &Commands, const std::vector<UnitResult> &Surveys) : Parts(Commands.size()) {
  std::map<std::pair<std::string, Digest>, std::vector<size_t>> Users;
  for (size_t I = 0; I < Commands.size(); ++I) {
    IsSurveyed.push_back(Surveys[I].Failure.empty());
    if (!IsSurveyed.back())
      continue;
    for (const IncludedFile &F : Surveys[I].Included)
      if (F.Context)
        Users[{F.Path, *F.Context}].push_back(I);
      else
        Parts[I].push_back(F.Path);
  }
  for (auto &[Key, Units] : Users) {
    llvm::StringRef Path = Key.first;
    llvm::StringRef Stem = llvm::sys::path::stem(Path);
    auto Rank = [&](size_t I) {
      const std::string &File = Commands[I].File;
      return std::tuple(llvm::sys::path::stem(File) != Stem, hashOfPair(File, Path), File, I);
    };
    std::sort(Units.begin(), Units.end(), [&](size_t A, size_t B) { return Rank(A) < Rank(B); });
    Headers.push_back({Key.first, std::move(Units), 0});
  }
}

std::optional<std::vector<std::string>> HeaderOwners::ownFiles(size_t Unit) const {
  if (!IsSurveyed[Unit])
    return std::nullopt;
  std::vector<std::string> Files = Parts[Unit];
  for (const Header &H : Headers)
    if (H.Owner < H.Units.size() && H.Units[H.Owner] == Unit)
      Files.push_back(H.Path);
  std::sort(Files.begin(), Files.end());
  return Files;
}

std::vector<size_t> HeaderOwners::replace(size_t Unit) {
  std::vector<size_t> Changed;
  for (Header &H : Headers)
    if (H.Owner + 1 < H.Units.size() && H.Units[H.Owner] == Unit)
      Changed.push_back(H.Units[++H.Owner]);
  std::sort(Changed.begin(), Changed.end());
  Changed.erase(std::unique(Changed.begin(), Changed.end()), Changed.end());
  return Changed;
}

} // namespace tenantscan
