//===- Baseline.cpp - What was found earlier -----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/gate/Baseline.h"

#include "tool/report/Report.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <queue>

namespace tenantscan {

using json = nlohmann::ordered_json;

static std::string decoded(llvm::StringRef Uri) {
  std::string Out;
  for (size_t I = 0; I < Uri.size(); ++I) {
    if (Uri[I] == '%' && I + 2 < Uri.size() && llvm::isHexDigit(Uri[I + 1]) && llvm::isHexDigit(Uri[I + 2])) {
      Out += static_cast<char>(llvm::hexFromNibbles(Uri[I + 1], Uri[I + 2]));
      I += 2;
    } else
      Out += Uri[I];
  }
  return Out;
}

static std::string pathOf(llvm::StringRef Uri) {
  Uri.consume_front("file://");
  return decoded(Uri);
}

// The message without the escapes of SARIF and the link that the report adds.
static std::string plainMessage(std::string Text) {
  Text.erase(std::min(Text.size(), Text.find(" See [where it is used](")));
  std::string Out;
  for (size_t I = 0; I < Text.size(); ++I) {
    if (Text[I] == '\\' && I + 1 < Text.size())
      ++I;
    Out += Text[I];
  }
  return Out;
}

// A result that somebody has to look at.
static bool isOpen(const json &Result) {
  return Result.value("baselineState", "") != "absent" && Result.value("suppressions", json::array()).empty();
}

static bool isOurs(const json &Run) { return Run.at("tool").at("driver").at("name") == "tenantscan"; }

static KnownFinding knownFinding(const json &Result) {
  KnownFinding F;
  F.Check = Result.at("ruleId");
  F.Level = Result.at("level");
  F.Message = plainMessage(Result.at("message").at("text"));
  const json &Place = Result.at("locations").at(0).at("physicalLocation");
  F.File = pathOf(Place.at("artifactLocation").at("uri").get<std::string>());
  F.Line = Place.at("region").at("startLine");
  const json &Prints = Result.at("fingerprints");
  F.Fingerprint = llvm::StringRef(Prints.at("tenantscan/v1").get_ref<const std::string &>()).split(':').first.str();
  F.Content = Prints.value("tenantscan/content/v1", "");
  return F;
}

llvm::Expected<Baseline> parseBaseline(const std::string &Text) {
  Baseline B;
  bool Any = false;
  // What is not as tenantscan writes it ends in an exception of the library.
  try {
    const json Log = json::parse(Text);
    for (const json &Run : Log.at("runs")) {
      if (!isOurs(Run))
        continue;
      Any = true;
      for (const json &Invocation : Run.value("invocations", json::array()))
        B.IsComplete = B.IsComplete && Invocation.value("executionSuccessful", true);
      B.IsComplete = B.IsComplete && Run.value("properties", json::object()).value("leftOut", 0) == 0;
      if (auto Bases = Run.find("originalUriBaseIds"); Bases != Run.end())
        B.Root = llvm::StringRef(pathOf(Bases->at("%SRCROOT%").value("uri", ""))).rtrim('/').str();
      for (const json &Result : Run.at("results"))
        if (isOpen(Result))
          B.Findings.push_back(knownFinding(Result));
    }
  } catch (const json::exception &Error) {
    return llvm::createStringError(fmt::format("this is no SARIF report of tenantscan: {}", Error.what()));
  }
  if (!Any)
    return llvm::createStringError("this is no SARIF report of tenantscan: it has no run of it");
  return B;
}

llvm::Expected<Baseline> readBaseline(const std::string &File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return llvm::createStringError(fmt::format("cannot read {}: {}", File, Buffer.getError().message()));
  llvm::Expected<Baseline> B = parseBaseline((*Buffer)->getBuffer().str());
  if (!B)
    return llvm::createStringError(fmt::format("{}: {}", File, llvm::toString(B.takeError())));
  return B;
}

namespace {

/// Pairs findings that are alike by their lines. The two nearest of different
/// sides are always neighbours among what is left, so a list of neighbours and a
/// queue of their distances are enough.
class NearestPairs {
public:
  void add(bool IsThen, uint32_t Line, size_t Index) { Items.push_back({Line, IsThen, Index, 0, 0}); }

  /// Calls \p Found with the number of today's finding and of the earlier one.
  void pair(const std::function<void(size_t Now, size_t Then)> &Found) {
    std::sort(Items.begin(), Items.end(),
              [](const Item &A, const Item &B) { return std::tie(A.Line, A.IsThen, A.Index) < std::tie(B.Line, B.IsThen, B.Index); });
    for (size_t I = 0; I < Items.size(); ++I) {
      Items[I].Before = I - 1;
      Items[I].After = I + 1;
      push(I, I + 1);
    }
    while (!Queue.empty()) {
      auto [Distance, A, B] = Queue.top();
      Queue.pop();
      if (Items[A].IsGone || Items[B].IsGone)
        continue;
      Items[A].IsGone = Items[B].IsGone = true;
      Items[A].IsThen ? Found(Items[B].Index, Items[A].Index) : Found(Items[A].Index, Items[B].Index);
      size_t Left = Items[A].Before;
      size_t Right = Items[B].After;
      if (Left < Items.size())
        Items[Left].After = Right;
      if (Right < Items.size())
        Items[Right].Before = Left;
      push(Left, Right);
    }
  }

private:
  struct Item {
    uint32_t Line;
    bool IsThen;
    size_t Index;
    size_t Before;
    size_t After;
    bool IsGone = false;
  };
  void push(size_t A, size_t B) {
    if (A < Items.size() && B < Items.size() && Items[A].IsThen != Items[B].IsThen)
      Queue.emplace(Items[B].Line - Items[A].Line, A, B);
  }

  std::vector<Item> Items;
  using Pair = std::tuple<uint32_t, size_t, size_t>;
  std::priority_queue<Pair, std::vector<Pair>, std::greater<>> Queue;
};

} // namespace

std::vector<std::optional<size_t>> matchFindings(const std::vector<KnownFinding> &Now, const std::vector<KnownFinding> &Then,
                                                 const std::function<bool(const std::string &File)> &IsGone) {
  std::vector<std::optional<size_t>> Match(Now.size());
  std::vector<bool> IsTaken(Then.size());
  auto PairAll = [&](std::map<std::string, NearestPairs> &Alike) {
    for (auto &[Fingerprint, Pairs] : Alike)
      Pairs.pair([&](size_t N, size_t T) {
        Match[N] = T;
        IsTaken[T] = true;
      });
  };
  std::map<std::string, NearestPairs> Same;
  for (size_t I = 0; I < Now.size(); ++I)
    Same[Now[I].Fingerprint].add(false, Now[I].Line, I);
  for (size_t I = 0; I < Then.size(); ++I)
    Same[Then[I].Fingerprint].add(true, Then[I].Line, I);
  PairAll(Same);
  std::map<std::string, NearestPairs> Renamed;
  for (size_t I = 0; I < Now.size(); ++I)
    if (!Match[I])
      Renamed[Now[I].Content].add(false, Now[I].Line, I);
  for (size_t I = 0; I < Then.size(); ++I)
    if (!IsTaken[I] && !Then[I].Content.empty() && IsGone(Then[I].File))
      Renamed[Then[I].Content].add(true, Then[I].Line, I);
  PairAll(Renamed);
  return Match;
}

std::function<bool(const std::string &)> goneFrom(const std::string &Root) {
  return [Root](const std::string &File) { return !llvm::sys::fs::exists(File.starts_with("/") ? File : Root + "/" + File); };
}

static KnownFinding knownFinding(const Finding &F, const ScanResult &R) {
  return {
      F.Check, std::string(levelName(F.Level)), F.Message, relativePath(F.Primary.File, R), F.Primary.Line, fingerprint(F, R), contentFingerprint(F)};
}

Baseline asBaseline(const ScanResult &R) {
  Baseline B;
  B.Root = R.Root;
  B.IsComplete = R.Failures.empty();
  for (const Finding &F : R.Findings)
    B.Findings.push_back(knownFinding(F, R));
  return B;
}

Comparison compare(const ScanResult &R, const Baseline &Known, const std::vector<std::string> &Checks, bool IsComplete) {
  std::vector<KnownFinding> Now;
  for (const Finding &F : R.Findings)
    Now.push_back(knownFinding(F, R));
  for (const SuppressedFinding &S : R.Suppressed)
    Now.push_back(knownFinding(S.What, R));
  auto Match = matchFindings(Now, Known.Findings, goneFrom(R.Root));
  Comparison C;
  std::vector<bool> IsFound(Known.Findings.size());
  for (size_t I = 0; I < Match.size(); ++I) {
    (I < R.Findings.size() ? C.IsNew : C.IsSuppressedNew).push_back(!Match[I]);
    if (const std::optional<size_t> &Earlier = Match[I])
      IsFound[*Earlier] = true;
  }
  for (size_t I = 0; I < Known.Findings.size(); ++I)
    if (IsComplete && !IsFound[I] && std::find(Checks.begin(), Checks.end(), Known.Findings[I].Check) != Checks.end())
      C.Absent.push_back(Known.Findings[I]);
  return C;
}

std::string baselineOf(const std::string &Text, const std::function<bool(size_t Open)> &Keep) {
  json Log = json::parse(Text);
  json Runs = json::array();
  size_t Open = 0;
  for (json &Run : Log["runs"]) {
    if (!isOurs(Run))
      continue;
    json Results = json::array();
    for (json &Result : Run["results"]) {
      if (!isOpen(Result) || !Keep(Open++))
        continue;
      Result.erase("baselineState");
      Result.erase("codeFlows");
      Results.push_back(std::move(Result));
    }
    Run["results"] = std::move(Results);
    for (const char *Changing : {"invocations", "versionControlProvenance", "properties"})
      Run.erase(Changing);
    if (Run.contains("originalUriBaseIds"))
      Run["originalUriBaseIds"]["%SRCROOT%"].erase("uri");
    Runs.push_back(std::move(Run));
  }
  Log["runs"] = std::move(Runs);
  return Log.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace tenantscan
