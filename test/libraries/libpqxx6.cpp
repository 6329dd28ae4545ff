// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
#include <pqxx/pqxx>

#include <memory>
#include <sstream>
#include <string>

void simple(pqxx::work &tx, long tenant) {
  tx.exec("SELECT * FROM invoices");
  // FINDING@-1:26: 'SELECT' reads table 'invoices'
  tx.exec("SELECT * FROM invoices WHERE tenant_id = " + std::to_string(tenant));
  tx.exec("SELECT * FROM plans");
  // The second argument describes the statement in error messages.
  tx.exec("SELECT * FROM customers", "customers of tenant_id = $1");
  // FINDING@-1:26: 'SELECT' reads table 'customers'
  tx.exec("SELECT * FROM plans", "SELECT * FROM invoices");
  tx.exec0("UPDATE invoices SET paid = true");
  // FINDING@-1:20: 'UPDATE' changes table 'invoices'
  tx.exec0("UPDATE invoices SET paid = true WHERE tenant_id = " + std::to_string(tenant));
  tx.exec1("SELECT count(*) FROM payments");
  // FINDING@-1:34: 'SELECT' reads table 'payments'
  tx.exec1("SELECT count(*) FROM payments WHERE tenant_id = " + tx.quote(tenant));
  tx.exec_n(3, "SELECT * FROM customers LIMIT 3");
  // FINDING@-1:31: 'SELECT' reads table 'customers'
  tx.exec_n(3, "SELECT * FROM customers WHERE tenant_id = " + std::to_string(tenant) + " LIMIT 3");
}

void parameters(pqxx::work &tx, long id, long tenant) {
  tx.exec_params("SELECT total FROM invoices WHERE id = $1", id);
  // FINDING@-1:37: 'SELECT' reads table 'invoices'
  tx.exec_params("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", id, tenant);
  tx.exec_params0("DELETE FROM payments WHERE invoice_id = $1", id);
  // FINDING@-1:32: 'DELETE' deletes from table 'payments'
  tx.exec_params0("DELETE FROM payments WHERE invoice_id = $1 AND tenant_id = $2", id, tenant);
  tx.exec_params1("SELECT total FROM invoices WHERE id = $1", id);
  // FINDING@-1:38: 'SELECT' reads table 'invoices'
  tx.exec_params1("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", id, tenant);
  tx.exec_params_n(2, "SELECT * FROM customers WHERE id < $1", id);
  // FINDING@-1:38: 'SELECT' reads table 'customers'
  tx.exec_params_n(2, "SELECT * FROM customers WHERE id < $1 AND tenant_id = $2", id, tenant);
  // A value is no SQL.
  tx.exec_params("SELECT * FROM plans WHERE name = $1", "SELECT * FROM invoices");
  tx.parameterized("SELECT total FROM invoices WHERE id = $1")(id).exec();
  // FINDING@-1:39: 'SELECT' reads table 'invoices'
  tx.parameterized("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2")(id)(tenant).exec();
}

void prepared(pqxx::connection &db, pqxx::work &tx, long tenant) {
  db.prepare("all_customers", "SELECT * FROM customers");
  // FINDING@-1:46: 'SELECT' reads table 'customers'
  db.prepare("customers", "SELECT * FROM customers WHERE tenant_id = $1");
  // With one argument it is the text of the nameless statement.
  db.prepare("SELECT * FROM invoices");
  // FINDING@-1:29: 'SELECT' reads table 'invoices'
  db.prepare("SELECT * FROM invoices WHERE tenant_id = $1");
  // The name of a statement is no SQL, whatever it looks like.
  db.prepare("DELETE FROM customers", "SELECT * FROM plans");
  tx.exec_prepared("DELETE FROM customers", tenant);
  tx.exec_prepared0("DELETE FROM customers", tenant);
  tx.exec_prepared1("DELETE FROM customers", tenant);
  tx.exec_prepared_n(1, "DELETE FROM customers", tenant);
  tx.prepared("DELETE FROM customers")(tenant).exec();
  db.unprepare("DELETE FROM customers");
}

void rowByRow(pqxx::work &tx, pqxx::pipeline &pipe, long tenant) {
  pipe.insert("SELECT * FROM payments");
  // FINDING@-1:30: 'SELECT' reads table 'payments'
  pipe.insert("SELECT * FROM payments WHERE tenant_id = " + std::to_string(tenant));
  pqxx::icursorstream all(tx, "SELECT * FROM invoices", "all");
  // FINDING@-1:46: 'SELECT' reads table 'invoices'
  pqxx::icursorstream own(tx, "SELECT * FROM invoices WHERE tenant_id = " + std::to_string(tenant), "own");
  using Cursor = pqxx::stateless_cursor<pqxx::cursor_base::read_only, pqxx::cursor_base::owned>;
  Cursor everyone(tx, "SELECT * FROM customers", "everyone", false);
  // FINDING@-1:38: 'SELECT' reads table 'customers'
  Cursor mine(tx, "SELECT * FROM customers WHERE tenant_id = " + std::to_string(tenant), "mine", false);
  auto made = std::make_unique<pqxx::icursorstream>(tx, "SELECT * FROM customers", "made");
  // FINDING@-1:72: 'SELECT' reads table 'customers'
  // The name of a cursor that a function of the server opened.
  const pqxx::row row = tx.exec1("SELECT open_cursor()");
  pqxx::icursorstream opened(tx, row[0]);
  // With two arguments the string names a cursor that is open already.
  Cursor adopted(tx, "SELECT * FROM customers");
}

// Every kind of transaction runs the same functions.
void kinds(pqxx::connection &db) {
  pqxx::nontransaction plain(db);
  plain.exec("SELECT * FROM payments");
  // FINDING@-1:29: 'SELECT' reads table 'payments'
  pqxx::read_transaction reading(db);
  reading.exec1("SELECT count(*) FROM invoices");
  // FINDING@-1:39: 'SELECT' reads table 'invoices'
  pqxx::subtransaction inner(reading, "SELECT * FROM invoices");
  inner.exec("SELECT * FROM customers");
  // FINDING@-1:29: 'SELECT' reads table 'customers'
  pqxx::transaction_base &base = reading;
  base.exec_params("SELECT * FROM customers WHERE name = $1", "x");
  // FINDING@-1:35: 'SELECT' reads table 'customers'
}

// A template is judged where it is instantiated, and told of once.
template <class Transaction> void generic(Transaction &tx) {
  tx.exec("SELECT * FROM payments");
  // FINDING@-1:26: 'SELECT' reads table 'payments'
}
void instances(pqxx::work &one, pqxx::nontransaction &other) {
  generic(one);
  generic(other);
}

// A class of the project on top of pqxx's.
class Unit : public pqxx::work {
public:
  using pqxx::work::work;
  void pay(long id, long tenant) {
    exec_params0("UPDATE invoices SET paid = true WHERE id = $1", id);
    // FINDING@-1:26: 'UPDATE' changes table 'invoices'
    this->exec_params0("UPDATE invoices SET paid = true WHERE id = $1 AND tenant_id = $2", id, tenant);
  }
};

void connections(pqxx::connection_base &db) {
  db.prepare("all_payments", "SELECT * FROM payments");
  // FINDING@-1:45: 'SELECT' reads table 'payments'
  pqxx::work(db).exec("SELECT * FROM invoices").size();
  // FINDING@-1:38: 'SELECT' reads table 'invoices'
}

// What arrives from elsewhere is not known; neither is what a stream holds.
void unknown(pqxx::work &tx, const std::string &text) {
  std::stringstream stream;
  stream << "SELECT * FROM plans";
  tx.exec(stream);
  tx.exec(text);
  tx.exec_params(text, 1);
}

// The same names in classes that are not pqxx's.
struct Robot {
  void exec(const std::string &command);
  void exec_params(const std::string &command, int speed);
  void prepare(const std::string &command);
};

void lookAlikes(Robot &robot, pqxx::work &tx) {
  robot.exec("SELECT * FROM invoices");
  robot.exec_params("SELECT * FROM invoices", 3);
  robot.prepare("SELECT * FROM invoices");
  tx.quote("SELECT * FROM invoices");
  tx.esc("SELECT * FROM invoices");
  tx.process_notice("SELECT * FROM invoices");
}
// COUNTS: 21 scoped, 24 leak, 2 unresolved
