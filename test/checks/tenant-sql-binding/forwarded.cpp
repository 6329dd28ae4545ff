// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// A function template that hands on whatever it is given: what is wrong is wrong where it is
// called.
#include <pqxx/pqxx>

#include <string>
#include <utility>

struct Context {
  long tenant_id() const;
  long user_id() const;
};

template <typename... A> pqxx::result query(pqxx::work &tx, const char *sql, A &&...values) {
  return tx.exec_params(sql, std::forward<A>(values)...);
}

template <typename... A> pqxx::result retried(pqxx::work &tx, const char *sql, A &&...values) {
  try {
    return query(tx, sql, std::forward<A>(values)...);
  } catch (const pqxx::broken_connection &) {
    return query(tx, sql, values...);
  }
}

void use(pqxx::work &tx, const Context &ctx, long invoice_id) {
  query(tx, "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", invoice_id, ctx.tenant_id());
  query(tx, "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", ctx.tenant_id(), invoice_id);
  // FINDING@-1:93: what is bound to '$2', which confines 'invoices' to one tenant, is 'invoice_id', and the tenant 'ctx.tenant_id()' is bound to placeholder 1: they are swapped
  retried(tx, "DELETE FROM invoices WHERE id = $1 AND tenant_id = $2", invoice_id, ctx.tenant_id());
  retried(tx, "DELETE FROM invoices WHERE id = $1 AND tenant_id = $2", ctx.tenant_id(), ctx.user_id());
  // FINDING@-1:89: what is bound to '$2', which confines 'invoices' to one tenant, is 'ctx.user_id()', and the tenant 'ctx.tenant_id()' is bound to placeholder 1: they are swapped
}
