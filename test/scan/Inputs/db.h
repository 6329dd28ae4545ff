struct Db {
  void run(const char *Sql);
};
inline void inHeader(Db &D) { D.run("SELECT * FROM invoices"); }
