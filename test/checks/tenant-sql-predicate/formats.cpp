// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Formatting: the text around the conversions is known, and where it stands.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <string>

struct Db {
  void run(const char *Sql);
};
void run_sql(Db &, const std::string &Sql);

void buffers(Db &D, int Id, const char *Name, const char *Filter) {
  char Sql[200];
  snprintf(Sql, sizeof Sql, "SELECT %d FROM invoices WHERE name LIKE 'a%%' AND id = %d", 1, Id);
  // FINDING@-1:45: 'SELECT' reads table 'invoices' of every tenant
  D.run(Sql);
  snprintf(Sql, sizeof Sql, "SELECT * FROM invoices WHERE tenant_id = %d AND name = '%s'", Id, Name);
  D.run(Sql);
  sprintf(Sql, "SELECT * FROM %s WHERE tenant_id = %5d", "lines", Id);
  D.run(Sql);
  sprintf(Sql, "SELECT * FROM %s WHERE id = %-*d", "lines", 3, Id);
  // FINDING@-1:53: 'SELECT' reads table 'lines' of every tenant
  D.run(Sql);
  // What the filter is, nobody knows; cut off, nothing is certain.
  sprintf(Sql, "SELECT * FROM lines WHERE tenant_id = 1 AND %s", Filter);
  D.run(Sql);
  sprintf(Sql, "%.20s", "SELECT * FROM invoices WHERE tenant_id = $1");
  D.run(Sql);
  strcpy(Sql, "SELECT * FROM customers");
  // FINDING@-1:30: 'SELECT' reads table 'customers' of every tenant
  D.run(Sql);
  strcat(Sql, " WHERE tenant_id = $1");
  D.run(Sql);
  Sql[0] = 0;
  strcat(Sql, "DELETE FROM customers");
  // FINDING@-1:28: 'DELETE' deletes from table 'customers' of every tenant
  D.run(Sql);
}

void braces(Db &D, int Id, const std::string &Name) {
  run_sql(D, fmt::format("SELECT '{{}}', {1} FROM invoices WHERE id = {0}", Id, "total"));
  // FINDING@-1:51: 'SELECT' reads table 'invoices' of every tenant
  run_sql(D, fmt::format("SELECT * FROM {} WHERE tenant_id = {:>5} AND name = '{}'", "invoices", Id, Name));
  run_sql(D, fmt::format("SELECT * FROM {table} WHERE id = {id}", fmt::arg("id", Id), fmt::arg("table", "lines")));
  // FINDING@-1:106: 'SELECT' reads table 'lines' of every tenant
  run_sql(D, fmt::format("SELECT * FROM lines WHERE tenant_id = {}", Id) + fmt::format(" OR {} > 5", "total"));
  // FINDING@-1:41: 'SELECT' reads table 'lines' of every tenant: the predicate on 'tenant_id' is inside OR
}

// Wrappers in the manner of printf.
void queryf(Db &D, const char *Format, ...) {
  char Sql[1000];
  va_list Arguments;
  va_start(Arguments, Format);
  vsnprintf(Sql, sizeof Sql, Format, Arguments);
  va_end(Arguments);
  D.run(Sql);
}
template <typename... Values> void queryFmt(Db &D, fmt::format_string<Values...> Format, Values &&...V) {
  run_sql(D, fmt::format(Format, std::forward<Values>(V)...));
}
void wrappers(Db &D, int Id, const std::string &Name) {
  queryf(D, "SELECT * FROM invoices WHERE id = %d", Id);
  // FINDING@-1:28: 'SELECT' reads table 'invoices' of every tenant
  queryf(D, "SELECT * FROM %s WHERE tenant_id = %d AND name = '%s'", "invoices", Id, Name.c_str());
  queryf(D, "SELECT * FROM %s WHERE id = %d", "customers", Id);
  // FINDING@-1:48: 'SELECT' reads table 'customers' of every tenant
  queryFmt(D, "SELECT * FROM customers WHERE id = {}", Id);
  // FINDING@-1:30: 'SELECT' reads table 'customers' of every tenant
  queryFmt(D, "SELECT * FROM customers WHERE tenant_id = {} AND id = {}", Id, Id);
}

// COUNTS: 6 scoped, 10 leak, 2 unresolved
