struct Db {
  void run(const char *Sql);
};
void clean(Db &D) { D.run("SELECT * FROM invoices WHERE tenant_id = $1"); }
