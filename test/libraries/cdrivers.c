// RUN: %check_tenant %s tenant-sql-predicate -- -std=c11 -isystem %S/Inputs -I/usr/include/postgresql
//
// Drivers for C: libdbi, ECPG and Firebird with their own headers, and others as they
// are declared.
#include <cdrivers.h>
#include <dbi/dbi.h>
#include <ecpglib.h>
#include <ibase.h>

void libdbi(dbi_conn db, int id, int tenant) {
  dbi_conn_query(db, "SELECT total FROM invoices");
  // FINDING@-1:41: 'SELECT' reads table 'invoices'
  dbi_conn_query(db, "SELECT price FROM plans");
  dbi_conn_queryf(db, "SELECT total FROM invoices WHERE id = %d", id);
  // FINDING@-1:42: 'SELECT' reads table 'invoices'
  dbi_conn_queryf(db, "SELECT total FROM invoices WHERE id = %d AND tenant_id = %d", id, tenant);
}

// EXEC SQL UPDATE ..., as the preprocessor writes it.
void ecpg(int *id) {
  ECPGdo(__LINE__, 0, 1, NULL, 0, 0, "update customers set blocked = 1 where id = $1 ", 0, id, 1L, 1L, sizeof(int), 0);
  // FINDING@-1:46: 'UPDATE' changes table 'customers'
  ECPGdo(__LINE__, 0, 1, NULL, 0, 0, "update customers set blocked = 1 where id = $1 and tenant_id = 7", 0, id, 1L, 1L, sizeof(int), 0);
  ECPGprepare(__LINE__, NULL, 0, "q", "SELECT total FROM invoices WHERE id = ?");
  // FINDING@-1:58: 'SELECT' reads table 'invoices'
  ECPGprepare(__LINE__, NULL, 0, "q", "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?");
}

void firebird(isc_db_handle *db, isc_tr_handle *tr, isc_stmt_handle *statement) {
  ISC_STATUS status[20];
  isc_dsql_execute_immediate(status, db, tr, 0, "DELETE FROM payments", 3, NULL);
  // FINDING@-1:62: 'DELETE' deletes from table 'payments'
  isc_dsql_execute_immediate(status, db, tr, 0, "DELETE FROM payments WHERE tenant_id = 7", 3, NULL);
  isc_dsql_prepare(status, tr, statement, 0, "SELECT total FROM invoices WHERE id = ?", 3, NULL);
  // FINDING@-1:65: 'SELECT' reads table 'invoices'
  isc_dsql_prepare(status, tr, statement, 0, "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?", 3, NULL);
}

void oracle(OCISvcCtx *service, OCIStmt *statement, OCIError *error) {
  OCIStmtPrepare(statement, error, (const OraText *)"SELECT total FROM invoices WHERE id = :id", 41, 1, 0);
  // FINDING@-1:72: 'SELECT' reads table 'invoices'
  OCIStmtPrepare2(service, &statement, error, (const OraText *)"SELECT total FROM invoices WHERE id = :id AND tenant_id = :t", 60, NULL, 0, 1, 0);
  OCIStmtPrepare2(service, &statement, error, (const OraText *)"SELECT * FROM customers WHERE id = :id", 38, NULL, 0, 1, 0);
  // FINDING@-1:79: 'SELECT' reads table 'customers'
}

void ocilib(OCI_Connection *db, OCI_Statement *statement, int id, int tenant, int *count) {
  OCI_ExecuteStmt(statement, "SELECT * FROM invoices");
  // FINDING@-1:45: 'SELECT' reads table 'invoices'
  OCI_Prepare(statement, "SELECT * FROM invoices WHERE tenant_id = :tenant");
  OCI_Immediate(db, "SELECT count(*) FROM customers", 1, count);
  // FINDING@-1:43: 'SELECT' reads table 'customers'
  OCI_ExecuteStmtFmt(statement, "SELECT * FROM invoices WHERE id = %i", id);
  // FINDING@-1:48: 'SELECT' reads table 'invoices'
  OCI_ExecuteStmtFmt(statement, "SELECT * FROM invoices WHERE id = %i AND tenant_id = %i", id, tenant);
}

void cassandra(CassSession *session) {
  cass_statement_new("SELECT total FROM invoices WHERE id = ?", 1);
  // FINDING@-1:41: 'SELECT' reads table 'invoices'
  cass_statement_new("SELECT total FROM invoices WHERE tenant_id = ? AND id = ?", 2);
  cass_session_prepare(session, "SELECT total FROM invoices WHERE id = ?");
  // FINDING@-1:52: 'SELECT' reads table 'invoices'
  cass_session_prepare(session, "SELECT total FROM invoices WHERE tenant_id = :tenant AND id = :id");
}

void gda(GdaConnection *db, GdaSqlParser *parser) {
  gda_connection_execute_select_command(db, "SELECT * FROM invoices", NULL);
  // FINDING@-1:60: 'SELECT' reads table 'invoices'
  gda_connection_execute_non_select_command(db, "DELETE FROM payments WHERE tenant_id = 7", NULL);
  gda_sql_parser_parse_string(parser, "SELECT * FROM customers", NULL, NULL);
  // FINDING@-1:54: 'SELECT' reads table 'customers'
}

void zdb(Connection_T db, int id, int tenant) {
  Connection_execute(db, "DELETE FROM payments WHERE id = %d", id);
  // FINDING@-1:39: 'DELETE' deletes from table 'payments'
  Connection_execute(db, "DELETE FROM payments WHERE id = %d AND tenant_id = %d", id, tenant);
  Connection_executeQuery(db, "SELECT total FROM invoices WHERE id = %d", id);
  // FINDING@-1:50: 'SELECT' reads table 'invoices'
  Connection_executeQuery(db, "SELECT total FROM invoices WHERE tenant_id = %d AND name LIKE 'a%%'", tenant);
  Connection_prepareStatement(db, "UPDATE customers SET blocked = ? WHERE id = ?");
  // FINDING@-1:43: 'UPDATE' changes table 'customers'
  Connection_prepareStatement(db, "UPDATE customers SET blocked = ? WHERE id = ? AND tenant_id = ?");
}
