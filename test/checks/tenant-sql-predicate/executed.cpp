// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// EXECUTE of a name is judged by what is prepared under it.
#include <string>

struct Db {
  void run(const std::string &Sql);
};

void prepare(Db &D) {
  D.run("PREPARE mine AS SELECT id FROM invoices WHERE tenant_id = $1");
  D.run("PREPARE \"every\" AS SELECT id FROM customers");
  // FINDING@-1:46: 'PREPARE' reads table 'customers' of every tenant
}
void execute(Db &D) {
  D.run("EXECUTE mine(3)");
  D.run("execute Mine ( 4 )");
}
void executeAll(Db &D) { D.run("EXECUTE every"); }
// Nobody prepares it; which one it is is not known.
void nobody(Db &D) { D.run("EXECUTE nobody"); }
void any(Db &D, const std::string &Name) { D.run("EXECUTE " + Name); }
// COUNTS: 3 scoped, 2 leak, 2 unresolved
