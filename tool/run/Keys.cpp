//===- Keys.cpp - What results depend on --------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Keys.h"

#include "checks/model/Document.h"
#include "tool/run/CompileCommands.h"
#include "tool/run/Relocation.h"

#include "clang/Basic/Version.h"
#include "llvm/Support/MemoryBuffer.h"

#include <nlohmann/json.hpp>

#include <cstdlib>

namespace tenantscan {

using nlohmann::json;

// As CBOR, which tells where a string ends and takes any bytes.
static Digest digestOf(const json &Parts) {
  std::vector<uint8_t> Bytes = json::to_cbor(Parts);
  return tenantscan::digestOf(llvm::StringRef(reinterpret_cast<const char *>(Bytes.data()), Bytes.size()));
}

static std::string contentOf(const std::string &File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  return Buffer ? spelled(digestOf((*Buffer)->getBuffer())) : std::string();
}

Digest toolDigest(const std::string &Program) { return digestOf(json::array({contentOf(Program), clang::getClangFullVersion()})); }

static json configurationOf(const model::Project &P) {
  std::vector<model::Problem> Problems;
  json Root = P.ConfigText.empty() ? json() : model::Document::parse(P.ConfigFile, P.ConfigText, Problems).root();
  return Root.is_object() ? Root : json::object();
}

// What of the configuration counts for what is taken from units.
static json collectionParts(const model::Project &P) {
  json Configuration = configurationOf(P);
  // All but these count, so that a new key is never forgotten.
  for (const char *OnlyJudged :
       {"$schema", "tables", "childTables", "schemaFiles", "schemaDialect", "session", "tenantSettings", "tenantFunctions", "exemptions"})
    Configuration.erase(OnlyJudged);
  json Packs = json::array();
  for (const json &File : Configuration.value("packs", json::array()))
    Packs.push_back(contentOf(joinPaths(P.Root, File.get<std::string>())));
  return json::array({Configuration, Packs, P.Words.TenantColumns});
}

Digest collectionDigest(const model::Project &P) {
  json Parts = collectionParts(P);
  Parts.insert(Parts.begin(), P.Root);
  return digestOf(Parts);
}

bool collectsTheSame(const model::Project &A, const model::Project &B) { return collectionParts(A) == collectionParts(B); }

Digest configurationDigest(const model::Project &P) {
  json Files = json::array();
  for (const std::string &File : P.Inputs)
    Files.push_back({P.relative(File), contentOf(File)});
  return digestOf(json::array({Files, P.Words.TenantColumns}));
}

static json commandParts(const CompileCommand &Command) {
  json Environment = json::array();
  for (const char *Name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "OBJCPLUS_INCLUDE_PATH", "COMPILER_PATH",
                           "GCC_EXEC_PREFIX", "SDKROOT"}) {
    const char *Value = std::getenv(Name);
    Environment.push_back(Value != nullptr ? json(Value) : json());
  }
  json Parts = json::array({Command.Directory, Command.File, parseArguments(Command), Environment});
  if (Command.IsSurvey)
    Parts.push_back("survey");
  if (Command.OwnFiles)
    Parts.push_back(*Command.OwnFiles);
  return Parts;
}

Digest commandDigest(const CompileCommand &Command) { return digestOf(commandParts(Command)); }

Digest scanDigest(const std::vector<CompileCommand> &Commands, const model::Project &P, bool IsPrefiltered) {
  json Parts = json::array({spelled(configurationDigest(P)), IsPrefiltered});
  for (const CompileCommand &C : Commands)
    Parts.push_back(spelled(commandDigest(C)));
  return digestOf(Parts);
}

Digest commandsDigest(const std::vector<CompileCommand> &Commands, const std::string &Root, const UnitTimes &Times) {
  json All = json::array({Times});
  for (const CompileCommand &C : Commands) {
    json Parts = commandParts(C);
    takeRootOut(Parts, Root);
    All.push_back(std::move(Parts));
  }
  return digestOf(All);
}

} // namespace tenantscan
