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

// The function of the library itself.
void run_sql(Db &, const char *Sql);
void log_text(Db &, const char *Text);
using Runner = void (*)(Db &, const char *);
struct Api {
  Runner Query = nullptr, Log = nullptr;
};
static const Api Direct{run_sql, log_text};
static constexpr Runner Runners[] = {log_text, run_sql};
void sinks(Db &D, Api &Late, int I) {
  Runner Run = &run_sql;
  Run(D, "SELECT * FROM customers");
  // FINDING@-1:25: 'SELECT' reads table 'customers' of every tenant
  (*Run)(D, "SELECT * FROM customers WHERE tenant_id = $1");
  auto &Same = run_sql;
  Same(D, "SELECT * FROM lines");
  // FINDING@-1:26: 'SELECT' reads table 'lines' of every tenant
  Direct.Query(D, "SELECT * FROM lines");
  // FINDING@-1:34: 'SELECT' reads table 'lines' of every tenant
  Direct.Log(D, "SELECT * FROM lines");
  Late.Query = run_sql;
  Runners[I](D, "SELECT * FROM invoices");
  // FINDING@-1:32: 'SELECT' reads table 'invoices' of every tenant
}

// A function that others are given may be called with anything.
static void started(Db &D, const std::string &Where) { D.run(("SELECT * FROM lines WHERE " + Where).c_str()); }
static void called(Db &D, const std::string &Where) { D.run(("SELECT * FROM lines WHERE " + Where).c_str()); }
template <typename Function, typename... Arguments> void start(Function &&F, Arguments &&...More);
void starts(Db &D) {
  started(D, "tenant_id = $1");
  called(D, "tenant_id = $1");
  start(started, D, "TRUE");
  start(&started, D, "TRUE");
}
// COUNTS: 6 scoped, 7 leak, 2 unresolved
