// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
// The text of a std::string, with the constness cast away.
#include <sql.h>
#include <sqlext.h>

#include <string>

void run(SQLHSTMT statement, int tenant, const std::string &where) {
  const std::string every = "SELECT * FROM invoices";
  SQLExecDirect(statement, (SQLCHAR *)every.c_str(), SQL_NTS);
  // FINDING@-2:44: 'SELECT' reads table 'invoices'
  std::string own = "SELECT * FROM invoices WHERE tenant_id = " + std::to_string(tenant);
  SQLExecDirect(statement, reinterpret_cast<SQLCHAR *>(const_cast<char *>(own.c_str())), static_cast<SQLINTEGER>(own.size()));
  static constexpr char kept[] = R"(DELETE
    FROM payments
    WHERE id = ?)";
  SQLPrepare(statement, const_cast<SQLCHAR *>(reinterpret_cast<const SQLCHAR *>(kept)), SQL_NTS);
  // FINDING@-3:10: 'DELETE' deletes from table 'payments'
  SQLPrepare(statement, (SQLCHAR *)where.c_str(), SQL_NTS);
}
// COUNTS: 1 scoped, 2 leak, 1 unresolved
