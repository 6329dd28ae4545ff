// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -isystem %S/Inputs
#include <drogon.h>

using drogon::orm::DbClientPtr;
using drogon::orm::DrogonDbException;
using drogon::orm::Result;

void functions(const DbClientPtr &db, int id, int tenant) {
  auto done = [](const Result &) {};
  auto failed = [](const DrogonDbException &) {};
  db->execSqlSync("SELECT total FROM invoices WHERE id = $1", id);
  // FINDING@-1:38: 'SELECT' reads table 'invoices'
  db->execSqlSync("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", id, tenant);
  db->execSqlAsyncFuture("UPDATE customers SET blocked = true WHERE id = $1", id);
  // FINDING@-1:34: 'UPDATE' changes table 'customers'
  db->execSqlAsyncFuture("UPDATE customers SET blocked = true WHERE id = $1 AND tenant_id = $2", id, tenant);
  db->execSqlCoro("DELETE FROM payments WHERE id = ?", id);
  // FINDING@-1:32: 'DELETE' deletes from table 'payments'
  db->execSqlCoro("DELETE FROM payments WHERE id = ? AND tenant_id = ?", id, tenant);
  // The values in one vector.
  db->execSqlCoro("SELECT * FROM customers WHERE id = $1", std::vector<int>{id});
  // FINDING@-1:34: 'SELECT' reads table 'customers'
  db->execSqlCoro("SELECT * FROM customers WHERE id = $1 AND tenant_id = $2", std::vector<int>{id, tenant});
  db->execSqlAsync("SELECT * FROM invoices", done, failed);
  // FINDING@-1:35: 'SELECT' reads table 'invoices'
  db->execSqlAsync("SELECT * FROM invoices WHERE tenant_id = $1", done, failed, tenant);
  // A value is no SQL.
  db->execSqlSync("SELECT * FROM plans WHERE name = $1", "SELECT * FROM invoices");
}

// Only the first << takes SQL: the others bind values.
void binder(const DbClientPtr &db, int id, int tenant) {
  auto done = [](const Result &) {};
  *db << "SELECT total FROM invoices WHERE id = $1" << id >> done;
  // FINDING@-1:29: 'SELECT' reads table 'invoices'
  *db << "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2" << id << tenant >> done;
  *db << "SELECT * FROM plans WHERE name = $1" << "SELECT * FROM invoices" >> done;
  *db << "SELECT * FROM customers WHERE name = $1" << " AND tenant_id = 1" >> done;
  // FINDING@-1:25: 'SELECT' reads table 'customers'
  const std::string kept = "DELETE FROM payments";
  *db << kept << drogon::orm::Mode::Blocking;
  // FINDING@-2:41: 'DELETE' deletes from table 'payments'
  *db << std::string("SELECT * FROM payments WHERE tenant_id = $1") << tenant;
}

// A transaction is a client.
void transaction(drogon::orm::Transaction &transaction, int tenant) {
  transaction.execSqlSync("SELECT * FROM invoices");
  // FINDING@-1:42: 'SELECT' reads table 'invoices'
  transaction << "UPDATE invoices SET paid = true";
  // FINDING@-1:26: 'UPDATE' changes table 'invoices'
  transaction << "UPDATE invoices SET paid = true WHERE tenant_id = $1" << tenant;
}

// In a template, too, the text is whole before the values.
template <class Key> void generic(const DbClientPtr &db, Key id, int tenant) {
  *db << "SELECT total FROM invoices WHERE id = $1" << id;
  // FINDING@-1:29: 'SELECT' reads table 'invoices'
  (*db) << "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2" << id << tenant;
}
void instances(const DbClientPtr &db) {
  generic(db, 1, 7);
  generic(db, std::string("x"), 7);
}

// What arrives from elsewhere is not known.
void unknown(const DbClientPtr &db, const std::string &text) {
  db->execSqlSync(text);
  *db << text;
}

struct Runner {
  void execSqlSync(const std::string &what);
  Runner &operator<<(const std::string &what);
};

void lookAlikes(Runner &runner, drogon::orm::internal::SqlBinder &binder) {
  runner.execSqlSync("SELECT * FROM invoices");
  runner << "SELECT * FROM invoices";
  binder << "SELECT * FROM invoices";
}
// COUNTS: 11 scoped, 11 leak, 2 unresolved
