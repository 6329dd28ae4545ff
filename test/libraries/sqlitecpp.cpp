// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
#include <SQLiteCpp/ExecuteMany.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

void simple(SQLite::Database &db, long tenant) {
  const std::string all = "DELETE FROM payments";
  db.exec("UPDATE invoices SET paid = 1");
  // FINDING@-1:19: 'UPDATE' changes table 'invoices'
  db.exec("UPDATE invoices SET paid = 1 WHERE tenant_id = " + std::to_string(tenant));
  // Both overloads: the text as std::string, and as const char *.
  db.exec(all);
  // FINDING@-6:40: 'DELETE' deletes from table 'payments'
  db.tryExec("UPDATE customers SET blocked = 1");
  // FINDING@-1:22: 'UPDATE' changes table 'customers'
  db.tryExec("UPDATE customers SET blocked = 1 WHERE tenant_id = " + std::to_string(tenant));
  db.execAndGet("SELECT count(*) FROM invoices");
  // FINDING@-1:39: 'SELECT' reads table 'invoices'
  db.execAndGet("SELECT count(*) FROM invoices WHERE tenant_id = " + std::to_string(tenant));
}

void prepared(SQLite::Database &db, long tenant) {
  SQLite::Statement every(db, "SELECT * FROM invoices WHERE total > ?");
  // FINDING@-1:46: 'SELECT' reads table 'invoices'
  SQLite::Statement own(db, "SELECT * FROM invoices WHERE total > ? AND tenant_id = ?");
  own.bind(2, static_cast<int64_t>(tenant));
  SQLite::Statement braces{db, std::string("SELECT * FROM customers")};
  // FINDING@-1:59: 'SELECT' reads table 'customers'
  auto *kept = new SQLite::Statement(db, "SELECT * FROM customers WHERE tenant_id = :tenant");
  // A value, the name of a parameter or of a column is no SQL.
  kept->bind(":tenant", "SELECT * FROM invoices");
  SQLite::Statement moved = std::move(own);
  delete kept;
}

void many(SQLite::Database &db) {
  SQLite::execute_many(db, "INSERT INTO payments (invoice_id) VALUES (?)", 1, std::make_tuple(2));
  // FINDING@-1:41: 'INSERT' writes table 'payments'
  SQLite::execute_many(db, "INSERT INTO payments (invoice_id, tenant_id) VALUES (?, ?)", std::make_tuple(1, 7), std::make_tuple(2, 7));
}

// A statement is often a member, or made in place.
class Repository {
public:
  explicit Repository(SQLite::Database &db) : db(db), every(db, "SELECT * FROM invoices"), own(db, "SELECT * FROM invoices WHERE tenant_id = ?") {}
  // FINDING@-1:80: 'SELECT' reads table 'invoices'
private:
  SQLite::Database &db;
  SQLite::Statement every;
  SQLite::Statement own;
  SQLite::Statement late{db, "SELECT * FROM payments"};
  // FINDING@-1:45: 'SELECT' reads table 'payments'
};

void inPlace(SQLite::Database &db, std::vector<SQLite::Statement> &statements, std::optional<SQLite::Statement> &maybe) {
  auto every = std::make_unique<SQLite::Statement>(db, "SELECT * FROM customers");
  // FINDING@-1:71: 'SELECT' reads table 'customers'
  auto own = std::make_shared<SQLite::Statement>(db, "SELECT * FROM customers WHERE tenant_id = ?");
  auto shared = std::make_shared<SQLite::Statement>(db, std::string("DELETE FROM customers"));
  // FINDING@-1:82: 'DELETE' deletes from table 'customers'
  statements.emplace_back(db, "SELECT * FROM payments");
  // FINDING@-1:46: 'SELECT' reads table 'payments'
  maybe.emplace(db, "UPDATE invoices SET paid = 1");
  // FINDING@-1:29: 'UPDATE' changes table 'invoices'
  maybe.emplace(db, "UPDATE invoices SET paid = 1 WHERE tenant_id = ?");
  std::vector<std::string> names;
  names.emplace_back("SELECT * FROM invoices");
  auto other = std::make_unique<SQLite::Database>("SELECT * FROM invoices");
}

// What arrives from elsewhere is not known.
void unknown(SQLite::Database &db, const std::string &text) {
  db.exec(text);
  SQLite::Statement statement(db, text);
}

struct Shell {
  int exec(const std::string &command);
  int tryExec(const char *command);
};

void lookAlikes(Shell &shell, SQLite::Database &db) {
  shell.exec("SELECT * FROM invoices");
  shell.tryExec("SELECT * FROM invoices");
  db.tableExists("SELECT * FROM invoices");
  db.loadExtension("SELECT * FROM invoices", nullptr);
  SQLite::Database other("SELECT * FROM invoices");
  SQLite::Column count = db.execAndGet("SELECT count(*) FROM plans");
}
// COUNTS: 10 scoped, 13 leak, 2 unresolved
