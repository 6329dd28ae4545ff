//===- Document.cpp - JSON that knows where it is written ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/Document.h"

#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tenantscan::model {

using nlohmann::json;

std::string Problem::str() const {
  return Line == 0 ? fmt::format("{}: {}", File, Message) : fmt::format("{}:{}:{}: {}", File, Line, Column, Message);
}

/// Builds the document from the parser's events, and follows them in the text
/// token by token: events come in the order of the text.
class Builder final : public nlohmann::json_sax<json> {
public:
  Builder(Document &D, std::vector<Problem> &Problems) : D(D), Problems(Problems) {}

  bool null() override { return scalar(nullptr); }
  bool boolean(bool Value) override { return scalar(Value); }
  bool number_integer(number_integer_t Value) override { return scalar(Value); }
  bool number_unsigned(number_unsigned_t Value) override { return scalar(Value); }
  bool number_float(number_float_t Value, const string_t &) override { return scalar(Value); }
  bool string(string_t &Value) override { return scalar(Value); }
  bool binary(binary_t &) override { return false; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t &Name) override {
    size_t Start = nextToken();
    Stack.back().Key = Name;
    if (Stack.back().Value->contains(Name))
      Problems.push_back(D.atOffset(Start, fmt::format("key \"{}\" is given twice", Name)));
    D.Offsets[path()] = Start;
    return true;
  }

  bool parse_error(std::size_t Position, const std::string &, const nlohmann::detail::exception &Error) override {
    // nlohmann's text begins with its own error id and position.
    std::string_view What = Error.what();
    size_t Colon = What.find(": ");
    Problems.push_back(D.atOffset(Position == 0 ? 0 : Position - 1, std::string(Colon == std::string_view::npos ? What : What.substr(Colon + 2))));
    return false;
  }

private:
  struct Level {
    json *Value;
    std::string Path;
    std::string Key;
  };

  std::string path() const {
    if (Stack.empty())
      return {};
    const Level &Top = Stack.back();
    if (Top.Value->is_array())
      return Top.Path + "/" + std::to_string(Top.Value->size());
    return Top.Path + "/" + Top.Key;
  }

  // Start of the token after the cursor; the cursor is moved behind it.
  size_t nextToken() {
    std::string_view T = D.Text;
    while (Cursor < T.size()) {
      if (std::isspace(static_cast<unsigned char>(T[Cursor])) != 0 || T[Cursor] == ',' || T[Cursor] == ':')
        ++Cursor;
      else if (T.substr(Cursor, 2) == "//")
        Cursor = std::min(T.find('\n', Cursor), T.size());
      else if (T.substr(Cursor, 2) == "/*")
        Cursor = std::min(T.find("*/", Cursor), T.size() - 2) + 2;
      else
        break;
    }
    size_t Start = Cursor;
    if (Cursor >= T.size())
      return Start;
    if (T[Cursor] == '"') {
      for (++Cursor; Cursor < T.size() && T[Cursor] != '"'; ++Cursor)
        Cursor += T[Cursor] == '\\';
      ++Cursor;
    } else if (std::string_view("{}[]").find(T[Cursor]) != std::string_view::npos) {
      ++Cursor;
    } else {
      while (Cursor < T.size() && (std::isalnum(static_cast<unsigned char>(T[Cursor])) != 0 || std::string_view("+-.").find(T[Cursor]) != std::string_view::npos))
        ++Cursor;
    }
    return Start;
  }

  json *add(json Value) {
    size_t Start = nextToken();
    if (Stack.empty()) {
      D.Offsets[""] = Start;
      D.Root = std::move(Value);
      return &D.Root;
    }
    D.Offsets.try_emplace(path(), Start);
    json &Parent = *Stack.back().Value;
    if (Parent.is_array()) {
      Parent.push_back(std::move(Value));
      return &Parent.back();
    }
    return &(Parent[Stack.back().Key] = std::move(Value));
  }
  bool scalar(json Value) {
    add(std::move(Value));
    return true;
  }
  bool open(json Empty) {
    std::string Path = path();
    Stack.push_back({add(std::move(Empty)), Path, {}});
    return true;
  }
  bool close() {
    nextToken();
    Stack.pop_back();
    return true;
  }

  Document &D;
  std::vector<Problem> &Problems;
  std::vector<Level> Stack;
  size_t Cursor = 0;
};

Document Document::parse(std::string File, std::string Text, std::vector<Problem> &Problems) {
  Document D;
  D.File = std::move(File);
  D.Text = std::move(Text);
  Builder B(D, Problems);
  if (!json::sax_parse(D.Text, &B, nlohmann::detail::input_format_t::json, /*strict=*/true, /*ignore_comments=*/true))
    D.Root = nullptr;
  return D;
}

Problem Document::atOffset(size_t Offset, std::string Message) const {
  Offset = std::min(Offset, Text.size());
  size_t LineStart = Offset == 0 ? std::string::npos : Text.rfind('\n', Offset - 1);
  LineStart = LineStart == std::string::npos ? 0 : LineStart + 1;
  auto Line = static_cast<unsigned>(1 + std::count(Text.begin(), Text.begin() + static_cast<long>(Offset), '\n'));
  return {File, Line, static_cast<unsigned>(Offset - LineStart + 1), std::move(Message)};
}

Problem Document::at(const std::string &Path, std::string Message) const {
  auto It = Offsets.find(Path);
  return atOffset(It == Offsets.end() ? 0 : It->second, std::move(Message));
}

std::string closest(std::string_view Word, const std::vector<std::string> &Candidates) {
  std::string Best;
  unsigned Least = static_cast<unsigned>(Word.size() / 3) + 2;
  for (const std::string &C : Candidates) {
    unsigned Distance = llvm::StringRef(Word.data(), Word.size()).edit_distance_insensitive(C);
    if (Distance < Least) {
      Least = Distance;
      Best = C;
    }
  }
  return Best;
}

} // namespace tenantscan::model
