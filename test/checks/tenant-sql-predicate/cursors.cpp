// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// A text that is written piece by piece at a place that moves on.
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <iterator>
#include <string>

struct Db {
  void run(const std::string &Sql);
};

void pointer(Db &D, long Tenant, bool All) {
  char Sql[500];
  char *At = Sql;
  At += sprintf(At, "SELECT * FROM lines");
  At += sprintf(At, " WHERE tenant_id = %ld", Tenant);
  D.run(Sql);
  char *End = Sql + sizeof(Sql);
  At = Sql;
  At += snprintf(At, End - At, "SELECT * FROM customers WHERE paid");
  // FINDING@-1:47: 'SELECT' reads table 'customers' of every tenant
  if (!All)
    At += snprintf(At, sizeof(Sql) - (At - Sql), " AND tenant_id = %ld", Tenant);
  *At = '\0';
  D.run(Sql);
}
void copied(Db &D) {
  char Sql[500], *At = Sql;
  At = stpcpy(At, "SELECT * FROM lines");
  At = stpcpy(At, " WHERE tenant_id = $1");
  D.run(Sql);
}
// strcpy() gives the place where it began.
void overwritten(Db &D) {
  char Sql[500];
  char *At = Sql;
  At = strcpy(At, "SELECT * FROM lines");
  At = strcpy(At, " WHERE tenant_id = $1");
  D.run(Sql);
}
void inserted(Db &D, long Tenant, bool Bare) {
  std::string Sql;
  auto Out = std::back_inserter(Sql);
  Out = fmt::format_to(Out, "DELETE FROM lines WHERE paid");
  // FINDING@-1:42: 'DELETE' deletes from table 'lines' of every tenant
  if (!Bare)
    fmt::format_to(Out, " AND tenant_id = {}", Tenant);
  D.run(Sql);
}
// What is written from the beginning again, and from somewhere.
void mixed(Db &D, long Tenant) {
  char Sql[500];
  char *At = Sql;
  At += sprintf(At, "SELECT * FROM lines WHERE paid");
  sprintf(Sql, "SELECT * FROM lines");
  At += sprintf(At, " AND tenant_id = %ld", Tenant);
  D.run(Sql);
}
char *somewhere(char *In);
void moved(Db &D, long Tenant) {
  char Sql[500];
  char *At = Sql;
  At += sprintf(At, "SELECT * FROM lines WHERE paid");
  At = somewhere(Sql);
  At += sprintf(At, " AND tenant_id = %ld", Tenant);
  D.run(Sql);
}
