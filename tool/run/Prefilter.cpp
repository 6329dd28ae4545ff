//===- Prefilter.cpp - Units in which there is nothing to see -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Prefilter.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace tenantscan {

using Where = NameThatMatters::Where;

/// Whether ## makes a name of nothing but what the macro is given.
static bool isAnything(llvm::ArrayRef<std::optional<std::string>> Made) {
  return llvm::none_of(Made, [](const std::optional<std::string> &Part) { return Part.has_value(); });
}

size_t Prefilter::fileNumber(const std::string &Path) {
  llvm::SmallString<256> Clean(Path);
  llvm::sys::path::remove_dots(Clean, /*remove_dot_dot=*/true);
  auto [It, IsNew] = Numbers.try_emplace(Clean.str(), Paths.size());
  if (!IsNew)
    return It->second;
  Paths.push_back(Clean.str().str());
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/true);
  Files.push_back(Buffer ? wordsOfFile((*Buffer)->getBuffer(), Table) : FileWords());
  // Who knows what is in there?
  Files.back().IsOdd = Files.back().IsOdd || !Buffer;
  return It->second;
}

void Prefilter::addMacros(const FileWords &F) {
  for (const FileWords::Macro &M : F.Macros) {
    for (uint32_t Word : M.Body)
      MacrosWith[Word].push_back(M.Name);
    for (const Pattern &Made : M.Pasted)
      Pasted.push_back({Made, M.Name});
  }
}

// -DNAME=TEXT defines a macro, too.
void Prefilter::addDefinitions(const std::vector<std::string> &Arguments) {
  for (size_t I = 0; I < Arguments.size(); ++I) {
    llvm::StringRef Text = Arguments[I];
    if (!Text.consume_front("-D") && !Text.consume_front("/D"))
      continue;
    if (Text.empty() && I + 1 < Arguments.size())
      Text = Arguments[++I];
    auto [Name, Body] = Text.split('=');
    if (Body.empty())
      continue;
    std::string Line = "#define " + Name.str() + " " + Body.str() + "\n";
    FileWords F = wordsOfFile(Line, Table);
    MacrosWith.resize(Table.size());
    addMacros(F);
  }
}

Prefilter::Prefilter(const std::vector<CompileCommand> &Commands, const std::vector<UnitResult> &Surveys, const HeaderOwners &Owners,
                     const model::Project &P)
    : P(P), Table(P.Names), Names(P) {
  std::vector<std::vector<size_t>> Read(Commands.size()), OfProject(Commands.size());
  for (size_t I = 0; I < Commands.size(); ++I) {
    for (const Input &In : Surveys[I].Inputs)
      if (In.What == Input::Kind::File)
        Read[I].push_back(fileNumber(In.Path));
    OfProject[I].push_back(fileNumber(Commands[I].File));
    for (const IncludedFile &F : Surveys[I].Included)
      OfProject[I].push_back(fileNumber(F.Path));
  }
  FilesWith.resize(Table.size());
  MacrosWith.resize(Table.size());
  for (size_t F = 0; F < Files.size(); ++F) {
    for (uint32_t Word : Files[F].Words)
      FilesWith[Word].push_back(static_cast<uint32_t>(F));
    addMacros(Files[F]);
  }
  std::set<std::vector<std::string>> Seen;
  for (const CompileCommand &C : Commands)
    if (std::vector<std::string> Arguments = parseArguments(C); Seen.insert({Arguments.begin(), Arguments.end() - 1}).second)
      addDefinitions(Arguments);
  llvm::sort(Pasted);
  Pasted.erase(std::unique(Pasted.begin(), Pasted.end()), Pasted.end());
  for (const auto &[Made, Macro] : Pasted)
    if (!isAnything(Made) && (Texts.empty() || Texts.back() != Made))
      Texts.push_back(Made);
  for (auto &Macros : MacrosWith) {
    llvm::sort(Macros);
    Macros.erase(std::unique(Macros.begin(), Macros.end()), Macros.end());
  }
  FilesWith.resize(MacrosWith.size());
  Units.resize(Commands.size());
  for (size_t I = 0; I < Commands.size(); ++I) {
    Unit &U = Units[I];
    U.All.resize(Files.size());
    U.Ours.resize(Files.size());
    U.Main = OfProject[I].front();
    for (size_t F : Read[I])
      U.All.set(F);
    for (size_t F : OfProject[I]) {
      U.All.set(F);
      U.Ours.set(F);
    }
    setOwnFiles(I, Owners.ownFiles(I));
    // Nobody knows what it includes.
    U.IsOpen = !Surveys[I].Failure.empty();
  }
  // Macros that can make any name of what they are given, and macros that use them.
  std::set<uint32_t> MakesAnything;
  for (const auto &[Made, Macro] : Pasted)
    if (isAnything(Made))
      for (uint32_t Word : spellingsOf(Macro))
        MakesAnything.insert(Word);
  Reached = MakesAnything;
  for (Unit &U : Units)
    for (unsigned F : U.Own.set_bits()) {
      if (::getenv("TENANTSCAN_WHY") && Files[F].IsOdd) fprintf(stderr, "%s: odd %s\n", Paths[U.Main].c_str(), Paths[F].c_str());
      U.IsOpen = U.IsOpen || Files[F].IsOdd ||
                 llvm::any_of(MakesAnything, [&](uint32_t Word) { bool B= llvm::binary_search(Files[F].Words, Word); 
      if (B && ::getenv("TENANTSCAN_WHY")) fprintf(stderr, "%s: makes %s\n", Paths[U.Main].c_str(), Table.spelling(Word).str().c_str());
        return B;});
    }
}

void Prefilter::setOwnFiles(size_t Index, const std::optional<std::vector<std::string>> &Own) {
  Unit &U = Units[Index];
  U.Own = U.Ours;
  if (!Own)
    return;
  U.Own.reset();
  U.Own.set(U.Main);
  for (const std::string &Path : *Own)
    U.Own.set(fileNumber(Path));
}

// Whether Text can be made of the parts, with what is given in the gaps.
bool Prefilter::canMake(llvm::ArrayRef<std::optional<std::string>> Parts, llvm::StringRef Text) {
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
bool Prefilter::canBeGiven(llvm::StringRef Text) {
  if (Text.empty() || llvm::all_of(Text, llvm::isDigit))
    return true;
  if (uint32_t Number = Table.find(Text); Number < FilesWith.size() && !FilesWith[Number].empty())
    return true;
  auto [It, IsNew] = Given.try_emplace(Text, false);
  if (!IsNew)
    return It->second;
  bool Can = llvm::any_of(Texts, [&](const Pattern &Made) { return canMake(Made, Text); });
  return Given[Text] = Can;
}

// The word itself, and the macros that may stand for it.
std::vector<uint32_t> Prefilter::spellingsOf(uint32_t Word) {
  std::vector<uint32_t> Found{Word};
  llvm::DenseSet<uint32_t> Seen{Word};
  for (size_t I = 0; I < Found.size(); ++I) {
    auto Add = [&](uint32_t Macro) {
      if (Seen.insert(Macro).second)
        Found.push_back(Macro);
    };
    for (uint32_t Macro : MacrosWith[Found[I]])
      Add(Macro);
    for (const auto &[Made, Macro] : Pasted)
      if (!isAnything(Made) && canMake(Made, Table.spelling(Found[I])))
        Add(Macro);
  }
  return Found;
}

bool Prefilter::has(const llvm::BitVector &Among, uint32_t Word) const {
  return llvm::any_of(FilesWith[Word], [&](uint32_t File) { return Among.test(File); });
}

bool Prefilter::sees(const Unit &U, const std::vector<std::string> &Words) {
  return llvm::all_of(Words, [&](const std::string &Word) {
    uint32_t Number = Table.numberOf(Word);
    // A name that no file has.
    return Number < FilesWith.size() && has(U.All, Number);
  });
}

// An object of a class is made where the class is named, or implicitly: of what a function
// is given that takes one. Then the function is named, and its declaration names the class.
void Prefilter::addCompanions(const std::string &Class, std::vector<uint32_t> &Spellings) {
  std::vector<std::string> Classes{Class};
  std::set<std::string> Companions, Aliases;
  for (size_t I = 0; I < Classes.size(); ++I) {
    uint32_t Word = Table.numberOf(Classes[I]);
    if (Word >= FilesWith.size())
      continue;
    // What one file has for itself is named there.
    auto IsShared = [&](uint32_t File) {
      return llvm::none_of(Units, [&](const Unit &U) { return U.Main == File; }) ||
             llvm::count_if(Units, [&](const Unit &U) { return U.All.test(File); }) > 1;
    };
    for (uint32_t File : FilesWith[Word])
      if (!IsShared(File))
        continue;
      else if (auto Buffer = llvm::MemoryBuffer::getFile(Paths[File]))
        companionsOf(Classes[I], (*Buffer)->getBuffer(), Companions, Aliases);
    for (const std::string &Alias : Aliases)
      if (!llvm::is_contained(Classes, Alias))
        Classes.push_back(Alias);
  }
  Companions.insert(Aliases.begin(), Aliases.end());
  for (const std::string &Name : Companions)
    if (uint32_t Word = Table.numberOf(Name); Word < FilesWith.size())
      llvm::append_range(Spellings, spellingsOf(Word));
}

void Prefilter::apply(const NameThatMatters &N) {
  uint32_t Word = N.Word.empty() ? 0 : Table.numberOf(N.Word);
  std::vector<uint32_t> Spellings;
  if (!N.Word.empty() && Word < FilesWith.size())
    Spellings = spellingsOf(Word);
  if (N.In == Where::Object)
    addCompanions(N.Word, Spellings);
  Reached.insert(Spellings.begin(), Spellings.end());
  for (Unit &U : Units) {
    if (U.IsOpen)
      continue;
    auto AnyOf = [&](const llvm::BitVector &Among, auto &&Holds) { return llvm::any_of(Among.set_bits(), [&](unsigned F) { return Holds(Files[F]); }); };
    bool Fits = false;
    switch (N.In) {
    case Where::Own:
    case Where::Object:
      Fits = llvm::any_of(Spellings, [&](uint32_t W) { return has(U.Own, W); });
      break;
    case Where::Ours:
      Fits = llvm::any_of(Spellings, [&](uint32_t W) { return has(U.Ours, W); });
      break;
    case Where::Nowhere:
      Fits = true;
      break;
    case Where::Tenant:
      Fits = AnyOf(U.Ours, [](const FileWords &F) { return F.SpeaksOfTenant; });
      break;
    case Where::Cache:
      Fits = AnyOf(U.All, [](const FileWords &F) { return F.HasCacheClass; });
      break;
    }
    U.IsOpen = Fits && sees(U, N.Around);
    if (U.IsOpen && ::getenv("TENANTSCAN_WHY"))
      fprintf(stderr, "%s: %d '%s' %s\n", Paths[U.Main].c_str(), int(N.In), N.Word.c_str(), N.Around.empty() ? "" : N.Around.back().c_str());
  }
}

void Prefilter::readPatterns(const UnitFacts &Facts) {
  for (const TemplatePattern &T : Facts.Patterns) {
    auto File = Numbers.find(T.File);
    if (!KnownPatterns.emplace(T.File, T.Begin, T.End).second || File == Numbers.end())
      continue;
    std::vector<uint32_t> Words = Files[File->second].Words;
    if (auto Buffer = llvm::MemoryBuffer::getFile(T.File); Buffer && T.End <= (*Buffer)->getBufferSize())
      Words = wordsOfFile((*Buffer)->getBuffer().slice(T.Begin, T.End).str(), Table).Words;
    Waiting.push_back({T, std::move(Words)});
  }
}

// A template whose text has a name that matters is such a name itself.
bool Prefilter::applyPatterns() {
  auto Matters = [&](const auto &Entry) { return llvm::any_of(Entry.second, [&](uint32_t Word) { return Reached.count(Word) != 0; }); };
  auto First = std::partition(Waiting.begin(), Waiting.end(), [&](const auto &Entry) { return !Matters(Entry); });
  bool Any = First != Waiting.end();
  for (auto It = First; It != Waiting.end(); ++It) {
    if (!It->first.Name.empty()) {
      Names.add({Where::Own, It->first.Name, {}});
      continue;
    }
    size_t File = Numbers[It->first.File];
    for (Unit &U : Units) {
      if (!U.IsOpen && U.All.test(File) && ::getenv("TENANTSCAN_WHY"))
        fprintf(stderr, "%s: pattern in %s:%u\n", Paths[U.Main].c_str(), It->first.File.c_str(), It->first.Begin);
      U.IsOpen = U.IsOpen || U.All.test(File);
    }
  }
  Waiting.erase(First, Waiting.end());
  return Any;
}

// Two things are known of a project when any unit says so. As long as none did, those
// that may are asked, a few at a time.
void Prefilter::openForFlags(const std::vector<const UnitFacts *> &Facts) {
  auto Any = [&](auto &&Holds) { return llvm::any_of(Facts, [&](const UnitFacts *U) { return U != nullptr && Holds(*U); }); };
  bool HasKeys = Any([](const UnitFacts &U) { return !U.Keys.empty(); });
  bool HasTasks = Any([](const UnitFacts &U) { return !U.TaskBodies.empty(); });
  bool NeedsName = (HasKeys || HasTasks) && !Any([](const UnitFacts &U) { return U.NamesTenant; });
  bool NeedsBinding = HasTasks && P.BindsTenant.empty() && !Any([](const UnitFacts &U) { return U.BindsTenant; });
  static constexpr size_t AtOnce = 8;
  size_t Opened = 0;
  for (Unit &U : Units) {
    if (!(NeedsName || NeedsBinding) || U.IsOpen || Opened == AtOnce)
      continue;
    U.IsOpen = llvm::any_of(U.Ours.set_bits(), [&](unsigned F) { return Files[F].NamesTenant; });
    Opened += U.IsOpen ? 1 : 0;
  }
}

std::vector<size_t> Prefilter::next(const std::vector<const UnitFacts *> &Facts) {
  Names.follow(Facts);
  for (const UnitFacts *U : Facts)
    if (U != nullptr)
      readPatterns(*U);
  do {
    for (const NameThatMatters &N : Names.takeNew())
      apply(N);
  } while (applyPatterns());
  auto Missing = [&] {
    std::vector<size_t> Result;
    for (size_t I = 0; I < Units.size(); ++I)
      if (Units[I].IsOpen && Facts[I] == nullptr)
        Result.push_back(I);
    return Result;
  };
  std::vector<size_t> Result = Missing();
  if (::getenv("TENANTSCAN_WHY")) fprintf(stderr, "WAVE %zu\n", Result.size());
  if (::getenv("TENANTSCAN_DRY")) exit(0);
  if (!Result.empty())
    return Result;
  openForFlags(Facts);
  return Missing();
}

} // namespace tenantscan
