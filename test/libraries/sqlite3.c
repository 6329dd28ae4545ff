// RUN: %check_tenant %s tenant-sql-predicate -- -std=c11
// In C char16_t is an integer type of another name.
#include <sqlite3.h>
#include <uchar.h>

void run(sqlite3 *db, const char *text) {
  sqlite3_stmt *statement = 0;
  sqlite3_exec(db, "SELECT * FROM invoices", 0, 0, 0);
  // FINDING@-1:35: 'SELECT' reads table 'invoices'
  sqlite3_prepare_v2(db, "SELECT * FROM invoices WHERE tenant_id = ?", -1, &statement, 0);
  sqlite3_prepare16_v2(db, u"SELECT * FROM customers", -1, &statement, 0);
  // FINDING@-1:44: 'SELECT' reads table 'customers'
  sqlite3_prepare16_v2(db, u"SELECT * FROM customers WHERE tenant_id = ?", -1, &statement, 0);
  const char16_t *const kept = u"DELETE FROM payments";
  sqlite3_prepare16_v2(db, kept, -1, &statement, 0);
  // FINDING@-2:46: 'DELETE' deletes from table 'payments'
  sqlite3_prepare_v2(db, text, -1, &statement, 0);
}
// COUNTS: 2 scoped, 3 leak, 1 unresolved
