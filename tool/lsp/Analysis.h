//===- Analysis.h - What is to say about one open file ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_ANALYSIS_H
#define TENANTSCAN_TOOL_LSP_ANALYSIS_H

#include "checks/Program.h"
#include "tool/lsp/Databases.h"
#include "tool/lsp/EditorWorker.h"

#include <list>
#include <set>

namespace tenantscan::lsp {

/// What `tenantscan lsp` was started with.
struct ServerOptions {
  /// The program itself, for workers.
  std::string Program;
  /// With compile_commands.json; empty: the nearest one from each file upwards.
  std::string BuildFolder;
  std::string Config;
  std::vector<std::string> Checks;
  std::vector<std::string> TenantColumns;
  unsigned Timeout = 300;
  uint64_t MemoryLimit = 0;
  /// Milliseconds without a change after which a file is scanned again.
  unsigned Delay = 500;
  /// Files that are scanned at a time; 0: as many as there are processors, at most four.
  unsigned Threads = 0;
  /// Of the cache of results that `tenantscan scan` fills; empty: the default one.
  std::string CacheFolder;
};

/// A value that confines a table, and what is bound to it.
struct BoundView {
  sql::Confinement What;
  /// As the source has it; empty where it is not known.
  std::string Value;
  /// It is the tenant, something else, or not known.
  ValueSource::Kind Kind = ValueSource::Kind::Unknown;
};

/// A call that takes SQL text, and where the text is written.
struct SiteView {
  SiteVerdict Verdict;
  std::vector<Place> Text;
  std::vector<BoundView> Confined;
  /// Tables that are not confined, with the reason.
  std::vector<std::pair<std::string, std::string>> Leaks;
};

/// What a scan of one file gave.
struct Analysis {
  /// The file was scanned, on its own or as a part of another.
  bool IsScanned = false;
  /// The file itself is what is compiled.
  bool IsUnit = false;
  /// In the file and in headers of the project, without the suppressed ones.
  std::vector<Finding> Findings;
  std::vector<SiteView> Sites;
  /// Why there is nothing, or not everything; sentences for the log.
  std::vector<std::string> Problems;
  /// What is wrong in the configuration, and in the files that it names.
  std::vector<model::Problem> Wrong;
  /// What was scanned; the editor's texts are in it.
  std::shared_ptr<const std::vector<UnitResult>> Units;
  /// Of the project, those that were read: sources, configuration, compile commands.
  std::set<std::string> Files;
  /// It began behind a preamble.
  bool UsedPreamble = false;
};

/// What there is to scan.
struct Source {
  /// Absolute path.
  std::string File;
  bool IsSql = false;
  /// A source file that includes it, if one is known.
  std::string Includer;
  /// Texts in place of files, that of File among them.
  std::map<std::string, std::string> Unsaved;
  /// Units of the rest of the project, for what only the whole shows; asked for when
  /// the file is parsed. May give null.
  std::function<std::shared_ptr<const std::vector<UnitResult>>()> Project;
};

/// Scans files in worker processes, so that no source can take the server down.
/// Serves one thread.
class Analyser {
public:
  Analyser(const ServerOptions &Options, Databases &Commands) : Options(Options), Commands(Commands) {}

  /// Judges a file. Reads configuration and compile commands again where they have
  /// changed. Nothing where \p Abandon was set in the meantime.
  std::optional<Analysis> analyse(Source S, const std::atomic<bool> &Abandon);

  /// Parses the preamble of a file that was analysed, for the next time.
  void prepare(const Source &S);

  /// Forgets the workers, which do not live on for ever with what was open.
  void forget() { Workers.clear(); }

private:
  struct Worker {
    Worker(std::string Key, EditorWorker::Options O) : Key(std::move(Key)), Process(std::move(O)) {}
    std::string Key;
    EditorWorker Process;
  };

  /// Why a file cannot be scanned, in \p A, or what scans it.
  std::vector<CompileCommand> commandsFor(Source &S, const model::Project &P, Analysis &A, const std::atomic<bool> &Abandon);
  void addUnsaved(std::vector<CompileCommand> &Chosen, const Source &S) const;
  EditorWorker &workerFor(const model::Project &P);

  const ServerOptions &Options;
  Databases &Commands;
  /// Last used first.
  std::list<Worker> Workers;
  /// The unit that a header is looked at in.
  std::map<std::string, CompileCommand> HeaderUnits;
};

/// For the log, where the configuration is wrong: the first of what is.
std::string explained(const std::vector<model::Problem> &Problems);

/// Judges \p Units, as the scanner does, with those of the rest of the project; keeps
/// what is about \p Files, or everything where there are none.
void judge(Analysis &A, std::vector<UnitResult> Units, const model::Project &P, const std::vector<std::string> &Checks,
           const std::map<std::string, std::string> &Unsaved, const std::set<std::string> &Files);

} // namespace tenantscan::lsp

#endif
