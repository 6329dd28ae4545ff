#include "cache.h"
#include "db.h"
#include "handlers.h"
#include "jobs.h"

// GET /reports/revenue: what was invoiced, by month.
void revenueV1(const TenantContext &, const Request &, Response &res) {
  pqxx::work tx(connection());
  // BUG(sql): sums up the invoices of all tenants.
  sendRows(res, tx.exec("SELECT to_char(issued_on, 'YYYY-MM') AS month, "
                        "sum(total_cents) AS cents "
                        "FROM invoices WHERE status <> 'void' "
                        "GROUP BY 1 ORDER BY 1"));
}

void revenueV2(const TenantContext &ctx, const Request &, Response &res) {
  pqxx::work tx(connection());
  // OK: sums up the tenant's invoices.
  sendRows(res,
           tx.exec("SELECT to_char(issued_on, 'YYYY-MM') AS month, "
                   "sum(total_cents) AS cents "
                   "FROM invoices WHERE status <> 'void' AND tenant_id = " +
                   pqxx::to_string(ctx.tenantId) + " GROUP BY 1 ORDER BY 1"));
}

// GET /reports/ledger?order=desc: invoices and payments by date.
void ledgerV1(const TenantContext &ctx, const Request &req, Response &res) {
  pqxx::work tx(connection());
  const bool descending = req.get_param_value("order") == "desc";
  const std::string sql =
      std::string("SELECT issued_on AS day, number AS entry, total_cents "
                  "AS cents FROM invoices WHERE tenant_id = $1 "
                  "UNION ALL "
                  "SELECT received_on, reference, -amount_cents "
                  "FROM payments ") +
      (descending ? "ORDER BY 1 DESC, 2" : "ORDER BY 1, 2");
  // BUG(sql): only the first half of the UNION is confined to the tenant.
  sendRows(res, tx.exec_params(sql, ctx.tenantId));
}

void ledgerV2(const TenantContext &ctx, const Request &req, Response &res) {
  pqxx::work tx(connection());
  const bool descending = req.get_param_value("order") == "desc";
  const std::string sql =
      std::string("SELECT issued_on AS day, number AS entry, total_cents "
                  "AS cents FROM invoices WHERE tenant_id = $1 "
                  "UNION ALL "
                  "SELECT received_on, reference, -amount_cents "
                  "FROM payments WHERE tenant_id = $1 ") +
      (descending ? "ORDER BY 1 DESC, 2" : "ORDER BY 1, 2");
  // OK: both halves of the UNION are confined to the tenant.
  sendRows(res, tx.exec_params(sql, ctx.tenantId));
}

// The tenant of these queries is a setting of the database session.
static constexpr char balancesSql[] =
    "SELECT c.name, sum(i.total_cents) AS cents FROM invoices i "
    "JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id "
    "WHERE i.tenant_id = current_setting('app.tenant_id')::bigint "
    "GROUP BY 1 ORDER BY 1";

// GET /reports/balances: what was invoiced, by customer.
void balancesV1(const TenantContext &ctx, const Request &, Response &res) {
  pqxx::work tx(connection());
  const auto known =
      tx.exec1("SELECT coalesce(current_setting('app.tenant_id', true), '')");
  if (known[0].as<std::string>().empty())
    // BUG(session): the setting outlives the request, the next tenant has it.
    tx.exec_params("SELECT set_config('app.tenant_id', $1, false)",
                   pqxx::to_string(ctx.tenantId));
  sendRows(res, tx.exec(balancesSql));
  tx.commit();
}

void balancesV2(const TenantContext &ctx, const Request &, Response &res) {
  pqxx::work tx(connection());
  // OK: the setting ends with the transaction, and every request has its own.
  tx.exec_params("SELECT set_config('app.tenant_id', $1, true)",
                 pqxx::to_string(ctx.tenantId));
  sendRows(res, tx.exec(balancesSql));
}

// POST /reports/statements/{month}: makes the list of the month's invoices, in
// the background.
void requestStatementV1(const TenantContext &ctx, const Request &req,
                        Response &res) {
  enqueueStatementV1(ctx, req.matches[1]);
  res.status = 202;
}

void requestStatementV2(const TenantContext &ctx, const Request &req,
                        Response &res) {
  enqueueStatementV2(ctx, req.matches[1]);
  res.status = 202;
}

static void sendStatement(Response &res,
                          const std::optional<std::string> &json) {
  if (json)
    sendJson(res, *json);
  else
    sendError(res, 404, "not found");
}

// GET /reports/statements/{month}: the list, once it was made.
void getStatementV1(const TenantContext &, const Request &req, Response &res) {
  sendStatement(res, storedStatementV1(req.matches[1]));
}

void getStatementV2(const TenantContext &ctx, const Request &req,
                    Response &res) {
  sendStatement(res, storedStatementV2(ctx, req.matches[1]));
}

// GET /plans: what can be subscribed to.
void listPlans(const TenantContext &, const Request &, Response &res) {
  pqxx::work tx(connection());
  // OK: plans is a global table.
  sendRows(res,
           tx.exec("SELECT id, name, monthly_cents FROM plans ORDER BY id"));
}
