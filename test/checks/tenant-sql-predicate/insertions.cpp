// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Helpers that write to any stream.
#include <pqxx/pqxx>

#include <iostream>
#include <optional>
#include <sstream>
#include <string>

struct Filter {
  std::optional<long> customer;
  bool paid = false;
};

static void addFilter(std::ostream &out, const Filter &f) {
  if (f.customer)
    out << " AND customer = " << *f.customer;
}

static std::ostream &operator<<(std::ostream &out, const Filter &f) {
  if (f.paid)
    out << " AND paid";
  return out << " AND id > 0";
}

static std::ostream &addTenant(std::ostream &out, long tenant_id) { return out << " AND tenant_id = " << tenant_id; }

void leaks(pqxx::work &tx, const Filter &f) {
  std::ostringstream sql;
  sql << "SELECT * FROM invoices WHERE 1 = 1";
  // FINDING@-1:25: 'SELECT' reads table 'invoices'
  addFilter(sql, f);
  tx.exec(sql.str());
  std::ostringstream other;
  other << "SELECT * FROM customers WHERE total > 1" << f << " LIMIT " << 3;
  // FINDING@-1:27: 'SELECT' reads table 'customers'
  tx.exec(other.str());
}

void good(pqxx::work &tx, const Filter &f, long tenant_id) {
  std::ostringstream sql;
  sql << "SELECT * FROM invoices WHERE 1 = 1";
  addFilter(sql, f);
  addTenant(sql, tenant_id);
  tx.exec(sql.str());
  std::ostringstream other;
  other << "SELECT * FROM customers WHERE tenant_id = " << tenant_id << f << " ORDER BY id";
  std::cerr << f << '\n';
  tx.exec(other.str());
}

// What an operator of another unit writes is not known.
struct Elsewhere {};
std::ostream &operator<<(std::ostream &out, const Elsewhere &);
void unknown(pqxx::work &tx, const Elsewhere &e) {
  std::ostringstream sql;
  sql << "SELECT * FROM invoices WHERE id = 1" << e;
  tx.exec(sql.str());
}
