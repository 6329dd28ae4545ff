// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -isystem %S/Inputs
#include <pqxx7.h>

#include <string>

using pqxx::params;
using pqxx::prepped;
using pqxx::zview;
using namespace pqxx::literals;
using namespace std::literals;

void exec(pqxx::work &tx, int id, int tenant) {
  tx.exec("SELECT * FROM invoices");
  // FINDING@-1:26: 'SELECT' reads table 'invoices'
  tx.exec("SELECT * FROM invoices WHERE tenant_id = $1", params{tenant});
  tx.exec(zview("SELECT total FROM invoices WHERE id = $1"), params{id});
  // FINDING@-1:36: 'SELECT' reads table 'invoices'
  tx.exec("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2"_zv, params{id, tenant});
  // A second string describes the statement in error messages.
  tx.exec("SELECT * FROM plans", "SELECT * FROM invoices"sv);
  tx.exec("SELECT * FROM customers", "tenant_id = $1"sv);
  // FINDING@-1:26: 'SELECT' reads table 'customers'
  tx.exec0("DELETE FROM payments");
  // FINDING@-1:25: 'DELETE' deletes from table 'payments'
  tx.exec0("DELETE FROM payments WHERE tenant_id = " + std::to_string(tenant));
  tx.exec1("SELECT count(*) FROM payments");
  // FINDING@-1:34: 'SELECT' reads table 'payments'
  tx.exec1("SELECT count(*) FROM payments WHERE tenant_id = " + std::to_string(tenant));
  tx.exec_n(3, "SELECT * FROM customers");
  // FINDING@-1:31: 'SELECT' reads table 'customers'
  tx.exec_n(3, "SELECT * FROM customers WHERE tenant_id = " + std::to_string(tenant));
}

void queries(pqxx::work &tx, int id, int tenant) {
  auto each = [](int) {};
  tx.query<int>("SELECT total FROM invoices WHERE id = $1", params{id});
  // FINDING@-1:36: 'SELECT' reads table 'invoices'
  tx.query<int>("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", params{id, tenant});
  tx.query_value<int>("SELECT count(*) FROM customers");
  // FINDING@-1:45: 'SELECT' reads table 'customers'
  tx.query_value<int>("SELECT count(*) FROM customers WHERE tenant_id = $1", params{tenant});
  tx.query1<int>("SELECT count(*) FROM payments");
  // FINDING@-1:40: 'SELECT' reads table 'payments'
  tx.query1<int>("SELECT count(*) FROM payments WHERE tenant_id = $1", params{tenant});
  tx.query01<int>("SELECT total FROM invoices WHERE id = $1", params{id});
  // FINDING@-1:38: 'SELECT' reads table 'invoices'
  tx.query01<int>("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", params{id, tenant});
  tx.query_n<int>(2, "SELECT id FROM customers");
  // FINDING@-1:38: 'SELECT' reads table 'customers'
  tx.query_n<int>(2, "SELECT id FROM customers WHERE tenant_id = $1", params{tenant});
  tx.for_query("SELECT id FROM invoices", each);
  // FINDING@-1:32: 'SELECT' reads table 'invoices'
  tx.for_query("SELECT id FROM invoices WHERE tenant_id = $1", each, params{tenant});
}

// These run COPY (query) TO STDOUT, which has no parameters.
void streams(pqxx::work &tx, pqxx::pipeline &pipe, int tenant) {
  auto each = [](int) {};
  tx.stream<int>("SELECT id FROM invoices");
  // FINDING@-1:34: 'SELECT' reads table 'invoices'
  tx.stream<int>("SELECT id FROM invoices WHERE tenant_id = " + std::to_string(tenant));
  tx.for_stream("SELECT id FROM customers", each);
  // FINDING@-1:33: 'SELECT' reads table 'customers'
  tx.for_stream("SELECT id FROM customers WHERE tenant_id = " + std::to_string(tenant), each);
  tx.for_each("SELECT id FROM payments", each);
  // FINDING@-1:31: 'SELECT' reads table 'payments'
  tx.for_each("SELECT id FROM payments WHERE tenant_id = " + std::to_string(tenant), each);
  auto every = pqxx::stream_from::query(tx, "SELECT id FROM invoices");
  // FINDING@-1:61: 'SELECT' reads table 'invoices'
  auto own = pqxx::stream_from::query(tx, "SELECT id FROM invoices WHERE tenant_id = " + std::to_string(tenant));
  pqxx::stream_from old(tx, pqxx::from_query, "SELECT id FROM customers");
  // FINDING@-1:63: 'SELECT' reads table 'customers'
  pqxx::stream_from right(tx, pqxx::from_query, "SELECT id FROM customers WHERE tenant_id = " + std::to_string(tenant));
  pipe.insert("SELECT id FROM payments");
  // FINDING@-1:31: 'SELECT' reads table 'payments'
  pipe.insert("SELECT id FROM payments WHERE tenant_id = " + std::to_string(tenant));
}

void parameters(pqxx::work &tx, int id, int tenant) {
  tx.exec_params("SELECT total FROM invoices WHERE id = $1", id);
  // FINDING@-1:37: 'SELECT' reads table 'invoices'
  tx.exec_params("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", id, tenant);
  tx.exec_params0("DELETE FROM customers WHERE id = $1", id);
  // FINDING@-1:32: 'DELETE' deletes from table 'customers'
  tx.exec_params0("DELETE FROM customers WHERE id = $1 AND tenant_id = $2", id, tenant);
  tx.exec_params1("SELECT amount FROM payments WHERE id = $1", id);
  // FINDING@-1:39: 'SELECT' reads table 'payments'
  tx.exec_params1("SELECT amount FROM payments WHERE id = $1 AND tenant_id = $2", id, tenant);
  tx.exec_params_n(2, "SELECT amount FROM payments WHERE id < $1", id);
  // FINDING@-1:43: 'SELECT' reads table 'payments'
  tx.exec_params_n(2, "SELECT amount FROM payments WHERE id < $1 AND tenant_id = $2", id, tenant);
}

// The name of a prepared statement is no SQL, whatever it looks like.
void prepared(pqxx::connection &db, pqxx::work &tx, int tenant) {
  auto each = [](int) {};
  db.prepare("all_invoices", "SELECT * FROM invoices");
  // FINDING@-1:45: 'SELECT' reads table 'invoices'
  db.prepare("SELECT * FROM invoices", "SELECT * FROM invoices WHERE tenant_id = $1");
  db.prepare("SELECT * FROM customers");
  // FINDING@-1:29: 'SELECT' reads table 'customers'
  db.prepare(zview("SELECT * FROM customers WHERE tenant_id = $1"));
  tx.exec(prepped("SELECT * FROM invoices"));
  tx.exec(prepped{"SELECT * FROM invoices"}, params{tenant});
  tx.query<int>(prepped{"SELECT * FROM invoices"}, params{tenant});
  tx.query_value<int>(prepped{"SELECT * FROM invoices"});
  tx.for_query(prepped{"SELECT * FROM invoices"}, each);
  tx.exec_prepared("SELECT * FROM invoices", tenant);
}

// What arrives from elsewhere is not known; neither is what a stream holds.
void unknown(pqxx::work &tx, std::string_view text, zview other) {
  tx.exec(text);
  tx.query<int>(other);
  std::stringstream stream;
  tx.exec(stream, "SELECT * FROM invoices");
}

// What is never evaluated reads nothing.
void unevaluated(pqxx::work &tx) {
  using Result = decltype(tx.exec("SELECT * FROM invoices"));
  static_assert(sizeof(tx.exec("SELECT * FROM invoices")) == sizeof(Result));
  static_assert(!noexcept(tx.exec("SELECT * FROM invoices")));
}

#define RUN_ON(tx, text) (tx).exec(text)
#define ALL_OF(table) "SELECT * FROM " table
void macros(pqxx::work &tx) {
  // The text is told of where it is spelled.
  RUN_ON(tx, "SELECT * FROM invoices");
  // FINDING@-1:29: 'SELECT' reads table 'invoices'
  RUN_ON(tx, "SELECT * FROM plans");
  tx.exec(ALL_OF("payments"));
  // FINDING@-1:19: 'SELECT' reads table 'payments'
  (tx).exec(("SELECT * FROM customers"));
  // FINDING@-1:29: 'SELECT' reads table 'customers'
  [&](auto values) { tx.exec("SELECT * FROM invoices WHERE id = $1", values); }(params{1});
  // FINDING@-1:45: 'SELECT' reads table 'invoices'
}

struct Robot {
  void exec(std::string_view command, params values);
  void query(std::string_view command);
};

void lookAlikes(Robot &robot, pqxx::work &tx, int tenant) {
  robot.exec("SELECT * FROM invoices", params{tenant});
  robot.query("SELECT * FROM invoices");
  // The name of a table is no SQL statement.
  pqxx::stream_from table(tx, pqxx::from_table, "SELECT * FROM invoices");
}
// COUNTS: 26 scoped, 28 leak, 2 unresolved
