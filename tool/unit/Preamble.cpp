//===- Preamble.cpp - The beginning of a file, parsed once --------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/Preamble.h"

#include "tool/unit/Parse.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>
#include <set>

using namespace clang;

namespace tenantscan {

namespace {

/// An answer of the file system that a preamble depends on.
struct Dependency {
  Input What;
  /// The file as it was when it had that content last; none before the first look.
  std::optional<llvm::vfs::Status> Seen;
};

/// The main file of an invocation, and how far its preamble goes.
struct MainFile {
  std::unique_ptr<llvm::MemoryBuffer> Text;
  PreambleBounds Bounds{0, false};

  MainFile(const CompilerInvocation &Invocation, llvm::vfs::FileSystem &Files) {
    const FrontendOptions &Options = Invocation.getFrontendOpts();
    if (Options.Inputs.size() != 1 || !Options.Inputs.front().isFile())
      return;
    auto Buffer = Files.getBufferForFile(Options.Inputs.front().getFile());
    if (!Buffer)
      return;
    Text = std::move(*Buffer);
    Bounds = ComputePreambleBounds(Invocation.getLangOpts(), *Text, 0);
  }
  bool hasPreamble() const { return Text != nullptr && Bounds.Size != 0; }
  llvm::StringRef preamble() const { return Text->getBuffer().take_front(Bounds.Size); }
};

} // namespace

// Whether the file system still says what it said. Contents are compared where anything
// about a file is another; texts of an editor are other files for each text.
static bool holds(Dependency &D, llvm::vfs::FileSystem &Files, FileDigests &Digests) {
  if (D.What.What == Input::Kind::Listing)
    return digestOfListing(D.What.Path) == D.What.Content;
  llvm::ErrorOr<llvm::vfs::Status> Status = Files.status(D.What.Path);
  if (kindOf(Status) != D.What.What || D.What.What == Input::Kind::Other)
    return false;
  if (D.What.What != Input::Kind::File)
    return true;
  if (D.Seen && D.Seen->getUniqueID() == Status->getUniqueID() && D.Seen->getSize() == Status->getSize() &&
      D.Seen->getLastModificationTime() == Status->getLastModificationTime())
    return true;
  auto Buffer = Files.getBufferForFile(D.What.Path, -1, /*RequiresNullTerminator=*/false);
  if (!Buffer || Digests.of(*Status, (*Buffer)->getBuffer()) != D.What.Content)
    return false;
  D.Seen = *Status;
  return true;
}

struct PreambleCache::Entry {
  /// What the compiler is told, and the folder that it is in.
  std::string Key;
  std::string Text;
  bool EndsAtStartOfLine = false;
  std::vector<Dependency> Dependencies;
  /// Nothing where it has an error: there is no use in another try then.
  std::optional<PrecompiledPreamble> Preamble;
  uint64_t Bytes = 0;

  bool fits(const std::string &OtherKey, const MainFile &Main, llvm::vfs::FileSystem &Files, FileDigests &Digests) {
    return Key == OtherKey && Text == Main.preamble() && EndsAtStartOfLine == Main.Bounds.PreambleEndsAtStartOfLine &&
           std::all_of(Dependencies.begin(), Dependencies.end(), [&](Dependency &D) { return holds(D, Files, Digests); });
  }
};

static std::string keyOf(const CompilerInvocation &Invocation, const CompileCommand &Command) {
  return llvm::join(Invocation.getCC1CommandLine(), llvm::StringRef("\0", 1)) + '\0' + Command.Directory;
}

/// Runs an action from behind the preamble.
class PreambleCache::UseAction : public tooling::FrontendActionFactory {
public:
  UseAction(PreambleCache &Cache, const CompileCommand &Command, UnitFiles &Files, FileDigests &Digests, std::unique_ptr<FrontendAction> Action)
      : Cache(Cache), Command(Command), Files(Files), Digests(Digests), Action(std::move(Action)) {}

  std::unique_ptr<FrontendAction> create() override { return std::move(Action); }

  bool runInvocation(std::shared_ptr<CompilerInvocation> Invocation, FileManager *Manager, std::shared_ptr<PCHContainerOperations> Containers,
                     DiagnosticConsumer *Diagnostics) override {
    adjustInvocation(*Invocation);
    MainFile Main(*Invocation, *Files.Plain);
    std::string Key = keyOf(*Invocation, Command);
    auto It = std::find_if(Cache.Entries.begin(), Cache.Entries.end(),
                           [&](Entry &E) { return E.Preamble && Main.hasPreamble() && E.fits(Key, Main, *Files.Plain, Digests); });
    Cache.Used = It != Cache.Entries.end();
    if (!Cache.Used)
      return FrontendActionFactory::runInvocation(std::move(Invocation), Manager, std::move(Containers), Diagnostics);
    Cache.Entries.splice(Cache.Entries.begin(), Cache.Entries, It);
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> WithPreamble = Manager->getVirtualFileSystemPtr();
    Invocation->getPreprocessorOpts().RetainRemappedFileBuffers = true;
    It->Preamble->AddImplicitPreamble(*Invocation, WithPreamble, Main.Text.get());
    for (const Dependency &D : It->Dependencies)
      if (D.What.What == Input::Kind::File)
        Files.Record->add(D.What.Path, Input::Kind::File);
    auto Behind = llvm::makeIntrusiveRefCnt<FileManager>(FileSystemOptions(), std::move(WithPreamble));
    return FrontendActionFactory::runInvocation(std::move(Invocation), Behind.get(), std::move(Containers), Diagnostics);
  }

private:
  PreambleCache &Cache;
  const CompileCommand &Command;
  UnitFiles &Files;
  FileDigests &Digests;
  std::unique_ptr<FrontendAction> Action;
};

namespace {

class Callbacks : public PreambleCallbacks {
public:
  explicit Callbacks(const model::Project &P) : P(P) {}
  void BeforeExecute(CompilerInstance &CI) override {
    SM = &CI.getSourceManager();
    ignoreWarnings(CI.getDiagnostics());
  }
  bool shouldSkipFunctionBody(Decl *D) override { return isBodySkipped(D, *SM, P); }

private:
  const model::Project &P;
  SourceManager *SM = nullptr;
};

} // namespace

/// Makes an entry.
class PreambleCache::BuildAction : public tooling::ToolAction {
public:
  BuildAction(PreambleCache &Cache, const CompileCommand &Command, UnitFiles &Files, FileDigests &Digests, const model::Project &P)
      : Cache(Cache), Command(Command), Files(Files), Digests(Digests), P(P) {}

  bool runInvocation(std::shared_ptr<CompilerInvocation> Invocation, FileManager *Manager, std::shared_ptr<PCHContainerOperations> Containers,
                     DiagnosticConsumer *) override {
    adjustInvocation(*Invocation);
    MainFile Main(*Invocation, *Files.Plain);
    if (!Main.hasPreamble())
      return false;
    std::string Key = keyOf(*Invocation, Command);
    for (Entry &E : Cache.Entries)
      if (E.fits(Key, Main, *Files.Plain, Digests))
        return E.Preamble.has_value();
    // One of a file is enough: what it was before does not come again.
    Cache.Entries.remove_if([&](const Entry &E) { return E.Key == Key; });
    FirstError Errors;
    Callbacks Hooks(P);
    auto Diagnostics = CompilerInstance::createDiagnostics(*Files.Plain, Invocation->getDiagnosticOpts(), &Errors, /*ShouldOwnClient=*/false);
    auto Built = PrecompiledPreamble::Build(*Invocation, Main.Text.get(), Main.Bounds, Diagnostics, Manager->getVirtualFileSystemPtr(),
                                            std::move(Containers), /*StoreInMemory=*/true, {}, Hooks);
    Entry E;
    E.Key = std::move(Key);
    E.Text = Main.preamble().str();
    E.EndsAtStartOfLine = Main.Bounds.PreambleEndsAtStartOfLine;
    llvm::ErrorOr<llvm::vfs::Status> Itself = Files.Plain->status(Command.File);
    for (Input &I : Files.Record->take(*Files.Plain)) {
      bool IsItself = false;
      if (I.What == Input::Kind::File && Itself)
        if (llvm::ErrorOr<llvm::vfs::Status> Other = Files.Plain->status(I.Path))
          IsItself = Itself->equivalent(*Other);
      if (!IsItself)
        E.Dependencies.push_back({std::move(I), std::nullopt});
    }
    if (Built && Errors.summary().empty()) {
      E.Bytes = Built->getSize();
      E.Preamble.emplace(std::move(*Built));
    }
    Cache.Entries.push_front(std::move(E));
    uint64_t Bytes = 0;
    Cache.Entries.remove_if([&](const Entry &Old) { return (Bytes += Old.Bytes) > Cache.MaxBytes && &Old != &Cache.Entries.front(); });
    return Cache.Entries.front().Preamble.has_value();
  }

private:
  PreambleCache &Cache;
  const CompileCommand &Command;
  UnitFiles &Files;
  FileDigests &Digests;
  const model::Project &P;
};

PreambleCache::PreambleCache(uint64_t MaxBytes) : MaxBytes(MaxBytes) {}
PreambleCache::~PreambleCache() = default;

UnitResult PreambleCache::scan(const CompileCommand &Command, const model::Project &P, FileDigests &Digests,
                               const std::function<bool()> &IsAbandoned) {
  UnitResult Result;
  Result.File = Command.File;
  UnitFiles Files;
  FirstError Errors;
  Used = false;
  UseAction Action(*this, Command, Files, Digests, makeCollectAction(P, Result.Facts, IsAbandoned));
  Result.Failure = runOnUnit(Command, Digests, Files, Action, Errors);
  if (Files.Record)
    Result.Inputs = Files.Record->files();
  return Result;
}

bool PreambleCache::prepare(const CompileCommand &Command, const model::Project &P, FileDigests &Digests) {
  UnitFiles Files;
  FirstError Errors;
  BuildAction Action(*this, Command, Files, Digests, P);
  return runOnUnit(Command, Digests, Files, Action, Errors).empty();
}

} // namespace tenantscan
