//===- Workspace.cpp - The open files, and the threads that scan them ---===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Workspace.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LSP/Logging.h"

#include <algorithm>
#include <thread>

namespace tenantscan::lsp {

namespace fs = llvm::sys::fs;
using std::chrono::milliseconds;

Workspace::Workspace(const ServerOptions &Options, Databases &Commands, Hooks H)
    : Options(Options), Commands(Commands), TheHooks(std::move(H)),
      Threads(Options.Threads != 0 ? Options.Threads : std::clamp(std::thread::hardware_concurrency(), 1U, 4U)), LastTouched(Threads) {}

void Workspace::start() {
  // They live as long as the process, which does not wait for a scan to end.
  for (unsigned I = 0; I < Threads; ++I)
    std::thread([this, I] { scanForever(I); }).detach();
}

Document *Workspace::find(llvm::StringRef File) {
  auto It = Open.find(File.str());
  return It == Open.end() ? nullptr : &It->second;
}

Document &Workspace::open(const std::string &File, std::string Uri, std::string Text, int64_t Version, bool IsSql) {
  auto [It, IsNew] = Open.try_emplace(File);
  Document &D = It->second;
  if (!IsNew && D.Abandon)
    *D.Abandon = true;
  std::vector<unsigned> Load(Threads);
  for (const auto &[Name, Other] : Open)
    if (&Other != &D)
      ++Load[Other.Thread];
  unsigned Thread = IsNew ? static_cast<unsigned>(std::min_element(Load.begin(), Load.end()) - Load.begin()) : D.Thread;
  auto Abandon = D.Abandon;
  D = {};
  D.Uri = std::move(Uri);
  D.Text = std::move(Text);
  D.IsSql = IsSql;
  D.Version = Version;
  D.Generation = ++Generations;
  D.Abandon = std::move(Abandon);
  D.Thread = Thread;
  LastTouched[Thread] = File;
  schedule(D, {});
  return D;
}

void Workspace::change(Document &D, std::string Text, int64_t Version) {
  D.Text = std::move(Text);
  D.Version = Version;
  D.Generation = ++Generations;
  if (D.Abandon)
    *D.Abandon = true;
  for (const auto &[File, Other] : Open)
    if (&Other == &D)
      LastTouched[D.Thread] = File;
  schedule(D, milliseconds(Options.Delay));
}

void Workspace::close(const std::string &File) {
  auto It = Open.find(File);
  if (It == Open.end())
    return;
  if (It->second.Abandon)
    *It->second.Abandon = true;
  Open.erase(It);
}

void Workspace::schedule(Document &D, milliseconds In) {
  D.Due = Clock::now() + In;
  Wake.notify_all();
}

void Workspace::scheduleAll(milliseconds In) {
  for (auto &[File, D] : Open)
    schedule(D, In);
}

void Workspace::scheduleChanged() {
  std::map<std::string, std::pair<llvm::sys::TimePoint<>, uint64_t>> Now;
  std::set<std::string> Changed;
  auto Look = [&](const std::string &File) {
    if (File.empty() || Now.contains(File) || Open.contains(File))
      return;
    fs::file_status Status;
    std::pair<llvm::sys::TimePoint<>, uint64_t> &Stamp = Now[File];
    if (!fs::status(File, Status))
      Stamp = {Status.getLastModificationTime(), Status.getSize()};
    auto Old = Stamps.find(File);
    if (Old != Stamps.end() && Old->second != Stamp)
      Changed.insert(File);
  };
  for (auto &[File, D] : Open) {
    if (D.LastGeneration == 0)
      continue;
    // A configuration or a database may appear nearer than the one that was read.
    std::pair<std::string, std::string> Applies(Options.Config.empty() ? model::findConfig(File) : Options.Config,
                                                D.IsSql ? std::string() : Commands.nameFor(File));
    bool IsAnother = D.Applied && *D.Applied != Applies;
    std::set<std::string> Files = D.Last.Files;
    Files.insert({Applies.first, Applies.second});
    D.Applied = std::move(Applies);
    std::for_each(Files.begin(), Files.end(), Look);
    if (IsAnother || std::any_of(Files.begin(), Files.end(), [&](const std::string &Name) { return Changed.contains(Name); }))
      schedule(D, {});
  }
  Stamps = std::move(Now);
}

void Workspace::setProject(std::shared_ptr<const std::vector<UnitResult>> Units) { Project = std::move(Units); }

std::map<std::string, std::string> Workspace::texts() const {
  std::map<std::string, std::string> Texts;
  for (const auto &[File, D] : Open)
    Texts[File] = D.Text;
  return Texts;
}

std::vector<std::string> Workspace::slowScans(milliseconds Patience) const {
  std::vector<std::string> Slow;
  for (const auto &[File, D] : Open)
    if (D.Abandon && Clock::now() - D.Since > Patience)
      Slow.push_back(File);
  return Slow;
}

Source Workspace::sourceOf(const std::string &File, const Document &D) {
  Source S{File, D.IsSql, {}, texts(), [this] {
             auto Lock = lock();
             return Project;
           }};
  for (const auto &[Name, Other] : Open)
    if (Name != File && Other.Last.IsUnit && Other.Last.Files.contains(File))
      S.Includer = Name;
  return S;
}

void Workspace::scanForever(unsigned Thread) {
  Analyser TheAnalyser(Options, Commands);
  auto Lock = lock();
  for (;;) {
    auto Next = Open.end();
    for (auto It = Open.begin(); It != Open.end(); ++It)
      if (It->second.Thread == Thread && It->second.Due && (Next == Open.end() || *It->second.Due < *Next->second.Due))
        Next = It;
    Clock::time_point Now = Clock::now();
    if (Next != Open.end() && *Next->second.Due <= Now) {
      std::string File = Next->first;
      Document &D = Next->second;
      auto Abandon = std::make_shared<std::atomic<bool>>(false);
      D.Due.reset();
      D.Abandon = Abandon;
      D.Since = Now;
      uint64_t Generation = D.Generation;
      Source S = sourceOf(File, D);
      Lock.unlock();
      std::optional<Analysis> A = TheAnalyser.analyse(std::move(S), *Abandon);
      Lock.lock();
      Document *Still = find(File);
      if (Still == nullptr || Still->Abandon != Abandon)
        continue;
      Still->Abandon.reset();
      // A text that has changed since is due again.
      if (!A || Still->Generation != Generation)
        continue;
      llvm::lsp::Logger::info("scanned{0}: {1}", A->UsedPreamble ? " behind its preamble" : "", File);
      Still->WantsPreamble = A->IsScanned && !Still->IsSql && !A->UsedPreamble;
      std::swap(Still->Last, *A);
      Still->LastGeneration = Generation;
      TheHooks.Judged(File, *Still, *A);
      continue;
    }
    // The one that is worked on.
    if (Document *D = find(LastTouched[Thread]); D != nullptr && D->WantsPreamble && !D->Due) {
      D->WantsPreamble = false;
      Source S = sourceOf(LastTouched[Thread], *D);
      Lock.unlock();
      TheAnalyser.prepare(S);
      llvm::lsp::Logger::info("prepared: {0}", S.File);
      Lock.lock();
      continue;
    }
    if (Next == Open.end())
      Wake.wait(Lock);
    else
      Wake.wait_until(Lock, *Next->second.Due);
  }
}

} // namespace tenantscan::lsp
