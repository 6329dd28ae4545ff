// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Texts that come with something else: structured bindings.
#include <string>
#include <tuple>
#include <utility>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};
struct Built {
  std::string Sql;
  std::vector<int> Values;
};
static Built all() { return {"SELECT * FROM invoices", {}}; }
static Built mine(int Id) { return {"SELECT * FROM invoices WHERE tenant_id = $1", {Id}}; }
static Built of(const std::string &Condition) { return {"SELECT * FROM lines WHERE " + Condition, {}}; }
static std::pair<std::string, int> two(bool Mine) {
  std::string Sql = "DELETE FROM lines";
  if (Mine)
    Sql += " WHERE tenant_id = $1";
  return {Sql, 1};
}
static std::tuple<int, std::string> three() { return std::make_tuple(1, std::string("DELETE FROM customers WHERE tenant_id = $1")); }
Built elsewhere();

void structs(Db &D, int Id) {
  auto [Bad, None] = all();
  D.run(Bad);
  // FINDING@-15:45: 'SELECT' reads table 'invoices' of every tenant
  const auto &[Good, Values] = mine(Id);
  D.run(Good);
  auto [Given, Nothing] = of("tenant_id = $1");
  D.run(Given);
  auto [Unknown, Unseen] = elsewhere();
  D.run(Unknown);
}
void pairs(Db &D, bool Mine) {
  auto [Text, Number] = two(Mine);
  D.run(Text);
  // FINDING@-22:34: 'DELETE' deletes from table 'lines' of every tenant
  auto [One, Statement] = three();
  D.run(Statement);
  auto [First, Second] = std::make_pair("DELETE FROM customers", 1);
  D.run(First);
  // FINDING@-2:54: 'DELETE' deletes from table 'customers' of every tenant
}
// What is bound is not what it was any more, or was made of something else.
void changed(Db &D) {
  auto [Text, Values] = mine(1);
  Text += " OR TRUE";
  D.run(Text);
  std::string Condition = "TRUE";
  auto [Bad, None] = of(Condition);
  Condition = "tenant_id = $1";
  D.run(Bad);
}
// COUNTS: 3 scoped, 3 leak, 3 unresolved
