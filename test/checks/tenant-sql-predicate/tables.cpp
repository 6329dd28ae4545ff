// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Statements kept in constant tables: each may be the one.
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

struct Db {
  void run(std::string_view Sql);
};

static const char *const Plain[] = {
    "SELECT * FROM invoices WHERE tenant_id = $1",
    "SELECT * FROM lines",
    // FINDING@-1:20: 'SELECT' reads table 'lines' of every tenant
};
constexpr std::array<std::string_view, 2> Good = {"SELECT * FROM invoices WHERE tenant_id = $1", "SELECT * FROM plans"};
static const std::vector<std::string> Listed = {"DELETE FROM customers", "DELETE FROM customers WHERE tenant_id = $1"};
// FINDING@-1:62: 'DELETE' deletes from table 'customers' of every tenant
struct Query {
  int Id;
  const char *Sql;
};
static constexpr Query Queries[] = {
    {1, "SELECT * FROM customers WHERE tenant_id = $1"},
    {2, "UPDATE customers SET name = $1"},
    // FINDING@-1:17: 'UPDATE' changes table 'customers' of every tenant
};
static const std::map<int, std::string> Keyed = {
    {1, "SELECT * FROM invoices WHERE tenant_id = $1"},
    {2, "DELETE FROM lines WHERE id = $1"},
    // FINDING@-1:22: 'DELETE' deletes from table 'lines' of every tenant
};
static const Query GoodQueries[] = {{1, "SELECT * FROM customers WHERE tenant_id = $1"}, {2, "SELECT * FROM plans"}};
// It may be changed.
const char *Writable[] = {"SELECT * FROM invoices"};

void loops(Db &D, int Index) {
  for (const char *Sql : Plain)
    D.run(Sql);
  for (const auto &Sql : Good)
    D.run(Sql);
  for (const std::string &Sql : Listed)
    D.run(Sql);
  for (const Query &Q : Queries)
    D.run(Q.Sql);
  for (const auto &[Id, Sql] : GoodQueries)
    D.run(Sql);
  D.run(GoodQueries[Index].Sql);
  D.run(Good[1]);
  D.run(Writable[Index]);
  D.run(Keyed.at(Index));
  D.run(Keyed.at(1));
  auto Found = Keyed.find(Index);
  if (Found != Keyed.end())
    D.run(Found->second);
  for (const auto &[Id, Sql] : Keyed)
    D.run(Sql);
  std::map<int, std::string> Changed = {{1, "SELECT * FROM invoices WHERE tenant_id = $1"}};
  Changed[1] = "SELECT * FROM invoices";
  D.run(Changed.at(1));
  for (const char *Sql : {"SELECT * FROM invoices WHERE tenant_id = $1", "SELECT * FROM plans"})
    D.run(Sql);
}

// COUNTS: 6 scoped, 6 leak, 2 unresolved
