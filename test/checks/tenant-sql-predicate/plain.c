// RUN: %check_tenant %s tenant-sql-predicate -- -std=c11
#include <stdlib.h>
struct connection;
void run_sql(struct connection *Connection, const char *Sql);
char *g_strdup_printf(const char *Format, ...);
void f(struct connection *C) {
  run_sql(C, "SELECT * FROM invoices");
  // FINDING@-1:29: 'SELECT' reads table 'invoices' of every tenant
  run_sql(C, "SELECT * FROM invoices WHERE tenant_id = ?");
}
// A null pointer is no statement.
void g(struct connection *C, int Id, int Tenant, int All) {
  char *Sql = NULL;
  if (Id)
    Sql = g_strdup_printf("SELECT * FROM lines WHERE tenant_id = %d AND id = %d", Tenant, Id);
  else if (Tenant)
    Sql = g_strdup_printf("SELECT * FROM lines WHERE tenant_id = %d", Tenant);
  if (Sql) {
    run_sql(C, Sql);
    free(Sql);
    Sql = NULL;
  }
  if (All)
    Sql = g_strdup_printf("SELECT * FROM lines");
  // FINDING@-1:42: 'SELECT' reads table 'lines' of every tenant
  if (Sql)
    run_sql(C, Sql);
}
// COUNTS: 2 scoped, 2 leak, 0 unresolved
