// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// Values that are exchanged with a statement before it has its text, or after.
#include <soci/soci.h>

#include <string>

void before(soci::session &db, int tenant_id, int user_id) {
  int total = 0;
  soci::statement good(db);
  good.exchange(soci::into(total));
  good.exchange(soci::use(user_id));
  good.exchange(soci::use(tenant_id));
  good.alloc();
  good.prepare("SELECT total FROM invoices WHERE id = :id AND tenant_id = :tenant");
  good.define_and_bind();
  good.execute(true);
  soci::statement bad(db);
  bad.exchange(soci::into(total));
  bad.exchange(soci::use(tenant_id));
  bad.exchange(soci::use(user_id));
  // FINDING@-1:26: what is bound to ':tenant', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
  bad.alloc();
  bad.prepare("SELECT total FROM invoices WHERE id = :id AND tenant_id = :tenant");
  bad.define_and_bind();
  bad.execute(true);
}

void byName(soci::session &db, int tenant_id, int user_id) {
  soci::statement good(db);
  good.alloc();
  good.prepare("DELETE FROM invoices WHERE id = :id AND tenant_id = :tenant");
  good.exchange(soci::use(tenant_id, "tenant"));
  good.exchange(soci::use(user_id, "id"));
  soci::statement bad(db);
  bad.alloc();
  bad.prepare("DELETE FROM invoices WHERE id = :id AND tenant_id = :tenant");
  bad.exchange(soci::use(user_id, "tenant"));
  // FINDING@-1:26: what is bound to ':tenant', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to 'id': they are swapped
  bad.exchange(soci::use(tenant_id, "id"));
}
