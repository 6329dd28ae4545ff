//===- InitCommand.cpp - tenantscan init --------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/KeyNames.h"
#include "sqlscan/Lexer.h"
#include "tool/Commands.h"
#include "tool/report/Escape.h"
#include "tool/run/CompileCommands.h"
#include "tool/unit/SqlFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <set>
#include <thread>

namespace tenantscan {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

struct InitOptions {
  std::string Folder = ".";
  std::string BuildFolder;
  unsigned Jobs = std::max(1u, std::thread::hardware_concurrency());
  bool Print = false;
};

/// The SQL files of a project, relative to the root and sorted.
struct SqlFiles {
  /// Those that define tables.
  std::vector<std::string> Files;
  /// Those in folders of tests, which perhaps define something else.
  std::vector<std::string> OfTests;
  sql::Dialect Language = sql::Dialect::PostgreSQL;
  /// What \c Files define.
  sql::Schema Tables;
  /// Those with statements for a program: they have placeholders. With their texts.
  std::map<std::string, std::string> Statements;
};

/// A column that may hold the tenant.
struct Candidate {
  std::string Column;
  size_t Tables = 0;
  size_t Sites = 0;

  bool namesTenant() const { return llvm::StringRef(Column).contains("tenant"); }
  auto rank() const { return std::tuple(namesTenant(), Tables, Sites); }
};

/// The text of a tenantscan.json: members with a comment above, and guesses, which
/// are comments themselves.
class Writer {
public:
  void gap() { Text += "\n"; }
  void comment(const std::string &Line) { Text += "  // " + printable(Line) + "\n"; }
  void member(const std::string &Key, const nlohmann::ordered_json &Value) { Text += fmt::format("  {}: {},\n\n", spelled(Key), spelled(Value)); }
  void guess(const std::string &Key, const nlohmann::ordered_json &Value) { Text += fmt::format("  // {}: {},\n\n", spelled(Key), spelled(Value)); }
  /// Every member above ends with a comma, whatever is taken out of its comment: one is the last.
  std::string finish() const {
    return "{\n" + Text + "  // Findings that are right, and wanted all the same, each with a reason.\n  \"exemptions\": []\n}\n";
  }

private:
  // In ASCII: no name steers a terminal or ends a comment.
  static std::string spelled(const nlohmann::ordered_json &Value) { return Value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace); }

  std::string Text;
};

} // namespace

// What others wrote, and what a build makes.
static bool isForeign(const std::string &Folder, const std::string &BuildFolder) {
  llvm::StringRef Name = path::filename(Folder);
  return Name.starts_with(".") || Name == "node_modules" || Name == "third_party" || Name == "vendor" || Folder == BuildFolder ||
         fs::exists(Folder + "/CMakeCache.txt");
}

static bool isOfTests(llvm::StringRef Relative) {
  for (auto It = path::begin(Relative), End = path::end(Relative); It != End; ++It)
    if (*It == "test" || *It == "tests" || *It == "testdata")
      return true;
  return false;
}

/// Of a file with statements of a program; a longer one has rows of data.
static constexpr size_t MaxStatementsSize = 100'000;

static bool hasPlaceholder(const std::string &Text, sql::Dialect Language) {
  sql::Query Q;
  Q.Text = Text;
  Q.Language = Language;
  Q.Placeholders = usualPlaceholders(Language);
  bool Found = false;
  if (Text.size() <= MaxStatementsSize)
    sql::lex(Q, [&](const sql::Token &T) { Found = Found || T.Kind == sql::TokenKind::Placeholder; });
  return Found;
}

static SqlFiles findSqlFiles(const model::Project &P, const std::string &BuildFolder) {
  static constexpr sql::Dialect Dialects[] = {sql::Dialect::PostgreSQL, sql::Dialect::MySQL, sql::Dialect::SQLite};
  std::map<std::string, std::string> Texts;
  std::error_code Error;
  for (fs::recursive_directory_iterator It(P.Root, Error, /*follow_symlinks=*/false), End; It != End && !Error; It.increment(Error)) {
    if (It->type() == fs::file_type::directory_file && isForeign(It->path(), BuildFolder))
      It.no_push();
    // A name that is no UTF-8 cannot be written into the file.
    if (It->type() != fs::file_type::regular_file || path::extension(It->path()) != ".sql" || cleanUtf8(It->path()) != It->path())
      continue;
    auto Buffer = llvm::MemoryBuffer::getFile(It->path());
    if (Buffer && ((*Buffer)->getBufferSize() <= MaxStatementsSize || (*Buffer)->getBuffer().contains_insensitive("create")))
      Texts.emplace(P.relative(It->path()), (*Buffer)->getBuffer().str());
  }
  SqlFiles Found;
  size_t Fewest = ~size_t(0);
  for (sql::Dialect D : Dialects) {
    SqlFiles Read;
    Read.Language = D;
    size_t Mistakes = 0;
    for (const auto &[File, Text] : Texts) {
      sql::Schema Alone;
      Alone.addDefinitions(Text, D);
      if (Alone.tables().empty()) {
        if (!isOfTests(File) && hasPlaceholder(Text, D))
          Read.Statements.emplace(File, Text);
        continue;
      }
      (isOfTests(File) ? Read.OfTests : Read.Files).push_back(File);
      if (!isOfTests(File))
        Mistakes += Read.Tables.addDefinitions(Text, D).size();
    }
    if (Mistakes < Fewest) {
      Fewest = Mistakes;
      Found = std::move(Read);
    }
  }
  return Found;
}

// The folders of many files as a glob, so that the next migration is in it too.
static std::vector<std::string> asGlobs(const std::vector<std::string> &Files, llvm::StringRef AnyName = "*") {
  static constexpr size_t Many = 3;
  std::map<std::string, size_t> Count;
  for (const std::string &File : Files)
    ++Count[path::parent_path(File).str()];
  std::vector<std::string> Globs;
  for (const std::string &File : Files) {
    std::string Folder = path::parent_path(File).str();
    std::string Glob = Count[Folder] < Many ? File : (Folder.empty() ? "" : Folder + "/") + AnyName.str() + ".sql";
    if (std::find(Globs.begin(), Globs.end(), Glob) == Globs.end())
      Globs.push_back(Glob);
  }
  return Globs;
}

// Columns that look like keys, the most likely first.
static std::vector<Candidate> findColumns(const SqlFiles &Sql, const ScanResult &R) {
  std::map<std::string, Candidate> Found;
  for (const auto &[Name, Table] : Sql.Tables.tables())
    for (const std::string &Column : Table.Columns)
      if (sql::looksLikeKey(Column))
        ++Found[sql::foldCase(Column)].Tables;
  for (const SiteVerdict &S : R.Sites)
    for (const std::string &Column : std::set<std::string>(S.KeyColumns.begin(), S.KeyColumns.end()))
      ++Found[Column].Sites;
  std::vector<Candidate> Ranked;
  for (auto &[Column, C] : Found) {
    C.Column = Column;
    Ranked.push_back(C);
  }
  std::sort(Ranked.begin(), Ranked.end(),
            [](const Candidate &A, const Candidate &B) { return B.rank() != A.rank() ? B.rank() < A.rank() : A.Column < B.Column; });
  return Ranked;
}

// Whether the first one stands out: it is called after the tenant, or at least half
// of the tables have it, or half of the statements where there are no tables, and no
// other column is as frequent.
static bool isClear(const std::vector<Candidate> &Columns, size_t Tables, size_t Sites) {
  if (Columns.empty())
    return false;
  const Candidate &First = Columns.front();
  if (First.namesTenant())
    return true;
  bool IsFrequent = Tables > 0 ? First.Tables >= 2 && First.Tables * 2 >= Tables : First.Sites >= 2 && First.Sites * 2 >= Sites;
  const Candidate Second = Columns.size() > 1 ? Columns[1] : Candidate();
  return IsFrequent && (Tables > 0 ? First.Tables > Second.Tables : First.Sites > Second.Sites);
}

static std::string described(const Candidate &C) {
  std::vector<std::string> In;
  if (C.Tables > 0)
    In.push_back(counted(C.Tables, "table"));
  if (C.Sites > 0)
    In.push_back(counted(C.Sites, "SQL site"));
  return fmt::format("{} (in {})", C.Column, fmt::join(In, ", "));
}

static void writeColumn(Writer &W, const std::vector<Candidate> &Columns, bool IsClear) {
  static constexpr size_t Most = 5;
  std::vector<std::string> Others;
  for (size_t I = IsClear ? 1 : 0; I < Columns.size() && Others.size() < Most; ++I)
    Others.push_back(described(Columns[I]));
  if (IsClear) {
    W.comment(fmt::format("The column that holds the tenant: {}.", described(Columns.front())));
    if (!Others.empty())
      W.comment(fmt::format("Other columns that look like keys: {}.", fmt::join(Others, ", ")));
    return W.member("tenantColumns", std::vector<std::string>{Columns.front().Column});
  }
  W.comment("The column that holds the tenant. Nothing tells for certain which one it is, and a scan asks for it.");
  if (!Others.empty())
    W.comment(fmt::format("Columns that look like keys, the most frequent first: {}.", fmt::join(Others, ", ")));
  W.guess("tenantColumns", std::vector<std::string>{Columns.empty() ? "tenant_id" : Columns.front().Column});
}

static void writeSchema(Writer &W, const SqlFiles &Sql) {
  if (Sql.Files.empty()) {
    W.comment("The SQL files that define the tables. None was found: tables are learnt from the statements that use them.");
    W.guess("schemaFiles", std::vector<std::string>{"db/migrations/*.sql"});
  } else {
    W.comment(fmt::format("The SQL files that define the tables: {} in {}.", counted(Sql.Tables.tables().size(), "table"),
                          counted(Sql.Files.size(), "file")));
    W.member("schemaFiles", asGlobs(Sql.Files));
    W.comment("The dialect in which the fewest statements of these files are not understood.");
    W.member("schemaDialect", std::string(sql::dialectName(Sql.Language)));
  }
  if (!Sql.OfTests.empty()) {
    W.comment("These define tables too, but are in folders of tests: add them to \"schemaFiles\" if the service has those tables.");
    for (const std::string &Glob : asGlobs(Sql.OfTests))
      W.comment("  " + nlohmann::ordered_json(Glob).dump());
    W.gap();
  }
}

static void writeStatements(Writer &W, const SqlFiles &Sql) {
  static constexpr size_t Most = 5;
  if (Sql.Statements.empty())
    return;
  std::vector<std::string> Files;
  for (const auto &[File, Text] : Sql.Statements)
    Files.push_back(File);
  std::vector<std::string> Globs = asGlobs(Files, "{}");
  W.comment(fmt::format("{} with statements that have placeholders, which a program reads to run them. Name the function that",
                        counted(Files.size(), "SQL file")));
  W.comment("returns such a text, and the argument that names the file: a scan judges the statements then.");
  for (size_t I = 0; I < Globs.size() && I < Most; ++I)
    W.comment("  " + Globs[I]);
  if (Globs.size() > Most)
    W.comment(fmt::format("  and {} more", Globs.size() - Most));
  W.guess("statementFiles", {{{"function", "readStatement"}, {"argument", 0}, {"files", joinPaths(path::parent_path(Files.front()).str(), "{}.sql")}}});
}

// The packs that know the functions of the sites, with the number of their calls.
static void writeLibraries(Writer &W, const std::vector<UnitResult> &Units, const model::Project &P) {
  std::map<std::string, std::set<std::string>> PackOf;
  for (const model::RulePack &Pack : P.Packs) {
    for (const model::Api &A : Pack.Apis)
      PackOf[A.Function].insert(Pack.Name);
    for (const model::KeyApi &A : Pack.Keys)
      PackOf[A.Function].insert(Pack.Name);
  }
  std::map<std::string, std::set<std::tuple<std::string, unsigned, unsigned>>> Calls;
  auto Count = [&](const TextSite &S) {
    if (auto Known = PackOf.find(S.Callee); Known != PackOf.end())
      for (const std::string &Pack : Known->second)
        Calls[Pack].emplace(S.Call.File, S.Call.Line, S.Call.Column);
  };
  for (const UnitResult &U : Units) {
    std::for_each(U.Facts.Sites.begin(), U.Facts.Sites.end(), Count);
    std::for_each(U.Facts.Keys.begin(), U.Facts.Keys.end(), Count);
  }
  if (Calls.empty()) {
    W.comment("No call of a library that is known was found. Name your own functions that take SQL:");
    return W.guess("sinks", nlohmann::ordered_json::parse(R"([{"function": "Database::query", "argument": 0, "dialect": "postgresql"}])"));
  }
  std::vector<std::string> Named;
  for (const auto &[Pack, Places] : Calls)
    Named.push_back(fmt::format("{} ({})", Pack, counted(Places.size(), "call")));
  W.comment(fmt::format("Libraries in use, known without being named: {}.", fmt::join(Named, ", ")));
  W.gap();
}

static void writeWrappers(Writer &W, const std::set<Wrapper> &Wrappers) {
  static constexpr size_t Most = 10;
  if (Wrappers.empty())
    return;
  std::set<std::string> Names;
  for (const Wrapper &One : Wrappers)
    Names.insert(One.Function);
  W.comment(
      fmt::format("{} of the project that {} SQL on. A scan finds them in any file, clang-tidy in the same file only: for it, write a pack with",
                  counted(Names.size(), "function"), Names.size() == 1 ? "hands" : "hand"));
  W.comment("tenantscan infer-wrappers -p BUILD -o rules/wrappers.json");
  size_t Shown = 0;
  for (const std::string &Name : Names)
    if (Shown++ < Most)
      W.comment("  " + Name);
  if (Names.size() > Most)
    W.comment(fmt::format("  and {} more", Names.size() - Most));
  W.guess("packs", std::vector<std::string>{"rules/wrappers.json"});
}

// Tables that no statement confines: they are shared by all, or every use is a leak.
static void writeTables(Writer &W, const ScanResult &R, const SqlFiles &Sql, const sql::Vocabulary &Words) {
  std::set<std::string> Confined;
  for (const SiteVerdict &S : R.Sites)
    Confined.insert(S.TenantTables.begin(), S.TenantTables.end());
  std::map<std::string, size_t> Uses;
  for (const Finding &F : R.Findings)
    if (std::string Table = sql::foldCase(F.Subject); !Table.empty() && Confined.count(Table) == 0)
      Uses[Table] += std::max<size_t>(1, F.Level == Severity::Note ? F.Evidence.size() : 1);
  if (Uses.empty())
    return;
  W.comment("Tables that no statement confines to a tenant. Those that all tenants share are global; for the others, each use is a leak.");
  nlohmann::ordered_json Global = nlohmann::ordered_json::array();
  for (const auto &[Table, Count] : Uses) {
    bool HasColumn = Sql.Tables.find(Table) != nullptr && Sql.Tables.kindOf(Table, Words) == sql::TableKind::Tenant;
    W.comment(fmt::format("  {}: {}{}", Table, counted(Count, "place"),
                          HasColumn              ? ", and it belongs to tenants by the schema: is the tenant looked up in it?"
                          : Sql.Files.empty() ? ""
                                                 : ", and no schema file defines it"));
    Global.push_back(Table);
  }
  W.guess("tables", {{"global", Global}});
}

static std::string configuration(const UnitRun &Scanned, const model::Project &P, const SqlFiles &Sql) {
  Writer W;
  W.comment("Written by tenantscan init from what is in the project. What is commented out is a guess: look at it, and take");
  W.comment("the slashes away where it is right. All keys are in docs/configuration.md.");
  W.gap();
  model::Project Guessed = P;
  Guessed.Tables = Sql.Tables;
  // Statements in files of their own are statements of the program, too.
  std::vector<UnitResult> Units = Scanned.Units;
  for (const auto &[File, Text] : Sql.Statements)
    Units.push_back(SqlFile(joinPaths(P.Root, File), Text, Sql.Language, usualPlaceholders(Sql.Language)).unit());
  ScanResult R = link(Units, Guessed, {});
  std::vector<Candidate> Columns = findColumns(Sql, R);
  bool IsClear = isClear(Columns, Sql.Tables.tables().size(), R.Sites.size());
  writeColumn(W, Columns, IsClear);
  writeSchema(W, Sql);
  writeStatements(W, Sql);
  writeLibraries(W, Scanned.Units, P);
  std::vector<const UnitFacts *> Facts;
  for (const UnitResult &U : Scanned.Units)
    Facts.push_back(&U.Facts);
  writeWrappers(W, linkProgram(Facts, P).Wrappers);
  if (IsClear) {
    Guessed.setTenantColumns({Columns.front().Column});
    writeTables(W, link(std::move(Units), Guessed, {"tenant-sql-predicate"}), Sql, Guessed.Words);
  }
  return W.finish();
}

// A file that is there stays: also one that appears while we look at the project.
static llvm::Error createFile(const std::string &File, const std::string &Text) {
  int Descriptor = -1;
  if (std::error_code Error = fs::openFileForWrite(File, Descriptor, fs::CD_CreateNew))
    return llvm::errorCodeToError(Error);
  llvm::raw_fd_ostream Out(Descriptor, /*shouldClose=*/true);
  Out << Text;
  Out.close();
  std::error_code Error = Out.error();
  Out.clear_error();
  if (Error)
    fs::remove(File);
  return llvm::errorCodeToError(Error);
}

static int init(const InitOptions &O, const Invocation &I) {
  std::string Root = absolutePath(O.Folder);
  std::string File = joinPaths(Root, "tenantscan.json");
  if (!fs::is_directory(Root)) {
    printError(fmt::format("there is no folder {}", printable(O.Folder)));
    return ExitUsage;
  }
  if (!O.Print && fs::exists(File)) {
    printError(fmt::format("{} is there already, and is left as it is; --print writes to standard output", printable(File)));
    return ExitUsage;
  }
  std::vector<model::Problem> Problems;
  std::shared_ptr<const model::Project> P = model::loadProject("", Root, Problems);
  llvm::Expected<std::vector<CompileCommand>> Commands = readCompileCommands(O.BuildFolder);
  if (!Commands) {
    printError(llvm::toString(Commands.takeError()));
    return ExitUsage;
  }
  RunOptions Options;
  Options.Pool.Workers = O.Jobs;
  Options.Pool.WorkerCommand = workerCommand(I.Program, *P, {});
  Options.OwnHeadersOnly = true;
  Options.Prefiltered = std::nullopt;
  UnitRun Scanned = runUnits(*Commands, Options, *P, progressOnTerminal(/*Quiet=*/false));
  if (Scanned.Signal != 0)
    return 128 + Scanned.Signal;
  ScanResult Failed;
  Failed.Root = P->Root;
  for (const UnitResult &U : Scanned.Units)
    if (!U.Failure.empty())
      Failed.Failures.push_back({U.File, U.Failure});
  fmt::print(stderr, "{}", renderFailures(Failed, /*Colors=*/false));
  std::string Text = configuration(Scanned, *P, findSqlFiles(*P, O.BuildFolder.empty() ? "" : absolutePath(O.BuildFolder)));
  if (O.Print) {
    if (!writeOutput("", Text))
      return ExitUsage;
  } else if (llvm::Error Failure = createFile(File, Text)) {
    printError(fmt::format("cannot write {}: {}", printable(File), llvm::toString(std::move(Failure))));
    return ExitUsage;
  } else {
    fmt::print(stderr, "{} written from {}; what is commented out in it is a guess\n", printable(File), counted(Scanned.Units.size(), "unit"));
  }
  return Failed.Failures.empty() ? ExitClean : ExitIncomplete;
}

void addInit(CLI::App &App, Invocation &I) {
  auto O = std::make_shared<InitOptions>();
  CLI::App *Command = App.add_subcommand("init", "Write a tenantscan.json from what is in the project");
  Command->add_option("FOLDER", O->Folder, "The root of the project, where the file is written")->capture_default_str();
  Command->add_option("-p,--build", O->BuildFolder, "Folder with compile_commands.json; without it the nearest one upwards")->type_name("DIR");
  Command->add_option("-j,--jobs", O->Jobs, "Worker processes")->type_name("N")->check(CLI::Range(1u, 1024u))->capture_default_str();
  Command->add_flag("--print", O->Print, "Write to standard output instead of the file");
  Command->footer("Scans the sources and looks at the SQL files: which column holds the tenant, which\n"
                  "files define the tables, which libraries and wrappers there are, and which tables\n"
                  "no statement confines. What is not certain is commented out, with the reason.\n"
                  "Asks nothing, and overwrites nothing.\n"
                  "\n"
                  "Examples:\n"
                  "  tenantscan init -p build\n"
                  "  tenantscan init -p build --print\n"
                  "\n"
                  "Exit codes: 0 written, 2 wrong usage, or the file is there already,\n"
                  "            3 written, but some source could not be scanned,\n"
                  "            130 or 143 ended by SIGINT or SIGTERM: nothing is written.");
  Command->callback([O, &I] { I.ExitCode = init(*O, I); });
}

} // namespace tenantscan
