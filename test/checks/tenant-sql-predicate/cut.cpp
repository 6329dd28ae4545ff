// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// What does not fit into a buffer is cut off, and perhaps a condition with it.
#include <cstdio>
#include <cstring>
#include <string>

struct Db {
  void run(const std::string &Sql);
};

void fits(Db &D, int Tenant) {
  char Sql[256];
  snprintf(Sql, sizeof(Sql), "SELECT id FROM invoices WHERE tenant_id = %d", Tenant);
  D.run(Sql);
}
void cut(Db &D) {
  char Sql[24];
  snprintf(Sql, sizeof(Sql), "SELECT id FROM invoices WHERE tenant_id = $1");
  D.run(Sql);
}
// The number is cut: it is another one.
void cutNumber(Db &D, int Tenant) {
  char Sql[46];
  snprintf(Sql, sizeof(Sql), "SELECT id FROM invoices WHERE tenant_id = %d", Tenant);
  D.run(Sql);
}
void cutBySize(Db &D) {
  char Sql[256];
  snprintf(Sql, 24, "SELECT id FROM invoices WHERE tenant_id = $1");
  D.run(Sql);
}
void cutInParts(Db &D) {
  char Sql[40];
  int Length = snprintf(Sql, sizeof(Sql), "SELECT id FROM invoices ");
  snprintf(Sql + Length, sizeof(Sql) - Length, "WHERE id = 3 AND tenant_id = $1");
  D.run(Sql);
}
void fitsInParts(Db &D) {
  char Sql[80];
  int Length = snprintf(Sql, sizeof(Sql), "SELECT id FROM invoices ");
  snprintf(Sql + Length, sizeof(Sql) - Length, "WHERE id = 3 AND tenant_id = $1");
  D.run(Sql);
}
// As long as the buffer, with the end.
void exactly(Db &D) {
  char Sql[45];
  snprintf(Sql, sizeof(Sql), "SELECT id FROM invoices WHERE tenant_id = $1");
  D.run(Sql);
}
void oneMore(Db &D) {
  char Sql[44];
  snprintf(Sql, sizeof(Sql), "SELECT id FROM invoices WHERE tenant_id = $1");
  D.run(Sql);
}
// COUNTS: 3 scoped, 0 leak, 5 unresolved
