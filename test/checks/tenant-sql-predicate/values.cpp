// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Ways from a literal to the call that are followed, and ways that are not.
#include <string>
#include <string_view>
using namespace std::literals;

struct Db {
  void run(std::string_view Sql);
};
void run_sql(Db &, const std::string &Sql);

static const char *const Global = "SELECT * FROM invoices";
// FINDING@-1:50: 'SELECT' reads table 'invoices' of every tenant
constexpr std::string_view GoodGlobal = "SELECT * FROM invoices WHERE tenant_id = $1";
static const std::string Head = "SELECT * FROM customers ";
// FINDING@-1:48: 'SELECT' reads table 'customers' of every tenant
const char *Changeable = "SELECT * FROM invoices";

struct Queries {
  static constexpr const char *All = "SELECT * FROM lines";
  // FINDING@-1:53: 'SELECT' reads table 'lines' of every tenant
  const std::string Member = "SELECT 1 FROM lines WHERE tenant_id = $1";
};

void variables(Db &D, const Queries &Q, bool Descending, const std::string &Unknown) {
  D.run(Global);
  D.run(GoodGlobal);
  run_sql(D, Head + "WHERE tenant_id = $1");
  run_sql(D, Head + "WHERE id = $1");
  D.run(Queries::All);
  // Whoever makes a 'Queries' may give it another text.
  run_sql(D, Q.Member);
  // Anybody may have changed it.
  D.run(Changeable);
  run_sql(D, Unknown);

  std::string Local = "SELECT * FROM invoices WHERE total > 1";
  // FINDING@-1:38: 'SELECT' reads table 'invoices' of every tenant
  D.run(Local);
  std::string Grown = "SELECT * FROM invoices";
  Grown += " WHERE tenant_id = $1";
  D.run(Grown);

  D.run(std::string("SELECT * FROM plans"));
  D.run("DELETE FROM invoices"sv);
  // FINDING@-1:22: 'DELETE' deletes from table 'invoices' of every tenant
  run_sql(D, "SELECT total FROM invoices "s + "WHERE tenant_id = $1" + (Descending ? " ORDER BY 1 DESC" : " ORDER BY 1"));
}

// One way of two leaks: that is a leak, and the other way does not hide it.
void ternary(Db &D, bool All) {
  D.run(All ? "SELECT * FROM invoices" : "SELECT * FROM invoices WHERE tenant_id = $1");
  // FINDING@-1:30: 'SELECT' reads table 'invoices' of every tenant
}

void holes(Db &D, int Id, const std::string &Name, const std::string &Filter, const std::string &Table) {
  run_sql(D, "SELECT * FROM invoices WHERE id = " + std::to_string(Id));
  // FINDING@-1:29: 'SELECT' reads table 'invoices' of every tenant
  run_sql(D, "SELECT * FROM invoices WHERE name = '" + Name + "'");
  // FINDING@-1:29: 'SELECT' reads table 'invoices' of every tenant
  run_sql(D, "SELECT * FROM invoices WHERE tenant_id = " + std::to_string(Id));
  // What the filter is, and which table, is known at run time only.
  run_sql(D, "SELECT * FROM invoices WHERE " + Filter);
  run_sql(D, "SELECT * FROM invoices " + Filter);
  run_sql(D, "SELECT * FROM " + Table);
}

struct Other {
  void run(std::string_view Sql);
};
void notOurs(Other &O) { O.run("SELECT * FROM invoices"); }

// COUNTS: 6 scoped, 9 leak, 7 unresolved

// A declaration in a block of what others define.
void declaredHere(Db &D) {
  extern int Level;
  extern std::string Filter;
  run_sql(D, "SELECT * FROM invoices WHERE " + Filter);
  D.run(Level > 0 ? "SELECT * FROM lines" : "SELECT 1");
  // FINDING@-1:36: 'SELECT' reads table 'lines' of every tenant
}
