//===- Project.h - Configuration, rule packs and schema of a project -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_PROJECT_H
#define TENANTSCAN_CHECKS_MODEL_PROJECT_H

#include "checks/model/RulePack.h"
#include "checks/model/TenantNames.h"
#include "sqlscan/Schema.h"

#include <memory>
#include <string>
#include <vector>

namespace tenantscan::model {

/// A finding that is right, and wanted all the same. Empty fields fit everything.
struct Exemption {
  std::string Check;
  std::string File;
  std::string Function;
  std::string Table;
  std::string Reason;
};

/// Statements that the project keeps in files, and the function of its own that
/// reads them by their names.
struct StatementFiles {
  struct File {
    /// Absolute.
    std::string Path;
    std::string Text;
  };
  /// Glob over the qualified name of the function.
  std::string Function;
  /// 0-based index of the argument that names the statement.
  unsigned Argument = 0;
  /// Glob over absolute paths, with `{}` in place of the name.
  std::string Files;
  /// What fits Files with any name, in the order of the paths.
  std::vector<File> Read;

  /// The files of one name; several where it has a variant for each database. None
  /// where the name itself would be a glob.
  std::vector<const File *> named(const std::string &Name) const;
};

/// Everything that the checks know about a project beside its sources. Not
/// changed after it was loaded.
struct Project {
  /// Absolute path of tenantscan.json; empty where the project has none.
  std::string ConfigFile;
  /// What the file had when it was loaded.
  std::string ConfigText;
  /// Absolute folder that relative paths start at. Files outside are not ours.
  std::string Root;
  sql::Vocabulary Words;
  TenantNames Names;
  sql::Schema Tables;
  /// Of the schema files, and of other files of SQL that do not say.
  sql::Dialect SchemaDialect = sql::Dialect::PostgreSQL;
  std::vector<RulePack> Packs;
  std::vector<Exemption> Exemptions;
  /// Globs over the qualified names of functions that are the bodies of tasks, and
  /// functions that bind a tenant to what runs after them.
  std::vector<std::string> TaskHandlers;
  std::vector<std::string> BindsTenant;
  /// Globs over keys that all tenants share: `feature-flags:*`.
  std::vector<std::string> GlobalKeys;
  std::vector<StatementFiles> Statements;
  /// A NOLINT for a check of ours must give a reason.
  bool RequireReason = false;
  /// Globs over the settings that hold the tenant of a session; empty: the usual
  /// ones. And over those that may be set for a session all the same.
  std::vector<std::string> SessionSettings;
  std::vector<std::string> SessionAllowed;
  /// Functions that are no handlers must not take the tenant as a parameter either.
  bool StrictParameters = false;
  /// Files that were read: the configuration, packs, schema files, statements. Absolute.
  std::vector<std::string> Inputs;

  /// Replaces the tenant columns, and adds the names that follow from them.
  void setTenantColumns(std::vector<std::string> Columns, std::vector<std::vector<std::string>> Keys = {});
  /// Path relative to Root with forward slashes; unchanged where it is outside.
  std::string relative(const std::string &Path) const;
  /// Whether a source file belongs to the project: it is below Root.
  bool owns(const std::string &Path) const;
  /// Whether a setting holds the tenant of the session: by the configuration, else
  /// by its name or that of a tenant column. \p Name is in lower case.
  bool isSessionSetting(const std::string &Name) const;
  /// Whether the configuration lets a setting stay set.
  bool isSessionAllowed(const std::string &Name) const;
  /// Whether the configuration lets all tenants share a key, with `{name}` for what is not constant.
  bool isGlobalKey(const std::string &Pattern) const;
  /// Where the function with the qualified name \p Function has its statements from;
  /// nullptr where it reads none.
  const StatementFiles *statementsOf(const std::string &Function) const;
  /// The exemption that fits; nullptr where none does.
  const Exemption *exemption(const std::string &Check, const std::string &File, const std::string &Function, const std::string &Table) const;
};

/// The tenantscan.json that applies to a file or folder: the nearest one
/// upwards; empty where there is none.
std::string findConfig(const std::string &Path);

/// Loads \p ConfigFile, or the defaults where it is empty; \p DefaultRoot is the
/// root then. What is wrong is added to \p Problems; the project is usable all the same.
std::shared_ptr<const Project> loadProject(const std::string &ConfigFile, const std::string &DefaultRoot, std::vector<Problem> &Problems);

/// Whether the path or name \p Text fits \p Glob: `*` and `?` stop at slashes, `**` does not.
bool matchesGlob(const std::string &Glob, const std::string &Text);

} // namespace tenantscan::model

#endif
