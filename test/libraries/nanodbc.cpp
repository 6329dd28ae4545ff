// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -isystem %S/Inputs
#include <nanodbc.h>

void functions(nanodbc::connection &db, int tenant) {
  nanodbc::execute(db, "SELECT * FROM invoices");
  // FINDING@-1:39: 'SELECT' reads table 'invoices'
  nanodbc::execute(db, "SELECT * FROM invoices WHERE tenant_id = " + std::to_string(tenant));
  nanodbc::just_execute(db, NANODBC_TEXT("DELETE FROM payments"));
  // FINDING@-1:55: 'DELETE' deletes from table 'payments'
  nanodbc::just_execute(db, NANODBC_TEXT("DELETE FROM payments WHERE tenant_id = ") + std::to_string(tenant));
}

void statements(nanodbc::connection &db, void *event, int id, int tenant) {
  nanodbc::statement every(db, "SELECT total FROM invoices WHERE id = ?");
  // FINDING@-1:51: 'SELECT' reads table 'invoices'
  every.bind(0, &id);
  nanodbc::statement own(db, "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?");
  own.bind(1, &tenant);
  // These take no SQL: they run what was prepared.
  nanodbc::execute(own);
  nanodbc::just_execute(own, 1);
  own.execute();
  own.just_execute();

  // The text is the first string, whether a connection comes before it or not.
  nanodbc::statement statement(db);
  statement.prepare("UPDATE customers SET name = ? WHERE id = ?");
  // FINDING@-1:29: 'UPDATE' changes table 'customers'
  statement.prepare("UPDATE customers SET name = ? WHERE id = ? AND tenant_id = ?");
  statement.prepare(db, "DELETE FROM customers WHERE id = ?", 10);
  // FINDING@-1:38: 'DELETE' deletes from table 'customers'
  statement.prepare(db, "DELETE FROM customers WHERE id = ? AND tenant_id = ?", 10);
  statement.async_prepare("SELECT * FROM payments", event);
  // FINDING@-1:42: 'SELECT' reads table 'payments'
  statement.async_prepare("SELECT * FROM payments WHERE tenant_id = ?", event);
  nanodbc::prepare(statement, "SELECT * FROM invoices");
  // FINDING@-1:46: 'SELECT' reads table 'invoices'
  nanodbc::prepare(statement, "SELECT * FROM invoices WHERE tenant_id = ?");
  statement.execute_direct(db, "SELECT * FROM customers");
  // FINDING@-1:47: 'SELECT' reads table 'customers'
  statement.execute_direct(db, "SELECT * FROM customers WHERE tenant_id = ?", nanodbc::batch_ops{1});
  statement.just_execute_direct(db, "UPDATE payments SET amount = 0");
  // FINDING@-1:45: 'UPDATE' changes table 'payments'
  statement.just_execute_direct(db, "UPDATE payments SET amount = 0 WHERE tenant_id = ?");
  statement.async_execute_direct(db, event, "SELECT * FROM payments");
  // FINDING@-1:60: 'SELECT' reads table 'payments'
  statement.async_execute_direct(db, event, "SELECT * FROM payments WHERE tenant_id = ?");
}

// What arrives from elsewhere is not known.
void unknown(nanodbc::connection &db, const nanodbc::string &text) {
  nanodbc::execute(db, text);
  nanodbc::statement statement(db, text);
}

namespace shell {
struct statement {
  void prepare(const std::string &command);
  void execute_direct(int terminal, const std::string &command);
};
void execute(int terminal, const std::string &command);
} // namespace shell

void lookAlikes(shell::statement &other, nanodbc::statement &statement) {
  other.prepare("SELECT * FROM invoices");
  other.execute_direct(0, "SELECT * FROM invoices");
  shell::execute(0, "SELECT * FROM invoices");
  nanodbc::connection db("SELECT * FROM invoices");
  db.connect("SELECT * FROM invoices");
  statement.procedure_columns("SELECT * FROM invoices", "", "", "");
}
// COUNTS: 10 scoped, 10 leak, 2 unresolved
