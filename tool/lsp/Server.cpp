//===- Server.cpp - The language server ---------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Server.h"

#include "tool/lsp/Convert.h"
#include "tool/lsp/Messages.h"
#include "tool/report/Escape.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace tenantscan::lsp {

namespace json = llvm::json;
using namespace llvm::lsp;
using Clock = std::chrono::steady_clock;

namespace {

/// A file that is open in the editor.
struct Document {
  /// As the editor writes it.
  std::string Uri;
  std::string Text;
  int64_t Version = 0;
  /// Another one for every text that any file had.
  uint64_t Generation = 0;
  /// When it is to be scanned.
  std::optional<Clock::time_point> Due;
  /// The last result, and the generation that it is about; 0 before the first.
  Analysis Last;
  uint64_t LastGeneration = 0;
};

/// A part of a document, for `textDocument/codeAction`. What the editor says about
/// its diagnostics is not needed.
struct DocumentRange {
  TextDocumentIdentifier Document;
  Range Part;
};

bool fromJSON(const json::Value &Value, DocumentRange &Out, json::Path Path) {
  json::ObjectMapper O(Value, Path);
  return O && O.map("textDocument", Out.Document) && O.map("range", Out.Part);
}

/// The main thread reads messages and answers from what is known; another scans.
class Server {
public:
  Server(const ServerOptions &Options, MessageHandler &Handler);
  bool hasShutDown() const { return HasShutDown; }

private:
  void onInitialize(const NoParams &, Callback<json::Value> Reply);
  void onShutdown(const NoParams &, Callback<json::Value> Reply);
  void onInitialized(const NoParams &) {}
  void onOpen(const DidOpenTextDocumentParams &Params);
  void onChange(const DidChangeTextDocumentParams &Params);
  void onSave(const DidCloseTextDocumentParams &Params);
  void onClose(const DidCloseTextDocumentParams &Params);
  void onFilesChanged(const NoParams &);
  void onHover(const TextDocumentPositionParams &Params, Callback<json::Value> Reply);
  void onCodeAction(const DocumentRange &Params, Callback<json::Value> Reply);

  void scanForever();
  void take(const std::string &File, Document &D, Analysis A);
  void schedule(Document &D, std::chrono::milliseconds Delay);
  void scheduleAll();
  void publish(const std::set<std::string> &Files);
  void log(MessageType Type, const std::string &Message);

  std::chrono::milliseconds Delay;
  bool IsInitialized = false;
  bool HasShutDown = false;
  /// Used by the scanning thread only.
  Analyser TheAnalyser;
  OutgoingNotification<json::Value> Publish;
  OutgoingNotification<json::Value> Log;

  /// Guards what follows, and the order of what is sent.
  std::mutex Mutex;
  std::condition_variable Wake;
  uint64_t Generations = 0;
  /// By absolute path.
  std::map<std::string, Document> Open;
};

} // namespace

Server::Server(const ServerOptions &Options, MessageHandler &Handler)
    : Delay(Options.Delay), TheAnalyser(Options), Publish(Handler.outgoingNotification<json::Value>("textDocument/publishDiagnostics")),
      Log(Handler.outgoingNotification<json::Value>("window/logMessage")) {
  Handler.method("initialize", this, &Server::onInitialize);
  Handler.method("shutdown", this, &Server::onShutdown);
  Handler.notification("initialized", this, &Server::onInitialized);
  Handler.notification("textDocument/didOpen", this, &Server::onOpen);
  Handler.notification("textDocument/didChange", this, &Server::onChange);
  Handler.notification("textDocument/didSave", this, &Server::onSave);
  Handler.notification("textDocument/didClose", this, &Server::onClose);
  Handler.notification("workspace/didChangeWatchedFiles", this, &Server::onFilesChanged);
  Handler.method("textDocument/hover", this, &Server::onHover);
  Handler.method("textDocument/codeAction", this, &Server::onCodeAction);
  // It lives as long as the process, which does not wait for a scan to end.
  std::thread([this] { scanForever(); }).detach();
}

void Server::onInitialize(const NoParams &, Callback<json::Value> Reply) {
  IsInitialized = true;
  json::Object Sync{{"openClose", true}, {"change", static_cast<int>(TextDocumentSyncKind::Full)}, {"save", json::Object{{"includeText", false}}}};
  json::Object Capabilities{{"positionEncoding", "utf-16"},
                            {"textDocumentSync", std::move(Sync)},
                            {"hoverProvider", true},
                            {"codeActionProvider", json::Object{{"codeActionKinds", json::Array{CodeAction::kQuickFix}}}}};
  Reply(
      json::Object{{"serverInfo", json::Object{{"name", "tenantscan"}, {"version", TENANTSCAN_VERSION}}}, {"capabilities", std::move(Capabilities)}});
}

void Server::onShutdown(const NoParams &, Callback<json::Value> Reply) {
  HasShutDown = true;
  Reply(nullptr);
}

void Server::schedule(Document &D, std::chrono::milliseconds In) {
  D.Due = Clock::now() + In;
  Wake.notify_one();
}

void Server::scheduleAll() {
  for (auto &[File, D] : Open)
    schedule(D, {});
}

void Server::onOpen(const DidOpenTextDocumentParams &Params) {
  const TextDocumentItem &Item = Params.textDocument;
  std::lock_guard Lock(Mutex);
  Document &D = Open[Item.uri.file().str()];
  D = {Item.uri.uri().str(), Item.text, Item.version, ++Generations, {}, {}, 0};
  schedule(D, {});
}

void Server::onChange(const DidChangeTextDocumentParams &Params) {
  std::lock_guard Lock(Mutex);
  auto It = Open.find(Params.textDocument.uri.file().str());
  if (It == Open.end() || Params.contentChanges.empty())
    return;
  const TextDocumentContentChangeEvent &Last = Params.contentChanges.back();
  if (Last.range)
    return log(MessageType::Error, "ignored: a change of a part of a file; only whole texts were asked for");
  It->second.Text = Last.text;
  It->second.Version = Params.textDocument.version;
  It->second.Generation = ++Generations;
  schedule(It->second, Delay);
}

void Server::onSave(const DidCloseTextDocumentParams &Params) {
  std::lock_guard Lock(Mutex);
  auto It = Open.find(Params.textDocument.uri.file().str());
  if (It == Open.end())
    return;
  // A header: it is a part of the others.
  if (It->second.LastGeneration != 0 && !It->second.Last.IsUnit)
    return scheduleAll();
  schedule(It->second, {});
}

void Server::onClose(const DidCloseTextDocumentParams &Params) {
  std::lock_guard Lock(Mutex);
  auto It = Open.find(Params.textDocument.uri.file().str());
  if (It == Open.end())
    return;
  // Before it is forgotten under the name that the editor gave it.
  Analysis Gone = std::exchange(It->second.Last, {});
  std::set<std::string> Files{It->first};
  for (const Finding &F : Gone.Findings)
    Files.insert(F.Primary.File);
  publish(Files);
  Open.erase(It);
}

void Server::onFilesChanged(const NoParams &) {
  std::lock_guard Lock(Mutex);
  scheduleAll();
}

void Server::onHover(const TextDocumentPositionParams &Params, Callback<json::Value> Reply) {
  if (!IsInitialized)
    return Reply(llvm::make_error<LSPError>("initialize comes first", ErrorCode::ServerNotInitialized));
  std::lock_guard Lock(Mutex);
  auto It = Open.find(Params.textDocument.uri.file().str());
  if (It == Open.end() || It->second.LastGeneration != It->second.Generation)
    return Reply(nullptr);
  std::optional<Hover> H = hoverAt(It->second.Last, It->first, Params.position);
  Reply(H ? toJSON(*H) : json::Value(nullptr));
}

void Server::onCodeAction(const DocumentRange &Params, Callback<json::Value> Reply) {
  if (!IsInitialized)
    return Reply(llvm::make_error<LSPError>("initialize comes first", ErrorCode::ServerNotInitialized));
  std::lock_guard Lock(Mutex);
  json::Array Actions;
  auto It = Open.find(Params.Document.uri.file().str());
  // Edits of a text that is not the editor's would go wrong.
  if (It == Open.end() || It->second.LastGeneration != It->second.Generation)
    return Reply(std::move(Actions));
  const Document &D = It->second;
  for (const Finding &F : D.Last.Findings) {
    int Line = rangeOf(F.Primary).start.line;
    if (F.Primary.File != It->first || F.Check == "tenant-suppression" || Line < Params.Part.start.line || Line > Params.Part.end.line)
      continue;
    std::vector<TextEdit> Edits = suppressionEdits(D.Text, F.Primary.Line, F.Check);
    if (Edits.empty())
      continue;
    CodeAction Action;
    Action.title = fmt::format("Suppress {} here, with a reason", F.Check);
    Action.kind = CodeAction::kQuickFix.str();
    Action.edit = WorkspaceEdit{{{D.Uri, std::move(Edits)}}};
    json::Value Out = toJSON(Action);
    Out.getAsObject()->insert({"diagnostics", json::Array{diagnosticOf(F)}});
    Actions.push_back(std::move(Out));
  }
  Reply(std::move(Actions));
}

void Server::log(MessageType Type, const std::string &Message) {
  Log(json::Object{{"type", static_cast<int>(Type)}, {"message", printable(Message)}});
}

/// Sends what all open files say about each of \p Files.
void Server::publish(const std::set<std::string> &Files) {
  for (const std::string &File : Files) {
    json::Object Params{{"diagnostics", json::Array()}};
    auto It = Open.find(File);
    if (It != Open.end()) {
      Params["uri"] = It->second.Uri;
      Params["version"] = It->second.Version;
    } else {
      Params["uri"] = uriOf(File);
    }
    json::Array &All = *Params["diagnostics"].getAsArray();
    for (const auto &[Name, D] : Open)
      for (const Finding &F : D.Last.Findings)
        if (F.Primary.File == File)
          if (json::Value One = diagnosticOf(F); !llvm::is_contained(All, One))
            All.push_back(std::move(One));
    Publish(std::move(Params));
  }
}

void Server::take(const std::string &File, Document &D, Analysis A) {
  std::set<std::string> Files{File};
  for (const std::vector<Finding> *Findings : {&D.Last.Findings, &A.Findings})
    for (const Finding &F : *Findings)
      Files.insert(F.Primary.File);
  // While somebody types they stay the same.
  if (D.LastGeneration == 0 || A.Problems != D.Last.Problems)
    for (const std::string &Problem : A.Problems)
      log(MessageType::Warning, Problem);
  D.Last = std::move(A);
  D.LastGeneration = D.Generation;
  publish(Files);
}

void Server::scanForever() {
  std::unique_lock Lock(Mutex);
  for (;;) {
    auto Next = Open.end();
    for (auto It = Open.begin(); It != Open.end(); ++It)
      if (It->second.Due && (Next == Open.end() || *It->second.Due < *Next->second.Due))
        Next = It;
    if (Next == Open.end()) {
      Wake.wait(Lock);
      continue;
    }
    if (Clock::time_point Due = *Next->second.Due; Due > Clock::now()) {
      Wake.wait_until(Lock, Due);
      continue;
    }
    Next->second.Due.reset();
    std::string File = Next->first;
    uint64_t Generation = Next->second.Generation;
    std::map<std::string, std::string> Unsaved;
    for (const auto &[Name, D] : Open)
      Unsaved[Name] = D.Text;
    Lock.unlock();
    Analysis A = TheAnalyser.analyse(File, std::move(Unsaved));
    Lock.lock();
    // A text that has changed since is scanned again.
    if (auto It = Open.find(File); It != Open.end() && It->second.Generation == Generation)
      take(File, It->second, std::move(A));
  }
}

bool serve(const ServerOptions &Options, std::FILE *In) {
  JSONTransport Transport(In, llvm::outs());
  MessageHandler Handler(Transport);
  // The thread that scans uses it until the process ends.
  auto *TheServer = new Server(Options, Handler);
  readMessages(In, Handler);
  return TheServer->hasShutDown();
}

} // namespace tenantscan::lsp
