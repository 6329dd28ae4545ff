// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -fPIC -I/usr/include/x86_64-linux-gnu/qt5 -I/usr/include/x86_64-linux-gnu/qt5/QtCore -I/usr/include/x86_64-linux-gnu/qt5/QtSql
//
// QString::arg replaces the lowest number.
#include <QString>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlQuery>

void run(QSqlQuery &Q, int Id, const QString &Name, const QString &Table) {
  Q.exec(QString("SELECT %2 FROM invoices WHERE id = %1").arg(Id).arg("total"));
  // FINDING@-1:34: 'SELECT' reads table 'invoices'
  Q.exec(QString("SELECT * FROM %1 WHERE tenant_id = %2").arg("invoices").arg(Id));
  Q.exec(QString("SELECT * FROM %2 WHERE id = '%1'").arg(Name, QString("lines")));
  // FINDING@-1:73: 'SELECT' reads table 'lines'
  Q.exec(QString("SELECT * FROM lines WHERE tenant_id = %1 AND id = %2").arg(Id, 5).arg(Id));
  Q.exec(QString("SELECT * FROM %1").arg(Table));
  QString Sql = QStringLiteral("DELETE FROM customers WHERE id = ");
  // FINDING@-1:45: 'DELETE' deletes from table 'customers'
  Sql += QString::number(Id);
  Q.exec(Sql);
  Sql.append(" AND tenant_id = 5");
  Q.exec(Sql);
}

// COUNTS: 3 scoped, 3 leak, 1 unresolved
