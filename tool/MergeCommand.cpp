//===- MergeCommand.cpp - tenantscan merge ------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Keys.h"
#include "tool/run/Part.h"
#include "tool/run/Suppressions.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <iterator>
#include <memory>

namespace tenantscan {

namespace {

struct MergeOptions {
  std::vector<std::string> Files;
  std::string Checks;
  std::string Root;
  std::string Times;
  bool IsRelocatable = false;
  OutputOptions Output;
  GateOptions Gating;
};

} // namespace

/// The times of this run, and older ones of what came from caches. Files that are gone
/// are left out.
static bool writeTimes(const std::string &File, const std::vector<Part> &Parts, const model::Project &P) {
  llvm::Expected<UnitTimes> Before = readUnitTimes(File);
  llvm::Error Failure = Before.takeError();
  UnitTimes Now;
  if (!Failure) {
    for (const Part &One : Parts)
      for (const UnitResult &U : One.Units)
        if (auto It = Before->find(P.relative(U.File)); It != Before->end())
          Now.insert(*It);
    for (const Part &One : Parts)
      for (const auto &[Path, Seconds] : One.Times)
        Now[Path] = Seconds;
    Failure = writeUnitTimes(File, Now);
  }
  if (Failure)
    printError(llvm::toString(std::move(Failure)));
  return !Failure;
}

static int merge(MergeOptions &O, const Invocation &I) {
  std::vector<std::string> Checks = selectChecks(O.Checks);
  if (Checks.empty() || !O.Output.areClear() || !O.Gating.load())
    return ExitUsage;
  std::vector<Part> Parts;
  for (const std::string &File : O.Files) {
    llvm::Expected<Part> Read = readPart(File, O.Root.empty() ? std::string() : absolutePath(O.Root));
    if (!Read) {
      printError(llvm::toString(Read.takeError()));
      return ExitUsage;
    }
    Parts.push_back(std::move(*Read));
  }
  if (llvm::Error Failure = checkParts(Parts, O.Files, spelled(toolDigest(I.Program)))) {
    printError(llvm::toString(std::move(Failure)));
    return ExitUsage;
  }
  const Part &First = Parts.front();
  std::shared_ptr<const model::Project> P = loadOrExplain(First.ConfigFile, First.Root, First.TenantColumns);
  if (!P)
    return ExitUsage;
  if (spelled(configurationDigest(*P)) != First.Configuration) {
    printError(fmt::format("{} was made with another configuration than the one that is here now", O.Files.front()));
    return ExitUsage;
  }
  if (!O.Times.empty() && !writeTimes(O.Times, Parts, *P))
    return ExitUsage;
  std::vector<UnitResult> Units;
  for (Part &One : Parts)
    std::move(One.Units.begin(), One.Units.end(), std::back_inserter(Units));
  ScanResult R = link(std::move(Units), *P, Checks, !First.Commands.empty());
  applySuppressions(R, *P, {Checks, today(), true});
  RunInfo Info;
  Info.Arguments = I.Arguments;
  Info.Deciding = O.Gating.gate(R, Checks, true);
  Info.ExitCode = exitCodeFor(R, Info.Deciding);
  Info.Checks = Checks;
  Info.OmitRoot = O.IsRelocatable;
  return O.Output.write(std::move(R), Info) ? Info.ExitCode : static_cast<int>(ExitUsage);
}

void addMerge(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<MergeOptions>();
  CLI::App *Command = App.add_subcommand("merge", "Report what the parts of a scan found");
  Command->add_option("PART", O->Files, "Files that scan --shard or unit wrote: all of one scan")->required();
  Command->add_option("--root", O->Root, "Folder of the project, where it is not where the parts were made")->type_name("DIR");
  Command->add_option("--times", O->Times, "Write how long each file took to FILE, for scan --shard --times the next time")->type_name("FILE");
  Command->add_flag("--relocatable", O->IsRelocatable, "Leave out of SARIF where the project lies: the same bytes in any sandbox");
  Command->add_option("--checks", O->Checks, "Comma-separated globs of checks to run; a leading minus takes back")->type_name("GLOBS");
  O->Output.add(*Command);
  O->Gating.add(*Command);
  Command->footer("The sources and the configuration must be where they were when the parts were\n"
                  "made, or the same in the folder that --root names. The report is that of a\n"
                  "scan that was not divided.\n"
                  "\n"
                  "Examples:\n"
                  "  tenantscan scan -p build --shard 1/2 -o 1.part     on one machine\n"
                  "  tenantscan scan -p build --shard 2/2 -o 2.part     on another\n"
                  "  tenantscan merge 1.part 2.part --format=sarif -o out.sarif\n"
                  "  tenantscan merge *.part --root .                    made in other folders\n"
                  "\n"
                  "Exit codes: 0 nothing found that counts, 1 findings, 2 wrong usage, configuration or parts,\n"
                  "            3 incomplete: some file could not be scanned.");
  Command->callback([O, &I] { I.ExitCode = merge(*O, I); });
}

} // namespace tenantscan
