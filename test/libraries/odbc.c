// RUN: %check_tenant %s tenant-sql-predicate -- -std=c11
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <wchar.h>

void narrow(SQLHSTMT statement) {
  SQLExecDirect(statement, (SQLCHAR *)"SELECT * FROM invoices", SQL_NTS);
  // FINDING@-1:54: 'SELECT' reads table 'invoices'
  SQLExecDirect(statement, (SQLCHAR *)"SELECT * FROM invoices WHERE tenant_id = ?", SQL_NTS);
  SQLPrepare(statement, (SQLCHAR *)"UPDATE customers SET name = ? WHERE id = ?", SQL_NTS);
  // FINDING@-1:44: 'UPDATE' changes table 'customers'
  SQLPrepare(statement, (SQLCHAR *)"UPDATE customers SET name = ? WHERE id = ? AND tenant_id = ?", SQL_NTS);
  SQLExecDirectA(statement, (SQLCHAR *)"DELETE FROM payments", SQL_NTS);
  // FINDING@-1:53: 'DELETE' deletes from table 'payments'
  SQLExecDirectA(statement, (SQLCHAR *)"DELETE FROM payments WHERE tenant_id = ?", SQL_NTS);
  SQLPrepareA(statement, (SQLCHAR *)("SELECT * "
                                     "FROM invoices"), SQL_NTS);
  // FINDING@-1:44: 'SELECT' reads table 'invoices'
  SQLPrepareA(statement, (SQLCHAR *)"SELECT * FROM invoices WHERE tenant_id = ?", SQL_NTS);
}

void wide(SQLHSTMT statement) {
  SQLExecDirectW(statement, (SQLWCHAR *)u"SELECT * FROM invoices", SQL_NTS);
  // FINDING@-1:57: 'SELECT' reads table 'invoices'
  SQLExecDirectW(statement, (SQLWCHAR *)u"SELECT * FROM invoices WHERE tenant_id = ?", SQL_NTS);
  SQLPrepareW(statement, (SQLWCHAR *)u"SELECT * FROM payments WHERE id = ?", SQL_NTS);
  // FINDING@-1:54: 'SELECT' reads table 'payments'
  SQLPrepareW(statement, (SQLWCHAR *)u"SELECT * FROM payments WHERE id = ? AND tenant_id = ?", SQL_NTS);
}

void kept(SQLHSTMT statement) {
  SQLCHAR every[] = "SELECT * FROM customers";
  // FINDING@-1:36: 'SELECT' reads table 'customers'
  static const SQLCHAR own[] = "SELECT * FROM customers WHERE tenant_id = ?";
  const char *const text = "DELETE FROM customers";
  SQLExecDirect(statement, (SQLCHAR *)own, sizeof own - 1);
  SQLExecDirect(statement, (SQLCHAR *)text, SQL_NTS);
  // FINDING@-3:41: 'DELETE' deletes from table 'customers'
  // Nothing says that the driver leaves a writable array as it is; it gets it so.
  SQLExecDirect(statement, every, SQL_NTS);
}

// What arrives from elsewhere is not known.
void unknown(SQLHSTMT statement, SQLCHAR *text, SQLSMALLINT length) {
  SQLExecDirect(statement, text, length);
  SQLPrepare(statement, text, SQL_NTS);
}

void lookAlikes(SQLHSTMT statement, SQLHDBC db) {
  SQLCHAR out[100];
  SQLINTEGER length = 0;
  SQLSetCursorName(statement, (SQLCHAR *)"SELECT * FROM invoices", SQL_NTS);
  SQLNativeSql(db, (SQLCHAR *)"SELECT * FROM invoices", SQL_NTS, out, sizeof out, &length);
  SQLTables(statement, NULL, 0, NULL, 0, (SQLCHAR *)"SELECT * FROM invoices", SQL_NTS, NULL, 0);
  SQLExecute(statement);
}
// COUNTS: 7 scoped, 8 leak, 2 unresolved
