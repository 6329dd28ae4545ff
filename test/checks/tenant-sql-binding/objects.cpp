// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17 -I/usr/include/postgresql
//
// Statement objects and arrays: SQLite, SQLiteCpp, libpq, SOCI.
#include <SQLiteCpp/SQLiteCpp.h>
#include <libpq-fe.h>
#include <soci/soci.h>
#include <sqlite3.h>

#include <string>

struct Context {
  long tenant_id() const;
  long user_id() const;
};

void sqlite(sqlite3 *db, const Context &ctx, long long invoice_id) {
  sqlite3_stmt *stmt = nullptr;
  sqlite3_prepare_v2(db, "SELECT total FROM invoices WHERE tenant_id = ? AND id = ?", -1, &stmt, nullptr);
  sqlite3_bind_int64(stmt, 1, ctx.tenant_id());
  sqlite3_bind_int64(stmt, 2, invoice_id);
  sqlite3_finalize(stmt);
  sqlite3_prepare_v2(db, "SELECT total FROM invoices WHERE tenant_id = ? AND id = ?", -1, &stmt, nullptr);
  sqlite3_bind_int64(stmt, 2, ctx.tenant_id());
  sqlite3_bind_int64(stmt, 1, invoice_id);
  // FINDING@-1:31: what is bound to '?', which confines 'invoices' to one tenant, is 'invoice_id', and the tenant 'ctx.tenant_id()' is bound to placeholder 2: they are swapped
  sqlite3_finalize(stmt);
  sqlite3_prepare_v2(db, "SELECT total FROM invoices WHERE tenant_id = :tenant", -1, &stmt, nullptr);
  sqlite3_bind_int64(stmt, sqlite3_bind_parameter_index(stmt, ":tenant"), ctx.user_id());
  // FINDING@-1:75: what is bound to ':tenant', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
}

void sqlitecpp(SQLite::Database &db, const Context &ctx, long long invoice_id) {
  SQLite::Statement good(db, "DELETE FROM invoices WHERE tenant_id = ? AND id = ?");
  good.bind(1, static_cast<int64_t>(ctx.tenant_id()));
  good.bind(2, static_cast<int64_t>(invoice_id));
  SQLite::Statement bad(db, "DELETE FROM invoices WHERE tenant_id = :t AND id = :id");
  bad.bind(":t", static_cast<int64_t>(invoice_id));
  // FINDING@-1:18: what is bound to ':t', which confines 'invoices' to one tenant, is 'invoice_id', not the tenant
  bad.bind(":id", static_cast<int64_t>(invoice_id));
}

void libpq(PGconn *c, const std::string &tenant_id, const std::string &user_id) {
  const char *good[] = {tenant_id.c_str(), user_id.c_str()};
  PQexecParams(c, "SELECT 1 FROM invoices WHERE tenant_id = $1 AND id = $2", 2, nullptr, good, nullptr, nullptr, 0);
  const char *bad[2] = {user_id.c_str(), tenant_id.c_str()};
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id.c_str()' is bound to placeholder 2: they are swapped
  PQexecParams(c, "SELECT 1 FROM invoices WHERE tenant_id = $1 AND id = $2", 2, nullptr, bad, nullptr, nullptr, 0);
  const char *assigned[2];
  assigned[0] = user_id.data();
  // FINDING@-1:17: what is bound to '$1', which confines 'invoices' to one tenant, is 'user_id', not the tenant
  assigned[1] = user_id.data();
  PQexecParams(c, "SELECT 1 FROM invoices WHERE tenant_id = $1 AND id = $2", 2, nullptr, assigned, nullptr, nullptr, 0);
}

void soci_use(soci::session &sql, int tenant_id, int user_id) {
  int total = 0;
  sql << "SELECT total FROM invoices WHERE tenant_id = :t AND id = :id", soci::use(tenant_id), soci::use(user_id), soci::into(total);
  sql << "SELECT total FROM invoices WHERE tenant_id = :t AND id = :id", soci::use(user_id), soci::use(tenant_id), soci::into(total);
  // FINDING@-1:84: what is bound to ':t', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 2
  sql << "SELECT total FROM invoices WHERE tenant_id = :t AND id = :id", soci::use(user_id, "id"), soci::use(tenant_id, "t");
  sql << "SELECT total FROM invoices WHERE tenant_id = :t AND id = :id", soci::use(user_id, "t"), soci::use(tenant_id, "id");
  // FINDING@-1:84: what is bound to ':t', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to 'id': they
}
