// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Lists that std::accumulate makes one text of.
#include <pqxx/pqxx>

#include <iterator>
#include <numeric>
#include <string>
#include <vector>

void leaks(pqxx::work &tx, long id, bool paid) {
  std::vector<std::string> conditions{"id = $1"};
  if (paid)
    conditions.push_back("paid");
  std::string where = std::accumulate(std::next(conditions.begin()), conditions.end(), conditions.front(),
                                      [](std::string a, const std::string &b) { return std::move(a) + " AND " + b; });
  tx.exec_params("SELECT * FROM customers WHERE " + where, id);
  // FINDING@-1:33: 'SELECT' reads table 'customers'
  std::string all = std::accumulate(conditions.begin(), conditions.end(), std::string("SELECT * FROM invoices WHERE TRUE"),
                                    [](const std::string &a, const std::string &b) { return a + " AND " + b; });
  // FINDING@-2:102: 'SELECT' reads table 'invoices'
  tx.exec_params(all, id);
  // OR in place of AND: one branch is enough.
  std::vector<std::string> any{"tenant_id = $1", "id = 7"};
  std::string either = std::accumulate(any.begin() + 1, any.end(), any[0], [](std::string a, std::string b) { return a + " OR " + b; });
  tx.exec_params("SELECT * FROM payments WHERE " + either, id);
  // FINDING@-1:33: 'SELECT' reads table 'payments'
}

void good(pqxx::work &tx, long tenant_id, bool paid) {
  std::vector<std::string> conditions{"tenant_id = $1"};
  if (paid)
    conditions.push_back("paid");
  std::string where = std::accumulate(conditions.begin() + 1, conditions.end(), conditions[0],
                                      [](std::string a, const std::string &b) { return a + " AND " + b; });
  tx.exec_params("SELECT * FROM customers WHERE " + where, tenant_id);
  std::string all = std::accumulate(conditions.begin(), conditions.end(), std::string("SELECT * FROM invoices WHERE TRUE"),
                                    [](const std::string &a, const std::string &b) { return a + " AND " + b; });
  tx.exec_params(all, tenant_id);
}

// Not the first one, and something that is no separator: not known, and so no finding.
void unknown(pqxx::work &tx, long id, const std::string &last) {
  std::vector<std::string> conditions{"id = $1", "paid"};
  std::string where = std::accumulate(std::next(conditions.begin()), conditions.end(), conditions[1],
                                      [](std::string a, const std::string &b) { return a + " AND " + b; });
  tx.exec_params("SELECT * FROM customers WHERE " + where, id);
  std::string other = std::accumulate(std::next(conditions.begin()), conditions.end(), conditions[0],
                                      [&](std::string a, const std::string &b) { return a + last + b; });
  tx.exec_params("SELECT * FROM customers WHERE " + other, id);
}
