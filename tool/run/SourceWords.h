//===- SourceWords.h - By which words a name can come about -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_SOURCEWORDS_H
#define TENANTSCAN_TOOL_RUN_SOURCEWORDS_H

#include "tool/run/DefinedWords.h"
#include "tool/run/FileWords.h"
#include "tool/unit/EarlierFiles.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ErrorOr.h"
#include "llvm/Support/MemoryBuffer.h"

#include <map>

namespace tenantscan {

/// A word that a file may have to come by a name: the name, or a macro.
struct Spelling {
  static constexpr uint32_t Everywhere = UINT32_MAX;
  uint32_t Word = 0;
  /// The file that defines the macro; Everywhere: the word means the name as it stands.
  uint32_t Definition = Everywhere;
};

/// All files of a project with their words, and what macros make of them.
class SourceWords {
public:
  /// With \p Earlier, which may be null, files are what they were; it must outlive this object.
  SourceWords(const model::TenantNames &Names, const EarlierFiles *Earlier) : Earlier(Earlier), Table(Names) {}

  /// Reads a file at the first time. All files come before anything is asked.
  uint32_t fileNumber(const std::string &Path);
  /// The macros of a command line. All command lines come before anything is asked.
  void addDefinitions(llvm::ArrayRef<std::string> Arguments);
  /// \p Units: the files of each unit. \p OfProject: those whose text can matter.
  void finish(llvm::ArrayRef<const llvm::BitVector *> Units, llvm::BitVector OfProject);

  size_t size() const { return Files.size(); }
  const FileWords &file(uint32_t Number) const { return Files[Number]; }
  bool isOfProject(uint32_t Number) const { return OfProject.test(Number); }
  /// The text of a file; nothing where it cannot be read.
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> text(uint32_t Number) const { return open(Paths[Number]); }
  std::optional<uint32_t> find(llvm::StringRef Path) const;

  /// The number of a word; nullopt where no file has it.
  std::optional<uint32_t> word(llvm::StringRef Word) const;
  /// Whether some file defines a macro that is called so.
  bool isMacro(llvm::StringRef Word) const { return Macros.contains(Table.find(Word)); }
  llvm::StringRef spelling(uint32_t Word) const { return Table.spelling(Word); }
  llvm::ArrayRef<uint32_t> filesWith(uint32_t Word) const { return FilesWith[Word]; }
  /// The words of a piece of text; those that no file has are left out.
  std::vector<uint32_t> wordsOf(llvm::StringRef Text);
  /// The units that have a file.
  const llvm::BitVector &unitsWith(uint32_t File) const { return UnitsWith[File]; }
  /// Whether some unit has both files.
  bool areTogether(uint32_t File, uint32_t Other) const;

  /// By which words files come by \p Name, but for what canPaste() tells. With \p IsDefined not
  /// by macros that only call what is called so.
  std::vector<Spelling> spellingsOf(llvm::StringRef Name, bool IsDefined = false);
  /// Whether a file of the project may come by \p Name through a macro that makes a name
  /// of nothing but what it is given.
  bool canPaste(uint32_t File, llvm::StringRef Name);
  /// Whether a file of the project that has \p Word may define a function that is called so.
  bool mayDefine(uint32_t File, uint32_t Word);

private:
  using Pattern = std::vector<std::optional<std::string>>;
  struct Definition {
    uint32_t File = Spelling::Everywhere;
    std::vector<uint32_t> Body;
    bool Pastes = false;
    /// Of its text in the file, in bytes.
    size_t Begin = 0;
    size_t End = 0;
  };
  /// What a file gives to macros that can make any name of it.
  struct Given {
    llvm::StringSet<> Words;
    /// Nobody knows what it gives.
    bool IsUnknown = false;
  };

  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> open(llvm::StringRef Path) const;
  void addMacros(const FileWords &F, uint32_t File);
  bool isInSight(uint32_t File, const Spelling &S) const { return S.Definition == Spelling::Everywhere || areTogether(File, S.Definition); }
  llvm::DenseSet<uint32_t> macrosWith(bool FileWords::Macro::*Holds);
  void addSpellings(std::vector<Spelling> &Found);
  bool canAccess(llvm::ArrayRef<uint32_t> Body) const;
  bool canMake(llvm::ArrayRef<std::optional<std::string>> Parts, llvm::StringRef Text);
  bool canBeGiven(llvm::StringRef Text);
  const Given &givenBy(uint32_t File);
  MacroKind kindOf(llvm::StringRef Word) const;
  std::optional<std::set<std::string>> findDefinable(uint32_t File);
  bool macroMayDefine(const Spelling &Macro, uint32_t Word) const;

  const EarlierFiles *Earlier;
  WordTable Table;
  std::vector<std::string> Paths;
  llvm::StringMap<uint32_t> Numbers;
  std::vector<FileWords> Files;
  /// Macros of command lines, each once: with the words of no file.
  llvm::StringSet<> Definitions;
  std::vector<FileWords> CommandLines;
  std::vector<llvm::BitVector> UnitsWith;
  llvm::BitVector OfProject;
  /// By word: the files that have it, the macros whose text has it, and the macros that
  /// are called so.
  std::vector<std::vector<uint32_t>> FilesWith;
  std::vector<std::vector<Spelling>> MacrosWith;
  llvm::DenseMap<uint32_t, std::vector<Definition>> Macros;
  /// What ## may make with some text of the macro's own, and the macros that do.
  std::map<Pattern, std::vector<Spelling>> Pasted;
  /// Macros that make names of nothing but what they are given, and those that use them:
  /// by word, where they are defined.
  llvm::DenseMap<uint32_t, std::vector<uint32_t>> MakesAnything;
  llvm::DenseMap<uint32_t, Given> GivenByFile;
  llvm::StringMap<bool> CanBeGiven;
  /// Macros whose text has parentheses that are not even, or has braces, and those that stand
  /// for them.
  llvm::DenseSet<uint32_t> Uneven;
  llvm::DenseSet<uint32_t> Braced;
  /// By file: see definableWords().
  llvm::DenseMap<uint32_t, std::optional<std::set<std::string>>> Definable;
};

} // namespace tenantscan

#endif
