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
#include "tool/run/SharedPreambles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

#include <deque>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

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

/// What some units begin with.
struct Preamble {
  NamelessFile File;
  std::vector<Input> Inputs;

  explicit Preamble(const std::string &Folder) : File(Folder) {}
};

/// Preambles for units that are parsed later, the newest ones.
class KeptPreambles {
public:
  void add(const std::string &Key, std::shared_ptr<Preamble> Made);
  /// The longest one that has most of what \p Command begins with, and the bytes of its
  /// text; null where there is none.
  std::pair<std::shared_ptr<Preamble>, unsigned> find(const CompileCommand &Command, const std::vector<LeadingIncludes> &Leading) const;

private:
  std::map<std::string, std::shared_ptr<Preamble>> Known;
  std::deque<std::string> Order;
  uint64_t Bytes = 0;
};

/// What the surveys of all units asked the file system for, each thing once.
class SurveyedFiles {
public:
  void add(const UnitResult &Survey);
  /// Nothing where that is not known, or was not the same every time.
  std::vector<Input> take();

private:
  llvm::StringMap<Input> All;
  bool IsKnown = true;
};

/// Units from the cache, and from workers.
class Runner {
public:
  Runner(const RunOptions &Options, const model::Project &P, const RunProgress &Progress)
      : Options(Options), Progress(Progress),
        Cache(Options.Cache,
              digestOf((llvm::toStringRef(toolDigest(Options.Pool.WorkerCommand.front())) + llvm::toStringRef(collectionDigest(P))).str()),
              Options.Earlier) {}

  using OnFinished = std::function<void(size_t, UnitResult, Source)>;
  /// What a command begins with; null where that is not known.
  using LeadingOf = std::function<const std::vector<LeadingIncludes> *(size_t)>;

  /// The results of all commands. A signal leaves some without.
  void run(const std::vector<CompileCommand> &Commands, const OnFinished &Finished, const LeadingOf &Leading = nullptr);

  /// What the last scan gave, where the commands, all files that a survey asks for and the
  /// configuration are what they were: that scan says which units were read, and how. False
  /// where anything has to be done again.
  bool repeat(const Digest &Scan, const std::vector<CompileCommand> &Commands, UnitRun &Out);

  std::optional<UnitResult> find(const CompileCommand &Command, Source &From);
  /// Takes from the result what is not in demand.
  void strip(const CompileCommand &Command, UnitResult &Result);
  void parse(const std::vector<CompileCommand> &Commands, std::vector<const std::vector<LeadingIncludes> *> Leading, const OnResult &Finished);
  void note(const CompileCommand &Command, const UnitResult &Result);

  const RunOptions &Options;
  const RunProgress &Progress;
  RunProfile Profile;
  LastingResults Lasting;
  KeptPreambles Kept;
  SurveyedFiles Surveyed;
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

void SurveyedFiles::add(const UnitResult &Survey) {
  IsKnown = IsKnown && !Survey.Inputs.empty();
  for (const Input &I : Survey.Inputs)
    if (auto [It, IsNew] = All.try_emplace(std::string(1, static_cast<char>(I.What)) + I.Path, I); !IsNew)
      IsKnown = IsKnown && It->second == I;
}

std::vector<Input> SurveyedFiles::take() {
  std::vector<Input> Inputs;
  for (auto &Entry : std::exchange(All, {}))
    if (IsKnown)
      Inputs.push_back(std::move(Entry.second));
  // One string for the same files, whatever order the units came in.
  llvm::sort(Inputs, [](const Input &A, const Input &B) { return std::tie(A.Path, A.What) < std::tie(B.Path, B.What); });
  return Inputs;
}

bool Runner::repeat(const Digest &Scan, const std::vector<CompileCommand> &Commands, UnitRun &Out) {
  std::optional<std::vector<PlannedUnit>> Plan = Cache.findPlan(Scan);
  if (!Plan)
    return false;
  std::vector<UnitResult> Units(Commands.size());
  for (size_t I = 0; I < Commands.size(); ++I)
    Units[I].File = Commands[I].File;
  for (PlannedUnit &U : *Plan) {
    if (U.Index >= Commands.size())
      return false;
    CompileCommand Command = Commands[U.Index];
    Command.OwnFiles = std::move(U.OwnFiles);
    Source From = Source::Cache;
    std::optional<UnitResult> Result = find(Command, From);
    if (!Result)
      return false;
    strip(Command, *Result);
    Units[U.Index] = std::move(*Result);
    Progress("scanning", ++Out.Cached, Plan->size());
  }
  Out.Units = std::move(Units);
  return true;
}

void Runner::strip(const CompileCommand &Command, UnitResult &Result) {
  if (Command.IsSurvey && !Cache.folder().empty())
    Surveyed.add(Result);
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

// Sorted, as every unit has them.
static std::vector<Input> unite(std::vector<Input> A, const std::vector<Input> &B) {
  auto Key = [](const Input &I) { return std::tie(I.Path, I.What); };
  llvm::append_range(A, B);
  llvm::sort(A, [&](const Input &X, const Input &Y) { return Key(X) < Key(Y); });
  A.erase(std::unique(A.begin(), A.end()), A.end());
  return A;
}

/// Of the files of a scan that may be needed again.
static constexpr uint64_t MaxKeptBytes = 2'000'000'000;

void KeptPreambles::add(const std::string &Key, std::shared_ptr<Preamble> Made) {
  uint64_t Size = Made->File.size();
  if (!Known.try_emplace(Key, std::move(Made)).second)
    return;
  Order.push_back(Key);
  Bytes += Size;
  for (; Bytes > MaxKeptBytes && !Order.empty(); Order.pop_front()) {
    auto Oldest = Known.find(Order.front());
    Bytes -= Oldest->second->File.size();
    Known.erase(Oldest);
  }
}

std::pair<std::shared_ptr<Preamble>, unsigned> KeptPreambles::find(const CompileCommand &Command, const std::vector<LeadingIncludes> &Leading) const {
  std::vector<std::string> Keys = Known.empty() ? std::vector<std::string>() : preambleKeys(Command, Leading);
  for (size_t I = Keys.size(); I-- > 0 && Leading[I].Bytes * 2 >= Leading.back().Bytes;)
    if (auto It = Known.find(Keys[I]); It != Known.end())
      return {It->second, Leading[I].Size};
  return {};
}

// Parses units; those that begin the same way behind what they begin with.
void Runner::parse(const std::vector<CompileCommand> &Commands, std::vector<const std::vector<LeadingIncludes> *> Leading, const OnResult &Finished) {
  std::vector<std::pair<std::shared_ptr<Preamble>, unsigned>> Behind(Commands.size());
  for (size_t I = 0; I < Commands.size(); ++I)
    if (Leading[I] != nullptr) {
      Behind[I] = Kept.find(Commands[I], *Leading[I]);
      if (Behind[I].first != nullptr)
        Leading[I] = nullptr;
    }
  std::vector<PreambleGroup> Groups = groupByPreamble(Commands, Leading);
  std::vector<std::shared_ptr<Preamble>> Made(Groups.size());
  // Preambles come first, and units are behind them.
  std::vector<CompileCommand> Jobs(Groups.size());
  llvm::append_range(Jobs, Commands);
  std::vector<size_t> After(Jobs.size(), NoCommand);
  for (size_t I = 0; I < Commands.size(); ++I)
    if (auto &[Earlier, Size] = Behind[I]; Earlier != nullptr) {
      Jobs[Groups.size() + I].Preamble = PreambleFile{Earlier->File.path(), Size, /*IsMade=*/false};
      ++Profile.PreambleUsers;
    }
  for (size_t G = 0; G < Groups.size(); ++G) {
    for (auto [Unit, Size] : Groups[G].Units) {
      size_t Job = Groups.size() + Unit;
      Jobs[Job].Preamble = PreambleFile{{}, Size, /*IsMade=*/false};
      After[Job] = G;
    }
    Jobs[G] = Jobs[Groups.size() + Groups[G].Units.front().first];
    Jobs[G].Preamble->IsMade = true;
  }
  PoolEvents Events;
  Events.After = After;
  // Files are open no longer than they may be of use.
  Events.Starting = [&](size_t Job) {
    if (Job >= Groups.size() || Made[Job] != nullptr)
      return;
    Made[Job] = std::make_shared<Preamble>(Cache.folder());
    Jobs[Job].Preamble->File = Made[Job]->File.path();
  };
  Events.Finished = [&](size_t Job, UnitResult Result) {
    if (Job < Groups.size()) {
      Profile.Preambles += Result.Cost.Whole;
      bool IsOfUse = Result.Failure.empty();
      Profile.PreambleCount += IsOfUse ? 1 : 0;
      Profile.PreambleUsers += IsOfUse ? Groups[Job].Units.size() : 0;
      for (auto [Unit, Size] : Groups[Job].Units)
        if (IsOfUse) {
          Jobs[Groups.size() + Unit].Preamble->File = Made[Job]->File.path();
          Behind[Unit] = {Made[Job], Size};
        } else {
          Jobs[Groups.size() + Unit].Preamble.reset();
        }
      if (IsOfUse) {
        Made[Job]->Inputs = std::move(Result.Inputs);
        Kept.add(Groups[Job].Key, Made[Job]);
      }
      Made[Job].reset();
      return;
    }
    size_t Unit = Job - Groups.size();
    if (std::shared_ptr<Preamble> Used = std::exchange(Behind[Unit].first, nullptr); Used != nullptr && !Result.Inputs.empty())
      Result.Inputs = unite(std::move(Result.Inputs), Used->Inputs);
    Finished(Unit, std::move(Result));
  };
  scanInWorkers(Jobs, Options.Pool, Events);
}

void Runner::run(const std::vector<CompileCommand> &Commands, const OnFinished &Finished, const LeadingOf &Leading) {
  std::vector<CompileCommand> Missing;
  std::vector<size_t> Places;
  std::vector<const std::vector<LeadingIncludes> *> MissingLeading;
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
      MissingLeading.push_back(Leading ? Leading(I) : nullptr);
    }
  }
  parse(Missing, MissingLeading, [&](size_t Index, UnitResult Result) {
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
  bool IsPrefiltered = Options.Prefiltered.value_or(Commands.size() >= ManyUnits);
  std::optional<Digest> Scan;
  if (Options.OwnHeadersOnly && Options.Earlier == nullptr && Options.ComparedWith == nullptr)
    Scan = scanDigest(Commands, P, IsPrefiltered);
  if (Scan && Run.repeat(*Scan, Commands, R))
    return R;
  R.Cached = 0;
  std::vector<UnitResult> Surveys;
  if (Options.OwnHeadersOnly || (Options.SharesPreambles && Commands.size() > 1))
    Surveys = surveyUnits(Run, Commands);
  auto LeadingOf = [&](size_t I) { return Options.SharesPreambles && I < Surveys.size() ? &Surveys[I].Leading : nullptr; };
  if (Options.OwnHeadersOnly) {
    Rounds Plan(Commands, Surveys, P, IsPrefiltered, Options.Earlier);
    for (std::vector<size_t> Next = Plan.next(); !Next.empty() && InterruptGuard::received() == 0; Next = Plan.next()) {
      std::vector<CompileCommand> Now;
      for (size_t I : Next)
        Now.push_back(Plan.command(I));
      auto OnFinished = [&](size_t I, UnitResult Result, Source From) {
        bool IsAgain = Plan.isFinished(Next[I]);
        Plan.finish(Next[I], std::move(Result));
        if (!IsAgain)
          Count(From);
      };
      Run.run(Now, OnFinished, [&](size_t I) { return LeadingOf(Next[I]); });
    }
    R.Signal = InterruptGuard::received();
    std::vector<PlannedUnit> Read;
    for (size_t I = 0; I < Commands.size(); ++I)
      if (Plan.isFinished(I))
        Read.push_back({I, Plan.command(I).OwnFiles});
    if (Scan && R.Signal == 0)
      Run.Cache.storePlan(*Scan, Run.Surveyed.take(), Read);
    R.Units = Plan.take();
    for (size_t I = 0; R.Signal != 0 && I < Commands.size(); ++I)
      if (!Plan.isFinished(I))
        R.Units[I].Failure = NotScanned;
  } else {
    R.Units.resize(Commands.size());
    auto OnFinished = [&](size_t I, UnitResult Result, Source From) {
      R.Units[I] = std::move(Result);
      Count(From);
    };
    Run.run(Commands, OnFinished, LeadingOf);
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
