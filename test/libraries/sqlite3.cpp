// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
#include <sqlite3.h>

#include <string>

void simple(sqlite3 *db, long tenant) {
  char **table = nullptr;
  int rows = 0;
  int columns = 0;
  sqlite3_exec(db, "SELECT * FROM invoices", nullptr, nullptr, nullptr);
  // FINDING@-1:35: 'SELECT' reads table 'invoices'
  sqlite3_exec(db, ("SELECT * FROM invoices WHERE tenant_id = " + std::to_string(tenant)).c_str(), nullptr, nullptr, nullptr);
  sqlite3_get_table(db, "SELECT * FROM customers", &table, &rows, &columns, nullptr);
  // FINDING@-1:40: 'SELECT' reads table 'customers'
  sqlite3_get_table(db, ("SELECT * FROM customers WHERE tenant_id = " + std::to_string(tenant)).c_str(), &table, &rows, &columns, nullptr);
  sqlite3_exec(db, "BEGIN; DELETE FROM payments; COMMIT", nullptr, nullptr, nullptr);
  // FINDING@-1:40: 'DELETE' deletes from table 'payments'
  sqlite3_exec(db, "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr);
}

// Each style of placeholder that SQLite has.
void prepared(sqlite3 *db) {
  sqlite3_stmt *statement = nullptr;
  const char *tail = nullptr;
  sqlite3_prepare(db, "SELECT total FROM invoices WHERE id = ?", -1, &statement, &tail);
  // FINDING@-1:42: 'SELECT' reads table 'invoices'
  sqlite3_prepare(db, "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?", -1, &statement, &tail);
  sqlite3_prepare_v2(db, "UPDATE customers SET name = ?1 WHERE id = ?2", -1, &statement, nullptr);
  // FINDING@-1:34: 'UPDATE' changes table 'customers'
  sqlite3_prepare_v2(db, "UPDATE customers SET name = ?1 WHERE id = ?2 AND tenant_id = ?3", -1, &statement, nullptr);
  sqlite3_prepare_v3(db, "DELETE FROM payments WHERE id = :id", -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  // FINDING@-1:39: 'DELETE' deletes from table 'payments'
  sqlite3_prepare_v3(db, "DELETE FROM payments WHERE id = :id AND tenant_id = :tenant", -1, 0, &statement, nullptr);
  sqlite3_prepare_v2(db, "SELECT * FROM invoices WHERE tenant_id = @tenant", -1, &statement, nullptr);
  sqlite3_prepare_v2(db, "SELECT * FROM invoices WHERE tenant_id = $tenant", -1, &statement, nullptr);
  sqlite3_bind_text(statement, 1, "SELECT * FROM invoices", -1, nullptr);
  sqlite3_bind_parameter_index(statement, "SELECT * FROM invoices");
}

void wide(sqlite3 *db) {
  sqlite3_stmt *statement = nullptr;
  sqlite3_prepare16(db, u"SELECT * FROM invoices", -1, &statement, nullptr);
  // FINDING@-1:41: 'SELECT' reads table 'invoices'
  sqlite3_prepare16(db, u"SELECT * FROM invoices WHERE tenant_id = ?", -1, &statement, nullptr);
  sqlite3_prepare16_v2(db, u"SELECT * FROM customers", -1, &statement, nullptr);
  // FINDING@-1:44: 'SELECT' reads table 'customers'
  sqlite3_prepare16_v2(db, u"SELECT * FROM customers WHERE tenant_id = ?", -1, &statement, nullptr);
  // The escapes before the table must not move its place.
  sqlite3_prepare16_v3(db, u"SELECT \"name\", 'é', '\n' " u"FROM payments", -1, 0, &statement, nullptr);
  // FINDING@-1:67: 'SELECT' reads table 'payments'
  sqlite3_prepare16_v3(db, u"SELECT * FROM payments WHERE tenant_id = ?", -1, 0, &statement, nullptr);
}

// What arrives from elsewhere is not known.
void unknown(sqlite3 *db, const char *text) {
  char *built = sqlite3_mprintf("SELECT * FROM %w", text);
  sqlite3_exec(db, built, nullptr, nullptr, nullptr);
  sqlite3_exec(db, text, nullptr, nullptr, nullptr);
}

namespace cache {
// The same name in a namespace is another function.
int sqlite3_exec(sqlite3 *db, const char *text) { return db != nullptr && text != nullptr; }
} // namespace cache

void lookAlikes(sqlite3 *db) {
  cache::sqlite3_exec(db, "SELECT * FROM invoices");
  sqlite3_complete("SELECT * FROM invoices");
  sqlite3_file_control(db, "SELECT * FROM invoices", 0, nullptr);
}
// COUNTS: 11 scoped, 9 leak, 2 unresolved
