// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++14
// The headers have exception specifications that C++17 took away.
#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>

#include <memory>
#include <string>

void simple(sql::Statement &statement, long tenant) {
  statement.execute("DELETE FROM payments");
  // FINDING@-1:34: 'DELETE' deletes from table 'payments'
  statement.execute("DELETE FROM payments WHERE tenant_id = " + std::to_string(tenant));
  statement.executeQuery("SELECT * FROM invoices");
  // FINDING@-1:41: 'SELECT' reads table 'invoices'
  statement.executeQuery("SELECT * FROM invoices WHERE tenant_id = " + std::to_string(tenant));
  statement.executeUpdate("UPDATE customers SET blocked = 1");
  // FINDING@-1:35: 'UPDATE' changes table 'customers'
  statement.executeUpdate("UPDATE customers SET blocked = 1 WHERE tenant_id = " + std::to_string(tenant));
  statement.setCursorName("SELECT * FROM invoices");
}

// sql::SQLString holds text like std::string.
void strings(sql::Statement &statement) {
  const sql::SQLString kept("SELECT * FROM customers");
  statement.executeQuery(kept);
  // FINDING@-2:44: 'SELECT' reads table 'customers'
  statement.executeQuery(sql::SQLString("SELECT * FROM invoices") + " ORDER BY id");
  // FINDING@-1:56: 'SELECT' reads table 'invoices'
  const std::string plain = "SELECT * FROM plans";
  statement.executeQuery(plain);
  statement.executeQuery(plain.c_str());
}

void prepared(sql::Connection &db, long id, long tenant) {
  std::unique_ptr<sql::PreparedStatement> every(db.prepareStatement("SELECT total FROM invoices WHERE id = ?"));
  // FINDING@-1:88: 'SELECT' reads table 'invoices'
  every->setInt64(1, id);
  // Without arguments the prepared text runs, which was judged above.
  every->executeQuery();
  every->execute();
  every->executeUpdate();
  std::unique_ptr<sql::PreparedStatement> own(db.prepareStatement("SELECT total FROM invoices WHERE id = ? AND tenant_id = ?"));
  own->setInt64(2, tenant);
  own->setString(1, "SELECT * FROM invoices");
  own->executeQuery();
  db.prepareStatement("DELETE FROM customers WHERE id = ?", 1);
  // FINDING@-1:36: 'DELETE' deletes from table 'customers'
  db.prepareStatement("DELETE FROM customers WHERE id = ? AND tenant_id = ?", 1, 2, 3);
  // With an argument a prepared statement runs that text instead.
  own->executeQuery("SELECT * FROM payments");
  // FINDING@-1:36: 'SELECT' reads table 'payments'
  own->executeQuery("SELECT * FROM plans");
  own->execute("DELETE FROM payments");
  // FINDING@-1:29: 'DELETE' deletes from table 'payments'
  own->execute("DELETE FROM payments WHERE tenant_id = " + std::to_string(tenant));
  own->executeUpdate("UPDATE payments SET amount = 0");
  // FINDING@-1:30: 'UPDATE' changes table 'payments'
  own->executeUpdate("UPDATE payments SET amount = 0 WHERE tenant_id = " + std::to_string(tenant));
}

// What arrives from elsewhere is not known.
void unknown(sql::Statement &statement, sql::Connection &db, const sql::SQLString &text) {
  statement.execute(text);
  db.prepareStatement(text);
}

namespace job {
struct Statement {
  bool execute(const std::string &command);
  int executeUpdate(const std::string &command);
};
} // namespace job

void lookAlikes(job::Statement &other, sql::Connection &db) {
  other.execute("SELECT * FROM invoices");
  other.executeUpdate("SELECT * FROM invoices");
  db.setSchema("SELECT * FROM invoices");
  db.setSavepoint("SELECT * FROM invoices");
}
// COUNTS: 10 scoped, 10 leak, 2 unresolved
