void run(const char *Sql);
void umlaut() { run("SELECT 'ä😀' FROM invoices"); }
void exempt() { run("SELECT 1 FROM invoices"); }
void ignored() { run("SELECT 2 FROM invoices"); } // NOLINT(tenant-sql-predicate): \e[31m "quoted"
