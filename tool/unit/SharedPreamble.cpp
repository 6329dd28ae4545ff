//===- SharedPreamble.cpp - What many files begin with ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/SharedPreamble.h"

#include "tool/unit/Parse.h"
#include "tool/unit/RawWord.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/ASTWriter.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace clang;

namespace tenantscan {

//===----------------------------------------------------------------------===//
// What a file begins with.
//===----------------------------------------------------------------------===//

namespace {

/// Reads directives, as long as they are of use.
class DirectiveReader {
public:
  explicit DirectiveReader(llvm::StringRef Text) : Text(Text), L(SourceLocation(), languageOptions(), Text.begin(), Text.begin(), Text.end()) {}

  std::vector<LeadingDirective> read() {
    std::vector<LeadingDirective> Out;
    next();
    while (T.is(tok::hash) && T.isAtStartOfLine()) {
      LeadingDirective D;
      D.Begin = offset();
      next();
      if (!readDirective(D.Quoted))
        break;
      D.End = offset();
      D.IsWhole = Depth == 0;
      Out.push_back(std::move(D));
    }
    return Out;
  }

private:
  static LangOptions languageOptions() {
    LangOptions Options;
    Options.CPlusPlus = Options.CPlusPlus11 = true;
    return Options;
  }

  static bool dependsOnFile(llvm::StringRef Name) {
    return Name.starts_with("__has_include") || Name == "__FILE__" || Name == "__BASE_FILE__" || Name == "__LINE__" || Name == "__COUNTER__";
  }

  void next() { L.LexFromRawLexer(T); }
  bool isInLine() const { return T.isNot(tok::eof) && !T.isAtStartOfLine(); }
  unsigned offset() { return T.is(tok::eof) ? static_cast<unsigned>(Text.size()) : L.getCurrentBufferOffset() - T.getLength(); }

  /// Ends at the first token of the next line. False where the directive is of no use.
  bool readDirective(std::string &Quoted) {
    if (!isInLine() || T.isNot(tok::raw_identifier))
      return false;
    std::string Name = cleanWord(T.getRawIdentifier());
    if (Name == "include") {
      next();
      // A macro may be the file's own.
      if (!isInLine() || !(T.is(tok::less) || T.is(tok::string_literal)))
        return false;
      if (T.is(tok::string_literal)) {
        llvm::StringRef Literal(T.getLiteralData(), T.getLength());
        if (Literal.size() < 3 || !Literal.starts_with("\""))
          return false;
        Quoted = Literal.drop_front().drop_back().str();
      }
    } else if (Name == "if" || Name == "ifdef" || Name == "ifndef") {
      ++Depth;
    } else if (Name == "endif") {
      if (Depth-- == 0)
        return false;
    } else if (Name != "else" && Name != "elif") {
      return false;
    }
    for (; isInLine(); next())
      if (T.is(tok::raw_identifier) && dependsOnFile(cleanWord(T.getRawIdentifier())))
        return false;
    return true;
  }

  llvm::StringRef Text;
  Lexer L;
  Token T;
  unsigned Depth = 0;
};

} // namespace

std::vector<LeadingDirective> leadingDirectives(llvm::StringRef Text) { return DirectiveReader(Text).read(); }

//===----------------------------------------------------------------------===//
// Making one.
//===----------------------------------------------------------------------===//

namespace {

/// Nothing but a word on which bodies are of use.
class BodySkipper : public ASTConsumer {
public:
  BodySkipper(const SourceManager &SM, const model::Project &P) : SM(SM), P(P) {}
  bool shouldSkipFunctionBody(Decl *D) override { return isBodySkipped(D, SM, P); }

private:
  const SourceManager &SM;
  const model::Project &P;
};

/// Notes whether the file that is compiled, which is another one for each unit, is asked for.
class BaseFileWatcher : public PPCallbacks {
public:
  explicit BaseFileWatcher(bool &IsNamed) : IsNamed(IsNamed) {}
  void MacroExpands(const Token &Name, const MacroDefinition &Macro, SourceRange, const MacroArgs *) override {
    const MacroInfo *Info = Macro.getMacroInfo();
    if (Info != nullptr && Info->isBuiltinMacro() && Name.getIdentifierInfo()->isStr("__BASE_FILE__"))
      IsNamed = true;
  }

private:
  bool &IsNamed;
};

class MakeAction : public ASTFrontendAction {
public:
  MakeAction(const model::Project &P, std::shared_ptr<PCHBuffer> Out, bool &NamesItself) : P(P), Out(std::move(Out)), NamesItself(NamesItself) {}

protected:
  TranslationUnitKind getTranslationUnitKind() override { return TU_Prefix; }
  bool hasASTFileSupport() const override { return false; }
  bool BeginInvocation(CompilerInstance &CI) override {
    adjustInvocation(CI.getInvocation());
    return true;
  }
  bool BeginSourceFileAction(CompilerInstance &CI) override {
    CI.getLangOpts().CompilingPCH = true;
    CI.getPreprocessor().addPPCallbacks(std::make_unique<BaseFileWatcher>(NamesItself));
    return true;
  }
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    ignoreWarnings(CI.getDiagnostics());
    std::string Sysroot;
    if (!GeneratePCHAction::ComputeASTConsumerArguments(CI, Sysroot))
      return nullptr;
    std::vector<std::unique_ptr<ASTConsumer>> Consumers;
    Consumers.push_back(std::make_unique<PCHGenerator>(CI.getPreprocessor(), CI.getModuleCache(), /*OutputFile=*/"", Sysroot, Out, CI.getCodeGenOpts(),
                                                       CI.getFrontendOpts().ModuleFileExtensions));
    Consumers.push_back(std::make_unique<BodySkipper>(CI.getSourceManager(), P));
    return std::make_unique<MultiplexConsumer>(std::move(Consumers));
  }

private:
  const model::Project &P;
  std::shared_ptr<PCHBuffer> Out;
  bool &NamesItself;
};

/// Runs an action with an invocation that was made for it.
class PreparedAction : public tooling::FrontendActionFactory {
public:
  using Prepare = std::function<bool(CompilerInvocation &, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &)>;
  PreparedAction(std::unique_ptr<FrontendAction> Action, Prepare Change) : Action(std::move(Action)), Change(std::move(Change)) {}

  std::unique_ptr<FrontendAction> create() override { return std::move(Action); }
  bool runInvocation(std::shared_ptr<CompilerInvocation> Invocation, FileManager *Manager, std::shared_ptr<PCHContainerOperations> Containers,
                     DiagnosticConsumer *Diagnostics) override {
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files = Manager->getVirtualFileSystemPtr();
    if (!Change(*Invocation, Files))
      return false;
    auto Changed = llvm::makeIntrusiveRefCnt<FileManager>(FileSystemOptions(), std::move(Files));
    return FrontendActionFactory::runInvocation(std::move(Invocation), Changed.get(), std::move(Containers), Diagnostics);
  }

private:
  std::unique_ptr<FrontendAction> Action;
  Prepare Change;
};

/// Shows one file of the real file system, and the folder that it is in, beside another
/// file system, which is not asked for them.
class WithFile : public llvm::vfs::ProxyFileSystem {
public:
  WithFile(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files, std::string File)
      : ProxyFileSystem(std::move(Files)), File(std::move(File)), Real(llvm::vfs::getRealFileSystem()) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override {
    std::string Name = Path.str();
    return Name == File || Name == llvm::sys::path::parent_path(File) ? Real->status(Path) : ProxyFileSystem::status(Path);
  }
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &Path) override {
    return Path.str() == File ? Real->openFileForRead(Path) : ProxyFileSystem::openFileForRead(Path);
  }

private:
  std::string File;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Real;
};

} // namespace

// The text of the one file that is compiled; null where there is none.
static std::unique_ptr<llvm::MemoryBuffer> mainText(const CompilerInvocation &Invocation, llvm::vfs::FileSystem &Files) {
  const FrontendOptions &Options = Invocation.getFrontendOpts();
  if (Options.Inputs.size() != 1 || !Options.Inputs.front().isFile() || !Invocation.getPreprocessorOpts().ImplicitPCHInclude.empty())
    return nullptr;
  auto Buffer = Files.getBufferForFile(Options.Inputs.front().getFile());
  return Buffer ? std::move(*Buffer) : nullptr;
}

static std::string writeTo(const std::string &File, llvm::ArrayRef<char> Bytes) {
  std::error_code Error;
  llvm::raw_fd_ostream Out(File, Error, llvm::sys::fs::CD_OpenExisting, llvm::sys::fs::FA_Write, llvm::sys::fs::OF_None);
  if (!Error) {
    Out.write(Bytes.data(), Bytes.size());
    Out.close();
    Error = Out.error();
    Out.clear_error();
  }
  return Error ? Error.message() : std::string();
}

UnitResult makePreamble(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier) {
  UnitResult Result;
  Result.File = Command.File;
  UnitFiles Files;
  Files.Earlier = Earlier;
  FirstError Errors;
  auto Bytes = std::make_shared<PCHBuffer>();
  bool NamesItself = false;
  std::string Main;
  PreparedAction Action(std::make_unique<MakeAction>(P, Bytes, NamesItself), [&](CompilerInvocation &Invocation, auto &) {
    std::unique_ptr<llvm::MemoryBuffer> Text = mainText(Invocation, *Files.Plain);
    if (Text == nullptr || Text->getBufferSize() < Command.Preamble->Size)
      return false;
    Main = Invocation.getFrontendOpts().Inputs.front().getFile().str();
    Invocation.getFrontendOpts().ProgramAction = frontend::GeneratePCH;
    PreprocessorOptions &Options = Invocation.getPreprocessorOpts();
    Options.GeneratePreamble = true;
    Options.addRemappedFile(Main, llvm::MemoryBuffer::getMemBufferCopy(Text->getBuffer().take_front(Command.Preamble->Size), Main).release());
    return true;
  });
  double Begin = cpuSeconds();
  Result.Failure = runOnUnit(Command, Digests, Files, Action, Errors);
  if (Result.Failure.empty() && (!Bytes->IsComplete || NamesItself))
    Result.Failure = "the headers are not the same for every file";
  if (Result.Failure.empty())
    Result.Failure = writeTo(Command.Preamble->File, Bytes->Data);
  Result.Cost.Whole = cpuSeconds() - Begin;
  if (!Result.Failure.empty())
    return Result;
  Result.Inputs = Files.Record->take(*Files.Plain);
  llvm::ErrorOr<llvm::vfs::Status> Itself = Files.Plain->status(Main);
  std::erase_if(Result.Inputs, [&](const Input &I) {
    llvm::ErrorOr<llvm::vfs::Status> Other = I.What == Input::Kind::File && Itself ? Files.Plain->status(I.Path) : std::errc::no_such_file_or_directory;
    return Other && Itself->equivalent(*Other);
  });
  return Result;
}

UnitResult scanBehindPreamble(const CompileCommand &Command, const model::Project &P, FileDigests &Digests, const EarlierFiles *Earlier) {
  UnitResult Result;
  Result.File = Command.File;
  UnitFiles Files;
  Files.Earlier = Earlier;
  FirstError Errors;
  const std::vector<std::string> *OwnFiles = Command.OwnFiles ? &*Command.OwnFiles : nullptr;
  PreparedAction Action(makeCollectAction(P, Result.Facts, nullptr, OwnFiles, &Result.Cost.Collecting),
                        [&](CompilerInvocation &Invocation, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &All) {
                          std::unique_ptr<llvm::MemoryBuffer> Text = mainText(Invocation, *Files.Plain);
                          if (Text == nullptr || Text->getBufferSize() < Command.Preamble->Size)
                            return false;
                          llvm::StringRef Folder = llvm::sys::path::parent_path(Invocation.getFrontendOpts().Inputs.front().getFile());
                          for (const LeadingDirective &D : leadingDirectives(Text->getBuffer().take_front(Command.Preamble->Size)))
                            if (!D.Quoted.empty()) {
                              llvm::SmallString<256> Beside(Folder);
                              llvm::sys::path::append(Beside, D.Quoted);
                              (void)All->status(Beside);
                            }
                          PreprocessorOptions &Options = Invocation.getPreprocessorOpts();
                          Options.PrecompiledPreambleBytes = {Command.Preamble->Size, true};
                          Options.ImplicitPCHInclude = Command.Preamble->File;
                          Options.DisablePCHOrModuleValidation = DisableValidationForModuleKind::PCH;
                          Options.UsePredefines = false;
                          All = llvm::makeIntrusiveRefCnt<WithFile>(std::move(All), Command.Preamble->File);
                          return true;
                        });
  double Begin = cpuSeconds();
  Result.Failure = runOnUnit(Command, Digests, Files, Action, Errors);
  Result.Cost.Whole = cpuSeconds() - Begin;
  if (Files.Record)
    Result.Inputs = Files.Record->take(*Files.Plain);
  return Result;
}

} // namespace tenantscan
