//===- Prefilter.h - Units in which there is nothing to see -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A unit can add to a scan only if it calls something that matters: a function that a
// rule pack names, or one of the project that was found to hand text or a value on. To
// call a function is to spell its name, in the file itself or in a macro. So a unit is
// parsed only if its own words, or a macro among them, are such a name; what is found in
// it may make more names matter, until nothing new is found. docs/scale.md argues why
// nothing is missed.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_PREFILTER_H
#define TENANTSCAN_TOOL_RUN_PREFILTER_H

#include "tool/run/FileWords.h"
#include "tool/run/HeaderOwners.h"
#include "tool/run/NamesThatMatter.h"

#include "llvm/ADT/BitVector.h"

namespace tenantscan {

class Prefilter {
public:
  /// \p Surveys has one for every command.
  Prefilter(const std::vector<CompileCommand> &Commands, const std::vector<UnitResult> &Surveys, const HeaderOwners &Owners, const model::Project &P);

  /// The units that have to be parsed, beside those that were named before; sorted.
  /// \p Facts has one for every unit, null where it was not parsed yet, and behind them
  /// what else is known of the project.
  std::vector<size_t> next(const std::vector<const UnitFacts *> &Facts);
  /// \p Unit tells of other headers than before.
  void setOwnFiles(size_t Unit, const std::optional<std::vector<std::string>> &Files);

private:
  struct Unit {
    llvm::BitVector All;  ///< Every file that is read.
    llvm::BitVector Ours; ///< Those of the project.
    llvm::BitVector Own;  ///< Those whose functions it tells of.
    size_t Main = 0;
    bool IsOpen = false;
  };
  using Pattern = std::vector<std::optional<std::string>>;

  size_t fileNumber(const std::string &Path);
  void addMacros(const FileWords &F);
  void addDefinitions(const std::vector<std::string> &Arguments);
  void apply(const NameThatMatters &N);
  void addCompanions(const std::string &Class, std::vector<uint32_t> &Spellings);
  std::vector<uint32_t> spellingsOf(uint32_t Word);
  bool canMake(llvm::ArrayRef<std::optional<std::string>> Parts, llvm::StringRef Text);
  bool canBeGiven(llvm::StringRef Text);
  bool sees(const Unit &U, const std::vector<std::string> &Words);
  bool has(const llvm::BitVector &Among, uint32_t Word) const;
  void readPatterns(const UnitFacts &Facts);
  bool applyPatterns();
  void openForFlags(const std::vector<const UnitFacts *> &Facts);

  const model::Project &P;
  WordTable Table;
  std::vector<std::string> Paths;
  llvm::StringMap<size_t> Numbers;
  std::vector<FileWords> Files;
  /// By word: the files that have it, and the macros whose text has it.
  std::vector<std::vector<uint32_t>> FilesWith;
  std::vector<std::vector<uint32_t>> MacrosWith;
  /// What ## may make, and the macro that does.
  std::vector<std::pair<Pattern, uint32_t>> Pasted;
  /// The patterns with some text, each once.
  std::vector<Pattern> Texts;
  /// Whether a macro can be given a text.
  llvm::StringMap<bool> Given;
  std::vector<Unit> Units;
  NamesThatMatter Names;
  /// Every word that stands for a name that matters.
  std::set<uint32_t> Reached;
  /// Functions of templates whose text has none of these yet, with their words.
  std::vector<std::pair<TemplatePattern, std::vector<uint32_t>>> Waiting;
  std::set<std::tuple<std::string, uint32_t, uint32_t>> KnownPatterns;
};

} // namespace tenantscan

#endif
