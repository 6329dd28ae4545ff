// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
#include <soci/soci.h>

#include <string>

using soci::into;
using soci::use;

void simple(soci::session &db, int tenant) {
  int count = 0;
  db << "DELETE FROM payments";
  // FINDING@-1:22: 'DELETE' deletes from table 'payments'
  db << "DELETE FROM payments WHERE tenant_id = :tenant", use(tenant);
  db << "SELECT count(*) FROM invoices", into(count);
  // FINDING@-1:31: 'SELECT' reads table 'invoices'
  db << "SELECT count(*) FROM invoices WHERE tenant_id = :tenant", into(count), use(tenant, "tenant");
  db.once << "UPDATE customers SET blocked = 1";
  // FINDING@-1:22: 'UPDATE' changes table 'customers'
  db.once << "UPDATE customers SET blocked = 1 WHERE tenant_id = :tenant", use(tenant);
}

// More << append to the text; what follows a comma is bound.
void appended(soci::session &db, int tenant, int id, const std::string &order) {
  int count = 0;
  db << "SELECT count(*) "
     << "FROM invoices "
     << "WHERE id = :id",
      into(count), use(id);
  // FINDING@-3:15: 'SELECT' reads table 'invoices'
  db << "SELECT count(*) FROM invoices "
     << "WHERE id = :id AND tenant_id = :tenant",
      into(count), use(id), use(tenant);
  db << "SELECT total FROM invoices WHERE id = " << id, into(count);
  // FINDING@-1:28: 'SELECT' reads table 'invoices'
  db << "SELECT total FROM invoices WHERE id = " << id << " AND tenant_id = " << tenant, into(count);
  // No part of the text is looked at alone.
  db << "SELECT id FROM customers" << " WHERE tenant_id = :tenant" << " ORDER BY name", into(count), use(tenant);
  // A value is no SQL.
  std::string text = "SELECT * FROM invoices";
  db << "SELECT count(*) FROM plans WHERE name = :name", into(count), use(text);
}

void prepared(soci::session &db, int tenant, int id) {
  int total = 0;
  soci::statement every = (db.prepare << "SELECT total FROM invoices WHERE id = :id", use(id), into(total));
  // FINDING@-1:61: 'SELECT' reads table 'invoices'
  every.execute(true);
  soci::statement own = (db.prepare << "SELECT total FROM invoices "
                                    << "WHERE id = :id AND tenant_id = :tenant", use(id), use(tenant), into(total));
  own.execute(true);
  soci::rowset<soci::row> rows = (db.prepare << "SELECT * FROM customers");
  // FINDING@-1:64: 'SELECT' reads table 'customers'
  soci::rowset<soci::row> mine = (db.prepare << "SELECT * FROM customers WHERE tenant_id = :tenant", use(tenant));
  soci::statement late(db);
  late.exchange(use(id));
  late.prepare("SELECT amount FROM payments WHERE id = :id");
  // FINDING@-1:36: 'SELECT' reads table 'payments'
  late.prepare("SELECT amount FROM payments WHERE id = :id AND tenant_id = :tenant");
}

// A loop over the rows, as the manual writes it.
int loop(soci::session &db, int tenant) {
  int sum = 0;
  for (const soci::row &row : soci::rowset<soci::row>((db.prepare << "SELECT amount FROM payments")))
    // FINDING@-1:90: 'SELECT' reads table 'payments'
    sum += row.get<int>(0);
  for (const soci::row &row : soci::rowset<soci::row>((db.prepare << "SELECT amount FROM payments WHERE tenant_id = :t", use(tenant))))
    sum += row.get<int>(0);
  return sum;
}

// What arrives from elsewhere is not known.
void unknown(soci::session &db, const std::string &text) {
  db << text;
  soci::statement statement(db);
  statement.prepare(text);
}

// In a template the text may go on behind what depends on its parameters.
template <class Key> void generic(soci::session &db, Key id, int tenant) {
  int total = 0;
  db << "SELECT total FROM invoices WHERE tenant_id = " << tenant << " AND id = " << id, into(total);
  db << "SELECT total FROM invoices WHERE id = " << id << " AND tenant_id = " << tenant, into(total);
  db << "SELECT amount FROM payments WHERE id = " << id, into(total);
  // FINDING@-1:29: 'SELECT' reads table 'payments'
  db << "SELECT name FROM customers WHERE id = :id", use(id), into(total);
  // FINDING@-1:27: 'SELECT' reads table 'customers'
}
void instances(soci::session &db) {
  generic(db, 1, 7);
  generic(db, 2L, 7);
}

struct Log {
  template <class T> Log &operator<<(const T &) { return *this; }
  template <class T> Log &operator,(const T &) { return *this; }
  void prepare(const std::string &);
};

void lookAlikes(Log &log, soci::session &db, int tenant) {
  log << "SELECT * FROM invoices " << tenant, tenant;
  log.prepare("SELECT * FROM invoices");
  db.log_query("SELECT * FROM invoices");
  db.get_query_stream() << "SELECT * FROM invoices";
  db.begin();
}
// COUNTS: 13 scoped, 11 leak, 2 unresolved
