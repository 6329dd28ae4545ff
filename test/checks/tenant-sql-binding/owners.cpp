// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// Whose id it is says the name of its owner, also behind a smart pointer.
#include <memory>
#include <pqxx/pqxx>

struct Record {
  long Id() const;
  long id;
};
void good(pqxx::work &tx, std::shared_ptr<Record> tenant) {
  tx.exec_params("SELECT 1 FROM invoices WHERE tenant_id = $1", tenant->Id());
  tx.exec_params("SELECT 2 FROM invoices WHERE tenant_id = $1", (*tenant).id);
}
void bad(pqxx::work &tx, const std::shared_ptr<Record> &user) {
  tx.exec_params("SELECT 3 FROM invoices WHERE tenant_id = $1", user->Id());
  // FINDING@-1:65: what is bound to '$1', which confines 'invoices' to one tenant, is 'user->Id()', not the tenant
}
void unknown(pqxx::work &tx, const std::unique_ptr<Record> &it) { tx.exec_params("SELECT 4 FROM invoices WHERE tenant_id = $1", it->id); }
