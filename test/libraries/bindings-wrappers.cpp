// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17 -isystem %S/Inputs
#include <sqlite_wrappers.h>

void modern(sqlite::database &db, long user_id, long tenant_id) {
  std::string name;
  db << "SELECT name FROM customers WHERE id = ? AND tenant_id = ?" << user_id << tenant_id >> name;
  db << "SELECT name FROM customers WHERE id = ? AND tenant_id = ?" << tenant_id << user_id >> name;
  // FINDING@-1:85: what is bound to '?', which confines 'customers' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
}

void pp(sqlite3pp::database &db, long long user_id, long long tenant_id) {
  sqlite3pp::query named(db, "SELECT total FROM invoices WHERE id = :id AND tenant_id = :tenant");
  named.bind(":id", user_id);
  named.bind(":tenant", tenant_id);
  sqlite3pp::query wrong(db, "SELECT total FROM invoices WHERE tenant_id = ?");
  wrong.bind(1, user_id);
  // FINDING@-1:17: what is bound to '?', which confines 'invoices' to one tenant, is 'user_id', not the tenant
}

void maria(mariadb::connection &db, mariadb::u64 user_id, mariadb::u64 tenant_id) {
  auto right = db.create_statement("SELECT name FROM customers WHERE id = ? AND tenant_id = ?");
  right->set_unsigned64(0, user_id);
  right->set_unsigned64(1, tenant_id);
  auto wrong = db.create_statement("SELECT name FROM customers WHERE id = ? AND tenant_id = ?");
  wrong->set_unsigned64(0, tenant_id);
  wrong->set_unsigned64(1, user_id);
  // FINDING@-1:28: what is bound to '?', which confines 'customers' to one tenant, is 'user_id', and the tenant 'tenant_id' is bound to placeholder 1: they are swapped
}
