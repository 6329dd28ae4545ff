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

#include <algorithm>
#include <csignal>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

static constexpr size_t HelpWidth = 80;

// Where the rest of a line goes that is broken: below the words that blanks set apart from
// those before them, or where the next line hangs.
static size_t hangingIndent(std::string_view Line, std::string_view Next) {
  if (size_t Gap = Line.rfind("   "); Gap != std::string_view::npos)
    return Gap + 3;
  auto Indent = [](std::string_view L) { return std::min(L.find_first_not_of(' '), L.size()); };
  return std::max(Indent(Line), Indent(Next));
}

static std::string wrap(std::string_view Text, size_t Width) {
  std::string Out;
  while (!Text.empty()) {
    size_t End = std::min(Text.find('\n'), Text.size());
    std::string Line(Text.substr(0, End));
    bool IsLast = End == Text.size();
    Text.remove_prefix(IsLast ? End : End + 1);
    size_t Indent = hangingIndent(Line, Text.substr(0, Text.find('\n')));
    for (size_t Break = 0; Line.size() > Width; Line = std::string(Indent, ' ') + Line.substr(Break + 1)) {
      Break = Line.rfind(' ', Width);
      if (Break == std::string::npos || Break <= Indent)
        break;
      Out += Line.substr(0, Break) + '\n';
    }
    Out += Line;
    if (!IsLast)
      Out += '\n';
  }
  return Out;
}

namespace {

/// Help that a terminal of 80 columns need not break.
class NarrowHelp : public CLI::Formatter {
public:
  std::string make_description(const CLI::App *App) const override { return wrap(CLI::Formatter::make_description(App), HelpWidth); }
  std::string make_footer(const CLI::App *App) const override { return wrap(CLI::Formatter::make_footer(App), HelpWidth); }
  std::string make_option_desc(const CLI::Option *Option) const override { return besides(Option->get_description()); }
  std::string make_subcommand(const CLI::App *Command) const override {
    std::ostringstream Out;
    CLI::detail::format_help(Out, Command->get_name(), besides(Command->get_description()), get_column_width());
    return Out.str();
  }

private:
  std::string besides(const std::string &Text) const { return wrap(Text, HelpWidth - get_column_width()); }
};

} // namespace

int main(int Count, char **Values) {
  // What cannot be written is told by the write, also where there is a limit for the size of files.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  tenantscan::Invocation I;
  static int Here;
  I.Program = llvm::sys::fs::getMainExecutable(Values[0], &Here);
  I.Arguments.assign(Values + 1, Values + Count);

  CLI::App App("Finds data of one tenant that another tenant can reach, in C++ services and in SQL.", "tenantscan");
  App.formatter(std::make_shared<NarrowHelp>());
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
