//===- UnitCommand.cpp - tenantscan unit --------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Part.h"
#include "tool/run/Run.h"

#include "llvm/ADT/STLExtras.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <set>

namespace tenantscan {

namespace {

struct UnitOptions {
  std::string File;
  std::vector<std::string> Command;
  std::string BuildFolder;
  std::string Directory = ".";
  std::string Root;
  std::string Config;
  std::vector<std::string> TenantColumns;
  std::string Output;
  std::string DependencyFile;
  bool IsRelocatable = false;
  unsigned Timeout = 300;
  uint64_t MemoryLimit = 0;
  CacheOptions Cache;
};

} // namespace

static llvm::Expected<std::vector<CompileCommand>> commandsOf(const UnitOptions &O) {
  if (O.Command.empty()) {
    llvm::Expected<std::vector<CompileCommand>> All = readCompileCommands(O.BuildFolder);
    return All ? selectCommands(std::move(*All), {O.File}) : std::move(All);
  }
  CompileCommand C{absolutePath(O.Directory), "", O.Command};
  C.File = joinPaths(C.Directory, O.File);
  if (!llvm::is_contained(O.Command, O.File))
    C.Arguments.push_back(O.File);
  return std::vector<CompileCommand>{std::move(C)};
}

// As compilers write it. A name with a line break cannot be written.
static std::string dependencies(const UnitOptions &O, const std::vector<UnitResult> &Units, const model::Project &P) {
  std::set<std::string> Files(P.Inputs.begin(), P.Inputs.end());
  for (const UnitResult &U : Units)
    for (const Input &I : U.Inputs)
      if (I.What == Input::Kind::File)
        Files.insert(I.Path);
  auto Escaped = [](const std::string &Name) {
    std::string Out;
    for (char C : Name) {
      if (C == ' ' || C == '#')
        Out += '\\';
      else if (C == '$')
        Out += '$';
      Out += C;
    }
    return Out;
  };
  std::string Text = Escaped(O.Output) + ":";
  for (const std::string &File : Files)
    if (File.find('\n') == std::string::npos)
      Text += " \\\n  " + Escaped(File);
  return Text + "\n";
}

static int scanOne(const UnitOptions &O, const Invocation &I) {
  std::shared_ptr<const model::Project> P = loadOrExplain(O.Config, O.Root.empty() ? O.File : O.Root, O.TenantColumns);
  if (!P)
    return ExitUsage;
  llvm::Expected<std::vector<CompileCommand>> Commands = commandsOf(O);
  if (!Commands) {
    printError(llvm::toString(Commands.takeError()));
    return ExitUsage;
  }
  RunOptions Options;
  Options.Cache = O.Cache;
  Options.Cache.Enabled = !O.Cache.Folder.empty();
  Options.WithInputs = true;
  Options.Pool.Timeout = O.Timeout;
  Options.Pool.MemoryLimit = O.MemoryLimit;
  Options.Pool.WorkerCommand = workerCommand(I.Program, *P, O.TenantColumns);
  Part Out = makePart(I.Program, *P, O.TenantColumns);
  UnitRun Scanned = runUnits(*Commands, Options, *P, [](const char *, size_t, size_t) {});
  // Nothing is written: the build would take it for done.
  if (Scanned.Signal != 0)
    return 128 + Scanned.Signal;
  Out.Units = std::move(Scanned.Units);
  if (!O.DependencyFile.empty() && !writeOutput(O.DependencyFile, dependencies(O, Out.Units, *P)))
    return ExitUsage;
  return writeOutput(O.Output, serialize(Out, !O.IsRelocatable)) ? ExitClean : ExitUsage;
}

void addUnit(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<UnitOptions>();
  CLI::App *Command = App.add_subcommand("unit", "Scan one file, and write the result for tenantscan merge");
  Command->add_option("FILE", O->File, "The source file")->required();
  Command->add_option("COMMAND", O->Command, "After --: the compiler and its arguments; without it, those of compile_commands.json");
  Command->add_option("-o,--output", O->Output, "Write the result to FILE")->type_name("FILE")->required();
  Command->add_option("--depfile", O->DependencyFile, "Write what the result depends on to FILE, as a rule for make and ninja")->type_name("FILE");
  Command->add_option("-p,--build", O->BuildFolder, "Folder with compile_commands.json; without it the nearest one upwards")->type_name("DIR");
  Command->add_option("--directory", O->Directory, "Folder that COMMAND runs in")->type_name("DIR")->capture_default_str();
  Command->add_option("--root", O->Root, "Folder of the project, the same for all of its files; without it the one of FILE")->type_name("DIR");
  Command->add_flag("--relocatable", O->IsRelocatable,
                    "Write nothing of where the project lies: the same bytes in any sandbox; merge needs --root then");
  Command->add_option("--config", O->Config, "Use this tenantscan.json instead of the nearest one upwards")->type_name("FILE");
  Command->add_option("--tenant-column", O->TenantColumns, "Column that holds the tenant, instead of the configured ones; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  Command->add_option("--timeout", O->Timeout, "Seconds that the file may take")
      ->type_name("S")
      ->check(CLI::Range(1u, 86400u))
      ->capture_default_str();
  Command->add_option("--memory-limit", O->MemoryLimit, "Memory that the worker may allocate, as 800M or 2G; without it, all there is")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false));
  Command->add_option("--cache-dir", O->Cache.Folder, "Keep results in DIR; without it none are kept")->type_name("DIR");
  Command->footer("For build systems: reads the source, its headers and the configuration, and\n"
                  "writes the files that are named. What could not be compiled is part of the\n"
                  "result; tenantscan merge reports it.\n"
                  "\n"
                  "Examples:\n"
                  "  tenantscan unit src/a.cpp -o a.part --depfile a.d -- c++ -Iinclude -c src/a.cpp\n"
                  "  tenantscan unit src/b.cpp -o b.part -p build\n"
                  "  tenantscan merge a.part b.part\n"
                  "\n"
                  "Exit codes: 0 the result is written, 2 wrong usage or configuration,\n"
                  "            130 or 143 ended by SIGINT or SIGTERM: nothing is written.");
  Command->callback([O, &I] { I.ExitCode = scanOne(*O, I); });
}

} // namespace tenantscan
