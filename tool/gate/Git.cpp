//===- Git.cpp - What git prints ------------------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/gate/Git.h"

#include "tool/run/Files.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

#include <unistd.h>

using namespace llvm;

namespace tenantscan {

Expected<std::string> git(const std::string &Folder, ArrayRef<StringRef> Arguments, const GitOptions &Options) {
  auto Program = sys::findProgramByName("git");
  if (!Program)
    return createStringError("git is not installed");
  SmallString<128> Names[3];
  FileRemover Removers[3];
  for (size_t I = 0; I < 3; ++I) {
    if (std::error_code Error = sys::fs::createTemporaryFile("tenantscan", "txt", Names[I]))
      return createStringError(Error, "cannot make a temporary file: %s", Error.message().c_str());
    Removers[I].setFile(Names[I]);
  }
  if (Error Failure = replaceFile(Names[0].str().str(), Options.Input))
    return std::move(Failure);
  // Nothing that a repository is configured to run is run.
  SmallVector<StringRef, 16> All{*Program, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", Folder};
  All.append(Arguments.begin(), Arguments.end());
  std::string Index = "GIT_INDEX_FILE=" + Options.IndexFile;
  SmallVector<StringRef, 64> Environment;
  for (char **Variable = environ; *Variable != nullptr; ++Variable)
    if (!StringRef(*Variable).starts_with("LC_ALL=") && (Options.IndexFile.empty() || !StringRef(*Variable).starts_with("GIT_INDEX_FILE=")))
      Environment.push_back(*Variable);
  Environment.push_back("LC_ALL=C");
  if (!Options.IndexFile.empty())
    Environment.push_back(Index);
  std::optional<StringRef> Redirects[] = {Names[0].str(), Names[1].str(), Names[2].str()};
  std::string Message;
  int Code = sys::ExecuteAndWait(*Program, All, ArrayRef<StringRef>(Environment), Redirects, Options.Seconds, 0, &Message);
  auto Printed = MemoryBuffer::getFile(Names[Code == 0 ? 1 : 2], /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (Code == 0 && Printed)
    return (*Printed)->getBuffer().str();
  if (Message.empty() && Printed)
    Message = (*Printed)->getBuffer().split('\n').first.str();
  return createStringError(Message.empty() ? "git " + Arguments.front().str() + " failed" : Message);
}

std::string gitLine(const std::string &Folder, ArrayRef<StringRef> Arguments) {
  Expected<std::string> Printed = git(Folder, Arguments);
  if (Printed)
    return StringRef(*Printed).split('\n').first.str();
  consumeError(Printed.takeError());
  return {};
}

} // namespace tenantscan
