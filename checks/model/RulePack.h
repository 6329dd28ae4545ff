//===- RulePack.h - What is known about a library's functions -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_RULEPACK_H
#define TENANTSCAN_CHECKS_MODEL_RULEPACK_H

#include "checks/model/Document.h"
#include "sqlscan/Query.h"

#include <optional>
#include <string>
#include <vector>

namespace tenantscan::model {

/// Which argument: by index, or the Nth whose type is the named class.
struct ArgumentSelector {
  unsigned Index = 0;
  std::string Type; ///< Empty: Index counts. `string` stands for every text type.
  unsigned Nth = 0;
};

enum class Role : uint8_t {
  Sql,           ///< Takes SQL text to run or prepare.
  SqlText,       ///< Wraps SQL text in an object that some Sql function takes.
  StatementName, ///< Runs a statement that was prepared under a name.
};

/// What `<<` after the call does.
enum class Chain : uint8_t { None, Append, Bind };

/// How a format text marks its arguments: %s, {}, %1, $0, %1% and %s.
enum class FormatStyle : uint8_t { Printf, Braces, Qt, Dollar, Boost };

/// A function that binds a value to the statement object.
struct BindMethod {
  std::string Function;
  /// What it calls the first placeholder.
  unsigned FirstIndex = 1;
  /// Where it has the index or name, counted without the statement.
  unsigned Index = 0;
  /// Where it has the value, counted without the statement; by default behind the index or name.
  std::optional<unsigned> Value;
  /// Every argument is the value of the next placeholder.
  bool TakesAll = false;
};

/// How values get to the placeholders of a statement.
struct Binding {
  /// The arguments from this index on, one for each placeholder.
  std::optional<unsigned> Rest;
  /// All arguments behind the text.
  bool RestIsAfterSql = false;
  /// Of the rest, each value follows a number that says its type.
  bool HasTypes = false;
  /// Index of a C array of values.
  std::optional<unsigned> Array;
  /// Class of an argument that holds the values, and its methods that add one.
  std::string Object;
  std::vector<std::string> Append;
  /// `<<` behind the call binds a value.
  bool Operator = false;
  /// Functions whose results bind a value, behind the call and a comma.
  std::vector<std::string> Comma;
  /// Functions that bind a value to the statement object.
  std::vector<BindMethod> Methods;
  /// They may be called before the statement object gets its text.
  bool MayComeFirst = false;
  /// Functions that are given the statement object, and give one to bind values to.
  std::vector<std::string> Through;
  /// Such a function is given an array of structs, one for each placeholder, and
  /// this field of them points to the value.
  std::string Field;

  bool isKnown() const { return Rest || RestIsAfterSql || Array || !Object.empty() || Operator || !Comma.empty() || !Methods.empty(); }
};

/// A function, or a member, that gives something that the client sent.
struct InputApi {
  std::string Function;
  /// header, path, query, body, cookie or host.
  std::string From;
  /// The argument that names it.
  std::optional<unsigned> Key;
  /// The argument that it is written to; by default it is returned.
  std::optional<unsigned> Into;
};
/// Whether a transaction is open where a statement runs.
enum class TransactionState : uint8_t { Unknown, Open, None };

/// One function of a library. The format is rules/pack.schema.json.
struct Api {
  std::string Function; ///< Qualified, without inline namespaces and template arguments.
  Role What = Role::Sql;
  std::optional<ArgumentSelector> Sql;
  std::optional<ArgumentSelector> Statement;
  /// The connection; nullopt: the object of the call.
  std::optional<ArgumentSelector> Connection;
  TransactionState Transaction = TransactionState::Unknown;
  /// The argument is a format text, filled in with the arguments that follow it.
  std::optional<FormatStyle> Formatted;
  /// Text that the function puts around the argument.
  std::string TextBefore;
  std::string TextAfter;
  Chain After = Chain::None;
  Binding Bind;
  unsigned MinArguments = 0;
  unsigned MaxArguments = ~0u;
  std::vector<std::pair<unsigned, std::string>> Types;
  std::vector<std::pair<unsigned, std::string>> NotTypes;
  sql::Dialect Language = sql::Dialect::Generic;
  sql::PlaceholderStyles Placeholders = 0;
};

/// A function that makes text of its arguments.
struct TextApi {
  enum class Kind : uint8_t {
    Format,     ///< A format text, filled in.
    Concat,     ///< Its arguments one behind the other.
    Value,      ///< An escaped or quoted literal, a number.
    Identifier, ///< An escaped name.
    Replace,    ///< A text in which one text is replaced by another.
    Join,       ///< The elements of a list, with a text between them.
    Called,     ///< What the function returns that its first argument is.
  };
  std::string Function;
  Kind Makes = Kind::Concat;
  FormatStyle Style = FormatStyle::Printf;
  /// Index of the format text, or of the text in which something is replaced; nullopt: the object.
  std::optional<unsigned> Format;
  /// Index of the first argument.
  unsigned First = 0;
  /// The arguments come as a va_list, which nobody can look into.
  bool TakesVaList = false;
  /// The argument that the text is written to; nullopt: it is returned.
  std::optional<unsigned> Into;
  /// It is added to what is there.
  bool Appends = false;
  /// For Replace: the arguments that are replaced, and put in; in all places, or the first.
  unsigned Pattern = 0;
  unsigned Value = 1;
  bool All = true;
  /// For Concat: the argument that says how many characters are taken at most; then
  /// only the first argument is.
  std::optional<unsigned> Size;
  /// The format text, if it is always the same: what a function of the project returns.
  std::string Clause;
};

/// A function that runs SET with a name and a value.
struct SettingApi {
  std::string Function;
  unsigned Name = 0;
  unsigned Value = 1;
  sql::Dialect Language = sql::Dialect::PostgreSQL;
};

/// A function or constructor that opens a connection.
struct ConnectApi {
  std::string Function;
  /// Index of the connection string, if there is one.
  std::optional<unsigned> Text;
  /// Where its object or its first argument is of this class, the connection is lent by it.
  std::string Pool;
};

/// A function or constructor that begins or ends a transaction.
struct TransactionApi {
  std::string Function;
  bool Begins = false;
  /// The argument that is the connection; nullopt: the object of the call.
  std::optional<unsigned> Connection;
};

/// A class whose objects say whether a transaction is open.
struct TransactionClass {
  std::string Class;
  TransactionState State = TransactionState::Unknown;
};

/// A function that reads or writes what a key names, or hands on a message.
struct KeyApi {
  enum class Takes : uint8_t {
    Key,     ///< A key, or several: each must name the tenant.
    Command, ///< The text of a Redis command: a format text, filled in with the arguments that follow it.
    Words,   ///< The words of a Redis command: a list, or one argument each.
    Message, ///< A message: any one of its parts must name the tenant.
    Prefix,  ///< What the client puts before every key from then on.
  };
  std::string Function;
  Takes What = Takes::Key;
  /// The key, the command, the list of words or the first word.
  ArgumentSelector Argument;
  /// The words are the arguments from there on.
  bool WordsFollow = false;
  /// The name of the command, where the words are those behind it.
  std::string Command;
  /// The arguments of a command come as a va_list.
  bool TakesVaList = false;
  /// Of a message: where it has its payload, its key, its headers.
  std::vector<unsigned> Parts;
  /// All arguments from this index on are parts.
  std::optional<unsigned> PartsFrom;
  /// The function may send a message in several parts, one call each.
  bool IsPart = false;
};

/// A function that is given the handlers of requests, or the consumers of messages.
struct RouteApi {
  std::string Function;
  /// Index of the first argument that may be a handler.
  unsigned Handler = 0;
  /// It is given none, but gives a message back: the function that calls it is a consumer.
  bool Polls = false;
  /// It runs what it is given later, as a timer does: a task where it was set for a request or a tenant.
  bool Delays = false;
};

struct RulePack {
  std::string Name;
  std::vector<Api> Apis;
  std::vector<std::string> TextTypes;
  std::vector<std::string> TextMethods;
  /// Class templates whose objects hold text if their first argument is a
  /// character, or is text itself.
  std::vector<std::string> TextSequences;
  std::vector<std::string> TextHolders;
  /// Classes, and class templates by their first argument, that are lists of texts.
  std::vector<std::string> TextLists;
  /// Words in the names of methods that run the statement that their object holds.
  std::vector<std::string> RunWords;
  std::vector<TextApi> Texts;
  std::vector<InputApi> Inputs;
  std::vector<SettingApi> Settings;
  std::vector<ConnectApi> Connects;
  std::vector<KeyApi> Keys;
  /// Variables and members, qualified, that are maps used as caches.
  std::vector<std::string> CacheMaps;
  std::vector<RouteApi> Routes;
  /// Functions that are given the consumers of messages, and methods that are overridden by them.
  std::vector<RouteApi> Consumers;
  std::vector<std::string> ConsumerMethods;
  /// Methods that are overridden by handlers of what a client sends as a text.
  std::vector<std::string> HandlerMethods;
  /// Classes of requests and of calls: a function with one among its parameters handles it.
  std::vector<std::string> Requests;
  /// Classes of messages that such a function is given by the client.
  std::vector<std::string> Messages;
  std::vector<TransactionClass> Transactions;
  std::vector<TransactionApi> TransactionCalls;
  /// Classes of connections, and of what leads to one.
  std::vector<std::string> Connections;
  /// Functions that only look at a connection.
  std::vector<std::string> Inquiries;
};

/// Reads an entry of "keys", without its functions.
KeyApi readKey(const nlohmann::json &Entry);

/// Reads a pack; what is wrong with it is added to \p Problems.
RulePack readPack(std::string File, std::string Text, std::vector<Problem> &Problems);

} // namespace tenantscan::model

#endif
