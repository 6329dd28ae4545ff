// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -DNANODBC_ENABLE_UNICODE -isystem %S/Inputs
// With wide text the strings are std::u16string.
#include <nanodbc.h>

void run(nanodbc::connection &db, const nanodbc::string &text) {
  nanodbc::execute(db, u"SELECT * FROM invoices");
  // FINDING@-1:40: 'SELECT' reads table 'invoices'
  nanodbc::execute(db, NANODBC_TEXT("SELECT * FROM plans"));
  nanodbc::statement statement(db, NANODBC_TEXT("SELECT * FROM invoices WHERE tenant_id = ?"));
  // The macro pastes the literal together: it is spelled nowhere, and the macro is told of.
  statement.prepare(NANODBC_TEXT("SELECT * FROM payments"));
  // FINDING@-1:21: 'SELECT' reads table 'payments'
  statement.prepare(u"SELECT name " + nanodbc::string(u"FROM customers"));
  // FINDING@-1:62: 'SELECT' reads table 'customers'
  statement.prepare(text);
}
// COUNTS: 2 scoped, 3 leak, 1 unresolved
