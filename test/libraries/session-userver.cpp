// RUN: %check_tenant %s tenant-sql-session -- -std=c++17 -isystem %S/Inputs
//
// A cluster takes a connection from the pool for every call.
#include <userver.h>

namespace pg = userver::storages::postgres;

void cluster(const pg::ClusterPtr &db, const std::string &tenant) {
  db->Execute(pg::ClusterHostType::kMaster, "SELECT set_config('app.tenant_id', $1, false)", tenant);
  // FINDING@-1:53: 'app.tenant_id' is set for the whole session
  db->Execute(pg::ClusterHostType::kMaster, "SELECT set_config('app.tenant_id', $1, true)", tenant);
  // FINDING@-1:53: 'app.tenant_id' is set for a transaction, but none is open here
  db->Execute(pg::ClusterHostType::kMaster, "WITH s AS (SELECT set_config('app.tenant_id', $1, true)) SELECT * FROM invoices, s", tenant);
}

void transaction(pg::Transaction &transaction, const std::string &tenant) {
  transaction.Execute("SELECT set_config('app.tenant_id', $1, false)", tenant);
  // FINDING@-1:31: 'app.tenant_id' is set for the whole session
  transaction.Execute("SELECT set_config('app.tenant_id', $1, true)", tenant);
  transaction.SetParameter("app.tenant_id", tenant);
}
