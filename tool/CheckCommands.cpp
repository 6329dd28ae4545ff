//===- CheckCommands.cpp - list-checks, explain, completion -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/Commands.h"
#include "tool/report/CheckCatalogue.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace tenantscan {

void addListChecks(CLI::App &App, Invocation &I) {
  CLI::App *Command = App.add_subcommand("list-checks", "List the checks, one line each");
  Command->callback([&I] {
    for (const CheckInfo &C : checkCatalogue())
      fmt::print("{:<28} {:<8} {}\n", C.Id, C.Level, C.Summary);
    I.ExitCode = ExitClean;
  });
}

void addExplain(CLI::App &App, Invocation &I) {
  auto Id = std::make_shared<std::string>();
  CLI::App *Command = App.add_subcommand("explain", "Say what a check finds, why it matters and how to fix it");
  Command->add_option("CHECK", *Id, "A check, as in list-checks")->required();
  Command->callback([Id, &I] {
    const CheckInfo *C = findCheck(*Id);
    if (C == nullptr) {
      std::vector<std::string> Ids;
      for (const CheckInfo &Known : checkCatalogue())
        Ids.push_back(Known.Id);
      std::string Near = model::closest(*Id, Ids);
      printError(
          fmt::format("no check is called {}{}; see tenantscan list-checks", *Id, Near.empty() ? "" : fmt::format(", did you mean {}?", Near)));
      I.ExitCode = ExitUsage;
      return;
    }
    std::string Cwe;
    for (int Number : C->Cwe)
      Cwe += fmt::format("{}CWE-{}", Cwe.empty() ? "" : ", ", Number);
    fmt::print("{}\n\n{}\n\nseverity {}, precision {}, {}\n\n{}\n{}\n", C->Id, C->Summary, C->Level, C->Precision, Cwe, C->Help, helpUri(C->Id));
    I.ExitCode = ExitClean;
  });
}

// Built from the options themselves, so that it never lags behind.
static std::string words(const CLI::App &Command) {
  std::string Words;
  for (const CLI::App *Sub : Command.get_subcommands([](const CLI::App *A) { return !A->get_group().empty(); }))
    Words += Sub->get_name() + " ";
  for (const CLI::Option *O : Command.get_options())
    for (const std::string &Name : O->get_lnames())
      Words += "--" + Name + " ";
  return Words;
}

static std::string bashCompletion(const CLI::App &App) {
  std::string Cases;
  for (const CLI::App *Sub : App.get_subcommands([](const CLI::App *A) { return !A->get_group().empty(); }))
    Cases += fmt::format("    {}) words=\"{}\" ;;\n", Sub->get_name(), words(*Sub));
  return fmt::format("# bash completion for tenantscan: source <(tenantscan completion bash)\n"
                     "_tenantscan() {{\n"
                     "  local cur=${{COMP_WORDS[COMP_CWORD]}} words\n"
                     "  case ${{COMP_WORDS[1]}} in\n"
                     "{}"
                     "    *) words=\"{}\" ;;\n"
                     "  esac\n"
                     "  [ \"$COMP_CWORD\" -eq 1 ] && words=\"{}\"\n"
                     "  if [[ ${{COMP_WORDS[1]}} == explain && $cur != -* ]]; then words=$(tenantscan list-checks | cut -d' ' -f1); fi\n"
                     "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                     "  [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n"
                     "}}\n"
                     "complete -o filenames -F _tenantscan tenantscan\n",
                     Cases, words(App), words(App));
}

// A word of fish that is taken as it is.
static std::string fishQuoted(const std::string &Text) {
  std::string Out = "'";
  for (char C : Text)
    Out += C == '\'' || C == '\\' ? std::string{'\\', C} : std::string{C};
  return Out + "'";
}

// What may come behind \p Command, where \p Condition holds.
static std::string fishLines(const CLI::App &Command, const std::string &Condition) {
  std::string Lines;
  for (const CLI::App *Sub : Command.get_subcommands([](const CLI::App *A) { return !A->get_group().empty(); }))
    Lines += fmt::format("complete -c tenantscan -f -n {} -a {} -d {}\n", fishQuoted(Condition), Sub->get_name(), fishQuoted(Sub->get_description()));
  for (const CLI::Option *O : Command.get_options())
    for (const std::string &Name : O->get_lnames())
      Lines += fmt::format("complete -c tenantscan -n {} -l {}{} -d {}\n", fishQuoted(Condition), Name, O->get_expected_max() > 0 ? " -r" : "",
                           fishQuoted(O->get_description()));
  return Lines;
}

static std::string fishCompletion(const CLI::App &App) {
  std::string Lines = "# fish completion for tenantscan: tenantscan completion fish | source\n" + fishLines(App, "__fish_use_subcommand");
  for (const CLI::App *Sub : App.get_subcommands([](const CLI::App *A) { return !A->get_group().empty(); }))
    Lines += fishLines(*Sub, "__fish_seen_subcommand_from " + Sub->get_name());
  return Lines + "complete -c tenantscan -f -n '__fish_seen_subcommand_from explain' -a \"(tenantscan list-checks | string split -f 1 ' ')\"\n";
}

void addCompletion(CLI::App &App, Invocation &I) {
  auto Shell = std::make_shared<std::string>();
  CLI::App *Command = App.add_subcommand("completion", "Print shell completion for bash, zsh or fish");
  Command->add_option("SHELL", *Shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  Command->footer("In the file that the shell reads when it starts:\n"
                  "  bash  source <(tenantscan completion bash)\n"
                  "  zsh   source <(tenantscan completion zsh)       behind compinit\n"
                  "  fish  tenantscan completion fish | source");
  Command->callback([Shell, &App, &I] {
    if (*Shell == "zsh")
      fmt::print("autoload -U +X bashcompinit && bashcompinit\n");
    fmt::print("{}", *Shell == "fish" ? fishCompletion(App) : bashCompletion(App));
    I.ExitCode = ExitClean;
  });
}

} // namespace tenantscan
