// RUN: %check_tenant %s tenant-sql-session -- -std=c++17 -fPIC -I/usr/include/x86_64-linux-gnu/qt5 -I/usr/include/x86_64-linux-gnu/qt5/QtCore -I/usr/include/x86_64-linux-gnu/qt5/QtSql
//
// Queries are run on the database that they are made with.
#include <QSqlDatabase>
#include <QSqlQuery>

void fresh() {
  QSqlDatabase db = QSqlDatabase::addDatabase("QPSQL");
  QSqlQuery query(db);
  query.exec("SET LOCAL app.tenant_id = '1'");
  // FINDING@-1:15: 'app.tenant_id' is set for a transaction, but none is open here
  db.transaction();
  query.exec("SET LOCAL app.tenant_id = '1'");
  db.commit();
  query.exec("SET LOCAL app.tenant_id = '1'");
  // FINDING@-1:15: 'app.tenant_id' is set for a transaction, but none is open here
}

// A connection that others have by its name, too.
void named() {
  QSqlDatabase db = QSqlDatabase::database("main");
  QSqlQuery query(db);
  query.exec("SET LOCAL app.tenant_id = '1'");
  db.rollback();
  query.exec("SET LOCAL app.tenant_id = '1'");
  // FINDING@-1:15: 'app.tenant_id' is set for a transaction, but none is open here
}

void standard() {
  QSqlQuery query;
  query.exec("SET LOCAL app.tenant_id = '1'");
}
