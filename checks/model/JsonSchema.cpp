//===- JsonSchema.cpp - The part of JSON Schema that our schemas use ----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/Document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <regex>

namespace tenantscan::model {

using nlohmann::json;

namespace {

class Validator {
public:
  Validator(const Document &D, const json &Schema, std::vector<Problem> &Problems) : D(D), Root(Schema), Problems(Problems) {}

  void check(const json &Value, const json &Schema, const std::string &Path, const std::string &Name);

private:
  void checkObject(const json &Value, const json &Schema, const std::string &Path, const std::string &Name);
  void checkArray(const json &Value, const json &Schema, const std::string &Path, const std::string &Name);
  void checkOneOf(const json &Value, const json &Schema, const std::string &Path, const std::string &Name);
  const json &resolve(const json &Schema) const;
  std::string allowed(const json &Schema) const;
  void report(const std::string &Path, std::string Message) { Problems.push_back(D.at(Path, std::move(Message))); }

  const Document &D;
  const json &Root;
  std::vector<Problem> &Problems;
};

} // namespace

static bool hasType(const json &Value, std::string_view Type) {
  if (Type == "object")
    return Value.is_object();
  if (Type == "array")
    return Value.is_array();
  if (Type == "string")
    return Value.is_string();
  if (Type == "boolean")
    return Value.is_boolean();
  if (Type == "integer")
    return Value.is_number_integer();
  if (Type == "number")
    return Value.is_number();
  return Type == "null" && Value.is_null();
}

const json &Validator::resolve(const json &Schema) const {
  auto It = Schema.find("$ref");
  if (It == Schema.end())
    return Schema;
  return Root.at(json::json_pointer(It->get<std::string>().substr(1)));
}

// What a schema allows, for people.
std::string Validator::allowed(const json &Unresolved) const {
  const json &Schema = resolve(Unresolved);
  if (Schema.contains("const"))
    return Schema["const"].dump();
  if (Schema.contains("enum")) {
    std::vector<std::string> Values;
    for (const json &V : Schema["enum"])
      Values.push_back(V.dump());
    return fmt::format("one of {}", fmt::join(Values, ", "));
  }
  if (Schema.contains("oneOf")) {
    std::vector<std::string> Choices;
    for (const json &Choice : Schema["oneOf"])
      Choices.push_back(allowed(Choice));
    return fmt::format("{}", fmt::join(Choices, " or "));
  }
  std::string Type = Schema.value("type", "value");
  if (Type == "array" && Schema.contains("items"))
    return fmt::format("a list, each {}", allowed(Schema["items"]));
  return fmt::format("{} {}", Type == "array" || Type == "object" || Type == "integer" ? "an" : "a", Type);
}

void Validator::checkObject(const json &Value, const json &Schema, const std::string &Path, const std::string &Name) {
  const json Empty = json::object();
  const json &Properties = Schema.contains("properties") ? Schema["properties"] : Empty;
  std::vector<std::string> Known;
  for (auto It = Properties.begin(); It != Properties.end(); ++It)
    Known.push_back(It.key());
  for (auto It = Value.begin(); It != Value.end(); ++It) {
    std::string Inner = Path + "/" + It.key();
    if (Properties.contains(It.key())) {
      check(It.value(), Properties[It.key()], Inner, It.key());
      continue;
    }
    auto Additional = Schema.find("additionalProperties");
    if (Additional == Schema.end() || *Additional == true)
      continue;
    if (Additional->is_object()) {
      check(It.value(), *Additional, Inner, It.key());
      continue;
    }
    std::string Near = closest(It.key(), Known);
    std::string Hint = Near.empty() ? fmt::format("known keys: {}", fmt::join(Known, ", ")) : fmt::format("did you mean \"{}\"?", Near);
    report(Inner, fmt::format("unknown key \"{}\"; {}", It.key(), Hint));
  }
  if (auto Required = Schema.find("required"); Required != Schema.end())
    for (const json &Key : *Required)
      if (!Value.contains(Key.get<std::string>()))
        report(Path, fmt::format("{}key {} is missing", Name.empty() ? "" : fmt::format("\"{}\": ", Name), Key.dump()));
}

void Validator::checkArray(const json &Value, const json &Schema, const std::string &Path, const std::string &Name) {
  if (Value.size() < Schema.value("minItems", size_t{0}))
    report(Path, fmt::format("\"{}\" must not be empty", Name));
  if (!Schema.contains("items"))
    return;
  for (size_t I = 0; I < Value.size(); ++I)
    check(Value[I], Schema["items"], Path + "/" + std::to_string(I), Name);
}

// The problems of the one choice that has the right type say more than "none fits".
void Validator::checkOneOf(const json &Value, const json &Schema, const std::string &Path, const std::string &Name) {
  for (const json &Choice : Schema["oneOf"]) {
    std::vector<Problem> Here;
    Validator(D, Root, Here).check(Value, Choice, Path, Name);
    if (Here.empty())
      return;
  }
  for (const json &Choice : Schema["oneOf"])
    if (Value.is_structured() && hasType(Value, resolve(Choice).value("type", "")))
      return check(Value, Choice, Path, Name);
  report(Path, fmt::format("\"{}\" must be {}, not {}", Name, allowed(Schema), Value.dump()));
}

void Validator::check(const json &Value, const json &Unresolved, const std::string &Path, const std::string &Name) {
  const json &Schema = resolve(Unresolved);
  if (Schema.contains("oneOf"))
    return checkOneOf(Value, Schema, Path, Name);
  bool BadConst = Schema.contains("const") && Schema["const"] != Value;
  bool BadEnum = Schema.contains("enum") && std::find(Schema["enum"].begin(), Schema["enum"].end(), Value) == Schema["enum"].end();
  bool BadType = Schema.contains("type") && !hasType(Value, Schema["type"].get<std::string>());
  if (BadConst || BadEnum || BadType) {
    std::string Near;
    if (BadEnum && Value.is_string()) {
      std::vector<std::string> Values;
      for (const json &V : Schema["enum"])
        Values.push_back(V.get<std::string>());
      Near = closest(Value.get<std::string>(), Values);
    }
    std::string Shown = Value.is_structured() ? std::string(Value.is_array() ? "a list" : "an object") : Value.dump(-1, ' ', true, json::error_handler_t::replace);
    return report(Path, fmt::format("{} must be {}, not {}{}", Name.empty() ? "the document" : fmt::format("\"{}\"", Name), allowed(Schema), Shown,
                                    Near.empty() ? "" : fmt::format("; did you mean \"{}\"?", Near)));
  }
  if (Value.is_string() && Schema.contains("pattern") && !std::regex_search(Value.get<std::string>(), std::regex(Schema["pattern"].get<std::string>())))
    report(Path, Schema["pattern"] == "." ? fmt::format("\"{}\" must not be empty", Name)
                                          : fmt::format("\"{}\" must look like {}", Name, Schema["pattern"].get<std::string>()));
  if (Value.is_number_integer() && Schema.contains("minimum") && Value < Schema["minimum"])
    report(Path, fmt::format("\"{}\" must be {} or more", Name, Schema["minimum"].dump()));
  if (Value.is_object())
    checkObject(Value, Schema, Path, Name);
  else if (Value.is_array())
    checkArray(Value, Schema, Path, Name);
}

void validate(const Document &D, const json &Schema, std::vector<Problem> &Problems) {
  Validator(D, Schema, Problems).check(D.root(), Schema, "", "");
}

} // namespace tenantscan::model
