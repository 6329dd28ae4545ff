//===- Project.cpp - Configuration, rule packs and schema of a project --===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/Project.h"

#include "checks/model/EmbeddedRules.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenantscan::model {

using nlohmann::json;
namespace path = llvm::sys::path;
namespace fs = llvm::sys::fs;

std::string Project::relative(const std::string &Path) const {
  llvm::StringRef P(Path);
  if (Root.empty() || !P.consume_front(Root) || !P.consume_front("/"))
    return Path;
  return P.str();
}

bool Project::owns(const std::string &Path) const { return llvm::StringRef(Path).starts_with(Root + "/"); }

// Iterative, with one point to go back to per kind of star: linear in practice,
// quadratic at worst.
bool matchesGlob(const std::string &Glob, const std::string &Text) {
  size_t G = 0;
  size_t T = 0;
  size_t StarG = std::string::npos;
  size_t StarT = 0;
  size_t DeepG = std::string::npos;
  size_t DeepT = 0;
  while (T < Text.size()) {
    if (Glob.compare(G, 2, "**") == 0) {
      G += 2;
      if (G < Glob.size() && Glob[G] == '/')
        ++G; // `**/x` fits `x` too
      DeepG = G;
      DeepT = T;
      StarG = std::string::npos;
    } else if (G < Glob.size() && Glob[G] == '*') {
      StarG = ++G;
      StarT = T;
    } else if (G < Glob.size() && (Glob[G] == Text[T] || (Glob[G] == '?' && Text[T] != '/'))) {
      ++G;
      ++T;
    } else if (StarG != std::string::npos && Text[StarT] != '/') {
      G = StarG;
      T = ++StarT;
    } else if (DeepG != std::string::npos) {
      G = DeepG;
      T = ++DeepT;
      StarG = std::string::npos;
    } else {
      return false;
    }
  }
  while (G < Glob.size() && Glob[G] == '*')
    ++G;
  return G == Glob.size();
}

static bool fitsAny(const std::vector<std::string> &Globs, const std::string &Name) {
  return std::any_of(Globs.begin(), Globs.end(), [&](const std::string &G) { return matchesGlob(sql::foldCase(G), Name); });
}

bool Project::isSessionSetting(const std::string &Name) const {
  if (!SessionSettings.empty())
    return fitsAny(SessionSettings, Name);
  size_t Dot = Name.rfind('.');
  if (fitsAny(Words.TenantSettings, Name) || fitsAny({"app.tenant_id", "app.current_tenant", "*.tenant*"}, Name))
    return true;
  return Dot != std::string::npos && Words.isTenantColumn(std::string_view(Name).substr(Dot + 1));
}

bool Project::isSessionAllowed(const std::string &Name) const { return fitsAny(SessionAllowed, Name); }

const Exemption *Project::exemption(const std::string &Check, const std::string &File, const std::string &Function, const std::string &Table) const {
  auto Fits = [](const std::string &Glob, const std::string &Text) { return Glob.empty() || matchesGlob(Glob, Text); };
  for (const Exemption &E : Exemptions)
    if (Fits(E.Check, Check) && Fits(E.File, relative(File)) && Fits(E.Function, Function) &&
        (E.Table.empty() || sql::foldCase(E.Table) == sql::foldCase(Table)))
      return &E;
  return nullptr;
}

bool Project::isGlobalKey(const std::string &Pattern) const {
  // In a key a slash is a character like others.
  auto Flat = [](std::string Text) {
    std::replace(Text.begin(), Text.end(), '/', '\x02');
    return Text;
  };
  return std::any_of(GlobalKeys.begin(), GlobalKeys.end(), [&](const std::string &Glob) { return matchesGlob(Flat(Glob), Flat(Pattern)); });
}

static std::string withName(const std::string &Files, const std::string &Name) {
  std::string Glob = Files;
  for (size_t At = Glob.find("{}"); At != std::string::npos; At = Glob.find("{}", At + Name.size()))
    Glob.replace(At, 2, Name);
  return Glob;
}

std::vector<const StatementFiles::File *> StatementFiles::named(const std::string &Name) const {
  std::vector<const File *> Found;
  if (Name.empty() || Name.find_first_of("*?") != std::string::npos)
    return Found;
  std::string Glob = withName(Files, Name);
  for (const File &F : Read)
    if (matchesGlob(Glob, F.Path))
      Found.push_back(&F);
  return Found;
}

const StatementFiles *Project::statementsOf(const std::string &Function) const {
  auto It = std::find_if(Statements.begin(), Statements.end(), [&](const StatementFiles &S) { return matchesGlob(S.Function, Function); });
  return It == Statements.end() ? nullptr : &*It;
}

std::string findConfig(const std::string &Path) {
  llvm::SmallString<256> Folder(Path);
  fs::make_absolute(Folder);
  path::remove_dots(Folder, /*remove_dot_dot=*/true);
  if (!fs::is_directory(Folder))
    path::remove_filename(Folder);
  while (!Folder.empty()) {
    llvm::SmallString<256> Candidate(Folder);
    path::append(Candidate, "tenantscan.json");
    if (fs::exists(Candidate))
      return Candidate.str().str();
    llvm::StringRef Parent = path::parent_path(Folder);
    if (Parent == Folder.str())
      break;
    Folder.resize(Parent.size());
  }
  return {};
}

void Project::setTenantColumns(std::vector<std::string> Columns, std::vector<std::vector<std::string>> Keys) {
  for (const std::string &Column : Columns)
    Names.addColumn(Column);
  Words.TenantColumns = std::move(Columns);
  Words.TenantKeys = std::move(Keys);
}

/// An entry is a column, or a list of columns that are the tenant together.
static void readTenantColumns(const json &Entries, sql::Vocabulary &Words) {
  Words.TenantColumns.clear();
  bool AreTogether = false;
  for (const json &Entry : Entries) {
    std::vector<std::string> Key = Entry.is_array() ? Entry.get<std::vector<std::string>>() : std::vector<std::string>{Entry.get<std::string>()};
    AreTogether = AreTogether || Key.size() > 1;
    Words.TenantColumns.insert(Words.TenantColumns.end(), Key.begin(), Key.end());
    Words.TenantKeys.push_back(std::move(Key));
  }
  if (!AreTogether)
    Words.TenantKeys.clear();
}

static std::string absolute(const std::string &Path, const std::string &Base) {
  llvm::SmallString<256> Full;
  if (!path::is_absolute(Path))
    Full = Base;
  path::append(Full, Path);
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  return Full.str().str();
}

// Files below the folder that the part of the glob without stars names.
static std::vector<std::string> expandGlob(const std::string &Glob, const std::string &Base) {
  if (Glob.find_first_of("*?") == std::string::npos)
    return {absolute(Glob, Base)};
  std::string Full = absolute(Glob, Base);
  std::string Start = Full.substr(0, Full.find_first_of("*?"));
  Start = path::parent_path(Start + "x").str();
  std::vector<std::string> Files;
  std::error_code Error;
  for (fs::recursive_directory_iterator It(Start, Error), End; It != End && !Error; It.increment(Error))
    if (It->type() == fs::file_type::regular_file && matchesGlob(Full, It->path()))
      Files.push_back(It->path());
  // Migrations are counted: V2 before V10.
  llvm::sort(Files, [](llvm::StringRef A, llvm::StringRef B) {
    int Order = A.compare_numeric(B);
    return Order != 0 ? Order < 0 : A < B;
  });
  return Files;
}

namespace {

/// Reads tenantscan.json into a Project.
class Loader {
public:
  Loader(Project &P, std::vector<Problem> &Problems) : P(P), Problems(Problems) {}
  void load();
  void addBuiltInPacks(const std::vector<std::string> &Disabled);

private:
  std::optional<std::string> read(const std::string &File, const Document *From, const std::string &Path);
  void readTables(const Document &D);
  void readSchemaFiles(const Document &D);
  void readStatementFiles(const Document &D);
  void readPacks(const Document &D);
  void readOwnFunctions(const json &Root);

  Project &P;
  std::vector<Problem> &Problems;
};

} // namespace

std::optional<std::string> Loader::read(const std::string &File, const Document *From, const std::string &Path) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer) {
    std::string Message = fmt::format("cannot read {}: {}", File, Buffer.getError().message());
    Problems.push_back(From != nullptr ? From->at(Path, Message) : Problem{File, 0, 0, fmt::format("cannot read: {}", Buffer.getError().message())});
    return std::nullopt;
  }
  P.Inputs.push_back(File);
  return (*Buffer)->getBuffer().str();
}

void Loader::addBuiltInPacks(const std::vector<std::string> &Disabled) {
  for (const EmbeddedFile &F : embeddedRules()) {
    if (F.Name.substr(0, 6) != "packs/")
      continue;
    RulePack Pack = readPack(std::string(F.Name), std::string(F.Text), Problems);
    if (std::find(Disabled.begin(), Disabled.end(), Pack.Name) == Disabled.end())
      P.Packs.push_back(std::move(Pack));
  }
}

void Loader::readTables(const Document &D) {
  const json Tables = D.root().value("tables", json::object());
  for (const json &Name : Tables.value("tenant", json::array()))
    P.Tables.addTenantTable(Name.get<std::string>());
  for (const json &Name : Tables.value("global", json::array()))
    P.Tables.addGlobalTable(Name.get<std::string>());
  if (D.root().value("childTables", "flag") == "via-parent")
    P.Tables.setChildTables(sql::ChildTables::ViaParent);
}

void Loader::readSchemaFiles(const Document &D) {
  sql::Dialect Language = sql::parseDialect(D.root().value("schemaDialect", "postgresql")).value_or(sql::Dialect::PostgreSQL);
  P.SchemaDialect = Language;
  const json Globs = D.root().value("schemaFiles", json::array());
  for (size_t I = 0; I < Globs.size(); ++I) {
    std::string Pointer = "/schemaFiles/" + std::to_string(I);
    std::vector<std::string> Files = expandGlob(Globs[I], P.Root);
    if (Files.empty())
      Problems.push_back(D.at(Pointer, fmt::format("no file fits {}", Globs[I].dump())));
    for (const std::string &File : Files) {
      std::optional<std::string> Text = read(File, &D, Pointer);
      if (!Text)
        continue;
      for (const std::string &Message : P.Tables.addDefinitions(*Text, Language))
        Problems.push_back({File, 0, 0, Message, /*IsWarning=*/true});
    }
  }
}

void Loader::readStatementFiles(const Document &D) {
  const json Entries = D.root().value("statementFiles", json::array());
  for (size_t I = 0; I < Entries.size(); ++I) {
    std::string Pointer = fmt::format("/statementFiles/{}/files", I);
    StatementFiles Statements{Entries[I]["function"], Entries[I].value("argument", 0u), absolute(Entries[I]["files"], P.Root), {}};
    for (const std::string &File : expandGlob(withName(Statements.Files, "**"), P.Root))
      if (std::optional<std::string> Text = read(File, &D, Pointer))
        Statements.Read.push_back({File, std::move(*Text)});
    if (Statements.Read.empty())
      Problems.push_back(D.at(Pointer, fmt::format("no file fits {}", Entries[I]["files"].dump())));
    P.Statements.push_back(std::move(Statements));
  }
}

void Loader::readPacks(const Document &D) {
  std::vector<std::string> Disabled = D.root().value("disabledPacks", std::vector<std::string>());
  std::vector<std::string> Known;
  for (const EmbeddedFile &F : embeddedRules())
    if (F.Name.substr(0, 6) == "packs/")
      Known.emplace_back(F.Name.substr(6, F.Name.size() - 11));
  for (size_t I = 0; I < Disabled.size(); ++I)
    if (std::find(Known.begin(), Known.end(), Disabled[I]) == Known.end()) {
      std::string Near = closest(Disabled[I], Known);
      Problems.push_back(D.at("/disabledPacks/" + std::to_string(I), fmt::format("there is no rule pack \"{}\"{}", Disabled[I],
                                                                                 Near.empty() ? "" : fmt::format("; did you mean \"{}\"?", Near))));
    }
  addBuiltInPacks(Disabled);
  std::vector<std::string> Files = D.root().value("packs", std::vector<std::string>());
  for (size_t I = 0; I < Files.size(); ++I) {
    std::string File = absolute(Files[I], P.Root);
    if (std::optional<std::string> Text = read(File, &D, "/packs/" + std::to_string(I)))
      P.Packs.push_back(readPack(File, std::move(*Text), Problems));
  }
}

void Loader::readOwnFunctions(const json &Root) {
  RulePack Own;
  Own.Name = "tenantscan.json";
  for (const json &Cache : Root.value("caches", json::array())) {
    KeyApi K;
    K.Function = Cache["function"];
    K.Argument.Index = Cache["argument"];
    Own.Keys.push_back(std::move(K));
  }
  for (const json &Route : Root.value("routes", json::array()))
    Own.Routes.push_back({Route["function"], Route.value("argument", 0u)});
  Own.Requests = Root.value("requestTypes", std::vector<std::string>());
  Own.CacheMaps = Root.value("cacheMaps", std::vector<std::string>());
  for (const json &Queue : Root.value("queues", json::array())) {
    KeyApi K;
    K.What = KeyApi::Takes::Message;
    K.Function = Queue["function"];
    K.Parts = Queue.value("arguments", std::vector<unsigned>());
    if (K.Parts.empty())
      K.PartsFrom = 0;
    Own.Keys.push_back(std::move(K));
  }
  for (const json &Sink : Root.value("sinks", json::array())) {
    Api A;
    A.Function = Sink["function"];
    A.Sql = ArgumentSelector{Sink["argument"].get<unsigned>(), "", 0};
    A.Language = sql::parseDialect(Sink.value("dialect", "generic")).value_or(sql::Dialect::Generic);
    if (Sink.contains("format"))
      A.Formatted = Sink["format"] == "printf" ? FormatStyle::Printf : FormatStyle::Braces;
    A.Placeholders = sql::PlaceholderDollar | sql::PlaceholderQuestion;
    if (Sink.contains("placeholders")) {
      A.Placeholders = 0;
      for (const json &Style : Sink["placeholders"])
        A.Placeholders |= sql::parsePlaceholderStyle(Style.get<std::string>()).value_or(static_cast<sql::PlaceholderStyle>(0));
    }
    Own.Apis.push_back(std::move(A));
  }
  for (const json &Entry : Root.value("scopingFunctions", json::array())) {
    TextApi T;
    T.Function = Entry["function"];
    T.Makes = TextApi::Kind::Format;
    T.Style = FormatStyle::Braces;
    T.Clause =
        Entry.value("clause", P.Words.TenantColumns.empty() ? std::string("tenant_id = {tenant}") : P.Words.TenantColumns.front() + " = {tenant}");
    Own.Texts.push_back(std::move(T));
  }
  // The project knows its own functions best.
  P.Packs.insert(P.Packs.begin(), std::move(Own));
}

void Loader::load() {
  static const json Schema = json::parse(embeddedRule("tenantscan.schema.json"));
  std::optional<std::string> Text = read(P.ConfigFile, nullptr, "");
  if (!Text)
    return addBuiltInPacks({});
  size_t Before = Problems.size();
  P.ConfigText = *Text;
  Document D = Document::parse(P.ConfigFile, std::move(*Text), Problems);
  if (Problems.size() == Before)
    validate(D, Schema, Problems);
  if (Problems.size() != Before)
    return addBuiltInPacks({});
  const json &Root = D.root();
  if (Root.contains("tenantColumns"))
    readTenantColumns(Root["tenantColumns"], P.Words);
  P.Words.TenantSettings = Root.value("tenantSettings", P.Words.TenantSettings);
  P.Words.TenantFunctions = Root.value("tenantFunctions", P.Words.TenantFunctions);
  for (const json &Name : Root.value("tenantNames", json::array()))
    P.Names.addName(Name.get<std::string>());
  for (const json &Type : Root.value("tenantTypes", json::array()))
    P.Names.addType(Type.get<std::string>());
  const json Session = Root.value("session", json::object());
  P.SessionSettings = Session.value("settings", P.SessionSettings);
  P.SessionAllowed = Session.value("allow", P.SessionAllowed);
  readTables(D);
  readSchemaFiles(D);
  readStatementFiles(D);
  readPacks(D);
  readOwnFunctions(Root);
  P.TaskHandlers = Root.value("taskHandlers", std::vector<std::string>());
  P.BindsTenant = Root.value("bindsTenant", std::vector<std::string>());
  P.StrictParameters = Root.value("strictParameters", false);
  for (const json &Key : Root.value("globalKeys", json::array()))
    P.GlobalKeys.push_back(Key["pattern"]);
  P.RequireReason = Root.value("requireReason", false);
  for (const json &E : Root.value("exemptions", json::array()))
    P.Exemptions.push_back({E.value("check", ""), E.value("file", ""), E.value("function", ""), E.value("table", ""), E["reason"]});
}

std::shared_ptr<const Project> loadProject(const std::string &ConfigFile, const std::string &DefaultRoot, std::vector<Problem> &Problems) {
  auto P = std::make_shared<Project>();
  Loader L(*P, Problems);
  if (ConfigFile.empty()) {
    P->Root = absolute(DefaultRoot, "");
    L.addBuiltInPacks({});
  } else {
    llvm::SmallString<256> Current;
    fs::current_path(Current);
    P->ConfigFile = absolute(ConfigFile, Current.str().str());
    P->Root = path::parent_path(P->ConfigFile).str();
    L.load();
  }
  P->Names.addName("tenant");
  P->setTenantColumns(P->Words.TenantColumns, P->Words.TenantKeys);
  return P;
}

} // namespace tenantscan::model
