// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -isystem %S/Inputs
//
// CppDB with its own headers, and other drivers as they are declared.
#include <cppdb/frontend.h>
#include <drivers.h>

#include <string>

void occi(oracle::occi::Connection *db, oracle::occi::Statement *statement) {
  db->createStatement("SELECT total FROM invoices WHERE id = :1");
  // FINDING@-1:42: 'SELECT' reads table 'invoices'
  db->createStatement("SELECT total FROM invoices WHERE id = :1 AND tenant_id = :2");
  statement->setSQL("DELETE FROM payments WHERE id = :1");
  // FINDING@-1:34: 'DELETE' deletes from table 'payments'
  statement->setSQL("DELETE FROM payments WHERE id = :1 AND tenant_id = :2");
  statement->executeQuery("SELECT * FROM customers");
  // FINDING@-1:42: 'SELECT' reads table 'customers'
  statement->executeQuery();
}

void ocilib_(ocilib::Statement &statement) {
  statement.Execute("SELECT total FROM invoices");
  // FINDING@-1:40: 'SELECT' reads table 'invoices'
  statement.Prepare("SELECT total FROM invoices WHERE id = :id AND tenant_id = :tenant");
  statement.Prepare("SELECT total FROM invoices WHERE id = :id");
  // FINDING@-1:40: 'SELECT' reads table 'invoices'
}

void taopq(tao::pq::connection &db, int id, int tenant) {
  db.execute("SELECT total FROM invoices WHERE id = $1", id);
  // FINDING@-1:33: 'SELECT' reads table 'invoices'
  db.execute("SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", id, tenant);
  db.prepare("one", "DELETE FROM payments WHERE id = $1");
  // FINDING@-1:34: 'DELETE' deletes from table 'payments'
  db.prepare("two", "DELETE FROM payments WHERE id = $1 AND tenant_id = $2");
}

void clickhouse_(clickhouse::Client &db) {
  db.Execute("SELECT count() FROM invoices");
  // FINDING@-1:35: 'SELECT' reads table 'invoices'
  db.Execute("SELECT count() FROM invoices WHERE tenant_id = 7");
  db.Select("SELECT total FROM invoices WHERE id = 1", [](const clickhouse::Block &) {});
  // FINDING@-1:32: 'SELECT' reads table 'invoices'
}

void boostMysql(boost::mysql::any_connection &db, boost::mysql::results &result) {
  db.execute("SELECT * FROM invoices", result);
  // FINDING@-1:29: 'SELECT' reads table 'invoices'
  db.execute("SELECT * FROM plans", result);
  db.prepare_statement("SELECT * FROM invoices WHERE id = ?");
  // FINDING@-1:39: 'SELECT' reads table 'invoices'
  db.prepare_statement("SELECT * FROM invoices WHERE id = ? AND tenant_id = ?");
}

void cppdb_(cppdb::session &db, int id, int tenant) {
  db << "SELECT total FROM invoices WHERE id = ?" << id;
  // FINDING@-1:28: 'SELECT' reads table 'invoices'
  db << "SELECT total FROM invoices WHERE id = ? AND tenant_id = ?" << id << tenant;
  db.prepare("DELETE FROM payments");
  // FINDING@-1:27: 'DELETE' deletes from table 'payments'
}

void libpqmxx(db::postgres::Connection &db, int id, int tenant) {
  db.execute("UPDATE customers SET blocked = true WHERE id = $1", id);
  // FINDING@-1:22: 'UPDATE' changes table 'customers'
  db.execute("UPDATE customers SET blocked = true WHERE id = $1 AND tenant_id = $2", id, tenant);
}

void wt(Wt::Dbo::Session &session, Wt::Dbo::SqlConnection &db) {
  session.execute("DELETE FROM payments WHERE id = ?");
  // FINDING@-1:32: 'DELETE' deletes from table 'payments'
  session.execute("DELETE FROM payments WHERE id = ? AND tenant_id = ?");
  db.executeSql("DELETE FROM customers");
  // FINDING@-1:30: 'DELETE' deletes from table 'customers'
  db.prepareStatement("SELECT total FROM invoices WHERE tenant_id = ?");
}

// What QUERY(name, text) of a DbClient becomes.
void oat(oatpp::orm::DbClient &db) {
  db.parseQueryTemplate("one", "SELECT total FROM invoices WHERE id=:id");
  // FINDING@-1:51: 'SELECT' reads table 'invoices'
  db.parseQueryTemplate("two", "SELECT total FROM invoices WHERE id=:id AND tenant_id=:tenant");
  db.executeQuery("SELECT name FROM customers", 0);
  // FINDING@-1:37: 'SELECT' reads table 'customers'
}

void others(ormpp::dbng<int> &orm, protocol::MySQLRequest &request, sqlpp::postgresql::connection &pg, sqlpp::sqlite3::connection_base &lite) {
  orm.execute("DELETE FROM payments");
  // FINDING@-1:28: 'DELETE' deletes from table 'payments'
  orm.execute("DELETE FROM payments WHERE tenant_id = 7");
  request.set_query("SELECT * FROM `invoices` LIMIT 0, 10");
  // FINDING@-1:36: 'SELECT' reads table 'invoices'
  request.set_query("SELECT * FROM `invoices` WHERE tenant_id = 7 LIMIT 0, 10");
  pg.execute("SELECT * FROM customers");
  // FINDING@-1:29: 'SELECT' reads table 'customers'
  pg.execute("SELECT * FROM customers WHERE tenant_id = 7");
  lite("DELETE FROM payments");
  // FINDING@-1:21: 'DELETE' deletes from table 'payments'
}
