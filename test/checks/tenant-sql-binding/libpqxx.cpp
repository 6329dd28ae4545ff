// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// Positional values, with the real headers of libpqxx and cpp-httplib.
#include <httplib.h>
#include <pqxx/pqxx>

#include <optional>
#include <string>

struct TenantId {
  long value;
};
struct User {
  long id;
  long tenant_id;
};
struct RequestContext {
  long tenant_id() const;
  long user_id() const;
  const User &user() const;
  TenantId tenant() const;
};

// The identifier is a tenant's here.
void adopt_tenant(pqxx::work &tx, const RequestContext &ctx, long id) {
  tx.exec_params("UPDATE invoices SET issuer = $2 WHERE tenant_id = $1", id, ctx.tenant_id());
}

void direct(pqxx::work &tx, const RequestContext &ctx, long invoice_id, long tenant_id, long user_id, long id) {
  const char *Sql = "SELECT total FROM invoices WHERE tenant_id = $1 AND id = $2";
  tx.exec_params(Sql, ctx.tenant_id(), invoice_id);
  tx.exec_params(Sql, tenant_id, id);
  tx.exec_params(Sql, ctx.tenant().value, id);
  tx.exec_params(Sql, ctx.user().tenant_id, id);
  tx.exec_params(Sql, user_id, id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'user_id', not the tenant
  tx.exec_params(Sql, ctx.user_id(), id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
  tx.exec_params(Sql, ctx.user().id, id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user().id', not the tenant
  tx.exec_params(Sql, invoice_id, tenant_id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'invoice_id', and the tenant 'tenant_id' is bound to
  // placeholder 2: they are swapped
  tx.exec_params(Sql, 42, id);
  // FINDING@-1:23: 'invoices' is confined to one constant tenant: 42
  // Nothing is known of these.
  tx.exec_params(Sql, id, id);
  // Who calls its own thing `id` has it where the tenant should be, if the tenant is where the id should be.
  tx.exec_params(Sql, id, tenant_id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'id', and the tenant 'tenant_id' is bound to
  // placeholder 2: they are swapped
  // The other tables of a statement, and the second placeholder.
  tx.exec_params("SELECT 1 FROM plans WHERE id = $1", user_id);
  tx.exec_params("UPDATE invoices SET total = $1 WHERE tenant_id = $2", user_id, tenant_id);
  tx.exec_params("UPDATE invoices SET total = $1 WHERE tenant_id = $2", tenant_id, user_id);
  // FINDING@-1:84: what is bound to '$2', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder
  // 1: they are swapped
  tx.exec_params("INSERT INTO invoices (id, tenant_id) VALUES ($1, $2)", invoice_id, ctx.tenant_id());
  tx.exec_params("INSERT INTO invoices (id, tenant_id) VALUES ($1, $2)", ctx.tenant_id(), invoice_id);
  // FINDING@-1:91: what is bound to '$2', which confines 'invoices' to one tenant, is 'invoice_id', and the tenant 'ctx.tenant_id()' is bound to
  // placeholder 1: they are swapped
}

void flow(pqxx::work &tx, const RequestContext &ctx, const httplib::Request &req, long id) {
  const char *Sql = "SELECT total FROM invoices WHERE tenant_id = $1 AND id = $2";
  auto owner = ctx.tenant_id();
  tx.exec_params(Sql, owner, id);
  auto key = std::to_string(ctx.tenant().value);
  tx.exec_params(Sql, key, id);
  std::optional<long> maybe = ctx.tenant_id();
  tx.exec_params(Sql, *maybe, id);
  tx.exec_params(Sql, maybe.value_or(0), id);
  auto [a, tenant_id] = std::pair(1L, ctx.tenant_id());
  tx.exec_params(Sql, tenant_id, a);
  const long who = ctx.user_id();
  tx.exec_params(Sql, who, id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
  auto sent = req.get_header_value("X-Tenant-ID");
  tx.exec_params(Sql, sent, id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is a header that the client sends
  auto tenant = std::stol(req.get_param_value("tenant"));
  tx.exec_params(Sql, tenant, id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request, which the client chooses
  tx.exec_params(Sql, req.matches[1].str(), id);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the path of the request
  // The client names it, and it is compared with that of the context.
  auto named = std::stol(req.get_param_value("tenant"));
  if (named != ctx.tenant_id())
    return;
  tx.exec_params(Sql, named, id);
}

static std::string tenant_of(const httplib::Request &req) { return req.get_header_value("X-Tenant-ID"); }
std::string verified_tenant(const httplib::Request &req);

void helpers(pqxx::work &tx, const httplib::Request &req) {
  tx.exec_params("SELECT total FROM invoices WHERE tenant_id = $1", tenant_of(req));
  // FINDING@-1:69: what is bound to '$1', which confines 'invoices' to one tenant, is a header that the client sends
  tx.exec_params("SELECT total FROM invoices WHERE tenant_id = $1", verified_tenant(req));
}

void spliced(pqxx::work &tx, const RequestContext &ctx, const httplib::Request &req, long user_id) {
  tx.exec("SELECT total FROM invoices WHERE tenant_id = " + std::to_string(ctx.tenant_id()));
  tx.exec("SELECT total FROM invoices WHERE tenant_id = " + std::to_string(user_id));
  // FINDING@-1:61: what confines 'invoices' to one tenant is 'user_id', not the tenant
  tx.exec("SELECT total FROM invoices WHERE tenant_id = " + tx.quote(req.get_header_value("X-Tenant-ID")));
  // FINDING@-1:61: what confines 'invoices' to one tenant is a header that the client sends
  tx.exec("SELECT total FROM invoices WHERE tenant_id = 7");
  // FINDING@-1:57: 'invoices' is confined to one constant tenant: 7
}

void prepare(pqxx::connection &c) {
  c.prepare("find_invoice", "SELECT total FROM invoices WHERE tenant_id = $1 AND id = $2");
  c.prepare("twice", "SELECT total FROM invoices WHERE tenant_id = $1");
  c.prepare("twice", "SELECT id FROM invoices WHERE id = $1 AND tenant_id = $2");
}

void prepared(pqxx::work &tx, const RequestContext &ctx, long invoice_id) {
  tx.exec_prepared("find_invoice", ctx.tenant_id(), invoice_id);
  tx.exec_prepared("find_invoice", invoice_id, ctx.tenant_id());
  // FINDING@-1:36: what is bound to '$1', which confines 'invoices' to one tenant, is 'invoice_id', and the tenant 'ctx.tenant_id()' is bound to
  // placeholder 2: they are swapped
  tx.exec_prepared1("find_invoice", ctx.user_id(), invoice_id);
  // FINDING@-1:37: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
  // Which of the two it is cannot be known.
  tx.exec_prepared("twice", ctx.user_id());
}

// What a parameter is called, and what callers give it.
static void invoicesOf(pqxx::work &tx, const std::string &tenant_id) { tx.exec_params("SELECT total FROM invoices WHERE tenant_id = $1", tenant_id); }
static void handOn(pqxx::work &tx, const std::string &tenant) { invoicesOf(tx, tenant); }

void callers(pqxx::work &tx, const RequestContext &ctx, const httplib::Request &req, long user_id) {
  invoicesOf(tx, std::to_string(ctx.tenant_id()));
  invoicesOf(tx, req.get_header_value("X-Tenant-ID"));
  // FINDING@-1:18: what is bound to '$1', which confines 'invoices' to one tenant, is a header that the client sends
  invoicesOf(tx, std::to_string(user_id));
  // FINDING@-1:18: what is bound to '$1', which confines 'invoices' to one tenant, is 'user_id', not the tenant
  handOn(tx, std::to_string(ctx.tenant_id()));
  const std::string sent = req.get_param_value("t");
  handOn(tx, sent);
  // FINDING@-1:14: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
  const std::string checked = req.get_param_value("t");
  if (checked == std::to_string(ctx.tenant_id()))
    handOn(tx, checked);
}

// The name of what may be the tenant does not say that it is not.
void either(pqxx::work &tx, const RequestContext &ctx, bool own, long invoice_id) {
  long owner_id = own ? ctx.tenant_id() : invoice_id;
  tx.exec_params("SELECT total FROM invoices WHERE tenant_id = $1", owner_id);
  long user_id = own ? ctx.user_id() : invoice_id;
  tx.exec_params("SELECT total FROM invoices WHERE tenant_id = $1", user_id);
  // FINDING@-1:69: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id()', not the tenant
}
