// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -fPIC -I/usr/include/x86_64-linux-gnu/qt6 -I/usr/include/x86_64-linux-gnu/qt6/QtCore -I/usr/include/x86_64-linux-gnu/qt6/QtSql
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QSqlQueryModel>
#include <QString>
#include <QVariant>

using namespace Qt::StringLiterals;

// Qt 6 has other ways to write a QString than Qt 5.
void strings(QSqlDatabase &db, QSqlQuery &query, const QString &text) {
  query.exec(QStringLiteral("SELECT * FROM invoices"));
  // FINDING@-1:44: 'SELECT' reads table 'invoices'
  query.exec(u"SELECT * FROM customers"_s);
  // FINDING@-1:30: 'SELECT' reads table 'customers'
  query.exec("SELECT * FROM payments"_L1);
  // FINDING@-1:29: 'SELECT' reads table 'payments'
  query.prepare(QStringLiteral("SELECT * FROM invoices WHERE tenant_id = ?"));
  query.prepare(u"SELECT * FROM customers WHERE tenant_id = :tenant"_s);
  query.prepare("SELECT * FROM payments WHERE tenant_id = ?"_L1);
  QSqlQuery made(uR"sql(SELECT *
                        FROM invoices)sql"_s, db);
  // FINDING@-1:30: 'SELECT' reads table 'invoices'
  query.exec(text);
}

void models(QSqlQueryModel &model, QSqlQuery &&query) {
  model.setQuery(QStringLiteral("SELECT * FROM plans"));
  model.setQuery("SELECT * FROM customers");
  // FINDING@-1:33: 'SELECT' reads table 'customers'
  model.setQuery(std::move(query));
}
// COUNTS: 4 scoped, 5 leak, 1 unresolved
