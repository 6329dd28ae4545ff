// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
struct Db {
  void run(const char *Sql);
};
void f(Db &D) {
  D.run("SELECT * FROM invoices"); // NOLINT(tenant-sql-predicate): the nightly report
  // NOLINTNEXTLINE(tenant-*)
  D.run("SELECT * FROM invoices");
  // NOLINTBEGIN(tenant-sql-predicate)
  D.run("SELECT * FROM invoices");
  // NOLINTEND(tenant-sql-predicate)
  D.run("SELECT * FROM invoices"); // NOLINT(bugprone-*)
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
}
// COUNTS: 0 scoped, 4 leak, 0 unresolved; 1 finding, 3 suppressed
