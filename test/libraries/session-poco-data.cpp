// RUN: %check_tenant %s tenant-sql-session -- -std=c++17
//
// Transactions of Poco are objects, or are begun by the session.
#include <Poco/Data/Session.h>
#include <Poco/Data/SessionPool.h>
#include <Poco/Data/Transaction.h>

#include <string>

using namespace Poco::Data::Keywords;

void objects(Poco::Data::SessionPool &pool) {
  Poco::Data::Session db = pool.get();
  db << "SET LOCAL app.tenant_id = '1'", now;
  // FINDING@-1:10: 'app.tenant_id' is set for a transaction, but none is open here
  Poco::Data::Transaction tx(db);
  db << "SET LOCAL app.tenant_id = '1'", now;
  tx.commit();
  db << "SET LOCAL app.tenant_id = '1'", now;
  // FINDING@-1:10: 'app.tenant_id' is set for a transaction, but none is open here
}

void calls(Poco::Data::Session &db) {
  // Nobody begins a transaction inside of one.
  db << "SET LOCAL app.tenant_id = '1'", now;
  // FINDING@-1:10: 'app.tenant_id' is set for a transaction, but none is open here
  db.begin();
  Poco::Data::Statement set(db);
  set << "SET LOCAL app.tenant_id = '1'", now;
  db.commit();
  Poco::Data::Statement again(db);
  again << "SET LOCAL app.tenant_id = '1'", now;
  // FINDING@-1:13: 'app.tenant_id' is set for a transaction, but none is open here
}
