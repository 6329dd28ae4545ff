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

#include "tool/run/HeaderOwners.h"
#include "tool/run/NamesThatMatter.h"
#include "tool/run/SourceWords.h"

namespace tenantscan {

class Prefilter {
public:
  /// \p Surveys has one for every command.
  /// With \p Earlier, which may be null, files are what they were.
  Prefilter(const std::vector<CompileCommand> &Commands, const std::vector<UnitResult> &Surveys, const HeaderOwners &Owners, const model::Project &P,
            const EarlierFiles *Earlier);

  /// The units that have to be parsed, beside those that were named before; sorted.
  /// \p Facts has one for every unit, null where it was not parsed yet, and behind them
  /// what else is known of the project.
  std::vector<size_t> next(const std::vector<const UnitFacts *> &Facts);
  /// \p Unit tells of other headers than before, and has to be parsed for them: names
  /// that were looked for in its own files may be in these.
  void takeOver(size_t Unit, const std::optional<std::vector<std::string>> &Files);

private:
  struct Unit {
    llvm::BitVector All;  ///< Every file that is read.
    llvm::BitVector Ours; ///< Those of the project.
    llvm::BitVector Own;  ///< Those whose functions it tells of.
    size_t Main = 0;
    bool IsOpen = false;
  };
  /// A function of a template.
  struct Waiting {
    TemplatePattern Function;
    uint32_t File = 0;
    std::vector<uint32_t> Words;
    /// Its own name: with that it defines what is called so, and does not call it.
    std::optional<uint32_t> Name;
  };

  void setOwnFiles(Unit &U, const std::optional<std::vector<std::string>> &Own);
  void apply(const NameThatMatters &N);
  void addCompanions(const NameThatMatters &N, std::vector<Spelling> &Spellings);
  bool has(const Unit &U, const llvm::BitVector &Among, const Spelling &S) const;
  llvm::BitVector filesThatName(llvm::StringRef Name, llvm::ArrayRef<Spelling> Spellings, bool IsDefined = false);
  /// \p Files as filesThatName() has them.
  bool canName(const Unit &U, const llvm::BitVector &Among, const llvm::BitVector &Files, llvm::ArrayRef<Spelling> Spellings) const;
  llvm::BitVector unitsThatSee(const NameThatMatters &N);
  void readPatterns(const UnitFacts &Facts);
  bool matters(const Waiting &W);
  bool applyPatterns();
  void openForFlags(const std::vector<const UnitFacts *> &Facts);

  const model::Project &P;
  SourceWords Words;
  std::vector<Unit> Units;
  NamesThatMatter Names;
  struct Applied {
    std::string Word;
    llvm::BitVector SeenBy; ///< The units that can mean it.
    bool IsCalled = false;
  };
  std::vector<Applied> AppliedNames;
  /// By every word that stands for one of them: which, and the file that says so.
  llvm::DenseMap<uint32_t, std::vector<std::pair<size_t, uint32_t>>> Reached;
  std::map<std::vector<std::string>, llvm::BitVector> SeenBy;
  /// Functions of templates whose text has none of these yet.
  std::vector<Waiting> Patterns;
  std::set<std::tuple<std::string, uint32_t, uint32_t>> KnownPatterns;
};

} // namespace tenantscan

#endif
