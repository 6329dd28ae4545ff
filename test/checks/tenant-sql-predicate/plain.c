// RUN: %check_tenant %s tenant-sql-predicate -- -std=c11
struct connection;
void run_sql(struct connection *Connection, const char *Sql);
void f(struct connection *C) {
  run_sql(C, "SELECT * FROM invoices");
  // FINDING@-1:29: 'SELECT' reads table 'invoices' of every tenant
  run_sql(C, "SELECT * FROM invoices WHERE tenant_id = ?");
}
// COUNTS: 1 scoped, 1 leak, 0 unresolved
