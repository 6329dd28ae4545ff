//===- Unit.cpp - One compile command, one result -----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/Unit.h"

#include "checks/Places.h"
#include "checks/Sites.h"
#include "tool/unit/Arguments.h"
#include "tool/unit/Parse.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <fmt/format.h>

#include <ctime>
#include <vector>

using namespace clang;

namespace tenantscan {

namespace {

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &CI, const model::Project &P, const std::vector<std::string> *OwnFiles, double *Seconds, UnitFacts &Out,
           std::function<bool()> IsAbandoned)
      : SM(CI.getSourceManager()), P(P), OwnFiles(OwnFiles), Seconds(Seconds), Out(Out), IsAbandoned(std::move(IsAbandoned)) {}

  bool shouldSkipFunctionBody(Decl *D) override { return isBodySkipped(D, SM, P); }

  bool HandleTopLevelDecl(DeclGroupRef) override { return !IsAbandoned || !IsAbandoned(); }

  void HandleTranslationUnit(ASTContext &AST) override {
    double Begin = cpuSeconds();
    Out = collectSites(AST, P, OwnFiles);
    if (Seconds != nullptr)
      *Seconds += cpuSeconds() - Begin;
  }

private:
  SourceManager &SM;
  const model::Project &P;
  const std::vector<std::string> *OwnFiles;
  double *Seconds;
  UnitFacts &Out;
  std::function<bool()> IsAbandoned;
};

class CollectAction : public ASTFrontendAction {
public:
  CollectAction(const model::Project &P, const std::vector<std::string> *OwnFiles, double *Seconds, UnitFacts &Out, std::function<bool()> IsAbandoned)
      : P(P), OwnFiles(OwnFiles), Seconds(Seconds), Out(Out), IsAbandoned(std::move(IsAbandoned)) {}

protected:
  bool BeginInvocation(CompilerInstance &CI) override {
    adjustInvocation(CI.getInvocation());
    return true;
  }
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    ignoreWarnings(CI.getDiagnostics());
    return std::make_unique<Consumer>(CI, P, OwnFiles, Seconds, Out, IsAbandoned);
  }

private:
  const model::Project &P;
  const std::vector<std::string> *OwnFiles;
  double *Seconds;
  UnitFacts &Out;
  std::function<bool()> IsAbandoned;
};

/// Gives its action away once.
class Once : public tooling::FrontendActionFactory {
public:
  explicit Once(std::unique_ptr<FrontendAction> Action) : Action(std::move(Action)) {}
  std::unique_ptr<FrontendAction> create() override { return std::move(Action); }

private:
  std::unique_ptr<FrontendAction> Action;
};

} // namespace

void adjustInvocation(CompilerInvocation &Invocation) {
  Invocation.getFrontendOpts().SkipFunctionBodies = true;
  Invocation.getFrontendOpts().DisableFree = false;
  Invocation.getLangOpts().SpellChecking = false;
  Invocation.getDiagnosticOpts().IgnoreWarnings = true;
}

void ignoreWarnings(DiagnosticsEngine &Diagnostics) {
  Diagnostics.setIgnoreAllWarnings(true);
  // Every "#pragma GCC diagnostic" copies what was said of single ones: few, then.
  std::vector<diag::kind> All;
  DiagnosticIDs::getAllDiagnostics(diag::Flavor::WarningOrError, All);
  const DiagnosticIDs &IDs = *Diagnostics.getDiagnosticIDs();
  for (diag::kind Kind : All)
    if (IDs.isWarningOrExtension(Kind) && IDs.isDefaultMappingAsError(Kind))
      Diagnostics.setSeverity(Kind, diag::Severity::Ignored, SourceLocation());
}

bool isBodySkipped(const Decl *D, const SourceManager &SM, const model::Project &P) { return !isProjectCode(D->getLocation(), SM, P); }

std::unique_ptr<FrontendAction> makeCollectAction(const model::Project &P, UnitFacts &Out, std::function<bool()> IsAbandoned,
                                                  const std::vector<std::string> *OwnFiles, double *CollectingSeconds) {
  return std::make_unique<CollectAction>(P, OwnFiles, CollectingSeconds, Out, std::move(IsAbandoned));
}

void FirstError::HandleDiagnostic(DiagnosticsEngine::Level Level, const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  if (Level < DiagnosticsEngine::Error || ++Errors > 1)
    return;
  llvm::SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  if (Info.getLocation().isValid() && Info.hasSourceManager()) {
    PresumedLoc Loc = Info.getSourceManager().getPresumedLoc(Info.getLocation());
    if (Loc.isValid())
      Text = fmt::format("{}:{}:{}: ", Loc.getFilename(), Loc.getLine(), Loc.getColumn());
  }
  Text += Message.str();
}

std::string FirstError::summary() const { return Errors > 1 ? fmt::format("{} (and {} more errors)", Text, Errors - 1) : Text; }

std::vector<std::string> parseArguments(const CompileCommand &Command) {
  std::vector<std::string> Arguments = safeArguments(Command.Arguments);
  if (Arguments.empty())
    return Arguments;
  Arguments.insert(Arguments.begin() + 1, "-resource-dir=" + resourceFolder());
  Arguments.push_back("-fsyntax-only");
  return Arguments;
}

static llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> withUnsaved(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Real,
                                                                   const CompileCommand &Command) {
  if (Command.Unsaved.empty())
    return Real;
  auto Buffers = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  for (const auto &[File, Text] : Command.Unsaved)
    Buffers->addFile(File, 0, llvm::MemoryBuffer::getMemBuffer(Text, File));
  auto Both = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(Real));
  Both->pushOverlay(std::move(Buffers));
  return Both;
}

std::string runOnUnit(const CompileCommand &Command, FileDigests &Digests, UnitFiles &Files, tooling::ToolAction &Action, FirstError &Errors) {
  std::vector<std::string> Arguments = parseArguments(Command);
  if (Arguments.empty())
    return "the compile command is empty";
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Real = llvm::vfs::createPhysicalFileSystem();
  if (std::error_code Error = Real->setCurrentWorkingDirectory(Command.Directory))
    return fmt::format("cannot enter {}: {}", Command.Directory, Error.message());
  if (Files.Earlier != nullptr)
    Real = Files.Earlier->over(std::move(Real));
  Files.Plain = withUnsaved(std::move(Real), Command);
  Files.Record = std::make_shared<InputRecord>(Digests);
  Files.Manager = new FileManager(FileSystemOptions(), llvm::makeIntrusiveRefCnt<RecordingFileSystem>(Files.Plain, Files.Record));
  tooling::ToolInvocation Invocation(std::move(Arguments), &Action, Files.Manager.get(), std::make_shared<PCHContainerOperations>());
  Invocation.setDiagnosticConsumer(&Errors);
  if (Invocation.run())
    return {};
  std::string Summary = Errors.summary();
  return Summary.empty() ? "the compile command could not be understood" : Summary;
}

void runOnce(const CompileCommand &Command, FileDigests &Digests, const EarlierFiles *Earlier, std::unique_ptr<FrontendAction> Action,
             UnitResult &Result) {
  Result.File = Command.File;
  UnitFiles Files;
  Files.Earlier = Earlier;
  FirstError Errors;
  Once Factory(std::move(Action));
  double Begin = cpuSeconds();
  Result.Failure = runOnUnit(Command, Digests, Files, Factory, Errors);
  Result.Cost.Whole = cpuSeconds() - Begin;
  if (Files.Record)
    Result.Inputs = Files.Record->take(*Files.Plain);
}

double cpuSeconds() {
  timespec Now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &Now);
  return static_cast<double>(Now.tv_sec) + static_cast<double>(Now.tv_nsec) / 1e9;
}

UnitResult scanUnit(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier) {
  UnitResult Result;
  const std::vector<std::string> *OwnFiles = Command.OwnFiles ? &*Command.OwnFiles : nullptr;
  runOnce(Command, Digests, Earlier, makeCollectAction(P, Result.Facts, nullptr, OwnFiles, &Result.Cost.Collecting), Result);
  return Result;
}

} // namespace tenantscan
