//===- Part.cpp - Results of some units, in a file ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Part.h"

#include "tool/run/Files.h"
#include "tool/run/Keys.h"
#include "tool/run/Relocation.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

using nlohmann::json;

namespace tenantscan {

/// Changes whenever what is in the files does.
static constexpr llvm::StringLiteral Magic = "tenantscan part 2\n";

static llvm::Error failure(const std::string &Message) { return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s", Message.c_str()); }

std::optional<Shard> parseShard(const std::string &Text) {
  auto [Index, Count] = llvm::StringRef(Text).split('/');
  Shard S;
  if (Index.getAsInteger(10, S.Index) || Count.getAsInteger(10, S.Count) || S.Index == 0 || S.Index > S.Count)
    return std::nullopt;
  return S;
}

std::vector<CompileCommand> selectShard(std::vector<CompileCommand> Commands, const Shard &S, const model::Project &P, const UnitTimes &Times) {
  auto NumberOf = [&](const std::string &Path) { return llvm::support::endian::read64le(digestOf(Path).data()); };
  if (Times.empty()) {
    std::erase_if(Commands, [&](const CompileCommand &C) { return NumberOf(P.relative(C.File)) % S.Count + 1 != S.Index; });
    return Commands;
  }
  double Known = 0;
  for (const auto &[Path, Seconds] : Times)
    Known += Seconds;
  // One order for all machines, cut where shards are full: who is far from a cut stays.
  std::map<std::pair<uint64_t, std::string>, double> Order;
  double All = 0;
  for (const CompileCommand &C : Commands) {
    std::string Path = P.relative(C.File);
    auto It = Times.find(Path);
    double Seconds = It != Times.end() ? It->second : Known / static_cast<double>(Times.size());
    Order[{NumberOf(Path), Path}] += Seconds;
    All += Seconds;
  }
  std::set<std::string> Mine;
  double Before = 0;
  for (const auto &[Unit, Seconds] : Order) {
    double Middle = All > 0 ? (Before + Seconds / 2) / All : 0;
    if (std::min(static_cast<unsigned>(Middle * S.Count), S.Count - 1) + 1 == S.Index)
      Mine.insert(Unit.second);
    Before += Seconds;
  }
  std::erase_if(Commands, [&](const CompileCommand &C) { return !Mine.contains(P.relative(C.File)); });
  return Commands;
}

Part makePart(const std::string &Program, const model::Project &P, const std::vector<std::string> &TenantColumns) {
  Part Out;
  Out.Tool = spelled(toolDigest(Program));
  Out.Configuration = spelled(configurationDigest(P));
  Out.ConfigFile = P.ConfigFile;
  Out.Root = P.Root;
  Out.TenantColumns = TenantColumns;
  return Out;
}

std::string serialize(const Part &P, bool NamesRoot) {
  json Units = json::array();
  for (const UnitResult &U : P.Units)
    Units.push_back(toJson(U));
  json J{{"config", P.ConfigFile}, {"units", Units}};
  takeRootOut(J, P.Root);
  J.update({{"tool", P.Tool},
            {"configuration", P.Configuration},
            {"commands", P.Commands},
            {"index", P.Which.Index},
            {"count", P.Which.Count},
            {"root", NamesRoot ? P.Root : std::string()},
            {"columns", P.TenantColumns},
            {"times", P.Times}});
  std::vector<uint8_t> Bytes = json::to_cbor(J);
  return seal(Magic, {reinterpret_cast<const char *>(Bytes.data()), Bytes.size()});
}

llvm::Expected<Part> readPart(const std::string &File, const std::string &Root) {
  auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return failure(fmt::format("cannot read {}: {}", File, Buffer.getError().message()));
  std::optional<std::string> Content = unseal(Magic, (*Buffer)->getBuffer());
  if (!Content)
    return failure(fmt::format("{} is damaged, or not a part that this version of tenantscan wrote", File));
  try {
    json J = json::from_cbor(*Content);
    Part P{J.at("tool"), J.at("configuration"), J.at("commands"), {J.at("index"), J.at("count")}, {}, J.at("root"), J.at("columns"), {}, J.at("times")};
    if (!Root.empty())
      P.Root = Root;
    if (P.Root.empty())
      return failure(fmt::format("{} does not say where the project is: name its folder with --root", File));
    json Config = J.at("config");
    putRootIn(Config, P.Root);
    P.ConfigFile = Config;
    for (json &Unit : J.at("units")) {
      putRootIn(Unit, P.Root);
      P.Units.push_back(resultFromJson(Unit));
    }
    return P;
  } catch (const json::exception &) {
    return failure(fmt::format("{} is not a part of a scan", File));
  }
}

llvm::Error checkParts(const std::vector<Part> &Parts, const std::vector<std::string> &Files, const std::string &Tool) {
  const Part &First = Parts.front();
  std::map<unsigned, std::string> Shards;
  for (size_t I = 0; I < Parts.size(); ++I) {
    const Part &P = Parts[I];
    auto Differs = [&](std::string_view What) {
      return failure(fmt::format("{} and {} were made with different {}", Files.front(), Files[I], What));
    };
    if (P.Tool != Tool)
      return failure(fmt::format("{} was made by another build of tenantscan", Files[I]));
    if (P.Configuration != First.Configuration)
      return Differs("configurations");
    if (P.Root != First.Root || P.ConfigFile != First.ConfigFile || P.TenantColumns != First.TenantColumns)
      return Differs("root folders or options; where the project is now is for --root to say");
    if (P.Commands != First.Commands || P.Which.Count != First.Which.Count)
      return Differs("compile commands, times or numbers of shards");
    if (P.Commands.empty())
      continue;
    auto [Known, IsNew] = Shards.try_emplace(P.Which.Index, Files[I]);
    if (!IsNew)
      return failure(fmt::format("{} and {} are both shard {} of {}", Known->second, Files[I], P.Which.Index, P.Which.Count));
  }
  if (!First.Commands.empty())
    for (unsigned Index = 1; Index <= First.Which.Count; ++Index)
      if (!Shards.contains(Index))
        return failure(fmt::format("shard {} of {} is missing", Index, First.Which.Count));
  return llvm::Error::success();
}

} // namespace tenantscan
