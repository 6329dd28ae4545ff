#include "db.h"

#include <cstdlib>
#include <memory>

static std::string connectionString() {
  const char *url = std::getenv("DATABASE_URL");
  return url ? url : "dbname=invoices";
}

pqxx::connection &connection() {
  thread_local std::unique_ptr<pqxx::connection> conn;
  if (!conn || !conn->is_open()) {
    conn = std::make_unique<pqxx::connection>(connectionString());
    prepareCustomers(*conn);
    preparePayments(*conn);
  }
  return *conn;
}
