// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -fPIC -DQT_USE_QSTRINGBUILDER -I/usr/include/x86_64-linux-gnu/qt5 -I/usr/include/x86_64-linux-gnu/qt5/QtCore -I/usr/include/x86_64-linux-gnu/qt5/QtSql
// With QT_USE_QSTRINGBUILDER + and % give an object that is made a QString later.
#include <QSqlQuery>
#include <QString>
#include <QStringBuilder>

void run(QSqlQuery &query, int tenant, const QString &order) {
  query.exec("SELECT * FROM invoices ORDER BY " + order);
  // FINDING@-1:29: 'SELECT' reads table 'invoices'
  query.exec("SELECT * FROM invoices WHERE tenant_id = " + QString::number(tenant) + " ORDER BY id");
  query.exec(QStringLiteral("SELECT name ") % QLatin1String("FROM customers"));
  // FINDING@-1:67: 'SELECT' reads table 'customers'
  query.prepare(QStringLiteral("SELECT name FROM customers ") % QLatin1String("WHERE tenant_id = ?"));
}
// COUNTS: 2 scoped, 2 leak, 0 unresolved
