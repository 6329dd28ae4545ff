#include "db.h"
#include "handlers.h"

void preparePayments(pqxx::connection &conn) {
  // BUG(sql): deletes by id only, so any tenant's payment is deleted.
  conn.prepare("delete_payment_v1", "DELETE FROM payments WHERE id = $1");

  // OK: deletes by tenant and id.
  conn.prepare("delete_payment_v2",
               "DELETE FROM payments WHERE tenant_id = $1 AND id = $2");
}

static std::string selectPayments() {
  return "SELECT p.id, p.invoice_id, p.reference, p.received_on, "
         "p.amount_cents FROM payments p ";
}

static pqxx::result paymentsOfTenant(const std::string &tenantId) {
  pqxx::work tx(connection());
  // OK: selects the payments of the tenant that the caller answers for.
  return tx.exec_params(selectPayments() + "WHERE p.tenant_id = $1", tenantId);
}

// GET /payments: all payments.
void listPaymentsV1(const TenantContext &, const Request &req, Response &res) {
  // BUG(handler): the tenant is what the client wrote into a header.
  const std::string tenantId = req.get_header_value("X-Tenant-ID");
  sendRows(res, paymentsOfTenant(tenantId));
}

void listPaymentsV2(const TenantContext &ctx, const Request &, Response &res) {
  // OK: the tenant is that of the API key.
  const std::string tenantId = pqxx::to_string(ctx.tenantId);
  sendRows(res, paymentsOfTenant(tenantId));
}

// GET /payments/by-number/{number}: the payments for an invoice number, which
// is unique within a tenant only.
void paymentsByNumberV1(const TenantContext &, const Request &req,
                        Response &res) {
  pqxx::work tx(connection());
  // BUG(sql): the subquery finds the invoices of all tenants with the number.
  sendRows(res,
           tx.exec_params(selectPayments() +
                              "WHERE p.invoice_id IN "
                              "(SELECT id FROM invoices WHERE number = $1)",
                          req.matches[1].str()));
}

void paymentsByNumberV2(const TenantContext &ctx, const Request &req,
                        Response &res) {
  pqxx::work tx(connection());
  // OK: the payments and the invoices in the subquery are the tenant's.
  sendRows(
      res,
      tx.exec_params(
          selectPayments() +
              "WHERE p.tenant_id = $1 AND p.invoice_id IN "
              "(SELECT id FROM invoices WHERE tenant_id = $1 AND number = $2)",
          ctx.tenantId, req.matches[1].str()));
}

// DELETE /payments/{id}: takes back a payment.
void deletePaymentV1(const TenantContext &, const Request &req, Response &res) {
  pqxx::work tx(connection());
  const pqxx::result done =
      tx.exec_prepared("delete_payment_v1", captured(req));
  tx.commit();
  if (done.affected_rows() == 0)
    return sendError(res, 404, "not found");
  res.status = 204;
}

void deletePaymentV2(const TenantContext &ctx, const Request &req,
                     Response &res) {
  pqxx::work tx(connection());
  const pqxx::result done =
      tx.exec_prepared("delete_payment_v2", ctx.tenantId, captured(req));
  tx.commit();
  if (done.affected_rows() == 0)
    return sendError(res, 404, "not found");
  res.status = 204;
}

// POST /invoices/{id}/payments (reference, amount_cents): a new payment for an
// invoice that was issued.
void addPayment(const TenantContext &ctx, const Request &req, Response &res) {
  pqxx::work tx(connection());
  // OK: the invoice is selected by tenant and id, its tenant is inserted.
  const pqxx::result rows = tx.exec_params(
      "INSERT INTO payments (tenant_id, invoice_id, reference, amount_cents) "
      "SELECT i.tenant_id, i.id, $3, $4 FROM invoices i "
      "WHERE i.tenant_id = $1 AND i.id = $2 AND i.status <> 'draft' "
      "RETURNING id, invoice_id, reference, amount_cents",
      ctx.tenantId, captured(req), req.get_param_value("reference"),
      req.get_param_value("amount_cents"));
  tx.commit();
  res.status = 201;
  sendRow(res, rows);
}
