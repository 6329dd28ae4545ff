// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// Values behind the text, one call operator each.
#include <pqxx/pqxx>

void parameterized(pqxx::work &tx, long tenant_id, long user_id) {
  tx.parameterized("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2")(user_id)(tenant_id).exec();
  tx.parameterized("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2")(tenant_id)(user_id).exec();
  // FINDING@-1:94: what is bound to '$2', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
}

void prepared(pqxx::connection &db, pqxx::work &tx, long tenant_id, long user_id) {
  db.prepare("one", "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2");
  tx.prepared("one")(user_id)(tenant_id).exec();
  tx.prepared("one")(tenant_id)(user_id).exec();
  // FINDING@-1:33: what is bound to '$2', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
}
