//===- Rounds.cpp - Which units are read, and when ------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Rounds.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace tenantscan {

Rounds::Rounds(std::vector<CompileCommand> All, const std::vector<UnitResult> &Surveys, const model::Project &P, bool IsPrefiltered,
               const EarlierFiles *Earlier)
    : Commands(std::move(All)), Owners(Commands, Surveys), Results(Commands.size()), Facts(Commands.size()) {
  for (size_t I = 0; I < Commands.size(); ++I)
    Commands[I].OwnFiles = Owners.ownFiles(I);
  if (IsPrefiltered)
    Filter.emplace(Commands, Surveys, Owners, P, Earlier);
}

void Rounds::finish(size_t Unit, UnitResult Result) {
  Results[Unit] = std::move(Result);
  Facts[Unit] = &Results[Unit].Facts;
  if (!Results[Unit].Failure.empty())
    Failed.push_back(Unit);
}

std::vector<size_t> Rounds::next() {
  std::vector<size_t> Next;
  // In an order that is the same every time.
  llvm::sort(Failed);
  for (size_t Unit : std::exchange(Failed, {}))
    for (size_t Other : Owners.replace(Unit)) {
      Commands[Other].OwnFiles = Owners.ownFiles(Other);
      if (Filter)
        Filter->takeOver(Other, Commands[Other].OwnFiles);
      if (isFinished(Other))
        Next.push_back(Other);
    }
  if (Filter)
    llvm::append_range(Next, Filter->next(Facts));
  for (size_t I = 0; IsFirst && !Filter && I < Commands.size(); ++I)
    if (!isFinished(I))
      Next.push_back(I);
  IsFirst = false;
  llvm::sort(Next);
  Next.erase(std::unique(Next.begin(), Next.end()), Next.end());
  return Next;
}

std::vector<UnitResult> Rounds::take() {
  for (size_t I = 0; I < Results.size(); ++I)
    if (Results[I].File.empty())
      Results[I].File = Commands[I].File;
  return std::move(Results);
}

} // namespace tenantscan
