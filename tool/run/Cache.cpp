//===- Cache.cpp - Results of units that were scanned before ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Cache.h"

#include "tool/run/Files.h"
#include "tool/run/Keys.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace llvm;
using nlohmann::json;

namespace tenantscan {

/// Changes whenever what is in the files does.
static constexpr StringLiteral Magic = "tenantscan cache 2\n";

/// As often as the inputs of one command are known to go back and forth: branches.
static constexpr size_t VariantsPerCommand = 4;

std::string defaultCacheFolder() {
  SmallString<128> Folder;
  if (!sys::path::cache_directory(Folder))
    return {};
  sys::path::append(Folder, "tenantscan");
  return Folder.str().str();
}

ResultCache::ResultCache(const CacheOptions &O, const Digest &Base, const EarlierFiles *Earlier) : Options(O), Base(Base), Files(Earlier) {
  if (Options.Folder.empty())
    Options.Folder = defaultCacheFolder();
  if (Options.Folder.empty() || !Options.Enabled) {
    Options.Enabled = false;
    return;
  }
  if (Options.ReadOnly)
    return;
  if (std::error_code Error = sys::fs::create_directories(Options.Folder, /*IgnoreExisting=*/true, sys::fs::owner_all))
    Problem = fmt::format("cannot make {}: {}", Options.Folder, Error.message());
}

// pruneCache() looks at files with this beginning only.
std::string ResultCache::fileFor(const Digest &Key) const { return fmt::format("{}/llvmcache-{}", Options.Folder, spelled(Key)); }

Digest ResultCache::keyOf(const CompileCommand &Command) const { return digestOf((toStringRef(Base) + toStringRef(commandDigest(Command))).str()); }

std::optional<std::string> ResultCache::read(const Digest &Key) const {
  auto Buffer = MemoryBuffer::getFile(fileFor(Key), /*IsText=*/false, /*RequiresNullTerminator=*/false);
  return Buffer ? unseal(Magic, (*Buffer)->getBuffer()) : std::nullopt;
}

bool ResultCache::write(const Digest &Key, StringRef Content) {
  Error Failure = replaceFile(fileFor(Key), seal(Magic, Content));
  if (!Failure)
    return true;
  Problem = fmt::format("cannot write to {}: {}", Options.Folder, toString(std::move(Failure)));
  return false;
}

// As unpackInputs, but without copies: this is where a scan with nothing to do spends its time.
bool ResultCache::holds(StringRef Inputs) {
  Digest Content;
  while (!Inputs.empty()) {
    size_t End = Inputs.find('\0', 1 + Content.size());
    if (End == StringRef::npos)
      return false;
    std::copy_n(Inputs.begin() + 1, Content.size(), Content.begin());
    if (!Files.holds(Inputs.slice(1 + Content.size(), End), static_cast<Input::Kind>(Inputs[0]), Content))
      return false;
    Inputs = Inputs.substr(End + 1);
  }
  return true;
}

// The manifest has packed inputs, the newest first, each behind its length in eight bytes.
static void addVariant(std::string &Manifest, StringRef Inputs) {
  char Length[8];
  support::endian::write64le(Length, Inputs.size());
  Manifest.append(Length, sizeof Length);
  Manifest += Inputs;
}

static std::vector<StringRef> variantsOf(StringRef Manifest) {
  std::vector<StringRef> Variants;
  while (Manifest.size() >= 8) {
    uint64_t Length = support::endian::read64le(Manifest.data());
    Manifest = Manifest.drop_front(8);
    if (Length > Manifest.size())
      break;
    Variants.push_back(Manifest.take_front(Length));
    Manifest = Manifest.drop_front(Length);
  }
  return Variants;
}

static StringRef bytesOf(const std::vector<uint8_t> &Bytes) { return {reinterpret_cast<const char *>(Bytes.data()), Bytes.size()}; }

static Digest planKey(const Digest &Base, const Digest &Scan) {
  return digestOf((StringRef("plan") + toStringRef(Base) + toStringRef(Scan)).str());
}

static Digest resultKey(const Digest &Command, StringRef Inputs) { return digestOf((toStringRef(Command) + toStringRef(digestOf(Inputs))).str()); }

template <typename T> std::optional<T> ResultCache::findStored(const Digest &Key, T (*From)(const json &), std::string &Inputs) {
  if (!Options.Enabled)
    return std::nullopt;
  std::optional<std::string> Manifest = read(Key);
  for (StringRef Then : variantsOf(Manifest ? StringRef(*Manifest) : StringRef())) {
    if (!holds(Then))
      continue;
    std::optional<std::string> Stored = read(resultKey(Key, Then));
    if (!Stored)
      continue;
    try {
      T Result = From(json::from_cbor(*Stored));
      Inputs = Then.str();
      return Result;
    } catch (const json::exception &) {
      // Somebody wrote it who knows how checksums are made.
      continue;
    }
  }
  return std::nullopt;
}

std::optional<UnitResult> ResultCache::find(const CompileCommand &Command, bool WithInputs) {
  std::string Inputs;
  std::optional<UnitResult> Result = findStored(keyOf(Command), resultFromJson, Inputs);
  if (Result && WithInputs)
    Result->Inputs = unpackInputs(Inputs).value_or(std::vector<Input>());
  return Result;
}

static std::vector<PlannedUnit> planFromJson(const json &J) {
  std::vector<PlannedUnit> Plan;
  for (const json &Unit : J) {
    Plan.push_back({Unit.at(0).get<size_t>(), std::nullopt});
    if (!Unit.at(1).is_null())
      Plan.back().OwnFiles = Unit.at(1).get<std::vector<std::string>>();
  }
  return Plan;
}

std::optional<std::vector<PlannedUnit>> ResultCache::findPlan(const Digest &Scan) {
  std::string Inputs;
  return findStored(planKey(Base, Scan), planFromJson, Inputs);
}

void ResultCache::storePlan(const Digest &Scan, const std::vector<Input> &Inputs, const std::vector<PlannedUnit> &Plan) {
  // The choice was made after the surveys: of a file that was edited meanwhile, by its new text.
  FileStates Now;
  if (folder().empty() || !std::all_of(Inputs.begin(), Inputs.end(), [&](const Input &I) { return Now.holds(I.Path, I.What, I.Content); }))
    return;
  json Units = json::array();
  for (const PlannedUnit &U : Plan)
    Units.push_back({U.Index, U.OwnFiles ? json(*U.OwnFiles) : json()});
  keep(planKey(Base, Scan), Inputs, Units);
}

void ResultCache::store(const CompileCommand &Command, const UnitResult &Result) { keep(keyOf(Command), Result.Inputs, toJson(Result)); }

void ResultCache::keep(const Digest &Key, const std::vector<Input> &From, const json &What) {
  // After the first failure no more: a full disk does not get better by trying.
  bool IsKnown = !From.empty() && std::none_of(From.begin(), From.end(), [](const Input &I) { return I.What == Input::Kind::Other; });
  if (!Options.Enabled || Options.ReadOnly || !Problem.empty() || !IsKnown)
    return;
  std::string Inputs = packInputs(From);
  // The result first: a manifest never promises what is not there.
  if (!write(resultKey(Key, Inputs), bytesOf(json::to_cbor(What))))
    return;
  std::optional<std::string> Before = read(Key);
  std::string Manifest;
  addVariant(Manifest, Inputs);
  size_t Count = 1;
  for (StringRef Old : variantsOf(Before ? StringRef(*Before) : StringRef()))
    if (Old != Inputs && Count++ < VariantsPerCommand)
      addVariant(Manifest, Old);
  Stored = write(Key, Manifest) || Stored;
}

void ResultCache::prune() const {
  if (!Stored)
    return;
  CachePruningPolicy Policy;
  Policy.Interval = std::chrono::seconds(0);
  Policy.Expiration = std::chrono::seconds(0);
  Policy.MaxSizePercentageOfAvailableSpace = 0;
  Policy.MaxSizeBytes = Options.SizeBytes;
  pruneCache(Options.Folder, Policy);
}

} // namespace tenantscan
