// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Templates are looked at as they are instantiated, and reported once.
#include <string>

using namespace std::string_literals;
struct Db {
  void run(const char *Sql);
  void run(const std::string &Sql);
};
struct Derived : Db {};

template <typename Connection> void report(Connection &C) {
  C.run("SELECT * FROM invoices");
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
}
template <typename Connection> void neverUsed(Connection &C) { C.run("SELECT * FROM invoices"); }

template <const char *Sql> void fixed(Db &D) { D.run(Sql); }
static constexpr char Good[] = "SELECT * FROM invoices WHERE tenant_id = $1";

// Literals with an operator are calls in what is made of a template.
template <class Table> struct Repository {
  Db &D;
  void all() { D.run("SELECT * FROM "s + Table::Name); }
  void own() { D.run("SELECT * FROM "s + Table::Name + " WHERE tenant_id = $1"); }
};
struct Orders : Repository<Orders> {
  static constexpr const char *Name = "orders";
  // FINDING@-1:40: 'SELECT' reads table 'orders' of every tenant
};

void use(Db &D, Derived &E) {
  Orders All{{D}};
  All.all();
  All.own();
  report(D);
  report(E);
  fixed<Good>(D);
  auto Lambda = [&] { E.run("SELECT * FROM lines"); };
  // FINDING@-1:44: 'SELECT' reads table 'lines' of every tenant
  Lambda();
}

// COUNTS: 2 scoped, 3 leak, 0 unresolved
