// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// A project that calls its tenant by another name, without saying so: what most
// predicates are given is the tenant.
#include <pqxx/pqxx>

void a(pqxx::work &tx, long hotel_id) { tx.exec_params("SELECT 1 FROM invoices WHERE tenant_id = $1", hotel_id); }
void b(pqxx::work &tx, long hotel_id) { tx.exec_params("SELECT 2 FROM invoices WHERE tenant_id = $1", hotel_id); }
void c(pqxx::work &tx, long hotel_id) { tx.exec_params("SELECT 3 FROM invoices WHERE tenant_id = $1", hotel_id); }
void d(pqxx::work &tx, long guest_id) {
  tx.exec_params("SELECT 4 FROM invoices WHERE tenant_id = $1", guest_id);
  // FINDING@-1:65: what is bound to '$1', which confines 'invoices' to one tenant, is 'guest_id', not the tenant
}
// Others' names for a tenant: not for certain something else.
void e(pqxx::work &tx, long account_id) { tx.exec_params("SELECT 5 FROM invoices WHERE tenant_id = $1", account_id); }
// Nor what is short for the tenant's own name; only its beginning, or its consonants, are.
void f(pqxx::work &tx, long ten_id) { tx.exec_params("SELECT 6 FROM invoices WHERE tenant_id = $1", ten_id); }
void g(pqxx::work &tx, long tnnt_id) { tx.exec_params("SELECT 7 FROM invoices WHERE tenant_id = $1", tnnt_id); }
void h(pqxx::work &tx, long tent_id) {
  tx.exec_params("SELECT 8 FROM invoices WHERE tenant_id = $1", tent_id);
  // FINDING@-1:65: what is bound to '$1', which confines 'invoices' to one tenant, is 'tent_id', not the tenant
}
