// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// A function that is given a text and its values: the values that belong to a text are
// those of the call that gives it.
#include <pqxx/pqxx>

#include <string>

struct Context {
  long tenant_id;
  long user_id;
};

static void run(pqxx::work &tx, const std::string &sql, long first, long second) { tx.exec_params(sql, first, second); }

void use(pqxx::work &tx, const Context &ctx) {
  run(tx, "SELECT total FROM invoices WHERE tenant_id = $1 AND id = $2", ctx.tenant_id, ctx.user_id);
  run(tx, "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", ctx.user_id, ctx.tenant_id);
  run(tx, "SELECT name FROM customers WHERE id = $1 AND tenant_id = $2", 7, ctx.user_id);
  // FINDING@-1:77: what is bound to '$2', which confines 'customers' to one tenant, is 'ctx.user_id', not the tenant
}

static void between(pqxx::work &tx, const std::string &sql, long first, long second) { run(tx, sql, first, second); }

void further(pqxx::work &tx, const Context &ctx) {
  between(tx, "SELECT total FROM payments WHERE tenant_id = $1 AND id = $2", ctx.tenant_id, ctx.user_id);
  between(tx, "SELECT total FROM payments WHERE id = $1 AND tenant_id = $2", ctx.user_id, ctx.tenant_id);
  between(tx, "SELECT total FROM payments WHERE tenant_id = $1 AND id = $2", ctx.user_id, 7);
  // FINDING@-1:78: what is bound to '$1', which confines 'payments' to one tenant, is 'ctx.user_id', not the tenant
}
