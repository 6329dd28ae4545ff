//===- ParseTree.cpp - libpg_query's parse tree ---------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/ParseTree.h"

#include <pg_query.h>

#include <bit>
#include <cstring>
#include <utility>

namespace tenantscan::sql {

namespace {

using Value = Node::Value;

/// Reads the JSON that libpg_query writes: no white space, no fractions. Texts are
/// unescaped in place. Not recursive: chains of operators are deep.
class JsonReader {
public:
  JsonReader(char *Text, std::vector<Value> &Values) : At(Text), End(Text + std::strlen(Text)), Values(Values) {}

  /// Whether it could be read to its end.
  bool read();

private:
  bool readName();
  /// Tells all that is not at its end what it has inside.
  void note(bool Value::*What) {
    for (uint32_t I = Open; I != None && !(Values[I].*What); I = Values[I].Span)
      Values[I].*What = true;
  }
  /// From here on values are inside the last one.
  void open(Value::KindType Kind) {
    Values.back().Kind = Kind;
    Values.back().Span = std::exchange(Open, static_cast<uint32_t>(Values.size() - 1));
  }
  void close() {
    uint32_t Closed = std::exchange(Open, Values[Open].Span);
    Values[Closed].Span = static_cast<uint32_t>(Values.size() - Closed);
  }
  bool readText(Value &Out);
  bool unescape(char *To, Value &Out);
  bool readWord(std::string_view Word) {
    if (std::strncmp(At, Word.data(), Word.size()) != 0)
      return false;
    At += Word.size();
    return true;
  }
  bool readNumber(Value &Out);

  char *At;
  char *End;
  std::vector<Value> &Values;
  static constexpr uint32_t None = ~0u;
  /// The innermost object or list that is not at its end; its Span is the one around it.
  uint32_t Open = None;
};

// The first of eight bytes, in the order of the text, is the lowest.
static uint64_t wordAt(const char *At) {
  uint64_t Word = 0;
  std::memcpy(&Word, At, sizeof(Word));
  return std::endian::native == std::endian::big ? __builtin_bswap64(Word) : Word;
}

static uint64_t lastWordAt(const char *At, const char *End) {
  char Bytes[8] = {};
  std::memcpy(Bytes, At, static_cast<size_t>(End - At));
  return wordAt(Bytes);
}

// The highest bit of every byte of Word that is Byte; the lowest of those bits is right,
// what is above it may not be.
static uint64_t findByte(uint64_t Word, unsigned char Byte) {
  static constexpr uint64_t Ones = 0x0101010101010101u;
  uint64_t Different = Word ^ (Ones * Byte);
  return (Different - Ones) & ~Different & (Ones << 7);
}

bool JsonReader::readName() {
  if (*At != '"')
    return false;
  char *Begin = ++At;
  for (;; At += 8) {
    uint64_t Word = End - At >= 8 ? wordAt(At) : lastWordAt(At, End);
    uint64_t Quote = findByte(Word, '"');
    if (Quote != 0) {
      At += std::countr_zero(Quote) / 8;
      break;
    }
    if (End - At < 8)
      return false;
  }
  size_t Length = static_cast<size_t>(At - Begin);
  if (Length > 0xFF || At[1] != ':')
    return false;
  At += 2;
  Value &V = Values.emplace_back();
  V.Name = Begin;
  V.NameLength = static_cast<uint8_t>(Length);
  if (V.isNamed("SubLink"))
    note(&Value::HasSubLinks);
  if (V.isNamed("FuncCall"))
    note(&Value::HasCalls);
  return true;
}

bool JsonReader::readText(Value &Out) {
  char *Begin = ++At;
  Out.Kind = Value::Text;
  Out.Begin = Begin;
  for (; End - At >= 8; At += 8) {
    uint64_t Word = wordAt(At);
    if (uint64_t Found = findByte(Word, '"') | findByte(Word, '\\'); Found != 0) {
      At += std::countr_zero(Found) / 8;
      break;
    }
  }
  while (*At != '"' && *At != '\\' && *At != '\0')
    ++At;
  Out.Length = static_cast<uint32_t>(At - Begin);
  if (*At == '\\')
    return unescape(At, Out);
  return *At++ == '"';
}

static int hexDigit(char C) {
  return C >= '0' && C <= '9' ? C - '0' : C >= 'a' && C <= 'f' ? C - 'a' + 10 : C >= 'A' && C <= 'F' ? C - 'A' + 10 : -1;
}

bool JsonReader::unescape(char *To, Value &Out) {
  while (*At != '"') {
    if (*At == '\0')
      return false;
    if (*At != '\\') {
      *To++ = *At++;
      continue;
    }
    static constexpr std::string_view Letters = "\"\\/bfnrt";
    static constexpr std::string_view Meanings = "\"\\/\b\f\n\r\t";
    char Letter = *++At;
    if (size_t Index = Letters.find(Letter); Letter != '\0' && Index != std::string_view::npos) {
      *To++ = Meanings[Index];
      ++At;
      continue;
    }
    // Control characters and `<`, `>` only; the rest is UTF-8 as it is.
    if (Letter != 'u')
      return false;
    int Code = 0;
    for (int I = 0; I < 4; ++I) {
      int Digit = hexDigit(*++At);
      if (Digit < 0)
        return false;
      Code = Code * 16 + Digit;
    }
    if (Code >= 0x80)
      return false;
    *To++ = static_cast<char>(Code);
    ++At;
  }
  Out.Length = static_cast<uint32_t>(To - Out.Begin);
  ++At;
  return true;
}

bool JsonReader::readNumber(Value &Out) {
  bool IsNegative = *At == '-';
  At += IsNegative ? 1 : 0;
  if (*At < '0' || *At > '9')
    return false;
  uint64_t Number = 0;
  for (; *At >= '0' && *At <= '9'; ++At)
    Number = Number * 10 + static_cast<uint64_t>(*At - '0');
  Out.Kind = Value::Number;
  Out.Integer = static_cast<int64_t>(IsNegative ? 0 - Number : Number);
  return true;
}

bool JsonReader::read() {
  Values.emplace_back();
  for (;;) {
    Value &V = Values.back();
    V.Span = 1;
    V.Length = 0;
    bool IsRead = true;
    switch (*At) {
    case '{':
      ++At;
      open(Value::Object);
      if (*At == '}')
        break;
      if (!readName())
        return false;
      continue;
    case '[':
      ++At;
      open(Value::List);
      if (*At == ']')
        break;
      Values[Open].Length = 1;
      Values.emplace_back();
      continue;
    case '"':
      IsRead = readText(V);
      break;
    case 't':
      V.Kind = Value::True;
      IsRead = readWord("true");
      break;
    case 'f':
      V.Kind = Value::False;
      IsRead = readWord("false");
      break;
    case 'n':
      V.Kind = Value::Null;
      IsRead = readWord("null");
      break;
    default:
      IsRead = readNumber(V);
    }
    if (!IsRead)
      return false;
    for (;;) {
      if (Open == None)
        return *At == '\0';
      Value &Around = Values[Open];
      bool IsObject = Around.Kind == Value::Object;
      if (*At == ',') {
        ++At;
        if (IsObject) {
          if (!readName())
            return false;
        } else {
          ++Around.Length;
          Values.emplace_back();
        }
        break;
      }
      if (*At != (IsObject ? '}' : ']'))
        return false;
      ++At;
      close();
    }
  }
}

} // namespace

struct ParseTree::Storage {
  ~Storage() { pg_query_free_parse_result(Raw); }
  /// Forgets the tree, and keeps the memory.
  void clear() {
    pg_query_free_parse_result(Raw);
    Raw = {};
    Values.clear();
  }

  /// Has the texts that Values point into.
  PgQueryParseResult Raw = {};
  std::vector<Value> Values;
};

/// More values than these are not kept.
static constexpr size_t MaxSpareCapacity = 1 << 16;

// Memory for a tree costs as much as a proof.
std::vector<std::unique_ptr<ParseTree::Storage>> &ParseTree::spares() {
  static thread_local std::vector<std::unique_ptr<Storage>> Spares;
  return Spares;
}

std::unique_ptr<ParseTree::Storage> ParseTree::takeStorage() {
  std::vector<std::unique_ptr<Storage>> &Spares = spares();
  if (Spares.empty())
    return std::make_unique<Storage>();
  std::unique_ptr<Storage> Spare = std::move(Spares.back());
  Spares.pop_back();
  return Spare;
}

ParseTree::ParseTree() = default;
ParseTree::~ParseTree() {
  if (!Json || Json->Values.capacity() > MaxSpareCapacity || spares().size() >= 4)
    return;
  Json->clear();
  spares().push_back(std::move(Json));
}
ParseTree::ParseTree(ParseTree &&) noexcept = default;
ParseTree &ParseTree::operator=(ParseTree &&) noexcept = default;

// libpg_query reports characters; its parser works on bytes of UTF-8.
static uint32_t byteOffset(const std::string &Text, int OneBasedCharacter) {
  size_t Byte = 0;
  for (int Left = OneBasedCharacter - 1; Left > 0 && Byte < Text.size(); --Left)
    for (++Byte; Byte < Text.size() && (static_cast<unsigned char>(Text[Byte]) & 0xC0) == 0x80;)
      ++Byte;
  return static_cast<uint32_t>(Byte);
}

ParseTree ParseTree::parse(const std::string &Text) {
  ParseTree Tree;
  PgQueryParseResult Raw = pg_query_parse(Text.c_str());
  if (Raw.error != nullptr) {
    Tree.Error = Raw.error->message != nullptr ? Raw.error->message : "syntax error";
    Tree.ErrorOffset = byteOffset(Text, Raw.error->cursorpos);
    pg_query_free_parse_result(Raw);
    return Tree;
  }
  Tree.Json = takeStorage();
  Storage &To = *Tree.Json;
  To.Raw = Raw;
  if (To.Values.capacity() == 0)
    To.Values.reserve(256);
  JsonReader Reader(Raw.parse_tree, To.Values);
  if (!Reader.read())
    Tree.Error = "the parser's output could not be read";
  return Tree;
}

Node ParseTree::statements() const { return Json && ok() ? Node(Json->Values.data())["stmts"] : Node(); }

std::string_view lastName(Node Names) {
  std::string_view Last;
  for (Node Part : Names.elements())
    Last = Part.as("String").text("sval");
  return Last;
}

bool isBuiltIn(Node Names) {
  if (Names.size() > 1)
    for (Node Schema : Names.elements())
      return Schema.as("String").text("sval") == "pg_catalog";
  return true;
}

} // namespace tenantscan::sql
