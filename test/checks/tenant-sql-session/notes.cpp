// RUN: %check_tenant %s tenant-sql-session -- -std=c++17
//
// The way from the text to the call, and what to write instead.
#include <pqxx/pqxx>

#include <string>

static void run(pqxx::work &tx, const std::string &sql) { tx.exec(sql); }

void request(pqxx::work &tx, const std::string &tenant) {
  run(tx, "SET app.tenant_id = " + tx.quote(tenant));
  // FINDING@-1:12: 'app.tenant_id' is set for the whole session: the next request on this connection runs with it too
  // NOTE@-2:3: the text is handed to 'run' in 'request'
  // NOTE@-6:62: the text is handed to 'pqxx::transaction_base::exec' in 'run'
  // NOTE@-4:12: in a transaction, write "SET LOCAL app.tenant_id = ..." or "SELECT set_config('app.tenant_id', $1, true)"
  tx.set_variable("app.tenant_id", tenant);
  // FINDING@-1:20: 'app.tenant_id' is set for the whole session: the next request on this connection runs with it too
  // NOTE@-2:6: the text is handed to 'pqxx::transaction_base::set_variable' in 'request'
  // NOTE@-3:20: in a transaction, write "SET LOCAL app.tenant_id = ..." or "SELECT set_config('app.tenant_id', $1, true)"
}
