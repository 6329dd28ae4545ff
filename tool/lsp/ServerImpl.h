//===- ServerImpl.h - The state of the language server ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The main thread reads messages and answers from what is known. The workspace's
// threads scan files, one more judges the project, and one looks now and then for what
// the editor does not tell.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_LSP_SERVERIMPL_H
#define TENANTSCAN_TOOL_LSP_SERVERIMPL_H

#include "tool/lsp/ProjectScan.h"
#include "tool/lsp/Workspace.h"

#include "llvm/Support/LSP/Protocol.h"
#include "llvm/Support/LSP/Transport.h"

namespace tenantscan::lsp {

/// What of the parameters of a request concerns this server.
struct RawParams {
  llvm::json::Value Value = nullptr;
  /// `a.b.c`: a value in it; nullptr where there is none.
  const llvm::json::Value *at(llvm::StringRef Way) const;
  bool flag(llvm::StringRef Way) const;
};
bool fromJSON(const llvm::json::Value &Value, RawParams &Out, llvm::json::Path Path);

/// A part of a document, for `textDocument/codeAction`. What the editor says about
/// its diagnostics is not needed.
struct DocumentRange {
  llvm::lsp::TextDocumentIdentifier Document;
  llvm::lsp::Range Part;
  /// Kinds of actions that are wanted; empty: all.
  std::vector<std::string> Only;
};
bool fromJSON(const llvm::json::Value &Value, DocumentRange &Out, llvm::json::Path Path);

/// A document, for `textDocument/diagnostic`.
struct DocumentPull {
  llvm::lsp::TextDocumentIdentifier Document;
  std::string PreviousResult;
};
bool fromJSON(const llvm::json::Value &Value, DocumentPull &Out, llvm::json::Path Path);

/// What the editor can do, by its `initialize`.
struct ClientAbilities {
  bool PullsDiagnostics = false;
  bool RefreshesDiagnostics = false;
  bool RegistersWatchers = false;
  bool ShowsDocuments = false;
  bool ShowsProgress = false;
};

class Server {
public:
  Server(const ServerOptions &Options, llvm::lsp::MessageHandler &Handler);
  bool hasShutDown() const { return HasShutDown; }
  /// A request is about to be handled.
  void beginRequest(const llvm::json::Value &Id) { CurrentId = Id; }

private:
  using Reply = llvm::lsp::Callback<llvm::json::Value>;
  /// An answer that waits for a result.
  struct Waiting {
    llvm::json::Value Id;
    std::string File;
    /// By URI; for a document one with an empty key.
    std::map<std::string, std::string> Previous;
    Reply Answer;
  };

  // Server.cpp: the life of the server, documents, and what is asked about them.
  void onInitialize(const RawParams &Params, Reply Answer);
  void onInitialized(const llvm::lsp::NoParams &);
  void onShutdown(const llvm::lsp::NoParams &, Reply Answer);
  void onCancel(const RawParams &Params);
  void onOpen(const RawParams &Params);
  void onChange(const llvm::lsp::DidChangeTextDocumentParams &Params);
  void onSave(const llvm::lsp::DidCloseTextDocumentParams &Params);
  void onClose(const llvm::lsp::DidCloseTextDocumentParams &Params);
  void onFilesChanged(const llvm::lsp::NoParams &);
  void onFoldersChanged(const RawParams &Params);
  void onHover(const llvm::lsp::TextDocumentPositionParams &Params, Reply Answer);
  void onCodeAction(const DocumentRange &Params, Reply Answer);
  void onCommand(const RawParams &Params, Reply Answer);
  bool isReady(Reply &Answer) const;
  void log(llvm::lsp::MessageType Type, const std::string &Message);
  void lookForever();

  // ServerDiagnostics.cpp: who gets which diagnostics.
  void onDocumentDiagnostic(const DocumentPull &Params, Reply Answer);
  void onWorkspaceDiagnostic(const RawParams &Params, Reply Answer);
  void onProgressCancel(const RawParams &Params);
  void judged(const std::string &File, Document &D, const Analysis &Before);
  llvm::json::Array diagnosticsOf(const std::string &File);
  void publish(const std::set<std::string> &Files);
  void answer(const std::string &File, const std::string &Previous, Reply &Answer);
  void answerWaiting(const std::string &File);
  /// Whether there was anything to say.
  bool answerProject(Waiting &W, bool IsFirst);
  void projectForever();
  void wantProject(bool ScanAll);
  /// The project may be another: it is judged again when somebody asks.
  void noteChange();
  /// \p Percent is -1 where nobody knows.
  void showProgress(const std::string &What, const std::string &Title, const std::string &Message, int Percent);
  void endProgress(const std::string &What);

  const ServerOptions &Options;
  Databases Commands;
  Workspace Files;
  bool IsInitialized = false;
  bool HasShutDown = false;
  ClientAbilities Client;
  llvm::json::Value CurrentId = nullptr;

  llvm::lsp::OutgoingNotification<llvm::json::Value> Publish;
  llvm::lsp::OutgoingNotification<llvm::json::Value> Log;
  llvm::lsp::OutgoingNotification<llvm::json::Value> Show;
  llvm::lsp::OutgoingNotification<llvm::json::Value> Progress;
  llvm::lsp::OutgoingRequest<llvm::json::Value> Register;
  llvm::lsp::OutgoingRequest<llvm::json::Value> Refresh;
  llvm::lsp::OutgoingRequest<llvm::json::Value> ShowDocument;
  llvm::lsp::OutgoingRequest<llvm::json::Value> CreateProgress;

  // What follows is guarded by the lock of Files.

  int64_t Requests = 0;
  /// Of files that are open.
  std::vector<Waiting> WaitingForFile;
  std::vector<Waiting> WaitingForProject;
  struct Shown {
    std::string Token;
    std::string Message;
  };
  /// By what it is about. A token is used once.
  std::map<std::string, Shown> RunningProgress;
  unsigned Progresses = 0;
  /// Absolute.
  std::vector<std::string> Folders;
  std::map<std::string, ProjectState> Projects;
  bool ProjectsAreKnown = false;
  /// Something has changed since it was judged.
  bool ProjectIsStale = false;
  /// That is under way.
  bool ProjectIsJudged = false;
  /// When the project is to be judged, and whether all of it is to be scanned.
  std::optional<Clock::time_point> ProjectDue;
  bool ScanAll = false;
  std::condition_variable ProjectWake;
  std::atomic<bool> AbandonProject = false;
};

} // namespace tenantscan::lsp

#endif
