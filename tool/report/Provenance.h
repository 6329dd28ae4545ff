//===- Provenance.h - Which commit was scanned ------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_REPORT_PROVENANCE_H
#define TENANTSCAN_TOOL_REPORT_PROVENANCE_H

#include <optional>
#include <string>

namespace tenantscan {

/// The commit that was scanned.
struct Provenance {
  /// An absolute URI.
  std::string Repository;
  std::string Revision;
  /// Empty where no branch is checked out.
  std::string Branch;
  /// The root of the project is that of the repository.
  bool IsWholeRepository = false;
};

/// Asks git about the repository around \p Folder; nullopt where there is no
/// git, no repository, no commit or no remote called origin.
std::optional<Provenance> readProvenance(const std::string &Folder);

/// What `git remote` calls a repository, as a URI without user and password:
/// `git@host:path.git` becomes `https://host/path`. Empty where it is none.
std::string repositoryUri(const std::string &Remote);

} // namespace tenantscan

#endif
