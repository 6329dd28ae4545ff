//===- UnitTimes.cpp - How long units took the last time ------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/UnitTimes.h"

#include "tool/run/Files.h"

#include "llvm/Support/MemoryBuffer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tenantscan {

using nlohmann::json;

llvm::Expected<UnitTimes> readUnitTimes(const std::string &File) {
  auto Failure = [&](const std::string &Why) {
    return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s", fmt::format("{}: {}", File, Why).c_str());
  };
  auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer && Buffer.getError() == std::errc::no_such_file_or_directory)
    return UnitTimes();
  if (!Buffer)
    return Failure(Buffer.getError().message());
  UnitTimes Times;
  try {
    const json Whole = json::parse((*Buffer)->getBuffer().begin(), (*Buffer)->getBuffer().end());
    for (const auto &[Path, Seconds] : Whole.at("seconds").items())
      Times[Path] = Seconds.get<double>();
  } catch (const json::exception &) {
    return Failure("not a file of times that tenantscan merge --times wrote");
  }
  return Times;
}

llvm::Error writeUnitTimes(const std::string &File, const UnitTimes &Times) {
  json Seconds = json::object();
  // Hundredths are enough, and change less.
  for (const auto &[Path, Time] : Times)
    Seconds[Path] = static_cast<double>(static_cast<int64_t>(Time * 100 + 0.5)) / 100;
  return replaceFile(File, json{{"seconds", Seconds}}.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

} // namespace tenantscan
