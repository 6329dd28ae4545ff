//===- TenantModule.cpp - The checks as a clang-tidy module -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Check.h"
#include "checks/Compat.h"
#include "checks/Sites.h"

#include "clang-tidy/ClangTidyCheck.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cstdio>
#include <cstdlib>

using namespace clang;
using namespace clang::tidy;

namespace tenantscan {

namespace {

/// What the checks of one clang-tidy process share: the project of the last main
/// file. clang-tidy runs the checks of a unit one after the other.
struct Shared {
  std::string ConfigFile;
  std::string MainFile;
  std::shared_ptr<const model::Project> P;
  std::vector<model::Problem> Problems;
  /// What the first check found out about the unit; empty until then.
  std::unique_ptr<UnitFacts> Facts;
  std::unique_ptr<Program> Linked;
};

Shared &shared() {
  static Shared S;
  return S;
}

/// One check of ours, as clang-tidy wants it.
class TidyCheck : public ClangTidyCheck {
public:
  TidyCheck(StringRef Name, ClangTidyContext *Context, const Check &C)
      : ClangTidyCheck(Name, Context), C(C), Config(Options.get("Config", "").str()) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override { Finder->addMatcher(ast_matchers::translationUnitDecl().bind("unit"), this); }
  void storeOptions(ClangTidyOptions::OptionMap &Opts) override { Options.store(Opts, "Config", Config); }
  void onStartOfTranslationUnit() override {
    shared().Linked.reset();
    shared().Facts.reset();
  }
  bool isLanguageVersionSupported(const LangOptions &) const override { return true; }

  void check(const ast_matchers::MatchFinder::MatchResult &Result) override {
    SourceManager &SM = *Result.SourceManager;
    const model::Project &P = project(SM);
    if (!shared().Linked) {
      shared().Facts = std::make_unique<UnitFacts>(collectSites(*Result.Context, P));
      shared().Linked = std::make_unique<Program>(linkProgram({shared().Facts.get()}, P));
    }
    std::vector<Finding> Findings;
    C.judge(*shared().Linked, Findings);
    for (const Finding &F : Findings)
      if (P.exemption(F.Check, F.Primary.File, F.Function, F.Subject) == nullptr)
        report(F);
  }

private:
  void report(const Finding &F) {
    SourceLocation Loc = SourceLocation::getFromRawEncoding(F.Primary.RawLocation);
    {
      // The builder reports when it goes out of scope: before its notes.
      DiagnosticBuilder Builder = diag(Loc, "%0");
      Builder << F.Message;
      if (F.Primary.EndColumn > F.Primary.Column)
        Builder << CharSourceRange::getCharRange(Loc, Loc.getLocWithOffset(static_cast<int>(F.Primary.EndColumn - F.Primary.Column)));
    }
    for (const Step &S : F.Evidence)
      diag(SourceLocation::getFromRawEncoding(S.Where.RawLocation), "%0", DiagnosticIDs::Note) << S.Message;
    if (F.Advice.empty())
      return;
    // At the note, so that clang-tidy changes sources only where it is told to: --fix-notes.
    DiagnosticBuilder Builder = diag(Loc, "%0", DiagnosticIDs::Note);
    Builder << F.Advice;
    for (const Insertion &I : F.Fix.Insertions)
      Builder << FixItHint::CreateInsertion(SourceLocation::getFromRawEncoding(I.At.RawLocation), I.Text);
  }

  const model::Project &project(SourceManager &SM) {
    Shared &S = shared();
    std::string Main = getCurrentMainFile().str();
    llvm::SmallString<256> Absolute(Main);
    SM.getFileManager().makeAbsolutePath(Absolute);
    std::string ConfigFile = Config.empty() ? model::findConfig(Absolute.str().str()) : Config;
    if (!S.P || S.ConfigFile != ConfigFile) {
      S.Problems.clear();
      S.ConfigFile = ConfigFile;
      llvm::SmallString<256> Current;
      llvm::sys::fs::current_path(Current);
      S.P = model::loadProject(ConfigFile, Current.str().str(), S.Problems);
    }
    if (S.MainFile != Main) {
      S.MainFile = Main;
      for (const model::Problem &Problem_ : S.Problems)
        if (!Problem_.IsWarning)
          diag(SM.getLocForStartOfFile(SM.getMainFileID()), "%0") << Problem_.str();
    }
    return *S.P;
  }

  const Check &C;
  std::string Config;
};

class TenantModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
    for (const std::unique_ptr<Check> &C : allChecks())
      Factories.registerCheckFactory(
          C->id(), [&Check_ = *C](StringRef Name, ClangTidyContext *Context) { return std::make_unique<TidyCheck>(Name, Context, Check_); });
  }
};

/// A clang-tidy of another major version lists the checks of this module, and runs
/// them without a word, or crashes. It is ended when it loads the module, before
/// anything of it is used.
class VersionCheck {
public:
  VersionCheck() {
    std::string Running = getClangFullVersion();
    if (StringRef(Running).contains(" version " CLANG_VERSION_MAJOR_STRING "."))
      return;
    std::fprintf(stderr, "error: the tenantscan module was built for clang-tidy %s, and is loaded by a program of '%s'\n", CLANG_VERSION_MAJOR_STRING,
                 Running.c_str());
    std::fflush(stderr);
    std::_Exit(EXIT_FAILURE);
  }
};

} // namespace

// Before the registration: initialisers run in this order.
static VersionCheck Checked;
static ClangTidyModuleRegistry::Add<TenantModule> Registered("tenant-module", "Finds data of one tenant that another tenant can reach.");

} // namespace tenantscan
