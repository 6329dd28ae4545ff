//===- BaselineCommand.cpp - tenantscan baseline -------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"
#include "tool/gate/Baseline.h"
#include "tool/report/Escape.h"

#include "llvm/Support/MemoryBuffer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tenantscan {

namespace {

struct BaselineOptions {
  std::string Known;
  std::string Report;
};

/// A SARIF file and what it says.
struct Loaded {
  std::string Text;
  Baseline Content;
};

} // namespace

// Nullopt, after saying why, where the file is not to be used.
static std::optional<Loaded> load(const std::string &File) {
  llvm::Expected<Baseline> Content = readBaseline(File);
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Content || !Buffer) {
    printError(printable(Content ? Buffer.getError().message() : llvm::toString(Content.takeError())));
    return std::nullopt;
  }
  return Loaded{(*Buffer)->getBuffer().str(), std::move(*Content)};
}

// A report of a scan that missed something is no base to forget findings on.
static std::optional<Loaded> loadReport(const std::string &File) {
  std::optional<Loaded> Report = load(File);
  if (Report && !Report->Content.IsComplete) {
    printError(fmt::format("{} is the report of an incomplete scan", File));
    return std::nullopt;
  }
  return Report;
}

static int update(const BaselineOptions &O) {
  std::optional<Loaded> Report = loadReport(O.Report);
  if (!Report || !writeOutput(O.Known, baselineOf(Report->Text, [](size_t) { return true; })))
    return ExitUsage;
  fmt::print(stderr, "{} in the baseline\n", counted(Report->Content.Findings.size(), "finding"));
  return ExitClean;
}

static int prune(const BaselineOptions &O) {
  std::optional<Loaded> Known = load(O.Known);
  std::optional<Loaded> Report = loadReport(O.Report);
  if (!Known || !Report)
    return ExitUsage;
  auto Match = matchFindings(Report->Content.Findings, Known->Content.Findings, goneFrom(Report->Content.Root));
  if (!writeOutput(O.Known, baselineOf(Report->Text, [&](size_t I) { return Match[I].has_value(); })))
    return ExitUsage;
  auto Kept = static_cast<size_t>(std::count_if(Match.begin(), Match.end(), [](const auto &M) { return M.has_value(); }));
  fmt::print(stderr, "{} in the baseline, {} removed\n", counted(Kept, "finding"), Known->Content.Findings.size() - Kept);
  return ExitClean;
}

static int show(const BaselineOptions &O) {
  std::optional<Loaded> Known = load(O.Known);
  if (!Known)
    return ExitUsage;
  std::string Out;
  for (const KnownFinding &F : Known->Content.Findings)
    Out += fmt::format("{}:{}: {}: {} [{}]\n", printable(F.File), F.Line, printable(F.Level), printable(F.Message), printable(F.Check));
  return writeOutput("", Out + counted(Known->Content.Findings.size(), "finding") + "\n") ? ExitClean : ExitUsage;
}

void addBaseline(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<BaselineOptions>();
  CLI::App *Command = App.add_subcommand("baseline", "Keep the findings that are known, for --baseline of scan and sql");
  Command->require_subcommand(1);
  auto Add = [&](const char *Name, const char *What, int (*Run)(const BaselineOptions &), bool HasReport) {
    CLI::App *Sub = Command->add_subcommand(Name, What);
    Sub->add_option("BASELINE", O->Known, "The baseline")->required();
    if (HasReport)
      Sub->add_option("REPORT", O->Report, "A SARIF report of the whole project")->required();
    Sub->callback([O, Run, &I] { I.ExitCode = Run(*O); });
  };
  Add("update", "Make the open findings of REPORT the baseline", update, true);
  Add("prune", "Remove what REPORT does not have from the baseline; adds nothing", prune, true);
  Add("show", "List a baseline", show, false);
  Command->footer("Examples:\n"
                  "  tenantscan scan -p build --format=sarif:now.sarif\n"
                  "  tenantscan baseline update tenantscan-baseline.sarif now.sarif\n"
                  "  tenantscan scan -p build --baseline tenantscan-baseline.sarif\n"
                  "\n"
                  "Exit codes: 0 done, 2 wrong usage or a file that cannot be used.");
}

} // namespace tenantscan
