// RUN: %check_tenant %s tenant-sql-predicate -- -std=c11 -I/usr/include/mariadb
#include <mysql.h>
#include <stdio.h>
#include <string.h>

// These bind no values.
void simple(MYSQL *db) {
  mysql_query(db, "SELECT * FROM invoices");
  // FINDING@-1:34: 'SELECT' reads table 'invoices'
  mysql_query(db, "SELECT * FROM invoices WHERE tenant_id = 42");
  mysql_real_query(db, "DELETE FROM `payments`", 22);
  // FINDING@-1:37: 'DELETE' deletes from table 'payments'
  mysql_real_query(db, "SELECT * FROM plans", 19);
  mysql_send_query(db, "UPDATE customers SET blocked = 1", 32);
  // FINDING@-1:32: 'UPDATE' changes table 'customers'
  mysql_send_query(db, "UPDATE plans SET price = 1", 26);
}

void nonblocking(MYSQL *db, int *result) {
  mysql_query_start(result, db, "SELECT * FROM invoices");
  // FINDING@-1:48: 'SELECT' reads table 'invoices'
  mysql_query_start(result, db, "SELECT * FROM plans");
  mysql_real_query_start(result, db, "SELECT * FROM customers", 23);
  // FINDING@-1:53: 'SELECT' reads table 'customers'
  mysql_real_query_start(result, db, "SELECT * FROM plans", 19);
  mysql_send_query_start(result, db, "SELECT * FROM payments", 22);
  // FINDING@-1:53: 'SELECT' reads table 'payments'
  mysql_send_query_start(result, db, "SELECT * FROM plans", 19);
  mysql_query_cont(result, db, 0);
}

void prepared(MYSQL_STMT *statement, int *result) {
  mysql_stmt_prepare(statement, "SELECT total FROM invoices WHERE id = ?", 39);
  // FINDING@-1:52: 'SELECT' reads table 'invoices'
  static const char text[] = "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?";
  mysql_stmt_prepare(statement, text, sizeof text - 1);
  mariadb_stmt_execute_direct(statement, "DELETE FROM customers WHERE id = ?", strlen("DELETE FROM customers WHERE id = ?"));
  // FINDING@-1:55: 'DELETE' deletes from table 'customers'
  mariadb_stmt_execute_direct(statement, "DELETE FROM customers WHERE id = ? AND tenant_id = ?", 52);
  mysql_stmt_prepare_start(result, statement, "UPDATE payments SET amount = ? WHERE id = ?", 43);
  // FINDING@-1:55: 'UPDATE' changes table 'payments'
  mysql_stmt_prepare_start(result, statement, "UPDATE payments SET amount = ? WHERE id = ? AND tenant_id = ?", 61);
  mysql_stmt_send_long_data(statement, 0, "SELECT * FROM invoices", 22);
}

// What arrives from elsewhere is not known.
void unknown(MYSQL *db, const char *text) {
  char buffer[200];
  snprintf(buffer, sizeof buffer, "SELECT * FROM %s", text);
  mysql_query(db, buffer);
  mysql_real_query(db, text, strlen(text));
}

void lookAlikes(MYSQL *db) {
  char escaped[100];
  mysql_real_escape_string(db, escaped, "SELECT * FROM invoices", 22);
  mysql_select_db(db, "SELECT * FROM invoices");
  mysql_options(db, MYSQL_SET_CHARSET_NAME, "SELECT * FROM invoices");
  // A query is sent to the server as a command, this one is not SQL.
  mysql_change_user(db, "SELECT * FROM invoices", "", "");
}
// COUNTS: 9 scoped, 9 leak, 2 unresolved
