// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17 -isystem %S/Inputs
//
// Values that are bound to what a call returns, one call after the other.
#include <drivers.h>

void chained(Wt::Dbo::Session &session, long tenant_id, long user_id) {
  session.execute("DELETE FROM payments WHERE id = ? AND tenant_id = ?").bind(user_id).bind(tenant_id);
  auto call = session.execute("DELETE FROM payments WHERE id = ? AND tenant_id = ?");
  call.bind(tenant_id).bind(user_id);
  // FINDING@-1:29: what is bound to '?', which confines 'payments' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
  call.run();
}

// One call may bind several.
void several(mysqlx::Session &session, long tenant_id, long user_id) {
  session.sql("DELETE FROM payments WHERE id = ? AND tenant_id = ?").bind(user_id, tenant_id);
  session.sql("DELETE FROM payments WHERE id = ? AND tenant_id = ?").bind(user_id).bind(tenant_id);
  session.sql("DELETE FROM payments WHERE id = ? AND tenant_id = ?").bind(tenant_id, user_id);
  // FINDING@-1:86: what is bound to '?', which confines 'payments' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
}
