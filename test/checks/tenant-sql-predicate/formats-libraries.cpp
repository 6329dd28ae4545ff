// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Formats of libraries, buffers that they write to, and texts that are replaced.
#include <Poco/Format.h>
#include <array>
#include <boost/algorithm/string.hpp>
#include <boost/format.hpp>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};
namespace absl {
template <typename... T> std::string Substitute(const char *Format, const T &...);
}

void formats(Db &D, int Id) {
  D.run((boost::format("SELECT * FROM %1% WHERE tenant_id = %2%") % "invoices" % Id).str());
  D.run(boost::str(boost::format("SELECT * FROM %s WHERE id = %d") % "invoices" % Id));
  // FINDING@-1:71: 'SELECT' reads table 'invoices' of every tenant
  boost::format Kept("SELECT * FROM lines WHERE id = %2% AND name = '%|1$s|'");
  // FINDING@-1:37: 'SELECT' reads table 'lines' of every tenant
  Kept % "a" % Id;
  D.run(Kept.str());
  D.run(Poco::format("SELECT * FROM %s WHERE tenant_id = %d", std::string("invoices"), Id));
  std::string Result;
  Poco::format(Result, "SELECT * FROM customers WHERE id = %d", Id);
  // FINDING@-1:39: 'SELECT' reads table 'customers' of every tenant
  D.run(Result);
  D.run(absl::Substitute("SELECT * FROM $1 WHERE tenant_id = $0", Id, "lines"));
  D.run(absl::Substitute("SELECT * FROM $1 WHERE id = $0", Id, "lines"));
  // FINDING@-1:65: 'SELECT' reads table 'lines' of every tenant
  D.run(fmt::vformat("SELECT * FROM lines WHERE tenant_id = {}", fmt::make_format_args(Id)));
  D.run(fmt::format(fmt::runtime("SELECT * FROM lines WHERE id = {}"), Id));
  // FINDING@-1:49: 'SELECT' reads table 'lines' of every tenant
  D.run(fmt::format(FMT_STRING("SELECT * FROM lines WHERE id = {}"), Id));
  // FINDING@-1:47: 'SELECT' reads table 'lines' of every tenant
}

void buffers(Db &D, int Id) {
  std::string Text;
  fmt::format_to(std::back_inserter(Text), "SELECT * FROM lines");
  // FINDING@-1:59: 'SELECT' reads table 'lines' of every tenant
  D.run(Text);
  fmt::format_to(std::back_inserter(Text), " WHERE tenant_id = {}", Id);
  D.run(Text);
  fmt::memory_buffer Out;
  fmt::format_to(std::back_inserter(Out), "DELETE FROM {}", "lines");
  // FINDING@-1:62: 'DELETE' deletes from table 'lines' of every tenant
  D.run(fmt::to_string(Out));
  std::vector<char> Characters(100);
  std::snprintf(Characters.data(), Characters.size(), "DELETE FROM customers WHERE id = %d", Id);
  // FINDING@-1:68: 'DELETE' deletes from table 'customers' of every tenant
  D.run(Characters.data());
  std::array<char, 100> Array;
  std::snprintf(Array.data(), Array.size(), "DELETE FROM customers WHERE tenant_id = %d", Id);
  D.run(Array.data());
  // Behind what is there already.
  char Buffer[200];
  int N = std::snprintf(Buffer, sizeof Buffer, "SELECT * FROM customers");
  // FINDING@-1:63: 'SELECT' reads table 'customers' of every tenant
  D.run(Buffer);
  N += std::snprintf(Buffer + N, sizeof Buffer - N, " WHERE tenant_id = %d", Id);
  D.run(Buffer);
}
void behind(Db &D, int Id) {
  char Buffer[200] = "SELECT * FROM customers WHERE tenant_id = 1";
  // FINDING@-1:37: 'SELECT' reads table 'customers' of every tenant
  std::sprintf(Buffer + std::strlen(Buffer), " OR id = %d", Id);
  D.run(Buffer);
  // Somewhere.
  char Other[200] = "SELECT * FROM customers WHERE tenant_id = 1";
  std::snprintf(Other + Id, 10, "x");
  D.run(Other);
}

static void replaceAll(std::string &Text, const std::string &From, const std::string &To) {
  size_t At = 0;
  while ((At = Text.find(From, At)) != std::string::npos) {
    Text.replace(At, From.length(), To);
    At += To.length();
  }
}
void replaced(Db &D, size_t At, const std::string &Pattern) {
  std::string Text = "SELECT * FROM @table WHERE tenant_id = $1";
  boost::replace_all(Text, "@table", "invoices");
  // FINDING@-1:39: 'SELECT' reads table 'invoices' of every tenant
  D.run(Text);
  Text.replace(Text.find("tenant_id"), std::strlen("tenant_id"), "id");
  D.run(Text);
  std::string Own = "SELECT * FROM @table WHERE @what = $1";
  replaceAll(Own, "@table", "lines");
  // FINDING@-1:30: 'SELECT' reads table 'lines' of every tenant
  std::string Good = Own;
  replaceAll(Own, "@what", "id");
  D.run(Own);
  replaceAll(Good, "@what", "tenant_id");
  D.run(Good);
  // Nobody knows where, or what.
  Good.replace(At, 5, "");
  D.run(Good);
  std::string Unknown = "SELECT * FROM lines WHERE tenant_id = $1";
  replaceAll(Unknown, Pattern, "");
  D.run(Unknown);
}

void ends(Db &D, int N) {
  std::string Text = "UPDATE lines SET ";
  // FINDING@-1:30: 'UPDATE' changes table 'lines' of every tenant
  for (int I = 0; I < N; ++I)
    Text += "a = 1, ";
  Text.resize(Text.size() - 2);
  Text.insert(Text.size(), " WHERE id = $1");
  D.run(Text);
}

static std::optional<std::string> maybe(bool All) {
  if (All)
    return std::nullopt;
  return "SELECT * FROM invoices";
  // FINDING@-1:25: 'SELECT' reads table 'invoices' of every tenant
}
void optionals(Db &D, const std::optional<std::string> &Where) {
  if (auto Text = maybe(false))
    D.run(*Text);
  std::optional<std::string> Own = "SELECT * FROM lines WHERE tenant_id = $1";
  // FINDING@-1:51: 'SELECT' reads table 'lines' of every tenant
  D.run(Own.value());
  *Own += " OR paid";
  D.run(*Own);
  D.run("SELECT * FROM invoices " + Where.value_or("WHERE id = 1"));
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
}

// COUNTS: 10 scoped, 17 leak, 3 unresolved
