//===- Parse.h - How Clang is run over a unit ---------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_UNIT_PARSE_H
#define TENANTSCAN_TOOL_UNIT_PARSE_H

#include "tool/unit/Unit.h"

#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/Tooling.h"

namespace tenantscan {

/// Keeps the first error, and counts them all.
class FirstError : public clang::DiagnosticConsumer {
public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level, const clang::Diagnostic &Info) override;
  /// Empty where there was none.
  std::string summary() const;

private:
  std::string Text;
  unsigned Errors = 0;
};

/// The files of one unit, with what is unsaved in place of them.
struct UnitFiles {
  /// Those of another revision; null: as they are.
  const EarlierFiles *Earlier = nullptr;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Plain;
  /// Writes down what is asked of Plain.
  std::shared_ptr<InputRecord> Record;
  llvm::IntrusiveRefCntPtr<clang::FileManager> Manager;
};

/// Runs an action on Command; \p Make gets the files. Returns why it did not come to
/// a good end; empty where it did.
std::string runOnUnit(const CompileCommand &Command, FileDigests &Digests, UnitFiles &Files, clang::tooling::ToolAction &Action, FirstError &Errors);

/// Runs \p Action on Command, and puts into \p Result what a run has to say of itself: the
/// file, why it failed, what it cost, and the files that it asked for.
void runOnce(const CompileCommand &Command, FileDigests &Digests, const EarlierFiles *Earlier, std::unique_ptr<clang::FrontendAction> Action,
             UnitResult &Result);

/// Options of the parser that cost time and change no result.
void adjustInvocation(clang::CompilerInvocation &Invocation);
/// Also the warnings that Clang makes errors and GCC does not even give.
void ignoreWarnings(clang::DiagnosticsEngine &Diagnostics);
/// Whether the body of \p D is of no use: nothing outside the project's own files is
/// looked at.
bool isBodySkipped(const clang::Decl *D, const clang::SourceManager &SM, const model::Project &P);

/// An action that takes from the syntax tree what the checks need, unless \p IsAbandoned
/// says in the middle that nobody needs it any more. \p OwnFiles as for collectSites().
/// Adds the CPU time of that to \p CollectingSeconds.
std::unique_ptr<clang::FrontendAction> makeCollectAction(const model::Project &P, UnitFacts &Out, std::function<bool()> IsAbandoned,
                                                         const std::vector<std::string> *OwnFiles = nullptr, double *CollectingSeconds = nullptr);

} // namespace tenantscan

#endif
