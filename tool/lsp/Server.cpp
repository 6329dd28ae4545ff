//===- Server.cpp - The language server ---------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Server.h"

#include "tool/lsp/Actions.h"
#include "tool/lsp/Convert.h"
#include "tool/lsp/Messages.h"
#include "tool/lsp/ServerImpl.h"
#include "tool/report/CheckCatalogue.h"
#include "tool/report/Escape.h"
#include "tool/run/CompileCommands.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

#include <thread>

namespace tenantscan::lsp {

namespace json = llvm::json;
using namespace llvm::lsp;
using std::chrono::milliseconds;

/// How often the server looks at what results depend on.
static constexpr milliseconds LookEvery(2000);
/// How long after one change on the disk others are waited for.
static constexpr milliseconds DiskDelay(100);
/// How long a scan takes that nobody is told about.
static constexpr milliseconds ShortScan(1500);

const json::Value *RawParams::at(llvm::StringRef Way) const {
  const json::Value *Here = &Value;
  while (!Way.empty()) {
    auto [Key, Rest] = Way.split('.');
    const json::Object *O = Here->getAsObject();
    Here = O == nullptr ? nullptr : O->get(Key);
    if (Here == nullptr)
      return nullptr;
    Way = Rest;
  }
  return Here;
}

bool RawParams::flag(llvm::StringRef Way) const {
  const json::Value *V = at(Way);
  return V != nullptr && V->getAsBoolean().value_or(false);
}

bool fromJSON(const json::Value &Value, RawParams &Out, json::Path) {
  Out.Value = Value;
  return true;
}

bool fromJSON(const json::Value &Value, DocumentRange &Out, json::Path Path) {
  json::ObjectMapper O(Value, Path);
  if (!O || !O.map("textDocument", Out.Document) || !O.map("range", Out.Part))
    return false;
  RawParams Given{Value};
  if (const json::Value *Only = Given.at("context.only"); Only != nullptr && Only->getAsArray() != nullptr)
    for (const json::Value &Kind : *Only->getAsArray())
      Out.Only.push_back(Kind.getAsString().value_or("").str());
  return true;
}

Server::Server(const ServerOptions &Options, MessageHandler &Handler)
    : Options(Options), Commands(Options.BuildFolder),
      Files(Options, Commands, {[this](const std::string &File, Document &D, const Analysis &Before) { judged(File, D, Before); }}),
      Publish(Handler.outgoingNotification<json::Value>("textDocument/publishDiagnostics")),
      Log(Handler.outgoingNotification<json::Value>("window/logMessage")), Show(Handler.outgoingNotification<json::Value>("window/showMessage")),
      Progress(Handler.outgoingNotification<json::Value>("$/progress")) {
  // What the editor answers to these does not matter.
  auto Ignore = [](json::Value, llvm::Expected<RawParams> Answer) {
    if (!Answer)
      llvm::consumeError(Answer.takeError());
  };
  Register = Handler.outgoingRequest<json::Value, RawParams>("client/registerCapability", Ignore);
  Refresh = Handler.outgoingRequest<json::Value, RawParams>("workspace/diagnostic/refresh", Ignore);
  ShowDocument = Handler.outgoingRequest<json::Value, RawParams>("window/showDocument", Ignore);
  CreateProgress = Handler.outgoingRequest<json::Value, RawParams>("window/workDoneProgress/create", Ignore);
  Handler.method("initialize", this, &Server::onInitialize);
  Handler.method("shutdown", this, &Server::onShutdown);
  Handler.notification("initialized", this, &Server::onInitialized);
  Handler.notification("$/cancelRequest", this, &Server::onCancel);
  Handler.notification("textDocument/didOpen", this, &Server::onOpen);
  Handler.notification("textDocument/didChange", this, &Server::onChange);
  Handler.notification("textDocument/didSave", this, &Server::onSave);
  Handler.notification("textDocument/didClose", this, &Server::onClose);
  Handler.notification("workspace/didChangeWatchedFiles", this, &Server::onFilesChanged);
  Handler.notification("workspace/didChangeWorkspaceFolders", this, &Server::onFoldersChanged);
  Handler.notification("window/workDoneProgress/cancel", this, &Server::onProgressCancel);
  Handler.method("textDocument/hover", this, &Server::onHover);
  Handler.method("textDocument/codeAction", this, &Server::onCodeAction);
  Handler.method("textDocument/diagnostic", this, &Server::onDocumentDiagnostic);
  Handler.method("workspace/diagnostic", this, &Server::onWorkspaceDiagnostic);
  Handler.method("workspace/executeCommand", this, &Server::onCommand);
}

static std::string fileOf(const json::Value *Uri) {
  std::optional<llvm::StringRef> Text = Uri == nullptr ? std::nullopt : Uri->getAsString();
  if (!Text || !Text->starts_with("file:"))
    return {};
  llvm::Expected<URIForFile> File = URIForFile::fromURI(*Text);
  if (!File) {
    llvm::consumeError(File.takeError());
    return {};
  }
  return File->file().str();
}

static std::vector<std::string> foldersOf(const json::Value *List) {
  std::vector<std::string> Folders;
  if (List != nullptr && List->getAsArray() != nullptr)
    for (const json::Value &One : *List->getAsArray())
      if (std::string Folder = fileOf(RawParams{One}.at("uri")); !Folder.empty() && !llvm::is_contained(Folders, Folder))
        Folders.push_back(std::move(Folder));
  return Folders;
}

void Server::onInitialize(const RawParams &Params, Reply Answer) {
  auto Lock = Files.lock();
  if (IsInitialized)
    return Answer(llvm::make_error<LSPError>("initialize comes once", ErrorCode::InvalidRequest));
  IsInitialized = true;
  Client.PullsDiagnostics = Params.at("capabilities.textDocument.diagnostic") != nullptr;
  Client.RefreshesDiagnostics = Params.flag("capabilities.workspace.diagnostics.refreshSupport");
  Client.RegistersWatchers = Params.flag("capabilities.workspace.didChangeWatchedFiles.dynamicRegistration");
  Client.ShowsDocuments = Params.flag("capabilities.window.showDocument.support");
  Client.ShowsProgress = Params.flag("capabilities.window.workDoneProgress");
  Folders = foldersOf(Params.at("workspaceFolders"));
  if (Folders.empty())
    if (std::string Root = fileOf(Params.at("rootUri")); !Root.empty())
      Folders.push_back(std::move(Root));
  json::Object Sync{{"openClose", true}, {"change", static_cast<int>(TextDocumentSyncKind::Full)}, {"save", json::Object{{"includeText", false}}}};
  json::Object Capabilities{{"positionEncoding", "utf-16"},
                            {"textDocumentSync", std::move(Sync)},
                            {"hoverProvider", true},
                            {"codeActionProvider", json::Object{{"codeActionKinds", json::Array{CodeAction::kQuickFix}}}},
                            {"executeCommandProvider", json::Object{{"commands", json::Array{OpenDocumentation, ScanProject}}}},
                            {"workspace", json::Object{{"workspaceFolders", json::Object{{"supported", true}, {"changeNotifications", true}}}}}};
  // An editor that asks and is told as well would show everything twice.
  if (Client.PullsDiagnostics)
    Capabilities["diagnosticProvider"] = json::Object{{"identifier", "tenantscan"}, {"interFileDependencies", true}, {"workspaceDiagnostics", true}};
  Answer(
      json::Object{{"serverInfo", json::Object{{"name", "tenantscan"}, {"version", TENANTSCAN_VERSION}}}, {"capabilities", std::move(Capabilities)}});
  if (!Folders.empty())
    wantProject(/*All=*/false);
  Files.start();
  std::thread([this] { projectForever(); }).detach();
  std::thread([this] { lookForever(); }).detach();
}

void Server::onInitialized(const NoParams &) {
  auto Lock = Files.lock();
  if (!Client.RegistersWatchers)
    return;
  json::Array Watchers;
  for (const char *Glob : {"**/compile_commands.json", "**/tenantscan.json", "**/*.{sql,h,hh,hpp,hxx,inc,inl,ipp}"})
    Watchers.push_back(json::Object{{"globPattern", Glob}});
  json::Object Registration{
      {"id", "files"}, {"method", "workspace/didChangeWatchedFiles"}, {"registerOptions", json::Object{{"watchers", std::move(Watchers)}}}};
  Register(json::Object{{"registrations", json::Array{std::move(Registration)}}}, ++Requests);
}

void Server::onShutdown(const NoParams &, Reply Answer) {
  HasShutDown = true;
  Answer(nullptr);
}

void Server::onCancel(const RawParams &Params) {
  const json::Value *Id = Params.at("id");
  auto Lock = Files.lock();
  for (std::vector<Waiting> *All : {&WaitingForFile, &WaitingForProject})
    for (auto It = All->begin(); Id != nullptr && It != All->end();) {
      if (It->Id != *Id) {
        ++It;
        continue;
      }
      It->Answer(llvm::make_error<LSPError>("cancelled", ErrorCode::RequestCancelled));
      It = All->erase(It);
    }
}

void Server::onOpen(const RawParams &Params) {
  const json::Value *Item = Params.at("textDocument");
  RawParams Given{Item == nullptr ? json::Value(nullptr) : *Item};
  const json::Value *Uri = Given.at("uri");
  const json::Value *Text = Given.at("text");
  std::string File = fileOf(Uri);
  if (File.empty() || Text == nullptr || !Text->getAsString())
    return Logger::error("ignored: a document without a file or a text");
  const json::Value *Language = Given.at("languageId");
  const json::Value *Version = Given.at("version");
  auto Lock = Files.lock();
  Files.open(File, Uri->getAsString()->str(), Text->getAsString()->str(), Version == nullptr ? 0 : Version->getAsInteger().value_or(0),
             llvm::StringRef(File).ends_with_insensitive(".sql") || (Language != nullptr && Language->getAsString() == llvm::StringRef("sql")));
}

void Server::onChange(const DidChangeTextDocumentParams &Params) {
  auto Lock = Files.lock();
  Document *D = Files.find(Params.textDocument.uri.file());
  if (D == nullptr || Params.contentChanges.empty())
    return;
  const TextDocumentContentChangeEvent &Last = Params.contentChanges.back();
  if (Last.range)
    return log(MessageType::Error, "ignored: a change of a part of a file; only whole texts were asked for");
  Files.change(*D, Last.text, Params.textDocument.version);
}

void Server::onSave(const DidCloseTextDocumentParams &Params) {
  auto Lock = Files.lock();
  Document *D = Files.find(Params.textDocument.uri.file());
  if (D == nullptr)
    return;
  // A header: it is a part of the others.
  if (D->LastGeneration != 0 && !D->Last.IsUnit)
    Files.scheduleAll({});
  else
    Files.schedule(*D, {});
  noteChange();
}

void Server::onClose(const DidCloseTextDocumentParams &Params) {
  std::string File = Params.textDocument.uri.file().str();
  auto Lock = Files.lock();
  Document *D = Files.find(File);
  if (D == nullptr)
    return;
  // Before it is forgotten under the name that the editor gave it.
  Analysis Gone = std::exchange(D->Last, {});
  D->LastGeneration = D->Generation;
  D->Due.reset();
  if (D->Abandon)
    *D->Abandon = true;
  D->Abandon.reset();
  answerWaiting(File);
  std::set<std::string> Named{File};
  for (const Finding &F : Gone.Findings)
    Named.insert(F.Primary.File);
  for (const model::Problem &P : Gone.Wrong)
    Named.insert(P.File);
  publish(Named);
  Files.close(File);
  noteChange();
}

void Server::onFilesChanged(const NoParams &) {
  auto Lock = Files.lock();
  Files.scheduleAll(DiskDelay);
  noteChange();
}

void Server::onFoldersChanged(const RawParams &Params) {
  auto Lock = Files.lock();
  for (const std::string &Gone : foldersOf(Params.at("event.removed"))) {
    std::erase(Folders, Gone);
    Projects.erase(Gone);
  }
  for (std::string &New : foldersOf(Params.at("event.added")))
    if (!llvm::is_contained(Folders, New))
      Folders.push_back(std::move(New));
  wantProject(/*All=*/false);
}

bool Server::isReady(Reply &Answer) const {
  if (!IsInitialized)
    Answer(llvm::make_error<LSPError>("initialize comes first", ErrorCode::ServerNotInitialized));
  return IsInitialized;
}

void Server::onHover(const TextDocumentPositionParams &Params, Reply Answer) {
  if (!isReady(Answer))
    return;
  auto Lock = Files.lock();
  std::string File = Params.textDocument.uri.file().str();
  Document *D = Files.find(File);
  if (D == nullptr || D->LastGeneration != D->Generation)
    return Answer(nullptr);
  std::optional<Hover> H = hoverAt(D->Last, File, Params.position);
  Answer(H ? toJSON(*H) : json::Value(nullptr));
}

void Server::onCodeAction(const DocumentRange &Params, Reply Answer) {
  if (!isReady(Answer))
    return;
  auto Lock = Files.lock();
  std::string File = Params.Document.uri.file().str();
  Document *D = Files.find(File);
  auto IsFix = [](llvm::StringRef Kind) { return Kind.empty() || Kind == CodeAction::kQuickFix; };
  // Edits of a text that is not the editor's would go wrong.
  if (D == nullptr || D->LastGeneration != D->Generation || (!Params.Only.empty() && llvm::none_of(Params.Only, IsFix)))
    return Answer(json::Array());
  Answer(codeActions(File, *D, Params.Part));
}

void Server::onCommand(const RawParams &Params, Reply Answer) {
  if (!isReady(Answer))
    return;
  const json::Value *Name = Params.at("command");
  const json::Value *Arguments = Params.at("arguments");
  llvm::StringRef Command = Name == nullptr ? "" : Name->getAsString().value_or("");
  auto Lock = Files.lock();
  if (Command == ScanProject) {
    wantProject(/*All=*/true);
    return Answer(nullptr);
  }
  std::string Check;
  if (Arguments != nullptr && Arguments->getAsArray() != nullptr && !Arguments->getAsArray()->empty())
    Check = Arguments->getAsArray()->front().getAsString().value_or("").str();
  bool IsKnown = llvm::any_of(checkCatalogue(), [&](const CheckInfo &C) { return C.Id == Check; });
  if (Command != OpenDocumentation || !IsKnown)
    return Answer(llvm::make_error<LSPError>("there is no such command", ErrorCode::InvalidParams));
  if (Client.ShowsDocuments)
    ShowDocument(json::Object{{"uri", helpUri(Check)}, {"external", true}}, ++Requests);
  else
    Show(json::Object{{"type", static_cast<int>(MessageType::Info)}, {"message", helpUri(Check)}});
  Answer(nullptr);
}

void Server::log(MessageType Type, const std::string &Message) {
  Log(json::Object{{"type", static_cast<int>(Type)}, {"message", printable(Message)}});
}

void Server::lookForever() {
  static constexpr char What[] = "files";
  auto Looked = Clock::now();
  for (;;) {
    std::this_thread::sleep_for(milliseconds(500));
    auto Lock = Files.lock();
    if (Clock::now() - Looked >= LookEvery) {
      Files.scheduleChanged();
      Looked = Clock::now();
    }
    std::vector<std::string> Slow = Files.slowScans(ShortScan);
    if (Slow.empty())
      endProgress(What);
    else
      showProgress(What, "tenantscan", fmt::format("{}{}", Slow.front(), Slow.size() > 1 ? fmt::format(" and {} more", Slow.size() - 1) : ""), -1);
  }
}

bool serve(const ServerOptions &Options, std::FILE *In) {
  JSONTransport Transport(In, llvm::outs());
  MessageHandler Handler(Transport);
  // The threads use it until the process ends.
  auto *TheServer = new Server(Options, Handler);
  readMessages(In, Handler, [&](const json::Value &Id) { TheServer->beginRequest(Id); });
  return TheServer->hasShutDown();
}

} // namespace tenantscan::lsp
