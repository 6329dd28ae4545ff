//===- Xml.cpp - JUnit and Checkstyle ------------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Escape.h"
#include "tool/report/Report.h"

#include <fmt/format.h>

#include <map>

namespace tenantscan {

static constexpr char Declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

// A finding that counts is a test that failed, another one is skipped; a file that
// was not scanned is a test that could not run. The first one tells that there was a
// scan: a report without tests is an error to some readers.
std::string renderJUnit(const ScanResult &R, const RunInfo &Info) {
  size_t Failing = 0;
  for (size_t I = 0; I < R.Findings.size(); ++I)
    Failing += Info.Deciding.fails(R, I) ? 1 : 0;
  std::string Counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"", 1 + R.Findings.size() + R.Failures.size(), Failing, R.Failures.size());
  // The whole knows no skipped ones (jenkinsci/xunit-plugin, junit-10.xsd).
  std::string Out = fmt::format("{}<testsuites {}>\n  <testsuite name=\"tenantscan\" {} skipped=\"{}\">\n", Declaration, Counts, Counts,
                                R.Findings.size() - Failing);
  Out += fmt::format("    <testcase classname=\"tenantscan\" name=\"scan\">\n      <system-out>{}</system-out>\n    </testcase>\n",
                     xmlText(summary(R, Info)));
  for (size_t I = 0; I < R.Findings.size(); ++I) {
    const Finding &F = R.Findings[I];
    std::string File = xmlText(relativePath(F.Primary.File, R));
    Out += fmt::format("    <testcase classname=\"{}\" name=\"{} {}:{}\" file=\"{}\" line=\"{}\">\n", File, F.Check, F.Primary.Line, F.Primary.Column,
                       File, F.Primary.Line);
    std::string_view Tag = Info.Deciding.fails(R, I) ? "failure" : "skipped";
    Out += fmt::format("      <{} type=\"{}\" message=\"{}\">{}:{}:{}: {}", Tag, levelName(F.Level), xmlText(F.Message), File, F.Primary.Line,
                       F.Primary.Column, xmlText(F.Message));
    if (!F.Advice.empty())
      Out += "\nTo fix: " + xmlText(F.Advice);
    Out += fmt::format("</{}>\n    </testcase>\n", Tag);
  }
  for (const UnitFailure &F : R.Failures) {
    std::string File = xmlText(relativePath(F.File, R));
    Out += fmt::format("    <testcase classname=\"{}\" name=\"scan\" file=\"{}\">\n      <error message=\"{}\"/>\n    </testcase>\n", File, File,
                       xmlText(F.Message));
  }
  return Out + "  </testsuite>\n</testsuites>\n";
}

std::string renderCheckstyle(const ScanResult &R, const RunInfo &) {
  std::map<std::string, std::string> Files;
  for (const UnitFailure &F : R.Failures)
    Files[F.File] +=
        fmt::format("    <error line=\"1\" severity=\"error\" message=\"not scanned: {}\" source=\"tenantscan\"/>\n", xmlText(F.Message));
  for (const Finding &F : R.Findings)
    Files[F.Primary.File] += fmt::format("    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"{}\"/>\n", F.Primary.Line,
                                         F.Primary.Column, F.Level == Severity::Note ? "info" : levelName(F.Level), xmlText(F.Message), F.Check);
  std::string Out = fmt::format("{}<checkstyle version=\"8.0\">\n", Declaration);
  for (const auto &[File, Errors] : Files)
    Out += fmt::format("  <file name=\"{}\">\n{}  </file>\n", xmlText(relativePath(File, R)), Errors);
  return Out + "</checkstyle>\n";
}

} // namespace tenantscan
