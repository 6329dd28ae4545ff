// RUN: %check_tenant %s tenant-sql-session -- -std=c++17 -isystem %S/Inputs
#include <pqxx7.h>

#include <string>

void session(pqxx::connection &c, pqxx::work &tx, int tenant, const std::string &name) {
  c.set_session_var("app.tenant_id", tenant);
  // FINDING@-1:22: 'app.tenant_id' is set for the whole session
  c.set_variable("app.tenant_id", "42");
  // FINDING@-1:19: 'app.tenant_id' is set for the whole session
  tx.set_variable("app.tenant_id", name);
  // FINDING@-1:20: 'app.tenant_id' is set for the whole session
  c.set_session_var("statement_timeout", 5000);
  c.set_session_var(name, tenant);
  tx.exec("SET LOCAL app.tenant_id = '1'");
  tx.exec("SELECT set_config('app.tenant_id', $1, true)", pqxx::params{tenant});
}
