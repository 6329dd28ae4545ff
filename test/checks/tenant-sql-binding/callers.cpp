// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// A parameter whose name says nothing is what the callers give.
#include <pqxx/pqxx>

#include <string>

struct Context {
  long tenant_id() const;
  long user_id() const;
};

static void load(pqxx::work &tx, long key) { tx.exec_params("SELECT total FROM invoices WHERE tenant_id = $1", key); }

void good(pqxx::work &tx, const Context &ctx) { load(tx, ctx.tenant_id()); }

void bad(pqxx::work &tx, const Context &ctx) {
  load(tx, ctx.user_id());
  // FINDING@-1:12: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
}

// Through another function, whose parameter says nothing either.
static void forward(pqxx::work &tx, long value) { load(tx, value); }

void far(pqxx::work &tx, const Context &ctx) {
  forward(tx, ctx.tenant_id());
  forward(tx, ctx.user_id());
  // FINDING@-1:15: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
}

// What goes to another placeholder is not asked for.
static void one(pqxx::work &tx, long owner, long key) {
  tx.exec_params("SELECT total FROM invoices WHERE tenant_id = $1 AND id = $2", owner, key);
}

void both(pqxx::work &tx, const Context &ctx, long invoice_id) {
  one(tx, ctx.tenant_id(), invoice_id);
  one(tx, invoice_id, ctx.tenant_id());
  // FINDING@-1:11: what is bound to '$1', which confines 'invoices' to one tenant, is 'invoice_id', and the tenant 'ctx.tenant_id()' is bound to placeholder 2: they are swapped
}

// Nothing is known of what arrives: nothing is said.
void silent(pqxx::work &tx, long number) { load(tx, number); }
