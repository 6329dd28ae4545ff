void run(const char *Sql);
void reason() { run("SELECT 1 FROM invoices"); } // NOLINT(tenant-sql-predicate): status page
void later() { run("SELECT 2 FROM invoices"); }  // NOLINT(tenant-*): until 2027-01-31: move
void ended() { run("SELECT 3 FROM invoices"); }  // NOLINT(tenant-*): until 2026-12-31: old move
void wrong() { run("SELECT 4 FROM invoices"); }  // NOLINT(tenant-*): until 2027-02: when
void bare() { run("SELECT 5 FROM invoices"); }   // NOLINT
void unused() { run("SELECT 6 FROM invoices WHERE tenant_id = $1"); } // NOLINT(tenant-sql-predicate): once
void typo() { run("SELECT 7 FROM invoices"); }   // NOLINT(tenant-sql-predicat): typing
void other() { run("SELECT 8"); }                // NOLINT(bugprone-*)
void session() { run("SELECT 9"); }              // NOLINT(tenant-sql-session): perhaps
void raw() {
  run(R"(
    -- tenantscan:allow tenant-sql-predicate: in the text
    SELECT 10
      FROM invoices;
  )");
}
void exempt() { run("SELECT 11 FROM invoices"); }
