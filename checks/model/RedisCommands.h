//===- RedisCommands.h - Where Redis commands have their keys -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_REDISCOMMANDS_H
#define TENANTSCAN_CHECKS_MODEL_REDISCOMMANDS_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tenantscan::model {

/// What a Redis command does, and where its keys are. The table is
/// rules/redis-commands.json.
struct RedisCommand {
  enum class Use : uint8_t {
    Unknown, ///< No such command is known, or its keys cannot be counted.
    Data,    ///< Reads or writes what its keys name.
    Queue,   ///< Adds a message; all words behind the first are part of it.
    Pattern, ///< Looks for keys.
    All,     ///< Drops every key.
    None,    ///< Has no keys, or takes from a queue.
  };
  Use What = Use::Unknown;
  /// Indices of the words that are keys; for Pattern, of the pattern.
  std::vector<size_t> Keys;
  /// Indices of the words that name fields of a hash.
  std::vector<size_t> Fields;
};

/// \p Words: those that are not known for certain are nullopt.
RedisCommand redisCommand(const std::vector<std::optional<std::string>> &Words);

} // namespace tenantscan::model

#endif
