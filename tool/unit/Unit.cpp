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

#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan {

namespace {

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &CI, const model::Project &P, UnitFacts &Out) : SM(CI.getSourceManager()), P(P), Out(Out) {}

  // Nothing outside the project's own files is looked at, so nothing there need be parsed.
  bool shouldSkipFunctionBody(Decl *D) override { return !isProjectCode(D->getLocation(), SM, P); }

  void HandleTranslationUnit(ASTContext &AST) override { Out = collectSites(AST, P); }

private:
  SourceManager &SM;
  const model::Project &P;
  UnitFacts &Out;
};

class Action : public ASTFrontendAction {
public:
  Action(const model::Project &P, UnitFacts &Out) : P(P), Out(Out) {}

protected:
  bool BeginInvocation(CompilerInstance &CI) override {
    CI.getFrontendOpts().SkipFunctionBodies = true;
    CI.getFrontendOpts().DisableFree = false;
    CI.getLangOpts().SpellChecking = false;
    CI.getDiagnosticOpts().IgnoreWarnings = true;
    return true;
  }
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    // Also the warnings that Clang makes errors and GCC does not even give.
    CI.getDiagnostics().setSeverityForAll(diag::Flavor::WarningOrError, diag::Severity::Ignored);
    return std::make_unique<Consumer>(CI, P, Out);
  }

private:
  const model::Project &P;
  UnitFacts &Out;
};

/// Keeps the first error, and counts them all.
class FirstError : public DiagnosticConsumer {
public:
  void HandleDiagnostic(DiagnosticsEngine::Level Level, const Diagnostic &Info) override {
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
  std::string summary() const { return Errors > 1 ? fmt::format("{} (and {} more errors)", Text, Errors - 1) : Text; }

private:
  std::string Text;
  unsigned Errors = 0;
};

} // namespace

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

UnitResult scanUnit(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier) {
  UnitResult Result;
  Result.File = Command.File;
  std::vector<std::string> Arguments = parseArguments(Command);
  if (Arguments.empty()) {
    Result.Failure = "the compile command is empty";
    return Result;
  }
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Real = llvm::vfs::createPhysicalFileSystem();
  if (std::error_code Error = Real->setCurrentWorkingDirectory(Command.Directory)) {
    Result.Failure = fmt::format("cannot enter {}: {}", Command.Directory, Error.message());
    return Result;
  }
  if (Earlier != nullptr)
    Real = Earlier->over(std::move(Real));
  Real = withUnsaved(std::move(Real), Command);
  auto Record = std::make_shared<InputRecord>(Digests);
  auto Recording = llvm::makeIntrusiveRefCnt<RecordingFileSystem>(Real, Record);
  llvm::IntrusiveRefCntPtr<FileManager> Files(new FileManager(FileSystemOptions(), std::move(Recording)));
  FirstError Errors;
  tooling::ToolInvocation Invocation(std::move(Arguments), std::make_unique<Action>(P, Result.Facts), Files.get());
  Invocation.setDiagnosticConsumer(&Errors);
  if (!Invocation.run()) {
    Result.Failure = Errors.summary();
    if (Result.Failure.empty())
      Result.Failure = "the compile command could not be understood";
  }
  Result.Inputs = Record->take(*Real);
  return Result;
}

} // namespace tenantscan
