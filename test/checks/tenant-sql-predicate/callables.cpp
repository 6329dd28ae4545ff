// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Functions that make statements, kept in maps, arrays and variables.
#include <functional>
#include <map>
#include <string>

struct Db {
  void run(const std::string &Sql);
};
using Maker = std::function<std::string(const std::string &)>;

static std::string openOnes(const std::string &Tenant) { return "SELECT * FROM invoices WHERE tenant_id = '" + Tenant + "'"; }
static std::string stale(const std::string &) { return "SELECT * FROM lines"; }
// FINDING@-1:71: 'SELECT' reads table 'lines' of every tenant

void mapped(Db &D, const std::string &Name, const std::string &Tenant) {
  static const std::map<std::string, Maker> Makers = {
      {"open", [](const std::string &T) { return "SELECT * FROM invoices WHERE tenant_id = '" + T + "'"; }},
      {"all", [](const std::string &) { return std::string("SELECT * FROM customers"); }},
      // FINDING@-1:75: 'SELECT' reads table 'customers' of every tenant
  };
  auto Found = Makers.find(Name);
  if (Found != Makers.end())
    D.run(Found->second(Tenant));
}
void goodMapped(Db &D, const std::string &Name, const std::string &Tenant) {
  static const std::map<std::string, Maker> Makers = {
      {"open", [](const std::string &T) { return "SELECT * FROM invoices WHERE tenant_id = '" + T + "'"; }},
      {"named", openOnes},
  };
  D.run(Makers.at(Name)(Tenant));
}

struct Row {
  const char *Name;
  std::string (*Make)(const std::string &);
};
static constexpr Row Rows[] = {{"open", openOnes}, {"stale", &stale}};
void listed(Db &D, const std::string &Tenant) {
  for (const Row &R : Rows)
    D.run(R.Make(Tenant));
}

void held(Db &D, const std::string &Tenant) {
  const Maker Good = [](const std::string &T) { return "DELETE FROM lines WHERE tenant_id = '" + T + "'"; };
  D.run(Good(Tenant));
  const Maker Bad = [](const std::string &T) { return "DELETE FROM lines WHERE name = '" + T + "'"; };
  // FINDING@-1:68: 'DELETE' deletes from table 'lines' of every tenant
  D.run(Bad(Tenant));
}

// Another function may be there by now.
static std::map<std::string, Maker> Registered = {{"open", openOnes}};
void add(const std::string &Name, Maker M) { Registered[Name] = std::move(M); }
void registered(Db &D, const std::string &Tenant) { D.run(Registered.at("open")(Tenant)); }
void given(Db &D, const Maker &Make, const std::string &Tenant) { D.run(Make(Tenant)); }
// COUNTS: 2 scoped, 3 leak, 2 unresolved
