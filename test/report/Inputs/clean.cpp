void run(const char *Sql);
void clean() { run("SELECT 1 FROM invoices WHERE tenant_id = $1"); }
