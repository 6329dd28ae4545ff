//===- Report.h - Findings, for people and for programs -----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_REPORT_REPORT_H
#define TENANTSCAN_TOOL_REPORT_REPORT_H

#include "tool/gate/Gate.h"
#include "tool/report/Provenance.h"

namespace tenantscan {

/// What a report says about the run beside its result.
struct RunInfo {
  /// The program's arguments, without the program.
  std::vector<std::string> Arguments;
  int ExitCode = 0;
  /// Ids of the checks that ran.
  std::vector<std::string> Checks;
  bool Colors = false;
  /// Columns of the terminal that the text report is for; 0: it is for none.
  unsigned Columns = 0;
  /// List unresolved sites in the text report.
  bool ShowUnresolved = false;
  /// List every site with its verdict and what confines its tables.
  bool ShowSites = false;
  /// What comes before the path of a file in links; empty: no links.
  std::string SourceUrl;
  /// Which findings are new, and which count.
  Gate Deciding;
  /// The commit that was scanned, for SARIF.
  std::optional<Provenance> Commit;
  /// Leave out of SARIF where the project lies.
  bool OmitRoot = false;
  /// Leave out of SARIF what only the baseline has.
  bool OmitAbsent = false;
};

/// For a terminal: each finding as `file:line:column: error: message [check]`
/// with an excerpt and notes, and the counts in the last line. Whatever is in
/// file names and sources, no control character gets through.
std::string renderText(const ScanResult &R, const RunInfo &Info);
/// The files that could not be scanned, a line each; of many with one reason a few.
std::string renderFailures(const ScanResult &R, bool Colors);

/// SARIF 2.1.0, pretty-printed, valid UTF-8, the same bytes for the same result.
/// Of more results than GitHub takes, the most severe are in it.
std::string renderSarif(const ScanResult &R, const RunInfo &Info);

/// A report, and how many results of the least severity are not in it.
struct SarifText {
  std::string Text;
  size_t LeftOut = 0;
};
/// What GitHub takes of a compressed file.
inline constexpr size_t MaxSarifSize = 10'000'000;
/// renderSarif() for a file that has no more than \p MaxSize bytes when gzip compressed it.
SarifText sarifWithin(const ScanResult &R, const RunInfo &Info, size_t MaxSize = MaxSarifSize);

/// JSON, described in docs/reports.md.
std::string renderJson(const ScanResult &R, const RunInfo &Info);

/// One line for each finding and each failure, for `errorformat` of editors.
std::string renderCompact(const ScanResult &R, const RunInfo &Info);
/// GitHub's workflow commands, which annotate the lines.
std::string renderGitHub(const ScanResult &R, const RunInfo &Info);
/// GitLab's Code Quality report.
std::string renderGitLab(const ScanResult &R, const RunInfo &Info);
/// JUnit's XML: a test that failed for each finding.
std::string renderJUnit(const ScanResult &R, const RunInfo &Info);
/// Checkstyle's XML.
std::string renderCheckstyle(const ScanResult &R, const RunInfo &Info);
/// A comment at a pull request, short enough for GitHub.
std::string renderMarkdown(const ScanResult &R, const RunInfo &Info);

/// A format by its name on the command line.
struct ReportFormat {
  std::string_view Name;
  std::string (*Render)(const ScanResult &R, const RunInfo &Info);
};
const std::vector<ReportFormat> &reportFormats();

/// How often each verdict was given, by the names that JSON and SARIF have for them.
std::vector<std::pair<const char *, size_t>> verdictCounts(const ScanResult &R);

/// The counts: `412 SQL sites: 371 scoped, 29 leak, 12 unresolved; 80 files
/// scanned, none failed`, and how many are new where there is a baseline.
std::string summary(const ScanResult &R, const RunInfo &Info);

/// `error`, `warning`, `note`.
std::string_view levelName(Severity Level);
/// `scoped`, `leaks`, `unresolved`.
std::string_view verdictName(VerdictKind Kind);
/// `1 finding`, `2 findings`.
std::string counted(size_t Number, std::string_view What);
/// Relative to the root, with `/`; absolute outside of it.
std::string relativePath(const std::string &Path, const ScanResult &R);
/// A path in a URI: all but unreserved characters and the slash as `%20`.
std::string uriPath(const std::string &Path);

/// What is stable about a finding when the code around it moves: a hash over
/// check, path relative to the root, function and the finding's key.
std::string fingerprint(const Finding &F, const ScanResult &R);
/// The same without the path, which tells that a file was renamed.
std::string contentFingerprint(const Finding &F);

/// GitHub's primaryLocationLineHash of every line of \p Text: a rolling hash
/// over the 100 UTF-16 units from the start of the line that are no blanks, with
/// the count of equal hashes before it (github/codeql-action, fingerprints.ts).
std::vector<std::string> lineHashes(const std::string &Text);

/// The 1-based UTF-16 column of a 1-based byte column of a line.
unsigned utf16Column(const std::string &Line, unsigned ByteColumn);

} // namespace tenantscan

#endif
