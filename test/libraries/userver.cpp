// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -isystem %S/Inputs
#include <userver.h>

#include <vector>

namespace pg = userver::storages::postgres;

struct Payment {
  int invoice;
  int amount;
};

// The query is the first argument of type Query, wherever it is.
void cluster(const pg::ClusterPtr &db, int id, int tenant) {
  const pg::CommandControl control{std::chrono::milliseconds(100), std::chrono::milliseconds(50)};
  db->Execute(pg::ClusterHostType::kSlave, "SELECT total FROM invoices WHERE id = $1", id);
  // FINDING@-1:63: 'SELECT' reads table 'invoices'
  db->Execute(pg::ClusterHostType::kSlave, "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", id, tenant);
  db->Execute(pg::ClusterHostType::kMaster, control, "UPDATE customers SET blocked = true WHERE id = $1", id);
  // FINDING@-1:62: 'UPDATE' changes table 'customers'
  db->Execute(pg::ClusterHostType::kMaster, control, "UPDATE customers SET blocked = true WHERE id = $1 AND tenant_id = $2", id, tenant);
  pg::ParameterStore values;
  values.PushBack(id).PushBack(tenant);
  db->Execute(pg::ClusterHostType::kSlave, "SELECT * FROM customers WHERE id = $1", values);
  // FINDING@-1:59: 'SELECT' reads table 'customers'
  db->Execute(pg::ClusterHostType::kSlave, "SELECT * FROM customers WHERE id = $1 AND tenant_id = $2", values);
  // A value is no SQL.
  db->Execute(pg::ClusterHostType::kSlave, "SELECT * FROM plans WHERE name = $1", "SELECT * FROM invoices");
}

void transaction(pg::Transaction &transaction, const std::vector<Payment> &payments, int id, int tenant) {
  transaction.Execute("DELETE FROM payments WHERE id = $1", id);
  // FINDING@-1:36: 'DELETE' deletes from table 'payments'
  transaction.Execute("DELETE FROM payments WHERE id = $1 AND tenant_id = $2", id, tenant);
  transaction.Execute(pg::OptionalCommandControl{}, "SELECT * FROM invoices");
  // FINDING@-1:68: 'SELECT' reads table 'invoices'
  transaction.Execute(pg::OptionalCommandControl{}, "SELECT * FROM invoices WHERE tenant_id = $1", tenant);
  transaction.ExecuteBulk("INSERT INTO payments (invoice_id, amount) SELECT * FROM UNNEST($1, $2)", payments);
  // FINDING@-1:40: 'INSERT' writes table 'payments'
  transaction.ExecuteBulk("SELECT * FROM plans", payments);
  transaction.ExecuteDecomposeBulk("INSERT INTO payments (invoice_id, amount) SELECT * FROM UNNEST($1, $2)", payments);
  // FINDING@-1:49: 'INSERT' writes table 'payments'
  transaction.ExecuteDecomposeBulk("SELECT * FROM plans", payments);
  transaction.MakePortal("SELECT * FROM customers");
  // FINDING@-1:41: 'SELECT' reads table 'customers'
  transaction.MakePortal("SELECT * FROM customers WHERE tenant_id = $1", tenant);
  transaction.MakePortal(pg::OptionalCommandControl{}, "SELECT * FROM payments");
  // FINDING@-1:71: 'SELECT' reads table 'payments'
  transaction.SetParameter("SELECT * FROM invoices", "SELECT * FROM invoices");
  transaction.Commit();
}

// A query is often a constant with a name.
const pg::Query kEvery{"SELECT * FROM invoices", pg::Query::Name{"SELECT * FROM customers"}};
const pg::Query kOwn{
    "SELECT * FROM invoices WHERE tenant_id = $1",
    pg::Query::Name{"own_invoices"},
};
static const std::string kText = "SELECT * FROM customers";

void constants(const pg::ClusterPtr &db, pg::QueryQueue &queue, int tenant) {
  const pg::CommandControl control{std::chrono::milliseconds(100), std::chrono::milliseconds(50)};
  db->Execute(pg::ClusterHostType::kSlave, kEvery);
  // FINDING@-10:39: 'SELECT' reads table 'invoices'
  db->Execute(pg::ClusterHostType::kSlave, kOwn, tenant);
  db->Execute(pg::ClusterHostType::kSlave, kText);
  // FINDING@-8:49: 'SELECT' reads table 'customers'
  queue.Push("SELECT * FROM payments");
  // FINDING@-1:29: 'SELECT' reads table 'payments'
  queue.Push("SELECT * FROM payments WHERE tenant_id = $1", tenant);
  queue.Push(control, "SELECT * FROM customers");
  // FINDING@-1:38: 'SELECT' reads table 'customers'
  queue.Push(control, "SELECT * FROM customers WHERE tenant_id = $1", tenant);
  // A query that is never run reads nothing.
  pg::Query unused("SELECT * FROM invoices");
}

// Long statements are raw strings: the table is some lines below the call.
void raw(const pg::ClusterPtr &db, int tenant) {
  db->Execute(pg::ClusterHostType::kMaster, R"~(
    SELECT i.total, p.amount
    FROM invoices i
    JOIN payments p ON p.invoice_id = i.id
    WHERE i.tenant_id = $1
  )~", tenant);
  // FINDING@-3:10: 'SELECT' reads table 'payments' through a key of 'i' only
  db->Execute(pg::ClusterHostType::kMaster, R"~(
    SELECT i.total, p.amount
    FROM invoices i
    JOIN payments p ON p.invoice_id = i.id AND p.tenant_id = i.tenant_id
    WHERE i.tenant_id = $1
  )~", tenant);
}

// A query as a member of the class that runs it.
class Repository {
public:
  explicit Repository(pg::ClusterPtr db) : db(std::move(db)) {}
  void list(int tenant) const {
    db->Execute(pg::ClusterHostType::kSlave, every);
    db->Execute(pg::ClusterHostType::kSlave, own, tenant);
  }

private:
  pg::ClusterPtr db;
  const pg::Query every = "SELECT * FROM invoices";
  // FINDING@-1:42: 'SELECT' reads table 'invoices'
  static inline const pg::Query own{"SELECT * FROM invoices WHERE tenant_id = $1"};
};

// What arrives from elsewhere is not known.
void unknown(const pg::ClusterPtr &db, pg::Transaction &transaction, const pg::Query &query, const std::string &text) {
  db->Execute(pg::ClusterHostType::kMaster, query);
  transaction.Execute(text);
}

struct Runner {
  void Execute(const std::string &command);
  void Push(const std::string &command);
};

void lookAlikes(Runner &runner, const pg::ClusterPtr &db) {
  runner.Execute("SELECT * FROM invoices");
  runner.Push("SELECT * FROM invoices");
  db->Begin("SELECT * FROM invoices", pg::ClusterHostType::kMaster);
}
// COUNTS: 14 scoped, 15 leak, 2 unresolved
