struct sqlite3;
struct sqlite3_stmt;
extern "C" int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);

namespace shop {
void run(sqlite3 *Db, const char *Sql) {
  sqlite3_stmt *Out = nullptr;
  sqlite3_prepare_v2(Db, Sql, -1, &Out, nullptr);
}
} // namespace shop

void orders(sqlite3 *Db) { shop::run(Db, "SELECT total FROM orders WHERE org_id = ? AND customer_id = ?"); }
void customers(sqlite3 *Db) { shop::run(Db, "SELECT name FROM customers WHERE org_id = ?"); }
void leak(sqlite3 *Db) { shop::run(Db, "SELECT name FROM customers WHERE id = ?"); }
void keys(sqlite3 *Db) { shop::run(Db, "SELECT org_id FROM api_keys WHERE hash = ?"); }
void countries(sqlite3 *Db) { shop::run(Db, "SELECT name FROM countries WHERE code = ?"); }
