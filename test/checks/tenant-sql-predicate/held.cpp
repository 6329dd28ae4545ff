// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Functions that run SQL, given as values.
#include <functional>
#include <map>
#include <string>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};
int run_sql(void *D, const char *Sql);
int log_text(void *D, const char *Text);
using Runner = int (*)(void *, const char *);

// One of two.
void chosen(void *D, bool Quiet) {
  (Quiet ? run_sql : log_text)(D, "SELECT id FROM invoices");
  // FINDING@-1:51: 'SELECT' reads table 'invoices' of every tenant
  (Quiet ? run_sql : log_text)(D, "SELECT id FROM invoices WHERE tenant_id = $1");
  Runner Run = Quiet ? log_text : run_sql;
  Run(D, "SELECT id FROM customers");
  // FINDING@-1:26: 'SELECT' reads table 'customers' of every tenant
}
void neither(void *D, bool Quiet) { (Quiet ? log_text : log_text)(D, "SELECT id FROM invoices"); }

// In lists.
void listed(void *D) {
  std::vector<Runner> All{log_text, run_sql};
  All[1](D, "SELECT id FROM invoices");
  // FINDING@-1:29: 'SELECT' reads table 'invoices' of every tenant
  All.front()(D, "SELECT id FROM invoices WHERE tenant_id = $1");
  for (auto *Run : All)
    Run(D, "SELECT id FROM customers");
  // FINDING@-1:28: 'SELECT' reads table 'customers' of every tenant
}
void logged(void *D) {
  std::vector<Runner> All{log_text};
  All[0](D, "SELECT id FROM invoices");
}
void added(Db &D) {
  std::vector<std::function<void(const std::string &)>> All;
  All.push_back([&D](const std::string &Sql) { D.run(Sql); });
  for (const auto &Run : All)
    Run("SELECT id FROM lines");
  // FINDING@-1:25: 'SELECT' reads table 'lines' of every tenant
}
void written(void *D) {
  for (auto *Run : {run_sql, log_text})
    Run(D, "SELECT id FROM lines");
  // FINDING@-1:28: 'SELECT' reads table 'lines' of every tenant
}

// Given to a function that calls it.
static int with(Runner Run, void *D) {
  return Run(D, "SELECT id FROM customers");
  // FINDING@-1:33: 'SELECT' reads table 'customers' of every tenant
}
static int withLog(Runner Run, void *D) { return Run(D, "SELECT id FROM customers"); }
static int withText(const std::function<int(void *, const char *)> &Run, void *D, const char *Sql) { return Run(D, Sql); }
template <typename Function> int withAny(Function Run, void *D) {
  return Run(D, "SELECT id FROM lines");
  // FINDING@-1:33: 'SELECT' reads table 'lines' of every tenant
}
void given(void *D) {
  with(run_sql, D);
  withLog(log_text, D);
  withAny(run_sql, D);
  withText(run_sql, D, "SELECT id FROM invoices");
  // FINDING@-1:40: 'SELECT' reads table 'invoices' of every tenant
  withText(run_sql, D, "SELECT id FROM invoices WHERE tenant_id = $1");
}
