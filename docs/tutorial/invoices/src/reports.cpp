#include "db.h"
#include "handlers.h"

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

// GET /plans: what can be subscribed to.
void listPlans(const TenantContext &, const Request &, Response &res) {
  pqxx::work tx(connection());
  // OK: plans is a global table.
  sendRows(res,
           tx.exec("SELECT id, name, monthly_cents FROM plans ORDER BY id"));
}
