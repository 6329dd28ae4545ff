#include "cache.h"
#include "db.h"
#include "handlers.h"
#include "jobs.h"

#define INVOICE_COLUMNS                                                        \
  "id, number, customer_id, status, issued_on, total_cents"

// GET /invoices/{id}: one invoice.
void getInvoiceV1(const TenantContext &, const Request &req, Response &res) {
  pqxx::work tx(connection());
  // BUG(sql): selects by id only, so any tenant's invoice is found.
  sendRow(res, tx.exec_params("SELECT " INVOICE_COLUMNS
                              " FROM invoices WHERE id = $1",
                              captured(req)));
}

void getInvoiceV2(const TenantContext &ctx, const Request &req, Response &res) {
  pqxx::work tx(connection());
  // OK: selects by tenant and id.
  sendRow(res, tx.exec_params("SELECT " INVOICE_COLUMNS " FROM invoices "
                              "WHERE tenant_id = $1 AND id = $2",
                              ctx.tenantId, captured(req)));
}

// GET /invoices?customer=&status=: the invoices, by optional filters.
void listInvoicesV1(const TenantContext &ctx, const Request &req,
                    Response &res) {
  pqxx::work tx(connection());
  std::string sql = "SELECT " INVOICE_COLUMNS " FROM invoices";
  if (req.has_param("customer"))
    sql += " WHERE customer_id = " + tx.quote(req.get_param_value("customer"));
  else
    sql += " WHERE tenant_id = " + pqxx::to_string(ctx.tenantId);
  if (req.has_param("status"))
    sql += " AND status = " + tx.quote(req.get_param_value("status"));
  sql += " ORDER BY issued_on, id";
  // BUG(sql): the tenant is left out when the client filters by customer.
  sendRows(res, tx.exec(sql));
}

void listInvoicesV2(const TenantContext &ctx, const Request &req,
                    Response &res) {
  pqxx::work tx(connection());
  std::string sql = "SELECT " INVOICE_COLUMNS " FROM invoices";
  sql += " WHERE tenant_id = " + pqxx::to_string(ctx.tenantId);
  if (req.has_param("customer"))
    sql += " AND customer_id = " + tx.quote(req.get_param_value("customer"));
  if (req.has_param("status"))
    sql += " AND status = " + tx.quote(req.get_param_value("status"));
  sql += " ORDER BY issued_on, id";
  // OK: the filters only narrow what the tenant has.
  sendRows(res, tx.exec(sql));
}

static constexpr char openInvoicesSqlV1[] = R"sql(
  SELECT i.id, i.number, i.total_cents,
         coalesce(sum(p.amount_cents), 0) AS paid_cents
    FROM invoices i
    LEFT JOIN payments p
      ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id
     AND i.tenant_id = $1
   WHERE i.status IN ('open', 'overdue')
   GROUP BY i.id, i.number, i.total_cents
   ORDER BY i.id
)sql";

static constexpr char openInvoicesSqlV2[] = R"sql(
  SELECT i.id, i.number, i.total_cents,
         coalesce(sum(p.amount_cents), 0) AS paid_cents
    FROM invoices i
    LEFT JOIN payments p
      ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id
   WHERE i.tenant_id = $1 AND i.status IN ('open', 'overdue')
   GROUP BY i.id, i.number, i.total_cents
   ORDER BY i.id
)sql";

// GET /invoices/open: what is still to be paid, with the payments so far.
void openInvoicesV1(const TenantContext &ctx, const Request &, Response &res) {
  pqxx::work tx(connection());
  // BUG(sql): a LEFT JOIN keeps all invoices, whatever its ON says of them.
  sendRows(res, tx.exec_params(openInvoicesSqlV1, ctx.tenantId));
}

void openInvoicesV2(const TenantContext &ctx, const Request &, Response &res) {
  pqxx::work tx(connection());
  // OK: the tenant of the invoices is in WHERE, that of the payments in ON.
  sendRows(res, tx.exec_params(openInvoicesSqlV2, ctx.tenantId));
}

static pqxx::result selectSummary(const TenantContext &ctx,
                                  long long invoiceId) {
  pqxx::work tx(connection());
  static const std::string sql =
      "SELECT i.number, i.status, i.total_cents, c.name AS customer "
      "FROM invoices i "
      "JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id "
      "WHERE i.tenant_id = $1 AND i.id = $2";
  // OK: selects by tenant and id, the join stays within the tenant.
  return tx.exec_params(sql, ctx.tenantId, invoiceId);
}

// GET /invoices/{id}/summary: an invoice for the dashboard, cached.
void invoiceSummaryV1(const TenantContext &ctx, const Request &req,
                      Response &res) {
  const long long invoiceId = captured(req);
  if (const auto cached = cachedInvoiceV1(invoiceId))
    return sendJson(res, *cached);
  const pqxx::result rows = selectSummary(ctx, invoiceId);
  if (!rows.empty())
    cacheInvoiceV1(invoiceId, toJson(rows[0]));
  sendRow(res, rows);
}

void invoiceSummaryV2(const TenantContext &ctx, const Request &req,
                      Response &res) {
  const long long invoiceId = captured(req);
  if (const auto cached = cachedInvoiceV2(ctx, invoiceId))
    return sendJson(res, *cached);
  const pqxx::result rows = selectSummary(ctx, invoiceId);
  if (!rows.empty())
    cacheInvoiceV2(ctx, invoiceId, toJson(rows[0]));
  sendRow(res, rows);
}

static void updateTotal(pqxx::work &tx, const TenantContext &ctx,
                        long long invoiceId) {
  // OK: both the invoice and the lines that are summed up are the tenant's.
  tx.exec_params0(R"sql(
    UPDATE invoices i
       SET total_cents = (SELECT coalesce(sum(l.quantity * l.unit_cents), 0)
                            FROM invoice_lines l
                           WHERE l.tenant_id = $1 AND l.invoice_id = $2)
     WHERE i.tenant_id = $1 AND i.id = $2)sql",
                  ctx.tenantId, invoiceId);
}

static const std::string copyLinesHead =
    "INSERT INTO invoice_lines "
    "(tenant_id, invoice_id, description, quantity, unit_cents) "
    "SELECT $1, $2, description, quantity, unit_cents FROM invoice_lines ";
static const std::string copyLinesTail =
    " RETURNING id, description, quantity, unit_cents";

// POST /invoices/{id}/lines/copy (from): copies the lines of another invoice.
void copyLinesV1(const TenantContext &ctx, const Request &req, Response &res) {
  pqxx::work tx(connection());
  // BUG(sql): the copied lines are selected without their tenant.
  const pqxx::result rows =
      tx.exec_params(copyLinesHead + "WHERE invoice_id = $3" + copyLinesTail,
                     ctx.tenantId, captured(req), req.get_param_value("from"));
  updateTotal(tx, ctx, captured(req));
  tx.commit();
  sendRows(res, rows);
}

void copyLinesV2(const TenantContext &ctx, const Request &req, Response &res) {
  pqxx::work tx(connection());
  // OK: the copied lines are the tenant's as well.
  const pqxx::result rows = tx.exec_params(
      copyLinesHead + "WHERE tenant_id = $1 AND invoice_id = $3" +
          copyLinesTail,
      ctx.tenantId, captured(req), req.get_param_value("from"));
  if (rows.empty())
    return sendError(res, 404, "not found");
  updateTotal(tx, ctx, captured(req));
  tx.commit();
  sendRows(res, rows);
}

static std::string emailOfUser(const TenantContext &ctx) {
  pqxx::work tx(connection());
  // OK: selects by tenant and id.
  const pqxx::row row = tx.exec_params1(
      "SELECT email FROM users WHERE tenant_id = $1 AND id = $2", ctx.tenantId,
      ctx.userId);
  return row[0].as<std::string>();
}

// POST /invoices/{id}/send: sends the invoice to the user, in the background.
void sendInvoiceV1(const TenantContext &ctx, const Request &req,
                   Response &res) {
  enqueueSendInvoiceV1(captured(req), emailOfUser(ctx));
  res.status = 202;
}

void sendInvoiceV2(const TenantContext &ctx, const Request &req,
                   Response &res) {
  if (selectSummary(ctx, captured(req)).empty())
    return sendError(res, 404, "not found");
  enqueueSendInvoiceV2(ctx, captured(req), emailOfUser(ctx));
  res.status = 202;
}

// POST /invoices (customer_id, number): a new draft. The foreign key refuses
// the customer of another tenant.
void createInvoice(const TenantContext &ctx, const Request &req,
                   Response &res) {
  pqxx::work tx(connection());
  // OK: inserts into the tenant.
  const pqxx::result rows =
      tx.exec_params("INSERT INTO invoices (tenant_id, customer_id, number) "
                     "VALUES ($1, $2, $3) RETURNING " INVOICE_COLUMNS,
                     ctx.tenantId, req.get_param_value("customer_id"),
                     req.get_param_value("number"));
  tx.commit();
  res.status = 201;
  sendRow(res, rows);
}

// POST /invoices/{id}/lines (description, quantity, unit_cents): a new line.
void addLine(const TenantContext &ctx, const Request &req, Response &res) {
  pqxx::work tx(connection());
  // OK: inserts into the tenant.
  const pqxx::result rows = tx.exec_params(
      "INSERT INTO invoice_lines "
      "(tenant_id, invoice_id, description, quantity, unit_cents) "
      "VALUES ($1, $2, $3, $4, $5)" +
          copyLinesTail,
      ctx.tenantId, captured(req), req.get_param_value("description"),
      req.get_param_value("quantity"), req.get_param_value("unit_cents"));
  updateTotal(tx, ctx, captured(req));
  tx.commit();
  res.status = 201;
  sendRow(res, rows);
}
