//===- SourceWords.cpp - By which words a name can come about -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/SourceWords.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace tenantscan {

static std::string cleanPath(llvm::StringRef Path) {
  llvm::SmallString<256> Clean(Path);
  llvm::sys::path::remove_dots(Clean, /*remove_dot_dot=*/true);
  return Clean.str().str();
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> SourceWords::open(llvm::StringRef Path) const {
  std::optional<llvm::StringRef> Then = Earlier != nullptr ? Earlier->find(Path) : std::nullopt;
  if (Then && Then->empty())
    return std::make_error_code(std::errc::no_such_file_or_directory);
  return llvm::MemoryBuffer::getFile(Then.value_or(Path));
}

uint32_t SourceWords::fileNumber(const std::string &Path) {
  auto [It, IsNew] = Numbers.try_emplace(cleanPath(Path), static_cast<uint32_t>(Paths.size()));
  if (!IsNew)
    return It->second;
  Paths.push_back(It->getKey().str());
  auto Buffer = open(Path);
  Files.push_back(Buffer ? wordsOfFile((*Buffer)->getBuffer(), Table) : FileWords());
  // Who knows what is in there?
  Files.back().IsOdd = Files.back().IsOdd || !Buffer;
  return It->second;
}

std::optional<uint32_t> SourceWords::find(llvm::StringRef Path) const {
  auto It = Numbers.find(cleanPath(Path));
  return It == Numbers.end() ? std::nullopt : std::optional(It->second);
}

// -DNAME=TEXT defines a macro, too.
void SourceWords::addDefinitions(llvm::ArrayRef<std::string> Arguments) {
  for (size_t I = 0; I < Arguments.size(); ++I) {
    llvm::StringRef Text = Arguments[I];
    if (Text.consume_front("-Wp,")) {
      std::vector<std::string> Passed;
      for (llvm::StringRef Argument : llvm::split(Text, ','))
        Passed.push_back(Argument.str());
      addDefinitions(Passed);
      continue;
    }
    if (!Text.consume_front("-D") && !Text.consume_front("/D") && !Text.consume_front("--define-macro"))
      continue;
    Text.consume_front("=");
    if (Text.empty() && I + 1 < Arguments.size())
      Text = Arguments[++I];
    auto [Name, Body] = Text.split('=');
    if (!Body.empty() && Definitions.insert(Text).second)
      CommandLines.push_back(wordsOfFile("#define " + Name.str() + " " + Body.str() + "\n", Table));
  }
}

static bool isAnything(llvm::ArrayRef<std::optional<std::string>> Made) {
  return llvm::none_of(Made, [](const std::optional<std::string> &Part) { return Part.has_value(); });
}

void SourceWords::addMacros(const FileWords &F, uint32_t File) {
  for (const FileWords::Macro &M : F.Macros) {
    Spelling Here{M.Name, File};
    Macros[M.Name].push_back({File, M.Body, !M.Pasted.empty(), M.Begin, M.End});
    for (uint32_t Word : M.Body)
      MacrosWith[Word].push_back(Here);
    for (const Pattern &Made : M.Pasted)
      if (isAnything(Made))
        MakesAnything[M.Name].push_back(File);
      else
        Pasted[Made].push_back(Here);
  }
}

void SourceWords::finish(llvm::ArrayRef<const llvm::BitVector *> Units, llvm::BitVector InProject) {
  OfProject = std::move(InProject);
  UnitsWith.assign(Files.size(), llvm::BitVector(static_cast<unsigned>(Units.size())));
  for (size_t I = 0; I < Units.size(); ++I)
    for (unsigned File : Units[I]->set_bits())
      UnitsWith[File].set(static_cast<unsigned>(I));
  FilesWith.resize(Table.size());
  MacrosWith.resize(Table.size());
  for (uint32_t I = 0; I < Files.size(); ++I) {
    for (uint32_t Word : Files[I].Words)
      FilesWith[Word].push_back(I);
    addMacros(Files[I], I);
  }
  for (const FileWords &F : CommandLines)
    addMacros(F, Spelling::Everywhere);
  for (FileWords &F : Files)
    llvm::erase_if(F.CacheClasses, [&](const FileWords::CacheClass &C) { return !canAccess(C.Body); });
  std::vector<Spelling> Found;
  for (const auto &[Word, Where] : MakesAnything)
    for (uint32_t File : Where)
      Found.push_back({Word, File});
  // What these make may be the names of others that use them.
  for (size_t Before = 0; Before != Found.size();) {
    Before = Found.size();
    addSpellings(Found);
    MakesAnything.clear();
    for (const Spelling &S : Found)
      MakesAnything[S.Word].push_back(S.Definition);
    GivenByFile.clear();
    CanBeGiven.clear();
  }
  Uneven = macrosWith(&FileWords::Macro::IsUneven);
  Braced = macrosWith(&FileWords::Macro::HasBraces);
}

// The macros for which something holds, and those that may stand for them.
llvm::DenseSet<uint32_t> SourceWords::macrosWith(bool FileWords::Macro::*Holds) {
  std::vector<Spelling> Found;
  auto Add = [&](const FileWords &F) {
    for (const FileWords::Macro &M : F.Macros)
      if (M.*Holds)
        Found.push_back({M.Name, Spelling::Everywhere});
  };
  llvm::for_each(Files, Add);
  llvm::for_each(CommandLines, Add);
  addSpellings(Found);
  llvm::DenseSet<uint32_t> Names;
  for (const Spelling &S : Found)
    Names.insert(S.Word);
  return Names;
}

// Whether a class with these words, and with what macros make of them, may have a method that is given keys.
bool SourceWords::canAccess(llvm::ArrayRef<uint32_t> Body) const {
  std::vector<uint32_t> Expanded = Body.vec();
  llvm::DenseSet<uint32_t> Seen(Body.begin(), Body.end());
  for (size_t I = 0; I < Expanded.size(); ++I) {
    if (Table.meaning(Expanded[I]).IsAccess)
      return true;
    for (const Definition &D : Macros.lookup(Expanded[I])) {
      if (D.Pastes)
        return true;
      llvm::copy_if(D.Body, std::back_inserter(Expanded), [&](uint32_t Word) { return Seen.insert(Word).second; });
    }
  }
  return false;
}

std::optional<uint32_t> SourceWords::word(llvm::StringRef Word) const {
  uint32_t Number = Table.find(Word);
  return Number < FilesWith.size() && !(FilesWith[Number].empty() && MacrosWith[Number].empty()) ? std::optional(Number) : std::nullopt;
}

std::vector<uint32_t> SourceWords::wordsOf(llvm::StringRef Text) {
  std::vector<uint32_t> Words = wordsOfFile(Text, Table).Words;
  llvm::erase_if(Words, [&](uint32_t Word) { return Word >= FilesWith.size(); });
  return Words;
}

bool SourceWords::areTogether(uint32_t File, uint32_t Other) const { return File == Other || UnitsWith[File].anyCommon(UnitsWith[Other]); }

// Whether Text can be made of the parts, with what is given in the gaps.
bool SourceWords::canMake(llvm::ArrayRef<std::optional<std::string>> Parts, llvm::StringRef Text) {
  if (Parts.empty())
    return Text.empty();
  if (Parts.front())
    return Text.consume_front(*Parts.front()) && canMake(Parts.drop_front(), Text);
  for (size_t I = 0; I <= Text.size(); ++I)
    if (canMake(Parts.drop_front(), Text.drop_front(I)) && canBeGiven(Text.take_front(I)))
      return true;
  return false;
}

// A macro is given words that some file has, or that other macros make.
bool SourceWords::canBeGiven(llvm::StringRef Text) {
  if (Text.empty() || llvm::all_of(Text, llvm::isDigit) || word(Text))
    return true;
  auto [It, IsNew] = CanBeGiven.try_emplace(Text, false);
  if (!IsNew)
    return It->second;
  bool Can = llvm::any_of(Pasted, [&](const auto &Entry) { return canMake(Entry.first, Text); });
  for (uint32_t File = 0; File < Files.size() && !Can; ++File)
    Can = canPaste(File, Text);
  return CanBeGiven[Text] = Can;
}

// Adds the macros that may stand for what is there.
void SourceWords::addSpellings(std::vector<Spelling> &Found) {
  std::set<std::pair<uint32_t, uint32_t>> Seen;
  llvm::DenseSet<uint32_t> Words;
  for (const Spelling &S : Found)
    Seen.insert({S.Word, S.Definition});
  for (size_t I = 0; I < Found.size(); ++I) {
    uint32_t Word = Found[I].Word;
    if (!Words.insert(Word).second)
      continue;
    auto Add = [&](const std::vector<Spelling> &More) {
      for (const Spelling &S : More)
        if (Seen.insert({S.Word, S.Definition}).second)
          Found.push_back(S);
    };
    Add(MacrosWith[Word]);
    for (const auto &[Made, Makers] : Pasted)
      if (canMake(Made, Table.spelling(Word)))
        Add(Makers);
  }
}

std::vector<Spelling> SourceWords::spellingsOf(llvm::StringRef Name, bool IsDefined) {
  std::vector<Spelling> Found;
  std::optional<uint32_t> Number = word(Name);
  if (Number && (!IsDefined || isMacro(Name))) {
    Found.push_back({*Number, Spelling::Everywhere});
    addSpellings(Found);
    return Found;
  }
  if (Number)
    llvm::copy_if(MacrosWith[*Number], std::back_inserter(Found), [&](const Spelling &Macro) { return macroMayDefine(Macro, *Number); });
  for (const auto &[Made, Makers] : Pasted)
    if (canMake(Made, Name))
      llvm::append_range(Found, Makers);
  addSpellings(Found);
  if (Number)
    Found.push_back({*Number, Spelling::Everywhere});
  return Found;
}

const SourceWords::Given &SourceWords::givenBy(uint32_t File) {
  auto [It, IsNew] = GivenByFile.try_emplace(File);
  Given &G = It->second;
  if (!IsNew)
    return G;
  // What the macros that are named there have in their text is given, too.
  std::vector<uint32_t> Expanded;
  llvm::DenseSet<uint32_t> Seen;
  auto Expand = [&](uint32_t Word) {
    if (Seen.insert(Word).second)
      Expanded.push_back(Word);
  };
  auto InSight = [&](uint32_t Word) {
    auto Where = MakesAnything.find(Word);
    return Where != MakesAnything.end() && llvm::any_of(Where->second, [&](uint32_t At) { return isInSight(File, {Word, At}); });
  };
  for (uint32_t Word : Files[File].Words)
    if (InSight(Word))
      Expand(Word);
  if (Expanded.empty())
    return G;
  auto Buffer = text(File);
  G.IsUnknown = !Buffer;
  std::set<std::string> Arguments = argumentsOf(Buffer ? (*Buffer)->getBuffer() : "", [&](llvm::StringRef Word) {
    std::optional<uint32_t> Number = word(Word);
    if (!Number)
      return WordKind::Other;
    return InSight(*Number) ? WordKind::Wanted : Macros.contains(*Number) ? WordKind::Macro : WordKind::Other;
  });
  for (const std::string &Word : Arguments) {
    G.Words.insert(Word);
    if (std::optional<uint32_t> Number = word(Word))
      Expand(*Number);
  }
  for (size_t I = 0; I < Expanded.size(); ++I)
    for (const Definition &D : Macros.lookup(Expanded[I])) {
      if (!isInSight(File, {Expanded[I], D.File}))
        continue;
      for (uint32_t Word : D.Body) {
        G.Words.insert(Table.spelling(Word));
        Expand(Word);
      }
    }
  return G;
}

MacroKind SourceWords::kindOf(llvm::StringRef Word) const {
  std::optional<uint32_t> Number = word(Word);
  if (!Number || !Macros.contains(*Number))
    return MacroKind::None;
  return Uneven.contains(*Number) ? MacroKind::Uneven : Braced.contains(*Number) ? MacroKind::Braced : MacroKind::Macro;
}

std::optional<std::set<std::string>> SourceWords::findDefinable(uint32_t File) {
  auto Buffer = text(File);
  auto CanPaste = [&](uint32_t Macro) { return canPaste(File, Table.spelling(Macro)); };
  if (!Buffer || llvm::any_of(Uneven, CanPaste) || llvm::any_of(Braced, CanPaste))
    return std::nullopt;
  return definableWords((*Buffer)->getBuffer(), [&](llvm::StringRef Word) { return kindOf(Word); });
}

bool SourceWords::mayDefine(uint32_t File, uint32_t Word) {
  auto It = Definable.find(File);
  if (It == Definable.end())
    It = Definable.try_emplace(File, findDefinable(File)).first;
  return !It->second || It->second->count(Table.spelling(Word).str()) != 0;
}

// Whether the text of a macro may define a function that is called so.
bool SourceWords::macroMayDefine(const Spelling &Macro, uint32_t Word) const {
  if (Macro.Definition == Spelling::Everywhere)
    return true;
  auto Buffer = text(Macro.Definition);
  return llvm::any_of(Macros.lookup(Macro.Word), [&](const Definition &D) {
    if (D.File != Macro.Definition || !llvm::is_contained(D.Body, Word))
      return false;
    if (!Buffer || D.End > (*Buffer)->getBufferSize() || D.Pastes)
      return true;
    // As it may stand between others.
    std::string Text = "; " + (*Buffer)->getBuffer().slice(D.Begin, D.End).str();
    std::optional<std::set<std::string>> Found = definableWords(Text, [&](llvm::StringRef Name) { return kindOf(Name); });
    return !Found || Found->count(Table.spelling(Word).str()) != 0;
  });
}

bool SourceWords::canPaste(uint32_t File, llvm::StringRef Name) {
  if (!OfProject.test(File))
    return false;
  const Given &G = givenBy(File);
  if (G.IsUnknown)
    return true;
  if (G.Words.empty())
    return false;
  // Whether the first bytes can be made.
  std::vector<bool> Made(Name.size() + 1);
  Made[0] = true;
  for (size_t Begin = 0; Begin < Name.size(); ++Begin)
    for (size_t End = Begin + 1; Made[Begin] && End <= Name.size(); ++End) {
      llvm::StringRef Part = Name.slice(Begin, End);
      if (Part.size() < Name.size() && !Made[End])
        Made[End] = G.Words.contains(Part) || llvm::all_of(Part, llvm::isDigit);
    }
  return Made[Name.size()];
}

} // namespace tenantscan
