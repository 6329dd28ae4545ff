//===- Run.cpp - Units from the cache, and from workers -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Run.h"

#include "tool/run/Interrupt.h"
#include "tool/run/Keys.h"
#include "tool/run/Rounds.h"

#include "llvm/ADT/STLExtras.h"
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

/// Of fewer units all are parsed: that takes little, and tells of compile errors in any of
/// them.
static constexpr size_t ManyUnits = 16;

static constexpr const char *NotScanned = "the scan was interrupted";

namespace {

enum class Source : uint8_t { Known, Cache, Worker };

/// Units from the cache, and from workers.
class Runner {
public:
  Runner(const RunOptions &Options, const model::Project &P, const RunProgress &Progress)
      : Options(Options), Progress(Progress),
        Cache(Options.Cache,
              digestOf((llvm::toStringRef(toolDigest(Options.Pool.WorkerCommand.front())) + llvm::toStringRef(collectionDigest(P))).str()),
              Options.Earlier) {}

  /// The results of all commands. A signal leaves some without.
  void run(const std::vector<CompileCommand> &Commands, const std::function<void(size_t, UnitResult, Source)> &Finished);

  std::optional<UnitResult> find(const CompileCommand &Command, Source &From);
  /// Takes from the result what is not in demand.
  void strip(const CompileCommand &Command, UnitResult &Result);
  void note(const CompileCommand &Command, const UnitResult &Result);

  const RunOptions &Options;
  const RunProgress &Progress;
  RunProfile Profile;
  LastingResults Lasting;
  InterruptGuard Guard;
  ResultCache Cache;
};

} // namespace

std::optional<UnitResult> Runner::find(const CompileCommand &Command, Source &From) {
  if (InterruptGuard::received() != 0)
    return std::nullopt;
  if (Options.Known != nullptr)
    if (auto It = Options.Known->find(commandDigest(Command)); It != Options.Known->end()) {
      From = Source::Known;
      return It->second;
    }
  From = Source::Cache;
  return Cache.find(Command, Options.WithInputs || Options.ComparedWith != nullptr || Command.IsSurvey);
}

// Whether another revision may have another result.
static bool differs(const UnitResult &R, const EarlierFiles &Files) {
  auto MayDiffer = [&](const Input &I) {
    return I.What == Input::Kind::Other || Files.find(I.Path) || (I.What == Input::Kind::Absent && Files.isFolder(I.Path));
  };
  return R.Inputs.empty() || llvm::any_of(R.Inputs, MayDiffer);
}

void Runner::strip(const CompileCommand &Command, UnitResult &Result) {
  bool IsLasting = Options.ComparedWith != nullptr && !differs(Result, *Options.ComparedWith);
  // What was looked for and not found is most of it.
  if (Command.IsSurvey)
    llvm::erase_if(Result.Inputs, [](const Input &In) { return In.What != Input::Kind::File; });
  else if (!Options.WithInputs)
    Result.Inputs.clear();
  Result.Inputs.shrink_to_fit();
  if (IsLasting)
    Lasting[commandDigest(Command)] = Result;
}

void Runner::run(const std::vector<CompileCommand> &Commands, const std::function<void(size_t, UnitResult, Source)> &Finished) {
  std::vector<CompileCommand> Missing;
  std::vector<size_t> Places;
  const char *What = !Commands.empty() && Commands.front().IsSurvey ? "surveying" : "scanning";
  size_t Done = 0;
  for (size_t I = 0; I < Commands.size(); ++I) {
    Source From = Source::Worker;
    if (std::optional<UnitResult> Known = find(Commands[I], From)) {
      strip(Commands[I], *Known);
      Finished(I, std::move(*Known), From);
      Progress(What, ++Done, Commands.size());
    } else {
      Missing.push_back(Commands[I]);
      Places.push_back(I);
    }
  }
  scanInWorkers(Missing, Options.Pool, [&](size_t Index, UnitResult Result) {
    Cache.store(Missing[Index], Result);
    note(Missing[Index], Result);
    strip(Missing[Index], Result);
    Progress(What, ++Done, Commands.size());
    Finished(Places[Index], std::move(Result), Source::Worker);
  });
}

void Runner::note(const CompileCommand &Command, const UnitResult &Result) {
  if (Command.IsSurvey) {
    Profile.Surveys += Result.Cost.Whole;
    return;
  }
  Profile.Parsing += Result.Cost.Whole - Result.Cost.Collecting;
  Profile.Collecting += Result.Cost.Collecting;
  Profile.Units.push_back({Command.File, Result.Cost});
}

// What each unit includes.
static std::vector<UnitResult> surveyUnits(Runner &Run, std::vector<CompileCommand> Commands) {
  std::vector<UnitResult> Surveys(Commands.size());
  for (CompileCommand &C : Commands)
    C.IsSurvey = true;
  Run.run(Commands, [&](size_t I, UnitResult R, Source) { Surveys[I] = std::move(R); });
  for (UnitResult &R : Surveys)
    if (R.File.empty())
      R.Failure = "interrupted";
  return Surveys;
}

UnitRun runUnits(const std::vector<CompileCommand> &Commands, const RunOptions &Options, const model::Project &P, const RunProgress &Progress) {
  Runner Run(Options, P, Progress);
  UnitRun R;
  auto Count = [&](Source From) {
    R.Parsed += From == Source::Worker ? 1 : 0;
    R.Cached += From == Source::Cache ? 1 : 0;
  };
  if (Options.OwnHeadersOnly) {
    bool IsPrefiltered = Options.Prefiltered.value_or(Commands.size() >= ManyUnits);
    Rounds Plan(Commands, surveyUnits(Run, Commands), P, IsPrefiltered, Options.Earlier);
    for (std::vector<size_t> Next = Plan.next(); !Next.empty() && InterruptGuard::received() == 0; Next = Plan.next()) {
      std::vector<CompileCommand> Now;
      for (size_t I : Next)
        Now.push_back(Plan.command(I));
      Run.run(Now, [&](size_t I, UnitResult Result, Source From) {
        bool IsAgain = Plan.isFinished(Next[I]);
        Plan.finish(Next[I], std::move(Result));
        if (!IsAgain)
          Count(From);
      });
    }
    R.Signal = InterruptGuard::received();
    R.Units = Plan.take();
    for (size_t I = 0; R.Signal != 0 && I < Commands.size(); ++I)
      if (!Plan.isFinished(I))
        R.Units[I].Failure = NotScanned;
  } else {
    R.Units.resize(Commands.size());
    Run.run(Commands, [&](size_t I, UnitResult Result, Source From) {
      R.Units[I] = std::move(Result);
      Count(From);
    });
    R.Signal = InterruptGuard::received();
    for (size_t I = 0; I < Commands.size(); ++I)
      if (R.Units[I].File.empty()) {
        R.Units[I].File = Commands[I].File;
        R.Units[I].Failure = NotScanned;
      }
  }
  Run.Cache.prune();
  R.CacheProblem = Run.Cache.problem();
  R.Profile = std::move(Run.Profile);
  R.Lasting = std::move(Run.Lasting);
  return R;
}

std::string summary(const UnitRun &R) {
  std::string Text = fmt::format("{} unit{}: {} parsed, {} from the cache", R.Units.size(), R.Units.size() == 1 ? "" : "s", R.Parsed, R.Cached);
  if (size_t Left = R.Units.size() - R.Parsed - R.Cached; Left != 0 && R.Signal == 0)
    Text += fmt::format(", {} with nothing to look at", Left);
  return Text;
}

} // namespace tenantscan
