//===- Run.cpp - Units from the cache, and from workers -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Run.h"

#include "tool/run/Interrupt.h"
#include "tool/run/Keys.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace tenantscan {

std::vector<std::string> workerCommand(const std::string &Program, const model::Project &P, const std::vector<std::string> &TenantColumns) {
  std::vector<std::string> Command{Program, "worker", "--root", P.Root};
  if (!P.ConfigFile.empty())
    Command.insert(Command.end(), {"--config", P.ConfigFile});
  for (const std::string &Column : TenantColumns)
    Command.insert(Command.end(), {"--tenant-column", Column});
  return Command;
}

UnitRun runUnits(const std::vector<CompileCommand> &Commands, const RunOptions &Options, const model::Project &P,
                 const std::function<void(size_t)> &Progress) {
  Digest Base = digestOf((llvm::toStringRef(toolDigest(Options.Pool.WorkerCommand.front())) + llvm::toStringRef(collectionDigest(P))).str());
  ResultCache Cache(Options.Cache, Base, Options.Earlier);
  InterruptGuard Guard;
  UnitRun R;
  R.Units.resize(Commands.size());
  std::vector<CompileCommand> Missing;
  std::vector<size_t> Places;
  for (size_t I = 0; I < Commands.size(); ++I) {
    std::optional<UnitResult> Known = InterruptGuard::received() == 0 ? Cache.find(Commands[I], Options.WithInputs) : std::nullopt;
    if (Known) {
      R.Units[I] = std::move(*Known);
      Progress(++R.Cached);
    } else {
      Missing.push_back(Commands[I]);
      Places.push_back(I);
    }
  }
  scanInWorkers(Missing, Options.Pool, [&](size_t Index, UnitResult Result) {
    Cache.store(Missing[Index], Result);
    R.Units[Places[Index]] = std::move(Result);
    Progress(R.Cached + ++R.Parsed);
  });
  Cache.prune();
  R.CacheProblem = Cache.problem();
  R.Signal = InterruptGuard::received();
  for (size_t I = 0; I < Commands.size(); ++I)
    if (R.Units[I].File.empty()) {
      R.Units[I].File = Commands[I].File;
      R.Units[I].Failure = "not scanned: the scan was interrupted";
    }
  return R;
}

std::string summary(const UnitRun &R) {
  return fmt::format("{} unit{}: {} parsed, {} from the cache", R.Units.size(), R.Units.size() == 1 ? "" : "s", R.Parsed, R.Cached);
}

} // namespace tenantscan
