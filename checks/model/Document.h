//===- Document.h - JSON that knows where it is written -----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_DOCUMENT_H
#define TENANTSCAN_CHECKS_MODEL_DOCUMENT_H

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tenantscan::model {

/// Something wrong in a file that a person wrote.
struct Problem {
  std::string File;
  unsigned Line = 0;   ///< 1-based; 0 where the file as a whole is meant.
  unsigned Column = 0; ///< 1-based, in bytes.
  std::string Message;
  /// Something is left out, and the rest is good.
  bool IsWarning = false;

  /// `file:line:column: message`
  std::string str() const;
};

/// A JSON document, comments allowed, with the position of every value.
class Document {
public:
  /// Parses \p Text; problems of syntax are added to \p Problems, and the result is null then.
  static Document parse(std::string File, std::string Text, std::vector<Problem> &Problems);

  const nlohmann::json &root() const { return Root; }
  const std::string &file() const { return File; }

  /// A problem at the value that the JSON pointer \p Path leads to, or at its
  /// key where it is a member of an object.
  Problem at(const std::string &Path, std::string Message) const;

private:
  friend class Builder;
  Problem atOffset(size_t Offset, std::string Message) const;

  std::string File;
  std::string Text;
  nlohmann::json Root;
  std::map<std::string, size_t> Offsets;
};

/// Validates \p D against \p Schema, of whose vocabulary these keywords are
/// understood: type, const, enum, pattern, properties, required,
/// additionalProperties, items, minItems, minimum, oneOf, $ref into $defs.
/// Every problem names the key and what is allowed there.
void validate(const Document &D, const nlohmann::json &Schema, std::vector<Problem> &Problems);

/// The candidate that \p Word most likely was meant to be; empty where none is near.
std::string closest(std::string_view Word, const std::vector<std::string> &Candidates);

} // namespace tenantscan::model

#endif
