// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -isystem %S/Inputs
#include <sqlite_wrappers.h>

void modern(sqlite::database &db, long id, long tenant_id) {
  std::string name;
  db << "SELECT name FROM customers WHERE id = ?" << id >> name;
  // FINDING@-1:27: 'SELECT' reads table 'customers'
  db << "SELECT name FROM customers WHERE id = ? AND tenant_id = ?" << id << tenant_id >> name;
  db << u"DELETE FROM payments WHERE id = ?" << id;
  // FINDING@-1:23: 'DELETE' deletes from table 'payments'
  auto kept = db << "UPDATE invoices SET paid = 1 WHERE id = ?";
  // FINDING@-1:29: 'UPDATE' changes table 'invoices'
  kept << id;
  kept.execute();
}

void pp(sqlite3pp::database &db, int id, int tenant) {
  db.execute("DELETE FROM payments");
  // FINDING@-1:27: 'DELETE' deletes from table 'payments'
  db.executef("DELETE FROM payments WHERE name = %Q", "a");
  // FINDING@-1:28: 'DELETE' deletes from table 'payments'
  db.executef("DELETE FROM payments WHERE name = %Q AND tenant_id = %d", "a", tenant);
  sqlite3pp::query all(db, "SELECT total FROM invoices WHERE id = :id");
  // FINDING@-1:47: 'SELECT' reads table 'invoices'
  all.bind(":id", id);
  sqlite3pp::query own(db, "SELECT total FROM invoices WHERE id = :id AND tenant_id = :tenant");
  sqlite3pp::command later(db);
  later.prepare("UPDATE customers SET blocked = 1 WHERE id = ?");
  // FINDING@-1:25: 'UPDATE' changes table 'customers'
}

void maria(mariadb::connection &db, mariadb::u64 id, mariadb::u64 tenant) {
  db.execute("DELETE FROM payments WHERE id = " + std::to_string(id));
  // FINDING@-1:27: 'DELETE' deletes from table 'payments'
  db.query("SELECT total FROM invoices WHERE tenant_id = " + std::to_string(tenant));
  db.query("SELECT `total` FROM `invoices` LIMIT 0, 10");
  // FINDING@-1:33: 'SELECT' reads table 'invoices'
  auto statement = db.create_statement("SELECT name FROM customers WHERE id = ?");
  // FINDING@-1:58: 'SELECT' reads table 'customers'
  db.insert("INSERT INTO payments (tenant_id, total) VALUES (7, 1)");
}
