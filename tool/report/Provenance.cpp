//===- Provenance.cpp - Which commit was scanned -------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Provenance.h"

#include "tool/gate/Git.h"
#include "tool/report/Report.h"

#include "llvm/ADT/StringExtras.h"

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

std::optional<Provenance> readProvenance(const std::string &Folder) {
  Provenance P;
  P.Repository = repositoryUri(gitLine(Folder, {"config", "--get", "remote.origin.url"}));
  P.Revision = gitLine(Folder, {"rev-parse", "--verify", "--quiet", "HEAD"});
  P.Branch = gitLine(Folder, {"symbolic-ref", "--short", "--quiet", "HEAD"});
  P.IsWholeRepository = gitLine(Folder, {"rev-parse", "--show-toplevel"}) == Folder;
  if (P.Repository.empty() || P.Revision.empty())
    return std::nullopt;
  return P;
}

} // namespace tenantscan
