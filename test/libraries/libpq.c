// RUN: %check_tenant %s tenant-sql-predicate -- -std=c11 -I/usr/include/postgresql
#include <libpq-fe.h>
#include <stdio.h>

// PQexec has no parameters: `$1` in its text would bind nothing.
void simple(PGconn *conn) {
  PQexec(conn, "SELECT * FROM invoices");
  // FINDING@-1:31: 'SELECT' reads table 'invoices'
  PQexec(conn, "SELECT * FROM invoices WHERE tenant_id = current_setting('app.tenant_id')::int");
  PQexec(conn, "SELECT * FROM plans");
  PQsendQuery(conn, "DELETE FROM payments");
  // FINDING@-1:34: 'DELETE' deletes from table 'payments'
  PQsendQuery(conn, "DELETE FROM payments WHERE tenant_id = current_setting('app.tenant_id')::int");
  // One call may hold several statements; each is judged for itself.
  PQexec(conn, "BEGIN; SELECT * FROM plans; UPDATE customers SET blocked = true; COMMIT");
  // FINDING@-1:52: 'UPDATE' changes table 'customers'
}

void parameters(PGconn *conn, const char *const *values) {
  PQexecParams(conn, "SELECT total FROM invoices WHERE id = $1", 1, NULL, values, NULL, NULL, 0);
  // FINDING@-1:41: 'SELECT' reads table 'invoices'
  PQexecParams(conn, "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", 2, NULL, values, NULL, NULL, 0);
  PQsendQueryParams(conn, "UPDATE customers SET name = $1 WHERE id = $2", 2, NULL, values, NULL, NULL, 0);
  // FINDING@-1:35: 'UPDATE' changes table 'customers'
  PQsendQueryParams(conn, "UPDATE customers SET name = $1 WHERE id = $2 AND tenant_id = $3", 3, NULL, values, NULL, NULL, 0);
}

void prepared(PGconn *conn, const char *const *values) {
  // The name of a statement is no SQL, whatever it looks like.
  PQprepare(conn, "SELECT * FROM invoices", "SELECT * FROM invoices WHERE tenant_id = $1", 1, NULL);
  PQprepare(conn, "all_invoices", "SELECT * FROM invoices", 0, NULL);
  // FINDING@-1:50: 'SELECT' reads table 'invoices'
  PQsendPrepare(conn, "pay", "INSERT INTO payments (invoice_id, amount) VALUES ($1, $2)", 2, NULL);
  // FINDING@-1:43: 'INSERT' writes table 'payments'
  PQsendPrepare(conn, "pay", "INSERT INTO payments (tenant_id, invoice_id, amount) VALUES ($1, $2, $3)", 3, NULL);
  PQexecPrepared(conn, "SELECT * FROM invoices", 0, values, NULL, NULL, 0);
  PQsendQueryPrepared(conn, "all_invoices", 0, values, NULL, NULL, 0);
  PQdescribePrepared(conn, "SELECT * FROM invoices");
}

#define LIST_CUSTOMERS "SELECT id, name FROM customers"
static const char *const ByTenant = "SELECT id, name FROM customers WHERE tenant_id = $1";

void kept(PGconn *conn, const char *const *values) {
  PQexec(conn, LIST_CUSTOMERS);
  // FINDING@-5:46: 'SELECT' reads table 'customers'
  PQexec(conn, LIST_CUSTOMERS " WHERE tenant_id = current_setting('app.tenant_id')::int");
  PQexecParams(conn, ByTenant, 1, NULL, values, NULL, NULL, 0);
  // The statement goes on over several literals: the table is in the second.
  PQexecParams(conn,
               "SELECT total "
               "FROM invoices "
               "WHERE id = $1",
               1, NULL, values, NULL, NULL, 0);
  // FINDING@-3:22: 'SELECT' reads table 'invoices'
}

// What arrives from elsewhere is not known.
void unknown(PGconn *conn, const char *text) {
  char buffer[100];
  snprintf(buffer, sizeof buffer, "%s", text);
  PQexec(conn, buffer);
  PQexec(conn, text);
}

// Not libpq's.
static int runQuery(PGconn *conn, const char *text) { return conn != NULL && text != NULL; }

void lookAlikes(PGconn *conn) {
  runQuery(conn, "SELECT * FROM invoices");
  PQescapeLiteral(conn, "SELECT * FROM invoices", 22);
  PQputCopyData(conn, "SELECT * FROM invoices", 22);
}
// COUNTS: 9 scoped, 9 leak, 2 unresolved
