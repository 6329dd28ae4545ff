//===- ScanCommand.cpp - tenantscan scan --------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"
#include "tool/gate/Since.h"
#include "tool/report/Escape.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Keys.h"
#include "tool/run/Part.h"
#include "tool/run/Run.h"
#include "tool/run/Suppressions.h"
#include "tool/unit/Arguments.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <memory>
#include <optional>
#include <thread>

namespace tenantscan {

namespace {

struct ScanOptions {
  std::string BuildFolder;
  std::vector<std::string> Paths;
  std::string Config;
  std::string Checks;
  std::vector<std::string> TenantColumns;
  unsigned Jobs = std::max(1u, std::thread::hardware_concurrency());
  unsigned Timeout = 300;
  unsigned Retries = 1;
  uint64_t MemoryLimit = 0;
  bool Quiet = false;
  bool Verbose = false;
  std::optional<bool> Prefiltered;
  bool SharesPreambles = true;
  bool Profiled = false;
  CacheOptions Cache;
  std::string Which;
  std::string Times;
  OutputOptions Output;
  GateOptions Gating;
};

} // namespace

/// What the options name; nullopt where the usage is wrong, which is told.
static std::optional<std::vector<CompileCommand>> commandsOf(const ScanOptions &O) {
  if (resourceFolder().empty()) {
    printError(fmt::format("Clang's own headers are not at {}; install libclang-common-{}-dev", TENANTSCAN_RESOURCE_DIR, TENANTSCAN_LLVM_MAJOR));
    return std::nullopt;
  }
  llvm::Expected<std::vector<CompileCommand>> All = readCompileCommands(O.BuildFolder);
  if (!All) {
    printError(llvm::toString(All.takeError()));
    return std::nullopt;
  }
  llvm::Expected<std::vector<CompileCommand>> Commands = selectCommands(std::move(*All), O.Paths);
  if (!Commands) {
    printError(llvm::toString(Commands.takeError()));
    return std::nullopt;
  }
  return std::move(*Commands);
}

static RunOptions runOptions(const ScanOptions &O, const Invocation &I, const model::Project &P) {
  RunOptions Options;
  Options.Cache = O.Cache;
  // Another machine may know of other names that matter.
  Options.OwnHeadersOnly = O.Which.empty();
  Options.Prefiltered = O.Prefiltered;
  Options.SharesPreambles = O.SharesPreambles;
  PoolOptions &Pool = Options.Pool;
  Pool.Workers = O.Jobs;
  Pool.Timeout = O.Timeout;
  Pool.Retries = O.Retries;
  Pool.MemoryLimit = O.MemoryLimit;
  Pool.Verbose = O.Verbose;
  Pool.WorkerCommand = workerCommand(I.Program, P, O.TenantColumns);
  return Options;
}

static UnitRun scanUnits(const ScanOptions &O, const std::vector<CompileCommand> &Commands, const Invocation &I, const model::Project &P,
                         const Revision *Then = nullptr) {
  RunOptions Options = runOptions(O, I, P);
  Options.ComparedWith = Then != nullptr ? &Then->files() : nullptr;
  UnitRun R = runUnits(Commands, Options, P, progressOnTerminal(O.Quiet));
  if (!R.CacheProblem.empty())
    fmt::print(stderr, "warning: results are not kept: {}\n", R.CacheProblem);
  if (!O.Quiet)
    fmt::print(stderr, "{}\n", summary(R));
  return R;
}

/// As a shell has it for a program that a signal ended.
static int exitCodeAfter(int Signal, int Otherwise) { return Signal != 0 ? 128 + Signal : Otherwise; }

/// Where the time went, for those who want it to be less.
static void printProfile(RunProfile Profile, double Planning, double Judging) {
  double All = Profile.Surveys + Profile.Preambles + Profile.Parsing + Profile.Collecting + Planning + Judging;
  auto Line = [All](const std::string &What, double Seconds) {
    fmt::print(stderr, "  {:<44} {:>9.2f} s {:>4.0f} %\n", What, Seconds, All > 0 ? 100 * Seconds / All : 0);
  };
  fmt::print(stderr, "CPU time:\n");
  Line("surveying: which files does a unit include?", Profile.Surveys);
  if (Profile.PreambleCount != 0)
    Line(fmt::format("parsing what {} units begin with, {} times", Profile.PreambleUsers, Profile.PreambleCount), Profile.Preambles);
  Line("parsing", Profile.Parsing);
  Line("collecting what the checks need", Profile.Collecting);
  Line("cache, and choosing the units to parse", Planning);
  Line("linking and judging", Judging);
  std::sort(Profile.Units.begin(), Profile.Units.end(),
            [](const auto &A, const auto &B) { return std::pair(-A.second.Whole, A.first) < std::pair(-B.second.Whole, B.first); });
  Profile.Units.resize(std::min<size_t>(Profile.Units.size(), 10));
  if (!Profile.Units.empty())
    fmt::print(stderr, "the units that took most, and the checks' part of it:\n");
  for (const auto &[File, Cost] : Profile.Units)
    fmt::print(stderr, "  {:>9.2f} s {:>7.2f} s  {}\n", Cost.Whole, Cost.Collecting, printable(File));
}

/// Writes what the units of one shard gave; merge reports it.
static int writePart(const ScanOptions &O, const std::vector<CompileCommand> &Commands, const Invocation &I, const model::Project &P) {
  Part Out = makePart(I.Program, P, O.TenantColumns);
  Out.Which = *parseShard(O.Which);
  UnitTimes Times;
  if (!O.Times.empty()) {
    llvm::Expected<UnitTimes> Read = readUnitTimes(O.Times);
    if (!Read) {
      printError(llvm::toString(Read.takeError()));
      return ExitUsage;
    }
    Times = std::move(*Read);
  }
  Out.Commands = spelled(commandsDigest(Commands, P.Root, Times));
  UnitRun Scanned = scanUnits(O, selectShard(Commands, Out.Which, P, Times), I, P);
  Out.Units = std::move(Scanned.Units);
  for (const auto &[File, Cost] : Scanned.Profile.Units)
    Out.Times[P.relative(File)] += Cost.Whole;
  if (O.Profiled)
    printProfile(std::move(Scanned.Profile), cpuSeconds(), /*Judging=*/0);
  return writeOutput(O.Output.File, serialize(Out)) ? exitCodeAfter(Scanned.Signal, ExitClean) : ExitUsage;
}

/// Scans and judges, with suppressions applied.
static ScanResult judged(const ScanOptions &O, UnitRun Scanned, const model::Project &P, const std::vector<std::string> &Checks) {
  double Before = cpuSeconds();
  RunProfile Profile = std::move(Scanned.Profile);
  ScanResult R = link(std::move(Scanned.Units), P, Checks, O.Paths.empty() && Scanned.Signal == 0);
  applySuppressions(R, P, {Checks, today(), O.Paths.empty()});
  if (O.Profiled)
    printProfile(std::move(Profile), Before, cpuSeconds() - Before);
  return R;
}

/// Scans what there was at \p Then, and has the gate compare with it. Returns the signal
/// that ended it, 0 where none did; nullopt, after saying why, where it failed.
static std::optional<int> scanSince(ScanOptions &O, const Revision &Then, const std::vector<CompileCommand> &Commands, const UnitRun &Now,
                                    const Invocation &I, const model::Project &P, const std::vector<std::string> &Checks) {
  llvm::Expected<EarlierScan> Scanned = scanAsOf(Then, Commands, Now, P, {runOptions(O, I, P), O.TenantColumns, Checks, O.Paths.empty()});
  if (!Scanned) {
    printError(printable(llvm::toString(Scanned.takeError())));
    return std::nullopt;
  }
  for (const std::string &Warning : Scanned->Warnings)
    fmt::print(stderr, "warning: {}\n", printable(Warning));
  for (const UnitFailure &F : Scanned->Failures)
    fmt::print(stderr, "warning: {} could not be scanned as it was, so what is found in it counts as new: {}\n", printable(F.File),
               printable(F.Message));
  if (!O.Quiet)
    fmt::print(stderr, "compared with {}: {}, {} scanned as they were\n", Then.commit().substr(0, 12), counted(Then.changedFiles(), "changed file"),
               counted(Scanned->Scanned, "unit"));
  O.Gating.compareWith(std::move(Scanned->Known));
  return Scanned->Signal;
}

static int scan(ScanOptions &O, const Invocation &I) {
  std::shared_ptr<const model::Project> P = loadOrExplain(O.Config, O.Paths.empty() ? "." : O.Paths.front(), O.TenantColumns);
  std::vector<std::string> Checks = selectChecks(O.Checks);
  if (!P || Checks.empty() || !O.Output.areClear() || !O.Gating.load())
    return ExitUsage;
  std::optional<std::vector<CompileCommand>> Commands = commandsOf(O);
  if (!Commands)
    return ExitUsage;
  if (!O.Which.empty())
    return writePart(O, *Commands, I, *P);
  std::optional<Revision> Then;
  if (!O.Gating.Since.empty()) {
    llvm::Expected<Revision> Compared = Revision::compare(P->Root, O.Gating.Since);
    if (!Compared) {
      printError(printable(llvm::toString(Compared.takeError())));
      return ExitUsage;
    }
    Then.emplace(std::move(*Compared));
  }
  UnitRun Scanned = scanUnits(O, *Commands, I, *P, Then ? &*Then : nullptr);
  int Signal = Scanned.Signal;
  if (Then && Signal == 0) {
    std::optional<int> Ended = scanSince(O, *Then, *Commands, Scanned, I, *P, Checks);
    if (!Ended)
      return ExitUsage;
    Signal = *Ended;
  }
  ScanResult R = judged(O, std::move(Scanned), *P, Checks);
  RunInfo Info;
  Info.Arguments = I.Arguments;
  Info.Deciding = O.Gating.gate(R, Checks, O.Paths.empty() || !O.Gating.Since.empty());
  Info.ExitCode = exitCodeAfter(Signal, exitCodeFor(R, Info.Deciding));
  Info.Checks = Checks;
  return O.Output.write(std::move(R), Info) ? Info.ExitCode : static_cast<int>(ExitUsage);
}

static int listSuppressions(const ScanOptions &O, const Invocation &I) {
  std::shared_ptr<const model::Project> P = loadOrExplain(O.Config, O.Paths.empty() ? "." : O.Paths.front(), O.TenantColumns);
  std::optional<std::vector<CompileCommand>> Commands = P ? commandsOf(O) : std::nullopt;
  if (!Commands)
    return ExitUsage;
  ScanResult R = judged(O, scanUnits(O, *Commands, I, *P), *P, selectChecks(""));
  std::string Out;
  size_t WithoutReason = 0;
  for (const SuppressedFinding &S : R.Suppressed) {
    const Finding &F = S.What;
    std::string Until = S.Until.empty() ? "" : fmt::format(" until {}", S.Until);
    std::string Reason = S.Reason.empty() ? "no reason" : printable(S.Reason);
    WithoutReason += S.Reason.empty() ? 1 : 0;
    Out += fmt::format("{}:{}:{}: {}{}: {}\n    {} [{}]\n", printable(relativePath(F.Primary.File, R)), F.Primary.Line, F.Primary.Column,
                       S.InSource ? "in the source" : "exemption", Until, Reason, printable(F.Message), F.Check);
  }
  Out += renderFailures(R, /*Colors=*/false);
  Out += fmt::format("{} suppressed, {} without a reason\n", counted(R.Suppressed.size(), "finding"), WithoutReason);
  if (!writeOutput("", Out))
    return ExitUsage;
  return R.Failures.empty() ? ExitClean : ExitIncomplete;
}

/// A rule pack with the wrappers, in the format of rules/pack.schema.json.
static std::string wrapperPack(const std::set<Wrapper> &Wrappers) {
  static constexpr const char *Styles[] = {"dollar", "qmark", "qmarkN", "colon", "at", "dollarName", "braces", "pct", "qt"};
  nlohmann::ordered_json Apis = nlohmann::ordered_json::array();
  for (const Wrapper &W : Wrappers) {
    nlohmann::ordered_json Entry = {{"fn", W.Function}, {"role", "sql"}, {"in", {{"sql", W.Index}}}};
    if (W.Formatted)
      Entry["format"] = *W.Formatted == model::FormatStyle::Braces ? "braces" : "printf";
    if (!W.Before.empty())
      Entry["before"] = W.Before;
    if (!W.After.empty())
      Entry["after"] = W.After;
    Entry["dialect"] = std::string(sql::dialectName(W.Language));
    Entry["ph"] = nlohmann::ordered_json::array();
    for (const char *Style : Styles)
      if ((W.Placeholders & sql::parsePlaceholderStyle(Style).value_or(static_cast<sql::PlaceholderStyle>(0))) != 0)
        Entry["ph"].push_back(Style);
    Apis.push_back(std::move(Entry));
  }
  nlohmann::ordered_json Pack = {
      {"schema", 1}, {"pack", "wrappers"}, {"lib", {{"name", "wrappers of this project, written by tenantscan infer-wrappers"}}}, {"apis", Apis}};
  return Pack.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

static int inferWrappers(const ScanOptions &O, const std::string &File, const Invocation &I) {
  std::shared_ptr<const model::Project> P = loadOrExplain(O.Config, O.Paths.empty() ? "." : O.Paths.front(), O.TenantColumns);
  if (!P)
    return ExitUsage;
  std::optional<std::vector<CompileCommand>> Commands = commandsOf(O);
  if (!Commands)
    return ExitUsage;
  UnitRun Scanned = scanUnits(O, *Commands, I, *P);
  const std::vector<UnitResult> &Units = Scanned.Units;
  std::vector<const UnitFacts *> Facts;
  size_t Failed = 0;
  for (const UnitResult &U : Units) {
    Facts.push_back(&U.Facts);
    Failed += U.Failure.empty() ? 0 : 1;
    if (!U.Failure.empty())
      printError(fmt::format("{}: {}", U.File, U.Failure));
  }
  std::set<Wrapper> Wrappers = linkProgram(Facts, *P).Wrappers;
  if (!writeOutput(File, wrapperPack(Wrappers)))
    return ExitUsage;
  fmt::print(stderr, "{} {} found in {} {}\n", Wrappers.size(), Wrappers.size() == 1 ? "wrapper" : "wrappers", Units.size(),
             Units.size() == 1 ? "file" : "files");
  return exitCodeAfter(Scanned.Signal, Failed == 0 ? ExitClean : ExitIncomplete);
}

static void addCacheOptions(CLI::App &Command, CacheOptions &O) {
  Command.add_option("--cache-dir", O.Folder, "Keep results of units in DIR instead of the user's cache folder")->type_name("DIR");
  Command.add_option("--cache-size", O.SizeBytes, "Size that the folder may have after a scan, as 500M or 2G")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false))
      ->default_str("1G");
  Command.add_flag("--cache-readonly", O.ReadOnly, "Take results from the cache, write none");
  Command.add_flag_callback("--no-cache", [&O] { O.Enabled = false; }, "Parse every unit, and keep nothing");
}

static void addUnitOptions(CLI::App &Command, ScanOptions &O) {
  Command.add_option("-p,--build", O.BuildFolder, "Folder with compile_commands.json; without it the nearest one upwards")->type_name("DIR");
  Command.add_option("PATH", O.Paths, "Files and folders to scan; without any, everything in compile_commands.json");
  Command.add_option("--config", O.Config, "Use this tenantscan.json instead of the nearest one upwards")->type_name("FILE");
  Command.add_option("-j,--jobs", O.Jobs, "Worker processes")->type_name("N")->check(CLI::Range(1u, 1024u))->capture_default_str();
  Command.add_option("--timeout", O.Timeout, "Seconds that one file may take")->type_name("S")->check(CLI::Range(1u, 86400u))->capture_default_str();
  Command.add_option("--memory-limit", O.MemoryLimit, "Memory that one worker may allocate, as 800M or 2G; without it, all there is")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false));
  Command.add_option("--retries", O.Retries, "How often a file that a worker did not survive is given to another")
      ->type_name("N")
      ->check(CLI::Range(0u, 1000u))
      ->capture_default_str();
  CLI::Option *All = Command.add_flag_callback(
      "--no-prefilter", [&O] { O.Prefiltered = false; }, "Parse also the files that can have nothing to find; the findings are the same");
  Command.add_flag_callback("--prefilter", [&O] { O.Prefiltered = true; }, "Parse no such files where there are few files, either")->excludes(All);
  Command.add_flag_callback(
      "--no-preambles", [&O] { O.SharesPreambles = false; }, "Parse what several files begin with for each of them; the findings are the same");
  addCacheOptions(Command, O.Cache);
  Command.add_option("--tenant-column", O.TenantColumns, "Column that holds the tenant, instead of the configured ones; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  Command.add_flag("--profile", O.Profiled, "Say on standard error where the CPU time went");
  Command.add_flag("-q,--quiet", O.Quiet, "No progress");
  Command.add_flag("-v,--verbose", O.Verbose, "Show what the workers print, such as the stack of a crash");
}

void addInferWrappers(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<ScanOptions>();
  auto File = std::make_shared<std::string>();
  CLI::App *Command = App.add_subcommand("infer-wrappers", "Write a rule pack with the functions that hand SQL on");
  addUnitOptions(*Command, *O);
  Command->add_option("-o,--output", *File, "File to write; standard output without it")->type_name("FILE");
  Command->footer("clang-tidy sees one file at a time. With the pack in \"packs\" of tenantscan.json it\n"
                  "knows the wrappers of the other files; the scanner finds them without it.\n"
                  "\n"
                  "Examples:\n"
                  "  tenantscan infer-wrappers -p build -o rules/wrappers.json\n"
                  "\n"
                  "Exit codes: 0 written, 2 wrong usage or configuration,\n"
                  "            3 incomplete: some file could not be scanned.");
  Command->callback([O, File, &I] { I.ExitCode = inferWrappers(*O, *File, I); });
}

void addSuppressions(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<ScanOptions>();
  CLI::App *Command = App.add_subcommand("suppressions", "Scan, and list the findings that are suppressed, with their reasons");
  addUnitOptions(*Command, *O);
  Command->footer("Examples:\n"
                  "  tenantscan suppressions -p build\n"
                  "\n"
                  "Exit codes: 0 listed, 2 wrong usage or configuration,\n"
                  "            3 incomplete: some file could not be scanned.");
  Command->callback([O, &I] { I.ExitCode = listSuppressions(*O, I); });
}

void addScan(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<ScanOptions>();
  CLI::App *Command = App.add_subcommand("scan", "Scan the C++ sources of compile_commands.json");
  addUnitOptions(*Command, *O);
  Command->add_option("--checks", O->Checks, "Comma-separated globs of checks to run; a leading minus takes back")->type_name("GLOBS");
  O->Output.add(*Command);
  O->Gating.add(*Command);
  O->Gating.addSince(*Command);
  Command->add_option("--shard", O->Which, "Scan the I-th of N parts only, and write the result to --output for tenantscan merge")
      ->type_name("I/N")
      ->needs("--output")
      ->excludes("--since")
      ->check([](const std::string &Text) { return parseShard(Text) ? std::string() : "must be I/N with I from 1 to N, as 2/5"; });
  Command
      ->add_option("--times", O->Times,
                   "Make shards that take about the same time, by FILE that tenantscan merge --times wrote; "
                   "the same FILE for all shards; if it is not there, shards have about the same number of files")
      ->type_name("FILE")
      ->needs("--shard");
  Command->footer("Examples:\n"
                  "  tenantscan scan -p build                       everything that the build compiles\n"
                  "  tenantscan scan -p build src/billing           one folder\n"
                  "  tenantscan scan -p build --format=text --format=sarif:out.sarif\n"
                  "  tenantscan scan -p build --baseline known.sarif --min-severity=warning\n"
                  "  tenantscan scan -p build --since origin/main   what a branch adds\n"
                  "\n"
                  "Exit codes: 0 nothing found that counts, 1 findings, 2 wrong usage or configuration,\n"
                  "            3 incomplete: some file could not be scanned,\n"
                  "            130 or 143 incomplete: ended by SIGINT or SIGTERM.");
  Command->callback([O, &I] { I.ExitCode = scan(*O, I); });
}

void addWorker(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<ScanOptions>();
  auto Root = std::make_shared<std::string>();
  auto Earlier = std::make_shared<std::string>();
  CLI::App *Command = App.add_subcommand("worker", "")->group("");
  Command->add_option("--config", O->Config)->take_last();
  Command->add_option("--root", *Root);
  Command->add_option("--earlier", *Earlier);
  Command->add_option("--memory-limit", O->MemoryLimit);
  Command->add_option("--tenant-column", O->TenantColumns)->allow_extra_args(false);
  Command->callback([O, Root, Earlier, &I] {
    llvm::sys::PrintStackTraceOnErrorSignal("tenantscan");
    std::vector<model::Problem> Problems;
    auto P = std::make_shared<model::Project>(*model::loadProject(O->Config, *Root, Problems));
    if (!O->TenantColumns.empty())
      P->setTenantColumns(O->TenantColumns);
    // The configuration of another revision is laid out elsewhere.
    P->Root = *Root;
    std::optional<EarlierFiles> Then;
    if (!Earlier->empty()) {
      auto Packed = llvm::MemoryBuffer::getFile(*Earlier, /*IsText=*/false, /*RequiresNullTerminator=*/false);
      if (!Packed)
        return;
      Then = EarlierFiles::unpacked((*Packed)->getBuffer());
    }
    I.ExitCode = runWorker(*P, O->MemoryLimit, Then ? &*Then : nullptr);
  });
}

} // namespace tenantscan
