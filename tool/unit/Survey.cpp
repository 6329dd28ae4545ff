//===- Survey.cpp - What a unit includes ----------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/Survey.h"

#include "checks/Places.h"
#include "tool/unit/Parse.h"
#include "tool/unit/RawWord.h"
#include "tool/unit/SharedPreamble.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/DependencyDirectivesScanner.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <algorithm>
#include <map>
#include <set>

using namespace clang;

namespace tenantscan {

#if LLVM_VERSION_MAJOR >= 21

namespace {

using dependency_directives_scan::Directive;

/// What the text of a file tells by itself.
struct FileText {
  uint64_t Size = 0;
  llvm::sys::TimePoint<> Modified;
  llvm::SmallVector<dependency_directives_scan::Token, 16> Tokens;
  llvm::SmallVector<Directive, 16> Directives;
  bool AreDirectivesKnown = false;

  bool IsLexed = false;
  /// Each once.
  std::vector<std::string> Words;
  /// Offsets of the # of directives that stand within braces.
  std::set<unsigned> Nested;
  /// What the file is depends on more than macros.
  bool IsSpecial = false;
  bool Undefines = false;
};

void lex(FileText &F, llvm::StringRef Text) {
  LangOptions Options;
  Options.CPlusPlus = Options.CPlusPlus20 = true;
  Lexer L(SourceLocation(), Options, Text.begin(), Text.begin(), Text.end());
  llvm::StringSet<> Seen;
  unsigned Depth = 0;
  Token T;
  bool AfterHash = false;
  do {
    L.LexFromRawLexer(T);
    if (T.is(tok::hash) && T.isAtStartOfLine()) {
      if (Depth > 0)
        F.Nested.insert(L.getCurrentBufferOffset() - T.getLength());
      AfterHash = true;
      continue;
    }
    if (T.is(tok::l_brace))
      ++Depth;
    else if (T.is(tok::r_brace))
      Depth -= Depth > 0 ? 1 : 0;
    if (T.is(tok::raw_identifier)) {
      llvm::StringRef Word = T.getRawIdentifier();
      std::string Clean;
      if (T.needsCleaning() || T.hasUCN())
        Word = Clean = cleanWord(Word);
      F.IsSpecial = F.IsSpecial || Word.empty() || Word == "__COUNTER__" || Word == "__INCLUDE_LEVEL__" || Word == "__BASE_FILE__";
      F.Undefines = F.Undefines || (AfterHash && Word == "undef");
      if (Seen.insert(Word).second)
        F.Words.push_back(Word.str());
    }
    AfterHash = false;
  } while (T.isNot(tok::eof));
  F.IsLexed = true;
}

} // namespace

/// Files by what they are, as long as their size and time stay the same.
class Surveyor::Files {
public:
  /// Null where the file cannot be read.
  FileText *of(FileEntryRef File, FileManager &Manager, bool Lexed) {
    FileText &F = Known[File.getUniqueID()];
    auto Modified = llvm::sys::toTimePoint(File.getModificationTime());
    if (F.Size != static_cast<uint64_t>(File.getSize()) || F.Modified != Modified) {
      F = FileText();
      F.Size = static_cast<uint64_t>(File.getSize());
      F.Modified = Modified;
    }
    if (Lexed ? F.IsLexed : F.AreDirectivesKnown)
      return &F;
    auto Buffer = Manager.getBufferForFile(File);
    if (!Buffer)
      return nullptr;
    if (Lexed) {
      lex(F, (*Buffer)->getBuffer());
    } else {
      F.AreDirectivesKnown = true;
      if (scanSourceForDependencyDirectives((*Buffer)->getBuffer(), F.Tokens, F.Directives))
        F.Directives.clear();
    }
    return &F;
  }

private:
  std::map<llvm::sys::fs::UniqueID, FileText> Known;
};

namespace {

class Directives : public DependencyDirectivesGetter {
public:
  Directives(std::function<FileText *(FileEntryRef)> Of) : Of(std::move(Of)) {}
  std::unique_ptr<DependencyDirectivesGetter> cloneFor(FileManager &) override { return std::make_unique<Directives>(Of); }
  std::optional<llvm::ArrayRef<Directive>> operator()(FileEntryRef File) override {
    FileText *F = Of(File);
    return F == nullptr || F->Directives.empty() ? std::nullopt : std::optional(llvm::ArrayRef<Directive>(F->Directives));
  }

private:
  std::function<FileText *(FileEntryRef)> Of;
};

/// Watches which files are entered and left.
class Watcher : public PPCallbacks {
public:
  Watcher(Preprocessor &PP, const model::Project &P, std::function<FileText *(FileEntryRef)> Of, UnitResult &Out)
      : PP(PP), SM(PP.getSourceManager()), P(P), Of(std::move(Of)), Out(Out) {}

  void FileChanged(SourceLocation Loc, FileChangeReason Reason, SrcMgr::CharacteristicKind, FileID Left) override {
    if (Reason == EnterFile) {
      FileID Entered = SM.getFileID(Loc);
      if (SM.getFileEntryForID(Entered) != nullptr)
        Bytes += SM.getFileIDSize(Entered);
      note(Entered, /*IsEnd=*/false);
    }
    if (Reason == ExitFile)
      note(Left, /*IsEnd=*/true);
  }
  void InclusionDirective(SourceLocation Hash, const Token &, llvm::StringRef Name, bool IsAngled, CharSourceRange, OptionalFileEntryRef File,
                          llvm::StringRef, llvm::StringRef, const Module *, bool, SrcMgr::CharacteristicKind) override {
    auto [Includer, Offset] = SM.getDecomposedLoc(Hash);
    if (Includer == SM.getMainFileID())
      Direct.push_back({Offset, File ? (IsAngled ? "<" : "\"") + Name.str() + '\0' + File->getName().str() + '\0' : std::string(), Bytes});
    if (!File)
      return;
    OptionalFileEntryRef From = SM.getFileEntryRefForID(Includer);
    if (!From || !isProjectCode(Hash, SM, P))
      return;
    FileText *F = Of(*From);
    if (F == nullptr || F->Nested.count(Offset) != 0)
      Inside.insert(File->getUniqueID());
  }
  void HasInclude(SourceLocation Loc, llvm::StringRef Name, bool IsAngled, OptionalFileEntryRef File, SrcMgr::CharacteristicKind) override {
    OptionalFileEntryRef Asking = SM.getFileEntryRefForID(SM.getFileID(SM.getExpansionLoc(Loc)));
    if (auto It = Asking ? Included.find(Asking->getUniqueID()) : Included.end(); It != Included.end())
      It->second.Context += (IsAngled ? "?<" : "?\"") + Name.str() + '\0' + (File ? File->getName().str() : "") + '\0';
  }
  void EndOfMainFile() override {
    for (auto &[Id, I] : Included) {
      bool IsGuarded = PP.getHeaderSearchInfo().isFileMultipleIncludeGuarded(I.File);
      if (!IsGuarded || I.IsPart || Inside.count(Id) != 0)
        Out.Included.push_back({I.Path, std::nullopt});
      else
        Out.Included.push_back({I.Path, digestOf(I.Context)});
    }
    std::sort(Out.Included.begin(), Out.Included.end(), [](const IncludedFile &A, const IncludedFile &B) { return A.Path < B.Path; });
    noteLeading();
  }

private:
  struct Entry {
    FileEntryRef File;
    std::string Path;
    std::string Context;
    /// It cannot be told from what it is made.
    bool IsPart = false;
  };

  void note(FileID Id, bool IsEnd) {
    OptionalFileEntryRef File = SM.getFileEntryRefForID(Id);
    if (!File || Id == SM.getMainFileID() || !isProjectCode(SM.getLocForStartOfFile(Id), SM, P))
      return;
    auto [It, IsNew] = Included.try_emplace(File->getUniqueID(), Entry{*File, pathOf(Id, SM), {}, false});
    Entry &E = It->second;
    FileText *F = Of(*File);
    if (F == nullptr || F->IsSpecial) {
      E.IsPart = true;
      return;
    }
    // At the end everything that the file includes has been read, whoever included it
    // first. Only what the file takes back is looked at before.
    if (!IsEnd && !F->Undefines)
      return;
    llvm::StringSet<> Seen;
    E.Context += IsEnd ? ";" : ":";
    E.Context += PP.getLangOpts().CPlusPlus ? '+' : '-';
    for (const std::string &Word : F->Words)
      addMacro(Word, Id, E.Context, Seen);
  }

  void noteLeading() {
    std::string What;
    size_t Seen = 0;
    size_t Told = 0;
    for (const LeadingDirective &D : leadingDirectives(SM.getBufferData(SM.getMainFileID()))) {
      for (; Seen < Direct.size() && Direct[Seen].Offset < D.End; ++Seen) {
        if (Direct[Seen].What.empty())
          return;
        What += Direct[Seen].What;
      }
      if (!D.IsWhole || Seen == Told)
        continue;
      Told = Seen;
      Out.Leading.push_back({D.End, Seen < Direct.size() ? Direct[Seen].BytesBefore : Bytes, digestOf(What)});
    }
  }

  // The definition, and those of the macros in it.
  void addMacro(llvm::StringRef Word, FileID In, std::string &Context, llvm::StringSet<> &Seen) {
    IdentifierInfo *Identifier = PP.getIdentifierInfo(Word);
    if (!Identifier->hasMacroDefinition() || !Seen.insert(Word).second)
      return;
    const MacroInfo *Macro = PP.getMacroInfo(Identifier);
    // What the file defines itself follows from the rest.
    if (Macro == nullptr || (Macro->getDefinitionLoc().isValid() && SM.getFileID(Macro->getDefinitionLoc()) == In))
      return;
    Context += Word;
    Context += Macro->isFunctionLike() ? '(' : '=';
    for (const Token &T : Macro->tokens()) {
      if (IdentifierInfo *Name = T.getIdentifierInfo()) {
        Context += Name->getName();
        addMacro(Name->getName(), In, Context, Seen);
      } else if (T.isLiteral() && T.getLiteralData() != nullptr) {
        Context.append(T.getLiteralData(), T.getLength());
      } else {
        Context += tok::getTokenName(T.getKind());
      }
      Context += ' ';
    }
  }

  Preprocessor &PP;
  SourceManager &SM;
  const model::Project &P;
  std::function<FileText *(FileEntryRef)> Of;
  UnitResult &Out;
  std::map<llvm::sys::fs::UniqueID, Entry> Included;
  /// An include of the file that is compiled.
  struct DirectInclude {
    unsigned Offset = 0;
    std::string What; ///< Empty where nothing was found.
    uint64_t BytesBefore = 0;
  };
  std::vector<DirectInclude> Direct;
  /// Of the files that were entered.
  uint64_t Bytes = 0;
  /// Files whose text stands in the middle of a declaration of another file.
  std::set<llvm::sys::fs::UniqueID> Inside;
};

} // namespace

class Surveyor::Action : public PreprocessOnlyAction {
public:
  Action(const model::Project &P, Files &Known, UnitResult &Out) : P(P), Known(Known), Out(Out) {}

protected:
  bool BeginSourceFileAction(CompilerInstance &CI) override {
    ignoreWarnings(CI.getDiagnostics());
    FileManager &Manager = CI.getFileManager();
    auto Of = [this, &Manager](bool Lexed) { return [this, &Manager, Lexed](FileEntryRef File) { return Known.of(File, Manager, Lexed); }; };
    CI.setDependencyDirectivesGetter(std::make_unique<Directives>(Of(false)));
    CI.getPreprocessor().setDependencyDirectivesGetter(*(Getter = std::make_unique<Directives>(Of(false))));
    CI.getPreprocessor().addPPCallbacks(std::make_unique<Watcher>(CI.getPreprocessor(), P, Of(true), Out));
    return true;
  }

private:
  const model::Project &P;
  Files &Known;
  UnitResult &Out;
  std::unique_ptr<Directives> Getter;
};

UnitResult Surveyor::survey(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier) {
  UnitResult Result;
  runOnce(Command, Digests, Earlier, std::make_unique<Action>(P, *Known, Result), Result);
  return Result;
}

#else

class Surveyor::Files {};

UnitResult Surveyor::survey(const CompileCommand &Command, const model::Project &, FileDigests &, const EarlierFiles *) {
  UnitResult Result;
  Result.File = Command.File;
  Result.Failure = "this build cannot survey";
  return Result;
}

#endif

Surveyor::Surveyor() : Known(std::make_unique<Files>()) {}
Surveyor::~Surveyor() = default;

} // namespace tenantscan
