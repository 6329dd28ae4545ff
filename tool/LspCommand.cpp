//===- LspCommand.cpp - tenantscan lsp ----------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"
#include "tool/lsp/EditorWorker.h"
#include "tool/lsp/Server.h"
#include "tool/unit/Arguments.h"

#include "llvm/Support/LSP/Logging.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>

namespace tenantscan {

namespace {

struct LspOptions {
  lsp::ServerOptions Server;
  std::string Checks;
  bool Verbose = false;
};

} // namespace

static int speak(LspOptions &O, const Invocation &I) {
  O.Server.Program = I.Program;
  O.Server.Checks = selectChecks(O.Checks);
  if (O.Server.Checks.empty())
    return ExitUsage;
  if (resourceFolder().empty()) {
    printError(fmt::format("Clang's own headers are not at {}; install libclang-common-{}-dev", TENANTSCAN_RESOURCE_DIR, TENANTSCAN_LLVM_MAJOR));
    return ExitUsage;
  }
  llvm::lsp::Logger::setLogLevel(O.Verbose ? llvm::lsp::Logger::Level::Info : llvm::lsp::Logger::Level::Error);
  int Code = lsp::serve(O.Server, stdin) ? ExitClean : 1;
  // A scan may be under way: its worker ends with this process.
  std::_Exit(Code);
}

void addLsp(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<LspOptions>();
  CLI::App *Command = App.add_subcommand("lsp", "Be a language server for an editor, over standard input and output");
  Command
      ->add_option("-p,--build", O->Server.BuildFolder,
                   "Folder with compile_commands.json; without it the nearest one from each file upwards, also in a folder build")
      ->type_name("DIR");
  Command->add_option("--config", O->Server.Config, "Use this tenantscan.json instead of the nearest one upwards")->type_name("FILE");
  Command->add_option("--checks", O->Checks, "Comma-separated globs of checks to run; a leading minus takes back")->type_name("GLOBS");
  Command->add_option("--tenant-column", O->Server.TenantColumns, "Column that holds the tenant, instead of the configured ones; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  Command->add_option("--delay", O->Server.Delay, "Milliseconds without a change after which a file is scanned again")
      ->type_name("MS")
      ->check(CLI::Range(0u, 60000u))
      ->capture_default_str();
  Command->add_option("--timeout", O->Server.Timeout, "Seconds that one file may take")
      ->type_name("S")
      ->check(CLI::Range(1u, 86400u))
      ->capture_default_str();
  Command->add_option("--memory-limit", O->Server.MemoryLimit, "Memory that one scan may allocate, as 800M or 2G; without it, all there is")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false));
  Command->add_option("--threads", O->Server.Threads, "Files that are scanned at a time; without it, as many as there are processors, at most 4")
      ->type_name("N")
      ->check(CLI::Range(1u, 64u));
  Command->add_option("--cache-dir", O->Server.CacheFolder, "Cache of tenantscan scan, for what is known of the project; without it the default one")
      ->type_name("DIR");
  Command->add_flag("-v,--verbose", O->Verbose, "Write what is sent and received to standard error");
  Command->footer("Editors start it; docs/editors.md has set-ups for them.\n"
                  "\n"
                  "Exit codes: 0 after the editor's shutdown, 1 where the input ended without it,\n"
                  "            2 wrong usage.");
  Command->callback([O, &I] { I.ExitCode = speak(*O, I); });
}

void addEditorWorker(CLI::App &App, Invocation &I) {
  struct WorkerOptions {
    std::string Config;
    std::string Root;
    std::vector<std::string> TenantColumns;
    uint64_t MemoryLimit = 0;
  };
  auto O = std::make_shared<WorkerOptions>();
  CLI::App *Command = App.add_subcommand("editor-worker", "")->group("");
  Command->add_option("--config", O->Config);
  Command->add_option("--root", O->Root);
  Command->add_option("--memory-limit", O->MemoryLimit);
  Command->add_option("--tenant-column", O->TenantColumns)->allow_extra_args(false);
  Command->callback([O, &I] {
    std::vector<model::Problem> Problems;
    auto P = std::make_shared<model::Project>(*model::loadProject(O->Config, O->Root, Problems));
    if (!O->TenantColumns.empty())
      P->setTenantColumns(O->TenantColumns);
    I.ExitCode = lsp::runEditorWorker(*P, O->MemoryLimit);
  });
}

} // namespace tenantscan
