// RUN: %check_tenant %s tenant-sql-binding -- -std=c11 -I/usr/include/mariadb -isystem %S/../../libraries/Inputs
//
// Arrays of structs that point to the values: MYSQL_BIND. Names of placeholders that
// are not the first argument: Oracle Call Interface.
#include <cdrivers.h>
#include <mysql.h>
#include <string.h>

static const char sql[] = "SELECT total FROM invoices WHERE tenant_id = ? AND id = ?";

void good(MYSQL_STMT *statement, long long tenant_id, long long invoice_id) {
  MYSQL_BIND bind[2];
  memset(bind, 0, sizeof bind);
  mysql_stmt_prepare(statement, sql, sizeof sql - 1);
  bind[0].buffer_type = MYSQL_TYPE_LONGLONG;
  bind[0].buffer = (char *)&tenant_id;
  bind[1].buffer_type = MYSQL_TYPE_LONGLONG;
  bind[1].buffer = &invoice_id;
  mysql_stmt_bind_param(statement, bind);
}

void swapped(MYSQL_STMT *statement, long long tenant_id, long long invoice_id) {
  MYSQL_BIND bind[2];
  memset(bind, 0, sizeof bind);
  mysql_stmt_prepare(statement, sql, sizeof sql - 1);
  bind[0].buffer = &invoice_id;
  // FINDING@-1:21: what is bound to '?', which confines 'invoices' to one tenant, is 'invoice_id', and the tenant 'tenant_id' is bound to placeholder 2: they are swapped
  bind[1].buffer = &tenant_id;
  mysql_stmt_bind_param(statement, &bind[0]);
}

// One struct, for one placeholder.
void single(MYSQL_STMT *statement, long long user_id) {
  MYSQL_BIND bind;
  mysql_stmt_prepare(statement, "DELETE FROM invoices WHERE tenant_id = ?", 40);
  bind.buffer = (void *)&user_id;
  // FINDING@-1:26: what is bound to '?', which confines 'invoices' to one tenant, is 'user_id', not the tenant
  mysql_stmt_bind_param(statement, &bind);
}

// The array serves two statements: what the first got is not what the second gets.
void again(MYSQL_STMT *statement, long long tenant_id, long long user_id) {
  MYSQL_BIND bind[1];
  mysql_stmt_prepare(statement, "DELETE FROM customers WHERE tenant_id = ?", 41);
  bind[0].buffer = &tenant_id;
  mysql_stmt_bind_param(statement, bind);
  mysql_stmt_prepare(statement, "DELETE FROM invoices WHERE tenant_id = ?", 40);
  bind[0].buffer = &user_id;
  // FINDING@-1:21: what is bound to '?', which confines 'invoices' to one tenant, is 'user_id', not the tenant
  mysql_stmt_bind_param(statement, bind);
}

// Which of them, nobody can say: nothing is said.
void unknown(MYSQL_STMT *statement, long long tenant_id, long long user_id, int own, int next) {
  MYSQL_BIND bind[2];
  mysql_stmt_prepare(statement, "DELETE FROM invoices WHERE tenant_id = ?", 40);
  bind[0].buffer = &tenant_id;
  if (!own)
    bind[0].buffer = &user_id;
  mysql_stmt_bind_param(statement, bind);
  mysql_stmt_prepare(statement, "DELETE FROM customers WHERE tenant_id = ?", 41);
  bind[next].buffer = &user_id;
  mysql_stmt_bind_param(statement, bind);
}

void byName(OCIStmt *statement, OCIError *error, int tenant_id, int user_id) {
  OCIBind *first = NULL;
  OCIStmtPrepare(statement, error, (const OraText *)"DELETE FROM customers WHERE tenant_id = :tenant", 47, 1, 0);
  OCIBindByName(statement, &first, error, (const OraText *)":tenant", -1, &tenant_id, sizeof tenant_id, 3, NULL, NULL, NULL, 0, NULL, 0);
  OCIStmtPrepare(statement, error, (const OraText *)"DELETE FROM invoices WHERE tenant_id = :tenant", 46, 1, 0);
  OCIBindByName(statement, &first, error, (const OraText *)":tenant", -1, &user_id, sizeof user_id, 3, NULL, NULL, NULL, 0, NULL, 0);
  // FINDING@-1:75: what is bound to ':tenant', which confines 'invoices' to one tenant, is 'user_id', not the tenant
}
