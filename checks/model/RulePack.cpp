//===- RulePack.cpp - What is known about a library's functions ---------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/RulePack.h"

#include "checks/model/EmbeddedRules.h"

#include <algorithm>
#include <charconv>

namespace tenantscan::model {

using nlohmann::json;

std::string_view embeddedRule(std::string_view Name) {
  for (const EmbeddedFile &F : embeddedRules())
    if (F.Name == Name)
      return F.Text;
  return {};
}

static ArgumentSelector readSelector(const json &Value) {
  ArgumentSelector S;
  if (Value.is_number_integer()) {
    S.Index = Value.get<unsigned>();
    return S;
  }
  S.Type = Value.value("type", "");
  S.Nth = Value.value("nth", 0u);
  return S;
}

// "2", "1..3", "2.."
static void readArgumentCount(const std::string &Text, Api &A) {
  auto Number = [](std::string_view S, unsigned Default) {
    unsigned Value = Default;
    std::from_chars(S.data(), S.data() + S.size(), Value);
    return Value;
  };
  size_t Dots = Text.find("..");
  A.MinArguments = Number(Text.substr(0, Dots), 0);
  A.MaxArguments = Dots == std::string::npos ? A.MinArguments : Number(std::string_view(Text).substr(Dots + 2), ~0u);
}

static std::vector<std::pair<unsigned, std::string>> readTypes(const json &Object) {
  std::vector<std::pair<unsigned, std::string>> Types;
  for (auto It = Object.begin(); It != Object.end(); ++It)
    Types.emplace_back(static_cast<unsigned>(std::stoul(It.key())), It.value().get<std::string>());
  return Types;
}

static void readDialect(const json &Object, Api &A) {
  if (Object.contains("dialect"))
    A.Language = sql::parseDialect(Object["dialect"].get<std::string>()).value_or(sql::Dialect::Generic);
  if (!Object.contains("ph"))
    return;
  A.Placeholders = 0;
  for (const json &Style : Object["ph"])
    A.Placeholders |= sql::parsePlaceholderStyle(Style.get<std::string>()).value_or(static_cast<sql::PlaceholderStyle>(0));
}

static FormatStyle readStyle(const std::string &Name) {
  return Name == "braces"   ? FormatStyle::Braces
         : Name == "qt"     ? FormatStyle::Qt
         : Name == "dollar" ? FormatStyle::Dollar
         : Name == "boost"  ? FormatStyle::Boost
                            : FormatStyle::Printf;
}

// `a::{B,C}::{d,e}` stands for a::B::d, a::B::e, a::C::d and a::C::e.
static void expandBraces(const std::string &Name, std::vector<std::string> &Out) {
  size_t Open = Name.find('{');
  size_t Close = Name.find('}', Open == std::string::npos ? 0 : Open);
  if (Open == std::string::npos || Close == std::string::npos) {
    Out.push_back(Name);
    return;
  }
  for (size_t Begin = Open + 1; Begin <= Close;) {
    size_t End = std::min(Name.find(',', Begin), Close);
    expandBraces(Name.substr(0, Open) + Name.substr(Begin, End - Begin) + Name.substr(Close + 1), Out);
    Begin = End + 1;
  }
}

static std::vector<std::string> readNames(const json &Functions) {
  std::vector<std::string> Names;
  if (Functions.is_string())
    expandBraces(Functions, Names);
  else
    for (const json &Name : Functions)
      expandBraces(Name, Names);
  return Names;
}

static std::vector<std::string> readFunctions(const json &Entry) { return readNames(Entry["fn"]); }

static Binding readBinding(const json &Entry) {
  Binding B;
  if (auto Rest = Entry.find("rest"); Rest != Entry.end()) {
    B.RestIsAfterSql = Rest->is_string();
    if (!B.RestIsAfterSql)
      B.Rest = Rest->get<unsigned>();
  }
  if (Entry.contains("array"))
    B.Array = Entry["array"].get<unsigned>();
  B.Object = Entry.value("object", "");
  B.Append = Entry.value("append", std::vector<std::string>());
  B.Operator = Entry.contains("op");
  B.Comma = Entry.value("comma", std::vector<std::string>());
  B.Field = Entry.value("field", "");
  B.MayComeFirst = Entry.value("mayComeFirst", false);
  B.HasTypes = Entry.value("types", false);
  B.Through = readNames(Entry.value("through", json::array()));
  auto Add = [&](std::string Function, const json &How) {
    BindMethod M{std::move(Function), How.value("first", 1u), How.value("index", 0u), std::nullopt, How.value("all", false)};
    if (How.contains("value"))
      M.Value = How["value"].get<unsigned>();
    B.Methods.push_back(std::move(M));
  };
  for (const json &Method : Entry.value("method", json::array()))
    if (Method.is_string()) {
      Add(Method, Entry);
    } else {
      for (std::string &Function : readFunctions(Method))
        Add(std::move(Function), Method);
    }
  return B;
}

static TransactionState readState(const std::string &Name) {
  return Name == "open" ? TransactionState::Open : Name == "none" ? TransactionState::None : TransactionState::Unknown;
}

static Api readApi(const json &Entry, const json &Defaults) {
  Api A;
  readDialect(Defaults, A);
  readDialect(Entry, A);
  std::string Role_ = Entry["role"];
  A.What = Role_ == "sqlText" ? Role::SqlText : Role_ == "stmtName" ? Role::StatementName : Role::Sql;
  const json &In = Entry["in"];
  if (In.contains("sql"))
    A.Sql = readSelector(In["sql"]);
  if (In.contains("stmt"))
    A.Statement = readSelector(In["stmt"]);
  if (In.contains("connection"))
    A.Connection = readSelector(In["connection"]);
  A.Transaction = readState(Entry.value("transaction", ""));
  if (Entry.contains("format"))
    A.Formatted = readStyle(Entry["format"]);
  A.TextBefore = Entry.value("before", "");
  A.TextAfter = Entry.value("after", "");
  std::string After = Entry.value("chain", "");
  A.After = After == "append" ? Chain::Append : After == "bind" ? Chain::Bind : Chain::None;
  if (auto Bind = Entry.find("bind"); Bind != Entry.end())
    A.Bind = readBinding(*Bind);
  if (auto When = Entry.find("when"); When != Entry.end()) {
    if (When->contains("argc"))
      readArgumentCount((*When)["argc"], A);
    if (When->contains("types"))
      A.Types = readTypes((*When)["types"]);
    if (When->contains("notTypes"))
      A.NotTypes = readTypes((*When)["notTypes"]);
  }
  return A;
}

static TextApi readText(const json &Entry) {
  TextApi T;
  std::string Makes = Entry["makes"];
  T.Makes = Makes == "format"       ? TextApi::Kind::Format
            : Makes == "value"      ? TextApi::Kind::Value
            : Makes == "identifier" ? TextApi::Kind::Identifier
            : Makes == "replace"    ? TextApi::Kind::Replace
            : Makes == "join"       ? TextApi::Kind::Join
            : Makes == "called"     ? TextApi::Kind::Called
                                    : TextApi::Kind::Concat;
  T.Style = readStyle(Entry.value("style", "printf"));
  if (Entry.contains("format"))
    T.Format = Entry["format"].get<unsigned>();
  T.First = Entry.value("args", T.Format ? *T.Format + 1 : 0u);
  T.TakesVaList = Entry.value("vaList", false);
  if (Entry.contains("into"))
    T.Into = Entry["into"].get<unsigned>();
  T.Appends = Entry.value("appends", false);
  if (Entry.contains("size"))
    T.Size = Entry["size"].get<unsigned>();
  T.Pattern = Entry.value("pattern", 0u);
  T.Value = Entry.value("value", T.Pattern + 1);
  T.All = !Entry.value("first", false);
  return T;
}

KeyApi readKey(const json &Entry) {
  KeyApi K;
  for (const auto &[Field, What] :
       {std::pair("key", KeyApi::Takes::Key), std::pair("command", KeyApi::Takes::Command), std::pair("words", KeyApi::Takes::Words),
        std::pair("message", KeyApi::Takes::Message), std::pair("prefix", KeyApi::Takes::Prefix)})
    if (auto It = Entry.find(Field); It != Entry.end()) {
      K.What = What;
      if (!It->is_array())
        K.Argument = readSelector(*It);
      else
        K.Parts = It->get<std::vector<unsigned>>();
    }
  K.WordsFollow = Entry.value("each", false);
  K.Command = Entry.value("name", "");
  K.TakesVaList = Entry.value("vaList", false);
  K.IsPart = Entry.value("parts", false);
  if (Entry.contains("rest"))
    K.PartsFrom = Entry["rest"].get<unsigned>();
  return K;
}

// What the entries tell about connections and their sessions.
static void readSessions(const json &Root, const json &Defaults, RulePack &Pack) {
  for (const json &Entry : Root.value("settings", json::array())) {
    Api Common;
    Common.Language = sql::Dialect::PostgreSQL;
    readDialect(Defaults, Common);
    SettingApi S;
    S.Name = Entry.value("name", 0u);
    S.Value = Entry.value("value", 1u);
    S.Language = Common.Language;
    for (std::string &Function : readFunctions(Entry)) {
      S.Function = std::move(Function);
      Pack.Settings.push_back(S);
    }
  }
  for (const json &Entry : Root.value("connects", json::array())) {
    ConnectApi C;
    if (Entry.contains("text"))
      C.Text = Entry["text"].get<unsigned>();
    C.Pool = Entry.value("pool", "");
    for (std::string &Function : readFunctions(Entry)) {
      C.Function = std::move(Function);
      Pack.Connects.push_back(C);
    }
  }
  for (const json &Entry : Root.value("transactions", json::array()))
    Pack.Transactions.push_back({Entry["class"], readState(Entry["state"])});
  for (const json &Entry : Root.value("transactionCalls", json::array())) {
    TransactionApi T;
    T.Begins = Entry["does"] == "begin";
    if (Entry.contains("connection"))
      T.Connection = Entry["connection"].get<unsigned>();
    for (std::string &Function : readFunctions(Entry)) {
      T.Function = std::move(Function);
      Pack.TransactionCalls.push_back(T);
    }
  }
  Pack.Connections = Root.value("connections", std::vector<std::string>());
  Pack.Inquiries = Root.value("inquiries", std::vector<std::string>());
}

RulePack readPack(std::string File, std::string Text, std::vector<Problem> &Problems) {
  static const json Schema = json::parse(embeddedRule("pack.schema.json"));
  RulePack Pack;
  size_t Before = Problems.size();
  Document D = Document::parse(std::move(File), std::move(Text), Problems);
  if (Problems.size() == Before)
    validate(D, Schema, Problems);
  if (Problems.size() != Before)
    return Pack;
  const json &Root = D.root();
  Pack.Name = Root["pack"];
  Pack.TextTypes = Root.value("textTypes", std::vector<std::string>());
  Pack.TextMethods = Root.value("textMethods", std::vector<std::string>());
  Pack.TextSequences = Root.value("textSequences", std::vector<std::string>());
  Pack.TextHolders = Root.value("textHolders", std::vector<std::string>());
  Pack.RunWords = Root.value("runWords", std::vector<std::string>());
  Pack.TextLists = Root.value("textLists", std::vector<std::string>());
  const json Defaults = Root.value("defaults", json::object());
  for (const json &Entry : Root.value("apis", json::array())) {
    Api A = readApi(Entry, Defaults);
    for (std::string &Function : readFunctions(Entry)) {
      A.Function = std::move(Function);
      Pack.Apis.push_back(A);
    }
  }
  for (const json &Entry : Root.value("inputs", json::array())) {
    InputApi I;
    I.From = Entry["from"];
    if (Entry.contains("key"))
      I.Key = Entry["key"].get<unsigned>();
    if (Entry.contains("into"))
      I.Into = Entry["into"].get<unsigned>();
    for (std::string &Function : readFunctions(Entry)) {
      I.Function = std::move(Function);
      Pack.Inputs.push_back(I);
    }
  }
  for (const json &Entry : Root.value("keys", json::array())) {
    KeyApi K = readKey(Entry);
    for (std::string &Function : readFunctions(Entry)) {
      K.Function = std::move(Function);
      Pack.Keys.push_back(K);
    }
  }
  for (const json &Entry : Root.value("routes", json::array()))
    for (std::string &Function : readFunctions(Entry))
      Pack.Routes.push_back({std::move(Function), Entry.value("handler", 0u), false, false});
  for (const json &Entry : Root.value("consumers", json::array()))
    for (std::string &Function : readFunctions(Entry))
      Pack.Consumers.push_back({std::move(Function), Entry.value("handler", 0u), Entry.value("polls", false), Entry.value("delays", false)});
  Pack.ConsumerMethods = Root.value("consumerMethods", std::vector<std::string>());
  Pack.HandlerMethods = Root.value("handlerMethods", std::vector<std::string>());
  Pack.Requests = Root.value("requests", std::vector<std::string>());
  Pack.Messages = Root.value("messages", std::vector<std::string>());
  for (const json &Entry : Root.value("texts", json::array())) {
    TextApi T = readText(Entry);
    for (std::string &Function : readFunctions(Entry)) {
      T.Function = std::move(Function);
      Pack.Texts.push_back(T);
    }
  }
  readSessions(Root, Defaults, Pack);
  return Pack;
}

} // namespace tenantscan::model
