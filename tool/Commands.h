//===- Commands.h - The subcommands -------------------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_COMMANDS_H
#define TENANTSCAN_TOOL_COMMANDS_H

#include "checks/model/Project.h"
#include "tool/gate/Baseline.h"
#include "tool/report/Report.h"
#include "tool/run/Run.h"

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tenantscan {

/// Exit codes, stable: scripts and CI rely on them.
enum ExitCode : int {
  ExitClean = 0,      ///< Nothing found, everything looked at.
  ExitFindings = 1,   ///< Findings.
  ExitUsage = 2,      ///< A wrong option or configuration; nothing was judged.
  ExitIncomplete = 3, ///< Some file could not be scanned. Findings may be there as well.
};

/// What a subcommand needs from main().
struct Invocation {
  /// The program, absolute, and its arguments without the program.
  std::string Program;
  std::vector<std::string> Arguments;
  /// Set by the subcommand that ran.
  int ExitCode = ExitClean;
};

/// Each adds a subcommand, with its options and its callback.
void addScan(CLI::App &App, Invocation &I);
void addSuppressions(CLI::App &App, Invocation &I);
void addWorker(CLI::App &App, Invocation &I);
void addUnit(CLI::App &App, Invocation &I);
void addMerge(CLI::App &App, Invocation &I);
void addInferWrappers(CLI::App &App, Invocation &I);
/// Where the LLVM that is built against has Support/LSP.
void addLsp(CLI::App &App, Invocation &I);
void addEditorWorker(CLI::App &App, Invocation &I);
void addSql(CLI::App &App, Invocation &I);
void addBaseline(CLI::App &App, Invocation &I);
void addDoctor(CLI::App &App, Invocation &I);
void addInit(CLI::App &App, Invocation &I);
void addListChecks(CLI::App &App, Invocation &I);
void addExplain(CLI::App &App, Invocation &I);
void addCompletion(CLI::App &App, Invocation &I);

/// How reports are asked for: --format, --output, --color.
struct OutputOptions {
  /// `NAME` or `NAME:FILE`; text where there is none.
  std::vector<std::string> Formats;
  std::string File;
  std::string SourceUrl;
  std::string Color = "auto";
  bool ShowUnresolved = false;
  bool OmitSuppressed = false;
  bool WithProvenance = false;

  void add(CLI::App &Command);
  /// Whether each report has a place of its own. Says why where not.
  bool areClear() const;
  /// Renders and writes the reports; a file is replaced in one step, and the
  /// counts go to standard error where no report goes to standard output.
  /// Returns false, after saying why, where one cannot be written.
  bool write(ScanResult R, RunInfo Info) const;
};

/// Writes to \p File, which is replaced in one step, or to standard output where
/// it is empty. Returns false, after saying why, where it cannot.
bool writeOutput(const std::string &File, const std::string &Text);

/// Loads the project: the given configuration or the one that applies to \p
/// Near. Null where it is wrong; \p Problems says why, and has warnings, too.
std::shared_ptr<const model::Project> loadProject(const std::string &ConfigFile, const std::string &Near,
                                                  const std::vector<std::string> &TenantColumns, std::vector<model::Problem> &Problems);

/// The same. Null, after printing what is wrong, where there are problems.
std::shared_ptr<const model::Project> loadOrExplain(const std::string &ConfigFile, const std::string &Near,
                                                    const std::vector<std::string> &TenantColumns);

/// The checks that comma-separated globs name; a minus takes back. Empty, after
/// saying why, where a glob names none.
std::vector<std::string> selectChecks(const std::string &Globs);

/// Which findings count: --baseline, --fail-on, --min-severity.
struct GateOptions {
  std::string BaselineFile;
  std::string FailOnName;
  std::string MinSeverity = "note";
  /// The revision to compare with instead of a baseline; only where a command has the option.
  std::string Since;

  void add(CLI::App &Command);
  void addSince(CLI::App &Command);
  /// Compares with this instead of a file.
  void compareWith(Baseline Earlier) { Known = std::move(Earlier); }
  /// Reads the baseline; false, after saying why, where it or the options are wrong.
  bool load();
  /// The gate for \p R; \p IsComplete says that the whole project was to be scanned.
  Gate gate(const ScanResult &R, const std::vector<std::string> &Checks, bool IsComplete) const;

private:
  std::optional<Baseline> Known;
};

/// The exit code for a result.
int exitCodeFor(const ScanResult &R, const Gate &G);

/// How far a run is, as one line that is written over; only on a terminal.
RunProgress progressOnTerminal(bool Quiet);

/// Prints `tenantscan: error: ...` to standard error.
void printError(const std::string &Message);

} // namespace tenantscan

#endif
