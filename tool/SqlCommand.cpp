//===- SqlCommand.cpp - tenantscan sql ----------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Suppressions.h"

#include "llvm/Support/MemoryBuffer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace tenantscan {

namespace {

struct SqlOptions {
  std::vector<std::string> Files;
  std::vector<std::string> SchemaFiles;
  std::string Config;
  std::string Dialect = "postgresql";
  std::vector<std::string> TenantColumns;
  std::vector<std::string> Placeholders;
  OutputOptions Output;
  GateOptions Gating;
};

} // namespace

static sql::PlaceholderStyles placeholdersOf(const SqlOptions &O, sql::Dialect Language) {
  sql::PlaceholderStyles Styles = 0;
  for (const std::string &Name : O.Placeholders)
    Styles |= *sql::parsePlaceholderStyle(Name);
  if (!O.Placeholders.empty())
    return Styles;
  return usualPlaceholders(Language);
}

static int judgeFiles(SqlOptions &O, const Invocation &I) {
  const std::string &First = O.Files.front();
  std::shared_ptr<const model::Project> Loaded = loadOrExplain(O.Config, First == "-" ? "." : First, O.TenantColumns);
  if (!Loaded || !O.Output.areClear() || !O.Gating.load())
    return ExitUsage;
  auto P = std::make_shared<model::Project>(*Loaded);
  sql::Dialect Language = *sql::parseDialect(O.Dialect);
  auto Read = [](const std::string &File) -> std::unique_ptr<llvm::MemoryBuffer> {
    auto Buffer = llvm::MemoryBuffer::getFileOrSTDIN(File);
    std::string Name = File == "-" ? "standard input" : File;
    if (!Buffer) {
      printError(fmt::format("cannot read {}: {}", Name, Buffer.getError().message()));
      return nullptr;
    }
    llvm::StringRef Text = (*Buffer)->getBuffer();
    // A statement with such a byte is not resolved; of many of them it is no text.
    if (static constexpr size_t Few = 10; static_cast<size_t>(Text.count('\0')) * Few <= Text.size())
      return std::move(*Buffer);
    bool IsWide = Text.starts_with("\xFF\xFE") || Text.starts_with("\xFE\xFF");
    printError(fmt::format("cannot read {}: {}", Name, IsWide ? "it is UTF-16; save it as UTF-8" : "it is no text"));
    return nullptr;
  };
  for (const std::string &File : O.SchemaFiles) {
    std::unique_ptr<llvm::MemoryBuffer> Buffer = Read(File);
    if (!Buffer)
      return ExitUsage;
    for (const std::string &Message : P->Tables.addDefinitions(Buffer->getBuffer().str(), Language))
      fmt::print(stderr, "warning: {}: {}\n", File, Message);
  }
  std::vector<SqlFile> Files;
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Texts;
  for (const std::string &File : O.Files) {
    std::string Name = File == "-" ? "<stdin>" : absolutePath(File);
    if (std::any_of(Files.begin(), Files.end(), [&](const SqlFile &Known) { return Known.name() == Name; }))
      continue;
    Texts.push_back(Read(File));
    if (!Texts.back())
      return ExitUsage;
    Files.emplace_back(Name, Texts.back()->getBuffer(), Language, placeholdersOf(O, Language));
    if (Files.back().statements().empty())
      fmt::print(stderr, "warning: {}: no statement in it\n", File == "-" ? "standard input" : File);
  }
  RunInfo Info;
  Info.Checks = {"tenant-sql-predicate", "tenant-suppression"};
  ScanResult R = link(Files, *P, Info.Checks);
  Files.clear();
  Texts.clear();
  applySuppressions(R, *P, {Info.Checks, today(), /*IsWholeProject=*/false});
  Info.Arguments = I.Arguments;
  Info.Deciding = O.Gating.gate(R, Info.Checks, true);
  Info.ExitCode = exitCodeFor(R, Info.Deciding);
  Info.ShowSites = true;
  return O.Output.write(std::move(R), Info) ? Info.ExitCode : static_cast<int>(ExitUsage);
}

void addSql(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<SqlOptions>();
  CLI::App *Command = App.add_subcommand("sql", "Judge the statements of .sql files");
  Command->add_option("FILE", O->Files, "Files with SQL statements; - is standard input")->required();
  Command->add_option("--schema", O->SchemaFiles, "Files with CREATE TABLE, beside those of tenantscan.json; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  Command->add_option("--dialect", O->Dialect, "postgresql, mysql, sqlite or generic")
      ->check(CLI::IsMember({"postgresql", "mysql", "sqlite", "generic"}))
      ->capture_default_str();
  Command
      ->add_option("--placeholders", O->Placeholders,
                   "Styles of placeholders, with commas between: dollar ($1), qmark (?), qmarkN (?1), colon (:name), at (@name), dollarName ($name), "
                   "braces ({}), pct (%s), qt (%1). Without it: those that the dialect's files usually have")
      ->type_name("LIST")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check([](const std::string &Name) -> std::string {
        if (sql::parsePlaceholderStyle(Name))
          return {};
        return fmt::format("unknown placeholder style '{}'; known are {}", Name, fmt::join(sql::placeholderStyleNames(), ", "));
      });
  Command->add_option("--config", O->Config, "Use this tenantscan.json instead of the nearest one upwards")->type_name("FILE");
  Command->add_option("--tenant-column", O->TenantColumns, "Column that holds the tenant, instead of the configured ones; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  O->Output.add(*Command);
  O->Gating.add(*Command);
  Command->footer("Examples:\n"
                  "  tenantscan sql --schema schema.sql queries.sql\n"
                  "  tenantscan sql --dialect mysql --placeholders qmark,at queries.sql\n"
                  "  echo 'SELECT * FROM invoices WHERE id = $1' | tenantscan sql -\n"
                  "\n"
                  "Exit codes: 0 nothing found, 1 findings, 2 wrong usage or configuration.");
  Command->callback([O, &I] { I.ExitCode = judgeFiles(*O, I); });
}

} // namespace tenantscan
