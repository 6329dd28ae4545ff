#include "db.h"
#include "handlers.h"

namespace {

struct CustomerSql {
  static constexpr const char *searchV1 =
      "SELECT id, name, email FROM customers "
      "WHERE tenant_id = $1 AND name ILIKE $2 OR email ILIKE $2 ORDER BY name";

  static constexpr const char *searchV2 =
      "SELECT id, name, email FROM customers "
      "WHERE tenant_id = $1 AND (name ILIKE $2 OR email ILIKE $2) "
      "ORDER BY name";
};

} // namespace

void prepareCustomers(pqxx::connection &conn) {
  // BUG(sql): updates by id only, so any tenant's customer is changed.
  conn.prepare("update_customer_v1", "UPDATE customers SET email = $1 "
                                     "WHERE id = $2 RETURNING id, name, email");

  // OK: updates by tenant and id.
  conn.prepare("update_customer_v2", "UPDATE customers SET email = $1 "
                                     "WHERE id = $2 AND tenant_id = $3 "
                                     "RETURNING id, name, email");
}

// POST /customers (name, email): a new customer.
void createCustomerV1(const TenantContext &, const Request &req,
                      Response &res) {
  pqxx::work tx(connection());
  // BUG(sql): inserts without a tenant, the column's default is tenant 1.
  const pqxx::result rows = tx.exec_params(
      "INSERT INTO customers (name, email) VALUES ($1, $2) RETURNING id, name",
      req.get_param_value("name"), req.get_param_value("email"));
  tx.commit();
  res.status = 201;
  sendRow(res, rows);
}

void createCustomerV2(const TenantContext &ctx, const Request &req,
                      Response &res) {
  pqxx::work tx(connection());
  // OK: inserts into the tenant.
  const pqxx::result rows = tx.exec_params(
      "INSERT INTO customers (tenant_id, name, email) VALUES ($1, $2, $3) "
      "RETURNING id, name",
      ctx.tenantId, req.get_param_value("name"), req.get_param_value("email"));
  tx.commit();
  res.status = 201;
  sendRow(res, rows);
}

// PUT /customers/{id} (email): changes the e-mail address.
void updateCustomerV1(const TenantContext &, const Request &req,
                      Response &res) {
  pqxx::work tx(connection());
  const pqxx::result rows = tx.exec_prepared(
      "update_customer_v1", req.get_param_value("email"), captured(req));
  tx.commit();
  sendRow(res, rows);
}

void updateCustomerV2(const TenantContext &ctx, const Request &req,
                      Response &res) {
  pqxx::work tx(connection());
  const pqxx::result rows =
      tx.exec_prepared("update_customer_v2", req.get_param_value("email"),
                       captured(req), ctx.tenantId);
  tx.commit();
  sendRow(res, rows);
}

// GET /customers/search?q=: customers by part of the name or the address.
void searchCustomersV1(const TenantContext &ctx, const Request &req,
                       Response &res) {
  pqxx::work tx(connection());
  const std::string pattern = '%' + req.get_param_value("q") + '%';
  // BUG(sql): AND binds tighter than OR, so any tenant's e-mail matches.
  sendRows(res, tx.exec_params(CustomerSql::searchV1, ctx.tenantId, pattern));
}

void searchCustomersV2(const TenantContext &ctx, const Request &req,
                       Response &res) {
  pqxx::work tx(connection());
  const std::string pattern = '%' + req.get_param_value("q") + '%';
  // OK: the alternatives are in parentheses.
  sendRows(res, tx.exec_params(CustomerSql::searchV2, ctx.tenantId, pattern));
}

// GET /customers/risky: customers who have an overdue invoice, under any of the
// names that share the tax number.
void riskyCustomersV1(const TenantContext &ctx, const Request &,
                      Response &res) {
  pqxx::work tx(connection());
  const char *sql = R"sql(
    SELECT c.id, c.name
      FROM customers c
     WHERE c.tenant_id = $1
       AND EXISTS (SELECT 1
                     FROM customers o
                     JOIN invoices i ON i.tenant_id = o.tenant_id
                                    AND i.customer_id = o.id
                    WHERE o.tax_number = c.tax_number
                      AND i.status = 'overdue')
  )sql";
  // BUG(sql): the subquery looks at the overdue invoices of all tenants.
  sendRows(res, tx.exec_params(sql, ctx.tenantId));
}

void riskyCustomersV2(const TenantContext &ctx, const Request &,
                      Response &res) {
  pqxx::work tx(connection());
  const char *sql = R"sql(
    SELECT c.id, c.name
      FROM customers c
     WHERE c.tenant_id = $1
       AND EXISTS (SELECT 1
                     FROM customers o
                     JOIN invoices i ON i.tenant_id = o.tenant_id
                                    AND i.customer_id = o.id
                    WHERE o.tenant_id = c.tenant_id
                      AND o.tax_number = c.tax_number
                      AND i.status = 'overdue')
  )sql";
  // OK: the subquery is correlated on the tenant.
  sendRows(res, tx.exec_params(sql, ctx.tenantId));
}

static pqxx::result selectCustomers(long long tenantId) {
  pqxx::work tx(connection());
  // OK: selects the customers of the tenant that the caller answers for.
  return tx.exec_params(
      "SELECT id, name, email FROM customers WHERE tenant_id = $1 ORDER BY id",
      tenantId);
}

// GET /tenants/{tenant}/customers: all customers.
void tenantCustomersV1(const TenantContext &, const Request &req,
                       Response &res) {
  // BUG(handler): the tenant is what the client wrote into the path.
  const long long tenantId = captured(req);
  sendRows(res, selectCustomers(tenantId));
}

void tenantCustomersV2(const TenantContext &ctx, const Request &req,
                       Response &res) {
  // OK: the path has to agree with the tenant of the API key.
  if (captured(req) != ctx.tenantId)
    return sendError(res, 404, "not found");
  sendRows(res, selectCustomers(ctx.tenantId));
}
