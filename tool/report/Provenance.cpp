//===- Provenance.cpp - Which commit was scanned -------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Provenance.h"

#include "tool/report/Report.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

#include <initializer_list>

namespace tenantscan {

std::string repositoryUri(const std::string &Remote) {
  llvm::StringRef Rest(Remote);
  std::string Scheme = "https";
  size_t Colon = Rest.find(':');
  if (size_t At = Rest.find("://"); At != llvm::StringRef::npos) {
    std::string Given = Rest.take_front(At).lower();
    if (Given == "http")
      Scheme = Given;
    else if (Given != "https" && Given != "ssh" && Given != "git")
      return "";
    Rest = Rest.drop_front(At + 3);
  } else if (Colon == llvm::StringRef::npos || Rest.take_front(Colon).contains('/'))
    return ""; // A folder of this machine.
  auto [Host, Path] = Rest.split(Rest.find('/') < Rest.find(':') || Remote.find("://") != std::string::npos ? '/' : ':');
  if (size_t At = Host.rfind('@'); At != llvm::StringRef::npos)
    Host = Host.drop_front(At + 1);
  // The port of ssh is not that of the web server.
  if (!llvm::StringRef(Remote).starts_with_insensitive("http"))
    Host = Host.split(':').first;
  Path.consume_back("/");
  Path.consume_back(".git");
  Path.consume_front("/");
  bool IsHost = !Host.empty() && llvm::all_of(Host, [](char C) { return llvm::isAlnum(C) || C == '.' || C == '-' || C == ':'; });
  return IsHost && !Path.empty() && !Path.starts_with(":") ? Scheme + "://" + Host.str() + "/" + uriPath(Path.str()) : "";
}

// The first line that git prints; empty where it fails.
static std::string git(const std::string &Program, const std::string &Folder, std::initializer_list<llvm::StringRef> Arguments) {
  llvm::SmallString<128> File;
  if (llvm::sys::fs::createTemporaryFile("tenantscan", "txt", File))
    return "";
  llvm::FileRemover Remover(File);
  llvm::SmallVector<llvm::StringRef, 8> All{Program, "-C", Folder};
  All.append(Arguments);
  std::optional<llvm::StringRef> Redirects[] = {llvm::StringRef(""), File.str(), llvm::StringRef("")};
  if (llvm::sys::ExecuteAndWait(Program, All, std::nullopt, Redirects, /*SecondsToWait=*/10) != 0)
    return "";
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  return Buffer ? (*Buffer)->getBuffer().split('\n').first.str() : "";
}

std::optional<Provenance> readProvenance(const std::string &Folder) {
  auto Program = llvm::sys::findProgramByName("git");
  if (!Program)
    return std::nullopt;
  Provenance P;
  P.Repository = repositoryUri(git(*Program, Folder, {"config", "--get", "remote.origin.url"}));
  P.Revision = git(*Program, Folder, {"rev-parse", "--verify", "--quiet", "HEAD"});
  P.Branch = git(*Program, Folder, {"symbolic-ref", "--short", "--quiet", "HEAD"});
  P.IsWholeRepository = git(*Program, Folder, {"rev-parse", "--show-toplevel"}) == Folder;
  if (P.Repository.empty() || P.Revision.empty())
    return std::nullopt;
  return P;
}

} // namespace tenantscan
