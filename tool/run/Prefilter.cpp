//===- Prefilter.cpp - Units in which there is nothing to see -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Prefilter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace tenantscan {

using Where = NameThatMatters::Where;

Prefilter::Prefilter(const std::vector<CompileCommand> &Commands, const std::vector<UnitResult> &Surveys, const HeaderOwners &Owners,
                     const model::Project &P, const EarlierFiles *Earlier)
    : P(P), Words(P.Names, Earlier), Names(P) {
  std::vector<std::vector<uint32_t>> Read(Commands.size()), OfProject(Commands.size());
  for (size_t I = 0; I < Commands.size(); ++I) {
    for (const Input &In : Surveys[I].Inputs)
      if (In.What == Input::Kind::File)
        Read[I].push_back(Words.fileNumber(In.Path));
    OfProject[I].push_back(Words.fileNumber(Commands[I].File));
    for (const IncludedFile &F : Surveys[I].Included)
      OfProject[I].push_back(Words.fileNumber(F.Path));
    Words.addDefinitions(Commands[I].Arguments);
  }
  Units.resize(Commands.size());
  std::vector<const llvm::BitVector *> FilesOfUnits;
  llvm::BitVector InProject(static_cast<unsigned>(Words.size()));
  for (size_t I = 0; I < Commands.size(); ++I) {
    Unit &U = Units[I];
    U.All.resize(static_cast<unsigned>(Words.size()));
    U.Ours.resize(static_cast<unsigned>(Words.size()));
    U.Main = OfProject[I].front();
    for (uint32_t F : Read[I])
      U.All.set(F);
    for (uint32_t F : OfProject[I])
      U.Ours.set(F);
    U.All |= U.Ours;
    setOwnFiles(U, Owners.ownFiles(I));
    // Nobody knows what it includes, or what it says.
    U.IsOpen = !Surveys[I].Failure.empty() || llvm::any_of(U.Own.set_bits(), [&](unsigned F) { return Words.file(F).IsOdd; });
    FilesOfUnits.push_back(&U.All);
    InProject |= U.Ours;
  }
  Words.finish(FilesOfUnits, std::move(InProject));
  for (uint32_t File = 0; File < Words.size(); ++File)
    if (!Words.isOfProject(File))
      for (const FileWords::CacheClass &Class : Words.file(File).CacheClasses)
        Names.add({Where::Held, Words.spelling(Class.Name).str()});
}

void Prefilter::takeOver(size_t Index, const std::optional<std::vector<std::string>> &Files) {
  setOwnFiles(Units[Index], Files);
  Units[Index].IsOpen = true;
}

void Prefilter::setOwnFiles(Unit &U, const std::optional<std::vector<std::string>> &Own) {
  U.Own = U.Ours;
  if (!Own)
    return;
  U.Own.reset();
  U.Own.set(U.Main);
  for (const std::string &Path : *Own)
    if (std::optional<uint32_t> File = Words.find(Path))
      U.Own.set(*File);
}

bool Prefilter::has(const Unit &U, const llvm::BitVector &Among, const Spelling &S) const {
  return (S.Definition == Spelling::Everywhere || U.All.test(S.Definition)) &&
         llvm::any_of(Words.filesWith(S.Word), [&](uint32_t File) { return Among.test(File); });
}

// The files that can come by the name; with IsDefined not those that only call it. Asked once for a name, not once for a unit.
llvm::BitVector Prefilter::filesThatName(llvm::StringRef Name, llvm::ArrayRef<Spelling> Spellings, bool IsDefined) {
  llvm::BitVector Files(static_cast<unsigned>(Words.size()));
  for (const Spelling &S : Spellings)
    if (S.Definition == Spelling::Everywhere)
      for (uint32_t File : Words.filesWith(S.Word))
        if (!IsDefined || Words.spelling(S.Word) != Name || Words.isMacro(Name) || Words.mayDefine(File, S.Word))
          Files.set(File);
  for (unsigned File = 0; File < Files.size(); ++File)
    if (!Files.test(File) &&
        (Words.canPaste(File, Name) || llvm::any_of(Spellings, [&](const Spelling &S) { return Words.canPaste(File, Words.spelling(S.Word)); })))
      Files.set(File);
  return Files;
}

bool Prefilter::canName(const Unit &U, const llvm::BitVector &Among, const llvm::BitVector &Files, llvm::ArrayRef<Spelling> Spellings) const {
  return Among.anyCommon(Files) ||
         llvm::any_of(Spellings, [&](const Spelling &S) { return S.Definition != Spelling::Everywhere && has(U, Among, S); });
}

llvm::BitVector Prefilter::unitsThatSee(const NameThatMatters &N) {
  auto [It, IsNew] = SeenBy.try_emplace(N.Around);
  if (IsNew) {
    It->second.resize(static_cast<unsigned>(Units.size()), true);
    for (const std::string &Name : N.Around) {
      std::vector<Spelling> Spellings = Words.spellingsOf(Name);
      llvm::BitVector Files = filesThatName(Name, Spellings);
      for (unsigned I : It->second.set_bits())
        if (!canName(Units[I], Units[I].All, Files, Spellings))
          It->second.reset(I);
    }
  }
  llvm::BitVector Result = It->second;
  if (!N.File.empty())
    Result &= Words.unitsWith(*Words.find(N.File));
  return Result;
}

// An object of a class is made where the class is named, or implicitly: of what a function
// is given that takes one. Then the function is named, and its declaration names the class.
void Prefilter::addCompanions(const NameThatMatters &N, std::vector<Spelling> &Spellings) {
  std::vector<std::string> Classes{N.Word};
  std::set<std::string> Companions, Aliases;
  // What one file has for itself is named there.
  auto IsShared = [&](uint32_t File) {
    return llvm::none_of(Units, [&](const Unit &U) { return U.Main == File; }) ||
           llvm::count_if(Units, [&](const Unit &U) { return U.All.test(File); }) > 1;
  };
  for (size_t I = 0; I < Classes.size(); ++I) {
    std::optional<uint32_t> Word = Words.word(Classes[I]);
    if (!Word)
      continue;
    for (uint32_t File : Words.filesWith(*Word))
      if ((N.In != Where::Object && N.In != Where::Held && !Words.isOfProject(File)) || !IsShared(File))
        continue;
      else if (auto Buffer = Words.text(File))
        companionsOf(
            Classes[I], (*Buffer)->getBuffer(), /*OnlyNamed=*/N.In == Where::Named || N.In == Where::Held,
            [&](llvm::StringRef Word) { return Words.isMacro(Word); }, Companions, Aliases);
    for (const std::string &Alias : Aliases)
      if (!llvm::is_contained(Classes, Alias))
        Classes.push_back(Alias);
  }
  Companions.insert(Aliases.begin(), Aliases.end());
  for (const std::string &Name : Companions)
    llvm::append_range(Spellings, Words.spellingsOf(Name));
}

void Prefilter::apply(const NameThatMatters &N) {
  llvm::BitVector SeenBy = unitsThatSee(N);
  if (SeenBy.none())
    return;
  std::vector<Spelling> Spellings;
  if (!N.Word.empty())
    Spellings = Words.spellingsOf(N.Word, N.In == Where::Defined);
  if (N.In == Where::Object || N.In == Where::Made || N.In == Where::Named || N.In == Where::Held)
    addCompanions(N, Spellings);
  if (!N.Word.empty()) {
    for (const Spelling &S : Spellings)
      Reached[S.Word].push_back({AppliedNames.size(), S.Definition});
    AppliedNames.push_back({N.Word, SeenBy, N.In == Where::Called});
  }
  llvm::BitVector Files = filesThatName(N.Word, Spellings, N.In == Where::Defined);
  for (unsigned I : SeenBy.set_bits()) {
    Unit &U = Units[I];
    if (U.IsOpen)
      continue;
    auto AnyOf = [&](const llvm::BitVector &Among, auto &&Holds) {
      return llvm::any_of(Among.set_bits(), [&](unsigned F) { return Holds(Words.file(F)); });
    };
    bool Fits = false;
    switch (N.In) {
    case Where::Own:
    case Where::Called:
    case Where::Defined:
    case Where::Object:
    case Where::Made:
    case Where::Named:
      Fits = canName(U, U.Own, Files, Spellings);
      break;
    case Where::Ours:
    case Where::Held:
      Fits = canName(U, U.Ours, Files, Spellings);
      break;
    case Where::Nowhere:
      Fits = true;
      break;
    case Where::Tenant:
      Fits = AnyOf(U.Ours, [](const FileWords &F) { return F.SpeaksOfTenant; });
      break;
    case Where::Cache:
      Fits = AnyOf(U.Ours, [](const FileWords &F) { return !F.CacheClasses.empty(); }) ||
             AnyOf(U.Own, [](const FileWords &F) { return F.HasCacheMethods; });
      break;
    case Where::Request:
      Fits = AnyOf(U.All, [](const FileWords &F) { return F.HasRequestClass; }) && AnyOf(U.Ours, [](const FileWords &F) { return F.SpeaksOfTenant; });
      break;
    case Where::Worker:
      Fits = AnyOf(U.Own, [](const FileWords &F) { return F.HasWorker; }) &&
             (N.Word.empty() ? AnyOf(U.Own, [](const FileWords &F) { return F.HasBinding; }) : canName(U, U.Own, Files, Spellings));
      break;
    }
    U.IsOpen = Fits;
  }
}

// \p Text without the first \p Name in it.
static std::string withoutName(llvm::StringRef Text, llvm::StringRef Name) {
  auto IsPart = [&](size_t At) { return At < Text.size() && (llvm::isAlnum(Text[At]) || Text[At] == '_' || Text[At] == '$' || Text[At] < 0); };
  for (size_t At = Text.find(Name); At != llvm::StringRef::npos; At = Text.find(Name, At + 1))
    if (!(At > 0 && IsPart(At - 1)) && !IsPart(At + Name.size()))
      return (Text.take_front(At) + " " + Text.drop_front(At + Name.size())).str();
  return Text.str();
}

void Prefilter::readPatterns(const UnitFacts &Facts) {
  for (const TemplatePattern &T : Facts.Patterns) {
    std::optional<uint32_t> File = Words.find(T.File);
    if (!KnownPatterns.emplace(T.File, T.Begin, T.End).second || !File)
      continue;
    Waiting W{T, *File, Words.file(*File).Words, std::nullopt};
    if (auto Buffer = Words.text(*File); Buffer && T.End <= (*Buffer)->getBufferSize()) {
      llvm::StringRef Text = (*Buffer)->getBuffer().slice(T.Begin, T.End);
      W.Words = Words.wordsOf(T.Name.empty() ? Text.str() : withoutName(Text, T.Name));
      W.Name = Words.word(T.Name);
    }
    Patterns.push_back(std::move(W));
  }
}

// Whether a name that was applied can stand in the text of a template.
bool Prefilter::matters(const Waiting &W) {
  const llvm::BitVector &Users = Words.unitsWith(W.File);
  auto IsReached = [&](uint32_t Word, bool IsDefined) {
    auto It = Reached.find(Word);
    return It != Reached.end() && llvm::any_of(It->second, [&](const auto &Each) {
             const Applied &A = AppliedNames[Each.first];
             return !(IsDefined && A.IsCalled) && A.SeenBy.anyCommon(Users) &&
                    (Each.second == Spelling::Everywhere || Words.areTogether(W.File, Each.second));
           });
  };
  return llvm::any_of(W.Words, [&](uint32_t Word) { return IsReached(Word, false); }) || (W.Name && IsReached(*W.Name, true)) ||
         llvm::any_of(AppliedNames, [&](const Applied &A) { return A.SeenBy.anyCommon(Users) && Words.canPaste(W.File, A.Word); });
}

// A template whose text has a name that matters is such a name itself.
bool Prefilter::applyPatterns() {
  auto First = std::partition(Patterns.begin(), Patterns.end(), [&](const Waiting &W) { return !matters(W); });
  bool Any = First != Patterns.end();
  for (auto It = First; It != Patterns.end(); ++It) {
    if (!It->Function.Name.empty()) {
      Names.add({Where::Called, It->Function.Name, {}, It->Function.File});
      continue;
    }
    for (unsigned I : Words.unitsWith(It->File).set_bits())
      Units[I].IsOpen = true;
  }
  Patterns.erase(First, Patterns.end());
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
    U.IsOpen = llvm::any_of(U.Ours.set_bits(), [&](unsigned F) { return Words.file(F).NamesTenant; });
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
  if (!Result.empty())
    return Result;
  openForFlags(Facts);
  return Missing();
}

} // namespace tenantscan
