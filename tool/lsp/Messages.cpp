//===- Messages.cpp - What comes in from the editor ---------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/lsp/Messages.h"

#include <algorithm>
#include <optional>

namespace tenantscan::lsp {

namespace json = llvm::json;
using llvm::StringRef;
using llvm::lsp::Logger;

static constexpr size_t MaxHeaderLine = 4096;

/// A line of the header without its end; nullopt at the end of the input. What is
/// longer than a header can be is cut.
static std::optional<std::string> readLine(std::FILE *In) {
  std::string Line;
  for (int C = std::fgetc(In); C != '\n'; C = std::fgetc(In)) {
    if (C == EOF)
      return std::nullopt;
    if (Line.size() < MaxHeaderLine)
      Line += static_cast<char>(C);
  }
  return StringRef(Line).rtrim('\r').str();
}

/// Reads behind a header; false at the end of the input.
static bool readBody(std::FILE *In, uint64_t Length, std::string &Body) {
  Body.clear();
  char Chunk[65536];
  bool IsTooLong = Length > MaxMessage;
  while (Length > 0) {
    size_t Got = std::fread(Chunk, 1, static_cast<size_t>(std::min<uint64_t>(sizeof Chunk, Length)), In);
    if (Got == 0)
      return false;
    Length -= Got;
    if (!IsTooLong)
      Body.append(Chunk, Got);
  }
  return true;
}

static bool isTooDeep(StringRef Text) {
  size_t Depth = 0;
  bool InString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (InString && C == '\\')
      ++I;
    else if (C == '"')
      InString = !InString;
    else if (!InString && (C == '[' || C == '{') && ++Depth > MaxDepth)
      return true;
    else if (!InString && (C == ']' || C == '}') && Depth > 0)
      --Depth;
  }
  return false;
}

/// False after `exit`.
static bool dispatch(json::Value Message, llvm::lsp::MessageHandler &Handler, const std::function<void(const json::Value &)> &OnRequest) {
  json::Object *O = Message.getAsObject();
  if (O == nullptr || O->getString("jsonrpc") != StringRef("2.0")) {
    Logger::error("ignored: a message that is no JSON-RPC 2.0");
    return true;
  }
  std::optional<json::Value> Id;
  if (const json::Value *Given = O->get("id"))
    Id = *Given;
  const json::Value *Given = O->get("params");
  json::Value Params = Given == nullptr ? json::Value(nullptr) : *Given;
  if (std::optional<StringRef> Method = O->getString("method")) {
    std::string Name = Method->str();
    if (Id)
      OnRequest(*Id);
    return Id ? Handler.onCall(Name, std::move(Params), std::move(*Id)) : Handler.onNotify(Name, std::move(Params));
  }
  if (!Id) {
    Logger::error("ignored: a message without a method and an id");
    return true;
  }
  if (const json::Value *Result = O->get("result"))
    return Handler.onReply(std::move(*Id), *Result);
  return Handler.onReply(std::move(*Id), llvm::createStringError("the editor could not do it"));
}

bool readMessages(std::FILE *In, llvm::lsp::MessageHandler &Handler, const std::function<void(const json::Value &)> &OnRequest) {
  std::string Body;
  for (;;) {
    std::optional<uint64_t> Length;
    for (;;) {
      std::optional<std::string> Line = readLine(In);
      if (!Line)
        return false;
      if (Line->empty())
        break;
      StringRef Header = *Line;
      uint64_t Number = 0;
      if (Header.consume_front_insensitive("Content-Length:") && !Header.trim().getAsInteger(10, Number))
        Length = Number;
    }
    // After a header without a length, wherever the next one begins.
    if (!Length)
      continue;
    if (!readBody(In, *Length, Body))
      return false;
    if (*Length > MaxMessage) {
      Logger::error("ignored: a message of {0} bytes", *Length);
      continue;
    }
    if (isTooDeep(Body)) {
      Logger::error("ignored: a message that is more than {0} levels deep", MaxDepth);
      continue;
    }
    llvm::Expected<json::Value> Message = json::parse(Body);
    if (!Message)
      Logger::error("ignored: a message that is no JSON: {0}", llvm::toString(Message.takeError()));
    else if (!dispatch(std::move(*Message), Handler, OnRequest))
      return true;
  }
}

} // namespace tenantscan::lsp
