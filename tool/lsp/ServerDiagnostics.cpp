//===- ServerDiagnostics.cpp - Who gets which diagnostics ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An editor that can ask for diagnostics does so, for the files that are open and for
// the project; the others are told about the files that are open. Never both: that
// would show everything twice.
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Convert.h"
#include "tool/lsp/ServerImpl.h"
#include "tool/report/Escape.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

namespace tenantscan::lsp {

namespace json = llvm::json;
using namespace llvm::lsp;
using std::chrono::milliseconds;

/// How long after one change of the project others are waited for.
static constexpr milliseconds ProjectDelay(1000);
/// Sites and calls up to which an open file is judged with the rest of the project: what
/// takes some 0.1 s.
static constexpr size_t SmallProject = 20000;
static constexpr char ProjectProgress[] = "project";

bool fromJSON(const json::Value &Value, DocumentPull &Out, json::Path Path) {
  json::ObjectMapper O(Value, Path);
  if (!O || !O.map("textDocument", Out.Document))
    return false;
  RawParams Given{Value};
  if (const json::Value *Previous = Given.at("previousResultId"))
    Out.PreviousResult = Previous->getAsString().value_or("").str();
  return true;
}

json::Array Server::diagnosticsOf(const std::string &File) {
  json::Array All;
  auto Add = [&](json::Value One) {
    if (!llvm::is_contained(All, One))
      All.push_back(std::move(One));
  };
  for (const auto &[Name, D] : Files.documents()) {
    for (const model::Problem &P : D.Last.Wrong)
      if (P.File == File)
        Add(diagnosticOf(P));
    for (const Finding &F : D.Last.Findings)
      if (F.Primary.File == File)
        Add(diagnosticOf(F));
  }
  return All;
}

/// The files that something is said about, beside the one that was analysed.
static std::set<std::string> namedBy(const Analysis &A) {
  std::set<std::string> Named;
  for (const Finding &F : A.Findings)
    Named.insert(F.Primary.File);
  for (const model::Problem &P : A.Wrong)
    Named.insert(P.File);
  return Named;
}

/// Sends what all open files say about each of \p Named.
void Server::publish(const std::set<std::string> &Named) {
  if (Client.PullsDiagnostics)
    return;
  for (const std::string &File : Named) {
    json::Object Params{{"diagnostics", diagnosticsOf(File)}};
    if (const Document *D = Files.find(File)) {
      Params["uri"] = D->Uri;
      Params["version"] = D->Version;
    } else {
      Params["uri"] = uriOf(File);
    }
    Publish(std::move(Params));
  }
}

void Server::judged(const std::string &File, Document &D, const Analysis &Before) {
  // While somebody types they stay the same.
  if (D.Last.Problems != Before.Problems)
    for (const std::string &Problem : D.Last.Problems)
      log(MessageType::Warning, Problem);
  std::set<std::string> Named{File};
  auto Same = [](const Finding &F, const Finding &G) { return F.Primary == G.Primary && F.Message == G.Message; };
  bool IsNew = D.Last.Findings.size() != Before.Findings.size();
  using Findings = std::vector<Finding>;
  for (const auto &[Some, Others] : std::initializer_list<std::pair<const Findings *, const Findings *>>{{&D.Last.Findings, &Before.Findings},
                                                                                                         {&Before.Findings, &D.Last.Findings}})
    for (const Finding &F : *Some)
      IsNew = IsNew || llvm::none_of(*Others, [&](const Finding &G) { return Same(F, G); });
  auto Texts = [](const Analysis &A) {
    std::vector<std::string> All;
    for (const model::Problem &P : A.Wrong)
      All.push_back(P.str());
    return All;
  };
  IsNew = IsNew || Texts(D.Last) != Texts(Before);
  Named.merge(namedBy(D.Last));
  Named.merge(namedBy(Before));
  publish(Named);
  bool WasAsked = llvm::any_of(WaitingForFile, [&](const Waiting &W) { return W.File == File; });
  answerWaiting(File);
  // Nobody asks by himself about a file that has not changed.
  if (Client.PullsDiagnostics && Client.RefreshesDiagnostics && IsNew && (!WasAsked || Named.size() > 1))
    Refresh(nullptr, ++Requests);
}

/// A report with \p Items, or that there is nothing new. The result's id is a digest.
static json::Object report(json::Array Items, llvm::StringRef Previous) {
  json::Value All = std::move(Items);
  std::string Id = spelled(digestOf(llvm::formatv("{0}", All).str()));
  if (Id == Previous)
    return json::Object{{"kind", "unchanged"}, {"resultId", std::move(Id)}};
  return json::Object{{"kind", "full"}, {"resultId", std::move(Id)}, {"items", std::move(All)}};
}

void Server::answer(const std::string &File, const std::string &Previous, Reply &Answer) {
  json::Object Out = report(diagnosticsOf(File), Previous);
  json::Object Related;
  if (const Document *D = Files.find(File))
    for (const std::string &Other : namedBy(D->Last))
      if (Files.find(Other) == nullptr)
        if (std::string Uri = uriOf(Other); !Uri.empty())
          Related[Uri] = report(diagnosticsOf(Other), "");
  if (!Related.empty())
    Out["relatedDocuments"] = std::move(Related);
  Answer(std::move(Out));
}

void Server::answerWaiting(const std::string &File) {
  std::vector<Waiting> Ready;
  for (auto It = WaitingForFile.begin(); It != WaitingForFile.end();)
    if (It->File == File) {
      Ready.push_back(std::move(*It));
      It = WaitingForFile.erase(It);
    } else {
      ++It;
    }
  for (Waiting &W : Ready)
    answer(W.File, W.Previous[""], W.Answer);
}

void Server::onDocumentDiagnostic(const DocumentPull &Params, Reply Answer) {
  if (!isReady(Answer))
    return;
  auto Lock = Files.lock();
  std::string File = Params.Document.uri.file().str();
  const Document *D = Files.find(File);
  if (D == nullptr || D->isCurrent())
    return answer(File, Params.PreviousResult, Answer);
  WaitingForFile.push_back({CurrentId, File, {{"", Params.PreviousResult}}, std::move(Answer)});
}

bool Server::answerProject(Waiting &W, bool IsFirst) {
  json::Array Items;
  std::set<std::string> Reported;
  bool IsNew = IsFirst;
  auto Add = [&](const std::string &Uri, json::Array Diagnostics) {
    auto Before = W.Previous.find(Uri);
    json::Object One = report(std::move(Diagnostics), Before == W.Previous.end() ? "" : Before->second);
    IsNew = IsNew || One.getString("kind") == llvm::StringRef("full");
    One["uri"] = Uri;
    One["version"] = nullptr;
    Reported.insert(Uri);
    Items.push_back(std::move(One));
  };
  for (const auto &[Folder, State] : Projects) {
    std::map<std::string, json::Array> Known;
    for (const model::Problem &P : State.Wrong)
      Known[P.File].push_back(diagnosticOf(P));
    for (const auto &[File, Findings] : State.Findings)
      for (const Finding &F : Findings)
        Known[File].push_back(diagnosticOf(F));
    for (auto &[File, Diagnostics] : Known)
      // What is open is asked for on its own.
      if (std::string Uri = uriOf(File); !Uri.empty() && !Reported.contains(Uri) && Files.find(File) == nullptr)
        Add(Uri, std::move(Diagnostics));
  }
  for (const auto &[Uri, Id] : W.Previous)
    if (!Reported.contains(Uri))
      Add(Uri, {});
  if (IsNew)
    W.Answer(json::Object{{"items", std::move(Items)}});
  return IsNew;
}

void Server::onWorkspaceDiagnostic(const RawParams &Params, Reply Answer) {
  if (!isReady(Answer))
    return;
  auto Lock = Files.lock();
  Waiting W{CurrentId, {}, {}, std::move(Answer)};
  if (const json::Value *Previous = Params.at("previousResultIds"); Previous != nullptr && Previous->getAsArray() != nullptr)
    for (const json::Value &One : *Previous->getAsArray()) {
      RawParams Given{One};
      const json::Value *Uri = Given.at("uri");
      const json::Value *Id = Given.at("value");
      if (Uri != nullptr && Id != nullptr && Uri->getAsString() && Id->getAsString())
        W.Previous[Uri->getAsString()->str()] = Id->getAsString()->str();
    }
  if (std::exchange(ProjectIsStale, false))
    wantProject(/*All=*/false);
  if (Folders.empty() || (ProjectsAreKnown && !ProjectDue && !ProjectIsJudged))
    // An editor asks again as soon as it has an answer: where nothing is new, that waits.
    if (answerProject(W, /*IsFirst=*/W.Previous.empty()))
      return;
  WaitingForProject.push_back(std::move(W));
}

void Server::noteChange() {
  if (WaitingForProject.empty())
    ProjectIsStale = true;
  else
    wantProject(/*All=*/false);
}

void Server::wantProject(bool All) {
  ScanAll = ScanAll || All;
  ProjectDue = Clock::now() + (ProjectsAreKnown && !All ? ProjectDelay : milliseconds(0));
  ProjectWake.notify_one();
}

void Server::onProgressCancel(const RawParams &Params) {
  auto Lock = Files.lock();
  const json::Value *Token = Params.at("token");
  auto Shown = RunningProgress.find(ProjectProgress);
  if (Token != nullptr && Shown != RunningProgress.end() && Token->getAsString() == llvm::StringRef(Shown->second.Token))
    AbandonProject = true;
}

void Server::projectForever() {
  auto Lock = Files.lock();
  for (;;) {
    if (!ProjectDue) {
      ProjectWake.wait(Lock);
      continue;
    }
    if (*ProjectDue > Clock::now()) {
      ProjectWake.wait_until(Lock, *ProjectDue);
      continue;
    }
    ProjectDue.reset();
    ProjectIsJudged = true;
    ProjectRequest Request;
    Request.ScanAll = std::exchange(ScanAll, false);
    Request.Unsaved = Files.texts();
    for (const auto &[File, D] : Files.documents())
      if (D.Last.Units)
        Request.Open.push_back(D.Last.Units);
    Request.Progress = [&](size_t Done, size_t Of) {
      auto Again = Files.lock();
      showProgress(ProjectProgress, "tenantscan: project", fmt::format("{} of {} files", Done, Of), static_cast<int>(100 * Done / Of));
    };
    AbandonProject = false;
    std::vector<std::string> Now = Folders;
    Lock.unlock();
    std::map<std::string, ProjectState> States;
    for (const std::string &Folder : Now) {
      Request.Folder = Folder;
      States[Folder] = scanProject(Options, Commands, Request, AbandonProject);
    }
    Lock.lock();
    ProjectIsJudged = false;
    endProgress(ProjectProgress);
    for (const auto &[Folder, State] : States)
      if (auto Old = Projects.find(Folder); Old == Projects.end() || Old->second.Problems != State.Problems)
        for (const std::string &Problem : State.Problems)
          log(MessageType::Info, Problem);
    Projects = std::move(States);
    bool IsFirst = !std::exchange(ProjectsAreKnown, true);
    size_t Size = 0;
    std::shared_ptr<const std::vector<UnitResult>> Units = Projects.size() == 1 ? Projects.begin()->second.Units : nullptr;
    if (Units)
      for (const UnitResult &U : *Units)
        Size += U.Facts.Sites.size() + U.Facts.Calls.size() + U.Facts.Results.size();
    if (Size > SmallProject)
      Units = nullptr;
    // What was judged alone.
    if (Request.ScanAll || (IsFirst && Units && !Units->empty()))
      for (auto &[File, D] : Files.documents())
        if (D.LastGeneration != 0)
          Files.schedule(D, {});
    Files.setProject(std::move(Units));
    std::erase_if(WaitingForProject, [&](Waiting &W) { return answerProject(W, /*IsFirst=*/W.Previous.empty()); });
  }
}

void Server::showProgress(const std::string &What, const std::string &Title, const std::string &Message, int Percent) {
  if (!Client.ShowsProgress)
    return;
  auto [It, IsNew] = RunningProgress.try_emplace(What);
  if (!IsNew && It->second.Message == Message)
    return;
  It->second.Message = Message;
  json::Object Value{{"kind", IsNew ? "begin" : "report"}, {"message", printable(Message)}, {"cancellable", What == ProjectProgress}};
  if (Percent >= 0)
    Value["percentage"] = Percent;
  if (IsNew) {
    It->second.Token = fmt::format("tenantscan-{}-{}", What, ++Progresses);
    CreateProgress(json::Object{{"token", It->second.Token}}, ++Requests);
    Value["title"] = Title;
  }
  Progress(json::Object{{"token", It->second.Token}, {"value", std::move(Value)}});
}

void Server::endProgress(const std::string &What) {
  auto It = RunningProgress.find(What);
  if (It == RunningProgress.end())
    return;
  Progress(json::Object{{"token", It->second.Token}, {"value", json::Object{{"kind", "end"}}}});
  RunningProgress.erase(It);
}

} // namespace tenantscan::lsp
