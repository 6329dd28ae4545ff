// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
#include <Poco/Data/RecordSet.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Transaction.h>

#include <memory>
#include <string>
#include <vector>

using namespace Poco::Data::Keywords;
using Poco::Data::Session;
using Poco::Data::Statement;

void simple(Session &session, int tenant, int id) {
  int count = 0;
  session << "DELETE FROM payments", now;
  // FINDING@-1:27: 'DELETE' deletes from table 'payments'
  session << "DELETE FROM payments WHERE tenant_id = ?", use(tenant), now;
  session << "SELECT count(*) FROM invoices WHERE id = $1", into(count), use(id), now;
  // FINDING@-1:36: 'SELECT' reads table 'invoices'
  session << "SELECT count(*) FROM invoices WHERE id = $1 AND tenant_id = $2", into(count), use(id), use(tenant), now;
  session << "SELECT count(*) FROM invoices WHERE tenant_id = :tenant", into(count), use(tenant), now;
}

// More << append to the text.
void appended(Session &session, int tenant) {
  int count = 0;
  session << "SELECT count(*) "
          << "FROM customers",
      into(count), now;
  // FINDING@-2:20: 'SELECT' reads table 'customers'
  session << "SELECT count(*) FROM customers " << "WHERE tenant_id = ?", into(count), use(tenant), now;
  Statement every(session);
  every << "UPDATE customers SET blocked = 1";
  // FINDING@-1:20: 'UPDATE' changes table 'customers'
  Statement own(session);
  own << "UPDATE customers SET blocked = 1 " << "WHERE tenant_id = " << tenant;
  Statement made = (session << "SELECT * FROM payments", limit(10));
  // FINDING@-1:47: 'SELECT' reads table 'payments'
  Statement right = (session << "SELECT * FROM payments WHERE tenant_id = ?", use(tenant), limit(10));
  every.execute();
}

// A statement may get its text in several steps: none of them has the whole.
void grown(Session &session, Statement &given, int tenant, bool paid) {
  Statement select(session);
  select << "SELECT * FROM invoices";
  select << " WHERE tenant_id = ?", use(tenant);
  if (paid)
    select << " AND paid = 1";
  Statement started = (session << "SELECT * FROM payments");
  started << " WHERE tenant_id = ?", use(tenant);
  given << "SELECT * FROM customers";
  // The texts of a session are separate ones.
  session << "SELECT * FROM plans", now;
  session << "SELECT * FROM invoices", now;
  // FINDING@-1:29: 'SELECT' reads table 'invoices'
}

// What follows a comma and is no keyword is put into the text by Poco::format.
void formatted(Session &session, const std::string &table) {
  session << "SELECT * FROM %s", table, now;
  session << "SELECT * FROM customers WHERE name LIKE '%s'", "x", now;
  // FINDING@-1:29: 'SELECT' reads table 'customers'
}

void others(Session &session, int tenant) {
  Poco::Data::RecordSet every(session, "SELECT * FROM invoices");
  // FINDING@-1:55: 'SELECT' reads table 'invoices'
  Poco::Data::RecordSet own(session, "SELECT * FROM invoices WHERE tenant_id = " + std::to_string(tenant));
  every.setTotalRowCount("SELECT count(*) FROM invoices");
  // FINDING@-1:48: 'SELECT' reads table 'invoices'
  own.setTotalRowCount("SELECT count(*) FROM invoices WHERE tenant_id = " + std::to_string(tenant));
  // The other overload takes the count.
  own.setTotalRowCount(10);
  Statement select(session);
  Poco::Data::RecordSet made(select);
  Poco::Data::Transaction transaction(session);
  transaction.execute("DELETE FROM customers", false);
  // FINDING@-1:36: 'DELETE' deletes from table 'customers'
  transaction.execute("DELETE FROM customers WHERE tenant_id = " + std::to_string(tenant));
}

// The class that Session hands the text on to.
void creator(Poco::Data::StatementCreator &create, int tenant) {
  Statement every = create << "SELECT * FROM payments";
  // FINDING@-1:46: 'SELECT' reads table 'payments'
  Statement own = (create << "SELECT * FROM payments " << "WHERE tenant_id = ?", use(tenant));
}

std::unique_ptr<Poco::Data::RecordSet> made(Session &session, Statement &select) {
  auto rows = std::make_unique<Poco::Data::RecordSet>(session, "SELECT * FROM customers");
  // FINDING@-1:79: 'SELECT' reads table 'customers'
  // The constructor that takes a statement takes no SQL.
  return std::make_unique<Poco::Data::RecordSet>(select);
}

// What arrives from elsewhere is not known.
void unknown(Session &session, const std::string &text) {
  session << text, now;
  Poco::Data::RecordSet rows(session, text);
}

struct Log {
  template <class T> Log &operator<<(const T &) { return *this; }
};

void lookAlikes(Log &log, Session &session, Poco::Data::RecordSet &rows) {
  log << "SELECT * FROM invoices";
  session.setProperty("SELECT * FROM invoices", 1);
  session.setFeature("SELECT * FROM invoices", true);
  rows["SELECT * FROM invoices"];
  // A value is no SQL.
  std::string value = "SELECT * FROM invoices";
  session << "SELECT * FROM plans WHERE name = ?", use(value), now;
}
// COUNTS: 12 scoped, 12 leak, 9 unresolved
