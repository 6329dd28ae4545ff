// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// Where the tenant's column is the key of a table, a row of it is a tenant.
#include <pqxx/pqxx>

void create(pqxx::work &tx) {
  tx.exec("CREATE TABLE profiles (tenant_id bigint PRIMARY KEY, name text)");
  tx.exec("CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id bigint NOT NULL)");
}
void profile(pqxx::work &tx, long profile_id) { tx.exec_params("SELECT name FROM profiles WHERE tenant_id = $1", profile_id); }
void order(pqxx::work &tx, long order_id) {
  tx.exec_params("DELETE FROM orders WHERE tenant_id = $1", order_id);
  // FINDING@-1:61: what is bound to '$1', which confines 'orders' to one tenant, is 'order_id', not the tenant
}
void other(pqxx::work &tx, long order_id) {
  tx.exec_params("SELECT 1 FROM profiles WHERE tenant_id = $1", order_id);
  // FINDING@-1:65: what is bound to '$1', which confines 'profiles' to one tenant, is 'order_id', not the tenant
}
// No definition is in sight: only the table's whole name says so.
void member(pqxx::work &tx, long members_id) { tx.exec_params("DELETE FROM members WHERE tenant_id = $1", members_id); }
void visit(pqxx::work &tx, long visit_id) {
  tx.exec_params("DELETE FROM visits WHERE tenant_id = $1", visit_id);
  // FINDING@-1:61: what is bound to '$1', which confines 'visits' to one tenant, is 'visit_id', not the tenant
}
