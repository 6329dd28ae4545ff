// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++23
//
// A text, or an error in its place.
#include <expected>
#include <string>

struct Db {
  void run(const std::string &Sql);
};

static std::expected<std::string, int> statementFor(int kind) {
  if (kind == 1)
    return "SELECT total FROM invoices WHERE tenant_id = $1";
  return std::unexpected(404);
}

static std::expected<std::string, int> badStatement(int kind) {
  if (kind == 1)
    return "SELECT total FROM invoices";
    // FINDING@-1:31: 'SELECT' reads table 'invoices'
  return std::unexpected(404);
}

void use(Db &db, int kind) {
  std::expected<std::string, int> good = statementFor(kind);
  if (good)
    db.run(*good);
  std::expected<std::string, int> bad = badStatement(kind);
  if (bad)
    db.run(bad.value());
  db.run(statementFor(kind).value_or("DELETE FROM customers"));
  // FINDING@-1:51: 'DELETE' deletes from table 'customers'
}
