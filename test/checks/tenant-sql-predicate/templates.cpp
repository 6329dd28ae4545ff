// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Templates are looked at as they are instantiated, and reported once.
struct Db {
  void run(const char *Sql);
};
struct Derived : Db {};

template <typename Connection> void report(Connection &C) {
  C.run("SELECT * FROM invoices");
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
}
template <typename Connection> void neverUsed(Connection &C) { C.run("SELECT * FROM invoices"); }

template <const char *Sql> void fixed(Db &D) { D.run(Sql); }
static constexpr char Good[] = "SELECT * FROM invoices WHERE tenant_id = $1";

void use(Db &D, Derived &E) {
  report(D);
  report(E);
  fixed<Good>(D);
  auto Lambda = [&] { E.run("SELECT * FROM lines"); };
  // FINDING@-1:44: 'SELECT' reads table 'lines' of every tenant
  Lambda();
}

// COUNTS: 1 scoped, 2 leak, 0 unresolved
