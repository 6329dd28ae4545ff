//===- main.cpp - The scanner -------------------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>

int main(int Count, char **Values) {
  // What cannot be written is told by the write, also where there is a limit for the size of files.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  tenantscan::Invocation I;
  static int Here;
  I.Program = llvm::sys::fs::getMainExecutable(Values[0], &Here);
  I.Arguments.assign(Values + 1, Values + Count);

  CLI::App App("Finds data of one tenant that another tenant can reach, in C++ services and in SQL.", "tenantscan");
  App.set_version_flag("--version", fmt::format("tenantscan {} (LLVM {})", TENANTSCAN_VERSION, LLVM_VERSION_STRING));
  App.require_subcommand(1);
  App.footer("Examples:\n"
             "  tenantscan scan -p build              scan a project\n"
             "  tenantscan sql --schema schema.sql queries.sql\n"
             "  tenantscan explain tenant-sql-predicate\n"
             "\n"
             "Help on a command: tenantscan scan --help");
  tenantscan::addScan(App, I);
  tenantscan::addUnit(App, I);
  tenantscan::addMerge(App, I);
  tenantscan::addInferWrappers(App, I);
  tenantscan::addSql(App, I);
  tenantscan::addBaseline(App, I);
  tenantscan::addSuppressions(App, I);
  tenantscan::addInit(App, I);
  tenantscan::addDoctor(App, I);
#ifdef TENANTSCAN_HAS_LSP
  tenantscan::addLsp(App, I);
  tenantscan::addEditorWorker(App, I);
#endif
  tenantscan::addListChecks(App, I);
  tenantscan::addExplain(App, I);
  tenantscan::addCompletion(App, I);
  tenantscan::addWorker(App, I);
  try {
    App.parse(Count, Values);
  } catch (const CLI::ParseError &Error) {
    // Success stands for --help and --version.
    if (Error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
      return App.exit(Error);
    App.exit(Error);
    return tenantscan::ExitUsage;
  }
  return I.ExitCode;
}
