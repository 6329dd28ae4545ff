// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -I/usr/include/postgresql
// The ways to hand C++ strings to a C function.
#include <libpq-fe.h>

#include <string>
#include <string_view>

static constexpr const char *Every = "SELECT * FROM invoices";
static constexpr std::string_view Own = "SELECT * FROM invoices WHERE tenant_id = $1";

void run(PGconn *conn, const char *const *values, int tenant, bool paid, const std::string &where) {
  PQexec(conn, Every);
  // FINDING@-5:53: 'SELECT' reads table 'invoices'
  PQexecParams(conn, Own.data(), 1, nullptr, values, nullptr, nullptr, 0);
  const std::string built = "DELETE FROM payments WHERE tenant_id = " + std::to_string(tenant);
  PQexec(conn, built.c_str());
  PQexec(conn, ("DELETE FROM payments WHERE id = " + std::to_string(tenant)).c_str());
  // FINDING@-1:30: 'DELETE' deletes from table 'payments'
  // Of two texts, only one confines the rows.
  PQexec(conn, paid ? "SELECT * FROM payments" : "SELECT * FROM plans");
  // FINDING@-1:38: 'SELECT' reads table 'payments'
  PQexec(conn, std::string("SELECT * FROM customers WHERE ").append(where).c_str());
}
// COUNTS: 2 scoped, 3 leak, 1 unresolved
