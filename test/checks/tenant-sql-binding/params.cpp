// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17 -isystem %S/../../libraries/Inputs
//
// pqxx::params of libpqxx 7 and later: an object that holds the values.
#include <pqxx7.h>

#include <string>

struct Context {
  long tenant_id() const;
  long user_id() const;
};

void params(pqxx::work &tx, const Context &ctx, long id, bool more) {
  const char *Sql = "SELECT total FROM invoices WHERE tenant_id = $1 AND id = $2";
  tx.exec(Sql, pqxx::params{ctx.tenant_id(), id});
  tx.exec(Sql, pqxx::params{ctx.user_id(), id});
  // FINDING@-1:29: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
  pqxx::params good;
  good.append(ctx.tenant_id());
  good.append(id);
  tx.exec(Sql, good);
  pqxx::params bad;
  bad.append(ctx.user_id());
  // FINDING@-1:14: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
  bad.append(id);
  tx.exec(Sql, bad);
  // How many there are is not known: nothing is said.
  pqxx::params unknown;
  if (more)
    unknown.append(id);
  unknown.append(ctx.user_id());
  tx.exec(Sql, unknown);
}
