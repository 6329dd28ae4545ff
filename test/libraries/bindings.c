// RUN: %check_tenant %s tenant-sql-binding -- -isystem %S/Inputs
//
// Functions of one library may have the value in different places.
#include <stddef.h>
#include <stdint.h>

#include <cdrivers.h>

#define BEHIND 0, 0, NULL, NULL, NULL, 0, NULL, 0

void byPosition(OCIStmt *statement, OCIError *error, int tenant_id, int user_id) {
  OCIBind *bind = NULL;
  OCIStmtPrepare(statement, error, (const OraText *)"SELECT total FROM invoices WHERE id = :id AND tenant_id = :t", 60, 1, 0);
  OCIBindByPos(statement, &bind, error, 1, &user_id, BEHIND);
  OCIBindByPos(statement, &bind, error, 2, &tenant_id, BEHIND);
  OCIStmtPrepare(statement, error, (const OraText *)"SELECT total FROM invoices WHERE id = :id AND tenant_id = :t", 60, 1, 0);
  OCIBindByPos(statement, &bind, error, 1, &tenant_id, BEHIND);
  OCIBindByPos(statement, &bind, error, 2, &user_id, BEHIND);
  // FINDING@-1:44: what is bound to ':t', which confines 'invoices' to one tenant, is 'user_id', and the tenant '&tenant_id' is bound to placeholder 1: they are swapped
}

void byName(CassStatement *statement, int64_t tenant_id, int64_t user_id, int64_t order_id) {
  statement = cass_statement_new("SELECT total FROM invoices WHERE id = :id AND tenant_id = :t", 2);
  cass_statement_bind_int64_by_name(statement, "id", user_id);
  cass_statement_bind_int64_by_name_n(statement, "t", 1, tenant_id);
  statement = cass_statement_new("SELECT total FROM invoices WHERE id = :id AND tenant_id = :t", 2);
  cass_statement_bind_int64_by_name_n(statement, "t", 1, order_id);
  // FINDING@-1:58: what is bound to ':t', which confines 'invoices' to one tenant, is 'order_id', not the tenant
  statement = cass_statement_new("SELECT total FROM invoices WHERE id = ? AND tenant_id = ?", 2);
  cass_statement_bind_int64(statement, 0, tenant_id);
  cass_statement_bind_int64(statement, 1, user_id);
  // FINDING@-1:43: what is bound to '?', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
}

// The statement is what comes of the prepared one.
void prepared(CassSession *session, int64_t tenant_id, int64_t user_id) {
  CassFuture *future = cass_session_prepare(session, "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?");
  const CassPrepared *prepared = cass_future_get_prepared(future);
  CassStatement *good = cass_prepared_bind(prepared);
  cass_statement_bind_int64(good, 0, user_id);
  cass_statement_bind_int64(good, 1, tenant_id);
  CassFuture *other = cass_session_prepare(session, "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?");
  CassStatement *bad = cass_prepared_bind(cass_future_get_prepared(other));
  cass_statement_bind_int64(bad, 0, tenant_id);
  cass_statement_bind_int64(bad, 1, user_id);
  // FINDING@-1:37: what is bound to '?', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
}

// Each value behind the number of its type.
void withTypes(mysqlx_session_t *session, int64_t tenant_id, int64_t user_id) {
  const char *Sql = "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?";
  mysqlx_sql_param(session, Sql, 57, PARAM_SINT(user_id), PARAM_SINT(tenant_id), PARAM_END);
  mysqlx_sql_param(session, Sql, 57, PARAM_SINT(tenant_id), PARAM_SINT(user_id), PARAM_END);
  // FINDING@-1:72: what is bound to '?', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
  mysqlx_stmt_t *good = mysqlx_sql_new(session, Sql, 57);
  mysqlx_stmt_bind(good, PARAM_SINT(user_id), PARAM_SINT(tenant_id), PARAM_END);
  mysqlx_stmt_t *bad = mysqlx_sql_new(session, Sql, 57);
  mysqlx_stmt_bind(bad, PARAM_SINT(tenant_id), PARAM_SINT(user_id), PARAM_END);
  // FINDING@-1:59: what is bound to '?', which confines 'invoices' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
}
