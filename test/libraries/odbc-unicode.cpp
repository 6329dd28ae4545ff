// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -DUNICODE
// With UNICODE the names are macros for the functions that end in W.
#include <sql.h>
#include <sqlext.h>

#include <string>

void run(SQLHSTMT statement, std::u16string text) {
  SQLExecDirect(statement, (SQLWCHAR *)u"SELECT * FROM invoices", SQL_NTS);
  // FINDING@-1:56: 'SELECT' reads table 'invoices'
  SQLExecDirect(statement, (SQLWCHAR *)u"SELECT * FROM invoices WHERE tenant_id = ?", SQL_NTS);
  SQLPrepare(statement, reinterpret_cast<SQLWCHAR *>(const_cast<char16_t *>(u"DELETE FROM payments")), SQL_NTS);
  // FINDING@-1:91: 'DELETE' deletes from table 'payments'
  const std::u16string own = u"DELETE FROM payments WHERE tenant_id = ?";
  SQLPrepare(statement, (SQLWCHAR *)own.c_str(), static_cast<SQLINTEGER>(own.size()));
  SQLPrepare(statement, reinterpret_cast<SQLWCHAR *>(text.data()), SQL_NTS);
}
// COUNTS: 2 scoped, 2 leak, 1 unresolved
