// RUN: %check_tenant %s tenant-sql-session -- -std=c++17
//
// A transaction is an object beside the session, or is begun and ended by the session.
#include <soci/soci.h>

#include <string>

void objects(soci::connection_pool &pool, const std::string &tenant) {
  soci::session db(pool);
  db << "SELECT set_config('app.tenant_id', :t, true)", soci::use(tenant);
  // FINDING@-1:17: 'app.tenant_id' is set for a transaction, but none is open here
  soci::transaction tx(db);
  db << "SELECT set_config('app.tenant_id', :t, true)", soci::use(tenant);
  db << "DELETE FROM invoices WHERE id = 7";
  tx.commit();
  db << "SELECT set_config('app.tenant_id', :t, true)", soci::use(tenant);
  // FINDING@-1:17: 'app.tenant_id' is set for a transaction, but none is open here
}

void calls(soci::session &db, const std::string &tenant) {
  // Perhaps the caller has begun one.
  db << "SELECT set_config('app.tenant_id', :t, true)", soci::use(tenant);
  db.rollback();
  db << "SELECT set_config('app.tenant_id', :t, true)", soci::use(tenant);
  // FINDING@-1:17: 'app.tenant_id' is set for a transaction, but none is open here
  db.begin();
  db << "SELECT set_config('app.tenant_id', :t, true)", soci::use(tenant);
  db.commit();
}

// The pool gets it back as it is.
void lent(soci::connection_pool &pool) {
  soci::session db(pool);
  db << "SET search_path TO acme";
  // FINDING@-1:10: 'search_path' stays switched when the function is left
}

void own(const std::string &where) {
  soci::session db("postgresql", where);
  db << "SET search_path TO acme";
}
