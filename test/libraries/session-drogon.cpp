// RUN: %check_tenant %s tenant-sql-session -- -std=c++17 -isystem %S/Inputs
//
// A client takes any of its connections for a statement; a transaction keeps one.
#include <drogon.h>

#include <string>

void client(const std::string &tenant) {
  auto db = drogon::app().getDbClient();
  db->execSqlSync("SELECT set_config('app.tenant_id', $1, true)", tenant);
  // FINDING@-1:27: 'app.tenant_id' is set for a transaction, but none is open here
  auto tx = db->newTransaction();
  tx->execSqlSync("SELECT set_config('app.tenant_id', $1, true)", tenant);
}

// Perhaps a transaction: it is a client, too.
void given(const drogon::orm::DbClientPtr &db, const std::string &tenant) {
  db->execSqlSync("SELECT set_config('app.tenant_id', $1, true)", tenant);
}
