// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Calls through members and variables that hold functions: whatever is put into them
// may be what is called.
#include <functional>
#include <string>

struct Db {
  void run(const char *Sql, ...);
};

// A lambda in a member.
class Service {
public:
  explicit Service(Db &D) : Run([&D](const std::string &Sql) { D.run(Sql.c_str()); }) {}
  void bad() {
    Run("SELECT * FROM invoices");
    // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
  }
  void good() { Run("SELECT * FROM invoices WHERE tenant_id = $1"); }

private:
  std::function<void(const std::string &)> Run;
};

// Put in later.
struct Hooks {
  std::function<void(int, const char *)> Query;
  std::function<void(const char *)> Log;
};
static void install(Hooks &H, Db &D) {
  H.Query = [&D](int, const char *Sql) { D.run(Sql); };
  H.Log = [](const char *) {};
}
static void hooks(Hooks &H) {
  H.Query(1, "DELETE FROM customers");
  // FINDING@-1:27: 'DELETE' deletes from table 'customers' of every tenant
  H.Query(2, "DELETE FROM customers WHERE tenant_id = $1");
  H.Log("DELETE FROM customers");
}

// A table of functions, as in C.
static Db *Global;
static int exec(void *, const char *Sql) {
  Global->run(Sql);
  return 0;
}
static int print(const char *) { return 0; }
struct Driver {
  int (*Print)(const char *);
  int (*Exec)(void *, const char *);
};
static const Driver Postgres = {print, exec};
static void driver(const Driver *D) {
  D->Print("SELECT * FROM lines");
  D->Exec(nullptr, "SELECT * FROM lines");
  // FINDING@-1:35: 'SELECT' reads table 'lines' of every tenant
  (*D->Exec)(nullptr, "SELECT * FROM lines WHERE tenant_id = $1");
}

void all(Hooks &H, Db &D) {
  install(H, D);
  hooks(H);
  driver(&Postgres);
}
// COUNTS: 3 scoped, 3 leak, 0 unresolved
